//! Audits books: `audit [--json] [--lang en|vi|both] [--as-of DATE] [FILE…]`.
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
use revolving_fund::catalogue::{Bilingual, Explanation};
use revolving_fund::display::InLanguage;
use revolving_fund::report::{CashPosition, FundBalances, Portfolio, TrialBalance};
use revolving_fund::table::{Cell, Kind, Table};
use revolving_fund::{Audit, Books, Language, LoanView, Member, Record, Seq, parse_date};

use common::{Arguments, Outcome, printed, progress_bar, shipped_books, wrap};

const USAGE: &str = "usage: audit [--json] [--lang en|vi|both] [--as-of YYYY-MM-DD] [FILE…]

Audits books (kiểm toán sổ): funds, money, loans, arrears, trial balance, every
rule that a record breaks, every warning, and the head.

  FILE…               books; those of the repository if absent
  --json              print one JSON object a line for each file
  --lang en|vi|both   language of the report; both if absent
  --as-of YYYY-MM-DD  stop at the first record dated later, and report the books
                      on this day

Exits with 0 if no file has a finding or an error, 1 if one has, 2 if it could not run.";

/// The smallest number of files for which a progress bar is shown.
const MANY_FILES: usize = 4;

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

enum Format {
    ForPeople(Language),
    Json,
}

struct Options {
    format: Format,
    as_of: Option<NaiveDate>,
    files: Vec<String>,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let (mut is_json, mut language, mut as_of) = (false, Language::default(), None);
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--json" => is_json = true,
                "--lang" => language = arguments.parsed(str::parse)?,
                "--as-of" => as_of = Some(arguments.parsed(parse_date)?),
                _ => return Err(arguments.unknown()),
            }
        }
        let format = if is_json { Format::Json } else { Format::ForPeople(language) };
        let files = if arguments.free.is_empty() { shipped_books()? } else { arguments.free };
        Ok(Self { format, as_of, files })
    }

    fn run(&self) -> Result<Outcome, String> {
        let bar = if self.files.len() < MANY_FILES { ProgressBar::hidden() } else { progress_bar(self.files.len()) };
        let mut out = BufWriter::new(io::stdout().lock());
        let mut tally = Tally::default();
        for file in &self.files {
            let audit = self.audit(file).map_err(|error| format!("{file}: {error}"))?;
            tally.count(&audit);
            let text = match self.format {
                Format::ForPeople(language) => statement(file, &audit, language),
                Format::Json => serde_json::to_string(&audit.report(file)).map_err(|error| error.to_string())? + "\n",
            };
            bar.suspend(|| printed(out.write_all(text.as_bytes()).and_then(|()| out.flush())));
            bar.inc(1);
        }
        bar.finish_and_clear();
        if let Format::ForPeople(language) = self.format {
            if language.has_english() {
                printed(out.write_all(tally.summary(true).as_bytes()));
            }
            if language.has_vietnamese() {
                printed(out.write_all(tally.summary(false).as_bytes()));
            }
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

    /// Returns the numbers of the tally that are of use, in lines of at most 80 columns that never break within a number and its words.
    fn summary(&self, is_english: bool) -> String {
        let word = |english: &'static str, vietnamese| if is_english { english } else { vietnamese };
        let mut findings = format!("{} {}", self.findings, word("finding(s)", "sai phạm"));
        if self.despite > 0 {
            let _ = write!(
                findings,
                " ({} {})",
                self.despite,
                word("booked in spite of the rule", "ghi sổ dù trái quy định")
            );
        }
        let mut numbers = vec![format!("{} {}", self.clean, word("clean", "sạch")), findings];
        if self.unreadable > 0 {
            numbers.push(format!("{} {}", self.unreadable, word("not readable to the end", "không đọc được hết")));
        }
        numbers.push(format!("{} {}", self.warnings, word("warning(s)", "lưu ý")));
        let files = self.files;
        let title =
            if is_english { format!("{files} file(s) audited") } else { format!("Đã kiểm toán {files} tệp") };
        let parts: Vec<String> = numbers.iter().map(|number| number.replace(' ', "\u{a0}")).collect();
        wrap("", &format!("{title}: {}", parts.join(", "))).replace('\u{a0}', " ")
    }

    fn outcome(&self) -> Outcome {
        Outcome::clean_if(self.clean == self.files)
    }
}

/// Counts the findings for people: changed line ends are one finding, although they break the chain at many lines.
fn findings_for_people(audit: &Audit) -> usize {
    let others = audit.findings().iter().filter(|finding| !finding.is_line_end).count();
    others + usize::from(audit.line_ends().is_some())
}

/// Writes the findings of an audit for a person to read.
fn statement(file: &str, audit: &Audit, language: Language) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_statement(&mut text, file, audit, language);
    text
}

