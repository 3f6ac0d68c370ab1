//! What a club does each month: it meets and reports, and it counts its box.
//!
//! The months are those after the one in which the books were opened, a club being founded then, to the last that has ended on
//! the day of the books.

use std::collections::BTreeSet;

use super::facts::{Facts, Observation};
use crate::account::Place;
use crate::books::Books;
use crate::calendar::{Month, months_after};
use crate::event::Event;

pub(super) fn observe(books: &Books) -> Vec<Observation> {
    let mut reported = BTreeSet::new();
    let mut counted = BTreeSet::new();
    for record in books.records_in_effect() {
        match &record.event {
            Event::ActivityReported(activity) => {
                reported.insert(activity.month);
            }
            Event::MoneyCounted(count) if count.place == Place::Cash => counted.extend(Month::of(record.date)),
            _ => {}
        }
    }
    let ended = ended(books);
    let reports =
        absent(&ended, &reported).into_iter().map(|(first, last, months)| Facts::ReportMissing { first, last, months });
    let counts =
        absent(&ended, &counted).into_iter().map(|(first, last, months)| Facts::CountMissing { first, last, months });
    reports.chain(counts).map(|facts| Observation::new([], facts)).collect()
}

/// The months after the first that have ended.
fn ended(books: &Books) -> Vec<Month> {
    let following = |month: &Month| Month::of(months_after(month.first_day(), 1)).ok();
    let opened = Month::of(books.header().opened()).ok();
    std::iter::successors(opened, following).skip(1).take_while(|month| month.last_day() <= books.day()).collect()
}

/// The months without something, those that follow each other together: the first, the last, and how many.
fn absent(months: &[Month], present: &BTreeSet<Month>) -> Vec<(Month, Month, usize)> {
    let runs = months.chunk_by(|one, other| present.contains(one) == present.contains(other));
    let absent = runs.filter_map(|run| match run {
        [first, ..] if !present.contains(first) => Some((*first, *run.last()?, run.len())),
        _ => None,
    });
    absent.collect()
}
