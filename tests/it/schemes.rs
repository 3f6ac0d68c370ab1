//! Schemes of a dishonest treasurer: the books keep every rule, and the review shows where to ask questions.

use std::cell::RefCell;

use revolving_fund::charter::{Allocated, InterestRules, LoanRules};
use revolving_fund::count::Year;
use revolving_fund::event::*;
use revolving_fund::review::{Expectations, Observation, ObservationCode, Review};
use revolving_fund::*;

use crate::support::{
    Story, advance, amount, ask, day, disburse, file_of, gift, join, lending, minute, money, repay_in_cash, reschedule,
    reverse, text, waive, write_off,
};

/// Asserts that the books pass an audit, and returns the observations of a code.
fn observed(story: &Story, code: ObservationCode) -> Vec<String> {
    let file = file_of(&story.books);
    let audit = Audit::of(file.as_slice()).unwrap();
    assert!(audit.is_clean(), "the treasurer keeps every rule: {:?}", audit.findings());
    let review = Review::of(&story.books, &Expectations::default());
    let found: Vec<Observation> = review.observations().iter().filter(|found| found.code() == code).cloned().collect();
    let texts = found.iter().map(ToString::to_string).collect();
    OBSERVED.with_borrow_mut(|all| all.extend(found));
    texts
}

thread_local! {
    /// The observations of the tests that this thread ran.
    static OBSERVED: RefCell<Vec<Observation>> = const { RefCell::new(Vec::new()) };
}

/// Returns the observations of the schemes of this file, as examples for the guide.
pub(crate) fn observations() -> Vec<Observation> {
    OBSERVED.take();
    for scheme in SCHEMES {
        scheme();
    }
    OBSERVED.take()
}

const SCHEMES: &[fn()] = &[
    documents_without_a_series,
    a_repayment_moved_over_the_end_of_the_year,
    a_repayment_moved_by_its_value_date,
    a_new_schedule_that_is_there_only_at_the_end_of_the_month,
    loans_that_nobody_confirmed_for_long,
    a_repayment_that_is_there_only_at_the_end_of_the_month,
    new_for_old,
    a_late_loan_settled_with_the_loan_of_another,
    a_late_loan_is_late_by_its_schedule,
    first_minutes_that_passed_far_more,
    a_loan_paid_out_long_after_its_approval,
    a_loan_between_two_counts,
    a_rate_unlike_the_others,
    lent_free_beside_other_income,
    a_loan_to_and_fro_between_two_members,
    flat_interest_over_the_ceiling,
    written_off_soon,
    members_alike,
    capital_to_one_who_gave_none,
    a_charter_loosened_for_one_loan,
    most_interest_waived,
    interest_booked_as_other_income,
    interest_that_waits,
    borrowed_and_forgiven,
    income_after_a_loss,
    spending_without_a_payee,
    spending_without_evidence,
    a_sum_of_more_than_64_bits_is_told_as_text,
    counts_on_different_days,
    books_that_are_not_closed_any_more,
    the_box_emptied_for_its_count,
    an_advance_that_is_never_accounted_for,
    a_shortage_of_the_keeper_released,
    repayments_booked_late,
    repayments_of_one_receipt_book_booked_late,
    counted_and_confirmed_by_the_keeper,
    a_lender_repaid_without_evidence,
    a_voided_document_closes_a_gap,
];

fn shows(story: &Story, code: ObservationCode, expected: &str) {
    assert_eq!(observed(story, code), [expected], "{code}");
}

fn hides(story: &Story, code: ObservationCode) {
    assert_eq!(observed(story, code), Vec::<String>::new(), "{code}");
}

fn income(dong: u64, source: &str) -> OtherIncomeReceived {
    OtherIncomeReceived { source: text(source), amount: amount(dong), fund: ClubFund::Operating, into: Place::Cash }
}

/// Books a club with its grant and a loan of each amount to M1, M2 …, repaid at maturity after so many months.
fn lent(months: u32, principals: &[u64]) -> Story {
    let charter =
        lending(|rules| LoanRules { interest_first: false, open_loans_per_member: 3.try_into().unwrap(), ..rules });
    let grant = SeedGrantReceived { from: text("Ngân sách tỉnh"), amount: amount(100_000_000), into: Place::Bank };
    (1..).zip(principals).fold(Story::of(charter).then(grant), |story, (place, principal)| {
        let (loan, member) = (format!("L{place}"), format!("M{place}"));
        let months = months.try_into().unwrap();
        let approved = LoanApproved { months, repayment: Amortization::AtMaturity, ..ask(&loan, &member, *principal) };
        story.then(join(&member)).then(approved).then(disburse(&loan))
    })
}

#[test]
fn documents_without_a_series() {
    let mut story = Story::of(Charter::bac_ninh());
    for id in ["phieu", "so-le", "khac", "PT-x", "bo-sung", "PT-1", "PT-2", "PT-3"] {
        let voucher = Voucher::new(id.parse().unwrap(), story.today, gift(1_000, ClubFund::Operating));
        story.books.record(voucher).unwrap();
    }
    shows(&story, ObservationCode::NumberStrange, "5 of 8 documents have a number without a series");
}

