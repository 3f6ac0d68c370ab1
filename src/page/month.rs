//! The month's report: one sheet of A4 for the meeting.

use chrono::Datelike;
use maud::{Markup, html};

use super::decisions::{Decision, activity_of, decisions};
use super::{
    AuditedBooks, amount, count, date, explained, first, head, month_name, name_of, percent, say, shortened, style,
    text, unreadable, words,
};
use crate::account::Place;
use crate::audit::{Audit, WarningCode};
use crate::calendar::{Month, Period, months_before};
use crate::catalogue::Explanation;
use crate::money::Balance;
use crate::report::{BooksOfPeriod, IncomeAndExpenditure, MonthFigures, MonthReport, RegisterRow};
use crate::table::html::{Chart, ChartKind, Series, document, label};
use crate::table::{Cell, Label, Language, words as dictionary};

/// The number of months in a chart.
const MONTHS: u32 = 12;

/// The most lines of each part on paper; a screen shows all.
struct Room {
    /// The number of letters that fit in a line of half a sheet if they are wide.
    letters: usize,
    decisions: usize,
    late: usize,
    warnings: usize,
    areas: usize,
}

impl Room {
    const fn of(language: Language) -> Self {
        match language {
            Language::Both => Self { letters: 42, decisions: 15, late: 7, warnings: 11, areas: 5 },
            Language::English | Language::Vietnamese => {
                Self { letters: 37, decisions: 13, late: 9, warnings: 9, areas: 5 }
            }
        }
    }
}

/// Returns the number of texts that fit into `lines` lines of `letters` letters each, at least one.
fn fitting(lengths: impl Iterator<Item = usize>, letters: usize, lines: usize) -> usize {
    let used = lengths.scan(0_usize, |used, length| {
        *used = used.saturating_add(length.div_ceil(letters.max(1)).max(1));
        Some(*used)
    });
    used.take_while(|used| *used <= lines).count().max(1)
}

/// Returns the number of letters of a label in a language.
fn length(label: &Label, language: Language) -> usize {
    label.text(language).chars().count()
}

/// Writes the month's report (báo cáo tháng) as a page that is one sheet of A4 when it is printed.
///
/// It has the money free to lend, the decisions that the meeting should take, the late loans, the funds of the last twelve months,
/// the amounts due and collected, the auditor's warnings, spending by area, the last counts of money, and the head of the books as
/// text and as a QR code. Records after the month are left out. On paper long lists are cut after the most urgent rows, and say so.
#[must_use]
pub fn month_report(audit: &Audit, month: Month, language: Language) -> String {
    let title = Label::new("Monthly report", "Báo cáo tháng");
    let Some(audited) = AuditedBooks::of(audit, month.last_day()) else { return unreadable(audit, &title, language) };
    let report = MonthReport::of(&audited.books, month);
    let room = Room::of(language);
    let body = html! {
        (heading(&audited, &report, &title, language))
        (tiles(&report, language))
        div.two.first {
            (decision_list(&audited, &report, &room, language))
            (late_loans(&audited, &report, &room, language))
        }
        (charts(&audited, &report, language))
        div.two {
            (notes(&audited, &report, &room, language))
            div {
                (spending(&audited, month, &room, language))
                (counts(&report, language))
            }
        }
        (head(&audited, language))
    };
    let name = audited.books.header().name();
    let month = month_name(month, language);
    let title = title.join(" ", &Label::same(format!("{month} – {name}")));
    document(&title, language, style::SHEET, &body).into_string()
}

fn heading(audited: &AuditedBooks, report: &MonthReport, title: &Label, language: Language) -> Markup {
    let header = audited.books.header();
    let day = date(report.month.last_day(), language);
    let counts = &report.indicators.counts;
    html! {
        header {
            h1 { (words(title, language)) " " (month_name(report.month, language)) }
            p { strong { (text(&shortened(header.name().as_str()))) } " (" (header.club()) ") – "
                (say("as of", "đến hết ngày", language)) " " (day) " – "
                (say("amounts in đồng", "đơn vị: đồng", language)) }
            p.facts {
                (fact("members", "thành viên", &count(usize::try_from(counts.members).unwrap_or(usize::MAX), language), language))
                " · " (fact("loans running", "món còn nợ", &Cell::Count(counts.running_loans.into()).text(language), language))
                @if let Some(activity) = activity_of(report) {
                    " · " (fact("present at the meeting", "người dự họp", &Cell::Count(activity.attendance.get().into()).text(language), language))
                    " · " (fact("home visits", "lượt thăm", &Cell::Count(activity.visits.get().into()).text(language), language))
                }
                " · "
                @if audited.findings.is_empty() && audited.error.is_none() {
                    (say("the audit finds no breach", "kiểm toán: không có sai phạm", language))
                } @else {
                    span.alert { (say("the audit finds breaches of the rules", "kiểm toán: có sai phạm", language)) }
                }
            }
        }
    }
}

