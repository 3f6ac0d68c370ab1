//! A header is made through its check: books cannot be opened on a day that they cannot bear.

use revolving_fund::{Charter, Header};

fn main() {
    let _ = Header {
        club: "BN-001".parse().unwrap(),
        name: "CLB".parse().unwrap(),
        opened: Default::default(),
        charter: Charter::bac_ninh(),
    };
}
