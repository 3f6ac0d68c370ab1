//! Each observation of a review from both sides: a case just observed and a case just not observed.

use std::collections::BTreeSet;
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use proptest::prelude::*;
use revolving_fund::catalogue::Explanation;
use revolving_fund::charter::LoanRules;
use revolving_fund::count::Count;
use revolving_fund::event::*;
use revolving_fund::review::{Expectations, Observation, ObservationCode, Review};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::testing::{Mix, damaged_books, histories};
use revolving_fund::*;

use crate::support::{Story, amount, ask, day, disburse, gift, join, lending, money, repay_in_cash, reverse, text};

/// Returns the observations of one code, in English.
fn observed_by(books: &Books, expectations: &Expectations, code: ObservationCode) -> Vec<String> {
    let review = Review::of(books, expectations);
    review.observations().iter().filter(|found| found.code() == code).map(ToString::to_string).collect()
}

fn observed(books: &Books, code: ObservationCode) -> Vec<String> {
    observed_by(books, &Expectations::default(), code)
}

/// Books a club with a gift under each of these document numbers, on its date.
fn documents(numbers: &[(&str, &str)]) -> Books {
    let mut books = Story::of(Charter::bac_ninh()).books;
    for (place, (id, date)) in (1..).zip(numbers) {
        let voucher = Voucher::new(id.parse().unwrap(), day(date), gift(1_000 + place, ClubFund::Operating));
        books.record(voucher).unwrap();
    }
    books
}

fn on_one_day(numbers: &[&str]) -> Books {
    documents(&numbers.iter().map(|id| (*id, "2024-03-13")).collect::<Vec<_>>())
}

#[test]
fn missing_numbers_are_observed() {
    let gaps = |numbers: &[&str]| observed(&on_one_day(numbers), ObservationCode::NumberGap);
    assert_eq!(gaps(&["PT-0001", "PT-0002", "PC-0001", "PT-0003"]), Vec::<String>::new());
    assert_eq!(gaps(&["PT-0001", "PT-0003"]), ["PT-0002 is not in the books"]);
    assert_eq!(gaps(&["PT-0003", "PT-0004"]), ["PT-0001 to PT-0002, 2 numbers, are not in the books"]);
    assert_eq!(gaps(&["PT-0003", "01/24", "02/24"]), Vec::<String>::new(), "one document is not yet a series");
    assert_eq!(
        gaps(&["PC/2024.009", "PC/2024.012", "PC/2025.007"]),
        [
            "PC/2024.001 to PC/2024.008, 8 numbers, are not in the books",
            "PC/2024.010 to PC/2024.011, 2 numbers, are not in the books",
        ]
    );
    // Up to 100 missing numbers are a gap; more mean that the series is used elsewhere.
    assert_eq!(gaps(&["1", "102"]), ["002 to 101, 100 numbers, are not in the books"]);
    assert_eq!(gaps(&["1", "103"]), Vec::<String>::new());
    assert_eq!(
        gaps(&["KT-20240313", "KT-20240314", "tam-ung", "A-99999999999999999998", "A-99999999999999999999"]),
        Vec::<String>::new()
    );
    assert_eq!(gaps(&["PT-0", "PT-1"]), Vec::<String>::new());
}

#[test]
fn a_number_used_twice_in_different_spellings_is_observed() {
    let doubles = |numbers: &[&str]| observed(&on_one_day(numbers), ObservationCode::NumberDouble);
    assert_eq!(doubles(&["PT-1", "PT-10", "PC-1", "PT-2"]), Vec::<String>::new());
    assert_eq!(doubles(&["PT-1", "PT-0001"]), ["2 documents of series \"PT\" have the number 1"]);
    assert_eq!(doubles(&["PT-1", "PT-2", "pt.02", "PT2"]), ["3 documents of series \"PT\" have the number 2"]);
    assert_eq!(doubles(&["PC/2024.017", "PC-2024-17"]), ["2 documents of series \"PC-2024\" have the number 17"]);
}

