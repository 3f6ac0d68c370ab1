//! The laws of every reconciliation, and a test that it finds exactly the differences made between the books and the bank.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use revolving_fund::reconcile::bank::{
    BankReconciliation, BankStatement, BookItem, Match, MatchedBy, OpenItem, Scope, StatementLine, StatementOptions,
    Suspicion,
};
use revolving_fund::testing::{History, Mix, histories, histories_under};
use revolving_fund::*;

use crate::support::{Story, amount, day, gift, shipped};

/// Returns the number of histories of each property: `LAWS_CASES`, or 128 without it.
fn cases() -> u32 {
    std::env::var("LAWS_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(128)
}

/// A row of a statement before its balance is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    date: NaiveDate,
    text: String,
    amount: i128,
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date + Days::new(days)
}

/// Prints a statement of these rows as a bank does, day by day, the oldest first or the newest first.
fn printed(mut rows: Vec<Row>, is_newest_first: bool) -> BankStatement {
    rows.sort_by_key(|row| row.date);
    let mut balance = 0;
    let mut lines: Vec<String> = Vec::new();
    for row in rows {
        balance += row.amount;
        lines.push(format!("{},,{},{},{balance}\n", row.date, row.text, row.amount));
    }
    if is_newest_first {
        lines.reverse();
    }
    let csv = "date,reference,description,amount,balance\n".to_owned() + &lines.concat();
    BankStatement::read(csv.as_bytes(), &StatementOptions::default()).unwrap()
}

/// Lists the bank movements of the books: document, day and amount in đồng.
fn bank_items(books: &Books) -> Vec<(DocumentNumber, NaiveDate, i128)> {
    let effect = |record: &Record| -> i128 {
        let sides = record.entry.transfers().iter().flat_map(|transfer| {
            let amount = i128::from(transfer.amount.dong());
            [(&transfer.debit, amount), (&transfer.credit, -amount)]
        });
        sides.filter(|(account, _)| **account == Account::Bank).map(|(_, amount)| amount).sum()
    };
    let items = books.records().map(|record| (record.id.clone(), record.date, effect(record)));
    items.filter(|(_, _, amount)| *amount != 0).collect()
}

/// Returns a period that contains all days of histories, and the statement lines after them.
fn ever() -> Period {
    Period { from: day("1900-01-01"), through: NaiveDate::MAX.pred_opt().unwrap() }
}

/// Lists all items of both sides that a reconciliation contains, sorted; an item that it contains twice is listed twice.
fn accounted(reconciliation: &BankReconciliation) -> (Vec<BookItem>, Vec<StatementLine>) {
    let BankReconciliation {
        matches, proposals, reversals, bank_reversals, suspects, books_only, statement_only, ..
    } = reconciliation;
    let pairings = matches.iter().map(|matched| &matched.pairing).chain(proposals.iter().map(|it| &it.pairing));
    let mut books: Vec<BookItem> = pairings.clone().flat_map(|pairing| pairing.books.clone()).collect();
    books.extend(reversals.iter().flat_map(|pair| [pair.record.clone(), pair.reversal.clone()]));
    books.extend(suspects.iter().map(|suspect| suspect.book.clone()));
    books.extend(books_only.clone());
    let mut lines: Vec<StatementLine> = pairings.flat_map(|pairing| pairing.statement.clone()).collect();
    lines.extend(bank_reversals.iter().flat_map(|pair| [pair.line.clone(), pair.reversal.clone()]));
    lines.extend(suspects.iter().map(|suspect| suspect.statement.clone()));
    lines.extend(statement_only.clone());
    books.sort();
    lines.sort();
    (books, lines)
}

