//! Every public type can be sent to another thread, printed and cloned; every error implements `Error`. Plans and split payments.

use std::error::Error;
use std::fmt::Debug;

use revolving_fund::account::*;
use revolving_fund::allocation::*;
use revolving_fund::audit::*;
use revolving_fund::books::*;
use revolving_fund::calendar::*;
use revolving_fund::catalogue::*;
use revolving_fund::charter::*;
use revolving_fund::count::*;
use revolving_fund::digest::*;
use revolving_fund::event::*;
use revolving_fund::journal::*;
use revolving_fund::ledger::*;
use revolving_fund::loan::*;
use revolving_fund::money::*;
use revolving_fund::name::*;
use revolving_fund::rate::*;
use revolving_fund::report::*;
use revolving_fund::rules::*;
use revolving_fund::simulate::*;
use revolving_fund::voucher::*;
use revolving_fund::*;

use crate::support::file_of;

fn is_shared<T: Send + Sync + Debug>() {}

fn is_value<T: Clone + Send + Sync + Debug>() {}

fn is_error<T: Error + Send + Sync + 'static>() {}

macro_rules! all {
    ($check:ident: $($type:ty),+ $(,)?) => { $( $check::<$type>(); )+ };
}

#[test]
fn values_can_be_cloned_printed_and_sent_to_another_thread() {
    all!(is_value: Account, AccountClass, Area, ClubFund, Fund, Place, Allocation, Split, Finding, Warning, WarningCode,
        BalanceChange, Books, Checks<'static>, LoanView<'static>, PastDay, Month, Allocated, Charter, InterestRules,
        LoanRules, MembershipRules, Band, Count, DueMonths, GraceDays, MaxMonths, Months, OpenLoans, Seq, Year, Digest, Entry, Transfer, Ledger,
        DebitsCredits, AmountsOwed, Amortization, Charge, Conditions, Course, InterestMethod, Loan,
        LoanStatus, PaymentSplit, Schedule, Terms, Amount, Balance,
        Money, ClubId, DocumentNumber, LenderId, LoanId, MemberId, Text, Rate, Rounding, Share, Member, Register, FundBalances,
        IncomeStatement, CashPosition, Period, Portfolio, TrialBalance, TrialBalanceRow, Bilingual, Breach, Code,
        Explanation, Contradiction, Irreversibility, Needlessness, Objection, AppBreach, AppCode, AppFinding, AppRule, Refusal, Header, Record, Reference, Voucher, Despite, Evidence, Event, EventKind, ClubProfile);
    all!(is_shared: Audit, AuditReport<'static>, Plan<'static>);
}

