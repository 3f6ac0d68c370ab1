//! The choice of loans to confirm, and the comparison of the members' passbooks with the books.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use proptest::prelude::*;
use revolving_fund::catalogue::Bilingual;
use revolving_fund::charter::LoanRules;
use revolving_fund::event::*;
use revolving_fund::reconcile::SheetOptions;
use revolving_fund::reconcile::confirmation::{
    Answer, Answers, Conclusion, Confidence, Confirmation, ConfirmationRow, ConfirmationTally, Outcome, Sample,
    SamplingPlan,
};
use revolving_fund::table::CsvOptions;
use revolving_fund::*;

use crate::support::{Story, amount, ask, carry_loan, day, disburse, join, lending, minute, money, reverse};

/// Books a club whose loans L00, L01 … have these amounts outstanding, approved in this order.
fn lent_in(order: &[usize], principals: &[u64]) -> Books {
    let charter = lending(|rules| LoanRules { cap_per_member: amount(90_000_000), ..rules });
    let story = Story::of(charter).then(SeedGrantReceived {
        from: "Ngân sách tỉnh".parse().unwrap(),
        amount: amount(100_000_000),
        into: Place::Bank,
    });
    let story = order.iter().fold(story, |story, place| {
        let (loan, member) = (format!("L{place:02}"), format!("M{place:02}"));
        story.then(join(&member)).then(ask(&loan, &member, principals[*place])).then(disburse(&loan))
    });
    story.books
}

fn lent(principals: &[u64]) -> Books {
    lent_in(&(0..principals.len()).collect::<Vec<_>>(), principals)
}

/// Makes a plan with a factor of 1,00: the interval is the tolerable misstatement.
fn plan(interval: u64) -> SamplingPlan {
    planned(interval, 0, 63)
}

fn planned(tolerable: u64, expected: u64, percent: u32) -> SamplingPlan {
    SamplingPlan::new(amount(tolerable), money(expected), Confidence::new(percent).unwrap()).unwrap()
}

#[test]
fn a_confidence_is_a_percentage() {
    assert_eq!([0, 1, 99, 100].map(|percent| Confidence::new(percent).is_ok()), [false, true, true, false]);
    assert_eq!(
        Confidence::new(100).unwrap_err().to_string(),
        "confidence is 100, expected a whole percentage from 1 to 99"
    );
}

#[test]
fn an_interval_allows_for_the_expected_misstatement() {
    let interval = |tolerable, expected, percent| planned(tolerable, expected, percent).interval().dong();
    assert_eq!(interval(10_000_000, 0, 90), 4_329_004);
    assert_eq!(interval(9_000_000, 0, 95), 3_000_000);
    assert_eq!(interval(9_260_000, 1_852_000, 95), 2_000_000);
    assert_eq!(interval(1, 0, 95), 1);
    let largest = Amount::MAX.dong();
    assert_eq!(interval(largest, 0, 50), largest, "the factor is 0.70: an interval beyond the largest amount");
    let error = SamplingPlan::new(amount(10), money(10), Confidence::new(95).unwrap()).unwrap_err();
    assert!(error.to_string().contains("look at every loan"), "{error}");
}

/// The command that the guide shows prints the same start.
#[test]
fn anyone_draws_the_start_again_in_a_shell() {
    let books = lent(&[5_000_000, 1_000_000]);
    let sample = Sample::draw(&books, plan(1_234_567), 42);
    let script = "echo $((16#$(printf '%s/%s' $HEAD $SEED | sha256sum | cut -c1-15) % INTERVAL + 1))";
    let variables = [("HEAD", books.head().to_string()), ("SEED", "42".into()), ("INTERVAL", "1234567".into())];
    let output = Command::new("bash").args(["-c", script]).envs(variables).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), sample.start().dong().to_string());
}

#[test]
fn a_sample_with_its_arithmetic() {
    let books = lent(&[3_000_000, 999_999, 1_000_000, 500_000, 4_200_000, 1]);
    insta::assert_snapshot!(Sample::draw(&books, plan(1_000_000), 2025));
}

