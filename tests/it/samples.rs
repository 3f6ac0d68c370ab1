//! Golden books: files made by an independent second implementation, each with what an audit must print for it.

use std::fs;
use std::path::{Path, PathBuf};

use revolving_fund::Audit;

/// The folder of the golden books.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("samples")
}

/// The names of all golden books, without an ending.
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

/// The expected JSON, as one line.
pub(crate) fn expected(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.expected.json"))).unwrap().trim_end().to_owned()
}

/// The JSON of an audit without the message of its error, whose wording is free.
pub(crate) fn printed(audit: &Audit, file: &str) -> String {
    let json = serde_json::to_string(&audit.report(file)).unwrap();
    match audit.error() {
        None => json,
        Some(error) => json.replacen(&serde_json::to_string(&error.reason.to_string()).unwrap(), "\"\"", 1),
    }
}

#[test]
fn every_golden_book_gives_its_json() {
    for name in names() {
        let audit = Audit::of(bytes_of(&name).as_slice()).unwrap();
        assert_eq!(printed(&audit, &format!("{name}.jsonl")), expected(&name), "{name}");
    }
}
