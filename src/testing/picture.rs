//! Pictures of books, for comparison: all figures of the books and their loans on a day. Books with equal pictures are equivalent.

use chrono::NaiveDate;

use crate::account::Account;
use crate::books::{Books, LoanView};
use crate::loan::{AmountsOwed, Charge, Loan, LoanStatus, Schedule};
use crate::money::Balance;
use crate::name::{LoanId, MemberId};
use crate::register::Member;

/// All figures of books on their day.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    balances: Vec<(Account, Balance)>,
    loans: Vec<(LoanId, Owed)>,
    members: Vec<(MemberId, Member)>,
    members_present: u32,
    closed_through: Option<NaiveDate>,
    seed_grant_received: Balance,
    seed_grant_to_keep: Balance,
    interest_collected: Balance,
    allocated: (Balance, Balance),
}

/// All figures of a loan on a day.
#[derive(Debug, PartialEq)]
pub(super) struct Owed {
    status: LoanStatus,
    member: MemberId,
    schedule: Option<Schedule>,
    amounts: AmountsOwed,
    days_past_due: u32,
    charges: Vec<Charge>,
    interest_paid: Balance,
    interest_waived: Balance,
    written_off: Balance,
    recoverable: Balance,
    recovered: Balance,
    times_rescheduled: u32,
}

/// Returns all figures of a loan on `day`, which is not before its last record.
pub(super) fn owed(loan: &Loan, day: NaiveDate) -> Owed {
    let course = loan.course();
    Owed {
        status: loan.status(day),
        member: loan.member().clone(),
        schedule: course.schedule().copied(),
        amounts: course.owed(day),
        days_past_due: course.days_past_due(day),
        charges: course.charges_made(day),
        interest_paid: course.interest_paid(),
        interest_waived: course.interest_waived(),
        written_off: course.written_off(),
        recoverable: course.recoverable(),
        recovered: course.recovered(),
        times_rescheduled: course.times_rescheduled(),
    }
}

/// Returns all figures of books. Leaves out loans whose carrying-in was reversed, and persons without details or loans.
pub(super) fn picture(books: &Books) -> Picture {
    let register = books.register();
    let accounts = books.ledger().accounts().into_iter();
    let balances = accounts.map(|(account, turnover)| (turnover.balance(account.class()), account));
    let is_known = |loan: &LoanView<'_>| !(loan.loan().is_carried_in() && loan.status() == LoanStatus::Cancelled);
    let loans = books.loans().filter(is_known).map(|loan| (loan.id().clone(), owed(loan.loan(), books.day())));
    let members = register.members().filter(|(_, member)| **member != Member::default());
    let mut picture = Picture {
        balances: balances.filter(|(held, _)| *held != Balance::ZERO).map(|(held, account)| (account, held)).collect(),
        loans: loans.collect(),
        members: members.map(|(id, member)| (id.clone(), member.clone())).collect(),
        members_present: register.members_present(),
        closed_through: register.closed_through(),
        seed_grant_received: register.seed_grant_received(),
        seed_grant_to_keep: register.seed_grant_to_keep(),
        interest_collected: register.interest_collected(),
        allocated: (register.allocation().total(), register.allocation().to_income_growth()),
    };
    picture.loans.sort_by(|(one, _), (other, _)| one.cmp(other));
    picture.members.sort_by(|(one, _), (other, _)| one.cmp(other));
    picture
}
