//! Rows of text: cells between separators, in quotation marks where they contain one.
//!
//! The `csv` crate reads the cells of a row. It does not say where a quotation mark was left open, which in a statement hides all rows
//! behind it; where a row ends is therefore found here.

use csv::{ByteRecord, ReaderBuilder};

use super::{Cell, Row, RowFault};

/// The signs that may separate columns.
pub(super) const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The most lines that a row may have. A quotation mark that is not closed sooner is taken as never closed.
const MOST_LINES: usize = 50;

/// All rows of a text that are not blank.
pub(super) fn rows(text: &str, separator: u8) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut rest = text;
    let mut line: u64 = 1;
    while !rest.is_empty() {
        let (row, behind, fault) = first_row(rest, separator);
        let cells = cells(row, separator);
        let damaged = row.contains(['\u{fffd}', '\0']).then_some(RowFault::Damaged);
        if cells.iter().any(|cell| !cell.is_blank()) {
            let inner = (line.saturating_add(1)..).zip(row.lines().skip(1));
            let inner = inner.map(|(line, text)| plain(line, text, separator)).collect();
            rows.push(Row { line, cells, fault: fault.or(damaged), inner });
        }
        let breaks = row.bytes().filter(|byte| *byte == b'\n').count();
        line = line.saturating_add(u64::try_from(breaks).unwrap_or(u64::MAX)).saturating_add(1);
        rest = behind;
    }
    rows
}

/// The first row of a text and what is behind it. Where its quotation marks do not fit, the row is its first line only.
fn first_row(text: &str, separator: u8) -> (&str, &str, Option<RowFault>) {
    let mut state = Quotes::Start;
    let (mut lines, mut is_crossed) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        state = match (state, byte) {
            (Quotes::Inside, b'"') => Quotes::Behind,
            (Quotes::Inside, b'\n') => {
                lines = lines.saturating_add(1);
                if lines == MOST_LINES {
                    break;
                }
                Quotes::Inside
            }
            (Quotes::Inside, _) => Quotes::Inside,
            (_, b'\n') => {
                let (row, behind) = text.split_at_checked(at).unwrap_or((text, ""));
                if is_crossed {
                    return first_line(text, RowFault::CrossedQuotes);
                }
                return (row, behind.get(1..).unwrap_or_default(), None);
            }
            (Quotes::Start | Quotes::Behind, b'"') => Quotes::Inside,
            (_, byte) if byte == separator => Quotes::Start,
            (Quotes::Behind, _) => {
                is_crossed |= lines > 0;
                Quotes::Outside
            }
            _ => Quotes::Outside,
        };
    }
    match state {
        Quotes::Inside => first_line(text, RowFault::OpenQuote),
        _ if is_crossed => first_line(text, RowFault::CrossedQuotes),
        _ => (text, "", None),
    }
}

/// Where in a row a byte is.
#[derive(Clone, Copy)]
enum Quotes {
    /// At the first byte of a cell.
    Start,
    /// In a cell without quotation marks, or behind them.
    Outside,
    /// Between quotation marks.
    Inside,
    /// At the byte behind a quotation mark that closes, or is the first of two.
    Behind,
}

fn first_line(text: &str, fault: RowFault) -> (&str, &str, Option<RowFault>) {
    let (line, behind) = text.split_once('\n').unwrap_or((text, ""));
    (line, behind, Some(fault))
}

fn cells(row: &str, separator: u8) -> Vec<Cell> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(row.as_bytes());
    let mut record = ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(_) => record.iter().map(|cell| Cell::of(&String::from_utf8_lossy(cell))).collect(),
        Err(_) => Vec::new(),
    }
}

/// A line within a cell, as a row without quotation marks.
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
    fn a_quotation_mark_that_is_not_closed_takes_its_line_only() {
        for end in ["", "\n"] {
            let lines = read(&format!("a;b\n1;\"open;2\n3;4\n5;6{end}"));
            assert_eq!(lines.len(), 4);
            assert_eq!((lines[1].0, lines[1].2), (2, Some(RowFault::OpenQuote)));
            assert_eq!((lines[3].0, lines[3].1.as_str(), lines[3].2), (4, "5|6", None));
        }
        // Closed by the opening mark of another row.
        let lines = read("a;b\n1;\"open;2\n3;4\n5;\"6\";7\n");
        let faults: Vec<_> = lines.iter().map(|(line, _, fault)| (*line, *fault)).collect();
        assert_eq!(faults, [(1, None), (2, Some(RowFault::CrossedQuotes)), (3, None), (4, None)]);
    }

    #[test]
    fn the_lines_within_a_cell_are_kept() {
        let rows = rows("a;\"b\n1;2\n3\";c\n", b';');
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].inner.iter().map(|row| (row.line, row.cells.len())).collect::<Vec<_>>(), [(2, 2), (3, 2)]);
    }
}
