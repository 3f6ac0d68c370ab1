//! Vouchers of every kind, submitted one after another.
#![no_main]

use libfuzzer_sys::fuzz_target;
use revolving_fund::{Account, Balance, Books, Event};
use revolving_fund_fuzz::events;

fuzz_target!(|script: &[u8]| {
    let story = events::check(script);
    if cfg!(feature = "canary") {
        assert_eq!(planted(&story.books), story.books.ledger().borrowings(), "debts to lenders");
    }
});

/// Contains the planted bug: adds up debts to lenders, but ignores the reversal of a forgiven debt.
fn planted(books: &Books) -> Balance {
    let is_forgotten = |event: &Event| match event {
        Event::Reversed(reversal) => {
            let reversed = books.record_of(&reversal.record);
            reversed.is_some_and(|record| matches!(record.event, Event::BorrowingForgiven(_)))
        }
        _ => false,
    };
    let booked = books.records().filter(|record| !is_forgotten(&record.event));
    booked
        .flat_map(|record| record.entry.transfers())
        .map(|transfer| match (&transfer.debit, &transfer.credit) {
            (_, Account::Borrowing(_)) => transfer.amount.into(),
            (Account::Borrowing(_), _) => -Balance::from(transfer.amount),
            _ => Balance::ZERO,
        })
        .sum()
}
