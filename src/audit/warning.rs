//! Warnings: what the Project asks of a club, and what an auditor would look at. A warning never refuses.

use std::fmt;

use chrono::Days;
use serde::{Serialize, Serializer};

use crate::account::Place;
use crate::books::Books;
use crate::charter::MembershipRules;
use crate::event::{ActivityReported, Event};

/// How many days before the last record the box has to have been counted.
const COUNTED_WITHIN_DAYS: u64 = 31;

/// The stable code of a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WarningCode {
    /// `attendance-low`: fewer members at the meeting than the charter's share.
    AttendanceLow,
    /// `volunteers-few`: fewer volunteers than the charter asks.
    VolunteersFew,
    /// `cared-for-few`: fewer people cared for than the charter asks.
    CaredForFew,
    /// `visits-few`: fewer visits than the volunteers should make in the month.
    VisitsFew,
    /// `rescheduled`: a loan was given a new schedule, which is shown, not hidden.
    Rescheduled,
    /// `members-out-of-band`: fewer or more members than the charter's band.
    MembersOutOfBand,
    /// `uncounted`: the cash box was not counted in the 31 days before the last record.
    Uncounted,
}

impl WarningCode {
    /// The code as it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AttendanceLow => "attendance-low",
            Self::VolunteersFew => "volunteers-few",
            Self::CaredForFew => "cared-for-few",
            Self::VisitsFew => "visits-few",
            Self::Rescheduled => "rescheduled",
            Self::MembersOutOfBand => "members-out-of-band",
            Self::Uncounted => "uncounted",
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AttendanceLow => "few members at the meeting (ít thành viên dự họp)",
            Self::VolunteersFew => "few volunteers (ít tình nguyện viên)",
            Self::CaredForFew => "few people cared for at home (ít người được chăm sóc)",
            Self::VisitsFew => "few visits for so many volunteers (ít lượt thăm)",
            Self::Rescheduled => "a loan was rescheduled (khoản vay được gia hạn)",
            Self::MembersOutOfBand => "fewer or more members than asked (số thành viên ngoài mức)",
            Self::Uncounted => "the cash box was not counted in the last 31 days (chưa kiểm kê quỹ)",
        }
    }
}

impl fmt::Display for WarningCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for WarningCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What one event gives cause to warn of.
pub(super) fn of_event(event: &Event, rules: Option<&MembershipRules>) -> Vec<WarningCode> {
    match (event, rules) {
        (Event::ActivityReported(activity), Some(rules)) => of_activity(activity, rules),
        (Event::LoanRescheduled(_), _) => vec![WarningCode::Rescheduled],
        _ => Vec::new(),
    }
}

fn of_activity(activity: &ActivityReported, rules: &MembershipRules) -> Vec<WarningCode> {
    let visits = u64::from(activity.visits.get()).saturating_mul(7);
    let asked = u64::from(activity.volunteers.get())
        .saturating_mul(rules.visits_per_week.get().into())
        .saturating_mul(activity.month.days().into());
    let checks = [
        (WarningCode::AttendanceLow, !activity.is_well_attended(rules)),
        (WarningCode::VolunteersFew, activity.volunteers < rules.volunteers),
        (WarningCode::CaredForFew, activity.cared_for < rules.cared_for),
        (WarningCode::VisitsFew, visits < asked),
    ];
    checks.into_iter().filter(|(_, is_missed)| *is_missed).map(|(code, _)| code).collect()
}

/// What the books as a whole give cause to warn of.
pub(super) fn at_the_end(books: &Books) -> Vec<WarningCode> {
    let mut codes = Vec::new();
    if let Some(rules) = &books.charter().membership {
        let (fewest, most) = rules.members;
        let members = books.register().members_present();
        if members < fewest.get() || members > most.get() {
            codes.push(WarningCode::MembersOutOfBand);
        }
    }
    if !is_counted(books) {
        codes.push(WarningCode::Uncounted);
    }
    codes
}

fn is_counted(books: &Books) -> bool {
    let Some(last) = books.records().last().map(|record| record.date) else { return false };
    let Some(first) = last.checked_sub_days(Days::new(COUNTED_WITHIN_DAYS)) else { return false };
    books.records().iter().any(|record| match &record.event {
        Event::MoneyCounted(count) => count.place == Place::Cash && first <= record.date && record.date <= last,
        _ => false,
    })
}
