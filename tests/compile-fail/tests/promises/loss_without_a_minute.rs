//! A loan is written off by the meeting: no minute, no write-off.

use revolving_fund::LoanWrittenOff;

fn main() {
    let _ = LoanWrittenOff { loan: "V1".parse().unwrap() };
}