#[test]
fn values_of_the_rooms_of_auditors_can_be_cloned_printed_and_sent_to_another_thread() {
    {
        use revolving_fund::review::*;
        all!(is_value: Review, Observation, ObservationCode, Expectations);
    }
    {
        use revolving_fund::province::*;
        all!(is_value: Province, ClubSummary, Donor, Grant, GrantPlan, Indicator, Outlier, ReportOptions, PlanOutcome,
            Proportion, ProvinceReport<'static>, Shortfall, SilentClub, UnreadFile);
    }
    {
        use revolving_fund::reconcile::bank::*;
        all!(is_value: Ambiguity, BalanceBreak, BankReconciliation, BankReversal, BankStatement, BookItem, Column,
            ColumnRole, LimitReached, Match, MatchedBy, OpenItem, Pairing, Proof, Proposal, ReversalPair, Scope<'static>,
            StatementLine, StatementOptions, Suspect, Suspicion, Unexplained);
    }
    {
        use revolving_fund::reconcile::cash::*;
        all!(is_value: CashCode, CashCount, CashFinding, CountSheet, Denomination, Iou);
    }
    {
        use revolving_fund::reconcile::confirmation::*;
        all!(is_value: Confidence, ConfidenceFactor, Evaluation, Sample, SampleRow, SamplingPlan, Answer, Answers, Conclusion, Confirmation,
            ConfirmationRow, ConfirmationTally, Outcome);
    }
    {
        use revolving_fund::reconcile::reported::*;
        all!(is_value: Check<'static>, CheckedFigure<'static>, Figure, Gap, Measure, Operation, Range, Reported, Said,
            Scope, Unit, Verdict);
    }
    {
        use revolving_fund::continuity::*;
        all!(is_value: Continuity, CopyExtent, Inclusion, Relation);
    }
    {
        use revolving_fund::signature::*;
        all!(is_value: CheckedSignature, HeadStatement, KeyFile, KeyHolder, Role, Signature, SignatureFile, SignatureVerdict,
            SignedHead, SignedHeads, SigningKey, VerifyingKey);
        all!(is_error: SignatureFileError, SignatureLineError, SignatureLineReason);
    }
    {
        use revolving_fund::merge::*;
        all!(is_value: Merge, MergeOptions<'static>, MergeOutcome, MergedRecord, Parting<'static>);
        all!(is_error: MergeError, MergeRefusal);
    }
    all!(is_value: revolving_fund::export::ExportFormat);
}

#[test]
fn errors_are_errors() {
    all!(is_error: Refusal, Breach, OpenError, WriteError, ReadError, Unreadable, UnreadableReason, MoneyError,
        NameError, RateError, RoundingError, CountError, DateError, DigestError, UnknownAccount, UnknownCode, Contradiction, Irreversibility, Needlessness,
        PastDay,
        AppCodeError, AppRuleError, DespiteError, EvidenceError, MemberListError, UnknownEvent,
        SimulationError);
}

#[test]
fn errors_of_the_rooms_of_auditors_are_errors() {
    use revolving_fund::reconcile::{SheetError, SheetReason, UnreadSheet, bank, cash, confirmation, reported};
    use revolving_fund::{continuity, export, province};

    all!(is_error: province::ProvinceError, bank::StatementError, bank::RefusedRow, bank::RefusalReason, bank::UnknownColumn,
        SheetError, SheetReason, UnreadSheet, cash::DenominationError, confirmation::AnswerError,
        confirmation::ConfidenceError, confirmation::SamplingPlanError, reported::ReportedError, continuity::ContinuityError, export::UnknownExportFormat);
}

#[test]
fn a_plan_shows_what_it_would_do_and_does_nothing_until_it_is_committed() {
    let mut story = crate::support::Story::lent().on("2024-04-13");
    let before = story.books.clone();
    let repayment = RepaymentReceived {
        loan: "L1".parse().unwrap(),
        principal: crate::support::money(100_000),
        interest: crate::support::money(12_000),
        into: Place::Cash,
        paid_on: None,
    };
    let voucher = story.voucher(repayment);
    let plan = story.books.plan(voucher.clone()).unwrap();
    assert_eq!(plan.payment().unwrap().interest.dong(), 12_000);
    let changes: Vec<String> = plan
        .changes()
        .iter()
        .map(|change| format!("{} {} to {}", change.account, change.before, change.after))
        .collect();
    assert_eq!(
        changes,
        [
            "assets:cash 0 đồng to 112,000 đồng",
            "assets:loans:L1 1,200,000 đồng to 1,100,000 đồng",
            "funds:income-growth 0 đồng to 6,000 đồng",
            "funds:operating 0 đồng to 6,000 đồng",
        ]
    );
    let line = plan.line().to_vec();
    drop(plan);
    assert_eq!(story.books, before);

    let mut file = file_of(&story.books);
    file.extend(line);
    story.books.plan(voucher).unwrap().commit();
    let written = file_of(&story.books);
    assert_eq!(written, file, "the line that the plan shows is the line that is written");
}

/// An app that retries a voucher sees whether its record is in effect. A new one and a booked one are not reversed.
#[test]
fn a_plan_has_the_head_before_its_line_and_says_whether_its_record_is_reversed() {
    let mut story = crate::support::Story::lent();
    let head = story.books.head();
    let voucher = story.voucher(crate::support::gift(1_000, ClubFund::Operating));
    let plan = story.books.plan(voucher.clone()).unwrap();
    assert_eq!(plan.expected_head(), Some(head));
    assert!(!plan.is_booked() && !plan.is_reversed());
    plan.commit();

    let plan = story.books.plan(voucher.clone()).unwrap();
    assert_eq!(plan.expected_head(), None, "there is no line to append");
    assert!(plan.is_booked() && !plan.is_reversed());

    let mut story = story.then(crate::support::reverse(voucher.id.as_str()));
    assert!(story.books.plan(voucher).unwrap().is_reversed());
}

#[test]
fn a_payment_is_split_by_the_charter() {
    let story = crate::support::Story::lent();
    let split = |dong, date| {
        let paid = crate::support::amount(dong);
        let settled = story.books.apply_payment(&"L1".parse().unwrap(), paid, crate::support::day(date));
        settled.map(|settled| (settled.principal.dong(), settled.interest.dong()))
    };
    // After a month, 12 000 of interest and 100 000 of principal are due.
    assert_eq!(split(5_000, "2024-04-13").unwrap(), (0, 5_000));
    assert_eq!(split(112_000, "2024-04-13").unwrap(), (100_000, 12_000));
    // The whole loan. One day earlier the interest is accrued but not due, so it is paid last.
    assert_eq!(split(1_212_000, "2024-04-13").unwrap(), (1_200_000, 12_000));
    assert_eq!(split(1_200_001, "2024-04-12").unwrap(), (1_200_000, 1));
    let refusal = split(1_212_001, "2024-04-13").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "principal-over-outstanding: principal of 1,200,001 đồng is repaid on loan L1, 1,200,000 đồng is outstanding; \
         the most that passes is 1,212,000 đồng"
    );
    assert_eq!(
        story.books.apply_payment(&"L9".parse().unwrap(), Amount::MIN, story.today).unwrap_err().code(),
        "unknown-loan"
    );
}

