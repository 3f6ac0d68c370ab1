//! Examples with hostile input: a pipe, a device, a looping link, arguments that are not UTF-8, and full outputs.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use escargot::CargoBuild;
use revolving_fund::parse_date;

use crate::support::foreign_numbers;

fn command(example: &str) -> Command {
    let mut command = CargoBuild::new().example(example).current_release().run().unwrap().command();
    command.current_dir(crate::samples::folder());
    command
}

fn refused(output: &Output, words: &str) {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains(words), "{words:?} is not in {error}");
    assert!(!error.contains("panicked"), "{error}");
}

fn temporary(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

const AUDITORS: [&str; 6] = ["review", "continuity", "confirm", "reconcile_bank", "export", "province"];

/// Returns arguments with which a command reads `path` for each of its input files.
fn reading<'a>(example: &str, path: &'a str) -> Vec<&'a str> {
    match example {
        "confirm" => vec![path; 4],
        "export" => vec!["csv", path],
        "province" => vec!["--reported", path],
        _ => vec![path; 2],
    }
}

#[test]
fn a_pipe_a_device_or_a_looping_link_is_refused_at_once() {
    let (pipe, link) = (temporary("pipe"), temporary("loop"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(&link, &link).unwrap();
    for example in ["audit"].into_iter().chain(AUDITORS) {
        for (path, words) in [
            (pipe.to_str().unwrap(), "it is a pipe, device or socket, expected a file"),
            ("/dev/zero", "it is a pipe, device or socket, expected a file"),
            ("/", "it is a folder, expected a file"),
            (link.to_str().unwrap(), "loop: "),
        ] {
            refused(&command(example).args(reading(example, path)).output().unwrap(), words);
        }
    }
    // The other input files are checked in the same way as the books.
    let path = pipe.to_str().unwrap();
    for arguments in [
        &["reconcile_bank", "first-day.jsonl", path][..],
        &["confirm", "first-day.jsonl", path, path, path],
        &["continuity", "first-day.jsonl", path],
        &["export", "--check", "csv", "first-day.jsonl", path],
    ] {
        let output = command(arguments[0]).args(&arguments[1..]).output().unwrap();
        refused(&output, "it is a pipe, device or socket, expected a file");
    }
}

#[test]
fn an_argument_that_is_not_text_is_refused() {
    for example in AUDITORS {
        let output = command(example).arg("first-day.jsonl").arg(OsStr::from_bytes(b"s\xe1ng.jsonl")).output().unwrap();
        refused(&output, "argument 2 is not text in UTF-8");
    }
}

/// Every command for auditors has `--help` and `--lang`.
#[test]
fn every_command_has_help_and_a_language() {
    for example in AUDITORS {
        let help = command(example).arg("--help").output().unwrap();
        let text = String::from_utf8(help.stdout).unwrap();
        assert_eq!(help.status.code(), Some(0), "{example}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{example}: {text}");
        for word in ["usage: ", "--json", "--lang en|vi|both", "xit"] {
            assert!(text.contains(word), "{example}: {word} is not in {text}");
        }
        refused(&command(example).args(["--lang", "fr"]).output().unwrap(), "fr");
    }
}

/// Amounts, rates and dates of a report are written in its language for every reader: `8,000,000` or `8.000.000`, never both.
#[test]
fn the_numbers_and_dates_of_a_report_are_in_its_language() {
    for example in ["audit"].into_iter().chain(AUDITORS).filter(|example| *example != "export") {
        let report = |language: &str| {
            let output = command(example).args(["--lang", language]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let (english, vietnamese) = (report("en"), report("vi"));
        assert_eq!(foreign_numbers(&english, '.'), Vec::<&str>::new(), "{example}");
        assert_eq!(foreign_numbers(&vietnamese, ','), Vec::<&str>::new(), "{example}");
        let dates: Vec<&str> = vietnamese.split_whitespace().filter(|word| parse_date(word).is_ok()).collect();
        assert_eq!(dates, Vec::<&str>::new(), "{example}");
    }
}

/// Findings, faults of files and remedies on standard error are in the language of the report. In both, the Vietnamese line is below the
/// English one.
#[test]
fn what_goes_wrong_is_said_in_the_language_of_the_report() {
    let path = |name: &str, content: &[u8]| {
        let path = temporary(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (pdf, empty) = (path("a.pdf", b"%PDF-1.7\n"), path("empty.jsonl", b""));
    let books = crate::support::file_of(&crate::support::Story::granted().books);
    let other = path("other.jsonl", &books);
    let twice = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("twice").display().to_string();
    fs::create_dir_all(&twice).unwrap();
    for name in ["twice/a.jsonl", "twice/b.jsonl", "twice/a.txt"] {
        path(name, &books);
    }
    let (first, pdf_text) = ("tệp trống, thiếu dòng đầu", "đây là tệp PDF, không phải bảng; hãy xin ngân hàng");
    for (arguments, english, vietnamese) in [
        (
            &["review", "breach-duplicate-id.jsonl"][..],
            ", document TV-0007: duplicate-id: document",
            ", chứng từ TV-0007: duplicate-id: ",
        ),
        (&["review", "error-torn.jsonl"], "the file is cut short", "tệp bị cụt"),
        (&["review", "error-torn.jsonl"], "; if the line ends in }", "; nếu dòng kết thúc bằng }"),
        (&["reconcile_bank", "first-day.jsonl", &pdf], "the file is a PDF", pdf_text),
        (&["reconcile_bank", &empty, &pdf], "the file is empty", first),
        (&["reconcile_bank", "--json", &empty, &pdf], "the file is empty", first),
        (&["confirm", "first-day.jsonl", &pdf, &pdf, &pdf], "the file is a PDF", pdf_text),
        (&["confirm", "--expected", "9999999"], "are expected to be misstated", "dự kiến sai 9.999.999 đồng"),
        (
            &["continuity", "first-day.jsonl", &empty],
            "they cannot be compared: the second copy",
            "không so sánh được: bản thứ hai",
        ),
        (
            &["continuity", "first-day.jsonl", "--signatures", &empty],
            "expected the first line to be",
            "dòng đầu phải là",
        ),
        (&["two_phones", "write-off.jsonl", &other], "they are the books of two clubs", "đây là sổ của hai câu lạc bộ"),
        (&["export", "--check", "csv", "error-torn.jsonl", &pdf], "not read to the end: ", "không đọc được hết: "),
        (&["province", &twice], "a.txt: does not end in .jsonl, left out", "a.txt: không có đuôi .jsonl, bỏ qua"),
        (&["province", &twice], "club BN-001 is counted already", "câu lạc bộ BN-001 đã được tính"),
        (&["province", "--reported", &empty], "line 1, column 0: ", "dòng 1, cột 0 sai dạng: "),
    ] {
        let said = |language: &str| {
            let output = command(arguments[0]).args(&arguments[1..]).args(["--lang", language]).output().unwrap();
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
        };
        let [only_english, only_vietnamese, both] = ["en", "vi", "both"].map(said);
        assert!(only_english.contains(english) && !only_english.contains(vietnamese), "{arguments:?}: {only_english}");
        assert!(
            only_vietnamese.contains(vietnamese) && !only_vietnamese.contains(english),
            "{arguments:?}: {only_vietnamese}"
        );
        let line = |words: &str| both.lines().position(|line| line.contains(words));
        assert!(line(english).is_some() && line(english) < line(vietnamese), "{arguments:?}: {both}");
    }
}

#[test]
fn foreign_numbers_are_recognized() {
    let text = "8,000,000 đồng, 7.500 and 1.5% of 2024-01-02, 3,4, 12.3456; (1.000)";
    assert_eq!(foreign_numbers(text, '.'), ["7.500", "(1.000)"]);
    assert_eq!(foreign_numbers(text, ','), ["8,000,000"]);
}

#[test]
fn a_file_name_cannot_send_commands_to_the_terminal() {
    let output = command("review").arg("\u{1b}[2J\u{202e}x.jsonl").output().unwrap();
    refused(&output, "\\u{1b}[2J\\u{202e}x.jsonl");
}

/// A full standard error does not change the exit status; a full standard output ends the command.
#[test]
fn a_full_output_is_an_error_without_a_panic() {
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for example in AUDITORS {
        let output = command(example).arg("no-such-file").stderr(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{example}");
        let output = command(example).arg("--help").stdout(full()).output().unwrap();
        refused(&output, "cannot write");
    }
}
