//! Refusals: the rule that a record breaks, and the largest amount that would pass.

use std::fmt;

use serde::{Serialize, Serializer};

use super::breach::Breach;
use super::field::field_of;
use super::json::BreachTexts;
use crate::catalogue::{Explanation, Vietnamese, WriteVietnamese, write_vietnamese};
use crate::code::Code;
use crate::event::EventKind;
use crate::money::Money;

/// The refusal of a record. The books did not change.
///
/// Displayed in English; [`Refusal::vietnamese`] displays it in Vietnamese.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut books = club()?;
/// let refusal = book(&mut books, "HD-3", "2025-01-20", approved("V3", "M3", "9.000.000")?).unwrap_err();
/// let refusal = refusal.downcast::<Refusal>()?;
/// assert_eq!(refusal.code(), "loan-cap-exceeded");
/// assert_eq!(refusal.largest(), Some(Money::new(8_000_000)?));
/// assert_eq!(refusal.explain().remedy.vietnamese, "cho vay ít hơn, hoặc chờ thu nợ");
/// assert_eq!(
///     refusal.vietnamese().to_string(),
///     "loan-cap-exceeded: thành viên M3 đang nợ 0 đồng, xin vay 9.000.000 đồng, mức tối đa là 8.000.000 đồng; nhiều nhất được 8.000.000 đồng"
/// );
/// assert_eq!(refusal.despite(), None); // a decision of the meeting: it may not be booked in spite of the rule
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal(Box<Facts>);

#[derive(Clone, PartialEq, Eq)]
struct Facts {
    breach: Breach,
    largest: Option<Money>,
    kind: Option<EventKind>,
}

impl Refusal {
    pub(crate) fn new(breach: Breach, largest: Option<Money>) -> Self {
        Self(Box::new(Facts { breach, largest, kind: None }))
    }

    /// Makes the refusal of a record whose event is of this kind.
    pub(crate) fn of(kind: EventKind, breach: Breach, largest: Option<Money>) -> Self {
        Self(Box::new(Facts { breach, largest, kind: Some(kind) }))
    }

    /// Returns the code to name in `despite`, if the event may be booked in spite of this rule; else `None`.
    #[must_use]
    pub fn despite(&self) -> Option<Code> {
        self.0.breach.code().filter(|code| self.0.kind.is_some_and(|kind| code.may_be_broken_by(kind)))
    }

    /// Returns the first rule that is broken, with its facts.
    #[must_use]
    pub fn breach(&self) -> &Breach {
        &self.0.breach
    }

    /// Returns the field that has to change for the record to keep that rule, so that a form can show the refusal beside it: `id`, `date`
    /// or `despite` of the voucher, else a field of the event by its name in the books, such as `amount`. If another record determines
    /// the amount, it is the field that names that record, such as the `loan` of a disbursal. `None` if there is no single field, such
    /// as for books that are full, and for an app's own rule.
    ///
    /// ```
    /// # use revolving_fund::event::SeedGrantReceived;
    /// # use revolving_fund::{Books, Charter, Header, Place, Voucher, parse_date};
    /// # let day = parse_date("2024-03-13")?;
    /// # let mut books = Books::new(Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, day, Charter::bac_ninh())?);
    /// let grant = SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount: "200.000.000".parse()?, into: Place::Bank };
    /// let refusal = books.record(Voucher::new("PT-0001".parse()?, day, grant)).unwrap_err();
    /// assert_eq!((refusal.code(), refusal.field()), ("seed-grant-exceeded", Some("amount")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        field_of(&self.0.breach, self.0.kind)
    }

    /// Returns the code of that rule: `loan-cap-exceeded`, or `app/…` for an app's own.
    #[must_use]
    pub fn code(&self) -> &str {
        match self.0.breach.rule() {
            Ok(code) => code.as_str(),
            Err(breach) => breach.code().as_str(),
        }
    }

    /// Returns the largest amount with which the record would pass every rule, with its other fields as they are. For a repayment it is
    /// the principal, or the interest if that is too much; for a refusal of [`Books::apply_payment`](crate::Books::apply_payment) it is the
    /// whole sum. `None` if the event has no amount, no amount passes, or the binary search
    /// finds none because a smaller amount breaks a rule that a larger one keeps: a carrying-in that another amount leaves open, or a
    /// code in `despite` that becomes needless.
    #[must_use]
    pub fn largest(&self) -> Option<Money> {
        self.0.largest
    }

    /// Returns the explanation of the rule: title, remedy and source.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        self.0.breach.explain()
    }

    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.0.breach)?;
        match self.0.largest {
            Some(largest) if matches!(self.0.breach, Breach::InterestUnpaid { .. }) => {
                write!(f, "; the most principal that passes with it is {largest}")
            }
            Some(largest) => write!(f, "; the most that passes is {largest}"),
            None => Ok(()),
        }?;
        match self.despite() {
            Some(code) => write!(f, "; if it has happened, it is booked with `despite` {code}"),
            None => Ok(()),
        }
    }
}

/// Serializes the code, the facts, the texts and the remedy in both languages, the field that has to change, the largest amount that passes,
/// and the code to name in `despite`.
impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            #[serde(flatten)]
            breach: BreachTexts<'a>,
            field: Option<&'static str>,
            largest: Option<Money>,
            despite: Option<Code>,
        }
        let breach = BreachTexts::from(&self.0.breach);
        Json { breach, field: self.field(), largest: self.largest(), despite: self.despite() }.serialize(serializer)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal").field("breach", &self.0.breach).field("largest", &self.0.largest).finish()
    }
}

impl std::error::Error for Refusal {}

impl WriteVietnamese for Refusal {
    fn write_vietnamese(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.0.breach.vietnamese())?;
        match self.0.largest {
            Some(largest) if matches!(self.0.breach, Breach::InterestUnpaid { .. }) => {
                write_vietnamese!(f, "; với số lãi đó chỉ được thu gốc nhiều nhất {largest}" with [largest])
            }
            Some(largest) => write_vietnamese!(f, "; nhiều nhất được {largest}" with [largest]),
            None => Ok(()),
        }?;
        match self.despite() {
            Some(code) => write!(f, "; nếu việc đã xảy ra thì ghi kèm `despite` {code}"),
            None => Ok(()),
        }
    }
}
