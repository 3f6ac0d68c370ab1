//! Two phones: whatever each of them records, a merge loses no record in silence, and the amounts owed are those of one book.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use revolving_fund::chrono::Months;
use revolving_fund::loan::AmountsOwed;
use revolving_fund::merge::{Merge, MergeOptions, MergeOutcome, Parting};
use revolving_fund::testing::{History, Mix, histories, laws};
use revolving_fund::{Audit, Balance, Books, DocumentNumber, Event, EventKind, LoanId, Record, Voucher};

use crate::cases;

/// Two copies that parted. The first `shared` records of a history are in both, and each later one is on the phone that `phones` names.
/// Each phone numbers its documents `P-1`, `P-2` …, as two pads of the same form are numbered. A record that a phone refuses, because it
/// depends on a record of the other, is left out.
struct Phones {
    base: Books,
    other: Books,
    /// One book with all booked records, under the numbers of the history; `None` if it refuses one of them.
    one: Option<Books>,
}

fn parted(history: &History, shared: usize, phones: &[bool]) -> Phones {
    let vouchers: Vec<Voucher> = history.vouchers().collect();
    let mut books = history.opening();
    for voucher in vouchers.iter().take(shared) {
        books.record(voucher.clone()).unwrap();
    }
    let mut copies = [books.clone(), books.clone()];
    let mut numbers = [HashMap::new(), HashMap::new()];
    let mut one = Some(books);
    for (voucher, is_other) in vouchers.iter().skip(shared).zip(phones.iter().cycle()) {
        let phone = usize::from(*is_other);
        let number: DocumentNumber = format!("P-{}", numbers[phone].len() + 1).parse().unwrap();
        let mut event = voucher.event.clone();
        if let Event::Reversed(reversal) = &mut event
            && let Some(number) = numbers[phone].get(&reversal.record)
        {
            reversal.record = DocumentNumber::clone(number);
        }
        let on_phone = Voucher { id: number.clone(), event, ..voucher.clone() };
        if copies[phone].record(on_phone).is_ok() {
            numbers[phone].insert(voucher.id.clone(), number);
            one = one.and_then(|mut one| one.record(voucher.clone()).is_ok().then_some(one));
        }
    }
    let [base, other] = copies;
    Phones { base, other, one }
}

/// Returns the amounts owed and the days past due of each loan on a day.
fn owed(books: &Books, day: revolving_fund::chrono::NaiveDate) -> HashMap<LoanId, (AmountsOwed, u32)> {
    let views = books.loans().map(|loan| loan.on(day).unwrap());
    views.map(|loan| (loan.id().clone(), (loan.owed(), loan.days_past_due()))).collect()
}

/// Returns the loan that a record is about: its own, or that of the record it reverses.
fn loan_of(books: &Books, record: &Record) -> Option<LoanId> {
    match &record.event {
        Event::Reversed(reversal) => books.record_of(&reversal.record)?.event.loan().cloned(),
        event => event.loan().cloned(),
    }
}

fn options() -> MergeOptions<'static> {
    MergeOptions::new("B".parse().unwrap())
}

/// Adds up records by the kind of their event: their number, and the sum of their principal or other amount and their interest.
fn totals<'r>(records: impl Iterator<Item = &'r Record>) -> BTreeMap<EventKind, (usize, Balance)> {
    let mut totals = BTreeMap::new();
    for record in records {
        let (count, sum) = totals.entry(record.event.kind()).or_insert((0, Balance::ZERO));
        *count += 1;
        *sum += [record.event.amount(), record.event.interest()].into_iter().flatten().map(Balance::from).sum();
    }
    totals
}

/// Returns the state of the books just before a record which the record counts, sums up, decides or signs off; `None` for other records.
fn basis(books: &Books, record: &Record) -> Option<String> {
    let before = || books.after(record.seq.get() as usize - 1);
    let loan = |before: &Books| before.loan(record.event.loan().unwrap()).unwrap().loan().clone();
    Some(match &record.event {
        Event::MoneyCounted(_) | Event::ShortageFound(_) | Event::SurplusFound(_) => {
            before().ledger().money(record.event.place().unwrap()).to_string()
        }
        Event::InterestAllocated(_) => before().ledger().unallocated_interest().to_string(),
        Event::LoanWrittenOff(_) => loan(&before()).course().outstanding().to_string(),
        // The borrower owes as much after the loan is written off.
        Event::LoanConfirmed(_) => {
            let loan = loan(&before());
            (loan.course().outstanding() + loan.course().recoverable()).to_string()
        }
        Event::LoanRescheduled(_) => loan(&before()).course().times_rescheduled().to_string(),
        Event::LoanAssumed(_) => loan(&before()).member().to_string(),
        Event::PeriodClosed(closed) => format!("{:?}", before().as_of(closed.through).ledger().accounts()),
        Event::CharterAmended(_) => format!("{:?}", before().charter()),
        _ => return None,
    })
}

