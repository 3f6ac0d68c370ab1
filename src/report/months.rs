//! Figures of several months in a row, such as charts show.

use chrono::NaiveDate;
use serde::Serialize;

use super::dcb::{DcbTotal, Replay};
use super::figure::NoTape;
use super::span::BooksOfPeriod;
use crate::account::Fund;
use crate::books::Books;
use crate::calendar::{Month, Period, months_before};
use crate::money::Balance;

/// The funds at the end of a month, and the amounts due and paid in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MonthFigures {
    /// The month.
    pub month: Month,
    /// Seed grant and income growth at its end.
    pub capital: Balance,
    /// The operating fund at its end.
    pub operating: Balance,
    /// Principal outstanding at its end: the part of the loan fund that is at work.
    pub lent: Balance,
    /// Lendable capital at its end: the part of the loan fund that is idle. Below zero if more is lent than the fund has.
    pub idle: Balance,
    /// Principal and interest that fell due in the month.
    pub fallen_due: Balance,
    /// Principal and interest collected in the month of what was due, arrears included; not what was paid early.
    pub collected: Balance,
}

impl MonthFigures {
    /// Returns the figures of `count` months that end with `last`, in one pass over the records. Months that ended before the
    /// books were opened are left out.
    #[must_use]
    pub fn of(books: &Books, last: Month, count: u32) -> Vec<Self> {
        let earliest = months_before(last.first_day(), count.saturating_sub(1));
        let opened = Month::of(books.header().opened()).map_or(NaiveDate::MIN, Month::first_day);
        let from = earliest.max(opened).min(last.first_day());
        let period = BooksOfPeriod::between(books, Period { from, through: last.last_day() });
        let mut replay: Replay<'_, Balance> = Replay::of(&period, NoTape);
        // Amounts due before the first month are brought forward.
        let _ = replay.close(period.opening().day());
        let mut lines = period.lines().peekable();
        let first = Month::of(from).ok();
        let months = std::iter::successors(first, |month| month.next()).take_while(|month| *month <= last);
        months
            .map(|month| {
                while let Some((place, line)) = lines.next_if(|(_, line)| line.effects.day <= month.last_day()) {
                    replay.append(place, line);
                }
                let DcbTotal { principal, interest } = replay.close(month.last_day());
                let ledger = replay.books().ledger();
                Self {
                    month,
                    capital: ledger.fund(Fund::SeedGrant) + ledger.fund(Fund::IncomeGrowth),
                    operating: ledger.fund(Fund::Operating),
                    lent: ledger.loans(),
                    idle: ledger.lendable(),
                    fallen_due: principal.fallen_due + interest.fallen_due,
                    collected: principal.collected() + interest.collected(),
                }
            })
            .collect()
    }
}
