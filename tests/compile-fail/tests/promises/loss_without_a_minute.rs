//! A loan is written off by the meeting: without minutes there is no write-off.

use revolving_fund::event::LoanWrittenOff;

fn main() {
    let _ = LoanWrittenOff { loan: "V1".parse().unwrap(), forgiven: false };
}