/// Checks the laws of every reconciliation of books from their first day with a whole statement.
fn laws(
    books: &Books,
    statement: &BankStatement,
    reconciliation: &BankReconciliation,
    carried: &[OpenItem],
) -> Result<(), TestCaseError> {
    let proof = &reconciliation.proof;
    prop_assert!(proof.holds() || statement.lines().is_empty(), "{reconciliation}");
    prop_assert_eq!(proof.expected_by_bank(), proof.bank.map(|bank| bank.closing));
    prop_assert_eq!(proof.expected_by_books(), proof.bank.map(|_| proof.books.closing));
    prop_assert_eq!(proof.books.opening + proof.books.movements, proof.books.closing);

    let inside = |date: NaiveDate| reconciliation.period.contains(date);
    let (in_books, on_statement) = accounted(reconciliation);
    let mut ids: Vec<String> = in_books.iter().map(|item| item.id.to_string()).collect();
    let mut lines: Vec<u64> = on_statement.iter().map(|line| line.line).collect();
    let mut given: Vec<String> =
        bank_items(books).into_iter().filter(|(_, date, _)| inside(*date)).map(|(id, ..)| id.to_string()).collect();
    let moves = statement.lines().iter().filter(|line| inside(line.date) && line.amount != Balance::ZERO);
    let mut printed: Vec<u64> = moves.map(|line| line.line).collect();
    for item in carried {
        match item {
            OpenItem::Books(item) => given.push(item.id.to_string()),
            OpenItem::Statement(line) => printed.push(line.line),
        }
    }
    for sorted in [&mut ids, &mut given] {
        sorted.sort();
    }
    for sorted in [&mut lines, &mut printed] {
        sorted.sort_unstable();
    }
    prop_assert_eq!(ids, given, "every item of the books stands once");
    prop_assert_eq!(lines, printed, "every line of the statement stands once");

    let proposed = reconciliation.proposals.iter().map(|proposal| &proposal.pairing);
    for pairing in reconciliation.matches.iter().map(|matched| &matched.pairing).chain(proposed) {
        prop_assert_eq!(pairing.difference(), Balance::ZERO);
    }
    for pair in &reconciliation.reversals {
        prop_assert_eq!(pair.record.amount + pair.reversal.amount, Balance::ZERO);
    }
    // No two open items of the same amount are left, because they would at least be suspects.
    let open: BTreeSet<Balance> = reconciliation.books_only.iter().map(|item| item.amount).collect();
    prop_assert!(!reconciliation.statement_only.iter().any(|line| open.contains(&line.amount)), "{reconciliation}");
    Ok(())
}

