//! The heading of a statement: the columns of the day, the amount, the balance and the texts.
//!
//! Banks print Vietnamese, English or both in one cell (`Nợ/ Debit`), over one line or several, below rows of address. A heading is
//! compared without accents, capitals and signs. It is divided into phrases of a vocabulary, and the phrases show what the column has:
//! `Ngày GD/ TNX Date Số CT/ Doc No` has the day and the number of a document.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::catalogue::titles;
use crate::reconcile::table::date::{DayOrder, day_and_rest};
use crate::reconcile::table::number::Grouping;
use crate::reconcile::table::{Cell, Row, Table, fold};

/// The content of a column of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnRole {
    /// The day of the movement (ngày giao dịch).
    Date,
    /// The amount, signed or with its direction in another column (số tiền).
    Amount,
    /// The direction of the amount: money in or money out (ghi nợ/ghi có).
    Direction,
    /// The money that left the account (ghi nợ).
    Debit,
    /// The money that came into the account (ghi có).
    Credit,
    /// A charge on the movement (phí); its sign is ignored. If the balances show that charges come on top of the amounts, they are taken
    /// off the money that came in and added to the money that left. Otherwise, and without balances, they are left out.
    Fee,
    /// The value added tax on the charge (thuế GTGT), treated like [`ColumnRole::Fee`].
    Vat,
    /// The balance after the movement (số dư).
    Balance,
    /// The reference of the bank or the club (số tham chiếu).
    Reference,
    /// A text: purpose, payee, remitter (diễn giải).
    Description,
}

titles!(ColumnRole {
    Date = "Date" / "Ngày",
    Amount = "Amount" / "Số tiền",
    Direction = "Direction" / "Ghi nợ/có",
    Debit = "Debit" / "Ghi nợ",
    Credit = "Credit" / "Ghi có",
    Fee = "Fee" / "Phí",
    Vat = "VAT" / "Thuế GTGT",
    Balance = "Balance" / "Số dư",
    Reference = "Reference" / "Số tham chiếu",
    Description = "Description" / "Nội dung",
});

impl ColumnRole {
    const ALL: [Self; 10] = [
        Self::Date,
        Self::Amount,
        Self::Direction,
        Self::Debit,
        Self::Credit,
        Self::Fee,
        Self::Vat,
        Self::Balance,
        Self::Reference,
        Self::Description,
    ];

    /// Returns the name of the role in a command, and examples of its headings.
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Date => ("date", "\"Ngày giao dịch\", \"Ngày\", \"Transaction date\" or \"Date\""),
            Self::Amount => ("amount", "\"Số tiền\" or \"Amount\""),
            Self::Direction => ("direction", "\"Loại GD\" or \"Direction\""),
            Self::Debit => ("debit", "\"Ghi nợ\", \"Nợ\" or \"Debit\""),
            Self::Credit => ("credit", "\"Ghi có\", \"Có\" or \"Credit\""),
            Self::Fee => ("fee", "\"Phí\" or \"Fee\""),
            Self::Vat => ("vat", "\"Thuế GTGT\" or \"VAT\""),
            Self::Balance => ("balance", "\"Số dư\" or \"Balance\""),
            Self::Reference => ("reference", "\"Số tham chiếu\" or \"Reference\""),
            Self::Description => ("description", "\"Diễn giải\", \"Nội dung\" or \"Description\""),
        }
    }

    /// Returns examples of the headings of the role, in quotation marks, for an error message.
    pub(super) const fn headings(self) -> &'static str {
        self.row().1
    }

    /// Returns examples of the headings of the role for an error message in Vietnamese.
    pub(super) fn headings_in_vietnamese(self) -> String {
        self.headings().replace(" or ", " hoặc ")
    }
}

impl fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().0)
    }
}

/// The error for a text that is not the name of a [`ColumnRole`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a column of a statement, expected date, amount, direction, debit, credit, fee, vat, balance, reference or description"
)]
pub struct UnknownColumn;

impl FromStr for ColumnRole {
    type Err = UnknownColumn;

    fn from_str(text: &str) -> Result<Self, UnknownColumn> {
        Self::ALL.into_iter().find(|role| role.row().0 == text).ok_or(UnknownColumn)
    }
}

