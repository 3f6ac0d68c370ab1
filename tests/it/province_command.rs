//! The `province` example: its output and its exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use serde_json::Value;

use crate::samples;

fn province(folder: Option<&Path>, arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| CargoBuild::new().example("province").current_release().run().unwrap());
    example.command().args(folder).args(arguments).output().unwrap()
}

fn exit(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Creates an empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("province").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn put(folder: &Path, file: &str, sample: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, samples::bytes_of(sample)).unwrap();
}

#[test]
fn without_arguments_the_books_of_the_repository_are_added_up() {
    let output = province(None, &[]);
    assert_eq!(exit(&output), 0);
    assert!(output.stderr.is_empty(), "no progress is shown in a pipe");
    insta::assert_snapshot!(out(&output));
}

#[test]
fn the_json_and_the_table_of_the_books_of_the_repository() {
    let json = out(&province(None, &["--json"]));
    assert_eq!(json.lines().count(), 1);
    insta::assert_snapshot!(json);
    insta::assert_snapshot!(out(&province(None, &["--csv", "--as-of", "2024-12-31"])));
}

/// File names with characters that a terminal does not show are escaped as JSON escapes them, and parse to the same names.
#[test]
fn the_json_is_valid_whatever_the_file_names() {
    let folder = folder("names");
    let names = ["a\u{200b}b.jsonl", "c\u{202e}\u{1b}[2J.jsonl", "d\u{e0001}.jsonl", "e\"\\.jsonl"];
    for (name, sample) in names.into_iter().zip(["one-loan", "one-loan", "write-off", "error-torn"]) {
        put(&folder, name, sample);
    }
    let printed = out(&province(Some(&folder), &["--json"]));
    assert!(printed.bytes().all(|byte| byte >= b' ' || byte == b'\n') && !printed.contains('\u{200b}'), "{printed}");
    let json: Value = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"));
    let files: Vec<&str> = ["league", "not_counted", "unread"]
        .iter()
        .flat_map(|list| json[list].as_array().unwrap().iter().map(|row| row["file"].as_str().unwrap()))
        .collect();
    assert_eq!(files.len(), names.len());
    assert!(names.iter().all(|name| files.contains(name)), "{files:?}");
}

