//! Audit (kiểm toán): checks a file of books from anyone against the rules that a writer keeps.
//!
//! An audit does not stop at the first breach. It reports every finding and warning, and returns the books as the file has them.

mod finding;
mod warning;

pub use finding::{AppFinding, Finding};
pub use warning::Warning;
pub(crate) use warning::warnings;

use std::io::BufRead;

use chrono::NaiveDate;
use serde::Serialize;

use crate::books::{AppRule, Books};
use crate::calendar::iso_or_null;
use crate::code::Code;
use crate::count::Seq;
use crate::digest::Digest;
use crate::journal::{LineEnds, ReadError, Reader, Unreadable};
use crate::name::ClubId;
use crate::report::{CashPosition, FundBalances, Portfolio, TrialBalance};
use crate::rules::{AppCode, Reported};
pub use crate::warning_code::WarningCode;

/// The result of the audit of a file.
///
/// ```
/// use revolving_fund::Audit;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut file = Vec::new();
/// # club()?.write(&mut file)?;
/// let audit = Audit::of(file.as_slice())?; // an app reads a file through a `BufReader`
/// assert!(audit.is_clean());
/// for finding in audit.findings() {
///     println!("{finding} ({})", finding.code.explain().remedy.english);
/// }
/// let warnings: Vec<_> = audit.warnings().iter().map(|warning| warning.code.as_str()).collect();
/// assert_eq!(warnings, ["members-out-of-band", "uncounted", "bank-uncounted"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Audit {
    books: Option<Books>,
    as_of: Option<NaiveDate>,
    findings: Vec<Finding>,
    app_findings: Option<Vec<AppFinding>>,
    warnings: Vec<Warning>,
    error: Option<Unreadable>,
    line_ends: Option<LineEnds>,
    whole_bytes: u64,
}

impl Audit {
    /// Audits a file to its end.
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails. A file that cannot be read as books is not an error; [`Audit::error`] reports it.
    pub fn of(source: impl BufRead) -> Result<Self, std::io::Error> {
        Self::run(source, None, None)
    }

    /// Audits a file up to the first record dated after `date`, which must still be readable. Warnings and amounts owed are as of
    /// `date`, or as of the latest date of the books if that is later.
    ///
    /// # Errors
    ///
    /// As [`Audit::of`].
    pub fn as_of(source: impl BufRead, date: NaiveDate) -> Result<Self, std::io::Error> {
        Self::run(source, Some(date), None)
    }

    /// Audits a file against rules of the app's own besides those of the library, to its end or, as [`Audit::as_of`] does, up to `date`.
    ///
    /// Every record is checked against each of the rules, even if it breaks others. A check sees the books as they were before the
    /// record. A rule that was not always in force has to look at the record's date. [`Audit::app_findings`] has the breaches.
    ///
    /// # Errors
    ///
    /// As [`Audit::of`].
    pub fn under(rules: &[AppRule], source: impl BufRead, date: Option<NaiveDate>) -> Result<Self, std::io::Error> {
        Self::run(source, date, Some(rules))
    }

    fn run(source: impl BufRead, date: Option<NaiveDate>, rules: Option<&[AppRule]>) -> Result<Self, std::io::Error> {
        let mut reader = Reader::new(source);
        let mut audit = Self {
            books: None,
            as_of: None,
            findings: Vec::new(),
            app_findings: rules.map(|_| Vec::new()),
            warnings: Vec::new(),
            error: None,
            line_ends: None,
            whole_bytes: 0,
        };
        match audit.read(&mut reader, date, rules.unwrap_or_default()) {
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

    fn read(
        &mut self,
        reader: &mut Reader<impl BufRead>,
        until: Option<NaiveDate>,
        rules: &[AppRule],
    ) -> Result<(), ReadError> {
        let (header, head) = reader.header()?;
        let books = self.books.insert(Books::with_head(header, head));
        while let Some((record, digest)) = reader.record()? {
            if until.is_some_and(|until| record.date > until) {
                break;
            }
            let (line, seq, id) = (reader.line(), record.seq, record.id.clone());
            if let Some(findings) = &mut self.app_findings {
                let broken = rules.iter().filter_map(|rule| rule.check(books, &record));
                findings.extend(broken.map(|breach| AppFinding { line, seq, id: id.clone(), breach }));
            }
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

    /// Returns whether every line could be read and no rule is broken, of the library or the app. A warning is not a breach.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.error.is_none() && self.findings.is_empty() && self.app_findings().is_empty()
    }

    /// Returns the books as the file has them, up to the line that cannot be read; `None` without a readable header.
    #[must_use]
    pub const fn books(&self) -> Option<&Books> {
        self.books.as_ref()
    }

    /// Returns the books as the file has them, so that an app can book further records, which must keep the rules.
    #[must_use]
    pub fn into_books(self) -> Option<Books> {
        self.books
    }

    /// Returns the day as of which figures are reported: the day asked for, or the date of the last record. `None` without a readable
    /// header.
    #[must_use]
    pub const fn day(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// Returns all findings, in the order of the file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns all breaches of the app's own rules, in the order of the file. Only [`Audit::under`] looks for them.
    #[must_use]
    pub fn app_findings(&self) -> &[AppFinding] {
        self.app_findings.as_deref().unwrap_or_default()
    }

    /// Returns the line ends that were changed since the lines were booked; `None` if there are none. Each of them is a finding too:
    /// `chain-broken`, with [`Finding::is_line_end`]. A report for people states this one fact instead of those findings.
    #[must_use]
    pub const fn line_ends(&self) -> Option<LineEnds> {
        self.line_ends
    }

    /// Returns all warnings: those of records in the order of the file, then those of the books as a whole.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Returns the line at which reading stopped; `None` if the whole file could be read. All lines before it could be read.
    #[must_use]
    pub const fn error(&self) -> Option<&Unreadable> {
        self.error.as_ref()
    }

    /// Returns the number of bytes of all lines that could be read. A file that was cut short can be continued from there.
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

    fn app_finding_reports(&self) -> Option<Vec<AppFindingReport>> {
        let findings = self.app_findings.as_ref()?.iter();
        Some(findings.map(|found| AppFindingReport { seq: found.seq, code: found.breach.code().clone() }).collect())
    }

    /// Returns the audit in a form for programs, with the name of the file. After `findings` it has the key `app_findings` if the audit
    /// checked rules of the app's own.
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
            app_findings: self.app_finding_reports(),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    app_findings: Option<Vec<AppFindingReport>>,
    warnings: &'a [Warning],
    trial_balance: TrialBalance,
    funds: FundBalances,
    money: CashPosition,
    loans: Portfolio,
    members: u32,
}

/// A line that could not be read, in the JSON of a report.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
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

#[derive(Clone, Debug, Serialize)]
struct AppFindingReport {
    seq: Seq,
    code: AppCode,
}
