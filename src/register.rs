//! The register (sổ theo dõi): members, loans and closed periods, which the rules use besides the ledger.
//!
//! The ledger follows from the entries, the register from the events. In books without findings the two agree.
#![deny(clippy::wildcard_enum_match_arm)]

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use crate::allocation::{Allocation, Allotted, Split};
use crate::calendar::iso_or_null;
use crate::charter::{Charter, LoanRules};
use crate::count::{GraceDays, Year};
use crate::event::{
    Circumstances, Event, Gender, LeavingReason, LoanApproved, LoanCarriedIn, MemberAmended, MemberJoined,
    WrittenOffCarriedIn,
};
use crate::loan::{CarriedIn, Conditions, Counted, Loan, Origin, Step, StepKind, Terms};
use crate::money::Balance;
use crate::name::{LoanId, MemberId, Text};

/// A person who is or was a member, or who borrowed without being one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    details: Option<Details>,
    joined_on: Option<NaiveDate>,
    left: Option<(NaiveDate, Option<LeavingReason>)>,
    /// Principal outstanding and approved, over all loans of the member.
    exposure: Balance,
    open_loans: u32,
    /// The number of loans written off with a recoverable amount.
    written_off_loans: u32,
}

/// The details of a member, as given on joining and amended since.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    name: Text,
    circumstances: Circumstances,
    gender: Option<Gender>,
    born: Option<Year>,
}

impl Member {
    /// Returns the name; `None` for a borrower who never joined, which is possible in books with findings.
    #[must_use]
    pub fn name(&self) -> Option<&Text> {
        self.details.as_ref().map(|details| &details.name)
    }

    /// Returns the circumstances (hoàn cảnh).
    #[must_use]
    pub fn circumstances(&self) -> Option<Circumstances> {
        self.details.as_ref().map(|details| details.circumstances)
    }

    /// Returns the gender, if the club recorded it.
    #[must_use]
    pub fn gender(&self) -> Option<Gender> {
        self.details.as_ref().and_then(|details| details.gender)
    }

    /// Returns the year of birth, if the club recorded it.
    #[must_use]
    pub fn born(&self) -> Option<Year> {
        self.details.as_ref().and_then(|details| details.born)
    }

    /// Returns whether the person ever joined.
    #[must_use]
    pub const fn has_joined(&self) -> bool {
        self.joined_on.is_some()
    }

