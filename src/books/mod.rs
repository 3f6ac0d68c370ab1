//! Books (sổ sách): the one thing that changes, and the one way to change it.
//!
//! ```text
//! resolve   find what the event names, and post it
//! check     the list of rules; the first breach is the refusal
//! commit    nothing below this line can fail
//! ```
//!
//! A live record, a reversal, a file read again and an audit all go this way. An audit only collects the breaches instead of
//! refusing, and posts the entry as the file has it.

mod loan_view;
mod plan;

pub use loan_view::LoanView;
pub use plan::{AppRule, BalanceChange, Checks, Plan, Settlement};

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Write};

use chrono::NaiveDate;

use crate::account::Account;
use crate::calendar::is_bookable;
use crate::charter::Charter;
use crate::count::Seq;
use crate::digest::Digest;
use crate::event::Event;
use crate::journal::{ReadError, Reader, header_line, record_line};
use crate::ledger::Ledger;
use crate::loan::LoanStatus;
use crate::money::{Amount, Balance, Money, MoneyError};
use crate::name::{DocumentNumber, LoanId};
use crate::posting::{Found, Reversible};
use crate::register::{Consequence, Register, Trace};
use crate::rules::{Before, Breach, Case, Refusal, breaches, first_breach, is_taken, largest};
use crate::voucher::{Header, Record, Voucher};

use plan::{Draft, Step};

/// The books of one club.
#[derive(Clone, PartialEq, Eq)]
pub struct Books {
    header: Header,
    charter: Charter,
    records: Vec<Record>,
    /// What each record did to the registers.
    traces: Vec<Trace>,
    /// The hash of the header's line.
    opening: Digest,
    /// The hash of each record's line.
    digests: Vec<Digest>,
    /// The first record of each document number.
    places: HashMap<DocumentNumber, usize>,
    ledger: Ledger,
    register: Register,
    /// The latest date so far.
    latest: NaiveDate,
    /// The day as of which the books are looked at.
    day: NaiveDate,
}

impl Books {
    /// New books, with nothing but their header.
    #[must_use]
    pub fn new(header: Header) -> Self {
        let head = Digest::of(&header_line(&header));
        Self::with_head(header, head)
    }

    /// Books with nothing but a header, whose line has this hash.
    pub(crate) fn with_head(header: Header, head: Digest) -> Self {
        Self {
            charter: header.charter().clone(),
            records: Vec::new(),
            traces: Vec::new(),
            opening: head,
            digests: Vec::new(),
            places: HashMap::new(),
            ledger: Ledger::default(),
            register: Register::default(),
            latest: header.opened(),
            day: header.opened(),
            header,
        }
    }

    /// Reads books that keep every rule. An [`Audit`](crate::Audit) reads those that do not, and takes them as found.
    ///
    /// # Errors
    ///
    /// At the first line that cannot be read, and at the first finding; but for a count that differs, which is a fact, and is recorded.
    pub fn open(source: impl BufRead) -> Result<Self, OpenError> {
        let mut reader = Reader::new(source);
        let (header, head) = reader.header()?;
        let mut books = Self::with_head(header, head);
        while let Some((record, digest)) = reader.record()? {
            let seq = record.seq;
            let refuses = |breach: &Breach| !matches!(breach, Breach::CountDiffers { .. });
            if let Some(breach) = books.absorb(record, digest).into_iter().find(refuses) {
                return Err(OpenError::Finding { line: reader.line(), seq, breach: Box::new(breach) });
            }
        }
        Ok(books)
    }

    /// Writes the books, header first, in canonical form.
    ///
    /// # Errors
    ///
    /// If the books were read from a file that is not canonical, so that other bytes would be written and the chain would
    /// break: nothing is written then. Append to such a file, with [`Books::write_since`]. And if writing fails.
    pub fn write(&self, mut sink: impl Write) -> Result<(), WriteError> {
        let header = header_line(&self.header);
        if Digest::of(&header) != self.opening {
            return Err(WriteError::NotCanonical { line: 1 });
        }
        self.check_records(0)?;
        write_line(&mut sink, header)?;
        self.write_records(sink, 0)
    }

    /// Writes the records after the first `records` ones, in canonical form, to append them to a file that has those.
    ///
    /// # Errors
    ///
    /// As [`Books::write`].
    pub fn write_since(&self, sink: impl Write, records: usize) -> Result<(), WriteError> {
        self.check_records(records)?;
        self.write_records(sink, records)
    }

    /// Whether each line after the first `skipped` records had the bytes that would be written.
    fn check_records(&self, skipped: usize) -> Result<(), WriteError> {
        let mut lines = (2..).zip(self.records.iter().zip(&self.digests)).skip(skipped);
        match lines.find(|(_, (record, digest))| Digest::of(&record_line(record)) != **digest) {
            Some((line, _)) => Err(WriteError::NotCanonical { line }),
            None => Ok(()),
        }
    }

