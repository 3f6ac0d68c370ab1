//! Numbers of documents (số chứng từ): missing, used twice, out of order.
//!
//! A document number has a series, a number in it and, if the club writes them, a period and a part:
//!
//! | document | series | period | number | part |
//! |---|---|---|---|---|
//! | `PT-0007`, `PT/7`, `pt.07` | `PT` | | 7 | |
//! | `PC/2024.017` | `PC-2024` | | 17 | |
//! | `PTTM114/2024`, `017/PT/2024` | `PTTM`, `PT` | 2024 | 114, 17 | |
//! | `PT00001/T01`, `PT01/03` dated in March | `PT` | `T01`, 03 | 1 | |
//! | `PT-0002/1`, `PT-0002b`, `PT-0002-1` | `PT` | | 2 | `1`, `b`, `1` |
//!
//! Each period counts from 1. One or two digits at the end are a month or a year if they agree with the dates of most documents of the
//! series; otherwise they are a part or a number. The parts of a receipt have one number. A document number of another form belongs to no
//! series.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::code::ObservationCode;
use super::facts::Facts;
use super::observation::{Observation, facts};
use crate::voucher::Record;

/// The most missing numbers of a gap that are listed one by one.
const MOST_LISTED: u64 = 10_000;
const SIGNS: [char; 5] = ['/', '-', '.', '_', ' '];

/// The meaning of the text after the number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    None,
    Period,
    Part,
    /// One or two digits after a sign, not decided yet: a month, a year, a part or the number itself.
    Open(u32),
}

#[derive(Clone, Copy)]
struct Document<'b> {
    record: &'b Record,
    before: &'b str,
    digits: &'b str,
    behind: &'b str,
    tail: Tail,
    number: u64,
}

impl<'b> Document<'b> {
    fn of(record: &'b Record) -> Option<Self> {
        let (before, digits, behind, tail) = split(record.id.as_str())?;
        Some(Self { record, before, digits, behind, tail, number: digits.parse().ok()? })
    }

    /// Returns the series in capitals, with every sign as `-`, and without signs at the ends.
    fn series(&self) -> String {
        folded(self.before)
    }

    fn period(&self) -> String {
        if self.tail == Tail::Period { folded(self.behind) } else { String::new() }
    }

    fn part(&self) -> String {
        if self.tail == Tail::Part {
            folded(self.behind).trim_start_matches(['-', '0']).to_owned()
        } else {
            String::new()
        }
    }

    /// Returns another number of the series and period, written like this document's.
    fn written(&self, number: u64) -> String {
        let digits = number.to_string();
        let zeros = "0".repeat(self.digits.len().saturating_sub(digits.len()));
        let behind = if self.tail == Tail::Period { self.behind } else { "" };
        format!("{}{zeros}{digits}{behind}", self.before)
    }
}

/// Returns the series of a document, in capitals; empty if it has none.
pub(super) fn series(record: &Record) -> String {
    Document::of(record).map_or_else(String::new, |document| document.series())
}

fn folded(text: &str) -> String {
    let signs = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let text: String = text.to_uppercase().chars().map(signs).collect();
    text.trim_matches('-').to_owned()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && is_digits(text) && (text.starts_with("19") || text.starts_with("20"))
}

/// Returns whether a text is a month such as `T01` or `t1`.
fn is_named_month(text: &str) -> bool {
    let digits = text.strip_prefix(['T', 't']).filter(|digits| is_digits(digits) && digits.len() <= 2);
    digits.and_then(|digits| digits.parse::<u32>().ok()).is_some_and(|month| (1..=12).contains(&month))
}

