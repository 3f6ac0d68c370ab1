//! Audits the books of many clubs and adds them up: `province [OPTIONS] [DIR]`. `province --help` explains the options.
//!
//! With `--json` it prints one object, [`ProvinceReport`] with two more keys: `reported`, the figures of the report beside the books, and
//! `not_counted`, the files that could not be counted, with the reason.

mod common;

use std::fmt;
use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::NaiveDate;
use revolving_fund::display::InLanguage;
use revolving_fund::province::{
    ClubSummary, GrantPlan, Proportion, Province, ProvinceError, ProvinceReport, ReportOptions,
};
use revolving_fund::reconcile::reported::{Check, Reported};
use revolving_fund::table::{Cell, Column, Kind, Label, Table, words};
use revolving_fund::{Amount, Audit, Balance, Language, parse_date};
use serde::Serialize;

use common::{Arguments, Outcome, print, print_json, print_wrapped, progress_bar, shipped};

const USAGE: &str = "usage: province [OPTIONS] [DIR]

Audits the books of many clubs and adds them up (hợp nhất sổ các câu lạc bộ): sums, league table, arrears, outliers, donors, clubs that are silent, every club with findings and every file that could not be counted.

  DIR                   a folder; books are the files *.jsonl in it and in all
                        folders in it, but not behind links to folders. Those
                        of the repository if absent
  --json                print one JSON object
  --csv                 print the league table for a spreadsheet
  --lang en|vi|both     language of the report; both if absent
  --as-of YYYY-MM-DD    report all clubs on this day; without it each club on
                        the day of its last record
  --silent-after MONTHS a club without a record or a report of activity for so
                        many months is silent; 3 by default
  --plan CLUBSxDONG     compare seed grants with a plan, as in 67x100000000
  --reported FILE       compare the figures of a report with the books

Exits with 0 if no file has a finding or an error, 1 if one has or if books may be missing, 2 if a file could not be opened; the others are reported all the same.";

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
    language: Language,
    as_of: Option<NaiveDate>,
    report: ReportOptions,
    reported: Option<PathBuf>,
    folder: PathBuf,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let mut options = Self {
            format: Format::ForPeople,
            language: Language::default(),
            as_of: None,
            report: ReportOptions::default(),
            reported: None,
            folder: shipped("books").into(),
        };
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--json" => options.format = Format::Json,
                "--csv" => options.format = Format::Csv,
                "--lang" => options.language = arguments.parsed(str::parse)?,
                "--as-of" => options.as_of = Some(arguments.parsed(parse_date)?),
                "--silent-after" => {
                    let months = arguments.parsed(|months| months.parse().map_err(|_| "not a number of months"))?;
                    options.report.silent_after_months = months;
                }
                "--plan" => options.report.plan = Some(arguments.parsed(plan)?),
                "--reported" => options.reported = Some(arguments.value()?.into()),
                _ => return Err(arguments.unknown()),
            }
        }
        match arguments.free.as_slice() {
            [] => {}
            [folder] => options.folder = folder.into(),
            _ => return Err("one folder at a time; see province --help".into()),
        }
        options.report.day = options.as_of;
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        let reported = self.reported.as_deref().map(|file| read_reported(file, self.language)).transpose()?;
        let mut found = Files::in_folder(&self.folder)?;
        found.problems.iter().for_each(|problem| problem.complain(self.language));
        if found.files.is_empty() {
            return Err(format!("{}: there are no books (*.jsonl) in it", self.folder.display()));
        }
        let mut province = Province::new();
        for (file, audited) in found.files.iter().zip(self.audit(&found.files)) {
            let problem = match audited {
                Ok(club) => match province.merge(club) {
                    Ok(()) => continue,
                    Err(twice) => Problem::twice(file.name.clone(), &twice),
                },
                Err(error) => Problem::unopened(file.name.clone(), &error),
            };
            problem.complain(self.language);
            found.problems.push(problem);
        }
        found.problems.sort_by(|one, other| one.file.cmp(&other.file));
        let result = Report {
            province: province.report(&self.report),
            reported: reported.as_ref().map(|reported| reported.check(&province)),
            not_counted: found.problems.iter().filter(|problem| problem.kind != ProblemKind::Stranger).collect(),
        };
        match self.format {
            Format::ForPeople => {
                let statement = Statement { options: self, province: &province, result: &result };
                print_wrapped(&statement.to_string());
            }
            Format::Json => print_json(&result)?,
            Format::Csv => print(&league_csv(&province).map_err(|error| error.to_string())?),
        }
        Ok(if found.problems.iter().any(|problem| problem.kind == ProblemKind::Unopened) {
            Outcome::Incomplete
        } else {
            Outcome::clean_if(result.not_counted.is_empty() && province.is_clean())
        })
    }

    /// Audits all files, one per processor at a time. The results are in the order of the files.
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

    /// Audits a file. The books are dropped afterwards, so that memory stays bounded.
    fn audit_file(&self, file: &BookFile) -> io::Result<Province> {
        let source = BufReader::new(common::open_file(&file.path)?);
        let audit = match self.as_of {
            Some(date) => Audit::as_of(source, date),
            None => Audit::of(source),
        }?;
        Ok(Province::of(&file.name, &audit))
    }
}

