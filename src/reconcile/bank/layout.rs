//! The heading of a statement: which column has the day, the amount, the balance and the texts.
//!
//! Banks print Vietnamese, English or both in one cell (`Nợ/ Debit`), over one line or several, below any number of rows of address. A
//! heading is compared without accents, capitals and signs; it is taken apart into phrases of a vocabulary, and the phrases say what the
//! column is: `Ngày GD/ TNX Date Số CT/ Doc No` has the day and the number of a document.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::reconcile::table::date::{DayOrder, day_and_rest};
use crate::reconcile::table::number::Grouping;
use crate::reconcile::table::{Row, Table, fold};

/// What a column of a statement has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnRole {
    /// The day of the movement (ngày giao dịch).
    Date,
    /// The amount, signed or with a direction beside it (số tiền).
    Amount,
    /// Whether the amount came in or went out (ghi nợ/ghi có).
    Direction,
    /// What left the account (ghi nợ).
    Debit,
    /// What came into the account (ghi có).
    Credit,
    /// A charge on the movement (phí); its sign is ignored. If the balances show that charges come on top of the amounts, they are taken
    /// off the money that came in and added to the money that left; otherwise, and without balances, they are not added.
    Fee,
    /// Value added tax on the charge (thuế GTGT), read as [`ColumnRole::Fee`].
    Vat,
    /// The balance after the movement (số dư).
    Balance,
    /// The reference of the bank or the club (số tham chiếu).
    Reference,
    /// A text: purpose, payee, remitter (diễn giải).
    Description,
}

/// The roles with their names in a command, and headings that are looked for.
const ROLES: [(ColumnRole, &str, &str); 10] = [
    (ColumnRole::Date, "date", "\"Ngày giao dịch\", \"Ngày\", \"Transaction date\" or \"Date\""),
    (ColumnRole::Amount, "amount", "\"Số tiền\" or \"Amount\""),
    (ColumnRole::Direction, "direction", "\"Loại GD\" or \"Direction\""),
    (ColumnRole::Debit, "debit", "\"Ghi nợ\", \"Nợ\" or \"Debit\""),
    (ColumnRole::Credit, "credit", "\"Ghi có\", \"Có\" or \"Credit\""),
    (ColumnRole::Fee, "fee", "\"Phí\" or \"Fee\""),
    (ColumnRole::Vat, "vat", "\"Thuế GTGT\" or \"VAT\""),
    (ColumnRole::Balance, "balance", "\"Số dư\" or \"Balance\""),
    (ColumnRole::Reference, "reference", "\"Số tham chiếu\" or \"Reference\""),
    (ColumnRole::Description, "description", "\"Diễn giải\", \"Nội dung\" or \"Description\""),
];

impl ColumnRole {
    fn row(self) -> (&'static str, &'static str) {
        ROLES.iter().find(|(role, ..)| *role == self).map_or(("", ""), |(_, name, headings)| (name, headings))
    }

    /// Headings that are looked for.
    pub(super) fn headings(self) -> &'static str {
        self.row().1
    }
}

impl fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().0)
    }
}

/// A column has none of the known roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a column of a statement, expected date, amount, direction, debit, credit, fee, vat, balance, reference or description"
)]
pub struct UnknownColumn;

impl FromStr for ColumnRole {
    type Err = UnknownColumn;

    fn from_str(text: &str) -> Result<Self, UnknownColumn> {
        ROLES.iter().find(|(_, name, _)| *name == text).map(|(role, ..)| *role).ok_or(UnknownColumn)
    }
}

/// How a statement is read where it does not say so itself. The default finds all of it in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementOptions {
    /// Columns named by hand, each by its heading in the file.
    pub columns: Vec<(ColumnRole, String)>,
    /// The sign between thousands; `None` finds it from each column.
    pub grouping: Option<Grouping>,
    /// Which number of a date is the day.
    pub day_order: DayOrder,
}

