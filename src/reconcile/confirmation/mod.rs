//! Compares the register with the members' own passbooks (sổ vay): confirmation of loans (thư xác nhận).
//!
//! The chosen members are asked how much they owe. If the books have more than a member states, a repayment may not have been booked. If
//! they have less, a repayment may have been booked that was not paid. The two kinds of difference are never set off against each other.
//!
//! ```
//! # use revolving_fund::event::{Circumstances, DonationReceived, LoanApproved, LoanDisbursed, MemberJoined};
//! # use revolving_fund::{Amortization, Charter, ClubFund, Header, InterestMethod, Place};
//! use revolving_fund::reconcile::SheetOptions;
//! use revolving_fund::reconcile::confirmation::{Answers, Conclusion, Confidence, Confirmation, Sample, SamplingPlan};
//! use revolving_fund::{Books, Money, Voucher, parse_date};
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
//! #     interest: InterestMethod::Declining, repayment: Amortization::EqualPrincipal, minute: "BB 03/2024".parse()?,
//! # };
//! # books.record(Voucher::new("HD-0001".parse()?, day, approved))?;
//! let lent = LoanDisbursed { loan: "V001".parse()?, out_of: Place::Cash, paid_on: None }; // 6 million to M001
//! books.record(Voucher::new("PC-0001".parse()?, day, lent))?;
//!
//! let plan = SamplingPlan::new("10.000.000".parse()?, Money::ZERO, Confidence::new(90)?)?;
//! let sample = Sample::draw(&books, plan, 2025);
//! assert_eq!(sample.chosen().count(), 1, "larger than an interval");
//!
//! let sheet = "member,loan,balance,date\nM001,V001,4.000.000,2024-03-13\n";
//! let (answers, unread) = Answers::read(sheet.as_bytes(), SheetOptions::default())?;
//! assert!(unread.is_empty());
//! let confirmation = Confirmation::of(&books, &sample, &answers);
//! assert_eq!(confirmation.rows()[0].difference().to_string(), "2,000,000 đồng");
//! let overstated = confirmation.overstatement();
//! assert_eq!(overstated.upper_limit.to_string(), "12,000,000 đồng", "2 million, and 4,329,004 × 2.31, rounded up");
//! assert_eq!(confirmation.conclusion(), Conclusion::Reject);
//! # Ok(())
//! # }
//! ```
//!
//! A [`SamplingPlan`] fixes the interval from the tolerable and the expected misstatement and the [`Confidence`]. A [`Sample`] has the
//! loans chosen, and the arithmetic by which anyone can draw it again. A [`Confirmation`] compares [`Answers`] with the books: a
//! [`ConfirmationRow`] for each loan with its [`Outcome`], the [`ConfirmationTally`] of all, an [`Evaluation`] of overstatements and one of
//! understatements, and the [`Conclusion`].
//!
//! # The sample
//!
//! Monetary unit sampling at a fixed interval: every đồng outstanding has the same chance to be chosen, and with it its loan. A loan of an
//! interval or more is certain to be chosen.
//!
//! 1. *Interval* = tolerable misstatement ÷ confidence factor, rounded down. The factor allows for the expected misstatement.
//! 2. *Start* = N mod interval + 1. N is the number that the first 15 hexadecimal digits make of the SHA-256 of the head of the books, a
//!    `/` and the seed. The head is known when the books are closed. If the auditor announces the seed before that, nobody can choose the
//!    sample. In a shell: `echo $((16#$(printf '%s/%s' $HEAD $SEED | sha256sum | cut -c1-15) % INTERVAL + 1))`
//! 3. Loans with principal outstanding are added up in the order of their identifiers (bytes compared). The đồng *start*, *start* + interval,
//!    *start* + 2 × interval … are hit; each belongs to the first loan at which the sum reaches it.
//!
//! # Loans written off
//!
//! The population is the principal outstanding. A loan written off has none, so it is not on the list, and no sample says anything about the
//! amounts that are still claimed. An auditor who doubts them asks all borrowers of loans written off, and the answers are compared here
//! with those that were not asked for.
//!
//! - An answer for a loan written off is compared with the amount still claimed: the principal written off less recoveries, zero if it was
//!   forgiven. `loan_confirmed` and the warning `confirmation-differs` compare with the same amount.
//! - If the loan was on the list, its principal belonged to the population, and the difference is evaluated like any other.
//! - If it was not, the difference is reported, keeps [`Confirmation::is_confirmed`] false and is one of the differences of the tally, but it
//!   is not projected and adds nothing to an upper limit: it is a recovery that was not booked, or a wrong claim, not misstated principal.
//!
//! # The evaluation
//!
//! *Difference* = balance of the books on the date of the answer − balance that the member states. The books of that day are those with the
//! records booked by then, and their borrower of that day is the one who answers. A payment booked later counts later, even if its value
//! date is earlier, so that the comparison finds receipts booked late.
//!
//! An answer dated before the books have its loan, as by a mistyped year, is compared with nothing: a chosen loan stays open, and the row says
//! from which day the books have the loan. An answer dated after the last record is compared with the books as they are.
//!
//! A loan that the books do not have is misstated by all that the member states. Overstatements (the books have more) and understatements
//! are evaluated separately:
//!
//! | figure | is |
//! |---|---|
//! | projected | of a chosen loan smaller than the interval, difference ÷ outstanding (tainting) × interval, rounded up; of a larger loan, and of an answer nobody asked for, the difference |
//! | basic precision | interval × factor for no misstatement, rounded up; zero where nothing is outstanding |
//! | incremental allowance | projected misstatements of loans smaller than the interval, the largest first, each × (factor of its rank − factor before − 1, or 0 if that is below zero), rounded up in all |
//! | upper limit | the sum of the three |
//!
//! A chosen loan without an answer, or with one of another member or one dated too early, counts as no misstatement. So the upper limit holds, with the confidence
//! of the plan, only once every chosen loan is answered for; until then it counts the answers received.
//!
//! *Conclusion*: if the upper limit exceeds the tolerable misstatement, the sample does not support the books, whatever answers are still to
//! come. Otherwise every chosen loan must be answered for; then the books are accepted.
//!
//! Sources: ISA 505 (VSA 505), external confirmations; ISA 530 (VSA 530), projecting misstatements, and its appendix 4, value-weighted
//! selection; AICPA, *Audit Guide: Audit Sampling*, chapter on monetary unit sampling and appendix C.

