//! The auditor's page.

use std::collections::HashMap;

use maud::{Markup, html};
use serde::Serialize;

use super::{AuditedBooks, capitalised, count, date, explained, head, percent, say, style, text, unreadable, words};
use crate::account::Place;
use crate::audit::{AppFinding, Audit, Finding, WarningCode};
use crate::calendar::Period;
use crate::catalogue::Bilingual;
use crate::code::Code;
use crate::count::number_of;
use crate::money::Balance;
use crate::name::Text;
use crate::report::{Ageing, BooksOfPeriod, CashBook, Confirmations, Corrections, CountCheck};
use crate::table::html::{Chart, ChartKind, Series, document, table, tables};
use crate::table::{Cell, Kind, Label, Language, Table, of_statement_explained};

/// The most documents named for a code.
const MOST_DOCUMENTS: usize = 12;

/// Writes the auditor's page (trang kiểm toán): findings, warnings, corrections of a period, confirmations, ageing, and the counts
/// of money with a chart of their differences.
///
/// Findings and warnings are of all records up to the last day of the period.
#[must_use]
pub fn auditor(audit: &Audit, period: Period, language: Language) -> String {
    let title = Label::new("Auditor's page", "Trang kiểm toán");
    let Some(audited) = AuditedBooks::of(audit, period.through) else { return unreadable(audit, &title, language) };
    let books = &audited.books;
    let last_line = u64::from(number_of(books.records().len())).saturating_add(1);
    let findings: Vec<&Finding> = audit.findings().iter().filter(|finding| finding.line <= last_line).collect();
    let of_the_app: Vec<&AppFinding> =
        audit.app_findings().iter().filter(|finding| finding.line <= last_line).collect();
    let period = Period { from: period.from.min(period.through), ..period };
    let of_period = BooksOfPeriod::between(books, period);
    let corrections = Corrections::of(&of_period);
    let confirmations = Confirmations::of(books);
    let ageing = Ageing::of(books);
    let body = html! {
        header {
            h1 { (words(&title, language)) }
            p { strong { (text(books.header().name().as_str())) } " (" (books.header().club()) ") – "
                (date(period.from, language)) " – " (date(period.through, language)) }
            p.facts { (say("Amounts in đồng", "Đơn vị: đồng", language)) }
        }
        @if let Some(line_ends) = audit.line_ends() {
            p.alert { (words(&Label::new(line_ends.to_string(), line_ends.vietnamese().to_string()), language)) }
        }
        @if let Some(error) = &audited.error { p.alert { (text(&error.to_string())) } }
        dl.tiles {
            div.main {
                dt { (say("Breaches of rules", "Sai phạm", language)) }
                dd.big { (count(findings.len().saturating_add(of_the_app.len()), language)) }
                dd.facts { (count(books.records().len(), language)) " " (say("records", "bút toán", language)) }
            }
            div {
                dt { (say("Warnings", "Lưu ý", language)) }
                dd.big { (count(audited.warnings.len(), language)) }
            }
            div {
                dt { (say("Corrections in the period", "Điều chỉnh trong kỳ", language)) }
                dd.big { (count(corrections.total.reversals.saturating_add(corrections.total.booked_late).saturating_add(corrections.total.waivers), language)) }
            }
            div {
                dt { (say("Confirmed by borrowers", "Người vay đã xác nhận", language)) }
                dd.big { (percent(confirmations.confirmed_share.numerator, confirmations.confirmed_share.denominator, language)) }
            }
        }
        (finding_table(&findings, &of_the_app, language))
        (warning_list(&audited, language))
        (statement("corrections", &corrections, language))
        (counts(&of_period, language))
        (statement("ageing", &ageing, language))
        (statement("confirmations", &confirmations, language))
        (head(&audited, language))
    };
    let name = books.header().name();
    document(&title.join(" – ", &Label::same(name.to_string())), language, style::PAGE, &body).into_string()
}

/// Writes the tables of a statement.
fn statement<T: Serialize>(name: &str, value: &T, language: Language) -> Markup {
    // Every statement has tables; one without would be missing from the page, and is an error of the library.
    let all = of_statement_explained(name, value, &title_of);
    debug_assert!(all.is_ok(), "{name}");
    html! { @if let Ok(all) = all { (tables(&all, language)) } }
}

/// Returns the title of a code.
fn title_of(code: &str) -> Option<Bilingual> {
    let finding = code.parse::<Code>().map(|code| code.explain().title);
    finding.or_else(|_| code.parse::<WarningCode>().map(|code| code.explain().title)).ok()
}

