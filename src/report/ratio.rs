//! Ratios: two whole numbers and their quotient.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::figure::Figure;
use crate::money::Balance;
use crate::rounding::div_half_up;

/// A ratio, never shown without its two numbers. Its value is the quotient, rounded half away from zero to four decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ratio<A = Balance> {
    /// The numerator.
    pub numerator: A,
    /// The denominator.
    pub denominator: A,
}

impl<A: Figure> Ratio<A> {
    pub(super) const fn of(numerator: A, denominator: A) -> Self {
        Self { numerator, denominator }
    }

    fn amounts(&self) -> Ratio {
        Ratio { numerator: self.numerator.amount(), denominator: self.denominator.amount() }
    }
}

impl Ratio {
    /// Makes the ratio of two numbers.
    #[must_use]
    pub fn new(numerator: impl Into<Balance>, denominator: impl Into<Balance>) -> Self {
        Self { numerator: numerator.into(), denominator: denominator.into() }
    }

    /// Returns the quotient in ten-thousandths; `None` if the denominator is zero or less.
    #[must_use]
    pub fn ten_thousandths(self) -> Option<i128> {
        if !self.denominator.is_positive() {
            return None;
        }
        div_half_up(self.numerator.dong(), self.denominator.dong(), 4)
    }

    /// Returns the quotient with four decimals: `0.0312`; `None` if the denominator is zero or less.
    #[must_use]
    pub fn value(self) -> Option<String> {
        let size = self.ten_thousandths()?;
        let sign = if size < 0 { "-" } else { "" };
        let size = size.unsigned_abs();
        let (whole, part) = (size.checked_div(10_000)?, size.checked_rem(10_000)?);
        Some(format!("{sign}{whole}.{part:04}"))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.value().as_deref().unwrap_or("–"))
    }
}

impl<A: Figure> Serialize for Ratio<A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ratio = serializer.serialize_struct("Ratio", 3)?;
        ratio.serialize_field("numerator", &self.numerator)?;
        ratio.serialize_field("denominator", &self.denominator)?;
        ratio.serialize_field("value", &self.amounts().value())?;
        ratio.end()
    }
}
