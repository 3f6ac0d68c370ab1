//! The commands of the examples `embed_sqlite` and `embed_file`.

mod story;

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;
use std::vec::IntoIter;

use revolving_fund::audit::WarningCode;
use revolving_fund::books::RefusedVoucher;
use revolving_fund::catalogue::Bilingual;
use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::table::{Language, of_answer};
use revolving_fund::{Audit, Books, Charter, Checks, Code, Digest, DocumentNumber, Header, Seq, Voucher, parse_date};
use serde::de::DeserializeOwned;

use crate::common::{self, Outcome, complain, print, read_bytes, say};
use crate::embed::{App, Store};

/// A store that keeps photographs beside the books.
pub(crate) trait Archive: Store {
    /// The name of the file in the story that is shown without arguments.
    const STORY: &str;

    /// Stores a photograph under its digest and returns once it is safe on the disk. An existing one is not changed.
    fn put_photo(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), String>;

    /// Returns the photograph of a digest.
    fn photo(&mut self, digest: Digest) -> Result<Option<Vec<u8>>, String>;

    /// Returns the faults of the store itself, apart from its lines.
    fn faults(&mut self) -> Result<Vec<String>, String>;
}

/// The answer to a voucher that is in the books. `head` is the head of its line if it was booked just now.
pub(crate) struct Booked {
    pub(crate) id: DocumentNumber,
    pub(crate) seq: Seq,
    pub(crate) head: Option<Digest>,
    pub(crate) is_reversed: bool,
}

impl fmt::Display for Booked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.head {
            Some(head) => write!(f, "booked {}: record {} head {head}", self.id, self.seq),
            None => write!(f, "booked before {}: record {}", self.id, self.seq),
        }?;
        f.write_str(if self.is_reversed { ", reversed since" } else { "" })
    }
}

/// The reason why vouchers are not booked.
pub(crate) enum Failure {
    /// A voucher breaks a rule. None of its list is booked.
    Refused(Box<RefusedVoucher>),
    /// The store or its books failed. It is not known whether the vouchers were booked: submit the same vouchers again.
    Store(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Store(message)
    }
}

impl<S: Archive> App<S> {
    /// Books vouchers: all of them or none. They may be submitted again after any failure; none is booked twice.
    pub(crate) fn book(&mut self, vouchers: &[Voucher]) -> Result<Vec<Booked>, Failure> {
        for digest in vouchers.iter().flat_map(|voucher| voucher.evidence.digests()) {
            if self.store.photo(*digest)?.is_none() {
                return Err(Failure::Store(format!("the photograph {digest} is not stored; store it first (photo)")));
            }
        }
        loop {
            self.catch_up()?;
            let plan = self
                .books
                .plan_many(vouchers.iter().cloned(), &Checks::new())
                .map_err(|refused| Failure::Refused(Box::new(refused)))?;
            if !self.store.append_plan(&plan)? {
                continue; // another writer was faster: read its lines and plan again
            }
            let heads: Vec<(Seq, Digest)> = plan.new_lines().map(|line| (line.record.seq, line.head)).collect();
            plan.commit();
            return Ok(vouchers.iter().filter_map(|voucher| self.answer(voucher, &heads)).collect());
        }
    }

    fn answer(&self, voucher: &Voucher, heads: &[(Seq, Digest)]) -> Option<Booked> {
        let record = self.books.record_of(&voucher.id)?;
        Some(Booked {
            id: record.id.clone(),
            seq: record.seq,
            head: heads.iter().find(|(seq, _)| *seq == record.seq).map(|(_, head)| *head),
            is_reversed: !self.books.is_in_effect(&record.id),
        })
    }

    /// Stores a photograph and returns the digest by which records name it.
    pub(crate) fn put_photo(&mut self, bytes: &[u8]) -> Result<Digest, String> {
        let digest = Digest::of(bytes);
        self.store.put_photo(digest, bytes)?;
        Ok(digest)
    }

    /// Prints statements of the whole books.
    pub(crate) fn report(&mut self, name: &str, statements: &[Statement]) -> Result<Outcome, String> {
        let lines = self.store.lines(0)?;
        let mut is_clean = true;
        for statement in statements {
            let report = statement.of(name, &lines, &StatementOptions::default()).map_err(|error| error.to_string())?;
            is_clean &= report.is_clean();
            for table in of_answer(&report, &title_of).map_err(|error| error.to_string())? {
                print(&table.to_text(Language::Both));
                say!("");
            }
        }
        Ok(Outcome::clean_if(is_clean))
    }

