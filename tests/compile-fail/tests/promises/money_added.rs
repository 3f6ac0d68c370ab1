//! Amounts of money are not added with an operator: a sum is a balance, which is wide enough and has a sign.

use revolving_fund::{Amount, Balance, Money};

fn main() {
    let _ = Money::MAX + Money::MAX;
    let _ = Amount::MAX + Amount::MAX;
    let _ = Balance::ZERO + Money::MAX;
}
