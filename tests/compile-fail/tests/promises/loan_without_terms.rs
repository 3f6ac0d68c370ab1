//! A loan is approved with all of its terms: length, rate, method of interest, repayment and minutes. None has a default.

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
