//! The books beside what the bank says: statements that a person checked, and every way in which a statement cannot be read.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use revolving_fund::event::*;
use revolving_fund::reconcile::bank::{
    BalanceBreak, BankReconciliation, BankStatement, BookItem, Grouping, Scope, StatementLayout, StatementLine,
    Suspicion,
};
use revolving_fund::*;

use crate::support::{Story, amount, day, disburse, gift, join, text};

pub(crate) fn shipped(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(file)).unwrap()
}

fn vietnamese(csv: &str) -> BankStatement {
    BankStatement::read(csv.as_bytes(), &StatementLayout::vietnamese()).unwrap()
}

/// A statement under a plain header; each row without its balance, which is reckoned from `opening` on.
fn statement(opening: i128, rows: &[(&str, &str, i128)]) -> BankStatement {
    BankStatement::read(csv(opening, rows).as_bytes(), &StatementLayout::english()).unwrap()
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

/// What was matched: documents, lines, how, and whether others would have done as well.
fn told(reconciliation: &BankReconciliation) -> Vec<String> {
    let matches = reconciliation.matches.iter().map(|matched| {
        let books: Vec<_> = matched.pairing.books.iter().map(|item| item.id.to_string()).collect();
        let lines: Vec<_> = matched.pairing.statement.iter().map(|line| line.line.to_string()).collect();
        let ambiguous = if matched.is_ambiguous() { " ambiguous" } else { "" };
        format!("{} = {} {:?}{ambiguous}", books.join("+"), lines.join("+"), matched.by)
    });
    matches.collect()
}

fn ids(items: &[BookItem]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

fn line_numbers(lines: &[StatementLine]) -> Vec<u64> {
    lines.iter().map(|line| line.line).collect()
}

/// A club with its grant in the bank on 13 March (D-1) and two receipts there (D-2, D-3).
fn receipts() -> Story {
    Story::granted().on("2024-03-14").then(gift(300_000, ClubFund::Operating)).then(gift(450_000, ClubFund::Operating))
}

const GRANT: (&str, &str, i128) = ("2024-03-13", "D-1", 100_000_000);

#[test]
fn a_club_that_closed_and_its_bank() {
    let books = Books::open(shipped("books/closing.jsonl").as_slice()).unwrap();
    let statement =
        BankStatement::read(shipped("bank/closing.csv").as_slice(), &StatementLayout::vietnamese()).unwrap();
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
    let statement = BankStatement::read(csv.as_bytes(), &StatementLayout::english()).unwrap();
    let reconciliation = reconciled(&story, &statement);
    assert_eq!(told(&reconciliation), ["D-1 = 2 Reference", "D-2 = 3 Reference"]);
    assert_eq!(reconciliation.suspects[0].why, Suspicion::SameAmount, "no word of line 4 is D-3");
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
            "D-1 = 2 Reference",
            "D-2 = 5 AmountAndDate",
            // Line 4 is a day off too, on the other side.
            "D-3 = 3 AmountAndDate ambiguous",
            // Line 6 is one day off, line 5 two.
            "D-4 = 6 AmountAndDate",
        ]
    );
    let alternatives = &reconciliation.matches[2].alternatives;
    assert_eq!(alternatives.len(), 1);
    assert_eq!(line_numbers(&alternatives[0].statement), [4]);
}

#[test]
fn the_window_can_be_set() {
    let story = receipts();
    let late = statement(0, &[GRANT, ("2024-03-19", "", 300_000), ("2024-03-20", "", 450_000)]);
    let within = |days| BankReconciliation::of(&story.books, &late, Scope::of(march()).within(days));
    let five = reconciled(&story, &late);
    assert_eq!(five.window, 5);
    assert_eq!(five.matches.len(), 2);
    assert_eq!((five.suspects[0].why, five.suspects[0].book.id.as_str()), (Suspicion::SameAmount, "D-3"));
    assert!(five.proof.holds() && !five.is_settled());
    assert!(within(6).is_settled());
    assert_eq!(within(0).suspects.len(), 2);
    assert!(within(255).is_settled());
}