/// A late repayment is dated before the end of the year, and is no longer late.
#[test]
fn a_repayment_moved_over_the_end_of_the_year() {
    let story = lent(12, &[1_200_000]).on("2025-01-04").then(repay_in_cash("L1", 600_000, 0)).on("2025-01-20");
    let last = story.books.records().next_back().unwrap().id.to_string();
    let story = story.then(reverse(&last));
    let again = story.clone().on("2025-01-21").then(repay_in_cash("L1", 600_000, 0));
    shows(
        &again,
        ObservationCode::MovedInTime,
        "the repayment of 600,000 đồng on loan L1, dated 2025-01-04, was reversed and booked again with the date 2025-01-21, over a due day",
    );
    hides(&story.on("2025-01-21").then(repay_in_cash("L1", 500_000, 0)), ObservationCode::MovedInTime);
}

/// A late repayment is booked again as paid before the end of the year; one that keeps its day is only corrected.
#[test]
fn a_repayment_moved_by_its_value_date() {
    let story = lent(12, &[1_200_000]).on("2025-01-04").then(repay_in_cash("L1", 600_000, 0)).on("2025-01-20");
    let last = story.books.records().next_back().unwrap().id.to_string();
    let again = |paid_on: &str| {
        let paid_on = Some(crate::support::day(paid_on));
        story.clone().then(reverse(&last)).then(RepaymentReceived { paid_on, ..repay_in_cash("L1", 600_000, 0) })
    };
    shows(
        &again("2024-12-31"),
        ObservationCode::MovedInTime,
        "the repayment of 600,000 đồng on loan L1, dated 2025-01-04, was reversed and booked again with the date 2024-12-31, \
         over the end of the year",
    );
    hides(&again("2025-01-04"), ObservationCode::MovedInTime);
}

/// Arrears vanish at the end of a month by a decision that is reversed after it.
#[test]
fn a_new_schedule_that_is_there_only_at_the_end_of_the_month() {
    let story = lent(3, &[1_200_000]).on("2024-06-30");
    let gone = |event: Event| {
        let story = story.clone().then(event);
        let last = story.books.records().next_back().unwrap().id.to_string();
        story.on("2024-07-02").then(reverse(&last))
    };
    let rescheduled = LoanRescheduled {
        loan: "L1".parse().unwrap(),
        months: 6.try_into().unwrap(),
        monthly_rate: None,
        minute: minute(),
    };
    shows(
        &gone(rescheduled.into()),
        ObservationCode::GoneAfterMonthEnd,
        "a new schedule on loan L1 was in the books on 2024-06-30 and was reversed on 2024-07-02",
    );
    shows(
        &gone(waive("L1", 12_000).into()),
        ObservationCode::GoneAfterMonthEnd,
        "a waiver of interest of 12,000 đồng on loan L1 was in the books on 2024-06-30 and was reversed on 2024-07-02",
    );
    hides(&gone(gift(1_000, ClubFund::Operating).into()), ObservationCode::GoneAfterMonthEnd);
}

/// Loans that nobody received are not shown to auditors, until the first is a year old.
#[test]
fn loans_that_nobody_confirmed_for_long() {
    let confirmed = |loan: &str| LoanConfirmed {
        loan: loan.parse().unwrap(),
        outstanding: money(2_000_000),
        by: text("Ban kiểm soát"),
    };
    let story = lent(12, &[2_000_000, 2_000_000, 2_000_000]).then(confirmed("L3")).on("2025-03-15");
    shows(
        &story.clone().then(confirmed("L1")),
        ObservationCode::ConfirmedLate,
        "2 loan(s) of 4,000,000 đồng together were paid out more than 366 days before the borrower confirmed them, \
         the longest 367 days; 1 of them are not confirmed yet",
    );
    let settled = lent(12, &[2_000_000]).on("2024-09-13").then(repay_in_cash("L1", 2_000_000, 0));
    hides(&settled.on("2025-03-15").then(gift(1_000, ClubFund::Operating)), ObservationCode::ConfirmedLate);
    let a_day_before = lent(12, &[2_000_000]).on("2025-03-14").then(gift(1_000, ClubFund::Operating));
    hides(&a_day_before, ObservationCode::ConfirmedLate);
}

/// Arrears vanish at the end of a month and return after it.
#[test]
fn a_repayment_that_is_there_only_at_the_end_of_the_month() {
    let story = |date, reversed| {
        let story = lent(12, &[1_200_000]).on(date).then(repay_in_cash("L1", 300_000, 0));
        let last = story.books.records().next_back().unwrap().id.to_string();
        story.on(reversed).then(reverse(&last))
    };
    shows(
        &story("2024-06-29", "2024-07-03"),
        ObservationCode::GoneAfterMonthEnd,
        "a repayment of 300,000 đồng on loan L1 was in the books on 2024-06-30 and was reversed on 2024-07-03",
    );
    hides(&story("2024-06-27", "2024-07-03"), ObservationCode::GoneAfterMonthEnd);
    hides(&story("2024-06-29", "2024-06-30"), ObservationCode::GoneAfterMonthEnd);
    hides(&story("2024-06-29", "2024-07-11"), ObservationCode::GoneAfterMonthEnd);
}

