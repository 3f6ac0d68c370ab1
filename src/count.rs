//! Whole numbers that are not money: counts of people, visits and loans, months, years. Each type has its bounds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::catalogue::vietnamese;
use crate::wire;

/// A number that is outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("number is {number}, expected {least} to {most}")]
pub struct CountError {
    /// The number that was given.
    pub number: u32,
    /// The least that it may be.
    pub least: u32,
    /// The most that it may be.
    pub most: u32,
}

vietnamese! { CountError,
    Self { number, least, most } => "số là {number}, phải từ {least} đến {most}";
}

/// The reason for which a text is not a number of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// A text with other characters than digits, or with more digits than any of these numbers has.
    #[error("not a whole number, expected digits only")]
    NotANumber,
    /// A number that is outside its bounds.
    #[error(transparent)]
    OutOfBounds(#[from] CountError),
}

vietnamese! { NumberError,
    Self::NotANumber => "không phải số nguyên, chỉ ghi chữ số";
    Self::OutOfBounds(error) => "{}", error.vietnamese();
}

macro_rules! bounded {
    ($(#[doc = $doc:literal])+ $name:ident($least:literal..=$most:literal)) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The least that it may be.
            pub const MIN: Self = Self($least);
            /// The most that it may be.
            pub const MAX: Self = Self($most);

            /// Checks the bounds of `number`.
            ///
            /// # Errors
            ///
            /// If `number` is outside them.
            pub const fn new(number: u32) -> Result<Self, CountError> {
                if Self::MIN.0 <= number && number <= Self::MAX.0 {
                    Ok(Self(number))
                } else {
                    Err(CountError { number, least: $least, most: $most })
                }
            }

            /// Returns the number.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl From<$name> for u32 {
            fn from(bounded: $name) -> Self {
                bounded.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = CountError;

            fn try_from(number: u32) -> Result<Self, CountError> {
                Self::new(number)
            }
        }

        /// Parses digits, as people type them in a form.
        impl FromStr for $name {
            type Err = NumberError;

            fn from_str(text: &str) -> Result<Self, NumberError> {
                if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(NumberError::NotANumber);
                }
                Ok(Self::new(text.parse().map_err(|_| NumberError::NotANumber)?)?)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::whole(deserializer, |number| Self::new(u32::try_from(number).unwrap_or(u32::MAX)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

/// Returns the number of items of a list, map or set. Saturates at 32 bits, as no club has so many members, loans or records.
pub(crate) fn number_of(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

bounded!(
    /// A count from 0 to 9 999 999.
    Count(0..=9_999_999)
);
bounded!(
    /// The term of a loan in months, from 0 to 600. A charter allows 1 to 60 of them. Books with another term can be read, and an
    /// audit reports it.
    Months(0..=600)
);
bounded!(
    /// The longest term that a charter allows, from 1 to 60 months.
    MaxMonths(1..=60)
);
bounded!(
    /// The days of grace for a meeting that is late, from 0 to 15.
    GraceDays(0..=15)
);
bounded!(
    /// The months that one receipt of dues pays for, from 1 to 12.
    DueMonths(1..=12)
);
bounded!(
    /// The number of open loans that a charter allows one member, from 1 to 9 999 999.
    OpenLoans(1..=9_999_999)
);
bounded!(
    /// The years of a projection, from 1 to 30.
    ProjectionYears(1..=30)
);
bounded!(
    /// A year from 1900 to 2999.
    Year(1900..=2999)
);
bounded!(
    /// The number of a record in the books, from 1 to 9 999 999. A file may contain 0; an audit reports it as a sequence gap.
    Seq(0..=9_999_999)
);

impl Seq {
    /// Returns the next number; `None` after 9 999 999.
    #[must_use]
    pub(crate) fn next(self) -> Option<Self> {
        self.0.checked_add(1).and_then(|next| Self::new(next).ok())
    }
}
