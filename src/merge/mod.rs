//! Two phones offline: merges two copies of the books of one club that parted (ghép sổ).
//!
//! Two people record on copies of the same books, and neither sees the records of the other. [`Parting`] finds the records that both copies
//! have, from the first on, and lists the later records of each. [`Parting::merge`] books the records of the other copy again onto the
//! first, the *base*: its lines and its head stay as they are, and every printed head of the base remains valid.
//!
//! Each record of the other copy has one [`MergeOutcome`]: it was replayed, was there already, or is refused with its reason. None is
//! left out, and each record of the base is the same as one of them at most. A record is replayed
//!
//! - with its own document number, or with a suffix if that number is used for another document: `PT-0007-B`;
//! - on its own date, or on the latest date of the base if that is later, since dates never go back. A repayment or a disbursal then
//!   states the day on which the money moved, in `paid_on`; dues state their month;
//! - with a note of where it comes from: `[B: PT-0007, 2024-03-05, <digest of its line>]`. By this digest it is known again, so that
//!   books can be merged again and again, in both directions, and book no record twice.
//!
//! A record that would be untrue in the merged books is refused. A count, a confirmation, a new schedule or a carrying-in holds on its own
//! day only ([`MergeRefusal::DateMoved`]). A record that compares, sums up, changes or signs off what the books had before it holds only
//! where they have the same ([`MergeRefusal::OtherBooks`]): a count, a shortage or surplus that it found, an allocation of all interest, a
//! write-off of all principal, a closed period, a new charter, the name of a member. A carrying-in is booked whole or not at all.
//!
//! The amounts owed on a loan depend on the days on which money was paid, not on the order of booking. So if no record of a loan is
//! refused, the merged books have the same amounts owed as if all records had been booked in one copy.
//!
//! ```
//! use revolving_fund::event::DonationReceived;
//! use revolving_fund::merge::{MergeOptions, Parting};
//! use revolving_fund::{Books, Charter, ClubFund, Header, Place, Voucher, parse_date};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let day = parse_date("2024-03-13")?;
//! # let header = Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, day, Charter::bac_ninh())?;
//! # let gift = |amount: &str| -> Result<_, Box<dyn std::error::Error>> {
//! #     Ok(DonationReceived { from: "Bà Sáu".parse()?, amount: amount.parse()?, fund: ClubFund::Operating, into: Place::Cash })
//! # };
//! let mut ours = Books::new(header);
//! let mut theirs = ours.clone();
//! ours.record(Voucher::new("PT-0001".parse()?, day, gift("50.000")?))?;
//! theirs.record(Voucher::new("PT-0001".parse()?, day, gift("70.000")?))?;
//!
//! let merge = Parting::of(&ours, &theirs)?.merge(&MergeOptions::new("B".parse()?));
//! assert_eq!(merge.books().ledger().money(Place::Cash).to_string(), "120,000 đồng");
//! assert_eq!(merge.records()[0].outcome.id().ok_or("refused")?.as_str(), "PT-0001-B");
//! assert_eq!((merge.base_head(), merge.other_head()), (ours.head(), theirs.head()));
//! # Ok(())
//! # }
//! ```

mod basis;
mod origin;
mod replay;
mod show;

use std::io::Write;

use chrono::NaiveDate;
use serde::Serialize;

use crate::books::{Books, Checks, WriteError};
use crate::catalogue::titles;
use crate::count::Seq;
use crate::digest::Digest;
use crate::name::{ClubId, DocumentNumber, LoanId};
use crate::rules::Refusal;
use crate::voucher::Record;

/// Two copies of the books of one club, and the records that both have.
#[derive(Clone, Copy, Debug)]
pub struct Parting<'b> {
    base: &'b Books,
    other: &'b Books,
    shared: usize,
}

/// The reason for which two books cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The copies are books of two clubs.
    #[error("they are the books of two clubs, {base} and {other}; a club is taken over by carrying its balances in")]
    OtherClub {
        /// The club of the base.
        base: ClubId,
        /// The club of the other books.
        other: ClubId,
    },
    /// The first lines differ: the copies never were the same books.
    #[error("their first lines differ: the books never were copies of each other; compare the headers of both files")]
    OtherHeader,
}

impl<'b> Parting<'b> {
    /// Compares two copies. The records of `other` are to be booked again onto `base`.
    ///
    /// # Errors
    ///
    /// If they are the books of two clubs, or their first lines differ.
    pub fn of(base: &'b Books, other: &'b Books) -> Result<Self, MergeError> {
        let (ours, theirs) = (base.header().club(), other.header().club());
        if ours != theirs {
            return Err(MergeError::OtherClub { base: ours.clone(), other: theirs.clone() });
        }
        if base.opening() != other.opening() {
            return Err(MergeError::OtherHeader);
        }
        let pairs = base.lines().iter().zip(other.lines());
        let shared = pairs.take_while(|(ours, theirs)| ours.digest == theirs.digest).count();
        Ok(Self { base, other, shared })
    }

