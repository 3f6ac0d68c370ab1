//! The laws of a fund's books, each as a function that checks books without findings.
//!
//! A law is a statement of accounting that holds for every history. A check computes its figures again from the records, without the
//! running totals that it checks. Checks that replay the history take time proportional to the square of its length.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use chrono::{Days, Months as CalendarMonths, NaiveDate};

use super::fitting::{minute, next_number, text};
use super::picture::{owed, picture};
use crate::account::{Account, AccountClass, ClubFund, Fund, Place};
use crate::audit::Audit;
use crate::books::{AppRule, Books, Checks, LoanView, WriteError};
use crate::calendar::is_bookable;
use crate::code::Code;
use crate::count::Seq;
use crate::event::{Event, EventKind, InterestWaived, Reversed};
use crate::ledger::DebitsCredits;
use crate::loan::{Loan, LoanStatus};
use crate::money::{Amount, Balance};
use crate::name::{DocumentNumber, LoanId, MemberId};
use crate::register::{Derived, Register};
use crate::rules::{Breach, Refusal};
use crate::voucher::{Despite, Header, Record, Voucher};

/// A law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{law}: {what}")]
pub struct Broken {
    /// The name of the law.
    pub law: &'static str,
    /// The figure that was found, and the one that was expected.
    pub what: String,
}

/// A law with its name.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// Its name, that of its function.
    pub name: &'static str,
    holds: fn(&Books) -> Result<(), String>,
}

impl Law {
    /// Checks whether the law holds for these books.
    ///
    /// # Errors
    ///
    /// If it does not hold.
    pub fn check(&self, books: &Books) -> Result<(), Broken> {
        (self.holds)(books).map_err(|what| Broken { law: self.name, what })
    }
}

