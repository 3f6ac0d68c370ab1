//! The rules (quy tắc) that a record must keep, as an ordered list of functions.
//!
//! A writer stops at the first rule that a record breaks: that is the refusal. An audit continues, posts the entry as the file has it,
//! and reports the breach as a finding. To add a rule, write its function, its [`Breach`] and its row in the table of [`Code`]s, and
//! put it into the list.
//!
//! For a new event, the compiler asks which members and which loan it needs (`needs`). A rule about few events names them; the rules of
//! balances follow from the entry of any event.
#![deny(clippy::wildcard_enum_match_arm)]

mod app;
mod breach;
mod document;
mod effect;
mod field;
mod fund;
mod json;
mod largest;
mod lending;
mod needs;
mod refusal;

pub use app::{AppBreach, AppCode, AppCodeError, AppRuleError, Objection};
pub use breach::{Breach, Contradiction, Irreversibility, LoanState, Needlessness};
pub(crate) use json::BreachTexts;
pub(crate) use largest::largest;
pub use refusal::Refusal;

use std::cell::OnceCell;
use std::ops::Deref;

use chrono::NaiveDate;

use crate::code::Code;
use crate::count::Seq;
use crate::digest::Digest;
use crate::entry::Entry;
use crate::event::{Event, EventKind};
use crate::loan::AmountsOwed;
use crate::money::{Balance, MoneyError};
use crate::posting::Found;
use crate::voucher::Record;
use effect::Effect;

/// A record to check, with the parts of the books that it names and the net effect of its entry.
pub(crate) struct Case<'a> {
    pub(crate) record: &'a Record,
    found: Found<'a>,
    /// The entry that posting computes for the event.
    pub(crate) expected: &'a Result<Entry, MoneyError>,
    /// The line before it.
    pub(crate) before: Before,
    /// The index of the first record with the same document number, if there is one.
    pub(crate) namesake: Option<usize>,
    effect: Effect,
    owed: OnceCell<AmountsOwed>,
}

/// The line before a record.
#[derive(Clone, Copy)]
pub(crate) struct Before {
    /// Its number; `None` for the header.
    pub(crate) seq: Option<Seq>,
    /// Its date, or the day on which the books were opened if that is later.
    pub(crate) date: NaiveDate,
    pub(crate) head: Digest,
}

/// The state of a carrying-in after a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CarryingIn {
    /// The record is not part of a carrying-in.
    None,
    /// The carrying-in is not complete after the record.
    Open,
    /// The record completes the carrying-in.
    Complete,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        record: &'a Record,
        found: Found<'a>,
        expected: &'a Result<Entry, MoneyError>,
        before: Before,
        namesake: Option<usize>,
    ) -> Self {
        let effect = Effect::of(&record.entry);
        Self { record, found, expected, before, namesake, effect, owed: OnceCell::new() }
    }

    /// Returns the amounts owed on the loan it names, on its day.
    fn owed(&self) -> AmountsOwed {
        *self.owed.get_or_init(|| self.loan.map(|loan| loan.course().owed(self.day)).unwrap_or_default())
    }

    /// Returns whether it carries balances in, or reverses a record that did.
    fn is_of_a_carrying_in(&self) -> bool {
        let reversed = self.reversed.map(|reversed| &reversed.record.event);
        self.event.counted_under(reversed).is_some_and(EventKind::is_carried_in)
    }

    fn carrying_in(&self) -> CarryingIn {
        match self.effect.carried_in.filter(|_| self.is_of_a_carrying_in()) {
            None => CarryingIn::None,
            Some(change) if self.ledger.carried_in() + change == Balance::ZERO => CarryingIn::Complete,
            Some(_) => CarryingIn::Open,
        }
    }

    /// Returns whether the record names the broken rule in `despite`, and its event may break it.
    fn is_despite(&self, breach: &Breach) -> bool {
        breach
            .code()
            .is_some_and(|code| self.record.despite.codes().contains(&code) && code.may_be_broken_by(self.event.kind()))
    }
}

impl<'a> Deref for Case<'a> {
    type Target = Found<'a>;

    fn deref(&self) -> &Found<'a> {
        &self.found
    }
}

/// The part that a rule has in an audit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Checked for every record, even if another rule is broken.
    Each,
    /// Checked unless an earlier rule of this kind is broken: only the first breach is reported.
    First,
    /// Checked for every record, but only in an audit.
    AuditOnly,
}