/// The choices for reading a statement that the file does not decide itself. The default finds the columns and the grouping in the file,
/// and reads dates with the day first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementOptions {
    /// The columns named by the caller, each by its heading in the file. They come before all that the headings say: an amount named by
    /// hand is the amount, even if there are a debit and a credit.
    pub columns: Vec<(ColumnRole, String)>,
    /// The sign between thousands; `None` to find it from the numbers of each column.
    pub grouping: Option<Grouping>,
    /// The order of day and month in dates such as `3/4/2024`.
    pub day_order: DayOrder,
}

/// The meaning of a phrase in a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// Something that is not used here: the balance before a movement, an account, a currency, the number of a row.
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
    /// `No`: nợ (debit) without its accent, or the English abbreviation of number.
    No,
    /// `Co`: có (credit) without its accent.
    Co,
    /// A phrase without a meaning of its own, or no known phrase.
    Filler,
}

/// The phrases of headings, folded, with commas between. Earlier phrases of a kind are better: the day of the transaction comes before the
/// day of accounting.
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
         tri giao dich, gia tri, so tien, doanh so, transaction amount, txn amount, amount, value",
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
         nguoi gui, nguoi nop, thu huong, don vi huong, ten doi ung, ten tai khoan doi ung, ten nguoi, ten don vi, \
         dia chi, thu quy, remitter, beneficiary, payee, payer, counterparty, counter party, sender, receiver, corresponsive name",
    ),
    (Word::Fee, "phi giao dich, phi gd, so tien phi, phi dich vu, phi, transaction fee, fees, fee, charges, charge"),
    (Word::Vat, "thue gtgt, thue vat, vat, thue, tax"),
    (
        Word::Unused,
        "stt, so tt, so thu tu, tt, so du dau, so du truoc, opening balance, balance before, so tien bang chu, amount in \
         words, so tai khoan, tai khoan ghi no, tai khoan ghi co, tai khoan no, tai khoan co, tk no, tk co, \
         tai khoan doi ung, tk doi ung, ten tai khoan, tai khoan, ma so thue, mst, account number, account no, account name, \
         corresponsive account, loai tien, tien te, currency, chi nhanh, branch, kenh giao dich, kenh, \
         channel, ngan hang, bank, teller, gdv, nguoi lap, gio giao dich, gio, time, ngay sinh, ty gia, rate, \
         trang thai, status, category",
    ),
    (Word::No, "no"),
    (Word::Co, "co"),
    (Word::Filler, "vnd, dong, d, cua, of, va, and, the, so, ben, tk, account, trong ky, n, a, b"),
];

/// The phrases of one word that are other words with other accents, as they are spelled: `chi` is in `địa chỉ` too, `có` in `cơ sở`.
const SPELLINGS: [(&str, &str); 15] = [
    ("no", "nợ"),
    ("co", "có"),
    ("chi", "chi"),
    ("thu", "thu"),
    ("gui", "gửi"),
    ("nop", "nộp"),
    ("rut", "rút"),
    ("tang", "tăng"),
    ("giam", "giảm"),
    ("huong", "hướng"),
    ("chieu", "chiều"),
    ("dau", "dấu"),
    ("phi", "phí"),
    ("thue", "thuế"),
    ("ton", "tồn"),
];

/// The maximum number of words in a phrase.
const LONGEST_PHRASE: usize = 5;
/// The maximum number of unknown words in the heading of a column that is used.
const MOST_UNKNOWN: usize = 2;
/// The maximum number of bytes in a cell of a heading.
const LONGEST_HEADING: usize = 200;
/// The number of rows, without blank ones, among which a heading may begin.
const HEADING_WITHIN: usize = 1_000;
/// The maximum number of rows in one heading.
const MOST_ROWS: usize = 3;

/// The heading of one column, as far as its phrases are known.
#[derive(Clone, Debug)]
struct Phrases {
    /// The meaning of the column.
    word: Word,
    /// The place of its phrase among those of the same meaning; lower is better.
    rank: usize,
    /// True if one of the phrases is a reference.
    has_reference: bool,
    /// True if one of the phrases is a description, a party or a reference.
    has_text: bool,
    /// The number of words that are in no phrase.
    unknown: usize,
}

