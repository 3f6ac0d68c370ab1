//! The books (sổ sách) of a club: the only type that changes, and the only way to change it.
//!
//! ```text
//! resolve   find the loan, members and records that the event names; compute its entry
//! check     go through the list of rules; the first breach is the refusal
//! commit    append the record; no step from here on can fail
//! ```
//!
//! New records, reversals, files that are opened and audits all take these steps. An audit collects the breaches instead of
//! refusing the record, and posts the entry as the file has it.

mod app_rule;
mod loan_view;
mod many;
mod plan;

pub use app_rule::AppRule;
pub use loan_view::{LoanView, PastDay};
pub use many::{PlanMany, RefusedVoucher};
pub use plan::{BalanceChange, Checks, NewLine, Plan};

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::is_bookable;
use crate::charter::Charter;
use crate::count::Seq;
use crate::digest::Digest;
use crate::event::Event;
use crate::journal::{LineEnds, ReadError, Reader, header_line, read_record, record_line};
use crate::ledger::Ledger;
use crate::loan::{LoanStatus, PaymentSplit, apply_payment};
use crate::money::{Amount, Money};
use crate::name::{DocumentNumber, LoanId};
use crate::posting::{Found, Reversible};
use crate::register::{Derived, Effects, Register};
use crate::rules::{Before, Breach, Case, LoanState, Refusal, Reported, breaches, first_breach, is_taken, largest};
use crate::voucher::{Header, Record, Voucher};

use plan::{Draft, Step};

/// The books of one club.
///
/// ```
/// use revolving_fund::{Books, Voucher, parse_date};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let mut books: Books = club()?; // a new club has `Books::new(header)`, a file `Books::open(reader)`
/// let withdrawal = revolving_fund::event::CashWithdrawn { amount: "500.000".parse()? };
/// let record = books.record(Voucher::new("RT-2".parse()?, parse_date("2025-01-20")?, withdrawal))?;
/// assert_eq!(record.entry.to_string(), "Dr assets:cash Cr assets:bank 500,000 đồng");
/// assert_eq!(books.ledger().money(revolving_fund::Place::Cash).to_string(), "11,500,000 đồng");
/// assert_eq!(books.as_of(parse_date("2025-01-19")?).records().len(), 9); // the day before
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Books {
    header: Header,
    charter: Charter,
    /// The hash of the header's line.
    opening: Digest,
    lines: Vec<Line>,
    /// The index in `lines` of the first record with each document number.
    places: HashMap<DocumentNumber, usize>,
    ledger: Ledger,
    register: Register,
    /// The latest date so far.
    latest: NaiveDate,
    /// The day of the amounts owed: the latest date or a later day.
    day: NaiveDate,
}

/// One line after the header: a record, the hash of its bytes, and its effects on the registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Shared with the books of other days.
    pub(crate) record: Arc<Record>,
    pub(crate) digest: Digest,
    pub(crate) effects: Effects,
}

impl Books {
    /// Makes books without records.
    #[must_use]
    pub fn new(header: Header) -> Self {
        let head = Digest::of(&header_line(&header));
        Self::with_head(header, head)
    }

    /// Makes books without records, whose header line has this hash.
    pub(crate) fn with_head(header: Header, head: Digest) -> Self {
        Self {
            charter: header.charter().clone(),
            opening: head,
            lines: Vec::new(),
            places: HashMap::new(),
            ledger: Ledger::default(),
            register: Register::default(),
            latest: header.opened(),
            day: header.opened(),
            header,
        }
    }

    /// Reads books that keep every rule. An [`Audit`](crate::Audit) also reads books that do not.
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails, a line cannot be read, or a record breaks a rule that it does not name in `despite`: the first
    /// such line.
    pub fn open(source: impl BufRead) -> Result<Self, OpenError> {
        let mut reader = Reader::new(source);
        let (header, head) = reader.header()?;
        let mut books = Self::with_head(header, head);
        while let Some((record, digest)) = reader.record()? {
            let (seq, line_end) = (record.seq, reader.changed_line_end(record.prev));
            if let Some(found) = books.replay(record, digest).into_iter().find(|found| !found.is_despite) {
                if let Some(line_end) = line_end {
                    return Err(OpenError::LineEnds(line_end));
                }
                return Err(OpenError::Finding { line: reader.line(), seq, breach: Box::new(found.breach) });
            }
        }
        Ok(books)
    }

