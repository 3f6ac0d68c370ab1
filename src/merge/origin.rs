//! The note of where a replayed record comes from: `[B: PT-0007, 2024-03-05, <digest of its line>]`.

use chrono::NaiveDate;

use super::MergeRefusal;
use crate::books::Line;
use crate::calendar::parse_date;
use crate::digest::Digest;
use crate::name::{DocumentNumber, Text};
use crate::voucher::Record;

/// Returns the note of a replayed record: its own, and where it comes from.
pub(super) fn note(origin: &DocumentNumber, record: &Record, line: Digest) -> Result<Text, MergeRefusal> {
    let Record { id, date, note, .. } = record;
    let own = note.as_ref().map_or("", Text::as_str);
    let space = if own.is_empty() { "" } else { " " };
    let text = format!("{own}{space}[{origin}: {id}, {date}, {line}]");
    text.parse().map_err(|_| MergeRefusal::NoteTooLong { bytes: own.len() })
}

/// A record as it was before it was replayed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paper {
    pub(super) id: DocumentNumber,
    pub(super) date: NaiveDate,
    pub(super) note: Option<Text>,
}

/// Returns the document from which a record was first booked, on either phone, and the digests of the lines from which it comes, one for
/// each replay.
pub(super) fn of(record: &Record) -> (Paper, Vec<Digest>) {
    let Record { id, date, note, .. } = record;
    let (mut paper, mut lines) = (Paper { id: id.clone(), date: *date, note: note.clone() }, Vec::new());
    while let Some((before, line)) = paper.note.as_ref().and_then(before_last_replay) {
        paper = before;
        lines.push(line);
    }
    (paper, lines)
}

fn before_last_replay(note: &Text) -> Option<(Paper, Digest)> {
    let (own, origin) = note.as_str().strip_suffix(']')?.rsplit_once('[')?;
    let (phone, origin) = origin.split_once(": ")?;
    phone.parse::<DocumentNumber>().ok()?;
    let [id, date, line] = <[&str; 3]>::try_from(origin.split(", ").collect::<Vec<_>>()).ok()?;
    let paper = Paper {
        id: id.parse().ok()?,
        date: parse_date(date).ok()?,
        // A note is not empty: a replayed record without one has only where it comes from.
        note: own.strip_suffix(' ').unwrap_or(own).parse().ok(),
    };
    Some((paper, line.parse().ok()?))
}

/// Returns the digests of the lines that a line is or comes from.
pub(super) fn lines(line: &Line) -> impl Iterator<Item = Digest> {
    of(&line.record).1.into_iter().chain([line.digest])
}