#[test]
fn as_of_reports_all_clubs_on_that_day_and_counts_silence_from_it() {
    let json: Value = serde_json::from_str(&out(&province(None, &["--json", "--as-of", "2024-12-31"]))).unwrap();
    assert_eq!(json["day"], "2024-12-31");
    assert!(json["league"].as_array().unwrap().iter().all(|club| club["as_of"] == "2024-12-31"));
    let silent = |arguments: &[&str]| -> Vec<String> {
        let json: Value = serde_json::from_str(&out(&province(None, arguments))).unwrap();
        json["silent"].as_array().unwrap().iter().map(|club| club["club"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(silent(&["--json", "--as-of", "2024-12-31"]), ["BN-021", "BN-024"]);
    assert_eq!(silent(&["--json", "--as-of", "2024-12-31", "--silent-after", "12"]), ["BN-024"]);
}

#[test]
fn a_plan_and_reported_figures_are_compared_with_the_books() {
    let reported = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reported/bac-ninh-2025-03.json");
    let output = province(None, &["--plan", "67x100.000.000", "--reported", reported.to_str().unwrap()]);
    assert_eq!(exit(&output), 0, "a contradicting report is not a finding in the books");
    let text = out(&output);
    for expected in [
        "Planned / Kế hoạch                                            67   6.700.000.000",
        "4.48% of the clubs planned\n4,48\u{a0}% số CLB kế hoạch",
        "said: 84 clubs / báo cáo: 84 CLB\n    books: 4 clubs / sổ: 4 CLB\n    CONTRADICTS: the books have 80 clubs less",
        "84 clubs ÷ 67 clubs = 125.4% of the clubs planned",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    for (language, absent) in [("en", "KHÔNG KHỚP"), ("vi", "CONTRADICTS")] {
        let text = out(&province(None, &["--lang", language, "--reported", reported.to_str().unwrap()]));
        assert!(!text.contains(absent), "{text}");
    }
    let json: Value =
        serde_json::from_str(&out(&province(None, &["--json", "--reported", reported.to_str().unwrap()]))).unwrap();
    assert_eq!(json["reported"]["figures"][0]["verdict"]["verdict"], "contradicts");
    assert_eq!(json["reported"]["figures"][0]["verdict"]["by"], "80");
}

/// A member of the board has put all kinds of files into one folder.
#[test]
fn files_that_are_not_books_are_listed_and_the_rest_is_counted() {
    let folder = folder("strangers");
    put(&folder, "one-loan.jsonl", "one-loan");
    put(&folder, "district/deep/flat-and-late.jsonl", "flat-and-late");
    put(&folder, "district/overdraft.jsonl", "breach-overdraft");
    put(&folder, "torn.jsonl", "error-torn");
    put(&folder, "copies/one-loan (1).jsonl", "one-loan");
    fs::write(folder.join("photo.jpg"), [0xff, 0xd8]).unwrap();
    fs::write(folder.join("shopping.jsonl"), "rice, fish sauce\n").unwrap();
    fs::write(folder.join("empty.jsonl"), "").unwrap();
    let output = province(Some(&folder), &[]);
    assert_eq!(exit(&output), 1);
    insta::assert_snapshot!(err(&output));
    let text = out(&output);
    let from = text.find("Below zero\n").unwrap();
    insta::assert_snapshot!(&text[from..]);
}

#[test]
fn a_file_that_cannot_be_opened_gives_exit_code_2_and_the_rest_is_counted() {
    let folder = folder("unopened");
    put(&folder, "one-loan.jsonl", "one-loan");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.join("gone.jsonl")).unwrap();
        let output = province(Some(&folder), &["--json"]);
        assert_eq!(exit(&output), 2);
        assert!(err(&output).starts_with("province: gone.jsonl: "), "{}", err(&output));
        let json: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(json["clubs"], 1);
        assert_eq!(json["not_counted"][0]["file"], "gone.jsonl");
    }
    let missing = province(Some(&folder.join("nowhere")), &[]);
    assert_eq!(exit(&missing), 2);
    assert!(err(&missing).contains("nowhere: "), "{}", err(&missing));
    fs::create_dir(folder.join("empty")).unwrap();
    let empty = province(Some(&folder.join("empty")), &[]);
    assert_eq!(exit(&empty), 2);
    assert!(err(&empty).contains("there are no books (*.jsonl) in it"), "{}", err(&empty));
}

/// Root can read every folder, so the expected result depends on the user.
#[cfg(unix)]
#[test]
fn an_unreadable_folder_is_listed_and_the_rest_is_counted() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("closed");
    put(&folder, "one-loan.jsonl", "one-loan");
    put(&folder, "district/write-off.jsonl", "write-off");
    let district = folder.join("district");
    fs::set_permissions(&district, fs::Permissions::from_mode(0o000)).unwrap();
    let is_closed = fs::read_dir(&district).is_err();
    let output = province(Some(&folder), &["--json"]);
    fs::set_permissions(&district, fs::Permissions::from_mode(0o700)).unwrap();
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((exit(&output), json["clubs"].as_u64().unwrap()), if is_closed { (2, 1) } else { (0, 2) });
    assert_eq!(err(&output).contains("province: district: "), is_closed);
}

#[test]
fn a_link_from_a_folder_to_itself_is_not_followed() {
    let folder = folder("circle");
    put(&folder, "one-loan.jsonl", "one-loan");
    #[cfg(unix)]
    std::os::unix::fs::symlink(".", folder.join("again")).unwrap();
    let output = province(Some(&folder), &["--json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(json["clubs"], 1);
    #[cfg(unix)]
    assert_eq!((exit(&output), json["not_counted"][0]["file"].as_str()), (1, Some("again")));
}

/// Books behind a link to a folder are not counted, so the link is named; one that leads nowhere may have led to books.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_named_and_not_counted() {
    use std::os::unix::fs::symlink;

    let (folder, disk) = (folder("links"), folder("disk"));
    put(&folder, "one-loan.jsonl", "one-loan");
    put(&disk, "write-off.jsonl", "write-off");
    symlink(&disk, folder.join("district")).unwrap();
    symlink(&disk, folder.join("district.jsonl")).unwrap();
    symlink(disk.join("write-off.jsonl"), folder.join("linked.jsonl")).unwrap();
    let (json, text) = (province(Some(&folder), &["--json"]), province(Some(&folder), &["--lang", "vi"]));
    assert_eq!((exit(&json), exit(&text)), (1, 1));
    for said in ["district", "district.jsonl"] {
        let said = format!("province: {said}: a link to a folder, which is not followed");
        assert!(err(&json).contains(&said), "{said:?} is not in {}", err(&json));
    }
    assert!(out(&text).contains("liên kết tới thư mục"), "{}", out(&text));
    let json: Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!((&json["clubs"], json["not_counted"].as_array().unwrap().len()), (&Value::from(2), 2));

    fs::remove_file(folder.join("district")).unwrap();
    symlink("unplugged", folder.join("district")).unwrap();
    let output = province(Some(&folder), &["--json"]);
    assert_eq!(exit(&output), 2, "{}", err(&output));
    assert!(!err(&output).contains("does not end in .jsonl"), "{}", err(&output));
}

#[test]
fn the_extension_of_books_is_read_without_regard_to_case() {
    let folder = folder("capitals");
    put(&folder, "ONE.JSONL", "one-loan");
    put(&folder, "two.Jsonl", "write-off");
    let output = province(Some(&folder), &["--json"]);
    assert_eq!((exit(&output), err(&output).as_str()), (0, ""));
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(json["clubs"], 2);
}

/// The same clubs in one folder or in several give the same output, also in a second run.
#[test]
fn the_distribution_of_books_over_folders_makes_no_difference() {
    let books = ["one-loan", "flat-and-late", "write-off", "month-ends", "no-grant", "closing", "box-and-lenders"];
    let (flat, spread) = (folder("flat"), folder("spread"));
    for (place, name) in books.into_iter().enumerate() {
        put(&flat, &format!("{place}.jsonl"), name);
        put(&spread, &format!("{}/{}/{place}.jsonl", place % 3, 9 - place), name);
    }
    let totals = |folder: &Path| {
        let mut json: Value = serde_json::from_str(&out(&province(Some(folder), &["--json"]))).unwrap();
        for club in json["league"].as_array_mut().unwrap() {
            club.as_object_mut().unwrap().remove("file");
        }
        json
    };
    let all = totals(&flat);
    assert!(all["clubs"].as_u64().unwrap() >= 5, "{}", all["clubs"]);
    assert_eq!(all, totals(&spread));
    assert_eq!(out(&province(Some(&flat), &[])), out(&province(Some(&flat), &[])));
}

#[test]
fn invalid_options_are_refused() {
    for arguments in [
        &["--jsno"][..],
        &["--as-of", "2024-02-30"],
        &["--as-of"],
        &["--plan", "67"],
        &["--plan", "67x0"],
        &["--silent-after", "soon"],
        &["--reported", "nowhere.json"],
        &["one", "two"],
    ] {
        let output = province(None, arguments);
        assert_eq!(exit(&output), 2, "{arguments:?}");
        assert!(err(&output).starts_with("province: "), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
}

/// The arrears of a club, in one language or both, within 80 columns.
#[test]
fn arrears_are_listed_in_the_language_asked_for() {
    let folder = folder("arrears");
    put(&folder, "flat-and-late.jsonl", "flat-and-late");
    put(&folder, "one-loan.jsonl", "one-loan");
    let json: Value = serde_json::from_str(&out(&province(Some(&folder), &["--json"]))).unwrap();
    let late = json["arrears"].as_array().unwrap();
    assert!(!late.is_empty());
    for row in late {
        assert!(row["days_past_due"].as_u64().unwrap() > 0, "{row}");
        let due = row["principal_due"].as_i64().unwrap() + row["interest_due"].as_i64().unwrap();
        assert!(due > 0, "{row}");
    }
    let loan = late[0]["loan"].as_str().unwrap();
    for (language, present, absent) in [("en", "\nArrears\n", "quá hạn"), ("vi", "\nDanh sách quá hạn\n", "Arrears")]
    {
        let text = out(&province(Some(&folder), &["--lang", language]));
        let from = text.find(present).unwrap_or_else(|| panic!("{present} is not in {text}"));
        assert!(text[from..].contains(loan), "{text}");
        assert!(!text.contains(absent), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    assert_eq!(exit(&province(Some(&folder), &["--lang", "fr"])), 2);
    assert!(out(&province(None, &["--help"])).contains("--silent-after"));
}
