//! The count of the cash box (kiểm kê quỹ): the notes by denomination, compared with the books.
//!
//! The keeper of the box counts it in front of the others: the notes are laid out by denomination, and the sheet is signed. A slip of paper
//! in the box (phiếu tạm) for money that somebody took is an IOU, not cash, whatever its reason.
//!
//! ```
//! use revolving_fund::reconcile::SheetOptions;
//! use revolving_fund::reconcile::cash::{CashCount, CountSheet, Denomination};
//! use revolving_fund::{Books, Charter, ClubFund, Header, parse_date};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let day = parse_date("2024-03-13")?;
//! let books = Books::new(Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, day, Charter::bac_ninh())?);
//!
//! let sheet = "Mệnh giá,Số tờ\n500.000,3\n2.000,1\n";
//! let (count, unread) = CashCount::read(sheet.as_bytes(), SheetOptions::default())?;
//! assert!(unread.is_empty());
//! assert_eq!(count, CashCount::new().with(Denomination::D500000, 3.try_into()?).with(Denomination::D2000, 1.try_into()?));
//!
//! let sheet = CountSheet::of(&books, day, count);
//! assert_eq!(sheet.findings()[0].to_string(), "1,502,000 đồng more than in the books");
//! let found = sheet.difference_event("BB 03/2024".parse()?, ClubFund::Operating);
//! assert!(found.is_some(), "to be booked, once a minute says so");
//! # Ok(())
//! # }
//! ```
//!
//! A [`CashCount`] holds the content of the box: the number of notes of each [`Denomination`], and every [`Iou`]. The [`CountSheet`]
//! compares it with the books of the day, and lists each [`CashFinding`] with its [`CashCode`].

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use chrono::NaiveDate;
use serde::Serialize;

pub use super::denomination::{Denomination, DenominationError};
use super::sheet::{SheetColumn, SheetError, SheetOptions, SheetReason, SheetRow, UnreadSheet, Wrong, read_rows};
use super::signatures;
use crate::account::{Account, ClubFund, Place};
use crate::books::Books;
use crate::calendar::iso;
use crate::catalogue::{codes, vietnamese};
use crate::count::Count;
use crate::display::{InLanguage, Language};
use crate::entry::Transfer;
use crate::event::{Bearer, Event, MoneyCounted, ShortageFound, SurplusFound};
use crate::money::{Amount, Balance, Money};
use crate::name::{ClubId, Text};
use crate::table::{Cell, Kind, Label, Table};
use crate::voucher::Reference;

/// A slip in the box for money that somebody took (phiếu tạm).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Iou {
    /// The person who took the money.
    pub from: Text,
    /// The amount taken, in đồng.
    pub amount: Amount,
}

const NOTES: [SheetColumn; 3] = [
    SheetColumn {
        name: "denomination",
        headings: &["denomination", "menh gia", "menh gia tien", "loai tien", "loai menh gia", "face value", "loai"],
        is_required: true,
    },
    SheetColumn {
        name: "notes",
        headings: &["notes", "so to", "so luong to", "so luong", "number of notes", "quantity", "count", "sl"],
        is_required: true,
    },
    SheetColumn { name: "amount", headings: &["amount", "thanh tien", "so tien", "total"], is_required: false },
];

const SLIPS: [SheetColumn; 2] = [
    SheetColumn {
        name: "from",
        headings: &[
            "from",
            "nguoi nhan",
            "nguoi muon",
            "nguoi tam ung",
            "nguoi lay",
            "ho va ten",
            "ho ten",
            "ten",
            "name",
            "nguoi",
        ],
        is_required: true,
    },
    SheetColumn { name: "amount", headings: &["amount", "so tien", "thanh tien", "sum"], is_required: true },
];

/// The content of the cash box: the number of notes of each denomination, and the slips.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CashCount {
    notes: BTreeMap<Denomination, Count>,
    ious: Vec<Iou>,
}

impl CashCount {
    /// Returns the count of an empty box.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of notes of a denomination.
    #[must_use]
    pub fn with(mut self, denomination: Denomination, notes: Count) -> Self {
        self.notes.insert(denomination, notes);
        self
    }

    /// Adds a slip.
    #[must_use]
    pub fn with_iou(mut self, iou: Iou) -> Self {
        self.ious.push(iou);
        self
    }

    /// Reads a sheet with the headings *denomination* (mệnh giá) and *notes* (số tờ), and lists the rows that cannot be read. A further
    /// column *amount* (thành tiền) must agree. Rows of totals and rows without digits are skipped. A denomination without a number of
    /// notes, as in a printed form, counts as zero notes.
    ///
    /// # Errors
    ///
    /// If the file is not such a sheet. There is then no count, which differs from a count of zero.
    pub fn read(notes: impl Read, options: SheetOptions) -> Result<(Self, Vec<SheetError>), UnreadSheet> {
        let mut count = Self::new();
        let errors = read_rows(notes, &NOTES, options, |row| count.add_notes(row))?;
        Ok((count, errors))
    }