/// What a phrase in a heading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// The balance before a movement, an account, a currency, a number of a row: of no use here.
    Unused,
    Balance,
    Fee,
    Vat,
    Date,
    ValueDate,
    Description,
    Party,
    Reference,
    Debit,
    Credit,
    Direction,
    Amount,
    /// `No`: nợ without its accent, or the English abbreviation of number.
    No,
    /// `Co`: có without its accent.
    Co,
    /// Says nothing by itself.
    Filler,
}

/// The phrases of headings, folded, with commas between. Earlier ones of a kind are better: a day of the transaction before one of accounting.
const VOCABULARY: &[(Word, &str)] = &[
    (
        Word::Date,
        "ngay giao dich, ngay gd, transaction date, txn date, tnx date, trans date, tran date, ngay phat \
         sinh, ngay thuc hien, ngay gio giao dich, thoi gian giao dich, ngay hach toan, accounting date, \
         posting date, posted date, booking date, ngay ghi so, ngay chung tu, ngay ct, ngay thang, ngay gio, \
         ngay, thoi gian, date time, date, transaction time, txn time, posted on, booked on",
    ),
    (Word::ValueDate, "ngay hieu luc, ngay hl, ngay gia tri, value date, effective date, eff date"),
    (
        Word::Balance,
        "so du sau giao dich, so du sau gd, so du tai khoan, so du tk, so du luy ke, so du hien tai, so du \
         cuoi, so du kha dung, so du, sodu, du cuoi, account balance, running balance, available balance, \
         closing balance, ending balance, balance after, balance, ton quy, ton",
    ),
    (
        Word::Debit,
        "so tien ghi no, phat sinh no, phat sinh giam, ps no, ps giam, ghi no, ghi giam, giao dich ghi no, tien ra, so tien rut, so tien chi, \
         rut ra, rut tien, rut, chi ra, chi, debit amount, debits, debit, withdrawals, withdrawal, money out, \
         paid out, amount out, so tien tru, so tien di, so tien giam, giam, dr",
    ),
    (
        Word::Credit,
        "so tien ghi co, phat sinh co, phat sinh tang, ps co, ps tang, ghi co, ghi tang, giao dich ghi co, tien vao, so tien gui, so tien thu, \
         gui vao, nop tien, gui tien, gui, nop, thu vao, thu, credit amount, credits, credit, deposits, \
         deposit, money in, amount in, paid in, so tien cong, so tien den, so tien tang, tang, cr",
    ),
    (
        Word::Direction,
        "loai gd, loai giao dich, loai phat sinh, chieu giao dich, chieu, huong, dau, direction, transaction \
         type, txn type, type, in out, vao ra, d c, c d, dc, cd, sign",
    ),
    (
        Word::Amount,
        "so tien giao dich, so tien gd, so tien phat sinh, so phat sinh, phat sinh trong ky, phat sinh, gia \
         tri giao dich, gia tri, so tien, transaction amount, txn amount, amount, value",
    ),
    (
        Word::Reference,
        "so tham chieu, ma tham chieu, so but toan, ma but toan, so chung tu, so ct, so giao dich, so gd, ma \
         giao dich, ma gd, ma chung tu, chung tu, reference number, reference no, reference code, reference, \
         ref no, ref number, ref, transaction number, transaction no, transaction id, txn no, doc no, \
         document no, document number, document, doc, seq no, trace no, but toan, tham chieu, so phieu, code",
    ),
    (
        Word::Description,
        "noi dung giao dich, noi dung gd, noi dung chi tiet, noi dung thu chi, noi dung, dien giai chi tiet, \
         dien giai giao dich, dien giai, mo ta giao dich, mo ta, chi tiet giao dich, chi tiet, ly do, ghi \
         chu, transaction description, transactions in detail, transaction details, transaction detail, \
         transaction remarks, txn description, description, details, detail, narration, narrative, \
         particulars, remarks, remark, memo, content, note, notes, purpose",
    ),
    (
        Word::Party,
        "doi tac, don vi thu huong, don vi chuyen, nguoi thu huong, nguoi huong, nguoi chuyen, nguoi nhan, \
         nguoi gui, nguoi nop, ten doi ung, ten tai khoan doi ung, ten nguoi, ten don vi, remitter, \
         beneficiary, payee, payer, counterparty, counter party, sender, receiver, corresponsive name",
    ),
    (Word::Fee, "phi giao dich, phi gd, so tien phi, phi dich vu, phi, transaction fee, fees, fee, charges, charge"),
    (Word::Vat, "thue gtgt, thue vat, vat, thue, tax"),
    (
        Word::Unused,
        "stt, so tt, tt, so du dau, so du truoc, opening balance, balance before, so tien bang chu, amount in \
         words, so tai khoan, tai khoan ghi no, tai khoan ghi co, tai khoan no, tai khoan co, tk no, tk co, \
         tai khoan doi ung, tk doi ung, ten tai khoan, account number, account no, account name, \
         corresponsive account, loai tien, tien te, currency, chi nhanh, branch, kenh giao dich, kenh, \
         channel, ngan hang, bank, teller, gdv, nguoi lap, gio giao dich, gio, time, ngay sinh, ty gia, rate, \
         trang thai, status, category",
    ),
    (Word::No, "no"),
    (Word::Co, "co"),
    (Word::Filler, "vnd, dong, d, cua, of, va, and, the, so, tk, account, trong ky, n, a, b"),
];

