//! The books beside the bank statement: statements that a person checked, and every way in which a statement cannot be read.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use revolving_fund::event::{CashWithdrawn, DonationReceived, Reversed};
use revolving_fund::reconcile::Grouping;
use revolving_fund::reconcile::bank::{
    BalanceBreak, BankReconciliation, BankStatement, BookItem, ColumnRole, Scope, StatementLine, StatementOptions,
    Suspicion,
};
use revolving_fund::table::xlsx::workbook;
use revolving_fund::table::{CsvOptions, to_csv};
use revolving_fund::*;

use crate::support::{Failing, Story, amount, day, disburse, gift, join, shipped, text};

fn read(csv: impl AsRef<[u8]>) -> BankStatement {
    BankStatement::read(csv.as_ref(), &StatementOptions::default()).unwrap()
}

/// Reads a statement under a plain header; the balance of each row is computed from `opening`.
fn statement(opening: i128, rows: &[(&str, &str, i128)]) -> BankStatement {
    BankStatement::read(csv(opening, rows).as_bytes(), &StatementOptions::default()).unwrap()
}

fn csv(opening: i128, rows: &[(&str, &str, i128)]) -> String {
    let mut balance = opening;
    let rows = rows.iter().map(|(date, text, amount)| {
        balance += amount;
        format!("{date},,{text},{amount},{balance}\n")
    });
    "date,reference,description,amount,balance\n".to_owned() + &rows.collect::<String>()
}

fn march() -> Period {
    "2024-03".parse::<Month>().unwrap().into()
}

fn reconciled(story: &Story, statement: &BankStatement) -> BankReconciliation {
    BankReconciliation::of(&story.books, statement, Scope::of(march()))
}

/// Formats the matches: documents, lines, and how they were found.
fn told(reconciliation: &BankReconciliation) -> Vec<String> {
    let matches = reconciliation.matches.iter().map(|matched| {
        let books = ids(&matched.pairing.books).join("+");
        let lines: Vec<_> = line_numbers(&matched.pairing.statement).iter().map(u64::to_string).collect();
        format!("{books} = {} {:?}", lines.join("+"), matched.by)
    });
    matches.collect()
}

