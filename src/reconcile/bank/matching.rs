//! Matching (khớp): the search for movements of the books and of the statement that are the same.
//!
//! The steps in their order; each item is used once:
//!
//! 1. *By document*: a line that names a document of the same amount, however far the days are apart; several documents together if
//!    their amounts add up to the line's, and several lines that name one document. After this step, a line that names any document of
//!    the books takes part only in pairs that cancel each other and in suspects by document: it is never matched with another document.
//! 2. *By amount and date*: the same amount, the nearest day first, within the window. Records that were reversed come last, so that a
//!    receipt booked twice and reversed once is found in its good record.
//! 3. *Pairs that cancel each other*: a record and its reversal, both unknown to the bank; a line and the line with the same reference
//!    that takes it back, both unknown to the books.
//! 4. *Suspects* by document: a line names a document of another amount.
//! 5. *Carried forward*: an item of an earlier period and an item of this period with the same amount, however far the days are apart.
//! 6. *Same day*: two to six items on one side that add up to one of that day on the other, in one way only.
//! 7. *Suspects* of the same amount, farther apart than the window.
//! 8. *Proposals*: two to six items on one side, within the window of one on the other, that add up to it.
//! 9. *Suspects* with two digits exchanged, or net of a small charge.
//!
//! The remaining items are open.
//!
//! Documents of the same amount whose lines could be exchanged are paired in the order of the books and of the account, and are an
//! [`Ambiguity`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

use super::alike::{Digits, Numbers, are_exchanged};
use super::item::{BookItem, OpenItem};
use super::line::StatementLine;
use super::matched::{
    Ambiguity, BankReversal, LimitReached, Match, Matched, MatchedBy, Pairing, Proposal, ReversalPair, Suspect,
    Suspicion,
};
use super::several::{self, Node, Part, Sum, days_apart};
use crate::count::number_of;
use crate::money::Balance;
use crate::name::DocumentNumber;

/// The maximum number of lines that are compared with a book item for a suspicion, on either side of its day or below its amount.
const NEAR: usize = 16;
/// The maximum number of lines of about the same amount that are looked at for those within the window.
const SCANNED: usize = 1_024;

/// The items of both sides, books by day and lines in the order of the account, and which of them are still free.
pub(super) struct Pool {
    books: Vec<BookItem>,
    lines: Vec<StatementLine>,
    free: BTreeSet<Node>,
    /// For each line that names items of the books, those that it names for sure, and those that it may name.
    named: BTreeMap<usize, (BTreeSet<usize>, BTreeSet<usize>)>,
    /// The lines that name any document of the books for sure.
    naming: BTreeSet<usize>,
    /// The first day of the period; earlier items were carried forward.
    from: NaiveDate,
    window: u8,
}

/// Items that may belong together; candidates of lower rank come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rank: (u64, u64),
    nodes: Vec<Node>,
}

/// A candidate that was taken, and the number of other candidates for one of its items.
struct Taken {
    nodes: Vec<Node>,
    others: usize,
}

impl Pool {
    /// Makes a pool in which all items are free. `documents` are the numbers of all documents of the books, including those that moved no
    /// money of the bank.
    pub(super) fn new(
        mut books: Vec<BookItem>,
        lines: Vec<StatementLine>,
        documents: &[&DocumentNumber],
        from: NaiveDate,
        window: u8,
    ) -> Self {
        books.sort();
        let nodes = (0..books.len()).map(Node::Book).chain((0..lines.len()).map(Node::Line));
        let free = nodes.collect();
        let items = books.len();
        let (mut named, mut naming) = (BTreeMap::new(), BTreeSet::new());
        // The first places are those of the items; a place behind them only shows that the line names a document.
        let ids: BTreeSet<&DocumentNumber> = books.iter().map(|book| &book.id).collect();
        let others = documents.iter().copied().filter(|id| !ids.contains(id));
        let numbers = Numbers::new(books.iter().map(|book| &book.id).chain(others));
        for (place, line) in lines.iter().enumerate() {
            let (mut sure, mut perhaps) = (BTreeSet::new(), BTreeSet::new());
            for text in [&line.reference, &line.description] {
                numbers.named_in(text, &mut sure, &mut perhaps);
            }
            if !sure.is_empty() {
                naming.insert(place);
            }
            sure.retain(|book| *book < items);
            perhaps.retain(|book| *book < items);
            if !(sure.is_empty() && perhaps.is_empty()) {
                named.insert(place, (sure, perhaps));
            }
        }
        Self { books, lines, free, named, naming, from, window }
    }

