//! Faults that ledgers elsewhere had, each as a story of a club, with the statement that it must come to.
//!
//! Which test stands against which fault:
//!
//! | fault | what stands against it |
//! |---|---|
//! | a sum that is nearly right passes (25.00 for 25.01) | [`a_dong_is_a_difference`]; `rules::a_count_that_differs_is_recorded_and_found` |
//! | interest rounded up at every accrual | [`a_year_of_interest_is_twelve_months_each_rounded_half_up`]; `values::interest_is_rounded_half_up_to_the_unit` |
//! | a share-out that pays more than the pool | `values::a_share_is_rounded_up`; the sample `odd-dong`; the law `allocation_within_a_dong` |
//! | instalments that close a loan early, or leave a rest | [`a_loan_of_31_january_is_repaid_to_the_last_dong`]; the law `schedules_foot` |
//! | the end of a month drifts | [`a_loan_of_31_january_is_repaid_to_the_last_dong`]; `values::month_ends_are_clamped_and_counted_from_the_first_day` |
//! | dates that panic at their bounds | `values::dates_are_civil_days_of_eleven_centuries`; `rules::a_writer_is_told_what_a_file_cannot_know` |
//! | negative zero | `values::balances_are_printed_with_their_sign_and_never_minus_zero`; `-0` in `unreadable` |
//! | totals that overflow or wrap | [`more_than_64_bits_add_up_to_the_dong`]; `rules::an_entry_over_the_maximum_is_refused`; `values::no_sum_of_balances_overflows` |
//! | a float on the way | [`a_number_with_too_many_digits_is_an_error_and_not_another_number`]; `unreadable`; `money_times_a_float` of `tests/compile-fail` |
//! | features of serde that others switch on | all of `it` runs with `arbitrary_precision` and `preserve_order` too, in `.ci/run` |
//! | the same booked twice | [`a_receipt_handed_in_again_after_a_restart_is_booked_once`]; `rules::each_field_in_which_a_voucher_differs_is_named`; the law `the_same_voucher_books_once` |
//! | duplicate keys, where the last wins | `unreadable`: a doubled field of the header, the charter, a record and an event |
//! | an array read for an object | `unreadable`: `[7]` in the stead of each object |
//! | values read past their checks | `unreadable::a_value_out_of_bounds_is_named_with_its_field_and_why`; `entry_read_by_itself` and others of `tests/compile-fail` |
//! | a transfer that misses a fund | [`money_moved_between_funds_leaves_one_and_reaches_the_other`]; the law `fund_identity` |
//! | a reversal that slips into a closed month, or is refused for its record's date | [`a_record_of_a_closed_month_is_taken_back_in_the_open_one`] |
//! | a void that goes another way than the rest | [`a_reversal_obeys_the_rules_of_money`]; `scope`, where records are taken back between all others |
//! | a receipt dated back | [`a_receipt_found_late_is_booked_on_the_day_it_is_found`]; `rules::dates_never_go_back` |
//! | a changed line, a cut tail, a rewritten history | `tamper`, and what cannot be noticed without the head |
//! | a last line that lost its end | `torn`; `unreadable::a_file_cut_short_is_told_from_a_damaged_one` |
//! | a panic on what somebody typed or sent | `unreadable`, `values::whatever_is_typed_no_value_panics`, the bodies of the fuzz targets |
//! | time or memory out of proportion | deep nesting in `unreadable`; the benchmarks |

use insta::assert_snapshot;
use revolving_fund::event::{
    Bearer, LoanApproved, OperatingCapitalised, OperatingSpent, PeriodClosed, RepaymentReceived, Reversed,
    SeedGrantReturned, ShortageFound,
};
use revolving_fund::{
    Amortization, Area, Audit, Books, ClubFund, Funds, IncomeStatement, LoanStatus, Month, Period, Place, TrialBalance,
};

use crate::support::{Forger, Story, amount, ask, day, disburse, gift, join, minute, money, text};

fn repay(principal: u64, interest: u64) -> RepaymentReceived {
    RepaymentReceived {
        loan: "L1".parse().unwrap(),
        principal: money(principal),
        interest: money(interest),
        into: Place::Bank,
        paid_on: None,
    }
}

fn take_back(document: &str) -> Reversed {
    Reversed { record: document.parse().unwrap(), reason: text("Ghi nhầm") }
}

fn close(through: &str) -> PeriodClosed {
    PeriodClosed { through: day(through) }
}

