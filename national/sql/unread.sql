-- Files that could not be read to their end, could not be opened, or are of a club that is counted already (không đọc được hết).
-- Where `is_counted` is true, the lines before the error are in the other tables.
SELECT file, club, line, error, is_counted
FROM unread
ORDER BY file
