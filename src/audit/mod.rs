//! Audit (kiểm toán): a file of books that nobody vouches for, through the same rules.
//!
//! An audit never stops at the first breach. It reports every finding and warning, and gives the books as found.

mod warning;

pub use warning::WarningCode;
pub(crate) use warning::warnings;

use std::io::BufRead;

use chrono::NaiveDate;
use serde::Serialize;

use crate::books::Books;
use crate::calendar::iso_or_null;
use crate::code::Code;
use crate::count::Seq;
use crate::digest::Digest;
use crate::journal::{LineEnds, ReadError, Reader, Unreadable};
use crate::name::{ClubId, DocumentNumber};
use crate::report::{CashPosition, FundBalances, Portfolio, TrialBalance};
use crate::rules::{Breach, Reported};

/// What an audit found in a file.
#[derive(Clone, Debug)]
pub struct Audit {
    books: Option<Books>,
    as_of: Option<NaiveDate>,
    findings: Vec<Finding>,
    warnings: Vec<Warning>,
    error: Option<Unreadable>,
    line_ends: Option<LineEnds>,
    whole_bytes: u64,
}

/// A rule that a record breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The record's number, as the file has it.
    pub seq: Seq,
    /// The record's document number.
    pub id: DocumentNumber,
    /// The code of the rule.
    pub code: Code,
    /// The rule, with the facts.
    pub breach: Breach,
    /// Whether the record was booked in spite of the rule, and says so.
    pub is_despite: bool,
    /// Whether the chain is broken here by nothing but a changed line end; [`Audit::line_ends`] has the number of them.
    pub is_line_end: bool,
}

/// Something to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The record's number; `None` where it is about the books as a whole.
    pub seq: Option<Seq>,
    /// The code.
    pub code: WarningCode,
}

impl Audit {
    /// Audits a file to its end.
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails. What cannot be read as books is no error but [`Audit::error`].
    pub fn of(source: impl BufRead) -> Result<Self, std::io::Error> {
        Self::run(source, None)
    }

    /// Audits a file up to the first record dated after `date`, which must still be readable, and looks at it on that day.
    ///
    /// # Errors
    ///
    /// As [`Audit::of`].
    pub fn as_of(source: impl BufRead, date: NaiveDate) -> Result<Self, std::io::Error> {
        Self::run(source, Some(date))
    }

    fn run(source: impl BufRead, date: Option<NaiveDate>) -> Result<Self, std::io::Error> {
        let mut reader = Reader::new(source);
        let mut audit = Self {
            books: None,
            as_of: None,
            findings: Vec::new(),
            warnings: Vec::new(),
            error: None,
            line_ends: None,
            whole_bytes: 0,
        };
        match audit.read(&mut reader, date) {
            Ok(()) => {}
            Err(ReadError::Unreadable(error)) => audit.error = Some(error),
            Err(ReadError::Io { source, .. }) => return Err(source),
        }
        audit.whole_bytes = reader.whole_bytes();
        if let Some(books) = &mut audit.books {
            let last = books.records().next_back().map_or(books.header().opened(), |record| record.date);
            audit.as_of = Some(date.unwrap_or(last));
            if let Some(date) = date {
                books.look_at(date);
            }
            audit.warnings = warnings(books);
        }
        Ok(audit)
    }

    fn read(&mut self, reader: &mut Reader<impl BufRead>, until: Option<NaiveDate>) -> Result<(), ReadError> {
        let (header, head) = reader.header()?;
        let books = self.books.insert(Books::with_head(header, head));
        while let Some((record, digest)) = reader.record()? {
            if until.is_some_and(|until| record.date > until) {
                break;
            }
            let (line, seq, id) = (reader.line(), record.seq, record.id.clone());
            let line_end = reader.changed_line_end(record.prev);
            if let Some(line_end) = line_end {
                LineEnds::add(&mut self.line_ends, line_end);
            }
            for Reported { breach, is_despite } in books.replay(record, digest) {
                if let Some(code) = breach.code() {
                    let (id, is_line_end) = (id.clone(), code == Code::ChainBroken && line_end.is_some());
                    self.findings.push(Finding { line, seq, id, code, breach, is_despite, is_line_end });
                }
            }
        }
        Ok(())
    }

