//! The tables of a statement, made from its serialised form.
//!
//! The keys of a statement determine the words, kinds and columns of its tables:
//!
//! - an object of scalars is a table of two columns, key and value; ratios add their numerator and denominator;
//! - a list of objects is a table with a column for each key, nested objects as groups of columns;
//! - lists with the same columns, one after the other, are one table with sections;
//! - an object or number beside a list that has its columns is a line of that table: a total, an opening or closing balance;
//! - a nested statement has tables of its own.

use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::Error;

use super::format::NONE;
use super::json::{Fields, Json, Object};
use super::shape::{columns, is_register, kind, month_heading, ratio, title, words};
use super::words::{event, of_account, word, word_in};
use super::{Cell, Column, Kind, Label, Language, Row, RowKind, Table};
use crate::basis::in_both_languages;
use crate::calendar::{Month, parse_date};
use crate::catalogue::Bilingual;
use crate::code::Code;
use crate::money::Balance;

/// The statement cannot be shown as tables.
#[derive(Debug, thiserror::Error)]
#[error("the statement is no JSON object of numbers, texts and lists: {0}")]
pub struct StatementError(#[from] serde_json::Error);

/// Builds the tables of a statement from its value, such as `position` or `month_report`. An unknown key is its own heading.
///
/// A `serde_json::Value` sorts its keys unless its crate keeps their order; the types of the statements, and [`of_json`], keep it.
///
/// # Errors
///
/// If the value does not serialise to a JSON object, or has a number with a fraction.
///
/// ```
/// use revolving_fund::table::{Language, of_json};
/// let tables = of_json("position", r#"{"assets":{"cash":755000,"bank":0,"total":755000}}"#)?;
/// let expected = "\
/// Statement of financial position: Assets
///
/// Line              Amount
/// ────────────────────────
/// Cash in the box  755,000
/// In the bank            0
/// ────────────────────────
/// Total            755,000
/// ";
/// assert_eq!(tables[0].to_text(Language::English), expected);
/// # Ok::<(), revolving_fund::table::StatementError>(())
/// ```
pub fn of_statement<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<Vec<Table>, StatementError> {
    of_statement_explained(name, value, &|_| None)
}

/// Builds the tables of a statement. `explain` returns the words for codes other than those of rules, such as those of warnings.
///
/// # Errors
///
/// As [`of_statement`].
pub fn of_statement_explained<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    explain: &dyn Fn(&str) -> Option<Bilingual>,
) -> Result<Vec<Table>, StatementError> {
    let json = serde_json::to_string(value)?;
    Ok(Builder { context: name, title: title(name, None), explain }.tables(&serde_json::from_str::<Object>(&json)?.0))
}

/// Builds the tables of a statement from its value as JSON, in the order of its keys.
///
/// # Errors
///
/// As [`of_statement`].
pub fn of_json(name: &str, json: &str) -> Result<Vec<Table>, StatementError> {
    let fields = serde_json::from_str::<Object>(json)?.0;
    Ok(Builder { context: name, title: title(name, None), explain: &|_| None }.tables(&fields))
}

/// Builds the tables of a statement's report: of the object with `club`, `statement`, `from`, `through`, `records`,
/// `head`, `findings`, `warnings`, `error` and `value`. The first table has the title of the statement and says what it covers.
///
/// # Errors
///
/// If it does not serialise to a JSON object with a text `statement` and an object or `null` as `value`, or has a number with a
/// fraction.
pub fn of_answer<T: Serialize + ?Sized>(
    answer: &T,
    explain: &dyn Fn(&str) -> Option<Bilingual>,
) -> Result<Vec<Table>, StatementError> {
    let mut fields = serde_json::from_str::<Object>(&serde_json::to_string(answer)?)?.0;
    let mut take = |wanted: &str| {
        let place = fields.iter().position(|(key, _)| key == wanted)?;
        Some(fields.remove(place).1)
    };
    let (Some(Json::Text(name)), Some(value)) = (take("statement"), take("value")) else {
        return Err(serde_json::Error::custom("expected a statement and its value").into());
    };
    let error = take("error").and_then(|error| read_error(&error));
    fields.retain(|(_, value)| *value != Json::Null);
    let mut tables = Vec::new();
    let builder = Builder { context: &name, title: title(&name, None), explain };
    builder.flush(&mut fields, None, &mut tables);
    if let (Some(error), Some(table)) = (error, tables.first_mut()) {
        table.push(vec![words("", "error").into(), error.into()]);
    }
    match value {
        Json::Null => {}
        Json::Object(fields) => tables.extend(builder.tables(&fields)),
        _ => return Err(serde_json::Error::custom("expected an object as value").into()),
    }
    Ok(tables)
}

