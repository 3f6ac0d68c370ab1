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

impl Event {
    /// Returns the loan that the event names.
    #[must_use]
    pub fn loan(&self) -> Option<&LoanId> {
        match self.field("loan") {
            Some(Field::Loan(loan)) => Some(loan),
            _ => None,
        }
    }

    /// Returns the member that the event names, if it names exactly one.
    #[must_use]
    pub fn member(&self) -> Option<&MemberId> {
        match (self.field("member"), self.field("members")) {
            (Some(Field::Member(member)), _) | (None, Some(Field::Members([member]))) => Some(member),
            _ => None,
        }
    }

    /// Returns the lender that the event names.
    #[must_use]
    pub fn lender(&self) -> Option<&LenderId> {
        match self.field("lender") {
            Some(Field::Lender(lender)) => Some(lender),
            _ => None,
        }
    }

    /// Returns the place where money is received, paid out, missing, found or counted.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        ["into", "out_of", "place"].into_iter().find_map(|name| match self.field(name) {
            Some(Field::Place(place)) => Some(place),
            _ => None,
        })
    }

    /// Returns the minutes (biên bản) of the meeting that decided.
    #[must_use]
    pub fn minutes(&self) -> Option<&Text> {
        match self.field("minute") {
            Some(Field::Text(minutes)) => Some(minutes),
            _ => None,
        }
    }

    /// Returns the area of work that the money was spent on.
    #[must_use]
    pub fn area(&self) -> Option<Area> {
        match self.field("area") {
            Some(Field::Area(area)) => Some(area),
            _ => None,
        }
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

    /// Returns the person or institution on the other side of the event: the donor, recipient, source, payee, lender or member.
    #[must_use]
    pub fn counterparty(&self) -> Option<&str> {
        ["from", "to", "source", "payee", "lender", "member"].into_iter().find_map(|name| match self.field(name) {
            Some(Field::Text(text)) => Some(text.as_str()),
            Some(Field::Lender(lender)) => Some(lender.as_str()),
            Some(Field::Member(member)) => Some(member.as_str()),
            _ => None,
        })
    }

    /// Returns the subject of the event: the value of the first of these fields that it has: `loan`, `member`, `lender`, `from`, `to`,
    /// `source`, `payee`, `area`, `record`. For dues of one member, that member.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        const NAMES: [&str; 9] = ["loan", "member", "lender", "from", "to", "source", "payee", "area", "record"];
        let named = NAMES.into_iter().find_map(|name| self.field(name)).map(|field| field.to_string());
        named.or_else(|| self.member().map(ToString::to_string))
    }

    /// Returns the amount of the event in đồng: of an approval or repayment the principal, of a confirmation the outstanding principal,
    /// of dues the total of all members and months. `None` if the event states no amount, such as a disbursal or a write-off, or if
    /// the total of dues is over [`Money::MAX`].
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        if let Self::DuesReceived(dues) = self {
            return dues.total().ok();
        }
        let kind = self.kind();
        if matches!(kind, EventKind::LoanApproved | EventKind::RepaymentReceived) {
            self.money("principal")
        } else if kind == EventKind::LoanConfirmed {
            self.money("outstanding")
        } else {
            self.money("amount")
        }
    }

    /// Returns the interest of a repayment.
    #[must_use]
    pub fn interest(&self) -> Option<Money> {
        self.money("interest")
    }

    /// Returns the event with another amount: of an approval or repayment the principal, of dues the amount of each member and month.
    /// `None` if the event has no such field, or if `amount` is 0 and the field must be positive.
    #[must_use]
    pub fn with_amount(&self, amount: Money) -> Option<Self> {
        ["amount", "principal", "each"].into_iter().find_map(|name| self.with_money(name, amount))
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

/// A field of an event that can be read, and changed if it is an amount, without knowing its type.
pub(super) trait Fact {
    /// Returns its value; `None` if it was left out.
    fn fact(&self) -> Option<Field<'_>>;

    /// Returns the value of a field that the books have in its place, by the name in the books.
    fn inner(&self, _name: &str) -> Option<Field<'_>> {
        None
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
    Text, it => Field::Text(it);
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

    fn inner(&self, name: &str) -> Option<Field<'_>> {
        match name {
            "borne_by" => Some(Field::Bearer(self)),
            "member" => self.keeper().map(Field::Member),
            "minute" => self.minutes().map(Field::Text),
            _ => None,
        }
    }
}

impl<T: Fact> Fact for Option<T> {
    fn fact(&self) -> Option<Field<'_>> {
        self.as_ref().and_then(Fact::fact)
    }

    fn inner(&self, name: &str) -> Option<Field<'_>> {
        self.as_ref().and_then(|value| value.inner(name))
    }
}
