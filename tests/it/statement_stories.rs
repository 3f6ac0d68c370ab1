//! Statements of small stories that the golden books do not contain.

use revolving_fund::event::{
    AdvancePaid, BorrowingForgiven, BorrowingReceived, BorrowingRepaid, LoanCancelled, Reversed,
};
use revolving_fund::report::{Advances, BooksOfPeriod, Borrowings, LoanRegister};
use revolving_fund::{Balance, Books, ClubFund, Period, Place};

use crate::support::{Story, amount, ask, day, gift, join, minute, text};

/// Returns the books from their opening to a day.
fn whole(books: &Books, through: &str) -> BooksOfPeriod {
    BooksOfPeriod::new(books, Period { from: books.header().opened(), through: day(through) }).unwrap()
}

#[test]
fn the_open_advance_is_the_one_that_was_not_reversed() {
    let advance = || AdvancePaid {
        member: "M1".parse().unwrap(),
        amount: amount(100_000),
        out_of: Place::Bank,
        purpose: text("mua quà thăm người ốm"),
    };
    let story = Story::granted().then(join("M1")).then(gift(500_000, ClubFund::Operating));
    let story = story.on("2024-04-01").then(advance()).on("2024-04-10").then(advance());
    let second = story.books.records().next_back().unwrap().id.clone();
    let story = story.on("2024-04-12").then(Reversed { record: second, reason: text("ghi hai lần") });
    let advances = Advances::of(&whole(&story.books, "2024-04-30"));
    let row = &advances.rows[0];
    assert_eq!((row.amounts.paid, row.amounts.closing), (Balance::new(100_000), Balance::new(100_000)));
    assert_eq!((row.oldest_open, row.days_open), (Some(day("2024-04-01")), 29));
}

#[test]
fn a_debt_that_is_forgiven_is_a_decrease_of_its_own() {
    let lender = || "chair".parse().unwrap();
    let story = Story::granted()
        .then(BorrowingReceived { lender: lender(), amount: amount(5_000_000), into: Place::Bank })
        .then(BorrowingRepaid { lender: lender(), amount: amount(1_000_000), out_of: Place::Bank })
        .then(BorrowingForgiven { lender: lender(), amount: amount(1_500_000), minute: minute() });
    let total = Borrowings::of(&whole(&story.books, "2024-12-31")).total;
    let dong = [total.received, total.repaid, total.forgiven, total.other, total.closing].map(Balance::dong);
    assert_eq!(dong, [5_000_000, 1_000_000, 1_500_000, 0, 2_500_000]);
}

#[test]
fn the_register_counts_no_principal_of_a_loan_that_was_cancelled() {
    let cancel = LoanCancelled { loan: "L2".parse().unwrap(), minute: minute() };
    let story = Story::lent().then(join("M2")).then(ask("L2", "M2", 2_000_000)).then(cancel);
    let register = LoanRegister::of(&story.books);
    assert_eq!(register.rows.len(), 2);
    assert_eq!(register.total.principal, Balance::new(1_200_000));
}
