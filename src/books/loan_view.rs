//! A loan on the day of the books.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::calendar::{iso, iso_or_null};
use crate::loan::{AmountsOwed, Loan, LoanStatus};
use crate::money::{Amount, Balance};
use crate::name::{LoanId, MemberId};

/// A loan, with the amounts owed on it on the day of the books.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let loan = books.loan(&"V1".parse()?).ok_or("no such loan")?;
/// let meeting = loan.on(parse_date("2025-02-10")?)?; // if no more is booked until then
/// assert_eq!((meeting.owed().principal_due, meeting.owed().interest_due), (Balance::new(500_000), Balance::new(60_000)));
/// assert_eq!(loan.on(parse_date("2025-03-02")?)?.days_past_due(), 20);
/// assert_eq!(loan.next_due().map(|day| day.to_string()), Some("2025-02-10".into()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LoanView<'b> {
    pub(super) latest: NaiveDate,
    pub(super) id: &'b LoanId,
    pub(super) loan: &'b Loan,
    pub(super) day: NaiveDate,
}

impl<'b> LoanView<'b> {
    /// Returns the loan on a later day, if no more is booked until then: the amounts due at the next meeting.
    ///
    /// # Errors
    ///
    /// If `day` is before the latest date of the books. For a past day, look at [`Books::as_of`](super::Books::as_of).
    pub fn on(self, day: NaiveDate) -> Result<Self, PastDay> {
        if day < self.latest { Err(PastDay { day, latest: self.latest }) } else { Ok(Self { day, ..self }) }
    }

    /// Returns the day of the amounts owed.
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// Returns the name of the loan.
    #[must_use]
    pub const fn id(&self) -> &'b LoanId {
        self.id
    }

    /// Returns the loan: its member, its terms, its course.
    #[must_use]
    pub const fn loan(&self) -> &'b Loan {
        self.loan
    }

    /// Returns the principal outstanding (dư nợ gốc).
    #[must_use]
    pub fn outstanding(&self) -> Balance {
        self.loan.course().outstanding()
    }

    /// Returns the status of the loan.
    #[must_use]
    pub fn status(&self) -> LoanStatus {
        self.loan.status(self.day)
    }

    /// Returns the amounts owed.
    #[must_use]
    pub fn owed(&self) -> AmountsOwed {
        self.loan.course().owed(self.day)
    }

    /// Returns the days past due (số ngày quá hạn).
    #[must_use]
    pub fn days_past_due(&self) -> u32 {
        self.loan.course().days_past_due(self.day)
    }

    /// Returns the next day on which principal or interest falls due if the loan goes on as it is; `None` if it is not running.
    #[must_use]
    pub fn next_due(&self) -> Option<NaiveDate> {
        let schedule = self.loan.course().schedule().filter(|_| self.status() == LoanStatus::Disbursed)?;
        Some(schedule.due_date(schedule.months_ended(self.day).saturating_add(1)))
    }

    /// Returns the day on which the loan was settled: the latest value date of its records. `None` if it is not settled.
    #[must_use]
    pub fn settled_on(&self) -> Option<NaiveDate> {
        self.loan.last_value_date().filter(|_| self.status() == LoanStatus::Settled)
    }
}

impl Serialize for LoanView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'b> {
            loan: &'b LoanId,
            member: &'b MemberId,
            #[serde(with = "iso")]
            day: NaiveDate,
            status: LoanStatus,
            #[serde(serialize_with = "iso_or_null")]
            disbursed_on: Option<NaiveDate>,
            #[serde(serialize_with = "iso_or_null")]
            settled_on: Option<NaiveDate>,
            principal: Amount,
            owed: AmountsOwed,
            days_past_due: u32,
            #[serde(serialize_with = "iso_or_null")]
            next_due: Option<NaiveDate>,
        }

        let view = View {
            loan: self.id,
            member: self.loan.member(),
            day: self.day,
            status: self.status(),
            disbursed_on: self.loan.disbursed_on(),
            settled_on: self.settled_on(),
            principal: self.loan.principal(),
            owed: self.owed(),
            days_past_due: self.days_past_due(),
            next_due: self.next_due(),
        };
        view.serialize(serializer)
    }
}

/// A day before the latest date of the books, which a view cannot show: its loan includes later records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{day} is before {latest}, the latest date of the books; look at `Books::as_of({day})`")]
pub struct PastDay {
    /// The day that was asked for.
    pub day: NaiveDate,
    /// The latest date of the books.
    pub latest: NaiveDate,
}