/// The most words of a phrase.
const LONGEST_PHRASE: usize = 5;
/// The most words of a heading that are in no phrase.
const MOST_UNKNOWN: usize = 2;
/// The most bytes of a heading of one column.
const LONGEST_HEADING: usize = 200;
/// The heading is within so many rows that are not blank.
const HEADING_WITHIN: usize = 1_000;
/// The most rows of one heading.
const MOST_ROWS: usize = 3;

/// A heading taken apart: what its phrases say, the better ones first, and the words in none.
#[derive(Clone, Debug)]
struct Phrases {
    /// What the column has, and how good its phrase is: lower is better.
    word: Word,
    rank: usize,
    has_reference: bool,
    unknown: usize,
}

/// The vocabulary, to look up what a phrase says and how good it is.
struct Vocabulary(HashMap<&'static str, (Word, usize)>);

impl Vocabulary {
    fn new() -> Self {
        let entries = VOCABULARY
            .iter()
            .flat_map(|(word, phrases)| phrases.split(", ").enumerate().map(|(rank, phrase)| (phrase, (*word, rank))));
        Self(entries.collect())
    }

    /// Takes a heading apart.
    fn phrases(&self, heading: &str) -> Phrases {
        let folded = fold(heading);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let lower = heading.to_lowercase();
        let mut found: Vec<(Word, usize)> = Vec::new();
        let (mut unknown, mut rest) = (0_usize, words.as_slice());
        while let Some((_, behind)) = rest.split_first() {
            let longest = (1..=LONGEST_PHRASE.min(rest.len())).rev().find_map(|length| {
                let (phrase, behind) = rest.split_at_checked(length)?;
                self.0.get(phrase.join(" ").as_str()).map(|found| (*found, behind))
            });
            let Some(((word, rank), behind)) = longest else {
                unknown = unknown.saturating_add(1);
                rest = behind;
                continue;
            };
            let word = match word {
                Word::No if lower.contains('ợ') => Word::Debit,
                Word::Co if lower.contains('ó') => Word::Credit,
                word => word,
            };
            found.push((word, rank));
            rest = behind;
        }
        let has = |word: Word| found.iter().any(|(found, _)| *found == word);
        let is_text =
            has(Word::Description) || has(Word::Date) || has(Word::Reference) || has(Word::Party) || has(Word::Balance);
        let decided = if has(Word::Debit) && has(Word::Credit) && !is_text {
            Some((Word::Direction, 0))
        } else {
            const PRECEDENCE: [Word; 13] = [
                Word::Balance,
                Word::Fee,
                Word::Vat,
                Word::Date,
                Word::ValueDate,
                Word::Description,
                Word::Party,
                Word::Reference,
                Word::Debit,
                Word::Credit,
                Word::Direction,
                Word::Amount,
                Word::Unused,
            ];
            let first_unused = found.first().filter(|(word, _)| *word == Word::Unused).copied();
            first_unused
                .or_else(|| PRECEDENCE.iter().find_map(|word| found.iter().find(|(found, _)| found == word).copied()))
        };
        let alone = || found.iter().find(|(word, _)| matches!(word, Word::No | Word::Co)).copied();
        let (word, rank) = decided.or_else(alone).unwrap_or((Word::Filler, 0));
        Phrases { word, rank, has_reference: has(Word::Reference), unknown }
    }
}

/// The columns of a statement, by their places counted from 0.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) date: usize,
    /// The cell of the day also has the number of a document.
    pub(super) has_reference_beside_date: bool,
    pub(super) moved: Moved,
    pub(super) balance: Option<usize>,
    pub(super) charges: Vec<(ColumnRole, usize)>,
    pub(super) reference: Option<usize>,
    /// The columns of texts, descriptions first.
    pub(super) texts: Vec<usize>,
}

