//! The pages, as HTML.

use revolving_fund::books::BalanceChange;
use revolving_fund::chrono::NaiveDate;
use revolving_fund::table::html::maud::{DOCTYPE, Markup, html};
use revolving_fund::table::html::qr_code;
use revolving_fund::table::{Cell, Label, words};
use revolving_fund::{Account, Balance, Books, Event, Language, Loan, LoanStatus, Month, Place, Record};

use crate::forms::{Field, Group, Input, Kind};
use crate::tasks::{TASKS, Task, due, name_of, running};

/// The language of a page, and the addresses of its links.
pub(crate) struct View<'a> {
    pub(crate) language: Language,
    /// The path of the language: `/TOKEN/vi`.
    pub(crate) base: String,
    /// The path of the same page in the other language.
    pub(crate) other: String,
    pub(crate) style: String,
    pub(crate) key: &'a str,
    pub(crate) club: Option<String>,
}

impl View<'_> {
    pub(crate) fn say(&self, english: &'static str, vietnamese: &'static str) -> &'static str {
        if self.language == Language::English { english } else { vietnamese }
    }

    pub(crate) fn amount(&self, amount: Balance) -> String {
        Cell::Amount(amount).text(self.language)
    }

    pub(crate) fn date(&self, day: NaiveDate) -> String {
        Cell::Date(day).text(self.language)
    }

    fn label(&self, label: &Label) -> String {
        label.text(self.language).into_owned()
    }

    /// Makes the frame of every page.
    pub(crate) fn page(&self, title: &str, body: &Markup) -> Markup {
        let (code, other, name) = match self.language {
            Language::English => ("en", "vi", "Tiếng Việt"),
            _ => ("vi", "en", "English"),
        };
        html! {
            (DOCTYPE)
            html lang=(code) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " – " (self.club.as_deref().unwrap_or(self.say("Club books", "Sổ quỹ"))) }
                    link rel="stylesheet" href=(self.style);
                }
                body {
                    header {
                        a.club href=(self.base) { (self.club.as_deref().unwrap_or(self.say("Club books", "Sổ quỹ câu lạc bộ"))) }
                        nav aria-label=(self.say("Pages", "Trang")) {
                            @if self.club.is_some() {
                                a href=(self.base) { (self.say("Meetings", "Buổi họp")) }
                                a href=(format!("{}/backup", self.base)) { (self.say("Backup", "Sao lưu")) }
                            }
                            a href=(self.other) lang=(other) hreflang=(other) { (name) }
                        }
                    }
                    main { h1 { (title) } (body) }
                }
            }
        }
    }

    /// Makes a form with typed values and errors.
    pub(crate) fn form(&self, groups: &[Group], input: &Input, button: &str) -> Markup {
        let find = |name: &str| groups.iter().flat_map(|(.., fields)| fields).find(|field| field.name == name);
        html! {
            @if !input.errors.is_empty() {
                div.problem role="alert" {
                    h2 { (self.say("Please look at this again", "Xin xem lại")) }
                    ul { @for (name, text) in &input.errors { li {
                        @match find(name) {
                            Some(field) => a href=(format!("#{name}")) { (self.label(&field.label)) ": " (self.label(text)) },
                            None => (self.label(text)),
                        }
                    } } }
                }
            }
            form method="post" {
                (hidden("key", self.key))
                @for (legend, note, fields) in groups {
                    @let fields = html! { @for field in fields { (self.field(field, input)) } };
                    @if legend.english.is_empty() { (fields) } @else {
                        fieldset.group {
                            legend { (self.label(legend)) }
                            @if !note.english.is_empty() { p { (self.label(note)) } }
                            (fields)
                        }
                    }
                }
                button name="step" value="check" { (button) }
            }
        }
    }

    fn field(&self, field: &Field, input: &Input) -> Markup {
        let name = field.name.as_str();
        let errors = input.errors.iter().filter(|(wrong, _)| wrong == name).map(|(_, text)| self.label(text));
        let errors: Vec<String> = errors.collect();
        let typed: Vec<&str> =
            if input.pairs.is_empty() { vec![field.default.as_str()] } else { input.all(name).collect() };
        let value = typed.first().copied().unwrap_or_default();
        let has_hint = !field.hint.english.is_empty();
        let about = (has_hint || !errors.is_empty()).then(|| format!("{name}-about"));
        let wrong = (!errors.is_empty()).then_some("true");
        let notes = html! {
            @if let Some(about) = &about {
                div.about id=(about) {
                    @if has_hint { p.hint { (self.label(&field.hint)) } }
                    @for error in &errors { p.error { (error) } }
                }
            }
        };
        let choices = |kind: &str| {
            html! {
                fieldset.choices id=(name) aria-describedby=[&about] tabindex="-1" {
                    legend { (self.label(&field.label)) }
                    (notes)
                    @for (value, words) in &field.choices {
                        @let id = format!("{name}={value}");
                        div.option {
                            input type=(kind) id=(id) name=(name) value=(value) checked[typed.contains(&value.as_str())];
                            label for=(id) { (self.label(words)) }
                        }
                    }
                    @if field.choices.is_empty() { p { (self.say("There is none.", "Chưa có.")) } }
                }
            }
        };
        let line = |kind: &str, mode: Option<&str>| {
            html! {
                input type=(kind) id=(name) name=(name) value=(value) inputmode=[mode] autocomplete="off"
                    aria-describedby=[&about] aria-invalid=[wrong];
            }
        };
        html! {
            div.field.wrong[wrong.is_some()].line[field.kind == Kind::Notes] {
                @match field.kind {
                    Kind::Radio => (choices("radio")),
                    Kind::Ticks => (choices("checkbox")),
                    kind => {
                        label for=(name) { (self.label(&field.label)) }
                        (notes)
                        @match kind {
                            Kind::Select => select id=(name) name=(name) aria-describedby=[&about] aria-invalid=[wrong] {
                                option value="" { "–" }
                                @for (choice, words) in &field.choices {
                                    option value=(choice) selected[choice == value] { (self.label(words)) }
                                }
                            },
                            Kind::Number | Kind::Notes => (line("text", Some("numeric"))),
                            Kind::Date => (line("date", None)),
                            Kind::Month => (line("month", None)),
                            _ => (line("text", None)),
                        }
                    }
                }
            }
        }
    }

    /// Makes the preview of a form before it is booked: the typed values and their entries.
    pub(crate) fn preview(
        &self,
        groups: &[Group],
        input: &Input,
        is_stale: bool,
        head: &str,
        effects: &Markup,
    ) -> Markup {
        html! {
            @if is_stale { (problem(self.say("Something else was booked in the meantime. Please look again.",
                "Vừa có bút toán khác được ghi. Xin xem lại rồi xác nhận."))) }
            // An empty row is left out.
            @for (legend, _, fields) in groups.iter().filter(|(.., fields)| fields.iter().any(|field| is_typed(field, input))) {
                @if !legend.english.is_empty() { h2 { (self.label(legend)) } }
                dl.answers { @for field in fields {
                    @let answer = self.answer(field, input);
                    @if !answer.is_empty() { div { dt { (self.label(&field.label)) } dd { (answer) } } }
                } }
            }
            (effects)
            form method="post" {
                @for (name, value) in input.pairs.iter().filter(|(name, _)| name != "step" && name != "head") {
                    (hidden(name, value))
                }
                (hidden("head", head))
                button name="step" value="confirm" { (self.say("Right – book it", "Đúng – ghi sổ")) }
                button.second name="step" value="change" { (self.say("Change it", "Sửa lại")) }
            }
        }
    }

    /// Formats the value of a field.
    fn answer(&self, field: &Field, input: &Input) -> String {
        let words = |value: &str| match field.kind {
            Kind::Radio | Kind::Select | Kind::Ticks => {
                let chosen = field.choices.iter().find(|(choice, _)| choice == value);
                chosen.map_or_else(|| value.to_owned(), |(_, words)| self.label(words))
            }
            Kind::Date => revolving_fund::parse_date(value).map_or_else(|_| value.to_owned(), |day| self.date(day)),
            Kind::Month => {
                value.parse::<Month>().map_or_else(|_| value.to_owned(), |month| Cell::Month(month).text(self.language))
            }
            _ => value.to_owned(),
        };
        input
            .all(&field.name)
            .filter(|value| field.kind != Kind::Notes || *value != "0")
            .map(words)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Makes the entry of each record, and the balances of cash, bank and funds afterwards.
    pub(crate) fn effects(&self, books: &Books, records: &[Record], changes: &[BalanceChange]) -> Markup {
        let shown = |account: &Account| {
            matches!(
                account,
                Account::Cash | Account::Bank | Account::SeedGrant | Account::IncomeGrowth | Account::Operating
            )
        };
        let changes: Vec<&BalanceChange> = changes.iter().filter(|change| shown(&change.account)).collect();
        html! {
            h2 { (self.say("Entries", "Bút toán")) }
            @for record in records {
                section.entry {
                    h3 { (line(books, record, self.language)) }
                    @if let Event::MoneyCounted(count) = &record.event {
                        @let held = books.ledger().money(count.place);
                        p { (self.say("Counted", "Đếm được")) ": " strong { (self.amount(count.amount.into())) } " · "
                            (self.say("in the books", "trên sổ")) ": " strong { (self.amount(held)) } " · "
                            @if held == count.amount.into() { strong.good { (self.say("they agree", "khớp sổ")) } }
                            @else { strong.bad { (self.say("difference", "lệch")) " " (self.amount(Balance::from(count.amount) - held)) } }
                        }
                    } @else if record.entry.is_empty() { p { (self.say("No money moves.", "Không có tiền vào, ra.")) } }
                    @else {
                        table {
                            thead { tr {
                                th scope="col" colspan="2" { (self.say("Account", "Tài khoản")) }
                                th.number scope="col" { (self.say("Amount", "Số tiền")) }
                            } }
                            @for transfer in record.entry.transfers() { tbody {
                                tr {
                                    td.side { (self.say("Dr", "Nợ")) }
                                    th scope="row" { (self.account(&transfer.debit)) }
                                    td.number rowspan="2" { (self.amount(transfer.amount.into())) }
                                }
                                tr { td.side { (self.say("Cr", "Có")) } th scope="row" { (self.account(&transfer.credit)) } }
                            } }
                        }
                    }
                }
            }
            @if !changes.is_empty() { section.entry {
                table {
                    caption { (self.say("Balances", "Số dư")) }
                    thead { tr {
                        th scope="col" { (self.say("Account", "Tài khoản")) }
                        th.number scope="col" { (self.say("Before", "Trước")) }
                        th.number scope="col" { (self.say("After", "Sau")) }
                    } }
                    tbody { @for change in changes { tr {
                        th scope="row" { (self.account(&change.account)) }
                        td.number { (self.amount(change.before)) }
                        td.number { strong { (self.amount(change.after)) } }
                    } } }
                }
            } }
        }
    }

    /// Formats the number and the name of an account.
    fn account(&self, account: &Account) -> String {
        let path = account.to_string();
        let named = words::account(&path).map(|words| (words, None));
        let named = named
            .or_else(|| path.rsplit_once(':').and_then(|(control, name)| Some((words::account(control)?, Some(name)))));
        match named {
            Some((words, name)) => {
                let words = if self.language == Language::English { words.english } else { words.vietnamese };
                format!("{} {words}{}", account.number(), name.map_or_else(String::new, |name| format!(" {name}")))
            }
            None => path,
        }
    }

    /// Makes the first page, which opens a meeting and links to the reports of the months.
    pub(crate) fn home(&self, books: &Books, today: NaiveDate, input: &Input) -> Markup {
        let mut days: Vec<NaiveDate> = books.records().map(|record| record.date).collect();
        days.dedup();
        let mut months: Vec<Month> = days.iter().filter_map(|day| Month::of(*day).ok()).collect();
        months.dedup();
        let day = Field {
            name: "day".to_owned(),
            label: Label::new("Day of the meeting", "Ngày họp"),
            hint: Label::default(),
            kind: Kind::Date,
            choices: Vec::new(),
            default: today.max(books.day()).to_string(),
        };
        html! {
            (self.balances(books))
            section.card {
                h2 { (self.say("A meeting", "Buổi sinh hoạt")) }
                form method="post" {
                    (hidden("key", self.key))
                    (self.field(&day, input))
                    button { (self.say("Open the meeting", "Mở buổi họp")) }
                }
                @if !days.is_empty() {
                    p { (self.say("Earlier meetings", "Các buổi trước")) }
                    ul.links { @for day in days.iter().rev().take(6) {
                        li { a href=(format!("{}/{day}", self.base)) { (self.date(*day)) } }
                    } }
                }
            }
            section.card {
                h2 { (self.say("Report of the month", "Báo cáo tháng")) }
                @if months.is_empty() { p { (self.say("Nothing is booked yet.", "Chưa ghi sổ gì.")) } }
                ul.links { @for month in months.iter().rev().take(12) {
                    li { a href=(format!("{}/report/{month}", self.base)) { (Cell::Month(*month).text(self.language)) } }
                } }
            }
        }
    }

    /// Makes the page of a meeting: its tasks and its records.
    pub(crate) fn meeting(&self, books: &Books, day: NaiveDate) -> Markup {
        let late = running(books, day).filter(|loan| due(loan).is_positive()).count();
        let waiting = books.loans().filter(|loan| loan.status() == LoanStatus::Approved).count();
        let count = |kind| match kind {
            Task::Repay if late > 0 => Some(format!("{late} {}", self.say("due", "món đến hạn"))),
            Task::Disburse if waiting > 0 => Some(format!("{waiting} {}", self.say("waiting", "món chờ"))),
            _ => None,
        };
        html! {
            (self.balances(books))
            ul.tasks { @for (task, path, _, [english, vietnamese]) in TASKS {
                li { a href=(format!("{}/{day}/{path}", self.base)) {
                    (self.say(english, vietnamese)) @if let Some(count) = count(task) { " " span.count { (count) } }
                } }
            } }
            section.card {
                h2 { (self.say("Booked on this day", "Đã ghi sổ trong ngày")) }
                @let records: Vec<&Record> = books.records().filter(|record| record.date == day).collect();
                @if records.is_empty() { p { (self.say("Nothing yet.", "Chưa có gì.")) } }
                ol.booked { @for record in records {
                    li id=(format!("r-{}", record.id)) {
                        (line(books, record, self.language))
                        @if !books.is_in_effect(&record.id) { " " strong.bad { (self.say("reversed", "đã đảo")) } }
                    }
                } }
            }
        }
    }

    fn balances(&self, books: &Books) -> Markup {
        let ledger = books.ledger();
        let tiles = [
            (self.say("In the box", "Tiền mặt"), ledger.money(Place::Cash)),
            (self.say("In the bank", "Ngân hàng"), ledger.money(Place::Bank)),
            (self.say("Free to lend", "Có thể cho vay"), ledger.lendable()),
            (self.say("Operating fund", "Quỹ hoạt động"), ledger.free_operating()),
        ];
        html! { dl.tiles { @for (name, amount) in tiles { div { dt { (name) } dd { (self.amount(amount)) } } } } }
    }

    /// Makes the page with the head of the books and the file to download.
    pub(crate) fn backup(&self, books: &Books, file: &str) -> Markup {
        let head = books.head().to_string();
        let parts = head.as_bytes().chunks(8).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
        html! {
            p { (self.say("Keep a copy of the file outside this house, and the head on paper or as a photograph.",
                "Hãy cất một bản sao của tệp ở nơi khác, và chụp ảnh hoặc chép lại mã đối chiếu sổ.")) }
            p { a.button href=(format!("{}/backup/{file}", self.base)) download=(file) { (self.say("Download the file", "Tải tệp sổ về")) } }
            section.card {
                h2 { (self.say("Head of the books", "Mã đối chiếu sổ")) }
                p { (books.records().len()) " " (self.say("records", "bút toán")) ", " (self.date(books.day())) }
                p.head { code { (parts) } }
                @if let Some(code) = qr_code(&head, &Label::new("The head as a QR code", "Mã đối chiếu sổ dạng QR"), self.language, 50) { (code) }
                p { (self.say("If a record of the past is changed, this code no longer fits.",
                    "Nếu bút toán cũ bị sửa, mã này sẽ không khớp nữa.")) }
            }
        }
    }
}

