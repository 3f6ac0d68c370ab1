//! The reference model.
mod read;

mod loans;
mod state;

mod entries;
mod rules;

mod warnings;

mod report;

mod auditor;
