//! Sheets (bảng kê): small tables that people keep in a spreadsheet, with a row of headings in English or Vietnamese.

use std::io::Read;

use chrono::NaiveDate;

use super::denomination::{Denomination, DenominationError};
use super::table::number::{self, Number, Sign, TwoReadings};
use super::table::{Cell, Row, Table, TableFile, date, fold};
use super::{DateCellError, DayOrder, Grouping, NumberError, RowFault, UnreadableFile};
use crate::catalogue::vietnamese;
use crate::count::Count;
use crate::money::{Balance, Money, MoneyError};
use crate::name::{LoanId, NameError};

/// The form of the numbers and days in a sheet, for cells that can be read in more than one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetOptions {
    /// The sign between thousands; if `None`, it is found from the cells of each column.
    pub grouping: Option<Grouping>,
    /// The order of day and month in a date of numbers.
    pub day_order: DayOrder,
}

/// The reason for which a sheet cannot be read at all; none of its rows is used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadSheet {
    /// The file is not a table.
    #[error(transparent)]
    File(#[from] UnreadableFile),
    /// No row has all the headings.
    #[error("no row has the headings {expected}{}", if found.is_empty() { String::new() } else { format!("; the first row is {found:?}") })]
    Headings {
        /// The headings, in English and Vietnamese.
        expected: String,
        /// The cells of the first row.
        found: String,
    },
    /// The amounts are in thousands or millions.
    #[error("line {line}: {found:?} is another unit than đồng; write the amounts out in đồng")]
    Unit {
        /// The line of the file, or the row of a workbook, counted from 1.
        line: u64,
        /// The cell that names the unit.
        found: String,
    },
    /// The numbers of a column can be read in two ways.
    #[error("column {column}: {dots:?} has dots between thousands, {commas:?} has commas; say which is meant")]
    TwoReadings {
        /// The column.
        column: &'static str,
        /// A cell that has dots between thousands.
        dots: String,
        /// A cell that has commas between thousands.
        commas: String,
    },
}

/// A row of a sheet that cannot be read. All other rows are read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {reason}", column.map(|column| format!(", column {column}")).unwrap_or_default())]
pub struct SheetError {
    /// The line of the file, or the row of a workbook, counted from 1.
    pub line: u64,
    /// The column by its English heading; `None` for the whole row.
    pub column: Option<&'static str>,
    /// The reason.
    pub reason: SheetReason,
}

/// The reason for which an answer cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The loan has an answer already.
    #[error("loan {loan} is answered already")]
    AnsweredTwice {
        /// The loan.
        loan: LoanId,
    },
}