#[test]
fn loans_without_a_balance_are_not_on_the_list() {
    let books = lent(&[1_000_000, 2_000_000]);
    let story = Story { books, today: day("2024-03-13") }.then(RepaymentReceived {
        loan: "L00".parse().unwrap(),
        principal: money(1_000_000),
        interest: Money::ZERO,
        into: Place::Cash,
        paid_on: None,
    });
    let sample = Sample::draw(&story.books, plan(1_000_000), 1);
    assert_eq!(sample.rows().iter().map(|row| row.loan.as_str()).collect::<Vec<_>>(), ["L01"]);
    let nothing = Sample::draw(&lent(&[]), plan(1_000_000), 1);
    assert_eq!((nothing.total(), nothing.chosen().count()), (Balance::ZERO, 0));
}

fn answer(loan: &str, member: &str, balance: u64, date: &str) -> Answer {
    Answer { member: member.parse().unwrap(), loan: loan.parse().unwrap(), balance: money(balance), date: day(date) }
}

fn answers(given: &[(&str, &str, u64)]) -> Answers {
    let mut answers = Answers::new();
    for (loan, member, balance) in given {
        answers.add(answer(loan, member, *balance, "2024-03-13")).unwrap();
    }
    answers
}

/// Confirms loans of 4 million, 600 000 and 400 000, all chosen at an interval of 400 000.
fn confirm(given: &[(&str, &str, u64)]) -> Confirmation {
    let books = lent(&[4_000_000, 600_000, 400_000]);
    let sample = Sample::draw(&books, plan(400_000), 7);
    assert_eq!(sample.chosen().count(), 3);
    Confirmation::of(&books, &sample, &answers(given))
}

const AGREED: [(&str, &str, u64); 3] = [("L00", "M00", 4_000_000), ("L01", "M01", 600_000), ("L02", "M02", 400_000)];

#[test]
fn loans_that_all_agree() {
    let confirmation = confirm(&AGREED);
    assert!(confirmation.is_confirmed());
    assert_eq!(confirmation.conclusion(), Conclusion::Accept);
    let mut all_agree = ConfirmationTally::default();
    all_agree.agrees = 3;
    assert_eq!(*confirmation.tally(), all_agree);
    let worse = confirmation.worse();
    assert_eq!(
        (worse.projected, worse.basic_precision, worse.incremental),
        (Balance::ZERO, Balance::new(400_000), Balance::ZERO)
    );
}

#[test]
fn a_loan_without_an_answer_leaves_it_open() {
    let confirmation = confirm(&AGREED[..2]);
    assert_eq!(confirmation.conclusion(), Conclusion::Open);
    let ConfirmationTally { agrees, unanswered, unconfirmed, .. } = *confirmation.tally();
    assert_eq!((agrees, unanswered, unconfirmed), (2, 1, Balance::new(400_000)));
    assert_eq!(confirmation.rows()[2].member.as_str(), "M02");
}

#[test]
fn an_answer_of_another_member_confirms_nothing() {
    let confirmation = confirm(&[AGREED[0], AGREED[1], ("L02", "M01", 400_000)]);
    assert_eq!(confirmation.rows()[2].outcome, Outcome::OtherMember { borrower: "M02".parse().unwrap() });
    assert_eq!(confirmation.conclusion(), Conclusion::Open);
    assert_eq!(confirmation.tally().unconfirmed, Balance::new(400_000));
}

/// Returns the note of the evaluation on the limit, in both languages.
fn note_on_the_limit(confirmation: &Confirmation) -> String {
    let [_, _, evaluation] = confirmation.tables();
    let note = &evaluation.notes[0];
    format!("{}\n{}", note.english, note.vietnamese)
}

