//! Loans (khoản vay): their terms, the principal that falls due, the interest charged, and their status.
//!
//! ```text
//!             loan_approved
//!                  │
//!              approved ──────── loan_cancelled ──────▶ cancelled
//!                  │  ▲
//!   loan_disbursed │  │ reversed
//!                  ▼  │
//!             disbursed ──┐ repayment_received, interest_waived, loan_rescheduled, loan_assumed
//!              │   ▲   ▲──┘
//!              │   │ reversed      (a loan carried in begins here, or as written off)
//!              ▼   │
//!          written off ──┐ recovery_received
//!                  ▲─────┘
//! ```
//!
//! A disbursed loan is *settled* if no principal is outstanding and no interest accrued is unpaid. This is computed, not stored.
//!
//! The state of a loan is a fold over its records in effect, in the order of their *value dates*: the days on which money was paid, not
//! the days on which it was booked. So the amounts owed depend only on the payments in effect and their value dates, not on the order
//! of booking or on records that were reversed. A record with the latest value date of its loan, the usual case, extends the fold;
//! any other record, and a reversal, folds again from the first record.

mod course;
mod interest;
mod schedule;
mod terms;
mod waterfall;

pub use course::Course;
pub use interest::Charge;
pub use schedule::Schedule;
pub use terms::{Amortization, Conditions, InterestMethod, Terms};
pub use waterfall::PaymentSplit;
pub(crate) use waterfall::apply_payment;

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalogue::titles;
use crate::count::Months;
use crate::money::{Amount, Balance, Money};
use crate::name::MemberId;
use crate::rate::Rate;
use crate::wire;

/// A loan, with the state that follows from its records in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// The index, in the list of all records, of its approval or carrying-in.
    place: usize,
    origin: Origin,
    /// The records in effect: disbursal or carrying-in, repayments, waivers, reschedules, assumptions, write-off and recoveries,
    /// in the order of their value dates.
    steps: Vec<Step>,
    /// The state after all records in effect.
    course: Course,
    /// The day on which it was cancelled, or its carrying-in reversed.
    cancelled: Option<NaiveDate>,
    /// The amounts that the totals of its member include for this loan.
    pub(crate) counted: Counted,
}

/// The approval or carrying-in by which a loan came into the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Approved by the meeting. `on` is the day of the record, `dated` its date as written, which is earlier if dates go back.
    Approved { member: MemberId, terms: Terms, on: NaiveDate, dated: NaiveDate },
    /// Carried in as a running loan.
    CarriedIn { member: MemberId, terms: Terms, carried: CarriedIn },
    /// Carried in as written off, with the conditions of the charter in force.
    WrittenOffBefore { member: MemberId, amount: Amount, from_seed_grant: Money, conditions: Conditions },
}

/// A running loan as it was on the day it was carried in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CarriedIn {
    pub(crate) disbursed: NaiveDate,
    pub(crate) outstanding: Money,
    pub(crate) interest_owed: Money,
    pub(crate) owed_since: Option<NaiveDate>,
    pub(crate) times_rescheduled: u32,
}

impl Origin {
    const fn member(&self) -> &MemberId {
        match self {
            Self::Approved { member, .. } | Self::CarriedIn { member, .. } | Self::WrittenOffBefore { member, .. } => {
                member
            }
        }
    }

    const fn terms(&self) -> Option<&Terms> {
        match self {
            Self::Approved { terms, .. } | Self::CarriedIn { terms, .. } => Some(terms),
            Self::WrittenOffBefore { .. } => None,
        }
    }
}

/// One record in effect of a loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The index of the record in the list of all records.
    pub(crate) place: usize,
    /// The value date.
    pub(crate) day: NaiveDate,
    pub(crate) kind: StepKind,
}

/// The effect of one record on its loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepKind {
    Disbursed,
    CarriedIn,
    Repaid { principal: Money, interest: Money },
    Waived(Amount),
    Rescheduled { months: Months, rate: Option<Rate> },
    Assumed(MemberId),
    WrittenOff { principal: Balance, from_seed_grant: Balance, forgiven: bool },
    Recovered { amount: Amount, restored: Balance },
}

