//! Every rule from both sides. An event that breaks it is refused with its code, changes no figure and is found by an audit. The nearest
//! event that keeps it passes. The largest amount that a refusal names passes, and one đồng more does not.

use std::collections::BTreeSet;

use revolving_fund::audit::WarningCode;
use revolving_fund::charter::{Allocated, InterestRules, LoanRules};
use revolving_fund::event::*;
use revolving_fund::*;
use serde_json::Value;

use crate::support::{
    Forger, Story, advance, amount, ask, carry_loan, close, day, disburse, file_of, gift, join, lending, minute, money,
    repay, repay_in_cash, reschedule, reverse, spend, text, waive, write_off,
};

/// One rule: a story, an event that breaks it, the nearest event that keeps it, and the field that is too large with the largest amount
/// that passes.
struct Case {
    code: &'static str,
    story: Story,
    refused: Event,
    allowed: Event,
    most: Option<(&'static str, u64)>,
}

fn case(code: &'static str, story: Story, refused: impl Into<Event>, allowed: impl Into<Event>) -> Case {
    Case { code, story, refused: refused.into(), allowed: allowed.into(), most: None }
}

impl Case {
    fn at_most(self, field: &'static str, dong: u64) -> Self {
        Self { most: Some((field, dong)), ..self }
    }
}

fn borrow(dong: u64) -> BorrowingReceived {
    BorrowingReceived { lender: "CN".parse().unwrap(), amount: amount(dong), into: Place::Bank }
}

fn repay_lender(dong: u64) -> BorrowingRepaid {
    BorrowingRepaid { lender: "CN".parse().unwrap(), amount: amount(dong), out_of: Place::Bank }
}

fn recover(dong: u64) -> RecoveryReceived {
    RecoveryReceived { loan: "L1".parse().unwrap(), amount: amount(dong), into: Place::Cash }
}

fn grant(dong: u64) -> SeedGrantReceived {
    SeedGrantReceived { from: text("Tỉnh"), amount: amount(dong), into: Place::Bank }
}

fn give_back(dong: u64) -> SeedGrantReturned {
    SeedGrantReturned { to: text("Tỉnh"), amount: amount(dong), out_of: Place::Bank, minute: minute() }
}

fn hand_over(dong: u64) -> CapitalHandedOver {
    CapitalHandedOver { to: text("CLB khác"), amount: amount(dong), out_of: Place::Bank, minute: minute() }
}

fn shortage(dong: u64, fund: ClubFund) -> ShortageFound {
    ShortageFound { place: Place::Bank, amount: amount(dong), bearer: Bearer::Fund { fund, minutes: minute() } }
}

fn keeper_short(member: &str, dong: u64) -> ShortageFound {
    let bearer = Bearer::Keeper { member: member.parse().unwrap(), minutes: None };
    ShortageFound { place: Place::Bank, amount: amount(dong), bearer }
}

fn make_good(dong: u64) -> ShortageRepaid {
    ShortageRepaid { member: "M1".parse().unwrap(), amount: amount(dong), into: Place::Cash }
}

fn release(dong: u64) -> ShortageReleased {
    let member = "M1".parse().unwrap();
    ShortageReleased { member, amount: amount(dong), borne_by: ClubFund::IncomeGrowth, minute: minute() }
}

fn account_for(dong: u64) -> AdvanceSpent {
    AdvanceSpent { member: "M1".parse().unwrap(), area: Area::HomeCare, amount: amount(dong), payee: None }
}

fn bring_back(dong: u64) -> AdvanceReturned {
    AdvanceReturned { member: "M1".parse().unwrap(), amount: amount(dong), into: Place::Bank }
}

fn restore(dong: u64) -> SeedGrantRestored {
    SeedGrantRestored { amount: amount(dong), minute: minute() }
}

/// Makes the funds carried in of earlier books, in đồng: the bank, the seed grant received, the balance of the seed grant and of the
/// operating fund.
fn carry(bank: u64, received: u64, seed_grant: u64, operating: u64) -> FundsCarriedIn {
    FundsCarriedIn {
        cash: Money::ZERO,
        bank: money(bank),
        seed_grant_received: money(received),
        seed_grant: money(seed_grant),
        income_growth: Money::ZERO,
        operating: money(operating),
        unallocated_interest: Money::ZERO,
        minute: minute(),
    }
}

/// Makes the carrying-in of a loan L8 of M1 written off in earlier books: the amount, and the part of the loss borne by the seed grant.
fn carry_written_off(dong: u64, from_seed_grant: u64) -> WrittenOffCarriedIn {
    WrittenOffCarriedIn {
        loan: "L8".parse().unwrap(),
        member: "M1".parse().unwrap(),
        amount: amount(dong),
        from_seed_grant: money(from_seed_grant),
        minute: minute(),
    }
}

fn document_voided() -> DocumentVoided {
    DocumentVoided { reason: text("rách phiếu") }
}

fn leave(member: &str) -> MemberLeft {
    MemberLeft { member: member.parse().unwrap(), reason: None }
}

fn died(member: &str) -> MemberLeft {
    MemberLeft { reason: Some(LeavingReason::Died), ..leave(member) }
}

fn dues(member: &str) -> DuesReceived {
    DuesReceived {
        members: MemberList::from(member.parse::<MemberId>().unwrap()),
        each: amount(5_000),
        into: Place::Cash,
        month: None,
        months: None,
    }
}

fn amend(charter: Charter) -> CharterAmended {
    CharterAmended { charter: Box::new(charter), minute: minute() }
}

fn at_meeting() -> Charter {
    let preset = Charter::bac_ninh();
    Charter { interest: InterestRules { allocated: Allocated::AtMeeting, ..preset.interest }, ..preset }
}

/// Returns the story a month after the disbursal of 1,2 million at 1 %: 12 000 of interest and 100 000 of principal are due.
fn a_month_later() -> Story {
    Story::lent().on("2024-04-13")
}

/// Returns a story in which 1 000 đồng of the operating fund were carried in and 600 of them are spent.
fn spent_of_what_was_carried_in() -> Story {
    let carried_in = Story::of(Charter::bac_ninh()).then(join("M1")).then(carry(1_000, 0, 0, 1_000));
    carried_in.then(spend(Area::HealthCare, 600))
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    use ClubFund::{IncomeGrowth, Operating};
    let lent = Story::lent;
    let granted = Story::granted;
    let two_members = || granted().then(join("M1")).then(join("M2"));
    let written_off = || lent().then(write_off("L1"));
    let empty = || Story::of(Charter::bac_ninh()).then(join("M1"));
    let advanced = || granted().then(join("M1")).then(gift(7_000, Operating)).then(advance("M1", 7_000));
    let short = || granted().then(join("M1")).then(keeper_short("M1", 5_000));
    let written_off_before = || empty().then(carry_written_off(5, 5));
    let closed = || granted().on("2024-03-31").then(close("2024-03-31"));
    vec![
        case("period-closed", closed().on("2024-04-30"), close("2024-03-30"), close("2024-03-31")),
        case("period-closed", granted().on("2024-04-30"), close("2024-05-01"), close("2024-04-30")),
        case("unknown-record", granted(), reverse("D-9"), reverse("D-1")),
        case("irreversible", two_members(), reverse("D-2"), reverse("D-1")),
        case("irreversible", granted().then(reverse("D-1")), reverse("D-2"), grant(100_000_000)),
        case("irreversible", granted().then(reverse("D-1")), reverse("D-1"), grant(100_000_000)),
        case("irreversible", a_month_later().then(repay_in_cash("L1", 0, 12_000)), reverse("D-4"), reverse("D-5")),
        case("irreversible", lent(), reverse("D-3"), reverse("D-4")),
        case("irreversible", written_off().then(recover(1)), reverse("D-5"), reverse("D-6")),
        case(
            "irreversible",
            a_month_later().then(repay_in_cash("L1", 0, 12_000)).then(write_off("L1")),
            reverse("D-5"),
            reverse("D-6"),
        ),
        case("irreversible", advanced().then(bring_back(1)), reverse("D-4"), reverse("D-5")),
        case("irreversible", short().then(make_good(1)), reverse("D-3"), reverse("D-4")),
        case("irreversible", granted().then(borrow(500)).then(repay_lender(1)), reverse("D-2"), reverse("D-3")),
        case(
            "irreversible",
            a_month_later().then(amend(at_meeting())).then(repay_in_cash("L1", 0, 12_000)).then(InterestAllocated {}),
            reverse("D-6"),
            reverse("D-7"),
        ),
        case("carry-in-open", empty().then(carry(100, 0, 0, 99)), gift(1, Operating), carry(0, 0, 0, 1)),
        case("carry-in-open", empty().then(carry(100, 0, 0, 99)), document_voided(), join("M2")),
        case("unknown-record", empty().then(carry(100, 0, 0, 99)), reverse("D-9"), reverse("D-2")),
        case("carry-in-invalid", empty(), carry(101, 100, 101, 0), carry(100, 100, 100, 0)),
        case(
            "carry-in-invalid",
            empty(),
            LoanCarriedIn { outstanding: money(1_200_001), ..carry_loan("L1", "M1") },
            LoanCarriedIn { outstanding: money(1_200_000), ..carry_loan("L1", "M1") },
        ),
        case(
            "carry-in-invalid",
            empty(),
            LoanCarriedIn { months: 0.try_into().unwrap(), ..carry_loan("L1", "M1") },
            // The longest term and the ceiling of the charter do not apply to it.
            LoanCarriedIn {
                months: 600.try_into().unwrap(),
                monthly_rate: "1".parse().unwrap(),
                ..carry_loan("L1", "M1")
            },
        ),
        case(
            "carry-in-invalid",
            empty(),
            LoanCarriedIn { disbursed: day("2024-04-14"), ..carry_loan("L1", "M1") },
            LoanCarriedIn { disbursed: day("2024-04-13"), ..carry_loan("L1", "M1") },
        ),
        case(
            "carry-in-invalid",
            empty(),
            LoanCarriedIn { owed_since: Some(day("2024-03-14")), ..carry_loan("L1", "M1") },
            LoanCarriedIn { owed_since: Some(day("2024-03-13")), ..carry_loan("L1", "M1") },
        ),
        case("carry-in-invalid", empty(), carry_written_off(5, 6), carry_written_off(5, 5)),
        case("not-a-member", empty(), carry_loan("L1", "M9"), carry_loan("L1", "M1")),
        case("not-a-member", advanced().then(bring_back(1)), advance("M9", 1), advance("M1", 1)),
        case("not-a-member", two_members(), keeper_short("M9", 1), keeper_short("M1", 1)),
        case(
            "not-a-member",
            lent(),
            LoanAssumed { loan: "L1".parse().unwrap(), member: "M9".parse().unwrap(), minute: minute() },
            gift(1, Operating),
        ),
        case(
            "not-a-member",
            two_members().then(ask("L1", "M1", 1)).then(died("M1")),
            disburse("L1"),
            ask("L2", "M2", 1),
        ),
        case("member-owes", lent(), leave("M1"), died("M1")),
        case("member-owes", advanced(), leave("M1"), bring_back(7_000)),
        case("member-owes", short(), leave("M1"), make_good(5_000)),
        case("loan-exists", written_off_before(), carry_loan("L8", "M1"), carry_loan("L1", "M1")),
        case("owes-written-off", written_off_before(), ask("L1", "M1", 1), join("M2")),
        case(
            "paid-on-invalid",
            a_month_later(),
            RepaymentReceived { paid_on: Some(day("2024-04-14")), ..repay_in_cash("L1", 0, 1) },
            RepaymentReceived { paid_on: Some(day("2024-04-13")), ..repay_in_cash("L1", 0, 1) },
        ),
        case(
            "paid-on-invalid",
            a_month_later(),
            RepaymentReceived { paid_on: Some(day("2024-03-12")), ..repay_in_cash("L1", 0, 1) },
            RepaymentReceived { paid_on: Some(day("2024-03-13")), ..repay_in_cash("L1", 0, 1) },
        ),
        case(
            "paid-on-invalid",
            two_members().then(ask("L1", "M1", 1)).on("2024-03-20"),
            LoanDisbursed { paid_on: Some(day("2024-03-12")), ..disburse("L1") },
            LoanDisbursed { paid_on: Some(day("2024-03-13")), ..disburse("L1") },
        ),
        case("grant-short", written_off().then(gift(1_201_000, IncomeGrowth)), hand_over(1), restore(1_200_000)),
        case(
            "over-restored",
            written_off().then(gift(2_000_000, IncomeGrowth)),
            restore(1_200_001),
            restore(1_200_000),
        )
        .at_most("amount", 1_200_000),
        case(
            "over-restored",
            written_off().then(gift(2_000_000, IncomeGrowth)).then(restore(1_200_000)),
            reverse("D-5"),
            reverse("D-7"),
        ),
        case("seed-grant-exceeded", empty(), carry(100_000_001, 100_000_001, 0, 0), carry(1, 100_000_000, 1, 0)),
        case("advance-exceeded", advanced(), account_for(7_001), account_for(7_000)).at_most("amount", 7_000),
        case("advance-exceeded", advanced(), bring_back(7_001), bring_back(7_000)).at_most("amount", 7_000),
        case("shortage-exceeded", short(), make_good(5_001), make_good(5_000)).at_most("amount", 5_000),
        case("shortage-exceeded", short(), release(5_001), release(5_000)).at_most("amount", 5_000),
        case("operating-exceeded", advanced(), spend(Area::HealthCare, 1), bring_back(1)),
        case("operating-exceeded", spent_of_what_was_carried_in(), reverse("D-2"), reverse("D-3")),
        case("operating-exceeded", advanced(), advance("M1", 1), account_for(1)),
        case(
            "operating-exceeded",
            advanced().then(bring_back(7_000)).then(spend(Area::HealthCare, 1)),
            reverse("D-5"),
            reverse("D-6"),
        ),
        case(
            "over-recovered",
            lent().then(LoanWrittenOff { forgiven: true, ..write_off("L1") }),
            recover(1),
            ask("L2", "M1", 1),
        ),
        case(
            "rate-over-ceiling",
            lent(),
            LoanRescheduled { monthly_rate: Some("0.01666667".parse().unwrap()), ..reschedule(6) },
            LoanRescheduled { monthly_rate: Some("0.01666666".parse().unwrap()), ..reschedule(6) },
        ),
        case("member-exists", two_members(), join("M1"), join("M3")),
        case("not-a-member", two_members(), dues("M3"), dues("M2")),
        case("not-a-member", two_members().then(leave("M1")), leave("M1"), leave("M2")),
        case("not-a-member", two_members(), ask("L1", "M3", 1), ask("L1", "M2", 1)),
        case("member-owes", lent().then(join("M2")), leave("M1"), leave("M2")),
        case("loan-exists", lent().then(join("M2")), ask("L1", "M2", 1), ask("L2", "M2", 1)),
        case("unknown-loan", lent(), repay_in_cash("L9", 1, 0), repay_in_cash("L1", 1, 0)),
        case("loan-not-open", lent(), disburse("L1"), write_off("L1")),
        case(
            "loan-not-open",
            lent().then(join("M2")).then(ask("L2", "M2", 1)),
            LoanCancelled { loan: "L1".parse().unwrap(), minute: minute() },
            LoanCancelled { loan: "L2".parse().unwrap(), minute: minute() },
        ),
        case("loan-not-open", written_off(), repay_in_cash("L1", 1, 0), recover(1)),
        case(
            "loan-not-open",
            a_month_later().then(repay_in_cash("L1", 1_200_000, 12_000)),
            waive("L1", 1),
            gift(1, Operating),
        ),
        case(
            "loan-not-open",
            a_month_later().then(repay_in_cash("L1", 1_200_000, 12_000)),
            reschedule(6),
            gift(1, Operating),
        ),
        case("loan-not-open", lent(), recover(1), write_off("L1")),
        case("loan-cap-exceeded", two_members(), ask("L1", "M1", 8_000_001), ask("L1", "M1", 8_000_000))
            .at_most("principal", 8_000_000),
        case(
            "loan-cap-exceeded",
            two_members()
                .then(amend(lending(|rules| LoanRules { open_loans_per_member: 2.try_into().unwrap(), ..rules })))
                .then(ask("L1", "M1", 5_000_000)),
            ask("L2", "M1", 4_000_000),
            ask("L2", "M1", 3_000_000),
        )
        .at_most("principal", 3_000_000),
        case("too-many-loans", lent().then(join("M2")), ask("L2", "M1", 1), ask("L2", "M2", 1)),
        case("owes-written-off", written_off().then(join("M2")), ask("L2", "M1", 1), ask("L2", "M2", 1)),
        case(
            "term-too-long",
            two_members(),
            LoanApproved { months: 13.try_into().unwrap(), ..ask("L1", "M1", 1) },
            ask("L1", "M1", 1),
        ),
        case(
            "term-too-long",
            two_members(),
            LoanApproved { months: 0.try_into().unwrap(), ..ask("L1", "M1", 1) },
            LoanApproved { months: 1.try_into().unwrap(), ..ask("L1", "M1", 1) },
        ),
        case("term-too-long", lent(), reschedule(13), reschedule(12)),
        case(
            "rate-over-ceiling",
            two_members(),
            LoanApproved { monthly_rate: "0.01666667".parse().unwrap(), ..ask("L1", "M1", 1) },
            LoanApproved { monthly_rate: "0.01666666".parse().unwrap(), ..ask("L1", "M1", 1) },
        ),
        case(
            "principal-over-outstanding",
            a_month_later(),
            repay_in_cash("L1", 1_200_001, 12_000),
            repay_in_cash("L1", 1_200_000, 12_000),
        )
        .at_most("principal", 1_200_000),
        // The largest amount that passes is also the smallest: with less, interest due would stay unpaid.
        case(
            "interest-over-accrued",
            a_month_later(),
            repay_in_cash("L1", 100_000, 12_001),
            repay_in_cash("L1", 100_000, 12_000),
        )
        .at_most("interest", 12_000),
        case("interest-over-accrued", a_month_later(), repay_in_cash("L1", 0, 12_001), repay_in_cash("L1", 0, 12_000))
            .at_most("interest", 12_000),
        case("interest-over-accrued", a_month_later(), waive("L1", 12_001), waive("L1", 12_000))
            .at_most("amount", 12_000),
        case(
            "interest-unpaid",
            a_month_later(),
            repay_in_cash("L1", 100_000, 11_999),
            repay_in_cash("L1", 100_000, 12_000),
        )
        .at_most("principal", 0),
        case("nothing-received", a_month_later(), repay_in_cash("L1", 0, 0), repay_in_cash("L1", 0, 1)),
        case(
            "nothing-to-allocate",
            a_month_later().then(amend(at_meeting())),
            InterestAllocated {},
            repay_in_cash("L1", 0, 12_000),
        ),
        case("over-recovered", written_off(), recover(1_200_001), recover(1_200_000)).at_most("amount", 1_200_000),
        case("capital-exhausted", granted().then(gift(1_000, IncomeGrowth)), hand_over(1_001), hand_over(1_000))
            .at_most("amount", 1_000),
        case(
            "capital-exhausted",
            granted().then(gift(1_000, IncomeGrowth)).then(borrow(1_000_000)),
            shortage(100_001_001, IncomeGrowth),
            shortage(100_001_000, IncomeGrowth),
        )
        .at_most("amount", 100_001_000),
        case(
            "capital-exhausted",
            granted().then(gift(1_000, IncomeGrowth)).then(hand_over(1_000)),
            reverse("D-2"),
            reverse("D-3"),
        ),
        case(
            "capital-exhausted",
            Story::of(Charter::bac_ninh())
                .then(borrow(5_000_000))
                .then(join("M1"))
                .then(ask("L1", "M1", 1_200_000))
                .then(disburse("L1")),
            write_off("L1"),
            gift(1_200_000, IncomeGrowth),
        ),
        case("seed-grant-exceeded", Story::of(Charter::bac_ninh()), grant(100_000_001), grant(100_000_000))
            .at_most("amount", 100_000_000),
        case("seed-grant-exceeded", granted().then(borrow(1)), give_back(100_000_001), give_back(100_000_000))
            .at_most("amount", 100_000_000),
        case("over-repaid", granted().then(borrow(500)), repay_lender(501), repay_lender(500)).at_most("amount", 500),
        case(
            "over-repaid",
            granted().then(borrow(500)),
            BorrowingForgiven { lender: "CN".parse().unwrap(), amount: amount(501), minute: minute() },
            BorrowingForgiven { lender: "CN".parse().unwrap(), amount: amount(500), minute: minute() },
        )
        .at_most("amount", 500),
        case("lendable-exceeded", lent(), give_back(98_800_001), give_back(98_800_000)).at_most("amount", 98_800_000),
        case(
            "lendable-exceeded",
            Story::of(Charter::bac_ninh())
                .then(gift(1_000_000, IncomeGrowth))
                .then(gift(1_000_000, Operating))
                .then(join("M1"))
                .then(join("M2"))
                .then(ask("L1", "M1", 1_000_001))
                .then(ask("L2", "M2", 1_000_000)),
            disburse("L1"),
            disburse("L2"),
        ),
        case(
            "operating-exceeded",
            granted().then(gift(7_000, Operating)),
            spend(Area::HealthCare, 7_001),
            spend(Area::HealthCare, 7_000),
        )
        .at_most("amount", 7_000),
        case(
            "operating-exceeded",
            granted().then(gift(7_000, Operating)),
            shortage(7_001, Operating),
            shortage(7_000, Operating),
        )
        .at_most("amount", 7_000),
        case(
            "operating-exceeded",
            granted().then(gift(7_000, Operating)).then(spend(Area::HealthCare, 7_000)),
            reverse("D-2"),
            reverse("D-3"),
        ),
        case(
            "overdraft",
            granted(),
            CashWithdrawn { amount: amount(100_000_001) },
            CashWithdrawn { amount: amount(100_000_000) },
        )
        .at_most("amount", 100_000_000),
        case(
            "overdraft",
            granted().then(CashWithdrawn { amount: amount(1) }),
            CashDeposited { amount: amount(2) },
            CashDeposited { amount: amount(1) },
        )
        .at_most("amount", 1),
    ]
}

/// Returns the refusal of each case.
pub(crate) fn refusals() -> impl Iterator<Item = Refusal> {
    cases().into_iter().map(|Case { mut story, refused, .. }| story.try_then(refused).unwrap_err())
}

/// Returns the event with another amount in a field.
fn with(event: &Event, field: &str, dong: u64) -> Event {
    let mut json = serde_json::to_value(event).unwrap();
    let facts = json.as_object_mut().unwrap().values_mut().next().unwrap();
    facts[field] = dong.into();
    serde_json::from_value(json).unwrap()
}

/// Forges the file of a story with one more record, which may break any rule, with the entry of its event.
fn forged(story: &Story, voucher: &Voucher) -> Forger {
    let mut without_entry = Forger::of(&story.books);
    without_entry.append(voucher, &Value::Array(Vec::new()));
    let audit = Audit::of(without_entry.file().as_slice()).unwrap();
    let entry = audit.findings().iter().find_map(|finding| match &finding.breach {
        Breach::EntryMismatch { expected: Some(expected), .. } => Some(serde_json::to_value(expected).unwrap()),
        _ => None,
    });
    let mut forger = Forger::of(&story.books);
    forger.append(voucher, &entry.unwrap_or_default().as_array().cloned().unwrap_or_default().into());
    forger
}

/// A carrying-in must keep the limits of the funds as a whole, by the clearing account. A forged entry without this account is reported as
/// a wrong entry, and not as a loss.
#[test]
fn a_carrying_in_without_the_clearing_account_loses_no_capital() {
    let story = Story::granted().then(join("M1"));
    let entry = serde_json::json!([["funds:income-growth", "expenses:loan-losses", 1_000]]);
    let mut forger = Forger::of(&story.books);
    forger.append(&story.voucher(carry_loan("L1", "M1")), &entry);
    assert_eq!(forger.findings(), [(3, "entry-mismatch".to_owned())]);
}

#[test]
fn an_event_that_breaks_a_rule_is_refused_with_its_code_and_changes_nothing() {
    for Case { code, mut story, refused, .. } in cases() {
        let before = story.books.clone();
        let refusal = story.try_then(refused.clone()).unwrap_err();
        assert_eq!(refusal.code(), code, "{refused:?}");
        assert_eq!(story.books, before, "{refused:?}");
        assert_eq!(story.books.check(story.voucher(refused)).unwrap_err(), refusal);
    }
}

/// A form shows a refusal beside the field to change; the voucher has this field.
#[test]
fn a_refusal_names_the_field_that_has_to_change() {
    let mut all = Vec::new();
    for Case { code, mut story, refused, .. } in cases() {
        let field = story.try_then(refused.clone()).unwrap_err().field();
        if let Some(field) = field {
            let is_there = matches!(field, "id" | "date" | "despite") || refused.field(field).is_some();
            assert!(is_there, "{code}: {refused:?} has no field {field}");
        }
        all.push(format!("{code}: {} {}", refused.kind(), field.unwrap_or("-")));
    }
    all.dedup();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_refused_reversal_of_a_carrying_in_names_the_amount_it_would_take_back() {
    let refusal = spent_of_what_was_carried_in().try_then(reverse("D-2")).unwrap_err();
    let expected = "1,000 đồng";
    assert!(refusal.to_string().contains(expected), "{refusal}");
}

#[test]
fn the_nearest_case_that_keeps_the_rule_passes() {
    for Case { code, mut story, allowed, .. } in cases() {
        story.try_then(allowed.clone()).unwrap_or_else(|refusal| panic!("{code}: {allowed:?}: {refusal}"));
    }
}

#[test]
fn the_largest_amount_that_passes_is_named() {
    for Case { code, story, refused, most, .. } in cases() {
        let refusal = story.clone().try_then(refused.clone()).unwrap_err();
        assert_eq!(refusal.largest(), most.map(|(_, dong)| money(dong)), "{code}: {refused:?}");
        let Some((field, dong)) = most else { continue };
        if dong > 0 {
            story.clone().try_then(with(&refused, field, dong)).unwrap();
        }
        let over = story.clone().try_then(with(&refused, field, dong + 1)).unwrap_err();
        assert_eq!(over.code(), code, "{refused:?}");
    }
}

#[test]
fn an_audit_finds_what_a_writer_refuses() {
    for Case { code, story, refused, .. } in cases() {
        let forger = forged(&story, &story.voucher(refused.clone()));
        let seq = u32::try_from(story.books.records().len() + 1).unwrap();
        assert_eq!(forger.findings(), [(seq, code.to_owned())], "{refused:?}");
    }
}

#[test]
fn every_rule_has_a_case() {
    let covered: BTreeSet<&str> = cases().iter().map(|case| case.code).collect();
    let elsewhere = [
        "sequence-gap",
        "chain-broken",
        "duplicate-id",
        "date-out-of-order",
        "despite-needless",
        "entry-mismatch",
        "date-in-future",
        "date-out-of-range",
        "amount-out-of-range",
        // The test would have to write ten million records.
        "books-full",
    ];
    for code in Code::ALL {
        assert!(covered.contains(code.as_str()) != elsewhere.contains(&code.as_str()), "{code}");
    }
}

#[test]
fn the_first_of_several_broken_rules_is_the_refusal() {
    let story = Story::lent().then(join("M2")).on("2024-03-31").then(close("2024-03-31"));
    let long = |loan, member, dong| LoanApproved {
        months: 13.try_into().unwrap(),
        monthly_rate: "0.05".parse().unwrap(),
        ..ask(loan, member, dong)
    };
    let spent = OperatingSpent { area: Area::Rights, amount: Amount::MAX, out_of: Place::Cash, payee: None };
    let handed_over =
        CapitalHandedOver { to: text("Hội"), amount: Amount::MAX, out_of: Place::Cash, minute: minute() };
    let paid_back = BorrowingRepaid { lender: "CN".parse().unwrap(), amount: Amount::MAX, out_of: Place::Cash };
    let cases: [(&str, &str, Event); 10] = [
        ("2024-03-30", "date-out-of-order", join("M2").into()),
        ("2024-03-31", "period-closed", join("M2").into()),
        ("2024-04-13", "not-a-member", long("L1", "M9", 9_000_000).into()),
        ("2024-04-13", "loan-exists", long("L1", "M1", 9_000_000).into()),
        ("2024-04-13", "loan-cap-exceeded", long("L2", "M1", 9_000_000).into()),
        ("2024-04-13", "too-many-loans", long("L2", "M1", 1_000).into()),
        ("2024-04-13", "term-too-long", long("L2", "M2", 1_000).into()),
        ("2024-04-13", "capital-exhausted", handed_over.into()),
        ("2024-04-13", "over-repaid", paid_back.into()),
        ("2024-04-13", "operating-exceeded", spent.into()),
    ];
    for (date, code, event) in cases {
        assert_eq!(story.clone().on(date).try_then(event).unwrap_err().code(), code);
    }
}

#[test]
fn a_document_number_is_used_once() {
    let mut story = Story::granted();
    let voucher = Voucher { id: "D-1".parse().unwrap(), ..story.voucher(gift(1, ClubFund::Operating)) };
    let refusal = story.books.record(voucher.clone()).unwrap_err();
    assert_eq!(refusal.code(), "duplicate-id");
    assert!(matches!(refusal.breach(), Breach::DuplicateId { field: Some("event"), .. }));
    assert_eq!(forged(&story, &voucher).findings(), [(2, "duplicate-id".to_owned())]);
}

#[test]
fn a_reversal_reverses_the_first_record_of_its_number() {
    let story = Story::granted();
    let mut forger = Forger::of(&story.books);
    let namesake = Voucher { id: "D-1".parse().unwrap(), ..story.voucher(gift(5, ClubFund::Operating)) };
    forger.append(
        &namesake,
        &serde_json::json!([["assets:bank", "income:donations", 5], ["income:donations", "funds:operating", 5]]),
    );
    let taken_back = reverse("D-1");
    let reversal = Voucher { id: "D-3".parse().unwrap(), ..story.voucher(taken_back) };
    forger.append(&reversal, &serde_json::json!([["funds:seed-grant", "assets:bank", 100_000_000]]));
    assert_eq!(forger.findings(), [(2, "duplicate-id".to_owned())]);
}

#[test]
fn an_audit_applies_a_repayment_of_a_loan_that_is_not_open() {
    let story = Story::granted().then(join("M1")).then(ask("L1", "M1", 1_200_000));
    let mut forger = Forger::of(&story.books);
    let repaid = Voucher { id: "D-4".parse().unwrap(), ..story.voucher(repay("L1", 0, 5)) };
    let interest = "income:loan-interest";
    forger.append(
        &repaid,
        &serde_json::json!([
            ["assets:bank", interest, 5],
            [interest, "funds:income-growth", 3],
            [interest, "funds:operating", 2],
        ]),
    );
    let taken_back = reverse("D-4");
    forger.append(
        &Voucher { id: "D-5".parse().unwrap(), ..story.voucher(taken_back) },
        &serde_json::json!([
            [interest, "assets:bank", 5],
            ["funds:income-growth", interest, 3],
            ["funds:operating", interest, 2],
        ]),
    );
    assert_eq!(forger.findings(), [(4, "loan-not-open".to_owned())]);
}

#[test]
fn each_field_in_which_a_voucher_differs_is_named() {
    let mut story = Story::granted();
    let booked = story.books.records().next().unwrap().voucher();
    let others = [
        ("date", Voucher { date: day("2024-03-14"), ..booked.clone() }),
        ("event", Voucher { event: grant(1).into(), ..booked.clone() }),
        ("note", booked.clone().with_note(text("khác"))),
    ];
    for (field, other) in others {
        let refusal = story.books.record(other).unwrap_err();
        assert!(
            matches!(refusal.breach(), Breach::DuplicateId { field: Some(named), .. } if *named == field),
            "{field}"
        );
    }
    let head = story.books.head();
    let plan = story.books.plan(booked).unwrap();
    assert!(plan.is_booked() && plan.line().is_empty() && plan.changes().is_empty());
    assert_eq!(plan.commit().seq.get(), 1);
    assert_eq!(story.books.head(), head);
}

#[test]
fn a_closed_period_stays_closed() {
    let mut story = Story::granted().on("2024-03-31").then(close("2024-03-31"));
    let voucher = story.voucher(gift(1, ClubFund::Operating));
    assert_eq!(story.books.record(voucher.clone()).unwrap_err().code(), "period-closed");
    assert_eq!(forged(&story, &voucher).findings(), [(3, "period-closed".to_owned())]);
    story.on("2024-04-01").then(gift(1, ClubFund::Operating));
}

#[test]
fn dates_never_go_back() {
    let mut story = Story::granted().on("2024-03-20").then(gift(1, ClubFund::Operating)).on("2024-03-19");
    assert_eq!(story.try_then(gift(1, ClubFund::Operating)).unwrap_err().code(), "date-out-of-order");
    let backdated = forged(&story, &story.voucher(gift(1, ClubFund::Operating)));
    assert_eq!(backdated.findings(), [(3, "date-out-of-order".to_owned())]);
    story.on("2024-03-20").then(gift(1, ClubFund::Operating));
    let mut early = Story::of(Charter::bac_ninh()).on("2024-03-12");
    assert_eq!(early.try_then(join("M1")).unwrap_err().code(), "date-out-of-order");
}

#[test]
fn a_missing_line_and_a_changed_line_are_found() {
    let whole = Forger::of(&Story::lent().books);
    assert_eq!(whole.findings(), []);
    let mut changed = whole.clone();
    changed.change(1, |record| record["note"] = "sửa".into());
    assert_eq!(changed.findings(), [(2, "chain-broken".to_owned())]);
    let mut renumbered = whole.clone();
    renumbered.change(4, |record| record["seq"] = 5.into());
    assert_eq!(renumbered.findings(), [(5, "sequence-gap".to_owned())]);
    let mut renamed = whole;
    renamed.change(0, |header| header["name"] = "CLB khác".into());
    assert_eq!(renamed.findings(), [(1, "chain-broken".to_owned())]);
}

#[test]
fn a_count_that_differs_is_recorded_and_warned_of() {
    for (counted, differs) in [(100_000_000, false), (99_999_999, true), (0, true)] {
        let story = Story::granted().then(MoneyCounted { place: Place::Bank, amount: money(counted), by: None });
        let audit = Audit::of(Forger::of(&story.books).file().as_slice()).unwrap();
        assert!(audit.is_clean());
        let warned = audit.warnings().iter().filter(|warning| warning.code == WarningCode::CountDiffers);
        assert_eq!(warned.map(|warning| warning.seq.map(Seq::get)).eq([Some(2)]), differs);
        // A count is a fact: books with a differing count can be opened and continued.
        let file = file_of(&story.books);
        assert_eq!(Books::open(file.as_slice()).unwrap(), story.books);
    }
}

/// A count is explained by records of its day, not by a shortage that is booked later.
#[test]
fn a_count_that_differs_is_explained_by_a_count_of_the_same_day() {
    let counted = MoneyCounted { place: Place::Bank, amount: money(99_999_000), by: None };
    let bearer = Bearer::Keeper { member: "M1".parse().unwrap(), minutes: None };
    let missing = ShortageFound { place: Place::Bank, amount: amount(1_000), bearer };
    for (day, warnings) in [("2024-03-14", 0), ("2024-03-15", 1)] {
        let story = Story::granted().then(join("M1")).on("2024-03-14").then(counted.clone());
        let (_, warned) = story.on(day).then(missing.clone()).then(counted.clone()).audited();
        assert_eq!(warned.iter().filter(|code| **code == "count-differs").count(), warnings, "{day}");
    }
}

/// A forged reversal may leave several balances below zero: the lender's is named, on every run.
#[test]
fn a_reversal_that_leaves_lender_and_advance_below_zero_names_the_lender() {
    let story = Story::granted();
    let entry = serde_json::json!([["liabilities:borrowings:CN", "assets:advances:M1", 1]]);
    let mut forger = Forger::of(&story.books);
    forger.append(&story.voucher(reverse("D-1")), &entry);
    let audit = Audit::of(forger.file().as_slice()).unwrap();
    let irreversible = audit.findings().iter().find(|finding| finding.code.as_str() == "irreversible").unwrap();
    assert!(irreversible.to_string().contains("its lender would be owed less than zero"), "{irreversible}");
}

#[test]
fn an_entry_that_differs_from_that_of_its_event_is_found() {
    let story = Story::granted();
    let voucher = story.voucher(CashWithdrawn { amount: amount(5_000) });
    let entries = [
        ("right", serde_json::json!([["assets:cash", "assets:bank", 5_000]]), false),
        ("none", serde_json::json!([]), true),
        ("less", serde_json::json!([["assets:cash", "assets:bank", 4_999]]), true),
        ("exchanged", serde_json::json!([["assets:bank", "assets:cash", 5_000]]), true),
        (
            "in two parts",
            serde_json::json!([["assets:cash", "assets:bank", 1], ["assets:cash", "assets:bank", 4_999]]),
            true,
        ),
        ("to itself", serde_json::json!([["assets:cash", "assets:cash", 5_000]]), true),
    ];
    for (name, entry, is_found) in entries {
        let mut forger = Forger::of(&story.books);
        forger.append(&voucher, &entry);
        let found = forger.findings().iter().any(|(_, code)| code == "entry-mismatch");
        assert_eq!(found, is_found, "{name}");
    }
}

#[test]
fn an_approval_with_a_posting_is_not_reversible() {
    let story = Story::granted().then(join("M1"));
    let mut forger = Forger::of(&story.books);
    forger.append(&story.voucher(ask("L1", "M1", 1_200_000)), &serde_json::json!([["assets:cash", "assets:bank", 5]]));
    let reversal = Voucher { id: "D-4".parse().unwrap(), ..story.voucher(reverse("D-3")) };
    forger.append(&reversal, &serde_json::json!([["assets:bank", "assets:cash", 5]]));
    // Reversible records of a loan are reversed in the opposite order of booking; an approval with a posting is none of them.
    assert_eq!(forger.findings(), [(3, "entry-mismatch".to_owned()), (4, "irreversible".to_owned())]);
}

/// The ledger follows entries and the registers follow events: a loan depends only on its own records.
#[test]
fn a_posting_to_a_loan_by_another_event_changes_its_account_and_not_the_loan() {
    let story = Story::lent();
    let mut forger = Forger::of(&story.books);
    let withdrawal = story.clone().on("2024-04-20").voucher(CashWithdrawn { amount: amount(1_200_000) });
    forger.append(&withdrawal, &serde_json::json!([["assets:cash", "assets:loans:L1", 1_200_000]]));
    let audit = Audit::of(forger.file().as_slice()).unwrap();
    let books = audit.books().unwrap();
    let loan = books.loan(&"L1".parse().unwrap()).unwrap().on(day("2024-06-20")).unwrap();
    assert_eq!(books.ledger().outstanding(loan.id()), Balance::ZERO);
    assert_eq!(loan.outstanding(), Balance::new(1_200_000));
    assert_eq!(loan.owed().accrued, Balance::new(48_000));
    assert_eq!(books.register().member(&"M1".parse().unwrap()).unwrap().exposure(), Balance::new(1_200_000));
}

/// Lists events that the registers cannot apply, whatever their entry is.
fn untaken() -> Vec<(&'static str, Story, Event)> {
    let loan = || "L1".parse().unwrap();
    let cancel = || LoanCancelled { loan: loan(), minute: minute() };
    let left = Story::granted().then(join("M1")).then(leave("M1")).then(join("M2"));
    let nobody = Story::granted;
    let settled = || a_month_later().then(repay_in_cash("L1", 1_200_000, 12_000));
    let mut taken_back = Story::granted();
    taken_back = taken_back.then(reverse("D-1"));
    vec![
        ("member-exists", Story::lent(), join("M1").into()),
        ("not-a-member", left, leave("M1").into()),
        ("loan-exists", Story::lent(), ask("L1", "M1", 1_000).into()),
        ("unknown-loan", nobody(), disburse("L1").into()),
        ("unknown-loan", nobody(), cancel().into()),
        ("unknown-loan", nobody(), repay_in_cash("L1", 1, 1).into()),
        ("unknown-loan", nobody(), waive("L1", 1).into()),
        ("unknown-loan", nobody(), reschedule(6).into()),
        ("unknown-loan", nobody(), write_off("L1").into()),
        ("unknown-loan", nobody(), recover(1).into()),
        ("loan-not-open", Story::lent(), disburse("L1").into()),
        ("loan-not-open", Story::lent(), cancel().into()),
        ("loan-not-open", settled(), reschedule(6).into()),
        ("loan-not-open", settled(), write_off("L1").into()),
        ("loan-not-open", Story::lent(), recover(1).into()),
        ("unknown-record", nobody(), reverse("D-9").into()),
        ("irreversible", taken_back.clone(), reverse("D-1").into()),
        ("irreversible", taken_back, reverse("D-2").into()),
        ("irreversible", a_month_later().then(repay_in_cash("L1", 0, 12_000)), reverse("D-4").into()),
        ("irreversible", Story::lent(), reverse("D-3").into()),
    ]
}

#[test]
fn an_event_that_cannot_be_applied_changes_no_register_and_is_irreversible() {
    for (code, story, event) in untaken() {
        let known = story.books.register();
        let seq = u32::try_from(story.books.records().len()).unwrap() + 1;
        let voucher = story.voucher(event);
        let name = format!("{code}: {:?}", voucher.event);
        let mut forger = Forger::of(&story.books);
        forger.append(&voucher, &serde_json::json!([["assets:cash", "assets:bank", 5]]));
        let audit = Audit::of(forger.file().as_slice()).unwrap();
        assert_eq!(audit.books().unwrap().register(), known, "{name}");

        let reversal = Reversed { record: voucher.id, reason: text("ghi nhầm") };
        let reversal = Voucher { id: "D-0".parse().unwrap(), ..story.voucher(reversal) };
        forger.append(&reversal, &serde_json::json!([["assets:bank", "assets:cash", 5]]));
        let findings = forger.findings();
        let codes = |seq| findings.iter().filter(move |(of, _)| *of == seq).map(|(_, code)| code.as_str());
        assert!(codes(seq).any(|found| found == code), "{name}: {findings:?}");
        assert!(codes(seq + 1).eq(["irreversible"]), "{name}: {findings:?}");
    }
}

#[test]
fn a_date_in_the_future_or_out_of_range_is_refused() {
    let mut story = Story::granted();
    let tomorrow = Voucher { date: day("2024-03-14"), ..story.voucher(join("M1")) };
    let today = Checks::new().today(day("2024-03-13"));
    assert_eq!(story.books.plan_with(tomorrow.clone(), &today).unwrap_err().code(), "date-in-future");
    assert!(story.books.plan_with(tomorrow, &Checks::new().today(day("2024-03-14"))).is_ok());

    let late = Voucher { date: chrono::NaiveDate::from_ymd_opt(3000, 1, 1).unwrap(), ..story.voucher(join("M1")) };
    assert_eq!(story.books.plan_with(late.clone(), &today).unwrap_err().code(), "date-out-of-range");
    assert_eq!(story.books.record(late).unwrap_err().code(), "date-out-of-range");
    let through = chrono::NaiveDate::MIN;
    assert_eq!(story.try_then(PeriodClosed { through }).unwrap_err().code(), "date-out-of-range");
}

#[test]
fn an_entry_over_the_maximum_is_refused() {
    let most = Amount::MAX.dong();
    let generous = Charter {
        interest: InterestRules { to_income_growth: "1".parse().unwrap(), allocated: Allocated::AtMeeting },
        ..lending(|rules| LoanRules {
            cap_per_member: Amount::MAX,
            rate_ceiling: "1".parse().unwrap(),
            rounding: Rounding::One,
            ..rules
        })
    };
    let mut story = Story::of(generous).then(gift(most, ClubFund::IncomeGrowth)).then(join("M1"));
    for (loan, from, to) in [("L1", "2024-03-13", "2024-04-13"), ("L2", "2024-04-13", "2024-05-13")] {
        let asked = LoanApproved { monthly_rate: "1".parse().unwrap(), ..ask(loan, "M1", most) };
        story = story.on(from).then(asked).then(disburse(loan)).on(to);
        story = story.then(repay(loan, most, most));
    }
    let yesterday = Checks::new().today(day("2024-05-12"));
    let in_future = story.books.plan_with(story.voucher(InterestAllocated {}), &yesterday).unwrap_err();
    assert_eq!(in_future.code(), "date-in-future");
    let refusal = story.try_then(InterestAllocated {}).unwrap_err();
    assert_eq!(refusal.code(), "amount-out-of-range");
    assert_eq!(story.books.ledger().unallocated_interest(), Balance::new(2 * i128::from(most)));
}