    /// Whether every line could be read and every rule is kept. Warnings do not count.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.error.is_none() && self.findings.is_empty()
    }

    /// The books as found, up to where they could be read; `None` without a readable header.
    #[must_use]
    pub const fn books(&self) -> Option<&Books> {
        self.books.as_ref()
    }

    /// The books as found, to go on with: later records are checked as ever.
    #[must_use]
    pub fn into_books(self) -> Option<Books> {
        self.books
    }

    /// The day as of which figures are reported.
    #[must_use]
    pub const fn day(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// All rules broken, in the order of the file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The line ends that were changed since the lines were booked, where that is so. Each of them is a finding too: `chain-broken`, with
    /// [`Finding::is_line_end`]. People are shown this one fact in their place.
    #[must_use]
    pub const fn line_ends(&self) -> Option<LineEnds> {
        self.line_ends
    }

    /// All that is to be looked at, in the order of the file.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Where the file could not be read further. All lines before it are good.
    #[must_use]
    pub const fn error(&self) -> Option<&Unreadable> {
        self.error.as_ref()
    }

    /// How many bytes the whole lines have that could be read. A file that was cut short goes on from there.
    #[must_use]
    pub const fn whole_bytes(&self) -> u64 {
        self.whole_bytes
    }

    pub(crate) fn error_report(&self) -> Option<ErrorReport> {
        self.error.as_ref().map(|error| ErrorReport { line: error.line, message: error.reason.to_string() })
    }

    pub(crate) fn finding_reports(&self) -> Vec<FindingReport> {
        let findings = self.findings.iter();
        findings.map(|found| FindingReport { seq: found.seq, code: found.code, despite: found.is_despite }).collect()
    }

    /// The audit as programs read it, under the name of its file.
    #[must_use]
    pub fn report<'a>(&'a self, file: &'a str) -> AuditReport<'a> {
        let books = self.books.as_ref();
        AuditReport {
            file,
            club: books.map(|books| books.header().club()),
            as_of: self.as_of,
            records: books.map_or(0, |books| books.records().len()),
            head: books.map(Books::head),
            error: self.error_report(),
            findings: self.finding_reports(),
            warnings: &self.warnings,
            trial_balance: books.map_or_else(|| TrialBalance { rows: Vec::new() }, TrialBalance::of),
            funds: books.map_or_else(FundBalances::default, FundBalances::of),
            money: books.map_or_else(CashPosition::default, CashPosition::of),
            loans: books.map_or_else(Portfolio::default, Portfolio::of),
            members: books.map_or(0, |books| books.register().members_present()),
        }
    }
}

/// The JSON object that an audit prints for programs. All figures are in đồng.
#[derive(Clone, Debug, Serialize)]
pub struct AuditReport<'a> {
    file: &'a str,
    club: Option<&'a ClubId>,
    #[serde(serialize_with = "iso_or_null")]
    as_of: Option<NaiveDate>,
    records: usize,
    head: Option<Digest>,
    error: Option<ErrorReport>,
    findings: Vec<FindingReport>,
    warnings: &'a [Warning],
    trial_balance: TrialBalance,
    funds: FundBalances,
    money: CashPosition,
    loans: Portfolio,
    members: u32,
}

/// A line that could not be read, as programs read it.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorReport {
    /// The line, counted from 1.
    pub line: u64,
    /// The reason, in English.
    pub message: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct FindingReport {
    seq: Seq,
    code: Code,
    #[serde(skip_serializing_if = "crate::wire::is_false")]
    despite: bool,
}
