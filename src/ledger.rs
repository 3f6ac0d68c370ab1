//! The ledger (sổ cái): the total debits and total credits of every account.
//!
//! Debits and credits are kept separately; a balance is their difference. Totals are updated when an entry is posted, those of the
//! control accounts too, so the time to look up a balance does not depend on the length of the history. Posting cannot fail.

use std::ops::AddAssign;

use indexmap::IndexMap;

use crate::account::{Account, AccountClass, Area, FIXED, Fund, Place};
use crate::entry::Entry;
use crate::money::{Amount, Balance};
use crate::name::{LenderId, LoanId, MemberId};

/// The total debits and the total credits of an account (số phát sinh nợ, có).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DebitsCredits {
    /// The total debits, in đồng.
    pub debit: Balance,
    /// The total credits, in đồng.
    pub credit: Balance,
}

impl DebitsCredits {
    /// Returns the balance of an account of this class, positive on the usual side of the class.
    #[must_use]
    pub fn balance(self, class: AccountClass) -> Balance {
        if class.is_debit() { self.debit - self.credit } else { self.credit - self.debit }
    }

    fn add(&mut self, side: Side, amount: Amount) {
        match side {
            Side::Debit => self.debit += amount.into(),
            Side::Credit => self.credit += amount.into(),
        }
    }
}

impl AddAssign for DebitsCredits {
    fn add_assign(&mut self, other: Self) {
        self.debit += other.debit;
        self.credit += other.credit;
    }
}

/// A side of an account.
#[derive(Clone, Copy)]
enum Side {
    Debit,
    Credit,
}

/// The debits and credits of every account of a club.
///
/// ```
/// use revolving_fund::{Account, Fund, Place};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let ledger = books.ledger();
/// assert_eq!(ledger.money(Place::Cash), ledger.balance(&Account::Cash));
/// assert_eq!(ledger.lendable(), ledger.fund(Fund::SeedGrant) - ledger.loans());
/// assert_eq!(ledger.balance(&"assets:loans:V2".parse()?), Balance::new(3_000_000));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// In the order of [`FIXED`].
    fixed: [DebitsCredits; FIXED.len()],
    loans: IndexMap<LoanId, DebitsCredits>,
    advances: IndexMap<MemberId, DebitsCredits>,
    shortages: IndexMap<MemberId, DebitsCredits>,
    borrowings: IndexMap<LenderId, DebitsCredits>,
    all_loans: DebitsCredits,
    all_advances: DebitsCredits,
    all_shortages: DebitsCredits,
    all_borrowings: DebitsCredits,
}

/// Returns the index in [`FIXED`] of an account that every club has; `None` for that of a loan, member or lender.
const fn fixed_index(account: &Account) -> Option<usize> {
    Some(match account {
        Account::Cash => 0,
        Account::Bank => 1,
        Account::SeedGrant => 2,
        Account::IncomeGrowth => 3,
        Account::Operating => 4,
        Account::LoanInterest => 5,
        Account::Dues => 6,
        Account::Donations => 7,
        Account::Recoveries => 8,
        Account::OtherIncome => 9,
        Account::LoanLosses => 10,
        Account::Shortages => 11,
        Account::Spending(Area::IncomeGeneration) => 12,
        Account::Spending(Area::HealthCare) => 13,
        Account::Spending(Area::HomeCare) => 14,
        Account::Spending(Area::CommunitySupport) => 15,
        Account::Spending(Area::Rights) => 16,
        Account::Spending(Area::Communication) => 17,
        Account::Spending(Area::SpiritualLife) => 18,
        Account::Spending(Area::ResourceMobilisation) => 19,
        Account::Spending(Area::Administration) => 20,
        Account::CarriedIn => 21,
        Account::Loan(_) | Account::Advance(_) | Account::Shortage(_) | Account::Borrowing(_) => return None,
    })
}

impl Ledger {
    /// Returns the total debits and credits of one account.
    #[must_use]
    pub fn turnover(&self, account: &Account) -> DebitsCredits {
        match account {
            Account::Loan(loan) => self.loans.get(loan),
            Account::Advance(member) => self.advances.get(member),
            Account::Shortage(member) => self.shortages.get(member),
            Account::Borrowing(lender) => self.borrowings.get(lender),
            fixed => fixed_index(fixed).and_then(|index| self.fixed.get(index)),
        }
        .copied()
        .unwrap_or_default()
    }

    /// Returns the balance of one account, positive on its usual side.
    #[must_use]
    pub fn balance(&self, account: &Account) -> Balance {
        self.turnover(account).balance(account.class())
    }

    /// Returns the balance of the control account `assets:loans`: principal outstanding on all loans (dư nợ).
    #[must_use]
    pub fn loans(&self) -> Balance {
        self.all_loans.balance(AccountClass::Asset)
    }

    /// Returns the principal outstanding on one loan, as posted.
    #[must_use]
    pub fn outstanding(&self, loan: &LoanId) -> Balance {
        self.loans.get(loan).copied().unwrap_or_default().balance(AccountClass::Asset)
    }

    /// Returns the balance of the control account `assets:advances`: all money that members have to account for (tạm ứng).
    #[must_use]
    pub fn advances(&self) -> Balance {
        self.all_advances.balance(AccountClass::Asset)
    }

    /// Returns the advance of one member that is not accounted for yet.
    #[must_use]
    pub fn advance_of(&self, member: &MemberId) -> Balance {
        self.advances.get(member).copied().unwrap_or_default().balance(AccountClass::Asset)
    }

    /// Returns all members who ever had an advance, in the order of their first, each with the balance.
    #[must_use]
    pub fn advance_holders(&self) -> impl ExactSizeIterator<Item = (&MemberId, Balance)> {
        self.advances.iter().map(|(member, turnover)| (member, turnover.balance(AccountClass::Asset)))
    }

