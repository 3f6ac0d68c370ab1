//! The report of a reconciliation that an auditor reads and signs, as tables in English, Vietnamese or both.

use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;

use super::{
    Ambiguity, BankReconciliation, BookItem, Column, ColumnRole, LimitReached, MatchedBy, OpenItem, StatementLine,
    Suspicion,
};

use crate::account::Area;
use crate::display::{Language, escaped};
use crate::event::EventKind;
use crate::money::Balance;
use crate::reconcile::signatures;
use crate::table::{Cell, Kind, Label, Row, RowKind, Table};

/// A line of the proof: its label in English and Vietnamese, and its amount in a column.
type ProofLine = (&'static str, &'static str, fn(&Column) -> Balance);

/// The report of a reconciliation in a language; its [`Display`] writes the [tables](BankReconciliation::tables) in 80 columns, and
/// a line for signatures.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    reconciliation: &'a BankReconciliation,
    language: Language,
}

impl Display for BankReconciliation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.report(Language::Both).fmt(f)
    }
}

impl Display for Report<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { reconciliation, language } = self;
        for table in reconciliation.tables() {
            writeln!(f, "{}", table.to_text(*language))?;
        }
        let titles = [("Treasurer", "thủ quỹ"), ("Chair", "chủ nhiệm"), ("Auditor", "người kiểm tra")];
        f.write_str(&signatures(*language, titles))
    }
}

impl BankReconciliation {
    /// Returns the report in a language.
    #[must_use]
    pub const fn report(&self, language: Language) -> Report<'_> {
        Report { reconciliation: self, language }
    }

    /// Returns the reconciliation as tables, for a terminal, CSV, HTML or a workbook: the result, the proof, the columns of the
    /// statement, then the lists of rows and items. A list without items is left out, except those of the items on one side only and of
    /// the matches. Items that belong together have the same number. A text of the statement is escaped, and cut after 300 characters.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let filled = |table: Table| Some(table).filter(|table| !table.rows.is_empty());
        let tables = [
            Some(self.result()),
            Some(self.proof()),
            Some(self.statement()),
            filled(self.refused()),
            filled(self.breaks()),
            filled(self.suspected()),
            filled(self.to_confirm()),
            Some(self.list(("In the books only", "Chỉ có trên sổ sách"), &self.books_only, |list, item| {
                list.push([item], []);
            })),
            Some(self.list(
                ("In the statement only", "Chỉ có trên sao kê"),
                &self.statement_only,
                |list, line| {
                    list.push([], [line]);
                },
            )),
            filled(self.list(
                ("Reversed in the books, not at the bank", "Bút toán đảo, ngân hàng không có"),
                &self.reversals,
                |list, pair| list.push([&pair.record, &pair.reversal], []),
            )),
            filled(self.list(
                ("Taken back by the bank, not in the books", "Ngân hàng hoàn lại, sổ không có"),
                &self.bank_reversals,
                |list, pair| list.push([], [&pair.line, &pair.reversal]),
            )),
            filled(self.ambiguous()),
            Some(self.matched()),
            filled(self.searched_in_part()),
        ];
        tables.into_iter().flatten().collect()
    }
}

impl BankReconciliation {
    fn result(&self) -> Table {
        let columns = [("Item", "Nội dung", Kind::Text), ("Value", "Giá trị", Kind::Text)];
        let mut table = Table::new(("Bank reconciliation", "Đối chiếu tiền gửi ngân hàng"), columns);
        let mut push = |english, vietnamese, value: Cell| table.push(vec![(english, vietnamese).into(), value]);
        push("Club", "Câu lạc bộ", format!("{} ({})", self.name, self.club).into());
        push("From", "Từ ngày", self.period.from.into());
        push("Through", "Đến ngày", self.period.through.into());
        push("Result", "Kết luận", self.conclusion().into());
        if self.has_unknown_charges() {
            let charges = Label::new(
                "not added to the amounts: no balances show whether to",
                "chưa cộng vào số tiền: không có số dư để biết có phải cộng",
            );
            push("Charges", "Phí", charges.into());
        }
        let open = self.books_only.len().saturating_add(self.statement_only.len());
        let reversed = self.reversals.len().saturating_add(self.bank_reversals.len());
        push("Open", "Chưa khớp", count(open));
        push("Suspected", "Nghi vấn", count(self.suspects.len()));
        push("To confirm", "Chờ xác nhận", count(self.proposals.len()));
        push("Reversed", "Bút toán đảo", count(reversed));
        push("Days apart at most", "Lệch ngày tối đa", Cell::Count(self.window.into()));
        table
    }

