//! The reference model: a second, slow and simple implementation of the specification of the books, for comparison with the library.
//!
//! The model shares no code with the library except the types of events, of which it reads the JSON. It keeps a list of records and
//! computes every figure anew by walking it, loan by loan and month by month. Each file implements one part of the specification: [`read`]
//! sections 1 to 3 and the fields of section 5, [`entries`] sections 5 and 7, [`loans`] section 6, [`rules`] and [`state`] section 8,
//! [`warnings`] section 9, [`report`] section 10.
//!
//! The model is compared in two roles. In [`writer`] both book valid and invalid vouchers: the refusal or the entry and the resulting books
//! must be equal. In [`tamper`] both audit files that were tampered with or damaged, or that ignore the rules: the reports must be equal,
//! byte by byte. [`auditor`] compares the model with the expected report of each sample. [`steps`] makes up vouchers with the model alone.
//! [`reach`] counts refusals, findings and warnings; each must occur.
//!
//! `MODEL_CASES` sets the number of histories; `MODEL_SAMPLES` names another folder of samples.

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

/// Returns the number of histories: `usual`, unless `MODEL_CASES` sets it.
fn cases(usual: u32) -> u32 {
    std::env::var("MODEL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}
