//! Numbers as they are written in a report.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fraction::{Fraction, Range};
use super::unit::Unit;
use crate::wire;

/// The most digits that a number may have.
const MOST_DIGITS: usize = 15;

/// A number as a report writes it in Việt Nam: dots between thousands or none, a comma before decimals. `3.890`, `7,9`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenNumber {
    text: String,
    digits: i128,
    places: u32,
}

/// Why something is not a number as a report writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WrittenNumberError {
    /// Something else than digits.
    #[error("not a number, expected a form like 3.890 or 7,9")]
    Form,
    /// Dots that are not between groups of three digits.
    #[error(
        "dots do not stand between groups of three digits, expected a form like 3.890; decimals stand behind a comma"
    )]
    Grouping,
    /// Too many digits.
    #[error("number has more than 15 digits")]
    TooLong,
}

impl FromStr for WrittenNumber {
    type Err = WrittenNumberError;

    fn from_str(text: &str) -> Result<Self, WrittenNumberError> {
        let (whole, decimals) = match text.split_once(',') {
            Some((_, "")) => return Err(WrittenNumberError::Form),
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        let mut groups = whole.split('.');
        let first = groups.next().unwrap_or_default();
        if whole.contains('.')
            && (!(1..=3).contains(&first.len()) || first == "0" || groups.any(|group| group.len() != 3))
        {
            return Err(WrittenNumberError::Grouping);
        }
        let whole = whole.replace('.', "");
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(&whole) || !is_digits(decimals) || (whole.len() > 1 && whole.starts_with('0'))
        {
            return Err(WrittenNumberError::Form);
        }
        let digits = whole + decimals;
        if digits.len() > MOST_DIGITS {
            return Err(WrittenNumberError::TooLong);
        }
        let places = u32::try_from(decimals.len()).map_err(|_| WrittenNumberError::TooLong)?;
        let digits = digits.parse().map_err(|_| WrittenNumberError::Form)?;
        Ok(Self { text: text.to_owned(), digits, places })
    }
}

impl WrittenNumber {
    /// The number as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it says, in people, clubs, turns or đồng, or as a share.
    pub(super) fn value(&self, unit: Unit) -> Option<Fraction> {
        self.one_of_last_place(unit)?.times(Fraction::whole(self.digits))
    }

    /// All that rounds to it, as it is written: half of its last place to either side. A whole number of people, clubs, turns or
    /// đồng is not rounded.
    pub(super) fn rounded(&self, unit: Unit) -> Option<Range> {
        if self.places == 0 && unit.is_counted() {
            return self.value(unit).map(Range::point);
        }
        self.around(self.one_of_last_place(unit)?.divided_by(Fraction::whole(2))?, unit)
    }

    /// All that it can mean with an "about" (khoảng) before it: one of its last place that is not zero to either side.
    pub(super) fn about(&self, unit: Unit) -> Option<Range> {
        let mut digits = self.digits;
        let mut one = self.one_of_last_place(unit)?;
        while digits != 0 && digits.rem_euclid(10) == 0 {
            digits = digits.div_euclid(10);
            one = one.times(Fraction::whole(10))?;
        }
        self.around(one, unit)
    }

    fn around(&self, slack: Fraction, unit: Unit) -> Option<Range> {
        let value = self.value(unit)?;
        Some(Range { low: value.minus(slack)?.max(Fraction::ZERO), high: Some(value.plus(slack)?) })
    }

    /// One of the last place that is written.
    fn one_of_last_place(&self, unit: Unit) -> Option<Fraction> {
        unit.size()?.divided_by(Fraction::whole(10_i128.checked_pow(self.places)?))
    }
}

impl Serialize for WrittenNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for WrittenNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text(deserializer, str::parse)
    }
}
