//! When principal falls due.

use chrono::NaiveDate;

use super::terms::{Repayment, Terms};
use crate::calendar::{month_days_before, months_after};
use crate::count::Months;
use crate::money::Balance;
use crate::rate::{Rounding, whole_parts};

/// A schedule: from day D₀ on, principal falls due on D₁ … Dₙ, Dₖ being D₀ plus k months, clamped to the end of the month and
/// always counted from D₀.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// D₀: the day of disbursal, or where the schedule before it was left.
    pub start: NaiveDate,
    /// n, how many months it has.
    pub months: Months,
    /// The principal that it calls.
    pub called: Balance,
    /// How it calls it.
    pub repayment: Repayment,
    /// What instalments are rounded down to.
    pub rounding: Rounding,
}

impl Schedule {
    /// The schedule on which a loan of these terms, disbursed on `start`, falls due.
    #[must_use]
    pub fn of(terms: &Terms, start: NaiveDate) -> Self {
        Self {
            start,
            months: terms.months,
            called: terms.principal.into(),
            repayment: terms.repayment,
            rounding: terms.rounding,
        }
    }

    /// Dₖ, the end of month `k`. Goes on after maturity.
    #[must_use]
    pub fn due_date(&self, k: u32) -> NaiveDate {
        months_after(self.start, k)
    }

    /// Dₙ, the day on which the last of the principal falls due.
    #[must_use]
    pub fn maturity(&self) -> NaiveDate {
        self.due_date(self.months.get())
    }

    /// How many months have begun on or before `day`: month k begins on the day after Dₖ₋₁.
    #[must_use]
    pub fn months_begun(&self, day: NaiveDate) -> u32 {
        month_days_before(self.start, day)
    }

    /// What falls due on Dₖ, k < n; what is left falls due on Dₙ.
    fn instalment(&self) -> Balance {
        match self.repayment {
            Repayment::EqualPrincipal => self.rounding.instalment(self.called, self.months.get()),
            Repayment::AtMaturity => Balance::ZERO,
        }
    }

    /// All that falls due on D₁ … Dₖ.
    #[must_use]
    pub fn called_through(&self, k: u32) -> Balance {
        if k >= self.months.get() { self.called } else { self.instalment().times(k) }
    }

    /// All that has fallen due on or before `day`.
    #[must_use]
    pub fn fallen_due(&self, day: NaiveDate) -> Balance {
        if day < self.start {
            return Balance::ZERO;
        }
        let begun = self.months_begun(day);
        let over = if self.due_date(begun) <= day { begun } else { begun.saturating_sub(1) };
        self.called_through(over)
    }

    /// The earliest day on which principal fell due that `repaid` does not cover. `None` if it covers all.
    #[must_use]
    pub fn first_unpaid(&self, repaid: Balance) -> Option<NaiveDate> {
        if repaid >= self.called {
            return None;
        }
        let paid = whole_parts(repaid, self.instalment());
        let k = paid.map_or(self.months.get(), |paid| paid.saturating_add(1).min(self.months.get()));
        Some(self.due_date(k))
    }
}
