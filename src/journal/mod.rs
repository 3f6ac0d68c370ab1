//! The journal (sổ nhật ký) as a file: JSON Lines, each with the hash of the line before.
//!
//! The writer's form is canonical: fields in the order of the specification, no white space, raw UTF-8. The reader accepts fields in
//! any order, with any JSON white space.

mod read;
mod write;

pub use read::{LineEnds, ReadError, Unreadable, UnreadableReason};
pub(crate) use read::{Reader, read_record};
pub(crate) use write::{header_line, record_line};

/// The format that the first line of a file names.
const FORMAT: &str = "revolving-fund/1";
