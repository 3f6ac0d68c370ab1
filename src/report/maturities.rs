//! Maturities: the amounts that will fall due, month by month (kế hoạch thu nợ).

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use crate::books::{Books, LoanView};
use crate::calendar::{Month, day_after};
use crate::loan::{Course, LoanStatus};
use crate::money::Balance;

/// Amounts due now, and those that will fall due if no payment is made, with the interest that is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Maturities<A = Balance> {
    pub arrears: DueColumns<A>,
    /// Twelve months, from the month of the next day on.
    pub rows: Vec<MonthRow<A>>,
    pub later: DueColumns<A>,
    pub total: DueColumns<A>,
}

/// Principal and interest that fall due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct DueColumns<A = Balance> {
    pub principal: A,
    pub interest: A,
}

impl<A: Figure> DueColumns<A> {
    fn add(&mut self, principal: A, interest: A) {
        self.principal += principal;
        self.interest += interest;
    }
}

/// One month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MonthRow<A = Balance> {
    /// The month.
    pub month: Month,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: DueColumns<A>,
}

/// The number of months shown.
const MONTHS: usize = 12;

impl Maturities {
    /// Returns the maturities on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Maturities<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        let next_day = day_after(books.day());
        let months = Month::all_from(next_day).take(MONTHS);
        let mut maturities = Self {
            arrears: DueColumns::default(),
            rows: months.map(|month| MonthRow { month, amounts: DueColumns::default() }).collect(),
            later: DueColumns::default(),
            total: DueColumns::default(),
        };
        for view in books.loans().filter(|view| view.status() == LoanStatus::Disbursed) {
            maturities.add(&view, tape);
        }
        maturities
    }

    fn add(&mut self, view: &LoanView<'_>, tape: A::Tape) {
        let months: Vec<Month> = self.rows.iter().map(|row| row.month).collect();
        let mut amounts = A::of_loan(tape, view.loan(), |course| falling_due(course, &months, view.day())).into_iter();
        let spans = std::iter::once(&mut self.arrears).chain(self.rows.iter_mut().map(|row| &mut row.amounts));
        for columns in spans.chain([&mut self.later]) {
            let pair = amounts.next().zip(amounts.next());
            debug_assert!(pair.is_some(), "each span has two amounts");
            let Some((principal, interest)) = pair else { continue };
            columns.add(principal, interest);
            self.total.add(principal, interest);
        }
        debug_assert!(amounts.next().is_none(), "each amount is of a span");
    }
}

/// Principal and interest of each span: due now, in each month, later.
const AMOUNTS: usize = 2 * (MONTHS + 2);

/// Returns principal and interest of a loan that fall due in each span if no payment is made.
fn falling_due(course: &Course, months: &[Month], day: NaiveDate) -> [Balance; AMOUNTS] {
    let mut amounts = [Balance::ZERO; AMOUNTS];
    let Some(schedule) = course.schedule() else { return amounts };
    let owed = course.owed(day);
    let mut charges = course.charges_made(day);
    charges.extend(course.charges_expected(day));
    charges.sort_by_key(|charge| charge.due);
    let mut charges = charges.into_iter().peekable();
    let settled_principal = schedule.principal - course.outstanding();
    let settled_interest = course.interest_paid() + course.interest_waived();
    let mut interest = Balance::ZERO;
    let ends = months.iter().map(|month| month.last_day()).chain([NaiveDate::MAX]);
    let due_by = ends.map(|end| {
        while let Some(charge) = charges.next_if(|charge| charge.due <= end) {
            interest += charge.amount;
        }
        [schedule.fallen_due(end) - settled_principal, interest - settled_interest].map(Balance::max_zero)
    });
    let mut before = [Balance::ZERO; 2];
    let by_span = [[owed.principal_due, owed.interest_due]].into_iter().chain(due_by).flat_map(|then| {
        let ([principal, interest], [principal_before, interest_before]) = (then, before);
        before = then;
        [principal - principal_before, interest - interest_before]
    });
    for (amount, of_span) in amounts.iter_mut().zip(by_span) {
        *amount = of_span;
    }
    amounts
}
