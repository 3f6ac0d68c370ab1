//! Names and texts: a value that exists can be written in the books.
//!
//! [`ClubId`], [`MemberId`], [`LoanId`] and [`LenderId`] are 1 to 64 ASCII letters, digits and `-`, a letter or digit first, so
//! that they can stand in the name of an account. A [`DocumentNumber`] (số phiếu) may also hold `_`, `.` and `/`. A [`Text`]
//! is anything people write, without control characters, up to 1 000 bytes of UTF-8.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalogue::vietnamese;
use crate::wire;

/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;
/// The longest text, in bytes.
const LONGEST_TEXT: usize = 1_000;

fn check_name(text: &str, signs: &'static str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.len() > LONGEST_NAME {
        return Err(NameError::TooLong { bytes: text.len(), most: LONGEST_NAME });
    }
    if !text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return Err(NameError::Start);
    }
    match text.chars().find(|character| !(character.is_ascii_alphanumeric() || signs.contains(*character))) {
        Some(character) => Err(NameError::Character { character, signs }),
        None => Ok(()),
    }
}

fn check_text(text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.len() > LONGEST_TEXT {
        return Err(NameError::TooLong { bytes: text.len(), most: LONGEST_TEXT });
    }
    match text.chars().find(|c| c.is_control()) {
        Some(character) => Err(NameError::Control { character }),
        None => Ok(()),
    }
}

macro_rules! name_type {
    ($(#[doc = $doc:literal])+ $name:ident, $check:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(CompactString);

        impl $name {
            /// The name as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> Result<(), NameError> = $check;
                check(text)?;
                Ok(Self(CompactString::new(text)))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = NameError;

            fn try_from(text: &str) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::text(deserializer, str::parse)
            }
        }
    };
}

name_type!(
    /// The name of a club in a programme: `BN-001`.
    ClubId,
    |text| check_name(text, "-")
);
name_type!(
    /// The name of a member (thành viên): `M001`.
    MemberId,
    |text| check_name(text, "-")
);
name_type!(
    /// The name of a loan (khoản vay), never used twice: `V001`.
    LoanId,
    |text| check_name(text, "-")
);
name_type!(
    /// The name of one who lends to the club: `chu-nhiem`.
    LenderId,
    |text| check_name(text, "-")
);
name_type!(
    /// The number of a document (số phiếu thu, số phiếu chi), unique in the books: `PT-0001`, `PT/2024.017`.
    DocumentNumber,
    |text| check_name(text, "-_./")
);
name_type!(
    /// A text that people write: 1 to 1 000 bytes of UTF-8 without control characters.
    Text,
    check_text
);

/// Why something is not a name or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing at all.
    #[error("it is empty")]
    Empty,
    /// More bytes than it may have.
    #[error("it has {bytes} bytes, expected at most {most}")]
    TooLong {
        /// The bytes it has.
        bytes: usize,
        /// The bytes it may have.
        most: usize,
    },
    /// A name that starts with a sign.
    #[error("it does not start with an ASCII letter or digit")]
    Start,
    /// A character that cannot stand in a name.
    #[error("it holds {character:?}, expected ASCII letters, digits and {signs} only")]
    Character {
        /// The first such character.
        character: char,
        /// The signs that may stand in it.
        signs: &'static str,
    },
    /// A control character.
    #[error("it holds the control character {character:?}")]
    Control {
        /// The first such character.
        character: char,
    },
}

vietnamese! { NameError,
    Self::Empty => "chưa ghi gì";
    Self::TooLong { bytes, most } => "dài {bytes} byte, nhiều nhất được {most}";
    Self::Start => "không bắt đầu bằng chữ cái không dấu hoặc chữ số";
    Self::Character { character, signs } => "có ký tự {character:?}, chỉ dùng chữ cái không dấu, chữ số và {signs}";
    Self::Control { character } => "có ký tự điều khiển {character:?}";
}