/// Declares the laws: a public function for each, and the list of all.
macro_rules! laws {
    ($( $(#[doc = $doc:literal])+ $name:ident => $check:ident; )+) => {
        $(
            $(#[doc = $doc])+
            ///
            /// # Errors
            ///
            /// If it does not hold.
            pub fn $name(books: &Books) -> Result<(), Broken> {
                Law { name: stringify!($name), holds: $check }.check(books)
            }
        )+

        /// All laws, in the order of their declaration.
        pub const ALL: &[Law] = &[$( Law { name: stringify!($name), holds: $check } ),+];
    };
}

laws! {
    /// Checks conservation (bảo toàn): debits equal credits, and the balance of every account is the sum of its transfers. No đồng is made
    /// or lost.
    conservation => check_conservation;

    /// Checks the fund identity: cash + bank + advances + shortages = lendable capital + operating fund + interest not yet allocated + the
    /// amount being carried in. All money belongs to one fund. No place, fund or lendable capital is below zero, except while a carrying-in
    /// is open, or where a record names the rule that it breaks.
    fund_identity => check_fund_identity;

    /// Checks the capital of a revolving fund: seed grant received or carried in, less the part returned, donations and other income given
    /// to the fund, borrowings forgiven, interest allocated to it, recoveries, surpluses and operating money capitalised, less the amounts
    /// handed over and lost, is the balance of the seed grant and the income-growth fund (after 13 CFR 307.8).
    capital_identity => check_capital_identity;

    /// Checks that sub-ledgers equal their control account: loans, advances, shortages and borrowings each add up to theirs, the ledger of
    /// a loan agrees with its register, and the amount that a member owes is the sum of the member's loans.
    subledgers_add_up => check_subledgers;

    /// Checks allocation without drift: of all interest allocated since the share was last agreed, the income-growth fund got its share
    /// rounded up to the đồng. Books with a reversal out of order are exempt: it undoes the part of its own record, which may differ by a
    /// đồng from that of the last one.
    allocation_within_a_dong => check_allocation;

    /// Checks that a schedule foots (cộng dồn): its instalments are not below zero and add up to its principal, and its due days are a
    /// month apart, counted from the first.
    schedules_foot => check_schedules;

    /// Checks that principal is conserved over the life of a loan: the amount disbursed or carried in is repaid, written off, or
    /// outstanding; the interest paid is that of its repayments, and the member who owes it is the last who took it over.
    principal_is_conserved => check_principal;

    /// Checks value dates: the amounts owed on a loan depend on its records in effect and on the days on which money was paid, not on the
    /// order in which they were booked, and not on records that were reversed. The records in effect, booked each on its value date, give
    /// the same loans, today and in a year.
    value_dates_alone_count => check_value_dates;

    /// Checks that a corrected mistake leaves no trace on the loans: without the last record that was reversed, and without its reversal,
    /// the same amounts are owed.
    a_corrected_mistake_leaves_no_trace => check_correction;

    /// Checks that interest does not depend on how often a loan is updated: of two equal clubs, one waives a đồng of each loan every month
    /// and reverses it; after a year, the same amounts are owed in both.
    interest_does_not_depend_on_looking => check_looking;

    /// Checks that replay equals state: the vouchers booked again, one by one, give the same books.
    replay_gives_the_same_books => check_replay;

    /// Checks that a reversal undoes its record (bút toán đảo): booked and at once reversed, a record leaves every balance, every loan and
    /// every count as before.
    a_reversal_undoes_its_record => check_reversals;

    /// Checks that a carrying-in is whole: until the clearing account is zero, no event is booked but another carrying-in, the reversal of
    /// one, or a member who joins.
    a_carrying_in_is_completed_first => check_carrying_in;

    /// Checks that no breach is hidden: a record that names rules in `despite` is refused without each of them, and an audit reports
    /// exactly these, marked.
    despite_hides_no_breach => check_despite;

    /// Checks that the order of a day does not matter: two records of one day, of different loans and members, leave the same funds and
    /// registers whichever was booked first. Losses, recoveries and carrying-in are exempt: they depend on the balances of the funds.
    the_order_of_a_day_does_not_matter => check_order;

    /// Checks idempotence: booking a voucher again returns its record, and the books do not change.
    the_same_voucher_books_once => check_idempotence;

    /// Checks books as of a day: the books as of a past day equal the books that there were on that day.
    as_of_is_the_books_of_that_day => check_as_of;

    /// Checks that written books read back as the same books, without a finding but those that a record names in `despite`.
    what_is_written_reads_back => check_written;
}

/// Checks all laws.
///
/// # Errors
///
/// The first law that does not hold.
pub fn all(books: &Books) -> Result<(), Broken> {
    ALL.iter().try_for_each(|law| law.check(books))
}

/// Checks that a refusal does not change the books: books that refuse a voucher are the same as before, and refuse it again. Returns the
/// refusal, if there was one.
///
/// # Errors
///
/// If the books changed, or a second attempt has another result.
pub fn a_refusal_changes_nothing(books: &Books, voucher: &Voucher) -> Result<Option<Refusal>, Broken> {
    let mut asked = books.clone();
    let Err(refusal) = asked.record(voucher.clone()) else { return Ok(None) };
    let broken = |what| Err(Broken { law: "a_refusal_changes_nothing", what });
    if asked != *books {
        return broken(format!("the refusal {refusal} changed the books: {asked:?}, before {books:?}"));
    }
    match asked.check(voucher.clone()) {
        Err(again) if again == refusal => Ok(Some(refusal)),
        other => broken(format!("refused with {refusal}, asked again {other:?}")),
    }
}

/// Checks that an audit finds the rule for which a writer refuses a voucher: a file to which the refused voucher is appended anyway, with
/// its entry and an unbroken chain, has a finding with the code of the refusal, before all others that `despite` does not name. Codes
/// that only a writer reports are exempt.
///
/// # Errors
///
/// If the first finding is another.
pub fn an_audit_finds_what_a_writer_refuses(books: &Books, voucher: &Voucher) -> Result<(), Broken> {
    let broken = |what| Broken { law: "an_audit_finds_what_a_writer_refuses", what };
    let Err(refusal) = books.check(voucher.clone()) else { return Ok(()) };
    let Some(code) = refusal.breach().code().filter(|code| code.is_of_the_format()) else { return Ok(()) };
    let mut file = Vec::new();
    if books.write(&mut file).is_err() {
        return Ok(());
    }
    let Some(line) = books.line_in_spite_of_all(voucher) else { return Ok(()) };
    file.extend(line);
    let audit = Audit::of(file.as_slice()).map_err(|error| broken(error.to_string()))?;
    if let Some(error) = audit.error() {
        return Err(broken(format!("the line of {} cannot be read: {error}", voucher.id)));
    }
    let last = books.records().len().saturating_add(2);
    let found = audit.findings().iter().filter(|finding| usize::try_from(finding.line).is_ok_and(|line| line == last));
    let first = found.clone().find(|finding| !finding.is_despite).map(|finding| finding.code);
    if first == Some(code) {
        return Ok(());
    }
    let found: Vec<Code> = found.map(|finding| finding.code).collect();
    Err(broken(format!("a writer refuses with {code}, an audit finds {found:?}")))
}

/// Checks that books keep rules of the app's own, under which they were written, and that a rule returns the same result for the same
/// record each time.
///
/// # Errors
///
/// If a record breaks a rule, or a rule returns two different results for it.
pub fn app_rules_are_kept(books: &Books, rules: &[AppRule]) -> Result<(), Broken> {
    let broken = |what| Broken { law: "app_rules_are_kept", what };
    let mut before = Books::with_head(books.header().clone(), books.opening());
    for line in books.lines() {
        for rule in rules {
            let (breach, again) = (rule.check(&before, &line.record), rule.check(&before, &line.record));
            if breach != again {
                let what = format!("{} of {}: {breach:?}, asked again {again:?}", rule.code(), line.record.id);
                return Err(broken(what));
            }
            if let Some(breach) = breach {
                return Err(broken(format!("{} breaks {}: {breach}", line.record.id, rule.code())));
            }
        }
        before.append_again(line);
    }
    Ok(())
}

/// Checks that an audit reports the breach for which a rule of the app's own refuses a voucher: a file to which the refused voucher is
/// appended anyway has a finding with the code and the facts of the refusal. Returns the refusal, if a rule of the app's own gave one.
///
/// # Errors
///
/// If the audit reports other breaches of the app's rules, or none.
pub fn an_audit_reports_what_app_rules_refuse(
    books: &Books,
    voucher: &Voucher,
    rules: &[AppRule],
) -> Result<Option<Refusal>, Broken> {
    let broken = |what| Broken { law: "an_audit_reports_what_app_rules_refuse", what };
    let planned = books.clone().plan_with(voucher.clone(), &Checks::new().rules(rules)).map(|_| ());
    let Err(refusal) = planned else { return Ok(None) };
    let Breach::App(breach) = refusal.breach() else { return Ok(None) };
    let mut file = Vec::new();
    if books.write(&mut file).is_err() {
        return Ok(None);
    }
    let Some(line) = books.line_in_spite_of_all(voucher) else { return Ok(None) };
    file.extend(line);
    let audit = Audit::under(rules, file.as_slice(), None).map_err(|error| broken(error.to_string()))?;
    let found: Vec<_> = audit.app_findings().iter().filter(|found| found.id == voucher.id).collect();
    match found.first() {
        Some(first) if first.breach == **breach => Ok(Some(refusal)),
        _ => Err(broken(format!("a writer refuses with {refusal}, an audit finds {found:?}"))),
    }
}

fn equal<T: PartialEq + Debug>(what: impl Display, is: &T, should_be: &T) -> Result<(), String> {
    if is == should_be { Ok(()) } else { Err(format!("{what} is {is:?} and should be {should_be:?}")) }
}

/// Returns the records in effect that are not reversals.
fn in_effect(books: &Books) -> impl Iterator<Item = &Record> {
    books.records_in_effect().filter(|record| record.event.kind() != EventKind::Reversed)
}

fn check_conservation(books: &Books) -> Result<(), String> {
    let mut summed: BTreeMap<String, (AccountClass, DebitsCredits)> = BTreeMap::new();
    for transfer in books.records().flat_map(|record| record.entry.transfers()) {
        let amount = Balance::from(transfer.amount);
        let mut turnover = |account: &Account, debit: Balance, credit: Balance| {
            let (_, turnover) =
                summed.entry(account.to_string()).or_insert((account.class(), DebitsCredits::default()));
            turnover.debit += debit;
            turnover.credit += credit;
        };
        turnover(&transfer.debit, amount, Balance::ZERO);
        turnover(&transfer.credit, Balance::ZERO, amount);
    }
    let posted = books.ledger().accounts().into_iter().map(|(account, turnover)| (account.to_string(), turnover));
    let added = summed.iter().map(|(account, (_, turnover))| (account.clone(), *turnover));
    equal("the ledger", &posted.collect::<Vec<_>>(), &added.collect())?;
    let side = |is_debit| {
        let of_side = summed.values().filter(move |(class, _)| class.is_debit() == is_debit);
        of_side.map(|(class, turnover)| turnover.balance(*class)).sum::<Balance>()
    };
    equal("the sum of all debit balances", &side(true), &side(false))
}

fn check_fund_identity(books: &Books) -> Result<(), String> {
    let ledger = books.ledger();
    let [cash, bank] = [Place::Cash, Place::Bank].map(|place| ledger.money(place));
    let [seed_grant, income_growth, operating] =
        [Fund::SeedGrant, Fund::IncomeGrowth, Fund::Operating].map(|fund| ledger.fund(fund));
    let (unallocated, carried_in) = (ledger.unallocated_interest(), ledger.carried_in());
    let lendable = seed_grant + income_growth + ledger.borrowings() - ledger.loans();
    equal("lendable capital", &ledger.lendable(), &lendable)?;
    equal("the free operating fund", &ledger.free_operating(), &(operating - ledger.advances()))?;
    let money = cash + bank + ledger.advances() + ledger.shortages();
    equal("money, advances and shortages", &money, &(lendable + operating + unallocated + carried_in))?;
    if carried_in != Balance::ZERO {
        return Ok(());
    }
    let is_excused = |code: Code| books.records().any(|record| record.despite.codes().contains(&code));
    let held = [
        ("cash", cash, Some(Code::Overdraft)),
        ("the bank account", bank, Some(Code::Overdraft)),
        ("the seed grant", seed_grant, Some(Code::CapitalExhausted)),
        ("the income-growth fund", income_growth, Some(Code::CapitalExhausted)),
        ("lendable capital", lendable, Some(Code::LendableExceeded)),
        ("the free operating fund", ledger.free_operating(), Some(Code::OperatingExceeded)),
        ("interest not yet allocated", unallocated, None),
    ];
    match held.iter().find(|(_, balance, code)| balance.is_negative() && !code.is_some_and(is_excused)) {
        Some((name, balance, _)) => Err(format!("{name} is below zero, and no record says so: {balance}")),
        None => Ok(()),
    }
}

fn check_capital_identity(books: &Books) -> Result<(), String> {
    let for_capital = |fund: ClubFund, amount: Amount| match fund {
        ClubFund::IncomeGrowth => Balance::from(amount),
        ClubFund::Operating => Balance::ZERO,
    };
    let change = |record: &Record| match &record.event {
        Event::FundsCarriedIn(funds) => Balance::from(funds.seed_grant) + funds.income_growth.into(),
        Event::SeedGrantReceived(received) => received.amount.into(),
        Event::SeedGrantReturned(returned) => -Balance::from(returned.amount),
        Event::DonationReceived(gift) => for_capital(gift.fund, gift.amount),
        Event::OtherIncomeReceived(income) => for_capital(income.fund, income.amount),
        Event::BorrowingForgiven(forgiven) => forgiven.amount.into(),
        Event::RepaymentReceived(_) | Event::InterestAllocated(_) => {
            debited(record, &Account::LoanInterest) - credited(record, &Fund::Operating.into())
        }
        Event::RecoveryReceived(recovery) => recovery.amount.into(),
        Event::OperatingCapitalised(capitalised) => capitalised.amount.into(),
        Event::SurplusFound(surplus) => surplus.amount.into(),
        Event::ShortageReleased(released) => -for_capital(released.borne_by, released.amount),
        Event::CapitalHandedOver(handed) => -Balance::from(handed.amount),
        Event::ShortageFound(shortage) => {
            shortage.bearer.fund().map_or(Balance::ZERO, |fund| -for_capital(fund, shortage.amount))
        }
        Event::LoanWrittenOff(written_off) => -credited(record, &Account::Loan(written_off.loan.clone())),
        _ => Balance::ZERO,
    };
    let capital: Balance = in_effect(books).map(change).sum();
    let held = books.ledger().fund(Fund::SeedGrant) + books.ledger().fund(Fund::IncomeGrowth);
    equal("the capital", &held, &capital)
}

/// Returns the amount with which a record debits an account.
fn debited(record: &Record, account: &Account) -> Balance {
    let transfers = record.entry.transfers().iter().filter(|transfer| transfer.debit == *account);
    transfers.map(|transfer| Balance::from(transfer.amount)).sum()
}

/// Returns the amount with which a record credits an account.
fn credited(record: &Record, account: &Account) -> Balance {
    let transfers = record.entry.transfers().iter().filter(|transfer| transfer.credit == *account);
    transfers.map(|transfer| Balance::from(transfer.amount)).sum()
}

fn check_subledgers(books: &Books) -> Result<(), String> {
    let ledger = books.ledger();
    let owed_by_members: Balance = books.loans().map(|loan| loan.outstanding()).sum();
    equal("the control account of loans", &ledger.loans(), &owed_by_members)?;
    let owed_to_lenders: Balance = ledger.lenders().map(|(_, owed)| owed).sum();
    equal("the control account of borrowings", &ledger.borrowings(), &owed_to_lenders)?;
    let advances: Balance = ledger.advance_holders().map(|(_, held)| held).sum();
    equal("the control account of advances", &ledger.advances(), &advances)?;
    let shortages: Balance = ledger.shortage_bearers().map(|(_, owed)| owed).sum();
    equal("the control account of shortages", &ledger.shortages(), &shortages)?;
    let held = ledger.advance_holders().chain(ledger.shortage_bearers()).map(|(_, held)| held);
    if let Some(held) = held.chain(ledger.lenders().map(|(_, owed)| owed)).find(|held| held.is_negative()) {
        return Err(format!("an advance, a shortage or a borrowing is below zero: {held}"));
    }
    for loan in books.loans() {
        let posted = ledger.outstanding(loan.id());
        equal(format_args!("the ledger of {}", loan.id()), &posted, &loan.outstanding())?;
    }
    for (id, member) in books.register().members() {
        let loans: Vec<LoanView<'_>> = books.loans().filter(|loan| loan.loan().member() == id).collect();
        let approved = |loan: &LoanView<'_>| match loan.status() {
            LoanStatus::Approved => Balance::from(loan.loan().principal()),
            _ => Balance::ZERO,
        };
        let exposure: Balance = loans.iter().map(|loan| loan.outstanding().max_zero() + approved(loan)).sum();
        equal(format_args!("the exposure of {id}"), &member.exposure(), &exposure)?;
        let recoverable = loans.iter().any(|loan| loan.loan().course().recoverable().is_positive());
        equal(format_args!("the written-off debt of {id}"), &member.owes_written_off(), &recoverable)?;
        let open = loans.iter().filter(|loan| matches!(loan.status(), LoanStatus::Approved | LoanStatus::Disbursed));
        equal(
            format_args!("the number of open loans of {id}"),
            &usize::try_from(member.open_loans()).ok(),
            &Some(open.count()),
        )?;
    }
    Ok(())
}

fn check_allocation(books: &Books) -> Result<(), String> {
    let allocation = books.register().allocation();
    let got = allocation.to_income_growth();
    if reverses_out_of_order(books) {
        return Ok(());
    }
    let share = books.charter().interest.to_income_growth;
    equal("what the income-growth fund got of all interest", &got, &share.ceil_of(allocation.total()))
}

/// Returns whether a record that allocated interest was reversed while a later one was in effect.
fn reverses_out_of_order(books: &Books) -> bool {
    let mut allocating: Vec<&Record> = Vec::new();
    for record in books.records() {
        match &record.event {
            Event::Reversed(reversal) if allocating.last().is_some_and(|last| last.id == reversal.record) => {
                allocating.pop();
            }
            Event::Reversed(reversal) if allocating.iter().any(|earlier| earlier.id == reversal.record) => return true,
            _ if debited(record, &Account::LoanInterest).is_positive() => allocating.push(record),
            _ => {}
        }
    }
    false
}

fn check_schedules(books: &Books) -> Result<(), String> {
    for loan in books.loans() {
        let Some(schedule) = loan.loan().course().schedule() else { continue };
        let (id, months) = (loan.id(), schedule.months.get());
        let mut called = Balance::ZERO;
        for k in 1..=months {
            let next = schedule.due_through(k);
            if next < called {
                return Err(format!("instalment {k} of {id} is below zero: {next} due in total after {called}"));
            }
            called = next;
            let due = schedule.start.checked_add_months(CalendarMonths::new(k));
            equal(format_args!("the end of month {k} of {id}"), &Some(schedule.due_date(k)), &due)?;
        }
        equal(format_args!("what the instalments of {id} add up to"), &called, &schedule.principal)?;
        equal(
            format_args!("what has fallen due of {id} at maturity"),
            &schedule.fallen_due(schedule.maturity()),
            &called,
        )?;
        if loan.loan().course().times_rescheduled() == 0 {
            equal(format_args!("the principal of the schedule of {id}"), &called, &loan.loan().principal().into())?;
        }
    }
    Ok(())
}

fn check_principal(books: &Books) -> Result<(), String> {
    for loan in books.loans() {
        let of_loan = || in_effect(books).filter(|record| record.event.loan() == Some(loan.id()));
        let lent = sum_of(of_loan(), |record| match &record.event {
            Event::LoanDisbursed(_) => loan.loan().principal().into(),
            Event::LoanCarriedIn(carried) => carried.outstanding.into(),
            Event::WrittenOffCarriedIn(carried) => carried.amount.into(),
            _ => Balance::ZERO,
        });
        let repaid = sum_of(of_loan(), |record| match &record.event {
            Event::RepaymentReceived(repayment) => repayment.principal.into(),
            _ => Balance::ZERO,
        });
        let outstanding = lent - repaid - loan.loan().course().written_off();
        equal(format_args!("the principal outstanding on {}", loan.id()), &loan.outstanding(), &outstanding)?;
        let paid = sum_of(of_loan(), |record| record.event.interest().map_or(Balance::ZERO, Balance::from));
        equal(format_args!("the interest paid on {}", loan.id()), &loan.loan().course().interest_paid(), &paid)?;
        let assumed = of_loan().filter_map(|record| match &record.event {
            Event::LoanAssumed(assumed) => Some(&assumed.member),
            _ => None,
        });
        let member = assumed.last().unwrap_or(loan.loan().first_member());
        equal(format_args!("the member who owes {}", loan.id()), &loan.loan().member(), &member)?;
        let recovered = sum_of(of_loan(), |record| match &record.event {
            Event::RecoveryReceived(recovery) => recovery.amount.into(),
            _ => Balance::ZERO,
        });
        equal(format_args!("what was recovered of {}", loan.id()), &loan.loan().course().recovered(), &recovered)?;
    }
    Ok(())
}

fn sum_of<'r>(records: impl Iterator<Item = &'r Record>, amount: impl Fn(&Record) -> Balance) -> Balance {
    records.map(amount).sum()
}

/// Loans are compared on the day itself and these numbers of months after it: after the next due day, and after more than a year.
const MONTHS_AHEAD: [u32; 3] = [0, 1, 13];

/// Compares loans on `day` and on days after it.
fn same_loans<'l>(
    loans: impl Iterator<Item = (&'l LoanId, &'l Loan)>,
    should_be: impl Fn(&LoanId) -> Option<&'l Loan>,
    day: NaiveDate,
) -> Result<(), String> {
    for (id, loan) in loans {
        let Some(other) = should_be(id) else {
            equal(format_args!("the state of {id}"), &loan.status(day), &LoanStatus::Cancelled)?;
            continue;
        };
        for months in MONTHS_AHEAD {
            let Some(day) = day.checked_add_months(CalendarMonths::new(months)) else { break };
            equal(format_args!("{id} on {day}"), &owed(loan, day), &owed(other, day))?;
        }
    }
    Ok(())
}

