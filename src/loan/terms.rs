//! The terms of a loan, agreed when it is approved or carried in.

use crate::count::{GraceDays, Months};
use crate::money::Amount;
use crate::rate::{Rate, Rounding};
use crate::wire;

/// The interest method: the principal on which a month's interest is charged until maturity. After maturity it is always the principal
/// outstanding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InterestMethod {
    /// The principal outstanding (dư nợ giảm dần).
    Declining,
    /// The original principal (dư nợ gốc ban đầu), while any principal is outstanding.
    Flat,
}

wire::words!(InterestMethod { Declining = "declining", Flat = "flat" });

/// The amortization: the days on which the principal falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Amortization {
    /// Equal monthly instalments (trả góp đều), rounded down to the unit; the rest falls due with the last.
    EqualPrincipal,
    /// All principal at maturity (trả gốc cuối kỳ).
    AtMaturity,
}

wire::words!(Amortization { EqualPrincipal = "equal_principal", AtMaturity = "at_maturity" });

/// The terms of a loan. They stay as they were on the day of approval or carrying-in, whatever the charter says later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The principal (gốc) approved; of a loan carried in, the principal of its present schedule.
    pub principal: Amount,
    /// The term, in months.
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
    /// True if a repayment has to pay all interest due before it pays principal.
    pub interest_first: bool,
    /// The days of grace: a month, except the first of the loan, is charged that many days after it begins.
    pub grace_days: GraceDays,
}
