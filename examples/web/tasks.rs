//! The tasks of a treasurer at a meeting: the fields of each form and its vouchers.
//!
//! Vouchers depend only on the sent values, so that a form sent twice gives the same vouchers, which are booked once.

use std::collections::BTreeSet;

use revolving_fund::chrono::{Datelike, NaiveDate};
use revolving_fund::count::Count;
use revolving_fund::event::{
    self, ActivityReported, CashDeposited, CashWithdrawn, DonationReceived, DuesReceived, LoanApproved, LoanDisbursed,
    MemberJoined, MoneyCounted, OperatingSpent, PeriodClosed, RepaymentReceived, Reversed, SeedGrantReceived,
};
use revolving_fund::reconcile::cash::{CashCount, CountSheet, Denomination};
use revolving_fund::table::{Cell, Label, words};
use revolving_fund::{
    Amount, Area, Balance, Books, Charter, DocumentNumber, Event, EventKind, Header, Language, LoanId, LoanStatus,
    LoanView, MemberId, Money, Month, Place, Text, Voucher,
};

use crate::forms::{Choice, Field, Group, Input, Kind, next, numbered};
use crate::view::line;

/// A form: that of a new club, or one of a meeting.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    Club,
    Attend,
    Join,
    Repay,
    Dues,
    Approve,
    Disburse,
    Grant,
    Donation,
    Spend,
    Move,
    Count,
    Reverse,
    Close,
}

/// The forms of a meeting in their order: path, prefix of document numbers (PT phiếu thu, PC phiếu chi, CT chứng từ), and title.
pub(crate) const TASKS: [(Task, &str, &str, [&str; 2]); 13] = [
    (Task::Attend, "attend", "CT-", ["Who is present", "Điểm danh"]),
    (Task::Join, "join", "CT-", ["New members", "Kết nạp thành viên"]),
    (Task::Repay, "repay", "PT-", ["Repayments", "Thu nợ"]),
    (Task::Dues, "dues", "PT-", ["Dues", "Thu hội phí"]),
    (Task::Approve, "approve", "CT-", ["Approve a loan", "Duyệt cho vay"]),
    (Task::Disburse, "disburse", "PC-", ["Pay out loans", "Giải ngân"]),
    (Task::Grant, "grant", "PT-", ["Seed grant received", "Nhận vốn ban đầu"]),
    (Task::Donation, "donation", "PT-", ["Gift received", "Nhận ủng hộ"]),
    (Task::Spend, "spend", "PC-", ["Spending", "Chi hoạt động"]),
    (Task::Move, "move", "CT-", ["To or from the bank", "Gửi, rút ngân hàng"]),
    (Task::Count, "count", "CT-", ["Count the box", "Kiểm kê quỹ"]),
    (Task::Reverse, "reverse", "CT-", ["Correct a mistake", "Sửa bút toán sai"]),
    (Task::Close, "close", "CT-", ["Sign off the month", "Khóa sổ tháng"]),
];