    /// Returns whether the statement has a column of charges and no balances, so that charges are not counted.
    fn has_unknown_charges(&self) -> bool {
        let has_charges = [ColumnRole::Fee, ColumnRole::Vat].iter().any(|role| self.columns.contains_key(role));
        has_charges && self.opening.is_none() && self.closing.is_none()
    }

    fn conclusion(&self) -> Label {
        let (english, vietnamese) = if !self.is_complete() {
            ("INCOMPLETE, rows refused or balances broken", "CHƯA ĐẦY ĐỦ, có dòng bị loại hoặc số dư không nối tiếp")
        } else if self.proof.bank.is_none() {
            ("NOT PROVED, the statement has no balances", "CHƯA CHỨNG MINH ĐƯỢC, sao kê không có số dư")
        } else if !self.proof.holds() {
            ("NOT PROVED, a difference is not explained", "CHƯA KHỚP, còn chênh lệch chưa giải thích được")
        } else if self.is_all_matched() {
            ("everything agrees", "khớp hoàn toàn")
        } else {
            ("the balances are proved, items are to be looked at", "số dư đã khớp, còn khoản phải xem xét")
        };
        Label::new(english, vietnamese)
    }

    fn proof(&self) -> Table {
        let columns =
            [("Item", "Nội dung", Kind::Text), ("Books", "Sổ sách", Kind::Amount), ("Bank", "Ngân hàng", Kind::Amount)];
        let mut table = Table::new(("Proof, in đồng", "Chứng minh số dư, đồng"), columns);
        let proof = &self.proof;
        let row = |(english, vietnamese, of): ProofLine| {
            vec![(english, vietnamese).into(), of(&proof.books).into(), proof.bank.as_ref().map(of).into()]
        };
        let lines: [ProofLine; 5] = [
            ("Opening balance", "Số dư đầu kỳ", |column| column.opening),
            ("Movements", "Phát sinh trong kỳ", |column| column.movements),
            ("Closing balance", "Số dư cuối kỳ", |column| column.closing),
            ("Plus: only on the other side", "Cộng: chỉ bên kia có", |column| column.only_elsewhere),
            ("Plus: suspected differences", "Cộng: lệch do nghi vấn", |column| column.suspected),
        ];
        for line in lines {
            table.push(row(line));
        }
        table.push_result(row(("Adjusted balance", "Số dư điều chỉnh", |column| column.adjusted)));
        if let Some((unexplained, difference)) = proof.unexplained.zip(proof.difference) {
            let mut push = |english, vietnamese, amount: Balance| {
                table.push_result(vec![(english, vietnamese).into(), Cell::Empty, amount.into()]);
            };
            push("Difference, bank less books", "Chênh lệch, NH trừ sổ", difference);
            if unexplained.at_opening != Balance::ZERO {
                push("Difference at the opening", "Chênh lệch từ số dư đầu kỳ", unexplained.at_opening);
            }
            if unexplained.in_statement != Balance::ZERO {
                push("Difference inside the statement", "Chênh lệch trong sao kê", unexplained.in_statement);
            }
        } else {
            table.notes.push(Label::new("No balances in the statement", "Sao kê không có số dư"));
        }
        table
    }

    fn statement(&self) -> Table {
        let title = counted(("Movements read from the statement", "Giao dịch đọc được từ sao kê"), self.rows_read);
        let mut table = Table::new(title, [("Column", "Cột", Kind::Text), ("Heading", "Tiêu đề", Kind::Text)]);
        for (role, heading) in &self.columns {
            table.push(vec![role.title().into(), escaped(heading).into()]);
        }
        let mut note = |english, vietnamese, text: String| {
            table.notes.push(Label::new(english, vietnamese).join(": ", &Label::same(text)));
        };
        if self.outside > 0 {
            note("Outside the period, left aside", "Ngoài kỳ, không xét", self.outside.to_string());
        }
        if !self.passed_over.is_empty() {
            note("Lines without money, passed over", "Dòng không phải giao dịch, bỏ qua", numbers(&self.passed_over));
        }
        if self.seems_month_first {
            note("The dates seem to be month/day/year", "Ngày có vẻ ghi tháng trước ngày sau", "--month-first".into());
        }
        table
    }

