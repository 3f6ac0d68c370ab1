//! The members' own passbooks (sổ vay) beside the register: confirmation of loans (thư xác nhận).
//!
//! The chosen members are asked what they owe. Where the books say more, a repayment may not have been booked; where they say less,
//! something may have been booked that was not paid. The one is never set off against the other.
//!
//! ```
//! # use revolving_fund::{ClubFund, Charter, DonationReceived, Header, InterestMethod, LoanApproved, LoanDisbursed, MemberJoined, Place};
//! # use revolving_fund::{Circumstances, Repayment};
//! use revolving_fund::reconcile::confirmation::{Answers, Conclusion, ConfidenceFactor, Confirmation, Sample, SamplingPlan};
//! use revolving_fund::{Books, Voucher, parse_date};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let day = parse_date("2024-03-13")?;
//! # let mut books = Books::new(Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, day, Charter::bac_ninh())?);
//! # let (from, amount) = ("Sổ Tấm lòng vàng".parse()?, "6.000.000".parse()?);
//! # let gift = DonationReceived { from, amount, fund: ClubFund::IncomeGrowth, into: Place::Cash };
//! # books.record(Voucher::new("PT-0001".parse()?, day, gift))?;
//! # let (member, name) = ("M001".parse()?, "Phạm Thị Lan".parse()?);
//! # let joined = MemberJoined { member, name, circumstances: Circumstances::NearPoor, gender: None, born: None };
//! # books.record(Voucher::new("TV-0001".parse()?, day, joined))?;
//! # let approved = LoanApproved {
//! #     loan: "V001".parse()?, member: "M001".parse()?, principal: amount, months: 12_u32.try_into()?, monthly_rate: "1 %".parse()?,
//! #     interest: InterestMethod::Declining, repayment: Repayment::EqualPrincipal, minute: "BB 03/2024".parse()?,
//! # };
//! # books.record(Voucher::new("HD-0001".parse()?, day, approved))?;
//! let lent = LoanDisbursed { loan: "V001".parse()?, out_of: Place::Cash }; // 6 million to M001
//! books.record(Voucher::new("PC-0001".parse()?, day, lent))?;
//!
//! let factor = ConfidenceFactor::for_confidence(90).ok_or("not in the table")?;
//! let plan = SamplingPlan::for_tolerable("10.000.000".parse()?, factor);
//! let sample = Sample::draw(&books, plan, 2025);
//! assert_eq!(sample.chosen().count(), 1, "larger than an interval");
//!
//! let sheet = "member,loan,balance,date\nM001,V001,4.000.000,2024-03-13\n";
//! let (answers, not_taken) = Answers::read(sheet.as_bytes())?;
//! assert!(not_taken.is_empty());
//! let confirmation = Confirmation::of(&books, &sample, &answers);
//! assert_eq!(confirmation.rows()[0].difference().to_string(), "2.000.000 đồng");
//! assert_eq!(confirmation.conclusion(), Conclusion::Doubtful);
//! # Ok(())
//! # }
//! ```
//!
//! A [`SamplingPlan`] says how densely to look, by what is tolerable and a [`ConfidenceFactor`]. The [`Sample`] has the loans chosen, and
//! the arithmetic by which anyone draws it again. [`Answers`] are set beside the books in a [`Confirmation`]: a [`ConfirmationRow`] of
//! each loan with its [`Outcome`], the [`ConfirmationTally`] of all, and the [`Conclusion`].
//!
//! # The arithmetic of the sample
//!
//! Monetary unit sampling at a fixed interval: every đồng outstanding has the same chance to be looked at, and a loan is looked at
//! when one of its đồng is hit. So a large loan is likelier to be chosen than a small one, and a loan of an interval or more is
//! chosen for certain.
//!
//! 1. *Interval* = tolerable misstatement ÷ confidence factor, rounded down. The [factors](ConfidenceFactor::TABLE) are those for
//!    samples in which no error is expected.
//! 2. *Start* = N mod interval + 1. N is the number that the first 15 hexadecimal digits make of the SHA-256 of the head of the
//!    books, a `/` and the seed. The head is known when the books are closed and the seed when the auditor has told it: where the
//!    seed is told first, nobody chooses the sample. In a shell:
//!    `echo $((16#$(printf '%s/%s' $HEAD $SEED | sha256sum | cut -c1-15) % INTERVAL + 1))`
//! 3. Loans with something outstanding are added up in the order of their names (bytes compared). The đồng *start*, *start* + interval,
//!    *start* + 2 × interval … are hit; each lies in the first loan up to which the sum is at least as great.
//!
//! # The arithmetic of the conclusion
//!
//! *Difference* = what the books had on the date of the answer − what the member says. Of a loan that was chosen and is smaller than
//! an interval, the difference stands for the whole interval: *projected* = difference × interval ÷ outstanding when sampled, rounded up
//! (tainting × interval). Of a loan of an interval or more, and of an answer nobody had asked for, it stands for itself. A loan that
//! the books do not know is wrong by all that the member says. A loan written off has nothing left in the books: a member who still says to
//! owe on it differs.
//!
//! *Conclusion*: is what is projected, on the worse side, more than is tolerable, so are the books more wrong than is tolerable. Else
//! every loan chosen has to be answered for first. Where all are and nothing differs, no more than the tolerable is wrong with the
//! confidence of the factor; where something differs, the sample, which was drawn for none, is too small to say so.
//!
//! Sources: ISA 505 (VSA 505), external confirmations; ISA 530 (VSA 530), projecting misstatements, and its appendix 4, value-weighted
//! selection; AICPA, *Audit Guide: Audit Sampling*, tainting, and its appendix C.

