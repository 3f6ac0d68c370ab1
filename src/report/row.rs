//! Parts that the rows of several statements have.

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar::iso;
use crate::count::Seq;
use crate::event::EventKind;
use crate::name::DocumentNumber;
use crate::voucher::Record;

/// The columns by which a row names its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordColumns {
    /// The number of the record.
    pub seq: Seq,
    /// The date of the record, as written.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// The document number.
    pub id: DocumentNumber,
    /// The event.
    pub event: EventKind,
    /// The loan, member, lender or other party of the event.
    pub about: Option<String>,
}

impl RecordColumns {
    pub(super) fn of(record: &Record) -> Self {
        Self {
            seq: record.seq,
            date: record.date,
            id: record.id.clone(),
            event: record.event.kind(),
            about: record.event.about(),
        }
    }
}