    fn write_records(&self, mut sink: impl Write, skipped: usize) -> Result<(), WriteError> {
        for record in self.records.iter().skip(skipped) {
            write_line(&mut sink, record_line(record))?;
        }
        Ok(sink.flush()?)
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The charter as it is now.
    #[must_use]
    pub const fn charter(&self) -> &Charter {
        &self.charter
    }

    /// All records, in their order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The first record of a document number.
    #[must_use]
    pub fn record_of(&self, id: &DocumentNumber) -> Option<&Record> {
        self.places.get(id).and_then(|place| self.records.get(*place))
    }

    /// Whether the first record of a document number stands: it had an effect and was not taken back.
    #[must_use]
    pub fn is_standing(&self, id: &DocumentNumber) -> bool {
        let trace = self.places.get(id).and_then(|place| self.traces.get(*place));
        trace.is_some_and(|trace| trace.is_taken && !trace.is_reversed)
    }

    /// All records that stand: those that had an effect and were not taken back.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Record> {
        let lines = self.records.iter().zip(&self.traces);
        lines.filter(|(_, trace)| trace.is_taken && !trace.is_reversed).map(|(record, _)| record)
    }

    /// The hash of the last line.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.digests.last().copied().unwrap_or(self.opening)
    }

    /// The hash of the header's line.
    pub(crate) const fn opening(&self) -> Digest {
        self.opening
    }

    /// All records with the hashes of their lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (&Record, Digest)> {
        self.records.iter().zip(self.digests.iter().copied())
    }

    /// The day as of which figures are: the latest date of the books, or the one asked of [`Books::as_of`].
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// The ledger.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Members, loans, closed periods.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// A loan with what is owed on it on the day of the books.
    #[must_use]
    pub fn loan(&self, id: &LoanId) -> Option<LoanView<'_>> {
        let (id, loan) = self.register.loan_with_id(id)?;
        Some(LoanView { books: self, id, loan, day: self.day })
    }

    /// All loans, in the order in which they were approved.
    pub fn loans(&self) -> impl Iterator<Item = LoanView<'_>> {
        self.register.loans().map(|(id, loan)| LoanView { books: self, id, loan, day: self.day })
    }

    /// The books as they were on `date`: of all records before the first one dated after it, looked at on that day.
    #[must_use]
    pub fn as_of(&self, date: NaiveDate) -> Self {
        let mut books = Self::with_head(self.header.clone(), self.opening);
        let lines = self.records.iter().zip(&self.digests);
        for (record, digest) in lines.take_while(|(record, _)| record.date <= date) {
            books.absorb(record.clone(), *digest);
        }
        books.look_at(date);
        books
    }

    /// Looks at the books as of another day, not before the latest date.
    pub(crate) fn look_at(&mut self, day: NaiveDate) {
        self.day = day;
    }

    /// Splits a sum that a member pays on a loan into interest and principal, as the terms of the loan have it.
    ///
    /// Where interest comes first: interest due, principal outstanding, interest accrued and not yet due, in this order.
    /// Else: principal due, interest due, the rest of the principal, the rest of the interest. A `date` before the latest of the
    /// books is taken as that date.
    ///
    /// # Errors
    ///
    /// If there is no such loan, it is not open, or the sum is more than all that is owed; the refusal then tells how much
    /// that is.
    pub fn split(&self, id: &LoanId, paid: Amount, date: NaiveDate) -> Result<Settlement, Refusal> {
        let refuse = |breach| Refusal::new(breach, None);
        let loan = self.register.loan(id).ok_or_else(|| refuse(Breach::UnknownLoan { loan: id.clone() }))?;
        let outstanding = self.ledger.outstanding(id);
        let day = date.max(self.latest);
        let status = loan.status(outstanding, day);
        if status != LoanStatus::Disbursed {
            return Err(refuse(Breach::LoanNotOpen { loan: id.clone(), status, outstanding }));
        }
        let owed = loan.standing(outstanding, day);
        let mut left = Balance::from(paid);
        let mut take = |owed: Balance| {
            let part = owed.or_zero().min(left);
            left -= part;
            part
        };
        let principal_due =
            if loan.terms().interest_first { Balance::ZERO } else { take(owed.principal_due.min(outstanding)) };
        let interest_due = take(owed.interest_due);
        let principal = principal_due + take(outstanding - principal_due);
        let interest = interest_due + take(owed.accrued - interest_due);
        let settled = || Ok(Settlement { principal: principal.try_into()?, interest: interest.try_into()? });
        if left.is_positive() {
            let largest = Money::try_from(outstanding.or_zero() + owed.accrued.or_zero()).ok();
            let principal = Money::try_from(principal + left).unwrap_or(Money::MAX);
            return Err(Refusal::new(
                Breach::PrincipalOverOutstanding { loan: id.clone(), principal, outstanding },
                largest,
            ));
        }
        settled().map_err(|_: MoneyError| refuse(Breach::AmountOutOfRange))
    }

    /// Plans a record: checks it, and shows what it would do. Nothing changes until the plan is committed.
    ///
    /// A voucher whose document number, date, event and note are those of a record already there is not booked again: its
    /// plan is that record.
    ///
    /// # Errors
    ///
    /// If the record breaks a rule. The refusal names the first.
    pub fn plan(&mut self, voucher: Voucher) -> Result<Plan<'_>, Refusal> {
        self.plan_with(voucher, &Checks::default())
    }

    /// Plans a record under further checks: today's date, and the app's own rules.
    ///
    /// # Errors
    ///
    /// If the record breaks a rule. The refusal names the first; the app's own come last.
    pub fn plan_with(&mut self, voucher: Voucher, checks: &Checks<'_>) -> Result<Plan<'_>, Refusal> {
        if self.places.contains_key(&voucher.id) {
            return self.booked(&voucher).map(|record| Plan(Step::Booked(record)));
        }
        let draft = self.draft(voucher, checks)?;
        Ok(Plan(Step::New(self, Box::new(draft))))
    }

    /// Whether a voucher could be booked now, without booking it. Also passes if it is booked already.
    ///
    /// # Errors
    ///
    /// As [`Books::plan`].
    pub fn check(&self, voucher: Voucher) -> Result<(), Refusal> {
        if self.places.contains_key(&voucher.id) {
            return self.booked(&voucher).map(|_| ());
        }
        self.draft(voucher, &Checks::default()).map(|_| ())
    }

    /// Books a voucher. All or nothing.
    ///
    /// # Errors
    ///
    /// If the record breaks a rule; nothing changes then.
    pub fn record(&mut self, voucher: Voucher) -> Result<&Record, Refusal> {
        Ok(self.plan(voucher)?.commit())
    }

    /// The record that there is of a document number, if it is the one asked for.
    fn booked(&self, voucher: &Voucher) -> Result<&Record, Refusal> {
        let field = match self.record_of(&voucher.id).map(|record| (record, record.differs_from(voucher))) {
            Some((record, None)) => return Ok(record),
            Some((_, field)) => field,
            None => None,
        };
        Err(Refusal::new(Breach::DuplicateId { id: voucher.id.clone(), field }, None))
    }

    fn draft(&self, voucher: Voucher, checks: &Checks<'_>) -> Result<Draft, Refusal> {
        let refuse = |breach| Refusal::new(breach, None);
        let (record, consequence) = self.post(voucher).map_err(refuse)?;
        if let Some(breach) = self.breach_of(&record, checks) {
            let largest = largest(&record.event, &breach, |event| {
                let voucher = Voucher { event: event.clone(), ..record.voucher() };
                self.post(voucher).map_or_else(Some, |(record, _)| self.breach_of(&record, checks))
            });
            return Err(Refusal::new(breach, largest));
        }
        let mut line = record_line(&record);
        let digest = Digest::of(&line);
        line.push(b'\n');
        Ok(Draft { record, consequence, line, digest })
    }

    /// Makes the record of a voucher, with its place in the chain and its entry.
    fn post(&self, voucher: Voucher) -> Result<(Record, Consequence), Breach> {
        let Voucher { id, date, event, note } = voucher;
        let further = match &event {
            Event::PeriodClosed(period) => period.through,
            _ => date,
        };
        if let Some(date) = [date, further].into_iter().find(|date| !is_bookable(*date)) {
            return Err(Breach::DateOutOfRange { date });
        }
        let last = self.records.last().map_or(Seq::MIN, |record| record.seq);
        let seq = last.next().ok_or(Breach::BooksFull { records: last })?;
        let found = self.find(&event, date);
        let entry = found.entry().map_err(|_| Breach::AmountOutOfRange)?;
        let consequence = found.consequence();
        Ok((Record { seq, id, date, event, entry, note, prev: self.head() }, consequence))
    }

    /// The first rule that a record of our own would break.
    fn breach_of(&self, record: &Record, checks: &Checks<'_>) -> Option<Breach> {
        if let Some(today) = checks.today.filter(|today| record.date > *today) {
            return Some(Breach::DateInFuture { date: record.date, today });
        }
        let expected = Ok(record.entry.clone());
        let found = self.find(&record.event, record.date);
        first_breach(&Case::new(record, found, &expected, self.before(), None))
            .or_else(|| checks.rules.iter().find_map(|rule| rule(self, record)).map(Breach::App))
    }

    /// Finds what an event names.
    fn find<'a>(&'a self, event: &'a Event, date: NaiveDate) -> Found<'a> {
        let reversed = match event {
            Event::Reversed(reversal) => self.places.get(&reversal.record).and_then(|place| {
                let (record, trace) = (self.records.get(*place)?, self.traces.get(*place)?);
                Some(Reversible { place: *place, record, trace })
            }),
            _ => None,
        };
        let loan = event.loan();
        Found {
            event,
            day: date.max(self.latest),
            charter: &self.charter,
            ledger: &self.ledger,
            register: &self.register,
            loan: loan.and_then(|loan| self.register.loan(loan)),
            outstanding: loan.map_or(Balance::ZERO, |loan| self.ledger.outstanding(loan)),
            reversed,
        }
    }

    fn before(&self) -> Before {
        let last = self.records.last();
        Before {
            seq: last.map(|record| record.seq),
            date: last.map_or(self.header.opened(), |record| record.date.max(self.header.opened())),
            head: self.head(),
        }
    }

    /// Takes a record as a file has it, whatever rules it breaks, and returns the breaches.
    pub(crate) fn absorb(&mut self, record: Record, digest: Digest) -> Vec<Breach> {
        let found = self.find(&record.event, record.date);
        let expected = found.entry();
        let namesake = self.places.get(&record.id).copied();
        let case = Case::new(&record, found, &expected, self.before(), namesake);
        let breaches = breaches(&case);
        let is_taken = breaches.is_empty() || is_taken(&case);
        let consequence = found.consequence();
        self.keep(record, digest, is_taken, &consequence);
        breaches
    }

    /// Keeps a record. Nothing here can fail.
    fn keep(&mut self, record: Record, digest: Digest, is_taken: bool, consequence: &Consequence) -> &Record {
        let place = self.records.len();
        self.latest = self.latest.max(record.date);
        self.day = self.latest;
        let reversed = match &record.event {
            Event::Reversed(reversal) if is_taken => self.places.get(&reversal.record).copied(),
            _ => None,
        };
        let reversed_loan = reversed.and_then(|place| self.records.get(place)).and_then(|record| record.event.loan());
        let mut touched: Vec<&LoanId> = touched_loans(&record, reversed_loan).collect();
        touched.dedup();

        for loan in &touched {
            self.register.bring_up_to(loan, self.ledger.outstanding(loan), self.latest);
        }
        self.ledger.post(&record.entry);
        let trace = if is_taken {
            self.register.take(place, &record.event, consequence, &self.charter, self.latest)
        } else {
            Trace::default()
        };
        if let Some(reversed) = reversed
            && let (Some(record), Some(trace)) = (self.records.get(reversed), self.traces.get_mut(reversed))
        {
            self.register.take_back(&record.event, trace);
        }
        for loan in &touched {
            self.register.recount(loan, self.ledger.outstanding(loan), self.latest);
        }

        if let Event::CharterAmended(amended) = &record.event {
            self.charter = (*amended.charter).clone();
        }
        self.places.entry(record.id.clone()).or_insert(place);
        self.traces.push(trace);
        self.digests.push(digest);
        self.records.push_mut(record)
    }
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Books")
            .field("club", self.header.club())
            .field("records", &self.records.len())
            .field("day", &self.day)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

/// The loans that a record is about or whose accounts it touches. Some may come more than once.
fn touched_loans<'a>(record: &'a Record, reversed: Option<&'a LoanId>) -> impl Iterator<Item = &'a LoanId> {
    let accounts = record.entry.transfers().iter().flat_map(|transfer| [&transfer.debit, &transfer.credit]);
    let posted = accounts.filter_map(|account| match account {
        Account::Loan(loan) => Some(loan),
        _ => None,
    });
    record.event.loan().into_iter().chain(reversed).chain(posted)
}

fn write_line(sink: &mut impl Write, mut line: Vec<u8>) -> io::Result<()> {
    line.push(b'\n');
    sink.write_all(&line)
}

/// Why books could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A line cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A record breaks a rule.
    #[error("line {line}, record {seq}: {breach}")]
    Finding {
        /// The line of the file.
        line: u64,
        /// The record's number.
        seq: Seq,
        /// The rule that it breaks, with the facts.
        breach: Box<Breach>,
    },
}

/// Why books could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file they were read from is not canonical.
    #[error("line {line} of the books was not read in canonical form, it cannot be written again, only be appended to")]
    NotCanonical {
        /// The first such line.
        line: usize,
    },
    /// Writing failed.
    #[error("cannot write the books: {0}")]
    Io(#[from] io::Error),
}
