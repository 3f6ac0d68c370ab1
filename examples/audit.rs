//! Audits books: `audit [--json] [--as-of DATE] [FILE…]`.
//!
//! Prints, for each file, the club's funds, money, loans, arrears and trial balance, every rule that a record breaks, every
//! warning, and the head of the books to compare with the one on the monthly report; or with `--json` one JSON object a line. A
//! finding whose record names the rule in `despite` is marked. Without files it audits those in `examples/books`. Exits with 0 if no
//! file has a finding or an error, 1 if one has, 2 if it could not run.

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, BufReader, BufWriter, Write};
use std::process::ExitCode;

use chrono::NaiveDate;
use indicatif::ProgressBar;
use revolving_fund::audit::WarningCode;
use revolving_fund::catalogue::Explanation;
use revolving_fund::report::{CashPosition, FundBalances, Portfolio, TrialBalance};
use revolving_fund::{Audit, Books, LoanView, Member, Record, Seq, parse_date};

use common::{Outcome, printed, progress_bar, shipped_books, wrap};

const USAGE: &str = "usage: audit [--json] [--as-of YYYY-MM-DD] [FILE…]

Audits books (kiểm toán sổ): funds, money, loans, arrears, trial balance, every rule that a record breaks, every warning, and the head.

  FILE…               books; those of the repository if absent
  --json              print one JSON object a line for each file
  --as-of YYYY-MM-DD  stop at the first record dated later, and report the books
                      on this day

Exits with 0 if no file has a finding or an error, 1 if one has, 2 if it could not run.";

/// The number of files from which on a progress bar is shown.
const MANY_FILES: usize = 4;

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

enum Format {
    ForPeople,
    Json,
}

struct Options {
    format: Format,
    as_of: Option<NaiveDate>,
    files: Vec<String>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { format: Format::ForPeople, as_of: None, files: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => options.format = Format::Json,
                "--as-of" => {
                    let date = arguments.next().ok_or_else(|| common::no_value("--as-of"))?;
                    options.as_of = Some(parse_date(&date).map_err(|error| format!("--as-of {date}: {error}"))?);
                }
                "--" => options.files.extend(arguments.by_ref()),
                option if option.starts_with("--") => return Err(common::unknown_option(option)),
                _ => options.files.push(argument),
            }
        }
        if options.files.is_empty() {
            options.files = shipped_books()?;
        }
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        let bar = if self.files.len() < MANY_FILES { ProgressBar::hidden() } else { progress_bar(self.files.len()) };
        let mut out = BufWriter::new(io::stdout().lock());
        let mut tally = Tally::default();
        for file in &self.files {
            let audit = self.audit(file).map_err(|error| format!("{file}: {error}"))?;
            tally.count(&audit);
            let text = match self.format {
                Format::ForPeople => statement(file, &audit),
                Format::Json => serde_json::to_string(&audit.report(file)).map_err(|error| error.to_string())? + "\n",
            };
            bar.suspend(|| printed(out.write_all(text.as_bytes()).and_then(|()| out.flush())));
            bar.inc(1);
        }
        bar.finish_and_clear();
        if let Format::ForPeople = self.format {
            printed(writeln!(out, "{tally}"));
        }
        Ok(tally.outcome())
    }

    fn audit(&self, file: &str) -> io::Result<Audit> {
        let source = BufReader::new(common::open_file(file)?);
        match self.as_of {
            Some(date) => Audit::as_of(source, date),
            None => Audit::of(source),
        }
    }
}

/// The numbers of files and of findings.
#[derive(Default)]
struct Tally {
    files: usize,
    clean: usize,
    findings: usize,
    despite: usize,
    warnings: usize,
    unreadable: usize,
}

impl Tally {
    fn count(&mut self, audit: &Audit) {
        self.files += 1;
        self.clean += usize::from(audit.is_clean());
        self.findings += findings_for_people(audit);
        self.despite += audit.findings().iter().filter(|finding| finding.is_despite).count();
        self.warnings += audit.warnings().len();
        self.unreadable += usize::from(audit.error().is_some());
    }

    fn outcome(&self) -> Outcome {
        Outcome::clean_if(self.clean == self.files)
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} file(s) audited: {} clean, {} finding(s), {} of them booked in spite of the rule, {} not readable to the end, \
             {} warning(s)",
            self.files, self.clean, self.findings, self.despite, self.unreadable, self.warnings
        )
    }
}

/// The number of findings for people: changed line ends are one finding, although they break the chain at many lines.
fn findings_for_people(audit: &Audit) -> usize {
    let others = audit.findings().iter().filter(|finding| !finding.is_line_end).count();
    others + usize::from(audit.line_ends().is_some())
}

/// The findings of an audit, for a person to read.
fn statement(file: &str, audit: &Audit) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_statement(&mut text, file, audit);
    text
}

fn write_statement(text: &mut String, file: &str, audit: &Audit) -> std::fmt::Result {
    writeln!(text, "{}", "═".repeat(80))?;
    if let Some(error) = audit.error() {
        let remedy = error.reason.remedy();
        writeln!(text, "{file}: NOT READ TO THE END (không đọc được hết)")?;
        write!(text, "{}", wrap("  ", &error.to_string()))?;
        write!(text, "{}", wrap("  ", &format!("to do (cần làm): {}; {}", remedy.english, remedy.vietnamese)))?;
        if audit.books().is_some() {
            let whole = audit.whole_bytes();
            let below = "The rest of this page covers only the lines before it (dưới đây chỉ là các dòng trước đó)";
            write!(text, "{}", wrap("  ", &format!("{below}: {whole} byte(s).")))?;
        }
        writeln!(text)?;
    }
    match audit.books() {
        Some(books) => write_books(text, file, audit, books),
        None => writeln!(text, "{file}: no books could be read (không đọc được sổ nào)\n"),
    }
}