/// The JSON object of the whole output.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    province: ProvinceReport<'a>,
    reported: Option<Check<'a>>,
    not_counted: Vec<&'a Problem>,
}

fn plan(text: &str) -> Result<GrantPlan, &'static str> {
    let parsed = text.split_once(['x', '×']).and_then(|(clubs, grant)| {
        Some(GrantPlan { clubs: clubs.trim().parse().ok()?, grant: grant.trim().parse::<Amount>().ok()? })
    });
    parsed.ok_or("expected a form like 67x100000000")
}

fn read_reported(file: &Path, language: Language) -> Result<Reported, String> {
    let source = BufReader::new(common::open(file)?);
    let name = file.display().to_string();
    Reported::read(source).map_err(|error| common::about(&name, language, &error, error.vietnamese()))
}

/// A file that may contain the books of a club.
struct BookFile {
    path: PathBuf,
    /// The path below the folder, the same on every machine.
    name: String,
}

/// A file or folder that is not counted.
#[derive(Serialize)]
struct Problem {
    file: String,
    why: String,
    #[serde(skip)]
    why_in_vietnamese: String,
    #[serde(skip)]
    kind: ProblemKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProblemKind {
    /// A file whose name is not that of books.
    Stranger,
    /// A file or folder that could not be opened or read: books may be missing.
    Unopened,
    /// A link to a folder, in which there may be books.
    Link,
    /// Books of a club that is counted already.
    Twice,
}

impl Problem {
    fn stranger(file: String) -> Self {
        let (why, why_in_vietnamese) = ("does not end in .jsonl, left out", "không có đuôi .jsonl, bỏ qua");
        Self { file, why: why.into(), why_in_vietnamese: why_in_vietnamese.into(), kind: ProblemKind::Stranger }
    }

    fn link(file: String) -> Self {
        let (why, why_in_vietnamese) = (
            "a link to a folder, which is not followed: copy its books here, or name that folder",
            "liên kết tới thư mục khác nên không mở: chép sổ vào đây, hoặc chạy lệnh với thư mục đó",
        );
        Self { file, why: why.into(), why_in_vietnamese: why_in_vietnamese.into(), kind: ProblemKind::Link }
    }

    /// Returns the problem of a file that the operating system does not open, in its words.
    fn unopened(file: String, error: &io::Error) -> Self {
        let why = error.to_string();
        Self { file, why_in_vietnamese: why.clone(), why, kind: ProblemKind::Unopened }
    }

    fn twice(file: String, error: &ProvinceError) -> Self {
        let (why, why_in_vietnamese) = (error.to_string(), error.vietnamese().to_string());
        Self { file, why, why_in_vietnamese, kind: ProblemKind::Twice }
    }

    /// Prints it to standard error in a language.
    fn complain(&self, language: Language) {
        common::complain(&common::about(&self.file, language, &self.why, &self.why_in_vietnamese));
    }
}

/// The files of a folder, sorted by name.
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

