//! An amount is positive: a negative one is not refused, because it cannot be expressed.

use revolving_fund::{Amount, Money};

fn main() {
    let _ = Amount::new(-1);
    let _ = Money::new(-1);
    let _ = -Amount::MIN;
}
