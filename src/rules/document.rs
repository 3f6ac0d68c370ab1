//! Rules of the document: its place in the chain, its number, its date, and the record it reverses.

use super::Case;
use super::breach::{Breach, Contradiction, Irreversibility};
use super::effect::{changes_by_name, taken_below_zero};
use crate::account::Account;
use crate::calendar::days_after;
use crate::count::{Months, Seq};
use crate::event::{Event, EventKind, PeriodClosed};
use crate::loan::StepKind;
use crate::money::Balance;
use crate::posting::Reversible;

/// The present schedule of a loan may begin at most this many days after the carrying-in.
const BEGINS_WITHIN_DAYS: u32 = 31;

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
    let closed = case.register.closed_through();
    if let Some(closed) = closed.filter(|closed| date <= *closed) {
        return Some(Breach::PeriodClosed { date, closed });
    }
    let Event::PeriodClosed(PeriodClosed { through }) = *case.event else { return None };
    let is_out_of_place = through > date || closed.is_some_and(|closed| through < closed);
    is_out_of_place.then_some(Breach::PeriodOutOfPlace { through, date, closed })
}

pub(super) fn unknown_record(case: &Case<'_>) -> Option<Breach> {
    let Event::Reversed(reversal) = case.event else { return None };
    case.reversed.is_none().then(|| Breach::UnknownRecord { id: reversal.record.clone() })
}

pub(super) fn irreversible(case: &Case<'_>) -> Option<Breach> {
    let target = case.reversed?;
    irreversibility(case, target).map(|why| Breach::Irreversible { id: target.record.id.clone(), why })
}

fn irreversibility(case: &Case<'_>, target: Reversible<'_>) -> Option<Irreversibility> {
    let kind = target.record.event.kind();
    if kind == EventKind::Reversed {
        return Some(Irreversibility::IsReversal);
    }
    if target.effects.is_reversed {
        return Some(Irreversibility::AlreadyReversed);
    }
    if !target.effects.is_taken {
        return Some(Irreversibility::NeverTaken);
    }
    if matches!(kind, EventKind::LoanApproved | EventKind::LoanCancelled) {
        return Some(Irreversibility::Decision);
    }
    if target.record.entry.is_empty() && !is_reversible_without_money(kind) {
        return Some(Irreversibility::NothingMoved);
    }
    blocked_by_its_loan(case, target).or_else(|| below_zero(case))
}

const fn is_reversible_without_money(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::InterestWaived
            | EventKind::LoanRescheduled
            | EventKind::LoanAssumed
            | EventKind::MoneyCounted
            | EventKind::LoanConfirmed
            | EventKind::ActivityReported
    ) || kind.is_carried_in()
}

/// Returns the reason in the other records of its loan for which the record cannot be reversed.
fn blocked_by_its_loan(case: &Case<'_>, target: Reversible<'_>) -> Option<Irreversibility> {
    let kind = target.record.event.kind();
    let loan = target.record.event.loan().filter(|_| kind.is_loan_step())?;
    let steps = case.register.loan(loan)?.steps();
    let has = |wanted: fn(&StepKind) -> bool| steps.iter().any(|step| wanted(&step.kind));
    if matches!(kind, EventKind::LoanDisbursed | EventKind::LoanCarriedIn | EventKind::WrittenOffCarriedIn) {
        return (steps.len() > 1).then_some(Irreversibility::BeginsLoan);
    }
    if kind == EventKind::LoanWrittenOff {
        return has(|kind| matches!(kind, StepKind::Recovered { .. })).then_some(Irreversibility::Recovered);
    }
    (kind != EventKind::RecoveryReceived && has(|kind| matches!(kind, StepKind::WrittenOff { .. })))
        .then_some(Irreversibility::WrittenOff)
}

/// Returns the balance of a lender, an advance, a shortage or the unallocated interest that the reversal would take below zero.
fn below_zero(case: &Case<'_>) -> Option<Irreversibility> {
    let named = changes_by_name(&case.record.entry).into_iter().filter_map(|(account, change)| {
        let is_of_a_lender = matches!(account, Account::Borrowing(_));
        let why = if is_of_a_lender { Irreversibility::LenderRepaid } else { Irreversibility::AdvanceSettled };
        taken_below_zero(case.ledger.balance(account), change).map(|_| why)
    });
    let interest = taken_below_zero(case.ledger.unallocated_interest(), case.effect.unallocated_interest);
    named
        .min_by_key(|why| *why == Irreversibility::AdvanceSettled)
        .or(interest.map(|_| Irreversibility::InterestAllocated))
}

pub(super) fn carry_in_open(case: &Case<'_>) -> Option<Breach> {
    let open = case.ledger.carried_in();
    let is_allowed = case.is_of_a_carrying_in() || case.event.kind() == EventKind::MemberJoined;
    (open != Balance::ZERO && !is_allowed).then_some(Breach::CarryInOpen { open })
}

pub(super) fn carry_in_invalid(case: &Case<'_>) -> Option<Breach> {
    let over = |field, found, most| Some(Breach::CarryInInvalid(Contradiction::Over { field, found, most }));
    let late = |field, found, latest| Some(Breach::CarryInInvalid(Contradiction::Late { field, found, latest }));
    if let Event::FundsCarriedIn(funds) = case.event
        && funds.seed_grant > funds.seed_grant_received
    {
        return over("seed_grant", funds.seed_grant, funds.seed_grant_received);
    }
    if let Event::WrittenOffCarriedIn(carried) = case.event
        && carried.from_seed_grant > carried.amount.into()
    {
        return over("from_seed_grant", carried.from_seed_grant, carried.amount.into());
    }
    let Event::LoanCarriedIn(carried) = case.event else { return None };
    if carried.outstanding > carried.principal.into() {
        return over("outstanding", carried.outstanding, carried.principal.into());
    }
    if carried.months == Months::MIN {
        return Some(Breach::CarryInInvalid(Contradiction::NoMonths));
    }
    let latest = days_after(case.date, BEGINS_WITHIN_DAYS);
    if carried.disbursed > latest {
        return late("disbursed", carried.disbursed, latest);
    }
    match carried.owed_since {
        Some(since) if since > case.date => late("owed_since", since, case.date),
        _ => None,
    }
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
