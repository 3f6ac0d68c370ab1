//! A loan is written off by the meeting: no minute, no write-off.

use revolving_fund::event::LoanWrittenOff;

fn main() {
    let _ = LoanWrittenOff { loan: "V1".parse().unwrap(), forgiven: false };
}
