//! No float comes near money: a share of it is taken through a rate or a share, which say how they round.

use revolving_fund::{Amount, Balance, Money, Rate};

fn main() {
    let _ = Money::MAX * 0.5;
    let _ = Amount::MAX * 0.5;
    let _ = Balance::ZERO * 0.5;
    let _ = Money::new(0.5);
    let _ = Rate::from_hundred_millionths(0.01);
}
