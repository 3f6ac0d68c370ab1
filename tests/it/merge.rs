//! Books that were kept on two phones and parted: which records are the same, which are booked again, and which are refused.

use revolving_fund::charter::{Allocated, InterestRules, LoanRules};
use revolving_fund::event::*;
use revolving_fund::merge::{Merge, MergeError, MergeOptions, MergeOutcome, MergeRefusal, PaperDetail, Parting};
use revolving_fund::*;

use crate::support::{
    Story, amount, ask, close, day, disburse, file_of, gift, join, minute, money, repay, reschedule, reverse, run,
    spend, text, write_off,
};

const OTHER_BOOKS: &str = "it depends on a balance or a decision that is different in the merged books";

/// One of the phones: a story whose documents are numbered `P-1`, `P-2` … from the parting on.
#[derive(Clone)]
struct Phone {
    story: Story,
    documents: usize,
}

impl Phone {
    fn of(story: &Story) -> Self {
        Self { story: story.clone(), documents: 0 }
    }

    fn on(mut self, date: &str) -> Self {
        self.story = self.story.on(date);
        self
    }

    fn voucher(&self, event: impl Into<Event>) -> Voucher {
        Voucher::new(format!("P-{}", self.documents + 1).parse().unwrap(), self.story.today, event)
    }

    fn book(mut self, voucher: Voucher) -> Self {
        self.story.books.record(voucher).unwrap();
        self.documents += 1;
        self
    }

    fn then(self, event: impl Into<Event>) -> Self {
        let voucher = self.voucher(event);
        self.book(voucher)
    }

    fn books(&self) -> &Books {
        &self.story.books
    }
}

fn id(number: &str) -> DocumentNumber {
    number.parse().unwrap()
}

/// The outcomes if a loan and its disbursal are refused because of the charter of the base.
const OTHER_CONDITIONS: [&str; 2] = [
    "P-1: the charter of the base gives loan L1 other conditions than it was approved with",
    "P-2: it rests on document P-1, which is refused",
];

fn merged(base: &Phone, other: &Phone) -> Merge {
    Parting::of(base.books(), other.books()).unwrap().merge(&MergeOptions::new(id("B")))
}

/// Formats the outcome of each record of the other copy.
fn outcomes(merge: &Merge) -> Vec<String> {
    let word = |outcome: &MergeOutcome| match outcome {
        MergeOutcome::Replayed { id, .. } => format!("replayed {id}"),
        MergeOutcome::AlreadyThere { id, is_reversed } => {
            format!("there {id}{}", if *is_reversed { ", reversed" } else { "" })
        }
        MergeOutcome::Refused(MergeRefusal::Rule(refusal)) => refusal.code().to_owned(),
        MergeOutcome::Refused(refusal) => refusal.to_string().split(':').next().unwrap().to_owned(),
    };
    merge.records().iter().map(|merged| format!("{}: {}", merged.record.id, word(&merged.outcome))).collect()
}

#[test]
fn a_repayment_found_on_the_other_phone_counts_from_its_own_day() {
    let story = Story::lent();
    let a = Phone::of(&story).on("2024-05-20").then(gift(50_000, ClubFund::Operating));
    let b = Phone::of(&story).on("2024-04-13").then(repay("L1", 100_000, 12_000));
    let b = b.on("2024-05-13").then(repay("L1", 100_000, 11_000));
    let parting = Parting::of(a.books(), b.books()).unwrap();
    assert_eq!((parting.shared(), parting.of_base().len(), parting.of_other().len()), (4, 1, 2));
    assert!(parting.has_parted());
    assert!(!Parting::of(a.books(), &story.books).unwrap().has_parted());

    let merge = parting.merge(&MergeOptions::new(id("B")));
    assert_eq!((merge.moved(), parting.swapped().merge(&MergeOptions::new(id("A"))).moved()), (2, 0));
    let again = Parting::of(merge.books(), b.books()).unwrap();
    assert_eq!(again.merge(&MergeOptions::new(id("B"))).moved(), 0, "they are there already");
    assert_eq!(outcomes(&merge), ["P-1: replayed P-1-B", "P-2: replayed P-2"]);
    let first = merge.books().record_of(&id("P-1-B")).unwrap();
    assert_eq!((first.date, first.event.paid_on()), (day("2024-05-20"), Some(day("2024-04-13"))));
    assert_eq!(first.value_date(), day("2024-04-13"));
    let line = b.books().records().nth(5).unwrap().prev;
    assert_eq!(first.note, Some(text(&format!("[B: P-1, 2024-04-13, {line}]"))));

    let one = Phone::of(&story).on("2024-04-13").then(repay("L1", 100_000, 12_000));
    let one = one
        .on("2024-05-13")
        .then(repay("L1", 100_000, 11_000))
        .on("2024-05-20")
        .then(gift(50_000, ClubFund::Operating));
    let owed = |books: &Books| books.loan(&"L1".parse().unwrap()).unwrap().on(day("2024-09-30")).unwrap().owed();
    assert_eq!(owed(merge.books()), owed(one.books()));
    assert_ne!(owed(merge.books()), owed(a.books()));

    // The file of the base continues with the new lines, and its head remains in it.
    let mut file = file_of(a.books());
    merge.write_new(&mut file).unwrap();
    assert_eq!(Books::open(file.as_slice()).unwrap(), *merge.books());
    assert_eq!((merge.base_head(), merge.other_head()), (a.books().head(), b.books().head()));
    assert_eq!(merge.books().after(5).head(), a.books().head());
}

