//! The choice of the loans to confirm (chọn mẫu): monetary unit sampling at a fixed interval.

use std::fmt;

use rust_decimal::Decimal;
use serde::Serialize;

use super::factor::{Confidence, ConfidenceFactor};

use crate::books::{Books, LoanView};
use crate::catalogue::vietnamese;
use crate::digest::Digest;
use crate::display::{InLanguage, Language};
use crate::money::{Amount, Balance, Money};
use crate::name::{LoanId, MemberId};
use crate::rounding::{ceil, floor, remainder};
use crate::table::{Cell, Kind, Label, RatioUnit, Table};

/// The plan of a sample: one hit for each interval of outstanding principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SamplingPlan {
    tolerable: Amount,
    expected: Money,
    confidence: Confidence,
    factor: ConfidenceFactor,
    /// The factor for a sample without misstatements.
    #[serde(skip)]
    basic_factor: ConfidenceFactor,
    interval: Amount,
}

/// The error of a plan that expects more misstatement than a sample can allow for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{expected} of {tolerable} are expected to be misstated, which leaves no room for a sample: look at every loan"
)]
pub struct SamplingPlanError {
    /// The expected misstatement, in đồng.
    pub expected: Money,
    /// The tolerable misstatement, in đồng.
    pub tolerable: Amount,
}

vietnamese! { SamplingPlanError,
    Self { expected, tolerable } =>
        "dự kiến sai {expected} trên mức chấp nhận được {tolerable}, không còn chỗ để chọn mẫu: hãy kiểm tra mọi khoản vay"
        with [expected, tolerable];
}

impl SamplingPlan {
    /// Plans a sample that detects, with this confidence, a misstatement of more than `tolerable`, if `expected` is expected to be
    /// misstated. The interval is the tolerable misstatement ÷ the confidence factor, rounded down; at least one đồng and at most
    /// [`Amount::MAX`].
    ///
    /// # Errors
    ///
    /// If the factor is 100 or more, as when the expected misstatement is nearly the tolerable one.
    pub fn new(tolerable: Amount, expected: Money, confidence: Confidence) -> Result<Self, SamplingPlanError> {
        let error = SamplingPlanError { expected, tolerable };
        let factor = confidence.planned(expected, tolerable.into()).ok_or(error)?;
        let basic_factor = confidence.factor(0).ok_or(error)?;
        let interval = floor(Balance::from(tolerable).times(100).dong(), factor.hundredths().into());
        let nearest = if interval > 0 { Amount::MAX } else { Amount::MIN };
        let interval = Amount::try_from(Balance::new(interval)).unwrap_or(nearest);
        Ok(Self { tolerable, expected, confidence, factor, basic_factor, interval })
    }

    /// Returns the plan with another interval than the computed one. Its factor does not change.
    #[must_use]
    pub const fn at_interval(self, interval: Amount) -> Self {
        Self { interval, ..self }
    }

    /// Returns the tolerable misstatement (sai sót có thể bỏ qua).
    #[must_use]
    pub const fn tolerable(&self) -> Amount {
        self.tolerable
    }

    /// Returns the expected misstatement (sai sót dự kiến).
    #[must_use]
    pub const fn expected(&self) -> Money {
        self.expected
    }

    /// Returns the confidence (độ tin cậy).
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Returns the confidence factor (hệ số tin cậy) from which [`SamplingPlan::new`] computes the interval.
    #[must_use]
    pub const fn factor(&self) -> ConfidenceFactor {
        self.factor
    }

    /// Returns the confidence factor for a sample without misstatements.
    pub(super) const fn basic_factor(&self) -> ConfidenceFactor {
        self.basic_factor
    }

    /// Returns the interval (khoảng cách mẫu), in đồng.
    #[must_use]
    pub const fn interval(&self) -> Amount {
        self.interval
    }

