//! Tells whether books are the same books as before: `continuity [FILE HEAD | FILE OTHER]`.
//!
//! With the head printed on an earlier report, it finds the place of that head in the file: everything up to it is as it was. With
//! another copy of the books, it tells whether one continues the other, or where they part. Without arguments it shows both on a
//! book of `examples/books`: an earlier state of it, and a copy that somebody changed. Exits with 0 if the file holds the head with
//! all that it vouches for, or the copies are the same books, 1 if not or if a file cannot be read to its end, 2 if it could not run.

mod common;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

use revolving_fund::continuity::{Continuity, ContinuityError, Inclusion};
use revolving_fund::{Digest, ReadError};

use common::{Outcome, print, shipped};

const USAGE: &str = "usage: continuity [FILE HEAD | FILE OTHER]";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let (text, is_kept) = tell(arguments.as_slice())?;
        print(&text);
        Ok(Outcome::clean_if(is_kept))
    })
}

/// What there is to say, and whether it is well.
type Told = Result<(String, bool), String>;

fn tell(arguments: &[String]) -> Told {
    match arguments {
        [] => show(),
        [file, _] | [_, file] if file.starts_with("--") => Err(format!("unknown option {file}\n{USAGE}")),
        [file, other] => match other.parse::<Digest>() {
            Ok(head) => place(head, open(file)?, file),
            Err(_) => compare(open(file)?, open(other)?),
        },
        _ => Err(USAGE.to_owned()),
    }
}

fn open(file: &str) -> Result<BufReader<File>, String> {
    File::open(file).map(BufReader::new).map_err(|error| format!("{file}: {error}"))
}

fn place(head: Digest, source: impl BufRead, file: &str) -> Told {
    match Inclusion::read(head, source) {
        Ok(Some(found)) => Ok((found.to_string(), found.is_whole() && found.unreadable.is_none())),
        Ok(None) => Ok((format!("{file}: no line has this head: they are other books, or were changed\n"), false)),
        Err(ReadError::Unreadable(error)) => {
            Ok((format!("{file}: not read to its end, and no head before: {error}\n"), false))
        }
        Err(error) => Err(format!("{file}: {error}")),
    }
}

fn compare(first: impl BufRead, second: impl BufRead) -> Told {
    match Continuity::read(first, second) {
        Ok(continuity) => Ok((continuity.to_string(), continuity.is_kept())),
        Err(
            error @ (ContinuityError::First(ReadError::Unreadable(_))
            | ContinuityError::Second(ReadError::Unreadable(_))),
        ) => Ok((format!("they cannot be compared: {error}\n"), false)),
        Err(error) => Err(error.to_string()),
    }
}

/// A book of the repository, its beginning, and a copy in which a receipt of that beginning was made larger.
fn show() -> Told {
    let path = shipped("books/first-year.jsonl");
    let file = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let lines: Vec<&str> = file.split_inclusive('\n').take(201).collect();
    let earlier = lines.concat();
    let head = Digest::of(lines.last().map_or("", |line| line.trim_end()).as_bytes());
    let (found, is_found) = place(head, file.as_bytes(), "the book")?;
    let (continued, is_continued) = compare(earlier.as_bytes(), file.as_bytes())?;
    let forged = earlier.replacen("15000", "16000", 1);
    let (parted, is_same) = compare(earlier.as_bytes(), forged.as_bytes())?;
    let text = format!(
        "THE HEAD OF RECORD 200 IN THE WHOLE BOOK (mã đầu sổ trong sổ đầy đủ)\n{found}\n\
         THE BOOK UP TO RECORD 200, AND THE WHOLE BOOK (bản cũ và bản mới)\n{continued}\n\
         THE BOOK UP TO RECORD 200, AND A COPY THAT SOMEBODY CHANGED (bản gốc và bản bị sửa)\n{parted}"
    );
    Ok((text, is_found && is_continued && !is_same))
}
