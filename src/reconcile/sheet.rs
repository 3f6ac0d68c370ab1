//! Sheets (bảng kê): small tables that people keep in a spreadsheet, as CSV with a line of headings.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::cash::{Denomination, DenominationError};
use super::confirmation::AnswerError;
use crate::calendar::DateError;
use crate::count::CountError;
use crate::money::MoneyError;
use crate::name::NameError;

/// A row of a sheet that cannot be taken. All other rows are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {reason}", column.map(|column| format!(", column {column}")).unwrap_or_default())]
pub struct SheetError {
    /// The line, counted from 1.
    pub line: u64,
    /// The heading of the column; `None` where it is about the row.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub reason: SheetReason,
}

/// Why a row of a sheet cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetReason {
    /// The headings are others, so that no row can be read.
    #[error("the headings are not the expected {expected}")]
    Headings {
        /// The headings, with commas between.
        expected: String,
    },
    /// More or fewer columns than headings.
    #[error("it has {found} column(s), expected {expected}")]
    Columns {
        /// How many there are.
        found: usize,
        /// How many headings there are.
        expected: usize,
    },
    /// Bytes that are no text.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Something else than a whole number.
    #[error("it is not a whole number")]
    NotANumber,
    /// A number that is out of bounds.
    #[error(transparent)]
    Count(#[from] CountError),
    /// No sum of money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// No name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// No note.
    #[error(transparent)]
    Denomination(#[from] DenominationError),
    /// A note that an earlier row has.
    #[error("notes of {denomination} stand in an earlier row")]
    CountedTwice {
        /// The note.
        denomination: Denomination,
    },
    /// An answer that cannot be taken.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

/// What is wrong with a row: the column, if it is about one, and the reason.
pub(super) struct Wrong(Option<usize>, SheetReason);

impl Wrong {
    pub(super) fn row(reason: impl Into<SheetReason>) -> Self {
        Self(None, reason.into())
    }

    /// Of the column at this place, counted from 0.
    pub(super) fn column<E: Into<SheetReason>>(place: usize) -> impl Fn(E) -> Self {
        move |reason| Self(Some(place), reason.into())
    }
}

/// Reads every row under these headings, and returns those that cannot be taken.
///
/// # Errors
///
/// If the source fails.
pub(super) fn read_rows<const COLUMNS: usize>(
    mut source: impl Read,
    headings: [&'static str; COLUMNS],
    mut take: impl FnMut([&str; COLUMNS]) -> Result<(), Wrong>,
) -> io::Result<Vec<SheetError>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes.as_slice());
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? || !columns(&record).is_ok_and(|found| found == headings) {
        let reason = SheetReason::Headings { expected: headings.join(",") };
        return Ok(vec![SheetError { line: 1, column: None, reason }]);
    }
    let mut errors = Vec::new();
    let mut lines = Lines { bytes: &bytes, line: 1 };
    let mut start = 0;
    while reader.read_byte_record(&mut record)? {
        let here = record.position().map_or(start, csv::Position::byte);
        let line = lines.pass(here.saturating_sub(start));
        start = here;
        if let Err(Wrong(place, reason)) = columns(&record).and_then(&mut take) {
            let column = place.and_then(|place| headings.get(place)).copied();
            errors.push(SheetError { line, column, reason });
        }
    }
    Ok(errors)
}

/// What is still to be read, and on which line it starts.
struct Lines<'a> {
    bytes: &'a [u8],
    line: u64,
}

impl Lines<'_> {
    /// Passes so many bytes, and gives the line of the next one that does not end a line: blank lines are no rows.
    fn pass(&mut self, bytes: u64) -> u64 {
        let split = usize::try_from(bytes).ok().and_then(|at| self.bytes.split_at_checked(at));
        let (passed, rest) = split.unwrap_or_default();
        self.bytes = rest;
        self.line = self.line.saturating_add(line_feeds(passed.iter()));
        self.line.saturating_add(line_feeds(rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'))))
    }
}

fn line_feeds<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    bytes.map(|byte| u64::from(*byte == b'\n')).sum()
}

fn columns<const COLUMNS: usize>(record: &ByteRecord) -> Result<[&str; COLUMNS], Wrong> {
    if record.len() != COLUMNS {
        return Err(Wrong::row(SheetReason::Columns { found: record.len(), expected: COLUMNS }));
    }
    let mut found = [""; COLUMNS];
    for (place, (column, bytes)) in found.iter_mut().zip(record).enumerate() {
        *column = str::from_utf8(bytes).map_err(|_| Wrong(Some(place), SheetReason::NotUtf8))?;
    }
    Ok(found)
}
