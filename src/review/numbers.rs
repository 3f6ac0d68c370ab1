//! Whether the numbers of the documents are complete (tính đầy đủ của số chứng từ).
//!
//! A document number ends in digits: these are its number, what stands before them names its series. `PT-0007`, `PT/7` and
//! `pt.07` are number 7 of the series `PT`, `PC/2024.017` is number 17 of the series `PC-2024`. A document number that does not end
//! in digits, or in more of them than anyone counts, belongs to no series; one that starts with its number, such as `017/PT/2024`,
//! makes a series of its own, of which nothing can be said.

use std::collections::BTreeMap;

use super::expectations::Expectations;
use super::facts::{Facts, Observation};
use crate::books::Books;
use crate::voucher::Record;

struct Document<'b> {
    record: &'b Record,
    /// What stands before the digits.
    prefix: &'b str,
    digits: usize,
    number: u64,
}

impl<'b> Document<'b> {
    fn of(record: &'b Record) -> Option<Self> {
        let id = record.id.as_str();
        let prefix = id.trim_end_matches(|character: char| character.is_ascii_digit());
        let digits = id.get(prefix.len()..)?;
        Some(Self { record, prefix, digits: digits.len(), number: digits.parse().ok()? })
    }

    /// In capitals, every sign as `-`, none at the end.
    fn series(&self) -> String {
        let folded = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '-' };
        let series: String = self.prefix.chars().map(folded).collect();
        series.trim_end_matches('-').to_owned()
    }

    /// Another number, written as this one is.
    fn written(&self, number: u64) -> String {
        let digits = number.to_string();
        let zeros = "0".repeat(self.digits.saturating_sub(digits.len()));
        format!("{}{zeros}{digits}", self.prefix)
    }
}

pub(super) fn observe(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let mut series: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    for document in books.records().filter_map(Document::of) {
        series.entry(document.series()).or_default().push(document);
    }
    let mut found = Vec::new();
    for (name, mut documents) in series {
        found.extend(out_of_order(&documents));
        documents.sort_by_key(|document| document.number);
        found.extend(gaps(&documents, expected.widest_gap));
        found.extend(doubles(&name, &documents));
    }
    found
}

/// Where numbers are missing, in a series sorted by number: before its first document, and between two. One document is not
/// yet a series.
fn gaps(documents: &[Document], widest: u32) -> Vec<Observation> {
    if documents.len() < 2 {
        return Vec::new();
    }
    let before = std::iter::once(None).chain(documents.iter().map(Some));
    before.zip(documents).filter_map(|(before, after)| gap(before, after, widest)).collect()
}

fn gap(before: Option<&Document>, after: &Document, widest: u32) -> Option<Observation> {
    let last = after.number.checked_sub(1)?;
    let first = before.map_or(0, |before| before.number).checked_add(1)?;
    let missing = last.checked_add(1)?.checked_sub(first)?;
    if missing == 0 || missing > widest.into() {
        return None;
    }
    let mut neighbours: Vec<&Record> = before.into_iter().chain([after]).map(|document| document.record).collect();
    neighbours.sort_by_key(|record| record.seq);
    let facts = Facts::NumberGap { first: after.written(first), last: after.written(last), missing };
    Some(Observation::new(neighbours, facts))
}

/// Where a number is borne by several documents, in a series sorted by number.
fn doubles(series: &str, documents: &[Document]) -> Vec<Observation> {
    let numbers = documents.chunk_by(|one, other| one.number == other.number);
    let doubled = numbers.filter_map(|alike| match alike {
        [first, _, ..] => Some((first.number, alike)),
        _ => None,
    });
    doubled
        .map(|(number, alike)| {
            let facts = Facts::NumberDouble { series: series.to_owned(), number };
            Observation::new(alike.iter().map(|document| document.record), facts)
        })
        .collect()
}

/// Documents with a lower number than one of an earlier day, in a series in the order of the books. Within a day there is no
/// order to keep.
fn out_of_order(documents: &[Document]) -> Vec<Observation> {
    let mut found: Vec<(&Document, Vec<&Record>)> = Vec::new();
    let mut leader: Option<&Document> = None;
    for day in documents.chunk_by(|one, other| one.record.date == other.record.date) {
        for document in day {
            let Some(leader) = leader.filter(|leader| document.number < leader.number) else { continue };
            match found.last_mut() {
                Some((same, later)) if same.number == leader.number => later.push(document.record),
                _ => found.push((leader, vec![document.record])),
            }
        }
        leader = day.iter().chain(leader).max_by_key(|document| document.number);
    }
    let told = found.into_iter().map(|(leader, later)| {
        let facts = Facts::NumberOrder { leader: leader.record.id.clone(), later: later.len() };
        Observation::new(std::iter::once(leader.record).chain(later), facts)
    });
    told.collect()
}