/// The fields of each form. Those of members who join and of loans repaid are repeated for each row.
const FIELDS: [(Task, &str, Kind, [&str; 2]); 52] = [
    (Task::Club, "name", Kind::Text, ["Name of the club", "Tên câu lạc bộ"]),
    (Task::Club, "club", Kind::Text, ["Number in the programme", "Mã câu lạc bộ"]),
    (Task::Club, "opened", Kind::Date, ["The books begin on", "Sổ bắt đầu từ ngày"]),
    (Task::Club, "seed_grant", Kind::Number, ["Seed grant promised (đồng)", "Vốn ban đầu được cấp (đồng)"]),
    (Task::Club, "cap", Kind::Number, ["Most that a member may owe (đồng)", "Mỗi người được vay nhiều nhất (đồng)"]),
    (Task::Club, "max_months", Kind::Number, ["Longest loan (months)", "Thời hạn vay dài nhất (tháng)"]),
    (Task::Attend, "present", Kind::Ticks, ["Who is present", "Ai có mặt"]),
    (Task::Attend, "volunteers", Kind::Number, ["Volunteers", "Số tình nguyện viên"]),
    (Task::Attend, "cared_for", Kind::Number, ["People cared for at home", "Số người được chăm sóc tại nhà"]),
    (Task::Attend, "visits", Kind::Number, ["Visits this month", "Số lượt thăm trong tháng"]),
    (Task::Join, "name", Kind::Text, ["Name", "Họ và tên"]),
    (Task::Join, "born", Kind::Number, ["Year of birth", "Năm sinh"]),
    (Task::Join, "gender", Kind::Radio, ["Gender", "Giới tính"]),
    (Task::Join, "circumstances", Kind::Select, ["Circumstances", "Hoàn cảnh"]),
    (Task::Join, "member", Kind::Text, ["Member number", "Mã thành viên"]),
    (Task::Repay, "full", Kind::Ticks, ["Paid", "Đã trả"]),
    (Task::Repay, "paid", Kind::Number, ["Paid another sum (đồng)", "Trả số khác (đồng)"]),
    (Task::Repay, "into", Kind::Radio, ["Where the money goes", "Tiền vào đâu"]),
    (Task::Dues, "members", Kind::Ticks, ["Who pays", "Ai nộp"]),
    (Task::Dues, "each", Kind::Number, ["Each, for one month (đồng)", "Mỗi người một tháng (đồng)"]),
    (Task::Dues, "month", Kind::Month, ["From the month", "Từ tháng"]),
    (Task::Dues, "months", Kind::Number, ["Number of months", "Số tháng"]),
    (Task::Dues, "into", Kind::Radio, ["Where the money goes", "Tiền vào đâu"]),
    (Task::Approve, "member", Kind::Select, ["Member", "Thành viên"]),
    (Task::Approve, "principal", Kind::Number, ["Principal (đồng)", "Tiền gốc (đồng)"]),
    (Task::Approve, "months", Kind::Number, ["Months", "Thời hạn (tháng)"]),
    (Task::Approve, "monthly_rate", Kind::Text, ["Rate a month (%)", "Lãi suất một tháng (%)"]),
    (Task::Approve, "interest", Kind::Radio, ["Interest on", "Tính lãi"]),
    (Task::Approve, "repayment", Kind::Radio, ["Principal is repaid", "Trả gốc"]),
    (Task::Approve, "minute", Kind::Text, ["Minutes", "Biên bản"]),
    (Task::Approve, "loan", Kind::Text, ["Loan number", "Mã khoản vay"]),
    (Task::Disburse, "loan", Kind::Ticks, ["Loans to pay out", "Khoản vay giải ngân"]),
    (Task::Disburse, "out_of", Kind::Radio, ["Where the money comes from", "Tiền lấy từ đâu"]),
    (Task::Grant, "from", Kind::Text, ["From", "Nhận từ"]),
    (Task::Grant, "amount", Kind::Number, ["Amount (đồng)", "Số tiền (đồng)"]),
    (Task::Grant, "into", Kind::Radio, ["Where the money goes", "Tiền vào đâu"]),
    (Task::Donation, "from", Kind::Text, ["From", "Nhận từ"]),
    (Task::Donation, "amount", Kind::Number, ["Amount (đồng)", "Số tiền (đồng)"]),
    (Task::Donation, "fund", Kind::Radio, ["For which fund", "Cho quỹ nào"]),
    (Task::Donation, "into", Kind::Radio, ["Where the money goes", "Tiền vào đâu"]),
    (Task::Spend, "area", Kind::Select, ["For what", "Chi cho việc gì"]),
    (Task::Spend, "amount", Kind::Number, ["Amount (đồng)", "Số tiền (đồng)"]),
    (Task::Spend, "payee", Kind::Text, ["Paid to", "Người nhận"]),
    (Task::Spend, "out_of", Kind::Radio, ["Where the money comes from", "Tiền lấy từ đâu"]),
    (Task::Move, "way", Kind::Radio, ["What was done", "Việc đã làm"]),
    (Task::Move, "amount", Kind::Number, ["Amount (đồng)", "Số tiền (đồng)"]),
    (Task::Count, "by", Kind::Text, ["Counted by", "Người kiểm kê"]),
    (Task::Count, "minute", Kind::Text, ["Minutes", "Biên bản"]),
    (Task::Count, "borne_by", Kind::Radio, ["A shortage is borne by", "Nếu thiếu, quỹ nào chịu"]),
    (Task::Reverse, "record", Kind::Select, ["Which record is wrong", "Bút toán nào sai"]),
    (Task::Reverse, "reason", Kind::Text, ["Reason", "Lý do"]),
    (Task::Close, "through", Kind::Date, ["Closed through", "Khóa sổ đến hết ngày"]),
];

