//! An entry is read only with the event that it posts, and a record only with its books.

use revolving_fund::{Entry, Record};
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned>() {}

fn main() {
    read::<Entry>();
    read::<Record>();
}
