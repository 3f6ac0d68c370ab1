//! The journal (sổ nhật ký chung).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::row::RecordColumns;
use super::span::BooksOfPeriod;
use crate::entry::Entry;
use crate::money::Balance;
use crate::name::Text;

/// The records of a period that have an entry, in the order of the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JournalStatement<A = Balance> {
    /// One row for each record.
    pub rows: Vec<JournalRow>,
    /// The sum of all amounts.
    pub total: A,
}

/// A record and its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JournalRow {
    /// The record.
    #[serde(flatten)]
    pub record: RecordColumns,
    /// The note of the record.
    pub note: Option<Text>,
    /// The entry as it is written.
    pub entry: Entry,
}

impl JournalStatement {
    /// Returns the journal of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> JournalStatement<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let records =
            || books.lines().map(|(at, line)| (at, &line.record)).filter(|(_, record)| !record.entry.is_empty());
        let rows = records().map(|(_, record)| JournalRow {
            record: RecordColumns::of(record),
            note: record.note.clone(),
            entry: record.entry.clone(),
        });
        let total = records().map(|(at, record)| A::of_record(tape, at, record.entry.total()));
        Self { rows: rows.collect(), total: total.sum() }
    }
}
