//! What looks alike in the books and on the statement: a document's number in a text, and the digits of an amount.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::item::BookItem;
use super::statement::StatementLine;
use crate::money::Balance;

/// The most items that one word names: documents that differ in capitals alone, or one that bad books hold twice.
const NAMESAKES: usize = 8;

/// The items of the books that each line names in its reference or description.
pub(super) fn named(books: &[BookItem], lines: &[StatementLine]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, book) in books.iter().enumerate() {
        let namesakes = places.entry(word(book.id.as_str())).or_default();
        if namesakes.len() < NAMESAKES {
            namesakes.push(place);
        }
    }
    let mut named: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let words = [&line.reference, &line.description].into_iter().flat_map(|text| {
            text.split(|sign: char| !(sign.is_alphanumeric() || SIGNS.contains(sign))).filter(|word| !word.is_empty())
        });
        for books in words.filter_map(|found| places.get(&word(found))) {
            named.entry(place).or_default().extend(books);
        }
    }
    named
}

/// The signs that may stand in a document number. Before it and behind it they are punctuation.
const SIGNS: &str = "-_./";

fn word(text: &str) -> String {
    text.trim_matches(|sign| SIGNS.contains(sign)).to_ascii_lowercase()
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

/// Whether two digits of one amount changed places in the other.
pub(super) fn are_transposed(one: Balance, other: Balance) -> bool {
    let (first, second) = (one.dong().to_string().into_bytes(), other.dong().to_string().into_bytes());
    let differing: Vec<(&u8, &u8)> = first.iter().zip(&second).filter(|(one, other)| one != other).collect();
    first.len() == second.len() && matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c)
}
