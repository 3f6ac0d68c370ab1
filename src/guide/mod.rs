//! The guide (sách hướng dẫn). [Start here](start): the first app in ten minutes, and the map of all pages.

#[doc = include_str!("accounting.md")]
pub mod accounting {}

#[doc = include_str!("apps.md")]
pub mod apps {}

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("codes.md")]
pub mod codes {}

#[doc = include_str!("cookbook.md")]
pub mod cookbook {}

#[doc = include_str!("country.md")]
pub mod country {}

#[doc = include_str!("design.md")]
pub mod design {}

#[doc = include_str!("embedding.md")]
#[doc = "```sql"]
#[doc = include_str!("../../examples/common/embed/schema.sql")]
#[doc = "```"]
pub mod embedding {}

#[doc = include_str!("format.md")]
pub mod format {}

#[doc = include_str!("performance.md")]
pub mod performance {}

#[doc = include_str!("reliability.md")]
pub mod reliability {}

#[doc = include_str!("stability.md")]
pub mod stability {}

#[doc = include_str!("start.md")]
pub mod start {}

#[doc = include_str!("statements.md")]
pub mod statements {}

#[doc = include_str!("from_paper_to_books.md")]
pub mod from_paper_to_books {}

#[cfg(feature = "proptest")]
#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("verifying.md")]
pub mod verifying {}