/// No member repays: each settles with the next loan, a month later, after the window of "lent again".
#[test]
fn new_for_old() {
    let mut story = lent(12, &[2_000_000, 2_000_000, 2_000_000]).on("2024-09-10");
    for place in 1..=3 {
        story = story.then(repay_in_cash(&format!("L{place}"), 2_000_000, 0));
    }
    story = story.on("2024-10-10");
    let none = story.clone();
    for place in 1..=3 {
        let (loan, member) = (format!("N{place}"), format!("M{place}"));
        story = story.then(ask(&loan, &member, 3_000_000)).then(disburse(&loan));
    }
    shows(
        &story,
        ObservationCode::NewForOld,
        "3 loans of 9,000,000 đồng, of 15,000,000 đồng lent in all, went to members who settled another loan at most 45 days before",
    );
    hides(&none, ObservationCode::NewForOld);
}

/// A late loan is settled with the money of another member's new loan.
#[test]
fn a_late_loan_settled_with_the_loan_of_another() {
    let story = lent(3, &[2_000_000]).then(join("M2")).on("2024-07-20").then(repay_in_cash("L1", 2_000_000, 0));
    let new = |principal| story.clone().then(ask("L2", "M2", principal)).then(disburse("L2"));
    shows(
        &new(2_500_000),
        ObservationCode::SettledByAnother,
        "loan L1 of member M1, 37 days late, was settled with 2,000,000 đồng on the day member M2 was paid 2,500,000 đồng",
    );
    hides(&new(3_000_000), ObservationCode::SettledByAnother);
    hides(&new(1_500_000), ObservationCode::SettledByAnother);
}

/// The last due day follows from the day of the disbursal and from the new schedule, whenever they are booked.
#[test]
fn a_late_loan_is_late_by_its_schedule() {
    let settled = |story: Story, on: &str| {
        let story = story.then(join("M2")).on(on).then(repay_in_cash("L1", 2_000_000, 0));
        story.then(ask("L2", "M2", 2_500_000)).then(disburse("L2"))
    };
    let late = |days: u32| {
        format!(
            "loan L1 of member M1, {days} days late, was settled with 2,000,000 đồng on the day member M2 was paid 2,500,000 đồng"
        )
    };
    // Paid out on 20 March 2024 over 12 months, booked on 20 April.
    let paid_out = LoanDisbursed { paid_on: Some(day("2024-03-20")), ..disburse("L1") };
    let approved = LoanApproved { repayment: Amortization::AtMaturity, ..ask("L1", "M1", 2_000_000) };
    let approved = lent(12, &[]).then(join("M1")).then(approved).on("2024-04-20").then(paid_out);
    shows(&settled(approved, "2025-04-24"), ObservationCode::SettledByAnother, &late(35));
    // A new schedule of 6 months of 1 June 2024 begins on 13 June, the end of the third month, and ends on 13 December.
    let rescheduled = lent(12, &[2_000_000]).on("2024-06-01").then(reschedule(6));
    hides(&settled(rescheduled.clone(), "2025-01-10"), ObservationCode::SettledByAnother);
    shows(&settled(rescheduled, "2025-01-13"), ObservationCode::SettledByAnother, &late(31));
}

/// The first minutes, too, can pass a list that no meeting saw.
#[test]
fn first_minutes_that_passed_far_more() {
    let mut story = Story::granted();
    for place in 0..35 {
        let member = format!("M{place}");
        let by = format!("BB-{}", if place < 32 { 1 } else { place });
        story = story.then(join(&member)).then(LoanApproved { minute: text(&by), ..ask(&member, &member, 1_000_000) });
    }
    assert_eq!(observed(&story, ObservationCode::MinuteLarge).len(), 1);
}

#[test]
fn a_loan_paid_out_long_after_its_approval() {
    let story = |date| Story::granted().then(join("M1")).then(ask("L1", "M1", 1_000_000)).on(date).then(disburse("L1"));
    shows(
        &story("2024-06-13"),
        ObservationCode::DisbursedLate,
        "loan L1 to member M1 was paid out 92 days after it was passed",
    );
    hides(&story("2024-04-13"), ObservationCode::DisbursedLate);
}

/// The treasurer borrows under the name of a member and returns the money before the first interest.
#[test]
fn a_loan_between_two_counts() {
    let story = |interest| lent(12, &[5_000_000]).on("2024-04-20").then(repay_in_cash("L1", 5_000_000, interest));
    shows(
        &story(0),
        ObservationCode::SettledWithoutInterest,
        "loan L1 of 5,000,000 đồng to member M1 was settled after 38 days without any interest",
    );
    hides(&story(50_000), ObservationCode::SettledWithoutInterest);
}

