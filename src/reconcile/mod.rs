//! Reconciliation (đối chiếu): the books beside what others say, for those who must sign for books they did not keep.

mod bank;

pub use bank::*;