/// The column or columns of the amount.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moved {
    Signed { amount: usize, direction: Option<usize> },
    Sides { debit: usize, credit: usize },
}

impl Moved {
    /// Its columns.
    pub(super) fn places(self) -> Vec<usize> {
        match self {
            Self::Signed { amount, .. } => vec![amount],
            Self::Sides { debit, credit } => vec![debit, credit],
        }
    }

    /// The first of them.
    pub(super) const fn first(self) -> usize {
        match self {
            Self::Signed { amount, .. } => amount,
            Self::Sides { debit, .. } => debit,
        }
    }
}

impl Columns {
    /// The columns of amounts: those of the movement first.
    pub(super) fn of_money(&self) -> Vec<usize> {
        let charges = self.charges.iter().map(|(_, place)| *place);
        self.moved.places().into_iter().chain(charges).chain(self.balance).collect()
    }

    /// Each column that is used, with its role.
    pub(super) fn used(&self) -> BTreeMap<ColumnRole, usize> {
        let mut used = BTreeMap::from([(ColumnRole::Date, self.date)]);
        match self.moved {
            Moved::Signed { amount, direction } => {
                used.insert(ColumnRole::Amount, amount);
                used.extend(direction.map(|place| (ColumnRole::Direction, place)));
            }
            Moved::Sides { debit, credit } => used.extend([(ColumnRole::Debit, debit), (ColumnRole::Credit, credit)]),
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
    /// The place of the row below it.
    pub(super) below: usize,
    /// The text of each column, over all its rows.
    pub(super) names: Vec<String>,
    /// Its rows, folded, to find where it is printed again.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) columns: Columns,
}

/// The nearest that a table has to a heading.
#[derive(Clone, Debug)]
pub(super) struct NoHeading {
    /// The number of roles found.
    pub(super) found: usize,
    pub(super) line: u64,
    pub(super) names: Vec<String>,
    pub(super) missing: Vec<ColumnRole>,
}

impl Heading {
    /// Finds the first rows that name all columns that a statement needs.
    pub(super) fn find(table: &Table, options: &StatementOptions) -> Result<Self, Option<NoHeading>> {
        let vocabulary = Vocabulary::new();
        let mut nearest: Option<NoHeading> = None;
        for (place, row) in table.rows.iter().enumerate().take(HEADING_WITHIN) {
            if !may_be_heading(row) || (options.columns.is_empty() && !has_roles(&vocabulary, row)) {
                continue;
            }
            let mut names: Vec<String> = Vec::new();
            let mut complete: Option<Self> = None;
            for (span, part) in table.rows.iter().skip(place).take(MOST_ROWS).enumerate() {
                let is_new = complete.is_none() || continues(&vocabulary, &names, part);
                if span > 0 && !(may_be_heading(part) && has_roles(&vocabulary, part) && is_new) {
                    break;
                }
                join(&mut names, part);
                match columns(&vocabulary, &names, options) {
                    Ok(columns) => {
                        let rows = table.rows.iter().skip(place).take(span.saturating_add(1));
                        let rows = rows.map(|row| row.cells.iter().map(|cell| fold(&cell.text())).collect()).collect();
                        let below = place.saturating_add(span).saturating_add(1);
                        complete = Some(Self { below, names: names.clone(), rows, columns });
                    }
                    Err((found, missing)) => {
                        if found > 0 && nearest.as_ref().is_none_or(|nearest| nearest.found < found) {
                            nearest = Some(NoHeading { found, line: row.line, names: names.clone(), missing });
                        }
                    }
                }
            }
            if let Some(complete) = complete {
                return Ok(complete);
            }
        }
        Err(nearest)
    }
}

/// Returns whether a row can be a part of a heading: no cell is a day or has a number of three digits.
fn may_be_heading(row: &Row) -> bool {
    row.fault.is_none()
        && row.filled().all(|(_, cell)| {
            let text = cell.text();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            text.len() <= LONGEST_HEADING && digits < 3 && day_and_rest(cell, DayOrder::DayFirst).is_err()
        })
}

fn has_roles(vocabulary: &Vocabulary, row: &Row) -> bool {
    row.filled().any(|(_, cell)| !matches!(vocabulary.phrases(&cell.text()).word, Word::Filler | Word::Unused))
}

/// Returns whether a row below a complete heading goes on with it, as English below Vietnamese: each cell says the same as the one
/// above it in other words.
fn continues(vocabulary: &Vocabulary, names: &[String], row: &Row) -> bool {
    row.filled().all(|(place, cell)| {
        let Some(name) = names.get(place) else { return false };
        let text = cell.text();
        let (above, below) = (vocabulary.phrases(name).word, vocabulary.phrases(&text).word);
        let is_part = matches!(
            (above, below),
            (Word::Amount, Word::Debit | Word::Credit | Word::No | Word::Co)
                | (Word::Filler, _)
                | (_, Word::Filler | Word::No)
        );
        fold(name) != fold(&text) && (above == below || is_part)
    })
}

/// Adds a row to the texts above it.
fn join(names: &mut Vec<String>, row: &Row) {
    names.resize(names.len().max(row.width()), String::new());
    for (name, cell) in names.iter_mut().zip(&row.cells) {
        if !name.is_empty() && !cell.is_blank() {
            name.push(' ');
        }
        name.push_str(&cell.text());
    }
}

/// The columns that a heading names, or how many roles it names and which are missing.
fn columns(
    vocabulary: &Vocabulary,
    names: &[String],
    options: &StatementOptions,
) -> Result<Columns, (usize, Vec<ColumnRole>)> {
    let heading = Named::new(vocabulary, names, options);
    let date = heading.place(ColumnRole::Date);
    let moved = heading.moved();
    let balance = heading.place(ColumnRole::Balance);
    let reference = heading.place(ColumnRole::Reference);
    let mut missing = heading.not_there();
    match (date, moved) {
        (Some(date), Ok(moved)) if missing.is_empty() => Ok(Columns {
            date,
            has_reference_beside_date: heading.parts.get(date).is_some_and(|part| part.has_reference),
            moved,
            balance,
            charges: [ColumnRole::Fee, ColumnRole::Vat]
                .into_iter()
                .filter_map(|role| Some((role, heading.place(role)?)))
                .collect(),
            reference,
            texts: heading.texts(reference),
        }),
        (date, moved) => {
            if date.is_none() && !missing.contains(&ColumnRole::Date) {
                missing.push(ColumnRole::Date);
            }
            missing.extend(moved.err().filter(|role| !missing.contains(role)));
            let sides = [ColumnRole::Amount, ColumnRole::Debit, ColumnRole::Credit].map(|role| heading.place(role));
            let found = [date, balance, reference].into_iter().chain(sides).flatten().count();
            Err((found, missing))
        }
    }
}

/// The texts of a heading with what they say.
struct Named<'a> {
    names: Vec<String>,
    parts: Vec<Phrases>,
    options: &'a StatementOptions,
}

impl<'a> Named<'a> {
    fn new(vocabulary: &Vocabulary, names: &[String], options: &'a StatementOptions) -> Self {
        let mut parts: Vec<Phrases> = names.iter().map(|name| vocabulary.phrases(name)).collect();
        let has = |word: Word| parts.iter().any(|part| part.word == word);
        if has(Word::No) && has(Word::Co) {
            for part in &mut parts {
                part.word = match part.word {
                    Word::No => Word::Debit,
                    Word::Co => Word::Credit,
                    word => word,
                };
            }
        }
        Self { names: names.iter().map(|name| fold(name)).collect(), parts, options }
    }

