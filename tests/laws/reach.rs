//! Reach: the share of random histories that contain each event, refusal, warning and state of a loan. A rule that is never reached is
//! not tested.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use revolving_fund::audit::WarningCode;
use revolving_fund::charter::Allocated;
use revolving_fund::testing::{Mix, NearMiss, histories, near_misses};
use revolving_fund::{Amortization, Audit, Books, Code, EventKind, InterestMethod, LoanStatus};

use crate::cases;

/// Returns a number of histories that is enough to show a share of one in a thousand.
fn tried() -> u32 {
    cases().max(128) * 8
}

fn samples<S: Strategy>(strategy: &S, count: u32) -> impl Iterator<Item = S::Value> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// The number of histories that contain each thing.
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

    /// Prints the table; fails if fewer than one history in a thousand contains one of the expected things.
    fn judge(&self, expected: impl IntoIterator<Item = String>, tried: u32) {
        let mut missed = Vec::new();
        for thing in expected {
            let met = self.0.get(&thing).copied().unwrap_or(0);
            println!("{thing:60} {met:6} of {tried}");
            if u64::from(met) * 1_000 < u64::from(tried) {
                missed.push(format!("{thing} is met by {met} of {tried} histories"));
            }
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }
}

/// Returns whether events of this kind break the rule often enough in random histories. A carrying-in is checked at its last record, which
/// is mostly the money; the reference model tests its other refusals.
fn is_frequent(kind: EventKind, code: Code) -> bool {
    let of_money = [Code::SeedGrantExceeded, Code::LendableExceeded, Code::OperatingExceeded];
    !kind.is_carried_in() || (kind == EventKind::FundsCarriedIn && of_money.contains(&code))
}

/// The kinds of records that a history reverses.
const REVERSIBLE: [EventKind; 38] = [
    EventKind::FundsCarriedIn,
    EventKind::AdvanceCarriedIn,
    EventKind::ShortageCarriedIn,
    EventKind::BorrowingCarriedIn,
    EventKind::LoanCarriedIn,
    EventKind::WrittenOffCarriedIn,
    EventKind::SeedGrantReceived,
    EventKind::SeedGrantReturned,
    EventKind::SeedGrantRestored,
    EventKind::DonationReceived,
    EventKind::DuesReceived,
    EventKind::OtherIncomeReceived,
    EventKind::BorrowingReceived,
    EventKind::BorrowingRepaid,
    EventKind::BorrowingForgiven,
    EventKind::LoanDisbursed,
    EventKind::RepaymentReceived,
    EventKind::InterestAllocated,
    EventKind::InterestWaived,
    EventKind::LoanRescheduled,
    EventKind::LoanAssumed,
    EventKind::LoanWrittenOff,
    EventKind::RecoveryReceived,
    EventKind::OperatingSpent,
    EventKind::AdvancePaid,
    EventKind::AdvanceSpent,
    EventKind::AdvanceReturned,
    EventKind::OperatingCapitalised,
    EventKind::CapitalHandedOver,
    EventKind::ShortageFound,
    EventKind::ShortageRepaid,
    EventKind::ShortageReleased,
    EventKind::SurplusFound,
    EventKind::CashDeposited,
    EventKind::CashWithdrawn,
    EventKind::MoneyCounted,
    EventKind::LoanConfirmed,
    EventKind::ActivityReported,
];

/// Returns the state of every loan and special features of its course.
fn of_loans(books: &Books) -> Vec<String> {
    let mut met = Vec::new();
    for view in books.loans() {
        let (loan, course) = (view.loan(), view.loan().course());
        met.push(format!("loan {}", view.status()));
        let marks = [
            ("loan in arrears", view.days_past_due() > 30),
            ("loan rescheduled", course.times_rescheduled() > 0),
            ("loan carried in", loan.carried_in_outstanding().is_some()),
            ("loan carried in and settled", loan.is_carried_in() && view.status() == LoanStatus::Settled),
            ("loan assumed", loan.member() != loan.first_member()),
            ("loan forgiven", course.is_forgiven()),
            ("loan with interest overpaid", view.owed().accrued.is_negative()),
            (
                "loan with another rate",
                course.schedule().map(|it| it.monthly_rate) != loan.terms().map(|it| it.monthly_rate),
            ),
            ("loan with days of grace", loan.conditions().grace_days.get() > 0),
        ];
        met.extend(marks.into_iter().filter(|(_, is_met)| *is_met).map(|(mark, _)| mark.to_owned()));
        if let Some(terms) = loan.terms() {
            let unit = terms.conditions.rounding.unit();
            met.push(format!("terms {} {} to {unit} đồng", terms.interest, terms.repayment));
        }
    }
    met
}

