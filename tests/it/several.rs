//! Several vouchers or lines at once, and vouchers as JSON, for apps that keep books in a database.

use revolving_fund::event::CashDeposited;
use revolving_fund::{Audit, Books, Checks, ClubFund, Code, Digest, OpenError, Record, Voucher};

use crate::samples::{bytes_of, names};
use crate::support::{Story, amount, file_of, gift, join};

/// Makes three vouchers that are not booked yet; the second needs the first.
fn list(story: &Story) -> Vec<Voucher> {
    let number = |part: u32| format!("D-9/{part}").parse().unwrap();
    let deposit = CashDeposited { amount: amount(1_000) };
    let mut gift = gift(1_000, ClubFund::Operating);
    gift.into = revolving_fund::Place::Cash;
    vec![
        Voucher::new(number(1), story.today, gift),
        Voucher::new(number(2), story.today, deposit),
        Voucher::new(number(3), story.today, join("M9")),
    ]
}

/// The lines of a plan are those of the file, and the head of each is the `prev` of the next.
#[test]
fn a_plan_has_the_lines_of_the_file_with_their_heads() {
    let mut story = Story::lent();
    let list = list(&story);
    let (before, count) = (file_of(&story.books), story.books.records().len());
    let plan = story.books.plan_many(list.clone(), &Checks::new()).unwrap();
    assert!(!plan.is_booked());
    let expected = plan.expected_head();
    let rows: Vec<(Record, Vec<u8>, Digest)> =
        plan.new_lines().map(|line| (line.record.clone(), line.bytes.to_vec(), line.head)).collect();
    assert_eq!(plan.records().cloned().collect::<Vec<_>>(), rows.iter().map(|row| row.0.clone()).collect::<Vec<_>>());
    assert_eq!(plan.lines(), rows.iter().flat_map(|row| row.1.clone()).collect::<Vec<_>>());
    assert_eq!(plan.head(), rows[2].2);
    plan.commit();

    assert_eq!(rows.len(), 3);
    let mut head = expected;
    for (number, (record, bytes, made)) in rows.iter().enumerate() {
        assert_eq!(record.prev, head, "row {number} is chained to the one before");
        assert_eq!(*made, Digest::of(bytes.strip_suffix(b"\n").unwrap()));
        assert_eq!(record.voucher(), list[number]);
        head = *made;
    }
    assert_eq!(story.books.head(), head);
    assert_eq!(story.books.records().len(), count + 3);
    let stored: Vec<u8> = before.into_iter().chain(rows.into_iter().flat_map(|row| row.1)).collect();
    assert!(stored == file_of(&story.books));

    // The plan of one voucher gives the same row as a list of one voucher.
    let mut other = Story::lent();
    let plan = other.books.plan(list[0].clone()).unwrap();
    let line = plan.new_line().unwrap();
    assert_eq!((line.record, line.bytes), (plan.record(), plan.line()));
    let made = line.head;
    plan.commit();
    assert_eq!(other.books.head(), made);
    assert_eq!(other.books.plan(list[0].clone()).unwrap().new_line(), None);
}

#[test]
fn a_list_is_booked_whole_or_not_at_all_and_never_twice() {
    let mut story = Story::lent();
    let list = list(&story);
    let before = story.books.clone();
    let refused = story.books.plan_many([list[1].clone(), list[0].clone()], &Checks::new()).unwrap_err();
    assert_eq!((refused.number, refused.refusal.code()), (1, "overdraft"));
    let future = Checks::new().today(story.today.pred_opt().unwrap());
    let refused = story.books.plan_many(list.clone(), &future).unwrap_err();
    assert_eq!((refused.number, refused.refusal.code()), (1, "date-in-future"));
    let _ = story.books.plan_many(list.clone(), &Checks::new()).unwrap();
    assert_eq!(story.books, before, "a plan that is not committed changes nothing");

    story.books.record(list[0].clone()).unwrap();
    let plan = story.books.plan_many(list.clone(), &Checks::new()).unwrap();
    let new: Vec<_> = plan.records().map(|record| record.id.clone()).collect();
    assert_eq!(new, [list[1].id.clone(), list[2].id.clone()], "booked vouchers are skipped");
    plan.commit();
    let after = story.books.clone();
    let again = story.books.plan_many(list.iter().chain(&list).cloned(), &Checks::new()).unwrap();
    assert!(again.is_booked() && again.lines().is_empty() && again.new_lines().next().is_none());
    assert_eq!((again.expected_head(), again.head()), (after.head(), after.head()));
    again.commit();
    assert_eq!(story.books, after);
}

