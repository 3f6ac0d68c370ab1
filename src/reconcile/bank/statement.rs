//! The statement (sổ phụ, sao kê): the movements of an account as the bank reports them, read from a file.

use std::collections::BTreeMap;
use std::io::Read;

use chrono::NaiveDate;

use super::layout::{Heading, NoHeading};
use super::line::{RefusedRow, StatementLine};
use super::role::{ColumnRole, StatementOptions};
use super::rows::{self, Reading};
use super::running::{self, BalanceBreak};
use crate::calendar::{Month, Period};
use crate::catalogue::{uncapitalized, vietnamese};
use crate::display::escaped;
use crate::money::Balance;
use crate::reconcile::table::date::DayOrder;
use crate::reconcile::table::number::{self, Grouping, TwoReadings};
use crate::reconcile::table::{Table, TableFile, UnreadableFile, fold};

/// The reason for which a file cannot be read as a statement.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// A file that is no table.
    #[error(transparent)]
    File(#[from] UnreadableFile),
    /// A file in which no row is a heading.
    #[error("no heading found: expected columns for the date, the amount (or debit and credit) and, if there is one, the \
             balance, with headings like {} and {}; name them by hand with --column date=HEADING --column amount=HEADING",
            ColumnRole::Date.headings(), ColumnRole::Amount.headings())]
    NoHeading,
    /// A heading without a column that is needed.
    #[error("line {line}: no column for {} in the heading {}; name it by hand with --column {}=HEADING",
            wanted(missing), listed(found), missing.first().map_or_else(String::new, ToString::to_string))]
    MissingColumns {
        /// The line on which the heading begins, counted from 1.
        line: u64,
        /// The texts of the columns of the heading.
        found: Vec<String>,
        /// The columns that are missing.
        missing: Vec<ColumnRole>,
    },
    /// A heading without a column that the caller names.
    #[error("line {line}: no column \"{}\" for the {role} in the heading {}", escaped(heading), listed(found))]
    NoSuchColumn {
        /// The line on which the heading begins, counted from 1.
        line: u64,
        /// The texts of the columns of the heading.
        found: Vec<String>,
        /// The role for which the caller names a column.
        role: ColumnRole,
        /// The heading named by the caller.
        heading: String,
    },
    /// A role for which the caller names two columns.
    #[error("two columns are named for the {role}, \"{}\" and \"{}\"; name one", escaped(&headings[0]), escaped(&headings[1]))]
    RoleNamedTwice {
        /// The role.
        role: ColumnRole,
        /// The headings named for it, in their order.
        headings: [String; 2],
    },
    /// A column that the caller names for two roles, each of which needs a column of its own.
    #[error("the column \"{}\" is named for the {} and for the {}; each has a column of its own", escaped(heading), roles[0], roles[1])]
    ColumnNamedTwice {
        /// The heading of the column.
        heading: String,
        /// The roles for which it is named, in their order.
        roles: [ColumnRole; 2],
    },
    /// Two columns that may have the same role, and whose cells differ.
    #[error("line {line}: two columns may be the {role}, \"{}\" and \"{}\"; name one by hand with --column {role}=HEADING",
            escaped(&headings[0]), escaped(&headings[1]))]
    TwoColumns {
        /// The line on which the heading begins, counted from 1.
        line: u64,
        /// The role.
        role: ColumnRole,
        /// The headings of the two columns.
        headings: [String; 2],
    },
    /// Two columns with the same heading that may have the same role, and whose cells differ.
    #[error(
        "line {line}: two columns have the heading \"{}\", and either may be the {role}; rename one in the file",
        escaped(heading)
    )]
    SameHeading {
        /// The line on which the heading begins, counted from 1.
        line: u64,
        /// The role.
        role: ColumnRole,
        /// The heading of the first of the two columns.
        heading: String,
    },
    /// An amount in one column, or its direction, and a debit or credit, both named by the caller.
    #[error("columns are named for the {signed} and for the {side}; name the amount, or the debit and the credit")]
    AmountNamedTwice {
        /// The amount or the direction.
        signed: ColumnRole,
        /// The debit or the credit.
        side: ColumnRole,
    },
    /// A column of amounts that can be read in two ways.
    #[error(
        "the column \"{}\" can be read in two ways: in \"{}\" the dots are between thousands, in \"{}\" the commas; \
             decide with --grouping dots or --grouping commas",
        escaped(heading),
        escaped(dots),
        escaped(commas)
    )]
    TwoReadings {
        /// The heading of the column.
        heading: String,
        /// A cell that is written with dots between thousands.
        dots: String,
        /// A cell that is written with commas between thousands.
        commas: String,
    },
}