/// Numbers may be followed by a period, and receipts may have parts.
#[test]
fn numbers_may_have_periods_and_parts() {
    let review = |numbers: &[(&str, &str)]| {
        let review = Review::of(&documents(numbers), &Expectations::default());
        let json = serde_json::to_value(&review).unwrap();
        (review.number_gaps().join(" "), json["number_doubles"].as_array().unwrap().len())
    };
    for (numbers, gaps) in [
        // Numbers with a month as suffix: each month starts again from 1, and the dates confirm that it is a month.
        (
            &[
                ("PT01/03", "2024-03-14"),
                ("PT02/03", "2024-03-15"),
                ("PT01/04", "2024-04-01"),
                ("PT03/04", "2024-04-02"),
            ][..],
            "PT02/04",
        ),
        (
            &[
                ("PT1/T3", "2024-03-14"),
                ("PT3/T3", "2024-03-15"),
                ("PT01/T04/2024", "2024-04-01"),
                ("PT02/T04/2024", "2024-04-02"),
            ],
            "PT2/T3",
        ),
        (&[("05/08", "2024-08-01"), ("06/08", "2024-08-02"), ("01/09", "2024-09-01")], "01/08 02/08 03/08 04/08"),
        // A document booked a month late.
        (
            &[
                ("PT01/03", "2024-03-14"),
                ("PT02/03", "2024-04-02"),
                ("PT01/04", "2024-04-02"),
                ("PT02/04", "2024-04-03"),
            ],
            "",
        ),
        // The first documents of a month are missing.
        (&[("PT01/03", "2024-03-14"), ("PT02/03", "2024-03-14"), ("PT03/04", "2024-04-03")], "PT01/04 PT02/04"),
        // Numbers with a year of four or two digits as suffix, or with a year before the series.
        (
            &[("PTTM114/2024", "2024-03-14"), ("PTTM116/2024", "2024-03-15"), ("PTTM001/2025", "2025-01-02")],
            "PTTM115/2024",
        ),
        (&[("PT01/24", "2024-03-14"), ("PT03/24", "2024-03-15"), ("PT01/25", "2025-01-02")], "PT02/24"),
        (
            &[("PT05/03/2024", "2024-03-14"), ("PT07/03/2024", "2024-03-15")],
            "PT01/03/2024 PT02/03/2024 PT03/03/2024 PT04/03/2024 PT06/03/2024",
        ),
        (&[("001/PT/2024", "2024-03-14"), ("003/PT/2024", "2024-03-15"), ("001/PC/2024", "2024-03-15")], "002/PT/2024"),
        // Parts of one receipt.
        (
            &[
                ("PT-0001", "2024-03-14"),
                ("PT-0002/1", "2024-03-15"),
                ("PT-0002/2", "2024-03-15"),
                ("PT-0003", "2024-03-16"),
            ],
            "",
        ),
        (
            &[
                ("PT-0001", "2024-03-14"),
                ("PT-0002a", "2024-03-15"),
                ("PT-0002b", "2024-03-15"),
                ("PT-0004", "2024-03-16"),
            ],
            "PT-0003",
        ),
        (
            &[
                ("PT-0001", "2024-03-14"),
                ("PT-0002-1", "2024-03-15"),
                ("PT-0002-2", "2024-03-15"),
                ("PT-0003", "2024-03-16"),
            ],
            "",
        ),
        (&[("PT-0001", "2024-03-14"), ("PT-0001/2", "2024-03-15"), ("PT-0004", "2024-03-15")], "PT-0002 PT-0003"),
        (
            &[("PC-2024-17", "2024-03-14"), ("PC-2024-19", "2024-03-15")],
            "PC-2024-01 PC-2024-02 PC-2024-03 PC-2024-04 PC-2024-05 PC-2024-06 PC-2024-07 PC-2024-08 PC-2024-09 PC-2024-10 PC-2024-11 PC-2024-12 PC-2024-13 PC-2024-14 PC-2024-15 PC-2024-16 PC-2024-18",
        ),
    ] {
        assert_eq!(review(numbers), (gaps.to_owned(), 0), "{numbers:?}");
    }
    let doubled = review(&[
        ("PT-2/1", "2024-03-14"),
        ("PT-2/2", "2024-03-14"),
        ("PT-02/01", "2024-03-14"),
        ("PT-1", "2024-03-14"),
    ]);
    assert_eq!(doubled, (String::new(), 1));
    let doubled = review(&[("PT01/03", "2024-03-14"), ("PT1/03", "2024-03-14"), ("PT01/04", "2024-04-14")]);
    assert_eq!(doubled, (String::new(), 1));
}

