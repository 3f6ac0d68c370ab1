-- The 50/50 check (phân bổ lãi): of the interest allocated, the income-growth fund has the share that the charter says, within one
-- đồng, as posted. `capital_share` is in hundred-millionths: 50000000 is half. A club whose charter changed its share is not judged
-- here, because its past interest was allocated by another one.
WITH allocated AS (
    SELECT
        province,
        club,
        SUM(CASE
            WHEN debit_account = 'income:loan-interest' AND credit_account = 'funds:income-growth' THEN amount
            WHEN debit_account = 'funds:income-growth' AND credit_account = 'income:loan-interest' THEN -amount
            ELSE amount - amount
        END) AS to_capital,
        SUM(CASE
            WHEN debit_account = 'income:loan-interest' AND credit_account = 'funds:operating' THEN amount
            WHEN debit_account = 'funds:operating' AND credit_account = 'income:loan-interest' THEN -amount
            ELSE amount - amount
        END) AS to_operating
    FROM transfers
    GROUP BY province, club
)
SELECT
    allocated.province,
    allocated.club,
    clubs.capital_share,
    allocated.to_capital,
    allocated.to_operating,
    CASE
        WHEN clubs.share_changed THEN 'share changed'
        WHEN ABS(
            allocated.to_capital * 100000000 - (allocated.to_capital + allocated.to_operating) * clubs.capital_share
        ) <= 100000000 THEN 'kept'
        ELSE 'not kept'
    END AS verdict
FROM allocated
JOIN clubs ON clubs.club = allocated.club
WHERE allocated.to_capital <> 0 OR allocated.to_operating <> 0
ORDER BY allocated.province, allocated.club
