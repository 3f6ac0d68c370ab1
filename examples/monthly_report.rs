//! Writes a page of a file of books, and a workbook of all its statements.
//!
//! `cargo run --example monthly_report -- [options] [FILE]`; without a file it reads one that is shipped. `--help` lists the options.
//!
//! Exits with 0 if the page is written and the books have no finding up to the end of the month, 1 if they have one or cannot be read up
//! to that day, 2 if it could not run or the header of the file cannot be read.

mod common;

use std::fs;
use std::process::ExitCode;

use common::{Arguments, Outcome, print, read_bytes, shipped, shipped_books};
use revolving_fund::audit::WarningCode;
use revolving_fund::catalogue::Bilingual;
use revolving_fund::province::Province;
use revolving_fund::report::Assumptions;
use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::table::xlsx::{Sheet, workbook_of};
use revolving_fund::table::{Label, Language, of_answer, words};
use revolving_fund::{Audit, Code, Month, Period, Place, Share, page};

const USAGE: &str = "\
usage: monthly_report [options] [FILE]

Writes a page for the meeting, the auditor or the province (báo cáo tháng).

  --month MONTH     such as 2025-03; default the month of the latest date
  --lang LANG       en, vi or both (default); with both, Vietnamese comes first
  --page PAGE       month (default), auditor, projection, or province (takes several files)
  --inflation I     yearly inflation for the page projection, such as 0.04
  --out FILE        where the page is written; default standard output
  --xlsx FILE       also writes a workbook of the statements of the month, a sheet for each

FILE is a file of books; without it, examples/books/first-year.jsonl.
The page needs no other file and opens in any browser; the month's report prints on one sheet of A4.";

fn main() -> ExitCode {
    common::command(USAGE, run)
}

/// The page to write.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Month,
    Auditor,
    Projection,
    Province,
}

struct Options {
    files: Vec<String>,
    month: Option<Month>,
    language: Language,
    page: Page,
    inflation: Option<Share>,
    out: Option<String>,
    xlsx: Option<String>,
}

fn run(arguments: Arguments) -> Result<Outcome, String> {
    let mut options = read(arguments)?;
    if options.page == Page::Province {
        if options.files.is_empty() {
            options.files = shipped_books()?;
        }
        return province(&options);
    }
    let file = match options.files.as_slice() {
        [] => shipped("books/first-year.jsonl"),
        [file] => file.clone(),
        files => return Err(format!("expected one file, found {}; see --help", files.len())),
    };
    let bytes = read_bytes(&file)?;
    let audit = Audit::of(bytes.as_slice()).map_err(|error| format!("{file}: {error}"))?;
    let Some(books) = audit.books() else {
        return Err(audit.error().map_or(file.clone(), |error| common::not_read(&file, options.language, error)));
    };
    let month = match options.month {
        Some(month) => month,
        None => Month::of(books.day()).map_err(|error| format!("{file}: {error}"))?,
    };
    let language = options.language;
    let html = match options.page {
        Page::Month => page::month_report(&audit, month, language),
        Page::Auditor => {
            let period = Period { from: books.header().opened(), through: month.last_day() };
            page::auditor(&audit, period, language)
        }
        Page::Projection => {
            let books = books.as_of(month.last_day());
            page::projection(&books, Assumptions::of(&books), options.inflation, language)
        }
        Page::Province => return Err("--page province takes several files".to_owned()),
    };
    write(&html, options.out.as_deref())?;
    if let Some(path) = &options.xlsx {
        let workbook = workbook(&file, &bytes, month, language)?;
        fs::write(path, workbook).map_err(|error| format!("cannot write {path:?}: {error}"))?;
    }
    let audit = Audit::as_of(bytes.as_slice(), month.last_day()).map_err(|error| format!("{file}: {error}"))?;
    Ok(Outcome::clean_if(audit.is_clean()))
}

