//! Seed grants of many clubs, by donor and compared with a plan.

use std::fmt;

use serde::Serialize;

use super::club::Grant;
use crate::display::{InLanguage, Language};
use crate::money::{Amount, Balance};
use crate::name::Text;
use crate::rounding::{decimal, div_half_up};

/// A donor, with the seed grants (nguồn vốn ban đầu) to the clubs. Two spellings of a name in the books are two donors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
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
#[non_exhaustive]
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
    fn tenths_of_percent(&self) -> Option<i128> {
        div_half_up(self.clubs.into(), self.plan.clubs.into(), 3)
    }
}

impl fmt::Display for PlanOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::English).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, PlanOutcome> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(outcome @ PlanOutcome { plan, clubs, clubs_as_planned, received }, language) = *self;
        let money = |amount: Balance| InLanguage(&amount, language).to_string();
        let beyond = outcome.beyond();
        let size = money(if beyond.is_negative() { -beyond } else { beyond });
        let (planned, granted) = (money(plan.amount()), money(plan.grant.into()));
        let (in_clubs, word) = (language.label("club(s)", "CLB"), language.label("planned", "kế hoạch"));
        writeln!(f, "  {word}: {} {in_clubs} × {granted} = {planned}", plan.clubs)?;
        let (word, as_planned) = (language.label("received", "đã nhận"), language.label("as planned", "đúng kế hoạch"));
        write!(f, "  {word}: {clubs} {in_clubs}, {clubs_as_planned} {as_planned}, {}", money(*received))?;
        if let Some(tenths) = outcome.tenths_of_percent() {
            let share = language.percent(&decimal(tenths, 1));
            let of = language.label("of the clubs planned", "số CLB theo kế hoạch");
            write!(f, "\n  {share} {of}")?;
        }
        if beyond == Balance::ZERO {
            return writeln!(f);
        }
        let (english, vietnamese) = if beyond.is_negative() {
            ("less than planned", "ít hơn kế hoạch")
        } else {
            ("more than planned", "nhiều hơn kế hoạch")
        };
        writeln!(f, ", {size} {}", language.label(english, vietnamese))
    }
}
