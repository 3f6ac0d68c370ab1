//! Double-entry books for a village club's revolving loan fund.
//!
//! In Bắc Ninh, Việt Nam, 84 Intergenerational Self-Help Clubs (câu lạc bộ liên thế hệ tự giúp nhau) each got 100 million đồng.
//! A club lends it to its members, at most 8 million each, as its meeting decides. Half of the interest collected grows the capital,
//! half pays for the club's work. This library keeps the books of such a fund: it posts the entry of every event, an entry always
//! balances, every rule is checked before a line is added, and each line has the hash of the line before. No đồng is made or lost.
//!
//! ```
//! use revolving_fund::event::SeedGrantReceived;
//! use revolving_fund::{Books, Charter, Header, Place, Voucher, parse_date};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let day = parse_date("2024-03-13")?;
//! let header = Header::new("BN-001".parse()?, "CLB thôn Thượng Đồng".parse()?, day, Charter::bac_ninh())?;
//! let mut books = Books::new(header);
//!
//! let grant = SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount: "100.000.000 đồng".parse()?, into: Place::Bank };
//! let record = books.record(Voucher::new("PT-0001".parse()?, day, grant.clone()))?;
//! assert_eq!(record.entry.to_string(), "Dr assets:bank Cr funds:seed-grant 100,000,000 đồng");
//!
//! let refusal = books.record(Voucher::new("PT-0002".parse()?, day, grant)).unwrap_err();
//! assert_eq!(refusal.code(), "seed-grant-exceeded");
//! # Ok(())
//! # }
//! ```
//!
//! New here? [Start here](guide::start) leads to a first app in ten minutes, the [cookbook](guide::cookbook) answers twenty questions
//! with code, and [errors and codes](guide::codes) explains every message in English and Vietnamese.
//!
//! # The main types
//!
//! A [`Charter`] holds the club's rules. A [`Voucher`] asks to book an [`Event`]; [`Books`] check it, post its [`Entry`] and append
//! it as a [`Record`]; or they return a [`Refusal`] and do not change. [`Money`], [`Amount`] and [`Balance`] are whole đồng.
//! The [`Ledger`] holds the balances of the accounts, the [`Register`] the members and loans. An [`Audit`] reads a file
//! from anyone, and reports its findings and warnings.
//!
//! # A file of books
//!
//! An app opens the file, plans a record, appends its line, and commits only when the line is stored. After a crash, a line is either
//! stored, or was never booked, or is the last one and [cut short](journal::UnreadableReason::CutShort).
//!
//! ```
//! # use revolving_fund::event::DonationReceived;
//! # use revolving_fund::{Charter, Header, Place};
//! use revolving_fund::event::CashWithdrawn;
//! use revolving_fund::{Books, Voucher, parse_date};
//! use std::io::Write;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let day = parse_date("2024-03-13")?;
//! # let mut new = Books::new(Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, day, Charter::bac_ninh())?);
//! # let from = "Bà Sáu".parse()?;
//! # let fund = revolving_fund::ClubFund::Operating;
//! # new.record(Voucher::new("PT-0001".parse()?, day, DonationReceived { from, amount: "500.000".parse()?, fund, into: Place::Bank }))?;
//! # let mut file = Vec::new();
//! # new.write(&mut file)?;
//! let mut books = Books::open(file.as_slice())?; // an app's file is read through a `BufReader`
//! let withdrawal = CashWithdrawn { amount: "200.000 đồng".parse()? };
//! let plan = books.plan(Voucher::new("PC-0001".parse()?, parse_date("2024-03-20")?, withdrawal))?;
//! file.write_all(plan.line())?; // appended to the file, and synchronised
//! plan.commit();
//! assert_eq!(Books::open(file.as_slice())?, books);
//! # Ok(())
//! # }
//! ```
//!
//! [The guide](guide::embedding) explains how to keep books in a database or a file, with several writers.
//!
//! # Statements
//!
//! The module [`report`] computes 24 statements, such as the cash book, a loan card or the arrears;
//! [`Statement`](statement::Statement) computes any of them by its name. [The guide](guide::statements) defines each.
//!
//! # Features
//!
//! An app that keeps books needs no feature. Each feature adds modules:
//!
//! | feature | content |
//! |---|---|
//! | `auditor` | [`review`], [`province`], [`reconcile`], [`continuity`] and [`export`], for those who sign for books they did not keep |
//! | `workbook` | XLSX, XLS and ODS files in `reconcile`; contains `auditor` |
//! | `table` | [`table`]: statements as text for a terminal and as CSV |
//! | `html` | [`page`] and HTML tables; contains `table` |
//! | `xlsx` | workbooks of tables; contains `table` |
//! | `sign` | [`signature`] and [`continuity`]: heads signed by chair and treasurer |
//! | `simulate` | [`simulate`]: clubs generated from a seed, for examples and tests |
//! | `proptest` | [`testing`]: strategies and laws for those who fuzz rules |
//!
//! The modules of the feature `auditor`:
//!
//! | module | its main type | content |
//! |---|---|---|
//! | [`review`] | [`Review`](review::Review) | observations in books that keep every rule |
//! | [`province`] | [`Province`](province::Province) | many clubs added together |
//! | [`reconcile::bank`] | [`BankReconciliation`](reconcile::bank::BankReconciliation) | the books compared with the bank's statement |
//! | [`reconcile::cash`] | [`CountSheet`](reconcile::cash::CountSheet) | the books compared with the box |
//! | [`reconcile::confirmation`] | [`Confirmation`](reconcile::confirmation::Confirmation) | the books compared with the members' passbooks |
//! | [`reconcile::reported`] | [`Reported`](reconcile::reported::Reported) | the books compared with the figures of a report |
//! | [`continuity`] | [`Continuity`](continuity::Continuity), [`Inclusion`](continuity::Inclusion) | proof that a file continues earlier books |
//! | [`export`] | [`ExportFormat`](export::ExportFormat) | exports of the ledger for other tools |
//!
//! # Where things are
//!
//! The crate root has the types that an app needs to keep books, the modules have the others. The `mod` lines of the source are in
//! reading order, and a module uses only those before it. [`guide`] has all pages.
//!
//! The library does no I/O except on a [`Read`](std::io::Read), [`BufRead`](std::io::BufRead) or [`Write`](std::io::Write) that the
//! caller passes in. It reads no clock and has no global state. No float in amounts, no `unsafe`, no panic from any input.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::integer_division,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used,
    )
)]