/// Splits a document number into the text before the number, its digits, the text after it and the meaning of that; `None` if it has no
/// number.
fn split(id: &str) -> Option<(&str, &str, &str, Tail)> {
    let behind = |before: &str, digits: &str| id.get(before.len().saturating_add(digits.len())..);
    if let Some((stem, last)) = id.rsplit_once(SIGNS).filter(|(stem, _)| stem.ends_with(|c: char| c.is_ascii_digit())) {
        if is_year(last) || is_named_month(last) {
            // A month may be before the year.
            let (before, digits) = match split(stem) {
                Some((before, digits, _, Tail::Open(_) | Tail::Period)) => (before, digits),
                _ => trailing(stem)?,
            };
            return Some((before, digits, behind(before, digits)?, Tail::Period));
        }
        if is_digits(last) && last.len() <= 2 {
            let (before, digits) = trailing(stem)?;
            return Some((before, digits, behind(before, digits)?, Tail::Open(last.parse().ok()?)));
        }
    }
    let leading = id.get(..id.find(|c: char| !c.is_ascii_digit()).unwrap_or(0)).unwrap_or("");
    let ends_in_number = id.ends_with(|c: char| c.is_ascii_digit()) && !id.rsplit(SIGNS).next().is_some_and(is_year);
    if !leading.is_empty() && !ends_in_number {
        // `017/PT/2024`, `05-PT`.
        return Some(("", leading, id.get(leading.len()..)?, Tail::Period));
    }
    if let Some(stem) = id.strip_suffix(|c: char| c.is_ascii_alphabetic()).filter(|stem| trailing(stem).is_some()) {
        let (before, digits) = trailing(stem)?;
        return Some((before, digits, behind(before, digits)?, Tail::Part));
    }
    let (before, digits) = trailing(id)?;
    Some((before, digits, "", Tail::None))
}

fn trailing(text: &str) -> Option<(&str, &str)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.get(before.len()..)?;
    (!digits.is_empty()).then_some((before, digits))
}

/// Decides the meaning of one or two digits after a sign, for all documents with the same text before the number.
fn decide(documents: &mut [Document]) {
    let plain: Vec<usize> =
        documents.iter().filter(|document| document.tail == Tail::None).map(|document| document.digits.len()).collect();
    let open = |document: &Document| match document.tail {
        Tail::Open(number) => Some((number, document.record.date)),
        Tail::None | Tail::Period | Tail::Part => None,
    };
    let all: Vec<_> = documents.iter().filter_map(open).collect();
    let most = |agrees: fn(u32, chrono::NaiveDate) -> bool| {
        let agreeing = all.iter().filter(|(number, date)| agrees(*number, *date)).count();
        agreeing.saturating_mul(2) > all.len()
    };
    let is_year = most(|number, date| i32::try_from(number).is_ok_and(|year| year == date.year().rem_euclid(100)));
    let is_month = plain.is_empty() && most(|number, date| number == date.month());
    for document in documents {
        let Tail::Open(number) = document.tail else { continue };
        document.tail = match (document.behind.starts_with('/'), is_year || is_month) {
            (_, true) => Tail::Period,
            (true, false) => Tail::Part,
            // `PT-0002-1` is a part among numbers of as many digits; `PC-2024-17` is number 17 of another series.
            (false, false) if plain.iter().filter(|digits| **digits == document.digits.len()).count() > 1 => Tail::Part,
            (false, false) => match trailing(document.record.id.as_str()) {
                Some((before, digits)) => {
                    *document = Document { before, digits, behind: "", number: number.into(), ..*document };
                    Tail::None
                }
                None => Tail::None,
            },
        };
    }
}

