//! The running balance of a statement: the order of its rows by their balances, and the rows whose balance does not follow.

use std::ops::Range;

use serde::Serialize;

use super::line::StatementLine;
use crate::money::Balance;

/// A row whose balance does not follow from the balance before it and its own amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BalanceBreak {
    /// The line of the file on which the row begins, counted from 1.
    pub line: u64,
    /// The balance that would follow, in đồng.
    pub expected: Balance,
    /// The balance that is printed, in đồng.
    pub found: Balance,
}

/// Puts rows in the order of the account, the oldest first, and finds the balances that do not follow.
///
/// Banks print forward or backward, and people sort by day. Four orders are tried: that of the file, its reverse, and each of the two
/// sorted by day. The one with the fewest breaks is taken. Among equally good ones, that of the file comes first, or its reverse if the day
/// falls more often than it rises in the file. `refused` are the lines of refused rows, sorted.
pub(super) fn in_order(
    lines: Vec<StatementLine>,
    refused: &[u64],
    opening: Option<Balance>,
) -> (Vec<StatementLine>, Vec<BalanceBreak>) {
    let next = || lines.iter().zip(lines.iter().skip(1));
    let rises = next().filter(|(one, next)| one.date < next.date).count();
    let falls = next().filter(|(one, next)| one.date > next.date).count();
    let reversed: Vec<StatementLine> = lines.iter().rev().cloned().collect();
    let by_day = |lines: &[StatementLine]| {
        let mut by_day = lines.to_vec();
        by_day.sort_by_key(|line| line.date);
        by_day
    };
    let (rising, falling) = (by_day(&lines), by_day(&reversed));
    let orders = if falls > rises { [reversed, falling, rising, lines] } else { [lines, rising, falling, reversed] };
    let orders = orders.map(|lines| {
        let breaks = breaks(&lines, refused, opening);
        (lines, breaks)
    });
    let [first, others @ ..] = orders;
    others.into_iter().fold(first, |best, other| if other.1.len() < best.1.len() { other } else { best })
}

/// Returns the rows whose balance does not follow, in the order of `lines`; `refused` are the lines of refused rows, sorted. A row is not
/// compared with the row before it if a refused row is between them in the file, nor with `opening` if any row was refused.
fn breaks(lines: &[StatementLine], refused: &[u64], opening: Option<Balance>) -> Vec<BalanceBreak> {
    let mut known = opening.filter(|_| refused.is_empty());
    let mut last: Option<u64> = None;
    let mut breaks = Vec::new();
    for StatementLine { line, amount, balance, .. } in lines {
        let between = last.map(|last| last.min(*line)..last.max(*line));
        let is_refused = |between: Range<u64>| {
            let first = refused.partition_point(|row| *row < between.start);
            refused.get(first).is_some_and(|row| *row < between.end)
        };
        if between.is_some_and(is_refused) {
            known = None;
        }
        let expected = known.map(|known| known + *amount);
        let differ = expected.zip(*balance).filter(|(expected, found)| expected != found);
        breaks.extend(differ.map(|(expected, found)| BalanceBreak { line: *line, expected, found }));
        known = balance.or(expected);
        last = Some(*line);
    }
    breaks
}
