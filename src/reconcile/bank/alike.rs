//! What looks alike in the books and on the statement: a document's number in a text, and the digits of an amount.

use std::collections::{BTreeSet, HashMap};

use crate::money::Balance;
use crate::name::DocumentNumber;
use crate::reconcile::table::fold;

/// The most documents that one text names under one number: those that differ in capitals or signs alone.
const NAMESAKES: usize = 8;
/// The most letters and digits groups of a document number that are compared.
const MOST_RUNS: usize = 12;

/// The documents of the books by their numbers, to find them in the texts of a bank.
///
/// A bank changes a number on the way: it leaves out hyphens, writes small letters, joins fields by dots. A number is therefore a row of
/// groups of letters and of digits, `PT00001/T03` is `pt 00001 t 03`, with any sign or none between them. A group is never cut, so that
/// `CT-0001` is not in `CT-00012` nor in `XCT-0001`; and a number that goes on behind a stroke is another one: `PT-0001` is not in
/// `PT-0001/T03`. Groups of digits may be joined, `PT/06/0001` is found in `PT060001`, unless another number would be too.
pub(super) struct Numbers<'a> {
    /// By all letters and digits: the documents, each with the ends of its groups.
    places: HashMap<String, Vec<(usize, Vec<usize>)>>,
    written: Vec<&'a str>,
}

impl<'a> Numbers<'a> {
    /// The numbers of documents; each is known by its place.
    pub(super) fn new(numbers: impl IntoIterator<Item = &'a DocumentNumber>) -> Self {
        let mut places: HashMap<String, Vec<(usize, Vec<usize>)>> = HashMap::new();
        let mut written = Vec::new();
        for (place, number) in numbers.into_iter().enumerate() {
            let lower = number.as_str().to_ascii_lowercase();
            let mut runs = runs(&lower);
            runs.truncate(MOST_RUNS);
            let (key, ends) = joined(&runs);
            let namesakes = places.entry(key).or_default();
            if namesakes.len() < NAMESAKES {
                namesakes.push((place, ends));
            }
            written.push(number.as_str());
        }
        Self { places, written }
    }

    /// The documents that a text names: for sure, or perhaps, where the number has digits only and may be any number.
    pub(super) fn named_in(&self, text: &str, sure: &mut BTreeSet<usize>, perhaps: &mut BTreeSet<usize>) {
        let lower = without_accents(text);
        let runs = runs(&lower);
        let mut at = 0;
        while at < runs.len() {
            let rest = runs.get(at..).unwrap_or_default();
            let longest = (1..=rest.len().min(MOST_RUNS)).rev().find_map(|length| {
                let part = rest.get(..length)?;
                Some((length, self.written_as(part).filter(|_| is_one_number(part, &lower))?))
            });
            at = at.saturating_add(1);
            let Some((length, places)) = longest else { continue };
            at = at.saturating_add(length.saturating_sub(1));
            for place in places {
                let written = self.written.get(place).copied().unwrap_or_default();
                let is_sure = written.contains(|c: char| c.is_ascii_alphabetic());
                if is_sure {
                    sure.insert(place);
                } else if words(text).any(|word| word == written) {
                    perhaps.insert(place);
                }
            }
        }
    }

    /// The documents of these groups; or those of the same letters and digits in more groups, if all have the same groups.
    fn written_as(&self, runs: &[Run<'_>]) -> Option<Vec<usize>> {
        let (key, ends) = joined(runs);
        let namesakes = self.places.get(&key)?;
        let with = |groups: &[usize]| -> Vec<usize> {
            namesakes.iter().filter(|(_, own)| own == groups).map(|(place, _)| *place).collect()
        };
        let same = with(&ends);
        if !same.is_empty() {
            return Some(same);
        }
        let mut finer = namesakes.iter().map(|(_, own)| own).filter(|own| ends.iter().all(|end| own.contains(end)));
        let first = finer.next()?;
        finer.all(|other| other == first).then(|| with(first))
    }
}

/// The letters and digits of groups, and where each group ends.
fn joined(runs: &[Run<'_>]) -> (String, Vec<usize>) {
    let mut key = String::new();
    let ends = runs.iter().map(|run| {
        key.push_str(run.text);
        key.len()
    });
    let ends = ends.collect();
    (key, ends)
}

/// A group of letters or of digits in a text.
struct Run<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let kind = |c: char| (c.is_alphanumeric(), c.is_ascii_digit());
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, character)) = chars.next() {
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        if chars.peek().is_none_or(|(_, next)| kind(*next) != kind(character)) {
            if kind(character).0 {
                runs.extend(text.get(start..end).map(|text| Run { text, start, end }));
            }
            start = end;
        }
    }
    runs
}

/// Returns whether groups are written as one number: at most three signs between them, no letter or digit at either end, and no further
/// part behind a stroke.
fn is_one_number(runs: &[Run<'_>], text: &str) -> bool {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return false };
    let are_joined = runs.iter().zip(runs.iter().skip(1)).all(|(one, next)| {
        let between = text.get(one.end..next.start).unwrap_or_default();
        between.chars().count() <= 3 && between.chars().all(|c| BETWEEN.contains(c))
    });
    let before = text.get(..first.start).and_then(|before| before.chars().next_back());
    let mut behind = text.get(last.end..).unwrap_or_default().chars();
    let next = behind.next();
    let is_cut = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let goes_on = next == Some('/') && {
        let further: String = behind.take_while(|c| c.is_alphanumeric()).collect();
        let is_digit = |c: char| c.is_ascii_digit();
        further.starts_with(is_digit) || (!further.is_empty() && further.chars().nth(1).is_none_or(is_digit))
    };
    are_joined && !is_cut(before) && !is_cut(next) && !goes_on
}

/// The signs that may be in a document number.
const SIGNS: &str = "-_./";
/// The signs that people and programs write between the groups of a number.
const BETWEEN: &str = " -_./:#\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}";

/// Whole words of a text, with the signs that a document number may have.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || SIGNS.contains(c)));
    words.map(|word| word.trim_matches(|c| SIGNS.contains(c))).filter(|word| !word.is_empty())
}

/// A text in small letters without accents; each sign is kept.
fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let letter =
        |c: char| if c.is_alphanumeric() && !c.is_ascii() { fold(&c.to_string()) } else { c.to_lowercase().collect() };
    text.chars().map(letter).collect()
}

/// Returns whether two digits of one amount changed places in the other.
pub(super) fn are_exchanged(one: Balance, other: Balance) -> bool {
    let (first, second) = (one.dong().to_string().into_bytes(), other.dong().to_string().into_bytes());
    let differing: Vec<(&u8, &u8)> = first.iter().zip(&second).filter(|(one, other)| one != other).collect();
    first.len() == second.len() && matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c)
}

/// The digits of an amount without their order, and its side.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Digits(bool, Vec<u8>);

impl Digits {
    pub(super) fn of(amount: Balance) -> Self {
        let mut digits = amount.dong().unsigned_abs().to_string().into_bytes();
        digits.sort_unstable();
        Self(amount.is_negative(), digits)
    }
}
