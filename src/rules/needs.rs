//! The members and the loan that an event needs to find in the registers.

use std::slice;

use super::breach::LoanState;
use crate::event::Event;
use crate::name::MemberId;

/// The members whom an event needs.
#[derive(Clone, Copy)]
pub(super) enum MembersNeeded<'e> {
    /// No member.
    None,
    /// A person who is no member now.
    NotPresent(&'e MemberId),
    /// Members who are present.
    Present(&'e [MemberId]),
    /// A person who joined once, and may have left.
    Joined(&'e MemberId),
    /// If the borrower of the loan ever joined, a borrower who is present.
    PresentBorrower,
}

/// The loan that an event needs.
#[derive(Clone, Copy)]
pub(super) enum LoanNeeded {
    /// No loan.
    None,
    /// A loan of a name that the books do not have.
    New,
    /// A loan in any state.
    Known,
    /// A loan in one state.
    In(LoanState),
}

/// Returns the members and the loan that an event needs.
pub(super) fn needs(event: &Event) -> (MembersNeeded<'_>, LoanNeeded) {
    use LoanNeeded::{In, Known, New};
    use MembersNeeded::{Joined, NotPresent, Present, PresentBorrower};
    const NO_MEMBER: MembersNeeded<'_> = MembersNeeded::None;
    const NO_LOAN: LoanNeeded = LoanNeeded::None;
    match event {
        Event::MemberJoined(it) => (NotPresent(&it.member), NO_LOAN),
        Event::MemberLeft(it) => (Present(slice::from_ref(&it.member)), NO_LOAN),
        Event::MemberAmended(it) => (Present(slice::from_ref(&it.member)), NO_LOAN),
        Event::DuesReceived(it) => (Present(it.members.as_slice()), NO_LOAN),
        Event::AdvancePaid(it) => (Present(slice::from_ref(&it.member)), NO_LOAN),
        Event::ShortageFound(it) => {
            (it.bearer.keeper().map_or(NO_MEMBER, |keeper| Present(slice::from_ref(keeper))), NO_LOAN)
        }
        Event::AdvanceCarriedIn(it) => (Joined(&it.member), NO_LOAN),
        Event::ShortageCarriedIn(it) => (Joined(&it.member), NO_LOAN),
        Event::LoanCarriedIn(it) => (Joined(&it.member), New),
        Event::WrittenOffCarriedIn(_) => (NO_MEMBER, New),
        Event::LoanApproved(it) => (Present(slice::from_ref(&it.member)), New),
        Event::LoanDisbursed(_) => (PresentBorrower, In(LoanState::Approved)),
        Event::LoanCancelled(_) => (NO_MEMBER, In(LoanState::Approved)),
        Event::RepaymentReceived(_) | Event::InterestWaived(_) => (NO_MEMBER, In(LoanState::Running)),
        Event::LoanAssumed(it) => (Present(slice::from_ref(&it.member)), In(LoanState::Running)),
        Event::LoanRescheduled(_) | Event::LoanWrittenOff(_) => (NO_MEMBER, In(LoanState::Outstanding)),
        Event::RecoveryReceived(_) => (NO_MEMBER, In(LoanState::WrittenOff)),
        Event::LoanConfirmed(_) => (NO_MEMBER, Known),
        Event::FundsCarriedIn(_)
        | Event::BorrowingCarriedIn(_)
        | Event::SeedGrantReceived(_)
        | Event::SeedGrantReturned(_)
        | Event::SeedGrantRestored(_)
        | Event::DonationReceived(_)
        | Event::OtherIncomeReceived(_)
        | Event::BorrowingReceived(_)
        | Event::BorrowingRepaid(_)
        | Event::BorrowingForgiven(_)
        | Event::InterestAllocated(_)
        | Event::OperatingSpent(_)
        | Event::AdvanceSpent(_)
        | Event::AdvanceReturned(_)
        | Event::OperatingCapitalised(_)
        | Event::CapitalHandedOver(_)
        | Event::ShortageRepaid(_)
        | Event::ShortageReleased(_)
        | Event::SurplusFound(_)
        | Event::CashDeposited(_)
        | Event::CashWithdrawn(_)
        | Event::MoneyCounted(_)
        | Event::ActivityReported(_)
        | Event::DocumentVoided(_)
        | Event::CharterAmended(_)
        | Event::PeriodClosed(_)
        | Event::Reversed(_) => (NO_MEMBER, NO_LOAN),
    }
}