#[test]
fn numbers_out_of_order_are_observed() {
    let order = |numbers: &[(&str, &str)]| observed(&documents(numbers), ObservationCode::NumberOrder);
    // Within a day any order is fine.
    assert_eq!(order(&[("PT-2", "2024-03-13"), ("PT-1", "2024-03-13"), ("PT-3", "2024-03-14")]), Vec::<String>::new());
    assert_eq!(
        order(&[("PT-2", "2024-03-13"), ("PC-1", "2024-03-14"), ("PT-1", "2024-03-14")]),
        ["1 document(s) with numbers below PT-2 are dated after it"]
    );
    assert_eq!(
        order(&[
            ("PT-9", "2024-03-13"),
            ("PT-1", "2024-03-14"),
            ("PT-2", "2024-03-15"),
            ("PT-11", "2024-03-15"),
            ("PT-12", "2024-03-16"),
            ("PT-10", "2024-03-17"),
        ]),
        [
            "2 document(s) with numbers below PT-9 are dated after it",
            "1 document(s) with numbers below PT-12 are dated after it",
        ]
    );
}

#[test]
fn a_receipt_booked_twice_is_observed() {
    let dues = || DuesReceived {
        members: "M1".parse::<MemberId>().unwrap().into(),
        each: amount(5_000),
        into: Place::Cash,
        month: None,
        months: None,
    };
    let story = Story::granted().then(join("M1")).then(join("M2")).then(dues());
    let other = DuesReceived { members: "M2".parse::<MemberId>().unwrap().into(), ..dues() };
    let twice = |story: Story| observed(&story.books, ObservationCode::ReceiptTwice);
    assert_eq!(twice(story.clone().then(other)), Vec::<String>::new());
    assert_eq!(twice(story.clone().on("2024-03-14").then(dues())), Vec::<String>::new());
    let story = story.then(dues());
    assert_eq!(twice(story.clone()), ["2 receipts of 5,000 đồng each from M1 on 2024-03-13"]);
    let taken_back = Reversed { record: "D-5".parse().unwrap(), reason: text("Phiếu thu viết hai lần") };
    assert_eq!(twice(story.then(taken_back)), Vec::<String>::new());
}

/// Books a club with loans without interest of these amounts to `M1`, `M2` …
fn lent(principals: &[u64]) -> Story {
    let without_interest = |loan: &str, member: &str, principal| LoanApproved {
        monthly_rate: "0".parse().unwrap(),
        ..ask(loan, member, principal)
    };
    (1..).zip(principals).fold(Story::granted(), |story, (place, principal)| {
        let (loan, member) = (format!("L{place}"), format!("M{place}"));
        story.then(join(&member)).then(without_interest(&loan, &member, *principal)).then(disburse(&loan))
    })
}

#[test]
fn round_repayments_are_observed() {
    let round = |story: &Story| observed(&story.books, ObservationCode::ReceiptsRound);
    let story = |round: u64, odd: u64| {
        let amounts = (1..=round).map(|_| 100_000).chain((1..=odd).map(|place| 50_000 + place));
        amounts.fold(lent(&[8_000_000]), |story, amount| story.then(repay_in_cash("L1", amount, 0)))
    };
    assert_eq!(round(&story(9, 0)), Vec::<String>::new());
    assert_eq!(round(&story(10, 30)), ["10 of 40 repayments are whole multiples of 100,000 đồng"]);
    assert_eq!(round(&story(10, 31)), Vec::<String>::new());
}

