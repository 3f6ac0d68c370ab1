//! Exports books for the tools of others, and checks an export: `export --help` explains the options.
//!
//! `--check --json` prints one object. Its keys are stable; others may be added:
//!
//! | key | meaning |
//! |---|---|
//! | `file`, `export`, `format` | the books, the export that was handed in, and its format |
//! | `agrees` | whether the books give this export, line ends apart |
//! | `lines` | the number of lines that the books give |
//! | `line`, `expected`, `found` | the first line that differs, as the books give it and as it is in the export; `null` where there is none |
//! | `findings` | the number of findings in the books |
//! | `error` | why the books could not be read to their end; `null` if they could |

mod common;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use revolving_fund::display::escaped;
use revolving_fund::export::ExportFormat;
use revolving_fund::{Audit, Books, Language};
use serde::Serialize;

use common::{Arguments, Outcome, printed, say, shipped};

const USAGE: &str = "usage: export [--out DIR] [FORMAT [FILE…]]
       export --check [--json] [--lang en|vi|both] FORMAT FILE EXPORT

Exports books for other accounting tools (kết xuất), and checks an export from somebody else.

  FORMAT              hledger, ledger, beancount, csv, or all
  FILE…               books. One file in one format goes to standard output.
                      Without arguments shipped books are exported in all
                      formats
  --out DIR           write into this folder, each file under the same name with
                      the format as its ending
  --check             compare EXPORT, line by line, with what the books give
  --json              print the result of --check as one JSON object
  --lang en|vi|both   language of the result of --check; both if absent

Books with findings are exported as they are. If a file cannot be read to its end, the lines before the error are exported. Both are
reported on standard error.

Exits with 0 if no file has a finding or an error and a checked export agrees, 1 if not, 2 if it could not run.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

/// The form of the result of `--check`.
#[derive(Clone, Copy)]
enum Answer {
    ForPeople(Language),
    Json,
}

