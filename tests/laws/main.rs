//! The laws of a fund, proved on random histories; and the strategies and laws themselves put to the test.
//!
//! `LAWS_CASES` says how many histories each property tries; 128 without it.

mod hold;
mod merging;
mod reach;
mod strategies;

/// How many histories each property tries.
fn cases() -> u32 {
    std::env::var("LAWS_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(128)
}
