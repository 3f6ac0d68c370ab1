//! Breaches of rules: the facts, and their texts in English and Vietnamese.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::app::AppBreach;
use crate::account::Place;
use crate::calendar::{iso, iso_or_null};
use crate::catalogue::{Explanation, titles, uncapitalized, vietnamese};
use crate::code::Code;
use crate::count::{MaxMonths, Months, OpenLoans, Seq};
use crate::digest::Digest;
use crate::entry::Entry;
use crate::loan::LoanStatus;
use crate::money::{Amount, Balance, Money};
use crate::name::{DocumentNumber, LenderId, LoanId, MemberId};
use crate::rate::Rate;

/// The reason for which a record cannot be reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Irreversibility {
    /// It is a reversal itself.
    #[error("it is itself a reversal")]
    IsReversal,
    /// It was reversed before.
    #[error("it was reversed already")]
    AlreadyReversed,
    /// The register ignored its event.
    #[error("its event had no effect")]
    NeverTaken,
    /// It is an approval or a cancellation, which only another decision changes.
    #[error("an approval or a cancellation is not reversed, the meeting decides anew")]
    Decision,
    /// It moved no money, and records of its kind can be reversed only if they did.
    #[error("it moved no money")]
    NothingMoved,
    /// It is a disbursal or a carrying-in, and another record of the loan is in effect.
    #[error("other records of its loan are in effect, reverse them first")]
    BeginsLoan,
    /// It is a write-off, and a recovery on the loan is in effect.
    #[error("a recovery on its loan is in effect, reverse it first")]
    Recovered,
    /// It is a record of a loan that is written off.
    #[error("its loan is written off, reverse the write-off first")]
    WrittenOff,
    /// The lender was repaid since.
    #[error("its lender would be owed less than zero")]
    LenderRepaid,
    /// The advance was accounted for, or the shortage made good, since.
    #[error("the advance or shortage of its member would be below zero")]
    AdvanceSettled,
    /// The interest was allocated since.
    #[error("its interest was allocated since")]
    InterestAllocated,
}

/// A contradiction between the figures that are carried in from earlier books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
#[allow(missing_docs, reason = "`field` is the field of the event, the others are in its own unit")]
pub enum Contradiction {
    /// An amount is larger than another one of the same event allows.
    #[error("{field} is {found}, expected at most {most}")]
    Over { field: &'static str, found: Money, most: Money },
    /// The term of a loan is 0 months.
    #[error("months is 0, expected at least 1")]
    NoMonths,
    /// A date is too late.
    #[error("{field} is {found}, expected {latest} or earlier")]
    Late {
        field: &'static str,
        #[serde(with = "iso")]
        found: NaiveDate,
        #[serde(with = "iso")]
        latest: NaiveDate,
    },
}

vietnamese! { Contradiction,
    Self::Over { field, found, most } => "{field} là {found}, nhiều nhất được {most}" with [found, most];
    Self::NoMonths => "months là 0, ít nhất phải là 1";
    Self::Late { field, found, latest } => "{field} là {found}, muộn nhất được {latest}" with [found, latest];
}

/// The reason for which a code in `despite` is needless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Needlessness {
    /// The event may not break this rule.
    #[error("a rule that this event must keep")]
    NotAllowed,
    /// The record keeps the rule.
    #[error("a rule that the record does not break")]
    NotBroken,
    /// The code is named twice, or out of the order of the rules.
    #[error("twice or out of the order of the rules")]
    OutOfOrder,
}

impl Needlessness {
    const fn vietnamese(self) -> &'static str {
        match self {
            Self::NotAllowed => "nghiệp vụ này không được phép vi phạm",
            Self::NotBroken => "bút toán không vi phạm",
            Self::OutOfOrder => "hai lần hoặc sai thứ tự quy tắc",
        }
    }
}

/// The state in which an event needs its loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LoanState {
    /// Approved and not disbursed: to disburse or cancel it.
    Approved,
    /// Disbursed or carried in, and neither settled nor written off: to repay, waive interest, or let another member assume it.
    Running,
    /// Running, with principal outstanding: to reschedule it or write it off.
    Outstanding,
    /// Written off: to recover.
    WrittenOff,
}

titles!(LoanState {
    Approved = "Approved, not disbursed" / "Đã duyệt, chưa giải ngân",
    Running = "Disbursed, not settled" / "Đang vay, chưa tất toán",
    Outstanding = "Disbursed, with principal outstanding" / "Đang vay, còn dư nợ gốc",
    WrittenOff = "Written off" / "Đã xóa sổ",
});

