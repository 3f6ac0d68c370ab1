//! What an entry would do, net, as it stands.

use crate::account::Account;
use crate::entry::Entry;
use crate::money::Balance;

/// The net change of what the rules watch. An increase of a balance on its usual side is positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) cash: Balance,
    pub(super) bank: Balance,
    pub(super) loans: Balance,
    pub(super) borrowings: Balance,
    pub(super) seed_grant: Balance,
    pub(super) income_growth: Balance,
    pub(super) operating: Balance,
    pub(super) unallocated_interest: Balance,
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

    /// Adds what is debited; what is credited is below zero.
    fn add(&mut self, account: &Account, debited: Balance) {
        match account {
            Account::Cash => self.cash += debited,
            Account::Bank => self.bank += debited,
            Account::Loan(_) => self.loans += debited,
            Account::Borrowing(_) => self.borrowings -= debited,
            Account::SeedGrant => self.seed_grant -= debited,
            Account::IncomeGrowth => self.income_growth -= debited,
            Account::Operating => self.operating -= debited,
            Account::LoanInterest => self.unallocated_interest -= debited,
            _ => {}
        }
    }

    pub(super) fn lendable(&self) -> Balance {
        self.seed_grant + self.income_growth + self.borrowings - self.loans
    }
}

/// What a change takes that lowers a balance and leaves it below zero; `None` if it does not.
pub(super) fn taken_below_zero(balance: Balance, change: Balance) -> Option<Balance> {
    (change.is_negative() && (balance + change).is_negative()).then_some(-change)
}
