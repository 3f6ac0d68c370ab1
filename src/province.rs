//! Many clubs added together (hợp nhất): what a province has, lends and holds.
//!
//! Clubs are added one after another, so that each may be let go of before the next is read. Figures are added, never netted:
//! what one club owes is not set off against what another has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::account::Account;
use crate::books::Books;
use crate::ledger::Turnover;
use crate::name::ClubId;
use crate::report::{Funds, MoneyHeld, Portfolio};

/// What the clubs of a province have together. The order in which they are added makes no difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Province {
    clubs: BTreeSet<ClubId>,
    records: u64,
    members: u64,
    funds: Funds,
    money: MoneyHeld,
    loans: Portfolio,
    accounts: BTreeMap<String, Turnover>,
}

/// Why a club cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProvinceError {
    /// It was added before.
    #[error("club {club} is counted already")]
    CountedTwice {
        /// The club.
        club: ClubId,
    },
}

impl Province {
    /// No club yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a club, as it is on the day of its books.
    ///
    /// # Errors
    ///
    /// If a club of this name was added before; nothing is added then.
    pub fn add(&mut self, books: &Books) -> Result<(), ProvinceError> {
        let mut accounts = BTreeMap::new();
        for (account, turnover) in books.ledger().accounts() {
            accounts.entry(control_account(&account)).or_insert_with(Turnover::default).gather(turnover);
        }
        self.merge(Self {
            clubs: BTreeSet::from([books.header().club().clone()]),
            records: u64::try_from(books.records().len()).unwrap_or(u64::MAX),
            members: books.register().members_present().into(),
            funds: Funds::of(books),
            money: MoneyHeld::of(books),
            loans: Portfolio::of(books),
            accounts,
        })
    }

    /// Adds all clubs of another part of the province.
    ///
    /// # Errors
    ///
    /// If a club is in both; nothing is added then.
    pub fn merge(&mut self, other: Self) -> Result<(), ProvinceError> {
        if let Some(club) = other.clubs.intersection(&self.clubs).next() {
            return Err(ProvinceError::CountedTwice { club: club.clone() });
        }
        self.clubs.extend(other.clubs);
        self.records = self.records.saturating_add(other.records);
        self.members = self.members.saturating_add(other.members);
        self.funds.gather(&other.funds);
        self.money.gather(&other.money);
        self.loans.gather(&other.loans);
        for (account, turnover) in other.accounts {
            self.accounts.entry(account).or_default().gather(turnover);
        }
        Ok(())
    }

    /// The clubs, in the order of their names.
    #[must_use]
    pub fn clubs(&self) -> impl ExactSizeIterator<Item = &ClubId> {
        self.clubs.iter()
    }

    /// How many records their books hold.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// Their members.
    #[must_use]
    pub const fn members(&self) -> u64 {
        self.members
    }

    /// Their funds.
    #[must_use]
    pub const fn funds(&self) -> &Funds {
        &self.funds
    }

    /// Their money.
    #[must_use]
    pub const fn money(&self) -> &MoneyHeld {
        &self.money
    }

    /// Their loans. Borrowers are distinct in each club; one who borrows in two clubs counts twice.
    #[must_use]
    pub const fn loans(&self) -> &Portfolio {
        &self.loans
    }

    /// The turnovers of their accounts, sorted by name; loans and lenders as control accounts.
    #[must_use]
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = (&str, Turnover)> {
        self.accounts.iter().map(|(account, turnover)| (account.as_str(), *turnover))
    }
}

/// The name of the account under which a province has an account of a club.
fn control_account(account: &Account) -> String {
    match account {
        Account::Loan(_) => "assets:loans".into(),
        Account::Borrowing(_) => "liabilities:borrowings".into(),
        account => account.to_string(),
    }
}

impl fmt::Display for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { records, members, .. } = self;
        writeln!(f, "  Clubs (câu lạc bộ) {}, members (thành viên) {members}, records {records}", self.clubs.len())?;
        writeln!(f, "\nFunds (các quỹ)\n{}", self.funds)?;
        writeln!(f, "Money (tiền)\n{}", self.money)?;
        writeln!(f, "Loans (cho vay)\n{}", self.loans)?;
        writeln!(f, "Trial balance (bảng cân đối số phát sinh)")?;
        writeln!(f, "  {:<36} {:>26} {:>26}", "Account (tài khoản)", "debit (nợ)", "credit (có)")?;
        self.accounts().try_for_each(|(account, Turnover { debit, credit })| {
            writeln!(f, "  {account:<36} {:>26} {:>26}", debit.to_string(), credit.to_string())
        })
    }
}