struct Rule {
    check: fn(&Case<'_>) -> Option<Breach>,
    part: Part,
}

const fn each(check: fn(&Case<'_>) -> Option<Breach>) -> Rule {
    Rule { check, part: Part::Each }
}

const fn first(check: fn(&Case<'_>) -> Option<Breach>) -> Rule {
    Rule { check, part: Part::First }
}

const fn audit_only(check: fn(&Case<'_>) -> Option<Breach>) -> Rule {
    Rule { check, part: Part::AuditOnly }
}

/// All rules but `despite-needless`, in their order.
const RULES: [Rule; 38] = [
    each(document::sequence_gap),
    each(document::chain_broken),
    each(document::duplicate_id),
    each(document::date_out_of_order),
    each(document::period_closed),
    first(document::unknown_record),
    first(document::irreversible),
    first(document::carry_in_open),
    first(document::carry_in_invalid),
    first(lending::member_exists),
    first(lending::not_a_member),
    first(lending::member_owes),
    first(lending::loan_exists),
    first(lending::unknown_loan),
    first(lending::loan_not_open),
    first(lending::loan_cap_exceeded),
    first(lending::too_many_loans),
    first(lending::owes_written_off),
    first(lending::term_too_long),
    first(lending::rate_over_ceiling),
    first(lending::paid_on_invalid),
    first(lending::principal_over_outstanding),
    first(lending::interest_over_accrued),
    first(lending::interest_unpaid),
    first(lending::nothing_received),
    first(fund::nothing_to_allocate),
    first(lending::over_recovered),
    first(fund::capital_exhausted),
    first(fund::grant_short),
    first(fund::over_restored),
    first(fund::seed_grant_exceeded),
    first(fund::over_repaid),
    first(fund::advance_exceeded),
    first(fund::shortage_exceeded),
    first(fund::lendable_exceeded),
    first(fund::operating_exceeded),
    first(fund::overdraft),
    audit_only(document::entry_mismatch),
];

/// A breach that an audit reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reported {
    pub(crate) breach: Breach,
    /// True if the record names the rule in `despite`.
    pub(crate) is_despite: bool,
}

/// Returns the first rule that a record breaks without naming it in `despite`: a writer's refusal.
pub(crate) fn first_breach(case: &Case<'_>) -> Option<Breach> {
    let mut despite = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.part != Part::AuditOnly) {
        if let Some(breach) = (rule.check)(case) {
            if !case.is_despite(&breach) {
                return Some(breach);
            }
            despite.extend(breach.code());
        }
    }
    needless(case, &despite)
}

/// Returns all breaches that an audit reports for a record: those of the rules of the document, the first of the other rules, those that
/// the record names in `despite`, and those of the rules that only an audit checks.
pub(crate) fn breaches(case: &Case<'_>) -> Vec<Reported> {
    let mut found = Vec::new();
    let mut despite = Vec::new();
    let mut is_first = true;
    let has_despite = !case.record.despite.is_empty();
    for rule in &RULES {
        if rule.part == Part::AuditOnly
            && let Some(breach) = needless(case, &despite)
        {
            found.push(Reported { breach, is_despite: false });
        }
        if rule.part == Part::First && !is_first && !has_despite {
            continue;
        }
        let Some(breach) = (rule.check)(case) else { continue };
        let is_despite = case.is_despite(&breach);
        if is_despite {
            despite.extend(breach.code());
        } else if rule.part == Part::First {
            if !is_first {
                continue;
            }
            is_first = false;
        }
        found.push(Reported { breach, is_despite });
    }
    found
}

/// Returns the first code in `despite` that is needless. `broken` are the codes in `despite` whose rules the record breaks.
fn needless(case: &Case<'_>, broken: &[Code]) -> Option<Breach> {
    let mut before = None;
    for code in case.record.despite.codes().iter().copied() {
        let why = if !code.may_be_broken_by(case.event.kind()) {
            Needlessness::NotAllowed
        } else if !broken.contains(&code) {
            Needlessness::NotBroken
        } else if before >= Some(code) {
            Needlessness::OutOfOrder
        } else {
            before = Some(code);
            continue;
        };
        return Some(Breach::DespiteNeedless { code, why });
    }
    None
}

/// Returns whether the register can take the event of a record, whatever other rules it breaks: it has the loan and the record that the
/// event names, and has not what the event begins. An event that changes a member needs the member, and one that changes a loan the state
/// of the loan; a payment and a waiver count in any state.
pub(crate) fn is_taken(case: &Case<'_>) -> bool {
    let keeps = |rule: fn(&Case<'_>) -> Option<Breach>| rule(case).is_none();
    let needs_its_member = matches!(case.event, Event::MemberLeft(_) | Event::MemberAmended(_));
    let counts_in_any_state = matches!(case.event, Event::RepaymentReceived(_) | Event::InterestWaived(_));
    keeps(document::unknown_record)
        && keeps(document::irreversible)
        && keeps(lending::member_exists)
        && (!needs_its_member || keeps(lending::not_a_member))
        && keeps(lending::loan_exists)
        && keeps(lending::unknown_loan)
        && (counts_in_any_state || keeps(lending::loan_not_open))
}
