//! Compares books with an earlier state of them, and checks signed heads: `continuity [FILE HEAD | FILE OTHER | FILE --signatures FILE]`.
//! `continuity --help` explains the options.
//!
//! With `--json` it prints one object. Its keys are stable; others may be added:
//!
//! | key | meaning |
//! |---|---|
//! | `kept` | whether the file holds the head and everything before it, or the copies are the same books |
//! | `head.found` | whether a line of the file has the head |
//! | `head.records`, `later` | the records up to it and after it; `head.last` is its own record |
//! | `head.unbroken_from` | the line from which on the head vouches for the file; 1 for all of it |
//! | `copies.relation` | `same`, `first_goes_on`, `second_goes_on`, `parted`, `other_header`, `other_club` |
//! | `copies.shared` | the records that both have, from the first on |
//! | `copies.first`, `second` | `records`, `head`, `unreadable`, and `chain_broken_at`: the first line that does not have the hash of the line before |
//! | `signatures.good` | whether there is a signature, and all are good |
//! | `signatures.chair`, `treasurer`, `auditor` | the records, from the first on, that a good signature of this role vouches for; `null` without one |
//! | `signatures.list` | of each: `line`, `role`, `name`, `day`, `records`, `head`, `verdict` (`good`, `other_club`, `forged`, `unknown_key`, `other_holder`, `not_in_books`, `other_record`, `chain_broken`) |
//! | `signatures.unreadable` | the lines of the file that cannot be read |
//! | `line_ends` | of a copy, and of `head` if it is not found: `first`, `lines`, `is_cr_lf` of line ends that were changed; else `null` |
//! | `error` | why a file could not be read to the end, where nothing else can be said |

mod common;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

use revolving_fund::continuity::{Continuity, ContinuityError, CopyExtent, Inclusion, Relation};
use revolving_fund::display::InLanguage;
use revolving_fund::journal::ReadError;
use revolving_fund::signature::{
    CheckedSignature, KeyFile, Role, SignatureFile, SignatureFileError, SignatureVerdict, SignedHeads,
};
use revolving_fund::{Digest, Language};
use serde_json::{Value, json};

use common::{Arguments, Outcome, about, in_language, print_json, print_wrapped, shipped};

const USAGE: &str = "usage: continuity [--json] [--lang en|vi|both] [FILE HEAD | FILE OTHER | FILE --signatures FILE --keys FILE]

Checks whether books continue an earlier state of them (tính liên tục của sổ).

  FILE HEAD           finds the head that an earlier report printed: everything up to it is as it was
  FILE OTHER          compares two copies: whether one continues the other, and where they part
  --signatures FILE   checks the signed heads of a file: who signed what and when
  --keys FILE         the keys that are known: a line each of role, name and public key, separated by tabs
  --json              print one JSON object
  --lang en|vi|both   language of the report; both if absent

HEAD has 64 hexadecimal digits, in small letters or capitals. Without files it demonstrates FILE HEAD and FILE OTHER on shipped books.

Exits with 0 if the books are the same and every signature is good, 1 if not or if a file cannot be read to its end, 2 if it could not run.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    is_json: bool,
    language: Language,
    files: Vec<String>,
    signatures: Option<String>,
    keys: Option<String>,
}

