//! Schedules: the days on which principal falls due and interest is charged.

use chrono::NaiveDate;

use super::terms::{Amortization, InterestMethod, Terms};
use crate::calendar::{day_after, days_after, days_before, month_days_before, months_after};
use crate::count::{GraceDays, Months};
use crate::money::Balance;
use crate::rate::{Rate, Rounding};
use crate::rounding::div_floor;

/// A schedule: from day D₀ on, principal falls due on D₁ … Dₙ. Dₖ is D₀ plus k months, clamped to the end of the month and
/// always counted from D₀.
///
/// Month k runs from the day after Dₖ₋₁ to Dₖ. Its interest is charged on its *charge day*, which is its first day plus the days of
/// grace, and falls due on Dₖ. The first month of the loan has no grace.
///
/// ```
/// use revolving_fund::count::GraceDays;
/// use revolving_fund::loan::{Conditions, Schedule, Terms};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// // The instalments of a loan, before the meeting approves it.
/// let terms = Terms {
///     principal: "1.000.000".parse()?, months: Months::new(3)?, monthly_rate: "1 %".parse()?,
///     interest: InterestMethod::Declining, repayment: Amortization::EqualPrincipal,
///     conditions: Conditions { rounding: Rounding::Thousand, grace_days: GraceDays::MIN, interest_first: true },
/// };
/// let schedule = Schedule::of(&terms, parse_date("2025-01-31")?);
/// let mut outstanding = Balance::from(terms.principal);
/// let mut rows = Vec::new();
/// for month in 1..=3 {
///     let (interest, principal) = (schedule.charge(month, outstanding), schedule.due_on(month));
///     outstanding = outstanding - principal;
///     rows.push((schedule.due_date(month).to_string(), principal.dong(), interest.dong()));
/// }
/// assert_eq!(rows, [("2025-02-28".into(), 333_000, 10_000), ("2025-03-31".into(), 333_000, 7_000), ("2025-04-30".into(), 334_000, 3_000)]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// D₀: the day of disbursal; after a reschedule, the end of the month that was current then.
    pub start: NaiveDate,
    /// n, the number of months.
    pub months: Months,
    /// The principal that falls due on D₁ … Dₙ in total.
    pub principal: Balance,
    /// The nominal interest rate of a month.
    pub monthly_rate: Rate,
    /// The principal on which interest is charged.
    pub interest: InterestMethod,
    /// The days on which principal falls due.
    pub repayment: Amortization,
    /// The unit to which interest is rounded half up and instalments are rounded down.
    pub rounding: Rounding,
    /// The days of grace.
    pub grace_days: GraceDays,
    /// True if its D₀ is the first of the loan, so that its first month has no grace.
    pub is_first: bool,
}

impl Schedule {
    /// Makes the schedule of a loan with these terms, disbursed on `start`.
    #[must_use]
    pub fn of(terms: &Terms, start: NaiveDate) -> Self {
        Self {
            start,
            months: terms.months,
            principal: terms.principal.into(),
            monthly_rate: terms.monthly_rate,
            interest: terms.interest,
            repayment: terms.repayment,
            rounding: terms.conditions.rounding,
            grace_days: terms.conditions.grace_days,
            is_first: true,
        }
    }

    /// Returns the schedule that replaces this one on `day`. It begins at the end of the current month.
    pub(super) fn replaced(&self, day: NaiveDate, months: Months, rate: Option<Rate>, outstanding: Balance) -> Self {
        let current = self.months_begun(day);
        Self {
            start: self.due_date(current),
            months,
            principal: outstanding,
            monthly_rate: rate.unwrap_or(self.monthly_rate),
            is_first: self.is_first && current == 0,
            ..*self
        }
    }

    /// Returns Dₖ, the end of month `k`. `k` may be larger than n: months continue after maturity.
    #[must_use]
    pub fn due_date(&self, k: u32) -> NaiveDate {
        months_after(self.start, k)
    }

    /// Returns Dₙ, the day on which the last of the principal falls due.
    #[must_use]
    pub fn maturity(&self) -> NaiveDate {
        self.due_date(self.months.get())
    }

    /// Returns the number of months that have begun on or before `day`.
    #[must_use]
    pub fn months_begun(&self, day: NaiveDate) -> u32 {
        month_days_before(self.start, day)
    }

    /// Returns the number of months that have ended on or before `day`.
    #[must_use]
    pub fn months_ended(&self, day: NaiveDate) -> u32 {
        let begun = self.months_begun(day);
        if begun > 0 && self.due_date(begun) > day { begun.saturating_sub(1) } else { begun }
    }

    /// Returns the number of months whose charge day is on or before `day`.
    #[must_use]
    pub fn months_charged(&self, day: NaiveDate) -> u32 {
        let charged = self.months_begun(days_before(day, self.grace_days.get()));
        if self.is_first { charged.max(self.months_begun(day).min(1)) } else { charged }
    }

    /// Returns the day on which month `k` is charged, `k` counted from 1.
    #[must_use]
    pub fn charge_day(&self, k: u32) -> NaiveDate {
        let grace = if self.is_first && k == 1 { 0 } else { self.grace_days.get() };
        day_after(days_after(self.due_date(k.saturating_sub(1)), grace))
    }

    /// Returns the interest of month `month`, counted from 1. `outstanding` is the principal at the end of the day before its charge day.
    /// Rounded half up to the unit; zero if no principal is outstanding.
    #[must_use]
    pub fn charge(&self, month: u32, outstanding: Balance) -> Balance {
        if !outstanding.is_positive() {
            return Balance::ZERO;
        }
        let base = match self.interest {
            InterestMethod::Flat if month <= self.months.get() => self.principal,
            InterestMethod::Flat | InterestMethod::Declining => outstanding,
        };
        self.monthly_rate.of(base, self.rounding)
    }

    /// Returns the principal that falls due on each Dₖ with k < n, rounded down to the unit. The rest falls due on Dₙ.
    fn instalment(&self) -> Balance {
        match self.repayment {
            Amortization::EqualPrincipal => self.rounding.instalment(self.principal, self.months.get()),
            Amortization::AtMaturity => Balance::ZERO,
        }
    }

    /// Returns the principal that falls due on D₁ … Dₖ in total.
    #[must_use]
    pub fn due_through(&self, k: u32) -> Balance {
        if k >= self.months.get() { self.principal } else { self.instalment().times(k) }
    }

    /// Returns the principal that falls due on Dₖ alone.
    #[must_use]
    pub fn due_on(&self, k: u32) -> Balance {
        match k.checked_sub(1) {
            Some(before) => self.due_through(k) - self.due_through(before),
            None => self.due_through(0),
        }
    }

    /// Returns the principal that has fallen due on or before `day`.
    #[must_use]
    pub fn fallen_due(&self, day: NaiveDate) -> Balance {
        if day < self.start { Balance::ZERO } else { self.due_through(self.months_ended(day)) }
    }

    /// Returns the earliest day on which principal fell due that `repaid` does not cover; `None` if it covers all.
    #[must_use]
    pub fn first_unpaid(&self, repaid: Balance) -> Option<NaiveDate> {
        if repaid >= self.principal {
            return None;
        }
        let paid = div_floor(repaid, self.instalment());
        let k = paid.map_or(self.months.get(), |paid| paid.saturating_add(1).min(self.months.get()));
        Some(self.due_date(k))
    }
}
