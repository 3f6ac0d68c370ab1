//! Counts the cash box and confirms the loans of a club. `confirm --help` explains the options and files.
//!
//! Prints the count sheet of the box, the sample of loans to confirm with the arithmetic by which anyone draws it again, and the
//! members' answers beside the books. Without files it takes those in `examples/confirmation` and `examples/books/first-year.jsonl`.
//!
//! With `--json` it prints one object. Its keys are stable; others may be added:
//!
//! | key | meaning |
//! |---|---|
//! | `cash.counted`, `cash.difference` | in đồng; difference = counted − books; `null` if the sheet of notes could not be read |
//! | `cash.books` | the books of the day, in đồng |
//! | `cash.unread`, `answers.unread`, `slips.unread` | lines that could not be read; the reasons are in `unread_rows` |
//! | `cash.error`, `slips.error`, `answers.error` | why the whole sheet could not be read |
//! | `cash.findings` | `code` and amounts: `cash-short`, `cash-over`, `iou-in-box` |
//! | `answers.read` | number of answers read |
//! | `answers.rows` | each loan compared: `loan`, `member`, `sampled`, `answer`, `books`, `written_off`, `outcome`, `projected`; `outcome` is `agrees`, `differs`, `unknown_loan`, `other_member`, `too_early` or `no_answer` |
//! | `answers.tally` | the numbers of loans by outcome, and sums; `unconfirmed` is the principal of chosen loans that is not confirmed |
//! | `sample.interval`, `sample_size`, `start`, `chosen` | the sample: `chosen` has `loan` and `hits` |
//! | `sample.projected`, `basic_precision`, `incremental`, `upper_limit` | the side with the higher limit; `overstatement` and `understatement` have both. As long as `answers.tally.unconfirmed` is above zero, the limit counts only the answers received and is no assurance |
//! | `sample.conclusion` | `accept`, `reject`, or `open` where a chosen loan is not answered for |

mod common;

use std::process::ExitCode;
use std::str::FromStr;

use chrono::NaiveDate;
use revolving_fund::display::InLanguage;
use revolving_fund::reconcile::cash::{CashCount, CountSheet};
use revolving_fund::reconcile::confirmation::{Answers, Confidence, Confirmation, Sample, SamplingPlan};
use revolving_fund::reconcile::{Grouping, SheetError, SheetOptions, UnreadSheet};
use revolving_fund::{Amount, Books, Language, Money, Place, parse_date};
use serde_json::{Value, json};

use common::{Arguments, Outcome, about, in_language, open, print_json, read_books, say, shipped};

const USAGE: &str = "usage: confirm [OPTION…] [BOOKS NOTES SLIPS ANSWERS]

Counts the cash box and confirms the loans of a club (kiểm kê quỹ, xác nhận nợ vay).

  BOOKS               the books of a club
  NOTES               a sheet with the columns denomination and notes (mệnh giá, số tờ)
  SLIPS               a sheet with the columns from and amount (người nhận, số tiền): slips in the box
  ANSWERS             a sheet with the columns member, loan, balance and date (thành viên, khoản vay, dư nợ, ngày)

Sheets are CSV or, from a spreadsheet, XLSX, XLS or ODS.

  --day YYYY-MM-DD    day of the count and of the sample; the day of the last record if absent
  --tolerable ĐỒNG    tolerable misstatement; 10,000,000 if absent
  --expected ĐỒNG     expected misstatement; 0 if absent
  --confidence N      confidence in percent, 1 to 99; 90 if absent
  --interval ĐỒNG     sampling interval, instead of tolerable misstatement ÷ confidence factor
  --seed N            number that the auditor announces before the books are closed; 2025 if absent
  --grouping dots|commas   sign between thousands, where a sheet can be read in two ways
  --lang en|vi|both   language of the report; both if absent
  --json              print one JSON object

Exits with 0 if box and loans are confirmed, 1 if there is something to look at, 2 if it could not run or a sheet could not be read.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    day: Option<NaiveDate>,
    seed: u64,
    tolerable: Amount,
    expected: Money,
    confidence: Confidence,
    interval: Option<Amount>,
    sheets: SheetOptions,
    language: Language,
    is_json: bool,
    /// The files of books, notes, slips and answers.
    files: [String; 4],
}

fn whole<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "not a whole number")
}

