//! The terms of a figure: its unit, its scope, and the figure of the books with which it is compared.

use serde::Serialize;

use super::number::{Fraction, Range};
use crate::catalogue::titles;
use crate::display::Language;
use crate::money::Amount;
use crate::name::ClubId;
use crate::province::{ClubSummary, Province};
use crate::wire;

/// The reason for which figures cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the titles say all")]
pub enum ComparisonProblem {
    NoFigure,
    NotComputed,
    NotInBooks,
    LeftOpen,
}

titles!(ComparisonProblem {
    NoFigure = "the report gives no figure" / "báo cáo không nêu số liệu",
    NotComputed = "a figure that it needs is not given, a number is too large, or the divisor is zero" / "thiếu số liệu để tính, số quá lớn hoặc số chia bằng 0",
    NotInBooks = "the books have no such figure" / "sổ không có số liệu này",
    LeftOpen = "bounds or rounding leave it open" / "giới hạn hoặc làm tròn nên chưa kết luận được",
});

/// The unit of a figure. Turns (lượt vay) are loans, not people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say all")]
pub enum Unit {
    People,
    Clubs,
    Turns,
    Dong,
    MillionDong,
    BillionDong,
    Percent,
}

wire::spelled!(Unit { People = "people", Clubs = "clubs", Turns = "turns", Dong = "dong", MillionDong = "million_dong", BillionDong = "billion_dong", Percent = "percent" });

impl Unit {
    /// Returns one of the unit, in people, clubs, turns or đồng, or as a share.
    pub(super) const fn size(self) -> Fraction {
        match self {
            Self::People | Self::Clubs | Self::Turns | Self::Dong => Fraction::new_raw(1, 1),
            Self::MillionDong => Fraction::new_raw(1_000_000, 1),
            Self::BillionDong => Fraction::new_raw(1_000_000_000, 1),
            Self::Percent => Fraction::new_raw(1, 100),
        }
    }

    pub(super) const fn is_counted(self) -> bool {
        matches!(self, Self::People | Self::Clubs | Self::Turns | Self::Dong)
    }

    /// Returns the unit in which results are given: đồng for millions and billions of đồng.
    #[must_use]
    pub const fn plain(self) -> Self {
        match self {
            Self::MillionDong | Self::BillionDong => Self::Dong,
            unit => unit,
        }
    }
}

titles!(Unit {
    People = "people" / "người",
    Clubs = "clubs" / "CLB",
    Turns = "turns" / "lượt vay",
    Dong = "đồng" / "đồng",
    MillionDong = "million đồng" / "triệu đồng",
    BillionDong = "billion đồng" / "tỷ đồng",
    Percent = "%" / "%",
});

/// The clubs or loans that a figure is about. A report on one club is checked with the books of that club alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say all")]
pub enum Scope {
    #[default]
    AllClubs,
    EachClub,
    EachLoan,
}

wire::spelled!(Scope { AllClubs = "all_clubs", EachClub = "each_club", EachLoan = "each_loan" });

impl Scope {
    /// Returns it as it follows a unit: `people per club`.
    pub(super) fn after_unit(self, language: Language) -> String {
        match self {
            Self::AllClubs => String::new(),
            Self::EachClub => language.label(" per club", " mỗi CLB"),
            Self::EachLoan => language.label(" per loan", " mỗi khoản vay"),
        }
    }
}

/// A figure of the books. Money is in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names that need it are described")]
pub enum Measure {
    Clubs,
    Members,
    /// Distinct members of a club to whom a loan was ever disbursed.
    Borrowers,
    /// Loans disbursed.
    LoanTurns,
    /// The principal of each loan.
    Loan,
    /// The principal of all loans disbursed.
    Lent,
    Outstanding,
    /// Seed grants received, before losses and returns.
    SeedGrant,
    InterestCollected,
    /// The share of the allocated interest that went to the income-growth fund.
    InterestToCapital,
    /// Borrowers ÷ members.
    MembersWhoBorrowed,
    /// The share of activity reports with the attendance that the charter asks for.
    WellAttended,
}

wire::spelled!(Measure { Clubs = "clubs", Members = "members", Borrowers = "borrowers", LoanTurns = "loan_turns", Loan = "loan", Lent = "lent", Outstanding = "outstanding", SeedGrant = "seed_grant", InterestCollected = "interest_collected", InterestToCapital = "interest_to_capital", MembersWhoBorrowed = "members_who_borrowed", WellAttended = "well_attended" });

impl Measure {
    /// Returns the unit in which the books have it.
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

    pub(super) const fn has_scope(self, scope: Scope) -> bool {
        match self {
            Self::Loan => matches!(scope, Scope::EachLoan),
            Self::Clubs => matches!(scope, Scope::AllClubs),
            _ => !matches!(scope, Scope::EachLoan),
        }
    }

    /// Returns the value of all clubs together, without a club, or the range of each club that has a value. The error says that the books
    /// have no such figure.
    pub(super) fn in_books(
        self,
        scope: Scope,
        province: &Province,
    ) -> Result<Vec<(Option<&ClubId>, Range)>, ComparisonProblem> {
        let one = |club: &ClubSummary| match (self, club.loan_sizes) {
            (Self::Loan, sizes) => sizes.map(|(low, high)| Range { low: whole(low), high: Some(whole(high)) }),
            _ => self.total([club].into_iter()),
        };
        let values: Vec<_> = match scope {
            _ if province.clubs().len() == 0 => Vec::new(),
            Scope::AllClubs => vec![(None, self.total(province.clubs()).ok_or(ComparisonProblem::NotInBooks)?)],
            Scope::EachClub | Scope::EachLoan => {
                province.clubs().filter_map(|club| Some((Some(&club.club), one(club)?))).collect()
            }
        };
        if values.is_empty() { Err(ComparisonProblem::NotInBooks) } else { Ok(values) }
    }

    /// Returns the sum over clubs; for shares, the sum of the parts ÷ the sum of the wholes. `None` if that is zero, or a sum is too large.
    fn total<'a>(self, clubs: impl Iterator<Item = &'a ClubSummary>) -> Option<Range> {
        let (part, whole) = clubs.map(|club| self.part_and_whole(club)).try_fold((0_i128, 0_i128), |sums, club| {
            Some((sums.0.checked_add(club.0)?, sums.1.checked_add(club.1)?))
        })?;
        let whole = if self.unit() == Unit::Percent { whole } else { 1 };
        (whole > 0).then(|| Range::point(Fraction::new(part, whole)))
    }

    fn part_and_whole(self, club: &ClubSummary) -> (i128, i128) {
        let allocated = club.interest_to_capital + club.interest_to_operating;
        let part = match self {
            Self::Clubs => 1,
            Self::Members => club.members.into(),
            Self::Borrowers => club.loans.borrowers.into(),
            Self::LoanTurns => club.loans.disbursed.into(),
            Self::Loan | Self::Lent => club.loans.disbursed_amount.dong(),
            Self::Outstanding => club.loans.outstanding.dong(),
            Self::SeedGrant => club.granted().dong(),
            Self::InterestCollected => club.loans.interest_collected.dong(),
            Self::InterestToCapital => return (club.interest_to_capital.dong(), allocated.dong()),
            Self::MembersWhoBorrowed => return (club.loans.borrowers.into(), club.members.into()),
            Self::WellAttended => return (club.well_attended.into(), club.activities.into()),
        };
        (part, 1)
    }
}

fn whole(amount: Amount) -> Fraction {
    Fraction::from_integer(amount.dong().into())
}
