//! A refusal: the rule that keeps a record from being written, and the largest amount that would pass.

use std::fmt;

use super::breach::Breach;
use crate::catalogue::{Explanation, Vietnamese, WriteVietnamese};
use crate::code::Code;
use crate::event::EventKind;
use crate::money::Money;

/// The reason for which a record was refused. The books did not change.
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

    /// The refusal of a record of an event of this kind.
    pub(crate) fn of(kind: EventKind, breach: Breach, largest: Option<Money>) -> Self {
        Self(Box::new(Facts { breach, largest, kind: Some(kind) }))
    }

    /// Returns the code that the record may name in `despite`, if the event is a fact that may be booked in spite of this rule.
    #[must_use]
    pub fn despite(&self) -> Option<Code> {
        self.0.breach.code().filter(|code| self.0.kind.is_some_and(|kind| code.may_be_broken_by(kind)))
    }

    /// The first rule that is broken, with its facts.
    #[must_use]
    pub fn breach(&self) -> &Breach {
        &self.0.breach
    }

    /// The code of that rule: `loan-cap-exceeded`, or an app's own `app/…`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self.0.breach.rule() {
            Ok(code) => code.as_str(),
            Err(breach) => breach.code().as_str(),
        }
    }

    /// The largest amount with which the record would pass every rule, all else being as it is. Of a repayment it is the
    /// principal, or the interest if there is too much of that. `None` if the event has no amount, no amount would do, or the search
    /// by halves finds none: where a smaller amount breaks a rule that a larger one keeps, as with a carrying-in that another amount
    /// leaves open, or a code in `despite` that becomes needless.
    #[must_use]
    pub fn largest(&self) -> Option<Money> {
        self.0.largest
    }

    /// What the code means, what to do, and where the rule comes from.
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
            Some(largest) => match self.0.breach {
                Breach::InterestUnpaid { .. } => write!(f, "; the most principal that passes with it is {largest}"),
                _ => write!(f, "; the most that passes is {largest}"),
            },
            None => Ok(()),
        }?;
        match self.despite() {
            Some(code) => write!(f, "; if it has happened, it is booked with `despite` {code}"),
            None => Ok(()),
        }
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
            Some(largest) => match self.0.breach {
                Breach::InterestUnpaid { .. } => write!(f, "; với số lãi đó chỉ được thu gốc nhiều nhất {largest}"),
                _ => write!(f, "; nhiều nhất được {largest}"),
            },
            None => Ok(()),
        }?;
        match self.despite() {
            Some(code) => write!(f, "; nếu việc đã xảy ra thì ghi kèm `despite` {code}"),
            None => Ok(()),
        }
    }
}