fn confidence(text: &str) -> Result<Confidence, String> {
    Confidence::new(whole(text)?).map_err(|error| error.to_string())
}

fn grouping(text: &str) -> Result<Grouping, &'static str> {
    match text {
        "dots" => Ok(Grouping::Dots),
        "commas" => Ok(Grouping::Commas),
        _ => Err("expected dots or commas"),
    }
}

/// A part of the report: its object, its text, whether there is nothing to look at, and whether its sheet could be read.
struct Part {
    json: Value,
    text: String,
    is_clean: bool,
    is_read: bool,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let mut options = Self {
            day: None,
            seed: 2025,
            tolerable: Amount::new(10_000_000).map_err(|error| error.to_string())?,
            expected: Money::ZERO,
            confidence: Confidence::new(90).map_err(|error| error.to_string())?,
            interval: None,
            sheets: SheetOptions::default(),
            language: Language::default(),
            is_json: false,
            files: [
                "books/first-year.jsonl",
                "confirmation/notes.csv",
                "confirmation/slips.csv",
                "confirmation/answers.csv",
            ]
            .map(shipped),
        };
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--day" => options.day = Some(arguments.parsed(parse_date)?),
                "--seed" => options.seed = arguments.parsed(whole)?,
                "--tolerable" => options.tolerable = arguments.parsed(str::parse)?,
                "--expected" => options.expected = arguments.parsed(str::parse)?,
                "--interval" => options.interval = Some(arguments.parsed(str::parse)?),
                "--confidence" => options.confidence = arguments.parsed(confidence)?,
                "--grouping" => options.sheets.grouping = Some(arguments.parsed(grouping)?),
                "--lang" => options.language = arguments.parsed(str::parse)?,
                "--json" => options.is_json = true,
                _ => return Err(arguments.unknown()),
            }
        }
        match <[String; 4]>::try_from(arguments.free) {
            Ok(files) => options.files = files,
            Err(files) if files.is_empty() => {}
            Err(files) => return Err(format!("expected 4 files or none, found {}; see confirm --help", files.len())),
        }
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        let plan = SamplingPlan::new(self.tolerable, self.expected, self.confidence)
            .map_err(|error| in_language(self.language, error, error.vietnamese()))?;
        let plan = self.interval.map_or(plan, |interval| plan.at_interval(interval));
        let [books, notes, slips, answers] = &self.files;
        let (books, is_clean) = read_books(books, self.language)?;
        let day = self.day.unwrap_or(books.day());
        let mut count = CashCount::new();
        let counted = self.read(notes, |file| CashCount::read(file, self.sheets))?;
        let counted = counted.map(|(read, errors)| {
            count = read;
            errors
        });
        let taken = self.read(slips, |file| count.read_ious(file, self.sheets))?;
        let cash = self.cash(&books, day, count, counted.as_deref());
        let slips = Part {
            json: json!({"unread": lines(taken.as_deref()), "unread_rows": rows(taken.as_deref()), "error": error(taken.as_deref())}),
            text: self.unread(slips, taken.as_deref()),
            is_clean: taken.as_ref().is_ok_and(Vec::is_empty),
            is_read: taken.is_ok(),
        };
        let sample = Sample::draw(&books.as_of(day), plan, self.seed);
        let answered = self.read(answers, |file| Answers::read(file, self.sheets))?;
        let none = Answers::new();
        let read = answered.as_ref().map_or(&none, |(read, _)| read);
        let errors = answered.as_ref().map(|(_, errors)| errors.as_slice());
        let confirmation = Confirmation::of(&books, &sample, read);
        let title = self.language.label("Confirmation of loans", "xác nhận nợ vay").to_uppercase();
        let answers = Part {
            json: json!({"read": read.iter().len(), "unread": lines(errors), "unread_rows": rows(errors), "error": error(errors),
                "rows": confirmation.rows(), "tally": confirmation.tally()}),
            text: format!("{}{title}\n{}", self.unread(answers, errors), InLanguage(&confirmation, self.language)),
            is_clean: confirmation.is_confirmed() && errors.is_ok_and(<[SheetError]>::is_empty),
            is_read: errors.is_ok(),
        };
        let parts = [&cash, &slips, &answers];
        if self.is_json {
            print_json(&json!({"file": self.files[0], "day": day.to_string(), "cash": cash.json, "slips": slips.json,
                "answers": answers.json, "sample": sample_json(&sample, &confirmation)}))?;
        } else {
            let title = self.language.label("Sample", "chọn mẫu").to_uppercase();
            let sample = InLanguage(&sample, self.language);
            say!(
                "{}{}\n{}{title}, {}\n{sample}\n{}",
                self.unread(notes, counted.as_deref()),
                cash.text,
                slips.text,
                InLanguage(&day, self.language),
                answers.text
            );
        }
        if parts.iter().any(|part| !part.is_read) {
            return Ok(Outcome::Incomplete);
        }
        Ok(Outcome::clean_if(is_clean && parts.iter().all(|part| part.is_clean)))
    }

    /// Reads a sheet. The outer error means that the file cannot be opened; the inner error means that it is not such a sheet, and the
    /// other parts of the report are still made.
    fn read<T>(
        &self,
        file: &str,
        read: impl FnOnce(std::fs::File) -> Result<T, UnreadSheet>,
    ) -> Result<Result<T, NotRead>, String> {
        let _ = self;
        let not_read = |error: UnreadSheet| NotRead {
            english: format!("{file}: {error}"),
            vietnamese: format!("{file}: {}", error.vietnamese()),
        };
        Ok(read(open(file)?).map_err(not_read))
    }

    fn cash(&self, books: &Books, day: NaiveDate, count: CashCount, errors: Result<&[SheetError], &NotRead>) -> Part {
        match errors {
            Ok(errors) => {
                let sheet = CountSheet::of(books, day, count).with_unread(errors);
                let mut json = json!(sheet);
                json["unread_rows"] = rows(Ok(errors));
                Part {
                    json,
                    text: InLanguage(&sheet, self.language).to_string(),
                    is_clean: sheet.findings().is_empty() && sheet.is_complete(),
                    is_read: true,
                }
            }
            Err(NotRead { english, .. }) => {
                let books = books.as_of(day).ledger().money(Place::Cash);
                Part {
                    json: json!({"counted": null, "books": books, "difference": null, "unread": [], "error": english, "findings": []}),
                    text: self.language.label("There is no count of the box.", "chưa có số kiểm kê quỹ.") + "\n",
                    is_clean: false,
                    is_read: false,
                }
            }
        }
    }

    /// Names the rows, or the sheet, that could not be read.
    fn unread(&self, file: &str, errors: Result<&[SheetError], &NotRead>) -> String {
        let label = self.language.label("NOT READ", "không đọc được");
        let line = |text: String| format!("{label} {}\n", text.replace('\n', "\n  "));
        match errors {
            Ok(errors) => {
                let texts = errors.iter().map(|error| about(file, self.language, error, error.vietnamese()));
                texts.map(line).collect()
            }
            Err(NotRead { english, vietnamese }) => line(in_language(self.language, english, vietnamese)),
        }
    }
}

