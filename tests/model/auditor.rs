//! The model as an auditor: its report equals that of the library, byte by byte, and the expected report of each sample.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::report::Audit;

/// Audits a file with the model. The error shows the differences from the report of the library.
pub(crate) fn difference(file: &[u8], as_of: Option<NaiveDate>) -> Result<Audit, String> {
    let audit = match as_of {
        Some(date) => revolving_fund::Audit::as_of(file, date),
        None => revolving_fund::Audit::of(file),
    };
    let audit = audit.unwrap();
    let library = serde_json::to_string(&audit.report("books.jsonl")).unwrap();
    let message = audit.error().map(|error| error.reason.to_string()).unwrap_or_default();
    let audited = Audit::of(file, as_of);
    let model = audited.report("books.jsonl", &message);
    if library == model { Ok(audited) } else { Err(story(file, as_of, &library, &model)) }
}

/// Returns the lines of the file, and the parts of the reports that differ.
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

/// Lists the samples: those of the repository, or of the folder that `MODEL_SAMPLES` names.
fn samples() -> Vec<PathBuf> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let folder = std::env::var_os("MODEL_SAMPLES").map_or(usual, PathBuf::from);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|sample| sample.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    paths
}

#[test]
fn samples_are_audited_by_the_model_as_by_their_maker() {
    let samples = samples();
    let mut wrong = Vec::new();
    for path in &samples {
        let file = fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let expected = fs::read_to_string(path.with_extension("expected.json")).unwrap();
        let report = Audit::of(&file, None).report(name, "");
        if report != expected.trim_end() {
            wrong.push(story(&[], None, &expected, &report).replace("library", name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} samples\n{}", wrong.len(), samples.len(), wrong.join("\n"));
    assert!(samples.len() >= 118, "{} samples", samples.len());
}
