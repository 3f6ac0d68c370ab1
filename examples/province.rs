//! Audits the books of many clubs and adds them up: `province [DIR] [--json|--csv] [--as-of DATE] [--silent-after MONTHS]
//! [--plan CLUBSxDONG] [--reported FILE]`.
//!
//! Looks for books (`*.jsonl`) in DIR and all folders in it, `examples/books` if none is given. Prints what the clubs have
//! together, the league table, what lies below zero in any of them, outliers, who gave seed grants, clubs that fell silent, every
//! club with findings and every file that could not be counted; with `--json` all of it as one object, with `--csv` the league
//! table. Without `--as-of` each club is looked at on the day of its last record, so that what fell due in a club since it fell
//! silent does not show. `--plan 67x100000000` sets the grants beside a plan; `--reported` sets a file of reported figures beside the books.
//! Exits with 0 if no file has a finding or an error, 1 if one has, 2 if something could not be opened; the rest is done all the
//! same.

mod common;

use std::fmt;
use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::NaiveDate;
use revolving_fund::province::{ClubSummary, GrantPlan, Proportion, Province, ProvinceReport, ReportOptions};
use revolving_fund::reconcile::reported::{Check, Reported};
use revolving_fund::{Amount, Audit, Balance, parse_date};
use serde::Serialize;

use common::{Outcome, print, progress_bar, shipped};

const USAGE: &str = "usage: province [DIR] [--json|--csv] [--as-of YYYY-MM-DD] [--silent-after MONTHS] [--plan CLUBSxDONG] \
                     [--reported FILE]";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

enum Format {
    ForPeople,
    Json,
    Csv,
}

struct Options {
    format: Format,
    as_of: Option<NaiveDate>,
    report: ReportOptions,
    reported: Option<PathBuf>,
    folder: PathBuf,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            format: Format::ForPeople,
            as_of: None,
            report: ReportOptions::default(),
            reported: None,
            folder: shipped("books").into(),
        };
        let mut folders = Vec::new();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value\n{USAGE}"));
            match argument.as_str() {
                "--json" => options.format = Format::Json,
                "--csv" => options.format = Format::Csv,
                "--as-of" => {
                    let date = value()?;
                    options.as_of = Some(parse_date(&date).map_err(|error| format!("--as-of {date}: {error}"))?);
                }
                "--silent-after" => {
                    let months = value()?;
                    let parsed = months.parse().map_err(|_| format!("--silent-after {months}: not a number of months"));
                    options.report.silent_after_months = parsed?;
                }
                "--plan" => options.report.plan = Some(plan(&value()?)?),
                "--reported" => options.reported = Some(value()?.into()),
                "--" => folders.extend(arguments.by_ref()),
                option if option.starts_with("--") => return Err(format!("unknown option {option}\n{USAGE}")),
                _ => folders.push(argument),
            }
        }
        if folders.len() > 1 {
            return Err(format!("one folder at a time\n{USAGE}"));
        }
        if let Some(folder) = folders.pop() {
            options.folder = folder.into();
        }
        options.report.day = options.as_of;
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        let reported = self.reported.as_deref().map(read_reported).transpose()?;
        let mut found = Files::in_folder(&self.folder)?;
        found.problems.iter().for_each(|problem| common::complain(&problem.to_string()));
        if found.files.is_empty() {
            return Err(format!("{}: there are no books (*.jsonl) in it", self.folder.display()));
        }
        let mut province = Province::new();
        for (file, audited) in found.files.iter().zip(self.audit(&found.files)) {
            let (why, kind) = match audited {
                Ok(club) => match province.merge(club) {
                    Ok(()) => continue,
                    Err(twice) => (twice.to_string(), ProblemKind::Twice),
                },
                Err(error) => (error.to_string(), ProblemKind::Unopened),
            };
            let problem = Problem { file: file.name.clone(), why, kind };
            common::complain(&problem.to_string());
            found.problems.push(problem);
        }
        found.problems.sort_by(|one, other| one.file.cmp(&other.file));
        let result = Report {
            province: province.report(&self.report),
            reported: reported.as_ref().map(|reported| reported.check(&province)),
            not_counted: found.problems.iter().filter(|problem| problem.kind != ProblemKind::Stranger).collect(),
        };
        let text = match self.format {
            Format::ForPeople => Statement { options: self, province: &province, result: &result }.to_string(),
            Format::Json => serde_json::to_string(&result).map_err(|error| error.to_string())? + "\n",
            Format::Csv => league_csv(&province).map_err(|error| error.to_string())?,
        };
        print(&text);
        Ok(if found.problems.iter().any(|problem| problem.kind == ProblemKind::Unopened) {
            Outcome::Incomplete
        } else {
            Outcome::clean_if(result.not_counted.is_empty() && province.is_clean())
        })
    }

    /// Audits all files, as many at a time as the machine has processors. What comes of each is in the order of the files.
    fn audit(&self, files: &[BookFile]) -> Vec<io::Result<Province>> {
        let workers = thread::available_parallelism().map_or(1, usize::from).min(files.len().max(1));
        let bar = progress_bar(files.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some((place, file)) = {
                let place = next.fetch_add(1, Ordering::Relaxed);
                files.get(place).map(|file| (place, file))
            } {
                done.push((place, self.audit_file(file)));
                bar.inc(1);
            }
            done
        };
        let mut audited: Vec<(usize, io::Result<Province>)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        bar.finish_and_clear();
        audited.sort_by_key(|(place, _)| *place);
        audited.into_iter().map(|(_, province)| province).collect()
    }

    /// The books are let go of at the end of this.
    fn audit_file(&self, file: &BookFile) -> io::Result<Province> {
        let source = BufReader::new(common::open_file(&file.path)?);
        let audit = match self.as_of {
            Some(date) => Audit::as_of(source, date),
            None => Audit::of(source),
        }?;
        Ok(Province::of(&file.name, &audit))
    }
}

