//! Figures of a report, with unit and scope.

use std::fmt;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedMul, Zero};
use serde::{Deserialize, Serialize};

use super::measure::{Measure, Scope, Unit};
use super::number::{Fraction, Range, number};
use crate::name::Text;

/// A figure as a report gives it, or the result of two others. The table of the module describes the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "described in the table")]
pub struct Figure {
    pub id: Text,
    pub what: Text,
    pub of: Option<Measure>,
    #[serde(default)]
    pub scope: Scope,
    pub unit: Unit,
    pub base: Option<Text>,
    pub says: Option<Said>,
    pub is: Option<Operation>,
    pub words: Option<Text>,
    /// The source of the words, if it is not the report.
    pub source: Option<Text>,
    pub against: Option<Text>,
    pub because: Option<Text>,
}

/// The number or numbers of a report, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// This number, rounded to its last decimal: `7,9` is 7,85 to 7,95. Numbers of people, clubs, turns and đồng are exact.
    Exactly(Text),
    /// About this number (khoảng): one unit of its last digit that is not zero to either side, so that `about 9.000` is 8.000 to 10.000.
    About(Text),
    /// This number or less (tối đa). Bounds are exact.
    AtMost(Text),
    /// This number or more (ít nhất), also exact.
    AtLeast(Text),
    /// From the first number to the second, both exact.
    Between(Text, Text),
}

/// A result of two figures, given by `id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub enum Operation {
    Product(Text, Text),
    Quotient(Text, Text),
    Sum(Text, Text),
}

impl Said {
    fn numbers(&self) -> Vec<&Text> {
        match self {
            Self::Exactly(number) | Self::About(number) | Self::AtMost(number) | Self::AtLeast(number) => vec![number],
            Self::Between(least, most) => vec![least, most],
        }
    }

    /// Returns the range of numbers that the figure can be, with its rounding, in people, clubs, turns or đồng, or as a share.
    fn range(&self, unit: Unit) -> Result<Range, String> {
        let read = |text: &Text| match number(text.as_str()) {
            None => Err(format!("{:?} is not a number, expected a form like 3.890 or 7,9", text.as_str())),
            Some(number) if number.decimals > 0 && unit.is_counted() => {
                Err(format!("{text} has decimals, but {unit} are counted whole: write thousands with dots"))
            }
            Some(number) => Ok(number),
        };
        let range = match self {
            Self::Exactly(text) if unit.is_counted() => Some(Range::point(read(text)?.value)),
            Self::Exactly(text) => read(text)?.rounded(false),
            Self::About(text) => read(text)?.rounded(true),
            Self::AtMost(most) => Some(Range { low: Fraction::zero(), high: Some(read(most)?.value) }),
            Self::AtLeast(least) => Some(Range { low: read(least)?.value, high: None }),
            Self::Between(least, most) => Some(Range { low: read(least)?.value, high: Some(read(most)?.value) }),
        };
        match range.and_then(|range| range.with(Range::point(unit.size()), CheckedMul::checked_mul)) {
            None => Err("the number is too large".into()),
            Some(range) if range.high.is_some_and(|high| high < range.low) => {
                Err("the second number is smaller than the first".into())
            }
            Some(range) => Ok(range),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Exactly(_) | Self::Between(..) => "",
            Self::About(_) => "about ",
            Self::AtMost(_) => "at most ",
            Self::AtLeast(_) => "at least ",
        };
        let numbers: Vec<&str> = self.numbers().into_iter().map(Text::as_str).collect();
        write!(f, "{word}{}", numbers.join(" to "))
    }
}

impl Operation {
    pub(super) const fn operands(&self) -> (&Text, &'static str, &Text) {
        match self {
            Self::Product(one, other) => (one, "×", other),
            Self::Quotient(one, other) => (one, "÷", other),
            Self::Sum(one, other) => (one, "+", other),
        }
    }

