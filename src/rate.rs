//! Rates and shares: exact decimals.
//!
//! A [`Rate`] is the interest rate of a loan for a month; a [`Share`] is a part of an amount. Both are whole hundred-millionths, from 0
//! to 100 %. A [`Rounding`] is the unit to which interest and instalments are rounded.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::catalogue::vietnamese;
use crate::display::{InLanguage, Language, texts};
use crate::money::Balance;
use crate::rounding::{floor, part_ceil, part_half_up};
use crate::wire;

/// One, in hundred-millionths.
const ONE: u32 = 100_000_000;
/// The largest number of decimal places of a rate or share.
const PLACES: u8 = 8;

/// A decimal from 0 to 1 with at most eight places, kept as written and compared as a number.
#[derive(Clone, Copy)]
struct Decimal8 {
    hundred_millionths: u32,
    places: u8,
}

impl Decimal8 {
    /// Parses `0.01`: a zero or a one, and at most eight decimal places after a point.
    fn parse(text: &str) -> Result<Self, RateError> {
        let (whole, decimals) = match text.split_once('.') {
            Some((_, "")) => return Err(RateError::Form),
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        let places = u8::try_from(decimals.len()).ok().filter(|places| *places <= PLACES).ok_or(RateError::Form)?;
        let whole = match whole {
            "0" => 0,
            "1" => ONE,
            _ => return Err(RateError::Form),
        };
        let mut part = 0_u32;
        for byte in decimals.bytes() {
            if !byte.is_ascii_digit() {
                return Err(RateError::Form);
            }
            part = part.saturating_mul(10).saturating_add(u32::from(byte.saturating_sub(b'0')));
        }
        let part = part.saturating_mul(10_u32.saturating_pow(u32::from(PLACES.saturating_sub(places))));
        let hundred_millionths = whole.saturating_add(part);
        if hundred_millionths > ONE {
            return Err(RateError::OverOne);
        }
        Ok(Self { hundred_millionths, places })
    }

    /// Parses the `0,5 ` of `0,5 %`, or the `0.5` of `0.5%`: at most six decimal places.
    fn parse_percent(number: &str) -> Result<Self, RateError> {
        let number = number.strip_suffix([' ', '\u{a0}']).unwrap_or(number);
        let (whole, decimals) = number.split_once([',', '.']).unwrap_or((number, ""));
        let well_formed = (1..=3).contains(&whole.len())
            && !(whole.len() > 1 && whole.starts_with('0'))
            && decimals.len() <= 6
            && !number.ends_with([',', '.'])
            && whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
        if !well_formed {
            return Err(RateError::Form);
        }
        let whole = format!("{whole:0>3}");
        let (units, hundredths) = whole.split_at_checked(1).ok_or(RateError::Form)?;
        if !matches!(units, "0" | "1") {
            return Err(RateError::OverOne);
        }
        let fraction = format!("{hundredths}{decimals}");
        Self::parse(&format!("{units}.{}", if decimals.is_empty() { hundredths } else { &fraction }))
    }

    /// Makes a decimal with as few places as it needs.
    const fn new(hundred_millionths: u32) -> Result<Self, RateError> {
        if hundred_millionths > ONE {
            return Err(RateError::OverOne);
        }
        let mut places = PLACES;
        let mut rest = hundred_millionths;
        while places > 0 && rest.is_multiple_of(10) {
            rest = rest.div_euclid(10);
            places = places.saturating_sub(1);
        }
        Ok(Self { hundred_millionths, places })
    }

    fn from_text(text: &str) -> Result<Self, RateError> {
        match text.strip_suffix('%') {
            Some(number) => Self::parse_percent(number),
            None => Self::parse(text),
        }
    }

    /// Returns it with the places with which it was written, for the books.
    fn canonical(self) -> String {
        self.to_decimal().to_string()
    }

    /// Writes it for people, in percent: `0.5%` in English, `0,5 %` in Vietnamese.
    fn write_percent(self, f: &mut fmt::Formatter<'_>, language: Language) -> fmt::Result {
        let percent = Decimal::new(i64::from(self.hundred_millionths), u32::from(PLACES).saturating_sub(2)).normalize();
        f.pad(&language.percent(&percent.to_string()))
    }

    fn from_decimal(decimal: Decimal) -> Result<Self, RateError> {
        if decimal.is_sign_negative() && !decimal.is_zero() {
            return Err(RateError::Negative);
        }
        if decimal > Decimal::ONE {
            return Err(RateError::OverOne);
        }
        let decimal = if decimal.scale() > u32::from(PLACES) { decimal.normalize() } else { decimal };
        Self::parse(&decimal.abs().to_string())
    }

    fn to_decimal(self) -> Decimal {
        Decimal::new(i64::from(self.hundred_millionths), u32::from(PLACES)).trunc_with_scale(u32::from(self.places))
    }
}

/// The reason for which a number or text is not a rate or a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// The text is not a decimal of the accepted forms.
    #[error("not a decimal from 0 to 1 with at most 8 places, expected a form like \"0.01\"")]
    Form,
    /// The decimal is over 1, which is 100 %.
    #[error("decimal is over 1")]
    OverOne,
    /// The rate is over 5 % a month, in a projection.
    #[error("rate is over 0.05, which is 5 % a month")]
    OverFivePercent,
    /// The decimal is below zero.
    #[error("decimal is below zero")]
    Negative,
}

