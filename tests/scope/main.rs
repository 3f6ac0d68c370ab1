//! Exhaustive test of a small scope: every history of a few steps in a small club, with allowed and refused steps.
//!
//! Most faults appear within few steps if all of them are tried. From each starting position every operation of the [alphabet] is tried,
//! and from each resulting position every operation again. Each refusal is checked to leave the books unchanged; a history with refusals
//! therefore equals the history without them and is not continued.
//!
//! `SCOPE_DEPTH` sets the number of steps; the default is 3. All cores are used.

mod alphabet;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use chrono::NaiveDate;
use revolving_fund::loan::{AmountsOwed, Schedule};
use revolving_fund::report::{CashPosition, FundBalances};
use revolving_fund::testing::laws;
use revolving_fund::{Balance, Books, Code, LoanStatus, Member};

use alphabet::{Club, Operation, alphabet};

/// The laws checked after each accepted step. The time of each is linear in the number of records.
const LAWS: [&str; 8] = [
    "conservation",
    "fund_identity",
    "capital_identity",
    "subledgers_add_up",
    "allocation_within_a_dong",
    "schedules_foot",
    "principal_is_conserved",
    "value_dates_alone_count",
];

fn quick_laws() -> Vec<laws::Law> {
    LAWS.map(|name| *laws::ALL.iter().find(|law| law.name == name).unwrap()).to_vec()
}

/// The starting positions, with the operations that lead to them.
const STARTS: [(&str, &[&str]); 8] = [
    ("an empty club", &[]),
    ("a loan out and a month gone", &["M1 joins", "a grant of 13", "V1 of 7 for M1", "V1 paid out", "a month later"]),
    (
        "a loan written off, both funds bearing it",
        &["M1 joins", "a grant of 13", "3 given to capital", "V1 of 7 for M1", "V1 paid out", "V1 written off"],
    ),
    (
        "a repayment taken back",
        &[
            "M1 joins",
            "a grant of 13",
            "V1 of 7 for M1",
            "V1 paid out",
            "a month later",
            "V1 repays 3 and 2",
            "the last taken back",
        ],
    ),
    (
        "interest that waits for the meeting, a lender's money lent",
        &[
            "interest at the meeting",
            "M1 joins",
            "5 given to the club",
            "4 borrowed",
            "3 given to capital",
            "V1 of 7 for M1",
            "V1 paid out",
            "a month later",
            "V1 repays 0 and 1",
        ],
    ),
    (
        "two loans, one over its term and one rescheduled",
        &[
            "M1 joins",
            "M2 joins",
            "a grant of 13",
            "3 given to capital",
            "V1 of 7 for M1",
            "V2 of 9 for M2",
            "V1 paid out",
            "V2 paid out",
            "V1 over 3 months more",
            "a month later",
            "a month later",
            "a month later",
        ],
    ),
    (
        "an advance and a shortage in hand",
        &["M1 joins", "5 given to the club", "4 from the bank", "2 advanced", "2 short, the keeper answers"],
    ),
    ("a loan being carried in", &["M1 joins", "M2 joins", "a grant of 13", "V3 carried in"]),
];

/// The codes that these operations cannot reach: faults of a file, dates out of bounds, and the limits of very large books.
const OUT_OF_SCOPE: [Code; 7] = [
    Code::SequenceGap,
    Code::ChainBroken,
    Code::EntryMismatch,
    Code::DateInFuture,
    Code::DateOutOfRange,
    Code::AmountOutOfRange,
    Code::BooksFull,
];

/// The operations that must always be refused.
const NEVER_ALLOWED: [&str; 11] = [
    "a grant carried in that was never received",
    "V3 of 10 for M1",
    "V3 over 4 months",
    "V3 at 51 %",
    "V1 repays 8",
    "V1 repays 0 and 99",
    "V1 repays nothing",
    "closed through tomorrow",
    "none taken back",
    "the same number",
    "a day before",
];

