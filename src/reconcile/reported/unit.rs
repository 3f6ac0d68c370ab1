//! Of what a figure is, of whom, and in what it is counted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fraction::Fraction;
use crate::name::{ClubId, NameError};
use crate::wire;

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Unit {
    /// People (người).
    People,
    /// Clubs (câu lạc bộ).
    Clubs,
    /// Loan turns (lượt vay), which are not people.
    Turns,
    /// Đồng.
    Dong,
    /// Millions of đồng (triệu đồng).
    MillionDong,
    /// Thousands of millions of đồng (tỉ đồng).
    BillionDong,
    /// Hundredths of something that the figure names (phần trăm).
    Percent,
}

wire::word!(Unit);

impl Unit {
    /// How much one of it is: of people, clubs, turns or đồng, or of the whole.
    pub(super) fn size(self) -> Option<Fraction> {
        match self {
            Self::People | Self::Clubs | Self::Turns | Self::Dong => Some(Fraction::whole(1)),
            Self::MillionDong => Some(Fraction::whole(1_000_000)),
            Self::BillionDong => Some(Fraction::whole(1_000_000_000)),
            Self::Percent => Fraction::of(1, 100),
        }
    }

    /// Whether a whole number of it is meant to the last one.
    pub(super) const fn is_counted(self) -> bool {
        matches!(self, Self::People | Self::Clubs | Self::Turns | Self::Dong)
    }

    /// The unit in which results are told: sums of money to the đồng.
    #[must_use]
    pub const fn plain(self) -> Self {
        match self {
            Self::MillionDong | Self::BillionDong => Self::Dong,
            unit => unit,
        }
    }

    /// What it measures, if the figure is told of each of something.
    pub(super) fn dimension(self, scope: &Scope) -> Dimension {
        let mut dimension = Dimension::default();
        match self {
            Self::People => dimension.people = 1,
            Self::Clubs => dimension.clubs = 1,
            Self::Turns => dimension.turns = 1,
            Self::Dong | Self::MillionDong | Self::BillionDong => dimension.dong = 1,
            // A share is one of each club as it is of all.
            Self::Percent => return dimension,
        }
        match scope {
            Scope::EachClub => dimension.clubs = dimension.clubs.saturating_sub(1),
            Scope::EachLoan => dimension.turns = dimension.turns.saturating_sub(1),
            Scope::AllClubs | Scope::Club(_) => {}
        }
        dimension
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::People => "people",
            Self::Clubs => "clubs",
            Self::Turns => "turns",
            Self::Dong => "đồng",
            Self::MillionDong => "triệu đồng",
            Self::BillionDong => "tỉ đồng",
            Self::Percent => "%",
        })
    }
}

/// Of whom a figure is told. In JSON `all_clubs`, `each_club`, `each_loan` or `club:BN-001`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All clubs together.
    #[default]
    AllClubs,
    /// Each club by itself.
    EachClub,
    /// Each loan by itself.
    EachLoan,
    /// One club.
    Club(ClubId),
}

/// Behind a unit: `people per club`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllClubs => Ok(()),
            Self::EachClub => f.write_str(" per club"),
            Self::EachLoan => f.write_str(" per loan"),
            Self::Club(club) => write!(f, " in {club}"),
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all_clubs" => Ok(Self::AllClubs),
            "each_club" => Ok(Self::EachClub),
            "each_loan" => Ok(Self::EachLoan),
            _ => match text.strip_prefix("club:") {
                Some(club) => club.parse().map(Self::Club).map_err(|error: NameError| format!("club: {error}")),
                None => {
                    Err(format!("scope is {text:?}, expected all_clubs, each_club, each_loan or club: and its name"))
                }
            },
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AllClubs => serializer.serialize_str("all_clubs"),
            Self::EachClub => serializer.serialize_str("each_club"),
            Self::EachLoan => serializer.serialize_str("each_loan"),
            Self::Club(club) => serializer.collect_str(&format_args!("club:{club}")),
        }
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text(deserializer, str::parse)
    }
}

/// What a number measures: people, clubs, turns and đồng, each to a power. A share measures nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dimension {
    people: i8,
    clubs: i8,
    turns: i8,
    dong: i8,
}

impl Dimension {
    pub(super) fn times(self, other: Self) -> Self {
        Self {
            people: self.people.saturating_add(other.people),
            clubs: self.clubs.saturating_add(other.clubs),
            turns: self.turns.saturating_add(other.turns),
            dong: self.dong.saturating_add(other.dong),
        }
    }

    pub(super) fn divided_by(self, other: Self) -> Self {
        Self {
            people: self.people.saturating_sub(other.people),
            clubs: self.clubs.saturating_sub(other.clubs),
            turns: self.turns.saturating_sub(other.turns),
            dong: self.dong.saturating_sub(other.dong),
        }
    }

    /// The same where turns are taken for people, as they may where they bound people from above: whoever borrows has a turn.
    pub(super) fn with_turns_as_people(self) -> Self {
        let turns = self.turns.max(0);
        Self { people: self.people.saturating_add(turns), turns: self.turns.saturating_sub(turns), ..self }
    }
}

/// `people per club`; `a share` where it measures nothing.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let powers = [("people", self.people), ("clubs", self.clubs), ("turns", self.turns), ("đồng", self.dong)];
        let side = |is_above: bool| {
            let named = powers.iter().filter(|(_, power)| *power != 0 && (*power > 0) == is_above);
            let words = named.flat_map(|(name, power)| (0..power.unsigned_abs()).map(|_| *name));
            words.collect::<Vec<_>>().join(" × ")
        };
        match (side(true), side(false)) {
            (above, below) if above.is_empty() && below.is_empty() => f.write_str("a share"),
            (above, below) if below.is_empty() => f.write_str(&above),
            (above, below) => write!(f, "{above} per {below}"),
        }
    }
}