    /// Returns whether a loan with this principal outstanding is smaller than the interval: it is chosen by chance, and its misstatement is
    /// projected to a whole interval. Any other loan is certain to be chosen.
    pub(super) fn is_below_interval(&self, outstanding: Balance) -> bool {
        outstanding < self.interval.into()
    }
}

/// A loan of the list from which the sample is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SampleRow {
    /// The loan.
    pub loan: LoanId,
    /// The member who owes the loan.
    pub member: MemberId,
    /// The principal outstanding, in đồng; above zero.
    pub outstanding: Balance,
    /// The sum of the principal outstanding of this loan and all before it in the list.
    pub cumulative: Balance,
    /// The number of its đồng that are hit. The loan is chosen if it is not zero.
    pub hits: u64,
}

/// A sample of loans, with the arithmetic by which anyone can draw it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    #[serde(flatten)]
    plan: SamplingPlan,
    head: Digest,
    seed: u64,
    number: u64,
    start: Amount,
    rows: Vec<SampleRow>,
}

impl Sample {
    /// Draws a sample from the loans of the books with principal outstanding.
    #[must_use]
    pub fn draw(books: &Books, plan: SamplingPlan, seed: u64) -> Self {
        let head = books.head();
        let number = number(head, seed);
        let start = start_in(plan.interval, number);
        let mut loans: Vec<LoanView> = books.loans().filter(|view| view.outstanding().is_positive()).collect();
        loans.sort_by_key(LoanView::id);
        let mut rows = Vec::with_capacity(loans.len());
        let (mut cumulative, mut hits) = (Balance::ZERO, 0);
        for view in loans {
            cumulative += view.outstanding();
            let until_here = hits_within(cumulative, start, plan.interval);
            rows.push(SampleRow {
                loan: view.id().clone(),
                member: view.loan().member().clone(),
                outstanding: view.outstanding(),
                cumulative,
                hits: hits_of(until_here.saturating_sub(hits)),
            });
            hits = until_here;
        }
        Self { plan, head, seed, number, start, rows }
    }

    /// Returns the plan.
    #[must_use]
    pub const fn plan(&self) -> &SamplingPlan {
        &self.plan
    }

    /// Returns the first đồng that is hit, from 1 to the interval.
    #[must_use]
    pub const fn start(&self) -> Amount {
        self.start
    }

    /// Returns the expected number of hits: the outstanding principal ÷ the interval, rounded up.
    #[must_use]
    pub fn size(&self) -> u64 {
        hits_of(ceil(self.total().dong(), self.plan.interval.dong().into()))
    }

    /// Returns the outstanding principal of all loans of the list.
    #[must_use]
    pub fn total(&self) -> Balance {
        self.rows.last().map_or(Balance::ZERO, |row| row.cumulative)
    }

    /// Returns all loans of the list, in the order of their identifiers.
    #[must_use]
    pub fn rows(&self) -> &[SampleRow] {
        &self.rows
    }

    /// Returns the loans chosen, in the order of their identifiers.
    pub fn chosen(&self) -> impl Iterator<Item = &SampleRow> {
        self.rows.iter().filter(|row| row.hits > 0)
    }
}

/// Returns the first đồng that is hit: the number modulo the interval, plus one.
fn start_in(interval: Amount, number: u64) -> Amount {
    let rest = Balance::new(remainder(number.into(), interval.dong().into()));
    let start = Amount::try_from(rest + Amount::MIN.into());
    debug_assert!(start.is_ok(), "the start is from 1 to the interval");
    start.unwrap_or(interval)
}

/// Returns the number of hits within the first `sum` đồng: those of `start`, `start` + interval, `start` + 2 × interval … that are at most
/// `sum`.
fn hits_within(sum: Balance, start: Amount, interval: Amount) -> i128 {
    let after = sum - start.into();
    if after.is_negative() {
        return 0;
    }
    floor(after.dong(), interval.dong().into()).saturating_add(1)
}

