//! Compares the figures of a report with the books, and with each other.

use std::fmt;

use num_rational::Ratio;
use num_traits::CheckedDiv;
use serde::{Serialize, Serializer};

use super::Reported;
use super::figure::{Figure, in_both};
use super::measure::ComparisonProblem::{self, LeftOpen, NoFigure, NotComputed, NotInBooks};
use super::measure::Unit;
use super::number::{Fraction, Range, in_lowest_terms, written};
use crate::catalogue::Bilingual;
use crate::display::{InLanguage, Language};
use crate::name::{ClubId, Text};
use crate::province::Province;
use crate::table::{Cell, Kind, Label, Table};

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub enum Verdict {
    Agrees,
    Contradicts(Gap),
    /// The figures cannot be compared, for the reason `why`.
    NotComparable {
        why: ComparisonProblem,
    },
}

/// The difference between two figures in people, clubs, turns or đồng, or as a share; exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct CheckedFigure<'a> {
    /// The figure.
    pub figure: &'a Figure,
    /// The figure as the report writes it, or the calculation of the result, for people. JSON has the English text.
    #[serde(serialize_with = "in_english")]
    pub said: Label,
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
#[non_exhaustive]
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
        let mut known: Vec<(&Figure, Option<Range>, Label)> = Vec::new();
        let mut figures = Vec::new();
        for figure in self.figures() {
            let find = |id: &Text| known.iter().find(|(earlier, ..)| earlier.id == *id);
            let missing = if figure.is.is_some() { NotComputed } else { NoFigure };
            let (mut value, mut short) = (figure.range(), figure.said().unwrap_or_else(|| missing.title().into()));
            let mut said = short.clone();
            if let Some(operation) = &figure.is {
                let (one, sign, other) = operation.operands();
                let operands = find(one).zip(find(other));
                value = operands.and_then(|(one, other)| operation.result((one.0, one.1?), (other.0, other.1?)));
                short = value.map_or(short, |value| in_plain_unit(figure, value));
                let (one, other) = operands.map(|(one, other)| (one.2.clone(), other.2.clone())).unwrap_or_default();
                said = one.join(&format!(" {sign} "), &other).join(" = ", &short);
            }
            let books = figure.of.ok_or(NotInBooks).and_then(|of| of.in_books(figure.scope, province));
            let against = figure.against.as_ref().and_then(find).map(|(other, range, _)| match (value, range) {
                (Some(value), Some(range)) => (*other, compare(&value, range)),
                (None, _) => (*other, Verdict::NotComparable { why: missing }),
                (_, None) => (*other, Verdict::NotComparable { why: NoFigure }),
            });
            known.push((figure, value, short));
            let range = books.as_ref().ok().and_then(|all| all.iter().map(|(_, range)| *range).reduce(Range::hull));
            let verdict = match (value.ok_or(missing), books) {
                (Err(why), _) | (_, Err(why)) => Verdict::NotComparable { why },
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
        None => Verdict::NotComparable { why: LeftOpen },
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

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over so")]
fn in_english<S: Serializer>(said: &Label, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&said.english)
}

/// Returns a number in the plain unit: `8.400.000.000`, `117,2`. A share too large to be written in percent is written as `1/3 × 100`.
fn number_in(number: Fraction, unit: Unit, language: Language) -> String {
    let plain = number.checked_div(&unit.plain().size());
    plain.map_or_else(|| format!("{number} × 100"), |number| written(number, language))
}

/// Returns a range for people, in đồng if the unit is millions or billions of đồng: `at most 37.8%`, `41 to 53 people`.
fn in_plain_unit(figure: &Figure, range: Range) -> Label {
    in_both(|language| {
        let number = |number| number_in(number, figure.unit, language);
        let low = number(range.low);
        let text = match range.high.map(number) {
            Some(high) if high == low => low,
            Some(high) if *range.low.numer() == 0 => format!("{} {high}", language.label("at most", "tối đa")),
            Some(high) => format!("{low} {} {high}", language.label("to", "đến")),
            None => format!("{} {low}", language.label("at least", "ít nhất")),
        };
        figure.with_terms(&text, figure.unit.plain(), language)
    })
}

/// Returns a verdict in words. The subject is the side that is above or below the other: the books, or a result.
fn verdict_line(verdict: &Verdict, subject: (&str, &str), unit: Unit) -> Label {
    let Gap { by, is_more, clubs } = match verdict {
        Verdict::Agrees => return Label::new("agrees", "khớp"),
        Verdict::NotComparable { why } => {
            return Label::new("cannot be compared", "không so được").join(": ", &why.title().into());
        }
        Verdict::Contradicts(gap) => gap,
    };
    let unit_name = match unit {
        Unit::Percent => Bilingual { english: "percentage points", vietnamese: "điểm phần trăm" },
        _ => unit.plain().title(),
    };
    in_both(|language| {
        let subject = clubs.as_ref().map_or_else(
            || language.label(subject.0, subject.1),
            |(count, club)| match language {
                Language::English => format!("clubs that do not fit: {count}, {club} most, with"),
                _ => format!("{count} CLB không khớp, lệch nhất là {club},"),
            },
        );
        let number = number_in(*by, unit, language);
        match (language, is_more) {
            (Language::English, true) => format!("CONTRADICTS: {subject} {number} {} more", unit_name.english),
            (Language::English, false) => format!("CONTRADICTS: {subject} {number} {} less", unit_name.english),
            (_, true) => format!("KHÔNG KHỚP: {subject} nhiều hơn {number} {}", unit_name.vietnamese),
            (_, false) => format!("KHÔNG KHỚP: {subject} ít hơn {number} {}", unit_name.vietnamese),
        }
    })
}

impl CheckedFigure<'_> {
    /// Returns each side with which the figure is compared, in words, and the verdict.
    fn comparisons(&self) -> Vec<(Label, Label)> {
        let Self { figure, books, verdict, against, .. } = self;
        let against = against.as_ref().map(|(other, verdict)| {
            let said =
                Label::new("said: ", "báo cáo: ").join("", &other.said().unwrap_or_else(|| NoFigure.title().into()));
            let said = said.join("", &Label::same(format!(" ({})", other.what)));
            (said, verdict_line(verdict, ("the result is", "kết quả"), figure.unit))
        });
        let books = (books.is_some() || figure.of.is_some() || figure.is.is_none()).then(|| {
            let found = books.map_or_else(|| Label::same("–"), |books| in_plain_unit(figure, books));
            let found = Label::new("books: ", "sổ: ").join("", &found);
            (found, verdict_line(verdict, ("the books have", "sổ có"), figure.unit))
        });
        against.into_iter().chain(books).collect()
    }
}

