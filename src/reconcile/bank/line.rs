//! The rows of a statement: movements, and rows that cannot be read as one.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::calendar::iso;
use crate::catalogue::vietnamese;
use crate::display::escaped;
use crate::money::Balance;
use crate::reconcile::table::RowFault;
use crate::reconcile::table::date::DateCellError;
use crate::reconcile::table::number::NumberError;

/// A movement on the bank account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct StatementLine {
    /// The day of the movement.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// The money that came into the account, in đồng; negative if it left.
    pub amount: Balance,
    /// The reference of the bank; empty if the row has none.
    pub reference: String,
    /// The texts of the row (purpose, payee, remitter), with ` | ` between columns.
    pub description: String,
    /// The balance after the movement, in đồng; `None` if the row states none.
    pub balance: Option<Balance>,
    /// The line of the file on which the row begins, or the row of the sheet, counted from 1.
    pub line: u64,
}

/// A row that should be a movement but cannot be read. It is left out of the movements.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("line {line}{}: {reason}", column_shown(*column, heading.as_deref(), found.as_deref()))]
pub struct RefusedRow {
    /// The line of the file on which the row begins, or the row of the sheet, counted from 1.
    pub line: u64,
    /// The column, counted from 1; `None` if the reason is about the whole row.
    pub column: Option<usize>,
    /// The heading of the column; `None` if the reason is about the whole row.
    pub heading: Option<String>,
    /// The first 100 characters of the cell; `None` if the reason is about the whole row.
    pub found: Option<String>,
    /// The reason for the refusal.
    #[serde(serialize_with = "as_text")]
    pub reason: RefusalReason,
}

/// The reason for which a row of a statement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RefusalReason {
    /// A row that cannot be read at all.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// A row with more cells than the heading.
    #[error("it has {found} cells, expected {expected} as in the heading; a separator in a text needs quotation marks")]
    TooManyCells {
        /// The number of its cells, up to the last that is not blank.
        found: usize,
        /// The number of columns of the heading.
        expected: usize,
    },
    /// A cell that is not a day.
    #[error(transparent)]
    Date(#[from] DateCellError),
    /// A cell that is not a number, or a missing amount.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A debit and a credit in one row.
    #[error("it has a debit and a credit, expected one of them")]
    BothSides,
    /// A sign of the amount that contradicts the direction of the row.
    #[error("its sign contradicts the column of directions")]
    Sign,
    /// A minus in a column of debits or credits where other numbers have none, if no balance shows its meaning.
    #[error(
        "its minus may repeat the side or correct an earlier row; no balance shows which, so ask the bank for a statement with balances"
    )]
    AmbiguousSign,
    /// A balance without an amount, or with the amount zero, that is not the balance of a movement beside it: an amount is missing.
    #[error("its balance is not that of a row beside it, so it needs an amount")]
    BalanceWithoutAmount,
    /// A text in the column of directions that is no known direction.
    #[error("it is not a direction, expected IN or OUT, C or D, ghi có or ghi nợ")]
    Direction,
    /// A line that looks like a row inside a cell in quotation marks; it is not read as a row.
    #[error("it looks like a row, but is inside a cell in quotation marks that begins on line {within}")]
    Hidden {
        /// The line on which the row of that cell begins, counted from 1.
        within: u64,
    },
}

vietnamese! { RefusedRow,
    Self { line, column: Some(column), heading: Some(heading), found: Some(found), reason } =>
        "dòng {line}, cột {column} ({}), \"{}\": {reason}" with [reason], escaped(heading), escaped(found);
    Self { line, reason, .. } => "dòng {line}: {reason}" with [reason];
}

vietnamese! { RefusalReason,
    Self::Row(fault) => "{fault}" with [fault];
    Self::TooManyCells { found, expected } =>
        "có {found} ô, tiêu đề chỉ có {expected} cột; đoạn chữ có dấu tách cột phải đặt trong ngoặc kép";
    Self::Date(error) => "{error}" with [error];
    Self::Number(error) => "{error}" with [error];
    Self::BothSides => "vừa ghi nợ vừa ghi có";
    Self::Sign => "dấu trái với cột ghi nợ/ghi có";
    Self::AmbiguousSign =>
        "dấu trừ có thể chỉ lặp lại bên nợ/có hoặc điều chỉnh dòng trước, không có số dư để biết; hãy xin sao kê có số dư";
    Self::BalanceWithoutAmount => "thiếu số tiền: số dư khác dòng bên cạnh";
    Self::Direction => "không rõ ghi nợ hay ghi có";
    Self::Hidden { within } => "giống một dòng giao dịch nhưng nằm trong ô có ngoặc kép bắt đầu từ dòng {within}";
}

/// Returns the column, its heading and the text of the cell for an error message; empty if the reason is about the whole row.
fn column_shown(column: Option<usize>, heading: Option<&str>, found: Option<&str>) -> String {
    match (column, heading, found) {
        (Some(column), Some(heading), Some(found)) => {
            format!(", column {column} ({}), \"{}\"", escaped(heading), escaped(found))
        }
        _ => String::new(),
    }
}

/// Serializes a reason as its English text.
fn as_text<S: Serializer>(reason: &RefusalReason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(reason)
}