fn fact(english: &'static str, vietnamese: &'static str, number: &str, language: Language) -> Markup {
    html! { strong { (number) } " " (say(english, vietnamese, language)) }
}

fn tiles(report: &MonthReport, language: Language) -> Markup {
    let position = &report.position;
    let late_due: Balance = report.late_loans.iter().map(|row| row.principal_due + row.interest_due).sum();
    let late_count = count(report.late_loans.len(), language);
    let money = position.assets.cash + position.assets.bank;
    html! {
        dl.tiles {
            div.main {
                dt { (say("Free to lend now", "Cho vay ngay được", language)) }
                dd.big { (amount(position.memo.free_to_lend, language)) }
                @if position.memo.committed.is_positive() {
                    dd.facts { (say("promised", "đã duyệt", language)) " " (amount(position.memo.committed, language)) }
                }
            }
            div {
                dt { (say("Lent to members", "Đang cho vay", language)) }
                dd.big { (amount(position.assets.loans, language)) }
                dd.facts { (Cell::Count(report.indicators.counts.running_loans.into()).text(language)) " " (say("loans", "món", language)) }
            }
            div class=[(!report.late_loans.is_empty()).then_some("late")] {
                dt { (say("Late, to be paid", "Quá hạn chưa trả", language)) }
                dd.big { (amount(late_due, language)) }
                dd.facts {
                    (late_count) " " (say("loans", "món", language))
                }
            }
            div {
                dt { (say("Money in hand", "Tiền hiện có", language)) }
                dd.big { (amount(money, language)) }
                dd.facts { (say("cash", "tiền mặt", language)) " " (amount(position.assets.cash, language)) }
            }
        }
    }
}

/// Returns the class of a row that has no room on paper.
fn class(place: usize, room: usize) -> Option<&'static str> {
    (place >= room).then_some("more")
}

fn decision_list(audited: &AuditedBooks, report: &MonthReport, room: &Room, language: Language) -> Markup {
    let list = decisions(audited, report, language);
    let lengths = list.iter().map(|decision| {
        let Decision { title, facts, question } = decision;
        let lengths =
            [length(&(*title).into(), language), length(facts, first(language)), length(&(*question).into(), language)];
        lengths.into_iter().fold(4, usize::saturating_add)
    });
    let shown = fitting(lengths, room.letters.saturating_mul(9).div_euclid(10), room.decisions);
    let rest = list.len().saturating_sub(shown);
    html! {
        section {
            h2 { (say("To be decided by the meeting", "Cuộc họp cần quyết định", language)) }
            @if list.is_empty() { p { (say("Nothing is open.", "Không có việc tồn đọng.", language)) } }
            ol {
                @for (place, decision) in list.iter().enumerate() {
                    li class=[class(place, shown)] { (written(decision, language)) }
                }
            }
            (more(rest, language))
        }
    }
}

/// Writes a decision; in both languages the facts are written once, for numbers and names need no translation.
fn written(decision: &Decision, language: Language) -> Markup {
    let one = first(language);
    let Decision { title, facts, question } = decision;
    html! {
        strong { (label(&(*title).into(), one)) }
        @if *facts != Label::default() { ": " (label(facts, one)) }
        ". " span.ask { (label(&(*question).into(), one)) }
        @if language == Language::Both {
            " " span.en lang="en" { (title.english) ". " (question.english) }
        }
    }
}

/// Writes that paper has no room for the rest.
fn more(rest: usize, language: Language) -> Markup {
    html! {
        @if rest > 0 {
            p.rest.facts { "… " (count(rest, language)) " " (say("more, on the screen", "mục nữa, xem trên màn hình", language)) }
        }
    }
}

