-- Late reporters (câu lạc bộ chậm báo cáo): clubs that booked no record, or reported no activity, in the three months before the
-- latest day of any club. A club is given that time from the day on which its books were opened.
WITH last_lines AS (
    SELECT club, MAX(line) AS line FROM records GROUP BY club
),
last_records AS (
    SELECT records.club, records.dated AS last_record
    FROM records
    JOIN last_lines ON last_lines.club = records.club AND last_lines.line = records.line
),
activities AS (
    SELECT club, MAX(dated) AS last_activity
    FROM records
    WHERE kind = 'activity_reported' AND in_effect
    GROUP BY club
),
asked AS (
    SELECT CAST(MAX(as_of) - INTERVAL '3' MONTH AS DATE) AS first_day FROM clubs
)
SELECT clubs.club, last_records.last_record, activities.last_activity
FROM clubs
CROSS JOIN asked
LEFT JOIN last_records ON last_records.club = clubs.club
LEFT JOIN activities ON activities.club = clubs.club
WHERE
    COALESCE(last_records.last_record, clubs.opened) < asked.first_day
    OR COALESCE(activities.last_activity, clubs.opened) < asked.first_day
ORDER BY clubs.club
