//! The catalogue of codes: the meaning of each, the remedy and the source of the rule, in English and Vietnamese.

use std::fmt;

/// A text in English and in Vietnamese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// The English text.
    pub english: &'static str,
    /// The Vietnamese text.
    pub vietnamese: &'static str,
}

/// Returns a text with a small first letter, for the middle of a sentence.
pub(crate) fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Declares the titles of an enum without fields.
macro_rules! titles {
    ($name:ident { $($variant:ident = $english:literal / $vietnamese:literal),+ $(,)? }) => {
        impl $name {
            /// Returns its title, for a label or a heading.
            #[must_use]
            pub const fn title(self) -> $crate::catalogue::Bilingual {
                let (english, vietnamese) = match self {
                    $( Self::$variant => ($english, $vietnamese), )+
                };
                $crate::catalogue::Bilingual { english, vietnamese }
            }
        }
    };
}

pub(crate) use titles;

/// The explanation of a code.
///
/// ```
/// use revolving_fund::{Code, audit::WarningCode};
/// let explanation = "overdraft".parse::<Code>()?.explain();
/// assert_eq!(explanation.title.vietnamese, "chi quá số tiền hiện có");
/// for code in WarningCode::ALL {
///     println!("{code}: {} → {}", code.explain().title.english, code.explain().remedy.english);
/// }
/// # Ok::<(), revolving_fund::catalogue::UnknownCode>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The fault, in a few words.
    pub title: Bilingual,
    /// The remedy.
    pub remedy: Bilingual,
    /// The source of the rule.
    pub source: &'static str,
}

/// Declares a table of codes: an enum with a variant for each row, and functions for the texts of the row.
macro_rules! codes {
    (
        $(#[$doc:meta])*
        $codes:ident, in this order: $order:literal;
        $(
            $name:ident $code:literal,
            $title:literal / $title_vi:literal,
            $remedy:literal / $remedy_vi:literal,
            $source:literal;
        )+
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $codes {
            $(
                #[doc = concat!("`", $code, "`: ", $title, ".")]
                $name,
            )+
        }

        impl $codes {
            #[doc = concat!("All codes: ", $order, ".")]
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the code as it is printed.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$name => $code, )+
                }
            }

            /// Returns its explanation.
            #[must_use]
            pub const fn explain(self) -> $crate::catalogue::Explanation {
                match self {
                    $( Self::$name => $crate::catalogue::Explanation {
                        title: $crate::catalogue::Bilingual { english: $title, vietnamese: $title_vi },
                        remedy: $crate::catalogue::Bilingual { english: $remedy, vietnamese: $remedy_vi },
                        source: $source,
                    }, )+
                }
            }
        }

        impl std::fmt::Display for $codes {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $codes {
            type Err = $crate::catalogue::UnknownCode;

            fn from_str(code: &str) -> Result<Self, $crate::catalogue::UnknownCode> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str() == code)
                    .ok_or_else(|| $crate::catalogue::UnknownCode::new(code))
            }
        }

        impl serde::Serialize for $codes {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use codes;

/// A text that is not a code of the table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no code {code:?}")]
pub struct UnknownCode {
    code: String,
}

impl UnknownCode {
    pub(crate) fn new(code: &str) -> Self {
        Self { code: code.chars().take(64).collect() }
    }
}

/// A word that the books do not use in this field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {word:?} here, expected one of {}", expected.join(", "))]
pub struct UnknownWord {
    word: String,
    expected: &'static [&'static str],
}

impl UnknownWord {
    pub(crate) fn new(word: &str, expected: &'static [&'static str]) -> Self {
        let word = word.chars().take(64).collect();
        Self { word, expected }
    }
}

/// A value that is displayed in Vietnamese.
#[derive(Clone, Copy, Debug)]
pub struct Vietnamese<'a, T>(pub(crate) &'a T);

/// A value that can be displayed in Vietnamese.
pub(crate) trait WriteVietnamese {
    /// Writes it in Vietnamese.
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Writes a text like `write!`. The values in brackets after `with` are displayed in Vietnamese: amounts, rates, dates. Positional
/// arguments come last: `write_vietnamese!(f, "lấy {taken} từ {}" with [taken], place)`.
macro_rules! write_vietnamese {
    ($f:expr, $text:literal $(with [$($value:ident),+])? $(, $argument:expr)*) => {
        write!($f, $text $(, $argument)* $($(, $value = $crate::catalogue::Vietnamese(&$value))+)?)
    };
}

pub(crate) use write_vietnamese;

/// Returns a text like `format!`, with the same values after `with`.
#[cfg(feature = "auditor")]
macro_rules! format_vietnamese {
    ($text:literal $(with [$($value:ident),+])? $(, $argument:expr)*) => {
        format!($text $(, $argument)* $($(, $value = $crate::catalogue::Vietnamese(&$value))+)?)
    };
}

#[cfg(feature = "auditor")]
pub(crate) use format_vietnamese;

/// Implements [`WriteVietnamese`] for an error, and its method `vietnamese`.
macro_rules! vietnamese {
    ($error:ident, $($pattern:pat $(if $guard:expr)? => $text:literal $(with [$($value:ident),+])? $(, $argument:expr)*;)+) => {
        impl $error {
            /// Displays it in Vietnamese.
            #[must_use]
            pub const fn vietnamese(&self) -> $crate::catalogue::Vietnamese<'_, Self> {
                $crate::catalogue::Vietnamese(self)
            }
        }

        impl $crate::catalogue::WriteVietnamese for $error {
            fn write_vietnamese(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $( $pattern $(if $guard)? =>
                        $crate::catalogue::write_vietnamese!(f, $text $(with [$($value),+])? $(, $argument)*), )+
                }
            }
        }
    };
}

pub(crate) use vietnamese;

impl<T: WriteVietnamese> WriteVietnamese for &T {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).write_vietnamese(f)
    }
}

impl<T: WriteVietnamese> fmt::Display for Vietnamese<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_vietnamese(f)
    }
}

vietnamese! { UnknownWord,
    Self { word, expected } => "không có {word:?} ở đây, phải là một trong: {}", expected.join(", ");
}
