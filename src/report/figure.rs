//! The amounts of statements, plain or with the records behind them.
//!
//! Each statement is one fold over the books. It is written once, for any [`Figure`]: with [`Balance`] it gives the amounts, with
//! [`Traced`] it also notes on a [`Tape`] which record contributed how much. So a figure and its records cannot differ.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use chrono::NaiveDate;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::ledger_account::LedgerAccount;
use super::span::turnover;
use crate::account::Account;
use crate::books::Books;
use crate::event::Event;
use crate::ledger::DebitsCredits;
use crate::loan::{Course, Loan};
use crate::money::Balance;

/// An amount of a statement.
pub trait Figure:
    Copy
    + Default
    + PartialEq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + Sum
    + Serialize
{
    /// The place where the records behind an amount are noted.
    type Tape: Copy;

    /// Returns the amount that the record at a place of the books contributes.
    fn of_record(tape: Self::Tape, place: usize, amount: impl Into<Balance>) -> Self;

    /// Returns an amount that is not a sum of records: a mean, a count, a limit of the charter.
    fn given(amount: Balance) -> Self;

    /// Returns the amount alone.
    fn amount(self) -> Balance;

    /// Returns the balance of an account on its usual side.
    fn balance(tape: Self::Tape, books: &Books, account: &LedgerAccount) -> Self;

    /// Returns the balance that the books had before the record at a place, of what it counts or confirms; `None` if it does neither.
    fn compared(tape: Self::Tape, books: &Books, place: usize) -> Option<Self>;

    /// Returns the amounts debited to and credited to an account, not netted.
    fn turnover(tape: Self::Tape, books: &Books, account: &Account) -> [Self; 2];

    /// Returns amounts of a loan, read from its state `now`. `states` are the states after each of its records that led to it, with
    /// the places of these. A record contributes the change that it makes; before the first record all amounts are zero.
    fn of_states<const N: usize>(
        tape: Self::Tape,
        now: &Course,
        states: impl Iterator<Item = (usize, Course)>,
        read: impl Fn(&Course) -> [Balance; N],
    ) -> [Self; N];

    /// Returns amounts of a loan by day, as [`Figure::of_loan`].
    fn of_loan_by_day<const N: usize>(
        tape: Self::Tape,
        loan: &Loan,
        read: impl Fn(&Course) -> BTreeMap<NaiveDate, [Balance; N]>,
    ) -> BTreeMap<NaiveDate, [Self; N]>;

    /// Returns amounts of a loan, read from its state after all its records.
    fn of_loan<const N: usize>(tape: Self::Tape, loan: &Loan, read: impl Fn(&Course) -> [Balance; N]) -> [Self; N] {
        Self::of_states(tape, loan.course(), loan.courses(), read)
    }

    /// Returns the amount, or zero if it is negative.
    #[must_use]
    fn max_zero(self) -> Self {
        if self.amount().is_negative() { Self::default() } else { self }
    }

    /// Returns the smaller of two amounts.
    #[must_use]
    fn smaller(self, other: Self) -> Self {
        if other.amount() < self.amount() { other } else { self }
    }
}

/// A tape that keeps no notes.
#[derive(Clone, Copy, Debug)]
pub struct NoTape;

impl Figure for Balance {
    type Tape = NoTape;

    fn of_record(_: NoTape, _: usize, amount: impl Into<Balance>) -> Self {
        amount.into()
    }

    fn given(amount: Balance) -> Self {
        amount
    }

    fn amount(self) -> Balance {
        self
    }

    fn balance(_: NoTape, books: &Books, account: &LedgerAccount) -> Self {
        account.balance(books)
    }

    fn compared(_: NoTape, books: &Books, place: usize) -> Option<Self> {
        books.lines().get(place)?.effects.book_balance
    }

    fn turnover(_: NoTape, books: &Books, account: &Account) -> [Self; 2] {
        let DebitsCredits { debit, credit } = books.ledger().turnover(account);
        [debit, credit]
    }

    fn of_states<const N: usize>(
        _: NoTape,
        now: &Course,
        _: impl Iterator<Item = (usize, Course)>,
        read: impl Fn(&Course) -> [Balance; N],
    ) -> [Self; N] {
        read(now)
    }

