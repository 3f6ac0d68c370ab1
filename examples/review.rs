//! Reviews books: where an auditor looks first in books that keep every rule. `review --help` explains the options.
//!
//! With `--json` it prints one object for each file. Its keys are stable; others may be added:
//!
//! | key | meaning |
//! |---|---|
//! | `file`, `club`, `day`, `records` | the file, the club, the day of the books, the number of records |
//! | `expectations` | the thresholds that were used |
//! | `number_gaps` | every missing document number, written like its neighbours |
//! | `number_doubles` | groups of documents with the same number in the same series |
//! | `observations[].code` | the stable code of the observation, such as `new-for-old` |
//! | `observations[].seq`, `records` | the records concerned: their numbers, and with their document numbers |
//! | `observations[].facts` | the facts as an object; amounts in đồng, dates as `2024-03-31` |
//! | `observations[].english`, `vietnamese` | the observation as a sentence |
//! | `observations[].question`, `question_vietnamese` | the question to ask |

mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use revolving_fund::Language;
use revolving_fund::display::InLanguage;
use revolving_fund::review::{Expectations, Review};
use revolving_fund::table::{CsvOptions, to_csv};
use serde::Serialize;

use common::{Arguments, Outcome, complain, print_json, printed, read_books, say_wrapped, shipped_books};

const USAGE: &str = "usage: review [--json | --csv] [--lang en|vi|both] [FILE…]

Reviews the books of clubs (soát xét sổ): missing numbers of documents, receipts
that are alike, loans renewed or moved in time, months without a count, and
other things to ask about. An observation is not a finding: there is a harmless
answer to each question.

  FILE…               books; those of the repository if absent
  --json              print one JSON object for each file
  --csv               print a table for a spreadsheet, a row for each observation
  --lang en|vi|both   language of the report; both if absent

Exits with 0 if there is nothing to look at, 1 if there is or the books have findings, 2 if a file could not be read to its end.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    ForPeople,
    Json,
    Csv,
}

struct Options {
    format: Format,
    language: Language,
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
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let (mut format, mut language) = (Format::ForPeople, Language::default());
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--json" => format = Format::Json,
                "--csv" => format = Format::Csv,
                "--lang" => language = arguments.parsed(str::parse)?,
                _ => return Err(arguments.unknown()),
            }
        }
        let files = if arguments.free.is_empty() { shipped_books()? } else { arguments.free };
        Ok(Self { format, language, files })
    }

    /// Reviews every file; one that cannot be read does not keep the others from being reviewed.
    fn run(&self) -> Result<Outcome, String> {
        let (mut observed, mut unread, mut are_clean) = (0, 0, true);
        let mut tables = Vec::new();
        for file in &self.files {
            let (books, is_clean) = match read_books(file, self.language) {
                Ok(read) => read,
                Err(message) => {
                    complain(&message);
                    unread += 1;
                    continue;
                }
            };
            let review = Review::of(&books, &Expectations::default());
            are_clean &= is_clean;
            observed += review.observations().len();
            match self.format {
                Format::ForPeople => say_wrapped!("{file}\n{}", InLanguage(&review, self.language)),
                Format::Json => print_json(&Reviewed { file, review: &review })?,
                Format::Csv => tables.push(review.table()),
            }
        }
        match self.format {
            Format::ForPeople => {
                let [files, label] = [("Files", "tệp"), ("observations", "điều cần xem")]
                    .map(|(english, vietnamese)| self.language.label(english, vietnamese));
                say_wrapped!("{files}: {}, {label}: {observed}", self.files.len() - unread);
            }
            Format::Json => {}
            Format::Csv => {
                let csv = to_csv(&tables, CsvOptions::excel(self.language));
                printed(io::stdout().write_all(csv.as_bytes()));
            }
        }
        Ok(if unread > 0 { Outcome::Incomplete } else { Outcome::clean_if(are_clean && observed == 0) })
    }
}
