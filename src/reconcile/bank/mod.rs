//! Bank reconciliation (đối chiếu ngân hàng): the movements of `assets:bank` compared with the statement (sổ phụ) that the bank prints.
//!
//! A [`BankStatement`] is read from the file that the bank gives: CSV in any usual encoding, or a workbook with the feature `workbook`.
//! The heading, the form of the numbers and the direction of the amounts are found in the file; [`StatementOptions`] decides if the file
//! can be read in two ways. A row that moves no money is passed over, a row that cannot be read is a [`RefusedRow`], and a balance that
//! does not follow is a [`BalanceBreak`]. Charges in columns of their own (phí, thuế GTGT) are taken off the money that came in and added
//! to the money that left, but only if the balances show that they come on top of the amount. A statement without balances is read
//! without charges, and the sign of a charge is ignored. Each record of the books that moves money of the bank is one [`BookItem`].
//!
//! Within a [`Scope`], both sides are matched by document or by amount and date ([`Match`]). Several items that add up to one on the other
//! side are a [`Match`] if all are of one day and add up in one way only; otherwise they are a [`Proposal`] to confirm. A record and its
//! reversal, both unknown to the bank, are a [`ReversalPair`]. A line that the bank takes back is in a [`BankReversal`]. Two items that are
//! probably one movement are a [`Suspect`]. The remaining items are [`OpenItem`]s, which are carried to the next period. The [`Proof`]
//! brings books and bank to the same balance, to the đồng. The result is a [`BankReconciliation`].
//!
//! ```
//! use revolving_fund::event::SeedGrantReceived;
//! use revolving_fund::{Books, Charter, Header, Place, Voucher, parse_date};
//! use revolving_fund::reconcile::bank::{BankReconciliation, BankStatement, Scope, StatementOptions};
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
//! let statement = BankStatement::read(csv.as_bytes(), &StatementOptions::default())?;
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
mod item;
mod json;
mod label;
mod layout;
mod line;
mod matched;
mod matching;
mod print;
mod proof;
mod role;
mod rows;
mod running;
mod several;
mod statement;
mod vocabulary;

pub use item::{BookItem, OpenItem};
pub use line::{RefusalReason, RefusedRow, StatementLine};
pub use matched::{
    Ambiguity, BankReversal, LimitReached, Match, MatchedBy, Pairing, Proposal, ReversalPair, Suspect, Suspicion,
};
pub use print::Report;
pub use proof::{Column, Proof, Unexplained};
pub use role::{ColumnRole, StatementOptions, UnknownColumn};
pub use running::BalanceBreak;
pub use statement::{BankStatement, StatementError};

use std::collections::BTreeMap;

use crate::books::Books;
use crate::calendar::Period;
use crate::money::Balance;
use crate::name::{ClubId, Text};

use item::{balance_before, book_items};
use matching::Pool;

/// The default of [`Scope::window`], in days: a weekend and a holiday.
const WINDOW: u8 = 5;

/// The period to reconcile, with its window and the items carried forward.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The days to reconcile, the first and the last included.
    pub period: Period,
    /// The maximum number of days between a movement in the books and the same movement in the statement.
    pub window: u8,
    /// The items of earlier days that the reconciliation of the period before left open: [`BankReconciliation::open_items`].
    pub carried: &'a [OpenItem],
}

impl<'a> Scope<'a> {
    /// Makes a scope of a period, with a window of 5 days and no items carried forward.
    #[must_use]
    pub const fn of(period: Period) -> Self {
        Self { period, window: WINDOW, carried: &[] }
    }

    /// Returns the same scope with another window, in days.
    #[must_use]
    pub const fn within(self, window: u8) -> Self {
        Self { window, ..self }
    }

    /// Returns the same scope with the items that an earlier reconciliation left open.
    #[must_use]
    pub const fn carrying(self, carried: &'a [OpenItem]) -> Self {
        Self { carried, ..self }
    }
}

