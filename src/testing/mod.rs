//! Property tests of rules, of the library or an app: strategies that generate books, and laws that books keep. Feature `proptest`.
//!
//! *Strategies* generate [values](money), [charters](charters()), [terms](terms()), a [voucher that fits given books](vouchers_fitting()),
//! whole [histories](histories()), histories that end with a voucher that [must be refused](near_misses()), and files of books that
//! somebody [damaged](damaged_books()). They use public constructors only, so an app could have booked every record that they generate.
//!
//! *[Laws](laws)* hold for all books without findings: no đồng is made or lost, all money belongs to a fund, a reversal undoes its
//! record, the amounts owed on a loan depend on the days of its payments and not on the order of booking. Each is a function that takes
//! books and returns an error if the law is broken.
//!
//! ```
//! use proptest::prelude::*;
//! use revolving_fund::testing::{Mix, histories, laws};
//!
//! proptest! {
//!     # #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]
//!     # /*
//!     #[test]
//!     # */
//!     fn no_dong_is_made_or_lost(history in histories(1..40, &Mix::default())) {
//!         laws::conservation(history.books())?;
//!         laws::fund_identity(history.books())?;
//!     }
//! }
//! # no_dong_is_made_or_lost();
//! ```
//!
//! [The guide](crate::guide::testing) shows how to test a rule of your own with the same histories.
//!
//! A test that fails prints the smallest history that still fails, with a line for each record, and the seed with which to repeat it:
//!
//! ```text
//! BN-001 opens its books on 2024-01-01, charter {"seed_grant":100000000, …
//! 2024-01-01  CT-0001  {"donation_received":{"from":"Bà Sáu", …  Dr assets:cash Cr income:donations 50,000,001 đồng; …
//! ```

mod damage;
mod dice;
mod fitting;
mod history;
pub mod laws;
mod mix;
mod near_miss;
mod picture;
mod shrinking;
mod values;

pub use damage::{Damage, DamagedBooks, damaged_books};
pub use fitting::vouchers_fitting;
pub use history::History;
pub use mix::{Mix, Move};
pub use near_miss::{NearMiss, near_misses};
pub use shrinking::{histories, histories_under};
pub use values::{amounts, charters, dates, money, rates, shares, terms};
