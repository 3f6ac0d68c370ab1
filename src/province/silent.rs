//! Clubs that stopped reporting.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::club::ClubSummary;
use crate::calendar::iso_or_null;
use crate::name::ClubId;

/// A club of which nothing was heard for some time (câu lạc bộ ngừng báo cáo): no record was booked, or no activity reported. A
/// club is given that time from the day on which its books were opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SilentClub {
    /// The club.
    pub club: ClubId,
    /// The date of its last record; `None` if there is none at all.
    #[serde(serialize_with = "iso_or_null")]
    pub last_record: Option<NaiveDate>,
    /// When it last reported its activity; `None` if it never did.
    #[serde(serialize_with = "iso_or_null")]
    pub last_activity: Option<NaiveDate>,
}

impl SilentClub {
    /// The silence of a club since before `first`, if it is silent.
    pub(super) fn of(club: &ClubSummary, first: NaiveDate) -> Option<Self> {
        let is_before = |heard: Option<NaiveDate>| heard.unwrap_or(club.opened) < first;
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
        let heard = |date: Option<NaiveDate>| date.map_or_else(|| "never".to_owned(), |date| date.to_string());
        let [record, activity] = [self.last_record, self.last_activity].map(heard);
        write!(f, "{}: last record {record}, last report of activity {activity}", self.club)
    }
}
