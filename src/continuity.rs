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
//! # let file = include_bytes!("../examples/books/no-grant.jsonl").as_slice();
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
//! what they share, and the [`Extent`] to which each can be read.

use std::borrow::Borrow;
use std::fmt;
use std::io::BufRead;

use crate::books::Books;
use crate::digest::Digest;
use crate::journal::{ReadError, Reader, Unreadable};
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
    pub first: Extent,
    /// How far the second copy goes.
    pub second: Extent,
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
pub struct Extent {
    /// How many records can be read.
    pub records: u64,
    /// The hash of the last line that can be read.
    pub head: Digest,
    /// Where the copy cannot be read further. For what follows nothing is said.
    pub unreadable: Option<Unreadable>,
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
    /// [`Extent`] tells.
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

    /// Whether both can be read to their end, and are the same or one goes on where the other ends.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self.relation, Relation::Same | Relation::FirstGoesOn(_) | Relation::SecondGoesOn(_))
            && self.first.unreadable.is_none()
            && self.second.unreadable.is_none()
    }
}

/// The records of books with the hashes of their lines, until a line cannot be read.
trait Lines: Iterator<Item = Result<(Self::Record, Digest), ReadError>> {
    type Record: Borrow<Record>;
}

impl<R: Borrow<Record>, I: Iterator<Item = Result<(R, Digest), ReadError>>> Lines for I {
    type Record = R;
}

/// A copy of books, as far as it was gone through.
struct Side<L> {
    header: Header,
    lines: L,
    records: u64,
    head: Digest,
    stopped: Option<ReadError>,
}

impl Side<()> {
    fn of(books: &Books) -> Side<impl Lines<Record = &Record>> {
        Side {
            header: books.header().clone(),
            lines: books.lines().iter().map(|line| Ok((&line.record, line.digest))),
            records: 0,
            head: books.opening(),
            stopped: None,
        }
    }

    fn read(source: impl BufRead) -> Result<Side<impl Lines<Record = Record>>, ReadError> {
        let mut reader = Reader::new(source);
        let (header, head) = reader.header()?;
        let lines = std::iter::from_fn(move || reader.record().transpose());
        Ok(Side { header, lines, records: 0, head, stopped: None })
    }
}

impl<L: Lines> Side<L> {
    /// The next record; `None` at the end, and where the copy cannot be read further.
    fn next(&mut self) -> Option<L::Record> {
        if self.stopped.is_some() {
            return None;
        }
        match self.lines.next()? {
            Ok((record, digest)) => {
                self.records = self.records.saturating_add(1);
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
    fn extent(self) -> (Extent, Option<ReadError>) {
        let (unreadable, failed) = match self.stopped {
            Some(ReadError::Unreadable(error)) => (Some(error), None),
            failed => (None, failed),
        };
        (Extent { records: self.records, head: self.head, unreadable }, failed)
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
struct Found<'a>(&'a Record);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { seq, id, date, event, .. } = self.0;
        write!(f, "record {seq}, document {id} of {date}, {}", event.kind().name())
    }
}

impl fmt::Display for Inclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.last {
            Some(last) => write!(f, "the head is that of {}", Found(last))?,
            None => write!(f, "the head is that of the header")?,
        }
        writeln!(f, ": {} record(s) up to it, {} after it", self.records, self.later)?;
        if self.is_whole() {
            writeln!(f, "nothing up to it was changed")?;
        } else {
            let line = self.unbroken_from;
            writeln!(f, "the chain is broken at line {line}: the head vouches for the lines from there on only")?;
        }
        match &self.unreadable {
            Some(error) => writeln!(f, "after it, the file is not read to its end: {error}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Continuity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let goes_on = |f: &mut fmt::Formatter<'_>, longer: &str, shorter: &str, next: &Record| {
            writeln!(f, "the {longer} copy continues the {shorter}, after {} record(s) in both", self.shared)?;
            writeln!(f, "  it goes on with {}", Found(next))
        };
        match &self.relation {
            Relation::Same => writeln!(f, "the copies are the same: {} record(s)", self.shared)?,
            Relation::FirstGoesOn(next) => goes_on(f, "first", "second", next)?,
            Relation::SecondGoesOn(next) => goes_on(f, "second", "first", next)?,
            Relation::Parted { first, second } => {
                let line = self.shared.saturating_add(2);
                writeln!(f, "the copies part at line {line}, after {} record(s) in both", self.shared)?;
                writeln!(f, "  first   {}: {}", Found(first), first.entry)?;
                writeln!(f, "  second  {}: {}", Found(second), second.entry)?;
                writeln!(f, "  they differ in {}", differences(first, second))?;
            }
            Relation::OtherHeader { first, second } => {
                writeln!(f, "the copies have nothing in common: their headers differ")?;
                writeln!(f, "  first   {}, opened on {}", first.name(), first.opened())?;
                writeln!(f, "  second  {}, opened on {}", second.name(), second.opened())?;
            }
            Relation::OtherClub { first, second } => {
                writeln!(f, "they are the books of two clubs: {first} and {second}")?;
            }
        }
        for (copy, extent) in [("first", &self.first), ("second", &self.second)] {
            writeln!(f, "{copy} copy: {} record(s), head {}", extent.records, extent.head)?;
            if let Some(error) = &extent.unreadable {
                writeln!(f, "  not read to its end: {error}")?;
            }
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
    if names.is_empty() { "how they are written, not in what they say".to_owned() } else { names.join(", ") }
}
