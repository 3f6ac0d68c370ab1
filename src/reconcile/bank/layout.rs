//! The heading of a statement: the columns of the day, the amount, the balance and the texts.
//!
//! Banks print Vietnamese, English or both in one cell (`Nợ/ Debit`), over one line or several, below rows of address. A heading is
//! compared without accents, capitals and signs. It is divided into phrases of a vocabulary, and the phrases show what the column has:
//! `Ngày GD/ TNX Date Số CT/ Doc No` has the day and the number of a document.

use std::collections::BTreeMap;

use super::role::{ColumnRole, StatementOptions};
use super::vocabulary::{Meaning, Vocabulary, Word};
use crate::reconcile::table::date::{DayOrder, day_and_rest};
use crate::reconcile::table::{Cell, Row, Table, fold};

/// The maximum number of unknown words in the heading of a column that is used.
const MOST_UNKNOWN: usize = 2;
/// The maximum number of bytes in a cell of a heading.
const LONGEST_HEADING: usize = 200;
/// The number of rows, without blank ones, among which a heading may begin.
const HEADING_WITHIN: usize = 1_000;
/// The maximum number of rows in one heading.
const MOST_ROWS: usize = 3;

/// The columns of a statement, by their places counted from 0.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) date: usize,
    /// True if the cell of the day also has the number of a document.
    pub(super) has_reference_beside_date: bool,
    pub(super) moved: AmountColumns,
    pub(super) balance: Option<usize>,
    pub(super) charges: Vec<(ColumnRole, usize)>,
    pub(super) reference: Option<usize>,
    /// The columns of texts: a description named by the caller first, then other descriptions, then the rest.
    pub(super) texts: Vec<usize>,
}

/// The column or columns of the amount.
#[derive(Clone, Copy, Debug)]
pub(super) enum AmountColumns {
    Signed { amount: usize, direction: Option<usize> },
    Sides { debit: usize, credit: usize },
}

impl AmountColumns {
    /// Returns the column of the amount, or the columns of the debit and of the credit.
    pub(super) fn places(self) -> Vec<usize> {
        match self {
            Self::Signed { amount, .. } => vec![amount],
            Self::Sides { debit, credit } => vec![debit, credit],
        }
    }

    /// Returns the column of the amount, or that of the debit.
    pub(super) const fn first(self) -> usize {
        match self {
            Self::Signed { amount, .. } => amount,
            Self::Sides { debit, .. } => debit,
        }
    }
}

impl Columns {
    /// Returns the columns of amounts: those of the movement, then those of charges, then that of the balance.
    pub(super) fn of_money(&self) -> Vec<usize> {
        let charges = self.charges.iter().map(|(_, place)| *place);
        self.moved.places().into_iter().chain(charges).chain(self.balance).collect()
    }

    /// Returns each role that the heading has, with its column; of several columns of texts, the first.
    pub(super) fn used(&self) -> BTreeMap<ColumnRole, usize> {
        let mut used = BTreeMap::from([(ColumnRole::Date, self.date)]);
        match self.moved {
            AmountColumns::Signed { amount, direction } => {
                used.insert(ColumnRole::Amount, amount);
                used.extend(direction.map(|place| (ColumnRole::Direction, place)));
            }
            AmountColumns::Sides { debit, credit } => {
                used.extend([(ColumnRole::Debit, debit), (ColumnRole::Credit, credit)]);
            }
        }
        used.extend(self.charges.iter().copied());
        used.extend(self.balance.map(|place| (ColumnRole::Balance, place)));
        used.extend(self.reference.map(|place| (ColumnRole::Reference, place)));
        used.extend(self.texts.first().map(|place| (ColumnRole::Description, *place)));
        used
    }
}

/// The heading of a statement.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// The place of the first row below it, counted from 0.
    pub(super) below: usize,
    /// The text of each column, joined over all rows of the heading.
    pub(super) names: Vec<String>,
    /// The rows of the heading, folded, to find where it is printed again.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) columns: Columns,
}

