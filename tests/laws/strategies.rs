//! The strategies keep their documented bounds, and failures shrink to readable histories.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use revolving_fund::charter::LoanRules;
use revolving_fund::testing::{
    Damage, History, Mix, NearMiss, amounts, charters, histories, histories_under, money, rates, shares, terms,
};
use revolving_fund::{Books, Charter, Event, EventKind, Header, LoanStatus, Money, Rate, Share, parse_date};

use crate::cases;

/// Finds the simplest value for which `holds` is false.
fn counterexample<S: Strategy>(strategy: &S, holds: impl Fn(&S::Value) -> bool) -> S::Value {
    let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, rng)
        .run(strategy, |value| if holds(&value) { Ok(()) } else { Err(TestCaseError::fail("found")) });
    match outcome {
        Err(TestError::Fail(_, value)) => value,
        other => panic!("no counterexample was found: {other:?}"),
    }
}

/// Returns the kinds of the events of a history.
fn kinds(history: &History) -> Vec<EventKind> {
    history.books().records().map(|record| record.event.kind()).collect()
}

#[test]
fn values_reach_their_bounds_and_shrink_to_the_least() {
    assert_eq!(counterexample(&money(), |money| *money < Money::MAX), Money::MAX);
    assert_eq!(counterexample(&money(), |_| false), Money::ZERO);
    assert_eq!(counterexample(&amounts(), |_| false).dong(), 1);
    assert_eq!(counterexample(&rates(), |rate| rate.hundred_millionths() < 100_000_000).to_string(), "100%");
    assert_eq!(counterexample(&rates(), |_| false), Rate::from_hundred_millionths(0).unwrap());
    assert_eq!(counterexample(&shares(), |_| false), Share::from_hundred_millionths(0).unwrap());
    assert_eq!(counterexample(&charters(), |_| false), Charter::bac_ninh());
}

#[test]
fn a_history_that_fails_shrinks_to_what_makes_it_fail() {
    let written_off = counterexample(&histories(0..60, &Mix::default()), |history| {
        !kinds(history).contains(&EventKind::LoanWrittenOff)
    });
    let records = kinds(&written_off);
    assert_eq!(records.last(), Some(&EventKind::LoanWrittenOff));
    for needed in [EventKind::MemberJoined, EventKind::LoanApproved, EventKind::LoanDisbursed] {
        assert_eq!(records.iter().filter(|kind| **kind == needed).count(), 1, "{written_off}");
    }
    assert!(records.len() <= 6, "{written_off}");
    assert_eq!(written_off.books().header().charter(), &Charter::bac_ninh());
}

