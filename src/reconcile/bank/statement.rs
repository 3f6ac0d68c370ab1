//! The statement (sổ phụ, sao kê): what the bank says, read from CSV.
//!
//! A row that cannot be read is kept as an [`UnreadableRow`] and left out; the rest is read. Only bytes that are not UTF-8 and a
//! header that is not found stop the reading.

use std::io::{self, Read};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::cell::{self, CellError};
use super::layout::{Columns, Found, Moved, StatementLayout};
use super::running::{self, BalanceBreak};
use crate::calendar::{Month, iso};
use crate::money::Balance;
use crate::reconcile::csv_rows::{Row, Table, TableError, Unread};
use crate::report::Period;

/// The header stands within so many rows; a bank prints its name and the account above it.
const HEADER_WITHIN_ROWS: usize = 30;
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

impl UnreadableRow {
    fn whole(line: u64, error: TableError) -> Self {
        Self { line, column: None, header: None, found: None, reason: error.into() }
    }
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// One of its cells.
    #[error(transparent)]
    Cell(#[from] CellError),
    /// The row itself.
    #[error(transparent)]
    Table(#[from] TableError),
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
    /// Bytes of another encoding than UTF-8.
    #[error("line {line}, column {column}: {reason}")]
    Encoding {
        /// The line, counted from 1.
        line: u64,
        /// The column, counted from 1.
        column: usize,
        /// Which it is.
        reason: TableError,
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
    pub fn read(source: impl Read, layout: &StatementLayout) -> Result<Self, StatementError> {
        let table = Table::open(source).map_err(not_read)?;
        let header = Header::find(&table, layout)?;
        let (mut lines, mut unreadable) = (Vec::new(), Vec::new());
        for row in table.rows_below(header.line, header.delimiter) {
            match row {
                Ok(row) => match header.read(&row, layout) {
                    Ok(line) => lines.push(line),
                    Err(error) => unreadable.push(error),
                },
                Err(Unread::Row { line, place: None, error }) => unreadable.push(UnreadableRow::whole(line, error)),
                Err(error) => return Err(not_read(error)),
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
    fn find(table: &Table<impl Read>, layout: &StatementLayout) -> Result<Self, StatementError> {
        let mut nearest: Option<(usize, StatementError)> = None;
        let mut stopped = None;
        for (delimiter, rows) in table.heads() {
            for row in rows.take(HEADER_WITHIN_ROWS) {
                let row = match row {
                    Ok(row) => row,
                    Err(Unread::Row { place: None, .. }) => break,
                    Err(error) => {
                        stopped = Some(not_read(error));
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
        let cells = row.under(self.names.len()).map_err(|error| UnreadableRow::whole(row.line, error))?;
        let at = |place: usize| cells.get(place).map_or("", String::as_str);
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

fn not_read(error: Unread) -> StatementError {
    match error {
        Unread::Io { line, source } => StatementError::Io { line, source },
        Unread::Row { line, place, error } => {
            StatementError::Encoding { line, column: place.map_or(1, |place| place.saturating_add(1)), reason: error }
        }
    }
}

fn no_header(layout: &StatementLayout) -> StatementError {
    let StatementLayout { date, reference, description, amount, balance, .. } = layout;
    let expected = [date, reference, description, amount, balance].into_iter().filter_map(|names| names.first());
    StatementError::NoHeader { rows: HEADER_WITHIN_ROWS, expected: expected.cloned().collect() }
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
