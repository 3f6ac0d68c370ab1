//! Observations about the funds of the club: gifts, returns, interest, losses and spending.

use std::collections::BTreeMap;

use super::code::ObservationCode;
use super::facts::{Facts, days, days_between, folded_name};
use super::observation::{Observation, facts};
use crate::account::{Account, AccountClass, ClubFund};
use crate::calendar::months_after;
use crate::catalogue::format_vietnamese;
use crate::charter::Charter;
use crate::count::number_of;
use crate::event::Event;
use crate::money::{Amount, Balance};
use crate::name::Text;
use crate::voucher::Record;

/// Finds capital handed over and seed grant returned to someone who had given less or had not given. Names are compared in one spelling.
pub(super) fn returned_beyond_gifts(facts: &Facts<'_>) -> Vec<Observation> {
    let mut given: BTreeMap<String, Balance> = BTreeMap::new();
    let mut returned: BTreeMap<String, (Balance, Vec<&Record>)> = BTreeMap::new();
    for record in facts.records.iter().copied() {
        let (name, amount, is_gift) = match &record.event {
            Event::SeedGrantReceived(grant) => (&grant.from, grant.amount, true),
            Event::DonationReceived(gift) => (&gift.from, gift.amount, true),
            Event::SeedGrantReturned(returned) => (&returned.to, returned.amount, false),
            Event::CapitalHandedOver(handed) => (&handed.to, handed.amount, false),
            _ => continue,
        };
        if is_gift {
            *given.entry(folded_name(name.as_str())).or_default() += amount.into();
        } else {
            let (sum, records) = returned.entry(folded_name(name.as_str())).or_default();
            *sum += amount.into();
            records.push(record);
        }
    }
    let beyond = returned.into_iter().filter_map(|(name, (sum, records))| {
        let gave = given.get(&name).copied().unwrap_or_default();
        let first = records.first()?;
        let to = match &first.event {
            Event::SeedGrantReturned(returned) => &returned.to,
            Event::CapitalHandedOver(handed) => &handed.to,
            _ => return None,
        };
        (sum > gave).then(|| {
            Observation::new(
                ObservationCode::ReturnedBeyondGifts,
                records.iter().copied(),
                facts!({"to": to, "returned": sum, "given": gave}),
                format!("{to} got {sum} of the capital and had given {gave}"),
                format_vietnamese!("{to} nhận lại {sum} vốn, đã góp {gave}" with [sum, gave]),
            )
        })
    });
    beyond.collect()
}

/// Finds charters whose lending rules were loosened and soon tightened again, with loans approved in between. Other amendments may be
/// between the two.
pub(super) fn charter_loosened(facts: &Facts<'_>) -> Vec<Observation> {
    let steps = facts.charters.windows(2).enumerate().filter_map(|(place, steps)| {
        let [(_, before), (Some(loosened), middle)] = steps else { return None };
        let rules = loosened_rules(before, middle);
        let later = facts.charters.iter().skip(place.saturating_add(2));
        let (tightened, rules) = later.filter_map(|(record, after)| Some((*record.as_ref()?, after))).find_map(
            |(tightened, after)| {
                let back = loosened_rules(after, middle);
                let both: Vec<&str> = rules.iter().copied().filter(|rule| back.contains(rule)).collect();
                (!both.is_empty()).then_some((tightened, both))
            },
        )?;
        let is_soon = days_between(loosened.date, tightened.date) <= facts.expected.loosened_within_days;
        let between = facts.loans.values().filter_map(|loan| loan.approved).map(|(record, _)| record);
        let between: Vec<&Record> =
            between.filter(|record| record.seq > loosened.seq && record.seq < tightened.seq).collect();
        let (from, to, loans) = (loosened.date, tightened.date, between.len());
        (is_soon && loans > 0).then(|| {
            let names = rules.join(", ");
            Observation::new(
                ObservationCode::CharterLoosened,
                [*loosened, tightened].into_iter().chain(between.iter().copied()),
                facts!({"rules": rules, "from": from.to_string(), "to": to.to_string(), "loans": loans}),
                format!("the charter ({names}) was loosened on {from} and tightened on {to}; {loans} loan(s) were passed in between"),
                format_vietnamese!("quy chế ({names}) được nới ngày {from}, siết lại ngày {to}; trong khoảng đó duyệt {loans} khoản vay" with [from, to]),
            )
        })
    });
    steps.collect()
}

/// Returns the lending rules that are looser in `loose` than in `strict`.
fn loosened_rules(strict: &Charter, loose: &Charter) -> Vec<&'static str> {
    let (strict, loose) = (&strict.loan, &loose.loan);
    let rules = [
        ("loan.cap_per_member", loose.cap_per_member > strict.cap_per_member),
        ("loan.open_loans_per_member", loose.open_loans_per_member.get() > strict.open_loans_per_member.get()),
        ("loan.max_months", loose.max_months.get() > strict.max_months.get()),
        ("loan.rate_ceiling", loose.rate_ceiling > strict.rate_ceiling),
        ("loan.lend_after_write_off", loose.lend_after_write_off && !strict.lend_after_write_off),
    ];
    rules.into_iter().filter(|(_, is_looser)| *is_looser).map(|(name, _)| name).collect()
}

