-- Columns besides `line` are for queries and for the rules of the database; what they say is in the line.
CREATE TABLE line (
    seq  INTEGER PRIMARY KEY CHECK (seq >= 0),           -- the header is 0
    id   TEXT UNIQUE,                                    -- the document number, of a record
    prev TEXT UNIQUE REFERENCES line (head),             -- the hash of the line before, of a record
    head TEXT NOT NULL UNIQUE CHECK (length(head) = 64), -- the hash of this line
    line BLOB NOT NULL CHECK (instr(line, x'0a') = length(line)),
    CHECK ((seq = 0) = (id IS NULL) AND (seq = 0) = (prev IS NULL))
) STRICT;
CREATE TRIGGER line_is_not_changed BEFORE UPDATE ON line
    BEGIN SELECT RAISE(ABORT, 'lines are only appended'); END;
CREATE TRIGGER line_is_not_removed BEFORE DELETE ON line
    BEGIN SELECT RAISE(ABORT, 'lines are only appended'); END;
CREATE TABLE photo (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    bytes  BLOB NOT NULL
) STRICT;
PRAGMA application_id = 0x72666e64;
PRAGMA user_version = 1;
