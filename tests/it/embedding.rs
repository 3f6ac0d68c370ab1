//! The examples `embed_sqlite` and `embed_file`: pairs of real processes that write to the same books and are killed at any moment.
//!
//! `EMBED_KILLS` sets the number of processes of each example to kill; the default is small.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use escargot::{CargoBuild, CargoRun};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use revolving_fund::event::DonationReceived;
use revolving_fund::{Books, ClubFund, Digest, Place, Voucher};
use rusqlite::Connection;

use crate::support::{amount, day, text};

/// An example that keeps books.
#[derive(Clone, Copy)]
struct Keeper {
    example: &'static str,
    file: &'static str,
    /// The file that exists during an append.
    unfinished: &'static str,
    run: &'static OnceLock<CargoRun>,
}

static SQLITE: OnceLock<CargoRun> = OnceLock::new();
static PLAIN: OnceLock<CargoRun> = OnceLock::new();

const KEEPERS: [Keeper; 2] = [
    Keeper { example: "embed_sqlite", file: "books.sqlite", unfinished: "books.sqlite-journal", run: &SQLITE },
    Keeper { example: "embed_file", file: "books.jsonl", unfinished: "books.jsonl.undo", run: &PLAIN },
];

impl Keeper {
    fn command(self) -> Command {
        let build = || CargoBuild::new().example(self.example).current_release().run().unwrap();
        self.run.get_or_init(build).command()
    }