#[test]
fn a_limit_is_an_assurance_only_if_every_chosen_loan_is_answered_for() {
    let assured = "With 63% confidence, at most 400,000 đồng is misstated on one side.\n\
                   Với độ tin cậy 63\u{a0}%, sai sót mỗi phía không quá 400.000 đồng.";
    assert_eq!(note_on_the_limit(&confirm(&AGREED)), assured);
    let unasked = confirm(&[AGREED[0], AGREED[1], AGREED[2], ("L99", "M01", 0)]);
    assert_eq!(note_on_the_limit(&unasked), assured);
    let incomplete = "The limit counts only the answers received: 400,000 đồng is not confirmed.\n\
                      Giới hạn chỉ tính các câu trả lời đã nhận: còn 400.000 đồng chưa xác nhận.";
    assert_eq!(note_on_the_limit(&confirm(&AGREED[..2])), incomplete, "no answer");
    let of_another = confirm(&[AGREED[0], AGREED[1], ("L02", "M01", 400_000)]);
    assert_eq!(note_on_the_limit(&of_another), incomplete, "an answer of another member");
    // Also if the answers received are enough to reject the books.
    let rejected = confirm(&[("L00", "M00", 3_000_000), AGREED[1]]);
    assert_eq!((rejected.conclusion(), note_on_the_limit(&rejected).as_str()), (Conclusion::Reject, incomplete));
}

#[test]
fn an_answer_that_nobody_asked_for_leaves_no_chosen_loan_open() {
    let books = lent(&[600_000, 600_000, 5_000_000]);
    let sample = (0..).map(|seed| Sample::draw(&books, plan(1_000_000), seed));
    let is_chosen = |sample: &Sample| sample.chosen().map(|row| row.loan.as_str()).eq(["L01", "L02"]);
    let sample = sample.into_iter().find(is_chosen).unwrap();
    let chosen = [("L01", "M01", 600_000), ("L02", "M02", 5_000_000)];
    assert!(Confirmation::of(&books, &sample, &answers(&chosen)).is_confirmed());
    let unasked = [chosen[0], chosen[1], ("L00", "M02", 600_000)];
    let confirmation = Confirmation::of(&books, &sample, &answers(&unasked));
    assert_eq!(confirmation.rows()[2].outcome, Outcome::OtherMember { borrower: "M00".parse().unwrap() });
    assert_eq!(confirmation.conclusion(), Conclusion::Accept);
    assert_eq!(confirmation.tally().unconfirmed, Balance::ZERO);
    assert!(!confirmation.is_confirmed(), "it is looked at all the same");
}

/// Two small errors, ranked: 50 % and 25 % of an interval of 1 million at 90 % (factors 2,31, 3,89, 5,33).
#[test]
fn the_upper_limit_adds_an_allowance_for_each_error() {
    let books = lent(&[600_000, 600_000, 5_000_000]);
    let sample = (0..).map(|seed| Sample::draw(&books, planned(4_000_000, 0, 90).at_interval(amount(1_000_000)), seed));
    let sample = sample.into_iter().find(|sample| sample.chosen().count() == 3).unwrap();
    let evaluate = |first: u64, second: u64, third: u64| {
        let given = [("L00", "M00", first), ("L01", "M01", second), ("L02", "M02", third)];
        let confirmation = Confirmation::of(&books, &sample, &answers(&given));
        let worse = *confirmation.worse();
        let figures = [worse.projected, worse.basic_precision, worse.incremental, worse.upper_limit];
        (figures.map(Balance::dong), confirmation.conclusion())
    };
    let basic = 2_310_000;
    assert_eq!(evaluate(600_000, 600_000, 5_000_000), ([0, basic, 0, basic], Conclusion::Accept));
    // 500 000 × 0,58 + 250 000 × 0,44.
    assert_eq!(evaluate(450_000, 300_000, 5_000_000), ([750_000, basic, 400_000, 3_460_000], Conclusion::Accept));
    // A loan of an interval or more is known, and needs no allowance.
    assert_eq!(evaluate(600_000, 600_000, 3_310_000), ([1_690_000, basic, 0, 4_000_000], Conclusion::Accept));
    assert_eq!(evaluate(600_000, 600_000, 3_309_999).1, Conclusion::Reject);
    // One side is never set off against the other: the worse one counts.
    assert_eq!(evaluate(450_000, 900_000, 5_000_000).0, [500_000, basic, 290_000, 3_100_000]);
}