/// A result: its text, its JSON object, and whether the books are kept.
struct Answer {
    text: String,
    json: Value,
    is_kept: bool,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let mut options =
            Self { is_json: false, language: Language::default(), files: Vec::new(), signatures: None, keys: None };
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--json" => options.is_json = true,
                "--lang" => options.language = arguments.parsed(str::parse)?,
                "--signatures" => options.signatures = Some(arguments.value()?),
                "--keys" => options.keys = Some(arguments.value()?),
                _ => return Err(arguments.unknown()),
            }
        }
        options.files = arguments.free;
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        let answer = match self.files.as_slice() {
            [file] if self.signatures.is_some() => self.check(file)?,
            _ if self.signatures.is_some() || self.keys.is_some() => {
                return Err(
                    "--signatures takes one file of books, --keys takes --signatures; see continuity --help".into()
                );
            }
            [] => return self.show(),
            [file, other] => match head(other) {
                Some(head) => self.place(head, open(file)?, file)?,
                None if std::fs::symlink_metadata(other).is_ok() => self.compare(open(file)?, open(other)?)?,
                None => {
                    let digits = other.len() >= 32 && other.bytes().all(|byte| byte.is_ascii_hexdigit());
                    let hint = if digits {
                        format!(": a head has 64 digits, this has {}", other.len())
                    } else {
                        String::new()
                    };
                    return Err(format!("{other} is neither a file nor a head{hint}"));
                }
            },
            _ => return Err("expected a file, and a head or another file; see continuity --help".into()),
        };
        if self.is_json {
            print_json(&answer.json)?;
        } else {
            print_wrapped(&answer.text);
        }
        Ok(Outcome::clean_if(answer.is_kept))
    }

    fn label(&self, english: &str, vietnamese: &str) -> String {
        self.language.label(english, vietnamese)
    }

    fn place(&self, head: Digest, source: impl BufRead, file: &str) -> Result<Answer, String> {
        match Inclusion::read(head, source) {
            Ok(Some(found)) => {
                let is_kept = found.is_whole() && found.unreadable.is_none();
                let last = found
                    .last
                    .as_ref()
                    .map(|last| json!({"seq": last.seq, "id": last.id, "date": last.date.to_string()}));
                let json = json!({"kept": is_kept, "head": {"found": true, "records": found.records, "later": found.later,
                    "last": last, "unbroken_from": found.unbroken_from, "unreadable": unreadable(found.unreadable.as_ref())}});
                Ok(Answer { text: InLanguage(&found, self.language).to_string(), json, is_kept })
            }
            Ok(None) => {
                let text = self.label(
                    "no line has this head: they are other books, or were changed",
                    "không có dòng nào mang mã này: đây là sổ khác, hoặc sổ đã bị sửa",
                );
                let line_ends =
                    open(file).ok().and_then(|copy| CopyExtent::read(copy).ok()).and_then(|extent| extent.line_ends);
                let json = json!({"kept": false, "head": {"found": false, "line_ends": line_ends}});
                let reason = line_ends.map_or_else(String::new, |ends| {
                    format!("  {}\n", self.label(&ends.to_string(), &ends.vietnamese().to_string()))
                });
                Ok(Answer { text: format!("{file}: {text}\n{reason}"), json, is_kept: false })
            }
            Err(ReadError::Unreadable(error)) => {
                let english = format!("not read to its end, and no head before: {error}");
                let vietnamese = format!("không đọc được đến cuối, chưa gặp mã đối chiếu sổ: {}", error.vietnamese());
                let text = about(file, self.language, english, vietnamese) + "\n";
                let json = json!({"kept": false, "head": {"found": false}, "error": error.to_string()});
                Ok(Answer { text, json, is_kept: false })
            }
            Err(error) => Err(about(file, self.language, &error, error.vietnamese())),
        }
    }

    fn compare(&self, first: impl BufRead, second: impl BufRead) -> Result<Answer, String> {
        match Continuity::read(first, second) {
            Ok(continuity) => {
                let is_kept = continuity.is_kept();
                let relation = match continuity.relation {
                    Relation::Same => "same",
                    Relation::FirstGoesOn(_) => "first_goes_on",
                    Relation::SecondGoesOn(_) => "second_goes_on",
                    Relation::Parted { .. } => "parted",
                    Relation::OtherHeader { .. } => "other_header",
                    Relation::OtherClub { .. } => "other_club",
                };
                let json = json!({"kept": is_kept, "copies": {"relation": relation, "shared": continuity.shared,
                    "first": copy(&continuity.first), "second": copy(&continuity.second)}});
                Ok(Answer { text: InLanguage(&continuity, self.language).to_string(), json, is_kept })
            }
            Err(
                error @ (ContinuityError::First(ReadError::Unreadable(_))
                | ContinuityError::Second(ReadError::Unreadable(_))),
            ) => {
                let english = format!("they cannot be compared: {error}");
                let vietnamese = format!("không so sánh được: {}", error.vietnamese());
                let json = json!({"kept": false, "error": error.to_string()});
                Ok(Answer { text: in_language(self.language, english, vietnamese) + "\n", json, is_kept: false })
            }
            Err(error) => Err(in_language(self.language, &error, error.vietnamese())),
        }
    }

    /// Checks the signed heads of books.
    fn check(&self, file: &str) -> Result<Answer, String> {
        let signatures = self.signatures.as_deref().unwrap_or_default();
        let wrong = |file: &str, error: &SignatureFileError| about(file, self.language, error, error.vietnamese());
        let signed = SignatureFile::read(open(signatures)?).map_err(|error| wrong(signatures, &error))?;
        let known = match &self.keys {
            Some(keys) => {
                let known = KeyFile::read(open(keys)?).map_err(|error| wrong(keys, &error))?;
                if let Some(error) = known.unreadable.first() {
                    return Err(format!("{keys}: {error}"));
                }
                known.holders
            }
            None => Vec::new(),
        };
        let (books, _) = common::read_books(file, self.language)?;
        let checked = SignedHeads::of(&signed, &known, &books);
        let list: Vec<Value> = checked.signatures().iter().map(signature).collect();
        let unreadable: Vec<String> = checked.unreadable().iter().map(ToString::to_string).collect();
        let json = json!({"kept": checked.is_good(), "signatures": {"good": checked.is_good(),
            "chair": checked.signed_through(Role::Chair), "treasurer": checked.signed_through(Role::Treasurer),
            "auditor": checked.signed_through(Role::Auditor), "list": list, "unreadable": unreadable}});
        Ok(Answer { text: InLanguage(&checked, self.language).to_string(), json, is_kept: checked.is_good() })
    }

    /// Shows the comparison of a shipped book with its beginning, and with a copy in which a receipt of that beginning was increased.
    fn show(&self) -> Result<Outcome, String> {
        let path = shipped("books/first-year.jsonl");
        let file = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let lines: Vec<&str> = file.split_inclusive('\n').take(201).collect();
        let earlier = lines.concat();
        let head = Digest::of(lines.last().map_or("", |line| line.trim_end()).as_bytes());
        let forged = earlier.replacen("15000", "16000", 1);
        let parts = [
            (
                self.label("The head of record 200 in the whole book", "mã đối chiếu sổ trong sổ đầy đủ"),
                self.place(head, file.as_bytes(), "first-year")?,
            ),
            (
                self.label("The book up to record 200, and the whole book", "bản cũ và bản mới"),
                self.compare(earlier.as_bytes(), file.as_bytes())?,
            ),
            (
                self.label("The book up to record 200, and a copy that somebody changed", "bản gốc và bản bị sửa"),
                self.compare(earlier.as_bytes(), forged.as_bytes())?,
            ),
        ];
        if self.is_json {
            let parts: Vec<&Value> = parts.iter().map(|(_, answer)| &answer.json).collect();
            print_json(&json!({ "shown": parts }))?;
        } else {
            for (title, answer) in &parts {
                print_wrapped(&format!("{}\n{}\n", title.to_uppercase(), answer.text));
            }
        }
        Ok(Outcome::clean_if(parts.iter().map(|(_, answer)| answer.is_kept).eq([true, true, false])))
    }
}

