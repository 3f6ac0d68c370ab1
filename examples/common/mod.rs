//! Shared by the examples: arguments, exit statuses, output, and the files of the repository.
#![allow(dead_code, unused_imports, unused_macros, reason = "no example needs all of it")]

use std::array;
use std::ffi::OsString;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::vec;

use indicatif::{ProgressBar, ProgressStyle};
use revolving_fund::display::{escaped, escaped_json};
use revolving_fund::journal::Unreadable;
use revolving_fund::table::{Table, TextOptions};
use revolving_fund::{Audit, Books, Language};
use serde::Serialize;

/// The name of the example.
const NAME: &str = env!("CARGO_BIN_NAME");

/// The exit status of a program whose output was closed by its reader, as with SIGPIPE.
const OUTPUT_CLOSED: i32 = 141;

/// The outcome of a command that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No problem: exits with 0.
    Clean,
    /// Something to look at: exits with 1.
    Found,
    /// A file that could not be read: exits with 2, like a command that could not run.
    Incomplete,
}

impl Outcome {
    pub(crate) fn clean_if(is_clean: bool) -> Self {
        if is_clean { Self::Clean } else { Self::Found }
    }
}

/// Runs a command with its arguments; with `--help` it prints the usage. Errors go to standard error, with exit status 2.
pub(crate) fn command(usage: &str, run: impl FnOnce(Arguments) -> Result<Outcome, String>) -> ExitCode {
    let status = match arguments() {
        Ok(arguments) if arguments.iter().any(|argument| argument == "--help" || argument == "-h") => {
            usage.lines().for_each(say_usage);
            0
        }
        Ok(arguments) => match run(Arguments::new(arguments)) {
            Ok(Outcome::Clean) => 0,
            Ok(Outcome::Found) => 1,
            Ok(Outcome::Incomplete) => 2,
            Err(message) => {
                complain(&message);
                2
            }
        },
        Err(message) => {
            complain(&message);
            2
        }
    };
    printed(io::stdout().flush());
    ExitCode::from(status)
}

/// Prints a line of a usage, broken at 80 columns. The description of an option continues below its beginning.
fn say_usage(line: &str) {
    let option = line.trim_start().split("  ").next().unwrap_or_default();
    let described = line.trim_start().strip_prefix(option).unwrap_or_default().trim_start();
    let is_option = line.starts_with(' ') && !described.is_empty();
    let indent = if is_option { line.chars().count() - described.chars().count() } else { 0 };
    say!("{}", textwrap::fill(line, textwrap::Options::new(80).subsequent_indent(&" ".repeat(indent))));
}

fn arguments() -> Result<Vec<String>, String> {
    let read = |(place, argument): (usize, OsString)| {
        argument
            .into_string()
            .map_err(|argument| format!("argument {place} is not text in UTF-8: {}", argument.to_string_lossy()))
    };
    (1..).zip(std::env::args_os().skip(1)).map(read).collect()
}

/// The arguments of an example, read from left to right.
pub(crate) struct Arguments {
    rest: vec::IntoIter<String>,
    /// The option read last.
    option: String,
    /// The arguments read that are not options, and all after `--`.
    pub(crate) free: Vec<String>,
}

impl Arguments {
    fn new(arguments: Vec<String>) -> Self {
        Self { rest: arguments.into_iter(), option: String::new(), free: Vec::new() }
    }

    /// Returns the next option. After the last one, `free` is complete.
    pub(crate) fn next_option(&mut self) -> Option<String> {
        while let Some(argument) = self.rest.next() {
            if argument == "--" {
                self.free.extend(self.rest.by_ref());
            } else if argument.starts_with("--") {
                self.option.clone_from(&argument);
                return Some(argument);
            } else {
                self.free.push(argument);
            }
        }
        None
    }

    /// Returns the value of the option read last.
    pub(crate) fn value(&mut self) -> Result<String, String> {
        self.rest.next().ok_or_else(|| format!("{} takes a value; see {NAME} --help", self.option))
    }

    /// Parses the value of the option read last.
    pub(crate) fn parsed<T, E: Display>(&mut self, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, String> {
        let value = self.value()?;
        parse(&value).map_err(|error| format!("{} {}: {error}", self.option, escaped(&value)))
    }

    /// Parses the value of the option read last; the error says what is expected.
    pub(crate) fn expected<T, E>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
        expected: &str,
    ) -> Result<T, String> {
        let value = self.value()?;
        parse(&value).map_err(|_| format!("{} is {value:?}, expected {expected}", self.option))
    }

