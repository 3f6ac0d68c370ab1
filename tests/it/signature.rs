//! Heads signed by chair and treasurer: signer, head and day of each signature, and every way in which a signature is invalid.

use revolving_fund::calendar::DateError;
use revolving_fund::display::InLanguage;
use revolving_fund::signature::*;
use revolving_fund::*;

use crate::support::{Forger, Story, day, file_of, gift, run, text};

fn chair() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn treasurer() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

fn known() -> Vec<KeyHolder> {
    let holder = |role, name, key: SigningKey| KeyHolder { role, name: text(name), key: key.verifying_key() };
    vec![holder(Role::Chair, "Trần Văn Nam", chair()), holder(Role::Treasurer, "Lê Thị Sen", treasurer())]
}

fn signed(books: &Books, role: Role, name: &str, date: &str, key: &SigningKey) -> SignedHead {
    HeadStatement::of(books, role, text(name), day(date)).unwrap().sign(key).unwrap()
}

/// Makes the books of two months, and the file in which chair and treasurer signed March and the treasurer signed April.
fn two_months() -> (Books, String) {
    let story = Story::lent();
    let march = &story.books;
    let mut file = SignatureFile::header_line(march.header().club());
    file += &signed(march, Role::Chair, "Trần Văn Nam", "2024-03-31", &chair()).line();
    file += &signed(march, Role::Treasurer, "Lê Thị Sen", "2024-03-31", &treasurer()).line();
    let april = story.on("2024-04-20").then(gift(50_000, ClubFund::Operating)).books;
    file += &signed(&april, Role::Treasurer, "Lê Thị Sen", "2024-04-30", &treasurer()).line();
    (april, file)
}

fn checked(file: &str, books: &Books) -> SignedHeads {
    SignedHeads::of(&SignatureFile::read(file.as_bytes()).unwrap(), &known(), books)
}

fn verdicts(heads: &SignedHeads) -> Vec<SignatureVerdict> {
    heads.signatures().iter().map(|checked| checked.verdict.clone()).collect()
}

#[test]
fn signatures_are_listed_with_signer_head_and_day() {
    let (books, file) = two_months();
    let heads = checked(&file, &books);
    assert!(heads.is_good());
    assert_eq!((heads.signed_through(Role::Chair), heads.signed_through(Role::Treasurer)), (Some(4), Some(5)));
    assert_eq!(heads.signed_through(Role::Auditor), None);
    assert_eq!(
        InLanguage(&heads, Language::English).to_string(),
        "line 2: chair Trần Văn Nam signs on 2024-03-31, records 4\n  good\n\
         line 3: treasurer Lê Thị Sen signs on 2024-03-31, records 4\n  good\n\
         line 4: treasurer Lê Thị Sen signs on 2024-04-30, records 5\n  good\n\
         chair: signed records 4 of 5\ntreasurer: signed records 5 of 5\n"
    );
    assert!(heads.to_string().contains("treasurer (thủ quỹ) Lê Thị Sen"), "{heads}");
    // A file without signatures proves no head.
    let empty = checked(&SignatureFile::header_line(books.header().club()), &books);
    assert!(!empty.is_good() && empty.signatures().is_empty());
}

/// The exact bytes that are signed, and the signature; another implementation of Ed25519 gives the same signature.
#[test]
fn the_signed_bytes_are_pinned() {
    let (books, _) = two_months();
    let statement = HeadStatement::of(&books, Role::Chair, text("Trần Văn Nam"), day("2024-04-30")).unwrap();
    let key = chair().verifying_key();
    let head = books.head();
    assert_eq!(
        String::from_utf8(statement.bytes(&key)).unwrap(),
        format!(
            "revolving-fund/signed-head/1\nBN-001\nchair\nTrần Văn Nam\n\
             8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c\n2024-04-30\n5\n{head}\nend\n"
        )
    );
    let signed = statement.sign(&chair()).unwrap();
    assert_eq!(signed.line(), format!("{signed}\n"));
    let fields: Vec<String> = signed.to_string().split('\t').map(str::to_owned).collect();
    assert_eq!(fields[..2], ["chair", "Trần Văn Nam"]);
    assert_eq!((fields.len(), fields[6].len()), (7, 128));
    let out_of_years = chrono::NaiveDate::from_ymd_opt(3000, 1, 1).unwrap();
    let undated = HeadStatement::of(&books, Role::Chair, text("A"), out_of_years);
    assert_eq!(undated.unwrap_err(), DateError::OutOfRange);
}

