//! Civil dates: the days that books accept, calendar months and periods, and the forms in which they are written.
//!
//! A date is a [`NaiveDate`]: no time of day, no time zone, no clock. Books accept dates from 1900-01-01 to 2999-12-31.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::catalogue::{WriteVietnamese, vietnamese};
use crate::count::Year;
use crate::display::{InLanguage, Language};
use crate::wire;

/// The years that books accept.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2999;

/// Returns whether books accept this date: it is from 1900-01-01 to 2999-12-31.
#[must_use]
pub fn is_bookable(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// Parses a date of the form `2025-03-31`, from 1900-01-01 to 2999-12-31. No other form is accepted.
///
/// # Errors
///
/// If the text has another form, or there is no such day in those years.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateError> {
    let (month, day) = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', day @ ..] => (text.get(..7).ok_or(DateError::Form)?, day),
        _ => return Err(DateError::Form),
    };
    let month: Month = month.parse()?;
    NaiveDate::from_ymd_opt(month.year.into(), month.month.into(), u32::from(two_digits(day)?))
        .ok_or(DateError::NoSuchDay)
}

fn two_digits(text: &[u8]) -> Result<u8, DateError> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Ok(tens.saturating_sub(b'0').saturating_mul(10).saturating_add(ones.saturating_sub(b'0')))
        }
        _ => Err(DateError::Form),
    }
}

/// Returns the day `months` calendar months after `date`, clamped to the end of the month: one month after 31 January is 28 February,
/// two months after it 31 March. Saturates at the last day of `chrono`, in the year 262142: amounts do not fall due so late.
#[must_use]
pub(crate) fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// Returns the day `months` calendar months before `date`, clamped to the end of the month. Saturates at the first day of `chrono`:
/// no record is that old.
#[must_use]
pub(crate) fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// Returns the day after `date`. Saturates at the last day of `chrono`, as [`months_after`] does.
#[must_use]
pub(crate) fn day_after(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// Returns the day before `date`. Saturates at the first day of `chrono`, as [`months_before`] does.
#[must_use]
pub(crate) fn day_before(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap_or(NaiveDate::MIN)
}

/// Returns the day `days` days after `date`. Saturates at the last day of `chrono`, as [`months_after`] does.
#[must_use]
pub(crate) fn days_after(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// Returns the day `days` days before `date`. Saturates at the first day of `chrono`, as [`months_before`] does.
#[must_use]
pub(crate) fn days_before(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
}

/// Returns how many of the days `start` plus 0, 1, 2 … months, each clamped to the end of its month, are before `day`.
#[must_use]
pub(crate) fn month_days_before(start: NaiveDate, day: NaiveDate) -> u32 {
    let years = day.year().saturating_sub(start.year());
    let months = years.saturating_mul(12).saturating_add_unsigned(day.month()).saturating_sub_unsigned(start.month());
    let Ok(months) = u32::try_from(months) else { return 0 };
    months.saturating_add(u32::from(months_after(start, months) < day))
}

/// Returns the year of a day, or the nearest of the years of books.
#[must_use]
pub(crate) fn year_of(day: NaiveDate) -> Year {
    // A year before the year 0 is nearest to the first one.
    let year = u32::try_from(day.year()).unwrap_or(0);
    Year::new(year).unwrap_or(if year < Year::MIN.get() { Year::MIN } else { Year::MAX })
}

/// A calendar month, `2025-03`.
///
/// ```
/// use revolving_fund::Month;
/// let month: Month = "2024-02".parse()?;
/// assert_eq!(month.days(), 29);
/// assert_eq!(month.last_day().to_string(), "2024-02-29");
/// # Ok::<(), revolving_fund::calendar::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// Returns the month of `date`.
    ///
    /// # Errors
    ///
    /// If the date is before 1900 or after 2999.
    pub fn of(date: NaiveDate) -> Result<Self, DateError> {
        match (u16::try_from(date.year()), u8::try_from(date.month())) {
            (Ok(year), Ok(month)) if is_bookable(date) => Ok(Self { year, month }),
            _ => Err(DateError::OutOfRange),
        }
    }

    /// Returns the month of `date` and all later ones, also those after December 2999: amounts fall due in them.
    pub(crate) fn all_from(date: NaiveDate) -> impl Iterator<Item = Self> {
        (0..).map_while(move |months| {
            let day = months_after(date, months);
            Some(Self { year: u16::try_from(day.year()).ok()?, month: u8::try_from(day.month()).ok()? })
        })
    }

    /// Returns the twelve months of a year.
    pub fn all_of(year: Year) -> impl Iterator<Item = Self> {
        let year = u16::try_from(year.get()).ok();
        (1..=12).filter_map(move |month| Some(Self { year: year?, month }))
    }

    /// Returns the month after it; `None` after December 2999.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let (year, month) =
            if self.month < 12 { (self.year, self.month.saturating_add(1)) } else { (self.year.saturating_add(1), 1) };
        YEARS.contains(&i32::from(year)).then_some(Self { year, month })
    }

    /// Returns its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let day = NaiveDate::from_ymd_opt(self.year.into(), self.month.into(), 1);
        debug_assert!(day.is_some(), "a month has a first day");
        day.unwrap_or(NaiveDate::MIN)
    }

    /// Returns its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let day = months_after(self.first_day(), 1).pred_opt();
        debug_assert!(day.is_some(), "a month has a last day");
        day.unwrap_or(NaiveDate::MAX)
    }

    /// Returns the number of its days.
    #[must_use]
    pub fn days(self) -> u32 {
        self.last_day().day()
    }
}