/// The labels of choices, by the words of the format.
const CHOICES: [(&str, [&str; 3]); 8] = [
    ("place", ["cash", "the cash box", "tiền mặt (két)"]),
    ("place", ["bank", "the bank", "ngân hàng"]),
    ("fund", ["operating", "operating fund, to be spent", "Quỹ hoạt động, để chi"]),
    ("fund", ["income-growth", "income-growth fund, to be lent", "Quỹ tăng thu nhập, để cho vay"]),
    ("gender", ["female", "female", "nữ"]),
    ("gender", ["male", "male", "nam"]),
    ("way", ["withdraw", "taken from the bank into the box", "rút ngân hàng về quỹ"]),
    ("way", ["deposit", "put from the box into the bank", "nộp tiền mặt vào ngân hàng"]),
];

/// The number of rows of the form for members who join.
const ROWS: usize = 5;

/// Reads the fields of an event, all of them, so that every error is found; each with the method of [`Input`] named.
macro_rules! event {
    ($input:ident, $event:ident { $($field:ident: $read:ident),+ }) => {{
        $( let $field = $input.$read(stringify!($field)); )+
        (|| Some(Event::from($event { $( $field: $field? ),+ })))()
    }};
}

/// The data for filling in a form: the books, if there are any yet, and the day.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) books: Option<&'a Books>,
    pub(crate) day: NaiveDate,
    pub(crate) language: Language,
}