/// The projected misstatement is tainting times interval, rounded up.
#[test]
fn a_small_loan_stands_for_a_whole_interval() {
    let books = lent(&[300_000]);
    let projected = |said: u64| {
        let sample = (0..).map(|seed| Sample::draw(&books, plan(1_000_000), seed));
        let sample = sample.into_iter().find(|sample| sample.chosen().count() == 1).unwrap();
        let confirmation = Confirmation::of(&books, &sample, &answers(&[("L00", "M00", said)]));
        confirmation.rows()[0].projected.dong()
    };
    assert_eq!(projected(299_999), 4, "1 × 1 000 000 ÷ 300 000, rounded up");
    assert_eq!(projected(150_000), 500_000);
    assert_eq!(projected(0), 1_000_000);
    assert_eq!(projected(300_001), -4);
    assert_eq!(projected(300_000), 0);
}

#[test]
fn a_loan_that_the_books_do_not_have_is_misstated_by_all_of_it() {
    let confirmation = confirm(&[AGREED[0], AGREED[1], AGREED[2], ("L99", "M01", 400_000)]);
    let row = &confirmation.rows()[3];
    assert_eq!(
        (&row.outcome, row.difference().dong(), row.projected.dong()),
        (&Outcome::UnknownLoan, -400_000, -400_000)
    );
    assert!(!confirmation.is_confirmed());
    let none_left = confirm(&[AGREED[0], AGREED[1], AGREED[2], ("L99", "M01", 0)]);
    assert_eq!(none_left.conclusion(), Conclusion::Accept);
    assert!(!none_left.is_confirmed(), "an unknown loan is looked at all the same");
}

#[test]
fn an_answer_is_set_beside_the_books_of_its_day() {
    let repaid = |dong| RepaymentReceived {
        loan: "L01".parse().unwrap(),
        principal: money(dong),
        interest: Money::ZERO,
        into: Place::Cash,
        paid_on: None,
    };
    let charter = lending(|rules| LoanRules { interest_first: false, ..rules });
    let story = Story::of(charter).then(crate::support::gift(2_000_000, ClubFund::IncomeGrowth)).then(join("M01"));
    let story = story.then(ask("L01", "M01", 1_000_000)).then(disburse("L01"));
    let story = story.on("2024-03-20").then(repaid(300_000)).on("2024-04-20").then(repaid(200_000));
    let sample = Sample::draw(&story.books, plan(100_000), 1);
    let differs = |date, balance| {
        let mut answers = Answers::new();
        answers.add(answer("L01", "M01", balance, date)).unwrap();
        Confirmation::of(&story.books, &sample, &answers).rows()[0].difference().dong()
    };
    assert_eq!(differs("2024-03-19", 1_000_000), 0);
    assert_eq!(differs("2024-03-20", 1_000_000), -300_000);
    assert_eq!(differs("2024-04-19", 700_000), 0);
    assert_eq!(differs("2024-04-20", 400_000), 100_000);
    assert_eq!(differs("2030-01-01", 500_000), 0);
}

fn assumed() -> Books {
    let file = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/assumed.jsonl")).unwrap();
    Books::open(file.as_slice()).unwrap()
}

/// Compares one answer with the books, and a sample of every loan outstanding on the day `drawn`.
fn compare(books: &Books, drawn: &str, answer: Answer) -> (Confirmation, ConfirmationRow) {
    let sample = Sample::draw(&books.as_of(day(drawn)), plan(1), 1);
    let loan = answer.loan.clone();
    let mut answers = Answers::new();
    answers.add(answer).unwrap();
    let confirmation = Confirmation::of(books, &sample, &answers);
    let row = confirmation.rows().iter().find(|row| row.loan == loan).unwrap().clone();
    (confirmation, row)
}

