//! Counts the box and confirms the loans of a club: `confirm [OPTION…] [BOOKS NOTES SLIPS ANSWERS]`.
//!
//! Prints the count sheet of the cash box, the sample of loans that is to be confirmed with the arithmetic by which anyone draws it
//! again, and the members' answers beside the books. NOTES, SLIPS and ANSWERS are CSV files with the headings
//! `denomination,notes`, `from,amount` and `member,loan,balance,date`. Without files it takes those in `examples/confirmation` for the
//! books `examples/books/first-year.jsonl`. Exits with 0 if box and loans are confirmed, 1 if something differs, is missing or cannot
//! be taken, or the books have findings, 2 if it could not run.
//!
//! `--day DATE` is the day of the count and of the sample, else that of the last record; `--seed N` is told by the auditor before the
//! books are closed (2025); `--tolerable ĐỒNG` is the tolerable misstatement (10.000.000), `--confidence PERCENT` one of the table (90).

mod common;

use std::fs::File;
use std::io;
use std::process::ExitCode;

use chrono::NaiveDate;
use revolving_fund::reconcile::SheetError;
use revolving_fund::reconcile::cash::{CashCount, CountSheet};
use revolving_fund::reconcile::confirmation::{
    Answers, Conclusion, ConfidenceFactor, Confirmation, Sample, SamplingPlan,
};
use revolving_fund::{Amount, parse_date};

use common::{Outcome, print, read_books, say, shipped};

const USAGE: &str = "usage: confirm [--day YYYY-MM-DD] [--seed N] [--tolerable ĐỒNG] [--confidence PERCENT] \
                     [BOOKS NOTES SLIPS ANSWERS]";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    day: Option<NaiveDate>,
    seed: u64,
    tolerable: String,
    confidence: String,
    files: Files,
}

struct Files {
    books: String,
    notes: String,
    slips: String,
    answers: String,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            day: None,
            seed: 2025,
            tolerable: "10.000.000".into(),
            confidence: "90".into(),
            files: Files::shipped(),
        };
        let mut files = Vec::new();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value\n{USAGE}"));
            match argument.as_str() {
                "--day" => options.day = Some(parse_date(&value()?).map_err(|error| format!("--day: {error}"))?),
                "--seed" => options.seed = value()?.parse().map_err(|error| format!("--seed: {error}"))?,
                "--tolerable" => options.tolerable = value()?,
                "--confidence" => options.confidence = value()?,
                option if option.starts_with("--") => return Err(format!("unknown option {option}\n{USAGE}")),
                _ => files.push(argument),
            }
        }
        match <[String; 4]>::try_from(files) {
            Ok([books, notes, slips, answers]) => options.files = Files { books, notes, slips, answers },
            Err(files) if files.is_empty() => {}
            Err(_) => return Err(USAGE.into()),
        }
        Ok(options)
    }

    fn plan(&self) -> Result<SamplingPlan, String> {
        let tolerable: Amount = self.tolerable.parse().map_err(|error| format!("--tolerable: {error}"))?;
        let percent = self.confidence.parse().ok();
        let factor = percent.and_then(ConfidenceFactor::for_confidence).ok_or_else(|| {
            let known: Vec<String> = ConfidenceFactor::TABLE.iter().map(|(percent, _)| percent.to_string()).collect();
            format!("--confidence: {} is none of {}", self.confidence, known.join(", "))
        })?;
        Ok(SamplingPlan::for_tolerable(tolerable, factor))
    }

    fn run(&self) -> Result<Outcome, String> {
        let plan = self.plan()?;
        let (books, is_clean) = read_books(&self.files.books)?;
        let day = self.day.unwrap_or(books.day());
        let (mut count, mut rows_not_taken) = read(&self.files.notes, CashCount::read)?;
        tell(&self.files.notes, &rows_not_taken);
        let slips = read(&self.files.slips, |file| count.read_ious(file))?;
        tell(&self.files.slips, &slips);
        let sheet = CountSheet::of(&books, day, count);
        say!("{sheet}");

        say!("CHỌN MẪU (sample) as of {day}");
        let sample = Sample::draw(&books.as_of(day), plan, self.seed);
        say!("{sample}");

        say!("XÁC NHẬN NỢ VAY (confirmation)");
        let (answers, unread) = read(&self.files.answers, Answers::read)?;
        tell(&self.files.answers, &unread);
        let confirmation = Confirmation::of(&books, &sample, &answers);
        print(&confirmation.to_string());

        rows_not_taken.extend(slips.into_iter().chain(unread));
        let is_confirmed = confirmation.conclusion() == Conclusion::Confirmed;
        Ok(Outcome::clean_if(is_clean && is_confirmed && sheet.findings().is_empty() && rows_not_taken.is_empty()))
    }
}

impl Files {
    fn shipped() -> Self {
        Self {
            books: shipped("books/first-year.jsonl"),
            notes: shipped("confirmation/notes.csv"),
            slips: shipped("confirmation/slips.csv"),
            answers: shipped("confirmation/answers.csv"),
        }
    }
}

fn read<T>(file: &str, read: impl FnOnce(File) -> io::Result<T>) -> Result<T, String> {
    File::open(file).and_then(read).map_err(|error| format!("{file}: {error}"))
}

/// Names the rows that could not be taken; the others are.
fn tell(file: &str, errors: &[SheetError]) {
    for error in errors {
        say!("NOT TAKEN (không nhận) {file}: {error}");
    }
}
