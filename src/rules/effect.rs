//! The net effect of an entry on balances. An audit uses the entry in the file.

use std::collections::HashMap;

use crate::account::Account;
use crate::entry::Entry;
use crate::money::Balance;

/// The net change of the balances that rules check. An increase of a balance on its usual side is positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) cash: Balance,
    pub(super) bank: Balance,
    pub(super) loans: Balance,
    pub(super) advances: Balance,
    pub(super) borrowings: Balance,
    pub(super) seed_grant: Balance,
    pub(super) income_growth: Balance,
    pub(super) operating: Balance,
    pub(super) unallocated_interest: Balance,
    /// The change of `clearing:carried-in`; `None` without a transfer on it.
    pub(super) carried_in: Option<Balance>,
}

impl Effect {
    pub(super) fn of(entry: &Entry) -> Self {
        let mut effect = Self::default();
        for transfer in entry.transfers() {
            let amount = Balance::from(transfer.amount);
            effect.add(&transfer.debit, amount);
            effect.add(&transfer.credit, -amount);
        }
        effect
    }

    /// Adds a debit; a credit is a debit below zero.
    fn add(&mut self, account: &Account, debited: Balance) {
        match account {
            Account::Cash => self.cash += debited,
            Account::Bank => self.bank += debited,
            Account::Loan(_) => self.loans += debited,
            Account::Advance(_) => self.advances += debited,
            Account::Borrowing(_) => self.borrowings -= debited,
            Account::SeedGrant => self.seed_grant -= debited,
            Account::IncomeGrowth => self.income_growth -= debited,
            Account::Operating => self.operating -= debited,
            Account::LoanInterest => self.unallocated_interest -= debited,
            Account::CarriedIn => *self.carried_in.get_or_insert_default() -= debited,
            Account::Shortage(_)
            | Account::Dues
            | Account::Donations
            | Account::Recoveries
            | Account::OtherIncome
            | Account::Spending(_)
            | Account::LoanLosses
            | Account::Shortages => {}
        }
    }

    pub(super) fn lendable(&self) -> Balance {
        self.seed_grant + self.income_growth + self.borrowings - self.loans
    }

    pub(super) fn free_operating(&self) -> Balance {
        self.operating - self.advances
    }
}

/// Returns the net change of every account of a lender, of an advance and of a shortage in the entry. An increase on the usual side is
/// positive.
pub(super) fn changes_by_name(entry: &Entry) -> HashMap<&Account, Balance> {
    let mut changes: HashMap<&Account, Balance> = HashMap::new();
    for transfer in entry.transfers() {
        let amount = Balance::from(transfer.amount);
        for (account, debited) in [(&transfer.debit, amount), (&transfer.credit, -amount)] {
            if matches!(account, Account::Borrowing(_) | Account::Advance(_) | Account::Shortage(_)) {
                *changes.entry(account).or_default() += if account.class().is_debit() { debited } else { -debited };
            }
        }
    }
    changes
}

/// Returns the amount of a decrease that leaves a balance below zero; `None` for any other change.
pub(super) fn taken_below_zero(balance: Balance, change: Balance) -> Option<Balance> {
    (change.is_negative() && (balance + change).is_negative()).then_some(-change)
}
