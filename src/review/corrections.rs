//! Records that were reversed (bút toán đảo).

use chrono::Datelike;

use super::code::ObservationCode;
use super::facts::{Facts, days, days_between};
use super::observation::{Observation, facts};
use crate::calendar::Month;
use crate::catalogue::format_vietnamese;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::voucher::Record;

/// Finds records that were reversed long after they were booked.
pub(super) fn reversed_late(facts: &Facts<'_>) -> Vec<Observation> {
    let late = facts.reversals.iter().filter_map(|(reversed, reversal)| {
        let (id, after) = (&reversed.id, days_between(reversed.date, reversal.date));
        (after > facts.expected.reversed_after_days).then(|| {
            Observation::new(
                ObservationCode::ReversedLate,
                [*reversed, *reversal],
                facts!({"record": id, "days": after}),
                format!("{id} was reversed {} after it was booked", days(after)),
                format!("{id} được đảo {after} ngày sau khi ghi sổ"),
            )
        })
    });
    late.collect()
}

/// Returns the amount of a repayment (principal and interest) or of a disbursal; `None` for any other event.
fn amount(facts: &Facts<'_>, event: &Event) -> Option<Balance> {
    match event {
        Event::RepaymentReceived(repayment) => Some(Balance::from(repayment.principal) + repayment.interest.into()),
        Event::LoanDisbursed(disbursed) => Some(facts.loans.get(&disbursed.loan)?.principal().into()),
        _ => None,
    }
}

/// Finds repayments and disbursals that were reversed and soon booked again with another value date. The facts say whether the change
/// crosses a due day or the end of a year. One that is booked again with the same value date, in `paid_on`, is not included.
pub(super) fn moved_in_time(facts: &Facts<'_>) -> Vec<Observation> {
    let moved = facts.reversals.iter().filter_map(|(reversed, reversal)| {
        let (loan, sum) = (reversed.event.loan()?, amount(facts, &reversed.event)?);
        let loan_facts = facts.loans.get(loan)?;
        let mut again = loan_facts.repayments.iter().map(|(record, _)| *record).chain(loan_facts.disbursed);
        let again = again.find(|record| {
            record.seq > reversal.seq
                && record.event.kind() == reversed.event.kind()
                && amount(facts, &record.event) == Some(sum)
                && record.value_date() != reversed.value_date()
                && days_between(reversal.date, record.date) <= facts.expected.rebooked_within_days
        })?;
        let (from, to) = (reversed.value_date(), again.value_date());
        let over_year = from.year() != to.year();
        let schedule = loan_facts.loan.course().schedule();
        let over_due = schedule.is_some_and(|schedule| schedule.months_ended(from) != schedule.months_ended(to));
        let end = |is_over: bool, text: &'static str| if is_over { text } else { "" };
        Some(Observation::new(
            ObservationCode::MovedInTime,
            [*reversed, *reversal, again],
            facts!({"loan": loan, "amount": sum, "from": from.to_string(), "to": to.to_string(), "over_due_day": over_due, "over_year_end": over_year}),
            format!(
                "{} of {sum} on loan {loan}, dated {from}, was reversed and booked again with the date {to}{}{}",
                event_name(reversed).0,
                end(over_due, ", over a due day"),
                end(over_year, ", over the end of the year")
            ),
            format_vietnamese!("{} {sum} khoản vay {loan} ngày {from} được đảo rồi ghi lại ngày {to}{}{}" with [sum, from, to],
                event_name(reversed).1,
                end(over_due, ", qua ngày đến hạn"),
                end(over_year, ", qua cuối năm")),
        ))
    });
    moved.collect()
}

fn event_name(record: &Record) -> (&'static str, &'static str) {
    match record.event.kind() {
        EventKind::LoanDisbursed => ("the disbursal", "giải ngân"),
        _ => ("the repayment", "trả nợ"),
    }
}

/// Finds repayments, waivers and new schedules that were booked just before the end of a month and reversed just after it: the arrears were
/// absent when the month was reported, and came back.
pub(super) fn gone_after_month_end(facts: &Facts<'_>) -> Vec<Observation> {
    let gone = facts.reversals.iter().filter_map(|(reversed, reversal)| {
        let (loan, end) = (reversed.event.loan()?, Month::of(reversed.date).ok()?.last_day());
        let sum = match &reversed.event {
            Event::InterestWaived(waived) => Some(waived.amount.into()),
            event => amount(facts, event),
        };
        let back = reversal.date;
        let of = sum.map_or_else(String::new, |sum| format!(" of {sum}"));
        let vietnamese_of = sum.map_or_else(String::new, |sum| format!(" {}", sum.vietnamese()));
        let (english, vietnamese) = match &reversed.event {
            Event::RepaymentReceived(_) => ("a repayment", "khoản trả"),
            Event::InterestWaived(_) => ("a waiver of interest", "khoản miễn lãi"),
            Event::LoanRescheduled(_) => ("a new schedule", "lịch trả mới"),
            _ => return None,
        };
        let is_around = days_between(reversed.date, end) < facts.expected.month_end_days
            && reversal.date > end
            && days_between(end, reversal.date) <= facts.expected.reversed_after_month_end_days;
        is_around.then(|| {
            Observation::new(
                ObservationCode::GoneAfterMonthEnd,
                [*reversed, *reversal],
                facts!({"loan": loan, "amount": sum, "month_end": end.to_string()}),
                format!("{english}{of} on loan {loan} was in the books on {end} and was reversed on {back}"),
                format_vietnamese!("{vietnamese}{vietnamese_of} của khoản vay {loan} có trong sổ cuối ngày {end}, ngày {back} bị đảo" with [end, back]),
            )
        })
    });
    gone.collect()
}