/// V002 was M002's, M003 took it over on 10 March and M005 on 20 September. M006 had V004 from 12 March until that was reversed on the 20th.
#[test]
fn an_answer_is_compared_with_the_borrower_of_its_day() {
    let books = assumed();
    for (member, loan, balance, date, borrower) in [
        ("M002", "V002", 2_700_000, "2024-03-09", None),
        ("M003", "V002", 2_700_000, "2024-03-09", Some("M002")),
        ("M003", "V002", 2_700_000, "2024-03-10", None),
        ("M003", "V002", 2_100_000, "2024-09-01", None),
        ("M005", "V002", 2_100_000, "2024-09-01", Some("M003")),
        ("M005", "V002", 2_100_000, "2024-09-20", None),
        ("M006", "V004", 2_400_000, "2024-03-19", None),
        ("M004", "V004", 2_400_000, "2024-03-19", Some("M006")),
        ("M004", "V004", 2_400_000, "2024-03-20", None),
    ] {
        let (_, row) = compare(&books, "2024-09-20", answer(loan, member, balance, date));
        let expected = borrower
            .map_or(Outcome::Agrees, |borrower: &str| Outcome::OtherMember { borrower: borrower.parse().unwrap() });
        assert_eq!(row.outcome, expected, "{member} on {loan}, {date}");
    }
}

/// V003 was written off on 21 September with 2,1 million, of which 500 000 was recovered on 10 October; V004 was forgiven.
#[test]
fn a_loan_written_off_is_compared_with_the_amount_still_claimed() {
    let books = assumed();
    for (loan, member, balance, date) in [
        ("V003", "M003", 2_100_000, "2024-09-20"),
        ("V003", "M003", 2_100_000, "2024-10-01"),
        ("V003", "M003", 1_600_000, "2024-10-31"),
        ("V004", "M004", 2_400_000, "2024-09-20"),
        ("V004", "M004", 0, "2024-10-01"),
    ] {
        for drawn in ["2024-09-20", "2024-10-31"] {
            let (_, row) = compare(&books, drawn, answer(loan, member, balance, date));
            let is_listed = drawn == "2024-09-20";
            assert_eq!((row.outcome, row.sampled.is_some()), (Outcome::Agrees, is_listed), "{loan}, {date}, {drawn}");
            assert_eq!((row.books, row.projected), (money(balance).into(), Balance::ZERO));
        }
    }
    let carried = WrittenOffCarriedIn {
        loan: "L1".parse().unwrap(),
        member: "M1".parse().unwrap(),
        amount: amount(700_000),
        from_seed_grant: Money::ZERO,
        minute: minute(),
    };
    let books = Story::of(Charter::bac_ninh()).then(join("M1")).then(carried).books;
    let (confirmation, row) = compare(&books, "2024-03-13", answer("L1", "M1", 700_000, "2024-03-13"));
    assert_eq!((row.outcome, confirmation.is_confirmed()), (Outcome::Agrees, true));
}

/// Principal written off before the loans were listed is no part of what the sample is about; written off since, it is.
#[test]
fn a_difference_of_a_loan_off_the_books_is_reported_and_not_projected() {
    let books = assumed();
    let by = Outcome::Differs { by: Balance::new(100_000) };
    let given = || answer("V003", "M003", 1_500_000, "2024-10-31");
    let (confirmation, row) = compare(&books, "2024-09-20", given());
    assert_eq!((row.outcome, row.projected), (by.clone(), Balance::new(100_000)));
    assert_eq!(confirmation.overstatement().projected, Balance::new(100_000));

    let others = [answer("V001", "M005", 2_475_000, "2024-10-31"), answer("V002", "M005", 2_100_000, "2024-10-31")];
    let mut answers = Answers::new();
    for answer in others.into_iter().chain([given()]) {
        answers.add(answer).unwrap();
    }
    let sample = Sample::draw(&books, plan(1_000_000), 1);
    let confirmation = Confirmation::of(&books, &sample, &answers);
    let row = &confirmation.rows()[2];
    assert_eq!((&row.outcome, row.sampled, row.projected), (&by, None, Balance::ZERO));
    assert_eq!((confirmation.tally().differs, confirmation.tally().overstated), (1, Balance::new(100_000)));
    assert_eq!(confirmation.overstatement().projected, Balance::ZERO);
    assert_eq!(confirmation.conclusion(), Conclusion::Accept);
    assert!(!confirmation.is_confirmed(), "a recovery may not be booked");
    let note = &confirmation.tables()[0].notes[0];
    assert!(note.english.starts_with("Written off: "), "{note:?}");
    assert!(note.vietnamese.starts_with("Đã xóa sổ: "), "{note:?}");
}