impl Check<'_> {
    /// Returns the comparisons as a table: a row for each, and the reasons of the file as notes.
    #[must_use]
    pub fn table(&self) -> Table {
        let columns = [
            ("Figure", "Chỉ tiêu", Kind::Text),
            ("In the report", "Trong báo cáo", Kind::Text),
            ("Compared with", "So với", Kind::Text),
            ("Result", "Kết quả", Kind::Text),
        ];
        let mut table = Table::new(("The report beside the books", "Báo cáo và sổ sách"), columns);
        for checked in &self.figures {
            for (with, verdict) in checked.comparisons() {
                let what = Cell::Text(checked.figure.what.to_string());
                table.push(vec![what, checked.said.clone().into(), with.into(), verdict.into()]);
            }
            table.notes.extend(checked.figure.because.iter().map(|because| Label::same(because.to_string())));
        }
        table
    }
}

impl fmt::Display for InLanguage<'_, CheckedFigure<'_>> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(checked @ CheckedFigure { figure, said, .. }, language) = *self;
        let (english, vietnamese) = if figure.is.is_some() { ("result", "kết quả") } else { ("said", "báo cáo") };
        let said = Label::new(english, vietnamese).join(": ", said);
        writeln!(f, "  {}\n    {}", figure.what, said.text(language))?;
        for (with, verdict) in checked.comparisons() {
            writeln!(f, "    {}\n    {}", with.text(language), verdict.text(language))?;
        }
        figure.because.as_ref().map_or(Ok(()), |because| writeln!(f, "    {because}"))
    }
}

impl fmt::Display for InLanguage<'_, Check<'_>> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(check, language) = *self;
        writeln!(f, "{}\n", Label::new("The report beside the books", "Báo cáo và sổ sách").text(language))?;
        check.figures.iter().try_for_each(|checked| writeln!(f, "{}", InLanguage(checked, language)))
    }
}