/// The one object that programs read.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    province: ProvinceReport<'a>,
    reported: Option<Check<'a>>,
    not_counted: Vec<&'a Problem>,
}

fn plan(text: &str) -> Result<GrantPlan, String> {
    let parsed = text.split_once(['x', '×']).and_then(|(clubs, grant)| {
        Some(GrantPlan { clubs: clubs.trim().parse().ok()?, grant: grant.trim().parse::<Amount>().ok()? })
    });
    parsed.ok_or_else(|| format!("--plan {text}: expected a form like 67x100000000"))
}

fn read_reported(file: &Path) -> Result<Reported, String> {
    let named = |error: String| format!("{}: {error}", file.display());
    let source = BufReader::new(common::open_file(file).map_err(|error| named(error.to_string()))?);
    Reported::read(source).map_err(|error| named(error.to_string()))
}

/// A file that may be the books of a club.
struct BookFile {
    path: PathBuf,
    /// Its name from the folder on, the same on every machine.
    name: String,
}

/// Something in the folder that is not counted.
#[derive(Serialize)]
struct Problem {
    file: String,
    why: String,
    #[serde(skip)]
    kind: ProblemKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProblemKind {
    /// No books, and no one takes it for any.
    Stranger,
    /// It could not be opened or read: books may be missing.
    Unopened,
    /// Books of a club whose books are there already.
    Twice,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.why)
    }
}

/// What there is in a folder, sorted by name.
struct Files {
    files: Vec<BookFile>,
    problems: Vec<Problem>,
}

impl Files {
    fn in_folder(folder: &Path) -> Result<Self, String> {
        let mut found = Self { files: Vec::new(), problems: Vec::new() };
        fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        found.walk(folder, "");
        found.files.sort_by(|one, other| one.name.cmp(&other.name));
        found.problems.sort_by(|one, other| one.file.cmp(&other.file));
        Ok(found)
    }

    /// Folders that are links are not followed: they may lead back.
    fn walk(&mut self, folder: &Path, name: &str) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unopened(name.to_owned(), &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.unopened(name.to_owned(), &error),
            };
            let own = entry.file_name().to_string_lossy().into_owned();
            let entry_name = if name.is_empty() { own } else { format!("{name}/{own}") };
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.walk(&path, &entry_name),
                Ok(_) if path.extension().is_some_and(|extension| extension == "jsonl") => {
                    self.files.push(BookFile { path, name: entry_name });
                }
                Ok(_) => {
                    let why = "does not end in .jsonl, left out".to_owned();
                    self.problems.push(Problem { file: entry_name, why, kind: ProblemKind::Stranger });
                }
                Err(error) => self.unopened(entry_name, &error),
            }
        }
    }

    fn unopened(&mut self, file: String, error: &io::Error) {
        self.problems.push(Problem { file, why: error.to_string(), kind: ProblemKind::Unopened });
    }
}