    fn of_loan_by_day<const N: usize>(
        _: NoTape,
        loan: &Loan,
        read: impl Fn(&Course) -> BTreeMap<NaiveDate, [Balance; N]>,
    ) -> BTreeMap<NaiveDate, [Self; N]> {
        read(loan.course())
    }
}

/// An amount with the records behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traced<'t> {
    amount: Balance,
    origin: Origin<'t>,
}

/// The origin of an amount.
#[derive(Clone, Copy, Debug, Default)]
enum Origin<'t> {
    /// A sum of no records: zero.
    #[default]
    Empty,
    /// A step of the computation.
    Step(&'t Tape, usize),
    /// Not a sum of records.
    Given,
}

/// One step of a computation. Each refers to earlier ones only.
#[derive(Clone, Copy, Debug)]
enum Step {
    Record { place: usize, amount: Balance },
    Sum(usize, usize),
    Difference(usize, usize),
    Opposite(usize),
}

/// The steps by which amounts were computed.
#[derive(Default)]
pub(crate) struct Tape(Cell<Vec<Step>>);

/// The steps of a computation that is done.
#[derive(Clone, Debug)]
pub(crate) struct Steps(Vec<Step>);

impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tape")
    }
}

impl Tape {
    fn note(&self, step: Step) -> Origin<'_> {
        let mut steps = self.0.take();
        let place = steps.len();
        steps.push(step);
        self.0.set(steps);
        Origin::Step(self, place)
    }

    /// Returns the steps noted.
    pub(crate) fn into_steps(self) -> Steps {
        Steps(self.0.into_inner())
    }
}

impl Steps {
    /// Returns the contribution of each record to the amount computed at a step, by place. Contributions of zero are left out.
    pub(super) fn contributions(&self, step: usize) -> Vec<(usize, Balance)> {
        // How often each step is counted in the amount; the latest is looked at first, so that all that use it are known.
        let mut times: BTreeMap<usize, i128> = BTreeMap::from([(step, 1)]);
        let mut records: BTreeMap<usize, Balance> = BTreeMap::new();
        while let Some((at, count)) = times.pop_last() {
            let mut add = |at: usize, count: i128| {
                let times = times.entry(at).or_default();
                *times = times.saturating_add(count);
            };
            match self.0.get(at) {
                Some(Step::Record { place, amount }) => {
                    *records.entry(*place).or_default() += Balance::new(amount.dong().saturating_mul(count));
                }
                Some(Step::Sum(left, right)) => {
                    add(*left, count);
                    add(*right, count);
                }
                Some(Step::Difference(left, right)) => {
                    add(*left, count);
                    add(*right, count.saturating_neg());
                }
                Some(Step::Opposite(of)) => add(*of, count.saturating_neg()),
                None => debug_assert!(false, "step {at} is on the tape"),
            }
        }
        records.into_iter().filter(|(_, amount)| *amount != Balance::ZERO).collect()
    }
}

impl PartialEq for Traced<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.amount == other.amount
    }
}

impl Add for Traced<'_> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let origin = match (self.origin, other.origin) {
            (Origin::Given, _) | (_, Origin::Given) => Origin::Given,
            (Origin::Empty, other) => other,
            (origin, Origin::Empty) => origin,
            (Origin::Step(tape, left), Origin::Step(_, right)) => tape.note(Step::Sum(left, right)),
        };
        Self { amount: self.amount + other.amount, origin }
    }
}

impl Sub for Traced<'_> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let origin = match (self.origin, other.origin) {
            (Origin::Given, _) | (_, Origin::Given) => Origin::Given,
            (Origin::Empty, _) => (-other).origin,
            (origin, Origin::Empty) => origin,
            (Origin::Step(tape, left), Origin::Step(_, right)) => tape.note(Step::Difference(left, right)),
        };
        Self { amount: self.amount - other.amount, origin }
    }
}

impl Neg for Traced<'_> {
    type Output = Self;

    fn neg(self) -> Self {
        let origin = match self.origin {
            Origin::Step(tape, of) => tape.note(Step::Opposite(of)),
            origin @ (Origin::Empty | Origin::Given) => origin,
        };
        Self { amount: -self.amount, origin }
    }
}

