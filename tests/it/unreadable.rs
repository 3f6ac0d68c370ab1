//! Files that cannot be read: each is an error with its line, field and reason, never a finding or a panic, and all lines before it are
//! read. Also unusual lines that are valid.

use revolving_fund::journal::{ReadError, Unreadable, UnreadableReason};
use revolving_fund::{Audit, Books, OpenError};

use crate::support::hash;

/// Valid lines: a header and records.
const GOOD: [&str; 9] = [
    r#"{"format":"revolving-fund/1","club":"BN-001","name":"CLB thôn Hạ","opened":"2024-03-01","charter":{"seed_grant":100000000,"loan":{"cap_per_member":8000000,"open_loans_per_member":1,"max_months":12,"rate_ceiling":"0.01666666","interest_first":true,"rounding":1000,"grace_days":3,"lend_after_write_off":false},"interest":{"to_income_growth":"0.5","allocated":"on_receipt"},"membership":{"members":[60,70],"volunteers":10,"cared_for":5,"visits_per_week":3,"attendance":"0.8"}}}"#,
    r#"{"seq":1,"id":"PT-0001","date":"2024-03-13","event":{"seed_grant_received":{"from":"Tỉnh","amount":100000000,"into":"bank"}},"entry":[["assets:bank","funds:seed-grant",100000000]],"note":"lễ ra mắt","prev":"@"}"#,
    r#"{"seq":2,"id":"BB-0001","date":"2024-03-13","event":{"member_joined":{"member":"M1","name":"Hoa","circumstances":"poor","gender":"female","born":1950}},"entry":[],"prev":"@"}"#,
    r#"{"seq":3,"id":"BB-0002","date":"2024-03-13","event":{"loan_approved":{"loan":"L1","member":"M1","principal":8000000,"months":12,"monthly_rate":"0.01","interest":"declining","repayment":"equal_principal","minute":"BB-01"}},"entry":[],"prev":"@"}"#,
    r#"{"seq":4,"id":"BC-0001","date":"2024-03-31","event":{"activity_reported":{"month":"2024-03","attendance":50,"members":60,"volunteers":10,"cared_for":5,"visits":120}},"entry":[],"prev":"@"}"#,
    r#"{"seq":5,"id":"PC-0001","date":"2024-03-31","event":{"loan_disbursed":{"loan":"L1","out_of":"bank","paid_on":"2024-03-13"}},"entry":[["assets:loans:L1","assets:bank",8000000]],"evidence":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"prev":"@"}"#,
    r#"{"seq":6,"id":"PT-0002","date":"2024-03-31","event":{"dues_received":{"members":["M1"],"each":5000,"into":"bank","month":"2024-03","months":3}},"entry":[["assets:bank","income:dues",15000],["income:dues","funds:operating",15000]],"prev":"@"}"#,
    r#"{"seq":7,"id":"BB-0003","date":"2024-03-31","event":{"loan_written_off":{"loan":"L1","forgiven":true,"minute":"BB-03"}},"entry":[["expenses:loan-losses","assets:loans:L1",8000000],["funds:seed-grant","expenses:loan-losses",8000000]],"prev":"@"}"#,
    r#"{"seq":8,"id":"BB-0004","date":"2024-03-31","event":{"member_left":{"member":"M1","reason":"own_wish"}},"entry":[],"prev":"@"}"#,
];

/// Writes the valid lines as a file with a valid chain, with `other` in place of the line at `place`.
fn file(place: usize, other: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut prev = String::new();
    for (at, line) in GOOD.iter().enumerate() {
        let line = line.replace('@', &prev);
        prev = hash(&line);
        file.extend(if at == place { replaced(other, '@', &line) } else { line.into_bytes() });
        file.push(b'\n');
    }
    file
}

/// Replaces the mark in a line by the hash that the valid line has there; a line that is not UTF-8 stays as it is.
fn replaced(other: &[u8], mark: char, good: &str) -> Vec<u8> {
    let prev = good.rsplit('"').nth(1).unwrap_or_default();
    let Ok(text) = std::str::from_utf8(other) else { return other.to_vec() };
    text.replace(mark, prev).into_bytes()
}