/// Returns the remedy on one line, in one language or both.
fn to_do(language: Language, remedy: Bilingual) -> String {
    let text = match language {
        Language::English => remedy.english.to_owned(),
        Language::Vietnamese => remedy.vietnamese.to_owned(),
        _ => format!("{}; {}", remedy.english, remedy.vietnamese),
    };
    format!("{}: {text}", language.label("To do", "cần làm"))
}

fn write_statement(text: &mut String, file: &str, audit: &Audit, language: Language) -> std::fmt::Result {
    writeln!(text, "{}", "═".repeat(80))?;
    if let Some(error) = audit.error() {
        writeln!(text, "{file}: {}", language.label("NOT READ TO THE END", "không đọc được hết"))?;
        write_both(text, language, "  ", &error.to_string(), &error.vietnamese().to_string())?;
        write!(text, "{}", wrap("  ", &to_do(language, error.reason.remedy())))?;
        if audit.books().is_some() {
            let bytes = if language.has_english() { "bytes" } else { "byte" };
            let whole = Cell::Count(audit.whole_bytes().into()).text(language);
            let below = language
                .label("The rest of this page covers only the lines before it", "dưới đây chỉ là các dòng trước đó");
            write!(text, "{}", wrap("  ", &format!("{below}: {whole} {bytes}.")))?;
        }
        writeln!(text)?;
    }
    match audit.books() {
        Some(books) => write_books(text, file, audit, books, language),
        None => writeln!(text, "{file}: {}\n", language.label("no books could be read", "không đọc được sổ nào")),
    }
}

fn write_books(text: &mut String, file: &str, audit: &Audit, books: &Books, language: Language) -> std::fmt::Result {
    let header = books.header();
    writeln!(text, "{}  {}", header.club(), header.name())?;
    let label = |english, vietnamese| language.label(english, vietnamese);
    let (records, opened) = (books.records().len(), header.opened());
    let since = label("record(s) since", "bút toán từ");
    write!(text, "{}", wrap("", &format!("{file}: {records} {since} {}", InLanguage(&opened, language))))?;
    if let Some(day) = audit.day() {
        let (as_of, people) = (label("as of", "đến"), label("member(s)", "thành viên"));
        let members = books.register().members_present();
        writeln!(text, "{as_of} {}, {members} {people}", InLanguage(&day, language))?;
    }
    writeln!(text)?;
    let (funds, money, loans) = (FundBalances::of(books), CashPosition::of(books), Portfolio::of(books));
    for table in [funds.table(), money.table(), loans.table(), arrears(books), TrialBalance::of(books).table()] {
        writeln!(text, "{}", table.to_text(language))?;
    }
    write_findings(text, audit, language)?;
    write_warnings(text, audit, language)?;
    writeln!(text, "{}\n  {}\n", label("Head", "mã đối chiếu sổ"), books.head())
}