    fn add_notes(&mut self, row: &SheetRow<'_, 3>) -> Result<(), Wrong> {
        let [denomination, notes, amount] = [0, 1, 2];
        let is_label = row.is_blank(notes) && !row.text(denomination).contains(|c: char| c.is_ascii_digit());
        if is_label {
            return Ok(());
        }
        let note = row.money(denomination)?.try_into().map_err(Wrong::column(denomination))?;
        let written = if row.is_blank(notes) { 0 } else { row.number(notes)? };
        let number = u32::try_from(written).ok().and_then(|number| Count::new(number).ok());
        let number = number.ok_or_else(|| Wrong::column(notes)(SheetReason::TooManyNotes { notes: written }))?;
        if self.notes.contains_key(&note) {
            return Err(Wrong::row(SheetReason::CountedTwice { denomination: note }));
        }
        let expected = Self::new().with(note, number).total();
        if !row.is_blank(amount) && row.money(amount)? != expected {
            return Err(Wrong::column(amount)(SheetReason::AmountDiffers { notes: number.get(), expected }));
        }
        self.notes.insert(note, number);
        Ok(())
    }

    /// Reads a sheet of slips with the headings *from* (người nhận) and *amount* (số tiền), and lists the rows that cannot be read.
    ///
    /// # Errors
    ///
    /// If the file is not such a sheet.
    pub fn read_ious(&mut self, ious: impl Read, options: SheetOptions) -> Result<Vec<SheetError>, UnreadSheet> {
        read_rows(ious, &SLIPS, options, |row| {
            let from = row.text(0).parse().map_err(Wrong::column(0))?;
            let amount = Amount::try_from(row.money(1)?).map_err(Wrong::column(1))?;
            self.ious.push(Iou { from, amount });
            Ok(())
        })
    }

    /// Returns the number of notes of a denomination.
    #[must_use]
    pub fn notes(&self, denomination: Denomination) -> Count {
        self.notes.get(&denomination).copied().unwrap_or(Count::MIN)
    }

    /// Returns the value of all notes of a denomination, in đồng.
    #[must_use]
    pub fn subtotal(&self, denomination: Denomination) -> Balance {
        Balance::new(denomination.dong().into()).times(self.notes(denomination).get())
    }

    /// Returns the value of all notes. Slips are not included, because they are not cash.
    #[must_use]
    pub fn total(&self) -> Money {
        let total: Balance = Denomination::ALL.iter().map(|denomination| self.subtotal(*denomination)).sum();
        let total = Money::try_from(total);
        debug_assert!(total.is_ok(), "the largest count of every denomination is 8,887,999,111,200 đồng");
        total.unwrap_or(Money::MAX)
    }

    /// Returns the slips in the box, in the order in which they were added.
    #[must_use]
    pub fn ious(&self) -> &[Iou] {
        &self.ious
    }
}

codes! {
    /// The stable code of a finding of a count of the cash box.
    CashCode, in this order: "the box beside the books, then what lies in it";
    CashShort "cash-short",
        "there is less in the box than in the books" / "tiền trong két ít hơn sổ quỹ",
        "look for payments of the day that are not booked; what stays missing is laid on a fund by minute and booked as shortage_found"
            / "tìm phiếu chi trong ngày chưa ghi sổ; phần còn thiếu lập biên bản, ghi shortage_found",
        "form 08a-TT (cash count) of Circular 133/2016/TT-BTC; books format 1, section 5";
    CashOver "cash-over",
        "there is more in the box than in the books" / "tiền trong két nhiều hơn sổ quỹ",
        "look for receipts of the day that are not booked; what nobody knows is taken in by minute and booked as surplus_found"
            / "tìm phiếu thu trong ngày chưa ghi sổ; phần không rõ nguồn lập biên bản, ghi surplus_found",
        "form 08a-TT (cash count) of Circular 133/2016/TT-BTC; books format 1, section 5";
    IouInBox "iou-in-box",
        "a slip in the box is no cash" / "phiếu tạm trong két không phải tiền mặt",
        "let the money be brought back, or book the payment by its document" / "thu lại tiền, hoặc ghi sổ theo chứng từ chi",
        "form 08a-TT (cash count) of Circular 133/2016/TT-BTC";
}

/// A finding of a count of the cash box. Amounts are in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CashFinding {
    /// `cash-short`.
    CashShort {
        /// The shortage: the balance of the books less the amount counted.
        amount: Balance,
        /// The part of the shortage that remains when all slips are paid; zero if they cover it.
        without_ious: Balance,
    },
    /// `cash-over`.
    CashOver {
        /// The surplus: the amount counted less the balance of the books.
        amount: Balance,
    },
    /// `iou-in-box`.
    IouInBox {
        /// The sum of all slips.
        amount: Balance,
    },
}