/// The rows of a table that are most like a heading, and the reason for which they are none.
#[derive(Clone, Debug)]
pub(super) enum NoHeading {
    /// Roles are missing; `found` is the number of those found among date, balance, reference, amount, debit and credit.
    Missing { found: usize, line: u64, names: Vec<String>, missing: Vec<ColumnRole> },
    /// Two columns may have the same role.
    TwoColumns { line: u64, role: ColumnRole, headings: [String; 2] },
}

impl NoHeading {
    /// Returns the number of roles found, to compare it with others; a heading of which no role is missing has the most.
    pub(super) const fn found(&self) -> usize {
        match self {
            Self::Missing { found, .. } => *found,
            Self::TwoColumns { .. } => usize::MAX,
        }
    }
}

impl Heading {
    /// Finds the first rows that name all columns that a statement needs. The error has the rows that name the most roles, or `None` if no
    /// row names any.
    pub(super) fn find(table: &Table, options: &StatementOptions) -> Result<Self, Option<NoHeading>> {
        let vocabulary = Vocabulary::new();
        let mut nearest: Option<NoHeading> = None;
        for (place, row) in table.rows.iter().enumerate().take(HEADING_WITHIN) {
            if !may_be_heading(row) || (options.columns.is_empty() && !has_roles(&vocabulary, row)) {
                continue;
            }
            let mut names: Vec<String> = Vec::new();
            let mut complete: Option<Self> = None;
            let mut rivals: Option<NoHeading> = None;
            for (span, part) in table.rows.iter().skip(place).take(MOST_ROWS).enumerate() {
                let is_continuation = complete.is_none() || continues(&vocabulary, &names, part);
                if span > 0 && !(may_be_heading(part) && has_roles(&vocabulary, part) && is_continuation) {
                    break;
                }
                join(&mut names, part);
                let below = place.saturating_add(span).saturating_add(1);
                match columns(&vocabulary, &names, table.rows.get(below..).unwrap_or_default(), options) {
                    Ok(columns) => {
                        let rows = table.rows.iter().skip(place).take(span.saturating_add(1));
                        let rows = rows.map(|row| row.cells.iter().map(|cell| fold(&cell.text())).collect()).collect();
                        complete = Some(Self { below, names: names.clone(), rows, columns });
                    }
                    Err(NoColumns::Rivals { role, places }) => {
                        let headings = places.map(|place| names.get(place).cloned().unwrap_or_default());
                        rivals = Some(NoHeading::TwoColumns { line: row.line, role, headings });
                    }
                    Err(NoColumns::Missing { found, missing }) => {
                        if found > nearest.as_ref().map_or(0, NoHeading::found) {
                            nearest = Some(NoHeading::Missing { found, line: row.line, names: names.clone(), missing });
                        }
                    }
                }
            }
            if let Some(complete) = complete {
                return Ok(complete);
            }
            if rivals.is_some() {
                return Err(rivals);
            }
        }
        Err(nearest)
    }
}

/// Returns whether a row can be a part of a heading: it can be read, and no cell is a day, has three digits or is too long.
fn may_be_heading(row: &Row) -> bool {
    row.fault.is_none()
        && row.filled().all(|(_, cell)| {
            let text = cell.text();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            text.len() <= LONGEST_HEADING && digits < 3 && day_and_rest(cell, DayOrder::DayFirst).is_err()
        })
}

/// Returns whether a row has a cell with a known meaning that is used here.
fn has_roles(vocabulary: &Vocabulary, row: &Row) -> bool {
    row.filled().any(|(_, cell)| !matches!(vocabulary.meaning(&cell.text()).word, Word::Filler | Word::Unused))
}

