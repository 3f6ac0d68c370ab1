//! The trial balance (bảng cân đối số phát sinh).

use serde::Serialize;

use crate::account::Account;
use crate::books::Books;
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
