//! Observations about loans: their approval, disbursal, repayment, renewal and write-off.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::code::ObservationCode;
use super::facts::{Facts, LoanFacts, days, days_between, folded_name};
use super::observation::{Observation, facts};
use crate::catalogue::format_vietnamese;
use crate::count::{Year, number_of};
use crate::event::{Event, LoanApproved};
use crate::loan::{Amortization, InterestMethod, LoanStatus};
use crate::money::Balance;
use crate::name::{MemberId, Text};
use crate::rate::Rate;
use crate::voucher::Record;

/// Principal that a member repaid and that is not yet compared with a later loan of the member.
struct Repaid<'b> {
    record: &'b Record,
    day: NaiveDate,
    /// All principal that the member repaid up to this repayment, since the last comparison.
    together: Balance,
}

/// Finds members who repaid principal and soon borrowed again.
pub(super) fn lent_again(facts: &Facts<'_>) -> Vec<Observation> {
    let (books, expected) = (facts.books, facts.expected);
    let mut members: HashMap<&MemberId, Vec<Repaid>> = HashMap::new();
    let mut found = Vec::new();
    let mut day = books.header().opened();
    for record in facts.records.iter().copied() {
        // If dates go back, as in books with findings, the latest one so far counts.
        day = day.max(record.date);
        let Some(loan) = record.event.loan().and_then(|id| facts.loans.get(id)) else { continue };
        match &record.event {
            Event::RepaymentReceived(repayment) if !repayment.principal.is_zero() => {
                let repaid = members.entry(loan.member()).or_default();
                let before = repaid.last().map_or(Balance::ZERO, |last| last.together);
                repaid.push(Repaid { record, day, together: before + repayment.principal.into() });
            }
            Event::LoanDisbursed(_) => {
                let (id, principal) = (loan.id, loan.principal());
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
                    let (member, after) = (loan.member(), days_between(last.day, day));
                    found.push(Observation::new(
                        ObservationCode::LentAgain,
                        repaid.iter().skip(first).map(|one| one.record).chain([record]),
                        facts!({"member": member, "repaid": lately, "days": after, "loan": id, "principal": principal}),
                        format!("member {member} repaid {lately} and {} later was paid {principal} on loan {id}", days(after)),
                        format_vietnamese!("thành viên {member} trả {lately}, {after} ngày sau được giải ngân {principal} khoản vay {id}" with [lately, principal]),
                    ));
                    // A repayment is compared with one loan only.
                    repaid.clear();
                }
            }
            _ => {}
        }
    }
    found
}

/// Finds that much of the lending is renewals: loans to members who settled another loan shortly before.
pub(super) fn renewals(facts: &Facts<'_>) -> Vec<Observation> {
    let mut records = Vec::new();
    let (mut renewed, mut lent, mut loans) = (Balance::ZERO, Balance::ZERO, 0_usize);
    for new in facts.loans.values() {
        let Some(disbursed) = new.disbursed else { continue };
        lent += new.principal().into();
        let old = facts.loans_of(new.member()).filter(|old| old.id != new.id);
        let settled = old.filter_map(|old| old.settled).find(|settled| {
            settled.seq < disbursed.seq
                && days_between(settled.date, disbursed.date) <= facts.expected.renewed_within_days
        });
        if let Some(settled) = settled {
            renewed += new.principal().into();
            loans = loans.saturating_add(1);
            records.extend([settled, disbursed]);
        }
    }
    let is_much =
        number_of(loans) >= facts.expected.renewed_loans && renewed >= facts.expected.renewed_share.ceil_of(lent);
    let within = facts.expected.renewed_within_days;
    let observation = is_much.then(|| {
        Observation::new(
            ObservationCode::NewForOld,
            records,
            facts!({"loans": loans, "renewed": renewed, "lent": lent, "within_days": within}),
            format!("{loans} loans of {renewed}, of {lent} lent in all, went to members who settled another loan at most {within} days before"),
            format_vietnamese!("{loans} khoản vay {renewed} trong tổng số {lent} cho vay là của thành viên vừa tất toán khoản khác trong {within} ngày" with [renewed, lent]),
        )
    });
    observation.into_iter().collect()
}

