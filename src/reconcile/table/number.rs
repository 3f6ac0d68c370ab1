//! Numbers of whole units (đồng, people, notes) as banks and people write them.
//!
//! Dots, commas, blanks or apostrophes may be between groups of three digits. All cells of a column together decide whether a dot separates
//! thousands or begins decimals ([`grouping`]): `1.234.567` and `1,5` mean dots between thousands, `8,500.00` means commas, and `8.500`
//! means dots unless another cell is clearer. A whole unit has no decimals: `.00` and `,00` are ignored, any other decimal is an error, so
//! that `3,890` people are 3 890 or refused, and never 3,89.
//!
//! A sign may be before or after the digits (`-8.000`, `8.000-`), a pair of brackets (`(8.000)`) or a word (`8.000 DR`); a currency may be
//! before or after them (`VND`, `VNĐ`, `đồng`, `đ`, `₫`).

use super::{Cell, fold};
use crate::catalogue::vietnamese;

/// The sign between groups of three digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// `1.234.567`, as numbers are written in Việt Nam.
    #[default]
    Dots,
    /// `1,234,567`.
    Commas,
}

impl Grouping {
    /// Returns the sign between groups.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Dots => '.',
            Self::Commas => ',',
        }
    }

    /// Returns the sign before decimals.
    const fn decimal_sign(self) -> char {
        match self {
            Self::Dots => ',',
            Self::Commas => '.',
        }
    }

    fn of(sign: char) -> Self {
        if sign == ',' { Self::Commas } else { Self::Dots }
    }

    fn other(self) -> Self {
        if self == Self::Dots { Self::Commas } else { Self::Dots }
    }
}

/// The greatest number that is read: 15 digits.
const GREATEST: u64 = 999_999_999_999_999;

/// The reason for which a cell is not a number of whole units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// The cell is empty.
    #[error("it is empty, expected a number")]
    Empty,
    /// The text has other characters than a number.
    #[error("it is not a number: digits with {:?} between groups of three, or none", grouping.sign())]
    Form {
        /// The sign expected between groups.
        grouping: Grouping,
    },
    /// The number has decimals, but its unit is whole.
    #[error("it has decimals behind {sign:?}, expected whole units with {:?} between groups of three digits", grouping.sign())]
    Decimals {
        /// The sign before them.
        sign: char,
        /// The sign expected between groups.
        grouping: Grouping,
    },
    /// Two signs that contradict each other, as in `-8.000 CR`.
    #[error("it has two signs that contradict each other")]
    TwoSigns,
    /// More than 15 digits.
    #[error("it is over 999.999.999.999.999")]
    TooLarge,
}

vietnamese! { NumberError,
    Self::Empty => "ô trống, phải là một số";
    Self::Form { grouping } => "không phải số: chỉ ghi chữ số, có thể tách từng nhóm ba chữ số bằng {:?}", grouping.sign();
    Self::Decimals { sign, grouping } =>
        "có phần lẻ sau {sign:?}, phải là số nguyên, tách từng nhóm ba chữ số bằng {:?}", grouping.sign();
    Self::TwoSigns => "có hai dấu trái nhau";
    Self::TooLarge => "lớn hơn 999.999.999.999.999";
}

/// The sign that is written with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reconcile) enum Sign {
    /// `+`, `CR`.
    Plus,
    /// `-`, brackets, `DR`.
    Minus,
}

/// A number of whole units with the sign that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reconcile) struct Number {
    pub(in crate::reconcile) magnitude: u64,
    pub(in crate::reconcile) sign: Option<Sign>,
}

impl Number {
    /// Returns the number with its sign; positive if no sign is written.
    pub(in crate::reconcile) fn signed(self) -> i128 {
        let magnitude = i128::from(self.magnitude);
        if self.sign == Some(Sign::Minus) { magnitude.saturating_neg() } else { magnitude }
    }
}

/// A column that can be read in two ways, with a cell for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::reconcile) struct TwoReadings {
    pub(in crate::reconcile) dots: String,
    pub(in crate::reconcile) commas: String,
}

