//! Funds and accounts of a club with a negative balance.

use std::fmt;

use serde::Serialize;

use super::club::ClubSummary;
use crate::money::Balance;
use crate::name::ClubId;

/// A fund or account of one club with a negative balance (quỹ âm). It is reported separately, because the money of other clubs does
/// not cover it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Shortfall {
    /// The club.
    pub club: ClubId,
    /// The key of the fund or account in JSON, such as `operating` or `cash`; `operating_free` is the operating fund less advances.
    pub what: &'static str,
    /// The balance, below zero.
    pub balance: Balance,
}

impl Shortfall {
    /// Returns all funds and accounts of a club that are below zero.
    pub(super) fn of(club: &ClubSummary) -> impl Iterator<Item = Self> {
        let (funds, money) = (&club.funds, &club.money);
        // Without advances, the free operating fund equals the operating fund, which is listed already.
        let is_advanced = money.advances.is_positive();
        let balances = [
            ("seed_grant", funds.seed_grant),
            ("income_growth", funds.income_growth),
            ("operating", funds.operating),
            ("borrowings", funds.borrowings),
            ("operating_free", if is_advanced { funds.operating - money.advances } else { Balance::ZERO }),
            ("unallocated_interest", funds.unallocated_interest),
            ("carried_in", funds.carried_in),
            ("lendable", funds.lendable),
            ("cash", money.cash),
            ("bank", money.bank),
            ("advances", money.advances),
            ("shortages", money.shortages),
            ("outstanding", club.loans.outstanding),
        ];
        let below = balances.into_iter().filter(|(_, balance)| balance.is_negative());
        below.map(|(what, balance)| Self { club: club.club.clone(), what, balance })
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.club, self.what, self.balance)
    }
}
