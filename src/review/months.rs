//! Observations about the monthly duties of a club: it reports its activity, counts its money, and closes its books.
//!
//! The months are those after the month in which the books were opened, up to the last one that has ended on the day of the books.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::code::ObservationCode;
use super::facts::{Facts, days_between};
use super::observation::{Observation, facts};
use crate::account::{Account, Place};
use crate::books::Books;
use crate::calendar::{Month, months_after};
use crate::catalogue::format_vietnamese;
use crate::event::Event;
use crate::money::{Amount, Balance};
use crate::voucher::Record;

/// Finds months without a report of activity.
pub(super) fn not_reported(facts: &Facts<'_>) -> Vec<Observation> {
    let reported = facts.events(|event| match event {
        Event::ActivityReported(activity) => Some(activity.month),
        _ => None,
    });
    let texts = ("no activity is reported of", "không có báo cáo hoạt động");
    absent(facts, ObservationCode::ReportMissing, &reported.map(|(_, month)| month).collect(), texts)
}

/// Finds months without a count of the box.
pub(super) fn not_counted(facts: &Facts<'_>) -> Vec<Observation> {
    let counted = counts(facts, Place::Cash).filter_map(|record| Month::of(record.date).ok());
    let texts = ("no count of the box is dated in", "không kiểm kê quỹ");
    absent(facts, ObservationCode::CountMissing, &counted.collect(), texts)
}

fn counts<'f, 'b>(facts: &'f Facts<'b>, place: Place) -> impl Iterator<Item = &'b Record> + 'f {
    let counts = facts.events(move |event| match event {
        Event::MoneyCounted(count) if count.place == place => Some(()),
        _ => None,
    });
    counts.map(|(record, ())| record)
}

/// Returns the months after the one in which the books were opened that have ended on the day of the books.
fn ended(books: &Books) -> Vec<Month> {
    let following = |month: &Month| Month::of(months_after(month.first_day(), 1)).ok();
    let opened = Month::of(books.header().opened()).ok();
    std::iter::successors(opened, following).skip(1).take_while(|month| month.last_day() <= books.day()).collect()
}

/// Makes an observation of each run of consecutive ended months that are not in `present`.
fn absent(
    facts: &Facts<'_>,
    code: ObservationCode,
    present: &BTreeSet<Month>,
    (english, vietnamese): (&str, &str),
) -> Vec<Observation> {
    let ended = ended(facts.books);
    let runs = ended.chunk_by(|one, other| present.contains(one) == present.contains(other));
    let written = |month: Month| month.first_day().format("%-m/%Y").to_string();
    let absent = runs.filter_map(|run| {
        let (first, last, months) = (*run.first()?, *run.last()?, run.len());
        let (english, vietnamese) = match months {
            _ if present.contains(&first) => return None,
            1 => (format!("{english} {first}"), format!("{vietnamese} tháng {}", written(first))),
            _ => (
                format!("{english} the {months} months {first} to {last}"),
                format!("{vietnamese} {months} tháng, từ {} đến {}", written(first), written(last)),
            ),
        };
        let facts = facts!({"first": first, "last": last, "months": months});
        Some(Observation::new(code, [], facts, english, vietnamese))
    });
    absent.collect()
}

/// Finds months in which the box and the bank were both counted, but never on days near each other, so that money could be moved between
/// the two.
pub(super) fn counts_apart(facts: &Facts<'_>) -> Vec<Observation> {
    let mut months: BTreeMap<Month, [Vec<&Record>; 2]> = BTreeMap::new();
    for (place, side) in [(Place::Cash, 0_usize), (Place::Bank, 1)] {
        for record in counts(facts, place) {
            let Ok(month) = Month::of(record.date) else { continue };
            if let Some(records) = months.entry(month).or_default().get_mut(side) {
                records.push(record);
            }
        }
    }
    let apart = months.into_iter().filter_map(|(month, [box_counts, bank_counts])| {
        let distance = |one: NaiveDate, other: NaiveDate| days_between(one, other).max(days_between(other, one));
        let pairs = box_counts.iter().flat_map(|one| bank_counts.iter().map(|other| distance(one.date, other.date)));
        let nearest = pairs.min()?;
        (nearest > facts.expected.counts_apart_days).then(|| {
            Observation::new(
                ObservationCode::CountsApart,
                box_counts.into_iter().chain(bank_counts),
                facts!({"month": month, "days": nearest}),
                format!("in {month} the box and the bank were counted {nearest} days apart"),
                format!(
                    "tháng {} kiểm kê tiền mặt và tiền gửi cách nhau {nearest} ngày",
                    month.first_day().format("%-m/%Y")
                ),
            )
        })
    });
    apart.collect()
}

