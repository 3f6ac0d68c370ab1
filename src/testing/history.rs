//! Whole histories of clubs.

use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;

use super::fitting::{PREPARATIONS, fitting};
use super::shrinking::Histories;
use super::values::{charters, dates};
use crate::books::{Books, Checks, RefusedVoucher};
use crate::charter::Charter;
use crate::event::EventKind;
use crate::voucher::{Record, Voucher};

/// The weight of each kind of event in a history.
///
/// If an event of a kind cannot be booked yet, the history first books the events that it needs, so that rare kinds are reached too.
#[derive(Clone, Debug)]
pub struct Mix(Vec<(u32, EventKind)>);

impl Mix {
    /// Every kind as often as any other.
    #[must_use]
    pub fn even() -> Self {
        Self::only(EventKind::ALL)
    }

    /// These kinds alone, and the events that they need.
    #[must_use]
    pub fn only(kinds: &[EventKind]) -> Self {
        Self(kinds.iter().map(|kind| (1, *kind)).collect())
    }

    /// Loans above all, and the events of their lives.
    #[must_use]
    pub fn lending() -> Self {
        Self::only(&[
            EventKind::LoanApproved,
            EventKind::LoanDisbursed,
            EventKind::LoanCarriedIn,
            EventKind::WrittenOffCarriedIn,
            EventKind::InterestWaived,
            EventKind::LoanRescheduled,
            EventKind::LoanAssumed,
            EventKind::LoanWrittenOff,
            EventKind::RecoveryReceived,
        ])
        .with(EventKind::RepaymentReceived, 8)
        .with(EventKind::Reversed, 3)
    }

    /// The same with another weight for one kind; with 0, it is never wished for.
    #[must_use]
    pub fn with(mut self, kind: EventKind, weight: u32) -> Self {
        self.0.retain(|(_, weighed)| *weighed != kind);
        self.0.push((weight, kind));
        self
    }

    /// One move.
    pub(super) fn moves(&self) -> impl Strategy<Value = Move> + use<> {
        let weighed = self.0.iter().filter(|(weight, _)| *weight > 0).map(|(weight, kind)| (*weight, Just(*kind)));
        let mut kinds: Vec<_> = weighed.collect();
        if kinds.is_empty() {
            kinds.push((1, Just(EventKind::DonationReceived)));
        }
        let days = prop_oneof![6 => Just(0), 4 => 1..=10_u16, 4 => 11..=40_u16, 1 => 41..=800_u16];
        let is_bold = proptest::bool::weighted(0.125);
        (proptest::strategy::Union::new_weighted(kinds), days, is_bold, any::<[u32; 12]>())
            .prop_map(|(kind, days, is_bold, dice)| Move { kind, days, is_bold, dice })
    }

    /// The moves of a whole history: its beginning, and as many as asked for.
    fn all_moves(&self, moves: Range<usize>) -> impl Strategy<Value = Vec<Move>> + use<> {
        (self.beginnings(), vec(self.moves(), moves)).prop_map(|(beginning, moves)| [beginning, moves].concat())
    }

    /// The moves of a club that lived before its books begin: one time in four it carries balances in, of the kinds that the mix has.
    fn beginnings(&self) -> impl Strategy<Value = Vec<Move>> + use<> {
        let carried_in = self.0.iter().filter(|(_, kind)| kind.is_carried_in()).copied().collect();
        let carried_in = Self(carried_in);
        let longest = if carried_in.0.iter().any(|(weight, _)| *weight > 0) { 8 } else { 0 };
        let some = vec(carried_in.moves(), 0..=longest);
        prop_oneof![3 => Just(Vec::new()), 1 => some.prop_map(|mut moves| {
            for asked in &mut moves {
                asked.days = 0;
            }
            moves
        })]
    }
}

impl Default for Mix {
    /// As in a village: loans and repayments more often than the rest, reversals and amendments seldom, but every kind.
    fn default() -> Self {
        Self::even()
            .with(EventKind::MemberJoined, 3)
            .with(EventKind::SeedGrantReceived, 3)
            .with(EventKind::LoanApproved, 5)
            .with(EventKind::LoanDisbursed, 5)
            .with(EventKind::RepaymentReceived, 12)
            .with(EventKind::BorrowingReceived, 2)
            .with(EventKind::BorrowingRepaid, 2)
            .with(EventKind::Reversed, 3)
    }
}