fn income_of(story: &Story, month: &str) -> String {
    IncomeStatement::of(&story.books, Period::from(month.parse::<Month>().unwrap())).to_string()
}

/// A trial balance says 25.00 and the bank 25.01, and both pass: there is no tolerance here, in an entry or in a count.
#[test]
fn a_dong_is_a_difference() {
    let story = Story::granted();
    let voucher = story.voucher(gift(2_500, ClubFund::Operating));
    for (entered, findings) in [(2_500, vec![]), (2_501, vec![(2, "entry-mismatch".to_owned())])] {
        let mut forger = Forger::of(&story.books);
        forger.append(
            &voucher,
            &serde_json::json!([
                ["assets:bank", "income:donations", entered],
                ["income:donations", "funds:operating", entered],
            ]),
        );
        assert_eq!(forger.findings(), findings);
    }
}

/// 14.60 were charged in a year on 100.00 at 12 %, rounded up at every accrual. Here 12 months of 1 490 are 12 000, to be
/// paid in notes of a thousand, and 12 months of 1 500 are 24 000: each is rounded half up, once.
#[test]
fn a_year_of_interest_is_twelve_months_each_rounded_half_up() {
    for (principal, year) in [(149_000, 12_000), (149_999, 12_000), (150_000, 24_000), (1_200_000, 144_000)] {
        let terms = LoanApproved { repayment: Amortization::AtMaturity, ..ask("L1", "M1", principal) };
        let mut story = Story::granted().then(join("M1")).then(terms).then(disburse("L1"));
        for month in 4..=12 {
            let meeting = format!("2024-{month:02}-13");
            let owed = story.books.loan(&"L1".parse().unwrap()).unwrap().on(day(&meeting)).unwrap().owed().interest_due;
            story = story.on(&meeting).then(repay(0, owed.dong().try_into().unwrap()));
        }
        let loan = story.books.loan(&"L1".parse().unwrap()).unwrap().on(day("2025-03-13")).unwrap();
        let paid = loan.loan().course().interest_paid();
        assert_eq!((paid + loan.owed().accrued).dong(), year, "{principal} đồng");
        assert_eq!(loan.owed().interest_due.dong() * 4, year, "{principal} đồng, of which three months");
    }
}

