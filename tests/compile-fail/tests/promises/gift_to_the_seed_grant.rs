//! A gift goes to one of the club's two funds. The seed grant only grows by what its giver pays in.

use revolving_fund::{Amount, DonationReceived, Fund, Place};

fn main() {
    let _ = DonationReceived {
        from: "Bà Sáu".parse().unwrap(),
        amount: Amount::MIN,
        fund: Fund::SeedGrant,
        into: Place::Cash,
    };
}
