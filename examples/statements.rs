//! Prints a statement of a file of books.
//!
//! `cargo run --release --example statements -- [--json] STATEMENT FILE [options]`; `--help` lists both.
//!
//! Exits with 0 if the books have no finding up to that day, 1 if they have one or cannot be read so far, 2 if it could not run.

use std::process::ExitCode;
use std::str::FromStr;

use revolving_fund::{Rate, Statement, StatementError, StatementOptions, parse_date};

const HELP: &str = "\
statements: a statement of a file of books (báo cáo từ sổ)

  statements [--json] [--lang en|vi|both] STATEMENT FILE [options]

  --json            one JSON object for programs
  --lang LANG       en, vi or both (usual)
  --as-of DATE      the day of a statement at a date; usually the latest date
  --from DATE       the first day of a period; usually the day of opening
  --through DATE    the last day of a period; usually the latest date
  --month MONTH     the month of month_report: 2025-03
  --loan LOAN       the loan of loan_card
  --member MEMBER   the member of member_statement
  --account PATH    the account of account_ledger: assets:cash, assets:loans
  --place PLACE     cash (usual) or bank, of cash_book
  --year YEAR       the year of dues
  projection: --years N (1 to 30), --share-lent S, --monthly-rate R (to 0.05),
              --loss-rate R, --share-to-growth S, --spend N, --principal N

STATEMENT is one of:
";

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1)) {
        Ok(code) => code,
        Err(message) => {
            common::complain(&message);
            ExitCode::from(2)
        }
    }
}
