//! The rows below the heading of a statement: each is a movement, or moves no money and is passed over, or is refused.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::layout::{Columns, Heading, Moved};
use super::line::{RefusalReason, RefusedRow, StatementLine};
use super::running;
use crate::money::Balance;
use crate::reconcile::table::date::{DateCellError, DayOrder, day_and_rest};
use crate::reconcile::table::number::{self, Grouping, Number, NumberError, Sign};
use crate::reconcile::table::{Cell, Row, Table, fold};

/// The most characters of a refused cell that are kept.
const LONGEST_FOUND: usize = 100;

/// The rows of a statement.
pub(super) struct Reading {
    /// Movements, in the order of the file.
    pub(super) lines: Vec<StatementLine>,
    pub(super) passed_over: Vec<u64>,
    pub(super) refused: Vec<RefusedRow>,
    /// The balance of a row that states the opening balance.
    pub(super) opening: Option<Balance>,
    /// The balance of a row that states the closing balance.
    pub(super) closing: Option<Balance>,
}

/// A row of a statement before its signs are decided.
struct Movement {
    date: NaiveDate,
    /// The money that left the account, zero if none.
    debit: Number,
    /// The money that came in, zero if none.
    credit: Number,
    charges: Balance,
    reference: String,
    description: String,
    balance: Option<Balance>,
    line: u64,
}

/// The kind of a row.
enum Kind {
    Movement(Movement),
    PassedOver,
    /// Sums of the movements above.
    Total,
    /// More text for the movement above.
    Continued(String),
    Opening(Option<Balance>),
    Closing(Option<Balance>),
    /// A day by itself, for the rows below it.
    DayOnly(NaiveDate),
    /// A balance without an amount, with its day: passed over if the balance is that of a movement beside it, if there are no movements, or
    /// if the row says that it is a balance and is where the account opens; refused otherwise.
    WithoutAmount {
        date: NaiveDate,
        balance: Balance,
        is_labelled: bool,
    },
}

/// The state after the movements above a row.
#[derive(Default)]
struct Above {
    date: Option<NaiveDate>,
    balance: Option<Balance>,
    /// The sums of each column of amounts, of all movements and of those below the last total.
    sums: [[i128; 2]; 2],
}

impl Above {
    fn add(&mut self, movement: &Movement, moved: Moved) {
        let (debit, credit) = (movement.debit.signed(), movement.credit.signed());
        let amounts = match moved {
            Moved::Sides { .. } => [debit, credit],
            Moved::Signed { .. } => [credit.saturating_sub(debit), 0],
        };
        for (sum, amount) in self.sums.iter_mut().flat_map(|sums| sums.iter_mut().zip(amounts)) {
            *sum = sum.saturating_add(amount);
        }
        self.date = Some(movement.date);
        self.balance = movement.balance.or(self.balance);
    }

    /// Returns whether numbers repeat what is above: the sums of their columns, or the balance in one of them.
    fn is_repeated(&self, numbers: &[Number]) -> bool {
        let is_sum = |sums: &[i128; 2]| {
            numbers.iter().zip(sums).all(|(number, sum)| number.magnitude == 0 || number.signed() == *sum)
        };
        let mut filled = numbers.iter().filter(|number| number.magnitude != 0);
        let is_balance = match (filled.next(), filled.next()) {
            (Some(number), None) => self.balance == Some(Balance::new(number.signed())),
            _ => false,
        };
        is_balance || self.sums.iter().any(is_sum)
    }
}

