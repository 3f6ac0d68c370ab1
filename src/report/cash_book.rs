//! The cash book (sổ quỹ tiền mặt, sổ tiền gửi ngân hàng).

use chrono::NaiveDate;
use serde::Serialize;

use super::row::RecordColumns;
use super::span::{BooksOfPeriod, counted_under, turnover};
use crate::account::{Account, Place};
use crate::books::Line;
use crate::calendar::iso;
use crate::count::Seq;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::Text;

/// The receipts and payments of the cash box or the bank account in a period, with the balance after each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CashBook {
    /// The cash box or the bank account.
    pub place: Place,
    /// The balance before the period.
    pub opening: Balance,
    /// One row for each record that moved money of the place.
    pub rows: Vec<CashBookRow>,
    /// Money carried in from earlier books, in neither total.
    pub carried_in: Balance,
    /// All receipts.
    pub total_in: Balance,
    /// All payments.
    pub total_out: Balance,
    /// The balance at the end of the period.
    pub closing: Balance,
    /// The counts of the place.
    pub checks: Vec<CountCheck>,
}

/// A receipt or a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CashBookRow {
    /// The record.
    #[serde(flatten)]
    pub record: RecordColumns,
    /// The amount received.
    #[serde(rename = "in")]
    pub received: Balance,
    /// The amount paid out.
    #[serde(rename = "out")]
    pub paid: Balance,
    /// The balance after it.
    pub balance: Balance,
}

/// A count of the place, beside the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct CountCheck {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub counted: Balance,
    /// The balance of the books at the count.
    pub balance: Balance,
    /// Counted less balance.
    pub difference: Balance,
    pub by: Option<Text>,
    /// Whether the count is in effect: it was not reversed.
    pub stands: bool,
}

impl CountCheck {
    /// Returns the check of a line that counts the place.
    pub(super) fn of(line: &Line, place: Place) -> Option<Self> {
        let Event::MoneyCounted(count) = &line.record.event else { return None };
        let (counted, balance) = (Balance::from(count.amount), line.effects.book_balance?);
        (count.place == place).then(|| Self {
            seq: line.record.seq,
            date: line.record.date,
            counted,
            balance,
            difference: counted - balance,
            by: count.by.clone(),
            stands: line.effects.is_in_effect(),
        })
    }
}

impl CashBook {
    /// Returns the cash book of a place for a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod, place: Place) -> Self {
        let account = Account::from(place);
        let mut book = Self {
            place,
            opening: books.opening().ledger().money(place),
            rows: Vec::new(),
            carried_in: Balance::ZERO,
            total_in: Balance::ZERO,
            total_out: Balance::ZERO,
            closing: books.closing().ledger().money(place),
            checks: books.lines().filter_map(|(_, line)| CountCheck::of(line, place)).collect(),
        };
        let mut balance = book.opening;
        for (at, line) in books.lines() {
            let (received, paid) = turnover(line, |one| *one == account);
            if received == Balance::ZERO && paid == Balance::ZERO {
                continue;
            }
            balance += received - paid;
            if counted_under(books.closing(), at, &line.record.event).is_some_and(EventKind::is_carried_in) {
                book.carried_in += received - paid;
            } else {
                book.total_in += received;
                book.total_out += paid;
            }
            book.rows.push(CashBookRow { record: RecordColumns::of(&line.record), received, paid, balance });
        }
        book
    }
}