/// The vocabulary: the meaning of each phrase, and its place among the phrases of that meaning.
struct Vocabulary(HashMap<&'static str, (Word, usize)>);

impl Vocabulary {
    fn new() -> Self {
        let entries = VOCABULARY
            .iter()
            .flat_map(|(word, phrases)| phrases.split(", ").enumerate().map(|(rank, phrase)| (phrase, (*word, rank))));
        Self(entries.collect())
    }

    /// Divides a heading into phrases, the longest first, and decides the meaning of its column.
    fn phrases(&self, heading: &str) -> Phrases {
        let words = HeadingWord::all(heading);
        let mut found: Vec<(Word, usize)> = Vec::new();
        let (mut unknown, mut rest) = (0_usize, words.as_slice());
        while let Some((_, behind)) = rest.split_first() {
            let longest = (1..=LONGEST_PHRASE.min(rest.len())).rev().find_map(|length| {
                let (phrase, behind) = rest.split_at_checked(length)?;
                Some((self.phrase(phrase)?, behind))
            });
            if let Some((phrase, behind)) = longest {
                found.push(phrase);
                rest = behind;
            } else {
                unknown = unknown.saturating_add(1);
                rest = behind;
            }
        }
        let has = |word: Word| found.iter().any(|(found, _)| *found == word);
        let of = |word: Word| found.iter().find(|(found, _)| *found == word).copied();
        let has_text = has(Word::Description) || has(Word::Party) || has(Word::Reference);
        let rules_out_direction = has_text || has(Word::Date) || has(Word::Balance);
        let has_both = (has(Word::Debit) && (has(Word::Credit) || has(Word::Co))) || (has(Word::No) && has(Word::Co));
        let decided = if has_both && !rules_out_direction {
            of(Word::Amount).or(Some((Word::Direction, 0)))
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
            let decided = first_unused.or_else(|| PRECEDENCE.iter().find_map(|word| of(*word)));
            // An amount with a side is that side: no amount is the number of something.
            match decided {
                Some((Word::Amount, _)) if has(Word::No) => Some((Word::Debit, 0)),
                Some((Word::Amount, _)) if has(Word::Co) => Some((Word::Credit, 0)),
                decided => decided,
            }
        };
        let (word, rank) = decided.or_else(|| of(Word::No)).or_else(|| of(Word::Co)).unwrap_or((Word::Filler, 0));
        Phrases { word, rank, has_reference: has(Word::Reference), has_text, unknown }
    }

    /// Returns the meaning of a phrase and its rank; `None` if it is not known, or is another word with other accents.
    fn phrase(&self, words: &[HeadingWord]) -> Option<(Word, usize)> {
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let (word, rank) = self.0.get(folded.join(" ").as_str()).copied()?;
        let [HeadingWord { folded, written }] = words else { return Some((word, rank)) };
        let spelling = SPELLINGS.iter().find(|(plain, _)| plain == folded).map(|(_, spelling)| *spelling);
        match (word, spelling) {
            (Word::No, Some(spelling)) if spelling == written => Some((Word::Debit, rank)),
            (Word::Co, Some(spelling)) if spelling == written => Some((Word::Credit, rank)),
            (_, Some(spelling)) if spelling != written && !written.is_ascii() => None,
            _ => Some((word, rank)),
        }
    }
}

/// A word of a heading.
#[derive(Debug)]
struct HeadingWord {
    /// The word without accents, in small letters.
    folded: String,
    /// The word in small letters, in NFC.
    written: String,
}

impl HeadingWord {
    /// Divides a heading into its words.
    fn all(heading: &str) -> Vec<Self> {
        let composed: String = heading.nfc().flat_map(char::to_lowercase).collect();
        let words = composed.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
        let words = words.map(|written| Self { folded: fold(written), written: written.to_owned() });
        words.filter(|word| !word.folded.is_empty()).collect()
    }
}

/// The columns of a statement, by their places counted from 0.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) date: usize,
    /// True if the cell of the day also has the number of a document.
    pub(super) has_reference_beside_date: bool,
    pub(super) moved: Moved,
    pub(super) balance: Option<usize>,
    pub(super) charges: Vec<(ColumnRole, usize)>,
    pub(super) reference: Option<usize>,
    /// The columns of texts: a description named by the caller first, then other descriptions, then the rest.
    pub(super) texts: Vec<usize>,
}

/// The column or columns of the amount.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moved {
    Signed { amount: usize, direction: Option<usize> },
    Sides { debit: usize, credit: usize },
}

