//! The common form of journals for hledger and ledger, which differ in the declaration of accounts.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::described::{Described, TAG_NAMES};
use super::{CURRENCY, Form};
use crate::account::{Account, AccountClass};
use crate::books::Books;
use crate::calendar::Month;
use crate::money::Balance;

/// The declarations of one of the two tools.
pub(super) trait Dialect {
    /// The declaration of the commodity, without decimals.
    const COMMODITY: &str;

    /// Returns the text after the name of an account in its declaration.
    fn about(account: &Account) -> String;
}

/// The declarations of ledger, which checks balances in the order of the file.
pub(super) struct ForLedger;

impl Dialect for ForLedger {
    const COMMODITY: &str = "VND\n    format 1000 VND";

    fn about(account: &Account) -> String {
        format!("\n    note {}", account.number())
    }
}

/// The declarations of hledger: account types are declared for its balance sheet and income statement.
pub(super) struct ForHledger;

impl Dialect for ForHledger {
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

pub(super) type Ledger<W> = Plain<W, ForLedger>;
pub(super) type Hledger<W> = Plain<W, ForHledger>;

/// A journal for one of the two tools.
pub(super) struct Plain<W, D> {
    sink: W,
    dialect: std::marker::PhantomData<D>,
}

impl<W: Write, D: Dialect> Plain<W, D> {
    pub(super) const fn new(sink: W) -> Self {
        Self { sink, dialect: std::marker::PhantomData }
    }
}

impl<W: Write, D: Dialect> Form for Plain<W, D> {
    fn opening(&mut self, books: &Books, accounts: &[(Account, NaiveDate)]) -> io::Result<()> {
        let header = books.header();
        writeln!(
            self.sink,
            "; {}, {}, books opened on {}",
            header.club(),
            plain(header.name().as_str()),
            header.opened()
        )?;
        writeln!(self.sink, "; head {}\n", books.head())?;
        writeln!(self.sink, "commodity {}\n", D::COMMODITY)?;
        for tag in TAG_NAMES {
            writeln!(self.sink, "tag {tag}")?;
        }
        writeln!(self.sink)?;
        accounts.iter().try_for_each(|(account, _)| writeln!(self.sink, "account {account}{}", D::about(account)))
    }

    fn record(&mut self, described: &Described<'_>) -> io::Result<()> {
        writeln!(self.sink, "\n{} * ({}) {}", described.record.date, described.record.id, description(described))?;
        for (tag, value) in &described.tags {
            writeln!(self.sink, "    ; {tag}: {value}")?;
        }
        for transfer in described.record.entry.transfers() {
            let amount = transfer.amount.dong();
            writeln!(self.sink, "    {}  {amount} {CURRENCY}", transfer.debit)?;
            writeln!(self.sink, "    {}  -{amount} {CURRENCY}", transfer.credit)?;
        }
        Ok(())
    }

    fn month_end(&mut self, last_day: NaiveDate, balances: &[(Account, Balance)]) -> io::Result<()> {
        let month = Month::of(last_day).map_or_else(|_| last_day.to_string(), |month| month.to_string());
        writeln!(self.sink, "\n{last_day} * balances at the end of {month}")?;
        balances.iter().try_for_each(|(account, balance)| {
            writeln!(self.sink, "    {account}  0 {CURRENCY} = {} {CURRENCY}", balance.dong())
        })
    }

    fn closing(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Returns the description of a transaction: the other party or the event, then the remarks.
fn description(described: &Described<'_>) -> String {
    let party = described.party.as_deref().unwrap_or_default();
    let first = if party.trim().is_empty() { described.record.event.kind().name() } else { party };
    let remarks = described.remarks.iter().map(|(_, remark)| remark.as_str());
    std::iter::once(first).chain(remarks).map(plain).collect::<Vec<_>>().join(" | ")
}

/// Returns a text without the signs that end a description or divide it: `;` becomes `,`, and `|` becomes `/`.
fn plain(text: &str) -> String {
    text.replace(';', ",").replace('|', "/")
}
