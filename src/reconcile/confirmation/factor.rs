//! Confidence factors (hệ số tin cậy) of monetary unit sampling.
//!
//! A factor is the upper limit, at the given confidence, of the expected number of misstatements in a sample in which a given number of
//! them was found. It is the F at which a gamma distribution reaches the confidence, rounded up to hundredths. The shape of the
//! distribution is one more than the number of misstatements. If the plan expects misstatement, that number is itself a share of F. The
//! factors are those of AICPA, *Audit Guide: Audit Sampling*, appendix C; they are computed in decimals of 28 digits.

use std::fmt;

use rust_decimal::{Decimal, MathematicalOps};
use serde::{Serialize, Serializer};

use crate::catalogue::vietnamese;
use crate::display::{InLanguage, Language};
use crate::money::Money;

/// The bound of the search, in hundredths: every factor is below 100.00.
const LARGEST: u32 = 10_000;

/// A confidence in percent, from 1 to 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Confidence(u32);

/// A number that is not a confidence in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("confidence is {percent}, expected a whole percentage from 1 to 99")]
pub struct ConfidenceError {
    /// The number that was given.
    pub percent: u32,
}

vietnamese! { ConfidenceError,
    Self { percent } => "độ tin cậy là {percent}, phải là số phần trăm nguyên từ 1 đến 99";
}

impl Confidence {
    /// Makes a confidence of `percent`, from 1 to 99.
    ///
    /// # Errors
    ///
    /// If `percent` is 0, or 100 or more.
    pub const fn new(percent: u32) -> Result<Self, ConfidenceError> {
        match percent {
            1..=99 => Ok(Self(percent)),
            _ => Err(ConfidenceError { percent }),
        }
    }

    /// Returns the confidence in percent, from 1 to 99.
    #[must_use]
    pub const fn percent(self) -> u32 {
        self.0
    }

    /// Returns the factor for a sample with this number of misstatements; `None` if it is 100 or more.
    ///
    /// ```
    /// use revolving_fund::reconcile::confirmation::Confidence;
    /// let confidence = Confidence::new(95)?;
    /// let factors = [0, 1, 2].map(|misstatements| confidence.factor(misstatements).map(|factor| factor.to_string()));
    /// assert_eq!(factors, [Some("3.00".into()), Some("4.75".into()), Some("6.30".into())]);
    /// # Ok::<(), revolving_fund::reconcile::confirmation::ConfidenceError>(())
    /// ```
    #[must_use]
    pub fn factor(self, misstatements: u32) -> Option<ConfidenceFactor> {
        self.search(|_| Some(Decimal::from(misstatements)))
    }

    /// Returns the factor by which the tolerable misstatement is divided to get the interval, if `expected` is expected to be misstated.
    /// `None` if it is 100 or more, as when `expected` is nearly `tolerable`.
    pub(super) fn planned(self, expected: Money, tolerable: Money) -> Option<ConfidenceFactor> {
        let ratio = Decimal::from(expected.dong()).checked_div(Decimal::from(tolerable.dong()))?;
        self.search(|factor| factor.checked_mul(ratio))
    }