/// Makes the table of the loans in arrears, the longest past due first: the member, the amounts due and the days past due.
fn arrears(books: &Books) -> Table {
    let columns = [
        ("Loan", "Khoản vay", Kind::Text),
        ("Member", "Thành viên", Kind::Text),
        ("Principal due", "Gốc đến hạn", Kind::Amount),
        ("Interest due", "Lãi đến hạn", Kind::Amount),
        ("Days past due", "Số ngày quá hạn", Kind::Count),
    ];
    let mut table = Table::new(("Arrears, in đồng", "Nợ quá hạn, đồng"), columns);
    let mut late: Vec<LoanView<'_>> = books.loans().filter(|loan| loan.days_past_due() > 0).collect();
    late.sort_by_key(|loan| std::cmp::Reverse(loan.days_past_due()));
    for loan in late {
        let (member, owed) = (loan.loan().member(), loan.owed());
        let name = books.register().member(member).and_then(Member::name);
        let name = name.map_or_else(|| member.to_string(), |name| format!("{member} {name}"));
        table.push(vec![
            loan.id().as_str().into(),
            name.into(),
            owed.principal_due.into(),
            owed.interest_due.into(),
            Cell::Count(loan.days_past_due().into()),
        ]);
    }
    table
}

/// Returns the word for an empty list.
fn none(language: Language) -> String {
    language.label("none", "không có")
}

/// Writes a text in one or both languages, each from a line of its own.
fn write_both(
    text: &mut String,
    language: Language,
    indent: &str,
    english: &str,
    vietnamese: &str,
) -> std::fmt::Result {
    let texts = [(language.has_english(), english), (language.has_vietnamese(), vietnamese)];
    texts.iter().filter(|(is_shown, _)| *is_shown).try_for_each(|(_, line)| text.write_str(&wrap(indent, line)))
}

fn write_findings(text: &mut String, audit: &Audit, language: Language) -> std::fmt::Result {
    if audit.findings().is_empty() {
        return writeln!(text, "{}: {}\n", language.label("Findings", "sai phạm"), none(language));
    }
    writeln!(text, "{}: {}", language.label("FINDINGS", "sai phạm"), findings_for_people(audit))?;
    if let Some(line_ends) = audit.line_ends() {
        let title = language.label("line ends", "kiểu xuống dòng");
        writeln!(text, "  {title}, --json: {} × chain-broken", line_ends.lines)?;
        write_both(text, language, "    ", &line_ends.to_string(), &line_ends.vietnamese().to_string())?;
        writeln!(text)?;
    }
    for finding in audit.findings().iter().filter(|finding| !finding.is_line_end) {
        write_both(text, language, "    ", &finding.to_string(), &finding.vietnamese().to_string())?;
        writeln!(text, "{}", wrap("    ", &to_do(language, finding.code.explain().remedy)))?;
    }
    Ok(())
}

/// Writes the warnings, those of one code together: the meaning, the remedy and the records.
fn write_warnings(text: &mut String, audit: &Audit, language: Language) -> std::fmt::Result {
    let title = language.label("Warnings", "lưu ý");
    if audit.warnings().is_empty() {
        return writeln!(text, "{title}: {}\n", none(language));
    }
    writeln!(text, "{title}: {}", audit.warnings().len())?;
    let records: HashMap<Seq, &Record> =
        audit.books().into_iter().flat_map(Books::records).map(|record| (record.seq, record)).collect();
    let [word, document] = [("record", "bút toán"), ("document", "chứng từ")]
        .map(|(english, vietnamese)| language.label(english, vietnamese));
    let mut of_code: BTreeMap<WarningCode, Vec<String>> = BTreeMap::new();
    for warning in audit.warnings() {
        let record = warning.seq.map(|seq| match records.get(&seq) {
            Some(Record { id, date, .. }) => {
                format!("{word} {seq}, {document} {id}, {}", InLanguage(date, language))
            }
            None => format!("{word} {seq}"),
        });
        of_code.entry(warning.code).or_default().extend(record);
    }
    for (code, records) in of_code {
        let Explanation { title, remedy, .. } = code.explain();
        let title = language.label(title.english, title.vietnamese);
        write!(text, "{}", wrap("  ", &format!("{code}: {title}")))?;
        write!(text, "{}", wrap("    ", &to_do(language, remedy)))?;
        for record in records {
            writeln!(text, "    {record}")?;
        }
    }
    writeln!(text)
}
