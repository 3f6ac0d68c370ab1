//! The loan portfolio (tình hình cho vay).

use std::collections::HashSet;
use std::ops::AddAssign;

use serde::Serialize;

use crate::books::Books;
use crate::loan::LoanStatus;
use crate::money::Balance;

/// A loan is counted as at risk when something on it is more than this many days past due.
const AT_RISK_AFTER_DAYS: u32 = 30;

/// All loans of a club together, net of reversals.
///
/// ```
/// use revolving_fund::report::Portfolio;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let portfolio = Portfolio::of(&books.as_of(parse_date("2025-04-30")?)); // nobody paid
/// assert_eq!(portfolio.par30, portfolio.outstanding);
/// assert_eq!(portfolio.principal_due, Balance::new(2_250_000)); // three instalments of each loan
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Portfolio {
    /// The number of loans approved, including those cancelled since.
    pub approved: u64,
    /// Loan turns (lượt vay): the number of loans disbursed, including those settled or written off since.
    pub disbursed: u64,
    /// The principal of the loans disbursed.
    pub disbursed_amount: Balance,
    /// The number of loans carried in as running loans.
    pub carried_in: u64,
    /// The principal outstanding of the loans carried in, on the day they were carried in.
    pub carried_in_amount: Balance,
    /// Principal outstanding (dư nợ), as posted.
    pub outstanding: Balance,
    /// The number of loans disbursed or carried in that are settled.
    pub settled: u64,
    /// The number of loans now written off, including those carried in as written off.
    pub written_off: u64,
    /// The principal written off on these loans, before recoveries.
    pub written_off_amount: Balance,
    /// The sum of all recoveries.
    pub recovered: Balance,
    /// The number of loans disbursed or carried in, not written off, that were ever given a new schedule.
    pub rescheduled: u64,
    /// The principal outstanding of the loans counted in `rescheduled`.
    pub rescheduled_outstanding: Balance,
    /// The number of distinct members to whom a loan was disbursed.
    pub borrowers: u64,
    /// The sum of all interest paid.
    pub interest_collected: Balance,
    /// Interest that has fallen due and is not paid or waived, of loans disbursed or carried in and not written off.
    pub interest_due: Balance,
    /// Principal that has fallen due and is not repaid, of loans disbursed or carried in and not written off.
    pub principal_due: Balance,
    /// Principal outstanding of loans that are more than 30 days past due and not written off: the numerator of PAR30.
    pub par30: Balance,
}

impl Portfolio {
    /// Returns the portfolio on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let mut sum = Self {
            outstanding: books.ledger().loans(),
            interest_collected: books.register().interest_collected(),
            ..Self::default()
        };
        let mut borrowers = HashSet::new();
        let count = |total: &mut u64, is_counted: bool| *total = total.saturating_add(is_counted.into());
        for view in books.loans() {
            let (loan, status) = (view.loan(), view.status());
            count(&mut sum.approved, !loan.is_carried_in());
            if matches!(status, LoanStatus::Approved | LoanStatus::Cancelled) {
                continue;
            }
            if !loan.is_carried_in() {
                count(&mut sum.disbursed, true);
                sum.disbursed_amount += loan.principal().into();
                borrowers.insert(loan.first_member());
            }
            if let Some(outstanding) = loan.carried_in_outstanding() {
                count(&mut sum.carried_in, true);
                sum.carried_in_amount += outstanding.into();
            }
            count(&mut sum.settled, status == LoanStatus::Settled);
            let course = loan.course();
            if status == LoanStatus::WrittenOff {
                count(&mut sum.written_off, true);
                sum.written_off_amount += course.written_off();
                sum.recovered += course.recovered();
                continue;
            }
            let owed = view.owed();
            sum.interest_due += owed.interest_due;
            sum.principal_due += owed.principal_due;
            if course.times_rescheduled() > 0 {
                count(&mut sum.rescheduled, true);
                sum.rescheduled_outstanding += owed.outstanding;
            }
            if view.days_past_due() > AT_RISK_AFTER_DAYS {
                sum.par30 += owed.outstanding;
            }
        }
        sum.borrowers = u64::try_from(borrowers.len()).unwrap_or(u64::MAX);
        sum
    }
}

impl AddAssign for Portfolio {
    fn add_assign(&mut self, other: Self) {
        let Self {
            approved,
            disbursed,
            disbursed_amount,
            carried_in,
            carried_in_amount,
            outstanding,
            settled,
            written_off,
            written_off_amount,
            recovered,
            rescheduled,
            rescheduled_outstanding,
            borrowers,
            interest_collected,
            interest_due,
            principal_due,
            par30,
        } = other;
        self.approved = self.approved.saturating_add(approved);
        self.disbursed = self.disbursed.saturating_add(disbursed);
        self.disbursed_amount += disbursed_amount;
        self.carried_in = self.carried_in.saturating_add(carried_in);
        self.carried_in_amount += carried_in_amount;
        self.outstanding += outstanding;
        self.settled = self.settled.saturating_add(settled);
        self.written_off = self.written_off.saturating_add(written_off);
        self.written_off_amount += written_off_amount;
        self.recovered += recovered;
        self.rescheduled = self.rescheduled.saturating_add(rescheduled);
        self.rescheduled_outstanding += rescheduled_outstanding;
        self.borrowers = self.borrowers.saturating_add(borrowers);
        self.interest_collected += interest_collected;
        self.interest_due += interest_due;
        self.principal_due += principal_due;
        self.par30 += par30;
    }
}
