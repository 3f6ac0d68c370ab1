//! Exports books for the tools of others: `export [--out DIR] [FORMAT [FILE…]]`.
//!
//! FORMAT is `hledger`, `ledger`, `beancount`, `csv` or `all`. One file in one format goes to standard output, unless a folder is
//! named with `--out`; there each file gets one of the same name with the format as its ending. Without a format, a book of
//! `examples/books` is exported in all of them. Books with findings are exported as found, and of a file that cannot be read to its
//! end, the lines before that; standard error says so. Exits with 0 if no file has a finding or an error, 1 if one has, 2 if it could
//! not run.

mod common;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use revolving_fund::export::ExportFormat;
use revolving_fund::{Audit, Books};

use common::{Outcome, printed, shipped};

const USAGE: &str = "usage: export [--out DIR] [hledger|ledger|beancount|csv|all [FILE…]]";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    out: Option<PathBuf>,
    formats: Vec<ExportFormat>,
    files: Vec<PathBuf>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut out = None;
        let mut words = Vec::new();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--out" => out = Some(arguments.next().ok_or_else(|| format!("--out takes a folder\n{USAGE}"))?.into()),
                "--" => words.extend(arguments.by_ref()),
                option if option.starts_with("--") => return Err(format!("unknown option {option}\n{USAGE}")),
                _ => words.push(argument),
            }
        }
        let mut words = words.into_iter();
        let format = words.next();
        let formats = match format.as_deref() {
            None | Some("all") => ExportFormat::ALL.to_vec(),
            Some(name) => vec![name.parse().map_err(|error| format!("{error}\n{USAGE}"))?],
        };
        let mut files: Vec<PathBuf> = words.map(PathBuf::from).collect();
        if files.is_empty() {
            files.push(shipped("books/no-grant.jsonl").into());
        } else if out.is_none() && files.len() * formats.len() > 1 {
            return Err(format!("more than one export needs a folder, --out DIR\n{USAGE}"));
        }
        let before = |place: usize| files[..place].iter();
        let is_namesake =
            |(place, file): &(usize, &PathBuf)| before(*place).any(|other| other.file_stem() == file.file_stem());
        if let Some((_, file)) = files.iter().enumerate().find(is_namesake) {
            return Err(format!("{}: an export of that name is written of another file", file.display()));
        }
        Ok(Self { out, formats, files })
    }

    fn run(&self) -> Result<Outcome, String> {
        let mut outcome = Outcome::Clean;
        for file in &self.files {
            let fail = |error: io::Error| format!("{}: {error}", file.display());
            let audit = common::open_file(file).and_then(|source| Audit::of(BufReader::new(source))).map_err(fail)?;
            if !audit.is_clean() {
                outcome = Outcome::Found;
                remark(file, &audit);
            }
            if let Some(books) = audit.books() {
                self.formats.iter().try_for_each(|format| self.export(file, books, *format))?;
            }
        }
        Ok(outcome)
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

/// Says what an auditor should know of an export.
fn remark(file: &Path, audit: &Audit) {
    let file = file.display();
    if let Some(line_ends) = audit.line_ends() {
        common::complain(&format!("{file}: {line_ends}"));
    }
    if !audit.findings().is_empty() {
        common::complain(&format!("{file}: exported as found, with {} finding(s)", audit.findings().len()));
    }
    if let Some(error) = audit.error() {
        common::complain(&format!("{file}: not read to the end: {error}"));
    }
}