impl FromStr for Month {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        match text.as_bytes() {
            [a, b, c, d, b'-', month @ ..] => {
                let year =
                    u16::from(two_digits(&[*a, *b])?).saturating_mul(100).saturating_add(two_digits(&[*c, *d])?.into());
                let month = two_digits(month)?;
                if !YEARS.contains(&i32::from(year)) {
                    return Err(DateError::OutOfRange);
                }
                if !(1..=12).contains(&month) {
                    return Err(DateError::NoSuchDay);
                }
                Ok(Self { year, month })
            }
            _ => Err(DateError::Form),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Display for InLanguage<'_, Month> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(month, language) = self;
        if *language == Language::English { month.fmt(f) } else { write!(f, "{}/{}", month.month, month.year) }
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text(deserializer, str::parse)
    }
}

/// A period: the days from `from` to `through`, both included. If it ends before it begins, it has no days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    #[serde(with = "iso")]
    pub from: NaiveDate,
    /// The last day.
    #[serde(with = "iso")]
    pub through: NaiveDate,
}

impl Period {
    /// Returns whether `day` is one of its days.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.through
    }
}

impl From<Month> for Period {
    fn from(month: Month) -> Self {
        Self { from: month.first_day(), through: month.last_day() }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from, self.through)
    }
}

/// Displays a date as `31/8/2020`.
impl WriteVietnamese for NaiveDate {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.format("%-d/%-m/%Y"))
    }
}

impl fmt::Display for InLanguage<'_, NaiveDate> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(date, language) = self;
        if *language == Language::English { date.fmt(f) } else { date.write_vietnamese(f) }
    }
}

/// Date fields in JSON, `"2025-03-31"`, for `#[serde(with = "…")]`.
pub(crate) mod iso {
    use super::{Deserializer, NaiveDate, Serializer, parse_date, wire};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
    pub(crate) fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        wire::text(deserializer, parse_date)
    }
}

/// Date fields in JSON that may be left out but not `null`, for `#[serde(with = "…")]`.
pub(crate) mod iso_present {
    use super::{Deserializer, NaiveDate, Serializer, iso, iso_or_null};

    #[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
    pub(crate) fn serialize<S: Serializer>(date: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        iso_or_null(date, serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        iso::deserialize(deserializer).map(Some)
    }
}

/// Serializes a date, or `null` if there is none.
#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
pub(crate) fn iso_or_null<S: Serializer>(date: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => serializer.collect_str(date),
        None => serializer.serialize_none(),
    }
}

/// The reason for which a text or day is not a date or month of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// The text has another form.
    #[error("date is not of the form YYYY-MM-DD, a month not of the form YYYY-MM")]
    Form,
    /// There is no such day.
    #[error("there is no such day in the calendar")]
    NoSuchDay,
    /// The year is before 1900 or after 2999.
    #[error("year is not from 1900 to 2999")]
    OutOfRange,
}

vietnamese! { DateError,
    Self::Form => "ngày chưa ghi theo dạng NĂM-THÁNG-NGÀY như 2025-03-20, hoặc tháng theo dạng NĂM-THÁNG";
    Self::NoSuchDay => "không có ngày này trong lịch";
    Self::OutOfRange => "năm không nằm trong khoảng 1900 đến 2999";
}
