//! A journal for ledger, which checks balances in the order of the file.

use super::plain::{Dialect, Plain};
use crate::account::Account;

pub(super) type Ledger<W> = Plain<W, Ledgers>;

/// The declarations of ledger.
pub(super) struct Ledgers;

impl Dialect for Ledgers {
    const COMMODITY: &str = "VND\n    format 1000 VND";

    fn about(account: &Account) -> String {
        format!("\n    note {}", account.number())
    }
}