fn check_value_dates(books: &Books) -> Result<(), String> {
    let rank = |record: &Record| match record.event.kind() {
        EventKind::LoanDisbursed | EventKind::LoanCarriedIn | EventKind::WrittenOffCarriedIn => 1,
        EventKind::RepaymentReceived => 2,
        kind if kind.is_loan_step() || kind == EventKind::LoanCancelled => 3,
        _ => 0,
    };
    // The conditions of a loan are those of the charter in force at the record that brought it in.
    let mut charter = books.header().charter();
    let mut records = Vec::new();
    for record in in_effect(books) {
        records.push((record, charter));
        if let Event::CharterAmended(amended) = &record.event {
            charter = &amended.charter;
        }
    }
    records.sort_by_key(|(record, _)| (record.value_date(), rank(record), record.seq));
    let mut register = Register::default();
    for (place, (record, charter)) in records.into_iter().enumerate() {
        let day = record.value_date();
        let written_off = record.event.loan().map(|loan| credited(record, &Account::Loan(loan.clone())));
        let outstanding = written_off.unwrap_or_default();
        let derived = Derived { date: day, day, value_date: day, outstanding, ..Derived::default() };
        register.apply(place, &record.event, &derived, charter);
    }
    same_loans(books.register().loans(), |id| register.loan(id), books.day())
}