    /// Returns whether the person joined and has not left.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        self.joined_on.is_some() && self.left.is_none()
    }

    /// Returns the day on which the person joined last.
    #[must_use]
    pub const fn joined_on(&self) -> Option<NaiveDate> {
        self.joined_on
    }

    /// Returns the day on which the member left, if the person is not a member now.
    #[must_use]
    pub fn left_on(&self) -> Option<NaiveDate> {
        self.left.map(|(day, _)| day)
    }

    /// Returns the reason for leaving, if it was recorded.
    #[must_use]
    pub fn left_because(&self) -> Option<LeavingReason> {
        self.left.and_then(|(_, reason)| reason)
    }

    /// Returns the principal outstanding or approved, over all loans.
    #[must_use]
    pub const fn exposure(&self) -> Balance {
        self.exposure
    }

    /// Returns the number of open loans: approved, or disbursed and neither settled nor written off.
    #[must_use]
    pub const fn open_loans(&self) -> u32 {
        self.open_loans
    }

    /// Returns whether the person owes an amount that was written off and is still recoverable.
    #[must_use]
    pub const fn owes_written_off(&self) -> bool {
        self.written_off_loans > 0
    }

    fn join(&mut self, joined: &MemberJoined, day: NaiveDate) {
        let MemberJoined { member: _, name, circumstances, gender, born } = joined;
        let details = Details { name: name.clone(), circumstances: *circumstances, gender: *gender, born: *born };
        self.details = Some(details);
        self.joined_on = Some(day);
        self.left = None;
    }

    fn amend(&mut self, amended: &MemberAmended) {
        let MemberAmended { member: _, name, circumstances, gender, born } = amended;
        if let Some(details) = &mut self.details {
            details.name = name.as_ref().unwrap_or(&details.name).clone();
            details.circumstances = circumstances.unwrap_or(details.circumstances);
            details.gender = gender.or(details.gender);
            details.born = born.or(details.born);
        }
    }

    /// Adds the amounts of a loan to the totals, or subtracts them.
    fn count(&mut self, counted: Counted, is_added: bool) {
        let total = |total: u32, is_counted: bool| {
            let change = u32::from(is_counted);
            let changed = if is_added { total.checked_add(change) } else { total.checked_sub(change) };
            debug_assert!(changed.is_some(), "a loan that is subtracted was added before");
            changed.unwrap_or(total)
        };
        self.exposure += if is_added { counted.exposure } else { -counted.exposure };
        self.open_loans = total(self.open_loans, counted.open);
        self.written_off_loans = total(self.written_off_loans, counted.owes_written_off);
    }
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'a> {
            name: Option<&'a Text>,
            circumstances: Option<Circumstances>,
            gender: Option<Gender>,
            born: Option<Year>,
            #[serde(serialize_with = "iso_or_null")]
            joined_on: Option<NaiveDate>,
            #[serde(serialize_with = "iso_or_null")]
            left_on: Option<NaiveDate>,
            left_because: Option<LeavingReason>,
            exposure: Balance,
            open_loans: u32,
            owes_written_off: bool,
        }

        let view = View {
            name: self.name(),
            circumstances: self.circumstances(),
            gender: self.gender(),
            born: self.born(),
            joined_on: self.joined_on(),
            left_on: self.left_on(),
            left_because: self.left_because(),
            exposure: self.exposure(),
            open_loans: self.open_loans(),
            owes_written_off: self.owes_written_off(),
        };
        view.serialize(serializer)
    }
}

/// Members, loans, closed periods, seed grant received and returned, and interest allocated.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let member = books.register().member(&"M1".parse()?).ok_or("no such member")?;
/// assert_eq!(member.name().map(Text::as_str), Some("Phạm Thị Lan"));
/// assert_eq!((member.open_loans(), member.exposure()), (1, Balance::new(6_000_000)));
/// assert_eq!(books.register().members_present(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    members: IndexMap<MemberId, Member>,
    loans: IndexMap<LoanId, Loan>,
    /// The number of members who joined and have not left.
    present: u32,
    closed_through: Option<NaiveDate>,
    seed_grant_received: Balance,
    seed_grant_returned: Balance,
    interest_collected: Balance,
    allocation: Allocation,
}

/// The part of an event's effect on the register that its own fields do not state. Computed before the entry is posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Derived {
    /// The date of the record, as written.
    pub(crate) date: NaiveDate,
    /// The day of the record: its date, or the latest date of the books if that is later.
    pub(crate) day: NaiveDate,
    /// The value date: the day on which the money was paid, if the event states it, else the day of the record.
    pub(crate) value_date: NaiveDate,
    /// The allocation of interest by the event, if it allocates any.
    pub(crate) allocates: Option<Split>,
    /// The principal outstanding on its loan.
    pub(crate) outstanding: Balance,
    /// The part of a write-off that the seed grant bears, or of a recovery that goes back to it.
    pub(crate) seed_grant: Balance,
    /// The balance in the books of the place that is counted, or of the loan that is confirmed.
    pub(crate) book_balance: Option<Balance>,
}

/// The effect of a record on the register, kept so that it can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effects {
    /// True if the register took the event; one that breaks certain rules is ignored.
    pub(crate) is_taken: bool,
    pub(crate) is_reversed: bool,
    /// The day of the record: its date, or the latest date of the books if that is later.
    pub(crate) day: NaiveDate,
    /// The value date: the day on which the money was paid, if the event states it, else the day of the record.
    pub(crate) value_date: NaiveDate,
    /// The balance that the books had of the place that was counted, or of the loan that was confirmed.
    pub(crate) book_balance: Option<Balance>,
    allotted: Option<Allotted>,
}

