//! The cash book (sổ quỹ tiền mặt, sổ tiền gửi ngân hàng).

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::ledger_account::LedgerAccount;
use super::row::RecordColumns;
use super::span::{BooksOfPeriod, counted_under, turnover};
use crate::account::{Account, Place};
use crate::books::{Books, Line};
use crate::calendar::iso;
use crate::count::Seq;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::Text;

/// The receipts and payments of the cash box or the bank account in a period, with the balance after each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CashBook<A = Balance> {
    /// The cash box or the bank account.
    pub place: Place,
    /// The balance before the period.
    pub opening: A,
    /// One row for each record that moved money of the place.
    pub rows: Vec<CashBookRow<A>>,
    /// Money carried in from earlier books, in neither total.
    pub carried_in: A,
    /// All receipts.
    pub total_in: A,
    /// All payments.
    pub total_out: A,
    /// The balance at the end of the period.
    pub closing: A,
    /// The counts of the place.
    pub checks: Vec<CountCheck<A>>,
}

/// A receipt or a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CashBookRow<A = Balance> {
    /// The record.
    #[serde(flatten)]
    pub record: RecordColumns,
    /// The amount received.
    #[serde(rename = "in")]
    pub received: A,
    /// The amount paid out.
    #[serde(rename = "out")]
    pub paid: A,
    /// The balance after it.
    pub balance: A,
}

/// A count of the place, compared with the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct CountCheck<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub counted: A,
    /// The balance of the books at the count.
    pub balance: A,
    /// The amount counted less the balance.
    pub difference: A,
    pub by: Option<Text>,
    /// True if the count is in effect: it was not reversed.
    pub stands: bool,
}

impl<A: Figure> CountCheck<A> {
    /// Returns the check of a line that counts the place.
    pub(super) fn compute(books: &Books, at: usize, line: &Line, place: Place, tape: A::Tape) -> Option<Self> {
        let Event::MoneyCounted(count) = &line.record.event else { return None };
        if count.place != place {
            return None;
        }
        let counted = A::of_record(tape, at, count.amount);
        let balance = A::compared(tape, books, at)?;
        Some(Self {
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
        Self::compute(books, place, NoTape)
    }
}

impl<A: Figure> CashBook<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, place: Place, tape: A::Tape) -> Self {
        let account = Account::from(place);
        let balance = |books: &Books| A::balance(tape, books, &LedgerAccount::One(account.clone()));
        let checks = books.lines();
        let mut book = Self {
            place,
            opening: balance(books.opening()),
            rows: Vec::new(),
            carried_in: A::default(),
            total_in: A::default(),
            total_out: A::default(),
            closing: balance(books.closing()),
            checks: checks
                .filter_map(|(at, line)| CountCheck::compute(books.closing(), at, line, place, tape))
                .collect(),
        };
        let mut balance = book.opening;
        for (at, line) in books.lines() {
            let (received, paid) = turnover(line, |one| *one == account);
            if received == Balance::ZERO && paid == Balance::ZERO {
                continue;
            }
            let (received, paid) = (A::of_record(tape, at, received), A::of_record(tape, at, paid));
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
