//! Tables: a common form for every statement, review and reconciliation, with a renderer for each medium.
//!
//! A [`Table`] has a title, typed columns, rows of typed [`Cell`]s, totals and notes, each with English and Vietnamese words.
//! [`of_statement`] makes the tables of a statement from its serialised form, with the words of [`words`]; [`of_answer`] makes those
//! of a statement with the club, the period and the number of findings before them.
//!
//! | medium | renderer | feature |
//! |---|---|---|
//! | terminal | [`Table::to_text`], 80 columns unless another width is asked for | – |
//! | spreadsheet, as CSV | [`Table::to_csv`] with [`CsvOptions`] | – |
//! | page | `html::table`, `html::page`, `html::chart`, `html::qr_code` | `html` |
//! | workbook | `xlsx::workbook` | `xlsx` |
//!
//! ```
//! use revolving_fund::Balance;
//! use revolving_fund::table::{Kind, Language, Table};
//!
//! let columns = [("Fund", "Quỹ", Kind::Text), ("Amount", "Số tiền", Kind::Amount)];
//! let mut table = Table::new(("Funds", "Các quỹ"), columns);
//! table.push(vec![("Seed grant", "Vốn ban đầu").into(), Balance::new(100_000_000).into()]);
//! table.push(vec![("Operating fund", "Quỹ hoạt động").into(), Balance::new(1_085_900).into()]);
//! table.push_total(vec![("Total", "Cộng").into(), Balance::new(101_085_900).into()]);
//! let expected = "\
//! Các quỹ
//!
//! Quỹ                Số tiền
//! ──────────────────────────
//! Vốn ban đầu    100.000.000
//! Quỹ hoạt động    1.085.900
//! ──────────────────────────
//! Cộng           101.085.900
//! ";
//! assert_eq!(table.to_text(Language::Vietnamese), expected);
//! ```

mod csv;
mod format;
#[cfg(feature = "html")]
pub mod html;
mod json;
mod shape;
mod statement;
mod text;
pub mod words;
#[cfg(feature = "xlsx")]
pub mod xlsx;

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::calendar::Month;
use crate::catalogue::Bilingual;
use crate::money::Balance;

pub use csv::{CsvOptions, Delimiter, to_csv};
pub use statement::{StatementError, of_answer, of_json, of_statement, of_statement_explained};
pub use text::TextOptions;

pub use crate::display::{Language, UnknownLanguage};

/// A text in English and Vietnamese that may be composed at run time. A [`Bilingual`] converts into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Label {
    /// The English text.
    pub english: Cow<'static, str>,
    /// The Vietnamese text.
    pub vietnamese: Cow<'static, str>,
}

impl Label {
    /// Makes a label in two languages.
    pub fn new(english: impl Into<Cow<'static, str>>, vietnamese: impl Into<Cow<'static, str>>) -> Self {
        Self { english: english.into(), vietnamese: vietnamese.into() }
    }

    /// Makes a label that is the same in both languages, such as a name.
    pub fn same(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self { english: text.clone(), vietnamese: text }
    }

    /// Joins two labels, language by language.
    #[must_use]
    pub fn join(&self, separator: &str, other: &Self) -> Self {
        Self::new(
            format!("{}{separator}{}", self.english, other.english),
            format!("{}{separator}{}", self.vietnamese, other.vietnamese),
        )
    }

    /// Returns the text in one language, or in both with ` / ` between them if they differ.
    #[must_use]
    pub fn text(&self, language: Language) -> Cow<'_, str> {
        match language {
            Language::English => Cow::Borrowed(&self.english),
            Language::Vietnamese => Cow::Borrowed(&self.vietnamese),
            Language::Both if self.english == self.vietnamese => Cow::Borrowed(&self.english),
            Language::Both => Cow::Owned(format!("{} / {}", self.english, self.vietnamese)),
        }
    }

    /// Returns the text in each language asked for: one, or two if they differ.
    fn lines(&self, language: Language) -> Vec<&str> {
        match language {
            Language::English => vec![&self.english],
            Language::Vietnamese => vec![&self.vietnamese],
            Language::Both if self.english == self.vietnamese => vec![&self.english],
            Language::Both => vec![&self.english, &self.vietnamese],
        }
    }
}

