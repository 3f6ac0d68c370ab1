//! The entries of the registers about loans and the allocation of interest, after cancellations, reversals and amendments.

use revolving_fund::account::Fund;
use revolving_fund::charter::InterestRules;
use revolving_fund::event::{CharterAmended, LoanApproved, LoanCancelled, LoanCarriedIn};
use revolving_fund::loan::{Conditions, Schedule, Terms};
use revolving_fund::{Amortization, Balance, Charter, InterestMethod, LoanStatus, Rounding};

use crate::support::{Story, amount, ask, carry_loan, day, disburse, join, minute, money, repay, reverse};

#[test]
fn a_loan_keeps_the_day_on_which_it_was_cancelled() {
    let cancel = LoanCancelled { loan: "L2".parse().unwrap(), minute: minute() };
    let story = Story::lent().then(join("M2")).then(ask("L2", "M2", 1_000)).on("2024-03-20").then(cancel);
    let loan = |name: &str| story.books.loan(&name.parse().unwrap()).unwrap();
    assert_eq!((loan("L2").loan().cancelled_on(), loan("L1").loan().cancelled_on()), (Some(day("2024-03-20")), None));
}

#[test]
fn a_loan_whose_carrying_in_is_reversed_is_cancelled_and_was_not_carried_in() {
    let carried = Story::of(Charter::bac_ninh()).then(join("M1")).then(carry_loan("L1", "M1"));
    let record = carried.books.records().last().unwrap().id.to_string();
    let reversed = carried.clone().on("2024-03-20").then(reverse(&record));
    let of = |story: &Story| {
        let view = story.books.loan(&"L1".parse().unwrap()).unwrap();
        (view.status(), view.loan().carried_in_outstanding(), view.loan().cancelled_on())
    };
    assert_eq!(of(&carried), (LoanStatus::Disbursed, Some(money(600_000)), None));
    assert_eq!(of(&reversed), (LoanStatus::Cancelled, None, Some(day("2024-03-20"))));
}

#[test]
fn the_principal_repaid_is_the_sum_of_the_repayments() {
    let story = Story::lent().on("2024-04-13").then(repay("L1", 100_000, 12_000)).then(repay("L1", 50_000, 0));
    let loan = story.books.loan(&"L1".parse().unwrap()).unwrap();
    assert_eq!(loan.loan().course().principal_repaid(), Balance::new(150_000));
}

/// The allocation starts again with each share, so that the odd đồng of a reversed receipt under an earlier share is not taken from it.
#[test]
fn a_reversed_receipt_of_an_earlier_share_does_not_count_in_the_new_one() {
    let charter = Charter {
        interest: InterestRules { to_income_growth: "0.3".parse().unwrap(), ..Charter::bac_ninh().interest },
        ..Charter::bac_ninh()
    };
    let paid = Story::lent().on("2024-04-13").then(repay("L1", 0, 1));
    let receipt = paid.books.records().last().unwrap().id.to_string();
    let amended = paid.then(CharterAmended { charter: Box::new(charter), minute: minute() });
    let reversed = amended.then(reverse(&receipt));
    assert_eq!(reversed.books.ledger().fund(Fund::IncomeGrowth), Balance::ZERO);
    let again = reversed.then(repay("L1", 0, 3));
    // 0,3 of 3 đồng, rounded up.
    assert_eq!(again.books.ledger().fund(Fund::IncomeGrowth), Balance::new(1));
}

/// After the reversal of two odd receipts the fund lacks two đồng of its share; an allocation gives it no more than the amount allocated.
#[test]
fn an_allocation_gives_no_more_than_its_amount() {
    let mut story = Story::lent().on("2024-04-13");
    let mut receipts = Vec::new();
    for _ in 0..4 {
        story = story.then(repay("L1", 0, 1));
        receipts.push(story.books.records().last().unwrap().id.to_string());
    }
    let story = story.then(reverse(&receipts[0])).then(reverse(&receipts[2]));
    let funds = |story: &Story| [Fund::IncomeGrowth, Fund::Operating].map(|fund| story.books.ledger().fund(fund));
    assert_eq!(funds(&story), [0, 2].map(Balance::new));
    assert_eq!(funds(&story.then(repay("L1", 0, 1))), [1, 2].map(Balance::new));
}

#[test]
fn a_loan_carried_in_keeps_the_number_of_its_reschedules() {
    let carried = LoanCarriedIn { times_rescheduled: Some(2.try_into().unwrap()), ..carry_loan("L1", "M1") };
    let story = Story::of(Charter::bac_ninh()).then(join("M1")).then(carried);
    let loan = story.books.loan(&"L1".parse().unwrap()).unwrap();
    assert_eq!(loan.loan().course().times_rescheduled(), 2);
}

/// Flat interest is computed on the whole principal, but only while some principal is owed.
#[test]
fn a_loan_that_owes_only_interest_is_charged_nothing_more() {
    let flat = LoanApproved { interest: InterestMethod::Flat, ..ask("L1", "M1", 1_200_000) };
    let lent = Story::granted().then(join("M1")).then(flat).then(disburse("L1"));
    let story = lent.on("2024-03-20").then(repay("L1", 1_200_000, 0));
    let view = story.books.loan(&"L1".parse().unwrap()).unwrap();
    let course = view.loan().course();
    let made: Vec<Balance> = course.charges_made(day("2024-06-20")).iter().map(|charge| charge.amount).collect();
    let expected: Vec<Balance> = course.charges_expected(story.today).iter().map(|charge| charge.amount).collect();
    assert_eq!(
        (view.status(), made, expected),
        (LoanStatus::Disbursed, vec![Balance::new(12_000)], vec![Balance::ZERO; 11])
    );
}

#[test]
fn the_months_charged_are_those_whose_charge_day_has_come() {
    let terms = Terms {
        principal: amount(1_000_000),
        months: 3.try_into().unwrap(),
        monthly_rate: "0.01".parse().unwrap(),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        conditions: Conditions {
            rounding: Rounding::Thousand,
            grace_days: 3.try_into().unwrap(),
            interest_first: true,
        },
    };
    let first = Schedule::of(&terms, day("2025-01-31"));
    for schedule in [first, Schedule { is_first: false, ..first }] {
        for month in 1..=3 {
            let charged = schedule.charge_day(month);
            let before = charged.pred_opt().unwrap();
            assert_eq!([before, charged].map(|day| schedule.months_charged(day)), [month - 1, month]);
        }
    }
    assert_eq!([first.charge_day(1), first.charge_day(2)], [day("2025-02-01"), day("2025-03-04")]);
}
