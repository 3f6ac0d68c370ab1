//! Continuity (tính liên tục): finds an earlier head in books, and compares two copies of a club's books.
//!
//! The head on a monthly report, kept by someone else, vouches for every line up to its own; [`Inclusion`] finds it in a later file.
//! [`Continuity`] compares two copies that should be the same books: either one continues the other, or they differ, and the result
//! has the first record in which they do. Neither checks the rules, so books with findings can be compared, and files are read line by
//! line.
//!
//! ```
//! use revolving_fund::Audit;
//! use revolving_fund::continuity::{Continuity, Inclusion, Relation};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let file = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/books/no-grant.jsonl")).as_slice();
//! let audit = Audit::of(file)?;
//! let books = audit.books().ok_or("no books")?;
//! let inclusion = Inclusion::of(books.head(), books).ok_or("not these books")?;
//! assert_eq!((inclusion.records, inclusion.unbroken_from, inclusion.later), (57, 1, 0));
//!
//! let continuity = Continuity::of(books, books);
//! assert_eq!((continuity.shared, continuity.relation), (57, Relation::Same));
//! # Ok(())
//! # }
//! ```
//!
//! An [`Inclusion`] has the first line for which its head vouches. A [`Continuity`] has the number of shared records, the [`Relation`]
//! of the copies after them, and the [`CopyExtent`] to which each can be read.

use std::borrow::Borrow;
use std::fmt;
use std::io::BufRead;

use crate::books::Books;
use crate::catalogue::vietnamese;
use crate::digest::Digest;
use crate::display::{InLanguage, Language};
use crate::journal::{LineEnds, ReadError, Reader, Unreadable};
use crate::name::ClubId;
use crate::voucher::{Header, Record};

/// The place of a head in books, and the lines for which it vouches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The number of records up to the head, including the record whose hash it is; 0 if it is the hash of the header.
    pub records: u64,
    /// The record whose hash the head is; `None` if it is the hash of the header.
    pub last: Option<Record>,
    /// The first line, counted from 1, from which the chain is unbroken up to the head. The head vouches for this line and those after
    /// it: for all lines if it is 1.
    pub unbroken_from: u64,
    /// The number of records after the head that can be read.
    pub later: u64,
    /// The line after the head at which reading the file stopped.
    pub unreadable: Option<Unreadable>,
}

impl Inclusion {
    /// Finds `head` in `books`; `None` if it is not the hash of one of their lines: they are other books, or were changed.
    #[must_use]
    pub fn of(head: Digest, books: &Books) -> Option<Self> {
        Self::find(head, &mut Side::of(books))
    }

    /// Finds `head` in a file; `None` as in [`Inclusion::of`].
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails, or a line before the head cannot be read.
    pub fn read(head: Digest, source: impl BufRead) -> Result<Option<Self>, ReadError> {
        let mut copy = Side::read(source)?;
        match (Self::find(head, &mut copy), copy.stopped) {
            (Some(found), Some(ReadError::Unreadable(error))) => Ok(Some(Self { unreadable: Some(error), ..found })),
            (_, Some(error)) => Err(error),
            (found, None) => Ok(found),
        }
    }

    fn find(head: Digest, copy: &mut Side<impl Lines>) -> Option<Self> {
        let (mut unbroken_from, mut last) = (1, None);
        while copy.head != head {
            let before = copy.head;
            let record = copy.next()?;
            if record.borrow().prev != before {
                unbroken_from = copy.records.saturating_add(1);
            }
            last = Some(record);
        }
        let records = copy.records;
        copy.go_to_the_end();
        let (last, later) = (last.map(|record| record.borrow().clone()), copy.records.saturating_sub(records));
        Some(Self { records, last, unbroken_from, later, unreadable: None })
    }

    /// Returns whether the head vouches for every line up to its own.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.unbroken_from == 1
    }
}

/// A comparison of two copies of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuity {
    /// The number of records, counted from the first, that are the same in both, byte for byte.
    pub shared: u64,
    /// The relation of the copies after those records.
    pub relation: Relation,
    /// The extent of the first copy.
    pub first: CopyExtent,
    /// The extent of the second copy.
    pub second: CopyExtent,
}

