//! Files of books that were damaged or tampered with.

use std::fmt;
use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::Index;

use super::history::History;
use super::mix::Mix;
use super::shrinking::histories;

/// One thing done to a file of books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// One bit of a byte is another.
    Flip {
        /// Where, counted from 0.
        at: usize,
        /// Which bit, 0 to 7.
        bit: u32,
    },
    /// The file ends here.
    Cut {
        /// The number of bytes left.
        at: usize,
    },
    /// A line is gone.
    Drop {
        /// Which, counted from 0.
        line: usize,
    },
    /// A line is there twice.
    Double {
        /// Which, counted from 0.
        line: usize,
    },
    /// Two lines changed places.
    Swap {
        /// One of them, counted from 0.
        line: usize,
        /// The other.
        other: usize,
    },
}

impl Damage {
    /// The file after it; `None` if it has no such place, or it makes no difference.
    #[must_use]
    pub fn of(self, file: &[u8]) -> Option<Vec<u8>> {
        let mut lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
        let bytes = match self {
            Self::Flip { at, bit } => {
                let mut bytes = file.to_vec();
                let byte = bytes.get_mut(at)?;
                *byte ^= 1_u8.checked_shl(bit)?;
                bytes
            }
            Self::Cut { at } => file.get(..at)?.to_vec(),
            Self::Drop { line } => {
                lines.get(line)?;
                lines.remove(line);
                lines.concat()
            }
            Self::Double { line } => {
                let doubled = *lines.get(line)?;
                lines.insert(line, doubled);
                lines.concat()
            }
            Self::Swap { line, other } => {
                lines.get(line)?;
                lines.get(other)?;
                lines.swap(line, other);
                lines.concat()
            }
        };
        (bytes != file).then_some(bytes)
    }
}

/// A file of books that somebody damaged.
#[derive(Clone, PartialEq, Eq)]
pub struct DamagedBooks {
    /// The history of the file before.
    pub history: History,
    /// The damage done to the file.
    pub damage: Damage,
    /// The file after it. Not the same as before.
    pub file: Vec<u8>,
}

impl fmt::Debug for DamagedBooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}then {:?}:\n{}", self.history, self.damage, String::from_utf8_lossy(&self.file))
    }
}

/// Files of books, damaged in one place.
pub fn damaged_books(moves: Range<usize>, mix: &Mix) -> impl Strategy<Value = DamagedBooks> + use<> {
    (histories(moves, mix), 0..5_u32, any::<(Index, Index)>(), 0..8_u32).prop_filter_map(
        "no difference",
        |(history, kind, (first, second), bit)| {
            let mut file = Vec::new();
            history.books().write(&mut file).ok()?;
            let (bytes, lines) = (file.len(), history.books().records().len().checked_add(1)?);
            let damage = match kind {
                0 => Damage::Flip { at: first.index(bytes), bit },
                1 => Damage::Cut { at: first.index(bytes) },
                2 => Damage::Drop { line: first.index(lines) },
                3 => Damage::Double { line: first.index(lines) },
                _ => Damage::Swap { line: first.index(lines), other: second.index(lines) },
            };
            let file = damage.of(&file)?;
            Some(DamagedBooks { history, damage, file })
        },
    )
}