/// Finds numbers of documents that are missing, used twice, out of order, or of no series.
pub(super) fn observe(facts: &Facts<'_>) -> Vec<Observation> {
    let mut prefixes: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    let mut strangers = Vec::new();
    for record in facts.books.records() {
        match Document::of(record) {
            Some(document) => prefixes.entry(document.series()).or_default().push(document),
            None => strangers.push(record),
        }
    }
    let mut series: BTreeMap<(String, String), Vec<Document>> = BTreeMap::new();
    let mut periods: BTreeMap<String, usize> = BTreeMap::new();
    for mut documents in prefixes.into_values() {
        decide(&mut documents);
        for document in documents {
            let (name, period) = (document.series(), document.period());
            let count = periods.entry(name.clone()).or_default();
            *count = count.saturating_add(usize::from(!period.is_empty()));
            series.entry((name, period)).or_default().push(document);
        }
    }
    let mut found = Vec::new();
    for ((name, period), mut documents) in series {
        found.extend(out_of_order(&documents));
        documents.sort_by_key(|document| document.number);
        // One document is not yet a series, unless the series has other periods.
        let is_series =
            documents.len() > 1 || (!period.is_empty() && periods.get(&name).is_some_and(|count| *count > 1));
        if is_series {
            found.extend(gaps(&documents, facts.expected.widest_gap));
        }
        found.extend(doubles(&name, &documents));
    }
    found.extend(without_series(facts, &strangers));
    found
}

/// Finds missing numbers before the first document and between two documents of a series that is sorted by number. A gap of more than
/// `widest` numbers is left out.
fn gaps(documents: &[Document], widest: u32) -> Vec<Observation> {
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
    let numbers: Vec<String> = (first..=last)
        .take(usize::try_from(missing.min(MOST_LISTED)).unwrap_or(0))
        .map(|number| after.written(number))
        .collect();
    let (from, to) = (after.written(first), after.written(last));
    let (english, vietnamese) = if missing == 1 {
        (format!("{from} is not in the books"), format!("trong sổ không có số {from}"))
    } else {
        (
            format!("{from} to {to}, {missing} numbers, are not in the books"),
            format!("trong sổ không có các số từ {from} đến {to}, {missing} số"),
        )
    };
    let facts = facts!({"first": from, "last": to, "missing": missing, "numbers": numbers});
    Some(Observation::new(ObservationCode::NumberGap, neighbours, facts, english, vietnamese))
}

/// Finds documents with the same number and part in a series that is sorted by number.
fn doubles(series: &str, documents: &[Document]) -> Vec<Observation> {
    let mut found = Vec::new();
    for same in documents.chunk_by(|one, other| one.number == other.number) {
        let mut parts: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
        for document in same {
            parts.entry(document.part()).or_default().push(document.record);
        }
        for records in parts.into_values().filter(|records| records.len() > 1) {
            let (count, number) = (records.len(), same.first().map_or(0, |document| document.number));
            found.push(Observation::new(
                ObservationCode::NumberDouble,
                records,
                facts!({"series": series, "number": number}),
                format!("{count} documents of series {series:?} have the number {number}"),
                format!("{count} chứng từ loại {series:?} cùng mang số {number}"),
            ));
        }
    }
    found
}

/// Finds documents with a lower number than a document of an earlier day, in a series in the order of the books. Within a day any order is
/// accepted.
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
    let observations = found.into_iter().map(|(leader, later)| {
        let (id, count) = (&leader.record.id, later.len());
        Observation::new(
            ObservationCode::NumberOrder,
            std::iter::once(leader.record).chain(later),
            facts!({"leader": id, "later": count}),
            format!("{count} document(s) with numbers below {id} are dated after it"),
            format!("{count} chứng từ có số nhỏ hơn {id} nhưng ghi ngày sau"),
        )
    });
    observations.collect()
}

/// Finds many documents whose numbers belong to no series, so that a missing one cannot be noticed.
fn without_series(facts: &Facts<'_>, records: &[&Record]) -> Option<Observation> {
    let (count, all) = (u32::try_from(records.len()).ok()?, u32::try_from(facts.books.records().len()).ok()?);
    let expected = facts.expected;
    let is_many = count >= expected.strange_numbers && !expected.strange_number_share.is_missed_by(count, all);
    is_many.then(|| {
        Observation::new(
            ObservationCode::NumberStrange,
            records.iter().copied(),
            facts!({"documents": count, "records": all}),
            format!("{count} of {all} documents have a number without a series"),
            format!("{count} trong {all} chứng từ có số không theo thứ tự nào"),
        )
    })
}