impl Effects {
    /// Returns whether the record is in effect: it was taken and is not reversed.
    pub(crate) const fn is_in_effect(&self) -> bool {
        self.is_taken && !self.is_reversed
    }
}

impl Register {
    /// Returns a member, by name.
    #[must_use]
    pub fn member(&self, member: &MemberId) -> Option<&Member> {
        self.members.get(member)
    }

    /// Returns all persons who are or were members, or who borrowed without being one, in the order of their first record.
    #[must_use]
    pub fn members(&self) -> impl ExactSizeIterator<Item = (&MemberId, &Member)> {
        self.members.iter()
    }

    /// Returns a loan, by name.
    #[must_use]
    pub fn loan(&self, loan: &LoanId) -> Option<&Loan> {
        self.loans.get(loan)
    }

    pub(crate) fn loan_with_id(&self, loan: &LoanId) -> Option<(&LoanId, &Loan)> {
        self.loans.get_key_value(loan)
    }

    /// Returns all loans, in the order in which they were approved or carried in.
    #[must_use]
    pub fn loans(&self) -> impl ExactSizeIterator<Item = (&LoanId, &Loan)> {
        self.loans.iter()
    }

    /// Returns the number of members who joined and have not left.
    #[must_use]
    pub const fn members_present(&self) -> u32 {
        self.present
    }

    /// Returns the last day of the closed periods; `None` if no period is closed.
    #[must_use]
    pub const fn closed_through(&self) -> Option<NaiveDate> {
        self.closed_through
    }

    /// Returns all seed grant received, including that carried in. Grant returned in these books is not deducted.
    #[must_use]
    pub const fn seed_grant_received(&self) -> Balance {
        self.seed_grant_received
    }

    /// Returns the seed grant that the club has to keep: the amount received less the amount returned.
    #[must_use]
    pub fn seed_grant_to_keep(&self) -> Balance {
        self.seed_grant_received - self.seed_grant_returned
    }

    /// Returns all interest that members paid.
    #[must_use]
    pub const fn interest_collected(&self) -> Balance {
        self.interest_collected
    }

    /// Returns the interest allocated since the share was last changed.
    #[must_use]
    pub const fn allocation(&self) -> &Allocation {
        &self.allocation
    }

