//! One account of the ledger, or the control account (tài khoản tổng hợp) of all accounts of a kind.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

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
