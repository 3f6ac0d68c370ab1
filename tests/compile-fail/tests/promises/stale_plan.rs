//! A plan borrows the books: while it lives no other voucher is booked, so the planned record is the one that is committed.

use revolving_fund::{Books, Refusal, Voucher};

fn book_both(books: &mut Books, first: Voucher, second: Voucher) -> Result<(), Refusal> {
    let plan = books.plan(first)?;
    books.record(second)?;
    plan.commit();
    Ok(())
}

fn main() {}
