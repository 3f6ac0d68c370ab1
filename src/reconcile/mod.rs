//! Reconciliation (đối chiếu): the books beside what others say, count or report, for those who must sign for books they did not
//! keep.

mod bank;
mod cash;
mod confirmation;
mod reported;
mod sampling;
mod sheet;

pub use bank::*;
pub use cash::{CashCode, CashCount, CashFinding, CountSheet, Denomination, DenominationError, Iou};
pub use confirmation::{
    Answer, AnswerError, Answers, Conclusion, Confirmation, ConfirmationRow, ConfirmationTally, Outcome,
};
pub use reported::{
    Bound, CheckedDerivation, CheckedFigure, Derivation, Fault, Fraction, Gap, InBooks, Measure, Operation, Outside,
    Range, Reported, ReportedCheck, ReportedError, ReportedFigure, Said, Scope, Unit, Verdict, Why, WrittenNumber,
    WrittenNumberError,
};
pub use sampling::{ConfidenceFactor, ConfidenceFactorError, Sample, SampleRow, SamplingPlan};
pub use sheet::{SheetError, SheetReason};