/// Finds waivers that are most of the interest collected or waived.
pub(super) fn interest_waived(facts: &Facts<'_>) -> Vec<Observation> {
    let waivers: Vec<(&Record, Amount)> = facts.loans.values().flat_map(|loan| loan.waivers.iter().copied()).collect();
    let waived: Balance = waivers.iter().map(|(_, amount)| Balance::from(*amount)).sum();
    let paid = facts.loans.values().flat_map(|loan| &loan.repayments).map(|(_, repayment)| repayment.interest.into());
    let all = waived + paid.sum::<Balance>();
    let times = number_of(waivers.len());
    let is_most = times >= facts.expected.waived_times && waived >= facts.expected.waived_share.ceil_of(all);
    let observation = is_most.then(|| {
        Observation::new(
            ObservationCode::InterestWaived,
            waivers.iter().map(|(record, _)| *record),
            facts!({"waived": waived, "collected_or_waived": all, "waivers": times}),
            format!("{waived} of {all} interest was waived, in {times} decisions"),
            format_vietnamese!("đã miễn {waived} trong tổng số lãi {all}, {times} lần" with [waived, all]),
        )
    });
    observation.into_iter().collect()
}

/// Finds other income and donations of the amount of a waiver, received a few days before or after it.
pub(super) fn received_beside_waiver(facts: &Facts<'_>) -> Vec<Observation> {
    let mut found = Vec::new();
    let income = facts.events(|event| match event {
        Event::OtherIncomeReceived(income) => Some((&income.source, income.amount)),
        Event::DonationReceived(gift) => Some((&gift.from, gift.amount)),
        _ => None,
    });
    let mut by_amount: BTreeMap<Amount, Vec<(&Record, &Text)>> = BTreeMap::new();
    for (record, (source, received)) in income {
        by_amount.entry(received).or_default().push((record, source));
    }
    for (waiver, amount) in facts.loans.values().flat_map(|loan| loan.waivers.iter().copied()) {
        for (record, source) in by_amount.get(&amount).into_iter().flatten().copied() {
            let apart = days_between(waiver.date, record.date).max(days_between(record.date, waiver.date));
            if apart <= facts.expected.received_beside_waiver_days {
                let loan = waiver.event.loan();
                let loan = loan.map_or("", |loan| loan.as_str());
                found.push(Observation::new(
                    ObservationCode::ReceivedBesideWaiver,
                    [waiver, record],
                    facts!({"loan": loan, "amount": amount, "source": source, "days": apart}),
                    format!(
                        "interest of {amount} on loan {loan} was waived, and {amount} received from {source}, {} apart",
                        days(apart)
                    ),
                    format_vietnamese!("miễn lãi {amount} khoản vay {loan}, cách {apart} ngày thu {amount} từ {source}" with [amount]),
                ));
            }
        }
    }
    found
}

/// Finds interest that has not been allocated for months.
pub(super) fn interest_waits(facts: &Facts<'_>) -> Vec<Observation> {
    let waiting = facts.books.ledger().unallocated_interest();
    let allocated = facts.events(|event| matches!(event, Event::InterestAllocated(_)).then_some(())).last();
    let since = allocated.map_or(facts.books.header().opened(), |(record, ())| record.date);
    let first = facts.records.iter().find(|record| {
        record.date >= since
            && matches!(&record.event, Event::RepaymentReceived(repayment) if !repayment.interest.is_zero())
    });
    let is_long =
        first.is_some_and(|first| months_after(first.date, facts.expected.interest_waits_months) < facts.books.day());
    let observation = first.filter(|_| waiting.is_positive() && is_long).map(|first| {
        let since = first.date;
        Observation::new(
            ObservationCode::InterestWaits,
            [*first],
            facts!({"amount": waiting, "since": since.to_string()}),
            format!("{waiting} of interest, the first of {since}, is not allocated"),
            format_vietnamese!("{waiting} tiền lãi, khoản đầu từ ngày {since}, chưa phân bổ" with [waiting, since]),
        )
    });
    observation.into_iter().collect()
}

/// Finds borrowings that were forgiven soon after the last one from the same lender was received.
pub(super) fn forgiven_soon(facts: &Facts<'_>) -> Vec<Observation> {
    let forgiven = facts.events(|event| match event {
        Event::BorrowingForgiven(forgiven) => Some(forgiven),
        _ => None,
    });
    let found = forgiven.filter_map(|(record, forgiven)| {
        let received = facts.records.iter().rev().find(|received| {
            received.seq < record.seq
                && matches!(&received.event, Event::BorrowingReceived(borrowing) if borrowing.lender == forgiven.lender)
        })?;
        let (lender, amount, after) = (&forgiven.lender, forgiven.amount, days_between(received.date, record.date));
        (after <= facts.expected.forgiven_within_days).then(|| {
            Observation::new(
                ObservationCode::ForgivenSoon,
                [*received, record],
                facts!({"lender": lender, "amount": amount, "days": after}),
                format!("{lender} forgave {amount}, {} after it was borrowed", days(after)),
                format_vietnamese!("{lender} cho luôn {amount}, {after} ngày sau khi CLB vay" with [amount]),
            )
        })
    });
    found.collect()
}