/// Finds loans settled long after their last due day, on the day on which another member was lent at least as much as was repaid.
pub(super) fn settled_by_another(facts: &Facts<'_>) -> Vec<Observation> {
    let found = facts.loans.values().filter_map(|old| {
        let settled = old.settled?;
        let late = days_between(old.last_due()?, settled.date);
        let on_the_day = old.repayments.iter().filter(|(record, _)| record.date == settled.date);
        let repaid: Balance = on_the_day
            .map(|(_, repayment)| Balance::from(repayment.principal) + repayment.interest.into())
            .sum();
        let new = facts.paid_out_on(settled.date).find(|new| {
            new.member() != old.member()
                && Balance::from(new.principal()) >= repaid
                && repaid >= facts.expected.settled_by_another_share.ceil_of(new.principal().into())
        })?;
        let (id, member, other, principal) = (old.id, old.member(), new.member(), new.principal());
        (late > facts.expected.settled_late_days).then(|| {
            Observation::new(
                ObservationCode::SettledByAnother,
                [settled].into_iter().chain(new.disbursed),
                facts!({"loan": id, "member": member, "days_late": late, "repaid": repaid, "new_loan": new.id, "other_member": other}),
                format!("loan {id} of member {member}, {} late, was settled with {repaid} on the day member {other} was paid {principal}", days(late)),
                format_vietnamese!("khoản vay {id} của thành viên {member}, quá hạn {late} ngày, được trả hết {repaid} đúng ngày thành viên {other} nhận {principal}" with [repaid, principal]),
            )
        })
    });
    found.collect()
}

fn approvals<'f, 'b>(facts: &'f Facts<'b>) -> impl Iterator<Item = (&'b Record, &'b LoanApproved)> + 'f {
    facts.loans.values().filter_map(|loan| loan.approved)
}

/// Finds minutes that approved more loans, or a larger sum, than a multiple of the median of all minutes.
pub(super) fn large_minutes(facts: &Facts<'_>) -> Vec<Observation> {
    let mut minutes: IndexMap<&Text, (Vec<&Record>, Balance)> = IndexMap::new();
    for (record, approved) in approvals(facts) {
        let (records, amount) = minutes.entry(&approved.minute).or_default();
        records.push(record);
        *amount += approved.principal.into();
    }
    let Some(median_loans) = median(minutes.values().map(|(records, _)| records.len())) else { return Vec::new() };
    let Some(median_amount) = median(minutes.values().map(|(_, amount)| *amount)) else { return Vec::new() };
    let mut found = Vec::new();
    for (place, (minute, (records, amount))) in minutes.into_iter().enumerate() {
        let times = if place == 0 { facts.expected.first_minute_times } else { facts.expected.minute_times };
        let (loans, most) = (number_of(records.len()), number_of(median_loans).saturating_mul(times));
        if loans > most || amount > median_amount.times(times) {
            let minute = minute.as_str();
            found.push(Observation::new(
                ObservationCode::MinuteLarge,
                records,
                facts!({"minute": minute, "loans": loans, "amount": amount, "median_loans": median_loans, "median_amount": median_amount}),
                format!(
                    "minutes {minute:?} passed {loans} loan(s) of {amount} together, \
                     the median of the minutes is {median_loans} and {median_amount}"
                ),
                format_vietnamese!("biên bản {minute:?} duyệt {loans} khoản vay, tổng {amount}, \
                     trung vị của các biên bản là {median_loans} khoản và {median_amount}" with [amount, median_amount]),
            ));
        }
    }
    found
}

/// Returns the median; of two values in the middle, the lower. `None` for an empty list.
fn median<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(middle_place(values.len())).copied()
}

/// Finds loans that were approved long ago and are not disbursed.
pub(super) fn not_disbursed(facts: &Facts<'_>) -> Vec<Observation> {
    let waiting = facts.books.loans().filter(|view| view.status() == LoanStatus::Approved);
    let found = waiting.filter_map(|view| {
        let loan = facts.loans.get(view.id())?;
        let (record, _) = loan.approved?;
        let (id, member, principal) = (loan.id, loan.member(), loan.principal());
        let since = days_between(record.date, facts.books.day());
        (since > facts.expected.disbursed_within_days).then(|| {
            Observation::new(
                ObservationCode::NotDisbursed,
                [record],
                facts!({"loan": id, "member": member, "principal": principal, "days": since}),
                format!("loan {id} of {principal} to member {member} was passed {} ago", days(since)),
                format_vietnamese!("khoản vay {id} {principal} của thành viên {member} đã duyệt {since} ngày" with [principal]),
            )
        })
    });
    found.collect()
}

