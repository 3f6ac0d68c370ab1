//! The answers of members (trả lời của thành viên), and the sheet from which they are read.

use std::io::Read;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Serialize;

use crate::calendar::iso;
use crate::money::Money;
use crate::name::{LoanId, MemberId};
use crate::reconcile::sheet::{AnswerError, SheetColumn, SheetError, SheetOptions, UnreadSheet, Wrong, read_rows};

/// The answer of a member: the principal that the member owes by the passbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The member who answers.
    pub member: MemberId,
    /// The loan.
    pub loan: LoanId,
    /// The principal that the member states, in đồng.
    pub balance: Money,
    /// The day of the balance stated.
    #[serde(with = "iso")]
    pub date: NaiveDate,
}

const ANSWERS: [SheetColumn; 4] = [
    SheetColumn {
        name: "member",
        headings: &["member", "ma thanh vien", "ma hoi vien", "thanh vien", "hoi vien", "ma tv", "member id"],
        is_required: true,
    },
    SheetColumn {
        name: "loan",
        headings: &[
            "loan",
            "ma khoan vay",
            "so hop dong",
            "ma vay",
            "khoan vay",
            "hop dong vay",
            "hop dong",
            "loan id",
        ],
        is_required: true,
    },
    SheetColumn {
        name: "balance",
        headings: &["balance", "du no goc", "du no", "so du", "con no", "so tien no", "goc con no", "so tien"],
        is_required: true,
    },
    SheetColumn {
        name: "date",
        headings: &["date", "ngay", "ngay xac nhan", "ngay tra loi", "tai ngay"],
        is_required: true,
    },
];

/// The answers of members, at most one for each loan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(IndexMap<LoanId, Answer>);

impl Answers {
    /// Makes an empty list of answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer.
    ///
    /// # Errors
    ///
    /// If the loan has an answer already, which is kept.
    pub fn add(&mut self, answer: Answer) -> Result<(), AnswerError> {
        if self.0.contains_key(&answer.loan) {
            return Err(AnswerError::AnsweredTwice { loan: answer.loan });
        }
        self.0.insert(answer.loan.clone(), answer);
        Ok(())
    }

    /// Reads a sheet with the headings *member* (thành viên), *loan* (khoản vay), *balance* (dư nợ) and *date* (ngày), and lists the rows
    /// that cannot be read. An empty balance means that the member did not answer.
    ///
    /// # Errors
    ///
    /// If the file is not such a sheet.
    pub fn read(source: impl Read, options: SheetOptions) -> Result<(Self, Vec<SheetError>), UnreadSheet> {
        let mut answers = Self::new();
        let errors = read_rows(source, &ANSWERS, options, |row| {
            let member = row.text(0).parse().map_err(Wrong::column(0))?;
            let loan = row.text(1).parse().map_err(Wrong::column(1))?;
            if row.is_blank(2) {
                return Ok(());
            }
            let (balance, date) = (row.money(2)?, row.day(3)?);
            answers.add(Answer { member, loan, balance, date }).map_err(Wrong::row)
        })?;
        Ok((answers, errors))
    }

    /// Returns all answers, in the order in which they were added.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Answer> {
        self.0.values()
    }
}
