//! The rows of a statement: movements, and rows that cannot be read as one.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::calendar::iso;
use crate::display::escaped;
use crate::money::Balance;
use crate::reconcile::table::RowFault;
use crate::reconcile::table::date::DateCellError;
use crate::reconcile::table::number::NumberError;

/// One movement on the account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatementLine {
    /// The day.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// What came into the account; below zero what left it.
    pub amount: Balance,
    /// The reference of the bank; empty where there is none.
    pub reference: String,
    /// The texts of the row: purpose, payee, remitter.
    pub description: String,
    /// The balance after it, where the statement has one.
    pub balance: Option<Balance>,
    /// The line of the file on which the row begins, counted from 1.
    pub line: u64,
}

/// A row that should be a movement but cannot be read. It is left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("line {line}{}: {reason}", column_shown(*column, heading.as_deref(), found.as_deref()))]
pub struct RefusedRow {
    /// The line of the file on which the row begins, counted from 1.
    pub line: u64,
    /// The column, counted from 1; `None` where the reason is about the whole row.
    pub column: Option<usize>,
    /// The heading of the column.
    pub heading: Option<String>,
    /// The text of the cell.
    pub found: Option<String>,
    /// The reason.
    #[serde(serialize_with = "as_text")]
    pub reason: RefusalReason,
}

/// The reason for which a row of a statement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RefusalReason {
    /// The row itself cannot be read.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// It has more cells than the heading.
    #[error("it has {found} cells, expected {expected} as in the heading; a separator in a text needs quotation marks")]
    TooManyCells {
        /// The number of its cells.
        found: usize,
        /// The number of columns of the heading.
        expected: usize,
    },
    /// No day.
    #[error(transparent)]
    Date(#[from] DateCellError),
    /// No number.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// An amount on both sides.
    #[error("it has a debit and a credit, expected one of them")]
    BothSides,
    /// A sign that contradicts the column or the direction.
    #[error("its sign contradicts the column")]
    Sign,
    /// A minus in a column of debits or credits, some of whose numbers have none, that no balance explains.
    #[error(
        "its minus may repeat the side or correct an earlier row; no balance shows which, so ask the bank for a statement with balances"
    )]
    AmbiguousSign,
    /// A balance without an amount, or with the amount zero, that is not that of a movement beside it: an amount is missing.
    #[error("its balance is not that of a row beside it, so it needs an amount")]
    BalanceWithoutAmount,
    /// A direction that is not known.
    #[error("it is not a direction, expected IN or OUT, C or D, ghi có or ghi nợ")]
    Direction,
    /// A row inside a text in quotation marks, which is not read as a row.
    #[error("it looks like a row, but is inside a cell in quotation marks that begins on line {within}")]
    Hidden {
        /// The line on which the cell begins.
        within: u64,
    },
}

fn column_shown(column: Option<usize>, heading: Option<&str>, found: Option<&str>) -> String {
    match (column, heading, found) {
        (Some(column), Some(heading), Some(found)) => {
            format!(", column {column} ({}), \"{}\"", escaped(heading), escaped(found))
        }
        _ => String::new(),
    }
}

fn as_text<S: Serializer>(reason: &RefusalReason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(reason)
}
