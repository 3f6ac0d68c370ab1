//! Bank reconciliation (đối chiếu ngân hàng): the movements of `assets:bank` beside the statement (sổ phụ) that the bank prints.
//!
//! A [`BankStatement`] is read from the bank's CSV file through a [`StatementLayout`]. A row that cannot be read is told as an
//! [`UnreadableRow`] and left out; the others are put into the order in which their balances follow, with a [`BalanceBreak`] where
//! one does not. Of the books each record that moves money of the bank is one [`BookItem`].
//!
//! Within a [`Scope`] both are matched by reference, by amount and date, or several to one: a [`Match`]. A record and its reversal, of
//! which the bank knows nothing, are a [`ReversalPair`]; two that look like one movement written in two ways are a [`Suspect`];
//! what is left is an [`OpenItem`], to be carried to the next period. The [`Proof`] brings books and bank to the same balance, to
//! the đồng. All of it is a [`BankReconciliation`].
//!
//! ```
//! use revolving_fund::{Books, Charter, Header, Place, SeedGrantReceived, Voucher, parse_date};
//! use revolving_fund::reconcile::bank::{BankReconciliation, BankStatement, Scope, StatementLayout};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let day = parse_date("2024-03-11")?;
//! let header = Header::new("BN-001".parse()?, "CLB thôn Thượng Đồng".parse()?, day, Charter::bac_ninh())?;
//! let mut books = Books::new(header);
//! let grant = SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount: "100.000.000".parse()?, into: Place::Bank };
//! books.record(Voucher::new("PT-0001".parse()?, day, grant))?;
//!
//! let csv = "date,reference,description,amount,balance\n\
//!            12/3/2024,FT01,seed grant,100.000.000,100.000.000\n\
//!            29/3/2024,FT02,interest,8.500,100.008.500\n";
//! let statement = BankStatement::read(csv.as_bytes(), &StatementLayout::english())?;
//! let period = statement.months().ok_or("no rows")?;
//!
//! let reconciliation = BankReconciliation::of(&books, &statement, Scope::of(period));
//! assert_eq!(reconciliation.matches.len(), 1);
//! assert_eq!(reconciliation.statement_only[0].amount.dong(), 8_500);
//! assert!(reconciliation.proof.holds());
//! assert!(!reconciliation.is_settled(), "the interest is to be booked");
//! # Ok(())
//! # }
//! ```

mod alike;
mod cell;
mod item;
mod layout;
mod matched;
mod matching;
mod print;
mod proof;
mod running;
mod several;
mod statement;

pub use cell::CellError;
pub use item::{BookItem, OpenItem};
pub use layout::{Grouping, StatementLayout};
pub use matched::{LimitReached, Match, MatchedBy, Pairing, ReversalPair, Suspect, Suspicion};
pub use proof::{Column, Proof, Unexplained};
pub use running::BalanceBreak;
pub use statement::{BankStatement, RowError, StatementError, StatementLine, UnreadableRow};

use serde::Serialize;

use crate::books::Books;
use crate::money::Balance;
use crate::name::{ClubId, Text};
use crate::report::Period;

use item::{balance_before, book_items};
use matching::Pool;

/// The most days between a movement in the books and the same in the statement, if nothing else is asked: a weekend and a holiday.
const WINDOW: u8 = 5;

/// What is to be reconciled.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The days.
    pub period: Period,
    /// How many days a movement in the books and the same in the statement may be apart.
    pub window: u8,
    /// What the reconciliation of the period before left open, of earlier days: [`BankReconciliation::open_items`].
    pub carried: &'a [OpenItem],
}

impl<'a> Scope<'a> {
    /// A period, with a window of 5 days and nothing carried forward.
    #[must_use]
    pub const fn of(period: Period) -> Self {
        Self { period, window: WINDOW, carried: &[] }
    }

    /// The same with another window.
    #[must_use]
    pub const fn within(self, window: u8) -> Self {
        Self { window, ..self }
    }

    /// The same with what an earlier reconciliation left open.
    #[must_use]
    pub const fn carrying(self, carried: &'a [OpenItem]) -> Self {
        Self { carried, ..self }
    }
}