/// Finds the grouping of a column from all its cells; `None` if no cell shows it.
pub(in crate::reconcile) fn grouping<'a>(
    cells: impl IntoIterator<Item = &'a Cell>,
) -> Result<Option<Grouping>, TwoReadings> {
    let (mut clear, mut likely) = (Votes::default(), Votes::default());
    for cell in cells {
        let Cell::Text(text) = cell else { continue };
        match vote(body(text).0.as_str()) {
            Some((grouping, true)) => clear.add(grouping, text),
            Some((grouping, false)) => likely.add(grouping, text),
            None => {}
        }
    }
    match clear.winner() {
        Ok(None) => match (likely.dots.1.clone(), likely.commas.1.clone()) {
            (Some(dots), Some(commas)) => Err(TwoReadings { dots, commas }),
            _ => likely.winner(),
        },
        decided => decided,
    }
}

/// The number of cells with each grouping, and the first of them.
#[derive(Default)]
struct Votes {
    dots: (usize, Option<String>),
    commas: (usize, Option<String>),
}

impl Votes {
    fn add(&mut self, grouping: Grouping, text: &str) {
        let (count, first) = if grouping == Grouping::Dots { &mut self.dots } else { &mut self.commas };
        *count = count.saturating_add(1);
        first.get_or_insert_with(|| text.to_owned());
    }

    fn winner(&self) -> Result<Option<Grouping>, TwoReadings> {
        match (&self.dots, &self.commas) {
            ((0, _), (0, _)) => Ok(None),
            ((dots, _), (commas, _)) if dots > commas => Ok(Some(Grouping::Dots)),
            ((dots, _), (commas, _)) if commas > dots => Ok(Some(Grouping::Commas)),
            ((_, dots), (_, commas)) => {
                Err(TwoReadings { dots: dots.clone().unwrap_or_default(), commas: commas.clone().unwrap_or_default() })
            }
        }
    }
}

/// Returns the grouping that a number shows, and whether it can be read in no other way; `None` if it shows none.
fn vote(body: &str) -> Option<(Grouping, bool)> {
    let signs: Vec<char> = body.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let last = *signs.last()?;
    let behind = body.rsplit(last).next().unwrap_or_default();
    let is_one_sign = signs.iter().all(|sign| *sign == last);
    match signs.len() {
        1 if are_groups(body, last) => Some((Grouping::of(last), false)),
        1 if !behind.is_empty() => Some((Grouping::of(last).other(), true)),
        _ if is_one_sign => are_groups(body, last).then_some((Grouping::of(last), true)),
        _ => {
            let whole = body.strip_suffix(behind)?.strip_suffix(last)?;
            let grouping = Grouping::of(last).other();
            are_groups(whole, grouping.sign()).then_some((grouping, true))
        }
    }
}

/// Returns whether digits are in groups of three between `sign`, the first of one to three.
fn are_groups(body: &str, sign: char) -> bool {
    let mut groups = body.split(sign);
    let first = groups.next().unwrap_or_default();
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len()) && is_digits(first) && groups.all(|group| group.len() == 3 && is_digits(group))
}

/// Parses a cell as a number of whole units.
pub(in crate::reconcile) fn whole(cell: &Cell, grouping: Grouping) -> Result<Number, NumberError> {
    let (text, grouping) = match cell {
        Cell::Text(text) => (text.clone(), grouping),
        // A number of a workbook has a dot before decimals and no groups.
        Cell::Number(text) => (text.clone(), Grouping::Commas),
        Cell::Day(_) => return Err(NumberError::Form { grouping }),
    };
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    let (body, sign) = body(&text);
    let sign = sign?;
    let (whole, decimals) = match body.split_once(grouping.decimal_sign()) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (body.as_str(), None),
    };
    if let Some(decimals) = decimals {
        if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::Form { grouping });
        }
        // Three zeros after up to three digits are a group, written with the other sign.
        let is_group = decimals.len() == 3 && are_groups(&body, grouping.decimal_sign());
        if decimals.bytes().any(|byte| byte != b'0') || is_group {
            return Err(NumberError::Decimals { sign: grouping.decimal_sign(), grouping });
        }
    }
    let is_plain = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain && !are_groups(whole, grouping.sign()) {
        return Err(NumberError::Form { grouping });
    }
    let digits = whole.replace(grouping.sign(), "");
    let magnitude = digits.trim_start_matches('0');
    let magnitude = if magnitude.is_empty() { Ok(0) } else { magnitude.parse() };
    match magnitude {
        Ok(magnitude) if magnitude <= GREATEST => Ok(Number { magnitude, sign }),
        _ => Err(NumberError::TooLarge),
    }
}

