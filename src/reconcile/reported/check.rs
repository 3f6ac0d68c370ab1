//! Compares the figures of a report with the books, and with each other.

use std::fmt;

use num_rational::Ratio;
use num_traits::CheckedDiv;
use serde::Serialize;

use super::Reported;
use super::figure::Figure;
use super::measure::{NOT_IN_BOOKS, Unit};
use super::number::{Fraction, Range, in_lowest_terms, written};
use crate::display::Language;
use crate::name::{ClubId, Text};
use crate::province::Province;

const NO_FIGURE: &str = "the report gives no figure";
const NOT_WORKED_OUT: &str = "a figure that it needs is not given, a number is too large, or the divisor is zero";
const LEFT_OPEN: &str = "bounds or rounding leave it open";

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub enum Verdict {
    Agrees,
    Contradicts(Gap),
    /// The figures cannot be compared, for the reason `why`.
    CannotBeTold {
        why: &'static str,
    },
}

/// The difference between two figures in people, clubs, turns or đồng, or as a share; exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The smallest difference that rounding of the figures allows.
    #[serde(serialize_with = "in_lowest_terms")]
    pub by: Ratio<i128>,
    /// True if the books, or the result, are above the figure of the report.
    pub is_more: bool,
    /// For a figure of each club or loan: the number of clubs that contradict it, and the one with the largest difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clubs: Option<(usize, ClubId)>,
}

/// A figure of the report, compared with the books and with the figure that must agree with it, if it names one.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedFigure<'a> {
    /// The figure.
    pub figure: &'a Figure,
    /// The figure as the report writes it, or the calculation of the result, for people.
    pub said: String,
    /// The range of the figure as written, or of the result; `None` if there is none.
    pub value: Option<Range>,
    /// The range of the books, over all clubs compared; `None` if the books have no such figure.
    pub books: Option<Range>,
    /// The comparison with the books.
    pub verdict: Verdict,
    /// The figure that must agree with this one, and the comparison with it.
    pub against: Option<(&'a Figure, Verdict)>,
}

/// All figures of a report, compared, in the order of the file.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "described above")]
pub struct Check<'a> {
    pub figures: Vec<CheckedFigure<'a>>,
}

impl Check<'_> {
    /// Returns the number of contradictions, with the books and between figures.
    #[must_use]
    pub fn contradictions(&self) -> usize {
        let against = self.figures.iter().filter_map(|checked| Some(&checked.against.as_ref()?.1));
        let verdicts = self.figures.iter().map(|checked| &checked.verdict).chain(against);
        verdicts.filter(|verdict| matches!(verdict, Verdict::Contradicts(_))).count()
    }
}

impl Reported {
    /// Compares all figures with the books, and with the figures that must agree with them.
    #[must_use]
    pub fn check(&self, province: &Province) -> Check<'_> {
        let mut known: Vec<(&Figure, Option<Range>, String)> = Vec::new();
        let mut figures = Vec::new();
        for figure in self.figures() {
            let find = |id: &Text| known.iter().find(|(earlier, ..)| earlier.id == *id);
            let says = figure.says.as_ref().map(|says| figure.with_terms(&says.to_string(), figure.unit));
            let mut said = says.unwrap_or_else(|| NO_FIGURE.into());
            let (mut value, mut short) = (figure.range(), said.clone());
            if let Some(operation) = &figure.is {
                let (one, sign, other) = operation.operands();
                let operands = find(one).zip(find(other));
                value = operands.and_then(|(one, other)| operation.result((one.0, one.1?), (other.0, other.1?)));
                short = value.map_or_else(|| NOT_WORKED_OUT.into(), |value| in_plain_unit(figure, value));
                let [one, other] = operands.map_or(["", ""], |(one, other)| [&one.2, &other.2]);
                said = format!("{one} {sign} {other} = {short}");
            }
            let missing = if figure.is.is_some() { NOT_WORKED_OUT } else { NO_FIGURE };
            let books = figure.of.ok_or(NOT_IN_BOOKS).and_then(|of| of.in_books(figure.scope, province));
            let against = figure.against.as_ref().and_then(find).map(|(other, range, _)| match (value, range) {
                (Some(value), Some(range)) => (*other, compare(&value, range)),
                (None, _) => (*other, Verdict::CannotBeTold { why: missing }),
                (_, None) => (*other, Verdict::CannotBeTold { why: NO_FIGURE }),
            });
            known.push((figure, value, short));
            let range = books.as_ref().ok().and_then(|all| all.iter().map(|(_, range)| *range).reduce(Range::hull));
            let verdict = match (value.ok_or(missing), books) {
                (Err(why), _) | (_, Err(why)) => Verdict::CannotBeTold { why },
                (Ok(value), Ok(clubs)) => compare_each(&value, &clubs),
            };
            figures.push(CheckedFigure { figure, said, value, books: range, verdict, against });
        }
        Check { figures }
    }
}

