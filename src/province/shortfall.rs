//! What a club has less than nothing of.

use std::fmt;

use serde::Serialize;

use super::club::ClubSummary;
use crate::money::Balance;
use crate::name::ClubId;

/// A fund or place of one club that stands below zero (quỹ âm). It is shown by itself, because what other clubs have does not fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortfall {
    /// The club.
    pub club: ClubId,
    /// The fund or place, as it is named in JSON: `operating`, `cash`.
    pub what: &'static str,
    /// Its balance.
    pub balance: Balance,
}

impl Shortfall {
    /// All that a club has less than nothing of.
    pub(super) fn of(club: &ClubSummary) -> impl Iterator<Item = Self> {
        let (funds, money) = (&club.funds, &club.money);
        let balances = [
            ("seed_grant", funds.seed_grant),
            ("income_growth", funds.income_growth),
            ("operating", funds.operating),
            ("borrowings", funds.borrowings),
            ("unallocated_interest", funds.unallocated_interest),
            ("lendable", funds.lendable),
            ("cash", money.cash),
            ("bank", money.bank),
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