    /// The heading that the caller names for a role.
    fn by_hand(&self, role: ColumnRole) -> Option<String> {
        self.options.columns.iter().find(|(named, _)| *named == role).map(|(_, name)| fold(name))
    }

    /// Roles whose heading, named by hand, is not there.
    fn not_there(&self) -> Vec<ColumnRole> {
        let columns = self.options.columns.iter();
        columns.filter(|(_, name)| !self.names.contains(&fold(name))).map(|(role, _)| *role).collect()
    }

    /// Returns whether a column is named by hand for some role.
    fn is_taken(&self, place: usize) -> bool {
        let name = self.names.get(place);
        self.options.columns.iter().any(|(_, taken)| name == Some(&fold(taken)))
    }

    /// The best column for a role: one all of whose words are known, then one with the better phrase, then the first.
    fn place(&self, role: ColumnRole) -> Option<usize> {
        if let Some(name) = self.by_hand(role) {
            return self.names.iter().position(|known| *known == name);
        }
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
        let candidates = self.parts.iter().enumerate().filter_map(|(place, part)| {
            let kind = words.iter().position(|word| *word == part.word)?;
            let is_usable = part.unknown <= MOST_UNKNOWN && !self.is_taken(place);
            is_usable.then_some((part.unknown > 0, kind, part.rank, place))
        });
        candidates.min().map(|(.., place)| place)
    }

