//! The rows below the heading of a statement: each is a movement, or moves no money and is passed over, or is refused.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::label::{FoundLabel, Label, is_one_of, label};
use super::layout::{AmountColumns, Columns, Heading};
use super::line::{RefusalReason, RefusedRow, StatementLine};
use super::running;
use crate::money::Balance;
use crate::reconcile::table::date::{DateCellError, DayOrder, day_and_rest};
use crate::reconcile::table::number::{self, Grouping, Number, NumberError, Sign};
use crate::reconcile::table::{Cell, Row, Table, fold};

/// The maximum number of characters of a refused cell that are kept.
const LONGEST_FOUND: usize = 100;

/// The rows of a statement, by what they are.
pub(super) struct Reading {
    /// The movements, in the order of the file.
    pub(super) lines: Vec<StatementLine>,
    pub(super) passed_over: Vec<u64>,
    pub(super) refused: Vec<RefusedRow>,
    /// The balance of a row that states the opening balance.
    pub(super) opening: Option<Balance>,
    /// The balance of a row that states the closing balance.
    pub(super) closing: Option<Balance>,
}

/// A movement before the meaning of its signs is decided.
struct Movement<'a> {
    date: NaiveDate,
    moved: MovedMoney,
    reference: String,
    description: String,
    balance: Option<Balance>,
    row: &'a Row,
}

/// The amounts of a movement as they are written.
#[derive(Clone, Copy)]
struct MovedMoney {
    /// The money that left the account, zero if none.
    debit: Number,
    /// The money that came in, zero if none.
    credit: Number,
    charges: Balance,
}

/// The kind of a row below the heading, with its content.
enum Kind<'a> {
    Movement(Movement<'a>),
    PassedOver,
    /// The sums of the movements above, or their balance.
    Total,
    /// More text for the movement above.
    Continued(String),
    Opening(Option<Balance>),
    Closing(Option<Balance>),
    /// A day by itself, for the rows below it.
    DayOnly(NaiveDate),
    WithoutAmount(WithoutAmount<'a>),
}

/// A row with a day and a balance, but without an amount or with the amount zero.
struct WithoutAmount<'a> {
    date: NaiveDate,
    balance: Balance,
    /// True if the label of the row says that it is a balance.
    is_labelled: bool,
    /// True if the amount is written as zero; false if it is missing.
    is_zero: bool,
    row: &'a Row,
}

/// The state after the movements above a row.
#[derive(Default)]
struct Above {
    date: Option<NaiveDate>,
    balance: Option<Balance>,
    /// The balance of the movement above and the amounts that it may have; `None` if it has no balance or a row was refused since.
    last: Option<(Balance, [Balance; 4])>,
    /// The sums of debits and of credits: first of all movements, then of those below the last total.
    sums: [[i128; 2]; 2],
}

impl Above {
    fn add(&mut self, movement: &Movement<'_>) {
        let MovedMoney { debit, credit, .. } = movement.moved;
        for sums in &mut self.sums {
            for (sum, amount) in sums.iter_mut().zip([debit, credit]) {
                *sum = sum.saturating_add(amount.signed());
            }
        }
        self.date = Some(movement.date);
        self.balance = movement.balance.or(self.balance);
        self.last = movement.balance.map(|balance| (balance, movement.moved.possible_amounts()));
    }

    /// Returns whether numbers repeat what is above: the sums of their columns, or the balance in one of them. In a single column of
    /// amounts, the sum is credits less debits; if the row `is_labelled` a total, it may also be the sum of the debits, of the credits or
    /// of both.
    fn is_repeated(&self, numbers: &[Number], is_labelled: bool) -> bool {
        let is_sum = |[debits, credits]: &[i128; 2]| {
            if let [number] = numbers {
                let found = number.signed();
                let gross = [*debits, *credits, debits.saturating_add(*credits)];
                found == credits.saturating_sub(*debits)
                    || (is_labelled && gross.iter().any(|sum| sum.checked_abs() == found.checked_abs()))
            } else {
                let mut each = numbers.iter().zip([debits, credits]);
                each.all(|(number, sum)| number.magnitude == 0 || number.signed() == *sum)
            }
        };
        let mut filled = numbers.iter().filter(|number| number.magnitude != 0);
        let is_balance = match (filled.next(), filled.next()) {
            (Some(number), None) => self.balance == Some(Balance::new(number.signed())),
            _ => false,
        };
        is_balance || self.sums.iter().any(is_sum)
    }