pub(crate) fn problem(text: &str) -> Markup {
    html! { p.problem role="alert" { (text) } }
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// Returns whether a field has another value than initially. The document number `id` always counts as typed.
fn is_typed(field: &Field, input: &Input) -> bool {
    field.name == "id" || input.get(&field.name).unwrap_or_default() != field.default
}

/// Formats a record in one line: document number, event, member, subject and amount.
pub(crate) fn line(books: &Books, record: &Record, language: Language) -> String {
    let words = words::event(record.event.kind().name()).map_or_else(Label::default, Label::from);
    let about = record.event.about().unwrap_or_default();
    let member = record
        .event
        .member()
        .or_else(|| record.event.loan().and_then(|loan| books.register().loan(loan)).map(Loan::member));
    let who = member.map(|member| name_of(books, member));
    let moved = || record.entry.transfers().first().map(|transfer| transfer.amount.into());
    let amount =
        record.event.amount().map(|amount| Balance::from(amount) + record.event.interest().unwrap_or_default().into());
    let amount = amount.or_else(moved);
    let mut parts = vec![record.id.to_string(), words.text(language).into_owned()];
    parts.extend(who.clone());
    parts.extend(
        Some(about).filter(|about| !about.is_empty() && who.as_ref().is_none_or(|who| !who.contains(about.as_str()))),
    );
    parts.extend(amount.map(|amount| Cell::Amount(amount).text(language)));
    parts.join(" · ")
}
