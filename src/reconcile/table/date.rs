//! Days as banks and people write them.
//!
//! `31/8/2020`, `31-08-2020`, `31.8.20`, `31-AUG-2020`, `Aug 31, 2020`, `31 tháng 8 năm 2020`, `2020-08-31`, `2020/08/31`, `20200831`, or a
//! day of a workbook; a time of day may be before or after it, with `SA`, `CH`, `AM` or `PM`. A year of two digits is of this century. The
//! day is before the month unless [`DayOrder`] says otherwise.

use std::fmt;

use chrono::NaiveDate;

use super::{Cell, fold};
use crate::calendar::{DateError, is_bookable};
use crate::catalogue::vietnamese;

/// The order of day and month in a date of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayOrder {
    /// `31/8/2020`, as in Việt Nam.
    #[default]
    DayFirst,
    /// `8/31/2020`, as in the United States.
    MonthFirst,
}

impl fmt::Display for DayOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayFirst => "day/month/year",
            Self::MonthFirst => "month/day/year",
        })
    }
}

/// The reason for which a cell is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateCellError {
    /// The cell is empty.
    #[error("it is empty, expected a date")]
    Empty,
    /// The text has another form.
    #[error("it is not a date, expected a form like 31/8/2020, 31-08-2020, 31.8.20 or 2020-08-31")]
    Form,
    /// A bare number, such as the serial number of a day in a spreadsheet.
    #[error("it is a bare number; in the spreadsheet, show the column as dates")]
    Serial,
    /// There is no such day in the calendar, or books do not accept it.
    #[error("{error}{}", order.map_or_else(String::new, |order| format!(", expected {order}")))]
    Date {
        /// The reason.
        error: DateError,
        /// The order in which it was read; `None` if its form says which number is the day, as in `2024-02-30`.
        order: Option<DayOrder>,
    },
}

vietnamese! { DateCellError,
    Self::Empty => "ô trống, phải là một ngày";
    Self::Form => "không phải ngày, cần dạng 31/8/2020, 31-08-2020, 31.8.20 hoặc 2020-08-31";
    Self::Serial => "chỉ là một con số; hãy định dạng cột thành ngày trong bảng tính";
    Self::Date { error, order: None } => "{error}" with [error];
    Self::Date { error, order: Some(order) } => "{error}, phải theo thứ tự {}" with [error], match order {
        DayOrder::DayFirst => "ngày/tháng/năm",
        DayOrder::MonthFirst => "tháng/ngày/năm",
    };
}

/// Parses a cell as a day. Beside it may be a time of day or a day of the week, but no other text.
pub(in crate::reconcile) fn day(cell: &Cell, order: DayOrder) -> Result<NaiveDate, DateCellError> {
    match day_and_rest(cell, order)? {
        (date, rest) if rest.is_empty() => Ok(date),
        _ => Err(DateCellError::Form),
    }
}

/// Parses a cell as a day, and returns it with the text beside it that is not a time of day, such as the number of a document in the same
/// cell.
pub(in crate::reconcile) fn day_and_rest(cell: &Cell, order: DayOrder) -> Result<(NaiveDate, String), DateCellError> {
    let text = match cell {
        Cell::Day(date) => return bookable(Some(*date), None).map(|date| (date, String::new())),
        Cell::Number(_) => return Err(DateCellError::Serial),
        Cell::Text(text) => text,
    };
    if text.is_empty() {
        return Err(DateCellError::Empty);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut error = DateCellError::Form;
    // A month in words takes up to six words: ngày 31 tháng 8 năm 2020.
    for length in 1..=6 {
        for at in 0..words.len() {
            let Some(window) = words.get(at..at.saturating_add(length)) else { break };
            match written(&window.join(" "), order) {
                Ok(date) => {
                    let behind = words.iter().skip(at.saturating_add(length));
                    let rest: Vec<&str> =
                        words.iter().take(at).chain(behind).copied().filter(|word| !is_time(word)).collect();
                    return Ok((date, rest.join(" ")));
                }
                Err(DateCellError::Form) => {}
                Err(other) => error = other,
            }
        }
    }
    Err(error)
}

/// Parses one to six words, joined by blanks, as a day.
fn written(text: &str, order: DayOrder) -> Result<NaiveDate, DateCellError> {
    let mut text = text.trim_matches([',', ';', '.']);
    while let Some((day, _)) = text.rsplit_once(['T', '-', '_']).filter(|(_, time)| time.contains(':') && is_time(time))
    {
        text = day;
    }
    if let Some(date) = in_words(text) {
        return date;
    }
    let sign = text.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign else { return compact(text) };
    if !matches!(sign, '/' | '-' | '.') {
        return Err(DateCellError::Form);
    }
    let parts: Vec<&str> = text.split(sign).collect();
    let [first, second, third] = parts.as_slice() else { return Err(DateCellError::Form) };
    match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) => of(first, second, third, None),
        (1..=2, 1..=2, 2 | 4) => match order {
            DayOrder::DayFirst => of(third, second, first, Some(order)),
            DayOrder::MonthFirst => of(third, first, second, Some(order)),
        },
        _ => Err(DateCellError::Form),
    }
}