impl From<(&'static str, &'static str)> for Label {
    fn from((english, vietnamese): (&'static str, &'static str)) -> Self {
        Self::new(english, vietnamese)
    }
}

impl From<Bilingual> for Label {
    fn from(text: Bilingual) -> Self {
        Self::new(text.english, text.vietnamese)
    }
}

/// Makes a label of a day as each language writes it.
impl From<NaiveDate> for Label {
    fn from(day: NaiveDate) -> Self {
        let [english, vietnamese] = [Language::English, Language::Vietnamese].map(|to| Cell::Date(day).text(to));
        Self::new(english, vietnamese)
    }
}

/// The kind of values in a column. It determines the alignment, also of empty cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Text, on the left; the only kind that may be wrapped.
    Text,
    /// Amounts in đồng.
    Amount,
    /// Whole numbers that are not money.
    Count,
    /// Years, written without separators.
    Year,
    /// Dates, on the left.
    Date,
    /// Calendar months, on the left.
    Month,
    /// Quotients of two numbers.
    Ratio,
    /// Rates and shares, written in percent.
    Rate,
    /// Yes or no, on the left.
    Flag,
}

impl Kind {
    /// Returns true if values are aligned on the right.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Amount | Self::Count | Self::Year | Self::Ratio | Self::Rate)
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub heading: Label,
    /// The heading of the group of neighbouring columns to which this one belongs.
    pub group: Option<Label>,
    /// The kind of its values.
    pub kind: Kind,
}

impl Column {
    /// Makes a column without a group.
    pub fn new(heading: impl Into<Label>, kind: Kind) -> Self {
        Self { heading: heading.into(), group: None, kind }
    }

    /// Returns the column as part of a group.
    #[must_use]
    pub fn in_group(self, group: impl Into<Label>) -> Self {
        Self { group: Some(group.into()), ..self }
    }

    /// Returns the heading with that of the group before it.
    fn full_heading(&self) -> Cow<'_, Label> {
        match &self.group {
            Some(group) => Cow::Owned(group.join(": ", &self.heading)),
            None => Cow::Borrowed(&self.heading),
        }
    }
}

/// Makes a column from its English and its Vietnamese heading and its kind.
impl From<(&'static str, &'static str, Kind)> for Column {
    fn from((english, vietnamese, kind): (&'static str, &'static str, Kind)) -> Self {
        Self::new((english, vietnamese), kind)
    }
}

/// The unit in which a ratio is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RatioUnit {
    /// As a percentage: `29,42 %`.
    #[default]
    Percent,
    /// As a number: `2,0531`.
    Number,
}