    /// Writes the books and their photographs as plain files to store elsewhere. An auditor needs no other program than `sha256sum`.
    fn backup(&mut self, to: &Path) -> Result<(), String> {
        let fail = |error: io::Error| format!("{}: {error}", to.display());
        self.catch_up()?;
        let mut file = File::create_new(to).map_err(fail)?;
        self.books.write(&mut file).map_err(|error| format!("{}: {error}", to.display()))?;
        file.sync_all().map_err(fail)?;
        let folder = to.with_added_extension("photos");
        for digest in self.books.records().flat_map(|record| record.evidence.digests()) {
            let bytes = self.store.photo(*digest)?.ok_or_else(|| format!("the photograph {digest} is missing"))?;
            let path = folder.join(digest.to_string());
            let write = || std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, bytes));
            write().map_err(|error| format!("{}: {error}", path.display()))?;
        }
        say!("{} record(s), head {}", self.books.records().len(), self.books.head());
        Ok(())
    }
}

/// Returns the faults of the books, the store and the photographs, and prints the numbers of records, photographs and faults, and the head.
pub(crate) fn verify<S: Archive>(store: &mut S) -> Result<Vec<String>, String> {
    let lines = store.lines(0)?;
    let audit = Audit::of(lines.as_slice()).map_err(|error| error.to_string())?;
    let mut faults = store.faults()?;
    faults.extend(audit.error().map(ToString::to_string));
    faults.extend(audit.findings().iter().filter(|found| !found.is_despite).map(ToString::to_string));
    let mut photos = 0;
    for record in audit.books().into_iter().flat_map(Books::records) {
        for digest in record.evidence.digests() {
            photos += 1;
            match store.photo(*digest)? {
                Some(bytes) if Digest::of(&bytes) == *digest => {}
                Some(_) => faults.push(format!("record {}: the photograph {digest} was changed", record.seq)),
                None => faults.push(format!("record {}: the photograph {digest} is missing", record.seq)),
            }
        }
    }
    if let Some(books) = audit.books() {
        let (records, head) = (books.records().len(), books.head());
        say!("{records} record(s), {photos} photograph(s), {} fault(s), head {head}", faults.len());
    }
    Ok(faults)
}

/// Returns the title of a code of a finding or a warning.
fn title_of(code: &str) -> Option<Bilingual> {
    let finding = code.parse::<Code>().map(|code| code.explain().title);
    finding.or_else(|_| code.parse::<WarningCode>().map(|code| code.explain().title)).ok()
}

/// Returns the text of a refusal: the number of the voucher, the facts and the remedy, each in both languages.
pub(crate) fn refused(RefusedVoucher { number, refusal }: &RefusedVoucher) -> String {
    let to_do = refusal.explain().remedy;
    let remedy = format!("to do (cần làm): {}; {}", to_do.english, to_do.vietnamese);
    format!("voucher {number} is refused: {refusal}\n  {}\n  {remedy}", refusal.vietnamese())
}

/// The usage of the commands, without the name of the program.
const USAGE: &str = "\
usage: COMMAND BOOKS …

  init BOOKS CLUB NAME OPENED   creates books: CLUB such as BN-001, OPENED a date
  record BOOKS [VOUCHERS]       books vouchers from a file or standard input:
                                one JSON object a line; a list in one line is
                                booked completely or not at all. Prints a line
                                when a voucher is safe on the disk; the same
                                vouchers may be submitted again
  photo BOOKS put FILE          stores a photograph and prints its digest, for
                                `evidence`
  photo BOOKS get DIGEST FILE   writes a photograph to a file
  report BOOKS [STATEMENT…]     prints statements; without one, position and
                                cash_book
  verify BOOKS                  audits the books, the store and the photographs
  backup BOOKS FILE             writes the books as lines to FILE, photographs
                                beside it

Without arguments it shows a story on temporary books. Exits with 0 if all is well, 1 if a voucher is refused or a fault is found, 2 if it could not run.";

/// Runs the command that the arguments name.
pub(crate) fn run<S: Archive>(title: &str) -> ExitCode {
    common::command(&format!("{title}\n\n{USAGE}"), |arguments| {
        let mut arguments = arguments.without_options()?;
        match arguments.next().as_deref() {
            None | Some("demo") => story::run::<S>(),
            Some(command) => {
                let books = arguments.next().ok_or_else(|| format!("{command} has no BOOKS; see --help"))?;
                obey::<S>(command, &books, arguments)
            }
        }
    })
}

