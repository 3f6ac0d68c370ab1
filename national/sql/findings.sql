-- Findings (sai phạm) by province and rule, those too that a club booked in spite of the rule and says so.
SELECT province, code, COUNT(*) AS findings
FROM findings
GROUP BY province, code
ORDER BY province, code
