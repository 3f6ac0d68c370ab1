//! Observations about money in the hands of members, and about the people who count, confirm and book it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::code::ObservationCode;
use super::facts::{Facts, days, days_between, folded_name};
use super::numbers;
use super::observation::{Observation, facts};
use crate::account::Place;
use crate::catalogue::format_vietnamese;
use crate::count::number_of;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::{MemberId, Text};
use crate::voucher::Record;

/// The names of the treasurer's office, in lower case.
const OFFICES: [&str; 3] = ["thủ quỹ", "treasurer", "cashier"];

/// Finds advances that are still not fully accounted for after months.
pub(super) fn advance_unaccounted(facts: &Facts<'_>) -> Vec<Observation> {
    let mut open: IndexMap<&MemberId, (Balance, Option<&Record>)> = IndexMap::new();
    for record in facts.records.iter().copied() {
        let (member, change) = match &record.event {
            Event::AdvancePaid(paid) => (&paid.member, Balance::from(paid.amount)),
            Event::AdvanceCarriedIn(carried) => (&carried.member, carried.amount.into()),
            Event::AdvanceSpent(spent) => (&spent.member, -Balance::from(spent.amount)),
            Event::AdvanceReturned(returned) => (&returned.member, -Balance::from(returned.amount)),
            _ => continue,
        };
        let (balance, since) = open.entry(member).or_default();
        *balance += change;
        match (balance.is_positive(), &since) {
            (false, _) => *since = None,
            (true, None) => *since = Some(record),
            (true, Some(_)) => {}
        }
    }
    let found = open.into_iter().filter_map(|(member, (balance, since))| {
        let since = since?;
        let after = days_between(since.date, facts.books.day());
        (after > facts.expected.advance_days).then(|| {
            Observation::new(
                ObservationCode::AdvanceUnaccounted,
                [since],
                facts!({"member": member, "amount": balance, "days": after}),
                format!("member {member} holds an advance of {balance}, the first of it for {}", days(after)),
                format_vietnamese!("thành viên {member} còn giữ tạm ứng {balance}, khoản đầu đã {after} ngày" with [balance]),
            )
        })
    });
    found.collect()
}

/// Finds keepers who were released from a large part of the shortages that they had to make good, at once or in parts.
pub(super) fn shortage_released(facts: &Facts<'_>) -> Vec<Observation> {
    let mut keepers: IndexMap<&MemberId, (Balance, Balance, Vec<&Record>)> = IndexMap::new();
    for record in facts.records.iter().copied() {
        match &record.event {
            Event::ShortageFound(shortage) => {
                if let Some(member) = shortage.bearer.keeper() {
                    keepers.entry(member).or_default().0 += shortage.amount.into();
                }
            }
            Event::ShortageCarriedIn(carried) => {
                keepers.entry(&carried.member).or_default().0 += carried.amount.into();
            }
            Event::ShortageReleased(released) => {
                let (_, sum, records) = keepers.entry(&released.member).or_default();
                *sum += released.amount.into();
                records.push(record);
            }
            _ => {}
        }
    }
    let found = keepers.into_iter().filter(|(_, (owed, released, _))| {
        released.is_positive() && *released >= facts.expected.released_share.ceil_of(*owed)
    });
    let observations = found.map(|(member, (owed, released, records))| {
        Observation::new(
            ObservationCode::ShortageReleased,
            records,
            facts!({"member": member, "released": released, "owed_in_all": owed}),
            format!("{released} of the {owed} that member {member} had to make good were released"),
            format_vietnamese!("thành viên {member} được miễn {released} trong {owed} phải bồi thường" with [released, owed]),
        )
    });
    observations.collect()
}

/// Finds many repayments booked long after the day on which they were paid. The books do not show where the money was in between.
///
/// The books do not record the person who books. One person keeps one receipt book, so each series of receipts is examined by itself. Those
/// who counted the box between payment and booking saw it without this money.
pub(super) fn receipts_late(facts: &Facts<'_>) -> Vec<Observation> {
    let mut series: IndexMap<String, (u32, Vec<&Record>)> = IndexMap::new();
    for record in facts.records.iter().copied() {
        if record.event.kind() == EventKind::RepaymentReceived {
            let (all, late) = series.entry(numbers::series(record)).or_default();
            *all = all.saturating_add(1);
            if days_between(record.value_date(), record.date) > facts.expected.booked_within_days {
                late.push(record);
            }
        }
    }
    let (is_one_series, within) = (series.len() == 1, facts.expected.booked_within_days);
    let many = series.into_iter().filter(|(_, (all, late))| {
        let number = number_of(late.len());
        number >= facts.expected.late_receipts && !facts.expected.late_share.is_missed_by(number, *all)
    });
    let observations = many.map(|(series, (all, late))| {
        let number = late.len();
        let (counts, by) = counted_between(facts, &late);
        let (of, vietnamese_of) = match (is_one_series, series.as_str()) {
            (true, _) => (String::new(), String::new()),
            (false, "") => (" without a series".into(), " không có ký hiệu".into()),
            (false, series) => (format!(" of receipts {series}"), format!(" theo phiếu {series}")),
        };
        let (between, vietnamese_between) = if counts.is_empty() {
            (String::new(), String::new())
        } else {
            let (times, names) = (counts.len(), by.join(", "));
            let (by, do_ai) = if names.is_empty() { ("", "") } else { (", by ", ", người kiểm: ") };
            (
                format!("; the box was counted in between {times} time(s){by}{names}"),
                format!("; trong thời gian đó kiểm kê quỹ {times} lần{do_ai}{names}"),
            )
        };
        let facts = facts!({"series": series, "late": number, "repayments": all, "within_days": within, "counts_between": counts.len(), "counted_by": by});
        Observation::new(
            ObservationCode::ReceiptsLate,
            late.into_iter().chain(counts),
            facts,
            format!("{number} of {all} repayments{of} were booked more than {within} days after they were paid{between}"),
            format!("{number} trong {all} lần trả nợ{vietnamese_of} được ghi sổ sau ngày nộp tiền hơn {within} ngày{vietnamese_between}"),
        )
    });
    observations.collect()
}

