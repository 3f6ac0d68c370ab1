//! Reported figures (số liệu báo cáo): what a report claims of clubs, judged.
//!
//! A file holds the figures of one report, each with its words, and how some of them must come out of others. Each is set beside
//! the books, and those worked out beside what is said. The verdict is that they agree, that they contradict each other and by how
//! much, or that it cannot be told and why. Fractions are exact: 84 of 67 clubs are 8400/67 percent, printed as 125,4 %.
//!
//! ```json
//! {"source":"Ngày Mới Online, tháng 5/2025","as_of":"2025-03-31",
//!  "figures":[
//!   {"id":"clubs","what":"Clubs founded","of":"clubs","unit":"clubs","says":{"exactly":"84"},"words":"đã thành lập được 84 CLB"},
//!   {"id":"grant","what":"Seed grant of a club","of":"seed_grant","scope":"each_club","unit":"million_dong",
//!    "says":{"exactly":"100"},"words":"trao mỗi CLB 100 triệu đồng"},
//!   {"id":"disbursed","what":"Seed grants in all","of":"seed_grant","unit":"billion_dong","says":{"exactly":"7,9"},"words":"giải ngân được 7,9 tỉ đồng"}],
//!  "derived":[
//!   {"id":"all-grants","what":"Seed grants of all clubs","is":{"product":["clubs","grant"]},"unit":"dong","against":"disbursed"}]}
//! ```
//!
//! | field | is |
//! |---|---|
//! | `of` | what the books call it ([`Measure`]); left out where they do not hold it |
//! | `scope` | `all_clubs` (where left out), `each_club`, `each_loan`, `club:BN-001` |
//! | `unit` | `people`, `clubs`, `turns`, `dong`, `million_dong`, `billion_dong`, `percent` |
//! | `base` | what is 100 %: of percentages only, and of each |
//! | `says` | `exactly`, `about`, `at_most`, `at_least` a number, or `between` two ([`Said`]); left out where no number is told |
//! | `is` | a `product`, `quotient` or `sum` of other figures, by `id` |
//! | `bound` | `at_most` or `at_least`, where the result only bounds the figure |
//!
//! Units are checked as in physics: people ÷ clubs are people per club and no percentage, and turns are not people, but bound them.
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
//! let reported = Reported::read(file.as_bytes())?;
//! let check = reported.check(&Province::new());
//! assert!(check.derived[0].to_string().contains("84 clubs ÷ 67 clubs = 125,4 % of the clubs planned"));
//! assert_eq!(check.contradictions(), 1);
//! # Ok::<(), revolving_fund::reconcile::reported::ReportedError>(())
//! ```
//!
//! The file is [`Reported`]: each [`Figure`] with what is [`Said`] of it, and each [`Derivation`]. Set beside the books it is a
//! [`Check`], with a [`CheckedFigure`] or [`CheckedDerivation`] of each; the [`Verdict`] has the [`Gap`], or [`Why`] it cannot be told.

mod check;
mod derivation;
mod fault;
mod figure;
mod fraction;
mod measure;
mod number;
mod unit;

pub use check::{Check, CheckedDerivation, CheckedFigure, Gap, InBooks, Outside, Verdict, Why};
pub use derivation::{Bound, Derivation, Operation};
pub use fault::{Fault, ReportedError};
pub use figure::{Figure, Said};
pub use fraction::{Fraction, Range};
pub use measure::Measure;
pub use number::{WrittenNumber, WrittenNumberError};
pub use unit::{Scope, Unit};

use std::collections::BTreeMap;
use std::io::Read;

use chrono::NaiveDate;
use serde::Deserialize;

use self::check::judge;
use self::fault::{check_terms, json_error};
use self::figure::Extent;
use self::unit::Dimension;
use crate::calendar::iso;
use crate::name::Text;
use crate::province::Province;
use crate::wire::Object;