mod factor;
mod print;
mod sampling;

pub use factor::{Confidence, ConfidenceError, ConfidenceFactor};
pub use sampling::{Sample, SampleRow, SamplingPlan, SamplingPlanError};

use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Serialize;

pub use super::sheet::AnswerError;
use super::sheet::{SheetColumn, SheetError, SheetOptions, UnreadSheet, Wrong, read_rows};
use crate::books::Books;
use crate::calendar::iso;
use crate::catalogue::Bilingual;
use crate::loan::Loan;
use crate::money::{Amount, Balance, Money};
use crate::name::{LoanId, MemberId};
use crate::rounding::{ceil, part_ceil};

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

/// The result of comparing an answer with the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The member states the balance of the books.
    Agrees,
    /// The member states another balance.
    Differs {
        /// The balance of the books less the balance that the member states.
        by: Balance,
    },
    /// The books have no such loan.
    UnknownLoan,
    /// By the books of the day of the answer, another member owes the loan.
    OtherMember {
        /// The member who owed the loan by the books of that day.
        borrower: MemberId,
    },
    /// The answer is dated before the books have the loan, as by a mistyped year: it confirms nothing.
    TooEarly {
        /// The day from which the books have the loan: that on which its disbursal or carrying-in was booked, or its approval if it was not
        /// paid out. For a loan that the books do not have, the day on which they were opened.
        #[serde(with = "iso")]
        first_day: NaiveDate,
    },
    /// The loan was chosen, and nobody answered for it.
    NoAnswer,
}

impl Outcome {
    /// Returns whether the answer states an amount that can be compared with the books. Otherwise a chosen loan is not confirmed.
    const fn is_answered(&self) -> bool {
        match self {
            Self::Agrees | Self::Differs { .. } | Self::UnknownLoan => true,
            Self::OtherMember { .. } | Self::TooEarly { .. } | Self::NoAnswer => false,
        }
    }
}

