//! The `audit` example: its output and its exit codes. Also the examples that print stories.

use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};

use crate::{guide, samples};

fn audit(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("audit").current_release().run().unwrap());
    example.command().args(arguments).current_dir(samples::folder()).output().unwrap()
}

fn exit(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn json_has_one_line_per_file_in_the_order_of_the_arguments() {
    let files: Vec<String> = samples::names().iter().map(|name| format!("{name}.jsonl")).collect();
    let mut arguments = vec!["--json"];
    arguments.extend(files.iter().map(String::as_str));
    let output = audit(&arguments);
    assert_eq!(exit(&output), 1);
    let lines = text(&output);
    assert_eq!(lines.lines().count(), files.len());
    for (name, line) in samples::names().iter().zip(lines.lines()) {
        let expected = samples::expected(name);
        if expected.contains("\"error\":null") {
            assert_eq!(line, expected, "{name}");
        }
    }
    assert!(output.stderr.is_empty(), "no progress is shown in a pipe");
}

#[test]
fn exit_codes_distinguish_clean_books_findings_and_errors() {
    assert_eq!(exit(&audit(&["--json", "first-year.jsonl", "one-loan.jsonl"])), 0);
    assert_eq!(exit(&audit(&["first-day.jsonl"])), 0, "warnings are not findings");
    assert_eq!(exit(&audit(&["--json", "one-loan.jsonl", "breach-overdraft.jsonl"])), 1);
    assert_eq!(exit(&audit(&["--json", "error-torn.jsonl"])), 1);
    assert_eq!(exit(&audit(&["--json", "no-such-file.jsonl"])), 2);
    assert_eq!(exit(&audit(&["--as-of", "2024-02-30", "one-loan.jsonl"])), 2);
    assert_eq!(exit(&audit(&["--jsno", "one-loan.jsonl"])), 2);
}

#[test]
fn a_file_that_cannot_be_opened_ends_the_run_after_those_before_it() {
    let output = audit(&["--json", "one-loan.jsonl", "no-such-file.jsonl", "first-day.jsonl"]);
    assert_eq!(exit(&output), 2);
    assert_eq!(text(&output).trim_end(), samples::expected("one-loan"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no-such-file.jsonl"));
}

#[test]
fn as_of_ignores_later_records() {
    let output = audit(&["--json", "--as-of", "2024-03-20", "one-loan.jsonl"]);
    let json = text(&output);
    assert!(json.contains(r#""as_of":"2024-03-20","records":6,"#), "{json}");
    // Month 3 started on 16 March: its interest is charged and falls due in April.
    assert!(json.contains(r#""interest_due":0,"principal_due":0,"par30":0"#), "{json}");
    let later = text(&audit(&["--json", "--as-of", "2024-05-16", "one-loan.jsonl"]));
    assert!(later.contains(r#""records":8,"#), "{later}");
}

#[test]
fn an_audit_prints_every_finding_with_its_line_and_remedy() {
    let output = audit(&["breach-loan-cap-exceeded.jsonl", "error-torn.jsonl"]);
    let report = text(&output);
    for expected in [
        "    line 19, record 18, document SAI-0001: loan-cap-exceeded: ",
        "    dòng 19, bút toán 18, chứng từ SAI-0001: loan-cap-exceeded: ",
        "To do (cần làm): lend less, or wait for repayments;",
        "line 25: the file is cut short: its last line does not end in a line feed",
        "2 file(s) audited: 0 clean, 1 finding(s), 1 not readable to the end,\n9 warning(s)\n",
    ] {
        assert!(report.contains(expected), "{expected:?} is not in\n{report}");
    }
}

#[test]
fn without_arguments_the_books_of_the_repository_are_audited_and_clean() {
    let output = audit(&[]);
    assert_eq!(exit(&output), 0);
    assert!(text(&output).contains("4 file(s) audited: 4 clean"));
}

/// The files in `examples/trouble` are the output of the example; an audit of them has findings, and the bank has open items.
#[test]
fn the_trouble_example_reproduces_the_shipped_files() {
    let run = |name, arguments: &[&str]| {
        CargoBuild::new().example(name).current_release().run().unwrap().command().args(arguments).output().unwrap()
    };
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/trouble");
    assert_eq!(exit(&run("trouble", &[folder])), 0);
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/trouble");
    let paths = ["books.jsonl", "bank.csv"].map(|file| [shipped, folder].map(|folder| format!("{folder}/{file}")));
    for [shipped, made] in &paths {
        assert!(std::fs::read(shipped).unwrap() == std::fs::read(made).unwrap(), "{shipped}");
    }
    let report = text(&run("audit", &[&paths[0][0]]));
    for expected in ["loan-cap-exceeded", "4 finding(s) (3 booked in spite of the rule)", "reversed-closed"] {
        assert!(report.contains(expected), "{expected:?} is not in\n{report}");
    }
    let reconciled = run("reconcile_bank", &[&paths[0][0], &paths[1][0]]);
    assert_eq!(exit(&reconciled), 1);
    assert!(text(&reconciled).contains("two digits exchanged"));
}

/// The stories are readable on any screen. The examples assert their own claims.
#[test]
fn the_story_examples_fit_80_columns() {
    for (name, end) in [("carry_in", "(mã đối chiếu sổ):"), ("corrections", "the finding stays in the books for good.")]
    {
        let example = CargoBuild::new().example(name).current_release().run().unwrap();
        let output = example.command().output().unwrap();
        assert_eq!(String::from_utf8(output.stderr.clone()).unwrap(), "", "{name}");
        assert_eq!(exit(&output), 0, "{name}");
        let story = text(&output);
        assert!(story.contains(end), "{name}: {story}");
        for line in story.lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

/// A terminal has 80 columns; only paths and hashes are longer words, and they are not in this output.
#[test]
fn an_audit_fits_80_columns() {
    let files: Vec<String> = samples::names().iter().map(|name| format!("{name}.jsonl")).collect();
    let report = text(&audit(&files.iter().map(String::as_str).collect::<Vec<_>>()));
    let (pages, _) = report.split_once(" file(s) audited").unwrap();
    assert!(pages.lines().count() > 5_000);
    let wide: Vec<&str> = pages.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

/// Findings that the club booked in spite of a rule are marked, and loans in arrears are listed.
#[test]
fn an_audit_lists_arrears_and_marks_findings_booked_in_spite_of_a_rule() {
    let report = text(&audit(&["paid-ahead.jsonl"]));
    for expected in [
        "Arrears, in đồng\nNợ quá hạn, đồng\n",
        "V002       M002 Đặng Thị Mai        400.000        40.000              107\n",
        "    line 10, record 9, document PT-0002: interest-over-accrued: interest of\n",
        " booked\n    in spite of the rule, and the record says so\n",
        "1 file(s) audited: 0 clean, 4 finding(s) (4 booked in spite of the rule),\n",
    ] {
        assert!(report.contains(expected), "{expected:?} is not in\n{report}");
    }
}

#[test]
fn a_command_whose_output_is_closed_ends_without_a_message() {
    let examples: [(&str, &[&str]); 7] = [
        ("audit", &[]),
        ("audit", &["--help"]),
        ("carry_in", &[]),
        ("club_year", &[]),
        ("confirm", &[]),
        ("corrections", &[]),
        ("export", &["csv"]),
    ];
    for (name, arguments) in examples {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let example = CargoBuild::new().example(name).current_release().run().unwrap();
        let output = example.command().args(arguments).stdout(writer).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{name} {arguments:?}");
        assert_eq!(output.status.code(), Some(141), "{name} {arguments:?}");
    }
}

#[test]
fn the_report_is_in_the_language_asked_for() {
    let files = ["breach-overdraft.jsonl", "first-day.jsonl", "error-torn.jsonl"];
    let in_language = |language: &str| text(&audit(&[&["--lang", language], files.as_slice()].concat()));
    let (english, vietnamese, both) = (in_language("en"), in_language("vi"), in_language("both"));
    assert_eq!(both, text(&audit(&files)), "both without the option");
    for (word, of_english, of_vietnamese) in [
        ("Trial balance", true, false),
        ("Bảng cân đối số phát sinh", false, true),
        ("To do: ", true, false),
        ("Cần làm: ", false, true),
        ("file(s) audited", true, false),
        ("Đã kiểm toán 3 tệp", false, true),
        ("record(s) since", true, false),
        ("bút toán từ", false, true),
    ] {
        assert_eq!((english.contains(word), vietnamese.contains(word)), (of_english, of_vietnamese), "{word}");
    }
    assert!(
        both.contains("Trial balance, in đồng\nBảng cân đối số phát sinh, đồng\n")
            && both.contains("To do (cần làm): ")
    );
    for line in [english, vietnamese, both].iter().flat_map(|report| report.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_eq!(exit(&audit(&["--lang", "fr"])), 2);
    assert!(text(&audit(&["--help"])).lines().all(|line| line.chars().count() <= 80));
}

/// Every example explains itself, and answers an option or an argument that it does not have in one line.
#[test]
fn every_example_explains_its_arguments_and_refuses_others() {
    let takes_files = ["audit", "continuity", "monthly_report", "review", "two_phones"];
    for name in guide::examples() {
        let example = CargoBuild::new().example(&name).current_release().run().unwrap();
        let run = |arguments: &[&str]| example.command().args(arguments).output().unwrap();
        let help = run(&["--help"]);
        assert_eq!((exit(&help), help.stderr.len()), (0, 0), "{name}");
        assert!(text(&help).lines().any(|line| line.starts_with("usage: ")), "{name}: {}", text(&help));
        assert!(text(&help).lines().all(|line| line.chars().count() <= 80), "{name}: {}", text(&help));
        let surplus = ["1"; 9];
        for arguments in [&["--no-such-option"][..], &surplus] {
            if arguments.len() > 1 && takes_files.contains(&name.as_str()) {
                continue;
            }
            let refused = run(arguments);
            let message = String::from_utf8(refused.stderr.clone()).unwrap();
            assert_eq!((exit(&refused), text(&refused).as_str()), (2, ""), "{name} {arguments:?}: {message}");
            assert!(message.trim_end().lines().count() <= 2, "{name} {arguments:?}: {message}");
            assert!(message.contains("--help"), "{name} {arguments:?}: {message}");
        }
    }
}
