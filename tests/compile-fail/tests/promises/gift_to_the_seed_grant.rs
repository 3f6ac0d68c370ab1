//! A donation goes to one of the club's two funds. The seed grant grows only by payments of its donor.

use revolving_fund::event::DonationReceived;
use revolving_fund::{Amount, Fund, Place};

fn main() {
    let _ = DonationReceived {
        from: "Bà Sáu".parse().unwrap(),
        amount: Amount::MIN,
        fund: Fund::SeedGrant,
        into: Place::Cash,
    };
}