/// Formats the reconciliation without the numbers of lines, which are those of the file.
fn without_line_numbers(reconciliation: &BankReconciliation) -> String {
    let mut without = reconciliation.clone();
    without.passed_over = Vec::new();
    let text = format!("{without:?}");
    let mut parts = text.split("line: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Returns whether the rows alone show the opening balance and the direction in which they are printed. Then the sum of some day is not
/// zero, and not every row reverses the one before it on the same day, which reads the same from both ends.
fn tells_its_opening(rows: &[Row]) -> bool {
    let moved: Vec<&Row> = rows.iter().filter(|row| row.amount != 0).collect();
    let is_taken_back = |pair: &[&Row]| pair[0].date == pair[1].date && pair[0].amount == -pair[1].amount;
    if moved.len() > 1 && moved.windows(2).all(is_taken_back) {
        return false;
    }
    let mut days: BTreeMap<NaiveDate, i128> = BTreeMap::new();
    for row in rows {
        *days.entry(row.date).or_default() += row.amount;
    }
    days.values().any(|sum| *sum != 0)
}

/// Returns whether a statement can contain these rows: no day is after 2999, and no sum in it has more than fifteen digits.
fn is_bearable(rows: &[Row]) -> bool {
    let most = i128::from(Money::MAX.dong());
    // A delay may go past the last day that books and statements have.
    rows.iter().all(|row| row.date <= day("2999-12-31"))
        && rows.iter().map(|row| row.amount.abs()).sum::<i128>() <= most
}

/// A mistake that a careless bank may make in a movement.
#[derive(Clone, Debug)]
enum Slip {
    Name,
    Delay(u64),
    Drop,
    Double,
    Add(i128),
    Change(i128),
    Halve,
    Merge,
}

fn slips() -> impl Strategy<Value = Slip> {
    prop_oneof![
        3 => Just(Slip::Name),
        3 => (0..20_u64).prop_map(Slip::Delay),
        1 => Just(Slip::Drop),
        1 => Just(Slip::Double),
        1 => (-5_000_000..5_000_000_i128).prop_map(Slip::Add),
        1 => (-99_999..99_999_i128).prop_map(Slip::Change),
        1 => Just(Slip::Halve),
        1 => Just(Slip::Merge),
    ]
}

/// Makes a statement of the books with mistakes, one for each movement in turn.
fn slipped(books: &Books, slips: &[Slip]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for ((id, date, amount), slip) in bank_items(books).into_iter().zip(slips.iter().cycle()) {
        let row = Row { date, text: "x".into(), amount };
        match slip {
            Slip::Name => rows.push(Row { text: format!("theo {id}"), ..row }),
            Slip::Delay(days) => rows.push(Row { date: later(date, *days), ..row }),
            Slip::Drop => {}
            Slip::Double => rows.extend([row.clone(), row]),
            Slip::Add(extra) => rows.extend([row.clone(), Row { amount: *extra, ..row }]),
            Slip::Change(by) => rows.push(Row { amount: amount + by, ..row }),
            Slip::Halve => {
                let half = amount / 2;
                rows.extend([Row { amount: half, ..row.clone() }, Row { amount: amount - half, ..row }]);
            }
            Slip::Merge => match rows.pop() {
                Some(last) => rows.push(Row { amount: last.amount + amount, ..row }),
                None => rows.push(row),
            },
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn whatever_the_bank_does_every_item_is_accounted_for_once_and_the_balances_are_proved(
        history in histories(0..60, &Mix::default()),
        slips in vec(slips(), 1..12),
        window in 0..30_u8,
        is_newest_first in any::<bool>(),
    ) {
        let books = history.books();
        let rows = slipped(books, &slips);
        prop_assume!(is_bearable(&rows));
        let scope = Scope::of(ever()).within(window);
        let statement = printed(rows.clone(), false);
        let reconciliation = BankReconciliation::of(books, &statement, scope);
        laws(books, &statement, &reconciliation, &[])?;

        let moves = rows.iter().filter(|row| row.amount != 0).count();
        let (_, lines) = accounted(&reconciliation);
        prop_assert_eq!(lines.len(), moves);
        if tells_its_opening(&rows) {
            let shuffled = printed(rows, is_newest_first);
            prop_assert!(shuffled.is_whole());
            let again = BankReconciliation::of(books, &shuffled, scope);
            prop_assert_eq!(without_line_numbers(&again), without_line_numbers(&reconciliation));
        }
    }

    #[test]
    fn period_after_period_what_is_open_is_handed_on_and_proved(
        history in histories(1..60, &Mix::default()),
        slips in vec(slips(), 1..12),
        cuts in vec(any::<Index>(), 0..4),
    ) {
        let books = history.books();
        let rows = slipped(books, &slips);
        prop_assume!(is_bearable(&rows));
        let statement = printed(rows, false);
        let days: Vec<NaiveDate> = books.records().map(|record| record.date).collect();
        prop_assume!(!days.is_empty());
        let ends: BTreeSet<NaiveDate> = cuts.iter().map(|cut| days[cut.index(days.len())]).chain([ever().through]).collect();
        let (mut from, mut carried) = (ever().from, Vec::new());
        for through in ends {
            let scope = Scope::of(Period { from, through });
            let reconciliation = BankReconciliation::of(books, &statement, scope.carrying(&carried));
            laws(books, &statement, &reconciliation, &carried)?;
            carried = reconciliation.open_items();
            from = later(through, 1);
        }
    }

    #[test]
    fn equals_whose_lines_could_be_exchanged_are_one_group(
        booked in vec((0..3_u64, 1..3_u64, any::<bool>()), 0..14),
        printed_rows in vec((0..9_u64, -2..3_i128), 0..14),
        window in 0..7_u8,
        is_newest_first in any::<bool>(),
    ) {
        let mut story = Story::of(Charter::bac_ninh());
        for (days, size, is_receipt) in booked {
            story.today = later(story.today, days);
            let amount = amount(size * 100_000);
            if is_receipt {
                story = story.then(gift(amount.dong(), ClubFund::Operating));
            } else if let Err(refusal) = story.try_then(event::CashWithdrawn { amount }) {
                // A withdrawal that exceeds the balance is not in the books.
                assert_eq!(refusal.code(), "overdraft");
            }
        }
        let first = day("2024-03-13");
        let rows = printed_rows.iter().enumerate().map(|(place, (days, size))| Row {
            date: later(first, *days),
            text: format!("x{}", place * 5 % 14),
            amount: size * 100_000,
        });
        let rows: Vec<Row> = rows.collect();
        let scope = Scope::of(ever()).within(window);
        let statement = printed(rows.clone(), false);
        let reconciliation = BankReconciliation::of(&story.books, &statement, scope);
        laws(&story.books, &statement, &reconciliation, &[])?;
        if tells_its_opening(&rows) {
            let again = BankReconciliation::of(&story.books, &printed(rows, is_newest_first), scope);
            prop_assert_eq!(without_line_numbers(&again), without_line_numbers(&reconciliation));
        }

        let apart = |book: &BookItem, line: &StatementLine| {
            line.date.signed_duration_since(book.date).num_days().unsigned_abs()
        };
        let by_date = |matched: &&Match| matched.by == MatchedBy::AmountAndDate;
        let pairs: Vec<(&Match, &BookItem, &StatementLine)> = reconciliation
            .matches
            .iter()
            .filter(by_date)
            .map(|matched| (matched, &matched.pairing.books[0], &matched.pairing.statement[0]))
            .collect();
        // Pairs whose lines could be exchanged are in one group, and a group has one amount.
        let group_of = |book: &BookItem| {
            reconciliation.ambiguities.iter().position(|group| group.books.contains(book))
        };
        for (_, one, its) in &pairs {
            for (_, other, others) in pairs.iter().filter(|(_, other, _)| other > one) {
                if one.amount == other.amount && (one.date == other.date || its.date == others.date) {
                    prop_assert!(group_of(one).is_some() && group_of(one) == group_of(other), "{reconciliation}");
                }
            }
        }
        for group in &reconciliation.ambiguities {
            let amounts = group.books.iter().map(|book| book.amount);
            let amounts: BTreeSet<Balance> = amounts.chain(group.statement.iter().map(|line| line.amount)).collect();
            prop_assert_eq!(amounts.len(), 1);
            prop_assert!(group.books.len() + group.statement.len() > 2);
        }
        // No items of the same amount within the window are left on both sides.
        for suspect in reconciliation.suspects.iter().filter(|suspect| suspect.why == Suspicion::DateFar) {
            prop_assert!(apart(&suspect.book, &suspect.statement) > window.into());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4 * cases()))]

    #[test]
    fn a_damaged_statement_is_read_or_refused_and_what_is_read_is_accounted_for(
        damage in vec((any::<Index>(), any::<Index>(), "[0-9.,;\"/\n-]{0,3}|\\PC{1,3}|\u{0}"), 0..12),
        bytes in vec((any::<Index>(), any::<u8>()), 0..2),
    ) {
        static BOOKS: LazyLock<Books> =
            LazyLock::new(|| Books::open(shipped("books/closing.jsonl").as_slice()).unwrap());
        let books: &Books = &BOOKS;
        let mut file = shipped("bank/closing.csv");
        for (at, end, put) in damage {
            let at = at.index(file.len());
            let end = at + end.index(8).min(file.len() - at);
            file.splice(at..end, put.into_bytes());
        }
        for (at, byte) in bytes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let Ok(statement) = BankStatement::read(file.as_slice(), &StatementOptions::default()) else { return Ok(()) };
        let reconciliation = BankReconciliation::of(books, &statement, Scope::of(ever()));
        let unexplained = reconciliation.proof.unexplained.map(|it| it.at_opening + it.in_statement);
        prop_assert_eq!(unexplained, reconciliation.proof.difference);
        let (in_books, lines) = accounted(&reconciliation);
        prop_assert_eq!(in_books.len(), bank_items(books).len());
        prop_assert_eq!(lines.len(), statement.lines().iter().filter(|line| line.amount != Balance::ZERO).count());
    }
}

/// The treatment of a movement by the bank in the exact test.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// A row with the document number.
    Named,
    /// A row without the number, so many days later.
    Late(u64),
    /// No row.
    Dropped,
    /// A row with two digits exchanged.
    Transposed,
    /// One row together with the next movement.
    Merged,
    /// Two rows; the first has so many thousandths.
    Split(i128),
    /// The unchanged row, and another amount beside it.
    Beside(i128),
}

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        Just(Fate::Named),
        (0..=5_u64).prop_map(Fate::Late),
        (6..90_u64).prop_map(Fate::Late),
        Just(Fate::Dropped),
        Just(Fate::Transposed),
        Just(Fate::Merged),
        (1..1_000_i128).prop_map(Fate::Split),
        (1..9_999_999_i128).prop_map(Fate::Beside),
    ]
}