/// One loan of the confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfirmationRow {
    /// The loan.
    pub loan: LoanId,
    /// The member who answered; without an answer, the member who owes the loan.
    pub member: MemberId,
    /// The principal outstanding when the loan was chosen; `None` for an answer that was not asked for.
    pub sampled: Option<Balance>,
    /// The answer; `None` if nobody answered.
    pub answer: Option<Answer>,
    /// The principal outstanding in the books at the end of the day of the answer; of a loan written off by then, the amount still claimed;
    /// without an answer, the principal outstanding when the loan was chosen.
    pub books: Balance,
    /// True if the loan is written off in the books of the day of the answer.
    pub written_off: bool,
    /// The result of the comparison.
    pub outcome: Outcome,
    /// The projected misstatement, in đồng: above zero if the books have more than the member states, below zero if they have less. Zero for
    /// a loan written off that was not on the list of the sample.
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
            written_off: false,
            outcome: Outcome::NoAnswer,
            projected: Balance::ZERO,
        }
    }

    /// Returns the misstatement of this loan by the answer: above zero if the books have more than the member states, below zero if they
    /// have less. Zero for a loan of another member, for an answer dated too early, and without an answer.
    #[must_use]
    pub fn difference(&self) -> Balance {
        match (&self.outcome, &self.answer) {
            (Outcome::Differs { by }, _) => *by,
            (Outcome::UnknownLoan, Some(answer)) => -Balance::from(answer.balance),
            _ => Balance::ZERO,
        }
    }
}

/// The numbers of loans by outcome, and the sums of their amounts, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConfirmationTally {
    /// The number of loans whose answer agrees.
    pub agrees: u64,
    /// The number of loans whose answer differs.
    pub differs: u64,
    /// The number of answers for loans that the books do not have.
    pub unknown_loans: u64,
    /// The number of loans that another member than the one who answered owes by the books, also of those that were not asked for.
    pub other_members: u64,
    /// The number of answers dated before the books have the loan, also of those that were not asked for.
    pub too_early: u64,
    /// The number of loans chosen for which nobody answered.
    pub unanswered: u64,
    /// The principal outstanding, when they were chosen, of chosen loans for which nobody or only another member answered, or with an answer
    /// dated too early; zero if every chosen loan is answered for.
    pub unconfirmed: Balance,
    /// The sum of the differences of loans for which the books have more than the members state.
    pub overstated: Balance,
    /// The sum of the differences of loans for which the books have less than the members state; not below zero.
    pub understated: Balance,
    /// The sum of the projected overstatements.
    pub projected_overstatement: Balance,
    /// The sum of the projected understatements; not below zero.
    pub projected_understatement: Balance,
}

impl ConfirmationTally {
    fn add(&mut self, row: &ConfirmationRow) {
        let count = match row.outcome {
            Outcome::Agrees => &mut self.agrees,
            Outcome::Differs { .. } => &mut self.differs,
            Outcome::UnknownLoan => &mut self.unknown_loans,
            Outcome::OtherMember { .. } => &mut self.other_members,
            Outcome::TooEarly { .. } => &mut self.too_early,
            Outcome::NoAnswer => &mut self.unanswered,
        };
        *count = count.saturating_add(1);
        if !row.outcome.is_answered() {
            self.unconfirmed += row.sampled.unwrap_or_default();
        }
        self.overstated += row.difference().max_zero();
        self.understated += (-row.difference()).max_zero();
        self.projected_overstatement += row.projected.max_zero();
        self.projected_understatement += (-row.projected).max_zero();
    }
}

/// The evaluation of the misstatements on one side. Amounts are in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// The misstatement of all loans that is projected from the differences.
    pub projected: Balance,
    /// The allowance for a sample without any difference.
    pub basic_precision: Balance,
    /// The further allowance for the differences found.
    pub incremental: Balance,
    /// The sum of the three. If every chosen loan is answered for, the misstatement of this side is not larger, with the confidence of the
    /// plan. As long as [`ConfirmationTally::unconfirmed`] is above zero it counts only the answers received, and is no assurance.
    pub upper_limit: Balance,
}

