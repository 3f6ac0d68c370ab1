//! The journal (sổ nhật ký) as a file: JSON Lines, each line bound to the one before by its hash.
//!
//! One parser and one writer. What is written is canonical: fields in the order of the specification, no white space, raw
//! UTF-8. What is read may be in any order, with any JSON white space.

mod read;
mod write;

pub use read::{LineEnds, ReadError, Unreadable, UnreadableReason};
pub(crate) use read::{Reader, read_record};
pub(crate) use write::{header_line, record_line};

/// What the first line says of the file.
const FORMAT: &str = "revolving-fund/1";
