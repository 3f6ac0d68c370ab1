//! Statements (báo cáo): plain values computed from books, for people and for programs.
//!
//! Statements at a date are computed from [`Books`](crate::Books) as of that date; statements of a period from
//! [`BooksOfPeriod`]. Each is a value with public fields, and serialises under the keys of the guide's page on statements.
//! [`Statement`](crate::statement::Statement) computes any of them by its name, with the audit of the books at that date;
//! [`Statement::drill_down`](crate::statement::Statement::drill_down) also shows the records behind each figure.

mod account_ledger;
mod advances;
mod ageing;
mod borrowings;
mod cash_book;
mod confirmations;
mod corrections;
mod dcb;
mod drill_down;
mod dues;
mod figure;
mod fund_changes;
mod funds;
mod income;
mod income_expenditure;
mod indicators;
mod journal;
mod ledger_account;
mod loan_card;
mod loan_register;
mod maturities;
mod member_statement;
mod members;
mod month_report;
mod months;
mod period_trial_balance;
mod portfolio;
mod position;
mod projection;
mod ratio;
mod receipts_payments;
mod row;
mod span;
#[cfg(feature = "table")]
pub(crate) mod table;
mod trial_balance;

pub use account_ledger::{AccountLedger, LedgerRow};
pub use advances::{AdvanceColumns, Advances, HolderRow, ShortageColumns};
pub use ageing::{Ageing, AgeingColumns, AgeingRow, Arrears, ArrearsBucket, ArrearsColumns, ArrearsRow, Bucket};
pub use borrowings::{BorrowingColumns, Borrowings, LenderRow};
pub use cash_book::{CashBook, CashBookRow, CountCheck};
pub use confirmations::{ConfirmationRow, ConfirmationTotal, Confirmations, UnconfirmedRow};
pub use corrections::{BookedLateRow, Corrections, CorrectionsTotal, DespiteRow, ReversalRow, VoidedRow, WaiverRow};
pub use dcb::{DcbColumns, DcbRow, DcbTotal, DemandCollectionBalance};
pub use drill_down::{Contribution, DrillDown, ExplainError, Explained};
pub use dues::{Dues, DuesMonth, DuesRow};
pub use fund_changes::{ChangeRow, FundAmounts, FundChanges};
pub use funds::{CashPosition, FundBalances};
pub use income::IncomeStatement;
pub use income_expenditure::{FundColumns, IncomeAndExpenditure, NominalRow};
pub use indicators::{Counts, Indicators, Ratios};
pub use journal::{JournalRow, JournalStatement};
pub use ledger_account::LedgerAccount;
pub use loan_card::{CardEvent, CardTerms, LoanCard, ScheduleRow};
pub use loan_register::{LoanRegister, RegisterRow, RegisterStatus, RegisterTotal};
pub use maturities::{DueColumns, Maturities, MonthRow};
pub use member_statement::{MemberStatement, Owes, ReceiptColumns, ReceiptRow};
pub use members::{GroupRow, MemberRow, Members};
pub use month_report::{ActivityRow, MonthReport, PlaceCheck};
pub use months::MonthFigures;
pub use period_trial_balance::{PeriodTrialBalance, PeriodTrialBalanceRow, Sides};
pub use portfolio::Portfolio;
pub use position::{Assets, FundRow, Memo, Position, Sources};
pub use projection::{Assumptions, LostLoan, Projection, YearRow};
pub use ratio::Ratio;
pub use receipts_payments::{PlaceColumns, PurposeRow, ReceiptsAndPayments};
pub use row::RecordColumns;
pub use span::{BackwardPeriod, BooksOfPeriod};
pub use trial_balance::{TrialBalance, TrialBalanceRow};

pub(crate) use figure::{Figure, NoTape, Tape, Traced};

use chrono::NaiveDate;

use crate::calendar::iso_or_null;

/// Returns the last day of the calendar month of `day`.
fn month_end(day: NaiveDate) -> NaiveDate {
    crate::calendar::Month::of(day).map_or(NaiveDate::MAX, crate::calendar::Month::last_day)
}
