//! Reach: how often each refusal, finding and warning occurred. A rule that never occurs is never compared.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::club::{Club, Outcome};
use crate::rules::{of_the_format, of_writers};
use crate::tamper::tampered;
use crate::writer::Library;

/// A number of histories that is enough to meet every rule.
const TRIED: u32 = 400;

/// The warnings of section 9.
const WARNINGS: [&str; 38] = [
    "attendance-low",
    "volunteers-few",
    "cared-for-few",
    "visits-few",
    "rescheduled",
    "interest-waived",
    "loan-assumed",
    "booked-late",
    "booked-late-unevidenced",
    "count-differs",
    "confirmation-differs",
    "month-ahead",
    "charter-amended",
    "seed-grant-returned",
    "borrowing-forgiven",
    "written-off",
    "capital-handed-over",
    "surplus-found",
    "shortage-found",
    "shortage-released",
    "shortage-on-capital",
    "reversed",
    "reversed-closed",
    "carried-in-late",
    "carried-in-unevidenced",
    "members-out-of-band",
    "over-cap",
    "left-owing",
    "overdue-90",
    "interest-overpaid",
    "advance-open",
    "shortage-open",
    "operating-overdrawn",
    "unconfirmed",
    "grant-impaired",
    "carry-in-unfinished",
    "uncounted",
    "bank-uncounted",
];

/// Draws values of a strategy with a fixed seed.
fn samples<S: Strategy>(strategy: &S, count: u32) -> impl Iterator<Item = S::Value> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// The number of occurrences of each thing.
#[derive(Default)]
struct Reach(BTreeMap<String, u32>);

impl Reach {
    fn meet(&mut self, thing: impl Into<String>) {
        *self.0.entry(thing.into()).or_default() += 1;
    }

    /// Prints the table; fails if one of the expected things does not occur.
    fn judge(&self, expected: impl IntoIterator<Item = &'static str>) {
        for (thing, met) in &self.0 {
            println!("{met:8} {thing}");
        }
        for thing in expected {
            assert!(self.0.contains_key(thing), "{thing} does not occur");
        }
    }
}

#[test]
fn steps_meet_every_refusal() {
    let mut reach = Reach::default();
    for (opening, steps, _) in samples(&Club::sequential_strategy(1..80), crate::cases(TRIED).max(TRIED)) {
        let mut club = opening;
        let mut books = Library::init_test(&club);
        for step in steps {
            club = club.step(&step);
            Library::take(&mut books, &club, &step);
            let event = step.kind().name();
            match &club.outcome {
                Outcome::Booked(_) => {
                    reach.meet("booked");
                    reach.meet(format!("booked {event}"));
                }
                Outcome::Again(_) => reach.meet("booked again"),
                Outcome::Refused(code) => reach.meet(*code),
                Outcome::Opened => {}
            }
        }
        Library::close(&books, &club);
    }
    reach.judge(of_writers().chain(["booked", "booked again"]));
}

#[test]
fn tampering_meets_every_finding() {
    let mut reach = Reach::default();
    for tampered in samples(&tampered(), crate::cases(TRIED).max(TRIED)) {
        match tampered.audit() {
            Ok(audit) => {
                for (_, finding) in &audit.findings {
                    reach.meet(finding.code);
                    if finding.is_despite {
                        reach.meet(format!("{} despite", finding.code));
                    }
                }
                audit.warnings().into_iter().for_each(|(_, code)| reach.meet(code));
            }
            Err(story) => panic!("{story}"),
        }
    }
    reach.judge(of_the_format().iter().copied().chain(WARNINGS));
}
