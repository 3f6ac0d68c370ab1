//! The course of a loan: principal, charges, schedule, member and loss, folded from its records by value date.

use chrono::NaiveDate;

use super::interest::{Charge, Charges, Run};
use super::schedule::Schedule;
use super::{AmountsOwed, CarriedIn, LoanStatus, Origin, Step, StepKind};
use crate::calendar::day_before;
use crate::count::Months;
use crate::money::Balance;
use crate::name::MemberId;
use crate::rate::Rate;

/// The state of a loan after some of its records, taken in the order of their value dates.
///
/// It can compute amounts for the value date of the last of those records and any later day. Between two records every month is
/// charged on the same principal, so months are counted, not iterated over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    member: MemberId,
    /// The principal disbursed; of a loan carried in, the principal outstanding then.
    lent: Balance,
    repaid: Balance,
    interest_paid: Balance,
    interest_waived: Balance,
    servicing: Option<Servicing>,
    loss: Option<Loss>,
    times_rescheduled: u32,
}

/// The schedule of a loan that was disbursed or carried in, and the interest charged.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Servicing {
    /// D₀ of the first schedule.
    first_day: NaiveDate,
    schedule: Schedule,
    charges: Charges,
    /// The number of months of the schedule whose charge day has passed, also without a charge.
    months_charged: u32,
}

/// A write-off, and the recoveries since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Loss {
    principal: Balance,
    /// The principal outstanding just before it. A payment since then repays no instalment.
    unrepaid: Balance,
    /// The part of the principal that the seed grant bore.
    from_seed_grant: Balance,
    forgiven: bool,
    recovered: Balance,
    /// The part of the recoveries that went back to the seed grant.
    restored: Balance,
}

impl Loss {
    const fn of(principal: Balance, unrepaid: Balance, from_seed_grant: Balance, forgiven: bool) -> Self {
        Self { principal, unrepaid, from_seed_grant, forgiven, recovered: Balance::ZERO, restored: Balance::ZERO }
    }
}

impl Course {
    /// Makes the state before any record.
    pub(super) fn new(origin: &Origin) -> Self {
        Self {
            member: origin.member().clone(),
            lent: Balance::ZERO,
            repaid: Balance::ZERO,
            interest_paid: Balance::ZERO,
            interest_waived: Balance::ZERO,
            servicing: None,
            loss: None,
            times_rescheduled: 0,
        }
    }

    /// Applies one more record, whose value date must not be before those of the others.
    pub(super) fn apply(&mut self, origin: &Origin, step: &Step) {
        self.charge_through(step.day);
        match &step.kind {
            StepKind::Disbursed => {
                debug_assert!(origin.terms().is_some(), "a loan carried in as written off is not disbursed");
                if let Some(terms) = origin.terms() {
                    self.lent = terms.principal.into();
                    self.serve(Schedule::of(terms, step.day));
                }
            }
            StepKind::CarriedIn => self.carry_in(origin, step.day),
            StepKind::Repaid { principal, interest } => {
                self.repaid += (*principal).into();
                self.interest_paid += (*interest).into();
            }
            StepKind::Waived(amount) => self.interest_waived += (*amount).into(),
            StepKind::Rescheduled { months, rate } => self.reschedule(*months, *rate, step.day),
            StepKind::Assumed(member) => self.member = member.clone(),
            StepKind::WrittenOff { principal, from_seed_grant, forgiven } => {
                self.loss = Some(Loss::of(*principal, self.outstanding(), *from_seed_grant, *forgiven));
            }
            StepKind::Recovered { amount, restored } => {
                if let Some(loss) = &mut self.loss {
                    loss.recovered += (*amount).into();
                    loss.restored += *restored;
                }
            }
        }
    }

    fn serve(&mut self, schedule: Schedule) -> &mut Servicing {
        let charges = Charges::default();
        self.servicing.insert(Servicing { first_day: schedule.start, schedule, charges, months_charged: 0 })
    }

    /// Begins a loan carried in on `day`. Months that have ended are not charged: the interest owed covers them. The current month is
    /// charged if its charge day has come.
    fn carry_in(&mut self, origin: &Origin, day: NaiveDate) {
        match origin {
            Origin::CarriedIn { terms, carried, .. } => {
                let CarriedIn { disbursed, outstanding, interest_owed, owed_since, times_rescheduled } = *carried;
                self.lent = outstanding.into();
                self.times_rescheduled = times_rescheduled;
                let schedule = Schedule::of(terms, disbursed);
                let servicing = self.serve(schedule);
                if !interest_owed.is_zero() {
                    servicing.charges.charge(Run::once(owed_since.unwrap_or(day), interest_owed.into()));
                }
                servicing.months_charged = schedule.months_ended(day);
                self.charge_through(day);
            }
            Origin::WrittenOffBefore { amount, from_seed_grant, .. } => {
                let amount = (*amount).into();
                self.loss = Some(Loss::of(amount, amount, (*from_seed_grant).into(), false));
            }
            Origin::Approved { .. } => debug_assert!(false, "an approved loan is not carried in"),
        }
    }