    /// Returns the error for the option read last, which the example does not have.
    pub(crate) fn unknown(&self) -> String {
        format!("unknown option {}; see {NAME} --help", escaped(&self.option))
    }

    /// Returns the arguments of an example without options.
    pub(crate) fn without_options(mut self) -> Result<vec::IntoIter<String>, String> {
        match self.next_option() {
            Some(_) => Err(self.unknown()),
            None => Ok(self.free.into_iter()),
        }
    }

    /// Returns the arguments that are no options, of which there may be at most `N`; those left out are `None`. All options that the
    /// example has were read before.
    pub(crate) fn at_most<const N: usize>(mut self) -> Result<[Option<String>; N], String> {
        if self.next_option().is_some() {
            return Err(self.unknown());
        }
        let mut free = self.free.into_iter();
        let given = array::from_fn(|_| free.next());
        match free.next() {
            Some(more) => Err(format!("unexpected argument {}; see {NAME} --help", escaped(&more))),
            None => Ok(given),
        }
    }

    /// Returns the arguments that are no options, of which each is needed; `names` are those of the usage.
    pub(crate) fn exactly<const N: usize>(self, names: [&str; N]) -> Result<[String; N], String> {
        let given = self.at_most::<N>()?;
        match names.iter().zip(&given).find(|(_, argument)| argument.is_none()) {
            Some((missing, _)) => Err(format!("{missing} is missing; see {NAME} --help")),
            None => Ok(given.map(Option::unwrap_or_default)),
        }
    }
}

/// Prints a line to standard output.
macro_rules! say {
    ($($text:tt)*) => { $crate::common::print(&format!("{}\n", format_args!($($text)*))) };
}
pub(crate) use say;

/// Prints a line to standard output, wrapped at 80 columns.
macro_rules! say_wrapped {
    ($($text:tt)*) => { $crate::common::print_wrapped(&format!("{}\n", format_args!($($text)*))) };
}
pub(crate) use say_wrapped;

/// Prints a table of a story in both languages, indented like its text.
pub(crate) fn show(table: &Table) {
    let text = table.to_text_with(TextOptions { width: 77, ..TextOptions::default() });
    text.lines().for_each(|line| say!("{}", format!("   {line}").trim_end()));
}

/// Prints a text in lines of at most 80 columns, each after the indent.
pub(crate) fn wrapped(indent: &str, text: &str) {
    print(&wrap(indent, text));
}

/// Returns a text in lines of at most 80 columns, each after the indent and with its line feed. A longer word has a line of its own.
pub(crate) fn wrap(indent: &str, text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        let length = indent.chars().count() + line.chars().count() + 1 + word.chars().count();
        match line.as_str() {
            "" => line.push_str(word),
            _ if length > 80 => lines.push(word.to_owned()),
            _ => line.extend([" ", word]),
        }
    }
    lines.iter().map(|line| [indent, line, "\n"].concat()).collect()
}

/// Prints a text in lines of at most 80 columns: what does not fit goes on below, two columns farther to the right than its line.
pub(crate) fn print_wrapped(text: &str) {
    let mut wrapped = String::new();
    for line in text.lines() {
        let words = line.trim_start();
        let indent = line.get(..line.len() - words.len()).unwrap_or_default();
        if line.chars().count() <= 80 {
            wrapped.extend([line, "\n"]);
        } else {
            let below = wrap(&format!("{indent}  "), words);
            wrapped += below.get(2..).unwrap_or_default();
        }
    }
    print(&wrapped);
}

/// Prints a text with control characters escaped. If the reader has closed the output, as in `… | head`, the command ends without a
/// message; `println!` would panic.
pub(crate) fn print(text: &str) {
    printed(io::stdout().write_all(harmless(text).as_bytes()));
}

/// Prints a value as one line of JSON.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), String> {
    let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
    printed(io::stdout().write_all((escaped_json(&json) + "\n").as_bytes()));
    Ok(())
}

/// Prints a message to standard error, each line after the name of the example and cut after 2 000 characters. If standard error is closed
/// or full, the message is lost.
pub(crate) fn complain(message: &str) {
    for line in message.split('\n') {
        let line: String = line.chars().take(2_000).collect();
        let _ = io::stderr().write_all(format!("{NAME}: {}\n", harmless(&line)).as_bytes());
    }
}

