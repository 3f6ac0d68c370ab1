//! The basis of a record: the state, in the books before it, of the matter that it counts, confirms, decides or sums up.
//!
//! A gift holds in any books. A count is compared with the balance of its place, an allocation takes all unallocated interest, a new
//! charter replaces the one in force. Such a record holds in the merged books only if the matter has the same state there.
#![deny(clippy::wildcard_enum_match_arm)]

use chrono::NaiveDate;

use crate::account::Account;
use crate::books::Books;
use crate::charter::Charter;
use crate::count::Year;
use crate::event::{Circumstances, Event, Gender, MemberAmended};
use crate::ledger::{DebitsCredits, Ledger};
use crate::loan::{Course, Loan, StepKind};
use crate::money::Balance;
use crate::name::{LoanId, MemberId, Text};
use crate::voucher::Record;

/// The state of the matter of a record, in the books before it.
#[derive(PartialEq)]
pub(super) enum Basis<'b> {
    /// The record holds in any books.
    None,
    /// A balance, or the principal of a loan.
    Amount(Option<Balance>),
    /// The number of records that must be the same in both books: reports of the same month; payments before a carrying-in.
    Records(usize),
    /// The member who owes a loan.
    Debtor(Option<&'b MemberId>),
    /// The reschedules of a loan so far, each with its value date.
    Schedules(Vec<(NaiveDate, &'b StepKind)>),
    /// The details of a member that are amended.
    Details(Option<Details<'b>>),
    Charter(&'b Charter),
    /// The number of records of a period, and the accounts at its end.
    Period(usize, Vec<(Account, DebitsCredits)>),
}

type Details<'b> = (Option<&'b Text>, Option<Circumstances>, Option<Gender>, Option<Year>);

/// Returns the basis of an event in books that do not have it yet.
pub(super) fn basis<'b>(books: &'b Books, event: &Event) -> Basis<'b> {
    let loan = |id: &LoanId| books.register().loan(id);
    let of_loan =
        |id: &LoanId, amount: fn(&Course) -> Balance| Basis::Amount(loan(id).map(|loan| amount(loan.course())));
    let records = |is_counted: &dyn Fn(&Record) -> bool| {
        Basis::Records(books.records_in_effect().filter(|record| is_counted(record)).count())
    };
    match event {
        Event::MoneyCounted(e) => Basis::Amount(Some(books.ledger().money(e.place))),
        // The amount is what the box differs by from the books.
        Event::ShortageFound(e) => Basis::Amount(Some(books.ledger().money(e.place))),
        Event::SurplusFound(e) => Basis::Amount(Some(books.ledger().money(e.place))),
        Event::InterestAllocated(_) => Basis::Amount(Some(books.ledger().unallocated_interest())),
        Event::LoanConfirmed(e) => of_loan(&e.loan, Course::claimed),
        Event::LoanWrittenOff(e) => of_loan(&e.loan, Course::outstanding),
        Event::LoanAssumed(e) => Basis::Debtor(loan(&e.loan).map(Loan::member)),
        Event::LoanRescheduled(e) => Basis::Schedules(loan(&e.loan).map(schedules).unwrap_or_default()),
        Event::MemberAmended(e) => Basis::Details(details(books, e)),
        Event::CharterAmended(_) => Basis::Charter(books.charter()),
        Event::PeriodClosed(e) => period(books, e.through),
        Event::ActivityReported(e) => {
            records(&|record| matches!(&record.event, Event::ActivityReported(there) if there.month == e.month))
        }
        // Balances of earlier books may contain what was paid since; and of one matter there is one balance.
        Event::FundsCarriedIn(_)
        | Event::AdvanceCarriedIn(_)
        | Event::ShortageCarriedIn(_)
        | Event::BorrowingCarriedIn(_)
        | Event::LoanCarriedIn(_)
        | Event::WrittenOffCarriedIn(_) => {
            records(&|record| is_payment(record) || is_of_one_matter(&record.event, event))
        }
        Event::MemberJoined(_)
        | Event::MemberLeft(_)
        | Event::SeedGrantReceived(_)
        | Event::SeedGrantReturned(_)
        | Event::SeedGrantRestored(_)
        | Event::DonationReceived(_)
        | Event::DuesReceived(_)
        | Event::OtherIncomeReceived(_)
        | Event::BorrowingReceived(_)
        | Event::BorrowingRepaid(_)
        | Event::BorrowingForgiven(_)
        | Event::LoanApproved(_)
        | Event::LoanDisbursed(_)
        | Event::LoanCancelled(_)
        | Event::RepaymentReceived(_)
        | Event::InterestWaived(_)
        | Event::RecoveryReceived(_)
        | Event::OperatingSpent(_)
        | Event::AdvancePaid(_)
        | Event::AdvanceSpent(_)
        | Event::AdvanceReturned(_)
        | Event::OperatingCapitalised(_)
        | Event::CapitalHandedOver(_)
        | Event::ShortageRepaid(_)
        | Event::ShortageReleased(_)
        | Event::CashDeposited(_)
        | Event::CashWithdrawn(_)
        | Event::DocumentVoided(_)
        | Event::Reversed(_) => Basis::None,
    }
}

fn schedules(loan: &Loan) -> Vec<(NaiveDate, &StepKind)> {
    let rescheduled = loan.steps().iter().filter(|step| matches!(step.kind, StepKind::Rescheduled { .. }));
    rescheduled.map(|step| (step.day, &step.kind)).collect()
}

/// Returns the present values of the details that an event amends; `None` if there is no such member.
fn details<'b>(books: &'b Books, amended: &MemberAmended) -> Option<Details<'b>> {
    let member = books.register().member(&amended.member)?;
    Some((
        amended.name.as_ref().and(member.name()),
        amended.circumstances.and(member.circumstances()),
        amended.gender.and(member.gender()),
        amended.born.and(member.born()),
    ))
}

fn period<'b>(books: &Books, through: NaiveDate) -> Basis<'b> {
    let signed_off = || books.records().filter(|record| record.date <= through);
    let mut ledger = Ledger::default();
    signed_off().for_each(|record| ledger.post(&record.entry));
    Basis::Period(signed_off().count(), ledger.accounts())
}

/// Returns whether a record moves money and is neither a carrying-in nor a reversal.
fn is_payment(record: &Record) -> bool {
    let is_other = record.event.kind().is_carried_in() || matches!(record.event, Event::Reversed(_));
    !record.entry.is_empty() && !is_other
}

/// Returns whether two events of carrying-in are about one balance: of the same loan, of the same member, of the same lender.
fn is_of_one_matter(there: &Event, event: &Event) -> bool {
    there.kind() == event.kind()
        && (there.loan(), there.member(), there.lender()) == (event.loan(), event.member(), event.lender())
}
