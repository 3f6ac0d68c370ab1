//! Loans in arrears.

use serde::Serialize;

use crate::books::Books;
use crate::money::Balance;
use crate::name::{ClubId, LoanId, MemberId, Text};
use crate::register::Member;

/// A loan in arrears (quá hạn), with its member, the amounts due and the days past due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Arrears {
    /// The club.
    pub club: ClubId,
    /// The loan.
    pub loan: LoanId,
    /// The member who owes it.
    pub member: MemberId,
    /// The member's name; `None` if the member never joined.
    pub name: Option<Text>,
    /// Principal that has fallen due and is unpaid.
    pub principal_due: Balance,
    /// Interest that has fallen due and is unpaid.
    pub interest_due: Balance,
    /// The days past due, counted from the first due day with an unpaid amount.
    pub days_past_due: u32,
}

impl Arrears {
    /// Returns all loans past due on the day of the books, the one with the most days past due first.
    pub(super) fn of(books: &Books) -> Vec<Self> {
        let late = books.loans().filter(|loan| loan.days_past_due() > 0);
        let mut arrears: Vec<Self> = late
            .map(|loan| {
                let (member, owed) = (loan.loan().member(), loan.owed());
                Self {
                    club: books.header().club().clone(),
                    loan: loan.id().clone(),
                    member: member.clone(),
                    name: books.register().member(member).and_then(Member::name).cloned(),
                    principal_due: owed.principal_due,
                    interest_due: owed.interest_due,
                    days_past_due: loan.days_past_due(),
                }
            })
            .collect();
        arrears.sort_by_key(|late| std::cmp::Reverse(late.days_past_due));
        arrears
    }
}