impl StepKind {
    /// Returns the principal that it repays.
    pub(crate) fn principal_repaid(&self) -> Balance {
        match self {
            Self::Repaid { principal, .. } => (*principal).into(),
            Self::Disbursed
            | Self::CarriedIn
            | Self::Waived(_)
            | Self::Rescheduled { .. }
            | Self::Assumed(_)
            | Self::WrittenOff { .. }
            | Self::Recovered { .. } => Balance::ZERO,
        }
    }

    /// Returns the interest that it pays or waives.
    pub(crate) fn interest_settled(&self) -> Balance {
        match self {
            Self::Repaid { interest, .. } => (*interest).into(),
            Self::Waived(amount) => (*amount).into(),
            Self::Disbursed
            | Self::CarriedIn
            | Self::Rescheduled { .. }
            | Self::Assumed(_)
            | Self::WrittenOff { .. }
            | Self::Recovered { .. } => Balance::ZERO,
        }
    }
}

impl Step {
    /// Returns the sort key of the fold: the value date; within a day the disbursal or carrying-in first, then repayments, then the
    /// others; then the order of the books.
    const fn order(&self) -> (NaiveDate, u8, usize) {
        let rank = match &self.kind {
            StepKind::Disbursed | StepKind::CarriedIn => 0,
            StepKind::Repaid { .. } => 1,
            StepKind::Waived(_)
            | StepKind::Rescheduled { .. }
            | StepKind::Assumed(_)
            | StepKind::WrittenOff { .. }
            | StepKind::Recovered { .. } => 2,
        };
        (self.day, rank, self.place)
    }
}

/// The amounts that a loan adds to the totals of its member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Principal outstanding and approved, not below zero.
    pub(crate) exposure: Balance,
    pub(crate) open: bool,
    pub(crate) owes_written_off: bool,
}

/// The status of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LoanStatus {
    /// Approved by the meeting, not yet disbursed.
    Approved,
    /// Cancelled before it was disbursed; or its carrying-in was reversed.
    Cancelled,
    /// Disbursed or carried in, with principal outstanding or interest accrued unpaid.
    Disbursed,
    /// Disbursed or carried in, with no principal outstanding and no interest accrued unpaid.
    Settled,
    /// Written off.
    WrittenOff,
}

wire::words!(LoanStatus {
    Approved = "approved",
    Cancelled = "cancelled",
    Disbursed = "disbursed",
    Settled = "settled",
    WrittenOff = "written_off",
});

titles!(LoanStatus {
    Approved = "Approved, not disbursed" / "Đã duyệt, chưa giải ngân",
    Cancelled = "Cancelled" / "Đã hủy",
    Disbursed = "Disbursed" / "Đang vay",
    Settled = "Settled" / "Đã tất toán",
    WrittenOff = "Written off" / "Đã xóa sổ",
});

/// The amounts owed on a loan on a day, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AmountsOwed {
    /// Principal outstanding (dư nợ gốc).
    pub outstanding: Balance,
    /// Interest accrued (lãi phải thu): charges made, less interest paid and waived. Below zero if too much was paid.
    pub accrued: Balance,
    /// Interest due (lãi đến hạn): charges that have fallen due, less interest paid and waived. Not below zero.
    pub interest_due: Balance,
    /// Principal due (gốc đến hạn): principal that has fallen due, less principal repaid. Not below zero.
    pub principal_due: Balance,
    /// As `interest_due`, but below zero if interest was paid ahead.
    pub interest_net: Balance,
    /// As `principal_due`, but below zero if principal was paid ahead.
    pub principal_net: Balance,
}

impl AmountsOwed {
    /// Returns these amounts, each at most that of `other`.
    pub(crate) fn at_most(self, other: &Self) -> Self {
        Self {
            outstanding: self.outstanding.min(other.outstanding),
            accrued: self.accrued.min(other.accrued),
            interest_due: self.interest_due.min(other.accrued.max_zero()),
            principal_due: self.principal_due.min(other.outstanding.max_zero()),
            interest_net: self.interest_net.min(other.accrued),
            principal_net: self.principal_net.min(other.outstanding),
        }
    }
}

