//! What matching comes to: matches, reversal pairs, suspects, and where the search ended before it was through.

use serde::Serialize;

use super::item::{BookItem, OpenItem};
use super::statement::StatementLine;
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
    /// What the statement says less what the books say.
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
    /// The line names the document (khớp số chứng từ).
    Reference,
    /// Same amount, near in date (khớp số tiền và ngày).
    AmountAndDate,
    /// Same amount as an item of an earlier period (kỳ trước chuyển sang).
    CarriedForward,
    /// Several add up to one (gộp nhiều khoản).
    Several,
}

/// Items of both sides that are the same movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The items.
    pub pairing: Pairing,
    /// How they were found.
    pub by: MatchedBy,
    /// What would have done as well: others as near. At most eight are told.
    pub alternatives: Vec<Pairing>,
    /// How many more there are.
    pub alternatives_untold: usize,
}

impl Match {
    /// Whether others would have done as well, so that this pairing is one of several.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        !self.alternatives.is_empty()
    }
}

/// A record and its reversal (bút toán đảo), neither of which the bank knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReversalPair {
    /// The record.
    pub record: BookItem,
    /// What takes it back.
    pub reversal: BookItem,
}

/// Why two open items are suspected to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// The line names the document, the amount is another (cùng số chứng từ, khác số tiền).
    SameReference,
    /// The amount is the same, the days are further apart than the window (cùng số tiền, quá hạn).
    SameAmount,
    /// Two digits changed places (đảo số), within the window; the difference is then divisible by 9.
    TransposedDigits,
    /// The digits are the same in another order, within the window (cùng chữ số).
    SameDigits,
}

/// Two open items that look like one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suspect {
    /// In the books.
    pub book: BookItem,
    /// In the statement.
    pub statement: StatementLine,
    /// Why.
    pub why: Suspicion,
    /// What the statement says less what the books say.
    pub difference: Balance,
    /// What looks as much alike. At most eight are told.
    pub alternatives: Vec<Pairing>,
    /// How many more there are.
    pub alternatives_untold: usize,
}

/// Where the search for several that add up to one ended before it was through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitReached {
    /// What the others should add up to.
    pub item: OpenItem,
    /// How many stood near it, as far as they were counted.
    pub near: usize,
    /// Among how many, the nearest, was searched.
    pub searched: usize,
    /// How many sums were found before the search ended.
    pub found: usize,
}

/// All that matching comes to. Every item given stands in it once, besides in alternatives and limits.
pub(super) struct Matched {
    pub(super) matches: Vec<Match>,
    pub(super) reversals: Vec<ReversalPair>,
    pub(super) suspects: Vec<Suspect>,
    pub(super) books_only: Vec<BookItem>,
    pub(super) statement_only: Vec<StatementLine>,
    pub(super) limits: Vec<LimitReached>,
}
