//! Rules of lending: the members who may borrow, the amounts, and the payments that a loan accepts.

use super::Case;
use super::breach::{Breach, LoanState};
use super::needs::{LoanNeeded, MembersNeeded, needs};
use crate::event::{Event, LeavingReason, LoanApproved, LoanRescheduled, MemberLeft};
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
    let (MembersNeeded::NotPresent(member), _) = needs(case.event) else { return None };
    is_present(case, member).then(|| Breach::MemberExists { member: member.clone() })
}

pub(super) fn not_a_member(case: &Case<'_>) -> Option<Breach> {
    let stranger = match needs(case.event).0 {
        MembersNeeded::Present(members) => members.iter().find(|member| !is_present(case, member)),
        MembersNeeded::PresentBorrower => {
            case.loan.map(Loan::member).filter(|member| has_joined(case, member) && !is_present(case, member))
        }
        MembersNeeded::Joined(member) => Some(member).filter(|member| !has_joined(case, member)),
        MembersNeeded::None | MembersNeeded::NotPresent(_) => None,
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

pub(super) fn loan_exists(case: &Case<'_>) -> Option<Breach> {
    let is_taken = case.loan.is_some() && matches!(needs(case.event).1, LoanNeeded::New);
    is_taken.then_some(Breach::LoanExists { loan: case.event.loan()?.clone() })
}

pub(super) fn unknown_loan(case: &Case<'_>) -> Option<Breach> {
    let is_missing = case.loan.is_none() && matches!(needs(case.event).1, LoanNeeded::Known | LoanNeeded::In(_));
    is_missing.then_some(Breach::UnknownLoan { loan: case.event.loan()?.clone() })
}

pub(super) fn loan_not_open(case: &Case<'_>) -> Option<Breach> {
    let (loan, LoanNeeded::In(expected)) = (case.loan?, needs(case.event).1) else { return None };
    let (status, outstanding) = (loan.status(case.day), loan.course().outstanding());
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
    let (Event::LoanApproved(LoanApproved { months, .. }) | Event::LoanRescheduled(LoanRescheduled { months, .. })) =
        case.event
    else {
        return None;
    };
    let months = *months;
    let most = case.charter.loan.max_months;
    (months.get() == 0 || months.get() > most.get()).then_some(Breach::TermTooLong { months, most })
}

pub(super) fn rate_over_ceiling(case: &Case<'_>) -> Option<Breach> {
    let rate = if let Event::LoanRescheduled(rescheduled) = case.event {
        rescheduled.monthly_rate?
    } else {
        let Event::LoanApproved(approved) = case.event else { return None };
        approved.monthly_rate
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
    let (loan, interest) = if let Event::InterestWaived(waived) = case.event {
        (&waived.loan, waived.amount.into())
    } else {
        let Event::RepaymentReceived(repayment) = case.event else { return None };
        (&repayment.loan, repayment.interest)
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
