//! The guide: how the accounting works, how a file of books is made, what an app adds to it, how to read its statements, how a club moves from paper to books, how the library is laid out
//! and why, how far it can be trusted, and how to check it with other tools.

#[doc = include_str!("accounting.md")]
pub mod accounting {}

#[doc = include_str!("apps.md")]
pub mod apps {}

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("design.md")]
pub mod design {}

#[doc = include_str!("format.md")]
pub mod format {}

#[doc = include_str!("reliability.md")]
pub mod reliability {}

#[doc = include_str!("statements.md")]
pub mod statements {}

#[doc = include_str!("from_paper_to_books.md")]
pub mod from_paper_to_books {}

#[cfg(feature = "proptest")]
#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("verifying.md")]
pub mod verifying {}
