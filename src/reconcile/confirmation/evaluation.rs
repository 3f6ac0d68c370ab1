//! The evaluation of the differences: projected misstatement, upper limit, conclusion.

use serde::Serialize;

use super::sampling::{Sample, SamplingPlan};
use crate::catalogue::Bilingual;
use crate::money::Balance;
use crate::rounding::{ceil, part_ceil};

/// The evaluation of the misstatements on one side. Amounts are in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evaluation {
    /// The misstatement of all loans that is projected from the differences.
    pub projected: Balance,
    /// The allowance for a sample without any difference.
    pub basic_precision: Balance,
    /// The further allowance for the differences found.
    pub incremental: Balance,
    /// The sum of the three. If every chosen loan is answered for, the misstatement of this side is not larger, with the confidence of the
    /// plan. As long as [`ConfirmationTally::unconfirmed`](super::ConfirmationTally::unconfirmed) is above zero it counts only the answers received, and is no assurance.
    pub upper_limit: Balance,
}

impl Evaluation {
    /// Evaluates the misstatements of one side: `projected` is their sum, `small` has those of loans smaller than the interval.
    pub(super) fn of(sample: &Sample, projected: Balance, small: Vec<Balance>) -> Self {
        let plan = sample.plan();
        let rounded_up = |hundredths: Balance| Balance::new(ceil(hundredths.dong(), 100));
        let basic_precision = if sample.total().is_positive() {
            rounded_up(Balance::from(plan.interval()).times(plan.basic_factor().hundredths()))
        } else {
            Balance::ZERO
        };
        let incremental = rounded_up(allowance(plan, small));
        Self { projected, basic_precision, incremental, upper_limit: projected + basic_precision + incremental }
    }
}

/// Returns the projected misstatement of a difference. A chosen loan smaller than the interval has the misstatement of a whole interval: the
/// share of the loan that is misstated (tainting) × the interval, rounded up to a đồng, away from zero. Any other loan has the difference
/// itself.
pub(super) fn projected(difference: Balance, sampled: Option<Balance>, plan: &SamplingPlan) -> Balance {
    let Some(sampled) = sampled.filter(|sampled| plan.is_below_interval(*sampled)) else { return difference };
    let interval = i128::from(plan.interval().dong());
    let of_interval = |found: Balance| Balance::new(part_ceil(found.dong(), interval, sampled.dong()));
    if difference.is_negative() { -of_interval(-difference) } else { of_interval(difference) }
}

/// Returns the allowance for misstatements, in hundredths of a đồng: each, the largest first, times the step from the factor of its rank
/// less 1 to that of its rank, less 1 and not below zero. Steps become smaller with the rank, so ranks whose factor is 100 or more take the
/// last step known.
fn allowance(plan: &SamplingPlan, mut small: Vec<Balance>) -> Balance {
    small.sort_unstable_by(|one, other| other.cmp(one));
    let (mut before, mut step, mut sum) = (Some(plan.basic_factor()), 0, Balance::ZERO);
    for (rank, misstatement) in (1..).zip(small) {
        let factor = before.and_then(|_| plan.confidence().factor(rank));
        debug_assert!(rank > 1 || factor.is_some(), "at every confidence the factor of the first rank is below 100");
        if let Some((before, factor)) = before.zip(factor) {
            step = factor.hundredths().saturating_sub(before.hundredths()).saturating_sub(100);
        }
        before = factor;
        sum += misstatement.times(step);
    }
    sum
}

/// The conclusion of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Conclusion {
    /// The upper limit of misstatement is tolerable.
    Accept,
    /// The upper limit is tolerable so far, but a chosen loan has no answer, or only one of another member or one dated too early. Answers
    /// that were not asked for leave no loan open.
    Open,
    /// The upper limit of misstatement exceeds the tolerable one.
    Reject,
}

impl Conclusion {
    /// Concludes from the higher upper limit and the principal of chosen loans that is not confirmed.
    pub(super) fn of(plan: &SamplingPlan, upper_limit: Balance, unconfirmed: Balance) -> Self {
        if upper_limit > plan.tolerable().into() {
            Self::Reject
        } else if unconfirmed.is_positive() {
            Self::Open
        } else {
            Self::Accept
        }
    }

    /// Returns the conclusion in plain words, with the action to take.
    #[must_use]
    pub const fn text(self) -> Bilingual {
        match self {
            Self::Accept => Bilingual {
                english: "Accepted: the sample supports the loans of the books; clear up each difference all the same",
                vietnamese: "Chấp nhận: mẫu cho thấy dư nợ trên sổ là đáng tin; vẫn cần làm rõ từng khoản lệch",
            },
            Self::Open => Bilingual {
                english: "Open: visit the members whose loans are not confirmed, or see the receipts of these loans",
                vietnamese: "Chưa kết luận: đến gặp thành viên có khoản vay chưa xác nhận, hoặc xem phiếu thu của khoản vay",
            },
            Self::Reject => Bilingual {
                english: "Not accepted: more can be misstated than is tolerable; confirm more loans, or every loan",
                vietnamese: "Không chấp nhận: sai sót có thể vượt mức bỏ qua; xác nhận thêm, hoặc toàn bộ khoản vay",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Amount, Money};
    use crate::reconcile::confirmation::Confidence;

    /// The factors of ranks from about 80 on are 100 or more; their misstatements count all the same, at the last step known.
    #[test]
    fn every_misstatement_adds_an_allowance() {
        let plan = SamplingPlan::new(Amount::MAX, Money::ZERO, Confidence::new(95).unwrap()).unwrap();
        let allowances = [90, 91, 120].map(|count| allowance(&plan, vec![Balance::new(1_000); count]).dong());
        let step = allowances[1] - allowances[0];
        assert!((1_000..30_000).contains(&step), "{allowances:?}");
        assert_eq!(allowances[2] - allowances[1], step * 29);
    }
}