fn check_correction(books: &Books) -> Result<(), String> {
    let last = books.records().rev().find_map(|record| match &record.event {
        Event::Reversed(reversal) => Some((&record.id, &reversal.record)),
        _ => None,
    });
    let Some((reversal, mistake)) = last else { return Ok(()) };
    let mut without = Books::new(books.header().clone());
    for record in books.records().filter(|record| record.id != *reversal && record.id != *mistake) {
        // Later records may depend on the mistake, which was true as long as it was not reversed.
        if without.record(record.voucher()).is_err() {
            return Ok(());
        }
    }
    without.look_at(books.day());
    same_loans(books.register().loans(), |id| without.register().loan(id), books.day())
}

/// The number of months that [`interest_does_not_depend_on_looking`] simulates.
const MONTHS_LOOKED_AT: u32 = 12;

fn check_looking(books: &Books) -> Result<(), String> {
    let mut watched = books.clone();
    let first =
        books.register().closed_through().and_then(|day| day.succ_opt()).unwrap_or(books.day()).max(books.day());
    let mut last = books.day();
    for month in 1..=MONTHS_LOOKED_AT {
        let Some(date) = first.checked_add_months(CalendarMonths::new(month)).filter(|date| is_bookable(*date)) else {
            break;
        };
        last = date;
        for loan in books.loans() {
            touch(&mut watched, loan.id(), date).map_err(|refusal| format!("a waiver is not taken back: {refusal}"))?;
        }
    }
    for loan in books.loans() {
        let looked = watched.register().loan(loan.id()).map(|loan| owed(loan, last));
        equal(format_args!("the amounts owed on {} on {last}", loan.id()), &looked, &Some(owed(loan.loan(), last)))?;
    }
    Ok(())
}

