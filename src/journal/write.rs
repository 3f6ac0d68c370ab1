//! The writer: the canonical line of a header or a record.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::FORMAT;
use crate::calendar::iso;
use crate::charter::Charter;
use crate::name::{ClubId, Text};
use crate::voucher::{Header, Record};

#[derive(Serialize)]
struct HeaderLine<'a> {
    format: &'a str,
    club: &'a ClubId,
    name: &'a Text,
    #[serde(with = "iso")]
    opened: NaiveDate,
    charter: &'a Charter,
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (club, name, opened, charter) = (self.club(), self.name(), self.opened(), self.charter());
        HeaderLine { format: FORMAT, club, name, opened, charter }.serialize(serializer)
    }
}

/// Returns the first line of the books, without its line feed.
pub(crate) fn header_line(header: &Header) -> Vec<u8> {
    line(header)
}

/// Returns the line of a record, without its line feed.
pub(crate) fn record_line(record: &Record) -> Vec<u8> {
    line(record)
}

fn line(value: &impl Serialize) -> Vec<u8> {
    // None of these types fails to serialise: no map has other keys than strings, and a vector takes all bytes. If one ever does, the
    // line is a text that no reader takes for a record, so that the next reader reports it with its number and reason.
    serde_json::to_vec(value).unwrap_or_else(|error| {
        debug_assert!(false, "a line of books is always written: {error}");
        format!("not a record: {error}").into_bytes()
    })
}
