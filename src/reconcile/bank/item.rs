//! The movements of the bank account in the books: one item for each record that moves money there.

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
#[non_exhaustive]
pub struct BookItem {
    /// The day on which the record is booked.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// The sequence number of the record.
    pub seq: Seq,
    /// The document number of the record.
    pub id: DocumentNumber,
    /// The money that came into the bank, in đồng; negative if it left.
    pub amount: Balance,
    /// The name of the event and its subject, such as the other party or the loan; the name alone if the event has no subject.
    pub text: String,
    /// The remark of the record.
    pub note: Option<Text>,
    /// The document number of the record that this one reverses.
    pub reverses: Option<DocumentNumber>,
}

/// An item that is on one side only; it is carried to the next reconciliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenItem {
    /// An item in the books only.
    Books(BookItem),
    /// A line in the statement only.
    Statement(StatementLine),
}

/// Returns one item for each record dated in `period` that has a net effect on the bank, in the order of the records.
pub(super) fn book_items(books: &Books, period: Period) -> Vec<BookItem> {
    let records = books.records().filter(|record| period.contains(record.date));
    records.map(BookItem::of).filter(|item| item.amount != Balance::ZERO).collect()
}

/// Returns the balance of the bank account in the books at the beginning of `day`, in đồng.
pub(super) fn balance_before(books: &Books, day: NaiveDate) -> Balance {
    books.records().filter(|record| record.date < day).map(effect).sum()
}

/// Returns the money that a record brings into the bank, in đồng; negative if the money leaves it.
fn effect(record: &Record) -> Balance {
    let sides = record.entry.transfers().iter().flat_map(|transfer| {
        let amount = Balance::from(transfer.amount);
        [(&transfer.debit, amount), (&transfer.credit, -amount)]
    });
    sides.filter(|(account, _)| **account == Account::Bank).map(|(_, amount)| amount).sum()
}

impl BookItem {
    /// Returns the item of a record, even if the record moves no money of the bank; the amount is then zero.
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

/// Returns the name of the event, and the value of its first field that names a person or thing, if it has one.
fn text(event: &Event) -> String {
    let about = event.about();
    match about {
        Some(about) => format!("{}: {about}", event.kind().name()),
        None => event.kind().name().to_owned(),
    }
}