    /// Returns the number of records that both copies have, byte for byte the same, from the first on.
    #[must_use]
    pub const fn shared(&self) -> usize {
        self.shared
    }

    /// Returns the records of the base after the shared ones.
    #[must_use]
    pub fn of_base(&self) -> impl ExactSizeIterator<Item = &'b Record> + use<'b> {
        self.base.records().skip(self.shared)
    }

    /// Returns the records of the other copy after the shared ones.
    #[must_use]
    pub fn of_other(&self) -> impl ExactSizeIterator<Item = &'b Record> + use<'b> {
        self.other.records().skip(self.shared)
    }

    /// Returns whether each copy has records that the other does not have. Otherwise one is the beginning of the other, and no merge is
    /// needed.
    #[must_use]
    pub fn has_parted(&self) -> bool {
        self.of_base().len() > 0 && self.of_other().len() > 0
    }

    /// Exchanges base and other copy.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self { base: self.other, other: self.base, shared: self.shared }
    }

    /// Books the records of the other copy again onto the base, in memory. [`Merge::write_new`] writes what is to be appended to the
    /// file of the base. The better base is the copy onto which fewer records are [`moved`](Merge::moved).
    #[must_use]
    pub fn merge(&self, options: &MergeOptions<'_>) -> Merge {
        replay::merge(*self, options)
    }
}

/// The options of a merge: the origin of the records, further checks, and the treatment of facts that break a rule.
#[derive(Clone, Debug)]
pub struct MergeOptions<'r> {
    origin: DocumentNumber,
    checks: Checks<'r>,
    is_despite: bool,
}

impl<'r> MergeOptions<'r> {
    /// Makes options with `origin`, a short name of the phone on which the other copy was kept: `B`. The notes of replayed records name it,
    /// and it is the suffix of document numbers that clash.
    #[must_use]
    pub fn new(origin: DocumentNumber) -> Self {
        Self { origin, checks: Checks::new(), is_despite: false }
    }

    /// Replays under further checks: today's date, and rules of the app's own.
    #[must_use]
    pub fn checks(self, checks: Checks<'r>) -> Self {
        Self { checks, ..self }
    }

    /// Books facts in spite of the rules that facts may break, and names these rules in `despite`: if each phone spent the same money, both
    /// payments have happened. Without this option such facts are refused and listed, and the treasurer decides.
    #[must_use]
    pub fn facts_despite_rules(self) -> Self {
        Self { is_despite: true, ..self }
    }
}

/// The result of a merge: the merged books, and the outcome of each record of the other copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    books: Books,
    base_records: usize,
    base_head: Digest,
    /// The earliest date on which the base took a record.
    earliest_date: NaiveDate,
    other_head: Digest,
    shared: usize,
    records: Vec<MergedRecord>,
}

/// A record of the other copy, and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedRecord {
    /// The record as the other copy has it.
    pub record: Record,
    /// The outcome of the record.
    pub outcome: MergeOutcome,
}

/// The outcome of a record of the other copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeOutcome {
    /// It was booked again.
    Replayed {
        /// Its number in the merged books.
        seq: Seq,
        /// Its document number in the merged books.
        id: DocumentNumber,
    },
    /// The base has it already: it was booked on both phones, or replayed before.
    AlreadyThere {
        /// The document number in the base.
        id: DocumentNumber,
        /// True if the base reversed it, so that it is not in effect in the merged books, whatever the other copy has.
        is_reversed: bool,
    },
    /// It is not in the merged books.
    Refused(MergeRefusal),
}

impl MergeOutcome {
    /// Returns the document number under which the merged books have the record; `None` if it is refused.
    #[must_use]
    pub const fn id(&self) -> Option<&DocumentNumber> {
        match self {
            Self::Replayed { id, .. } | Self::AlreadyThere { id, .. } => Some(id),
            Self::Refused(_) => None,
        }
    }

    /// Returns the reason for which it is refused; `None` if it is not.
    #[must_use]
    pub const fn refusal(&self) -> Option<&MergeRefusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Replayed { .. } | Self::AlreadyThere { .. } => None,
        }
    }
}

/// A detail in which two records may differ that are of one paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaperDetail {
    /// The document number.
    Number,
    /// The date of the record.
    Date,
    /// The day on which money was paid.
    PaidOn,
    /// The first month of the dues.
    FirstMonth,
    /// The reason for which a form was voided.
    Reason,
    /// The note.
    Note,
    /// The evidence that was kept.
    EvidenceKept,
    /// The amount that is computed from the books.
    ComputedAmount,
}

