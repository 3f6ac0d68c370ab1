//! Shrinking: the search for a small history that still makes a test fail.
//!
//! Moves book the events that they need, so a history has records that the failure does not need. They are found by booking the vouchers
//! again without some of them. A voucher that needed a record left out is refused, and left out too.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use super::history::History;
use super::mix::{Mix, Move};
use super::values::{charters, dates};
use crate::books::Books;
use crate::charter::Charter;
use crate::name::{ClubId, Text};
use crate::voucher::Header;

/// Pairs of records are tried only in histories with at most this many records: 24 records have 276 pairs.
const MOST_IN_PAIRS: usize = 24;

/// Generates histories of clubs with any charter, with a number of moves in the range, of the kinds in `mix`.
///
/// Shrinks to few and simple records: without any one of them, or any two if there are at most 24, the test would pass.
pub fn histories(moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = History> + use<> {
    Histories { charters: charters(), simplest: Charter::bac_ninh(), opened: dates(), moves: mix.all_moves(moves) }
}

/// Generates histories of clubs with one charter, opened on 13 March 2024. Shrinks as [`histories`] does.
pub fn histories_under(charter: &Charter, moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = History> + use<> {
    let opened = Just(NaiveDate::from_ymd_opt(2024, 3, 13)).prop_filter_map("no such day", |opened| opened);
    let simplest = charter.clone();
    Histories { charters: Just(charter.clone()), simplest, opened, moves: mix.all_moves(moves) }
}

/// A strategy for histories, made of strategies for charters, first days and moves.
#[derive(Clone, Debug)]
pub(super) struct Histories<C, D, M> {
    pub(super) charters: C,
    /// The charter that replaces any other if the test still fails.
    pub(super) simplest: Charter,
    pub(super) opened: D,
    pub(super) moves: M,
}

impl<C, D, M> Strategy for Histories<C, D, M>
where
    C: Strategy<Value = Charter>,
    D: Strategy<Value = NaiveDate>,
    M: Strategy<Value = Vec<Move>>,
{
    type Tree = HistoryTree<C::Tree, D::Tree>;
    type Value = History;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let (charters, opened) = (self.charters.new_tree(runner)?, self.opened.new_tree(runner)?);
        let moves = self.moves.new_tree(runner)?.current();
        let header = header(opened.current(), charters.current()).ok_or("no club")?;
        let stage = Stage::Moves(Drops::of(moves.len()));
        let kept = Shape { header, moves, left_out: BTreeSet::new() };
        let (tried, simplest) = (kept.clone(), self.simplest.clone());
        Ok(HistoryTree { charters, simplest, opened, kept, places: Vec::new(), tried, is_attempt: false, stage })
    }
}

fn header(opened: NaiveDate, charter: Charter) -> Option<Header> {
    let (club, name) = ("BN-001".parse::<ClubId>().ok()?, "CLB thôn Thượng Đồng".parse::<Text>().ok()?);
    Header::new(club, name, opened, charter).ok()
}

/// The parts from which a history is made: a header, moves, and the indices of records that are left out again.
#[derive(Clone, Debug)]
struct Shape {
    header: Header,
    moves: Vec<Move>,
    left_out: BTreeSet<usize>,
}

impl Shape {
    /// Returns the history, and for each of its records the index in the history of all moves.
    fn history(&self) -> (History, Vec<usize>) {
        let all = History::going_on(Books::new(self.header.clone()), &self.moves);
        if self.left_out.is_empty() {
            let places = (0..all.books().records().len()).collect();
            return (all, places);
        }
        let mut books = all.opening();
        let vouchers = all.vouchers().enumerate().filter(|(place, _)| !self.left_out.contains(place));
        // A voucher that is refused needed a record that is left out.
        let booked = vouchers.filter_map(|(place, voucher)| books.record(voucher).is_ok().then_some(place)).collect();
        (History::going_on(books, &[]), booked)
    }
}

fn without(moves: &[Move], dropped: &Range<usize>) -> Vec<Move> {
    moves.iter().enumerate().filter(|(place, _)| !dropped.contains(place)).map(|(_, asked)| *asked).collect()
}

/// Ranges of a list to leave out, from its end to its beginning: all, each half, and so on down to single elements, until no single
/// element can be left out.
#[derive(Clone, Debug)]
struct Drops {
    size: usize,
    end: usize,
    has_dropped: bool,
}

impl Drops {
    const fn of(length: usize) -> Self {
        Self { size: length, end: length, has_dropped: false }
    }

    const fn singly(length: usize) -> Self {
        Self { size: 1, end: length, has_dropped: false }
    }

    fn next(&mut self, length: usize) -> Option<Range<usize>> {
        self.end = self.end.min(length);
        if self.end == 0 {
            if self.size <= 1 && !std::mem::take(&mut self.has_dropped) {
                return None;
            }
            // Rounded down, but never to zero.
            self.size = self.size.div_euclid(2).max(1);
            self.end = length;
        }
        let range = self.end.saturating_sub(self.size)..self.end;
        self.end = range.start;
        (!range.is_empty()).then_some(range)
    }
}

/// The next number of a move to lower, and the amount.
#[derive(Clone, Debug)]
struct Lowering {
    /// The index of the move.
    at: usize,
    /// The number within the move, counted from 1; 0 for all of them at once.
    number: usize,
    /// The amount; `None` before the first attempt with this number, which sets it to zero.
    by: Option<u32>,
}

/// Returns the numbers of a move: days, boldness, dice.
fn numbers(asked: &mut Move) -> impl Iterator<Item = Number<'_>> {
    let first = [Number::Days(&mut asked.days), Number::Boldness(&mut asked.is_bold)];
    first.into_iter().chain(asked.dice.iter_mut().map(Number::Die))
}

