//! Every figure of a statement is the sum of the records behind it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use revolving_fund::report::{Contribution, DrillDown, ExplainError, Explained};
use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::table::{Language, of_answer};
use revolving_fund::testing::{Mix, damaged_books, histories};
use revolving_fund::{Audit, Balance, Books, Month, parse_date};
use serde_json::Value;

use crate::samples::{bytes_of, names};
use crate::support::{file_of, shipped};

/// The keys of figures that are not sums of records, as the guide lists them; a part of a ratio has the name of the ratio before it.
const COMPUTED: [&str; 41] = [
    "attendance",
    "average_loan.denominator",
    "booked_late",
    "borrower_share.denominator",
    "borrower_share.numerator",
    "borrowers",
    "born",
    "cared_for",
    "count",
    "days",
    "days_open",
    "days_past_due",
    "despite",
    "entry",
    "evidence",
    "findings",
    "grace_days",
    "lost_loan_months.numerator",
    "members",
    "members_who_borrowed",
    "months",
    "payers",
    "record_seq",
    "rescheduled_count",
    "reversals",
    "rounding",
    "running_loans",
    "seq",
    "times_rescheduled",
    "turnover.denominator",
    "turns",
    "turns_in_period",
    "unconfirmed_count",
    "unpaid",
    "visits",
    "voided",
    "volunteers",
    "waivers",
    "warnings",
    "write_off_ratio.denominator",
    "year",
];

/// Lists the statements of some books with the options they need, for periods that begin with the books and in the middle of them.
fn runs(books: &Books) -> Vec<(Statement, StatementOptions)> {
    let opened = books.header().opened();
    let middle = opened + books.day().signed_duration_since(opened) / 2;
    let loans: Vec<_> = books.loans().map(|view| view.id().clone()).collect();
    let members: Vec<_> =
        loans.iter().filter_map(|loan| books.loan(loan)).map(|view| view.loan().member().clone()).collect();
    let mut runs = Vec::new();
    for statement in Statement::ALL {
        let options = StatementOptions {
            from: Some(middle),
            month: Month::of(middle).ok(),
            loan: loans.get(loans.len() / 2).cloned(),
            member: members.last().cloned(),
            account: Some("assets:cash".to_owned()),
            ..StatementOptions::default()
        };
        let early = StatementOptions {
            from: None,
            month: Month::of(books.day()).ok(),
            loan: loans.last().cloned(),
            member: members.first().cloned(),
            account: Some("assets:loans".to_owned()),
            ..options.clone()
        };
        runs.extend([(statement, options), (statement, early)]);
    }
    runs
}

/// Collects the paths of all values of a statement that are neither objects nor lists.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}[{at}]"), found);
            }
        }
        leaf => found.push((path.to_owned(), leaf.clone())),
    }
}

/// Returns whether a figure is listed as computed, not as a sum of records.
fn is_computed(path: &str) -> bool {
    let names: Vec<&str> = path.split('.').map(|part| part.split('[').next().unwrap()).collect();
    let last = names[names.len() - 1];
    let part = names[names.len().saturating_sub(2)..].join(".");
    COMPUTED.contains(&last) || COMPUTED.contains(&part.as_str())
}

