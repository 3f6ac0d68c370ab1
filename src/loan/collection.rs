//! What has fallen due, and what of it was paid.

use std::ops::AddAssign;

use serde::Serialize;

use crate::money::Balance;

/// The collection of loans (tình hình thu nợ): the two sums whose quotient is the collection rate.
///
/// Both are of principal and interest together. Interest waived has fallen due and is not paid; all principal of a loan written
/// off has fallen due, and what was lost of it is not paid, so that neither makes the rate better. What recoveries brought in is
/// paid. What is paid before it falls due counts once it does. A new schedule takes the place of the old one, overdue instalments
/// included: that is why rescheduled loans are shown beside the rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CollectionRate {
    /// All principal and interest that has fallen due, on every loan that was disbursed.
    pub fallen_due: Balance,
    /// What of it was paid.
    pub paid: Balance,
}

impl CollectionRate {
    /// So much has fallen due, and so much was paid on it and ahead of it.
    pub(super) fn new(fallen_due: Balance, paid: Balance) -> Self {
        let fallen_due = fallen_due.max_zero();
        Self { fallen_due, paid: paid.max_zero().min(fallen_due) }
    }
}

impl AddAssign for CollectionRate {
    fn add_assign(&mut self, other: Self) {
        self.fallen_due += other.fallen_due;
        self.paid += other.paid;
    }
}
