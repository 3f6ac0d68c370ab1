//! The texts of all errors as snapshots, in English and, for texts that members of the board read, in Vietnamese.

use std::fmt::{Display, Write};

use revolving_fund::audit::WarningCode;
use revolving_fund::calendar::DateError;
use revolving_fund::catalogue::Explanation;
use revolving_fund::count::MaxMonths;
use revolving_fund::event::*;
use revolving_fund::journal::{ReadError, Unreadable, UnreadableReason};
use revolving_fund::money::MoneyError;
use revolving_fund::province::ProvinceError;
use revolving_fund::rate::RateError;
use revolving_fund::rules::{Irreversibility, Objection};
use revolving_fund::simulate::SimulationError;
use revolving_fund::*;

use crate::rules::refusals;
use crate::support::{Forger, Story, amount, day, money, own_rule};

/// Checks that an error's text starts in lower case or with a value, and has no full stop.
fn check(text: &str) {
    assert!(!text.ends_with('.') && !text.is_empty(), "{text}");
    let first = text.chars().next().unwrap();
    assert!(
        !first.is_uppercase() || text.split_whitespace().next().unwrap().chars().any(|c| !c.is_lowercase()),
        "{text}"
    );
}

fn listed<T: Display>(texts: impl IntoIterator<Item = T>) -> String {
    let mut all = String::new();
    for text in texts {
        let text = text.to_string();
        check(&text);
        writeln!(all, "{text}").unwrap();
    }
    all
}

#[test]
fn refusals_of_the_rules_are_explained() {
    let mut all = String::new();
    for refusal in refusals() {
        writeln!(all, "{refusal}\n    {}", refusal.vietnamese()).unwrap();
        check(&refusal.to_string());
    }
    insta::assert_snapshot!(all);
}

/// Lists breaches that no refusal of `rules::refusals` has.
pub(crate) fn breaches() -> Vec<Breach> {
    let entry = Story::granted().books.records().next().unwrap().entry.clone();
    let digest = Digest::of(b"");
    let seq = |number: u32| Seq::new(number).unwrap();
    let id = || "PT-1".parse::<DocumentNumber>().unwrap();
    let reasons = [
        Irreversibility::IsReversal,
        Irreversibility::AlreadyReversed,
        Irreversibility::NeverTaken,
        Irreversibility::Decision,
        Irreversibility::NothingMoved,
        Irreversibility::BeginsLoan,
        Irreversibility::Recovered,
        Irreversibility::WrittenOff,
        Irreversibility::LenderRepaid,
        Irreversibility::AdvanceSettled,
        Irreversibility::InterestAllocated,
    ];
    let late = own_rule("late", |_, _| Some(Objection::new("too late", "muộn quá")));
    let lent = Story::lent().books;
    let of_an_app = late.check(&lent, lent.records().next().unwrap()).unwrap();
    let mut breaches = vec![
        Breach::SequenceGap { expected: Some(seq(2)), found: seq(3) },
        Breach::SequenceGap { expected: None, found: seq(3) },
        Breach::ChainBroken { expected: digest, found: digest },
        Breach::DuplicateId { id: id(), field: None },
        Breach::DuplicateId { id: id(), field: Some("date") },
        Breach::DateOutOfOrder { date: day("2024-03-12"), earliest: day("2024-03-13") },
        Breach::PeriodClosed { date: day("2024-03-12"), closed: day("2024-03-31") },
        Breach::EntryMismatch { expected: Some(entry.clone()), found: Entry::default() },
        Breach::EntryMismatch { expected: None, found: entry },
        Breach::DateInFuture { date: day("2024-03-13"), today: day("2024-03-12") },
        Breach::DateOutOfRange { date: chrono::NaiveDate::MAX },
        Breach::AmountOutOfRange,
        Breach::BooksFull { records: Seq::MAX },
        Breach::App(Box::new(of_an_app)),
    ];
    breaches.extend(reasons.map(|why| Breach::Irreversible { id: id(), why }));
    breaches
}