#[test]
fn a_payment_found_late_is_split_as_on_its_day() {
    use crate::support::{Story, amount, day, gift, money};
    let loan: LoanId = "L1".parse().unwrap();
    let repay = |split: PaymentSplit, paid_on| RepaymentReceived {
        loan: loan.clone(),
        principal: split.principal,
        interest: split.interest,
        into: Place::Cash,
        paid_on,
    };
    let (paid_on, found) = (day("2024-04-13"), day("2024-06-20"));
    let story = Story::lent().on("2024-06-20").then(gift(50_000, ClubFund::Operating));
    let split = story.books.apply_payment(&loan, amount(212_000), paid_on).unwrap();
    assert_eq!((split.principal.dong(), split.interest.dong()), (200_000, 12_000));
    let on_its_day = Story::lent().books.apply_payment(&loan, amount(212_000), paid_on).unwrap();
    assert_eq!(split, on_its_day);
    let late = story.then(repay(split, Some(paid_on)));
    let in_time = Story::lent().on("2024-04-13").then(repay(split, None));
    let owed = |books: &Books| books.loan(&loan).unwrap().on(found).unwrap().owed();
    assert_eq!(owed(&late.books), owed(&in_time.books));

    // A sum of a day before a later payment is applied to what is still owed.
    let again = late.books.apply_payment(&loan, amount(1_024_000), paid_on).unwrap_err();
    assert_eq!(again.largest().map(Money::dong), Some(1_000_000), "{again}");
    let (principal, interest) = (money(1_100_000), money(24_000));
    let paid_since = Story::lent().on("2024-05-13").then(repay(PaymentSplit { principal, interest }, None));
    let too_much = paid_since.books.apply_payment(&loan, amount(500_000), paid_on).unwrap_err();
    assert_eq!(too_much.largest().map(Money::dong), Some(100_000), "{too_much}");
    // No payment precedes its loan, but one may be made on its first day.
    late.books.apply_payment(&loan, amount(1_000), day("2024-03-13")).unwrap();
    let before = late.books.apply_payment(&loan, amount(1_000), day("2024-03-12")).unwrap_err();
    assert_eq!(before.code(), "paid-on-invalid");
}

#[test]
fn a_payment_covers_principal_first_if_the_charter_says_so() {
    let charter = crate::support::lending(|rules| LoanRules { interest_first: false, ..rules });
    let story = crate::support::Story::of(charter)
        .then(crate::support::gift(2_000_000, ClubFund::IncomeGrowth))
        .then(crate::support::join("M1"))
        .then(crate::support::ask("L1", "M1", 1_200_000))
        .then(crate::support::disburse("L1"));
    let split = |dong, date| {
        let paid = crate::support::amount(dong);
        let settled = story.books.apply_payment(&"L1".parse().unwrap(), paid, crate::support::day(date)).unwrap();
        (settled.principal.dong(), settled.interest.dong())
    };
    assert_eq!(split(90_000, "2024-04-13"), (90_000, 0));
    assert_eq!(split(105_000, "2024-04-13"), (100_000, 5_000));
    assert_eq!(split(200_000, "2024-04-13"), (188_000, 12_000));
    // The second month is charged only after the days of grace; its interest is then accrued but not due, so it is paid last.
    assert_eq!(split(1_212_000, "2024-04-16"), (1_200_000, 12_000));
    assert_eq!(split(1_224_000, "2024-04-17"), (1_200_000, 24_000));
}

/// Every event has a struct that apps can name; `tests/api.txt` lists what the rendered documentation shows.
#[test]
fn every_event_can_be_named() {
    let public: Vec<&str> = include_str!("../api.txt").lines().collect();
    for kind in EventKind::ALL {
        assert!(public.contains(&format!("event::{kind:?}").as_str()), "{kind:?}");
    }
}
