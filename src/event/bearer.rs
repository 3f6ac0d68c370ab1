//! The bearer of a shortage, and its form in the books.

use serde::{Deserialize, Serialize};

use super::ShortageFound;
use crate::account::{ClubFund, Place};
use crate::money::Amount;
use crate::name::{MemberId, Text};
use crate::wire;

/// The bearer of a shortage (thiếu quỹ).
///
/// ```
/// use revolving_fund::event::{Bearer, ShortageFound};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// let bearer = Bearer::Fund { fund: ClubFund::Operating, minutes: "BB 03/2025".parse()? };
/// let shortage = ShortageFound { place: Place::Cash, amount: "20.000".parse()?, bearer };
/// assert_eq!(Event::from(shortage).minutes().map(Text::as_str), Some("BB 03/2025"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A fund, as the meeting decided.
    Fund {
        /// The fund.
        fund: ClubFund,
        /// The minutes of the meeting that decided.
        minutes: Text,
    },
    /// The keeper of the cash box, who has to make it good, also while the meeting has not decided yet.
    Keeper {
        /// The keeper.
        member: MemberId,
        /// The minutes of the meeting, if it decided.
        minutes: Option<Text>,
    },
}

impl Bearer {
    /// Returns the keeper who has to make the shortage good; `None` if a fund bears it.
    #[must_use]
    pub const fn keeper(&self) -> Option<&MemberId> {
        match self {
            Self::Keeper { member, .. } => Some(member),
            Self::Fund { .. } => None,
        }
    }

    /// Returns the fund that bears the shortage; `None` if a keeper does.
    #[must_use]
    pub const fn fund(&self) -> Option<ClubFund> {
        match self {
            Self::Fund { fund, .. } => Some(*fund),
            Self::Keeper { .. } => None,
        }
    }

    /// Returns the minutes of the meeting that decided; `None` if it has not.
    #[must_use]
    pub const fn minutes(&self) -> Option<&Text> {
        match self {
            Self::Fund { minutes, .. } => Some(minutes),
            Self::Keeper { minutes, .. } => minutes.as_ref(),
        }
    }

    /// Returns the value of `borne_by` in the books.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Fund { fund: ClubFund::IncomeGrowth, .. } => "income-growth",
            Self::Fund { fund: ClubFund::Operating, .. } => "operating",
            Self::Keeper { .. } => "keeper",
        }
    }
}

#[derive(Clone, Copy)]
enum Word {
    Operating,
    IncomeGrowth,
    Keeper,
}

wire::words!(Word { Operating = "operating", IncomeGrowth = "income-growth", Keeper = "keeper" });

/// The fields of `shortage_found` in the books.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShortageForm {
    place: Place,
    amount: Amount,
    borne_by: Word,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    member: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    minute: Option<Text>,
}

impl TryFrom<ShortageForm> for ShortageFound {
    type Error = &'static str;

    fn try_from(form: ShortageForm) -> Result<Self, &'static str> {
        let ShortageForm { place, amount, borne_by, member, minute } = form;
        let by_fund = |fund, member: Option<MemberId>, minute: Option<Text>| match (member, minute) {
            (None, Some(minutes)) => Ok(Bearer::Fund { fund, minutes }),
            (Some(_), _) => Err("a shortage that a fund bears names no `member`"),
            (None, None) => Err("a shortage that a fund bears needs a `minute`"),
        };
        let bearer = match (borne_by, member) {
            (Word::Operating, member) => by_fund(ClubFund::Operating, member, minute)?,
            (Word::IncomeGrowth, member) => by_fund(ClubFund::IncomeGrowth, member, minute)?,
            (Word::Keeper, Some(member)) => Bearer::Keeper { member, minutes: minute },
            (Word::Keeper, None) => return Err("a shortage that a keeper bears names the `member`"),
        };
        Ok(Self { place, amount, bearer })
    }
}

impl From<ShortageFound> for ShortageForm {
    fn from(shortage: ShortageFound) -> Self {
        let ShortageFound { place, amount, bearer } = shortage;
        let (borne_by, member, minute) = match bearer {
            Bearer::Fund { fund: ClubFund::Operating, minutes } => (Word::Operating, None, Some(minutes)),
            Bearer::Fund { fund: ClubFund::IncomeGrowth, minutes } => (Word::IncomeGrowth, None, Some(minutes)),
            Bearer::Keeper { member, minutes } => (Word::Keeper, Some(member), minutes),
        };
        Self { place, amount, borne_by, member, minute }
    }
}
