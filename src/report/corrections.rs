//! Corrections: the page that an auditor reads first (báo cáo điều chỉnh, đảo bút toán).

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::iso_or_null;
use super::span::{BooksOfPeriod, reversed_line, turnover};
use crate::account::Account;
use crate::books::{Books, Line};
use crate::calendar::iso;
use crate::code::Code;
use crate::count::Seq;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::{DocumentNumber, LoanId, MemberId, Text};

/// Reversals, repayments booked late, waivers, records booked in spite of a rule, and voided documents of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Corrections<A = Balance> {
    pub reversals: Vec<ReversalRow<A>>,
    pub booked_late: Vec<BookedLateRow<A>>,
    pub waivers: Vec<WaiverRow<A>>,
    pub despite: Vec<DespiteRow>,
    pub voided: Vec<VoidedRow>,
    pub total: CorrectionsTotal<A>,
}

/// A reversal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ReversalRow<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub id: DocumentNumber,
    pub reason: Text,
    /// True if the register took the reversal.
    pub taken: bool,
    /// The document that it reverses.
    pub record: DocumentNumber,
    pub record_seq: Option<Seq>,
    #[serde(serialize_with = "iso_or_null")]
    pub record_date: Option<NaiveDate>,
    /// The days from the record to its reversal; `None` if the books do not have the record.
    pub days: Option<i64>,
    /// The event of the record reversed.
    pub event: Option<EventKind>,
    pub about: Option<String>,
    pub cash: A,
    pub bank: A,
    pub loans: A,
    pub entry_total: A,
}

/// A repayment booked after the day on which it was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct BookedLateRow<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub id: DocumentNumber,
    pub loan: LoanId,
    #[serde(with = "iso")]
    pub paid_on: NaiveDate,
    pub days: i64,
    pub stands: bool,
    pub principal: A,
    pub interest: A,
}

/// Interest waived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct WaiverRow<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub id: DocumentNumber,
    pub loan: LoanId,
    /// The member who owed the loan then.
    pub member: Option<MemberId>,
    pub stands: bool,
    pub amount: A,
    pub minute: Text,
}

/// A record booked in spite of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct DespiteRow {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub id: DocumentNumber,
    pub event: EventKind,
    pub about: Option<String>,
    pub codes: Vec<Code>,
}

/// A document that was spoiled or lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct VoidedRow {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub id: DocumentNumber,
    pub reason: Text,
}

/// The numbers of rows and their amounts, whether they are in effect or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct CorrectionsTotal<A = Balance> {
    pub reversals: usize,
    pub reversals_cash: A,
    pub reversals_bank: A,
    pub booked_late: usize,
    pub booked_late_amount: A,
    pub waivers: usize,
    pub waived: A,
    pub despite: usize,
    pub voided: usize,
}

impl Corrections {
    /// Returns the corrections of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Corrections<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let closing = books.closing();
        let mut corrections = Self {
            reversals: Vec::new(),
            booked_late: Vec::new(),
            waivers: Vec::new(),
            despite: Vec::new(),
            voided: Vec::new(),
            total: CorrectionsTotal::default(),
        };
        for (place, line) in books.lines() {
            corrections.reversals.extend(reversal(closing, place, line, tape));
            corrections.booked_late.extend(booked_late(place, line, tape));
            corrections.waivers.extend(waiver(closing, place, line, tape));
            let record = &line.record;
            if !record.despite.is_empty() {
                corrections.despite.push(DespiteRow {
                    seq: record.seq,
                    date: record.date,
                    id: record.id.clone(),
                    event: record.event.kind(),
                    about: record.event.about(),
                    codes: record.despite.codes().to_vec(),
                });
            }
            if let Event::DocumentVoided(voided) = &record.event {
                corrections.voided.push(VoidedRow {
                    seq: record.seq,
                    date: record.date,
                    id: record.id.clone(),
                    reason: voided.reason.clone(),
                });
            }
        }
        corrections.total = CorrectionsTotal {
            reversals: corrections.reversals.len(),
            reversals_cash: corrections.reversals.iter().map(|row| row.cash).sum(),
            reversals_bank: corrections.reversals.iter().map(|row| row.bank).sum(),
            booked_late: corrections.booked_late.len(),
            booked_late_amount: corrections.booked_late.iter().map(|row| row.principal + row.interest).sum(),
            waivers: corrections.waivers.len(),
            waived: corrections.waivers.iter().map(|row| row.amount).sum(),
            despite: corrections.despite.len(),
            voided: corrections.voided.len(),
        };
        corrections
    }
}

fn reversal<A: Figure>(books: &Books, place: usize, line: &Line, tape: A::Tape) -> Option<ReversalRow<A>> {
    let Event::Reversed(reversed) = &line.record.event else { return None };
    let target = reversed_line(books, place, &line.record.event);
    let change = |is_one: fn(&Account) -> bool| {
        let (debit, credit) = turnover(line, is_one);
        A::of_record(tape, place, debit - credit)
    };
    Some(ReversalRow {
        seq: line.record.seq,
        date: line.record.date,
        id: line.record.id.clone(),
        reason: reversed.reason.clone(),
        taken: line.effects.is_taken,
        record: reversed.record.clone(),
        record_seq: target.map(|target| target.record.seq),
        record_date: target.map(|target| target.record.date),
        days: target.map(|target| line.effects.day.signed_duration_since(target.effects.day).num_days()),
        event: target.map(|target| target.record.event.kind()),
        about: target.and_then(|target| target.record.event.about()),
        cash: change(|account| *account == Account::Cash),
        bank: change(|account| *account == Account::Bank),
        loans: change(|account| matches!(account, Account::Loan(_))),
        entry_total: A::of_record(tape, place, line.record.entry.total()),
    })
}

fn booked_late<A: Figure>(place: usize, line: &Line, tape: A::Tape) -> Option<BookedLateRow<A>> {
    let Event::RepaymentReceived(repayment) = &line.record.event else { return None };
    let paid_on = repayment.paid_on.filter(|paid_on| *paid_on < line.record.date)?;
    Some(BookedLateRow {
        seq: line.record.seq,
        date: line.record.date,
        id: line.record.id.clone(),
        loan: repayment.loan.clone(),
        paid_on,
        days: line.record.date.signed_duration_since(paid_on).num_days(),
        stands: line.effects.is_in_effect(),
        principal: A::of_record(tape, place, repayment.principal),
        interest: A::of_record(tape, place, repayment.interest),
    })
}

fn waiver<A: Figure>(books: &Books, place: usize, line: &Line, tape: A::Tape) -> Option<WaiverRow<A>> {
    let Event::InterestWaived(waived) = &line.record.event else { return None };
    let loan = books.register().loan(&waived.loan).filter(|_| line.effects.is_taken);
    let debtor = loan.map(|loan| loan.course_of(|_, day| day <= line.effects.value_date).member().clone());
    Some(WaiverRow {
        seq: line.record.seq,
        date: line.record.date,
        id: line.record.id.clone(),
        loan: waived.loan.clone(),
        member: debtor,
        stands: line.effects.is_in_effect(),
        amount: A::of_record(tape, place, waived.amount),
        minute: waived.minute.clone(),
    })
}
