//! Simulated clubs, and many clubs added together.

use std::collections::BTreeSet;

use escargot::CargoBuild;
use proptest::prelude::*;
use revolving_fund::testing::laws;
use revolving_fund::{
    Audit, Balance, Books, Charter, Life, LifeError, Place, Province, ProvinceError, TrialBalance, parse_date,
};

fn life(club: &str) -> Life {
    Life {
        club: club.parse().unwrap(),
        name: "CLB thôn Lim".parse().unwrap(),
        opened: parse_date("2023-01-31").unwrap(),
        through: parse_date("2025-03-31").unwrap(),
        charter: Charter::bac_ninh(),
        members: 46,
        loan_turns: 17,
    }
}

fn file(books: &Books) -> Vec<u8> {
    let mut file = Vec::new();
    books.write(&mut file).unwrap();
    file
}

fn added<'a>(clubs: impl IntoIterator<Item = &'a Books>) -> Province {
    let mut province = Province::new();
    for books in clubs {
        province.add(books).unwrap();
    }
    province
}

#[test]
fn a_seed_decides_every_byte_of_a_life() {
    let once = file(&life("BN-001").live(7).unwrap());
    assert_eq!(once, file(&life("BN-001").live(7).unwrap()));
    assert_ne!(once, file(&life("BN-001").live(8).unwrap()));
}

#[test]
fn a_life_comes_to_what_it_was_planned_to_and_its_books_are_clean() {
    for seed in 0..40 {
        let books = life("BN-001").live(seed).unwrap();
        assert_eq!(books.register().members_present(), 46);
        assert_eq!(books.loans().filter(|loan| loan.loan().schedule().is_some()).count(), 17);
        assert_eq!(books.day(), parse_date("2025-03-31").unwrap());
        assert!(Audit::of(file(&books).as_slice()).unwrap().is_clean(), "seed {seed}");
        for law in [laws::conservation, laws::fund_identity, laws::capital_identity, laws::subledgers_add_up] {
            law(&books).unwrap();
        }
    }
}

#[test]
fn lives_tell_what_happens_in_a_club() {
    let kinds: BTreeSet<&str> = (0..60)
        .flat_map(|seed| {
            let books = life("BN-001").live(seed).unwrap();
            books.records().iter().map(|record| record.event.kind().name()).collect::<Vec<_>>()
        })
        .collect();
    for kind in [
        "seed_grant_received",
        "member_joined",
        "member_left",
        "donation_received",
        "dues_received",
        "other_income_received",
        "loan_approved",
        "loan_disbursed",
        "repayment_received",
        "interest_waived",
        "loan_rescheduled",
        "loan_written_off",
        "recovery_received",
        "operating_spent",
        "cash_deposited",
        "cash_withdrawn",
        "money_counted",
        "activity_reported",
        "period_closed",
        "reversed",
    ] {
        assert!(kinds.contains(kind), "{kind} happens in no life");
    }
}

#[test]
fn a_life_that_cannot_be_lived_says_so() {
    let crowded = Life { members: 3, loan_turns: 400, ..life("BN-001") };
    let error = crowded.live(1).unwrap_err();
    assert!(matches!(error, LifeError::TurnsMissed { asked: 400, .. }), "{error}");
}

#[test]
fn a_province_is_the_sum_of_its_clubs() {
    let clubs: Vec<Books> = (1..=5).map(|n| life(&format!("BN-{n:03}")).live(n).unwrap()).collect();
    let province = added(&clubs);
    let sum = |figure: fn(&Books) -> Balance| clubs.iter().map(figure).sum::<Balance>();
    assert_eq!(province.clubs().len(), 5);
    assert_eq!(province.members(), 5 * 46);
    assert_eq!(province.loans().disbursed, 5 * 17);
    assert_eq!(province.records(), clubs.iter().map(|books| books.records().len() as u64).sum::<u64>());
    assert_eq!(province.loans().outstanding, sum(|books| books.ledger().loans()));
    assert_eq!(province.money().cash, sum(|books| books.ledger().money(Place::Cash)));
    assert_eq!(province.funds().lendable, sum(|books| books.ledger().lendable()));
    let (debit, credit) = province.accounts().fold((Balance::ZERO, Balance::ZERO), |(debit, credit), (_, turnover)| {
        (debit + turnover.debit, credit + turnover.credit)
    });
    assert_eq!(debit, credit);
    assert_eq!(debit, sum(|books| TrialBalance::of(books).totals().0));
    assert!(province.accounts().any(|(account, _)| account == "assets:loans"));
    assert!(province.accounts().all(|(account, _)| !account.starts_with("assets:loans:")));
}

