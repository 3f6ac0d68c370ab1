//! Rules of an app's own: their codes and texts, writers, audits, and the laws.

use revolving_fund::audit::WarningCode;
use revolving_fund::books::AppRule;
use revolving_fund::catalogue::Explanation;
use revolving_fund::event::CashWithdrawn;
use revolving_fund::rules::{AppCode, AppCodeError, AppRuleError, Objection};
use revolving_fund::testing::laws;
use revolving_fund::*;

use crate::support::{Story, amount, file_of, money, own_rule, run};

/// Makes the rule that a withdrawal of more than 5 million needs two signatures.
fn two_signatures() -> AppRule {
    own_rule("two-signatures", |_, record| match &record.event {
        Event::CashWithdrawn(withdrawn) if withdrawn.amount > amount(5_000_000) => {
            Some(Objection::new("over 5 million takes two signatures", "trên 5 triệu cần hai chữ ký"))
        }
        _ => None,
    })
}

fn withdraw(dong: u64) -> CashWithdrawn {
    CashWithdrawn { amount: amount(dong) }
}

#[test]
fn a_writer_applies_app_rules_after_the_rules_of_the_books() {
    let mut story = Story::granted();
    let rule = two_signatures();
    let checks = Checks::new().rule(&rule);
    let voucher = story.voucher(withdraw(6_000_000));
    let refusal = story.books.plan_with(voucher.clone(), &checks).unwrap_err();
    assert_eq!(refusal.code(), "app/two-signatures");
    assert_eq!(
        refusal.to_string(),
        "app/two-signatures: over 5 million takes two signatures; the most that passes is 5,000,000 đồng"
    );
    assert_eq!(
        refusal.vietnamese().to_string(),
        "app/two-signatures: trên 5 triệu cần hai chữ ký; nhiều nhất được 5.000.000 đồng"
    );
    assert_eq!((refusal.largest(), refusal.despite()), (Some(money(5_000_000)), None));
    assert_eq!((refusal.explain(), refusal.breach().code()), (rule.explain(), None));
    let too_much = story.voucher(withdraw(100_000_001));
    let overdraft = story.books.plan_with(too_much, &checks).unwrap_err();
    assert_eq!((overdraft.code(), overdraft.explain()), ("overdraft", Code::Overdraft.explain()));
    assert!(format!("{overdraft:?}").contains("Overdraft"), "{overdraft:?}");
    assert!(story.books.record(voucher).is_ok(), "a rule is applied only if the writer passes it");
}

/// The first of several rules that objects is the refusal; `plan_many` applies the rules to each voucher.
#[test]
fn the_first_rule_that_objects_is_the_refusal() {
    let mut story = Story::granted();
    let never = own_rule("never", |_, _| Some(Objection::new("never", "không bao giờ")));
    let rules = [two_signatures(), never];
    let checks = Checks::new().rules(&rules);
    let small = story.voucher(withdraw(1));
    let large = story.voucher(withdraw(6_000_000));
    assert_eq!(story.books.plan_with(large.clone(), &checks).unwrap_err().code(), "app/two-signatures");
    assert_eq!(story.books.plan_with(small, &checks).unwrap_err().code(), "app/never");
    let first = Voucher::new("N-1".parse().unwrap(), story.today, withdraw(2));
    let refused = story.books.plan_many([first, large], &Checks::new().rules(&rules[..1])).unwrap_err();
    assert_eq!((refused.number, refused.refusal.code()), (2, "app/two-signatures"));
}

#[test]
fn an_audit_reports_each_record_that_breaks_an_app_rule() {
    // This rule reads the books: the bank must hold 95 million before a withdrawal.
    let rich = own_rule("bank-low", |books, record| {
        let bank = books.ledger().money(Place::Bank);
        (matches!(record.event, Event::CashWithdrawn(_)) && bank < Balance::from(money(95_000_000)))
            .then(|| Objection::new(format!("the bank holds {bank}"), format!("ngân hàng còn {}", bank.vietnamese())))
    });
    let story = Story::granted().then(withdraw(6_000_000)).then(withdraw(7_000_000)).on("2024-04-01").then(withdraw(1));
    let file = file_of(&story.books);
    let rules = [two_signatures(), rich];
    let audit = Audit::under(&rules, file.as_slice(), None).unwrap();
    let found: Vec<_> = audit
        .app_findings()
        .iter()
        .map(|found| format!("{} {} {} {}: {}", found.line, found.seq, found.id, found.breach.code(), found.breach))
        .collect();
    assert_eq!(
        found,
        [
            "3 2 D-2 app/two-signatures: over 5 million takes two signatures",
            "4 3 D-3 app/two-signatures: over 5 million takes two signatures",
            "4 3 D-3 app/bank-low: the bank holds 94,000,000 đồng",
            "5 4 D-4 app/bank-low: the bank holds 87,000,000 đồng",
        ]
    );
    assert!(!audit.is_clean() && audit.findings().is_empty());
    let json = serde_json::to_value(audit.report("f")).unwrap();
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(json["app_findings"][0], serde_json::json!({"seq": 2, "code": "app/two-signatures"}));
    assert_eq!(json["app_findings"].as_array().unwrap().len(), 4);
    let until = Audit::under(&rules, file.as_slice(), Some(story.today.pred_opt().unwrap())).unwrap();
    assert_eq!(until.app_findings().len(), 3, "later records are ignored");

    // An audit without rules of an app reports no findings of them.
    let plain = Audit::of(file.as_slice()).unwrap();
    assert!(plain.is_clean() && plain.app_findings().is_empty());
    assert_eq!(serde_json::to_value(plain.report("f")).unwrap().get("app_findings"), None);
    assert_eq!(audit.books(), plain.books());
}