    fn reschedule(&mut self, months: Months, rate: Option<Rate>, day: NaiveDate) {
        self.times_rescheduled = self.times_rescheduled.saturating_add(1);
        let outstanding = self.outstanding();
        let Some(servicing) = self.servicing.as_mut().filter(|_| self.loss.is_none()) else { return };
        let running = servicing.schedule.months_begun(day);
        if servicing.months_charged < running && outstanding.is_positive() {
            // The charge day of the current month is still to come: the month is charged now, and falls due at its end.
            let each = servicing.schedule.charge(running, outstanding);
            servicing.charges.charge(Run { start: servicing.schedule.start, first: running, months: 1, each });
        }
        servicing.schedule = servicing.schedule.replaced(day, months, rate, outstanding);
        servicing.months_charged = 0;
    }

    /// Charges every month whose charge day is on or before `day`, on the principal outstanding before the next record.
    fn charge_through(&mut self, day: NaiveDate) {
        let outstanding = self.outstanding();
        if let Some(servicing) = self.servicing.as_mut().filter(|_| self.loss.is_none()) {
            servicing.charge_through(outstanding, day);
        }
    }

    /// Returns all charges made by `day`.
    fn charges(&self, day: NaiveDate) -> Charges {
        let Some(servicing) = &self.servicing else { return Charges::default() };
        let mut servicing = servicing.clone();
        if self.loss.is_none() {
            servicing.charge_through(self.outstanding(), day);
        }
        servicing.charges
    }

    /// Returns the member who owes the loan.
    #[must_use]
    pub const fn member(&self) -> &MemberId {
        &self.member
    }

    /// Returns the principal outstanding (dư nợ gốc). Zero once it is written off.
    #[must_use]
    pub fn outstanding(&self) -> Balance {
        if self.loss.is_some() { Balance::ZERO } else { self.lent - self.repaid }
    }

