//! How loans were passed, paid out and repaid.

use std::collections::HashMap;

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::days_between;
use super::expectations::Expectations;
use super::facts::{Facts, Observation};
use crate::books::Books;
use crate::event::{Event, LoanApproved};
use crate::loan::LoanStatus;
use crate::money::Balance;
use crate::name::{LoanId, MemberId, Text};
use crate::rate::middle_place;
use crate::voucher::Record;

pub(super) fn observe(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let mut found = lent_again(books, expected);
    found.extend(large_minutes(books, expected));
    found.extend(not_disbursed(books, expected));
    found
}

/// Principal that a member repaid and that no later loan of the member was yet set beside.
struct Repaid<'b> {
    record: &'b Record,
    day: NaiveDate,
    /// All that the member repaid until here.
    together: Balance,
}

fn lent_again(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let mut members: HashMap<&MemberId, Vec<Repaid>> = HashMap::new();
    let mut found = Vec::new();
    let mut day = books.header().opened();
    for record in books.records_in_effect() {
        // Where dates go back, as in books with findings, the latest one so far counts.
        day = day.max(record.date);
        let Some((id, loan)) = record.event.loan().and_then(|id| Some((id, books.register().loan(id)?))) else {
            continue;
        };
        match &record.event {
            Event::RepaymentReceived(repayment) if !repayment.principal.is_zero() => {
                let repaid = members.entry(loan.member()).or_default();
                let before = repaid.last().map_or(Balance::ZERO, |last| last.together);
                repaid.push(Repaid { record, day, together: before + repayment.principal.into() });
            }
            Event::LoanDisbursed(_) => {
                let principal = loan.principal();
                let Some(repaid) = members.get_mut(loan.member()) else { continue };
                let first = repaid.partition_point(|one| days_between(one.day, day) > expected.lent_again_days);
                let together = |place: Option<usize>| {
                    place.and_then(|place| repaid.get(place)).map_or(Balance::ZERO, |one| one.together)
                };
                let lately = together(repaid.len().checked_sub(1)) - together(first.checked_sub(1));
                let asked = expected.lent_again_share.ceil_of(principal.into());
                if let Some(last) = repaid.last()
                    && lately.is_positive()
                    && lately >= asked
                {
                    let facts = Facts::LentAgain {
                        member: loan.member().clone(),
                        repaid: lately,
                        days: days_between(last.day, day),
                        loan: id.clone(),
                        principal,
                    };
                    let records = repaid.iter().skip(first).map(|one| one.record).chain([record]);
                    found.push(Observation::new(records, facts));
                    // A repayment is set beside one loan only.
                    repaid.clear();
                }
            }
            _ => {}
        }
    }
    found
}

fn approvals(books: &Books) -> impl Iterator<Item = (&Record, &LoanApproved)> {
    books.records_in_effect().filter_map(|record| match &record.event {
        Event::LoanApproved(approved) => Some((record, approved)),
        _ => None,
    })
}

/// Minutes that passed more loans, or a greater sum, than so many times the median of all. Not the first one: a new club has all
/// its capital to lend.
fn large_minutes(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let mut minutes: IndexMap<&Text, (Vec<&Record>, Balance)> = IndexMap::new();
    for (record, approved) in approvals(books) {
        let (records, amount) = minutes.entry(&approved.minute).or_default();
        records.push(record);
        *amount += approved.principal.into();
    }
    let Some(median_loans) = median(minutes.values().map(|(records, _)| records.len())) else { return Vec::new() };
    let Some(median_amount) = median(minutes.values().map(|(_, amount)| *amount)) else { return Vec::new() };
    let times = expected.minute_times;
    let most_loans = usize::try_from(times).unwrap_or(usize::MAX).saturating_mul(median_loans);
    let later = minutes.into_iter().skip(1);
    later
        .filter(|(_, (records, amount))| records.len() > most_loans || *amount > median_amount.times(times))
        .map(|(minute, (records, amount))| {
            let loans = records.len();
            let facts = Facts::MinuteLarge { minute: minute.clone(), loans, amount, median_loans, median_amount };
            Observation::new(records, facts)
        })
        .collect()
}

/// The value in the middle; of two in the middle, the lower.
fn median<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(middle_place(values.len())).copied()
}

fn not_disbursed(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let approvals: HashMap<&LoanId, &Record> =
        approvals(books).map(|(record, approved)| (&approved.loan, record)).collect();
    let waiting = books.loans().filter(|view| view.status() == LoanStatus::Approved);
    waiting
        .filter_map(|view| {
            let record = approvals.get(view.id())?;
            let days = days_between(record.date, books.day());
            let facts = Facts::NotDisbursed {
                loan: view.id().clone(),
                member: view.loan().member().clone(),
                principal: view.loan().principal(),
                days,
            };
            (days > expected.disbursed_within_days).then(|| Observation::new([*record], facts))
        })
        .collect()
}