#[test]
fn several_add_up_to_one_on_either_side() {
    let deposit = statement(0, &[GRANT, ("2024-03-15", "nop tien", 750_000)]);
    assert_eq!(told(&reconciled(&receipts(), &deposit)), ["D-1 = 2 Reference", "D-2+D-3 = 3 Several"]);
    let parts = statement(0, &[("2024-03-13", "", 60_000_000), ("2024-03-14", "", 40_000_000)]);
    assert_eq!(told(&reconciled(&Story::granted(), &parts)), ["D-1 = 2+3 Several"]);
    let far = statement(0, &[GRANT, ("2024-03-20", "nop tien", 750_000)]);
    assert_eq!(ids(&reconciled(&receipts(), &far).books_only), ["D-2", "D-3"], "only within the window");
    let named = statement(0, &[GRANT, ("2024-03-29", "D-2 va D-3", 750_000)]);
    assert_eq!(told(&reconciled(&receipts(), &named)), ["D-1 = 2 Reference", "D-2+D-3 = 3 Reference"]);
    let twice = statement(0, &[GRANT, ("2024-03-24", "D-3 lan 1", 200_000), ("2024-03-29", "D-3 lan 2", 250_000)]);
    assert_eq!(told(&reconciled(&receipts(), &twice)), ["D-1 = 2 Reference", "D-3 = 3+4 Reference"]);
}

#[test]
fn sums_that_would_do_as_well_are_told() {
    let story = receipts().then(gift(150_000, ClubFund::Operating)).then(gift(600_000, ClubFund::Operating));
    let deposit = statement(0, &[GRANT, ("2024-03-15", "nop tien", 750_000)]);
    let reconciliation = reconciled(&story, &deposit);
    // 300 000 + 450 000, or 150 000 + 600 000.
    assert_eq!(told(&reconciliation), ["D-1 = 2 Reference", "D-2+D-3 = 3 Several ambiguous"]);
    assert_eq!(ids(&reconciliation.matches[1].alternatives[0].books), ["D-4", "D-5"]);
    assert_eq!(ids(&reconciliation.books_only), ["D-4", "D-5"]);
    assert!(reconciliation.proof.holds());
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
    assert!(reconciliation.to_string().contains("of at least 20 near it the nearest 16 were searched, 0 sum(s) found"));
    assert!(reconciliation.proof.holds());
}

#[test]
fn what_was_taken_back_in_the_books_alone_is_a_pair_and_not_two_open_items() {
    let reversal = |record: &str| Reversed { record: record.parse().unwrap(), reason: text("ghi hai lần") };
    let story = receipts().then(gift(300_000, ClubFund::Operating)).on("2024-03-20").then(reversal("D-2"));
    let once = statement(0, &[GRANT, ("2024-03-14", "", 300_000), ("2024-03-14", "", 450_000)]);
    let reconciliation = reconciled(&story, &once);
    // The bank's line is found in D-4, which stands, although D-2 is as near.
    assert_eq!(told(&reconciliation), ["D-1 = 2 Reference", "D-3 = 4 AmountAndDate", "D-4 = 3 AmountAndDate"]);
    let [pair] = reconciliation.reversals.as_slice() else { panic!("{:?}", reconciliation.reversals) };
    assert_eq!((pair.record.id.as_str(), pair.reversal.id.as_str()), ("D-2", "D-5"));
    assert!(reconciliation.is_settled());
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
            ("2024-03-14", "", 4_321_500),
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
            ("D-2", Suspicion::TransposedDigits, 18_000),
            ("D-3", Suspicion::SameDigits, 3_087_000),
            ("D-4", Suspicion::SameReference, 810_000),
        ]
    );
    assert_eq!(ids(&reconciliation.books_only), ["D-5"], "what came in is not what went out");
    assert!(reconciliation.proof.holds() && !reconciliation.is_settled());
}

