//! What a review observes: the facts, told in English and in Vietnamese.

use std::fmt;

use chrono::NaiveDate;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::code::ObservationCode;
use crate::calendar::{Day, Month, iso};
use crate::count::Seq;
use crate::money::{Amount, Balance};
use crate::name::{DocumentNumber, LoanId, MemberId, Text};
use crate::rules::Vietnamese;
use crate::voucher::Record;

/// A record that is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its number in the books.
    pub seq: Seq,
    /// Its document number.
    pub id: DocumentNumber,
}

impl From<&Record> for Reference {
    fn from(record: &Record) -> Self {
        Self { seq: record.seq, id: record.id.clone() }
    }
}

/// The facts of an observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are what the text of each says")]
pub enum Facts {
    /// `number-gap`: the first and the last number that is missing, and how many.
    NumberGap { first: String, last: String, missing: u64 },
    /// `number-double`: the series and the number.
    NumberDouble { series: String, number: u64 },
    /// `number-order`: the document with the higher number, and how many with lower ones are dated after it.
    NumberOrder { leader: DocumentNumber, later: usize },
    /// `receipt-twice`: how many, and what all of them say.
    ReceiptTwice {
        receipts: usize,
        payer: String,
        amount: Balance,
        #[serde(with = "iso")]
        date: NaiveDate,
    },
    /// `receipts-round`: how many of how many repayments are multiples of the unit.
    ReceiptsRound { round: u32, repayments: u32, unit: Amount },
    /// `receipts-alike`: how many repayments of one sum on one day, and of how many different principals.
    ReceiptsAlike {
        receipts: usize,
        principals: usize,
        amount: Balance,
        #[serde(with = "iso")]
        date: NaiveDate,
    },
    /// `reversed-late`: what was taken back, and after how many days.
    ReversedLate { record: DocumentNumber, days: u32 },
    /// `lent-again`: what the member repaid, how many days before which loan.
    LentAgain { member: MemberId, repaid: Balance, days: u32, loan: LoanId, principal: Amount },
    /// `minute-large`: what the minute passed, and the medians of all minutes.
    MinuteLarge { minute: Text, loans: usize, amount: Balance, median_loans: usize, median_amount: Balance },
    /// `not-disbursed`: the loan that was passed, and how many days ago.
    NotDisbursed { loan: LoanId, member: MemberId, principal: Amount, days: u32 },
    /// `report-missing`: the first and the last month, and how many.
    ReportMissing { first: Month, last: Month, months: usize },
    /// `count-missing`: the first and the last month, and how many.
    CountMissing { first: Month, last: Month, months: usize },
}

/// Something to be looked at: what the books say, and no judgement of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The records concerned, in the order of the books; none where something is absent.
    pub records: Vec<Reference>,
    /// The facts.
    pub facts: Facts,
}

impl Observation {
    pub(super) fn new<'b>(records: impl IntoIterator<Item = &'b Record>, facts: Facts) -> Self {
        Self { records: records.into_iter().map(Reference::from).collect(), facts }
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> ObservationCode {
        match self.facts {
            Facts::NumberGap { .. } => ObservationCode::NumberGap,
            Facts::NumberDouble { .. } => ObservationCode::NumberDouble,
            Facts::NumberOrder { .. } => ObservationCode::NumberOrder,
            Facts::ReceiptTwice { .. } => ObservationCode::ReceiptTwice,
            Facts::ReceiptsRound { .. } => ObservationCode::ReceiptsRound,
            Facts::ReceiptsAlike { .. } => ObservationCode::ReceiptsAlike,
            Facts::ReversedLate { .. } => ObservationCode::ReversedLate,
            Facts::LentAgain { .. } => ObservationCode::LentAgain,
            Facts::MinuteLarge { .. } => ObservationCode::MinuteLarge,
            Facts::NotDisbursed { .. } => ObservationCode::NotDisbursed,
            Facts::ReportMissing { .. } => ObservationCode::ReportMissing,
            Facts::CountMissing { .. } => ObservationCode::CountMissing,
        }
    }

    /// Tells it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

/// Tells it in English.
impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.facts {
            Facts::NumberGap { first, missing: 1, .. } => write!(f, "{first} is not in the books"),
            Facts::NumberGap { first, last, missing } => {
                write!(f, "{first} to {last}, {missing} numbers, are not in the books")
            }
            Facts::NumberDouble { series, number } => {
                write!(f, "{} documents of series {series:?} bear the number {number}", self.records.len())
            }
            Facts::NumberOrder { leader, later } => {
                write!(f, "{later} document(s) with numbers below {leader} are dated after it")
            }
            Facts::ReceiptTwice { receipts, payer, amount, date } => {
                write!(f, "{receipts} receipts of {amount} each from {payer} on {date}")
            }
            Facts::ReceiptsRound { round, repayments, unit } => {
                write!(f, "{round} of {repayments} repayments are whole multiples of {unit}")
            }
            Facts::ReceiptsAlike { receipts, principals, amount, date } => write!(
                f,
                "{receipts} repayments of {amount} each on {date}, of loans of {principals} different principals"
            ),
            Facts::ReversedLate { record, days } => {
                write!(f, "{record} was taken back {days} day(s) after it was booked")
            }
            Facts::LentAgain { member, repaid, days, loan, principal } => {
                write!(f, "member {member} repaid {repaid} and {days} day(s) later was paid {principal} on loan {loan}")
            }
            Facts::MinuteLarge { minute, loans, amount, median_loans, median_amount } => write!(
                f,
                "minute {minute:?} passed {loans} loan(s) of {amount} together, \
                 the median of the minutes is {median_loans} and {median_amount}",
                minute = minute.as_str()
            ),
            Facts::NotDisbursed { loan, member, principal, days } => {
                write!(f, "loan {loan} of {principal} to member {member} was passed {days} day(s) ago")
            }
            Facts::ReportMissing { first, months: 1, .. } => write!(f, "no activity is reported of {first}"),
            Facts::ReportMissing { first, last, months } => {
                write!(f, "no activity is reported of the {months} months {first} to {last}")
            }
            Facts::CountMissing { first, months: 1, .. } => write!(f, "no count of the box is dated in {first}"),
            Facts::CountMissing { first, last, months } => {
                write!(f, "no count of the box is dated in the {months} months {first} to {last}")
            }
        }
    }
}

