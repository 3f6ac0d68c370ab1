//! The loan register (sổ theo dõi cho vay).

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::iso_or_null;
use super::ledger_account::LedgerAccount;
use crate::books::{Books, LoanView};
use crate::count::Months;
use crate::loan::{Amortization, InterestMethod, LoanStatus, Schedule};
use crate::money::Balance;
use crate::name::{LoanId, MemberId};
use crate::rate::Rate;
use crate::wire;

/// Every loan ever approved or carried in, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LoanRegister<A = Balance> {
    /// One row for each loan.
    pub rows: Vec<RegisterRow<A>>,
    /// The sums of the rows.
    pub total: RegisterTotal<A>,
    /// The control account of loans less the outstanding total; zero in books without findings.
    pub unregistered: A,
}

/// The status of a loan. A running loan is late or current.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the words of the statement")]
pub enum RegisterStatus {
    Approved,
    Cancelled,
    WrittenOff,
    Settled,
    /// Running, and more than 0 days past due.
    Late,
    /// Running, and not past due.
    Current,
}

wire::words!(RegisterStatus {
    Approved = "approved",
    Cancelled = "cancelled",
    WrittenOff = "written_off",
    Settled = "settled",
    Late = "late",
    Current = "current",
});

/// One loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the statement's definition says what the columns are")]
#[non_exhaustive]
pub struct RegisterRow<A = Balance> {
    pub loan: LoanId,
    /// The member who owes the loan now.
    pub member: MemberId,
    /// The member for whom it was approved or carried in.
    pub first_member: MemberId,
    pub status: RegisterStatus,
    pub carried_in: bool,
    #[serde(serialize_with = "iso_or_null")]
    pub approved: Option<NaiveDate>,
    #[serde(serialize_with = "iso_or_null")]
    pub disbursed: Option<NaiveDate>,
    #[serde(serialize_with = "iso_or_null")]
    pub matures: Option<NaiveDate>,
    #[serde(serialize_with = "iso_or_null")]
    pub closed: Option<NaiveDate>,
    pub monthly_rate: Option<Rate>,
    pub method: Option<InterestMethod>,
    pub repayment: Option<Amortization>,
    pub months: Option<Months>,
    pub times_rescheduled: u32,
    pub principal: A,
    pub repaid: A,
    pub outstanding: A,
    pub principal_due: A,
    pub interest_charged: A,
    pub interest_paid: A,
    pub interest_waived: A,
    pub interest_due: A,
    pub interest_accrued: A,
    pub days_past_due: u32,
    pub written_off: A,
    pub forgiven: bool,
    /// Interest charged and unpaid on a loan written off, which nobody claims any longer.
    pub interest_lost: A,
    pub recovered: A,
    pub recoverable: A,
}

/// Sums of the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are sums of the columns of the same names")]
#[non_exhaustive]
pub struct RegisterTotal<A = Balance> {
    pub count: usize,
    /// The principal of all loans that are neither approved nor cancelled.
    pub principal: A,
    pub repaid: A,
    pub outstanding: A,
    pub principal_due: A,
    pub interest_charged: A,
    pub interest_paid: A,
    pub interest_waived: A,
    pub interest_due: A,
    pub interest_accrued: A,
    pub written_off: A,
    pub interest_lost: A,
    pub recovered: A,
    pub recoverable: A,
}