/// A breach of a rule, with its facts. Displayed in English; [`Breach::vietnamese`] displays it in Vietnamese. Serialized as its facts: an
/// object of the fields of its variant, or `null` if it has none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the text of each variant explains its fields")]
pub enum Breach {
    /// `sequence-gap`.
    #[error("the record has number {found}, expected {}", Expected(*expected))]
    SequenceGap { expected: Option<Seq>, found: Seq },
    /// `chain-broken`.
    #[error("prev is {found}, the line before has {expected}")]
    ChainBroken { expected: Digest, found: Digest },
    /// `duplicate-id`. A writer names the first field that differs from the record with this number; an audit names none.
    #[error("document number {id} is used already{}", Differs(*field))]
    DuplicateId { id: DocumentNumber, field: Option<&'static str> },
    /// `date-out-of-order`.
    #[error("date {date} is before {earliest}")]
    DateOutOfOrder {
        #[serde(with = "iso")]
        date: NaiveDate,
        #[serde(with = "iso")]
        earliest: NaiveDate,
    },
    /// `period-closed`: the record is dated in a closed period.
    #[error("date {date} is in the period closed through {closed}")]
    PeriodClosed {
        #[serde(with = "iso")]
        date: NaiveDate,
        #[serde(with = "iso")]
        closed: NaiveDate,
    },
    /// `period-closed`: the period to close ends before one that is closed, or after the date of the record.
    #[error("the period ends on {through}, {}", OutOfPlace { through: *through, date: *date, closed: *closed })]
    PeriodOutOfPlace {
        #[serde(with = "iso")]
        through: NaiveDate,
        #[serde(with = "iso")]
        date: NaiveDate,
        #[serde(serialize_with = "iso_or_null")]
        closed: Option<NaiveDate>,
    },
    /// `unknown-record`.
    #[error("there is no record {id}")]
    UnknownRecord { id: DocumentNumber },
    /// `irreversible`.
    #[error("record {id} cannot be reversed: {why}")]
    Irreversible { id: DocumentNumber, why: Irreversibility },
    /// `carry-in-open`.
    #[error("{open} carried in from earlier books is not balanced yet, no other event is taken until it is")]
    CarryInOpen { open: Balance },
    /// `carry-in-invalid`.
    #[error(transparent)]
    CarryInInvalid(Contradiction),
    /// `member-exists`.
    #[error("{member} is a member already")]
    MemberExists { member: MemberId },
    /// `not-a-member`.
    #[error("{member} is not a member")]
    NotAMember { member: MemberId },
    /// `member-owes`.
    #[error("member {member} has {open} open loan(s), an advance of {advance} and a shortage of {shortage}")]
    MemberOwes { member: MemberId, open: u32, advance: Balance, shortage: Balance },
    /// `loan-exists`.
    #[error("the name {loan} was used for a loan before")]
    LoanExists { loan: LoanId },
    /// `unknown-loan`.
    #[error("there is no loan {loan}")]
    UnknownLoan { loan: LoanId },
    /// `loan-not-open`.
    #[error(
        "loan {loan} is {}, with {outstanding} outstanding, expected {}",
        uncapitalized(status.title().english),
        uncapitalized(expected.title().english)
    )]
    LoanNotOpen { loan: LoanId, status: LoanStatus, outstanding: Balance, expected: LoanState },
    /// `loan-cap-exceeded`.
    #[error("member {member} owes {owed} and asks for {asked}, the cap is {cap}")]
    LoanCapExceeded { member: MemberId, owed: Balance, asked: Amount, cap: Amount },
    /// `too-many-loans`.
    #[error("member {member} has {open} open loan(s), {allowed} allowed")]
    TooManyLoans { member: MemberId, open: u32, allowed: OpenLoans },
    /// `owes-written-off`.
    #[error("member {member} owes an amount written off")]
    OwesWrittenOff { member: MemberId },
    /// `term-too-long`.
    #[error("the term is {months} month(s), expected 1 to {most}")]
    TermTooLong { months: Months, most: MaxMonths },
    /// `rate-over-ceiling`.
    #[error("the rate is {rate} a month, the ceiling {ceiling}")]
    RateOverCeiling { rate: Rate, ceiling: Rate },
    /// `paid-on-invalid`. `earliest` is the day on which the loan was disbursed, carried in or, for a disbursal, approved.
    #[error("paid on {paid_on}, expected {}", PayableDays { earliest: *earliest, latest: *latest })]
    PaidOnInvalid {
        #[serde(with = "iso")]
        paid_on: NaiveDate,
        #[serde(serialize_with = "iso_or_null")]
        earliest: Option<NaiveDate>,
        #[serde(with = "iso")]
        latest: NaiveDate,
    },
    /// `principal-over-outstanding`.
    #[error("principal of {principal} is repaid on loan {loan}, {outstanding} is outstanding")]
    PrincipalOverOutstanding { loan: LoanId, principal: Money, outstanding: Balance },
    /// `interest-over-accrued`.
    #[error("interest of {interest} is taken or waived on loan {loan}, {accrued} is accrued")]
    InterestOverAccrued { loan: LoanId, interest: Money, accrued: Balance },
    /// `interest-unpaid`.
    #[error("principal is repaid on loan {loan} with interest of {interest}, {due} is due")]
    InterestUnpaid { loan: LoanId, interest: Money, due: Balance },
    /// `nothing-received`.
    #[error("neither principal nor interest is repaid on loan {loan}")]
    NothingReceived { loan: LoanId },
    /// `nothing-to-allocate`.
    #[error("no interest is unallocated")]
    NothingToAllocate,
    /// `over-recovered`.
    #[error("{amount} is recovered on loan {loan}, {recoverable} is recoverable")]
    OverRecovered { loan: LoanId, amount: Amount, recoverable: Balance },
    /// `capital-exhausted`.
    #[error("{lost} is taken from capital that holds {available}")]
    CapitalExhausted { lost: Balance, available: Balance },
    /// `grant-short`.
    #[error("the seed grant holds {holds}, it should hold {expected} before capital is handed over")]
    GrantShort { holds: Balance, expected: Balance },
    /// `over-restored`.
    #[error("{amount} is restored to the seed grant, which lacks {lacks}")]
    OverRestored { amount: Balance, lacks: Balance },
    /// `seed-grant-exceeded`.
    #[error("seed grant of {amount}, at most {available} is possible")]
    SeedGrantExceeded { amount: Money, available: Balance },
    /// `over-repaid`.
    #[error("{amount} is repaid to or forgiven by {lender}, who is owed {owed}")]
    OverRepaid { lender: LenderId, amount: Amount, owed: Balance },
    /// `advance-exceeded`.
    #[error("{amount} is spent or returned by {member}, whose advance is {held}")]
    AdvanceExceeded { member: MemberId, amount: Amount, held: Balance },
    /// `shortage-exceeded`.
    #[error("{amount} is made good by or released to {member}, whose shortage is {owed}")]
    ShortageExceeded { member: MemberId, amount: Amount, owed: Balance },
    /// `lendable-exceeded`.
    #[error("{taken} is taken from lendable capital of {available}")]
    LendableExceeded { taken: Balance, available: Balance },
    /// `operating-exceeded`.
    #[error("{taken} is taken from the operating fund, which has {available} free")]
    OperatingExceeded { taken: Balance, available: Balance },
    /// `overdraft`.
    #[error("{taken} is taken from {place}, which holds {available}")]
    Overdraft { place: Place, taken: Balance, available: Balance },
    /// `despite-needless`.
    #[error("`despite` names {code}, {why}")]
    DespiteNeedless { code: Code, why: Needlessness },
    /// `entry-mismatch`. `expected` is `None` if an amount is too large for a transfer.
    #[error("the entry is {}, expected {}", Shown(Some(found)), Shown(expected.as_ref()))]
    EntryMismatch { expected: Option<Entry>, found: Entry },
    /// `date-in-future`, from a writer that checks against today's date.
    #[error("date {date} is after today, {today}")]
    DateInFuture {
        #[serde(with = "iso")]
        date: NaiveDate,
        #[serde(with = "iso")]
        today: NaiveDate,
    },
    /// `date-out-of-range`, from a writer.
    #[error("date {date} is not from 1900-01-01 to 2999-12-31")]
    DateOutOfRange {
        #[serde(with = "iso")]
        date: NaiveDate,
    },
    /// `amount-out-of-range`, from a writer.
    #[error("an amount of the entry is over {}", Money::MAX)]
    AmountOutOfRange,
    /// `books-full`, from a writer.
    #[error("the books have {records} records, the format allows no more")]
    BooksFull { records: Seq },
    /// A breach of a rule of the app's own.
    #[error("{0}")]
    App(Box<AppBreach>),
}

