//! Events (nghiệp vụ): what can happen in a club, in the past tense, one struct of facts each.
//!
//! There is no event by which loan capital is spent. Money leaves the seed grant only by return to its giver or by a loss, and
//! the income-growth fund only by being handed over by minute, or by a loss.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::{Area, ClubFund, Place};
use crate::calendar::{Month, iso};
use crate::charter::{Charter, MembershipRules};
use crate::count::{Count, Months, Year};
use crate::loan::{InterestMethod, Repayment};
use crate::money::{Amount, Money};
use crate::name::{DocumentNumber, LenderId, LoanId, MemberId, Text};
use crate::rate::Rate;
use crate::wire;

/// The circumstances (hoàn cảnh) of a member when joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Circumstances {
    /// Of a poor household (hộ nghèo).
    Poor,
    /// Of a nearly poor household (hộ cận nghèo).
    NearPoor,
    /// In hardship (hoàn cảnh khó khăn).
    Disadvantaged,
    /// None of these.
    Other,
}

wire::word!(Circumstances);

/// Female or male, where the club writes it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Gender {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

wire::word!(Gender);

/// Declares every event once: its struct, its variant of [`Event`], its name in the books and the order of its fields there.
macro_rules! events {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident = $wire:literal {
            $( $(#[doc = $field_doc:literal])+ $(#[serde($($serde:tt)+)])? $field:ident: $type:ty, )*
        }
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $( $(#[doc = $field_doc])+ $(#[serde($($serde)+)])? pub $field: $type, )*
            }

            impl From<$name> for Event {
                fn from(facts: $name) -> Self {
                    Self::$name(facts)
                }
            }
        )+

        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Event {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $wire, deserialize_with = "wire::object")]
                $name($name),
            )+
        }

        impl Event {
            /// What kind of event it is.
            #[must_use]
            pub const fn kind(&self) -> EventKind {
                match self {
                    $( Self::$name(_) => EventKind::$name, )+
                }
            }
        }

        /// What kind of event it is, without its facts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind {
            $(
                $(#[doc = $doc])+
                $name,
            )+
        }

        impl EventKind {
            /// All kinds, in the order of the books' specification.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the books: `loan_disbursed`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$name => $wire, )+
                }
            }
        }
    };
}

