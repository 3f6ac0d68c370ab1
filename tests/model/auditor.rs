//! The model as an auditor: the same report as the library's, byte by byte.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use crate::report::Audit;

/// What the library and the model report of a file, where they differ.
pub(crate) fn difference(file: &[u8], as_of: Option<NaiveDate>) -> Result<Audit, String> {
    let audit = match as_of {
        Some(date) => revolving_fund::Audit::as_of(file, date),
        None => revolving_fund::Audit::of(file),
    };
    let audit = audit.unwrap();
    let library = serde_json::to_string(&audit.report("books.jsonl")).unwrap();
    let message = audit.error().map(|error| error.reason.to_string()).unwrap_or_default();
    let foretold = Audit::of(file, as_of);
    let model = foretold.report("books.jsonl", &message);
    if library == model { Ok(foretold) } else { Err(story(file, as_of, &library, &model)) }
}

/// The file as a story, and the parts of the reports that differ.
fn story(file: &[u8], as_of: Option<NaiveDate>, library: &str, model: &str) -> String {
    let mut text = format!("as of {as_of:?}\n");
    for (place, line) in file.split(|byte| *byte == b'\n').enumerate() {
        let line = String::from_utf8_lossy(line);
        let line = line.split(",\"prev\":").next().unwrap_or_default();
        let _ = writeln!(text, "{place:4} {line}");
    }
    let parts = |report: &str| -> serde_json::Map<String, serde_json::Value> { serde_json::from_str(report).unwrap() };
    let (library, model) = (parts(library), parts(model));
    for (name, part) in &library {
        if model.get(name) != Some(part) {
            let _ = writeln!(text, "library {name}: {part}\nmodel   {name}: {}", model[name]);
        }
    }
    text
}

#[test]
fn samples_are_audited_by_the_model_as_by_their_maker() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut samples = 0;
    for sample in fs::read_dir(folder).unwrap() {
        let path = sample.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let file = fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let expected = fs::read_to_string(path.with_extension("expected.json")).unwrap();
            let audit = Audit::of(&file, None);
            assert_eq!(audit.report(name, ""), expected.trim_end(), "{name}");
            samples += 1;
        }
    }
    assert!(samples >= 70, "{samples} samples");
}