#[test]
fn a_merge_is_repeated_in_both_directions_and_books_no_record_twice() {
    let story = Story::lent();
    let a = Phone::of(&story).then(gift(50_000, ClubFund::Operating));
    let mut b = Phone::of(&story).then(gift(70_000, ClubFund::Operating));
    let first = merged(&a, &b);
    assert_eq!(outcomes(&first), ["P-1: replayed P-1-B"]);
    // The other phone continues and is merged again; then it merges the records of the first.
    b = b.then(gift(80_000, ClubFund::Operating));
    let parting = Parting::of(first.books(), b.books()).unwrap();
    let again = parting.merge(&MergeOptions::new(id("B")));
    assert_eq!(outcomes(&again), ["P-1: there P-1-B", "P-2: replayed P-2"]);
    let back = Parting::of(b.books(), again.books()).unwrap().merge(&MergeOptions::new(id("A")));
    assert_eq!(outcomes(&back), ["P-1: replayed P-1-A", "P-1-B: there P-1", "P-2: there P-2"]);
    let cash = |books: &Books| books.ledger().fund(Fund::Operating);
    assert_eq!(cash(back.books()), cash(again.books()));
    let last = Parting::of(again.books(), back.books()).unwrap().merge(&MergeOptions::new(id("B")));
    assert_eq!(outcomes(&last), ["P-1: there P-1-B", "P-2: there P-2", "P-1-A: there P-1"]);
    assert_eq!(last.books(), again.books());
}

/// A record that the base reversed is there, but not in effect: the other phone, which still has it in effect, is to learn of that.
#[test]
fn a_record_that_the_base_reversed_is_there_but_not_in_effect() {
    let story = Story::lent();
    let b = Phone::of(&story).then(gift(70_000, ClubFund::Operating)).then(gift(80_000, ClubFund::Operating));
    let base = |number, dong| Voucher::new(id(number), story.today, gift(dong, ClubFund::Operating));
    let replayed = merged(&Phone::of(&story).book(base("P-1", 1)), &b).into_books();
    let booked_on_both = Phone::of(&story).book(base("X-1", 1)).book(base("P-1", 70_000)).story.books;
    for (base, number) in [(replayed, "P-1-B"), (booked_on_both, "P-1")] {
        let base = Phone { story: Story { books: base, today: story.today }, documents: 6 };
        let base = base.then(Reversed { record: id(number), reason: text("ghi nhầm") });
        let merge = merged(&base, &b);
        let printed = merge.to_string();
        assert!(!merge.books().is_in_effect(&id(number)));
        let reversed: Vec<&str> = printed.lines().filter(|line| line.contains("reversed in the base")).collect();
        assert_eq!(reversed.len(), 2, "{printed}");
        assert!(reversed[0].contains(number) && reversed[0].contains("đã bị đảo trong sổ gốc"), "{printed}");
    }
}

#[test]
fn a_note_that_people_wrote_does_not_hide_a_record() {
    let story = Story::lent();
    let b = Phone::of(&story).then(gift(70_000, ClubFund::Operating));
    let head = b.books().head();
    let a = Phone::of(&story);
    let voucher = a.voucher(gift(1, ClubFund::Operating)).with_note(text(&format!("[x, {head}]")));
    let a = a.book(voucher);
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: replayed P-1-B"]);
}

#[test]
fn a_reversal_follows_its_record_to_its_new_number() {
    let story = Story::lent();
    let a = Phone::of(&story).then(gift(50_000, ClubFund::Operating));
    let reversed = |record: &str| Reversed { record: id(record), reason: text("ghi nhầm") };
    let b = Phone::of(&story).then(gift(70_000, ClubFund::Operating)).then(reversed("P-1")).then(reversed("D-4"));
    let merge = merged(&a, &b);
    assert_eq!(outcomes(&merge), ["P-1: replayed P-1-B", "P-2: replayed P-2", "P-3: replayed P-3"]);
    let event = &merge.books().record_of(&id("P-2")).unwrap().event;
    assert_eq!(*event, Event::from(reversed("P-1-B")), "the gift of the base is not touched");
    assert!(merge.books().is_in_effect(&id("P-1")));
    // A record that the base reversed itself is there already; reversed for another reason, it is refused by the rule.
    let twice = a.clone().then(reversed("D-4"));
    assert_eq!(outcomes(&merged(&twice, &b))[2], "P-3: there P-2");
    let a = a.then(Reversed { record: id("D-4"), reason: text("không giải ngân") });
    assert_eq!(outcomes(&merged(&a, &b))[2], "P-3: irreversible");
}

#[test]
fn no_record_is_booked_on_a_namesake() {
    let story = Story::granted().then(join("M1")).then(join("M2"));
    let a = Phone::of(&story).then(ask("L1", "M1", 1_000_000)).then(join("M9"));
    let other_m9 = MemberJoined { name: text("Vũ Văn Tám"), ..join("M9") };
    let b = Phone::of(&story).then(ask("L1", "M2", 2_000_000)).then(disburse("L1")).then(repay("L1", 100_000, 0));
    let reversed = Reversed { record: id("P-3"), reason: text("ghi nhầm") };
    let b = b.then(other_m9).then(ask("L9", "M9", 500_000)).then(disburse("L9")).then(reversed);
    let dues = DuesReceived {
        members: MemberList::new(vec!["M1".parse().unwrap(), "M9".parse().unwrap()]).unwrap(),
        each: amount(10_000),
        into: Place::Cash,
        month: None,
        months: None,
    };
    let b = b.then(dues);
    let merge = merged(&a, &b);
    assert_eq!(
        outcomes(&merge),
        [
            "P-1: loan-exists",
            "P-2: it rests on document P-1, which is refused",
            "P-3: it rests on document P-1, which is refused",
            "P-4: member-exists",
            "P-5: it rests on document P-4, which is refused",
            "P-6: it rests on document P-5, which is refused",
            "P-7: it rests on document P-3, which is refused",
            "P-8: it rests on document P-4, which is refused",
        ]
    );
    assert_eq!(merge.books(), a.books());
    assert!(!merge.is_complete() && merge.refused().count() == 8);
}