#[test]
fn equal_repayments_are_observed() {
    let alike = |principals: &[u64]| {
        let story = (1..=principals.len())
            .fold(lent(principals), |story, place| story.then(repay_in_cash(&format!("L{place}"), 90_000, 0)));
        observed(&story.books, ObservationCode::ReceiptsAlike)
    };
    assert_eq!(alike(&[1_000_000, 2_000_000, 3_000_000]), Vec::<String>::new());
    assert_eq!(alike(&[1_000_000, 2_000_000, 3_000_000, 3_000_000]), Vec::<String>::new());
    assert_eq!(
        alike(&[1_000_000, 2_000_000, 3_000_000, 3_000_000, 4_000_000]),
        ["5 repayments of 90,000 đồng each on 2024-03-13, of loans of 4 different principals"]
    );
}

#[test]
fn late_reversals_are_observed() {
    let reversed = |date| {
        let reversal = reverse("D-2");
        let story = Story::granted().then(gift(50_000, ClubFund::Operating)).on(date).then(reversal);
        observed(&story.books, ObservationCode::ReversedLate)
    };
    assert_eq!(reversed("2024-04-13"), Vec::<String>::new());
    assert_eq!(reversed("2024-04-14"), ["D-2 was reversed 32 days after it was booked"]);
}

#[test]
fn loans_repaid_and_lent_again_are_observed() {
    let again = |repaid: u64, date, member| {
        let story = lent(&[4_000_000]).then(join("M2")).on("2024-03-20").then(repay_in_cash("L1", repaid, 0));
        let story = story.then(repay_in_cash("L1", 4_000_000 - repaid, 0)).on(date);
        story.then(ask("L2", member, 8_000_000)).then(disburse("L2")).books
    };
    let lent_again = |books: &Books| observed(books, ObservationCode::LentAgain);
    assert_eq!(
        lent_again(&again(1_000_000, "2024-03-27", "M1")),
        ["member M1 repaid 4,000,000 đồng and 7 days later was paid 8,000,000 đồng on loan L2"]
    );
    assert_eq!(lent_again(&again(1_000_000, "2024-03-28", "M1")), Vec::<String>::new());
    assert_eq!(lent_again(&again(1_000_000, "2024-03-27", "M2")), Vec::<String>::new());
    // A member who repaid less than half of a loan just before repays by instalments.
    let less = lent(&[3_999_999])
        .then(repay_in_cash("L1", 3_999_999, 0))
        .then(ask("L2", "M1", 8_000_000))
        .then(disburse("L2"));
    assert_eq!(lent_again(&less.books), Vec::<String>::new());
    let half = lent(&[4_000_000])
        .then(repay_in_cash("L1", 4_000_000, 0))
        .then(ask("L2", "M1", 8_000_000))
        .then(disburse("L2"));
    assert_eq!(lent_again(&half.books).len(), 1);
}

#[test]
fn a_payment_of_interest_alone_is_not_a_repayment() {
    let story = lent(&[4_000_000])
        .then(repay_in_cash("L1", 4_000_000, 0))
        .then(ask("L2", "M1", 4_000_000))
        .then(disburse("L2"));
    let story = story.on("2024-04-13").then(repay_in_cash("L2", 0, 40_000)).then(repay_in_cash("L2", 4_000_000, 0));
    let books = story.then(ask("L3", "M1", 4_000_000)).then(disburse("L3")).books;
    let review = Review::of(&books, &Expectations::default());
    let last = review.observations().iter().rfind(|found| found.code() == ObservationCode::LentAgain).unwrap();
    assert_eq!(last.records().iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["D-9", "D-11"]);
}