/// The number of positions and steps, by outcome.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    /// The number of positions from which every operation was tried.
    positions: u64,
    steps: u64,
    /// The number of accepted steps, by operation.
    accepted: BTreeMap<&'static str, u64>,
    /// The number of accepted last steps of a history.
    ends: u64,
    /// The number of records reversed right after they were booked.
    undone: u64,
    /// The number of refused steps, by code.
    refused: BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.positions += other.positions;
        self.steps += other.steps;
        self.ends += other.ends;
        self.undone += other.undone;
        other.accepted.into_iter().for_each(|(name, count)| *self.accepted.entry(name).or_default() += count);
        other.refused.into_iter().for_each(|(code, count)| *self.refused.entry(code).or_default() += count);
    }

    fn all_accepted(&self) -> u64 {
        self.accepted.values().sum()
    }

    fn all_refused(&self) -> u64 {
        self.refused.values().sum()
    }
}

/// A walk that tries all operations and continues from each accepted one.
struct Walk<'a> {
    alphabet: &'a [Operation],
    laws: Vec<laws::Law>,
    tally: Tally,
    /// The names of the operations so far.
    path: Vec<&'static str>,
}

impl Walk<'_> {
    /// Tries every operation at a position with `steps` steps left. `before` is the books before the last step if it booked a record.
    fn from(&mut self, club: &Club, before: Option<&Books>, steps: u32) {
        self.tally.positions += 1;
        let alphabet = self.alphabet;
        let mut next = club.clone();
        for operation in alphabet {
            if self.step(club, &mut next, operation, before, steps) {
                next = club.clone();
            }
        }
    }

    /// Tries one operation, with `next` equal to `club`. Returns whether it was accepted.
    fn step(
        &mut self,
        club: &Club,
        next: &mut Club,
        operation: &Operation,
        before: Option<&Books>,
        steps: u32,
    ) -> bool {
        self.path.push(operation.name);
        self.tally.steps += 1;
        let outcome = next.step(operation);
        let is_accepted = outcome.is_ok();
        match outcome {
            Err(refusal) => {
                assert!(next.books == club.books, "the refusal {refusal} changed the books: {:?}", self.path);
                *self.tally.refused.entry(refusal.code().to_owned()).or_default() += 1;
            }
            Ok(()) if steps == 1 => {
                self.look(club, next, operation, before);
                self.tally.ends += 1;
            }
            Ok(()) => {
                self.look(club, next, operation, before);
                let has_booked = next.books.records().len() > club.books.records().len();
                self.from(next, has_booked.then_some(&club.books), steps - 1);
            }
        }
        self.path.pop();
        is_accepted
    }

    /// Checks the books after an accepted step: exactly one record more and all laws kept, or no change.
    fn look(&mut self, club: &Club, next: &Club, operation: &Operation, before: Option<&Books>) {
        *self.tally.accepted.entry(operation.name).or_default() += 1;
        let booked = next.books.records().len() - club.books.records().len();
        if booked == 0 {
            assert!(next.books == club.books, "the books changed without a record: {:?}", self.path);
            return;
        }
        assert_eq!(booked, 1, "{:?}", self.path);
        for law in &self.laws {
            law.check(&next.books).unwrap_or_else(|broken| panic!("{broken}\n{:?}", self.path));
        }
        if let Some(before) = before.filter(|_| operation.name == "the last taken back") {
            self.tally.undone += 1;
            let (is, should_be) = (figures(&next.books, next.today), figures(before, next.today));
            assert!(is == should_be, "not undone: {is:?}, before {should_be:?}\n{:?}", self.path);
        }
    }
}

/// All figures of a loan.
type OfLoan = (LoanStatus, AmountsOwed, Option<Schedule>, u32, [Balance; 4]);

/// All figures of the books on a day.
#[derive(Debug, PartialEq)]
struct Figures {
    funds: FundBalances,
    money: CashPosition,
    loans: Vec<OfLoan>,
    members: Vec<Member>,
    register: [Balance; 5],
}