/// Writes the file in which `good` is replaced by `bad` once, in the line at `place`.
fn altered(place: usize, good: &str, bad: &str) -> Vec<u8> {
    assert!(GOOD[place].contains(good), "{good} is not in line {}", place + 1);
    file(place, GOOD[place].replacen(good, bad, 1).as_bytes())
}

/// A field that holds one kind of value: its line, the field with a valid value, and its name in an error.
type Field = (usize, &'static str, &'static str);

/// A kind of value: the fields that have it, and invalid values.
struct Kind {
    fields: &'static [Field],
    bad: &'static [&'static str],
}

/// Writes `"field":value` with the name of the field and another value.
fn with_value(field: &str, value: &str) -> String {
    let (name, _) = field.split_once(':').unwrap();
    format!("{name}:{value}")
}

const KINDS: &[Kind] = &[
    Kind {
        fields: &[
            (1, r#""amount":100000000"#, "event.seed_grant_received.amount"),
            (3, r#""principal":8000000"#, "event.loan_approved.principal"),
            (0, r#""cap_per_member":8000000"#, "charter.loan.cap_per_member"),
        ],
        bad: &[
            "0",
            "-1",
            "-0",
            "80000.0",
            "8e4",
            "8E4",
            "080000",
            "\"80000\"",
            "null",
            "true",
            "1000000000000000",
            "99999999999999999999",
            "[80000]",
            "{}",
            "0.5",
            "+5",
            "0x10",
            "NaN",
            "80_000",
            "",
        ],
    },
    Kind {
        fields: &[(0, r#""seed_grant":100000000"#, "charter.seed_grant")],
        bad: &["-1", "1.0", "1e8", "1000000000000000", "\"1\"", "null", "-0"],
    },
    Kind {
        fields: &[
            (4, r#""attendance":50"#, "event.activity_reported.attendance"),
            (4, r#""visits":120"#, "event.activity_reported.visits"),
            (1, r#""seq":1"#, "seq"),
            (0, r#""volunteers":10"#, "charter.membership.volunteers"),
        ],
        bad: &["-1", "-0", "1.0", "1e1", "01", "\"1\"", "null", "10000000", "4294967297", "18446744073709551616"],
    },
    Kind {
        fields: &[(3, r#""months":12"#, "event.loan_approved.months")],
        bad: &["601", "4294967297", "-1", "12.0", "\"12\"", "null"],
    },
    Kind { fields: &[(0, r#""max_months":12"#, "charter.loan.max_months")], bad: &["0", "61", "-1"] },
    Kind { fields: &[(0, r#""open_loans_per_member":1"#, "charter.loan.open_loans_per_member")], bad: &["0", "-1"] },
    Kind {
        fields: &[(0, r#""grace_days":3"#, "charter.loan.grace_days")],
        bad: &["16", "-1", "3.0", "\"3\"", "null", "03"],
    },
    Kind {
        fields: &[(6, r#""months":3"#, "event.dues_received.months")],
        bad: &["0", "13", "-1", "3.0", "\"3\"", "null"],
    },
    Kind {
        fields: &[(6, r#""members":["M1"]"#, "event.dues_received.members")],
        bad: &["[]", "\"M1\"", "[\"M1\",\"M1\"]", "[\"M 1\"]", "[1]", "[null]", "null", "{}"],
    },
    Kind {
        fields: &[(
            5,
            r#""evidence":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]"#,
            "evidence",
        )],
        bad: &[
            "[]",
            "null",
            "[null]",
            "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
            "[\"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\"]",
            "[\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\"]",
            "[\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"]",
        ],
    },
    Kind {
        fields: &[(7, r#""forgiven":true"#, "event.loan_written_off.forgiven")],
        bad: &["false", "null", "1", "\"true\""],
    },
    Kind {
        fields: &[(8, r#""reason":"own_wish""#, "event.member_left.reason")],
        bad: &["\"retired\"", "\"\"", "null", "{\"died\":null}"],
    },
    Kind {
        fields: &[(0, r#""rounding":1000"#, "charter.loan.rounding")],
        bad: &["0", "10", "5000", "\"1000\"", "1000.0"],
    },
    Kind {
        fields: &[(2, r#""born":1950"#, "event.member_joined.born")],
        bad: &["1899", "3000", "\"1950\"", "null", "1950.0"],
    },
    Kind {
        fields: &[
            (3, r#""monthly_rate":"0.01""#, "event.loan_approved.monthly_rate"),
            (0, r#""rate_ceiling":"0.01666666""#, "charter.loan.rate_ceiling"),
            (0, r#""to_income_growth":"0.5""#, "charter.interest.to_income_growth"),
        ],
        bad: &[
            "0.01",
            "1",
            "\"1.1\"",
            "\"1.00000001\"",
            "\"2\"",
            "\".5\"",
            "\"0.\"",
            "\"0.123456789\"",
            "\"1e-2\"",
            "\"0,5\"",
            "\"01\"",
            "\"-0.1\"",
            "\"+0.1\"",
            "\" 0.1\"",
            "\"\"",
            "\"1 %\"",
            "null",
        ],
    },
    Kind {
        fields: &[
            (1, r#""date":"2024-03-13""#, "date"),
            (0, r#""opened":"2024-03-01""#, "opened"),
            (5, r#""paid_on":"2024-03-13""#, "event.loan_disbursed.paid_on"),
        ],
        bad: &[
            "\"2024-02-30\"",
            "\"2023-02-29\"",
            "\"1899-12-31\"",
            "\"3000-01-01\"",
            "\"2024-3-1\"",
            "\"2024-03-13T00:00\"",
            "\"13/3/2024\"",
            "\"2024-13-01\"",
            "\"2024-00-01\"",
            "\"2024-01-00\"",
            "\"02024-01-01\"",
            "\"2024-01-01 \"",
            "20240313",
            "null",
            "\"\"",
        ],
    },
    Kind {
        fields: &[(4, r#""month":"2024-03""#, "event.activity_reported.month")],
        bad: &[
            "\"2024-13\"",
            "\"2024-00\"",
            "\"1899-12\"",
            "\"3000-01\"",
            "\"2024-3\"",
            "\"2024-03-01\"",
            "202403",
            "null",
        ],
    },
    Kind {
        fields: &[
            (0, r#""club":"BN-001""#, "club"),
            (2, r#""member":"M1""#, "event.member_joined.member"),
            (3, r#""loan":"L1""#, "event.loan_approved.loan"),
        ],
        bad: &[
            "\"\"",
            "\"-M1\"",
            "\"M 1\"",
            "\"M_1\"",
            "\"M.1\"",
            "\"M/1\"",
            "\"M:1\"",
            "\"Đ1\"",
            "\"M1\\n\"",
            "\"\\u0000\"",
            "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
            "1",
            "null",
            "[\"M1\"]",
        ],
    },
    Kind {
        fields: &[(1, r#""id":"PT-0001""#, "id")],
        bad: &["\"\"", "\"_1\"", "\".1\"", "\"/1\"", "\"PT 1\"", "\"PT:1\"", "\"số-1\"", "1", "null"],
    },
    Kind {
        fields: &[
            (1, r#""from":"Tỉnh""#, "event.seed_grant_received.from"),
            (1, r#""note":"lễ ra mắt""#, "note"),
            (0, r#""name":"CLB thôn Hạ""#, "name"),
        ],
        bad: &[
            "\"\"",
            "\"a\\nb\"",
            "\"a\\u0000b\"",
            "\"a\\u007fb\"",
            "\"a\\u0085b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"a\u{7f}b\"",
            "\"a\u{85}b\"",
            "\"a\tb\"",
            "\"\\x41\"",
            "1",
            "null",
            "[]",
            "{}",
        ],
    },
    Kind {
        fields: &[(1, r#""into":"bank""#, "event.seed_grant_received.into")],
        bad: &["\"Bank\"", "\"safe\"", "null", "0", "{\"bank\":null}", "[\"bank\"]"],
    },
    Kind {
        fields: &[(2, r#""circumstances":"poor""#, "event.member_joined.circumstances")],
        bad: &["\"rich\"", "null", "{\"poor\":null}"],
    },
    Kind {
        fields: &[(2, r#""gender":"female""#, "event.member_joined.gender")],
        bad: &["\"other\"", "null", "{\"male\":null}"],
    },
    Kind {
        fields: &[(3, r#""interest":"declining""#, "event.loan_approved.interest")],
        bad: &["\"compound\"", "null", "{\"flat\":null}"],
    },
    Kind {
        fields: &[
            (3, r#""repayment":"equal_principal""#, "event.loan_approved.repayment"),
            (0, r#""allocated":"on_receipt""#, "charter.interest.allocated"),
        ],
        bad: &["\"never\"", "null", "0", "{\"on_receipt\":null}", "{\"at_maturity\":null}"],
    },
    Kind { fields: &[(0, r#""interest_first":true"#, "charter.loan.interest_first")], bad: &["1", "\"true\"", "null"] },
    Kind {
        fields: &[(0, r#""members":[60,70]"#, "charter.membership.members")],
        bad: &["60", "[60]", "[60,70,80]", "{\"0\":60,\"1\":70}", "[\"60\",70]", "[60,-1]", "[70,60]", "null"],
    },
    Kind {
        fields: &[(1, r#""entry":[["assets:bank","funds:seed-grant",100000000]]"#, "entry")],
        bad: &[
            "null",
            "{}",
            "[[]]",
            "[[\"assets:bank\",\"funds:seed-grant\"]]",
            "[{\"debit\":\"assets:bank\"}]",
            "[[\"assets:bank\",\"funds:seed-grant\",1,1]]",
            "[[\"assets:bank\",\"funds:seed-grant\",0]]",
            "[[\"assets:bank\",\"funds:seed-grant\",-1]]",
            "[[\"assets:bank\",\"funds:seed-grant\",1.0]]",
            "[[\"assets:bank\",\"funds:seed-grant\",\"1\"]]",
            "[[\"assets:gold\",\"funds:seed-grant\",1]]",
            "[[\"assets:loans\",\"funds:seed-grant\",1]]",
            "[[\"assets:loans:\",\"funds:seed-grant\",1]]",
            "[[\"assets:loans:-\",\"funds:seed-grant\",1]]",
            "[[\"expenses:gold\",\"funds:seed-grant\",1]]",
            "[[\"Assets:bank\",\"funds:seed-grant\",1]]",
            "[[111,112,1]]",
            "\"\"",
        ],
    },
    Kind {
        fields: &[(1, r#""prev":"@""#, "prev")],
        bad: &[
            "\"\"",
            "\"0\"",
            "null",
            "0",
            "\"ABCDEF0000000000000000000000000000000000000000000000000000000000\"",
            "\"000000000000000000000000000000000000000000000000000000000000000\"",
            "\"00000000000000000000000000000000000000000000000000000000000000000\"",
            "\"g000000000000000000000000000000000000000000000000000000000000000\"",
        ],
    },
    Kind {
        fields: &[(
            4,
            r#""event":{"activity_reported":{"month":"2024-03","attendance":50,"members":60,"volunteers":10,"cared_for":5,"visits":120}}"#,
            "event",
        )],
        bad: &[
            "null",
            "{}",
            "[]",
            "\"interest_allocated\"",
            "{\"interest_allocated\":null}",
            "{\"interest_allocated\":[]}",
            "{\"interest_allocated\":{},\"period_closed\":{\"through\":\"2024-03-31\"}}",
            "{\"bonus_paid\":{\"amount\":1}}",
            "{\"Interest_allocated\":{}}",
            "{\"interest_allocated\":{\"amount\":1}}",
            "[\"interest_allocated\",{}]",
            "{\"cash_deposited\":[1]}",
            "{\"cash_deposited\":{}}",
            "{\"cash_deposited\":{\"amount\":1,\"amount\":1}}",
            "{\"charter_amended\":{\"charter\":[],\"minute\":\"BB\"}}",
        ],
    },
];

/// Lists other faults of a line: the name of the fault, the line, and the bytes in its place.
#[allow(clippy::too_many_lines, reason = "a table")]
fn broken_lines() -> Vec<(&'static str, usize, Vec<u8>)> {
    let line = |place: usize, from: &str, to: &str| {
        assert!(GOOD[place].contains(from), "{from}");
        GOOD[place].replacen(from, to, 1).into_bytes()
    };
    let shortage = |bearer: &str| {
        let event = format!(r#"{{"shortage_found":{{"place":"cash","amount":5,{bearer}}}}}"#);
        format!(r#"{{"seq":4,"id":"BC-0001","date":"2024-03-31","event":{event},"entry":[],"prev":"@"}}"#).into_bytes()
    };
    let mut deep = vec![b'['; 100_000];
    deep.extend(vec![b']'; 100_000]);
    let mut nested = GOOD[1].replace("[[\"assets:bank\",\"funds:seed-grant\",100000000]]", "").into_bytes();
    nested.extend([b'{'; 5_000]);
    let array = r#"[1,"PT-0001","2024-03-13",{"interest_allocated":{}},[],"@"]"#;
    vec![
        ("an unknown field of the header", 0, line(0, r#""club""#, r#""k":1,"club""#)),
        ("an unknown field of the charter", 0, line(0, r#""seed_grant""#, r#""k":1,"seed_grant""#)),
        ("an unknown field of the rules of lending", 0, line(0, r#""max_months""#, r#""k":1,"max_months""#)),
        ("an unknown field of membership", 0, line(0, r#""cared_for""#, r#""k":1,"cared_for""#)),
        ("an unknown field of a record", 1, line(1, r#""id""#, r#""k":1,"id""#)),
        ("an unknown field of an event", 1, line(1, r#""from""#, r#""k":1,"from""#)),
        ("no club", 0, line(0, r#""club":"BN-001","#, "")),
        (
            "no charter",
            0,
            br#"{"format":"revolving-fund/1","club":"BN-001","name":"CLB","opened":"2024-03-01"}"#.to_vec(),
        ),
        ("no rules of interest", 0, line(0, r#""interest":{"to_income_growth":"0.5","allocated":"on_receipt"},"#, "")),
        ("no cap", 0, line(0, r#""cap_per_member":8000000,"#, "")),
        ("no seq", 1, line(1, r#""seq":1,"#, "")),
        ("no id", 1, line(1, r#""id":"PT-0001","#, "")),
        ("no date", 1, line(1, r#""date":"2024-03-13","#, "")),
        ("no entry", 2, line(2, r#""entry":[],"#, "")),
        ("no prev", 2, line(2, r#","prev":"@""#, "")),
        ("no amount", 1, line(1, r#""amount":100000000,"#, "")),
        ("a field of the header twice", 0, line(0, r#""club""#, r#""club":"BN-001","club""#)),
        ("a field of the charter twice", 0, line(0, r#""seed_grant""#, r#""seed_grant":1,"seed_grant""#)),
        ("a field of a record twice", 1, line(1, r#""seq""#, r#""seq":1,"seq""#)),
        ("a note twice", 1, line(1, r#""note""#, r#""note":"a","note""#)),
        ("a field of an event twice", 1, line(1, r#""amount""#, r#""amount":1,"amount""#)),
        ("an optional field twice", 2, line(2, r#""born""#, r#""born":1950,"born""#)),
        (
            "membership that is null",
            0,
            line(
                0,
                r#""membership":{"members":[60,70],"volunteers":10,"cared_for":5,"visits_per_week":3,"attendance":"0.8"}"#,
                r#""membership":null"#,
            ),
        ),
        ("a charter that is an array", 0, line(0, r#""charter":{"seed_grant":100000000,"#, r#""charter":[],"x":{"#)),
        ("a record that is an array", 1, array.into()),
        ("a header that is an array", 0, br#"["revolving-fund/1","BN-001","CLB","2024-03-01",{}]"#.to_vec()),
        ("another format", 0, line(0, "revolving-fund/1", "revolving-fund/2")),
        ("a format of another case", 0, line(0, "revolving-fund/1", "Revolving-fund/1")),
        ("a record in place of the header", 0, GOOD[1].into()),
        ("a header in place of a record", 1, GOOD[0].into()),
        ("a blank line", 2, Vec::new()),
        ("a line of spaces", 2, b"   ".to_vec()),
        ("a carriage return alone", 2, b"\r".to_vec()),
        ("null", 2, b"null".to_vec()),
        ("a number", 2, b"1".to_vec()),
        ("a word", 2, b"xin chao".to_vec()),
        ("two objects", 2, [GOOD[2].as_bytes(), GOOD[2].as_bytes()].concat()),
        ("bytes after the object", 2, [GOOD[2].as_bytes(), b" ;"].concat()),
        ("despite of an unknown code", 1, line(1, r#""note""#, r#""despite":["too-late"],"note""#)),
        ("despite of a code that only a writer reports", 1, line(1, r#""note""#, r#""despite":["books-full"],"note""#)),
        ("despite of no code", 1, line(1, r#""note""#, r#""despite":[],"note""#)),
        ("despite that is a text", 1, line(1, r#""note""#, r#""despite":"overdraft","note""#)),
        ("despite of nine codes", 1, line(1, r#""note""#, &format!(r#""despite":["overdraft"{}],"note""#, r#","overdraft""#.repeat(8)))),
        ("seventeen digests", 5, line(5, r#""evidence":["#, &format!(r#""evidence":[{}"#, (0..16).map(|number| format!("\"{number:064x}\",")).collect::<Vec<_>>().concat()))),
        ("a shortage of a keeper who is not named", 4, shortage(r#""borne_by":"keeper""#)),
        ("a shortage of a fund with a keeper", 4, shortage(r#""borne_by":"operating","member":"M1","minute":"BB""#)),
        ("a shortage borne by a fund without minutes", 4, shortage(r#""borne_by":"income-growth""#)),
        ("a shortage without a bearer", 4, shortage(r#""minute":"BB""#)),
        ("seventeen transfers", 1, line(1, r#""entry":["#, &format!(r#""entry":[{}"#, r#"["assets:bank","funds:operating",1],"#.repeat(16)))),
        ("a line that is too long", 1, line(1, "lễ ra mắt", &" ".repeat(131_072))),
        ("a format that is raised", 4, br#"{"seq":4,"id":"BC-0001","date":"2024-03-31","event":{"format_raised":{"to":"revolving-fund/2","minute":"BB"}},"entry":[],"prev":"@"}"#.to_vec()),
        ("a comma too many", 2, line(2, r#""entry":[],"#, r#""entry":[,],"#)),
        ("a comma after the last field", 2, line(2, r#""prev":"@"}"#, r#""prev":"@",}"#)),
        ("single quotes", 2, line(2, r#""seq""#, "'seq'")),
        ("a comment", 2, line(2, r#"{"seq""#, r#"/* */{"seq""#)),
        ("half an object", 2, GOOD[2].as_bytes()[..60].to_vec()),
        ("a byte order mark", 0, ["\u{feff}", GOOD[0]].concat().into_bytes()),
        ("a byte that is not UTF-8", 2, [&GOOD[2].as_bytes()[..70], b"\xff", &GOOD[2].as_bytes()[70..]].concat()),
        ("UTF-16", 1, GOOD[1].encode_utf16().flat_map(u16::to_le_bytes).filter(|byte| *byte != b'\n').collect()),
        (
            "an overlong encoding",
            1,
            line(1, "PT-0001", "PT\u{1}")
                .iter()
                .flat_map(|byte| if *byte == 1 { vec![0xc0, 0xaf] } else { vec![*byte] })
                .collect(),
        ),
        ("a surrogate in UTF-8", 1, [b"{\"seq\":\"\xed\xa0\x80\"}".as_slice()].concat()),
        ("a NUL byte", 2, [GOOD[2].as_bytes(), b"\0"].concat()),
        ("only NUL bytes", 2, vec![0; 64]),
        ("a hundred thousand brackets", 2, deep),
        ("braces without end", 1, nested),
        ("a long number", 1, line(1, r#""seq":1"#, &format!(r#""seq":{}"#, "9".repeat(100_000)))),
        ("a text of 1 001 bytes", 1, line(1, "lễ ra mắt", &"a".repeat(1_001))),
        ("a line of a million letters", 1, vec![b'a'; 1_000_000]),
    ]
}

/// Lists all hostile files: the fault, the expected line, and the expected field if a field is at fault.
fn hostile_files() -> Vec<(String, u64, Option<&'static str>, Vec<u8>)> {
    let mut files = Vec::new();
    for Kind { fields, bad } in KINDS {
        for (place, good, field) in *fields {
            for value in *bad {
                let bytes = altered(*place, good, &with_value(good, value));
                files.push((format!("{field} is {value}"), *place as u64 + 1, Some(*field), bytes));
            }
        }
    }
    for (name, place, bytes) in broken_lines() {
        files.push((name.to_owned(), place as u64 + 1, None, file(place, &bytes)));
    }
    files.push(("an empty file".into(), 1, None, Vec::new()));
    files
}

#[test]
fn the_unchanged_lines_are_read_without_findings() {
    let good = file(usize::MAX, b"");
    let audit = Audit::of(good.as_slice()).unwrap();
    assert!(audit.is_clean(), "{:?} {:?}", audit.error(), audit.findings());
}

#[test]
fn every_hostile_file_is_an_error_with_its_line_and_its_field() {
    let files = hostile_files();
    assert!(files.len() >= 150, "{} files", files.len());
    println!("{} hostile files, each refused with its line and its reason", files.len());
    for (name, line, field, bytes) in files {
        let audit = Audit::of(bytes.as_slice()).unwrap();
        let Some(Unreadable { line: at, reason }) = audit.error() else {
            panic!("{name} is read: {:?}", audit.findings())
        };
        assert_eq!(*at, line, "{name}: {reason}");
        assert!(audit.findings().is_empty(), "{name}");
        assert_eq!(audit.books().map(|books| books.records().len() as u64), line.checked_sub(2), "{name}");
        let said = reason.to_string();
        assert!(said.len() < 1_500, "{name}: {said}");
        if let (Some(field), UnreadableReason::Json { field: named, .. }) = (field, reason) {
            // An error of a value that is not JSON names the object around it.
            assert!(named.starts_with(field) || field.starts_with(named.as_str()), "{name}: {said}");
        }
        let refused = Books::open(bytes.as_slice()).unwrap_err();
        assert!(matches!(refused, OpenError::Read(ReadError::Unreadable(_))), "{name}");
        assert_eq!(refused.to_string(), audit.error().unwrap().to_string(), "{name}");
    }
}

#[test]
fn a_value_out_of_bounds_is_reported_with_its_field_and_reason() {
    for (place, good, bad, said) in [
        (1, r#""amount":100000000"#, r#""amount":80000.0"#, "line 2: in event.seed_grant_received.amount: "),
        (3, r#""principal":8000000"#, r#""principal":0"#, "line 4: in event.loan_approved.principal: "),
        (0, r#""max_months":12"#, r#""max_months":0"#, "line 1: in charter.loan.max_months: "),
        (1, r#""funds:seed-grant""#, r#""funds:gold""#, "line 2: in entry[0][1]: "),
        (1, r#"{"seq":1"#, "\u{feff}{\"seq\":1", "line 2: there is a byte order mark before the line"),
        (1, r#"{"seq":1"#, "ngày,số", "line 2: not JSON: expected "),
        (
            1,
            r#""entry":[["assets:bank","funds:seed-grant",100000000]]"#,
            r#""entry":{}"#,
            "line 2: in entry: invalid type: map, expected a list of at most 16 [debit account, credit account, amount]",
        ),
        (1, r#""note":"#, r#""remark":"#, "line 2: "),
    ] {
        let audit = Audit::of(altered(place, good, bad).as_slice()).unwrap();
        let error = audit.error().unwrap().to_string();
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn a_file_cut_short_is_distinguished_from_a_damaged_one() {
    let good = file(usize::MAX, b"");
    let audit = Audit::of(&good[..good.len() - 1]).unwrap();
    assert_eq!(audit.error(), Some(&Unreadable { line: GOOD.len() as u64, reason: UnreadableReason::CutShort }));
    assert_eq!(audit.books().unwrap().records().len(), GOOD.len() - 2);
    let audit = Audit::of(&b"{"[..]).unwrap();
    assert_eq!(audit.error(), Some(&Unreadable { line: 1, reason: UnreadableReason::CutShort }));
    assert!(audit.books().is_none());
    let empty = Audit::of(&b""[..]).unwrap();
    assert_eq!(empty.error(), Some(&Unreadable { line: 1, reason: UnreadableReason::NoHeader }));
}

/// Lines that a writer would not write but a reader accepts: the name, the line, the usual text and the unusual text.
const ODDITIES: &[(&str, usize, &str, &str)] = &[
    ("white space", 1, r#"{"seq":1,"id""#, "\t { \"seq\" :\r 1 , \"id\""),
    ("a carriage return at the end", 1, r#""prev":"@"}"#, "\"prev\":\"@\"}\r"),
    ("another order of fields", 1, r#"{"seq":1,"id":"PT-0001","#, r#"{"id":"PT-0001","seq":1,"#),
    (
        "another order of the event's fields",
        1,
        r#""from":"Tỉnh","amount":100000000"#,
        r#""amount":100000000,"from":"Tỉnh""#,
    ),
    ("escapes in a value", 1, "PT-0001", r"\u0050T-0001"),
    ("escapes in the name of a field", 1, r#""seq""#, r#""\u0073eq""#),
    ("an escaped slash", 1, "PT-0001", r"PT\/0001"),
    ("a surrogate pair", 1, "lễ ra mắt", r"\ud83d\ude00"),
    ("decomposed letters", 1, "lễ", "le\u{302}\u{303}"),
    ("a text of 1 000 bytes", 1, "lễ ra mắt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("a rate with trailing zeros", 3, r#""0.01""#, r#""0.01000000""#),
    ("a share of one", 0, r#""to_income_growth":"0.5""#, r#""to_income_growth":"1.00000000""#),
    ("no note", 1, r#""note":"lễ ra mắt","#, ""),
    ("neither gender nor year", 2, r#","gender":"female","born":1950"#, ""),
    (
        "no membership",
        0,
        r#","membership":{"members":[60,70],"volunteers":10,"cared_for":5,"visits_per_week":3,"attendance":"0.8"}"#,
        "",
    ),
    ("a band of one number", 0, "[60,70]", "[70,70]"),
    ("no days of grace", 0, r#""grace_days":3,"#, ""),
    ("no day of payment", 5, r#","paid_on":"2024-03-13""#, ""),
    (
        "dues of one month",
        6,
        r#""month":"2024-03","months":3}},"entry":[["assets:bank","income:dues",15000],["income:dues","funds:operating",15000]]"#,
        r#""month":"2024-03"}},"entry":[["assets:bank","income:dues",5000],["income:dues","funds:operating",5000]]"#,
    ),
    ("a reason for leaving that is left out", 8, r#","reason":"own_wish""#, ""),
    (
        "evidence that is left out",
        5,
        r#""evidence":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"#,
        "",
    ),
    ("the earliest year", 2, "1950", "1900"),
    ("the latest year", 2, "1950", "2999"),
    ("all punctuation of a document number", 1, "PT-0001", "P-T_0.0/1"),
    ("no seed grant", 0, r#""seed_grant":100000000"#, r#""seed_grant":999999999999999"#),
];

#[test]
fn unusual_but_valid_lines_are_read() {
    for (name, place, usual, odd) in ODDITIES {
        let mut lines: Vec<String> = GOOD.iter().map(|line| (*line).to_owned()).collect();
        assert!(lines[*place].contains(usual), "{name}");
        lines[*place] = lines[*place].replacen(usual, odd, 1);
        let mut file = String::new();
        let mut prev = String::new();
        for line in &lines {
            let line = line.replace('@', &prev);
            prev = hash(&line);
            file.push_str(&line);
            file.push('\n');
        }
        let audit = Audit::of(file.as_bytes()).unwrap();
        assert!(audit.is_clean(), "{name}: {:?} {:?}", audit.error(), audit.findings());
    }
}

/// A header of a later format is reported as such, also if it has unknown fields or lacks known ones.
#[test]
fn a_header_of_another_format_is_reported_whatever_its_other_fields() {
    for line in [
        r#"{"format":"revolving-fund/2","club":"BN-001"}"#,
        r#"{"format":"revolving-fund/2","club":7,"union":"UBND xã"}"#,
    ] {
        let audit = Audit::of(format!("{line}\n").as_bytes()).unwrap();
        let found = "revolving-fund/2".to_owned();
        assert_eq!(audit.error(), Some(&Unreadable { line: 1, reason: UnreadableReason::WrongFormat { found } }));
        let cut_short = Audit::of(line.as_bytes()).unwrap();
        assert_eq!(cut_short.error(), Some(&Unreadable { line: 1, reason: UnreadableReason::CutShort }));
    }
    let audit = Audit::of(&b"{\"format\":\"revolving-fund/1\"}\n"[..]).unwrap();
    assert!(matches!(audit.error().unwrap().reason, UnreadableReason::Json { .. }));
}