struct Options {
    out: Option<PathBuf>,
    /// The export to check and the form of the result, with `--check`.
    check: Option<(PathBuf, Answer)>,
    formats: Vec<ExportFormat>,
    files: Vec<PathBuf>,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let (mut out, mut is_check, mut answer) = (None, false, None);
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--out" => out = Some(arguments.value()?.into()),
                "--check" => is_check = true,
                "--json" => answer = Some(Answer::Json),
                "--lang" => {
                    let language = arguments.parsed(str::parse)?;
                    answer = answer.or(Some(Answer::ForPeople(language)));
                }
                _ => return Err(arguments.unknown()),
            }
        }
        let mut words = arguments.free.into_iter();
        let format = words.next();
        let formats = match format.as_deref() {
            None | Some("all") => ExportFormat::ALL.to_vec(),
            Some(name) => vec![name.parse().map_err(|error| format!("{error}; see export --help"))?],
        };
        let mut files: Vec<PathBuf> = words.map(PathBuf::from).collect();
        if is_check {
            let export = if files.len() == 2 && formats.len() == 1 && out.is_none() { files.pop() } else { None };
            let export = export.ok_or("--check takes one format, books and an export; see export --help")?;
            let answer = answer.unwrap_or(Answer::ForPeople(Language::default()));
            return Ok(Self { out, check: Some((export, answer)), formats, files });
        }
        if answer.is_some() {
            return Err("--json and --lang go with --check; see export --help".into());
        }
        if files.is_empty() {
            files.push(shipped("books/no-grant.jsonl").into());
        } else if out.is_none() && files.len() * formats.len() > 1 {
            return Err("more than one export needs a folder, --out DIR; see export --help".into());
        }
        let before = |place: usize| files[..place].iter();
        let is_namesake =
            |(place, file): &(usize, &PathBuf)| before(*place).any(|other| other.file_stem() == file.file_stem());
        if let Some((_, file)) = files.iter().enumerate().find(is_namesake) {
            return Err(format!("{}: an export of that name is written of another file", file.display()));
        }
        Ok(Self { out, check: None, formats, files })
    }

    fn run(&self) -> Result<Outcome, String> {
        let mut outcome = Outcome::Clean;
        for file in &self.files {
            let fail = |error: io::Error| format!("{}: {error}", file.display());
            let audit = common::open_file(file).and_then(|source| Audit::of(BufReader::new(source))).map_err(fail)?;
            if !audit.is_clean() {
                outcome = Outcome::Found;
                remark(file, &audit, self.language());
            }
            if let Some((export, answer)) = &self.check {
                let format = *self.formats.first().ok_or("no format")?;
                let checked = Checked::of(file, &audit, export, format)?;
                checked.print(*answer)?;
                outcome = if checked.agrees { outcome } else { Outcome::Found };
            } else if let Some(books) = audit.books() {
                self.formats.iter().try_for_each(|format| self.export(file, books, *format))?;
            }
        }
        Ok(outcome)
    }

    /// Returns the language of messages: that of `--check`, otherwise both.
    fn language(&self) -> Language {
        match self.check {
            Some((_, Answer::ForPeople(language))) => language,
            _ => Language::default(),
        }
    }

    fn export(&self, file: &Path, books: &Books, format: ExportFormat) -> Result<(), String> {
        let Some(folder) = &self.out else {
            printed(format.write(books, BufWriter::new(io::stdout().lock())));
            return Ok(());
        };
        let path = folder.join(file.file_stem().unwrap_or_default()).with_added_extension(format.name());
        let written = fs::create_dir_all(folder)
            .and_then(|()| File::create(&path))
            .and_then(|sink| format.write(books, BufWriter::new(sink)));
        written.map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// An export from somebody else, compared with the export of the books.
#[derive(Serialize)]
struct Checked {
    file: String,
    export: String,
    format: &'static str,
    agrees: bool,
    lines: usize,
    line: Option<usize>,
    expected: Option<String>,
    found: Option<String>,
    findings: usize,
    error: Option<String>,
}

impl Checked {
    fn of(file: &Path, audit: &Audit, export: &Path, format: ExportFormat) -> Result<Self, String> {
        let books = audit.books().ok_or_else(|| format!("{}: no books could be read", file.display()))?;
        let mut given = Vec::new();
        format.write(books, &mut given).map_err(|error| error.to_string())?;
        let handed_in = common::read_bytes(export)?;
        let lines =
            |bytes: &[u8]| -> Vec<String> { String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect() };
        let (expected, found) = (lines(&given), lines(&handed_in));
        let differs = (0..expected.len().max(found.len())).find(|place| expected.get(*place) != found.get(*place));
        let at = |lines: &[String]| differs.and_then(|place| lines.get(place).cloned());
        Ok(Self {
            file: file.display().to_string(),
            export: export.display().to_string(),
            format: format.name(),
            agrees: differs.is_none(),
            lines: expected.len(),
            line: differs.map(|place| place + 1),
            expected: at(&expected),
            found: at(&found),
            findings: audit.findings().len(),
            error: audit.error().map(ToString::to_string),
        })
    }

    fn print(&self, answer: Answer) -> Result<(), String> {
        let language = match answer {
            Answer::Json => return common::print_json(self),
            Answer::ForPeople(language) => language,
        };
        let Some(line) = self.line else {
            let text = language.label("the books give this export", "sổ cho đúng bản kết xuất này");
            let lines = language.label("lines", "số dòng");
            say!("{}: {text}; {lines}: {}", self.export, self.lines);
            return Ok(());
        };
        let text = language.label("the books give another export, from line", "sổ cho bản kết xuất khác, từ dòng");
        say!("{}: {text} {line}", self.export);
        let end = language.label("the file ends", "hết tệp");
        for (label, text) in [
            (language.label("the books", "theo sổ"), &self.expected),
            (language.label("the export", "bản kết xuất"), &self.found),
        ] {
            say!("  {label}: {}", text.as_ref().map_or(end.clone(), |text| escaped(text)));
        }
        Ok(())
    }
}

/// Prints findings and read errors of exported books to standard error in a language.
fn remark(file: &Path, audit: &Audit, language: Language) {
    let file = file.display().to_string();
    let complain =
        |english: String, vietnamese: String| common::complain(&common::about(&file, language, english, vietnamese));
    if let Some(line_ends) = audit.line_ends() {
        complain(line_ends.to_string(), line_ends.vietnamese().to_string());
    }
    let findings = audit.findings().len();
    if findings > 0 {
        complain(
            format!("exported as found, with {findings} finding(s)"),
            format!("kết xuất đúng như sổ ghi, có {findings} sai phạm"),
        );
    }
    if let Some(error) = audit.error() {
        complain(format!("not read to the end: {error}"), format!("không đọc được hết: {}", error.vietnamese()));
    }
}
