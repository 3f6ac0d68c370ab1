-- Consolidated trial balance (bảng cân đối số phát sinh hợp nhất), from every transfer of every club, in đồng. Loans, advances,
-- shortages and lenders are control accounts. Debits and credits are added, never netted.
SELECT account, SUM(debit) AS debit, SUM(credit) AS credit
FROM (
    SELECT debit_account AS account, amount AS debit, amount - amount AS credit FROM transfers
    UNION ALL
    SELECT credit_account AS account, amount - amount AS debit, amount AS credit FROM transfers
) AS sides
GROUP BY account
ORDER BY account