titles!(PaperDetail {
    Number = "number" / "số",
    Date = "date" / "ngày",
    PaidOn = "day of payment" / "ngày trả",
    FirstMonth = "month" / "tháng",
    Reason = "reason" / "lý do",
    Note = "note" / "ghi chú",
    EvidenceKept = "evidence" / "ảnh chứng từ",
    ComputedAmount = "amount" / "số tiền",
});

/// The reason for which a record of the other copy is not booked again. Displayed in English; [`MergeRefusal::vietnamese`] displays it
/// in Vietnamese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeRefusal {
    /// It breaks a rule in the merged books.
    #[error("{0}")]
    Rule(Refusal),
    /// The base has a document of this number with the same event, but another date, note or evidence, or another amount computed from
    /// the books: most likely one paper that was booked twice. Or it has the same decision about an amount under another number: the
    /// same one, or another item of one list in the minutes.
    #[error(
        "the base has document {id} with the same event and another {}: compare the papers, and book it if it is another",
        detail.title().english
    )]
    SameDocument {
        /// The document number.
        id: DocumentNumber,
        /// The first detail that differs.
        detail: PaperDetail,
    },
    /// It reverses a record that is refused, is about a member or a loan that such a record began, or is of the same carrying-in.
    #[error("it rests on document {id}, which is refused: book that first")]
    RestsOn {
        /// The document that is refused.
        id: DocumentNumber,
    },
    /// It holds on its own day only, and the base has later records: a count, a confirmation, a new schedule, a loan carried in.
    #[error("it holds on {from} only, and would be booked on {to}: count, confirm or decide again")]
    DateMoved {
        /// Its own date.
        from: NaiveDate,
        /// The earliest date on which the merged books take it.
        to: NaiveDate,
    },
    /// It counts, confirms, decides or sums up a balance or a decision that is different in the merged books: the balance of a box, a
    /// charter, a member, a schedule, the records of a period.
    #[error(
        "it depends on a balance or a decision that is different in the merged books: count, confirm or decide again"
    )]
    OtherBooks,
    /// The charter of the base gives a loan other rounding, days of grace or order of payment than the loan was approved with; or the base
    /// has the same loan with other ones.
    #[error(
        "the charter of the base gives loan {loan} other conditions than it was approved with: let the meeting decide again"
    )]
    OtherConditions {
        /// The loan.
        loan: LoanId,
    },
    /// Its document number is used for another document, and has no room for a suffix.
    #[error(
        "document number {id} is used for another document, and is too long for a suffix: book it under a new number"
    )]
    NumberTooLong {
        /// The document number.
        id: DocumentNumber,
    },
    /// Its note has no room for where it comes from.
    #[error("its note of {bytes} bytes has no room for where it comes from: book it with a shorter note")]
    NoteTooLong {
        /// The bytes of its note.
        bytes: usize,
    },
}

impl Merge {
    /// Returns the merged books.
    #[must_use]
    pub const fn books(&self) -> &Books {
        &self.books
    }

    /// Converts the merge into the merged books.
    #[must_use]
    pub fn into_books(self) -> Books {
        self.books
    }

    /// Returns each record of the other copy after the shared ones, in its order, with its outcome.
    #[must_use]
    pub fn records(&self) -> &[MergedRecord] {
        &self.records
    }

    /// Returns the records that are refused, with the reasons.
    pub fn refused(&self) -> impl Iterator<Item = (&Record, &MergeRefusal)> {
        self.records.iter().filter_map(|merged| Some((&merged.record, merged.outcome.refusal()?)))
    }

    /// Returns whether no record of the other copy is refused.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.refused().next().is_none()
    }

    /// Returns the number of records that the base did not have and takes only on a later date than their own: they are booked on that
    /// date, or refused because they hold on their own day only.
    #[must_use]
    pub fn moved(&self) -> usize {
        let is_moved = |merged: &&MergedRecord| {
            !matches!(merged.outcome, MergeOutcome::AlreadyThere { .. }) && merged.record.date < self.earliest_date
        };
        self.records.iter().filter(is_moved).count()
    }

    /// Returns the number of records that both copies had.
    #[must_use]
    pub const fn shared(&self) -> usize {
        self.shared
    }

    /// Returns the head of the base before the merge. The merged books contain it.
    #[must_use]
    pub const fn base_head(&self) -> Digest {
        self.base_head
    }

    /// Returns the head of the other copy. The merged books do not contain it: keep that copy, for it is what its head vouches for.
    #[must_use]
    pub const fn other_head(&self) -> Digest {
        self.other_head
    }

    /// Writes the lines to append to the file of the base.
    ///
    /// # Errors
    ///
    /// If writing fails.
    pub fn write_new(&self, sink: impl Write) -> Result<(), WriteError> {
        self.books.write_since(sink, self.base_records)
    }
}
