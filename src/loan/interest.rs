//! Interest charged on a loan, month by month.

use chrono::NaiveDate;

use crate::calendar::{month_days_before, months_after};
use crate::money::Balance;
use crate::rounding::div_floor;

/// Consecutive months with the same charge. A single charge is a run of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The day from which months are counted.
    pub(super) start: NaiveDate,
    /// The number of the first month.
    pub(super) first: u32,
    /// The number of months.
    pub(super) months: u32,
    /// The interest of each month.
    pub(super) each: Balance,
}

/// Interest of one month, and the day on which it falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The day on which it falls due.
    pub due: NaiveDate,
    /// The interest; may be zero.
    pub amount: Balance,
}

impl Run {
    /// Makes a run of a single charge that falls due on `due`.
    pub(super) const fn once(due: NaiveDate, amount: Balance) -> Self {
        Self { start: due, first: 0, months: 1, each: amount }
    }

    pub(super) fn total(&self) -> Balance {
        self.each.times(self.months)
    }

    /// Returns the due day of the month at index `at` of the run, counted from 0.
    fn due(&self, at: u32) -> NaiveDate {
        months_after(self.start, self.first.saturating_add(at))
    }

    /// Returns the number of its months that fall due on or before `day`.
    fn fallen_due(&self, day: NaiveDate) -> u32 {
        let Some(next) = day.succ_opt() else { return self.months };
        month_days_before(self.start, next).saturating_sub(self.first).min(self.months)
    }

    /// Splits the run into its first `months` months and the rest.
    fn split_at(&self, months: u32) -> (Self, Self) {
        let months = months.min(self.months);
        let rest =
            Self { first: self.first.saturating_add(months), months: self.months.saturating_sub(months), ..*self };
        (Self { months, ..*self }, rest)
    }
}

/// All charges made on a loan, in the order in which they fall due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Charges {
    runs: Vec<Run>,
    total: Balance,
}

impl Charges {
    pub(super) fn total(&self) -> Balance {
        self.total
    }

    /// Adds the charges of a run, in the order of their due days. The last run so far may fall due within the new one: interest owed
    /// at the carrying-in that is due on a later day.
    pub(super) fn charge(&mut self, run: Run) {
        if run.months == 0 {
            return;
        }
        self.total += run.total();
        let Some(last) = self.runs.pop() else { return self.runs.push(run) };
        if last.due(0) <= run.due(0) {
            self.runs.extend([last, run]);
        } else {
            debug_assert!(last.months == 1, "only interest carried in, due on one day, falls due within a later run");
            let (before, after) = run.split_at(run.fallen_due(last.due(0)));
            self.runs.extend([before, last, after].into_iter().filter(|run| run.months > 0));
        }
    }

    /// Returns the sum of the charges that fall due on or before `day`.
    pub(super) fn fallen_due(&self, day: NaiveDate) -> Balance {
        self.runs.iter().map(|run| run.each.times(run.fallen_due(day))).sum()
    }

    /// Returns the earliest due day of a charge that `paid` does not cover, if it pays the earliest charges first; `None` if it covers
    /// all.
    pub(super) fn first_unpaid(&self, paid: Balance) -> Option<NaiveDate> {
        let mut left = paid;
        for run in self.runs.iter().filter(|run| run.total().is_positive()) {
            if left < run.total() {
                // `left` is less than the total of the run, so it pays fewer months than the run has.
                let months_paid = div_floor(left, run.each);
                debug_assert!(months_paid.is_some(), "a run whose total is positive has positive charges");
                return Some(run.due(months_paid.unwrap_or(0)));
            }
            left -= run.total();
        }
        None
    }

    /// Returns every charge.
    pub(super) fn iter(&self) -> impl Iterator<Item = Charge> {
        self.runs.iter().flat_map(|run| (0..run.months).map(|at| Charge { due: run.due(at), amount: run.each }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Interest owed in earlier books may fall due between two months of the schedule.
    #[test]
    fn charges_are_paid_in_the_order_in_which_they_fall_due() {
        let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).unwrap();
        let monthly = Run { start: day(1, 13), first: 1, months: 4, each: Balance::new(1) };
        let mut charges = Charges::default();
        charges.charge(Run::once(day(3, 15), Balance::new(10)));
        charges.charge(monthly);
        charges.charge(Run { months: 0, ..monthly });
        assert_eq!(charges.total(), Balance::new(14));
        let of = |paid| charges.first_unpaid(Balance::new(paid));
        assert_eq!([of(0), of(1), of(2), of(11)], [day(2, 13), day(3, 13), day(3, 15), day(3, 15)].map(Some));
        assert_eq!([of(12), of(13), of(14)], [Some(day(4, 13)), Some(day(5, 13)), None]);
        let fallen_due =
            [day(2, 12), day(3, 13), day(3, 15), day(5, 12), day(5, 13)].map(|day| charges.fallen_due(day));
        assert_eq!(fallen_due, [0, 2, 12, 13, 14].map(Balance::new));
    }
}