    /// Collects the files of a folder and its subfolders. Links to folders are not followed, because they may be circular. A link that
    /// leads nowhere is a problem whatever its name: it may have led to a folder of books.
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
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let is_books = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"));
            match fs::metadata(&path) {
                Ok(kind) if kind.is_dir() && is_link => self.problems.push(Problem::link(entry_name)),
                Ok(kind) if kind.is_dir() => self.walk(&path, &entry_name),
                Ok(_) if is_books => self.files.push(BookFile { path, name: entry_name }),
                Ok(_) => self.problems.push(Problem::stranger(entry_name)),
                Err(error) => self.unopened(entry_name, &error),
            }
        }
    }

    fn unopened(&mut self, file: String, error: &io::Error) {
        self.problems.push(Problem::unopened(file, error));
    }
}

/// The report for people.
struct Statement<'a> {
    options: &'a Options,
    province: &'a Province,
    result: &'a Report<'a>,
}

impl fmt::Display for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = self.options.language;
        let day = match self.options.as_of {
            Some(day) => {
                Label::new(format!("as of {day}"), format!("đến hết ngày {}", InLanguage(&day, Language::Vietnamese)))
            }
            None => Label::new(
                "each club as of its last record: --as-of DATE looks at all on one day",
                "mỗi CLB tính đến bút toán cuối: --as-of NGÀY xem tất cả vào một ngày",
            ),
        };
        writeln!(f, "{}\n", Label::new("Province", "Toàn tỉnh").join(", ", &day).text(language))?;
        for table in self.tables() {
            writeln!(f, "{}", table.to_text(language))?;
        }
        self.result.reported.as_ref().map_or(Ok(()), |check| write!(f, "{}", InLanguage(check, language)))
    }
}

/// Returns the label of a key of the JSON.
fn words_of(key: &str) -> Label {
    match key {
        "disbursed_amount" => Label::new("Disbursed", "Đã giải ngân"),
        "carried_in_amount" => Label::new("Loans carried in", "Dư nợ mang sang"),
        "interest_collected" => Label::new("Interest collected", "Lãi đã thu"),
        "written_off_amount" => Label::new("Written off", "Đã xóa sổ"),
        "par30" => Label::new("Outstanding, over 30 days late", "Dư nợ quá hạn trên 30 ngày"),
        "operating_free" => Label::new("Operating fund less advances", "Quỹ hoạt động trừ tạm ứng"),
        _ => words::word(key).map_or_else(|| Label::same(key.to_owned()), Label::from),
    }
}