vietnamese! { RateError,
    Self::Form => "không phải tỷ lệ từ 0 đến 1 với nhiều nhất 8 chữ số thập phân, hãy ghi như 1 % hoặc 0.01";
    Self::OverOne => "tỷ lệ lớn hơn 1, tức là hơn 100 %";
    Self::OverFivePercent => "lãi suất lớn hơn 0.05, tức là hơn 5 % một tháng";
    Self::Negative => "tỷ lệ là số âm";
}

/// Implements the common part of [`Rate`] and [`Share`]: exact, kept as written, compared as a number.
macro_rules! decimal_type {
    ($name:ident) => {
        impl $name {
            /// Makes it from hundred-millionths: 1 000 000 for one percent.
            ///
            /// # Errors
            ///
            /// If `count` is over 100 000 000, which is 100 %.
            pub const fn from_hundred_millionths(count: u32) -> Result<Self, RateError> {
                match Decimal8::new(count) {
                    Ok(decimal) => Ok(Self(decimal)),
                    Err(error) => Err(error),
                }
            }

            /// Returns the number of hundred-millionths: 1 000 000 for one percent.
            #[must_use]
            pub const fn hundred_millionths(self) -> u32 {
                self.0.hundred_millionths
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other) == Ordering::Equal
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.hundred_millionths().cmp(&other.hundred_millionths())
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.hundred_millionths().hash(state);
            }
        }

        texts!($name, "0.5%", "0,5 %");

        impl fmt::Display for InLanguage<'_, $name> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.0.write_percent(f, self.1)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.canonical())
            }
        }

        /// Parses a decimal (`0.005`) or a percentage (`0,5 %` or `0.5%`).
        impl FromStr for $name {
            type Err = RateError;

            fn from_str(text: &str) -> Result<Self, RateError> {
                Decimal8::from_text(text).map(Self)
            }
        }

        impl TryFrom<Decimal> for $name {
            type Error = RateError;

            fn try_from(decimal: Decimal) -> Result<Self, RateError> {
                Decimal8::from_decimal(decimal).map(Self)
            }
        }

        impl From<$name> for Decimal {
            fn from(value: $name) -> Self {
                value.0.to_decimal()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0.canonical())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::text(deserializer, |text| Decimal8::parse(text).map(Self))
            }
        }
    };
}

/// The nominal interest rate of one month, from 0 to 100 %.
///
/// ```
/// use revolving_fund::{Balance, Rate, Rounding};
/// let rate: Rate = "1 %".parse()?;
/// let owed = Balance::new(7_333_334);
/// assert_eq!(rate.of(owed, Rounding::One), Balance::new(73_333));
/// assert_eq!(rate.of(owed, Rounding::Thousand), Balance::new(73_000));
/// # Ok::<(), revolving_fund::rate::RateError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Rate(Decimal8);

decimal_type!(Rate);

impl Rate {
    /// Returns the interest of twelve months on `principal`, not compounded, rounded half up to a đồng. Zero if `principal` is below
    /// zero.
    #[must_use]
    pub fn of_a_year(self, principal: Balance) -> Balance {
        let of_a_year = i128::from(self.hundred_millionths()).saturating_mul(12);
        Balance::new(part_half_up(principal.max_zero().dong(), of_a_year, ONE.into()))
    }

    /// Returns the interest of one month on `principal`, rounded half up to the unit. Zero if `principal` is below zero.
    #[must_use]
    pub fn of(self, principal: Balance, rounding: Rounding) -> Balance {
        let unit = i128::from(rounding.unit());
        let whole = unit.saturating_mul(ONE.into());
        let units = part_half_up(principal.max_zero().dong(), self.hundred_millionths().into(), whole);
        Balance::new(units.saturating_mul(unit))
    }
}