/// Amounts of which no two sums are equal and no two have the same digits, so that the change made to each can be recognised.
#[derive(Clone)]
struct Distinct {
    sums: HashSet<i128>,
    digits: HashSet<Vec<u8>>,
    amounts: Vec<i128>,
}

/// The largest number of independent amounts; with more there would be too many sums to look at.
const MOST_ATOMS: u32 = 10;

impl Distinct {
    fn new() -> Self {
        Self { sums: HashSet::from([0]), digits: HashSet::new(), amounts: Vec::new() }
    }

    /// Adds amounts that are independent of each other and of all earlier ones, and others derived from them: all or none. Returns whether
    /// they were added.
    fn take(&mut self, atoms: &[i128], derived: &[i128]) -> bool {
        let mut with = self.clone();
        let is_new = atoms.iter().all(|atom| {
            let sums: Vec<i128> = with.sums.iter().map(|sum| sum + atom.abs()).collect();
            *atom != 0 && sums.into_iter().all(|sum| with.sums.insert(sum))
        });
        let sorted = |amount: &i128| {
            let mut digits = amount.abs().to_string().into_bytes();
            digits.sort_unstable();
            digits
        };
        let is_legible = atoms.iter().chain(derived).all(|amount| with.digits.insert(sorted(amount)));
        // No two differ by so little that one could be the other less a charge.
        let all: Vec<i128> = self.amounts.iter().chain(atoms).chain(derived).copied().collect();
        let is_near =
            |one: &i128, other: &i128| one != other && 100 * (one - other).abs() <= one.abs().max(other.abs());
        if all.iter().any(|one| all.iter().any(|other| is_near(one, other))) {
            return false;
        }
        with.amounts = all;
        if is_new && is_legible && with.sums.len() <= 1 << MOST_ATOMS {
            *self = with;
            return true;
        }
        false
    }
}