/// One member borrows at 0 %, and pays the interest to the treasurer.
#[test]
fn a_rate_unlike_the_others() {
    let mut story = Story::granted();
    for place in 1..=10 {
        let member = format!("M{place}");
        let rate = if place == 7 { "0" } else { "0.01" };
        let approved = LoanApproved { monthly_rate: rate.parse().unwrap(), ..ask(&member, &member, 1_000_000) };
        story = story.then(join(&member)).then(approved);
    }
    shows(&story, ObservationCode::RateUnlike, "loan M7 to member M7 is lent at 0% a month, 9 of 10 loans at 1%");
}

/// No interest is booked; all of it is other income, which may be spent.
#[test]
fn lent_free_beside_other_income() {
    let mut story = Story::granted();
    for place in 1..=3 {
        let member = format!("M{place}");
        let approved = LoanApproved { monthly_rate: "0".parse().unwrap(), ..ask(&member, &member, 1_000_000) };
        story = story.then(join(&member)).then(approved).then(disburse(&member));
    }
    hides(&story, ObservationCode::LentFree);
    shows(
        &story.then(income(120_000, "Ủng hộ")),
        ObservationCode::LentFree,
        "3 loan(s) of 3,000,000 đồng together bear no interest; other income is 120,000 đồng",
    );
}

/// Two members borrow in turns for a person who may not borrow.
#[test]
fn a_loan_to_and_fro_between_two_members() {
    let story = lent(3, &[5_000_000]).then(join("M2")).on("2024-06-01").then(repay_in_cash("L1", 5_000_000, 100_000));
    let story = story.then(ask("L2", "M2", 5_000_000)).then(disburse("L2")).on("2024-09-01");
    let once = story.then(repay_in_cash("L2", 5_000_000, 100_000));
    hides(&once, ObservationCode::PassedBetween);
    shows(
        &once.then(ask("L3", "M1", 5_000_000)).then(disburse("L3")),
        ObservationCode::PassedBetween,
        "members M1 and M2 each settled on the day the other was paid out: loans L1, L2, L3",
    );
}

/// Flat interest at the ceiling costs nearly twice as much on what is outstanding.
#[test]
fn flat_interest_over_the_ceiling() {
    let story = |rate: &str| {
        let rate = rate.parse().unwrap();
        let approved =
            LoanApproved { interest: InterestMethod::Flat, monthly_rate: rate, ..ask("L1", "M1", 1_000_000) };
        Story::granted().then(join("M1")).then(approved)
    };
    assert_eq!(observed(&story("0.015"), ObservationCode::FlatOverCeiling).len(), 1);
    hides(&story("0.008"), ObservationCode::FlatOverCeiling);
}

/// A loan that nobody received is written off by minutes that nobody read.
#[test]
fn written_off_soon() {
    let story =
        |date| lent(12, &[5_000_000]).then(gift(5_000_000, ClubFund::IncomeGrowth)).on(date).then(write_off("L1"));
    shows(
        &story("2024-05-13"),
        ObservationCode::WrittenOffSoon,
        "loan L1 of 5,000,000 đồng to member M1, 0 đồng repaid, was written off 61 days after it was paid out",
    );
    hides(&story("2024-06-14"), ObservationCode::WrittenOffSoon);
}

/// One person is two members, and borrows twice what the charter allows.
#[test]
fn members_alike() {
    let joined = |member, name: &str, born: u32| MemberJoined {
        name: text(name),
        born: Some(Year::new(born).unwrap()),
        ..join(member)
    };
    let story = Story::granted().then(joined("M1", "Nguyễn Thị Hoa", 1960)).then(joined("M2", "NGUYỄN THỊ  HOA", 1960));
    let story = story.then(joined("M3", "Nguyễn Thị Hoa", 1961)).then(join("M4"));
    shows(
        &story,
        ObservationCode::MembersAlike,
        "members M1, M2 have the same name, Nguyễn Thị Hoa, and year of birth, 1960",
    );
    // The name was made alike later, with accents composed in another way.
    let amended = |name: &str| MemberAmended {
        member: "M3".parse().unwrap(),
        name: Some(text(name)),
        circumstances: None,
        gender: None,
        born: Some(Year::new(1970).unwrap()),
    };
    let story = Story::granted().then(joined("M1", "Lê Thị Ngọ", 1970)).then(joined("M3", "Trần Thị Bé", 1961));
    shows(
        &story.then(amended("Le\u{302} Thi\u{323} Ngo\u{323}")),
        ObservationCode::MembersAlike,
        "members M1, M3 have the same name, Lê Thị Ngọ, and year of birth, 1970",
    );
}

