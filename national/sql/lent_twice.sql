-- Loans that may be lent twice (vay ở hai câu lạc bộ): running loans of members of the same name and year of birth in two or more
-- clubs of one province. Names are compared composed, in lower case. They are candidates to ask, not findings: two people may have
-- one name and one year, and a club keeps no number of an identity card.
WITH borrowers AS (
    SELECT members.province, members.name_key, members.born, loans.club, loans.member, loans.loan, loans.outstanding
    FROM loans
    JOIN members ON members.club = loans.club AND members.member = loans.member
    WHERE
        loans.status = 'disbursed'
        AND loans.outstanding > 0
        AND members.name_key IS NOT NULL
        AND members.born IS NOT NULL
),
people AS (
    SELECT province, name_key, born
    FROM borrowers
    GROUP BY province, name_key, born
    HAVING COUNT(DISTINCT club) > 1
)
SELECT
    borrowers.province,
    borrowers.name_key,
    borrowers.born,
    borrowers.club,
    borrowers.member,
    borrowers.loan,
    borrowers.outstanding
FROM borrowers
JOIN people
    ON people.province = borrowers.province AND people.name_key = borrowers.name_key AND people.born = borrowers.born
ORDER BY borrowers.province, borrowers.name_key, borrowers.born, borrowers.club, borrowers.loan
