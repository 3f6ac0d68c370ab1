//! Numbers as a report writes them, and ranges of exact fractions.

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};
use serde::{Serialize, Serializer};

use crate::display::Language;
use crate::rounding::{decimal, div_half_up};

/// An exact fraction.
pub(super) type Fraction = Ratio<i128>;

/// A number of at most 15 digits, and the number of its decimals.
pub(super) struct Number {
    pub(super) value: Fraction,
    pub(super) decimals: u32,
    /// One unit of its last decimal place.
    last: Fraction,
    digits: i128,
}

/// Parses `3.890` or `7,9`: dots between thousands or none, a comma before decimals. `None` for any other form, and for more than 15
/// digits.
pub(super) fn number(text: &str) -> Option<Number> {
    let (whole, decimals) = text.split_once(',').unwrap_or((text, ""));
    let (first, groups) = whole.split_once('.').map_or((whole, None), |(first, rest)| (first, Some(rest)));
    let is_grouped = groups.is_none_or(|rest| {
        (1..=3).contains(&first.len()) && first != "0" && rest.split('.').all(|group| group.len() == 3)
    });
    let whole = whole.replace('.', "");
    let is_plain = whole == "0" || (!whole.is_empty() && !whole.starts_with('0'));
    let digits = format!("{whole}{decimals}");
    let is_number = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) && !text.ends_with(',');
    if !(is_grouped && is_plain && is_number) {
        return None;
    }
    let (digits, decimals) = (digits.parse().ok()?, u32::try_from(decimals.len()).ok()?);
    let last = Fraction::new_raw(1, 10_i128.checked_pow(decimals)?);
    Some(Number { value: last.checked_mul(&Fraction::from_integer(digits))?, decimals, last, digits })
}

impl Number {
    /// Returns the range of numbers that round to it: half a unit of its last decimal to either side; with "about" (khoảng), one unit of
    /// its last digit that is not zero. The range does not go below zero. `None` if a number is too large.
    pub(super) fn rounded(&self, is_about: bool) -> Option<Range> {
        let ten = Fraction::from_integer(10);
        let zeros = self.digits.to_string().bytes().rev().take_while(|byte| *byte == b'0').count();
        let slack = if is_about {
            std::iter::repeat_n(ten, zeros).try_fold(self.last, |last, ten| last.checked_mul(&ten))?
        } else {
            self.last.checked_div(&Fraction::from_integer(2))?
        };
        let low = self.value.checked_sub(&slack)?.max(Fraction::zero());
        Some(Range { low, high: Some(self.value.checked_add(&slack)?) })
    }
}

/// Returns a fraction as people write it in a language: exact if it has at most six decimals, else rounded half away from zero to one
/// decimal.
#[must_use]
pub fn written(number: Ratio<i128>, language: Language) -> String {
    let (part, whole) = (*number.numer(), *number.denom());
    let exact = (0..=6).find(|places| 10_i128.pow(u32::from(*places)).checked_rem(whole) == Some(0));
    let places = exact.unwrap_or(1);
    let Some(digits) = div_half_up(part, whole, places.into()) else { return number.to_string() };
    language.number(&decimal(digits, places))
}

pub(super) fn in_lowest_terms<S: Serializer>(number: &Fraction, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// All numbers that a figure can be, both ends included. No figure of a report is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The lowest number.
    #[serde(serialize_with = "in_lowest_terms")]
    pub low: Ratio<i128>,
    /// The highest number; `None` if there is no upper bound.
    #[serde(serialize_with = "highest")]
    pub high: Option<Ratio<i128>>,
}

#[allow(clippy::ref_option, reason = "serde hands the field over so")]
fn highest<S: Serializer>(number: &Option<Fraction>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(|number| number.to_string()).serialize(serializer)
}

impl Range {
    /// Makes a range of one number.
    #[must_use]
    pub const fn point(number: Ratio<i128>) -> Self {
        Self { low: number, high: Some(number) }
    }

    /// Returns whether all of `other` is in the range.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.low <= other.low && self.high.is_none_or(|most| other.high.is_some_and(|high| high <= most))
    }

    /// Returns the gap between the range and `other`, and whether the range is the higher one; `None` if the two overlap.
    pub(super) fn distance(&self, other: &Self) -> Option<(Fraction, bool)> {
        if let Some(most) = other.high.filter(|most| self.low > *most) {
            return Some((self.low.checked_sub(&most)?, true));
        }
        let most = self.high.filter(|most| *most < other.low)?;
        Some((other.low.checked_sub(&most)?, false))
    }

    pub(super) fn hull(self, other: Self) -> Self {
        let high = self.high.zip(other.high).map(|(one, other)| one.max(other));
        Self { low: self.low.min(other.low), high }
    }

    /// Returns one ÷ the range, without an upper bound if the range begins at zero; `None` if the range is zero.
    pub(super) fn inverse(self) -> Option<Self> {
        let inverse = |number: Fraction| (!number.is_zero()).then(|| number.recip());
        Some(Self { low: self.high.map_or(Some(Fraction::zero()), inverse)?, high: inverse(self.low) })
    }

    /// Returns the sum or product of two ranges, without an upper bound if one of them has none; `None` if a number is too large.
    pub(super) fn with(self, other: Self, operation: fn(&Fraction, &Fraction) -> Option<Fraction>) -> Option<Self> {
        let high = match self.high.zip(other.high) {
            Some((one, other)) => Some(operation(&one, &other)?),
            None => None,
        };
        Some(Self { low: operation(&self.low, &other.low)?, high })
    }
}
