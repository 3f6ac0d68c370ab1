//! Vouchers and records: an event that is to be booked, and one that was.

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar::{DateError, is_bookable, iso};
use crate::charter::Charter;
use crate::code::Code;
use crate::count::Seq;
use crate::digest::Digest;
use crate::entry::Entry;
use crate::event::Event;
use crate::name::{ClubId, DocumentNumber, Text};

/// A voucher (chứng từ): an event that is to be booked, with its document number and date.
///
/// ```
/// use revolving_fund::{Code, Digest, Voucher, parse_date};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// let fee = revolving_fund::event::OperatingSpent {
///     area: Area::Administration, amount: "22.000".parse()?, out_of: Place::Bank, payee: None,
/// };
/// let voucher = Voucher::new("BN-1".parse()?, parse_date("2025-01-31")?, fee)
///     .with_note("phí SMS".parse()?)
///     .with_evidence(Digest::of(b"the photo of the bank slip").into())
///     .despite(Code::OperatingExceeded.into()); // a fact, booked in spite of the rule
/// # let mut books = club()?;
/// books.record(voucher)?;
/// # Ok(())
/// # }
/// ```
///
/// In JSON it has the fields of a record that a person decides, with the same names and parsed as strictly: `id`, `date`, `event`, and
/// optionally `note`, `evidence` and `despite`. An app can store or receive vouchers in this form until they are booked.
///
/// ```
/// use revolving_fund::Voucher;
///
/// let json = r#"{"id":"PC-0002","date":"2024-03-20","event":{"cash_withdrawn":{"amount":200000}}}"#;
/// let voucher: Voucher = serde_json::from_str(json)?;
/// assert_eq!(serde_json::to_string(&voucher)?, json);
/// assert!(serde_json::from_str::<Voucher>(&json.replace("200000", "-1")).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voucher {
    /// The document number, unique in the books.
    pub id: DocumentNumber,
    /// The date on which it is booked.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// The event.
    pub event: Event,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The digests of scanned documents.
    #[serde(skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
    /// The codes of the rules in spite of which it is booked.
    #[serde(skip_serializing_if = "Despite::is_empty")]
    pub despite: Despite,
}

impl Voucher {
    /// Makes a voucher without note, evidence and `despite`.
    #[must_use]
    pub fn new(id: DocumentNumber, date: NaiveDate, event: impl Into<Event>) -> Self {
        let (evidence, despite) = (Evidence::default(), Despite::default());
        Self { id, date, event: event.into(), note: None, evidence, despite }
    }

    /// Sets the note.
    #[must_use]
    pub fn with_note(self, note: Text) -> Self {
        Self { note: Some(note), ..self }
    }

    /// Sets the digests of scanned documents: the voucher, a photograph, the signed minutes.
    #[must_use]
    pub fn with_evidence(self, evidence: Evidence) -> Self {
        Self { evidence, ..self }
    }

    /// Sets the codes of the rules in spite of which it is booked. A fact may break some rules, a decision none.
    #[must_use]
    pub fn despite(self, despite: Despite) -> Self {
        Self { despite, ..self }
    }
}

/// The digests of scanned documents of a record: at most 16, none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Evidence(Vec<Digest>);

impl Evidence {
    /// The largest number of digests on a record.
    pub const MOST: usize = 16;

    /// Checks a list of digests.
    ///
    /// # Errors
    ///
    /// If there are more than 16, or one of them occurs twice.
    pub fn new(digests: Vec<Digest>) -> Result<Self, EvidenceError> {
        if digests.len() > Self::MOST {
            return Err(EvidenceError::TooMany);
        }
        let mut later = digests.as_slice();
        while let [digest, rest @ ..] = later {
            if rest.contains(digest) {
                return Err(EvidenceError::Twice { digest: *digest });
            }
            later = rest;
        }
        Ok(Self(digests))
    }

    /// Returns the digests.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.0
    }

    /// Returns whether the list is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Digest> for Evidence {
    fn from(digest: Digest) -> Self {
        Self(vec![digest])
    }
}

/// The reason for which a list of digests is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// More than 16 digests.
    #[error("there are more than 16 digests")]
    TooMany,
    /// A digest that occurs twice.
    #[error("the digest {digest} is there twice")]
    Twice {
        /// The digest.
        digest: Digest,
    },
}

/// The codes of the rules in spite of which a fact is booked: at most 8. The books check that the event may break them when it is booked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Despite(Vec<Code>);

impl Despite {
    /// The largest number of codes on a record.
    pub const MOST: usize = 8;

    /// Checks a list of codes.
    ///
    /// # Errors
    ///
    /// If there are more than 8, or one of them is not a code of the format.
    pub fn new(codes: Vec<Code>) -> Result<Self, DespiteError> {
        if codes.len() > Self::MOST {
            return Err(DespiteError::TooMany);
        }
        match codes.iter().find(|code| !code.is_of_the_format()) {
            Some(code) => Err(DespiteError::WriterOnly { code: *code }),
            None => Ok(Self(codes)),
        }
    }