/// Waives a đồng of interest and reverses that, if any interest is accrued.
fn touch(books: &mut Books, loan: &LoanId, date: NaiveDate) -> Result<(), Refusal> {
    let (Some(number), Some(minute)) = (next_number(books), minute()) else { return Ok(()) };
    let waived = InterestWaived { loan: loan.clone(), amount: Amount::MIN, minute };
    if books.record(Voucher::new(number.clone(), date, waived)).is_ok()
        && let Some(reversal) = reversal(books, &number, date)
    {
        books.record(reversal)?;
    }
    Ok(())
}

/// Returns a voucher that reverses a record.
fn reversal(books: &Books, record: &DocumentNumber, date: NaiveDate) -> Option<Voucher> {
    Some(Voucher::new(next_number(books)?, date, Reversed { record: record.clone(), reason: text("Ghi nhầm")? }))
}

fn check_replay(books: &Books) -> Result<(), String> {
    let replayed = replay(books.header().clone(), books.records())?;
    equal("the books", &picture(&replayed), &picture(books))
}

/// Makes new books and books these records again, which must give the same entries.
fn replay<'a>(header: Header, records: impl Iterator<Item = &'a Record>) -> Result<Books, String> {
    let mut books = Books::new(header);
    for record in records {
        book(&mut books, record)?;
    }
    Ok(books)
}

