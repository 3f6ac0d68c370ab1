//! The proof (chứng minh số dư): books and bank brought to the same balance, each by what only the other has.
//!
//! ```text
//! balance by books + in the statement only + differences of what is suspected
//!   = balance by bank + in the books only
//! ```
//!
//! What remains is explained by no item: a difference that was there at the opening, or rows of the statement that were not read.

use serde::Serialize;

use crate::money::Balance;

/// One column of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The balance at the beginning of the period (số dư đầu kỳ).
    pub opening: Balance,
    /// All movements of the period (phát sinh trong kỳ). Of the statement, those that were read.
    pub movements: Balance,
    /// The balance at the end of the period (số dư cuối kỳ).
    pub closing: Balance,
    /// What only the other side has, carried items too.
    pub only_elsewhere: Balance,
    /// What the statement says of suspected pairs less what the books say; in the column of the bank nothing.
    pub suspected: Balance,
    /// The closing balance with both.
    pub adjusted: Balance,
}

impl Column {
    pub(super) fn new(
        opening: Balance,
        movements: Balance,
        closing: Balance,
        only_elsewhere: Balance,
        suspected: Balance,
    ) -> Self {
        let adjusted = closing + only_elsewhere + suspected;
        Self { opening, movements, closing, only_elsewhere, suspected, adjusted }
    }
}

/// What no item explains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unexplained {
    /// Of the opening balances, with what was carried forward taken into account: an earlier period was not reconciled, or not all
    /// of its open items were handed on.
    pub at_opening: Balance,
    /// Of the statement: what its balances moved more than its rows, by rows that were not read and balances that do not follow.
    pub in_statement: Balance,
}

/// The balance by books and the balance by bank, and what lies between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// By the books.
    pub books: Column,
    /// By the bank; `None` where the statement has no row, and so no balance.
    pub bank: Option<Column>,
    /// What remains between them.
    pub unexplained: Option<Unexplained>,
    /// The adjusted balance by bank less that by books: what remains, all together.
    pub difference: Option<Balance>,
}

impl Proof {
    pub(super) fn new(books: Column, bank: Option<Column>, carried: Balance) -> Self {
        let unexplained = bank.map(|bank| Unexplained {
            at_opening: bank.opening - books.opening - carried,
            in_statement: bank.closing - bank.opening - bank.movements,
        });
        Self { books, bank, unexplained, difference: bank.map(|bank| bank.adjusted - books.adjusted) }
    }

    /// From the books to the bank: what the bank should have.
    #[must_use]
    pub fn expected_by_bank(&self) -> Option<Balance> {
        self.bank.map(|bank| self.books.adjusted - bank.only_elsewhere)
    }

    /// From the bank to the books: what the books should have.
    #[must_use]
    pub fn expected_by_books(&self) -> Option<Balance> {
        self.bank.map(|bank| bank.adjusted - self.books.only_elsewhere - self.books.suspected)
    }

    /// Whether both sides come to the same balance, to the đồng, and nothing was left aside to get there.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.unexplained == Some(Unexplained::default()) && self.difference == Some(Balance::ZERO)
    }
}
