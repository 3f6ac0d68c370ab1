//! The registers (sổ theo dõi): members, loans and closed periods, what the rules look at besides the ledger.
//!
//! The ledger believes entries, the registers believe events. In books without findings the two agree.

use chrono::NaiveDate;
use indexmap::IndexMap;

use crate::allocation::{Allocation, Allotted, Split};
use crate::charter::{Charter, LoanRules};
use crate::event::{Event, LoanApproved};
use crate::loan::{Loan, Terms};
use crate::money::Balance;
use crate::name::{LoanId, MemberId, Text};

/// What the club knows of one who is or was a member, or borrowed like one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    pub(crate) name: Option<Text>,
    pub(crate) is_present: bool,
    /// Principal outstanding and approved, over all loans of the member.
    pub(crate) exposure: Balance,
    pub(crate) open_loans: u32,
    /// Loans written off of which something is recoverable.
    pub(crate) written_off_loans: u32,
}

impl Member {
    /// The name given on joining; `None` for a borrower who never joined, in books that have findings.
    #[must_use]
    pub const fn name(&self) -> Option<&Text> {
        self.name.as_ref()
    }

    /// Whether the member joined and has not left.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        self.is_present
    }

    /// Principal outstanding and approved, over all loans.
    #[must_use]
    pub const fn exposure(&self) -> Balance {
        self.exposure
    }

    /// How many loans are open: approved, or disbursed and not settled.
    #[must_use]
    pub const fn open_loans(&self) -> u32 {
        self.open_loans
    }

    /// Whether an amount written off is still recoverable.
    #[must_use]
    pub const fn owes_written_off(&self) -> bool {
        self.written_off_loans > 0
    }
}

/// Members, loans, closed periods, and what interest was allocated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    members: IndexMap<MemberId, Member>,
    loans: IndexMap<LoanId, Loan>,
    present: u32,
    closed_through: Option<NaiveDate>,
    seed_grant_received: Balance,
    interest_collected: Balance,
    allocation: Allocation,
}

/// What an event does to the registers besides what its own fields say. Found before the entry is posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Consequence {
    /// Interest that the event allocates.
    pub(crate) allocates: Option<Split>,
    /// Principal outstanding on its loan.
    pub(crate) outstanding: Balance,
    /// What a write-off takes from, or a recovery gives back to, the seed grant.
    pub(crate) seed_grant: Balance,
}

/// What a record did to the registers, kept so that it can be taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// Whether it was taken at all.
    pub(crate) is_taken: bool,
    pub(crate) is_reversed: bool,
    allotted: Option<Allotted>,
    restored: Balance,
}

impl Register {
    /// A member, by name.
    #[must_use]
    pub fn member(&self, member: &MemberId) -> Option<&Member> {
        self.members.get(member)
    }

    /// All who are or were members, or borrowed like one, in the order in which they came.
    #[must_use]
    pub fn members(&self) -> impl ExactSizeIterator<Item = (&MemberId, &Member)> {
        self.members.iter()
    }

    /// A loan, by name.
    #[must_use]
    pub fn loan(&self, loan: &LoanId) -> Option<&Loan> {
        self.loans.get(loan)
    }

    pub(crate) fn loan_with_id(&self, loan: &LoanId) -> Option<(&LoanId, &Loan)> {
        self.loans.get_key_value(loan)
    }

    /// All loans, in the order in which they were approved.
    #[must_use]
    pub fn loans(&self) -> impl ExactSizeIterator<Item = (&LoanId, &Loan)> {
        self.loans.iter()
    }

    /// How many members joined and have not left.
    #[must_use]
    pub const fn members_present(&self) -> u32 {
        self.present
    }

    /// The last day that is signed off.
    #[must_use]
    pub const fn closed_through(&self) -> Option<NaiveDate> {
        self.closed_through
    }

    /// All seed grant received, whatever was returned.
    #[must_use]
    pub const fn seed_grant_received(&self) -> Balance {
        self.seed_grant_received
    }

    /// All interest that repayments brought in.
    #[must_use]
    pub const fn interest_collected(&self) -> Balance {
        self.interest_collected
    }

    /// What interest was allocated since the share was last changed.
    #[must_use]
    pub const fn allocation(&self) -> &Allocation {
        &self.allocation
    }

    /// Charges the interest of every month of a loan begun on or before `day`, before its account changes.
    pub(crate) fn bring_up_to(&mut self, loan: &LoanId, outstanding: Balance, day: NaiveDate) {
        if let Some(loan) = self.loans.get_mut(loan) {
            loan.bring_up_to(outstanding, day);
        }
    }

