//! Seed grants of many clubs, by donor and compared with a plan.

use std::fmt;

use serde::Serialize;

use super::club::Grant;
use crate::money::{Amount, Balance};
use crate::name::Text;
use crate::rounding::div_half_up;

/// A donor, with the seed grants (nguồn vốn ban đầu) to the clubs. Two spellings of a name in the books are two donors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Donor {
    /// The name of the donor.
    pub donor: Text,
    /// The number of clubs that received a grant.
    pub clubs: u64,
    /// The amounts received and returned.
    #[serde(flatten)]
    pub grant: Grant,
}

impl fmt::Display for Donor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Grant { received, returned } = self.grant;
        write!(f, "{}: {received} to {} club(s)", self.donor, self.clubs)?;
        if returned == Balance::ZERO { Ok(()) } else { write!(f, ", {returned} given back") }
    }
}

/// A plan of seed grants: a number of clubs, and the same grant for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GrantPlan {
    /// The number of clubs that are to receive a grant.
    pub clubs: u32,
    /// The grant of each club, in đồng.
    pub grant: Amount,
}

impl GrantPlan {
    /// Returns the sum of all planned grants.
    #[must_use]
    pub fn amount(&self) -> Balance {
        Balance::from(self.grant).times(self.clubs)
    }
}

/// The grants received compared with a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlanOutcome {
    /// The plan.
    pub plan: GrantPlan,
    /// The number of clubs that received a grant.
    pub clubs: u64,
    /// The number of clubs that received exactly the planned grant.
    pub clubs_as_planned: u64,
    /// The sum of all grants received.
    pub received: Balance,
}

impl PlanOutcome {
    /// Returns the amount received less the amount planned.
    #[must_use]
    pub fn beyond(&self) -> Balance {
        self.received - self.plan.amount()
    }

    /// Returns the clubs that received a grant in tenths of a percent of the clubs planned, rounded half up; `None` if no club is
    /// planned.
    fn tenths_of_percent(&self) -> Option<u128> {
        div_half_up(self.clubs.into(), self.plan.clubs.into(), 3).map(i128::unsigned_abs)
    }
}

impl fmt::Display for PlanOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, clubs, clubs_as_planned, received } = self;
        writeln!(f, "  planned    {} club(s) × {} = {}", plan.clubs, plan.grant, plan.amount())?;
        write!(f, "  received   {clubs} club(s), {clubs_as_planned} of them as planned, {received}")?;
        if let Some(tenths) = self.tenths_of_percent() {
            write!(f, "\n  that is    {}.{}% of the clubs planned", tenths.div_euclid(10), tenths.rem_euclid(10))?;
        }
        let beyond = self.beyond();
        let (size, word) = if beyond.is_negative() { (-beyond, "less") } else { (beyond, "more") };
        if size == Balance::ZERO { writeln!(f) } else { writeln!(f, ", {size} {word} than planned") }
    }
}