/// Returns whether a row below a complete heading continues it, as English below Vietnamese. Each cell then has other words than the cell
/// above it. It has the same meaning, or makes an amount a debit or a credit, or one of the two has no meaning of its own.
fn continues(vocabulary: &Vocabulary, names: &[String], row: &Row) -> bool {
    row.filled().all(|(place, cell)| {
        let Some(name) = names.get(place) else { return false };
        let text = cell.text();
        let (above, below) = (vocabulary.meaning(name).word, vocabulary.meaning(&text).word);
        let is_part = matches!(
            (above, below),
            (Word::Amount, Word::Debit | Word::Credit | Word::No | Word::Co)
                | (Word::Filler, _)
                | (_, Word::Filler | Word::No)
        );
        fold(name) != fold(&text) && (above == below || is_part)
    })
}

/// Adds the texts of a row to the texts above them, with a blank between.
fn join(names: &mut Vec<String>, row: &Row) {
    names.resize(names.len().max(row.width()), String::new());
    for (name, cell) in names.iter_mut().zip(&row.cells) {
        if !name.is_empty() && !cell.is_blank() {
            name.push(' ');
        }
        name.push_str(&cell.text());
    }
}

/// The reason for which the columns of a heading are not known.
enum NoColumns {
    /// The number of roles found among date, balance, reference, amount, debit and credit, and the roles that are missing.
    Missing { found: usize, missing: Vec<ColumnRole> },
    /// Two columns that may have the same role, by their places, and whose cells differ.
    Rivals { role: ColumnRole, places: [usize; 2] },
}

/// Returns the columns that a heading names; `below` are the rows below it.
fn columns(
    vocabulary: &Vocabulary,
    names: &[String],
    below: &[Row],
    options: &StatementOptions,
) -> Result<Columns, NoColumns> {
    let heading = Headings::new(vocabulary, names, options);
    let date = heading.place(ColumnRole::Date);
    let moved = heading.moved();
    let balance = heading.place(ColumnRole::Balance);
    let reference = heading.place(ColumnRole::Reference);
    let mut missing = heading.not_there();
    match (date, moved) {
        (Some(date), Ok(moved)) if missing.is_empty() => {
            let date = heading.only(ColumnRole::Date, date, below)?;
            let moved = match moved {
                AmountColumns::Signed { amount, direction } => {
                    AmountColumns::Signed { amount: heading.only(ColumnRole::Amount, amount, below)?, direction }
                }
                AmountColumns::Sides { debit, credit } => AmountColumns::Sides {
                    debit: heading.only(ColumnRole::Debit, debit, below)?,
                    credit: heading.only(ColumnRole::Credit, credit, below)?,
                },
            };
            let balance = balance.map(|place| heading.only(ColumnRole::Balance, place, below)).transpose()?;
            let mut columns = Columns {
                date,
                has_reference_beside_date: heading.meanings.get(date).is_some_and(|part| part.has_reference),
                moved,
                balance,
                charges: [ColumnRole::Fee, ColumnRole::Vat]
                    .into_iter()
                    .filter_map(|role| Some((role, heading.place(role)?)))
                    .collect(),
                reference,
                texts: Vec::new(),
            };
            let used: Vec<usize> = columns.used().into_values().collect();
            columns.texts = heading.texts(&used);
            Ok(columns)
        }
        (date, moved) => {
            if date.is_none() && !missing.contains(&ColumnRole::Date) {
                missing.push(ColumnRole::Date);
            }
            missing.extend(moved.err().filter(|role| !missing.contains(role)));
            let sides = [ColumnRole::Amount, ColumnRole::Debit, ColumnRole::Credit].map(|role| heading.place(role));
            let found = [date, balance, reference].into_iter().chain(sides).flatten().count();
            Err(NoColumns::Missing { found, missing })
        }
    }
}

/// The texts of a heading, one for each column, with their meanings.
struct Headings<'a> {
    names: Vec<String>,
    meanings: Vec<Meaning>,
    options: &'a StatementOptions,
}

