//! Posting (định khoản): computes the entry of an event, in one `match` over all events.
//!
//! Every event has an entry, whether or not the rules allow it, as an audit compares it with that of the file. Transfers of zero are
//! left out. If an amount is too large for a transfer, which happens only with absurd sums, there is an error instead of an entry.
#![deny(clippy::wildcard_enum_match_arm)]

use chrono::NaiveDate;

use crate::account::{Account, ClubFund, Fund};
use crate::allocation::Split;
use crate::charter::{Allocated, Charter};
use crate::entry::{Entry, Transfer};
use crate::event::{Bearer, Event, EventKind};
use crate::ledger::Ledger;
use crate::loan::Loan;
use crate::money::{Amount, Balance, MoneyError};
use crate::register::{Derived, Effects, Register};
use crate::voucher::Record;

/// An event with the parts of the books that it names or on which its entry depends.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) event: &'a Event,
    /// The date of the record, as written.
    pub(crate) date: NaiveDate,
    /// The day of the record: its date, or the latest date of the books if that is later.
    pub(crate) day: NaiveDate,
    pub(crate) charter: &'a Charter,
    pub(crate) ledger: &'a Ledger,
    pub(crate) register: &'a Register,
    /// The loan that it names; `None` if the register has none of this name.
    pub(crate) loan: Option<&'a Loan>,
    /// The record that it reverses, if the books have it.
    pub(crate) reversed: Option<Reversible<'a>>,
}

/// A record that is to be reversed.
#[derive(Clone, Copy)]
pub(crate) struct Reversible<'a> {
    pub(crate) record: &'a Record,
    pub(crate) effects: &'a Effects,
}

/// A loss to capital, by the fund that bears it: first the income-growth fund up to its balance, then the seed grant up to its own; the
/// income-growth fund also bears the rest.
struct Loss {
    income_growth: Balance,
    seed_grant: Balance,
}

