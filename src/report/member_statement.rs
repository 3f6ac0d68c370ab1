//! The statement of one member.

use chrono::NaiveDate;
use serde::Serialize;

use super::loan_register::RegisterRow;
use super::span::{BooksOfPeriod, reversed_line};
use crate::books::{Books, Line};
use crate::calendar::iso;
use crate::count::Seq;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::{DocumentNumber, LoanId, MemberId, Text};

/// A member's loans, debts and receipts. A member who holds a receipt that is not listed has found an error in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct MemberStatement {
    pub member: MemberId,
    pub name: Option<Text>,
    pub is_member: bool,
    pub loans: Vec<RegisterRow>,
    pub owes: Owes,
    pub receipts: Vec<ReceiptRow>,
    pub receipts_total: ReceiptColumns,
    /// Dues paid since the beginning.
    pub dues_to_date: Balance,
}

/// The amounts that a member owes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct Owes {
    pub outstanding: Balance,
    pub principal_due: Balance,
    pub interest_due: Balance,
    pub interest_accrued: Balance,
    pub recoverable: Balance,
    pub advance: Balance,
    pub shortage: Balance,
}

/// One receipt of the member, or the reversal of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct ReceiptRow {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    #[serde(with = "iso")]
    pub value_date: NaiveDate,
    pub id: DocumentNumber,
    pub event: EventKind,
    pub about: Option<String>,
    #[serde(flatten)]
    pub amounts: ReceiptColumns,
}

/// The parts of a receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct ReceiptColumns {
    pub principal: Balance,
    pub interest: Balance,
    pub recovered: Balance,
    pub dues: Balance,
    pub total: Balance,
}

impl ReceiptColumns {
    fn summed(self) -> Self {
        Self { total: self.principal + self.interest + self.recovered + self.dues, ..self }
    }

    fn reversed(self) -> Self {
        Self {
            principal: -self.principal,
            interest: -self.interest,
            recovered: -self.recovered,
            dues: -self.dues,
            total: -self.total,
        }
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
        let closing = books.closing();
        let person = closing.register().member(member).filter(|person| person.has_joined())?;
        let loans: Vec<RegisterRow> =
            closing.loans().filter(|view| view.loan().member() == member).map(|view| RegisterRow::of(&view)).collect();
        let mut owes = Owes {
            advance: closing.ledger().advance_of(member),
            shortage: closing.ledger().shortage_of(member),
            ..Owes::default()
        };
        for row in &loans {
            owes.outstanding += row.outstanding;
            owes.principal_due += row.principal_due;
            owes.interest_due += row.interest_due;
            owes.interest_accrued += row.interest_accrued;
            owes.recoverable += row.recoverable;
        }
        let receipts: Vec<ReceiptRow> =
            books.lines().filter_map(|(place, line)| receipt_row(closing, place, line, member)).collect();
        let mut receipts_total = ReceiptColumns::default();
        for receipt in &receipts {
            receipts_total.add(&receipt.amounts);
        }
        let all = closing.lines().iter().enumerate();
        let dues =
            all.filter_map(|(place, line)| receipt_row(closing, place, line, member)).map(|row| row.amounts.dues);
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

fn receipt_row(books: &Books, place: usize, line: &Line, member: &MemberId) -> Option<ReceiptRow> {
    if !line.effects.is_taken {
        return None;
    }
    let amounts = match reversed_line(books, place, &line.record.event) {
        Some(reversed) => amounts_of(books, reversed, member)?.reversed(),
        None => amounts_of(books, line, member)?,
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
fn amounts_of(books: &Books, line: &Line, member: &MemberId) -> Option<ReceiptColumns> {
    let owed_by = |loan: &LoanId| {
        let loan = books.register().loan(loan)?;
        let debtor = loan.course_of(|_, day| day <= line.effects.value_date);
        (debtor.member() == member).then_some(())
    };
    let none = ReceiptColumns::default();
    let amounts = match &line.record.event {
        Event::DuesReceived(dues) => {
            dues.members.as_slice().contains(member).then_some(())?;
            ReceiptColumns { dues: dues.of_each_member(), ..none }
        }
        Event::RepaymentReceived(paid) => {
            owed_by(&paid.loan)?;
            ReceiptColumns { principal: paid.principal.into(), interest: paid.interest.into(), ..none }
        }
        Event::RecoveryReceived(recovery) => {
            owed_by(&recovery.loan)?;
            ReceiptColumns { recovered: recovery.amount.into(), ..none }
        }
        _ => return None,
    };
    Some(amounts.summed())
}
