//! There is no event by which loan capital is spent, and what is spent names no fund: it is the operating fund's.

use revolving_fund::{Amount, Area, Event, Fund, OperatingSpent, Place};

fn main() {
    let spent = OperatingSpent {
        area: Area::HealthCare,
        amount: Amount::MIN,
        out_of: Place::Cash,
        payee: None,
        fund: Fund::SeedGrant,
    };
    let _ = Event::SeedGrantSpent(spent);
}
