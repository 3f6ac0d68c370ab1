//! The ledger account (sổ cái).

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::figure::{Figure, NoTape};
use super::row::RecordColumns;
use super::span::BooksOfPeriod;
use crate::account::{Account, AccountClass, UnknownAccount};
use crate::books::Books;
use crate::money::Balance;

/// One account, or the control account of all accounts of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerAccount {
    /// One account.
    One(Account),
    /// `assets:loans`.
    Loans,
    /// `assets:advances`.
    Advances,
    /// `assets:shortages`.
    Shortages,
    /// `liabilities:borrowings`.
    Borrowings,
}

impl LedgerAccount {
    pub(super) fn contains(&self, account: &Account) -> bool {
        match self {
            Self::One(one) => one == account,
            Self::Loans => matches!(account, Account::Loan(_)),
            Self::Advances => matches!(account, Account::Advance(_)),
            Self::Shortages => matches!(account, Account::Shortage(_)),
            Self::Borrowings => matches!(account, Account::Borrowing(_)),
        }
    }

    pub(super) const fn class(&self) -> AccountClass {
        match self {
            Self::One(account) => account.class(),
            Self::Loans | Self::Advances | Self::Shortages => AccountClass::Asset,
            Self::Borrowings => AccountClass::Liability,
        }
    }

    /// Returns its balance on its usual side.
    #[must_use]
    pub fn balance(&self, books: &Books) -> Balance {
        let ledger = books.ledger();
        match self {
            Self::One(account) => ledger.balance(account),
            Self::Loans => ledger.loans(),
            Self::Advances => ledger.advances(),
            Self::Shortages => ledger.shortages(),
            Self::Borrowings => ledger.borrowings(),
        }
    }
}

impl fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(account) => account.fmt(f),
            Self::Loans => f.pad("assets:loans"),
            Self::Advances => f.pad("assets:advances"),
            Self::Shortages => f.pad("assets:shortages"),
            Self::Borrowings => f.pad("liabilities:borrowings"),
        }
    }
}

impl FromStr for LedgerAccount {
    type Err = UnknownAccount;

    fn from_str(path: &str) -> Result<Self, UnknownAccount> {
        match path {
            "assets:loans" => Ok(Self::Loans),
            "assets:advances" => Ok(Self::Advances),
            "assets:shortages" => Ok(Self::Shortages),
            "liabilities:borrowings" => Ok(Self::Borrowings),
            path => path.parse().map(Self::One),
        }
    }
}

impl Serialize for LedgerAccount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The transfers of an account in a period, with the balance after each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
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