impl Breach {
    /// Returns the code of the rule that is broken; `None` for an app's own.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self.rule() {
            Ok(code) => Some(code),
            Err(_) => None,
        }
    }

    /// Returns the explanation of the rule: title, remedy and source.
    #[must_use]
    pub const fn explain(&self) -> Explanation {
        match self.rule() {
            Ok(code) => code.explain(),
            Err(breach) => breach.explain(),
        }
    }

    /// Returns the code of the rule that is broken; the breach if it is an app's own rule, whose code is not a [`Code`].
    pub(crate) const fn rule(&self) -> Result<Code, &AppBreach> {
        Ok(match self {
            Self::SequenceGap { .. } => Code::SequenceGap,
            Self::ChainBroken { .. } => Code::ChainBroken,
            Self::DuplicateId { .. } => Code::DuplicateId,
            Self::DateOutOfOrder { .. } => Code::DateOutOfOrder,
            Self::PeriodClosed { .. } | Self::PeriodOutOfPlace { .. } => Code::PeriodClosed,
            Self::UnknownRecord { .. } => Code::UnknownRecord,
            Self::Irreversible { .. } => Code::Irreversible,
            Self::CarryInOpen { .. } => Code::CarryInOpen,
            Self::CarryInInvalid(_) => Code::CarryInInvalid,
            Self::MemberExists { .. } => Code::MemberExists,
            Self::NotAMember { .. } => Code::NotAMember,
            Self::MemberOwes { .. } => Code::MemberOwes,
            Self::LoanExists { .. } => Code::LoanExists,
            Self::UnknownLoan { .. } => Code::UnknownLoan,
            Self::LoanNotOpen { .. } => Code::LoanNotOpen,
            Self::LoanCapExceeded { .. } => Code::LoanCapExceeded,
            Self::TooManyLoans { .. } => Code::TooManyLoans,
            Self::OwesWrittenOff { .. } => Code::OwesWrittenOff,
            Self::TermTooLong { .. } => Code::TermTooLong,
            Self::RateOverCeiling { .. } => Code::RateOverCeiling,
            Self::PaidOnInvalid { .. } => Code::PaidOnInvalid,
            Self::PrincipalOverOutstanding { .. } => Code::PrincipalOverOutstanding,
            Self::InterestOverAccrued { .. } => Code::InterestOverAccrued,
            Self::InterestUnpaid { .. } => Code::InterestUnpaid,
            Self::NothingReceived { .. } => Code::NothingReceived,
            Self::NothingToAllocate => Code::NothingToAllocate,
            Self::OverRecovered { .. } => Code::OverRecovered,
            Self::CapitalExhausted { .. } => Code::CapitalExhausted,
            Self::GrantShort { .. } => Code::GrantShort,
            Self::OverRestored { .. } => Code::OverRestored,
            Self::SeedGrantExceeded { .. } => Code::SeedGrantExceeded,
            Self::OverRepaid { .. } => Code::OverRepaid,
            Self::AdvanceExceeded { .. } => Code::AdvanceExceeded,
            Self::ShortageExceeded { .. } => Code::ShortageExceeded,
            Self::LendableExceeded { .. } => Code::LendableExceeded,
            Self::OperatingExceeded { .. } => Code::OperatingExceeded,
            Self::Overdraft { .. } => Code::Overdraft,
            Self::DespiteNeedless { .. } => Code::DespiteNeedless,
            Self::EntryMismatch { .. } => Code::EntryMismatch,
            Self::DateInFuture { .. } => Code::DateInFuture,
            Self::DateOutOfRange { .. } => Code::DateOutOfRange,
            Self::AmountOutOfRange => Code::AmountOutOfRange,
            Self::BooksFull { .. } => Code::BooksFull,
            Self::App(breach) => return Err(breach),
        })
    }
}

