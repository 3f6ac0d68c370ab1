//! Rules of lending: the members who may borrow, the amounts, and the payments that a loan accepts.

use super::Case;
use super::breach::{Breach, LoanState};
use crate::event::{
    AdvanceCarriedIn, AdvancePaid, Event, EventKind, LeavingReason, LoanApproved, LoanAssumed, LoanCarriedIn,
    MemberAmended, MemberLeft, ShortageCarriedIn,
};
use crate::loan::{Loan, LoanStatus};
use crate::money::Balance;
use crate::name::MemberId;
use crate::register::Member;

fn is_present(case: &Case<'_>, member: &MemberId) -> bool {
    case.register.member(member).is_some_and(Member::is_present)
}

fn has_joined(case: &Case<'_>, member: &MemberId) -> bool {
    case.register.member(member).is_some_and(Member::has_joined)
}

pub(super) fn member_exists(case: &Case<'_>) -> Option<Breach> {
    let Event::MemberJoined(joined) = case.event else { return None };
    is_present(case, &joined.member).then(|| Breach::MemberExists { member: joined.member.clone() })
}

pub(super) fn not_a_member(case: &Case<'_>) -> Option<Breach> {
    let stranger = match case.event {
        Event::MemberLeft(MemberLeft { member, .. })
        | Event::MemberAmended(MemberAmended { member, .. })
        | Event::LoanApproved(LoanApproved { member, .. })
        | Event::LoanAssumed(LoanAssumed { member, .. })
        | Event::AdvancePaid(AdvancePaid { member, .. }) => Some(member).filter(|member| !is_present(case, member)),
        Event::DuesReceived(dues) => dues.members.as_slice().iter().find(|member| !is_present(case, member)),
        Event::ShortageFound(shortage) => shortage.bearer.keeper().filter(|keeper| !is_present(case, keeper)),
        Event::LoanDisbursed(_) => {
            case.loan.map(Loan::member).filter(|member| has_joined(case, member) && !is_present(case, member))
        }
        Event::LoanCarriedIn(LoanCarriedIn { member, .. })
        | Event::AdvanceCarriedIn(AdvanceCarriedIn { member, .. })
        | Event::ShortageCarriedIn(ShortageCarriedIn { member, .. }) => {
            Some(member).filter(|member| !has_joined(case, member))
        }
        _ => None,
    };
    stranger.map(|member| Breach::NotAMember { member: member.clone() })
}

pub(super) fn member_owes(case: &Case<'_>) -> Option<Breach> {
    let Event::MemberLeft(MemberLeft { member, reason }) = case.event else { return None };
    let open = case.register.member(member).map_or(0, Member::open_loans);
    let (advance, shortage) = (case.ledger.advance_of(member), case.ledger.shortage_of(member));
    let owes = open > 0 || advance.is_positive() || shortage.is_positive();
    (owes && *reason != Some(LeavingReason::Died)).then(|| Breach::MemberOwes {
        member: member.clone(),
        open,
        advance,
        shortage,
    })
}

/// Returns whether the event brings a loan into the books under a new name.
fn names_a_new_loan(event: &Event) -> bool {
    matches!(event.kind(), EventKind::LoanApproved | EventKind::LoanCarriedIn | EventKind::WrittenOffCarriedIn)
}

pub(super) fn loan_exists(case: &Case<'_>) -> Option<Breach> {
    let loan = case.event.loan().filter(|_| names_a_new_loan(case.event) && case.loan.is_some())?;
    Some(Breach::LoanExists { loan: loan.clone() })
}

pub(super) fn unknown_loan(case: &Case<'_>) -> Option<Breach> {
    let loan = case.event.loan().filter(|_| !names_a_new_loan(case.event) && case.loan.is_none())?;
    Some(Breach::UnknownLoan { loan: loan.clone() })
}

pub(super) fn loan_not_open(case: &Case<'_>) -> Option<Breach> {
    let loan = case.loan?;
    let (status, outstanding) = (loan.status(case.day), loan.course().outstanding());
    let expected = match case.event {
        Event::LoanDisbursed(_) | Event::LoanCancelled(_) => LoanState::Approved,
        Event::RepaymentReceived(_) | Event::InterestWaived(_) | Event::LoanAssumed(_) => LoanState::Running,
        Event::LoanRescheduled(_) | Event::LoanWrittenOff(_) => LoanState::Outstanding,
        Event::RecoveryReceived(_) => LoanState::WrittenOff,
        _ => return None,
    };
    let is_open = match expected {
        LoanState::Approved => status == LoanStatus::Approved,
        LoanState::Running => status == LoanStatus::Disbursed,
        LoanState::Outstanding => status == LoanStatus::Disbursed && outstanding.is_positive(),
        LoanState::WrittenOff => status == LoanStatus::WrittenOff,
    };
    let name = case.event.loan()?;
    (!is_open).then(|| Breach::LoanNotOpen { loan: name.clone(), status, outstanding, expected })
}

