//! Terms agreed when a loan is approved or carried in.

use crate::count::{GraceDays, Months};
use crate::money::Amount;
use crate::rate::{Rate, Rounding};
use crate::wire;

/// The principal on which a month's interest is charged until maturity. After maturity it is always the principal outstanding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InterestMethod {
    /// The principal outstanding (dư nợ giảm dần).
    Declining,
    /// The original principal (dư nợ gốc ban đầu), while anything is outstanding.
    Flat,
}

wire::words!(InterestMethod { Declining = "declining", Flat = "flat" });

/// The days on which the principal falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Amortization {
    /// Equal instalments, one a month (trả góp đều), rounded down; the rest falls due with the last.
    EqualPrincipal,
    /// All of it at the end (trả gốc cuối kỳ).
    AtMaturity,
}

wire::words!(Amortization { EqualPrincipal = "equal_principal", AtMaturity = "at_maturity" });

/// The terms of a loan. They stay as they were on the day of approval or carrying-in, whatever the charter says later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The principal (gốc) approved; of a loan carried in, the principal that its present schedule calls.
    pub principal: Amount,
    /// The term.
    pub months: Months,
    /// The nominal interest rate of a month.
    pub monthly_rate: Rate,
    /// The principal on which interest is charged.
    pub interest: InterestMethod,
    /// The days on which principal falls due.
    pub repayment: Amortization,
    /// The conditions that come from the charter.
    pub conditions: Conditions,
}

/// The part of a loan's terms that comes from the charter in force on the day of approval or carrying-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// The unit to which interest and instalments are rounded.
    pub rounding: Rounding,
    /// Whether no principal is taken while interest that is due is unpaid.
    pub interest_first: bool,
    /// The days after which a month, but the first, is charged once it began.
    pub grace_days: GraceDays,
}
