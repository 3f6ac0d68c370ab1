//! The statement of one member.

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::ledger_account::LedgerAccount;
use super::loan_register::RegisterRow;
use super::span::{BooksOfPeriod, reversed_line};
use crate::account::Account;
use crate::books::{Books, Line};
use crate::calendar::iso;
use crate::count::Seq;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::{DocumentNumber, LoanId, MemberId, Text};

/// A member's loans, debts and receipts. A member who holds a receipt that is not listed has found an error in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct MemberStatement<A = Balance> {
    pub member: MemberId,
    pub name: Option<Text>,
    pub is_member: bool,
    pub loans: Vec<RegisterRow<A>>,
    pub owes: Owes<A>,
    pub receipts: Vec<ReceiptRow<A>>,
    pub receipts_total: ReceiptColumns<A>,
    /// Dues paid since the beginning.
    pub dues_to_date: A,
}

/// The amounts that a member owes: principal outstanding and the part of it that is due; interest accrued and the part of it that is due;
/// recoverable amounts of loans written off; the advance and the shortage of the member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Owes<A = Balance> {
    pub outstanding: A,
    pub principal_due: A,
    pub interest_due: A,
    pub interest_accrued: A,
    pub recoverable: A,
    pub advance: A,
    pub shortage: A,
}

/// One receipt of the member, or the reversal of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ReceiptRow<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    #[serde(with = "iso")]
    pub value_date: NaiveDate,
    pub id: DocumentNumber,
    pub event: EventKind,
    pub about: Option<String>,
    #[serde(flatten)]
    pub amounts: ReceiptColumns<A>,
}

/// The parts of a receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ReceiptColumns<A = Balance> {
    pub principal: A,
    pub interest: A,
    pub recovered: A,
    pub dues: A,
    pub total: A,
}

impl<A: Figure> ReceiptColumns<A> {
    fn summed(self) -> Self {
        Self { total: self.principal + self.interest + self.recovered + self.dues, ..self }
    }

    fn add(&mut self, other: &Self) {
        self.principal += other.principal;
        self.interest += other.interest;
        self.recovered += other.recovered;
        self.dues += other.dues;
        self.total += other.total;
    }
}

impl MemberStatement {
    /// Returns the statement of a member for a period; `None` of a person who never joined.
    #[must_use]
    pub fn of(books: &BooksOfPeriod, member: &MemberId) -> Option<Self> {
        Self::compute(books, member, NoTape)
    }
}

impl<A: Figure> MemberStatement<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, member: &MemberId, tape: A::Tape) -> Option<Self> {
        let closing = books.closing();
        let person = closing.register().member(member).filter(|person| person.has_joined())?;
        let loans = closing.loans().filter(|view| view.loan().member() == member);
        let loans: Vec<RegisterRow<A>> = loans.map(|view| RegisterRow::of(&view, tape)).collect();
        let balance = |account| A::balance(tape, closing, &LedgerAccount::One(account));
        let mut owes = Owes {
            advance: balance(Account::Advance(member.clone())),
            shortage: balance(Account::Shortage(member.clone())),
            ..Owes::default()
        };
        for row in &loans {
            owes.outstanding += row.outstanding;
            owes.principal_due += row.principal_due;
            owes.interest_due += row.interest_due;
            owes.interest_accrued += row.interest_accrued;
            owes.recoverable += row.recoverable;
        }
        let receipts: Vec<ReceiptRow<A>> =
            books.lines().filter_map(|(place, line)| receipt_row(closing, place, line, member, tape)).collect();
        let mut receipts_total = ReceiptColumns::default();
        for receipt in &receipts {
            receipts_total.add(&receipt.amounts);
        }
        let all = closing.lines().iter().enumerate();
        let dues =
            all.filter_map(|(place, line)| receipt_row(closing, place, line, member, tape)).map(|row| row.amounts.dues);
        Some(Self {
            member: member.clone(),
            name: person.name().cloned(),
            is_member: person.is_present(),
            loans,
            owes,
            receipts,
            receipts_total,
            dues_to_date: dues.sum(),
        })
    }
}

fn receipt_row<A: Figure>(
    books: &Books,
    place: usize,
    line: &Line,
    member: &MemberId,
    tape: A::Tape,
) -> Option<ReceiptRow<A>> {
    if !line.effects.is_taken {
        return None;
    }
    let amount = |amount: Balance| A::of_record(tape, place, amount);
    let amounts = match reversed_line(books, place, &line.record.event) {
        Some(reversed) => amounts_of(books, reversed, member, |of_reversed| amount(-of_reversed))?,
        None => amounts_of(books, line, member, amount)?,
    };
    let record = &line.record;
    Some(ReceiptRow {
        seq: record.seq,
        date: record.date,
        value_date: line.effects.value_date,
        id: record.id.clone(),
        event: record.event.kind(),
        about: record.event.about(),
        amounts,
    })
}

/// Returns the parts of a record that is a receipt of the member.
fn amounts_of<A: Figure>(
    books: &Books,
    line: &Line,
    member: &MemberId,
    amount: impl Fn(Balance) -> A,
) -> Option<ReceiptColumns<A>> {
    let owed_by = |loan: &LoanId| {
        let loan = books.register().loan(loan)?;
        let debtor = loan.course_of(|_, day| day <= line.effects.value_date);
        (debtor.member() == member).then_some(())
    };
    let none = ReceiptColumns::default();
    let amounts = match &line.record.event {
        Event::DuesReceived(dues) => {
            dues.members.as_slice().contains(member).then_some(())?;
            ReceiptColumns { dues: amount(dues.of_each_member()), ..none }
        }
        Event::RepaymentReceived(paid) => {
            owed_by(&paid.loan)?;
            ReceiptColumns { principal: amount(paid.principal.into()), interest: amount(paid.interest.into()), ..none }
        }
        Event::RecoveryReceived(recovery) => {
            owed_by(&recovery.loan)?;
            ReceiptColumns { recovered: amount(recovery.amount.into()), ..none }
        }
        _ => return None,
    };
    Some(amounts.summed())
}