impl Moved {
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
                let is_new = complete.is_none() || continues(&vocabulary, &names, part);
                if span > 0 && !(may_be_heading(part) && has_roles(&vocabulary, part) && is_new) {
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
    row.filled().any(|(_, cell)| !matches!(vocabulary.phrases(&cell.text()).word, Word::Filler | Word::Unused))
}

/// Returns whether a row below a complete heading continues it, as English below Vietnamese. Each cell then has other words than the cell
/// above it. It has the same meaning, or makes an amount a debit or a credit, or one of the two has no meaning of its own.
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
    let heading = Named::new(vocabulary, names, options);
    let date = heading.place(ColumnRole::Date);
    let moved = heading.moved();
    let balance = heading.place(ColumnRole::Balance);
    let reference = heading.place(ColumnRole::Reference);
    let mut missing = heading.not_there();
    match (date, moved) {
        (Some(date), Ok(moved)) if missing.is_empty() => {
            let date = heading.only(ColumnRole::Date, date, below)?;
            let moved = match moved {
                Moved::Signed { amount, direction } => {
                    Moved::Signed { amount: heading.only(ColumnRole::Amount, amount, below)?, direction }
                }
                Moved::Sides { debit, credit } => Moved::Sides {
                    debit: heading.only(ColumnRole::Debit, debit, below)?,
                    credit: heading.only(ColumnRole::Credit, credit, below)?,
                },
            };
            let balance = balance.map(|place| heading.only(ColumnRole::Balance, place, below)).transpose()?;
            let mut columns = Columns {
                date,
                has_reference_beside_date: heading.parts.get(date).is_some_and(|part| part.has_reference),
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
struct Named<'a> {
    names: Vec<String>,
    parts: Vec<Phrases>,
    options: &'a StatementOptions,
}

impl<'a> Named<'a> {
    fn new(vocabulary: &Vocabulary, names: &[String], options: &'a StatementOptions) -> Self {
        let mut parts: Vec<Phrases> = names.iter().map(|name| vocabulary.phrases(name)).collect();
        let is_named = |role: ColumnRole| options.columns.iter().any(|(named, _)| *named == role);
        for (open, other_open, side, other_side, other_role) in [
            (Word::No, Word::Co, Word::Debit, Word::Credit, ColumnRole::Credit),
            (Word::Co, Word::No, Word::Credit, Word::Debit, ColumnRole::Debit),
        ] {
            let has_side = parts.iter().any(|part| part.word == side && part.unknown == 0);
            let has_other_open = parts.iter().any(|part| part.word == other_open);
            let has_other_side = is_named(other_role)
                || parts.iter().any(|part| part.word == other_side && part.unknown <= MOST_UNKNOWN);
            for part in parts.iter_mut().filter(|part| part.word == open && !has_side) {
                if has_other_open || (has_other_side && part.unknown == 0) {
                    part.word = side;
                }
            }
        }
        Self { names: names.iter().map(|name| fold(name)).collect(), parts, options }
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

    /// Returns whether the caller names a column for some role.
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
        self.parts.iter().enumerate().filter_map(|(place, part)| {
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
    fn moved(&self) -> Result<Moved, ColumnRole> {
        let [debit, credit, amount] =
            [ColumnRole::Debit, ColumnRole::Credit, ColumnRole::Amount].map(|role| self.place(role));
        // Two columns of amounts with unknown words in both headings may be the two sides.
        let amounts = || self.parts.iter().filter(|part| part.word == Word::Amount);
        let is_unclear = amounts().count() > 1 && amounts().all(|part| part.unknown > 0);
        let is_named = |role: ColumnRole| self.by_hand(role).is_some();
        let sides = match (debit, credit) {
            (Some(debit), Some(credit)) => Ok(Moved::Sides { debit, credit }),
            (Some(_), None) => Err(ColumnRole::Credit),
            (None, Some(_)) => Err(ColumnRole::Debit),
            (None, None) => Err(ColumnRole::Amount),
        };
        let signed = match amount {
            Some(amount) if !is_unclear || is_named(ColumnRole::Amount) => {
                Ok(Moved::Signed { amount, direction: self.place(ColumnRole::Direction) })
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
        let order = |part: &Phrases| match part.word {
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
        let texts = self.parts.iter().enumerate().filter_map(|(place, part)| Some((order(part)?, place)));
        let mut texts: Vec<(usize, usize)> =
            texts.filter(|(_, place)| !self.is_taken(*place) && !used.contains(place)).collect();
        texts.sort_unstable();
        self.place(ColumnRole::Description).into_iter().chain(texts.into_iter().map(|(_, place)| place)).collect()
    }
}