    /// Returns whether the balance of a row follows from the balance of the row above, or, in a file with the newest row first, the other
    /// way round. A row without a day and with the balance zero is not compared the other way round, as it may be a total.
    fn is_continued(&self, balance: Balance, moved: MovedMoney, is_dated: bool) -> bool {
        self.last.is_some_and(|(above, amounts)| {
            moved.possible_amounts().iter().any(|amount| above + *amount == balance)
                || ((is_dated || balance != Balance::ZERO) && amounts.iter().any(|amount| balance + *amount == above))
        })
    }
}

/// Reads all rows below a heading. Rows passed over and rows refused are in the order of the file.
pub(super) fn read(
    table: &Table,
    heading: &Heading,
    groupings: &BTreeMap<usize, Grouping>,
    order: DayOrder,
) -> Reading {
    let rows: Vec<&Row> = table.rows.iter().skip(heading.below).collect();
    let reader =
        Reader { heading, groupings, order, is_sheet: table.is_sheet, has_directions: has_directions(&rows, heading) };
    let mut movements: Vec<Movement<'_>> = Vec::new();
    let mut reading =
        Reading { lines: Vec::new(), passed_over: Vec::new(), refused: Vec::new(), opening: None, closing: None };
    let mut above = Above::default();
    let mut without_amount: Vec<(usize, WithoutAmount<'_>)> = Vec::new();
    let (mut openings, mut closings) = (Vec::new(), Vec::new());
    let mut is_behind_movement = false;
    for row in rows {
        let was_behind_movement = std::mem::replace(&mut is_behind_movement, false);
        match reader.kind(row, &above) {
            Ok(Kind::Movement(movement)) => {
                above.add(&movement);
                movements.push(movement);
                is_behind_movement = true;
            }
            Ok(kind) => {
                if !matches!(kind, Kind::WithoutAmount(_)) {
                    reading.passed_over.push(row.line);
                }
                match kind {
                    Kind::Opening(balance) => openings.extend(balance.map(|balance| (movements.len(), balance))),
                    Kind::Closing(balance) => closings.extend(balance.map(|balance| (movements.len(), balance))),
                    Kind::DayOnly(date) => above.date = Some(date),
                    Kind::WithoutAmount(found) => {
                        above.date = Some(found.date);
                        without_amount.push((movements.len(), found));
                    }
                    Kind::Total => above.sums[1] = [0, 0],
                    Kind::Continued(text) if was_behind_movement => {
                        if let Some(last) = movements.last_mut() {
                            if !last.description.is_empty() {
                                last.description.push(' ');
                            }
                            last.description.push_str(&text);
                            is_behind_movement = true;
                        }
                    }
                    Kind::Movement(_) | Kind::PassedOver | Kind::Continued(_) => {}
                }
            }
            Err(refused) => {
                above.last = None;
                if matches!(refused.reason, RefusalReason::Date(_) | RefusalReason::Row(_)) {
                    above.date = None;
                }
                reading.refused.push(refused);
            }
        }
        reading.refused.extend(reader.hidden(row));
    }
    let next = || movements.iter().zip(movements.iter().skip(1));
    let is_falling = next().filter(|(one, next)| one.date > next.date).count()
        > next().filter(|(one, next)| one.date < next.date).count();
    // The balances before and after all movements: people sort rows, and a row with the amount zero may then be anywhere.
    let around = movements.iter().filter_map(|movement| Some((movement.balance?, movement.moved.possible_amounts())));
    let around = around.flat_map(|(after, amounts)| amounts.map(|amount| after - amount).into_iter().chain([after]));
    let balances: BTreeSet<Balance> = around.collect();
    let mut last_refused: Option<(usize, Balance)> = None;
    for (place, WithoutAmount { balance, is_labelled, is_zero, row, .. }) in without_amount {
        let balance_at = |at: Option<usize>| at.and_then(|at| movements.get(at)).and_then(|movement| movement.balance);
        let beside = [balance_at(place.checked_sub(1)), balance_at(Some(place))];
        if is_labelled && place == if is_falling { movements.len() } else { 0 } {
            openings.push((place, balance));
            reading.passed_over.push(row.line);
        } else if beside.contains(&Some(balance))
            || (is_zero && balances.contains(&balance))
            || balances.is_empty()
            || last_refused == Some((place, balance))
        {
            reading.passed_over.push(row.line);
        } else {
            last_refused = Some((place, balance));
            let column = heading.columns.balance.unwrap_or(heading.columns.date);
            reading.refused.push(reader.refused(row, column, RefusalReason::BalanceWithoutAmount));
        }
    }
    reading.opening = at_an_end(&openings, movements.len(), !is_falling);
    reading.closing = at_an_end(&closings, movements.len(), is_falling);
    reading.passed_over.sort_unstable();
    reading.refused.sort_by_key(|row| row.line);
    decide_signs(&reader, &movements, &mut reading);
    reading
}

/// Returns the balance stated at one end of the movements: at the top if `at_the_top`, else at the bottom. If that end states none, returns
/// the balance stated at the other end. Balances between movements are those of a day or page. Each balance is beside the number of
/// movements above it.
fn at_an_end(balances: &[(usize, Balance)], movements: usize, at_the_top: bool) -> Option<Balance> {
    let top = balances.iter().find(|(above, _)| *above == 0);
    let bottom = balances.iter().rev().find(|(above, _)| *above == movements);
    let (first, second) = if at_the_top { (top, bottom) } else { (bottom, top) };
    first.or(second).map(|(_, balance)| *balance)
}

/// Returns whether the dates may have the month before the day: each date can also be read so, and some are then another day, or can only
/// be read so.
pub(super) fn may_be_month_first(table: &Table, heading: &Heading) -> bool {
    let place = heading.columns.date;
    let mut is_other = false;
    for row in table.rows.iter().skip(heading.below) {
        let cell = row.cell(place);
        match (day_and_rest(cell, DayOrder::DayFirst), day_and_rest(cell, DayOrder::MonthFirst)) {
            (Ok(_), Err(_)) => return false,
            (Err(_), Ok(_)) => is_other = true,
            (Ok((day_first, _)), Ok((month_first, _))) => is_other |= day_first != month_first,
            (Err(_), Err(_)) => {}
        }
    }
    is_other
}

/// Returns whether a cell of the column of directions is a direction. The check is needed because a column of kinds of transactions has the
/// same heading.
fn has_directions(rows: &[&Row], heading: &Heading) -> bool {
    let AmountColumns::Signed { direction: Some(place), .. } = heading.columns.moved else { return false };
    rows.iter().any(|row| direction(row.cell(place)).is_some())
}

/// Finds the column of directions by its cells, if the heading names none or the named one has no directions. It is the first unused column
/// with a direction in each row that has a day and an amount and is no total; one of the directions is out. Without it, money that went out
/// would be read as money that came in.
pub(super) fn with_direction(table: &Table, mut heading: Heading, order: DayOrder) -> Heading {
    let AmountColumns::Signed { amount, .. } = heading.columns.moved else { return heading };
    let rows: Vec<&Row> = table.rows.iter().skip(heading.below).collect();
    if has_directions(&rows, &heading) {
        return heading;
    }
    let used: BTreeSet<usize> =
        heading.columns.of_money().into_iter().chain(heading.columns.used().into_values()).collect();
    let (date, money) = (heading.columns.date, heading.columns.of_money());
    let moving = rows.iter().filter(|row| {
        let is_total = || label(row, &money).is_some_and(|found| found.is_exact);
        !row.cell(amount).is_blank() && day_and_rest(row.cell(date), order).is_ok() && !is_total()
    });
    let moving: Vec<&&Row> = moving.collect();
    let mut places = (0..heading.names.len()).filter(|place| !used.contains(place));
    let found = places.find(|place| {
        let signs: Vec<Option<Sign>> = moving.iter().map(|row| direction(row.cell(*place))).collect();
        signs.iter().all(Option::is_some) && signs.contains(&Some(Sign::Minus))
    });
    if found.is_some() {
        heading.columns.texts.retain(|place| Some(*place) != found);
        heading.columns.moved = AmountColumns::Signed { amount, direction: found };
    }
    heading
}

/// Returns the sign that a direction gives: plus for money in, minus for money out, `None` if the cell is no direction.
fn direction(cell: &Cell) -> Option<Sign> {
    const IN: &str = "in, c, cr, credit, co, ghi co, phat sinh co, thu, vao, tien vao, nop, nop tien, gui, deposit, \
     chuyen den, nhan, nhan tien";
    const OUT: &str = "out, d, dr, debit, no, ghi no, phat sinh no, chi, ra, tien ra, rut, rut tien, db, withdrawal, \
     chuyen di, chuyen tien di, chuyen, chuyen tien";
    let text = cell.text();
    let folded = fold(&text);
    match text.trim() {
        "+" => Some(Sign::Plus),
        "-" | "\u{2212}" => Some(Sign::Minus),
        _ if is_one_of(&folded, IN) => Some(Sign::Plus),
        _ if is_one_of(&folded, OUT) => Some(Sign::Minus),
        _ => None,
    }
}

struct Reader<'a> {
    heading: &'a Heading,
    groupings: &'a BTreeMap<usize, Grouping>,
    order: DayOrder,
    is_sheet: bool,
    has_directions: bool,
}

