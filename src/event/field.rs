//! The fields of an event, found by name, and the functions that find them.

use std::fmt;

use chrono::NaiveDate;

use super::{Bearer, Circumstances, Event, EventKind, Gender, LeavingReason, MemberList};
use crate::account::{Area, ClubFund, Place};
use crate::calendar::Month;
use crate::charter::Charter;
use crate::count::{Count, DueMonths, Months, Year};
use crate::loan::{Amortization, InterestMethod};
use crate::money::{Amount, Money};
use crate::name::{DocumentNumber, LenderId, LoanId, MemberId, Text};
use crate::rate::Rate;

/// The value of one field of an event. Displayed as in the books, without quotation marks; a rate in percent, members with commas
/// between them, a charter as `charter`.
///
/// ```
/// use revolving_fund::event::Field;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let event = &books.record_of(&"HD-V1".parse()?).ok_or("no such record")?.event;
/// assert_eq!(event.field("months").map(|months| months.to_string()), Some("12".into()));
/// assert!(matches!(event.field("member"), Some(Field::Member(member)) if member.as_str() == "M1"));
/// assert_eq!(event.field("into"), None); // an approval has no such field
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants are named like the types they hold")]
pub enum Field<'e> {
    Loan(&'e LoanId),
    Member(&'e MemberId),
    Members(&'e [MemberId]),
    Lender(&'e LenderId),
    Record(&'e DocumentNumber),
    Text(&'e Text),
    Money(Money),
    Place(Place),
    Area(Area),
    Fund(ClubFund),
    Date(NaiveDate),
    Month(Month),
    Rate(Rate),
    Number(u32),
    Flag(bool),
    Interest(InterestMethod),
    Repayment(Amortization),
    Circumstances(Circumstances),
    Gender(Gender),
    Reason(LeavingReason),
    Charter(&'e Charter),
    /// The bearer of a shortage: the name of a fund, or `keeper`.
    Bearer(&'e Bearer),
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loan(name) => name.fmt(f),
            Self::Member(name) => name.fmt(f),
            Self::Members(names) => {
                for (at, name) in names.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    name.fmt(f)?;
                }
                Ok(())
            }
            Self::Lender(name) => name.fmt(f),
            Self::Record(id) => id.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Money(money) => money.dong().fmt(f),
            Self::Place(place) => place.fmt(f),
            Self::Area(area) => area.fmt(f),
            Self::Fund(fund) => fund.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Month(month) => month.fmt(f),
            Self::Rate(rate) => rate.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Interest(method) => method.fmt(f),
            Self::Repayment(amortization) => amortization.fmt(f),
            Self::Circumstances(circumstances) => circumstances.fmt(f),
            Self::Gender(gender) => gender.fmt(f),
            Self::Reason(reason) => reason.fmt(f),
            Self::Charter(_) => f.write_str("charter"),
            Self::Bearer(bearer) => bearer.word().fmt(f),
        }
    }
}

/// The role of a text in its event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextRole {
    /// The other party: a donor, recipient, source or payee.
    Party,
    /// The minutes of the meeting that decided.
    Minutes,
    /// A remark that a person wrote.
    Remark,
    /// The name of a member, or of a person of the club.
    Person,
}

impl TextRole {
    /// Returns the role of the texts that have this name in the books.
    const fn of(name: &str) -> Option<Self> {
        Some(match name.as_bytes() {
            b"from" | b"to" | b"source" | b"payee" => Self::Party,
            b"minute" => Self::Minutes,
            b"reason" | b"purpose" => Self::Remark,
            b"name" | b"by" => Self::Person,
            _ => return None,
        })
    }
}

/// Refuses, when an event is compiled, a text to which no role is given.
pub(super) const fn check<T: Fact>(name: &str) {
    assert!(!T::IS_TEXT || TextRole::of(name).is_some(), "a new text: give it a role in `TextRole::of`");
}

/// A function that is called with the name and the value of each field.
pub(super) type Visitor<'v, 'e> = &'v mut dyn FnMut(&'static str, Field<'e>);

impl Event {
    /// Returns a field by its name in the books; `None` if the event has no such field, or leaves it out.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        self.find(|field, value| (field == name).then_some(value))
    }

    /// Returns the fields that the event has, with their names in the books, in the order of the format.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, Field<'_>)> {
        let mut fields = Vec::new();
        self.visit(&mut |name, value| fields.push((name, value)));
        fields
    }

    /// Returns the first field that `pick` accepts.
    fn find<'e, T>(&'e self, pick: impl Fn(&'static str, Field<'e>) -> Option<T>) -> Option<T> {
        let mut found = None;
        self.visit(&mut |name, value| {
            if found.is_none() {
                found = pick(name, value);
            }
        });
        found
    }

    fn text(&self, role: TextRole) -> Option<&Text> {
        let has_role = |name: &str| TextRole::of(name) == Some(role);
        self.find(|name, value| if let Field::Text(text) = value { has_role(name).then_some(text) } else { None })
    }

    /// Returns the loan that the event names.
    #[must_use]
    pub fn loan(&self) -> Option<&LoanId> {
        self.find(|_, value| if let Field::Loan(loan) = value { Some(loan) } else { None })
    }

    /// Returns the member that the event names, if it names exactly one.
    #[must_use]
    pub fn member(&self) -> Option<&MemberId> {
        self.find(
            |_, value| {
                if let Field::Member(member) | Field::Members([member]) = value { Some(member) } else { None }
            },
        )
    }

    /// Returns the lender that the event names.
    #[must_use]
    pub fn lender(&self) -> Option<&LenderId> {
        self.find(|_, value| if let Field::Lender(lender) = value { Some(lender) } else { None })
    }

    /// Returns the place where money is received, paid out, missing, found or counted.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.find(|_, value| if let Field::Place(place) = value { Some(place) } else { None })
    }

    /// Returns the minutes (biên bản) of the meeting that decided.
    #[must_use]
    pub fn minutes(&self) -> Option<&Text> {
        self.text(TextRole::Minutes)
    }

    /// Returns the area of work that the money was spent on.
    #[must_use]
    pub fn area(&self) -> Option<Area> {
        self.find(|_, value| if let Field::Area(area) = value { Some(area) } else { None })
    }

    /// Returns the day on which money was paid, if the event states it.
    #[must_use]
    pub fn paid_on(&self) -> Option<NaiveDate> {
        self.date("paid_on")
    }

    /// Returns the field of this name, if it is a date.
    pub(crate) fn date(&self, name: &str) -> Option<NaiveDate> {
        match self.field(name) {
            Some(Field::Date(day)) => Some(day),
            _ => None,
        }
    }

    /// Returns the donor, recipient, source or payee, as a person wrote the name.
    #[must_use]
    pub fn party(&self) -> Option<&Text> {
        self.text(TextRole::Party)
    }

    /// Returns the person or institution on the other side of the event: the party, the lender or the member, the first that it names.
    #[must_use]
    pub fn counterparty(&self) -> Option<&str> {
        let lender = || self.lender().map(LenderId::as_str);
        self.party().map(Text::as_str).or_else(lender).or_else(|| self.member().map(MemberId::as_str))
    }

    /// Returns the minutes and the reason or purpose, with the names of these fields: the texts in which people explain the event.
    #[cfg(feature = "auditor")]
    pub(crate) fn remarks(&self) -> Vec<(&'static str, &Text)> {
        let remark = |(name, value)| match (TextRole::of(name)?, value) {
            (TextRole::Minutes | TextRole::Remark, Field::Text(text)) => Some((name, text)),
            (TextRole::Minutes | TextRole::Remark | TextRole::Party | TextRole::Person, _) => None,
        };
        self.fields().into_iter().filter_map(remark).collect()
    }

    /// Returns the subject of the event, the first of these that it names: the loan, the member if it is one, the lender, the donor,
    /// recipient, source or payee, the area of work, the record that is reversed.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        let text = |subject: &dyn fmt::Display| Some(subject.to_string());
        let record = || self.find(|_, value| if let Field::Record(id) = value { Some(id) } else { None });
        None.or_else(|| text(self.loan()?))
            .or_else(|| text(self.member()?))
            .or_else(|| text(self.lender()?))
            .or_else(|| text(self.party()?))
            .or_else(|| text(&self.area()?))
            .or_else(|| text(record()?))
    }

    /// Returns the amount of the event in đồng: of an approval or repayment the principal, of a confirmation the outstanding principal,
    /// of dues the total of all members and months. `None` if the event states no amount or several, such as a disbursal, a write-off or
    /// funds carried in, or if the total of dues is over [`Money::MAX`].
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        if let Self::DuesReceived(dues) = self { dues.total().ok() } else { self.money(self.kind().amount_field()?) }
    }

    /// Returns the interest of a repayment.
    #[must_use]
    pub fn interest(&self) -> Option<Money> {
        self.money("interest")
    }

    /// Returns the event with another amount: of an approval or repayment the principal, of a confirmation the outstanding principal, of
    /// dues the amount of each member and month. `None` if the event states no amount or several, or if `amount` is 0 and the field
    /// must be positive.
    #[must_use]
    pub fn with_amount(&self, amount: Money) -> Option<Self> {
        self.with_money(self.kind().amount_field()?, amount)
    }

    /// Returns the event with another amount in the field of this name; `None` as in [`Event::with_amount`].
    pub(crate) fn with_money(&self, name: &str, money: Money) -> Option<Self> {
        let mut event = self.clone();
        event.set_money(name, money).then_some(event)
    }

    /// Returns the kind under which the event counts: its own, or that of the event that it reverses.
    pub(crate) fn counted_under(&self, reversed: Option<&Self>) -> Option<EventKind> {
        if matches!(self, Self::Reversed(_)) { reversed.map(Self::kind) } else { Some(self.kind()) }
    }

    fn money(&self, name: &str) -> Option<Money> {
        match self.field(name) {
            Some(Field::Money(money)) => Some(money),
            _ => None,
        }
    }
}

