//! The roles of the columns of a bank statement, and the choices that a caller makes for reading it.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::catalogue::titles;
use crate::reconcile::table::date::DayOrder;
use crate::reconcile::table::number::Grouping;

/// The content of a column of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnRole {
    /// The day of the movement (ngày giao dịch).
    Date,
    /// The amount, signed or with its direction in another column (số tiền).
    Amount,
    /// The direction of the amount: money in or money out (ghi nợ/ghi có).
    Direction,
    /// The money that left the account (ghi nợ).
    Debit,
    /// The money that came into the account (ghi có).
    Credit,
    /// A charge on the movement (phí); its sign is ignored. If the balances show that charges come on top of the amounts, they are taken
    /// off the money that came in and added to the money that left. Otherwise, and without balances, they are left out.
    Fee,
    /// The value added tax on the charge (thuế GTGT), treated like [`ColumnRole::Fee`].
    Vat,
    /// The balance after the movement (số dư).
    Balance,
    /// The reference of the bank or the club (số tham chiếu).
    Reference,
    /// A text: purpose, payee, remitter (diễn giải).
    Description,
}

titles!(ColumnRole {
    Date = "Date" / "Ngày",
    Amount = "Amount" / "Số tiền",
    Direction = "Direction" / "Ghi nợ/có",
    Debit = "Debit" / "Ghi nợ",
    Credit = "Credit" / "Ghi có",
    Fee = "Fee" / "Phí",
    Vat = "VAT" / "Thuế GTGT",
    Balance = "Balance" / "Số dư",
    Reference = "Reference" / "Số tham chiếu",
    Description = "Description" / "Nội dung",
});

impl ColumnRole {
    const ALL: [Self; 10] = [
        Self::Date,
        Self::Amount,
        Self::Direction,
        Self::Debit,
        Self::Credit,
        Self::Fee,
        Self::Vat,
        Self::Balance,
        Self::Reference,
        Self::Description,
    ];

    /// Returns the name of the role in a command, and examples of its headings.
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Date => ("date", "\"Ngày giao dịch\", \"Ngày\", \"Transaction date\" or \"Date\""),
            Self::Amount => ("amount", "\"Số tiền\" or \"Amount\""),
            Self::Direction => ("direction", "\"Loại GD\" or \"Direction\""),
            Self::Debit => ("debit", "\"Ghi nợ\", \"Nợ\" or \"Debit\""),
            Self::Credit => ("credit", "\"Ghi có\", \"Có\" or \"Credit\""),
            Self::Fee => ("fee", "\"Phí\" or \"Fee\""),
            Self::Vat => ("vat", "\"Thuế GTGT\" or \"VAT\""),
            Self::Balance => ("balance", "\"Số dư\" or \"Balance\""),
            Self::Reference => ("reference", "\"Số tham chiếu\" or \"Reference\""),
            Self::Description => ("description", "\"Diễn giải\", \"Nội dung\" or \"Description\""),
        }
    }

    /// Returns examples of the headings of the role, in quotation marks, for an error message.
    pub(super) const fn headings(self) -> &'static str {
        self.row().1
    }

    /// Returns examples of the headings of the role for an error message in Vietnamese.
    pub(super) fn headings_in_vietnamese(self) -> String {
        self.headings().replace(" or ", " hoặc ")
    }
}

impl fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().0)
    }
}

/// The error for a text that is not the name of a [`ColumnRole`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a column of a statement, expected date, amount, direction, debit, credit, fee, vat, balance, reference or description"
)]
pub struct UnknownColumn;

impl FromStr for ColumnRole {
    type Err = UnknownColumn;

    fn from_str(text: &str) -> Result<Self, UnknownColumn> {
        Self::ALL.into_iter().find(|role| role.row().0 == text).ok_or(UnknownColumn)
    }
}

/// The choices for reading a statement that the file does not decide itself. The default finds the columns and the grouping in the file,
/// and reads dates with the day first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementOptions {
    /// The columns named by the caller, each by its heading in the file. They come before all that the headings say: an amount named by
    /// hand is the amount, even if there are a debit and a credit.
    pub columns: Vec<(ColumnRole, String)>,
    /// The sign between thousands; `None` to find it from the numbers of each column.
    pub grouping: Option<Grouping>,
    /// The order of day and month in dates such as `3/4/2024`.
    pub day_order: DayOrder,
}