fn write_books(text: &mut String, file: &str, audit: &Audit, books: &Books) -> std::fmt::Result {
    let header = books.header();
    writeln!(text, "{}  {}", header.club(), header.name())?;
    writeln!(text, "{file}: {} record(s) since {}", books.records().len(), header.opened())?;
    if let Some(day) = audit.day() {
        writeln!(text, "as of {day}, {} member(s)", books.register().members_present())?;
    }
    writeln!(text, "\nFunds (các quỹ)\n{}", FundBalances::of(books))?;
    writeln!(text, "Money (tiền)\n{}", CashPosition::of(books))?;
    writeln!(text, "Loans (cho vay)\n{}", Portfolio::of(books))?;
    write_arrears(text, books)?;
    writeln!(text, "Trial balance (bảng cân đối số phát sinh)\n{}", TrialBalance::of(books))?;
    write_findings(text, audit)?;
    write_warnings(text, audit)?;
    writeln!(text, "Head (mã đầu sổ)\n  {}\n", books.head())
}

/// The loans in arrears: the member, the amounts due and the days past due.
fn write_arrears(text: &mut String, books: &Books) -> std::fmt::Result {
    let mut late: Vec<LoanView<'_>> = books.loans().filter(|loan| loan.days_past_due() > 0).collect();
    if late.is_empty() {
        return writeln!(text, "Arrears (quá hạn): none\n");
    }
    late.sort_by_key(|loan| std::cmp::Reverse(loan.days_past_due()));
    writeln!(text, "Arrears (quá hạn): {}", late.len())?;
    writeln!(
        text,
        "  {:<10} {:>15} {:>14} {:>11}  member (thành viên)",
        "loan (vay)", "principal (gốc)", "interest (lãi)", "days (ngày)"
    )?;
    for loan in late {
        let (member, owed) = (loan.loan().member(), loan.owed());
        let name =
            books.register().member(member).and_then(Member::name).map_or(String::new(), |name| format!(" {name}"));
        writeln!(
            text,
            "  {:<10} {:>15} {:>14} {:>11}  {member}{name}",
            loan.id().as_str(),
            owed.principal_due.to_string(),
            owed.interest_due.to_string(),
            loan.days_past_due()
        )?;
    }
    writeln!(text)
}

fn write_findings(text: &mut String, audit: &Audit) -> std::fmt::Result {
    if audit.findings().is_empty() {
        return writeln!(text, "Findings (sai phạm): none\n");
    }
    writeln!(text, "FINDINGS (sai phạm): {}", findings_for_people(audit))?;
    if let Some(line_ends) = audit.line_ends() {
        writeln!(text, "  line ends (kiểu xuống dòng), with --json {} × chain-broken", line_ends.lines)?;
        write!(text, "{}", wrap("    ", &line_ends.to_string()))?;
        write!(text, "{}", wrap("    ", &line_ends.vietnamese().to_string()))?;
    }
    for finding in audit.findings().iter().filter(|finding| !finding.is_line_end) {
        writeln!(text, "  line {}, record {}, document {}", finding.line, finding.seq, finding.id)?;
        let remedy = finding.code.explain().remedy;
        write!(text, "{}", wrap("    ", &format!("{}: {}", finding.code, finding.breach)))?;
        write!(text, "{}", wrap("    ", &finding.breach.vietnamese().to_string()))?;
        if finding.is_despite {
            let fact = "booked in spite of the rule, and the record says so (ghi kèm despite: việc đã xảy ra)";
            write!(text, "{}", wrap("    ", fact))?;
        }
        write!(text, "{}", wrap("    ", &format!("to do (cần làm): {}; {}", remedy.english, remedy.vietnamese)))?;
    }
    writeln!(text)
}

/// The warnings, those of one code together: what it means, the remedy, and the records.
fn write_warnings(text: &mut String, audit: &Audit) -> std::fmt::Result {
    if audit.warnings().is_empty() {
        return writeln!(text, "Warnings (lưu ý): none\n");
    }
    writeln!(text, "Warnings (lưu ý): {}", audit.warnings().len())?;
    let records: HashMap<Seq, &Record> =
        audit.books().into_iter().flat_map(Books::records).map(|record| (record.seq, record)).collect();
    let mut of_code: BTreeMap<WarningCode, Vec<String>> = BTreeMap::new();
    for warning in audit.warnings() {
        let record = warning.seq.map(|seq| match records.get(&seq) {
            Some(record) => format!("record {seq}, document {} of {}", record.id, record.date),
            None => format!("record {seq}"),
        });
        of_code.entry(warning.code).or_default().extend(record);
    }
    for (code, records) in of_code {
        let Explanation { title, remedy, .. } = code.explain();
        write!(text, "{}", wrap("  ", &format!("{code}: {} ({})", title.english, title.vietnamese)))?;
        write!(text, "{}", wrap("    ", &format!("to do (cần làm): {}; {}", remedy.english, remedy.vietnamese)))?;
        for record in records {
            writeln!(text, "    {record}")?;
        }
    }
    writeln!(text)
}