/// A file of reported figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    source: Text,
    as_of: NaiveDate,
    figures: Vec<Figure>,
    derived: Vec<Derivation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Text,
    #[serde(with = "iso")]
    as_of: NaiveDate,
    figures: Vec<Object<Figure>>,
    #[serde(default)]
    derived: Vec<Object<Derivation>>,
}

impl Reported {
    /// Reads a file of reported figures, strictly: unknown, missing and duplicate fields are refused, and so is what does not fit
    /// together.
    ///
    /// # Errors
    ///
    /// At the first thing that is wrong, with its line or its field.
    pub fn read(mut source: impl Read) -> Result<Self, ReportedError> {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
        let Object(File { source, as_of, figures, derived }) = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|located| {
                let field = located.path().to_string();
                json_error(&field, &located.into_inner())
            })?;
        deserializer.end().map_err(|error| json_error("", &error))?;
        let figures = figures.into_iter().map(|Object(figure)| figure).collect();
        let derived = derived.into_iter().map(|Object(derivation)| derivation).collect();
        let reported = Self { source, as_of, figures, derived };
        reported.check_figures()?;
        reported.check_derived()?;
        Ok(reported)
    }

    /// The report, for people.
    #[must_use]
    pub const fn source(&self) -> &Text {
        &self.source
    }

    /// The day of its figures.
    #[must_use]
    pub const fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// Its figures, in the order of the file.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// What is worked out of them, in the order of the file.
    #[must_use]
    pub fn derived(&self) -> &[Derivation] {
        &self.derived
    }

    /// A figure, by its name in the file.
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id.as_str() == id)
    }

    /// Judges all figures by the books, and what they come to by the books and by each other.
    #[must_use]
    pub fn check(&self, province: &Province) -> Check<'_> {
        let figures: Vec<CheckedFigure<'_>> =
            self.figures.iter().map(|figure| check_figure(figure, province)).collect();
        let mut known: BTreeMap<&Text, Known> = BTreeMap::new();
        for checked in &figures {
            let figure = checked.figure;
            known.insert(
                &figure.id,
                Known { said: figure.extent(), books: checked.books.range(), written: figure.written() },
            );
        }
        let mut derived = Vec::new();
        for derivation in &self.derived {
            let (result, checked) = self.check_derivation(derivation, &known, province);
            known.insert(&derivation.id, result);
            derived.push(checked);
        }
        Check { figures, derived }
    }

    fn check_derivation<'a>(
        &'a self,
        derivation: &'a Derivation,
        known: &BTreeMap<&Text, Known>,
        province: &Province,
    ) -> (Known, CheckedDerivation<'a>) {
        let operands = derivation.is.operands();
        let known_operands: Vec<&Known> = operands.iter().filter_map(|id| known.get(*id)).collect();
        let said: Option<Vec<Extent>> = known_operands.iter().map(|known| known.said).collect();
        let untold = operands.iter().find(|id| known.get(**id).is_none_or(|known| known.said.is_none()));
        let why = untold.map_or(Why::NotWorkedOut, |id| Why::OperandUntold { id: (*id).clone() });
        let result = said.and_then(|said| derivation.extent(&said));

        let is_in_books = known_operands.iter().any(|known| known.books.is_some());
        let by_books: Option<Vec<Extent>> =
            known_operands.iter().map(|known| known.books.map(Extent::exact).or(known.said)).collect();
        let by_books = by_books.filter(|_| is_in_books).and_then(|operands| derivation.extent(&operands));
        let by_books = by_books.map(|extent| extent.said);

        let formula: Vec<&str> = known_operands.iter().map(|known| known.written.as_str()).collect();
        let formula = formula.join(&format!(" {} ", derivation.is.sign()));
        let untold = || Verdict::CannotBeTold { why: why.clone() };
        let against = derivation.against.as_ref().and_then(|id| self.figure(id.as_str())).map(|figure| {
            let verdict = match (result, figure.extent()) {
                (None, _) => untold(),
                (_, None) => Verdict::CannotBeTold { why: Why::NoFigure },
                (Some(result), Some(said)) => judge(&result, &said),
            };
            (figure, verdict)
        });
        let books = derivation.of.map(|measure| {
            let books = measure.in_books(&derivation.scope, province);
            let verdict = result.map_or_else(untold, |result| books.judge(&result));
            (books, verdict)
        });
        let written = result.map_or_else(String::new, |extent| derivation.written(extent.said));
        let checked = CheckedDerivation {
            derivation,
            formula,
            result: result.map(|extent| extent.said),
            by_books,
            against,
            books,
        };
        (Known { said: result, books: by_books, written }, checked)
    }

    fn check_figures(&self) -> Result<(), ReportedError> {
        for (place, figure) in self.figures.iter().enumerate() {
            let Figure { id, of, scope, unit, base, .. } = figure;
            let fail = |fault| Err(ReportedError::Fault { field: format!("figures[{place}]"), id: id.clone(), fault });
            if self.figures.iter().take(place).any(|earlier| earlier.id == *id) {
                return fail(Fault::DuplicateId);
            }
            check_terms(*of, scope, *unit, base.as_ref()).or_else(fail)?;
            if figure.range().is_some_and(|said| said.high.is_some_and(|high| high < said.low)) {
                return fail(Fault::EmptyBand);
            }
        }
        Ok(())
    }

    fn check_derived(&self) -> Result<(), ReportedError> {
        let told = |figure: &Figure| figure.unit.dimension(&figure.scope);
        let mut known: BTreeMap<&Text, Dimension> =
            self.figures.iter().map(|figure| (&figure.id, told(figure))).collect();
        for (place, derivation) in self.derived.iter().enumerate() {
            let Derivation { id, of, scope, unit, base, against, .. } = derivation;
            let fail = |fault| Err(ReportedError::Fault { field: format!("derived[{place}]"), id: id.clone(), fault });
            if known.contains_key(id) {
                return fail(Fault::DuplicateId);
            }
            check_terms(*of, scope, *unit, base.as_ref()).or_else(fail)?;
            let operands = derivation.is.operands();
            if let Some(missing) = operands.iter().find(|id| !known.contains_key(**id)) {
                return fail(Fault::NoSuchFigure { id: (*missing).clone() });
            }
            let dimensions: Vec<Dimension> = operands.iter().filter_map(|id| known.get(*id)).copied().collect();
            if dimensions.is_empty() {
                return fail(Fault::NoOperands);
            }
            let expected = unit.dimension(scope);
            match derivation.dimension(&dimensions) {
                None => return fail(Fault::UnlikeSum),
                Some(found) if !derivation.is_told_in_its_unit(found) => {
                    return fail(Fault::Dimension { found: found.to_string(), expected: expected.to_string() });
                }
                Some(_) => {}
            }
            if let Some(other) = against {
                match self.figure(other.as_str()).map(told) {
                    None => return fail(Fault::NoSuchFigure { id: other.clone() }),
                    Some(found) if found != expected => {
                        let (found, expected) = (found.to_string(), expected.to_string());
                        return fail(Fault::Against { id: other.clone(), found, expected });
                    }
                    Some(_) => {}
                }
            }
            known.insert(id, expected);
        }
        Ok(())
    }
}

/// What is known of a figure that others are worked out of.
struct Known {
    said: Option<Extent>,
    books: Option<Range>,
    written: String,
}

fn check_figure<'a>(figure: &'a Figure, province: &Province) -> CheckedFigure<'a> {
    let books = match figure.of {
        Some(measure) => measure.in_books(&figure.scope, province),
        None => InBooks::Untold { why: Why::NotInBooks },
    };
    let verdict = match figure.extent() {
        Some(said) => books.judge(&said),
        None => Verdict::CannotBeTold { why: Why::NoFigure },
    };
    CheckedFigure { figure, books, verdict }
}
