//! Several vouchers in one transaction: all of them are booked, or none.

use super::plan::changes_of;
use super::{BalanceChange, Books, Checks, NewLine, OpenError};
use crate::digest::Digest;
use crate::rules::Refusal;
use crate::voucher::{Record, Voucher};

/// A plan of several records. It borrows the books, so that it cannot go stale.
///
/// Each voucher is checked against the books as they are after those before it. An app appends [`PlanMany::lines`] in one
/// transaction, and commits when that is stored.
#[derive(Debug)]
#[must_use = "no record is booked until the plan is committed"]
pub struct PlanMany<'b> {
    books: &'b mut Books,
    after: Books,
    lines: Vec<u8>,
}

/// The voucher of a list that was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("voucher {number} of the list: {refusal}")]
pub struct RefusedVoucher {
    /// Its number in the list, counted from 1.
    pub number: usize,
    /// The refusal.
    pub refusal: Refusal,
}

impl Books {
    /// Plans several records: all of them, or none. The books do not change until the plan is committed. Vouchers that are booked
    /// already are skipped. The check runs on a copy of the books, so it takes time and memory in proportion to their length.
    ///
    /// # Errors
    ///
    /// If one of the vouchers is refused.
    ///
    /// ```
    /// use revolving_fund::{Checks, Voucher, parse_date};
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let mut books = club()?;
    /// let day = parse_date("2025-01-20")?;
    /// let list = [("RT-2", "500.000"), ("RT-3", "90.000.000")].map(|(id, amount)| (id.parse(), amount.parse()));
    /// let mut vouchers = Vec::new();
    /// for (id, amount) in list {
    ///     vouchers.push(Voucher::new(id?, day, revolving_fund::event::CashWithdrawn { amount: amount? }));
    /// }
    /// let refused = books.plan_many(vouchers, &Checks::new()).unwrap_err();
    /// assert_eq!(refused.number, 2); // the bank has 80 million; the first is not booked either
    /// assert_eq!(books.records().len(), 9);
    /// # Ok(())
    /// # }
    /// ```
    pub fn plan_many(
        &mut self,
        vouchers: impl IntoIterator<Item = Voucher>,
        checks: &Checks<'_>,
    ) -> Result<PlanMany<'_>, RefusedVoucher> {
        let mut after = self.clone();
        let mut lines = Vec::new();
        for (at, voucher) in vouchers.into_iter().enumerate() {
            let plan = after
                .plan_with(voucher, checks)
                .map_err(|refusal| RefusedVoucher { number: at.saturating_add(1), refusal })?;
            lines.extend_from_slice(plan.line());
            plan.commit();
        }
        Ok(PlanMany { books: self, after, lines })
    }

    /// Appends lines that another writer stored, as [`Books::append_line`] does: all of them, or none. Several lines are checked on a
    /// copy of the books.
    ///
    /// # Errors
    ///
    /// At the first line that cannot be read or breaks a rule.
    pub fn append_lines(&mut self, lines: &[u8]) -> Result<(), OpenError> {
        match lines.split_inclusive(|byte| *byte == b'\n').take(2).count() {
            0 => return Ok(()),
            1 => return self.append_line(lines).map(|_| ()),
            _ => {}
        }
        let mut after = self.clone();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            after.append_line(line)?;
        }
        *self = after;
        Ok(())
    }
}

impl PlanMany<'_> {
    /// Returns the lines to append to the file, each with its line feed.
    #[must_use]
    pub fn lines(&self) -> &[u8] {
        &self.lines
    }

    /// Returns the records that will be booked.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.new_lines().map(|line| line.record)
    }

    /// Returns the lines to append one by one, each with its record and the head after it, for a database with one row a line.
    pub fn new_lines(&self) -> impl Iterator<Item = NewLine<'_>> {
        let planned = self.after.lines().iter().skip(self.books.lines().len());
        let bytes = self.lines.split_inclusive(|byte| *byte == b'\n');
        planned.zip(bytes).map(|(line, bytes)| NewLine { record: &line.record, bytes, head: line.digest })
    }

    /// Returns whether all vouchers of the list were booked before, so that there are no lines to append.
    #[must_use]
    pub fn is_booked(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the changes of balances by all records together, one for each account whose balance changes, in the order of the entries.
    #[must_use]
    pub fn changes(&self) -> Vec<BalanceChange> {
        let entries: Vec<_> = self.records().map(|record| &record.entry).collect();
        changes_of(&self.books.ledger, entries.iter().copied())
    }

    /// Returns the head that the file must have before the lines are appended. If it has another, another writer was faster.
    #[must_use]
    pub fn expected_head(&self) -> Digest {
        self.books.head()
    }

    /// Returns the head of the file after the lines are appended.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.after.head()
    }

    /// Books all records. Cannot fail.
    pub fn commit(self) {
        *self.books = self.after;
    }
}