vietnamese! { StatementError,
    Self::File(error) => "{error}" with [error];
    Self::NoHeading => "không tìm thấy dòng tiêu đề: cần cột ngày, cột số tiền (hoặc ghi nợ và ghi có) và cột số dư nếu có, tên như \
        {} và {}; có thể chỉ rõ bằng --column date=TIÊU_ĐỀ --column amount=TIÊU_ĐỀ",
        ColumnRole::Date.headings_in_vietnamese(), ColumnRole::Amount.headings_in_vietnamese();
    Self::MissingColumns { line, found, missing } => "dòng {line}: thiếu {} trong tiêu đề {}; hãy chỉ rõ bằng --column {}=TIÊU_ĐỀ",
        wanted_in_vietnamese(missing), listed(found), missing.first().map_or_else(String::new, ToString::to_string);
    Self::NoSuchColumn { line, found, role, heading } => "dòng {line}: không có cột \"{}\" ({}) trong tiêu đề {}",
        escaped(heading), uncapitalized(role.title().vietnamese), listed(found);
    Self::RoleNamedTwice { role, headings: [first, second] } => "hai cột được chỉ định là {role}: \"{}\" và \"{}\"; chỉ để một cột",
        escaped(first), escaped(second);
    Self::ColumnNamedTwice { heading, roles: [first, second] } =>
        "cột \"{}\" được chỉ định vừa là {first} vừa là {second}; mỗi loại phải có cột riêng", escaped(heading);
    Self::TwoColumns { line, role, headings: [first, second] } =>
        "dòng {line}: có hai cột đều có thể là cột {}: \"{}\" và \"{}\"; hãy chỉ rõ một cột bằng --column {role}=TIÊU_ĐỀ",
        uncapitalized(role.title().vietnamese), escaped(first), escaped(second);
    Self::SameHeading { line, role, heading } =>
        "dòng {line}: hai cột cùng tên \"{}\" đều có thể là cột {}; hãy đổi tên một cột trong tệp",
        escaped(heading), uncapitalized(role.title().vietnamese);
    Self::AmountNamedTwice { signed, side } => "đã chỉ định cả cột {signed} và cột {side}; chỉ để amount, hoặc debit và credit";
    Self::TwoReadings { heading, dots, commas } =>
        "cột \"{}\" có thể đọc theo hai cách: ở \"{}\" dấu chấm tách hàng nghìn, ở \"{}\" là dấu phẩy; hãy chỉ rõ bằng \
        --grouping dots hoặc --grouping commas", escaped(heading), escaped(dots), escaped(commas);
}

