//! Which loans to confirm (chọn mẫu): monetary unit sampling at a fixed interval.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::books::{Books, LoanView};
use crate::digest::Digest;
use crate::money::{Amount, Balance, MoneyError};
use crate::name::{LoanId, MemberId};
use crate::rate::{hits_within, sampling_interval, start_in, tolerable_at};

/// How many hexadecimal digits of the hash make the number: as many as fit into the numbers of a shell.
const DIGITS: usize = 15;

/// The confidence factor (hệ số tin cậy): how many intervals what is tolerable is long. From 0,01 to 99,99 in hundredths.
///
/// ```
/// use revolving_fund::reconcile::confirmation::ConfidenceFactor;
/// let factor: ConfidenceFactor = "3.00".parse()?;
/// assert_eq!(ConfidenceFactor::for_confidence(95), Some(factor));
/// assert_eq!(factor.to_string(), "3,00");
/// # Ok::<(), revolving_fund::reconcile::confirmation::ConfidenceFactorError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfidenceFactor {
    hundredths: u32,
}

impl ConfidenceFactor {
    /// Confidence in percent, and the factor for a sample in which no error is expected (AICPA, *Audit Guide: Audit Sampling*,
    /// appendix C, row of no misstatements): −ln(1 − confidence), rounded up to hundredths. If so many hits are to be expected
    /// in a misstatement, it stays unseen with the probability that is left.
    pub const TABLE: [(u32, Self); 9] = [
        (95, Self { hundredths: 300 }),
        (90, Self { hundredths: 231 }),
        (85, Self { hundredths: 190 }),
        (80, Self { hundredths: 161 }),
        (75, Self { hundredths: 139 }),
        (70, Self { hundredths: 121 }),
        (65, Self { hundredths: 105 }),
        (63, Self { hundredths: 100 }),
        (50, Self { hundredths: 70 }),
    ];

    /// The factor of the table for a confidence in percent.
    #[must_use]
    pub fn for_confidence(percent: u32) -> Option<Self> {
        Self::TABLE.into_iter().find(|(confidence, _)| *confidence == percent).map(|(_, factor)| factor)
    }

    /// In hundredths.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.hundredths
    }
}

/// For people: `3,00`.
impl fmt::Display for ConfidenceFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:03}", self.hundredths);
        let (whole, decimals) = digits.split_at_checked(digits.len().saturating_sub(2)).unwrap_or((&digits, ""));
        f.pad(&format!("{whole},{decimals}"))
    }
}

/// Reads `3`, `2.31` or `2,31`.
impl FromStr for ConfidenceFactor {
    type Err = ConfidenceFactorError;

    fn from_str(text: &str) -> Result<Self, ConfidenceFactorError> {
        let (whole, decimals) = match text.split_once(['.', ',']) {
            Some((_, "")) => return Err(ConfidenceFactorError),
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        let well_formed = (1..=2).contains(&whole.len())
            && decimals.len() <= 2
            && whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
        let hundredths = format!("{whole}{decimals:0<2}").parse().ok().filter(|count| well_formed && *count > 0);
        hundredths.map(|hundredths| Self { hundredths }).ok_or(ConfidenceFactorError)
    }
}

impl Serialize for ConfidenceFactor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string().replace(',', "."))
    }
}

/// Something that is not a confidence factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("confidence factor is not a decimal from 0.01 to 99.99, expected a form like \"3.00\"")]
pub struct ConfidenceFactorError;

/// How densely to sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SamplingPlan {
    tolerable: Amount,
    factor: ConfidenceFactor,
    interval: Amount,
}

impl SamplingPlan {
    /// The plan by which an error of more than `tolerable` would be seen, with the confidence of the factor.
    #[must_use]
    pub fn for_tolerable(tolerable: Amount, factor: ConfidenceFactor) -> Self {
        Self { tolerable, factor, interval: sampling_interval(tolerable, factor.hundredths) }
    }