impl EventKind {
    /// Returns the field that states the amount of the event; `None` if there is none, or if there are several.
    #[deny(clippy::wildcard_enum_match_arm)]
    pub(crate) const fn amount_field(self) -> Option<&'static str> {
        match self {
            Self::LoanApproved | Self::RepaymentReceived => Some("principal"),
            Self::LoanConfirmed => Some("outstanding"),
            Self::DuesReceived => Some("each"),
            Self::AdvanceCarriedIn
            | Self::ShortageCarriedIn
            | Self::BorrowingCarriedIn
            | Self::WrittenOffCarriedIn
            | Self::SeedGrantReceived
            | Self::SeedGrantReturned
            | Self::SeedGrantRestored
            | Self::DonationReceived
            | Self::OtherIncomeReceived
            | Self::BorrowingReceived
            | Self::BorrowingRepaid
            | Self::BorrowingForgiven
            | Self::InterestWaived
            | Self::RecoveryReceived
            | Self::OperatingSpent
            | Self::AdvancePaid
            | Self::AdvanceSpent
            | Self::AdvanceReturned
            | Self::OperatingCapitalised
            | Self::CapitalHandedOver
            | Self::ShortageFound
            | Self::ShortageRepaid
            | Self::ShortageReleased
            | Self::SurplusFound
            | Self::CashDeposited
            | Self::CashWithdrawn
            | Self::MoneyCounted => Some("amount"),
            Self::MemberJoined
            | Self::MemberLeft
            | Self::MemberAmended
            | Self::FundsCarriedIn
            | Self::LoanCarriedIn
            | Self::LoanDisbursed
            | Self::LoanCancelled
            | Self::InterestAllocated
            | Self::LoanRescheduled
            | Self::LoanAssumed
            | Self::LoanWrittenOff
            | Self::ActivityReported
            | Self::DocumentVoided
            | Self::CharterAmended
            | Self::PeriodClosed
            | Self::Reversed => None,
        }
    }
}

