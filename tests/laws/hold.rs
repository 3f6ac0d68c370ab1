//! The laws hold for random histories.

use std::cell::Cell;

use chrono::Days;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use revolving_fund::event::{DocumentVoided, RepaymentReceived};
use revolving_fund::loan::PaymentSplit;
use revolving_fund::testing::{Mix, NearMiss, damaged_books, histories, laws, near_misses, vouchers_fitting};
use revolving_fund::{
    Amount, Audit, Balance, Books, Charter, Digest, EventKind, Header, LoanId, Place, Voucher, parse_date,
};

use crate::cases;

/// Checks all laws on histories of this mix and prints the number of steps.
fn every_law_holds_of(name: &str, mix: &Mix) {
    let config = ProptestConfig { source_file: Some(file!()), ..ProptestConfig::with_cases(cases()) };
    let steps = Cell::new(0);
    let outcome = TestRunner::new(config).run(&histories(0..40, mix), |history| {
        laws::all(history.books())?;
        steps.set(steps.get() + history.books().records().len());
        Ok(())
    });
    outcome.unwrap_or_else(|broken| panic!("{broken}"));
    println!("{name}: {} histories, {} steps, 0 violations", cases(), steps.get());
}

#[test]
fn every_law_holds_of_every_history() {
    every_law_holds_of("histories of all events", &Mix::default());
}

#[test]
fn every_law_holds_of_takeovers() {
    let mix = EventKind::ALL.iter().filter(|kind| kind.is_carried_in());
    every_law_holds_of("histories that carry in", &mix.fold(Mix::default(), |mix, kind| mix.with(*kind, 5)));
}

#[test]
fn every_law_holds_of_loans() {
    every_law_holds_of("histories of loans", &Mix::lending());
}

#[test]
fn every_rule_is_met_in_each_of_its_variants() {
    let opened = parse_date("2024-03-13").unwrap();
    let header = Header::new("BN-001".parse().unwrap(), "CLB".parse().unwrap(), opened, Charter::bac_ninh()).unwrap();
    let mut books = Books::new(header);
    // The number of records selects the variant of a near miss.
    for number in 0..6 {
        for code in NearMiss::codes() {
            let near = NearMiss::after(books.clone(), code).unwrap_or_else(|| panic!("no near miss for {code}"));
            let refusal = near.history.books().check(near.voucher.clone()).expect_err(code.as_str());
            assert_eq!(refusal.code(), code.as_str(), "{near:?}");
            laws::an_audit_finds_what_a_writer_refuses(near.history.books(), &near.voucher).unwrap();
        }
        let voided = DocumentVoided { reason: "Phiếu viết hỏng".parse().unwrap() };
        books.record(Voucher::new(format!("H-{number}").parse().unwrap(), opened, voided)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn near_misses_are_refused_with_their_code_and_change_nothing(near in near_misses(0..30, &Mix::even())) {
        laws::an_audit_finds_what_a_writer_refuses(near.history.books(), &near.voucher)?;
        let refusal = laws::a_refusal_changes_nothing(near.history.books(), &near.voucher)?;
        let refusal = refusal.expect("a near miss is refused");
        prop_assert_eq!(refusal.code(), near.code.as_str());
        let has = |field| matches!(field, "id" | "date" | "despite") || near.voucher.event.field(field).is_some();
        prop_assert!(refusal.field().is_none_or(has), "{:?} of {:?}", refusal.field(), near.voucher.event);
    }

    #[test]
    fn fitting_vouchers_are_booked(
        (books, voucher) in histories(0..30, &Mix::default())
            .prop_flat_map(|history| {
                let books = history.into_books();
                (Just(books.clone()), vouchers_fitting(&books, &Mix::even()))
            })
    ) {
        let mut books: Books = books;
        books.record(voucher).unwrap();
        laws::fund_identity(&books)?;
        laws::value_dates_alone_count(&books)?;
    }

    #[test]
    fn a_payment_of_an_earlier_day_can_be_booked_as_it_is_split(
        history in histories(1..40, &Mix::lending()), paid in 1_u64..3_000_000, back in 0_u64..200
    ) {
        let mut books = history.into_books();
        let date = books.day();
        let paid_on = date - Days::new(back);
        let paid = Amount::new(paid).unwrap();
        let loans: Vec<LoanId> = books.loans().map(|view| view.id().clone()).collect();
        for loan in loans {
            let Ok(PaymentSplit { principal, interest }) = books.apply_payment(&loan, paid, paid_on) else { continue };
            prop_assert_eq!(Balance::from(principal) + interest.into(), paid.into());
            let into = Place::Cash;
            let event = RepaymentReceived { loan: loan.clone(), principal, interest, into, paid_on: Some(paid_on) };
            let number = format!("late-{loan}").parse().unwrap();
            let is_open = books.ledger().carried_in() != Balance::ZERO;
            let refused = books.record(Voucher::new(number, date, event)).err();
            let code = refused.as_ref().map(|refusal| refusal.code().to_owned());
            prop_assert_eq!(code.as_deref(), is_open.then_some("carry-in-open"), "{:?}", refused);
        }
    }

    #[test]
    fn damage_is_noticed_with_the_head(damaged in damaged_books(0..12, &Mix::default())) {
        let head: Digest = damaged.history.books().head();
        let audit = Audit::of(damaged.file.as_slice()).unwrap();
        prop_assert!(audit.error().is_some() || audit.findings().iter().any(|finding| !finding.is_despite) || audit.books().is_none_or(|books| books.head() != head));
    }
}
