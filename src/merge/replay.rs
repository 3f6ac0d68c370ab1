//! Booking the records of another copy again, one after the other.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Merge, MergeOptions, MergeOutcome, MergeRefusal, MergedRecord, Parting, origin};
use crate::books::{Books, Line};
use crate::calendar::Month;
use crate::digest::Digest;
use crate::event::{Event, EventKind};
use crate::name::{DocumentNumber, LoanId, MemberId};
use crate::register::conditions;
use crate::rules::{Breach, Needlessness, Refusal};
use crate::voucher::{Despite, Record, Voucher};

/// Returns the earliest date on which books take a record: not before the last one, and after the period that is closed.
pub(super) fn earliest_date(books: &Books) -> NaiveDate {
    let last = books.records().next_back().map_or(books.header().opened(), |record| record.date);
    let open = books.register().closed_through().and_then(|closed| closed.succ_opt());
    open.map_or(last, |open| last.max(open))
}

/// The merged books as they grow.
struct Replay<'b, 'o> {
    books: Books,
    parting: Parting<'b>,
    options: &'o MergeOptions<'o>,
    /// The document of the base of each line that it has since the parting, or that a record of it comes from.
    known: HashMap<Digest, DocumentNumber>,
    /// The document in the merged books of each document of the other copy since the parting; `None` if it is refused.
    numbers: HashMap<DocumentNumber, Option<DocumentNumber>>,
    /// The refused document that began a loan or a member of the other copy.
    loans: HashMap<LoanId, DocumentNumber>,
    members: HashMap<MemberId, DocumentNumber>,
}

pub(super) fn merge(parting: Parting<'_>, options: &MergeOptions<'_>) -> Merge {
    let Parting { base, other, shared } = parting;
    let mut known = HashMap::new();
    for Line { record, digest, .. } in base.lines().iter().skip(shared) {
        for line in origin::lines(record).chain([*digest]) {
            known.entry(line).or_insert_with(|| record.id.clone());
        }
    }
    let (numbers, loans, members) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut replay = Replay { books: base.clone(), parting, options, known, numbers, loans, members };
    let mut records = Vec::new();
    for line in other.lines().iter().skip(shared) {
        let outcome = replay.outcome(line).unwrap_or_else(|refusal| {
            replay.block(&line.record);
            MergeOutcome::Refused(refusal)
        });
        replay.numbers.insert(line.record.id.clone(), outcome.id().cloned());
        records.push(MergedRecord { record: (*line.record).clone(), outcome });
    }
    Merge {
        books: replay.books,
        base_records: base.records().len(),
        base_head: base.head(),
        other_head: other.head(),
        shared,
        records,
    }
}

impl Replay<'_, '_> {
    fn outcome(&mut self, line: &Line) -> Result<MergeOutcome, MergeRefusal> {
        let record = &line.record;
        if let Some(id) = self.replayed_before(line) {
            return Ok(MergeOutcome::AlreadyThere { id });
        }
        self.check_what_it_rests_on(&record.event)?;
        let event = self.with_numbers_of_the_merged_books(&record.event);
        if let Some(id) = self.booked_on_both(record, &event)? {
            return Ok(MergeOutcome::AlreadyThere { id });
        }
        let date = record.date.max(earliest_date(&self.books));
        let event = dated(event, record.date, date)?;
        self.check_conditions(&event)?;
        let id = self.free_number(&record.id)?;
        let note = Some(origin::note(&self.options.origin, record, line.digest)?);
        let (evidence, despite) = (record.evidence.clone(), record.despite.clone());
        let voucher = Voucher { id, date, event, note, evidence, despite };
        self.book(voucher).map_err(MergeRefusal::Rule)
    }