    /// Writes the books, header first, in canonical form.
    ///
    /// # Errors
    ///
    /// If the books were read from a file that is not canonical: other bytes would be written and the chain would break, so no bytes are
    /// written. Append to such a file with [`Books::write_since`]. Also if the sink fails.
    pub fn write(&self, mut sink: impl Write) -> Result<(), WriteError> {
        let header = header_line(&self.header);
        if Digest::of(&header) != self.opening {
            return Err(WriteError::NotCanonical { line: 1 });
        }
        self.check_records(0)?;
        write_line(&mut sink, header)?;
        self.write_records(sink, 0)
    }

    /// Returns the first line of the file, the header, with its line feed.
    ///
    /// # Errors
    ///
    /// If the header was read in a form that is not canonical.
    pub fn header_line(&self) -> Result<Vec<u8>, WriteError> {
        let mut line = header_line(&self.header);
        if Digest::of(&line) != self.opening {
            return Err(WriteError::NotCanonical { line: 1 });
        }
        line.push(b'\n');
        Ok(line)
    }

    /// Appends a line that another writer stored, without opening the file again. The line ends with its line feed. It is checked as a
    /// line of a file that is opened. The books do not change unless it keeps every rule that it does not name in `despite`. A changed
    /// line end is reported as a broken chain here; [`Books::open`], which sees the line before, names the cause.
    ///
    /// # Errors
    ///
    /// If the line cannot be read, or breaks a rule.
    pub fn append_line(&mut self, line: &[u8]) -> Result<&Record, OpenError> {
        let number = u64::try_from(self.line_count()).unwrap_or(u64::MAX).saturating_add(1);
        let (record, digest) = read_record(line, number)?;
        let seq = record.seq;
        let (reported, is_taken) = self.judge(&record);
        if let Some(found) = reported.into_iter().find(|found| !found.is_despite) {
            return Err(OpenError::Finding { line: number, seq, breach: Box::new(found.breach) });
        }
        let derived = self.find(&record.event, record.date).derived();
        Ok(self.append(record, digest, is_taken, &derived))
    }

    /// Writes all records but the first `records`, in canonical form, to append them to a file that has those.
    ///
    /// # Errors
    ///
    /// As [`Books::write`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let mut books = club()?;
    /// # let mut file = Vec::new();
    /// # books.write(&mut file)?;
    /// let stored = books.records().len(); // what the file has
    /// book(&mut books, "RT-2", "2025-01-20", CashWithdrawn { amount: "500.000".parse()? })?;
    /// books.write_since(&mut file, stored)?;
    /// assert_eq!(Books::open(file.as_slice())?, books);
    /// # Ok(())
    /// # }
    /// ```
    pub fn write_since(&self, sink: impl Write, records: usize) -> Result<(), WriteError> {
        self.check_records(records)?;
        self.write_records(sink, records)
    }

    /// Checks that every line after the first `skipped` records was read with the bytes that would be written.
    fn check_records(&self, skipped: usize) -> Result<(), WriteError> {
        let mut lines = (2..).zip(&self.lines).skip(skipped);
        match lines.find(|(_, line)| Digest::of(&record_line(&line.record)) != line.digest) {
            Some((line, _)) => Err(WriteError::NotCanonical { line }),
            None => Ok(()),
        }
    }

    fn write_records(&self, mut sink: impl Write, skipped: usize) -> Result<(), WriteError> {
        for record in self.records().skip(skipped) {
            write_line(&mut sink, record_line(record))?;
        }
        Ok(sink.flush()?)
    }

    /// Returns the header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the charter in force after all records.
    #[must_use]
    pub const fn charter(&self) -> &Charter {
        &self.charter
    }

    /// Returns all records, in the order of the file.
    #[must_use]
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Record> + ExactSizeIterator + Clone {
        self.lines.iter().map(|line| &*line.record)
    }

