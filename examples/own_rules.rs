//! Two rules of a club's own, passed by a meeting and enforced by an app: `own_rules [HISTORIES]`.
//!
//! No second loan within a month of settling the first; two signatures on every payment of more than 5 million. A story of one
//! club shows a refusal of each, with its remedy in both languages and the largest amount that passes; an audit under the same rules
//! finds a payment booked without them; and both are tested on random histories of clubs (200 if absent), in which all laws of the books
//! must hold.

mod common;

use std::collections::BTreeSet;
use std::error::Error;
use std::process::ExitCode;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use revolving_fund::books::AppRule;
use revolving_fund::catalogue::{Bilingual, Explanation};
use revolving_fund::chrono::Months;
use revolving_fund::display::InLanguage;
use revolving_fund::event::{
    Circumstances, LoanApproved, LoanDisbursed, MemberJoined, RepaymentReceived, SeedGrantReceived, SeedGrantReturned,
};
use revolving_fund::rules::{AppRuleError, Objection};
use revolving_fund::testing::{Mix, histories, laws};
use revolving_fund::{
    Account, Amortization, Amount, Audit, Balance, Books, Charter, Checks, Event, EventKind, Header, InterestMethod,
    Language, LoanStatus, Place, Record, Refusal, Text, Voucher, parse_date,
};

use common::{say_wrapped, wrapped};

const USAGE: &str = "usage: own_rules [HISTORIES]

Two rules of a club's own (quy tắc riêng của CLB), in a story and on random histories, 200 if HISTORIES is absent.

Exits with 0 if the rules and all laws hold, 1 if not, 2 if it could not run.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let [count] = arguments.at_most()?;
        let cases = count.map_or(Ok(200), |count| {
            count.parse().map_err(|_| format!("{count} is not a number of histories; see own_rules --help"))
        })?;
        let rules = [wait_a_month(), two_signatures()].into_iter().collect::<Result<Vec<_>, _>>();
        let rules = rules.map_err(|error| error.to_string())?;
        story(&rules).map_err(|error| error.to_string())?;
        say_wrapped!("\nOn random histories (thử trên sổ ngẫu nhiên)\n");
        match random_histories(cases, &rules) {
            Ok(objections) => {
                wrapped(
                    "  ",
                    &format!(
                        "The rules objected {objections} times in {cases} histories; what was booked keeps them and all laws."
                    ),
                );
                Ok(common::Outcome::Clean)
            }
            Err(broken) => {
                say_wrapped!("  {broken}");
                Ok(common::Outcome::Found)
            }
        }
    })
}

/// Makes the first rule: after a member has settled a loan, a month passes before the next one is approved.
fn wait_a_month() -> Result<AppRule, AppRuleError> {
    let explanation = Explanation {
        title: Bilingual {
            english: "no loan within a month of settling the one before",
            vietnamese: "không vay tiếp trong vòng một tháng sau khi tất toán",
        },
        remedy: Bilingual {
            english: "put the application on the list of a later meeting",
            vietnamese: "đưa đơn vào danh sách của cuộc họp sau",
        },
        source: "minutes of the founding meeting, 2025-01-10, item 4",
    };
    AppRule::new("wait-a-month", explanation, |books, record| {
        let Event::LoanApproved(asked) = &record.event else { return None };
        let settled = books
            .loans()
            .filter(|loan| *loan.loan().member() == asked.member && loan.status() == LoanStatus::Settled)
            .filter_map(|loan| Some((loan.loan().last_value_date()?, loan.id())));
        let (day, loan) = settled.max()?;
        let earliest = day.checked_add_months(Months::new(1))?;
        (record.date < earliest).then(|| {
            Objection::new(
                format!("{} settled {loan} on {day}, the next loan is possible from {earliest}", asked.member),
                format!(
                    "{} tất toán {loan} ngày {}, được vay tiếp từ ngày {}",
                    asked.member,
                    InLanguage(&day, Language::Vietnamese),
                    InLanguage(&earliest, Language::Vietnamese)
                ),
            )
        })
    })
}

/// The largest amount in đồng that is paid out on one signature.
const ON_ONE_SIGNATURE: u64 = 5_000_000;

