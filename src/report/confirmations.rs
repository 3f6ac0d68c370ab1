//! Confirmations by borrowers (đối chiếu nợ với người vay).

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::iso_or_null;
use super::ratio::Ratio;
use crate::books::Books;
use crate::calendar::iso;
use crate::count::Seq;
use crate::event::Event;
use crate::money::Balance;
use crate::name::{DocumentNumber, LoanId, MemberId, Text};

/// The amounts that borrowers confirmed, and the loans without a confirmation that agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(bound(serialize = "A: Figure"))]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Confirmations<A = Balance> {
    pub rows: Vec<ConfirmationRow<A>>,
    pub unconfirmed: Vec<UnconfirmedRow<A>>,
    pub total: ConfirmationTotal<A>,
    pub confirmed_share: Ratio<A>,
}

/// One confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ConfirmationRow<A = Balance> {
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub id: DocumentNumber,
    pub loan: LoanId,
    pub member: MemberId,
    pub by: Text,
    pub confirmed: A,
    /// The principal outstanding before the record; of a loan written off, the amount recoverable.
    pub books: A,
    pub difference: A,
    pub stands: bool,
    /// The number of documents attached.
    pub evidence: usize,
}

/// A loan without a confirmation in effect that agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct UnconfirmedRow<A = Balance> {
    pub loan: LoanId,
    pub member: MemberId,
    pub name: Option<Text>,
    pub carried_in: bool,
    pub outstanding: A,
    pub recoverable: A,
    #[serde(serialize_with = "iso_or_null")]
    pub last_confirmed: Option<NaiveDate>,
}

/// Loans with an amount to confirm, and those not confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ConfirmationTotal<A = Balance> {
    pub count: u32,
    pub outstanding: A,
    pub recoverable: A,
    pub unconfirmed_count: u32,
    pub unconfirmed_outstanding: A,
    pub unconfirmed_recoverable: A,
}

impl Confirmations {
    /// Returns the confirmations up to the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Confirmations<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        let mut rows = Vec::new();
        // Of each loan, the date of the last confirmation in effect, and whether one agreed.
        let mut confirmed: HashMap<&LoanId, (NaiveDate, bool)> = HashMap::new();
        for (at, line) in books.lines().iter().enumerate() {
            let Event::LoanConfirmed(event) = &line.record.event else { continue };
            let Some(loan) = books.register().loan(&event.loan).filter(|_| line.effects.is_taken) else { continue };
            let Some(balance) = A::compared(tape, books, at) else { continue };
            let stands = line.effects.is_in_effect();
            let confirmed_amount = A::of_record(tape, at, event.outstanding);
            let difference = confirmed_amount - balance;
            if stands {
                let (date, agreed) = confirmed.entry(&event.loan).or_insert((line.record.date, false));
                *date = line.record.date;
                *agreed = *agreed || difference == A::default();
            }
            rows.push(ConfirmationRow {
                seq: line.record.seq,
                date: line.record.date,
                id: line.record.id.clone(),
                loan: event.loan.clone(),
                member: loan.course_of(|_, day| day <= line.effects.day).member().clone(),
                by: event.by.clone(),
                confirmed: confirmed_amount,
                books: balance,
                difference,
                stands,
                evidence: line.record.evidence.digests().len(),
            });
        }
        let mut unconfirmed = Vec::new();
        let mut total = ConfirmationTotal::default();
        for view in books.loans() {
            let [outstanding, recoverable] =
                A::of_loan(tape, view.loan(), |course| [course.outstanding(), course.recoverable()]);
            if !outstanding.amount().is_positive() && !recoverable.amount().is_positive() {
                continue;
            }
            total.count = total.count.saturating_add(1);
            total.outstanding += outstanding;
            total.recoverable += recoverable;
            let last = confirmed.get(view.id());
            if last.is_some_and(|(_, agreed)| *agreed) {
                continue;
            }
            total.unconfirmed_count = total.unconfirmed_count.saturating_add(1);
            total.unconfirmed_outstanding += outstanding;
            total.unconfirmed_recoverable += recoverable;
            unconfirmed.push(UnconfirmedRow {
                loan: view.id().clone(),
                member: view.loan().member().clone(),
                name: books.register().member(view.loan().member()).and_then(|member| member.name().cloned()),
                carried_in: view.loan().is_carried_in(),
                outstanding,
                recoverable,
                last_confirmed: last.map(|(date, _)| *date),
            });
        }
        let confirmed_share = Ratio::of(total.outstanding - total.unconfirmed_outstanding, total.outstanding);
        Self { rows, unconfirmed, total, confirmed_share }
    }
}
