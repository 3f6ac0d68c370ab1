//! The reference model.
mod read;

mod loans;
mod state;

mod entries;
mod rules;

mod warnings;

mod report;

mod auditor;
mod club;
mod made_up;
mod reach;
mod steps;
mod tamper;
mod writer;

/// How many histories are tried, where `MODEL_CASES` does not say.
fn cases(usual: u32) -> u32 {
    std::env::var("MODEL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}