/// A record of one meeting that both phones have is there already: the same document, or the same decision under two numbers.
#[test]
fn what_both_recorded_is_there_already() {
    let story = Story::granted().then(join("M1"));
    let a = Phone::of(&story).then(gift(1, ClubFund::Operating)).then(ask("L1", "M1", 1_000_000)).then(disburse("L1"));
    let paper = |number, dong| Voucher::new(id(number), story.today, gift(dong, ClubFund::Operating));
    let b = Phone::of(&story).book(paper("X-1", 5)).book(paper("P-1", 1)).then(gift(2, ClubFund::Operating));
    let b = b.then(ask("L1", "M1", 1_000_000)).then(disburse("L1")).on("2024-04-13").then(repay("L1", 0, 10_000));
    assert_eq!(
        outcomes(&merged(&a, &b)),
        [
            "X-1: replayed X-1",
            "P-1: there P-1",
            "P-3: replayed P-3-B",
            "P-4: there P-2",
            "P-5: there P-3",
            "P-6: replayed P-6",
        ]
    );
    // Two gifts of the same amount under two numbers are two gifts.
    let one = Phone::of(&story).then(join("M2")).then(gift(1, ClubFund::Operating));
    let two = Phone::of(&story).then(gift(1, ClubFund::Operating));
    assert_eq!(outcomes(&merged(&one, &two)), ["P-1: replayed P-1-B"]);
}

#[test]
fn one_paper_booked_on_two_days_is_left_to_people() {
    let story = Story::lent();
    let a = Phone::of(&story).on("2024-04-14").then(repay("L1", 0, 12_000));
    let b = Phone::of(&story).on("2024-04-13").then(repay("L1", 0, 12_000));
    let merge = merged(&a, &b);
    assert_eq!(outcomes(&merge), ["P-1: the base has document P-1 with the same event and another date"]);
    let (record, refusal) = merge.refused().next().unwrap();
    assert_eq!(record.id, id("P-1"));
    assert_eq!(
        refusal.vietnamese().to_string(),
        "sổ gốc đã có chứng từ P-1 cùng nội dung, chỉ khác ngày: so hai chứng từ, nếu là chứng từ khác thì ghi thêm"
    );
}

#[test]
fn a_record_that_holds_on_its_own_day_only_is_not_moved() {
    let story = Story::lent().on("2024-03-20");
    let bank = story.books.ledger().money(Place::Bank);
    let counted = MoneyCounted { place: Place::Bank, amount: Money::try_from(bank).unwrap(), by: None };
    let confirmed = LoanConfirmed { loan: "L1".parse().unwrap(), outstanding: money(1_200_000), by: text("Bà Sen") };
    let rescheduled = LoanRescheduled {
        loan: "L1".parse().unwrap(),
        months: 6.try_into().unwrap(),
        monthly_rate: None,
        minute: minute(),
    };
    let b = Phone::of(&story).then(counted).then(confirmed).then(rescheduled);
    let a = Phone::of(&story).then(join("M2"));
    assert!(merged(&a, &b).is_complete(), "on the same day all of them are booked");
    let a = a.on("2024-03-31").then(close("2024-03-31"));
    let refused = "it holds on 2024-03-20 only, and would be booked on 2024-04-01";
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1", "P-2", "P-3"].map(|number| format!("{number}: {refused}")));
}

#[test]
fn after_a_closed_period_a_record_is_booked_on_the_day_after_it_and_dues_keep_their_month() {
    let story = Story::lent();
    let a = Phone::of(&story).on("2024-03-31").then(close("2024-03-31"));
    let dues = DuesReceived {
        members: MemberList::new(vec!["M1".parse().unwrap()]).unwrap(),
        each: amount(10_000),
        into: Place::Cash,
        month: None,
        months: None,
    };
    let b = Phone::of(&story).then(dues);
    let merge = merged(&a, &b);
    let booked = merge.books().record_of(&id("P-1-B")).unwrap();
    assert_eq!(booked.date, day("2024-04-01"));
    let Event::DuesReceived(dues) = &booked.event else { panic!("{booked:?}") };
    assert_eq!(dues.month, Some("2024-03".parse().unwrap()));
    // Today is the last day of the month, so it is refused until tomorrow.
    let options = MergeOptions::new(id("B")).checks(Checks::new().today(day("2024-03-31")));
    let today = Parting::of(a.books(), b.books()).unwrap().merge(&options);
    assert_eq!(outcomes(&today), ["P-1: date-in-future"]);
}

