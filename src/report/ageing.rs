//! Ageing of the loan portfolio, and arrears.

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::loan_register::{LoanRegister, RegisterRow, RegisterStatus};
use super::ratio::Ratio;
use crate::books::Books;
use crate::calendar::{days_before, iso};
use crate::money::Balance;
use crate::name::{LoanId, MemberId, Text};
use crate::wire;

/// A range of days past due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the words say the range")]
#[non_exhaustive]
pub enum Bucket {
    Current,
    From1To30,
    From31To60,
    From61To90,
    From91To180,
    Over180,
}

wire::words!(Bucket {
    Current = "current",
    From1To30 = "1-30",
    From31To60 = "31-60",
    From61To90 = "61-90",
    From91To180 = "91-180",
    Over180 = "over-180",
});

impl Bucket {
    /// All ranges, the least days first.
    pub const ALL: [Self; 6] =
        [Self::Current, Self::From1To30, Self::From31To60, Self::From61To90, Self::From91To180, Self::Over180];

    /// Returns the range in which a number of days past due is.
    #[must_use]
    pub const fn of(days: u32) -> Self {
        match days {
            0 => Self::Current,
            1..=30 => Self::From1To30,
            31..=60 => Self::From31To60,
            61..=90 => Self::From61To90,
            91..=180 => Self::From91To180,
            _ => Self::Over180,
        }
    }
}

/// Loans disbursed and not written off, by days past due. The whole outstanding principal of a loan is in one range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(bound(serialize = "A: Figure"))]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Ageing<A = Balance> {
    pub buckets: Vec<AgeingRow<A>>,
    pub total: AgeingColumns<A>,
    pub par30: Ratio<A>,
    pub par60: Ratio<A>,
    pub par90: Ratio<A>,
    pub par30_or_rescheduled: Ratio<A>,
}

/// One range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AgeingRow<A = Balance> {
    /// The range.
    pub bucket: Bucket,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: AgeingColumns<A>,
}

/// Amounts of the loans in a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct AgeingColumns<A = Balance> {
    /// The number of running loans, including those that owe only interest.
    pub count: u32,
    pub outstanding: A,
    pub principal_due: A,
    pub interest_due: A,
    pub rescheduled_count: u32,
    pub rescheduled_outstanding: A,
}

impl<A: Figure> AgeingColumns<A> {
    fn add(&mut self, row: &RegisterRow<A>) {
        self.count = self.count.saturating_add(row.is_running().into());
        self.outstanding += row.outstanding;
        self.principal_due += row.principal_due;
        self.interest_due += row.interest_due;
        if row.times_rescheduled > 0 {
            self.rescheduled_count = self.rescheduled_count.saturating_add(row.is_running().into());
            self.rescheduled_outstanding += row.outstanding;
        }
    }
}

impl Ageing {
    /// Returns the ageing on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Ageing<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        Self::of_register(&LoanRegister::compute(books, tape))
    }

    pub(super) fn of_register(register: &LoanRegister<A>) -> Self {
        let is_counted = |row: &&RegisterRow<A>| row.is_running() || row.status == RegisterStatus::Settled;
        let mut buckets: Vec<AgeingRow<A>> =
            Bucket::ALL.into_iter().map(|bucket| AgeingRow { bucket, amounts: AgeingColumns::default() }).collect();
        let mut total = AgeingColumns::default();
        let mut at_risk = [A::default(); 4];
        for row in register.rows.iter().filter(is_counted) {
            let bucket = Bucket::of(row.days_past_due);
            if let Some(of_bucket) = buckets.iter_mut().find(|other| other.bucket == bucket) {
                of_bucket.amounts.add(row);
            }
            total.add(row);
            let days = row.days_past_due;
            let risks = [days > 30, days > 60, days > 90, days > 30 || row.times_rescheduled > 0];
            for (at_risk, _) in at_risk.iter_mut().zip(risks).filter(|(_, is_at_risk)| *is_at_risk) {
                *at_risk += row.outstanding;
            }
        }
        let [par30, par60, par90, par30_or_rescheduled] = at_risk.map(|part| Ratio::of(part, total.outstanding));
        Self { buckets, total, par30, par60, par90, par30_or_rescheduled }
    }
}

/// The loans that are past due, each with its member, the amounts due, and the oldest due day.
///
/// ```
/// use revolving_fund::report::Arrears;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let arrears = Arrears::of(&books.as_of(parse_date("2025-03-01")?));
/// let late: Vec<_> = arrears.rows.iter().map(|row| (row.loan.as_str(), row.days_past_due, row.total.dong())).collect();
/// assert_eq!(late, [("V1", 19, 560_000), ("V2", 19, 280_000)]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Arrears<A = Balance> {
    pub rows: Vec<ArrearsRow<A>>,
    pub buckets: Vec<ArrearsBucket<A>>,
    pub total: ArrearsColumns<A>,
}

/// One late loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ArrearsRow<A = Balance> {
    pub loan: LoanId,
    pub member: MemberId,
    pub name: Option<Text>,
    pub days_past_due: u32,
    #[serde(with = "iso")]
    pub oldest_due: NaiveDate,
    pub bucket: Bucket,
    pub outstanding: A,
    pub principal_due: A,
    pub interest_due: A,
    /// Principal and interest due.
    pub total: A,
}

/// The late loans in one range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ArrearsBucket<A = Balance> {
    /// The range.
    pub bucket: Bucket,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: ArrearsColumns<A>,
}

/// Amounts of late loans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct ArrearsColumns<A = Balance> {
    pub count: u32,
    pub outstanding: A,
    pub principal_due: A,
    pub interest_due: A,
    pub total: A,
}

impl<A: Figure> ArrearsColumns<A> {
    fn add(&mut self, row: &ArrearsRow<A>) {
        self.count = self.count.saturating_add(1);
        self.outstanding += row.outstanding;
        self.principal_due += row.principal_due;
        self.interest_due += row.interest_due;
        self.total += row.total;
    }
}

impl Arrears {
    /// Returns the arrears on the day of the books, most days past due first.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Arrears<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        let mut rows: Vec<ArrearsRow<A>> = books
            .loans()
            .filter_map(|view| {
                let row = RegisterRow::<A>::of(&view, tape);
                (row.status == RegisterStatus::Late).then(|| ArrearsRow {
                    name: books.register().member(&row.member).and_then(|member| member.name().cloned()),
                    days_past_due: row.days_past_due,
                    oldest_due: days_before(books.day(), row.days_past_due),
                    bucket: Bucket::of(row.days_past_due),
                    outstanding: row.outstanding,
                    principal_due: row.principal_due,
                    interest_due: row.interest_due,
                    total: row.principal_due + row.interest_due,
                    loan: row.loan,
                    member: row.member,
                })
            })
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.days_past_due));
        let late = Bucket::ALL.into_iter().skip(1);
        let mut buckets: Vec<ArrearsBucket<A>> =
            late.map(|bucket| ArrearsBucket { bucket, amounts: ArrearsColumns::default() }).collect();
        let mut total = ArrearsColumns::default();
        for row in &rows {
            if let Some(of_bucket) = buckets.iter_mut().find(|other| other.bucket == row.bucket) {
                of_bucket.amounts.add(row);
            }
            total.add(row);
        }
        Self { rows, buckets, total }
    }
}