    /// Counts a loan anew in the totals of its member, after it changed.
    pub(crate) fn recount(&mut self, loan: &LoanId, outstanding: Balance, day: NaiveDate) {
        let Some(loan) = self.loans.get_mut(loan) else { return };
        let now = loan.count(outstanding, day);
        let before = std::mem::replace(&mut loan.counted, now);
        if now == before {
            return;
        }
        let member = self.members.entry(loan.member.clone()).or_default();
        member.exposure += now.exposure - before.exposure;
        let recount =
            |total: u32, before: bool, now: bool| total.saturating_add(now.into()).saturating_sub(before.into());
        member.open_loans = recount(member.open_loans, before.open, now.open);
        member.written_off_loans = recount(member.written_off_loans, before.owes_written_off, now.owes_written_off);
    }

    /// Does what an event that is taken does, as the record at `place` of the list. Loans it is about are up to date.
    pub(crate) fn take(
        &mut self,
        place: usize,
        event: &Event,
        consequence: &Consequence,
        charter: &Charter,
        day: NaiveDate,
    ) -> Trace {
        let mut trace = Trace { is_taken: true, ..Trace::default() };
        trace.allotted = consequence.allocates.map(|split| self.allocation.allot(split));
        match event {
            Event::MemberJoined(joined) => {
                let member = self.members.entry(joined.member.clone()).or_default();
                member.name = Some(joined.name.clone());
                member.is_present = true;
                self.present = self.present.saturating_add(1);
            }
            Event::MemberLeft(left) => {
                if let Some(member) = self.members.get_mut(&left.member) {
                    member.is_present = false;
                    self.present = self.present.saturating_sub(1);
                }
            }
            Event::SeedGrantReceived(received) => self.seed_grant_received += received.amount.into(),
            Event::LoanApproved(approved) => {
                let terms = agreed(approved, &charter.loan);
                self.loans.insert(approved.loan.clone(), Loan::approved(approved.member.clone(), terms));
            }
            Event::CharterAmended(amended)
                if amended.charter.interest.to_income_growth != charter.interest.to_income_growth =>
            {
                self.allocation.restart();
            }
            Event::PeriodClosed(closed) => self.closed_through = self.closed_through.max(Some(closed.through)),
            _ => {}
        }
        if let Some(loan) = event.loan().and_then(|loan| self.loans.get_mut(loan)) {
            match event {
                Event::LoanDisbursed(_) => loan.disburse(day),
                Event::LoanCancelled(_) => loan.cancel(),
                Event::RepaymentReceived(repayment) => {
                    loan.pay_interest(repayment.interest);
                    self.interest_collected += repayment.interest.into();
                }
                Event::InterestWaived(waived) => loan.waive(waived.amount),
                Event::LoanRescheduled(rescheduled) => {
                    loan.reschedule(rescheduled.months, consequence.outstanding, day);
                }
                Event::LoanWrittenOff(_) => loan.write_off(consequence.outstanding, consequence.seed_grant),
                Event::RecoveryReceived(recovery) => {
                    trace.restored = consequence.seed_grant;
                    loan.recover(recovery.amount, trace.restored);
                }
                _ => {}
            }
            if !matches!(event, Event::LoanApproved(_) | Event::LoanCancelled(_)) {
                loan.standing_records.push(place);
            }
        }
        trace
    }

    /// Takes back what a record did: its event and its trace. Loans it is about are up to date.
    pub(crate) fn take_back(&mut self, event: &Event, trace: &mut Trace) {
        trace.is_reversed = true;
        if let Some(allotted) = trace.allotted {
            self.allocation.take_back(allotted);
        }
        if let Event::SeedGrantReceived(received) = event {
            self.seed_grant_received -= received.amount.into();
        }
        if let Some(loan) = event.loan().and_then(|loan| self.loans.get_mut(loan)) {
            match event {
                Event::LoanDisbursed(_) => loan.undo_disbursal(),
                Event::RepaymentReceived(repayment) => {
                    loan.undo_interest(repayment.interest);
                    self.interest_collected -= repayment.interest.into();
                }
                Event::InterestWaived(waived) => loan.undo_waiver(waived.amount),
                Event::LoanWrittenOff(_) => loan.undo_write_off(),
                Event::RecoveryReceived(recovery) => loan.undo_recovery(recovery.amount, trace.restored),
                _ => return,
            }
            loan.standing_records.pop();
        }
    }
}

/// The terms on which a loan is approved under the rules of that day.
pub(crate) fn agreed(approved: &LoanApproved, rules: &LoanRules) -> Terms {
    Terms {
        principal: approved.principal,
        months: approved.months,
        monthly_rate: approved.monthly_rate,
        interest: approved.interest,
        repayment: approved.repayment,
        rounding: rules.rounding,
        interest_first: rules.interest_first,
    }
}