#[test]
fn money_that_both_spent_is_refused_unless_facts_are_to_be_booked() {
    let story = Story::granted().then(gift(100_000, ClubFund::Operating));
    let a = Phone::of(&story).then(spend(Area::HealthCare, 80_000));
    let mut b = Phone::of(&story).then(spend(Area::HealthCare, 70_000));
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: operating-exceeded"]);
    let options = || MergeOptions::new(id("B")).facts_despite_rules();
    let merge = Parting::of(a.books(), b.books()).unwrap().merge(&options());
    assert_eq!(outcomes(&merge), ["P-1: replayed P-1-B"]);
    let despite = |merge: &Merge, number| merge.books().record_of(&id(number)).unwrap().despite.clone();
    assert_eq!(despite(&merge, "P-1-B"), Despite::from(Code::OperatingExceeded));
    assert!(merge.to_string().contains("despite [operating-exceeded]"), "{merge}");

    // A code that the record does not break in the merged books is left out.
    let voucher = b.voucher(spend(Area::HealthCare, 50_000)).despite(Code::OperatingExceeded.into());
    b = b.book(voucher);
    let a = Phone::of(&story).then(gift(100_000, ClubFund::Operating));
    let merge = Parting::of(a.books(), b.books()).unwrap().merge(&options());
    assert_eq!(outcomes(&merge), ["P-1: replayed P-1-B", "P-2: replayed P-2"]);
    assert!(despite(&merge, "P-2").is_empty());
    // A decision is never booked in spite of a rule.
    let story = Story::granted().then(join("M1"));
    let a = Phone::of(&story).then(ask("L1", "M1", 8_000_000));
    let b = Phone::of(&story).then(ask("L2", "M1", 8_000_000));
    let merge = Parting::of(a.books(), b.books()).unwrap().merge(&options());
    assert_eq!(outcomes(&merge), ["P-1: loan-cap-exceeded"]);
}

/// A loan is approved and disbursed on one phone while the other continued. Dates never go back, so an approval cannot come before its
/// disbursal there. The other direction books both.
#[test]
fn the_better_base_is_the_one_whose_last_date_is_earlier() {
    let story = Story::granted().then(join("M1"));
    let a = Phone::of(&story).on("2024-04-20").then(gift(1, ClubFund::Operating));
    let b = Phone::of(&story).on("2024-04-10").then(ask("L1", "M1", 1_000_000)).then(disburse("L1"));
    let parting = Parting::of(a.books(), b.books()).unwrap();
    let merge = parting.merge(&MergeOptions::new(id("B")));
    assert_eq!(outcomes(&merge), ["P-1: replayed P-1-B", "P-2: paid-on-invalid"]);
    let swapped = parting.swapped().merge(&MergeOptions::new(id("A")));
    assert!(swapped.moved() < merge.moved());
    assert!(swapped.is_complete() && swapped.base_head() == b.books().head());
    assert_eq!(outcomes(&swapped), ["P-1: replayed P-1-A"]);
}

#[test]
fn a_loan_is_not_booked_under_other_conditions_than_it_was_approved_with() {
    let story = Story::granted().then(join("M1"));
    let charter = crate::support::lending(|rules| LoanRules { rounding: Rounding::One, ..rules });
    let a = Phone::of(&story).then(CharterAmended { charter: Box::new(charter), minute: minute() });
    let b = Phone::of(&story).then(ask("L1", "M1", 1_000_000)).then(disburse("L1"));
    assert_eq!(outcomes(&merged(&a, &b)), OTHER_CONDITIONS);
}

#[test]
fn numbers_and_notes_without_room_are_refused() {
    let story = Story::lent();
    let long = id(&"9".repeat(63));
    let a = Phone::of(&story).book(Voucher::new(long.clone(), story.today, gift(1, ClubFund::Operating)));
    let b = Phone::of(&story).book(Voucher::new(long, story.today, gift(2, ClubFund::Operating)));
    assert!(matches!(merged(&a, &b).refused().next().unwrap().1, MergeRefusal::NumberTooLong { .. }));
    let full = b.voucher(gift(3, ClubFund::Operating)).with_note(text(&"x".repeat(1_000)));
    let b = Phone::of(&story).book(full);
    assert_eq!(*merged(&a, &b).refused().next().unwrap().1, MergeRefusal::NoteTooLong { bytes: 1_000 });
    // A suffix that the other copy uses itself is skipped.
    let a = Phone::of(&story).then(gift(1, ClubFund::Operating));
    let b = Phone::of(&story).then(gift(2, ClubFund::Operating));
    let b = b.book(Voucher::new(id("P-1-B"), story.today, gift(3, ClubFund::Operating)));
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: replayed P-1-B2", "P-1-B: replayed P-1-B"]);
}

#[test]
fn other_books_are_not_merged() {
    let story = Story::granted();
    let other = Story::of(crate::support::lending(|rules| LoanRules { rounding: Rounding::One, ..rules }));
    assert_eq!(Parting::of(&story.books, &other.books).unwrap_err(), MergeError::OtherHeader);
    let header = Header::new("BN-002".parse().unwrap(), text("CLB"), story.today, Charter::bac_ninh()).unwrap();
    let error = Parting::of(&story.books, &Books::new(header)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "they are the books of two clubs, BN-001 and BN-002; a club is taken over by carrying its balances in"
    );
}

#[test]
fn every_refusal_is_told_in_both_languages() {
    let refusals = [
        MergeRefusal::RestsOn { id: id("P-1") },
        MergeRefusal::DateMoved { from: day("2024-03-20"), to: day("2024-04-01") },
        MergeRefusal::OtherBooks,
        MergeRefusal::OtherConditions { loan: "L1".parse().unwrap() },
        MergeRefusal::NumberTooLong { id: id("P-1") },
        MergeRefusal::NoteTooLong { bytes: 990 },
        MergeRefusal::SameDocument { id: id("P-1"), detail: PaperDetail::Note },
    ];
    for refusal in refusals {
        assert!(refusal.to_string().contains(':'), "{refusal} has a remedy");
        assert!(refusal.vietnamese().to_string().contains(':'), "{}", refusal.vietnamese());
    }
}

