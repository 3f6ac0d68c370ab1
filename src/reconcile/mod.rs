//! Reconciliation (đối chiếu): the books beside what others say, count or report, for those who must sign for books they did not
//! keep.
//!
//! | beside | room |
//! |---|---|
//! | the statement that the bank prints (sổ phụ) | [`bank`] |
//! | the notes in the box (kiểm kê quỹ) | [`cash`] |
//! | the members' passbooks (sổ vay) | [`confirmation`] |
//! | what a report claims (số liệu báo cáo) | [`reported`] |
//!
//! Counts and answers are read from sheets, small tables that people keep in a spreadsheet. A row that cannot be taken is told as
//! a [`SheetError`] with its line and column; all others are. What may be wrong with a row of any table, a statement's too, is a
//! [`TableError`].

pub mod bank;
pub mod cash;
pub mod confirmation;
mod csv_rows;
pub mod reported;
mod sheet;
mod table;

pub use csv_rows::TableError;
pub use sheet::{SheetError, SheetReason};
pub use table::{DateCellError, DayOrder, Grouping, NumberError, RowFault, UnreadableFile};