mod sampling;

pub use sampling::{ConfidenceFactor, ConfidenceFactorError, Sample, SampleRow, SamplingPlan};

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, Read};

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Serialize;

use super::sheet::{SheetError, Wrong, read_rows};
use crate::account::Account;
use crate::books::Books;
use crate::calendar::{iso, parse_date};
use crate::money::{Amount, Balance, Money};
use crate::name::{LoanId, MemberId};
use crate::rate::projected;
use crate::rules::Bilingual;

/// What a member says to owe, by the passbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Who answers.
    pub member: MemberId,
    /// The loan.
    pub loan: LoanId,
    /// The principal owed.
    pub balance: Money,
    /// The day on which it was.
    #[serde(with = "iso")]
    pub date: NaiveDate,
}

/// An answer that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// There is one for the loan.
    #[error("loan {loan} is answered already")]
    AnsweredTwice {
        /// The loan.
        loan: LoanId,
    },
}

/// Answers, one a loan at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(IndexMap<LoanId, Answer>);

impl Answers {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    ///
    /// # Errors
    ///
    /// If there is one for the loan; it stays as it is then.
    pub fn add(&mut self, answer: Answer) -> Result<(), AnswerError> {
        if self.0.contains_key(&answer.loan) {
            return Err(AnswerError::AnsweredTwice { loan: answer.loan });
        }
        self.0.insert(answer.loan.clone(), answer);
        Ok(())
    }

    /// Reads a sheet with the headings `member,loan,balance,date`, and says which rows cannot be taken. Where the balance is
    /// empty, the member did not answer.
    ///
    /// # Errors
    ///
    /// If the source fails.
    pub fn read(source: impl Read) -> io::Result<(Self, Vec<SheetError>)> {
        let mut answers = Self::new();
        let errors = read_rows(source, ["member", "loan", "balance", "date"], |[member, loan, balance, date]| {
            let member = member.parse().map_err(Wrong::column(0))?;
            let loan = loan.parse().map_err(Wrong::column(1))?;
            if balance.is_empty() {
                return Ok(());
            }
            let balance = balance.parse().map_err(Wrong::column(2))?;
            let date = parse_date(date).map_err(Wrong::column(3))?;
            answers.add(Answer { member, loan, balance, date }).map_err(Wrong::row)
        })?;
        Ok((answers, errors))
    }

    /// All of them, in the order in which they came.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Answer> {
        self.0.values()
    }
}

