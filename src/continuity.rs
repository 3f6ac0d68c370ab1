//! Continuity (tính liên tục): whether two copies of a club's books tell one history, and whether a head of long ago is in it.
//!
//! The head on a monthly report, kept by someone else, vouches for every line up to its own: [`Inclusion`] finds it in a later
//! file. Two copies that should be the same books are laid side by side by [`Continuity`]: either one goes on where the other ends,
//! or they part, and the first record in which they differ is named. Neither asks for the rules: books as found will do, and
//! files are read line by line, whatever is in them.
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
//! Of an [`Inclusion`] it is told from which line on its head vouches. A [`Continuity`] has the [`Relation`] of the copies after
//! what they share, and the [`CopyExtent`] to which each can be read.

use std::borrow::Borrow;
use std::fmt;
use std::io::BufRead;

use crate::books::Books;
use crate::digest::Digest;
use crate::display::{InLanguage, Language};
use crate::journal::{LineEnds, ReadError, Reader, Unreadable};
use crate::name::ClubId;
use crate::voucher::{Header, Record};

/// Where a head stands in books, and what of them it vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// How many records stand up to the head, the last of them its own line. 0 if it is that of the header.
    pub records: u64,
    /// The last of them.
    pub last: Option<Record>,
    /// The line, counted from 1, from which on each bears the hash of the line before it, up to the head. The head vouches for
    /// the lines from here on: for all of them if it is 1.
    pub unbroken_from: u64,
    /// How many records that can be read come after them.
    pub later: u64,
    /// Where the file cannot be read further, after the head.
    pub unreadable: Option<Unreadable>,
}

impl Inclusion {
    /// Where `head` stands in `books`; `None` if it is not the hash of one of their lines: these are not the books it was the head
    /// of, or they were changed.
    #[must_use]
    pub fn of(head: Digest, books: &Books) -> Option<Self> {
        Self::find(head, &mut Side::of(books))
    }

    /// Where `head` stands in a file.
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

    /// Whether the head vouches for every line up to its own.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.unbroken_from == 1
    }
}

/// Two copies of books side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuity {
    /// How many records both have, byte for byte the same, from the first on.
    pub shared: u64,
    /// How they go on from there.
    pub relation: Relation,
    /// How far the first copy goes.
    pub first: CopyExtent,
    /// How far the second copy goes.
    pub second: CopyExtent,
}

/// How two copies go on after what they share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Both end.
    Same,
    /// The second ends, the first goes on with this record.
    FirstGoesOn(Box<Record>),
    /// The first ends, the second goes on with this record.
    SecondGoesOn(Box<Record>),
    /// They part: each has another line in this place.
    Parted {
        /// The record of the first copy.
        first: Box<Record>,
        /// The record of the second.
        second: Box<Record>,
    },
    /// They have nothing in common: their first lines differ.
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

/// How far a copy goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyExtent {
    /// The number of records that can be read.
    pub records: u64,
    /// The hash of the last line that can be read.
    pub head: Digest,
    /// The first line, counted from 1, whose record does not have the hash of the line before: somebody changed what is before it.
    pub broken_at: Option<u64>,
    /// The line ends that were changed since the lines were booked, if it is they that break the chain; the first break can be one of them.
    pub line_ends: Option<LineEnds>,
    /// Where the copy cannot be read further. For what follows nothing is said.
    pub unreadable: Option<Unreadable>,
}

impl CopyExtent {
    /// Reads one copy to its end.
    ///
    /// # Errors
    ///
    /// If the source of bytes fails, or the file has no header that can be read.
    pub fn read(source: impl BufRead) -> Result<Self, ReadError> {
        let mut copy = Side::read(source)?;
        copy.go_to_the_end();
        match copy.extent() {
            (_, Some(error)) => Err(error),
            (extent, None) => Ok(extent),
        }
    }

    /// Whether the copy can be read to its end, and every record has the hash of the line before.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.unreadable.is_none() && self.broken_at.is_none()
    }
}