    /// Matches the items, step by step, and returns the results: matches, proposals and suspects in the order of their first book items.
    pub(super) fn matched(mut self) -> Matched {
        let mut results = Matched { matches: self.by_document(), ..Matched::default() };
        let reversed = self.reversed();
        let mut pairs = self.by_amount_and_date(|book| !reversed.contains(&book));
        pairs.extend(self.by_amount_and_date(|_| true));
        results.reversals = self.reversals();
        results.bank_reversals = self.bank_reversals();
        results.suspects = self.named_with_another_amount();
        results.matches.extend(self.carried_forward());
        let (sums, limits) = self.sums();
        results.limits = limits;
        results.matches.extend(self.same_day(&sums));
        results.suspects.extend(self.far_in_date());
        results.proposals = self.proposals(&sums);
        results.suspects.extend(self.digits_exchanged());
        results.suspects.extend(self.net_of_fee());
        results.ambiguities = self.ambiguities(&pairs);
        results.matches.extend(pairs.iter().map(|nodes| self.matching(nodes, MatchedBy::AmountAndDate)));

        results.matches.sort_by(|one, other| first(&one.pairing).cmp(&first(&other.pairing)));
        results.proposals.sort_by(|one, other| first(&one.pairing).cmp(&first(&other.pairing)));
        results.suspects.sort_by(|one, other| (&one.book, &one.statement).cmp(&(&other.book, &other.statement)));
        results.books_only = self.free_books().map(|(_, book)| book.clone()).collect();
        results.statement_only = self.free_lines().map(|(_, line)| line.clone()).collect();
        results
    }

    fn free_books(&self) -> impl Iterator<Item = (usize, &BookItem)> {
        (0..).zip(&self.books).filter(|(book, _)| self.free.contains(&Node::Book(*book)))
    }

    fn free_lines(&self) -> impl Iterator<Item = (usize, &StatementLine)> {
        (0..).zip(&self.lines).filter(|(line, _)| self.free.contains(&Node::Line(*line)))
    }

    /// Returns the free lines that name no document for sure.
    fn silent_lines(&self) -> impl Iterator<Item = (usize, &StatementLine)> {
        self.free_lines().filter(|(line, _)| !self.naming.contains(line))
    }

    /// Returns the free items of the books, and the free lines that name no document for sure.
    fn free_nodes(&self) -> (Vec<Node>, Vec<Node>) {
        let books = self.free_books().map(|(book, _)| Node::Book(book)).collect();
        (books, self.silent_lines().map(|(line, _)| Node::Line(line)).collect())
    }

    fn amount(&self, node: Node) -> Balance {
        let amount = match node {
            Node::Book(book) => self.books.get(book).map(|item| item.amount),
            Node::Line(line) => self.lines.get(line).map(|line| line.amount),
        };
        debug_assert!(amount.is_some(), "a node is the place of an item or a line");
        amount.unwrap_or_default()
    }

