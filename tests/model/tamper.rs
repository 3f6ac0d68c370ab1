//! Files that were tampered with: the model and the library report the same findings in them.

use std::fmt;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;
use serde_json::{Value, json};

use crate::auditor::difference;
use crate::club::Club;
use crate::entries::Posting;
use crate::made_up::{Dice, Pool, number};
use crate::read::{self, EVENTS, MOST};
use crate::report::{Audit, hash};
use crate::state::Books;

/// A change of a file: its kind and the seed of its details.
#[derive(Clone, Copy, Debug)]
struct Tamper {
    what: What,
    seed: u64,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// A changed amount of an entry.
    AmountOfEntry,
    /// A changed number, name or word of an event.
    FactOfEvent,
    /// A transfer that is swapped, doubled, dropped or moved to another account; or a change of all transfers.
    Entry,
    /// A record with the event or the entry of another record.
    OtherRecords,
    /// A dropped record.
    Dropped,
    /// A doubled record, under its own number or another.
    Doubled,
    /// Two exchanged records.
    Exchanged,
    /// A changed date.
    Date,
    /// A changed sequence number.
    Seq,
    /// A document number replaced by that of another record.
    Document,
    /// A changed charter of the header or of an amendment.
    Charter,
    /// A made-up record.
    MadeUp,
    /// A line with a value at or beyond the bounds of what can be read.
    Strange,
}

/// The repairs that hide a change.
#[derive(Clone, Copy, Debug)]
struct Mended {
    seq: bool,
    chain: bool,
    /// The entries that follow the specification: all except one record in so many.
    entries: Option<usize>,
}

/// A file that was tampered with, and the day as of which it is audited.
#[derive(Clone)]
pub(crate) struct Tampered {
    lines: Vec<Value>,
    tampers: Vec<Tamper>,
    mended: Mended,
    as_of: Option<u64>,
}

pub(crate) fn tampered() -> impl Strategy<Value = Tampered> {
    let what = prop_oneof![
        3 => Just(What::AmountOfEntry),
        4 => Just(What::FactOfEvent),
        4 => Just(What::Entry),
        2 => Just(What::OtherRecords),
        3 => Just(What::Dropped),
        2 => Just(What::Doubled),
        2 => Just(What::Exchanged),
        4 => Just(What::Date),
        1 => Just(What::Seq),
        1 => Just(What::Document),
        2 => Just(What::Charter),
        12 => Just(What::MadeUp),
    ];
    let what = prop_oneof![20 => what, 1 => Just(What::Strange)];
    let tamper = (what, any::<u64>()).prop_map(|(what, seed)| Tamper { what, seed });
    let entries = prop_oneof![Just(None), Just(Some(usize::MAX)), Just(Some(8))];
    let mended =
        (any::<bool>(), any::<bool>(), entries).prop_map(|(seq, chain, entries)| Mended { seq, chain, entries });
    let kept = (by_the_rules(60), vec(tamper.clone(), 0..12));
    let without_rules = (Club::init_state(), vec(any::<u64>(), 1..60));
    let without_rules = without_rules.prop_map(|(club, seeds)| club.without_rules(&seeds));
    let strayed = (without_rules, prop_oneof![3 => Just(Vec::new()), 1 => vec(tamper, 1..4)]);
    (prop_oneof![kept, strayed], mended, proptest::option::of(any::<u64>()))
        .prop_map(|((lines, tampers), mended, as_of)| Tampered { lines, tampers, mended, as_of })
}

/// Makes books that keep every rule, of fewer than `most` records.
fn by_the_rules(most: usize) -> impl Strategy<Value = Vec<Value>> {
    (Club::init_state(), vec(any::<u64>(), 1..most)).prop_map(|(club, seeds)| club.by_the_rules(&seeds))
}

/// Makes files with one unusual value in a line.
fn strange() -> impl Strategy<Value = Tampered> {
    let mended = Mended { seq: true, chain: true, entries: None };
    (by_the_rules(20), any::<u64>()).prop_map(move |(lines, seed)| {
        let tampers = vec![Tamper { what: What::Strange, seed }];
        Tampered { lines, tampers, mended, as_of: None }
    })
}

