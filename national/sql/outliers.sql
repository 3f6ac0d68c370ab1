-- Clubs that are unlike the others (khác biệt) by one figure: below the lower quartile, or above the upper one, by more than one and
-- a half times the distance between the two. A quartile is a figure that some club has: that of rank count ÷ 4, and 3 × count ÷ 4,
-- rounded up. With fewer than eight clubs that have the figure there is none.
WITH ranked AS (
    SELECT
        indicator,
        club,
        value,
        ROW_NUMBER() OVER (PARTITION BY indicator ORDER BY value) AS place,
        COUNT(*) OVER (PARTITION BY indicator) AS clubs
    FROM indicators
    WHERE value IS NOT NULL
),
quartiles AS (
    SELECT
        indicator,
        MAX(CASE WHEN 4 * place >= clubs AND 4 * (place - 1) < clubs THEN value END) AS lower_quartile,
        MAX(CASE WHEN 4 * place >= 3 * clubs AND 4 * (place - 1) < 3 * clubs THEN value END) AS upper_quartile
    FROM ranked
    WHERE clubs >= 8
    GROUP BY indicator
)
SELECT ranked.indicator, ranked.club, ranked.value, quartiles.lower_quartile, quartiles.upper_quartile
FROM ranked
JOIN quartiles ON quartiles.indicator = ranked.indicator
WHERE
    2 * (quartiles.lower_quartile - ranked.value) > 3 * (quartiles.upper_quartile - quartiles.lower_quartile)
    OR 2 * (ranked.value - quartiles.upper_quartile) > 3 * (quartiles.upper_quartile - quartiles.lower_quartile)
ORDER BY ranked.indicator, ranked.club
