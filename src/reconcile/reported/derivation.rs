//! What the figures of a report come to when they are worked out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::figure::Extent;
use super::fraction::{Fraction, Range};
use super::measure::Measure;
use super::unit::{Dimension, Scope, Unit};
use crate::name::Text;
use crate::wire;

/// A figure worked out of others of the same file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// Its name in the file.
    pub id: Text,
    /// What it is a figure of, for people.
    pub what: Text,
    /// How it is worked out.
    pub is: Operation,
    /// Whether the result is only a bound of the figure.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub bound: Option<Bound>,
    /// What the result is counted in.
    pub unit: Unit,
    /// Of whom it is told; of all clubs where the file does not say.
    #[serde(default)]
    pub scope: Scope,
    /// What is a hundred percent, for people; of percentages only, and of each.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub base: Option<Text>,
    /// The figure of the report that must agree with it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub against: Option<Text>,
    /// What it is called in the books; `None` where they do not hold it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub of: Option<Measure>,
    /// Why it may be worked out so.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub because: Option<Text>,
}

/// How a figure is worked out. Figures are named, those worked out before too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// All of them multiplied.
    Product(Vec<Text>),
    /// The first divided by the second.
    Quotient(Text, Text),
    /// All of them added.
    Sum(Vec<Text>),
}

/// What a result says of a figure that is not the result itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Bound {
    /// The figure is no more than the result. Turns may stand for people then: whoever borrows has at least one turn.
    AtMost,
    /// The figure is no less than the result.
    AtLeast,
}

wire::word!(Bound);

impl Bound {
    fn of(self, range: Range) -> Range {
        match self {
            Self::AtMost => Range { low: Fraction::ZERO, high: range.high },
            Self::AtLeast => Range { low: range.low, high: None },
        }
    }
}

impl Operation {
    /// The figures that it is worked out of.
    #[must_use]
    pub fn operands(&self) -> Vec<&Text> {
        match self {
            Self::Product(ids) | Self::Sum(ids) => ids.iter().collect(),
            Self::Quotient(part, whole) => vec![part, whole],
        }
    }

    pub(super) const fn sign(&self) -> &'static str {
        match self {
            Self::Product(_) => "×",
            Self::Quotient(..) => "÷",
            Self::Sum(_) => "+",
        }
    }

    const fn work_out(&self) -> fn(Range, Range) -> Option<Range> {
        match self {
            Self::Product(_) => Range::times,
            Self::Quotient(..) => Range::divided_by,
            Self::Sum(_) => Range::plus,
        }
    }
}

impl Derivation {
    /// The result, from the figures it is worked out of. `None` if it is too large to be told, or nothing is divided by.
    pub(super) fn extent(&self, operands: &[Extent]) -> Option<Extent> {
        let (first, rest) = operands.split_first()?;
        let work_out = self.is.work_out();
        let result = rest.iter().try_fold(*first, |result, operand| result.with(*operand, work_out))?;
        match self.bound {
            Some(bound) => result.map(|range| Some(bound.of(range))),
            None => Some(result),
        }
    }

    /// What the result measures, from what the figures measure that it is worked out of. `None` of a sum of unlike things, and of
    /// none.
    pub(super) fn dimension(&self, operands: &[Dimension]) -> Option<Dimension> {
        let (first, rest) = operands.split_first()?;
        match self.is {
            Operation::Product(_) => Some(rest.iter().fold(*first, |result, operand| result.times(*operand))),
            Operation::Quotient(..) => Some(rest.iter().fold(*first, |result, operand| result.divided_by(*operand))),
            Operation::Sum(_) => rest.iter().all(|operand| operand == first).then_some(*first),
        }
    }

    /// Whether a result that measures `found` can be told in the unit.
    pub(super) fn is_told_in_its_unit(&self, found: Dimension) -> bool {
        let expected = self.unit.dimension(&self.scope);
        found == expected || (self.bound == Some(Bound::AtMost) && found.with_turns_as_people() == expected)
    }

    /// A result as people read it.
    pub(super) fn written(&self, range: Range) -> String {
        let Self { scope, base, .. } = self;
        let number = super::check::written(range, self.unit);
        match base {
            Some(base) => format!("{number} of {base}"),
            None => format!("{number}{scope}"),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtMost => "at most",
            Self::AtLeast => "at least",
        })
    }
}