    /// Returns the present schedule; `None` unless it was disbursed, or carried in as a running loan.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        self.servicing.as_ref().map(|servicing| &servicing.schedule)
    }

    /// Returns D₀ of the first schedule: the day of disbursal; of a loan carried in, D₀ of the schedule with which it was carried in.
    #[must_use]
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.servicing.as_ref().map(|servicing| servicing.first_day)
    }

    /// Returns the number of times the loan was rescheduled, including in earlier books.
    #[must_use]
    pub const fn times_rescheduled(&self) -> u32 {
        self.times_rescheduled
    }

    /// Returns all interest paid.
    #[must_use]
    pub const fn interest_paid(&self) -> Balance {
        self.interest_paid
    }

    /// Returns all interest waived.
    #[must_use]
    pub const fn interest_waived(&self) -> Balance {
        self.interest_waived
    }

    /// Returns all principal repaid in these books.
    #[must_use]
    pub const fn principal_repaid(&self) -> Balance {
        self.repaid
    }

    /// Returns whether the loan is written off.
    #[must_use]
    pub const fn is_written_off(&self) -> bool {
        self.loss.is_some()
    }

    /// Returns whether the loan is written off and the meeting forgave it.
    #[must_use]
    pub fn is_forgiven(&self) -> bool {
        self.loss.is_some_and(|loss| loss.forgiven)
    }

    /// Returns the principal written off, before recoveries.
    #[must_use]
    pub fn written_off(&self) -> Balance {
        self.loss.map_or(Balance::ZERO, |loss| loss.principal)
    }

    /// Returns the sum of all recoveries.
    #[must_use]
    pub fn recovered(&self) -> Balance {
        self.loss.map_or(Balance::ZERO, |loss| loss.recovered)
    }

    /// Returns the amount recoverable: the principal written off less recoveries, zero if it was forgiven. Below zero if more was
    /// recovered.
    #[must_use]
    pub fn recoverable(&self) -> Balance {
        self.loss.filter(|loss| !loss.forgiven).map_or(Balance::ZERO, |loss| loss.principal - loss.recovered)
    }

    /// Returns the part of the loss that the seed grant bore and recoveries have not given back.
    pub(crate) fn unrestored(&self) -> Balance {
        self.loss.map_or(Balance::ZERO, |loss| (loss.from_seed_grant - loss.restored).max_zero())
    }

    /// Returns the amount that a borrower confirms: the principal outstanding; of a loan written off, the amount recoverable.
    pub(crate) fn claimed(&self) -> Balance {
        if self.is_written_off() { self.recoverable() } else { self.outstanding() }
    }

    /// Returns all interest charged by `day`.
    #[must_use]
    pub fn interest_charged(&self, day: NaiveDate) -> Balance {
        self.charges(day).total()
    }

    /// Returns every charge made by `day`, with its due day.
    #[must_use]
    pub fn charges_made(&self, day: NaiveDate) -> Vec<Charge> {
        self.charges(day).iter().collect()
    }

    /// Returns the interest expected for the months of the schedule whose charge day is after `day`, assuming that all amounts due are
    /// paid on `day` and every later instalment on its due day. Empty after maturity, and for a loan that is not running.
    #[must_use]
    pub fn charges_expected(&self, day: NaiveDate) -> Vec<Charge> {
        if self.status(day) != Some(LoanStatus::Disbursed) {
            return Vec::new();
        }
        let Some(schedule) = self.schedule() else { return Vec::new() };
        let first = schedule.months_charged(day).saturating_add(1);
        let expected = |k: u32| {
            let not_yet_due = schedule.principal - schedule.due_through(k.saturating_sub(1));
            let amount = schedule.charge(k, self.outstanding().min(not_yet_due));
            Charge { due: schedule.due_date(k), amount }
        };
        (first..=schedule.months.get()).map(expected).collect()
    }

    /// Returns the principal outstanding; of a loan written off, that just before the write-off.
    pub(crate) fn principal_unrepaid(&self) -> Balance {
        self.loss.map_or(self.lent - self.repaid, |loss| loss.unrepaid)
    }

    /// Returns the charges made by `day` that fall due on or before `due_by`.
    #[must_use]
    pub fn charges_due(&self, day: NaiveDate, due_by: NaiveDate) -> Balance {
        self.charges(day).fallen_due(due_by)
    }

    /// Returns the charges less interest paid and waived, also of a loan that was written off since.
    pub(crate) fn unpaid_interest(&self, day: NaiveDate) -> Balance {
        self.interest_charged(day) - self.interest_paid - self.interest_waived
    }

    /// Returns the status of a loan that was disbursed or carried in; `None` before that.
    pub(super) fn status(&self, day: NaiveDate) -> Option<LoanStatus> {
        if self.loss.is_some() {
            return Some(LoanStatus::WrittenOff);
        }
        self.servicing.as_ref()?;
        let is_owed = self.outstanding().is_positive() || self.unpaid_interest(day).is_positive();
        Some(if is_owed { LoanStatus::Disbursed } else { LoanStatus::Settled })
    }

    /// Returns the amounts owed on `day`. All are zero for a loan that is not disbursed or is written off, except that `outstanding` is
    /// below zero if books with findings have a repayment before the disbursal.
    #[must_use]
    pub fn owed(&self, day: NaiveDate) -> AmountsOwed {
        let mut owed = AmountsOwed { outstanding: self.outstanding(), ..AmountsOwed::default() };
        if let Some(servicing) = self.servicing.as_ref().filter(|_| self.loss.is_none()) {
            let charges = self.charges(day);
            let settled = self.interest_paid + self.interest_waived;
            owed.accrued = charges.total() - settled;
            owed.interest_net = charges.fallen_due(day) - settled;
            owed.principal_net = servicing.schedule.fallen_due(day) - self.principal_settled(&servicing.schedule);
            owed.interest_due = owed.interest_net.max_zero();
            owed.principal_due = owed.principal_net.max_zero();
        }
        owed
    }

    /// Returns the principal of the schedule that was repaid.
    fn principal_settled(&self, schedule: &Schedule) -> Balance {
        schedule.principal - self.outstanding()
    }

    /// Returns the principal that fell due before `day` and is not repaid. Not below zero.
    #[must_use]
    pub fn principal_past_due(&self, day: NaiveDate) -> Balance {
        let before = day_before(day);
        self.schedule().filter(|_| self.loss.is_none()).map_or(Balance::ZERO, |schedule| {
            (schedule.fallen_due(before) - self.principal_settled(schedule)).max_zero()
        })
    }

    /// Returns the days past due (số ngày quá hạn) on `day`: since the earliest due day before it with an unpaid amount. 0 if there is
    /// none, or the loan is not running.
    #[must_use]
    pub fn days_past_due(&self, day: NaiveDate) -> u32 {
        let Some(servicing) = self.servicing.as_ref().filter(|_| self.loss.is_none()) else { return 0 };
        let principal = servicing.schedule.first_unpaid(self.principal_settled(&servicing.schedule));
        let interest = self.charges(day).first_unpaid(self.interest_paid + self.interest_waived);
        let earliest = principal.into_iter().chain(interest).min();
        earliest.and_then(|due| u32::try_from(day.signed_duration_since(due).num_days()).ok()).unwrap_or(0)
    }
}

impl Servicing {
    /// Charges the months whose charge day is on or before `day` and that are not charged yet, first those until maturity, then those
    /// after it, as the charge of a month differs. If no principal is outstanding, they are not charged.
    fn charge_through(&mut self, outstanding: Balance, day: NaiveDate) {
        let charged = self.schedule.months_charged(day).max(self.months_charged);
        let until_maturity = charged.min(self.schedule.months.get()).max(self.months_charged);
        for (passed, through) in [(self.months_charged, until_maturity), (until_maturity, charged)] {
            let first = passed.saturating_add(1);
            if outstanding.is_positive() {
                self.charges.charge(Run {
                    start: self.schedule.start,
                    first,
                    months: through.saturating_sub(passed),
                    each: self.schedule.charge(first, outstanding),
                });
            }
        }
        self.months_charged = charged;
    }
}