/// Finds other income to the operating fund soon after a loss that capital bore. If it is a recovery, it belongs to capital.
pub(super) fn income_after_loss(facts: &Facts<'_>) -> Vec<Observation> {
    let losses: Vec<(&Record, ())> = facts
        .events(|event| match event {
            Event::LoanWrittenOff(_) => Some(()),
            Event::ShortageFound(shortage) => (shortage.bearer.fund() == Some(ClubFund::IncomeGrowth)).then_some(()),
            Event::ShortageReleased(released) => (released.borne_by == ClubFund::IncomeGrowth).then_some(()),
            _ => None,
        })
        .collect();
    let income = facts.events(|event| match event {
        Event::OtherIncomeReceived(income) if income.fund == ClubFund::Operating => Some(income),
        _ => None,
    });
    let found = income.filter_map(|(record, income)| {
        let before = losses.partition_point(|(loss, ())| loss.seq < record.seq);
        let (loss, ()) = losses.get(before.checked_sub(1)?)?;
        let is_asset = |account: &Account| account.class() == AccountClass::Asset;
        let taken = loss.entry.transfers().iter().filter(|transfer| is_asset(&transfer.credit));
        let sum: Balance = taken.map(|transfer| Balance::from(transfer.amount)).sum();
        let (amount, source, after) = (income.amount, &income.source, days_between(loss.date, record.date));
        let is_large = Balance::from(amount) >= facts.expected.income_after_loss_share.ceil_of(sum);
        (is_large && after <= facts.expected.income_after_loss_days).then(|| {
            Observation::new(
                ObservationCode::IncomeAfterLoss,
                [*loss, record],
                facts!({"amount": amount, "source": source, "lost": sum, "days": after}),
                format!(
                    "the operating fund got {amount} from {source}, {} after the capital bore a loss of {sum}",
                    days(after)
                ),
                format_vietnamese!("Quỹ CLB thu {amount} từ {source}, {after} ngày sau khi nguồn vốn chịu tổn thất {sum}" with [amount, sum]),
            )
        })
    });
    found.collect()
}

/// Returns all spending, including that out of advances, with its amount and payee.
fn spending<'f, 'b>(facts: &'f Facts<'b>) -> impl Iterator<Item = (&'b Record, (Amount, Option<&'b Text>))> + 'f {
    facts.events(|event| match event {
        Event::OperatingSpent(spent) => Some((spent.amount, spent.payee.as_ref())),
        Event::AdvanceSpent(spent) => Some((spent.amount, spent.payee.as_ref())),
        _ => None,
    })
}

/// Finds large spending without a payee.
pub(super) fn spent_without_payee(facts: &Facts<'_>) -> Vec<Observation> {
    let least = facts.expected.spent_without_payee;
    let found = spending(facts).filter(|(_, (amount, payee))| payee.is_none() && *amount >= least);
    let texts = ("do not name who was paid", "không ghi người nhận");
    large_spending(ObservationCode::SpentWithoutPayee, found, least, texts)
}

/// Finds large spending without evidence.
pub(super) fn spent_without_evidence(facts: &Facts<'_>) -> Vec<Observation> {
    let least = facts.expected.spent_without_evidence;
    let found = spending(facts).filter(|(record, (amount, _))| record.evidence.is_empty() && *amount >= least);
    let texts = ("have no evidence", "không có chứng cứ kèm theo");
    large_spending(ObservationCode::SpentUnevidenced, found, least, texts)
}

fn large_spending<'b>(
    code: ObservationCode,
    found: impl Iterator<Item = (&'b Record, (Amount, Option<&'b Text>))>,
    least: Amount,
    (english, vietnamese): (&str, &str),
) -> Vec<Observation> {
    let spent: Vec<(&Record, Amount)> = found.map(|(record, (amount, _))| (record, amount)).collect();
    let sum: Balance = spent.iter().map(|(_, amount)| Balance::from(*amount)).sum();
    let number = spent.len();
    let observation = (number > 0).then(|| {
        Observation::new(
            code,
            spent.iter().map(|(record, _)| *record),
            facts!({"payments": number, "amount": sum, "each_at_least": least}),
            format!("{number} payment(s) of {least} or more, {sum} together, {english}"),
            format_vietnamese!("{number} lần chi từ {least} trở lên, tổng {sum}, {vietnamese}" with [least, sum]),
        )
    });
    observation.into_iter().collect()
}
