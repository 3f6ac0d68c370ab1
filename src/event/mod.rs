//! Events (nghiệp vụ): everything that can happen in a club, in the past tense, one struct each.
//!
//! Every event is declared once, with its name in the books and its fields in the order of the format. [`Event::loan`], [`Event::member`],
//! [`Event::place`] and similar functions find a field by its type, and a text by its role, so exports, statements and reviews support a
//! new event as soon as it is declared; a text without a role does not compile. The code that depends on the meaning of an event (its
//! entry, its amount, its effect on the registers, its rules) has a `match` without a wildcard, so that the compiler asks for every event.
//!
//! No event spends loan capital. Money leaves the seed grant only when it is returned to the donor or lost, and the income-growth fund
//! only when it restores the seed grant, is handed over as the meeting decided, or is lost.
#![deny(clippy::wildcard_enum_match_arm)]

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::{Area, ClubFund, Place};
use crate::calendar::{Month, iso};
use crate::catalogue::titles;
use crate::charter::{Charter, MembershipRules};
use crate::count::{Count, DueMonths, Months, Year};
use crate::loan::{Amortization, InterestMethod};
use crate::money::{Amount, Money};
use crate::name::{DocumentNumber, LenderId, LoanId, MemberId, Text};
use crate::rate::Rate;
use crate::wire;

mod bearer;
mod field;
mod members;

pub use bearer::Bearer;
pub use field::Field;
use field::{Fact, Visitor};
pub use members::{MemberList, MemberListError};

/// The circumstances (hoàn cảnh) of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Circumstances {
    /// A member of a poor household (hộ nghèo).
    Poor,
    /// A member of a near-poor household (hộ cận nghèo).
    NearPoor,
    /// A member in hardship (hoàn cảnh khó khăn).
    Disadvantaged,
    /// None of these circumstances.
    Other,
}

wire::words!(Circumstances { Poor = "poor", NearPoor = "near_poor", Disadvantaged = "disadvantaged", Other = "other" });

/// The gender of a member. A club need not record it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

wire::words!(Gender { Female = "female", Male = "male" });

/// The reason for which a member left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LeavingReason {
    /// The member died (qua đời). Open debts do not prevent this: the heirs answer for them.
    Died,
    /// The member moved away (chuyển đi).
    Moved,
    /// The member wished to leave (tự nguyện xin ra).
    OwnWish,
    /// The meeting excluded the member (bị khai trừ).
    Excluded,
}

wire::words!(LeavingReason { Died = "died", Moved = "moved", OwnWish = "own_wish", Excluded = "excluded" });

/// Declares every event once: its struct, its variant of [`Event`], its name in the books, its titles and the order of its fields.
macro_rules! events {
    ($(
        $(#[doc = $doc:literal])+
        $(#[serde($($form:tt)+)])?
        $name:ident = $wire:literal ($english:literal / $vietnamese:literal) {
            $( $(#[doc = $field_doc:literal])* $(#[serde($($serde:tt)+)])? $field:ident: $type:ty, )*
        }
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            $(#[serde($($form)+)])?
            #[allow(missing_docs, reason = "the struct says what the fields are; those with a bound or a choice say it")]
            pub struct $name {
                $( $(#[doc = $field_doc])* $(#[serde($($serde)+)])? pub $field: $type, )*
            }

            impl From<$name> for Event {
                fn from(facts: $name) -> Self {
                    Self::$name(facts)
                }
            }

            impl $name {
                #[allow(unused_variables, reason = "an event without fields has none to visit")]
                fn visit<'e>(&'e self, visitor: Visitor<'_, 'e>) {
                    $(
                        const { field::check::<$type>(stringify!($field)) }
                        self.$field.visit(stringify!($field), visitor);
                    )*
                }

                #[allow(unused_variables, reason = "an event without fields has none to change")]
                fn set_money(&mut self, name: &str, money: Money) -> bool {
                    $( if name == stringify!($field) {
                        return self.$field.set_money(money);
                    } )*
                    false
                }
            }
        )+

        /// An event with its facts.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Event {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $wire, deserialize_with = "wire::object")]
                $name($name),
            )+
        }

        impl Event {
            /// Returns the kind of the event.
            #[must_use]
            pub const fn kind(&self) -> EventKind {
                match self {
                    $( Self::$name(_) => EventKind::$name, )+
                }
            }

            /// Calls the visitor with the name and the value of each field that the event has, in the order of the format.
            fn visit<'e>(&'e self, visitor: Visitor<'_, 'e>) {
                match self {
                    $( Self::$name(facts) => facts.visit(visitor), )+
                }
            }

            fn set_money(&mut self, name: &str, money: Money) -> bool {
                match self {
                    $( Self::$name(facts) => facts.set_money(name, money), )+
                }
            }
        }

        /// The kind of an event, without its facts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            $(
                $(#[doc = $doc])+
                $name,
            )+
        }

        impl EventKind {
            /// All kinds, in the order of the format.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the name in the books: `loan_disbursed`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$name => $wire, )+
                }
            }
        }

        titles!(EventKind { $($name = $english / $vietnamese),+ });
    };
}