/// The reason for which a row of a sheet cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetReason {
    /// A fault of the row itself.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// More cells than headings, as after a comma that is not in quotation marks, or too few cells.
    #[error("it has {found} column(s), expected {expected} as in the headings")]
    Columns {
        /// The number of columns of the row.
        found: usize,
        /// The number of the headings.
        expected: usize,
    },
    /// A cell that is not a number.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A number below zero.
    #[error("it is below zero")]
    Negative,
    /// More notes of a denomination than a [`Count`] holds.
    #[error("there are {notes} notes, expected at most {}", Count::MAX)]
    TooManyNotes {
        /// The number of notes.
        notes: u64,
    },
    /// A number that is not a sum of money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A text that is not a name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A cell that is not a date.
    #[error(transparent)]
    Date(#[from] DateCellError),
    /// A sum for which there is no note.
    #[error(transparent)]
    Denomination(#[from] DenominationError),
    /// A denomination that an earlier row has.
    #[error("notes of {denomination} are in an earlier row")]
    CountedTwice {
        /// The denomination.
        denomination: Denomination,
    },
    /// An amount that is not the notes times their denomination.
    #[error("{notes} notes are {expected}, not the amount in the row")]
    AmountDiffers {
        /// The number of notes.
        notes: u32,
        /// The value of the notes.
        expected: Money,
    },
    /// An answer that contradicts an earlier one.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

vietnamese! { UnreadSheet,
    Self::File(error) => "{error}" with [error];
    Self::Headings { expected, found } if found.is_empty() => "không có dòng nào có các tiêu đề {expected}";
    Self::Headings { expected, found } => "không có dòng nào có các tiêu đề {expected}; dòng đầu là {found:?}";
    Self::Unit { line, found } => "dòng {line}: {found:?} là đơn vị khác đồng; hãy ghi đủ số đồng";
    Self::TwoReadings { column, dots, commas } =>
        "cột {}: {dots:?} tách hàng nghìn bằng dấu chấm, {commas:?} bằng dấu phẩy; hãy chỉ rõ dấu nào", in_vietnamese(column);
}

vietnamese! { SheetError,
    Self { line, column: None, reason } => "dòng {line}: {reason}" with [reason];
    Self { line, column: Some(column), reason } => "dòng {line}, cột {}: {reason}" with [reason], in_vietnamese(column);
}

vietnamese! { AnswerError,
    Self::AnsweredTwice { loan } => "khoản vay {loan} đã có trả lời";
}

vietnamese! { SheetReason,
    Self::Row(fault) => "{fault}" with [fault];
    Self::Columns { found, expected } => "có {found} cột, phải có {expected} cột như tiêu đề";
    Self::Number(error) => "{error}" with [error];
    Self::Negative => "nhỏ hơn 0";
    Self::TooManyNotes { notes } => "có {notes} tờ, nhiều nhất là {} tờ", Count::MAX;
    Self::Money(error) => "{error}" with [error];
    Self::Name(error) => "{error}" with [error];
    Self::Date(error) => "{error}" with [error];
    Self::Denomination(error) => "{error}" with [error];
    Self::CountedTwice { denomination } => "tờ {} đã có ở dòng trên", Balance::new(denomination.dong().into()).vietnamese();
    Self::AmountDiffers { notes, expected } => "{notes} tờ là {expected}, khác số tiền ghi ở dòng" with [expected];
    Self::Answer(error) => "{error}" with [error];
}

/// Returns the Vietnamese name of a column, by its English heading.
fn in_vietnamese(column: &str) -> &str {
    match column {
        "denomination" => "mệnh giá",
        "notes" => "số tờ",
        "amount" => "số tiền",
        "from" => "người nhận",
        "member" => "thành viên",
        "loan" => "khoản vay",
        "balance" => "dư nợ",
        "date" => "ngày",
        other => other,
    }
}

/// A column of a sheet: its English heading, and all headings by which it is found, [folded](fold), the most specific first.
pub(super) struct SheetColumn {
    pub(super) name: &'static str,
    pub(super) headings: &'static [&'static str],
    pub(super) is_required: bool,
}

/// The reason for which a row cannot be read, with its column, counted from 0; `None` for the whole row.
pub(super) struct Wrong(Option<usize>, SheetReason);

impl Wrong {
    pub(super) fn row(reason: impl Into<SheetReason>) -> Self {
        Self(None, reason.into())
    }

    pub(super) fn column<E: Into<SheetReason>>(column: usize) -> impl Fn(E) -> Self {
        move |reason| Self(Some(column), reason.into())
    }
}

/// A row below the headings.
pub(super) struct SheetRow<'a, const COLUMNS: usize> {
    row: &'a Row,
    places: [Option<usize>; COLUMNS],
    groupings: [Grouping; COLUMNS],
    day_order: DayOrder,
}

impl<const COLUMNS: usize> SheetRow<'_, COLUMNS> {
    fn cell(&self, column: usize) -> Option<&Cell> {
        let place = self.places.get(column).copied().flatten()?;
        self.row.cells.get(place)
    }

    /// Returns whether the cell in the column is missing, empty, or has only dashes.
    pub(super) fn is_blank(&self, column: usize) -> bool {
        self.cell(column).is_none_or(number::is_nothing)
    }

    pub(super) fn text(&self, column: usize) -> String {
        self.cell(column).map(Cell::text).unwrap_or_default()
    }

    /// Parses the cell in the column as a whole number; a number below zero is an error.
    pub(super) fn number(&self, column: usize) -> Result<u64, Wrong> {
        let grouping = self.groupings.get(column).copied().unwrap_or_default();
        let empty = Cell::Text(String::new());
        let number = number::whole(self.cell(column).unwrap_or(&empty), grouping).map_err(Wrong::column(column))?;
        match number {
            Number { sign: Some(Sign::Minus), .. } => Err(Wrong::column(column)(SheetReason::Negative)),
            Number { magnitude, .. } => Ok(magnitude),
        }
    }

    pub(super) fn money(&self, column: usize) -> Result<Money, Wrong> {
        Money::new(self.number(column)?).map_err(Wrong::column(column))
    }

    pub(super) fn day(&self, column: usize) -> Result<NaiveDate, Wrong> {
        let empty = Cell::Text(String::new());
        date::day(self.cell(column).unwrap_or(&empty), self.day_order).map_err(Wrong::column(column))
    }
}

