//! Strategies for money, rates, dates, charters and terms.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::dice::Dice;
use crate::charter::{Allocated, Band, Charter, InterestRules, LoanRules, MembershipRules};
use crate::count::{Count, GraceDays, MaxMonths, Months, OpenLoans};
use crate::event::LoanApproved;
use crate::loan::{Amortization, InterestMethod, Terms};
use crate::money::{Amount, Balance, Money};
use crate::name::{LoanId, MemberId};
use crate::rate::{Rate, Rounding, Share};
use crate::register::terms as terms_of;

/// Generates sums of money from zero to [`Money::MAX`], of all magnitudes. Shrinks to zero.
pub fn money() -> impl Strategy<Value = Money> {
    let most = Money::MAX.dong();
    prop_oneof![
        4 => 0..=10_000_000_u64,
        2 => (0..=100_000_u64).prop_map(|thousands| thousands.saturating_mul(1_000)),
        1 => 0..=most,
        1 => most.saturating_sub(1_000)..=most,
    ]
    .prop_filter_map("no money", |dong| Money::new(dong).ok())
}

/// Generates amounts of all magnitudes. Shrinks to one đồng.
pub fn amounts() -> impl Strategy<Value = Amount> {
    money().prop_map(|money| Amount::try_from(money).unwrap_or(Amount::MIN))
}

/// Generates shares, often whole percents. Shrinks to zero.
pub fn shares() -> impl Strategy<Value = Share> {
    hundred_millionths().prop_filter_map("no share", |count| Share::from_hundred_millionths(count).ok())
}

/// Generates monthly rates, often whole percents. Shrinks to zero.
pub fn rates() -> impl Strategy<Value = Rate> {
    hundred_millionths().prop_filter_map("no rate", |count| Rate::from_hundred_millionths(count).ok())
}

fn hundred_millionths() -> impl Strategy<Value = u32> {
    prop_oneof![
        2 => (0..=100_u32).prop_map(|percent| percent.saturating_mul(1_000_000)),
        1 => 0..=2_000_000_u32,
        1 => 0..=100_000_000_u32,
    ]
}

/// Generates dates that books accept, mostly from 2024 to 2030. Shrinks to 1 January 2024.
pub fn dates() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        8 => (2024..=2030, 1..=12_u32, 1..=31_u32),
        1 => (1900..=2999, 1..=12_u32, 1..=31_u32),
    ]
    .prop_filter_map("no such day", |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
}

/// Generates charters of every kind: with and without seed grant, any rounding, both times of allocation, any share, one or more loans
/// at a time. Shrinks to [`Charter::bac_ninh`].
pub fn charters() -> impl Strategy<Value = Charter> {
    any::<[u32; 24]>().prop_filter_map("no charter", |numbers| charter(&mut Dice::new(&numbers)))
}

/// Generates terms that a charter allows, with a principal up to its cap.
pub fn terms(charter: &Charter) -> impl Strategy<Value = Terms> + use<> {
    let rules = charter.loan.clone();
    any::<[u32; 8]>().prop_filter_map("no terms", move |numbers| {
        application(&rules, rules.cap_per_member.into(), &mut Dice::new(&numbers)).map(|asked| terms_of(&asked, &rules))
    })
}

/// Returns the approval of a loan of at most `most`, with placeholders for the names of loan and member.
pub(super) fn application(rules: &LoanRules, most: Balance, dice: &mut Dice<'_>) -> Option<LoanApproved> {
    let principal = dice.amount(most.min(rules.cap_per_member.into()))?;
    let longest = rules.max_months.get();
    let months = if dice.flip() { longest.min(6) } else { dice.small(longest.saturating_sub(1)).saturating_add(1) };
    let ceiling = rules.rate_ceiling.hundred_millionths();
    let rate = if dice.flip() { dice.small(ceiling) } else { ceiling.min(1_000_000) };
    Some(LoanApproved {
        loan: LoanId::try_from("L").ok()?,
        member: MemberId::try_from("M").ok()?,
        principal,
        months: Months::new(months).ok()?,
        monthly_rate: Rate::from_hundred_millionths(rate).ok()?,
        interest: dice.one_of(&[InterestMethod::Declining, InterestMethod::Flat])?,
        repayment: dice.one_of(&[Amortization::EqualPrincipal, Amortization::AtMaturity])?,
        minute: "BB-1".parse().ok()?,
    })
}

/// Returns a charter; that of Bắc Ninh if all numbers are zero.
pub(super) fn charter(dice: &mut Dice<'_>) -> Option<Charter> {
    let preset = Charter::bac_ninh();
    let seed_grant = match dice.small(3) {
        0 | 1 => preset.seed_grant,
        2 => Money::new(dice.up_to(1_000_000_000)).ok()?,
        _ => Money::ZERO,
    };
    let cap_per_member = match dice.small(7) {
        0..=3 => preset.loan.cap_per_member,
        4 => Amount::new(dice.up_to(50_000_000).max(1)).ok()?,
        5 => Amount::new(dice.up_to(20).max(1)).ok()?,
        6 => Amount::new(dice.up_to(Amount::MAX.dong()).max(1)).ok()?,
        _ => Amount::MAX,
    };
    let ceiling = match dice.small(4) {
        0 | 1 => preset.loan.rate_ceiling.hundred_millionths(),
        2 => 1_000_000,
        3 => dice.small(100_000_000),
        _ => 0,
    };
    let loan = LoanRules {
        cap_per_member,
        open_loans_per_member: OpenLoans::new(dice.small(2).saturating_add(1)).ok()?,
        max_months: MaxMonths::new(dice.one_of(&[12, 12, 6, 1, 24, 60])?).ok()?,
        rate_ceiling: Rate::from_hundred_millionths(ceiling).ok()?,
        interest_first: !dice.flip(),
        rounding: dice.one_of(&[Rounding::Thousand, Rounding::FiveHundred, Rounding::Hundred, Rounding::One])?,
        grace_days: dice
            .one_of(&[Some(3), None, Some(0), Some(15), Some(1)])?
            .and_then(|days| GraceDays::new(days).ok()),
        lend_after_write_off: dice.flip(),
    };
    let share = match dice.small(7) {
        0..=3 => preset.interest.to_income_growth.hundred_millionths(),
        4 => 33_333_333,
        5 => 0,
        6 => 100_000_000,
        _ => dice.small(100_000_000),
    };
    let interest = InterestRules {
        to_income_growth: Share::from_hundred_millionths(share).ok()?,
        allocated: dice.one_of(&[Allocated::OnReceipt, Allocated::AtMeeting])?,
    };
    let membership = match dice.small(2) {
        0 => preset.membership,
        1 => None,
        _ => Some(MembershipRules {
            members: Band::new(Count::new(dice.small(80)).ok()?, Count::new(dice.small(80).saturating_add(80)).ok()?)?,
            volunteers: Count::new(dice.small(20)).ok()?,
            cared_for: Count::new(dice.small(20)).ok()?,
            visits_per_week: Count::new(dice.small(7)).ok()?,
            attendance: Share::from_hundred_millionths(dice.small(100_000_000)).ok()?,
        }),
    };
    Some(Charter { seed_grant, loan, interest, membership })
}