/// A value of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell {
    /// No value.
    #[default]
    Empty,
    /// A text that someone wrote.
    Text(String),
    /// A text of the library.
    Bilingual(Label),
    /// An amount in đồng.
    Amount(Balance),
    /// A whole number that is not money.
    Count(i128),
    /// A year.
    Year(i128),
    /// A day.
    Date(NaiveDate),
    /// A calendar month.
    Month(Month),
    /// A quotient, rounded half away from zero to four decimal places. It has no value if the denominator is zero or less.
    Ratio {
        /// The number divided.
        numerator: Balance,
        /// The number that divides.
        denominator: Balance,
        /// The unit in which the quotient is shown.
        unit: RatioUnit,
    },
    /// A rate or share, as a fraction of one; it is shown in percent.
    Rate(Decimal),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// Returns true if the cell is empty, zero or false.
    #[must_use]
    pub fn is_void(&self) -> bool {
        match self {
            Self::Empty | Self::Flag(false) | Self::Count(0) => true,
            Self::Amount(amount) => *amount == Balance::ZERO,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

impl From<Label> for Cell {
    fn from(label: Label) -> Self {
        Self::Bilingual(label)
    }
}

impl From<(&'static str, &'static str)> for Cell {
    fn from(texts: (&'static str, &'static str)) -> Self {
        Self::Bilingual(texts.into())
    }
}

impl From<Bilingual> for Cell {
    fn from(text: Bilingual) -> Self {
        Self::Bilingual(text.into())
    }
}

impl From<Balance> for Cell {
    fn from(amount: Balance) -> Self {
        Self::Amount(amount)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<Month> for Cell {
    fn from(month: Month) -> Self {
        Self::Month(month)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// The kind of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// A row of values.
    Detail,
    /// A heading within the table; only its first cell is shown, across the table.
    Section,
    /// A total of the rows since the last section.
    Subtotal,
    /// A total of the table.
    Total,
}

/// A row of a table. Missing cells are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The kind of the row.
    pub kind: RowKind,
    /// True if each number is meant as the sum of the numbers above it: of its section for a subtotal, of all rows of values for a
    /// total. A workbook then has a formula in each cell whose sum agrees.
    pub is_sum: bool,
    /// The values, one for each column.
    pub cells: Vec<Cell>,
}

/// A table, independent of the medium on which it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The title.
    pub title: Label,
    /// The columns; the first one names the row.
    pub columns: Vec<Column>,
    /// The rows of values, with sections and subtotals among them.
    pub rows: Vec<Row>,
    /// The totals below the rows.
    pub totals: Vec<Row>,
    /// Notes below the table.
    pub notes: Vec<Label>,
}

impl Table {
    /// Makes a table without rows.
    pub fn new(title: impl Into<Label>, columns: impl IntoIterator<Item: Into<Column>>) -> Self {
        Self { title: title.into(), columns: columns.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Adds a row of values.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { kind: RowKind::Detail, is_sum: false, cells });
    }

    /// Adds a heading within the table.
    pub fn push_section(&mut self, heading: impl Into<Label>) {
        self.rows.push(Row { kind: RowKind::Section, is_sum: false, cells: vec![heading.into().into()] });
    }

    /// Adds a total of the section, whose numbers are sums.
    pub fn push_subtotal(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { kind: RowKind::Subtotal, is_sum: true, cells });
    }

    /// Adds a total whose numbers are sums of the rows of values.
    pub fn push_total(&mut self, cells: Vec<Cell>) {
        self.totals.push(Row { kind: RowKind::Total, is_sum: true, cells });
    }

    /// Adds a total whose numbers are not sums of the rows of values, such as a closing balance.
    pub fn push_result(&mut self, cells: Vec<Cell>) {
        self.totals.push(Row { kind: RowKind::Total, is_sum: false, cells });
    }

    /// Returns true if the table has no rows, and all its totals are zero.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let is_void = |cell: &Cell| cell.is_void() || matches!(cell, Cell::Bilingual(_));
        self.rows.is_empty() && self.totals.iter().all(|total| total.cells.iter().all(is_void))
    }

    /// Returns the table without the columns that are zero or empty in every row, except the first column, and with a note that names
    /// them. It is meant for media of fixed width, such as a sheet of paper.
    #[must_use]
    pub fn without_void_columns(&self) -> Self {
        let cell = |row: &Row, place: usize| row.cells.get(place).cloned().unwrap_or_default();
        let is_void = |row: &Row, place: usize| row.kind == RowKind::Section || cell(row, place).is_void();
        let is_hidden = |place: &usize| *place > 0 && self.all_rows().all(|row| is_void(row, *place));
        let (hidden, shown): (Vec<usize>, Vec<usize>) = (0..self.columns.len()).partition(is_hidden);
        if hidden.is_empty() {
            return self.clone();
        }
        let of = |row: &Row| Row { cells: shown.iter().map(|place| cell(row, *place)).collect(), ..*row };
        let headings: Vec<_> =
            hidden.iter().filter_map(|place| self.columns.get(*place)).map(Column::full_heading).collect();
        let note = text::hidden_columns(&headings.iter().map(AsRef::as_ref).collect::<Vec<_>>());
        Self {
            title: self.title.clone(),
            columns: shown.iter().filter_map(|place| self.columns.get(*place)).cloned().collect(),
            rows: self.rows.iter().map(of).collect(),
            totals: self.totals.iter().map(of).collect(),
            notes: self.notes.iter().cloned().chain([note]).collect(),
        }
    }

    /// Iterates over the rows, then the totals.
    pub fn all_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain(&self.totals)
    }
}

impl fmt::Display for Table {
    /// Writes the text of the table in both languages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::Both))
    }
}