/// The labels of a row of totals, each as the whole text of its first filled cell. Further words may follow `tổng cộng`, `cộng` and
/// `total`, but not the forms without accents: `Cong` may be a name.
const TOTALS: [&str; 12] = [
    "cộng",
    "tổng",
    "tổng cộng",
    "tổng số",
    "cong",
    "tong",
    "tong cong",
    "tong so",
    "total",
    "totals",
    "sum",
    "grand total",
];

/// Returns whether a row below the headings has no values: it is a row of totals, repeats the headings, or follows a row of totals and has
/// no digits.
fn is_beside(row: &Row, heading: &Row, is_after_total: bool) -> bool {
    let same = |one: &Row, other: &Row| {
        let folded = |row: &Row| row.cells.iter().map(|cell| fold(&cell.text())).collect::<Vec<_>>();
        folded(one) == folded(other)
    };
    is_total(row) || same(row, heading) || (is_after_total && !has_digits(row))
}

fn is_total(row: &Row) -> bool {
    row.filled().next().is_some_and(|(_, cell)| {
        let text = cell.text().to_lowercase();
        let label = text.trim_matches([':', ' ', '.']);
        TOTALS.contains(&label) || ["tổng cộng ", "cộng ", "total "].iter().any(|word| label.starts_with(word))
    })
}

fn has_digits(row: &Row) -> bool {
    row.filled().any(|(_, cell)| cell.text().contains(|c: char| c.is_ascii_digit()))
}

