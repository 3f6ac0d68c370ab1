//! The running balance of a statement: in which order its rows follow one another, and where none does.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::statement::{StatementLine, UnreadableRow};
use crate::money::Balance;

/// A row whose balance does not follow from the row before and its own amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BalanceBreak {
    /// The line of the file on which the row starts, counted from 1.
    pub line: u64,
    /// The balance that would follow.
    pub expected: Balance,
    /// The balance that is printed.
    pub found: Balance,
}

/// Puts rows in the order of their days and, within a day, in the order in which their balances follow: that of the file, the
/// reverse of it (banks print the last first too), or else any. Where none follows, that of the file with the fewest breaks.
///
/// What the bank had at the beginning and the end of a day is then the same, however the rows stood in the file; but where every
/// day of the statement comes to nothing, the file alone tells from which balance on.
pub(super) fn in_order(
    lines: Vec<StatementLine>,
    unreadable: &[UnreadableRow],
) -> (Vec<StatementLine>, Vec<BalanceBreak>) {
    let mut falling: Vec<StatementLine> = lines.iter().rev().cloned().collect();
    let mut rising = lines;
    rising.sort_by_key(|line| line.date);
    falling.sort_by_key(|line| line.date);
    let (rising_breaks, falling_breaks) = (breaks(&rising, unreadable), breaks(&falling, unreadable));
    let (printed, found) =
        if falling_breaks.len() < rising_breaks.len() { (falling, falling_breaks) } else { (rising, rising_breaks) };
    if !found.is_empty()
        && let Some(threaded) = threaded(&printed)
    {
        return (threaded, Vec::new());
    }
    (printed, found)
}

/// Where the balance does not follow. Between two rows with unreadable ones between them nothing can be said.
fn breaks(lines: &[StatementLine], unreadable: &[UnreadableRow]) -> Vec<BalanceBreak> {
    let follows = lines.iter().zip(lines.iter().skip(1)).filter(|(last, next)| {
        let between = last.line.min(next.line)..last.line.max(next.line);
        last.balance != next.before() && !unreadable.iter().any(|row| between.contains(&row.line))
    });
    follows
        .map(|(last, next)| BalanceBreak { line: next.line, expected: last.balance + next.amount, found: next.balance })
        .collect()
}

/// The rows, sorted by day, in an order in which every balance follows, if there is one.
fn threaded(lines: &[StatementLine]) -> Option<Vec<StatementLine>> {
    let mut days: BTreeMap<NaiveDate, Vec<&StatementLine>> = BTreeMap::new();
    for line in lines {
        days.entry(line.date).or_default().push(line);
    }
    let mut balance = days.values().find_map(|day| start(day)).or_else(|| lines.first().map(StatementLine::before))?;
    let mut order = Vec::with_capacity(lines.len());
    for day in days.into_values() {
        let day = thread(day, balance)?;
        balance = day.last().map_or(balance, |line| line.balance);
        order.extend(day.into_iter().cloned());
    }
    Some(order)
}

/// The balance at the beginning of a day, seen from its rows alone: that which more rows start from than end at. `None` where the
/// day comes to nothing.
fn start(day: &[&StatementLine]) -> Option<Balance> {
    let mut starts: BTreeMap<Balance, Balance> = BTreeMap::new();
    for line in day {
        *starts.entry(line.before()).or_default() += Balance::new(1);
        *starts.entry(line.balance).or_default() -= Balance::new(1);
    }
    starts.into_iter().find(|(_, more)| more.is_positive()).map(|(balance, _)| balance)
}

/// A path through all rows of a day from `balance` on, each row a way from the balance before it to that after it (Hierholzer).
fn thread(mut day: Vec<&StatementLine>, balance: Balance) -> Option<Vec<&StatementLine>> {
    let rows = day.len();
    day.sort_by(|one, other| other.cmp(one));
    let mut ways: BTreeMap<Balance, Vec<&StatementLine>> = BTreeMap::new();
    for line in day {
        ways.entry(line.before()).or_default().push(line);
    }
    let (mut walked, mut path): (Vec<&StatementLine>, Vec<&StatementLine>) = (Vec::new(), Vec::new());
    loop {
        let here = walked.last().map_or(balance, |line| line.balance);
        match ways.get_mut(&here).and_then(Vec::pop) {
            Some(way) => walked.push(way),
            None => match walked.pop() {
                Some(line) => path.push(line),
                None => break,
            },
        }
    }
    path.reverse();
    let follows = path.iter().zip(path.iter().skip(1)).all(|(last, next)| last.balance == next.before());
    (path.len() == rows && follows && path.first().is_none_or(|line| line.before() == balance)).then_some(path)
}