impl fmt::Display for Vietnamese<'_, Observation> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.facts {
            Facts::NumberGap { first, missing: 1, .. } => write!(f, "trong sổ không có số {first}"),
            Facts::NumberGap { first, last, missing } => {
                write!(f, "trong sổ không có các số từ {first} đến {last}, {missing} số")
            }
            Facts::NumberDouble { series, number } => {
                write!(f, "{} chứng từ loại {series:?} cùng mang số {number}", self.0.records.len())
            }
            Facts::NumberOrder { leader, later } => {
                write!(f, "{later} chứng từ có số nhỏ hơn {leader} nhưng ghi ngày sau")
            }
            Facts::ReceiptTwice { receipts, payer, amount, date } => {
                write!(f, "{receipts} phiếu thu, mỗi phiếu {amount}, của {payer} cùng ngày {}", Day(*date))
            }
            Facts::ReceiptsRound { round, repayments, unit } => {
                write!(f, "{round} trong {repayments} lần trả nợ là bội số của {unit}")
            }
            Facts::ReceiptsAlike { receipts, principals, amount, date } => write!(
                f,
                "ngày {} có {receipts} lần trả nợ, mỗi lần {amount}, của các khoản vay có {principals} mức gốc khác nhau",
                Day(*date)
            ),
            Facts::ReversedLate { record, days } => write!(f, "{record} được đảo {days} ngày sau khi ghi sổ"),
            Facts::LentAgain { member, repaid, days, loan, principal } => {
                write!(
                    f,
                    "thành viên {member} trả {repaid}, {days} ngày sau được giải ngân {principal} khoản vay {loan}"
                )
            }
            Facts::MinuteLarge { minute, loans, amount, median_loans, median_amount } => write!(
                f,
                "biên bản {minute:?} duyệt {loans} khoản vay, tổng {amount}, \
                 trung vị của các biên bản là {median_loans} khoản và {median_amount}",
                minute = minute.as_str()
            ),
            Facts::NotDisbursed { loan, member, principal, days } => {
                write!(f, "khoản vay {loan} {principal} của thành viên {member} đã duyệt {days} ngày")
            }
            Facts::ReportMissing { first, months: 1, .. } => {
                write!(f, "không có báo cáo hoạt động tháng {}", month(*first))
            }
            Facts::ReportMissing { first, last, months } => {
                write!(f, "không có báo cáo hoạt động {months} tháng, từ {} đến {}", month(*first), month(*last))
            }
            Facts::CountMissing { first, months: 1, .. } => {
                write!(f, "trong tháng {} không kiểm kê quỹ", month(*first))
            }
            Facts::CountMissing { first, last, months } => {
                write!(f, "không kiểm kê quỹ {months} tháng, từ {} đến {}", month(*first), month(*last))
            }
        }
    }
}

/// A month as it is written in Việt Nam: 8/2020.
fn month(month: Month) -> impl fmt::Display {
    month.first_day().format("%-m/%Y")
}

/// Its code, records and facts, and how it is told.
impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Observation", 5)?;
        row.serialize_field("code", &self.code())?;
        row.serialize_field("records", &self.records)?;
        row.serialize_field("facts", &self.facts)?;
        row.serialize_field("english", &self.to_string())?;
        row.serialize_field("vietnamese", &self.vietnamese().to_string())?;
        row.end()
    }
}