/// Returns the counts of the box between the payment and the booking of receipts in cash, and the names of those who counted, sorted.
fn counted_between<'b>(facts: &Facts<'b>, receipts: &[&Record]) -> (Vec<&'b Record>, Vec<&'b str>) {
    let into_cash =
        |record: &Record| matches!(&record.event, Event::RepaymentReceived(paid) if paid.into == Place::Cash);
    let spans: Vec<_> =
        receipts.iter().filter(|record| into_cash(record)).map(|it| (it.value_date(), it.date)).collect();
    let counts = facts.events(|event| match event {
        Event::MoneyCounted(counted) if counted.place == Place::Cash => Some(counted.by.as_ref()),
        _ => None,
    });
    let between =
        counts.filter(|(record, _)| spans.iter().any(|(paid, booked)| (*paid..*booked).contains(&record.date)));
    let (records, names): (Vec<&Record>, Vec<Option<&Text>>) = between.unzip();
    let mut by: Vec<&str> = names.into_iter().flatten().map(Text::as_str).collect();
    by.sort_unstable();
    by.dedup();
    (records, by)
}

/// A person who counted or confirmed: the name, the member who kept the money, and the records of both kinds.
type Hand<'b> = (&'b str, Option<&'b MemberId>, [Vec<&'b Record>; 2]);

/// Finds keepers of the box who count the box or confirm loans. The balance of the bank account, which is booked as a count too, is the
/// bank's figure, whoever copies it. A keeper is known from a shortage, or by the name of the office (thủ quỹ).
pub(super) fn counted_by_keeper(facts: &Facts<'_>) -> Vec<Observation> {
    let mut keepers: BTreeMap<String, &MemberId> = BTreeMap::new();
    for record in facts.records.iter().copied() {
        let keeper = match &record.event {
            Event::ShortageFound(shortage) => shortage.bearer.keeper(),
            Event::ShortageCarriedIn(carried) => Some(&carried.member),
            _ => None,
        };
        let Some(keeper) = keeper else { continue };
        keepers.insert(folded_name(keeper.as_str()), keeper);
        let name = facts.books.register().member(keeper).and_then(|member| member.name());
        keepers.extend(name.map(|name| (folded_name(name.as_str()), keeper)));
    }
    // The name as it was first written, and the records of this person, by keeper or by the name in one spelling.
    let mut hands: BTreeMap<String, Hand<'_>> = BTreeMap::new();
    let by = facts.events(|event| match event {
        Event::MoneyCounted(counted) if counted.place == Place::Cash => Some((counted.by.as_ref()?, false)),
        Event::LoanConfirmed(confirmed) => Some((&confirmed.by, true)),
        _ => None,
    });
    for (record, (by, is_confirmation)) in by {
        let name = folded_name(by.as_str());
        let keeper = keepers.get(&name).copied();
        if keeper.is_some() || OFFICES.iter().any(|office| name.starts_with(office)) {
            let (hand, shown) = keeper.map_or((name, by.as_str()), |keeper| (keeper.to_string(), keeper.as_str()));
            let (_, _, [counts, confirmations]) =
                hands.entry(hand).or_insert_with(|| (shown, keeper, Default::default()));
            if is_confirmation { confirmations.push(record) } else { counts.push(record) }
        }
    }
    let found = hands.into_values().map(|(by, keeper, [counts, confirmations])| {
        let (counted, confirmed) = (counts.len(), confirmations.len());
        let (who, vietnamese_who) = match keeper {
            Some(keeper) => {
                (format!("member {keeper}, who kept the money,"), format!("thành viên {keeper} giữ quỹ, tự"))
            }
            None => (format!("{by}, by this name the keeper of the money,"), format!("{by} tự")),
        };
        Observation::new(
            ObservationCode::CountedByKeeper,
            counts.into_iter().chain(confirmations),
            facts!({"member": keeper, "by": by, "counts": counted, "confirmations": confirmed}),
            format!("{who} counted it {counted} time(s) and confirmed {confirmed} loan(s)"),
            format!("{vietnamese_who} kiểm kê {counted} lần và xác nhận {confirmed} khoản vay"),
        )
    });
    found.collect()
}

/// Finds large repayments to lenders without evidence.
pub(super) fn lender_unevidenced(facts: &Facts<'_>) -> Vec<Observation> {
    let repaid = facts.events(|event| match event {
        Event::BorrowingRepaid(repaid) => Some((&repaid.lender, repaid.amount)),
        _ => None,
    });
    let found = repaid.filter(|(record, (_, amount))| {
        record.evidence.is_empty() && *amount >= facts.expected.lender_without_evidence
    });
    let observations = found.map(|(record, (lender, amount))| {
        Observation::new(
            ObservationCode::LenderUnevidenced,
            [record],
            facts!({"lender": lender, "amount": amount}),
            format!("{lender} was repaid {amount}, without evidence"),
            format_vietnamese!("đã trả {lender} {amount}, không có chứng cứ kèm theo" with [amount]),
        )
    });
    observations.collect()
}
