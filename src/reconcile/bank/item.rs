//! What the books say of the bank: one item for each record that moves money there.

use chrono::NaiveDate;
use serde::Serialize;

use super::line::StatementLine;
use crate::account::Account;
use crate::books::Books;
use crate::calendar::{Period, iso};
use crate::count::Seq;
use crate::event::Event;
use crate::money::Balance;
use crate::name::{DocumentNumber, Text};
use crate::voucher::Record;

/// The net effect of a record on the bank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BookItem {
    /// The day it is booked.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// The record's number.
    pub seq: Seq,
    /// Its document number.
    pub id: DocumentNumber,
    /// What came into the bank; below zero what left it.
    pub amount: Balance,
    /// What happened, with the other party where the books name one.
    pub text: String,
    /// The record's remark.
    pub note: Option<Text>,
    /// The record that it takes back.
    pub reverses: Option<DocumentNumber>,
}

/// Something that stands on one side only, carried to the next reconciliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenItem {
    /// In the books only.
    Books(BookItem),
    /// In the statement only.
    Statement(StatementLine),
}

/// The net effect on the bank of all records dated in `period`, those of none left out.
pub(super) fn book_items(books: &Books, period: Period) -> Vec<BookItem> {
    let records = books.records().filter(|record| period.contains(record.date));
    records.map(BookItem::of).filter(|item| item.amount != Balance::ZERO).collect()
}

/// What the books have in the bank at the beginning of `day`.
pub(super) fn balance_before(books: &Books, day: NaiveDate) -> Balance {
    books.records().filter(|record| record.date < day).map(effect).sum()
}

/// What came into the bank by a record; below zero what left it.
fn effect(record: &Record) -> Balance {
    let sides = record.entry.transfers().iter().flat_map(|transfer| {
        let amount = Balance::from(transfer.amount);
        [(&transfer.debit, amount), (&transfer.credit, -amount)]
    });
    sides.filter(|(account, _)| **account == Account::Bank).map(|(_, amount)| amount).sum()
}

impl BookItem {
    fn of(record: &Record) -> Self {
        Self {
            date: record.date,
            seq: record.seq,
            id: record.id.clone(),
            amount: effect(record),
            text: text(&record.event),
            note: record.note.clone(),
            reverses: match &record.event {
                Event::Reversed(reversal) => Some(reversal.record.clone()),
                _ => None,
            },
        }
    }
}

/// Returns the name of the event, and the value of its first field that names a person or thing.
fn text(event: &Event) -> String {
    let about = event.about();
    match about {
        Some(about) => format!("{}: {about}", event.kind().name()),
        None => event.kind().name().to_owned(),
    }
}