/// Makes files with bytes dropped, doubled or changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    (by_the_rules(20), vec(any::<u64>(), 1..4)).prop_map(|(lines, seeds)| {
        let mut bytes = file(&lines, true);
        for seed in seeds {
            // No bytes are left to damage.
            if bytes.is_empty() {
                break;
            }
            let dice = &mut Dice::new(seed);
            let (place, other) = (dice.below(bytes.len()), dice.below(bytes.len()));
            let signs = b"\n\r \t\"\\,:{}[]-0eE.\0\x7f\xc3\xff";
            match dice.below(6) {
                0 => bytes.truncate(place),
                1 => drop(bytes.drain(place.min(other)..place.max(other))),
                2 => bytes.insert(place, *dice.one_of(signs)),
                3 => bytes.extend_from_within(place..),
                _ => bytes[place] = *dice.one_of(signs),
            }
            bytes.push(b'\n');
            bytes.truncate(bytes.len() - dice.below(2));
        }
        bytes
    })
}

impl fmt::Debug for Tampered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a file after {:?}, mended {:?}", self.tampers, self.mended)
    }
}

impl Tampered {
    /// Returns the lines of the file after the changes and repairs.
    fn lines(&self) -> Vec<Value> {
        let mut lines = self.lines.clone();
        let mut strange = Vec::new();
        for tamper in &self.tampers {
            match tamper.what {
                What::Strange => strange.push(tamper.seed),
                _ => tamper.does(&mut lines),
            }
        }
        if self.mended.seq {
            for (seq, line) in lines.iter_mut().enumerate().skip(1) {
                line["seq"] = seq.into();
            }
        }
        if let Some(but) = self.mended.entries {
            post_again(&mut lines, but);
        }
        for seed in strange {
            spoil(&mut lines, &mut Dice::new(seed));
        }
        lines
    }

    /// Audits the file. The error shows the shortest file on which the library and the model differ.
    pub(crate) fn audit(&self) -> Result<Audit, String> {
        let (lines, chain, as_of) = (self.lines(), self.mended.chain, self.as_of());
        difference(&file(&lines, chain), as_of).map_err(|story| {
            let lines = shortest(lines, chain, as_of);
            difference(&file(&lines, chain), as_of).err().unwrap_or(story)
        })
    }

    fn as_of(&self) -> Option<NaiveDate> {
        self.as_of.map(|seed| pool(&self.lines).day(&mut Dice::new(seed)))
    }
}

/// Collects the names, amounts, days and charters of a file, for random events.
fn pool(lines: &[Value]) -> Pool {
    let mut pool = Pool { amounts: vec![1000], ..Pool::default() };
    pool.charters.push(lines[0]["charter"].clone());
    pool.days.extend(lines[0]["opened"].as_str().and_then(read::day));
    for line in &lines[1..] {
        pool.documents.extend(line["id"].as_str().map(str::to_owned));
        pool.days.extend(line["date"].as_str().and_then(read::day));
        let facts = line["event"].as_object().and_then(|event| event.values().next()?.as_object());
        for (name, fact) in facts.into_iter().flatten() {
            let names = match name.as_str() {
                "loan" => &mut pool.loans,
                "member" => &mut pool.members,
                "lender" => &mut pool.lenders,
                "charter" => {
                    pool.charters.push(fact.clone());
                    continue;
                }
                "members" => {
                    let some = fact.as_array().into_iter().flatten();
                    pool.members.extend(some.filter_map(|member| member.as_str()).map(str::to_owned));
                    continue;
                }
                "amount" | "principal" | "interest" | "outstanding" | "each" | "cash" | "bank" | "interest_owed" => {
                    pool.amounts.extend(fact.as_u64().map(i128::from));
                    continue;
                }
                _ => continue,
            };
            if let Some(name) = fact.as_str().filter(|name| !names.iter().any(|known| known == name)) {
                names.push(name.to_owned());
            }
        }
        let transfers = line["entry"].as_array().into_iter().flatten();
        pool.amounts.extend(transfers.filter_map(|transfer| transfer[2].as_u64()).map(i128::from));
    }
    pool
}

/// Gives every record its entry by the specification, except for one in so many.
fn post_again(lines: &mut [Value], but: usize) {
    let mut dice = Dice::new(7);
    let Some(header) = read::header(lines[0].to_string().as_bytes()) else { return };
    let mut books = Books::new(header);
    for line in &mut lines[1..] {
        let Some(mut record) = read::record(line.to_string().as_bytes()) else { return };
        if let Posting::Entry(entry) = books.posting(&record.event)
            && (but == usize::MAX || !dice.seldom(but))
        {
            let transfers = entry.iter().map(|t| json!([t.debit, t.credit, number(t.amount)])).collect();
            line["entry"] = Value::Array(transfers);
            record.entry = entry;
        }
        books.audit(record, (0, ""));
    }
}

