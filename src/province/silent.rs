//! Clubs that stopped reporting.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::club::ClubSummary;
use crate::calendar::iso_or_null;
use crate::name::ClubId;

/// A club that stopped reporting (câu lạc bộ ngừng báo cáo): for some time it booked no record, or reported no activity. A new club has
/// that time from the day on which its books were opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SilentClub {
    /// The club.
    pub club: ClubId,
    /// The date of its last record; `None` if it has none.
    #[serde(serialize_with = "iso_or_null")]
    pub last_record: Option<NaiveDate>,
    /// The date of its last report of activity; `None` if it has none.
    #[serde(serialize_with = "iso_or_null")]
    pub last_activity: Option<NaiveDate>,
}

impl SilentClub {
    /// Returns the club if it is silent: its last record or report of activity is before `first`.
    pub(super) fn of(club: &ClubSummary, first: NaiveDate) -> Option<Self> {
        let is_before = |last: Option<NaiveDate>| last.unwrap_or(club.opened) < first;
        let ClubSummary { last_record, last_activity, .. } = *club;
        (is_before(last_record) || is_before(last_activity)).then(|| Self {
            club: club.club.clone(),
            last_record,
            last_activity,
        })
    }
}

impl fmt::Display for SilentClub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = |date: Option<NaiveDate>| date.map_or_else(|| "never".to_owned(), |date| date.to_string());
        let [record, activity] = [self.last_record, self.last_activity].map(written);
        write!(f, "{}: last record {record}, last report of activity {activity}", self.club)
    }
}
