//! The journal (sổ nhật ký chung).

use serde::Serialize;

use super::row::RecordColumns;
use super::span::BooksOfPeriod;
use crate::entry::Entry;
use crate::money::Balance;
use crate::name::Text;

/// The records of a period that have an entry, in the order of the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JournalStatement {
    /// One row for each record.
    pub rows: Vec<JournalRow>,
    /// The sum of all amounts.
    pub total: Balance,
}

/// A record and its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
        let records = books.lines().map(|(_, line)| &line.record).filter(|record| !record.entry.is_empty());
        let rows: Vec<JournalRow> = records
            .map(|record| JournalRow {
                record: RecordColumns::of(record),
                note: record.note.clone(),
                entry: record.entry.clone(),
            })
            .collect();
        let total = rows.iter().map(|row| row.entry.total()).sum();
        Self { rows, total }
    }
}