impl Given<'_> {
    fn amount(&self, amount: impl Into<Balance>) -> String {
        Cell::Amount(amount.into()).text(self.language)
    }

    fn label(english: &str, vietnamese: &str, value: &str) -> Label {
        Label::new(english.replace('{', value), vietnamese.replace('{', value))
    }

    /// Makes the fields of a form; `end` is appended to their names to tell rows apart.
    fn fields(&self, task: Task, end: &str) -> Vec<Field> {
        let own = FIELDS.iter().filter(|(of, ..)| *of == task);
        let field = |(_, name, kind, [english, vietnamese]): &(Task, &'static str, Kind, [&'static str; 2])| Field {
            name: format!("{name}{end}"),
            label: Label::new(*english, *vietnamese),
            hint: self.hint(task, name),
            kind: *kind,
            choices: self.choices(task, name),
            default: self.default(task, name),
        };
        own.map(field).collect()
    }

    fn hint(&self, task: Task, name: &str) -> Label {
        let most = |amount: Balance| Self::label("at most {", "nhiều nhất {", &self.amount(amount));
        let charter = self.books.map_or_else(Charter::bac_ninh, |books| books.charter().clone());
        match (task, name) {
            (Task::Club, "club") => Label::new("for example BN-001", "ví dụ BN-001"),
            (Task::Join, "born" | "gender") | (Task::Spend, "payee") => Label::new("may be blank", "có thể bỏ trống"),
            (Task::Approve, "principal") => most(charter.loan.cap_per_member.into()),
            (Task::Approve, "monthly_rate") => Label::new("for example 0.8", "ví dụ 0,8"),
            (Task::Grant, "amount") => most(charter.seed_grant.into()),
            (Task::Spend, "amount") => most(self.books.map_or(Balance::ZERO, |books| books.ledger().free_operating())),
            (Task::Count, "by") => Label::new("better not the keeper of the box", "nên là người khác thủ quỹ"),
            (Task::Count, "minute") => {
                Label::new("only for a difference that was decided on", "chỉ khi lệch sổ và đã họp quyết định")
            }
            (Task::Reverse, "record") => Label::new("Book the right one afterwards.", "Sau đó ghi lại bút toán đúng."),
            (Task::Close, _) => Label::new(
                "Nothing can be booked up to this day any more.",
                "Sau đó không ghi được gì đến hết ngày này.",
            ),
            _ => Label::default(),
        }
    }

    fn choices(&self, task: Task, name: &str) -> Vec<Choice> {
        let key = match name {
            "into" | "out_of" => "place",
            "borne_by" => "fund",
            _ => name,
        };
        let own = CHOICES.iter().filter(|(of, _)| *of == key);
        let own = own.map(|(_, [value, english, vietnamese])| ((*value).to_owned(), Label::new(*english, *vietnamese)));
        match (task, name, self.books) {
            (Task::Join, "circumstances", _) => named(["poor", "near_poor", "disadvantaged", "other"]),
            (Task::Approve, "interest", _) => named(["declining", "flat"]),
            (Task::Approve, "repayment", _) => named(["equal_principal", "at_maturity"]),
            (Task::Spend, "area", _) => areas(),
            (Task::Attend, "present", Some(books))
            | (Task::Dues, "members", Some(books))
            | (Task::Approve, "member", Some(books)) => members(books),
            (Task::Disburse, "loan", Some(books)) => self.approved(books),
            (Task::Reverse, "record", Some(books)) => {
                let last = books.records_in_effect().rev().take(60);
                last.map(|record| (record.id.to_string(), Label::same(line(books, record, self.language)))).collect()
            }
            _ => own.collect(),
        }
    }

    /// Returns the value of a field before anything is typed.
    fn default(&self, task: Task, name: &str) -> String {
        let charter = self.books.map_or_else(Charter::bac_ninh, |books| books.charter().clone());
        match (task, name) {
            (Task::Club, "opened") | (Task::Close, _) => self.day.to_string(),
            (Task::Club, "seed_grant") => self.amount(charter.seed_grant),
            (Task::Club, "cap") => self.amount(charter.loan.cap_per_member),
            (Task::Club, "max_months") | (Task::Approve, "months") => charter.loan.max_months.to_string(),
            (Task::Approve, "minute") => format!("BB {}/{}/{}", self.day.day(), self.day.month(), self.day.year()),
            (Task::Approve, "loan") => {
                self.books.map_or_else(String::new, |books| next("V", 3, books.loans().map(|loan| loan.id().as_str())))
            }
            (Task::Approve, "interest") => "declining".to_owned(),
            (Task::Approve, "repayment") => "equal_principal".to_owned(),
            (Task::Dues, "each") => {
                let dues = self.books.and_then(|books| {
                    books.records().rev().find(|record| record.event.kind() == EventKind::DuesReceived)
                });
                dues.and_then(|dues| match dues.event.field("each") {
                    Some(event::Field::Money(each)) => Some(self.amount(each)),
                    _ => None,
                })
                .unwrap_or_default()
            }
            (Task::Dues, "month") => Month::of(self.day).map_or_else(|_| String::new(), |month| month.to_string()),
            (Task::Dues, "months") => "1".to_owned(),
            (Task::Grant, "into") => "bank".to_owned(),
            (_, "into" | "out_of") => "cash".to_owned(),
            (_, "fund" | "borne_by") => "operating".to_owned(),
            (Task::Join, "circumstances") => "other".to_owned(),
            _ => String::new(),
        }
    }

    fn approved(&self, books: &Books) -> Vec<Choice> {
        let words = |loan: LoanView<'_>| {
            let principal = loan.loan().terms().map_or(Balance::ZERO, |terms| terms.principal.into());
            format!("{} · {} · {}", loan.id(), name_of(books, loan.loan().member()), self.amount(principal))
        };
        let approved = books.loans().filter(|loan| loan.status() == LoanStatus::Approved);
        approved.map(|loan| (loan.id().to_string(), Label::same(words(loan)))).collect()
    }

    /// Makes the parts of a form, with initial values from the books.
    pub(crate) fn groups(&self, task: Task) -> Vec<Group> {
        let plain = |fields| (Label::default(), Label::default(), fields);
        let mut fields = self.fields(task, "");
        let Some(books) = self.books else {
            let rules = fields.split_off(3);
            let others = Label::new("All other rules are those of Bắc Ninh.", "Các quy định khác theo mẫu Bắc Ninh.");
            return vec![plain(fields), (Label::new("Charter", "Quy chế"), others, rules)];
        };
        let mut groups: Vec<Group> = match task {
            Task::Join => {
                fields.clear();
                let first = next("M", 3, books.register().members().map(|(id, _)| id.as_str())).parse().ok();
                (0..ROWS).map(|row| self.person(row, first.as_ref().and_then(|first| numbered(first, row)))).collect()
            }
            Task::Repay => {
                fields.drain(..2);
                running(books, self.day).map(|loan| self.repayment(books, &loan)).collect()
            }
            Task::Count => {
                vec![(Label::new("Notes in the box", "Số tờ tiền trong két"), Label::default(), self.notes())]
            }
            _ => Vec::new(),
        };
        let prefix = TASKS.iter().find(|(of, ..)| *of == task).map_or("", |(_, _, prefix, _)| prefix);
        let follow = Label::new("of the first; the others follow", "của chứng từ đầu tiên; các số sau tăng dần");
        let is_one = !matches!(task, Task::Join | Task::Repay | Task::Disburse | Task::Count);
        fields.push(Field {
            name: "id".to_owned(),
            label: Label::new("Document number", "Số chứng từ"),
            hint: if is_one { Label::default() } else { follow },
            kind: Kind::Text,
            choices: Vec::new(),
            default: next(prefix, 4, books.records().map(|record| record.id.as_str())),
        });
        groups.push(plain(fields));
        groups
    }

    fn person(&self, row: usize, id: Option<DocumentNumber>) -> Group {
        let mut fields = self.fields(Task::Join, &format!(".{row}"));
        if let (Some(last), Some(id)) = (fields.last_mut(), id) {
            last.default = id.to_string();
        }
        let number = row.saturating_add(1).to_string();
        let blank = if row == 1 {
            Label::new("Leave blank what you do not need.", "Ô nào không cần thì để trống.")
        } else {
            Label::default()
        };
        (Self::label("Person {", "Người thứ {", &number), blank, fields)
    }

    fn notes(&self) -> Vec<Field> {
        let note = |note: &Denomination| Field {
            name: format!("n{}", note.dong()),
            label: Label::same(format!("{} ×", self.amount(Balance::new(note.dong().into())))),
            hint: Label::default(),
            kind: Kind::Notes,
            choices: Vec::new(),
            default: String::new(),
        };
        Denomination::ALL.iter().map(note).collect()
    }

    /// Makes the row of a running loan, with the amounts due.
    fn repayment(&self, books: &Books, loan: &LoanView<'_>) -> Group {
        let (owed, id, due) = (loan.owed(), loan.id(), due(loan));
        let [principal, interest, left] =
            [owed.principal_due, owed.interest_due, owed.outstanding].map(|amount| self.amount(amount));
        let mut note = Label::new(
            format!("Due: principal {principal}, interest {interest}. Outstanding: {left}."),
            format!("Đến hạn: gốc {principal}, lãi {interest}. Dư nợ: {left}."),
        );
        if loan.days_past_due() > 0 {
            note =
                note.join(" ", &Self::label("{ days past due.", "Quá hạn { ngày.", &loan.days_past_due().to_string()));
        }
        let mut fields = self.fields(Task::Repay, &format!(".{id}"));
        fields.truncate(2);
        if due.is_positive() {
            let all = Self::label("paid what is due: {", "trả đủ số đến hạn: {", &self.amount(due));
            fields.iter_mut().take(1).for_each(|field| field.choices = vec![("yes".to_owned(), all.clone())]);
        } else {
            fields.remove(0);
        }
        (Label::same(format!("{} · {id}", name_of(books, loan.loan().member()))), note, fields)
    }
}

