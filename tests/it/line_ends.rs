//! Books saved by a program that changes line ends: people read one finding, programs read every broken link of the chain.

use std::fs;
use std::path::PathBuf;

use revolving_fund::continuity::{Continuity, CopyExtent};
use revolving_fund::journal::LineEnds;
use revolving_fund::{Audit, Books, Code};

use crate::samples::{bytes_of, folder};
use crate::support::{hash, run};

fn with_cr_lf(file: &[u8]) -> Vec<u8> {
    let mut saved = Vec::new();
    for byte in file {
        saved.extend_from_slice(if *byte == b'\n' { b"\r\n" } else { std::slice::from_ref(byte) });
    }
    saved
}

const fn ends(first: u64, lines: u64, is_cr_lf: bool) -> LineEnds {
    LineEnds { first, lines, is_cr_lf }
}

/// Returns the report of changed line ends (the last line is not counted), and the findings with another cause.
fn audited(file: &[u8]) -> (Option<LineEnds>, Vec<(u64, Code)>) {
    let audit = Audit::of(file).unwrap();
    let by_line_end = audit.findings().iter().filter(|finding| finding.is_line_end);
    assert!(by_line_end.clone().all(|finding| finding.code == Code::ChainBroken));
    assert_eq!(by_line_end.count() as u64, audit.line_ends().map_or(0, |ends| ends.lines));
    let others = audit.findings().iter().filter(|finding| !finding.is_line_end);
    (audit.line_ends(), others.map(|finding| (finding.line, finding.code)).collect())
}

#[test]
fn changed_line_ends_are_reported_separately_from_other_breaks() {
    let file = bytes_of("first-day");
    let saved = with_cr_lf(&file);
    assert_eq!(audited(&file), (None, vec![]));
    assert_eq!(audited(&saved), (Some(ends(1, 6, true)), vec![]));
    // The findings for programs contain every broken link.
    assert_eq!(Audit::of(saved.as_slice()).unwrap().findings().len(), 6);

    // One changed line.
    let third = file.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).unwrap().0;
    let mut one = file.clone();
    one.insert(third, b'\r');
    assert_eq!(audited(&one), (Some(ends(3, 1, true)), vec![]));

    // A changed amount is a finding of its own.
    let text = String::from_utf8(saved.clone()).unwrap();
    assert!(text.contains("100000000,\"into\""));
    let forged = text.replacen("100000000,\"into\"", "100000001,\"into\"", 1);
    let (line_ends, others) = audited(forged.as_bytes());
    assert_eq!(line_ends, Some(ends(1, 5, true)));
    assert!(others.iter().any(|(_, code)| *code == Code::ChainBroken), "{others:?}");

    // Books that were booked with CR LF and saved with LF.
    let mut booked = Vec::new();
    let mut prev: Option<String> = None;
    for line in String::from_utf8(file).unwrap().lines() {
        let mut line = line.to_owned();
        if let Some(prev) = prev.as_deref() {
            let at = line.rfind("\"prev\":\"").unwrap() + 8;
            line.replace_range(at..at + 64, prev);
        }
        line.push('\r');
        prev = Some(hash(&line));
        booked.extend_from_slice(line.as_bytes());
        booked.push(b'\n');
    }
    assert_eq!(audited(&booked), (None, vec![]));
    booked.retain(|byte| *byte != b'\r');
    assert_eq!(audited(&booked), (Some(ends(1, 6, false)), vec![]));
}

#[test]
fn books_are_not_opened_with_other_line_ends_and_the_reason_is_given() {
    let error = Books::open(with_cr_lf(&bytes_of("first-day")).as_slice()).unwrap_err().to_string();
    assert_eq!(
        error,
        "1 line(s) from line 1 on end in CR LF and were booked with LF: another program saved the file. \
         Save it with LF line ends and read it again; the chain is then whole at these lines"
    );
}

#[test]
fn two_copies_that_differ_in_line_ends_say_so() {
    let file = bytes_of("first-day");
    let saved = with_cr_lf(&file);
    let continuity = Continuity::read(file.as_slice(), saved.as_slice()).unwrap();
    assert_eq!((continuity.first.line_ends, continuity.second.line_ends), (None, Some(ends(1, 6, true))));
    assert!(!continuity.is_kept());
    let text = continuity.to_string();
    assert!(text.contains("6 line(s) from line 1 on end in CR LF"), "{text}");
    assert!(text.contains("6 dòng, từ dòng 1, kết thúc bằng CR LF"), "{text}");
    assert_eq!(CopyExtent::read(saved.as_slice()).unwrap(), continuity.second);
}

#[test]
fn changed_line_ends_are_one_finding_for_people() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("line-ends.jsonl");
    fs::write(&path, with_cr_lf(&bytes_of("first-year"))).unwrap();
    let path = path.to_str().unwrap();
    let output = run("audit", &[path]);
    let text = output.stdout;
    assert_eq!(output.status, Some(1), "{text}");
    assert!(text.contains("FINDINGS (sai phạm): 1\n"), "{text}");
    assert!(text.contains("from line 1 on end in CR LF") && text.contains("1 finding(s)"), "{text}");
    assert!(!text.contains("chain-broken: prev"), "{text}");

    let output = run("review", &[path, "--lang", "en"]);
    let error = output.stderr;
    assert_eq!((output.status, error.lines().count()), (Some(1), 1), "{error}");

    let head = Audit::of(bytes_of("first-year").as_slice()).unwrap().books().unwrap().head().to_string();
    let whole = folder().join("first-year.jsonl").display().to_string();
    for arguments in [[path, head.as_str()], [whole.as_str(), path]] {
        let output = run("continuity", &arguments);
        let text = output.stdout;
        assert_eq!(output.status, Some(1), "{text}");
        assert!(text.contains("from line 1 on end in CR LF"), "{text}");
    }
}