/// Checks that no record is lost in silence. Each record of the other copy has its outcome. Each replayed one moves the same money on the
/// same loan, and holds in the merged books as in its own. Each record of the base is matched with at most one other. The base is the
/// beginning of the merged books.
fn nothing_is_lost(base: &Books, other: &Books, merge: &Merge) -> Result<(), TestCaseError> {
    let since: Vec<&Record> = other.records().skip(merge.shared()).collect();
    prop_assert_eq!(since.len(), merge.records().len());
    let (mut replayed, mut matched) = (HashSet::new(), HashSet::new());
    for (record, merged) in since.iter().zip(merge.records()) {
        prop_assert_eq!(*record, &merged.record);
        if let MergeOutcome::Replayed { seq, id } = &merged.outcome {
            let booked = merge.books().record_of(id).expect("it was booked");
            prop_assert!(booked.seq == *seq && replayed.insert(*seq), "{id} is one record");
            prop_assert_eq!(booked.event.kind(), record.event.kind());
            prop_assert_eq!(booked.event.amount(), record.event.amount());
            prop_assert_eq!(booked.event.interest(), record.event.interest());
            prop_assert_eq!(booked.event.loan(), record.event.loan());
            prop_assert_eq!(&booked.evidence, &record.evidence);
            if matches!(record.event, Event::RepaymentReceived(_) | Event::LoanDisbursed(_)) {
                prop_assert_eq!(booked.value_date(), record.value_date());
            }
            prop_assert_eq!(basis(merge.books(), booked), basis(other, record), "{} {}", record.id, merge);
        } else if let MergeOutcome::AlreadyThere { id, is_reversed } = &merged.outcome {
            prop_assert_eq!(*is_reversed, !base.is_in_effect(id));
            let there = base.record_of(id).expect("it is there");
            prop_assert!(matched.insert(id.clone()), "{id} is one record of the other copy: {merge}");
            prop_assert!(there.seq.get() as usize > merge.shared());
            prop_assert_eq!(totals([there].into_iter()), totals([*record].into_iter()));
            prop_assert_eq!(there.event.loan(), record.event.loan());
            prop_assert_eq!(there.event.member(), record.event.member());
        }
    }
    // A loan keeps the conditions of its approval, in whichever copy. One written off before has no conditions that matter.
    for loan in merge.books().loans().filter(|loan| loan.loan().terms().is_some()) {
        for copy in [base, other].into_iter().filter_map(|books| books.loan(loan.id())) {
            let is_refused = merge.refused().any(|(record, _)| record.event.loan() == Some(loan.id()));
            prop_assert!(is_refused || loan.loan().conditions() == copy.loan().conditions(), "{}", merge);
        }
    }
    // Both sides together consist of the merged records, the refused ones and those that both had.
    let both = totals(base.records().chain(since.iter().copied()));
    let not_booked = merge.records().iter().filter(|merged| !matches!(merged.outcome, MergeOutcome::Replayed { .. }));
    prop_assert_eq!(both, totals(merge.books().records().chain(not_booked.map(|merged| &merged.record))));
    let is_whole = |books: &Books| books.ledger().carried_in() == Balance::ZERO;
    if is_whole(base) && is_whole(other) {
        prop_assert!(is_whole(merge.books()), "a carrying-in is whole or refused: {}", merge);
    }
    prop_assert_eq!(
        merge.books().records().len(),
        base.records().len() + replayed.len(),
        "and no other record was booked"
    );
    prop_assert_eq!(merge.books().after(base.records().len()).head(), base.head());
    prop_assert_eq!((merge.base_head(), merge.other_head()), (base.head(), other.head()));
    let mut file = Vec::new();
    base.write(&mut file).unwrap();
    merge.write_new(&mut file).unwrap();
    let audit = Audit::of(file.as_slice()).unwrap();
    prop_assert!(audit.error().is_none() && audit.findings().iter().all(|finding| finding.is_despite));
    prop_assert_eq!(audit.books().unwrap(), merge.books());
    Ok(())
}