/// Makes choices of values, labelled with the words of the statements.
fn named<const N: usize>(values: [&'static str; N]) -> Vec<Choice> {
    let words = |value| words::word(value).map_or_else(|| Label::same(value), Label::from);
    values.map(|value| (value.to_owned(), words(value))).into()
}

impl Task {
    /// Makes the vouchers, each with the suffix of the names of its fields in the form. Errors are recorded in the input.
    pub(crate) fn vouchers(self, books: &Books, day: NaiveDate, input: &mut Input) -> Vec<(Voucher, String)> {
        let one = |event: Option<Event>| event.map(|event| (event, String::new())).into_iter().collect();
        let events: Vec<(Event, String)> = match self {
            Task::Repay => repaid(books, day, input),
            Task::Disburse => {
                let loans = input.ticked("loan");
                if loans.is_empty() {
                    input.error("loan", Label::new("please tick a loan", "xin đánh dấu khoản vay"));
                }
                let out_of: Option<Place> = input.read("out_of");
                let paid =
                    |loan: LoanId| Some((LoanDisbursed { loan, out_of: out_of?, paid_on: None }.into(), String::new()));
                loans.into_iter().filter_map(paid).collect()
            }
            Task::Join => joined(input),
            Task::Count => counted(books, day, input),
            Task::Dues => one(event!(
                input,
                DuesReceived { members: members, each: read, into: read, month: optional, months: optional }
            )),
            Task::Approve => one(event!(
                input,
                LoanApproved {
                    member: read,
                    principal: read,
                    months: read,
                    monthly_rate: rate,
                    interest: read,
                    repayment: read,
                    minute: read,
                    loan: read
                }
            )),
            Task::Grant => one(event!(input, SeedGrantReceived { from: read, amount: read, into: read })),
            Task::Donation => one(event!(input, DonationReceived { from: read, amount: read, fund: read, into: read })),
            Task::Spend => {
                one(event!(input, OperatingSpent { area: read, amount: read, payee: optional, out_of: read }))
            }
            Task::Move => one(moved(input)),
            Task::Attend => one(attended(books, day, input)),
            Task::Club => Vec::new(),
            Task::Reverse => one(event!(input, Reversed { record: read, reason: read })),
            Task::Close => one(event!(input, PeriodClosed { through: date })),
        };
        let Some(first) = input.read::<DocumentNumber>("id") else { return Vec::new() };
        let mut vouchers = Vec::new();
        for (place, (event, end)) in events.into_iter().enumerate() {
            match if place == 0 { Some(first.clone()) } else { numbered(&first, place) } {
                Some(id) => vouchers.push((Voucher::new(id, day, event), end)),
                None => input.error(
                    "id",
                    Label::new(
                        "it does not end in a number that can be counted on",
                        "không kết thúc bằng chữ số để đếm tiếp",
                    ),
                ),
            }
        }
        if vouchers.is_empty() && input.errors.is_empty() {
            input.error("", Label::new("there is nothing to book", "không có gì để ghi sổ"));
        }
        vouchers
    }
}

/// Formats the name of a member, followed by the identifier; without a name the identifier alone.
pub(crate) fn name_of(books: &Books, member: &MemberId) -> String {
    let name = books.register().member(member).and_then(|member| member.name());
    name.map_or_else(|| member.to_string(), |name| format!("{name} ({member})"))
}

fn members(books: &Books) -> Vec<Choice> {
    let present = books.register().members().filter(|(_, member)| member.is_present());
    present.map(|(id, _)| (id.to_string(), Label::same(name_of(books, id)))).collect()
}

fn areas() -> Vec<Choice> {
    let words = |area: Area| words::account(&format!("expenses:{area}")).map_or_else(Label::default, Label::from);
    Area::ALL.map(|area| (area.to_string(), words(area))).into()
}

fn joined(input: &mut Input) -> Vec<(Event, String)> {
    let rows: Vec<String> = (0..ROWS).map(|row| format!(".{row}")).collect();
    // The other fields of a row have initial values.
    let is_typed =
        |row: &String| ["name", "born", "gender"].iter().any(|name| input.get(&format!("{name}{row}")).is_some());
    let rows: Vec<String> = rows.into_iter().filter(is_typed).collect();
    if rows.is_empty() {
        input.error("name.0", Label::new("please write a name", "xin ghi họ và tên"));
    }
    let mut events = Vec::new();
    for row in rows {
        input.row.clone_from(&row);
        let joined = event!(
            input,
            MemberJoined { name: read, born: optional, gender: optional, circumstances: read, member: read }
        );
        events.extend(joined.map(|event| (event, row)));
    }
    input.row.clear();
    events
}

fn attended(books: &Books, day: NaiveDate, input: &mut Input) -> Option<Event> {
    let count = |number: usize| Count::new(u32::try_from(number).unwrap_or(u32::MAX)).ok();
    let (attendance, members) = (count(input.ticked::<MemberId>("present").len())?, count(members(books).len())?);
    let month = Month::of(day);
    let month = input.keep("present", month);
    let [volunteers, cared_for, visits] = ["volunteers", "cared_for", "visits"].map(|name| input.read(name));
    let (volunteers, cared_for, visits) = (volunteers?, cared_for?, visits?);
    Some(ActivityReported { month: month?, attendance, members, volunteers, cared_for, visits }.into())
}

fn moved(input: &mut Input) -> Option<Event> {
    let (way, amount) = (input.read::<Text>("way"), input.read("amount"));
    match way?.as_str() {
        "deposit" => Some(CashDeposited { amount: amount? }.into()),
        "withdraw" => Some(CashWithdrawn { amount: amount? }.into()),
        _ => {
            input.error("way", Label::new("please choose one of these", "xin chọn một trong các mục này"));
            None
        }
    }
}

/// Returns the amount due on a loan at the meeting: principal plus interest.
pub(crate) fn due(loan: &LoanView<'_>) -> Balance {
    loan.owed().principal_due + loan.owed().interest_due
}

/// Returns the running loans as of the meeting, or of the last record if that is later.
pub(crate) fn running(books: &Books, day: NaiveDate) -> impl Iterator<Item = LoanView<'_>> {
    let loans = books.loans().filter_map(move |loan| loan.on(day.max(books.day())).ok());
    loans.filter(|loan| loan.status() == LoanStatus::Disbursed)
}

