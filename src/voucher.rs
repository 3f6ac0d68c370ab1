//! Vouchers and records: what is asked to be booked, and what is kept.

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar::{DateError, is_bookable, iso};
use crate::charter::Charter;
use crate::count::Seq;
use crate::digest::Digest;
use crate::entry::Entry;
use crate::event::Event;
use crate::name::{ClubId, DocumentNumber, Text};

/// A voucher (chứng từ): what is asked to be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Its document number, unique in the books.
    pub id: DocumentNumber,
    /// The day on which it is booked.
    pub date: NaiveDate,
    /// What happened.
    pub event: Event,
    /// A remark.
    pub note: Option<Text>,
}

impl Voucher {
    /// A voucher without a remark.
    #[must_use]
    pub fn new(id: DocumentNumber, date: NaiveDate, event: impl Into<Event>) -> Self {
        Self { id, date, event: event.into(), note: None }
    }

    /// The same with a remark.
    #[must_use]
    pub fn with_note(self, note: Text) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// A record: what is kept of a voucher, with its place in the books, its entry and the hash of the line before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its number, counted from 1.
    pub seq: Seq,
    /// Its document number.
    pub id: DocumentNumber,
    /// The day on which it was booked.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// What happened.
    pub event: Event,
    /// How it is posted.
    pub entry: Entry,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The hash of the line before.
    pub prev: Digest,
}

impl Record {
    /// The voucher of which it was booked.
    #[must_use]
    pub fn voucher(&self) -> Voucher {
        Voucher { id: self.id.clone(), date: self.date, event: self.event.clone(), note: self.note.clone() }
    }

    /// The first field in which `voucher`, of the same document number, asks for something else than was booked.
    #[must_use]
    pub(crate) fn differs_from(&self, voucher: &Voucher) -> Option<&'static str> {
        if self.date != voucher.date {
            Some("date")
        } else if self.event != voucher.event {
            Some("event")
        } else if self.note != voucher.note {
            Some("note")
        } else {
            None
        }
    }
}

/// The first line of the books: whose they are, since when, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    club: ClubId,
    name: Text,
    opened: NaiveDate,
    charter: Charter,
}

impl Header {
    /// The header of books opened on `opened`.
    ///
    /// # Errors
    ///
    /// If `opened` is before 1900 or after 2999.
    pub fn new(club: ClubId, name: Text, opened: NaiveDate, charter: Charter) -> Result<Self, DateError> {
        if is_bookable(opened) { Ok(Self::bookable(club, name, opened, charter)) } else { Err(DateError::OutOfRange) }
    }

    /// The header of books whose first day is known to be one that can be booked.
    pub(crate) const fn bookable(club: ClubId, name: Text, opened: NaiveDate, charter: Charter) -> Self {
        Self { club, name, opened, charter }
    }

    /// The club's name in its programme: `BN-001`.
    #[must_use]
    pub const fn club(&self) -> &ClubId {
        &self.club
    }

    /// The club's name: `CLB thôn Thượng Đồng`.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// The day on which the books were opened.
    #[must_use]
    pub const fn opened(&self) -> NaiveDate {
        self.opened
    }

    /// The charter with which the books were opened. It may have been amended since.
    #[must_use]
    pub const fn charter(&self) -> &Charter {
        &self.charter
    }
}
