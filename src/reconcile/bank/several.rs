//! Several items that add up to one: a deposit of some receipts, a payment in parts. The search is bounded, and reports where it ended
//! early.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::{days_after, days_before};
use crate::money::Balance;

/// The maximum number of parts in a sum.
const MOST_PARTS: usize = 6;
/// The number of parts, the nearest in date, among which a sum is searched.
const SEARCHED: usize = 16;
/// The maximum number of items that are examined as parts before the day of the whole, and again from that day on.
const LOOKED_AT: usize = 128;
/// The maximum number of sums that are found for one whole.
const MOST_SUMS: usize = 8;

/// An item of the books or a line of the statement, by its place in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Book(usize),
    Line(usize),
}

/// An item that may be a part or the whole.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) node: Node,
    pub(super) date: NaiveDate,
    pub(super) amount: Balance,
}

/// Items that add up to one.
#[derive(Clone)]
pub(super) struct Sum {
    pub(super) whole: Node,
    pub(super) parts: Vec<Node>,
    /// The total of the days between the whole and each part.
    pub(super) days_apart: u64,
}

/// A search that ended before it was complete.
pub(super) struct Limit {
    pub(super) whole: Node,
    pub(super) near: usize,
    pub(super) searched: usize,
    pub(super) found: usize,
}

/// Finds, for each of `wholes`, the items among `parts` that add up to it, have its sign and are within `window` days of it. Returns the
/// sums, and the searches that ended early.
pub(super) fn sums(wholes: &[Part], parts: &[Part], window: u8) -> (Vec<Sum>, Vec<Limit>) {
    let days: BTreeMap<(bool, NaiveDate, Node), Part> =
        parts.iter().map(|part| ((part.amount.is_negative(), part.date, part.node), *part)).collect();
    let (mut sums, mut limits) = (Vec::new(), Vec::new());
    for whole in wholes {
        let (mut near, is_all) = near(whole, &days, window);
        let (found, counted) = (sums.len(), near.len());
        near.truncate(SEARCHED);
        let mut search = Search { whole, parts: &near, sums: &mut sums, most: found.saturating_add(MOST_SUMS) };
        let is_through = search.extend(0, magnitude(whole.amount), &mut Vec::new());
        if !(is_all && counted <= SEARCHED && is_through) {
            let found = sums.len().saturating_sub(found);
            limits.push(Limit { whole: whole.node, near: counted, searched: near.len(), found });
        }
    }
    (sums, limits)
}

/// The first and the last node that an item of a day can have, as bounds of a range.
const LEAST: Node = Node::Book(0);
const GREATEST: Node = Node::Line(usize::MAX);

/// Returns the items within the window of a whole that can be a part of it, the nearest first, and whether all items were examined.
fn near(whole: &Part, days: &BTreeMap<(bool, NaiveDate, Node), Part>, window: u8) -> (Vec<Part>, bool) {
    let (side, window) = (whole.amount.is_negative(), u32::from(window));
    let (first, last) = (days_before(whole.date, window), days_after(whole.date, window));
    let mut earlier = days.range((side, first, LEAST)..(side, whole.date, LEAST)).rev();
    let mut later = days.range((side, whole.date, LEAST)..=(side, last, GREATEST));
    let looked_at = earlier.by_ref().take(LOOKED_AT).chain(later.by_ref().take(LOOKED_AT));
    let is_part = |part: &Part| magnitude(part.amount) < magnitude(whole.amount);
    let mut near: Vec<Part> = looked_at.map(|(_, part)| *part).filter(is_part).collect();
    near.sort_by_key(|part| (days_apart(part.date, whole.date), part.node));
    (near, earlier.next().is_none() && later.next().is_none())
}

/// Returns an amount without its sign.
fn magnitude(amount: Balance) -> Balance {
    if amount.is_negative() { -amount } else { amount }
}

/// A search for the parts of one whole; it ends when `sums` has `most` sums.
struct Search<'a> {
    whole: &'a Part,
    parts: &'a [Part],
    sums: &'a mut Vec<Sum>,
    most: usize,
}

impl Search<'_> {
    /// Adds further parts, from the one at `next` on, to those chosen until zero is left, and keeps each sum found. Returns false if the
    /// search ended early, because `most` sums were found.
    fn extend(&mut self, next: usize, left: Balance, chosen: &mut Vec<Part>) -> bool {
        if left == Balance::ZERO {
            self.keep(chosen);
            return self.sums.len() < self.most;
        }
        if chosen.len() == MOST_PARTS {
            return true;
        }
        for (place, part) in self.parts.iter().enumerate().skip(next) {
            let left = left - magnitude(part.amount);
            if left.is_negative() {
                continue;
            }
            chosen.push(*part);
            let goes_on = self.extend(place.saturating_add(1), left, chosen);
            chosen.pop();
            if !goes_on {
                return false;
            }
        }
        true
    }

    /// Keeps the chosen parts as a sum.
    fn keep(&mut self, chosen: &[Part]) {
        let parts = chosen.iter().map(|part| part.node).collect();
        let days_apart = chosen.iter().map(|part| days_apart(part.date, self.whole.date)).fold(0, u64::saturating_add);
        self.sums.push(Sum { whole: self.whole.node, parts, days_apart });
    }
}

/// Returns the number of days between two days.
pub(super) fn days_apart(one: NaiveDate, other: NaiveDate) -> u64 {
    one.signed_duration_since(other).num_days().unsigned_abs()
}
