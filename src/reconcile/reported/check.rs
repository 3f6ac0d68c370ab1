//! The verdict: what is said beside what the books hold, and beside what else is said.

use std::fmt;

use serde::{Serialize, Serializer};

use super::derivation::Derivation;
use super::figure::{Extent, Figure};
use super::fraction::{Fraction, Range};
use super::unit::{Scope, Unit};
use crate::name::{ClubId, Text};

/// What the books hold of a figure. Numbers are people, clubs, turns or đồng, or a share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InBooks {
    /// One number.
    Figure {
        /// The number.
        value: Fraction,
    },
    /// What each club has, in the order of the clubs: one number, or the smallest and the largest of its loans.
    Each {
        /// The clubs that have any.
        clubs: Vec<(ClubId, Range)>,
    },
    /// Nothing.
    Untold {
        /// Why not.
        why: Why,
    },
}

/// Why a figure cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// The report speaks of it and gives no number.
    #[error("no figure is told")]
    NoFigure,
    /// The books hold no such figure.
    #[error("the books do not hold it")]
    NotInBooks,
    /// The club is not among those whose books are there.
    #[error("there are no books of {club}")]
    NoSuchClub {
        /// The club.
        club: ClubId,
    },
    /// There is no club that has such a figure.
    #[error("there is no club that has any")]
    NoClubs,
    /// A share of nothing.
    #[error("there is nothing of which it could be a part")]
    NothingToDivideBy,
    /// Something it is worked out of is not told.
    #[error("{id} is not told")]
    OperandUntold {
        /// What it is worked out of.
        id: Text,
    },
    /// It is worked out of nothing, or of too large numbers.
    #[error("it cannot be worked out: a number is too large, or nothing is divided by")]
    NotWorkedOut,
    /// The two may agree and may not: bounds, or rounding, leave it open.
    #[error("bounds or rounding leave it open")]
    LeftOpen,
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Whether two figures agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// They do.
    Agrees,
    /// They cannot both be right.
    Contradicts(Gap),
    /// It cannot be known.
    CannotBeTold {
        /// Why not.
        why: Why,
    },
}

/// By how much a figure contradicts what is said, in people, clubs, turns or đồng, or as a share; exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// How far it is from what is said, taken at its word.
    pub by: Fraction,
    /// How far it is at the least, whatever rounding took off what is said or put on it.
    pub at_least: Fraction,
    /// Whether it is more than what is said, or less.
    pub is_more: bool,
    /// Where it is said of each: how many clubs contradict it, and the one that does most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clubs: Option<Outside>,
}

/// The clubs that contradict what is said of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// How many they are.
    pub count: usize,
    /// How many clubs there are that have the figure.
    pub of: usize,
    /// The club that is farthest from what is said.
    pub farthest: ClubId,
}

/// A figure of the report beside the books.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedFigure<'a> {
    /// The figure.
    pub figure: &'a Figure,
    /// What the books hold of it.
    pub books: InBooks,
    /// Whether they agree.
    pub verdict: Verdict,
}

/// What figures of the report come to, beside another figure of it and beside the books.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedDerivation<'a> {
    /// How it is worked out.
    pub derivation: &'a Derivation,
    /// The same with the figures put in, for people.
    pub formula: String,
    /// What it comes to, taken at its word; `None` where it cannot be worked out.
    pub result: Option<Range>,
    /// What it comes to with the books' figures in place of the report's, where they hold any of them.
    pub by_books: Option<Range>,
    /// The figure of the report that must agree with it, and whether it does.
    pub against: Option<(&'a Figure, Verdict)>,
    /// What the books hold of it, and whether they agree.
    pub books: Option<(InBooks, Verdict)>,
}

/// All that a report says, judged.
#[derive(Clone, Debug, Serialize)]
pub struct Check<'a> {
    /// Its figures, in the order of the file.
    pub figures: Vec<CheckedFigure<'a>>,
    /// What they come to, in the order of the file.
    pub derived: Vec<CheckedDerivation<'a>>,
}

impl Check<'_> {
    /// How many verdicts are contradictions.
    #[must_use]
    pub fn contradictions(&self) -> usize {
        let figures = self.figures.iter().map(|checked| &checked.verdict);
        let against = self.derived.iter().filter_map(|checked| checked.against.as_ref()).map(|(_, verdict)| verdict);
        let books = self.derived.iter().filter_map(|checked| checked.books.as_ref()).map(|(_, verdict)| verdict);
        figures.chain(against).chain(books).filter(|verdict| matches!(verdict, Verdict::Contradicts(_))).count()
    }
}

impl InBooks {
    pub(super) fn told(value: Result<Fraction, Why>) -> Self {
        match value {
            Ok(value) => Self::Figure { value },
            Err(why) => Self::Untold { why },
        }
    }

    /// From the least that any club has to the most.
    pub(super) fn range(&self) -> Option<Range> {
        match self {
            Self::Figure { value } => Some(Range::point(*value)),
            Self::Each { clubs } => clubs.iter().map(|(_, range)| *range).reduce(Range::hull),
            Self::Untold { .. } => None,
        }
    }

    /// Whether they agree with what is said.
    pub(super) fn judge(&self, said: &Extent) -> Verdict {
        match self {
            Self::Untold { why } => Verdict::CannotBeTold { why: why.clone() },
            Self::Figure { value } => judge(&Extent::exact(Range::point(*value)), said),
            Self::Each { clubs } if clubs.is_empty() => Verdict::CannotBeTold { why: Why::NoClubs },
            Self::Each { clubs } => judge_each(clubs, said),
        }
    }

