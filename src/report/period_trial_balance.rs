//! The trial balance of a period (bảng cân đối số phát sinh).

use serde::Serialize;

use super::span::BooksOfPeriod;
use crate::account::Account;
use crate::ledger::DebitsCredits;
use crate::money::Balance;

/// Opening and closing balances and the turnovers between, of every account that had a transfer, sorted by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodTrialBalance {
    /// One row for each account.
    pub rows: Vec<PeriodTrialBalanceRow>,
    /// The sums of all rows: its pairs are equal.
    pub total: Sides,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodTrialBalanceRow {
    /// The account.
    pub account: Account,
    /// Its amounts.
    #[serde(flatten)]
    pub sides: Sides,
}

/// The two sides of balances and turnovers. Turnovers are not netted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct Sides {
    pub opening_debit: Balance,
    pub opening_credit: Balance,
    pub debit: Balance,
    pub credit: Balance,
    pub closing_debit: Balance,
    pub closing_credit: Balance,
}

impl Sides {
    fn between(opening: DebitsCredits, closing: DebitsCredits) -> Self {
        let net = |turnover: DebitsCredits| turnover.debit - turnover.credit;
        Self {
            opening_debit: net(opening).max_zero(),
            opening_credit: (-net(opening)).max_zero(),
            debit: closing.debit - opening.debit,
            credit: closing.credit - opening.credit,
            closing_debit: net(closing).max_zero(),
            closing_credit: (-net(closing)).max_zero(),
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
        let mut total = Sides::default();
        let accounts = books.closing().ledger().accounts().into_iter();
        let rows = accounts.map(|(account, closing)| {
            let sides = Sides::between(books.opening().ledger().turnover(&account), closing);
            total.add(&sides);
            PeriodTrialBalanceRow { account, sides }
        });
        Self { rows: rows.collect(), total }
    }
}
