//! A list of rules that a fact breaks is made through its check: a rule that only a writer knows cannot be named.

use revolving_fund::{Code, Despite};

fn main() {
    let _ = Despite(vec![Code::DateInFuture]);
    let _: Despite = vec![Code::Overdraft].into();
}