fn late_loans(audited: &AuditedBooks, report: &MonthReport, room: &Room, language: Language) -> Markup {
    let mut rows: Vec<&RegisterRow> = report.late_loans.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.days_past_due));
    let due = |row: &RegisterRow| row.principal_due + row.interest_due;
    let lengths = rows.iter().map(|row| name_of(&audited.books, &row.member).chars().count());
    let shown = fitting(lengths, room.letters.saturating_mul(2).div_euclid(5), room.late);
    let rest = rows.get(shown..).unwrap_or_default();
    let sum = |rows: &[&RegisterRow], of: &dyn Fn(&RegisterRow) -> Balance| -> Balance {
        rows.iter().map(|row| of(row)).sum()
    };
    html! {
        section {
            h2 { (say("Who is late", "Ai trả chậm", language)) }
            @if rows.is_empty() {
                p { (say("No loan is late.", "Không có món quá hạn.", language)) }
            } @else {
                table.plain {
                    thead { tr {
                        th scope="col" { (say("Member", "Thành viên", language)) }
                        th.number scope="col" { (say("Days", "Ngày", language)) }
                        th.number scope="col" { (say("Due", "Phải trả", language)) }
                        th.number scope="col" { (say("Principal left", "Dư nợ", language)) }
                    } }
                    tbody {
                        @for (place, row) in rows.iter().enumerate() {
                            tr class=[class(place, shown)] {
                                th scope="row" { (text(&name_of(&audited.books, &row.member))) }
                                td.number { @if row.days_past_due > 90 { strong.alert { (row.days_past_due) } } @else { (row.days_past_due) } }
                                td.number { (amount(due(row), language)) }
                                td.number { (amount(row.outstanding, language)) }
                            }
                        }
                        @if !rest.is_empty() {
                            tr.rest {
                                th scope="row" { (count(rest.len(), language)) " " (say("others", "món khác", language)) }
                                td.number {}
                                td.number { (amount(sum(rest, &due), language)) }
                                td.number { (amount(sum(rest, &|row| row.outstanding), language)) }
                            }
                        }
                    }
                    tfoot { tr {
                        th scope="row" { (say("Total", "Cộng", language)) }
                        td.number {}
                        td.number { (amount(sum(&rows, &due), language)) }
                        td.number { (amount(sum(&rows, &|row| row.outstanding), language)) }
                    } }
                }
                @let par30 = report.ageing.par30;
                p.facts {
                    (say("Share of principal more than 30 days late (PAR30):", "Tỷ lệ dư nợ quá hạn trên 30 ngày (PAR30):", language))
                    " " (percent(par30.numerator, par30.denominator, language))
                }
            }
        }
    }
}

