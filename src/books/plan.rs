//! Plans: the effects of a record, before it is booked.

use std::fmt;

use chrono::NaiveDate;

use super::{AppRule, Books, Line};
use crate::account::Account;
use crate::digest::Digest;
use crate::entry::Entry;
use crate::event::Event;
use crate::ledger::Ledger;
use crate::loan::PaymentSplit;
use crate::money::Balance;
use crate::register::Derived;
use crate::voucher::Record;

/// The checks that an app adds to the rules of the books when it plans a record.
///
/// ```
/// use revolving_fund::books::AppRule;
/// use revolving_fund::catalogue::{Bilingual, Explanation};
/// use revolving_fund::rules::Objection;
/// use revolving_fund::{Checks, Voucher, parse_date};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut books = club()?;
/// let explanation = Explanation {
///     title: Bilingual { english: "amounts are whole thousands", vietnamese: "số tiền tròn nghìn đồng" },
///     remedy: Bilingual { english: "round it", vietnamese: "làm tròn" },
///     source: "minutes of the meeting, 1/2025",
/// };
/// let thousands = AppRule::new("thousands", explanation, |_, record| {
///     let amount = record.event.amount()?;
///     (amount.dong() % 1_000 != 0).then(|| Objection::new(format!("{amount} is not"), format!("{} không tròn", amount.vietnamese())))
/// })?;
/// let checks = Checks::new().today(parse_date("2025-01-20")?).rule(&thousands);
/// let deposit = |amount, day| -> Result<Voucher> {
///     Ok(Voucher::new("NT-1".parse()?, parse_date(day)?, revolving_fund::event::CashDeposited { amount: Amount::new(amount)? }))
/// };
/// assert_eq!(books.plan_with(deposit(1_500, "2025-01-20")?, &checks).unwrap_err().code(), "app/thousands");
/// assert_eq!(books.plan_with(deposit(2_000, "2025-01-21")?, &checks).unwrap_err().code(), "date-in-future");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Checks<'r> {
    pub(super) today: Option<NaiveDate>,
    pub(super) rules: Vec<&'r AppRule>,
}

impl<'r> Checks<'r> {
    /// Makes an empty list of checks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Refuses a record dated after `today`.
    #[must_use]
    pub fn today(self, today: NaiveDate) -> Self {
        Self { today: Some(today), ..self }
    }

    /// Adds a rule of the app's own, which is checked after all others.
    #[must_use]
    pub fn rule(mut self, rule: &'r AppRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds rules of the app's own, which are checked in this order, after all others.
    #[must_use]
    pub fn rules(mut self, rules: &'r [AppRule]) -> Self {
        self.rules.extend(rules);
        self
    }
}

impl fmt::Debug for Checks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checks").field("today", &self.today).field("rules", &self.rules.len()).finish()
    }
}

/// A plan of a record: its line, its entry and the balances that it changes. It borrows the books, so that it cannot go stale.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut books = club()?;
/// let voucher = Voucher::new("NT-1".parse()?, parse_date("2025-01-20")?, CashDeposited { amount: "1.000.000".parse()? });
/// let plan = books.plan(voucher.clone())?;
/// let changes: Vec<String> = plan.changes().iter().map(|c| format!("{}: {} → {}", c.account, c.before, c.after)).collect();
/// assert_eq!(changes, ["assets:bank: 80,000,000 đồng → 81,000,000 đồng", "assets:cash: 11,000,000 đồng → 10,000,000 đồng"]);
/// // The app stores `plan.line()`, then:
/// plan.commit();
/// assert!(books.plan(voucher)?.is_booked()); // asked again, it is not booked twice
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "no record is booked until the plan is committed"]
pub struct Plan<'b>(pub(super) Step<'b>);

#[derive(Debug)]
pub(super) enum Step<'b> {
    New(&'b mut Books, Box<Draft>),
    /// The voucher is booked already.
    Booked(&'b Line),
}

#[derive(Debug)]
pub(super) struct Draft {
    pub(super) record: Record,
    pub(super) derived: Derived,
    pub(super) line: Vec<u8>,
    pub(super) digest: Digest,
}

/// A line that a plan appends, for a database with one row a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewLine<'p> {
    /// The record that the line holds.
    pub record: &'p Record,
    /// The bytes of the line, with its line feed.
    pub bytes: &'p [u8],
    /// The head of the books once the line is appended: the hash of the line, without its line feed.
    pub head: Digest,
}