/// Checks that every figure of every statement is the sum of the records behind it or is listed as computed. Returns the number of sums.
fn every_figure_adds_up(bytes: &[u8]) -> usize {
    let audit = Audit::of(bytes).unwrap();
    let Some(books) = audit.books() else { return 0 };
    let mut sums = 0;
    let numbered = books.records().map(|record| (record.seq, record.id.clone()));
    let places: HashMap<_, usize> = numbered.zip(0..).collect();
    for (statement, options) in runs(books) {
        let report = match statement.of("books.jsonl", bytes, &options) {
            Ok(report) => report,
            Err(error) => {
                let same = statement.drill_down("books.jsonl", bytes, &options).unwrap_err();
                assert_eq!(same.to_string(), error.to_string());
                continue;
            }
        };
        let drill: DrillDown = statement.drill_down("books.jsonl", bytes, &options).unwrap().value.unwrap();
        let mut all = Vec::new();
        leaves(&serde_json::to_value(report.value.unwrap()).unwrap(), "", &mut all);
        let mut figures: HashSet<String> = drill.figures().into_iter().collect();
        for (path, value) in all {
            if statement == Statement::MonthReport && (path.starts_with("findings") || path.starts_with("warnings")) {
                continue;
            }
            let explained = drill.explain(&path).unwrap_or_else(|error| panic!("{statement:?}: {error}"));
            match explained {
                Explained::Sum { figure, records, amount } => {
                    assert_eq!(figure, path);
                    assert_eq!(serde_json::to_value(amount).unwrap(), value, "{statement:?} {path} {options:?}");
                    assert_eq!(records.iter().map(|record| record.amount).sum::<Balance>(), amount, "{path}");
                    assert!(records.iter().all(|record| record.amount != Balance::ZERO), "{path}");
                    let places = records.iter().map(|record| places[&(record.record.seq, record.record.id.clone())]);
                    assert!(places.is_sorted(), "{path}: the records are not in the order of the books");
                    assert!(figures.remove(&path), "{path} is not listed");
                    sums += 1;
                }
                Explained::Computed { .. } if !value.is_number() => {}
                Explained::Computed { .. } => {
                    assert!(
                        statement == Statement::Projection || is_computed(&path),
                        "{statement:?} {path} is not a sum"
                    );
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(figures.is_empty(), "{statement:?} has no such figures: {figures:?}");
    }
    sums
}

#[test]
fn every_figure_of_the_golden_books_is_the_sum_of_its_records() {
    // Every fifth book: together they contain each kind of record, and the test takes seconds.
    let sums: usize = names().iter().step_by(5).map(|name| every_figure_adds_up(&bytes_of(name))).sum();
    assert!(sums > 20_000, "only {sums} figures");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_figure_of_random_books_is_the_sum_of_its_records(history in histories(0..50, &Mix::default())) {
        every_figure_adds_up(&file_of(&history.into_books()));
    }

    #[test]
    fn every_figure_of_books_with_findings_is_the_sum_of_its_records(damaged in damaged_books(0..40, &Mix::default())) {
        every_figure_adds_up(&damaged.file);
    }
}

fn drill(statement: Statement, file: &str, options: &StatementOptions) -> DrillDown {
    statement.drill_down(file, &shipped(file), options).unwrap().value.unwrap()
}

/// Returns the documents behind a figure, with the amount of each in đồng.
fn behind(drill: &DrillDown, path: &str) -> Vec<(String, i128)> {
    let Explained::Sum { records, .. } = drill.explain(path).unwrap() else { panic!("{path} is not a sum") };
    records.iter().map(|Contribution { record, amount, .. }| (record.id.to_string(), amount.dong())).collect()
}

/// The books of a club in trouble. The expected records and amounts are those that its treasurer would name.
#[test]
fn the_records_behind_a_figure_are_those_a_treasurer_would_name() {
    let file = "trouble/books.jsonl";
    let register = drill(Statement::LoanRegister, file, &StatementOptions::default());
    let is = |path: &str, documents: &[(&str, i128)]| {
        let documents: Vec<_> = documents.iter().map(|(id, amount)| ((*id).to_owned(), *amount)).collect();
        assert_eq!(behind(&register, path), documents, "{path}");
    };
    // Five months at 66 000 are due. The third receipt was reversed: neither it nor its reversal counts.
    is("rows[V-0017].interest_due", &[("PC-0028", 330_000), ("PT-0201", -66_000), ("PT-0213", -66_000)]);
    is("rows[V-0017].principal", &[("BB-0085", 6_600_000)]);
    is("rows[V-0017].principal_due", &[]);
    // Eleven instalments of 400 000 are due, nine are paid; one of them was first booked as 40 000 and reversed.
    let nine = ["PT-0116", "PT-0129", "PT-0142", "PT-0155", "PT-0166", "PT-0179", "PT-0195", "PT-0215", "PT-0218"];
    let mut expected = vec![("PC-0013", 4_400_000)];
    expected.extend(nine.map(|id| (id, -400_000)));
    is("rows[V-0011].principal_due", &expected);
    expected[0].1 = 4_800_000;
    is("rows[V-0011].outstanding", &expected);
    // A loan forgiven by the meeting: one record booked the loss.
    is("rows[V-0018].written_off", &[("XX-007", 4_800_000)]);

    let [from, through] = ["2025-04-01", "2025-04-30"].map(|day| parse_date(day).ok());
    let april = StatementOptions { from, through, ..StatementOptions::default() };
    let receipts = drill(Statement::ReceiptsPayments, file, &april);
    let interest = [("XX-004".to_owned(), 52_000), ("XX-005".to_owned(), -66_000)];
    assert_eq!(behind(&receipts, "receipts[interest].total"), interest);
    assert_eq!(behind(&receipts, "receipts[interest].bank"), interest[1..]);
}

#[test]
fn a_figure_that_is_not_a_sum_explains_its_computation() {
    let register = drill(Statement::LoanRegister, "trouble/books.jsonl", &StatementOptions::default());
    let json = |path: &str| serde_json::to_string(&register.explain(path).unwrap()).unwrap();
    assert_eq!(
        json("rows[V-0017].days_past_due"),
        r#"{"figure":"rows[V-0017].days_past_due","value":"81","computed_from":"the days since the oldest due day with an unpaid amount"}"#
    );
    let indicators = drill(Statement::Indicators, "trouble/books.jsonl", &StatementOptions::default());
    let Explained::Computed { from, .. } = indicators.explain("ratios.par30.value").unwrap() else { panic!() };
    assert!(from.english.starts_with("the numerator divided by the denominator"), "{from:?}");
    assert!(matches!(indicators.explain("ratios.par30.numerator"), Ok(Explained::Sum { .. })));
    let Explained::Computed { from, .. } = indicators.explain("ratios.turnover.denominator").unwrap() else { panic!() };
    assert_eq!(from.english, "a mean of the loan fund at the ends of months");
}

#[test]
fn an_explanation_is_shown_as_a_table() {
    let name = "examples/trouble/books.jsonl";
    let shown = |statement: Statement, path: &str| {
        let report = statement.drill_down(name, &shipped("trouble/books.jsonl"), &StatementOptions::default()).unwrap();
        let tables = of_answer(&report.try_map(|statement| statement.explain(path)).unwrap(), &|_| None).unwrap();
        tables.iter().skip(1).map(|table| table.to_text(Language::English)).collect::<Vec<_>>().join("\n")
    };
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide/statements.md")).unwrap();
    let records = shown(Statement::LoanRegister, "rows[V-0017].interest_due");
    let (_, records) = records.split_once("Records\n\n").unwrap();
    assert!(guide.contains(records.trim_end()), "the sample in the guide is outdated");
    insta::assert_snapshot!(
        [
            shown(Statement::LoanRegister, "rows[V-0017].interest_due"),
            shown(Statement::LoanRegister, "rows[V-0017].written_off"),
            shown(Statement::Indicators, "ratios.turnover.denominator"),
        ]
        .join("\n---\n")
    );
}

#[test]
fn a_path_to_no_figure_is_refused_with_the_possible_names() {
    let cash = drill(Statement::CashBook, "books/closing.jsonl", &StatementOptions::default());
    let refused = |path: &str| cash.explain(path).unwrap_err().to_string();
    insta::assert_snapshot!(
        [
            "",
            "rows[",
            "rows[0]balance",
            "[0]",
            "rows..balance",
            "opening.",
            "openin",
            "rows[0].amount",
            "rows[9999].in",
            "rows[PT-9999].in",
            "rows",
            "rows[0]",
            "opening[0]",
            "opening.cash",
        ]
        .map(|path| format!("{path:?}: {}", refused(path)))
        .join("\n")
    );
}

#[test]
fn a_name_of_several_rows_is_refused_with_their_positions() {
    let ledger = StatementOptions { account: "assets:cash".parse().ok(), ..StatementOptions::default() };
    let ledger = drill(Statement::AccountLedger, "books/first-year.jsonl", &ledger);
    let Err(ExplainError::SeveralRows { positions, .. }) = ledger.explain("rows[PT-0002].debit") else {
        panic!("{:?}", ledger.explain("rows[PT-0002].debit"));
    };
    assert_eq!(positions, [4, 5]);
}

#[test]
fn only_digits_are_positions_and_quoted_names_may_contain_brackets() {
    let cash = drill(Statement::CashBook, "books/closing.jsonl", &StatementOptions::default());
    let name = |path: &str| match cash.explain(path) {
        Err(ExplainError::UnknownRow { row, .. }) => row,
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(name("rows[+0].in"), "+0");
    assert_eq!(name(r#"rows["0"].in"#), "0");
    assert_eq!(name(r#"rows["a]b"].in"#), "a]b");
    assert!(cash.explain("rows[0].in").is_ok());
}