/// Capital goes to a company of the chair.
#[test]
fn capital_to_one_who_gave_none() {
    let returned = |to: &str| SeedGrantReturned {
        to: text(to),
        amount: amount(40_000_000),
        out_of: Place::Bank,
        minute: minute(),
    };
    shows(
        &Story::granted().then(returned("Công ty Phú Quý")),
        ObservationCode::ReturnedBeyondGifts,
        "Công ty Phú Quý got 40,000,000 đồng of the capital and had given 0 đồng",
    );
    hides(&Story::granted().then(returned("ngân sách TỈNH")), ObservationCode::ReturnedBeyondGifts);
    let handed =
        CapitalHandedOver { to: text("Bà Sáu"), amount: amount(3_000_000), out_of: Place::Bank, minute: minute() };
    let story = Story::granted()
        .then(gift(2_000_000, ClubFund::IncomeGrowth))
        .then(DonationReceived { from: text("Ông Ba"), ..gift(2_000_000, ClubFund::IncomeGrowth) });
    shows(
        &story.then(handed),
        ObservationCode::ReturnedBeyondGifts,
        "Bà Sáu got 3,000,000 đồng of the capital and had given 2,000,000 đồng",
    );
}

/// The cap is raised for one evening.
#[test]
fn a_charter_loosened_for_one_loan() {
    let amend = |cap| CharterAmended {
        charter: Box::new(lending(|rules| LoanRules { cap_per_member: amount(cap), ..rules })),
        minute: minute(),
    };
    let loosened = Story::granted().then(join("M1")).on("2024-04-01").then(amend(50_000_000));
    let lent = loosened.clone().then(ask("L1", "M1", 40_000_000)).then(disburse("L1"));
    shows(
        &lent.on("2024-04-20").then(amend(8_000_000)),
        ObservationCode::CharterLoosened,
        "the charter (loan.cap_per_member) was loosened on 2024-04-01 and tightened on 2024-04-20; 1 loan(s) were passed in between",
    );
    hides(&loosened.clone().on("2024-04-20").then(amend(8_000_000)), ObservationCode::CharterLoosened);
    // Another amendment in between does not hide it.
    let lent = loosened.then(ask("L1", "M1", 40_000_000)).then(amend(49_000_000));
    shows(
        &lent.on("2024-04-20").then(amend(8_000_000)),
        ObservationCode::CharterLoosened,
        "the charter (loan.cap_per_member) was loosened on 2024-04-01 and tightened on 2024-04-01; 1 loan(s) were passed in between",
    );
}

/// Interest is collected, kept, and waived in the books.
#[test]
fn most_interest_waived() {
    let waived = |times: usize| {
        let story = lent(12, &[2_000_000, 2_000_000, 2_000_000, 2_000_000]).on("2024-06-13");
        (1..=times).fold(story.then(repay_in_cash("L4", 0, 60_000)), |story, place| {
            story.then(waive(&format!("L{place}"), 60_000))
        })
    };
    shows(
        &waived(3),
        ObservationCode::InterestWaived,
        "180,000 đồng of 240,000 đồng interest was waived, in 3 decisions",
    );
    hides(&waived(2), ObservationCode::InterestWaived);
}

/// Interest goes to the club's spending instead of half of it to capital: waived, and received as other income.
#[test]
fn interest_booked_as_other_income() {
    let story = lent(12, &[2_000_000]).on("2024-06-13").then(waive("L1", 60_000));
    shows(
        &story.clone().on("2024-06-20").then(income(60_000, "Bán phế liệu")),
        ObservationCode::ReceivedBesideWaiver,
        "interest of 60,000 đồng on loan L1 was waived, and 60,000 đồng received from Bán phế liệu, 7 days apart",
    );
    hides(&story.clone().on("2024-06-21").then(income(60_000, "Bán phế liệu")), ObservationCode::ReceivedBesideWaiver);
    hides(&story.then(income(61_000, "Bán phế liệu")), ObservationCode::ReceivedBesideWaiver);
}

#[test]
fn interest_that_waits() {
    let rules = lending(|rules| rules);
    let charter = Charter { interest: InterestRules { allocated: Allocated::AtMeeting, ..rules.interest }, ..rules };
    let mut story = lent(12, &[2_000_000]);
    story = story.then(CharterAmended { charter: Box::new(charter), minute: minute() });
    let story = story
        .on("2024-06-13")
        .then(repay_in_cash("L1", 0, 60_000))
        .on("2024-09-14")
        .then(gift(1_000, ClubFund::Operating));
    shows(&story, ObservationCode::InterestWaits, "60,000 đồng of interest, the first of 2024-06-13, is not allocated");
    hides(&story.then(InterestAllocated {}), ObservationCode::InterestWaits);
}

/// A gift to capital is booked as a loan first, so that the donor is not shown.
#[test]
fn borrowed_and_forgiven() {
    let lender = || "ong-bay".parse().unwrap();
    let borrowed = BorrowingReceived { lender: lender(), amount: amount(9_000_000), into: Place::Cash };
    let forgiven = BorrowingForgiven { lender: lender(), amount: amount(9_000_000), minute: minute() };
    shows(
        &Story::granted().then(borrowed).on("2024-05-13").then(forgiven),
        ObservationCode::ForgivenSoon,
        "ong-bay forgave 9,000,000 đồng, 61 days after it was borrowed",
    );
}

