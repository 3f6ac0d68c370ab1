//! Torn writes: after an append that ended at any byte the books contain the complete records before that byte and no other, the error
//! names the position where they are cut short, and booking can continue from there.

use std::io::{self, Write};

use revolving_fund::journal::{ReadError, UnreadableReason};
use revolving_fund::{Audit, Books, OpenError, WriteError};

use crate::samples::bytes_of;

/// Small golden books and their earlier states.
struct Kept {
    name: &'static str,
    file: Vec<u8>,
    /// The books after each number of records.
    books: Vec<Books>,
    /// The length of the file with each number of records.
    lengths: Vec<usize>,
}

fn kept(name: &'static str) -> Kept {
    let file = bytes_of(name);
    let whole = Books::open(file.as_slice()).unwrap();
    let mut books = vec![Books::new(whole.header().clone())];
    for record in whole.records() {
        let mut next = books.last().unwrap().clone();
        next.record(record.voucher()).unwrap();
        books.push(next);
    }
    let lengths = file.split_inclusive(|byte| *byte == b'\n').scan(0, |length, line| {
        *length += line.len();
        Some(*length)
    });
    let lengths: Vec<usize> = lengths.collect();
    assert_eq!(lengths.len(), books.len());
    assert_eq!(lengths.last(), Some(&file.len()));
    Kept { name, file, books, lengths }
}

fn all_kept() -> impl Iterator<Item = Kept> {
    ["first-day", "odd-dong"].into_iter().map(kept)
}

/// Makes the possible files after a cut at `at`: the file ends there, or zeros follow up to the full length.
fn torn(file: &[u8], at: usize) -> [Vec<u8>; 2] {
    let mut zeros = file[..at].to_vec();
    zeros.resize(file.len(), 0);
    [file[..at].to_vec(), zeros]
}

#[test]
fn books_cut_at_any_byte_are_those_of_the_whole_records_before_it() {
    let mut cuts = 0;
    for Kept { name, file, books, lengths } in all_kept() {
        for at in 0..=file.len() {
            let whole_lines = lengths.iter().filter(|length| **length <= at).count();
            let whole_bytes = whole_lines.checked_sub(1).map_or(0, |last| lengths[last]);
            cuts += 2;
            for found in torn(&file, at) {
                let is_whole = found.len() == whole_bytes;
                let audit = Audit::of(found.as_slice()).unwrap();
                assert!(audit.findings().is_empty(), "{name} cut at {at}");
                assert_eq!(
                    audit.books(),
                    whole_lines.checked_sub(1).map(|records| &books[records]),
                    "{name} cut at {at}"
                );
                assert_eq!(audit.whole_bytes(), whole_bytes as u64, "{name} cut at {at}");
                match audit.error() {
                    None => assert!(is_whole && whole_lines > 0, "{name} cut at {at} is not reported"),
                    Some(error) => {
                        let reason =
                            if found.is_empty() { UnreadableReason::NoHeader } else { UnreadableReason::CutShort };
                        assert_eq!(
                            (error.line, &error.reason),
                            (whole_lines as u64 + 1, &reason),
                            "{name} cut at {at}"
                        );
                    }
                }
                match (Books::open(found.as_slice()), audit.error()) {
                    (Ok(opened), None) => assert_eq!(Some(&opened), audit.books(), "{name} cut at {at}"),
                    (Err(OpenError::Read(ReadError::Unreadable(error))), Some(expected)) => {
                        assert_eq!(&error, expected);
                    }
                    (opened, error) => panic!("{name} cut at {at}: opened as {opened:?}, audited with {error:?}"),
                }
            }
        }
    }
    println!("{cuts} torn files, each read as the whole records before the place");
}

#[test]
fn the_error_names_the_line_and_the_cause() {
    let Kept { file, lengths, .. } = kept("first-day");
    let audit = Audit::of(&file[..lengths[3] + 40]).unwrap();
    assert_eq!(
        audit.error().unwrap().to_string(),
        "line 5: the file is cut short: its last line does not end in a line feed"
    );
    assert_eq!(audit.books().unwrap().records().len(), 3);
}

#[test]
fn continuing_from_the_whole_records_gives_the_uncut_file() {
    for Kept { name, file, books, .. } in all_kept() {
        let whole = books.last().unwrap();
        for at in 0..file.len() {
            let audit = Audit::of(&file[..at]).unwrap();
            let mut mended = file[..at].to_vec();
            mended.truncate(usize::try_from(audit.whole_bytes()).unwrap());
            let Some(mut books) = audit.into_books() else {
                assert!(mended.is_empty(), "{name} cut at {at}: books without a header");
                continue;
            };
            let there = books.records().len();
            for record in whole.records().skip(there) {
                books.record(record.voucher()).unwrap();
            }
            books.write_since(&mut mended, there).unwrap();
            assert!(mended == file, "{name} cut at {at}");
        }
    }
}

/// A disk that is full after `room` bytes and accepts at most `at_a_time` bytes in one write.
struct Disk {
    bytes: Vec<u8>,
    room: usize,
    at_a_time: usize,
    was_interrupted: bool,
}

impl Disk {
    fn new(room: usize, at_a_time: usize) -> Self {
        Self { bytes: Vec::new(), room, at_a_time, was_interrupted: false }
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.was_interrupted = !self.was_interrupted;
        if self.was_interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let taken = bytes.len().min(self.room - self.bytes.len()).min(self.at_a_time);
        if taken == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A failed append leaves exactly its first bytes on the disk, as in the files of the tests above.
#[test]
fn an_append_that_fails_at_any_byte_is_an_error_and_has_written_the_bytes_before() {
    let Kept { file, books, lengths, .. } = kept("first-day");
    let last = books.len() - 1;
    for before in 0..last {
        for after in [before + 1, before + 2, last] {
            let Some(books) = books.get(after) else { continue };
            let appended = &file[lengths[before]..lengths[after]];
            for room in 0..appended.len() {
                let mut disk = Disk::new(room, 100);
                match books.write_since(&mut disk, before) {
                    Err(WriteError::Io(error)) => assert_eq!(error.kind(), io::ErrorKind::StorageFull),
                    result => panic!("{room} bytes of {} are written with {result:?}", appended.len()),
                }
                assert!(disk.bytes == appended[..room], "records {before} to {after}, room for {room} bytes");
            }
        }
    }
}

#[test]
fn a_disk_that_accepts_a_byte_at_a_time_gets_the_same_file() {
    for Kept { name, file, books, .. } in all_kept() {
        let mut disk = Disk::new(usize::MAX, 1);
        books.last().unwrap().write(&mut disk).unwrap();
        assert!(disk.bytes == file, "{name}");
    }
}

#[test]
fn a_failing_flush_is_an_error() {
    struct Unsafe(Vec<u8>);

    impl Write for Unsafe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::Error::other("pulled out"))
        }
    }

    let Kept { books, .. } = kept("first-day");
    let error = books.last().unwrap().write(Unsafe(Vec::new())).unwrap_err();
    assert_eq!(error.to_string(), "cannot write the books: pulled out");
}
