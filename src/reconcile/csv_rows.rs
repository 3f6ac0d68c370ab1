//! Tables as banks and spreadsheets write them, in CSV: rows of text, each with the line of the file on which it starts.
//!
//! Commas, semicolons or tabs part the columns: a spreadsheet set to Vietnamese writes semicolons. Rows in which nothing stands
//! are passed over.

use std::io::{self, Chain, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder, Terminator};

/// The most bytes that a row may have.
const LONGEST_ROW: usize = 65_536;
/// The row of names stands within so many bytes.
const HEAD: u64 = 65_536;
/// What may part the columns.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// What is wrong with a row of a table, whatever it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// Bytes of UTF-16.
    #[error("the file is UTF-16, expected UTF-8 (in a spreadsheet: save as CSV UTF-8)")]
    Utf16,
    /// Bytes of another encoding.
    #[error(
        "not UTF-8 from byte {byte} of the cell, expected UTF-8, not Windows-1258 or another code page (in a spreadsheet: save \
         as CSV UTF-8)"
    )]
    NotUtf8 {
        /// The first byte that is wrong, counted from 1.
        byte: usize,
    },
    /// Fewer or more columns than the header.
    #[error("it has {found} column(s), expected {expected} as in the header")]
    Columns {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// It does not end, as after a quotation mark that is not closed. Nothing behind it is read.
    #[error("it has more than {most} bytes, as after a quotation mark that is not closed; nothing behind it was read")]
    TooLong {
        /// The most that a row may have.
        most: usize,
    },
}

/// A row as text.
pub(super) struct Row {
    /// The line on which it starts, counted from 1.
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

impl Row {
    /// The cells under a header of so many columns. Empty ones may stand behind.
    pub(super) fn under(&self, expected: usize) -> Result<&[String], TableError> {
        match self.cells.split_at_checked(expected) {
            Some((cells, behind)) if behind.iter().all(String::is_empty) => Ok(cells),
            _ => Err(TableError::Columns { found: self.cells.len(), expected }),
        }
    }
}

/// Why a row could not be read.
pub(super) enum Unread {
    /// The source of the bytes failed. No row follows.
    Io { line: u64, source: io::Error },
    /// Something is wrong with it: with the cell at a place, counted from 0, or else with all of it.
    Row { line: u64, place: Option<usize>, error: TableError },
}

/// A table of which the first bytes are known.
pub(super) struct Table<R> {
    head: Vec<u8>,
    rest: R,
}

impl<R: Read> Table<R> {
    /// Opens a table. A byte order mark of UTF-8 is passed over, one of UTF-16 is an error.
    pub(super) fn open(mut source: R) -> Result<Self, Unread> {
        let mut head = Vec::new();
        source.by_ref().take(HEAD).read_to_end(&mut head).map_err(|source| Unread::Io { line: 1, source })?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(Unread::Row { line: 1, place: Some(0), error: TableError::Utf16 });
        }
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            head.drain(..3);
        }
        Ok(Self { head, rest: source })
    }

    /// Its first rows, under each delimiter that there may be.
    pub(super) fn heads(&self) -> impl Iterator<Item = (u8, Rows<&[u8]>)> {
        DELIMITERS.into_iter().map(|delimiter| (delimiter, Rows::new(self.head.as_slice(), delimiter)))
    }

    /// The rows that start below a line.
    pub(super) fn rows_below(self, line: u64, delimiter: u8) -> impl Iterator<Item = Result<Row, Unread>> {
        let source: Chain<_, R> = Cursor::new(self.head).chain(self.rest);
        Rows::new(source, delimiter).skip_while(move |row| row.as_ref().is_ok_and(|row| row.line <= line))
    }
}

/// The rows of a file, one after another.
pub(super) struct Rows<R> {
    csv: csv::Reader<Bounded<R>>,
    record: ByteRecord,
    is_over: bool,
}

impl<R: Read> Rows<R> {
    fn new(source: R, delimiter: u8) -> Self {
        let csv = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            // Lines are then counted where they end; the carriage return before is white space of the last cell.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Bounded { source, left: LONGEST_ROW, is_ended: false });
        Self { csv, record: ByteRecord::new(), is_over: false }
    }

    fn read(&mut self) -> Result<Option<Row>, Unread> {
        self.csv.get_mut().left = LONGEST_ROW;
        let next = self.csv.position().line();
        match self.csv.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                self.is_over = true;
                return Err(if self.csv.get_ref().left == 0 {
                    Unread::Row { line: next, place: None, error: TableError::TooLong { most: LONGEST_ROW } }
                } else {
                    Unread::Io { line: next, source: error.into() }
                });
            }
        }
        let breaks = self.record.iter().flatten().filter(|byte| **byte == b'\n').count();
        let end = self.csv.position().line();
        let line = end.saturating_sub(1).saturating_sub(u64::try_from(breaks).unwrap_or(u64::MAX));
        let cells = self
            .record
            .iter()
            .enumerate()
            .map(|(place, bytes)| text(bytes).map_err(|error| Unread::Row { line, place: Some(place), error }));
        Ok(Some(Row { line, cells: cells.collect::<Result<_, _>>()? }))
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            match self.read().transpose()? {
                Ok(row) if row.cells.iter().all(String::is_empty) => {}
                row => return Some(row),
            }
        }
        None
    }
}

/// A cell as text: control characters are white space, and white space is one space.
fn text(bytes: &[u8]) -> Result<String, TableError> {
    if bytes.contains(&0) {
        return Err(TableError::Utf16);
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| TableError::NotUtf8 { byte: error.valid_up_to().saturating_add(1) })?;
    let words = text.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty());
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// A source that gives so many bytes for a row and no more, and ends in a line feed.
struct Bounded<R> {
    source: R,
    left: usize,
    is_ended: bool,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("a row does not end"));
        }
        let most = buffer.len().min(self.left);
        let Some(room) = buffer.get_mut(..most) else { return Ok(0) };
        let read = self.source.read(room)?;
        self.left = self.left.saturating_sub(read);
        if read == 0 && !self.is_ended {
            self.is_ended = true;
            if let Some(last) = room.first_mut() {
                *last = b'\n';
                return Ok(1);
            }
        }
        Ok(read)
    }
}
