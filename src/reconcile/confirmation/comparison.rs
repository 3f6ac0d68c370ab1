//! The comparison of each answer with the books of its day.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::answers::{Answer, Answers};
use super::evaluation::projected;
use super::sampling::{Sample, SampleRow, SamplingPlan};
use super::{ConfirmationRow, Outcome};
use crate::books::Books;
use crate::loan::Loan;
use crate::money::Balance;
use crate::name::LoanId;

/// The books and the sample with which answers are compared.
pub(super) struct Comparison<'a> {
    books: &'a Books,
    /// The loans of the list from which the sample was drawn.
    listed: HashMap<&'a LoanId, &'a SampleRow>,
    plan: &'a SamplingPlan,
}

impl<'a> Comparison<'a> {
    pub(super) fn of(books: &'a Books, sample: &'a Sample) -> Self {
        let listed = sample.rows().iter().map(|row| (&row.loan, row)).collect();
        Self { books, listed, plan: sample.plan() }
    }

    /// Compares each answer with the books as they were at the end of its day. The books are booked again once, in the order of the days.
    pub(super) fn rows<'b>(&self, answers: &'b Answers) -> HashMap<&'b LoanId, ConfirmationRow> {
        let mut by_date: Vec<&Answer> = answers.iter().collect();
        by_date.sort_by_key(|answer| answer.date);
        let mut on_the_day = self.books.after(0);
        let mut lines = self.books.lines().iter().peekable();
        let compare = |answer: &'b Answer| {
            while let Some(line) = lines.next_if(|line| line.record.date <= answer.date) {
                on_the_day.append_again(line);
            }
            (&answer.loan, self.row(on_the_day.register().loan(&answer.loan), answer))
        };
        by_date.into_iter().map(compare).collect()
    }

    /// Compares an answer with its loan as it was at the end of the day of the answer.
    fn row(&self, loan: Option<&Loan>, answer: &Answer) -> ConfirmationRow {
        let listed = self.listed.get(&answer.loan);
        let books = loan.map_or(Balance::ZERO, |loan| loan.course().claimed());
        let outcome = self.outcome(loan, books, answer);
        let mut row = ConfirmationRow {
            loan: answer.loan.clone(),
            member: answer.member.clone(),
            sampled: listed.filter(|row| row.hits > 0).map(|row| row.outstanding),
            answer: Some(answer.clone()),
            books,
            written_off: loan.is_some_and(|loan| loan.course().is_written_off()),
            outcome,
            projected: Balance::ZERO,
        };
        // The claim on a loan written off is no principal outstanding, unless the loan was written off after it was listed.
        if !row.written_off || listed.is_some() {
            row.projected = projected(row.difference(), row.sampled, self.plan);
        }
        row
    }

    fn outcome(&self, loan: Option<&Loan>, books: Balance, answer: &Answer) -> Outcome {
        if let Some(first_day) = self.begins_later(loan, answer) {
            return Outcome::TooEarly { first_day };
        }
        let Some(loan) = loan else { return Outcome::UnknownLoan };
        if answer.member != *loan.member() {
            return Outcome::OtherMember { borrower: loan.member().clone() };
        }
        match books - answer.balance.into() {
            Balance::ZERO => Outcome::Agrees,
            by => Outcome::Differs { by },
        }
    }

    /// Returns the day from which the books have the loan of an answer, if the answer is dated before it. `loan` is its state at the end of
    /// the day of the answer.
    fn begins_later(&self, loan: Option<&Loan>, answer: &Answer) -> Option<NaiveDate> {
        if loan.is_some_and(|loan| loan.beginning().is_some()) {
            return None;
        }
        let first_day = match self.books.register().loan(&answer.loan) {
            Some(loan) => {
                let line = self.books.lines().get(loan.beginning().map_or(loan.place(), |step| step.place));
                debug_assert!(line.is_some(), "a loan is of a record of its books");
                line?.effects.day
            }
            None => self.books.header().opened(),
        };
        (first_day > answer.date).then_some(first_day)
    }
}
