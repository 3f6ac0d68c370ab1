//! The thresholds above which an observation is made.

use serde::Serialize;

use crate::money::Amount;
use crate::rate::Share;

/// The thresholds of a review. An observation is made of records beyond them. The default of each is given with its field.
///
/// ```
/// use revolving_fund::review::Expectations;
/// let strict = Expectations { reversed_after_days: 0, ..Expectations::default() };
/// assert_eq!(strict.widest_gap, 100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expectations {
    /// The most numbers that can be missing between two documents of a series, or before its first. A wider gap is taken as the beginning
    /// of another series, such as one with the year or the day in its numbers: 100.
    pub widest_gap: u32,
    /// The fewest documents without a series that are many: 5.
    pub strange_numbers: u32,
    /// The share of documents without a series at which they are many: 25 %.
    pub strange_number_share: Share,
    /// A repayment of a whole multiple of this sum is round: 100 000 đồng.
    pub round_unit: Amount,
    /// The share of round repayments in all repayments at which they are many: 25 %.
    pub round_share: Share,
    /// The fewest round repayments that are many: 10.
    pub round_receipts: u32,
    /// The fewest different principals of loans with repayments of one sum on one day that are many: 4.
    pub alike_receipts: u32,
    /// A reversal more than this many days after the record is late: 31.
    pub reversed_after_days: u32,
    /// A repayment or disbursal that is booked again with another date within this many days of its reversal is moved in time: 31.
    pub rebooked_within_days: u32,
    /// The number of days at the end of a month: a repayment booked in them and reversed soon after is looked at: 3.
    pub month_end_days: u32,
    /// The number of days after the end of the month in which such a reversal is looked at: 10.
    pub reversed_after_month_end_days: u32,
    /// A new loan disbursed within this many days of a repayment by the same member counts as lent again: 7.
    pub lent_again_days: u32,
    /// The smallest share of the new loan that the member repaid in these days: 50 %.
    pub lent_again_share: Share,
    /// A loan within this many days after the member settled another one is a renewal: 45.
    pub renewed_within_days: u32,
    /// The fewest renewals that are many: 3.
    pub renewed_loans: u32,
    /// The share of renewals in all principal disbursed at which they are many: 50 %.
    pub renewed_share: Share,
    /// Minutes that approved more than this many times the median number or amount of loans are looked at: 3.
    pub minute_times: u32,
    /// The same threshold for the first minutes, since a new club has all its capital to lend: 30.
    pub first_minute_times: u32,
    /// A loan should be disbursed within this many days of its approval: 31.
    pub disbursed_within_days: u32,
    /// A borrower should confirm a loan within this many days of its disbursal, so that asking once a year is enough: 366.
    pub confirmed_within_days: u32,
    /// A loan settled without interest is looked at if it was outstanding for fewer days: 180.
    pub settled_soon_days: u32,
    /// The fewest loans without interest that are looked at in a club with other income: 3.
    pub free_loans: u32,
    /// The share of loans at the usual rate at which another rate is looked at: 90 %.
    pub rate_share: Share,
    /// A loan settled more than this many days after its last due day is late: 30.
    pub settled_late_days: u32,
    /// A late loan settled on the day on which another member borrows is looked at if the amount repaid is at least this share of the new
    /// loan: 75 %.
    pub settled_by_another_share: Share,
    /// A loan written off within this many days of its disbursal is looked at: 92.
    pub written_off_soon_days: u32,
    /// A charter that is loosened and tightened again within this many days is looked at if a loan was approved in between: 92.
    pub loosened_within_days: u32,
    /// The share of waived interest in all interest collected or waived at which it is most of it: 50 %.
    pub waived_share: Share,
    /// The fewest waivers that are many: 3.
    pub waived_times: u32,
    /// Other income or a donation of the same amount within this many days of a waiver is looked at: 7.
    pub received_beside_waiver_days: u32,
    /// Interest should be allocated within this many months: 3.
    pub interest_waits_months: u32,
    /// A borrowing forgiven within this many days is looked at: 365.
    pub forgiven_within_days: u32,
    /// Other income to the operating fund within this many days of a loss on capital is looked at: 92.
    pub income_after_loss_days: u32,
    /// Such income is looked at if it is at least this share of the loss: 25 %.
    pub income_after_loss_share: Share,
    /// Spending of at least this sum should name who was paid: 1 000 000 đồng.
    pub spent_without_payee: Amount,
    /// Spending of at least this sum should have evidence: 1 000 000 đồng.
    pub spent_without_evidence: Amount,
    /// An advance should be accounted for within this many days: 62.
    pub advance_days: u32,
    /// A shortage of a keeper is looked at if at least this share of it is released: 50 %.
    pub released_share: Share,
    /// A repayment should be booked within this many days after it was paid: 7.
    pub booked_within_days: u32,
    /// The fewest repayments booked later that are many: 3.
    pub late_receipts: u32,
    /// The share of late repayments in all repayments of a series at which they are many: 25 %.
    pub late_share: Share,
    /// The smallest repayment of a lender that should have evidence: 1 000 000 đồng.
    pub lender_without_evidence: Amount,
    /// The box and the bank should be counted within this many days of each other: 3.
    pub counts_apart_days: u32,
    /// The books should be closed within this many months after the last closing: 2.
    pub closing_months: u32,
    /// The smallest share of the cash in the box that is looked at when it is deposited on the day of a count: 50 %.
    pub emptied_share: Share,
    /// Such a deposit is looked at if the same amount is taken out of the bank again within this many days: 7.
    pub redrawn_within_days: u32,
    /// The smallest such deposit: 1 000 000 đồng.
    pub emptied_from: Amount,
}

