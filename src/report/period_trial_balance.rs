//! The trial balance of a period (bảng cân đối số phát sinh).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::span::BooksOfPeriod;
use crate::account::Account;
use crate::money::Balance;

/// Opening and closing balances and the turnovers between, of every account that had a transfer, sorted by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PeriodTrialBalance<A = Balance> {
    /// One row for each account.
    pub rows: Vec<PeriodTrialBalanceRow<A>>,
    /// The sums of all rows: its pairs are equal.
    pub total: Sides<A>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PeriodTrialBalanceRow<A = Balance> {
    /// The account.
    pub account: Account,
    /// Its amounts.
    #[serde(flatten)]
    pub sides: Sides<A>,
}

/// The two sides of balances and turnovers. Turnovers are not netted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Sides<A = Balance> {
    pub opening_debit: A,
    pub opening_credit: A,
    pub debit: A,
    pub credit: A,
    pub closing_debit: A,
    pub closing_credit: A,
}

impl<A: Figure> Sides<A> {
    /// Returns the sides of an account with the debits and credits before a period and at its end.
    fn between(opening: [A; 2], closing: [A; 2]) -> Self {
        let ([debit_before, credit_before], [debit, credit]) = (opening, closing);
        let (opening, closing) = (debit_before - credit_before, debit - credit);
        Self {
            opening_debit: opening.max_zero(),
            opening_credit: (-opening).max_zero(),
            debit: debit - debit_before,
            credit: credit - credit_before,
            closing_debit: closing.max_zero(),
            closing_credit: (-closing).max_zero(),
        }
    }

    fn add(&mut self, other: &Self) {
        self.opening_debit += other.opening_debit;
        self.opening_credit += other.opening_credit;
        self.debit += other.debit;
        self.credit += other.credit;
        self.closing_debit += other.closing_debit;
        self.closing_credit += other.closing_credit;
    }
}

impl PeriodTrialBalance {
    /// Returns the trial balance of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> PeriodTrialBalance<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let mut total = Sides::default();
        let accounts = books.closing().ledger().accounts().into_iter();
        let rows = accounts.map(|(account, _)| {
            let turnover = |books| A::turnover(tape, books, &account);
            let sides = Sides::between(turnover(books.opening()), turnover(books.closing()));
            total.add(&sides);
            PeriodTrialBalanceRow { account, sides }
        });
        Self { rows: rows.collect(), total }
    }
}
