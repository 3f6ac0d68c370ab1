//! Which loans are chosen, and what the members' passbooks say.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use proptest::prelude::*;
use revolving_fund::event::*;
use revolving_fund::reconcile::confirmation::{
    Answer, Answers, Conclusion, ConfidenceFactor, ConfidenceFactorError, Confirmation, ConfirmationRow,
    ConfirmationTally, Outcome, Sample, SamplingPlan,
};
use revolving_fund::*;

use crate::support::{Story, amount, ask, day, disburse, join, lending, money};

/// A club whose loans L01, L02 … have so much outstanding, passed in this order.
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

fn factor(text: &str) -> ConfidenceFactor {
    text.parse().unwrap()
}

fn plan(interval: u64) -> SamplingPlan {
    SamplingPlan::at_interval(amount(interval), factor("1")).unwrap()
}

#[test]
fn a_confidence_factor_is_a_decimal_in_hundredths() {
    let read = |text: &str| text.parse::<ConfidenceFactor>().ok().map(ConfidenceFactor::hundredths);
    assert_eq!(
        ["3", "3.0", "3,00", "2.31", "0.7", "99.99", "0.01"].map(read),
        [Some(300), Some(300), Some(300), Some(231), Some(70), Some(9_999), Some(1)]
    );
    for text in ["", ".", "3.", ".5", "0", "0.00", "100", "1.234", "-1", "+1", "1e1", "3 "] {
        assert_eq!(read(text), None, "{text:?}");
    }
    assert_eq!(
        ConfidenceFactorError.to_string(),
        "confidence factor is not a decimal from 0.01 to 99.99, expected a form like \"3.00\""
    );
    assert_eq!(serde_json::to_value(factor("0,7")).unwrap(), "0.70");
}

/// Each factor of the table is −ln(1 − confidence), rounded up to hundredths.
#[test]
fn the_table_of_factors_is_that_of_poisson() {
    for (percent, factor) in ConfidenceFactor::TABLE {
        let unseen = 1.0 - f64::from(percent) / 100.0;
        let (exact, rounded) = (-unseen.ln() * 100.0, f64::from(factor.hundredths()));
        assert!(rounded >= exact && rounded - 1.0 < exact, "{percent} %: {exact}");
        assert_eq!(ConfidenceFactor::for_confidence(percent), Some(factor));
    }
    assert_eq!(ConfidenceFactor::for_confidence(99), None);
}

#[test]
fn an_interval_is_rounded_down_and_what_it_tolerates_up() {
    let of = |tolerable, text: &str| SamplingPlan::for_tolerable(amount(tolerable), factor(text)).interval().dong();
    assert_eq!(of(10_000_000, "2.31"), 4_329_004);
    assert_eq!(of(9_000_000, "3"), 3_000_000);
    assert_eq!(of(1, "3"), 1);
    assert_eq!(of(999_999_999_999_999, "0.5"), 1, "an interval beyond what money can be");
    let tolerable =
        |interval, text: &str| SamplingPlan::at_interval(amount(interval), factor(text)).unwrap().tolerable();
    assert_eq!(tolerable(4_329_004, "2.31"), amount(10_000_000));
    assert_eq!(tolerable(3_000_000, "3"), amount(9_000_000));
    assert_eq!(SamplingPlan::at_interval(Amount::MAX, factor("1.01")), Err(MoneyError::TooLarge));
}

/// The start that the guide's own command prints.
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

/// Loans of 4 million, 600 000 and 400 000, all chosen at an interval of 400 000.
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
    assert_eq!(confirmation.conclusion(), Conclusion::Confirmed);
    assert_eq!(*confirmation.tally(), ConfirmationTally { agrees: 3, ..ConfirmationTally::default() });
}

#[test]
fn a_loan_nobody_answers_for_leaves_it_open() {
    let confirmation = confirm(&AGREED[..2]);
    assert_eq!(confirmation.conclusion(), Conclusion::Unanswered);
    let ConfirmationTally { agrees, unanswered, unconfirmed, .. } = *confirmation.tally();
    assert_eq!((agrees, unanswered, unconfirmed), (2, 1, Balance::new(400_000)));
    assert_eq!(confirmation.rows()[2].member.as_str(), "M02");
}

#[test]
fn an_answer_of_another_member_confirms_nothing() {
    let confirmation = confirm(&[AGREED[0], AGREED[1], ("L02", "M01", 400_000)]);
    assert_eq!(confirmation.rows()[2].outcome, Outcome::OtherMember { borrower: "M02".parse().unwrap() });
    assert_eq!(confirmation.conclusion(), Conclusion::Unanswered);
    assert_eq!(confirmation.tally().unconfirmed, Balance::new(400_000));
}

#[test]
fn what_differs_is_doubtful_up_to_what_is_tolerable() {
    let of = |first: u64, second: u64| {
        let confirmation = confirm(&[("L00", "M00", first), ("L01", "M01", second), AGREED[2]]);
        let tally = confirmation.tally();
        (confirmation.conclusion(), tally.projected_overstatement.dong(), tally.projected_understatement.dong())
    };
    // The tolerable is 400 000. Loans of an interval or more stand for themselves.
    assert_eq!(of(3_600_000, 600_000), (Conclusion::Doubtful, 400_000, 0));
    assert_eq!(of(3_599_999, 600_000), (Conclusion::Misstated, 400_001, 0));
    assert_eq!(of(4_400_001, 600_000), (Conclusion::Misstated, 0, 400_001));
    // One side is never set off against the other.
    assert_eq!(of(3_700_000, 900_000), (Conclusion::Doubtful, 300_000, 300_000));
}