/// The interest rate of a month in a projection, from 0 to 5 %: so bounded, no capital outgrows its 128 bits in 30 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Rate", into = "Rate")]
pub struct ProjectionRate(Rate);

impl ProjectionRate {
    /// Makes it from hundred-millionths: 1 000 000 for one percent.
    ///
    /// # Errors
    ///
    /// If `count` is over 5 000 000, which is 5 %.
    pub const fn from_hundred_millionths(count: u32) -> Result<Self, RateError> {
        match Rate::from_hundred_millionths(count) {
            Ok(rate) if count <= 5_000_000 => Ok(Self(rate)),
            _ => Err(RateError::OverFivePercent),
        }
    }
}

impl TryFrom<Rate> for ProjectionRate {
    type Error = RateError;

    fn try_from(rate: Rate) -> Result<Self, RateError> {
        Self::from_hundred_millionths(rate.hundred_millionths()).map(|_| Self(rate))
    }
}

impl From<ProjectionRate> for Rate {
    fn from(rate: ProjectionRate) -> Self {
        rate.0
    }
}

/// A share of an amount, from 0 to 100 %.
///
/// ```
/// use revolving_fund::{Balance, Share};
/// let half: Share = "50 %".parse()?;
/// assert_eq!(half, "0.5".parse()?);
/// assert_eq!(half.ceil_of(Balance::new(73_333)), Balance::new(36_667));
/// # Ok::<(), revolving_fund::rate::RateError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Share(Decimal8);

decimal_type!(Share);

impl Share {
    /// Returns this share of `whole`, rounded half up to a đồng. Zero if `whole` is below zero.
    #[must_use]
    pub fn half_up_of(self, whole: Balance) -> Balance {
        Balance::new(part_half_up(whole.max_zero().dong(), self.hundred_millionths().into(), ONE.into()))
    }

    /// Returns this share of `whole`, rounded up to a đồng. Zero if `whole` is below zero.
    #[must_use]
    pub fn ceil_of(self, whole: Balance) -> Balance {
        Balance::new(part_ceil(whole.max_zero().dong(), self.hundred_millionths().into(), ONE.into()))
    }

    /// Returns whether `part` is less than this share of `whole`, without rounding.
    #[must_use]
    pub fn is_missed_by(self, part: u32, whole: u32) -> bool {
        u64::from(part).saturating_mul(u64::from(ONE))
            < u64::from(whole).saturating_mul(u64::from(self.hundred_millionths()))
    }
}

/// The unit to which interest and instalments are rounded, so that they can be paid in notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To 1 đồng, which rounds fractions only.
    One,
    /// To 100 đồng.
    Hundred,
    /// To 500 đồng, a rare note.
    FiveHundred,
    /// To 1 000 đồng, the smallest common note.
    Thousand,
}

impl Rounding {
    /// Returns the unit in đồng.
    #[must_use]
    pub const fn unit(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Hundred => 100,
            Self::FiveHundred => 500,
            Self::Thousand => 1000,
        }
    }

    /// Returns one of `count` equal instalments of `principal`, rounded down to the unit; the rest falls due with the last instalment.
    /// Zero if `count` is zero or `principal` is below zero.
    #[must_use]
    pub fn instalment(self, principal: Balance, count: u32) -> Balance {
        let unit = i128::from(self.unit());
        if count == 0 {
            return Balance::ZERO;
        }
        let parts = unit.saturating_mul(count.into());
        Balance::new(floor(principal.max_zero().dong(), parts).saturating_mul(unit))
    }
}

impl TryFrom<u32> for Rounding {
    type Error = RoundingError;

    fn try_from(unit: u32) -> Result<Self, RoundingError> {
        match unit {
            1 => Ok(Self::One),
            100 => Ok(Self::Hundred),
            500 => Ok(Self::FiveHundred),
            1000 => Ok(Self::Thousand),
            _ => Err(RoundingError { unit }),
        }
    }
}

impl Serialize for Rounding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.unit())
    }
}

impl<'de> Deserialize<'de> for Rounding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::whole(deserializer, |unit| Self::try_from(u32::try_from(unit).unwrap_or(u32::MAX)))
    }
}

/// A unit that is not 1, 100, 500 or 1000 đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rounding is {unit}, expected 1, 100, 500 or 1000")]
pub struct RoundingError {
    /// The unit that was given.
    pub unit: u32,
}
