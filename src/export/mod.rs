//! Exports (kết xuất): the ledger of a club in the formats of other tools, so that auditors can use the tools they trust.
//!
//! Any books can be exported, those with findings as the file has them: [`ExportFormat`] writes a journal for hledger, ledger or beancount,
//! or a table. All four go once over the records, in the order of the books:
//!
//! - A record is one transaction, with its date, its document number as code or link, and tags for its event, its number and the names in
//!   it. Each transfer is two postings, never netted, so that turnovers agree with the [trial balance](crate::report::TrialBalance). A
//!   record that moves no money is left out, as it is not in the ledger.
//! - Advances and shortages are assets, an account for each member. Funds and the clearing account of balances carried in are equity;
//!   the clearing account is zero whenever a carrying-in is complete.
//! - At the end of each month with a transaction, every account that has had a transfer is stated with its balance, in the form that the
//!   tool checks. Debit balances are positive, credit balances negative, as usual in such tools.
//! - If dates go back, records keep their order and their dates. The balances of a month are stated at a place where all records before are
//!   dated in that month or earlier, and all records after are dated later. So tools that check by date and tools that check by place in
//!   the file get the same balances. The end of the file is always such a place.
//! - An account is declared, and in beancount opened on the earliest day that has a transfer on it.
//!
//! Texts that people wrote are in the description: first the other party (or the event, where there is none), then minutes, reason, purpose
//! and note, with ` | ` between them. hledger and ledger have no escapes, and a `;` begins a comment there: in their journals a `;` of a
//! text becomes `,` and a `|` becomes `/`. beancount and the table have texts as they are; a spreadsheet should import the texts of the
//! table as texts.
//!
//! ```
//! use revolving_fund::Audit;
//! use revolving_fund::export::ExportFormat;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let file = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/books/no-grant.jsonl")).as_slice();
//! let audit = Audit::of(file)?;
//! if let Some(books) = audit.books() {
//!     let mut journal = Vec::new();
//!     ExportFormat::Hledger.write(books, &mut journal)?;
//!     assert!(String::from_utf8(journal)?.contains("account assets:cash  ; type:C, number:111\n"));
//! }
//! # Ok(())
//! # }
//! ```

mod beancount;
mod csv;
mod described;
mod plain;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use chrono::NaiveDate;

use crate::account::Account;
use crate::books::Books;
use crate::calendar::Month;
use crate::ledger::Ledger;
use crate::money::Balance;
use crate::voucher::Record;
use described::Described;

/// The tool for which an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ExportFormat {
    /// A journal for hledger.
    Hledger,
    /// A journal for ledger.
    Ledger,
    /// A journal for beancount.
    ///
    /// Names in beancount begin with a capital or a digit. So the parts of an account's path are written with a capital first, `funds` and
    /// `clearing` are `Equity`, and the name of a loan, member or lender that begins with a small letter, or with `X-`, is written after
    /// another `X-`: `chu-nhiem` is `Liabilities:Borrowings:X-chu-nhiem`. No two accounts have the same name.
    Beancount,
    /// A table of transfers, comma-separated: number, document, date, debit, credit, amount, event, note.
    Csv,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Hledger, Self::Ledger, Self::Beancount, Self::Csv];

    /// Returns its name, which is also the extension of such a file: `hledger`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hledger => "hledger",
            Self::Ledger => "ledger",
            Self::Beancount => "beancount",
            Self::Csv => "csv",
        }
    }

    /// Writes the ledger of `books`, record by record.
    ///
    /// # Errors
    ///
    /// If writing fails.
    pub fn write(self, books: &Books, sink: impl Write) -> io::Result<()> {
        match self {
            Self::Hledger => walk(books, &mut plain::Hledger::new(sink)),
            Self::Ledger => walk(books, &mut plain::Ledger::new(sink)),
            Self::Beancount => walk(books, &mut beancount::Beancount::new(sink)),
            Self::Csv => walk(books, &mut csv::Table::new(sink)),
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ExportFormat {
    type Err = UnknownExportFormat;

    fn from_str(name: &str) -> Result<Self, UnknownExportFormat> {
        let known = Self::ALL.into_iter().find(|format| format.name() == name);
        known.ok_or_else(|| UnknownExportFormat { name: name.to_owned() })
    }
}

/// A name that is not the name of an export format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no export format {name:?}, expected hledger, ledger, beancount or csv")]
pub struct UnknownExportFormat {
    /// The name as it was given.
    pub name: String,
}

/// The commodity of all amounts (ISO 4217).
const CURRENCY: &str = "VND";

/// The form of an export: a writer for each of its parts.
trait Form {
    /// Writes the beginning, before all records: the club, and each account with the earliest day that has a transfer on it.
    fn opening(&mut self, books: &Books, accounts: &[(Account, NaiveDate)]) -> io::Result<()>;

    /// Writes a record that moves money.
    fn record(&mut self, described: &Described<'_>) -> io::Result<()>;

    /// Writes the balances at the end of a month, debits positive.
    fn month_end(&mut self, last_day: NaiveDate, balances: &[(Account, Balance)]) -> io::Result<()>;

    /// Writes the end, after all records, and flushes the sink.
    fn closing(&mut self) -> io::Result<()>;
}

/// Writes the records of books in a form, from the first to the last, with the balances of each month.
fn walk(books: &Books, form: &mut impl Form) -> io::Result<()> {
    let records: Vec<&Record> = books.records().filter(|record| !record.entry.is_empty()).collect();
    let mut ledger = Ledger::default();
    form.opening(books, &opening_days(books, &records))?;
    for (record, month_end) in records.iter().zip(month_ends(&records)) {
        form.record(&Described::of(books, record))?;
        ledger.post(&record.entry);
        if let Some(last_day) = month_end {
            form.month_end(last_day, &balances(&ledger))?;
        }
    }
    form.closing()
}

fn balances(ledger: &Ledger) -> Vec<(Account, Balance)> {
    let accounts = ledger.accounts().into_iter();
    accounts.map(|(account, turnover)| (account, turnover.debit - turnover.credit)).collect()
}

/// Returns every account with a transfer, sorted by path, each with the earliest day of a transfer.
fn opening_days(books: &Books, records: &[&Record]) -> Vec<(Account, NaiveDate)> {
    let mut days = HashMap::new();
    for record in records {
        for transfer in record.entry.transfers() {
            for account in [&transfer.debit, &transfer.credit] {
                let day = days.entry(account).or_insert(record.date);
                *day = record.date.min(*day);
            }
        }
    }
    let accounts = books.ledger().accounts().into_iter();
    accounts.filter_map(|(account, _)| days.get(&account).copied().map(|day| (account, day))).collect()
}

/// Returns, for each record, the last day of the latest month so far if all later records are dated after it; else `None`.
fn month_ends(records: &[&Record]) -> Vec<Option<NaiveDate>> {
    let mut earliest_later: Vec<Option<NaiveDate>> = Vec::with_capacity(records.len());
    let mut earliest = None;
    for record in records.iter().rev() {
        earliest_later.push(earliest);
        earliest = Some(earliest.map_or(record.date, |earliest| record.date.min(earliest)));
    }
    let mut latest = NaiveDate::MIN;
    let places = records.iter().zip(earliest_later.into_iter().rev());
    places
        .map(|(record, earliest_later)| {
            latest = latest.max(record.date);
            let last_day = Month::of(latest).ok()?.last_day();
            earliest_later.is_none_or(|later| later > last_day).then_some(last_day)
        })
        .collect()
}