fn book(books: &mut Books, record: &Record) -> Result<(), String> {
    match books.record(record.voucher()) {
        Ok(booked) => equal(format_args!("the entry of {}", record.id), &booked.entry, &record.entry),
        Err(refusal) => Err(format!("{} is refused when it is booked again: {refusal}", record.id)),
    }
}

fn check_reversals(books: &Books) -> Result<(), String> {
    let mut before = Books::new(books.header().clone());
    for record in books.records() {
        let mut after = before.clone();
        book(&mut after, record)?;
        if let Some(voucher) = reversal(&after, &record.id, record.date) {
            let mut undone = after.clone();
            if undone.record(voucher).is_ok() {
                let mut day_before = before.clone();
                day_before.look_at(record.date);
                equal(
                    format_args!("the books after {} was taken back", record.id),
                    &picture(&undone),
                    &picture(&day_before),
                )?;
            }
        }
        before = after;
    }
    Ok(())
}

fn check_carrying_in(books: &Books) -> Result<(), String> {
    let mut open = Balance::ZERO;
    for record in books.records() {
        let reversed = match &record.event {
            Event::Reversed(reversal) => books.record_of(&reversal.record).map(|record| record.event.kind()),
            _ => None,
        };
        let kind = record.event.kind();
        let is_of_it = reversed.unwrap_or(kind).is_carried_in() || kind == EventKind::MemberJoined;
        if !is_of_it && open != Balance::ZERO {
            return Err(format!("{} is booked while {open} carried in is not balanced", record.id));
        }
        open += credited(record, &Account::CarriedIn) - debited(record, &Account::CarriedIn);
    }
    equal("the clearing account", &books.ledger().carried_in(), &open)
}

