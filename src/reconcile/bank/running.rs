//! The running balance of a statement: in which order its rows follow one another, and where none does.

use std::collections::BTreeMap;

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

/// Puts rows in the order in which their balances follow: day by day as they stand in the file, or the last first as some banks print
/// them, or in whatever order of each day; or, where the bank books on other days than it tells, in whatever order at all. Where none
/// follows, in the order of the file that has the fewest breaks.
///
/// What the bank had at the beginning and the end is then the same, however the rows stand in the file; but where every day comes
/// to nothing, the file alone tells from which balance on.
pub(super) fn in_order(
    lines: Vec<StatementLine>,
    unreadable: &[UnreadableRow],
) -> (Vec<StatementLine>, Vec<BalanceBreak>) {
    let reversed: Vec<StatementLine> = lines.iter().rev().cloned().collect();
    let by_day = |lines: &[StatementLine]| {
        let mut by_day = lines.to_vec();
        by_day.sort_by_key(|line| line.date);
        by_day
    };
    let (rising, falling) = (by_day(&lines), by_day(&reversed));
    let orders = [rising, falling, lines, reversed].map(|lines| {
        let breaks = breaks(&lines, unreadable);
        (lines, breaks)
    });
    let [(rising, of_rising), (_, of_falling), ..] = &orders;
    if !of_rising.is_empty() && !of_falling.is_empty() {
        let days = rising.chunk_by(|one, next| one.date == next.date).map(|day| day.iter().collect());
        let at_all = std::iter::once(rising.iter().collect());
        if let Some(threaded) = threaded(days.collect()).or_else(|| threaded(at_all.collect())) {
            return (threaded, Vec::new());
        }
    }
    orders.into_iter().min_by_key(|(_, breaks)| breaks.len()).unwrap_or_default()
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

/// The rows, those of each part together, in an order in which every balance follows, if there is one.
fn threaded(parts: Vec<Vec<&StatementLine>>) -> Option<Vec<StatementLine>> {
    let first = parts.first().and_then(|part| part.first()).map(|line| line.before());
    let mut balance = parts.iter().find_map(|part| start(part)).or(first)?;
    let mut order = Vec::new();
    for part in parts {
        let part = thread(part, balance)?;
        balance = part.last().map_or(balance, |line| line.balance);
        order.extend(part.into_iter().cloned());
    }
    Some(order)
}

/// The balance before some rows, seen from them alone: that which more rows start from than end at. `None` where they come to nothing.
fn start(lines: &[&StatementLine]) -> Option<Balance> {
    let mut starts: BTreeMap<Balance, Balance> = BTreeMap::new();
    for line in lines {
        *starts.entry(line.before()).or_default() += Balance::new(1);
        *starts.entry(line.balance).or_default() -= Balance::new(1);
    }
    starts.into_iter().find(|(_, more)| more.is_positive()).map(|(balance, _)| balance)
}

/// A path through all rows from `balance` on, each row a way from the balance before it to that after it (Hierholzer).
fn thread(mut lines: Vec<&StatementLine>, balance: Balance) -> Option<Vec<&StatementLine>> {
    let rows = lines.len();
    lines.sort_by(|one, other| other.cmp(one));
    let mut ways: BTreeMap<Balance, Vec<&StatementLine>> = BTreeMap::new();
    for line in lines {
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