#[test]
fn two_digits_exchanged_are_suspected_before_any_other_order_and_the_nearer_day_before_the_farther() {
    let story = Story::granted().then(gift(468_292, ClubFund::Operating));
    let suspect = |rows: &[(&str, &str, i128)]| {
        let reconciliation = reconciled(&story, &statement(0, &[&[GRANT], rows].concat()));
        assert_eq!(reconciliation.statement_only.len(), 1);
        let [suspect] = reconciliation.suspects.as_slice() else { panic!("{reconciliation}") };
        (suspect.why, suspect.statement.amount.dong(), suspect.alternatives.len())
    };
    let rotated_is_nearer = [("2024-03-13", "", 684_292), ("2024-03-15", "", 486_292)];
    assert_eq!(suspect(&rotated_is_nearer), (Suspicion::TransposedDigits, 486_292, 0));
    let both_exchanged = [("2024-03-14", "", 864_292), ("2024-03-15", "", 486_292)];
    assert_eq!(suspect(&both_exchanged), (Suspicion::TransposedDigits, 864_292, 0));
    let as_near = [("2024-03-14", "", 864_292), ("2024-03-14", "", 486_292)];
    assert_eq!(suspect(&as_near), (Suspicion::TransposedDigits, 486_292, 1));
    let too_far = [("2024-03-15", "", 684_292), ("2024-03-19", "", 486_292)];
    assert_eq!(suspect(&too_far), (Suspicion::SameDigits, 684_292, 0));
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
    assert_eq!(told(&reconciliation), ["D-1 = 2 Reference", "D-4 = 3 AmountAndDate", "D-5 = 4 AmountAndDate"]);
    let loan = &reconciliation.matches[1].pairing.books[0];
    assert_eq!((loan.text.as_str(), loan.amount.dong()), ("loan_disbursed: L1", -1_200_000));
}

#[test]
fn balances_follow_row_by_row_however_the_bank_prints_them() {
    let rows = [GRANT, ("2024-03-14", "D-2", 300_000), ("2024-03-14", "D-3", 450_000), ("2024-03-14", "phi", -300_000)];
    let printed = csv(0, &rows);
    let mut lines: Vec<&str> = printed.lines().collect();
    let read = |lines: &[&str]| {
        BankStatement::read((lines.join("\n") + "\n").as_bytes(), &StatementLayout::english()).unwrap()
    };
    let order =
        |statement: &BankStatement| -> Vec<i128> { statement.lines().iter().map(|line| line.balance.dong()).collect() };
    let as_printed = read(&lines);
    lines[1..].reverse();
    let last_first = read(&lines);
    lines[1..].rotate_left(2);
    let shuffled = read(&lines);
    for statement in [&as_printed, &last_first, &shuffled] {
        assert!(statement.is_whole());
        assert_eq!(order(statement), [100_000_000, 100_300_000, 100_750_000, 100_450_000]);
        assert_eq!(statement.balance_before(day("2024-03-13")), Some(Balance::ZERO));
        assert_eq!(statement.balance_after(day("2024-03-13")), Some(Balance::new(100_000_000)));
        assert_eq!(statement.balance_after(day("2024-03-14")), Some(Balance::new(100_450_000)));
    }
}

