//! The results of matching: matches, proposals, suspects, pairs that cancel each other, and searches that ended early.

use serde::Serialize;

use super::item::{BookItem, OpenItem};
use super::line::StatementLine;
use crate::money::Balance;

/// Items of the books and lines of the statement that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pairing {
    /// The items of the books.
    pub books: Vec<BookItem>,
    /// The lines of the statement.
    pub statement: Vec<StatementLine>,
}

impl Pairing {
    /// Returns the total of the lines less the total of the items, in đồng.
    #[must_use]
    pub fn difference(&self) -> Balance {
        let statement: Balance = self.statement.iter().map(|line| line.amount).sum();
        statement - self.books.iter().map(|item| item.amount).sum()
    }
}

/// The evidence for a match, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The numbers of the documents, named on the lines, with equal amounts (khớp số chứng từ).
    Document,
    /// The same amount, on days within the window (khớp số tiền và ngày).
    AmountAndDate,
    /// Several items of one day that add up to one of that day, in one way only (gộp trong ngày).
    SameDay,
    /// The same amount as an item carried forward from an earlier period (kỳ trước chuyển sang).
    CarriedForward,
}

/// Items of both sides that are the same movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Match {
    /// The items of both sides.
    pub pairing: Pairing,
    /// The evidence for the match.
    pub by: MatchedBy,
}

/// Items that add up to one on the other side, with no other evidence; they are to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The items of both sides.
    pub pairing: Pairing,
    /// The number of other sums that one of the items could be in.
    pub others: usize,
}

/// Documents of the same amount that could exchange their lines: the documents or the lines are of one day, and no line names a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ambiguity {
    /// The documents, each matched with one of the lines; if there are more documents than lines, some are open.
    pub books: Vec<BookItem>,
    /// The lines, each matched with one of the documents; if there are more lines than documents, some are open.
    pub statement: Vec<StatementLine>,
}

/// A record and its reversal (bút toán đảo), both unknown to the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReversalPair {
    /// The record that is reversed.
    pub record: BookItem,
    /// The record that reverses it.
    pub reversal: BookItem,
}

/// A line and the line by which the bank takes it back (ngân hàng hoàn lại): same reference, opposite amounts, both unknown to the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankReversal {
    /// The line that is taken back.
    pub line: StatementLine,
    /// The line that takes it back.
    pub reversal: StatementLine,
}

/// The reason to suspect that two open items are one movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Suspicion {
    /// A line that names the document, with another amount (cùng số chứng từ, khác số tiền).
    AmountDiffers,
    /// The same amount, on days farther apart than the window (cùng số tiền, cách xa ngày).
    DateFar,
    /// Two digits that changed places, on days within the window (đảo chữ số); the difference is then divisible by 9.
    DigitsExchanged,
    /// Money in that is less, by a charge under 1 % of the amount in the books, on days within the window (đã trừ phí).
    NetOfFee,
}

/// Two open items that are probably the same movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Suspect {
    /// The item of the books.
    pub book: BookItem,
    /// The line of the statement.
    pub statement: StatementLine,
    /// The reason for the suspicion.
    pub why: Suspicion,
    /// The amount of the statement less the amount of the books, in đồng.
    pub difference: Balance,
    /// The number of other pairs that one of the two could be in for the same reason.
    pub others: usize,
}

/// A search for several items that add up to one, which ended before it was complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LimitReached {
    /// The item to which the others should add up.
    pub item: OpenItem,
    /// The number of items near it on the other side, as far as they were counted.
    pub near: usize,
    /// The number of these that were searched, the nearest in date.
    pub searched: usize,
    /// The number of sums found before the search ended.
    pub found: usize,
}

/// The results of matching. Every item is in exactly one of them, and may be in ambiguities and limits too.
#[derive(Default)]
pub(super) struct Matched {
    pub(super) matches: Vec<Match>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) ambiguities: Vec<Ambiguity>,
    pub(super) reversals: Vec<ReversalPair>,
    pub(super) bank_reversals: Vec<BankReversal>,
    pub(super) suspects: Vec<Suspect>,
    pub(super) books_only: Vec<BookItem>,
    pub(super) statement_only: Vec<StatementLine>,
    pub(super) limits: Vec<LimitReached>,
}