/// Returns the amount with its first two different digits exchanged, without a zero as the first digit; `None` if there are no such digits.
fn transposed(amount: i128) -> Option<i128> {
    let mut digits = amount.abs().to_string().into_bytes();
    let places = 0..digits.len();
    let pair = places.clone().flat_map(|one| places.clone().skip(one + 1).map(move |other| (one, other)));
    let (one, other) =
        pair.into_iter().find(|(one, other)| digits[*one] != digits[*other] && (*one > 0 || digits[*other] != b'0'))?;
    digits.swap(one, other);
    let exchanged: i128 = String::from_utf8(digits).unwrap().parse().unwrap();
    Some(exchanged * amount.signum())
}

/// Makes a statement with known disturbances, and the expected results, one line each, sorted.
fn disturbed(books: &Books, fates: &[Fate]) -> (Vec<Row>, Vec<String>) {
    let mut distinct = Distinct::new();
    let (mut rows, mut expected) = (Vec::new(), Vec::new());
    let mut items = bank_items(books).into_iter().peekable();
    let mut fates = fates.iter().cycle();
    while let Some((id, date, amount)) = items.next() {
        let row = Row { date, text: "x".into(), amount };
        let fate = *fates.next().unwrap();
        let done = match fate {
            Fate::Named => false,
            Fate::Late(days) => {
                distinct.take(&[amount], &[]) && {
                    let how = if days <= 5 { "by amount and date" } else { "same amount" };
                    rows.push(Row { date: later(date, days), ..row.clone() });
                    expected.push(format!("{how}: {id}"));
                    true
                }
            }
            Fate::Dropped => {
                distinct.take(&[amount], &[]) && {
                    expected.push(format!("in the books only: {id}"));
                    true
                }
            }
            Fate::Transposed => transposed(amount).is_some_and(|exchanged| {
                // The digits are those of the amount; nevertheless the sums must differ.
                let mut with = distinct.clone();
                let is_new = with.take(&[amount], &[])
                    && with.sums.iter().all(|sum| !with.sums.contains(&(sum + exchanged.abs())));
                if is_new {
                    with.sums.extend(with.sums.clone().iter().map(|sum| sum + exchanged.abs()));
                    distinct = with;
                    rows.push(Row { amount: exchanged, ..row.clone() });
                    expected.push(format!("digits exchanged, {}: {id}", exchanged - amount));
                }
                is_new
            }),
            Fate::Merged => match items.peek() {
                Some((next, then, more))
                    if more.signum() == amount.signum()
                        && *then <= later(date, 5)
                        && distinct.take(&[amount, *more], &[amount + more]) =>
                {
                    rows.push(Row { date: *then, text: "x".into(), amount: amount + more });
                    expected.push(format!("several: {id}+{next} = {}", amount + more));
                    items.next();
                    true
                }
                _ => false,
            },
            Fate::Split(thousandths) => {
                let part = amount * thousandths / 1_000;
                part != 0 && distinct.take(&[part, amount - part], &[amount]) && {
                    rows.push(Row { amount: part, ..row.clone() });
                    rows.push(Row { date: later(date, 1), amount: amount - part, ..row.clone() });
                    let mut parts = [(date, part), (later(date, 1), amount - part)];
                    parts.sort_unstable();
                    expected.push(format!("several: {id} = {}+{}", parts[0].1, parts[1].1));
                    true
                }
            }
            Fate::Beside(extra) => {
                distinct.take(&[extra], &[]) && {
                    rows.push(Row { text: "phi".into(), amount: extra, ..row.clone() });
                    expected.push(format!("in the statement only: {extra}"));
                    false
                }
            }
        };
        if !done {
            rows.push(Row { text: format!("ct {id};"), ..row });
            expected.push(format!("by document: {id}"));
        }
    }
    expected.sort();
    (rows, expected)
}