impl Tamper {
    fn does(self, lines: &mut Vec<Value>) {
        let mut dice = Dice::new(self.seed);
        let pool = pool(lines);
        let records = lines.len() - 1;
        let dice = &mut dice;
        if let What::MadeUp = self.what {
            let place = 1 + dice.below(records + 1);
            let (name, _) = dice.one_of(&EVENTS);
            let before = &lines[place - 1];
            let date = before.get("date").unwrap_or(&before["opened"]).clone();
            let date = if dice.seldom(3) { pool.day(dice).to_string().into() } else { date };
            let entry = if records == 0 || dice.seldom(3) {
                json!([])
            } else {
                lines[1 + dice.below(records)]["entry"].clone()
            };
            let id = format!("MU-{}", lines.len());
            let made_up = json!({
                "seq": place, "id": id, "date": date, "event": pool.event(name, dice), "entry": entry, "prev": "0".repeat(64),
            });
            lines.insert(place, made_up);
            return;
        }
        if records == 0 {
            return;
        }
        let place = 1 + dice.below(records);
        let other = 1 + dice.below(records);
        match self.what {
            What::AmountOfEntry => {
                let transfers = lines[place]["entry"].as_array().map_or(0, Vec::len);
                if transfers > 0 {
                    lines[place]["entry"][dice.below(transfers)][2] = number(pool.amount(dice, 1));
                }
            }
            What::FactOfEvent => change_fact(&mut lines[place], &pool, dice),
            What::Entry => change_entry(lines, place, other, dice),
            What::OtherRecords => {
                let part = *dice.one_of(&["event", "entry"]);
                lines[place][part] = lines[other][part].clone();
            }
            What::Dropped => drop(lines.remove(place)),
            What::Doubled => {
                let mut doubled = lines[place].clone();
                if dice.seldom(2) {
                    doubled["id"] = format!("{}-2", doubled["id"].as_str().unwrap()).into();
                }
                lines.insert(other, doubled);
            }
            What::Exchanged => lines.swap(place, other),
            What::Date => lines[place]["date"] = pool.day(dice).to_string().into(),
            What::Seq => lines[place]["seq"] = dice.below(lines.len() + 2).into(),
            What::Document => lines[place]["id"] = lines[other]["id"].clone(),
            What::Charter => {
                let amended = lines.iter().position(|line| !line["event"]["charter_amended"].is_null());
                match amended.filter(|_| dice.seldom(2)) {
                    Some(place) => lines[place]["event"]["charter_amended"]["charter"] = pool.charter(dice),
                    None => lines[0]["charter"] = pool.charter(dice),
                }
            }
            What::MadeUp | What::Strange => {}
        }
    }
}

/// Replaces one fact of an event by another of its kind.
fn change_fact(line: &mut Value, pool: &Pool, dice: &mut Dice) {
    let Some(name) = line["event"].as_object().and_then(|event| event.keys().next()).cloned() else { return };
    let other = pool.event(&name, dice);
    let fields: Vec<String> = other[&name].as_object().unwrap().keys().cloned().collect();
    if !fields.is_empty() {
        let field = dice.one_of(&fields);
        line["event"][&name][field] = other[&name][field].clone();
    }
}

/// Changes the entry of a record, often by a part of the entry of another record.
fn change_entry(lines: &mut [Value], place: usize, other: usize, dice: &mut Dice) {
    let theirs = lines[other]["entry"].as_array().cloned().unwrap_or_default();
    let entry = lines[place]["entry"].as_array_mut().unwrap();
    if entry.is_empty() {
        *entry = theirs;
        return;
    }
    let at = dice.below(entry.len());
    match dice.below(7) {
        0 => {
            let (debit, credit) = (entry[at][0].clone(), entry[at][1].clone());
            entry[at] = json!([credit, debit, entry[at][2]]);
        }
        1 => entry.insert(at, entry[at].clone()),
        2 => drop(entry.remove(at)),
        3 => entry.clear(),
        4 => entry.reverse(),
        5 => entry[at][1] = entry[at][0].clone(),
        _ => {
            if let Some(transfer) = theirs.first() {
                let side = dice.below(2);
                entry[at][side] = transfer[dice.below(2)].clone();
            }
        }
    }
}