/// Returns the words for the line of a file that cannot be read.
fn read_error(error: &Json) -> Option<Label> {
    let Json::Object(fields) = error else { return None };
    let field = |wanted: &str| fields.iter().find(|(key, _)| key == wanted).map(|(_, value)| value);
    let (Some(Json::Number(line)), Some(Json::Text(message))) = (field("line"), field("message")) else { return None };
    Some(Label::new(format!("line {line}: {message}"), format!("dòng {line}: {message}")))
}

/// A list with the lines before and after its rows.
struct Part {
    key: String,
    before: Vec<Row>,
    rows: Vec<Row>,
    subtotals: Vec<Row>,
    behind: Vec<Row>,
}

/// Lists with the same columns, which become one table.
struct Matrix {
    keys: Vec<String>,
    columns: Vec<Column>,
    parts: Vec<Part>,
}

impl Matrix {
    /// Returns true if a list has the same keys with the same headings.
    fn is_like(&self, other: &Self) -> bool {
        let headings = |matrix: &Self| matrix.columns.iter().map(|column| column.heading.clone()).collect::<Vec<_>>();
        self.keys == other.keys && headings(self) == headings(other)
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|known| known == key)
    }

    /// Returns the index of the column for the label of a line: the event, or the first text.
    fn label_place(&self) -> usize {
        let text = || self.columns.iter().position(|column| column.kind == Kind::Text);
        self.place("event").or_else(text).unwrap_or(0)
    }

    /// Returns a line with a label and the values of some columns; `None` if a value has no column.
    fn line(&self, label: Label, values: &[(String, Cell)]) -> Option<Vec<Cell>> {
        let mut cells = vec![Cell::Empty; self.columns.len()];
        for (key, cell) in values {
            *cells.get_mut(self.place(key)?)? = cell.clone();
        }
        let place = self.label_place();
        *cells.get_mut(place)? = label.into();
        Some(cells)
    }
}

struct Builder<'a> {
    context: &'a str,
    title: Label,
    explain: &'a dyn Fn(&str) -> Option<Bilingual>,
}