fn obey<S: Archive>(command: &str, name: &str, mut arguments: IntoIter<String>) -> Result<Outcome, String> {
    let file = Path::new(name);
    let mut next = |what: &str| arguments.next().ok_or_else(|| format!("{command} has no {what}; see --help"));
    let outcome = match command {
        "init" => {
            let (club, title, opened) = (next("CLUB")?, next("NAME")?, next("OPENED")?);
            let fail = |what: &str, error: &dyn fmt::Display| format!("{what}: {error}");
            let header = Header::new(
                club.parse().map_err(|error| fail("CLUB", &error))?,
                title.parse().map_err(|error| fail("NAME", &error))?,
                parse_date(&opened).map_err(|error| fail("OPENED", &error))?,
                Charter::bac_ninh(),
            );
            let app = App::<S>::init(file, header.map_err(|error| fail("OPENED", &error))?)?;
            say!("{} record(s), head {}", app.books.records().len(), app.books.head());
            Outcome::Clean
        }
        "record" => {
            let vouchers = arguments.next().unwrap_or_else(|| "-".to_owned());
            record(&mut App::<S>::open(file)?, &vouchers)?
        }
        "photo" => match next("put or get")?.as_str() {
            "put" => {
                let photo = read_bytes(next("FILE")?)?;
                say!("{}", App::<S>::open(file)?.put_photo(&photo)?);
                Outcome::Clean
            }
            "get" => {
                let (digest, to) = (next("DIGEST")?, next("FILE")?);
                let digest = digest.parse().map_err(|error| format!("DIGEST {digest}: {error}"))?;
                let photo = S::open(file, false)?.photo(digest)?;
                let photo = photo.ok_or_else(|| format!("{name}: there is no photograph {digest}"))?;
                let mut out = File::create_new(&to).map_err(|error| format!("{to}: {error}"))?;
                out.write_all(&photo).map_err(|error| format!("{to}: {error}"))?;
                Outcome::Clean
            }
            other => return Err(format!("photo {other}: expected put or get")),
        },
        "report" => {
            let parse = |name: String| name.parse().map_err(|error| format!("{name}: {error}"));
            let mut statements = arguments.by_ref().map(parse).collect::<Result<Vec<Statement>, String>>()?;
            if statements.is_empty() {
                statements = vec![Statement::Position, Statement::CashBook];
            }
            App::<S>::open(file)?.report(name, &statements)?
        }
        "verify" => {
            // Books that break a rule do not open as an app's own; an audit reads them.
            let faults = verify(&mut S::open(file, false)?)?;
            for fault in &faults {
                complain(&format!("{name}: {fault}"));
            }
            Outcome::clean_if(faults.is_empty())
        }
        "backup" => {
            let to = next("FILE")?;
            App::<S>::open(file)?.backup(Path::new(&to))?;
            Outcome::Clean
        }
        _ => return Err(format!("there is no command {command:?}, see --help")),
    };
    match arguments.next() {
        None => Ok(outcome),
        Some(more) => Err(format!("{command} does not take {more:?}; see --help")),
    }
}

/// Books the vouchers of a file, line by line. A booked voucher is printed once it is safe on the disk.
fn record<S: Archive>(app: &mut App<S>, name: &str) -> Result<Outcome, String> {
    let source: Box<dyn BufRead> =
        if name == "-" { Box::new(io::stdin().lock()) } else { Box::new(BufReader::new(common::open(name)?)) };
    for (number, line) in (1..).zip(source.lines()) {
        let place = format!("{name}: line {number}");
        let line = line.map_err(|error| format!("{place}: {error}"))?;
        if line.trim().is_empty() {
            continue;
        }
        let vouchers = vouchers(&line).map_err(|error| format!("{place}: {error}"))?;
        match app.book(&vouchers) {
            Ok(booked) => {
                for booked in booked {
                    say!("{booked}");
                }
            }
            Err(Failure::Refused(refusal)) => {
                complain(&format!("{place}: {}", refused(&refusal)));
                return Ok(Outcome::Found);
            }
            Err(Failure::Store(message)) => return Err(format!("{place}: {message}")),
        }
    }
    Ok(Outcome::Clean)
}

/// Reads a voucher, or a list of them.
fn vouchers(line: &str) -> Result<Vec<Voucher>, String> {
    if line.trim_start().starts_with('[') { json(line) } else { json(line).map(|voucher| vec![voucher]) }
}

/// Reads JSON; the error names the field.
fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| format!("not a voucher: in {}: {}", error.path(), error.inner()))?;
    deserializer.end().map_err(|error| format!("not a voucher: {error}"))?;
    Ok(value)
}