/// How an answer compares with the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The member owes what the books say.
    Agrees,
    /// Another sum.
    Differs {
        /// What the books have more than the member says; less, below zero.
        by: Balance,
    },
    /// The books know no such loan.
    UnknownLoan,
    /// The loan is another member's.
    OtherMember {
        /// Who borrowed by the books.
        borrower: MemberId,
    },
    /// Nobody answered for a loan that was chosen.
    NoAnswer,
}

/// One loan of the confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfirmationRow {
    /// The loan.
    pub loan: LoanId,
    /// Who answered, or else should have.
    pub member: MemberId,
    /// What was outstanding when it was chosen; `None` of an answer nobody had asked for.
    pub sampled: Option<Balance>,
    /// The answer.
    pub answer: Option<Answer>,
    /// What the books had on the date of the answer, or when the loan was chosen.
    pub books: Balance,
    /// How they compare.
    pub outcome: Outcome,
    /// What the difference stands for, on its side: above zero where the books have more than the member says.
    pub projected: Balance,
}

impl ConfirmationRow {
    fn unanswered(row: &SampleRow) -> Self {
        Self {
            loan: row.loan.clone(),
            member: row.member.clone(),
            sampled: Some(row.outstanding),
            answer: None,
            books: row.outstanding,
            outcome: Outcome::NoAnswer,
            projected: Balance::ZERO,
        }
    }

    /// What is wrong by this answer: above zero where the books have more than the member says.
    #[must_use]
    pub fn difference(&self) -> Balance {
        match (&self.outcome, &self.answer) {
            (Outcome::Differs { by }, _) => *by,
            (Outcome::UnknownLoan, Some(answer)) => -Balance::from(answer.balance),
            _ => Balance::ZERO,
        }
    }
}

/// What all answers say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConfirmationTally {
    /// Loans that agree.
    pub agrees: u64,
    /// Loans that differ.
    pub differs: u64,
    /// Loans that the books do not know.
    pub unknown_loans: u64,
    /// Loans that are another member's.
    pub other_members: u64,
    /// Loans chosen for which nobody answered.
    pub unanswered: u64,
    /// What was outstanding on the loans chosen for which nobody, or only another member, answered.
    pub unconfirmed: Balance,
    /// By how much the books have more than members say.
    pub overstated: Balance,
    /// By how much the books have less than members say.
    pub understated: Balance,
    /// What the overstatements stand for.
    pub projected_overstatement: Balance,
    /// What the understatements stand for.
    pub projected_understatement: Balance,
}

impl ConfirmationTally {
    fn add(&mut self, row: &ConfirmationRow) {
        let count = match row.outcome {
            Outcome::Agrees => &mut self.agrees,
            Outcome::Differs { .. } => &mut self.differs,
            Outcome::UnknownLoan => &mut self.unknown_loans,
            Outcome::OtherMember { .. } => &mut self.other_members,
            Outcome::NoAnswer => &mut self.unanswered,
        };
        *count = count.saturating_add(1);
        if matches!(row.outcome, Outcome::NoAnswer | Outcome::OtherMember { .. }) {
            self.unconfirmed += row.sampled.unwrap_or_default();
        }
        self.overstated += row.difference().or_zero();
        self.understated += (-row.difference()).or_zero();
        self.projected_overstatement += row.projected.or_zero();
        self.projected_understatement += (-row.projected).or_zero();
    }
}

/// What the sample says of all loans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// All was confirmed: no more is wrong than is tolerable.
    Confirmed,
    /// Something differs or is unknown, and what it stands for is tolerable; the sample is too small to say more.
    Doubtful,
    /// A loan chosen is not answered for, or another member than the borrower answers.
    Unanswered,
    /// More is wrong than is tolerable.
    Misstated,
}