#[test]
fn the_example_tells_its_story_and_merges_files() {
    let story = run("two_phones", &[]);
    assert_eq!((story.status, story.stderr.as_str()), (Some(0), ""), "{}", story.stdout);
    for told in ["KHÔNG GHI", "PT-0003-B", "2025-02-10", "head of the merged books"] {
        assert!(story.stdout.contains(told), "{told} is missing in {}", story.stdout);
    }

    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/two_phones");
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).unwrap();
    let path = |name: &str| format!("{folder}/{name}");
    let start = Story::lent();
    let a = Phone::of(&start).then(gift(50_000, ClubFund::Operating));
    let b = Phone::of(&start).then(gift(70_000, ClubFund::Operating));
    for (name, books) in [("a.jsonl", a.books()), ("b.jsonl", b.books())] {
        std::fs::write(path(name), file_of(books)).unwrap();
    }
    let (first, second, out) = (path("a.jsonl"), path("b.jsonl"), path("out.jsonl"));
    let shown = run("two_phones", &[&first, &second]);
    assert_eq!(shown.status, Some(0), "{}", shown.stderr);
    let written = run("two_phones", &[&first, &second, "--name", "may-2", "--out", &out]);
    assert_eq!(written.status, Some(0), "{}", written.stderr);
    let books = Books::open(std::fs::read(&out).unwrap().as_slice()).unwrap();
    assert!(books.record_of(&id("P-1-may-2")).is_some() && books.after(5).head() == a.books().head());
    // The other phone reads the receipts of an earlier day; merged again, no record is left to move.
    let b = Phone::of(&start).then(gift(70_000, ClubFund::Operating));
    let a = Phone::of(&start).on("2024-05-20").then(gift(50_000, ClubFund::Operating));
    let (late, early, all) = (path("late.jsonl"), path("early.jsonl"), path("all.jsonl"));
    for (name, books) in [(&late, a.books()), (&early, b.books())] {
        std::fs::write(name, file_of(books)).unwrap();
    }
    let advice = "fewer records change their date";
    assert!(run("two_phones", &[&late, &early, "--out", &all]).stdout.contains(advice));
    let merged_again = run("two_phones", &[&all, &early]);
    assert!(merged_again.stdout.contains("there already"), "{}", merged_again.stdout);
    assert!(!merged_again.stdout.contains(advice), "{}", merged_again.stdout);
    let again = run("two_phones", &[&first, &second, "--out", &out]);
    assert_eq!(again.status, Some(2), "a file that is there is not overwritten");
    assert_eq!(run("two_phones", &[&first]).status, Some(2));
    assert_eq!(run("two_phones", &[&first, &second, "--name", "máy"]).status, Some(2));
}

fn amended(name: &str) -> MemberAmended {
    MemberAmended {
        member: "M1".parse().unwrap(),
        name: Some(text(name)),
        circumstances: None,
        gender: None,
        born: None,
    }
}

fn counted(dong: u64) -> MoneyCounted {
    MoneyCounted { place: Place::Bank, amount: money(dong), by: None }
}

fn report(visits: u32) -> ActivityReported {
    let [attendance, members, volunteers, cared_for, visits] =
        [50, 60, 10, 5, visits].map(|number| number.try_into().unwrap());
    ActivityReported { month: "2024-03".parse().unwrap(), attendance, members, volunteers, cared_for, visits }
}

/// A record of the base is matched with at most one of the other copy: the second has an outcome of its own.
#[test]
fn a_record_of_the_base_is_matched_once() {
    let story = Story::lent();
    let a = Phone::of(&story).book(Voucher::new(id("A-1"), story.today, amended("Lan")));
    let b = Phone::of(&story).then(amended("Lan")).then(amended("Hoa")).then(amended("Lan"));
    let merge = merged(&a, &b);
    assert_eq!(outcomes(&merge), ["P-1: there A-1", "P-2: replayed P-2", "P-3: replayed P-3"]);
    let member = |books: &Books| books.register().member(&"M1".parse().unwrap()).unwrap().name().cloned();
    assert_eq!(member(merge.books()), Some(text("Lan")));

    // Of two equal gifts, one is there if one note has the digests of both. A note with another event does not hide the right one behind
    // it.
    let b = Phone::of(&story).then(gift(70_000, ClubFund::Operating)).then(gift(70_000, ClubFund::Operating));
    let [first, second] = [4, 5].map(|count| b.books().after(count + 1).head());
    let note = text(&format!("[B: P-1, 2024-03-13, {first}] [B: P-2, 2024-03-13, {second}]"));
    let noted = |dong| {
        Voucher::new(id(&format!("A-{dong}")), story.today, gift(dong, ClubFund::Operating)).with_note(note.clone())
    };
    let a = Phone::of(&story).book(noted(1)).book(noted(70_000));
    let merge = merged(&a, &b);
    assert_eq!(outcomes(&merge), ["P-1: there A-70000", "P-2: replayed P-2"]);
    assert_eq!(merge.books().ledger().fund(Fund::Operating), Balance::new(140_001));
}