    /// Runs the example with `input` on its standard input.
    fn run(self, folder: &Path, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command()
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The process may end before it has read all of its input.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn record(self, folder: &Path, lines: &[String]) -> Output {
        self.run(folder, &["record", self.file], &lines.concat())
    }

    /// Creates new books in a new folder.
    fn init(self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", self.example));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        succeeds(&self.run(&folder, &["init", self.file, "BN-001", "CLB thôn Hạ", "2024-03-13"], ""));
        folder
    }

    /// Returns the books from the example's own backup, after its `verify` found no fault.
    fn books(self, folder: &Path) -> Books {
        succeeds(&self.run(folder, &["verify", self.file], ""));
        let backup = folder.join("backup.jsonl");
        let _ = fs::remove_file(&backup);
        succeeds(&self.run(folder, &["backup", self.file, "backup.jsonl"], ""));
        Books::open(BufReader::new(File::open(backup).unwrap())).unwrap()
    }
}

fn succeeds(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", complaint(output));
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn gift(id: &str, dong: u64) -> Voucher {
    let gift =
        DonationReceived { from: text("Bà Sáu"), amount: amount(dong), fund: ClubFund::Operating, into: Place::Cash };
    Voucher::new(id.parse().unwrap(), day("2024-03-13"), gift)
}

/// Makes a line of input. Every fifth line is a list of three vouchers, the others are one voucher.
fn line(writer: char, number: u64) -> Vec<Voucher> {
    let parts = if number % 5 == 4 { 3 } else { 1 };
    (1..=parts).map(|part| gift(&format!("{writer}-{number:05}/{part}"), number + part)).collect()
}

fn input(vouchers: &[Voucher]) -> String {
    let json = match vouchers {
        [voucher] => serde_json::to_string(voucher),
        list => serde_json::to_string(list),
    };
    json.unwrap() + "\n"
}

/// The answer of a process to a voucher.
#[derive(Clone, Debug)]
struct Answer {
    id: String,
    seq: u32,
    /// The head after its record; `None` if the voucher was booked before.
    head: Option<Digest>,
}

impl Answer {
    /// Reads a line such as `booked A-00001/1: record 7 head 3f…` or `booked before A-00001/1: record 7`.
    fn of(line: &str) -> Self {
        let words: Vec<&str> = line.trim_end().split(' ').collect();
        let (id, seq, head) = match words.as_slice() {
            ["booked", "before", id, "record", seq] => (id, seq, None),
            ["booked", id, "record", seq, "head", head] => (id, seq, Some(head.parse().unwrap())),
            _ => panic!("{line:?} is not an answer"),
        };
        Self { id: id.trim_end_matches(':').to_owned(), seq: seq.parse().unwrap(), head }
    }
}

/// One of several writers of the same books. It submits lines, is killed, and submits the lines without an answer again.
struct Writer {
    keeper: Keeper,
    name: char,
    folder: PathBuf,
    /// The first line that is not completely answered.
    next: u64,
    answers: Vec<Answer>,
    /// The number of lines that were booked although their answer was lost.
    answers_lost: u32,
}

impl Writer {
    fn new(keeper: Keeper, name: char, folder: &Path) -> Self {
        Self { keeper, name, folder: folder.to_owned(), next: 0, answers: Vec::new(), answers_lost: 0 }
    }

    /// Submits lines, starting shortly before the first unanswered one, and kills the process after some answers.
    fn is_killed(&mut self, random: &mut TestRng) {
        let mut below = |bound: u64| random.next_u64() % bound;
        let first = self.next.saturating_sub(below(3));
        let (patience, pause) = match below(4) {
            0 => (0, below(40_000)),
            _ => (below(12), below(4_000)),
        };
        let lines: Vec<Vec<Voucher>> = (first..first + 60).map(|number| line(self.name, number)).collect();
        let file = self.folder.join(format!("{}.jsonl", self.name));
        fs::write(&file, lines.iter().map(|line| input(line)).collect::<String>()).unwrap();
        let mut child = self
            .keeper
            .command()
            .args(["record", self.keeper.file])
            .arg(&file)
            .current_dir(&self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut answers = Vec::new();
        let mut answer = |answers: &mut Vec<Answer>| {
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            // A line cut short is not an answer.
            if line.ends_with('\n') {
                answers.push(Answer::of(&line));
            }
            line.ends_with('\n')
        };
        while (answers.len() as u64) < patience && answer(&mut answers) {}
        std::thread::sleep(Duration::from_micros(pause));
        child.kill().unwrap();
        while answer(&mut answers) {}
        assert_eq!(complaint(&child.wait_with_output().unwrap()), "", "{}", self.keeper.example);
        self.take(&lines, first, answers);
    }

    fn take(&mut self, lines: &[Vec<Voucher>], first: u64, answers: Vec<Answer>) {
        let mut left = answers.as_slice();
        for (number, line) in (first..).zip(lines) {
            let (of_line, rest) = left.split_at(line.len().min(left.len()));
            left = rest;
            let Some(answer) = of_line.first() else { break };
            let ids: Vec<&str> = of_line.iter().map(|answer| answer.id.as_str()).collect();
            let expected: Vec<&str> = line.iter().map(|voucher| voucher.id.as_str()).take(ids.len()).collect();
            assert_eq!(ids, expected, "the answers are not in the order of the vouchers");
            let is_new = |answer: &Answer| answer.head.is_some();
            assert!(
                of_line.iter().all(|other| is_new(other) == is_new(answer)),
                "a list was booked in part: {of_line:?}"
            );
            if number < self.next {
                assert!(!is_new(answer), "{} was booked twice", answer.id);
            } else if !is_new(answer) {
                self.answers_lost += 1;
            }
            if of_line.len() == line.len() {
                self.next = self.next.max(number + 1);
            }
        }
        assert!(left.is_empty(), "answers without a voucher: {left:?}");
        self.answers.extend(answers);
    }

    /// Submits the remaining lines and a few more, and lets the process finish.
    fn finishes(&mut self) {
        let lines: Vec<Vec<Voucher>> = (self.next..self.next + 3).map(|number| line(self.name, number)).collect();
        let input: Vec<String> = lines.iter().map(|line| input(line)).collect();
        let output = self.keeper.record(&self.folder, &input);
        succeeds(&output);
        self.take(&lines, self.next, printed(&output).lines().map(Answer::of).collect());
    }
}

#[derive(Default)]
struct Tally {
    kills: u32,
    records: usize,
    /// The number of answers of processes that were killed.
    answered: usize,
    answers_lost: u32,
    unfinished: u32,
}

/// Kills two writers of the same books `kills` times each. At the end the books are complete and contain each voucher once.
fn two_writers_are_killed(keeper: Keeper, round: u32, times: u32, tally: &mut Tally) {
    let folder = keeper.init("killed");
    let mut writers = ['A', 'B'].map(|name| Writer::new(keeper, name, &folder));
    std::thread::scope(|scope| {
        for writer in &mut writers {
            scope.spawn(move || {
                let mut seed = [0; 32];
                seed[..4].copy_from_slice(&round.to_le_bytes());
                seed[4] = writer.name as u8;
                let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
                for _ in 0..times {
                    writer.is_killed(&mut random);
                }
            });
        }
    });
    tally.unfinished += u32::from(folder.join(keeper.unfinished).exists());
    for writer in &mut writers {
        tally.answered += writer.answers.len();
        writer.finishes();
    }

    let books = keeper.books(&folder);
    let mut heads: Vec<Digest> = books.records().map(|record| record.prev).skip(1).collect();
    heads.push(books.head());
    let booked: HashMap<&str, u32> = books.records().map(|record| (record.id.as_str(), record.seq.get())).collect();
    let sent: Vec<Voucher> =
        writers.iter().flat_map(|writer| (0..writer.next).flat_map(|number| line(writer.name, number))).collect();
    let missing: Vec<&str> = sent.iter().map(|v| v.id.as_str()).filter(|id| !booked.contains_key(id)).collect();
    assert!(missing.is_empty(), "lost: {missing:?}");
    assert_eq!(books.records().len(), sent.len(), "the books do not contain each voucher once");
    for writer in &writers {
        for Answer { id, seq, head } in &writer.answers {
            assert_eq!(booked.get(id.as_str()), Some(seq), "{id} is not at the place of its answer");
            if let Some(head) = head {
                assert_eq!(heads[*seq as usize - 1], *head, "{id} has another head than in its answer");
            }
        }
        for list in (0..writer.next).map(|number| line(writer.name, number)) {
            let seqs: Vec<u32> = list.iter().map(|voucher| booked[voucher.id.as_str()]).collect();
            assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "a list was torn apart: {seqs:?}");
        }
        tally.answers_lost += writer.answers_lost;
    }
    tally.kills += 2 * times;
    tally.records += books.records().len();
}

fn killed(keeper: Keeper) {
    let kills: u32 = std::env::var("EMBED_KILLS").map_or(16, |kills| kills.parse().unwrap());
    let begun = Instant::now();
    let mut tally = Tally::default();
    for round in 0.. {
        let left = kills.saturating_sub(tally.kills).div_ceil(2);
        if left == 0 {
            break;
        }
        two_writers_are_killed(keeper, round, left.min(8), &mut tally);
    }
    let Tally { kills, records, answered, answers_lost, unfinished } = tally;
    println!(
        "{}: {kills} processes killed in {:.0?}, {records} records, none lost, none twice; {answers_lost} answers lost, \
         {unfinished} appends left unfinished at the end of a round",
        keeper.example,
        begun.elapsed()
    );
    assert!(answered > 0, "no process was killed while it worked");
    assert!(kills < 100 || answers_lost + unfinished > 0, "no process was killed between an append and its answer");
}

#[test]
fn processes_killed_at_any_moment_lose_no_line_of_sqlite_and_book_none_twice() {
    killed(KEEPERS[0]);
}

#[test]
fn processes_killed_at_any_moment_lose_no_line_of_a_file_and_book_none_twice() {
    killed(KEEPERS[1]);
}

/// The file after a power loss of a writer: any beginning of its append, with or without the file that holds the length before it.
#[test]
fn a_file_cut_short_is_restored_to_the_booked_lines() {
    let keeper = KEEPERS[1];
    let folder = keeper.init("torn");
    let (file, undo) = (folder.join(keeper.file), folder.join(keeper.unfinished));
    let first = [input(&[gift("A-1", 1_000)])];
    succeeds(&keeper.record(&folder, &first));
    let before = fs::read(&file).unwrap();
    let head = Books::open(before.as_slice()).unwrap().head();
    let list = [input(&[gift("A-2", 1_000), gift("A-3", 1_000)])];
    succeeds(&keeper.record(&folder, &list));
    let after = fs::read(&file).unwrap();
    let note = format!("{} {head}\n", before.len());
    let second_line = before.len() + after[before.len()..].iter().position(|byte| *byte == b'\n').unwrap() + 1;

    let cuts = [before.len(), before.len() + 1, second_line - 1, second_line, second_line + 20, after.len()];
    let torn = cuts.map(|cut| (&after[..cut], Some(note.as_str())));
    let untouched = [0, 3, note.len() - 1].map(|cut| (before.as_slice(), Some(&note[..cut])));
    // Another program appended part of a line, without such a file, and died.
    let foreign = [before.len() + 1, second_line - 2].map(|cut| (&after[..cut], None));
    for (number, (bytes, note)) in torn.into_iter().chain(untouched).chain(foreign).enumerate() {
        fs::write(&file, bytes).unwrap();
        if let Some(note) = note {
            fs::write(&undo, note).unwrap();
        }
        let verified = keeper.run(&folder, &["verify", keeper.file], "");
        succeeds(&verified);
        assert!(printed(&verified).starts_with("1 record(s)"), "case {number}: {}", printed(&verified));
        assert!(fs::read(&file).unwrap() == bytes, "case {number}: reading changes nothing");
        let output = keeper.record(&folder, &list);
        succeeds(&output);
        assert!(printed(&output).starts_with("booked A-2: record 2 head"), "case {number}: {}", printed(&output));
        assert!(fs::read(&file).unwrap() == after && !undo.exists(), "case {number}");
    }

    let kept = fs::read(folder.join("books.jsonl.cut")).unwrap();
    assert!(
        kept == [b"{", &after[before.len()..second_line - 2]].concat(),
        "the bytes of another program are not kept"
    );

    // The books were replaced by a backup while the file of the append still exists.
    for (bytes, note) in [(&before[..before.len() - 20], note.as_str()), (&after, "300 -\n"), (&after, "9999 -\n")] {
        fs::write(&file, bytes).unwrap();
        fs::write(&undo, note).unwrap();
        let output = keeper.record(&folder, &list);
        assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
        assert!(complaint(&output).contains("books.jsonl.undo: it is of other books"), "{}", complaint(&output));
        assert!(fs::read(&file).unwrap() == bytes);
    }
}

/// An editor removes the last line feed, or a program dies just before writing it.
#[test]
fn a_missing_last_line_feed_is_restored() {
    let keeper = KEEPERS[1];
    let folder = keeper.init("line-feed");
    let file = folder.join(keeper.file);
    for (number, id) in (0..).zip(["A-1", "A-2", "A-3"]) {
        let whole = fs::read(&file).unwrap();
        let bytes = whole.strip_suffix(b"\n").unwrap();
        fs::write(&file, bytes).unwrap();
        let verified = keeper.run(&folder, &["verify", keeper.file], "");
        succeeds(&verified);
        assert!(printed(&verified).starts_with(&format!("{number} record(s)")), "{}", printed(&verified));
        assert!(fs::read(&file).unwrap() == bytes, "reading changes nothing");
        succeeds(&keeper.record(&folder, &[input(&[gift(id, 1_000)])]));
        assert!(fs::read(&file).unwrap().starts_with(&whole), "a line was lost");
    }
    // A line that does not continue the chain does not belong to these books.
    let whole = fs::read(&file).unwrap();
    let first = whole.split(|byte| *byte == b'\n').nth(1).unwrap();
    fs::write(&file, [&whole, first].concat()).unwrap();
    let output = keeper.record(&folder, &[input(&[gift("A-4", 1_000)])]);
    succeeds(&output);
    assert!(complaint(&output).contains("it is kept in books.jsonl.cut"), "{}", complaint(&output));
    assert!(fs::read(folder.join("books.jsonl.cut")).unwrap() == first);
    assert_eq!(keeper.books(&folder).records().len(), 4);
}

/// The file of a writer that dies while it creates new books.
#[test]
fn interrupted_creation_of_books_can_be_repeated() {
    let keeper = KEEPERS[1];
    let folder = keeper.init("new");
    let (file, undo) = (folder.join(keeper.file), folder.join(keeper.unfinished));
    let header = fs::read(&file).unwrap();
    let init = ["init", keeper.file, "BN-001", "CLB thôn Hạ", "2024-03-13"];
    let cuts = [0, 1, header.len() - 1, header.len()].map(|cut| (&header[..cut], Some("0 -\n")));
    let others = [(&header[..0], None), (&header[..0], Some("0")), (&header[..header.len() - 1], None)];
    for (bytes, note) in cuts.into_iter().chain(others) {
        fs::write(&file, bytes).unwrap();
        if let Some(note) = note {
            fs::write(&undo, note).unwrap();
        }
        succeeds(&keeper.run(&folder, &init, ""));
        succeeds(&keeper.record(&folder, &[input(&[gift("A-1", 1_000)])]));
        assert!(fs::read(&file).unwrap().starts_with(&header) && !undo.exists());
    }
    fs::write(&file, &header[..9]).unwrap();
    let output = keeper.run(&folder, &init, "");
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("move it away, or name another file"), "{}", complaint(&output));
    assert!(fs::read(&file).unwrap() == header[..9]);
}

#[test]
fn a_voucher_that_is_refused_or_cannot_be_read_is_not_stored() {
    for keeper in KEEPERS {
        let folder = keeper.init("refused");
        succeeds(&keeper.record(&folder, &[input(&[gift("A-1", 1_000)])]));
        let spent = r#"{"id":"A-3","date":"2024-03-13","event":{"cash_deposited":{"amount":9000000}}}"#;
        let list = format!("[{},{spent}]\n", input(&[gift("A-2", 1_000)]).trim_end());
        for (lines, status, expected) in [
            (list.as_str(), 1, "-: line 1: voucher 2 is refused: overdraft"),
            ("\n{\"id\":\"A-1\"}\n", 2, "-: line 2: not a voucher: in .: missing field `date`"),
            (&list.replace("9000000", "9e6"), 2, "in [1].event.cash_deposited.amount: invalid type: floating point"),
            (&input(&[gift("A-1", 2_000)]), 1, "duplicate-id"),
            (
                &input(&[gift("A-4", 2_000).with_evidence(Digest::of(b"lost").into())]),
                2,
                "is not stored; store it first (photo)",
            ),
        ] {
            let output = keeper.record(&folder, &[lines.to_owned()]);
            assert_eq!(output.status.code(), Some(status), "{lines}");
            assert!(complaint(&output).contains(expected), "{expected:?} is not in {}", complaint(&output));
        }
        assert_eq!(keeper.books(&folder).records().len(), 1);
    }
}

#[test]
fn commands_that_cannot_run_say_why() {
    for keeper in KEEPERS {
        let folder = keeper.init("wrong");
        let other = "This is no book. ".repeat(100);
        fs::write(folder.join("other"), &other).unwrap();
        let cases: [(&[&str], &str); 9] = [
            (&["init", keeper.file, "BN-002", "CLB thôn Hạ", "2024-03-13"], "it has other books already, of BN-001"),
            (&["init", "new", "BN 002", "CLB thôn Hạ", "2024-03-13"], "CLUB: "),
            (&["record", "none"], "none: "),
            (&["verify", "."], ".: "),
            (&["verify", "other"], "other: "),
            (&["init", "other", "BN-001", "CLB thôn Hạ", "2024-03-13"], "other: "),
            (&["report", keeper.file, "balance"], "balance: "),
            (&["photo", keeper.file, "get", "12", "x"], "DIGEST 12: hash is not 64 lower-case hexadecimal digits"),
            (&["verify", keeper.file, "twice"], "verify does not take \"twice\""),
        ];
        for (arguments, expected) in cases {
            let output = keeper.run(&folder, arguments, "");
            assert_eq!(output.status.code(), Some(2), "{} {arguments:?}", keeper.example);
            let complaint = complaint(&output);
            assert!(complaint.contains(expected), "{expected:?} is not in {complaint}");
        }
        assert_eq!(fs::read_to_string(folder.join("other")).unwrap(), other);
        assert!(!folder.join("none").exists(), "a mistyped name must not create books");
        succeeds(&keeper.run(&folder, &["init", keeper.file, "BN-001", "CLB thôn Hạ", "2024-03-13"], ""));
    }
}

#[test]
fn a_photograph_is_kept_by_its_digest_and_verified() {
    for keeper in KEEPERS {
        let folder = keeper.init("photo");
        fs::write(folder.join("receipt.jpg"), b"a receipt").unwrap();
        let put = keeper.run(&folder, &["photo", keeper.file, "put", "receipt.jpg"], "");
        let digest: Digest = printed(&put).trim_end().parse().unwrap();
        assert_eq!(digest, Digest::of(b"a receipt"));
        if keeper.file == "books.jsonl" {
            // A writer died before it renamed the photograph.
            let photo = folder.join("books.jsonl.photos").join(digest.to_string());
            fs::remove_file(&photo).unwrap();
            fs::write(photo.with_added_extension("new"), "a rec").unwrap();
        }
        for _ in 0..2 {
            let put = keeper.run(&folder, &["photo", keeper.file, "put", "receipt.jpg"], "");
            assert_eq!(printed(&put), format!("{digest}\n"));
        }
        if keeper.file == "books.jsonl" {
            assert_eq!(fs::read_dir(folder.join("books.jsonl.photos")).unwrap().count(), 1, "a temporary file is left");
        }
        let paid = gift("A-1", 1_000).with_evidence(digest.into());
        succeeds(&keeper.record(&folder, &[input(&[paid])]));
        let digits = digest.to_string();
        succeeds(&keeper.run(&folder, &["photo", keeper.file, "get", &digits, "again.jpg"], ""));
        assert_eq!(fs::read(folder.join("again.jpg")).unwrap(), b"a receipt");
        keeper.books(&folder);
        assert_eq!(fs::read(folder.join("backup.jsonl.photos").join(&digits)).unwrap(), b"a receipt");

        if keeper.file == "books.sqlite" {
            let database = Connection::open(folder.join(keeper.file)).unwrap();
            database.execute("UPDATE photo SET bytes = ?1", [b"another".as_slice()]).unwrap();
        } else {
            fs::write(folder.join("books.jsonl.photos").join(&digits), "another").unwrap();
        }
        let verified = keeper.run(&folder, &["verify", keeper.file], "");
        assert_eq!(verified.status.code(), Some(1));
        assert!(complaint(&verified).contains("record 1: the photograph"), "{}", complaint(&verified));
    }
}

/// A program that does not follow the protocol is refused by the database; changes that it forces are found.
#[test]
fn the_database_refuses_to_change_a_line_or_break_the_chain() {
    let keeper = KEEPERS[0];
    let folder = keeper.init("constraints");
    succeeds(&keeper.record(&folder, &[input(&[gift("A-1", 1_000)]), input(&[gift("A-2", 1_000)])]));
    let database = Connection::open(folder.join(keeper.file)).unwrap();
    let row = |seq: u32, prev: &str, line: &str| {
        format!(
            "INSERT INTO line SELECT {seq}, 'A-9', {prev}, '{}', CAST('{line}' AS BLOB) FROM line WHERE seq = 1",
            "0".repeat(64)
        )
    };
    for (statement, expected) in [
        ("UPDATE line SET line = x'7b7d0a' WHERE seq = 1".to_owned(), "lines are only appended"),
        ("DELETE FROM line WHERE seq = 2".to_owned(), "lines are only appended"),
        (row(3, "prev", "{}\n"), "UNIQUE constraint failed: line.prev"),
        (row(3, "'1'", "{}\n"), "FOREIGN KEY constraint failed"),
        (row(3, "NULL", "{}\n"), "CHECK constraint failed"),
        (row(3, "'1'", "{}\n{}\n"), "CHECK constraint failed"),
        (row(3, "'1'", "{}"), "CHECK constraint failed"),
        (row(2, "'1'", "{}\n"), "UNIQUE constraint failed: line.seq"),
    ] {
        let error = database.execute(&statement, ()).unwrap_err().to_string();
        assert!(error.contains(expected), "{statement}: {error}");
    }
    keeper.books(&folder);

    database.execute_batch("DROP TRIGGER line_is_not_changed; UPDATE line SET line = x'7b7d0a' WHERE seq = 1").unwrap();
    let verified = keeper.run(&folder, &["verify", keeper.file], "");
    assert_eq!(verified.status.code(), Some(1));
    for expected in ["row 1: its head is not the hash of its line", "line 2: "] {
        assert!(complaint(&verified).contains(expected), "{expected:?} is not in {}", complaint(&verified));
    }
}

#[test]
fn both_examples_print_their_story() {
    for keeper in KEEPERS {
        let output = keeper.run(Path::new("."), &[], "");
        succeeds(&output);
        let story = printed(&output);
        for expected in ["booked before TV-0001", "operating-exceeded", "unknown-loan", "0 fault(s)", "Opened again"] {
            assert!(story.contains(expected), "{expected:?} is not in\n{story}");
        }
    }
}
