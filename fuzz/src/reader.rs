//! Target `reader`: any bytes are read as books.

use revolving_fund::journal::{ReadError, UnreadableReason};
use revolving_fund::report::{CashPosition, FundBalances, IncomeStatement, Portfolio, TrialBalance};
use revolving_fund::testing::laws;
use revolving_fund::{Audit, Books, Digest, OpenError, Period, WriteError};

/// Reads the bytes in every possible way, and panics if two ways disagree.
pub fn check(file: &[u8]) -> Audit {
    let audit = Audit::of(file).expect("bytes in memory can always be read");
    each_whole_line_before_an_error_is_kept(file, &audit);
    books_open_where_an_audit_finds_nothing(file, &audit);
    if let Some(books) = audit.books() {
        books_are_written_as_they_were_read(file, &audit, books);
        every_page_can_be_shown(file, &audit, books);
    }
    audit
}

fn each_whole_line_before_an_error_is_kept(file: &[u8], audit: &Audit) {
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let good = match audit.error() {
        None => lines.len(),
        Some(error) => usize::try_from(error.line).expect("lines can be counted") - 1,
    };
    assert!(good <= lines.len());
    assert_eq!(audit.whole_bytes(), lines[..good].concat().len() as u64);
    assert_eq!(audit.books().map(|books| books.records().len()), good.checked_sub(1));
    let is_cut_short = lines.get(good).is_some_and(|line| !line.ends_with(b"\n"));
    let reason = audit.error().map(|error| &error.reason);
    assert_eq!(is_cut_short, reason == Some(&UnreadableReason::CutShort));
    assert_eq!(lines.is_empty(), reason == Some(&UnreadableReason::NoHeader));

    if audit.error().is_some() && good > 0 {
        let kept = Audit::of(lines[..good].concat().as_slice()).expect("bytes in memory can always be read");
        assert_eq!(kept.error(), None);
        assert_eq!(kept.books(), audit.books());
        assert_eq!(kept.findings(), audit.findings());
        assert_eq!(kept.warnings(), audit.warnings());
    }
    if let Some(books) = audit.books() {
        assert_eq!(books.head(), Digest::of(lines[good - 1].strip_suffix(b"\n").expect("a whole line")));
    }
}

fn books_open_where_an_audit_finds_nothing(file: &[u8], audit: &Audit) {
    // A finding that its record names in `despite` does not prevent books from being opened.
    let first = audit.findings().iter().find(|finding| !finding.is_despite);
    match Books::open(file) {
        Ok(opened) => {
            assert_eq!((first, audit.error()), (None, None), "opened in spite of it");
            assert_eq!(Some(&opened), audit.books());
            for law in [laws::conservation, laws::fund_identity, laws::capital_identity, laws::subledgers_add_up] {
                law(&opened).expect("books that open keep the laws");
            }
        }
        Err(OpenError::Finding { line, seq, breach }) => {
            let first = first.expect("the finding that keeps the books closed");
            assert_eq!((line, seq, *breach), (first.line, first.seq, first.breach.clone()));
        }
        Err(OpenError::Read(ReadError::Unreadable(error))) => {
            assert_eq!(audit.error(), Some(&error));
            assert_eq!(first, None, "not opened for an error behind it");
        }
        Err(error) => panic!("bytes in memory can always be read: {error}"),
    }
}

fn books_are_written_as_they_were_read(file: &[u8], audit: &Audit, books: &Books) {
    let whole = &file[..usize::try_from(audit.whole_bytes()).expect("the bytes are in memory")];
    let mut written = Vec::new();
    match books.write(&mut written) {
        Ok(()) => assert!(written == whole, "other bytes are written: {}", String::from_utf8_lossy(&written)),
        Err(WriteError::NotCanonical { line }) => {
            assert!(written.is_empty(), "something is written of books that cannot be");
            let there = whole.split(|byte| *byte == b'\n').nth(line - 1).expect("a line that is there");
            assert!(canonical(books, line) != there, "line {line} is canonical");
        }
        Err(error) => panic!("bytes in memory can always be written: {error}"),
    }
}

/// Returns the canonical form of a line.
fn canonical(books: &Books, line: usize) -> Vec<u8> {
    if let Some(place) = line.checked_sub(2) {
        return serde_json::to_vec(&books.records().nth(place)).expect("a record can be written");
    }
    let mut header = Vec::new();
    Books::new(books.header().clone()).write(&mut header).expect("a header can be written");
    header.pop();
    header
}

/// Makes all reports of the books as read; none may panic. Books as of an earlier day must equal the audit of that day.
fn every_page_can_be_shown(file: &[u8], audit: &Audit, books: &Books) {
    serde_json::to_vec(&audit.report("books.jsonl")).expect("a report can be written");
    for finding in audit.findings() {
        assert!(!finding.breach.to_string().is_empty());
        assert!(!finding.breach.vietnamese().to_string().is_empty());
    }
    let opened = books.header().opened();
    let whole = Period { from: opened, through: books.day() };
    let pages = [
        TrialBalance::of(books).table().to_string(),
        FundBalances::of(books).table().to_string(),
        CashPosition::of(books).table().to_string(),
        Portfolio::of(books).table().to_string(),
        IncomeStatement::of(books, whole).table().to_string(),
    ];
    assert!(pages.iter().all(|page| !page.is_empty()));
    let (debit, credit) = TrialBalance::of(books).totals();
    assert_eq!(debit, credit);

    let middle = books.records().nth(books.records().len() / 2).map_or(opened, |record| record.date);
    let then = Audit::as_of(file, middle).expect("bytes in memory can always be read");
    assert_eq!(Some(&books.as_of(middle)), then.books());
}
