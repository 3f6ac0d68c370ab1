//! Borrowings: the debts of the club to its lenders (vay ngoài).

use serde::Serialize;

use super::advances::{Columns, rolled_forward, rolled_forward_columns};
use super::figure::{Figure, NoTape};
use super::span::BooksOfPeriod;
use crate::account::Account;
use crate::event::EventKind;
use crate::money::Balance;
use crate::name::LenderId;

/// The debts to each lender in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Borrowings<A = Balance> {
    pub rows: Vec<LenderRow<A>>,
    pub total: BorrowingColumns<A>,
}

/// One lender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LenderRow<A = Balance> {
    /// The lender.
    pub lender: LenderId,
    /// The movements of the debt.
    #[serde(flatten)]
    pub amounts: BorrowingColumns<A>,
}

rolled_forward_columns! {
    /// The movements of borrowings. Decreases are shown as positive.
    BorrowingColumns {
        received: BorrowingReceived, shows increases;
        repaid: BorrowingRepaid, shows decreases;
        forgiven: BorrowingForgiven, shows decreases;
    }
}

impl Borrowings {
    /// Returns the borrowings of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Borrowings<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let lenders: Vec<&LenderId> = books.closing().ledger().lenders().map(|(lender, _)| lender).collect();
        let accounts: Vec<Account> = lenders.iter().map(|lender| Account::Borrowing((*lender).clone())).collect();
        let columns = rolled_forward(books, &accounts, tape);
        let rows: Vec<LenderRow<A>> = lenders
            .into_iter()
            .zip(&accounts)
            .map(|(lender, account)| LenderRow {
                lender: lender.clone(),
                amounts: columns.get(account).copied().unwrap_or_default(),
            })
            .filter(|row| row.amounts != BorrowingColumns::default())
            .collect();
        let mut total = BorrowingColumns::default();
        for row in &rows {
            total.add(&row.amounts);
        }
        Self { rows, total }
    }
}