impl Found<'_> {
    /// Returns the principal outstanding on the loan; zero without a loan.
    pub(crate) fn outstanding(&self) -> Balance {
        self.loan.map_or(Balance::ZERO, |loan| loan.course().outstanding())
    }

    /// Returns the seed grant that is missing: received less returned, less the balance of the fund. Below zero if there is more.
    pub(crate) fn grant_lacks(&self) -> Balance {
        self.register.seed_grant_to_keep() - self.ledger.fund(Fund::SeedGrant)
    }

    /// Returns the first and the last possible day of a payment: the disbursal, carrying-in or approval of its loan, and the date of the
    /// record.
    pub(crate) fn payable_between(&self) -> (Option<NaiveDate>, NaiveDate) {
        let is_disbursal = self.event.kind() == EventKind::LoanDisbursed;
        let earliest = self.loan.and_then(if is_disbursal { Loan::approval_dated } else { Loan::begun_on });
        (earliest, self.date)
    }

    /// Returns the value date: the day on which the money was paid, if the event states it, else the day of the record. A day that is
    /// not possible, in books with findings, is moved to the nearest possible one.
    pub(crate) fn value_date(&self) -> NaiveDate {
        let Some(paid_on) = self.event.paid_on() else { return self.day };
        let (earliest, latest) = self.payable_between();
        let day = paid_on.min(latest);
        earliest.map_or(day, |earliest| day.max(earliest))
    }

    fn loss(&self, amount: Balance) -> Loss {
        let income_growth = self.ledger.fund(Fund::IncomeGrowth).max_zero();
        let seed_grant = (amount - income_growth).max_zero().min(self.ledger.fund(Fund::SeedGrant).max_zero());
        Loss { income_growth: amount - seed_grant, seed_grant }
    }

    /// Returns the part of a recovery that goes back to the seed grant.
    fn restored(&self, amount: Amount) -> Balance {
        let unrestored = self.loan.map_or(Balance::ZERO, |loan| loan.course().unrestored());
        unrestored.min(self.grant_lacks().max_zero()).min(amount.into())
    }

    fn split(&self, interest: Balance) -> Split {
        self.register.allocation().split(self.charter.interest.to_income_growth, interest)
    }

    /// Returns the allocation of the interest of a repayment, or of all interest not yet allocated; `None` if the event allocates none.
    fn allocates(&self) -> Option<Split> {
        if let Event::InterestAllocated(_) = self.event {
            return Some(self.split(self.ledger.unallocated_interest()));
        }
        let interest = self.event.interest().filter(|_| self.charter.interest.allocated == Allocated::OnReceipt);
        interest.map(|interest| self.split(interest.into()))
    }

    /// Returns the balance in the books of the place that the event counts, or of the loan that it confirms.
    fn book_balance(&self) -> Option<Balance> {
        if let Event::MoneyCounted(count) = self.event {
            return Some(self.ledger.money(count.place));
        }
        let course = self.loan.filter(|_| self.event.kind() == EventKind::LoanConfirmed).map(Loan::course);
        course.map(crate::loan::Course::claimed)
    }

    /// Returns the part of the event's effect on the registers that its own fields do not state.
    pub(crate) fn derived(&self) -> Derived {
        let seed_grant = if let Event::LoanWrittenOff(_) = self.event {
            self.loss(self.outstanding()).seed_grant
        } else if let Event::RecoveryReceived(recovery) = self.event {
            self.restored(recovery.amount)
        } else {
            Balance::ZERO
        };
        Derived {
            date: self.date,
            day: self.day,
            value_date: self.value_date(),
            allocates: self.allocates(),
            outstanding: self.outstanding(),
            seed_grant,
            book_balance: self.book_balance(),
        }
    }

    /// Returns the entry of the event.
    ///
    /// # Errors
    ///
    /// If an amount of the entry is over [`Amount::MAX`].
    #[rustfmt::skip]
    pub(crate) fn entry(&self) -> Result<Entry, MoneyError> {
        use Account::{
            Advance, Bank, Borrowing, CarriedIn, Cash, Donations, Dues, IncomeGrowth, Loan, LoanInterest, LoanLosses, Operating,
            OtherIncome, Recoveries, SeedGrant, Shortage, Shortages, Spending,
        };

        let mut lines = Lines::default();
        match self.event {
            Event::MemberJoined(_) | Event::MemberLeft(_) | Event::MemberAmended(_) | Event::WrittenOffCarriedIn(_)
            | Event::LoanApproved(_) | Event::LoanCancelled(_) | Event::InterestWaived(_) | Event::LoanRescheduled(_)
            | Event::LoanAssumed(_) | Event::MoneyCounted(_) | Event::LoanConfirmed(_) | Event::ActivityReported(_)
            | Event::DocumentVoided(_) | Event::CharterAmended(_) | Event::PeriodClosed(_) => {}

            Event::FundsCarriedIn(e) => {
                lines.post(Cash, CarriedIn, e.cash);
                lines.post(Bank, CarriedIn, e.bank);
                lines.post(CarriedIn, SeedGrant, e.seed_grant);
                lines.post(CarriedIn, IncomeGrowth, e.income_growth);
                lines.post(CarriedIn, Operating, e.operating);
                lines.post(CarriedIn, LoanInterest, e.unallocated_interest);
            }
            Event::AdvanceCarriedIn(e) => lines.post(Advance(e.member.clone()), CarriedIn, e.amount),
            Event::ShortageCarriedIn(e) => lines.post(Shortage(e.member.clone()), CarriedIn, e.amount),
            Event::BorrowingCarriedIn(e) => lines.post(CarriedIn, Borrowing(e.lender.clone()), e.amount),
            Event::LoanCarriedIn(e) => lines.post(Loan(e.loan.clone()), CarriedIn, e.outstanding),
            Event::SeedGrantReceived(e) => lines.post(e.into, SeedGrant, e.amount),
            Event::SeedGrantReturned(e) => lines.post(SeedGrant, e.out_of, e.amount),
            Event::SeedGrantRestored(e) => lines.post(IncomeGrowth, SeedGrant, e.amount),
            Event::DonationReceived(e) => {
                lines.post(e.into, Donations, e.amount);
                lines.post(Donations, e.fund, e.amount);
            }
            Event::DuesReceived(e) => {
                let total = e.total()?;
                lines.post(e.into, Dues, total);
                lines.post(Dues, Operating, total);
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
                let principal = self.loan.map_or(Balance::ZERO, |loan| loan.principal().into());
                lines.post(Loan(e.loan.clone()), e.out_of, principal);
            }
            Event::RepaymentReceived(e) => {
                lines.post(e.into, Loan(e.loan.clone()), e.principal);
                lines.post(e.into, LoanInterest, e.interest);
                lines.allocate(self.allocates());
            }
            Event::InterestAllocated(_) => lines.allocate(self.allocates()),
            Event::LoanWrittenOff(e) => {
                lines.post(LoanLosses, Loan(e.loan.clone()), self.outstanding());
                lines.bear(&LoanLosses, &self.loss(self.outstanding()));
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
            Event::AdvancePaid(e) => lines.post(Advance(e.member.clone()), e.out_of, e.amount),
            Event::AdvanceSpent(e) => {
                lines.post(Spending(e.area), Advance(e.member.clone()), e.amount);
                lines.post(Operating, Spending(e.area), e.amount);
            }
            Event::AdvanceReturned(e) => lines.post(e.into, Advance(e.member.clone()), e.amount),
            Event::OperatingCapitalised(e) => lines.post(Operating, IncomeGrowth, e.amount),
            Event::CapitalHandedOver(e) => lines.post(IncomeGrowth, e.out_of, e.amount),
            Event::ShortageFound(e) => match &e.bearer {
                Bearer::Keeper { member, .. } => lines.post(Shortage(member.clone()), e.place, e.amount),
                Bearer::Fund { fund, .. } => {
                    lines.post(Shortages, e.place, e.amount);
                    self.bear_shortage(&mut lines, *fund, e.amount);
                }
            },
            Event::ShortageRepaid(e) => lines.post(e.into, Shortage(e.member.clone()), e.amount),
            Event::ShortageReleased(e) => {
                lines.post(Shortages, Shortage(e.member.clone()), e.amount);
                self.bear_shortage(&mut lines, e.borne_by, e.amount);
            }
            Event::SurplusFound(e) => {
                lines.post(e.place, OtherIncome, e.amount);
                lines.post(OtherIncome, IncomeGrowth, e.amount);
            }
            Event::CashDeposited(e) => lines.post(Bank, Cash, e.amount),
            Event::CashWithdrawn(e) => lines.post(Cash, Bank, e.amount),
            Event::Reversed(_) => {
                // A record that is not in the books has no entry; it is refused, and an audit reports it.
                return Ok(self.reversed.map(|reversed| reversed.record.entry.mirrored()).unwrap_or_default());
            }
        }
        lines.entry()
    }

    /// Closes a shortage into the fund that bears it.
    fn bear_shortage(&self, lines: &mut Lines, fund: ClubFund, amount: Amount) {
        match fund {
            ClubFund::Operating => lines.post(Account::Operating, Account::Shortages, amount),
            ClubFund::IncomeGrowth => lines.bear(&Account::Shortages, &self.loss(amount.into())),
        }
    }
}

/// The transfers of an entry so far.
#[derive(Default)]
struct Lines {
    transfers: Vec<Transfer>,
    error: Option<MoneyError>,
}

impl Lines {
    /// Debits one account and credits the other. Leaves out an amount of zero, or below zero: books with findings may have a loan of
    /// which more was repaid than lent.
    fn post(&mut self, debit: impl Into<Account>, credit: impl Into<Account>, amount: impl Into<Balance>) {
        let amount = amount.into();
        if amount.is_positive() {
            match Amount::try_from(amount) {
                Ok(amount) => self.transfers.push(Transfer::new(debit.into(), credit.into(), amount)),
                Err(error) => self.error = Some(error),
            }
        }
    }

    /// Closes a loss to capital into the funds that bear it.
    fn bear(&mut self, expense: &Account, loss: &Loss) {
        self.post(Account::IncomeGrowth, expense.clone(), loss.income_growth);
        self.post(Account::SeedGrant, expense.clone(), loss.seed_grant);
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
