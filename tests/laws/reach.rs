//! Reach: which share of random histories meets each event, each refusal and each state of a loan. A generator that cannot reach
//! a rule proves nothing about it.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use revolving_fund::testing::{Mix, NearMiss, histories, near_misses};
use revolving_fund::{Allocated, EventKind, InterestMethod, LoanStatus, Repayment};

use crate::cases;

/// As many histories as make one of a thousand visible.
fn tried() -> u32 {
    cases().max(128) * 8
}

fn samples<S: Strategy>(strategy: &S, count: u32) -> impl Iterator<Item = S::Value> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// How many histories met each thing.
#[derive(Default)]
struct Reach(BTreeMap<String, u32>);

impl Reach {
    fn meet(&mut self, things: impl IntoIterator<Item = String>) {
        let mut things: Vec<String> = things.into_iter().collect();
        things.sort();
        things.dedup();
        for thing in things {
            *self.0.entry(thing).or_default() += 1;
        }
    }

    /// Prints the table, and lets nothing through that is met by fewer than one in a thousand.
    fn judge(&self, expected: impl IntoIterator<Item = String>, tried: u32) {
        for thing in expected {
            let met = self.0.get(&thing).copied().unwrap_or(0);
            println!("{thing:44} {met:6} of {tried}");
            assert!(u64::from(met) * 1_000 >= u64::from(tried), "{thing} is met by {met} of {tried} histories");
        }
    }
}

#[test]
fn histories_reach_every_event_and_every_state() {
    let mut reach = Reach::default();
    for history in samples(&histories(0..40, &Mix::default()), tried()) {
        let books = history.books();
        let events = books.records().map(|record| format!("event {}", record.event.kind().name()));
        reach.meet(events);
        reach.meet(books.loans().map(|loan| format!("loan {:?}", loan.status())));
        reach.meet(books.loans().filter(|loan| loan.days_past_due() > 30).map(|_| "loan in arrears".into()));
        reach.meet(books.loans().filter(|loan| loan.loan().is_rescheduled()).map(|_| "loan rescheduled".into()));
        reach.meet(books.loans().map(|loan| {
            let terms = loan.loan().terms();
            format!("terms {:?} {:?} to {} đồng", terms.interest, terms.repayment, terms.rounding.unit())
        }));
        reach.meet([format!("charter {:?}", books.charter().interest.allocated)]);
        reach.meet(
            books
                .records()
                .iter()
                .filter(|record| !books.is_standing(&record.id))
                .map(|record| format!("reversed {}", record.event.kind().name())),
        );
    }
    let events = EventKind::ALL.iter().map(|kind| format!("event {}", kind.name()));
    let states = [
        LoanStatus::Approved,
        LoanStatus::Cancelled,
        LoanStatus::Disbursed,
        LoanStatus::Settled,
        LoanStatus::WrittenOff,
    ]
    .map(|status| format!("loan {status:?}"));
    let terms = [InterestMethod::Declining, InterestMethod::Flat].into_iter().flat_map(|interest| {
        [Repayment::EqualPrincipal, Repayment::AtMaturity].into_iter().flat_map(move |repayment| {
            [1, 100, 500, 1000].map(|unit| format!("terms {interest:?} {repayment:?} to {unit} đồng"))
        })
    });
    let charters = [Allocated::OnReceipt, Allocated::AtMeeting].map(|allocated| format!("charter {allocated:?}"));
    let reversible = [
        "seed_grant_received",
        "seed_grant_returned",
        "donation_received",
        "dues_received",
        "other_income_received",
        "borrowing_received",
        "borrowing_repaid",
        "borrowing_forgiven",
        "loan_disbursed",
        "repayment_received",
        "interest_allocated",
        "interest_waived",
        "loan_written_off",
        "recovery_received",
        "operating_spent",
        "operating_capitalised",
        "capital_handed_over",
        "shortage_found",
        "surplus_found",
        "cash_deposited",
        "cash_withdrawn",
    ];
    let more = ["loan in arrears", "loan rescheduled"].map(String::from);
    let reversed = reversible.map(|name| format!("reversed {name}"));
    reach.judge(events.chain(states).chain(more).chain(terms).chain(charters).chain(reversed), tried());
}

#[test]
fn near_misses_reach_every_refusal() {
    let mut reach = Reach::default();
    for near in samples(&near_misses(0..20, &Mix::default()), tried()) {
        reach.meet([format!("refusal {}", near.code)]);
    }
    reach.judge(NearMiss::codes().map(|code| format!("refusal {code}")), tried());
}
