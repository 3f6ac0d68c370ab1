-- League table (so sánh các câu lạc bộ): members, borrowers, loan turns and outstanding principal from the rows of each club; growth,
-- PAR30, collection rate and utilisation in hundredths of a percent and the average loan in đồng, as they are printed, NULL where a
-- club has none; findings, warnings, and the day of the last record. The clubs that grew most come first.
WITH present AS (
    SELECT club, COUNT(*) AS members FROM members WHERE is_present GROUP BY club
),
lent AS (
    SELECT club, COUNT(*) AS turns, COUNT(DISTINCT first_member) AS borrowers
    FROM loans
    WHERE NOT is_carried_in AND status NOT IN ('approved', 'cancelled')
    GROUP BY club
),
posted AS (
    SELECT
        club,
        SUM(CASE WHEN debit_account = 'assets:loans' THEN amount ELSE amount - amount END)
            - SUM(CASE WHEN credit_account = 'assets:loans' THEN amount ELSE amount - amount END) AS outstanding
    FROM transfers
    GROUP BY club
),
compared AS (
    SELECT
        club,
        MAX(CASE WHEN indicator = 'growth' THEN value END) AS growth,
        MAX(CASE WHEN indicator = 'par30' THEN value END) AS par30,
        MAX(CASE WHEN indicator = 'collection_rate' THEN value END) AS collection_rate,
        MAX(CASE WHEN indicator = 'utilisation' THEN value END) AS utilisation,
        MAX(CASE WHEN indicator = 'average_loan' THEN value END) AS average_loan
    FROM indicators
    GROUP BY club
),
found AS (
    SELECT club, COUNT(*) AS findings FROM findings GROUP BY club
),
warned AS (
    SELECT club, COUNT(*) AS warnings FROM warnings GROUP BY club
),
last_lines AS (
    SELECT club, MAX(line) AS line FROM records GROUP BY club
),
last_records AS (
    SELECT records.club, records.dated
    FROM records
    JOIN last_lines ON last_lines.club = records.club AND last_lines.line = records.line
)
SELECT
    clubs.province,
    clubs.club,
    clubs.name,
    COALESCE(present.members, 0) AS members,
    COALESCE(lent.borrowers, 0) AS borrowers,
    COALESCE(lent.turns, 0) AS turns,
    COALESCE(posted.outstanding, 0) AS outstanding,
    compared.growth,
    compared.par30,
    compared.collection_rate,
    compared.utilisation,
    compared.average_loan,
    COALESCE(found.findings, 0) AS findings,
    COALESCE(warned.warnings, 0) AS warnings,
    last_records.dated AS last_record
FROM clubs
LEFT JOIN present ON present.club = clubs.club
LEFT JOIN lent ON lent.club = clubs.club
LEFT JOIN posted ON posted.club = clubs.club
LEFT JOIN compared ON compared.club = clubs.club
LEFT JOIN found ON found.club = clubs.club
LEFT JOIN warned ON warned.club = clubs.club
LEFT JOIN last_records ON last_records.club = clubs.club
ORDER BY compared.growth DESC NULLS LAST, clubs.club