    /// Applies the event of the record at index `place` of the list.
    #[allow(clippy::too_many_lines, reason = "every event is named, so that the compiler asks for a new one")]
    pub(crate) fn apply(&mut self, place: usize, event: &Event, derived: &Derived, charter: &Charter) -> Effects {
        let day = derived.day;
        let step = match event {
            Event::MemberJoined(joined) => {
                self.members.entry(joined.member.clone()).or_default().join(joined, day);
                self.present = self.present.saturating_add(1);
                None
            }
            Event::MemberLeft(left) => {
                self.change_member(&left.member, |member| member.left = Some((day, left.reason)));
                debug_assert!(self.present > 0, "a member who leaves is counted");
                self.present = self.present.saturating_sub(1);
                None
            }
            Event::MemberAmended(amended) => {
                self.change_member(&amended.member, |member| member.amend(amended));
                None
            }
            Event::FundsCarriedIn(funds) => {
                self.seed_grant_received += funds.seed_grant_received.into();
                None
            }
            Event::SeedGrantReceived(received) => {
                self.seed_grant_received += received.amount.into();
                None
            }
            Event::SeedGrantReturned(returned) => {
                self.seed_grant_returned += returned.amount.into();
                None
            }
            Event::LoanApproved(approved) => {
                self.add_loan(&approved.loan, place, approved.origin(&charter.loan, derived), day);
                None
            }
            Event::LoanCancelled(cancelled) => {
                self.change_loan(&cancelled.loan, day, |loan| loan.cancel(day));
                None
            }
            Event::LoanCarriedIn(carried) => {
                self.add_loan(&carried.loan, place, carried.origin(&charter.loan), day);
                Some(StepKind::CarriedIn)
            }
            Event::WrittenOffCarriedIn(carried) => {
                self.add_loan(&carried.loan, place, carried.origin(&charter.loan), day);
                Some(StepKind::CarriedIn)
            }
            Event::LoanDisbursed(_) => Some(StepKind::Disbursed),
            Event::RepaymentReceived(paid) => {
                self.interest_collected += paid.interest.into();
                Some(StepKind::Repaid { principal: paid.principal, interest: paid.interest })
            }
            Event::InterestWaived(waived) => Some(StepKind::Waived(waived.amount)),
            Event::LoanRescheduled(new) => Some(StepKind::Rescheduled { months: new.months, rate: new.monthly_rate }),
            Event::LoanAssumed(assumed) => Some(StepKind::Assumed(assumed.member.clone())),
            Event::LoanWrittenOff(loss) => Some(StepKind::WrittenOff {
                principal: derived.outstanding,
                from_seed_grant: derived.seed_grant,
                forgiven: loss.forgiven,
            }),
            Event::RecoveryReceived(recovery) => {
                Some(StepKind::Recovered { amount: recovery.amount, restored: derived.seed_grant })
            }
            Event::CharterAmended(amended) => {
                if amended.charter.interest.to_income_growth != charter.interest.to_income_growth {
                    self.allocation.restart();
                }
                None
            }
            Event::PeriodClosed(closed) => {
                self.closed_through = self.closed_through.max(Some(closed.through));
                None
            }
            Event::AdvanceCarriedIn(_)
            | Event::ShortageCarriedIn(_)
            | Event::BorrowingCarriedIn(_)
            | Event::SeedGrantRestored(_)
            | Event::DonationReceived(_)
            | Event::DuesReceived(_)
            | Event::OtherIncomeReceived(_)
            | Event::BorrowingReceived(_)
            | Event::BorrowingRepaid(_)
            | Event::BorrowingForgiven(_)
            | Event::InterestAllocated(_)
            | Event::OperatingSpent(_)
            | Event::AdvancePaid(_)
            | Event::AdvanceSpent(_)
            | Event::AdvanceReturned(_)
            | Event::OperatingCapitalised(_)
            | Event::CapitalHandedOver(_)
            | Event::ShortageFound(_)
            | Event::ShortageRepaid(_)
            | Event::ShortageReleased(_)
            | Event::SurplusFound(_)
            | Event::CashDeposited(_)
            | Event::CashWithdrawn(_)
            | Event::MoneyCounted(_)
            | Event::LoanConfirmed(_)
            | Event::ActivityReported(_)
            | Event::DocumentVoided(_)
            | Event::Reversed(_) => None,
        };
        if let (Some(loan), Some(kind)) = (event.loan(), step) {
            self.change_loan(loan, day, |loan| loan.apply(Step { place, day: derived.value_date, kind }));
        }
        Effects {
            is_taken: true,
            is_reversed: false,
            day,
            value_date: derived.value_date,
            book_balance: derived.book_balance,
            allotted: derived.allocates.map(|split| self.allocation.apply(split)),
        }
    }

    /// Returns the effects of a record whose event the register ignores.
    pub(crate) const fn ignore(derived: &Derived) -> Effects {
        let Derived { day, value_date, book_balance, .. } = *derived;
        Effects { is_taken: false, is_reversed: false, day, value_date, book_balance, allotted: None }
    }