/// A row below the heading, with the content of its cells.
struct Facts<'a> {
    row: &'a Row,
    date: Result<(NaiveDate, String), DateCellError>,
    /// True if the cell of the day has a digit: it is a day, or a day that cannot be read.
    is_dated: bool,
    /// The number of columns of amounts whose cells have digits.
    with_digits: usize,
    /// The number of columns of amounts whose cells have digits and are not zero.
    amounts: usize,
    /// The numbers in the columns of amounts, zero if a cell is empty or has dashes only; the error is the first column that cannot be
    /// read.
    numbers: Result<Vec<Number>, (usize, NumberError)>,
    /// The balance, if it can be read.
    balance: Option<Balance>,
    /// True if the cell of the balance is empty, has dashes only or is zero, or if there is no column of balances.
    has_no_balance: bool,
    /// True if the row has one amount, and its balance follows from the row above or the other way round.
    is_continued: bool,
    label: Option<FoundLabel>,
}

impl Reader<'_> {
    fn columns(&self) -> &Columns {
        &self.heading.columns
    }

    /// Returns a refusal of a row for a reason in the cell at `place`.
    fn refused(&self, row: &Row, place: usize, reason: impl Into<RefusalReason>) -> RefusedRow {
        RefusedRow {
            line: row.line,
            column: place.checked_add(1),
            heading: self.heading.names.get(place).cloned(),
            found: Some(row.cell(place).text().chars().take(LONGEST_FOUND).collect()),
            reason: reason.into(),
        }
    }

    /// Returns the day of a row, and the number of a document in the same cell, which may be empty.
    fn day(&self, row: &Row) -> Result<(NaiveDate, String), DateCellError> {
        let cell = row.cell(self.columns().date);
        if number::is_nothing(cell) {
            return Err(DateCellError::Empty);
        }
        match day_and_rest(cell, self.order)? {
            (_, rest) if !rest.is_empty() && !self.columns().has_reference_beside_date => Err(DateCellError::Form),
            found => Ok(found),
        }
    }

    /// Reads the cells of a row, whatever its kind.
    fn facts<'a>(&self, row: &'a Row, above: &Above) -> Facts<'a> {
        let columns = self.columns();
        let moved = columns.moved.places();
        let with_digits: Vec<usize> = moved.iter().copied().filter(|place| has_digit(row.cell(*place))).collect();
        let is_zero = |place: usize| self.number(row, place).is_ok_and(|number| number.magnitude == 0);
        let numbers: Result<Vec<Number>, _> =
            moved.iter().map(|place| self.amount(row, *place).map_err(|error| (*place, error))).collect();
        let balance = columns.balance.and_then(|place| self.number(row, place).ok());
        let balance = balance.map(|number| Balance::new(number.signed()));
        let amounts = with_digits.iter().filter(|place| !is_zero(**place)).count();
        let moved = numbers.as_ref().ok().and_then(|numbers| self.moved_money(row, numbers).ok());
        let is_dated = has_digit(row.cell(columns.date));
        let is_continued =
            balance.zip(moved).is_some_and(|(balance, moved)| above.is_continued(balance, moved, is_dated));
        Facts {
            row,
            date: self.day(row),
            is_dated,
            with_digits: with_digits.len(),
            amounts,
            numbers,
            balance,
            has_no_balance: columns.balance.is_none_or(|place| number::is_nothing(row.cell(place)) || is_zero(place)),
            is_continued: amounts == 1 && is_continued,
            label: label(row, &columns.of_money()),
        }
    }

    /// Returns the kind of a row, or its refusal.
    fn kind<'a>(&self, row: &'a Row, above: &Above) -> Result<Kind<'a>, RefusedRow> {
        if let Some(fault) = row.fault {
            return Err(whole_row(row, fault));
        }
        if self.is_heading_again(row) {
            return Ok(Kind::PassedOver);
        }
        let facts = self.facts(row, above);
        if let Some(kind) = self.labelled(&facts, above) {
            return Ok(kind);
        }
        if facts.with_digits == 0 {
            return self.without_amount(&facts);
        }
        let is_repeated = || facts.numbers.as_ref().is_ok_and(|numbers| above.is_repeated(numbers, false));
        // A total or a balance without a known label.
        let has_balances = above.balance.is_some() || row.filled().count() == facts.with_digits;
        if !facts.is_dated && facts.has_no_balance && has_balances && !facts.is_continued && is_repeated() {
            return Ok(Kind::Total);
        }
        let columns = self.heading.names.len();
        if row.width() > columns && !self.is_sheet {
            return Err(whole_row(row, RefusalReason::TooManyCells { found: row.width(), expected: columns }));
        }
        self.movement(&facts, above)
    }

    /// Returns the kind that the label of a row gives. Returns `None` if the row has no label, or is a movement whose text begins like a
    /// label. A labelled row that is no movement has no amount, or a debit and a credit, or repeats what is above, or has no day and a text
    /// that is a label and no more.
    fn labelled<'a>(&self, facts: &Facts<'a>, above: &Above) -> Option<Kind<'a>> {
        let FoundLabel { label, column, is_exact } = facts.label?;
        let is_repeated = || facts.numbers.as_ref().is_ok_and(|numbers| above.is_repeated(numbers, true));
        let is_total = matches!(label, Label::Total);
        // A balance may be printed in the column of amounts too.
        let is_balance_twice = || {
            let mut numbers = facts.numbers.iter().flatten();
            numbers.any(|number| number.magnitude != 0 && Some(Balance::new(number.signed())) == facts.balance)
        };
        let is_as_labelled = match (label, facts.amounts) {
            (Label::AnyBalance, 1) => facts.date.is_err() && facts.has_no_balance && (is_exact || is_repeated()),
            (Label::AnyBalance, _) => false,
            (_, 1) if facts.is_continued && (is_total || !is_exact || !is_balance_twice()) => false,
            _ if column == self.columns().date => true,
            (Label::Total, 0) => is_exact || !facts.is_dated,
            (_, 0) => true,
            (Label::Total, 1) if facts.is_dated => is_exact && is_repeated(),
            (Label::Total, 1) => is_exact || (facts.has_no_balance && is_repeated()),
            _ => is_exact || !facts.is_dated || (facts.amounts > 1 && is_repeated()),
        };
        is_as_labelled.then(|| match label {
            Label::Opening => Kind::Opening(facts.balance),
            Label::Brought if above.date.is_none() => Kind::Opening(facts.balance),
            Label::Closing => Kind::Closing(facts.balance),
            Label::Total => Kind::Total,
            Label::Brought | Label::AnyBalance => Kind::PassedOver,
        })
    }

    /// Returns the kind of a row whose cells of amounts have no digit: a footer, further text of the movement above, a day by itself, or a
    /// balance. Refuses a row with a day and no amount or balance, with a text instead of the amount, or with a day that does not exist or
    /// that books cannot have.
    fn without_amount<'a>(&self, facts: &Facts<'a>) -> Result<Kind<'a>, RefusedRow> {
        let row = facts.row;
        let mut places = self.columns().moved.places().into_iter();
        match &facts.date {
            Ok((date, ..)) if row.filled().count() == 1 => Ok(Kind::DayOnly(*date)),
            Ok((date, ..)) => match (places.find(|place| !number::is_nothing(row.cell(*place))), facts.balance) {
                (Some(place), _) => Err(self.refused(row, place, NumberError::Form { grouping: self.grouping(place) })),
                (None, Some(balance)) => Ok(facts.balance_of(*date, balance)),
                (None, None) => Err(self.refused(row, self.columns().moved.first(), NumberError::Empty)),
            },
            Err(error @ DateCellError::Date { .. }) => Err(self.refused(row, self.columns().date, *error)),
            Err(_) => {
                let mut filled = row.filled();
                match (filled.next(), filled.next()) {
                    (Some((place, cell)), None) if self.columns().texts.contains(&place) => {
                        Ok(Kind::Continued(cell.text()))
                    }
                    _ => Ok(Kind::PassedOver),
                }
            }
        }
    }

    /// Returns the kind of a row with a digit in a column of amounts: a movement, a balance with the amount zero, a footer, or a total
    /// without a label.
    fn movement<'a>(&self, facts: &Facts<'a>, above: &Above) -> Result<Kind<'a>, RefusedRow> {
        let (row, date_column) = (facts.row, self.columns().date);
        let numbers = match &facts.numbers {
            Ok(numbers) => numbers,
            // A text that has no day and does not begin like a number is a footer.
            Err((place, _))
                if row.cell(date_column).is_blank()
                    && facts.balance.is_none()
                    && !begins_like_a_number(row.cell(*place)) =>
            {
                return Ok(Kind::PassedOver);
            }
            Err((place, error)) => return Err(self.refused(row, *place, *error)),
        };
        if numbers.iter().all(|number| number.magnitude == 0) {
            return Ok(match (&facts.date, facts.balance) {
                (Ok((date, _)), Some(balance)) => facts.balance_of(*date, balance),
                _ => Kind::PassedOver,
            });
        }
        let is_on_both = numbers.len() == 2 && numbers.iter().all(|number| number.magnitude != 0);
        // Totals without a label: no movement has both sides.
        let is_total = || facts.has_no_balance || facts.balance == above.balance || above.is_repeated(numbers, false);
        let (date, beside) = match (&facts.date, above.date) {
            (Ok((date, beside)), _) => (*date, beside.clone()),
            (Err(DateCellError::Empty), _) if is_on_both && is_total() => return Ok(Kind::PassedOver),
            (Err(DateCellError::Empty), Some(date)) => (date, String::new()),
            (Err(error), _) => return Err(self.refused(row, date_column, *error)),
        };
        if is_on_both {
            return Err(self.refused(row, self.columns().moved.first(), RefusalReason::BothSides));
        }
        let moved = self.moved_money(row, numbers)?;
        let balance = match self.columns().balance {
            Some(place) if !number::is_nothing(row.cell(place)) => {
                let number = self.number(row, place).map_err(|error| self.refused(row, place, error))?;
                Some(Balance::new(number.signed()))
            }
            _ => None,
        };
        let texts = self.columns().texts.iter().map(|place| row.cell(*place).text()).filter(|text| !text.is_empty());
        let reference = self.columns().reference.filter(|place| *place != date_column);
        let reference = reference.map(|place| row.cell(place).text()).unwrap_or_default();
        let references = [reference, beside].into_iter().filter(|text| !text.is_empty());
        Ok(Kind::Movement(Movement {
            date,
            moved,
            reference: references.collect::<Vec<_>>().join(" "),
            description: texts.collect::<Vec<_>>().join(" | "),
            balance,
            row,
        }))
    }

    /// Returns the debit, the credit and the charges of a row.
    fn moved_money(&self, row: &Row, numbers: &[Number]) -> Result<MovedMoney, RefusedRow> {
        let (debit, credit) = self.sides(row, numbers)?;
        let mut charges = Balance::ZERO;
        for (_, place) in &self.columns().charges {
            let charge = self.amount(row, *place).map_err(|error| self.refused(row, *place, error))?;
            charges += Balance::new(charge.magnitude.into());
        }
        Ok(MovedMoney { debit, credit, charges })
    }

    /// Returns the debit and the credit of a row; the side without an amount is zero.
    fn sides(&self, row: &Row, numbers: &[Number]) -> Result<(Number, Number), RefusedRow> {
        let none = Number { magnitude: 0, sign: None };
        match (self.columns().moved, numbers) {
            (AmountColumns::Sides { .. }, [debit, credit]) => Ok((*debit, *credit)),
            (AmountColumns::Signed { amount, direction: Some(place) }, [number]) if self.has_directions => {
                let side =
                    direction(row.cell(place)).ok_or_else(|| self.refused(row, place, RefusalReason::Direction))?;
                let plain = Number { sign: None, ..*number };
                match (side, number.sign) {
                    (Sign::Plus, Some(Sign::Minus)) | (Sign::Minus, Some(Sign::Plus)) => {
                        Err(self.refused(row, amount, RefusalReason::Sign))
                    }
                    (Sign::Plus, _) => Ok((none, plain)),
                    (Sign::Minus, _) => Ok((plain, none)),
                }
            }
            (_, [number]) if number.sign == Some(Sign::Minus) => Ok((Number { sign: None, ..*number }, none)),
            (_, [number]) => Ok((none, Number { sign: None, ..*number })),
            _ => {
                debug_assert!(false, "one number for each column of amounts");
                Err(self.refused(row, self.columns().moved.first(), RefusalReason::BothSides))
            }
        }
    }

    fn grouping(&self, place: usize) -> Grouping {
        self.groupings.get(&place).copied().unwrap_or_default()
    }

    fn number(&self, row: &Row, place: usize) -> Result<Number, NumberError> {
        number::whole(row.cell(place), self.grouping(place))
    }

    /// Returns the number in a cell, zero if the cell is empty or has dashes only.
    fn amount(&self, row: &Row, place: usize) -> Result<Number, NumberError> {
        if number::is_nothing(row.cell(place)) {
            Ok(Number { magnitude: 0, sign: None })
        } else {
            self.number(row, place)
        }
    }

    /// Returns whether a row is the heading printed again, or the numbers of the columns below the heading.
    fn is_heading_again(&self, row: &Row) -> bool {
        let cells = || row.filled().map(|(place, cell)| (place, fold(&cell.text())));
        let is_again =
            self.heading.rows.iter().any(|heading| cells().all(|(place, text)| heading.get(place) == Some(&text)));
        let is_joined =
            || cells().all(|(place, text)| self.heading.names.get(place).is_some_and(|name| fold(name) == text));
        // A row without a day is no movement if all its words have one or two bytes, as in `(6)=(5)-(4)`.
        let is_short = |text: &str| text.split(' ').all(|word| word.len() <= 2);
        let is_numbering = || {
            let has_day = day_and_rest(row.cell(self.columns().date), self.order).is_ok();
            cells().count() > 2 && !has_day && cells().all(|(_, text)| is_short(&text))
        };
        cells().count() > 1 && (is_again || is_joined() || is_numbering())
    }

    /// Returns a refusal for each line inside a cell that looks like a row: it has more than two cells, and a day.
    fn hidden<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = RefusedRow> + 'a {
        let inner = if row.fault.is_some() { &[] } else { row.inner.as_slice() };
        let is_row =
            |inner: &&Row| inner.cells.len() > 2 && day_and_rest(inner.cell(self.columns().date), self.order).is_ok();
        inner.iter().filter(is_row).map(|inner| whole_row(inner, RefusalReason::Hidden { within: row.line }))
    }
}

