//! The loan card (thẻ vay vốn, sổ vay vốn).

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::loan_register::RegisterRow;
use super::span::{counted_under, reversed_line};
use crate::account::Account;
use crate::books::{Books, Line, LoanView};
use crate::calendar::iso;
use crate::count::{GraceDays, Months, Seq};
use crate::event::{Event, EventKind};
use crate::loan::{Amortization, Course, InterestMethod};
use crate::money::Balance;
use crate::name::{DocumentNumber, LoanId, MemberId, Text};
use crate::rate::{Rate, Rounding};

/// One loan: its terms, its schedule and its records.
///
/// ```
/// use revolving_fund::report::LoanCard;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let card = LoanCard::of(&books, &"V1".parse()?).ok_or("no such loan")?;
/// assert_eq!(card.schedule.len(), 12);
/// assert_eq!(card.events.len(), 2); // the approval and the disbursal
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct LoanCard<A = Balance> {
    pub loan: LoanId,
    pub member: MemberId,
    pub name: Option<Text>,
    pub terms: CardTerms<A>,
    pub row: RegisterRow<A>,
    pub schedule: Vec<ScheduleRow<A>>,
    pub events: Vec<CardEvent<A>>,
}

/// The terms as approved or carried in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct CardTerms<A = Balance> {
    pub principal: A,
    pub months: Option<Months>,
    pub monthly_rate: Option<Rate>,
    pub method: Option<InterestMethod>,
    pub repayment: Option<Amortization>,
    pub rounding: Rounding,
    pub grace_days: GraceDays,
    pub interest_first: bool,
}

/// A day on which principal or interest falls due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ScheduleRow<A = Balance> {
    #[serde(with = "iso")]
    pub due: NaiveDate,
    pub principal: A,
    pub principal_settled: A,
    pub interest: A,
    pub interest_settled: A,
    /// True if the interest is expected, but not charged yet.
    pub expected: bool,
}

/// A record that names the loan, reverses one that does, or posts to its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct CardEvent<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    #[serde(with = "iso")]
    pub value_date: NaiveDate,
    pub id: DocumentNumber,
    pub event: EventKind,
    /// The event of the record that it reverses.
    pub of: Option<EventKind>,
    /// True if the record is in effect. False for a reversal, which takes another record out of effect.
    pub stands: bool,
    /// The change of the principal outstanding.
    pub principal: A,
    pub interest: A,
    pub waived: A,
    pub recovered: A,
    pub outstanding: A,
    pub accrued: A,
    pub recoverable: A,
}

impl LoanCard {
    /// Returns the card of a loan on the day of the books; `None` if there is no such loan.
    #[must_use]
    pub fn of(books: &Books, loan: &LoanId) -> Option<Self> {
        Self::compute(books, loan, NoTape)
    }
}

impl<A: Figure> LoanCard<A> {
    pub(crate) fn compute(books: &Books, loan: &LoanId, tape: A::Tape) -> Option<Self> {
        let view = books.loan(loan)?;
        let (facts, terms) = (view.loan(), view.loan().terms());
        let conditions = facts.conditions();
        Some(Self {
            loan: loan.clone(),
            member: facts.member().clone(),
            name: books.register().member(facts.member()).and_then(|member| member.name().cloned()),
            terms: CardTerms {
                principal: A::of_record(tape, facts.place(), facts.principal()),
                months: terms.map(|terms| terms.months),
                monthly_rate: terms.map(|terms| terms.monthly_rate),
                method: terms.map(|terms| terms.interest),
                repayment: terms.map(|terms| terms.repayment),
                rounding: conditions.rounding,
                grace_days: conditions.grace_days,
                interest_first: conditions.interest_first,
            },
            row: RegisterRow::of(&view, tape),
            schedule: schedule(&view, tape),
            events: events(books, &view, tape),
        })
    }
}

/// Returns every day on which the present schedule calls principal, or on which interest falls due.
fn schedule<A: Figure>(view: &LoanView<'_>, tape: A::Tape) -> Vec<ScheduleRow<A>> {
    let charges = view.loan().course().charges_expected(view.day());
    let expected: HashSet<NaiveDate> = charges.into_iter().map(|charge| charge.due).collect();
    let rows = A::of_loan_by_day(tape, view.loan(), |course| due_days(course, view.day()));
    let row = |(due, [principal, principal_settled, interest, interest_settled]): (NaiveDate, [A; 4])| ScheduleRow {
        due,
        principal,
        principal_settled,
        interest,
        interest_settled,
        expected: expected.contains(&due),
    };
    rows.into_iter().map(row).collect()
}