#[test]
fn a_repayment_is_paired_with_one_new_loan_only() {
    let charter = lending(|rules| LoanRules { open_loans_per_member: 5.try_into().unwrap(), ..rules });
    let story = Story::of(charter).then(gift(20_000_000, ClubFund::IncomeGrowth)).then(join("M1"));
    let story = story.then(ask("L1", "M1", 2_000_000)).then(disburse("L1")).then(repay_in_cash("L1", 2_000_000, 0));
    let story = story.then(ask("L2", "M1", 2_000_000)).then(ask("L3", "M1", 2_000_000));
    let story = story.then(disburse("L2")).then(disburse("L3"));
    assert_eq!(observed(&story.books, ObservationCode::LentAgain).len(), 1);
}

/// Returns the observations of a club with one list of loans for each meeting: the number of loans and the principal of each.
fn minutes(lists: &[(usize, u64)]) -> Vec<String> {
    let mut story = Story::granted();
    for (place, (loans, principal)) in lists.iter().enumerate() {
        for number in 0..*loans {
            let member = format!("M{place}-{number}");
            let approved = LoanApproved { minute: text(&format!("BB-{place}")), ..ask(&member, &member, *principal) };
            story = story.then(join(&member)).then(approved);
        }
    }
    observed(&story.books, ObservationCode::MinuteLarge)
}

#[test]
fn minutes_that_approved_far_more_than_others_are_observed() {
    // The median of the sums is 2 million and of the numbers 1; with two in the middle the lower one counts.
    assert_eq!(minutes(&[(1, 2_000_000), (1, 2_000_000), (3, 2_000_000), (1, 1_000_000)]), Vec::<String>::new());
    assert_eq!(
        minutes(&[(1, 2_000_000), (1, 2_000_000), (1, 6_000_001), (1, 2_000_000)]),
        ["minutes \"BB-2\" passed 1 loan(s) of 6,000,001 đồng together, \
          the median of the minutes is 1 and 2,000,000 đồng"]
    );
    assert_eq!(
        minutes(&[(1, 4_000_000), (1, 4_000_000), (4, 1_000_000), (1, 2_000_000)]),
        ["minutes \"BB-2\" passed 4 loan(s) of 4,000,000 đồng together, \
          the median of the minutes is 1 and 4,000,000 đồng"]
    );
    // The median of five is the third.
    assert_eq!(
        minutes(&[(1, 1_000_000), (1, 1_000_000), (1, 6_000_001), (1, 2_000_000), (1, 2_000_000)]),
        ["minutes \"BB-2\" passed 1 loan(s) of 6,000,001 đồng together, \
          the median of the minutes is 1 and 2,000,000 đồng"]
    );
    // A new club lends all its capital at first.
    assert_eq!(minutes(&[(9, 2_000_000), (1, 2_000_000), (1, 2_000_000)]), Vec::<String>::new());
    assert_eq!(minutes(&[]), Vec::<String>::new());
}

#[test]
fn approved_loans_that_are_not_disbursed_are_observed() {
    let story = Story::granted().then(join("M1")).then(ask("L1", "M1", 1_000_000));
    let waiting = |books: &Books, date| observed(&books.as_of(day(date)), ObservationCode::NotDisbursed);
    assert_eq!(waiting(&story.books, "2024-04-13"), Vec::<String>::new());
    assert_eq!(waiting(&story.books, "2024-04-14"), ["loan L1 of 1,000,000 đồng to member M1 was passed 32 days ago"]);
    let cancelled = LoanCancelled { loan: "L1".parse().unwrap(), minute: text("BB-06") };
    assert_eq!(waiting(&story.clone().then(cancelled).books, "2024-04-14"), Vec::<String>::new());
    assert_eq!(waiting(&story.then(disburse("L1")).books, "2024-04-14"), Vec::<String>::new());
}