events! {
    /// A member joined (thành viên gia nhập).
    MemberJoined = "member_joined" {
        /// The member.
        member: MemberId,
        /// The member's name.
        name: Text,
        /// The member's circumstances.
        circumstances: Circumstances,
        /// The member's gender, if written down.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        gender: Option<Gender>,
        /// The year of birth, if written down.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        born: Option<Year>,
    }
    /// A member left.
    MemberLeft = "member_left" {
        /// The member.
        member: MemberId,
    }
    /// Seed grant was received (nhận vốn ban đầu).
    SeedGrantReceived = "seed_grant_received" {
        /// Who gave it.
        from: Text,
        /// How much.
        amount: Amount,
        /// Where the money went.
        into: Place,
    }
    /// Seed grant was returned to its giver.
    SeedGrantReturned = "seed_grant_returned" {
        /// To whom.
        to: Text,
        /// How much.
        amount: Amount,
        /// Where the money came from.
        out_of: Place,
        /// The minute (biên bản) of the meeting that decided.
        minute: Text,
    }
    /// A gift was received (tiền ủng hộ).
    DonationReceived = "donation_received" {
        /// Who gave it.
        from: Text,
        /// How much.
        amount: Amount,
        /// The fund it was given to.
        fund: ClubFund,
        /// Where the money went.
        into: Place,
    }
    /// A member paid dues (hội phí).
    DuesReceived = "dues_received" {
        /// The member.
        member: MemberId,
        /// How much.
        amount: Amount,
        /// Where the money went.
        into: Place,
    }
    /// Other income was received (thu khác): interest of the bank, the club's own business.
    OtherIncomeReceived = "other_income_received" {
        /// What it came from.
        source: Text,
        /// How much.
        amount: Amount,
        /// The fund it goes to.
        fund: ClubFund,
        /// Where the money went.
        into: Place,
    }
    /// The club borrowed (vay ngoài).
    BorrowingReceived = "borrowing_received" {
        /// Who lent.
        lender: LenderId,
        /// How much.
        amount: Amount,
        /// Where the money went.
        into: Place,
    }
    /// The club repaid a lender.
    BorrowingRepaid = "borrowing_repaid" {
        /// Who had lent.
        lender: LenderId,
        /// How much.
        amount: Amount,
        /// Where the money came from.
        out_of: Place,
    }
    /// A lender forgave what the club owed: a gift to the income-growth fund.
    BorrowingForgiven = "borrowing_forgiven" {
        /// Who had lent.
        lender: LenderId,
        /// How much.
        amount: Amount,
        /// The minute of the meeting that took note.
        minute: Text,
    }
    /// The meeting passed a loan (duyệt cho vay).
    LoanApproved = "loan_approved" {
        /// The loan, a name never used before.
        loan: LoanId,
        /// The member who borrows.
        member: MemberId,
        /// The principal (gốc).
        principal: Amount,
        /// The term.
        months: Months,
        /// The nominal interest of a month (lãi suất).
        monthly_rate: Rate,
        /// On what interest is charged.
        interest: InterestMethod,
        /// When principal falls due.
        repayment: Repayment,
        /// The minute of the meeting that passed it.
        minute: Text,
    }
    /// An approved loan was paid out (giải ngân), all of it.
    LoanDisbursed = "loan_disbursed" {
        /// The loan.
        loan: LoanId,
        /// Where the money came from.
        out_of: Place,
    }
    /// An approved loan was given up before it was paid out.
    LoanCancelled = "loan_cancelled" {
        /// The loan.
        loan: LoanId,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// A member repaid (thu nợ), principal, interest or both.
    RepaymentReceived = "repayment_received" {
        /// The loan.
        loan: LoanId,
        /// The principal (gốc), which may be nothing.
        principal: Money,
        /// The interest (lãi), which may be nothing.
        interest: Money,
        /// Where the money went.
        into: Place,
    }
    /// All interest not yet allocated was allocated to the funds.
    InterestAllocated = "interest_allocated" {}
    /// The meeting waived interest (miễn lãi).
    InterestWaived = "interest_waived" {
        /// The loan.
        loan: LoanId,
        /// How much.
        amount: Amount,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// The principal outstanding was given a new schedule (gia hạn, cơ cấu lại).
    LoanRescheduled = "loan_rescheduled" {
        /// The loan.
        loan: LoanId,
        /// The new term.
        months: Months,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// All principal outstanding was written off (xóa nợ).
    LoanWrittenOff = "loan_written_off" {
        /// The loan.
        loan: LoanId,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// Something came back of a loan written off (thu hồi nợ đã xóa).
    RecoveryReceived = "recovery_received" {
        /// The loan.
        loan: LoanId,
        /// How much.
        amount: Amount,
        /// Where the money went.
        into: Place,
    }
    /// The operating fund was spent (chi hoạt động).
    OperatingSpent = "operating_spent" {
        /// What on.
        area: Area,
        /// How much.
        amount: Amount,
        /// Where the money came from.
        out_of: Place,
        /// Who was paid, if written down.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
        payee: Option<Text>,
    }
    /// The meeting moved money of the operating fund to the income-growth fund.
    OperatingCapitalised = "operating_capitalised" {
        /// How much.
        amount: Amount,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// Capital of the income-growth fund was handed over to another keeper, by a club that closes or merges.
    CapitalHandedOver = "capital_handed_over" {
        /// To whom.
        to: Text,
        /// How much.
        amount: Amount,
        /// Where the money came from.
        out_of: Place,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// Money was found missing (thiếu quỹ), and the meeting decided which fund bears it.
    ShortageFound = "shortage_found" {
        /// Where it is missing.
        place: Place,
        /// How much.
        amount: Amount,
        /// The fund that bears it.
        borne_by: ClubFund,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// Money was found that the books do not know (thừa quỹ).
    SurplusFound = "surplus_found" {
        /// Where it was found.
        place: Place,
        /// How much.
        amount: Amount,
        /// The minute of the meeting that took note.
        minute: Text,
    }
    /// Cash was paid into the bank (nộp tiền vào ngân hàng).
    CashDeposited = "cash_deposited" {
        /// How much.
        amount: Amount,
    }
    /// Cash was taken from the bank (rút tiền).
    CashWithdrawn = "cash_withdrawn" {
        /// How much.
        amount: Amount,
    }
    /// The box was counted (kiểm kê quỹ), or the bank's balance read.
    MoneyCounted = "money_counted" {
        /// What was counted.
        place: Place,
        /// What was found, which may be nothing.
        amount: Money,
    }
    /// The month's activity was reported.
    ActivityReported = "activity_reported" {
        /// The month.
        month: Month,
        /// Members present at the meeting.
        attendance: Count,
        /// Members.
        members: Count,
        /// Volunteers (tình nguyện viên).
        volunteers: Count,
        /// People cared for at home.
        cared_for: Count,
        /// Visits made.
        visits: Count,
    }
    /// The meeting gave the club another charter.
    CharterAmended = "charter_amended" {
        /// The whole new charter.
        #[serde(deserialize_with = "wire::boxed_object")]
        charter: Box<Charter>,
        /// The minute of the meeting that decided.
        minute: Text,
    }
    /// The books were signed off (khóa sổ): no later record may be dated on or before the day.
    PeriodClosed = "period_closed" {
        /// The last day that is closed.
        #[serde(with = "iso")]
        through: NaiveDate,
    }
    /// A record was taken back (bút toán đảo).
    Reversed = "reversed" {
        /// The document number of the record.
        record: DocumentNumber,
        /// Why.
        reason: Text,
    }
}

impl Event {
    /// The loan it is about, if it is about one.
    #[must_use]
    pub const fn loan(&self) -> Option<&LoanId> {
        match self {
            Self::LoanApproved(LoanApproved { loan, .. })
            | Self::LoanDisbursed(LoanDisbursed { loan, .. })
            | Self::LoanCancelled(LoanCancelled { loan, .. })
            | Self::RepaymentReceived(RepaymentReceived { loan, .. })
            | Self::InterestWaived(InterestWaived { loan, .. })
            | Self::LoanRescheduled(LoanRescheduled { loan, .. })
            | Self::LoanWrittenOff(LoanWrittenOff { loan, .. })
            | Self::RecoveryReceived(RecoveryReceived { loan, .. }) => Some(loan),
            Self::MemberJoined(_)
            | Self::MemberLeft(_)
            | Self::SeedGrantReceived(_)
            | Self::SeedGrantReturned(_)
            | Self::DonationReceived(_)
            | Self::DuesReceived(_)
            | Self::OtherIncomeReceived(_)
            | Self::BorrowingReceived(_)
            | Self::BorrowingRepaid(_)
            | Self::BorrowingForgiven(_)
            | Self::InterestAllocated(_)
            | Self::OperatingSpent(_)
            | Self::OperatingCapitalised(_)
            | Self::CapitalHandedOver(_)
            | Self::ShortageFound(_)
            | Self::SurplusFound(_)
            | Self::CashDeposited(_)
            | Self::CashWithdrawn(_)
            | Self::MoneyCounted(_)
            | Self::ActivityReported(_)
            | Self::CharterAmended(_)
            | Self::PeriodClosed(_)
            | Self::Reversed(_) => None,
        }
    }
}

impl ActivityReported {
    /// Whether as large a share of the members was at the meeting as the charter asks.
    pub(crate) fn is_well_attended(&self, rules: &MembershipRules) -> bool {
        !rules.attendance.is_missed_by(self.attendance.get(), self.members.get())
    }
}