impl Evaluation {
    /// Evaluates the misstatements of one side: `projected` is their sum, `small` has those of loans smaller than the interval.
    fn of(sample: &Sample, projected: Balance, small: Vec<Balance>) -> Self {
        let plan = sample.plan();
        let rounded_up = |hundredths: Balance| Balance::new(ceil(hundredths.dong(), 100));
        let basic_precision = if sample.total().is_positive() {
            rounded_up(Balance::from(plan.interval()).times(plan.basic_factor().hundredths()))
        } else {
            Balance::ZERO
        };
        let incremental = rounded_up(allowance(plan, small));
        Self { projected, basic_precision, incremental, upper_limit: projected + basic_precision + incremental }
    }
}

/// Returns the allowance for misstatements, in hundredths of a đồng: each, the largest first, times the step from the factor of its rank
/// less 1 to that of its rank, less 1 and not below zero. Steps become smaller with the rank, so ranks whose factor is 100 or more take the
/// last step known.
fn allowance(plan: &SamplingPlan, mut small: Vec<Balance>) -> Balance {
    small.sort_unstable_by(|one, other| other.cmp(one));
    let (mut before, mut step, mut sum) = (Some(plan.basic_factor()), 0, Balance::ZERO);
    for (rank, misstatement) in (1..).zip(small) {
        let factor = before.and_then(|_| plan.confidence().factor(rank));
        debug_assert!(rank > 1 || factor.is_some(), "at every confidence the factor of the first rank is below 100");
        if let Some((before, factor)) = before.zip(factor) {
            step = factor.hundredths().saturating_sub(before.hundredths()).saturating_sub(100);
        }
        before = factor;
        sum += misstatement.times(step);
    }
    sum
}

/// The conclusion of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The upper limit of misstatement is tolerable.
    Accept,
    /// The upper limit is tolerable so far, but a chosen loan has no answer, or only one of another member or one dated too early. Answers
    /// that were not asked for leave no loan open.
    Open,
    /// The upper limit of misstatement exceeds the tolerable one.
    Reject,
}

impl Conclusion {
    /// Returns the conclusion in plain words, with the action to take.
    #[must_use]
    pub const fn text(self) -> Bilingual {
        match self {
            Self::Accept => Bilingual {
                english: "Accepted: the sample supports the loans of the books; clear up each difference all the same",
                vietnamese: "Chấp nhận: mẫu cho thấy dư nợ trên sổ là đáng tin; vẫn cần làm rõ từng khoản lệch",
            },
            Self::Open => Bilingual {
                english: "Open: visit the members whose loans are not confirmed, or see the receipts of these loans",
                vietnamese: "Chưa kết luận: đến gặp thành viên có khoản vay chưa xác nhận, hoặc xem phiếu thu của khoản vay",
            },
            Self::Reject => Bilingual {
                english: "Not accepted: more can be misstated than is tolerable; confirm more loans, or every loan",
                vietnamese: "Không chấp nhận: sai sót có thể vượt mức bỏ qua; xác nhận thêm, hoặc toàn bộ khoản vay",
            },
        }
    }
}

/// The comparison of a sample with the answers, and its evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    plan: SamplingPlan,
    rows: Vec<ConfirmationRow>,
    tally: ConfirmationTally,
    overstatement: Evaluation,
    understatement: Evaluation,
    conclusion: Conclusion,
}

impl Confirmation {
    /// Compares the answers with the books: first the loans chosen, then the answers that were not asked for, both in the order of the
    /// loans' identifiers. An answer dated after the last record is compared with the books as they are.
    #[must_use]
    pub fn of(books: &Books, sample: &Sample, answers: &Answers) -> Self {
        let mut compared = Comparison::of(books, sample).rows(answers);
        let chosen = |row: &SampleRow| compared.remove(&row.loan).unwrap_or_else(|| ConfirmationRow::unanswered(row));
        let mut rows: Vec<ConfirmationRow> = sample.chosen().map(chosen).collect();
        let mut unasked: Vec<ConfirmationRow> = compared.into_values().collect();
        unasked.sort_unstable_by(|one, other| one.loan.cmp(&other.loan));
        rows.append(&mut unasked);
        let mut tally = ConfirmationTally::default();
        for row in &rows {
            tally.add(row);
        }
        let plan = *sample.plan();
        let small = |side: fn(Balance) -> Balance| {
            let is_small = |row: &&ConfirmationRow| row.sampled.is_some_and(|sampled| sampled < plan.interval().into());
            let projected = rows.iter().filter(is_small).map(|row| side(row.projected));
            projected.filter(|projected| projected.is_positive()).collect()
        };
        let overstatement = Evaluation::of(sample, tally.projected_overstatement, small(|projected| projected));
        let understatement = Evaluation::of(sample, tally.projected_understatement, small(|projected| -projected));
        let upper_limit = overstatement.upper_limit.max(understatement.upper_limit);
        let conclusion = if upper_limit > plan.tolerable().into() {
            Conclusion::Reject
        } else if tally.unconfirmed.is_positive() {
            Conclusion::Open
        } else {
            Conclusion::Accept
        };
        Self { plan, rows, tally, overstatement, understatement, conclusion }
    }

