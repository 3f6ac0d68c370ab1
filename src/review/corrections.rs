//! Records taken back long after they were booked (bút toán đảo).

use super::days_between;
use super::expectations::Expectations;
use super::facts::{Facts, Observation};
use crate::books::Books;
use crate::event::Event;

pub(super) fn observe(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let reversals = books.records_in_effect().filter_map(|record| match &record.event {
        Event::Reversed(reversal) => books.record_of(&reversal.record).map(|reversed| (record, reversed)),
        _ => None,
    });
    reversals
        .filter_map(|(record, reversed)| {
            let days = days_between(reversed.date, record.date);
            let facts = Facts::ReversedLate { record: reversed.id.clone(), days };
            (days > expected.reversed_after_days).then(|| Observation::new([reversed, record], facts))
        })
        .collect()
}