impl CashFinding {
    /// Returns its code.
    #[must_use]
    pub const fn code(self) -> CashCode {
        match self {
            Self::CashShort { .. } => CashCode::CashShort,
            Self::CashOver { .. } => CashCode::CashOver,
            Self::IouInBox { .. } => CashCode::IouInBox,
        }
    }
}

/// Displays it in English.
impl fmt::Display for CashFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CashShort { amount, without_ious } if amount == without_ious => {
                write!(f, "{amount} less than in the books")
            }
            Self::CashShort { amount, without_ious } => {
                write!(f, "{amount} less than in the books, {without_ious} when the slips are paid")
            }
            Self::CashOver { amount } => write!(f, "{amount} more than in the books"),
            Self::IouInBox { amount } => write!(f, "slips for {amount}"),
        }
    }
}

vietnamese! { CashFinding,
    Self::CashShort { amount, without_ious } if amount == without_ious =>
        "thiếu {amount} so với sổ quỹ" with [amount];
    Self::CashShort { amount, without_ious } =>
        "thiếu {amount} so với sổ quỹ, còn {without_ious} khi thu đủ phiếu tạm" with [amount, without_ious];
    Self::CashOver { amount } => "thừa {amount} so với sổ quỹ" with [amount];
    Self::IouInBox { amount } => "phiếu tạm {amount}" with [amount];
}

/// The sheet of a count (biên bản kiểm kê quỹ): the box compared with the books of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountSheet {
    club: ClubId,
    name: Text,
    #[serde(with = "iso")]
    day: NaiveDate,
    count: CashCount,
    counted: Money,
    books: Balance,
    difference: Balance,
    /// The lines of the sheet that could not be read, counted from 1.
    unread: Vec<u64>,
    last_receipt: Option<Reference>,
    last_payment: Option<Reference>,
    findings: Vec<CashFinding>,
}

impl CountSheet {
    /// Compares the box with the books as they were at the end of a day.
    #[must_use]
    pub fn of(books: &Books, day: NaiveDate, count: CashCount) -> Self {
        let books = books.as_of(day);
        let last = |is_side: fn(&Account, &Account) -> bool| {
            let mut records = books.records().rev();
            let transfers = |transfer: &Transfer| is_side(&transfer.debit, &transfer.credit);
            records.find(|record| record.entry.transfers().iter().any(transfers)).map(Reference::from)
        };
        let mut sheet = Self {
            club: books.header().club().clone(),
            name: books.header().name().clone(),
            day,
            counted: count.total(),
            books: books.ledger().money(Place::Cash),
            difference: Balance::from(count.total()) - books.ledger().money(Place::Cash),
            unread: Vec::new(),
            last_receipt: last(|debit, _| *debit == Account::Cash),
            last_payment: last(|_, credit| *credit == Account::Cash),
            findings: Vec::new(),
            count,
        };
        sheet.findings = sheet.find();
        sheet
    }

    /// Sets the rows of the sheet that could not be read. If there are any, the count is not complete: neither a shortage nor a surplus is
    /// reported, and there is no event that books one.
    #[must_use]
    pub fn with_unread(mut self, errors: &[SheetError]) -> Self {
        self.unread = errors.iter().map(|error| error.line).collect();
        self.findings = self.find();
        self
    }

    /// Returns whether every row of the sheet could be read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty()
    }

    fn find(&self) -> Vec<CashFinding> {
        let ious: Balance = self.count.ious.iter().map(|iou| Balance::from(iou.amount)).sum();
        let difference = if self.is_complete() { self.difference } else { Balance::ZERO };
        let mut found = Vec::new();
        if difference.is_negative() {
            let without_ious = (-difference - ious).max_zero();
            found.push(CashFinding::CashShort { amount: -difference, without_ious });
        }
        if difference.is_positive() {
            found.push(CashFinding::CashOver { amount: difference });
        }
        if ious.is_positive() {
            found.push(CashFinding::IouInBox { amount: ious });
        }
        found
    }

    /// Returns the amount counted, in đồng.
    #[must_use]
    pub const fn counted(&self) -> Money {
        self.counted
    }

    /// Returns the balance of the cash box in the books, in đồng.
    #[must_use]
    pub const fn books(&self) -> Balance {
        self.books
    }

    /// Returns the amount counted less the balance of the books: a surplus above zero, a shortage below.
    #[must_use]
    pub const fn difference(&self) -> Balance {
        self.difference
    }

    /// Returns the findings: a shortage or surplus first, then the slips.
    #[must_use]
    pub fn findings(&self) -> &[CashFinding] {
        &self.findings
    }

    /// Returns the event that records the count. If it is booked while box and books differ, an audit gives a warning. If it is booked
    /// after the [difference](CountSheet::difference_event), it agrees with the books.
    #[must_use]
    pub const fn count_event(&self) -> MoneyCounted {
        MoneyCounted { place: Place::Cash, amount: self.counted, by: None }
    }

    /// Returns the event that books the shortage or surplus, once the meeting has decided by these minutes; `None` if there is neither, or
    /// the count is not complete. The fund `borne_by` bears a shortage; a surplus always goes to the income-growth fund.
    #[must_use]
    pub fn difference_event(&self, minute: Text, borne_by: ClubFund) -> Option<Event> {
        if !self.is_complete() {
            return None;
        }
        let place = Place::Cash;
        let difference = self.difference;
        if let Ok(amount) = Amount::try_from(-difference) {
            return Some(
                ShortageFound { place, amount, bearer: Bearer::Fund { fund: borne_by, minutes: minute } }.into(),
            );
        }
        let amount = Amount::try_from(difference).ok()?;
        Some(SurplusFound { place, amount, minute }.into())
    }
}