/// Parses `20200831`, also with a time of day after it: `20200831091500`.
fn compact(text: &str) -> Result<NaiveDate, DateCellError> {
    match (text.len(), text.get(..4), text.get(4..6), text.get(6..8)) {
        (5, ..) => Err(DateCellError::Serial),
        (8 | 12 | 14, Some(year), Some(month), Some(day)) if year.starts_with("19") || year.starts_with("20") => {
            of(year, month, day, None).map_err(|_| DateCellError::Form)
        }
        _ => Err(DateCellError::Form),
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Parses `31-AUG-2020`, `31AUG2020`, `Aug 31, 2020` or `31 tháng 8 năm 2020`; `None` if there is no month in words.
fn in_words(text: &str) -> Option<Result<NaiveDate, DateCellError>> {
    // Separates letters from digits: 31AUG2020 is "31 aug 2020".
    let mut folded = String::new();
    for c in fold(text).chars() {
        let is_digit = |c: char| c.is_ascii_digit();
        if c != ' ' && folded.ends_with(|last: char| last != ' ' && is_digit(last) != is_digit(c)) {
            folded.push(' ');
        }
        folded.push(c);
    }
    if !folded.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let words: Vec<&str> =
        folded.split(' ').filter(|word| !matches!(*word, "ngay" | "thang" | "thg" | "nam")).collect();
    let has_month = folded.split(' ').any(|word| matches!(word, "thang" | "thg"));
    let [first, second, year] = words.as_slice() else { return None };
    let is_month_first = first.starts_with(|c: char| c.is_ascii_alphabetic());
    let (day, month) = if is_month_first { (second, first) } else { (first, second) };
    let named = MONTHS.iter().position(|name| month.len() >= 3 && month.starts_with(name));
    match named.and_then(|place| place.checked_add(1)) {
        Some(number) if matches!(day.len(), 1..=2) && matches!(year.len(), 2 | 4) => {
            Some(of(year, &number.to_string(), day, None))
        }
        None if has_month => Some(of(year, month, day, None)),
        _ => None,
    }
}

fn of(year: &str, month: &str, day: &str, order: Option<DayOrder>) -> Result<NaiveDate, DateCellError> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits).ok_or(DateCellError::Form)
    };
    let (month, day_of_month, short) = (number(month)?, number(day)?, number(year)?);
    let year = if year.len() == 2 { short.saturating_add(2000) } else { short };
    bookable(i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day_of_month)), order)
}

fn bookable(date: Option<NaiveDate>, order: Option<DayOrder>) -> Result<NaiveDate, DateCellError> {
    match date {
        Some(date) if is_bookable(date) => Ok(date),
        Some(_) => Err(DateCellError::Date { error: DateError::OutOfRange, order }),
        None => Err(DateCellError::Date { error: DateError::NoSuchDay, order }),
    }
}

/// Words that may be beside a day, folded: the word for it, its day of the week, a half of the day, a zone.
const BESIDE: &str = "ngay luc thu hai ba tu nam sau bay chu nhat cn t2 t3 t4 t5 t6 t7 mon tue wed thu fri sat sun monday tuesday \
     wednesday thursday friday saturday sunday sa ch am pm s c z ict utc gmt";

