//! Continuity of books: an earlier head is found in a later file, and two copies are compared.

use std::io::BufReader;
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use revolving_fund::continuity::{Continuity, ContinuityError, Inclusion, Relation};
use revolving_fund::display::InLanguage;
use revolving_fund::journal::ReadError;
use revolving_fund::{Audit, Books, Charter, ClubFund, Digest, Header, Language, Record};

use crate::fuzz::damage::{lines, mended};
use crate::samples::{bytes_of, folder, names};
use crate::support::{Failing, Story, day, file_of, gift, text};

fn found(head: Digest, file: &[u8]) -> Option<Inclusion> {
    Inclusion::read(head, file).unwrap()
}

fn compared(first: &[u8], second: &[u8]) -> Continuity {
    Continuity::read(first, second).unwrap()
}

fn books_of(file: &[u8]) -> Books {
    Audit::of(file).unwrap().into_books().unwrap()
}

/// Returns the hash of the last line.
fn head_of(file: &[u8]) -> Digest {
    Digest::of(lines(file).last().unwrap().strip_suffix(b"\n").unwrap())
}

/// Returns the first `count` lines.
fn beginning(file: &[u8], count: usize) -> Vec<u8> {
    lines(file)[..count].concat()
}

/// Replaces a text in one line of a file; the text must be there.
fn changed(file: &[u8], place: usize, from: &str, to: &str) -> Vec<u8> {
    let mut all: Vec<Vec<u8>> = lines(file).into_iter().map(<[u8]>::to_vec).collect();
    let line = String::from_utf8(all[place].clone()).unwrap();
    all[place] = line.replacen(from, to, 1).into_bytes();
    assert_ne!(all[place], line.as_bytes(), "{from:?} is not in {line}");
    all.concat()
}

/// Every line of the golden books, also of those with findings, is found by its hash, in the file and in the books.
#[test]
fn the_head_of_every_record_is_found_at_its_place() {
    let mut heads = 0;
    let chained =
        |name: &String| !name.starts_with("error-") && name != "breach-chain-broken" && name != "breach-several";
    for name in names().into_iter().filter(chained) {
        let file = bytes_of(&name);
        let books = books_of(&file);
        let count = u64::try_from(books.records().len()).unwrap();
        for (place, line) in (0_u64..).zip(lines(&file)) {
            let head = Digest::of(line.strip_suffix(b"\n").unwrap());
            let inclusion = Inclusion::of(head, &books).unwrap();
            let last =
                place.checked_sub(1).map(|last| books.records().nth(usize::try_from(last).unwrap()).unwrap().clone());
            let expected = Inclusion { records: place, last, unbroken_from: 1, later: count - place, unreadable: None };
            assert_eq!(inclusion, expected, "{name}, line {}", place + 1);
            assert!(inclusion.is_whole());
            if count < 40 {
                assert_eq!(found(head, &file), Some(inclusion), "{name}, line {}", place + 1);
            }
            heads += 1;
        }
    }
    assert!(heads > 3_000, "only {heads}");
}

#[test]
fn a_head_of_other_books_or_of_a_later_day_is_not_found() {
    let file = bytes_of("write-off");
    let foreign = head_of(&bytes_of("odd-dong"));
    assert_eq!(found(foreign, &file), None);
    assert_eq!(Inclusion::of(foreign, &books_of(&file)), None);
    assert_eq!(found(head_of(&file), &beginning(&file, 20)), None, "the head of all 20 records is not in the first 19");
}

/// A changed line with a repaired chain gives other heads from there on. Without the repair the later heads are found, but they vouch
/// only for the lines after the break.
#[test]
fn a_head_does_not_vouch_for_lines_before_a_broken_chain() {
    let file = bytes_of("write-off");
    let head = head_of(&file);
    let total = lines(&file).len();
    for place in 1..total - 1 {
        let forged = changed(&file, place, "\"seq\":", "\"seq\": ");
        let inclusion = found(head, &forged).unwrap();
        assert_eq!(inclusion.unbroken_from, u64::try_from(place + 2).unwrap(), "the line after line {}", place + 1);
        assert!(!inclusion.is_whole());
        assert_eq!(Inclusion::of(head, &books_of(&forged)), Some(inclusion));
        let before = Digest::of(lines(&file)[place - 1].strip_suffix(b"\n").unwrap());
        assert!(found(before, &forged).unwrap().is_whole(), "heads from before the change are still found");
        assert_eq!(found(head, &mended(&forged)), None);
    }
}

