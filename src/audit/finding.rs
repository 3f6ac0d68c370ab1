//! Findings: the rules that a record breaks.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::catalogue::{Vietnamese, WriteVietnamese};
use crate::code::Code;
use crate::count::Seq;
use crate::name::DocumentNumber;
use crate::rules::{AppBreach, Breach, BreachTexts};

/// A finding (sai phạm): a rule that a record breaks.
///
/// Displayed in one line of English; [`Finding::vietnamese`] displays it in Vietnamese.
///
/// ```
/// use revolving_fund::Audit;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut file = Vec::new();
/// # club()?.write(&mut file)?;
/// let file: String = String::from_utf8(file)?.split_inclusive('\n').filter(|line| !line.contains("PT-1")).collect();
/// let audit = Audit::of(file.as_bytes())?; // of books from which someone removed the first record
/// let finding = &audit.findings()[0];
/// assert_eq!(
///     finding.to_string(),
///     "line 2, record 2, document RT-1: sequence-gap: the record has number 2, expected 1"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    /// True if the record names the rule in `despite`: it was booked in spite of it.
    pub is_despite: bool,
    /// True if a changed line end is the only reason why the chain is broken here;
    /// [`Audit::line_ends`](super::Audit::line_ends) counts those.
    pub is_line_end: bool,
}

impl Finding {
    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

/// The form of a finding in JSON.
#[derive(Serialize)]
struct FindingJson<'a> {
    line: u64,
    seq: Seq,
    id: &'a DocumentNumber,
    #[serde(flatten)]
    breach: BreachTexts<'a>,
    despite: bool,
}

/// Serializes the line, the number and the document number of the record, the code of the rule, its facts, and the texts and the remedy in
/// both languages; `despite` is true if it was booked in spite of the rule.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { line, seq, id, breach, is_despite, .. } = self;
        FindingJson { line: *line, seq: *seq, id, breach: breach.into(), despite: *is_despite }.serialize(serializer)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, seq, id, code, breach, .. } = self;
        write!(f, "line {line}, record {seq}, document {id}: {code}: {breach}")?;
        if self.is_despite { f.write_str("; booked in spite of the rule, and the record says so") } else { Ok(()) }
    }
}

impl WriteVietnamese for Finding {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, seq, id, code, breach, .. } = self;
        write!(f, "dòng {line}, bút toán {seq}, chứng từ {id}: {code}: {}", breach.vietnamese())?;
        if self.is_despite { f.write_str("; ghi kèm despite: việc đã xảy ra") } else { Ok(()) }
    }
}

/// A breach of a rule of the app's own by a record. Displayed as a [`Finding`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppFinding {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The record's number, as the file has it.
    pub seq: Seq,
    /// The record's document number.
    pub id: DocumentNumber,
    /// The rule, with the facts.
    pub breach: AppBreach,
}

impl AppFinding {
    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

/// Serializes it as a [`Finding`]; it has no facts.
impl Serialize for AppFinding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { line, seq, id, breach } = self;
        FindingJson { line: *line, seq: *seq, id, breach: breach.into(), despite: false }.serialize(serializer)
    }
}

impl fmt::Display for AppFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, seq, id, breach } = self;
        write!(f, "line {line}, record {seq}, document {id}: {}: {breach}", breach.code())
    }
}

impl WriteVietnamese for AppFinding {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, seq, id, breach } = self;
        write!(f, "dòng {line}, bút toán {seq}, chứng từ {id}: {}: {}", breach.code(), breach.vietnamese())
    }
}
