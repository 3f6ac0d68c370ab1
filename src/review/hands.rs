//! Money in the hands of members, and who counts, confirms and books it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::code::ObservationCode;
use super::facts::{Facts, count, days, days_between};
use super::observation::{Observation, facts};
use crate::event::{Bearer, Event};
use crate::money::Balance;
use crate::name::MemberId;
use crate::voucher::Record;

/// An advance of which nothing, or not all, is accounted for after months.
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
                format!("thành viên {member} còn giữ tạm ứng {balance}, khoản đầu đã {after} ngày"),
            )
        })
    });
    found.collect()
}

/// A shortage that its keeper has to make good, of which much is released.
pub(super) fn shortage_released(facts: &Facts<'_>) -> Vec<Observation> {
    let mut owed: BTreeMap<&MemberId, Balance> = BTreeMap::new();
    let mut found = Vec::new();
    for record in facts.records.iter().copied() {
        match &record.event {
            Event::ShortageFound(shortage) => {
                if let Bearer::Keeper { member, .. } = &shortage.bearer {
                    *owed.entry(member).or_default() += shortage.amount.into();
                }
            }
            Event::ShortageCarriedIn(carried) => *owed.entry(&carried.member).or_default() += carried.amount.into(),
            Event::ShortageReleased(released) => {
                let (member, amount) = (&released.member, released.amount);
                let all = owed.get(member).copied().unwrap_or_default();
                if Balance::from(amount) >= facts.expected.released_share.ceil_of(all) {
                    found.push(Observation::new(
                        ObservationCode::ShortageReleased,
                        [record],
                        facts!({"member": member, "released": amount, "owed_in_all": all}),
                        format!("{amount} of the {all} that member {member} had to make good were released"),
                        format!("thành viên {member} được miễn {amount} trong {all} phải bồi thường"),
                    ));
                }
            }
            _ => {}
        }
    }
    found
}

/// Many repayments booked long after the day on which they were paid: the money was somewhere in between.
pub(super) fn receipts_late(facts: &Facts<'_>) -> Vec<Observation> {
    let paid = facts.events(|event| match event {
        Event::RepaymentReceived(repayment) => Some(repayment.paid_on),
        _ => None,
    });
    let (mut all, mut late): (u32, Vec<&Record>) = (0, Vec::new());
    for (record, paid_on) in paid {
        all = all.saturating_add(1);
        if paid_on.is_some_and(|paid_on| days_between(paid_on, record.date) > facts.expected.booked_within_days) {
            late.push(record);
        }
    }
    let (number, within) = (count(late.len()), facts.expected.booked_within_days);
    let is_many = number >= facts.expected.late_receipts && !facts.expected.late_share.is_missed_by(number, all);
    let observation = is_many.then(|| {
        Observation::new(
            ObservationCode::ReceiptsLate,
            late,
            facts!({"late": number, "repayments": all, "within_days": within}),
            format!("{number} of {all} repayments were booked more than {within} days after they were paid"),
            format!("{number} trong {all} lần trả nợ được ghi sổ sau ngày nộp tiền hơn {within} ngày"),
        )
    });
    observation.into_iter().collect()
}

/// A keeper of the box, known from a shortage, who counts it or confirms debts.
pub(super) fn counted_by_keeper(facts: &Facts<'_>) -> Vec<Observation> {
    let key = |name: &str| name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut keepers: BTreeMap<String, &MemberId> = BTreeMap::new();
    for record in facts.records.iter().copied() {
        let keeper = match &record.event {
            Event::ShortageFound(shortage) => match &shortage.bearer {
                Bearer::Keeper { member, .. } => member,
                Bearer::Fund { .. } => continue,
            },
            Event::ShortageCarriedIn(carried) => &carried.member,
            _ => continue,
        };
        keepers.insert(key(keeper.as_str()), keeper);
        let name = facts.books.register().member(keeper).and_then(|member| member.name());
        keepers.extend(name.map(|name| (key(name.as_str()), keeper)));
    }
    let mut hands: BTreeMap<&MemberId, [Vec<&Record>; 2]> = BTreeMap::new();
    let by = facts.events(|event| match event {
        Event::MoneyCounted(counted) => Some((counted.by.as_ref()?, false)),
        Event::LoanConfirmed(confirmed) => Some((&confirmed.by, true)),
        _ => None,
    });
    for (record, (by, is_confirmation)) in by {
        if let Some(keeper) = keepers.get(&key(by.as_str())) {
            let [counts, confirmations] = hands.entry(keeper).or_default();
            if is_confirmation { confirmations.push(record) } else { counts.push(record) }
        }
    }
    let found = hands.into_iter().map(|(keeper, [counts, confirmations])| {
        let (counted, confirmed) = (counts.len(), confirmations.len());
        Observation::new(
            ObservationCode::CountedByKeeper,
            counts.into_iter().chain(confirmations),
            facts!({"member": keeper, "counts": counted, "confirmations": confirmed}),
            format!(
                "member {keeper}, who kept the money, counted it {counted} time(s) and confirmed {confirmed} loan(s)"
            ),
            format!("thành viên {keeper} giữ quỹ, tự kiểm kê {counted} lần và xác nhận {confirmed} khoản vay"),
        )
    });
    found.collect()
}

/// A lender repaid much without evidence.
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
            format!("đã trả {lender} {amount}, không có chứng cứ kèm theo"),
        )
    });
    observations.collect()
}
