//! The frequency of each kind of event in a history, and the moves with this frequency.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::event::EventKind;

/// The weight of each kind of event in a history.
///
/// If an event of a kind cannot be booked yet, the history first books the events that it needs, so that rare kinds occur too.
#[derive(Clone, Debug)]
pub struct Mix(Vec<(u32, EventKind)>);

impl Mix {
    /// Returns a mix in which all kinds have the same weight.
    #[must_use]
    pub fn even() -> Self {
        Self::only(EventKind::ALL)
    }

    /// Returns a mix of these kinds only. A history also has the events that they need.
    #[must_use]
    pub fn only(kinds: &[EventKind]) -> Self {
        Self(kinds.iter().map(|kind| (1, *kind)).collect())
    }

    /// Returns a mix of events about loans, mostly repayments.
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

    /// Returns the mix with another weight for one kind. With weight 0, the kind occurs only if another event needs it.
    #[must_use]
    pub fn with(mut self, kind: EventKind, weight: u32) -> Self {
        self.0.retain(|(_, weighed)| *weighed != kind);
        self.0.push((weight, kind));
        self
    }

    /// Generates a move.
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

    /// Generates the moves of a history: its beginning, and a number of moves in the range.
    pub(super) fn all_moves(&self, moves: Range<usize>) -> impl Strategy<Value = Vec<Move>> + use<> {
        (self.beginnings(), vec(self.moves(), moves)).prop_map(|(beginning, moves)| [beginning, moves].concat())
    }

    /// Generates the first moves of a history. One time in four they carry in balances of earlier books, of the kinds in the mix.
    pub(super) fn beginnings(&self) -> impl Strategy<Value = Vec<Move>> + use<> {
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
    /// Returns a mix like that of a real club: all kinds, with more loans and repayments than others.
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

/// A step of a history, independent of the books: the kind of event wanted, the days that pass, and the random numbers from which the
/// rest is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The kind of event wanted.
    pub kind: EventKind,
    /// The number of days after the latest date.
    pub days: u16,
    /// True if the event may break rules that events of its kind may break. The record then names them in `despite`.
    pub is_bold: bool,
    /// Random numbers; smaller ones generate simpler events.
    pub dice: [u32; 12],
}
