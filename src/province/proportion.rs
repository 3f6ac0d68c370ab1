//! Proportions: a part and its whole.

use std::fmt;
use std::iter::Sum;

use serde::{Serialize, Serializer};

use crate::display::{InLanguage, Language};
use crate::money::Balance;
use crate::report::Ratio;
use crate::rounding::{decimal, div_half_up};
use crate::table::{Cell, RatioUnit};

/// A proportion (tỷ lệ) of two sums. Reports show numerator and denominator beside it, because a percentage alone hides both.
///
/// ```
/// use revolving_fund::Balance;
/// use revolving_fund::province::Proportion;
/// let late = Proportion { part: Balance::new(2_000_000), whole: Balance::new(64_000_000) };
/// assert_eq!(late.to_string(), "3.13%");
/// assert_eq!(late.hundredths_of_percent(), Some(313));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    /// The numerator.
    pub part: Balance,
    /// The denominator.
    pub whole: Balance,
}

impl From<Ratio> for Proportion {
    fn from(ratio: Ratio) -> Self {
        Self { part: ratio.numerator, whole: ratio.denominator }
    }
}

impl From<Proportion> for Cell {
    fn from(Proportion { part, whole }: Proportion) -> Self {
        Self::Ratio { numerator: part, denominator: whole, unit: RatioUnit::Percent }
    }
}

impl Sum for Proportion {
    /// Adds numerators and denominators.
    fn sum<I: Iterator<Item = Self>>(proportions: I) -> Self {
        proportions.fold(Self::default(), |sum, one| Self { part: sum.part + one.part, whole: sum.whole + one.whole })
    }
}

impl Proportion {
    /// Returns the percentage in hundredths of a percent, rounded half away from zero. `None` if the whole is not above zero.
    #[must_use]
    pub fn hundredths_of_percent(self) -> Option<i128> {
        if !self.whole.is_positive() {
            return None;
        }
        div_half_up(self.part.dong(), self.whole.dong(), 4)
    }

    /// Returns the percentage with two decimals after a point, for programs: `3.13`. `None` if the whole is not above zero.
    #[must_use]
    pub fn decimal(self) -> Option<String> {
        self.hundredths_of_percent().map(|hundredths| decimal(hundredths, 2))
    }
}

/// Returns a number of hundredths of a percent, for people: `3.13%`, `3,13 %`.
pub(super) fn percentage(hundredths: i128, language: Language) -> String {
    language.percent(&decimal(hundredths, 2))
}

/// Displays the percentage in English, with two decimals, `3.13%`; a dash if the whole is not above zero.
impl fmt::Display for Proportion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::English).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Proportion> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(proportion, language) = self;
        let percentage = proportion.hundredths_of_percent().map(|hundredths| percentage(hundredths, *language));
        f.pad(percentage.as_deref().unwrap_or("–"))
    }
}

impl Serialize for Proportion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row {
            part: Balance,
            whole: Balance,
            percent: Option<String>,
        }
        Row { part: self.part, whole: self.whole, percent: self.decimal() }.serialize(serializer)
    }
}
