//! Reconciliation (đối chiếu): the books beside what others say or count, for those who must sign for books they did not keep.

mod bank;
mod cash;
mod sheet;

pub use bank::*;
pub use cash::{CashCode, CashCount, CashFinding, CountSheet, Denomination, DenominationError, Iou};
pub use sheet::{SheetError, SheetReason};
