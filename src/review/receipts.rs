//! Receipts (phiếu thu) that look alike or round.
//!
//! Dues and gifts are round and alike by their nature: only that one payer gives the same twice on one day is looked at. What
//! is repaid on a loan follows from its principal, so it is seldom round, and like sums come from like loans.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::expectations::Expectations;
use super::facts::{Facts, Observation};
use crate::books::Books;
use crate::event::{Event, EventKind, RepaymentReceived};
use crate::money::{Amount, Balance};
use crate::name::MemberId;
use crate::voucher::Record;

pub(super) fn observe(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let mut found = twice(books);
    found.extend(round(books, expected));
    found.extend(alike(books, expected));
    found
}

/// Who paid, and how much; `None` of what is no receipt.
fn receipt(event: &Event) -> Option<(&str, Balance)> {
    match event {
        Event::SeedGrantReceived(grant) => Some((grant.from.as_str(), grant.amount.into())),
        Event::DonationReceived(gift) => Some((gift.from.as_str(), gift.amount.into())),
        Event::DuesReceived(dues) => Some((event.member().map_or("", MemberId::as_str), dues.total().ok()?.into())),
        Event::OtherIncomeReceived(income) => Some((income.source.as_str(), income.amount.into())),
        Event::BorrowingReceived(borrowing) => Some((borrowing.lender.as_str(), borrowing.amount.into())),
        Event::RepaymentReceived(repayment) => Some((repayment.loan.as_str(), paid(repayment))),
        Event::RecoveryReceived(recovery) => Some((recovery.loan.as_str(), recovery.amount.into())),
        _ => None,
    }
}

fn paid(repayment: &RepaymentReceived) -> Balance {
    Balance::from(repayment.principal) + repayment.interest.into()
}

fn twice(books: &Books) -> Vec<Observation> {
    let mut receipts: BTreeMap<(NaiveDate, EventKind, &str, Balance), Vec<&Record>> = BTreeMap::new();
    for record in books.records_in_effect() {
        if let Some((payer, amount)) = receipt(&record.event) {
            receipts.entry((record.date, record.event.kind(), payer, amount)).or_default().push(record);
        }
    }
    let doubled = receipts.into_iter().filter(|(_, records)| records.len() > 1);
    doubled
        .map(|((date, _, payer, amount), records)| {
            let facts = Facts::ReceiptTwice { receipts: records.len(), payer: payer.to_owned(), amount, date };
            Observation::new(records, facts)
        })
        .collect()
}

fn repayments(books: &Books) -> impl Iterator<Item = (&Record, &RepaymentReceived)> {
    books.records_in_effect().filter_map(|record| match &record.event {
        Event::RepaymentReceived(repayment) => Some((record, repayment)),
        _ => None,
    })
}

fn round(books: &Books, expected: &Expectations) -> Option<Observation> {
    let unit = expected.round_unit.dong();
    let is_round = |repayment: &RepaymentReceived| {
        repayment.principal.dong().saturating_add(repayment.interest.dong()).is_multiple_of(unit)
    };
    let records: Vec<&Record> =
        repayments(books).filter(|(_, repayment)| is_round(repayment)).map(|(record, _)| record).collect();
    let [round, all] = [records.len(), repayments(books).count()].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let many = round >= expected.round_receipts && !expected.round_share.is_missed_by(round, all);
    let facts = Facts::ReceiptsRound { round, repayments: all, unit: expected.round_unit };
    (round > 0 && many).then(|| Observation::new(records, facts))
}

/// Repayments of one sum on one day.
#[derive(Default)]
struct Alike<'b> {
    records: Vec<&'b Record>,
    principals: BTreeSet<Amount>,
}

fn alike(books: &Books, expected: &Expectations) -> Vec<Observation> {
    let mut sums: BTreeMap<(NaiveDate, Balance), Alike> = BTreeMap::new();
    for (record, repayment) in repayments(books) {
        if let Some(loan) = books.register().loan(&repayment.loan) {
            let alike = sums.entry((record.date, paid(repayment))).or_default();
            alike.records.push(record);
            alike.principals.insert(loan.principal());
        }
    }
    let least = usize::try_from(expected.alike_receipts).unwrap_or(usize::MAX);
    let many = sums.into_iter().filter(|(_, alike)| alike.principals.len() >= least);
    many.map(|((date, amount), Alike { records, principals })| {
        let facts = Facts::ReceiptsAlike { receipts: records.len(), principals: principals.len(), amount, date };
        Observation::new(records, facts)
    })
    .collect()
}