/// All of it, for people.
struct Statement<'a> {
    options: &'a Options,
    province: &'a Province,
    result: &'a Report<'a>,
}

impl fmt::Display for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options, province, result } = self;
        let each = || "each club as of its last record: --as-of DATE looks at all on one day".to_owned();
        writeln!(f, "Province (toàn tỉnh), {}", options.as_of.map_or_else(each, |day| format!("as of {day}")))?;
        writeln!(f, "{province}\n{}", League(province))?;
        section(f, "Below zero (âm quỹ)", province.shortfalls())?;
        section(f, "Outliers (khác biệt), by more than 1,5 times the distance of the quartiles", province.outliers())?;
        section(f, "Seed grants by donor (vốn ban đầu theo nguồn)", province.donors())?;
        let carried_in = province.grants_carried_in();
        if carried_in != Balance::ZERO {
            writeln!(f, "  carried in from earlier books, their donors are there (mang sang): {carried_in}\n")?;
        }
        if let Some(plan) = options.report.plan {
            writeln!(f, "Seed grants and plan (so với kế hoạch)\n{}", province.against(plan))?;
        }
        let months = options.report.silent_after_months;
        let title = format!("No record, or no report of activity, for {months} months (ngừng báo cáo)");
        section(f, &title, options.report.silent(province))?;
        if let Some(check) = &result.reported {
            write!(f, "{check}")?;
        }
        section(f, "Clubs with findings (sai phạm)", province.clubs().filter_map(with_findings))?;
        section(f, "Files that are no books (không đọc được)", province.unread())?;
        section(f, "Not counted (không tính được)", &result.not_counted)
    }
}

fn section<T: fmt::Display>(f: &mut fmt::Formatter<'_>, title: &str, rows: impl IntoIterator<Item = T>) -> fmt::Result {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return writeln!(f, "{title}: none\n");
    }
    writeln!(f, "{title}")?;
    rows.try_for_each(|row| writeln!(f, "  {row}"))?;
    writeln!(f)
}

/// The findings and the read error of a club; `None` if it has none.
fn with_findings(club: &ClubSummary) -> Option<String> {
    let mut wrong: Vec<String> = club.findings.iter().map(|(code, count)| format!("{code} × {count}")).collect();
    if club.despite > 0 {
        wrong.push(format!("{} of them booked in spite of the rule", club.despite));
    }
    wrong.extend(club.error.as_ref().map(|error| format!("not read to the end, {error}")));
    (!wrong.is_empty()).then(|| format!("{} ({}): {}", club.club, club.file, wrong.join("; ")))
}

/// The figures of each club, for people: three tables of the same rows.
struct League<'a>(&'a Province);

impl fmt::Display for League<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "League table (so sánh các câu lạc bộ)")?;
        writeln!(
            f,
            "  {:<12} {:>7} {:>9} {:>6} {:>9} {:>9} {:>9} {:>9} {:>15} {:>8} {:>8}  {:<10}",
            "Club",
            "members",
            "borrowers",
            "turns",
            "growth",
            "PAR30",
            "collected",
            "utilised",
            "average loan",
            "findings",
            "warnings",
            "last record"
        )?;
        for club in self.0.clubs() {
            let average = club.average_loan().map_or_else(|| "–".to_owned(), |average| average.to_string());
            let last = club.last_record.map_or_else(|| "never".to_owned(), |date| date.to_string());
            let cut = if club.error.is_some() { ", not read to the end" } else { "" };
            writeln!(
                f,
                "  {:<12} {:>7} {:>9} {:>6} {:>9} {:>9} {:>9} {:>9} {average:>15} {:>8} {:>8}  {last}{cut}",
                club.club,
                club.members,
                club.loans.borrowers,
                club.loans.disbursed,
                club.growth(),
                club.par30(),
                club.collection_rate(),
                club.utilisation(),
                club.finding_count(),
                club.warning_count(),
            )?;
        }
        self.sums(
            f,
            "What the percentages are of (tử số và mẫu số)",
            &["30 days late", "outstanding", "paid", "fallen due", "growth", "grant received"],
            |club| {
                let Proportion { part: late, whole: outstanding } = club.par30();
                let Proportion { part: paid, whole: due } = club.collection_rate();
                let Proportion { part: growth, whole: grant } = club.growth();
                [late, outstanding, paid, due, growth, grant]
            },
        )?;
        self.sums(
            f,
            "Funds (các quỹ)",
            &["seed grant", "income growth", "operating", "owed to lenders", "lendable", "carried in"],
            |club| {
                let funds = &club.funds;
                let owed = funds.borrowings;
                [funds.seed_grant, funds.income_growth, funds.operating, owed, funds.lendable, funds.carried_in]
            },
        )?;
        self.sums(
            f,
            "Money and loans (tiền và dư nợ)",
            &["cash", "bank", "advances", "shortages", "outstanding", "once carried in"],
            |club| {
                let (money, loans) = (&club.money, &club.loans);
                [money.cash, money.bank, money.advances, money.shortages, loans.outstanding, loans.carried_in_amount]
            },
        )
    }
}

