//! Whole histories of clubs.

use std::fmt;
use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;

use super::fitting::{PREPARATIONS, fitting};
use super::values::{charters, dates};
use crate::books::Books;
use crate::charter::Charter;
use crate::event::EventKind;
use crate::name::{ClubId, Text};
use crate::voucher::{Header, Record, Voucher};

/// How often each kind of event is wished for.
///
/// Where a wish cannot come true yet, the history does what must come first, so that rare kinds are reached too.
#[derive(Clone, Debug)]
pub struct Mix(Vec<(u32, EventKind)>);

impl Mix {
    /// Every kind as often as any other.
    #[must_use]
    pub fn even() -> Self {
        Self::only(EventKind::ALL)
    }

    /// These kinds alone, and what must come before them.
    #[must_use]
    pub fn only(kinds: &[EventKind]) -> Self {
        Self(kinds.iter().map(|kind| (1, *kind)).collect())
    }

    /// Loans above all, and what happens to them.
    #[must_use]
    pub fn lending() -> Self {
        Self::only(&[
            EventKind::LoanApproved,
            EventKind::LoanDisbursed,
            EventKind::InterestWaived,
            EventKind::LoanRescheduled,
            EventKind::LoanWrittenOff,
            EventKind::RecoveryReceived,
            EventKind::Reversed,
        ])
        .with(EventKind::RepaymentReceived, 6)
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
        (proptest::strategy::Union::new_weighted(kinds), days, any::<[u32; 8]>()).prop_map(|(kind, days, dice)| Move {
            kind,
            days,
            dice,
        })
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
            .with(EventKind::Reversed, 3)
    }
}

/// One step of a history, before it is known in which books: what is wished for, how many days later, and the numbers from which
/// the rest is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The kind of event wished for.
    pub kind: EventKind,
    /// How many days after the latest date.
    pub days: u16,
    /// Numbers; smaller ones make simpler events.
    pub dice: [u32; 8],
}

/// The history of a club: books in which every record passed every rule.
///
/// Displayed, and printed by a test that fails, as a story: the date, the document, the event, the entry.
#[derive(Clone, PartialEq, Eq)]
pub struct History {
    books: Box<Books>,
}

impl History {
    /// Goes on from `books`, move by move: books what must come first, and then what is wished for. What cannot come true at all
    /// is left out.
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

    /// New books of the same club, with nothing booked.
    #[must_use]
    pub fn opening(&self) -> Books {
        Books::new(self.books.header().clone())
    }

    /// What was booked, in its order.
    pub fn vouchers(&self) -> impl Iterator<Item = Voucher> {
        self.books.records().map(Record::voucher)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = self.books.header();
        writeln!(f, "{} opens its books on {}, charter {}", header.club(), header.opened(), json(header.charter()))?;
        self.books.records().try_for_each(|record| writeln!(f, "{}", Told(record)))
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

/// A record told on one line.
struct Told<'a>(&'a Record);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { id, date, event, entry, .. } = self.0;
        write!(f, "{date}  {id}  {}", json(event))?;
        if entry.is_empty() { Ok(()) } else { write!(f, "  {entry}") }
    }
}

/// As it stands in the books.
pub(super) fn json(facts: &impl Serialize) -> String {
    serde_json::to_string(facts).unwrap_or_default()
}

/// Histories of clubs under any charter, of so many moves, with the events that `mix` has.
///
/// Shrinks to the fewest and simplest records.
pub fn histories(moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = History> + use<> {
    let moves = vec(mix.moves(), moves);
    (charters(), dates(), moves).prop_filter_map("no club", |(charter, opened, moves)| {
        Some(History::going_on(Books::new(header(opened, charter)?), &moves))
    })
}

/// Histories of clubs under one charter, opened on 13 March 2024.
pub fn histories_under(charter: &Charter, moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = History> + use<> {
    let charter = charter.clone();
    vec(mix.moves(), moves).prop_filter_map("no club", move |moves| {
        let opened = chrono::NaiveDate::from_ymd_opt(2024, 3, 13)?;
        Some(History::going_on(Books::new(header(opened, charter.clone())?), &moves))
    })
}

fn header(opened: chrono::NaiveDate, charter: Charter) -> Option<Header> {
    let (club, name) = ("BN-001".parse::<ClubId>().ok()?, "CLB thôn Thượng Đồng".parse::<Text>().ok()?);
    Header::new(club, name, opened, charter).ok()
}