    fn refused(&self) -> Table {
        let columns = [
            ("Line", "Dòng", Kind::Count),
            ("Column", "Cột", Kind::Count),
            ("Heading", "Tiêu đề", Kind::Text),
            ("Cell", "Ô", Kind::Text),
            ("Reason", "Lý do", Kind::Text),
        ];
        let mut table = Table::new(counted(("ROWS REFUSED", "DÒNG BỊ LOẠI"), self.refused.len()), columns);
        for row in &self.refused {
            table.push(vec![
                Cell::Count(row.line.into()),
                row.column.map(count).into(),
                row.heading.as_deref().map(escaped).into(),
                row.found.as_deref().map(escaped).into(),
                Label::new(row.reason.to_string(), row.reason.vietnamese().to_string()).into(),
            ]);
        }
        table
    }

    fn breaks(&self) -> Table {
        let columns =
            [("Line", "Dòng", Kind::Count), ("Balance", "Số dư", Kind::Amount), ("Expected", "Phải là", Kind::Amount)];
        let title = counted(("BALANCES THAT DO NOT FOLLOW", "SỐ DƯ KHÔNG NỐI TIẾP"), self.breaks.len());
        let mut table = Table::new(title, columns);
        for fault in &self.breaks {
            table.push(vec![Cell::Count(fault.line.into()), fault.found.into(), fault.expected.into()]);
        }
        table
    }

    fn ambiguous(&self) -> Table {
        let title =
            counted(("AMBIGUOUS, any document may have any line", "GHÉP CÁCH NÀO CŨNG ĐÚNG"), self.ambiguities.len());
        let columns = [("Documents", "Chứng từ", Kind::Text), ("Lines", "Dòng sao kê", Kind::Text)];
        let mut table = Table::new(title, columns);
        for Ambiguity { books, statement } in &self.ambiguities {
            let documents: Vec<&str> = books.iter().map(|item| item.id.as_str()).collect();
            let lines: Vec<u64> = statement.iter().map(|line| line.line).collect();
            table.push(vec![documents.join(", ").into(), numbers(&lines).into()]);
        }
        table
    }
}

/// The lists of items.
impl BankReconciliation {
    fn list<T>(&self, title: (&'static str, &'static str), items: &[T], add: impl Fn(&mut List, &T)) -> Table {
        let columns = [
            ("No.", "STT", Kind::Count),
            ("Side", "Bên", Kind::Text),
            ("Document, line", "Số CT, dòng", Kind::Text),
            ("Date", "Ngày", Kind::Date),
            ("Amount", "Số tiền", Kind::Amount),
            ("Text", "Nội dung", Kind::Text),
        ];
        let table = Table::new(counted(title, items.len()), columns);
        let mut list = List { table, first_day: self.period.from, number: 0, section: None };
        for item in items {
            add(&mut list, item);
        }
        list.table
    }

    fn suspected(&self) -> Table {
        self.list(("Suspected to be the same", "Nghi là một khoản"), &self.suspects, |list, suspect| {
            list.push([&suspect.book], [&suspect.statement]);
            let why = match suspect.why {
                Suspicion::AmountDiffers => ("same document, another amount", "cùng chứng từ, khác số tiền"),
                Suspicion::DateFar => ("same amount, days too far apart", "cùng số tiền, ngày cách xa"),
                Suspicion::DigitsExchanged => ("two digits exchanged", "đảo hai chữ số"),
                Suspicion::NetOfFee => ("less a small charge", "đã trừ phí"),
            };
            list.remark(("difference", "chênh lệch").into(), suspect.difference.into(), why.into());
            list.other_ways(suspect.others);
        })
    }

    fn to_confirm(&self) -> Table {
        self.list(
            ("To confirm, these add up", "Chờ xác nhận, cộng lại bằng nhau"),
            &self.proposals,
            |list, proposal| {
                list.push(&proposal.pairing.books, &proposal.pairing.statement);
                list.other_ways(proposal.others);
            },
        )
    }

    fn matched(&self) -> Table {
        let mut matches: Vec<_> = self.matches.iter().collect();
        matches.sort_by_key(|matched| matched.by);
        self.list(("Matched", "Đã khớp"), &matches, |list, matched| {
            if list.section.replace(matched.by) != Some(matched.by) {
                list.table.push_section(match matched.by {
                    MatchedBy::Document => ("by document", "theo số chứng từ"),
                    MatchedBy::AmountAndDate => ("by amount and date", "theo số tiền và ngày"),
                    MatchedBy::SameDay => ("several of one day", "gộp trong ngày"),
                    MatchedBy::CarriedForward => ("carried forward, by amount", "kỳ trước chuyển sang, theo số tiền"),
                });
            }
            list.push(&matched.pairing.books, &matched.pairing.statement);
        })
    }

