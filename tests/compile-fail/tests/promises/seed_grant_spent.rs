//! No event spends loan capital, and spending names no fund: it is always the operating fund.

use revolving_fund::event::OperatingSpent;
use revolving_fund::{Amount, Area, Event, Fund, Place};

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
