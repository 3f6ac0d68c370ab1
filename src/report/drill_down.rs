//! The records behind the figures of a statement.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::figure::{STEP, Steps};
use super::row::RecordColumns;
use crate::basis::basis;
use crate::books::Books;
use crate::catalogue::{Bilingual, vietnamese};
use crate::money::Balance;

/// A statement whose figures can be drilled down to the records behind them.
///
/// The computation of the statement itself notes the records, so a figure is always the sum of its contributions.
#[derive(Clone, Debug)]
pub struct DrillDown {
    statement: &'static str,
    /// The statement, with its amounts.
    value: Value,
    /// The same, with the step of the computation in place of each amount.
    traced: Value,
    steps: Steps,
    records: Vec<RecordColumns>,
}

/// A figure with the records of which it is the sum, or with the facts from which it is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Explained {
    /// An amount that is a sum of records.
    Sum {
        /// The path of the figure in the statement.
        figure: String,
        /// The records, in the order of the books. None contributes zero.
        records: Vec<Contribution>,
        /// The figure, which is the sum of their contributions.
        amount: Balance,
    },
    /// A ratio, a count, a number of days, a rate, a date, a text.
    Computed {
        /// The path of the figure in the statement.
        figure: String,
        /// Its value, as the statement prints it.
        value: String,
        /// The figures or facts from which it is computed.
        from: Bilingual,
    },
}

/// A record, and its part of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Contribution {
    /// The record.
    #[serde(flatten)]
    pub record: RecordColumns,
    /// The amount that it adds to the figure; negative if it reduces the figure.
    pub amount: Balance,
}

impl Serialize for Explained {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Keys<'a> {
            Sum { figure: &'a str, records: &'a [Contribution], amount: Balance },
            Computed { figure: &'a str, value: &'a str, computed_from: &'static str },
        }
        let keys = match self {
            Self::Sum { figure, records, amount } => Keys::Sum { figure, records, amount: *amount },
            Self::Computed { figure, value, from } => Keys::Computed { figure, value, computed_from: from.english },
        };
        keys.serialize(serializer)
    }
}

/// The reason for which a figure cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// A path that is not of its form.
    #[error(
        "the path {path:?} cannot be read from {rest:?} on; expected names and rows, such as rows[LN-001].outstanding"
    )]
    Malformed {
        /// The path.
        path: String,
        /// The part that cannot be read.
        rest: String,
    },
    /// A name that the statement does not have there.
    #[error("{place} has no {name:?}; expected one of {}", List(.expected))]
    UnknownName {
        /// The path to the place, or the statement.
        place: String,
        /// The name.
        name: String,
        /// The names that are there.
        expected: Vec<String>,
    },
    /// A name in a part that has no names, or a row of a part that is not a list.
    #[error("{place} is a {what} and has no {part}")]
    NoPart {
        /// The path to the place.
        place: String,
        /// `list`, `group of figures` or `figure`.
        what: &'static str,
        /// The part, as it is written in the path.
        part: String,
    },
    /// A row that the list does not have.
    #[error(
        "{place} has no row {row:?}; it has {rows} row(s), counted from 0, named by loan, member, account, document, month or line"
    )]
    UnknownRow {
        /// The path to the list.
        place: String,
        /// The row.
        row: String,
        /// The number of rows.
        rows: usize,
    },
    /// A name that several rows have.
    #[error("{place} has several rows {row:?}; give the position of one, counted from 0: {}", List(.positions))]
    SeveralRows {
        /// The path to the list.
        place: String,
        /// The name.
        row: String,
        /// The positions of the rows.
        positions: Vec<usize>,
    },
    /// A path to a group of figures or to a list.
    #[error("{path} is a {what}; name a figure in it{}", Parts(.parts))]
    NotAFigure {
        /// The path.
        path: String,
        /// `list` or `group of figures`.
        what: &'static str,
        /// The names in the group.
        parts: Vec<String>,
    },
}

vietnamese! { ExplainError,
    Self::Malformed { path, rest } =>
        "đường dẫn {path:?} không đọc được từ {rest:?}; cần tên và dòng, như rows[LN-001].outstanding";
    Self::UnknownName { place, name, expected } => "{place} không có {name:?}; phải là một trong {}", List(expected);
    Self::NoPart { place, what, part } => "{place} là {} và không có {part}", what_in_vietnamese(what);
    Self::UnknownRow { place, row, rows } =>
        "{place} không có dòng {row:?}; có {rows} dòng, đếm từ 0, gọi theo khoản vay, thành viên, tài khoản, chứng từ, tháng hoặc chỉ tiêu";
    Self::SeveralRows { place, row, positions } =>
        "{place} có nhiều dòng {row:?}; hãy nêu vị trí của một dòng, đếm từ 0: {}", List(positions);
    Self::NotAFigure { path, what, parts } => "{path} là {}; hãy nêu một số trong đó{}", what_in_vietnamese(what), Parts(parts);
}