events! {
    /// A member joined (thành viên gia nhập).
    MemberJoined = "member_joined" ("Member joined" / "Thành viên gia nhập") {
        member: MemberId,
        name: Text,
        circumstances: Circumstances,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        gender: Option<Gender>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        born: Option<Year>,
    }
    /// A member left (thành viên ra khỏi câu lạc bộ).
    MemberLeft = "member_left" ("Member left" / "Thành viên ra khỏi CLB") {
        member: MemberId,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        reason: Option<LeavingReason>,
    }
    /// The details of a member were corrected. A field that is left out stays as it is.
    MemberAmended = "member_amended" ("Details of a member changed" / "Sửa thông tin thành viên") {
        member: MemberId,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        name: Option<Text>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        circumstances: Option<Circumstances>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        gender: Option<Gender>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        born: Option<Year>,
    }
    /// Money and funds were carried in from earlier books (số dư mang sang). Each amount may be 0.
    FundsCarriedIn = "funds_carried_in" ("Funds carried in" / "Quỹ mang sang từ sổ cũ") {
        cash: Money,
        bank: Money,
        /// Seed grant received before, less what was returned before. The charter's limit counts it.
        seed_grant_received: Money,
        /// The balance of the seed grant: the amount received and not returned, less losses.
        seed_grant: Money,
        income_growth: Money,
        operating: Money,
        unallocated_interest: Money,
        minute: Text,
    }
    /// An advance (tạm ứng) that a member has to account for was carried in.
    AdvanceCarriedIn = "advance_carried_in" ("Advance carried in" / "Tạm ứng mang sang từ sổ cũ") {
        member: MemberId,
        amount: Amount,
        minute: Text,
    }
    /// A shortage (thiếu quỹ) that a keeper has to make good was carried in.
    ShortageCarriedIn = "shortage_carried_in" ("Shortage carried in" / "Thiếu quỹ mang sang từ sổ cũ") {
        member: MemberId,
        amount: Amount,
        minute: Text,
    }
    /// A debt of the club to a lender was carried in.
    BorrowingCarriedIn = "borrowing_carried_in" ("Borrowing carried in" / "Vốn vay mang sang từ sổ cũ") {
        lender: LenderId,
        amount: Amount,
        minute: Text,
    }
    /// A running loan was carried in. It keeps its own first day, schedule, arrears and interest owed.
    LoanCarriedIn = "loan_carried_in" ("Loan carried in" / "Khoản vay mang sang từ sổ cũ") {
        loan: LoanId,
        member: MemberId,
        /// The principal of the present schedule.
        principal: Amount,
        /// The part of the principal still outstanding; 0 if only interest is owed.
        outstanding: Money,
        /// D₀, the first day of the present schedule. At most 31 days after the record.
        #[serde(with = "iso")]
        disbursed: NaiveDate,
        months: Months,
        monthly_rate: Rate,
        interest: InterestMethod,
        repayment: Amortization,
        /// Interest that has fallen due and is unpaid.
        interest_owed: Money,
        /// The day on which that interest fell due; if left out, the day of the record.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::calendar::iso_present")]
        owed_since: Option<NaiveDate>,
        /// The number of times it was rescheduled before; if left out, 0.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        times_rescheduled: Option<Count>,
        minute: Text,
    }
    /// A loan written off in earlier books was carried in: the amount is still recoverable, and off the books.
    WrittenOffCarriedIn = "written_off_carried_in" ("Loan written off carried in" / "Nợ đã xóa sổ mang sang từ sổ cũ") {
        loan: LoanId,
        member: MemberId,
        amount: Amount,
        /// The part of the loss that the seed grant bore.
        from_seed_grant: Money,
        minute: Text,
    }
    /// Seed grant was received (nhận vốn ban đầu).
    SeedGrantReceived = "seed_grant_received" ("Seed grant received" / "Nhận vốn ban đầu") {
        from: Text,
        amount: Amount,
        into: Place,
    }
    /// Seed grant was returned to its donor.
    SeedGrantReturned = "seed_grant_returned" ("Seed grant returned" / "Hoàn trả vốn ban đầu") {
        to: Text,
        amount: Amount,
        out_of: Place,
        minute: Text,
    }
    /// The income-growth fund made good a loss that the seed grant bore.
    SeedGrantRestored = "seed_grant_restored" ("Seed grant restored" / "Bù lại vốn ban đầu") {
        amount: Amount,
        minute: Text,
    }
    /// A donation was received (tiền ủng hộ).
    DonationReceived = "donation_received" ("Gift received" / "Nhận ủng hộ, tài trợ") {
        from: Text,
        amount: Amount,
        fund: ClubFund,
        into: Place,
    }
    /// Members paid dues (hội phí): each the same amount for each month, under one receipt.
    DuesReceived = "dues_received" ("Dues received" / "Thu hội phí") {
        members: MemberList,
        /// The dues of one member for one month, in đồng.
        each: Amount,
        into: Place,
        /// The first month paid for; if left out, the month of the record.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        month: Option<Month>,
        /// The number of consecutive months; if left out, one.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        months: Option<DueMonths>,
    }
    /// Other income was received (thu khác), such as bank interest or income of the club's own business.
    OtherIncomeReceived = "other_income_received" ("Other income received" / "Thu khác") {
        source: Text,
        amount: Amount,
        fund: ClubFund,
        into: Place,
    }
    /// The club borrowed (vay ngoài).
    BorrowingReceived = "borrowing_received" ("Money borrowed by the club" / "CLB nhận vốn vay") {
        lender: LenderId,
        amount: Amount,
        into: Place,
    }
    /// The club repaid a lender.
    BorrowingRepaid = "borrowing_repaid" ("Borrowing repaid" / "CLB trả nợ vốn vay") {
        lender: LenderId,
        amount: Amount,
        out_of: Place,
    }
    /// A lender forgave a debt of the club, which is a donation to the income-growth fund.
    BorrowingForgiven = "borrowing_forgiven" ("Borrowing forgiven by the lender" / "CLB được xóa nợ vốn vay") {
        lender: LenderId,
        amount: Amount,
        minute: Text,
    }
    /// The meeting approved a loan (duyệt cho vay), under a name never used before.
    LoanApproved = "loan_approved" ("Loan approved" / "Duyệt cho vay") {
        loan: LoanId,
        member: MemberId,
        principal: Amount,
        months: Months,
        monthly_rate: Rate,
        interest: InterestMethod,
        repayment: Amortization,
        minute: Text,
    }
    /// An approved loan was disbursed in full (giải ngân).
    LoanDisbursed = "loan_disbursed" ("Loan disbursed" / "Giải ngân cho vay") {
        loan: LoanId,
        out_of: Place,
        /// The day on which it was paid out; if left out, the day of the record.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::calendar::iso_present")]
        paid_on: Option<NaiveDate>,
    }
    /// An approved loan was cancelled before it was disbursed.
    LoanCancelled = "loan_cancelled" ("Loan cancelled" / "Hủy khoản vay đã duyệt") {
        loan: LoanId,
        minute: Text,
    }
    /// A member repaid (trả nợ) principal, interest or both. Either may be 0.
    RepaymentReceived = "repayment_received" ("Repayment received" / "Thu nợ gốc, lãi") {
        loan: LoanId,
        principal: Money,
        interest: Money,
        into: Place,
        /// The day on which it was paid; if left out, the day of the record.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::calendar::iso_present")]
        paid_on: Option<NaiveDate>,
    }
    /// All interest not yet allocated was allocated to the funds (phân bổ lãi).
    InterestAllocated = "interest_allocated" ("Interest allocated" / "Phân bổ tiền lãi") {
    }
    /// The meeting waived interest (miễn lãi).
    InterestWaived = "interest_waived" ("Interest waived" / "Miễn lãi") {
        loan: LoanId,
        amount: Amount,
        minute: Text,
    }
    /// The principal outstanding was given a new schedule (gia hạn), and a new rate if one is named.
    LoanRescheduled = "loan_rescheduled" ("Loan rescheduled" / "Gia hạn, điều chỉnh kỳ hạn trả nợ") {
        loan: LoanId,
        months: Months,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        monthly_rate: Option<Rate>,
        minute: Text,
    }
    /// Another member, such as an heir or a guarantor, took the debt over.
    LoanAssumed = "loan_assumed" ("Loan assumed by another member" / "Chuyển khoản vay cho thành viên khác") {
        loan: LoanId,
        member: MemberId,
        minute: Text,
    }
    /// All principal outstanding was written off (xóa sổ): it is off the books, and still claimed unless it is forgiven (xóa nợ).
    LoanWrittenOff = "loan_written_off" ("Loan written off" / "Xóa sổ khoản vay") {
        loan: LoanId,
        #[serde(default, skip_serializing_if = "wire::is_false", deserialize_with = "wire::only_true")]
        forgiven: bool,
        minute: Text,
    }
    /// A part of a loan written off was recovered (thu hồi nợ đã xóa sổ).
    RecoveryReceived = "recovery_received" ("Recovered of a loan written off" / "Thu nợ đã xóa sổ") {
        loan: LoanId,
        amount: Amount,
        into: Place,
    }
    /// The operating fund was spent (chi hoạt động).
    OperatingSpent = "operating_spent" ("Spent on activities" / "Chi hoạt động") {
        area: Area,
        amount: Amount,
        out_of: Place,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        payee: Option<Text>,
    }
    /// Money of the operating fund was advanced to a member, who has to account for it (tạm ứng).
    AdvancePaid = "advance_paid" ("Advance paid" / "Chi tạm ứng") {
        member: MemberId,
        amount: Amount,
        out_of: Place,
        purpose: Text,
    }
    /// A member accounted for spending out of an advance (quyết toán tạm ứng).
    AdvanceSpent = "advance_spent" ("Advance accounted for" / "Quyết toán tạm ứng") {
        member: MemberId,
        area: Area,
        amount: Amount,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        payee: Option<Text>,
    }
    /// A member returned money of an advance (hoàn tạm ứng).
    AdvanceReturned = "advance_returned" ("Advance returned" / "Hoàn tạm ứng") {
        member: MemberId,
        amount: Amount,
        into: Place,
    }
    /// The meeting moved money of the operating fund to the income-growth fund.
    OperatingCapitalised = "operating_capitalised" ("From operating to capital" / "Bổ sung vốn từ Quỹ hoạt động") {
        amount: Amount,
        minute: Text,
    }
    /// A club that closes or merges handed capital of the income-growth fund over to another organisation.
    CapitalHandedOver = "capital_handed_over" ("Capital handed over" / "Bàn giao vốn") {
        to: Text,
        amount: Amount,
        out_of: Place,
        minute: Text,
    }
    /// Money was found missing (thiếu quỹ). A fund or the keeper of the box bears it.
    #[serde(try_from = "bearer::ShortageForm", into = "bearer::ShortageForm")]
    ShortageFound = "shortage_found" ("Shortage found" / "Phát hiện thiếu quỹ") {
        place: Place,
        amount: Amount,
        /// The bearer; in the books the fields `borne_by`, `member` (of a keeper) and `minute`.
        bearer: Bearer,
    }
    /// A keeper made a shortage good (bồi thường thiếu quỹ).
    ShortageRepaid = "shortage_repaid" ("Shortage made good" / "Thu bồi thường thiếu quỹ") {
        member: MemberId,
        amount: Amount,
        into: Place,
    }
    /// The meeting released a keeper from making a shortage good: a fund bears it.
    ShortageReleased = "shortage_released" ("Shortage released" / "Miễn bồi thường thiếu quỹ") {
        member: MemberId,
        amount: Amount,
        borne_by: ClubFund,
        minute: Text,
    }
    /// Money was found that is not in the books (thừa quỹ). It goes to the income-growth fund, for it may be capital.
    SurplusFound = "surplus_found" ("Surplus found" / "Phát hiện thừa quỹ") {
        place: Place,
        amount: Amount,
        minute: Text,
    }
    /// Cash was paid into the bank (nộp tiền vào ngân hàng).
    CashDeposited = "cash_deposited" ("Cash deposited in the bank" / "Nộp tiền mặt vào ngân hàng") {
        amount: Amount,
    }
    /// Cash was taken from the bank (rút tiền).
    CashWithdrawn = "cash_withdrawn" ("Cash withdrawn from the bank" / "Rút tiền ngân hàng về quỹ") {
        amount: Amount,
    }
    /// The cash box was counted (kiểm kê quỹ), or the bank's balance read.
    MoneyCounted = "money_counted" ("Money counted" / "Kiểm kê quỹ") {
        place: Place,
        /// The amount found; may be 0.
        amount: Money,
        /// The person who counted, who should not be the keeper.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        by: Option<Text>,
    }
    /// A borrower, asked by someone other than the treasurer, said how much principal is still owed (đối chiếu công nợ).
    LoanConfirmed = "loan_confirmed" ("Loan confirmed by the borrower" / "Đối chiếu nợ với người vay") {
        loan: LoanId,
        /// The principal that the borrower confirms; may be 0.
        outstanding: Money,
        /// The person who asked.
        by: Text,
    }
    /// The activity of a month was reported.
    ActivityReported = "activity_reported" ("Activity reported" / "Báo cáo hoạt động tháng") {
        month: Month,
        /// Members present at the meeting.
        attendance: Count,
        members: Count,
        /// Tình nguyện viên.
        volunteers: Count,
        /// People cared for at home.
        cared_for: Count,
        visits: Count,
    }
    /// A numbered form was spoiled or lost (hủy phiếu). Its number is the document number of the record.
    DocumentVoided = "document_voided" ("Document voided" / "Hủy chứng từ") {
        reason: Text,
    }
    /// The meeting amended the charter (sửa quy chế). The new one replaces the whole charter.
    CharterAmended = "charter_amended" ("Charter amended" / "Sửa đổi quy chế") {
        #[serde(deserialize_with = "wire::boxed_object")]
        charter: Box<Charter>,
        minute: Text,
    }
    /// The books were signed off (khóa sổ): no later record may be dated on or before the day.
    PeriodClosed = "period_closed" ("Period closed" / "Khóa sổ") {
        #[serde(with = "iso")]
        through: NaiveDate,
    }
    /// A record was reversed (bút toán đảo).
    Reversed = "reversed" ("Reversal" / "Đảo bút toán") {
        /// The document number of the record.
        record: DocumentNumber,
        reason: Text,
    }
}