/// Any change of any byte of the file is noticed: a line is unreadable or its signature is not good.
#[test]
fn any_altered_byte_is_noticed() {
    let (books, whole) = two_months();
    let file: String = whole.split_inclusive('\n').take(2).collect();
    assert!(checked(&file, &books).is_good());
    for at in 0..file.len() {
        for flip in [[0x01, 0x20], [0x02, 0x80]][at % 2] {
            let mut bytes = file.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(read) = SignatureFile::read(bytes.as_slice()) else { continue };
            let heads = SignedHeads::of(&read, &known(), &books);
            assert!(!heads.is_good(), "byte {at} changed by {flip:#x}: {:?}", String::from_utf8_lossy(&bytes));
        }
    }
    // Every cut is noticed too, except at the end of a line.
    for end in 0..file.len() {
        let Ok(read) = SignatureFile::read(&file.as_bytes()[..end]) else { continue };
        let is_at_an_end_of_line = file.as_bytes()[end - 1] == b'\n';
        assert_eq!(read.unreadable().is_empty(), is_at_an_end_of_line, "{end}");
    }
}

#[test]
fn every_altered_byte_of_the_books_before_the_head_is_noticed() {
    let (books, file) = two_months();
    let mut forger = Forger::of(&books);
    forger.change(2, |line| line["note"] = "khác".into());
    let audit = Audit::of(forger.file().as_slice()).unwrap();
    let heads = checked(&file, audit.books().unwrap());
    // The lines after the change still have their bytes: their heads are found but vouch only for the lines after the break.
    assert_eq!(verdicts(&heads), vec![SignatureVerdict::ChainBroken { unbroken_from: 4 }; 3]);
    let earlier = books.after(4);
    assert_eq!(verdicts(&checked(&file, &earlier))[2], SignatureVerdict::NotInBooks);
}

#[test]
fn a_signature_of_another_club_or_head_is_refused() {
    let (books, file) = two_months();
    // The same line in the file of another club is not good.
    let header = Header::new("BN-002".parse().unwrap(), text("CLB"), day("2024-03-13"), Charter::bac_ninh()).unwrap();
    let other = Books::new(header);
    let club = SignatureVerdict::OtherClub { club: "BN-001".parse().unwrap() };
    assert_eq!(verdicts(&checked(&file, &other)), vec![club; 3]);
    let moved = file.replacen("BN-001", "BN-002", 1);
    assert_eq!(verdicts(&checked(&moved, &other)), vec![SignatureVerdict::Forged; 3]);

    // A line with the head, the day, the name, the role or the number of another one.
    let (march, april) = (books.after(4).head().to_string(), books.head().to_string());
    for (from, to) in [
        (march.as_str(), april.as_str()),
        ("2024-03-31", "2024-04-30"),
        ("Trần Văn Nam", "Lê Thị Sen"),
        ("chair", "treasurer"),
        ("\t4\t", "\t5\t"),
    ] {
        let changed = file.replacen(from, to, 1);
        assert_ne!(changed, file);
        assert_eq!(verdicts(&checked(&changed, &books))[0], SignatureVerdict::Forged, "{from}");
    }

    // A genuine signature of other books of the same club.
    let others = Story::granted().then(gift(1, ClubFund::Operating)).books;
    let line = signed(&others, Role::Chair, "Trần Văn Nam", "2024-03-31", &chair()).line();
    let header = SignatureFile::header_line(books.header().club());
    assert_eq!(verdicts(&checked(&(header + &line), &books)), [SignatureVerdict::NotInBooks]);
}

