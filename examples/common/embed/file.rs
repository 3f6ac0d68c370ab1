//! The books of a club in a plain file of lines.
//!
//! - The file is locked while it is read or written, so that several processes may keep the same books.
//! - Before an append, the length of the file is written to `BOOKS.undo`. Removing this file, once the lines are safe on the disk, books
//!   them. If a writer dies before that, the next one truncates the file to that length.
//! - Another program, such as an editor, may leave the last line without its line feed. A complete line gets one; a line cut short is
//!   not booked, and the next writer moves it to `BOOKS.cut`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use revolving_fund::{Books, Digest};

use crate::common::complain;
use crate::embed::{Row, Store};

/// The largest length of a line of books, including its line feed.
const LONGEST_LINE: u64 = 131_072;

/// Books in a plain file.
pub(crate) struct FileStore {
    pub(crate) path: PathBuf,
    file: File,
    read: Known,
}

/// The lines that were read or appended so far: their number, their bytes and the head of the last one.
#[derive(Default)]
struct Known {
    lines: usize,
    length: u64,
    head: Option<Digest>,
}

/// The contents of `BOOKS.undo`: the length of the file before an append, and the head at that length.
struct Undo {
    length: u64,
    /// The head of the books of that length, to check that they are still the same; `-` for an empty file.
    head: String,
}

impl Store for FileStore {
    fn open(path: &Path, create: bool) -> Result<Self, String> {
        let file = open(path, create).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path: path.to_owned(), file, read: Known::default() })
    }

    fn lines(&mut self, skipped: usize) -> Result<Vec<u8>, String> {
        self.locked(File::lock_shared, |store| store.read_lines(skipped))
    }

    fn append(&mut self, expected: Option<Digest>, rows: &[Row]) -> Result<bool, String> {
        self.locked(File::lock, |store| store.append_locked(expected, rows))
    }
}

impl FileStore {
    /// Runs `work` while the file is locked by `lock`, for reading or for writing.
    pub(crate) fn locked<T>(
        &mut self,
        lock: impl Fn(&File) -> io::Result<()>,
        work: impl FnOnce(&mut Self) -> io::Result<T>,
    ) -> Result<T, String> {
        // The file is opened again, because an editor or a restored backup may have replaced it: lines appended to the old file would be
        // lost. A process that dies loses its lock.
        let reopened = open(&self.path, false).map(|file| self.file = file);
        let done = reopened.and_then(|()| lock(&self.file)).and_then(|()| {
            let done = work(self);
            self.file.unlock().and(done)
        });
        done.map_err(|error| format!("{}: {error}", self.path.display()))
    }

    fn read_lines(&mut self, skipped: usize) -> io::Result<Vec<u8>> {
        let booked = self.booked_length()?;
        let (known, start) = if skipped == self.read.lines { (skipped, self.read.length) } else { (0, 0) };
        if start > booked || self.head_at(start)? != self.read.head.filter(|_| start > 0) {
            return Err(io::Error::other("it is not the file that was read before; start the program again"));
        }
        if start > 0 && start == booked {
            return Ok(Vec::new());
        }
        let mut bytes = self.bytes(start, booked)?;
        if bytes.last().is_some_and(|byte| *byte != b'\n') {
            bytes.push(b'\n'); // the last line lost it
        }
        let lines = known + bytes.split_inclusive(|byte| *byte == b'\n').count();
        self.read = Known { lines, length: booked, head: self.head_at(booked)? };
        let before: usize = bytes.split_inclusive(|byte| *byte == b'\n').take(skipped - known).map(<[u8]>::len).sum();
        bytes.drain(..before);
        Ok(bytes)
    }

    fn append_locked(&mut self, expected: Option<Digest>, rows: &[Row]) -> io::Result<bool> {
        let length = self.booked_length()?;
        let head = self.head_at(length)?;
        if head != expected {
            return Ok(false);
        }
        self.mend(length)?;
        let undo = self.undo_path();
        let mut file = File::create(&undo)?;
        file.write_all(format!("{length} {}\n", shown(head)).as_bytes())?;
        file.sync_all()?;
        sync_folder_of(&undo)?;

        self.file.seek(SeekFrom::Start(length))?;
        let lines: Vec<u8> = rows.iter().flat_map(|row| row.bytes).copied().collect();
        self.file.write_all(&lines)?;
        self.file.sync_all()?;

        fs::remove_file(&undo)?;
        sync_folder_of(&undo)?;
        if self.read.length == length {
            let (lines, length) = (self.read.lines + rows.len(), length + lines.len() as u64);
            self.read = Known { lines, length, head: rows.last().map(|row| row.head).or(head) };
        }
        Ok(true)
    }

