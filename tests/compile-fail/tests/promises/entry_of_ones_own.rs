//! An entry is made only by posting an event.

use revolving_fund::{Account, Amount, Entry, Transfer};

fn main() {
    let transfer = Transfer::new(Account::SeedGrant, Account::Cash, Amount::MAX);
    let _ = Entry::new(vec![transfer.clone()]);
    let _ = Entry(vec![transfer]);
}