/// The statement of a bank account.
///
/// ```
/// use revolving_fund::reconcile::bank::{BankStatement, StatementOptions};
///
/// let csv = "Ngày giao dịch;Số tham chiếu;Diễn giải;Ghi nợ;Ghi có;Số dư\n\
///            11/03/2024;FT001;Vốn ban đầu PT-0001;;100.000.000;100.000.000\n\
///            13/3/2024;FT002;Rút tiền mặt;4.000.000;;96.000.000\n";
/// let statement = BankStatement::read(csv.as_bytes(), &StatementOptions::default())?;
/// assert_eq!(statement.lines()[1].amount.to_string(), "-4,000,000 đồng");
/// assert!(statement.is_whole());
/// # Ok::<(), revolving_fund::reconcile::bank::StatementError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStatement {
    columns: BTreeMap<ColumnRole, String>,
    lines: Vec<StatementLine>,
    passed_over: Vec<u64>,
    refused: Vec<RefusedRow>,
    breaks: Vec<BalanceBreak>,
    opening: Option<Balance>,
    closing: Option<Balance>,
    month_first: bool,
}

impl BankStatement {
    /// Reads a statement to its end. Its rows may be oldest first or newest first.
    ///
    /// # Errors
    ///
    /// Returns an error if the columns named in `options` contradict each other, if the file is no table, has no heading with the columns
    /// that are needed, or has a column of amounts that can be read in two ways. A row that cannot be read is not an error; it is in
    /// [`BankStatement::refused`].
    pub fn read(source: impl Read, options: &StatementOptions) -> Result<Self, StatementError> {
        check_named(&options.columns)?;
        let file = TableFile::read(source)?;
        let mut best: Option<(Table, Heading)> = None;
        let mut nearest: Option<NoHeading> = None;
        for table in file.tables() {
            match Heading::find(&table, options) {
                Ok(heading) => {
                    let roles = |heading: &Heading| heading.columns.used().len();
                    if best.as_ref().is_none_or(|(_, best)| roles(best) < roles(&heading)) {
                        best = Some((table, heading));
                    }
                }
                Err(Some(near)) if nearest.as_ref().is_none_or(|nearest| nearest.found() < near.found()) => {
                    nearest = Some(near);
                }
                Err(_) => {}
            }
        }
        let Some((table, heading)) = best else {
            let (line, found, missing) = match nearest {
                None => return Err(StatementError::NoHeading),
                Some(NoHeading::TwoColumns { line, role, headings: [first, second] }) => {
                    return Err(if fold(&first) == fold(&second) {
                        StatementError::SameHeading { line, role, heading: first }
                    } else {
                        StatementError::TwoColumns { line, role, headings: [first, second] }
                    });
                }
                Some(NoHeading::Missing { line, names, missing, .. }) => (line, names, missing),
            };
            let by_hand = options.columns.iter().find(|(role, _)| missing.contains(role));
            return Err(match by_hand.cloned() {
                Some((role, heading)) => StatementError::NoSuchColumn { line, found, role, heading },
                None => StatementError::MissingColumns { line, found, missing },
            });
        };
        let heading = rows::with_direction(&table, heading, options.day_order);
        let groupings = groupings(&table, &heading, options)?;
        let statement = Self::of(&table, &heading, &groupings, options.day_order);
        if options.day_order == DayOrder::DayFirst && rows::may_be_month_first(&table, &heading) {
            let other = Self::of(&table, &heading, &groupings, DayOrder::MonthFirst);
            let month_first = other.refused.len() < statement.refused.len()
                || (other.refused.len() == statement.refused.len() && other.is_in_order() && !statement.is_in_order());
            return Ok(Self { month_first, ..statement });
        }
        Ok(statement)
    }