/// One step of a history, independent of the books: the kind of event wished for, the days that pass, and the numbers from which
/// the rest is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The kind of event wished for.
    pub kind: EventKind,
    /// The days after the latest date.
    pub days: u16,
    /// If true, a fact may break a rule that facts may break; its record then names it.
    pub is_bold: bool,
    /// Numbers; smaller ones make simpler events.
    pub dice: [u32; 12],
}

/// The history of a club: books in which every record passed every rule, but for those that a fact breaks and names.
///
/// Displayed, and printed by a test that fails, as a story: the date, the document, the event, the entry.
#[derive(Clone, PartialEq, Eq)]
pub struct History {
    books: Box<Books>,
}

impl History {
    /// Goes on from `books`, move by move: books the events that each one needs, and then the one wished for. A move that cannot be
    /// made is left out.
    #[must_use]
    pub fn going_on(mut books: Books, moves: &[Move]) -> Self {
        for asked in moves {
            let mut asked = *asked;
            for _ in 0..PREPARATIONS {
                let Some(voucher) = fitting(&books, &asked) else { break };
                let has_come_true = voucher.event.kind() == asked.kind;
                if books.record(voucher).is_err() || has_come_true {
                    break;
                }
                asked.days = 0;
                asked.dice.rotate_left(1);
            }
        }
        Self { books: Box::new(books) }
    }

    /// The books at its end.
    #[must_use]
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The books at its end.
    #[must_use]
    pub fn into_books(self) -> Books {
        *self.books
    }

    /// New books of the same club, without records.
    #[must_use]
    pub fn opening(&self) -> Books {
        Books::new(self.books.header().clone())
    }

    /// Books the history again under further checks, such as rules of the app's own. Returns the books, and the vouchers that were
    /// refused, by their number in the history: those to which a rule objects, and those that rest on them.
    #[must_use]
    pub fn under(&self, checks: &Checks<'_>) -> (Books, Vec<RefusedVoucher>) {
        let (mut books, mut refused) = (self.opening(), Vec::new());
        for (number, voucher) in (1..).zip(self.vouchers()) {
            match books.plan_with(voucher, checks) {
                Ok(plan) => {
                    plan.commit();
                }
                Err(refusal) => refused.push(RefusedVoucher { number, refusal }),
            }
        }
        (books, refused)
    }

    /// The vouchers that were booked, in their order.
    pub fn vouchers(&self) -> impl Iterator<Item = Voucher> {
        self.books.records().map(Record::voucher)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = self.books.header();
        writeln!(f, "{} opens its books on {}, charter {}", header.club(), header.opened(), json(header.charter()))?;
        self.books.records().try_for_each(|record| writeln!(f, "{}", StoryLine(record)))
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

/// A record on one line of a story.
struct StoryLine<'a>(&'a Record);

impl fmt::Display for StoryLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { id, date, event, entry, despite, .. } = self.0;
        write!(f, "{date}  {id}  {}", json(event))?;
        if !entry.is_empty() {
            write!(f, "  {entry}")?;
        }
        if despite.is_empty() { Ok(()) } else { write!(f, "  despite {}", json(despite)) }
    }
}

/// Returns facts in the form of the books.
pub(super) fn json(facts: &impl Serialize) -> String {
    serde_json::to_string(facts).unwrap_or_default()
}

/// Histories of clubs under any charter, of so many moves, with the events that `mix` has.
///
/// Shrinks to few and simple records: with any one of them less, or any two of at most 24, the test would pass.
pub fn histories(moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = History> + use<> {
    Histories { charters: charters(), simplest: Charter::bac_ninh(), opened: dates(), moves: mix.all_moves(moves) }
}

/// Histories of clubs under one charter, opened on 13 March 2024. Shrinks as [`histories`].
pub fn histories_under(charter: &Charter, moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = History> + use<> {
    let opened = Just(NaiveDate::from_ymd_opt(2024, 3, 13)).prop_filter_map("no such day", |opened| opened);
    let simplest = charter.clone();
    Histories { charters: Just(charter.clone()), simplest, opened, moves: mix.all_moves(moves) }
}
