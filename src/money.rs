//! Money: whole đồng.
//!
//! There are three types. An [`Amount`] is positive: the amount of a transfer. [`Money`] may also be zero, as the principal of a
//! repayment that pays interest only. A [`Balance`] is a signed total, wide enough for the sum of any number of amounts that fits into
//! memory.
//!
//! The đồng has no smaller unit in ISO 4217, so no type here holds fractions, and no function here rounds.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::catalogue::vietnamese;
use crate::display::{InLanguage, texts};
use crate::wire;

/// A sum of đồng from 0 to 999 999 999 999 999.
///
/// ```
/// use revolving_fund::Money;
/// let cap: Money = "8.000.000 đồng".parse()?;
/// assert_eq!(cap.dong(), 8_000_000);
/// assert_eq!(cap.to_string(), "8,000,000 đồng");
/// assert_eq!(cap.vietnamese().to_string(), "8.000.000 đồng");
/// # Ok::<(), revolving_fund::money::MoneyError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Money(u64);

impl Money {
    /// 0 đồng.
    pub const ZERO: Self = Self(0);
    /// The largest sum: 999 999 999 999 999 đồng, the bound of the format; any program reads 15 digits without loss.
    pub const MAX: Self = Self(999_999_999_999_999);

    /// Makes a sum of `dong` đồng.
    ///
    /// # Errors
    ///
    /// If `dong` is more than [`Money::MAX`].
    pub const fn new(dong: u64) -> Result<Self, MoneyError> {
        if dong <= Self::MAX.0 { Ok(Self(dong)) } else { Err(MoneyError::TooLarge) }
    }

    /// Returns the number of đồng.
    #[must_use]
    pub const fn dong(self) -> u64 {
        self.0
    }

    /// Returns whether it is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// A positive sum of đồng, from 1 to 999 999 999 999 999: the amount of a transfer.
///
/// ```
/// use revolving_fund::Amount;
/// use revolving_fund::money::MoneyError;
/// assert_eq!("12.500 đ".parse::<Amount>()?.dong(), 12_500);
/// assert_eq!(Amount::new(0), Err(MoneyError::Zero));
/// # Ok::<(), MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Amount(Money);

impl Amount {
    /// The smallest amount: 1 đồng.
    pub const MIN: Self = Self(Money(1));
    /// The largest amount: 999 999 999 999 999 đồng.
    pub const MAX: Self = Self(Money::MAX);

    /// Makes an amount of `dong` đồng.
    ///
    /// # Errors
    ///
    /// If `dong` is 0 or more than [`Amount::MAX`].
    pub const fn new(dong: u64) -> Result<Self, MoneyError> {
        match Money::new(dong) {
            Ok(Money(0)) => Err(MoneyError::Zero),
            Ok(money) => Ok(Self(money)),
            Err(error) => Err(error),
        }
    }

    /// Returns the number of đồng.
    #[must_use]
    pub const fn dong(self) -> u64 {
        self.0.0
    }
}

/// A signed total of đồng, in 128 bits.
///
/// No number of amounts that fits into memory takes it to its bounds. Arithmetic saturates at them.
///
/// ```
/// use revolving_fund::{Balance, Money};
/// let owed = Balance::from(Money::new(1_500)?) - Balance::from(Money::new(2_000)?);
/// assert_eq!(owed.to_string(), "-500 đồng");
/// # Ok::<(), revolving_fund::money::MoneyError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Balance(i128);

impl Balance {
    /// 0 đồng.
    pub const ZERO: Self = Self(0);

    /// Makes a balance of `dong` đồng.
    #[must_use]
    pub const fn new(dong: i128) -> Self {
        Self(dong)
    }

    /// Returns the number of đồng.
    #[must_use]
    pub const fn dong(self) -> i128 {
        self.0
    }

    /// Returns whether it is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Returns whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Returns the balance, or zero if it is negative.
    #[must_use]
    pub fn max_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Returns the balance multiplied by `times`.
    #[must_use]
    pub(crate) fn times(self, times: u32) -> Self {
        Self(self.0.saturating_mul(i128::from(times)))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::whole(deserializer, Self::new)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::whole(deserializer, Self::new)
    }
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl From<Money> for Balance {
    fn from(money: Money) -> Self {
        Self(i128::from(money.0))
    }
}

impl From<Amount> for Balance {
    fn from(amount: Amount) -> Self {
        amount.0.into()
    }
}

impl TryFrom<u64> for Money {
    type Error = MoneyError;

    fn try_from(dong: u64) -> Result<Self, MoneyError> {
        Self::new(dong)
    }
}

impl TryFrom<u64> for Amount {
    type Error = MoneyError;

