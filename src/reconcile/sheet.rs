//! Sheets (bảng kê): small tables that people keep in a spreadsheet, as CSV with a line of headings.

use std::io::{self, Read};

use super::cash::{Denomination, DenominationError};
use super::confirmation::AnswerError;
use super::csv_rows::{Table, TableError, Unread};
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
    /// The row itself.
    #[error(transparent)]
    Table(#[from] TableError),
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
    source: impl Read,
    headings: [&'static str; COLUMNS],
    mut take: impl FnMut([&str; COLUMNS]) -> Result<(), Wrong>,
) -> io::Result<Vec<SheetError>> {
    let mut errors = Vec::new();
    let told = |line, Wrong(place, reason)| {
        let column = place.and_then(|place: usize| headings.get(place)).copied();
        SheetError { line, column, reason }
    };
    let opened = Table::open(source).map(|table| (header(&table, headings), table));
    let rows = match opened {
        Ok((Ok((line, delimiter)), table)) => table.rows_below(line, delimiter),
        Ok((Err(wrong), _)) => return Ok(vec![told(1, wrong)]),
        Err(Unread::Row { line, error, .. }) => return Ok(vec![told(line, Wrong::row(error))]),
        Err(Unread::Io { source, .. }) => return Err(source),
    };
    for row in rows {
        match row {
            Ok(row) => {
                let cells = row.under(COLUMNS).map_err(Wrong::row);
                if let Err(wrong) = cells.and_then(|cells| take(texts(cells))) {
                    errors.push(told(row.line, wrong));
                }
            }
            Err(Unread::Row { line, place, error }) => errors.push(told(line, Wrong(place, error.into()))),
            Err(Unread::Io { source, .. }) => return Err(source),
        }
    }
    Ok(errors)
}

/// The line of the headings, and what parts the columns.
fn header<const COLUMNS: usize>(
    table: &Table<impl Read>,
    headings: [&'static str; COLUMNS],
) -> Result<(u64, u8), Wrong> {
    let mut wrong = SheetReason::Headings { expected: headings.join(",") };
    for (delimiter, mut rows) in table.heads() {
        match rows.next() {
            Some(Ok(row)) if row.under(COLUMNS).is_ok_and(|cells| texts(cells) == headings) => {
                return Ok((row.line, delimiter));
            }
            Some(Err(Unread::Row { place: Some(_), error, .. })) => wrong = error.into(),
            _ => {}
        }
    }
    Err(Wrong::row(wrong))
}

fn texts<const COLUMNS: usize>(cells: &[String]) -> [&str; COLUMNS] {
    let mut texts = [""; COLUMNS];
    for (text, cell) in texts.iter_mut().zip(cells) {
        *text = cell;
    }
    texts
}
