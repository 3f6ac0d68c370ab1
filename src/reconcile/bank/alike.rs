//! Similarities between the books and the statement: the number of a document in a text, and the digits of an amount.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::money::Balance;
use crate::name::DocumentNumber;
use crate::reconcile::table::fold;

/// The maximum number of documents that a text names by one number. Their numbers differ in capitals or signs alone.
const NAMESAKES: usize = 8;

/// The documents of the books by their numbers, to find them in the texts of a bank.
///
/// A bank changes a number: it leaves out hyphens, writes small letters, or joins fields by dots. A number is therefore a sequence of
/// groups of letters and groups of digits, with up to three signs or none between two groups: `PT00001/T03` is `pt 00001 t 03`. A group is
/// never cut, so `CT-0001` is neither in `CT-00012` nor in `XCT-0001`. A number that continues after a slash is another number: `PT-0001`
/// is not in `PT-0001/T03`. Groups may be joined: `PT/06/0001` is found in `PT060001`, unless another number would be found there too.
pub(super) struct Numbers<'a> {
    /// The documents by all letters and digits of their numbers, and by the ends of the groups among these, in bytes.
    places: HashMap<String, BTreeMap<Vec<usize>, Vec<usize>>>,
    /// The lengths of the keys of `places`, in bytes.
    lengths: BTreeSet<usize>,
    written: Vec<&'a str>,
}

impl<'a> Numbers<'a> {
    /// Makes an index of document numbers; each document is known by its place among them, counted from 0.
    pub(super) fn new(numbers: impl IntoIterator<Item = &'a DocumentNumber>) -> Self {
        let mut places: HashMap<String, BTreeMap<Vec<usize>, Vec<usize>>> = HashMap::new();
        let mut written = Vec::new();
        for (place, number) in numbers.into_iter().enumerate() {
            let lower = number.as_str().to_ascii_lowercase();
            let (key, ends) = joined(&runs(&lower), usize::MAX);
            places.entry(key).or_default().entry(ends).or_default().push(place);
            written.push(number.as_str());
        }
        let lengths = places.keys().map(String::len).collect();
        Self { places, lengths, written }
    }

    /// Finds the documents that a text names and adds their places to `sure`, or to `perhaps` if the number has no letter and may be any
    /// number.
    pub(super) fn named_in(&self, text: &str, sure: &mut BTreeSet<usize>, perhaps: &mut BTreeSet<usize>) {
        let lower = without_accents(text);
        let runs = runs(&lower);
        let longest_key = self.lengths.last().copied().unwrap_or_default();
        let mut at = 0;
        while at < runs.len() {
            let rest = runs.get(at..).unwrap_or_default();
            let (key, ends) = joined(rest, longest_key);
            let longest = (1..=ends.len()).rev().find_map(|groups| {
                let (part, ends) = (rest.get(..groups)?, ends.get(..groups)?);
                let key = key.get(..*ends.last()?).filter(|key| self.lengths.contains(&key.len()))?;
                Some((groups, self.written_as(key, ends).filter(|_| is_one_number(part, &lower))?))
            });
            at = at.saturating_add(1);
            let Some((groups, places)) = longest else { continue };
            at = at.saturating_add(groups.saturating_sub(1));
            for place in self.meant_by(text, places) {
                let written = self.written(place);
                let is_sure = written.contains(|c: char| c.is_ascii_alphabetic());
                if is_sure {
                    sure.insert(place);
                } else if words(text).any(|word| word == written) {
                    perhaps.insert(place);
                }
            }
        }
    }

    fn written(&self, place: usize) -> &'a str {
        self.written.get(place).copied().unwrap_or_default()
    }

    /// Returns the documents whose number has these letters and digits in these groups. If there are none, returns those with the same
    /// letters and digits in more groups, provided that all of these have the same groups; else `None`.
    fn written_as(&self, key: &str, ends: &[usize]) -> Option<&[usize]> {
        let namesakes = self.places.get(key)?;
        if let Some(same) = namesakes.get(ends) {
            return Some(same);
        }
        let mut finer = namesakes.iter().filter(|(own, _)| ends.iter().all(|end| own.contains(end)));
        let (_, first) = finer.next()?;
        finer.next().is_none().then_some(first)
    }

    /// Returns the documents that a text means by a number that all of `places` have. Up to [`NAMESAKES`] are all of them; of more, those
    /// that the text spells with the same capitals and signs, or the first if there is none.
    fn meant_by(&self, text: &str, places: &[usize]) -> Vec<usize> {
        let spelled = places.iter().copied().filter(|place| text.contains(self.written(*place)));
        let mut meant: Vec<usize> = if places.len() > NAMESAKES { spelled.collect() } else { Vec::new() };
        if meant.is_empty() {
            meant.extend(places.iter().take(NAMESAKES));
        }
        meant
    }
}

/// Returns the letters and digits of groups as one text, and the end of each group in it, in bytes. The text has at most `longest` bytes;
/// the groups behind are left out.
fn joined(runs: &[Run<'_>], longest: usize) -> (String, Vec<usize>) {
    let (mut key, mut ends) = (String::new(), Vec::new());
    for run in runs {
        if run.text.len() > longest.saturating_sub(key.len()) {
            break;
        }
        key.push_str(run.text);
        ends.push(key.len());
    }
    (key, ends)
}

/// A group of letters or of digits in a text, with its start and end in bytes.
struct Run<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// Returns the groups of letters and the groups of digits in a text, in their order.
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

/// Returns whether groups are written as one number: at most three signs between two groups, no letter or digit directly before or after
/// them, and no further part of the number after a slash.
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

/// Returns the whole words of a text; signs that a document number may have do not end a word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || SIGNS.contains(c)));
    words.map(|word| word.trim_matches(|c| SIGNS.contains(c))).filter(|word| !word.is_empty())
}

/// Returns a text in small letters without accents; signs are kept.
fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let letter =
        |c: char| if c.is_alphanumeric() && !c.is_ascii() { fold(&c.to_string()) } else { c.to_lowercase().collect() };
    text.chars().map(letter).collect()
}

/// Returns whether two amounts differ only in two digits that changed places.
pub(super) fn are_exchanged(one: Balance, other: Balance) -> bool {
    let (first, second) = (one.dong().to_string().into_bytes(), other.dong().to_string().into_bytes());
    let differing: Vec<(&u8, &u8)> = first.iter().zip(&second).filter(|(one, other)| one != other).collect();
    first.len() == second.len() && matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c)
}

/// The digits of an amount in ascending order, and whether the amount is negative: equal for amounts that differ only in the order of
/// digits.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Digits(bool, Vec<u8>);

impl Digits {
    pub(super) fn of(amount: Balance) -> Self {
        let mut digits = amount.dong().unsigned_abs().to_string().into_bytes();
        digits.sort_unstable();
        Self(amount.is_negative(), digits)
    }
}
