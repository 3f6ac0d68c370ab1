//! Review (soát xét): what an auditor would look at in books that keep every rule.
//!
//! A rule refuses, a warning says what the Project asks; an observation only says where to look first. It accuses nobody: for
//! each there is a harmless reason, and the document tells. What the books cannot tell, such as the day of a meeting apart from the
//! day on which its list was booked, is not guessed at.
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
//! A [`Review`] holds [`Observation`]s, each with a stable [`ObservationCode`], its [`Facts`] and a [`Reference`] to every record
//! concerned. From where on something is observed, [`Expectations`] tell.

mod code;
mod corrections;
mod expectations;
mod facts;
mod lending;
mod months;
mod numbers;
mod receipts;

pub use code::ObservationCode;
pub use expectations::Expectations;
pub use facts::{Facts, Observation, Reference};

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use crate::books::Books;
use crate::calendar::iso;
use crate::name::ClubId;

/// How many of the records concerned are printed; programs get them all.
const RECORDS_PRINTED: usize = 8;

/// What is to be looked at in the books of a club.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    club: ClubId,
    #[serde(with = "iso")]
    day: NaiveDate,
    records: usize,
    expectations: Expectations,
    observations: Vec<Observation>,
}

impl Review {
    /// Looks through the books as they are on their day.
    #[must_use]
    pub fn of(books: &Books, expectations: &Expectations) -> Self {
        let mut observations = numbers::observe(books, expectations);
        observations.extend(receipts::observe(books, expectations));
        observations.extend(corrections::observe(books, expectations));
        observations.extend(lending::observe(books, expectations));
        observations.extend(months::observe(books));
        observations.sort_by_key(|found| (found.code(), found.records.first().map(|record| record.seq)));
        Self {
            club: books.header().club().clone(),
            day: books.day(),
            records: books.records().len(),
            expectations: *expectations,
            observations,
        }
    }

    /// What is to be looked at, by code and in the order of the books.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// What was taken for usual.
    #[must_use]
    pub const fn expectations(&self) -> &Expectations {
        &self.expectations
    }
}

/// For people, in both languages.
impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { club, day, records, observations, .. } = self;
        writeln!(f, "{club} as of {day}, {records} record(s)")?;
        if observations.is_empty() {
            return writeln!(f, "To be looked at (cần xem): nothing");
        }
        writeln!(f, "To be looked at (cần xem): {}", observations.len())?;
        observations.iter().try_for_each(|observation| write_observation(f, observation))
    }
}

fn write_observation(f: &mut fmt::Formatter<'_>, observation: &Observation) -> fmt::Result {
    let explained = observation.code().explain();
    writeln!(f, "  {}: {observation}", observation.code())?;
    writeln!(f, "    {}", observation.vietnamese())?;
    if !observation.records.is_empty() {
        write!(f, "    records:")?;
        for record in observation.records.iter().take(RECORDS_PRINTED) {
            write!(f, " {} ({})", record.id, record.seq)?;
        }
        match observation.records.len().saturating_sub(RECORDS_PRINTED) {
            0 => writeln!(f)?,
            more => writeln!(f, " and {more} more")?,
        }
    }
    writeln!(f, "    to do: {} ({})", explained.remedy.english, explained.remedy.vietnamese)
}

/// How many days `later` lies after `earlier`; none if it does not.
fn days_between(earlier: NaiveDate, later: NaiveDate) -> u32 {
    u32::try_from(later.signed_duration_since(earlier).num_days()).unwrap_or(0)
}
