//! A header is made only with its check: books cannot be opened on a day out of range.

use revolving_fund::{Charter, Header};

fn main() {
    let _ = Header {
        club: "BN-001".parse().unwrap(),
        name: "CLB".parse().unwrap(),
        opened: Default::default(),
        charter: Charter::bac_ninh(),
    };
}
