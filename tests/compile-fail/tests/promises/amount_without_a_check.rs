//! An amount is made only through its check.

use revolving_fund::{Amount, Money};

fn main() {
    let _ = Amount(Money::ZERO);
    let _ = Money(1_000_000_000_000_000);
    let _: Amount = 0.into();
}
