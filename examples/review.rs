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

use std::process::ExitCode;

use revolving_fund::Language;
use revolving_fund::display::InLanguage;
use revolving_fund::review::{Expectations, Review};
use serde::Serialize;

use common::{Arguments, Outcome, complain, print_json, read_books, say_wrapped, shipped_books};

const USAGE: &str = "usage: review [--json] [--lang en|vi|both] [FILE…]

Reviews the books of clubs (soát xét sổ): missing numbers of documents, receipts that are alike, loans renewed or moved in time, months
without a count, and other things to ask about. An observation is not a finding: there is a harmless answer to each question.

  FILE…               books; those of the repository if absent
  --json              print one JSON object for each file
  --lang en|vi|both   language of the report; both if absent

Exits with 0 if there is nothing to look at, 1 if there is or the books have findings, 2 if a file could not be read to its end.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    is_json: bool,
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
        let (mut is_json, mut language) = (false, Language::default());
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--json" => is_json = true,
                "--lang" => language = arguments.parsed(str::parse)?,
                _ => return Err(arguments.unknown()),
            }
        }
        let files = if arguments.free.is_empty() { shipped_books()? } else { arguments.free };
        Ok(Self { is_json, language, files })
    }

    /// Reviews every file; one that cannot be read does not keep the others from being reviewed.
    fn run(&self) -> Result<Outcome, String> {
        let (mut observed, mut unread, mut are_clean) = (0, 0, true);
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
            if self.is_json {
                print_json(&Reviewed { file, review: &review })?;
            } else {
                say_wrapped!("{file}\n{}", InLanguage(&review, self.language));
            }
        }
        if !self.is_json {
            let label = self.language.label("observations", "điều cần xem");
            say_wrapped!("{}: {}, {label}: {observed}", self.language.label("Files", "tệp"), self.files.len() - unread);
        }
        Ok(if unread > 0 { Outcome::Incomplete } else { Outcome::clean_if(are_clean && observed == 0) })
    }
}