pub mod catalogue;
pub mod display;
mod wire;

mod basis;

pub mod count;
pub mod money;
pub mod name;

mod rounding;

pub mod calendar;
pub mod rate;

pub mod account;
pub mod charter;
pub mod loan;

pub mod digest;
mod entry;
pub mod event;

mod code;
pub mod voucher;
mod warning_code;

pub mod journal;

pub mod allocation;
pub mod ledger;
mod register;

mod posting;
pub mod rules;

#[cfg(feature = "table")]
pub mod table;

pub mod books;

pub mod report;

pub mod audit;
pub mod statement;

pub mod merge;

#[cfg(feature = "auditor")]
pub mod review;

#[cfg(feature = "auditor")]
pub mod province;

#[cfg(feature = "auditor")]
pub mod reconcile;

#[cfg(any(feature = "auditor", feature = "sign"))]
pub mod continuity;
#[cfg(feature = "auditor")]
pub mod export;

#[cfg(feature = "sign")]
pub mod signature;

#[cfg(feature = "simulate")]
pub mod simulate;

#[cfg(feature = "html")]
pub mod page;

#[cfg(feature = "proptest")]
pub mod testing;

pub mod guide;

/// The crates of dates and decimals, which are part of the public interface.
pub use {chrono, rust_decimal};

#[doc(inline)]
pub use account::{Account, Area, ClubFund, Fund, Place};
#[doc(inline)]
pub use audit::Audit;
#[doc(inline)]
pub use books::{Books, Checks, LoanView, OpenError, Plan, WriteError};
#[doc(inline)]
pub use calendar::{Month, Period, parse_date};
#[doc(inline)]
pub use charter::Charter;
pub use code::Code;
#[doc(inline)]
pub use count::{Months, Seq};
#[doc(inline)]
pub use digest::Digest;
#[doc(inline)]
pub use display::Language;
pub use entry::{Entry, Transfer};
#[doc(inline)]
pub use event::{Event, EventKind};
#[doc(inline)]
pub use ledger::Ledger;
#[doc(inline)]
pub use loan::{Amortization, InterestMethod, Loan, LoanStatus, Terms};
#[doc(inline)]
pub use money::{Amount, Balance, Money};
#[doc(inline)]
pub use name::{ClubId, DocumentNumber, LenderId, LoanId, MemberId, Text};
#[doc(inline)]
pub use rate::{Rate, Rounding, Share};
pub use register::{Member, Register};
#[doc(inline)]
pub use rules::{Breach, Refusal};
#[doc(inline)]
pub use voucher::{Despite, Evidence, Header, Record, Voucher};

/// The example of the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