    /// Returns the document of the base that a line of the other copy is, or that comes from the same line.
    fn replayed_before(&self, line: &Line) -> Option<DocumentNumber> {
        let id = origin::lines(&line.record).chain([line.digest]).find_map(|line| self.known.get(&line))?;
        // A note that people wrote may contain the digest of another record.
        let there = self.books.record_of(id)?;
        let is_same =
            there.event.kind() == line.record.event.kind() && there.event.amount() == line.record.event.amount();
        is_same.then(|| id.clone())
    }

    /// Checks that no record on which an event rests is refused.
    fn check_what_it_rests_on(&self, event: &Event) -> Result<(), MergeRefusal> {
        let reversed = match event {
            Event::Reversed(reversal) => {
                self.numbers.get(&reversal.record).filter(|now| now.is_none()).map(|_| &reversal.record)
            }
            _ => None,
        };
        let loan = event.loan().and_then(|loan| self.loans.get(loan));
        let one = event.member().and_then(|member| self.members.get(member));
        let many = match event {
            Event::DuesReceived(dues) => dues.members.as_slice().iter().find_map(|member| self.members.get(member)),
            _ => None,
        };
        match reversed.or(loan).or(one).or(many) {
            Some(id) => Err(MergeRefusal::RestsOn { id: id.clone() }),
            None => Ok(()),
        }
    }

    /// Returns the event with the document numbers of the merged books: a reversal names a record that may have got a suffix.
    fn with_numbers_of_the_merged_books(&self, event: &Event) -> Event {
        let mut event = event.clone();
        if let Event::Reversed(reversal) = &mut event
            && let Some(Some(now)) = self.numbers.get(&reversal.record)
        {
            reversal.record = now.clone();
        }
        event
    }

    /// Returns the document of the base that is the same as this one, booked on both phones.
    fn booked_on_both(&self, record: &Record, event: &Event) -> Result<Option<DocumentNumber>, MergeRefusal> {
        if let Some(there) = self.books.record_of(&record.id) {
            let voucher = Voucher { event: event.clone(), ..record.voucher() };
            match there.differs_from(&voucher) {
                None => return Ok(Some(there.id.clone())),
                Some(field) if without_day(&there.event) == without_day(event) => {
                    let field = if field == "event" { "paid_on" } else { field };
                    return Err(MergeRefusal::SameDocument { id: there.id.clone(), field });
                }
                Some(_) => {}
            }
        }
        if !happens_once(event.kind()) {
            return Ok(None);
        }
        let same = self.parting.of_base().find(|there| {
            without_day(&there.event) == without_day(event)
                && (event.kind() != EventKind::LoanDisbursed || value_date(there) == value_date(record))
                && self.books.is_in_effect(&there.id)
        });
        Ok(same.map(|there| there.id.clone()))
    }

