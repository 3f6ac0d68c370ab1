//! Tables as banks, spreadsheets and people write them: rows of cells, each with its line in the file.
//!
//! A [`TableFile`] is read from bytes: text in UTF-8, UTF-16 or Windows-1258 with columns separated by commas, semicolons, tabs or vertical
//! bars, or a workbook. [`TableFile::tables`] gives one [`Table`] for each separator; the reader of a sheet or statement uses the one in
//! which it finds its headings. Texts are in NFC, and each run of white space in a cell is one blank. [`number`] and [`date`] read the
//! cells.
//!
//! ```text
//! let file = TableFile::read(source)?;                          // UnreadableFile: what the file is instead of a table
//! for table in file.tables() {
//!     for row in &table.rows {                                  // blank rows are left out
//!         row.fault                                             // Some: the row is refused, whatever its cells say
//!         row.cell(2).text(), row.cell(2).is_blank()            // a cell behind the last one is blank
//!         fold(row.cell(0).text()) == "ngay giao dich"          // headings without accents, signs and capitals
//!     }
//!     let grouping = number::grouping(column_of_cells)?;        // TwoReadings: the column can be read in two ways
//!     number::whole(cell, grouping)?.amount()                   // signed, whole units
//!     date::day(cell, DayOrder::DayFirst)?
//! }
//! ```

pub(super) mod date;
mod decode;
pub(super) mod number;
mod text;
#[cfg(feature = "workbook")]
mod workbook;

use std::io::{self, Read};

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::catalogue::{Bilingual, vietnamese};
use crate::display::is_harmful;

pub use date::{DateCellError, DayOrder};
pub use number::{Grouping, NumberError};

/// The most bytes that a file may have.
const LARGEST: u64 = 64 << 20;

/// The reason for which a file is not a table, or not one that can be read here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableFile {
    /// The source of the bytes failed.
    #[error("cannot read: {0}")]
    Io(#[from] io::Error),
    /// The file has more bytes than are read.
    #[error("the file has more than {most} bytes")]
    TooLarge {
        /// The most bytes that are read.
        most: u64,
    },
    /// The file is not a table.
    #[error("the file is {}, not a table; {}", kind.english, remedy.english)]
    Kind {
        /// The kind of file.
        kind: Bilingual,
        /// The remedy.
        remedy: Bilingual,
    },
    /// An encoding that cannot be read, by its name.
    #[error(
        "the text is in {encoding}, expected UTF-8, UTF-16 with its mark or Windows-1258; in a spreadsheet, convert the \
         font to Unicode and save as CSV UTF-8"
    )]
    Encoding {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// A workbook that its reader refuses.
    #[error("the workbook cannot be read: {reason}; open it in a spreadsheet and save it again")]
    Workbook {
        /// The reason.
        reason: String,
    },
}

vietnamese! { UnreadableFile,
    Self::Io(error) => "không đọc được: {error}";
    Self::TooLarge { most } => "tệp lớn hơn {most} byte";
    Self::Kind { kind, remedy } => "đây là {}, không phải bảng; {}", kind.vietnamese, remedy.vietnamese;
    Self::Encoding { encoding } => "chữ theo bảng mã {encoding}, phải là UTF-8, UTF-16 có dấu đầu tệp hoặc Windows-1258; \
        hãy chuyển phông trong bảng tính sang Unicode rồi lưu thành CSV UTF-8";
    Self::Workbook { reason } => "không đọc được bảng tính: {reason}; hãy mở bằng phần mềm bảng tính rồi lưu lại";
}

/// A row of a file that cannot be read, whatever the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// A quotation mark that is never closed, or only by the opening mark of a row below.
    #[error("it opens a quotation mark and does not close it, or closes it on another line within a text")]
    OpenQuote,
    /// A row after such a quotation mark, which hides it.
    #[error("it is lost behind the quotation mark that is open since line {since}")]
    BehindQuote {
        /// The line with the quotation mark.
        since: u64,
    },
    /// Bytes that are not text.
    #[error("it has bytes that are not text in UTF-8")]
    Damaged,
}

vietnamese! { RowFault,
    Self::OpenQuote => "dấu ngoặc kép mở mà không đóng, hoặc đóng ở dòng khác giữa đoạn chữ";
    Self::BehindQuote { since } => "dòng bị che bởi dấu ngoặc kép mở từ dòng {since}";
    Self::Damaged => "có ký tự hỏng, không phải UTF-8";
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "workbook"), expect(dead_code, reason = "only workbooks have numbers and days"))]
pub(super) enum Cell {
    /// The text as written, in NFC, with each run of white space as one blank; without invisible characters, and without the marks for a
    /// text: `="1.000"`, `'1.000`.
    Text(String),
    /// A number of a workbook: digits, with a dot before decimals.
    Number(String),
    /// A day of a workbook.
    Day(NaiveDate),
}

