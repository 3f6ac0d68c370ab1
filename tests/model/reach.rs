//! Reach: how often the model foretold each refusal and each finding. A rule that is never met is never compared.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::club::{Club, Outcome};
use crate::rules::{BESIDES, OF_THE_DOCUMENT, OF_THE_EVENT, of_writers};
use crate::state::Books;
use crate::tamper::tampered;
use crate::writer::Library;

/// As many histories as meet every rule.
const TRIED: u32 = 400;

/// Values of a strategy, the same on every run.
fn samples<S: Strategy>(strategy: &S, count: u32) -> impl Iterator<Item = S::Value> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// How often each thing was met.
#[derive(Default)]
struct Reach(BTreeMap<String, u32>);

impl Reach {
    fn meet(&mut self, thing: impl Into<String>) {
        *self.0.entry(thing.into()).or_default() += 1;
    }

    /// Prints the table; nothing that was expected is missing.
    fn judge(&self, expected: impl IntoIterator<Item = &'static str>) {
        for (thing, met) in &self.0 {
            println!("{met:8} {thing}");
        }
        for thing in expected {
            assert!(self.0.contains_key(thing), "{thing} was never met");
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
                audit.findings.iter().for_each(|(_, code)| reach.meet(*code));
                let warnings = audit.books.iter().flat_map(Books::warnings);
                warnings.for_each(|(_, code)| reach.meet(code));
            }
            Err(story) => panic!("{story}"),
        }
    }
    let warnings = [
        "attendance-low",
        "volunteers-few",
        "cared-for-few",
        "visits-few",
        "rescheduled",
        "members-out-of-band",
        "uncounted",
    ];
    reach.judge(OF_THE_DOCUMENT.into_iter().chain(OF_THE_EVENT).chain(BESIDES).chain(warnings));
}
