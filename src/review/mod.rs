//! Review (soát xét): lists the places where an auditor should look first in books that keep every rule.
//!
//! A rule refuses a record, a warning names an expectation of the Project that is missed; an observation only names records to look at. It
//! accuses nobody: there is a harmless answer to each question. Facts that the books do not hold, such as the day of a meeting whose list
//! was booked on another day, are not guessed.
//!
//! ```
//! use revolving_fund::{Books, Charter, Header, parse_date};
//! use revolving_fund::review::{Expectations, Review};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let header = Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, parse_date("2024-03-01")?, Charter::bac_ninh())?;
//! let books = Books::new(header).as_of(parse_date("2024-05-31")?);
//! let review = Review::of(&books, &Expectations::default());
//! let observation = &review.observations()[0];
//! assert_eq!(observation.code().as_str(), "report-missing");
//! assert_eq!(observation.to_string(), "no activity is reported of the 2 months 2024-04 to 2024-05");
//! # Ok(())
//! # }
//! ```
//!
//! A [`Review`] holds [`Observation`]s, each with a stable [`ObservationCode`], its facts and a [`Reference`](crate::voucher::Reference) to every record concerned.
//! [`Expectations`] holds the thresholds. To add an observation, write its row in the table of codes, its function in the file of its
//! subject, and its line in the list of this file.

mod code;
mod corrections;
mod expectations;
mod facts;
mod funds;
mod hands;
mod lending;
mod months;
mod numbers;
mod observation;
mod receipts;

pub use code::ObservationCode;
pub use expectations::Expectations;
pub use observation::Observation;

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use self::facts::Facts;
use crate::books::Books;
use crate::calendar::iso;
use crate::display::{InLanguage, Language};
use crate::name::ClubId;
use crate::table::{Column, Kind, Label, Table};

/// The functions that make all observations.
const OBSERVERS: [fn(&Facts<'_>) -> Vec<Observation>; 40] = [
    numbers::observe,
    receipts::twice,
    receipts::round,
    receipts::alike,
    corrections::reversed_late,
    corrections::moved_in_time,
    corrections::gone_after_month_end,
    lending::lent_again,
    lending::renewals,
    lending::settled_by_another,
    lending::passed_between,
    lending::large_minutes,
    lending::not_disbursed,
    lending::disbursed_late,
    lending::confirmed_late,
    lending::settled_without_interest,
    lending::rate_unlike,
    lending::lent_free,
    lending::flat_over_ceiling,
    lending::written_off_soon,
    lending::members_alike,
    funds::returned_beyond_gifts,
    funds::charter_loosened,
    funds::interest_waived,
    funds::received_beside_waiver,
    funds::interest_waits,
    funds::forgiven_soon,
    funds::income_after_loss,
    funds::spent_without_payee,
    funds::spent_without_evidence,
    hands::advance_unaccounted,
    hands::shortage_released,
    hands::receipts_late,
    hands::counted_by_keeper,
    hands::lender_unevidenced,
    months::not_reported,
    months::not_counted,
    months::counts_apart,
    months::not_closed,
    months::emptied_before_count,
];

/// The most records printed for an observation; the JSON has all.
const RECORDS_PRINTED: usize = 8;

/// The observations on the books of a club.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    club: ClubId,
    #[serde(with = "iso")]
    day: NaiveDate,
    records: usize,
    expectations: Expectations,
    number_gaps: Vec<String>,
    number_doubles: Vec<Vec<String>>,
    observations: Vec<Observation>,
}

impl Review {
    /// Reviews the books as they are on their day.
    #[must_use]
    pub fn of(books: &Books, expectations: &Expectations) -> Self {
        let facts = Facts::of(books, expectations);
        let mut observations: Vec<Observation> = OBSERVERS.iter().flat_map(|observe| observe(&facts)).collect();
        observations.sort_by_key(|found| (found.code(), found.records().first().map(|record| record.seq)));
        let with = |code| observations.iter().filter(move |found| found.code() == code);
        let numbers = |found: &Observation| match found.facts().get("numbers") {
            Some(Value::Array(numbers)) => numbers.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let ids = |found: &Observation| found.records().iter().map(|record| record.id.to_string()).collect();
        Self {
            club: books.header().club().clone(),
            day: books.day(),
            records: books.records().len(),
            expectations: *expectations,
            number_gaps: with(ObservationCode::NumberGap).flat_map(numbers).collect(),
            number_doubles: with(ObservationCode::NumberDouble).map(ids).collect(),
            observations,
        }
    }

    /// Returns the observations, by code, those of one code in the order of their first records.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// Returns the observations as a table, for CSV, a page or a workbook: of each the code, the sentence, all its records and the question
    /// to ask. On a terminal, sentences are easier to read one below the other, as [`Display`](fmt::Display) writes them.
    #[must_use]
    pub fn table(&self) -> Table {
        let of = Label::same(self.club.to_string()).join(", ", &self.day.into());
        let columns = [("Code", "Mã"), ("Observation", "Điều cần xem"), ("Records", "Bút toán"), ("Ask", "Cần hỏi")];
        let columns = columns.map(|heading| Column::new(heading, Kind::Text));
        let mut table = Table::new(Label::new("To look at", "Cần xem").join(": ", &of), columns);
        for observation in &self.observations {
            let records = observation.records().iter().map(|record| format!("{} ({})", record.id, record.seq));
            table.push(vec![
                observation.code().as_str().into(),
                Label::new(observation.to_string(), observation.vietnamese().to_string()).into(),
                records.collect::<Vec<_>>().join(", ").into(),
                observation.code().explain().remedy.into(),
            ]);
        }
        table
    }

    /// Returns the thresholds that were used.
    #[must_use]
    pub const fn expectations(&self) -> &Expectations {
        &self.expectations
    }

    /// Returns every missing document number, written like its neighbours; at most 10 000 for each gap. A gap wider than
    /// [`Expectations::widest_gap`] is not included.
    #[must_use]
    pub fn number_gaps(&self) -> &[String] {
        &self.number_gaps
    }
}

/// Displays the observations with their records and questions, in both languages.
impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Review> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Review { club, day, records, observations, .. }, language) = self;
        let (day, word) = (InLanguage(day, *language), language.label("record(s)", "bút toán"));
        writeln!(f, "{club}, {day}, {records} {word}")?;
        let title = language.label("To look at", "cần xem");
        if observations.is_empty() {
            return writeln!(f, "{title}: {}", language.label("nothing", "không có"));
        }
        writeln!(f, "{title}: {}", observations.len())?;
        observations.iter().try_for_each(|observation| write_observation(f, observation, *language))
    }
}

fn write_observation(f: &mut fmt::Formatter<'_>, observation: &Observation, language: Language) -> fmt::Result {
    let question = observation.code().explain().remedy;
    writeln!(f, "  {}", observation.code())?;
    if language.has_english() {
        writeln!(f, "    {observation}")?;
    }
    if language.has_vietnamese() {
        writeln!(f, "    {}", observation.vietnamese())?;
    }
    if !observation.records().is_empty() {
        write!(f, "    {}:", language.label("records", "bút toán"))?;
        for record in observation.records().iter().take(RECORDS_PRINTED) {
            write!(f, " {} ({})", record.id, record.seq)?;
        }
        match observation.records().len().saturating_sub(RECORDS_PRINTED) {
            0 => writeln!(f)?,
            more => writeln!(f, " + {more}")?,
        }
    }
    if language.has_english() {
        writeln!(f, "    ask: {}", question.english)?;
    }
    if language.has_vietnamese() {
        writeln!(f, "    hỏi: {}", question.vietnamese)?;
    }
    Ok(())
}