/// Makes a table with its rows.
fn table(
    title: impl Into<Label>,
    columns: impl IntoIterator<Item: Into<Column>>,
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> Table {
    let mut table = Table::new(title, columns);
    rows.into_iter().for_each(|row| table.push(row));
    table
}

fn club(summary: &ClubSummary) -> Cell {
    summary.club.as_str().into()
}

fn date(date: Option<NaiveDate>) -> Cell {
    date.map_or(Cell::Text("–".into()), Cell::Date)
}

fn count(number: impl TryInto<i128>) -> Cell {
    number.try_into().map_or(Cell::Empty, Cell::Count)
}

const CLUB: (&str, &str, Kind) = ("Club", "CLB", Kind::Text);

impl Statement<'_> {
    fn tables(&self) -> Vec<Table> {
        let mut tables = self.province.tables().to_vec();
        tables.extend(self.league());
        tables.extend([self.arrears(), self.shortfalls(), self.outliers(), self.donors()]);
        tables.extend(self.options.report.plan.map(|plan| self.plan(plan)));
        tables.extend([self.silent(), self.findings(), self.unread(), self.not_counted()]);
        tables
    }

    /// Makes the tables of the figures of each club: four tables with the same rows.
    fn league(&self) -> [Table; 4] {
        let clubs = || self.province.clubs();
        let columns = [
            CLUB,
            ("Members", "Thành viên", Kind::Count),
            ("Borrowers", "Người vay", Kind::Count),
            ("Turns", "Lượt vay", Kind::Count),
            ("Growth", "Tăng vốn", Kind::Ratio),
            ("PAR30", "PAR30", Kind::Ratio),
            ("Collected", "Thu nợ", Kind::Ratio),
            ("Utilised", "Sử dụng vốn", Kind::Ratio),
            ("Average loan", "Mức vay bình quân", Kind::Amount),
            ("Findings", "Sai phạm", Kind::Count),
            ("Warnings", "Lưu ý", Kind::Count),
            ("Last record", "Bút toán cuối", Kind::Date),
        ];
        let rows = clubs().map(|it| {
            let (members, borrowers) = (count(it.members), count(it.loans.borrowers));
            let average = it.average_loan().map_or(Cell::Text("–".into()), Cell::Amount);
            let (findings, warnings) = (count(it.finding_count()), count(it.warning_count()));
            let shares = [it.growth(), it.par30(), it.collection_rate(), it.utilisation()].map(Cell::from);
            let first = vec![club(it), members, borrowers, count(it.loans.disbursed)];
            let last = vec![average, findings, warnings, date(it.last_record)];
            [first, shares.to_vec(), last].concat()
        });
        let indicators = table(("League table", "So sánh các câu lạc bộ"), columns, rows);
        let amounts = |title, keys: [&'static str; 6], of: fn(&ClubSummary) -> [Balance; 6]| {
            let amounts = keys.map(|key| Column::new(words_of(key), Kind::Amount));
            let columns = [Column::from(CLUB)].into_iter().chain(amounts);
            table(title, columns, clubs().map(|it| [vec![club(it)], of(it).map(Cell::Amount).to_vec()].concat()))
        };
        let shares = {
            let columns = [
                CLUB,
                ("Over 30 days late", "Quá hạn trên 30 ngày", Kind::Amount),
                ("Outstanding", "Dư nợ", Kind::Amount),
                ("Paid", "Đã trả", Kind::Amount),
                ("Fallen due", "Đã đến hạn", Kind::Amount),
                ("Growth", "Vốn tăng thêm", Kind::Amount),
                ("Grant received", "Vốn cấp đã nhận", Kind::Amount),
            ];
            let rows = clubs().map(|it| {
                let shares = [it.par30(), it.collection_rate(), it.growth()];
                let cells = shares.into_iter().flat_map(|share| [share.part.into(), share.whole.into()]);
                [club(it)].into_iter().chain(cells).collect()
            });
            table(("What the percentages are of", "Tử số và mẫu số của các tỷ lệ"), columns, rows)
        };
        let funds = amounts(
            Label::new("Funds", "Các quỹ"),
            ["seed_grant", "income_growth", "operating", "borrowings", "lendable", "carried_in"],
            |club| {
                let funds = &club.funds;
                let owed = funds.borrowings;
                [funds.seed_grant, funds.income_growth, funds.operating, owed, funds.lendable, funds.carried_in]
            },
        );
        let money = amounts(
            Label::new("Money and loans", "Tiền và dư nợ"),
            ["cash", "bank", "advances", "shortages", "outstanding", "carried_in_amount"],
            |club| {
                let (money, loans) = (&club.money, &club.loans);
                [money.cash, money.bank, money.advances, money.shortages, loans.outstanding, loans.carried_in_amount]
            },
        );
        [indicators, shares, funds, money]
    }

    fn arrears(&self) -> Table {
        let columns = [
            CLUB,
            ("Loan", "Khoản vay", Kind::Text),
            ("Member", "Thành viên", Kind::Text),
            ("Principal due", "Gốc đến hạn", Kind::Amount),
            ("Interest due", "Lãi đến hạn", Kind::Amount),
            ("Days late", "Số ngày trễ", Kind::Count),
        ];
        let rows = self.province.arrears().map(|late| {
            let member =
                late.name.as_ref().map_or_else(|| late.member.to_string(), |name| format!("{} {name}", late.member));
            let names = [late.club.as_str().into(), late.loan.as_str().into(), Cell::Text(member)];
            let amounts = [late.principal_due.into(), late.interest_due.into(), count(late.days_past_due)];
            [names, amounts].concat()
        });
        table(("Arrears", "Danh sách quá hạn"), columns, rows)
    }

    fn shortfalls(&self) -> Table {
        let columns = [CLUB, ("Fund or account", "Quỹ hoặc tài khoản", Kind::Text), ("đồng", "đồng", Kind::Amount)];
        let rows = self
            .province
            .shortfalls()
            .into_iter()
            .map(|below| vec![below.club.as_str().into(), words_of(below.what).into(), below.balance.into()]);
        table(("Below zero", "Quỹ âm"), columns, rows)
    }

    fn outliers(&self) -> Table {
        let columns = [
            CLUB,
            ("Indicator", "Chỉ tiêu", Kind::Text),
            ("Value", "Giá trị", Kind::Count),
            ("Lower quartile", "Tứ phân vị dưới", Kind::Count),
            ("Upper quartile", "Tứ phân vị trên", Kind::Count),
        ];
        let rows = self.province.outliers().into_iter().map(|outlier| {
            let indicator = outlier.indicator;
            let values = [outlier.value, outlier.lower_quartile, outlier.upper_quartile];
            let values = values.map(|value| Cell::Text(indicator.written(value, self.options.language)));
            [vec![outlier.club.as_str().into(), indicator.title().into()], values.to_vec()].concat()
        });
        let title = Label::new(
            "Outliers, by more than 1.5 times the distance of the quartiles",
            "Khác biệt, lệch quá 1,5 lần khoảng tứ phân vị",
        );
        table(title, columns, rows)
    }

    fn donors(&self) -> Table {
        let columns = [
            ("Donor", "Nguồn", Kind::Text),
            ("Clubs", "Số CLB", Kind::Count),
            ("Received", "Đã nhận", Kind::Amount),
            ("Given back", "Đã trả lại", Kind::Amount),
        ];
        let carried_in = Some(self.province.grants_carried_in()).filter(|amount| *amount != Balance::ZERO);
        let carried_in = carried_in.map(|amount| {
            let label = Label::new("carried in from earlier books, their donors are there", "mang sang từ sổ trước");
            vec![label.into(), Cell::Empty, amount.into(), Cell::Empty]
        });
        let donors = self.province.donors().into_iter();
        let rows = donors.map(|it| {
            vec![Cell::Text(it.donor.to_string()), count(it.clubs), it.grant.received.into(), it.grant.returned.into()]
        });
        table(("Seed grants by donor", "Vốn ban đầu theo nguồn"), columns, rows.chain(carried_in))
    }

    fn plan(&self, plan: GrantPlan) -> Table {
        let outcome = self.province.against(plan);
        let columns = [
            ("Seed grants", "Vốn ban đầu", Kind::Text),
            ("Clubs", "Số CLB", Kind::Count),
            ("đồng", "đồng", Kind::Amount),
        ];
        let as_planned = Label::new("Clubs that received exactly as planned", "CLB nhận đúng mức kế hoạch");
        let rows = [
            vec![("Planned", "Kế hoạch").into(), count(plan.clubs), plan.amount().into()],
            vec![("Received", "Đã nhận").into(), count(outcome.clubs), outcome.received.into()],
            vec![as_planned.into(), count(outcome.clubs_as_planned), Cell::Empty],
            vec![
                ("More than planned, less −", "Nhiều hơn kế hoạch, ít hơn −").into(),
                Cell::Empty,
                outcome.beyond().into(),
            ],
        ];
        let mut table = table(("Seed grants and plan", "So với kế hoạch"), columns, rows);
        let share = Proportion { part: Balance::new(outcome.clubs.into()), whole: Balance::new(plan.clubs.into()) };
        let vietnamese = InLanguage(&share, Language::Vietnamese);
        table.notes.push(Label::new(format!("{share} of the clubs planned"), format!("{vietnamese} số CLB kế hoạch")));
        table
    }

    fn silent(&self) -> Table {
        let months = self.options.report.silent_after_months;
        let columns = [
            CLUB,
            ("Last record", "Bút toán cuối", Kind::Date),
            ("Last report of activity", "Báo cáo hoạt động cuối", Kind::Date),
        ];
        let silent = self.options.report.silent(self.province).into_iter();
        let rows = silent.map(|it| vec![it.club.as_str().into(), date(it.last_record), date(it.last_activity)]);
        let title = Label::new(
            format!("No record, or no report of activity, for {months} months"),
            format!("{months} tháng không có bút toán hoặc không có báo cáo hoạt động"),
        );
        table(title, columns, rows)
    }

    fn findings(&self) -> Table {
        let columns = [CLUB, ("File", "Tệp", Kind::Text), ("Rules broken", "Quy định bị vi phạm", Kind::Text)];
        let rows = self.province.clubs().filter_map(|it| {
            let counted = it.findings.iter().map(|(code, count)| Label::same(format!("{code} × {count}")));
            let despite = (it.despite > 0).then(|| Label::same(format!("despite × {}", it.despite)));
            let error = it.error.as_ref().map(|error| Label::new(error.to_string(), error.vietnamese().to_string()));
            let wrong = counted.chain(despite).chain(error).reduce(|all, one| all.join("; ", &one))?;
            Some(vec![club(it), Cell::Text(it.file.clone()), wrong.into()])
        });
        table(("Clubs with findings", "CLB có sai phạm"), columns, rows)
    }

    fn unread(&self) -> Table {
        let rows = self.province.unread().map(|it| vec![Cell::Text(it.file.clone()), Cell::Text(it.error.clone())]);
        table(("Files that are no books", "Tệp không đọc được"), FILE_AND_REASON, rows)
    }

    fn not_counted(&self) -> Table {
        let rows = self.result.not_counted.iter();
        let rows = rows.map(|it| {
            let why = Label::new(it.why.clone(), it.why_in_vietnamese.clone());
            vec![Cell::Text(it.file.clone()), why.into()]
        });
        table(("Not counted", "Không tính được"), FILE_AND_REASON, rows)
    }
}