    /// Returns the balance of the control account `assets:shortages`: all that keepers of the cash box have to make good.
    #[must_use]
    pub fn shortages(&self) -> Balance {
        self.all_shortages.balance(AccountClass::Asset)
    }

    /// Returns the shortage that one keeper has to make good.
    #[must_use]
    pub fn shortage_of(&self, member: &MemberId) -> Balance {
        self.shortages.get(member).copied().unwrap_or_default().balance(AccountClass::Asset)
    }

    /// Returns all keepers who ever had a shortage, in the order of their first, each with the balance.
    #[must_use]
    pub fn shortage_bearers(&self) -> impl ExactSizeIterator<Item = (&MemberId, Balance)> {
        self.shortages.iter().map(|(member, turnover)| (member, turnover.balance(AccountClass::Asset)))
    }

    /// Returns the amount that the club owes to all its lenders.
    #[must_use]
    pub fn borrowings(&self) -> Balance {
        self.all_borrowings.balance(AccountClass::Liability)
    }

    /// Returns the amount that the club owes to one lender.
    #[must_use]
    pub fn owed_to(&self, lender: &LenderId) -> Balance {
        self.borrowings.get(lender).copied().unwrap_or_default().balance(AccountClass::Liability)
    }

    /// Returns all lenders who ever lent to the club, in the order of their first loan, each with the balance.
    #[must_use]
    pub fn lenders(&self) -> impl ExactSizeIterator<Item = (&LenderId, Balance)> {
        self.borrowings.iter().map(|(lender, turnover)| (lender, turnover.balance(AccountClass::Liability)))
    }

    /// Returns the money in the cash box or in the bank.
    #[must_use]
    pub fn money(&self, place: Place) -> Balance {
        self.balance(&place.into())
    }

    /// Returns the balance of a fund.
    #[must_use]
    pub fn fund(&self, fund: Fund) -> Balance {
        self.balance(&fund.into())
    }

    /// Returns the interest collected and not yet allocated to the funds.
    #[must_use]
    pub fn unallocated_interest(&self) -> Balance {
        self.balance(&Account::LoanInterest)
    }

    /// Returns the lendable capital: seed grant, income growth and borrowings, less the loans outstanding.
    #[must_use]
    pub fn lendable(&self) -> Balance {
        self.fund(Fund::SeedGrant) + self.fund(Fund::IncomeGrowth) + self.borrowings() - self.loans()
    }

    /// Returns the free operating fund: the operating fund less all advances.
    #[must_use]
    pub fn free_operating(&self) -> Balance {
        self.fund(Fund::Operating) - self.advances()
    }

    /// Returns the balance of `clearing:carried-in`; zero if every carrying-in is complete.
    #[must_use]
    pub fn carried_in(&self) -> Balance {
        self.balance(&Account::CarriedIn)
    }

    /// Returns every account with a transfer, with its debits and credits, sorted by path.
    #[must_use]
    pub fn accounts(&self) -> Vec<(Account, DebitsCredits)> {
        let fixed = FIXED.iter().cloned().zip(self.fixed).filter(|(_, turnover)| *turnover != DebitsCredits::default());
        let loans = self.loans.iter().map(|(loan, turnover)| (Account::Loan(loan.clone()), *turnover));
        let advances = self.advances.iter().map(|(member, turnover)| (Account::Advance(member.clone()), *turnover));
        let shortages = self.shortages.iter().map(|(member, turnover)| (Account::Shortage(member.clone()), *turnover));
        let borrowings =
            self.borrowings.iter().map(|(lender, turnover)| (Account::Borrowing(lender.clone()), *turnover));
        let mut accounts: Vec<_> = fixed.chain(loans).chain(advances).chain(shortages).chain(borrowings).collect();
        accounts.sort_by_cached_key(|(account, _)| account.to_string());
        accounts
    }

    /// Posts an entry.
    pub(crate) fn post(&mut self, entry: &Entry) {
        for transfer in entry.transfers() {
            self.post_side(&transfer.debit, Side::Debit, transfer.amount);
            self.post_side(&transfer.credit, Side::Credit, transfer.amount);
        }
    }

    fn post_side(&mut self, account: &Account, side: Side, amount: Amount) {
        match account {
            Account::Loan(loan) => add(&mut self.all_loans, &mut self.loans, loan, side, amount),
            Account::Advance(member) => add(&mut self.all_advances, &mut self.advances, member, side, amount),
            Account::Shortage(member) => add(&mut self.all_shortages, &mut self.shortages, member, side, amount),
            Account::Borrowing(lender) => add(&mut self.all_borrowings, &mut self.borrowings, lender, side, amount),
            fixed => {
                let turnover = fixed_index(fixed).and_then(|index| self.fixed.get_mut(index));
                debug_assert!(turnover.is_some(), "{fixed} has no place among the fixed accounts");
                if let Some(turnover) = turnover {
                    turnover.add(side, amount);
                }
            }
        }
    }
}

/// Adds an amount to the account of one name and to the control account.
fn add<N: Clone + Eq + std::hash::Hash>(
    all: &mut DebitsCredits,
    accounts: &mut IndexMap<N, DebitsCredits>,
    name: &N,
    side: Side,
    amount: Amount,
) {
    all.add(side, amount);
    match accounts.get_mut(name) {
        Some(turnover) => turnover.add(side, amount),
        None => accounts.entry(name.clone()).or_default().add(side, amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fixed_account_has_its_place() {
        for (index, account) in FIXED.iter().enumerate() {
            assert_eq!(fixed_index(account), Some(index), "{account}");
        }
    }
}
