//! What the examples share: how a command ends, how it prints, and the files of the repository.
#![allow(dead_code, unused_imports, unused_macros, reason = "no example needs all of it")]

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

use indicatif::{ProgressBar, ProgressStyle};
use revolving_fund::{Audit, Books};

/// The name of the example.
const NAME: &str = env!("CARGO_BIN_NAME");

/// What a shell tells of a program that ended because nobody read on.
const NOBODY_READS_ON: i32 = 141;

/// How a command ends that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well: exits with 0.
    Clean,
    /// There is something to look at: exits with 1.
    Found,
    /// Not all could be looked at: exits with 2, as if it could not run.
    Incomplete,
}

impl Outcome {
    pub(crate) fn clean_if(is_clean: bool) -> Self {
        if is_clean { Self::Clean } else { Self::Found }
    }
}

/// Runs a command with its arguments, or with `--help` only tells how it is used. What goes wrong is told on standard error.
pub(crate) fn command(
    usage: &str,
    run: impl FnOnce(std::vec::IntoIter<String>) -> Result<Outcome, String>,
) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        say!("{usage}");
        return ExitCode::SUCCESS;
    }
    match run(arguments.into_iter()) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        Err(message) => {
            eprintln!("{NAME}: {message}");
            ExitCode::from(2)
        }
    }
}

/// Prints a line. Where nobody reads on, as in `… | head`, the command ends without a word; `println!` would panic there.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::common::printed(::std::io::Write::write_fmt(&mut ::std::io::stdout(), format_args!("{}\n", format_args!($($text)*))))
    };
}
pub(crate) use say;

/// Prints a text in lines of at most 80 columns, each after the indent.
pub(crate) fn wrapped(indent: &str, text: &str) {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && indent.chars().count() + line.chars().count() + 1 + word.chars().count() > 80 {
            say!("{indent}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    say!("{indent}{line}");
}

/// Prints a text as it is.
pub(crate) fn print(text: &str) {
    printed(io::Write::write_all(&mut io::stdout(), text.as_bytes()));
}

/// What came of printing: the command ends if it failed.
pub(crate) fn printed(result: io::Result<()>) {
    let Err(error) = result else { return };
    if error.kind() == io::ErrorKind::BrokenPipe {
        process::exit(NOBODY_READS_ON);
    }
    eprintln!("{NAME}: cannot write: {error}");
    process::exit(2);
}

/// The books as found, and whether every rule is kept. Findings are told on standard error. Fails if they cannot be read to their end.
pub(crate) fn read_books(file: &str) -> Result<(Books, bool), String> {
    let source = File::open(file).map_err(|error| format!("{file}: {error}"))?;
    let audit = Audit::of(BufReader::new(source)).map_err(|error| format!("{file}: {error}"))?;
    if let Some(error) = audit.error() {
        return Err(format!("{file}: {error}"));
    }
    for finding in audit.findings() {
        eprintln!("{file}: line {}, record {}: {}: {}", finding.line, finding.seq, finding.code, finding.breach);
    }
    let is_clean = audit.is_clean();
    let books = audit.into_books().ok_or_else(|| format!("{file}: no books could be read"))?;
    Ok((books, is_clean))
}

/// Shows how many of so many files are done.
pub(crate) fn progress_bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files.try_into().unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} to go") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A file of the repository, from `examples` on.
pub(crate) fn shipped(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(file).display().to_string()
}

/// The books in the repository, sorted by name.
pub(crate) fn shipped_books() -> Result<Vec<String>, String> {
    let folder = shipped("books");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{folder}: {error}"))?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|error| format!("{folder}: {error}"))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    Ok(paths.iter().map(|path| path.display().to_string()).collect())
}
