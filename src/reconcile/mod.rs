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
//! Counts and answers are read from sheets, small tables that people keep in a spreadsheet. A row that cannot be read is a
//! [`SheetError`] with its line and column, and all others are read; a file that is no such sheet is an [`UnreadSheet`].

pub mod bank;
pub mod cash;
pub mod confirmation;
pub mod reported;
mod sheet;
mod table;

pub use sheet::{SheetError, SheetOptions, SheetReason, UnreadSheet};
pub use table::{DateCellError, DayOrder, Grouping, NumberError, RowFault, UnreadableFile};