#[test]
fn an_unreadable_line_after_a_head_does_not_hide_it() {
    let file = bytes_of("error-torn");
    let (whole, records) = (lines(&file).len() - 1, lines(&file).len() - 2);
    let inclusion = found(head_of(&beginning(&file, whole)), &file).unwrap();
    assert_eq!(inclusion.records, u64::try_from(records).unwrap());
    assert_eq!(inclusion.unreadable.unwrap().line, 25);
    let error = Inclusion::read(head_of(&bytes_of("odd-dong")), file.as_slice()).unwrap_err();
    assert!(matches!(error, ReadError::Unreadable(error) if error.line == 25));
    assert!(matches!(Inclusion::read(Digest::of(b""), &b""[..]), Err(ReadError::Unreadable(error)) if error.line == 1));
}

#[test]
fn a_file_continues_each_of_its_beginnings() {
    let file = bytes_of("corrections");
    let books = books_of(&file);
    let total = lines(&file).len();
    for count in 1..total {
        let older = beginning(&file, count);
        let next = Box::new(books.records().nth(count - 1).unwrap().clone());
        let continuity = compared(&older, &file);
        assert_eq!(continuity.relation, Relation::SecondGoesOn(next.clone()));
        assert_eq!(continuity.shared, u64::try_from(count - 1).unwrap());
        assert_eq!(
            (continuity.first.records, continuity.second.records),
            (continuity.shared, u64::try_from(total - 1).unwrap())
        );
        assert_eq!((continuity.first.head, continuity.second.head), (head_of(&older), head_of(&file)));
        assert!(continuity.is_kept());
        assert_eq!(Continuity::of(&books_of(&older), &books), continuity);
        assert_eq!(compared(&file, &older).relation, Relation::FirstGoesOn(next));
    }
}

#[test]
fn two_equal_files_are_the_same() {
    for name in names() {
        let file = bytes_of(&name);
        let Some(books) = Audit::of(file.as_slice()).unwrap().into_books() else { continue };
        let continuity = compared(&file, &file);
        assert_eq!(continuity.relation, Relation::Same, "{name}");
        assert_eq!(continuity.shared, u64::try_from(books.records().len()).unwrap(), "{name}");
        let is_sound = !name.starts_with("error-") && continuity.second.broken_at.is_none();
        assert_eq!(continuity.is_kept(), is_sound, "{name}: unreadable lines are not vouched for");
    }
}

/// A copy that is cut in the middle of a line is continued by the other copy, and is not reported as complete.
#[test]
fn a_torn_copy_is_compared_up_to_its_last_whole_line() {
    let file = bytes_of("first-day");
    for length in lines(&file)[0].len()..file.len() {
        let torn = &file[..length];
        let continuity = compared(torn, &file);
        assert!(matches!(continuity.relation, Relation::SecondGoesOn(_)), "cut at {length}");
        assert_eq!(continuity.first.unreadable.is_none(), torn.ends_with(b"\n"), "cut at {length}");
        assert_eq!(continuity.is_kept(), torn.ends_with(b"\n"), "cut at {length}");
    }
}

#[test]
fn two_writers_of_the_same_books_part_at_their_first_own_record() {
    for common in 0_u64..6 {
        let mut ours = Story::granted();
        for _ in 0..common {
            ours = ours.then(gift(1_000, ClubFund::Operating));
        }
        let theirs = ours.clone().then(gift(2_000, ClubFund::Operating)).then(gift(1_000, ClubFund::Operating));
        let ours = ours.then(gift(1_000, ClubFund::IncomeGrowth));
        let continuity = Continuity::of(&ours.books, &theirs.books);
        let at =
            |story: &Story| Box::new(story.books.records().nth(usize::try_from(common + 1).unwrap()).unwrap().clone());
        assert_eq!(continuity.relation, Relation::Parted { first: at(&ours), second: at(&theirs) });
        assert_eq!(
            (continuity.shared, continuity.first.records, continuity.second.records),
            (common + 1, common + 2, common + 3)
        );
        assert!(!continuity.is_kept());
        assert_eq!(compared(&file_of(&ours.books), &file_of(&theirs.books)), continuity);
    }
}

/// The lines after the change differ if the chain is repaired and are equal if it is not; the copies part at the change in both cases.
#[test]
fn rewritten_history_parts_at_the_change() {
    let parted = |continuity: Continuity| match continuity.relation {
        Relation::Parted { first, second } => (continuity.shared, *first, *second),
        other => panic!("{other:?}"),
    };
    for name in ["first-day", "write-off", "corrections"] {
        let file = bytes_of(name);
        let books = books_of(&file);
        for place in 1..lines(&file).len() {
            let forged = changed(&file, place, "\"date\":\"20", "\"date\":\"21");
            let record = books.records().nth(place - 1).unwrap();
            for forged in [mended(&forged), forged] {
                let (shared, first, second) = parted(compared(&file, &forged));
                assert_eq!(shared, u64::try_from(place - 1).unwrap(), "{name}");
                assert_eq!(&first, record, "{name}");
                let date = record.date.checked_add_months(chrono::Months::new(1_200)).unwrap();
                assert_eq!(second, Record { date, ..record.clone() }, "{name}");
            }
        }
    }
}

