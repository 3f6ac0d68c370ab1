//! Books the records of another copy again, one after the other.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::basis::basis;
use super::{Merge, MergeOptions, MergeOutcome, MergeRefusal, MergedRecord, PaperDetail, Parting, origin};
use crate::books::{Books, Line};
use crate::calendar::Month;
use crate::count::Seq;
use crate::digest::Digest;
use crate::event::{Event, EventKind};
use crate::money::Balance;
use crate::name::{DocumentNumber, LoanId, MemberId};
use crate::register::conditions;
use crate::rules::{Breach, Needlessness};
use crate::voucher::{Despite, Record, Voucher};

/// Returns the earliest date on which books take a record: not before the last one, and after the period that is closed.
fn earliest_date(books: &Books) -> NaiveDate {
    let last = books.records().next_back().map_or(books.header().opened(), |record| record.date);
    let open = books.register().closed_through().and_then(|closed| closed.succ_opt());
    open.map_or(last, |open| last.max(open))
}

/// The merged books as they grow.
struct Replay<'b, 'o> {
    books: Books,
    /// The other copy as it was before the record that is booked again.
    theirs: Books,
    parting: Parting<'b>,
    options: &'o MergeOptions<'o>,
    /// The record of the base for each record of the other copy that is the same line, or comes from the same line.
    replayed: HashMap<Seq, &'b Line>,
    /// The records of the base since the parting by the number of their paper, on whichever phone they were booked first.
    papers: HashMap<DocumentNumber, Vec<&'b Line>>,
    /// The records of the base that were matched with a record of the other copy; each is matched once at most.
    matched: HashSet<Seq>,
    /// The document in the merged books of each document of the other copy since the parting; `None` if it is refused.
    numbers: HashMap<DocumentNumber, Option<DocumentNumber>>,
    /// The refused document that began a loan or a member of the other copy.
    loans: HashMap<LoanId, DocumentNumber>,
    members: HashMap<MemberId, DocumentNumber>,
    /// The first refused document of the other copy's carrying-in, because of which all of it is refused, and the reason.
    refused_carrying_in: Option<(DocumentNumber, MergeRefusal)>,
}

/// Books the records of the other copy again. A carrying-in is complete only as a whole: if books that were complete would be left with
/// a part of it, all of it is refused, and the reversals of such records with it.
pub(super) fn merge(parting: Parting<'_>, options: &MergeOptions<'_>) -> Merge {
    let merge = replay(parting, options, None);
    let is_left_open = |books: &Books| books.ledger().carried_in() != Balance::ZERO;
    if !is_left_open(&merge.books) || is_left_open(parting.base) {
        return merge;
    }
    let mut carrying_in = merge.records.iter().filter(|merged| is_of_carrying_in(parting.other, &merged.record.event));
    let refused = carrying_in.clone().find_map(|merged| match &merged.outcome {
        MergeOutcome::Refused(refusal) => Some((merged.record.id.clone(), refusal.clone())),
        MergeOutcome::Replayed { .. } | MergeOutcome::AlreadyThere { .. } => None,
    });
    // Without a refusal, the other copy took back a balance that the base completed in another way.
    let replayed = carrying_in.find(|merged| matches!(merged.outcome, MergeOutcome::Replayed { .. }));
    match refused.or(replayed.map(|merged| (merged.record.id.clone(), MergeRefusal::OtherBooks))) {
        Some(first) => replay(parting, options, Some(first)),
        None => merge,
    }
}

