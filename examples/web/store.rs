//! The file of books: locked for this program, appended to, synchronised before anything is answered.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use revolving_fund::{Books, Header};

/// A file of books, which need not exist yet.
pub(crate) struct Store {
    path: PathBuf,
    open: Option<Open>,
}

struct Open {
    file: File,
    /// The bytes of the file that were stored and answered for.
    length: u64,
    books: Books,
}

impl Store {
    /// Opens the file, if there is one. What is behind its last line feed was cut short and never answered for: it is moved to
    /// a file of its own, beside it.
    pub(crate) fn open(path: PathBuf) -> Result<Self, String> {
        let open = match OpenOptions::new().read(true).append(true).open(&path) {
            Ok(file) => Some(read(&path, file).map_err(|error| format!("{}: {error}", path.display()))?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        Ok(Self { path, open })
    }

    /// Writes a new file with nothing but a header. Fails if there is a file already.
    pub(crate) fn create(&mut self, header: Header) -> Result<(), String> {
        let books = Books::new(header);
        let line = books.header_line().map_err(|error| error.to_string())?;
        let named = |error| format!("{}: {error}", self.path.display());
        let file = OpenOptions::new().read(true).append(true).create_new(true).open(&self.path).map_err(named)?;
        lock(&file)?;
        let mut open = Open { file, length: 0, books };
        if let Err(error) = open.append(&line) {
            // Half a header is no file of books; without it the form can be sent again.
            let _ = std::fs::remove_file(&self.path);
            return Err(error);
        }
        // The name of a new file is stored with its folder.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(named)?;
        self.open = Some(open);
        Ok(())
    }

    pub(crate) fn books(&self) -> Option<&Books> {
        self.open.as_ref().map(|open| &open.books)
    }

    /// The books, to plan records with.
    pub(crate) fn books_mut(&mut self) -> Option<&mut Books> {
        self.open.as_mut().map(|open| &mut open.books)
    }

    /// Appends planned lines to the file and then to the books. An error means that they are not booked.
    pub(crate) fn append(&mut self, lines: &[u8]) -> Result<(), String> {
        let open = self.open.as_mut().ok_or("there are no books yet")?;
        let mut books = open.books.clone();
        books.append_lines(lines).map_err(|error| error.to_string())?;
        open.append(lines)?;
        open.books = books;
        Ok(())
    }

    /// The bytes of the file.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, String> {
        let open = self.open.as_mut().ok_or("there are no books yet")?;
        let mut bytes = Vec::new();
        open.file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
        (&open.file).take(open.length).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

impl Open {
    fn append(&mut self, lines: &[u8]) -> Result<(), String> {
        let found = self.file.metadata().map_err(|error| error.to_string())?.len();
        if found != self.length {
            return Err(format!("the file has {found} bytes, expected {}: another program wrote to it", self.length));
        }
        if let Err(error) = self.file.write_all(lines).and_then(|()| self.file.sync_all()) {
            let undone = self.file.set_len(self.length).and_then(|()| self.file.sync_all());
            // Where not even that works, the length differs from now on, and nothing more is written.
            return Err(format!("cannot store: {error}{}", if undone.is_ok() { "" } else { "; restart the program" }));
        }
        self.length = self.length.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        Ok(())
    }
}

fn lock(file: &File) -> Result<(), String> {
    file.try_lock().map_err(|error| format!("another program has the file open: {error}"))
}

fn read(path: &Path, mut file: File) -> Result<Open, String> {
    lock(&file)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place.saturating_add(1));
    let cut = bytes.split_off(whole);
    let length = u64::try_from(whole).unwrap_or(u64::MAX);
    let books = Books::open(bytes.as_slice()).map_err(|error| error.to_string())?;
    if !cut.is_empty() {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".cut");
        let mut copy = OpenOptions::new().create(true).append(true).open(&aside).map_err(|error| error.to_string())?;
        copy.write_all(&cut).and_then(|()| copy.sync_all()).map_err(|error| error.to_string())?;
        file.set_len(length).and_then(|()| file.sync_all()).map_err(|error| error.to_string())?;
        let aside = Path::new(&aside).display();
        crate::common::complain(&format!("the last line was cut short and never booked; it is kept in {aside}"));
    }
    Ok(Open { file, length, books })
}