/// Lists the results of a reconciliation in the form of the expected ones of [`disturbed`].
fn found(reconciliation: &BankReconciliation) -> Vec<String> {
    let BankReconciliation { matches, proposals, reversals, suspects, books_only, statement_only, .. } = reconciliation;
    let mut found = Vec::new();
    let proposed = proposals.iter().map(|proposal| (&proposal.pairing, None));
    for (pairing, by) in matches.iter().map(|matched| (&matched.pairing, Some(matched.by))).chain(proposed) {
        let ids: Vec<&str> = pairing.books.iter().map(|item| item.id.as_str()).collect();
        let amounts: Vec<String> = pairing.statement.iter().map(|line| line.amount.dong().to_string()).collect();
        let (ids, amounts) = (ids.join("+"), amounts.join("+"));
        found.push(match by {
            Some(MatchedBy::Document) => format!("by document: {ids}"),
            Some(MatchedBy::AmountAndDate) => format!("by amount and date: {ids}"),
            Some(MatchedBy::CarriedForward) => format!("carried forward: {ids}"),
            Some(MatchedBy::SameDay) | None => format!("several: {ids} = {amounts}"),
        });
    }
    found.extend(proposals.iter().filter(|it| it.others > 0).map(|_| "another sum".to_owned()));
    found.extend(reconciliation.ambiguities.iter().map(|_| "ambiguous".to_owned()));
    found.extend(reversals.iter().map(|pair| format!("taken back: {}", pair.record.id)));
    found.extend(suspects.iter().map(|suspect| match suspect.why {
        Suspicion::DateFar => format!("same amount: {}", suspect.book.id),
        Suspicion::DigitsExchanged => format!("digits exchanged, {}: {}", suspect.difference.dong(), suspect.book.id),
        why => format!("{why:?}: {}", suspect.book.id),
    }));
    found.extend(books_only.iter().map(|item| format!("in the books only: {}", item.id)));
    found.extend(statement_only.iter().map(|line| format!("in the statement only: {}", line.amount.dong())));
    found.sort();
    found
}