/// Makes the second rule: a payment of more than 5 million is signed by two people. The app writes the names of those who signed the
/// voucher into its note, after `Ký:`, separated by semicolons. Money that moves between the box and the bank is not paid out.
fn two_signatures() -> Result<AppRule, AppRuleError> {
    let explanation = Explanation {
        title: Bilingual {
            english: "a payment of more than 5 million has two signatures",
            vietnamese: "chi trên 5 triệu phải có hai chữ ký",
        },
        remedy: Bilingual {
            english: "have the chair sign too, and note both names: Ký: A; B",
            vietnamese: "xin thêm chữ ký của chủ nhiệm, ghi cả hai tên: Ký: A; B",
        },
        source: "charter of the club, article 9",
    };
    AppRule::new("two-signatures", explanation, |_, record| {
        let most = Balance::new(ON_ONE_SIGNATURE.into());
        let (paid, signatures) = (paid_out(record), signatures(record));
        (paid > most && signatures < 2).then(|| {
            Objection::new(
                format!("{paid} is paid out on {signatures} signature(s)"),
                format!("chi {} chỉ có {signatures} chữ ký", paid.vietnamese()),
            )
        })
    })
}

/// Returns the money that leaves the box and the bank with a record. Movements between the two do not count.
fn paid_out(record: &Record) -> Balance {
    let is_own = |account: &Account| matches!(account, Account::Cash | Account::Bank);
    let leaving = record.entry.transfers().iter().filter(|of| is_own(&of.credit) && !is_own(&of.debit));
    leaving.map(|transfer| Balance::from(transfer.amount)).sum()
}

/// Counts the different names after `Ký:` in the note of a record, in upper or lower case.
fn signatures(record: &Record) -> usize {
    let signed = record.note.as_ref().and_then(|note| note.as_str().split_once("Ký:"));
    let names = signed.map_or("", |(_, names)| names).split(';').map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_lowercase).collect::<BTreeSet<_>>().len()
}

/// The books of a club whose app applies both rules.
struct Club<'r> {
    books: Books,
    rules: &'r [AppRule],
    documents: u32,
}

impl Club<'_> {
    fn voucher(&mut self, date: &str, event: impl Into<Event>) -> Result<Voucher, Box<dyn Error>> {
        self.documents += 1;
        Ok(Voucher::new(format!("CT-{:03}", self.documents).parse()?, parse_date(date)?, event))
    }

    fn book(&mut self, voucher: Voucher) -> Result<(), Refusal> {
        self.books.plan_with(voucher, &Checks::new().rules(self.rules))?.commit();
        Ok(())
    }

    fn then(&mut self, date: &str, event: impl Into<Event>) -> Result<(), Box<dyn Error>> {
        let voucher = self.voucher(date, event)?;
        Ok(self.book(voucher)?)
    }

    /// Shows the refusal of a voucher as an app would.
    fn refused(&mut self, code: &str, voucher: Voucher) -> Result<Refusal, Box<dyn Error>> {
        let refusal = self.book(voucher).err().ok_or("it was not refused")?;
        assert_eq!(refusal.code(), code);
        let explanation = refusal.explain();
        wrapped("    ", &refusal.to_string());
        wrapped("    ", &refusal.vietnamese().to_string());
        wrapped("    ", &format!("To do: {}", explanation.remedy.english));
        wrapped("    ", &format!("Cần làm: {}", explanation.remedy.vietnamese));
        wrapped("    ", &format!("Source: {}", explanation.source));
        Ok(refusal)
    }
}

fn ask(loan: &str, principal: u64) -> Result<LoanApproved, Box<dyn Error>> {
    Ok(LoanApproved {
        loan: loan.parse()?,
        member: "M1".parse()?,
        principal: Amount::new(principal)?,
        months: 12.try_into()?,
        monthly_rate: "1 %".parse()?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: "BB 01/2025".parse()?,
    })
}

