//! Maturities: the amounts that will fall due, month by month (kế hoạch thu nợ).

use serde::Serialize;

use crate::books::{Books, LoanView};
use crate::calendar::Month;
use crate::loan::LoanStatus;
use crate::money::Balance;

/// Amounts due now, and those that will fall due if no payment is made, with the interest that is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct Maturities {
    pub arrears: DueColumns,
    /// Twelve months, from the month of the next day on.
    pub rows: Vec<MonthRow>,
    pub later: DueColumns,
    pub total: DueColumns,
}

/// Principal and interest that fall due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct DueColumns {
    pub principal: Balance,
    pub interest: Balance,
}

impl DueColumns {
    fn add(&mut self, principal: Balance, interest: Balance) {
        self.principal += principal;
        self.interest += interest;
    }
}

/// One month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: DueColumns,
}

/// The number of months shown.
const MONTHS: usize = 12;

impl Maturities {
    /// Returns the maturities on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let next_day = books.day().succ_opt().unwrap_or(books.day());
        let months = Month::all_from(next_day).take(MONTHS);
        let mut maturities = Self {
            arrears: DueColumns::default(),
            rows: months.map(|month| MonthRow { month, amounts: DueColumns::default() }).collect(),
            later: DueColumns::default(),
            total: DueColumns::default(),
        };
        for view in books.loans().filter(|view| view.status() == LoanStatus::Disbursed) {
            maturities.add(&view);
        }
        maturities
    }

    fn add(&mut self, view: &LoanView<'_>) {
        let (course, owed) = (view.loan().course(), view.owed());
        let Some(schedule) = course.schedule() else { return };
        self.arrears.add(owed.principal_due, owed.interest_due);
        let mut charges = course.charges_made(view.day());
        charges.extend(course.charges_expected(view.day()));
        charges.sort_by_key(|charge| charge.due);
        let mut charges = charges.into_iter().peekable();
        let settled_principal = schedule.principal - course.outstanding();
        let settled_interest = course.interest_paid() + course.interest_waived();
        let (mut principal, mut interest) = (owed.principal_due, owed.interest_due);
        let mut fallen_due = Balance::ZERO;
        for row in &mut self.rows {
            let end = row.month.last_day();
            while let Some(charge) = charges.next_if(|charge| charge.due <= end) {
                fallen_due += charge.amount;
            }
            let principal_then = (schedule.fallen_due(end) - settled_principal).max_zero();
            let interest_then = (fallen_due - settled_interest).max_zero();
            row.amounts.add(principal_then - principal, interest_then - interest);
            (principal, interest) = (principal_then, interest_then);
        }
        fallen_due += charges.map(|charge| charge.amount).sum();
        let principal_in_all = (schedule.principal - settled_principal).max_zero();
        let interest_in_all = (fallen_due - settled_interest).max_zero();
        self.later.add(principal_in_all - principal, interest_in_all - interest);
        self.total.add(principal_in_all, interest_in_all);
    }
}
