//! The trial balance (bảng cân đối số phát sinh).

use std::fmt;

use serde::Serialize;

use crate::account::Account;
use crate::books::Books;
use crate::display::{InLanguage, Language};
use crate::money::Balance;

/// The turnovers of every account that has had a transfer, sorted by name. Never netted: a reversal adds to both sides.
///
/// ```
/// use revolving_fund::report::TrialBalance;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let trial = TrialBalance::of(&books);
/// let (debits, credits) = trial.totals();
/// assert_eq!(debits, credits);
/// println!("{trial}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct TrialBalance {
    /// One row for each account.
    pub rows: Vec<TrialBalanceRow>,
}

/// The turnovers of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TrialBalanceRow {
    /// The account.
    pub account: Account,
    /// The total debits (phát sinh nợ), in đồng.
    pub debit: Balance,
    /// The total credits (phát sinh có), in đồng.
    pub credit: Balance,
}

impl TrialBalance {
    /// Returns the trial balance on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let accounts = books.ledger().accounts().into_iter();
        Self {
            rows: accounts
                .map(|(account, turnover)| TrialBalanceRow { account, debit: turnover.debit, credit: turnover.credit })
                .collect(),
        }
    }

    /// Returns the sums of the debits and of the credits of all rows, which are equal.
    #[must_use]
    pub fn totals(&self) -> (Balance, Balance) {
        (self.rows.iter().map(|row| row.debit).sum(), self.rows.iter().map(|row| row.credit).sum())
    }
}

impl fmt::Display for TrialBalance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, TrialBalance> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(balance, language) = self;
        let [account, debit, credit, total] =
            [("Account", "tài khoản"), ("debit", "nợ"), ("credit", "có"), ("Total", "cộng")]
                .map(|(english, vietnamese)| language.label(english, vietnamese));
        writeln!(f, "  {account:<36} {debit:>20} {credit:>20}")?;
        let mut write = |name: &str, debit: Balance, credit: Balance| {
            let [debit, credit] = [&debit, &credit].map(|amount| InLanguage(amount, *language));
            writeln!(f, "  {name:<36} {debit:>20} {credit:>20}")
        };
        for row in &balance.rows {
            write(&row.account.to_string(), row.debit, row.credit)?;
        }
        let (debit, credit) = balance.totals();
        write(&total, debit, credit)
    }
}