/// Books of 13 March. L01 was approved on the 20th, paid out on the 23rd and booked on the 25th; that was reversed on the 27th and booked
/// again on the 28th. L02 was carried in on the 13th, L03 was only approved, on the 20th.
fn with_beginnings() -> Books {
    let disbursed = || LoanDisbursed { paid_on: Some(day("2024-03-23")), ..disburse("L01") };
    let carried = LoanCarriedIn { disbursed: day("2023-09-13"), ..carry_loan("L02", "M02") };
    let funds = FundsCarriedIn {
        cash: Money::ZERO,
        bank: money(10_000_000),
        seed_grant_received: Money::ZERO,
        seed_grant: Money::ZERO,
        income_growth: money(10_600_000),
        operating: Money::ZERO,
        unallocated_interest: Money::ZERO,
        minute: minute(),
    };
    let story = Story::of(Charter::bac_ninh()).then(join("M01")).then(join("M02")).then(join("M03"));
    let story = story.then(carried).then(funds).on("2024-03-20").then(ask("L01", "M01", 1_200_000));
    let story = story.then(ask("L03", "M03", 1_200_000)).on("2024-03-25").then(disbursed());
    let disbursal = story.books.records().last().unwrap().id.to_string();
    story.on("2024-03-27").then(reverse(&disbursal)).on("2024-03-28").then(disbursed()).books
}

#[test]
fn an_answer_dated_before_the_books_have_the_loan_leaves_it_open() {
    let books = with_beginnings();
    let begins = |loan, member: &str, date| {
        let (confirmation, row) = compare(&books, "2024-03-31", answer(loan, member, 500_000, date));
        let outcome = serde_json::to_value(&row.outcome).unwrap();
        let first_day = outcome["too_early"]["first_day"].as_str().map(str::to_owned);
        if first_day.is_some() {
            assert_eq!((row.difference(), row.projected), (Balance::ZERO, Balance::ZERO));
            assert!(!confirmation.is_confirmed());
            assert_eq!(confirmation.tally().unconfirmed, Balance::new(1_800_000), "the loan stays open");
            let hint = &confirmation.tables()[0].notes[0];
            assert!(hint.english.starts_with("Too early: "), "{hint:?}");
            assert!(hint.vietnamese.starts_with("Quá sớm: "), "{hint:?}");
        }
        first_day
    };
    let date = |date: &str| Some(date.to_owned());
    assert_eq!(begins("L02", "M02", "2023-10-31"), date("2024-03-13"), "carried in");
    assert_eq!(begins("L02", "M02", "2024-03-13"), None);
    assert_eq!(begins("L01", "M01", "2024-03-12"), date("2024-03-28"));
    assert_eq!(begins("L01", "M01", "2024-03-24"), date("2024-03-28"), "paid out, not booked yet");
    assert_eq!(begins("L01", "M01", "2024-03-25"), None, "as the books were on that day");
    assert_eq!(begins("L01", "M01", "2024-03-27"), date("2024-03-28"), "reversed on that day");
    assert_eq!(begins("L01", "M01", "2024-03-28"), None);
    assert_eq!(begins("L03", "M03", "2024-03-19"), date("2024-03-20"), "approved");
    assert_eq!(begins("L03", "M03", "2024-03-20"), None, "money that is not booked may be owed");
    assert_eq!(begins("L99", "M03", "2024-03-12"), date("2024-03-13"), "the books begin");
    assert_eq!(begins("L99", "M03", "2024-03-13"), None, "a loan that the books do not have");
}

/// A year mistyped: the books were opened in January 2024.
#[test]
fn a_mistyped_year_is_named_with_the_day_on_which_the_books_have_the_loan() {
    let books = assumed();
    let (confirmation, row) = compare(&books, "2024-10-31", answer("V001", "M005", 2_475_000, "2023-10-31"));
    assert_eq!(serde_json::json!(row.outcome), serde_json::json!({"too_early": {"first_day": "2024-01-15"}}));
    assert_eq!(confirmation.conclusion(), Conclusion::Open);
    let [loans, ..] = confirmation.tables();
    for (language, text) in [
        (Language::English, "too early, books from 2024-01-15"),
        (Language::Vietnamese, "quá sớm, sổ ghi từ 15/1/2024"),
    ] {
        let written = loans.to_csv(CsvOptions::excel(language));
        assert!(written.contains(text), "{written}");
    }
}

