//! The reference model: a second implementation of the books' specification, slow and obvious, beside which the library is read.
//!
//! The model shares nothing with the library but the events that it is handed, and those it reads from their JSON. It keeps a
//! list of records and finds every figure anew by walking it, loan by loan and month by month. One file here stands for one
//! section of the specification: [`read`] for 1 to 3, [`entries`] for 5 and 7, [`loans`] for 6, [`rules`] and [`state`] for 8,
//! [`warnings`] for 9, [`report`] for 10.
//!
//! Twice it is asked what the library will say. [`writer`] asks both to book vouchers, valid ones and others: the same refusal
//! or the same entry, and the same state after. [`tamper`] hands both files that were tampered with, or kept without any rule:
//! the same report, byte by byte. [`reach`] counts what was met, and no rule may stay unmet.
//!
//! `MODEL_CASES` says how many histories each tries.

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
