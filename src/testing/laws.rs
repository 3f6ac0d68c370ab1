//! The laws of a fund's books, each as a function of any books without findings.
//!
//! A law says what must hold whatever happened, and what it means in accounting. Each takes the books as they are and computes
//! what it needs anew, from the records and without the running totals it is about. Those that go through the whole history
//! again take time with the square of its length.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use chrono::{Days, Months as CalendarMonths, NaiveDate};

use super::fitting::{minute, next_number, text};
use super::picture::{owed, picture};
use crate::account::{Account, AccountClass, ClubFund, Fund, Place};
use crate::audit::Audit;
use crate::books::{Books, LoanView, WriteError};
use crate::calendar::is_bookable;
use crate::event::{Event, InterestWaived, Reversed};
use crate::ledger::Turnover;
use crate::loan::LoanStatus;
use crate::money::{Amount, Balance};
use crate::name::{DocumentNumber, LoanId};
use crate::rules::Refusal;
use crate::voucher::{Header, Record, Voucher};

/// A law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{law}: {what}")]
pub struct Broken {
    /// The name of the law.
    pub law: &'static str,
    /// What was found, and what should be.
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
    /// Whether it holds of these books.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub fn check(&self, books: &Books) -> Result<(), Broken> {
        (self.holds)(books).map_err(|what| Broken { law: self.name, what })
    }
}

/// Declares the laws: a public function each, and the list of them all.
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

        /// All laws of books, in the order of this page.
        pub const ALL: &[Law] = &[$( Law { name: stringify!($name), holds: $check } ),+];
    };
}

laws! {
    /// Conservation (bảo toàn): debits equal credits, and every account holds what its transfers moved, no more and no less. No
    /// đồng is made or lost.
    conservation => check_conservation;

    /// Fund identity: cash and bank = lendable capital + operating fund + interest not yet allocated. All the money there is
    /// belongs to one fund, and no place, fund or lendable capital is below nothing.
    fund_identity => check_fund_identity;

    /// The capital of a revolving fund: seed grant received, less what was returned of it, gifts and other income given to the
    /// fund, borrowings forgiven, interest allocated to it, recoveries and operating money capitalised, less what was handed
    /// over and lost, is what the seed grant and the income-growth fund hold (after 13 CFR 307.8).
    capital_identity => check_capital_identity;

    /// Sub-ledgers equal their control account: what members owe, loan by loan, adds up to `assets:loans`; what lenders are
    /// owed adds up to all borrowings; and what a member owes is the sum of the member's loans.
    subledgers_add_up => check_subledgers;

    /// Allocation without drift: of all interest allocated since the share was last agreed, the income-growth fund got its share
    /// rounded up to the đồng. A reversal taken out of order excuses it: it takes back what its record gave, which may be a
    /// đồng more or less than the last one gave.
    allocation_within_a_dong => check_allocation;

    /// A schedule foots (cộng dồn): its instalments are not below nothing and add up to the principal that it calls, its days
    /// follow each other a month apart, counted from the first.
    schedules_foot => check_schedules;

    /// Principal is conserved over a loan's life: what was paid out is repaid, written off, or still outstanding.
    principal_is_conserved => check_principal;

    /// Interest is the same however often one looks: of two clubs alike, one of which touches the loan every month (waiving
    /// a đồng and taking it back), both claim the same after a year.
    interest_does_not_depend_on_looking => check_looking;

    /// Replay equals state: the vouchers booked again, one by one, give the same books.
    replay_gives_the_same_books => check_replay;

    /// A reversal undoes its record (bút toán đảo): booked and at once reversed, a record leaves every balance, every loan and
    /// every count as before.
    a_reversal_undoes_its_record => check_reversals;

    /// The order of a day does not matter: two records of one day, of different loans and members, leave the same funds and
    /// registers whichever was booked first. Losses and recoveries are excused: which fund bears them depends on what it
    /// held.
    the_order_of_a_day_does_not_matter => check_order;

    /// Idempotence: a voucher that was booked and is handed in again is answered with its record, and nothing changes.
    the_same_voucher_books_once => check_idempotence;

    /// As of a day: the books looked back at are the books that there were on that day.
    as_of_is_the_books_of_that_day => check_as_of;

    /// What is written reads back: the same books, without a finding.
    what_is_written_reads_back => check_written;
}

/// All laws hold.
///
/// # Errors
///
/// The first that does not.
pub fn all(books: &Books) -> Result<(), Broken> {
    ALL.iter().try_for_each(|law| law.check(books))
}