/// A record that breaks a rule of the books is also checked against the rules of the app; the auditor's page shows both.
#[test]
fn a_record_that_breaks_both_kinds_of_rules_is_reported_for_both() {
    let mut story = Story::granted();
    let voucher = story.voucher(withdraw(100_000_001));
    let mut forger = crate::support::Forger::of(&story.books);
    forger.append(&voucher, &serde_json::json!([["assets:cash", "assets:bank", 100_000_001]]));
    let audit = Audit::under(&[two_signatures()], forger.file().as_slice(), None).unwrap();
    assert_eq!((audit.findings().len(), audit.app_findings().len()), (1, 1));
    assert_eq!(story.books.record(voucher).unwrap_err().code(), "overdraft");
    let html = page::auditor(&audit, Period { from: story.today, through: story.today }, Language::English);
    assert!(html.contains("over 5 million takes two signatures") && html.contains("What must not be"), "{html}");
}

#[test]
fn codes_are_kebab_case_and_not_those_of_the_library() {
    for good in ["tet", "two-signatures", "a1-2", &"a".repeat(64)] {
        assert_eq!(good.parse::<AppCode>().unwrap().to_string(), format!("app/{good}"));
    }
    let long = "a".repeat(65);
    for bad in [
        "",
        "-",
        "Tet",
        "two_signatures",
        "two--signatures",
        "-tet",
        "tet-",
        "2-signatures",
        "tết",
        "app/tet",
        "a b",
        &long,
    ] {
        let error = bad.parse::<AppCode>().unwrap_err();
        assert!(matches!(error, AppCodeError::Form { .. }), "{bad}: {error}");
        assert!(error.to_string().contains("expected") || error.to_string().contains("of the form `two-signatures`"));
    }
    let ours = Code::ALL.iter().map(|code| code.as_str()).chain(WarningCode::ALL.iter().map(|code| code.as_str()));
    for taken in ours {
        assert_eq!(taken.parse::<AppCode>(), Err(AppCodeError::Taken { name: taken.to_owned() }));
    }
    assert_eq!(
        "overdraft".parse::<AppCode>().unwrap_err().to_string(),
        "the code overdraft is one of the library, choose another for a rule of the app"
    );
}

#[test]
fn each_text_of_the_explanation_is_required_in_both_languages() {
    let whole = two_signatures().explain();
    let without = |change: fn(&mut Explanation)| {
        let mut explanation = whole;
        change(&mut explanation);
        AppRule::new("tet", explanation, |_, _| None).unwrap_err().to_string()
    };
    assert_eq!(without(|texts| texts.title.english = ""), "title.english of the rule app/tet: it is empty");
    assert_eq!(without(|texts| texts.title.vietnamese = ""), "title.vietnamese of the rule app/tet: it is empty");
    assert_eq!(without(|texts| texts.remedy.english = ""), "remedy.english of the rule app/tet: it is empty");
    assert_eq!(
        without(|texts| texts.remedy.vietnamese = "làm\u{1b}[2J"),
        "remedy.vietnamese of the rule app/tet: it holds the control character '\\u{1b}'"
    );
    assert_eq!(without(|texts| texts.source = ""), "source of the rule app/tet: it is empty");
    assert!(matches!(AppRule::new("Tet", whole, |_, _| None), Err(AppRuleError::Code(_))));
    assert_eq!(format!("{:?}", two_signatures()), "AppRule(\"app/two-signatures\")");
}

#[test]
fn the_laws_report_a_broken_app_rule_and_an_inconsistent_one() {
    let story = Story::granted().then(withdraw(6_000_000));
    let broken = laws::app_rules_are_kept(&story.books, &[two_signatures()]).unwrap_err();
    assert_eq!(
        broken.to_string(),
        "app_rules_are_kept: D-2 breaks app/two-signatures: over 5 million takes two signatures"
    );
    let asked = std::sync::atomic::AtomicU32::new(0);
    let wavering = own_rule("wavering", move |_, _| {
        let times = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        (times % 2 == 1).then(|| Objection::new("no", "không"))
    });
    assert!(laws::app_rules_are_kept(&story.books, &[wavering]).unwrap_err().what.contains("asked again"));
    let voucher = story.voucher(withdraw(6_000_000));
    let refusal = laws::an_audit_reports_what_app_rules_refuse(&story.books, &voucher, &[two_signatures()]).unwrap();
    assert_eq!(refusal.unwrap().code(), "app/two-signatures");
    let small = story.voucher(withdraw(1));
    assert_eq!(laws::an_audit_reports_what_app_rules_refuse(&story.books, &small, &[two_signatures()]), Ok(None));
}

#[test]
fn the_example_prints_its_story() {
    let run = run("own_rules", &[]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    for expected in ["app/wait-a-month", "app/two-signatures", "chữ ký", "2025-04-01", "app_findings", "histories"] {
        assert!(run.stdout.contains(expected), "{expected} is missing in {}", run.stdout);
    }
}
