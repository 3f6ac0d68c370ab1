//! The name of a member is not the name of a loan.

use revolving_fund::event::LoanDisbursed;
use revolving_fund::{MemberId, Place};

fn main() {
    let member: MemberId = "M1".parse().unwrap();
    let _ = LoanDisbursed { loan: member, out_of: Place::Cash, paid_on: None };
}