/// Puts a value at or beyond the bounds of what can be read into a line.
fn spoil(lines: &mut [Value], dice: &mut Dice) {
    let place = dice.below(lines.len());
    let mut part = &mut lines[place];
    while part.as_object().is_some_and(|fields| !fields.is_empty()) {
        let fields = part.as_object_mut().unwrap();
        let names: Vec<String> = fields.keys().cloned().collect();
        let name = dice.one_of(&names).clone();
        match dice.below(12) {
            0 => return drop(fields.remove(&name)),
            1 => return drop(fields.insert("more".into(), 1.into())),
            _ => part = &mut fields[&name],
        }
    }
    let long = |sign: &str, length| Value::from(sign.repeat(length));
    let strange = [
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(["assets:cash", "assets:bank", 1]),
        json!([["assets:cash", "assets:cash", 1]]),
        json!([["assets:loans:V_1", "assets:cash", 1]]),
        json!([["expenses:shortages", "liabilities:borrowings:-", 1]]),
        json!([60, 10_000_000]),
        json!(-1),
        json!(-0.0),
        json!(1.0),
        json!(""),
        long("x", 64),
        long("x", 65),
        long("x", 1000),
        long("x", 1001),
        long("ệ", 333),
        long("ệ", 334),
    ];
    let numbers =
        [0, 1, 2, 60, 61, 100, 250, 500, 600, 601, 1000, 1899, 1900, 2999, 3000, 9_999_999, 10_000_000, MOST, MOST + 1];
    let words = [
        "0",
        "1",
        "1.0",
        "1.00000000",
        "1.00000001",
        "0.12345678",
        "0.123456789",
        "00.1",
        "0.",
        ".1",
        "2",
        "1e0",
        "1900-01-01",
        "1899-12-31",
        "2999-12-31",
        "3000-01-01",
        "2023-02-29",
        "2024-02-29",
        "2024-2-29",
        "2024-02",
        "2024-13",
        "1899-12",
        "3000-01",
        "a-1",
        "-a",
        "a_b",
        "a.b",
        "a/b",
        "_a",
        "á",
        "a b",
        "\t",
        "\u{7f}",
        "\u{85}",
        "\u{feff}",
        "cash",
        "bank",
        "operating",
        "income-growth",
        "administration",
        "on_receipt",
        "flat",
        "revolving-fund/2",
    ];
    *part = match dice.below(3) {
        0 => dice.one_of(&strange).clone(),
        1 => number(*dice.one_of(&numbers)),
        _ => (*dice.one_of(&words)).into(),
    };
}

/// Writes the file of these lines. With `chain`, each line has the hash of the one before.
fn file(lines: &[Value], chain: bool) -> Vec<u8> {
    let mut file = String::new();
    let mut last: Option<String> = None;
    for line in lines {
        let mut line = line.clone();
        if let (true, Some(last), Some(_)) = (chain, &last, line.get("prev")) {
            line["prev"] = hash(last.as_bytes()).into();
        }
        let line = line.to_string();
        file += &line;
        file += "\n";
        last = Some(line);
    }
    file.into_bytes()
}

/// Returns the fewest of these lines on which the audits still differ; a line is dropped at a time.
fn shortest(mut lines: Vec<Value>, chain: bool, as_of: Option<NaiveDate>) -> Vec<Value> {
    let mut place = lines.len();
    while place > 1 {
        place -= 1;
        let mut fewer = lines.clone();
        fewer.remove(place);
        if difference(&file(&fewer, chain), as_of).is_err() {
            lines = fewer;
            place = lines.len();
        }
    }
    lines
}

proptest! {
    // A failing file is shortened line by line, so the changes themselves are not shrunk.
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::with_cases(crate::cases(200)) })]

    #[test]
    fn tampered_files_are_audited_the_same(tampered in tampered()) {
        tampered.audit().map_err(TestCaseError::fail)?;
    }
    #[test]
    fn unusual_files_are_read_the_same(strange in strange()) {
        strange.audit().map_err(TestCaseError::fail)?;
    }

    #[test]
    fn damaged_files_are_audited_the_same(damaged in damaged()) {
        difference(&damaged, None).map_err(TestCaseError::fail)?;
    }
}
