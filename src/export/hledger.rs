//! A journal for hledger: account types are declared for its balance sheet and income statement.

use super::plain::{Dialect, Plain};
use crate::account::{Account, AccountClass};

pub(super) type Hledger<W> = Plain<W, Hledgers>;

/// The declarations of hledger.
pub(super) struct Hledgers;

impl Dialect for Hledgers {
    const COMMODITY: &str = "1000. VND";

    fn about(account: &Account) -> String {
        let kind = match (account, account.class()) {
            (Account::Cash | Account::Bank, _) => 'C',
            (_, AccountClass::Asset) => 'A',
            (_, AccountClass::Liability) => 'L',
            (_, AccountClass::Fund | AccountClass::Clearing) => 'E',
            (_, AccountClass::Income) => 'R',
            (_, AccountClass::Expense) => 'X',
        };
        format!("  ; type:{kind}, number:{}", account.number())
    }
}
