//! The interest charged on a loan, month by month.

use chrono::NaiveDate;

use crate::calendar::months_after;
use crate::money::Balance;
use crate::rate::whole_parts;

/// Months of one schedule that follow each other and are charged the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// D₀ of the schedule.
    pub(super) start: NaiveDate,
    /// The first of them.
    pub(super) first: u32,
    /// How many there are.
    pub(super) months: u32,
    /// What each is charged.
    pub(super) each: Balance,
}

impl Run {
    pub(super) fn total(&self) -> Balance {
        self.each.times(self.months)
    }

    /// The day on which the month numbered `at` from 0 within the run falls due.
    fn due_date(&self, at: u32) -> NaiveDate {
        months_after(self.start, self.first.saturating_add(at))
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

    pub(super) fn charge(&mut self, run: Run) {
        if run.months == 0 || run.each == Balance::ZERO {
            return;
        }
        self.total += run.total();
        self.runs.push(run);
    }

    /// What is charged, `pending` months counted in, and falls due after `day`: the month that runs, at most. Earlier months
    /// fall due before the next begins.
    pub(super) fn not_yet_due(&self, pending: &[Run], day: NaiveDate) -> Balance {
        let last = pending.iter().rfind(|run| run.months > 0).or(self.runs.last());
        match last {
            Some(last) if last.due_date(last.months.saturating_sub(1)) > day => last.each,
            _ => Balance::ZERO,
        }
    }

    /// The earliest day on which a charge falls due that `paid` does not cover, payments counted against the earliest first.
    pub(super) fn first_unpaid(&self, pending: &[Run], paid: Balance) -> Option<NaiveDate> {
        let mut left = paid;
        for run in self.runs.iter().chain(pending) {
            if left < run.total() {
                return Some(run.due_date(whole_parts(left, run.each).unwrap_or_default()));
            }
            left -= run.total();
        }
        None
    }
}
