//! Plans, split payments, periods and debug output, as an app uses them.

use revolving_fund::event::{CashWithdrawn, RepaymentReceived};
use revolving_fund::{Amount, Audit, Checks, ClubFund, Money, Month, Period, Place, Voucher, WriteError};

use crate::samples::bytes_of;
use crate::support::{Story, amount, ask, day, gift, join, money, own_rule};

/// A repayment is planned, shown and committed; the plan of the same voucher is then the record that exists.
#[test]
fn a_plan_of_a_booked_voucher_is_its_record() {
    let mut story = Story::lent().on("2024-04-13");
    let repayment = RepaymentReceived {
        loan: "L1".parse().unwrap(),
        principal: money(100_000),
        interest: money(12_000),
        into: Place::Cash,
        paid_on: None,
    };
    let voucher = story.voucher(repayment);
    let plan = story.books.plan(voucher.clone()).unwrap();
    assert_eq!(
        plan.payment().map(|settled| (settled.principal, settled.interest)),
        Some((money(100_000), money(12_000)))
    );
    let booked = plan.commit().clone();
    let again = story.books.plan(voucher).unwrap();
    assert!(again.is_booked() && again.line().is_empty() && again.changes().is_empty());
    assert_eq!(again.record(), &booked);

    let gift = story.voucher(gift(1_000, ClubFund::Operating));
    assert_eq!(story.books.plan(gift).unwrap().payment(), None);
}

/// The preview of several records shows each account once, from before the first record to after the last.
#[test]
fn a_plan_of_several_vouchers_shows_their_total_changes() {
    let mut story = Story::granted();
    let vouchers = [
        story.voucher(gift(5_000, ClubFund::Operating)),
        Voucher::new("second".parse().unwrap(), story.today, gift(2_000, ClubFund::IncomeGrowth)),
        Voucher::new("third".parse().unwrap(), story.today, CashWithdrawn { amount: amount(7_000) }),
    ];
    let mut after = story.books.clone();
    for voucher in vouchers.clone() {
        after.record(voucher).unwrap();
    }
    let before = story.books.clone();
    let plan = story.books.plan_many(vouchers.clone(), &Checks::new()).unwrap();
    let changes = plan.changes();
    let accounts: Vec<String> = changes.iter().map(|change| change.account.to_string()).collect();
    // The withdrawal cancels the gifts, so the bank is not among the changes.
    assert_eq!(accounts, ["funds:operating", "funds:income-growth", "assets:cash"]);
    for change in &changes {
        assert_eq!(change.before, before.ledger().balance(&change.account));
        assert_eq!(change.after, after.ledger().balance(&change.account));
    }
    plan.commit();
    assert!(
        story.books.plan_many(vouchers, &Checks::new()).unwrap().changes().is_empty(),
        "all vouchers are booked already"
    );
}

#[test]
fn a_payment_is_split_only_for_a_disbursed_loan() {
    let story = Story::granted().then(join("M1")).then(ask("L1", "M1", 1_200_000));
    let refusal = story.books.apply_payment(&"L1".parse().unwrap(), amount(1_000), story.today).unwrap_err();
    assert_eq!(refusal.code(), "loan-not-open");
}

/// Books with a header or a record that is not in canonical form are not written.
#[test]
fn records_that_are_not_canonical_are_not_written_again() {
    let books = Audit::of(bytes_of("loose").as_slice()).unwrap().into_books().unwrap();
    let mut sink = Vec::new();
    assert!(matches!(books.write_since(&mut sink, 0), Err(WriteError::NotCanonical { line: 2.. })));
    assert!(sink.is_empty());
}

#[test]
fn a_month_as_a_period_contains_its_first_and_last_day() {
    let february = Period::from("2024-02".parse::<Month>().unwrap());
    assert_eq!(february.to_string(), "2024-02-01 to 2024-02-29");
    assert!(february.contains(day("2024-02-29")) && !february.contains(day("2024-03-01")));
}

/// Failing tests and logs print books by their head, and values as people write them.
#[test]
fn debug_output_is_short() {
    let story = Story::lent();
    let head = story.books.head();
    assert_eq!(
        format!("{:?}", story.books),
        format!("Books {{ club: \"BN-001\", records: 4, day: 2024-03-13, head: {head}, .. }}")
    );
    assert_eq!(format!("{head:?}"), head.to_string());
    let lenient = own_rule("lenient", |_, _| None);
    let checks = Checks::new().today(story.today).rule(&lenient);
    assert_eq!(format!("{checks:?}"), "Checks { today: Some(2024-03-13), rules: 1 }");
    assert_eq!(format!("{:?} {:?}", amount(8_000_000), Money::ZERO), "8,000,000 đồng 0 đồng");
    assert_eq!((Amount::try_from(7).unwrap(), Money::try_from(0).unwrap()), (amount(7), Money::ZERO));
}