fn finding_table(findings: &[&Finding], of_the_app: &[&AppFinding], language: Language) -> Markup {
    let columns = [
        ("Line", "Dòng", Kind::Count),
        ("Document", "Số phiếu", Kind::Text),
        ("Rule", "Quy định", Kind::Text),
        ("What is wrong", "Nội dung", Kind::Text),
        ("Booked in spite of it", "Biết mà vẫn ghi", Kind::Flag),
    ];
    let mut rows = Table::new(("Breaches of rules", "Sai phạm"), columns);
    for finding in findings.iter().filter(|finding| !finding.is_line_end) {
        let title = finding.code.explain().title;
        rows.push(vec![
            Cell::Count(finding.line.into()),
            finding.id.as_str().into(),
            capitalised(&title.into()).into(),
            Label::new(finding.breach.to_string(), finding.breach.vietnamese().to_string()).into(),
            Cell::Flag(finding.is_despite),
        ]);
    }
    for AppFinding { line, id, breach, .. } in of_the_app {
        rows.push(vec![
            Cell::Count((*line).into()),
            id.as_str().into(),
            capitalised(&breach.explain().title.into()).into(),
            Label::new(breach.to_string(), breach.vietnamese().to_string()).into(),
            Cell::Flag(false),
        ]);
    }
    table(&rows, language)
}

/// Writes each warning once, with its remedy and the documents that it is about.
fn warning_list(audited: &AuditedBooks, language: Language) -> Markup {
    let mut codes: Vec<(WarningCode, Vec<&str>, usize)> = Vec::new();
    let documents: HashMap<_, _> = audited.books.records().map(|record| (record.seq, record.id.as_str())).collect();
    for warning in &audited.warnings {
        if !codes.iter().any(|(code, ..)| *code == warning.code) {
            codes.push((warning.code, Vec::new(), 0));
        }
        let Some((_, named, number)) = codes.iter_mut().find(|(code, ..)| *code == warning.code) else { continue };
        *number = number.saturating_add(1);
        if let Some(document) = warning.seq.and_then(|seq| documents.get(&seq)).filter(|_| named.len() < MOST_DOCUMENTS)
        {
            named.push(document);
        }
    }
    html! {
        section {
            h2 { (say("Warnings", "Lưu ý", language)) }
            @if codes.is_empty() { p { (say("None.", "Không có.", language)) } }
            ul.list {
                @for (code, documents, number) in &codes {
                    li {
                        (explained(&code.explain(), language))
                        @if !documents.is_empty() {
                            br;
                            span.facts { (count(*number, language)) ": " (text(&documents.join(", ")))
                                @if *number > documents.len() { ", …" } }
                        }
                    }
                }
            }
        }
    }
}

/// Writes the counts of cash and bank, with a chart of their differences from the books.
fn counts(books: &BooksOfPeriod, language: Language) -> Markup {
    html! {
        @for (place, id, title) in [
            (Place::Cash, "cash", Label::new("Counts of the cash box", "Kiểm kê tiền mặt")),
            (Place::Bank, "bank", Label::new("Readings of the bank account", "Đối chiếu tiền gửi")),
        ] {
            (counts_of(&CashBook::of(books, place).checks, id, &title, language))
        }
    }
}

fn counts_of(checks: &[CountCheck], id: &str, title: &Label, language: Language) -> Markup {
    let series = |name: Label, value: fn(&CountCheck) -> Balance| Series {
        name,
        values: checks.iter().map(|check| Some(value(check))).collect(),
    };
    let off = checks.iter().filter(|check| check.difference != Balance::ZERO).count();
    let (total, off) = (count(checks.len(), language), count(off, language));
    let chart = Chart {
        kind: ChartKind::Bar,
        id: id.to_owned(),
        title: title.join(" – ", &Label::new("counted and in the books", "thực tế và trên sổ")),
        description: Label::new(
            format!("{total} counts, {off} of them differ"),
            format!("{total} lần, {off} lần lệch"),
        ),
        points: checks.iter().map(|check| check.date.into()).collect(),
        series: vec![
            series(Label::new("counted", "kiểm kê"), |check| check.counted),
            series(Label::new("in the books", "trên sổ"), |check| check.balance),
        ],
    };
    let columns = [
        ("Date", "Ngày", Kind::Date),
        ("Counted", "Kiểm kê", Kind::Amount),
        ("In the books", "Trên sổ", Kind::Amount),
        ("Difference", "Chênh lệch", Kind::Amount),
        ("By", "Người kiểm", Kind::Text),
        ("In effect", "Còn hiệu lực", Kind::Flag),
    ];
    let mut rows = Table::new(title.clone(), columns);
    for check in checks {
        let by = check.by.as_ref().map(Text::as_str);
        rows.push(vec![
            check.date.into(),
            check.counted.into(),
            check.balance.into(),
            check.difference.into(),
            by.into(),
            Cell::Flag(check.stands),
        ]);
    }
    html! {
        @if !checks.is_empty() { (chart.to_html(language)) }
        (table(&rows, language))
    }
}
