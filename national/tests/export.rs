//! Tests of the program through its command line, and of the tables that it writes.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use revolving_fund::Audit;
use revolving_fund::province::Province;

/// Returns the folder of the books that the library ships.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/books")
}

/// Creates an empty folder for one test.
fn scratch(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn national(arguments: &[&str], folders: [&Path; 2], given: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_national"));
    command.arg(arguments[0]).args(folders).args(&arguments[1..]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads no input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(given.as_bytes());
    child.wait_with_output().unwrap()
}

fn exits(output: &Output, status: i32) -> String {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(status), "{errors}");
    errors
}

/// Collects all files in a folder and its subfolders, with their bytes.
fn files(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(folder, "", &mut found);
    found
}

/// Calls `look` with each batch of a table.
fn read(out: &Path, table: &str, mut look: impl FnMut(&RecordBatch)) {
    let parts = all_files(&out.join(table));
    assert!(!parts.is_empty(), "table {table} has no parts");
    for part in parts.keys() {
        let file = File::open(out.join(table).join(part)).unwrap();
        for batch in ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap() {
            look(&batch.unwrap());
        }
    }
}

fn rows(out: &Path, table: &str) -> usize {
    let mut rows = 0;
    read(out, table, |batch| rows += batch.num_rows());
    rows
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let column = batch.column_by_name(column).unwrap().as_string::<i32>();
    column.iter().map(|text| text.unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_tables_contain_the_figures_of_the_audit() {
    let out = scratch("tables");
    let output = national(&["export", "--clubs", "1"], [&shipped(), &out], "");
    exits(&output, 0);
    let mut province = Province::new();
    let (mut records, mut findings, mut warnings, mut loans, mut members) = (0, 0, 0, 0, 0);
    for entry in fs::read_dir(shipped()).unwrap() {
        let path = entry.unwrap().path();
        let audit = Audit::of(BufReader::new(File::open(&path).unwrap())).unwrap();
        let books = audit.books().unwrap();
        records += books.records().len();
        loans += books.loans().count();
        members += books.register().members().len();
        findings += audit.findings().len();
        warnings += audit.warnings().len();
        province.add(&path.display().to_string(), &audit).unwrap();
    }
    let clubs = province.clubs().len();
    let counts = [
        ("clubs", clubs),
        ("records", records),
        ("loans", loans),
        ("members", members),
        ("findings", findings),
        ("warnings", warnings),
        ("indicators", 6 * clubs),
        ("unread", 0),
    ];
    for (table, count) in counts {
        assert_eq!(rows(&out, table), count, "{table}");
    }

    let mut sums: BTreeMap<String, [i128; 2]> = BTreeMap::new();
    read(&out, "transfers", |batch| {
        let amounts = batch.column_by_name("amount").unwrap().as_primitive::<Decimal128Type>();
        for (side, column) in ["debit_account", "credit_account"].into_iter().enumerate() {
            for (account, amount) in texts(batch, column).into_iter().zip(amounts) {
                sums.entry(account).or_default()[side] += amount.unwrap();
            }
        }
    });
    let expected: BTreeMap<String, [i128; 2]> = province
        .accounts()
        .into_iter()
        .map(|(account, sums)| (account.to_owned(), [sums.debit.dong(), sums.credit.dong()]))
        .collect();
    assert_eq!(sums, expected);
}

#[test]
fn a_share_that_is_exported_again_replaces_its_parts_by_the_same_bytes() {
    let (once, twice) = (scratch("once"), scratch("twice"));
    let plan = national(&["plan", "--clubs", "2"], [&shipped(), &once], "");
    exits(&plan, 0);
    let plan = String::from_utf8(plan.stdout).unwrap();
    assert!(plan.lines().count() > 1, "{plan}");
    exits(&national(&["plan", "--clubs", "2"], [&shipped(), &twice], ""), 0);
    exits(&national(&["share"], [&shipped(), &once], &plan), 0);
    // The temporary files of a worker that died. Then its share is exported again, with the shares in another order.
    fs::create_dir_all(twice.join("_unfinished/0-1-0-0")).unwrap();
    fs::write(twice.join("_unfinished/0-1-0-0/clubs.parquet"), "PAR1").unwrap();
    for _ in 0..2 {
        for share in plan.lines().rev() {
            exits(&national(&["share"], [&shipped(), &twice], share), 0);
        }
    }
    for out in [&once, &twice] {
        exits(&national(&["end"], [&shipped(), out], ""), 0);
    }
    let files = all_files(&once);
    assert!(files.contains_key("_SUCCESS"));
    assert_eq!(files, all_files(&twice));
}

#[test]
fn unreadable_files_are_listed_and_the_rest_is_exported() {
    let folder = scratch("bad");
    let (books, out) = (folder.join("books"), folder.join("out"));
    let good = fs::read(shipped().join("first-year.jsonl")).unwrap();
    fs::create_dir_all(books.join("more")).unwrap();
    fs::write(books.join("a.jsonl"), &good).unwrap();
    fs::write(books.join("more/copy.jsonl"), &good).unwrap();
    fs::write(books.join("empty.jsonl"), "").unwrap();
    let cut = fs::read(shipped().join("no-grant.jsonl")).unwrap();
    fs::write(books.join("cut.jsonl"), &cut[..cut.len() - 5]).unwrap();
    fs::write(books.join("notes.txt"), "not books").unwrap();
    std::os::unix::fs::symlink("nowhere", books.join("lost.jsonl")).unwrap();

    let errors = exits(&national(&["export"], [&books, &out], ""), 1);
    let mut unread = BTreeMap::new();
    read(&out, "unread", |batch| {
        let lines = batch.column_by_name("line").unwrap().as_primitive::<Int64Type>();
        let counted = batch.column_by_name("is_counted").unwrap().as_boolean();
        for (row, file) in texts(batch, "file").into_iter().enumerate() {
            let line = lines.is_valid(row).then(|| lines.value(row));
            unread.insert(file, (texts(batch, "error")[row].clone(), line, counted.value(row)));
        }
    });
    assert_eq!(unread.keys().collect::<Vec<_>>(), ["cut.jsonl", "empty.jsonl", "lost.jsonl", "more/copy.jsonl"]);
    let lines = i64::try_from(cut.split(|byte| *byte == b'\n').count() - 1).unwrap();
    assert_eq!((unread["cut.jsonl"].1, unread["cut.jsonl"].2), (Some(lines), true));
    assert_eq!((unread["empty.jsonl"].1, unread["empty.jsonl"].2), (Some(1), false));
    assert!(unread["more/copy.jsonl"].0.contains("a.jsonl and in more/copy.jsonl"), "{unread:?}");
    for file in unread.keys() {
        assert!(errors.contains(file.as_str()), "{file} is not in {errors}");
    }
    assert_eq!(rows(&out, "clubs"), 2, "the club counted once and the one that was cut short");
}

#[test]
fn an_export_into_a_folder_that_is_not_empty_is_refused() {
    let out = scratch("full");
    fs::write(out.join("old.parquet"), "PAR1").unwrap();
    let errors = exits(&national(&["export"], [&shipped(), &out], ""), 2);
    assert!(errors.contains("is not empty"), "{errors}");
    assert_eq!(all_files(&out).len(), 1, "nothing is written");
}

#[test]
fn a_folder_without_books_and_a_bad_option_are_errors() {
    let empty = scratch("empty");
    let out = scratch("empty-out");
    assert!(exits(&national(&["export"], [&empty, &out], ""), 2).contains("no books"));
    assert!(exits(&national(&["export", "--clubs", "0"], [&shipped(), &out], ""), 2).contains("--clubs 0"));
    assert!(exits(&national(&["export", "--as-of", "2025-02-30"], [&shipped(), &out], ""), 2).contains("2025-02-30"));
    assert!(exits(&national(&["share"], [&shipped(), &out], "{}\n"), 2).contains("line 1"));
}