/// A sheet that cannot be read at all, with its name.
struct NotRead {
    english: String,
    vietnamese: String,
}

fn error<'a>(errors: Result<&[SheetError], &'a NotRead>) -> Option<&'a str> {
    errors.err().map(|not_read| not_read.english.as_str())
}

fn lines(errors: Result<&[SheetError], &NotRead>) -> Vec<u64> {
    errors.map_or(Vec::new(), |errors| errors.iter().map(|error| error.line).collect())
}

fn rows(errors: Result<&[SheetError], &NotRead>) -> Value {
    let row =
        |error: &SheetError| json!({"line": error.line, "column": error.column, "reason": error.reason.to_string()});
    errors.map_or(json!([]), |errors| errors.iter().map(row).collect())
}

fn sample_json(sample: &Sample, confirmation: &Confirmation) -> Value {
    let mut json = json!(sample.plan());
    let chosen = sample.chosen().map(|row| json!({"loan": row.loan, "member": row.member, "hits": row.hits}));
    json["chosen"] = chosen.collect();
    json["outstanding"] = json!(sample.total());
    json["sample_size"] = json!(sample.size());
    json["start"] = json!(sample.start());
    let worse = confirmation.worse();
    json["projected"] = json!(worse.projected);
    json["basic_precision"] = json!(worse.basic_precision);
    json["incremental"] = json!(worse.incremental);
    json["upper_limit"] = json!(worse.upper_limit);
    json["overstatement"] = json!(confirmation.overstatement());
    json["understatement"] = json!(confirmation.understatement());
    json["conclusion"] = json!(confirmation.conclusion());
    json
}