/// Returns the Vietnamese word for a part of a statement.
fn what_in_vietnamese(what: &str) -> &'static str {
    match what {
        "list" => "danh sách",
        "group of figures" => "nhóm số liệu",
        _ => "một số",
    }
}

/// Items with commas between them.
struct List<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            write!(f, "{}{item}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// The names of a group, if there are any.
struct Parts<'a>(&'a [String]);

impl fmt::Display for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, ": {}", List(self.0)) }
    }
}

/// The fields by which a row of a list is named.
const NAMES: [&str; 12] =
    ["account", "bucket", "due", "fund", "group", "id", "lender", "line", "loan", "member", "month", "place"];

impl DrillDown {
    /// Makes it from a statement, and from the same statement with the steps of its computation.
    pub(crate) fn new(statement: &'static str, value: Value, traced: Value, steps: Steps, books: &Books) -> Self {
        Self { statement, value, traced, steps, records: books.records().map(RecordColumns::of).collect() }
    }

    /// Returns the paths of all figures that are sums of records, in the order of the keys' names.
    #[must_use]
    pub fn figures(&self) -> Vec<String> {
        let mut paths = Vec::new();
        collect(&self.traced, "", &mut paths);
        paths
    }

    /// Returns the records behind a figure, or the facts from which it is computed.
    ///
    /// The path has the keys of the statement's JSON with dots between them. A row of a list is named in brackets: by its position,
    /// counted from 0, or by its loan, member, account, document number, month or another name, which may be quoted:
    /// `total.closing`, `rows[3].balance`, `loans[LN-001].interest_due`, `rows["12"].amount`.
    ///
    /// # Errors
    ///
    /// If the path cannot be read, names no part of the statement, or a part with several figures.
    pub fn explain(&self, path: &str) -> Result<Explained, ExplainError> {
        let parts = read(path)?;
        let (mut value, mut traced) = (&self.value, &self.traced);
        let (mut place, mut keys) = (String::new(), Vec::new());
        for part in parts {
            let here = || if place.is_empty() { self.statement.to_owned() } else { place.clone() };
            let is_there = match &part {
                Part::Key(_) => value.is_object(),
                Part::Row(_) => value.is_array(),
            };
            if !is_there {
                return Err(ExplainError::NoPart { place: here(), what: what(value), part: part.to_string() });
            }
            let next = match &part {
                Part::Key(key) => {
                    keys.push(key.clone());
                    value.get(key).zip(traced.get(key)).ok_or_else(|| {
                        let expected = names(value);
                        ExplainError::UnknownName { place: here(), name: key.clone(), expected }
                    })?
                }
                Part::Row(row) => {
                    let at = row.find(value).map_err(|problem| problem.at(here(), row))?;
                    value.get(at).zip(traced.get(at)).ok_or_else(|| Problem::None(0).at(here(), row))?
                }
            };
            (value, traced) = next;
            place = match part {
                Part::Key(key) if place.is_empty() => key,
                part => place + &part.to_string(),
            };
        }
        self.explained(place, &keys, value, traced)
    }

    fn explained(
        &self,
        figure: String,
        keys: &[String],
        value: &Value,
        traced: &Value,
    ) -> Result<Explained, ExplainError> {
        if let Some(step) = step(traced) {
            let contributions = step.map(|step| self.steps.contributions(step)).unwrap_or_default();
            let records: Vec<Contribution> = contributions
                .into_iter()
                .filter_map(|(place, amount)| Some(Contribution { record: self.records.get(place)?.clone(), amount }))
                .collect();
            // The figure of the statement itself, so that a missing record would be noticed.
            let sum: Balance = records.iter().map(|record| record.amount).sum();
            let amount = number(value).map_or(sum, Balance::new);
            debug_assert_eq!(amount, sum, "{figure}");
            return Ok(Explained::Sum { figure, records, amount });
        }
        match value {
            // The months without a payment are a list of texts.
            Value::Array(items) if keys.last().is_none_or(|key| key != "unpaid") => {
                Err(ExplainError::NotAFigure { path: figure, what: what(value), parts: row_names(items) })
            }
            Value::Object(_) => Err(ExplainError::NotAFigure { path: figure, what: what(value), parts: names(value) }),
            value => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                Ok(Explained::Computed { figure, value: text, from: basis(self.statement, keys, value) })
            }
        }
    }
}

