//! From where on something is to be looked at.

use serde::Serialize;

use crate::money::Amount;
use crate::rate::Share;

/// What an auditor takes for usual. What lies beyond is observed.
///
/// ```
/// use revolving_fund::review::Expectations;
/// let strict = Expectations { reversed_after_days: 0, ..Expectations::default() };
/// assert_eq!(strict.widest_gap, 100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expectations {
    /// The most numbers that can be missing between two documents of a series, or before its first: 100. Over more than these
    /// a series is taken to go on elsewhere, as one that bears the year or the day in its numbers does.
    pub widest_gap: u32,
    /// A repayment of a whole multiple of this sum is round: 100 000 đồng.
    pub round_unit: Amount,
    /// The share of round ones among all repayments from which on they are many: 25 %.
    pub round_share: Share,
    /// The fewest round repayments that are many: 10.
    pub round_receipts: u32,
    /// The fewest repayments of one sum on one day, each of a loan of another principal, that are many: 4.
    pub alike_receipts: u32,
    /// After more than this many days a reversal is late: 31.
    pub reversed_after_days: u32,
    /// Within this many days after a repayment a new loan is lent again: 7.
    pub lent_again_days: u32,
    /// The share of a new loan that the member has to have repaid in these days for it to be lent again: 50 %.
    pub lent_again_share: Share,
    /// More than this many times the median of the club's minutes is far more: 3.
    pub minute_times: u32,
    /// After more than this many days a loan that was passed should have been paid out: 31.
    pub disbursed_within_days: u32,
}

impl Default for Expectations {
    fn default() -> Self {
        Self {
            widest_gap: 100,
            round_unit: ROUND_UNIT,
            round_share: QUARTER,
            round_receipts: 10,
            alike_receipts: 4,
            reversed_after_days: 31,
            lent_again_days: 7,
            lent_again_share: HALF,
            minute_times: 3,
            disbursed_within_days: 31,
        }
    }
}

const ROUND_UNIT: Amount = match Amount::new(100_000) {
    Ok(unit) => unit,
    Err(_) => Amount::MAX,
};
const QUARTER: Share = share(25_000_000);
const HALF: Share = share(50_000_000);

const fn share(hundred_millionths: u32) -> Share {
    match Share::from_hundred_millionths(hundred_millionths) {
        Ok(share) => share,
        Err(_) => share(0),
    }
}
