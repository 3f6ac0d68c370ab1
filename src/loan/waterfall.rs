//! The waterfall: the order in which a payment is applied to the amounts owed on a loan.
//!
//! | step | if interest comes first | otherwise |
//! |---|---|---|
//! | 1 | interest due | principal due |
//! | 2 | principal outstanding | interest due |
//! | 3 | interest accrued and not yet due | the rest of the principal |
//! | 4 | – | the rest of the interest |

use super::AmountsOwed;
use crate::money::{Balance, Money, MoneyError};

/// The parts of a payment on a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentSplit {
    /// The principal (gốc).
    pub principal: Money,
    /// The interest (lãi).
    pub interest: Money,
}

/// One step of the table, with the amount owed.
#[derive(Clone, Copy)]
enum Line {
    Principal(Balance),
    Interest(Balance),
}

fn lines(owed: &AmountsOwed, interest_first: bool) -> [Line; 4] {
    let principal = owed.outstanding.max_zero();
    let principal_due = owed.principal_due.min(principal);
    let interest_due = owed.interest_due;
    let interest_rest = (owed.accrued - interest_due).max_zero();
    if interest_first {
        [
            Line::Interest(interest_due),
            Line::Principal(principal),
            Line::Interest(interest_rest),
            Line::Principal(Balance::ZERO),
        ]
    } else {
        [
            Line::Principal(principal_due),
            Line::Interest(interest_due),
            Line::Principal(principal - principal_due),
            Line::Interest(interest_rest),
        ]
    }
}

/// Splits a payment, and returns its parts and the amount left over when all is paid.
///
/// # Errors
///
/// If a part is over [`Money::MAX`].
pub(crate) fn apply_payment(
    owed: &AmountsOwed,
    interest_first: bool,
    paid: Balance,
) -> Result<(PaymentSplit, Balance), MoneyError> {
    let (mut principal, mut interest, mut left) = (Balance::ZERO, Balance::ZERO, paid);
    for line in lines(owed, interest_first) {
        let (total, owed) = match line {
            Line::Principal(owed) => (&mut principal, owed),
            Line::Interest(owed) => (&mut interest, owed),
        };
        let part = owed.max_zero().min(left);
        *total += part;
        left -= part;
    }
    Ok((PaymentSplit { principal: principal.try_into()?, interest: interest.try_into()? }, left))
}