impl<'a> Facts<'a> {
    /// Returns the row as one that states a balance without an amount.
    fn balance_of(&self, date: NaiveDate, balance: Balance) -> Kind<'a> {
        let is_labelled = self.label.is_some_and(|found| matches!(found.label, Label::AnyBalance));
        Kind::WithoutAmount(WithoutAmount { date, balance, is_labelled, is_zero: self.with_digits > 0, row: self.row })
    }
}

/// Returns a refusal of a row for a reason that is in none of its cells.
fn whole_row(row: &Row, reason: impl Into<RefusalReason>) -> RefusedRow {
    RefusedRow { line: row.line, column: None, heading: None, found: None, reason: reason.into() }
}

fn has_digit(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => text.contains(|c: char| c.is_ascii_digit()),
        Cell::Number(_) | Cell::Day(_) => true,
    }
}

fn begins_like_a_number(cell: &Cell) -> bool {
    cell.text().starts_with(|c: char| c.is_ascii_digit() || "+-(\u{2212}".contains(c))
}

/// The meaning of minus signs in a column of debits or credits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MinusMeaning {
    /// The column gives the side, and a minus only repeats it.
    Repeat,
    /// A minus reverses the side, as a correction does.
    Turn,
}

/// The minus signs of a column of debits or credits.
struct Minuses {
    /// True if some number other than zero has a minus.
    any: bool,
    /// True if some numbers other than zero have a minus and some do not: the minus then has a meaning.
    mixed: bool,
}