enum Number<'a> {
    Days(&'a mut u16),
    Boldness(&'a mut bool),
    Die(&'a mut u32),
}

impl Number<'_> {
    fn value(&self) -> u32 {
        match self {
            Self::Days(days) => u32::from(**days),
            Self::Boldness(is_bold) => u32::from(**is_bold),
            Self::Die(die) => **die,
        }
    }

    /// Lowers the number, but not below zero.
    fn lower(self, by: u32) {
        match self {
            Self::Days(days) => *days = days.saturating_sub(u16::try_from(by).unwrap_or(u16::MAX)),
            Self::Boldness(is_bold) => *is_bold = *is_bold && by == 0,
            Self::Die(die) => *die = die.saturating_sub(by),
        }
    }
}

impl Lowering {
    const FIRST: Self = Self { at: 0, number: 0, by: None };

    /// Returns the moves with a number lowered; `None` if no number can be lowered further.
    fn next(&mut self, moves: &[Move]) -> Option<Vec<Move>> {
        loop {
            let mut lowered = moves.to_vec();
            let asked = lowered.get_mut(self.at)?;
            let Some(place) = self.number.checked_sub(1) else {
                self.number = 1;
                if numbers(asked).any(|number| number.value() > 0) {
                    numbers(asked).for_each(|number| number.lower(u32::MAX));
                    return Some(lowered);
                }
                continue;
            };
            let Some(number) = numbers(asked).nth(place) else {
                *self = Self { at: self.at.saturating_add(1), ..Self::FIRST };
                continue;
            };
            let by = self.by.unwrap_or(u32::MAX).min(number.value());
            if by == 0 {
                self.number = self.number.saturating_add(1);
                self.by = None;
                continue;
            }
            number.lower(by);
            self.by = Some(by);
            return Some(lowered);
        }
    }

    /// Halves the amount after an attempt with which the test passed, down to zero.
    const fn ease(&mut self) {
        if let Some(by) = &mut self.by {
            *by = by.div_euclid(2);
        }
    }
}

/// Pairs of records to leave out, from the last two to the first two.
#[derive(Clone, Debug)]
struct Pair {
    later: usize,
    earlier: usize,
}

impl Pair {
    const fn of(length: usize) -> Self {
        let last = length.saturating_sub(1);
        Self { later: last, earlier: last }
    }

    fn next(&mut self) -> Option<[usize; 2]> {
        if self.earlier == 0 {
            self.later = self.later.checked_sub(1)?;
            self.earlier = self.later;
        }
        self.earlier = self.earlier.checked_sub(1)?;
        Some([self.later, self.earlier])
    }
}

#[derive(Clone, Debug)]
enum Stage {
    Moves(Drops),
    Numbers(Lowering),
    Records(Drops),
    Pairs(Pair),
    Opened,
    Simplest,
    Charter,
}

/// A history that shrinks. `kept` is the smallest that fails so far, `tried` the one of the present attempt.
pub(super) struct HistoryTree<C, D> {
    charters: C,
    simplest: Charter,
    opened: D,
    kept: Shape,
    /// The indices of the records of `kept` in the history of all moves. Empty before the stage of records.
    places: Vec<usize>,
    tried: Shape,
    is_attempt: bool,
    stage: Stage,
}

impl<C: ValueTree<Value = Charter>, D: ValueTree<Value = NaiveDate>> HistoryTree<C, D> {
    /// Goes to the next attempt, or back to the smallest history that failed, and returns whether there is an attempt.
    fn attempt(&mut self) -> bool {
        let next = self.next();
        self.is_attempt = next.is_some();
        self.tried = next.unwrap_or_else(|| self.kept.clone());
        self.is_attempt
    }

    fn next(&mut self) -> Option<Shape> {
        let kept = || self.kept.clone();
        loop {
            self.stage = match &mut self.stage {
                Stage::Moves(drops) => match drops.next(self.kept.moves.len()) {
                    Some(range) => return Some(Shape { moves: without(&self.kept.moves, &range), ..kept() }),
                    None => Stage::Numbers(Lowering::FIRST),
                },
                Stage::Numbers(lowering) => {
                    if let Some(moves) = lowering.next(&self.kept.moves) {
                        return Some(Shape { moves, ..kept() });
                    }
                    self.places = self.kept.history().1;
                    Stage::Records(Drops::of(self.places.len()))
                }
                Stage::Records(drops) => match drops.next(self.places.len()) {
                    Some(range) => return Some(self.leaving_out(range)),
                    None if self.places.len() <= MOST_IN_PAIRS => Stage::Pairs(Pair::of(self.places.len())),
                    None => Stage::Opened,
                },
                Stage::Pairs(pair) => match pair.next() {
                    Some(places) => return Some(self.leaving_out(places)),
                    None => Stage::Opened,
                },
                Stage::Opened => {
                    if self.opened.simplify() {
                        return self.under(self.kept.header.charter().clone());
                    }
                    Stage::Simplest
                }
                Stage::Simplest => {
                    self.stage = Stage::Charter;
                    return self.under(self.simplest.clone());
                }
                Stage::Charter => {
                    let is_simplest = *self.kept.header.charter() == self.simplest;
                    return (!is_simplest && self.charters.simplify()).then(|| self.under(self.charters.current()))?;
                }
            };
        }
    }

    /// Returns the smallest history that failed, without some of its records.
    fn leaving_out(&self, dropped: impl IntoIterator<Item = usize>) -> Shape {
        let mut shape = self.kept.clone();
        shape.left_out.extend(dropped.into_iter().filter_map(|place| self.places.get(place)));
        shape
    }

    /// Returns the smallest history that failed, with this charter and the present first day.
    fn under(&self, charter: Charter) -> Option<Shape> {
        Some(Shape { header: header(self.opened.current(), charter)?, ..self.kept.clone() })
    }
}

impl<C: ValueTree<Value = Charter>, D: ValueTree<Value = NaiveDate>> ValueTree for HistoryTree<C, D> {
    type Value = History;

    fn current(&self) -> History {
        self.tried.history().0
    }

    fn simplify(&mut self) -> bool {
        if std::mem::take(&mut self.is_attempt) {
            self.kept = self.tried.clone();
            self.places = self.kept.history().1;
            match &mut self.stage {
                Stage::Moves(drops) | Stage::Records(drops) => drops.has_dropped = true,
                // Records that only this pair needed can be left out now.
                Stage::Pairs(_) => self.stage = Stage::Records(Drops::singly(self.places.len())),
                Stage::Numbers(_) | Stage::Opened | Stage::Simplest | Stage::Charter => {}
            }
        }
        self.attempt()
    }

    fn complicate(&mut self) -> bool {
        if !std::mem::take(&mut self.is_attempt) {
            return false;
        }
        let charter = match &mut self.stage {
            Stage::Opened if self.opened.complicate() => Some(self.kept.header.charter().clone()),
            Stage::Charter if *self.tried.header.charter() != self.simplest && self.charters.complicate() => {
                Some(self.charters.current())
            }
            Stage::Numbers(lowering) => {
                lowering.ease();
                None
            }
            _ => None,
        };
        match charter.and_then(|charter| self.under(charter)) {
            Some(tried) => {
                self.is_attempt = true;
                self.tried = tried;
            }
            None => {
                self.attempt();
            }
        }
        true
    }
}
