//! Receipts and payments (báo cáo thu – chi tiền).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::ledger_account::LedgerAccount;
use super::span::{BooksOfPeriod, counted_under};
use crate::account::{Account, Place};
use crate::books::Books;
use crate::event::EventKind;
use crate::money::Balance;

/// Receipts and payments of a period, by purpose, of the cash box and the bank account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ReceiptsAndPayments<A = Balance> {
    pub opening: PlaceColumns<A>,
    /// Money carried in from earlier books, which is not a receipt.
    pub carried_in: PlaceColumns<A>,
    pub receipts: Vec<PurposeRow<A>>,
    pub receipts_total: PlaceColumns<A>,
    pub payments: Vec<PurposeRow<A>>,
    pub payments_total: PlaceColumns<A>,
    /// Deposits and withdrawals.
    pub moved: PlaceColumns<A>,
    pub closing: PlaceColumns<A>,
}

/// Amounts in the cash box, in the bank, and together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct PlaceColumns<A = Balance> {
    pub cash: A,
    pub bank: A,
    pub total: A,
}

impl<A: Figure> PlaceColumns<A> {
    fn add(&mut self, place: Place, amount: A) {
        match place {
            Place::Cash => self.cash += amount,
            Place::Bank => self.bank += amount,
        }
        self.total += amount;
    }
}

/// One purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PurposeRow<A = Balance> {
    /// The key of the purpose.
    pub line: &'static str,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: PlaceColumns<A>,
}

const RECEIPTS: [&str; 12] = [
    "seed_grant",
    "gifts",
    "dues",
    "other_income",
    "surpluses",
    "borrowings",
    "principal",
    "interest",
    "recoveries",
    "advances_returned",
    "shortages_repaid",
    "other",
];
const PAYMENTS: [&str; 7] =
    ["lent", "spending", "advances_paid", "borrowings_repaid", "seed_grant_returned", "handed_over", "shortages"];

/// The part of the statement in which an amount is shown.
enum Side {
    CarriedIn,
    Moved,
    Receipt(&'static str),
    Payment(&'static str),
}

/// Returns the part in which a change of money is shown, by the event under which its record counts and the account on the other side.
fn side(kind: Option<EventKind>, other: &Account) -> Side {
    let Some(kind) = kind else { return Side::Receipt("other") };
    match kind {
        kind if kind.is_carried_in() => Side::CarriedIn,
        EventKind::CashDeposited | EventKind::CashWithdrawn => Side::Moved,
        EventKind::SeedGrantReceived => Side::Receipt("seed_grant"),
        EventKind::DonationReceived => Side::Receipt("gifts"),
        EventKind::DuesReceived => Side::Receipt("dues"),
        EventKind::OtherIncomeReceived => Side::Receipt("other_income"),
        EventKind::SurplusFound => Side::Receipt("surpluses"),
        EventKind::BorrowingReceived => Side::Receipt("borrowings"),
        EventKind::RepaymentReceived if *other == Account::LoanInterest => Side::Receipt("interest"),
        EventKind::RepaymentReceived => Side::Receipt("principal"),
        EventKind::RecoveryReceived => Side::Receipt("recoveries"),
        EventKind::AdvanceReturned => Side::Receipt("advances_returned"),
        EventKind::ShortageRepaid => Side::Receipt("shortages_repaid"),
        EventKind::LoanDisbursed => Side::Payment("lent"),
        EventKind::OperatingSpent => Side::Payment("spending"),
        EventKind::AdvancePaid => Side::Payment("advances_paid"),
        EventKind::BorrowingRepaid => Side::Payment("borrowings_repaid"),
        EventKind::SeedGrantReturned => Side::Payment("seed_grant_returned"),
        EventKind::CapitalHandedOver => Side::Payment("handed_over"),
        EventKind::ShortageFound => Side::Payment("shortages"),
        _ => Side::Receipt("other"),
    }
}

impl ReceiptsAndPayments {
    /// Returns receipts and payments of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> ReceiptsAndPayments<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let row = |line| PurposeRow { line, amounts: PlaceColumns::default() };
        let columns = |books: &Books| {
            let balance = |account| A::balance(tape, books, &LedgerAccount::One(account));
            let (cash, bank) = (balance(Account::Cash), balance(Account::Bank));
            PlaceColumns { cash, bank, total: cash + bank }
        };
        let mut statement = Self {
            opening: columns(books.opening()),
            carried_in: PlaceColumns::default(),
            receipts: RECEIPTS.into_iter().map(row).collect(),
            receipts_total: PlaceColumns::default(),
            payments: PAYMENTS.into_iter().map(row).collect(),
            payments_total: PlaceColumns::default(),
            moved: PlaceColumns::default(),
            closing: columns(books.closing()),
        };
        for (at, line) in books.lines() {
            let kind = counted_under(books.closing(), at, &line.record.event);
            for transfer in line.record.entry.transfers() {
                let amount = A::of_record(tape, at, transfer.amount);
                let sides = [(&transfer.debit, &transfer.credit, amount), (&transfer.credit, &transfer.debit, -amount)];
                for (account, other, received) in sides {
                    let place = match account {
                        Account::Cash => Place::Cash,
                        Account::Bank => Place::Bank,
                        _ => continue,
                    };
                    statement.add(&side(kind, other), place, received);
                }
            }
        }
        statement
    }

    fn add(&mut self, side: &Side, place: Place, received: A) {
        let (rows, total, line, amount) = match side {
            Side::CarriedIn => return self.carried_in.add(place, received),
            Side::Moved => return self.moved.add(place, received),
            Side::Receipt(line) => (&mut self.receipts, &mut self.receipts_total, line, received),
            Side::Payment(line) => (&mut self.payments, &mut self.payments_total, line, -received),
        };
        let row = rows.iter_mut().find(|row| row.line == *line);
        debug_assert!(row.is_some(), "{line} is a line of the statement");
        if let Some(row) = row {
            row.amounts.add(place, amount);
            total.add(place, amount);
        }
    }
}
