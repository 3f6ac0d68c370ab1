//! Two phones: whatever each of them records, a merge loses nothing in silence, and owes what one book would owe.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use revolving_fund::chrono::Months;
use revolving_fund::loan::AmountsOwed;
use revolving_fund::merge::{Merge, MergeOptions, MergeOutcome, Parting};
use revolving_fund::testing::{History, Mix, histories, laws};
use revolving_fund::{Audit, Books, DocumentNumber, Event, EventKind, LoanId, Record, Voucher};

use crate::cases;

/// Two copies that parted: the first `shared` records of a history in both, each later one on the phone that `phones` names. Each
/// phone numbers its documents `P-1`, `P-2` …, as two pads of forms of the same print; what a phone refuses, since it rests on a record
/// of the other, is left out.
struct Phones {
    base: Books,
    other: Books,
    /// All that was booked, in one book, under the numbers of the history.
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

/// The amounts owed on each loan a year after the last record of either.
fn owed(books: &Books, day: revolving_fund::chrono::NaiveDate) -> HashMap<LoanId, (AmountsOwed, u32)> {
    let views = books.loans().map(|loan| loan.on(day).unwrap());
    views.map(|loan| (loan.id().clone(), (loan.owed(), loan.days_past_due()))).collect()
}

/// The loans that a record is about: its own, or that of the record it reverses.
fn loan_of(books: &Books, record: &Record) -> Option<LoanId> {
    match &record.event {
        Event::Reversed(reversal) => books.record_of(&reversal.record)?.event.loan().cloned(),
        event => event.loan().cloned(),
    }
}

fn options() -> MergeOptions<'static> {
    MergeOptions::new("B".parse().unwrap())
}

/// No record is lost in silence: each one of the other copy has its outcome, each replayed one moves the same money on the same loan,
/// and the base is the beginning of the merged books.
fn nothing_is_lost(base: &Books, other: &Books, merge: &Merge) -> Result<(), TestCaseError> {
    let since: Vec<&Record> = other.records().skip(merge.shared()).collect();
    prop_assert_eq!(since.len(), merge.records().len());
    let mut replayed = HashSet::new();
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
        } else if let MergeOutcome::AlreadyThere { id } = &merged.outcome {
            prop_assert_eq!(base.record_of(id).map(|there| there.event.kind()), Some(record.event.kind()));
        }
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

            // Where no record of a loan is refused, it is as in one book.
            let Some(one) = &one else { continue };
            let touched: HashSet<LoanId> = merge.refused().filter_map(|(record, _)| loan_of(other, record)).collect();
            let day = one.day().max(merge.books().day()).checked_add_months(Months::new(12)).unwrap();
            if day.to_string().as_str() > "2999" {
                continue;
            }
            let (merged, expected) = (owed(merge.books(), day), owed(one, day));
            for (loan, amounts) in expected.iter().filter(|(loan, _)| !touched.contains(loan)) {
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
