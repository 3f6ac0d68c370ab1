//! A journal for beancount. Beancount checks a balance at the beginning of a day, so the balances of a month are stated on the day after
//! its end.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::described::Described;
use super::{CURRENCY, Form};
use crate::account::Account;
use crate::books::Books;
use crate::calendar::day_after;
use crate::money::Balance;

/// A journal for beancount.
pub(super) struct Beancount<W> {
    sink: W,
}

impl<W: Write> Beancount<W> {
    pub(super) const fn new(sink: W) -> Self {
        Self { sink }
    }
}

impl<W: Write> Form for Beancount<W> {
    fn opening(&mut self, books: &Books, accounts: &[(Account, NaiveDate)]) -> io::Result<()> {
        let header = books.header();
        let (club, name, opened) = (header.club(), header.name(), header.opened());
        writeln!(self.sink, "; head {}\n", books.head())?;
        writeln!(self.sink, "option \"title\" {}", quoted(&format!("{club}, {name}, books opened on {opened}")))?;
        writeln!(self.sink, "option \"operating_currency\" \"{CURRENCY}\"\n")?;
        writeln!(self.sink, "{opened} commodity {CURRENCY}\n")?;
        for (account, day) in accounts {
            writeln!(self.sink, "{day} open {} {CURRENCY}", name_of(account))?;
            writeln!(self.sink, "  number: \"{}\"", account.number())?;
        }
        Ok(())
    }

    fn record(&mut self, described: &Described<'_>) -> io::Result<()> {
        let (record, event) = (described.record, described.record.event.kind().name());
        let payee = described.party.as_deref().map(|party| format!(" {}", quoted(party))).unwrap_or_default();
        writeln!(self.sink, "\n{} *{payee} \"{event}\" ^{}", record.date, record.id)?;
        for (name, value) in described.tags.iter().chain(&described.remarks) {
            writeln!(self.sink, "  {name}: {}", quoted(value))?;
        }
        for transfer in record.entry.transfers() {
            let amount = transfer.amount.dong();
            writeln!(self.sink, "  {}  {amount} {CURRENCY}", name_of(&transfer.debit))?;
            writeln!(self.sink, "  {}  -{amount} {CURRENCY}", name_of(&transfer.credit))?;
        }
        Ok(())
    }

    fn month_end(&mut self, last_day: NaiveDate, balances: &[(Account, Balance)]) -> io::Result<()> {
        let day_after = day_after(last_day);
        writeln!(self.sink)?;
        balances.iter().try_for_each(|(account, balance)| {
            writeln!(self.sink, "{day_after} balance {}  {} {CURRENCY}", name_of(account), balance.dong())
        })
    }

    fn closing(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Returns the name of an account, by the rules of [`ExportFormat::Beancount`](super::ExportFormat::Beancount).
fn name_of(account: &Account) -> String {
    match account {
        Account::Loan(loan) => format!("Assets:Loans:{}", marked(loan.as_str())),
        Account::Advance(member) => format!("Assets:Advances:{}", marked(member.as_str())),
        Account::Shortage(member) => format!("Assets:Shortages:{}", marked(member.as_str())),
        Account::Borrowing(lender) => format!("Liabilities:Borrowings:{}", marked(lender.as_str())),
        fixed => fixed.to_string().split(':').map(capitalised).collect::<Vec<_>>().join(":"),
    }
}

/// The prefix added to a name that beancount does not accept, or that begins with the prefix itself.
const MARK: &str = "X-";

fn marked(name: &str) -> String {
    if name.starts_with(|first: char| first.is_ascii_lowercase()) || name.starts_with(MARK) {
        format!("{MARK}{name}")
    } else {
        name.to_owned()
    }
}

fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    match letters.next() {
        _ if part == "funds" || part == "clearing" => "Equity".to_owned(),
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