/// Reads the repayments. The preview splits each by the terms of its loan and sends the split with the confirmation.
fn repaid(books: &Books, day: NaiveDate, input: &mut Input) -> Vec<(Event, String)> {
    let into: Option<Place> = input.read("into");
    let filled = input.pairs.iter().filter(|(_, value)| !value.trim().is_empty());
    let loan = |name: &str| Some(name.strip_prefix("paid.").or_else(|| name.strip_prefix("full."))?.parse());
    let loans: Vec<Result<LoanId, _>> = filled.filter_map(|(name, _)| loan(name)).collect();
    let loans: BTreeSet<LoanId> = loans.into_iter().filter_map(|loan| input.keep("", loan)).collect();
    if loans.is_empty() {
        input.error(
            "",
            Label::new(
                "no repayment is entered: tick, or write a sum",
                "chưa có ai trả: xin đánh dấu hoặc ghi số tiền",
            ),
        );
    }
    let mut events = Vec::new();
    for loan in loans {
        input.row = format!(".{loan}");
        let sent = ["principal", "interest"].map(|name| input.get(name).map(str::to_owned));
        let is_new = sent == [None, None];
        let split: Option<(Money, Money)> = if is_new {
            sum(books, day, &loan, input)
                .and_then(|sum| input.keep("paid", books.apply_payment(&loan, sum, day)))
                .map(|split| (split.principal, split.interest))
        } else {
            let [principal, interest] = sent.map(|part| input.keep("paid", part.unwrap_or_default().parse()));
            principal.zip(interest)
        };
        // The error is shown beside its field.
        let Some(((principal, interest), into)) = split.zip(into) else { continue };
        if is_new {
            input.pairs.push((format!("principal.{loan}"), principal.dong().to_string()));
            input.pairs.push((format!("interest.{loan}"), interest.dong().to_string()));
        }
        events.push((RepaymentReceived { loan, principal, interest, into, paid_on: None }.into(), input.row.clone()));
    }
    input.row.clear();
    events
}