fn report(month: &str) -> ActivityReported {
    let count = |number| Count::new(number).unwrap();
    ActivityReported {
        month: month.parse().unwrap(),
        attendance: count(60),
        members: count(60),
        volunteers: count(10),
        cared_for: count(5),
        visits: count(130),
    }
}

#[test]
fn months_without_a_report_or_a_count_are_observed() {
    let counted =
        |place| MoneyCounted { place, amount: money(if place == Place::Cash { 0 } else { 100_000_000 }), by: None };
    let story = Story::granted().on("2024-05-10").then(counted(Place::Cash)).then(report("2024-05"));
    let story = story.on("2024-06-10").then(counted(Place::Bank)).then(report("2024-07")).then(report("2024-05"));
    let missing = |date| {
        let books = story.books.as_of(day(date));
        [ObservationCode::ReportMissing, ObservationCode::CountMissing].map(|code| observed(&books, code).join("; "))
    };
    // The month in which the books were opened and a month that has not ended are left out.
    assert_eq!(missing("2024-04-29"), ["", ""]);
    assert_eq!(
        missing("2024-04-30"),
        ["no activity is reported of 2024-04", "no count of the box is dated in 2024-04"]
    );
    assert_eq!(
        missing("2024-07-31"),
        [
            "no activity is reported of 2024-04; no activity is reported of 2024-06",
            "no count of the box is dated in 2024-04; no count of the box is dated in the 2 months 2024-06 to 2024-07"
        ]
    );
    let far = story.books.as_of(chrono::NaiveDate::MAX);
    assert_eq!(
        observed(&far, ObservationCode::ReportMissing)[2],
        "no activity is reported of the 11705 months 2024-08 to 2999-12"
    );
}

/// Reviews a story with an observation of each kind.
pub(crate) fn all_at_once() -> Review {
    let mut books = lent(&[1_000_000, 2_000_000, 3_000_000, 4_000_000, 4_000_000]).books;
    let mut book = |id: &str, date: &str, event: Event| {
        books.record(Voucher::new(id.parse().unwrap(), day(date), event)).unwrap();
    };
    for place in 1..=4 {
        book(&format!("PT-000{place}"), "2024-03-20", repay_in_cash(&format!("L{place}"), 200_000, 0).into());
    }
    book("PT-7", "2024-03-21", repay_in_cash("L5", 2_000_000, 0).into());
    book("PT-8", "2024-03-21", repay_in_cash("L5", 2_000_000, 0).into());
    book("PT-0008", "2024-03-22", gift(10_000, ClubFund::Operating).into());
    book("PT-6", "2024-03-23", gift(20_000, ClubFund::Operating).into());
    let minute = |minute: &str, event: LoanApproved| LoanApproved { minute: text(minute), ..event };
    book("BB-1", "2024-03-25", minute("Biên bản số 6", ask("L6", "M5", 8_000_000)).into());
    book("PC-1", "2024-03-25", disburse("L6").into());
    book("BB-2", "2024-03-26", join("M7").into());
    book("BB-3", "2024-03-26", minute("Biên bản số 7", ask("L7", "M7", 2_000_000)).into());
    book("BB-4", "2024-04-30", join("M8").into());
    book("BB-5", "2024-04-30", minute("Biên bản số 8", ask("L8", "M8", 1_000_000)).into());
    let reason = text("Ghi nhầm");
    book("KT-1", "2024-05-02", Reversed { record: "PT-0008".parse().unwrap(), reason }.into());
    let expectations = Expectations { round_receipts: 5, ..Expectations::default() };
    Review::of(&books, &expectations)
}

#[test]
fn the_report_lists_the_observations_in_both_languages() {
    insta::assert_snapshot!(all_at_once());
}

