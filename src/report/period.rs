//! A span of days.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar::{Month, iso};

/// The days from one to another, both counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    #[serde(with = "iso")]
    pub from: NaiveDate,
    /// The last day.
    #[serde(with = "iso")]
    pub through: NaiveDate,
}

impl Period {
    /// Whether `day` lies in it.
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
