//! Reconciliation (đối chiếu): the books beside what others say or count, for those who must sign for books they did not keep.

mod bank;
mod cash;
mod confirmation;
mod sampling;
mod sheet;

pub use bank::*;
pub use cash::{CashCode, CashCount, CashFinding, CountSheet, Denomination, DenominationError, Iou};
pub use confirmation::{
    Answer, AnswerError, Answers, Conclusion, Confirmation, ConfirmationRow, ConfirmationTally, Outcome,
};
pub use sampling::{ConfidenceFactor, ConfidenceFactorError, Sample, SampleRow, SamplingPlan};
pub use sheet::{SheetError, SheetReason};
//! Reconciliation (đối chiếu): what others say, set beside the books.

mod reported;

pub use reported::{
    Bound, CheckedDerivation, CheckedFigure, Derivation, Fault, Fraction, Gap, InBooks, Measure, Operation, Outside,
    Range, Reported, ReportedCheck, ReportedError, ReportedFigure, Said, Scope, Unit, Verdict, Why, WrittenNumber,
    WrittenNumberError,
};
