//! Observations about receipts (phiếu thu) that are alike or round.
//!
//! Dues and gifts are naturally round and alike, so the only sign is one payer who pays the same sum twice on one day. A repayment follows
//! from the principal of its loan, so it is seldom round, and equal sums come from similar loans.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::code::ObservationCode;
use super::facts::Facts;
use super::observation::{Observation, facts};
use crate::catalogue::format_vietnamese;
use crate::count::number_of;
use crate::event::{Event, EventKind, RepaymentReceived};
use crate::money::{Amount, Balance};
use crate::name::LoanId;
use crate::voucher::Record;

/// Returns the payer and the amount of a grant, gift, dues, other income, borrowing, repayment or recovery; `None` for any other event. The
/// loan is named as the payer of a repayment or recovery. Dues of several members have an empty payer.
fn receipt(event: &Event) -> Option<(&str, Balance)> {
    let is_receipt = matches!(
        event.kind(),
        EventKind::SeedGrantReceived
            | EventKind::DonationReceived
            | EventKind::DuesReceived
            | EventKind::OtherIncomeReceived
            | EventKind::BorrowingReceived
            | EventKind::RepaymentReceived
            | EventKind::RecoveryReceived
    );
    let amount = event.amount().filter(|_| is_receipt)?;
    let payer = event.loan().map(LoanId::as_str).or_else(|| event.counterparty());
    Some((payer.unwrap_or_default(), Balance::from(amount) + event.interest().unwrap_or_default().into()))
}

fn paid(repayment: &RepaymentReceived) -> Balance {
    Balance::from(repayment.principal) + repayment.interest.into()
}

/// Finds receipts of one kind and sum from one payer on one day.
pub(super) fn twice(facts: &Facts<'_>) -> Vec<Observation> {
    let mut receipts: BTreeMap<(NaiveDate, EventKind, &str, Balance), Vec<&Record>> = BTreeMap::new();
    for record in &facts.records {
        if let Some((payer, amount)) = receipt(&record.event) {
            receipts.entry((record.date, record.event.kind(), payer, amount)).or_default().push(record);
        }
    }
    let doubled = receipts.into_iter().filter(|(_, records)| records.len() > 1);
    let observations = doubled.map(|((date, _, payer, amount), records)| {
        let number = records.len();
        Observation::new(
            ObservationCode::ReceiptTwice,
            records,
            facts!({"receipts": number, "payer": payer, "amount": amount, "date": date.to_string()}),
            format!("{number} receipts of {amount} each from {payer} on {date}"),
            format_vietnamese!("{number} phiếu thu, mỗi phiếu {amount}, của {payer} cùng ngày {date}" with [amount, date]),
        )
    });
    observations.collect()
}

fn repayments<'f, 'b>(facts: &'f Facts<'b>) -> impl Iterator<Item = (&'b Record, &'b RepaymentReceived)> + 'f {
    facts.records.iter().filter_map(|record| match &record.event {
        Event::RepaymentReceived(repayment) => Some((*record, repayment)),
        _ => None,
    })
}

/// Finds many repayments of round sums.
pub(super) fn round(facts: &Facts<'_>) -> Vec<Observation> {
    let unit = facts.expected.round_unit;
    let is_round = |repayment: &RepaymentReceived| {
        let sum = repayment.principal.dong().saturating_add(repayment.interest.dong());
        sum.is_multiple_of(unit.dong())
    };
    let records: Vec<&Record> =
        repayments(facts).filter(|(_, repayment)| is_round(repayment)).map(|(record, _)| record).collect();
    let (round, all) = (number_of(records.len()), number_of(repayments(facts).count()));
    let many = round >= facts.expected.round_receipts && !facts.expected.round_share.is_missed_by(round, all);
    let observation = (round > 0 && many).then(|| {
        Observation::new(
            ObservationCode::ReceiptsRound,
            records,
            facts!({"round": round, "repayments": all, "unit": unit}),
            format!("{round} of {all} repayments are whole multiples of {unit}"),
            format_vietnamese!("{round} trong {all} lần trả nợ là bội số của {unit}" with [unit]),
        )
    });
    observation.into_iter().collect()
}

/// Records of repayments, and the principals of their loans.
type Alike<'b> = (Vec<&'b Record>, BTreeSet<Amount>);

/// Finds many repayments of one sum on one day on loans of different principals.
pub(super) fn alike(facts: &Facts<'_>) -> Vec<Observation> {
    let mut sums: BTreeMap<(NaiveDate, Balance), Alike<'_>> = BTreeMap::new();
    for (record, repayment) in repayments(facts) {
        if let Some(loan) = facts.loans.get(&repayment.loan) {
            let (records, principals) = sums.entry((record.date, paid(repayment))).or_default();
            records.push(record);
            principals.insert(loan.principal());
        }
    }
    let many =
        sums.into_iter().filter(|(_, (_, principals))| number_of(principals.len()) >= facts.expected.alike_receipts);
    let observations = many.map(|((date, amount), (records, principals))| {
        let (number, principals) = (records.len(), principals.len());
        Observation::new(
            ObservationCode::ReceiptsAlike,
            records,
            facts!({"receipts": number, "principals": principals, "amount": amount, "date": date.to_string()}),
            format!("{number} repayments of {amount} each on {date}, of loans of {principals} different principals"),
            format_vietnamese!("ngày {date} có {number} lần trả nợ, mỗi lần {amount}, của các khoản vay có {principals} mức gốc khác nhau" with [date, amount]),
        )
    });
    observations.collect()
}
