//! What is agreed when a loan is approved.

use serde::{Deserialize, Serialize};

use crate::count::Months;
use crate::money::{Amount, Balance};
use crate::rate::{Rate, Rounding};
use crate::wire;

/// On what a month's interest is charged until maturity. After it, always on what is outstanding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum InterestMethod {
    /// On the principal outstanding (dư nợ giảm dần).
    Declining,
    /// On the original principal (dư nợ gốc), while anything is outstanding.
    Flat,
}

wire::word!(InterestMethod);

/// When the principal falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Repayment {
    /// In equal instalments, one a month (trả góp đều); what does not divide falls due with the last.
    EqualPrincipal,
    /// All of it at the end (trả gốc cuối kỳ).
    AtMaturity,
}

wire::word!(Repayment);

/// The terms of a loan. They stay as they were on the day it was approved, whatever the charter says later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The principal (gốc) approved.
    pub principal: Amount,
    /// The term.
    pub months: Months,
    /// The nominal interest of a month.
    pub monthly_rate: Rate,
    /// On what interest is charged.
    pub interest: InterestMethod,
    /// When principal falls due.
    pub repayment: Repayment,
    /// What interest and instalments are rounded to.
    pub rounding: Rounding,
    /// Whether no principal is taken while interest that is due is unpaid.
    pub interest_first: bool,
}

impl Terms {
    /// The interest of the month `month` (1 for the first) of a schedule of `months` months that calls `called`, with
    /// `outstanding` at the end of the day before it began. Nothing where nothing is outstanding.
    pub(super) fn charge(&self, month: u32, months: Months, called: Balance, outstanding: Balance) -> Balance {
        if !outstanding.is_positive() {
            return Balance::ZERO;
        }
        let base = match self.interest {
            InterestMethod::Flat if month <= months.get() => called,
            InterestMethod::Flat | InterestMethod::Declining => outstanding,
        };
        self.monthly_rate.of(base, self.rounding)
    }
}