    /// The plan with this interval. What is tolerable follows: the interval times the factor, rounded up.
    ///
    /// # Errors
    ///
    /// If what is tolerable is more than an amount can be.
    pub fn at_interval(interval: Amount, factor: ConfidenceFactor) -> Result<Self, MoneyError> {
        Ok(Self { tolerable: tolerable_at(interval, factor.hundredths)?, factor, interval })
    }

    /// The tolerable misstatement (sai sót có thể bỏ qua).
    #[must_use]
    pub const fn tolerable(&self) -> Amount {
        self.tolerable
    }

    /// The confidence factor (hệ số tin cậy).
    #[must_use]
    pub const fn factor(&self) -> ConfidenceFactor {
        self.factor
    }

    /// The interval (khoảng cách mẫu).
    #[must_use]
    pub const fn interval(&self) -> Amount {
        self.interval
    }
}

/// A loan of the list from which the sample is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SampleRow {
    /// The loan.
    pub loan: LoanId,
    /// Who borrowed.
    pub member: MemberId,
    /// The principal outstanding.
    pub outstanding: Balance,
    /// The sum of the list up to and with this loan.
    pub cumulative: Balance,
    /// How many of its đồng are hit; it is chosen if any is.
    pub hits: u64,
}

/// A sample of loans, with the arithmetic by which anyone draws it again.
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
    /// Draws from the loans of the books that have something outstanding.
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
                hits: until_here.saturating_sub(hits),
            });
            hits = until_here;
        }
        Self { plan, head, seed, number, start, rows }
    }

    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &SamplingPlan {
        &self.plan
    }

    /// The first đồng that is hit.
    #[must_use]
    pub const fn start(&self) -> Amount {
        self.start
    }

    /// Everything outstanding.
    #[must_use]
    pub fn total(&self) -> Balance {
        self.rows.last().map_or(Balance::ZERO, |row| row.cumulative)
    }

    /// All loans of the list, in the order of their names.
    #[must_use]
    pub fn rows(&self) -> &[SampleRow] {
        &self.rows
    }

    /// The loans chosen, in the order of their names.
    pub fn chosen(&self) -> impl Iterator<Item = &SampleRow> {
        self.rows.iter().filter(|row| row.hits > 0)
    }
}

/// The number that the hash of head and seed begins with.
fn number(head: Digest, seed: u64) -> u64 {
    let digits = Digest::of(format!("{head}/{seed}").as_bytes()).to_string();
    digits.get(..DIGITS).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

/// For people: the arithmetic, then the list.
impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SamplingPlan { tolerable, factor, interval } = self.plan;
        let lines = [
            ("Tolerable misstatement (sai sót có thể bỏ qua)", tolerable.to_string()),
            ("Confidence factor (hệ số tin cậy)", factor.to_string()),
            ("Interval (khoảng cách mẫu) = tolerable ÷ factor", interval.to_string()),
            ("Outstanding (dư nợ)", self.total().to_string()),
            ("Seed (số chọn)", self.seed.to_string()),
            ("N: SHA-256 of head/seed, 15 hexadecimal digits", self.number.to_string()),
            ("Start (điểm bắt đầu) = N mod interval + 1", self.start.to_string()),
        ];
        writeln!(f, "  Head (mã đầu sổ) {}", self.head)?;
        for (label, value) in lines {
            writeln!(f, "  {label:<50} {value:>30}")?;
        }
        writeln!(
            f,
            "\n    {:<14} {:<14} {:>20} {:>20} {:>8}",
            "Loan (vay)", "member", "outstanding (dư nợ)", "sum (lũy kế)", "hits"
        )?;
        for SampleRow { loan, member, outstanding, cumulative, hits } in &self.rows {
            let mark = if *hits > 0 { '*' } else { ' ' };
            let (outstanding, cumulative) = (outstanding.to_string(), cumulative.to_string());
            writeln!(f, "  {mark} {loan:<14} {member:<14} {outstanding:>20} {cumulative:>20} {hits:>8}")?;
        }
        writeln!(f, "  {} of {} loan(s) chosen (*)", self.chosen().count(), self.rows.len())
    }
}