/// Reads the sum that a member paid: the amount due if it is ticked, or another.
fn sum(books: &Books, day: NaiveDate, loan: &LoanId, input: &mut Input) -> Option<Amount> {
    match (input.get("full").is_some(), input.get("paid").is_some()) {
        (true, true) => {
            input.error(
                "paid",
                Label::new(
                    "tick what is due or write a sum, not both",
                    "chỉ đánh dấu hoặc ghi số tiền, không làm cả hai",
                ),
            );
            None
        }
        (true, false) => {
            let due = running(books, day).find(|running| running.id() == loan).map_or(Balance::ZERO, |loan| due(&loan));
            input.keep("full", due.try_into())
        }
        _ => input.read("paid"),
    }
}

/// Reads the count of the box. If the meeting has decided, adds the event that books the difference.
fn counted(books: &Books, day: NaiveDate, input: &mut Input) -> Vec<(Event, String)> {
    let mut count = CashCount::new();
    for note in Denomination::ALL {
        if let Some(Some(notes)) = input.optional(&format!("n{}", note.dong())) {
            count = count.with(*note, notes);
        }
    }
    let (by, minute, fund) = (input.optional("by"), input.optional("minute"), input.read("borne_by"));
    let Some(by) = by else { return Vec::new() };
    let mut events: Vec<Event> = vec![MoneyCounted { place: Place::Cash, amount: count.total(), by }.into()];
    if let (Some(Some(minute)), Some(fund)) = (minute, fund) {
        events.extend(CountSheet::of(books, day, count).difference_event(minute, fund));
    }
    events.into_iter().map(|event| (event, String::new())).collect()
}

pub(crate) fn header(input: &mut Input) -> Option<Header> {
    let (name, club, opened) = (input.read("name"), input.read("club"), input.date("opened"));
    let (seed_grant, cap, max_months) = (input.read("seed_grant"), input.read("cap"), input.read("max_months"));
    let mut charter = Charter::bac_ninh();
    (charter.seed_grant, charter.loan.cap_per_member, charter.loan.max_months) = (seed_grant?, cap?, max_months?);
    let header = Header::new(club?, name?, opened?, charter);
    input.keep("opened", header)
}
