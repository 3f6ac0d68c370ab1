//! A loan is approved on terms: how long, at what rate, charged how, repaid how, decided when. None is taken for granted.

use revolving_fund::Amount;
use revolving_fund::event::LoanApproved;

fn main() {
    let _ = LoanApproved {
        loan: "V1".parse().unwrap(),
        member: "M1".parse().unwrap(),
        principal: Amount::MIN,
        minute: "BB-05".parse().unwrap(),
    };
}