/// Tainting times interval, rounded up.
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
fn a_loan_the_books_do_not_know_is_wrong_by_all_of_it() {
    let confirmation = confirm(&[AGREED[0], AGREED[1], AGREED[2], ("L99", "M01", 400_000)]);
    assert_eq!(confirmation.conclusion(), Conclusion::Doubtful);
    let row = &confirmation.rows()[3];
    assert_eq!(
        (&row.outcome, row.difference().dong(), row.projected.dong()),
        (&Outcome::UnknownLoan, -400_000, -400_000)
    );
    let more = confirm(&[AGREED[0], AGREED[1], AGREED[2], ("L99", "M01", 400_001)]);
    assert_eq!(more.conclusion(), Conclusion::Misstated);
    let none_left = confirm(&[AGREED[0], AGREED[1], AGREED[2], ("L99", "M01", 0)]);
    assert_eq!(none_left.conclusion(), Conclusion::Doubtful);
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
    assert_eq!(differs("2024-03-12", 0), 0);
    assert_eq!(differs("2024-03-19", 1_000_000), 0);
    assert_eq!(differs("2024-03-20", 1_000_000), -300_000);
    assert_eq!(differs("2024-04-19", 700_000), 0);
    assert_eq!(differs("2024-04-20", 400_000), 100_000);
    assert_eq!(differs("2030-01-01", 500_000), 0);
}

#[test]
fn answers_are_read_from_a_sheet_and_what_cannot_be_taken_is_named() {
    let sheet = "member,loan,balance,date\n\
                 M1,L1,8.000.000 đồng,2025-03-13\n\
                 M2,L2,,\n\
                 M 3,L3,1,2025-03-13\n\
                 M3,,1,2025-03-13\n\
                 M3,L3,-1,2025-03-13\n\
                 M3,L3,1,13/3/2025\n\
                 M3,L1,1,2025-03-13\n\
                 M3,L3,1\n\
                 M4,L4,0,2025-03-13\n";
    let (answers, errors) = Answers::read(sheet.as_bytes()).unwrap();
    let told = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(told, @r"
    line 4, column member: it holds ' ', expected ASCII letters, digits and - only
    line 5, column loan: it is empty
    line 6, column balance: not a whole number of đồng, expected digits and nothing, đồng, đ or ₫ behind
    line 7, column date: date is not of the form YYYY-MM-DD, a month not of the form YYYY-MM
    line 8: loan L1 is answered already
    line 9: it has 3 column(s), expected 4 as in the header
    ");
    let taken: Vec<(&str, u64)> = answers.iter().map(|answer| (answer.loan.as_str(), answer.balance.dong())).collect();
    assert_eq!(taken, [("L1", 8_000_000), ("L4", 0)]);
}

#[test]
fn what_each_conclusion_means() {
    use Conclusion::{Confirmed, Doubtful, Misstated, Unanswered};
    let told = [Confirmed, Doubtful, Unanswered, Misstated].map(|conclusion| {
        let Bilingual { english, vietnamese } = conclusion.text();
        format!("{english}\n    {vietnamese}\n")
    });
    insta::assert_snapshot!(told.concat());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every loan of an interval or more is chosen; there are as many hits as intervals end in the total, each in its loan; the
    /// order in which loans were passed makes no difference to the list.
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

    /// Each loan chosen and each answer is counted once, whatever the answers, in whatever order they came; the two sides add up.
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
                answer(&format!("L{loan:02}"), &format!("M{member:02}"), balance, "2024-03-13")
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
        let ConfirmationTally { agrees, differs, unknown_loans, other_members, unanswered, .. } = *confirmation.tally();
        let rows = confirmation.rows();
        prop_assert_eq!(agrees + differs + unknown_loans + other_members + unanswered, rows.len() as u64);
        prop_assert_eq!(rows.len(), given.len() + usize::try_from(unanswered).unwrap());
        prop_assert_eq!(rows.iter().filter(|row| row.sampled.is_some()).count(), sample.chosen().count());
        let tally = confirmation.tally();
        prop_assert_eq!(
            tally.overstated - tally.understated,
            rows.iter().map(ConfirmationRow::difference).sum::<Balance>()
        );
        for row in rows {
            // What is projected is never less than what was found, and on the same side.
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
    // Before anything is lent there is nothing to confirm, and the books of that day have nothing in the box.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [no_notes, no_slips, nobody] =
        ["denomination,notes", "from,amount", "member,loan,balance,date"].map(|headings| {
            let sheet = folder.join(format!("confirm-{}.csv", headings.len()));
            fs::write(&sheet, format!("{headings}\n")).unwrap();
            sheet.display().to_string()
        });
    let on_the_first_day = |notes: &str| run(&["--day", "2024-01-01", &books, notes, &no_slips, &nobody]);
    assert_eq!(on_the_first_day(&no_notes).status.code(), Some(0));
    let not_taken = on_the_first_day(&no_slips);
    assert_eq!(not_taken.status.code(), Some(1));
    assert!(String::from_utf8(not_taken.stdout).unwrap().contains("line 1: the headings are not the expected"));

    for cannot_run in [
        &["--seed", "x"][..],
        &["--confidence", "99"],
        &["--tolerable", "0"],
        &["--day"],
        &[&books, &notes, &slips],
        &[&books, &notes, &slips, &path("no-such.csv")],
        &[&answers, &notes, &slips, &answers],
        &["--unknown"],
    ] {
        let output = run(cannot_run);
        assert_eq!(output.status.code(), Some(2), "{cannot_run:?}");
        assert!(!output.stderr.is_empty());
    }
}