/// Returns, of every due day, principal, principal settled, interest and interest settled.
fn due_days(course: &Course, day: NaiveDate) -> BTreeMap<NaiveDate, [Balance; 4]> {
    let mut rows: BTreeMap<NaiveDate, [Balance; 4]> = BTreeMap::new();
    let Some(schedule) = course.schedule() else { return rows };
    for k in 0..=schedule.months.get() {
        let called = schedule.due_on(k);
        if called != Balance::ZERO {
            let [principal, ..] = rows.entry(schedule.due_date(k)).or_default();
            *principal += called;
        }
    }
    for charge in course.charges_made(day).into_iter().chain(course.charges_expected(day)) {
        let [_, _, interest, _] = rows.entry(charge.due).or_default();
        *interest += charge.amount;
    }
    let mut principal_left = schedule.principal - course.principal_unrepaid();
    let mut interest_left = course.interest_paid() + course.interest_waived();
    let settle = |left: &mut Balance, due: Balance| {
        let part = due.min(*left).max_zero();
        *left -= part;
        part
    };
    for [principal, principal_settled, interest, interest_settled] in rows.values_mut() {
        *principal_settled = settle(&mut principal_left, *principal);
        *interest_settled = settle(&mut interest_left, *interest);
    }
    rows
}

/// Returns the records of the loan by value date, each with the state after it and those above it that are in effect.
fn events<A: Figure>(books: &Books, view: &LoanView<'_>, tape: A::Tape) -> Vec<CardEvent<A>> {
    let loan = view.id();
    let mut lines: Vec<(usize, &Line)> = books
        .lines()
        .iter()
        .enumerate()
        .skip_while(|(_, line)| !brings_in(line, loan))
        .filter(|(place, line)| is_about(books, *place, line, loan))
        .collect();
    lines.sort_by_key(|(place, line)| (line.effects.value_date, *place));

    let mut courses = Courses::new(view);
    let mut before = courses.state();
    let mut states = Vec::with_capacity(lines.len());
    let mut events = Vec::with_capacity(lines.len());
    for (place, line) in lines {
        let (record, effects) = (&line.record, &line.effects);
        let is_reversal = record.event.kind() == EventKind::Reversed;
        let stands = effects.is_in_effect() && !is_reversal;
        if stands {
            courses.add(place, effects.value_date);
        }
        let state = courses.state();
        states.push((place, state.clone()));
        let [outstanding, accrued, recoverable] = A::of_states(tape, &state, states.iter().cloned(), |state| {
            let owed = state.owed(effects.value_date);
            [owed.outstanding, owed.accrued, state.recoverable()]
        });
        let change = |read: fn(&Course) -> Balance| A::of_record(tape, place, read(&state) - read(&before));
        events.push(CardEvent {
            seq: record.seq,
            date: record.date,
            value_date: effects.value_date,
            id: record.id.clone(),
            event: record.event.kind(),
            of: counted_under(books, place, &record.event).filter(|_| is_reversal),
            stands,
            principal: change(Course::outstanding),
            interest: change(Course::interest_paid),
            waived: change(Course::interest_waived),
            recovered: change(Course::recovered),
            outstanding,
            accrued,
            recoverable,
        });
        before = state;
    }
    events
}

/// The state of a loan after a growing number of its records in effect.
struct Courses<'b> {
    view: &'b LoanView<'b>,
    /// The records added, by place.
    added: Vec<usize>,
    /// The day of the last of them, and the state before that day.
    day: Option<NaiveDate>,
    before_day: Course,
    state: Course,
}

impl<'b> Courses<'b> {
    fn new(view: &'b LoanView<'b>) -> Self {
        let none = view.loan().course_of(|_, _| false);
        Self { view, added: Vec::new(), day: None, before_day: none.clone(), state: none }
    }

    fn state(&self) -> Course {
        self.state.clone()
    }

    /// Adds a record. Those of one day are taken in the order of the loan, not in that of the books.
    fn add(&mut self, place: usize, day: NaiveDate) {
        if self.day != Some(day) {
            self.day = Some(day);
            self.before_day = self.state.clone();
            self.added.clear();
        }
        self.added.push(place);
        self.state = self.view.loan().course_extended(&self.before_day, &self.added);
    }
}

fn brings_in(line: &Line, loan: &LoanId) -> bool {
    matches!(
        line.record.event.kind(),
        EventKind::LoanApproved | EventKind::LoanCarriedIn | EventKind::WrittenOffCarriedIn
    ) && line.effects.is_taken
        && line.record.event.loan() == Some(loan)
}

fn is_about(books: &Books, place: usize, line: &Line, loan: &LoanId) -> bool {
    let event: &Event = &line.record.event;
    let names = |event: &Event| event.loan() == Some(loan);
    let posts = |account: &Account| matches!(account, Account::Loan(name) if name == loan);
    names(event)
        || reversed_line(books, place, event).is_some_and(|reversed| names(&reversed.record.event))
        || line.record.entry.transfers().iter().any(|transfer| posts(&transfer.debit) || posts(&transfer.credit))
}