impl Loan {
    pub(crate) fn new(place: usize, origin: Origin) -> Self {
        let course = Course::new(&origin);
        Self { place, origin, steps: Vec::new(), course, cancelled: None, counted: Counted::default() }
    }

    /// Returns the member who owes the loan now.
    #[must_use]
    pub const fn member(&self) -> &MemberId {
        self.course.member()
    }

    /// Returns the member for whom the loan was approved or carried in.
    #[must_use]
    pub const fn first_member(&self) -> &MemberId {
        self.origin.member()
    }

    /// Returns the terms agreed; `None` for a loan that was carried in as written off.
    #[must_use]
    pub const fn terms(&self) -> Option<&Terms> {
        self.origin.terms()
    }

    /// Returns the conditions of the charter on the day of approval or carrying-in.
    #[must_use]
    pub const fn conditions(&self) -> &Conditions {
        match &self.origin {
            Origin::Approved { terms, .. } | Origin::CarriedIn { terms, .. } => &terms.conditions,
            Origin::WrittenOffBefore { conditions, .. } => conditions,
        }
    }

    /// Returns the principal approved; of a loan carried in, the principal of its schedule, or the amount written off.
    #[must_use]
    pub const fn principal(&self) -> Amount {
        match &self.origin {
            Origin::Approved { terms, .. } | Origin::CarriedIn { terms, .. } => terms.principal,
            Origin::WrittenOffBefore { amount, .. } => *amount,
        }
    }

    /// Returns the day of the approval; `None` for a loan carried in.
    #[must_use]
    pub const fn approved_on(&self) -> Option<NaiveDate> {
        match &self.origin {
            Origin::Approved { on, .. } => Some(*on),
            Origin::CarriedIn { .. } | Origin::WrittenOffBefore { .. } => None,
        }
    }

    /// Returns the date of the approval's record, as written; `None` for a loan carried in.
    pub(crate) const fn approval_dated(&self) -> Option<NaiveDate> {
        match &self.origin {
            Origin::Approved { dated, .. } => Some(*dated),
            Origin::CarriedIn { .. } | Origin::WrittenOffBefore { .. } => None,
        }
    }

    /// Returns whether the loan came into the books by being carried in.
    #[must_use]
    pub const fn is_carried_in(&self) -> bool {
        !matches!(self.origin, Origin::Approved { .. })
    }

    /// Returns the principal that was outstanding when the loan was carried in as a running loan and the carrying-in is in effect.
    #[must_use]
    pub fn carried_in_outstanding(&self) -> Option<Money> {
        match &self.origin {
            Origin::CarriedIn { carried, .. } if self.cancelled.is_none() => Some(carried.outstanding),
            Origin::CarriedIn { .. } | Origin::Approved { .. } | Origin::WrittenOffBefore { .. } => None,
        }
    }

    /// Returns the state of the loan after all its records in effect.
    #[must_use]
    pub const fn course(&self) -> &Course {
        &self.course
    }

    /// Returns the state of the loan after those of its records in effect that `is_taken` accepts, by index and value date.
    pub(crate) fn course_of(&self, is_taken: impl Fn(usize, NaiveDate) -> bool) -> Course {
        let mut course = Course::new(&self.origin);
        for step in self.steps.iter().filter(|step| is_taken(step.place, step.day)) {
            course.apply(&self.origin, step);
        }
        course
    }

    /// Returns the state of the loan after the first `count` of its records in effect, in the order of their value dates.
    pub(crate) fn course_after(&self, count: usize) -> Course {
        let mut course = Course::new(&self.origin);
        for step in self.steps.iter().take(count) {
            course.apply(&self.origin, step);
        }
        course
    }

    /// Returns the state after each of its records in effect, in the order of their value dates, with the index of the record.
    pub(crate) fn courses(&self) -> impl Iterator<Item = (usize, Course)> {
        let mut course = Course::new(&self.origin);
        self.steps.iter().map(move |step| {
            course.apply(&self.origin, step);
            (step.place, course.clone())
        })
    }