/// Parses a head, in lower or upper case.
fn head(text: &str) -> Option<Digest> {
    text.trim().to_ascii_lowercase().parse().ok()
}

fn open(file: &str) -> Result<BufReader<File>, String> {
    common::open(file).map(BufReader::new)
}

fn unreadable(error: Option<&revolving_fund::journal::Unreadable>) -> Option<String> {
    error.map(ToString::to_string)
}

fn signature(checked: &CheckedSignature) -> Value {
    let statement = checked.signed.statement();
    let verdict = match checked.verdict {
        SignatureVerdict::Good => "good",
        SignatureVerdict::OtherClub { .. } => "other_club",
        SignatureVerdict::Forged => "forged",
        SignatureVerdict::UnknownKey => "unknown_key",
        SignatureVerdict::OtherHolder { .. } => "other_holder",
        SignatureVerdict::NotInBooks => "not_in_books",
        SignatureVerdict::OtherRecord { .. } => "other_record",
        SignatureVerdict::ChainBroken { .. } => "chain_broken",
    };
    json!({"line": checked.line, "role": statement.role().as_str(), "name": statement.name().as_str(),
        "day": statement.day().to_string(), "records": statement.records(), "head": statement.head(), "verdict": verdict})
}

fn copy(extent: &CopyExtent) -> Value {
    json!({"records": extent.records, "head": extent.head.to_string(), "unreadable": unreadable(extent.unreadable.as_ref()),
        "chain_broken_at": extent.broken_at, "line_ends": extent.line_ends})
}
