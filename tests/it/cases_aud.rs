//! Inputs as auditors receive them, each with the right answer: `tests/cases/KIND/NAME/expected.json` has the command, and the keys
//! that its JSON must have. `command`, `exit`, `says` and `one_of` are not printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use escargot::CargoBuild;
use serde_json::{Map, Value};

fn run(folder: &Path, command: &str) -> Output {
    let mut words = command.split_whitespace();
    let example = CargoBuild::new().example(words.next().unwrap()).current_release().run().unwrap();
    example.command().args(words).current_dir(folder).output().unwrap()
}

/// Whether each key expected is there. Lists may be in any order.
fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|found| agrees(value, found)))
        }
        (Value::Array(expected), Value::Array(found)) => {
            let mut left: Vec<&Value> = found.iter().collect();
            expected.len() == found.len()
                && expected.iter().all(|value| {
                    let place = left.iter().position(|found| agrees(value, found));
                    place.map(|place| left.remove(place)).is_some()
                })
        }
        _ => expected == found,
    }
}

/// The difference between an output and what is expected; empty if there is none.
fn difference(expected: &Map<String, Value>, output: &Output) -> String {
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    let mut wrong = Vec::new();
    if let Some(exit) = expected.get("exit")
        && output.status.code().map(Value::from).as_ref() != Some(exit)
    {
        wrong.push(format!("exit {:?}, expected {exit}", output.status.code()));
    }
    for words in expected.get("says").into_iter().flat_map(|says| says.as_array().unwrap()) {
        let words = words.as_str().unwrap().to_lowercase();
        if !stdout.to_lowercase().contains(&words) && !stderr.to_lowercase().contains(&words) {
            wrong.push(format!("{words:?} is not said"));
        }
    }
    let found: Value = serde_json::from_str(&stdout).unwrap_or_default();
    let keys = expected.iter().filter(|(key, _)| !["command", "exit", "says", "one_of"].contains(&key.as_str()));
    for (key, value) in keys {
        if !found.get(key).is_some_and(|found| agrees(value, found)) {
            wrong.push(format!("{key}: {}, expected {value}", found.get(key).unwrap_or(&Value::Null)));
        }
    }
    if let Some(Value::Array(all)) = expected.get("one_of") {
        let differences: Vec<String> = all.iter().map(|one| difference(one.as_object().unwrap(), output)).collect();
        if differences.iter().all(|difference| !difference.is_empty()) {
            wrong.push(format!("none of: {}", differences.join(" / ")));
        }
    }
    if wrong.is_empty() { String::new() } else { format!("{}\n{stderr}", wrong.join("\n")) }
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(kind);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn check(kind: &str) {
    let mut wrong = Vec::new();
    for case in cases(kind) {
        let expected: Value = serde_json::from_slice(&fs::read(case.join("expected.json")).unwrap()).unwrap();
        let expected = expected.as_object().unwrap();
        let output = run(&case, expected["command"].as_str().unwrap());
        let difference = difference(expected, &output);
        if !difference.is_empty() {
            wrong.push(format!("{}: {difference}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn answers() {
    check("answers");
}

#[test]
fn cash() {
    check("cash");
}

#[test]
fn document_numbers() {
    check("document-numbers");
}

#[test]
fn reported() {
    check("reported");
}

#[test]
fn sampling() {
    check("sampling");
}