impl Minuses {
    fn of(movements: &[Movement<'_>], side: fn(&MovedMoney) -> Number) -> Self {
        let numbers = || movements.iter().map(|movement| side(&movement.moved));
        let any = numbers().any(is_minus);
        Self { any, mixed: any && numbers().any(|number| number.magnitude != 0 && !is_minus(number)) }
    }

    /// Returns the meanings that the minus may have, the more usual first.
    const fn meanings(&self) -> &'static [MinusMeaning] {
        match (self.any, self.mixed) {
            (false, _) => &[MinusMeaning::Repeat],
            (true, false) => &[MinusMeaning::Repeat, MinusMeaning::Turn],
            (true, true) => &[MinusMeaning::Turn, MinusMeaning::Repeat],
        }
    }
}

fn is_minus(number: Number) -> bool {
    number.magnitude != 0 && number.sign == Some(Sign::Minus)
}

/// Decides by the balances what minus signs in columns of debits and credits mean, and whether charges come on top of the amount. If the
/// balances do not decide, charges are taken to be in the amount, and a minus repeats its side; but in a column where some numbers have no
/// minus, each row with one is refused.
fn decide_signs(reader: &Reader<'_>, movements: &[Movement<'_>], reading: &mut Reading) {
    let minuses = [Minuses::of(movements, |moved| moved.debit), Minuses::of(movements, |moved| moved.credit)];
    let [debits, credits] = &minuses;
    let has_charges = movements.iter().any(|movement| movement.moved.charges != Balance::ZERO);
    let mut refused_lines: Vec<u64> = reading.refused.iter().map(|row| row.line).collect();
    refused_lines.sort_unstable();
    let mut fewest = (usize::MAX, usize::MAX);
    // The meanings with the fewest breaks, and then with the fewest days before the day of the row above.
    let mut best: Vec<[MinusMeaning; 2]> = Vec::new();
    for debits in debits.meanings() {
        for credits in credits.meanings() {
            for with_charges in if has_charges { [false, true].as_slice() } else { &[false] } {
                let lines = movements.iter().map(|movement| movement.line(*debits, *credits, *with_charges));
                let lines: Vec<StatementLine> = lines.collect();
                let (ordered, breaks) = running::in_order(lines.clone(), &refused_lines, reading.opening);
                let next = ordered.iter().zip(ordered.iter().skip(1));
                let breaks = (breaks.len(), next.filter(|(one, next)| one.date > next.date).count());
                if best.is_empty() || breaks < fewest {
                    fewest = breaks;
                    best.clear();
                    reading.lines = lines;
                }
                if breaks == fewest {
                    best.push([*debits, *credits]);
                }
            }
        }
    }
    let AmountColumns::Sides { debit, credit } = reader.columns().moved else { return };
    let [is_debit_open, is_credit_open] = [0_usize, 1].map(|side| {
        let meanings = || best.iter().filter_map(|meanings| meanings.get(side));
        let is_open = meanings().any(|meaning| Some(meaning) != meanings().next());
        is_open && minuses.get(side).is_some_and(|minuses| minuses.mixed)
    });
    let mut ambiguous: BTreeSet<u64> = BTreeSet::new();
    for Movement { moved, row, .. } in movements {
        let place = match (is_debit_open && is_minus(moved.debit), is_credit_open && is_minus(moved.credit)) {
            (true, _) => debit,
            (false, true) => credit,
            (false, false) => continue,
        };
        reading.refused.push(reader.refused(row, place, RefusalReason::AmbiguousSign));
        ambiguous.insert(row.line);
    }
    reading.lines.retain(|line| !ambiguous.contains(&line.line));
    reading.refused.sort_by_key(|row| row.line);
}