impl<A: Figure> RegisterRow<A> {
    pub(super) fn of(view: &LoanView<'_>, tape: A::Tape) -> Self {
        let (loan, course, day) = (view.loan(), view.loan().course(), view.day());
        let status = match view.status() {
            LoanStatus::Approved => RegisterStatus::Approved,
            LoanStatus::Cancelled => RegisterStatus::Cancelled,
            LoanStatus::WrittenOff => RegisterStatus::WrittenOff,
            LoanStatus::Settled => RegisterStatus::Settled,
            LoanStatus::Disbursed if view.days_past_due() > 0 => RegisterStatus::Late,
            LoanStatus::Disbursed => RegisterStatus::Current,
        };
        let (terms, schedule) = (loan.terms(), course.schedule());
        let [
            repaid,
            outstanding,
            principal_due,
            interest_charged,
            interest_paid,
            interest_waived,
            interest_due,
            interest_accrued,
            written_off,
            interest_lost,
            recovered,
            recoverable,
        ] = A::of_loan(tape, loan, |course| {
            let owed = course.owed(day);
            let is_disbursed = course.schedule().is_some() || course.is_written_off();
            let lent = if is_disbursed { loan.principal().into() } else { owed.outstanding };
            [
                lent - owed.outstanding - course.written_off(),
                owed.outstanding,
                owed.principal_due,
                course.interest_charged(day),
                course.interest_paid(),
                course.interest_waived(),
                owed.interest_due,
                owed.accrued,
                course.written_off(),
                if course.is_written_off() { course.unpaid_interest(day) } else { Balance::ZERO },
                course.recovered(),
                course.recoverable(),
            ]
        });
        let closed = match status {
            RegisterStatus::Cancelled => loan.cancelled_on(),
            RegisterStatus::WrittenOff => loan.written_off_on(),
            RegisterStatus::Settled => loan.last_value_date(),
            RegisterStatus::Approved | RegisterStatus::Late | RegisterStatus::Current => None,
        };
        Self {
            loan: view.id().clone(),
            member: loan.member().clone(),
            first_member: loan.first_member().clone(),
            status,
            carried_in: loan.is_carried_in(),
            approved: loan.approved_on(),
            disbursed: loan.disbursed_on(),
            matures: schedule.map(Schedule::maturity),
            closed,
            monthly_rate: schedule.map(|schedule| schedule.monthly_rate).or(terms.map(|terms| terms.monthly_rate)),
            method: terms.map(|terms| terms.interest),
            repayment: terms.map(|terms| terms.repayment),
            months: schedule.map(|schedule| schedule.months).or(terms.map(|terms| terms.months)),
            times_rescheduled: course.times_rescheduled(),
            principal: A::of_record(tape, loan.place(), loan.principal()),
            repaid,
            outstanding,
            principal_due,
            interest_charged,
            interest_paid,
            interest_waived,
            interest_due,
            interest_accrued,
            days_past_due: view.days_past_due(),
            written_off,
            forgiven: course.is_forgiven(),
            interest_lost,
            recovered,
            recoverable,
        }
    }

    /// Returns whether the loan is running: disbursed or carried in, neither settled nor written off.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.status, RegisterStatus::Late | RegisterStatus::Current)
    }
}

impl LoanRegister {
    /// Returns the register on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> LoanRegister<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        let rows: Vec<RegisterRow<A>> = books.loans().map(|view| RegisterRow::of(&view, tape)).collect();
        let mut total = RegisterTotal { count: rows.len(), ..RegisterTotal::default() };
        for row in &rows {
            total.add(row);
        }
        Self { rows, total, unregistered: A::balance(tape, books, &LedgerAccount::Loans) - total.outstanding }
    }
}

impl<A: Figure> RegisterTotal<A> {
    fn add(&mut self, row: &RegisterRow<A>) {
        if !matches!(row.status, RegisterStatus::Approved | RegisterStatus::Cancelled) {
            self.principal += row.principal;
        }
        self.repaid += row.repaid;
        self.outstanding += row.outstanding;
        self.principal_due += row.principal_due;
        self.interest_charged += row.interest_charged;
        self.interest_paid += row.interest_paid;
        self.interest_waived += row.interest_waived;
        self.interest_due += row.interest_due;
        self.interest_accrued += row.interest_accrued;
        self.written_off += row.written_off;
        self.interest_lost += row.interest_lost;
        self.recovered += row.recovered;
        self.recoverable += row.recoverable;
    }
}