#[test]
fn the_same_club_is_not_counted_twice() {
    let books = life("BN-001").live(1).unwrap();
    let mut province = added([&books]);
    let before = province.clone();
    let twice = ProvinceError::CountedTwice { club: "BN-001".parse().unwrap() };
    assert_eq!(province.add(&books), Err(twice.clone()));
    assert_eq!(province.merge(added([&life("BN-002").live(2).unwrap(), &books])), Err(twice));
    assert_eq!(province, before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_clubs_and_how_they_are_divided_make_no_difference(
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(), split in 0..7_usize
    ) {
        let clubs: Vec<Books> = (0..6).map(|n| {
            let short = Life { through: parse_date("2023-04-30").unwrap(), loan_turns: 4, ..life(&format!("BN-{n}")) };
            short.live(n).unwrap()
        }).collect();
        let (one, other) = order.split_at(split);
        let mut merged = added(one.iter().map(|place| &clubs[*place]));
        merged.merge(added(other.iter().map(|place| &clubs[*place]))).unwrap();
        prop_assert_eq!(merged, added(&clubs));
    }
}

/// What the example prints of the article does not depend on the seed where it follows from the article alone.
#[test]
fn the_article_is_set_beside_the_books() {
    let example = CargoBuild::new().example("bac_ninh").current_release().run().unwrap();
    for seed in ["1336", "5"] {
        let output = example.command().arg(seed).output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        for said in [
            "84 club(s) audited: 0 finding(s)",
            "said   84 clubs\n    books  84 clubs\n    agrees",
            "said   3.890 members\n    books  3.890 members\n    agrees",
            "said   1.470 turns\n    books  1.470 turns\n    agrees",
            "said   at most 8.000.000 đồng\n",
            "books  8.400.000.000 đồng\n    CONTRADICTS (không khớp): the books have 500.000.000 đồng more",
            "said   no figure\n    books  no figure\n    cannot be told",
            "said   100 %\n    books  125,4 %\n    CONTRADICTS (không khớp): the books have 25,4 % more",
            "said   60 to 70 members\n    books  46,3 members\n    CONTRADICTS (không khớp): the books have 13,7 members less",
            "said   50 %\n    books  50 %\n    agrees",
            "1. 84 clubs × 100.000.000 đồng = 8.400.000.000 đồng, but 7.900.000.000 đồng are said to be disbursed: \
             500.000.000 đồng, the grants of 5 clubs, are unexplained.",
            "2. The 7.900.000.000 đồng are the province's and HelpAge's money together. How much of each is not said.",
            "3. The plan was 67 clubs, 6.700.000.000 đồng; 84 clubs are 125,4 % of it, not 100 %.",
            "4. 3.890 members in 84 clubs are 46,3 a club, not 60 to 70.",
            "5. 1.470 turns of at most 8.000.000 đồng are at most 11.760.000.000 đồng lent, and at most 37,8 % of the \
             members borrowed; the aim is 50 %.",
            "6. Half of the interest is said to grow the capital. No total of interest is told, so it cannot be checked.",
        ] {
            assert!(text.contains(said), "{said}\n\nis not in\n\n{text}");
        }
    }
    let refused = example.command().arg("--seed").output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("usage: bac_ninh"));
}