#[test]
fn balances_may_follow_in_another_order_than_the_days() {
    let rows = [GRANT, ("2024-04-02", "D-4", 60_000), ("2024-03-31", "D-2", 300_000), ("2024-04-03", "phi", -11_000)];
    let printed = csv(0, &rows);
    let mut lines: Vec<&str> = printed.lines().collect();
    for turn in 0..4 {
        lines[1..].rotate_left(turn);
        let statement = BankStatement::read((lines.join("\n")).as_bytes(), &StatementLayout::english()).unwrap();
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
    let statement = BankStatement::read(cut.as_bytes(), &StatementLayout::english()).unwrap();
    let expected = BalanceBreak { line: 3, expected: Balance::new(100_450_000), found: Balance::new(100_750_000) };
    assert_eq!(statement.breaks(), [expected]);
    let reconciliation = reconciled(&receipts(), &statement);
    assert!(!reconciliation.is_complete() && !reconciliation.proof.holds());
    assert_eq!(reconciliation.proof.unexplained.unwrap().in_statement, Balance::new(300_000));
    assert_eq!(ids(&reconciliation.books_only), ["D-2"]);
    let told = reconciliation.to_string();
    assert!(told.contains("line 3: the balance is 100.750.000 đồng, expected 100.450.000 đồng"), "{told}");
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
    assert!(reconciliation.to_string().contains("The statement has no row, and so no balance"));
}

#[test]
fn a_row_that_moves_nothing_states_a_balance_and_is_no_item() {
    let csv = "Ngày;Số CT;Nội dung;Nợ;Có;Số dư\n\
               01/04/2024;;Số dư đầu kỳ;;;100.750.000\n\
               30/04/2024;;Không phát sinh;0;0;100.750.000\n";
    let statement = vietnamese(csv);
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

#[test]
fn statements_as_banks_print_them() {
    let vietnamese_sides = vietnamese(
        "NGÂN HÀNG TMCP VÍ DỤ\nSố tài khoản: 1234\n\n\
         STT\tNGÀY GD\tSố tham chiếu\tDiễn giải\tGhi nợ (VND)\tGhi có (VND)\tSố dư (VND)\n\
         1\t13/03/2024 10:15:00\tFT1\tvốn\t-\t100.000.000\t100.000.000 đồng\n\
         2\t14/3/2024\tFT2\trút\t4.000.000\t\t96.000.000\n",
    );
    let plain = "\u{feff}date;ref;details;amount;balance;;\r\n\
                 2024-03-13;FT1;\"vốn\r\nđầu; kỳ\";+100000000;100000000;;\r\n\
                 \r\n;;;;;;\r\n\
                 14/03/2024;FT2;rút;(4.000.000);96.000.000₫;;";
    let plain = BankStatement::read(plain.as_bytes(), &StatementLayout::english()).unwrap();
    let commas = "Date,Reference,Description,Amount,Balance\n\
                  13/3/2024,FT1,vốn,\"100,000,000\",\"100,000,000 VND\"\n\
                  14/3/2024,FT2,rút,\"\u{2212}4,000,000\",\"96,000,000\"\n";
    let commas =
        BankStatement::read(commas.as_bytes(), &StatementLayout::english().grouped_by(Grouping::Commas)).unwrap();
    let unaccented = vietnamese(
        "Ngay giao dich,So but toan,Noi dung,So tien,So du\n\
         13/3/2024,FT1,von,100.000.000,100.000.000\n14/3/2024,FT2,rut,-4.000.000,96.000.000\n",
    );
    // The same letters, their accents apart (NFD).
    let decomposed = vietnamese(
        "Nga\u{300}y,S\u{f4}\u{301} CT,M\u{f4} ta\u{309},S\u{f4}\u{301} ti\u{ea}\u{300}n,S\u{f4}\u{301} d\u{1b0}\n\
         13/3/2024,FT1,von,100.000.000,100.000.000\n14/3/2024,FT2,rut,-4.000.000,96.000.000\n",
    );
    for (statement, lines) in
        [(vietnamese_sides, [5, 6]), (plain, [2, 6]), (commas, [2, 3]), (unaccented, [2, 3]), (decomposed, [2, 3])]
    {
        assert!(statement.is_whole(), "{statement:?}");
        let rows: Vec<_> = statement
            .lines()
            .iter()
            .map(|row| (row.date.to_string(), row.amount.dong(), row.reference.clone()))
            .collect();
        let expected = [("2024-03-13", 100_000_000, "FT1"), ("2024-03-14", -4_000_000, "FT2")];
        assert_eq!(rows, expected.map(|(date, amount, reference)| (date.to_owned(), amount, reference.to_owned())));
        assert_eq!(line_numbers(statement.lines()), lines);
    }
}

#[test]
fn each_row_that_cannot_be_read_is_told_and_the_rest_is_reconciled() {
    let row = |date: &str, amount: &str, balance: &str| format!("{date};FT;x;{amount};{balance}\n");
    let csv = "Ngày;Số CT;Nội dung;Số tiền;Số dư\n".to_owned()
        + &row("13/3/2024", "100.000.000", "100.000.000")
        + &row("14/3/2024", "1.234,00", "0")
        + &row("14/3/2024", "1,234.50", "0")
        + &row("14/3/2024", "80000.0", "0")
        + &row("14/3/2024", "8e4", "0")
        + &row("14/3/2024", "", "0")
        + &row("14/3/2024", "--5", "0")
        + &row("14/3/2024", "1.234.567.890.123.456", "0")
        + &row("14/3/2024", "5.000", "năm nghìn")
        + &row("", "5.000", "0")
        + &row("30/2/2024", "5.000", "0")
        + &row("3/14/2024", "5.000", "0")
        + &row("14/3/24", "5.000", "0")
        + &row("14.3.2024", "5.000", "0")
        + &row("14/3/1024", "5.000", "0")
        + &row("2024-02-30", "5.000", "0")
        + &row("14/3/2024 lúc 8 giờ", "5.000", "0")
        + "14/3/2024;FT;x;5.000\n14/3/2024;FT;x;5.000;0;9\n"
        + &row("15/3/2024", "450.000", "100.750.000");
    let statement = vietnamese(&csv);
    assert_eq!(line_numbers(statement.lines()), [2, 21]);
    let told: Vec<String> = statement.unreadable().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    line 3, column 4 (Số tiền), "1.234,00": ',' stands in it, expected whole đồng with '.' between groups of three digits or with none
    line 4, column 4 (Số tiền), "1,234.50": ',' stands in it, expected whole đồng with '.' between groups of three digits or with none
    line 5, column 4 (Số tiền), "80000.0": dots do not stand between groups of three digits, expected a form like 8.000.000
    line 6, column 4 (Số tiền), "8e4": not a whole number of đồng, expected digits and nothing, đồng, đ or ₫ behind
    line 7, column 4 (Số tiền), "": it is empty, expected a sum in đồng
    line 8, column 4 (Số tiền), "--5": not a whole number of đồng, expected digits and nothing, đồng, đ or ₫ behind
    line 9, column 4 (Số tiền), "1.234.567.890.123.456": amount is over 999.999.999.999.999 đồng
    line 10, column 5 (Số dư), "năm nghìn": not a whole number of đồng, expected digits and nothing, đồng, đ or ₫ behind
    line 11, column 1 (Ngày), "": it is empty, expected a date
    line 12, column 1 (Ngày), "30/2/2024": there is no such day in the calendar, expected day/month/year
    line 13, column 1 (Ngày), "3/14/2024": there is no such day in the calendar, expected day/month/year
    line 14, column 1 (Ngày), "14/3/24": not a date, expected a form like 31/8/2020, 31/08/2020 or 2020-08-31
    line 15, column 1 (Ngày), "14.3.2024": not a date, expected a form like 31/8/2020, 31/08/2020 or 2020-08-31
    line 16, column 1 (Ngày), "14/3/1024": year is not from 1900 to 2999, expected day/month/year
    line 17, column 1 (Ngày), "2024-02-30": there is no such day in the calendar, expected day/month/year
    line 18, column 1 (Ngày), "14/3/2024 lúc 8 giờ": not a date, expected a form like 31/8/2020, 31/08/2020 or 2020-08-31
    line 19: it has 4 column(s), expected 5 as in the header
    line 20: it has 6 column(s), expected 5 as in the header
    "#);
    assert!(statement.breaks().is_empty(), "between rows that were left out nothing can be said");

    let reconciliation = reconciled(&receipts(), &statement);
    assert_eq!(told_ids(&reconciliation), ["D-1", "D-3"]);
    assert!(!reconciliation.is_complete() && !reconciliation.proof.holds());
    assert_eq!(reconciliation.proof.unexplained.unwrap().in_statement, Balance::new(300_000));
    assert!(reconciliation.to_string().contains("ROWS LEFT OUT (dòng không đọc được): 18"));
}

fn told_ids(reconciliation: &BankReconciliation) -> Vec<&str> {
    reconciliation.matches.iter().flat_map(|matched| ids(&matched.pairing.books)).collect()
}

#[test]
fn each_side_that_cannot_be_read_is_told() {
    let csv = "Ngày;Số CT;Nội dung;Ghi nợ;Ghi có;Số dư\n\
               13/3/2024;;;-5.000;;0\n13/3/2024;;;;+5.000;0\n13/3/2024;;;5.000;7.000;0\n13/3/2024;;;;1.5;0\n";
    let told: Vec<String> = vietnamese(csv).unreadable().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    line 2, column 4 (Ghi nợ), "-5.000": it has a sign, expected none in a column of debits or credits
    line 3, column 5 (Ghi có), "+5.000": it has a sign, expected none in a column of debits or credits
    line 4, column 4 (Ghi nợ), "5.000": both debit and credit are there, expected one of them
    line 5, column 5 (Ghi có), "1.5": dots do not stand between groups of three digits, expected a form like 8.000.000
    "#);
    let commas = "date,ref,details,amount,balance\n13/3/2024,,,\"1,234.50\",0\n";
    let commas =
        BankStatement::read(commas.as_bytes(), &StatementLayout::english().grouped_by(Grouping::Commas)).unwrap();
    insta::assert_snapshot!(commas.unreadable()[0], @r#"line 2, column 4 (amount), "1,234.50": '.' stands in it, expected whole đồng with ',' between groups of three digits or with none"#);
}

#[test]
fn a_row_that_does_not_end_ends_the_reading_and_keeps_what_was_before() {
    let mut csv = csv(0, &[GRANT, ("2024-03-14", "D-2", 300_000)]).into_bytes();
    csv.extend(b"2024-03-14,,\"never closed,450000,100750000\n");
    csv.extend(b"2024-03-14,,x,1,2\n".repeat(100_000));
    let statement = BankStatement::read(csv.as_slice(), &StatementLayout::english()).unwrap();
    assert_eq!(line_numbers(statement.lines()), [2, 3]);
    let told: Vec<String> = statement.unreadable().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @"line 4: it has more than 65536 bytes, as after a quotation mark that is not closed; nothing behind it was read");
}

fn refused(csv: impl AsRef<[u8]>) -> String {
    BankStatement::read(csv.as_ref(), &StatementLayout::vietnamese()).unwrap_err().to_string()
}

#[test]
fn what_is_no_statement_is_refused() {
    let header = "Ngày;Số CT;Nội dung;Số tiền;Số dư\n";
    let utf16 = |mark: bool, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let mark = mark.then_some(0xfeff_u16);
        mark.into_iter().chain(header.encode_utf16()).flat_map(order).collect()
    };
    // "Ngày" as Windows-1258 writes it.
    let windows_1258 = b"Ng\xe0y;S\xf4\xec CT;N\xf4\xf2i dung;S\xf4\xec ti\xea\xecn;S\xf4\xec d\xfd\n".to_vec();
    let deep = [header.as_bytes(), b"13/3/2024;FT;v\xf4\xecn;5.000;5.000\n"].concat();
    let errors = [
        refused(utf16(true, u16::to_le_bytes)),
        refused(utf16(true, u16::to_be_bytes)),
        refused(utf16(false, u16::to_le_bytes)),
        refused(windows_1258),
        refused(deep),
        refused(""),
        refused("13/3/2024;FT;x;5.000;5.000\n"),
        refused("Ngày;Số CT;Nội dung;Số dư\n13/3/2024;FT;x;5.000\n"),
        refused("Ngân hàng\n\nNgày;Số CT;Ghi nợ\n"),
        refused("Ngày;Số CT;Nội dung;Ghi nợ;Số dư\n"),
    ];
    insta::assert_snapshot!(errors.join("\n"), @r#"
    line 1, column 1: the file is UTF-16, expected UTF-8 (in a spreadsheet: save as CSV UTF-8)
    line 1, column 1: the file is UTF-16, expected UTF-8 (in a spreadsheet: save as CSV UTF-8)
    line 1, column 1: the file is UTF-16, expected UTF-8 (in a spreadsheet: save as CSV UTF-8)
    line 1, column 1: not UTF-8 from byte 3 of the cell, expected UTF-8, not Windows-1258 or another code page (in a spreadsheet: save as CSV UTF-8)
    line 2, column 3: not UTF-8 from byte 2 of the cell, expected UTF-8, not Windows-1258 or another code page (in a spreadsheet: save as CSV UTF-8)
    no header in the first 30 rows, expected columns like "Ngày giao dịch", "Số tham chiếu", "Diễn giải", "Số tiền", "Số dư"
    no header in the first 30 rows, expected columns like "Ngày giao dịch", "Số tham chiếu", "Diễn giải", "Số tiền", "Số dư"
    line 1: the header has "Ngày", "Số CT", "Nội dung", "Số dư", expected also Số tiền or Số tiền giao dịch
    line 3: the header has "Ngày", "Số CT", "Ghi nợ", expected also Diễn giải or Nội dung or Nội dung giao dịch or Mô tả; Số dư or Số dư sau giao dịch or Số dư cuối; Ghi có or Phát sinh có or Số tiền ghi có or Có
    line 1: the header has "Ngày", "Số CT", "Nội dung", "Ghi nợ", "Số dư", expected also Ghi có or Phát sinh có or Số tiền ghi có or Có
    "#);
}

/// A source that fails after some bytes.
struct Failing(&'static [u8]);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_source_that_fails_is_an_error() {
    let failed = BankStatement::read(Failing(b"date,ref\n"), &StatementLayout::english()).unwrap_err();
    assert_eq!(failed.to_string(), "cannot read line 1: the disk is gone");
}

fn command(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("reconcile_bank").current_release().run().unwrap());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    example.command().args(arguments).current_dir(folder).output().unwrap()
}

/// The exit code, what was printed and what was told on the side.
fn outcome(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command(arguments);
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

const SHIPPED: [&str; 2] = ["books/closing.jsonl", "bank/closing.csv"];

/// Writes a statement that this test alone reads.
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
    assert!(without.contains("the balances are proved, the items above are open"));

    let first_days = outcome(&["--through", "2023-01-30"]);
    assert_eq!(first_days.0, 0, "{}", first_days.1);
    assert!(first_days.1.contains("everything agrees"));
    let (code, april, _) = outcome(&["--from", "2023-04-01", "--through", "2023-04-30"]);
    assert_eq!(code, 1);
    assert!(april.contains("quản lý tài khoản [line 7]  [carried forward"), "{april}");
    assert!(april.contains("the balances are proved"), "{april}");
    let (code, json, _) = outcome(&["--json", "--window", "11"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["suspects"].as_array().unwrap().len(), json["window"].as_u64()), (1, 1, Some(11)));

    for (arguments, told) in [
        (&["--jsno"][..], "unknown option --jsno"),
        (&["--window", "256"], "--window 256: not a number of days from 0 to 255"),
        (&["--window"], "--window takes a value"),
        (&["--from", "31/8/2020"], "--from 31/8/2020: date is not of the form"),
        (&["--from", "2023-05-01", "--through", "2023-04-30"], "the period from 2023-05-01 to 2023-04-30 has no day"),
        (&[SHIPPED[0]], "1 file(s), expected books and a statement"),
        (&[SHIPPED[0], "bank/no-such.csv"], "bank/no-such.csv: "),
        (&[SHIPPED[1], SHIPPED[0]], "bank/closing.csv: line 1: "),
        (&[SHIPPED[0], SHIPPED[0]], "books/closing.jsonl: no header in the first 30 rows"),
    ] {
        let (code, out, aside) = outcome(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(aside.starts_with("reconcile_bank: ") && aside.contains(told), "{aside}");
    }
}

#[test]
fn the_command_tells_which_rows_it_left_out_and_goes_on() {
    let shipped = String::from_utf8(shipped("bank/closing.csv")).unwrap();
    let damaged =
        written("damaged.csv", &shipped.replace(";703.708;", ";703,708;").replace("13/09/2023", "13/19/2023"));
    let (code, out, aside) = outcome(&[SHIPPED[0], &damaged]);
    assert_eq!(code, 1);
    assert!(out.contains("ROWS LEFT OUT (dòng không đọc được): 2") && out.contains("Matched (đã khớp): 16"), "{out}");
    assert_eq!(
        aside,
        format!(
            "{damaged}: line 23, column 1 (Ngày giao dịch), \"13/19/2023\": there is no such day in the calendar, expected \
             day/month/year\n\
             {damaged}: line 28, column 4 (Ghi nợ (VND)), \"703,708\": ',' stands in it, expected whole đồng with '.' between \
             groups of three digits or with none\n"
        )
    );
    let rows = shipped.split_inclusive('\n').filter(|line| !line.contains("PC-0020"));
    let cut = written("cut.csv", &rows.collect::<String>());
    let (code, _, aside) = outcome(&[SHIPPED[0], &cut]);
    assert_eq!((code, aside), (1, format!("{cut}: line 27: the balance does not follow from the row before\n")));
}