/// Calls `take` with every row below the headings, and returns the rows that cannot be read. Rows of totals and repeated headings are
/// skipped.
pub(super) fn read_rows<const COLUMNS: usize>(
    source: impl Read,
    columns: &[SheetColumn; COLUMNS],
    options: SheetOptions,
    mut take: impl FnMut(&SheetRow<'_, COLUMNS>) -> Result<(), Wrong>,
) -> Result<Vec<SheetError>, UnreadSheet> {
    let file = TableFile::read(source)?;
    let mut first = String::new();
    let found = file.tables().find_map(|table| {
        let row = table
            .rows
            .first()
            .map_or_else(String::new, |row| row.cells.iter().map(Cell::text).collect::<Vec<_>>().join(" | "));
        if row.len() > first.len() {
            first = row;
        }
        let place = table.rows.iter().position(|row| places(row, columns).is_some())?;
        Some((place, table))
    });
    let Some((place, table)) = found else {
        let expected = columns.iter().filter(|column| column.is_required).map(|column| {
            let vietnamese = column.headings.iter().find(|heading| **heading != column.name).unwrap_or(&"");
            format!("{} ({vietnamese})", column.name)
        });
        let expected: Vec<String> = expected.collect();
        return Err(UnreadSheet::Headings { expected: expected.join(", "), found: first.chars().take(80).collect() });
    };
    if let Some((line, found)) = other_unit(table.rows.get(..=place).unwrap_or_default()) {
        return Err(UnreadSheet::Unit { line, found });
    }
    read_below(&table, place, columns, options, &mut take)
}

/// Finds the cell by which amounts are in thousands or millions, and returns its line and text. It is a cell of the headings, which are the
/// last of these rows, or a cell above them that begins with a word for *unit*.
fn other_unit(rows: &[Row]) -> Option<(u64, String)> {
    const UNITS: [&str; 6] = ["nghin dong", "ngan dong", "trieu dong", "1 000 dong", "thousand", "million"];
    let headings = rows.last().map(|row| row.line);
    rows.iter().find_map(|row| {
        let says_so = |text: &String| {
            let folded = fold(text);
            let is_about_units = ["don vi", "dvt", "unit"].iter().any(|word| folded.starts_with(word));
            (headings == Some(row.line) || is_about_units) && UNITS.iter().any(|unit| folded.contains(unit))
        };
        let found = row.filled().map(|(_, cell)| cell.text()).find(says_so)?;
        Some((row.line, found))
    })
}

fn read_below<const COLUMNS: usize>(
    table: &Table,
    place: usize,
    columns: &[SheetColumn; COLUMNS],
    options: SheetOptions,
    take: &mut impl FnMut(&SheetRow<'_, COLUMNS>) -> Result<(), Wrong>,
) -> Result<Vec<SheetError>, UnreadSheet> {
    let Some((heading, below)) = table.rows.get(place..).and_then(<[Row]>::split_first) else { return Ok(Vec::new()) };
    let Some(places) = places(heading, columns) else { return Ok(Vec::new()) };
    let mut groupings = [Grouping::default(); COLUMNS];
    for ((grouping, place), column) in groupings.iter_mut().zip(places).zip(columns) {
        let cells = below.iter().filter_map(|row| row.cells.get(place?));
        *grouping = match (options.grouping, number::grouping(cells)) {
            (Some(given), _) => given,
            (None, Ok(found)) => found.unwrap_or_default(),
            (None, Err(TwoReadings { dots, commas })) => {
                return Err(UnreadSheet::TwoReadings { column: column.name, dots, commas });
            }
        };
    }
    let expected = heading.width();
    let needed =
        places.iter().zip(columns).filter(|(_, column)| column.is_required).filter_map(|(place, _)| *place).max();
    let mut errors = Vec::new();
    let mut is_after_total = false;
    for row in below {
        let error = |Wrong(column, reason)| {
            let column = column.and_then(|column: usize| columns.get(column)).map(|column| column.name);
            SheetError { line: row.line, column, reason }
        };
        if let Some(fault) = row.fault {
            errors.push(error(Wrong::row(fault)));
            continue;
        }
        if is_beside(row, heading, is_after_total) {
            is_after_total |= is_total(row);
            continue;
        }
        let is_short = needed.is_some_and(|needed| row.cells.len() <= needed);
        if !table.is_sheet && (row.width() > expected || is_short) {
            let found = if is_short { row.cells.len() } else { row.width() };
            errors.push(error(Wrong::row(SheetReason::Columns { found, expected })));
            continue;
        }
        let sheet_row = SheetRow { row, places, groupings, day_order: options.day_order };
        if let Err(wrong) = take(&sheet_row) {
            errors.push(error(wrong));
        }
    }
    Ok(errors)
}

/// Returns the places of the columns; `None` if the row lacks a required one. A heading that equals a name of the column has priority over
/// one that contains it, such as `Mệnh giá (đồng)` or `Số tờ / Notes`.
fn places<const COLUMNS: usize>(row: &Row, columns: &[SheetColumn; COLUMNS]) -> Option<[Option<usize>; COLUMNS]> {
    let cells: Vec<String> = row.cells.iter().map(|cell| fold(&cell.text())).collect();
    let mut places = [None; COLUMNS];
    let contains = |cell: &str, heading: &str| format!(" {cell} ").contains(&format!(" {heading} "));
    for matches in [|cell: &str, heading: &str| cell == heading, contains] {
        for (at, column) in columns.iter().enumerate() {
            let is_free = |place: &usize| !places.contains(&Some(*place));
            let found = column.headings.iter().find_map(|heading| {
                let matching =
                    cells.iter().enumerate().filter(|(_, cell)| matches(cell, heading)).map(|(place, _)| place);
                matching.into_iter().find(is_free)
            });
            if let Some(place @ None) = places.get_mut(at) {
                *place = found;
            }
        }
    }
    let is_complete = places.iter().zip(columns).all(|(place, column)| place.is_some() || !column.is_required);
    is_complete.then_some(places)
}