/// Why two copies cannot be laid side by side.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContinuityError {
    /// The first has no header, or its source failed.
    #[error("the first copy: {0}")]
    First(#[source] ReadError),
    /// The second has no header, or its source failed.
    #[error("the second copy: {0}")]
    Second(#[source] ReadError),
}

impl Continuity {
    /// Lays two copies side by side.
    #[must_use]
    pub fn of(first: &Books, second: &Books) -> Self {
        let (mut first, mut second) = (Side::of(first), Side::of(second));
        let (shared, relation) = relate(&mut first, &mut second);
        Self { shared, relation, first: first.extent().0, second: second.extent().0 }
    }

    /// Lays two files side by side, line by line. A copy that cannot be read to its end is taken as far as it can, which its
    /// [`CopyExtent`] tells.
    ///
    /// # Errors
    ///
    /// If a source of bytes fails, or a file has no header that can be read.
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

    /// Whether both can be read to their end with an unbroken chain, and are the same or one goes on where the other ends.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self.relation, Relation::Same | Relation::FirstGoesOn(_) | Relation::SecondGoesOn(_))
            && self.first.is_sound()
            && self.second.is_sound()
    }
}

/// A record, the hash of its line, and the line end before it if that was changed.
type LineOf<R> = (R, Digest, Option<LineEnds>);

/// The records of books, until a line cannot be read.
trait Lines: Iterator<Item = Result<LineOf<Self::Record>, ReadError>> {
    type Record: Borrow<Record>;
}

impl<R: Borrow<Record>, I: Iterator<Item = Result<LineOf<R>, ReadError>>> Lines for I {
    type Record = R;
}

/// A copy of books, as far as it was gone through.
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
    /// The next record; `None` at the end, and where the copy cannot be read further.
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
    /// How far it goes; and the error, if its source failed.
    fn extent(self) -> (CopyExtent, Option<ReadError>) {
        let (unreadable, failed) = match self.stopped {
            Some(ReadError::Unreadable(error)) => (Some(error), None),
            failed => (None, failed),
        };
        let Self { records, head, broken_at, line_ends, .. } = self;
        (CopyExtent { records, head, broken_at, line_ends, unreadable }, failed)
    }
}

/// How many records two copies share, and how they go on. Goes through both to their ends.
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

/// A record as a person finds it in a binder.
struct Found<'a>(&'a Record, Language);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { seq, id, date, event, .. } = self.0;
        let (record, document) = (self.1.label("record", "bút toán"), self.1.label("document", "chứng từ"));
        write!(f, "{record} {seq}, {document} {id}, {date}, {}", event.kind().name())
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
            Some(last) => writeln!(f, "{}: {}", label("the head is that of", "mã đầu sổ của"), Found(last, *language))?,
            None => writeln!(f, "{}", label("the head is that of the header", "mã đầu sổ của dòng đầu"))?,
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
        Some(error) => writeln!(f, "  {}: {error}", language.label("not read to its end", "không đọc được đến cuối")),
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
                writeln!(f, "  {one}: {}: {}", Found(first, *language), first.entry)?;
                writeln!(f, "  {other}: {}: {}", Found(second, *language), second.entry)?;
                writeln!(f, "  {}: {}", label("they differ in", "khác ở"), differences(first, second))?;
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
            writeln!(f, "{copy}: {records} {}, {} {}", extent.records, label("head", "mã đầu sổ"), extent.head)?;
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

/// The fields in which two records differ.
fn differences(first: &Record, second: &Record) -> String {
    let fields = [
        ("seq", first.seq != second.seq),
        ("id", first.id != second.id),
        ("date", first.date != second.date),
        ("event", first.event != second.event),
        ("entry", first.entry != second.entry),
        ("note", first.note != second.note),
        ("prev", first.prev != second.prev),
    ];
    let names: Vec<&str> = fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
    if names.is_empty() { "the way they are written only".to_owned() } else { names.join(", ") }
}
