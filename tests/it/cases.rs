//! The files of auditors in `tests/cases`, each with the correct answer.
//!
//! A case is a folder `kind/name` with its files and an `expected.json`: the `command` to run in the folder, its `exit` status, words that
//! its output `says`, alternatives in `one_of`, and keys that must be in the JSON object on stdout. Further keys are free at every
//! level, lists may be in any order, and texts are compared in NFC with each run of white space as one blank.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use escargot::{CargoBuild, CargoRun};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Lists the folders of all cases.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let inside = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let mut folders: Vec<PathBuf> = inside(&root).iter().flat_map(|kind| inside(kind)).collect();
    folders.sort();
    folders
}

/// Returns the first difference of a value from the expected one; `None` if every expected part is in it.
fn difference(expected: &Value, found: &Value) -> Option<String> {
    let wrong = || Some(format!("expected {expected}, found {found}"));
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().find_map(|(key, value)| match found.get(key) {
                Some(found) => difference(value, found).map(|difference| format!("{key}: {difference}")),
                None => Some(format!("{key} is missing")),
            })
        }
        (Value::Array(expected), Value::Array(items)) if expected.len() == items.len() => {
            let mut left: Vec<&Value> = items.iter().collect();
            for value in expected {
                match left.iter().position(|item| difference(value, item).is_none()) {
                    Some(place) => left.remove(place),
                    None => return wrong(),
                };
            }
            None
        }
        (Value::String(expected), Value::String(found)) if plain(expected) == plain(found) => None,
        (expected, found) if expected == found => None,
        _ => wrong(),
    }
}

fn plain(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a case and lists the differences between its output and the expected one.
fn wrong(folder: &Path, examples: &mut BTreeMap<String, CargoRun>) -> Vec<String> {
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let mut expected: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    let command = expected.remove("command").unwrap();
    let mut words = command.as_str().unwrap().split(' ');
    let name = words.next().unwrap();
    let example = examples
        .entry(name.to_owned())
        .or_insert_with(|| CargoBuild::new().example(name).current_release().run().unwrap());
    let output = example.command().args(words).current_dir(folder).output().unwrap();
    let (out, aside) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());

    differences(expected, output.status.code(), &out, &aside)
}

/// Lists the differences of an output from the keys of an expected object. The alternatives of `one_of` have the same keys.
fn differences(mut expected: serde_json::Map<String, Value>, exit: Option<i32>, out: &str, aside: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(expected) = expected.remove("exit")
        && exit.map(Value::from) != Some(expected.clone())
    {
        wrong.push(format!("exit status {exit:?}, expected {expected}\n{aside}"));
    }
    for said in expected.remove("says").iter().flat_map(|says| says.as_array().unwrap()) {
        let said = said.as_str().unwrap();
        if !(out.to_owned() + aside).to_lowercase().contains(&said.to_lowercase()) {
            wrong.push(format!("does not say {said:?}\n{out}{aside}"));
        }
    }
    if let Some(Value::Array(alternatives)) = expected.remove("one_of") {
        let each: Vec<_> = alternatives
            .iter()
            .map(|alternative| differences(alternative.as_object().unwrap().clone(), exit, out, aside))
            .collect();
        if each.iter().all(|wrong| !wrong.is_empty()) {
            wrong.push(format!("none of the alternatives: {each:?}"));
        }
    }
    if expected.is_empty() {
        return wrong;
    }
    match serde_json::from_str::<Value>(out) {
        Ok(found) => wrong.extend(difference(&Value::Object(expected), &found)),
        Err(_) => wrong.push(format!("no JSON\n{out}{aside}")),
    }
    wrong
}

#[test]
fn every_file_of_an_auditor_gives_the_right_answer() {
    let folders = folders();
    assert!(folders.len() >= 49, "{} cases", folders.len());
    let mut examples = BTreeMap::new();
    let mut report = Vec::new();
    for folder in &folders {
        let wrong = wrong(folder, &mut examples).into_iter();
        report.extend(wrong.map(|wrong| format!("{}: {wrong}", folder.display())));
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn the_comparison_sees_what_differs() {
    let value = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    for (expected, found, agrees) in [
        (r#"{"a":[1,2]}"#, r#"{"a":[2,1],"b":3}"#, true),
        (r#"{"a":"x y"}"#, r#"{"a":"x\n  y"}"#, true),
        (r#"{"a":[1]}"#, r#"{"a":[1,2]}"#, false),
        (r#"{"a":[1,1]}"#, r#"{"a":[1,2]}"#, false),
        (r#"{"a":null}"#, r#"{"b":null}"#, false),
        (r#"{"a":null}"#, r#"{"a":0}"#, false),
    ] {
        assert_eq!(difference(&value(expected), &value(found)).is_none(), agrees, "{expected} {found}");
    }
}