fn replay(
    parting: Parting<'_>,
    options: &MergeOptions<'_>,
    refused_carrying_in: Option<(DocumentNumber, MergeRefusal)>,
) -> Merge {
    let Parting { base, other, shared } = parting;
    let replayed = replayed_before(parting);
    let mut papers: HashMap<_, Vec<_>> = HashMap::new();
    for line in base.lines().iter().skip(shared) {
        papers.entry(origin::of(&line.record).0.id).or_default().push(line);
    }
    let mut replay = Replay {
        books: base.clone(),
        theirs: other.after(shared),
        parting,
        options,
        matched: replayed.values().map(|there| there.record.seq).collect(),
        replayed,
        papers,
        numbers: HashMap::new(),
        loans: HashMap::new(),
        members: HashMap::new(),
        refused_carrying_in,
    };
    let mut records = Vec::new();
    for line in other.lines().iter().skip(shared) {
        let outcome = replay.outcome(line).unwrap_or_else(|refusal| {
            replay.note_refused(&line.record);
            MergeOutcome::Refused(refusal)
        });
        replay.numbers.insert(line.record.id.clone(), outcome.id().cloned());
        replay.theirs.append_again(line);
        records.push(MergedRecord { record: (*line.record).clone(), outcome });
    }
    Merge {
        books: replay.books,
        base_records: base.records().len(),
        base_head: base.head(),
        earliest_date: earliest_date(base),
        other_head: other.head(),
        shared,
        records,
    }
}

/// Returns the record of the base for each record of the other copy that is the same line, or comes from the same line.
fn replayed_before(parting: Parting<'_>) -> HashMap<Seq, &Line> {
    let Parting { base, other, shared } = parting;
    let mut known: HashMap<Digest, Vec<&Line>> = HashMap::new();
    for line in base.lines().iter().skip(shared) {
        for digest in origin::lines(line) {
            known.entry(digest).or_default().push(line);
        }
    }
    let (mut replayed, mut taken) = (HashMap::new(), HashSet::new());
    for line in other.lines().iter().skip(shared) {
        let mut candidates = origin::lines(line).filter_map(|digest| known.get(&digest)).flatten();
        // A note that people wrote may contain the digest of another record.
        let is_free = |there: &Line| !taken.contains(&there.record.seq);
        let there = candidates.find(|there| is_again(&there.record, &line.record) && is_free(there));
        if let Some(there) = there {
            taken.insert(there.record.seq);
            replayed.insert(line.record.seq, *there);
        }
    }
    replayed
}