#[test]
fn books_of_two_clubs_and_books_opened_anew_have_nothing_in_common() {
    let continuity = compared(&bytes_of("first-day"), &bytes_of("write-off"));
    let expected = Relation::OtherClub { first: "BN-001".parse().unwrap(), second: "BN-006".parse().unwrap() };
    assert_eq!((continuity.shared, &continuity.relation), (0, &expected));
    assert_eq!((continuity.first.records, continuity.second.records), (6, 20));
    assert!(!continuity.is_kept());

    let first = Story::of(Charter::bac_ninh()).books;
    let club = first.header().club().clone();
    let header = Header::new(club, text("CLB thôn Hạ"), day("2024-03-14"), Charter::bac_ninh()).unwrap();
    let second = Books::new(header.clone());
    let continuity = Continuity::of(&first, &second);
    let expected = Relation::OtherHeader { first: Box::new(first.header().clone()), second: Box::new(header) };
    assert_eq!(continuity.relation, expected);
    assert_eq!(
        continuity.to_string().lines().take(3).collect::<Vec<_>>(),
        [
            "the headers differ, nothing is in common (dòng đầu khác nhau, không có gì chung)",
            "  first copy (bản thứ nhất): CLB thôn Hạ, 2024-03-13",
            "  second copy (bản thứ hai): CLB thôn Hạ, 2024-03-14",
        ]
    );
}

#[test]
fn the_report_says_where_a_head_is() {
    let file = bytes_of("first-day");
    let english = |count: usize, file: &[u8]| {
        let found = found(head_of(&beginning(&bytes_of("first-day"), count)), file).unwrap();
        InLanguage(&found, Language::English).to_string()
    };
    assert_eq!(
        english(1, &file),
        "the head is that of the header\nrecords up to it: 0\nrecords after it: 6\nnothing up to it was changed\n"
    );
    assert_eq!(
        english(5, &file),
        "the head is that of: record 4, document PT-0001, 2024-03-13, seed_grant_received\nrecords up to it: 4\n\
         records after it: 2\nnothing up to it was changed\n"
    );
    let torn = [changed(&beginning(&file, 6), 2, "\"seq\":", "\"seq\": "), b"{".to_vec()].concat();
    let text = english(5, &torn);
    assert!(text.contains("the chain is broken; the head vouches only from line 4\n  not read to its end: line 7: the file is cut short"), "{text}");
    insta::assert_snapshot!(found(head_of(&file), &file).unwrap());
}

