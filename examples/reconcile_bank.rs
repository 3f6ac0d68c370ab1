//! Reconciles books with the bank: `reconcile_bank [--json] [--from DATE] [--through DATE] [--window DAYS] [BOOKS STATEMENT]`.
//!
//! Prints the proof of the two balances, what only the books or only the bank have, what looks like one movement written in two
//! ways, and every match with how it was found; or with `--json` one JSON object. The statement is a CSV file of the bank's, its
//! columns named in Vietnamese or English. Without `--from` and `--through` the period is the whole months of the statement; with
//! `--from`, what its earlier days left open is carried forward.
//! Without files it reconciles `examples/books/closing.jsonl` with `examples/bank/closing.csv`. Exits with 0 if everything agrees
//! and is proved, 1 if something is open or a row could not be read, 2 if it could not run.

mod common;

use std::fs::File;
use std::process::ExitCode;

use chrono::NaiveDate;
use revolving_fund::reconcile::bank::{BankReconciliation, BankStatement, OpenItem, Scope, StatementLayout};
use revolving_fund::{Books, Period, parse_date};

use common::{Outcome, print, read_books, shipped};

const USAGE: &str = "usage: reconcile_bank [--json] [--from YYYY-MM-DD] [--through YYYY-MM-DD] [--window DAYS] \
                     [BOOKS STATEMENT]";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

enum Format {
    ForPeople,
    Json,
}

struct Options {
    format: Format,
    from: Option<NaiveDate>,
    through: Option<NaiveDate>,
    window: Option<u8>,
    books: String,
    statement: String,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut files = Vec::new();
        let (mut format, mut from, mut through, mut window) = (Format::ForPeople, None, None, None);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value\n{USAGE}"));
            match argument.as_str() {
                "--json" => format = Format::Json,
                "--from" => from = Some(date(&argument, &value()?)?),
                "--through" => through = Some(date(&argument, &value()?)?),
                "--window" => window = Some(days(&argument, &value()?)?),
                "--" => files.extend(arguments.by_ref()),
                option if option.starts_with("--") => return Err(format!("unknown option {option}\n{USAGE}")),
                _ => files.push(argument),
            }
        }
        let (books, statement) = match <[String; 2]>::try_from(files) {
            Ok([books, statement]) => (books, statement),
            Err(none) if none.is_empty() => (shipped("books/closing.jsonl"), shipped("bank/closing.csv")),
            Err(files) => return Err(format!("{} file(s), expected books and a statement\n{USAGE}", files.len())),
        };
        Ok(Self { format, from, through, window, books, statement })
    }

    fn run(&self) -> Result<Outcome, String> {
        let (books, is_clean) = read_books(&self.books)?;
        let statement = self.read_statement()?;
        let period = self.period(&statement)?;
        let carried = self.carried(&books, &statement, period.from);
        let reconciliation = BankReconciliation::of(&books, &statement, self.scope(period).carrying(&carried));
        let text = match self.format {
            Format::ForPeople => reconciliation.to_string(),
            Format::Json => serde_json::to_string(&reconciliation).map_err(|error| error.to_string())? + "\n",
        };
        print(&text);
        for row in &reconciliation.unreadable {
            eprintln!("{}: {row}", self.statement);
        }
        for fault in &reconciliation.breaks {
            eprintln!("{}: line {}: the balance does not follow from the row before", self.statement, fault.line);
        }
        Ok(Outcome::clean_if(reconciliation.is_settled() && is_clean))
    }

    fn scope(&self, period: Period) -> Scope<'static> {
        let scope = Scope::of(period);
        scope.within(self.window.unwrap_or(scope.window))
    }

    /// What the months of the statement before `from` left open.
    fn carried(&self, books: &Books, statement: &BankStatement, from: NaiveDate) -> Vec<OpenItem> {
        let earlier =
            statement.months().zip(from.pred_opt()).map(|(months, through)| Period { from: months.from, through });
        let earlier = earlier.filter(|earlier| earlier.from <= earlier.through);
        earlier
            .map_or_else(Vec::new, |earlier| BankReconciliation::of(books, statement, self.scope(earlier)).open_items())
    }

    fn read_statement(&self) -> Result<BankStatement, String> {
        let file = &self.statement;
        let source = File::open(file).map_err(|error| format!("{file}: {error}"))?;
        let layout = StatementLayout::vietnamese().or(StatementLayout::english());
        BankStatement::read(source, &layout).map_err(|error| format!("{file}: {error}"))
    }

    fn period(&self, statement: &BankStatement) -> Result<Period, String> {
        let months = statement.months();
        let day = |asked: Option<NaiveDate>, of: fn(Period) -> NaiveDate| asked.or(months.map(of));
        match (day(self.from, |months| months.from), day(self.through, |months| months.through)) {
            (Some(from), Some(through)) if from <= through => Ok(Period { from, through }),
            (Some(from), Some(through)) => Err(format!("the period from {from} to {through} has no day")),
            _ => Err(format!("{}: no row could be read, tell the period with --from and --through", self.statement)),
        }
    }
}

fn date(option: &str, text: &str) -> Result<NaiveDate, String> {
    parse_date(text).map_err(|error| format!("{option} {text}: {error}"))
}

fn days(option: &str, text: &str) -> Result<u8, String> {
    text.parse().map_err(|_| format!("{option} {text}: not a number of days from 0 to 255"))
}
