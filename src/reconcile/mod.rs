//! Reconciliation (đối chiếu): compares the books with the records, counts and reports of others, for those who sign for books that they
//! did not keep.
//!
//! | the books are compared with | module |
//! |---|---|
//! | the statement that the bank prints (sổ phụ) | [`bank`] |
//! | the notes in the box (kiểm kê quỹ) | [`cash`] |
//! | the members' passbooks (sổ vay) | [`confirmation`] |
//! | the figures of a report (số liệu báo cáo) | [`reported`] |
//!
//! Files that others made are read by one reader of tables: CSV in UTF-8, UTF-16 or Windows-1258, and with the feature `workbook` also
//! XLSX, XLS and ODS. Any other file is an [`UnreadableFile`], which names the kind of file. Numbers and days are read as people write them
//! ([`Grouping`], [`DayOrder`]); a row that cannot be read is reported with its line, column and reason, and the others are read.
//!
//! MT940 and CAMT.053 messages are named and refused, with the remedy to ask the bank for CSV: the crates that read them (`mt940` 1.1,
//! `camt053` 0.4, as of November 2026) do not return the line of a movement in the file, which a reconciliation reports.
//!
//! The reader of workbooks decompresses a file into memory; a workbook that unpacks to more than 256 MiB, or has a sheet of more than
//! 4 million cells, is refused.
//!
//! Counts and answers are read from sheets, small tables that people keep in a spreadsheet. A row that cannot be read is a [`SheetError`]
//! with its line and column, and all others are read; a file that is not such a sheet is an [`UnreadSheet`].

pub mod bank;
pub mod cash;
pub mod confirmation;
mod denomination;
pub mod reported;
mod sheet;
mod table;

pub use sheet::{SheetError, SheetOptions, SheetReason, UnreadSheet};
pub use table::{DateCellError, DayOrder, Grouping, NumberError, RowFault, UnreadableFile};

use unicode_width::UnicodeWidthStr;

use crate::display::Language;

/// The room for each of three signatures in a line of 80 columns.
const SIGNATURE_WIDTH: usize = 27;

/// Returns the line for signatures, with the titles of those who sign in English and Vietnamese.
fn signatures(language: Language, titles: [(&str, &str); 3]) -> String {
    let titles = titles.map(|(english, vietnamese)| {
        let title = language.label(english, vietnamese);
        let padding = SIGNATURE_WIDTH.saturating_sub(title.width());
        title + &" ".repeat(padding)
    });
    format!("{}\n", titles.concat().trim_end())
}