/// Seven instalments of a million do not divide, and the months after January have no 31st. Each due day is counted from the
/// first, the last instalment takes the rest, and on that day nothing is left: not a đồng more, not a month early.
#[test]
fn a_loan_of_31_january_is_repaid_to_the_last_dong() {
    let terms = LoanApproved { months: 7.try_into().unwrap(), ..ask("L1", "M1", 1_000_000) };
    let mut story = Story::granted().on("2025-01-31").then(join("M1")).then(terms).then(disburse("L1"));
    let id = "L1".parse().unwrap();
    let schedule = *story.books.loan(&id).unwrap().loan().course().schedule().unwrap();
    let mut told = Vec::new();
    for month in 1..=7 {
        let due_date = schedule.due_date(month);
        let owed = story.books.loan(&id).unwrap().on(due_date).unwrap().owed();
        let eve = story.books.loan(&id).unwrap().on(due_date.pred_opt().unwrap()).unwrap().owed();
        assert_eq!((eve.principal_due.dong(), eve.interest_due.dong()), (0, 0), "nothing is due before {due_date}");
        let [principal, interest] = [owed.principal_due, owed.interest_due].map(|due| due.dong().try_into().unwrap());
        story = story.on(&due_date.to_string()).then(repay(principal, interest));
        let view = story.books.loan(&id).unwrap();
        let (left, status) = (view.outstanding().dong(), view.status());
        told.push(format!("{due_date}  {principal:>7}  {interest:>6}  {left:>7}  {status:?}"));
    }
    assert_snapshot!(told.join("\n"), @r"
    2025-02-28   142000   10000   858000  Disbursed
    2025-03-31   142000    9000   716000  Disbursed
    2025-04-30   142000    7000   574000  Disbursed
    2025-05-31   142000    6000   432000  Disbursed
    2025-06-30   142000    4000   290000  Disbursed
    2025-07-31   142000    3000   148000  Disbursed
    2025-08-31   148000    1000        0  Settled
    ");
    assert_eq!(story.books.loan(&id).unwrap().on(day("2030-01-01")).unwrap().status(), LoanStatus::Settled);
}

/// A fund transfer credited the bank and missed a fund. Here the funds are where the money is, before and after.
#[test]
fn money_moved_between_funds_leaves_one_and_reaches_the_other() {
    let story = Story::granted()
        .then(gift(50_001, ClubFund::Operating))
        .then(gift(7, ClubFund::IncomeGrowth))
        .then(OperatingCapitalised { amount: amount(20_000), minute: minute() })
        .then(OperatingSpent { area: Area::HealthCare, amount: amount(30_000), out_of: Place::Bank, payee: None })
        .then(ShortageFound {
            place: Place::Bank,
            amount: amount(20_008),
            bearer: Bearer::Fund { fund: ClubFund::IncomeGrowth, minutes: minute() },
        });
    assert_snapshot!(Funds::of(&story.books), @r"
    Seed grant (vốn ban đầu)                                          99.999.999 đồng
    Income-growth fund (Quỹ tăng thu nhập)                                     0 đồng
    Operating fund (Quỹ CLB)                                                   1 đồng
    Owed to lenders (vay ngoài)                                                0 đồng
    Interest not yet allocated (lãi chờ phân bổ)                               0 đồng
    Lendable capital (vốn còn cho vay được)                           99.999.999 đồng
    ");
    assert_snapshot!(TrialBalance::of(&story.books), @r"
    Account (tài khoản)                              debit (nợ)            credit (có)
    assets:bank                                100.050.008 đồng            50.008 đồng
    expenses:health-care                            30.000 đồng            30.000 đồng
    expenses:shortages                              20.008 đồng            20.008 đồng
    funds:income-growth                             20.007 đồng            20.007 đồng
    funds:operating                                 50.000 đồng            50.001 đồng
    funds:seed-grant                                     1 đồng       100.000.000 đồng
    income:donations                                50.008 đồng            50.008 đồng
    Total (cộng)                               100.220.032 đồng       100.220.032 đồng
    ");
}

/// A lock was checked against the date of the document that was taken back, and not of the one that takes it back. March is
/// closed: nothing is booked into it, its statement stays as it was signed, and what was wrong in it is taken back in April.
#[test]
fn a_record_of_a_closed_month_is_taken_back_in_the_open_one() {
    let spent = OperatingSpent { area: Area::HomeCare, amount: amount(30_000), out_of: Place::Bank, payee: None };
    let mut story =
        Story::granted().then(gift(50_000, ClubFund::Operating)).on("2024-03-31").then(spent).then(close("2024-03-31"));
    let signed = income_of(&story, "2024-03");
    assert_eq!(story.tell(take_back("D-3")).unwrap_err().code(), "period-closed");
    assert_eq!(income_of(&story, "2024-03"), signed);

    let story = story.on("2024-04-01").then(take_back("D-3"));
    assert_eq!(income_of(&story, "2024-03"), signed);
    assert_snapshot!(signed, @r"
    income:donations                                                      50.000 đồng
    Income (tổng thu)                                                     50.000 đồng
    expenses:home-care                                                    30.000 đồng
    Expenses (tổng chi)                                                   30.000 đồng
    Surplus (chênh lệch)                                                  20.000 đồng
    ");
    assert_snapshot!(income_of(&story, "2024-04"), @r"
    Income (tổng thu)                                                          0 đồng
    expenses:home-care                                                   -30.000 đồng
    Expenses (tổng chi)                                                  -30.000 đồng
    Surplus (chênh lệch)                                                  30.000 đồng
    ");
}

/// A void went through a second write path, past the rules. Here money that was lent or spent since is not taken back.
#[test]
fn a_reversal_obeys_the_rules_of_money() {
    let lent = Story::granted()
        .then(join("M1"))
        .then(ask("L1", "M1", 8_000_000))
        .then(disburse("L1"))
        .then(gift(50_000, ClubFund::Operating))
        .then(OperatingSpent { area: Area::Rights, amount: amount(1), out_of: Place::Bank, payee: None })
        .then(SeedGrantReturned {
            to: text("Ngân sách tỉnh"),
            amount: amount(50_000_000),
            out_of: Place::Bank,
            minute: minute(),
        });
    for (document, code) in [("D-1", "capital-exhausted"), ("D-5", "operating-exceeded"), ("D-2", "irreversible")] {
        let mut story = lent.clone();
        assert_eq!(story.tell(take_back(document)).unwrap_err().code(), code, "{document}");
        assert_eq!(story.books, lent.books);
    }
    let undone = lent.then(take_back("D-7")).then(take_back("D-6"));
    let mut file = Vec::new();
    undone.books.write(&mut file).unwrap();
    assert!(Audit::of(file.as_slice()).unwrap().is_clean());
    assert_eq!(undone.books.records().next_back().unwrap().seq.get(), 9);
}

/// A receipt of 13 April turns up on 20 May. It is booked on the day it is found: the interest of the month between was
/// charged on what was outstanding in the books, and what was printed for April stays true.
#[test]
fn a_receipt_found_late_is_booked_on_the_day_it_is_found() {
    let mut story = Story::lent().on("2024-05-13").then(repay(0, 24_000)).on("2024-04-13");
    let april = story.books.as_of(day("2024-04-30"));
    assert_eq!(story.tell(repay(200_000, 0)).unwrap_err().code(), "date-out-of-order");

    let story = story.on("2024-05-20").then(repay(200_000, 0));
    assert_eq!(story.books.as_of(day("2024-04-30")), april);
    let owed = story.books.loan(&"L1".parse().unwrap()).unwrap().on(day("2024-06-14")).unwrap().owed();
    assert_eq!((owed.outstanding.dong(), owed.accrued.dong(), owed.principal_due.dong()), (1_000_000, 22_000, 100_000));
}

/// A payment was posted twice when the app asked again. Here it is asked again after the file was read anew, and answered.
#[test]
fn a_receipt_handed_in_again_after_a_restart_is_booked_once() {
    let mut story = Story::lent().on("2024-04-13");
    let receipt = story.voucher(repay(100_000, 12_000)).with_note(text("phiếu thu viết tay"));
    story.books.record(receipt.clone()).unwrap();
    let mut file = Vec::new();
    story.books.write(&mut file).unwrap();

    let mut reopened = Books::open(file.as_slice()).unwrap();
    let plan = reopened.plan(receipt.clone()).unwrap();
    assert!(plan.is_booked() && plan.line().is_empty() && plan.changes().is_empty());
    assert_eq!(plan.commit().voucher(), receipt);
    assert_eq!(reopened, story.books);
    assert_eq!(reopened.loan(&"L1".parse().unwrap()).unwrap().outstanding().dong(), 1_100_000);
}

/// Totals wrapped at 64 bits. Here as many gifts of the greatest amount as are more than that add up, and read back.
#[test]
fn more_than_64_bits_add_up_to_the_dong() {
    let mut story = Story::granted();
    for _ in 0..18_448 {
        story.tell(gift(999_999_999_999_999, ClubFund::IncomeGrowth)).unwrap();
    }
    let mut file = Vec::new();
    story.books.write(&mut file).unwrap();
    let audit = Audit::of(file.as_slice()).unwrap();
    assert!(audit.is_clean());
    assert_snapshot!(TrialBalance::of(audit.books().unwrap()), @r"
    Account (tài khoản)                              debit (nợ)            credit (có)
    assets:bank                          18.448.000.000.099.981.552 đồng                 0 đồng
    funds:income-growth                                  0 đồng 18.447.999.999.999.981.552 đồng
    funds:seed-grant                                     0 đồng       100.000.000 đồng
    income:donations                     18.447.999.999.999.981.552 đồng 18.447.999.999.999.981.552 đồng
    Total (cộng)                         36.896.000.000.099.963.104 đồng 36.896.000.000.099.963.104 đồng
    ");
}

/// A JSON number lost a digit on its way through a float. Here a number that is no whole number of đồng is an error.
#[test]
fn a_number_with_too_many_digits_is_an_error_and_not_another_number() {
    let mut file = Vec::new();
    Story::granted().books.write(&mut file).unwrap();
    let file = String::from_utf8(file).unwrap();
    for number in ["12345678901234567.89", "100000000.00000000001", "1E8", "99999999999999999999999999", "1e-400"] {
        let touched = file.replace("\"amount\":100000000", &format!("\"amount\":{number}"));
        assert_ne!(touched, file);
        let audit = Audit::of(touched.as_bytes()).unwrap();
        let error = audit.error().unwrap_or_else(|| panic!("{number} is read")).to_string();
        assert!(error.starts_with("line 2: in event.seed_grant_received.amount: "), "{number}: {error}");
        assert_eq!(audit.books().unwrap().records().len(), 0);
    }
}