    /// Returns the rows of all loans compared: first those chosen, then those that were not asked for.
    #[must_use]
    pub fn rows(&self) -> &[ConfirmationRow] {
        &self.rows
    }

    /// Returns the numbers and sums of all rows.
    #[must_use]
    pub const fn tally(&self) -> &ConfirmationTally {
        &self.tally
    }

    /// Returns the evaluation of the balances for which the books have more than the members state.
    #[must_use]
    pub const fn overstatement(&self) -> &Evaluation {
        &self.overstatement
    }

    /// Returns the evaluation of the balances for which the books have less than the members state.
    #[must_use]
    pub const fn understatement(&self) -> &Evaluation {
        &self.understatement
    }

    /// Returns the evaluation with the higher upper limit; that of overstatements if both are equal.
    #[must_use]
    pub fn worse(&self) -> &Evaluation {
        if self.understatement.upper_limit > self.overstatement.upper_limit {
            &self.understatement
        } else {
            &self.overstatement
        }
    }

    /// Returns whether the conclusion is [`Conclusion::Accept`] and every answer agrees, also those that were not asked for.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        let ConfirmationTally { differs, unknown_loans, other_members, too_early, .. } = self.tally;
        self.conclusion == Conclusion::Accept && [differs, unknown_loans, other_members, too_early] == [0; 4]
    }

    /// Returns the conclusion.
    #[must_use]
    pub const fn conclusion(&self) -> Conclusion {
        self.conclusion
    }
}

/// The books and the sample with which answers are compared.
struct Comparison<'a> {
    books: &'a Books,
    /// The loans of the list from which the sample was drawn.
    listed: HashMap<&'a LoanId, &'a SampleRow>,
    interval: Amount,
}

impl<'a> Comparison<'a> {
    fn of(books: &'a Books, sample: &'a Sample) -> Self {
        let listed = sample.rows().iter().map(|row| (&row.loan, row)).collect();
        Self { books, listed, interval: sample.plan().interval() }
    }

    /// Compares each answer with the books as they were at the end of its day. The books are booked again once, in the order of the days.
    fn rows<'b>(&self, answers: &'b Answers) -> HashMap<&'b LoanId, ConfirmationRow> {
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
            row.projected = self.projected(row.difference(), row.sampled);
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

    /// Returns the projected misstatement of a difference: the difference itself for a loan of an interval or more and for one that was not
    /// chosen.
    fn projected(&self, difference: Balance, sampled: Option<Balance>) -> Balance {
        match sampled.filter(|sampled| *sampled < self.interval.into()) {
            None => difference,
            Some(sampled) if difference.is_negative() => -projected(-difference, sampled, self.interval),
            Some(sampled) => projected(difference, sampled, self.interval),
        }
    }
}

/// Returns the misstatement of one interval: the share of the loan that is misstated (tainting) × the interval, rounded up to a đồng.
fn projected(found: Balance, sampled: Balance, interval: Amount) -> Balance {
    Balance::new(part_ceil(found.dong(), interval.dong().into(), sampled.dong()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The factors of ranks from about 80 on are 100 or more; their misstatements count all the same, at the last step known.
    #[test]
    fn every_misstatement_adds_an_allowance() {
        let plan = SamplingPlan::new(Amount::MAX, Money::ZERO, Confidence::new(95).unwrap()).unwrap();
        let allowances = [90, 91, 120].map(|count| allowance(&plan, vec![Balance::new(1_000); count]).dong());
        let step = allowances[1] - allowances[0];
        assert!((1_000..30_000).contains(&step), "{allowances:?}");
        assert_eq!(allowances[2] - allowances[1], step * 29);
    }
}
