//! The note of where a replayed record comes from: `[B: PT-0007, 2024-03-05, <digest of its line>]`.

use super::MergeRefusal;
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

/// Returns the digests of the lines that a record comes from: one for each time it was replayed.
pub(super) fn lines(record: &Record) -> impl Iterator<Item = Digest> {
    let note = record.note.as_ref().map_or("", Text::as_str);
    note.split(']').filter_map(|part| {
        let (before, digest) = part.rsplit_once(", ")?;
        before.contains('[').then(|| digest.parse().ok())?
    })
}