fn story(rules: &[AppRule]) -> Result<(), Box<dyn Error>> {
    say_wrapped!("Two rules of a club's own (quy tắc riêng của CLB)\n");
    for rule in rules {
        let title = rule.explain().title;
        wrapped("  ", &format!("{}: {} ({})", rule.code(), title.english, title.vietnamese));
    }
    let opened = parse_date("2025-01-10")?;
    let header = Header::new("BN-016".parse()?, "CLB thôn Nội".parse()?, opened, Charter::bac_ninh())?;
    let mut club = Club { books: Books::new(header), rules, documents: 0 };
    let from: Text = "Ngân sách tỉnh".parse()?;
    let grant = SeedGrantReceived { from: from.clone(), amount: Amount::new(100_000_000)?, into: Place::Bank };
    club.then("2025-01-10", grant)?;
    let name = "Nguyễn Thị Hoa".parse()?;
    let circumstances = Circumstances::Poor;
    club.then("2025-01-10", MemberJoined { member: "M1".parse()?, name, circumstances, gender: None, born: None })?;
    club.then("2025-01-10", ask("V-01", 3_000_000)?)?;
    club.then("2025-01-10", LoanDisbursed { loan: "V-01".parse()?, out_of: Place::Bank, paid_on: None })?;
    let (principal, interest) = ("3.000.000".parse()?, "60.000".parse()?);
    let repaid = RepaymentReceived { loan: "V-01".parse()?, principal, interest, into: Place::Bank, paid_on: None };
    club.then("2025-03-01", repaid)?;

    say_wrapped!("\n1 March: V-01 is settled. 10 March: its borrower asks for another loan.");
    let asked = club.voucher("2025-03-10", ask("V-02", 8_000_000)?)?;
    let refusal = club.refused("app/wait-a-month", asked)?;
    assert_eq!(refusal.largest(), None);
    say_wrapped!("\n1 April: the meeting passes it, a month after the first was settled.");
    club.then("2025-04-01", ask("V-02", 8_000_000)?)?;

    say_wrapped!("\nThe treasurer pays out 8 million alone.");
    let disbursed = LoanDisbursed { loan: "V-02".parse()?, out_of: Place::Bank, paid_on: None };
    let voucher = club.voucher("2025-04-01", disbursed)?;
    club.refused("app/two-signatures", voucher.clone())?;
    say_wrapped!("\nThe chair signs too (Ký: Trần Văn Nam; Lê Thị Sen): it is booked.");
    club.book(voucher.with_note("Ký: Trần Văn Nam; Lê Thị Sen".parse()?))?;

    say_wrapped!("\nAn amount is refused with the largest that passes.");
    let returned = SeedGrantReturned {
        to: from,
        amount: Amount::new(6_000_000)?,
        out_of: Place::Bank,
        minute: "BB 04/2025".parse()?,
    };
    let voucher = club.voucher("2025-04-02", returned)?.with_note("Ký: Lê Thị Sen; lê thị sen".parse()?);
    let refusal = club.refused("app/two-signatures", voucher.clone())?;
    assert_eq!(refusal.largest().map(revolving_fund::Money::dong), Some(ON_ONE_SIGNATURE));

    say_wrapped!("\nSomebody books it with a program that does not ask the rules. The books keep every rule");
    say_wrapped!("of the library; an audit under the rules of the club names the record.");
    club.books.record(voucher)?;
    let mut file = Vec::new();
    club.books.write(&mut file)?;
    assert!(Audit::of(file.as_slice())?.is_clean());
    let audit = Audit::under(rules, file.as_slice(), None)?;
    assert!(!audit.is_clean());
    for found in audit.app_findings() {
        wrapped("    ", &found.to_string());
        wrapped("    ", &found.vietnamese().to_string());
    }
    assert_eq!(audit.app_findings().len(), 1);
    let report = serde_json::to_value(audit.report("books.jsonl"))?;
    wrapped("    ", &format!("For programs: \"app_findings\":{}", report["app_findings"]));
    Ok(())
}

/// Books random histories under the rules. Accepted vouchers keep the rules and all laws, and an audit reports the refused ones.
fn random_histories(cases: u32, rules: &[AppRule]) -> Result<usize, String> {
    let objections = std::cell::Cell::new(0_usize);
    let mix = Mix::default().with(EventKind::LoanApproved, 20).with(EventKind::RepaymentReceived, 30);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    // A fixed seed, so that every run is the same. In your own tests use a new seed each time and print it on failure.
    let numbers = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, numbers).run(&histories(1..40, &mix), |history| {
        let (books, refused) = history.under(&Checks::new().rules(rules));
        laws::app_rules_are_kept(&books, rules)?;
        laws::all(&books)?;
        let of_the_app = refused.iter().filter(|refused| refused.refusal.code().starts_with("app/"));
        objections.set(objections.get() + of_the_app.count());
        // An audit reports what the finished books would refuse.
        let last = history.books().records().next_back().map(|last| last.date);
        for voucher in history.vouchers() {
            let again = Voucher { id: "LAI-1".parse().map_err(fail)?, date: last.unwrap_or(voucher.date), ..voucher };
            laws::an_audit_reports_what_app_rules_refuse(&books, &again, rules)?;
        }
        Ok(())
    });
    outcome.map(|()| objections.get()).map_err(|broken| broken.to_string())
}

fn fail(error: impl Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}
