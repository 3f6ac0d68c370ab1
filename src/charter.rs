//! The charter (quy chế) of a club: the rules its meeting gave itself.
//!
//! Every field can only hold what a charter may say, so any [`Charter`] that can be written down is a valid one.

use serde::{Deserialize, Serialize};

use crate::count::{Count, MaxMonths, OpenLoans};
use crate::money::{Amount, Money};
use crate::rate::{Rate, Rounding, Share};
use crate::wire;

/// The rules of a club.
///
/// ```
/// use revolving_fund::{Charter, LoanRules, Rounding};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Self")]
pub enum Allocated {
    /// In the entry of the repayment.
    OnReceipt,
    /// By an event of its own, at the meeting.
    AtMeeting,
}

wire::word!(Allocated);

/// What the Project asks of a club. A breach is a warning, never a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipRules {
    /// The fewest and the most members.
    pub members: (Count, Count),
    /// The fewest volunteers.
    pub volunteers: Count,
    /// The fewest people cared for at home.
    pub cared_for: Count,
    /// How often each volunteer visits in a week.
    pub visits_per_week: Count,
    /// The share of members at a meeting.
    pub attendance: Share,
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
                lend_after_write_off: false,
            },
            interest: InterestRules {
                to_income_growth: valid!(Share::from_hundred_millionths(50_000_000)),
                allocated: Allocated::OnReceipt,
            },
            membership: Some(MembershipRules {
                members: (valid!(Count::new(60)), valid!(Count::new(70))),
                volunteers: valid!(Count::new(10)),
                cared_for: valid!(Count::new(5)),
                visits_per_week: valid!(Count::new(3)),
                attendance: valid!(Share::from_hundred_millionths(80_000_000)),
            }),
        }
    }
}