#[test]
fn the_json_lists_the_same_observations() {
    let json = serde_json::to_value(all_at_once()).unwrap();
    assert_eq!(json["club"], "BN-001");
    assert_eq!(json["day"], "2024-05-02");
    assert_eq!(json["expectations"]["round_share"], "0.25");
    assert_eq!(json["number_gaps"], serde_json::json!(["PT-5"]));
    assert_eq!(json["number_doubles"], serde_json::json!([["PT-8", "PT-0008"]]));
    let first = &json["observations"][0];
    assert_eq!(
        *first,
        serde_json::json!({
            "code": "number-gap", "seq": [20, 24], "records": [{"seq": 20, "id": "PT-0004"}, {"seq": 24, "id": "PT-6"}],
            "facts": {"first": "PT-5", "last": "PT-5", "missing": 1, "numbers": ["PT-5"]},
            "english": "PT-5 is not in the books", "vietnamese": "trong sổ không có số PT-5",
            "question": "Can we see these documents, spoiled ones too?",
            "question_vietnamese": "Có thể cho xem các chứng từ đó, kể cả chứng từ hỏng, không?",
        })
    );
}

#[test]
fn each_code_has_an_explanation_and_a_remedy() {
    let explanations: Vec<String> = ObservationCode::ALL
        .iter()
        .map(|code| {
            let Explanation { title, remedy, source } = code.explain();
            format!(
                "{code}\n    {}: {}\n    {}: {}\n    {source}\n",
                title.english, remedy.english, title.vietnamese, remedy.vietnamese
            )
        })
        .collect();
    insta::assert_snapshot!(explanations.concat());
}