pub(super) fn paid_on_invalid(case: &Case<'_>) -> Option<Breach> {
    let paid_on = case.event.paid_on()?;
    let (earliest, latest) = case.payable_between();
    let is_invalid = paid_on > latest || earliest.is_some_and(|earliest| paid_on < earliest);
    is_invalid.then_some(Breach::PaidOnInvalid { paid_on, earliest, latest })
}

pub(super) fn loan_cap_exceeded(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.event else { return None };
    let owed = case.register.member(&approved.member).map_or(Balance::ZERO, Member::exposure);
    let cap = case.charter.loan.cap_per_member;
    (owed + approved.principal.into() > cap.into()).then(|| Breach::LoanCapExceeded {
        member: approved.member.clone(),
        asked: approved.principal,
        owed,
        cap,
    })
}

pub(super) fn too_many_loans(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.event else { return None };
    let open = case.register.member(&approved.member).map_or(0, Member::open_loans);
    let allowed = case.charter.loan.open_loans_per_member;
    (open >= allowed.get()).then(|| Breach::TooManyLoans { member: approved.member.clone(), open, allowed })
}

pub(super) fn owes_written_off(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.event else { return None };
    let owes = case.register.member(&approved.member).is_some_and(Member::owes_written_off);
    (owes && !case.charter.loan.lend_after_write_off)
        .then(|| Breach::OwesWrittenOff { member: approved.member.clone() })
}

pub(super) fn term_too_long(case: &Case<'_>) -> Option<Breach> {
    let months = match case.event {
        Event::LoanApproved(approved) => approved.months,
        Event::LoanRescheduled(rescheduled) => rescheduled.months,
        _ => return None,
    };
    let most = case.charter.loan.max_months;
    (months.get() == 0 || months.get() > most.get()).then_some(Breach::TermTooLong { months, most })
}

pub(super) fn rate_over_ceiling(case: &Case<'_>) -> Option<Breach> {
    let rate = match case.event {
        Event::LoanApproved(approved) => approved.monthly_rate,
        Event::LoanRescheduled(rescheduled) => rescheduled.monthly_rate?,
        _ => return None,
    };
    let ceiling = case.charter.loan.rate_ceiling;
    (rate > ceiling).then_some(Breach::RateOverCeiling { rate, ceiling })
}

pub(super) fn principal_over_outstanding(case: &Case<'_>) -> Option<Breach> {
    let Event::RepaymentReceived(repayment) = case.event else { return None };
    let outstanding = case.outstanding();
    (Balance::from(repayment.principal) > outstanding).then(|| Breach::PrincipalOverOutstanding {
        loan: repayment.loan.clone(),
        principal: repayment.principal,
        outstanding,
    })
}

pub(super) fn interest_over_accrued(case: &Case<'_>) -> Option<Breach> {
    let (loan, interest) = match case.event {
        Event::RepaymentReceived(repayment) => (&repayment.loan, repayment.interest),
        Event::InterestWaived(waived) => (&waived.loan, waived.amount.into()),
        _ => return None,
    };
    let accrued = case.owed().accrued;
    (!interest.is_zero() && Balance::from(interest) > accrued).then(|| Breach::InterestOverAccrued {
        loan: loan.clone(),
        interest,
        accrued,
    })
}

pub(super) fn interest_unpaid(case: &Case<'_>) -> Option<Breach> {
    let Event::RepaymentReceived(repayment) = case.event else { return None };
    let loan = case.loan.filter(|loan| !repayment.principal.is_zero() && loan.conditions().interest_first)?;
    let course = loan.course();
    let charged = if course.is_written_off() { Balance::ZERO } else { course.charges_due(case.day, case.value_date()) };
    let due = charged - course.interest_paid() - course.interest_waived();
    (Balance::from(repayment.interest) < due).then(|| Breach::InterestUnpaid {
        loan: repayment.loan.clone(),
        interest: repayment.interest,
        due,
    })
}

pub(super) fn nothing_received(case: &Case<'_>) -> Option<Breach> {
    let Event::RepaymentReceived(repayment) = case.event else { return None };
    (repayment.principal.is_zero() && repayment.interest.is_zero())
        .then(|| Breach::NothingReceived { loan: repayment.loan.clone() })
}

pub(super) fn over_recovered(case: &Case<'_>) -> Option<Breach> {
    let Event::RecoveryReceived(recovery) = case.event else { return None };
    let recoverable = case.loan.map_or(Balance::ZERO, |loan| loan.course().recoverable());
    (Balance::from(recovery.amount) > recoverable).then(|| Breach::OverRecovered {
        loan: recovery.loan.clone(),
        amount: recovery.amount,
        recoverable,
    })
}