#[test]
fn nothing_is_lost_and_what_is_owed_is_what_one_book_would_say() {
    let mix = Mix::default().with(EventKind::CharterAmended, 0).with(EventKind::RepaymentReceived, 20);
    let strategy = (histories(4..40, &mix), 0..8_usize, proptest::collection::vec(any::<bool>(), 1..20));
    let [tried, replayed, refused, compared] = [const { Cell::new(0_usize) }; 4];
    let config = ProptestConfig { source_file: Some(file!()), ..ProptestConfig::with_cases(cases()) };
    let outcome = TestRunner::new(config).run(&strategy, |(history, shared, phones)| {
        let Phones { base, other, one } = parted(&history, shared, &phones);
        for (base, other) in [(&base, &other), (&other, &base)] {
            let parting = Parting::of(base, other).unwrap();
            let merge = parting.merge(&options());
            nothing_is_lost(base, other, &merge)?;
            laws::all(merge.books())?;
            tried.set(tried.get() + 1);
            refused.set(refused.get() + merge.refused().count());
            replayed.set(replayed.get() + merge.records().len() - merge.refused().count());

            // Merged again, in either direction, no record is booked twice.
            let again = Parting::of(merge.books(), other).unwrap().merge(&options());
            let twice = again.records().iter().filter(|merged| matches!(merged.outcome, MergeOutcome::Replayed { .. }));
            let was_refused: HashSet<_> = merge.refused().map(|(record, _)| record.id.clone()).collect();
            prop_assert!(twice.clone().all(|merged| was_refused.contains(&merged.record.id)), "{}", again);
            let back = Parting::of(other, merge.books()).unwrap().merge(&MergeOptions::new("A".parse().unwrap()));
            for merged in back.records().iter().filter(|merged| merged.record.seq.get() as usize > base.records().len())
            {
                prop_assert!(matches!(merged.outcome, MergeOutcome::AlreadyThere { .. }), "{}", back);
            }

            // If no record of a loan is refused, the loan is as in one book. Two events with the same content under the same number of a
            // form are one document for a merge; the one book has both.
            let Some(one) = one.as_ref().filter(|_| merge.shared() == shared.min(history.vouchers().count())) else {
                continue;
            };
            let touched = merge.records().iter().filter(|merged| match &merged.outcome {
                MergeOutcome::Replayed { .. } => false,
                MergeOutcome::AlreadyThere { .. } | MergeOutcome::Refused(_) => true,
            });
            let touched: HashSet<LoanId> = touched.filter_map(|merged| loan_of(other, &merged.record)).collect();
            let day = one.day().max(merge.books().day()).checked_add_months(Months::new(12)).unwrap();
            if day.to_string().as_str() > "2999" {
                continue;
            }
            let (merged, expected) = (owed(merge.books(), day), owed(one, day));
            let conditions = |books: &Books, loan| books.loan(loan).map(|loan| *loan.loan().conditions());
            for (loan, amounts) in expected.iter().filter(|(loan, _)| !touched.contains(loan)) {
                if conditions(merge.books(), loan) != conditions(one, loan) {
                    continue;
                }
                prop_assert_eq!(merged.get(loan), Some(amounts), "{}: {}", loan, merge);
                compared.set(compared.get() + 1);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|broken| panic!("{broken}"));
    let [tried, replayed, refused, compared] = [tried, replayed, refused, compared].map(|count| count.get());
    println!(
        "{tried} merges: {replayed} records replayed or there, {refused} refused; {compared} loans compared with one book"
    );
    assert!(compared > tried / 4 && replayed > refused, "the histories reach what is to be tried");
}

/// Makes copies on three phones that parted. Each event is booked on some of them, by each under the next number of its pad or by all as
/// the same document. Some notes leave little room.
fn three_copies(history: &History, shared: usize, phones: &[(u8, bool, usize)]) -> [Books; 3] {
    let vouchers: Vec<Voucher> = history.vouchers().collect();
    let mut books = history.opening();
    for voucher in vouchers.iter().take(shared) {
        books.record(voucher.clone()).unwrap();
    }
    let mut copies = [books.clone(), books.clone(), books];
    let mut numbers = [const { BTreeMap::<DocumentNumber, DocumentNumber>::new() }; 3];
    for (at, (voucher, (mask, is_one_paper, note))) in
        vouchers.iter().skip(shared).zip(phones.iter().cycle()).enumerate()
    {
        let one_paper: DocumentNumber = format!("P-{}", at + 1).parse().unwrap();
        for (phone, (books, numbers)) in copies.iter_mut().zip(&mut numbers).enumerate() {
            if mask & (1 << phone) == 0 {
                continue;
            }
            let pad = format!("P-{}", numbers.len() + 1).parse().unwrap();
            let number = if *is_one_paper { one_paper.clone() } else { pad };
            let mut event = voucher.event.clone();
            if let Event::Reversed(reversal) = &mut event {
                reversal.record = numbers.get(&reversal.record).unwrap_or(&reversal.record).clone();
            }
            let note = (*note > 0).then(|| "x".repeat(*note).parse().unwrap());
            if books.record(Voucher { id: number.clone(), event, note, ..voucher.clone() }).is_ok() {
                numbers.insert(voucher.id.clone(), number);
            }
        }
    }
    copies
}

/// Counts the documents of copies by the kind of their event. Records with the same number, date, note and event count once.
fn papers(shared: usize, copies: &[&Books]) -> BTreeMap<EventKind, usize> {
    let papers = copies.iter().flat_map(|books| books.records().skip(shared));
    let papers: HashSet<String> = papers.map(|record| serde_json::to_string(&record.voucher()).unwrap()).collect();
    let events = papers.iter().map(|paper| serde_json::from_str::<Voucher>(paper).unwrap().event.kind());
    events.fold(BTreeMap::new(), |mut counts, kind| {
        *counts.entry(kind).or_default() += 1;
        counts
    })
}

/// Merges of merges, in both directions, under one short name: no record is lost, and no record is booked twice.
#[test]
fn three_phones_lose_nothing() {
    let note = prop_oneof![4 => Just(0_usize), 1 => 700..1_001_usize];
    let phones = proptest::collection::vec((1..8_u8, any::<bool>(), note), 1..20);
    let carried_in = EventKind::ALL.iter().filter(|kind| kind.is_carried_in());
    let plain = carried_in.fold(Mix::default(), |mix, kind| mix.with(*kind, 0));
    let history = prop_oneof![histories(4..40, &plain), histories(4..40, &Mix::default())];
    let strategy = (history, 0..8_usize, phones, any::<bool>());
    let config = ProptestConfig { source_file: Some(file!()), ..ProptestConfig::with_cases(cases()) };
    let outcomes = [const { Cell::new(0_usize) }; 3];
    let outcome = TestRunner::new(config).run(&strategy, |(history, shared, phones, is_despite)| {
        let [a, b, c] = three_copies(&history, shared, &phones);
        let options = if is_despite { options().facts_despite_rules() } else { options() };
        let merge = |base: &Books, other: &Books| {
            let merge = Parting::of(base, other).unwrap().merge(&options);
            nothing_is_lost(base, other, &merge)?;
            for merged in merge.records() {
                let kind = match merged.outcome {
                    MergeOutcome::Replayed { .. } => 0,
                    MergeOutcome::AlreadyThere { .. } => 1,
                    MergeOutcome::Refused(_) => 2,
                };
                outcomes[kind].set(outcomes[kind].get() + 1);
            }
            Ok::<Books, TestCaseError>(merge.into_books())
        };
        let ab = merge(&a, &b)?;
        let bc = merge(&b, &c)?;
        let all = merge(&ab, &bc)?;
        let papers = papers(shared, &[&a, &b, &c]);
        for (kind, (count, _)) in totals(all.records().skip(shared)) {
            prop_assert!(papers.get(&kind).is_some_and(|papers| count <= *papers), "{} of {kind}, {:?}", count, papers);
        }
        let back = merge(&c, &all)?;
        merge(&all, &back)?;
        laws::all(&merge(&merge(&all, &c)?, &a)?)?;
        Ok(())
    });
    outcome.unwrap_or_else(|broken| panic!("{broken}"));
    let [replayed, there, refused] = outcomes.map(|count| count.get());
    println!("{replayed} records replayed, {there} there already, {refused} refused");
    assert!(replayed > refused / 4 && there > refused / 4, "the histories reach what is to be tried");
}