/// The change of the balance of one account by a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BalanceChange {
    /// The account.
    pub account: Account,
    /// Its balance before, positive on its usual side.
    pub before: Balance,
    /// Its balance after.
    pub after: Balance,
}

impl<'b> Plan<'b> {
    /// Returns the record that will be booked, or that is booked already.
    #[must_use]
    pub fn record(&self) -> &Record {
        match &self.0 {
            Step::New(_, draft) => &draft.record,
            Step::Booked(line) => &line.record,
        }
    }

    /// Returns the entry of the record.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.record().entry
    }

    /// Returns whether the same voucher was booked before, so that there is no line to append.
    #[must_use]
    pub const fn is_booked(&self) -> bool {
        matches!(self.0, Step::Booked(_))
    }

    /// Returns the line to append to the file, with its line feed; empty if the voucher is booked already.
    #[must_use]
    pub fn line(&self) -> &[u8] {
        match &self.0 {
            Step::New(_, draft) => &draft.line,
            Step::Booked(_) => &[],
        }
    }

    /// Returns the line to append, with its record and the head after it; `None` if the voucher is booked already.
    #[must_use]
    pub fn new_line(&self) -> Option<NewLine<'_>> {
        match &self.0 {
            Step::New(_, draft) => Some(NewLine { record: &draft.record, bytes: &draft.line, head: draft.digest }),
            Step::Booked(_) => None,
        }
    }

    /// Returns the head that the file must have before the line is appended. If it has another, another writer was faster. `None` if
    /// the voucher is booked already.
    #[must_use]
    pub fn expected_head(&self) -> Option<Digest> {
        match &self.0 {
            Step::New(_, draft) => Some(draft.record.prev),
            Step::Booked(_) => None,
        }
    }

    /// Returns the changes of balances, one for each account whose balance changes, in the order of the entry; empty if the voucher is
    /// booked already.
    #[must_use]
    pub fn changes(&self) -> Vec<BalanceChange> {
        match &self.0 {
            Step::New(books, draft) => changes_of(&books.ledger, std::iter::once(&draft.record.entry)),
            Step::Booked(_) => Vec::new(),
        }
    }

    /// Returns whether the voucher was booked before and its record reversed since, so that it is not in effect.
    #[must_use]
    pub const fn is_reversed(&self) -> bool {
        matches!(self.0, Step::Booked(line) if line.effects.is_reversed)
    }

    /// Returns the principal and interest of a repayment; `None` for any other event.
    #[must_use]
    pub fn payment(&self) -> Option<PaymentSplit> {
        match &self.record().event {
            Event::RepaymentReceived(paid) => Some(PaymentSplit { principal: paid.principal, interest: paid.interest }),
            _ => None,
        }
    }

    /// Books the record. Cannot fail.
    #[allow(clippy::must_use_candidate, reason = "few callers need the record")]
    pub fn commit(self) -> &'b Record {
        match self.0 {
            Step::New(books, draft) => {
                let Draft { record, derived, digest, .. } = *draft;
                books.append(record, digest, true, &derived)
            }
            Step::Booked(line) => &line.record,
        }
    }
}

/// Returns the changes that entries make to the balances of a ledger: each account once, in the order of the entries.
pub(super) fn changes_of<'e>(ledger: &Ledger, entries: impl Iterator<Item = &'e Entry> + Clone) -> Vec<BalanceChange> {
    let mut net = Ledger::default();
    entries.clone().for_each(|entry| net.post(entry));
    let mut changes: Vec<BalanceChange> = Vec::new();
    for transfer in entries.flat_map(Entry::transfers) {
        for account in [&transfer.debit, &transfer.credit] {
            let difference = net.balance(account);
            if difference == Balance::ZERO || changes.iter().any(|listed| listed.account == *account) {
                continue;
            }
            let before = ledger.balance(account);
            changes.push(BalanceChange { account: account.clone(), before, after: before + difference });
        }
    }
    changes
}
