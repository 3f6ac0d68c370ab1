//! What a report says, figure by figure.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::fraction::{Fraction, Range};
use super::measure::Measure;
use super::number::WrittenNumber;
use super::unit::{Scope, Unit};
use crate::name::Text;
use crate::wire;

/// A figure as a report gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its name in the file.
    pub id: Text,
    /// What it is a figure of, for people.
    pub what: Text,
    /// What it is called in the books; `None` where they do not hold it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub of: Option<Measure>,
    /// Of whom it is told; of all clubs where the file does not say.
    #[serde(default)]
    pub scope: Scope,
    /// What it is counted in.
    pub unit: Unit,
    /// What is a hundred percent, for people; of percentages only, and of each.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub base: Option<Text>,
    /// What is said of it; `None` where the report speaks of it and tells no figure.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub says: Option<Said>,
    /// The words of the report.
    pub words: Text,
    /// Whose words they are, where not the report's own.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub source: Option<Text>,
}

/// What is said of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// This number, rounded as it is written: `7,9` is 7,85 to 7,95. A whole number of people, clubs, turns or đồng is exact.
    Exactly(WrittenNumber),
    /// About this number (khoảng): one of its last place that is not zero to either side, so that `about 9.000` is 8.000 to 10.000.
    About(WrittenNumber),
    /// This number or less (tối đa). Bounds are taken as written.
    AtMost(WrittenNumber),
    /// This number or more (ít nhất).
    AtLeast(WrittenNumber),
    /// From the one to the other.
    Between(WrittenNumber, WrittenNumber),
}

/// The number that is said, and all that it may be where it was rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Extent {
    /// Taken at its word.
    pub(super) said: Range,
    /// With what rounding may have taken off it or put on it.
    pub(super) possible: Range,
}

impl Extent {
    pub(super) const fn exact(range: Range) -> Self {
        Self { said: range, possible: range }
    }

    pub(super) fn map(self, work_out: impl Fn(Range) -> Option<Range>) -> Option<Self> {
        Some(Self { said: work_out(self.said)?, possible: work_out(self.possible)? })
    }

    pub(super) fn with(self, other: Self, work_out: fn(Range, Range) -> Option<Range>) -> Option<Self> {
        Some(Self { said: work_out(self.said, other.said)?, possible: work_out(self.possible, other.possible)? })
    }
}

impl Said {
    /// The numbers that it may be, in people, clubs, turns or đồng, or as a share. `None` if they are too large to be told.
    fn extent(&self, unit: Unit) -> Option<Extent> {
        let point = |number: &WrittenNumber| number.value(unit).map(Range::point);
        Some(match self {
            Self::Exactly(number) => Extent { said: point(number)?, possible: number.rounded(unit)? },
            Self::About(number) => Extent { said: point(number)?, possible: number.about(unit)? },
            Self::AtMost(most) => Extent::exact(Range { low: Fraction::ZERO, high: Some(most.value(unit)?) }),
            Self::AtLeast(least) => Extent::exact(Range { low: least.value(unit)?, high: None }),
            Self::Between(least, most) => {
                Extent::exact(Range { low: least.value(unit)?, high: Some(most.value(unit)?) })
            }
        })
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(number) => write!(f, "{}", number.as_str()),
            Self::About(number) => write!(f, "about {}", number.as_str()),
            Self::AtMost(most) => write!(f, "at most {}", most.as_str()),
            Self::AtLeast(least) => write!(f, "at least {}", least.as_str()),
            Self::Between(least, most) => write!(f, "{} to {}", least.as_str(), most.as_str()),
        }
    }
}

impl Figure {
    /// The number that it says; `None` where it says none, or tells a bound.
    #[must_use]
    pub fn number(&self) -> Option<Fraction> {
        match self.says.as_ref()? {
            Said::Exactly(number) | Said::About(number) => number.value(self.unit),
            Said::AtMost(_) | Said::AtLeast(_) | Said::Between(..) => None,
        }
    }

    /// The numbers that it says, taken at its word; `None` where it says none.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.extent().map(|extent| extent.said)
    }

    /// The same, with what rounding may have done to them.
    pub(super) fn extent(&self) -> Option<Extent> {
        self.says.as_ref()?.extent(self.unit)
    }

    /// As people read it: `7,9 tỉ đồng`, `60 to 70 people per club`.
    pub(super) fn written(&self) -> String {
        let Some(says) = &self.says else { return "no figure".into() };
        let Self { unit, scope, .. } = self;
        match &self.base {
            Some(base) => format!("{says} {unit} of {base}"),
            None => format!("{says} {unit}{scope}"),
        }
    }
}