/// Finds loans that were disbursed long after their approval.
pub(super) fn disbursed_late(facts: &Facts<'_>) -> Vec<Observation> {
    each_loan(facts, |loan| {
        let ((approved, _), disbursed) = (loan.approved?, loan.disbursed?);
        let (id, member, after) = (loan.id, loan.member(), days_between(approved.date, disbursed.date));
        (after > facts.expected.disbursed_within_days).then(|| {
            Observation::new(
                ObservationCode::DisbursedLate,
                [approved, disbursed],
                facts!({"loan": id, "member": member, "days": after}),
                format!("loan {id} to member {member} was paid out {} after it was passed", days(after)),
                format!("khoản vay {id} của thành viên {member} được giải ngân {after} ngày sau khi duyệt"),
            )
        })
    })
}

fn each_loan(facts: &Facts<'_>, observe: impl Fn(&LoanFacts<'_>) -> Option<Observation>) -> Vec<Observation> {
    facts.loans.values().filter_map(observe).collect()
}

/// Finds loans that the borrower first confirmed long after the disbursal, or has not confirmed yet. A loan that was settled or written off
/// without a confirmation is left out: its passbook is closed. Loans carried in have a warning of their own.
pub(super) fn confirmed_late(facts: &Facts<'_>) -> Vec<Observation> {
    let (within, today) = (facts.expected.confirmed_within_days, facts.books.day());
    let late: Vec<(&LoanFacts<'_>, &Record, u32)> = facts
        .loans
        .values()
        .filter_map(|loan| {
            let disbursed = loan.disbursed?;
            let end = match (loan.confirmed, loan.settled.or(loan.written_off)) {
                (Some(confirmed), _) => confirmed.date,
                (None, Some(_)) => return None,
                (None, None) => today,
            };
            let after = days_between(disbursed.value_date(), end);
            (after > within).then_some((loan, disbursed, after))
        })
        .collect();
    let observation = late.iter().map(|(.., after)| *after).max().map(|longest| {
        let principal: Balance = late.iter().map(|(loan, ..)| Balance::from(loan.principal())).sum();
        let ids: Vec<&str> = late.iter().map(|(loan, ..)| loan.id.as_str()).collect();
        let unconfirmed = late.iter().filter(|(loan, ..)| loan.confirmed.is_none()).count();
        let number = ids.len();
        Observation::new(
            ObservationCode::ConfirmedLate,
            late.iter().flat_map(|(loan, disbursed, _)| [*disbursed].into_iter().chain(loan.confirmed)),
            facts!({"loans": ids, "principal": principal, "longest_days": longest, "unconfirmed": unconfirmed, "within_days": within}),
            format!(
                "{number} loan(s) of {principal} together were paid out more than {within} days before the borrower confirmed them, \
                 the longest {longest} days; {unconfirmed} of them are not confirmed yet"
            ),
            format_vietnamese!("{number} khoản vay, tổng {principal}, giải ngân hơn {within} ngày mới được người vay xác nhận, lâu nhất {longest} ngày; \
                 {unconfirmed} khoản đến nay chưa xác nhận" with [principal]),
        )
    });
    observation.into_iter().collect()
}

/// Finds loans that were settled soon and for which no interest was ever paid: the member may not know of the loan.
pub(super) fn settled_without_interest(facts: &Facts<'_>) -> Vec<Observation> {
    each_loan(facts, |loan| {
        let (disbursed, settled) = (loan.disbursed?, loan.settled?);
        let after = days_between(disbursed.date, settled.date);
        let no_interest = loan.repayments.iter().all(|(_, repayment)| repayment.interest.is_zero());
        let (id, member, principal) = (loan.id, loan.member(), loan.principal());
        let bears_interest = loan.loan.terms().is_some_and(|terms| terms.monthly_rate.hundred_millionths() > 0);
        (no_interest && bears_interest && after < facts.expected.settled_soon_days).then(|| {
            Observation::new(
                ObservationCode::SettledWithoutInterest,
                [disbursed, settled],
                facts!({"loan": id, "member": member, "principal": principal, "days": after}),
                format!("loan {id} of {principal} to member {member} was settled after {} without any interest", days(after)),
                format_vietnamese!("khoản vay {id} {principal} của thành viên {member} tất toán sau {after} ngày, không thu đồng lãi nào" with [principal]),
            )
        })
    })
}

/// Finds loans whose rate differs from that of nearly all loans.
pub(super) fn rate_unlike(facts: &Facts<'_>) -> Vec<Observation> {
    let mut rates: BTreeMap<Rate, u32> = BTreeMap::new();
    for (_, approved) in approvals(facts) {
        let number = rates.entry(approved.monthly_rate).or_default();
        *number = number.saturating_add(1);
    }
    let all = rates.values().fold(0_u32, |all, number| all.saturating_add(*number));
    let Some((usual, number)) = rates.iter().max_by_key(|(_, number)| **number) else { return Vec::new() };
    if facts.expected.rate_share.is_missed_by(*number, all) {
        return Vec::new();
    }
    each_loan(facts, |loan| {
        let (record, approved) = loan.approved?;
        let (id, member, rate) = (loan.id, loan.member(), approved.monthly_rate);
        (rate != *usual).then(|| {
            Observation::new(
                ObservationCode::RateUnlike,
                [record],
                facts!({"loan": id, "member": member, "rate": rate, "usual": usual, "at_usual": number, "loans": all}),
                format!("loan {id} to member {member} is lent at {rate} a month, {number} of {all} loans at {usual}"),
                format_vietnamese!("khoản vay {id} của thành viên {member} có lãi suất {rate} một tháng, {number} trong {all} khoản là {usual}" with [rate, usual]),
            )
        })
    })
}

/// Finds loans without interest in a club that receives other income, which may contain interest.
pub(super) fn lent_free(facts: &Facts<'_>) -> Vec<Observation> {
    let free =
        |loan: &&LoanFacts<'_>| loan.loan.terms().is_some_and(|terms| terms.monthly_rate.hundred_millionths() == 0);
    let lent: Vec<_> =
        facts.loans.values().filter(free).filter_map(|loan| Some((loan.disbursed?, loan.principal()))).collect();
    let income = facts.events(|event| match event {
        Event::OtherIncomeReceived(income) => Some(Balance::from(income.amount)),
        _ => None,
    });
    let (principal, income): (Balance, Balance) =
        (lent.iter().map(|(_, principal)| Balance::from(*principal)).sum(), income.map(|(_, amount)| amount).sum());
    let loans = number_of(lent.len());
    let observation = (loans >= facts.expected.free_loans && income.is_positive()).then(|| {
        Observation::new(
            ObservationCode::LentFree,
            lent.iter().map(|(record, _)| *record),
            facts!({"loans": loans, "principal": principal, "other_income": income}),
            format!("{loans} loan(s) of {principal} together bear no interest; other income is {income}"),
            format_vietnamese!("{loans} khoản vay, tổng {principal}, không tính lãi; thu khác {income}" with [principal, income]),
        )
    });
    observation.into_iter().collect()
}

/// Finds two members who may pass one loan to and fro: each settles on the day on which the other receives a loan.
pub(super) fn passed_between(facts: &Facts<'_>) -> Vec<Observation> {
    let found = facts.loans.values().filter_map(|first| {
        let settled = first.settled?;
        facts.paid_out_on(settled.date).filter(|second| second.member() != first.member()).find_map(|second| {
            let back = second.settled?;
            let third = facts.paid_out_on(back.date).find(|third| third.member() == first.member())?;
            let (one, other) = (first.member(), second.member());
            let loans = [first.id, second.id, third.id];
            Some(Observation::new(
                ObservationCode::PassedBetween,
                [settled, back].into_iter().chain(second.disbursed).chain(third.disbursed),
                facts!({"members": [one, other], "loans": loans}),
                format!(
                    "members {one} and {other} each settled on the day the other was paid out: loans {}, {}, {}",
                    first.id, second.id, third.id
                ),
                format!(
                    "thành viên {one} và {other} thay nhau trả hết đúng ngày người kia nhận vay: các khoản {}, {}, {}",
                    first.id, second.id, third.id
                ),
            ))
        })
    });
    found.collect()
}

/// Finds loans with flat interest that cost more than the rate ceiling. With n equal instalments, on average only (n + 1) ÷ 2n of the
/// principal is outstanding, so the cost is the rate × 2n ÷ (n + 1), rounded down.
pub(super) fn flat_over_ceiling(facts: &Facts<'_>) -> Vec<Observation> {
    each_loan(facts, |loan| {
        let (record, approved) = loan.approved?;
        let (months, rate) = (u64::from(approved.months.get()), u64::from(approved.monthly_rate.hundred_millionths()));
        let is_flat = approved.interest == InterestMethod::Flat && approved.repayment == Amortization::EqualPrincipal;
        let cost = rate.saturating_mul(months).saturating_mul(2).checked_div(months.saturating_add(1))?;
        let cost = Rate::from_hundred_millionths(u32::try_from(cost).ok()?).ok()?;
        let ceiling = facts.charter_at(record).loan.rate_ceiling;
        let (id, member, rate) = (loan.id, loan.member(), approved.monthly_rate);
        (is_flat && cost > ceiling).then(|| {
            Observation::new(
                ObservationCode::FlatOverCeiling,
                [record],
                facts!({"loan": id, "member": member, "rate": rate, "cost": cost, "ceiling": ceiling}),
                format!("loan {id} to member {member} at {rate} flat costs about {cost} a month of what is outstanding; the ceiling is {ceiling}"),
                format_vietnamese!("khoản vay {id} của thành viên {member} lãi phẳng {rate}, tính trên dư nợ thực khoảng {cost} một tháng; trần là {ceiling}" with [rate, cost, ceiling]),
            )
        })
    })
}

/// Finds loans that were written off soon after they were disbursed.
pub(super) fn written_off_soon(facts: &Facts<'_>) -> Vec<Observation> {
    each_loan(facts, |loan| {
        let (disbursed, written_off) = (loan.disbursed?, loan.written_off?);
        let after = days_between(disbursed.date, written_off.date);
        let (id, member, principal, repaid) = (loan.id, loan.member(), loan.principal(), loan.repaid);
        (after <= facts.expected.written_off_soon_days).then(|| {
            Observation::new(
                ObservationCode::WrittenOffSoon,
                [disbursed, written_off],
                facts!({"loan": id, "member": member, "principal": principal, "repaid": repaid, "days": after}),
                format!("loan {id} of {principal} to member {member}, {repaid} repaid, was written off {} after it was paid out", days(after)),
                format_vietnamese!("khoản vay {id} {principal} của thành viên {member}, đã trả {repaid}, bị xóa sổ {after} ngày sau khi giải ngân" with [principal, repaid]),
            )
        })
    })
}

/// Finds members with the same name and year of birth, as amended since they joined.
pub(super) fn members_alike(facts: &Facts<'_>) -> Vec<Observation> {
    let mut members: IndexMap<&MemberId, (Vec<&Record>, &Text, Option<Year>)> = IndexMap::new();
    for record in facts.records.iter().copied() {
        match &record.event {
            Event::MemberJoined(joined) => {
                let (records, name, born) = members.entry(&joined.member).or_insert((Vec::new(), &joined.name, None));
                records.push(record);
                (*name, *born) = (&joined.name, joined.born);
            }
            Event::MemberAmended(amended) => {
                let Some((records, name, born)) = members.get_mut(&amended.member) else { continue };
                if amended.name.is_some() || amended.born.is_some() {
                    records.push(record);
                }
                *name = amended.name.as_ref().unwrap_or(*name);
                *born = amended.born.or(*born);
            }
            _ => {}
        }
    }
    let mut names: IndexMap<(String, u32), Vec<&MemberId>> = IndexMap::new();
    for (member, (_, name, born)) in &members {
        if let Some(born) = born {
            names.entry((folded_name(name.as_str()), born.get())).or_default().push(*member);
        }
    }
    let alike = names.into_iter().filter(|(_, ids)| ids.len() > 1).filter_map(|((_, born), ids)| {
        let (_, name, _) = members.get(ids.first()?)?;
        let records = ids.iter().filter_map(|id| members.get(*id)).flat_map(|(records, ..)| records.iter().copied());
        let list = ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        Some(Observation::new(
            ObservationCode::MembersAlike,
            records,
            facts!({"members": ids, "name": name, "born": born}),
            format!("members {list} have the same name, {name}, and year of birth, {born}"),
            format!("các thành viên {list} cùng họ tên {name} và năm sinh {born}"),
        ))
    });
    alike.collect()
}

/// Returns the index of the median of `count` sorted values, counted from 0; of two in the middle, the lower.
const fn middle_place(count: usize) -> usize {
    count.saturating_sub(1).div_euclid(2)
}
