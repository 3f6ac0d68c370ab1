//! Files of books: reading and writing gives the same bytes; a file can be resumed and appended to.

use revolving_fund::event::CashDeposited;
use revolving_fund::{Audit, Books, Event, Place, Voucher, WriteError};

use crate::samples::{bytes_of, names};

/// Reads the golden books that can be read to their end.
fn readable() -> impl Iterator<Item = (String, Vec<u8>)> {
    names().into_iter().filter(|name| !name.starts_with("error-")).map(|name| {
        let bytes = bytes_of(&name);
        (name, bytes)
    })
}

#[test]
fn canonical_books_are_written_as_they_were_read() {
    // The line that breaks the chain has a space at its end.
    for (name, bytes) in readable().filter(|(name, _)| name != "loose" && name != "breach-chain-broken") {
        let books = Audit::of(bytes.as_slice()).unwrap().into_books().unwrap();
        let mut written = Vec::new();
        books.write(&mut written).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(written == bytes, "{name}");
    }
}

#[test]
fn books_that_are_not_canonical_are_only_appended_to() {
    let bytes = bytes_of("loose");
    let mut books = Books::open(bytes.as_slice()).unwrap();
    let mut sink = Vec::new();
    assert!(matches!(books.write(&mut sink), Err(WriteError::NotCanonical { line: 1 })));
    assert!(sink.is_empty(), "no byte is written of books that are not canonical");

    let records = books.records().len();
    let amount = revolving_fund::Amount::new(1_000).unwrap();
    let voucher = Voucher::new("CT-9999".parse().unwrap(), books.day(), CashDeposited { amount });
    books.record(voucher).unwrap();
    let mut appended = bytes.clone();
    books.write_since(&mut appended, records).unwrap();
    let again = Books::open(appended.as_slice()).unwrap();
    assert_eq!(again, books);
    assert_eq!(again.ledger().money(Place::Bank), books.ledger().money(Place::Bank));
}

/// Recording the history of a golden book again gives its bytes, which another implementation wrote. Books with findings that no writer
/// books are left out.
#[test]
fn recording_a_history_anew_gives_the_same_file() {
    for (name, bytes) in readable().filter(|(name, _)| name != "loose") {
        let audit = Audit::of(bytes.as_slice()).unwrap();
        if audit.findings().iter().any(|finding| !finding.is_despite) {
            continue;
        }
        let read = audit.into_books().unwrap();
        let mut books = Books::new(read.header().clone());
        let mut file = Vec::new();
        books.write(&mut file).unwrap();
        for record in read.records() {
            let plan = books.plan(record.voucher()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            file.extend_from_slice(plan.line());
            assert_eq!(plan.entry(), &record.entry, "{name}");
            plan.commit();
        }
        assert_eq!(books, read, "{name}");
        assert!(file == bytes, "{name}");
        assert_eq!(books.head(), read.head());
    }
}

#[test]
fn a_file_resumed_after_any_record_gives_the_same_file() {
    let bytes = bytes_of("corrections");
    let whole = Books::open(bytes.as_slice()).unwrap();
    for stop in 0..=whole.records().len() {
        let length = bytes.split_inclusive(|byte| *byte == b'\n').take(stop + 1).map(<[u8]>::len).sum();
        let mut file = bytes[..length].to_vec();
        let mut books = Books::open(file.as_slice()).unwrap();
        for record in whole.records().skip(stop) {
            books.record(record.voucher()).unwrap();
        }
        books.write_since(&mut file, stop).unwrap();
        assert!(file == bytes, "stopped after {stop} records");
        assert_eq!(books, whole);
    }
}

#[test]
fn as_of_gives_the_books_of_that_day() {
    let bytes = bytes_of("random-bac-ninh");
    let books = Books::open(bytes.as_slice()).unwrap();
    for day in [0, 1, 30, 31, 100, 200, 365].map(|days| books.header().opened() + chrono::Days::new(days)) {
        let as_of = books.as_of(day);
        assert_eq!(as_of.day(), day);
        let audit = Audit::as_of(bytes.as_slice(), day).unwrap();
        assert_eq!(Some(&as_of), audit.books(), "{day}");
        assert!(as_of.records().all(|record| record.date <= day));
    }
}

#[test]
fn books_with_findings_can_be_continued() {
    let found = Audit::of(bytes_of("breach-several").as_slice()).unwrap();
    assert!(!found.is_clean());
    let mut books = found.into_books().unwrap();
    let amount = revolving_fund::Amount::new(1).unwrap();
    let voucher = |id: &str, event: Event| Voucher::new(id.parse().unwrap(), books.day(), event);
    let fine = voucher("CT-7001", CashDeposited { amount }.into());
    let too_much = voucher("CT-7002", CashDeposited { amount: revolving_fund::Amount::MAX }.into());
    let before = books.clone();
    assert_eq!(books.record(too_much).unwrap_err().code(), "overdraft");
    assert_eq!(books, before);
    let seq = books.records().next_back().unwrap().seq.get();
    assert_eq!(books.record(fine).unwrap().seq.get(), seq + 1);
}
