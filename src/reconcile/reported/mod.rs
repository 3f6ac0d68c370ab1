//! Reported figures (số liệu báo cáo): compares the figures of a report with the books, and with each other.
//!
//! A file holds the figures of one report, each with its words, and sums, products and quotients of two of them. Each figure is compared
//! with the books, and a result with another figure of the report. Fractions are exact: 84 of 67 clubs are 8400/67 percent, printed as
//! 125.4% or 125,4 %.
//!
//! | field | meaning |
//! |---|---|
//! | `id`, `what`, `words` | a short name, a title for people, the words of the report |
//! | `of` | the figure of the books ([`Measure`]); left out if the books have none |
//! | `scope` | `all_clubs` (the default), `each_club`, `each_loan` |
//! | `unit` | `people`, `clubs`, `turns`, `dong`, `million_dong`, `billion_dong`, `percent` |
//! | `base` | the meaning of 100 %; required for percentages, not allowed elsewhere |
//! | `says` | `exactly`, `about`, `at_most`, `at_least` a number, or `between` two ([`Said`]); left out if the report gives no number |
//! | `is` | instead of `says`: the `product`, `quotient` or `sum` of two earlier figures, by `id` |
//! | `against`, `because` | the `id` of the figure that must agree with this one, and the reason |
//!
//! People, clubs, loan turns and đồng are counted whole: their figures never have decimals. Numbers are written as in Việt Nam, with dots
//! between thousands and a comma before decimals, so `3,890` people is refused. Results keep their units: people ÷ clubs is people per
//! club. Turns ÷ people is only an upper bound of the share of borrowers, because a member can borrow twice.
//!
//! ```
//! use revolving_fund::province::Province;
//! use revolving_fund::reconcile::reported::Reported;
//!
//! let file = r#"{"source":"Báo","as_of":"2025-03-31",
//!     "figures":[{"id":"clubs","what":"Clubs","of":"clubs","unit":"clubs","says":{"exactly":"84"},"words":"84 CLB"},
//!                {"id":"planned","what":"Clubs planned","unit":"clubs","says":{"exactly":"67"},"words":"67 CLB"},
//!                {"id":"plan","what":"Plan","unit":"percent","base":"the plan","says":{"exactly":"100"},"words":"100%"}],
//!     "derived":[{"id":"share","what":"Clubs of those planned","is":{"quotient":["clubs","planned"]},"unit":"percent",
//!                 "base":"the clubs planned","against":"plan"}]}"#;
//! let report = Reported::read(file.as_bytes())?;
//! let check = report.check(&Province::new());
//! let share = &check.figures[3].said;
//! assert_eq!(share.english, "84 clubs ÷ 67 clubs = 125.4% of the clubs planned");
//! assert_eq!(share.vietnamese, "84 CLB ÷ 67 CLB = 125,4\u{a0}% của the clubs planned");
//! assert_eq!(check.contradictions(), 1);
//! # Ok::<(), revolving_fund::reconcile::reported::ReportedError>(())
//! ```

mod check;
mod figure;
mod measure;
mod number;

pub use check::{Check, CheckedFigure, Gap, Verdict};
pub use figure::{Figure, Operation, Said};
pub use measure::{ComparisonProblem, Measure, Scope, Unit};
pub use number::{Range, written};

use std::io::{self, Read};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::calendar::iso;
use crate::catalogue::vietnamese;
use crate::name::Text;
use crate::table::Label;
use crate::wire::Object;

/// A file of reported figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    source: Text,
    as_of: NaiveDate,
    figures: Vec<Figure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Text,
    #[serde(with = "iso")]
    as_of: NaiveDate,
    figures: Vec<Object<Figure>>,
    #[serde(default)]
    derived: Vec<Object<Figure>>,
}

/// The reason for which a file of reported figures cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportedError {
    /// The source of the bytes failed.
    #[error("cannot read the reported figures: {0}")]
    Io(#[from] io::Error),
    /// The text is not the JSON of such a file. Line and column are counted from 1; the field is a path, empty for the file itself.
    #[error("line {line}, column {column}{}{field}: {message}", if .field.is_empty() { "" } else { ", " })]
    #[allow(missing_docs, reason = "described above")]
    Json { line: usize, column: usize, field: String, message: String },
    /// A figure with terms that do not fit together, or that names a figure that does not exist.
    #[error("figure {id}: {}", .message.english)]
    #[allow(missing_docs, reason = "described above")]
    Inconsistent { id: Text, message: Label },
}

vietnamese! { ReportedError,
    Self::Io(error) => "không đọc được số liệu báo cáo: {error}";
    Self::Json { line, column, field, message } if field.is_empty() => "dòng {line}, cột {column} sai dạng: {message}";
    Self::Json { line, column, field, message } => "dòng {line}, cột {column}, trường {field} sai dạng: {message}";
    Self::Inconsistent { id, message } => "số liệu {id}: {}", message.vietnamese;
}

impl Reported {
    /// Reads a file of reported figures. Unknown, missing and duplicate fields are errors, and so are figures whose terms do not fit
    /// together. Results can be in a list of their own, `derived`, which follows `figures`.
    ///
    /// # Errors
    ///
    /// If the source fails, or at the first fault of the file, with its line or its figure.
    pub fn read(mut source: impl Read) -> Result<Self, ReportedError> {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
        let Object(File { source, as_of, figures, derived }) = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|located| json_error(&located.path().to_string(), located.inner()))?;
        deserializer.end().map_err(|error| json_error("", &error))?;
        let figures: Vec<Figure> = figures.into_iter().chain(derived).map(|Object(figure)| figure).collect();
        for (place, figure) in figures.iter().enumerate() {
            let checked = figure.check(figures.get(..place).unwrap_or_default());
            checked.map_err(|message| ReportedError::Inconsistent { id: figure.id.clone(), message })?;
        }
        Ok(Self { source, as_of, figures })
    }

    /// Returns the name of the report.
    #[must_use]
    pub const fn source(&self) -> &Text {
        &self.source
    }

    /// Returns the day of the figures.
    #[must_use]
    pub const fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// Returns the figures, in the order of the file, those of `derived` last.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Returns the figure with this `id`.
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id.as_str() == id)
    }
}

fn json_error(field: &str, error: &serde_json::Error) -> ReportedError {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    let field = field.trim_end_matches('?').trim_end_matches('.').to_owned();
    ReportedError::Json { line: error.line(), column: error.column(), field, message }
}
