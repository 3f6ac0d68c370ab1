//! Schemes of a dishonest treasurer: the books keep every rule, and the review shows where to ask.

use revolving_fund::event::{
    BorrowingForgiven, BorrowingReceived, CapitalHandedOver, CashDeposited, CashWithdrawn, CharterAmended,
    DonationReceived, InterestAllocated, InterestWaived, LoanApproved, LoanWrittenOff, MemberJoined, MoneyCounted,
    OperatingSpent, OtherIncomeReceived, PeriodClosed, RepaymentReceived, Reversed, SeedGrantReceived,
    SeedGrantReturned,
};
use revolving_fund::review::{Expectations, ObservationCode, Review};
use revolving_fund::*;

use crate::support::{Story, amount, ask, disburse, gift, join, lending, minute, money, text};

/// Asserts that the books pass an audit, and returns the observations of a code.
fn observed(story: &Story, code: ObservationCode) -> Vec<String> {
    let mut file = Vec::new();
    story.books.write(&mut file).unwrap();
    let audit = Audit::of(file.as_slice()).unwrap();
    assert!(audit.is_clean(), "the treasurer keeps every rule: {:?}", audit.findings());
    let review = Review::of(&story.books, &Expectations::default());
    review.observations().iter().filter(|found| found.code() == code).map(ToString::to_string).collect()
}

fn shows(story: &Story, code: ObservationCode, expected: &str) {
    assert_eq!(observed(story, code), [expected], "{code}");
}

fn hides(story: &Story, code: ObservationCode) {
    assert_eq!(observed(story, code), Vec::<String>::new(), "{code}");
}

fn repay(loan: &str, principal: u64, interest: u64) -> RepaymentReceived {
    let loan = loan.parse().unwrap();
    RepaymentReceived { loan, principal: money(principal), interest: money(interest), into: Place::Cash, paid_on: None }
}

fn reverse(record: &str) -> Reversed {
    Reversed { record: record.parse().unwrap(), reason: text("Ghi nhầm") }
}

fn waive(loan: &str, dong: u64) -> InterestWaived {
    InterestWaived { loan: loan.parse().unwrap(), amount: amount(dong), minute: minute() }
}

fn write_off(loan: &str) -> LoanWrittenOff {
    LoanWrittenOff { loan: loan.parse().unwrap(), minute: minute(), forgiven: false }
}

fn income(dong: u64, source: &str) -> OtherIncomeReceived {
    OtherIncomeReceived { source: text(source), amount: amount(dong), fund: ClubFund::Operating, into: Place::Cash }
}

/// A club with its grant and a loan of so much to each of M1, M2 …, at maturity after so many months.
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

/// A late repayment is dated before the end of the year, and is not late any more.
#[test]
fn a_repayment_moved_over_the_end_of_the_year() {
    let story = lent(12, &[1_200_000]).on("2025-01-04").then(repay("L1", 600_000, 0)).on("2025-01-20");
    let last = story.books.records().next_back().unwrap().id.to_string();
    let story = story.then(reverse(&last));
    let again = story.clone().on("2025-01-21").then(repay("L1", 600_000, 0));
    shows(
        &again,
        ObservationCode::MovedInTime,
        "the repayment of 600.000 đồng on loan L1, dated 2025-01-04, was reversed and booked again with the date 2025-01-21",
    );
    hides(&story.on("2025-01-21").then(repay("L1", 500_000, 0)), ObservationCode::MovedInTime);
}

/// Arrears vanish at the end of a month and come back after it.
#[test]
fn a_repayment_that_is_there_only_at_the_end_of_the_month() {
    let story = |date, reversed| {
        let story = lent(12, &[1_200_000]).on(date).then(repay("L1", 300_000, 0));
        let last = story.books.records().next_back().unwrap().id.to_string();
        story.on(reversed).then(reverse(&last))
    };
    shows(
        &story("2024-06-29", "2024-07-03"),
        ObservationCode::GoneAfterMonthEnd,
        "a repayment of 300.000 đồng on loan L1 was in the books on 2024-06-30 and was reversed on 2024-07-03",
    );
    hides(&story("2024-06-27", "2024-07-03"), ObservationCode::GoneAfterMonthEnd);
    hides(&story("2024-06-29", "2024-06-30"), ObservationCode::GoneAfterMonthEnd);
    hides(&story("2024-06-29", "2024-07-11"), ObservationCode::GoneAfterMonthEnd);
}

/// Nobody repays: each settles with the next loan, a month later, after the window of "lent again".
#[test]
fn new_for_old() {
    let mut story = lent(12, &[2_000_000, 2_000_000, 2_000_000]).on("2024-09-10");
    for place in 1..=3 {
        story = story.then(repay(&format!("L{place}"), 2_000_000, 0));
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
        "3 loans of 9.000.000 đồng, of 15.000.000 đồng lent in all, went to members who settled another loan at most 45 days before",
    );
    hides(&none, ObservationCode::NewForOld);
}