/// Returns the report in English, with one blank between words and one `─` for each rule.
fn words(reconciliation: &BankReconciliation) -> String {
    let report = reconciliation.report(Language::English).to_string();
    let words = report.split_whitespace().map(|word| if word.starts_with('─') { "─" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Formats the proposals: documents, lines, and the number of other combinations.
fn proposed(reconciliation: &BankReconciliation) -> Vec<String> {
    let proposals = reconciliation.proposals.iter().map(|proposal| {
        let books = ids(&proposal.pairing.books).join("+");
        let lines: Vec<_> = line_numbers(&proposal.pairing.statement).iter().map(u64::to_string).collect();
        format!("{books} = {} others {}", lines.join("+"), proposal.others)
    });
    proposals.collect()
}

fn ids(items: &[BookItem]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

fn line_numbers(lines: &[StatementLine]) -> Vec<u64> {
    lines.iter().map(|line| line.line).collect()
}

/// Books a club with its grant in the bank on 13 March (D-1) and two receipts there (D-2, D-3).
fn receipts() -> Story {
    Story::granted().on("2024-03-14").then(gift(300_000, ClubFund::Operating)).then(gift(450_000, ClubFund::Operating))
}

const GRANT: (&str, &str, i128) = ("2024-03-13", "D-1", 100_000_000);

#[test]
fn a_club_that_closed_and_its_bank() {
    let books = Books::open(shipped("books/closing.jsonl").as_slice()).unwrap();
    let statement = BankStatement::read(shipped("bank/closing.csv").as_slice(), &StatementOptions::default()).unwrap();
    let scope = Scope::of(statement.months().unwrap());
    let reconciliation = BankReconciliation::of(&books, &statement, scope);
    insta::assert_snapshot!(reconciliation);
    assert!(reconciliation.proof.holds() && reconciliation.is_complete() && !reconciliation.is_settled());
    let proof = &reconciliation.proof;
    assert_eq!(proof.expected_by_bank(), proof.bank.map(|bank| bank.closing));
    assert_eq!(proof.expected_by_books(), Some(proof.books.closing));
}

#[test]
fn month_after_month_what_is_open_is_carried_on_until_it_is_cleared() {
    let story = receipts()
        .on("2024-03-30")
        .then(gift(700_000, ClubFund::Operating)) // D-4, in the bank in April
        .on("2024-04-20")
        .then(gift(8_500, ClubFund::Operating)) // D-5, in the bank since March
        .then(gift(60_000, ClubFund::Operating)); // D-6, never in the bank
    let statement = statement(
        0,
        &[
            GRANT,
            ("2024-03-14", "D-2", 300_000),
            ("2024-03-14", "D-3", 450_000),
            ("2024-03-31", "lai tien gui", 8_500),
            ("2024-04-11", "nop tien", 700_000),
            ("2024-04-30", "phi", -11_000),
        ],
    );
    let in_march = reconciled(&story, &statement);
    assert_eq!((ids(&in_march.books_only), line_numbers(&in_march.statement_only)), (vec!["D-4"], vec![5]));
    assert!(in_march.proof.holds());
    assert_eq!(in_march.outside, 2);

    let open = in_march.open_items();
    let april = Scope::of("2024-04".parse::<Month>().unwrap().into());
    let in_april = BankReconciliation::of(&story.books, &statement, april.carrying(&open));
    assert_eq!(told(&in_april), ["D-4 = 6 CarriedForward", "D-5 = 5 CarriedForward"]);
    assert_eq!((ids(&in_april.books_only), line_numbers(&in_april.statement_only)), (vec!["D-6"], vec![7]));
    assert!(in_april.proof.holds());

    let may = Scope::of("2024-05".parse::<Month>().unwrap().into());
    let open = in_april.open_items();
    let in_may = BankReconciliation::of(&story.books, &statement, may.carrying(&open));
    assert_eq!(in_may.open_items(), open, "what is not cleared stays");
    assert!(in_may.proof.holds() && !in_may.is_settled());

    let forgetful = BankReconciliation::of(&story.books, &statement, april);
    assert!(!forgetful.proof.holds());
    assert_eq!(forgetful.proof.unexplained.unwrap().at_opening, Balance::new(8_500 - 700_000));
    insta::assert_snapshot!(in_april);
}

#[test]
fn a_document_number_is_found_as_a_whole_word_in_either_text_and_whatever_its_letters() {
    let story = receipts();
    let csv = "date,reference,description,amount,balance\n\
               2024-03-13,D-1,,100000000,100000000\n\
               2024-03-30,FT/1,so phieu d-2.,300000,100300000\n\
               2024-03-31,FT/2,\"xD-3, D-33 D-3x D-3/1\",450000,100750000\n";
    let statement = BankStatement::read(csv.as_bytes(), &StatementOptions::default()).unwrap();
    let reconciliation = reconciled(&story, &statement);
    assert_eq!(told(&reconciliation), ["D-1 = 2 Document", "D-2 = 3 Document"]);
    assert_eq!(reconciliation.suspects[0].why, Suspicion::DateFar, "no word of line 4 is D-3");
}

#[test]
fn the_nearest_day_is_taken_and_equals_are_told() {
    let story = receipts().on("2024-03-18").then(gift(300_000, ClubFund::Operating)); // D-4
    let near = statement(
        0,
        &[
            GRANT,
            ("2024-03-13", "", 450_000),
            ("2024-03-15", "", 450_000),
            ("2024-03-16", "", 300_000),
            ("2024-03-19", "", 300_000),
        ],
    );
    let reconciliation = reconciled(&story, &near);
    assert_eq!(
        told(&reconciliation),
        [
            "D-1 = 2 Document",
            "D-2 = 5 AmountAndDate",
            "D-3 = 3 AmountAndDate",
            // Line 6 is one day off, line 5 two.
            "D-4 = 6 AmountAndDate",
        ]
    );
    assert!(reconciliation.ambiguities.is_empty());
    assert_eq!(line_numbers(&reconciliation.statement_only), [4]);

    let twins = receipts().on("2024-03-14").then(gift(300_000, ClubFund::Operating)); // D-4, as D-2
    let rows = [GRANT, ("2024-03-15", "", 300_000), ("2024-03-16", "", 300_000), ("2024-03-14", "", 450_000)];
    let reconciliation = reconciled(&twins, &statement(0, &rows));
    assert_eq!(told(&reconciliation)[1..], ["D-2 = 3 AmountAndDate", "D-3 = 5 AmountAndDate", "D-4 = 4 AmountAndDate"]);
    let [group] = reconciliation.ambiguities.as_slice() else { panic!("{reconciliation}") };
    assert_eq!((ids(&group.books), line_numbers(&group.statement)), (vec!["D-2", "D-4"], vec![3, 4]));
    assert!(reconciliation.is_settled(), "whichever is which, all is matched");

    let one = reconciled(&twins, &statement(0, &[GRANT, ("2024-03-15", "", 300_000), ("2024-03-14", "", 450_000)]));
    let [group] = one.ambiguities.as_slice() else { panic!("{one}") };
    assert_eq!(ids(&group.books), ["D-2", "D-4"], "which of them is open is not known");
}

#[test]
fn the_window_can_be_set() {
    let story = receipts();
    let late = statement(0, &[GRANT, ("2024-03-19", "", 300_000), ("2024-03-20", "", 450_000)]);
    let within = |days| BankReconciliation::of(&story.books, &late, Scope::of(march()).within(days));
    let five = reconciled(&story, &late);
    assert_eq!(five.window, 5);
    assert_eq!(five.matches.len(), 2);
    assert_eq!((five.suspects[0].why, five.suspects[0].book.id.as_str()), (Suspicion::DateFar, "D-3"));
    assert!(five.proof.holds() && !five.is_settled());
    assert!(within(6).is_settled());
    assert_eq!(within(0).suspects.len(), 2);
    assert!(within(255).is_settled());
}

#[test]
fn several_that_add_up_to_one_are_proposed_unless_a_document_or_the_day_speaks_for_them() {
    let receipts = receipts();
    let deposit = |date: &'static str, text: &'static str| statement(0, &[GRANT, (date, text, 750_000)]);
    let next_day = reconciled(&receipts, &deposit("2024-03-15", "nop tien"));
    assert_eq!((told(&next_day).len(), proposed(&next_day)), (1, vec!["D-2+D-3 = 3 others 0".to_owned()]));
    assert!(next_day.proof.holds() && !next_day.is_settled());
    assert_eq!(next_day.open_items().len(), 3, "a proposal is carried on until it is confirmed");
    let same_day = reconciled(&receipts, &deposit("2024-03-14", "nop tien"));
    assert_eq!(told(&same_day), ["D-1 = 2 Document", "D-2+D-3 = 3 SameDay"]);
    let parts = statement(0, &[("2024-03-13", "", 60_000_000), ("2024-03-14", "", 40_000_000)]);
    assert_eq!(proposed(&reconciled(&Story::granted(), &parts)), ["D-1 = 2+3 others 0"]);
    let far = reconciled(&receipts, &deposit("2024-03-20", "nop tien"));
    assert_eq!(ids(&far.books_only), ["D-2", "D-3"], "only within the window");
    let named = reconciled(&receipts, &deposit("2024-03-29", "D-2 va D-3"));
    assert_eq!(told(&named), ["D-1 = 2 Document", "D-2+D-3 = 3 Document"]);
    let twice = statement(0, &[GRANT, ("2024-03-24", "D-3 lan 1", 200_000), ("2024-03-29", "D-3 lan 2", 250_000)]);
    assert_eq!(told(&reconciled(&receipts, &twice)), ["D-1 = 2 Document", "D-3 = 3+4 Document"]);
    let other = reconciled(&receipts, &deposit("2024-03-14", "hoan D-1"));
    assert_eq!(line_numbers(&other.statement_only), [3], "a line that names a document is no part of a sum without it");
}

#[test]
fn sums_that_would_do_as_well_are_counted() {
    let story = receipts().then(gift(150_000, ClubFund::Operating)).then(gift(600_000, ClubFund::Operating));
    // 300 000 + 450 000, or 150 000 + 600 000.
    for date in ["2024-03-14", "2024-03-15"] {
        let reconciliation = reconciled(&story, &statement(0, &[GRANT, (date, "nop tien", 750_000)]));
        assert_eq!(told(&reconciliation), ["D-1 = 2 Document"]);
        assert_eq!(proposed(&reconciliation), ["D-2+D-3 = 3 others 1"]);
        assert_eq!(ids(&reconciliation.books_only), ["D-4", "D-5"]);
        assert!(reconciliation.proof.holds());
    }
}

#[test]
fn a_search_that_ends_early_says_so() {
    let mut story = Story::granted();
    for at in 0..20 {
        story = story.then(gift(100_001 + 1_000 * at, ClubFund::Operating));
    }
    // No sum of the receipts ends in 9, and the search is not tempted by more than the sixteen nearest.
    let statement = statement(0, &[GRANT, ("2024-03-15", "nop tien", 777_779)]);
    let reconciliation = reconciled(&story, &statement);
    assert_eq!(reconciliation.books_only.len(), 20);
    let [limit] = reconciliation.limits.as_slice() else { panic!("{:?}", reconciliation.limits) };
    assert_eq!((limit.near, limit.searched, limit.found), (20, 16, 0));
    assert!(words(&reconciliation).contains("of at least 20 near it the nearest 16 searched, 0 sum(s)"));
    assert!(reconciliation.proof.holds());
}

#[test]
fn what_was_taken_back_in_the_books_alone_is_a_pair_and_not_two_open_items() {
    let reversal = |record: &str| Reversed { record: record.parse().unwrap(), reason: text("ghi hai lần") };
    let story = receipts().then(gift(300_000, ClubFund::Operating)).on("2024-03-20").then(reversal("D-2"));
    let once = statement(0, &[GRANT, ("2024-03-14", "", 300_000), ("2024-03-14", "", 450_000)]);
    let reconciliation = reconciled(&story, &once);
    // The bank's line is matched with D-4, which is in effect, although D-2 is as near.
    assert_eq!(told(&reconciliation), ["D-1 = 2 Document", "D-3 = 4 AmountAndDate", "D-4 = 3 AmountAndDate"]);
    let [pair] = reconciliation.reversals.as_slice() else { panic!("{:?}", reconciliation.reversals) };
    assert_eq!((pair.record.id.as_str(), pair.reversal.id.as_str()), ("D-2", "D-5"));
    assert!(reconciliation.proof.holds() && !reconciliation.is_settled(), "there is a pair to look at");
    assert!(reconciliation.books_only.is_empty());
    let json = serde_json::to_value(&reconciliation).unwrap();
    let pair = serde_json::json!(["D-2", "D-5"]);
    assert_eq!((&json["books_only"], &json["reversed_in_books"]), (&pair, &serde_json::json!([pair])));
    insta::assert_snapshot!(reconciliation);

    let both = statement(
        0,
        &[
            GRANT,
            ("2024-03-14", "", 300_000),
            ("2024-03-14", "", 450_000),
            ("2024-03-14", "", 300_000),
            ("2024-03-21", "hoan", -300_000),
        ],
    );
    let reconciliation = reconciled(&story, &both);
    assert!(reconciliation.reversals.is_empty() && reconciliation.is_settled(), "the bank knows of both");

    let kept = statement(0, &[GRANT, ("2024-03-14", "D-2", 300_000), ("2024-03-14", "", 450_000)]);
    let reconciliation = reconciled(&story, &kept);
    assert_eq!(ids(&reconciliation.books_only), ["D-4", "D-5"], "the bank has what was taken back");
}

#[test]
fn what_was_carried_forward_and_is_then_taken_back_is_a_pair() {
    let reversal = Reversed { record: "D-2".parse().unwrap(), reason: text("chưa nộp") };
    let story = receipts().on("2024-04-10").then(reversal);
    let statement = statement(0, &[GRANT, ("2024-03-14", "", 450_000), ("2024-04-30", "phi", -11_000)]);
    let open = reconciled(&story, &statement).open_items();
    let april = Scope::of("2024-04".parse::<Month>().unwrap().into()).carrying(&open);
    let reconciliation = BankReconciliation::of(&story.books, &statement, april);
    assert_eq!(reconciliation.reversals.len(), 1);
    assert!(reconciliation.books_only.is_empty() && reconciliation.proof.holds(), "{reconciliation}");
}

#[test]
fn what_looks_alike_is_suspected_and_its_difference_is_proved() {
    let story = Story::granted()
        .then(gift(468_292, ClubFund::Operating))
        .then(gift(1_234_500, ClubFund::Operating))
        .then(gift(90_000, ClubFund::Operating))
        .then(gift(71_000, ClubFund::Operating));
    let wrong = statement(
        0,
        &[
            GRANT,
            ("2024-03-14", "", 486_292),
            ("2024-03-15", "", 1_229_000),
            ("2024-03-14", "", -71_000),
            ("2024-03-29", "D-4", 900_000),
        ],
    );
    let reconciliation = reconciled(&story, &wrong);
    let suspects: Vec<_> =
        reconciliation.suspects.iter().map(|it| (it.book.id.as_str(), it.why, it.difference.dong())).collect();
    assert_eq!(
        suspects,
        [
            ("D-2", Suspicion::DigitsExchanged, 18_000),
            ("D-3", Suspicion::NetOfFee, -5_500),
            ("D-4", Suspicion::AmountDiffers, 810_000),
        ]
    );
    assert_eq!(ids(&reconciliation.books_only), ["D-5"], "what came in is not what went out");
    assert!(reconciliation.proof.holds() && !reconciliation.is_settled());
}

#[test]
fn two_digits_exchanged_are_suspected_within_the_window_the_nearer_day_first() {
    let story = Story::granted().then(gift(468_292, ClubFund::Operating));
    let suspects = |rows: &[(&str, &str, i128)]| -> Vec<(Suspicion, i128, usize)> {
        let reconciliation = reconciled(&story, &statement(0, &[&[GRANT], rows].concat()));
        let suspects = reconciliation.suspects.iter();
        suspects.map(|suspect| (suspect.why, suspect.statement.amount.dong(), suspect.others)).collect()
    };
    let rotated = [("2024-03-13", "", 684_292)];
    assert_eq!(suspects(&rotated), []);
    let nearer_first = [("2024-03-15", "", 864_292), ("2024-03-14", "", 486_292)];
    assert_eq!(suspects(&nearer_first), [(Suspicion::DigitsExchanged, 486_292, 1)]);
    assert_eq!(suspects(&[("2024-03-19", "", 486_292)]), []);
    // A charge of under 1 %, money in only, within the window.
    assert_eq!(suspects(&[("2024-03-18", "", 463_610)]), [(Suspicion::NetOfFee, 463_610, 0)]);
    assert_eq!(suspects(&[("2024-03-18", "", 463_609)]), []);
    assert_eq!(suspects(&[("2024-03-19", "", 463_610)]), []);
    assert_eq!(suspects(&[("2024-03-14", "", 468_293)]), []);
    // Lines of nearer amounts outside the window do not hide one inside.
    let outside = (0..20).map(|less| ("2024-03-25", "", 468_291 - less));
    let rows: Vec<(&str, &str, i128)> = [("2024-03-18", "", 463_610)].into_iter().chain(outside).collect();
    assert_eq!(suspects(&rows), [(Suspicion::NetOfFee, 463_610, 0)]);
}

#[test]
fn a_line_that_names_a_document_is_never_matched_with_another_in_silence() {
    let story = Story::granted()
        .then(gift(300_000, ClubFund::Operating)) // D-2
        .then(DonationReceived { into: Place::Cash, ..gift(50_000, ClubFund::Operating) }) // D-3, not in the bank
        .then(gift(300_000, ClubFund::Operating)); // D-4
    let open = |rows: &[(&str, &str, i128)]| {
        let reconciliation = reconciled(&story, &statement(0, &[&[GRANT], rows].concat()));
        let open = ids(&reconciliation.books_only).join("+");
        format!("{:?} open {open} lines {:?}", told(&reconciliation), line_numbers(&reconciliation.statement_only))
    };
    assert_eq!(
        open(&[("2024-03-14", "nop d3", 300_000)]),
        "[\"D-1 = 2 Document\"] open D-2+D-4 lines [3]",
        "a receipt in cash is a document too"
    );
    assert_eq!(
        open(&[("2024-03-13", "D-4", 300_000), ("2024-03-13", "phi D-4", 300_000)]),
        "[\"D-1 = 2 Document\", \"D-4 = 3 Document\"] open D-2 lines [4]"
    );
    assert_eq!(
        open(&[("2024-03-20", "D-4", 300_000), ("2024-03-13", "", 300_000)]),
        "[\"D-1 = 2 Document\", \"D-2 = 4 AmountAndDate\", \"D-4 = 3 Document\"] open  lines []"
    );
}

#[test]
fn document_numbers_are_found_however_a_bank_writes_them() {
    let is_found = |number: &str, written: &str| {
        let header = Header::new("BN-001".parse().unwrap(), text("CLB"), day("2024-03-13"), Charter::bac_ninh());
        let mut books = Books::new(header.unwrap());
        let voucher = Voucher::new(number.parse().unwrap(), day("2024-03-13"), gift(300_000, ClubFund::Operating));
        books.record(voucher).unwrap();
        let rows = [("2024-03-29", written, 300_000)];
        let reconciliation = BankReconciliation::of(&books, &statement(0, &rows), Scope::of(march()));
        reconciliation.matches.len() == 1
    };
    for (written, text) in [
        ("PT-0001", "NBK.7710023.PT-0001.CT di 0012"),
        ("PT-0001", "PT0001"),
        ("PT-0001", "nop.tien.pt0001"),
        ("PT-0001", "nop tien (PT 0001)"),
        ("PT-0001", "NOP_PT_0001_QUY"),
        ("PT-0001", "FT123/PT-0001/nop quy"),
        ("PT-0001", "phiếu thu số PT.0001."),
        ("PT-0001", "nop tien PT \u{2013} 0001"),
        ("PT-0001", "nop tien PT: 0001"),
        ("PT/06/0001", "nop tien PT060001"),
        ("PT/2025/0001", "nop tien PT 2025 0001"),
        ("PT00001/T03", "NOP.PT00001/T03"),
        ("PT00001/T03", "gop quy PT00001/T03.hoi vien"),
        ("PT00001/T03", "gop quy pt00001.t03"),
        ("PTTM114/2024", "PTTM114-2024 thu tien"),
        ("05/08", "phieu 05/08"),
        ("17", "phieu 17"),
    ] {
        assert!(is_found(written, text), "{written} in {text}");
    }
    for (written, text) in [
        ("PT-0001", "PT-00012"),
        ("PT-0001", "XPT-0001"),
        ("PT-0001", "PT-0001x"),
        ("PT-0001", "PT-0001/T03"),
        ("PT-0001", "PT-0001/2"),
        ("PT-0001", "PT ngay 0001"),
        ("PT-00010203", "PT 0001 0203"),
        ("PT00001/T03", "PT00001/T02"),
        ("05/08", "5/8"),
        ("17", "phieu 170"),
    ] {
        assert!(!is_found(written, text), "{written} in {text}");
    }
}

/// Books a club with a gift of 300,000 đồng under each number, and reconciles it with a line of that amount for each text.
fn numbered(numbers: &[String], texts: &[String]) -> BankReconciliation {
    let header = Header::new("BN-001".parse().unwrap(), text("CLB"), day("2024-03-13"), Charter::bac_ninh());
    let mut books = Books::new(header.unwrap());
    for number in numbers {
        let voucher = Voucher::new(number.parse().unwrap(), day("2024-03-13"), gift(300_000, ClubFund::Operating));
        books.record(voucher).unwrap();
    }
    let rows: Vec<_> = texts.iter().map(|text| ("2024-03-29", text.as_str(), 300_000)).collect();
    BankReconciliation::of(&books, &statement(0, &rows), Scope::of(march()))
}

#[test]
fn a_document_number_is_compared_with_all_its_groups() {
    let number = |groups: usize| (1..=groups).map(|group| group.to_string()).collect::<Vec<_>>().join("-");
    let long = |last: &str| format!("PT-{}-{last}", number(20));
    let two = [long("A"), long("B")];
    let matched = numbered(&two, &[format!("nop tien {}", long("B")), format!("nop tien {}", long("A"))]);
    assert_eq!(told(&matched), [format!("{} = 3 Document", two[0]), format!("{} = 2 Document", two[1])]);
    // The line names another document.
    let other = numbered(&two[..1], &[long("C")]);
    assert_eq!(told(&other), Vec::<String>::new());
    assert_eq!(other.suspects.len(), 1);
    // A number with a slash is found whole, also where the bank leaves out its signs.
    for groups in 1..=15 {
        let slashes = format!("PT/{}", number(groups).replace('-', "/"));
        for written in [slashes.clone(), slashes.replace('/', " "), slashes.replace('/', "")] {
            let matched = numbered(std::slice::from_ref(&slashes), &[format!("gop quy {written}")]);
            assert_eq!(matched.matches.len(), 1, "{slashes} in {written}");
        }
    }
}

#[test]
fn each_document_is_found_by_its_own_spelling_however_many_differ_in_signs_alone() {
    let signs = ["", "-", "_", ".", "/"];
    let spelled = |prefix: &str| signs.iter().map(|sign| format!("{prefix}{sign}0001")).collect::<Vec<_>>();
    let numbers: Vec<String> = ["PT", "pt", "Pt", "pT"].into_iter().flat_map(spelled).collect();
    let reversed: Vec<String> = numbers.iter().rev().cloned().collect();
    let matched = numbered(&numbers, &reversed);
    let pairs = (0..numbers.len()).map(|place| format!("{} = {} Document", numbers[place], 21 - place));
    assert_eq!(told(&matched), pairs.collect::<Vec<_>>());
}

#[test]
fn the_bank_taking_a_line_back_is_a_pair_unless_the_books_have_it() {
    let csv = "Ngày;Số CT;Nội dung;Ghi nợ;Ghi có;Số dư\n\
               13/03/2024;F1;D-1;;100.000.000;100.000.000\n\
               15/03/2024;F9;thu nhầm;22.000;;99.978.000\n\
               16/03/2024;f9;hoàn;;22.000;100.000.000\n\
               17/03/2024;F8;thu;22.000;;99.978.000\n";
    let reconciliation = reconciled(&Story::granted(), &read(csv));
    let [pair] = reconciliation.bank_reversals.as_slice() else { panic!("{reconciliation}") };
    assert_eq!((pair.line.line, pair.reversal.line), (3, 4));
    assert_eq!(line_numbers(&reconciliation.statement_only), [5], "another reference");
    let json = serde_json::to_value(&reconciliation).unwrap();
    let lines = (&json["lines_only"], &json["reversed_in_bank"]);
    assert_eq!(lines, (&serde_json::json!([5]), &serde_json::json!([[3, 4]])));
    assert!(reconciliation.proof.holds() && !reconciliation.is_settled());
    let booked = Story::granted().on("2024-03-16").then(gift(22_000, ClubFund::Operating));
    let reconciliation = reconciled(&booked, &read(csv));
    assert_eq!(told(&reconciliation), ["D-1 = 2 Document", "D-2 = 4 AmountAndDate"]);
    assert!(reconciliation.bank_reversals.is_empty());
}

#[test]
fn only_what_moves_the_bank_is_an_item() {
    let story = Story::granted()
        .then(join("M1"))
        .then(crate::support::ask("L1", "M1", 1_200_000))
        .then(disburse("L1"))
        .then(CashWithdrawn { amount: amount(500_000) });
    let statement = statement(0, &[GRANT, ("2024-03-13", "", -1_200_000), ("2024-03-13", "", -500_000)]);
    let reconciliation = reconciled(&story, &statement);
    assert_eq!(told(&reconciliation), ["D-1 = 2 Document", "D-4 = 3 AmountAndDate", "D-5 = 4 AmountAndDate"]);
    let loan = &reconciliation.matches[1].pairing.books[0];
    assert_eq!((loan.text.as_str(), loan.amount.dong()), ("loan_disbursed: L1", -1_200_000));
}

#[test]
fn balances_follow_row_by_row_however_the_bank_prints_them() {
    let rows = [GRANT, ("2024-03-14", "D-2", 300_000), ("2024-03-14", "D-3", 450_000), ("2024-03-14", "phi", -300_000)];
    let printed = csv(0, &rows);
    let mut lines: Vec<&str> = printed.lines().collect();
    let read = |lines: &[&str]| read(lines.join("\n") + "\n");
    let order = |statement: &BankStatement| -> Vec<i128> {
        statement.lines().iter().map(|line| line.balance.unwrap().dong()).collect()
    };
    let as_printed = read(&lines);
    lines[1..].reverse();
    let last_first = read(&lines);
    for statement in [&as_printed, &last_first] {
        assert!(statement.is_whole());
        assert_eq!(order(statement), [100_000_000, 100_300_000, 100_750_000, 100_450_000]);
        assert_eq!((statement.opening(), statement.closing()), (Some(Balance::ZERO), Some(Balance::new(100_450_000))));
        assert_eq!(statement.balance_before(day("2024-03-13")), Some(Balance::ZERO));
        assert_eq!(statement.balance_after(day("2024-03-13")), Some(Balance::new(100_000_000)));
        assert_eq!(statement.balance_after(day("2024-03-14")), Some(Balance::new(100_450_000)));
    }
    // The newest first, then sorted by day in a spreadsheet.
    lines[1..].rotate_right(1);
    assert!(read(&lines).is_whole(), "{:?}", read(&lines));
}

#[test]
fn balances_may_follow_in_another_order_than_the_days() {
    let rows = [GRANT, ("2024-04-02", "D-4", 60_000), ("2024-03-31", "D-2", 300_000), ("2024-04-03", "phi", -11_000)];
    let printed = csv(0, &rows);
    let mut lines: Vec<&str> = printed.lines().collect();
    for _ in 0..2 {
        lines[1..].reverse();
        let statement = read(lines.join("\n"));
        assert!(statement.is_whole(), "{statement:?}");
        let months = statement.months().unwrap();
        assert_eq!((months.from, months.through), (day("2024-03-01"), day("2024-04-30")));
        // What is dated in April is not in the balance at the end of March, although the bank booked it before.
        assert_eq!(statement.balance_after(day("2024-03-31")), Some(Balance::new(100_300_000)));
        assert_eq!(statement.balance_after(day("2024-04-30")), Some(Balance::new(100_349_000)));
    }
}

#[test]
fn a_balance_that_does_not_follow_is_told_with_its_line() {
    let printed = csv(0, &[GRANT, ("2024-03-14", "D-2", 300_000), ("2024-03-14", "D-3", 450_000)]);
    let cut = printed.split_inclusive('\n').filter(|line| !line.contains("D-2")).collect::<String>();
    let statement = BankStatement::read(cut.as_bytes(), &StatementOptions::default()).unwrap();
    let expected = BalanceBreak { line: 3, expected: Balance::new(100_450_000), found: Balance::new(100_750_000) };
    assert_eq!(statement.breaks(), [expected]);
    let reconciliation = reconciled(&receipts(), &statement);
    assert!(!reconciliation.is_complete() && !reconciliation.proof.holds());
    assert_eq!(reconciliation.proof.unexplained.unwrap().in_statement, Balance::new(300_000));
    assert_eq!(ids(&reconciliation.books_only), ["D-2"]);
    let told = words(&reconciliation);
    assert!(told.contains("Line Balance Expected ─ 3 100,750,000 100,450,000"), "{told}");
    assert!(told.contains("INCOMPLETE"), "{told}");
}

#[test]
fn a_statement_without_rows_proves_nothing() {
    let empty = statement(0, &[]);
    assert_eq!((empty.months(), empty.balance_after(day("2024-03-13"))), (None, None));
    let reconciliation = reconciled(&receipts(), &empty);
    assert_eq!(ids(&reconciliation.books_only), ["D-1", "D-2", "D-3"]);
    assert!(!reconciliation.proof.holds());
    assert_eq!(reconciliation.proof.expected_by_books(), None);
    assert!(words(&reconciliation).contains("NOT PROVED, the statement has no balances"));
}

#[test]
fn a_row_that_moves_nothing_states_a_balance_and_is_no_item() {
    let csv = "Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n\
               01/04/2024;;Số dư đầu kỳ;;;100.750.000\n\
               30/04/2024;;Không phát sinh;0;0;100.750.000\n";
    let statement = read(csv);
    assert_eq!((statement.lines(), statement.passed_over()), (&[][..], &[2, 3][..]));
    let april = Scope::of("2024-04".parse::<Month>().unwrap().into());
    let reconciliation = BankReconciliation::of(&receipts().books, &statement, april);
    assert!(reconciliation.is_settled(), "{reconciliation}");
}

#[test]
fn programs_read_the_same() {
    let story = receipts();
    let statement = statement(0, &[GRANT, ("2024-03-14", "D-2", 300_000), ("2024-03-14", "lãi", 8_500)]);
    let json = serde_json::to_string_pretty(&reconciled(&story, &statement)).unwrap();
    insta::assert_snapshot!(json);
}

/// Formats the movements of a statement: line, day and amount in đồng.
fn movements(statement: &BankStatement) -> Vec<String> {
    let lines = statement.lines().iter();
    lines.map(|line| format!("{} {} {}", line.line, line.date, line.amount.dong())).collect()
}

fn refusals(statement: &BankStatement) -> String {
    statement.refused().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The two movements under every heading below.
const TWO: [&str; 2] = ["2024-03-13 100000000", "2024-03-14 -4000000"];

#[test]
fn statements_as_banks_print_them() {
    let sides = "13/03/2024;FT1;vốn;;100.000.000;100.000.000\n14/3/2024;FT2;rút;4.000.000;;96.000.000\n";
    let signed = "13/03/2024;FT1;vốn;100.000.000;100.000.000\n14/3/2024;FT2;rút;-4.000.000;96.000.000\n";
    let directed = "13/03/2024;FT1;vốn;100.000.000;C\n14/3/2024;FT2;rút;4.000.000;D\n";
    for (headings, rows) in [
        ("Ngày giao dịch;Số tham chiếu;Mô tả giao dịch;Ghi nợ;Ghi có;Số dư", sides), // Vietcombank
        ("Ngày;Số CT;Nội dung;Phát sinh nợ;Phát sinh có;Số dư", sides),              // Agribank
        ("Ngày GD;Mã GD;Diễn giải;PS Nợ;PS Có;Số dư cuối", sides),
        ("NGAY HACH TOAN;SO CT;DIEN GIAI;PHAT SINH NO;PHAT SINH CO;SO DU", sides), // BIDV
        ("Ngay;So CT;Noi dung;No;Co;So du", sides),
        ("Date;Doc No;Narration;Withdrawal;Deposit;Running balance", sides),
        ("Ngày giao dịch (Transaction date);Số bút toán;Nội dung;Ghi nợ (VND);Ghi có (VND);Số dư (VND)", sides),
        ("Ngày/Date;Tham chiếu/Ref;Chi tiết/Details;Rút ra/Debit;Gửi vào/Credit;Số dư/Balance", sides), // ACB
        ("Ngày hiệu lực;Số giao dịch;Nội dung;Tiền ra;Tiền vào;Số dư sau giao dịch", sides),            // TPBank
        ("Posting Date;Reference No.;Transaction Remarks;Debit Amount;Credit Amount;Account Balance", sides),
        ("Ngày giao dịch;Số tham chiếu;Nội dung;Số tiền;Số dư", signed),
        ("Transaction date;Transaction ID;Details;Amount (VND);Available balance", signed),
        ("Ngày;Mã giao dịch;Nội dung;Số tiền GD;Loại giao dịch", directed), // MB
        ("Date;Ref;Description;Amount;D/C", directed),
        ("Ngày;Số CT;Nội dung;Số tiền;Ghi nợ/Ghi có", directed),
        ("Ngày;;Diễn giải;Phát sinh;;Số dư\nGD;Số CT;;Nợ;Có;", sides),
        ("Ngày giao dịch;Số CT;Nội dung;Nợ;Có;Số dư\nTransaction date;Doc no;Details;Debit;Credit;Balance", sides),
        ("Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n(1);(2);(3);(4);(5);(6)", sides),
        ("Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n(1);(2);(3);(4);(5);(6)=(5)-(4)", sides),
        ("Ngày;Số CT;Diễn giải;Phát sinh giảm;Phát sinh tăng;Số dư", sides), // Sacombank
        ("Ngày;Số CT;Tên giao dịch;Giảm;Tăng;Số dư", sides),
    ] {
        for separator in [";", "\t", ","] {
            let rows = if separator == "," {
                format!("\"{}", rows.replace(';', "\",\"").replace('\n', "\"\n\""))
            } else {
                rows.replace(';', separator)
            };
            let rows = rows.trim_end_matches('"');
            let above = "NGÂN HÀNG VÍ DỤ\nSố tài khoản: 0123456789\nTừ ngày 01/03/2024 đến 31/03/2024\n\n";
            let statement = read(format!("\u{feff}{above}{}\n{rows}", headings.replace(';', separator)));
            let found = movements(&statement);
            let found: Vec<&str> = found.iter().map(|line| line.split_once(' ').unwrap().1).collect();
            assert_eq!(found, TWO, "{headings} {separator:?} {}", refusals(&statement));
            assert!(statement.is_whole(), "{headings}");
            assert_eq!(statement.lines()[1].description, "rút", "{headings}");
        }
    }
}

/// Money paid out is never read as money received because the heading of the direction is not understood.
#[test]
fn a_direction_is_found_by_its_cells_where_its_heading_says_nothing() {
    let of = |heading: &str, first: &str, second: &str| {
        let statement = read(format!(
            "Ngày,{heading},Số tiền,Nội dung\n8/1/2024,{first},50000,D\n9/1/2024,{second},8000,D\n,,58000,Cộng\n"
        ));
        let amounts: Vec<i128> = statement.lines().iter().map(|line| line.amount.dong()).collect();
        (amounts, statement.columns().get(&ColumnRole::Direction).cloned())
    };
    for (heading, first, second) in [("Loại", "C", "D"), ("L.", "Ghi có", "Ghi nợ"), ("XY", "+", "-")] {
        assert_eq!(of(heading, first, second), (vec![50_000, -8_000], Some(heading.to_owned())), "{heading}");
    }
    // Not every row has a direction, or none goes out: another meaning.
    assert_eq!(of("Loại", "C", "chuyển khoản"), (vec![50_000, 8_000], None));
    assert_eq!(of("Loại", "C", "C"), (vec![50_000, 8_000], None));
}

/// The text of a line is the evidence for its match: it is never cut, and never wider than a terminal.
#[test]
fn a_long_text_goes_on_below() {
    let story = Story::granted();
    let long = format!("D-1 {} {}", "tỉnh ".repeat(20).trim(), "MBVCB.".repeat(12));
    let reconciliation = reconciled(&story, &statement(0, &[("2024-03-13", &long, 100_000_000)]));
    for language in [Language::English, Language::Vietnamese, Language::Both] {
        let report = reconciliation.report(language).to_string();
        assert!(report.lines().all(|line| line.chars().count() <= 80), "{report}");
    }
    let report = reconciliation.report(Language::English).to_string();
    assert_eq!(report.split_whitespace().filter(|word| *word == "tỉnh").count(), 21, "no word is broken: {report}");
    let together: String = report.split_whitespace().collect();
    assert!(together.contains(&long.split_whitespace().collect::<String>()), "{report}");
    let reconciliation = reconciled(&story, &statement(0, &[]));
    assert!(reconciliation.report(Language::Vietnamese).to_string().contains("Nhận vốn"), "words for the event");
}

#[test]
fn the_tables_of_a_reconciliation_are_a_spreadsheet() {
    let story = receipts();
    let rows = [GRANT, ("2024-03-14", "=D-2", 300_000), ("2024-03-14", "", 540_000)];
    let tables = reconciled(&story, &statement(0, &rows)).tables();
    let csv = to_csv(&tables, CsvOptions { language: Language::English, ..CsvOptions::default() });
    insta::assert_snapshot!(csv);
    let sheets = [Language::English, Language::Vietnamese].map(|language| workbook(&tables, language));
    assert!(sheets.iter().all(Result::is_ok));
}

#[test]
fn numbers_are_read_as_the_column_writes_them() {
    for (first, second, balance) in [
        ("100.000.000", "-4.000.000", "96.000.000"),
        ("100,000,000.00", "-4,000,000.00", "96,000,000.00"),
        ("100.000.000,00", "(4.000.000,00)", "96.000.000,00"),
        ("100 000 000", "4 000 000-", "96 000 000"),
        ("100000000.0000", "-4000000.0000", "96000000.0000"),
        ("100000000,000", "-4000000,000", "96.000.000,000"),
        ("100000000", "4000000 DR", "96000000 CR"),
        ("+100.000.000 đ", "\u{2212}4.000.000 VNĐ", "VND 96.000.000"),
        ("100\u{a0}000\u{a0}000", "-4\u{a0}000\u{a0}000", "96\u{202f}000\u{202f}000"),
        // Each column on its own.
        ("100000000.00", "-4000000.00", "96.000.000"),
    ] {
        let csv = format!("Ngày\tSố tiền\tSố dư\n13/3/2024\t{first}\t\n14/3/2024\t{second}\t{balance}\n");
        let statement = read(csv);
        assert_eq!(movements(&statement), ["2 2024-03-13 100000000", "3 2024-03-14 -4000000"], "{first}");
        assert_eq!((statement.opening(), statement.closing()), (Some(Balance::ZERO), Some(Balance::new(96_000_000))));
    }
}

#[test]
fn a_column_that_can_be_read_in_two_ways_is_refused_until_it_is_decided() {
    let csv = "Ngày;Số tiền;Số dư\n13/3/2024;100.000;100.000\n14/3/2024;50,000;150.000\n";
    insta::assert_snapshot!(refused(csv), @r#"the column "Số tiền" can be read in two ways: in "100.000" the dots are between thousands, in "50,000" the commas; decide with --grouping dots or --grouping commas"#);
    let decided = |grouping| {
        let options = StatementOptions { grouping: Some(grouping), ..StatementOptions::default() };
        let statement = BankStatement::read(csv.as_bytes(), &options).unwrap();
        (movements(&statement), refusals(&statement))
    };
    let (dots, refusals) = decided(Grouping::Dots);
    assert_eq!(dots, ["2 2024-03-13 100000"]);
    insta::assert_snapshot!(refusals, @r#"line 3, column 2 (Số tiền), "50,000": it has decimals behind ',', expected whole units with '.' between groups of three digits"#);
    assert_eq!(decided(Grouping::Commas).0, Vec::<String>::new());
}

#[test]
fn rows_that_move_no_money_are_passed_over_and_listed() {
    let csv = "Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n\
               ;;Số dư đầu kỳ;;;6.200.000\n\
               04/03/2024;K1;rút;2.000.000;;4.200.000\n\
               ;;tiền mặt D-9;;;\n\
               ;K2;phí;1.000;;4.199.000\n\
               Cộng trang 1;;;2.001.000;;\n\
               Trang 1/2;;;;;\n\
               Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n\
               18/03/2024;;;;;\n\
               ;K3;ủng hộ;;750.000;4.949.000\n\
               19/03/2024;K4;không phát sinh;0;0;4.949.000\n\
               31/03/2024;;Số dư;;;4.949.000\n\
               31/03/2024;;Cộng phát sinh;2.001.000;750.000;\n\
               ;;;2.001.000;750.000;\n\
               31/03/2024;;Số dư cuối kỳ;;;4.949.000\n\
               Người lập;;;Kiểm soát;;\n\
               (Ký, họ tên);;;;;\n";
    let statement = read(csv);
    assert_eq!(movements(&statement), ["3 2024-03-04 -2000000", "5 2024-03-04 -1000", "10 2024-03-18 750000"]);
    assert_eq!(statement.passed_over(), [2, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17]);
    assert!(statement.is_whole(), "{}", refusals(&statement));
    assert_eq!(
        (statement.opening(), statement.closing()),
        (Some(Balance::new(6_200_000)), Some(Balance::new(4_949_000)))
    );
    assert_eq!(statement.lines()[0].description, "rút tiền mặt D-9", "a text that goes on below");

    let lost = csv.replace("18/03/2024;;;;;\n;K3;ủng hộ;;750.000;4.949.000\n", "");
    let lost = read(lost);
    assert_eq!((lost.closing(), refusals(&lost).lines().count()), (Some(Balance::new(4_949_000)), 1));
}

/// A row of totals without a known label is recognised by its numbers, and a movement of the day above is never taken for one.
#[test]
fn totals_are_known_by_their_numbers_and_movements_without_a_day_by_their_balance() {
    let rows = "13/3/2024;K1;vốn;;500.000;500.000\n\
                ;K2;Công ty ABC ủng hộ;;700.000;1.200.000\n\
                ;K3;TONG CONG TY XYZ;200.000;;1.000.000\n";
    let of = |end: &str| {
        let statement = read(format!("Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n{rows}{end}\n"));
        let proved = statement.closing() == Some(Balance::new(1_000_000)) && statement.is_whole();
        (line_numbers(statement.lines()), statement.passed_over().to_vec(), proved)
    };
    for end in [
        ";;Turnover;200.000;1.200.000;",
        "TC;;;200.000;1.200.000;",
        "Tổng tiền vào;;;;1.200.000;",
        ";;Hai giao dịch;;1.200.000;",
        ";;Tổng cộng 2 giao dịch;;1.200.000;",
        ";;;;1.200.000;",
        ";;Số dư tại 13/3/2024;;1.000.000;",
        ";;Còn;;1.000.000;",
    ] {
        assert_eq!(of(end), (vec![2, 3, 4], vec![5], true), "{end}");
    }
    assert_eq!(of(";K4;Cộng tác viên nộp;;1.200.000;2.200.000").0, [2, 3, 4, 5]);
    // Without balances, words alone do not make a total.
    for text in ["CONG TY ABC", "Cộng tác viên", "Cộng lãi tháng 3/2024", "Công nợ tháng 3", "Số dư quỹ cũ nộp vào"]
    {
        for day in ["", "31/3/2024"] {
            let statement =
                read(format!("Ngày;Nội dung;Nợ;Có\n13/3/2024;vốn;;500.000\n{day};{text};0;700.000\n{day};{text};;1\n"));
            assert_eq!(line_numbers(statement.lines()), [2, 3, 4], "{day} {text}");
        }
    }
}

/// A row with a day and one amount is a movement, even if its text begins with the word of a total, and however the other side is left
/// empty.
#[test]
fn rows_that_begin_with_the_word_of_a_total_are_movements_by_their_amount() {
    let rows = [
        ("11/03/2024", "Hỗ trợ của xã", "", "500.000", "500.000"),
        ("12/03/2024", "Công đoàn xã ủng hộ", "", "700.000", "1.200.000"),
        ("13/03/2024", "Tổng kết cuối năm", "300.000", "", "900.000"),
        ("14/03/2024", "Luỹ kế ủng hộ của xóm", "", "100.000", "1.000.000"),
        ("31/03/2024", "Cộng lãi tháng 3/2024", "", "20.000", "1.020.000"),
        ("31/03/2024", "Công nợ tháng 3", "20.000", "", "1.000.000"),
        ("31/03/2024", "Số dư cuối kỳ", "", "80.000", "1.080.000"),
        ("31/03/2024", "Cộng tác viên nộp tiền", "", "200.000", "1.280.000"),
    ];
    let expected = [500_000, 700_000, -300_000, 100_000, 20_000, -20_000, 80_000, 200_000];
    for zero in ["", "-", "0", "00", "0,00", "0 đ", "0.00"] {
        for is_newest_first in [false, true] {
            for is_day_once in [false, true] {
                let mut last_day = "";
                let mut rows = rows.to_vec();
                if is_newest_first {
                    rows.reverse();
                }
                let rows = rows.iter().map(|(day, text, debit, credit, balance)| {
                    let day = if is_day_once && *day == std::mem::replace(&mut last_day, day) { "" } else { day };
                    let filled = |cell: &str| if cell.is_empty() { zero.to_owned() } else { cell.to_owned() };
                    format!("{day};{text};{};{};{balance}\n", filled(debit), filled(credit))
                });
                let csv = "Ngày giao dịch;Diễn giải;Ghi nợ;Ghi có;Số dư\n".to_owned() + &rows.collect::<String>();
                let csv = if zero == "0.00" { csv.replace(".000", ",000").replace("1.", "1,") } else { csv };
                let statement = read(&csv);
                let amounts: Vec<i128> = statement.lines().iter().map(|line| line.amount.dong()).collect();
                assert_eq!(amounts, expected, "{csv}\n{}", refusals(&statement));
                assert!(statement.is_whole() && statement.passed_over().is_empty(), "{csv}");
                assert_eq!(
                    (statement.opening(), statement.closing()),
                    (Some(Balance::ZERO), Some(Balance::new(1_280_000)))
                );
            }
        }
    }
}

/// A total of the period with zeros is skipped, also with a balance and with the newest row first.
#[test]
fn totals_with_zeros_and_balances_are_passed_over() {
    let rows = ["11/03/2024;Hỗ trợ;0;500.000;500.000\n", "12/03/2024;Ủng hộ;0;700.000;1.200.000\n"];
    for end in [
        "31/03/2024;Cộng phát sinh;0;1.200.000;\n",
        "31/03/2024;Cộng phát sinh;0;1.200.000;1.200.000\n",
        ";Tổng cộng 2 giao dịch;0;1.200.000;\n",
        ";Tổng cộng 2 giao dịch;0,00;1.200.000,00;0\n",
        "31/03/2024;Tổng cộng 2 giao dịch;0;0;1.200.000\n",
        "31/03/2024;Luỹ kế từ đầu năm;9.000.000;9.500.000;\n",
        "31/03/2024;Số dư cuối kỳ;0;1.200.000;1.200.000\n",
        ";Số dư cuối kỳ;0;1.200.000;\n",
    ] {
        for is_newest_first in [false, true] {
            let mut rows = rows;
            if is_newest_first {
                rows.reverse();
            }
            let statement = read(format!("Ngày;Nội dung;Nợ;Có;Số dư\n{}{end}", rows.concat()));
            assert_eq!(statement.passed_over(), [4], "{end} {}", refusals(&statement));
            assert_eq!((statement.is_whole(), statement.closing()), (true, Some(Balance::new(1_200_000))), "{end}");
        }
    }
    // The opening balance in both columns, below the oldest movement.
    let statement = read("Ngày;Nội dung;Nợ;Có;Số dư\n12/03/2024;x;0;700;1.200\n;Số dư đầu kỳ;0;500;500\n");
    assert_eq!((statement.passed_over(), statement.opening()), (&[3][..], Some(Balance::new(500))));
    // Totals of amounts with a direction are sums of either side or of both.
    let rows = "Ngày;Nội dung;Loại;Số tiền\n11/03/2024;x;C;50.000\n12/03/2024;x;D;8.000\n";
    for end in ["Cộng phát sinh có;;50.000", "Cộng phát sinh nợ;;8.000", "Tổng cộng;;58.000", "Tổng cộng;;42.000"]
    {
        let statement = read(format!("{rows}31/03/2024;{end}\n"));
        assert_eq!(statement.passed_over(), [4], "{end} {}", refusals(&statement));
    }
}

/// A row that begins like a total but is neither a total nor a readable movement is refused, not skipped.
#[test]
fn rows_that_begin_with_the_word_of_a_total_are_refused_where_they_cannot_be_read() {
    for (row, reason) in [
        ("30/02/2024;Công đoàn xã ủng hộ;;700.000;1.200.000", "there is no such day in the calendar"),
        ("30/02/2024;Ủng hộ;;500.000;", "there is no such day in the calendar"),
        ("12/03/2024;Công đoàn xã ủng hộ;;bảy trăm;1.200.000", "it is not a number"),
        ("12/03/2024;Công đoàn xã ủng hộ;;;1.200.000", "its balance is not that of a row beside it"),
        ("12/03/2024;Công đoàn xã ủng hộ;0;0;1.200.000", "its balance is not that of a row beside it"),
        ("12/03/2024;Công đoàn xã ủng hộ;1.000;701.000;1.200.000", "it has a debit and a credit"),
        (";Công đoàn xã ủng hộ;;VND 7OO OOO;1.200.000", "it is not a number"),
        (";Ủng hộ;1.000;701.000;1.200.000", "it has a debit and a credit"),
    ] {
        let statement = read(format!("Ngày;Nội dung;Nợ;Có;Số dư\n11/03/2024;Hỗ trợ;;500.000;500.000\n{row}\n"));
        let refusals = refusals(&statement);
        assert!(refusals.starts_with("line 3") && refusals.contains(reason), "{row}: {refusals}");
        assert_eq!(statement.passed_over(), [0_u64; 0], "{row}");
    }
}

/// A balance at one end and the movements give the balance at the other end, unless a row is missing.
#[test]
fn the_balance_at_one_end_follows_from_the_other() {
    let of = |rows: &str| {
        let statement = read(format!("Ngày;Nội dung;Nợ;Có;Số dư\n{rows}"));
        (statement.opening().map(Balance::dong), statement.closing().map(Balance::dong))
    };
    let rows = "13/03/2024;vốn;;100.000.000;\n14/03/2024;rút;4.000.000;;\n";
    assert_eq!(of(&format!("{rows};Số dư cuối kỳ;;;96.000.000\n")), (Some(0), Some(96_000_000)));
    assert_eq!(of(&format!(";Số dư đầu kỳ;;;1.000\n{rows}")), (Some(1_000), Some(96_001_000)));
    assert_eq!(of(rows), (None, None));
    let refused = format!("{rows}15/03/2024;x;;1O;\n");
    assert_eq!(of(&format!("{refused};Số dư cuối kỳ;;;96.000.000\n")), (None, Some(96_000_000)));
    assert_eq!(of(&format!(";Số dư đầu kỳ;;;1.000\n{refused}")), (Some(1_000), None));
    assert_eq!(of(";Số dư cuối kỳ;;;96.000.000\n"), (Some(96_000_000), Some(96_000_000)));
    assert_eq!(of(";Số dư đầu kỳ;;;1.000\n13/03/2024;x;;1O;\n"), (Some(1_000), None));
}

#[test]
fn balances_are_stated_in_many_words() {
    for (label, opening) in [
        ("Số dư cuối kỳ trước", 9_000),
        ("Số dư tại 01/03/2024", 9_000),
        ("Số dư ngày 29/02/2024", 9_000),
        ("SDĐK", 9_000),
        ("Opening bal.", 9_000),
        ("1. Số dư đầu kỳ", 9_000),
    ] {
        for day in ["", "01/03/2024"] {
            let statement =
                read(format!("Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n{day};;{label};;;9.000\n13/3/2024;K1;x;;500;9.500\n"));
            assert_eq!(
                (statement.opening(), statement.closing()),
                (Some(Balance::new(opening)), Some(Balance::new(9_500)))
            );
            assert_eq!(statement.passed_over(), [2], "{label} {day} {}", refusals(&statement));
            assert!(statement.is_whole(), "{label}");
        }
    }
}

#[test]
fn cells_are_read_without_the_marks_of_a_spreadsheet_and_what_cannot_be_seen() {
    let csv = "Ngày, \"Nội dung\",Nợ,Có,Số dư\n\
               \"=\"\"13/3/2024\"\"\",x,,\"=\"\"100,000\"\"\",'100000\n\
               \u{feff}14/3/2024,x,\u{200e}4000\u{200b},,\"96,000\"\n";
    let statement = read(csv);
    assert_eq!(movements(&statement), ["2 2024-03-13 100000", "3 2024-03-14 -4000"], "{}", refusals(&statement));
    assert!(statement.is_whole());
}

#[test]
fn minus_signs_and_charges_mean_what_the_balances_say() {
    let read = |rows: &str| read(format!("Ngày;Nợ;Có;Phí;VAT;Số dư\n{rows}"));
    let amounts = |rows: &str| {
        let statement = read(rows);
        let amounts: Vec<i128> = statement.lines().iter().map(|line| line.amount.dong()).collect();
        (amounts, statement.refused().len() + statement.breaks().len())
    };
    // Every debit has a minus: it only repeats the side.
    assert_eq!(amounts("1/3/2024;;90.000;;;90.000\n2/3/2024;-5.000;;;;85.000\n"), (vec![90_000, -5_000], 0));
    // One debit has one, and the balance rises: it is a correction.
    let corrected = "1/3/2024;5.000;;;;85.000\n2/3/2024;-5.000;;;;90.000\n";
    assert_eq!(amounts(corrected), (vec![-5_000, 5_000], 0));
    // The meaning of the minus is not known.
    assert_eq!(amounts("1/3/2024;5.000;;;;\n2/3/2024;-4.000;;;;\n"), (vec![-5_000], 1));
    // The balances show the meaning of the minus, but not whether the last charge is on top.
    let rows = "1/3/2024;;100.000;;;100.000\n2/3/2024;30.000;;;;70.000\n3/3/2024;-30.000;;;;100.000\n\
                4/3/2024;10.000;;1.100;;\n";
    assert_eq!(amounts(rows), (vec![100_000, -30_000, 30_000, -10_000], 0));
    // Only the column whose minus may have either meaning is refused.
    let rows = "1/3/2024;;100.000;;;100.000\n2/3/2024;30.000;;;;70.000\n3/3/2024;-30.000;;;;100.000\n\
                4/3/2024;;5.000;;;\n5/3/2024;;-5.000;;;\n";
    assert_eq!(amounts(rows), (vec![100_000, -30_000, 30_000, 5_000], 1));
    insta::assert_snapshot!(refusals(&read(rows)), @r#"line 6, column 3 (Có), "-5.000": its minus may repeat the side or correct an earlier row; no balance shows which, so ask the bank for a statement with balances"#);
    // Charges on top of the amount, or in it.
    assert_eq!(amounts("1/3/2024;;90.000;;;90.000\n2/3/2024;5.000;;500;50;84.450\n"), (vec![90_000, -5_550], 0));
    assert_eq!(amounts("1/3/2024;;90.000;;;90.000\n2/3/2024;5.000;;500;50;85.000\n"), (vec![90_000, -5_000], 0));
    // The columns of charges are among those that are used.
    let columns = read("1/3/2024;;90.000;;;90.000\n").columns().clone();
    assert_eq!((columns[&ColumnRole::Fee].as_str(), columns[&ColumnRole::Vat].as_str()), ("Phí", "VAT"));
    // Without balances, charges are not added, and the report says so.
    let without = read("1/3/2024;5.000;;-500;50;\n");
    assert_eq!(without.lines()[0].amount.dong(), -5_000);
    let says = |statement: &BankStatement| words(&reconciled(&receipts(), statement)).contains("Charges not added");
    assert!(says(&without) && !says(&read("1/3/2024;5.000;;-500;50;4.450\n")));
}

#[test]
fn each_row_that_cannot_be_read_is_told_and_the_rest_is_reconciled() {
    let row = |date: &str, amount: &str, balance: &str| format!("{date};FT;x;{amount};{balance}\n");
    let csv = "Ngày;Số CT;Nội dung;Số tiền;Số dư\n".to_owned()
        + &row("13/3/2024", "100.000.000", "100.000.000")
        + &row("14/3/2024", "1.234,50", "0")
        + &row("14/3/2024", "1,234.50", "0")
        + &row("14/3/2024", "80000.0", "0")
        + &row("14/3/2024", "8e4", "0")
        + &row("14/3/2024", "", "0")
        + &row("14/3/2024", "-5 CR", "0")
        + &row("14/3/2024", "1.234.567.890.123.456", "0")
        + &row("14/3/2024", "5.000", "năm nghìn")
        + &row("30/2/2024", "5.000", "0")
        + &row("3/14/2024", "5.000", "0")
        + &row("14/3/1024", "5.000", "0")
        + &row("2024-02-30", "5.000", "0")
        + &row("14/3/2024 lúc 8 giờ", "5.000", "0")
        + &row("", "5.000", "0")
        + "14/3/2024;FT;x;5.000;0;9\n"
        + &row("15/3/2024", "450.000", "100.750.000");
    let statement = read(&csv);
    assert_eq!(line_numbers(statement.lines()), [2, 18]);
    insta::assert_snapshot!(refusals(&statement));
    assert!(statement.breaks().is_empty(), "between rows that were left out nothing can be said");

    let reconciliation = reconciled(&receipts(), &statement);
    assert_eq!(told(&reconciliation), ["D-1 = 2 AmountAndDate", "D-3 = 18 AmountAndDate"]);
    assert!(!reconciliation.is_complete() && !reconciliation.proof.holds());
    assert_eq!(reconciliation.proof.unexplained.unwrap().in_statement, Balance::new(300_000));
    let tables = reconciliation.tables();
    let refused = tables.iter().find(|table| table.title.english == "ROWS REFUSED (15)");
    insta::assert_snapshot!(refused.unwrap().to_text(Language::Vietnamese));
}

#[test]
fn rows_hidden_in_quotation_marks_are_listed() {
    let csv = "Ngày;Số CT;Nội dung;Số tiền;Số dư\n\
               13/3/2024;FT;\"vốn\n\
               14/3/2024;FT;rút;-5.000;99.995.000\n\
               đợt 1\";100.000.000;100.000.000\n\
               15/3/2024;FT;x;1.000;100.001.000\n";
    let statement = read(csv);
    assert_eq!(line_numbers(statement.lines()), [2, 5]);
    insta::assert_snapshot!(refusals(&statement), @"line 3: it looks like a row, but is inside a cell in quotation marks that begins on line 2");
    let open = csv.replace("1\";", "1;");
    let statement = read(open);
    assert!(statement.lines().is_empty());
    insta::assert_snapshot!(refusals(&statement), @r"
    line 2: it opens a quotation mark and does not close it, or closes it on another line within a text
    line 3: it is lost behind the quotation mark that is open since line 2
    line 4: it is lost behind the quotation mark that is open since line 2
    line 5: it is lost behind the quotation mark that is open since line 2
    ");
}

#[test]
fn dates_that_seem_month_first_are_proposed() {
    let csv = "Date,Amount,Balance\n03/11/2024,100000,100000\n04/02/2024,-4000,96000\n05/01/2024,500,96500\n";
    let statement = read(csv);
    assert!(statement.seems_month_first() && statement.is_whole());
    assert!(reconciled(&receipts(), &statement).to_string().contains("--month-first"));
    let options =
        StatementOptions { day_order: revolving_fund::reconcile::DayOrder::MonthFirst, ..StatementOptions::default() };
    let statement = BankStatement::read(csv.as_bytes(), &options).unwrap();
    assert_eq!(movements(&statement), ["2 2024-03-11 100000", "3 2024-04-02 -4000", "4 2024-05-01 500"]);
    assert!(!read(csv.replace("04/02", "13/02")).seems_month_first(), "a day over 12 decides");
    assert!(read("Date,Amount\n3/13/2024,5000\n3/14/2024,6000\n").seems_month_first());
}

#[test]
fn a_column_can_be_named_by_hand() {
    let csv = "Khi nào;Bao nhiêu;Còn lại\n13/3/2024;100.000;100.000\n";
    let options = |columns: &[(ColumnRole, &str)]| StatementOptions {
        columns: columns.iter().map(|(role, name)| (*role, (*name).to_owned())).collect(),
        ..StatementOptions::default()
    };
    let by_hand =
        options(&[(ColumnRole::Date, "khi nào"), (ColumnRole::Amount, "Bao nhiêu"), (ColumnRole::Balance, "Còn lại")]);
    let statement = BankStatement::read(csv.as_bytes(), &by_hand).unwrap();
    assert_eq!((movements(&statement).len(), statement.columns()[&ColumnRole::Date].as_str()), (1, "Khi nào"));
    assert_eq!(statement.closing(), Some(Balance::new(100_000)));
    let wrong = BankStatement::read(csv.as_bytes(), &options(&[(ColumnRole::Date, "Ngày X")]));
    assert!(matches!(wrong, Err(revolving_fund::reconcile::bank::StatementError::NoHeading)));
    let two = "Ngày;Ngày hạch toán;Số tiền\n13/3/2024;14/3/2024;5.000\n";
    let statement = BankStatement::read(two.as_bytes(), &options(&[(ColumnRole::Date, "Ngày hạch toán")])).unwrap();
    assert_eq!(movements(&statement), ["2 2024-03-14 5000"]);
}

#[test]
fn columns_named_by_hand_that_contradict_each_other_are_refused() {
    let csv = "Ngày;Ngày HT;Ghi nợ;Ghi có;Số tiền;Số dư;Nội dung\n13/3/2024;14/3/2024;;5.000;7.000;5.000;góp\n";
    let read = |columns: &[(ColumnRole, &str)]| {
        let columns = columns.iter().map(|(role, name)| (*role, (*name).to_owned())).collect();
        let options = StatementOptions { columns, ..StatementOptions::default() };
        BankStatement::read(csv.as_bytes(), &options).map_err(|error| error.to_string())
    };
    let refused = [
        &[(ColumnRole::Date, "Ngày"), (ColumnRole::Date, "ngày HT")][..],
        &[(ColumnRole::Date, "ngày HT"), (ColumnRole::Balance, "Số dư"), (ColumnRole::Date, "Ngày")],
        &[(ColumnRole::Amount, "Số tiền"), (ColumnRole::Balance, "số tiền")],
        &[(ColumnRole::Debit, "Ghi nợ"), (ColumnRole::Credit, "Ghi nợ")],
        &[(ColumnRole::Amount, "Số tiền"), (ColumnRole::Credit, "Ghi có")],
    ];
    let errors = refused.map(|columns| read(columns).unwrap_err());
    insta::assert_snapshot!(errors.join("\n"), @r#"
    two columns are named for the date, "Ngày" and "ngày HT"; name one
    two columns are named for the date, "ngày HT" and "Ngày"; name one
    the column "Số tiền" is named for the amount and for the balance; each has a column of its own
    the column "Ghi nợ" is named for the debit and for the credit; each has a column of its own
    columns are named for the amount and for the credit; name the amount, or the debit and the credit
    "#);
    let same = read(&[(ColumnRole::Date, "Ngày"), (ColumnRole::Date, "NGÀY")]).unwrap();
    assert_eq!(movements(&same), ["2 2024-03-13 5000"], "the same column named again");
    let shared = read(&[(ColumnRole::Reference, "Nội dung"), (ColumnRole::Description, "Nội dung")]).unwrap();
    assert_eq!(shared.lines()[0].reference, "góp", "one text for both");
    let amount = read(&[(ColumnRole::Amount, "Số tiền")]).unwrap();
    assert_eq!(movements(&amount), ["2 2024-03-13 7000"], "the caller decides");
}

fn refused(csv: impl AsRef<[u8]>) -> String {
    BankStatement::read(csv.as_ref(), &StatementOptions::default()).unwrap_err().to_string()
}

#[test]
fn text_in_any_usual_encoding_is_read_and_others_are_refused_by_name() {
    let text = "Ngày;Nội dung;Số tiền;Số dư\n13/3/2024;vốn ngân sách;5.000;5.000\n";
    let utf16 = |mark: bool, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let mark = mark.then_some(0xfeff_u16);
        mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    };
    // The encoding Windows-1258: accents behind their letters.
    let windows_1258 = b"Ng\xe0y;N\xf4\xf2i dung;S\xf4\xec ti\xea\xccn;S\xf4\xec d\xfd\n13/3/2024;v\xf4\xecn ng\xe2n s\xe1ch;5.000;5.000\n";
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
    for bytes in [
        text.as_bytes().to_vec(),
        decomposed.into_bytes(),
        utf16(true, u16::to_le_bytes),
        utf16(true, u16::to_be_bytes),
        windows_1258.to_vec(),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
    ] {
        let statement = read(&bytes);
        assert_eq!((movements(&statement).len(), statement.lines()[0].description.as_str()), (1, "vốn ngân sách"));
    }
    let damaged = [text.as_bytes(), b"14/3/2024;v\xf4\xecn;5.000;10.000\n15/3/2024;x;5.000;15.000\n"].concat();
    let statement = read(damaged);
    assert_eq!(movements(&statement).len(), 2);
    insta::assert_snapshot!(refusals(&statement), @"line 3: it has bytes that are not text in UTF-8");
    // "Ngày giao dịch;Số tiền;Đã" in the two encodings of old fonts.
    let errors = [
        refused(utf16(false, u16::to_le_bytes)),
        refused(b"Ng\xb5y giao d\xdech;S\xe8 ti\xd2n;\xae\xb7\n"),
        refused(b"Nga\xf8y giao d\xf2ch;So\xe1 tie\xe0n;\xd1a\xf5\n"),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn what_is_no_statement_is_refused_as_what_it_is() {
    let errors = [
        refused(""),
        refused("13/3/2024;FT;x;5.000;5.000\n"),
        refused("Ngày;Số CT;Nội dung;Số dư\n13/3/2024;FT;x;5.000\n"),
        refused("Ngân hàng\n\nNgày;Số CT;Ghi nợ\n"),
        refused("Khi;Số CT;Ghi nợ;Ghi có;Số dư\n"),
        refused("%PDF-1.7\n"),
        refused("\u{feff}\n <!DOCTYPE html><table>"),
        refused("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
        refused("<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">"),
        refused(":20:STARTUMS\n:25:1234\n"),
        refused(b"\x89PNG\r\n"),
        refused(shipped("books/closing.jsonl")),
        refused(b"PK\x03\x04 no workbook"),
        refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook"),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn workbooks_are_read_and_damaged_ones_are_refused_without_a_panic() {
    let file =
        |name: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/workbooks").join(name)).unwrap();
    for name in ["xlsx-of-texts/statement.xlsx", "xls-of-days-and-numbers/statement.xls"] {
        let whole = file(name);
        let statement = read(&whole);
        assert_eq!((statement.lines().len(), statement.closing()), (4, Some(Balance::new(84_000_500))), "{name}");
        for at in (0..whole.len()).step_by(23) {
            for byte in [0x00, 0xff, whole[at] ^ 0x10] {
                let mut damaged = whole.clone();
                damaged[at] = byte;
                let _ = BankStatement::read(damaged.as_slice(), &StatementOptions::default());
            }
            let _ = BankStatement::read(&whole[..at], &StatementOptions::default());
        }
    }
}

#[test]
fn a_source_that_fails_is_an_error() {
    let failed = BankStatement::read(Failing(b"date,ref\n"), &StatementOptions::default()).unwrap_err();
    assert_eq!(failed.to_string(), "cannot read: the disk is gone");
}

fn command(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("reconcile_bank").current_release().run().unwrap());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    example.command().args(arguments).current_dir(folder).output().unwrap()
}

/// Returns the exit code, the standard output and the standard error.
fn outcome(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command(arguments);
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

const SHIPPED: [&str; 2] = ["books/closing.jsonl", "bank/closing.csv"];

/// Writes a statement that only this test reads.
fn written(name: &str, csv: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, csv).unwrap();
    file.display().to_string()
}

#[test]
fn the_command_tells_settled_from_open_from_not_run() {
    let (code, without, aside) = outcome(&[]);
    assert_eq!((code, aside.as_str()), (1, ""));
    assert_eq!(outcome(&SHIPPED), (1, without.clone(), String::new()), "without files, on those of the repository");
    assert!(without.contains("the balances are proved, items are to"));

    let first_days = outcome(&["--through", "2023-01-30"]);
    assert_eq!(first_days.0, 0, "{}", first_days.1);
    assert!(first_days.1.contains("everything agrees"));
    let (code, april, _) = outcome(&["--from", "2023-04-01", "--through", "2023-04-30"]);
    assert_eq!(code, 1);
    assert!(april.contains("bank, carried forward"), "{april}");
    assert!(april.contains("the balances are proved"), "{april}");
    let (code, json, _) = outcome(&["--json", "--window", "11"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["suspected"].as_array().unwrap().len(), json["window"].as_u64()), (1, 1, Some(11)));
    assert!(outcome(&["--help"]).1.contains("--column ROLE=HEADING"));
    for (language, expected) in
        [("en", "the balances are proved"), ("vi", "số dư đã khớp"), ("both", "Result / Kết luận")]
    {
        let (_, out, _) = outcome(&["--lang", language]);
        assert!(out.contains(expected), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    }

    for (arguments, told) in [
        (&["--jsno"][..], "unknown option --jsno; see reconcile_bank --help"),
        (&["--\u{1b}[2J"], "unknown option --\\u{1b}[2J"),
        (&["--window", "256"], "--window 256: not a number of days from 0 to 255"),
        (&["--window"], "--window takes a value"),
        (&["--lang", "fr"], "--lang fr: not a language, expected en, vi or both"),
        (&["--grouping", "x"], "--grouping x: expected dots or commas"),
        (&["--column", "x"], "--column x: expected ROLE=HEADING"),
        (&["--column", "day=x"], "--column day: not a column of a statement"),
        (&["--column", "date=Ngày X"], "no column \"Ngày X\" for the date"),
        (&["--from", "31/8/2020"], "--from 31/8/2020: date is not of the form"),
        (&["--from", "2023-05-01", "--through", "2023-04-30"], "the period from 2023-05-01 to 2023-04-30 has no day"),
        (&[SHIPPED[0]], "1 file(s), expected books and a statement"),
        (&[SHIPPED[0], "bank/no-such.csv"], "bank/no-such.csv: "),
        (&[SHIPPED[1], SHIPPED[0]], "bank/closing.csv: line 1: "),
        (&[SHIPPED[0], SHIPPED[0]], "books/closing.jsonl: the file is a file of books"),
    ] {
        let (code, out, aside) = outcome(&[&["--lang", "en"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(aside.starts_with("reconcile_bank: ") && aside.contains(told), "{aside}");
        assert_eq!(aside.lines().count(), 1, "{aside}");
    }
}

#[test]
fn the_command_tells_which_rows_it_left_out_and_goes_on() {
    let shipped = String::from_utf8(shipped("bank/closing.csv")).unwrap();
    let damaged =
        written("damaged.csv", &shipped.replace(";486.292;", ";486,292;").replace("13/09/2023", "13/19/2023"));
    let (code, out, aside) = outcome(&[SHIPPED[0], &damaged]);
    assert_eq!((code, aside.as_str()), (1, ""), "the report has the reasons");
    assert!(out.contains("ROWS REFUSED (2)") && out.contains("Matched (15)"), "{out}");
    let (_, _, aside) = outcome(&["--json", "--lang", "en", SHIPPED[0], &damaged]);
    assert_eq!(
        aside,
        format!(
            "{damaged}: line 23, column 1 (Ngày giao dịch), \"13/19/2023\": there is no such day in the calendar, expected \
             day/month/year\n\
             {damaged}: line 26, column 4 (Ghi nợ (VND)), \"486,292\": it has decimals behind ',', expected whole units with \
             '.' between groups of three digits\n"
        )
    );
    let rows = shipped.split_inclusive('\n').filter(|line| !line.contains("CK2309180003"));
    let cut = written("cut.csv", &rows.collect::<String>());
    let (code, _, aside) = outcome(&["--json", SHIPPED[0], &cut]);
    let english = format!("{cut}: line 26: the balance does not follow from the row before\n");
    assert_eq!((code, aside), (1, english + &format!("{cut}: dòng 26: số dư không nối tiếp dòng trước\n")));
}
