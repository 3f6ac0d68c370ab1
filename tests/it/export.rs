//! Exports to other tools. `tests/exports.sh` checks the exports with the tools themselves.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use proptest::prelude::*;
use revolving_fund::event::{BorrowingReceived, OperatingSpent};
use revolving_fund::export::ExportFormat;
use revolving_fund::report::TrialBalance;
use revolving_fund::{Audit, Books, Charter, Place};

use crate::samples::{bytes_of, folder, names};
use crate::support::{Forger, Story, amount, ask, gift, join, text};

fn exported(books: &Books, format: ExportFormat) -> String {
    let mut bytes = Vec::new();
    format.write(books, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn found(file: &[u8]) -> Option<Books> {
    Audit::of(file).unwrap().into_books()
}

/// The debits and credits of every account.
type Turnovers = BTreeMap<String, (i128, i128)>;

fn trial_balance(books: &Books) -> Turnovers {
    let rows = TrialBalance::of(books).rows.into_iter();
    rows.map(|row| (row.account.to_string(), (row.debit.dong(), row.credit.dong()))).collect()
}

/// A line of a journal for hledger or ledger: a posting, or the assertion of a balance.
enum Posting {
    Moves(String, i128),
    States(String, i128),
}

/// Finds the postings of a journal, each with its date.
fn postings(journal: &str) -> Vec<(String, Posting)> {
    let number = |amount: &str| amount.strip_suffix(" VND").unwrap().parse::<i128>().unwrap();
    let mut date = String::new();
    let mut found = Vec::new();
    for line in journal.lines() {
        if line.starts_with(|first: char| first.is_ascii_digit()) {
            line[..10].clone_into(&mut date);
        } else if let Some((account, amount)) = line.strip_prefix("    ").and_then(|line| line.split_once("  ")) {
            let posting = match amount.strip_prefix("0 VND = ") {
                Some(balance) => Posting::States(account.to_owned(), number(balance)),
                None => Posting::Moves(account.to_owned(), number(amount)),
            };
            found.push((date.clone(), posting));
        }
    }
    found
}

/// Posts the lines in the order given and checks every stated balance. Returns the debits and credits, and the number of stated balances.
fn held(postings: &[(String, Posting)]) -> (Turnovers, usize) {
    let (mut turnovers, mut stated) = (Turnovers::new(), 0);
    for (date, posting) in postings {
        match posting {
            Posting::Moves(account, dong) => {
                let (debit, credit) = turnovers.entry(account.clone()).or_default();
                *(if *dong > 0 { debit } else { credit }) += dong.abs();
            }
            Posting::States(account, dong) => {
                let (debit, credit) = turnovers[account];
                assert_eq!(debit - credit, *dong, "{account} on {date}");
                stated += 1;
            }
        }
    }
    (turnovers, stated)
}

#[test]
fn hledger_of_a_small_book() {
    insta::assert_snapshot!(exported(&found(&bytes_of("odd-dong")).unwrap(), ExportFormat::Hledger));
}

#[test]
fn ledger_of_a_small_book() {
    insta::assert_snapshot!(exported(&found(&bytes_of("odd-dong")).unwrap(), ExportFormat::Ledger));
}

#[test]
fn beancount_of_a_small_book() {
    insta::assert_snapshot!(exported(&found(&bytes_of("odd-dong")).unwrap(), ExportFormat::Beancount));
}

#[test]
fn csv_of_a_small_book() {
    insta::assert_snapshot!(exported(&found(&bytes_of("odd-dong")).unwrap(), ExportFormat::Csv));
}

/// For every golden book, also those with findings: debits and credits equal the trial balance, and every stated balance holds, whether
/// the postings are sorted as in the file or by date.
#[test]
fn debits_and_credits_agree_and_every_stated_balance_holds_in_either_order() {
    let mut all_stated = 0;
    for name in names() {
        let Some(books) = found(&bytes_of(&name)) else { continue };
        let expected = trial_balance(&books);
        for format in [ExportFormat::Hledger, ExportFormat::Ledger] {
            let mut postings = postings(&exported(&books, format));
            let (turnovers, stated) = held(&postings);
            assert_eq!(turnovers, expected, "{name} as {format}");
            assert!(stated >= expected.len(), "{name}: every account is stated at the end");
            postings.sort_by(|(first, _), (second, _)| first.cmp(second));
            assert_eq!(held(&postings), (turnovers, stated), "{name} as {format}, by date");
            all_stated += stated;
        }
        let mut turnovers = Turnovers::new();
        for row in csv::Reader::from_reader(exported(&books, ExportFormat::Csv).as_bytes()).records() {
            let row = row.unwrap();
            let dong: i128 = row[5].parse().unwrap();
            turnovers.entry(row[3].to_owned()).or_default().0 += dong;
            turnovers.entry(row[4].to_owned()).or_default().1 += dong;
        }
        assert_eq!(turnovers, expected, "{name} as csv");
    }
    assert!(all_stated > 5_000, "only {all_stated} balances stated");
}

#[test]
fn a_record_that_moves_no_money_is_left_out() {
    let books = Story::granted().then(join("M1")).then(ask("L1", "M1", 1_000_000)).books;
    for format in ExportFormat::ALL {
        let text = exported(&books, format);
        assert!(text.contains("D-1"), "{format}");
        assert!(!text.contains("D-2") && !text.contains("D-3") && !text.contains("L1"), "{format}:\n{text}");
    }
}

#[test]
fn books_without_records_give_an_empty_journal() {
    for format in ExportFormat::ALL {
        let text = exported(&Story::of(Charter::bac_ninh()).books, format);
        assert!(!text.contains("balance ") && !text.contains(" * "), "{format}:\n{text}");
    }
}

/// The balances of a month are stated once no record dated in or before it follows.
#[test]
fn a_balance_is_stated_after_the_last_record_dated_in_its_month() {
    let giving = |story: Story, date| story.on(date).then(gift(1_000, revolving_fund::ClubFund::Operating));
    let story = giving(giving(giving(Story::granted(), "2024-04-01"), "2024-05-01"), "2024-06-01");
    let mut forger = Forger::of(&story.books);
    forger.change(3, |record| record["date"] = "2024-03-20".into());
    let books = found(&forger.file()).unwrap();
    let journal = exported(&books, ExportFormat::Hledger);
    let ends: Vec<&str> =
        journal.lines().filter_map(|line| line.split_once(" balances at the end of ")).map(|end| end.1).collect();
    assert_eq!(ends, ["2024-04", "2024-06"], "March has a record after the first of April; May has no record");
    let beancount = exported(&books, ExportFormat::Beancount);
    assert!(beancount.contains("2024-05-01 balance Equity:Operating  -2000 VND\n"), "{beancount}");
    assert!(beancount.contains("2024-03-20 open Equity:Operating VND\n"), "opened on the earliest day:\n{beancount}");
}

#[test]
fn a_transfer_from_an_account_to_itself_is_two_postings() {
    let story = Story::granted();
    let mut forger = Forger::of(&story.books);
    forger.append(
        &story.voucher(gift(5, revolving_fund::ClubFund::Operating)),
        &serde_json::json!([["assets:cash", "assets:cash", 5]]),
    );
    let books = found(&forger.file()).unwrap();
    assert!(exported(&books, ExportFormat::Ledger).contains("    assets:cash  5 VND\n    assets:cash  -5 VND\n"));
    assert!(exported(&books, ExportFormat::Beancount).contains("  Assets:Cash  5 VND\n  Assets:Cash  -5 VND\n"));
    assert!(exported(&books, ExportFormat::Hledger).contains("    assets:cash  0 VND = 0 VND\n"));
}

/// An exported text has one line for hledger and ledger after the document number, and one line for beancount.
#[test]
fn texts_with_a_meaning_in_a_tool_are_escaped() {
    let story = |payee: &str, note: &str| {
        let mut story = Story::granted().then(gift(100_000, revolving_fund::ClubFund::Operating));
        let spent = OperatingSpent {
            area: revolving_fund::Area::HealthCare,
            amount: amount(1_000),
            out_of: Place::Bank,
            payee: Some(text(payee)),
        };
        let voucher = story.voucher(spent).with_note(text(note));
        story.books.record(voucher).unwrap();
        story.books
    };
    for (payee, note, plain, quoted) in [
        ("Bà Sáu", "gấp", "Bà Sáu | gấp", r#""Bà Sáu""#),
        ("a; note: b", "x | y", "a, note: b | x / y", r#""a; note: b""#),
        ("* đã trả", "! gấp", "* đã trả | ! gấp", r#""* đã trả""#),
        (r#"ông "Bảy" \ bà"#, "hai  cách", r#"ông "Bảy" \ bà | hai  cách"#, r#""ông \"Bảy\" \\ bà""#),
        ("  ", "👵🏽", "operating_spent | 👵🏽", r#""  ""#),
        ("(x) #tag ^link", "date:2020-01-01", "(x) #tag ^link | date:2020-01-01", r#""(x) #tag ^link""#),
    ] {
        let books = story(payee, note);
        for format in [ExportFormat::Hledger, ExportFormat::Ledger] {
            let journal = exported(&books, format);
            assert!(journal.contains(&format!("\n2024-03-13 * (D-3) {plain}\n")), "{format}: {plain}:\n{journal}");
        }
        let journal = exported(&books, ExportFormat::Beancount);
        assert!(
            journal.contains(&format!("\n2024-03-13 * {quoted} \"operating_spent\" ^D-3\n")),
            "{quoted}:\n{journal}"
        );
        let table = exported(&books, ExportFormat::Csv);
        let rows: Vec<_> = csv::Reader::from_reader(table.as_bytes()).into_records().map(Result::unwrap).collect();
        assert_eq!(&rows.last().unwrap()[7], note);
    }
}

/// Returns the beancount names of the accounts of lenders, in the order in which they are opened.
fn bean_names(lenders: &[&str]) -> Vec<String> {
    let mut story = Story::of(Charter::bac_ninh());
    for lender in lenders {
        let amount = amount(1_000);
        story = story.then(BorrowingReceived { lender: lender.parse().unwrap(), amount, into: Place::Cash });
    }
    let journal = exported(&story.books, ExportFormat::Beancount);
    let opened = journal.lines().filter_map(|line| line.split_once(" open Liabilities:Borrowings:"));
    opened.map(|(_, name)| name.strip_suffix(" VND").unwrap().to_owned()).collect()
}

#[test]
fn a_name_that_beancount_refuses_gets_a_prefix() {
    let lenders = ["1-a", "B", "X", "X-", "X-a", "X-x", "Xa", "a", "x-"];
    let expected = ["1-a", "B", "X", "X-X-", "X-X-a", "X-X-x", "Xa", "X-a", "X-x-"];
    assert_eq!(bean_names(&lenders), expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// The name of an account can be derived from its beancount name, so no two accounts have the same one.
    #[test]
    fn no_two_accounts_have_the_same_name_in_beancount(lender in "(X-|x-|x|X|[0-9A-Za-z])(X-|[0-9A-Za-z-]){0,20}") {
        let names = bean_names(&[&lender]);
        prop_assert_eq!(names.len(), 1);
        let name = &names[0];
        prop_assert!(name.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit()), "{}", name);
        prop_assert_eq!(name.strip_prefix("X-").unwrap_or(name), &lender);
    }
}

/// A sink that fails after so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::Error::other("the disk is full")) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_fails_after_any_byte_is_an_error() {
    let books = found(&bytes_of("first-day")).unwrap();
    for format in ExportFormat::ALL {
        let length = exported(&books, format).len();
        for taken in 0..length {
            let error = format.write(&books, Full(taken)).unwrap_err();
            assert_eq!(error.to_string(), "the disk is full", "{format} after {taken} bytes");
        }
        format.write(&books, Full(length)).unwrap();
    }
}

#[test]
fn a_format_is_known_by_its_name() {
    for format in ExportFormat::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "xlsx".parse::<ExportFormat>().unwrap_err();
    assert_eq!(error.to_string(), "there is no export format \"xlsx\", expected hledger, ledger, beancount or csv");
}

fn export(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("export").current_release().run().unwrap());
    example.command().args(arguments).current_dir(folder()).output().unwrap()
}

#[test]
fn the_command_distinguishes_clean_books_findings_and_errors() {
    let said = |arguments: &[&str]| {
        let output = export(arguments);
        let words = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), words)
    };
    let (code, table, words) = said(&["csv", "odd-dong.jsonl"]);
    assert_eq!(
        (code, table, words),
        (0, exported(&found(&bytes_of("odd-dong")).unwrap(), ExportFormat::Csv), String::new())
    );
    let (code, table, words) = said(&["csv", "breach-overdraft.jsonl"]);
    assert_eq!((code, table), (1, exported(&found(&bytes_of("breach-overdraft")).unwrap(), ExportFormat::Csv)));
    assert_eq!(
        words,
        "export: breach-overdraft.jsonl: exported as found, with 1 finding(s)\n\
         export: breach-overdraft.jsonl: kết xuất đúng như sổ ghi, có 1 sai phạm\n"
    );
    let (code, table, words) = said(&["csv", "error-torn.jsonl"]);
    assert_eq!((code, table), (1, exported(&found(&bytes_of("error-torn")).unwrap(), ExportFormat::Csv)));
    assert!(words.contains("error-torn.jsonl: not read to the end: line 25: the file is cut short"), "{words}");
    for (arguments, reason) in [
        (&["csv", "no-such-file.jsonl"][..], "no-such-file.jsonl"),
        (&["xlsx", "odd-dong.jsonl"], "there is no export format \"xlsx\""),
        (&["all", "odd-dong.jsonl"], "more than one export needs a folder"),
        (&["csv", "odd-dong.jsonl", "one-loan.jsonl"], "more than one export needs a folder"),
        (&["--out", "target", "csv", "odd-dong.jsonl", "./odd-dong.jsonl"], "an export of that name"),
        (&["--frmt"], "unknown option --frmt"),
    ] {
        let (code, printed, words) = said(arguments);
        assert_eq!((code, printed.as_str()), (2, ""), "{arguments:?}");
        assert!(words.contains(reason), "{arguments:?}: {words}");
    }
    let (code, all, _) = said(&[]);
    assert_eq!(code, 0);
    assert!(
        all.contains("account assets:cash\n    note 111")
            && all.contains("Assets:Cash VND\n")
            && all.contains("seq,id,")
    );
}

/// An export from somebody else, compared with the books.
#[test]
fn an_export_is_checked_line_by_line() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("handed-in.csv");
    let path = file.to_str().unwrap();
    let given = exported(&found(&bytes_of("odd-dong")).unwrap(), ExportFormat::Csv);
    let check = |export: &str, options: &[&str]| {
        std::fs::write(&file, export).unwrap();
        let output = self::export(&[options, &["--check", "csv", "odd-dong.jsonl", path]].concat());
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let lines = given.lines().count();
    for same in [given.clone(), given.replace('\n', "\r\n")] {
        let (code, text) = check(&same, &["--lang", "en"]);
        assert_eq!((code, text), (0, format!("{path}: the books give this export; lines: {lines}\n")));
    }
    // The file ends three lines early.
    let short: String = given.split_inclusive('\n').take(lines - 3).collect();
    let (code, text) = check(&short, &["--lang", "vi"]);
    assert_eq!(code, 1);
    assert!(text.contains(&format!("sổ cho bản kết xuất khác, từ dòng {}", lines - 2)), "{text}");
    assert!(text.ends_with("  bản kết xuất: hết tệp\n"), "{text}");
    // A text in it cannot control the terminal.
    let (code, text) = check(&given.replacen("seq", "\u{1b}[2J", 1), &[]);
    assert_eq!(code, 1);
    assert!(text.contains("\\u{1b}[2J") && !text.contains('\u{1b}'), "{text}");
    let (code, json) = check(&given.replacen("seq", "stt", 1), &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["agrees"], &json["line"]), (1, &false.into(), &1.into()));
    assert!(json["found"].as_str().unwrap().starts_with("stt,"), "{json}");
    for wrong in [
        &["--json", "csv", "odd-dong.jsonl"][..],
        &["--check", "csv", "odd-dong.jsonl"],
        &["--check", "all", "odd-dong.jsonl", path],
    ] {
        assert_eq!(self::export(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