impl AddAssign for Traced<'_> {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Traced<'_> {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Traced<'_> {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// The key under which a traced amount serialises its step.
pub(super) const STEP: &str = "$step";

impl Serialize for Traced<'_> {
    /// Writes `{"$step": 17}`, `{"$step": null}` if no record is behind it, and the amount alone if it is not a sum of records.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let step = match self.origin {
            Origin::Given => return self.amount.serialize(serializer),
            Origin::Empty => None,
            Origin::Step(_, step) => Some(step),
        };
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(STEP, &step)?;
        map.end()
    }
}

/// Adds the changes that a record makes.
fn add_changes<'t, const N: usize>(
    amounts: &mut [Traced<'t>; N],
    tape: &'t Tape,
    place: usize,
    before: [Balance; N],
    after: [Balance; N],
) {
    for ((amount, before), after) in amounts.iter_mut().zip(before).zip(after) {
        *amount += Traced::of_record(tape, place, after - before);
    }
}

impl<'t> Figure for Traced<'t> {
    type Tape = &'t Tape;

    fn of_record(tape: &'t Tape, place: usize, amount: impl Into<Balance>) -> Self {
        let amount = amount.into();
        let origin = if amount == Balance::ZERO { Origin::Empty } else { tape.note(Step::Record { place, amount }) };
        Self { amount, origin }
    }

    fn given(amount: Balance) -> Self {
        Self { amount, origin: Origin::Given }
    }

    fn amount(self) -> Balance {
        self.amount
    }

    fn balance(tape: &'t Tape, books: &Books, account: &LedgerAccount) -> Self {
        let changes = books.lines().iter().enumerate().map(|(place, line)| {
            let (debit, credit) = turnover(line, |one| account.contains(one));
            Self::of_record(tape, place, DebitsCredits { debit, credit }.balance(account.class()))
        });
        changes.sum()
    }

    fn compared(tape: &'t Tape, books: &Books, place: usize) -> Option<Self> {
        let before = books.after(place);
        match &books.lines().get(place)?.record.event {
            Event::MoneyCounted(count) => Some(Self::balance(tape, &before, &LedgerAccount::One(count.place.into()))),
            Event::LoanConfirmed(confirmed) => {
                let loan = before.register().loan(&confirmed.loan)?;
                let [claimed] = Self::of_loan(tape, loan, |course| [course.claimed()]);
                Some(claimed)
            }
            _ => None,
        }
    }

    fn turnover(tape: &'t Tape, books: &Books, account: &Account) -> [Self; 2] {
        let (mut debits, mut credits) = (Self::default(), Self::default());
        for (place, line) in books.lines().iter().enumerate() {
            let (debit, credit) = turnover(line, |one| one == account);
            debits += Self::of_record(tape, place, debit);
            credits += Self::of_record(tape, place, credit);
        }
        [debits, credits]
    }

    fn of_states<const N: usize>(
        tape: &'t Tape,
        _: &Course,
        states: impl Iterator<Item = (usize, Course)>,
        read: impl Fn(&Course) -> [Balance; N],
    ) -> [Self; N] {
        let mut before = [Balance::ZERO; N];
        let mut amounts = [Self::default(); N];
        for (place, state) in states {
            let after = read(&state);
            add_changes(&mut amounts, tape, place, before, after);
            before = after;
        }
        amounts
    }

    fn of_loan_by_day<const N: usize>(
        tape: &'t Tape,
        loan: &Loan,
        read: impl Fn(&Course) -> BTreeMap<NaiveDate, [Balance; N]>,
    ) -> BTreeMap<NaiveDate, [Self; N]> {
        let days = read(loan.course()).into_keys();
        let mut amounts: BTreeMap<NaiveDate, [Self; N]> = days.map(|day| (day, [Self::default(); N])).collect();
        let mut before = BTreeMap::new();
        for (place, state) in loan.courses() {
            let after = read(&state);
            let on = |states: &BTreeMap<_, [Balance; N]>, day| states.get(day).copied().unwrap_or([Balance::ZERO; N]);
            for (day, amounts) in &mut amounts {
                add_changes(amounts, tape, place, on(&before, day), on(&after, day));
            }
            before = after;
        }
        amounts
    }
}