    fn of(table: &Table, heading: &Heading, groupings: &BTreeMap<usize, Grouping>, order: DayOrder) -> Self {
        let Reading { lines, passed_over, refused, opening: stated_opening, closing: stated_closing } =
            rows::read(table, heading, groupings, order);
        let mut refused_lines: Vec<u64> = refused.iter().map(|row| row.line).collect();
        refused_lines.sort_unstable();
        let (lines, breaks) = running::in_order(lines, &refused_lines, stated_opening);
        let mut before = Balance::ZERO;
        let first_known = lines.iter().find_map(|line| {
            before += line.amount;
            line.balance.map(|balance| balance - before)
        });
        let last_known = lines.iter().rev().scan(Balance::ZERO, |after, line| {
            let here = *after;
            *after += line.amount;
            Some(line.balance.map(|balance| balance + here))
        });
        let (opening, closing) = (stated_opening.or(first_known), stated_closing.or(last_known.flatten().next()));
        // One end follows from the other, unless the amount of a refused row is missing.
        let moved: Option<Balance> = refused.is_empty().then(|| lines.iter().map(|line| line.amount).sum());
        Self {
            columns: heading
                .columns
                .used()
                .into_iter()
                .filter_map(|(role, place)| Some((role, heading.names.get(place)?.clone())))
                .collect(),
            lines,
            passed_over,
            refused,
            breaks,
            opening: opening.or_else(|| Some(closing? - moved?)),
            closing: closing.or_else(|| Some(opening? + moved?)),
            month_first: false,
        }
    }

    /// Returns whether the movements are in the order of their days.
    fn is_in_order(&self) -> bool {
        self.lines.is_sorted_by_key(|line| line.date)
    }

    /// Returns the heading of each column that is used, as it is in the file.
    #[must_use]
    pub const fn columns(&self) -> &BTreeMap<ColumnRole, String> {
        &self.columns
    }

    /// Returns the movements, in the order of the account, the oldest first.
    #[must_use]
    pub fn lines(&self) -> &[StatementLine] {
        &self.lines
    }

    /// Returns the lines of the file, counted from 1, on which rows begin that move no money: opening and closing balances, totals,
    /// repeated headings, footers, rows with the amount zero.
    #[must_use]
    pub fn passed_over(&self) -> &[u64] {
        &self.passed_over
    }

    /// Returns the rows that should be movements but cannot be read, in the order of the file.
    #[must_use]
    pub fn refused(&self) -> &[RefusedRow] {
        &self.refused
    }

    /// Returns the rows whose balance does not follow from the row before, in the order of the account.
    #[must_use]
    pub fn breaks(&self) -> &[BalanceBreak] {
        &self.breaks
    }

    /// Returns the balance before the oldest movement, as stated or computed from the others. `None` if the statement has no balances, or
    /// has the closing balance only and a row was refused.
    #[must_use]
    pub const fn opening(&self) -> Option<Balance> {
        self.opening
    }

    /// Returns the balance after the newest movement, as stated or computed from the others. `None` if the statement has no balances, or
    /// has the opening balance only and a row was refused.
    #[must_use]
    pub const fn closing(&self) -> Option<Balance> {
        self.closing
    }

    /// Returns whether dates that were read with the day first seem to have the month first. Read so, fewer rows are refused, or equally
    /// many are refused and the movements are in the order of their days, which they are not with the day first.
    #[must_use]
    pub const fn seems_month_first(&self) -> bool {
        self.month_first
    }

    /// Returns whether every row was read and every balance follows from the one before.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.refused.is_empty() && self.breaks.is_empty()
    }

    /// Returns the whole months from the oldest to the newest movement; `None` if the statement has no movements.
    #[must_use]
    pub fn months(&self) -> Option<Period> {
        let days = || self.lines.iter().map(|line| line.date);
        Some(Period {
            from: Month::of(days().min()?).ok()?.first_day(),
            through: Month::of(days().max()?).ok()?.last_day(),
        })
    }

    /// Returns the balance at the beginning of `day`: the opening balance with the movements of earlier days and the jumps of balances that
    /// do not follow. `None` if [`BankStatement::opening`] is `None`. After the day of the newest movement, it is
    /// [`BankStatement::closing`].
    #[must_use]
    pub fn balance_before(&self, day: NaiveDate) -> Option<Balance> {
        let opening = self.opening?;
        if self.lines.iter().all(|line| line.date < day) {
            return self.closing;
        }
        let mut before = opening;
        let mut moved = Balance::ZERO;
        for line in &self.lines {
            let after = line.balance.unwrap_or(before + line.amount);
            if line.date < day {
                moved += after - before;
            }
            before = after;
        }
        Some(opening + moved)
    }

    /// Returns the balance at the end of `day`; `None` in the cases of [`BankStatement::balance_before`].
    #[must_use]
    pub fn balance_after(&self, day: NaiveDate) -> Option<Balance> {
        day.succ_opt().and_then(|next| self.balance_before(next))
    }
}