impl<'a> Headings<'a> {
    fn new(vocabulary: &Vocabulary, names: &[String], options: &'a StatementOptions) -> Self {
        let mut meanings: Vec<Meaning> = names.iter().map(|name| vocabulary.meaning(name)).collect();
        let is_named = |role: ColumnRole| options.columns.iter().any(|(named, _)| *named == role);
        for (open, other_open, side, other_side, other_role) in [
            (Word::No, Word::Co, Word::Debit, Word::Credit, ColumnRole::Credit),
            (Word::Co, Word::No, Word::Credit, Word::Debit, ColumnRole::Debit),
        ] {
            let has_side = meanings.iter().any(|part| part.word == side && part.unknown == 0);
            let has_other_open = meanings.iter().any(|part| part.word == other_open);
            let has_other_side = is_named(other_role)
                || meanings.iter().any(|part| part.word == other_side && part.unknown <= MOST_UNKNOWN);
            for part in meanings.iter_mut().filter(|part| part.word == open && !has_side) {
                if has_other_open || (has_other_side && part.unknown == 0) {
                    part.word = side;
                }
            }
        }
        Self { names: names.iter().map(|name| fold(name)).collect(), meanings, options }
    }

    /// Returns the heading that the caller names for a role, folded; `None` if the caller names none.
    fn by_hand(&self, role: ColumnRole) -> Option<String> {
        self.options.columns.iter().find(|(named, _)| *named == role).map(|(_, name)| fold(name))
    }

    /// Returns the roles for which the caller names a heading that is not there.
    fn not_there(&self) -> Vec<ColumnRole> {
        let columns = self.options.columns.iter();
        columns.filter(|(_, name)| !self.names.contains(&fold(name))).map(|(role, _)| *role).collect()
    }

    /// Returns whether the caller assigned this column to a role.
    fn is_taken(&self, place: usize) -> bool {
        let name = self.names.get(place);
        self.options.columns.iter().any(|(_, taken)| name == Some(&fold(taken)))
    }

    /// Returns the column for a role: the one that the caller names, or else the best. A column all of whose words are known is better,
    /// then one with the better phrase, then the first. `None` if there is none.
    fn place(&self, role: ColumnRole) -> Option<usize> {
        if let Some(name) = self.by_hand(role) {
            return self.names.iter().position(|known| *known == name);
        }
        self.candidates(role).min().map(|(.., place)| place)
    }

    /// Returns the columns whose heading has the meaning of a role, each behind what makes it worse: unknown words, another kind of
    /// phrase, a later phrase.
    fn candidates(&self, role: ColumnRole) -> impl Iterator<Item = (bool, usize, usize, usize)> {
        let words: &[Word] = match role {
            ColumnRole::Date => &[Word::Date, Word::ValueDate],
            ColumnRole::Amount => &[Word::Amount],
            ColumnRole::Direction => &[Word::Direction],
            ColumnRole::Debit => &[Word::Debit],
            ColumnRole::Credit => &[Word::Credit],
            ColumnRole::Fee => &[Word::Fee],
            ColumnRole::Vat => &[Word::Vat],
            ColumnRole::Balance => &[Word::Balance],
            ColumnRole::Reference => &[Word::Reference],
            ColumnRole::Description => &[],
        };
        self.meanings.iter().enumerate().filter_map(|(place, part)| {
            let kind = words.iter().position(|word| *word == part.word)?;
            let is_usable = part.unknown <= MOST_UNKNOWN && !self.is_taken(place);
            is_usable.then_some((part.unknown > 0, kind, part.rank, place))
        })
    }

    /// Returns the columns that may have a role as well as the one at `place`, itself included. For the date, these are only those with the
    /// same heading: the first of several is that of the transaction.
    fn rivals(&self, role: ColumnRole, place: usize) -> Vec<usize> {
        let name = self.names.get(place);
        let is_same_name = |other: &usize| self.names.get(*other) == name;
        if self.by_hand(role).is_some() {
            return (0..self.names.len()).filter(is_same_name).collect();
        }
        let of = self.candidates(role).find(|(.., other)| *other == place);
        let key = |(is_unknown, kind, rank, _): (bool, usize, usize, usize)| (is_unknown, kind, rank);
        let rivals = self.candidates(role).filter(|rival| of.map(key) == Some(key(*rival))).map(|(.., place)| place);
        rivals.filter(|other| role != ColumnRole::Date || is_same_name(other)).collect()
    }

