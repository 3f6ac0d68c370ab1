//! The largest amount with which a refused record would pass.
//!
//! Found by asking the rules themselves: of two amounts the smaller breaks no rule that the larger keeps, but for that of
//! receiving nothing at all, so the search goes by halves.

use super::breach::Breach;
use crate::event::Event;
use crate::money::{Amount, Money};
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

/// The largest amount with which the event would pass, asking `passes`.
pub(crate) fn largest(event: &Event, breach: &Breach, passes: impl Fn(&Event) -> bool) -> Option<Money> {
    let would_pass = |amount: Money| with_amount(event, breach, amount).is_some_and(|event| passes(&event));
    if !would_pass(Amount::MIN.into()) {
        return would_pass(Money::ZERO).then_some(Money::ZERO);
    }
    let (mut low, mut high) = (Amount::MIN, Amount::MAX);
    while low < high {
        let middle = middle(low, high);
        if would_pass(middle.into()) {
            low = middle;
        } else {
            high = Amount::new(middle.dong().saturating_sub(1)).unwrap_or(low);
        }
    }
    Some(low.into())
}