fn check_despite(books: &Books) -> Result<(), String> {
    let mut before = Books::new(books.header().clone());
    for record in books.records() {
        let codes = record.despite.codes();
        for (place, code) in codes.iter().enumerate() {
            let others = codes.iter().take(place).copied().collect();
            let others = Despite::new(others).map_err(|error| error.to_string())?;
            let refused = before.check(record.voucher().despite(others)).err();
            let refused = refused.as_ref().and_then(|refusal| refusal.breach().code());
            equal(format_args!("the refusal of {} without {code}", record.id), &refused, &Some(*code))?;
        }
        book(&mut before, record)?;
    }
    Ok(())
}

fn check_order(books: &Books) -> Result<(), String> {
    let mut before = Books::new(books.header().clone());
    for (first, second) in books.records().zip(books.records().skip(1)) {
        if first.date == second.date && are_independent(books, &first.event, &second.event) {
            let mut exchanged = before.clone();
            if exchanged.record(second.voucher()).is_ok() && exchanged.record(first.voucher()).is_ok() {
                let mut in_order = before.clone();
                book(&mut in_order, first)?;
                book(&mut in_order, second)?;
                let what = format_args!("with {} before {}, what the books show", second.id, first.id);
                equal(what, &picture(&exchanged), &picture(&in_order))?;
            }
        }
        book(&mut before, first)?;
    }
    Ok(())
}

