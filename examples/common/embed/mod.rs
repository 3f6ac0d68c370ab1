//! The protocol by which the examples `embed_sqlite`, `embed_file` and `web` keep books. They differ in their [`Store`].

use std::path::Path;

use revolving_fund::books::{NewLine, PlanMany};
use revolving_fund::{Books, Digest, Header};

/// The store of the lines of one club's books.
pub(crate) trait Store: Sized {
    /// Opens an existing store. If there is none and `create` is true, creates an empty one.
    fn open(file: &Path, create: bool) -> Result<Self, String>;

    /// Returns the stored lines after the first `skipped` ones. If lines were appended together, all or none of them are returned.
    fn lines(&mut self, skipped: usize) -> Result<Vec<u8>, String>;

    /// Appends rows, all or none, and returns once they are safe on the disk. Returns `false` and changes nothing if the head of the last
    /// line is not the expected one, because another writer was faster. `None` expects an empty store.
    fn append(&mut self, expected: Option<Digest>, rows: &[Row]) -> Result<bool, String>;

    /// Appends the lines of a plan, as [`Store::append`] does. Returns `true` for a plan without new lines.
    fn append_plan(&mut self, plan: &PlanMany<'_>) -> Result<bool, String> {
        let rows: Vec<Row> = plan.new_lines().map(Row::from).collect();
        Ok(rows.is_empty() || self.append(Some(plan.expected_head()), &rows)?)
    }
}

/// A line to store: the header has number 0, no document number and no line before it.
#[allow(dead_code, reason = "a file needs only the bytes, a database has columns for the rest")]
pub(crate) struct Row<'p> {
    pub(crate) seq: u32,
    pub(crate) id: Option<&'p str>,
    pub(crate) prev: Option<Digest>,
    pub(crate) head: Digest,
    pub(crate) bytes: &'p [u8],
}

impl<'p> From<NewLine<'p>> for Row<'p> {
    fn from(NewLine { record, bytes, head }: NewLine<'p>) -> Self {
        Self { seq: record.seq.get(), id: Some(record.id.as_str()), prev: Some(record.prev), head, bytes }
    }
}

/// The books in memory and the store that keeps them.
pub(crate) struct App<S> {
    pub(crate) store: S,
    pub(crate) books: Books,
}

impl<S: Store> App<S> {
    /// Creates books, or opens existing books with the same header.
    pub(crate) fn init(file: &Path, header: Header) -> Result<Self, String> {
        let books = Books::new(header);
        let bytes = books.header_line().map_err(|error| error.to_string())?;
        let row = Row { seq: 0, id: None, prev: None, head: books.head(), bytes: &bytes };
        S::open(file, true)?.append(None, &[row])?;
        let app = Self::open(file)?;
        if app.books.opening() == books.opening() {
            return Ok(app);
        }
        let (club, opened) = (app.books.header().club(), app.books.header().opened());
        Err(format!("{}: it has other books already, of {club} since {opened}; name another file", file.display()))
    }

    /// Opens books. Every line is read and checked.
    pub(crate) fn open(file: &Path) -> Result<Self, String> {
        let mut store = S::open(file, false)?;
        let lines = store.lines(0)?;
        let books = Books::open(lines.as_slice()).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self { store, books })
    }

    /// Appends the lines that other writers have stored since.
    pub(crate) fn catch_up(&mut self) -> Result<(), String> {
        let lines = self.store.lines(self.books.line_count())?;
        self.books.append_lines(&lines).map_err(|error| format!("a line of another writer: {error}"))
    }
}
