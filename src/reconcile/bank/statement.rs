//! The statement (sổ phụ, sao kê): what the bank says, read from CSV.
//!
//! A row that cannot be read is kept as an [`UnreadableRow`] and left out; the rest is read. Only bytes that are not UTF-8 and a
//! header that is not found stop the reading.

use std::io::{self, Cursor, Read};

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder, Terminator};
use serde::{Serialize, Serializer};

use super::cell::{self, CellError};
use super::layout::{Columns, Found, Moved, StatementLayout};
use super::running::{self, BalanceBreak};
use crate::calendar::{Month, iso};
use crate::money::Balance;
use crate::report::Period;

/// The most bytes that a row may have.
const LONGEST_ROW: usize = 65_536;
/// The header stands within so many bytes.
const HEAD: u64 = 65_536;
/// The header stands within so many rows; a bank prints its name and the account above it.
const HEADER_WITHIN_ROWS: usize = 30;
/// What may part the columns.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// The most characters of a cell that are told.
const LONGEST_TOLD: usize = 60;

/// One movement on the account, as the bank says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatementLine {
    /// The day.
    #[serde(with = "iso")]
    pub date: NaiveDate,
    /// What came into the account; below zero what left it.
    pub amount: Balance,
    /// The reference.
    pub reference: String,
    /// What it was for.
    pub description: String,
    /// The balance after it.
    pub balance: Balance,
    /// The line of the file on which the row starts, counted from 1.
    pub line: u64,
}

impl StatementLine {
    /// The balance before it.
    #[must_use]
    pub fn before(&self) -> Balance {
        self.balance - self.amount
    }
}

/// A row that could not be read and was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("line {line}{}: {reason}", told_column(*column, header.as_deref(), found.as_deref()))]
pub struct UnreadableRow {
    /// The line of the file on which the row starts, counted from 1.
    pub line: u64,
    /// The column, counted from 1; `None` where it is about the whole row.
    pub column: Option<usize>,
    /// What the column is called.
    pub header: Option<String>,
    /// What stands in the cell, cut where it is long.
    pub found: Option<String>,
    /// What is wrong.
    #[serde(serialize_with = "as_text")]
    pub reason: RowError,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// One of its cells.
    #[error(transparent)]
    Cell(#[from] CellError),
    /// Fewer or more columns than the header.
    #[error("it has {found} columns, expected {expected} as in the header")]
    Columns {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// It does not end, as after a quotation mark that is not closed. Nothing behind it is read.
    #[error("it has more than {most} bytes, as after a quotation mark that is not closed; nothing behind it was read")]
    TooLong {
        /// The most that a row may have.
        most: usize,
    },
}

/// Why a statement could not be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The source of the bytes failed.
    #[error("cannot read line {line}: {source}")]
    Io {
        /// The line that was to be read.
        line: u64,
        /// What the source says.
        source: io::Error,
    },
    /// Bytes of UTF-16.
    #[error("line {line}, column {column}: the file is UTF-16, expected UTF-8 (in a spreadsheet: save as CSV UTF-8)")]
    Utf16 {
        /// The line, counted from 1.
        line: u64,
        /// The column, counted from 1.
        column: usize,
    },
    /// Bytes of another encoding.
    #[error(
        "line {line}, column {column}: not UTF-8 from byte {byte} of the cell, expected UTF-8, not Windows-1258 or another \
         code page (in a spreadsheet: save as CSV UTF-8)"
    )]
    NotUtf8 {
        /// The line, counted from 1.
        line: u64,
        /// The column, counted from 1.
        column: usize,
        /// The first byte that is wrong, counted from 1.
        byte: usize,
    },
    /// No row names any of the columns.
    #[error("no header in the first {rows} rows, expected columns like {}", listed(expected))]
    NoHeader {
        /// In how many rows it was looked for.
        rows: usize,
        /// The first name of each column.
        expected: Vec<String>,
    },
    /// The header lacks columns.
    #[error("line {line}: the header has {}, expected also {}", listed(found), any_of(missing))]
    MissingColumns {
        /// The line of the header, counted from 1.
        line: u64,
        /// What it has.
        found: Vec<String>,
        /// For each column that is not there, the names that it may have.
        missing: Vec<Vec<String>>,
    },
}

/// What a bank says of an account.
///
/// ```
/// use revolving_fund::reconcile::bank::{BankStatement, StatementLayout};
///
/// let csv = "Ngày giao dịch;Số tham chiếu;Diễn giải;Ghi nợ;Ghi có;Số dư\n\
///            11/03/2024;FT001;Vốn ban đầu PT-0001;;100.000.000;100.000.000\n\
///            13/3/2024;FT002;Rút tiền mặt;4.000.000;;96.000.000\n";
/// let statement = BankStatement::read(csv.as_bytes(), &StatementLayout::vietnamese())?;
/// assert_eq!(statement.lines()[1].amount.to_string(), "-4.000.000 đồng");
/// assert!(statement.is_whole());
/// # Ok::<(), revolving_fund::reconcile::bank::StatementError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStatement {
    lines: Vec<StatementLine>,
    unreadable: Vec<UnreadableRow>,
    breaks: Vec<BalanceBreak>,
}

