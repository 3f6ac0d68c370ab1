//! Posting (định khoản): from an event to its entry. The table of the trade, as one `match`.
//!
//! Posting is total: whatever an event asks, its entry can be told, whether or not the rules allow it. Amounts of nothing are
//! left out. What does not fit into a transfer (only books with sums past all bounds have such) is an error, not an entry.

use chrono::NaiveDate;

use crate::account::{Account, ClubFund, Fund};
use crate::allocation::Split;
use crate::charter::{Allocated, Charter};
use crate::entry::{Entry, Transfer};
use crate::event::Event;
use crate::ledger::Ledger;
use crate::loan::Loan;
use crate::money::{Amount, Balance, MoneyError};
use crate::register::{Consequence, Register, Trace};
use crate::voucher::Record;

/// What an event finds in the books: the loan and the record that it names, and all that its entry depends on.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) event: &'a Event,
    /// The day it is booked, or the latest day of the books where dates go back.
    pub(crate) day: NaiveDate,
    pub(crate) charter: &'a Charter,
    pub(crate) ledger: &'a Ledger,
    pub(crate) register: &'a Register,
    /// The loan it is about. `None` for an approval that names a new one.
    pub(crate) loan: Option<&'a Loan>,
    /// Principal outstanding on that loan.
    pub(crate) outstanding: Balance,
    /// The record it reverses.
    pub(crate) reversed: Option<Reversible<'a>>,
}

/// A record that is to be reversed.
#[derive(Clone, Copy)]
pub(crate) struct Reversible<'a> {
    /// Its place in the list of records.
    pub(crate) place: usize,
    pub(crate) record: &'a Record,
    pub(crate) trace: &'a Trace,
}

/// An amount that capital bears: the income-growth fund up to its balance, the seed grant the rest.
struct Loss {
    income_growth: Balance,
    seed_grant: Balance,
}

