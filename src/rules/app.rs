//! The codes and breaches of an app's own rules.

use std::fmt;
use std::str::FromStr;

use compact_str::{CompactString, format_compact};
use serde::Serialize;

use crate::catalogue::{Explanation, Vietnamese, WriteVietnamese};
use crate::code::Code;
use crate::name::NameError;
use crate::warning_code::WarningCode;

/// The longest code, in bytes, without `app/`.
const LONGEST_CODE: usize = 64;
/// The prefix of every code of an app, which keeps it apart from those of the library.
const PREFIX: &str = "app/";

/// The code of an app's own rule: `app/two-signatures`.
///
/// It is parsed from the name without `app/`: lower-case ASCII letters and digits in words joined by single hyphens, a letter
/// first, at most 64 bytes, and not the code of a rule or a warning of the library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AppCode(CompactString);

impl AppCode {
    /// Returns the code as it is printed, `app/…`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AppCode {
    type Err = AppCodeError;

    fn from_str(name: &str) -> Result<Self, AppCodeError> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let begins_with_letter = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if name.len() > LONGEST_CODE || !begins_with_letter || !name.split('-').all(is_word) {
            return Err(AppCodeError::Form { name: name.chars().take(LONGEST_CODE).collect() });
        }
        if name.parse::<Code>().is_ok() || name.parse::<WarningCode>().is_ok() {
            return Err(AppCodeError::Taken { name: name.to_owned() });
        }
        Ok(Self(format_compact!("{PREFIX}{name}")))
    }
}

impl fmt::Display for AppCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The reason for which a name is not the code of an app's own rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AppCodeError {
    /// It has another form.
    #[error(
        "the code {name:?} is not of the form `two-signatures`: at most {LONGEST_CODE} lower-case ASCII letters and digits, \
         in words joined by single hyphens, a letter first"
    )]
    Form {
        /// The name, cut after 64 characters.
        name: String,
    },
    /// It is the code of a rule or a warning of the library.
    #[error("the code {name} is one of the library, choose another for a rule of the app")]
    Taken {
        /// The name.
        name: String,
    },
}

/// The reason for which an app's own rule is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AppRuleError {
    /// Its code is refused.
    #[error(transparent)]
    Code(#[from] AppCodeError),
    /// A text of its explanation is refused.
    #[error("{field} of the rule {code}: {reason}")]
    Text {
        /// The code of the rule.
        code: AppCode,
        /// The text: `title.vietnamese`.
        field: &'static str,
        /// The fault.
        reason: NameError,
    },
}

/// The objection of an app's own rule to a record: the facts, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    english: String,
    vietnamese: String,
}

impl Objection {
    /// Makes an objection that states the facts: `a payment of 6,000,000 đồng has 1 signature`. The rule and its remedy are in its
    /// explanation.
    #[must_use]
    pub fn new(english: impl Into<String>, vietnamese: impl Into<String>) -> Self {
        Self { english: english.into(), vietnamese: vietnamese.into() }
    }
}

/// A breach of an app's own rule. Displayed in English; [`AppBreach::vietnamese`] displays it in Vietnamese. Serialized as its code, texts
/// and remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppBreach {
    pub(crate) code: AppCode,
    pub(crate) explanation: Explanation,
    pub(crate) objection: Objection,
}

impl AppBreach {
    /// Returns the code of the rule, `app/…`.
    #[must_use]
    pub const fn code(&self) -> &AppCode {
        &self.code
    }

    /// Returns the explanation of the rule: title, remedy and source.
    #[must_use]
    pub const fn explain(&self) -> Explanation {
        self.explanation
    }

    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

impl fmt::Display for AppBreach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.objection.english)
    }
}

impl WriteVietnamese for AppBreach {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.objection.vietnamese)
    }
}
