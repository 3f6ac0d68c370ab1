//! The ledger and the registers change only with the books.

use revolving_fund::{Books, Entry, Ledger, LoanId};

fn post(ledger: &mut Ledger, entry: &Entry) {
    ledger.post(entry);
}

fn cancel(books: &Books, loan: &LoanId) {
    books.register().loan(loan).unwrap().cancel();
}

fn main() {}