/// A written-off loan is recovered and booked as income that may be spent.
#[test]
fn income_after_a_loss() {
    let story = lent(3, &[5_000_000]).on("2025-03-13").then(write_off("L1")).on("2025-04-13");
    shows(
        &story.clone().then(income(3_000_000, "Ủng hộ")),
        ObservationCode::IncomeAfterLoss,
        "the operating fund got 3,000,000 đồng from Ủng hộ, 31 days after the capital bore a loss of 5,000,000 đồng",
    );
    hides(&story.then(income(1_000_000, "Lãi tiền gửi")), ObservationCode::IncomeAfterLoss);
}

#[test]
fn spending_without_a_payee() {
    let spent = |dong, payee: Option<&str>| OperatingSpent {
        area: Area::ALL[0],
        amount: amount(dong),
        out_of: Place::Bank,
        payee: payee.map(text),
    };
    let story = Story::granted().then(gift(9_000_000, ClubFund::Operating));
    shows(
        &story.clone().then(spent(2_000_000, None)).then(spent(900_000, None)),
        ObservationCode::SpentWithoutPayee,
        "1 payment(s) of 1,000,000 đồng or more, 2,000,000 đồng together, do not name who was paid",
    );
    hides(&story.then(spent(2_000_000, Some("Quán cô Tư"))), ObservationCode::SpentWithoutPayee);
}

/// Spending from an advance has neither a payee nor a receipt.
#[test]
fn spending_without_evidence() {
    let spent = |payee: Option<&str>| AdvanceSpent {
        member: "M1".parse().unwrap(),
        area: Area::ALL[0],
        amount: amount(1_000_000),
        payee: payee.map(text),
    };
    let story =
        Story::granted().then(gift(9_000_000, ClubFund::Operating)).then(join("M1")).then(advance("M1", 2_000_000));
    let unevidenced = story.clone().then(spent(None));
    let texts = ["do not name who was paid", "have no evidence"]
        .map(|what| format!("1 payment(s) of 1,000,000 đồng or more, 1,000,000 đồng together, {what}"));
    shows(&unevidenced, ObservationCode::SpentWithoutPayee, &texts[0]);
    shows(&unevidenced, ObservationCode::SpentUnevidenced, &texts[1]);
    let mut evidenced = story;
    let voucher = evidenced.voucher(spent(Some("Quán cô Tư"))).with_evidence(Digest::of(b"receipt").into());
    evidenced.books.record(voucher).unwrap();
    hides(&evidenced, ObservationCode::SpentUnevidenced);
    hides(&evidenced, ObservationCode::SpentWithoutPayee);
}

