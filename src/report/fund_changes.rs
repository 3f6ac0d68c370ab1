//! Changes in the funds (tình hình tăng giảm các quỹ).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::ledger_account::LedgerAccount;
use super::span::{BooksOfPeriod, counted_under};
use crate::account::Account;
use crate::books::{Books, Line};
use crate::event::{Event, EventKind};
use crate::money::Balance;

/// The changes of each fund in a period, by the event under which they count. Each column adds up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FundChanges<A = Balance> {
    /// Opening, the changes, closing.
    pub lines: Vec<ChangeRow<A>>,
    /// The part of the whole change that reversals made.
    pub by_reversals: FundAmounts<A>,
}

/// One line of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChangeRow<A = Balance> {
    /// The key of the line.
    pub line: &'static str,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: FundAmounts<A>,
}

/// Amounts of the funds, and of interest not yet allocated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct FundAmounts<A = Balance> {
    pub seed_grant: A,
    pub income_growth: A,
    pub operating: A,
    pub unallocated_interest: A,
    pub total: A,
}

impl<A: Figure> FundAmounts<A> {
    fn at(books: &Books, tape: A::Tape) -> Self {
        let balance = |account| A::balance(tape, books, &LedgerAccount::One(account));
        let mut amounts = Self {
            seed_grant: balance(Account::SeedGrant),
            income_growth: balance(Account::IncomeGrowth),
            operating: balance(Account::Operating),
            unallocated_interest: balance(Account::LoanInterest),
            total: A::default(),
        };
        amounts.sum_up();
        amounts
    }

    /// Returns the changes that the entry of a line makes to the funds.
    fn changed_by(at: usize, line: &Line, tape: A::Tape) -> Self {
        let mut amounts = Self::default();
        for transfer in line.record.entry.transfers() {
            let amount = A::of_record(tape, at, transfer.amount);
            for (account, credited) in [(&transfer.debit, -amount), (&transfer.credit, amount)] {
                match account {
                    Account::SeedGrant => amounts.seed_grant += credited,
                    Account::IncomeGrowth => amounts.income_growth += credited,
                    Account::Operating => amounts.operating += credited,
                    Account::LoanInterest => amounts.unallocated_interest += credited,
                    _ => {}
                }
            }
        }
        amounts.sum_up();
        amounts
    }

    fn sum_up(&mut self) {
        self.total = self.seed_grant + self.income_growth + self.operating + self.unallocated_interest;
    }

    fn add(&mut self, other: &Self) {
        self.seed_grant += other.seed_grant;
        self.income_growth += other.income_growth;
        self.operating += other.operating;
        self.unallocated_interest += other.unallocated_interest;
        self.total += other.total;
    }

    /// Returns the sum of seed grant and income growth.
    pub(super) fn capital(&self) -> A {
        self.seed_grant + self.income_growth
    }
}

const LINES: [&str; 19] = [
    "opening",
    "carried_in",
    "seed_grant_received",
    "seed_grant_returned",
    "restored",
    "gifts",
    "forgiven",
    "dues",
    "interest",
    "other_income",
    "surpluses",
    "recoveries",
    "spending",
    "loan_losses",
    "shortages",
    "capitalised",
    "handed_over",
    "other",
    "closing",
];

fn line_of(kind: Option<EventKind>) -> &'static str {
    let Some(kind) = kind else { return "other" };
    match kind {
        kind if kind.is_carried_in() => "carried_in",
        EventKind::SeedGrantReceived => "seed_grant_received",
        EventKind::SeedGrantReturned => "seed_grant_returned",
        EventKind::SeedGrantRestored => "restored",
        EventKind::DonationReceived => "gifts",
        EventKind::BorrowingForgiven => "forgiven",
        EventKind::DuesReceived => "dues",
        EventKind::RepaymentReceived | EventKind::InterestAllocated => "interest",
        EventKind::OtherIncomeReceived => "other_income",
        EventKind::SurplusFound => "surpluses",
        EventKind::RecoveryReceived => "recoveries",
        EventKind::OperatingSpent | EventKind::AdvanceSpent => "spending",
        EventKind::LoanWrittenOff => "loan_losses",
        EventKind::ShortageFound | EventKind::ShortageReleased => "shortages",
        EventKind::OperatingCapitalised => "capitalised",
        EventKind::CapitalHandedOver => "handed_over",
        _ => "other",
    }
}

impl FundChanges {
    /// Returns the changes of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> FundChanges<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let row = |line| ChangeRow { line, amounts: FundAmounts::default() };
        let mut changes = Self { lines: LINES.into_iter().map(row).collect(), by_reversals: FundAmounts::default() };
        changes.add("opening", &FundAmounts::at(books.opening(), tape));
        for (at, line) in books.lines() {
            let amounts = FundAmounts::changed_by(at, line, tape);
            changes.add(line_of(counted_under(books.closing(), at, &line.record.event)), &amounts);
            if let Event::Reversed(_) = line.record.event {
                changes.by_reversals.add(&amounts);
            }
        }
        changes.add("closing", &FundAmounts::at(books.closing(), tape));
        changes
    }

    fn add(&mut self, line: &str, amounts: &FundAmounts<A>) {
        let row = self.lines.iter_mut().find(|row| row.line == line);
        debug_assert!(row.is_some(), "{line} is a line of the statement");
        if let Some(row) = row {
            row.amounts.add(amounts);
        }
    }

    /// Returns the amounts of one line; zeros if there is no such line.
    #[must_use]
    pub fn line(&self, line: &str) -> FundAmounts<A> {
        self.lines.iter().find(|row| row.line == line).map(|row| row.amounts).unwrap_or_default()
    }
}
