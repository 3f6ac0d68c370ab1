//! The books of a period: as they were before it, as they were at its end, and the records between.

use crate::account::Account;
use crate::books::{Books, Line};
use crate::calendar::{Period, day_before};
use crate::catalogue::vietnamese;
use crate::event::{Event, EventKind};
use crate::money::Balance;

/// The books of a period, from which its statements are computed.
///
/// The records of a period are those in the books at its last day that are not in the books at the day before its first. So two
/// consecutive periods share no record and miss none, and the closing of one is the opening of the next.
///
/// ```
/// use revolving_fund::Period;
/// use revolving_fund::report::{BooksOfPeriod, CashBook};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let january = BooksOfPeriod::new(&books, Period::from("2025-01".parse::<Month>()?))?;
/// let book = CashBook::of(&january, Place::Cash);
/// assert_eq!(book.opening + book.total_in - book.total_out, book.closing);
/// assert_eq!(book.rows.len(), 3); // the withdrawal and two loans
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct BooksOfPeriod {
    period: Period,
    opening: Books,
    closing: Books,
}

impl BooksOfPeriod {
    /// Returns the books of a period.
    ///
    /// # Errors
    ///
    /// If the period ends before it begins.
    pub fn new(books: &Books, period: Period) -> Result<Self, BackwardPeriod> {
        if period.through < period.from {
            return Err(BackwardPeriod { period });
        }
        Ok(Self::between(books, period))
    }

    /// Returns the books of a period that is known to go forward.
    pub(crate) fn between(books: &Books, period: Period) -> Self {
        Self { period, opening: books.as_of(day_before(period.from)), closing: books.as_of(period.through) }
    }

    /// Returns the books from their first record to their last, also where the dates of records go back.
    #[cfg(feature = "auditor")]
    pub(crate) fn whole(books: &Books) -> Self {
        let from = books.header().opened().min(books.day());
        Self { period: Period { from, through: books.day() }, opening: books.after(0), closing: books.clone() }
    }

    /// Returns the period.
    #[must_use]
    pub const fn period(&self) -> Period {
        self.period
    }

    /// Returns the books at the day before the period.
    #[must_use]
    pub const fn opening(&self) -> &Books {
        &self.opening
    }

    /// Returns the books at the last day of the period.
    #[must_use]
    pub const fn closing(&self) -> &Books {
        &self.closing
    }

    /// Returns the lines of the period, each with its place in the books.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.closing.lines().iter().enumerate().skip(self.opening.lines().len())
    }

    /// Returns the balances of an amount that entries change, before the period, at each end of a month within it, and at its end.
    pub(crate) fn at_month_ends(&self, opening: Balance, change: impl Fn(&Line) -> Balance) -> Vec<Balance> {
        let mut balances = vec![opening];
        let mut running = opening;
        let mut lines = self.lines().map(|(_, line)| line).peekable();
        let mut from = self.period.from;
        loop {
            let end = super::month_end(from).min(self.period.through);
            while let Some(line) = lines.next_if(|line| line.record.date <= end) {
                running += change(line);
            }
            balances.push(running);
            match end.succ_opt() {
                Some(next) if end < self.period.through => from = next,
                _ => return balances,
            }
        }
    }
}

/// A period that ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the period ends on {through}, before it begins on {from}", through = period.through, from = period.from)]
pub struct BackwardPeriod {
    /// The period.
    pub period: Period,
}

vietnamese! { BackwardPeriod,
    Self { period: Period { from, through } } => "kỳ kết thúc ngày {through}, trước ngày bắt đầu {from}" with [from, through];
}

/// Returns the kind of event under which a record counts: its own, or that of the earlier record that a reversal names.
pub(crate) fn counted_under(books: &Books, place: usize, event: &Event) -> Option<EventKind> {
    event.counted_under(reversed_line(books, place, event).map(|line| &line.record.event))
}

/// Returns the earlier line that a reversal at `place` names.
pub(crate) fn reversed_line<'b>(books: &'b Books, place: usize, event: &Event) -> Option<&'b Line> {
    let Event::Reversed(reversal) = event else { return None };
    let reversed = books.place_of(&reversal.record).filter(|reversed| *reversed < place)?;
    books.lines().get(reversed)
}

/// Returns the amounts debited to and credited from the accounts that `is_one` accepts.
pub(crate) fn turnover(line: &Line, is_one: impl Fn(&Account) -> bool) -> (Balance, Balance) {
    let (mut debit, mut credit) = (Balance::ZERO, Balance::ZERO);
    for transfer in line.record.entry.transfers() {
        if is_one(&transfer.debit) {
            debit += transfer.amount.into();
        }
        if is_one(&transfer.credit) {
            credit += transfer.amount.into();
        }
    }
    (debit, credit)
}
