//! What has become of a loan.

use chrono::NaiveDate;

use super::collection::Collection;
use super::interest::{Charges, Run};
use super::schedule::Schedule;
use super::terms::Terms;
use crate::count::Months;
use crate::money::{Amount, Balance, Money};
use crate::name::MemberId;

/// A loan as its events made it. The principal outstanding is in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// The member who borrows.
    pub(crate) member: MemberId,
    pub(crate) terms: Terms,
    state: State,
    interest_paid: Balance,
    interest_waived: Balance,
    /// Places in the list of records: disbursal, repayments, waivers, reschedules, write-off and recoveries not reversed.
    pub(crate) standing_records: Vec<usize>,
    /// What was last counted of this loan in its member's totals.
    pub(crate) counted: Counted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Approved,
    Cancelled,
    Disbursed(Servicing),
    WrittenOff(Servicing, Loss),
}

/// A loan in the hands of its member.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Servicing {
    schedule: Schedule,
    charges: Charges,
    /// The months of the schedule that were charged, or passed without.
    months_passed: u32,
    rescheduled: bool,
}

/// What a write-off lost, and what came back of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Loss {
    principal: Balance,
    /// What of it the seed grant bore.
    from_seed_grant: Balance,
    recovered: Balance,
    /// What recoveries gave back to the seed grant.
    restored: Balance,
}

/// What a loan adds to the totals of its member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Principal outstanding and approved.
    pub(crate) exposure: Balance,
    pub(crate) open: bool,
    pub(crate) owes_written_off: bool,
}

/// Where a loan is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoanStatus {
    /// Passed by the meeting, not yet paid out.
    Approved,
    /// Given up before it was paid out.
    Cancelled,
    /// Paid out, and something of it is owed.
    Disbursed,
    /// Paid out, and nothing of it is owed.
    Settled,
    /// Given up as lost.
    WrittenOff,
}

/// What is owed on a loan on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Principal outstanding (dư nợ gốc), as posted.
    pub outstanding: Balance,
    /// Interest accrued (lãi phải thu): charges of all months begun, less what was paid and waived. Below zero only in books
    /// where more was taken than was accrued.
    pub accrued: Balance,
    /// Interest due (lãi đến hạn): of the accrued, what has fallen due. Not below zero.
    pub interest_due: Balance,
    /// Principal due (gốc đến hạn): what has fallen due, less what was repaid. Not below zero.
    pub principal_due: Balance,
}

impl Loan {
    pub(crate) fn approved(member: MemberId, terms: Terms) -> Self {
        Self {
            member,
            terms,
            state: State::Approved,
            interest_paid: Balance::ZERO,
            interest_waived: Balance::ZERO,
            standing_records: Vec::new(),
            counted: Counted::default(),
        }
    }

    /// The member who borrows.
    #[must_use]
    pub fn member(&self) -> &MemberId {
        &self.member
    }