/// A record that counts, confirms, decides or sums up holds only if the merged books have the same basis, even on the same day.
#[test]
fn a_record_that_holds_in_its_own_books_only_is_refused() {
    let lent = Story::lent();
    let bank = 98_800_000;
    let confirmed = LoanConfirmed { loan: "L1".parse().unwrap(), outstanding: money(1_200_000), by: text("Bà Sen") };
    let short = ShortageFound {
        place: Place::Bank,
        amount: amount(1_000),
        bearer: Bearer::Keeper { member: "M1".parse().unwrap(), minutes: None },
    };
    let surplus = SurplusFound { place: Place::Bank, amount: amount(1_000), minute: minute() };
    let forgiven = LoanWrittenOff { forgiven: true, ..write_off("L1") };
    let assumed =
        |member: &str| LoanAssumed { loan: "L1".parse().unwrap(), member: member.parse().unwrap(), minute: minute() };
    let charter = |cap| {
        let charter = crate::support::lending(|rules| LoanRules { cap_per_member: amount(cap), ..rules });
        CharterAmended { charter: Box::new(charter), minute: minute() }
    };
    let born = MemberAmended { name: None, born: Some(1_960.try_into().unwrap()), ..amended("Lan") };
    let (closed, closed_today) = (close("2024-03-12"), close("2024-03-13"));
    let members = lent.clone().then(join("M2")).then(join("M3"));
    let pairs: [(&Story, Event, Event, bool); 18] = [
        (&lent, gift_to_the_box(), counted(bank).into(), true),
        (&lent, gift(1, ClubFund::Operating).into(), counted(bank).into(), false),
        (&lent, gift(1, ClubFund::Operating).into(), short.into(), false),
        (&lent, gift(1, ClubFund::Operating).into(), surplus.into(), false),
        (&lent, repay("L1", 100_000, 0).into(), confirmed.clone().into(), false),
        (&lent, gift(1, ClubFund::Operating).into(), confirmed.into(), true),
        (&lent, repay("L1", 100_000, 0).into(), forgiven.clone().into(), false),
        (&lent, gift(1, ClubFund::Operating).into(), forgiven.into(), true),
        (&members, assumed("M2").into(), assumed("M3").into(), false),
        (&lent, charter(9_000_000).into(), charter(7_000_000).into(), false),
        (&lent, join("M2").into(), charter(7_000_000).into(), true),
        (&lent, amended("Hoa").into(), amended("Lan").into(), false),
        (&lent, born.into(), amended("Lan").into(), true),
        (&lent, reschedule(6).into(), reschedule(8).into(), false),
        (&lent, report(1).into(), report(2).into(), false),
        (&lent, gift(1, ClubFund::Operating).into(), report(2).into(), true),
        (&lent, gift(1, ClubFund::Operating).into(), closed_today.into(), false),
        (&lent, gift(1, ClubFund::Operating).into(), closed.into(), true),
    ];
    for (story, ours, theirs, holds) in pairs {
        let (a, b) = (
            Phone::of(story).then(ours.clone()),
            Phone::of(story).book(Voucher::new(id("B-1"), story.today, theirs.clone())),
        );
        let expected = if holds { "B-1: replayed B-1".to_owned() } else { format!("B-1: {OTHER_BOOKS}") };
        assert_eq!(outcomes(&merged(&a, &b)), [expected], "{ours:?}, then {theirs:?}");
    }
}

fn gift_to_the_box() -> Event {
    DonationReceived { into: Place::Cash, ..gift(1, ClubFund::Operating) }.into()
}

#[test]
fn interest_is_allocated_only_if_it_is_the_same_amount() {
    let interest = InterestRules { allocated: Allocated::AtMeeting, ..Charter::bac_ninh().interest };
    let story = Story::of(Charter { interest, ..Charter::bac_ninh() });
    let grant = SeedGrantReceived { from: text("Tỉnh"), amount: amount(100_000_000), into: Place::Bank };
    let story = story.then(grant).then(join("M1")).then(ask("L1", "M1", 1_200_000)).then(disburse("L1"));
    let story = story.on("2024-04-13");
    let paid = |phone: Phone, dong| phone.then(repay("L1", 0, dong));
    let b = paid(Phone::of(&story), 5_000).then(InterestAllocated {});
    let a = paid(Phone::of(&story), 7_000);
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: replayed P-1-B".into(), format!("P-2: {OTHER_BOOKS}")]);
    assert!(merged(&Phone::of(&story).then(gift(1, ClubFund::Operating)), &b).is_complete());
    // The same document with another amount is left to people: no interest is allocated twice, and none is lost.
    let a = a.then(InterestAllocated {});
    let merge = merged(&a, &b);
    assert_eq!(
        outcomes(&merge),
        ["P-1: replayed P-1-B", "P-2: the base has document P-2 with the same event and another amount"]
    );
    assert_eq!(merge.books().ledger().unallocated_interest(), Balance::new(5_000));
    let same = paid(Phone::of(&story), 5_000).then(InterestAllocated {});
    assert_eq!(outcomes(&merged(&same, &b.clone().then(join("M9")))), ["P-3: replayed P-3"]);
}