vietnamese! { Breach,
    Self::SequenceGap { expected: Some(expected), found } => "bút toán {found} đứng ở chỗ của {expected}";
    Self::SequenceGap { expected: None, found } => "bút toán {found} đứng sau bút toán cuối cùng";
    Self::ChainBroken { expected, found } => "prev là {found}, dòng trước có mã {expected}";
    Self::DuplicateId { id, field: None } => "số phiếu {id} đã được dùng";
    Self::DuplicateId { id, field: Some(field) } => "số phiếu {id} đã được dùng, khác ở trường {field}";
    Self::DateOutOfOrder { date, earliest } => "ngày {date} trước ngày {earliest}" with [date, earliest];
    Self::PeriodClosed { date, closed } => "ngày {date} thuộc kỳ đã khóa sổ đến {closed}" with [date, closed];
    Self::PeriodOutOfPlace { through, closed: Some(closed), .. } if through < closed =>
        "kỳ kết thúc ngày {through}, trước kỳ đã khóa sổ đến {closed}" with [through, closed];
    Self::PeriodOutOfPlace { through, date, .. } =>
        "kỳ kết thúc ngày {through}, sau ngày chứng từ {date}" with [through, date];
    Self::UnknownRecord { id } => "không có bút toán {id}";
    Self::Irreversible { id, why } => "bút toán {id} không thể đảo: {}", why.vietnamese();
    Self::CarryInOpen { open } => "số dư mang sang còn lệch {open}, chưa ghi được nghiệp vụ khác" with [open];
    Self::CarryInInvalid(why) => "{why}" with [why];
    Self::MemberExists { member } => "{member} đã là thành viên";
    Self::NotAMember { member } => "{member} không phải là thành viên";
    Self::MemberOwes { member, open, advance, shortage } =>
        "thành viên {member} còn {open} khoản vay chưa tất toán, tạm ứng {advance}, thiếu quỹ phải bồi thường {shortage}"
         with [advance, shortage];
    Self::LoanExists { loan } => "mã khoản vay {loan} đã được dùng";
    Self::UnknownLoan { loan } => "không có khoản vay {loan}";
    Self::LoanNotOpen { loan, status, outstanding, expected } =>
        "khoản vay {loan} {}, dư nợ {outstanding}; phải là khoản {}" with [outstanding],
        uncapitalized(status.title().vietnamese), uncapitalized(expected.title().vietnamese);
    Self::LoanCapExceeded { member, owed, asked, cap } =>
        "thành viên {member} đang nợ {owed}, xin vay {asked}, mức tối đa là {cap}" with [owed, asked, cap];
    Self::TooManyLoans { member, open, allowed } => "thành viên {member} đang có {open} khoản vay, chỉ được {allowed}";
    Self::OwesWrittenOff { member } => "thành viên {member} còn nợ khoản đã xóa sổ";
    Self::TermTooLong { months, most } => "thời hạn là {months} tháng, được từ 1 đến {most}";
    Self::RateOverCeiling { rate, ceiling } => "lãi suất là {rate} một tháng, trần là {ceiling}" with [rate, ceiling];
    Self::PaidOnInvalid { paid_on, earliest: Some(earliest), latest } =>
        "ngày trả {paid_on}, phải từ {earliest} đến {latest}" with [paid_on, earliest, latest];
    Self::PaidOnInvalid { paid_on, earliest: None, latest } =>
        "ngày trả {paid_on}, không được sau {latest}" with [paid_on, latest];
    Self::PrincipalOverOutstanding { loan, principal, outstanding } =>
        "trả gốc {principal} cho khoản vay {loan}, dư nợ là {outstanding}" with [principal, outstanding];
    Self::InterestOverAccrued { loan, interest, accrued } =>
        "thu hoặc miễn lãi {interest} của khoản vay {loan}, lãi phải thu là {accrued}" with [interest, accrued];
    Self::InterestUnpaid { loan, interest, due } =>
        "thu gốc khoản vay {loan} kèm lãi {interest}, lãi đến hạn là {due}" with [interest, due];
    Self::NothingReceived { loan } => "không thu gốc cũng không thu lãi của khoản vay {loan}";
    Self::NothingToAllocate => "không có lãi chờ phân bổ";
    Self::OverRecovered { loan, amount, recoverable } =>
        "thu hồi {amount} của khoản vay {loan}, còn phải thu {recoverable}" with [amount, recoverable];
    Self::CapitalExhausted { lost, available } => "lấy {lost} từ nguồn vốn chỉ có {available}" with [lost, available];
    Self::GrantShort { holds, expected } =>
        "vốn ban đầu còn {holds}, phải đủ {expected} trước khi bàn giao vốn" with [holds, expected];
    Self::OverRestored { amount, lacks } => "hoàn {amount} vào vốn ban đầu, chỉ thiếu {lacks}" with [amount, lacks];
    Self::SeedGrantExceeded { amount, available } =>
        "vốn ban đầu {amount}, nhiều nhất là {available}" with [amount, available];
    Self::OverRepaid { lender, amount, owed } =>
        "trả hoặc được {lender} cho {amount}, CLB còn nợ {owed}" with [amount, owed];
    Self::AdvanceExceeded { member, amount, held } =>
        "{member} quyết toán hoặc hoàn {amount}, tạm ứng còn {held}" with [amount, held];
    Self::ShortageExceeded { member, amount, owed } =>
        "{member} bồi thường hoặc được miễn {amount}, còn phải bồi thường {owed}" with [amount, owed];
    Self::LendableExceeded { taken, available } =>
        "lấy {taken} từ nguồn vốn cho vay {available}" with [taken, available];
    Self::OperatingExceeded { taken, available } =>
        "lấy {taken} từ Quỹ CLB, số dư tự do chỉ có {available}" with [taken, available];
    Self::Overdraft { place, taken, available } =>
        "lấy {taken} từ {} chỉ có {available}" with [taken, available],
        uncapitalized(place.title().vietnamese);
    Self::DespiteNeedless { code, why } => "mục despite nêu {code}, {}", why.vietnamese();
    Self::EntryMismatch { expected: Some(expected), found } =>
        "định khoản là [{found}], đúng ra là [{expected}]" with [found, expected];
    Self::EntryMismatch { expected: None, found } =>
        "định khoản là [{found}], đúng ra là [trên {}]" with [found], Money::MAX.vietnamese();
    Self::DateInFuture { date, today } => "ngày {date} sau hôm nay {today}" with [date, today];
    Self::DateOutOfRange { date } => "ngày {date} không từ năm 1900 đến năm 2999" with [date];
    Self::AmountOutOfRange => "một số tiền của bút toán trên {}", Money::MAX.vietnamese();
    Self::BooksFull { records } => "sổ có {records} bút toán, không ghi thêm được";
    Self::App(breach) => "{}", breach.vietnamese();
}