/// A late loan is settled with the money of another member's new loan.
#[test]
fn a_late_loan_settled_with_the_loan_of_another() {
    let story = lent(3, &[2_000_000]).then(join("M2")).on("2024-07-20").then(repay("L1", 2_000_000, 0));
    let new = |principal| story.clone().then(ask("L2", "M2", principal)).then(disburse("L2"));
    shows(
        &new(2_500_000),
        ObservationCode::SettledByAnother,
        "loan L1 of member M1, 37 days late, was settled with 2.000.000 đồng on the day member M2 was paid 2.500.000 đồng",
    );
    hides(&new(3_000_000), ObservationCode::SettledByAnother);
    hides(&new(1_500_000), ObservationCode::SettledByAnother);
}

/// The first minutes too can pass a list that no meeting saw.
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

/// The treasurer borrows under the name of a member and brings it back before the first interest.
#[test]
fn a_loan_between_two_counts() {
    let story = |interest| lent(12, &[5_000_000]).on("2024-04-20").then(repay("L1", 5_000_000, interest));
    shows(
        &story(0),
        ObservationCode::SettledWithoutInterest,
        "loan L1 of 5.000.000 đồng to member M1 was settled after 38 days without any interest",
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
    shows(&story, ObservationCode::RateUnlike, "loan M7 to member M7 is lent at 0 % a month, 9 of 10 loans at 1 %");
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

/// A loan that nobody got is written off by minutes that nobody read.
#[test]
fn written_off_soon() {
    let story =
        |date| lent(12, &[5_000_000]).then(gift(5_000_000, ClubFund::IncomeGrowth)).on(date).then(write_off("L1"));
    shows(
        &story("2024-05-13"),
        ObservationCode::WrittenOffSoon,
        "loan L1 of 5.000.000 đồng to member M1, 0 đồng repaid, was written off 61 days after it was paid out",
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
}

/// Capital goes to a firm of the chair.
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
        "Công ty Phú Quý got 40.000.000 đồng of the capital and had given 0 đồng",
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
        "Bà Sáu got 3.000.000 đồng of the capital and had given 2.000.000 đồng",
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
    hides(&loosened.on("2024-04-20").then(amend(8_000_000)), ObservationCode::CharterLoosened);
}

/// Interest is collected, kept, and waived in the books.
#[test]
fn most_interest_waived() {
    let waived = |times: usize| {
        let story = lent(12, &[2_000_000, 2_000_000, 2_000_000, 2_000_000]).on("2024-06-13");
        (1..=times)
            .fold(story.then(repay("L4", 0, 60_000)), |story, place| story.then(waive(&format!("L{place}"), 60_000)))
    };
    shows(
        &waived(3),
        ObservationCode::InterestWaived,
        "180.000 đồng of 240.000 đồng interest was waived, in 3 decisions",
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
        "interest of 60.000 đồng on loan L1 was waived, and 60.000 đồng received from Bán phế liệu, 7 days apart",
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
    let story =
        story.on("2024-06-13").then(repay("L1", 0, 60_000)).on("2024-09-14").then(gift(1_000, ClubFund::Operating));
    shows(&story, ObservationCode::InterestWaits, "60.000 đồng of interest, the first of 2024-06-13, is not allocated");
    hides(&story.then(InterestAllocated {}), ObservationCode::InterestWaits);
}

/// A gift to capital is dressed as a loan first, so that the giver does not show.
#[test]
fn borrowed_and_forgiven() {
    let lender = || "ong-bay".parse().unwrap();
    let borrowed = BorrowingReceived { lender: lender(), amount: amount(9_000_000), into: Place::Cash };
    let forgiven = BorrowingForgiven { lender: lender(), amount: amount(9_000_000), minute: minute() };
    shows(
        &Story::granted().then(borrowed).on("2024-05-13").then(forgiven),
        ObservationCode::ForgivenSoon,
        "ong-bay forgave 9.000.000 đồng, 61 days after it was borrowed",
    );
}

/// A written-off loan is recovered and booked as income that may be spent.
#[test]
fn income_after_a_loss() {
    let story = lent(3, &[5_000_000]).on("2025-03-13").then(write_off("L1")).on("2025-04-13");
    shows(
        &story.clone().then(income(3_000_000, "Ủng hộ")),
        ObservationCode::IncomeAfterLoss,
        "the operating fund got 3.000.000 đồng from Ủng hộ, 31 days after the capital bore a loss of 5.000.000 đồng",
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
        "1 payment(s) of 1.000.000 đồng or more, 2.000.000 đồng together, do not name who was paid",
    );
    hides(&story.then(spent(2_000_000, Some("Quán cô Tư"))), ObservationCode::SpentWithoutPayee);
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
        "9.000.000 đồng of the 10.000.000 đồng in the box were taken to the bank on 2024-04-30, before the box was counted, \
         and taken out again on 2024-05-03",
    );
    hides(&story, ObservationCode::EmptiedBeforeCount);
}
