//! Demand, collection, balance: the amounts due, the amounts collected, and the rest (the monthly register of Indian groups).

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::span::{BooksOfPeriod, counted_under, reversed_line};
use crate::books::{Books, Line};
use crate::calendar::{day_after, day_before, days_after, days_before};
use crate::event::{Event, EventKind};
use crate::loan::{Loan, Schedule};
use crate::money::Balance;
use crate::name::{LoanId, MemberId};

/// Demand, collection and balance of each loan in a period, of principal and of interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DemandCollectionBalance<A = Balance> {
    /// One row for each loan with any amount that is not zero.
    pub rows: Vec<DcbRow<A>>,
    /// The sums of the rows.
    pub total: DcbTotal<A>,
}

/// One loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct DcbRow<A = Balance> {
    pub loan: LoanId,
    pub member: MemberId,
    #[serde(flatten)]
    pub amounts: DcbTotal<A>,
}

/// Principal and interest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct DcbTotal<A = Balance> {
    pub principal: DcbColumns<A>,
    pub interest: DcbColumns<A>,
}

/// The columns of the statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "those that need it say what they are")]
#[non_exhaustive]
pub struct DcbColumns<A = Balance> {
    /// Due and unpaid when the period begins.
    pub brought_forward: A,
    /// Due and unpaid when the loan was carried in.
    pub carried_in: A,
    pub fallen_due: A,
    /// The amount to be collected.
    pub demand: A,
    /// The part of the demand that new schedules took out.
    pub rescheduled: A,
    pub written_off: A,
    pub collected_arrears: A,
    pub collected_current: A,
    /// Paid for what falls due after the period.
    pub collected_early: A,
    pub waived: A,
    pub waived_early: A,
    /// Due and unpaid when the period ends.
    pub closing: A,
    /// Due days whose days of grace ended in the period: the amount tested for being paid on time.
    pub past_grace: A,
    /// The part of it that was not paid on time.
    pub late: A,
}

impl<A: Figure> DcbColumns<A> {
    pub(super) fn add(&mut self, other: &Self) {
        self.brought_forward += other.brought_forward;
        self.carried_in += other.carried_in;
        self.fallen_due += other.fallen_due;
        self.demand += other.demand;
        self.rescheduled += other.rescheduled;
        self.written_off += other.written_off;
        self.collected_arrears += other.collected_arrears;
        self.collected_current += other.collected_current;
        self.collected_early += other.collected_early;
        self.waived += other.waived;
        self.waived_early += other.waived_early;
        self.closing += other.closing;
        self.past_grace += other.past_grace;
        self.late += other.late;
    }

    /// Returns the amount collected of what was demanded.
    #[must_use]
    pub fn collected(&self) -> A {
        self.collected_arrears + self.collected_current
    }
}

/// The effects of a period's records on one loan, of principal or of interest.
#[derive(Clone, Copy, Debug, Default)]
struct Effects<A> {
    paid: A,
    waived: A,
    rescheduled: A,
    written_off: A,
    carried_in: A,
}

/// Subtracts an amount from the demand, and returns the part that the demand above zero covers.
fn take<A: Figure>(demanded: &mut A, amount: A) -> A {
    let before = demanded.max_zero();
    *demanded -= amount;
    before - demanded.max_zero()
}

impl<A: Figure> Effects<A> {
    fn columns(&self, opening: A, closing: A) -> DcbColumns<A> {
        let Self { paid, waived, rescheduled, written_off, carried_in } = *self;
        let fallen_due = closing - opening - carried_in + rescheduled + written_off + paid + waived;
        let mut demanded = opening + carried_in + fallen_due;
        let mut columns = DcbColumns {
            brought_forward: opening.max_zero(),
            carried_in: (opening + carried_in).max_zero() - opening.max_zero(),
            demand: demanded.max_zero(),
            ..DcbColumns::default()
        };
        columns.fallen_due = columns.demand - columns.brought_forward - columns.carried_in;
        columns.rescheduled = take(&mut demanded, rescheduled);
        columns.written_off = take(&mut demanded, written_off);
        let collected = take(&mut demanded, paid);
        let arrears = columns.brought_forward + columns.carried_in
            - columns.rescheduled.max_zero()
            - columns.written_off.max_zero();
        columns.collected_arrears = collected.smaller(arrears.max_zero());
        columns.collected_current = collected - columns.collected_arrears;
        columns.collected_early = paid - collected;
        columns.waived = take(&mut demanded, waived);
        columns.waived_early = waived - columns.waived;
        columns.closing = demanded.max_zero();
        columns
    }
}