    fn written(&self, unit: Unit, scope: &Scope) -> String {
        match self {
            Self::Untold { why } => why.to_string(),
            Self::Figure { .. } | Self::Each { .. } => self
                .range()
                .map_or_else(|| Why::NoClubs.to_string(), |range| format!("{}{scope}", written(range, unit))),
        }
    }
}

/// Whether what was found agrees with what is said.
pub(super) fn judge(found: &Extent, said: &Extent) -> Verdict {
    match (found.possible.distance(&said.possible), found.said.distance(&said.said)) {
        (Some(least), Some(distance)) => {
            let (by, at_least, is_more) = (distance.by, least.by, least.is_more);
            Verdict::Contradicts(Gap { by, at_least, is_more, clubs: None })
        }
        _ if said.possible.holds(&found.said) => Verdict::Agrees,
        _ => Verdict::CannotBeTold { why: Why::LeftOpen },
    }
}

fn judge_each(clubs: &[(ClubId, Range)], said: &Extent) -> Verdict {
    // Both ends are loans, or figures, that there are.
    let gap_of = |range: &Range| {
        let ends = std::iter::once(range.low).chain(range.high);
        let verdicts = ends.map(|end| judge(&Extent::exact(Range::point(end)), said));
        let gaps = verdicts.filter_map(|verdict| match verdict {
            Verdict::Contradicts(gap) => Some(gap),
            Verdict::Agrees | Verdict::CannotBeTold { .. } => None,
        });
        gaps.max_by_key(|gap| gap.by)
    };
    let outside: Vec<(&ClubId, Gap)> = clubs.iter().filter_map(|(club, range)| Some((club, gap_of(range)?))).collect();
    let count = outside.len();
    // The first of those that are equally far.
    match outside.into_iter().rev().max_by_key(|(_, gap)| gap.by) {
        Some((farthest, gap)) => {
            let clubs = Some(Outside { count, of: clubs.len(), farthest: farthest.clone() });
            Verdict::Contradicts(Gap { clubs, ..gap })
        }
        None => Verdict::Agrees,
    }
}

/// A range as people read it, in the plain unit: `8.400.000.000 đồng`, `at most 37,8 %`, `41 to 53 people`.
pub(super) fn written(range: Range, unit: Unit) -> String {
    let number = |number| number_in(number, unit);
    let plain = unit.plain();
    match range.high {
        Some(high) if high == range.low => format!("{} {plain}", number(high)),
        Some(high) if range.low == Fraction::ZERO => format!("at most {} {plain}", number(high)),
        Some(high) => format!("{} to {} {plain}", number(range.low), number(high)),
        None => format!("at least {} {plain}", number(range.low)),
    }
}

fn number_in(number: Fraction, unit: Unit) -> String {
    let in_unit = unit.plain().size().and_then(|size| number.divided_by(size));
    in_unit.map_or_else(|| number.to_string(), Fraction::written)
}

/// A verdict as people read it, with `who` has more or less.
fn verdict_line(verdict: &Verdict, who: &str, unit: Unit) -> String {
    match verdict {
        Verdict::Agrees => "agrees (khớp)".into(),
        Verdict::CannotBeTold { why } => format!("cannot be told (không thể biết): {why}"),
        Verdict::Contradicts(Gap { by, at_least, is_more, clubs }) => {
            let plain = match unit.plain() {
                // The difference of two percentages is not a percentage.
                Unit::Percent => "percentage point(s) (điểm phần trăm)".to_owned(),
                unit => unit.to_string(),
            };
            let word = if *is_more { "more" } else { "less" };
            let who = match clubs {
                Some(Outside { count, of, farthest }) => {
                    format!("{count} of {of} club(s) do not fit, {farthest} most with")
                }
                None => who.to_owned(),
            };
            let at_least = if at_least == by {
                String::new()
            } else {
                format!(", {} {plain} at the least, however it was rounded", number_in(*at_least, unit))
            };
            format!("CONTRADICTS (không khớp): {who} {} {plain} {word}{at_least}", number_in(*by, unit))
        }
    }
}

impl fmt::Display for CheckedFigure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figure { what, unit, scope, .. } = self.figure;
        writeln!(f, "  {what}\n    said   {}", self.figure.written())?;
        writeln!(f, "    books  {}", self.books.written(*unit, scope))?;
        writeln!(f, "    {}", verdict_line(&self.verdict, "the books have", *unit))
    }
}

impl fmt::Display for CheckedDerivation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Derivation { what, unit, scope, because, .. } = self.derivation;
        let result = self.result.map_or_else(|| Why::NotWorkedOut.to_string(), |range| self.derivation.written(range));
        writeln!(f, "  {what}\n    {} = {result}", self.formula)?;
        if let Some(range) = self.by_books {
            writeln!(f, "    by the books' figures {}", self.derivation.written(range))?;
        }
        if let Some((figure, verdict)) = &self.against {
            writeln!(f, "    said   {}\n    {}", figure.written(), verdict_line(verdict, "it comes to", *unit))?;
        }
        if let Some((books, verdict)) = &self.books {
            writeln!(f, "    books  {}", books.written(*unit, scope))?;
            writeln!(f, "    {}", verdict_line(verdict, "the books have", *unit))?;
        }
        match because {
            Some(because) => writeln!(f, "    {because}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "What is said beside the books (báo cáo và sổ sách)\n")?;
        self.figures.iter().try_for_each(|checked| writeln!(f, "{checked}"))?;
        writeln!(f, "What the figures come to (tính lại từ số liệu báo cáo)\n")?;
        self.derived.iter().try_for_each(|checked| writeln!(f, "{checked}"))
    }
}
