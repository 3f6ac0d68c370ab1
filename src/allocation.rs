//! The allocation of interest to the two funds (half and half in Bắc Ninh), without drift.
//!
//! Each allocation takes the earlier ones into account. Let `T` be all interest allocated so far, including the present amount, and
//! `G` the part that the income-growth fund got before. That fund now gets `ceil(T × share) − G`, but not less than zero and not
//! more than the amount. So the odd đồng goes to capital, and each fund stays within one đồng of its share, however many receipts
//! there are.

use crate::money::Balance;
use crate::rate::Share;

/// The interest allocated since the share was last changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    total: Balance,
    to_income_growth: Balance,
    /// The number of times that a charter changed the share. Totals start again from zero then.
    changes: u32,
}

/// One amount of interest, split over the two funds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Split {
    /// The part of the income-growth fund.
    pub income_growth: Balance,
    /// The part of the operating fund.
    pub operating: Balance,
}

/// The allocation of one record, kept so that its reversal can undo it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allotted {
    split: Split,
    changes: u32,
}

impl Allocation {
    /// Returns all interest allocated since the share was last changed.
    #[must_use]
    pub const fn total(&self) -> Balance {
        self.total
    }

    /// Returns the part of [`Allocation::total`] that the income-growth fund got.
    #[must_use]
    pub const fn to_income_growth(&self) -> Balance {
        self.to_income_growth
    }

    /// Returns how the next `amount` is split, the part of the income-growth fund rounded up to a đồng. An amount below zero counts
    /// as zero.
    #[must_use]
    pub fn split(&self, share: Share, amount: Balance) -> Split {
        let amount = amount.max_zero();
        let missing = share.ceil_of(self.total + amount) - self.to_income_growth;
        let income_growth = missing.max_zero().min(amount);
        Split { income_growth, operating: amount - income_growth }
    }

    pub(crate) fn apply(&mut self, split: Split) -> Allotted {
        self.total += split.income_growth + split.operating;
        self.to_income_growth += split.income_growth;
        Allotted { split, changes: self.changes }
    }

    /// Undoes the allocation of one record, unless the share was changed since.
    pub(crate) fn undo(&mut self, allotted: Allotted) {
        if allotted.changes == self.changes {
            self.total -= allotted.split.income_growth + allotted.split.operating;
            self.to_income_growth -= allotted.split.income_growth;
        }
    }

    /// Starts again from zero, as the share changes.
    pub(crate) fn restart(&mut self) {
        *self = Self { changes: self.changes.saturating_add(1), ..Self::default() };
    }
}