/// The books of a club beside the statement of its bank (bảng đối chiếu ngân hàng).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankReconciliation {
    /// The club.
    pub club: ClubId,
    /// Its name.
    pub name: Text,
    /// The days.
    pub period: Period,
    /// How many days a movement in the books and the same in the statement may be apart.
    pub window: u8,
    /// The balances, and what lies between them.
    pub proof: Proof,
    /// What is on both sides.
    pub matches: Vec<Match>,
    /// Records and their reversals, of which the bank knows nothing.
    pub reversals: Vec<ReversalPair>,
    /// Open items of both sides that look like one.
    pub suspects: Vec<Suspect>,
    /// What is in the books only, with what was carried forward and is still open.
    pub books_only: Vec<BookItem>,
    /// What is in the statement only, with what was carried forward and is still open.
    pub statement_only: Vec<StatementLine>,
    /// Where the search for several that add up to one ended early.
    pub limits: Vec<LimitReached>,
    /// Rows of the statement that could not be read and were left out, of whatever day.
    pub unreadable: Vec<UnreadableRow>,
    /// Rows of the statement whose balance does not follow, of whatever day.
    pub breaks: Vec<BalanceBreak>,
    /// How many rows of the statement lie outside the period.
    pub outside: usize,
}

impl BankReconciliation {
    /// Reconciles books with a statement. Items carried forward stand beside those of the period.
    #[must_use]
    pub fn of(books: &Books, statement: &BankStatement, scope: Scope<'_>) -> Self {
        let Scope { period, window, carried } = scope;
        let mut in_books = book_items(books, period);
        let inside = statement.lines().iter().filter(|line| period.contains(line.date));
        let mut on_statement: Vec<StatementLine> =
            inside.filter(|line| line.amount != Balance::ZERO).cloned().collect();
        let moved_in_books: Balance = in_books.iter().map(|item| item.amount).sum();
        let moved_on_statement: Balance = on_statement.iter().map(|line| line.amount).sum();
        let mut carried_over = Balance::ZERO;
        for item in carried.iter().cloned() {
            match item {
                OpenItem::Books(item) => {
                    carried_over -= item.amount;
                    in_books.push(item);
                }
                OpenItem::Statement(line) => {
                    carried_over += line.amount;
                    on_statement.push(line);
                }
            }
        }
        let matched = Pool::new(in_books, on_statement, period.from, window).matched();

        let only_in_books: Balance = matched.books_only.iter().map(|item| item.amount).sum();
        let only_on_statement: Balance = matched.statement_only.iter().map(|line| line.amount).sum();
        let suspected = matched.suspects.iter().map(|suspect| suspect.difference).sum();
        let opening = balance_before(books, period.from);
        let closing = opening + moved_in_books;
        let by_books = Column::new(opening, moved_in_books, closing, only_on_statement, suspected);
        let by_bank = match (statement.balance_before(period.from), statement.balance_after(period.through)) {
            (Some(opening), Some(closing)) => {
                Some(Column::new(opening, moved_on_statement, closing, only_in_books, Balance::ZERO))
            }
            _ => None,
        };
        Self {
            club: books.header().club().clone(),
            name: books.header().name().clone(),
            period,
            window,
            proof: Proof::new(by_books, by_bank, carried_over),
            matches: matched.matches,
            reversals: matched.reversals,
            suspects: matched.suspects,
            books_only: matched.books_only,
            statement_only: matched.statement_only,
            limits: matched.limits,
            unreadable: statement.unreadable().to_vec(),
            breaks: statement.breaks().to_vec(),
            outside: statement.lines().iter().filter(|line| !period.contains(line.date)).count(),
        }
    }

    /// Whether every row of the statement could be read and every balance follows.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unreadable.is_empty() && self.breaks.is_empty()
    }

    /// Whether nothing is left to do: the statement is whole, every item is matched, and the proof holds.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_complete()
            && self.books_only.is_empty()
            && self.statement_only.is_empty()
            && self.suspects.is_empty()
            && self.proof.holds()
    }

    /// What is open, suspected pairs too: to be carried to the reconciliation of the next period.
    #[must_use]
    pub fn open_items(&self) -> Vec<OpenItem> {
        let mut books: Vec<&BookItem> =
            self.books_only.iter().chain(self.suspects.iter().map(|suspect| &suspect.book)).collect();
        let mut lines: Vec<&StatementLine> =
            self.statement_only.iter().chain(self.suspects.iter().map(|suspect| &suspect.statement)).collect();
        books.sort();
        lines.sort();
        let books = books.into_iter().cloned().map(OpenItem::Books);
        books.chain(lines.into_iter().cloned().map(OpenItem::Statement)).collect()
    }
}
