//! Matching (khớp): which movements of the books and which of the statement are the same.
//!
//! In this order, each item once:
//!
//! 1. *By reference*: a line whose reference or description holds a document number as a whole word, with the same amount, however
//!    far the days are apart; several document numbers together, if their amounts add up to the line's, and the reverse.
//! 2. *By amount and date*: the same amount, the nearest day first, within the window. Records that were taken back come last, so
//!    that a receipt booked twice and taken back once is found in its good record.
//! 3. *Reversal pairs*: a record and its reversal, both unknown to the bank.
//! 4. *Carried forward*: an item of an earlier period and one of this with the same amount, whenever that comes.
//! 5. *Several*: two to six items on one side, within the window of one on the other, that add up to it.
//! 6. What is left is open; but two open items that look like one another are *suspected*: digits are compared with those of the
//!    sixteen nearest on either side of the day.
//!
//! Items are put in an order of their own before, so that the order of the file makes no difference. Where others would have done as
//! well, they are told as alternatives.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::alike::{Digits, are_transposed, named};
use super::item::{BookItem, OpenItem};
use super::matched::{LimitReached, Match, Matched, MatchedBy, Pairing, ReversalPair, Suspect, Suspicion};
use super::several::{self, Part};
use super::statement::StatementLine;
use crate::money::Balance;

/// The most alternatives that are told of one match.
const ALTERNATIVES_TOLD: usize = 8;
/// The most lines in whose digits one looks for those of a book item, on either side of its day.
const NEAR_IN_DIGITS: usize = 16;

/// The items of both sides, in an order of their own, and which of them are still free.
pub(super) struct Pool {
    books: Vec<BookItem>,
    lines: Vec<StatementLine>,
    free: BTreeSet<Node>,
    /// For each line, the items of the books that it names.
    named: BTreeMap<usize, BTreeSet<usize>>,
    /// The first day of the period; what is older was carried forward.
    from: NaiveDate,
    window: u8,
}

/// An item of the pool, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Book(usize),
    Line(usize),
}

/// Items that may belong together; lesser ranks come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Proposal {
    rank: (usize, u64),
    nodes: Vec<Node>,
}

/// A proposal taken, and the alternatives to it.
struct Taken {
    proposal: Proposal,
    alternatives: Vec<Pairing>,
    untold: usize,
}

/// Which other proposals for an item are told as alternatives.
#[derive(Clone, Copy)]
enum Rivals {
    /// Those of the same rank: as near.
    AsNear,
    /// All: one sum is as good as another.
    All,
}

impl Pool {
    pub(super) fn new(mut books: Vec<BookItem>, mut lines: Vec<StatementLine>, from: NaiveDate, window: u8) -> Self {
        books.sort();
        lines.sort();
        let nodes = (0..books.len()).map(Node::Book).chain((0..lines.len()).map(Node::Line));
        let named = named(&books, &lines);
        Self { free: nodes.collect(), named, books, lines, from, window }
    }

    pub(super) fn matched(mut self) -> Matched {
        let mut matches = self.by_reference();
        let taken_back = self.taken_back();
        matches.extend(self.by_amount_and_date(|book| !taken_back.contains(&book)));
        matches.extend(self.by_amount_and_date(|_| true));
        let reversals = self.reversals();
        matches.extend(self.carried_forward());
        let (several, limits) = self.several();
        matches.extend(several);
        let suspects = self.suspects();
        matches.sort_by(|one, other| first(&one.pairing).cmp(&first(&other.pairing)));
        let books_only = self.free_books().map(|(_, book)| book.clone()).collect();
        let statement_only = self.free_lines().map(|(_, line)| line.clone()).collect();
        Matched { matches, reversals, suspects, books_only, statement_only, limits }
    }

    fn free_books(&self) -> impl Iterator<Item = (usize, &BookItem)> {
        (0..).zip(&self.books).filter(|(book, _)| self.free.contains(&Node::Book(*book)))
    }

    fn free_lines(&self) -> impl Iterator<Item = (usize, &StatementLine)> {
        (0..).zip(&self.lines).filter(|(line, _)| self.free.contains(&Node::Line(*line)))
    }

    /// What is free of the books, and what of the statement.
    fn free_nodes(&self) -> (Vec<Node>, Vec<Node>) {
        self.free.iter().partition(|node| matches!(node, Node::Book(_)))
    }