impl Builder<'_> {
    fn word(&self, key: &str) -> Label {
        words(self.context, key)
    }

    /// Returns the title of a part of the statement.
    fn part_title(&self, key: &str) -> Label {
        if matches!(key, "rows" | "lines") { self.title.clone() } else { self.title.join(": ", &self.word(key)) }
    }

    fn tables(mut self, fields: &[(String, Json)]) -> Vec<Table> {
        if let Some((_, Json::Text(place))) =
            fields.iter().find(|(key, _)| self.context == "cash_book" && key == "place")
        {
            self.title = title("cash_book", Some(place));
        }
        let mut tables = Vec::new();
        let mut matrix: Option<Matrix> = None;
        // Scalars and ratios for the next table of two columns.
        let mut pairs: Vec<(String, Json)> = Vec::new();
        // Lines that are above the rows of the next list.
        let mut before: Vec<(String, Json)> = Vec::new();
        for (place, (key, value)) in fields.iter().enumerate() {
            let rest = fields.get(place..).unwrap_or_default();
            if let Some(open) = &mut matrix
                && self.append(open, key, value)
            {
                continue;
            }
            match value {
                Json::List(rows) => {
                    let next = self.matrix(key, rows);
                    let part = self.part(&next, key, rows, std::mem::take(&mut before));
                    if let Some(open) = &mut matrix
                        && open.is_like(&next)
                    {
                        if open.parts.iter().all(|part| part.rows.is_empty()) {
                            // The kinds of columns follow from values.
                            open.columns = next.columns;
                        }
                        open.parts.push(part);
                    } else {
                        self.close(matrix.take(), &mut tables);
                        self.flush(&mut pairs, None, &mut tables);
                        matrix = Some(Matrix { parts: vec![part], ..next });
                    }
                }
                // The place of a cash book is in its title.
                Json::Text(_) if self.context == "cash_book" && key == "place" => {}
                _ if self.belongs_to_next(key, value, rest) => before.push((key.clone(), value.clone())),
                Json::Object(inner) if ratio(key, value).is_none() => {
                    self.close(matrix.take(), &mut tables);
                    self.flush(&mut pairs, None, &mut tables);
                    // Each object of a month's report is a statement of its own.
                    if self.context == "month_report" {
                        let builder = Builder { context: key, title: title(key, None), explain: self.explain };
                        tables.extend(builder.tables(inner));
                    } else {
                        self.flush(&mut inner.clone(), Some(key), &mut tables);
                    }
                }
                _ => pairs.push((key.clone(), value.clone())),
            }
        }
        self.close(matrix, &mut tables);
        self.flush(&mut pairs, None, &mut tables);
        tables
    }

    /// Returns true if a field is a line of the list that follows it.
    fn belongs_to_next(&self, key: &str, value: &Json, fields: &[(String, Json)]) -> bool {
        let Some((list, Json::List(rows))) = fields.iter().find(|(_, value)| matches!(value, Json::List(_))) else {
            return false;
        };
        let next = self.matrix(list, rows);
        match value {
            Json::Object(_) if ratio(key, value).is_none() => self.values(&next, key, value).is_some(),
            // Only an opening balance belongs to the list below it. Other numbers before a list do not.
            Json::Number(_) => key == "opening" && next.place("balance").is_some(),
            _ => false,
        }
    }

    /// Returns the values of a line with their columns; `None` if the list does not have these columns.
    fn values(&self, matrix: &Matrix, key: &str, value: &Json) -> Option<Vec<(String, Cell)>> {
        let values = match value {
            Json::Number(_) => {
                let column = match key {
                    "opening" | "closing" => "balance",
                    "total_in" | "carried_in" => "in",
                    "total_out" => "out",
                    "total" if matrix.place("amount").is_some() => "amount",
                    other => other,
                };
                vec![(column.to_owned(), self.cell(column, value))]
            }
            Json::Object(fields) if ratio(key, value).is_none() => self
                .flat(fields)
                .into_iter()
                .filter(|(key, _)| key != "count" || matrix.place("count").is_some())
                .collect(),
            _ => return None,
        };
        let is_of_it = |(key, _): &(String, Cell)| matrix.place(key).is_some_and(|place| place != matrix.label_place());
        (!values.is_empty() && values.iter().all(is_of_it)).then_some(values)
    }

    /// Adds a field to the open list as a line; returns false if it is not a line of this list.
    fn append(&self, matrix: &mut Matrix, key: &str, value: &Json) -> bool {
        let Some(values) = self.values(matrix, key, value) else { return false };
        let is_total = key == "total" || key.ends_with("_total");
        let is_column = matrix.place(key).is_some() || matches!(key, "total_in" | "total_out");
        let mut label = if matches!(value, Json::Number(_)) && is_column && key != "carried_in" {
            words("", "total")
        } else {
            self.word(key)
        };
        if let Json::Object(fields) = value
            && let Some((_, Json::Number(count))) = fields.iter().find(|(key, _)| key == "count")
            && matrix.place("count").is_none()
        {
            label = label.join("", &Label::same(format!(" ({count})")));
        }
        let Some(cells) = matrix.line(label.clone(), &values) else { return false };
        let several = matrix.parts.len() > 1;
        let label_place = matrix.label_place();
        let Some(part) = matrix.parts.last_mut() else { return false };
        let row = |kind| Row { kind, is_sum: is_total || key.starts_with("total_") || is_column, cells: cells.clone() };
        // Two numbers of the same line: the totals of two columns.
        if let Json::Number(_) = value
            && let Some(last) = part.behind.last_mut()
            && last.cells.get(label_place) == Some(&Cell::from(label))
        {
            for (cell, new) in last.cells.iter_mut().zip(cells) {
                if *cell == Cell::Empty {
                    *cell = new;
                }
            }
        } else if key.ends_with("_total") && (several || part.key != "shortages") {
            part.subtotals.push(row(RowKind::Subtotal));
        } else {
            part.behind.push(row(RowKind::Total));
        }
        true
    }

    /// Returns the columns of a list, without its rows.
    fn matrix(&self, list: &str, rows: &[Json]) -> Matrix {
        let mut keys: Vec<String> = Vec::new();
        let expanded = Self::expanded(rows);
        for row in &expanded {
            for (key, _) in row {
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        }
        if keys.is_empty() {
            keys = columns(self.context, list).map(str::to_owned).collect();
        }
        let columns = keys.iter().map(|key| {
            let values = expanded.iter().filter_map(|row| row.iter().find(|(other, _)| other == key));
            let first = values.map(|(_, value)| value).find(|value| **value != Json::Null).unwrap_or(&Json::Null);
            self.column(list, key, first)
        });
        Matrix { columns: columns.collect(), keys, parts: Vec::new() }
    }

    fn column(&self, list: &str, key: &str, value: &Json) -> Column {
        let context = match list {
            _ if is_register(self.context, list) => "loan_register",
            "checks" | "findings" | "warnings" => list,
            _ => self.context,
        };
        if let Some(heading) = key.strip_prefix("amounts.").and_then(month_heading) {
            return Column::new(heading, Kind::Amount);
        }
        match key.rsplit_once('.') {
            Some((group, name)) => Column::new(words(context, name), kind(name, value)).in_group(words(context, group)),
            None => Column::new(words(context, key), kind(key, value)),
        }
    }

    /// Returns the rows of a list, with nested objects as keys `a.b` and each transfer of an entry as a row.
    fn expanded(rows: &[Json]) -> Vec<Fields> {
        let mut expanded = Vec::new();
        for row in rows {
            let Json::Object(fields) = row else {
                expanded.push(vec![("value".to_owned(), row.clone())]);
                continue;
            };
            let mut flat = Vec::new();
            let mut entry: &[Json] = &[];
            for (key, value) in fields {
                match value {
                    Json::List(transfers) if key == "entry" => entry = transfers,
                    Json::List(amounts) if key == "amounts" => {
                        let month = |(place, amount): (usize, &Json)| (format!("amounts.{place}"), amount.clone());
                        flat.extend(amounts.iter().enumerate().map(month));
                    }
                    Json::Object(inner) if ratio(key, value).is_none() => {
                        flat.extend(inner.iter().map(|(name, value)| (format!("{key}.{name}"), value.clone())));
                    }
                    _ => flat.push((key.clone(), value.clone())),
                }
            }
            let mut transfers = entry.iter().filter_map(|transfer| match transfer {
                Json::List(parts) => match parts.as_slice() {
                    [debit, credit, amount] => Some([
                        ("debit_account".to_owned(), debit.clone()),
                        ("credit_account".to_owned(), credit.clone()),
                        ("amount".to_owned(), amount.clone()),
                    ]),
                    _ => None,
                },
                _ => None,
            });
            let number = flat.iter().find(|(key, _)| key == "seq").cloned();
            flat.extend(transfers.next().into_iter().flatten());
            expanded.push(flat);
            expanded.extend(transfers.map(|transfer| number.iter().cloned().chain(transfer).collect()));
        }
        expanded
    }

    /// Returns the cells of an object, nested objects as keys `a.b`.
    fn flat(&self, fields: &[(String, Json)]) -> Vec<(String, Cell)> {
        let mut cells = Vec::new();
        for (key, value) in fields {
            match value {
                Json::Object(inner) if ratio(key, value).is_none() => {
                    cells.extend(inner.iter().map(|(name, value)| (format!("{key}.{name}"), self.cell(name, value))));
                }
                _ => cells.push((key.clone(), self.cell(key, value))),
            }
        }
        cells
    }

    fn part(&self, matrix: &Matrix, key: &str, rows: &[Json], before: Vec<(String, Json)>) -> Part {
        let mut part = Part {
            key: key.to_owned(),
            before: Vec::new(),
            rows: Vec::new(),
            subtotals: Vec::new(),
            behind: Vec::new(),
        };
        let detail = |cells| Row { kind: RowKind::Detail, is_sum: false, cells };
        for (key, value) in before {
            let line = self.values(matrix, &key, &value).and_then(|values| matrix.line(self.word(&key), &values));
            debug_assert!(line.is_some(), "a line was found to belong to the list");
            part.before.extend(line.map(detail));
        }
        for row in Self::expanded(rows) {
            let mut cells = vec![Cell::Empty; matrix.columns.len()];
            for (key, value) in &row {
                let name = key.rsplit_once('.').map_or(key.as_str(), |(_, name)| name);
                if let Some(cell) = matrix.place(key).and_then(|place| cells.get_mut(place)) {
                    *cell =
                        if key.starts_with("amounts.") { self.cell("amount", value) } else { self.cell(name, value) };
                }
            }
            // The closing line of the funds is the sum of the lines above.
            if row.iter().any(|(key, value)| key == "line" && *value == Json::Text("closing".to_owned())) {
                part.behind.push(Row { kind: RowKind::Total, is_sum: true, cells });
            } else {
                part.rows.push(detail(cells));
            }
        }
        part
    }

    /// Makes a table of the open list.
    fn close(&self, matrix: Option<Matrix>, tables: &mut Vec<Table>) {
        let Some(Matrix { columns, parts, .. }) = matrix else { return };
        let several = parts.len() > 1;
        let name = parts.first().map_or("rows", |part| part.key.as_str());
        let mut table = Table::new(if several { self.title.clone() } else { self.part_title(name) }, columns);
        for part in parts {
            table.rows.extend(part.before);
            if several {
                let is_empty = part.rows.is_empty();
                let heading = self.word(&part.key);
                table.push_section(if is_empty { heading.join(": ", &NONE) } else { heading });
            }
            table.rows.extend(part.rows);
            table.rows.extend(part.subtotals);
            table.totals.extend(part.behind);
        }
        tables.push(table);
    }

    /// Makes a table of keys and values; a ratio is followed by its numerator and denominator.
    fn flush(&self, pairs: &mut Fields, key: Option<&str>, tables: &mut Vec<Table>) {
        let pairs = std::mem::take(pairs);
        if pairs.is_empty() {
            return;
        }
        let ratios = pairs.iter().filter(|(key, value)| ratio(key, value).is_some()).count();
        let is_amount = |(key, value): &(String, Json)| matches!(kind(key, value), Kind::Amount | Kind::Count);
        let value_kind = pairs.iter().find(|pair| is_amount(pair)).map_or(Kind::Text, |_| Kind::Amount);
        let mut columns = vec![Column::new(words("", "line"), Kind::Text)];
        columns.push(match (ratios, value_kind) {
            (0, Kind::Amount) if pairs.iter().all(|(key, value)| kind(key, value) == Kind::Amount) => {
                Column::new(words("", "amount"), Kind::Amount)
            }
            (0, kind) => Column::new(words("", "value"), kind),
            (..) => Column::new(words("ratio", "value"), Kind::Ratio),
        });
        if ratios > 0 {
            columns.extend(["numerator", "denominator"].map(|key| Column::new(words("", key), Kind::Amount)));
        }
        let title = key.map_or_else(|| self.title.clone(), |key| self.part_title(key));
        let context = if key == Some("row") { "loan_register" } else { self.context };
        let mut table = Table::new(title, columns);
        for (key, value) in pairs {
            match value {
                Json::Object(inner) if ratio(&key, &Json::Object(inner.clone())).is_none() => {
                    for (name, cell) in self.flat(&inner) {
                        table.push(vec![self.word(&key).join(": ", &self.word(&name)).into(), cell]);
                    }
                }
                value => {
                    let cell = self.cell(&key, &value);
                    let mut cells = vec![words(context, &key).into(), cell.clone()];
                    if let Cell::Ratio { numerator, denominator, .. } = cell {
                        cells.extend([numerator.into(), denominator.into()]);
                    }
                    if key == "total" { table.push_total(cells) } else { table.push(cells) }
                }
            }
        }
        tables.push(table);
    }

    /// Returns the value of a key as a cell.
    fn cell(&self, key: &str, value: &Json) -> Cell {
        match value {
            Json::Null => Cell::Empty,
            Json::Flag(value) => Cell::Flag(*value),
            Json::Number(number) => match kind(key, value) {
                Kind::Count => Cell::Count(*number),
                Kind::Year if self.context == "projection" => Cell::Count(*number),
                Kind::Year => Cell::Year(*number),
                _ => Cell::Amount(Balance::new(*number)),
            },
            Json::Text(text) => self.text(key, text, kind(key, value)),
            Json::List(items) if key == "unpaid" => months(items).map_or(Cell::Empty, Cell::Bilingual),
            Json::List(items) => {
                let labels = items.iter().map(|item| match self.cell(key, item) {
                    Cell::Bilingual(label) => label,
                    cell => Label::same(cell.text(Language::English)),
                });
                labels.reduce(|all, label| all.join("; ", &label)).map_or(Cell::Empty, Cell::Bilingual)
            }
            Json::Object(fields) => ratio(key, value).unwrap_or_else(|| {
                let pairs = fields.iter().map(|(name, value)| {
                    self.word(name).join(": ", &Label::same(self.cell(name, value).text(Language::English)))
                });
                pairs.reduce(|all, pair| all.join("; ", &pair)).map_or(Cell::Empty, Cell::Bilingual)
            }),
        }
    }

    /// Returns a text as a cell: a date, a rate, words of the library, or free text.
    fn text(&self, key: &str, text: &str, kind: Kind) -> Cell {
        let found = match kind {
            Kind::Date => parse_date(text).ok().map(Cell::Date),
            Kind::Month => text.parse::<Month>().ok().map(Cell::Month),
            Kind::Rate => text.parse::<Decimal>().ok().map(Cell::Rate),
            _ => match key {
                "event" | "of" => event(text).map(Cell::from),
                "account" | "debit_account" | "credit_account" => Some(of_account(text).into()),
                "other" if self.context == "account_ledger" => Some(of_account(text).into()),
                "status" | "circumstances" | "gender" => word_in(key, text).map(Cell::from),
                "reason" if self.context == "members" => word_in(key, text).map(Cell::from),
                "line" => word_in(self.context, text).map(Cell::from),
                "bucket" | "fund" | "group" | "method" | "repayment" | "place" => word(text).map(Cell::from),
                "computed_from" => in_both_languages(text).map(Cell::from),
                "code" | "codes" | "despite" => self.code(text).map(Cell::from),
                _ => None,
            },
        };
        found.unwrap_or_else(|| Cell::Text(text.to_owned()))
    }

    fn code(&self, code: &str) -> Option<Label> {
        let rule = || Code::ALL.iter().find(|rule| rule.as_str() == code).map(|rule| rule.explain().title);
        let title = (self.explain)(code).or_else(rule)?;
        Some(Label::same(code.to_owned()).join(": ", &title.into()))
    }
}

/// Writes months as ranges: `2024-01 to 2024-05, 2024-07`, `1/2024–5/2024, 7/2024`.
fn months(items: &[Json]) -> Option<Label> {
    let mut ranges: Vec<(Month, Month)> = Vec::new();
    for item in items {
        let Json::Text(text) = item else { return None };
        let month: Month = text.parse().ok()?;
        match ranges.last_mut() {
            Some((_, last)) if last.last_day().succ_opt() == Some(month.first_day()) => *last = month,
            _ => ranges.push((month, month)),
        }
    }
    let written = |language: Language, dash: &str| {
        let range = |(first, last): &(Month, Month)| {
            let [first, last] = [first, last].map(|month| Cell::Month(*month).text(language));
            if first == last { first } else { format!("{first}{dash}{last}") }
        };
        ranges.iter().map(range).collect::<Vec<_>>().join(", ")
    };
    Some(Label::new(written(Language::English, " to "), written(Language::Vietnamese, "–")))
}
