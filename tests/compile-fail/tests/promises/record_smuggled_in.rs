//! A record comes into the books as a voucher that the rules let through, and stays as it is.

use revolving_fund::{Books, Digest, Record};

fn smuggle(books: &mut Books, record: Record, digest: Digest) {
    books.replay(record.clone(), digest);
    books.lines.push(record.clone());
    books.records().push(record);
}

fn main() {}
