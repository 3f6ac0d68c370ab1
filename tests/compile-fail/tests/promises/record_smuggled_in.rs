//! A record enters the books only as a voucher that the rules accept, and does not change afterwards.

use revolving_fund::{Books, Digest, Record};

fn smuggle(books: &mut Books, record: Record, digest: Digest) {
    books.replay(record.clone(), digest);
    books.lines.push(record.clone());
    books.records().push(record);
}

fn main() {}