/// Returns a whole number.
fn number(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// Returns the step that is in place of an amount; `None` within if no record is behind it.
#[allow(clippy::option_option, reason = "no amount, an amount of no records, an amount of a step")]
fn step(traced: &Value) -> Option<Option<usize>> {
    let step = traced.as_object().filter(|object| object.len() == 1)?.get(STEP)?;
    Some(step.as_u64().and_then(|step| usize::try_from(step).ok()))
}

/// Adds the paths of all amounts of a part of a statement.
fn collect(traced: &Value, path: &str, paths: &mut Vec<String>) {
    if step(traced).is_some() {
        paths.push(path.to_owned());
    } else if let Value::Object(fields) = traced {
        for key in names(traced) {
            let Some(value) = fields.get(&key) else { continue };
            collect(value, &if path.is_empty() { key } else { format!("{path}.{key}") }, paths);
        }
    } else if let Value::Array(items) = traced {
        for (at, item) in items.iter().enumerate() {
            collect(item, &format!("{path}[{at}]"), paths);
        }
    }
}

/// Returns the word for a part of a statement.
const fn what(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "list",
        Value::Object(_) => "group of figures",
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => "figure",
    }
}

/// Returns the keys of an object, sorted, since the order of the object depends on the features of `serde_json`.
fn names(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = value.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default();
    names.sort_unstable();
    names
}

/// Returns the first few rows of a list as they are written in a path.
fn row_names(items: &[Value]) -> Vec<String> {
    const SHOWN: usize = 5;
    let rows = (0..items.len()).take(SHOWN).map(|at| format!("[{at}]"));
    rows.chain((items.len() > SHOWN).then(|| "…".to_owned())).collect()
}

/// A part of a path.
enum Part {
    Key(String),
    Row(RowName),
}

/// A row in brackets.
enum RowName {
    Position(usize),
    Name(String),
}

/// The reason for which a row is not found.
enum Problem {
    None(usize),
    Several(Vec<usize>),
}

impl Problem {
    fn at(self, place: String, row: &RowName) -> ExplainError {
        let row = match row {
            RowName::Position(at) => at.to_string(),
            RowName::Name(name) => name.clone(),
        };
        match self {
            Self::None(rows) => ExplainError::UnknownRow { place, row, rows },
            Self::Several(positions) => ExplainError::SeveralRows { place, row, positions },
        }
    }
}

impl RowName {
    fn find(&self, list: &Value) -> Result<usize, Problem> {
        let rows = list.as_array().map(Vec::as_slice).unwrap_or_default();
        let positions: Vec<usize> = match self {
            Self::Position(at) => Some(*at).filter(|at| *at < rows.len()).into_iter().collect(),
            Self::Name(name) => {
                let is_named = |row: &Value| NAMES.iter().any(|key| row.get(key).and_then(Value::as_str) == Some(name));
                rows.iter().enumerate().filter(|(_, row)| is_named(row)).map(|(at, _)| at).collect()
            }
        };
        match positions.as_slice() {
            [] => Err(Problem::None(rows.len())),
            [at] => Ok(*at),
            _ => Err(Problem::Several(positions)),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, ".{key}"),
            Self::Row(row) => row.fmt(f),
        }
    }
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(at) => write!(f, "[{at}]"),
            Self::Name(name) if name.bytes().all(|byte| byte.is_ascii_digit()) => write!(f, "[\"{name}\"]"),
            Self::Name(name) => write!(f, "[{name}]"),
        }
    }
}

/// Reads a path.
fn read(path: &str) -> Result<Vec<Part>, ExplainError> {
    let malformed = |rest: &str| ExplainError::Malformed { path: path.to_owned(), rest: rest.to_owned() };
    let mut parts = Vec::new();
    let mut rest = path;
    loop {
        if let Some(row) = rest.strip_prefix('[').filter(|_| !parts.is_empty()) {
            let (name, behind, is_quoted) = match row.strip_prefix('"').and_then(|quoted| quoted.split_once("\"]")) {
                Some((name, behind)) => (name, behind, true),
                None => {
                    row.split_once(']').map(|(name, behind)| (name, behind, false)).ok_or_else(|| malformed(rest))?
                }
            };
            let is_position = !is_quoted && name.bytes().all(|byte| byte.is_ascii_digit());
            let position = name.parse().ok().filter(|_| is_position);
            parts.push(Part::Row(position.map_or_else(|| RowName::Name(name.to_owned()), RowName::Position)));
            rest = behind;
        } else {
            let name = if parts.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
            let name = name.ok_or_else(|| malformed(rest))?;
            let (key, behind) =
                name.split_at_checked(name.find(['.', '[']).unwrap_or(name.len())).unwrap_or((name, ""));
            if key.is_empty() {
                return Err(malformed(rest));
            }
            parts.push(Part::Key(key.to_owned()));
            rest = behind;
        }
        if rest.is_empty() {
            return Ok(parts);
        }
    }
}
