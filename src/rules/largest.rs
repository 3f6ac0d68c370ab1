//! The largest amount with which a refused record would pass.
//!
//! Found by asking the rules themselves: of two amounts above zero the smaller breaks no rule that the larger keeps, but for the one
//! that wants more, so the search for the largest that is not too much goes by halves.

use super::breach::Breach;
use crate::event::Event;
use crate::money::Money;
use crate::rate::middle;

/// The event with another amount in the field that the breach is about; `None` if it has none, or cannot bear this one.
fn with_amount(event: &Event, breach: &Breach, amount: Money) -> Option<Event> {
    macro_rules! amount_of {
        ($($name:ident),+) => {
            match event {
                $( Event::$name(facts) => {
                    let mut facts = facts.clone();
                    facts.amount = amount.try_into().ok()?;
                    return Some(facts.into());
                } )+
                _ => {}
            }
        };
    }
    amount_of!(
        SeedGrantReceived,
        SeedGrantReturned,
        DonationReceived,
        DuesReceived,
        OtherIncomeReceived,
        BorrowingReceived,
        BorrowingRepaid,
        BorrowingForgiven,
        InterestWaived,
        RecoveryReceived,
        OperatingSpent,
        OperatingCapitalised,
        CapitalHandedOver,
        ShortageFound,
        SurplusFound,
        CashDeposited,
        CashWithdrawn
    );
    match event {
        Event::LoanApproved(facts) => {
            let mut facts = facts.clone();
            facts.principal = amount.try_into().ok()?;
            Some(facts.into())
        }
        Event::RepaymentReceived(facts) => {
            let mut facts = facts.clone();
            match breach {
                Breach::InterestOverAccrued { .. } => facts.interest = amount,
                _ => facts.principal = amount,
            }
            Some(facts.into())
        }
        _ => None,
    }
}

/// Whether a breach with another amount in that field wants more of it: not all interest due is paid.
fn wants_more(breach: &Breach, with_another: &Breach) -> bool {
    matches!((breach, with_another), (Breach::InterestOverAccrued { .. }, Breach::InterestUnpaid { .. }))
}

/// The largest amount with which the event would pass, asking what `breaks` it.
pub(crate) fn largest(event: &Event, breach: &Breach, breaks: impl Fn(&Event) -> Option<Breach>) -> Option<Money> {
    let breach_with = |amount: Money| with_amount(event, breach, amount).map(|event| breaks(&event));
    let is_too_much =
        |amount: Money| breach_with(amount).flatten().is_some_and(|with_another| !wants_more(breach, &with_another));
    let (mut low, mut high) = (Money::ZERO, Money::MAX);
    while low < high {
        let middle = middle(low, high);
        if is_too_much(middle) {
            high = Money::new(middle.dong().saturating_sub(1)).unwrap_or(low);
        } else {
            low = middle;
        }
    }
    breach_with(low).is_some_and(|breach| breach.is_none()).then_some(low)
}