/// A period is signed off with the records of its own books.
#[test]
fn a_period_is_closed_with_the_records_that_were_signed() {
    let story = Story::lent();
    let close = close("2024-03-31");
    let b = Phone::of(&story).on("2024-03-20").then(gift(5, ClubFund::Operating)).on("2024-04-02").then(close.clone());
    // The base has no record of March since, but the one of 20 March is booked in April.
    let a = Phone::of(&story).on("2024-04-01").then(gift(5, ClubFund::IncomeGrowth));
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: replayed P-1-B".into(), format!("P-2: {OTHER_BOOKS}")]);
    let b = Phone::of(&story).on("2024-04-02").then(close.clone());
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: replayed P-1-B"]);
    // Both phones closed it: the base keeps its closing, and later records come after it.
    let a = a.then(close);
    let b = b.then(gift(7, ClubFund::Operating));
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1: there P-2", "P-2: replayed P-2-B"]);
}

/// A decision of one meeting that both phones booked under two numbers is not booked twice. One about an amount may be another item of
/// the list in the same minutes: people decide.
#[test]
fn a_decision_is_not_booked_twice() {
    let story = Story::lent().then(gift(500_000, ClubFund::Operating));
    let capitalised = OperatingCapitalised { amount: amount(200_000), minute: minute() };
    let a = Phone::of(&story).then(reschedule(6)).then(capitalised.clone());
    let b = Phone::of(&story).then(capitalised.clone()).then(reschedule(6));
    let same = "P-1: the base has document P-2 with the same event and another number";
    assert_eq!(outcomes(&merged(&a, &b)), [same, "P-2: there P-1"]);
    let next_week = Phone::of(&story).then(capitalised).on("2024-03-20").then(reschedule(6));
    assert_eq!(outcomes(&merged(&a, &next_week)), [same.to_owned(), format!("P-2: {OTHER_BOOKS}")]);
}

#[test]
fn dues_of_a_month_are_the_same_whether_the_month_is_stated_or_not() {
    let story = Story::lent();
    let dues = |month: Option<&str>| DuesReceived {
        members: MemberList::new(vec!["M1".parse().unwrap()]).unwrap(),
        each: amount(10_000),
        into: Place::Cash,
        month: month.map(|month| month.parse().unwrap()),
        months: None,
    };
    let a = Phone::of(&story).then(dues(Some("2024-03")));
    assert_eq!(outcomes(&merged(&a, &Phone::of(&story).then(dues(None)))), ["P-1: there P-1"]);
    let other = "P-1: the base has document P-1 with the same event and another";
    assert_eq!(outcomes(&merged(&a, &Phone::of(&story).then(dues(Some("2024-04"))))), [format!("{other} month")]);
    let voided = |reason: &str| DocumentVoided { reason: text(reason) };
    let (a, b) = (Phone::of(&story).then(voided("rách")), Phone::of(&story).then(voided("mất")));
    assert_eq!(outcomes(&merged(&a, &b)), [format!("{other} reason")]);
}

/// Both phones approve the same loan, and the base amended its rounding before: it is the same loan under other conditions.
#[test]
fn a_loan_that_is_there_under_other_conditions_is_refused() {
    let story = Story::granted().then(join("M1"));
    let charter = crate::support::lending(|rules| LoanRules { rounding: Rounding::One, ..rules });
    let amended = CharterAmended { charter: Box::new(charter), minute: minute() };
    let a = Phone::of(&story).then(amended).then(ask("L1", "M1", 1_000_000)).then(disburse("L1"));
    let b = Phone::of(&story).then(ask("L1", "M1", 1_000_000)).then(disburse("L1"));
    assert_eq!(outcomes(&merged(&a, &b)), OTHER_CONDITIONS);
}

