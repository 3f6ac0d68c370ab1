//! The charter (quy chế) of a club: the rules on which its meeting agreed.
//!
//! The type of each field holds valid values only, so every [`Charter`] is valid.

use serde::{Deserialize, Serialize};

use crate::count::{Count, GraceDays, MaxMonths, OpenLoans};
use crate::money::{Amount, Money};
use crate::rate::{Rate, Rounding, Share};
use crate::wire;

/// The charter of a club.
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
    /// The most that the club may receive as seed grant (vốn ban đầu) in total, in đồng; 0 for a club without one.
    pub seed_grant: Money,
    /// The rules of lending.
    #[serde(deserialize_with = "wire::object")]
    pub loan: LoanRules,
    /// The use of the interest.
    #[serde(deserialize_with = "wire::object")]
    pub interest: InterestRules,
    /// The targets of the Project for the club, if it takes part in it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present_object")]
    pub membership: Option<MembershipRules>,
}

/// The rules of lending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanRules {
    /// The most principal that one member may owe at any time, including approved loans.
    pub cap_per_member: Amount,
    /// The number of loans that a member may have open at a time: approved, or disbursed and neither settled nor written off.
    pub open_loans_per_member: OpenLoans,
    /// The longest term, in months.
    pub max_months: MaxMonths,
    /// The highest nominal monthly rate that may be agreed. The law allows 20 % a year (Civil Code 2015, article 468).
    pub rate_ceiling: Rate,
    /// True if a repayment has to pay all interest due before it pays principal.
    pub interest_first: bool,
    /// The unit to which interest and instalments are rounded, so that they can be paid in notes.
    pub rounding: Rounding,
    /// The days by which a meeting may be late: every month of a loan but the first is charged that many days after it begins. If left
    /// out, 0.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "wire::present")]
    pub grace_days: Option<GraceDays>,
    /// True if a member who owes a written-off amount may borrow again.
    pub lend_after_write_off: bool,
}

/// The use of the interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterestRules {
    /// The share of interest collected that grows the capital; the rest goes to the operating fund.
    pub to_income_growth: Share,
    /// The time at which it is allocated.
    pub allocated: Allocated,
}

/// The time at which interest is allocated to the funds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allocated {
    /// On receipt, in the entry of the repayment.
    OnReceipt,
    /// At the meeting, by the event `interest_allocated`.
    AtMeeting,
}

wire::words!(Allocated { OnReceipt = "on_receipt", AtMeeting = "at_meeting" });

/// The targets of the Project for a club. To miss one is a warning, never a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipRules {
    /// The smallest and the largest number of members.
    pub members: Band,
    /// The smallest number of volunteers.
    pub volunteers: Count,
    /// The smallest number of people cared for at home.
    pub cared_for: Count,
    /// The visits of each volunteer in a week.
    pub visits_per_week: Count,
    /// The smallest share of members present at a meeting.
    pub attendance: Share,
}

/// A band of counts, from a smallest to a largest; in the books a list of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(Count, Count)", into = "(Count, Count)")]
pub struct Band {
    fewest: Count,
    most: Count,
}

impl Band {
    /// Makes a band from `fewest` to `most`, both included; `None` if `fewest` is larger than `most`.
    #[must_use]
    pub const fn new(fewest: Count, most: Count) -> Option<Self> {
        if fewest.get() <= most.get() { Some(Self { fewest, most }) } else { None }
    }

    /// Returns the smallest count in the band.
    #[must_use]
    pub const fn fewest(self) -> Count {
        self.fewest
    }

    /// Returns the largest count in the band.
    #[must_use]
    pub const fn most(self) -> Count {
        self.most
    }

    /// Returns whether `count` is in the band.
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

/// Unwraps a checked constant at compile time: a value out of bounds does not compile.
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
pub(crate) use valid;

impl Charter {
    /// Returns the charter of Bắc Ninh: 100 million đồng of seed grant, at most 8 million to a member, half of the interest to
    /// capital, 60 to 70 members, 10 volunteers who care for 5 people and visit 3 times a week, meetings attended by 80 %.
    /// The sources do not state the rest; this library chose it: one loan at a time, 12 months, the legal ceiling, rounding to
    /// 1 000 đồng, 3 days of grace.
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