/// Returns a message in a language; in both, the Vietnamese one on a line below the English one, unless they are the same.
pub(crate) fn in_language(language: Language, english: impl Display, vietnamese: impl Display) -> String {
    let (english, vietnamese) = (english.to_string(), vietnamese.to_string());
    match language {
        Language::English => english,
        Language::Vietnamese => vietnamese,
        _ if english == vietnamese => english,
        _ => format!("{english}\n{vietnamese}"),
    }
}

/// Returns a message about a file in a language. Each line begins with the name of the file.
pub(crate) fn about(file: &str, language: Language, english: impl Display, vietnamese: impl Display) -> String {
    in_language(language, format_args!("{file}: {english}"), format_args!("{file}: {vietnamese}"))
}

/// Returns the fault of a line of books and its remedy in a language.
pub(crate) fn not_read(file: &str, language: Language, error: &Unreadable) -> String {
    let remedy = error.reason.remedy();
    let (english, vietnamese) = (remedy.english, remedy.vietnamese);
    about(file, language, format_args!("{error}; {english}"), format_args!("{}; {vietnamese}", error.vietnamese()))
}

/// Escapes each harmful character of a text; keeps line ends.
fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
            shown.push_str(line);
        } else {
            line.chars().for_each(|character| match character {
                '\n' => shown.push('\n'),
                _ => shown.push_str(&escaped(character.encode_utf8(&mut [0; 4]))),
            });
        }
    }
    shown
}

/// Ends the command if printing failed.
pub(crate) fn printed(result: io::Result<()>) {
    let Err(error) = result else { return };
    if error.kind() == io::ErrorKind::BrokenPipe {
        process::exit(OUTPUT_CLOSED);
    }
    complain(&format!("cannot write: {error}"));
    process::exit(2);
}

/// Opens a file. A folder, pipe, device or socket is an error: reading it could wait for ever.
pub(crate) fn open_file(file: impl AsRef<Path>) -> io::Result<File> {
    let kind = fs::metadata(&file)?.file_type();
    if kind.is_dir() {
        return Err(io::Error::other("it is a folder, expected a file"));
    }
    if !kind.is_file() {
        return Err(io::Error::other("it is a pipe, device or socket, expected a file"));
    }
    File::open(file)
}

/// Opens a file as [`open_file`]; the error names it.
pub(crate) fn open(file: impl AsRef<Path>) -> Result<File, String> {
    open_file(&file).map_err(|error| format!("{}: {error}", file.as_ref().display()))
}

/// Returns the bytes of a file.
pub(crate) fn read_bytes(file: impl AsRef<Path>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let name = file.as_ref().display().to_string();
    open(file)?.read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    Ok(bytes)
}

/// Reads books, also those with findings, and returns whether they have none. Findings go to standard error in a language. Fails if the
/// file cannot be read to its end.
pub(crate) fn read_books(file: &str, language: Language) -> Result<(Books, bool), String> {
    let audit = Audit::of(BufReader::new(open(file)?)).map_err(|error| format!("{file}: {error}"))?;
    if let Some(error) = audit.error() {
        return Err(not_read(file, language, error));
    }
    if let Some(line_ends) = audit.line_ends() {
        complain(&about(file, language, line_ends, line_ends.vietnamese()));
    }
    for finding in audit.findings().iter().filter(|finding| !finding.is_line_end) {
        complain(&about(file, language, finding, finding.vietnamese()));
    }
    let is_clean = audit.is_clean();
    let none = || about(file, language, "no books could be read", "không đọc được sổ nào");
    let books = audit.into_books().ok_or_else(none)?;
    Ok((books, is_clean))
}

/// Makes a progress bar for so many files.
pub(crate) fn progress_bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files.try_into().unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} to go") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Returns the path of a file in the folder `examples` of the repository.
pub(crate) fn shipped(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(file).display().to_string()
}

/// Lists the paths of the books in the repository, sorted by name.
pub(crate) fn shipped_books() -> Result<Vec<String>, String> {
    let folder = shipped("books");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{folder}: {error}"))?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|error| format!("{folder}: {error}"))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    Ok(paths.iter().map(|path| path.display().to_string()).collect())
}