/// The reconciliation of a club's books with the statement of its bank (bảng đối chiếu ngân hàng).
///
/// Its JSON is one object: the club and the period (`club`, `name`, `period`, `window`), the statement as it was read (`columns`,
/// `rows_read`, `passed_over`, `refused`, `breaks`, `opening`, `closing`), the results (`matched`, `proposed`, `suspected`, `ambiguous`,
/// `books_only`, `lines_only`, `reversed_in_bank`, `proved`), and details (`reversed_in_books`, `limits`, `outside`, `month_first`,
/// `proof`). Documents are given by their numbers, movements of the bank by the lines of the file.
///
/// Every document is in exactly one of `matched`, `proposed`, `suspected` and `books_only`, and every line in one of `matched`, `proposed`,
/// `suspected`, `lines_only` and `reversed_in_bank`. The two sides differ: a record and its reversal that the bank does not have are in
/// `books_only`, and `reversed_in_books`, which is a detail, only pairs them; in [`BankReconciliation::books_only`] they are not. A line
/// that the bank took back is in `reversed_in_bank` alone. The sums that prove the balances are the same either way, as each pair comes to
/// zero.
///
/// For people, [`report`](Self::report) writes it as text to read and sign, and [`tables`](Self::tables) returns the same as tables, which
/// can be written as CSV, HTML or a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BankReconciliation {
    /// The identifier of the club.
    pub club: ClubId,
    /// The name of the club.
    pub name: Text,
    /// The days that were reconciled, the first and the last included.
    pub period: Period,
    /// The maximum number of days between a movement in the books and the same movement in the statement.
    pub window: u8,
    /// The heading of each column of the statement that was used.
    pub columns: BTreeMap<ColumnRole, String>,
    /// The number of movements in the statement, inside and outside the period.
    pub rows_read: usize,
    /// The lines of the file, counted from 1, on which rows begin that move no money.
    pub passed_over: Vec<u64>,
    /// The rows of the statement that could not be read, inside and outside the period.
    pub refused: Vec<RefusedRow>,
    /// The rows of the statement whose balance does not follow from the row before, inside and outside the period.
    pub breaks: Vec<BalanceBreak>,
    /// The balance before the oldest movement of the statement, as [`BankStatement::opening`] returns it.
    pub opening: Option<Balance>,
    /// The balance after the newest movement of the statement, as [`BankStatement::closing`] returns it.
    pub closing: Option<Balance>,
    /// True if the dates of the statement seem to have the month before the day.
    pub seems_month_first: bool,
    /// The number of movements of the statement outside the period.
    pub outside: usize,
    /// The balances of both sides, and the items that explain their difference.
    pub proof: Proof,
    /// The items that are on both sides.
    pub matches: Vec<Match>,
    /// The items that add up to one on the other side, to be confirmed.
    pub proposals: Vec<Proposal>,
    /// The pairs of open items, one of each side, that are probably one movement.
    pub suspects: Vec<Suspect>,
    /// The groups of documents that could exchange their lines.
    pub ambiguities: Vec<Ambiguity>,
    /// The records and their reversals, both unknown to the bank.
    pub reversals: Vec<ReversalPair>,
    /// The lines that the bank took back and the lines that take them back, both unknown to the books.
    pub bank_reversals: Vec<BankReversal>,
    /// The items in the books only, with those carried forward that are still open.
    pub books_only: Vec<BookItem>,
    /// The lines in the statement only, with those carried forward that are still open.
    pub statement_only: Vec<StatementLine>,
    /// The searches for several items that add up to one, as far as they ended early.
    pub limits: Vec<LimitReached>,
}

impl BankReconciliation {
    /// Reconciles books with a statement. Items carried forward are matched together with those of the period.
    #[must_use]
    pub fn of(books: &Books, statement: &BankStatement, scope: Scope<'_>) -> Self {
        let Scope { period, window, carried } = scope;
        let mut in_books = book_items(books, period);
        let inside = statement.lines().iter().filter(|line| period.contains(line.date));
        let mut on_statement: Vec<StatementLine> = inside.cloned().collect();
        let moved_in_books: Balance = in_books.iter().map(|item| item.amount).sum();
        let moved_on_statement: Balance = on_statement.iter().map(|line| line.amount).sum();
        let (mut carried_over, mut earlier) = (Balance::ZERO, Vec::new());
        for item in carried.iter().cloned() {
            match item {
                OpenItem::Books(item) => {
                    carried_over -= item.amount;
                    in_books.push(item);
                }
                OpenItem::Statement(line) => {
                    carried_over += line.amount;
                    earlier.push(line);
                }
            }
        }
        earlier.append(&mut on_statement);
        let documents: Vec<_> = books.records().map(|record| &record.id).collect();
        let matched = Pool::new(in_books, earlier, &documents, period.from, window).matched();

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
            columns: statement.columns().clone(),
            rows_read: statement.lines().len(),
            passed_over: statement.passed_over().to_vec(),
            refused: statement.refused().to_vec(),
            breaks: statement.breaks().to_vec(),
            opening: statement.opening(),
            closing: statement.closing(),
            seems_month_first: statement.seems_month_first(),
            outside: statement.lines().iter().filter(|line| !period.contains(line.date)).count(),
            proof: Proof::new(by_books, by_bank, carried_over),
            matches: matched.matches,
            proposals: matched.proposals,
            suspects: matched.suspects,
            ambiguities: matched.ambiguities,
            reversals: matched.reversals,
            bank_reversals: matched.bank_reversals,
            books_only: matched.books_only,
            statement_only: matched.statement_only,
            limits: matched.limits,
        }
    }

    /// Returns whether every row of the statement could be read and every balance follows from the row before.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty() && self.breaks.is_empty()
    }

    /// Returns whether no item needs attention: the statement is complete, every item of both sides is matched, none is merely proposed or
    /// suspected or in a pair that cancels itself, and the balances are proved.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_complete() && self.is_all_matched() && self.proof.holds()
    }

    /// Returns whether every item of both sides is matched.
    fn is_all_matched(&self) -> bool {
        self.books_only.is_empty()
            && self.statement_only.is_empty()
            && self.proposals.is_empty()
            && self.suspects.is_empty()
            && self.reversals.is_empty()
            && self.bank_reversals.is_empty()
    }

    /// Returns the items that are open, suspected or only proposed, to be carried to the reconciliation of the next period: first those of
    /// the books, then those of the statement, each by day.
    #[must_use]
    pub fn open_items(&self) -> Vec<OpenItem> {
        let suspects = &self.suspects;
        let proposed = self.proposals.iter().map(|proposal| &proposal.pairing);
        let books = self.books_only.iter().chain(suspects.iter().map(|suspect| &suspect.book));
        let mut books: Vec<&BookItem> = books.chain(proposed.clone().flat_map(|pairing| &pairing.books)).collect();
        let lines = self.statement_only.iter().chain(suspects.iter().map(|suspect| &suspect.statement));
        let mut lines: Vec<&StatementLine> = lines.chain(proposed.flat_map(|pairing| &pairing.statement)).collect();
        books.sort();
        lines.sort();
        let books = books.into_iter().cloned().map(OpenItem::Books);
        books.chain(lines.into_iter().cloned().map(OpenItem::Statement)).collect()
    }
}