/// Makes histories in which the bank account moves often, and no record is reversed.
fn busy_accounts() -> impl Strategy<Value = History> {
    let mix = Mix::only(&[
        EventKind::DonationReceived,
        EventKind::OtherIncomeReceived,
        EventKind::BorrowingReceived,
        EventKind::CashDeposited,
        EventKind::CashWithdrawn,
        EventKind::OperatingSpent,
        EventKind::BorrowingRepaid,
    ]);
    histories_under(&Charter::bac_ninh(), 4..40, &mix)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn exactly_what_was_disturbed_is_found(
        history in busy_accounts(),
        fates in vec(fates(), 1..20),
        is_newest_first in any::<bool>(),
    ) {
        let (rows, expected) = disturbed(history.books(), &fates);
        prop_assume!(tells_its_opening(&rows) && is_bearable(&rows));
        let statement = printed(rows, is_newest_first);
        prop_assert!(statement.is_whole());
        let reconciliation = BankReconciliation::of(history.books(), &statement, Scope::of(ever()));
        prop_assert_eq!(found(&reconciliation), expected);
        laws(history.books(), &statement, &reconciliation, &[])?;
        prop_assert!(reconciliation.limits.is_empty());
    }
}

#[test]
fn every_disturbance_is_reached() {
    let mut runner = TestRunner::deterministic();
    let strategy = (busy_accounts(), vec(fates(), 1..20));
    let mut reached = BTreeSet::new();
    for _ in 0..64 {
        let (history, fates) = strategy.new_tree(&mut runner).unwrap().current();
        for told in disturbed(history.books(), &fates).1 {
            let kind = told.split([':', ',']).next().unwrap();
            let side = if told.contains('+') { told.split(" = ").position(|side| side.contains('+')) } else { None };
            reached.insert((kind.to_owned(), side));
        }
    }
    let kinds: Vec<_> = reached.iter().map(|(kind, side)| (kind.as_str(), *side)).collect();
    assert_eq!(
        kinds,
        [
            ("by amount and date", None),
            ("by document", None),
            ("digits exchanged", None),
            ("in the books only", None),
            ("in the statement only", None),
            ("same amount", None),
            ("several", Some(0)),
            ("several", Some(1)),
        ]
    );
}
