//! Rows of text: cells between separators, in quotation marks where they contain one.
//!
//! The `csv` crate is not used, because it does not report the place of a quotation mark that is never closed. In a statement, such a mark
//! hides all rows after it.

use super::{Cell, Row, RowFault};

/// The signs that may separate columns.
pub(super) const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Returns all rows of a text that are not blank.
pub(super) fn rows(text: &str, separator: u8) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut rest = text;
    let mut line: u64 = 1;
    while !rest.is_empty() {
        let First { row, cells, behind, is_closed } = First::of(rest, separator);
        if is_closed {
            let damaged = row.contains(['\u{fffd}', '\0']).then_some(RowFault::Damaged);
            let inner = (line.saturating_add(1)..).zip(row.lines().skip(1));
            let inner = inner.map(|(line, text)| plain(line, text, separator)).collect();
            let cells = cells.into_iter().map(|cell| Cell::of(&unquoted(cell))).collect();
            rows.push(Row { line, cells, fault: damaged, inner });
        } else {
            rows.extend((line..).zip(row.lines()).map(|(here, text)| {
                let fault = if here == line { RowFault::OpenQuote } else { RowFault::BehindQuote { since: line } };
                Row { fault: Some(fault), ..plain(here, text, separator) }
            }));
        }
        let breaks = row.bytes().filter(|byte| *byte == b'\n').count();
        line = line.saturating_add(u64::try_from(breaks).unwrap_or(u64::MAX)).saturating_add(1);
        rest = behind;
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_blank()));
    rows
}

/// The first row of a text.
struct First<'a> {
    row: &'a str,
    /// Its cells with their quotation marks.
    cells: Vec<&'a str>,
    /// The rest of the text.
    behind: &'a str,
    /// True if every quotation mark is closed, either on its line or before a separator or the end of the row.
    is_closed: bool,
}

impl<'a> First<'a> {
    fn of(text: &'a str, separator: u8) -> Self {
        let mut state = Quotes::Start;
        let (mut is_over_lines, mut is_closed) = (false, true);
        let (mut cells, mut start) = (Vec::new(), 0);
        let mut end = text.len();
        for (at, byte) in text.bytes().enumerate() {
            state = match (state, byte) {
                (Quotes::Inside, b'"') => Quotes::Behind,
                (Quotes::Inside, byte) => {
                    is_over_lines |= byte == b'\n';
                    Quotes::Inside
                }
                (_, b'\n') => {
                    end = at;
                    break;
                }
                (Quotes::Start, b'"') => {
                    is_over_lines = false;
                    Quotes::Inside
                }
                (Quotes::Behind, b'"') => Quotes::Inside,
                (_, byte) if byte == separator => {
                    cells.extend(text.get(start..at));
                    start = at.saturating_add(1);
                    Quotes::Start
                }
                (Quotes::Behind, _) => {
                    is_closed &= !is_over_lines;
                    Quotes::Outside
                }
                _ => Quotes::Outside,
            };
        }
        cells.extend(text.get(start..end));
        let (row, behind) = text.split_at_checked(end).unwrap_or((text, ""));
        let behind = behind.strip_prefix('\n').unwrap_or(behind);
        Self { row, cells, behind, is_closed: is_closed && !matches!(state, Quotes::Inside) }
    }
}

/// Returns the text of a cell without the quotation marks around it.
fn unquoted(cell: &str) -> String {
    match cell.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""),
        None => cell.to_owned(),
    }
}

/// The state between two bytes of a row.
#[derive(Clone, Copy)]
enum Quotes {
    /// Before the first byte of a cell.
    Start,
    /// In a cell without quotation marks, or after the closing one.
    Outside,
    /// Between quotation marks.
    Inside,
    /// After a quotation mark that closes the cell, or is the first of two.
    Behind,
}

/// Splits a line within a cell into a row, without regard to quotation marks.
fn plain(line: u64, text: &str, separator: u8) -> Row {
    let cells = text.split(char::from(separator)).map(Cell::of).collect();
    Row { line, cells, fault: None, inner: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, String, Option<RowFault>)> {
        let told = |row: Row| {
            let cells: Vec<String> = row.cells.iter().map(Cell::text).collect();
            (row.line, cells.join("|"), row.fault)
        };
        rows(text, b';').into_iter().map(told).collect()
    }

    #[test]
    fn rows_have_the_line_on_which_they_begin() {
        let text = "a;b\n\n;;\n\"c\nd\";\"e;\"\"f\"\"\"\ng 15\" x;h";
        let expected = [(1, "a|b", None), (4, "c d|e;\"f\"", None), (6, "g 15\" x|h", None)];
        assert_eq!(read(text), expected.map(|(line, cells, fault)| (line, cells.to_owned(), fault)));
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_reported_with_the_rows_behind_it() {
        let behind = Some(RowFault::BehindQuote { since: 2 });
        let faults = |text: &str| read(text).into_iter().map(|(line, _, fault)| (line, fault)).collect::<Vec<_>>();
        for end in ["", "\n"] {
            let found = faults(&format!("a;b\n1;\"open;2\n3;4\n\n5;6{end}"));
            assert_eq!(found, [(1, None), (2, Some(RowFault::OpenQuote)), (3, behind), (5, behind)]);
        }
        // Closed by the opening mark of another row.
        let found = faults("a;b\n1;\"open;2\n3;4\n5;\"6\";7\n8;9\n");
        assert_eq!(found, [(1, None), (2, Some(RowFault::OpenQuote)), (3, behind), (4, behind), (5, None)]);
    }

    #[test]
    fn the_lines_within_a_cell_are_kept() {
        let rows = rows("a;\"b\n1;2\n3\";c\n", b';');
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].inner.iter().map(|row| (row.line, row.cells.len())).collect::<Vec<_>>(), [(2, 2), (3, 2)]);
    }
}
