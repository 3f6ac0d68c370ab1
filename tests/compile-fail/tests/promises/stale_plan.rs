//! A plan borrows the books: while it lives nothing else is booked, so what it showed is what is committed.

use revolving_fund::{Books, Refusal, Voucher};

fn book_both(books: &mut Books, first: Voucher, second: Voucher) -> Result<(), Refusal> {
    let plan = books.plan(first)?;
    books.record(second)?;
    plan.commit();
    Ok(())
}

fn main() {}