#[test]
fn each_verdict_is_explained_in_both_languages() {
    let verdicts = [
        SignatureVerdict::Good,
        SignatureVerdict::OtherClub { club: "BN-002".parse().unwrap() },
        SignatureVerdict::Forged,
        SignatureVerdict::UnknownKey,
        SignatureVerdict::OtherHolder { role: Role::Treasurer, name: text("Lê Thị Sen") },
        SignatureVerdict::NotInBooks,
        SignatureVerdict::OtherRecord { records: 3 },
        SignatureVerdict::ChainBroken { unbroken_from: 4 },
    ];
    let explained = verdicts.iter().flat_map(|verdict| {
        [Language::English, Language::Vietnamese].map(|language| InLanguage(verdict, language).to_string())
    });
    insta::assert_snapshot!(explained.collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_unknown_key_and_a_key_of_another_are_listed_as_such() {
    let (books, _) = two_months();
    let header = || SignatureFile::header_line(books.header().club());
    let stranger = SigningKey::from_bytes(&[9; 32]);
    let line = signed(&books, Role::Chair, "Trần Văn Nam", "2024-04-30", &stranger).line();
    assert_eq!(verdicts(&checked(&(header() + &line), &books)), [SignatureVerdict::UnknownKey]);
    let line = signed(&books, Role::Chair, "Trần Văn Nam", "2024-04-30", &treasurer()).line();
    let other = SignatureVerdict::OtherHolder { role: Role::Treasurer, name: text("Lê Thị Sen") };
    let heads = checked(&(header() + &line), &books);
    assert_eq!(verdicts(&heads), [other]);
    assert!(InLanguage(&heads, Language::English).to_string().contains("the key is of another: treasurer Lê Thị Sen"));
    // One person may sign in two roles, if both are known.
    let mut both = known();
    both.push(KeyHolder { role: Role::Auditor, name: text("Trần Văn Nam"), key: chair().verifying_key() });
    let line = signed(&books, Role::Auditor, "Trần Văn Nam", "2024-04-30", &chair()).line();
    let file = SignatureFile::read((header() + &line).as_bytes().to_vec().as_slice()).unwrap();
    assert!(SignedHeads::of(&file, &both, &books).is_good());
}

/// A genuine signature of the right head with a wrong number of records, because a record is missing from the file.
#[test]
fn a_head_with_a_wrong_number_of_records_is_reported() {
    let story = Story::lent();
    let short = story.books.clone();
    let line = signed(&short, Role::Chair, "Trần Văn Nam", "2024-03-31", &chair()).line();
    let file = SignatureFile::header_line(short.header().club()) + &line;
    // A record before the head is removed from the file; the lines after it keep their bytes.
    let bytes = file_of(&short);
    let text = String::from_utf8(bytes).unwrap();
    let without: String =
        text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect();
    let audit = Audit::of(without.as_bytes()).unwrap();
    assert_eq!(verdicts(&checked(&file, audit.books().unwrap())), [SignatureVerdict::OtherRecord { records: 3 }]);
}

#[test]
fn a_line_that_cannot_be_read_is_listed_with_its_field_and_the_others_are_read() {
    let (books, file) = two_months();
    let good: Vec<&str> = file.lines().collect();
    let fields: Vec<&str> = good[1].split('\t').collect();
    let with = |at: usize, value: &str| {
        let mut changed = fields.clone();
        changed[at] = value;
        changed.join("\t")
    };
    let weak = "01".to_owned() + &"0".repeat(62);
    let long = "x".repeat(3_000);
    let cases = [
        (with(0, "boss"), "in role: expected chair, treasurer or auditor"),
        (with(1, ""), "in name: it is empty"),
        (with(2, "8A"), "in public key: expected 64 lower-case hexadecimal digits"),
        (with(2, &weak), "in public key: it is not a key of Ed25519, or a weak one: make a new key"),
        (with(3, "2024-02-30"), "in day: "),
        (with(4, "04"), "in number of records: expected 0 to 9999999, without leading zeros"),
        (with(4, "+4"), "in number of records: "),
        (with(4, ""), "in number of records: "),
        (with(4, "10000000"), "in number of records: "),
        (with(5, "00"), "in head: expected 64 lower-case hexadecimal digits"),
        (with(6, &"F".repeat(128)), "in signature: expected 128 lower-case hexadecimal digits"),
        (good[1].to_owned() + "\r", "in signature: "),
        (String::new(), "the line has 1 fields, expected 7 separated by tabs"),
        (long, "the line has more than 2048 bytes"),
    ];
    for (line, reason) in cases {
        let damaged = format!("{}\n{line}\n{}\n", good[0], good[2]);
        let heads = checked(&damaged, &books);
        let [error] = heads.unreadable() else { panic!("{line}: {heads}") };
        assert!(error.to_string().starts_with(&format!("line 2: {reason}")), "{error}, expected {reason}");
        assert_eq!(verdicts(&heads), [SignatureVerdict::Good], "the other line is read");
        assert!(!heads.is_good());
    }
    let not_utf8 = [good[0].as_bytes(), b"\nch\xff\n"].concat();
    let read = SignatureFile::read(not_utf8.as_slice()).unwrap();
    assert_eq!(read.unreadable()[0].to_string(), "line 2: not UTF-8 from byte 3 of the line");

    for (bad, reason) in [
        ("", "line 1: the line has 0 fields, expected 2 separated by tabs"),
        ("revolving-fund/1\tBN-001\n", "line 1: in format: it is \"revolving-fund/1\""),
        ("revolving-fund-signatures/1\t-\n", "line 1: in club: it does not start with an ASCII letter or digit"),
        ("revolving-fund-signatures/1\tBN-001", "line 1: the line does not end in a line feed: the file was cut short"),
    ] {
        let error = SignatureFile::read(bad.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(reason) && error.contains("expected the first line to be"), "{error}");
    }
}

#[test]
fn the_command_lists_signatures_and_verdicts() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/signatures");
    std::fs::create_dir_all(folder).unwrap();
    let path = |name: &str| format!("{folder}/{name}");
    let (books, file) = two_months();
    let bytes = file_of(&books);
    let keys: String = known().iter().map(KeyHolder::line).collect();
    for (name, content) in [
        ("books.jsonl", bytes.as_slice()),
        ("heads.txt", file.as_bytes()),
        ("forged.txt", file.replacen("2024-03-31", "2024-03-30", 1).as_bytes()),
        ("keys.txt", keys.as_bytes()),
        ("bad-keys.txt", b"chair\tA\tzz\n"),
    ] {
        std::fs::write(path(name), content).unwrap();
    }
    let run = |arguments: &[&str]| {
        let arguments: Vec<String> =
            arguments.iter().map(|a| if a.contains('.') { path(a) } else { (*a).to_owned() }).collect();
        run("continuity", &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let good = run(&["books.jsonl", "--signatures", "heads.txt", "--keys", "keys.txt", "--json"]);
    assert_eq!(good.status, Some(0), "{}{}", good.stdout, good.stderr);
    let json: serde_json::Value = serde_json::from_str(&good.stdout).unwrap();
    assert_eq!((&json["signatures"]["chair"], &json["signatures"]["treasurer"]), (&4.into(), &5.into()));
    assert_eq!(json["signatures"]["list"][2]["day"], "2024-04-30");
    let forged = run(&["books.jsonl", "--signatures", "forged.txt", "--keys", "keys.txt", "--lang", "vi"]);
    assert_eq!(forged.status, Some(1));
    assert!(forged.stdout.contains("chữ ký không khớp với dòng này"), "{}", forged.stdout);
    let unknown = run(&["books.jsonl", "--signatures", "heads.txt", "--lang", "en"]);
    assert_eq!(unknown.status, Some(1));
    assert_eq!(unknown.stdout.matches("nobody is known whose key it is").count(), 3, "{}", unknown.stdout);
    let bad = run(&["books.jsonl", "--signatures", "heads.txt", "--keys", "bad-keys.txt"]);
    assert_eq!(bad.status, Some(2));
    assert!(bad.stderr.contains("line 1: in public key: expected 64"), "{}", bad.stderr);
    assert_eq!(run(&["books.jsonl", "--keys", "keys.txt"]).status, Some(2));
    assert_eq!(run(&["books.jsonl", "--signatures"]).status, Some(2));
}
