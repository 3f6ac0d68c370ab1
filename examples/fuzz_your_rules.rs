//! Tests a club's own rule on random histories, and a wrong claim, for which it prints the smallest counterexample:
//! `fuzz_your_rules [HISTORIES]`.

mod common;

use std::process::ExitCode;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use revolving_fund::books::AppRule;
use revolving_fund::catalogue::{Bilingual, Explanation};
use revolving_fund::rules::{AppRuleError, Objection};
use revolving_fund::testing::{History, Mix, histories, laws};
use revolving_fund::{Amount, Books, Checks, Event, EventKind, Fund};

use common::{Outcome, say};

const USAGE: &str = "usage: fuzz_your_rules [HISTORIES]

Tests a club's own rule (quy tắc riêng của CLB) on random histories, 1000 if HISTORIES is absent, and a wrong claim, for which it
prints the smallest counterexample.

Exits with 0 if the rule and all laws hold, 1 if not, 2 if it could not run.";

/// Makes the club's own rule: a member's first loan is at most 3 million.
fn first_loan_is_small() -> Result<AppRule, AppRuleError> {
    let explanation = Explanation {
        title: Bilingual {
            english: "a first loan is at most 3 million", vietnamese: "khoản vay đầu tối đa 3 triệu"
        },
        remedy: Bilingual { english: "lend less the first time", vietnamese: "lần đầu cho vay ít hơn" },
        source: "minutes of the founding meeting",
    };
    AppRule::new("first-loan-small", explanation, |books, record| {
        let Event::LoanApproved(asked) = &record.event else { return None };
        let borrowed_before = books.loans().any(|loan| *loan.loan().first_member() == asked.member);
        let most = Amount::new(3_000_000).ok()?;
        (!borrowed_before && asked.principal > most).then(|| {
            Objection::new(
                format!("the first loan of {} is {}, over {most}", asked.member, asked.principal),
                format!(
                    "khoản vay đầu của {} là {}, quá {}",
                    asked.member,
                    asked.principal.vietnamese(),
                    most.vietnamese()
                ),
            )
        })
    })
}

/// Checks that the rule and all laws hold in every history, and returns in how many of them the rule refused a voucher.
fn the_rule_holds(runner: &mut TestRunner, rule: &AppRule) -> Result<usize, TestError<History>> {
    let met = std::cell::Cell::new(0);
    let mix = Mix::default().with(EventKind::LoanApproved, 20);
    runner.run(&histories(1..40, &mix), |history| {
        let (books, refused) = history.under(&Checks::new().rule(rule));
        let is_met = refused.iter().any(|refused| refused.refusal.code() == rule.code().as_str());
        met.set(met.get() + usize::from(is_met));
        for loan in books.loans() {
            let first = books.loans().find(|other| other.loan().first_member() == loan.loan().first_member());
            // A loan carried in was decided before the rule.
            let approved = first.map(|first| first.loan()).filter(|first| !first.is_carried_in());
            if approved.is_some_and(|first| first.principal().dong() > 3_000_000) {
                return Err(TestCaseError::fail(format!("{} is large and its member's first", loan.id())));
            }
        }
        laws::app_rules_are_kept(&books, std::slice::from_ref(rule))?;
        laws::all(&books)?;
        Ok(())
    })?;
    Ok(met.get())
}

/// Checks a common but wrong claim about revolving funds: the capital never decreases.
fn the_capital_never_gets_less(history: &History) -> Result<(), TestCaseError> {
    let capital = |books: &Books| books.ledger().fund(Fund::SeedGrant) + books.ledger().fund(Fund::IncomeGrowth);
    let mut books = history.opening();
    for voucher in history.vouchers() {
        let before = capital(&books);
        books.record(voucher).map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        if capital(&books) < before {
            return Err(TestCaseError::fail(format!("the capital was {before} and is {}", capital(&books))));
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let [count] = arguments.at_most()?;
        let cases = count.map_or(Ok(1_000), |count| {
            count.parse().map_err(|_| format!("{count} is not a number of histories; see fuzz_your_rules --help"))
        })?;
        let rule = first_loan_is_small().map_err(|error| error.to_string())?;
        Ok(test(cases, &rule))
    })
}

fn test(cases: u32, rule: &AppRule) -> Outcome {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    say!("A first loan is at most 3 million, tried on {cases} histories:");
    match the_rule_holds(&mut TestRunner::new_with_rng(config.clone(), seeded()), rule) {
        Ok(met) => say!("  the rule and all laws hold; it had to object in {met} of the histories\n"),
        Err(error) => {
            say!("  it does not hold: {error}");
            return Outcome::Found;
        }
    }

    say!("The capital never gets less, tried on histories of loans:");
    let loans = histories(1..40, &Mix::lending()).boxed();
    match TestRunner::new_with_rng(config, seeded()).run(&loans, |history| the_capital_never_gets_less(&history)) {
        Ok(()) => say!("  no history contradicts it"),
        Err(TestError::Fail(reason, history)) => {
            say!("  wrong: {reason}. The smallest history that shows it:\n{history}");
        }
        Err(error) => say!("  {error}"),
    }
    Outcome::Clean
}

/// Makes random numbers from a fixed seed, so that every run is the same. In your own tests use a new seed each time and print it on
/// failure.
fn seeded() -> proptest::test_runner::TestRng {
    proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha)
}
