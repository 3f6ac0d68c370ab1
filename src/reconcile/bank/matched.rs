//! The results of matching: matches, proposals, suspects, pairs that cancel each other, and where the search ended early.

use serde::Serialize;

use super::item::{BookItem, OpenItem};
use super::line::StatementLine;
use crate::money::Balance;

/// Items of the books and lines of the statement that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pairing {
    /// Of the books.
    pub books: Vec<BookItem>,
    /// Of the statement.
    pub statement: Vec<StatementLine>,
}

impl Pairing {
    /// The amount of the statement less that of the books.
    #[must_use]
    pub fn difference(&self) -> Balance {
        let statement: Balance = self.statement.iter().map(|line| line.amount).sum();
        statement - self.books.iter().map(|item| item.amount).sum()
    }
}

/// How a match was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The line names the document or documents, and the amounts agree (khớp số chứng từ).
    Document,
    /// Same amount, within the window (khớp số tiền và ngày).
    AmountAndDate,
    /// Several of one day add up to one of that day, in one way only (gộp trong ngày).
    SameDay,
    /// Same amount as an item of an earlier period (kỳ trước chuyển sang).
    CarriedForward,
}

/// Items of both sides that are the same movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The items.
    pub pairing: Pairing,
    /// How they were found.
    pub by: MatchedBy,
}

/// Items that add up to one on the other side, with no other evidence: to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The items.
    pub pairing: Pairing,
    /// The number of other sums that would do as well.
    pub others: usize,
}

/// Documents of the same amount, none of them named on a line, that could exchange their lines, the days being as near.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ambiguity {
    /// Of the books, each matched with one of the lines or, where there are more than lines, open.
    pub books: Vec<BookItem>,
    /// Of the statement, each matched with one of the documents or, where there are more than documents, open.
    pub statement: Vec<StatementLine>,
}

/// A record and its reversal (bút toán đảo), neither of which the bank knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReversalPair {
    /// The record.
    pub record: BookItem,
    /// The record that reverses it.
    pub reversal: BookItem,
}

/// A line and the line by which the bank takes it back (ngân hàng hoàn lại): same reference, opposite amounts, neither in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankReversal {
    /// The line.
    pub line: StatementLine,
    /// The line that takes it back.
    pub reversal: StatementLine,
}

/// Why two open items are suspected to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// The line names the document, the amount is another (cùng số chứng từ, khác số tiền).
    AmountDiffers,
    /// The amount is the same, the days are farther apart than the window (cùng số tiền, cách xa ngày).
    DateFar,
    /// Two digits changed places, within the window (đảo chữ số); the difference is then divisible by 9.
    DigitsExchanged,
    /// Money in, less by a charge of under 1 % of it, within the window (đã trừ phí).
    NetOfFee,
}

/// Two open items that are probably the same movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suspect {
    /// In the books.
    pub book: BookItem,
    /// In the statement.
    pub statement: StatementLine,
    /// Why.
    pub why: Suspicion,
    /// The amount of the statement less that of the books.
    pub difference: Balance,
    /// The number of other pairs of the same reason for one of the two.
    pub others: usize,
}

/// Where the search for several that add up to one ended before it was complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitReached {
    /// The item to which the others should add up.
    pub item: OpenItem,
    /// The number of items near it, as far as they were counted.
    pub near: usize,
    /// The number of these, the nearest, that were searched.
    pub searched: usize,
    /// The number of sums found before the search ended.
    pub found: usize,
}

/// The results. Every item given is in one of them once, besides in ambiguities and limits.
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