    fn try_from(dong: u64) -> Result<Self, MoneyError> {
        Self::new(dong)
    }
}

impl TryFrom<Money> for Amount {
    type Error = MoneyError;

    fn try_from(money: Money) -> Result<Self, MoneyError> {
        Self::new(money.0)
    }
}

impl TryFrom<Balance> for Money {
    type Error = MoneyError;

    fn try_from(balance: Balance) -> Result<Self, MoneyError> {
        if balance.is_negative() {
            return Err(MoneyError::Negative);
        }
        u64::try_from(balance.0).map_or(Err(MoneyError::TooLarge), Self::new)
    }
}

impl TryFrom<Balance> for Amount {
    type Error = MoneyError;

    fn try_from(balance: Balance) -> Result<Self, MoneyError> {
        Money::try_from(balance)?.try_into()
    }
}

impl Add for Balance {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Balance {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Balance {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Balance {
    fn add_assign(&mut self, other: Self) {
        *self = self.add(other);
    }
}

impl SubAssign for Balance {
    fn sub_assign(&mut self, other: Self) {
        *self = self.sub(other);
    }
}

impl Sum for Balance {
    fn sum<I: Iterator<Item = Self>>(balances: I) -> Self {
        balances.fold(Self::ZERO, Add::add)
    }
}

/// Implements the texts of a sum, with its unit; its [`Debug`](fmt::Debug) is the English one.
macro_rules! sums {
    ($($sum:ident)+) => { $(
        texts!($sum, "8,000,000 đồng", "8.000.000 đồng");

        impl fmt::Debug for $sum {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl fmt::Display for InLanguage<'_, $sum> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Self(sum, language) = self;
                f.pad(&format!("{} đồng", language.number(&sum.dong().to_string())))
            }
        }
    )+ };
}

sums! { Money Amount Balance }

/// The spellings of the unit after a sum; the second is `đồng` in decomposed letters (NFD).
const UNITS: [&str; 4] = ["đồng", "\u{111}o\u{302}\u{300}ng", "đ", "₫"];

/// Parses `8.000.000 đồng`, `8.000.000đ`, `8000000₫`, `8,000,000` or plain digits.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let number = UNITS
            .iter()
            .find_map(|unit| text.strip_suffix(unit))
            .map_or(text, |number| number.strip_suffix([' ', '\u{a0}']).unwrap_or(number));
        let digits = match ['.', ','].into_iter().find(|separator| number.contains(*separator)) {
            Some(separator) => {
                let mut groups = number.split(separator);
                let first = groups.next().unwrap_or_default();
                if !(1..=3).contains(&first.len()) || first == "0" || groups.any(|group| group.len() != 3) {
                    return Err(MoneyError::Grouping);
                }
                number.replace(separator, "")
            }
            None => number.to_owned(),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MoneyError::NotANumber);
        }
        if digits.len() > 1 && digits.starts_with('0') {
            return Err(MoneyError::LeadingZero);
        }
        digits.parse().map_or(Err(MoneyError::TooLarge), Self::new)
    }
}

impl FromStr for Amount {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        text.parse::<Money>()?.try_into()
    }
}

/// The reason for which a number or text is not a sum of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The sum is over [`Money::MAX`].
    #[error("amount is over {}", Money::MAX)]
    TooLarge,
    /// The sum is zero, and an amount must be positive.
    #[error("amount is zero, expected at least 1 đồng")]
    Zero,
    /// The sum is below zero.
    #[error("amount is below zero")]
    Negative,
    /// The dots or commas do not separate groups of three digits.
    #[error("dots or commas do not separate groups of three digits, expected a form like 8,000,000 or 8.000.000")]
    Grouping,
    /// The text starts with a zero, as `08.000`.
    #[error("amount starts with a zero")]
    LeadingZero,
    /// The text has other characters than digits.
    #[error("not a whole number of đồng, expected digits, with or without đồng, đ or ₫ after them")]
    NotANumber,
}

vietnamese! { MoneyError,
    Self::TooLarge => "số tiền lớn hơn {}", Money::MAX.vietnamese();
    Self::Zero => "số tiền bằng 0, ít nhất phải là 1 đồng";
    Self::Negative => "số tiền là số âm";
    Self::Grouping => "dấu chấm hoặc dấu phẩy đặt sai chỗ, hãy tách từng nhóm ba chữ số như 8.000.000";
    Self::LeadingZero => "số tiền bắt đầu bằng chữ số 0";
    Self::NotANumber => "không phải số đồng nguyên, chỉ ghi chữ số như 500.000, có thể thêm đồng, đ hoặc ₫ ở cuối";
}
