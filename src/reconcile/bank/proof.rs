//! The proof (chứng minh số dư): the balances of books and bank, each adjusted by the items that only the other side has.
//!
//! ```text
//! balance by books + in the statement only + differences of what is suspected
//!   = balance by bank + in the books only
//! ```
//!
//! A difference that remains is explained by no item. It was there at the opening, or it comes from rows of the statement that were not
//! read and from balances that do not follow.

use serde::Serialize;

use crate::money::Balance;

/// One column of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The balance at the beginning of the period (số dư đầu kỳ).
    pub opening: Balance,
    /// All movements of the period (phát sinh trong kỳ); in the column of the bank, those that were read.
    pub movements: Balance,
    /// The balance at the end of the period (số dư cuối kỳ).
    pub closing: Balance,
    /// The total of the items that only the other side has, with those carried forward.
    pub only_elsewhere: Balance,
    /// The amounts of the statement less the amounts of the books in suspected pairs; zero in the column of the bank.
    pub suspected: Balance,
    /// The closing balance plus `only_elsewhere` and `suspected`.
    pub adjusted: Balance,
}

impl Column {
    /// Makes a column and computes its adjusted balance.
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

/// The differences that no item explains, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unexplained {
    /// The opening balance by bank less that by books, and less the open items carried forward (those of the statement less those of the
    /// books). If it is not zero, an earlier period was not reconciled, or not all of its open items were carried forward.
    pub at_opening: Balance,
    /// The change of the balance by bank less the movements that were read. If it is not zero, rows were not read, or balances do not
    /// follow.
    pub in_statement: Balance,
}

/// The balance by books and the balance by bank, and the difference between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Proof {
    /// The column of the books.
    pub books: Column,
    /// The column of the bank; `None` if the statement shows no balance at the beginning or at the end of the period.
    pub bank: Option<Column>,
    /// The differences that no item explains; `None` without a column of the bank.
    pub unexplained: Option<Unexplained>,
    /// The adjusted balance by bank less that by books, which is the total of `unexplained`; `None` without a column of the bank.
    pub difference: Option<Balance>,
}

impl Proof {
    /// Makes the proof; `carried` is the total of the lines carried forward less the total of the book items carried forward.
    pub(super) fn new(books: Column, bank: Option<Column>, carried: Balance) -> Self {
        let unexplained = bank.map(|bank| Unexplained {
            at_opening: bank.opening - books.opening - carried,
            in_statement: bank.closing - bank.opening - bank.movements,
        });
        Self { books, bank, unexplained, difference: bank.map(|bank| bank.adjusted - books.adjusted) }
    }

    /// Returns the closing balance that the bank should have by the books, in đồng; `None` if the statement has no balances.
    #[must_use]
    pub fn expected_by_bank(&self) -> Option<Balance> {
        self.bank.map(|bank| self.books.adjusted - bank.only_elsewhere)
    }

    /// Returns the closing balance that the books should have by the bank, in đồng; `None` if the statement has no balances.
    #[must_use]
    pub fn expected_by_books(&self) -> Option<Balance> {
        self.bank.map(|bank| bank.adjusted - self.books.only_elsewhere - self.books.suspected)
    }

    /// Returns whether both sides come to the same balance, to the đồng, and no difference is left unexplained at the opening or inside the
    /// statement. Returns false if the statement has no balances.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.unexplained == Some(Unexplained::default()) && self.difference == Some(Balance::ZERO)
    }
}