    /// Returns the codes.
    #[must_use]
    pub fn codes(&self) -> &[Code] {
        &self.0
    }

    /// Returns whether the list is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Code> for Despite {
    fn from(code: Code) -> Self {
        Self(vec![code])
    }
}

/// The reason for which a list of codes is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DespiteError {
    /// More than 8 codes.
    #[error("there are more than 8 codes")]
    TooMany,
    /// A code that only a writer reports.
    #[error("{code} is not a rule of the format")]
    WriterOnly {
        /// The code.
        code: Code,
    },
}

/// A record: a voucher that was booked, with its place in the books, its entry and the hash of the line before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The number of the record, counted from 1.
    pub seq: Seq,
    /// The document number.
    pub id: DocumentNumber,
    /// The date on which it was booked.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// The event.
    pub event: Event,
    /// The entry.
    pub entry: Entry,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The digests of scanned documents.
    #[serde(skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
    /// The codes of the rules in spite of which it is booked.
    #[serde(skip_serializing_if = "Despite::is_empty")]
    pub despite: Despite,
    /// The hash of the line before, without its line feed.
    pub prev: Digest,
}

/// A reference to a record, such as one that an observation or a cash count names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reference {
    /// The number of the record in the books.
    pub seq: Seq,
    /// The document number of the record.
    pub id: DocumentNumber,
}

impl From<&Record> for Reference {
    fn from(record: &Record) -> Self {
        Self { seq: record.seq, id: record.id.clone() }
    }
}

impl Record {
    /// Returns the voucher from which it was booked.
    #[must_use]
    pub fn voucher(&self) -> Voucher {
        let Self { id, date, event, note, evidence, despite, .. } = self.clone();
        Voucher { id, date, event, note, evidence, despite }
    }

    /// Returns the value date (ngày hiệu lực): the day on which the money was paid, if the event states it, else the date of the record.
    ///
    /// A loan is computed by value dates. In books with findings it takes a `paid_on` out of its bounds as the nearest day within them.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let mut books = club()?;
    /// let (found, paid) = (parse_date("2025-02-20")?, parse_date("2025-02-10")?);
    /// let event = RepaymentReceived {
    ///     loan: "V1".parse()?, principal: Money::ZERO, interest: "60.000".parse()?, into: Place::Cash, paid_on: Some(paid),
    /// };
    /// let record = books.record(Voucher::new("PT-9".parse()?, found, event))?;
    /// assert_eq!((record.date, record.value_date()), (found, paid));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn value_date(&self) -> NaiveDate {
        self.event.paid_on().unwrap_or(self.date)
    }

    /// Returns the first field in which a voucher with the same document number differs from the record; `None` if none does.
    #[must_use]
    pub(crate) fn differs_from(&self, voucher: &Voucher) -> Option<&'static str> {
        let fields = [
            ("date", self.date == voucher.date),
            ("event", self.event == voucher.event),
            ("note", self.note == voucher.note),
            ("evidence", self.evidence == voucher.evidence),
            ("despite", self.despite == voucher.despite),
        ];
        fields.into_iter().find(|(_, is_same)| !is_same).map(|(field, _)| field)
    }
}

/// The header of books: the club, the day on which they were opened and the first charter. In JSON it is the first line of the file.
///
/// ```
/// use revolving_fund::{Books, Charter, Header, parse_date};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// let header = Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, parse_date("2025-01-10")?, Charter::bac_ninh())?;
/// let books = Books::new(header);
/// assert!(books.header_line()?.starts_with(br#"{"format":"revolving-fund/1","club":"BN-001""#));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    club: ClubId,
    name: Text,
    opened: NaiveDate,
    charter: Charter,
}

impl Header {
    /// Makes the header of books opened on `opened`.
    ///
    /// # Errors
    ///
    /// If `opened` is before 1900 or after 2999.
    pub fn new(club: ClubId, name: Text, opened: NaiveDate, charter: Charter) -> Result<Self, DateError> {
        if is_bookable(opened) { Ok(Self::bookable(club, name, opened, charter)) } else { Err(DateError::OutOfRange) }
    }

    /// Makes the header of books whose first day was checked before.
    pub(crate) const fn bookable(club: ClubId, name: Text, opened: NaiveDate, charter: Charter) -> Self {
        Self { club, name, opened, charter }
    }

    /// Returns the club's identifier in its programme: `BN-001`.
    #[must_use]
    pub const fn club(&self) -> &ClubId {
        &self.club
    }

    /// Returns the club's name: `CLB thôn Thượng Đồng`.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// Returns the day on which the books were opened.
    #[must_use]
    pub const fn opened(&self) -> NaiveDate {
        self.opened
    }

    /// Returns the charter with which the books were opened. [`Books::charter`](crate::Books::charter) has the one in force.
    #[must_use]
    pub const fn charter(&self) -> &Charter {
        &self.charter
    }
}