const BLANK: &Cell = &Cell::Text(String::new());

impl Cell {
    /// Makes a cell from a text: removes invisible characters and the marks for a text, and composes it in NFC.
    fn of(text: &str) -> Self {
        let is_seen = |c: &char| c.is_whitespace() || !is_harmful(*c) || c.is_control();
        let text: String = text.chars().filter(is_seen).collect();
        let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let text: String = words.collect::<Vec<_>>().join(" ").nfc().collect();
        Self::Text(as_text(&text).to_owned())
    }

    /// Returns whether it is an empty text.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    /// Returns its text; for a day `2024-03-31`.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// Returns the text of a cell without the marks by which a spreadsheet keeps a number or a day as text, and without quotation marks that
/// follow a blank.
fn as_text(text: &str) -> &str {
    let inside = |open: &str| text.strip_prefix(open).and_then(|text| text.strip_suffix('"'));
    let quoted = text.strip_prefix('\'').map(|text| text.strip_suffix('\'').unwrap_or(text));
    inside("=\"").or(inside("\"")).or(quoted).unwrap_or(text).trim()
}

/// A row that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line of the file on which it begins, or the row of the sheet, counted from 1.
    pub(super) line: u64,
    pub(super) cells: Vec<Cell>,
    /// The reason for which the row cannot be read; `None` if it can.
    pub(super) fault: Option<RowFault>,
    /// The further lines of a row whose cells have line breaks, each read as a row of its own, since rows may be hidden there.
    pub(super) inner: Vec<Row>,
}

impl Row {
    /// Returns the cell at a place, counted from 0; a blank cell after the last one.
    pub(super) fn cell(&self, place: usize) -> &Cell {
        self.cells.get(place).unwrap_or(BLANK)
    }

    /// Returns the number of cells up to the last one that is not blank.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last.saturating_add(1))
    }

    /// Iterates over the cells that are not blank, with their places.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank())
    }
}

/// The rows of a file under one separator, or those of the first sheet of a workbook.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// True if it is a sheet of a workbook, in which an extra cell cannot shift the others.
    pub(super) is_sheet: bool,
}

/// A file that holds a table.
pub(super) enum TableFile {
    Text(String),
    #[cfg(feature = "workbook")]
    Sheet(Vec<Row>),
}

impl TableFile {
    /// Reads a file to its end, at most 64 MiB.
    pub(super) fn read(source: impl Read) -> Result<Self, UnreadableFile> {
        let mut bytes = Vec::new();
        source.take(LARGEST.saturating_add(1)).read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).map_or(true, |length| length > LARGEST) {
            return Err(UnreadableFile::TooLarge { most: LARGEST });
        }
        match decode::kind(&bytes) {
            decode::Kind::Text => decode::text(&bytes).map(Self::Text),
            decode::Kind::Workbook(format) => Self::workbook(format, bytes),
            decode::Kind::Other { kind, remedy } => Err(UnreadableFile::Kind { kind, remedy }),
        }
    }

    #[cfg(feature = "workbook")]
    fn workbook(format: decode::Workbook, bytes: Vec<u8>) -> Result<Self, UnreadableFile> {
        workbook::rows(format, bytes).map(Self::Sheet)
    }

    #[cfg(not(feature = "workbook"))]
    fn workbook(_: decode::Workbook, _: Vec<u8>) -> Result<Self, UnreadableFile> {
        Err(UnreadableFile::Kind {
            kind: Bilingual { english: "a workbook of a spreadsheet", vietnamese: "tệp bảng tính" },
            remedy: Bilingual {
                english: "save it as CSV UTF-8, or read it with the feature `workbook`",
                vietnamese: "hãy lưu thành CSV UTF-8, hoặc đọc với tính năng `workbook`",
            },
        })
    }

    /// Returns the tables that the file may be: one for each separator that occurs in it, or the first sheet of a workbook.
    pub(super) fn tables(&self) -> impl Iterator<Item = Table> + '_ {
        let is_used = |separator: &u8| match self {
            Self::Text(content) => content.contains(char::from(*separator)),
            #[cfg(feature = "workbook")]
            Self::Sheet(_) => *separator == b',',
        };
        text::SEPARATORS.into_iter().filter(is_used).map(|separator| match self {
            Self::Text(content) => Table { rows: text::rows(content, separator), is_sheet: false },
            #[cfg(feature = "workbook")]
            Self::Sheet(rows) => Table { rows: rows.clone(), is_sheet: true },
        })
    }
}

/// Returns the form in which headings and labels are compared: letters and digits in lower case without accents, other characters as one
/// blank between words.
pub(super) fn fold(text: &str) -> String {
    let letters = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let letters = letters.flat_map(char::to_lowercase).map(|c| if c == 'đ' { 'd' } else { c });
    let spaced: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
