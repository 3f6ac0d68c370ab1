//! Rounding: quotients of money are computed here, by functions whose names say how they round.
//!
//! | figure | rounding | the rest |
//! |---|---|---|
//! | interest of a month, [`Rate::of`](crate::rate::Rate::of) | half up, to the charter's unit | is not charged, or is charged on top |
//! | an instalment of principal, [`Rounding::instalment`](crate::rate::Rounding::instalment) | down, to the unit | falls due with the last instalment |
//! | a share of interest, [`Share::ceil_of`](crate::rate::Share::ceil_of) | up, to a đồng | the odd đồng goes to capital |
//! | a percentage, a ratio or an average that is printed | half up, to its last decimal | is not printed, but both numbers are |
//!
//! A divisor that is not positive, or a result beyond 128 bits, is a fault of the caller. It panics in a debug build; in a release build
//! the divisor is taken as 1, the result as the largest number. Money of books stays far below: a balance has at most 24 digits.

use crate::money::{Balance, Money};

/// Returns the value of a calculation that cannot exceed 128 bits.
fn fitting(value: Option<i128>) -> i128 {
    debug_assert!(value.is_some(), "figures of books have at most 24 digits");
    value.unwrap_or(i128::MAX)
}

/// Returns the quotient rounded down, towards minus infinity, and the remainder, from 0 to below the divisor.
fn quotient(dividend: i128, divisor: i128) -> (i128, i128) {
    debug_assert!(divisor > 0, "a divisor is positive");
    let divisor = divisor.max(1);
    (dividend.div_euclid(divisor), dividend.rem_euclid(divisor))
}

/// Returns `dividend ÷ divisor`, rounded down, towards minus infinity.
pub(crate) fn floor(dividend: i128, divisor: i128) -> i128 {
    quotient(dividend, divisor).0
}

/// Returns the remainder of `dividend ÷ divisor`, rounded down: from 0 to below the divisor.
#[cfg(feature = "auditor")]
pub(crate) fn remainder(dividend: i128, divisor: i128) -> i128 {
    quotient(dividend, divisor).1
}

/// Returns `dividend ÷ divisor`, rounded up, towards plus infinity.
pub(crate) fn ceil(dividend: i128, divisor: i128) -> i128 {
    let (whole, rest) = quotient(dividend, divisor);
    fitting(whole.checked_add(i128::from(rest > 0)))
}

/// Returns `dividend ÷ divisor`, rounded half up: 0.5 becomes 1, −0.5 becomes 0.
pub(crate) fn half_up(dividend: i128, divisor: i128) -> i128 {
    let (whole, rest) = quotient(dividend, divisor);
    fitting(whole.checked_add(i128::from(rest >= divisor.saturating_sub(rest))))
}

/// Returns `number × part ÷ whole`, rounded half up. No product exceeds 128 bits if `part` and `whole` have at most 19 digits and the
/// result fits.
pub(crate) fn part_half_up(number: i128, part: i128, whole: i128) -> i128 {
    let (wholes, rest) = quotient(number, whole);
    fitting(wholes.checked_mul(part).and_then(|wholes| wholes.checked_add(half_up(rest.checked_mul(part)?, whole))))
}

/// Returns `number × part ÷ whole`, rounded up; see [`part_half_up`].
pub(crate) fn part_ceil(number: i128, part: i128, whole: i128) -> i128 {
    let (wholes, rest) = quotient(number, whole);
    fitting(wholes.checked_mul(part).and_then(|wholes| wholes.checked_add(ceil(rest.checked_mul(part)?, whole))))
}

/// Returns the mean of balances, rounded half up to a đồng (−0.5 becomes 0); zero for an empty list.
pub(crate) fn mean(balances: &[Balance]) -> Balance {
    let sum: Balance = balances.iter().copied().sum();
    match i128::try_from(balances.len()) {
        Ok(count) if count > 0 => Balance::new(half_up(sum.dong(), count)),
        _ => Balance::ZERO,
    }
}

