//! Prints a statement of a file of books.
//!
//! `cargo run --release --example statements -- [--json] STATEMENT FILE [options]`; `--help` lists statements and options.
//!
//! Exits with 0 if the books have no finding up to the day of the statement, 1 if they have one or cannot be read up to that day, 2 if it
//! could not run.

mod common;

use std::process::ExitCode;
use std::str::FromStr;

use common::{Arguments, Outcome, about, in_language, print, print_json, read_bytes, say};
use revolving_fund::audit::WarningCode;
use revolving_fund::statement::{Statement, StatementError, StatementOptions, StatementReport};
use revolving_fund::table::{Language, of_answer};
use revolving_fund::{Code, parse_date};
use serde::Serialize;

const USAGE: &str = "\
usage: statements [--json] [--lang en|vi|both] STATEMENT FILE [options]

Prints a statement of a file of books (báo cáo lập từ sổ).

  --json            one JSON object for programs
  --lang LANG       en, vi or both (default)
  --as-of DATE      the day of a statement at a date; default the latest date
  --from DATE       the first day of a period; default the day of opening
  --through DATE    the last day of a period; default the latest date
  --month MONTH     the month of month_report, such as 2025-03
  --loan LOAN       the loan of loan_card
  --member MEMBER   the member of member_statement
  --account PATH    the account of account_ledger: assets:cash, assets:loans
  --place PLACE     cash (default) or bank, of cash_book
  --year YEAR       the year of dues
  --years N         of projection: 1 to 30 years
  --share-lent S    the share of capital that is lent, such as 0.9
  --monthly-rate R  the interest rate of a month, at most 0.05
  --loss-rate R     the share of what is lent that is lost in a year
  --share-to-growth S  the share of interest that grows the capital
  --spend N         spending in a year, in đồng
  --principal N     the loan that is lost, in đồng
  --explain PATH    the records behind a figure: total.closing, rows[3].balance,
                    rows[LN-001].interest_due; a row by its position
                    from 0 or its name

STATEMENT is one of:";

fn main() -> ExitCode {
    let names: Vec<&str> = Statement::ALL.into_iter().map(Statement::as_str).collect();
    let lines: Vec<String> = names.chunks(4).map(|names| format!("  {}", names.join(", "))).collect();
    common::command(&format!("{USAGE}\n{}", lines.join(",\n")), run)
}

struct Request {
    statement: Statement,
    file: String,
    options: StatementOptions,
    /// The path of the figure to explain.
    figure: Option<String>,
    language: Language,
    is_json: bool,
}

fn run(arguments: Arguments) -> Result<Outcome, String> {
    let Request { statement, file, options, figure, language, is_json } = read(arguments)?;
    let bytes = read_bytes(&file)?;
    let wrong = |error: StatementError| match error {
        StatementError::Missing { option } => in_language(
            language,
            format_args!("{statement} needs --{option}; see --help"),
            format_args!("{statement} cần --{option}; xem --help"),
        ),
        error => about(&file, language, &error, error.vietnamese()),
    };
    match figure {
        None => show(&statement.of(&file, &bytes, &options).map_err(wrong)?, language, is_json),
        Some(path) => {
            let report = statement.drill_down(&file, &bytes, &options).map_err(wrong)?;
            let explained = report.try_map(|statement| statement.explain(&path));
            let explained = explained.map_err(|error| about(&file, language, &error, error.vietnamese()))?;
            show(&explained, language, is_json)
        }
    }
}

fn show<V: Serialize>(report: &StatementReport<'_, V>, language: Language, is_json: bool) -> Result<Outcome, String> {
    if is_json {
        print_json(report)?;
    } else {
        for table in of_answer(report, &explain).map_err(|error| error.to_string())? {
            print(&table.to_text(language));
            say!("");
        }
    }
    Ok(Outcome::clean_if(report.is_clean()))
}

/// Returns the title of a code of a finding or a warning.
fn explain(code: &str) -> Option<revolving_fund::catalogue::Bilingual> {
    let finding = Code::from_str(code).map(|code| code.explain().title);
    finding.or_else(|_| WarningCode::from_str(code).map(|code| code.explain().title)).ok()
}

fn read(mut arguments: Arguments) -> Result<Request, String> {
    let mut options = StatementOptions::default();
    let (mut figure, mut language, mut is_json) = (None, Language::Both, false);
    while let Some(option) = arguments.next_option() {
        match option.as_str() {
            "--json" => is_json = true,
            "--lang" => language = arguments.expected(str::parse, "en, vi or both")?,
            "--as-of" => options.as_of = Some(arguments.expected(parse_date, "a date such as 2025-03-31")?),
            "--from" => options.from = Some(arguments.expected(parse_date, "a date such as 2025-03-01")?),
            "--through" => options.through = Some(arguments.expected(parse_date, "a date such as 2025-03-31")?),
            "--month" => options.month = Some(arguments.expected(str::parse, "a month such as 2025-03")?),
            "--loan" => options.loan = Some(arguments.expected(str::parse, "the name of a loan")?),
            "--member" => options.member = Some(arguments.expected(str::parse, "the name of a member")?),
            "--account" => options.account = Some(arguments.value()?),
            "--place" => options.place = Some(arguments.expected(str::parse, "cash or bank")?),
            "--year" => options.year = Some(arguments.expected(whole, "a year from 1900 to 2999")?),
            "--years" => options.years = Some(arguments.expected(whole, "1 to 30")?),
            "--share-lent" => {
                options.share_lent = Some(arguments.expected(decimal, "a share from 0 to 1 such as 0.9")?);
            }
            "--monthly-rate" => {
                options.monthly_rate = Some(arguments.expected(decimal, "a rate from 0 to 0.05 such as 0.01")?);
            }
            "--loss-rate" => options.loss_rate = Some(arguments.expected(decimal, "a share from 0 to 1 such as 0.01")?),
            "--share-to-growth" => {
                options.share_to_growth = Some(arguments.expected(decimal, "a share from 0 to 1 such as 0.5")?);
            }
            "--spend" => options.spend = Some(arguments.expected(whole, "whole đồng, digits only")?),
            "--explain" => figure = Some(arguments.value()?),
            "--principal" => options.principal = Some(arguments.expected(whole, "whole đồng above 0, digits only")?),
            _ => return Err(arguments.unknown()),
        }
    }
    let [statement, file] = <[String; 2]>::try_from(arguments.free)
        .map_err(|places| format!("expected a statement and a file, found {} argument(s); see --help", places.len()))?;
    let statement = statement.parse().map_err(|_| format!("there is no statement {statement:?}, see --help"))?;
    Ok(Request { statement, file, options, figure, language, is_json })
}

/// Reads a number of the books: digits without sign or leading zero, within the bounds of its type.
fn whole<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ()> {
    serde_json::from_str(text).ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit())).ok_or(())
}

/// Reads a share or a rate as the books write it.
fn decimal<T: serde::de::DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_value(text.into())
}