/// A field of an event that can be read, and changed if it is an amount, without knowing its type.
pub(super) trait Fact {
    /// True for a text that a person wrote: its meaning is in its name, not in its type.
    const IS_TEXT: bool = false;

    /// Returns its value; `None` if it was left out.
    fn fact(&self) -> Option<Field<'_>>;

    /// Calls the visitor with the name and the value, or with those of the fields that the books have in its place.
    fn visit<'e>(&'e self, name: &'static str, visitor: Visitor<'_, 'e>) {
        if let Some(value) = self.fact() {
            visitor(name, value);
        }
    }

    /// Sets the amount, and returns whether it did: the field is an amount and accepts this value.
    fn set_money(&mut self, _money: Money) -> bool {
        false
    }
}

macro_rules! facts {
    ($($type:ty, $self:ident => $field:expr;)+) => {
        $( impl Fact for $type {
            fn fact(&self) -> Option<Field<'_>> {
                let $self = self;
                Some($field)
            }
        } )+
    };
}

facts! {
    LoanId, it => Field::Loan(it);
    MemberId, it => Field::Member(it);
    MemberList, it => Field::Members(it.as_slice());
    LenderId, it => Field::Lender(it);
    DocumentNumber, it => Field::Record(it);
    Place, it => Field::Place(*it);
    Area, it => Field::Area(*it);
    ClubFund, it => Field::Fund(*it);
    NaiveDate, it => Field::Date(*it);
    Month, it => Field::Month(*it);
    Rate, it => Field::Rate(*it);
    Count, it => Field::Number(it.get());
    Months, it => Field::Number(it.get());
    DueMonths, it => Field::Number(it.get());
    Year, it => Field::Number(it.get());
    bool, it => Field::Flag(*it);
    InterestMethod, it => Field::Interest(*it);
    Amortization, it => Field::Repayment(*it);
    Circumstances, it => Field::Circumstances(*it);
    Gender, it => Field::Gender(*it);
    LeavingReason, it => Field::Reason(*it);
    Box<Charter>, it => Field::Charter(it);
}

