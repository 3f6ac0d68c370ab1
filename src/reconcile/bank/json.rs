//! The JSON of a reconciliation: documents are given by their numbers, movements of the bank by their lines in the file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::{
    BalanceBreak, BankReconciliation, BookItem, ColumnRole, LimitReached, MatchedBy, OpenItem, Pairing, Proof,
    RefusedRow, StatementLine, Suspicion,
};
use crate::calendar::Period;
use crate::money::Balance;

/// The keys of the JSON, in their documented order.
#[derive(Serialize)]
struct Keys<'a> {
    club: &'a str,
    name: &'a str,
    period: Period,
    window: u8,
    columns: &'a BTreeMap<ColumnRole, String>,
    rows_read: usize,
    passed_over: &'a [u64],
    refused: &'a [RefusedRow],
    breaks: &'a [BalanceBreak],
    opening: Option<Balance>,
    closing: Option<Balance>,
    matched: Vec<Pair<'a>>,
    proposed: Vec<Pair<'a>>,
    suspected: Vec<Pair<'a>>,
    ambiguous: Vec<Vec<&'a str>>,
    books_only: Vec<&'a str>,
    lines_only: Vec<u64>,
    reversed_in_bank: Vec<[u64; 2]>,
    proved: Option<bool>,
    reversed_in_books: Vec<[&'a str; 2]>,
    limits: Vec<Limit<'a>>,
    outside: usize,
    month_first: bool,
    proof: &'a Proof,
}

/// Documents and lines that belong together.
#[derive(Default, Serialize)]
struct Pair<'a> {
    books: Vec<&'a str>,
    lines: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Suspicion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Balance>,
    /// The number of other pairs or sums that one of the items could be in.
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<usize>,
}

/// A search for items that add up to one, `book` or `line`, that ended early.
#[derive(Serialize)]
struct Limit<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    near: usize,
    searched: usize,
    found: usize,
}

impl<'a> Pair<'a> {
    /// Returns the documents and lines of a pairing, with no further keys.
    fn of(pairing: &'a Pairing) -> Self {
        Self { books: ids(&pairing.books), lines: lines(&pairing.statement), ..Self::default() }
    }
}

/// Returns the document numbers of items.
fn ids(items: &[BookItem]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

/// Returns the lines of the file on which rows begin, counted from 1.
fn lines(lines: &[StatementLine]) -> Vec<u64> {
    lines.iter().map(|line| line.line).collect()
}

impl Serialize for BankReconciliation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let matched = self.matches.iter().map(|matched| {
            let by = match matched.by {
                MatchedBy::Document => "document",
                MatchedBy::AmountAndDate | MatchedBy::SameDay | MatchedBy::CarriedForward => "amount",
            };
            Pair { by: Some(by), ..Pair::of(&matched.pairing) }
        });
        let proposed = self.proposals.iter().map(|proposal| Pair {
            by: Some("sum"),
            others: Some(proposal.others),
            ..Pair::of(&proposal.pairing)
        });
        let suspected = self.suspects.iter().map(|suspect| Pair {
            books: vec![suspect.book.id.as_str()],
            lines: vec![suspect.statement.line],
            why: Some(suspect.why),
            difference: Some(suspect.difference),
            others: Some(suspect.others),
            ..Pair::default()
        });
        let open: BTreeSet<&BookItem> = self.books_only.iter().collect();
        let ambiguous = self.ambiguities.iter().map(|group| {
            let matched = group.books.iter().filter(|item| !open.contains(item));
            matched.map(|item| item.id.as_str()).collect::<Vec<_>>()
        });
        let reversed = self.reversals.iter().flat_map(|pair| [&pair.record, &pair.reversal]);
        let limits = self.limits.iter().map(|LimitReached { item, near, searched, found }| {
            let (book, line) = match item {
                OpenItem::Books(item) => (Some(item.id.as_str()), None),
                OpenItem::Statement(line) => (None, Some(line.line)),
            };
            Limit { book, line, near: *near, searched: *searched, found: *found }
        });
        let keys = Keys {
            club: self.club.as_str(),
            name: self.name.as_str(),
            period: self.period,
            window: self.window,
            columns: &self.columns,
            rows_read: self.rows_read,
            passed_over: &self.passed_over,
            refused: &self.refused,
            breaks: &self.breaks,
            opening: self.opening,
            closing: self.closing,
            matched: matched.collect(),
            proposed: proposed.collect(),
            suspected: suspected.collect(),
            ambiguous: ambiguous.filter(|group| group.len() > 1).collect(),
            books_only: self.books_only.iter().chain(reversed).map(|item| item.id.as_str()).collect(),
            lines_only: lines(&self.statement_only),
            reversed_in_bank: self.bank_reversals.iter().map(|pair| [pair.line.line, pair.reversal.line]).collect(),
            proved: self.proof.bank.map(|_| self.proof.holds()),
            reversed_in_books: self
                .reversals
                .iter()
                .map(|pair| [pair.record.id.as_str(), pair.reversal.id.as_str()])
                .collect(),
            limits: limits.collect(),
            outside: self.outside,
            month_first: self.seems_month_first,
            proof: &self.proof,
        };
        keys.serialize(serializer)
    }
}
