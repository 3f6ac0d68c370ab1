-- PAR30 (dư nợ quá hạn trên 30 ngày) of each province: principal outstanding of loans more than 30 days past due, of all principal
-- outstanding as it was posted, in đồng. The percentage is in hundredths, rounded half up; NULL where nothing is outstanding.
--
-- (x - x % y) / y is a whole number in every dialect; where the division is made in floating point it may miss it by a little, which
-- FLOOR of it and a half puts right. Sums up to 460 trillion đồng fit; a larger one fails, because a text is no number: the engines
-- differ in what they do when a product does not fit.
WITH posted AS (
    SELECT
        province,
        SUM(CASE WHEN debit_account = 'assets:loans' THEN amount ELSE amount - amount END)
            - SUM(CASE WHEN credit_account = 'assets:loans' THEN amount ELSE amount - amount END) AS outstanding
    FROM transfers
    GROUP BY province
),
at_risk AS (
    SELECT province, SUM(outstanding) AS late
    FROM loans
    WHERE status IN ('disbursed', 'settled') AND days_past_due > 30
    GROUP BY province
),
sums AS (
    SELECT
        counted.province,
        counted.clubs,
        CAST(COALESCE(at_risk.late, 0) AS BIGINT) AS late,
        CAST(COALESCE(posted.outstanding, 0) AS BIGINT) AS outstanding
    FROM (SELECT province, COUNT(*) AS clubs FROM clubs GROUP BY province) AS counted
    LEFT JOIN posted ON posted.province = counted.province
    LEFT JOIN at_risk ON at_risk.province = counted.province
)
SELECT
    province,
    clubs,
    late,
    outstanding,
    CASE
        WHEN ABS(late) > 460000000000000 OR ABS(outstanding) > 460000000000000
            THEN CAST(CONCAT('too large: ', province) AS BIGINT)
        WHEN outstanding > 0
            THEN CASE WHEN late < 0 THEN -1 ELSE 1 END * CAST(
                FLOOR(
                    (
                        (20000 * ABS(late) + outstanding)
                        - (20000 * ABS(late) + outstanding) % (2 * outstanding)
                    ) / (2 * outstanding) + 0.5
                ) AS BIGINT
            )
    END AS hundredths_of_percent
FROM sums
ORDER BY province
