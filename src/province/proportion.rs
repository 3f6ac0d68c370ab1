//! A part of a whole, both told.

use std::fmt;
use std::iter::Sum;

use serde::{Serialize, Serializer};

use crate::money::Balance;
use crate::report::Ratio;
use crate::rounding::div_half_up;

/// A quotient of two sums (tỉ lệ), of which numerator and denominator are always told, because a percentage alone hides both.
///
/// ```
/// use revolving_fund::Balance;
/// use revolving_fund::province::Proportion;
/// let late = Proportion { part: Balance::new(2_000_000), whole: Balance::new(64_000_000) };
/// assert_eq!(late.to_string(), "3,13 %");
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

impl Sum for Proportion {
    /// Adds numerators and denominators.
    fn sum<I: Iterator<Item = Self>>(proportions: I) -> Self {
        proportions.fold(Self::default(), |sum, one| Self { part: sum.part + one.part, whole: sum.whole + one.whole })
    }
}

impl Proportion {
    /// The percentage in hundredths of a percent, rounded half up (in its size, where it is below zero). `None` where the whole
    /// is not above zero, of which there is no part.
    #[must_use]
    pub fn hundredths_of_percent(self) -> Option<i128> {
        if !self.whole.is_positive() {
            return None;
        }
        div_half_up(self.part.dong(), self.whole.dong(), 4)
    }

    /// The percentage with two decimals behind a point, as programs read it; `None` where there is no whole.
    #[must_use]
    pub fn decimal(self) -> Option<String> {
        self.hundredths_of_percent().map(with_two_decimals)
    }
}

/// A number of hundredths, with a point before them.
fn with_two_decimals(hundredths: i128) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size.div_euclid(100), size.rem_euclid(100))
}

/// A number of hundredths of a percent, for people: `3,13 %`.
pub(super) fn percentage(hundredths: i128) -> String {
    format!("{} %", with_two_decimals(hundredths)).replace('.', ",")
}

/// The percentage with two decimals, `3,13 %`; a dash where there is no whole.
impl fmt::Display for Proportion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.hundredths_of_percent().map_or_else(|| "–".to_owned(), percentage))
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
