//! The laws of a fund, checked on random histories, and tests of the strategies that make the histories.
//!
//! `LAWS_CASES` sets the number of histories of each property; the default is 128.

mod hold;
mod merging;
mod reach;
mod strategies;

/// Returns the number of histories of each property.
fn cases() -> u32 {
    std::env::var("LAWS_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(128)
}
