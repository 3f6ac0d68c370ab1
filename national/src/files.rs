//! The files of a folder and their division into shares: some clubs of one province each.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use revolving_fund::{Audit, ClubId};
use serde::{Deserialize, Serialize};

/// A number of bytes greater than the longest line of books, including its line feed.
const LONGEST_HEADER: u64 = 131_073;

/// The province of clubs whose name has no hyphen. It has an underscore, so no name of a club contains it.
pub(crate) const NO_PROVINCE: &str = "no_province";

/// Returns the province of a club: the part of its name before the first hyphen, such as `BN` of `BN-001`.
pub(crate) fn province_of(club: &ClubId) -> &str {
    club.as_str().split_once('-').map_or(NO_PROVINCE, |(province, _)| province)
}

/// Clubs of one province that are audited together and written to one part of each table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WorkShare {
    /// The number of the share, which is also the number of its parts.
    pub(crate) share: u32,
    pub(crate) province: String,
    /// The files, as paths below the folder, in the order of their names.
    pub(crate) files: Vec<String>,
}

/// A file that was not read, or not to its end, and the error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) file: String,
    pub(crate) club: Option<String>,
    pub(crate) line: Option<u64>,
    pub(crate) error: String,
    pub(crate) is_counted: bool,
}

impl Unread {
    /// Makes a row for a file of which no line is counted.
    pub(crate) fn new(file: &str, error: &(impl ToString + ?Sized)) -> Self {
        Self { file: file.to_owned(), club: None, line: None, error: error.to_string(), is_counted: false }
    }

    /// Makes the row of an audited file that could not be read to its end; `None` if it could.
    pub(crate) fn of(file: &str, audit: &Audit) -> Option<Self> {
        let error = audit.error()?;
        let club = audit.books().map(|books| books.header().club().to_string());
        let is_counted = club.is_some();
        Some(Self { file: file.to_owned(), club, line: Some(error.line), error: error.reason.to_string(), is_counted })
    }
}

/// The shares of a folder to export, and the files that cannot be read.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) shares: Vec<WorkShare>,
    pub(crate) unread: Vec<Unread>,
}

impl Work {
    /// Divides all books (`*.jsonl`) in a folder and its subfolders into shares of at most so many clubs. Only the header of each file is
    /// read, to find its club. If a club has two files, the first by name is counted.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or has no books. A problem with one file goes to `unread` instead.
    pub(crate) fn of(folder: &Path, clubs_a_share: usize) -> Result<Self, String> {
        let named = |error: &dyn ToString| format!("{}: {}", folder.display(), error.to_string());
        fs::read_dir(folder).map_err(|error| named(&error))?;
        let mut work = Self::default();
        let mut files = Vec::new();
        walk(folder, "", &mut files, &mut work.unread);
        if files.is_empty() && work.unread.is_empty() {
            return Err(named(&"there are no books (*.jsonl) in it"));
        }
        files.sort();
        let mut counted: BTreeMap<ClubId, String> = BTreeMap::new();
        let mut provinces: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in files {
            let audit = match header(&folder.join(&file)) {
                Ok(audit) => audit,
                Err(error) => {
                    work.unread.push(Unread::new(&file, &error));
                    continue;
                }
            };
            let Some(books) = audit.books() else {
                work.unread.extend(Unread::of(&file, &audit));
                continue;
            };
            let club = books.header().club();
            if let Some(first) = counted.get(club) {
                let error = format!("club {club} is counted already: its books are in {first} and in {file}");
                work.unread.push(Unread { club: Some(club.to_string()), ..Unread::new(&file, &error) });
                continue;
            }
            provinces.entry(province_of(club).to_owned()).or_default().push(file.clone());
            counted.insert(club.clone(), file);
        }
        for (province, files) in provinces {
            for files in files.chunks(clubs_a_share.max(1)) {
                let share = u32::try_from(work.shares.len()).unwrap_or(u32::MAX);
                work.shares.push(WorkShare { share, province: province.clone(), files: files.to_vec() });
            }
        }
        Ok(work)
    }
}

/// Reads the first line of a file.
fn header(path: &Path) -> io::Result<Audit> {
    let mut line = Vec::new();
    BufReader::new(open(path)?).take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
    Audit::of(line.as_slice())
}

/// Opens a file. A folder, pipe, device or socket is an error: reading it could wait for ever.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is a folder, pipe, device or socket, expected a file"));
    }
    File::open(path)
}

/// Lists the books in a folder. Links to folders are not followed, because they may be circular.
fn walk(folder: &Path, name: &str, files: &mut Vec<String>, unread: &mut Vec<Unread>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return unread.push(Unread::new(name, &error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return unread.push(Unread::new(name, &error)),
        };
        let own = entry.file_name();
        let prefix = if name.is_empty() { String::new() } else { format!("{name}/") };
        let entry_name = format!("{prefix}{}", own.to_string_lossy());
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, &entry_name, files, unread),
            Ok(kind) if kind.is_symlink() && path.is_dir() => {
                unread.push(Unread::new(&entry_name, "it is a link to a folder, which is not followed"));
            }
            Ok(_) if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("jsonl")) => {}
            Ok(_) if own.to_str().is_none() => {
                unread.push(Unread::new(&entry_name, "its name is not UTF-8; rename the file"));
            }
            Ok(_) => files.push(entry_name),
            Err(error) => unread.push(Unread::new(&entry_name, &error)),
        }
    }
}