/// A refusal changes nothing: books that refuse a voucher are the same as before, and refuse it again.
///
/// # Errors
///
/// If the books changed. Whether the voucher was refused is in the answer.
pub fn a_refusal_changes_nothing(books: &Books, voucher: &Voucher) -> Result<Option<Refusal>, Broken> {
    let mut asked = books.clone();
    let Err(refusal) = asked.record(voucher.clone()) else { return Ok(None) };
    let broken = |what| Err(Broken { law: "a_refusal_changes_nothing", what });
    if asked != *books {
        return broken(format!("after the refusal {refusal} the books are others: {asked:?}, before {books:?}"));
    }
    match asked.check(voucher.clone()) {
        Err(again) if again == refusal => Ok(Some(refusal)),
        other => broken(format!("refused with {refusal}, asked again {other:?}")),
    }
}

fn equal<T: PartialEq + Debug>(what: impl Display, is: &T, should_be: &T) -> Result<(), String> {
    if is == should_be { Ok(()) } else { Err(format!("{what} is {is:?} and should be {should_be:?}")) }
}

/// The records that stand: neither reversals nor reversed.
fn standing(books: &Books) -> impl Iterator<Item = &Record> {
    let reversed = |record: &&Record| !matches!(record.event, Event::Reversed(_)) && books.is_in_effect(&record.id);
    books.records().filter(reversed)
}

fn check_conservation(books: &Books) -> Result<(), String> {
    let mut summed: BTreeMap<String, (AccountClass, Turnover)> = BTreeMap::new();
    for transfer in books.records().flat_map(|record| record.entry.transfers()) {
        let amount = Balance::from(transfer.amount);
        let mut turnover = |account: &Account, debit: Balance, credit: Balance| {
            let (_, turnover) = summed.entry(account.to_string()).or_insert((account.class(), Turnover::default()));
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
    let unallocated = ledger.unallocated_interest();
    let lendable = seed_grant + income_growth + ledger.borrowings() - ledger.loans();
    equal("lendable capital", &ledger.lendable(), &lendable)?;
    equal("cash and bank", &(cash + bank), &(lendable + operating + unallocated))?;
    let held = [cash, bank, seed_grant, income_growth, operating, lendable, unallocated];
    if held.iter().any(|balance| balance.is_negative()) {
        return Err(format!("something is below nothing: {held:?}"));
    }
    Ok(())
}

fn check_capital_identity(books: &Books) -> Result<(), String> {
    let for_capital = |fund: ClubFund, amount: Amount| match fund {
        ClubFund::IncomeGrowth => Balance::from(amount),
        ClubFund::Operating => Balance::ZERO,
    };
    let change = |record: &Record| match &record.event {
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
        Event::CapitalHandedOver(handed) => -Balance::from(handed.amount),
        Event::ShortageFound(shortage) => {
            shortage.bearer.fund().map_or(Balance::ZERO, |fund| -for_capital(fund, shortage.amount))
        }
        Event::LoanWrittenOff(written_off) => -credited(record, &Account::Loan(written_off.loan.clone())),
        _ => Balance::ZERO,
    };
    let capital: Balance = standing(books).map(change).sum();
    let held = books.ledger().fund(Fund::SeedGrant) + books.ledger().fund(Fund::IncomeGrowth);
    equal("the capital", &held, &capital)
}

/// What a record debited an account with.
fn debited(record: &Record, account: &Account) -> Balance {
    let transfers = record.entry.transfers().iter().filter(|transfer| transfer.debit == *account);
    transfers.map(|transfer| Balance::from(transfer.amount)).sum()
}

/// What a record credited an account with.
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
    for (id, member) in books.register().members() {
        let loans: Vec<LoanView<'_>> = books.loans().filter(|loan| loan.loan().member() == id).collect();
        let approved = |loan: &LoanView<'_>| match loan.status() {
            LoanStatus::Approved => Balance::from(loan.loan().principal()),
            _ => Balance::ZERO,
        };
        let exposure: Balance = loans.iter().map(|loan| loan.outstanding() + approved(loan)).sum();
        equal(format_args!("the exposure of {id}"), &member.exposure(), &exposure)?;
        let recoverable = loans.iter().any(|loan| loan.loan().course().recoverable().is_positive());
        equal(format_args!("whether {id} owes what was written off"), &member.owes_written_off(), &recoverable)?;
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

/// Whether a record that allocated interest was reversed while a later one stood.
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
                return Err(format!("instalment {k} of {id} is below nothing: {next} called after {called}"));
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
            equal(format_args!("the principal that {id} calls"), &called, &loan.loan().principal().into())?;
        }
    }
    Ok(())
}

