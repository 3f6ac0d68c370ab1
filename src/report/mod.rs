//! Statements (báo cáo): plain values computed from books, printed for people with `{}` and for programs with serde.

mod funds;
mod income;
mod period;
mod portfolio;
mod trial_balance;

pub use funds::{Funds, MoneyHeld};
pub use income::IncomeStatement;
pub use period::Period;
pub use portfolio::Portfolio;
pub use trial_balance::{TrialBalance, TrialBalanceRow};

use std::fmt;

use crate::money::Balance;

/// Writes lines of a label and an amount, the amounts under each other.
fn write_amounts<L: fmt::Display>(f: &mut fmt::Formatter<'_>, rows: &[(L, Balance)]) -> fmt::Result {
    for (label, amount) in rows {
        writeln!(f, "  {label:<58} {:>22}", amount.to_string())?;
    }
    Ok(())
}