    /// Returns the one column for a role: of several that may have it, the first with any content. The error is two whose cells differ.
    fn only(&self, role: ColumnRole, place: usize, below: &[Row]) -> Result<usize, NoColumns> {
        let rivals = self.rivals(role, place);
        if rivals.len() < 2 {
            return Ok(place);
        }
        let is_filled = |cell: &Cell| match role {
            ColumnRole::Date => !cell.is_blank(),
            _ => cell.text().contains(|c: char| ('1'..='9').contains(&c)),
        };
        let rows = || below.iter().filter(|row| row.fault.is_none() && !may_be_heading(row));
        let mut filled = rivals.into_iter().filter(|rival| rows().any(|row| is_filled(row.cell(*rival))));
        let Some(first) = filled.next() else { return Ok(place) };
        let differs = |other: &usize| {
            rows()
                .map(|row| (row.cell(first), row.cell(*other)))
                .any(|(one, other)| (is_filled(one) || is_filled(other)) && one.text() != other.text())
        };
        match filled.find(differs) {
            Some(other) => Err(NoColumns::Rivals { role, places: [first, other] }),
            None => Ok(first),
        }
    }

    /// Returns the column or columns of the amount. The error is the role that is missing.
    fn moved(&self) -> Result<AmountColumns, ColumnRole> {
        let [debit, credit, amount] =
            [ColumnRole::Debit, ColumnRole::Credit, ColumnRole::Amount].map(|role| self.place(role));
        // Two columns of amounts with unknown words in both headings may be the two sides.
        let amounts = || self.meanings.iter().filter(|part| part.word == Word::Amount);
        let is_unclear = amounts().count() > 1 && amounts().all(|part| part.unknown > 0);
        let is_named = |role: ColumnRole| self.by_hand(role).is_some();
        let sides = match (debit, credit) {
            (Some(debit), Some(credit)) => Ok(AmountColumns::Sides { debit, credit }),
            (Some(_), None) => Err(ColumnRole::Credit),
            (None, Some(_)) => Err(ColumnRole::Debit),
            (None, None) => Err(ColumnRole::Amount),
        };
        let signed = match amount {
            Some(amount) if !is_unclear || is_named(ColumnRole::Amount) => {
                Ok(AmountColumns::Signed { amount, direction: self.place(ColumnRole::Direction) })
            }
            _ => Err(ColumnRole::Amount),
        };
        if is_named(ColumnRole::Amount) || is_named(ColumnRole::Direction) {
            signed
        } else if is_named(ColumnRole::Debit) || is_named(ColumnRole::Credit) {
            sides
        } else {
            sides.or_else(|missing| signed.map_err(|_| missing))
        }
    }

    /// Returns the columns of texts, as a document may be named there: descriptions, parties, references, and all columns without a known
    /// meaning. A heading with many unknown words has none. The columns `used` for other roles are left out.
    fn texts(&self, used: &[usize]) -> Vec<usize> {
        let order = |part: &Meaning| match part.word {
            Word::Description => Some(0),
            Word::Party => Some(1),
            Word::Reference => Some(2),
            Word::Filler => Some(3),
            // The number of a contract or a cheque, but not that of the row.
            Word::No | Word::Co if part.unknown > 0 => Some(3),
            Word::Unused | Word::ValueDate if !part.has_text => None,
            _ if part.has_text || part.unknown > MOST_UNKNOWN => Some(3),
            _ => None,
        };
        let texts = self.meanings.iter().enumerate().filter_map(|(place, part)| Some((order(part)?, place)));
        let mut texts: Vec<(usize, usize)> =
            texts.filter(|(_, place)| !self.is_taken(*place) && !used.contains(place)).collect();
        texts.sort_unstable();
        self.place(ColumnRole::Description).into_iter().chain(texts.into_iter().map(|(_, place)| place)).collect()
    }
}
