//! Golden books: files made by an independent second implementation, each with the expected output of an audit.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use revolving_fund::report::{CashPosition, FundBalances, Portfolio};
use revolving_fund::table::{Cell, Table};
use revolving_fund::{Audit, Balance, Code, Rate};
use serde_json::Value;

/// Returns the folder of the golden books.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("samples")
}

/// Lists the names of all golden books, without an ending.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".jsonl").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 75, "only {} golden books", names.len());
    names
}

pub(crate) fn bytes_of(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.jsonl"))).unwrap()
}

/// Reads the expected JSON, as one line.
pub(crate) fn expected(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.expected.json"))).unwrap().trim_end().to_owned()
}

/// Writes the JSON of an audit without the message of its error, whose wording is free.
pub(crate) fn printed(audit: &Audit, file: &str) -> String {
    let json = serde_json::to_string(&audit.report(file)).unwrap();
    match audit.error() {
        None => json,
        Some(error) => json.replacen(&serde_json::to_string(&error.reason.to_string()).unwrap(), "\"\"", 1),
    }
}

/// The money and the loans of the club belong to its funds, in every golden book whose entries are those of its events.
#[test]
fn the_total_of_the_funds_is_the_money_and_the_loans() {
    let mut seen = 0;
    for name in names() {
        let audit = Audit::of(bytes_of(&name).as_slice()).unwrap();
        let is_forged = audit.findings().iter().any(|finding| finding.code == Code::EntryMismatch);
        let Some(books) = audit.books().filter(|_| !is_forged) else { continue };
        let total = |table: Table| table.totals[0].cells[1].clone();
        let money = CashPosition::of(books);
        let all = money.cash + money.bank + money.advances + money.shortages + Portfolio::of(books).outstanding;
        assert_eq!(total(FundBalances::of(books).table()), Cell::Amount(all), "{name}");
        seen += u32::from(all != Balance::ZERO);
    }
    assert!(seen > 50, "{seen}");
}

/// Every field of every event of the golden books, found by its name, is displayed as it is in the file.
#[test]
fn every_field_is_displayed_as_in_the_file() {
    let mut seen = BTreeSet::new();
    for name in names() {
        let audit = Audit::of(bytes_of(&name).as_slice()).unwrap();
        for record in audit.books().into_iter().flat_map(revolving_fund::Books::records) {
            let json = serde_json::to_value(&record.event).unwrap();
            let (kind, fields) = json.as_object().unwrap().iter().next().unwrap();
            for (field, value) in fields.as_object().unwrap() {
                let written = match value {
                    // A rate is shown in percent.
                    Value::String(rate) if field == "monthly_rate" => rate.parse::<Rate>().unwrap().to_string(),
                    Value::String(text) => text.clone(),
                    Value::Array(texts) => {
                        texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join(", ")
                    }
                    Value::Object(_) => "charter".to_owned(),
                    other => other.to_string(),
                };
                let displayed = record.event.field(field).map(|field| field.to_string());
                assert_eq!(displayed.as_ref(), Some(&written), "{name}: {kind} {field}");
                seen.insert((kind.clone(), field.clone()));
            }
            assert_eq!(
                record.event.area().map(|area| area.to_string()),
                record.event.field("area").map(|area| area.to_string())
            );
        }
    }
    assert!(seen.len() > 120, "only {} fields", seen.len());
}

#[test]
fn every_warning_is_displayed_with_its_record_code_and_title() {
    for name in names() {
        let audit = Audit::of(bytes_of(&name).as_slice()).unwrap();
        for warning in audit.warnings() {
            let title = warning.code.explain().title;
            let record = |word| warning.seq.map(|seq| format!("{word} {seq}: ")).unwrap_or_default();
            let code = warning.code.as_str();
            assert_eq!(warning.to_string(), format!("{}{code}: {}", record("record"), title.english));
            assert_eq!(warning.vietnamese().to_string(), format!("{}{code}: {}", record("bút toán"), title.vietnamese));
        }
    }
}

#[test]
fn every_golden_book_gives_its_json() {
    for name in names() {
        let audit = Audit::of(bytes_of(&name).as_slice()).unwrap();
        assert_eq!(printed(&audit, &format!("{name}.jsonl")), expected(&name), "{name}");
    }
}