#[test]
fn answers_are_read_from_a_sheet_and_what_cannot_be_taken_is_named() {
    let sheet = "member,loan,balance,date\n\
                 M1,L1,8.000.000 đồng,2025-03-13\n\
                 M2,L2,,\n\
                 M 3,L3,1,2025-03-13\n\
                 M3,,1,2025-03-13\n\
                 M3,L3,-1,2025-03-13\n\
                 M5,L5,1.000,13/3/2025\n\
                 M3,L3,1,13/2025\n\
                 M3,L1,1,2025-03-13\n\
                 M3,L3,1\n\
                 M4,L4,0,2025-03-13\n";
    let (answers, errors) = Answers::read(sheet.as_bytes(), SheetOptions::default()).unwrap();
    let told = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(told);
    let taken: Vec<(&str, u64)> = answers.iter().map(|answer| (answer.loan.as_str(), answer.balance.dong())).collect();
    assert_eq!(taken, [("L1", 8_000_000), ("L5", 1_000), ("L4", 0)]);
}

#[test]
fn what_each_conclusion_means() {
    use Conclusion::{Accept, Open, Reject};
    let told = [Accept, Open, Reject].map(|conclusion| {
        let Bilingual { english, vietnamese } = conclusion.text();
        format!("{english}\n    {vietnamese}\n")
    });
    insta::assert_snapshot!(told.concat());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every loan of an interval or more is chosen; there are as many hits as intervals end in the total, each in its loan; the order of
    /// approvals makes no difference to the list.
    #[test]
    fn every_dong_has_its_place(
        principals in proptest::collection::vec(1..4_000_000_u64, 0..12),
        interval in prop_oneof![1..=20_u64, 1..=6_000_000_u64],
        seed: u64,
    ) {
        let books = lent(&principals);
        let sample = Sample::draw(&books, plan(interval), seed);
        let (start, total) = (sample.start().dong(), principals.iter().sum::<u64>());
        prop_assert!((1..=interval).contains(&start));
        prop_assert_eq!(sample.total().dong(), i128::from(total));
        prop_assert_eq!(sample.rows().len(), principals.len());
        let hits: u64 = sample.rows().iter().map(|row| row.hits).sum();
        prop_assert_eq!(hits, if total < start { 0 } else { (total - start) / interval + 1 });
        let mut sum = 0;
        for (row, principal) in sample.rows().iter().zip(&principals) {
            let through = |sum: u64| if sum < start { 0 } else { (sum - start) / interval + 1 };
            prop_assert_eq!(row.hits, through(sum + principal) - through(sum));
            prop_assert!(row.hits > 0 || *principal < interval, "{} is certain", row.loan);
            prop_assert!(row.hits <= 1 || *principal > interval);
            sum += principal;
        }
        prop_assert_eq!(&Sample::draw(&books, plan(interval), seed), &sample);

        let backwards: Vec<usize> = (0..principals.len()).rev().collect();
        let again = Sample::draw(&lent_in(&backwards, &principals), plan(interval), seed);
        let list = |sample: &Sample| -> Vec<(LoanId, Balance)> {
            sample.rows().iter().map(|row| (row.loan.clone(), row.cumulative)).collect()
        };
        prop_assert_eq!(list(&again), list(&sample));
    }

    /// Each loan chosen and each answer is counted once, for any answers in any order; the two sides add up.
    #[test]
    fn counts_add_up(
        principals in proptest::collection::vec(1..4_000_000_u64, 1..8),
        interval in 1..3_000_000_u64,
        given in proptest::collection::btree_map(0..12_usize, (0..12_usize, 0..4_000_000_u64), 0..12),
    ) {
        let books = lent(&principals);
        let sample = Sample::draw(&books, plan(interval), 3);
        let given: Vec<Answer> = given
            .iter()
            .map(|(loan, (member, balance))| {
                let member = if member % 3 == 0 { *member } else { *loan };
                let balance = principals.get(*loan).copied().filter(|_| balance % 2 == 0).unwrap_or(*balance);
                let date = if balance % 5 == 0 { "2024-03-12" } else { "2024-03-13" };
                answer(&format!("L{loan:02}"), &format!("M{member:02}"), balance, date)
            })
            .collect();
        let [forwards, backwards] = [given.clone(), given.iter().rev().cloned().collect()].map(|given: Vec<Answer>| {
            let mut answers = Answers::new();
            for answer in given {
                answers.add(answer).unwrap();
            }
            answers
        });
        let confirmation = Confirmation::of(&books, &sample, &forwards);
        prop_assert_eq!(&Confirmation::of(&books, &sample, &backwards), &confirmation);
        let tally = confirmation.tally();
        let ConfirmationTally { agrees, differs, unknown_loans, other_members, too_early, unanswered, .. } = *tally;
        let rows = confirmation.rows();
        prop_assert_eq!(agrees + differs + unknown_loans + other_members + too_early + unanswered, rows.len() as u64);
        prop_assert_eq!(rows.len(), given.len() + usize::try_from(unanswered).unwrap());
        prop_assert_eq!(rows.iter().filter(|row| row.sampled.is_some()).count(), sample.chosen().count());
        prop_assert_eq!(
            tally.overstated - tally.understated,
            rows.iter().map(ConfirmationRow::difference).sum::<Balance>()
        );
        for row in rows {
            // A projected misstatement is never smaller than the one found, and is on the same side.
            prop_assert!(row.projected.dong().abs() >= row.difference().dong().abs());
            prop_assert_eq!(row.projected.dong().signum(), row.difference().dong().signum());
        }
        prop_assert_eq!(
            tally.projected_overstatement - tally.projected_understatement,
            rows.iter().map(|row| row.projected).sum::<Balance>()
        );
    }
}