    /// Returns the index, in the list of all records, of its approval or carrying-in.
    pub(crate) const fn place(&self) -> usize {
        self.place
    }

    /// Returns the state after `course` and those of its records in effect whose index is one of `places`.
    pub(crate) fn course_extended(&self, course: &Course, places: &[usize]) -> Course {
        let mut course = course.clone();
        for step in self.steps.iter().filter(|step| places.contains(&step.place)) {
            course.apply(&self.origin, step);
        }
        course
    }

    /// Returns the records in effect, in the order of their value dates.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the value date of the disbursal or carrying-in in effect.
    #[must_use]
    pub fn begun_on(&self) -> Option<NaiveDate> {
        self.beginning().map(|step| step.day)
    }

    /// Returns the disbursal or carrying-in in effect.
    pub(crate) fn beginning(&self) -> Option<&Step> {
        self.steps.iter().find(|step| matches!(step.kind, StepKind::Disbursed | StepKind::CarriedIn))
    }

    /// Returns the day on which the loan was disbursed, in earlier books if it was carried in; `None` if it was not.
    #[must_use]
    pub fn disbursed_on(&self) -> Option<NaiveDate> {
        self.course.first_day()
    }

    /// Returns the day on which the loan was cancelled, or its carrying-in reversed.
    #[must_use]
    pub const fn cancelled_on(&self) -> Option<NaiveDate> {
        self.cancelled
    }

    /// Returns the day of the write-off, or of the carrying-in as written off.
    #[must_use]
    pub fn written_off_on(&self) -> Option<NaiveDate> {
        let is_loss = |step: &&Step| matches!(step.kind, StepKind::WrittenOff { .. } | StepKind::CarriedIn);
        self.steps.iter().filter(|_| self.course.is_written_off()).rfind(is_loss).map(|step| step.day)
    }

    /// Returns the latest value date of its records in effect.
    #[must_use]
    pub fn last_value_date(&self) -> Option<NaiveDate> {
        self.steps.last().map(|step| step.day)
    }

    /// Returns the status of the loan on `day`, which must not be before its last record.
    #[must_use]
    pub fn status(&self, day: NaiveDate) -> LoanStatus {
        match self.course.status(day) {
            Some(status) => status,
            None if self.cancelled.is_some() => LoanStatus::Cancelled,
            None => LoanStatus::Approved,
        }
    }

    /// Returns the amounts to include in the totals of its member.
    pub(crate) fn count(&self, day: NaiveDate) -> Counted {
        let status = self.status(day);
        let approved = if status == LoanStatus::Approved { self.principal().into() } else { Balance::ZERO };
        Counted {
            exposure: self.course.outstanding().max_zero() + approved,
            open: matches!(status, LoanStatus::Approved | LoanStatus::Disbursed),
            owes_written_off: self.course.recoverable().is_positive(),
        }
    }

    /// Applies a record. If it is the last by value date, it extends the state; else all records are folded again.
    pub(crate) fn apply(&mut self, step: Step) {
        match self.steps.last() {
            Some(last) if last.order() > step.order() => {
                let at = self.steps.partition_point(|other| other.order() < step.order());
                self.steps.insert(at, step);
                self.fold();
            }
            _ => {
                self.course.apply(&self.origin, &step);
                self.steps.push(step);
            }
        }
    }

    /// Undoes a record, as if it had never been booked. If it is the carrying-in, the loan is cancelled.
    pub(crate) fn undo(&mut self, place: usize, day: NaiveDate) {
        let removed = self.steps.iter().find(|step| step.place == place).map(|step| step.kind == StepKind::CarriedIn);
        debug_assert!(removed.is_some(), "only a record in effect is reversed");
        self.steps.retain(|step| step.place != place);
        if removed == Some(true) {
            self.cancelled = Some(day);
        }
        self.fold();
    }

    pub(crate) fn cancel(&mut self, day: NaiveDate) {
        self.cancelled = Some(day);
    }

    fn fold(&mut self) {
        self.course = self.course_of(|_, _| true);
    }
}
