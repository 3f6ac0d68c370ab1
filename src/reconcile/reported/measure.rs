//! What the books can be asked for.

use serde::{Deserialize, Serialize};

use super::check::{InBooks, Why};
use super::fraction::{Fraction, Range};
use super::unit::{Scope, Unit};
use crate::money::Balance;
use crate::province::{ClubSummary, Province};
use crate::wire;

/// A figure that the books of clubs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
#[non_exhaustive]
pub enum Measure {
    /// Clubs.
    Clubs,
    /// Members who joined and have not left.
    Members,
    /// Distinct members of a club to whom a loan was ever disbursed.
    Borrowers,
    /// Loans disbursed.
    LoanTurns,
    /// The principal of one loan.
    Loan,
    /// The principal of all loans disbursed.
    Lent,
    /// Principal outstanding.
    Outstanding,
    /// Seed grants received, whatever was lost or given back of them since.
    SeedGrant,
    /// Interest collected.
    InterestCollected,
    /// Of the interest allocated, the share that went to the income-growth fund.
    InterestToCapital,
    /// Of the members there are, the share as large as the number of those who ever borrowed.
    MembersWhoBorrowed,
    /// Of the reports of activity, the share of those where as many attended as the charter asks.
    WellAttended,
}

wire::word!(Measure);

impl Measure {
    /// The unit in which the books hold it.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Clubs => Unit::Clubs,
            Self::Members | Self::Borrowers => Unit::People,
            Self::LoanTurns => Unit::Turns,
            Self::Loan | Self::Lent | Self::Outstanding | Self::SeedGrant | Self::InterestCollected => Unit::Dong,
            Self::InterestToCapital | Self::MembersWhoBorrowed | Self::WellAttended => Unit::Percent,
        }
    }

    /// Whether the books can tell it of that.
    pub(super) const fn is_told_of(self, scope: &Scope) -> bool {
        match self {
            Self::Loan => matches!(scope, Scope::EachLoan),
            Self::Clubs => matches!(scope, Scope::AllClubs),
            _ => !matches!(scope, Scope::EachLoan),
        }
    }

    /// What the books say.
    pub(super) fn in_books(self, scope: &Scope, province: &Province) -> InBooks {
        if province.clubs().len() == 0 {
            return InBooks::Untold { why: Why::NoClubs };
        }
        match scope {
            Scope::AllClubs => InBooks::told(self.of(province.clubs())),
            Scope::Club(club) => match province.club(club) {
                Some(summary) => InBooks::told(self.of(std::iter::once(summary))),
                None => InBooks::Untold { why: Why::NoSuchClub { club: club.clone() } },
            },
            Scope::EachClub | Scope::EachLoan => {
                let parts = province.clubs().filter_map(|club| Some((club.club.clone(), self.range_of(club)?)));
                InBooks::Each { clubs: parts.collect() }
            }
        }
    }

    fn range_of(self, club: &ClubSummary) -> Option<Range> {
        if self == Self::Loan {
            let (smallest, largest) = club.loan_sizes?;
            let [low, high] = [smallest, largest].map(|amount| Fraction::whole(amount.dong().into()));
            return Some(Range { low, high: Some(high) });
        }
        self.of(std::iter::once(club)).ok().map(Range::point)
    }

    /// The figure of some clubs together: a share is all parts of all wholes.
    fn of<'a>(self, clubs: impl Iterator<Item = &'a ClubSummary>) -> Result<Fraction, Why> {
        let (part, whole) = clubs.fold((0_i128, 0_i128), |(parts, wholes), club| {
            let (part, whole) = self.part_and_whole(club);
            (parts.saturating_add(part), wholes.saturating_add(whole))
        });
        match self.unit() {
            Unit::Percent => Fraction::of(part, whole).ok_or(Why::NothingToDivideBy),
            _ => Ok(Fraction::whole(part)),
        }
    }

    fn part_and_whole(self, club: &ClubSummary) -> (i128, i128) {
        let allocated = club.interest_to_capital + club.interest_to_operating;
        match self {
            Self::Clubs => (1, 1),
            Self::Members => (club.members.into(), 1),
            Self::Borrowers => (club.loans.borrowers.into(), 1),
            Self::LoanTurns => (club.loans.disbursed.into(), 1),
            Self::Loan | Self::Lent => (club.loans.disbursed_amount.dong(), 1),
            Self::Outstanding => (club.loans.outstanding.dong(), 1),
            Self::SeedGrant => (club.granted().dong(), 1),
            Self::InterestCollected => (club.loans.interest_collected.dong(), 1),
            Self::InterestToCapital => (club.interest_to_capital.dong(), Balance::dong(allocated)),
            Self::MembersWhoBorrowed => (club.loans.borrowers.into(), club.members.into()),
            Self::WellAttended => (club.well_attended.into(), club.activities.into()),
        }
    }
}