    /// The column or columns of the amount, or what is missing.
    fn moved(&self) -> Result<Moved, ColumnRole> {
        let [debit, credit, amount] =
            [ColumnRole::Debit, ColumnRole::Credit, ColumnRole::Amount].map(|role| self.place(role));
        // Two columns of amounts that say more than is understood may be the two sides.
        let amounts = || self.parts.iter().filter(|part| part.word == Word::Amount);
        let is_unclear = amounts().count() > 1 && amounts().all(|part| part.unknown > 0);
        match (debit, credit, amount) {
            (Some(debit), Some(credit), _) if debit != credit => Ok(Moved::Sides { debit, credit }),
            (.., Some(amount)) if !is_unclear || self.by_hand(ColumnRole::Amount).is_some() => {
                Ok(Moved::Signed { amount, direction: self.place(ColumnRole::Direction) })
            }
            (Some(_), None, _) => Err(ColumnRole::Credit),
            (None, Some(_), _) => Err(ColumnRole::Debit),
            _ => Err(ColumnRole::Amount),
        }
    }

    /// The columns of texts: descriptions, parties, references besides the one of the bank, and columns whose heading says nothing that is
    /// known, as a document may be named there.
    fn texts(&self, reference: Option<usize>) -> Vec<usize> {
        let by_hand = self.place(ColumnRole::Description);
        let of = |word: Word| {
            let parts = self.parts.iter().enumerate();
            let of_word = parts.filter(move |(_, part)| part.word == word && part.unknown <= MOST_UNKNOWN);
            of_word.map(|(place, _)| place).filter(|place| !self.is_taken(*place) && Some(*place) != reference)
        };
        let others = self.parts.iter().enumerate().filter(|(_, part)| part.word == Word::Filler);
        let others = others.map(|(place, _)| place).filter(|place| !self.is_taken(*place));
        let known = of(Word::Description).chain(of(Word::Party)).chain(of(Word::Reference));
        by_hand.into_iter().chain(known).chain(others).collect()
    }
}