fn compare(found: &Range, said: &Range) -> Verdict {
    match found.distance(said) {
        Some((by, is_more)) => Verdict::Contradicts(Gap { by, is_more, clubs: None }),
        // A result of rounded figures agrees with every figure in its range. A range that begins at zero is only an upper bound, and does
        // not.
        None if said.holds(found) || (found.holds(said) && *found.low.numer() > 0) => Verdict::Agrees,
        None => Verdict::CannotBeTold { why: LEFT_OPEN },
    }
}

/// Compares both ends of each range, which are values of a club. The first of equal differences counts.
fn compare_each(said: &Range, values: &[(Option<&ClubId>, Range)]) -> Verdict {
    let gap = |range: &Range| {
        let ends = std::iter::once(range.low).chain(range.high).map(Range::point);
        ends.filter_map(|end| end.distance(said)).max_by_key(|(by, _)| *by)
    };
    let gaps: Vec<_> = values.iter().filter_map(|(club, range)| Some((club, gap(range)?))).collect();
    let Some((club, (by, is_more))) = gaps.iter().rev().max_by_key(|(_, (by, _))| *by) else { return Verdict::Agrees };
    let clubs = club.map(|club| (gaps.len(), club.clone()));
    Verdict::Contradicts(Gap { by: *by, is_more: *is_more, clubs })
}

/// Returns a number in a unit, written as in the report beside which it is shown: `8.400.000.000`, `117,2`.
fn number_in(number: Fraction, unit: Unit) -> String {
    written(number.checked_div(&unit.plain().size()).unwrap_or(number), Language::Vietnamese)
}

/// Returns a range for people, in đồng if the unit is millions or billions of đồng: `at most 37,8 %`, `41 to 53 people`.
fn in_plain_unit(figure: &Figure, range: Range) -> String {
    let number = |number| number_in(number, figure.unit);
    let low = number(range.low);
    let text = match range.high.map(number) {
        Some(high) if high == low => low,
        Some(high) if *range.low.numer() == 0 => format!("at most {high}"),
        Some(high) => format!("{low} to {high}"),
        None => format!("at least {low}"),
    };
    figure.with_terms(&text, figure.unit.plain())
}

fn verdict_line(verdict: &Verdict, subject: &str, unit: Unit) -> String {
    let Gap { by, is_more, clubs } = match verdict {
        Verdict::Agrees => return "agrees (khớp)".into(),
        Verdict::CannotBeTold { why } => return format!("cannot be compared (không so được): {why}"),
        Verdict::Contradicts(gap) => gap,
    };
    let subject = match clubs {
        Some((count, farthest)) => format!("{count} club(s) do not fit, {farthest} most, with"),
        None => subject.to_owned(),
    };
    let plain = if unit == Unit::Percent { "percentage point(s)".to_owned() } else { unit.plain().to_string() };
    let word = if *is_more { "more" } else { "less" };
    format!("CONTRADICTS (không khớp): {subject} {} {plain} {word}", number_in(*by, unit))
}

impl fmt::Display for CheckedFigure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { figure, said, books, verdict, against, .. } = self;
        writeln!(f, "  {}\n    {}: {said}", figure.what, if figure.is.is_some() { "result" } else { "said" })?;
        if let Some((other, verdict)) = against {
            let says =
                other.says.as_ref().map_or_else(String::new, |says| other.with_terms(&says.to_string(), other.unit));
            writeln!(f, "    said: {says} ({})", other.what)?;
            writeln!(f, "    {}", verdict_line(verdict, "the result is", figure.unit))?;
        }
        if let Some(books) = books {
            writeln!(f, "    books: {}", in_plain_unit(figure, *books))?;
        }
        if figure.of.is_some() || figure.is.is_none() {
            writeln!(f, "    {}", verdict_line(verdict, "the books have", figure.unit))?;
        }
        figure.because.as_ref().map_or(Ok(()), |because| writeln!(f, "    {because}"))
    }
}

/// Displays it with all numbers as Vietnamese reports write them, since it quotes one: `7,9 tỉ đồng`.
impl fmt::Display for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The report beside the books (báo cáo và sổ sách)\n")?;
        self.figures.iter().try_for_each(|checked| writeln!(f, "{checked}"))
    }
}