impl BankStatement {
    /// Reads a statement to its end. Rows may be in any order.
    ///
    /// # Errors
    ///
    /// If the source fails, its bytes are not UTF-8, or no header with all columns is found. A row that cannot be read is no
    /// error but one of [`BankStatement::unreadable`].
    pub fn read(mut source: impl Read, layout: &StatementLayout) -> Result<Self, StatementError> {
        let mut head = Vec::new();
        source.by_ref().take(HEAD).read_to_end(&mut head).map_err(|source| StatementError::Io { line: 1, source })?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(StatementError::Utf16 { line: 1, column: 1 });
        }
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            head.drain(..3);
        }
        let header = Header::find(&head, layout)?;
        let mut rows = Rows::new(Cursor::new(head).chain(source), header.delimiter);
        let (mut lines, mut unreadable) = (Vec::new(), Vec::new());
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(RowsError::Stop(error)) => return Err(error),
                Err(RowsError::TooLong { line }) => {
                    let reason = RowError::TooLong { most: LONGEST_ROW };
                    unreadable.push(UnreadableRow { line, column: None, header: None, found: None, reason });
                    break;
                }
            };
            if row.line <= header.line || row.is_blank() {
                continue;
            }
            match header.read(&row, layout) {
                Ok(line) => lines.push(line),
                Err(error) => unreadable.push(error),
            }
        }
        let (lines, breaks) = running::in_order(lines, &unreadable);
        Ok(Self { lines, unreadable, breaks })
    }

    /// The rows that could be read, in the order in which their balances follow.
    #[must_use]
    pub fn lines(&self) -> &[StatementLine] {
        &self.lines
    }

    /// The rows that could not be read and are left out.
    #[must_use]
    pub fn unreadable(&self) -> &[UnreadableRow] {
        &self.unreadable
    }

    /// The rows whose balance does not follow from the row before.
    #[must_use]
    pub fn breaks(&self) -> &[BalanceBreak] {
        &self.breaks
    }

    /// Whether every row could be read and every balance follows.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unreadable.is_empty() && self.breaks.is_empty()
    }

    /// The whole months in which its rows lie; `None` if it has none.
    #[must_use]
    pub fn months(&self) -> Option<Period> {
        let days = || self.lines.iter().map(|line| line.date);
        Some(Period {
            from: Month::of(days().min()?).ok()?.first_day(),
            through: Month::of(days().max()?).ok()?.last_day(),
        })
    }

    /// The balance at the beginning of `day`: that before the first row, and all that the rows of earlier days moved it, with what
    /// their balances moved beyond their amounts. `None` if the statement has no row.
    #[must_use]
    pub fn balance_before(&self, day: NaiveDate) -> Option<Balance> {
        let opening = self.lines.first()?.before();
        let balances = std::iter::once(opening).chain(self.lines.iter().map(|line| line.balance));
        let earlier = self.lines.iter().zip(balances).filter(|(line, _)| line.date < day);
        Some(opening + earlier.map(|(line, before)| line.balance - before).sum())
    }

    /// The balance at the end of `day`; `None` if the statement has no row.
    #[must_use]
    pub fn balance_after(&self, day: NaiveDate) -> Option<Balance> {
        day.succ_opt().and_then(|next| self.balance_before(next))
    }
}

/// The header of a statement.
struct Header {
    line: u64,
    delimiter: u8,
    names: Vec<String>,
    columns: Columns,
}

impl Header {
    /// Finds the row that names all columns, under whichever delimiter.
    fn find(head: &[u8], layout: &StatementLayout) -> Result<Self, StatementError> {
        let mut nearest: Option<(usize, StatementError)> = None;
        let mut stopped = None;
        for delimiter in DELIMITERS {
            let mut rows = Rows::new(head, delimiter);
            for _ in 0..HEADER_WITHIN_ROWS {
                let row = match rows.next() {
                    Ok(Some(row)) => row,
                    Ok(None) | Err(RowsError::TooLong { .. }) => break,
                    Err(RowsError::Stop(error)) => {
                        stopped = Some(error);
                        break;
                    }
                };
                let line = row.line;
                match layout.columns(&row.cells) {
                    Found::All(columns) => return Ok(Self { line, delimiter, names: row.cells, columns }),
                    Found::Missing(missing) => {
                        let lacking = missing.len();
                        if lacking < COLUMNS && nearest.as_ref().is_none_or(|(least, _)| lacking < *least) {
                            let error = StatementError::MissingColumns { line, found: row.cells, missing };
                            nearest = Some((lacking, error));
                        }
                    }
                }
            }
        }
        Err(stopped.or(nearest.map(|(_, error)| error)).unwrap_or_else(|| no_header(layout)))
    }

