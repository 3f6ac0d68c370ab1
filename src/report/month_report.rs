//! The month's report, which the meeting reads.

use chrono::NaiveDate;
use serde::Serialize;

use super::advances::Advances;
use super::ageing::Ageing;
use super::cash_book::CountCheck;
use super::corrections::Corrections;
use super::dcb::DemandCollectionBalance;
use super::figure::{Figure, NoTape};
use super::fund_changes::FundChanges;
use super::income_expenditure::IncomeAndExpenditure;
use super::indicators::Indicators;
use super::iso_or_null;
use super::loan_register::{LoanRegister, RegisterRow, RegisterStatus};
use super::maturities::Maturities;
use super::position::Position;
use super::receipts_payments::ReceiptsAndPayments;
use super::span::BooksOfPeriod;
use crate::account::Place;
use crate::books::Books;
use crate::calendar::{Month, Period, iso};
use crate::count::{Count, Seq};
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::{LoanId, Text};

/// All statements of a month, those at a date on its last day.
///
/// ```
/// use revolving_fund::report::MonthReport;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let report = MonthReport::of(&books, "2025-01".parse()?);
/// assert_eq!(report.position.assets.total, Balance::new(100_000_000));
/// assert_eq!(report.lent_loans.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(bound(serialize = "A: Figure"))]
#[allow(missing_docs, reason = "the fields are the statements of the same names")]
#[non_exhaustive]
pub struct MonthReport<A = Balance> {
    pub month: Month,
    #[serde(serialize_with = "iso_or_null")]
    pub closed_through: Option<NaiveDate>,
    pub position: Position<A>,
    pub receipts_payments: ReceiptsAndPayments<A>,
    pub fund_changes: FundChanges<A>,
    pub income: IncomeAndExpenditure<A>,
    /// The loans with a disbursal in effect in the month.
    pub lent_loans: Vec<RegisterRow<A>>,
    pub late_loans: Vec<RegisterRow<A>>,
    /// The loans with a write-off in effect in the month.
    pub written_off_loans: Vec<RegisterRow<A>>,
    pub dcb: DemandCollectionBalance<A>,
    pub ageing: Ageing<A>,
    pub maturities: Maturities<A>,
    pub indicators: Indicators<A>,
    pub corrections: Corrections<A>,
    pub advances: Advances<A>,
    /// The last count in effect of the cash box and of the bank.
    pub checks: Vec<PlaceCheck<A>>,
    pub activity: Vec<ActivityRow>,
}

/// A count of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct PlaceCheck<A = Balance> {
    pub place: Place,
    pub seq: Seq,
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub counted: A,
    pub balance: A,
    pub difference: A,
    pub by: Option<Text>,
}

/// A report of activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the event")]
#[non_exhaustive]
pub struct ActivityRow {
    #[serde(with = "iso")]
    pub date: NaiveDate,
    pub month: Month,
    pub attendance: Count,
    pub members: Count,
    pub volunteers: Count,
    pub cared_for: Count,
    pub visits: Count,
}

impl MonthReport {
    /// Returns the report of a month.
    #[must_use]
    pub fn of(books: &Books, month: Month) -> Self {
        Self::compute(books, month, NoTape)
    }
}

impl<A: Figure> MonthReport<A> {
    pub(crate) fn compute(books: &Books, month: Month, tape: A::Tape) -> Self {
        let period = BooksOfPeriod::between(books, Period::from(month));
        let closing = period.closing();
        let dcb = DemandCollectionBalance::compute(&period, tape);
        let income = IncomeAndExpenditure::compute(&period, tape);
        let fund_changes = FundChanges::compute(&period, tape);
        let register = LoanRegister::compute(closing, tape);
        let indicators = Indicators::with(&period, &register, &dcb, &income, &fund_changes, tape);
        let with_record = |kind: EventKind| -> Vec<RegisterRow<A>> {
            let in_effect = period.lines().map(|(_, line)| line).filter(|line| line.effects.is_in_effect());
            let loans: std::collections::HashSet<&LoanId> = in_effect
                .filter(|line| line.record.event.kind() == kind)
                .filter_map(|line| line.record.event.loan())
                .collect();
            register.rows.iter().filter(|row| loans.contains(&row.loan)).cloned().collect()
        };
        Self {
            month,
            closed_through: closing.register().closed_through(),
            position: Position::compute(closing, tape),
            receipts_payments: ReceiptsAndPayments::compute(&period, tape),
            lent_loans: with_record(EventKind::LoanDisbursed),
            late_loans: register.rows.iter().filter(|row| row.status == RegisterStatus::Late).cloned().collect(),
            written_off_loans: with_record(EventKind::LoanWrittenOff),
            ageing: Ageing::of_register(&register),
            maturities: Maturities::compute(closing, tape),
            corrections: Corrections::compute(&period, tape),
            advances: Advances::compute(&period, tape),
            checks: checks(&period, tape),
            activity: activity(&period),
            fund_changes,
            income,
            dcb,
            indicators,
        }
    }
}

fn checks<A: Figure>(period: &BooksOfPeriod, tape: A::Tape) -> Vec<PlaceCheck<A>> {
    let last = |place| {
        let checks =
            period.lines().filter_map(|(at, line)| CountCheck::compute(period.closing(), at, line, place, tape));
        checks.filter(|check| check.stands).last().map(|check| PlaceCheck {
            place,
            seq: check.seq,
            date: check.date,
            counted: check.counted,
            balance: check.balance,
            difference: check.difference,
            by: check.by,
        })
    };
    [Place::Cash, Place::Bank].into_iter().filter_map(last).collect()
}

fn activity(period: &BooksOfPeriod) -> Vec<ActivityRow> {
    let in_effect = period.lines().map(|(_, line)| line).filter(|line| line.effects.is_in_effect());
    let mut rows: std::collections::BTreeMap<Month, ActivityRow> = std::collections::BTreeMap::new();
    for line in in_effect {
        if let Event::ActivityReported(reported) = &line.record.event {
            rows.insert(
                reported.month,
                ActivityRow {
                    date: line.record.date,
                    month: reported.month,
                    attendance: reported.attendance,
                    members: reported.members,
                    volunteers: reported.volunteers,
                    cared_for: reported.cared_for,
                    visits: reported.visits,
                },
            );
        }
    }
    rows.into_values().collect()
}