/// Returns whether a word is a time of day or may be beside one: `09:15`, `9:15:00.000`, `09h15`, `9h`, `GMT+7`, a dash, or a word of
/// [`BESIDE`].
fn is_time(word: &str) -> bool {
    let word = word.split('+').next().unwrap_or_default();
    let folded = fold(word);
    if folded.is_empty() || BESIDE.split_whitespace().any(|known| known == folded) {
        return true;
    }
    let upper = word.trim_matches(['(', ')', ',', ';', '-']).to_uppercase();
    // The H of CH does not mean an hour.
    let clock = upper.strip_suffix("CH").unwrap_or(&upper).trim_end_matches(['Z', 'A', 'P', 'M', 'S', 'C']);
    clock.replace('H', ":").split_once(':').is_some_and(|(hour, rest)| {
        matches!(hour.len(), 1..=2)
            && hour.bytes().all(|byte| byte.is_ascii_digit())
            && rest.chars().all(|c| c.is_ascii_digit() || ":.".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, DateCellError> {
        day(&Cell::of(text), DayOrder::DayFirst).map(|date| date.to_string())
    }

    #[test]
    fn days_are_read_in_every_usual_form() {
        for text in [
            "31/8/2020",
            "31/08/2020",
            "31-08-2020",
            "31.08.2020",
            "31/08/20",
            "2020-08-31",
            "2020/08/31",
            "20200831",
            "2020-08-31T09:15:00",
            "2020-08-31T09:15:00+07:00",
            "31/08/2020 09:15:00",
            "31/08/2020 09:15:00.000",
            "09:15 31/08/2020",
            "31/08/2020 9:15 SA",
            "31/08/2020 - 09:15:01 CH",
            "31/08/2020 02:05 PM",
            "31/08/2020 9h15",
            "31/08/2020 9h",
            "31/08/2020 9hCH",
            "31/08/2020 09:15CH",
            "9h 31/08/2020",
            "31/08/2020 9h SA",
            "31-AUG-2020",
            "31-Aug-20",
            "31 Aug 2020",
            "31 tháng 8 năm 2020",
            "Ngày 31 tháng 8 năm 2020",
            "31 thg 8, 2020",
            "Thứ hai, 31/08/2020",
            "Mon, 31 Aug 2020 09:15:00",
            "31/08/2020 lúc 09:15",
            "31/08/2020-09:15:00",
            "31/08/2020 09:15:00 GMT+7",
            "2020-08-31T09:15:00.000-07:00",
            "20200831091500",
            "31AUG2020",
            "Aug 31, 2020",
            "August 31 2020",
            "31.08.2020.",
            "=\"31/08/2020\"",
            "'31/08/2020",
            "\u{200e}31/08/2020\u{feff}",
            "T2 31/08/2020",
        ] {
            assert_eq!(read(text), Ok("2020-08-31".to_owned()), "{text}");
        }
        assert_eq!(
            day(&Cell::of("8/31/2020"), DayOrder::MonthFirst).map(|date| date.to_string()),
            Ok("2020-08-31".into())
        );
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["x", "31/8", "31/08/2020 lúc 8 giờ", "08/2020", "31/08-2020", "1234", "20201331", "Tổng cộng"]
        {
            assert_eq!(read(text), Err(DateCellError::Form), "{text}");
        }
        assert_eq!(read(""), Err(DateCellError::Empty));
        assert_eq!(day(&Cell::Number("44074".into()), DayOrder::DayFirst), Err(DateCellError::Serial));
        assert_eq!(read("44074"), Err(DateCellError::Serial));
        for text in ["30/2/2020", "8/31/2020", "2020-02-30"] {
            assert!(matches!(read(text), Err(DateCellError::Date { error: DateError::NoSuchDay, .. })), "{text}");
        }
        assert!(matches!(read("31/8/1020"), Err(DateCellError::Date { error: DateError::OutOfRange, .. })));
    }

    #[test]
    fn a_document_beside_the_day_is_kept() {
        let (date, rest) = day_and_rest(&Cell::of("02/06/2025\n5243.10001"), DayOrder::DayFirst).unwrap();
        assert_eq!((date.to_string().as_str(), rest.as_str()), ("2025-06-02", "5243.10001"));
        let (_, rest) = day_and_rest(&Cell::of("FT-1 02/06/2025 10:00 CH"), DayOrder::DayFirst).unwrap();
        assert_eq!(rest, "FT-1");
        let (_, rest) = day_and_rest(&Cell::of("02/06/2025 5243H"), DayOrder::DayFirst).unwrap();
        assert_eq!(rest, "5243H");
    }

    #[test]
    fn an_order_is_expected_only_where_there_is_one() {
        for text in ["2024-02-30", "30 tháng 2 năm 2024", "30-FEB-2024"] {
            assert_eq!(read(text).unwrap_err().to_string(), "there is no such day in the calendar", "{text}");
        }
        let error = read("30/2/2024").unwrap_err().to_string();
        assert_eq!(error, "there is no such day in the calendar, expected day/month/year");
    }
}