/// Returns whether a cell for a number is empty or has only dashes.
pub(in crate::reconcile) fn is_nothing(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}')))
}

/// Returns the digits of a number with their separators, without sign, currency and blanks, and its sign.
fn body(text: &str) -> (String, Result<Option<Sign>, NumberError>) {
    let mut rest = text.trim();
    let mut signs = Vec::new();
    loop {
        let before = rest;
        for (word, sign) in WORDS {
            if let Some(left) = without_word(rest, word) {
                rest = left;
                signs.extend(sign);
            }
        }
        if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            rest = inside.trim();
            signs.push(Sign::Minus);
        }
        for (mark, sign) in
            [('-', Sign::Minus), ('\u{2212}', Sign::Minus), ('\u{2013}', Sign::Minus), ('+', Sign::Plus)]
        {
            if let Some(left) = rest.strip_prefix(mark).or_else(|| rest.strip_suffix(mark)) {
                rest = left.trim();
                signs.push(sign);
            }
        }
        if rest == before {
            break;
        }
    }
    let first = signs.first().copied();
    let sign = if signs.iter().all(|sign| Some(*sign) == first) && signs.len() <= 2 {
        Ok(first)
    } else {
        Err(NumberError::TwoSigns)
    };
    (without_blanks(rest), sign)
}

/// Words before or after a number, folded, and the sign that they give it.
const WORDS: [(&str, Option<Sign>); 13] = [
    // Before `d`, which is a currency in lower case or with its stroke (đ).
    ("D", Some(Sign::Minus)),
    ("cr", Some(Sign::Plus)),
    ("dr", Some(Sign::Minus)),
    ("credit", Some(Sign::Plus)),
    ("debit", Some(Sign::Minus)),
    ("co", Some(Sign::Plus)),
    ("no", Some(Sign::Minus)),
    ("vnd", None),
    ("dong", None),
    ("d", None),
    ("₫", None),
    // Of notes: 20 tờ.
    ("to", None),
    ("c", Some(Sign::Plus)),
];

/// Returns the text without a word before or after it; `None` if it has no such word.
fn without_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let is_sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-.,()\u{2212}\u{2013}".contains(c);
    let same = |found: &str| !found.is_empty() && (fold(found) == word || found == word);
    let start = text.find(is_sign).unwrap_or(text.len());
    let end = text.rfind(is_sign).map_or(0, |at| {
        at.saturating_add(text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8))
    });
    match (text.get(..start), text.get(start..), text.get(..end), text.get(end..)) {
        (Some(first), Some(rest), ..) if same(first) && !rest.is_empty() => Some(rest.trim()),
        (.., Some(rest), Some(last)) if same(last) && !rest.is_empty() => Some(rest.trim()),
        _ => None,
    }
}