const FILE_AND_REASON: [(&str, &str, Kind); 2] = [("File", "Tệp", Kind::Text), ("Reason", "Lý do", Kind::Text)];

/// A heading for programs, and the value of a club.
type LeagueColumn = (&'static str, fn(&ClubSummary) -> String);

/// The columns of the league table for a spreadsheet: sums in đồng, percentages as programs read them.
const LEAGUE: [LeagueColumn; 36] = [
    ("club", |club| club.club.to_string()),
    ("name", |club| club.name.to_string()),
    ("file", |club| club.file.clone()),
    ("as_of", |club| club.as_of.to_string()),
    ("last_record", |club| day(club.last_record)),
    ("last_activity", |club| day(club.last_activity)),
    ("members", |club| club.members.to_string()),
    ("borrowers", |club| club.loans.borrowers.to_string()),
    ("loan_turns", |club| club.loans.disbursed.to_string()),
    ("loans_carried_in", |club| club.loans.carried_in.to_string()),
    ("grant_carried_in", |club| dong(club.grant_carried_in)),
    ("seed_grant", |club| dong(club.funds.seed_grant)),
    ("income_growth", |club| dong(club.funds.income_growth)),
    ("operating", |club| dong(club.funds.operating)),
    ("borrowings", |club| dong(club.funds.borrowings)),
    ("lendable", |club| dong(club.funds.lendable)),
    ("cash", |club| dong(club.money.cash)),
    ("bank", |club| dong(club.money.bank)),
    ("advances", |club| dong(club.money.advances)),
    ("shortages", |club| dong(club.money.shortages)),
    ("outstanding", |club| dong(club.loans.outstanding)),
    ("par30_late", |club| dong(club.par30().part)),
    ("par30_outstanding", |club| dong(club.par30().whole)),
    ("par30_percent", |club| percent(club.par30())),
    ("collection_paid", |club| dong(club.collection_rate().part)),
    ("collection_due", |club| dong(club.collection_rate().whole)),
    ("collection_percent", |club| percent(club.collection_rate())),
    ("growth", |club| dong(club.growth().part)),
    ("growth_of", |club| dong(club.growth().whole)),
    ("growth_percent", |club| percent(club.growth())),
    ("utilisation_percent", |club| percent(club.utilisation())),
    ("average_loan", |club| club.average_loan().map_or_else(String::new, dong)),
    ("findings", |club| club.finding_count().to_string()),
    ("findings_despite", |club| club.despite.to_string()),
    ("warnings", |club| club.warning_count().to_string()),
    ("error", |club| club.error.as_ref().map_or_else(String::new, ToString::to_string)),
];

fn day(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn dong(balance: Balance) -> String {
    balance.dong().to_string()
}

fn percent(proportion: Proportion) -> String {
    proportion.decimal().unwrap_or_default()
}

/// Writes the league table for a spreadsheet.
fn league_csv(province: &Province) -> Result<String, Box<dyn std::error::Error>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(LEAGUE.map(|(name, _)| name))?;
    for club in province.clubs() {
        table.write_record(LEAGUE.map(|(_, value)| value(club)))?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}