impl EventKind {
    /// Returns whether it carries balances in from earlier books.
    #[must_use]
    pub const fn is_carried_in(self) -> bool {
        matches!(
            self,
            Self::FundsCarriedIn
                | Self::AdvanceCarriedIn
                | Self::ShortageCarriedIn
                | Self::BorrowingCarriedIn
                | Self::LoanCarriedIn
                | Self::WrittenOffCarriedIn
        )
    }

    /// Returns whether a record of this kind is a step in the course of a loan: a disbursal, carrying-in, repayment, waiver, new schedule,
    /// assumption, write-off or recovery. An approval, a cancellation and a confirmation are not.
    #[must_use]
    pub const fn is_loan_step(self) -> bool {
        matches!(
            self,
            Self::LoanDisbursed
                | Self::LoanCarriedIn
                | Self::WrittenOffCarriedIn
                | Self::RepaymentReceived
                | Self::InterestWaived
                | Self::LoanRescheduled
                | Self::LoanAssumed
                | Self::LoanWrittenOff
                | Self::RecoveryReceived
        )
    }
}

impl Serialize for EventKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text(deserializer, str::parse)
    }
}

impl std::fmt::Display for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for EventKind {
    type Err = UnknownEvent;

    fn from_str(name: &str) -> Result<Self, UnknownEvent> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or_else(|| UnknownEvent { name: name.to_owned() })
    }
}

/// A name that is not the name of an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no event {name:?}")]
pub struct UnknownEvent {
    /// The name as it was given.
    pub name: String,
}

impl DuesReceived {
    /// Returns the number of months that are paid for.
    #[must_use]
    pub fn month_count(&self) -> u32 {
        self.months.map_or(1, DueMonths::get)
    }

    /// Returns the dues of one member for all months, in đồng.
    #[must_use]
    pub fn of_each_member(&self) -> crate::money::Balance {
        crate::money::Balance::from(self.each).times(self.month_count())
    }

    /// Returns the dues of all members for all months, in đồng.
    ///
    /// # Errors
    ///
    /// If they are over 999 999 999 999 999 đồng.
    pub fn total(&self) -> Result<Money, crate::money::MoneyError> {
        self.of_each_member().times(self.members.count()).try_into()
    }
}

impl ActivityReported {
    /// Returns whether the share of members present is at least the one that the charter asks for.
    pub(crate) fn is_well_attended(&self, rules: &MembershipRules) -> bool {
        !rules.attendance.is_missed_by(self.attendance.get(), self.members.get())
    }
}
