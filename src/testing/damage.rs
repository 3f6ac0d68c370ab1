//! Files of books that were damaged or tampered with.

use std::fmt;
use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::Index;

use super::history::History;
use super::mix::Mix;
use super::shrinking::histories;

/// A damage to a file of books, in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// One bit is changed.
    Flip {
        /// The index of the byte, counted from 0.
        at: usize,
        /// The bit of the byte, from 0 to 7.
        bit: u32,
    },
    /// The end of the file is cut off.
    Cut {
        /// The number of bytes left.
        at: usize,
    },
    /// A line is removed.
    Drop {
        /// The index of the line, counted from 0.
        line: usize,
    },
    /// A line is doubled.
    Double {
        /// The index of the line, counted from 0.
        line: usize,
    },
    /// Two lines are exchanged.
    Swap {
        /// The index of one line, counted from 0.
        line: usize,
        /// The index of the other line.
        other: usize,
    },
}

impl Damage {
    /// Returns the damaged file; `None` if the file has no such place, or would not change.
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
    /// The history whose file was damaged.
    pub history: History,
    /// The damage.
    pub damage: Damage,
    /// The damaged file, which is not equal to the original one.
    pub file: Vec<u8>,
}

impl fmt::Debug for DamagedBooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}then {:?}:\n{}", self.history, self.damage, String::from_utf8_lossy(&self.file))
    }
}

/// Generates files of books, each damaged in one place.
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