fn figures(books: &Books, day: NaiveDate) -> Figures {
    let register = books.register();
    let allocation = register.allocation();
    Figures {
        funds: FundBalances::of(books),
        money: CashPosition::of(books),
        loans: books
            .loans()
            .map(|view| view.on(day).unwrap())
            .filter(|view| !(view.loan().is_carried_in() && view.status() == LoanStatus::Cancelled))
            .map(|view| {
                let course = view.loan().course();
                let sums = [course.interest_paid(), course.interest_waived(), course.recoverable(), course.recovered()];
                (view.status(), view.owed(), course.schedule().copied(), view.days_past_due(), sums)
            })
            .collect(),
        members: register.members().map(|(_, member)| member.clone()).collect(),
        register: [
            register.seed_grant_received(),
            register.seed_grant_to_keep(),
            register.interest_collected(),
            allocation.total(),
            allocation.to_income_growth(),
        ],
    }
}

/// Tries every history of `steps` steps from every starting position, on all cores.
fn every_history(alphabet: &[Operation], steps: u32) -> Tally {
    let starts = STARTS.map(|(start, done)| {
        let mut club = Club::new();
        for name in done {
            let operation = alphabet.iter().find(|operation| operation.name == *name);
            club.step(operation.unwrap()).unwrap_or_else(|refusal| panic!("{start}: {name}: {refusal}"));
        }
        (start, club)
    });
    let jobs: Vec<_> = starts.iter().flat_map(|start| alphabet.iter().map(move |first| (start, first))).collect();
    let (taken, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(((start, club), first)) = jobs.get(taken.fetch_add(1, Ordering::Relaxed)) {
                    let mut walk = Walk { alphabet, laws: quick_laws(), tally: Tally::default(), path: vec![start] };
                    walk.step(club, &mut club.clone(), first, None, steps);
                    tally.lock().unwrap().add(walk.tally);
                }
            });
        }
    });
    let mut tally = tally.into_inner().unwrap();
    tally.positions += starts.len() as u64;
    tally
}

/// Returns the number of histories of `steps` steps, including refused steps.
fn histories(alphabet: &[Operation], steps: u32) -> u64 {
    (alphabet.len() as u64).pow(steps) * STARTS.len() as u64
}

#[test]
fn no_history_of_a_few_steps_breaks_a_law() {
    let steps = std::env::var("SCOPE_DEPTH").map_or(3, |depth| depth.parse().expect("SCOPE_DEPTH is a number"));
    let alphabet = alphabet();
    let began = Instant::now();
    let tally = every_history(&alphabet, steps);
    let (accepted, refused) = (tally.all_accepted(), tally.all_refused());
    println!(
        "{} histories of {steps} of {} operations from {} positions, in {} steps: {accepted} accepted, {refused} refused, {} \
         taken back at once, 0 violations, {:.1} s",
        histories(&alphabet, steps),
        alphabet.len(),
        STARTS.len(),
        tally.steps,
        tally.undone,
        began.elapsed().as_secs_f64(),
    );
    tally.refused.iter().for_each(|(code, count)| println!("{code:28} {count:12}"));

    // No case is skipped: every operation at every position, and a position after every accepted step.
    assert_eq!(tally.steps, tally.positions * alphabet.len() as u64);
    assert_eq!(tally.steps, accepted + refused);
    assert_eq!(tally.positions, STARTS.len() as u64 + accepted - tally.ends);
    // All codes and operations are reached.
    for code in Code::ALL.iter().filter(|code| !OUT_OF_SCOPE.contains(code)) {
        assert!(tally.refused.contains_key(code.as_str()), "{code} is never met");
    }
    for operation in &alphabet {
        let is_allowed = tally.accepted.contains_key(operation.name);
        assert_eq!(is_allowed, !NEVER_ALLOWED.contains(&operation.name), "{}", operation.name);
    }
}
