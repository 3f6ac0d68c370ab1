//! A plan is committed once.

use revolving_fund::{Books, Refusal, Voucher};

fn book_twice(books: &mut Books, voucher: Voucher) -> Result<(), Refusal> {
    let plan = books.plan(voucher)?;
    plan.commit();
    plan.commit();
    Ok(())
}

fn main() {}