    /// What was agreed.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The schedule on which it falls due; `None` unless it was disbursed.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        self.servicing().map(|servicing| &servicing.schedule)
    }

    /// Whether it was ever given a new schedule.
    #[must_use]
    pub fn is_rescheduled(&self) -> bool {
        self.servicing().is_some_and(|servicing| servicing.rescheduled)
    }

    /// The principal written off, before recoveries; nothing where it is not written off.
    #[must_use]
    pub fn written_off(&self) -> Balance {
        self.loss().map_or(Balance::ZERO, |loss| loss.principal)
    }

    /// What recoveries brought in.
    #[must_use]
    pub fn recovered(&self) -> Balance {
        self.loss().map_or(Balance::ZERO, |loss| loss.recovered)
    }

    /// The amount recoverable: the principal written off, less recoveries, kept off the books.
    #[must_use]
    pub fn recoverable(&self) -> Balance {
        self.loss().map_or(Balance::ZERO, |loss| (loss.principal - loss.recovered).or_zero())
    }

    /// All interest paid on it.
    #[must_use]
    pub fn interest_paid(&self) -> Balance {
        self.interest_paid
    }

    /// All interest waived on it.
    #[must_use]
    pub fn interest_waived(&self) -> Balance {
        self.interest_waived
    }

    /// What its write-off took from the seed grant and recoveries have not given back.
    pub(crate) fn unrestored(&self) -> Balance {
        self.loss().map_or(Balance::ZERO, |loss| (loss.from_seed_grant - loss.restored).or_zero())
    }

    /// Where it is in its life, with `outstanding` as the ledger has it.
    pub(crate) fn status(&self, outstanding: Balance, day: NaiveDate) -> LoanStatus {
        match &self.state {
            State::Approved => LoanStatus::Approved,
            State::Cancelled => LoanStatus::Cancelled,
            State::WrittenOff(..) => LoanStatus::WrittenOff,
            State::Disbursed(_) if outstanding.is_positive() || self.accrued(outstanding, day).is_positive() => {
                LoanStatus::Disbursed
            }
            State::Disbursed(_) => LoanStatus::Settled,
        }
    }

    /// What is owed on `day`, with `outstanding` as the ledger has it.
    pub(crate) fn standing(&self, outstanding: Balance, day: NaiveDate) -> Standing {
        let mut standing = Standing { outstanding, accrued: self.accrued(outstanding, day), ..Standing::default() };
        if let State::Disbursed(servicing) = &self.state {
            let schedule = &servicing.schedule;
            let repaid = schedule.called - outstanding;
            standing.principal_due = (schedule.fallen_due(day) - repaid).or_zero();
            let pending = servicing.pending(&self.terms, outstanding, day);
            standing.interest_due = (standing.accrued - servicing.charges.not_yet_due(&pending, day)).or_zero();
        }
        standing
    }

    /// Days past due (số ngày quá hạn) on `day`: since the earliest day before it on which something fell due that is not
    /// fully paid. 0 if there is none.
    pub(crate) fn days_past_due(&self, outstanding: Balance, day: NaiveDate) -> u32 {
        let State::Disbursed(servicing) = &self.state else { return 0 };
        let principal = servicing.schedule.first_unpaid(servicing.schedule.called - outstanding);
        let pending = servicing.pending(&self.terms, outstanding, day);
        let interest = servicing.charges.first_unpaid(&pending, self.interest_paid + self.interest_waived);
        principal
            .into_iter()
            .chain(interest)
            .min()
            .and_then(|due| u32::try_from(day.signed_duration_since(due).num_days()).ok())
            .unwrap_or(0)
    }

    /// What has fallen due until `day`, and what of it was paid; nothing of a loan that was not disbursed.
    pub(crate) fn collection(&self, outstanding: Balance, day: NaiveDate) -> Collection {
        let Some(servicing) = self.servicing() else { return Collection::default() };
        let schedule = &servicing.schedule;
        let borrowed = Balance::from(self.terms.principal);
        let (called, lost) = match self.loss() {
            // What an earlier schedule called and this one does not was repaid on it.
            None => (borrowed - schedule.called + schedule.fallen_due(day), Balance::ZERO),
            Some(loss) => (borrowed, loss.principal - loss.recovered),
        };
        let principal = Collection::new(called, borrowed - outstanding - lost);
        let bearing = if self.loss().is_some() { Balance::ZERO } else { outstanding };
        let pending = servicing.pending(&self.terms, bearing, day);
        let charged = servicing.charges.total() + pending.iter().map(Run::total).sum();
        let interest = Collection::new(charged - servicing.charges.not_yet_due(&pending, day), self.interest_paid);
        Collection { fallen_due: principal.fallen_due + interest.fallen_due, paid: principal.paid + interest.paid }
    }

    fn accrued(&self, outstanding: Balance, day: NaiveDate) -> Balance {
        let charged = match &self.state {
            State::Approved | State::Cancelled => Balance::ZERO,
            State::Disbursed(servicing) => {
                let pending = servicing.pending(&self.terms, outstanding, day);
                servicing.charges.total() + pending.iter().map(Run::total).sum()
            }
            State::WrittenOff(servicing, _) => servicing.charges.total(),
        };
        charged - self.interest_paid - self.interest_waived
    }

    fn servicing(&self) -> Option<&Servicing> {
        match &self.state {
            State::Disbursed(servicing) | State::WrittenOff(servicing, _) => Some(servicing),
            State::Approved | State::Cancelled => None,
        }
    }

    fn loss(&self) -> Option<&Loss> {
        match &self.state {
            State::WrittenOff(_, loss) => Some(loss),
            State::Approved | State::Cancelled | State::Disbursed(_) => None,
        }
    }

    fn loss_mut(&mut self) -> Option<&mut Loss> {
        match &mut self.state {
            State::WrittenOff(_, loss) => Some(loss),
            State::Approved | State::Cancelled | State::Disbursed(_) => None,
        }
    }

    /// What it adds to its member's totals, with `outstanding` as the ledger has it.
    pub(crate) fn count(&self, outstanding: Balance, day: NaiveDate) -> Counted {
        let status = self.status(outstanding, day);
        let approved = if status == LoanStatus::Approved { self.terms.principal.into() } else { Balance::ZERO };
        Counted {
            exposure: outstanding + approved,
            open: matches!(status, LoanStatus::Approved | LoanStatus::Disbursed),
            owes_written_off: self.recoverable().is_positive(),
        }
    }

    /// Charges every month begun on or before `day` on the principal that was outstanding until now. While it is written off,
    /// months pass without a charge.
    pub(crate) fn bring_up_to(&mut self, outstanding: Balance, day: NaiveDate) {
        match &mut self.state {
            State::Approved | State::Cancelled => {}
            State::Disbursed(servicing) => {
                for run in servicing.pending(&self.terms, outstanding, day) {
                    servicing.charges.charge(run);
                }
                servicing.pass(day);
            }
            State::WrittenOff(servicing, _) => servicing.pass(day),
        }
    }

    pub(crate) fn disburse(&mut self, day: NaiveDate) {
        self.state = State::Disbursed(Servicing {
            schedule: Schedule::of(&self.terms, day),
            charges: Charges::default(),
            months_passed: 0,
            rescheduled: false,
        });
    }

    pub(crate) fn cancel(&mut self) {
        self.state = State::Cancelled;
    }

    pub(crate) fn pay_interest(&mut self, interest: Money) {
        self.interest_paid += interest.into();
    }

    pub(crate) fn waive(&mut self, interest: Amount) {
        self.interest_waived += interest.into();
    }

    /// Gives the principal outstanding a new schedule, from the end of the month that runs on `day`. To be brought up to date
    /// first.
    pub(crate) fn reschedule(&mut self, months: Months, outstanding: Balance, day: NaiveDate) {
        if let State::Disbursed(servicing) = &mut self.state {
            let schedule = &mut servicing.schedule;
            schedule.start = schedule.due_date(schedule.months_begun(day));
            schedule.months = months;
            schedule.called = outstanding;
            servicing.months_passed = 0;
            servicing.rescheduled = true;
        }
    }

    /// To be brought up to date first.
    pub(crate) fn write_off(&mut self, principal: Balance, from_seed_grant: Balance) {
        if let State::Disbursed(servicing) = &self.state {
            let loss = Loss { principal, from_seed_grant, recovered: Balance::ZERO, restored: Balance::ZERO };
            self.state = State::WrittenOff(servicing.clone(), loss);
        }
    }

    pub(crate) fn recover(&mut self, amount: Amount, restored: Balance) {
        if let Some(loss) = self.loss_mut() {
            loss.recovered += amount.into();
            loss.restored += restored;
        }
    }

    pub(crate) fn undo_disbursal(&mut self) {
        self.state = State::Approved;
    }

    pub(crate) fn undo_interest(&mut self, interest: Money) {
        self.interest_paid -= interest.into();
    }

    pub(crate) fn undo_waiver(&mut self, interest: Amount) {
        self.interest_waived -= interest.into();
    }

    /// To be brought up to date first, so that the months that began while it was written off pass without a charge.
    pub(crate) fn undo_write_off(&mut self) {
        if let State::WrittenOff(servicing, _) = &self.state {
            self.state = State::Disbursed(servicing.clone());
        }
    }

    pub(crate) fn undo_recovery(&mut self, amount: Amount, restored: Balance) {
        if let Some(loss) = self.loss_mut() {
            loss.recovered -= amount.into();
            loss.restored -= restored;
        }
    }
}

impl Servicing {
    /// The months begun on or before `day` that are not charged yet: those until maturity, and those after it.
    fn pending(&self, terms: &Terms, outstanding: Balance, day: NaiveDate) -> [Run; 2] {
        let schedule = &self.schedule;
        let begun = schedule.months_begun(day).max(self.months_passed);
        let until_maturity = begun.min(schedule.months.get()).max(self.months_passed);
        [(self.months_passed, until_maturity), (until_maturity, begun)].map(|(passed, through)| {
            let first = passed.saturating_add(1);
            Run {
                start: schedule.start,
                first,
                months: through.saturating_sub(passed),
                each: terms.charge(first, schedule.months, schedule.called, outstanding),
            }
        })
    }

    fn pass(&mut self, day: NaiveDate) {
        self.months_passed = self.schedule.months_begun(day).max(self.months_passed);
    }
}
