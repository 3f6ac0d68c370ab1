//! Seed grants of many clubs, by donor and against a plan.

use std::fmt;

use serde::Serialize;

use super::club::Grant;
use crate::money::{Amount, Balance};
use crate::name::Text;
use crate::rounding::div_half_up;

/// What one donor gave to the clubs as seed grant (nguồn vốn ban đầu). A donor is known by the name in the books, letter for letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Donor {
    /// The donor.
    pub donor: Text,
    /// To how many clubs.
    pub clubs: u64,
    /// What was received, and what was given back.
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

/// A plan of seed grants: so many clubs, so much each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GrantPlan {
    /// The clubs that are to get a grant.
    pub clubs: u32,
    /// What each is to get.
    pub grant: Amount,
}

impl GrantPlan {
    /// What all of them are to get.
    #[must_use]
    pub fn amount(&self) -> Balance {
        Balance::from(self.grant).times(self.clubs)
    }
}

/// What became of a plan of seed grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlanOutcome {
    /// The plan.
    pub plan: GrantPlan,
    /// Clubs that received anything.
    pub clubs: u64,
    /// Clubs that received what the plan says, to the đồng.
    pub clubs_as_planned: u64,
    /// What all clubs received.
    pub received: Balance,
}

impl PlanOutcome {
    /// What was received beyond the plan; below zero what is missing.
    #[must_use]
    pub fn beyond(&self) -> Balance {
        self.received - self.plan.amount()
    }

    /// The clubs that received anything in tenths of a percent of the clubs planned, rounded half up; `None` of a plan of none.
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
            write!(f, "\n  that is    {},{} % of the clubs planned", tenths.div_euclid(10), tenths.rem_euclid(10))?;
        }
        let beyond = self.beyond();
        let (size, word) = if beyond.is_negative() { (-beyond, "less") } else { (beyond, "more") };
        if size == Balance::ZERO { writeln!(f) } else { writeln!(f, ", {size} {word} than planned") }
    }
}
