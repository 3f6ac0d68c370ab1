//! All that books and their loans show on a day, to be compared: two books that show the same are as good as each other.

use chrono::NaiveDate;

use crate::account::Account;
use crate::books::{Books, LoanView};
use crate::loan::{AmountsOwed, LoanStatus};
use crate::money::Balance;
use crate::name::{LoanId, MemberId};
use crate::register::Member;

/// All that books show on their day.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    balances: Vec<(Account, Balance)>,
    loans: Vec<(LoanId, Owed)>,
    members: Vec<(MemberId, Member)>,
    members_present: u32,
    closed_through: Option<NaiveDate>,
    seed_grant_received: Balance,
    interest_collected: Balance,
    allocated: (Balance, Balance),
}

/// All that a loan shows on a day.
#[derive(Debug, PartialEq)]
pub(super) struct Owed {
    status: LoanStatus,
    amounts: AmountsOwed,
    days_past_due: u32,
    interest_paid: Balance,
    interest_waived: Balance,
    written_off: Balance,
    recoverable: Balance,
}

pub(super) fn owed(view: LoanView<'_>) -> Owed {
    let course = view.loan().course();
    Owed {
        status: view.status(),
        amounts: view.owed(),
        days_past_due: view.days_past_due(),
        interest_paid: course.interest_paid(),
        interest_waived: course.interest_waived(),
        written_off: course.written_off(),
        recoverable: course.recoverable(),
    }
}

pub(super) fn picture(books: &Books) -> Picture {
    let register = books.register();
    let accounts = books.ledger().accounts().into_iter();
    let balances = accounts.map(|(account, turnover)| (turnover.balance(account.class()), account));
    let mut picture = Picture {
        balances: balances.filter(|(held, _)| *held != Balance::ZERO).map(|(held, account)| (account, held)).collect(),
        loans: books.loans().map(|loan| (loan.id().clone(), owed(loan))).collect(),
        members: register.members().map(|(id, member)| (id.clone(), member.clone())).collect(),
        members_present: register.members_present(),
        closed_through: register.closed_through(),
        seed_grant_received: register.seed_grant_received(),
        interest_collected: register.interest_collected(),
        allocated: (register.allocation().total(), register.allocation().to_income_growth()),
    };
    picture.loans.sort_by(|(one, _), (other, _)| one.cmp(other));
    picture.members.sort_by(|(one, _), (other, _)| one.cmp(other));
    picture
}