/// The lines of another writer can be appended in portions of any size and give the same books.
#[test]
fn lines_of_another_writer_are_appended_all_or_none() {
    let bytes = bytes_of("corrections");
    let whole = Books::open(bytes.as_slice()).unwrap();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for portion in [1, 2, 7, lines.len()] {
        let mut books = Books::new(whole.header().clone());
        books.append_lines(b"").unwrap();
        assert_eq!(books.line_count(), 1, "the header is a line");
        for lines in lines[1..].chunks(portion) {
            books.append_lines(&lines.concat()).unwrap();
        }
        assert_eq!(books, whole, "{portion} at a time");
        assert_eq!(books.line_count(), lines.len());
    }

    let mut books = Books::new(whole.header().clone());
    books.append_lines(&lines[1..4].concat()).unwrap();
    let before = books.clone();
    let gap = [lines[4], lines[6]].concat();
    match books.append_lines(&gap) {
        Err(OpenError::Finding { line: 6, seq, breach }) => {
            assert_eq!((seq.get(), breach.code()), (6, Some(Code::SequenceGap)));
        }
        other => panic!("{other:?}"),
    }
    for (torn, reason) in [
        (&lines[4][..lines[4].len() - 1], "line 5: the file is cut short: its last line does not end in a line feed"),
        (b"\n", "line 5: not JSON: EOF while parsing a value, at column 0"),
        (b"{}\n", "line 5: missing field `seq`, at column 2"),
        (&[lines[4], b"{"].concat(), "line 6: the file is cut short: its last line does not end in a line feed"),
    ] {
        let error = books.append_lines(torn).unwrap_err();
        assert!(matches!(error, OpenError::Read(_)), "{error}");
        assert_eq!(error.to_string(), reason);
    }
    let again = books.append_lines(lines[3]).unwrap_err();
    assert_eq!(
        again.to_string(),
        "line 5, record 3: the record has number 3, expected 4",
        "a line that is appended already"
    );
    assert_eq!(books, before, "no line is appended if one of them is wrong");
    books.append_lines(&lines[4..].concat()).unwrap();
    assert_eq!(books, whole);
}

/// The JSON of a voucher has the fields of its record in their order and is read back as the same voucher.
#[test]
fn every_voucher_of_the_golden_books_is_read_back_from_its_json() {
    let mut vouchers = 0;
    for name in names() {
        for record in Audit::of(bytes_of(&name).as_slice()).unwrap().books().into_iter().flat_map(Books::records) {
            let voucher = record.voucher();
            let json = serde_json::to_string(&voucher).unwrap();
            assert_eq!(serde_json::from_str::<Voucher>(&json).unwrap(), voucher, "{name}");
            let mut fields: serde_json::Map<_, _> =
                serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap();
            for added in ["seq", "entry", "prev"] {
                fields.remove(added).unwrap();
            }
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&json).unwrap(),
                serde_json::Value::Object(fields),
                "{name}"
            );
            vouchers += 1;
        }
    }
    assert!(vouchers > 1_000, "only {vouchers} vouchers");
}

#[test]
fn a_voucher_is_read_as_strictly_as_a_record() {
    let good = r#"{"id":"PC-1","date":"2024-03-20","event":{"cash_withdrawn":{"amount":1}}}"#;
    assert!(serde_json::from_str::<Voucher>(good).is_ok());
    let with = |fields: &str| good.replacen('{', &format!("{{{fields},"), 1);
    let digest = Digest::of(b"");
    for (json, expected) in [
        (r#"["PC-1","2024-03-20",{"cash_withdrawn":{"amount":1}}]"#.to_owned(), "an object"),
        (with(r#""seq":1"#), "unknown field `seq`"),
        (with(r#""id":"PC-2""#), "duplicate field `id`"),
        (with(r#""note":null"#), "invalid type: null"),
        (with(r#""evidence":[]"#), "a list of 1 to 16"),
        (with(&format!(r#""evidence":["{digest}","{digest}"]"#)), "is there twice"),
        (with(r#""despite":["date-in-future"]"#), "date-in-future"),
        (good.replace("2024-03-20", "2024-02-30"), "there is no such day"),
        (good.replace("\"id\":\"PC-1\",", ""), "missing field `id`"),
    ] {
        let error = serde_json::from_str::<Voucher>(&json).unwrap_err().to_string();
        assert!(error.contains(expected), "{json}: {error}");
    }
}
