//! A plan that is not committed books no record, and an ignored refusal is no answer: the compiler warns of both.
#![deny(unused_must_use)]

use revolving_fund::{Books, Refusal, Voucher};

fn forget_to_commit(books: &mut Books, voucher: Voucher) -> Result<(), Refusal> {
    books.plan(voucher)?;
    Ok(())
}

fn forget_to_look(books: &mut Books, voucher: Voucher) {
    books.record(voucher);
}

fn main() {}
