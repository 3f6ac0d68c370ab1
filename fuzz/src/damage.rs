//! Target `damage`: the input directs how small files of books are damaged or tampered with.

use revolving_fund::testing::Damage;
use revolving_fund::{Books, Digest};

use super::reader;

/// Small golden books of different clubs, without findings.
const BOOKS: [&[u8]; 8] = [
    include_bytes!("../../tests/samples/first-day.jsonl"),
    include_bytes!("../../tests/samples/odd-dong.jsonl"),
    include_bytes!("../../tests/samples/flat-and-late.jsonl"),
    include_bytes!("../../tests/samples/box-and-lenders.jsonl"),
    include_bytes!("../../tests/samples/write-off.jsonl"),
    include_bytes!("../../tests/samples/reschedules.jsonl"),
    include_bytes!("../../tests/samples/corrections.jsonl"),
    include_bytes!("../../tests/samples/amendments.jsonl"),
];

/// The largest number of changes: with more, little of the original books would be left.
const CHANGES: usize = 8;

/// A file of books and the changed file.
pub struct Forged {
    /// The file before the changes.
    pub original: &'static [u8],
    /// The file after the changes.
    pub file: Vec<u8>,
    /// True if the chain was repaired.
    pub is_mended: bool,
}

impl Forged {
    /// Changes books by a script. The first byte chooses the books, the second is odd if the chain is repaired afterwards, and each five
    /// that follow are one change. Returns `None` if the script has fewer than two bytes.
    fn by(script: &[u8]) -> Option<Self> {
        let [books, repairs, changes @ ..] = script else { return None };
        let original = BOOKS[usize::from(*books) % BOOKS.len()];
        let is_mended = repairs % 2 == 1;
        let mut file = original.to_vec();
        for change in changes.chunks_exact(5).take(CHANGES) {
            if let Some(changed) = changed(&file, [change[0], change[1], change[2], change[3], change[4]]) {
                file = changed;
            }
        }
        Some(Self { original, file: if is_mended { mended(&file) } else { file }, is_mended })
    }
}

/// Damages books by a script. Panics if a comparison with the head of the original books does not show the change.
pub fn check(script: &[u8]) -> Option<Forged> {
    let forged = Forged::by(script)?;
    let Forged { original, file, is_mended } = &forged;
    let audit = reader::check(file);
    if Books::open(file.as_slice()).is_ok() && file != original {
        assert!(is_noticed(file, head_of(original)), "not noticed");
    }
    if audit.is_clean() && !is_mended {
        let (_, before) = lines(file).split_last().map(|(last, before)| (*last, before.concat())).unwrap_or_default();
        assert!(original.starts_with(&before), "a line other than the last was changed although the chain is whole");
    }
    Some(forged)
}

/// Returns the head of books without a finding, as somebody else keeps it.
pub fn head_of(file: &[u8]) -> Digest {
    Books::open(file).expect("books without a finding").head()
}

/// Returns whether a comparison with the head of books shows that a file is not those books.
pub fn is_noticed(file: &[u8], head: Digest) -> bool {
    !Books::open(file).is_ok_and(|books| books.head() == head)
}

/// Returns the lines of a file, each with its line feed.
pub fn lines(file: &[u8]) -> Vec<&[u8]> {
    file.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Returns the file with its chain repaired: each line, even an unreadable one, has the hash of the line before.
pub fn mended(file: &[u8]) -> Vec<u8> {
    const LABEL: &[u8] = br#""prev":""#;
    const DIGITS: usize = 64;
    let mut mended = Vec::with_capacity(file.len());
    let mut before: Option<Digest> = None;
    for line in lines(file) {
        let mut line = line.to_vec();
        let label = line.windows(LABEL.len()).rposition(|window| window == LABEL);
        let digits = label.and_then(|at| line.get_mut(at + LABEL.len()..)?.get_mut(..DIGITS));
        if let (Some(before), Some(digits)) = (before, digits) {
            digits.copy_from_slice(before.to_string().as_bytes());
        }
        before = Some(Digest::of(line.strip_suffix(b"\n").unwrap_or(&line)));
        mended.extend(line);
    }
    mended
}

/// Returns the file with a line inserted before line `at`, or at its end.
pub fn spliced(file: &[u8], at: usize, line: &[u8]) -> Vec<u8> {
    let mut lines = lines(file);
    lines.insert(at.min(lines.len()), line);
    lines.concat()
}

/// Returns the file after one change; `None` if the position does not exist.
fn changed(file: &[u8], [kind, high, low, other, value]: [u8; 5]) -> Option<Vec<u8>> {
    let wide = usize::from(u16::from_be_bytes([high, low]));
    let count = lines(file).len();
    let at = wide.checked_rem(file.len())?;
    let line = wide.checked_rem(count)?;
    let other_line = usize::from(other).checked_rem(count)?;
    match kind % 10 {
        0 => Damage::Flip { at, bit: u32::from(value % 8) }.of(file),
        1 => Damage::Cut { at }.of(file),
        2 => Damage::Cut { at: lines(file)[..line].concat().len() }.of(file),
        3 => Damage::Drop { line }.of(file),
        4 => Damage::Double { line }.of(file),
        5 => Damage::Swap { line, other: other_line }.of(file),
        6 => {
            let others = lines(BOOKS[usize::from(value) % BOOKS.len()]);
            Some(spliced(file, line, others[usize::from(other) % others.len()]))
        }
        7 => {
            let mut bytes = file.to_vec();
            bytes[at] = value;
            Some(bytes)
        }
        8 => {
            let words = words(file);
            let put = words.get(usize::from(u16::from_be_bytes([other, value])).checked_rem(words.len())?)?;
            put_word(file, &words, wide, &file[put.clone()])
        }
        _ => {
            let words: Vec<_> = words(file).into_iter().filter(|word| is_number(&file[word.clone()])).collect();
            let number = std::str::from_utf8(&file[words.get(wide.checked_rem(words.len())?)?.clone()]).ok()?;
            let number: u64 = number.parse().ok()?;
            let number = match other % 4 {
                0 => number.checked_add(value.into())?,
                1 => number.checked_sub(value.into())?,
                2 => number.checked_mul(value.into())?,
                _ => number.checked_div(value.into())?,
            };
            put_word(file, &words, wide, number.to_string().as_bytes())
        }
    }
}

/// Returns the positions of the words of a file: names, numbers, hashes.
fn words(file: &[u8]) -> Vec<std::ops::Range<usize>> {
    let is_in_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-:.".contains(byte);
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = file[at..].iter().position(is_in_word).map(|skipped| at + skipped) {
        let length = file[start..].iter().take_while(|byte| is_in_word(byte)).count();
        at = start + length;
        words.push(start..at);
    }
    words
}

fn is_number(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
}

/// Returns the file with one of the words replaced; `None` if there are no words.
fn put_word(file: &[u8], words: &[std::ops::Range<usize>], which: usize, word: &[u8]) -> Option<Vec<u8>> {
    let place = words.get(which.checked_rem(words.len())?)?;
    Some([&file[..place.start], word, &file[place.end..]].concat())
}