#[test]
fn breaches_of_auditors_and_apps_are_explained() {
    let mut all = String::new();
    for breach in breaches() {
        writeln!(all, "{}: {breach}\n    {}", breach.code().map_or("app", Code::as_str), breach.vietnamese()).unwrap();
        check(&breach.to_string());
    }
    insta::assert_snapshot!(all);
}

/// Writes codes with their title, remedy and source, in both languages.
fn explained<'a>(codes: impl Iterator<Item = (&'a str, Explanation)>) -> String {
    codes.fold(String::new(), |mut all, (code, Explanation { title, remedy, source })| {
        assert_ne!(title.english, title.vietnamese);
        writeln!(
            all,
            "{code}\n    {}: {}\n    {}: {}\n    {source}",
            title.english, remedy.english, title.vietnamese, remedy.vietnamese
        )
        .unwrap();
        all
    })
}

#[test]
fn each_code_has_an_explanation_and_a_remedy() {
    insta::assert_snapshot!(explained(Code::ALL.iter().map(|code| (code.as_str(), code.explain()))));
}

#[test]
fn each_warning_has_an_explanation_and_a_remedy() {
    insta::assert_snapshot!(explained(WarningCode::ALL.iter().map(|code| (code.as_str(), code.explain()))));
}

#[test]
fn errors_of_values_are_explained() {
    let money: [MoneyError; 6] = [
        MoneyError::TooLarge,
        MoneyError::Zero,
        MoneyError::Negative,
        MoneyError::Grouping,
        MoneyError::LeadingZero,
        MoneyError::NotANumber,
    ];
    insta::assert_snapshot!(listed(money), @r"
    amount is over 999,999,999,999,999 đồng
    amount is zero, expected at least 1 đồng
    amount is below zero
    dots or commas do not separate groups of three digits, expected a form like 8,000,000 or 8.000.000
    amount starts with a zero
    not a whole number of đồng, expected digits, with or without đồng, đ or ₫ after them
    ");
    let rates = [RateError::Form, RateError::OverOne, RateError::OverFivePercent, RateError::Negative];
    insta::assert_snapshot!(listed(rates), @r#"
    not a decimal from 0 to 1 with at most 8 places, expected a form like "0.01"
    decimal is over 1
    rate is over 0.05, which is 5 % a month
    decimal is below zero
    "#);
    let dates = [DateError::Form, DateError::NoSuchDay, DateError::OutOfRange];
    insta::assert_snapshot!(listed(dates), @r"
    date is not of the form YYYY-MM-DD, a month not of the form YYYY-MM
    there is no such day in the calendar
    year is not from 1900 to 2999
    ");
    let names = ["", &"a".repeat(65), "-a", "a b"].map(|name| name.parse::<MemberId>().unwrap_err());
    let texts = ["", &"a".repeat(1_001), "a\nb"].map(|text| text.parse::<Text>().unwrap_err());
    insta::assert_snapshot!(listed(names.into_iter().chain(texts)), @r"
    it is empty
    it has 65 bytes, expected at most 64
    it does not start with an ASCII letter or digit
    it holds ' ', expected ASCII letters, digits and - only
    it is empty
    it has 1001 bytes, expected at most 1000
    it holds the control character '\n'
    ");
    insta::assert_snapshot!(listed(["PT 1".parse::<DocumentNumber>().unwrap_err()]), @"it holds ' ', expected ASCII letters, digits and -_./ only");
    insta::assert_snapshot!(listed([MaxMonths::new(61).unwrap_err()]), @"number is 61, expected 1 to 60");
    insta::assert_snapshot!(listed([Rounding::try_from(10).unwrap_err()]), @"rounding is 10, expected 1, 100, 500 or 1000");
    insta::assert_snapshot!(listed(["ab".parse::<Digest>().unwrap_err()]), @"hash is not 64 lower-case hexadecimal digits");
    insta::assert_snapshot!(listed(["assets:gold".parse::<Account>().unwrap_err()]), @r#"there is no account "assets:gold" in the chart"#);
}

/// Errors of typed input are explained in Vietnamese too, with the same facts.
#[test]
fn errors_of_values_are_explained_in_vietnamese() {
    let mut all = String::new();
    macro_rules! vietnamese {
        ($($error:expr),+ $(,)?) => { $( writeln!(all, "{}", $error.vietnamese()).unwrap(); )+ };
    }
    vietnamese!(
        MoneyError::TooLarge,
        MoneyError::Zero,
        MoneyError::Negative,
        MoneyError::Grouping,
        MoneyError::LeadingZero,
        MoneyError::NotANumber,
        RateError::Form,
        RateError::OverOne,
        RateError::OverFivePercent,
        RateError::Negative,
        DateError::Form,
        DateError::NoSuchDay,
        DateError::OutOfRange,
        MaxMonths::new(61).unwrap_err(),
        "61".parse::<MaxMonths>().unwrap_err(),
        "6,1".parse::<MaxMonths>().unwrap_err(),
        "".parse::<MemberId>().unwrap_err(),
        "a".repeat(65).parse::<MemberId>().unwrap_err(),
        "-a".parse::<MemberId>().unwrap_err(),
        "a b".parse::<MemberId>().unwrap_err(),
        "a\nb".parse::<Text>().unwrap_err(),
        "box".parse::<Place>().unwrap_err(),
        MemberListError::Empty,
        MemberListError::TooMany,
        MemberListError::Twice { member: "M1".parse().unwrap() },
    );
    insta::assert_snapshot!(all);
}

#[test]
fn errors_of_files_are_explained() {
    let reasons = [
        UnreadableReason::NoHeader,
        UnreadableReason::CutShort,
        UnreadableReason::NotUtf8 { byte: 7 },
        UnreadableReason::ByteOrderMark,
        UnreadableReason::SeveralLines,
        UnreadableReason::TooLong,
        UnreadableReason::LaterFormat { to: "ledger/9".into() },
        UnreadableReason::WrongFormat { found: "ledger/9".into() },
        UnreadableReason::Json { field: "event.x".into(), message: "expected value".into(), column: 3 },
        UnreadableReason::Json { field: String::new(), message: "expected value".into(), column: 3 },
    ];
    let unreadable = reasons.map(|reason| Unreadable { line: 2, reason });
    insta::assert_snapshot!(listed(unreadable.iter().map(Unreadable::vietnamese)), @r#"
    dòng 2: tệp trống, thiếu dòng đầu
    dòng 2: tệp bị cụt: dòng cuối không có dấu xuống dòng
    dòng 2: không phải UTF-8 từ byte 7 của dòng
    dòng 2: trước dòng có dấu BOM, sổ không có dấu này
    dòng 2: có nhiều dòng, phải là một dòng
    dòng 2: dòng dài hơn 131072 byte
    dòng 2: từ đây sổ theo định dạng "ledger/9", phiên bản này chưa đọc được
    dòng 2: định dạng là "ledger/9", phải là "revolving-fund/1"
    dòng 2: cột 3, trường event.x sai dạng: expected value
    dòng 2: cột 3 sai dạng: expected value
    "#);
    insta::assert_snapshot!(listed(&unreadable), @r#"
    line 2: the file is empty, expected a header
    line 2: the file is cut short: its last line does not end in a line feed
    line 2: not UTF-8 from byte 7 of the line
    line 2: there is a byte order mark before the line, which books do not have: save the file as UTF-8 without it
    line 2: there are several lines, expected one
    line 2: the line has more than 131072 bytes
    line 2: from here on the format is "ledger/9", which this version does not know; update the program that reads the books
    line 2: the format is "ledger/9", expected "revolving-fund/1"
    line 2: in event.x: expected value, at column 3
    line 2: expected value, at column 3
    "#);
    let io = || std::io::Error::other("the disk is gone");
    insta::assert_snapshot!(listed([ReadError::Io { line: 4, source: io() }]), @"cannot read line 4: the disk is gone");
    insta::assert_snapshot!(listed([WriteError::Io(io()), WriteError::NotCanonical { line: 2 }]), @r"
    cannot write the books: the disk is gone
    line 2 of the books was not read in canonical form, it cannot be written again, only be appended to
    ");
    let story = Story::granted();
    let mut forger = Forger::of(&story.books);
    forger.append(
        &story.voucher(CashDeposited { amount: amount(5) }),
        &serde_json::json!([["assets:bank", "assets:cash", 5]]),
    );
    let refused = Books::open(forger.file().as_slice()).unwrap_err();
    insta::assert_snapshot!(listed([refused]), @"line 3, record 2: 5 đồng is taken from cash, which holds 0 đồng");
    insta::assert_snapshot!(listed([ProvinceError::CountedTwice { club: "BN-1".parse().unwrap(), files: ["a.jsonl".into(), "old/a.jsonl".into()] }]), @"club BN-1 is counted already: its books are in a.jsonl and in old/a.jsonl");
    insta::assert_snapshot!(listed([SimulationError::TurnsMissed { asked: 9, disbursed: 2 }]), @"2 of 9 loan turns could be disbursed");
}

/// Writes each error in English and, below, in Vietnamese.
macro_rules! in_both {
    ($all:ident, $($error:expr),+ $(,)?) => { $(
        let error = $error;
        check(&error.to_string());
        writeln!($all, "{error}\n    {}", error.vietnamese()).unwrap();
    )+ };
}

#[test]
fn errors_of_sheets_and_samples_are_explained_in_both_languages() {
    use revolving_fund::reconcile::SheetOptions;
    use revolving_fund::reconcile::cash::{CashCount, Denomination};
    use revolving_fund::reconcile::confirmation::{Answers, Confidence, SamplingPlan};
    let mut all = String::new();
    let ninety = Confidence::new(90).unwrap();
    in_both!(
        all,
        SamplingPlan::new(amount(1_000_000), money(999_999), ninety).unwrap_err(),
        Confidence::new(100).unwrap_err(),
        Denomination::try_from(money(3_000)).unwrap_err(),
        CashCount::read(&b"%PDF-1.7"[..], SheetOptions::default()).unwrap_err(),
        CashCount::read(&b"a,b\n1,2\n"[..], SheetOptions::default()).unwrap_err(),
        CashCount::read(&b"denomination,notes,amount (nghin dong)\n"[..], SheetOptions::default()).unwrap_err(),
    );
    let notes = "denomination,notes,amount\n500000,x,\n500000,2,3\n3000,1,\n200000,1,\n200000,1,\n100000,-1,\n1000,1.5,\n,1,\n\"x\n";
    let (_, unread) = CashCount::read(notes.as_bytes(), SheetOptions::default()).unwrap();
    let answers = "member,loan,balance,date\nM1,L1,5,30/2/2024\nM1,L1,5,\nM1,L 1,5,1/2/2024\nM1,L1,5,1/2/2024,9\n";
    let (_, also) = Answers::read(answers.as_bytes(), SheetOptions::default()).unwrap();
    for error in unread.iter().chain(&also) {
        in_both!(all, error);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn errors_of_statements_are_explained_in_both_languages() {
    use revolving_fund::report::{BackwardPeriod, ExplainError};
    use revolving_fund::statement::StatementError;
    let (from, through) = (day("2024-03-01"), day("2024-02-29"));
    let mut all = String::new();
    in_both!(
        all,
        BackwardPeriod { period: Period { from, through } },
        StatementError::Backward { from, through },
        StatementError::Missing { option: "loan" },
        StatementError::UnknownLoan { loan: "V-9".parse().unwrap() },
        StatementError::UnknownMember { member: "M9".parse().unwrap() },
        StatementError::from("assets:gold".parse::<Account>().unwrap_err()),
        StatementError::AmountOutOfRange,
        StatementError::NoMonth { day: from },
        ExplainError::Malformed { path: "rows[".into(), rest: "[".into() },
        ExplainError::UnknownName {
            place: "assets".into(),
            name: "gold".into(),
            expected: vec!["bank".into(), "cash".into()],
        },
        ExplainError::NoPart { place: "rows".into(), what: "list", part: "total".into() },
        ExplainError::NoPart { place: "total".into(), what: "group of figures", part: "[0]".into() },
        ExplainError::NoPart { place: "total.cash".into(), what: "figure", part: "[0]".into() },
        ExplainError::UnknownRow { place: "rows".into(), row: "V-9".into(), rows: 3 },
        ExplainError::SeveralRows { place: "rows".into(), row: "M1".into(), positions: vec![0, 2] },
        ExplainError::NotAFigure { path: "rows".into(), what: "list", parts: vec![] },
        ExplainError::NotAFigure {
            path: "assets".into(),
            what: "group of figures",
            parts: vec!["bank".into(), "cash".into()],
        },
        ProvinceError::CountedTwice { club: "BN-1".parse().unwrap(), files: ["a.jsonl".into(), "old/a.jsonl".into()] },
    );
    insta::assert_snapshot!(all);
}

#[test]
fn errors_of_bank_statements_are_explained_in_both_languages() {
    use revolving_fund::reconcile::bank::{BankStatement, ColumnRole, StatementOptions};
    let read = |csv: &str, columns: &[(ColumnRole, &str)]| {
        let columns = columns.iter().map(|(role, name)| (*role, (*name).to_owned())).collect();
        BankStatement::read(csv.as_bytes(), &StatementOptions { columns, ..StatementOptions::default() })
    };
    let (date, amount, credit) = (ColumnRole::Date, ColumnRole::Amount, ColumnRole::Credit);
    let mut all = String::new();
    in_both!(
        all,
        read("%PDF-1.7", &[]).unwrap_err(),
        read("13/3/2024;FT;x;5.000\n", &[]).unwrap_err(),
        read("Ngày;Số CT;Số dư\n", &[]).unwrap_err(),
        read("Ngày;Số tiền\n", &[(amount, "Tiền")]).unwrap_err(),
        read("Ngày;Số tiền\n", &[(date, "Ngày"), (date, "Ngày HT")]).unwrap_err(),
        read("Ngày;Số tiền\n", &[(date, "Ngày"), (amount, "Ngày")]).unwrap_err(),
        read("Ngày;Số tiền\n", &[(amount, "Số tiền"), (credit, "Có")]).unwrap_err(),
        read("Ngày;Số tiền\n1/2/2024;1.000\n1/2/2024;1,000\n", &[]).unwrap_err(),
    );
    let rows = "Ngày;Ghi nợ;Ghi có;Số dư\n30/2/2024;;5.000;\n1.2;;5.000;\n1/2/2024;x;;\n1/2/2024;1.000;1.000;\n1/2/2024;;1.000;;9\n1/2/2024;;;7.000\n";
    for row in read(rows, &[]).unwrap().refused() {
        in_both!(all, row);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn errors_of_copies_and_signatures_are_explained_in_both_languages() {
    use revolving_fund::continuity::Continuity;
    use revolving_fund::merge::Parting;
    use revolving_fund::signature::{KeyFile, SignatureFile};
    let mut all = String::new();
    let books = |club: &str, name: &str| {
        let header = Header::new(club.parse().unwrap(), name.parse().unwrap(), day("2024-03-13"), Charter::bac_ninh());
        Books::new(header.unwrap())
    };
    let (one, club, name) = (books("BN-001", "CLB"), books("BN-002", "CLB"), books("BN-001", "CLB thôn Hạ"));
    in_both!(
        all,
        Continuity::read(&b""[..], &b""[..]).unwrap_err(),
        Parting::of(&one, &club).unwrap_err(),
        Parting::of(&one, &name).unwrap_err(),
        SignatureFile::read(&b"x\n"[..]).unwrap_err(),
        revolving_fund::reconcile::reported::Reported::read(&b"{}"[..]).unwrap_err(),
    );
    let keys = KeyFile::read(&b"chair\nclerk\tB\xc3\xa0\t00\nchair\t\t00\nchair\tHoa\t00\n\xff\nchair"[..]).unwrap();
    for error in keys.unreadable {
        in_both!(all, error);
    }
    insta::assert_snapshot!(all);
}