/// The relation of two copies after the records that they share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Both end: the copies are the same.
    Same,
    /// The second ends, the first continues with this record.
    FirstGoesOn(Box<Record>),
    /// The first ends, the second continues with this record.
    SecondGoesOn(Box<Record>),
    /// The next lines differ.
    Parted {
        /// The record of the first copy.
        first: Box<Record>,
        /// The record of the second.
        second: Box<Record>,
    },
    /// The first lines differ, so that no line is shared.
    OtherHeader {
        /// The header of the first copy.
        first: Box<Header>,
        /// The header of the second.
        second: Box<Header>,
    },
    /// They are the books of two clubs.
    OtherClub {
        /// The club of the first copy.
        first: ClubId,
        /// The club of the second.
        second: ClubId,
    },
}

/// The extent of a copy: the records that can be read, and the faults of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyExtent {
    /// The number of records that can be read.
    pub records: u64,
    /// The hash of the last line that can be read.
    pub head: Digest,
    /// The first line, counted from 1, whose record does not have the hash of the line before: a line before it was changed.
    pub broken_at: Option<u64>,
    /// The line ends that were changed since the lines were booked, each of which breaks the chain; `broken_at` may be one of them.
    pub line_ends: Option<LineEnds>,
    /// The line at which reading the copy stopped. The lines after it are not compared.
    pub unreadable: Option<Unreadable>,
}

impl CopyExtent {
    /// Reads one copy to its end.
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails, or the header of the file cannot be read.
    pub fn read(source: impl BufRead) -> Result<Self, ReadError> {
        let mut copy = Side::read(source)?;
        copy.go_to_the_end();
        match copy.extent() {
            (_, Some(error)) => Err(error),
            (extent, None) => Ok(extent),
        }
    }

    /// Returns whether the copy can be read to its end, and every record has the hash of the line before.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.unreadable.is_none() && self.broken_at.is_none()
    }
}

/// The reason for which two copies cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContinuityError {
    /// The header of the first copy cannot be read, or its source failed.
    #[error("the first copy: {0}")]
    First(#[source] ReadError),
    /// The header of the second copy cannot be read, or its source failed.
    #[error("the second copy: {0}")]
    Second(#[source] ReadError),
}

vietnamese! { ContinuityError,
    Self::First(error) => "bản thứ nhất: {error}" with [error];
    Self::Second(error) => "bản thứ hai: {error}" with [error];
}

impl Continuity {
    /// Compares two copies.
    #[must_use]
    pub fn of(first: &Books, second: &Books) -> Self {
        let (mut first, mut second) = (Side::of(first), Side::of(second));
        let (shared, relation) = relate(&mut first, &mut second);
        Self { shared, relation, first: first.extent().0, second: second.extent().0 }
    }

    /// Compares two files, line by line. A file that cannot be read to its end is compared up to the line at which reading stops, which
    /// its [`CopyExtent`] has.
    ///
    /// # Errors
    ///
    /// If a source of bytes fails, or the header of a file cannot be read.
    pub fn read(first: impl BufRead, second: impl BufRead) -> Result<Self, ContinuityError> {
        let mut first = Side::read(first).map_err(ContinuityError::First)?;
        let mut second = Side::read(second).map_err(ContinuityError::Second)?;
        let (shared, relation) = relate(&mut first, &mut second);
        match (first.extent(), second.extent()) {
            ((_, Some(error)), _) => Err(ContinuityError::First(error)),
            (_, (_, Some(error))) => Err(ContinuityError::Second(error)),
            ((first, None), (second, None)) => Ok(Self { shared, relation, first, second }),
        }
    }

    /// Returns whether both can be read to their end with an unbroken chain, and are the same or one continues the other.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self.relation, Relation::Same | Relation::FirstGoesOn(_) | Relation::SecondGoesOn(_))
            && self.first.is_sound()
            && self.second.is_sound()
    }
}

/// A record, the hash of its line, and the line end of the line before it if that was changed.
type LineOf<R> = (R, Digest, Option<LineEnds>);

/// The records of books, until a line cannot be read.
trait Lines: Iterator<Item = Result<LineOf<Self::Record>, ReadError>> {
    type Record: Borrow<Record>;
}

impl<R: Borrow<Record>, I: Iterator<Item = Result<LineOf<R>, ReadError>>> Lines for I {
    type Record = R;
}

/// A copy of books during a comparison: the lines to come, and the state after those read so far.
struct Side<L> {
    header: Header,
    lines: L,
    records: u64,
    head: Digest,
    broken_at: Option<u64>,
    line_ends: Option<LineEnds>,
    stopped: Option<ReadError>,
}

impl Side<()> {
    fn of(books: &Books) -> Side<impl Lines<Record = &Record>> {
        Side {
            header: books.header().clone(),
            lines: books.lines().iter().map(|line| Ok((&*line.record, line.digest, None))),
            records: 0,
            head: books.opening(),
            broken_at: None,
            line_ends: None,
            stopped: None,
        }
    }