/// The effects of a period's records on one loan, of principal and of interest.
#[derive(Clone, Copy, Debug, Default)]
struct LoanEffects<A> {
    principal: Effects<A>,
    interest: Effects<A>,
}

/// The amounts due on a loan, less those paid: below zero if paid ahead.
#[derive(Clone, Copy, Debug, Default)]
struct NetDue<A> {
    principal: A,
    interest: A,
}

impl<A: Figure> NetDue<A> {
    fn of(loan: Option<&Loan>, day: NaiveDate, tape: A::Tape) -> Self {
        let Some(loan) = loan else { return Self::default() };
        let [principal, interest] = A::of_loan(tape, loan, |course| {
            let owed = course.owed(day);
            [owed.principal_net, owed.interest_net]
        });
        Self { principal, interest }
    }
}

impl DemandCollectionBalance {
    /// Returns demand, collection and balance of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> DemandCollectionBalance<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let (opening, closing) = (books.opening(), books.closing());
        let effects = effects(books, tape);
        let mut total = DcbTotal::default();
        let mut rows = Vec::new();
        for view in closing.loans() {
            let before = NetDue::of(opening.register().loan(view.id()), opening.day(), tape);
            let after = NetDue::of(Some(view.loan()), closing.day(), tape);
            let of_loan = effects.get(view.id()).copied().unwrap_or_default();
            let mut amounts = DcbTotal {
                principal: of_loan.principal.columns(before.principal, after.principal),
                interest: of_loan.interest.columns(before.interest, after.interest),
            };
            test_punctuality(books, view.loan(), &mut amounts, tape);
            if amounts != DcbTotal::default() {
                total.principal.add(&amounts.principal);
                total.interest.add(&amounts.interest);
                rows.push(DcbRow { loan: view.id().clone(), member: view.loan().member().clone(), amounts });
            }
        }
        Self { rows, total }
    }
}

/// Replays the records of the period, and returns the effects of those that were taken.
fn effects<A: Figure>(books: &BooksOfPeriod, tape: A::Tape) -> HashMap<&LoanId, LoanEffects<A>> {
    let mut replay = Replay::of(books, tape);
    for (place, line) in books.lines() {
        replay.append(place, line);
    }
    replay.effects
}

/// A replay of the records of a period, with the effects on each loan since the last total was taken.
pub(super) struct Replay<'b, A: Figure> {
    closing: &'b Books,
    running: Books,
    opening: HashMap<&'b LoanId, NetDue<A>>,
    effects: HashMap<&'b LoanId, LoanEffects<A>>,
    tape: A::Tape,
}

impl<'b, A: Figure> Replay<'b, A> {
    /// Makes a replay that begins before the first record of a period.
    pub(super) fn of(books: &'b BooksOfPeriod, tape: A::Tape) -> Self {
        Self {
            closing: books.closing(),
            running: books.opening().clone(),
            opening: HashMap::new(),
            effects: HashMap::new(),
            tape,
        }
    }

    /// Appends the next record of the period, and notes its effects.
    pub(super) fn append(&mut self, place: usize, line: &'b Line) {
        let event = &line.record.event;
        let under = counted_under(self.closing, place, event);
        let counted = reversed_line(self.closing, place, event).map_or(event, |reversed| &reversed.record.event);
        let loan = counted.loan().filter(|_| line.effects.is_taken);
        let is_measured =
            matches!(under, Some(EventKind::LoanRescheduled | EventKind::LoanWrittenOff | EventKind::LoanCarriedIn));
        let tape = self.tape;
        let net_due = |books: &Books| -> NetDue<A> {
            let day = line.effects.day;
            NetDue::of(loan.filter(|_| is_measured).and_then(|loan| books.register().loan(loan)), day, tape)
        };
        let before = net_due(&self.running);
        self.running.append_again(line);
        let after = net_due(&self.running);
        let Some(loan) = loan else { return };
        let of_loan = self.effects.entry(loan).or_default();
        let sign = |amount: Balance| {
            A::of_record(tape, place, if matches!(event, Event::Reversed(_)) { -amount } else { amount })
        };
        match counted {
            Event::RepaymentReceived(paid) => {
                of_loan.principal.paid += sign(paid.principal.into());
                of_loan.interest.paid += sign(paid.interest.into());
            }
            Event::InterestWaived(waived) => of_loan.interest.waived += sign(waived.amount.into()),
            Event::LoanRescheduled(_) => of_loan.principal.rescheduled += before.principal - after.principal,
            Event::LoanWrittenOff(_) => {
                of_loan.principal.written_off += before.principal - after.principal;
                of_loan.interest.written_off += before.interest - after.interest;
            }
            Event::LoanCarriedIn(_) => {
                of_loan.principal.carried_in += after.principal - before.principal;
                of_loan.interest.carried_in += after.interest - before.interest;
            }
            _ => {}
        }
    }

