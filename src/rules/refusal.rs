//! A refusal: why a record is not written, and what would be.

use std::fmt;

use super::breach::Breach;
use super::code::{Code, Explanation};
use crate::money::Money;

/// Why a record was refused. Nothing changed.
///
/// Displayed in English; [`Refusal::vietnamese`] tells it in Vietnamese.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal(Box<Facts>);

#[derive(Clone, PartialEq, Eq)]
struct Facts {
    breach: Breach,
    largest: Option<Money>,
}

impl Refusal {
    pub(crate) fn new(breach: Breach, largest: Option<Money>) -> Self {
        Self(Box::new(Facts { breach, largest }))
    }

    /// The first rule that is broken, with its facts.
    #[must_use]
    pub fn breach(&self) -> &Breach {
        &self.0.breach
    }

    /// The code of that rule: `loan-cap-exceeded`, or an app's own `app/…`.
    #[must_use]
    pub fn code(&self) -> &str {
        match &self.0.breach {
            Breach::App(objection) => objection.code(),
            breach => breach.code().map_or("", Code::as_str),
        }
    }

    /// The largest amount with which the record would pass every rule, all else being as it is. Of a repayment it is the
    /// principal, or the interest if there is too much of that. `None` if no amount would do, or the event has none.
    #[must_use]
    pub fn largest(&self) -> Option<Money> {
        self.0.largest
    }

    /// What the code means, what to do, and where the rule comes from. `None` for an app's own rule.
    #[must_use]
    pub fn explain(&self) -> Option<Explanation> {
        self.0.breach.code().map(Code::explain)
    }

    /// Tells it in Vietnamese.
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
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal").field("breach", &self.0.breach).field("largest", &self.0.largest).finish()
    }
}

impl std::error::Error for Refusal {}

/// Tells a [`Refusal`], a [`Breach`] or something that an auditor found in Vietnamese.
#[derive(Clone, Copy, Debug)]
pub struct Vietnamese<'a, T>(pub(crate) &'a T);

impl fmt::Display for Vietnamese<'_, Breach> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_vietnamese(f)
    }
}

impl fmt::Display for Vietnamese<'_, Refusal> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code(), self.0.0.breach.vietnamese())?;
        match self.0.0.largest {
            Some(largest) => match self.0.0.breach {
                Breach::InterestUnpaid { .. } => write!(f, "; với số lãi đó chỉ được thu gốc nhiều nhất {largest}"),
                _ => write!(f, "; nhiều nhất được {largest}"),
            },
            None => Ok(()),
        }
    }
}