/// Two phones carry in the paper books together, or one does so after the other has begun to book.
#[test]
fn a_carrying_in_is_booked_whole_or_not_at_all() {
    let story = Story::of(Charter::bac_ninh()).then(join("M1")).then(join("M2"));
    let zero = Money::ZERO;
    let funds = |cash, growth| FundsCarriedIn {
        cash: money(cash),
        bank: zero,
        seed_grant_received: zero,
        seed_grant: zero,
        income_growth: money(growth),
        operating: zero,
        unallocated_interest: zero,
        minute: minute(),
    };
    let loan = |name: &str, member: &str| LoanCarriedIn {
        loan: name.parse().unwrap(),
        member: member.parse().unwrap(),
        principal: amount(600_000),
        outstanding: money(300_000),
        disbursed: day("2023-09-13"),
        months: 12.try_into().unwrap(),
        monthly_rate: "0.01".parse().unwrap(),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        interest_owed: zero,
        owed_since: None,
        times_rescheduled: None,
        minute: minute(),
    };
    let short = |member: &str, dong| ShortageCarriedIn {
        member: member.parse().unwrap(),
        amount: amount(dong),
        minute: minute(),
    };
    // One carries in half of the loans, the other the rest: put together they are complete.
    let begun = story.clone().then(funds(100_000, 700_000));
    let (a, b) = (Phone::of(&begun).then(loan("L1", "M1")), Phone::of(&begun).then(loan("L2", "M2")));
    let merge = merged(&a, &b);
    assert_eq!(outcomes(&merge), ["P-1: replayed P-1-B"]);
    assert_eq!(merge.books().ledger().carried_in(), Balance::ZERO);
    // Both carried in the same balances: they are booked once. Other balances of the same subject: people decide.
    let whole = |phone: Phone, cash| phone.then(funds(cash, cash + 300_000)).then(loan("L1", "M1"));
    let a = whole(Phone::of(&story).then(join("M3")), 100_000);
    assert_eq!(outcomes(&merged(&a, &whole(Phone::of(&story), 100_000))), ["P-1: there P-2", "P-2: there P-3"]);
    let late = whole(Phone::of(&story).on("2024-03-14"), 100_000);
    assert_eq!(merged(&a, &late).refused().count(), 2, "a balance of another day is another balance");
    let b = whole(Phone::of(&story), 200_000);
    assert_eq!(outcomes(&merged(&a, &b)), [format!("P-1: {OTHER_BOOKS}"), "P-2: there P-3".into()]);
    let held = |phone: Phone, dong| phone.then(funds(100_000, 100_000 + dong)).then(short("M1", dong));
    let (a, b) = (held(Phone::of(&story), 5_000), held(Phone::of(&story), 6_000));
    assert_eq!(outcomes(&merged(&a, &b)), ["P-1", "P-2"].map(|number| format!("{number}: {OTHER_BOOKS}")));
    // The balances of the paper books may contain records that the base booked since.
    let a = Phone::of(&story).then(gift(50_000, ClubFund::Operating));
    let b = whole(Phone::of(&story), 100_000).then(repay("L1", 50_000, 0));
    let refused = merged(&a, &b);
    assert_eq!(refused.books(), a.books());
    assert_eq!(refused.refused().count(), 3, "{refused}");
    // A name that the base gave to another loan excludes the whole carrying-in: half of it would block all other records of the books.
    let a = Phone::of(&story).then(ask("L1", "M2", 100_000));
    let b = whole(Phone::of(&story).then(join("M4")), 100_000).then(gift(1, ClubFund::Operating));
    let merge = merged(&a, &b);
    assert_eq!(
        outcomes(&merge),
        [
            "P-1: replayed P-1-B",
            "P-2: it rests on document P-3, which is refused",
            "P-3: loan-exists",
            "P-4: replayed P-4"
        ]
    );
    assert_eq!(merge.books().ledger().carried_in(), Balance::ZERO);
    // The other phone corrects a balance, after the base has begun to book: its reversal is not booked without the new balance.
    let carried = story.clone().then(funds(100_000, 400_000)).then(loan("L1", "M1"));
    let a = Phone::of(&carried).then(gift(50_000, ClubFund::Operating));
    let b =
        Phone::of(&carried).then(reverse(carried.books.records().last().unwrap().id.as_str())).then(loan("L2", "M2"));
    let merge = merged(&a, &b);
    assert_eq!(
        outcomes(&merge),
        ["P-1: it rests on document P-2, which is refused".into(), format!("P-2: {OTHER_BOOKS}")]
    );
    assert_eq!(merge.books(), a.books());
    // The other phone reverses a balance that the base has completed.
    let a = Phone::of(&story).then(funds(100_000, 400_000)).then(loan("L1", "M1"));
    let b = Phone::of(&story).then(funds(100_000, 400_000)).then(reverse("P-1"));
    let merge = merged(&a, &b);
    assert_eq!(outcomes(&merge), [format!("P-2: {OTHER_BOOKS}")]);
    assert_eq!(merge.books(), a.books());
}

/// Three phones: each record of the second and the third is in the books of the first once, whichever were merged before.
#[test]
fn three_phones_are_merged_in_any_order() {
    let story = Story::lent();
    let phone = |dong| Phone::of(&story).then(gift(dong, ClubFund::Operating)).then(gift(dong, ClubFund::IncomeGrowth));
    let (a, b, c) = (phone(1), phone(20), phone(300));
    let merge = |base: &Books, other: &Books, name: &str| {
        let merge = Parting::of(base, other).unwrap().merge(&MergeOptions::new(id(name)));
        assert!(merge.is_complete(), "{merge}");
        merge.into_books()
    };
    let b_and_c = merge(b.books(), c.books(), "C");
    let all = merge(&merge(a.books(), &b_and_c, "BC"), c.books(), "C");
    let c_and_all = merge(c.books(), &all, "A");
    let again = merge(&merge(&all, b.books(), "B"), &c_and_all, "C");
    assert_eq!(again, all);
    for books in [&all, &c_and_all] {
        let funds = [Fund::Operating, Fund::IncomeGrowth].map(|fund| books.ledger().fund(fund));
        assert_eq!(funds, [Balance::new(321); 2]);
    }
}

/// The same document on two phones is booked once in the books of a third, although it has another number there.
#[test]
fn a_paper_that_two_phones_have_is_booked_once_on_a_third() {
    let story = Story::lent();
    let a = Phone::of(&story).on("2024-03-20").then(gift(1, ClubFund::Operating));
    let b = Phone::of(&story).then(gift(70_000, ClubFund::Operating)).then(repay("L1", 100_000, 0));
    let c = b.clone().then(gift(2, ClubFund::Operating));
    let ab = merged(&a, &b).into_books();
    let merge = Parting::of(&ab, c.books()).unwrap().merge(&MergeOptions::new(id("C")));
    assert_eq!(outcomes(&merge), ["P-1: there P-1-B", "P-2: there P-2", "P-3: replayed P-3"]);
    // One that differs in its day or its note is left to people.
    let paper = |number, dong| Voucher::new(id(number), story.today, gift(dong, ClubFund::Operating));
    let c = Phone::of(&story).book(paper("P-1", 70_000).with_note(text("đã kiểm")));
    let c = c.on("2024-03-14").book(Voucher::new(id("P-2"), day("2024-03-14"), repay("L1", 100_000, 0)));
    let merge = Parting::of(&ab, c.books()).unwrap().merge(&MergeOptions::new(id("C")));
    assert_eq!(
        outcomes(&merge),
        [
            "P-1: the base has document P-1-B with the same event and another note",
            "P-2: the base has document P-2 with the same event and another date"
        ]
    );
}
