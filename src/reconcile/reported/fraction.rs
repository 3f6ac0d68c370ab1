//! Exact fractions, and ranges of them.

use std::fmt;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};
use serde::{Serialize, Serializer};

use crate::rate::last_places;

/// An exact fraction, so that an average or a share is compared as it is and not as it is rounded. Arithmetic that would leave 128
/// bits has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction(Ratio<i128>);

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i128) -> Self {
        Self(Ratio::new_raw(number, 1))
    }

    /// `part` of `whole`; `None` of nothing.
    #[must_use]
    pub fn of(part: i128, whole: i128) -> Option<Self> {
        Self::whole(part).divided_by(Self::whole(whole))
    }

    /// Its numerator and denominator, in lowest terms.
    #[must_use]
    pub const fn parts(self) -> (i128, i128) {
        (*self.0.numer(), *self.0.denom())
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(&other.0).map(Self)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(&other.0).map(Self)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        self.0.checked_mul(&other.0).map(Self)
    }

    pub(super) fn divided_by(self, other: Self) -> Option<Self> {
        // A negated lowest number has no opposite, which `checked_div` does not look at.
        if other == Self::ZERO || [self, other].iter().any(|fraction| *fraction.0.numer() == i128::MIN) {
            return None;
        }
        self.0.checked_div(&other.0).map(Self)
    }

    /// As people write it, dots between thousands and a comma before decimals: exactly where six decimals can tell it, else
    /// rounded half up to one.
    #[must_use]
    pub fn written(self) -> String {
        let (part, whole) = self.parts();
        let exact = (0..=6_u32).find_map(|places| {
            let scaled = self.times(Self::whole(10_i128.checked_pow(places)?))?;
            (scaled.parts().1 == 1).then_some((scaled.parts().0, places))
        });
        match exact.or_else(|| Some((last_places(part, whole, 1)?, 1))) {
            Some((digits, places)) => grouped(digits, places),
            None => self.0.to_string(),
        }
    }
}

/// Digits of which the last `places` are decimals.
fn grouped(digits: i128, places: u32) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let places = usize::try_from(places).unwrap_or_default();
    let text = format!("{:0>width$}", digits.unsigned_abs(), width = places.saturating_add(1));
    let (whole, decimals) = text.split_at_checked(text.len().saturating_sub(places)).unwrap_or((&text, ""));
    let mut written = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    if !decimals.is_empty() {
        written.push(',');
        written.push_str(decimals);
    }
    written
}

/// The fraction in lowest terms, `575/42`.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// All that a figure may be, both ends counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The least that it may be.
    pub low: Fraction,
    /// The most that it may be; `None` where nothing bounds it.
    pub high: Option<Fraction>,
}

impl Range {
    /// One number.
    #[must_use]
    pub const fn point(number: Fraction) -> Self {
        Self { low: number, high: Some(number) }
    }

    /// Whether all of `other` lies in it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        let is_high_enough = match (self.high, other.high) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(most), Some(high)) => high <= most,
        };
        self.low <= other.low && is_high_enough
    }

    /// How far all of it lies above `other`, or below it; `None` where the two touch.
    pub(super) fn distance(&self, other: &Self) -> Option<Distance> {
        if let Some(most) = other.high.filter(|most| self.low > *most) {
            return Some(Distance { by: self.low.minus(most)?, is_more: true });
        }
        let most = self.high.filter(|most| *most < other.low)?;
        Some(Distance { by: other.low.minus(most)?, is_more: false })
    }

    /// The least range that holds both.
    pub(super) fn hull(self, other: Self) -> Self {
        let high = self.high.zip(other.high).map(|(one, other)| one.max(other));
        Self { low: self.low.min(other.low), high }
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Self::ends(self.low.plus(other.low), self.high.zip(other.high), Fraction::plus)
    }

    /// The product of what is not below zero.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        self.is_size().filter(|()| other.is_size().is_some())?;
        Self::ends(self.low.times(other.low), self.high.zip(other.high), Fraction::times)
    }

    /// The quotient of what is not below zero.
    pub(super) fn divided_by(self, other: Self) -> Option<Self> {
        self.is_size().filter(|()| other.is_size().is_some())?;
        if other.high == Some(Fraction::ZERO) {
            return None;
        }
        let low = other.high.map_or(Some(Fraction::ZERO), |most| self.low.divided_by(most));
        let divisor = Some(other.low).filter(|least| *least != Fraction::ZERO);
        Self::ends(low, self.high.zip(divisor), Fraction::divided_by)
    }

    fn ends(
        low: Option<Fraction>,
        high: Option<(Fraction, Fraction)>,
        work_out: fn(Fraction, Fraction) -> Option<Fraction>,
    ) -> Option<Self> {
        let high = match high {
            Some((one, other)) => Some(work_out(one, other)?),
            None => None,
        };
        Some(Self { low: low?, high })
    }

    fn is_size(self) -> Option<()> {
        (self.low >= Fraction::ZERO).then_some(())
    }
}

/// How far two ranges are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Distance {
    pub(super) by: Fraction,
    pub(super) is_more: bool,
}
