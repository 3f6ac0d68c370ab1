//! The 50/50 rule: how interest collected is allocated to the two funds, without drift.
//!
//! Each allocation is measured against all that came before it: with `T` all interest allocated so far, the present amount
//! counted in, and `G` what of it went to the income-growth fund before, that fund now gets `ceil(T × share) − G`, held
//! between nothing and the amount. So the odd đồng goes to capital, and over the life of a club each fund is within one đồng
//! of its share, however many receipts there were.

use crate::money::Balance;
use crate::rate::Share;

/// What was allocated since the share was last changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    total: Balance,
    to_income_growth: Balance,
    /// Which count this is: it starts again from nothing where a charter changes the share.
    count: u32,
}

/// One amount of interest, split over the two funds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Split {
    /// What the income-growth fund gets.
    pub income_growth: Balance,
    /// What the operating fund gets.
    pub operating: Balance,
}

/// What one record allocated, kept so that it can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allotted {
    split: Split,
    count: u32,
}

impl Allocation {
    /// All interest allocated in this count.
    #[must_use]
    pub const fn total(&self) -> Balance {
        self.total
    }

    /// What of it went to the income-growth fund.
    #[must_use]
    pub const fn to_income_growth(&self) -> Balance {
        self.to_income_growth
    }

    /// How `amount` is split next. An amount below zero is none.
    #[must_use]
    pub fn split(&self, share: Share, amount: Balance) -> Split {
        let amount = amount.max_zero();
        let called = share.ceil_of(self.total + amount) - self.to_income_growth;
        let income_growth = called.max_zero().min(amount);
        Split { income_growth, operating: amount - income_growth }
    }

    pub(crate) fn allot(&mut self, split: Split) -> Allotted {
        self.total += split.income_growth + split.operating;
        self.to_income_growth += split.income_growth;
        Allotted { split, count: self.count }
    }

    /// Takes back what one record allocated, if it belongs to the present count.
    pub(crate) fn take_back(&mut self, allotted: Allotted) {
        if allotted.count == self.count {
            self.total -= allotted.split.income_growth + allotted.split.operating;
            self.to_income_growth -= allotted.split.income_growth;
        }
    }

    /// Starts a new count, from nothing.
    pub(crate) fn restart(&mut self) {
        *self = Self { count: self.count.saturating_add(1), ..Self::default() };
    }
}
