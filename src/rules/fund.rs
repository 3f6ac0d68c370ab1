//! Rules of the funds: the amounts that may be taken out of them, and out of the cash box and the bank.

use super::breach::Breach;
use super::effect::taken_below_zero;
use super::{CarryingIn, Case};
use crate::account::{ClubFund, Fund, Place};
use crate::event::{
    AdvanceReturned, AdvanceSpent, BorrowingForgiven, BorrowingRepaid, CapitalHandedOver, Event, EventKind,
    SeedGrantRestored, ShortageReleased, ShortageRepaid,
};
use crate::money::{Balance, Money};

pub(super) fn nothing_to_allocate(case: &Case<'_>) -> Option<Breach> {
    let is_allocation = case.event.kind() == EventKind::InterestAllocated;
    (is_allocation && !case.ledger.unallocated_interest().is_positive()).then_some(Breach::NothingToAllocate)
}

/// Returns the amount that a record takes from a balance, if it lowers the balance and leaves it below zero. A carrying-in is checked
/// as a whole: its last record must not leave the balance below zero, even if an earlier one lowered it.
fn taken(case: &Case<'_>, balance: Balance, change: Balance) -> Option<Balance> {
    match case.carrying_in() {
        CarryingIn::None => taken_below_zero(balance, change),
        CarryingIn::Open => None,
        CarryingIn::Complete => (balance + change).is_negative().then_some(-change),
    }
}

/// Returns the loss that the event causes to capital, that is to the income-growth fund and the seed grant together.
fn lost(case: &Case<'_>) -> Option<Balance> {
    let (borne_by, amount) = if let Event::ShortageFound(shortage) = case.event {
        (shortage.bearer.fund(), shortage.amount)
    } else if let Event::ShortageReleased(released) = case.event {
        (Some(released.borne_by), released.amount)
    } else {
        return matches!(case.event, Event::LoanWrittenOff(_)).then(|| case.outstanding());
    };
    (borne_by == Some(ClubFund::IncomeGrowth)).then_some(amount.into())
}

pub(super) fn capital_exhausted(case: &Case<'_>) -> Option<Breach> {
    let (seed_grant, income_growth) = (case.ledger.fund(Fund::SeedGrant), case.ledger.fund(Fund::IncomeGrowth));
    let capital = seed_grant.max_zero() + income_growth.max_zero();
    let (lost, available) = if let Event::CapitalHandedOver(CapitalHandedOver { amount, .. })
    | Event::SeedGrantRestored(SeedGrantRestored { amount, .. }) = case.event
    {
        ((*amount).into(), income_growth)
    } else if case.event.kind() == EventKind::Reversed || case.carrying_in() != CarryingIn::None {
        let changes = [(seed_grant, case.effect.seed_grant), (income_growth, case.effect.income_growth)];
        return changes.into_iter().find_map(|(available, change)| {
            taken(case, available, change).map(|lost| Breach::CapitalExhausted { lost, available })
        });
    } else {
        (lost(case)?, capital)
    };
    (lost > available).then_some(Breach::CapitalExhausted { lost, available })
}

pub(super) fn grant_short(case: &Case<'_>) -> Option<Breach> {
    let (holds, expected) = (case.ledger.fund(Fund::SeedGrant), case.register.seed_grant_to_keep());
    let is_handed_over = case.event.kind() == EventKind::CapitalHandedOver;
    (is_handed_over && holds < expected).then_some(Breach::GrantShort { holds, expected })
}

pub(super) fn over_restored(case: &Case<'_>) -> Option<Breach> {
    let lacks = case.grant_lacks();
    let amount = if let Event::SeedGrantRestored(restored) = case.event {
        restored.amount.into()
    } else {
        let kind = case.reversed?.record.event.kind();
        let is_its_own = kind.is_carried_in()
            || matches!(
                kind,
                EventKind::SeedGrantReceived | EventKind::SeedGrantReturned | EventKind::SeedGrantRestored
            );
        Some(case.effect.seed_grant).filter(|raised| raised.is_positive() && !is_its_own)?
    };
    (amount > lacks).then_some(Breach::OverRestored { amount, lacks })
}

pub(super) fn seed_grant_exceeded(case: &Case<'_>) -> Option<Breach> {
    let open = Balance::from(case.charter.seed_grant) - case.register.seed_grant_received();
    let (amount, available): (Money, Balance) = if let Event::SeedGrantReceived(received) = case.event {
        (received.amount.into(), open)
    } else if let Event::SeedGrantReturned(returned) = case.event {
        (returned.amount.into(), case.ledger.fund(Fund::SeedGrant))
    } else {
        let Event::FundsCarriedIn(funds) = case.event else { return None };
        (Some(funds.seed_grant_received).filter(|received| !received.is_zero())?, open)
    };
    (Balance::from(amount) > available).then_some(Breach::SeedGrantExceeded { amount, available })
}

pub(super) fn over_repaid(case: &Case<'_>) -> Option<Breach> {
    let (Event::BorrowingRepaid(BorrowingRepaid { lender, amount, .. })
    | Event::BorrowingForgiven(BorrowingForgiven { lender, amount, .. })) = case.event
    else {
        return None;
    };
    let owed = case.ledger.owed_to(lender);
    (Balance::from(*amount) > owed).then(|| Breach::OverRepaid { lender: lender.clone(), amount: *amount, owed })
}

pub(super) fn advance_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (Event::AdvanceSpent(AdvanceSpent { member, amount, .. })
    | Event::AdvanceReturned(AdvanceReturned { member, amount, .. })) = case.event
    else {
        return None;
    };
    let held = case.ledger.advance_of(member);
    (Balance::from(*amount) > held).then(|| Breach::AdvanceExceeded { member: member.clone(), amount: *amount, held })
}

pub(super) fn shortage_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (Event::ShortageRepaid(ShortageRepaid { member, amount, .. })
    | Event::ShortageReleased(ShortageReleased { member, amount, .. })) = case.event
    else {
        return None;
    };
    let owed = case.ledger.shortage_of(member);
    (Balance::from(*amount) > owed).then(|| Breach::ShortageExceeded { member: member.clone(), amount: *amount, owed })
}

pub(super) fn lendable_exceeded(case: &Case<'_>) -> Option<Breach> {
    let available = case.ledger.lendable();
    taken(case, available, case.effect.lendable()).map(|taken| Breach::LendableExceeded { taken, available })
}

pub(super) fn operating_exceeded(case: &Case<'_>) -> Option<Breach> {
    let available = case.ledger.free_operating();
    taken(case, available, case.effect.free_operating()).map(|taken| Breach::OperatingExceeded { taken, available })
}

pub(super) fn overdraft(case: &Case<'_>) -> Option<Breach> {
    [(Place::Cash, case.effect.cash), (Place::Bank, case.effect.bank)].into_iter().find_map(|(place, change)| {
        let available = case.ledger.money(place);
        taken(case, available, change).map(|taken| Breach::Overdraft { place, taken, available })
    })
}