    fn amount(&self, node: Node) -> Balance {
        match node {
            Node::Book(book) => self.books.get(book).map(|item| item.amount),
            Node::Line(line) => self.lines.get(line).map(|line| line.amount),
        }
        .unwrap_or_default()
    }

    fn date(&self, node: Node) -> NaiveDate {
        match node {
            Node::Book(book) => self.books.get(book).map(|item| item.date),
            Node::Line(line) => self.lines.get(line).map(|line| line.date),
        }
        .unwrap_or_default()
    }

    fn days_apart(&self, one: Node, other: Node) -> u64 {
        days_apart(self.date(one), self.date(other))
    }

    fn pairing(&self, nodes: &[Node]) -> Pairing {
        let books = nodes.iter().filter_map(|node| match node {
            Node::Book(book) => self.books.get(*book).cloned(),
            Node::Line(_) => None,
        });
        let lines = nodes.iter().filter_map(|node| match node {
            Node::Line(line) => self.lines.get(*line).cloned(),
            Node::Book(_) => None,
        });
        Pairing { books: books.collect(), statement: lines.collect() }
    }

    fn take(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.free.remove(node);
        }
    }

    fn matching(&self, nodes: &[Node], by: MatchedBy, others: &[Vec<Node>], untold: usize) -> Match {
        Match {
            pairing: self.pairing(nodes),
            by,
            alternatives: others.iter().map(|nodes| self.pairing(nodes)).collect(),
            alternatives_untold: untold,
        }
    }

    /// Takes proposals in the order of their ranks, each if all its items are still free. Alternatives are those that were free when
    /// the first of the same rank was taken.
    fn settle(&mut self, mut proposals: Vec<Proposal>, rivals: Rivals) -> Vec<Taken> {
        proposals.retain(|proposal| proposal.nodes.iter().all(|node| self.free.contains(node)));
        proposals.sort();
        proposals.dedup();
        let mut of: BTreeMap<Node, Vec<usize>> = BTreeMap::new();
        for (place, proposal) in proposals.iter().enumerate() {
            for node in &proposal.nodes {
                of.entry(*node).or_default().push(place);
            }
        }
        let mut taken_at: BTreeMap<Node, (usize, u64)> = BTreeMap::new();
        let mut taken = Vec::new();
        for proposal in &proposals {
            if proposal.nodes.iter().any(|node| taken_at.contains_key(node)) {
                continue;
            }
            let places: BTreeSet<usize> =
                proposal.nodes.iter().filter_map(|node| of.get(node)).flatten().copied().collect();
            let others = places.into_iter().filter_map(|place| proposals.get(place)).filter(|other| {
                let is_free = |node| taken_at.get(node).is_none_or(|rank| *rank == proposal.rank);
                let is_rival = match rivals {
                    Rivals::AsNear => other.rank == proposal.rank,
                    Rivals::All => true,
                };
                *other != proposal && is_rival && other.nodes.iter().all(is_free)
            });
            let mut alternatives: Vec<Pairing> = others.map(|other| self.pairing(&other.nodes)).collect();
            let untold = alternatives.len().saturating_sub(ALTERNATIVES_TOLD);
            alternatives.truncate(ALTERNATIVES_TOLD);
            taken.push(Taken { proposal: proposal.clone(), alternatives, untold });
            taken_at.extend(proposal.nodes.iter().map(|node| (*node, proposal.rank)));
        }
        self.free.retain(|node| !taken_at.contains_key(node));
        taken
    }

    fn matches_of(&self, taken: Vec<Taken>, by: MatchedBy) -> Vec<Match> {
        let matches = taken.into_iter().map(|taken| Match {
            pairing: self.pairing(&taken.proposal.nodes),
            by,
            alternatives: taken.alternatives,
            alternatives_untold: taken.untold,
        });
        matches.collect()
    }

    /// Lines that name a document with the same amount, then those that name several, and documents that several lines name.
    fn by_reference(&mut self) -> Vec<Match> {
        let mut ones = Vec::new();
        let mut naming: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
        for (line, books) in &self.named {
            for book in books {
                let (one, other) = (Node::Book(*book), Node::Line(*line));
                naming.entry(*book).or_default().push(other);
                if self.amount(one) == self.amount(other) {
                    ones.push(Proposal { rank: (1, self.days_apart(one, other)), nodes: vec![one, other] });
                }
            }
        }
        let taken = self.settle(ones, Rivals::AsNear);
        let mut matches = self.matches_of(taken, MatchedBy::Reference);

        let of_lines = self
            .named
            .iter()
            .map(|(line, books)| (Node::Line(*line), books.iter().copied().map(Node::Book).collect::<Vec<Node>>()));
        let of_books = naming.into_iter().map(|(book, lines)| (Node::Book(book), lines));
        let sums = of_lines.chain(of_books).filter_map(|(one, several)| {
            let several: Vec<Node> = several.into_iter().filter(|node| self.free.contains(node)).collect();
            let sum: Balance = several.iter().map(|node| self.amount(*node)).sum();
            if several.len() < 2 || sum != self.amount(one) {
                return None;
            }
            let mut nodes = several;
            nodes.push(one);
            nodes.sort();
            Some(Proposal { rank: (nodes.len(), 0), nodes })
        });
        let sums = sums.collect();
        let taken = self.settle(sums, Rivals::All);
        matches.extend(self.matches_of(taken, MatchedBy::Reference));
        matches
    }

    /// The records that were taken back, and what takes them back, if both are here.
    fn taken_back(&self) -> BTreeSet<usize> {
        self.pairs_taken_back().into_iter().flat_map(|(record, reversal)| [record, reversal]).collect()
    }

    fn pairs_taken_back(&self) -> Vec<(usize, usize)> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut pairs = Vec::new();
        for (place, book) in self.free_books() {
            let reversed = book.reverses.as_ref().and_then(|id| places.remove(id.as_str()));
            match reversed {
                Some(record) if self.amount(Node::Book(record)) == -book.amount => pairs.push((record, place)),
                _ => {}
            }
            places.entry(book.id.as_str()).or_insert(place);
        }
        pairs
    }

    /// Same amount, the nearest days first, within the window.
    fn by_amount_and_date(&mut self, is_asked: impl Fn(usize) -> bool) -> Vec<Match> {
        let mut matches = Vec::new();
        for days in 0..=self.window {
            matches.extend(self.so_many_days_apart(days, &is_asked));
        }
        matches
    }

    fn so_many_days_apart(&mut self, days: u8, is_asked: &impl Fn(usize) -> bool) -> Vec<Match> {
        let mut books: BTreeMap<(Balance, NaiveDate), Vec<usize>> = BTreeMap::new();
        for (place, book) in self.free_books().filter(|(place, _)| is_asked(*place)) {
            books.entry((book.amount, book.date)).or_default().push(place);
        }
        let mut lines: BTreeMap<(Balance, NaiveDate), Vec<usize>> = BTreeMap::new();
        for (place, line) in self.free_lines() {
            lines.entry((line.amount, line.date)).or_default().push(place);
        }
        let mut left: BTreeMap<_, BTreeSet<usize>> =
            lines.iter().map(|(key, places)| (*key, places.iter().copied().collect())).collect();

        let mut matches = Vec::new();
        for ((amount, date), places) in &books {
            let near = around(*date, days);
            for book in places {
                let Some((day, line)) = near.iter().find_map(|day| {
                    left.get_mut(&(*amount, *day)).and_then(BTreeSet::pop_first).map(|line| (*day, line))
                }) else {
                    break;
                };
                let near_lines = near.iter().filter_map(|day| lines.get(&(*amount, *day)));
                let back = around(day, days);
                let near_books = back.iter().filter_map(|day| books.get(&(*amount, *day)));
                let all: usize =
                    near_lines.clone().chain(near_books.clone()).map(Vec::len).fold(0, usize::saturating_add);
                let other_lines = near_lines.flatten().filter(|other| **other != line);
                let other_books = near_books.flatten().filter(|other| *other != book);
                let with_book = other_lines.map(|other| vec![Node::Book(*book), Node::Line(*other)]);
                let with_line = other_books.map(|other| vec![Node::Book(*other), Node::Line(line)]);
                let told: Vec<Vec<Node>> = with_book.chain(with_line).take(ALTERNATIVES_TOLD).collect();
                let untold = all.saturating_sub(2).saturating_sub(told.len());
                let nodes = [Node::Book(*book), Node::Line(line)];
                matches.push(self.matching(&nodes, MatchedBy::AmountAndDate, &told, untold));
                self.take(&nodes);
            }
        }
        matches
    }

    /// Records and their reversals that are both still free.
    fn reversals(&mut self) -> Vec<ReversalPair> {
        let mut found = Vec::new();
        for (record, reversal) in self.pairs_taken_back() {
            self.take(&[Node::Book(record), Node::Book(reversal)]);
            if let (Some(record), Some(reversal)) = (self.books.get(record), self.books.get(reversal)) {
                found.push(ReversalPair { record: record.clone(), reversal: reversal.clone() });
            }
        }
        found
    }

    /// Items of an earlier period and items of this one with the same amount, in their order.
    fn carried_forward(&mut self) -> Vec<Match> {
        let (books, lines) = self.free_nodes();
        let is_earlier = |node: &Node| self.date(*node) < self.from;
        let (earlier_books, later_books): (Vec<Node>, Vec<Node>) = books.into_iter().partition(is_earlier);
        let (earlier_lines, later_lines): (Vec<Node>, Vec<Node>) = lines.into_iter().partition(is_earlier);
        let mut matches = Vec::new();
        for (books, lines) in [(earlier_books, later_lines), (later_books, earlier_lines)] {
            for (nodes, others, untold) in self.in_order(books, lines) {
                matches.push(self.matching(&nodes, MatchedBy::CarriedForward, &others, untold));
                self.take(&nodes);
            }
        }
        matches
    }

    /// Pairs of both sides with the same amount, in the order of the items, each with the others of that amount and how many more
    /// there are than are told.
    fn in_order(&self, books: Vec<Node>, lines: Vec<Node>) -> Vec<([Node; 2], Vec<Vec<Node>>, usize)> {
        let (books, lines) = (self.by_amount(books), self.by_amount(lines));
        let mut pairs = Vec::new();
        for (amount, books) in &books {
            let Some(lines) = lines.get(amount) else { continue };
            for (book, line) in books.iter().zip(lines) {
                let other_lines = lines.iter().filter(|other| *other != line).map(|other| vec![*book, *other]);
                let other_books = books.iter().filter(|other| *other != book).map(|other| vec![*other, *line]);
                let told: Vec<Vec<Node>> = other_lines.chain(other_books).take(ALTERNATIVES_TOLD).collect();
                let all = lines.len().saturating_add(books.len()).saturating_sub(2);
                let untold = all.saturating_sub(told.len());
                pairs.push(([*book, *line], told, untold));
            }
        }
        pairs
    }

    fn by_amount(&self, nodes: Vec<Node>) -> BTreeMap<Balance, Vec<Node>> {
        let mut by_amount: BTreeMap<Balance, Vec<Node>> = BTreeMap::new();
        for node in nodes {
            by_amount.entry(self.amount(node)).or_default().push(node);
        }
        by_amount
    }

    /// Several that add up to one, on either side.
    fn several(&mut self) -> (Vec<Match>, Vec<LimitReached>) {
        let part = |node: &Node| Part { node: *node, date: self.date(*node), amount: self.amount(*node) };
        let (books, lines) = self.free_nodes();
        let books: Vec<Part> = books.iter().map(part).collect();
        let lines: Vec<Part> = lines.iter().map(part).collect();
        let (of_lines, limits_of_lines) = several::sums(&lines, &books, self.window);
        let (of_books, limits_of_books) = several::sums(&books, &lines, self.window);
        let proposals = of_lines.into_iter().chain(of_books).map(|sum| {
            let mut nodes = sum.parts;
            nodes.push(sum.whole);
            nodes.sort();
            Proposal { rank: (nodes.len(), sum.days_apart), nodes }
        });
        let limits = limits_of_lines.into_iter().chain(limits_of_books).filter_map(|limit| {
            let item = match limit.whole {
                Node::Book(book) => self.books.get(book).cloned().map(OpenItem::Books),
                Node::Line(line) => self.lines.get(line).cloned().map(OpenItem::Statement),
            };
            Some(LimitReached { item: item?, near: limit.near, searched: limit.searched, found: limit.found })
        });
        let limits = limits.collect();
        let taken = self.settle(proposals.collect(), Rivals::All);
        (self.matches_of(taken, MatchedBy::Several), limits)
    }

    /// Open items that look like one another, the strongest reason first.
    fn suspects(&mut self) -> Vec<Suspect> {
        let mut named = Vec::new();
        for (line, books) in &self.named {
            for book in books {
                let nodes = vec![Node::Book(*book), Node::Line(*line)];
                named.push(Proposal { rank: (0, self.days_apart(Node::Book(*book), Node::Line(*line))), nodes });
            }
        }
        let taken = self.settle(named, Rivals::AsNear);
        let mut suspects = self.suspects_of(taken);

        let (books, lines) = self.free_nodes();
        for (nodes, others, untold) in self.in_order(books, lines) {
            let alternatives = others.iter().map(|nodes| self.pairing(nodes)).collect();
            let proposal = Proposal { rank: (0, 0), nodes: nodes.to_vec() };
            self.take(&nodes);
            suspects.extend(self.suspect(Taken { proposal, alternatives, untold }));
        }

        let digits = self.alike_in_digits();
        let taken = self.settle(digits, Rivals::AsNear);
        suspects.extend(self.suspects_of(taken));
        suspects.sort_by(|one, other| (&one.book, &one.statement).cmp(&(&other.book, &other.statement)));
        suspects
    }

    /// Items of both sides within the window whose amounts have the same digits, two exchanged before any other order.
    fn alike_in_digits(&self) -> Vec<Proposal> {
        let mut lines: BTreeMap<Digits, Vec<(NaiveDate, usize)>> = BTreeMap::new();
        for (place, line) in self.free_lines() {
            lines.entry(Digits::of(line.amount)).or_default().push((line.date, place));
        }
        let mut proposals = Vec::new();
        for (place, book) in self.free_books() {
            let Some(lines) = lines.get(&Digits::of(book.amount)) else { continue };
            let here = lines.partition_point(|(date, _)| *date < book.date);
            let (earlier, later) = lines.split_at_checked(here).unwrap_or((lines, &[]));
            let near = earlier.iter().rev().take(NEAR_IN_DIGITS).chain(later.iter().take(NEAR_IN_DIGITS));
            for (date, line) in near {
                let days = days_apart(*date, book.date);
                if days <= self.window.into() {
                    let nodes = vec![Node::Book(place), Node::Line(*line)];
                    let kind = usize::from(!are_transposed(book.amount, self.amount(Node::Line(*line))));
                    proposals.push(Proposal { rank: (kind, days), nodes });
                }
            }
        }
        proposals
    }

    fn suspects_of(&self, taken: Vec<Taken>) -> Vec<Suspect> {
        taken.into_iter().filter_map(|taken| self.suspect(taken)).collect()
    }

    fn suspect(&self, taken: Taken) -> Option<Suspect> {
        let Pairing { books, statement } = self.pairing(&taken.proposal.nodes);
        let (book, statement) = (books.into_iter().next()?, statement.into_iter().next()?);
        let why = if book.amount == statement.amount {
            Suspicion::SameAmount
        } else if are_transposed(book.amount, statement.amount) {
            Suspicion::TransposedDigits
        } else if Digits::of(book.amount) == Digits::of(statement.amount) {
            Suspicion::SameDigits
        } else {
            Suspicion::SameReference
        };
        let difference = statement.amount - book.amount;
        let (alternatives, alternatives_untold) = (taken.alternatives, taken.untold);
        Some(Suspect { book, statement, why, difference, alternatives, alternatives_untold })
    }
}

/// The days so many before and after `date`.
fn around(date: NaiveDate, days: u8) -> Vec<NaiveDate> {
    let days = Days::new(days.into());
    let mut around: Vec<NaiveDate> =
        [date.checked_sub_days(days), date.checked_add_days(days)].into_iter().flatten().collect();
    around.dedup();
    around
}

pub(super) fn days_apart(one: NaiveDate, other: NaiveDate) -> u64 {
    one.signed_duration_since(other).num_days().unsigned_abs()
}

fn first(pairing: &Pairing) -> (Option<&BookItem>, Option<&StatementLine>) {
    (pairing.books.first(), pairing.statement.first())
}
