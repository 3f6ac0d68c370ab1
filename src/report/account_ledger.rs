//! The ledger account (sổ cái).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::ledger_account::LedgerAccount;
use super::row::RecordColumns;
use super::span::BooksOfPeriod;
use crate::account::Account;
use crate::money::Balance;

/// The transfers of an account in a period, with the balance after each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct AccountLedger<A = Balance> {
    pub account: LedgerAccount,
    pub opening: A,
    pub rows: Vec<LedgerRow<A>>,
    pub debit: A,
    pub credit: A,
    pub closing: A,
}

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LedgerRow<A = Balance> {
    /// The record.
    #[serde(flatten)]
    pub record: RecordColumns,
    /// The account on the other side (tài khoản đối ứng).
    pub other: Account,
    /// The amount debited.
    pub debit: A,
    /// The amount credited.
    pub credit: A,
    /// The balance after it, on the usual side of the account.
    pub balance: A,
}

impl AccountLedger {
    /// Returns the ledger of an account for a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod, account: LedgerAccount) -> Self {
        Self::compute(books, account, NoTape)
    }
}

impl<A: Figure> AccountLedger<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, account: LedgerAccount, tape: A::Tape) -> Self {
        let opening = A::balance(tape, books.opening(), &account);
        let closing = A::balance(tape, books.closing(), &account);
        let mut ledger =
            Self { account, opening, rows: Vec::new(), debit: A::default(), credit: A::default(), closing };
        let mut balance = opening;
        for (at, line) in books.lines() {
            for transfer in line.record.entry.transfers() {
                let is_debit = ledger.account.contains(&transfer.debit);
                let is_credit = ledger.account.contains(&transfer.credit);
                if !is_debit && !is_credit {
                    continue;
                }
                let amount = |is_it: bool| if is_it { A::of_record(tape, at, transfer.amount) } else { A::default() };
                let (debit, credit) = (amount(is_debit), amount(is_credit));
                balance += if ledger.account.class().is_debit() { debit - credit } else { credit - debit };
                ledger.debit += debit;
                ledger.credit += credit;
                let other = if is_debit { &transfer.credit } else { &transfer.debit };
                let record = RecordColumns::of(&line.record);
                ledger.rows.push(LedgerRow { record, other: other.clone(), debit, credit, balance });
            }
        }
        ledger
    }
}