/// Returns `whole ÷ part` rounded down, zero if `whole` is below zero; `None` if `part` is not positive or the result exceeds 32 bits.
pub(crate) fn div_floor(whole: Balance, part: Balance) -> Option<u32> {
    let part = part.dong();
    if part <= 0 {
        return None;
    }
    u32::try_from(floor(whole.max_zero().dong(), part)).ok()
}

/// Returns `part ÷ whole` rounded half away from zero to `places` decimals, as a number of units of the last decimal: 313 for 3.13.
/// `None` if `whole` is zero, or a number is so large that the calculation exceeds 128 bits.
pub(crate) fn div_half_up(part: i128, whole: i128, places: u32) -> Option<i128> {
    let scale = 10_u128.checked_pow(places)?;
    let (dividend, divisor) = (part.unsigned_abs(), whole.unsigned_abs());
    let (wholes, rest) = (dividend.checked_div(divisor)?, dividend.checked_rem(divisor)?);
    let rest = rest.checked_mul(scale)?.checked_add(divisor.checked_div(2)?)?.checked_div(divisor)?;
    let size = wholes.checked_mul(scale)?.checked_add(rest)?;
    let size = i128::try_from(size).ok()?;
    if part.is_negative() == whole.is_negative() { Some(size) } else { size.checked_neg() }
}

/// Writes a number of units of the last of `places` decimals with a point: `3.13` for 313 and 2, `313` for 313 and 0.
#[cfg(feature = "table")]
pub(crate) fn decimal(units: i128, places: u8) -> String {
    let places = usize::from(places);
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places.saturating_add(1));
    match digits.split_at_checked(digits.len().saturating_sub(places)) {
        Some((whole, decimals)) if !decimals.is_empty() => format!("{sign}{whole}.{decimals}"),
        _ => format!("{sign}{digits}"),
    }
}

/// Returns the middle of two amounts, rounded up, for a binary search; at least `low`.
pub(crate) fn middle(low: Money, high: Money) -> Money {
    // Not above `high`, so it fits.
    let gap = high.dong().saturating_sub(low.dong());
    Money::new(low.dong().saturating_add(gap.div_ceil(2))).unwrap_or(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quotient_rounds_as_its_name_says() {
        let of = |dividend| (floor(dividend, 4), half_up(dividend, 4), ceil(dividend, 4));
        assert_eq!([of(0), of(4), of(-4)], [(0, 0, 0), (1, 1, 1), (-1, -1, -1)]);
        assert_eq!([of(1), of(2), of(3)], [(0, 0, 1), (0, 1, 1), (0, 1, 1)]);
        assert_eq!([of(-1), of(-2), of(-3)], [(-1, 0, 0), (-1, 0, 0), (-1, -1, 0)]);
        assert_eq!([half_up(1, 3), half_up(2, 3), half_up(i128::MAX, i128::MAX)], [0, 1, 1]);
    }

    #[test]
    fn a_part_of_the_largest_number_is_exact() {
        assert_eq!(part_half_up(i128::MAX, 1, 2), i128::MAX / 2 + 1);
        assert_eq!(part_ceil(i128::MAX, 100_000_000, 100_000_000), i128::MAX);
        for (number, part, whole) in [(73_333, 50_000_000, 100_000_000), (7, 3, 10), (15, 1, 10), (0, 5, 10)] {
            assert_eq!(part_half_up(number, part, whole), half_up(number * part, whole));
            assert_eq!(part_ceil(number, part, whole), ceil(number * part, whole));
        }
    }

    #[test]
    fn counts_and_decimals_have_no_largest_number_in_silence() {
        assert_eq!(div_floor(Balance::new(i128::MAX), Balance::new(1)), None);
        assert_eq!(div_floor(Balance::new(7), Balance::new(2)), Some(3));
        assert_eq!(div_half_up(-1, 8, 2), Some(-13));
        assert_eq!(div_half_up(1, 0, 2), None);
        assert_eq!(div_half_up(i128::MAX, i128::MAX, 4), Some(10_000));
        assert_eq!(div_half_up(i128::MAX - 1, i128::MAX, 4), None);
        assert_eq!([mean(&[]), mean(&[Balance::new(-1), Balance::new(0)])], [Balance::ZERO; 2]);
    }
}
