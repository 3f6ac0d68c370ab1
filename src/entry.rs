//! Entries (bút toán): the debits and credits of an event.
//!
//! An entry is a list of transfers, and a transfer debits and credits the same amount. So every entry balances: one that does not
//! cannot be expressed.

use std::fmt;

use serde::ser::SerializeTuple;
use serde::{Serialize, Serializer};

use crate::account::Account;
use crate::catalogue::{Vietnamese, WriteVietnamese};
use crate::display::{InLanguage, Language};
use crate::money::{Amount, Balance};

/// A transfer of one amount from the account that it credits to the account that it debits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The account debited (Nợ).
    pub debit: Account,
    /// The account credited (Có).
    pub credit: Account,
    /// The amount, in đồng; always positive.
    pub amount: Amount,
}

impl Transfer {
    /// Makes a transfer of `amount` that debits one account and credits the other.
    #[must_use]
    pub const fn new(debit: Account, credit: Account, amount: Amount) -> Self {
        Self { debit, credit, amount }
    }

    /// Returns the transfer with debit and credit exchanged.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self::new(self.credit.clone(), self.debit.clone(), self.amount)
    }
}

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dr {} Cr {} {}", self.debit, self.credit, self.amount)
    }
}

impl WriteVietnamese for Transfer {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nợ {} Có {} {}", self.debit, self.credit, self.amount.vietnamese())
    }
}

impl Serialize for Transfer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_tuple(3)?;
        row.serialize_element(&self.debit)?;
        row.serialize_element(&self.credit)?;
        row.serialize_element(&self.amount)?;
        row.end()
    }
}

/// The transfers of one event, in the order in which they are written. Empty if the event moves no money.
///
/// An app cannot make one: the books compute it from the event, or read it from a file.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let entry = &books.record_of(&"PC-V1".parse()?).ok_or("no such record")?.entry;
/// let transfer = &entry.transfers()[0];
/// assert_eq!((transfer.debit.to_string(), &transfer.credit), ("assets:loans:V1".into(), &Account::Cash));
/// assert_eq!(entry.total(), Balance::new(6_000_000));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Entry(Vec<Transfer>);

impl Entry {
    pub(crate) const fn new(transfers: Vec<Transfer>) -> Self {
        Self(transfers)
    }

    /// Returns its transfers.
    #[must_use]
    pub fn transfers(&self) -> &[Transfer] {
        &self.0
    }

    /// Returns the sum of its amounts.
    #[must_use]
    pub fn total(&self) -> Balance {
        self.0.iter().map(|transfer| Balance::from(transfer.amount)).sum()
    }

    /// Returns whether it moves no money.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes its transfers with semicolons between them.
    fn write_each(
        &self,
        f: &mut fmt::Formatter<'_>,
        write: impl Fn(&Transfer, &mut fmt::Formatter<'_>) -> fmt::Result,
    ) -> fmt::Result {
        for (at, transfer) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            write(transfer, f)?;
        }
        Ok(())
    }

    /// Displays it in Vietnamese: `Nợ assets:cash Có funds:seed-grant 100.000.000 đồng`.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }

    /// Returns the entry of a reversal: every transfer with debit and credit exchanged, in the same order.
    #[must_use]
    pub(crate) fn mirrored(&self) -> Self {
        Self(self.0.iter().map(Transfer::mirrored).collect())
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_each(f, Transfer::fmt)
    }
}

impl fmt::Display for InLanguage<'_, Entry> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(entry, language) = self;
        if *language == Language::English { entry.fmt(f) } else { entry.write_vietnamese(f) }
    }
}

impl WriteVietnamese for Entry {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_each(f, Transfer::write_vietnamese)
    }
}
