//! Rules of the funds: what may leave them, and what may leave the box and the bank.

use super::Case;
use super::breach::Breach;
use super::effect::taken_below_zero;
use crate::account::{ClubFund, Fund, Place};
use crate::event::Event;
use crate::money::Balance;

pub(super) fn nothing_to_allocate(case: &Case<'_>) -> Option<Breach> {
    match case.found.event {
        Event::InterestAllocated(_) if !case.found.ledger.unallocated_interest().is_positive() => {
            Some(Breach::NothingToAllocate)
        }
        _ => None,
    }
}

pub(super) fn capital_exhausted(case: &Case<'_>) -> Option<Breach> {
    let (seed_grant, income_growth) =
        (case.found.ledger.fund(Fund::SeedGrant), case.found.ledger.fund(Fund::IncomeGrowth));
    let (lost, available) = match case.found.event {
        Event::LoanWrittenOff(_) => (case.found.outstanding, seed_grant + income_growth),
        Event::ShortageFound(shortage) if shortage.borne_by == ClubFund::IncomeGrowth => {
            (shortage.amount.into(), seed_grant + income_growth)
        }
        Event::CapitalHandedOver(handed) => (handed.amount.into(), income_growth),
        Event::Reversed(_) => {
            let changes = [(seed_grant, case.effect.seed_grant), (income_growth, case.effect.income_growth)];
            return changes.into_iter().find_map(|(available, change)| {
                taken_below_zero(available, change).map(|lost| Breach::CapitalExhausted { lost, available })
            });
        }
        _ => return None,
    };
    (lost > available).then_some(Breach::CapitalExhausted { lost, available })
}

pub(super) fn seed_grant_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (amount, available) = match case.found.event {
        Event::SeedGrantReceived(received) => {
            let open = Balance::from(case.found.charter.seed_grant) - case.found.register.seed_grant_received();
            (received.amount, open)
        }
        Event::SeedGrantReturned(returned) => (returned.amount, case.found.ledger.fund(Fund::SeedGrant)),
        _ => return None,
    };
    (Balance::from(amount) > available).then_some(Breach::SeedGrantExceeded { amount, available })
}

pub(super) fn over_repaid(case: &Case<'_>) -> Option<Breach> {
    let (lender, amount) = match case.found.event {
        Event::BorrowingRepaid(repaid) => (&repaid.lender, repaid.amount),
        Event::BorrowingForgiven(forgiven) => (&forgiven.lender, forgiven.amount),
        _ => return None,
    };
    let owed = case.found.ledger.owed_to(lender);
    (Balance::from(amount) > owed).then(|| Breach::OverRepaid { lender: lender.clone(), amount, owed })
}

pub(super) fn lendable_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (available, change) = (case.found.ledger.lendable(), case.effect.lendable());
    taken_below_zero(available, change).map(|taken| Breach::LendableExceeded { taken, available })
}

pub(super) fn operating_exceeded(case: &Case<'_>) -> Option<Breach> {
    let (available, change) = (case.found.ledger.fund(Fund::Operating), case.effect.operating);
    taken_below_zero(available, change).map(|taken| Breach::OperatingExceeded { taken, available })
}

pub(super) fn overdraft(case: &Case<'_>) -> Option<Breach> {
    [(Place::Cash, case.effect.cash), (Place::Bank, case.effect.bank)].into_iter().find_map(|(place, change)| {
        let available = case.found.ledger.money(place);
        taken_below_zero(available, change).map(|taken| Breach::Overdraft { place, taken, available })
    })
}

pub(super) fn count_differs(case: &Case<'_>) -> Option<Breach> {
    let Event::MoneyCounted(count) = case.found.event else { return None };
    let books = case.found.ledger.money(count.place);
    (Balance::from(count.amount) != books).then_some(Breach::CountDiffers {
        place: count.place,
        counted: count.amount,
        books,
    })
}