impl Conclusion {
    /// What it means and what to do.
    #[must_use]
    pub const fn text(self) -> Bilingual {
        match self {
            Self::Confirmed => Bilingual {
                english: "confirmed: the loans are as the books have them, as far as the sample can tell",
                vietnamese: "đã xác nhận: trong phạm vi mẫu, dư nợ đúng như sổ",
            },
            Self::Doubtful => Bilingual {
                english: "doubtful: clear up what differs, and look at a larger sample",
                vietnamese: "chưa chắc chắn: làm rõ các khoản lệch và chọn mẫu lớn hơn",
            },
            Self::Unanswered => Bilingual {
                english: "unanswered: visit those who did not answer, or see the receipts of their loans",
                vietnamese: "chưa đủ trả lời: đến gặp người chưa trả lời, hoặc xem phiếu thu của khoản vay",
            },
            Self::Misstated => Bilingual {
                english: "misstated: more differs than is tolerable, look at every loan",
                vietnamese: "sai sót vượt mức: số lệch quá mức bỏ qua, cần xem mọi khoản vay",
            },
        }
    }
}

/// The sample, the answers and what they come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    plan: SamplingPlan,
    rows: Vec<ConfirmationRow>,
    tally: ConfirmationTally,
    conclusion: Conclusion,
}

impl Confirmation {
    /// Sets the answers beside the books: first the loans chosen, then answers nobody had asked for, each in the order of their
    /// names. An answer dated after the last record is set beside the books as they are.
    #[must_use]
    pub fn of(books: &Books, sample: &Sample, answers: &Answers) -> Self {
        let beside = Beside { books, on_the_day: balances(books, answers), interval: sample.plan().interval() };
        let chosen: HashSet<&LoanId> = sample.chosen().map(|row| &row.loan).collect();
        let mut unasked: Vec<&Answer> = answers.iter().filter(|answer| !chosen.contains(&answer.loan)).collect();
        unasked.sort_unstable_by_key(|answer| &answer.loan);
        let asked = sample.chosen().map(|row| match answers.0.get(&row.loan) {
            Some(answer) => beside.answered(answer, Some(row.outstanding)),
            None => ConfirmationRow::unanswered(row),
        });
        let rows: Vec<ConfirmationRow> =
            asked.chain(unasked.into_iter().map(|answer| beside.answered(answer, None))).collect();
        let mut tally = ConfirmationTally::default();
        for row in &rows {
            tally.add(row);
        }
        Self { plan: *sample.plan(), conclusion: conclusion(&tally, sample.plan()), rows, tally }
    }

    /// All loans compared.
    #[must_use]
    pub fn rows(&self) -> &[ConfirmationRow] {
        &self.rows
    }

    /// What they come to.
    #[must_use]
    pub const fn tally(&self) -> &ConfirmationTally {
        &self.tally
    }

    /// What the sample says of all loans.
    #[must_use]
    pub const fn conclusion(&self) -> Conclusion {
        self.conclusion
    }
}

/// What the books had outstanding on each loan that is answered for, at the end of the day of the answer.
fn balances<'a>(books: &Books, answers: &'a Answers) -> HashMap<&'a LoanId, Balance> {
    let mut by_date: Vec<&Answer> = answers.iter().collect();
    by_date.sort_by_key(|answer| answer.date);
    let mut running: HashMap<&LoanId, Balance> = answers.0.keys().map(|loan| (loan, Balance::ZERO)).collect();
    let mut found = HashMap::with_capacity(by_date.len());
    let mut records = books.records().peekable();
    for answer in by_date {
        while let Some(record) = records.next_if(|record| record.date <= answer.date) {
            for transfer in record.entry.transfers() {
                let amount = Balance::from(transfer.amount);
                for (account, change) in [(&transfer.debit, amount), (&transfer.credit, -amount)] {
                    if let Account::Loan(loan) = account
                        && let Some(balance) = running.get_mut(loan)
                    {
                        *balance += change;
                    }
                }
            }
        }
        found.insert(&answer.loan, running.get(&answer.loan).copied().unwrap_or_default());
    }
    found
}

/// What answers are set beside.
struct Beside<'a> {
    books: &'a Books,
    /// What the books had on the day of each answer.
    on_the_day: HashMap<&'a LoanId, Balance>,
    interval: Amount,
}