impl League<'_> {
    fn sums(
        &self,
        f: &mut fmt::Formatter<'_>,
        title: &str,
        heads: &[&str; 6],
        row: fn(&ClubSummary) -> [Balance; 6],
    ) -> fmt::Result {
        writeln!(f, "\n{title}")?;
        write!(f, "  {:<12}", "Club")?;
        heads.iter().try_for_each(|head| write!(f, " {head:>20}"))?;
        for club in self.0.clubs() {
            write!(f, "\n  {:<12}", club.club)?;
            row(club).iter().try_for_each(|balance| write!(f, " {balance:>20}"))?;
        }
        writeln!(f)
    }
}

/// The league table for a spreadsheet: sums in đồng, percentages as programs read them.
fn league_csv(province: &Province) -> Result<String, Box<dyn std::error::Error>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "club",
        "name",
        "file",
        "as_of",
        "last_record",
        "last_activity",
        "members",
        "borrowers",
        "loan_turns",
        "loans_carried_in",
        "grant_carried_in",
        "seed_grant",
        "income_growth",
        "operating",
        "borrowings",
        "lendable",
        "cash",
        "bank",
        "advances",
        "shortages",
        "outstanding",
        "par30_late",
        "par30_outstanding",
        "par30_percent",
        "collection_paid",
        "collection_due",
        "collection_percent",
        "growth",
        "growth_of",
        "growth_percent",
        "utilisation_percent",
        "average_loan",
        "findings",
        "findings_despite",
        "warnings",
        "error",
    ])?;
    for club in province.clubs() {
        let date = |date: Option<NaiveDate>| date.map_or_else(String::new, |date| date.to_string());
        let dong = |balance: Balance| balance.dong().to_string();
        let percent = |proportion: Proportion| proportion.decimal().unwrap_or_default();
        let (funds, money, loans) = (&club.funds, &club.money, &club.loans);
        let (par30, collection, growth) = (club.par30(), club.collection_rate(), club.growth());
        table.write_record([
            club.club.to_string(),
            club.name.to_string(),
            club.file.clone(),
            club.as_of.to_string(),
            date(club.last_record),
            date(club.last_activity),
            club.members.to_string(),
            loans.borrowers.to_string(),
            loans.disbursed.to_string(),
            loans.carried_in.to_string(),
            dong(club.grant_carried_in),
            dong(funds.seed_grant),
            dong(funds.income_growth),
            dong(funds.operating),
            dong(funds.borrowings),
            dong(funds.lendable),
            dong(money.cash),
            dong(money.bank),
            dong(money.advances),
            dong(money.shortages),
            dong(loans.outstanding),
            dong(par30.part),
            dong(par30.whole),
            percent(par30),
            dong(collection.part),
            dong(collection.whole),
            percent(collection),
            dong(growth.part),
            dong(growth.whole),
            percent(growth),
            percent(club.utilisation()),
            club.average_loan().map_or_else(String::new, dong),
            club.finding_count().to_string(),
            club.despite.to_string(),
            club.warning_count().to_string(),
            club.error.as_ref().map_or_else(String::new, ToString::to_string),
        ])?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}
