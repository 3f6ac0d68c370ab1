//! Dues of a year (hội phí).

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use crate::books::Books;
use crate::calendar::{Month, year_of};
use crate::count::{Year, number_of};
use crate::event::Event;
use crate::money::Balance;
use crate::name::{MemberId, Text};

/// Dues paid for each month of a year, and the months without a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Dues<A = Balance> {
    pub year: Year,
    pub rows: Vec<DuesRow<A>>,
    pub months: Vec<DuesMonth<A>>,
    pub total: A,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct DuesRow<A = Balance> {
    pub member: MemberId,
    pub name: Option<Text>,
    pub is_member: bool,
    pub amounts: [A; 12],
    pub total: A,
    /// The months in which the person was a member and for which no dues were paid.
    pub unpaid: Vec<Month>,
}

/// One month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct DuesMonth<A = Balance> {
    pub month: Month,
    pub amount: A,
    pub payers: u32,
    pub unpaid: u32,
}

/// A joining or leaving: the day, and whether the person is a member from then on.
type Change = (NaiveDate, bool);

impl Dues {
    /// Returns the dues of a year, as far as the books go; of the year of their day if none is given.
    #[must_use]
    pub fn of(books: &Books, year: Option<Year>) -> Self {
        Self::compute(books, year, NoTape)
    }
}

impl<A: Figure> Dues<A> {
    pub(crate) fn compute(books: &Books, year: Option<Year>, tape: A::Tape) -> Self {
        let day = books.day();
        let year = year.unwrap_or_else(|| year_of(day));
        let months: Vec<Month> = Month::all_of(year).collect();
        let considered: Vec<Month> = months.iter().copied().filter(|month| month.first_day() <= day).collect();
        let considered = if books.lines().is_empty() { Vec::new() } else { considered };

        let mut people = People::new();
        for (at, line) in books.lines().iter().enumerate().filter(|(_, line)| line.effects.is_taken) {
            match &line.record.event {
                Event::MemberJoined(joined) => people.change(&joined.member, line.effects.day, true),
                Event::MemberLeft(left) => people.change(&left.member, line.effects.day, false),
                Event::DuesReceived(dues) if line.effects.is_in_effect() => {
                    let first = dues.month.or(Month::of(line.effects.day).ok());
                    let paid_for: Vec<usize> = first
                        .into_iter()
                        .flat_map(|first| std::iter::successors(Some(first), |month| month.next()))
                        .zip(0..dues.month_count())
                        .filter_map(|(month, _)| months.iter().position(|other| *other == month))
                        .collect();
                    for member in dues.members.as_slice() {
                        people.pay(member, &paid_for, A::of_record(tape, at, dues.each));
                    }
                }
                _ => {}
            }
        }
        let rows: Vec<DuesRow<A>> =
            people.in_order().filter_map(|member| people.row(books, member, &considered, &months)).collect();
        let months: Vec<DuesMonth<A>> = months
            .into_iter()
            .enumerate()
            .map(|(at, month)| {
                let amounts = rows.iter().filter_map(|row| row.amounts.get(at).copied());
                DuesMonth {
                    month,
                    amount: amounts.clone().sum(),
                    payers: number_of(amounts.filter(|amount| amount.amount().is_positive()).count()),
                    unpaid: number_of(rows.iter().filter(|row| row.unpaid.contains(&month)).count()),
                }
            })
            .collect();
        let total = rows.iter().map(|row| row.total).sum();
        Self { year, rows, months, total }
    }
}

/// Joinings, leavings and payments of everybody.
struct People<'b, A> {
    joined: Vec<&'b MemberId>,
    payers: Vec<&'b MemberId>,
    changes: HashMap<&'b MemberId, Vec<Change>>,
    amounts: HashMap<&'b MemberId, [A; 12]>,
}

impl<'b, A: Figure> People<'b, A> {
    fn new() -> Self {
        Self { joined: Vec::new(), payers: Vec::new(), changes: HashMap::new(), amounts: HashMap::new() }
    }

    fn change(&mut self, member: &'b MemberId, day: NaiveDate, is_member: bool) {
        let changes = self.changes.entry(member).or_default();
        if changes.is_empty() {
            self.joined.push(member);
        }
        changes.push((day, is_member));
    }

    fn pay(&mut self, member: &'b MemberId, months: &[usize], each: A) {
        if !self.amounts.contains_key(member) {
            self.payers.push(member);
        }
        let amounts = self.amounts.entry(member).or_default();
        for month in months {
            if let Some(amount) = amounts.get_mut(*month) {
                *amount += each;
            }
        }
    }

    /// Returns all members in the order of their first joining, then those who never joined in the order of their first payment.
    fn in_order(&self) -> impl Iterator<Item = &'b MemberId> {
        let joined: HashSet<&MemberId> = self.joined.iter().copied().collect();
        let strangers: Vec<&MemberId> = self.payers.iter().copied().filter(|payer| !joined.contains(payer)).collect();
        self.joined.clone().into_iter().chain(strangers)
    }

    fn was_member(&self, member: &MemberId, on: NaiveDate) -> bool {
        let changes = self.changes.get(member).into_iter().flatten();
        changes.take_while(|(day, _)| *day <= on).last().is_some_and(|(_, is_member)| *is_member)
    }

    fn row(&self, books: &Books, member: &MemberId, considered: &[Month], months: &[Month]) -> Option<DuesRow<A>> {
        let amounts = self.amounts.get(member).copied().unwrap_or_default();
        let total: A = amounts.iter().copied().sum();
        let of_member = considered.iter().filter(|month| self.was_member(member, month.last_day().min(books.day())));
        let member_in: Vec<Month> = of_member.copied().collect();
        if member_in.is_empty() && amounts.iter().all(|amount| *amount == A::default()) {
            return None;
        }
        let paid = |month: &Month| {
            let at = months.iter().position(|other| other == month);
            at.and_then(|at| amounts.get(at)).is_some_and(|amount| *amount != A::default())
        };
        let person = books.register().member(member);
        Some(DuesRow {
            member: member.clone(),
            name: person.and_then(|person| person.name().cloned()),
            is_member: person.is_some_and(crate::register::Member::is_present),
            amounts,
            total,
            unpaid: member_in.into_iter().filter(|month| !paid(month)).collect(),
        })
    }
}
