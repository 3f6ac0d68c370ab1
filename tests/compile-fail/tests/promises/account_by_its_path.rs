//! A transfer is between accounts of the chart, not between strings.

use revolving_fund::{Amount, Transfer};

fn main() {
    let _ = Transfer::new("assets:cash", "funds:operating", Amount::MIN);
}
