//! The rules (quy tắc): what a record must keep, as one list in one order, a function each.
//!
//! A writer stops at the first rule that a record breaks: that is the refusal. An auditor goes on, posts the entry as it
//! stands, and reports the breach as a finding. To add a rule, write its function, its [`Breach`] and its row in the table of
//! [`Code`]s, and put it into the list.

mod breach;
mod code;
mod document;
mod effect;
mod fund;
mod largest;
mod lending;
mod refusal;

pub use breach::{Breach, Irreversibility, Objection};
pub(crate) use code::codes;
pub use code::{Bilingual, Code, Explanation};
pub(crate) use largest::largest;
pub use refusal::{Refusal, Vietnamese};

use std::cell::OnceCell;

use chrono::NaiveDate;

use crate::count::Seq;
use crate::digest::Digest;
use crate::entry::Entry;
use crate::event::Event;
use crate::loan::Standing;
use crate::money::MoneyError;
use crate::posting::Found;
use crate::voucher::Record;
use effect::Effect;

/// One record before the rules: what it says, what it finds, and what its entry would do.
pub(crate) struct Case<'a> {
    pub(crate) record: &'a Record,
    pub(crate) found: Found<'a>,
    /// The entry that posting gives for the event.
    pub(crate) expected: &'a Result<Entry, MoneyError>,
    /// What came before it in the books.
    pub(crate) before: Before,
    /// The place of the first record with the same document number.
    pub(crate) namesake: Option<usize>,
    effect: Effect,
    standing: OnceCell<Standing>,
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

impl<'a> Case<'a> {
    pub(crate) fn new(
        record: &'a Record,
        found: Found<'a>,
        expected: &'a Result<Entry, MoneyError>,
        before: Before,
        namesake: Option<usize>,
    ) -> Self {
        let effect = Effect::of(&record.entry);
        Self { record, found, expected, before, namesake, effect, standing: OnceCell::new() }
    }

    /// What is owed on the loan it is about, on its day.
    fn standing(&self) -> Standing {
        *self.standing.get_or_init(|| {
            self.found.loan.map(|loan| loan.standing(self.found.outstanding, self.found.day)).unwrap_or_default()
        })
    }
}

/// How a rule takes part in an audit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reported {
    /// Always, whatever else is broken.
    Each,
    /// If no rule of its kind before it is broken.
    First,
    /// Always, and by an audit alone.
    AuditOnly,
}

struct Rule {
    check: fn(&Case<'_>) -> Option<Breach>,
    reported: Reported,
}

const fn each(check: fn(&Case<'_>) -> Option<Breach>) -> Rule {
    Rule { check, reported: Reported::Each }
}

const fn first(check: fn(&Case<'_>) -> Option<Breach>) -> Rule {
    Rule { check, reported: Reported::First }
}

const fn audit_only(check: fn(&Case<'_>) -> Option<Breach>) -> Rule {
    Rule { check, reported: Reported::AuditOnly }
}

/// All rules, in the order in which they are looked at.
const RULES: [Rule; 32] = [
    each(document::sequence_gap),
    each(document::chain_broken),
    each(document::duplicate_id),
    each(document::date_out_of_order),
    each(document::period_closed),
    first(document::unknown_record),
    first(document::irreversible),
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
    first(lending::principal_over_outstanding),
    first(lending::interest_over_accrued),
    first(lending::interest_unpaid),
    first(lending::nothing_received),
    first(fund::nothing_to_allocate),
    first(lending::over_recovered),
    first(fund::capital_exhausted),
    first(fund::seed_grant_exceeded),
    first(fund::over_repaid),
    first(fund::lendable_exceeded),
    first(fund::operating_exceeded),
    first(fund::overdraft),
    audit_only(fund::count_differs),
    audit_only(document::entry_mismatch),
];

/// The first rule that a record breaks: a writer's refusal.
pub(crate) fn first_breach(case: &Case<'_>) -> Option<Breach> {
    RULES.iter().filter(|rule| rule.reported != Reported::AuditOnly).find_map(|rule| (rule.check)(case))
}

/// All that an audit reports of a record.
pub(crate) fn breaches(case: &Case<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut is_first = true;
    for rule in &RULES {
        if rule.reported == Reported::First && !is_first {
            continue;
        }
        if let Some(breach) = (rule.check)(case) {
            is_first = is_first && rule.reported != Reported::First;
            found.push(breach);
        }
    }
    found
}

/// Whether the registers can take the event of a record, whatever else is wrong with it.
pub(crate) fn is_taken(case: &Case<'_>) -> bool {
    let obstacles: &[fn(&Case<'_>) -> Option<Breach>] = match case.found.event {
        Event::MemberJoined(_) => &[lending::member_exists],
        Event::MemberLeft(_) => &[lending::not_a_member],
        Event::LoanApproved(_) => &[lending::loan_exists],
        Event::LoanDisbursed(_)
        | Event::LoanCancelled(_)
        | Event::LoanRescheduled(_)
        | Event::LoanWrittenOff(_)
        | Event::RecoveryReceived(_) => &[lending::unknown_loan, lending::loan_not_open],
        Event::RepaymentReceived(_) | Event::InterestWaived(_) => &[lending::unknown_loan],
        Event::Reversed(_) => &[document::unknown_record, document::irreversible],
        _ => &[],
    };
    obstacles.iter().all(|obstacle| obstacle(case).is_none())
}