/// Finds spans of months in which the books were not closed, counted from the closing before or, before the first closing, from the opening
/// of the books.
pub(super) fn not_closed(facts: &Facts<'_>) -> Vec<Observation> {
    let closings = facts.events(|event| match event {
        Event::PeriodClosed(closed) => Some(closed.through),
        _ => None,
    });
    let mut found = Vec::new();
    let (opened, end) = (facts.books.header().opened(), facts.books.day());
    let mut last: (Option<&Record>, NaiveDate) = (None, opened);
    for (record, through) in closings.map(|(record, through)| (Some(record), through)).chain([(None, end)]) {
        let (before, closed) = last;
        if months_after(closed, facts.expected.closing_months.saturating_add(1)) < through {
            let closed_on = record.map_or(end, |record| record.date);
            let (english, vietnamese) = match before {
                Some(_) => (
                    format!("closed through {closed} and not again"),
                    format_vietnamese!("khóa đến {closed}, không khóa thêm" with [closed]),
                ),
                None => (
                    format!("opened on {opened} and not closed"),
                    format_vietnamese!("mở ngày {opened}, chưa khóa" with [opened]),
                ),
            };
            found.push(Observation::new(
                ObservationCode::ClosingMissing,
                before.into_iter().chain(record),
                facts!({"closed": before.map(|_| closed.to_string()), "next": record.map(|_| closed_on.to_string())}),
                format!("the books were {english} before {closed_on}"),
                format_vietnamese!("sổ {vietnamese} trước ngày {closed_on}" with [closed_on]),
            ));
        }
        last = (record, through);
    }
    found
}

/// Finds deposits of much of the cash in the box, booked on the day of its count and before it, that came back to the box soon after: the
/// count then does not show cash that was missing. The money came back by withdrawals of at least the same amount, or by the reversal of
/// the deposit.
pub(super) fn emptied_before_count(facts: &Facts<'_>) -> Vec<Observation> {
    let count_days: BTreeMap<NaiveDate, &Record> =
        counts(facts, Place::Cash).map(|record| (record.date, record)).collect();
    let mut cash = Balance::ZERO;
    let mut found = Vec::new();
    for record in facts.books.records() {
        if let (Event::CashDeposited(deposit), Some(counted)) = (&record.event, count_days.get(&record.date))
            && record.seq < counted.seq
            && deposit.amount >= facts.expected.emptied_from
            && Balance::from(deposit.amount) >= facts.expected.emptied_share.ceil_of(cash)
            && let back = taken_back(facts, record, counted, deposit.amount)
            && let Some(last) = back.last().map(|last| last.date)
        {
            let (amount, date) = (deposit.amount, record.date);
            found.push(Observation::new(
                ObservationCode::EmptiedBeforeCount,
                [record, *counted].into_iter().chain(back),
                facts!({"deposited": amount, "cash_before": cash, "redrawn": last.to_string(), "date": date.to_string()}),
                format!(
                    "{amount} of the {cash} in the box were taken to the bank on {date}, before the box was counted, and taken out again on {last}"
                ),
                format_vietnamese!("ngày {date} nộp ngân hàng {amount} trong {cash} tiền mặt rồi mới kiểm kê quỹ, rút lại ngày {last}" with [date, amount, cash, last]),
            ));
        }
        for transfer in record.entry.transfers() {
            if transfer.debit == Account::Cash {
                cash += transfer.amount.into();
            }
            if transfer.credit == Account::Cash {
                cash += -Balance::from(transfer.amount);
            }
        }
    }
    found
}

/// Returns the records by which the whole amount of a deposit, or more, comes back to the box within some days after a count; empty if it
/// does not. This is the reversal of the deposit, one withdrawal of the same amount, or the first withdrawals that add up to it.
fn taken_back<'b>(facts: &Facts<'b>, deposit: &Record, counted: &Record, amount: Amount) -> Vec<&'b Record> {
    let soon = |record: &Record| {
        record.seq > counted.seq && days_between(counted.date, record.date) <= facts.expected.redrawn_within_days
    };
    if !facts.books.is_in_effect(&deposit.id) {
        let reversal =
            facts.reversals.iter().find(|(reversed, reversal)| reversed.seq == deposit.seq && soon(reversal));
        return reversal.map(|(_, reversal)| *reversal).into_iter().collect();
    }
    let withdrawals = facts.events(|event| match event {
        Event::CashWithdrawn(withdrawn) => Some(withdrawn.amount),
        _ => None,
    });
    // A withdrawal on the day of the count itself is money for the meeting.
    let later: Vec<_> = withdrawals.filter(|(record, _)| soon(record) && record.date > counted.date).collect();
    if let Some((record, _)) = later.iter().find(|(_, withdrawn)| *withdrawn == amount) {
        return vec![record];
    }
    let (mut back, mut sum) = (Vec::new(), Balance::ZERO);
    for (record, withdrawn) in later {
        back.push(record);
        sum += withdrawn.into();
        if sum >= amount.into() {
            return back;
        }
    }
    Vec::new()
}