fn province(options: &Options) -> Result<Outcome, String> {
    if options.xlsx.is_some() {
        return Err("--xlsx does not go with --page province".to_owned());
    }
    let mut province = Province::new();
    for file in &options.files {
        let bytes = read_bytes(file)?;
        let audit = match options.month {
            Some(month) => Audit::as_of(bytes.as_slice(), month.last_day()),
            None => Audit::of(bytes.as_slice()),
        };
        let audit = audit.map_err(|error| format!("{file}: {error}"))?;
        province.add(file, &audit).map_err(|error| error.to_string())?;
    }
    write(&page::province(&province, options.language), options.out.as_deref())?;
    Ok(Outcome::clean_if(province.is_clean()))
}

fn write(html: &str, out: Option<&str>) -> Result<(), String> {
    if let Some(path) = out {
        return fs::write(path, html).map_err(|error| format!("cannot write {path:?}: {error}"));
    }
    print(html);
    Ok(())
}

/// Returns the workbook of the statements of a month, those at a date on its last day.
///
/// Statements of one loan, one member or one account are left out, for a workbook of all of them would have hundreds of sheets.
fn workbook(file: &str, bytes: &[u8], month: Month, language: Language) -> Result<Vec<u8>, String> {
    let options = StatementOptions {
        as_of: Some(month.last_day()),
        from: Some(month.first_day()),
        through: Some(month.last_day()),
        month: Some(month),
        ..StatementOptions::default()
    };
    let mut sheets = Vec::new();
    let mut add = |name: Label, statement: Statement, options: &StatementOptions| -> Result<(), String> {
        let report = statement.of(file, bytes, options).map_err(|error| format!("{file}: {error}"))?;
        let tables = of_answer(&report, &title_of).map_err(|error| error.to_string())?;
        sheets.push(Sheet { name, tables });
        Ok(())
    };
    let is_of_one = |statement: &Statement| {
        matches!(statement, Statement::AccountLedger | Statement::LoanCard | Statement::MemberStatement)
    };
    for statement in Statement::ALL.into_iter().filter(|statement| !is_of_one(statement)) {
        let name = words::word(statement.as_str()).map_or_else(|| Label::same(statement.as_str()), Label::from);
        if statement == Statement::CashBook {
            for (place, name) in [
                (Place::Cash, Label::new("Cash book", "Sổ quỹ tiền mặt")),
                (Place::Bank, Label::new("Bank book", "Sổ tiền gửi")),
            ] {
                add(name, statement, &StatementOptions { place: Some(place), ..options.clone() })?;
            }
        } else {
            add(name, statement, &options)?;
        }
    }
    workbook_of(&sheets, language).map_err(|error| error.to_string())
}

/// Returns the title of a code of a finding or a warning.
fn title_of(code: &str) -> Option<Bilingual> {
    let finding = code.parse::<Code>().map(|code| code.explain().title);
    finding.or_else(|_| code.parse::<WarningCode>().map(|code| code.explain().title)).ok()
}

fn read(mut arguments: Arguments) -> Result<Options, String> {
    let mut read = Options {
        files: Vec::new(),
        month: None,
        language: Language::Both,
        page: Page::Month,
        inflation: None,
        out: None,
        xlsx: None,
    };
    while let Some(option) = arguments.next_option() {
        match option.as_str() {
            "--month" => read.month = Some(arguments.expected(str::parse, "a month such as 2025-03")?),
            "--lang" => read.language = arguments.expected(str::parse, "en, vi or both")?,
            "--page" => read.page = arguments.expected(page_named, "month, auditor, projection or province")?,
            "--inflation" => {
                read.inflation = Some(arguments.expected(str::parse, "a share from 0 to 1 such as 0.04")?);
            }
            "--out" => read.out = Some(arguments.value()?),
            "--xlsx" => read.xlsx = Some(arguments.value()?),
            _ => return Err(arguments.unknown()),
        }
    }
    read.files = arguments.free;
    if read.inflation.is_some() && read.page != Page::Projection {
        return Err("--inflation needs --page projection".to_owned());
    }
    Ok(read)
}

fn page_named(name: &str) -> Result<Page, ()> {
    match name {
        "month" => Ok(Page::Month),
        "auditor" => Ok(Page::Auditor),
        "projection" => Ok(Page::Projection),
        "province" => Ok(Page::Province),
        _ => Err(()),
    }
}