    /// Returns the number of lines, including the header. An app that catches up with a stored file skips that many lines and appends
    /// the others with [`Books::append_lines`].
    #[must_use]
    pub const fn line_count(&self) -> usize {
        self.lines.len().saturating_add(1)
    }

    /// Returns the first record with a document number.
    #[must_use]
    pub fn record_of(&self, id: &DocumentNumber) -> Option<&Record> {
        self.line_of(id).map(|line| &*line.record)
    }

    /// Returns the index, in the list of lines, of the first record with a document number.
    pub(crate) fn place_of(&self, id: &DocumentNumber) -> Option<usize> {
        self.places.get(id).copied()
    }

    fn line_of(&self, id: &DocumentNumber) -> Option<&Line> {
        self.places.get(id).and_then(|place| self.lines.get(*place))
    }

    /// Returns whether the first record with a document number is in effect: the registers took it and it is not reversed.
    #[must_use]
    pub fn is_in_effect(&self, id: &DocumentNumber) -> bool {
        self.line_of(id).is_some_and(|line| line.effects.is_in_effect())
    }

    /// Returns all records in effect: those that the registers took and that are not reversed.
    #[must_use]
    pub fn records_in_effect(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.lines.iter().filter(|line| line.effects.is_in_effect()).map(|line| &*line.record)
    }