/// Returns special features of the records.
fn of_records(books: &Books) -> Vec<String> {
    let mut met = Vec::new();
    for record in books.records() {
        let kind = record.event.kind();
        met.push(format!("event {kind}"));
        met.extend(record.despite.codes().iter().map(|code| format!("despite {kind} {code}")));
        if record.event.paid_on().is_some_and(|day| day < record.date) {
            met.push(format!("booked late {kind}"));
        }
        if !record.evidence.is_empty() {
            met.push("evidence".to_owned());
        }
        if !books.is_in_effect(&record.id) && kind != EventKind::Reversed {
            met.push(format!("reversed {kind}"));
        }
    }
    met
}

fn warning_codes(books: &Books) -> Vec<String> {
    let mut file = Vec::new();
    books.write(&mut file).unwrap();
    let audit = Audit::of(file.as_slice()).unwrap();
    audit.warnings().iter().map(|warning| format!("warning {}", warning.code)).collect()
}

#[test]
fn histories_reach_every_event_and_every_state() {
    let mut reach = Reach::default();
    for history in samples(&histories(0..40, &Mix::default()), tried()) {
        let books = history.books();
        reach.meet([of_records(books), of_loans(books), warning_codes(books)].concat());
        reach.meet([format!("charter {:?}", books.charter().interest.allocated)]);
    }
    let events = EventKind::ALL.iter().map(|kind| format!("event {kind}"));
    let states = [
        LoanStatus::Approved,
        LoanStatus::Cancelled,
        LoanStatus::Disbursed,
        LoanStatus::Settled,
        LoanStatus::WrittenOff,
    ]
    .map(|status| format!("loan {status}"));
    let terms = [InterestMethod::Declining, InterestMethod::Flat].into_iter().flat_map(|interest| {
        [Amortization::EqualPrincipal, Amortization::AtMaturity].into_iter().flat_map(move |repayment| {
            [1, 100, 500, 1000].map(|unit| format!("terms {interest} {repayment} to {unit} đồng"))
        })
    });
    let charters = [Allocated::OnReceipt, Allocated::AtMeeting].map(|allocated| format!("charter {allocated:?}"));
    let more = [
        "loan in arrears",
        "loan rescheduled",
        "loan carried in",
        "loan carried in and settled",
        "loan assumed",
        "loan forgiven",
        "loan with interest overpaid",
        "loan with another rate",
        "loan with days of grace",
        "booked late repayment_received",
        "booked late loan_disbursed",
        "evidence",
    ]
    .map(String::from);
    let reversed = REVERSIBLE.map(|kind| format!("reversed {kind}"));
    let warnings = WarningCode::ALL.iter().map(|code| format!("warning {code}"));
    let despite = EventKind::ALL.iter().flat_map(|kind| {
        let broken = Code::ALL.iter().filter(|code| code.may_be_broken_by(*kind) && is_frequent(*kind, **code));
        broken.map(move |code| format!("despite {kind} {code}"))
    });
    let expected = events.chain(states).chain(terms).chain(charters).chain(more).chain(reversed).chain(warnings);
    reach.judge(expected.chain(despite), tried());
}

#[test]
fn near_misses_reach_every_refusal() {
    let mut reach = Reach::default();
    for near in samples(&near_misses(0..20, &Mix::default()), tried()) {
        reach.meet([format!("refusal {}", near.code)]);
    }
    reach.judge(NearMiss::codes().map(|code| format!("refusal {code}")), tried());
}
