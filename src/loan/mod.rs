//! Loans (khoản vay): terms agreed, principal falling due, interest charged, and what has become of each.
//!
//! ```text
//!             loan_approved
//!                  │
//!              approved ──────── loan_cancelled ──────▶ cancelled
//!                  │  ▲
//!   loan_disbursed │  │ reversed
//!                  ▼  │
//!             disbursed ──┐ repayment_received, interest_waived, loan_rescheduled
//!              │   ▲   ▲──┘
//!              │   │ reversed
//!              ▼   │
//!          written off ──┐ recovery_received
//!                  ▲─────┘
//! ```
//!
//! A disbursed loan is *settled* when nothing is outstanding and nothing accrued is unpaid. That is seen, not stored.
//!
//! The principal outstanding is the ledger's, not the loan's: what needs it is handed it. A loan is brought up to date before
//! its account changes, so between two changes every month is charged on the same principal, and months are counted, not
//! walked through.

mod collection;
mod interest;
mod schedule;
mod state;
mod terms;

pub use collection::Collection;
pub use schedule::Schedule;
pub use state::{Loan, LoanStatus, Standing};
pub use terms::{InterestMethod, Repayment, Terms};