    /// Returns all lines after the header.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the head: the hash of the last line.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.lines.last().map_or(self.opening, |line| line.digest)
    }

    /// Returns the hash of the header's line.
    #[must_use]
    pub const fn opening(&self) -> Digest {
        self.opening
    }

    /// Returns the day as of which figures are: the latest date of the books, or the day given to [`Books::as_of`].
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// Returns the ledger: the balances of the accounts.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Returns the register: members, loans, closed periods.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// Returns a loan, with the amounts owed on the day of the books.
    #[must_use]
    pub fn loan(&self, id: &LoanId) -> Option<LoanView<'_>> {
        let (id, loan) = self.register.loan_with_id(id)?;
        Some(LoanView { latest: self.latest, id, loan, day: self.day })
    }

    /// Returns all loans, in the order in which they were approved or carried in.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let books = club()?;
    /// let lent: Balance = books.loans().map(|loan| loan.outstanding()).sum();
    /// assert_eq!(lent, books.ledger().loans());
    /// # Ok(())
    /// # }
    /// ```
    pub fn loans(&self) -> impl Iterator<Item = LoanView<'_>> {
        self.register.loans().map(|(id, loan)| LoanView { latest: self.latest, id, loan, day: self.day })
    }

    /// Returns the books as they were on `date`: with all records before the first one dated after it, and the amounts owed on that day.
    #[must_use]
    pub fn as_of(&self, date: NaiveDate) -> Self {
        let lines = self.lines.iter().take_while(|line| line.record.date <= date);
        let mut books = self.after(lines.count());
        books.look_at(date);
        books
    }

    /// Returns the books as they were after their first `count` records, with the amounts owed on the latest date of those.
    #[must_use]
    pub fn after(&self, count: usize) -> Self {
        if count >= self.lines.len() {
            return Self { day: self.latest, ..self.clone() };
        }
        let mut books = Self::with_head(self.header.clone(), self.opening);
        books.lines.reserve(count);
        books.places.reserve(count);
        for line in self.lines.iter().take(count) {
            books.append_again(line);
        }
        books
    }

    /// Appends a line of the same books again. The rules were checked before.
    pub(crate) fn append_again(&mut self, line: &Line) {
        let derived = self.find(&line.record.event, line.record.date).derived();
        self.append(Arc::clone(&line.record), line.digest, line.effects.is_taken, &derived);
    }

    /// Sets the day of the books, to no earlier day than the latest date.
    pub(crate) fn look_at(&mut self, day: NaiveDate) {
        self.day = day.max(self.latest);
    }

    /// Splits a sum that a member pays on a loan into interest and principal, in the order that the terms of the loan ask for (a table
    /// in [Accounting in ten minutes](crate::guide::accounting)). Does not book it.
    ///
    /// For a payment on an earlier day that is booked now, `date` is the day of the payment: the sum is split by the amounts owed on that
    /// day, as far as they are still owed. The repayment states that day in `paid_on`.
    ///
    /// # Errors
    ///
    /// If there is no such loan, it is not running, `date` is before its first day, or the sum is more than all that is owed. The refusal
    /// then states the largest sum, of principal and interest together.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let books = club()?;
    /// // On 10 February 60 000 of interest and 500 000 of principal are due. Interest comes first.
    /// let paid = books.apply_payment(&"V1".parse()?, "400.000".parse()?, parse_date("2025-02-10")?)?;
    /// assert_eq!((paid.interest.dong(), paid.principal.dong()), (60_000, 340_000));
    /// # Ok(())
    /// # }
    /// ```
    pub fn apply_payment(&self, id: &LoanId, paid: Amount, date: NaiveDate) -> Result<PaymentSplit, Refusal> {
        let refuse = |breach| Refusal::new(breach, None);
        let loan = self.register.loan(id).ok_or_else(|| refuse(Breach::UnknownLoan { loan: id.clone() }))?;
        let day = date.max(self.latest);
        let (status, outstanding) = (loan.status(day), loan.course().outstanding());
        if status != LoanStatus::Disbursed {
            let expected = LoanState::Running;
            return Err(refuse(Breach::LoanNotOpen { loan: id.clone(), status, outstanding, expected }));
        }
        let mut owed = loan.course().owed(day);
        if date < self.latest {
            let (paid_on, earliest, latest) = (date, loan.begun_on(), self.latest);
            if earliest.is_some_and(|earliest| paid_on < earliest) {
                return Err(refuse(Breach::PaidOnInvalid { paid_on, earliest, latest }));
            }
            owed = loan.course_of(|_, value_date| value_date <= date).owed(date).at_most(&owed);
        }
        let (split, left) = apply_payment(&owed, loan.conditions().interest_first, paid.into())
            .map_err(|_| refuse(Breach::AmountOutOfRange))?;
        if left.is_positive() {
            let largest = Money::try_from(owed.outstanding.max_zero() + owed.accrued.max_zero()).ok();
            let principal =
                Money::try_from(left + split.principal.into()).map_err(|_| refuse(Breach::AmountOutOfRange))?;
            let breach =
                Breach::PrincipalOverOutstanding { loan: id.clone(), principal, outstanding: owed.outstanding };
            return Err(Refusal::new(breach, largest));
        }
        Ok(split)
    }

    /// Plans a record: checks it, and shows its effects. The books do not change until the plan is committed.
    ///
    /// A voucher whose document number, date, event, note, evidence and `despite` equal those of a record in the books is not booked
    /// again: its plan is that record.
    ///
    /// # Errors
    ///
    /// If the record breaks a rule. The refusal names the first one broken.
    pub fn plan(&mut self, voucher: Voucher) -> Result<Plan<'_>, Refusal> {
        self.plan_with(voucher, &Checks::default())
    }

    /// Plans a record under further checks: today's date, and the app's own rules.
    ///
    /// # Errors
    ///
    /// If the record breaks a rule. The refusal names the first one broken; the app's own rules come last.
    pub fn plan_with(&mut self, voucher: Voucher, checks: &Checks<'_>) -> Result<Plan<'_>, Refusal> {
        if self.places.contains_key(&voucher.id) {
            return self.booked(&voucher).map(|line| Plan(Step::Booked(line)));
        }
        let draft = self.draft(voucher, checks)?;
        Ok(Plan(Step::New(self, Box::new(draft))))
    }

    /// Checks whether a voucher could be booked now, without booking it. A voucher that is booked already passes.
    ///
    /// # Errors
    ///
    /// As [`Books::plan`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let books = club()?;
    /// let deposit = CashDeposited { amount: "11.000.001".parse()? };
    /// let refusal = books.check(Voucher::new("NT-1".parse()?, parse_date("2025-01-20")?, deposit)).unwrap_err();
    /// assert_eq!(refusal.code(), "overdraft"); // a form can show this while the user types
    /// # Ok(())
    /// # }
    /// ```
    pub fn check(&self, voucher: Voucher) -> Result<(), Refusal> {
        if self.places.contains_key(&voucher.id) {
            return self.booked(&voucher).map(|_| ());
        }
        self.draft(voucher, &Checks::default()).map(|_| ())
    }

    /// Books a voucher.
    ///
    /// # Errors
    ///
    /// If the record breaks a rule; the books do not change then.
    pub fn record(&mut self, voucher: Voucher) -> Result<&Record, Refusal> {
        Ok(self.plan(voucher)?.commit())
    }

    /// Returns the line with the document number of a voucher, if the voucher equals its record.
    fn booked(&self, voucher: &Voucher) -> Result<&Line, Refusal> {
        let line = self.line_of(&voucher.id);
        let field = line.and_then(|line| line.record.differs_from(voucher));
        match line {
            Some(line) if field.is_none() => Ok(line),
            _ => Err(Refusal::new(Breach::DuplicateId { id: voucher.id.clone(), field }, None)),
        }
    }

    /// Checks a voucher against all rules and the app's checks, and makes its record and line. The refusal states the largest amount that
    /// passes, if any does.
    fn draft(&self, voucher: Voucher, checks: &Checks<'_>) -> Result<Draft, Refusal> {
        let kind = voucher.event.kind();
        let posted = check_dates(&voucher, checks.today).and_then(|()| self.make_record(voucher));
        let (record, derived) = posted.map_err(|breach| Refusal::of(kind, breach, None))?;
        if let Some(breach) = self.breach_of(&record, checks) {
            let largest = largest(&record.event, &breach, |event| {
                let voucher = Voucher { event: event.clone(), ..record.voucher() };
                self.make_record(voucher).map_or_else(Some, |(record, _)| self.breach_of(&record, checks))
            });
            return Err(Refusal::of(kind, breach, largest));
        }
        let mut line = record_line(&record);
        let digest = Digest::of(&line);
        line.push(b'\n');
        Ok(Draft { record, derived, line, digest })
    }

    /// Makes the record of a voucher, with its sequence number, its entry and the hash of the line before. Neither checks the rules nor
    /// posts the entry.
    fn make_record(&self, voucher: Voucher) -> Result<(Record, Derived), Breach> {
        let Voucher { id, date, event, note, evidence, despite } = voucher;
        let found = self.find(&event, date);
        let entry = found.entry().map_err(|_| Breach::AmountOutOfRange)?;
        let derived = found.derived();
        let last = self.lines.last().map_or(Seq::MIN, |line| line.record.seq);
        let seq = last.next().ok_or(Breach::BooksFull { records: last })?;
        Ok((Record { seq, id, date, event, entry, note, evidence, despite, prev: self.head() }, derived))
    }

    /// Returns the line of a voucher without checking the rules, as a forger would append it; `None` if a date or an amount of its entry
    /// is out of range, or the books are full.
    #[cfg(feature = "proptest")]
    pub(crate) fn line_in_spite_of_all(&self, voucher: &Voucher) -> Option<Vec<u8>> {
        check_dates(voucher, None).ok()?;
        let (record, _) = self.make_record(voucher.clone()).ok()?;
        let mut line = record_line(&record);
        line.push(b'\n');
        Some(line)
    }

    /// Returns the first rule that a new record breaks.
    fn breach_of(&self, record: &Record, checks: &Checks<'_>) -> Option<Breach> {
        let expected = Ok(record.entry.clone());
        let found = self.find(&record.event, record.date);
        first_breach(&Case::new(record, found, &expected, self.before(), None)).or_else(|| {
            checks.rules.iter().find_map(|rule| rule.check(self, record)).map(|breach| Breach::App(breach.into()))
        })
    }

    /// Finds the loan, the record and the balances on which the effect of an event depends.
    fn find<'a>(&'a self, event: &'a Event, date: NaiveDate) -> Found<'a> {
        let reversed = match event {
            Event::Reversed(reversal) => {
                self.line_of(&reversal.record).map(|Line { record, effects, .. }| Reversible { record, effects })
            }
            _ => None,
        };
        Found {
            event,
            date,
            day: date.max(self.latest),
            charter: &self.charter,
            ledger: &self.ledger,
            register: &self.register,
            loan: event.loan().and_then(|loan| self.register.loan(loan)),
            reversed,
        }
    }

    /// Returns the facts about the last line that the next record depends on.
    fn before(&self) -> Before {
        let last = self.lines.last().map(|line| &line.record);
        Before {
            seq: last.map(|record| record.seq),
            date: last.map_or(self.header.opened(), |record| record.date.max(self.header.opened())),
            head: self.head(),
        }
    }

    /// Returns the breaches of a record that was read, and whether the registers can take its event.
    fn judge(&self, record: &Record) -> (Vec<Reported>, bool) {
        let found = self.find(&record.event, record.date);
        let expected = found.entry();
        let namesake = self.places.get(&record.id).copied();
        let case = Case::new(record, found, &expected, self.before(), namesake);
        let breaches = breaches(&case);
        let is_taken = breaches.is_empty() || is_taken(&case);
        (breaches, is_taken)
    }

    /// Appends a record that was read, whatever rules it breaks, and returns the breaches.
    pub(crate) fn replay(&mut self, record: Record, digest: Digest) -> Vec<Reported> {
        let (breaches, is_taken) = self.judge(&record);
        let derived = self.find(&record.event, record.date).derived();
        self.append(record, digest, is_taken, &derived);
        breaches
    }

    /// Appends a record. Cannot fail.
    fn append(&mut self, record: impl Into<Arc<Record>>, digest: Digest, is_taken: bool, derived: &Derived) -> &Record {
        let record = record.into();
        let place = self.lines.len();
        self.latest = derived.day;
        self.day = self.latest;
        self.ledger.post(&record.entry);
        let effects = if is_taken {
            self.register.apply(place, &record.event, derived, &self.charter)
        } else {
            Register::ignore(derived)
        };
        if let Event::Reversed(reversal) = &record.event
            && is_taken
            && let Some(reversed) = self.places.get(&reversal.record).copied()
            && let Some(line) = self.lines.get_mut(reversed)
        {
            self.register.undo(reversed, &line.record.event, &mut line.effects, derived.day);
        }
        // The registers take every amendment and none can be reversed, so the latest charter is in force.
        if let Event::CharterAmended(amended) = &record.event {
            self.charter = (*amended.charter).clone();
        }
        self.places.entry(record.id.clone()).or_insert(place);
        &self.lines.push_mut(Line { record, digest, effects }).record
    }
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Books")
            .field("club", self.header.club())
            .field("records", &self.lines.len())
            .field("day", &self.day)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

/// Checks that every date of a voucher is in the range that books accept, and that its own is not after `today`.
fn check_dates(voucher: &Voucher, today: Option<NaiveDate>) -> Result<(), Breach> {
    let Voucher { date, event, .. } = voucher;
    let of_event = ["through", "paid_on", "disbursed", "owed_since"].into_iter().filter_map(|name| event.date(name));
    if let Some(date) = [*date].into_iter().chain(of_event).find(|date| !is_bookable(*date)) {
        return Err(Breach::DateOutOfRange { date });
    }
    match today {
        Some(today) if *date > today => Err(Breach::DateInFuture { date: *date, today }),
        _ => Ok(()),
    }
}

fn write_line(sink: &mut impl Write, mut line: Vec<u8>) -> io::Result<()> {
    line.push(b'\n');
    sink.write_all(&line)
}

/// The reason for which books could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A line cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A changed line end is the only reason why the chain is broken. This is the first one.
    #[error("{0}")]
    LineEnds(LineEnds),
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

/// The reason for which books could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file from which they were read is not canonical.
    #[error("line {line} of the books was not read in canonical form, it cannot be written again, only be appended to")]
    NotCanonical {
        /// The first such line.
        line: usize,
    },
    /// The sink failed.
    #[error("cannot write the books: {0}")]
    Io(#[from] io::Error),
}