#[test]
fn a_well_kept_club_causes_few_observations() {
    let mut observed = Vec::new();
    for seed in 1..=10 {
        let profile = ClubProfile {
            club: "BN-001".parse().unwrap(),
            name: text("CLB thôn Hạ"),
            opened: day("2024-01-15"),
            months_on_paper: 0,
            through: day("2025-03-31"),
            charter: Charter::bac_ninh(),
            members: 46,
            loan_turns: 18,
        };
        let review = Review::of(&profile.simulate(seed).unwrap(), &Expectations::default());
        observed.extend(review.observations().iter().map(Observation::code));
    }
    // Harmless in some clubs: a member repays at maturity and borrows again at the same meeting, two members are alike, or a loan in arrears
    // is a year old before its borrower confirms it.
    let harmless = [
        ObservationCode::LentAgain,
        ObservationCode::MembersAlike,
        ObservationCode::SettledByAnother,
        ObservationCode::ConfirmedLate,
    ];
    assert!(observed.iter().all(|code| harmless.contains(code)), "{observed:?}");
    assert!(observed.len() <= 5, "{observed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Present and missing numbers together are all numbers from 1 to the last, each once.
    #[test]
    fn every_number_is_in_the_books_or_missing(numbers in proptest::collection::btree_set(1..200_u64, 2..40)) {
        let ids: Vec<String> = numbers.iter().map(|number| format!("PT-{number:04}")).collect();
        let books = on_one_day(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        let widest = Expectations { widest_gap: 200, ..Expectations::default() };
        let mut all = numbers.clone();
        for found in Review::of(&books, &widest).observations() {
            if found.code() == ObservationCode::NumberGap {
                let number = |id: &str| id.trim_start_matches("PT-").parse::<u64>().unwrap();
                let end = |key: &str| number(found.facts()[key].as_str().unwrap());
                prop_assert_eq!(Some(end("last") - end("first") + 1), found.facts()["missing"].as_u64());
                for number in end("first")..=end("last") {
                    prop_assert!(all.insert(number), "{} is both present and missing", number);
                }
            }
        }
        prop_assert_eq!(all, (1..=*numbers.last().unwrap()).collect::<BTreeSet<u64>>());
    }

    /// The cited records are records of the books, in their order.
    #[test]
    fn records_cited_are_in_the_books(history in histories(1..60, &Mix::default())) {
        let books = history.books();
        let strict = Expectations {
            round_receipts: 1, alike_receipts: 2, reversed_after_days: 0, minute_times: 1, disbursed_within_days: 0,
            ..Expectations::default()
        };
        let review = Review::of(books, &strict);
        for found in review.observations() {
            prop_assert!(found.records().is_sorted_by(|one, other| one.seq < other.seq));
            for cited in found.records() {
                prop_assert_eq!(&books.record_of(&cited.id).unwrap().seq, &cited.seq);
            }
        }
        prop_assert!(review.observations().is_sorted_by_key(Observation::code));
    }

    /// Books with findings are reviewed too, and only their records are cited.
    #[test]
    fn damaged_books_are_reviewed_as_found(damaged in damaged_books(1..40, &Mix::default())) {
        if let Some(books) = Audit::of(damaged.file.as_slice()).unwrap().into_books() {
            for found in Review::of(&books, &Expectations::default()).observations() {
                for cited in found.records() {
                    prop_assert!(books.records().any(|record| (record.seq, &record.id) == (cited.seq, &cited.id)));
                }
            }
        }
    }
}

fn review(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("review").current_release().run().unwrap());
    example.command().args(arguments).current_dir(crate::samples::folder()).output().unwrap()
}

#[test]
fn the_example_exits_with_what_it_found() {
    let shipped = review(&["--lang", "en"]);
    assert_eq!(shipped.status.code(), Some(1));
    let text = String::from_utf8(shipped.stdout).unwrap();
    assert!(text.contains("the books were closed through 2023-06-13 and not again before 2023-09-16"), "{text}");
    assert!(text.ends_with("Files: 4, observations: 1\n"), "{text}");
    let vietnamese = String::from_utf8(review(&["--lang", "vi", "first-year.jsonl"]).stdout).unwrap();
    assert!(vietnamese.contains("Cần xem: không có"), "{vietnamese}");
    let found = review(&["--json", "first-year.jsonl", "breach-duplicate-id.jsonl"]);
    assert_eq!(found.status.code(), Some(1));
    let lines = String::from_utf8(found.stdout).unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.lines().nth(1).unwrap().starts_with(r#"{"file":"breach-duplicate-id.jsonl","club":"BN-102","#));
    let stderr = String::from_utf8(found.stderr).unwrap();
    assert!(stderr.contains("breach-duplicate-id.jsonl: line "), "findings are not on standard error: {stderr}");
    for cannot_run in [&["error-torn.jsonl"][..], &["no-such-file.jsonl"], &["--jsno"]] {
        assert_eq!(review(cannot_run).status.code(), Some(2), "{cannot_run:?}");
    }
}

/// A spreadsheet has a row for each observation, with all its records.
#[test]
fn the_observations_are_a_spreadsheet() {
    let csv = review(&["--csv", "--lang", "vi", "breach-duplicate-id.jsonl"]);
    assert_eq!(csv.status.code(), Some(1));
    let text = String::from_utf8(csv.stdout).unwrap();
    let json = review(&["--json", "breach-duplicate-id.jsonl"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(table.headers().unwrap(), vec!["Mã", "Điều cần xem", "Bút toán", "Cần hỏi"]);
    let rows: Vec<_> = table.records().map(Result::unwrap).collect();
    let observations = json["observations"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.len() == observations.len(), "{text}");
    for (row, observation) in rows.iter().zip(observations) {
        let records = observation["records"].as_array().unwrap().len();
        assert_eq!(
            (&row[0], &row[1]),
            (observation["code"].as_str().unwrap(), observation["vietnamese"].as_str().unwrap())
        );
        assert_eq!(row[2].split(", ").filter(|record| !record.is_empty()).count(), records);
        assert_eq!(&row[3], observation["question_vietnamese"].as_str().unwrap());
    }
    let two = review(&["--csv", "--lang", "en", "breach-duplicate-id.jsonl", "first-year.jsonl"]).stdout;
    let two = String::from_utf8(two).unwrap();
    assert!(two.contains("To look at: BN-102, ") && two.ends_with("Code,Observation,Records,Ask\n"), "{two}");
}