impl Beside<'_> {
    fn answered(&self, answer: &Answer, sampled: Option<Balance>) -> ConfirmationRow {
        let books = self.on_the_day.get(&answer.loan).copied().unwrap_or_default();
        let difference = books - answer.balance.into();
        let (outcome, by) = match self.books.register().loan(&answer.loan) {
            None => (Outcome::UnknownLoan, -Balance::from(answer.balance)),
            Some(loan) if answer.member != *loan.member() => {
                (Outcome::OtherMember { borrower: loan.member().clone() }, Balance::ZERO)
            }
            Some(_) if difference == Balance::ZERO => (Outcome::Agrees, Balance::ZERO),
            Some(_) => (Outcome::Differs { by: difference }, difference),
        };
        ConfirmationRow {
            loan: answer.loan.clone(),
            member: answer.member.clone(),
            sampled,
            answer: Some(answer.clone()),
            books,
            outcome,
            projected: self.projected(by, sampled),
        }
    }

    /// What a difference stands for.
    fn projected(&self, difference: Balance, sampled: Option<Balance>) -> Balance {
        match sampled.filter(|sampled| *sampled < self.interval.into()) {
            None => difference,
            Some(sampled) if difference.is_negative() => -projected(-difference, sampled, self.interval),
            Some(sampled) => projected(difference, sampled, self.interval),
        }
    }
}

fn conclusion(tally: &ConfirmationTally, plan: &SamplingPlan) -> Conclusion {
    let worse = tally.projected_overstatement.max(tally.projected_understatement);
    if worse > plan.tolerable().into() {
        Conclusion::Misstated
    } else if tally.unanswered > 0 || tally.other_members > 0 {
        Conclusion::Unanswered
    } else if tally.differs > 0 || tally.unknown_loans > 0 {
        Conclusion::Doubtful
    } else {
        Conclusion::Confirmed
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agrees => f.write_str("agrees (khớp)"),
            Self::Differs { by } => write!(f, "differs by {by} (lệch)"),
            Self::UnknownLoan => f.write_str("not in the books (không có trong sổ)"),
            Self::OtherMember { borrower } => write!(f, "a loan of {borrower} (của thành viên khác)"),
            Self::NoAnswer => f.write_str("no answer (chưa trả lời)"),
        }
    }
}

/// For people.
impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "    {:<14} {:<14} {:<11} {:>18} {:>18}  outcome (kết quả)",
            "Loan (vay)", "member", "date", "books (sổ)", "passbook (sổ vay)"
        )?;
        for row in &self.rows {
            let mark = if row.sampled.is_some() { '*' } else { ' ' };
            let (date, said) = match &row.answer {
                Some(answer) => (answer.date.to_string(), answer.balance.to_string()),
                None => (String::new(), String::new()),
            };
            let books = row.books.to_string();
            write!(f, "  {mark} {:<14} {:<14} {date:<11} {books:>18} {said:>18}  ", row.loan, row.member)?;
            match row.projected {
                Balance::ZERO => writeln!(f, "{}", row.outcome)?,
                projected => writeln!(f, "{}, projected {projected}", row.outcome)?,
            }
        }
        let ConfirmationTally { agrees, differs, unknown_loans, other_members, unanswered, .. } = self.tally;
        writeln!(
            f,
            "\n  Agree {agrees}, differ {differs}, not in the books {unknown_loans}, of another member {other_members}, \
             no answer {unanswered}"
        )?;
        let amounts = [
            ("Outstanding not confirmed (chưa xác nhận)", self.tally.unconfirmed),
            ("Books have more than members say (sổ ghi thừa)", self.tally.overstated),
            ("  projected (suy rộng)", self.tally.projected_overstatement),
            ("Books have less than members say (sổ ghi thiếu)", self.tally.understated),
            ("  projected (suy rộng)", self.tally.projected_understatement),
            ("Tolerable (có thể bỏ qua)", self.plan.tolerable().into()),
        ];
        for (label, amount) in amounts {
            writeln!(f, "  {label:<50} {:>30}", amount.to_string())?;
        }
        let Bilingual { english, vietnamese } = self.conclusion.text();
        writeln!(f, "\n  {english}\n  {vietnamese}")
    }
}
