//! A charter that can be constructed is valid: no cap of zero, no rounding to seven đồng, no share as a float.

use revolving_fund::{Charter, Money};
use revolving_fund::charter::{InterestRules, LoanRules};

fn main() {
    let charter = Charter::bac_ninh();
    let _ = LoanRules { cap_per_member: Money::ZERO, ..charter.loan.clone() };
    let _ = LoanRules { rounding: 7, ..charter.loan };
    let _ = InterestRules { to_income_growth: 0.5, ..charter.interest };
}