impl Fact for Text {
    const IS_TEXT: bool = true;

    fn fact(&self) -> Option<Field<'_>> {
        Some(Field::Text(self))
    }
}

impl Fact for Money {
    fn fact(&self) -> Option<Field<'_>> {
        Some(Field::Money(*self))
    }

    fn set_money(&mut self, money: Money) -> bool {
        *self = money;
        true
    }
}

impl Fact for Amount {
    fn fact(&self) -> Option<Field<'_>> {
        Some(Field::Money((*self).into()))
    }

    fn set_money(&mut self, money: Money) -> bool {
        match Self::try_from(money) {
            Ok(amount) => {
                *self = amount;
                true
            }
            Err(_) => false,
        }
    }
}

impl Fact for Bearer {
    fn fact(&self) -> Option<Field<'_>> {
        Some(Field::Bearer(self))
    }

    /// Visits `borne_by`, `member` and `minute`, which the books have in its place.
    fn visit<'e>(&'e self, _name: &'static str, visitor: Visitor<'_, 'e>) {
        visitor("borne_by", Field::Bearer(self));
        if let Some(keeper) = self.keeper() {
            visitor("member", Field::Member(keeper));
        }
        if let Some(minutes) = self.minutes() {
            visitor("minute", Field::Text(minutes));
        }
    }
}

impl<T: Fact> Fact for Option<T> {
    const IS_TEXT: bool = T::IS_TEXT;

    fn fact(&self) -> Option<Field<'_>> {
        self.as_ref().and_then(Fact::fact)
    }
}