impl<'b> Replay<'b, '_> {
    fn outcome(&mut self, line: &Line) -> Result<MergeOutcome, MergeRefusal> {
        let record = &line.record;
        if let Some(there) = self.replayed.get(&record.seq) {
            return Ok(already(there));
        }
        self.check_prerequisites(record)?;
        let event = self.with_numbers_of_the_merged_books(&record.event);
        if let Some(there) = self.booked_on_both(record, &event)? {
            self.check_conditions(&event)?;
            self.matched.insert(there.record.seq);
            return Ok(already(there));
        }
        let date = record.date.max(earliest_date(&self.books));
        let event = dated(event, record.date, date)?;
        self.check_conditions(&event)?;
        let id = self.free_number(&record.id)?;
        let note = Some(origin::note(&self.options.origin, record, line.digest)?);
        let (evidence, despite) = (record.evidence.clone(), record.despite.clone());
        self.book(Voucher { id, date, event, note, evidence, despite })
    }

    /// Checks that no record on which this one rests is refused.
    fn check_prerequisites(&self, record: &Record) -> Result<(), MergeRefusal> {
        let event = &record.event;
        let carrying_in =
            match self.refused_carrying_in.as_ref().filter(|_| is_of_carrying_in(self.parting.other, event)) {
                Some((id, refusal)) if *id == record.id => return Err(refusal.clone()),
                refused => refused.map(|(id, _)| id),
            };
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
        match carrying_in.or(reversed).or(loan).or(one).or(many) {
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

    /// Returns the record of the base that is the same as this one, booked on both phones.
    fn booked_on_both(&self, record: &Record, event: &Event) -> Result<Option<&'b Line>, MergeRefusal> {
        let is_free = |there: &&Line| !self.matched.contains(&there.record.seq);
        let differ = |there: &Line, detail| Err(MergeRefusal::SameDocument { id: there.record.id.clone(), detail });
        let of_one_number = self.papers.get(&origin::of(record).0.id).into_iter().flatten().copied().filter(is_free);
        let mut nearly_the_same = None;
        for there in of_one_number {
            match compare(&there.record, record, event) {
                Papers::One => return Ok(Some(there)),
                Papers::Two => {}
                Papers::Differing(detail) => nearly_the_same = nearly_the_same.or(Some((there, detail))),
            }
        }
        if let Some((there, detail)) = nearly_the_same {
            return differ(there, detail);
        }
        let kind = event.kind();
        if !happens_once(kind) && event.minutes().is_none() {
            return Ok(None);
        }
        let in_full = stated(event.clone(), record.date);
        let since = self.parting.base.lines().iter().skip(self.parting.shared);
        let same = since.filter(is_free).find(|line| {
            let there = &line.record;
            there.event.kind() == kind
                && stated(there.event.clone(), there.date) == in_full
                && (!holds_on_its_day(kind) || there.date == record.date)
                && is_same_amount(there, record)
                && self.books.is_in_effect(&there.id)
        });
        match same {
            Some(there) if !happens_once(kind) => differ(there, PaperDetail::Number),
            same => Ok(same),
        }
    }

    /// Checks that a loan has the conditions here that it was approved with.
    fn check_conditions(&self, event: &Event) -> Result<(), MergeRefusal> {
        let (Event::LoanApproved(_) | Event::LoanCarriedIn(_)) = event else { return Ok(()) };
        let Some(id) = event.loan() else { return Ok(()) };
        let ours = self.books.register().loan(id).map(|loan| *loan.conditions());
        let ours = ours.unwrap_or_else(|| conditions(&self.books.charter().loan));
        match self.parting.other.register().loan(id) {
            Some(theirs) if *theirs.conditions() != ours => Err(MergeRefusal::OtherConditions { loan: id.clone() }),
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
    fn book(&mut self, mut voucher: Voucher) -> Result<MergeOutcome, MergeRefusal> {
        let holds_here = basis(&self.theirs, &voucher.event) == basis(&self.books, &voucher.event);
        let mut changed = Vec::new();
        loop {
            let refusal = match self.books.plan_with(voucher.clone(), &self.options.checks) {
                Ok(_) if !holds_here => return Err(MergeRefusal::OtherBooks),
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
                _ => return Err(MergeRefusal::Rule(refusal)),
            };
            // Each code is left out or added once, so that this ends.
            if changed.contains(&code) {
                return Err(MergeRefusal::Rule(refusal));
            }
            changed.push(code);
            let before = codes.len();
            codes.retain(|named| *named != code);
            if codes.len() == before {
                codes.push(code);
                codes.sort_unstable();
            }
            let Ok(despite) = Despite::new(codes) else { return Err(MergeRefusal::Rule(refusal)) };
            voucher.despite = despite;
        }
    }

    /// Notes the loan or the member that a refused record began, so that no later record is booked on a namesake of the base.
    fn note_refused(&mut self, record: &Record) {
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

/// Returns the outcome of a record that is the same as one of the base.
fn already(there: &Line) -> MergeOutcome {
    MergeOutcome::AlreadyThere { id: there.record.id.clone(), is_reversed: there.effects.is_reversed }
}

/// Returns an event as it is booked on another date than its own.
fn dated(event: Event, own: NaiveDate, date: NaiveDate) -> Result<Event, MergeRefusal> {
    if own == date {
        Ok(event)
    } else if holds_on_its_day(event.kind()) {
        Err(MergeRefusal::DateMoved { from: own, to: date })
    } else {
        Ok(stated(event, own))
    }
}

/// Returns whether an event of books carries a balance in, or reverses a record that did.
fn is_of_carrying_in(books: &Books, event: &Event) -> bool {
    let reversed = match event {
        Event::Reversed(reversal) => books.record_of(&reversal.record).map(|reversed| &reversed.event),
        _ => None,
    };
    event.counted_under(reversed).is_some_and(EventKind::is_carried_in)
}

/// Returns whether what an event of this kind says depends on the day on which it is booked, and on no field.
const fn holds_on_its_day(kind: EventKind) -> bool {
    kind.is_carried_in()
        || matches!(kind, EventKind::MoneyCounted | EventKind::LoanConfirmed | EventKind::LoanRescheduled)
}

/// Returns the event of a record of the date `own` with all that its fields leave to that date: the day on which money was paid, and
/// the month of dues.
fn stated(mut event: Event, own: NaiveDate) -> Event {
    match &mut event {
        Event::RepaymentReceived(repaid) => repaid.paid_on = repaid.paid_on.or(Some(own)),
        Event::LoanDisbursed(disbursed) => disbursed.paid_on = disbursed.paid_on.or(Some(own)),
        Event::DuesReceived(dues) => dues.month = dues.month.or(Month::of(own).ok()),
        _ => {}
    }
    event
}

/// Returns whether a record of the base and one of the other copy are the same event, so that one may come from the other. A reversal
/// names its record by the number that it has in each.
fn is_again(there: &Record, record: &Record) -> bool {
    match (&there.event, &record.event) {
        (Event::Reversed(there), Event::Reversed(reversal)) => there.reason == reversal.reason,
        _ => stated(there.event.clone(), there.date) == stated(record.event.clone(), record.date),
    }
}

/// Returns whether two records of the same event move the same amount. That of an allocation or a write-off is computed from the books.
fn is_same_amount(there: &Record, record: &Record) -> bool {
    there.event.amount().is_some() || there.entry.total() == record.entry.total()
}

/// Two records beside each other.
enum Papers {
    /// They are of one paper.
    One,
    /// They are of two papers.
    Two,
    /// They are of one paper, or of two that differ in this detail first.
    Differing(PaperDetail),
}

/// Compares a record of the base with a record of the other copy. The codes in `despite` are about the books, not of the paper.
fn compare(there: &Record, record: &Record, event: &Event) -> Papers {
    let mut found = None;
    if stated(there.event.clone(), there.date) != stated(event.clone(), record.date) {
        found = detail_of_one_paper(&there.event, event);
        if found.is_none() {
            return Papers::Two;
        }
    }
    let ((ours, _), (theirs, _)) = (origin::of(there), origin::of(record));
    let details = [
        (ours.date != theirs.date).then_some(PaperDetail::Date),
        found,
        (ours.note != theirs.note).then_some(PaperDetail::Note),
        (there.evidence != record.evidence).then_some(PaperDetail::EvidenceKept),
        (!is_same_amount(there, record)).then_some(PaperDetail::ComputedAmount),
    ];
    details.into_iter().flatten().next().map_or(Papers::One, Papers::Differing)
}

/// Returns the only detail in which two different events under one document number may differ and still be of one paper that was booked
/// twice; `None` if they differ in more.
fn detail_of_one_paper(there: &Event, event: &Event) -> Option<PaperDetail> {
    let mut there = there.clone();
    let detail = match (&mut there, event) {
        (Event::RepaymentReceived(there), Event::RepaymentReceived(repaid)) => {
            there.paid_on = repaid.paid_on;
            PaperDetail::PaidOn
        }
        (Event::LoanDisbursed(there), Event::LoanDisbursed(disbursed)) => {
            there.paid_on = disbursed.paid_on;
            PaperDetail::PaidOn
        }
        (Event::DuesReceived(there), Event::DuesReceived(dues)) => {
            there.month = dues.month;
            PaperDetail::FirstMonth
        }
        (Event::DocumentVoided(there), Event::DocumentVoided(voided)) => {
            there.reason.clone_from(&voided.reason);
            PaperDetail::Reason
        }
        _ => return None,
    };
    (there == *event).then_some(detail)
}

/// Returns whether two equal events of this kind are one: what both phones recorded of one meeting. Two equal gifts may be two gifts, and
/// two equal amounts two items of one list in the minutes.
const fn happens_once(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::MemberJoined
            | EventKind::MemberLeft
            | EventKind::MemberAmended
            | EventKind::FundsCarriedIn
            | EventKind::LoanCarriedIn
            | EventKind::WrittenOffCarriedIn
            | EventKind::LoanApproved
            | EventKind::LoanCancelled
            | EventKind::LoanDisbursed
            | EventKind::LoanRescheduled
            | EventKind::LoanAssumed
            | EventKind::LoanWrittenOff
            | EventKind::ActivityReported
            | EventKind::CharterAmended
            | EventKind::PeriodClosed
            | EventKind::Reversed
    )
}
