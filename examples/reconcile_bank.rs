//! Reconciles books with the bank: `reconcile_bank [OPTIONS] [BOOKS STATEMENT]`. `--help` explains the options.
//!
//! Prints the proof of the two balances, the movements that only the books or only the bank have, those that are probably one movement
//! written in two ways, and every match with how it was found; or with `--json` one JSON object, whose keys the library documents at
//! `BankReconciliation`. The statement is a file of the bank's, CSV or a workbook. Without files it reconciles
//! `examples/books/closing.jsonl` with `examples/bank/closing.csv`. Exits with 0 if everything is matched and proved, 1 if there is
//! something to look at, 2 if it could not run.

mod common;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use chrono::NaiveDate;
use revolving_fund::display::{escaped, escaped_json};
use revolving_fund::reconcile::bank::{
    BalanceBreak, BankReconciliation, BankStatement, ColumnRole, OpenItem, Scope, StatementError, StatementOptions,
};
use revolving_fund::reconcile::{DayOrder, Grouping};
use revolving_fund::{Books, Language, Period, parse_date};

use common::{Arguments, Outcome, about, open, print, read_books, shipped};

const HELP: &str = "\
usage: reconcile_bank [OPTIONS] [BOOKS STATEMENT]

Reconciles the bank account in a file of books with the bank's statement
(CSV in any usual encoding, XLSX, XLS or ODS).
Đối chiếu tài khoản ngân hàng trên sổ với sao kê của ngân hàng.

  --json                 print one JSON object instead of the report
  --lang en|vi|both      language of the report; both without this option
  --from YYYY-MM-DD      first day of the period; without it the first month of
                         the statement. Items that earlier days of the
                         statement left open are carried forward
  --through YYYY-MM-DD   last day of the period; without it the last month of
                         the statement
  --window DAYS          most days between a document and its line; 5 without it
  --column ROLE=HEADING  name a column by hand, as in --column date=\"Ngày X\".
                         Roles: date, amount, direction, debit, credit, fee,
                         vat, balance, reference, description
  --grouping dots|commas sign between thousands; without it, found in each
                         column
  --month-first          dates are month/day/year
  --help                 print this help

Exit status: 0 all matched and proved, 1 something to look at, 2 could not run.";

fn main() -> ExitCode {
    common::command(HELP, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    is_json: bool,
    language: Language,
    from: Option<NaiveDate>,
    through: Option<NaiveDate>,
    window: Option<u8>,
    reading: StatementOptions,
    books: String,
    statement: String,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let (mut is_json, mut language) = (false, Language::Both);
        let (mut from, mut through, mut window) = (None, None, None);
        let mut reading = StatementOptions::default();
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--json" => is_json = true,
                "--lang" => language = arguments.parsed(str::parse)?,
                "--from" => from = Some(arguments.parsed(parse_date)?),
                "--through" => through = Some(arguments.parsed(parse_date)?),
                "--window" => window = Some(arguments.parsed(days)?),
                "--column" => reading.columns.push(column(&arguments.value()?)?),
                "--grouping" => reading.grouping = Some(arguments.parsed(grouping)?),
                "--month-first" => reading.day_order = DayOrder::MonthFirst,
                _ => return Err(arguments.unknown()),
            }
        }
        let (books, statement) = match <[String; 2]>::try_from(arguments.free) {
            Ok([books, statement]) => (books, statement),
            Err(none) if none.is_empty() => (shipped("books/closing.jsonl"), shipped("bank/closing.csv")),
            Err(files) => return Err(format!("{} file(s), expected books and a statement (see --help)", files.len())),
        };
        Ok(Self { is_json, language, from, through, window, reading, books, statement })
    }

    fn run(&self) -> Result<Outcome, String> {
        let (books, is_clean) = read_books(&self.books, self.language)?;
        let statement = self.read_statement()?;
        let period = self.period(&statement).inspect_err(|_| self.report_refused(&statement))?;
        let carried = self.carried(&books, &statement, period.from);
        let reconciliation = BankReconciliation::of(&books, &statement, self.scope(period).carrying(&carried));
        if self.is_json {
            let json = serde_json::to_string(&reconciliation).map_err(|error| error.to_string())?;
            print(&(escaped_json(&json) + "\n"));
            self.report_refused(&statement);
            for BalanceBreak { line, .. } in &reconciliation.breaks {
                let english = format!("line {line}: the balance does not follow from the row before");
                self.aside(&english, &format!("dòng {line}: số dư không nối tiếp dòng trước"));
            }
        } else {
            print(&reconciliation.report(self.language).to_string());
        }
        Ok(Outcome::clean_if(reconciliation.is_settled() && is_clean))
    }

    /// Prints to standard error why rows were refused.
    fn report_refused(&self, statement: &BankStatement) {
        for row in statement.refused() {
            self.aside(&row.to_string(), &row.vietnamese().to_string());
        }
    }

    /// Writes a text about the statement to standard error. If it is closed, the text is lost.
    fn aside(&self, english: &str, vietnamese: &str) {
        let text = about(&escaped(&self.statement), self.language, english, vietnamese);
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn scope(&self, period: Period) -> Scope<'static> {
        let scope = Scope::of(period);
        scope.within(self.window.unwrap_or(scope.window))
    }

    /// Returns the items that were left open in the months of the statement before `from`.
    fn carried(&self, books: &Books, statement: &BankStatement, from: NaiveDate) -> Vec<OpenItem> {
        let earlier =
            statement.months().zip(from.pred_opt()).map(|(months, through)| Period { from: months.from, through });
        let earlier = earlier.filter(|earlier| earlier.from <= earlier.through);
        earlier
            .map_or_else(Vec::new, |earlier| BankReconciliation::of(books, statement, self.scope(earlier)).open_items())
    }

    fn read_statement(&self) -> Result<BankStatement, String> {
        let file = escaped(&self.statement);
        let source = open(&self.statement)?;
        let wrong = |error: StatementError| about(&file, self.language, &error, error.vietnamese());
        BankStatement::read(source, &self.reading).map_err(wrong)
    }

    fn period(&self, statement: &BankStatement) -> Result<Period, String> {
        let months = statement.months();
        let day = |asked: Option<NaiveDate>, of: fn(Period) -> NaiveDate| asked.or(months.map(of));
        match (day(self.from, |months| months.from), day(self.through, |months| months.through)) {
            (Some(from), Some(through)) if from <= through => Ok(Period { from, through }),
            (Some(from), Some(through)) => Err(format!("the period from {from} to {through} has no day")),
            _ => Err(format!(
                "{}: no movement could be read, give the period with --from and --through",
                escaped(&self.statement)
            )),
        }
    }
}

fn days(text: &str) -> Result<u8, &'static str> {
    text.parse().map_err(|_| "not a number of days from 0 to 255")
}

/// Parses a role and its heading; the error names the role only.
fn column(text: &str) -> Result<(ColumnRole, String), String> {
    let wrong = |text: &str, error: &dyn Display| format!("--column {}: {error}", escaped(text));
    let (role, heading) = text.split_once('=').ok_or_else(|| wrong(text, &"expected ROLE=HEADING"))?;
    Ok((role.parse().map_err(|error| wrong(role, &error))?, heading.to_owned()))
}

fn grouping(text: &str) -> Result<Grouping, &'static str> {
    match text {
        "dots" => Ok(Grouping::Dots),
        "commas" => Ok(Grouping::Commas),
        _ => Err("expected dots or commas"),
    }
}
