//! The income statement (báo cáo thu chi).

use serde::Serialize;

use crate::account::{Account, AccountClass};
use crate::books::Books;
use crate::calendar::Period;
use crate::entry::Transfer;
use crate::money::Balance;

/// The income and expenses of a period: for each nominal account, the net of its transfers whose other side is not a fund. A reversal
/// reduces it on the date of the reversal.
///
/// ```
/// use revolving_fund::Period;
/// use revolving_fund::report::IncomeStatement;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut books = club()?;
/// let amount = "60.000".parse()?;
/// let gift = DonationReceived { from: "Bà Sáu".parse()?, amount, fund: ClubFund::Operating, into: Place::Cash };
/// book(&mut books, "PT-2", "2025-01-20", gift)?;
/// let january = IncomeStatement::of(&books, Period::from("2025-01".parse::<Month>()?));
/// assert_eq!(january.income, [(Account::Donations, Balance::new(60_000))]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IncomeStatement {
    /// The income by account.
    pub income: Vec<(Account, Balance)>,
    /// The expenses and losses by account.
    pub expenses: Vec<(Account, Balance)>,
}

impl IncomeStatement {
    /// Computes the income statement of a period.
    #[must_use]
    pub fn of(books: &Books, period: Period) -> Self {
        let mut statement = Self { income: Vec::new(), expenses: Vec::new() };
        let records = books.records().filter(|record| period.contains(record.date));
        for transfer in records.flat_map(|record| record.entry.transfers()) {
            statement.add(transfer);
        }
        for rows in [&mut statement.income, &mut statement.expenses] {
            rows.retain(|(_, amount)| *amount != Balance::ZERO);
            rows.sort_by_cached_key(|(account, _)| account.to_string());
        }
        statement
    }

    fn add(&mut self, transfer: &Transfer) {
        let Transfer { debit, credit, amount } = transfer;
        let amount = Balance::from(*amount);
        for (account, other, credited) in [(debit, credit, -amount), (credit, debit, amount)] {
            if matches!(other.class(), AccountClass::Fund | AccountClass::Clearing) {
                continue;
            }
            let (rows, change) = match account.class() {
                AccountClass::Income => (&mut self.income, credited),
                AccountClass::Expense => (&mut self.expenses, -credited),
                AccountClass::Asset | AccountClass::Liability | AccountClass::Fund | AccountClass::Clearing => continue,
            };
            match rows.iter_mut().find(|(row, _)| row == account) {
                Some((_, total)) => *total += change,
                None => rows.push((account.clone(), change)),
            }
        }
    }

    /// Returns the income less the expenses.
    #[must_use]
    pub fn surplus(&self) -> Balance {
        total(&self.income) - total(&self.expenses)
    }
}

/// Returns the sum of the amounts of rows.
pub(super) fn total(rows: &[(Account, Balance)]) -> Balance {
    rows.iter().map(|(_, amount)| *amount).sum()
}
