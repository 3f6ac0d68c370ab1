//! Numbers, dates and texts in the form of a language.

use rust_decimal::Decimal;

use super::{Cell, Label, Language, RatioUnit};
use crate::display::InLanguage;
use crate::money::Balance;
use crate::rounding::{decimal, div_half_up};

/// The word for an empty list.
pub(super) const NONE: Label =
    Label { english: std::borrow::Cow::Borrowed("none"), vietnamese: std::borrow::Cow::Borrowed("không có") };

/// Returns the words for true and false.
pub(super) fn yes_or_no(value: bool) -> Label {
    if value { Label::new("yes", "có") } else { Label::new("no", "không") }
}

impl Cell {
    /// Returns the value as text in a language. A ratio without a value is a dash.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Bilingual(label) => label.text(language).into_owned(),
            Self::Amount(amount) => language.number(&amount.dong().to_string()),
            Self::Count(count) => language.number(&count.to_string()),
            Self::Year(year) => year.to_string(),
            Self::Date(date) => InLanguage(date, language).to_string(),
            Self::Month(month) => InLanguage(month, language).to_string(),
            Self::Ratio { numerator, denominator, unit } => match quotient(*numerator, *denominator) {
                Some(value) => match unit {
                    RatioUnit::Percent => language.percent(&decimal(value, 2)),
                    RatioUnit::Number => language.number(trimmed(&decimal(value, 4))),
                },
                None => "–".to_owned(),
            },
            Self::Rate(rate) => {
                let hundredfold = rate.checked_mul(Decimal::ONE_HUNDRED).map(|rate| rate.normalize().to_string());
                hundredfold.map_or_else(|| rate.to_string(), |rate| language.percent(&rate))
            }
            Self::Flag(value) => yes_or_no(*value).text(language).into_owned(),
        }
    }

    /// Returns the value as a program reads it: whole numbers without separators, ISO dates, ratios with four decimal places,
    /// rates as fractions of one. Words are in the language.
    #[must_use]
    pub fn plain(&self, language: Language) -> String {
        match self {
            Self::Amount(amount) => amount.dong().to_string(),
            Self::Count(number) | Self::Year(number) => number.to_string(),
            Self::Date(_) | Self::Month(_) => self.text(Language::English),
            Self::Ratio { numerator, denominator, .. } => {
                quotient(*numerator, *denominator).map_or_else(String::new, |value| decimal(value, 4))
            }
            Self::Rate(rate) => rate.to_string(),
            Self::Empty | Self::Text(_) | Self::Bilingual(_) | Self::Flag(_) => self.text(language),
        }
    }
}

/// Removes trailing zeros after the decimal point, and the point if no decimal place is left.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// Returns a quotient in ten-thousandths, rounded half away from zero; `None` if the denominator is zero or less, or the calculation
/// exceeds 128 bits, as it may for numbers of more than 33 digits.
pub(super) fn quotient(numerator: Balance, denominator: Balance) -> Option<i128> {
    denominator.is_positive().then(|| div_half_up(numerator.dong(), denominator.dong(), 4)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::visible;

    fn ratio(numerator: i128, denominator: i128) -> String {
        let (numerator, denominator) = (Balance::new(numerator), Balance::new(denominator));
        Cell::Ratio { numerator, denominator, unit: RatioUnit::Percent }.plain(Language::English)
    }

    #[test]
    fn ratios_round_half_away_from_zero_to_four_places() {
        for (numerator, denominator, value) in [
            (14_252_000, 48_443_000, "0.2942"),
            (1, 20_000, "0.0001"),
            (-1, 20_000, "-0.0001"),
            (-1, 20_001, "0.0000"),
            (0, 5, "0.0000"),
            (25, 2, "12.5000"),
            (1, 0, ""),
            (1, -1, ""),
            (i128::MAX, i128::MAX, "1.0000"),
            (i128::MIN, i128::MAX, "-1.0000"),
            (1, i128::MAX, "0.0000"),
            (70_000_000_000_000_000_000_000_000_000_000_001, 10_007, "6995103427600679524332966923153.7924"),
        ] {
            assert_eq!(ratio(numerator, denominator), value, "{numerator} / {denominator}");
        }
    }

    #[test]
    fn numbers_by_language() {
        let number = |cell: Cell| [Language::English, Language::Vietnamese, Language::Both].map(|to| cell.text(to));
        assert_eq!(number(Cell::Amount(Balance::new(-8_000_000))), ["-8,000,000", "-8.000.000", "-8.000.000"]);
        assert_eq!(number(Cell::Amount(Balance::new(-100))), ["-100", "-100", "-100"]);
        assert_eq!(number(Cell::Year(2020)), ["2020", "2020", "2020"]);
        assert_eq!(number(Cell::Rate("0.0125".parse().unwrap())), ["1.25%", "1,25\u{a0}%", "1,25\u{a0}%"]);
        assert_eq!(number(Cell::Date("2020-08-31".parse().unwrap())), ["2020-08-31", "31/8/2020", "31/8/2020"]);
        assert_eq!(number(Cell::Month("2020-08".parse().unwrap())), ["2020-08", "8/2020", "8/2020"]);
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\nc"), "a\\u{1b}[31m\\u{202e}b\\nc");
        assert_eq!(visible("Đặng Thị Mai"), "Đặng Thị Mai");
    }
}
