//! The books of all clubs of a country as Parquet tables, so that any engine of SQL can ask questions of them.
//!
//! `national export DIR OUT` audits all books (`*.jsonl`) in DIR and writes the tables to OUT, on all processors of this machine.
//! For several machines, `plan` divides the work into shares, one line of JSON each; any number of machines with access to DIR and OUT
//! pass such lines to `share` on standard input; `end` marks the tables as complete. `answers` writes the answers of the library itself
//! to the questions of `sql/`, a CSV file each, to compare with those of an engine.
//!
//! Exits with 0 if every file was read to its end, 1 if not (the file is then listed in the table `unread` and on standard error), 2 if
//! the tables could not be written. Findings are rows of a table and do not change the exit code.

mod answers;
mod export;
mod files;
mod table;
mod tables;

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use revolving_fund::chrono::NaiveDate;
use revolving_fund::parse_date;

use answers::Country;
use export::{Exporter, Speed, Tally};
use files::{Work, WorkShare};

const USAGE: &str = "usage: national export DIR OUT [--as-of YYYY-MM-DD] [--clubs N]
       national plan DIR OUT [--clubs N]
       national share DIR OUT [--as-of YYYY-MM-DD] < SHARES
       national end DIR OUT
       national answers DIR OUT [--as-of YYYY-MM-DD]
--clubs is how many clubs a share has at most, 100 if it is not given";

/// The default number of clubs of a share: a few seconds of work, and tables of a few megabytes.
const CLUBS_A_SHARE: usize = 100;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map(|argument| {
        argument.into_string().map_err(|argument| format!("{} is not UTF-8", argument.to_string_lossy()))
    });
    match arguments.collect::<Result<Vec<String>, String>>().and_then(|arguments| run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

/// Prints a message to standard error. If it is closed, the message is lost.
pub(crate) fn complain(message: &str) {
    for line in message.lines() {
        let _ = writeln!(io::stderr(), "national: {}", revolving_fund::display::escaped(line));
    }
}

struct Options {
    from: PathBuf,
    out: PathBuf,
    as_of: Option<NaiveDate>,
    clubs: usize,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let (mut as_of, mut clubs, mut folders) = (None, CLUBS_A_SHARE, Vec::new());
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value\n{USAGE}"));
            match argument.as_str() {
                "--as-of" => {
                    let day = value()?;
                    as_of = Some(parse_date(day).map_err(|error| format!("--as-of {day}: {error}"))?);
                }
                "--clubs" => {
                    let number = value()?;
                    let parsed = number.parse().ok().filter(|clubs| *clubs > 0);
                    clubs = parsed.ok_or_else(|| format!("--clubs {number}: expected a whole number from 1"))?;
                }
                option if option.starts_with("--") => return Err(format!("unknown option {option}\n{USAGE}")),
                folder => folders.push(PathBuf::from(folder)),
            }
        }
        match <[PathBuf; 2]>::try_from(folders) {
            Ok([from, out]) => Ok(Self { from, out, as_of, clubs }),
            Err(_) => Err(format!("expected two folders\n{USAGE}")),
        }
    }
}

/// Runs a command. Returns false if a file was not read to its end.
fn run(arguments: &[String]) -> Result<bool, String> {
    let Some((command, rest)) = arguments.split_first() else { return Err(USAGE.to_owned()) };
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return print(USAGE).map(|()| true);
    }
    let begun = Instant::now();
    let options = Options::parse(rest)?;
    let plan = |options: &Options| Work::of(&options.from, options.clubs);
    let Options { from, out, as_of, .. } = &options;
    let exporter = Exporter { from: from.clone(), out: out.clone(), as_of: *as_of };
    match command.as_str() {
        "export" => {
            let work = plan(&options)?;
            exporter.begin()?;
            let tally = exporter.all(&work)?;
            print(&Speed { tally, begun }.to_string())?;
            Ok(tally.unread == 0)
        }
        "plan" => {
            let work = plan(&options)?;
            exporter.begin()?;
            let tally = exporter.unread_part("plan", &work.unread)?;
            work.shares.iter().try_for_each(print_json)?;
            Ok(tally.unread == 0)
        }
        "share" => {
            let tally = shares(&exporter)?;
            print_json(&tally)?;
            Ok(tally.unread == 0)
        }
        "end" => exporter.end().map(|()| true),
        "answers" => answer(from, out, plan(&options)?, *as_of),
        other => Err(format!("unknown command {other}\n{USAGE}")),
    }
}

/// Exports the shares on standard input.
fn shares(exporter: &Exporter) -> Result<Tally, String> {
    let mut sum = Tally::default();
    for (number, line) in (1..).zip(io::stdin().lock().lines()) {
        let named = |error: &dyn ToString| format!("standard input, line {number}: {}", error.to_string());
        let line = line.map_err(|error| named(&error))?;
        let share: WorkShare = serde_json::from_str(&line).map_err(|error| named(&error))?;
        sum.add(exporter.share(&share)?);
    }
    Ok(sum)
}

fn answer(from: &Path, out: &Path, work: Work, as_of: Option<NaiveDate>) -> Result<bool, String> {
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let country = Country::of(from, work, as_of)?;
    country.answers().into_iter().try_for_each(|answer| answer.write(out))?;
    Ok(country.is_whole())
}

fn print_json(value: &impl serde::Serialize) -> Result<(), String> {
    print(&serde_json::to_string(value).map_err(|error| error.to_string())?)
}

fn print(text: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{text}").map_err(|error| format!("cannot print: {error}"))
}