/// Returns whether two events are independent: they are about different loans and members, and neither depends on the balances of
/// the funds.
fn are_independent(books: &Books, one: &Event, other: &Event) -> bool {
    let depends_on_all = |event: &Event| {
        let kind = event.kind();
        kind.is_carried_in()
            || matches!(
                kind,
                EventKind::LoanWrittenOff
                    | EventKind::RecoveryReceived
                    | EventKind::SeedGrantRestored
                    | EventKind::ShortageFound
                    | EventKind::ShortageReleased
                    | EventKind::Reversed
                    | EventKind::CharterAmended
                    | EventKind::PeriodClosed
                    | EventKind::InterestAllocated
            )
    };
    let members = |event: &Event| -> Vec<MemberId> {
        let debtor = event.loan().and_then(|loan| books.register().loan(loan));
        let debtors = debtor.into_iter().flat_map(|loan| [loan.member().clone(), loan.first_member().clone()]);
        let paying = match event {
            Event::DuesReceived(dues) => dues.members.as_slice(),
            _ => &[],
        };
        event.member().into_iter().chain(paying).cloned().chain(debtors).collect()
    };
    let others = members(other);
    let same_member = members(one).iter().any(|member| others.contains(member));
    let same_loan = one.loan().is_some() && one.loan() == other.loan();
    !(depends_on_all(one) || depends_on_all(other) || same_member || same_loan)
}

fn check_idempotence(books: &Books) -> Result<(), String> {
    let mut again = books.clone();
    for record in books.records() {
        match again.record(record.voucher()) {
            Ok(booked) => equal(format_args!("the answer to {} again", record.id), booked, record)?,
            Err(refusal) => return Err(format!("{} again is refused: {refusal}", record.id)),
        }
    }
    if again == *books { Ok(()) } else { Err(String::from("vouchers booked again changed the books")) }
}

fn check_as_of(books: &Books) -> Result<(), String> {
    let mut then = Books::new(books.header().clone());
    for (record, next) in books.records().zip(books.records().skip(1)) {
        book(&mut then, record)?;
        if next.date > record.date {
            let eve = next.date.checked_sub_days(Days::new(1)).unwrap_or(record.date);
            for day in [record.date, eve] {
                then.look_at(day);
                equal(format_args!("the books as of {day}"), &picture(&books.as_of(day)), &picture(&then))?;
            }
        }
    }
    Ok(())
}

fn check_written(books: &Books) -> Result<(), String> {
    let mut file = Vec::new();
    match books.write(&mut file) {
        // Books read from a file that is not canonical are never written anew, only appended to.
        Err(WriteError::NotCanonical { .. }) => return Ok(()),
        Err(error) => return Err(error.to_string()),
        Ok(()) => {}
    }
    let audit = Audit::of(file.as_slice()).map_err(|error| error.to_string())?;
    if let Some(error) = audit.error() {
        return Err(error.to_string());
    }
    let found: Vec<(Seq, Code, bool)> =
        audit.findings().iter().map(|finding| (finding.seq, finding.code, finding.is_despite)).collect();
    let named = books.records().flat_map(|record| record.despite.codes().iter().map(|code| (record.seq, *code, true)));
    equal("the list of findings", &found, &named.collect())?;
    if audit.books() == Some(books) {
        return Ok(());
    }
    Err(format!("read back are other books: {:?}, written {books:?}", audit.books()))
}
