//! Bank reconciliation (đối chiếu ngân hàng): the movements of `assets:bank` beside the statement (sổ phụ) that the bank prints.
//!
//! A [`BankStatement`] is read from the file that the bank gives: CSV in any usual encoding, or a workbook with the feature `workbook`.
//! Its heading, numbers, dates and direction are found in the file; [`StatementOptions`] decides where the file can be read in two ways. A
//! row that moves no money is passed over, one that cannot be read is a [`RefusedRow`], and a balance that does not follow is a
//! [`BalanceBreak`]. Charges in columns of their own (phí, thuế GTGT) are added to the money that left only where the balances show that
//! they come on top of the amount; a statement without balances is read without them, and their sign is ignored. Of the books, each record that moves money of the bank is one [`BookItem`].
//!
//! Within a [`Scope`] both are matched by document or by amount and date ([`Match`]). Several that add up to one are a [`Proposal`] to
//! confirm. A record and its reversal, which the bank does not know, are a [`ReversalPair`]; a line that the bank takes back is a
//! [`BankReversal`]; two items that are probably one movement are a [`Suspect`]; the rest are [`OpenItem`]s, to be carried to the next
//! period. The [`Proof`] brings books and bank to the same balance, to the đồng. All of it is a [`BankReconciliation`].
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
mod rows;
mod running;
mod several;
mod statement;

pub use item::{BookItem, OpenItem};
pub use layout::{ColumnRole, StatementOptions, UnknownColumn};
pub use line::{RefusalReason, RefusedRow, StatementLine};
pub use matched::{
    Ambiguity, BankReversal, LimitReached, Match, MatchedBy, Pairing, Proposal, ReversalPair, Suspect, Suspicion,
};
pub use print::Report;
pub use proof::{Column, Proof, Unexplained};
pub use running::BalanceBreak;
pub use statement::{BankStatement, StatementError};

use std::collections::BTreeMap;

use crate::books::Books;
use crate::calendar::Period;
use crate::money::Balance;
use crate::name::{ClubId, Text};

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
///
/// Its JSON is one object: who and when (`club`, `name`, `period`, `window`), the statement as it was read (`columns`, `rows_read`,
/// `passed_over`, `refused`, `breaks`, `opening`, `closing`), the results (`matched`, `proposed`, `suspected`, `ambiguous`, `books_only`,
/// `lines_only`, `reversed_in_bank`, `proved`), and more about them (`reversed_in_books`, `limits`, `outside`, `month_first`, `proof`).
/// Documents are given by their numbers, movements of the bank by the lines of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankReconciliation {
    /// The club.
    pub club: ClubId,
    /// Its name.
    pub name: Text,
    /// The days.
    pub period: Period,
    /// How many days a movement in the books and the same in the statement may be apart.
    pub window: u8,
    /// The heading of each column of the statement that was used.
    pub columns: BTreeMap<ColumnRole, String>,
    /// The number of movements in the statement, of whatever day.
    pub rows_read: usize,
    /// The lines of rows of the statement that move no money.
    pub passed_over: Vec<u64>,
    /// Rows of the statement that could not be read, of whatever day.
    pub refused: Vec<RefusedRow>,
    /// Rows of the statement whose balance does not follow, of whatever day.
    pub breaks: Vec<BalanceBreak>,
    /// The balance before the oldest movement of the statement.
    pub opening: Option<Balance>,
    /// The balance after the newest movement of the statement.
    pub closing: Option<Balance>,
    /// The dates of the statement seem to have the month before the day.
    pub seems_month_first: bool,
    /// The number of movements of the statement outside the period.
    pub outside: usize,
    /// The balances, and the items between them.
    pub proof: Proof,
    /// Items that are on both sides.
    pub matches: Vec<Match>,
    /// Items that add up to one on the other side, to be confirmed.
    pub proposals: Vec<Proposal>,
    /// Open items of both sides that are probably one.
    pub suspects: Vec<Suspect>,
    /// Documents that could exchange their lines.
    pub ambiguities: Vec<Ambiguity>,
    /// Records and their reversals, which the bank does not know.
    pub reversals: Vec<ReversalPair>,
    /// Lines that the bank took back, which the books do not know.
    pub bank_reversals: Vec<BankReversal>,
    /// Items in the books only, with those carried forward that are still open.
    pub books_only: Vec<BookItem>,
    /// Lines in the statement only, with those carried forward that are still open.
    pub statement_only: Vec<StatementLine>,
    /// Where the search for several that add up to one ended early.
    pub limits: Vec<LimitReached>,
}

impl BankReconciliation {
    /// Reconciles books with a statement. Items carried forward stand beside those of the period.
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

    /// Whether every row of the statement could be read and every balance follows.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty() && self.breaks.is_empty()
    }

    /// Whether there is nothing to look at: the statement is complete, every item of both sides is matched, none merely proposed or
    /// suspected, and the balance is proved.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_complete() && self.is_all_matched() && self.proof.holds()
    }

    fn is_all_matched(&self) -> bool {
        self.books_only.is_empty()
            && self.statement_only.is_empty()
            && self.proposals.is_empty()
            && self.suspects.is_empty()
            && self.reversals.is_empty()
            && self.bank_reversals.is_empty()
    }

    /// The items that are open, suspected or only proposed: to be carried to the reconciliation of the next period.
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
