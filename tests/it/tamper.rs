//! Tamper evidence: every change of a file is noticed with the head of the books, if somebody else keeps it. Without the head, a history
//! rewritten as a whole or a file cut at the end of a line is not noticed.

use proptest::collection::vec;
use proptest::prelude::*;
use revolving_fund::testing::Damage;
use revolving_fund::{Audit, Books, Digest, Event, Text, Voucher};

use crate::fuzz::damage::{head_of, is_noticed, lines, mended, spliced};
use crate::samples::bytes_of;
use crate::support::file_of;

/// Changes of one file, tried and counted.
struct Tried {
    name: &'static str,
    file: Vec<u8>,
    head: Digest,
    changes: usize,
}

impl Tried {
    fn on(name: &'static str) -> Self {
        let file = bytes_of(name);
        Self { name, head: head_of(&file), file, changes: 0 }
    }

    /// Asserts that a file in place of the original is noticed, if it differs.
    fn changed(&mut self, file: &[u8], how: impl FnOnce() -> String) {
        if file != self.file {
            self.changes += 1;
            assert!(is_noticed(file, self.head), "{}: {} is not noticed", self.name, how());
        }
    }

    fn damaged(&mut self, damage: Damage) {
        if let Some(file) = damage.of(&self.file) {
            self.changed(&file, || format!("{damage:?}"));
        }
    }

    fn report(&self) {
        println!("{}: {} changes of {} bytes tried, 0 not noticed", self.name, self.changes, self.file.len());
        assert!(self.changes > self.file.len(), "{}: only {} changes", self.name, self.changes);
    }
}

/// Flips every bit of every byte, and replaces every byte by some bytes with a meaning in JSON.
fn every_byte_of(name: &'static str) {
    let mut tried = Tried::on(name);
    for at in 0..tried.file.len() {
        for bit in 0..8 {
            tried.damaged(Damage::Flip { at, bit });
        }
        let mut file = tried.file.clone();
        for byte in *b"0 \n\"" {
            file[at] = byte;
            tried.changed(&file, || format!("byte {at} as {byte}"));
        }
    }
    tried.report();
}

#[test]
fn every_change_of_a_byte_is_noticed_in_a_header() {
    every_byte_of("empty-books");
}

#[test]
fn every_change_of_a_byte_is_noticed_in_a_first_day() {
    every_byte_of("first-day");
}

#[test]
fn every_change_of_a_byte_is_noticed_in_books_with_loans() {
    every_byte_of("odd-dong");
}

/// Drops every line, doubles it at any position and exchanges it with any other; inserts every line of other books at any position and in
/// place of any line; cuts the file at every byte.
#[test]
fn every_change_of_lines_and_every_cut_is_noticed() {
    let other = bytes_of("write-off");
    for name in ["first-day", "odd-dong", "flat-and-late"] {
        let mut tried = Tried::on(name);
        let (file, count) = (tried.file.clone(), lines(&tried.file).len());
        for line in 0..count {
            tried.damaged(Damage::Drop { line });
            for other in 0..line {
                tried.damaged(Damage::Swap { line, other });
            }
            for at in 0..=count {
                tried.changed(&spliced(&file, at, lines(&file)[line]), || format!("line {line} again at {at}"));
            }
            let rest = Damage::Drop { line }.of(&file).unwrap();
            for (number, strange) in lines(&other).into_iter().enumerate() {
                tried.changed(&spliced(&file, line, strange), || format!("line {number} of others before {line}"));
                tried.changed(&spliced(&rest, line, strange), || format!("line {number} of others for {line}"));
            }
        }
        for (number, strange) in lines(&other).into_iter().enumerate() {
            tried.changed(&spliced(&file, count, strange), || format!("line {number} of others at the end"));
        }
        for at in 0..file.len() {
            tried.damaged(Damage::Cut { at });
        }
        tried.report();
    }
}

/// Books the history of books again with changed vouchers, and returns the file. Refused vouchers are left out, and counts are adjusted to
/// the books.
fn rewritten(books: &Books, change: impl Fn(usize, Voucher) -> Vec<Voucher>) -> Vec<u8> {
    let mut again = Books::new(books.header().clone());
    for (place, record) in books.records().enumerate() {
        for mut voucher in change(place, record.voucher()) {
            if let Event::MoneyCounted(count) = &mut voucher.event {
                count.amount = again.ledger().money(count.place).try_into().unwrap();
            }
            again.record(voucher).ok();
        }
    }
    file_of(&again)
}

/// A forger uses the library and keeps every rule: leaves out a record, changes its note or its number, and books the rest again. An
/// audit of the file is clean; only the head differs.
#[test]
fn rewritten_history_that_keeps_every_rule_is_noticed_only_by_the_head() {
    let mut rewritings = 0;
    for name in ["first-day", "odd-dong", "flat-and-late", "write-off", "corrections"] {
        let file = bytes_of(name);
        let (head, books) = (head_of(&file), Books::open(file.as_slice()).unwrap());
        for chosen in 0..books.records().len() {
            let only = |change: &dyn Fn(Voucher) -> Vec<Voucher>| {
                rewritten(&books, |place, voucher| if place == chosen { change(voucher) } else { vec![voucher] })
            };
            let forged = [
                only(&|_| Vec::new()),
                only(&|voucher| vec![Voucher { note: Some("viết lại".parse::<Text>().unwrap()), ..voucher }]),
                only(&|voucher| vec![Voucher { id: "XX-1".parse().unwrap(), ..voucher }]),
            ];
            for forged in forged {
                assert!(Audit::of(forged.as_slice()).unwrap().is_clean(), "{name}, record {chosen}");
                assert!(is_noticed(&forged, head), "{name}, record {chosen}");
                rewritings += 1;
            }
        }
    }
    println!("{rewritings} clean rewritings of history tried, 0 not noticed by the head");
    assert!(rewritings >= 200, "only {rewritings}");
}

#[test]
fn a_file_cut_at_the_end_of_a_line_is_noticed_only_by_the_head() {
    let file = bytes_of("corrections");
    let head = head_of(&file);
    for count in 1..lines(&file).len() {
        let cut = lines(&file)[..count].concat();
        assert!(Audit::of(cut.as_slice()).unwrap().is_clean(), "{count} lines left");
        assert!(is_noticed(&cut, head), "{count} lines left");
    }
}

/// A forger changes a byte of a line and repairs the chain after it: many such files are clean, but each has another head.
#[test]
fn every_changed_byte_with_a_repaired_chain_changes_the_head() {
    let (mut changes, mut clean) = (0, 0);
    for name in ["first-day", "odd-dong"] {
        let file = bytes_of(name);
        let head = head_of(&file);
        for at in 0..file.len() {
            let mut forged = file.clone();
            forged[at] = match forged[at] {
                digit @ b'0'..=b'8' => digit + 1,
                byte => byte ^ 1,
            };
            let forged = mended(&forged);
            if forged != file {
                changes += 1;
                clean += usize::from(Books::open(forged.as_slice()).is_ok());
                assert!(is_noticed(&forged, head), "{name}: byte {at} changed and the chain repaired");
            }
        }
    }
    println!("{changes} changes with the chain repaired tried, {clean} of them clean, 0 not noticed by the head");
    assert!(clean >= 300, "only {clean} of {changes} were clean");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Up to eight changes of any kind, one after the other, in half of the cases with a repaired chain.
    #[test]
    fn every_forgery_is_noticed_with_the_head(script in vec(any::<u8>(), 7..44)) {
        crate::fuzz::damage::check(&script);
    }
}