    /// Gives the last line its line feed, or cuts off the bytes after the booked lines. The bytes of a writer that died are dropped,
    /// because its `BOOKS.undo` says that they were not booked. The bytes of another program are kept in `BOOKS.cut`.
    fn mend(&mut self, length: u64) -> io::Result<()> {
        let found = self.file.metadata()?.len();
        if found == length {
            return Ok(());
        }
        if found < length {
            self.file.seek(SeekFrom::End(0))?;
            self.file.write_all(b"\n")?;
            return self.file.sync_all();
        }
        if self.undo()?.is_none() {
            let aside = self.path.with_added_extension("cut");
            let cut = self.bytes(length, found)?;
            let mut file = OpenOptions::new().create(true).append(true).open(&aside)?;
            file.write_all(&cut)?;
            file.sync_all()?;
            sync_folder_of(&aside)?;
            complain(&format!(
                "{}: the last line was cut short and is not booked; it is kept in {}",
                self.path.display(),
                aside.display()
            ));
        }
        self.file.set_len(length)?;
        self.file.sync_all()
    }

    /// Returns the length of the booked lines: up to the position where a writer that died began, or else all complete lines. A last line
    /// that lacks only its line feed counts as if it had it: the length is then one byte more than that of the file.
    fn booked_length(&mut self) -> io::Result<u64> {
        let length = self.file.metadata()?.len();
        if let Some(undo) = self.undo()? {
            if undo.length <= length && self.is_whole(undo.length)? && shown(self.head_at(undo.length)?) == undo.head {
                return Ok(undo.length);
            }
            let undo = self.undo_path();
            let message = "it is of other books; if this file was put in their place, remove that one";
            return Err(io::Error::other(format!("{}: {message}", undo.display())));
        }
        // Another program may have left a line cut short, or an editor may have removed the last line feed.
        let tail = self.bytes(length.saturating_sub(LONGEST_LINE), length)?;
        let start = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
        let Some(torn) = tail.get(start..).filter(|torn| !torn.is_empty()) else { return Ok(length) };
        let booked = length - torn.len() as u64;
        if self.continues(booked, torn)? {
            return Ok(length + 1);
        }
        if start == 0 {
            let message = "it has no line that ends, it is not a file of books; move it away, or name another file";
            return Err(io::Error::other(message));
        }
        Ok(booked)
    }

    /// Returns whether a last line without line feed is complete: a record that names the head of the lines before it, or a header.
    fn continues(&mut self, start: u64, line: &[u8]) -> io::Result<bool> {
        let Some(head) = self.head_at(start)? else {
            return Ok(Books::open([line, b"\n"].concat().as_slice()).is_ok());
        };
        let line = serde_json::from_slice::<serde_json::Value>(line);
        Ok(line.is_ok_and(|line| line.get("prev").and_then(|prev| prev.as_str()) == Some(&head.to_string())))
    }

    /// Reads `BOOKS.undo`, which a writer that died left; `None` if there is none or the writer died while it wrote that file.
    fn undo(&self) -> io::Result<Option<Undo>> {
        let text = match fs::read_to_string(self.undo_path()) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // If its line is cut short, the file itself was not touched yet.
        let Some((length, head)) = text.strip_suffix('\n').and_then(|line| line.split_once(' ')) else {
            return Ok(None);
        };
        let Ok(length) = length.parse() else { return Ok(None) };
        Ok(Some(Undo { length, head: head.to_owned() }))
    }

    /// Returns the hash of the line that ends at `end`; `None` at the beginning of the file.
    fn head_at(&mut self, end: u64) -> io::Result<Option<Digest>> {
        let tail = self.bytes(end.saturating_sub(LONGEST_LINE), end)?;
        // The last line of the file may lack its line feed.
        let lines = tail.strip_suffix(b"\n").unwrap_or(&tail);
        Ok(lines.rsplit(|byte| *byte == b'\n').next().filter(|_| !tail.is_empty()).map(Digest::of))
    }

    /// Returns whether a line ends at `end`, or `end` is 0.
    fn is_whole(&mut self, end: u64) -> io::Result<bool> {
        Ok(end == 0 || self.bytes(end - 1, end)? == b"\n")
    }

    fn bytes(&mut self, start: u64, end: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(start))?;
        (&self.file).take(end.saturating_sub(start)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn undo_path(&self) -> PathBuf {
        self.path.with_added_extension("undo")
    }
}

fn open(path: &Path, create: bool) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("it is not a file"));
    }
    OpenOptions::new().read(true).write(true).create(create).truncate(false).open(path)
}

/// Formats a head as in `BOOKS.undo`: `-` if there is none.
fn shown(head: Option<Digest>) -> String {
    head.map_or_else(|| "-".to_owned(), |head| head.to_string())
}

/// Makes the creation, renaming or removal of a file safe on the disk, on systems where folders can be synchronised.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
