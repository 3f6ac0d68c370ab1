//! The cells of a statement: days and sums as people and banks write them.

use chrono::NaiveDate;

use super::layout::Grouping;
use crate::calendar::{DateError, is_bookable, parse_date};
use crate::money::{Balance, Money, MoneyError};

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CellError {
    /// Nothing, where something must stand.
    #[error("it is empty, expected {expected}")]
    Empty {
        /// What must stand there.
        expected: &'static str,
    },
    /// No day as it is written in Việt Nam or by ISO 8601.
    #[error("not a date, expected a form like 31/8/2020, 31/08/2020 or 2020-08-31")]
    DateForm,
    /// No day of the calendar, or none that books can bear.
    #[error("{0}, expected day/month/year")]
    Date(DateError),
    /// A fraction of a đồng, or another sign between the groups.
    #[error("{sign:?} stands in it, expected whole đồng with {grouping:?} between groups of three digits or with none")]
    Fraction {
        /// The sign.
        sign: char,
        /// The sign expected between groups.
        grouping: char,
    },
    /// No sum of money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A sign in front of what the column already says the side of.
    #[error("it has a sign, expected none in a column of debits or credits")]
    Signed,
    /// Something on both sides.
    #[error("both debit and credit are there, expected one of them")]
    BothSides,
}

/// Reads `31/8/2020`, `31/08/2020` or `2020-08-31`; a time of day may stand behind.
pub(super) fn date(cell: &str) -> Result<NaiveDate, CellError> {
    if cell.is_empty() {
        return Err(CellError::Empty { expected: "a date" });
    }
    let (day, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    if !time.chars().all(|sign| sign.is_ascii_digit() || ":. ".contains(sign)) {
        return Err(CellError::DateForm);
    }
    if let Ok(date) = parse_date(day) {
        return Ok(date);
    }
    let numbers: Vec<&str> = day.split('/').collect();
    let [day_of_month, month, year] = numbers.as_slice() else { return Err(iso_error(day)) };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let is_number = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_number).ok_or(CellError::DateForm)
    };
    let (day_of_month, month, year) = (number(day_of_month, 1..=2)?, number(month, 1..=2)?, number(year, 4..=4)?);
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day_of_month));
    let date = date.ok_or(CellError::Date(DateError::NoSuchDay))?;
    if is_bookable(date) { Ok(date) } else { Err(CellError::Date(DateError::OutOfRange)) }
}

/// Why what is not of the form `31/8/2020` is not of the form `2020-08-31` either.
fn iso_error(day: &str) -> CellError {
    match parse_date(day) {
        Err(error @ (DateError::NoSuchDay | DateError::OutOfRange)) => CellError::Date(error),
        _ => CellError::DateForm,
    }
}

/// Reads a signed sum: `1.234.567`, `-1.234.567 đồng`, `+1234567`, `(1.234.567)`.
pub(super) fn signed(cell: &str, grouping: Grouping) -> Result<Balance, CellError> {
    let (sum, is_negative) = match cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => (inside, true),
        None => match cell.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (rest, true),
            None => (cell.strip_prefix('+').unwrap_or(cell), false),
        },
    };
    let sum = Balance::from(money(sum.trim(), grouping)?);
    Ok(if is_negative { -sum } else { sum })
}

/// Reads one side, where the column says which: a sum without a sign, or nothing.
pub(super) fn side(cell: &str, grouping: Grouping) -> Result<Money, CellError> {
    match cell {
        "" | "-" => Ok(Money::ZERO),
        signed if signed.starts_with(['-', '+', '(', '\u{2212}']) => Err(CellError::Signed),
        cell => money(cell, grouping),
    }
}

fn money(cell: &str, grouping: Grouping) -> Result<Money, CellError> {
    if cell.is_empty() {
        return Err(CellError::Empty { expected: "a sum in đồng" });
    }
    let sign = grouping.fraction_sign();
    if cell.contains(sign) {
        return Err(CellError::Fraction { sign, grouping: grouping.sign() });
    }
    let number = cell.strip_suffix("VND").map_or(cell, str::trim_end);
    Ok(number.replace(grouping.sign(), ".").parse()?)
}
