//! A loan as the books show it.

use chrono::NaiveDate;

use super::Books;
use crate::loan::{Collection, Loan, LoanStatus, Standing};
use crate::money::Balance;
use crate::name::LoanId;

/// A loan, with what is owed on it on the day of the books.
#[derive(Clone, Copy, Debug)]
pub struct LoanView<'b> {
    pub(super) books: &'b Books,
    pub(super) id: &'b LoanId,
    pub(super) loan: &'b Loan,
    pub(super) day: NaiveDate,
}

impl<'b> LoanView<'b> {
    /// The same on a later day, if nothing more is booked until then: what will be due at the next meeting. A day before the
    /// latest date of the books is taken as that date; for how it was, see [`Books::as_of`].
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        Self { day: day.max(self.books.latest), ..self }
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> &'b LoanId {
        self.id
    }

    /// The loan: its member, its terms, its schedule.
    #[must_use]
    pub const fn loan(&self) -> &'b Loan {
        self.loan
    }

    /// Principal outstanding (dư nợ gốc).
    #[must_use]
    pub fn outstanding(&self) -> Balance {
        self.books.ledger.outstanding(self.id)
    }

    /// Where it is in its life.
    #[must_use]
    pub fn status(&self) -> LoanStatus {
        self.loan.status(self.outstanding(), self.day)
    }

    /// What is owed on it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.loan.standing(self.outstanding(), self.day)
    }

    /// Days past due (số ngày quá hạn).
    #[must_use]
    pub fn days_past_due(&self) -> u32 {
        self.loan.days_past_due(self.outstanding(), self.day)
    }

    /// What has fallen due on it, and what of that was paid.
    #[must_use]
    pub fn collection(&self) -> Collection {
        self.loan.collection(self.outstanding(), self.day)
    }
}