/// Displays the sheet to be signed, in both languages.
impl fmt::Display for CountSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, CountSheet> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(sheet, language) = self;
        for table in sheet.tables() {
            writeln!(f, "{}", table.to_text(*language))?;
        }
        let titles = [("Treasurer", "thủ quỹ"), ("Bookkeeper", "kế toán"), ("Chair", "chủ nhiệm")];
        f.write_str(&signatures(*language, titles))
    }
}

impl CountSheet {
    /// Returns the sheet as tables: the notes, and the count beside the books with slips, last documents and findings.
    #[must_use]
    pub fn tables(&self) -> [Table; 2] {
        [self.notes(), self.result()]
    }

    fn notes(&self) -> Table {
        let title = Label::new("Cash count", "Biên bản kiểm kê quỹ");
        let name = Label::same(format!("{} ({}), ", self.name, self.club));
        let columns = [
            ("Denomination", "Mệnh giá", Kind::Amount),
            ("Notes", "Số tờ", Kind::Count),
            ("Amount", "Thành tiền", Kind::Amount),
        ];
        let mut table = Table::new(title.join(": ", &name.join("", &self.day.into())), columns);
        for denomination in Denomination::ALL {
            let notes = Cell::Count(self.count.notes(*denomination).get().into());
            let value = Balance::new(denomination.dong().into());
            table.push(vec![value.into(), notes, self.count.subtotal(*denomination).into()]);
        }
        table.push_result(vec![Cell::Empty, ("Counted", "Cộng").into(), Balance::from(self.counted).into()]);
        table
    }

    fn result(&self) -> Table {
        let columns = [("Item", "Nội dung", Kind::Text), ("đồng", "đồng", Kind::Amount)];
        let mut table = Table::new(("Count and books", "So với sổ quỹ"), columns);
        let mut push = |item: Label, value: Cell| table.push(vec![item.into(), value]);
        push(Label::new("Counted", "Số thực đếm"), Balance::from(self.counted).into());
        push(Label::new("Books", "Theo sổ quỹ"), self.books.into());
        push(Label::new("Surplus, shortage −", "Thừa, thiếu −"), self.difference.into());
        for Iou { from, amount } in &self.count.ious {
            push(
                Label::new("Slip", "Phiếu tạm").join(": ", &Label::same(from.to_string())),
                Balance::from(*amount).into(),
            );
        }
        for (item, document) in [
            (Label::new("Last receipt", "Chứng từ thu cuối"), &self.last_receipt),
            (Label::new("Last payment", "Chứng từ chi cuối"), &self.last_payment),
        ] {
            let document =
                document.as_ref().map_or("–".into(), |document| format!("{} ({})", document.id, document.seq));
            push(item, document.into());
        }
        if self.is_complete() {
            let event = Event::from(self.count_event()).kind();
            table.notes.push(Label::new("To book", "Nghiệp vụ ghi sổ").join(": ", &event.title().into()));
        } else {
            let lines: Vec<String> = self.unread.iter().map(u64::to_string).collect();
            let text = Label::new(
                "The count is not complete, no event is to be booked; lines not read",
                "Kiểm kê chưa đầy đủ, chưa ghi sổ; dòng không đọc được",
            );
            table.notes.push(text.join(": ", &Label::same(lines.join(", "))));
        }
        for finding in &self.findings {
            let (code, remedy) = (finding.code(), finding.code().explain().remedy);
            table.notes.push(Label::new(
                format!("{code}: {finding}. To do: {}", remedy.english),
                format!("{code}: {}. Cần làm: {}", finding.vietnamese(), remedy.vietnamese),
            ));
        }
        if self.findings.is_empty() && self.is_complete() {
            table.notes.push(Label::new("Agrees with the books", "Khớp với sổ quỹ"));
        }
        table
    }
}
