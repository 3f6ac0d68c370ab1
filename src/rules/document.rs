//! Rules of the document: its place in the chain, its number, its date, and the record it reverses.

use std::collections::HashMap;

use super::Case;
use super::breach::{Breach, Irreversibility};
use super::effect::taken_below_zero;
use crate::account::Account;
use crate::count::Seq;
use crate::event::Event;
use crate::money::Balance;
use crate::name::LenderId;
use crate::posting::Reversible;

pub(super) fn sequence_gap(case: &Case<'_>) -> Option<Breach> {
    let expected = match case.before.seq {
        None => Seq::new(1).ok(),
        Some(seq) => seq.next(),
    };
    (expected != Some(case.record.seq)).then_some(Breach::SequenceGap { expected, found: case.record.seq })
}

pub(super) fn chain_broken(case: &Case<'_>) -> Option<Breach> {
    let (expected, found) = (case.before.head, case.record.prev);
    (expected != found).then_some(Breach::ChainBroken { expected, found })
}

pub(super) fn duplicate_id(case: &Case<'_>) -> Option<Breach> {
    case.namesake.map(|_| Breach::DuplicateId { id: case.record.id.clone(), field: None })
}

pub(super) fn date_out_of_order(case: &Case<'_>) -> Option<Breach> {
    let (date, earliest) = (case.record.date, case.before.date);
    (date < earliest).then_some(Breach::DateOutOfOrder { date, earliest })
}

pub(super) fn period_closed(case: &Case<'_>) -> Option<Breach> {
    let date = case.record.date;
    let closed = case.found.register.closed_through();
    if let Some(closed) = closed.filter(|closed| date <= *closed) {
        return Some(Breach::PeriodClosed { date, closed });
    }
    match case.found.event {
        Event::PeriodClosed(period)
            if period.through > date || closed.is_some_and(|closed| period.through < closed) =>
        {
            Some(Breach::PeriodOutOfPlace { through: period.through, date, closed })
        }
        _ => None,
    }
}

pub(super) fn unknown_record(case: &Case<'_>) -> Option<Breach> {
    match case.found.event {
        Event::Reversed(reversal) if case.found.reversed.is_none() => {
            Some(Breach::UnknownRecord { id: reversal.record.clone() })
        }
        _ => None,
    }
}

pub(super) fn irreversible(case: &Case<'_>) -> Option<Breach> {
    let target = case.found.reversed?;
    irreversibility(case, target).map(|why| Breach::Irreversible { id: target.record.id.clone(), why })
}

fn irreversibility(case: &Case<'_>, target: Reversible<'_>) -> Option<Irreversibility> {
    let event = &target.record.event;
    if matches!(event, Event::Reversed(_)) {
        return Some(Irreversibility::IsReversal);
    }
    if target.trace.is_reversed {
        return Some(Irreversibility::AlreadyReversed);
    }
    if !target.trace.is_taken {
        return Some(Irreversibility::NeverTaken);
    }
    if matches!(event, Event::LoanRescheduled(_)) {
        return Some(Irreversibility::Reschedule);
    }
    if target.record.entry.is_empty() && !matches!(event, Event::InterestWaived(_)) {
        return Some(Irreversibility::NothingMoved);
    }
    let loan = event.loan().and_then(|loan| case.found.register.loan(loan));
    if loan.is_some_and(|loan| loan.standing_records.last() != Some(&target.place)) {
        return Some(Irreversibility::NotLastOfLoan);
    }
    if takes_more_than_a_lender_is_owed(case) {
        return Some(Irreversibility::LenderRepaid);
    }
    taken_below_zero(case.found.ledger.unallocated_interest(), case.effect.unallocated_interest)
        .map(|_| Irreversibility::InterestAllocated)
}

fn takes_more_than_a_lender_is_owed(case: &Case<'_>) -> bool {
    let mut changes: HashMap<&LenderId, Balance> = HashMap::new();
    for transfer in case.record.entry.transfers() {
        if let Account::Borrowing(lender) = &transfer.credit {
            *changes.entry(lender).or_default() += transfer.amount.into();
        }
        if let Account::Borrowing(lender) = &transfer.debit {
            *changes.entry(lender).or_default() -= transfer.amount.into();
        }
    }
    changes.into_iter().any(|(lender, change)| taken_below_zero(case.found.ledger.owed_to(lender), change).is_some())
}

pub(super) fn entry_mismatch(case: &Case<'_>) -> Option<Breach> {
    let loan_is_unknown = super::lending::unknown_loan(case).is_some();
    if loan_is_unknown || unknown_record(case).is_some() {
        return None;
    }
    match case.expected {
        Ok(expected) if *expected == case.record.entry => None,
        Ok(expected) => {
            Some(Breach::EntryMismatch { expected: Some(expected.clone()), found: case.record.entry.clone() })
        }
        Err(_) => Some(Breach::EntryMismatch { expected: None, found: case.record.entry.clone() }),
    }
}
