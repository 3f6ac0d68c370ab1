//! Reviews books: `review [--json] [FILE…]`.
//!
//! Prints, for each file, what an auditor would look at first: numbers of documents that are missing, receipts that look alike,
//! loans lent again, months without a report or a count. With `--json` one JSON object a line. Without files it reviews those in
//! `examples/books`. Exits with 0 if there is nothing to look at, 1 if there is or a file has findings, which are told on
//! standard error, 2 if it could not run or a file cannot be read to its end.

mod common;

use std::process::ExitCode;

use revolving_fund::review::{Expectations, Review};
use serde::Serialize;

use common::{Outcome, print, read_books, say, shipped_books};

const USAGE: &str = "usage: review [--json] [FILE…]";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

enum Format {
    ForPeople,
    Json,
}

struct Options {
    format: Format,
    files: Vec<String>,
}

/// A review under the name of its file.
#[derive(Serialize)]
struct Reviewed<'a> {
    file: &'a str,
    #[serde(flatten)]
    review: &'a Review,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { format: Format::ForPeople, files: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => options.format = Format::Json,
                "--" => options.files.extend(arguments.by_ref()),
                option if option.starts_with("--") => return Err(format!("unknown option {option}\n{USAGE}")),
                _ => options.files.push(argument),
            }
        }
        if options.files.is_empty() {
            options.files = shipped_books()?;
        }
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        let (mut observed, mut are_clean) = (0, true);
        for file in &self.files {
            let (books, is_clean) = read_books(file)?;
            let review = Review::of(&books, &Expectations::default());
            are_clean &= is_clean;
            observed += review.observations().len();
            let text = match self.format {
                Format::ForPeople => format!("{file}\n{review}\n"),
                Format::Json => {
                    let reviewed = Reviewed { file, review: &review };
                    serde_json::to_string(&reviewed).map_err(|error| error.to_string())? + "\n"
                }
            };
            print(&text);
        }
        if let Format::ForPeople = self.format {
            let files = self.files.len();
            say!("{files} file(s) reviewed, {observed} observation(s)");
        }
        Ok(Outcome::clean_if(are_clean && observed == 0))
    }
}