/// The sum is more than a JSON number of `serde_json` can hold.
#[test]
fn a_sum_of_more_than_64_bits_is_told_as_text() {
    let most = Amount::MAX.dong();
    let spent = OperatingSpent { area: Area::ALL[0], amount: Amount::MAX, out_of: Place::Bank, payee: None };
    let mut story = Story::of(Charter::bac_ninh());
    let times = u64::MAX / most + 1;
    for _ in 0..times {
        story = story.then(gift(most, ClubFund::Operating)).then(spent.clone());
    }
    let sum = u128::from(times) * u128::from(most);
    let review = Review::of(&story.books, &Expectations::default());
    let found = review.observations().iter().find(|found| found.code() == ObservationCode::SpentWithoutPayee);
    assert_eq!(found.unwrap().facts()["amount"], sum.to_string());
    assert!(serde_json::to_string(&review).unwrap().contains(&format!(r#""amount":"{sum}""#)));
}

/// The same money is counted in the box and, a week later, at the bank.
#[test]
fn counts_on_different_days() {
    let count = |place, dong| MoneyCounted { place, amount: money(dong), by: None };
    let story = |date| {
        let story = Story::granted().then(CashWithdrawn { amount: amount(20_000_000) }).on("2024-04-02");
        let story = story.then(count(Place::Cash, 20_000_000)).then(CashDeposited { amount: amount(20_000_000) });
        story.on(date).then(count(Place::Bank, 100_000_000))
    };
    shows(
        &story("2024-04-09"),
        ObservationCode::CountsApart,
        "in 2024-04 the box and the bank were counted 7 days apart",
    );
    hides(&story("2024-04-05"), ObservationCode::CountsApart);
}

#[test]
fn books_that_are_not_closed_any_more() {
    let closed = |through| PeriodClosed { through: crate::support::day(through) };
    let story = |date| {
        Story::granted().on("2024-04-05").then(closed("2024-03-31")).on(date).then(gift(1_000, ClubFund::Operating))
    };
    shows(
        &story("2024-07-02"),
        ObservationCode::ClosingMissing,
        "the books were closed through 2024-03-31 and not again before 2024-07-02",
    );
    hides(&story("2024-06-30"), ObservationCode::ClosingMissing);
    let never = |date| Story::granted().on(date).then(gift(1_000, ClubFund::Operating));
    shows(
        &never("2024-06-14"),
        ObservationCode::ClosingMissing,
        "the books were opened on 2024-03-13 and not closed before 2024-06-14",
    );
    hides(&never("2024-06-13"), ObservationCode::ClosingMissing);
}

/// Money that is not in the box is booked into the bank for the day of the count.
#[test]
fn the_box_emptied_for_its_count() {
    let counted = MoneyCounted { place: Place::Cash, amount: money(1_000_000), by: None };
    let story = Story::granted().then(CashWithdrawn { amount: amount(10_000_000) }).on("2024-04-30");
    let story = story.then(CashDeposited { amount: amount(9_000_000) }).then(counted).on("2024-05-03");
    shows(
        &story.clone().then(CashWithdrawn { amount: amount(9_000_000) }),
        ObservationCode::EmptiedBeforeCount,
        "9,000,000 đồng of the 10,000,000 đồng in the box were taken to the bank on 2024-04-30, before the box was counted, \
         and taken out again on 2024-05-03",
    );
    hides(&story, ObservationCode::EmptiedBeforeCount);
    // The deposit is made in parts, or is reversed.
    let parts = story.clone().then(CashWithdrawn { amount: amount(5_000_000) });
    hides(&parts, ObservationCode::EmptiedBeforeCount);
    // Other withdrawals do not hide it, nor does a slightly larger amount.
    let more = parts.clone().then(CashWithdrawn { amount: amount(4_200_000) });
    assert_eq!(observed(&more.on("2024-05-06"), ObservationCode::EmptiedBeforeCount).len(), 1);
    let whole = parts.clone().on("2024-05-06").then(CashWithdrawn { amount: amount(9_000_000) });
    assert_eq!(observed(&whole, ObservationCode::EmptiedBeforeCount).len(), 1);
    let parts = parts.on("2024-05-06").then(CashWithdrawn { amount: amount(4_000_000) });
    assert_eq!(observed(&parts, ObservationCode::EmptiedBeforeCount).len(), 1);
    let deposit = story.books.records().rev().nth(1).unwrap().id.to_string();
    assert_eq!(observed(&story.clone().then(reverse(&deposit)), ObservationCode::EmptiedBeforeCount).len(), 1);
    hides(&story.on("2024-05-08").then(reverse(&deposit)), ObservationCode::EmptiedBeforeCount);
}

/// Money is taken for a purpose of the club and never accounted for.
#[test]
fn an_advance_that_is_never_accounted_for() {
    let story =
        Story::granted().then(gift(5_000_000, ClubFund::Operating)).then(join("M1")).then(advance("M1", 2_000_000));
    let returned = |dong| AdvanceReturned { member: "M1".parse().unwrap(), amount: amount(dong), into: Place::Cash };
    let later = |story: Story| story.on("2024-05-20").then(gift(1_000, ClubFund::Operating));
    shows(
        &later(story.clone().then(returned(500_000))),
        ObservationCode::AdvanceUnaccounted,
        "member M1 holds an advance of 1,500,000 đồng, the first of it for 68 days",
    );
    hides(&later(story.then(returned(2_000_000))), ObservationCode::AdvanceUnaccounted);
}

/// The keeper owes the shortage, until the club releases it.
#[test]
fn a_shortage_of_the_keeper_released() {
    let keeper = || "M1".parse::<MemberId>().unwrap();
    let found = ShortageFound {
        place: Place::Cash,
        amount: amount(3_000_000),
        bearer: Bearer::Keeper { member: keeper(), minutes: None },
    };
    let story = Story::granted().then(gift(5_000_000, ClubFund::Operating)).then(join("M1"));
    let story = story.then(CashWithdrawn { amount: amount(5_000_000) }).then(found);
    let released = |dong| ShortageReleased {
        member: keeper(),
        amount: amount(dong),
        borne_by: ClubFund::Operating,
        minute: minute(),
    };
    shows(
        &story.clone().then(released(1_500_000)),
        ObservationCode::ShortageReleased,
        "1,500,000 đồng of the 3,000,000 đồng that member M1 had to make good were released",
    );
    let part = story.then(released(1_400_000));
    hides(&part, ObservationCode::ShortageReleased);
    shows(
        &part.then(released(100_000)),
        ObservationCode::ShortageReleased,
        "1,500,000 đồng of the 3,000,000 đồng that member M1 had to make good were released",
    );
}

/// Each repayment is booked with the money of the next one.
#[test]
fn repayments_booked_late() {
    let paid = |loan: &str, date: Option<&str>| RepaymentReceived {
        paid_on: date.map(crate::support::day),
        ..repay_in_cash(loan, 100_000, 0)
    };
    let story = |late: usize| {
        let mut story = lent(12, &[2_000_000, 2_000_000, 2_000_000, 2_000_000]).on("2024-06-20");
        for place in 1..=4 {
            let date = (place <= late).then_some("2024-06-05");
            story = story.then(paid(&format!("L{place}"), date));
        }
        story
    };
    shows(
        &story(3),
        ObservationCode::ReceiptsLate,
        "3 of 4 repayments were booked more than 7 days after they were paid",
    );
    hides(&story(2), ObservationCode::ReceiptsLate);
}

/// One of two collectors keeps the money for weeks, while the box is counted without it.
#[test]
fn repayments_of_one_receipt_book_booked_late() {
    let mut story = lent(12, &[3_000_000, 3_000_000]);
    let mut book = |id: String, event: Event, date: &str| {
        story.books.record(Voucher::new(id.parse().unwrap(), crate::support::day(date), event)).unwrap();
    };
    for month in 5..=7 {
        book(
            format!("KK-{month}"),
            MoneyCounted { place: Place::Cash, amount: money(0), by: Some(text("Ông Bảy")) }.into(),
            &format!("2024-{month:02}-12"),
        );
        let paid_on = Some(crate::support::day(&format!("2024-{month:02}-02")));
        book(
            format!("PTB-{month}"),
            RepaymentReceived { paid_on, ..repay_in_cash("L2", 50_000, 0) }.into(),
            &format!("2024-{month:02}-13"),
        );
        for number in 0..10 {
            book(format!("PTA-{month}{number}"), repay_in_cash("L1", 10_000, 0).into(), &format!("2024-{month:02}-13"));
        }
    }
    shows(
        &story,
        ObservationCode::ReceiptsLate,
        "3 of 3 repayments of receipts PTB were booked more than 7 days after they were paid; \
         the box was counted in between 3 time(s), by Ông Bảy",
    );
}

/// The keeper counts the box after a shortage, and confirms the debts of loans that nobody got.
#[test]
fn counted_and_confirmed_by_the_keeper() {
    let story =
        lent(12, &[2_000_000, 2_000_000]).then(CashWithdrawn { amount: amount(1_000_000) }).then(ShortageFound {
            place: Place::Cash,
            amount: amount(400_000),
            bearer: Bearer::Keeper { member: "M1".parse().unwrap(), minutes: None },
        });
    let counted = |by: &str| MoneyCounted { place: Place::Cash, amount: money(600_000), by: Some(text(by)) };
    let confirmed =
        |by: &str| LoanConfirmed { loan: "L2".parse().unwrap(), outstanding: money(2_000_000), by: text(by) };
    let by = |one: &str, other: &str| {
        let amended = MemberAmended {
            member: "M1".parse().unwrap(),
            name: Some(text("Trần Văn Tư")),
            circumstances: None,
            gender: None,
            born: None,
        };
        story.clone().then(amended).then(counted(one)).then(confirmed(other))
    };
    shows(
        &by("trần văn  TƯ", "M1"),
        ObservationCode::CountedByKeeper,
        "member M1, who kept the money, counted it 1 time(s) and confirmed 1 loan(s)",
    );
    hides(&by("Ban kiểm tra", "Ban kiểm tra"), ObservationCode::CountedByKeeper);
    // The keeper copies the balance of the bank from its statement: the bank counts that money.
    let in_bank = Money::try_from(story.books.ledger().money(Place::Bank)).unwrap();
    let of_bank = MoneyCounted { place: Place::Bank, amount: in_bank, by: Some(text("M1")) };
    hides(&story.clone().then(of_bank.clone()), ObservationCode::CountedByKeeper);
    shows(
        &story.clone().then(of_bank).then(counted("M1")),
        ObservationCode::CountedByKeeper,
        "member M1, who kept the money, counted it 1 time(s) and confirmed 0 loan(s)",
    );
    shows(
        &by("Ban kiểm tra", "Thủ quỹ Lan"),
        ObservationCode::CountedByKeeper,
        "Thủ quỹ Lan, by this name the keeper of the money, counted it 0 time(s) and confirmed 1 loan(s)",
    );
}

#[test]
fn a_lender_repaid_without_evidence() {
    let lender = || "ong-bay".parse().unwrap();
    let borrowed = BorrowingReceived { lender: lender(), amount: amount(9_000_000), into: Place::Bank };
    let repaid = |dong| BorrowingRepaid { lender: lender(), amount: amount(dong), out_of: Place::Bank };
    let story = Story::granted().then(borrowed);
    shows(
        &story.clone().then(repaid(2_000_000)).then(repaid(500_000)),
        ObservationCode::LenderUnevidenced,
        "ong-bay was repaid 2,000,000 đồng, without evidence",
    );
    let mut evidenced = story;
    let voucher = evidenced.voucher(repaid(2_000_000)).with_evidence(Digest::of(b"receipt").into());
    evidenced.books.record(voucher).unwrap();
    hides(&evidenced, ObservationCode::LenderUnevidenced);
}

/// A spoiled receipt is not a missing one.
#[test]
fn a_voided_document_closes_a_gap() {
    let mut story = Story::of(Charter::bac_ninh());
    for (id, event) in [
        ("PT-1", Event::from(gift(1_000, ClubFund::Operating))),
        ("PT-2", DocumentVoided { reason: text("Viết hỏng") }.into()),
        ("PT-3", gift(2_000, ClubFund::Operating).into()),
    ] {
        story.books.record(Voucher::new(id.parse().unwrap(), story.today, event)).unwrap();
    }
    hides(&story, ObservationCode::NumberGap);
}
