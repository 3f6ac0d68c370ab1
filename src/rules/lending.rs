//! Rules of lending: who may borrow, how much, and what may be taken of a loan.

use super::Case;
use super::breach::Breach;
use crate::event::Event;
use crate::loan::{Loan, LoanStatus};
use crate::money::Balance;
use crate::name::MemberId;
use crate::register::Member;

fn is_present(case: &Case<'_>, member: &MemberId) -> bool {
    case.found.register.member(member).is_some_and(Member::is_present)
}

pub(super) fn member_exists(case: &Case<'_>) -> Option<Breach> {
    match case.found.event {
        Event::MemberJoined(joined) if is_present(case, &joined.member) => {
            Some(Breach::MemberExists { member: joined.member.clone() })
        }
        _ => None,
    }
}

pub(super) fn not_a_member(case: &Case<'_>) -> Option<Breach> {
    let member = match case.found.event {
        Event::MemberLeft(left) => &left.member,
        Event::DuesReceived(dues) => &dues.member,
        Event::LoanApproved(approved) => &approved.member,
        _ => return None,
    };
    (!is_present(case, member)).then(|| Breach::NotAMember { member: member.clone() })
}

pub(super) fn member_owes(case: &Case<'_>) -> Option<Breach> {
    let Event::MemberLeft(left) = case.found.event else { return None };
    let open = case.found.register.member(&left.member).map_or(0, Member::open_loans);
    (open > 0).then(|| Breach::MemberOwes { member: left.member.clone(), open })
}

pub(super) fn loan_exists(case: &Case<'_>) -> Option<Breach> {
    match case.found.event {
        Event::LoanApproved(approved) if case.found.loan.is_some() => {
            Some(Breach::LoanExists { loan: approved.loan.clone() })
        }
        _ => None,
    }
}

pub(super) fn unknown_loan(case: &Case<'_>) -> Option<Breach> {
    match case.found.event {
        Event::LoanApproved(_) => None,
        event if case.found.loan.is_none() => event.loan().map(|loan| Breach::UnknownLoan { loan: loan.clone() }),
        _ => None,
    }
}

pub(super) fn loan_not_open(case: &Case<'_>) -> Option<Breach> {
    let loan = case.found.loan?;
    let status = loan.status(case.found.outstanding, case.found.day);
    let is_open = match case.found.event {
        Event::LoanDisbursed(_) | Event::LoanCancelled(_) => status == LoanStatus::Approved,
        Event::RepaymentReceived(_) | Event::InterestWaived(_) => status == LoanStatus::Disbursed,
        Event::LoanRescheduled(_) | Event::LoanWrittenOff(_) => {
            status == LoanStatus::Disbursed && case.found.outstanding.is_positive()
        }
        Event::RecoveryReceived(_) => status == LoanStatus::WrittenOff,
        _ => true,
    };
    let name = case.found.event.loan()?;
    (!is_open).then(|| Breach::LoanNotOpen { loan: name.clone(), status, outstanding: case.found.outstanding })
}

pub(super) fn loan_cap_exceeded(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.found.event else { return None };
    let owed = case.found.register.member(&approved.member).map_or(Balance::ZERO, Member::exposure);
    let cap = case.found.charter.loan.cap_per_member;
    (owed + approved.principal.into() > cap.into()).then(|| Breach::LoanCapExceeded {
        member: approved.member.clone(),
        asked: approved.principal,
        owed,
        cap,
    })
}

pub(super) fn too_many_loans(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.found.event else { return None };
    let open = case.found.register.member(&approved.member).map_or(0, Member::open_loans);
    let allowed = case.found.charter.loan.open_loans_per_member;
    (open >= allowed.get()).then(|| Breach::TooManyLoans { member: approved.member.clone(), open, allowed })
}

pub(super) fn owes_written_off(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.found.event else { return None };
    let owes = case.found.register.member(&approved.member).is_some_and(Member::owes_written_off);
    (owes && !case.found.charter.loan.lend_after_write_off)
        .then(|| Breach::OwesWrittenOff { member: approved.member.clone() })
}

pub(super) fn term_too_long(case: &Case<'_>) -> Option<Breach> {
    let months = match case.found.event {
        Event::LoanApproved(approved) => approved.months,
        Event::LoanRescheduled(rescheduled) => rescheduled.months,
        _ => return None,
    };
    let most = case.found.charter.loan.max_months;
    (months.get() == 0 || months.get() > most.get()).then_some(Breach::TermTooLong { months, most })
}

pub(super) fn rate_over_ceiling(case: &Case<'_>) -> Option<Breach> {
    let Event::LoanApproved(approved) = case.found.event else { return None };
    let (rate, ceiling) = (approved.monthly_rate, case.found.charter.loan.rate_ceiling);
    (rate > ceiling).then_some(Breach::RateOverCeiling { rate, ceiling })
}

pub(super) fn principal_over_outstanding(case: &Case<'_>) -> Option<Breach> {
    let Event::RepaymentReceived(repayment) = case.found.event else { return None };
    let outstanding = case.found.outstanding;
    (Balance::from(repayment.principal) > outstanding).then(|| Breach::PrincipalOverOutstanding {
        loan: repayment.loan.clone(),
        principal: repayment.principal,
        outstanding,
    })
}

pub(super) fn interest_over_accrued(case: &Case<'_>) -> Option<Breach> {
    let (loan, interest) = match case.found.event {
        Event::RepaymentReceived(repayment) => (&repayment.loan, repayment.interest),
        Event::InterestWaived(waived) => (&waived.loan, waived.amount.into()),
        _ => return None,
    };
    let accrued = case.standing().accrued;
    (Balance::from(interest) > accrued).then(|| Breach::InterestOverAccrued { loan: loan.clone(), interest, accrued })
}

pub(super) fn interest_unpaid(case: &Case<'_>) -> Option<Breach> {
    let Event::RepaymentReceived(repayment) = case.found.event else { return None };
    let is_first = case.found.loan.map(Loan::terms).is_some_and(|terms| terms.interest_first);
    if repayment.principal.is_zero() || !is_first {
        return None;
    }
    let due = case.standing().interest_due;
    (Balance::from(repayment.interest) < due).then(|| Breach::InterestUnpaid {
        loan: repayment.loan.clone(),
        interest: repayment.interest,
        due,
    })
}

pub(super) fn nothing_received(case: &Case<'_>) -> Option<Breach> {
    match case.found.event {
        Event::RepaymentReceived(repayment) if repayment.principal.is_zero() && repayment.interest.is_zero() => {
            Some(Breach::NothingReceived { loan: repayment.loan.clone() })
        }
        _ => None,
    }
}

pub(super) fn over_recovered(case: &Case<'_>) -> Option<Breach> {
    let Event::RecoveryReceived(recovery) = case.found.event else { return None };
    let recoverable = case.found.loan.map_or(Balance::ZERO, Loan::recoverable);
    (Balance::from(recovery.amount) > recoverable).then(|| Breach::OverRecovered {
        loan: recovery.loan.clone(),
        amount: recovery.amount,
        recoverable,
    })
}