    fn read(&self, row: &Row, layout: &StatementLayout) -> Result<StatementLine, UnreadableRow> {
        let whole = |reason| UnreadableRow { line: row.line, column: None, header: None, found: None, reason };
        let (found, expected) = (row.cells.len(), self.names.len());
        if found < expected || row.cells.iter().skip(expected).any(|cell| !cell.is_empty()) {
            return Err(whole(RowError::Columns { found, expected }));
        }
        let at = |place: usize| row.cells.get(place).map_or("", String::as_str);
        let wrong = |place: usize, error: CellError| UnreadableRow {
            line: row.line,
            column: place.checked_add(1),
            header: self.names.get(place).cloned(),
            found: Some(at(place).chars().take(LONGEST_TOLD).collect()),
            reason: error.into(),
        };
        let Columns { date, reference, description, moved, balance } = self.columns;
        let amount = match moved {
            Moved::Signed(amount) => cell::signed(at(amount), layout.grouping).map_err(|error| wrong(amount, error))?,
            Moved::Sides { debit, credit } => {
                let side = |place| cell::side(at(place), layout.grouping).map_err(|error| wrong(place, error));
                let (out, into) = (side(debit)?, side(credit)?);
                if !out.is_zero() && !into.is_zero() {
                    return Err(wrong(debit, CellError::BothSides));
                }
                Balance::from(into) - out.into()
            }
        };
        Ok(StatementLine {
            date: cell::date(at(date)).map_err(|error| wrong(date, error))?,
            amount,
            reference: at(reference).to_owned(),
            description: at(description).to_owned(),
            balance: cell::signed(at(balance), layout.grouping).map_err(|error| wrong(balance, error))?,
            line: row.line,
        })
    }
}

/// How many columns a header must have at least: date, reference, description, amount, balance.
const COLUMNS: usize = 5;

fn no_header(layout: &StatementLayout) -> StatementError {
    let StatementLayout { date, reference, description, amount, balance, .. } = layout;
    let expected = [date, reference, description, amount, balance].into_iter().filter_map(|names| names.first());
    StatementError::NoHeader { rows: HEADER_WITHIN_ROWS, expected: expected.cloned().collect() }
}

/// A row as text.
struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Row {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

enum RowsError {
    Stop(StatementError),
    TooLong { line: u64 },
}

/// The rows of a file, one after another.
struct Rows<R> {
    csv: csv::Reader<Bounded<R>>,
    record: ByteRecord,
}

impl<R: Read> Rows<R> {
    fn new(source: R, delimiter: u8) -> Self {
        let csv = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            // Lines are then counted where they end; the carriage return before is white space of the last cell.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Bounded { source, left: LONGEST_ROW, is_ended: false });
        Self { csv, record: ByteRecord::new() }
    }

    fn next(&mut self) -> Result<Option<Row>, RowsError> {
        self.csv.get_mut().left = LONGEST_ROW;
        let next = self.csv.position().line();
        match self.csv.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                return Err(match error.into_kind() {
                    csv::ErrorKind::Io(_) if self.csv.get_ref().left == 0 => RowsError::TooLong { line: next },
                    csv::ErrorKind::Io(source) => RowsError::Stop(StatementError::Io { line: next, source }),
                    other => {
                        let source = io::Error::other(format!("{other:?}"));
                        RowsError::Stop(StatementError::Io { line: next, source })
                    }
                });
            }
        }
        let breaks = self.record.iter().flatten().filter(|byte| **byte == b'\n').count();
        let end = self.csv.position().line();
        let line = end.saturating_sub(1).saturating_sub(u64::try_from(breaks).unwrap_or(u64::MAX));
        let cells = self.record.iter().zip(1..).map(|(bytes, column)| text(bytes, line, column));
        Ok(Some(Row { line, cells: cells.collect::<Result<_, _>>().map_err(RowsError::Stop)? }))
    }
}

/// A cell as text: control characters are white space, and white space is one space.
fn text(bytes: &[u8], line: u64, column: usize) -> Result<String, StatementError> {
    if bytes.contains(&0) {
        return Err(StatementError::Utf16 { line, column });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| StatementError::NotUtf8 {
        line,
        column,
        byte: error.valid_up_to().saturating_add(1),
    })?;
    let words = text.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty());
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// A source that gives so many bytes for a row and no more, and ends in a line feed.
struct Bounded<R> {
    source: R,
    left: usize,
    is_ended: bool,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("a row does not end"));
        }
        let most = buffer.len().min(self.left);
        let Some(room) = buffer.get_mut(..most) else { return Ok(0) };
        let read = self.source.read(room)?;
        self.left = self.left.saturating_sub(read);
        if read == 0 && !self.is_ended {
            self.is_ended = true;
            if let Some(last) = room.first_mut() {
                *last = b'\n';
                return Ok(1);
            }
        }
        Ok(read)
    }
}

fn told_column(column: Option<usize>, header: Option<&str>, found: Option<&str>) -> String {
    match (column, header, found) {
        (Some(column), Some(header), Some(found)) => format!(", column {column} ({header}), {found:?}"),
        _ => String::new(),
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

fn any_of(columns: &[Vec<String>]) -> String {
    columns.iter().map(|names| names.join(" or ")).collect::<Vec<_>>().join("; ")
}

fn as_text<S: Serializer>(reason: &RowError, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(reason)
}