    fn date(&self, node: Node) -> NaiveDate {
        let date = match node {
            Node::Book(book) => self.books.get(book).map(|item| item.date),
            Node::Line(line) => self.lines.get(line).map(|line| line.date),
        };
        debug_assert!(date.is_some(), "a node is the place of an item or a line");
        date.unwrap_or_default()
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

    fn matching(&self, nodes: &[Node], by: MatchedBy) -> Match {
        Match { pairing: self.pairing(nodes), by }
    }

    /// Takes candidates in the order of their ranks, each if all its items are still free, and returns those taken.
    fn settle(&mut self, mut candidates: Vec<Candidate>) -> Vec<Taken> {
        candidates.retain(|candidate| candidate.nodes.iter().all(|node| self.free.contains(node)));
        candidates.sort();
        candidates.dedup();
        let mut count: BTreeMap<Node, usize> = BTreeMap::new();
        for node in candidates.iter().flat_map(|candidate| &candidate.nodes) {
            let count = count.entry(*node).or_default();
            *count = count.saturating_add(1);
        }
        let mut taken = Vec::new();
        for Candidate { nodes, .. } in candidates {
            if nodes.iter().all(|node| self.free.contains(node)) {
                let others = nodes.iter().filter_map(|node| count.get(node)).max().copied().unwrap_or_default();
                self.take(&nodes);
                taken.push(Taken { nodes, others: others.saturating_sub(1) });
            }
        }
        taken
    }

    /// Matches lines with the document of the same amount that they name, then lines that name several documents, and documents that
    /// several lines name, if the amounts add up.
    fn by_document(&mut self) -> Vec<Match> {
        let mut ones = Vec::new();
        let mut naming: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
        for (line, (sure, perhaps)) in &self.named {
            for (book, rank) in sure.iter().map(|book| (book, 0)).chain(perhaps.iter().map(|book| (book, 1))) {
                let (one, other) = (Node::Book(*book), Node::Line(*line));
                if rank == 0 {
                    naming.entry(*book).or_default().push(other);
                }
                if self.amount(one) == self.amount(other) {
                    ones.push(Candidate { rank: (rank, self.days_apart(one, other)), nodes: vec![one, other] });
                }
            }
        }
        let mut taken = self.settle(ones);

        let of_lines = self
            .named
            .iter()
            .map(|(line, (sure, _))| (Node::Line(*line), sure.iter().copied().map(Node::Book).collect::<Vec<Node>>()));
        let of_books = naming.into_iter().map(|(book, lines)| (Node::Book(book), lines));
        let sums = of_lines.chain(of_books).filter_map(|(one, several)| {
            let mut nodes: Vec<Node> = several.into_iter().filter(|node| self.free.contains(node)).collect();
            let sum: Balance = nodes.iter().map(|node| self.amount(*node)).sum();
            if nodes.len() < 2 || sum != self.amount(one) {
                return None;
            }
            nodes.push(one);
            nodes.sort();
            Some(Candidate { rank: (number_of(nodes.len()).into(), 0), nodes })
        });
        let sums = sums.collect();
        taken.extend(self.settle(sums));
        taken.iter().map(|taken| self.matching(&taken.nodes, MatchedBy::Document)).collect()
    }

    /// Finds free lines that name a free document of another amount, the nearest day first.
    fn named_with_another_amount(&mut self) -> Vec<Suspect> {
        let mut named = Vec::new();
        for (line, (sure, _)) in &self.named {
            for book in sure {
                let (one, other) = (Node::Book(*book), Node::Line(*line));
                named.push(Candidate { rank: (0, self.days_apart(one, other)), nodes: vec![one, other] });
            }
        }
        let taken = self.settle(named);
        self.suspects(taken, Suspicion::AmountDiffers)
    }

    /// Returns the places of free records that were reversed and of their reversals, if both are free.
    fn reversed(&self) -> BTreeSet<usize> {
        self.pairs_reversed().into_iter().flat_map(|(record, reversal)| [record, reversal]).collect()
    }

    /// Returns the places of each free record and its reversal, if the reversal comes later, is free too and has the opposite amount.
    fn pairs_reversed(&self) -> Vec<(usize, usize)> {
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

    /// Matches items of the same amount within the window, the nearest days first. Only items of the books for which `is_asked` returns
    /// true are matched.
    fn by_amount_and_date(&mut self, is_asked: impl Fn(usize) -> bool) -> Vec<[Node; 2]> {
        let mut pairs = Vec::new();
        for days in 0..=self.window {
            pairs.extend(self.so_many_days_apart(days, &is_asked));
        }
        pairs
    }

    /// Matches items of the same amount that are exactly `days` days apart, the earlier line first.
    fn so_many_days_apart(&mut self, days: u8, is_asked: &impl Fn(usize) -> bool) -> Vec<[Node; 2]> {
        let mut lines: BTreeMap<(Balance, NaiveDate), BTreeSet<usize>> = BTreeMap::new();
        for (place, line) in self.silent_lines() {
            lines.entry((line.amount, line.date)).or_default().insert(place);
        }
        let mut pairs = Vec::new();
        for (place, book) in self.free_books().filter(|(place, _)| is_asked(*place)) {
            let line = around(book.date, days)
                .into_iter()
                .find_map(|day| lines.get_mut(&(book.amount, day)).and_then(BTreeSet::pop_first));
            pairs.extend(line.map(|line| [Node::Book(place), Node::Line(line)]));
        }
        for nodes in &pairs {
            self.take(nodes);
        }
        pairs
    }

    /// Groups pairs of one amount whose lines could be exchanged: their documents or their lines are of one day. Free items of the same
    /// amount and day are in the group too, as any of its items could be the open one. A group of a single pair is left out.
    fn ambiguities(&self, pairs: &[[Node; 2]]) -> Vec<Ambiguity> {
        let key = |node: &Node| (matches!(node, Node::Line(_)), self.amount(*node), self.date(*node));
        let (books, lines) = self.free_nodes();
        let mut of_day: BTreeMap<_, Vec<Node>> = BTreeMap::new();
        for node in books.iter().chain(&lines) {
            of_day.entry(key(node)).or_default().push(*node);
        }
        let mut groups: Vec<Vec<Node>> = Vec::new();
        let mut group_of: BTreeMap<_, usize> = BTreeMap::new();
        for pair in pairs {
            let known: BTreeSet<usize> = pair.iter().filter_map(|node| group_of.get(&key(node))).copied().collect();
            let group = known.first().copied().unwrap_or(groups.len());
            if group == groups.len() {
                groups.push(Vec::new());
            }
            let mut members = pair.to_vec();
            for other in known.into_iter().skip(1) {
                members.extend(groups.get_mut(other).map(std::mem::take).unwrap_or_default());
            }
            for node in &members {
                group_of.insert(key(node), group);
            }
            groups.get_mut(group).into_iter().for_each(|nodes| nodes.extend(&members));
        }
        let groups = groups.into_iter().map(|mut nodes| {
            let keys: BTreeSet<_> = nodes.iter().map(key).collect();
            nodes.extend(keys.iter().filter_map(|key| of_day.get(key)).flatten());
            nodes
        });
        let mut groups: Vec<Vec<Node>> = groups.filter(|nodes| nodes.len() > 2).collect();
        for nodes in &mut groups {
            nodes.sort();
        }
        groups.sort();
        let pairings = groups.iter().map(|nodes| self.pairing(nodes));
        pairings.map(|Pairing { books, statement }| Ambiguity { books, statement }).collect()
    }

    /// Takes each record and its reversal that are both still free.
    fn reversals(&mut self) -> Vec<ReversalPair> {
        let mut found = Vec::new();
        for (record, reversal) in self.pairs_reversed() {
            self.take(&[Node::Book(record), Node::Book(reversal)]);
            if let (Some(record), Some(reversal)) = (self.books.get(record), self.books.get(reversal)) {
                found.push(ReversalPair { record: record.clone(), reversal: reversal.clone() });
            }
        }
        found
    }

    /// Takes pairs of free lines with the same reference, apart from capitals, and opposite amounts, in the order of the account.
    fn bank_reversals(&mut self) -> Vec<BankReversal> {
        let mut open: HashMap<(String, Balance), Vec<usize>> = HashMap::new();
        let mut pairs = Vec::new();
        for (place, line) in self.free_lines().filter(|(_, line)| !line.reference.is_empty()) {
            let reference = line.reference.to_lowercase();
            match open.get_mut(&(reference.clone(), -line.amount)).and_then(Vec::pop) {
                Some(earlier) => pairs.push((earlier, place)),
                None => open.entry((reference, line.amount)).or_default().push(place),
            }
        }
        let mut found = Vec::new();
        for (line, reversal) in pairs {
            self.take(&[Node::Line(line), Node::Line(reversal)]);
            if let (Some(line), Some(reversal)) = (self.lines.get(line), self.lines.get(reversal)) {
                found.push(BankReversal { line: line.clone(), reversal: reversal.clone() });
            }
        }
        found
    }

    /// Matches items of an earlier period with items of this period of the same amount, in the order of the items.
    fn carried_forward(&mut self) -> Vec<Match> {
        let (books, lines) = self.free_nodes();
        let is_earlier = |node: &Node| self.date(*node) < self.from;
        let (earlier_books, later_books): (Vec<Node>, Vec<Node>) = books.into_iter().partition(is_earlier);
        let (earlier_lines, later_lines): (Vec<Node>, Vec<Node>) = lines.into_iter().partition(is_earlier);
        let mut matches = Vec::new();
        for (books, lines) in [(earlier_books, later_lines), (later_books, earlier_lines)] {
            for taken in self.in_turn(books, lines) {
                matches.push(self.matching(&taken.nodes, MatchedBy::CarriedForward));
                self.take(&taken.nodes);
            }
        }
        matches
    }

    /// Returns pairs of a book item and a line with the same amount, in the order of the items.
    fn in_turn(&self, books: Vec<Node>, lines: Vec<Node>) -> Vec<Taken> {
        let (books, lines) = (self.by_amount(books), self.by_amount(lines));
        let mut pairs = Vec::new();
        for (amount, books) in &books {
            let Some(lines) = lines.get(amount) else { continue };
            let others = books.len().max(lines.len()).saturating_sub(1);
            pairs.extend(books.iter().zip(lines).map(|(book, line)| Taken { nodes: vec![*book, *line], others }));
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

    /// Finds several items of one side that add up to one of the other, and returns the sums and the searches that ended early.
    fn sums(&self) -> (Vec<Sum>, Vec<LimitReached>) {
        let part = |node: &Node| Part { node: *node, date: self.date(*node), amount: self.amount(*node) };
        let (books, lines) = self.free_nodes();
        let books: Vec<Part> = books.iter().map(part).collect();
        let lines: Vec<Part> = lines.iter().map(part).collect();
        let (mut sums, of_lines) = several::sums(&lines, &books, self.window);
        let (of_books, limits) = several::sums(&books, &lines, self.window);
        sums.extend(of_books);
        let limits = of_lines.into_iter().chain(limits).filter_map(|limit| {
            let item = match limit.whole {
                Node::Book(book) => self.books.get(book).cloned().map(OpenItem::Books),
                Node::Line(line) => self.lines.get(line).cloned().map(OpenItem::Statement),
            };
            Some(LimitReached { item: item?, near: limit.near, searched: limit.searched, found: limit.found })
        });
        (sums, limits.collect())
    }

    fn candidates_of<'a>(sums: impl IntoIterator<Item = &'a Sum>) -> Vec<Candidate> {
        let candidates = sums.into_iter().map(|sum| {
            let mut nodes = sum.parts.clone();
            nodes.push(sum.whole);
            nodes.sort();
            Candidate { rank: (number_of(nodes.len()).into(), sum.days_apart), nodes }
        });
        candidates.collect()
    }

    /// Matches sums of one day whose items are in no other sum of that day.
    fn same_day(&mut self, sums: &[Sum]) -> Vec<Match> {
        let candidates = Self::candidates_of(sums.iter().filter(|sum| sum.days_apart == 0));
        let taken = self.settle(candidates);
        let (sure, others): (Vec<Taken>, Vec<Taken>) = taken.into_iter().partition(|taken| taken.others == 0);
        self.free.extend(others.iter().flat_map(|taken| &taken.nodes));
        sure.iter().map(|taken| self.matching(&taken.nodes, MatchedBy::SameDay)).collect()
    }

    fn proposals(&mut self, sums: &[Sum]) -> Vec<Proposal> {
        let taken = self.settle(Self::candidates_of(sums));
        taken.iter().map(|taken| Proposal { pairing: self.pairing(&taken.nodes), others: taken.others }).collect()
    }

    /// Finds free items of the same amount. They are farther apart than the window, as nearer ones are matched before.
    fn far_in_date(&mut self) -> Vec<Suspect> {
        let (books, lines) = self.free_nodes();
        let taken = self.in_turn(books, lines);
        for taken in &taken {
            self.take(&taken.nodes);
        }
        self.suspects(taken, Suspicion::DateFar)
    }

    /// Finds free items within the window in whose amounts two digits changed places, the nearest days first.
    fn digits_exchanged(&mut self) -> Vec<Suspect> {
        let mut lines: BTreeMap<Digits, Vec<(NaiveDate, usize)>> = BTreeMap::new();
        for (place, line) in self.silent_lines() {
            lines.entry(Digits::of(line.amount)).or_default().push((line.date, place));
        }
        for lines in lines.values_mut() {
            lines.sort_unstable();
        }
        let mut candidates = Vec::new();
        for (place, book) in self.free_books() {
            let Some(lines) = lines.get(&Digits::of(book.amount)) else { continue };
            let here = lines.partition_point(|(date, _)| *date < book.date);
            let (earlier, later) = lines.split_at_checked(here).unwrap_or((lines, &[]));
            for (date, line) in earlier.iter().rev().take(NEAR).chain(later.iter().take(NEAR)) {
                let days = days_apart(*date, book.date);
                let nodes = vec![Node::Book(place), Node::Line(*line)];
                if days <= self.window.into() && are_exchanged(book.amount, self.amount(Node::Line(*line))) {
                    candidates.push(Candidate { rank: (0, days), nodes });
                }
            }
        }
        let taken = self.settle(candidates);
        self.suspects(taken, Suspicion::DigitsExchanged)
    }

    /// Finds free receipts and free lines within the window that are less by under 1 %, the smallest difference first.
    fn net_of_fee(&mut self) -> Vec<Suspect> {
        let money_in = self.silent_lines().filter(|(_, line)| line.amount.is_positive());
        let lines: BTreeSet<(Balance, NaiveDate, usize)> =
            money_in.map(|(place, line)| (line.amount, line.date, place)).collect();
        let mut candidates = Vec::new();
        for (place, book) in self.free_books().filter(|(_, book)| book.amount.is_positive()) {
            let is_near = |line: &&(Balance, NaiveDate, usize)| (book.amount - line.0).times(100) < book.amount;
            let below = lines.range(..(book.amount, NaiveDate::MIN, 0)).rev().take_while(is_near);
            let in_window = |line: &&(Balance, NaiveDate, usize)| days_apart(line.1, book.date) <= self.window.into();
            for (amount, date, line) in below.take(SCANNED).filter(in_window).take(NEAR) {
                let charge = u64::try_from((book.amount - *amount).dong()).unwrap_or(u64::MAX);
                let nodes = vec![Node::Book(place), Node::Line(*line)];
                candidates.push(Candidate { rank: (charge, days_apart(*date, book.date)), nodes });
            }
        }
        let taken = self.settle(candidates);
        self.suspects(taken, Suspicion::NetOfFee)
    }

    /// Returns the pairs taken as suspects for the reason `why`.
    fn suspects(&self, taken: Vec<Taken>, why: Suspicion) -> Vec<Suspect> {
        let suspects = taken.into_iter().filter_map(|taken| {
            let Pairing { books, statement } = self.pairing(&taken.nodes);
            let (book, statement) = (books.into_iter().next()?, statement.into_iter().next()?);
            let difference = statement.amount - book.amount;
            Some(Suspect { book, statement, why, difference, others: taken.others })
        });
        suspects.collect()
    }
}

/// Returns the day `days` days before `date` and the day `days` days after it; one day if they are the same.
fn around(date: NaiveDate, days: u8) -> Vec<NaiveDate> {
    let days = Days::new(days.into());
    let mut around: Vec<NaiveDate> =
        [date.checked_sub_days(days), date.checked_add_days(days)].into_iter().flatten().collect();
    around.dedup();
    around
}

/// Returns the first item of each side, by which results are sorted.
fn first(pairing: &Pairing) -> (Option<&BookItem>, Option<&StatementLine>) {
    (pairing.books.first(), pairing.statement.first())
}