impl MovedMoney {
    /// Returns the money that came in less the money that went out, also less the charges if `with_charges`.
    fn amount(&self, debits: MinusMeaning, credits: MinusMeaning, with_charges: bool) -> Balance {
        let side = |number: Number, meaning: MinusMeaning| {
            let magnitude = Balance::new(number.magnitude.into());
            if meaning == MinusMeaning::Turn && number.sign == Some(Sign::Minus) { -magnitude } else { magnitude }
        };
        let charges = if with_charges { self.charges } else { Balance::ZERO };
        side(self.credit, credits) - side(self.debit, debits) - charges
    }

    /// Returns the amounts that it may be, for each meaning of a minus, without and with the charges. One meaning serves for both sides, as
    /// one side is zero.
    fn possible_amounts(&self) -> [Balance; 4] {
        use MinusMeaning::{Repeat, Turn};
        [(Repeat, false), (Turn, false), (Repeat, true), (Turn, true)]
            .map(|(meaning, with_charges)| self.amount(meaning, meaning, with_charges))
    }
}

impl Movement<'_> {
    fn line(&self, debits: MinusMeaning, credits: MinusMeaning, with_charges: bool) -> StatementLine {
        StatementLine {
            date: self.date,
            amount: self.moved.amount(debits, credits, with_charges),
            reference: self.reference.clone(),
            description: self.description.clone(),
            balance: self.balance,
            line: self.row.line,
        }
    }
}