    fn read(source: impl BufRead) -> Result<Side<impl Lines<Record = Record>>, ReadError> {
        let mut reader = Reader::new(source);
        let (header, head) = reader.header()?;
        let lines = std::iter::from_fn(move || {
            let line = reader.record().transpose()?;
            Some(line.map(|(record, digest)| {
                let line_end = reader.changed_line_end(record.prev);
                (record, digest, line_end)
            }))
        });
        Ok(Side { header, lines, records: 0, head, broken_at: None, line_ends: None, stopped: None })
    }
}

impl<L: Lines> Side<L> {
    /// Returns the next record; `None` at the end, and if the next line cannot be read.
    fn next(&mut self) -> Option<L::Record> {
        if self.stopped.is_some() {
            return None;
        }
        match self.lines.next()? {
            Ok((record, digest, line_end)) => {
                if let Some(line_end) = line_end {
                    LineEnds::add(&mut self.line_ends, line_end);
                }
                self.records = self.records.saturating_add(1);
                if record.borrow().prev != self.head && self.broken_at.is_none() {
                    self.broken_at = Some(self.records.saturating_add(1));
                }
                self.head = digest;
                Some(record)
            }
            Err(error) => {
                self.stopped = Some(error);
                None
            }
        }
    }

    fn go_to_the_end(&mut self) {
        while self.next().is_some() {}
    }
}

impl<L> Side<L> {
    /// Returns the extent, and the error if the source of the bytes failed.
    fn extent(self) -> (CopyExtent, Option<ReadError>) {
        let (unreadable, failed) = match self.stopped {
            Some(ReadError::Unreadable(error)) => (Some(error), None),
            failed => (None, failed),
        };
        let Self { records, head, broken_at, line_ends, .. } = self;
        (CopyExtent { records, head, broken_at, line_ends, unreadable }, failed)
    }
}

/// Returns the number of records that two copies share, and their relation after those. Reads both to their ends.
fn relate<L: Lines>(first: &mut Side<L>, second: &mut Side<impl Lines<Record = L::Record>>) -> (u64, Relation) {
    let boxed = |record: L::Record| Box::new(record.borrow().clone());
    let mut shared = 0;
    let relation = if first.head == second.head {
        loop {
            match (first.next(), second.next()) {
                (Some(_), Some(_)) if first.head == second.head => shared = first.records,
                (Some(ours), Some(theirs)) => {
                    break Relation::Parted { first: boxed(ours), second: boxed(theirs) };
                }
                (Some(record), None) => break Relation::FirstGoesOn(boxed(record)),
                (None, Some(record)) => break Relation::SecondGoesOn(boxed(record)),
                (None, None) => break Relation::Same,
            }
        }
    } else if first.header.club() == second.header.club() {
        Relation::OtherHeader { first: Box::new(first.header.clone()), second: Box::new(second.header.clone()) }
    } else {
        Relation::OtherClub { first: first.header.club().clone(), second: second.header.club().clone() }
    };
    first.go_to_the_end();
    second.go_to_the_end();
    (shared, relation)
}

/// A record, displayed with what a person needs to find it in a binder.
struct Found<'a>(&'a Record, Language);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Record { seq, id, date, event, .. }, language) = self;
        let (record, document) = (language.label("record", "bút toán"), language.label("document", "chứng từ"));
        write!(f, "{record} {seq}, {document} {id}, {}, {}", InLanguage(date, *language), event.kind().name())
    }
}

impl fmt::Display for Inclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Inclusion> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(found, language) = self;
        let label = |english: &str, vietnamese: &str| language.label(english, vietnamese);
        match &found.last {
            Some(last) => {
                let label = label("the head is that of", "mã đối chiếu sổ của");
                writeln!(f, "{label}: {}", Found(last, *language))?;
            }
            None => writeln!(f, "{}", label("the head is that of the header", "mã đối chiếu sổ của dòng đầu"))?,
        }
        writeln!(f, "{}: {}", label("records up to it", "số bút toán đến đó"), found.records)?;
        writeln!(f, "{}: {}", label("records after it", "số bút toán sau đó"), found.later)?;
        if found.is_whole() {
            writeln!(f, "{}", label("nothing up to it was changed", "không có gì trước đó bị sửa"))?;
        } else {
            let broken =
                label("the chain is broken; the head vouches only from line", "chuỗi bị đứt; mã chỉ bảo đảm từ dòng");
            writeln!(f, "{broken} {}", found.unbroken_from)?;
        }
        write_unreadable(f, found.unreadable.as_ref(), *language)
    }
}