fn charts(audited: &AuditedBooks, report: &MonthReport, language: Language) -> Markup {
    let figures = MonthFigures::of(&audited.books, report.month, MONTHS);
    let points: Vec<Cell> = figures.iter().map(|figure| figure.month.into()).collect();
    let series = |name: Label, value: fn(&MonthFigures) -> Balance| Series {
        name,
        values: figures.iter().map(|figure| Some(value(figure))).collect(),
    };
    let last = |value: fn(&MonthFigures) -> Balance| {
        figures.last().map_or_else(String::new, |figure| amount(value(figure), language))
    };
    let share = figures.last().map_or_else(String::new, |last| percent(last.lent, last.lent + last.idle, language));
    // Where both languages are shown, a number is written once.
    let with = |label: Label, number: &str| match language {
        Language::Both => Label::new(label.english, format!("{} {number}", label.vietnamese)),
        Language::English | Language::Vietnamese => label.join(" ", &Label::same(number.to_owned())),
    };
    let at_work = with(Label::new("at work", "đang cho vay"), &format!("{} ({share})", last(|figure| figure.lent)));
    let idle = with(Label::new("idle", "chưa cho vay"), &last(|figure| figure.idle));
    let operating = with(Label::new("now", "hiện có"), &last(|figure| figure.operating));
    let capital =
        with(Label::new("grant and income growth", "vốn cấp + tăng thu nhập"), &last(|figure| figure.capital));
    let fallen_due = with(Label::new("due this month", "đến hạn tháng này"), &last(|figure| figure.fallen_due));
    let collected = with(Label::new("paid", "đã thu"), &last(|figure| figure.collected));
    let next = report.maturities.rows.first().map(|row| {
        let due = row.amounts.principal + row.amounts.interest;
        with(Label::new("due next month", "tháng tới đến hạn"), &amount(due, language))
    });
    let chart = |kind, id: &str, title: Label, series: Vec<Series>, below: Vec<Label>| {
        let is_named = series.len() > 1;
        let names = series.iter().filter(|_| is_named).map(|series| series.name.clone());
        let values = names.chain(below.iter().cloned()).reduce(|one, other| one.join("; ", &other));
        let description = title.join(": ", &values.unwrap_or_default());
        let chart = Chart { kind, id: id.to_owned(), title, description, points: points.clone(), series };
        html! {
            figure {
                figcaption { strong { (words(&chart.title, language)) } }
                (chart.to_small_svg(first(language)))
                ul.list.legend {
                    @if is_named {
                        @for (number, series) in chart.series.iter().enumerate() {
                            li { span class=(format!("swatch b{number}")) {} (words(&series.name, language)) }
                        }
                    }
                    @for line in &below { li { (words(line, language)) } }
                }
            }
        }
    };
    html! {
        section.three aria-label=(Label::new("Charts of the last months", "Biểu đồ các tháng gần đây").text(first(language))) {
            (chart(
                ChartKind::StackedBar, "capital", Label::new("Loan fund", "Vốn cho vay"),
                vec![series(at_work, |figure| figure.lent), series(idle, |figure| figure.idle)], vec![capital],
            ))
            (chart(
                ChartKind::Bar, "operating", Label::new("Operating fund", "Quỹ hoạt động (Quỹ CLB)"),
                vec![series(Label::new("operating fund", "quỹ hoạt động"), |figure| figure.operating)], vec![operating],
            ))
            (chart(
                ChartKind::Bar, "due", Label::new("Due and paid each month", "Đến hạn và đã thu"),
                vec![series(collected, |figure| figure.collected), series(fallen_due, |figure| figure.fallen_due)],
                next.into_iter().collect(),
            ))
        }
    }
}

/// Writes the auditor's notes in words: all findings up to the end of the month, the warnings of the books as a whole, and those of records
/// of the month. Other warnings and facts booked in spite of a rule are counted.
fn notes(audited: &AuditedBooks, report: &MonthReport, room: &Room, language: Language) -> Markup {
    let books = &audited.books;
    let period = BooksOfPeriod::between(books, Period::from(report.month));
    let records: std::collections::HashSet<_> = period.lines().map(|(_, line)| line.record.seq).collect();
    let mut notes: Vec<(Explanation, usize)> = Vec::new();
    for (code, number) in &audited.findings {
        notes.push((code.explain(), *number));
    }
    let mut earlier = 0_usize;
    let mut warnings: Vec<(WarningCode, usize)> = Vec::new();
    for warning in &audited.warnings {
        if warning.seq.is_some_and(|seq| !records.contains(&seq)) {
            earlier = earlier.saturating_add(1);
            continue;
        }
        match warnings.iter_mut().find(|(code, _)| *code == warning.code) {
            Some((_, number)) => *number = number.saturating_add(1),
            None => warnings.push((warning.code, 1)),
        }
    }
    // Warnings of the books as a whole come after those of records in the catalogue, and are more important here.
    warnings.sort_by_key(|(code, _)| std::cmp::Reverse(*code));
    notes.extend(warnings.into_iter().map(|(code, number)| (code.explain(), number)));
    let lengths = notes.iter().map(|(explanation, _)| {
        let [title, remedy] = [explanation.title, explanation.remedy].map(|text| length(&text.into(), language));
        title.saturating_add(remedy).saturating_add(8)
    });
    let shown = fitting(lengths, room.letters, room.warnings);
    let rest = notes.len().saturating_sub(shown);
    html! {
        section {
            h2 { (say("Notes of the auditor", "Lưu ý của kiểm toán", language)) }
            @if notes.is_empty() { p { (say("None this month.", "Tháng này không có.", language)) } }
            ul.list {
                @for (place, (explanation, number)) in notes.iter().enumerate() {
                    li class=[class(place, shown)] {
                        (explained(explanation, language))
                        @if *number > 1 { " (×" (count(*number, language)) ")" }
                    }
                }
            }
            (more(rest, language))
            @if audited.despite > 0 {
                p.facts { (count(audited.despite, language)) " "
                    (say("booked in spite of a rule, openly", "lần ghi sổ dù trái quy định, có nêu rõ", language)) }
            }
            @if earlier > 0 {
                p.facts { (count(earlier, language)) " " (say("notes on earlier months", "lưu ý của các tháng trước", language)) }
            }
        }
    }
}