/// Checks that columns named by hand do not contradict each other: no role has two, no column has two roles of which each needs its own,
/// and the amount is named in one way. The same column may be named again for its role, and may be a reference and a description too.
fn check_named(columns: &[(ColumnRole, String)]) -> Result<(), StatementError> {
    let is_text = |role: ColumnRole| matches!(role, ColumnRole::Reference | ColumnRole::Description);
    for (place, (role, heading)) in columns.iter().enumerate() {
        for (earlier, named) in columns.iter().take(place) {
            let is_same = fold(named) == fold(heading);
            if earlier == role && !is_same {
                let headings = [named.clone(), heading.clone()];
                return Err(StatementError::RoleNamedTwice { role: *role, headings });
            }
            if earlier != role && is_same && !is_text(*earlier) && !is_text(*role) {
                return Err(StatementError::ColumnNamedTwice { heading: named.clone(), roles: [*earlier, *role] });
            }
        }
    }
    let is_named = |role: ColumnRole| columns.iter().any(|(named, _)| *named == role);
    let signed = [ColumnRole::Amount, ColumnRole::Direction].into_iter().find(|role| is_named(*role));
    let side = [ColumnRole::Debit, ColumnRole::Credit].into_iter().find(|role| is_named(*role));
    match signed.zip(side) {
        Some((signed, side)) => Err(StatementError::AmountNamedTwice { signed, side }),
        None => Ok(()),
    }
}

/// Finds the grouping of each column of amounts, unless the caller names one. A column whose numbers do not show it has the grouping of the
/// others.
fn groupings(
    table: &Table,
    heading: &Heading,
    options: &StatementOptions,
) -> Result<BTreeMap<usize, Grouping>, StatementError> {
    let places = heading.columns.of_money();
    if let Some(grouping) = options.grouping {
        return Ok(places.into_iter().map(|place| (place, grouping)).collect());
    }
    let mut found: BTreeMap<usize, Option<Grouping>> = BTreeMap::new();
    for place in places {
        let cells = table.rows.iter().skip(heading.below).map(|row| row.cell(place));
        let grouping = number::grouping(cells).map_err(|TwoReadings { dots, commas }| StatementError::TwoReadings {
            heading: heading.names.get(place).cloned().unwrap_or_default(),
            dots,
            commas,
        })?;
        found.insert(place, grouping);
    }
    let any = found.values().flatten().next().copied().unwrap_or_default();
    Ok(found.into_iter().map(|(place, grouping)| (place, grouping.unwrap_or(any))).collect())
}

/// Returns at most 20 headings that are not empty, in quotation marks, for an error message.
fn listed(names: &[String]) -> String {
    let names = names.iter().filter(|name| !name.is_empty()).take(20);
    names.map(|name| format!("\"{}\"", escaped(name))).collect::<Vec<_>>().join(", ")
}

/// Returns the missing columns with examples of their headings, for an error message in Vietnamese.
fn wanted_in_vietnamese(missing: &[ColumnRole]) -> String {
    let wanted = missing.iter().map(|role| {
        format!("cột {}, tên như {}", uncapitalized(role.title().vietnamese), role.headings_in_vietnamese())
    });
    wanted.collect::<Vec<_>>().join(", và ")
}

/// Returns the missing columns with examples of their headings, for an error message.
fn wanted(missing: &[ColumnRole]) -> String {
    let wanted = missing.iter().map(|role| format!("the {role}, like {}", role.headings()));
    wanted.collect::<Vec<_>>().join(", and for ")
}