/// Asserts that histories for which `fails` is true shrink to so many records, within the attempts of a test of 256 cases.
fn shrinks_to(records: usize, mix: &Mix, fails: impl Fn(&Books) -> bool) {
    let histories = histories(1..60, mix);
    for seed in 0..4 {
        let config = ProptestConfig {
            cases: 4_096,
            max_shrink_iters: 1_024,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let outcome = TestRunner::new_with_rng(config, rng)
            .run(&histories, |history| if fails(history.books()) { Err(TestCaseError::fail("found")) } else { Ok(()) });
        let Err(TestError::Fail(_, history)) = outcome else { panic!("no counterexample was found: {outcome:?}") };
        assert!(fails(history.books()), "{history}");
        assert_eq!(history.books().records().len(), records, "{history}");
    }
}

/// Faults that rules could have, and the fewest records that show each.
#[test]
fn planted_faults_shrink_to_the_fewest_records() {
    let lent = Mix::lending().with(EventKind::LoanCarriedIn, 0).with(EventKind::WrittenOffCarriedIn, 0);
    let is_written_off = |books: &Books| books.loans().any(|loan| loan.status() == LoanStatus::WrittenOff);
    // Member, approval, gift, disbursal, write-off.
    shrinks_to(5, &lent, is_written_off);
    let is_reversed = |books: &Books| {
        books.records().any(|record| match &record.event {
            Event::Reversed(reversal) => books
                .record_of(&reversal.record)
                .is_some_and(|reversed| reversed.event.kind() == EventKind::LoanDisbursed),
            _ => false,
        })
    };
    shrinks_to(5, &lent, is_reversed);
    shrinks_to(2, &Mix::default(), |books| books.register().members_present() > 1);
    // A single record cannot be removed, only two at once.
    shrinks_to(2, &Mix::only(&[EventKind::MemberJoined]), |books| matches!(books.records().len(), 2 | 4 | 6 | 8));
}

#[test]
fn a_history_is_printed_as_a_story() {
    let lent = counterexample(&histories(0..60, &Mix::only(&[EventKind::LoanDisbursed])), |history| {
        !kinds(history).contains(&EventKind::LoanDisbursed)
    });
    let story = lent.to_string();
    let (opening, records) = story.split_once('\n').unwrap();
    assert!(opening.starts_with("BN-001 opens its books on 2024-01-01, charter {\"seed_grant\":100000000,"), "{story}");
    insta::assert_snapshot!(records, @r#"
    2024-01-01  CT-0001  {"member_joined":{"member":"M1","name":"Nguyễn Thị Mai","circumstances":"poor"}}
    2024-01-01  CT-0002  {"loan_approved":{"loan":"V1","member":"M1","principal":1,"months":1,"monthly_rate":"0.01","interest":"declining","repayment":"equal_principal","minute":"BB-1"}}
    2024-01-01  CT-0003  {"donation_received":{"from":"Bà Sáu","amount":1,"fund":"income-growth","into":"cash"}}  Dr assets:cash Cr income:donations 1 đồng; Dr income:donations Cr funds:income-growth 1 đồng
    2024-01-01  CT-0004  {"loan_disbursed":{"loan":"V1","out_of":"cash"}}  Dr assets:loans:V1 Cr assets:cash 1 đồng
    "#);
}

#[test]
fn a_near_miss_shrinks_to_what_is_refused() {
    for code in NearMiss::codes() {
        let day = parse_date("2024-03-13").unwrap();
        let header = Header::new("BN-001".parse().unwrap(), "CLB".parse().unwrap(), day, Charter::bac_ninh()).unwrap();
        let near = NearMiss::after(Books::new(header), code).unwrap_or_else(|| panic!("no near miss for {code}"));
        assert_eq!(near.history.books().check(near.voucher.clone()).unwrap_err().code(), code.as_str());
        assert!(near.history.books().records().len() <= 6, "{near:?}");
    }
}

#[test]
fn a_mix_contains_only_its_kinds_and_their_prerequisites() {
    let mix = Mix::only(&[EventKind::CashWithdrawn]);
    let odd = |kind: &EventKind| !matches!(kind, EventKind::CashWithdrawn | EventKind::DonationReceived);
    let histories = histories(0..30, &mix);
    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let history = histories.new_tree(&mut runner).unwrap().current();
        assert!(!kinds(&history).iter().any(odd), "{history}");
    }
}

#[test]
fn damage_without_an_effect_is_none() {
    let file = b"one\ntwo\ntwo\n";
    assert_eq!(Damage::Swap { line: 1, other: 2 }.of(file), None);
    assert_eq!(Damage::Cut { at: file.len() }.of(file), None);
    assert_eq!(Damage::Drop { line: 3 }.of(file), None);
    assert_eq!(Damage::Flip { at: 0, bit: 8 }.of(file), None);
    assert_eq!(Damage::Drop { line: 0 }.of(file).unwrap(), b"two\ntwo\n");
    assert_eq!(Damage::Double { line: 0 }.of(file).unwrap(), b"one\none\ntwo\ntwo\n");
    assert_eq!(Damage::Swap { line: 0, other: 2 }.of(file).unwrap(), b"two\ntwo\none\n");
    assert_eq!(Damage::Cut { at: 2 }.of(file).unwrap(), b"on");
    assert_eq!(Damage::Flip { at: 0, bit: 0 }.of(file).unwrap(), b"nne\ntwo\ntwo\n");
}

/// Makes a charter unlike the preset, to which histories under any charter shrink.
fn given() -> Charter {
    let preset = Charter::bac_ninh();
    let interest_first = !preset.loan.interest_first;
    Charter { loan: LoanRules { interest_first, ..preset.loan }, ..preset }
}

/// Makes a mix in which no charter is amended, neither for itself nor so that interest can be allocated at a meeting.
fn unamended() -> Mix {
    Mix::default().with(EventKind::CharterAmended, 0).with(EventKind::InterestAllocated, 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn terms_are_those_that_the_charter_allows((charter, agreed) in charters().prop_flat_map(|charter| {
        let agreed = terms(&charter);
        (Just(charter), agreed)
    })) {
        prop_assert!(agreed.principal <= charter.loan.cap_per_member);
        prop_assert!((1..=charter.loan.max_months.get()).contains(&agreed.months.get()));
        prop_assert!(agreed.monthly_rate <= charter.loan.rate_ceiling);
    }

    #[test]
    fn a_club_keeps_the_charter_it_was_given(
        history in histories_under(&given(), 0..20, &unamended())
    ) {
        prop_assert!(!kinds(&history).contains(&EventKind::CharterAmended), "{history}");
        prop_assert_eq!(history.books().header().charter(), &given());
        prop_assert_eq!(history.books().charter(), &given());
    }

    #[test]
    fn an_amended_charter_is_in_force_until_the_next_amendment(
        history in histories_under(&given(), 0..20, &Mix::default().with(EventKind::CharterAmended, 20))
    ) {
        let mut books = history.opening();
        let mut charter = given();
        prop_assert_eq!(books.charter(), &charter);
        for voucher in history.vouchers() {
            if let Event::CharterAmended(amended) = &voucher.event {
                charter = *amended.charter.clone();
            }
            books.record(voucher).unwrap();
            prop_assert_eq!(books.charter(), &charter);
        }
    }
}