fn run(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("confirm").current_release().run().unwrap());
    example.command().args(arguments).output().unwrap()
}

#[test]
fn the_example_counts_and_confirms() {
    let shipped = run(&[]);
    assert_eq!(shipped.status.code(), Some(1), "the shipped box is short, and a member did not answer");
    insta::assert_snapshot!(String::from_utf8(shipped.stdout).unwrap());

    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let path = |file: &str| examples.join(file).display().to_string();
    let (books, notes, slips, answers) = (
        path("books/no-grant.jsonl"),
        path("confirmation/notes.csv"),
        path("confirmation/slips.csv"),
        path("confirmation/answers.csv"),
    );
    // Before the first loan there is none to confirm, and the books of that day have no money in the box.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [no_notes, no_slips, nobody] =
        ["denomination,notes", "from,amount", "member,loan,balance,date"].map(|headings| {
            let sheet = folder.join(format!("confirm-{}.csv", headings.len()));
            fs::write(&sheet, format!("{headings}\n")).unwrap();
            sheet.display().to_string()
        });
    let on_the_first_day = |notes: &str| run(&["--day", "2024-01-01", &books, notes, &no_slips, &nobody]);
    assert_eq!(on_the_first_day(&no_notes).status.code(), Some(0));
    let unread = on_the_first_day(&no_slips);
    assert_eq!(unread.status.code(), Some(2), "no count, so nothing is short");
    assert!(String::from_utf8(unread.stdout).unwrap().contains("no row has the headings denomination"));

    for (cannot_run, reason) in [
        (&["--seed", "x"][..], "--seed x: not a whole number"),
        (&["--confidence", "100"], "--confidence 100: confidence is 100"),
        (&["--tolerable", "0"], "--tolerable 0: amount is zero"),
        (&["--day"], "--day takes a value"),
        (&[&books, &notes, &slips], "expected 4 files or none, found 3"),
        (&[&books, &notes, &slips, &path("no-such.csv")], "no-such.csv: "),
        (&[&answers, &notes, &slips, &answers], "answers.csv: line 1: not JSON"),
        (&["--unknown"], "unknown option --unknown"),
    ] {
        let output = run(cannot_run);
        assert_eq!(output.status.code(), Some(2), "{cannot_run:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(reason), "{error}");
    }
}