    /// Checks that a loan gets the conditions here that it was approved with.
    fn check_conditions(&self, event: &Event) -> Result<(), MergeRefusal> {
        let (Event::LoanApproved(_) | Event::LoanCarriedIn(_)) = event else { return Ok(()) };
        let loan = event.loan().and_then(|loan| Some((loan, self.parting.other.register().loan(loan)?)));
        match loan {
            Some((id, loan)) if *loan.conditions() != conditions(&self.books.charter().loan) => {
                Err(MergeRefusal::OtherConditions { loan: id.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Returns the document number, or the first one with a suffix that neither copy uses.
    fn free_number(&self, id: &DocumentNumber) -> Result<DocumentNumber, MergeRefusal> {
        if self.books.record_of(id).is_none() {
            return Ok(id.clone());
        }
        let origin = &self.options.origin;
        let first = std::iter::once(format!("{id}-{origin}"));
        let further = (2_u64..).map(|number| format!("{id}-{origin}{number}"));
        for text in first.chain(further) {
            let Ok(number) = text.parse() else { break };
            if self.books.record_of(&number).is_none() && self.parting.other.record_of(&number).is_none() {
                return Ok(number);
            }
        }
        Err(MergeRefusal::NumberTooLong { id: id.clone() })
    }

    /// Books a voucher. Codes in `despite` that it does not break here are left out; those that a fact may break are added, if the
    /// options ask for it.
    fn book(&mut self, mut voucher: Voucher) -> Result<MergeOutcome, Refusal> {
        let mut changed = Vec::new();
        loop {
            let refusal = match self.books.plan_with(voucher.clone(), &self.options.checks) {
                Ok(plan) => {
                    let Record { seq, id, .. } = plan.commit();
                    return Ok(MergeOutcome::Replayed { seq: *seq, id: id.clone() });
                }
                Err(refusal) => refusal,
            };
            let mut codes = voucher.despite.codes().to_vec();
            let code = match (refusal.breach(), refusal.despite()) {
                (Breach::DespiteNeedless { code, why: Needlessness::NotBroken }, _) => *code,
                (_, Some(code)) if self.options.is_despite => code,
                _ => return Err(refusal),
            };
            // Each code is left out or added once, so that this ends.
            if changed.contains(&code) {
                return Err(refusal);
            }
            changed.push(code);
            let before = codes.len();
            codes.retain(|named| *named != code);
            if codes.len() == before {
                codes.push(code);
                codes.sort_unstable();
            }
            let Ok(despite) = Despite::new(codes) else { return Err(refusal) };
            voucher.despite = despite;
        }
    }

    /// Notes the loan or the member that a refused record began, so that no later record is booked on a namesake of the base.
    fn block(&mut self, record: &Record) {
        match &record.event {
            Event::LoanApproved(_) | Event::LoanCarriedIn(_) | Event::WrittenOffCarriedIn(_) => {
                if let Some(loan) = record.event.loan() {
                    self.loans.insert(loan.clone(), record.id.clone());
                }
            }
            Event::MemberJoined(joined) => {
                let before = self.parting.base.lines().iter().take(self.parting.shared);
                let mut members = before.filter_map(|line| line.record.event.member());
                if !members.any(|member| *member == joined.member) {
                    self.members.insert(joined.member.clone(), record.id.clone());
                }
            }
            _ => {}
        }
    }
}

/// Returns an event that is booked on another date than its own: with the day on which money was paid, and the month of dues.
fn dated(mut event: Event, own: NaiveDate, date: NaiveDate) -> Result<Event, MergeRefusal> {
    if own == date {
        return Ok(event);
    }
    match &mut event {
        Event::RepaymentReceived(repaid) => repaid.paid_on = repaid.paid_on.or(Some(own)),
        Event::LoanDisbursed(disbursed) => disbursed.paid_on = disbursed.paid_on.or(Some(own)),
        Event::DuesReceived(dues) => dues.month = dues.month.or(Month::of(own).ok()),
        Event::MoneyCounted(_) | Event::LoanConfirmed(_) | Event::LoanRescheduled(_) | Event::LoanCarriedIn(_) => {
            return Err(MergeRefusal::DateMoved { from: own, to: date });
        }
        _ => {}
    }
    Ok(event)
}

/// Returns an event without the day on which money was paid.
fn without_day(event: &Event) -> Event {
    let mut event = event.clone();
    match &mut event {
        Event::RepaymentReceived(repaid) => repaid.paid_on = None,
        Event::LoanDisbursed(disbursed) => disbursed.paid_on = None,
        _ => {}
    }
    event
}

fn value_date(record: &Record) -> NaiveDate {
    record.event.paid_on().unwrap_or(record.date)
}

/// Returns whether two equal events of this kind are one: what both phones recorded of one meeting. Two equal gifts may be two gifts.
const fn happens_once(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::MemberJoined
            | EventKind::MemberLeft
            | EventKind::MemberAmended
            | EventKind::LoanApproved
            | EventKind::LoanCancelled
            | EventKind::LoanDisbursed
            | EventKind::LoanCarriedIn
            | EventKind::WrittenOffCarriedIn
            | EventKind::ActivityReported
            | EventKind::CharterAmended
            | EventKind::PeriodClosed
    )
}
