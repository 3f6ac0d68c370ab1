//! Money is never multiplied by a float: a part of it is computed with a rate or a share, which define the rounding.

use revolving_fund::{Amount, Balance, Money, Rate};

fn main() {
    let _ = Money::MAX * 0.5;
    let _ = Amount::MAX * 0.5;
    let _ = Balance::ZERO * 0.5;
    let _ = Money::new(0.5);
    let _ = Rate::from_hundred_millionths(0.01);
}