#[test]
fn the_report_says_how_two_copies_relate() {
    let file = bytes_of("first-day");
    let english = |first: &[u8], second: &[u8]| {
        let text = InLanguage(&compared(first, second), Language::English).to_string();
        text.lines().filter(|line| !line.contains("copy: records")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(english(&file, &file), ["the copies are the same", "records in both: 6"]);
    assert_eq!(
        english(&beginning(&file, 4), &file),
        [
            "the second copy continues the first",
            "  next: record 4, document PT-0001, 2024-03-13, seed_grant_received",
            "records in both: 3",
        ]
    );
    assert_eq!(english(&file, &beginning(&file, 4))[0], "the first copy continues the second");
    let parted = english(&file, &mended(&changed(&file, 4, "100000000,\"into", "99000000,\"into")));
    assert_eq!(parted[0], "the copies part at line 5");
    assert_eq!(parted[3..], ["  they differ in: event", "records in both: 3"]);
    let differ = |from, to| english(&file, &changed(&file, 4, from, to)).remove(3);
    assert_eq!(differ("\"seq\":", "\"seq\": "), "  they differ in: white space, the order of fields or escapes only");
    let prev = books_of(&file).records().nth(3).unwrap().prev.to_string();
    for (from, to, field) in [
        ("\"seq\":4", "\"seq\":5", "seq"),
        ("PT-0001", "PT-0002", "id"),
        ("2024-03-13", "2024-03-14", "date"),
        ("bank\",\"funds", "cash\",\"funds", "entry"),
        (",\"prev\"", ",\"note\":\"x\",\"prev\"", "note"),
        (",\"prev\"", &format!(",\"evidence\":[\"{prev}\"],\"prev\""), "evidence"),
        (",\"prev\"", ",\"despite\":[\"overdraft\"],\"prev\"", "despite"),
        (&prev, &"0".repeat(64), "prev"),
    ] {
        assert_eq!(differ(from, to), format!("  they differ in: {field}"));
    }
    assert_eq!(english(&file, &bytes_of("write-off"))[0], "they are the books of two clubs: BN-001, BN-006");
    let torn = compared(&file, &file[..file.len() - 1]).to_string();
    let lines = "  not read to its end: line 7: the file is cut short: its last line does not end in a line feed\n  \
                 không đọc được đến cuối: dòng 7: tệp bị cụt: dòng cuối không có dấu xuống dòng\n";
    assert!(torn.ends_with(lines), "{torn}");
    insta::assert_snapshot!(compared(&beginning(&file, 4), &file));
}

/// A copy with a broken chain is not kept, even if the change is before the records that both copies have.
#[test]
fn a_broken_chain_of_either_copy_is_reported() {
    let file = bytes_of("first-day");
    let broken = changed(&file, 2, "\"seq\":", "\"seq\": ");
    let continuity = compared(&file, &broken);
    assert_eq!((continuity.first.broken_at, continuity.second.broken_at), (None, Some(4)));
    assert!(continuity.to_string().contains("the chain is broken at line (chuỗi bị đứt ở dòng) 4"));
    let same = compared(&broken, &broken);
    assert_eq!(same.relation, Relation::Same);
    assert!(!same.is_kept(), "both copies have the same change");
}

#[test]
fn a_source_that_fails_is_an_error_that_names_the_copy() {
    let file = bytes_of("first-day");
    let failing = || BufReader::new(Failing(&file));
    let said = |result: Result<Continuity, ContinuityError>| result.unwrap_err().to_string();
    assert_eq!(
        said(Continuity::read(failing(), file.as_slice())),
        "the first copy: cannot read line 8: the disk is gone"
    );
    assert_eq!(
        said(Continuity::read(file.as_slice(), failing())),
        "the second copy: cannot read line 8: the disk is gone"
    );
    assert_eq!(
        said(Continuity::read(file.as_slice(), &b""[..])),
        "the second copy: line 1: the file is empty, expected a header"
    );
    let error = Inclusion::read(head_of(&beginning(&file, 2)), failing()).unwrap_err();
    assert_eq!(error.to_string(), "cannot read line 8: the disk is gone");
}

fn continuity(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("continuity").current_release().run().unwrap());
    example.command().args(arguments).current_dir(folder()).output().unwrap()
}

#[test]
fn the_command_distinguishes_kept_not_kept_and_errors() {
    let head = head_of(&bytes_of("first-day")).to_string();
    let (capitals, short) = (head.to_uppercase(), head[1..].to_owned());
    for (arguments, code, words) in [
        (&["first-day.jsonl", head.as_str()][..], 0, "records up to it (số bút toán đến đó): 6\n"),
        (&["--lang", "en", "first-day.jsonl", &capitals], 0, "records up to it: 6\n"),
        (&["--json", "first-day.jsonl", &head], 0, r#"{"head":{"found":true,"last":{"date":"2024-03-13","id":"#),
        (
            &["write-off.jsonl", &head],
            1,
            "write-off.jsonl: no line has this head: they are other books, or were changed",
        ),
        (
            &["error-torn.jsonl", &head, "--lang", "en"],
            1,
            "error-torn.jsonl: not read to its end, and no head before: line 25: the file is cut",
        ),
        (&["first-day.jsonl", "first-day.jsonl"], 0, "the copies are the same (hai bản giống nhau)\n"),
        (&["first-day.jsonl", "write-off.jsonl"], 1, "(đây là sổ của hai CLB): BN-001, BN-006\n"),
        (&["first-day.jsonl", "write-off.jsonl", "--json"], 1, r#""relation":"other_club""#),
        (
            &["first-day.jsonl", "error-empty.jsonl"],
            1,
            "they cannot be compared: the second copy: line 1: the file is empty",
        ),
        (&["--lang", "en"], 0, "the copies part at line 75\n"),
        (&["no-such-file.jsonl", &head], 2, ""),
        (&["first-day.jsonl", "no-such-file.jsonl"], 2, "no-such-file.jsonl is neither a file nor a head"),
        (&["first-day.jsonl", &short], 2, "neither a file nor a head: a head has 64 digits, this has 63"),
        (&["first-day.jsonl", "/dev/null"], 2, "/dev/null: it is a pipe, device or socket, expected a file"),
        (&["first-day.jsonl", "/"], 2, "it is a folder"),
        (&["first-day.jsonl"], 2, ""),
        (&["--heads", "first-day.jsonl"], 2, ""),
    ] {
        let output = continuity(arguments);
        let [text, error] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        let texts = [&text, &error, &text.replace("\n  ", " ")];
        assert!(texts.iter().any(|text| text.contains(words)), "{arguments:?}: {text}{error}");
        let fits = text.lines().all(|line| line.chars().count() <= 80);
        assert!(fits || arguments.contains(&"--json"), "{arguments:?}: {text}");
        assert_eq!(error.is_empty(), code < 2, "{arguments:?}");
    }
}
