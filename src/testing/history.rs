//! Histories of clubs.

use std::fmt;

use serde::Serialize;

use super::fitting::{MOST_EVENTS, fitting};
use super::mix::Move;
use crate::books::{Books, Checks, RefusedVoucher};
use crate::voucher::{Record, Voucher};

/// The history of a club: books in which every record keeps every rule that it does not name in `despite`.
///
/// It is displayed, and printed by a failing test, with a line for each record: the date, the document, the event, the entry.
#[derive(Clone, PartialEq, Eq)]
pub struct History {
    books: Box<Books>,
}

impl History {
    /// Continues `books` with moves: books the events that each move needs, and then an event of its kind. A move that cannot be made is
    /// left out.
    #[must_use]
    pub fn going_on(mut books: Books, moves: &[Move]) -> Self {
        for asked in moves {
            let mut asked = *asked;
            for _ in 0..MOST_EVENTS {
                let Some(voucher) = fitting(&books, &asked) else { break };
                let is_wanted_kind = voucher.event.kind() == asked.kind;
                if books.record(voucher).is_err() || is_wanted_kind {
                    break;
                }
                asked.days = 0;
                asked.dice.rotate_left(1);
            }
        }
        Self { books: Box::new(books) }
    }

    /// Returns the books at its end.
    #[must_use]
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Returns the books at its end.
    #[must_use]
    pub fn into_books(self) -> Books {
        *self.books
    }

    /// Returns the books at its beginning, without records.
    #[must_use]
    pub fn opening(&self) -> Books {
        Books::new(self.books.header().clone())
    }

    /// Books the history again with further checks, such as rules of the app's own. Returns the books, and the vouchers that were
    /// refused, with their number in the history: those that break a rule, and those that depend on them.
    #[must_use]
    pub fn under(&self, checks: &Checks<'_>) -> (Books, Vec<RefusedVoucher>) {
        let (mut books, mut refused) = (self.opening(), Vec::new());
        for (number, voucher) in (1..).zip(self.vouchers()) {
            match books.plan_with(voucher, checks) {
                Ok(plan) => {
                    plan.commit();
                }
                Err(refusal) => refused.push(RefusedVoucher { number, refusal }),
            }
        }
        (books, refused)
    }

    /// Returns the vouchers that were booked, in their order.
    pub fn vouchers(&self) -> impl Iterator<Item = Voucher> {
        self.books.records().map(Record::voucher)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = self.books.header();
        writeln!(f, "{} opens its books on {}, charter {}", header.club(), header.opened(), json(header.charter()))?;
        self.books.records().try_for_each(|record| writeln!(f, "{}", StoryLine(record)))
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

/// A record, displayed on one line.
struct StoryLine<'a>(&'a Record);

impl fmt::Display for StoryLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { id, date, event, entry, despite, .. } = self.0;
        write!(f, "{date}  {id}  {}", json(event))?;
        if !entry.is_empty() {
            write!(f, "  {entry}")?;
        }
        if despite.is_empty() { Ok(()) } else { write!(f, "  despite {}", json(despite)) }
    }
}

/// Returns a value as JSON, for a message.
pub(super) fn json(facts: &impl Serialize) -> String {
    serde_json::to_string(facts).unwrap_or_default()
}