    /// Returns the result; `None` if it is too large, or the divisor is zero. Turns ÷ people is only an upper bound of the share of people.
    pub(super) fn result(&self, (one, range): (&Figure, Range), (other, divisor): (&Figure, Range)) -> Option<Range> {
        match self {
            Self::Product(..) => range.with(divisor, CheckedMul::checked_mul),
            Self::Sum(..) => range.with(divisor, CheckedAdd::checked_add),
            Self::Quotient(..) => {
                let result = range.with(divisor.inverse()?, CheckedMul::checked_mul)?;
                let is_bound = one.unit == Unit::Turns && other.unit == Unit::People;
                Some(if is_bound { Range { low: Fraction::zero(), ..result } } else { result })
            }
        }
    }

    /// Returns whether the units and scopes of both operands give those of `result`.
    fn fits(&self, one: &Figure, other: &Figure, result: &Figure) -> bool {
        let [one, other] = [one, other].map(|operand| (operand.unit.plain(), operand.scope));
        match self {
            Self::Sum(..) => one == other && one == (result.unit.plain(), result.scope),
            Self::Product(..) => [one.0, other.0].contains(&result.unit.plain()),
            Self::Quotient(..) if one == other || (one.0, other.0) == (Unit::Turns, Unit::People) => {
                result.unit == Unit::Percent
            }
            Self::Quotient(..) => one.0 == result.unit.plain() && result.scope != Scope::AllClubs,
        }
    }
}

impl Figure {
    /// Returns the range of numbers that the figure can be, with its rounding; `None` if the report gives no number.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.says.as_ref()?.range(self.unit).ok()
    }

    /// Returns the numbers as written, in people, clubs, turns or đồng, or as shares.
    #[must_use]
    pub fn numbers(&self) -> Vec<Ratio<i128>> {
        let texts = self.says.iter().flat_map(Said::numbers);
        texts.filter_map(|text| number(text.as_str())?.value.checked_mul(&self.unit.size())).collect()
    }

    /// Returns a number with its unit and the scope or base of the figure: `7,9 tỉ đồng`, `60 to 70 people per club`.
    pub(super) fn with_terms(&self, number: &str, unit: Unit) -> String {
        match &self.base {
            Some(base) => format!("{number} {unit} of {base}"),
            None => format!("{number} {unit}{}", self.scope),
        }
    }

    /// Checks the terms of the figure: its identifier, unit, scope, base and number, and the earlier figures that it names.
    pub(super) fn check(&self, earlier: &[Self]) -> Result<(), String> {
        let find = |id: &Text| match earlier.iter().find(|figure| figure.id == *id) {
            Some(figure) => Ok(figure),
            None => Err(format!("it names {id}, which is not an earlier figure")),
        };
        if find(&self.id).is_ok() {
            return Err("an earlier figure has this id".into());
        }
        if let Some(measure) = self.of.filter(|measure| measure.unit() != self.unit.plain()) {
            return Err(format!("its unit is {}, expected {} or a multiple", self.unit, measure.unit()));
        }
        if self.of.is_some_and(|measure| !measure.has_scope(self.scope)) {
            return Err("the books do not have this figure for such a scope".into());
        }
        if (self.unit == Unit::Percent) != self.base.is_some() {
            return Err("a percentage needs a base, which says what 100 % is; no other figure has one".into());
        }
        if let Some(says) = &self.says {
            says.range(self.unit)?;
        }
        if let Some(is) = &self.is {
            let (one, sign, other) = is.operands();
            let (one, other) = (find(one)?, find(other)?);
            if self.says.is_some() || !is.fits(one, other, self) {
                let [one, other] = [one, other].map(|operand| format!("{}{}", operand.unit, operand.scope));
                return Err(format!("({one}) {sign} ({other}) is not a figure in {}{}", self.unit, self.scope));
            }
        }
        match self.against.as_ref().map(find).transpose()? {
            Some(other) if (other.unit.plain(), other.scope) != (self.unit.plain(), self.scope) => Err(format!(
                "{} is in {}{}, this figure in {}{}",
                other.id, other.unit, other.scope, self.unit, self.scope
            )),
            _ => Ok(()),
        }
    }
}