/// Returns the text without the blanks and apostrophes between groups of three digits.
fn without_blanks(text: &str) -> String {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\'' | '\u{2019}');
    let mut groups = text.split(is_blank);
    let first = groups.next().unwrap_or_default();
    let are_threes =
        groups.all(|group| group.len() == 3 || group.split(['.', ',']).next().is_some_and(|part| part.len() == 3));
    if are_threes && !first.is_empty() { text.replace(is_blank, "") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Result<Option<Grouping>, TwoReadings> {
        let cells: Vec<Cell> = cells.iter().map(|cell| Cell::of(cell)).collect();
        grouping(&cells)
    }

    #[test]
    fn the_column_says_how_its_numbers_are_grouped() {
        for (cells, expected) in [
            (&["8.500", "100.000.000"][..], Some(Grouping::Dots)),
            (&["8,500", "", "0"], Some(Grouping::Commas)),
            (&["8500.00", "0.00"], Some(Grouping::Commas)),
            (&["8500,00"], Some(Grouping::Dots)),
            (&["16.000.000-", "(8.000)", "7,500"], Some(Grouping::Dots)),
            (&["8500", "-", "phí"], None),
            (&["100 000 000"], None),
            (&["30,000,000.00 VND", "CR 8,500.00"], Some(Grouping::Commas)),
            (&["8500.0000", "0"], Some(Grouping::Commas)),
            (&["8500,000", "500.000"], Some(Grouping::Dots)),
        ] {
            assert_eq!(column(cells), Ok(expected), "{cells:?}");
        }
        for (dots, commas) in [("100.000", "50,000"), ("1.000.000", "2,000,000")] {
            let expected = TwoReadings { dots: dots.to_owned(), commas: commas.to_owned() };
            assert_eq!(column(&[dots, commas]), Err(expected));
        }
    }

    #[test]
    fn numbers_are_read_with_signs_blanks_and_currencies() {
        for (text, expected) in [
            ("100.000.000", 100_000_000),
            ("8500", 8_500),
            ("8.500,00", 8_500),
            ("0,00", 0),
            ("8500,000", 8_500),
            ("1.008.500,000", 1_008_500),
            ("8.500,0000", 8_500),
            ("'8.500", 8_500),
            ("=\"8.500\"", 8_500),
            ("\"8.500\"", 8_500),
            ("\u{feff}8.500\u{200b}", 8_500),
            ("-16.000.000", -16_000_000),
            ("\u{2212} 16.000.000", -16_000_000),
            ("16.000.000-", -16_000_000),
            ("(8.000)", -8_000),
            ("(8.000) đ", -8_000),
            ("+8.000", 8_000),
            ("8.000 CR", 8_000),
            ("8.000DR", -8_000),
            ("-8.000 DR", -8_000),
            ("8.000 D", -8_000),
            ("8.000 C", 8_000),
            ("8.000 Nợ", -8_000),
            ("8.000 đ", 8_000),
            ("8.000đ", 8_000),
            ("8.000 ₫", 8_000),
            ("₫8.000", 8_000),
            ("VND 8.000", 8_000),
            ("8.000 VNĐ", 8_000),
            ("8.000 đồng", 8_000),
            ("1\u{a0}234\u{a0}567", 1_234_567),
            ("1'234'567", 1_234_567),
            ("00", 0),
        ] {
            let number = whole(&Cell::of(text), Grouping::Dots);
            assert_eq!(number.map(Number::signed), Ok(expected), "{text}");
        }
        assert_eq!(whole(&Cell::of("8,500.00"), Grouping::Commas).map(Number::signed), Ok(8_500));
        assert_eq!(whole(&Cell::Number("8500".into()), Grouping::Dots).map(Number::signed), Ok(8_500));
        assert_eq!(whole(&Cell::Number("-8500".into()), Grouping::Dots).map(Number::signed), Ok(-8_500));
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        let form = NumberError::Form { grouping: Grouping::Dots };
        let decimals = NumberError::Decimals { sign: ',', grouping: Grouping::Dots };
        for (text, expected) in [
            ("", NumberError::Empty),
            ("16.000.0OO", form),
            ("1.5", form),
            ("12.3456", form),
            ("1..000", form),
            ("--", form),
            ("8e4", form),
            ("1 2", form),
            ("1,5", decimals),
            ("3,890", decimals),
            ("3,000", decimals),
            ("8.000,50", decimals),
            ("-8.000 CR", NumberError::TwoSigns),
            ("1.234.567.890.123.456", NumberError::TooLarge),
        ] {
            assert_eq!(whole(&Cell::of(text), Grouping::Dots), Err(expected), "{text}");
        }
        let of_sheet = whole(&Cell::Number("8.5".into()), Grouping::Dots);
        assert!(matches!(of_sheet, Err(NumberError::Decimals { .. })));
    }
}