impl Found<'_> {
    fn loss(&self, amount: Balance) -> Loss {
        let income_growth = self.ledger.fund(Fund::IncomeGrowth).or_zero().min(amount);
        Loss { income_growth, seed_grant: amount - income_growth }
    }

    /// What of a recovery goes back to the seed grant.
    fn restored(&self, amount: Amount) -> Balance {
        self.loan.map_or(Balance::ZERO, Loan::unrestored).min(amount.into())
    }

    fn split(&self, interest: Balance) -> Split {
        self.register.allocation().split(self.charter.interest.to_income_growth, interest)
    }

    /// How the interest that the event brings or finds is allocated by it. `None` where it allocates none.
    fn allocates(&self) -> Option<Split> {
        match self.event {
            Event::RepaymentReceived(repayment) if self.charter.interest.allocated == Allocated::OnReceipt => {
                Some(self.split(repayment.interest.into()))
            }
            Event::InterestAllocated(_) => Some(self.split(self.ledger.unallocated_interest())),
            _ => None,
        }
    }

    /// What the event does to the registers besides what its own fields say.
    pub(crate) fn consequence(&self) -> Consequence {
        let seed_grant = match self.event {
            Event::LoanWrittenOff(_) => self.loss(self.outstanding).seed_grant,
            Event::RecoveryReceived(recovery) => self.restored(recovery.amount),
            _ => Balance::ZERO,
        };
        Consequence { allocates: self.allocates(), outstanding: self.outstanding, seed_grant }
    }

    /// The entry of the event.
    ///
    /// # Errors
    ///
    /// If an amount in it is over [`Amount::MAX`].
    #[rustfmt::skip]
    pub(crate) fn entry(&self) -> Result<Entry, MoneyError> {
        use Account::{
            Borrowing, Donations, Dues, IncomeGrowth, Loan, LoanInterest, LoanLosses, Operating, OtherIncome, Recoveries,
            SeedGrant, Shortages, Spending,
        };
        use Account::{Bank, Cash};

        let mut lines = Lines::default();
        match self.event {
            Event::MemberJoined(_) | Event::MemberLeft(_) | Event::LoanApproved(_) | Event::LoanCancelled(_)
            | Event::InterestWaived(_) | Event::LoanRescheduled(_) | Event::MoneyCounted(_) | Event::ActivityReported(_)
            | Event::CharterAmended(_) | Event::PeriodClosed(_) => {}

            Event::SeedGrantReceived(e) => lines.post(e.into, SeedGrant, e.amount),
            Event::SeedGrantReturned(e) => lines.post(SeedGrant, e.out_of, e.amount),
            Event::DonationReceived(e) => {
                lines.post(e.into, Donations, e.amount);
                lines.post(Donations, e.fund, e.amount);
            }
            Event::DuesReceived(e) => {
                lines.post(e.into, Dues, e.amount);
                lines.post(Dues, Operating, e.amount);
            }
            Event::OtherIncomeReceived(e) => {
                lines.post(e.into, OtherIncome, e.amount);
                lines.post(OtherIncome, e.fund, e.amount);
            }
            Event::BorrowingReceived(e) => lines.post(e.into, Borrowing(e.lender.clone()), e.amount),
            Event::BorrowingRepaid(e) => lines.post(Borrowing(e.lender.clone()), e.out_of, e.amount),
            Event::BorrowingForgiven(e) => {
                lines.post(Borrowing(e.lender.clone()), Donations, e.amount);
                lines.post(Donations, IncomeGrowth, e.amount);
            }
            Event::LoanDisbursed(e) => {
                let principal = self.loan.map_or(Balance::ZERO, |loan| loan.terms().principal.into());
                lines.post(Loan(e.loan.clone()), e.out_of, principal);
            }
            Event::RepaymentReceived(e) => {
                lines.post(e.into, Loan(e.loan.clone()), e.principal);
                lines.post(e.into, LoanInterest, e.interest);
                lines.allocate(self.allocates());
            }
            Event::InterestAllocated(_) => lines.allocate(self.allocates()),
            Event::LoanWrittenOff(e) => {
                let loss = self.loss(self.outstanding);
                lines.post(LoanLosses, Loan(e.loan.clone()), self.outstanding);
                lines.post(IncomeGrowth, LoanLosses, loss.income_growth);
                lines.post(SeedGrant, LoanLosses, loss.seed_grant);
            }
            Event::RecoveryReceived(e) => {
                let restored = self.restored(e.amount);
                lines.post(e.into, Recoveries, e.amount);
                lines.post(Recoveries, SeedGrant, restored);
                lines.post(Recoveries, IncomeGrowth, Balance::from(e.amount) - restored);
            }
            Event::OperatingSpent(e) => {
                lines.post(Spending(e.area), e.out_of, e.amount);
                lines.post(Operating, Spending(e.area), e.amount);
            }
            Event::OperatingCapitalised(e) => lines.post(Operating, IncomeGrowth, e.amount),
            Event::CapitalHandedOver(e) => lines.post(IncomeGrowth, e.out_of, e.amount),
            Event::ShortageFound(e) => {
                lines.post(Shortages, e.place, e.amount);
                match e.borne_by {
                    ClubFund::Operating => lines.post(Operating, Shortages, e.amount),
                    ClubFund::IncomeGrowth => {
                        let loss = self.loss(e.amount.into());
                        lines.post(IncomeGrowth, Shortages, loss.income_growth);
                        lines.post(SeedGrant, Shortages, loss.seed_grant);
                    }
                }
            }
            Event::SurplusFound(e) => {
                lines.post(e.place, OtherIncome, e.amount);
                lines.post(OtherIncome, Operating, e.amount);
            }
            Event::CashDeposited(e) => lines.post(Bank, Cash, e.amount),
            Event::CashWithdrawn(e) => lines.post(Cash, Bank, e.amount),
            Event::Reversed(_) => {
                return Ok(self.reversed.map(|reversed| reversed.record.entry.mirrored()).unwrap_or_default());
            }
        }
        lines.entry()
    }
}

/// An entry being written.
#[derive(Default)]
struct Lines {
    transfers: Vec<Transfer>,
    error: Option<MoneyError>,
}

impl Lines {
    /// Debits one account and credits the other; nothing if there is nothing to move.
    fn post(&mut self, debit: impl Into<Account>, credit: impl Into<Account>, amount: impl Into<Balance>) {
        let amount = amount.into();
        if amount.is_positive() {
            match Amount::try_from(amount) {
                Ok(amount) => self.transfers.push(Transfer::new(debit.into(), credit.into(), amount)),
                Err(error) => self.error = Some(error),
            }
        }
    }

    /// Closes interest into the two funds.
    fn allocate(&mut self, split: Option<Split>) {
        let split = split.unwrap_or_default();
        self.post(Account::LoanInterest, Account::IncomeGrowth, split.income_growth);
        self.post(Account::LoanInterest, Account::Operating, split.operating);
    }

    fn entry(self) -> Result<Entry, MoneyError> {
        match self.error {
            None => Ok(Entry::new(self.transfers)),
            Some(error) => Err(error),
        }
    }
}
