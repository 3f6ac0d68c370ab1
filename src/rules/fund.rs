//! Rules of the funds: the amounts that may be taken out of them, and out of the cash box and the bank.

use super::breach::Breach;
use super::effect::taken_below_zero;
use super::{CarryingIn, Case};
use crate::account::{ClubFund, Fund, Place};
use crate::event::{Event, EventKind};
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
    match case.event {
        Event::LoanWrittenOff(_) => Some(case.outstanding()),
        Event::ShortageFound(shortage) if shortage.bearer.fund() == Some(ClubFund::IncomeGrowth) => {
            Some(shortage.amount.into())
        }
        Event::ShortageReleased(released) if released.borne_by == ClubFund::IncomeGrowth => {
            Some(released.amount.into())
        }
        _ => None,
    }
}

pub(super) fn capital_exhausted(case: &Case<'_>) -> Option<Breach> {
    let (seed_grant, income_growth) = (case.ledger.fund(Fund::SeedGrant), case.ledger.fund(Fund::IncomeGrowth));
    let capital = seed_grant.max_zero() + income_growth.max_zero();
    let (lost, available) = match case.event {
        Event::CapitalHandedOver(handed) => (handed.amount.into(), income_growth),
        Event::SeedGrantRestored(restored) => (restored.amount.into(), income_growth),
        _ if case.event.kind() == EventKind::Reversed || case.carrying_in() != CarryingIn::None => {
            let changes = [(seed_grant, case.effect.seed_grant), (income_growth, case.effect.income_growth)];
            return changes.into_iter().find_map(|(available, change)| {
                taken(case, available, change).map(|lost| Breach::CapitalExhausted { lost, available })
            });
        }
        _ => (lost(case)?, capital),
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
    let amount = match (case.event, case.reversed) {
        (Event::SeedGrantRestored(restored), _) => restored.amount.into(),
        (Event::Reversed(_), Some(reversed)) => {
            let kind = reversed.record.event.kind();
            let is_its_own = kind.is_carried_in()
                || matches!(
                    kind,
                    EventKind::SeedGrantReceived | EventKind::SeedGrantReturned | EventKind::SeedGrantRestored
                );
            Some(case.effect.seed_grant).filter(|raised| raised.is_positive() && !is_its_own)?
        }
        _ => return None,
    };
    (amount > lacks).then_some(Breach::OverRestored { amount, lacks })
}

pub(super) fn seed_grant_exceeded(case: &Case<'_>) -> Option<Breach> {
    let open = Balance::from(case.charter.seed_grant) - case.register.seed_grant_received();
    let (amount, available): (Money, Balance) = match case.event {
        Event::SeedGrantReceived(received) => (received.amount.into(), open),
        Event::FundsCarriedIn(funds) if !funds.seed_grant_received.is_zero() => (funds.seed_grant_received, open),
        Event::SeedGrantReturned(returned) => (returned.amount.into(), case.ledger.fund(Fund::SeedGrant)),
        _ => return None,
    };
    (Balance::from(amount) > available).then_some(Breach::SeedGrantExceeded { amount, available })
}

pub(super) fn over_repaid(case: &Case<'_>) -> Option<Breach> {
    let (lender, amount) = match case.event {
        Event::BorrowingRepaid(repaid) => (&repaid.lender, repaid.amount),
        Event::BorrowingForgiven(forgiven) => (&forgiven.lender, forgiven.amount),
        _ => return None,
    };
    let owed = case.ledger.owed_to(lender);
    (Balance::from(amount) > owed).then(|| Breach::OverRepaid { lender: lender.clone(), amount, owed })
}

pub(super) fn advance_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (member, amount) = match case.event {
        Event::AdvanceSpent(spent) => (&spent.member, spent.amount),
        Event::AdvanceReturned(returned) => (&returned.member, returned.amount),
        _ => return None,
    };
    let held = case.ledger.advance_of(member);
    (Balance::from(amount) > held).then(|| Breach::AdvanceExceeded { member: member.clone(), amount, held })
}

pub(super) fn shortage_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (member, amount) = match case.event {
        Event::ShortageRepaid(repaid) => (&repaid.member, repaid.amount),
        Event::ShortageReleased(released) => (&released.member, released.amount),
        _ => return None,
    };
    let owed = case.ledger.shortage_of(member);
    (Balance::from(amount) > owed).then(|| Breach::ShortageExceeded { member: member.clone(), amount, owed })
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
