//! A list of rules that a fact breaks is made only through its check: a rule of writers alone cannot be named.

use revolving_fund::{Code, Despite};

fn main() {
    let _ = Despite(vec![Code::DateInFuture]);
    let _: Despite = vec![Code::Overdraft].into();
}
