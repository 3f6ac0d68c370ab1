//! An entry is read with the event that it posts, never by itself; nor is a record.

use revolving_fund::{Entry, Record};
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned>() {}

fn main() {
    read::<Entry>();
    read::<Record>();
}
