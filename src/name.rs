//! Names and texts. The types hold only values that the books accept.
//!
//! [`ClubId`], [`MemberId`], [`LoanId`] and [`LenderId`] are 1 to 64 ASCII letters, digits and `-`, a letter or digit first, so
//! that they can be part of the path of an account. A [`DocumentNumber`] (số phiếu) may also hold `_`, `.` and `/`. A [`Text`]
//! is free text of 1 to 1 000 bytes of UTF-8, without control characters.

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
            /// Returns the text as it is written.
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
    /// The name of a loan (khoản vay), which is never used again: `V001`.
    LoanId,
    |text| check_name(text, "-")
);
name_type!(
    /// The name of a person or institution that lends to the club: `chu-nhiem`.
    LenderId,
    |text| check_name(text, "-")
);
name_type!(
    /// The number of a document (số phiếu thu, số phiếu chi), unique in the books: `PT-0001`, `PT/2024.017`.
    DocumentNumber,
    |text| check_name(text, "-_./")
);
name_type!(
    /// A free text: 1 to 1 000 bytes of UTF-8 without control characters.
    Text,
    check_text
);

/// The reason for which a text is not a name or a text of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It has too many bytes.
    #[error("it has {bytes} bytes, expected at most {most}")]
    TooLong {
        /// The number of bytes.
        bytes: usize,
        /// The largest number of bytes allowed.
        most: usize,
    },
    /// The name does not start with a letter or digit.
    #[error("it does not start with an ASCII letter or digit")]
    Start,
    /// The name has a character that is not allowed.
    #[error("it holds {character:?}, expected ASCII letters, digits and {signs} only")]
    Character {
        /// The first such character.
        character: char,
        /// The signs that are allowed besides letters and digits.
        signs: &'static str,
    },
    /// The text has a control character.
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