fn check_principal(books: &Books) -> Result<(), String> {
    for loan in books.loans() {
        let of_loan = || standing(books).filter(|record| record.event.loan() == Some(loan.id()));
        let sum = |amount: fn(&Record) -> Balance| of_loan().map(amount).sum::<Balance>();
        let was_disbursed = of_loan().any(|record| matches!(record.event, Event::LoanDisbursed(_)));
        let disbursed = if was_disbursed { loan.loan().principal().into() } else { Balance::ZERO };
        let repaid = sum(|record| match &record.event {
            Event::RepaymentReceived(repayment) => repayment.principal.into(),
            _ => Balance::ZERO,
        });
        let outstanding = disbursed - repaid - loan.loan().course().written_off();
        equal(format_args!("the principal outstanding on {}", loan.id()), &loan.outstanding(), &outstanding)?;
        let recovered = sum(|record| match &record.event {
            Event::RecoveryReceived(recovery) => recovery.amount.into(),
            _ => Balance::ZERO,
        });
        equal(format_args!("what was recovered of {}", loan.id()), &loan.loan().course().recovered(), &recovered)?;
    }
    Ok(())
}

/// How many months [`interest_does_not_depend_on_looking`] looks at.
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
        let looked = watched.loan(loan.id()).and_then(|loan| loan.on(last).ok()).map(owed);
        equal(format_args!("the amounts owed on {} on {last}", loan.id()), &looked, &loan.on(last).ok().map(owed))?;
    }
    Ok(())
}

/// Waives a đồng of interest and takes it back, if there is any.
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

/// A voucher that takes a record back.
fn reversal(books: &Books, record: &DocumentNumber, date: NaiveDate) -> Option<Voucher> {
    Some(Voucher::new(next_number(books)?, date, Reversed { record: record.clone(), reason: text("Ghi nhầm")? }))
}

fn check_replay(books: &Books) -> Result<(), String> {
    let replayed = replay(books.header().clone(), books.records())?;
    equal("the books", &picture(&replayed), &picture(books))
}

/// New books with these records booked again.
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

fn check_order(books: &Books) -> Result<(), String> {
    let mut before = Books::new(books.header().clone());
    for (first, second) in books.records().zip(books.records().skip(1)) {
        if first.date == second.date && are_apart(books, &first.event, &second.event) {
            let mut exchanged = before.clone();
            if exchanged.record(second.voucher()).is_ok() && exchanged.record(first.voucher()).is_ok() {
                let mut told = before.clone();
                book(&mut told, first)?;
                book(&mut told, second)?;
                let what = format_args!("with {} before {}, what the books show", second.id, first.id);
                equal(what, &picture(&exchanged), &picture(&told))?;
            }
        }
        book(&mut before, first)?;
    }
    Ok(())
}

/// Whether two events have nothing to do with each other: they are about different loans and members, and neither depends on
/// what the funds hold.
fn are_apart(books: &Books, one: &Event, other: &Event) -> bool {
    let depends_on_all = |event: &Event| {
        matches!(
            event,
            Event::LoanWrittenOff(_)
                | Event::RecoveryReceived(_)
                | Event::ShortageFound(_)
                | Event::Reversed(_)
                | Event::CharterAmended(_)
                | Event::PeriodClosed(_)
                | Event::InterestAllocated(_)
        )
    };
    let member = |event: &Event| match event {
        Event::MemberJoined(joined) => Some(joined.member.clone()),
        Event::MemberLeft(left) => Some(left.member.clone()),
        Event::DuesReceived(dues) => dues.members.as_slice().first().cloned(),
        Event::LoanApproved(approved) => Some(approved.member.clone()),
        _ => event.loan().and_then(|loan| books.register().loan(loan)).map(|loan| loan.member().clone()),
    };
    let same_member = member(one).is_some_and(|it| member(other) == Some(it));
    !(depends_on_all(one) || depends_on_all(other) || same_member)
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
    if let Some(finding) = audit.findings().first() {
        return Err(format!("read back, record {} has a finding: {}", finding.seq, finding.breach));
    }
    if audit.books() == Some(books) {
        return Ok(());
    }
    Err(format!("read back are other books: {:?}, written {books:?}", audit.books()))
}
