//! The charter (quy chế) of a club: the rules its meeting gave itself.
//!
//! Every field can only hold what a charter may say, so any [`Charter`] that can be written down is a valid one.

use serde::{Deserialize, Serialize};

use crate::count::{Count, GraceDays, MaxMonths, OpenLoans};
use crate::money::{Amount, Money};
use crate::rate::{Rate, Rounding, Share};
use crate::wire;

/// The rules of a club.
///
/// ```
/// use revolving_fund::{Charter, Rounding};
/// use revolving_fund::charter::LoanRules;
/// let by_the_dong = Charter {
///     loan: LoanRules { rounding: Rounding::One, ..Charter::bac_ninh().loan },
///     ..Charter::bac_ninh()
/// };
/// # let _ = by_the_dong;
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charter {
    /// The most that may be received as seed grant (vốn ban đầu), in all; nothing for a club without one.
    pub seed_grant: Money,
    /// How the club lends.
    #[serde(deserialize_with = "wire::object")]
    pub loan: LoanRules,
    /// What becomes of the interest.
    #[serde(deserialize_with = "wire::object")]
    pub interest: InterestRules,
    /// What the Project asks of the club, if it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present_object")]
    pub membership: Option<MembershipRules>,
}

/// How a club lends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanRules {
    /// The most principal one member may owe at any time, approved loans counted in.
    pub cap_per_member: Amount,
    /// How many loans a member may have open (approved, or disbursed and not settled) at a time.
    pub open_loans_per_member: OpenLoans,
    /// The longest term.
    pub max_months: MaxMonths,
    /// The highest nominal monthly rate that may be agreed. The law allows 20 % a year (Civil Code 2015, article 468).
    pub rate_ceiling: Rate,
    /// Whether no principal is taken while interest that is due is unpaid.
    pub interest_first: bool,
    /// What interest and instalments are rounded to, so that they can be paid in notes.
    pub rounding: Rounding,
    /// The days by which a meeting may be late: a month after the first is charged so many days after it begins. If left out, 0.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub grace_days: Option<GraceDays>,
    /// Whether one who owes a written-off amount may borrow again.
    pub lend_after_write_off: bool,
}

/// What becomes of the interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterestRules {
    /// The share of interest collected that grows the capital; the rest goes to the operating fund.
    pub to_income_growth: Share,
    /// When it is allocated.
    pub allocated: Allocated,
}

/// When interest is allocated to the funds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allocated {
    /// In the entry of the repayment.
    OnReceipt,
    /// By an event of its own, at the meeting.
    AtMeeting,
}

wire::words!(Allocated { OnReceipt = "on_receipt", AtMeeting = "at_meeting" });

/// What the Project asks of a club. A breach is a warning, never a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipRules {
    /// The fewest and the most members.
    pub members: Band,
    /// The fewest volunteers.
    pub volunteers: Count,
    /// The fewest people cared for at home.
    pub cared_for: Count,
    /// How often each volunteer visits in a week.
    pub visits_per_week: Count,
    /// The share of members at a meeting.
    pub attendance: Share,
}

/// A band of counts: the fewest and the most, in the books a list of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(Count, Count)", into = "(Count, Count)")]
pub struct Band {
    fewest: Count,
    most: Count,
}

impl Band {
    /// A band from `fewest` to `most`, both in it; `None` if the first is over the second.
    #[must_use]
    pub const fn new(fewest: Count, most: Count) -> Option<Self> {
        if fewest.get() <= most.get() { Some(Self { fewest, most }) } else { None }
    }

    /// The fewest.
    #[must_use]
    pub const fn fewest(self) -> Count {
        self.fewest
    }

    /// The most.
    #[must_use]
    pub const fn most(self) -> Count {
        self.most
    }

    /// Whether `count` is in the band.
    #[must_use]
    pub const fn contains(self, count: u32) -> bool {
        self.fewest.get() <= count && count <= self.most.get()
    }
}

impl TryFrom<(Count, Count)> for Band {
    type Error = &'static str;

    fn try_from((fewest, most): (Count, Count)) -> Result<Self, &'static str> {
        Self::new(fewest, most).ok_or("the first number of a band is over the second")
    }
}

impl From<Band> for (Count, Count) {
    fn from(band: Band) -> Self {
        (band.fewest, band.most)
    }
}

/// A constant that the compiler checks: one out of bounds does not build.
macro_rules! valid {
    ($checked:expr) => {
        const {
            match $checked {
                Ok(value) => value,
                Err(_) => panic!("out of bounds"),
            }
        }
    };
}

impl Charter {
    /// The charter of Bắc Ninh: 100 million đồng of seed grant, at most 8 million to a member, half of the interest to
    /// capital, 60 to 70 members, 10 volunteers who care for 5 people and visit 3 times a week, meetings attended by 80 %.
    /// What no source says is chosen: one loan at a time, 12 months, the legal ceiling, rounding to 1 000 đồng.
    #[must_use]
    pub fn bac_ninh() -> Self {
        Self {
            seed_grant: valid!(Money::new(100_000_000)),
            loan: LoanRules {
                cap_per_member: valid!(Amount::new(8_000_000)),
                open_loans_per_member: OpenLoans::MIN,
                max_months: valid!(MaxMonths::new(12)),
                rate_ceiling: valid!(Rate::from_hundred_millionths(1_666_666)),
                interest_first: true,
                rounding: Rounding::Thousand,
                grace_days: Some(valid!(GraceDays::new(3))),
                lend_after_write_off: false,
            },
            interest: InterestRules {
                to_income_growth: valid!(Share::from_hundred_millionths(50_000_000)),
                allocated: Allocated::OnReceipt,
            },
            membership: Some(MembershipRules {
                members: Band { fewest: valid!(Count::new(60)), most: valid!(Count::new(70)) },
                volunteers: valid!(Count::new(10)),
                cared_for: valid!(Count::new(5)),
                visits_per_week: valid!(Count::new(3)),
                attendance: valid!(Share::from_hundred_millionths(80_000_000)),
            }),
        }
    }
}