    /// Finds the smallest factor that reaches the confidence, by binary search. `misstatements` returns the number of misstatements for a
    /// factor.
    fn search(self, misstatements: impl Fn(Decimal) -> Option<Decimal>) -> Option<ConfidenceFactor> {
        let asked = Decimal::new(self.0.into(), 2);
        let reaches = |hundredths: u32| {
            let factor = Decimal::new(hundredths.into(), 2);
            Some(gamma(misstatements(factor)?.checked_add(Decimal::ONE)?, factor)? >= asked)
        };
        let (mut low, mut high) = (0_u32, LARGEST);
        while low.saturating_add(1) < high {
            let middle = low.midpoint(high);
            if reaches(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        (high < LARGEST).then_some(ConfidenceFactor { hundredths: high })
    }
}

/// Returns the gamma distribution function with a shape *a* of one or more at `x`: xᵃ e⁻ˣ ÷ Γ(a + 1) × (1 + x ÷ (a + 1) + x² ÷ (a + 1)(a +
/// 2) + …). `None` if a number exceeds the range of decimals.
fn gamma(shape: Decimal, x: Decimal) -> Option<Decimal> {
    let next = shape.checked_add(Decimal::ONE)?;
    let power = shape.checked_mul(x.checked_ln()?)?.checked_sub(x)?.checked_sub(ln_gamma(next)?)?;
    let (mut term, mut sum, mut divisor) = (Decimal::ONE, Decimal::ONE, next);
    while term > Decimal::new(1, 20) {
        term = term.checked_mul(x)?.checked_div(divisor)?;
        sum = sum.checked_add(term)?;
        divisor = divisor.checked_add(Decimal::ONE)?;
    }
    power.checked_exp()?.checked_mul(sum)
}

/// Returns the natural logarithm of the gamma function of a number above zero, by Stirling's series at 20 or more. `None` if a number
/// exceeds the range of decimals.
fn ln_gamma(z: Decimal) -> Option<Decimal> {
    let (mut large, mut product) = (z, Decimal::ONE);
    while large < Decimal::from(20_u32) {
        product = product.checked_mul(large)?;
        large = large.checked_add(Decimal::ONE)?;
    }
    let half_ln_two_pi = Decimal::new(918_938_533_204_672_741, 18);
    let square = large.checked_mul(large)?;
    let mut power = large;
    let mut series = Decimal::ZERO;
    for divisor in [12_i64, -360, 1_260, -1_680, 1_188] {
        series = series.checked_add(Decimal::ONE.checked_div(Decimal::from(divisor).checked_mul(power)?)?)?;
        power = power.checked_mul(square)?;
    }
    let main = large.checked_sub(Decimal::new(5, 1))?.checked_mul(large.checked_ln()?)?.checked_sub(large)?;
    main.checked_add(half_ln_two_pi)?.checked_add(series)?.checked_sub(product.checked_ln()?)
}

/// A confidence factor (hệ số tin cậy), from 0.01 to 99.99, in whole hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfidenceFactor {
    hundredths: u32,
}

impl ConfidenceFactor {
    /// Returns the factor in hundredths: 300 for 3.00.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.hundredths
    }
}

/// Displays it in English: `3.00`.
impl fmt::Display for ConfidenceFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::English).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, ConfidenceFactor> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(ConfidenceFactor { hundredths }, language) = self;
        let (whole, decimals) = (hundredths.div_euclid(100), hundredths.rem_euclid(100));
        f.pad(&language.number(&format!("{whole}.{decimals:02}")))
    }
}

impl Serialize for ConfidenceFactor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables of AICPA, *Audit Guide: Audit Sampling*, appendix C.
    #[test]
    fn the_factors_are_those_of_the_tables() {
        let shown = |factor: Option<ConfidenceFactor>| factor.unwrap().to_string();
        let million = |millions: u64| Money::new(millions * 1_000_000).unwrap();
        let planned = |percent, shares: [u64; 9]| {
            let confidence = Confidence::new(percent).unwrap();
            shares.map(|share| shown(confidence.planned(million(share), million(100))))
        };
        let shares = [0, 5, 10, 15, 20, 25, 30, 50, 60];
        let at_95 = ["3.00", "3.31", "3.68", "4.11", "4.63", "5.24", "6.00", "11.54", "17.85"];
        assert_eq!(planned(95, shares), at_95);
        assert_eq!(
            planned(90, [0, 5, 10, 15, 20, 25, 60, 70, 0])[..8],
            ["2.31", "2.52", "2.77", "3.07", "3.41", "3.83", "12.07", "20.70"]
        );
        let ranks = |percent| [0, 1, 2, 3, 4].map(|rank| shown(Confidence::new(percent).unwrap().factor(rank)));
        assert_eq!(ranks(95), ["3.00", "4.75", "6.30", "7.76", "9.16"]);
        assert_eq!(ranks(90), ["2.31", "3.89", "5.33", "6.69", "8.00"]);
        let none = [(85, "1.90"), (80, "1.61"), (75, "1.39"), (70, "1.21"), (65, "1.05"), (63, "1.00"), (50, "0.70")];
        for (percent, factor) in none {
            assert_eq!(shown(Confidence::new(percent).unwrap().factor(0)), factor);
        }
        assert_eq!(Confidence::new(95).unwrap().planned(million(99), million(100)), None);
        let all = (1..=99).map(|percent| Confidence::new(percent).unwrap());
        let first = |confidence: Confidence| [0, 1].map(|rank| confidence.factor(rank).is_some());
        assert!(all.map(first).all(|ranks| ranks == [true; 2]), "every confidence has the factors of the first ranks");
        assert_eq!(Confidence::new(95).unwrap().factor(1_000_000), None);
    }
}