impl Irreversibility {
    const fn vietnamese(self) -> &'static str {
        match self {
            Self::IsReversal => "chính nó là bút toán đảo",
            Self::AlreadyReversed => "đã bị đảo rồi",
            Self::NeverTaken => "nghiệp vụ của nó chưa hề có hiệu lực",
            Self::Decision => "duyệt vay hoặc hủy vay không đảo được, cuộc họp quyết định lại",
            Self::NothingMoved => "không có tiền chuyển động",
            Self::BeginsLoan => "khoản vay còn bút toán khác có hiệu lực, hãy đảo chúng trước",
            Self::Recovered => "khoản vay còn khoản thu hồi có hiệu lực, hãy đảo trước",
            Self::WrittenOff => "khoản vay đã xóa sổ, hãy đảo bút toán xóa sổ trước",
            Self::LenderRepaid => "số nợ người cho vay sẽ thành âm",
            Self::AdvanceSettled => "tạm ứng hoặc khoản thiếu quỹ của thành viên sẽ thành âm",
            Self::InterestAllocated => "tiền lãi đã được phân bổ",
        }
    }
}

/// The fault of a period to close, in a text.
struct OutOfPlace {
    through: NaiveDate,
    date: NaiveDate,
    closed: Option<NaiveDate>,
}

impl fmt::Display for OutOfPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.closed.filter(|closed| self.through < *closed) {
            Some(closed) => write!(f, "before {closed}, through which the books are closed already"),
            None => write!(f, "after {}, the date of the record", self.date),
        }
    }
}

/// The days on which a payment is possible, in a text.
struct PayableDays {
    earliest: Option<NaiveDate>,
    latest: NaiveDate,
}

impl fmt::Display for PayableDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.earliest {
            Some(earliest) => write!(f, "{earliest} to {}", self.latest),
            None => write!(f, "{} or earlier", self.latest),
        }
    }
}

/// The next number of a sequence, in a text.
struct Expected(Option<Seq>);

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(seq) => seq.fmt(f),
            None => f.write_str("no further record"),
        }
    }
}

/// The field in which a voucher differs from the record with its number, in a text.
struct Differs(Option<&'static str>);

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(field) => write!(f, ", with another {field}"),
            None => Ok(()),
        }
    }
}

/// An entry, in a text. `None` is an entry with an amount out of bounds.
struct Shown<'a>(Option<&'a Entry>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => write!(f, "[over {}]", Money::MAX),
            Some(entry) => write!(f, "[{entry}]"),
        }
    }
}