/// Reads all rows below a heading.
pub(super) fn read(
    table: &Table,
    heading: &Heading,
    groupings: &BTreeMap<usize, Grouping>,
    order: DayOrder,
) -> Reading {
    let rows: Vec<&Row> = table.rows.iter().skip(heading.below).collect();
    let reader =
        Reader { heading, groupings, order, is_sheet: table.is_sheet, has_directions: has_directions(&rows, heading) };
    let mut movements: Vec<Movement> = Vec::new();
    let mut reading =
        Reading { lines: Vec::new(), passed_over: Vec::new(), refused: Vec::new(), opening: None, closing: None };
    let mut above = Above::default();
    let mut without_amount: Vec<(usize, &Row, Balance, bool)> = Vec::new();
    let (mut openings, mut closings): (Vec<(usize, Balance)>, Vec<(usize, Balance)>) = (Vec::new(), Vec::new());
    let mut is_behind_movement = false;
    for row in rows {
        let was_behind_movement = std::mem::replace(&mut is_behind_movement, false);
        match reader.kind(row, &above) {
            Ok(Kind::Movement(movement)) => {
                above.add(&movement, heading.columns.moved);
                movements.push(movement);
                is_behind_movement = true;
            }
            Ok(kind) => {
                if !matches!(kind, Kind::WithoutAmount { .. }) {
                    reading.passed_over.push(row.line);
                }
                match kind {
                    Kind::Opening(balance) => openings.extend(balance.map(|balance| (movements.len(), balance))),
                    Kind::Closing(balance) => closings.extend(balance.map(|balance| (movements.len(), balance))),
                    Kind::DayOnly(date) => above.date = Some(date),
                    Kind::WithoutAmount { date, balance, is_labelled } => {
                        above.date = Some(date);
                        without_amount.push((movements.len(), row, balance, is_labelled));
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
    for (place, row, balance, is_labelled) in without_amount {
        let near = |at: Option<usize>| at.and_then(|at| movements.get(at)).and_then(|movement| movement.balance);
        if is_labelled && place == if is_falling { movements.len() } else { 0 } {
            openings.push((place, balance));
            reading.passed_over.push(row.line);
        } else if near(place.checked_sub(1)) == Some(balance)
            || near(Some(place)) == Some(balance)
            || movements.is_empty()
        {
            reading.passed_over.push(row.line);
        } else {
            reading.refused.push(reader.refused(row, heading.columns.moved.first(), NumberError::Empty));
        }
    }
    reading.opening = at_an_end(&openings, movements.len(), !is_falling);
    reading.closing = at_an_end(&closings, movements.len(), is_falling);
    reading.passed_over.sort_unstable();
    reading.refused.sort_by_key(|row| row.line);
    decide_signs(&reader, &movements, &mut reading);
    reading
}

/// Returns the balance stated at one end of the movements: the top one if `at_the_top`, else the bottom one; the other if that end states
/// none. Balances between movements are those of a day or page. Each balance is beside the number of movements above it.
fn at_an_end(balances: &[(usize, Balance)], movements: usize, at_the_top: bool) -> Option<Balance> {
    let top = balances.iter().find(|(above, _)| *above == 0);
    let bottom = balances.iter().rev().find(|(above, _)| *above == movements);
    let (first, second) = if at_the_top { (top, bottom) } else { (bottom, top) };
    first.or(second).map(|(_, balance)| *balance)
}

/// Returns whether the dates may have the month before the day: each can be read so, and some are then another day.
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

/// Returns true if a cell of the column of directions is a direction: a column of kinds of transactions has the same heading.
fn has_directions(rows: &[&Row], heading: &Heading) -> bool {
    let Moved::Signed { direction: Some(place), .. } = heading.columns.moved else { return false };
    rows.iter().any(|row| direction(row.cell(place)).is_some())
}

/// Finds the column of directions by its cells, if the heading names none or the named one has no directions: the first unused column with
/// a direction in each row that has a day and an amount, one of them out. Without it, money that went out would be read as money that
/// came in.
pub(super) fn with_direction(table: &Table, mut heading: Heading, order: DayOrder) -> Heading {
    let Moved::Signed { amount, .. } = heading.columns.moved else { return heading };
    let rows: Vec<&Row> = table.rows.iter().skip(heading.below).collect();
    if has_directions(&rows, &heading) {
        return heading;
    }
    let used: BTreeSet<usize> =
        heading.columns.of_money().into_iter().chain(heading.columns.used().into_values()).collect();
    let (date, rows) = (heading.columns.date, rows.iter());
    let moving: Vec<&&Row> =
        rows.filter(|row| !row.cell(amount).is_blank() && day_and_rest(row.cell(date), order).is_ok()).collect();
    let mut places = (0..heading.names.len()).filter(|place| !used.contains(place));
    let found = places.find(|place| {
        let signs: Vec<Option<Sign>> = moving.iter().map(|row| direction(row.cell(*place))).collect();
        signs.iter().all(Option::is_some) && signs.contains(&Some(Sign::Minus))
    });
    if found.is_some() {
        heading.columns.texts.retain(|place| Some(*place) != found);
        heading.columns.moved = Moved::Signed { amount, direction: found };
    }
    heading
}

/// The sign that a direction gives.
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

/// Labels of rows that state the opening balance, folded, with commas between.
const OPENING: &str = "so du dau, so du ky truoc, so du ngay dau, so du cuoi ky truoc, so du cuoi thang truoc, so du cuoi ngay truoc, \
     du dau, ton dau, opening bal, opening balance, beginning balance, starting balance, previous balance, last balance, sddk";
/// Labels of rows that state a balance at the top of a page: the opening balance on the first one.
const BROUGHT: &str =
    "so du mang sang, so du chuyen sang, so du truoc, balance brought forward, brought forward, balance b f, b f";
/// Labels of rows that state the closing balance.
const CLOSING: &str = "so du cuoi, so du hien tai, so du ngay cuoi, so du chuyen ky sau, du cuoi, ton cuoi, closing bal, closing balance, \
     ending balance, current balance, sdck";
/// Labels of rows that state a total or a balance in between.
const TOTAL: &str = "balance carried forward, carried forward, balance c f, c f, mang sang, chuyen sang trang, cong chuyen sang, tong, \
     cong, so cong, total, totals, sub total, subtotal, grand total, page total, luy ke, phat sinh trong ky, phat sinh cong don, \
     doanh so, sum, turnover";
/// Labels of rows that state a balance, the opening one, the closing one or another.
const ANY_BALANCE: &str = "so du, available balance, balance";

/// The kind of a row that is no movement by its label.
#[derive(Clone, Copy)]
enum Label {
    Opening,
    Brought,
    Closing,
    Total,
    AnyBalance,
}

/// What may be behind a label without making it another text.
const BEHIND_LABEL: &str = "ky, thang, ngay, nam, trang, cong, so, phat, sinh, doanh, no, co, balance, vnd, debit, credit, \
     tien, trong, amount, page, period, and, du, opening, tai, den, kha, dung, con, lai, at, of";

/// The label of a row, and whether its text is the label and no more.
fn label(row: &Row, money: &[usize]) -> Option<(Label, bool)> {
    row.filled().filter(|(place, _)| !money.contains(place)).find_map(|(_, cell)| {
        let Cell::Text(text) = cell else { return None };
        let folded = fold(text);
        let folded = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let begins = |labels: &str| {
            let mut behind = labels.split(", ").filter_map(|label| folded.strip_prefix(label));
            let is_word = |behind: &&str| behind.is_empty() || behind.starts_with(' ');
            // Công ty, Tổng công ty.
            behind.find(is_word).filter(|behind| !behind.starts_with(" ty") && !behind.starts_with(" cong ty"))
        };
        let kinds = [
            (Label::Opening, OPENING),
            (Label::Brought, BROUGHT),
            (Label::Closing, CLOSING),
            (Label::Total, TOTAL),
            (Label::AnyBalance, ANY_BALANCE),
        ];
        let (kind, behind) = kinds.into_iter().find_map(|(kind, labels)| Some((kind, begins(labels)?)))?;
        let is_exact = behind
            .split_whitespace()
            .all(|word| is_one_of(word, BEHIND_LABEL) || word.bytes().all(|byte| byte.is_ascii_digit()));
        Some((kind, is_exact))
    })
}

/// Returns whether a word is in a list with commas between.
fn is_one_of(word: &str, list: &str) -> bool {
    list.split(", ").any(|known| known == word)
}

impl Reader<'_> {
    fn columns(&self) -> &Columns {
        &self.heading.columns
    }

    fn refused(&self, row: &Row, place: usize, reason: impl Into<RefusalReason>) -> RefusedRow {
        RefusedRow {
            line: row.line,
            column: place.checked_add(1),
            heading: self.heading.names.get(place).cloned(),
            found: Some(row.cell(place).text().chars().take(LONGEST_FOUND).collect()),
            reason: reason.into(),
        }
    }

    /// The day of a row, and the number of a document in the same cell.
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

    fn kind(&self, row: &Row, above: &Above) -> Result<Kind, RefusedRow> {
        let whole = |reason| RefusedRow { line: row.line, column: None, heading: None, found: None, reason };
        if let Some(fault) = row.fault {
            return Err(whole(fault.into()));
        }
        let Columns { date: day, balance, .. } = *self.columns();
        if self.is_heading_again(row) {
            return Ok(Kind::PassedOver);
        }
        let date = self.day(row);
        let is_undated = matches!(date, Err(DateCellError::Empty));
        let money = self.columns().of_money();
        let moved: Vec<usize> = match self.columns().moved {
            Moved::Signed { amount, .. } => vec![amount],
            Moved::Sides { debit, credit } => vec![debit, credit],
        };
        let filled: Vec<usize> = moved.iter().copied().filter(|place| has_digit(row.cell(*place))).collect();
        let label = label(row, &money);
        let stated =
            || balance.and_then(|place| self.number(row, place).ok()).map(|number| Balance::new(number.signed()));
        let has_no_balance = balance.is_none_or(|place| number::is_nothing(row.cell(place)));
        let read = || moved.iter().map(|place| self.amount(row, *place)).collect::<Result<Vec<_>, _>>();
        let is_repeated = || read().is_ok_and(|numbers| above.is_repeated(&numbers));
        match label {
            // A movement of the day above may begin with such a word.
            Some((Label::Total, false)) if is_undated && filled.len() == 1 && !(has_no_balance && is_repeated()) => {}
            Some((Label::AnyBalance, _)) if !(filled.len() == 1 && date.is_err() && has_no_balance) => {}
            Some((kind, is_exact)) if date.is_err() || filled.len() != 1 || is_exact => {
                return Ok(match kind {
                    Label::Opening => Kind::Opening(stated()),
                    Label::Brought if above.date.is_none() => Kind::Opening(stated()),
                    Label::Closing => Kind::Closing(stated()),
                    Label::Total => Kind::Total,
                    Label::Brought | Label::AnyBalance => Kind::PassedOver,
                });
            }
            _ => {}
        }
        if filled.is_empty() {
            let is_labelled = matches!(label, Some((Label::AnyBalance, _)));
            return self.without_amount(row, &date, &moved, stated(), is_labelled);
        }
        // A total or balance without a known label.
        let has_balances = above.balance.is_some() || row.filled().count() == filled.len();
        if date.is_err() && has_no_balance && has_balances && is_repeated() {
            return Ok(Kind::Total);
        }
        if row.width() > self.heading.names.len() && !self.is_sheet {
            return Err(whole(RefusalReason::TooManyCells { found: row.width(), expected: self.heading.names.len() }));
        }
        let mut numbers = Vec::new();
        for place in &moved {
            match self.amount(row, *place) {
                Ok(number) => numbers.push(number),
                // A text without a day that begins like no number is a footer.
                Err(_) if date.is_err() && row.cell(day).is_blank() && !begins_like_a_number(row.cell(*place)) => {
                    return Ok(Kind::PassedOver);
                }
                Err(error) => return Err(self.refused(row, *place, error)),
            }
        }
        if numbers.iter().all(|number| number.magnitude == 0) {
            return Ok(Kind::PassedOver);
        }
        let is_on_both = numbers.len() == 2 && numbers.iter().all(|number| number.magnitude != 0);
        let (date, beside) = match date {
            Ok(found) => found,
            // Totals without a label: no movement has both sides.
            Err(DateCellError::Empty) if is_on_both => return Ok(Kind::PassedOver),
            Err(DateCellError::Empty) => match above.date {
                Some(date) => (date, String::new()),
                None => return Err(self.refused(row, day, DateCellError::Empty)),
            },
            Err(error) => return Err(self.refused(row, day, error)),
        };
        if is_on_both {
            return Err(self.refused(row, self.columns().moved.first(), RefusalReason::BothSides));
        }
        let (debit, credit) = self.sides(row, &numbers)?;
        let balance = match balance {
            Some(place) if !number::is_nothing(row.cell(place)) => {
                let number = self.number(row, place).map_err(|error| self.refused(row, place, error))?;
                Some(Balance::new(number.signed()))
            }
            _ => None,
        };
        let mut charges = Balance::ZERO;
        for place in &self.columns().charges {
            let charge = self.amount(row, *place).map_err(|error| self.refused(row, *place, error))?;
            charges += Balance::new(charge.magnitude.into());
        }
        let texts = self.columns().texts.iter().map(|place| row.cell(*place).text()).filter(|text| !text.is_empty());
        let reference = self.columns().reference.filter(|place| *place != day).map(|place| row.cell(place).text());
        let references = [reference.unwrap_or_default(), beside].into_iter().filter(|text| !text.is_empty());
        Ok(Kind::Movement(Movement {
            date,
            debit,
            credit,
            charges,
            reference: references.collect::<Vec<_>>().join(" "),
            description: texts.collect::<Vec<_>>().join(" | "),
            balance,
            line: row.line,
        }))
    }

    /// A row with no amount: a footer, a text that goes on, a day by itself, or a balance that stays.
    fn without_amount(
        &self,
        row: &Row,
        date: &Result<(NaiveDate, String), DateCellError>,
        moved: &[usize],
        stated: Option<Balance>,
        is_labelled: bool,
    ) -> Result<Kind, RefusedRow> {
        let day = self.columns().date;
        let first = self.columns().moved.first();
        match date {
            Ok((date, ..)) if row.filled().count() == 1 => Ok(Kind::DayOnly(*date)),
            Ok((date, ..)) => match (moved.iter().find(|place| !number::is_nothing(row.cell(**place))), stated) {
                (Some(place), _) => {
                    Err(self.refused(row, *place, NumberError::Form { grouping: self.grouping(*place) }))
                }
                (None, Some(balance)) => Ok(Kind::WithoutAmount { date: *date, balance, is_labelled }),
                (None, None) => Err(self.refused(row, first, NumberError::Empty)),
            },
            Err(error @ DateCellError::Date { .. }) => Err(self.refused(row, day, *error)),
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

    /// The debit and the credit of a row.
    fn sides(&self, row: &Row, numbers: &[Number]) -> Result<(Number, Number), RefusedRow> {
        let none = Number { magnitude: 0, sign: None };
        match (self.columns().moved, numbers) {
            (Moved::Sides { .. }, [debit, credit]) => Ok((*debit, *credit)),
            (Moved::Signed { amount, direction: Some(place) }, [number]) if self.has_directions => {
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
            _ => Err(self.refused(row, self.columns().date, RefusalReason::BothSides)),
        }
    }

    fn grouping(&self, place: usize) -> Grouping {
        self.groupings.get(&place).copied().unwrap_or_default()
    }

    fn number(&self, row: &Row, place: usize) -> Result<Number, NumberError> {
        number::whole(row.cell(place), self.grouping(place))
    }

    /// A number where nothing may be written.
    fn amount(&self, row: &Row, place: usize) -> Result<Number, NumberError> {
        if number::is_nothing(row.cell(place)) {
            Ok(Number { magnitude: 0, sign: None })
        } else {
            self.number(row, place)
        }
    }

    /// Returns whether a row is the heading printed again, or the numbers of the columns below it.
    fn is_heading_again(&self, row: &Row) -> bool {
        let cells = || row.filled().map(|(place, cell)| (place, fold(&cell.text())));
        let is_again =
            self.heading.rows.iter().any(|heading| cells().all(|(place, text)| heading.get(place) == Some(&text)));
        let is_joined =
            || cells().all(|(place, text)| self.heading.names.get(place).is_some_and(|name| fold(name) == text));
        // No movement has words of one or two signs only, as `(6)=(5)-(4)`, if it has no day.
        let is_short = |text: &str| text.split(' ').all(|word| word.len() <= 2);
        let is_numbering = || {
            let has_day = day_and_rest(row.cell(self.columns().date), self.order).is_ok();
            cells().count() > 2 && !has_day && cells().all(|(_, text)| is_short(&text))
        };
        cells().count() > 1 && (is_again || is_joined() || is_numbering())
    }

    /// Lines inside a cell that look like rows.
    fn hidden<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = RefusedRow> + 'a {
        let inner = if row.fault.is_some() { &[] } else { row.inner.as_slice() };
        let is_row =
            |inner: &&Row| inner.cells.len() > 2 && day_and_rest(inner.cell(self.columns().date), self.order).is_ok();
        inner.iter().filter(is_row).map(|inner| RefusedRow {
            line: inner.line,
            column: None,
            heading: None,
            found: None,
            reason: RefusalReason::Hidden { within: row.line },
        })
    }
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
enum Signs {
    /// The column says the side, and a minus only repeats it.
    Repeat,
    /// A minus turns the side round, as a correction does.
    Turn,
}

/// Decides what minus signs in columns of debits and credits mean, and whether charges come on top of the amount, by the balances.
fn decide_signs(reader: &Reader<'_>, movements: &[Movement], reading: &mut Reading) {
    let is_minus = |number: &Number| number.magnitude != 0 && number.sign == Some(Sign::Minus);
    let is_unsigned = |number: &Number| number.magnitude != 0 && number.sign != Some(Sign::Minus);
    let options = |of: fn(&Movement) -> &Number| {
        let (some, others) =
            (movements.iter().any(|row| is_minus(of(row))), movements.iter().any(|row| is_unsigned(of(row))));
        match (some, others) {
            (false, _) => vec![Signs::Repeat],
            (true, false) => vec![Signs::Repeat, Signs::Turn],
            // Some with and some without: a minus then says something.
            (true, true) => vec![Signs::Turn, Signs::Repeat],
        }
    };
    let has_charges = movements.iter().any(|row| row.charges != Balance::ZERO);
    let mut refused_lines: Vec<u64> = reading.refused.iter().map(|row| row.line).collect();
    refused_lines.sort_unstable();
    let mut best: Option<((usize, usize), Vec<StatementLine>)> = None;
    let mut is_tie = false;
    for debits in options(|row| &row.debit) {
        for credits in options(|row| &row.credit) {
            for with_charges in if has_charges { vec![false, true] } else { vec![false] } {
                let lines: Vec<StatementLine> =
                    movements.iter().map(|row| row.line(debits, credits, with_charges)).collect();
                let (ordered, breaks) = running::in_order(lines.clone(), &refused_lines, reading.opening);
                let next = ordered.iter().zip(ordered.iter().skip(1));
                let breaks = (breaks.len(), next.filter(|(one, next)| one.date > next.date).count());
                match &best {
                    Some((fewest, _)) if *fewest < breaks => {}
                    Some((fewest, _)) if *fewest == breaks => is_tie = true,
                    _ => {
                        best = Some((breaks, lines));
                        is_tie = false;
                    }
                }
            }
        }
    }
    let is_mixed = |of: fn(&Movement) -> &Number| {
        movements.iter().any(|row| is_minus(of(row))) && movements.iter().any(|row| is_unsigned(of(row)))
    };
    let mixed = [is_mixed(|row| &row.debit), is_mixed(|row| &row.credit)];
    reading.lines = best.map(|(_, lines)| lines).unwrap_or_default();
    if is_tie && mixed.contains(&true) {
        // No balance says what the minus means: rows that have one are refused.
        let Moved::Sides { debit, credit } = reader.columns().moved else { return };
        for row in movements {
            let signed = [(debit, &row.debit), (credit, &row.credit)].into_iter().zip(mixed);
            let place =
                signed.filter(|((_, number), mixed)| *mixed && is_minus(number)).map(|((place, _), _)| place).next();
            if let Some(place) = place {
                reading.refused.push(RefusedRow {
                    line: row.line,
                    column: place.checked_add(1),
                    heading: reader.heading.names.get(place).cloned(),
                    found: None,
                    reason: RefusalReason::Sign,
                });
            }
        }
        reading.refused.sort_by_key(|row| row.line);
        let refused: BTreeSet<u64> = reading.refused.iter().map(|row| row.line).collect();
        reading.lines.retain(|line| !refused.contains(&line.line));
    }
}

impl Movement {
    fn line(&self, debits: Signs, credits: Signs, with_charges: bool) -> StatementLine {
        let side = |number: Number, signs: Signs| {
            let magnitude = Balance::new(number.magnitude.into());
            if signs == Signs::Turn && number.sign == Some(Sign::Minus) { -magnitude } else { magnitude }
        };
        let charges = if with_charges { self.charges } else { Balance::ZERO };
        StatementLine {
            date: self.date,
            amount: side(self.credit, credits) - side(self.debit, debits) - charges,
            reference: self.reference.clone(),
            description: self.description.clone(),
            balance: self.balance,
            line: self.line,
        }
    }
}