    fn searched_in_part(&self) -> Table {
        self.list(("Sums searched in part only", "Mới tìm tổng một phần"), &self.limits, |list, limit| {
            let LimitReached { item, near, searched, found } = limit;
            match item {
                OpenItem::Books(item) => list.push([item], []),
                OpenItem::Statement(line) => list.push([], [line]),
            }
            let remark = Label::new(
                format!("of at least {near} near it the nearest {searched} searched, {found} sum(s)"),
                format!("trong ít nhất {near} khoản gần đó đã tìm {searched}, {found} tổng"),
            );
            list.remark(Cell::Empty, Cell::Empty, remark);
        })
    }
}

/// A list of items; those that belong together have the same number.
struct List {
    table: Table,
    /// The first day of the period. An item of an earlier day is carried forward.
    first_day: NaiveDate,
    /// The number of the last items, counted from 1.
    number: i128,
    /// The kind of the last section.
    section: Option<MatchedBy>,
}

impl List {
    /// Adds items that belong together.
    fn push<'a>(
        &mut self,
        books: impl IntoIterator<Item = &'a BookItem>,
        lines: impl IntoIterator<Item = &'a StatementLine>,
    ) {
        self.number = self.number.saturating_add(1);
        for item in books {
            let text = book_text(item);
            self.item(("books", "sổ"), item.id.as_str(), item.date, item.amount, text);
        }
        for line in lines {
            let text = escaped(format!("{} {}", line.reference, line.description).trim());
            self.item(("bank", "NH"), &line.line.to_string(), line.date, line.amount, Label::same(text));
        }
    }

    fn item(&mut self, side: (&'static str, &'static str), place: &str, date: NaiveDate, amount: Balance, text: Label) {
        let mut side = Label::from(side);
        if date < self.first_day {
            side = side.join(", ", &Label::new("carried forward", "kỳ trước"));
        }
        let cells = vec![Cell::Count(self.number), side.into(), place.into(), date.into(), amount.into(), text.into()];
        self.table.push(cells);
    }

    /// Adds a remark on other ways to match the last items, if there are any.
    fn other_ways(&mut self, others: usize) {
        if others > 0 {
            let (english, vietnamese) = ("other ways that would do as well", "cách ghép khác cũng đúng");
            let remark = Label::new(english, vietnamese).join(": ", &Label::same(others.to_string()));
            self.remark(Cell::Empty, Cell::Empty, remark);
        }
    }

    /// Adds a remark on the last items.
    fn remark(&mut self, side: Cell, amount: Cell, text: Label) {
        let cells = vec![Cell::Count(self.number), side, Cell::Empty, Cell::Empty, amount, text.into()];
        self.table.rows.push(Row { kind: RowKind::Subtotal, is_sum: false, cells });
    }
}

/// Returns a title with the number of rows.
fn counted(title: (&'static str, &'static str), count: usize) -> Label {
    Label::from(title).join(" ", &Label::same(format!("({count})")))
}

fn count(number: usize) -> Cell {
    Cell::Count(number.try_into().unwrap_or(i128::MAX))
}

/// Returns the text of an item of the books, with the titles of its event and of an area of spending in place of their names.
fn book_text(item: &BookItem) -> Label {
    let same = |text: &str| Label::same(text.to_owned());
    let (name, about) = item.text.split_once(": ").map_or((&*item.text, None), |(name, about)| (name, Some(about)));
    let mut text = name.parse().map_or_else(|_| same(name), |kind: EventKind| kind.title().into());
    if let Some(about) = about {
        text = text.join(": ", &about.parse().map_or_else(|_| same(about), |area: Area| area.title().into()));
    }
    if let Some(note) = &item.note {
        text = text.join(" ", &Label::same(format!("({note})")));
    }
    text
}

/// Returns numbers of lines, consecutive ones as a range: `2, 5–9`.
fn numbers(lines: &[u64]) -> String {
    let ranges = lines.chunk_by(|one, next| one.saturating_add(1) == *next).map(|range| match range {
        [first, .., last] => format!("{first}–{last}"),
        range => range.iter().map(u64::to_string).collect(),
    });
    ranges.collect::<Vec<_>>().join(", ")
}
