//! The members of a club, and groups of them.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::iso_or_null;
use crate::books::Books;
use crate::count::Year;
use crate::event::{Circumstances, Event, Gender, LeavingReason};
use crate::loan::LoanStatus;
use crate::money::Balance;
use crate::name::{MemberId, Text};
use crate::register::Member;

/// All people who ever joined, and the present members by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Members<A = Balance> {
    pub rows: Vec<MemberRow<A>>,
    pub groups: Vec<GroupRow<A>>,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct MemberRow<A = Balance> {
    pub member: MemberId,
    pub name: Option<Text>,
    pub is_member: bool,
    pub circumstances: Option<Circumstances>,
    pub gender: Option<Gender>,
    pub born: Option<Year>,
    #[serde(serialize_with = "iso_or_null")]
    pub joined: Option<NaiveDate>,
    #[serde(serialize_with = "iso_or_null")]
    pub left: Option<NaiveDate>,
    pub reason: Option<LeavingReason>,
    /// Loans approved for the person and disbursed, not carried in.
    pub turns: u32,
    /// Principal outstanding of the loans that the person owes now.
    pub outstanding: A,
}

/// A group of present members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct GroupRow<A = Balance> {
    pub group: &'static str,
    pub members: u32,
    /// The number of them who ever borrowed.
    pub borrowers: u32,
    pub outstanding: A,
}

/// The age from which a member counts as an older person.
const OLDER_FROM: i32 = 60;

const GROUPS: [&str; 11] = [
    "all",
    "poor",
    "near_poor",
    "disadvantaged",
    "other",
    "female",
    "male",
    "gender_unknown",
    "60_and_over",
    "under_60",
    "age_unknown",
];

/// Returns the groups that a person is in, on a day of the year.
fn groups_of(member: &Member, year: i32) -> [&'static str; 4] {
    let circumstances = match member.circumstances() {
        Some(Circumstances::Poor) => "poor",
        Some(Circumstances::NearPoor) => "near_poor",
        Some(Circumstances::Disadvantaged) => "disadvantaged",
        Some(Circumstances::Other) | None => "other",
    };
    let gender = match member.gender() {
        Some(Gender::Female) => "female",
        Some(Gender::Male) => "male",
        None => "gender_unknown",
    };
    let age = match member.born().and_then(|born| i32::try_from(born.get()).ok()) {
        Some(born) if year.saturating_sub(born) >= OLDER_FROM => "60_and_over",
        Some(_) => "under_60",
        None => "age_unknown",
    };
    ["all", circumstances, gender, age]
}

/// Returns the people for whom a loan was disbursed or carried in that was not taken back.
pub(super) fn who_borrowed(books: &Books) -> HashSet<&MemberId> {
    let is_borrowed = |status| !matches!(status, LoanStatus::Approved | LoanStatus::Cancelled);
    let loans = books.register().loans().filter(|(_, loan)| is_borrowed(loan.status(books.day())));
    loans.map(|(_, loan)| loan.first_member()).collect()
}

impl Members {
    /// Returns the members on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Members<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        let mut seen = HashSet::new();
        let joined =
            books.lines().iter().filter(|line| line.effects.is_taken).filter_map(|line| match &line.record.event {
                Event::MemberJoined(joined) => Some(&joined.member),
                _ => None,
            });
        let in_order = joined.filter(|member| seen.insert(*member));
        let borrowed = who_borrowed(books);
        let mut groups: Vec<GroupRow<A>> = GROUPS
            .into_iter()
            .map(|group| GroupRow { group, members: 0, borrowers: 0, outstanding: A::default() })
            .collect();
        let mut rows = Vec::new();
        let loans = totals::<A>(books, tape);
        for id in in_order {
            let Some(member) = books.register().member(id) else { continue };
            let (turns, outstanding) = loans.get(id).copied().unwrap_or_default();
            if member.is_present() {
                for name in groups_of(member, books.day().year()) {
                    if let Some(group) = groups.iter_mut().find(|group| group.group == name) {
                        group.members = group.members.saturating_add(1);
                        group.borrowers = group.borrowers.saturating_add(borrowed.contains(id).into());
                        group.outstanding += outstanding;
                    }
                }
            }
            rows.push(MemberRow {
                member: id.clone(),
                name: member.name().cloned(),
                is_member: member.is_present(),
                circumstances: member.circumstances(),
                gender: member.gender(),
                born: member.born(),
                joined: member.joined_on(),
                left: member.left_on(),
                reason: member.left_because(),
                turns,
                outstanding,
            });
        }
        Self { rows, groups }
    }
}

/// Returns the loan turns and the outstanding principal of each person.
fn totals<A: Figure>(books: &Books, tape: A::Tape) -> HashMap<&MemberId, (u32, A)> {
    let mut totals: HashMap<&MemberId, (u32, A)> = HashMap::new();
    for view in books.loans() {
        let loan = view.loan();
        if !loan.is_carried_in() && loan.disbursed_on().is_some() {
            let (turns, _) = totals.entry(loan.first_member()).or_default();
            *turns = turns.saturating_add(1);
        }
        let (_, outstanding) = totals.entry(loan.member()).or_default();
        let [of_loan] = A::of_loan(tape, loan, |course| [course.outstanding()]);
        *outstanding += of_loan;
    }
    totals
}
