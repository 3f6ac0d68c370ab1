//! Borrowings: the debts of the club to its lenders (vay ngoài).

use serde::Serialize;

use super::advances::{Columns, rolled_forward};
use super::span::BooksOfPeriod;
use crate::account::Account;
use crate::event::EventKind;
use crate::money::Balance;
use crate::name::LenderId;

/// The debts to each lender in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct Borrowings {
    pub rows: Vec<LenderRow>,
    pub total: BorrowingColumns,
}

/// One lender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LenderRow {
    /// The lender.
    pub lender: LenderId,
    /// The movements of the debt.
    #[serde(flatten)]
    pub amounts: BorrowingColumns,
}

/// The movements of borrowings. Decreases are shown as positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct BorrowingColumns {
    pub opening: Balance,
    pub carried_in: Balance,
    pub received: Balance,
    pub repaid: Balance,
    pub forgiven: Balance,
    pub other: Balance,
    pub closing: Balance,
}

impl Columns for BorrowingColumns {
    fn column(&mut self, kind: Option<EventKind>) -> (&mut Balance, bool) {
        match kind {
            Some(kind) if kind.is_carried_in() => (&mut self.carried_in, false),
            Some(EventKind::BorrowingReceived) => (&mut self.received, false),
            Some(EventKind::BorrowingRepaid) => (&mut self.repaid, true),
            Some(EventKind::BorrowingForgiven) => (&mut self.forgiven, true),
            _ => (&mut self.other, false),
        }
    }

    fn ends(&mut self) -> (&mut Balance, &mut Balance) {
        (&mut self.opening, &mut self.closing)
    }

    fn add(&mut self, other: &Self) {
        self.opening += other.opening;
        self.carried_in += other.carried_in;
        self.received += other.received;
        self.repaid += other.repaid;
        self.forgiven += other.forgiven;
        self.other += other.other;
        self.closing += other.closing;
    }
}

impl Borrowings {
    /// Returns the borrowings of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        let lenders: Vec<&LenderId> = books.closing().ledger().lenders().map(|(lender, _)| lender).collect();
        let accounts: Vec<Account> = lenders.iter().map(|lender| Account::Borrowing((*lender).clone())).collect();
        let columns = rolled_forward(books, &accounts);
        let rows: Vec<LenderRow> = lenders
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