    /// Returns the books after the records appended so far.
    pub(super) const fn books(&self) -> &Books {
        &self.running
    }

    /// Looks at the books on a day, returns the amounts of all loans since the last call, and begins anew.
    ///
    /// `past_grace` and `late` are left at zero.
    pub(super) fn close(&mut self, day: NaiveDate) -> DcbTotal<A> {
        self.running.look_at(day);
        let effects = std::mem::take(&mut self.effects);
        let mut total = DcbTotal::default();
        for (id, _) in self.closing.register().loans() {
            let Some(loan) = self.running.register().loan(id) else { continue };
            let after = NetDue::of(Some(loan), self.running.day(), self.tape);
            let before = self.opening.insert(id, after).unwrap_or_default();
            let of_loan = effects.get(id).copied().unwrap_or_default();
            total.principal.add(&of_loan.principal.columns(before.principal, after.principal));
            total.interest.add(&of_loan.interest.columns(before.interest, after.interest));
        }
        total
    }
}

/// Adds the amounts of a loan whose days of grace ended in the period, and the part that was not paid by then.
fn test_punctuality<A: Figure>(books: &BooksOfPeriod, loan: &Loan, amounts: &mut DcbTotal<A>, tape: A::Tape) {
    let period = books.period();
    let grace = loan.conditions().grace_days.get();
    let Some(begun) = loan.begun_on() else { return };
    let (first, last) = (days_before(period.from, grace), days_before(period.through, grace));
    let last_of_grace = |due: NaiveDate| days_after(due, grace);
    let steps = loan.steps();
    for (at, step) in steps.iter().enumerate() {
        // The state after the records of one day holds for due days from the next day to the day of the next record.
        let until = steps.get(at.saturating_add(1)).map_or(NaiveDate::MAX, |next| next.day);
        let from = day_after(step.day).max(first).max(day_after(begun));
        let through = until.min(last);
        if from > through {
            continue;
        }
        let course = loan.course_after(at.saturating_add(1));
        let Some(schedule) = course.schedule().filter(|_| !course.is_written_off()) else { continue };
        let states = || loan.courses().take(at.saturating_add(1));
        let first_month = schedule.months_ended(day_before(from));
        for k in first_month..=schedule.months_ended(through).min(schedule.months.get()) {
            let due = schedule.due_date(k);
            let principal = schedule.due_on(k);
            if (from..=through).contains(&due) && principal != Balance::ZERO {
                let [tested, net] = A::of_states(tape, &course, states(), |course| {
                    let Some(schedule) = course.schedule() else { return [Balance::ZERO; 2] };
                    let repaid = schedule.principal - course.outstanding();
                    [called_on(schedule, due).min(course.outstanding().max_zero()), schedule.fallen_due(due) - repaid]
                });
                let net = net - repaid_between(loan, due, last_of_grace(due), tape);
                amounts.principal.past_grace += tested;
                amounts.principal.late += tested.smaller(net.max_zero());
            }
        }
        let mut due_days: Vec<NaiveDate> = course
            .charges_made(through)
            .into_iter()
            .map(|charge| charge.due)
            .filter(|due| (from..=through).contains(due))
            .collect();
        due_days.dedup();
        for due in due_days {
            let eve = day_before(due);
            let [charged, charged_before] =
                A::of_states(tape, &course, states(), |course| [due, eve].map(|by| course.charges_due(eve, by)));
            let tested = charged - charged_before;
            let net = charged - settled_interest(loan, last_of_grace(due), tape);
            amounts.interest.past_grace += tested;
            amounts.interest.late += tested.smaller(net.max_zero());
        }
    }
}

/// Returns the principal that a schedule calls on a day.
fn called_on(schedule: &Schedule, due: NaiveDate) -> Balance {
    let k = schedule.months_ended(due);
    if schedule.due_date(k) == due { schedule.due_on(k) } else { Balance::ZERO }
}

/// Returns the principal of repayments with value dates from one day to another.
fn repaid_between<A: Figure>(loan: &Loan, from: NaiveDate, through: NaiveDate, tape: A::Tape) -> A {
    let steps = loan.steps().iter().filter(|step| from <= step.day && step.day <= through);
    steps.map(|step| A::of_record(tape, step.place, step.kind.principal_repaid())).sum()
}

/// Returns the interest paid and waived with value dates up to a day.
fn settled_interest<A: Figure>(loan: &Loan, through: NaiveDate, tape: A::Tape) -> A {
    let steps = loan.steps().iter().filter(|step| step.day <= through);
    steps.map(|step| A::of_record(tape, step.place, step.kind.interest_settled())).sum()
}
