//! The guide's page of all codes: generated from the tables of the library, with an example of each code.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{Display, Write as _};
use std::fs;
use std::mem::discriminant;
use std::path::Path;
use std::str::FromStr;

use revolving_fund::audit::WarningCode;
use revolving_fund::catalogue::{Bilingual, Explanation};
use revolving_fund::reconcile::cash::{CashCode, CashFinding};
use revolving_fund::review::{Expectations, ObservationCode, Review};
use revolving_fund::*;

use crate::support::foreign_numbers;
use crate::{review, rules, samples, schemes, texts};

/// The path of the page.
const PAGE: &str = "src/guide/codes.md";

/// The command that regenerates the page.
const RENEW: &str = "RENEW_GUIDE=1 cargo test --test it -- codes::";

/// An example in English and in Vietnamese.
type Example = (String, String);

#[test]
fn the_page_of_codes_matches_the_tables() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = page();
    if std::env::var_os("RENEW_GUIDE").is_some() {
        fs::write(&file, &page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let first = written.lines().zip(page.lines()).position(|(is, should)| is != should);
    assert!(written == page, "{PAGE} is stale from line {:?} on; renew it with `{RENEW}`", first.map(|line| line + 1));
}

fn page() -> String {
    let audits = audits();
    let mut page = String::from(INTRODUCTION);
    refusals_and_findings(&mut page, &audits);
    warnings(&mut page, &audits);
    observations(&mut page, &audits);
    counts(&mut page);
    lines_that_cannot_be_read(&mut page, &audits);
    values(&mut page);
    page
}

const INTRODUCTION: &str = "\
# Errors and codes (mã lỗi và cách xử lý)

Every code that the library prints, with its cause, an example and the remedy, in English and Vietnamese. The page is made from the
tables in the source; a test fails when it differs from them. An app asks the same tables: `Code::explain`, `WarningCode::explain`
and the like return title, remedy and source in both languages.

| | who reports it | effect |
|---|---|---|
| refusal (từ chối) | `Books::plan`, `record` | no record is booked |
| finding (sai phạm) | `Audit`, `Books::open` | the record is in the file; the audit fails, and `Books::open` refuses the file unless the record names the rule in `despite` |
| warning (lưu ý) | `Audit` | somebody should look |
| observation (điều cần xem) | `review`, feature `auditor` | an auditor should ask; there is a harmless answer to each |

";

fn heading(page: &mut String, title: &str, text: &str) {
    write!(page, "## {title}\n\n{text}\n\n").unwrap();
}

/// Writes the section of a code: its title, example, remedy, source and `more`.
fn code(page: &mut String, code: &str, explanation: Explanation, remedy: &str, example: Option<&Example>, more: &str) {
    let Explanation { title, remedy: text, source } = explanation;
    let (english, vietnamese) = (marked(&capital(title.english)), marked(title.vietnamese));
    write!(page, "### `{code}`\n\n{english} (*{vietnamese}*).\n\n").unwrap();
    if let Some((english, vietnamese)) = example {
        assert_eq!(foreign_numbers(english, '.'), Vec::<&str>::new(), "{english}");
        assert_eq!(foreign_numbers(vietnamese, ','), Vec::<&str>::new(), "{vietnamese}");
        writeln!(page, "- Example: `` {english} ``").unwrap();
        if !vietnamese.is_empty() {
            writeln!(page, "- Ví dụ: `` {vietnamese} ``").unwrap();
        }
    }
    writeln!(page, "- {remedy}: {} (*{}*)", marked(text.english), marked(text.vietnamese)).unwrap();
    page.push_str(more);
    write!(page, "- Source: {}\n\n", marked(source)).unwrap();
}

/// Formats names of events and fields as code: words that contain an underscore or a colon.
fn marked(text: &str) -> String {
    let word = |word: &str| {
        let name = word.trim_matches([',', ';', '.', ':', '?']);
        let is_name = !name.contains('`') && name.contains(['_', ':']);
        if is_name { word.replacen(name, &format!("`{name}`"), 1) } else { word.to_owned() }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Audits the shipped books and the golden ones.
fn audits() -> Vec<Audit> {
    let shipped =
        ["examples/books/first-year.jsonl", "examples/trouble/books.jsonl"].map(|file| fs::read(file).unwrap());
    let golden = samples::names().into_iter().map(|name| samples::bytes_of(&name));
    shipped.into_iter().chain(golden).map(|bytes| Audit::of(bytes.as_slice()).unwrap()).collect()
}

fn refusals_and_findings(page: &mut String, audits: &[Audit]) {
    heading(
        page,
        &format!("Refusals and findings: {} codes", Code::ALL.len()),
        "A *refusal* is reported before a record is booked, a *finding* by an audit of a file that contains the record. Both have the\n\
         same codes. Some facts may be booked in spite of a rule: the record then names the code in `despite`, and the audit marks its\n\
         finding.",
    );
    // The clearest example first: a refusal with the largest amount that passes, a finding of a golden book, any other refusal.
    // Two breaches have the code of a closed period; the example is the usual one.
    let is_usual = |breach: &Breach| !matches!(breach, Breach::PeriodOutOfPlace { .. });
    let refusals: Vec<Refusal> = rules::refusals().filter(|refusal| is_usual(refusal.breach())).collect();
    let (with_largest, others): (Vec<&Refusal>, Vec<&Refusal>) =
        refusals.iter().partition(|refusal| refusal.largest().is_some());
    let of_refusal =
        |refusal: &Refusal| (refusal.breach().code(), (refusal.to_string(), refusal.vietnamese().to_string()));
    let of_breach = |breach: &Breach| {
        let code = breach.code();
        let name = code.map_or("", Code::as_str);
        (code, (format!("{name}: {breach}"), format!("{name}: {}", breach.vietnamese())))
    };
    let mut examples: BTreeMap<Code, Example> = BTreeMap::new();
    let breaches = texts::breaches();
    let findings = audits.iter().flat_map(Audit::findings).map(|finding| &finding.breach);
    let findings = findings.filter(|breach| is_usual(breach)).map(of_breach);
    let all = with_largest.into_iter().map(of_refusal).chain(findings);
    let all = all.chain(others.into_iter().map(of_refusal)).chain(breaches.iter().map(of_breach));
    for (code, example) in all {
        if let Some(code) = code {
            examples.entry(code).or_insert(example);
        }
    }
    for each in Code::ALL {
        let example = examples.get(each).unwrap_or_else(|| panic!("no example of {each}"));
        let may = EventKind::ALL.iter().filter(|kind| each.may_be_broken_by(**kind));
        let may: Vec<String> = may.map(|kind| format!("`{kind}`")).collect();
        let mut more = String::new();
        if !may.is_empty() {
            writeln!(more, "- May be named in `despite` by: {}", may.join(", ")).unwrap();
        }
        if !each.is_of_the_format() {
            more.push_str("- Only a writer reports it; a file of books never names it.\n");
        }
        code(page, each.as_str(), each.explain(), "Remedy", Some(example), &more);
    }
}

fn warnings(page: &mut String, audits: &[Audit]) {
    heading(
        page,
        &format!("Warnings: {} codes", WarningCode::ALL.len()),
        "A warning refuses no record and is no finding. The example is the event of a record that gives the warning; a warning about\n\
         the books as a whole has none.",
    );
    let mut examples: BTreeMap<&str, Option<Example>> = BTreeMap::new();
    for audit in audits {
        for warning in audit.warnings() {
            let mut records = audit.books().unwrap().records();
            let record = warning.seq.and_then(|seq| records.find(|record| record.seq == seq));
            let example = record.map(|record| (serde_json::to_string(&record.event).unwrap(), String::new()));
            examples.entry(warning.code.as_str()).or_insert(example);
        }
    }
    for each in WarningCode::ALL {
        let example = examples.get(each.as_str()).unwrap_or_else(|| panic!("no example of {each}"));
        code(page, each.as_str(), each.explain(), "What to do", example.as_ref(), "");
    }
}

fn observations(page: &mut String, audits: &[Audit]) {
    heading(
        page,
        &format!("Observations: {} codes", ObservationCode::ALL.len()),
        "The module `review` (feature `auditor`) reports observations in books that keep every rule. Its thresholds are the fields of\n\
         `Expectations`. The remedy of an observation is a question.",
    );
    let mut found = schemes::observations();
    found.extend_from_slice(review::all_at_once().observations());
    let mut books = audits.iter().filter_map(Audit::books);
    for each in ObservationCode::ALL {
        while !found.iter().any(|found| found.code() == *each) {
            let books = books.next().unwrap_or_else(|| panic!("no example of {each}"));
            found.extend_from_slice(Review::of(books, &Expectations::default()).observations());
        }
        let first = found.iter().find(|found| found.code() == *each).unwrap();
        let example = (first.to_string(), first.vietnamese().to_string());
        code(page, each.as_str(), each.explain(), "Ask", Some(&example), "");
    }
}

fn counts(page: &mut String) {
    heading(
        page,
        &format!("Counts of the cash box: {} codes", CashCode::ALL.len()),
        "The module `reconcile::cash` (feature `auditor`) compares a count by notes with the books.",
    );
    let amount = Balance::new(120_000);
    let examples = [
        CashFinding::CashShort { amount, without_ious: Balance::new(20_000) },
        CashFinding::CashOver { amount },
        CashFinding::IouInBox { amount },
    ];
    for each in CashCode::ALL {
        let found =
            examples.iter().find(|found| found.code() == *each).unwrap_or_else(|| panic!("no example of {each}"));
        let example = (found.to_string(), found.vietnamese().to_string());
        code(page, each.as_str(), each.explain(), "Remedy", Some(&example), "");
    }
}

fn lines_that_cannot_be_read(page: &mut String, audits: &[Audit]) {
    heading(
        page,
        "Errors of a file",
        "Reading stops at the first line that cannot be read, with the number of the line, the field and the reason. All lines before\n\
         it are good, and `Audit::whole_bytes` says where they end. The remedy is `UnreadableReason::remedy`.",
    );
    let mut seen = HashSet::new();
    for error in audits.iter().filter_map(Audit::error).filter(|error| seen.insert(discriminant(&error.reason))) {
        let Bilingual { english, vietnamese } = error.reason.remedy();
        writeln!(page, "- `` {error} ``: {english}. *{vietnamese}.*").unwrap();
    }
    page.push('\n');
}

fn values(page: &mut String) {
    heading(
        page,
        "Errors of values",
        "A value is checked when it is made, so an app can show the message beside the field in which the user typed.",
    );
    page.push_str("| type | input | message |\n|---|---|---|\n");
    for input in ["0", "-5", "8.00", "007", "ba triệu", "1.000.000.000.000.000"] {
        row::<Amount>(page, input);
    }
    for input in ["", "-1", "thành viên"] {
        row::<MemberId>(page, input);
    }
    row::<DocumentNumber>(page, "PT 1");
    row::<Text>(page, "hai\ndòng");
    for input in ["1,5", "150 %", "-1 %"] {
        row::<Rate>(page, input);
    }
    row::<Month>(page, "3/2024");
    row::<Account>(page, "assets:gold");
}

/// Writes a row for a text that is not a value of a type, with the error of the type.
fn row<T: FromStr<Err: Display>>(page: &mut String, input: &str) {
    let name = std::any::type_name::<T>().rsplit("::").next().unwrap();
    let error = input.parse::<T>().err().unwrap_or_else(|| panic!("{input:?} is a {name}"));
    writeln!(page, "| `{name}` | `` {input:?} `` | {error} |").unwrap();
}
