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

mod answers;
mod comparison;
mod evaluation;
mod factor;
mod print;
mod sampling;

pub use super::sheet::AnswerError;
pub use answers::{Answer, Answers};
pub use evaluation::{Conclusion, Evaluation};
pub use factor::{Confidence, ConfidenceError, ConfidenceFactor};
pub use sampling::{Sample, SampleRow, SamplingPlan, SamplingPlanError};

use chrono::NaiveDate;
use serde::Serialize;

use self::comparison::Comparison;
use crate::books::Books;
use crate::calendar::iso;
use crate::money::Balance;
use crate::name::{LoanId, MemberId};

/// The result of comparing an answer with the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
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
            let is_small = |row: &&ConfirmationRow| row.sampled.is_some_and(|sampled| plan.is_below_interval(sampled));
            let projected = rows.iter().filter(is_small).map(|row| side(row.projected));
            projected.filter(|projected| projected.is_positive()).collect()
        };
        let overstatement = Evaluation::of(sample, tally.projected_overstatement, small(|projected| projected));
        let understatement = Evaluation::of(sample, tally.projected_understatement, small(|projected| -projected));
        let upper_limit = overstatement.upper_limit.max(understatement.upper_limit);
        let conclusion = Conclusion::of(&plan, upper_limit, tally.unconfirmed);
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