/// Returns a number of hits. Saturates at 64 bits, as no club lends 18 quintillion đồng.
fn hits_of(number: i128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Returns N: the number that the first 15 hexadecimal digits of the hash of head and seed make, that is its first 60 bits.
fn number(head: Digest, seed: u64) -> u64 {
    let digest = Digest::of(format!("{head}/{seed}").as_bytes());
    let bits = digest.as_bytes().iter().take(8).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    bits >> 4
}

/// Displays the arithmetic, then the list, in both languages.
impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Sample> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(sample, language) = self;
        writeln!(f, "{}:\n{}\n", language.label("Head", "mã đối chiếu sổ"), sample.head)?;
        let [arithmetic, loans] = sample.tables().map(|table| table.to_text(*language));
        write!(f, "{arithmetic}\n{loans}")
    }
}

impl Sample {
    /// Returns the sample as tables: its arithmetic, and the list of loans with their hits.
    #[must_use]
    pub fn tables(&self) -> [Table; 2] {
        [self.arithmetic(), self.loans()]
    }

    fn arithmetic(&self) -> Table {
        let SamplingPlan { tolerable, expected, confidence, factor, interval, .. } = self.plan;
        let columns = [("Item", "Nội dung", Kind::Text), ("Value", "Giá trị", Kind::Amount)];
        let mut table = Table::new(("The sample", "Cách chọn mẫu"), columns);
        let share = Cell::Rate(Decimal::new(confidence.percent().into(), 2));
        let factor = Cell::Ratio {
            numerator: Balance::new(factor.hundredths().into()),
            denominator: Balance::new(100),
            unit: RatioUnit::Number,
        };
        let rows: [(&str, &str, Cell); 10] = [
            ("Tolerable misstatement", "Sai sót có thể bỏ qua", Balance::from(tolerable).into()),
            ("Expected misstatement", "Sai sót dự kiến", Balance::from(expected).into()),
            ("Confidence", "Độ tin cậy", share),
            ("Confidence factor", "Hệ số tin cậy", factor),
            ("Interval", "Khoảng cách mẫu", Balance::from(interval).into()),
            ("Outstanding", "Dư nợ", self.total().into()),
            ("Sample size = outstanding ÷ interval", "Cỡ mẫu = dư nợ ÷ khoảng cách", Cell::Count(self.size().into())),
            ("Seed", "Số chọn ngẫu nhiên", self.seed.to_string().into()),
            (
                "N: first 15 digits of SHA-256 of head/seed",
                "N: 15 chữ số đầu của SHA-256",
                self.number.to_string().into(),
            ),
            ("Start = N mod interval + 1", "Điểm bắt đầu = N mod khoảng cách + 1", Balance::from(self.start).into()),
        ];
        for (english, vietnamese, value) in rows {
            table.push(vec![Label::new(english.to_owned(), vietnamese.to_owned()).into(), value]);
        }
        table
    }

    fn loans(&self) -> Table {
        let columns = [
            ("Loan", "Khoản vay", Kind::Text),
            ("Member", "Thành viên", Kind::Text),
            ("Outstanding", "Dư nợ", Kind::Amount),
            ("Sum so far", "Lũy kế", Kind::Amount),
            ("Hits", "Số lần trúng", Kind::Count),
        ];
        let mut table = Table::new(("Loans", "Các khoản vay"), columns);
        for SampleRow { loan, member, outstanding, cumulative, hits } in &self.rows {
            let hits = if *hits > 0 { Cell::Count((*hits).into()) } else { Cell::Empty };
            table.push(vec![
                loan.as_str().into(),
                member.as_str().into(),
                (*outstanding).into(),
                (*cumulative).into(),
                hits,
            ]);
        }
        let (chosen, all) = (self.chosen().count(), self.rows.len());
        table.notes.push(Label::new(
            format!("{chosen} of {all} loans are chosen: those with a hit."),
            format!("Chọn {chosen} trong {all} khoản vay: các khoản có lần trúng."),
        ));
        table
    }
}