impl Default for Expectations {
    fn default() -> Self {
        Self {
            widest_gap: 100,
            strange_numbers: 5,
            strange_number_share: QUARTER,
            round_unit: HUNDRED_THOUSAND,
            round_share: QUARTER,
            round_receipts: 10,
            alike_receipts: 4,
            reversed_after_days: 31,
            rebooked_within_days: 31,
            month_end_days: 3,
            reversed_after_month_end_days: 10,
            lent_again_days: 7,
            lent_again_share: HALF,
            renewed_within_days: 45,
            renewed_loans: 3,
            renewed_share: HALF,
            minute_times: 3,
            first_minute_times: 30,
            disbursed_within_days: 31,
            confirmed_within_days: 366,
            settled_soon_days: 180,
            free_loans: 3,
            rate_share: NINE_TENTHS,
            settled_late_days: 30,
            settled_by_another_share: THREE_QUARTERS,
            written_off_soon_days: 92,
            loosened_within_days: 92,
            waived_share: HALF,
            waived_times: 3,
            received_beside_waiver_days: 7,
            interest_waits_months: 3,
            forgiven_within_days: 365,
            income_after_loss_days: 92,
            income_after_loss_share: QUARTER,
            spent_without_payee: MILLION,
            spent_without_evidence: MILLION,
            advance_days: 62,
            released_share: HALF,
            booked_within_days: 7,
            late_receipts: 3,
            late_share: QUARTER,
            lender_without_evidence: MILLION,
            counts_apart_days: 3,
            closing_months: 2,
            emptied_share: HALF,
            redrawn_within_days: 7,
            emptied_from: MILLION,
        }
    }
}

const HUNDRED_THOUSAND: Amount = amount(100_000);
const MILLION: Amount = amount(1_000_000);
const QUARTER: Share = share(25_000_000);
const HALF: Share = share(50_000_000);
const THREE_QUARTERS: Share = share(75_000_000);
const NINE_TENTHS: Share = share(90_000_000);

const fn amount(dong: u64) -> Amount {
    match Amount::new(dong) {
        Ok(amount) => amount,
        Err(_) => Amount::MAX,
    }
}

const fn share(hundred_millionths: u32) -> Share {
    match Share::from_hundred_millionths(hundred_millionths) {
        Ok(share) => share,
        Err(_) => share(0),
    }
}
