//! Display on a terminal: escapes in text from other people, and the language of a report.
//!
//! Text from a file, a file name or an argument may contain characters that control a terminal: they could clear the screen, hide a
//! finding or reverse the order of digits. Every message shows such text through [`escaped`].

use std::fmt::Write;
use std::str::FromStr;

/// The most characters of a text that are shown.
const LONGEST: usize = 300;

/// Returns `text` in a form that is safe to show on a terminal. Characters that control the terminal, are invisible or change the
/// direction of writing are replaced by their escape (`\u{1b}`), and a text of more than 300 characters is cut and ends in `…`.
///
/// ```
/// use revolving_fund::display::escaped;
/// assert_eq!(escaped("quỹ\u{1b}[2J"), "quỹ\\u{1b}[2J");
/// assert_eq!(escaped("số \u{202e}001"), "số \\u{202e}001");
/// ```
#[must_use]
pub fn escaped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => visible(text.get(..end).unwrap_or(text)) + "…",
        None => visible(text),
    }
}

/// Returns a text with the same characters replaced, whatever its length.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_harmful(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Returns JSON in which the same characters are replaced by JSON escapes (`\u001b`), so that it is safe to print on a terminal and
/// still parses to the same value.
///
/// ```
/// use revolving_fund::display::escaped_json;
/// assert_eq!(escaped_json("{\"text\":\"\u{202e}001\"}"), r#"{"text":"\u202e001"}"#);
/// ```
#[must_use]
pub fn escaped_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        if is_harmful(character) && !character.is_ascii_whitespace() {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let written = write!(shown, "\\u{unit:04x}");
                debug_assert!(written.is_ok(), "a string takes all text");
            }
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Returns whether a terminal may treat a character otherwise than by showing it.
pub(crate) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Soft hyphen, mark of Arabic letters, blanks without width, fillers, marks and overrides of direction, breaks of lines
            // and paragraphs, invisible operators, isolates of direction, variation selectors, byte order mark, tags.
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The language of a report or a table. It determines words, numbers and dates.
///
/// | language | words | numbers | dates |
/// |---|---|---|---|
/// | English | English | `8,000,000`, `29.42%` | `2020-08-31`, `2020-08` |
/// | Vietnamese | Vietnamese | `8.000.000`, `29,42 %` | `31/8/2020`, `8/2020` |
/// | both | English, then Vietnamese | as in Vietnamese | as in Vietnamese |
///
/// [`InLanguage`] displays an amount, a rate or a date in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English only.
    English,
    /// Vietnamese only (tiếng Việt).
    Vietnamese,
    /// English, with Vietnamese beside it.
    #[default]
    Both,
}

impl Language {
    /// Returns whether English text is shown.
    #[must_use]
    pub const fn has_english(self) -> bool {
        matches!(self, Self::English | Self::Both)
    }

    /// Returns whether Vietnamese text is shown.
    #[must_use]
    pub const fn has_vietnamese(self) -> bool {
        matches!(self, Self::Vietnamese | Self::Both)
    }

    /// Returns a plain decimal (`-8000000`, `29.42`) with the thousands separators and the decimal point of the language.
    pub(crate) fn number(self, plain: &str) -> String {
        let (thousands, point) = if self == Self::English { (',', '.') } else { ('.', ',') };
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
        let (whole, fraction) =
            digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
        let mut text = sign.to_owned();
        let mut left = whole.len();
        for digit in whole.chars() {
            text.push(digit);
            left = left.saturating_sub(1);
            if left > 0 && left.is_multiple_of(3) {
                text.push(thousands);
            }
        }
        if let Some(fraction) = fraction {
            text.push(point);
            text.push_str(fraction);
        }
        text
    }

    /// Returns a plain decimal with a percent sign: `29.42%`, `29,42 %`. The space does not break a line.
    pub(crate) fn percent(self, plain: &str) -> String {
        let space = if self == Self::English { "" } else { "\u{a0}" };
        format!("{}{space}%", self.number(plain))
    }

    /// Returns a label in this language. If both are shown, the Vietnamese label is in brackets: `Closing balance (số dư cuối kỳ)`.
    /// Alone, it begins with a capital letter if the English one does.
    #[must_use]
    pub fn label(self, english: &str, vietnamese: &str) -> String {
        match self {
            Self::English => english.to_owned(),
            Self::Vietnamese if english.starts_with(char::is_uppercase) => capitalized(vietnamese),
            Self::Vietnamese => vietnamese.to_owned(),
            Self::Both => format!("{english} ({vietnamese})"),
        }
    }
}

/// Returns the text with a capital first letter, for the beginning of a line.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text that is not `en`, `vi` or `both`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language, expected en, vi or both")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        match text {
            "en" => Ok(Self::English),
            "vi" => Ok(Self::Vietnamese),
            "both" => Ok(Self::Both),
            _ => Err(UnknownLanguage),
        }
    }
}

/// Implements the texts of a value that [`InLanguage`] displays: in English as its `Display`, and in Vietnamese.
macro_rules! texts {
    ($name:ident, $english:literal, $vietnamese:literal) => {
        impl $name {
            #[doc = concat!("Displays it in Vietnamese: `", $vietnamese, "`.")]
            #[must_use]
            pub const fn vietnamese(&self) -> $crate::catalogue::Vietnamese<'_, Self> {
                $crate::catalogue::Vietnamese(self)
            }
        }

        impl $crate::catalogue::WriteVietnamese for $name {
            fn write_vietnamese(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let language = $crate::display::Language::Vietnamese;
                std::fmt::Display::fmt(&$crate::display::InLanguage(self, language), f)
            }
        }

        #[doc = concat!("Displays it in English: `", $english, "`.")]
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let language = $crate::display::Language::English;
                std::fmt::Display::fmt(&$crate::display::InLanguage(self, language), f)
            }
        }
    };
}

pub(crate) use texts;

/// A value that is displayed in a language: `InLanguage(&review, Language::Vietnamese)`.
///
/// ```
/// use revolving_fund::{Money, Rate, display::{InLanguage, Language}};
/// let (cap, rate) = (Money::new(8_000_000)?, "0.0065".parse::<Rate>()?);
/// let [english, vietnamese] = [Language::English, Language::Vietnamese]
///     .map(|language| format!("{}, {}", InLanguage(&cap, language), InLanguage(&rate, language)));
/// assert_eq!(english, "8,000,000 đồng, 0.65%");
/// assert_eq!(vietnamese, "8.000.000 đồng, 0,65\u{a0}%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InLanguage<'a, T>(pub &'a T, pub Language);