fn write_line_ends(f: &mut fmt::Formatter<'_>, line_ends: &LineEnds, language: Language) -> fmt::Result {
    if language.has_english() {
        writeln!(f, "  {line_ends}")?;
    }
    if language.has_vietnamese() {
        writeln!(f, "  {}", line_ends.vietnamese())?;
    }
    Ok(())
}

fn write_unreadable(f: &mut fmt::Formatter<'_>, error: Option<&Unreadable>, language: Language) -> fmt::Result {
    match error {
        Some(error) => {
            if language.has_english() {
                writeln!(f, "  not read to its end: {error}")?;
            }
            if language.has_vietnamese() {
                writeln!(f, "  không đọc được đến cuối: {}", error.vietnamese())?;
            }
            Ok(())
        }
        None => Ok(()),
    }
}

impl fmt::Display for Continuity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Continuity> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(continuity, language) = self;
        let label = |english: &str, vietnamese: &str| language.label(english, vietnamese);
        let names = [label("first copy", "bản thứ nhất"), label("second copy", "bản thứ hai")];
        let [one, other] = &names;
        let next = label("next", "tiếp theo");
        match &continuity.relation {
            Relation::Same => writeln!(f, "{}", label("the copies are the same", "hai bản giống nhau"))?,
            Relation::FirstGoesOn(record) => {
                writeln!(f, "{}", label("the first copy continues the second", "bản thứ nhất tiếp nối bản thứ hai"))?;
                writeln!(f, "  {next}: {}", Found(record, *language))?;
            }
            Relation::SecondGoesOn(record) => {
                writeln!(f, "{}", label("the second copy continues the first", "bản thứ hai tiếp nối bản thứ nhất"))?;
                writeln!(f, "  {next}: {}", Found(record, *language))?;
            }
            Relation::Parted { first, second } => {
                let line = continuity.shared.saturating_add(2);
                writeln!(f, "{} {line}", label("the copies part at line", "hai bản khác nhau từ dòng"))?;
                writeln!(f, "  {one}: {}: {}", Found(first, *language), InLanguage(&first.entry, *language))?;
                writeln!(f, "  {other}: {}: {}", Found(second, *language), InLanguage(&second.entry, *language))?;
                writeln!(f, "  {}: {}", label("they differ in", "khác ở"), differences(first, second, *language))?;
            }
            Relation::OtherHeader { first, second } => {
                let text = label("the headers differ, nothing is in common", "dòng đầu khác nhau, không có gì chung");
                writeln!(f, "{text}")?;
                writeln!(f, "  {one}: {}, {}", first.name(), first.opened())?;
                writeln!(f, "  {other}: {}, {}", second.name(), second.opened())?;
            }
            Relation::OtherClub { first, second } => {
                let text = label("they are the books of two clubs", "đây là sổ của hai CLB");
                writeln!(f, "{text}: {first}, {second}")?;
            }
        }
        writeln!(f, "{}: {}", label("records in both", "số bút toán chung"), continuity.shared)?;
        for (copy, extent) in names.iter().zip([&continuity.first, &continuity.second]) {
            let records = label("records", "số bút toán");
            writeln!(f, "{copy}: {records} {}, {} {}", extent.records, label("head", "mã đối chiếu sổ"), extent.head)?;
            if let Some(line) = extent.broken_at {
                let broken = label("the chain is broken at line", "chuỗi bị đứt ở dòng");
                writeln!(f, "  {broken} {line}")?;
            }
            if let Some(line_ends) = &extent.line_ends {
                write_line_ends(f, line_ends, *language)?;
            }
            write_unreadable(f, extent.unreadable.as_ref(), *language)?;
        }
        Ok(())
    }
}

/// Returns the names of the fields in which two records differ.
fn differences(first: &Record, second: &Record, language: Language) -> String {
    let fields = [
        ("seq", first.seq != second.seq),
        ("id", first.id != second.id),
        ("date", first.date != second.date),
        ("event", first.event != second.event),
        ("entry", first.entry != second.entry),
        ("note", first.note != second.note),
        ("evidence", first.evidence != second.evidence),
        ("despite", first.despite != second.despite),
        ("prev", first.prev != second.prev),
    ];
    let names: Vec<&str> = fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
    if names.is_empty() {
        let english = "white space, the order of fields or escapes only";
        language.label(english, "khoảng trắng, thứ tự trường hoặc cách viết ký tự")
    } else {
        names.join(", ")
    }
}