fn spending(audited: &AuditedBooks, month: Month, room: &Room, language: Language) -> Markup {
    let expenses = |period: Period| IncomeAndExpenditure::of(&BooksOfPeriod::between(&audited.books, period));
    let first_of_year = months_before(month.first_day(), month.first_day().month0());
    let of_year = expenses(Period { from: first_of_year, through: month.last_day() });
    let of_month = expenses(Period::from(month));
    let mut rows: Vec<(Label, Balance, Balance)> = of_month
        .expenses
        .iter()
        .zip(&of_year.expenses)
        .filter(|(one, all)| one.amounts.amount != Balance::ZERO || all.amounts.amount != Balance::ZERO)
        .map(|(one, all)| (dictionary::of_account(&one.account.to_string()), one.amounts.amount, all.amounts.amount))
        .collect();
    rows.sort_by_key(|(_, _, all)| std::cmp::Reverse(*all));
    let lengths = rows.iter().map(|(name, ..)| length(name, language));
    let shown = fitting(lengths, room.letters.div_euclid(2), room.areas);
    let rest = rows.get(shown..).unwrap_or_default();
    html! {
        section {
            h2 { (say("Spending", "Đã chi", language)) }
            @if rows.is_empty() {
                p { (say("No spending this year.", "Năm nay chưa chi.", language)) }
            } @else {
                table.plain {
                    thead { tr {
                        th scope="col" { (say("Area", "Lĩnh vực", language)) }
                        th.number scope="col" { (say("This month", "Tháng này", language)) }
                        th.number scope="col" { (say("This year", "Từ đầu năm", language)) }
                    } }
                    tbody {
                        @for (place, (name, one, all)) in rows.iter().enumerate() {
                            tr class=[class(place, shown)] {
                                th scope="row" { (words(name, language)) }
                                td.number { (amount(*one, language)) }
                                td.number { (amount(*all, language)) }
                            }
                        }
                        @if !rest.is_empty() {
                            tr.rest {
                                th scope="row" { (say("Others", "Khác", language)) }
                                td.number { (amount(rest.iter().map(|(_, one, _)| *one).sum(), language)) }
                                td.number { (amount(rest.iter().map(|(_, _, all)| *all).sum(), language)) }
                            }
                        }
                    }
                    tfoot { tr {
                        th scope="row" { (say("Total", "Cộng", language)) }
                        td.number { (amount(of_month.expenses_total.amount, language)) }
                        td.number { (amount(of_year.expenses_total.amount, language)) }
                    } }
                }
            }
        }
    }
}

fn counts(report: &MonthReport, language: Language) -> Markup {
    let assets = &report.position.assets;
    let places = [
        (Place::Cash, assets.cash, Label::new("Cash box", "Tiền mặt")),
        (Place::Bank, assets.bank, Label::new("Bank", "Tiền gửi")),
    ];
    html! {
        section.counts {
            h2 { (say("Money counted", "Kiểm kê quỹ", language)) }
            @for (place, balance, name) in &places {
                @if let Some(check) = report.checks.iter().find(|check| check.place == *place) {
                    p {
                        (words(name, language)) " " strong { (amount(check.counted, language)) } ", "
                        (date(check.date, language)) ": "
                        @if check.difference == Balance::ZERO {
                            (say("agrees with the books", "khớp sổ", language))
                        } @else {
                            span.alert { (say("differs from the books by", "lệch sổ", language)) " " (amount(check.difference, language)) }
                        }
                        @if let Some(by) = &check.by { " (" (text(&shortened(by.as_str()))) ")" }
                    }
                } @else if *balance != Balance::ZERO || *place == Place::Cash {
                    p { (words(name, language)) ": " (say("not counted this month; the books have", "tháng này chưa kiểm kê; trên sổ", language)) " " (amount(*balance, language)) }
                }
            }
        }
    }
}
