//! The largest amount with which a refused record would pass.
//!
//! It is found by a binary search that checks the rules with other amounts. The search is right if a smaller amount above zero keeps
//! every rule that a larger one keeps. The rule that interest due is paid first is an exception, which `wants_more` handles.

use super::breach::Breach;
use crate::event::Event;
use crate::money::Money;
use crate::rounding::middle;

/// Returns the event with another amount in the field that the breach is about; `None` if it has no such field, or the field does not
/// accept the amount.
fn with_amount(event: &Event, breach: &Breach, amount: Money) -> Option<Event> {
    let is_of_interest = matches!(breach, Breach::InterestOverAccrued { .. });
    let interest = is_of_interest.then(|| event.with_money("interest", amount)).flatten();
    interest.or_else(|| event.with_amount(amount))
}

/// Returns whether the breach with another amount asks for a larger one: not all interest due is paid.
fn wants_more(breach: &Breach, with_another: &Breach) -> bool {
    matches!((breach, with_another), (Breach::InterestOverAccrued { .. }, Breach::InterestUnpaid { .. }))
}

/// Returns the largest amount with which the event would pass; `breaks` returns the first rule that an event breaks.
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
    // If `Money::MAX` passes, the amount asked for is too small, or the breach is not about the amount.
    let passes = low < Money::MAX && breach_with(low).is_some_and(|breach| breach.is_none());
    passes.then_some(low)
}
