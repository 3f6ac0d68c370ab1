//! Writes random books, to test other programs with: `random_books [SEED] [--count N] --out DIR`.
//!
//! Each file is a random history of a club under a random charter, in which every record keeps every rule; about half of them consist
//! mostly of loans, reversals and amendments of the charter. The same seed gives the same files.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use proptest::prop_oneof;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use revolving_fund::EventKind;
use revolving_fund::testing::{Mix, histories};

use common::{Arguments, Outcome, say};

const USAGE: &str = "usage: random_books [SEED] [--count N] --out DIR

Writes N files of random books (20 if absent) from SEED (0 if absent) to DIR.";

/// The largest number of moves of a history.
const MOVES: usize = 120;

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    seed: u64,
    count: u32,
    out: PathBuf,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let (mut seed, mut count, mut out) = (0, 20, None);
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--count" => count = arguments.expected(str::parse, "a whole number")?,
                "--out" => out = Some(arguments.value()?.into()),
                _ => return Err(arguments.unknown()),
            }
        }
        if let [Some(number)] = arguments.at_most()? {
            seed = number.parse().map_err(|_| format!("{number} is not a seed; see random_books --help"))?;
        }
        Ok(Self { seed, count, out: out.ok_or("--out DIR is missing; see random_books --help")? })
    }

    fn run(&self) -> Result<Outcome, String> {
        let mut numbers = [0; 32];
        numbers[..8].copy_from_slice(&self.seed.to_le_bytes());
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &numbers);
        let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, random);
        let amending = Mix::lending()
            .with(EventKind::InterestAllocated, 3)
            .with(EventKind::CharterAmended, 2)
            .with(EventKind::Reversed, 4);
        let strategy = prop_oneof![histories(1..MOVES, &Mix::default()), histories(1..MOVES, &amending)];
        fs::create_dir_all(&self.out).map_err(|error| format!("{}: {error}", self.out.display()))?;
        let mut records = 0;
        for number in 1..=self.count {
            let history = strategy.new_tree(&mut runner).map_err(|reason| reason.to_string())?.current();
            let mut file = Vec::new();
            history.books().write(&mut file).map_err(|error| error.to_string())?;
            write(&self.out.join(format!("random-{number:04}.jsonl")), &file)?;
            records += history.books().records().len();
        }
        say!("{} file(s) from seed {}, {records} record(s), in {}", self.count, self.seed, self.out.display());
        Ok(Outcome::Clean)
    }
}

fn write(path: &Path, file: &[u8]) -> Result<(), String> {
    fs::write(path, file).map_err(|error| format!("{}: {error}", path.display()))
}