    /// Undoes the effects of the record at index `place`, whose reversal is dated `day`. Events with other effects on the register, such as
    /// a joining, cannot be reversed.
    pub(crate) fn undo(&mut self, place: usize, event: &Event, effects: &mut Effects, day: NaiveDate) {
        effects.is_reversed = true;
        if let Some(allotted) = effects.allotted {
            self.allocation.undo(allotted);
        }
        if let Event::FundsCarriedIn(funds) = event {
            self.seed_grant_received -= funds.seed_grant_received.into();
        }
        if let Event::SeedGrantReceived(received) = event {
            self.seed_grant_received -= received.amount.into();
        }
        if let Event::SeedGrantReturned(returned) = event {
            self.seed_grant_returned -= returned.amount.into();
        }
        if let Event::RepaymentReceived(repayment) = event {
            self.interest_collected -= repayment.interest.into();
        }
        if let Some(loan) = event.loan().filter(|_| event.kind().is_loan_step()) {
            self.change_loan(loan, day, |loan| loan.undo(place, day));
        }
    }

    fn add_loan(&mut self, name: &LoanId, place: usize, origin: Origin, day: NaiveDate) {
        self.loans.insert(name.clone(), Loan::new(place, origin));
        // No change of the loan itself: its amounts are added to the totals of its member.
        self.change_loan(name, day, |_| {});
    }

    fn change_member(&mut self, name: &MemberId, change: impl FnOnce(&mut Member)) {
        let member = self.members.get_mut(name);
        debug_assert!(member.is_some(), "an event that names an unknown member is not taken");
        member.map(change);
    }

    /// Changes a loan, and updates the totals of the member who owed it and of the one who owes it now.
    fn change_loan(&mut self, name: &LoanId, day: NaiveDate, change: impl FnOnce(&mut Loan)) {
        let Some(loan) = self.loans.get_mut(name) else {
            debug_assert!(false, "an event that names an unknown loan is not taken");
            return;
        };
        let before = std::mem::take(&mut loan.counted);
        if before != Counted::default() {
            let member = self.members.get_mut(loan.member());
            debug_assert!(member.is_some(), "a loan that is counted has its member");
            if let Some(member) = member {
                member.count(before, false);
            }
        }
        change(loan);
        let now = loan.count(day);
        loan.counted = now;
        match self.members.get_mut(loan.member()) {
            Some(member) => member.count(now, true),
            None => self.members.entry(loan.member().clone()).or_default().count(now, true),
        }
    }
}

/// Returns the conditions that a charter gives a loan.
pub(crate) fn conditions(rules: &LoanRules) -> Conditions {
    Conditions {
        rounding: rules.rounding,
        interest_first: rules.interest_first,
        grace_days: rules.grace_days.unwrap_or(GraceDays::MIN),
    }
}

/// Returns the terms of a loan approved under the rules of a charter.
pub(crate) fn terms(approved: &LoanApproved, rules: &LoanRules) -> Terms {
    Terms {
        principal: approved.principal,
        months: approved.months,
        monthly_rate: approved.monthly_rate,
        interest: approved.interest,
        repayment: approved.repayment,
        conditions: conditions(rules),
    }
}

impl LoanApproved {
    fn origin(&self, rules: &LoanRules, derived: &Derived) -> Origin {
        Origin::Approved {
            member: self.member.clone(),
            terms: terms(self, rules),
            on: derived.day,
            dated: derived.date,
        }
    }
}

impl LoanCarriedIn {
    fn origin(&self, rules: &LoanRules) -> Origin {
        let terms = Terms {
            principal: self.principal,
            months: self.months,
            monthly_rate: self.monthly_rate,
            interest: self.interest,
            repayment: self.repayment,
            conditions: conditions(rules),
        };
        let carried = CarriedIn {
            disbursed: self.disbursed,
            outstanding: self.outstanding,
            interest_owed: self.interest_owed,
            owed_since: self.owed_since,
            times_rescheduled: self.times_rescheduled.map_or(0, crate::count::Count::get),
        };
        Origin::CarriedIn { member: self.member.clone(), terms, carried }
    }
}

impl WrittenOffCarriedIn {
    fn origin(&self, rules: &LoanRules) -> Origin {
        Origin::WrittenOffBefore {
            member: self.member.clone(),
            amount: self.amount,
            from_seed_grant: self.from_seed_grant,
            conditions: conditions(rules),
        }
    }
}
