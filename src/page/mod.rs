//! Pages (trang báo cáo): one HTML page for each reader, on a phone and on paper.
//!
//! | page | reader | from |
//! |---|---|---|
//! | [`month_report`] | the meeting; one A4 sheet | the audit of a file, and a month |
//! | [`auditor`] | an auditor | the audit of a file, and a period |
//! | [`province`] | the province | a [`Province`](crate::province::Province) |
//! | [`projection`] | a meeting that decides about rates and shares | books and [`Assumptions`](crate::report::Assumptions) |
//!
//! A page needs no other file, no script and no request to anywhere, and all texts of the books are escaped. Amounts are in đồng.
//! With [`Language::Both`] the Vietnamese words come first.
//!
//! ```
//! use revolving_fund::table::Language;
//! use revolving_fund::{Audit, page};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let file = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/books/no-grant.jsonl")).as_slice();
//! let audit = Audit::of(file)?;
//! let html = page::month_report(&audit, "2025-03".parse()?, Language::Vietnamese);
//! assert!(html.starts_with("<!DOCTYPE html><html lang=\"vi\">"));
//! # Ok(())
//! # }
//! ```

mod auditor;
mod decisions;
mod month;
mod projection;
#[cfg(feature = "auditor")]
mod province;
mod style;

pub use auditor::auditor;
pub use month::month_report;
pub use projection::{projection, share_that_keeps_pace};
#[cfg(feature = "auditor")]
pub use province::province;

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::audit::{Audit, Warning, WarningCode, warnings};
use crate::books::Books;
use crate::calendar::Month;
use crate::catalogue::Explanation;
use crate::code::Code;
use crate::count::number_of;
use crate::journal::Unreadable;
use crate::money::Balance;
use crate::name::MemberId;
use crate::table::html::{label, qr_code};
use crate::table::{Cell, Label, Language};

/// The books on a day, with what an audit found up to then.
struct AuditedBooks {
    books: Books,
    /// Each code of a finding with the number of findings, without those whose record names the rule in `despite`.
    findings: Vec<(Code, usize)>,
    despite: usize,
    warnings: Vec<Warning>,
    error: Option<Unreadable>,
}

impl AuditedBooks {
    /// Returns the books as of a day; `None` if the audit could not read their header.
    fn of(audit: &Audit, day: NaiveDate) -> Option<Self> {
        let whole = audit.books()?;
        let books = whole.as_of(day);
        let count = books.records().len();
        // The header is the first line.
        let last_line = u64::from(number_of(count)).saturating_add(1);
        let mut findings: Vec<(Code, usize)> = Vec::new();
        let mut despite = 0_usize;
        for finding in audit.findings().iter().filter(|finding| finding.line <= last_line) {
            if finding.is_despite {
                despite = despite.saturating_add(1);
                continue;
            }
            match findings.iter_mut().find(|(code, _)| *code == finding.code) {
                Some((_, number)) => *number = number.saturating_add(1),
                None => findings.push((finding.code, 1)),
            }
        }
        Some(Self {
            warnings: warnings(&books),
            // An audit up to a day does not reach an error after a record of a later day.
            error: audit.error().filter(|_| count == whole.records().len()).cloned(),
            books,
            findings,
            despite,
        })
    }

    fn finding_count(&self) -> usize {
        self.findings.iter().map(|(_, number)| *number).sum()
    }

    fn has_warning(&self, code: WarningCode) -> bool {
        self.warnings.iter().any(|warning| warning.code == code)
    }
}

/// Writes a label in the language of the page; in both languages, Vietnamese with English after it.
fn words(text: &Label, language: Language) -> Markup {
    if language != Language::Both || text.english == text.vietnamese {
        return label(text, first(language));
    }
    html! {
        span lang="vi" { (label(text, Language::Vietnamese)) }
        " " span.en lang="en" { (label(text, Language::English)) }
    }
}

/// Writes words in both languages.
fn say(english: &'static str, vietnamese: &'static str, language: Language) -> Markup {
    words(&Label::new(english, vietnamese), language)
}

/// Writes a text that someone wrote.
fn text(text: &str) -> Markup {
    label(&Label::same(text.to_owned()), Language::English)
}

fn amount(amount: Balance, language: Language) -> String {
    Cell::Amount(amount).text(language)
}

fn count(number: usize, language: Language) -> String {
    Cell::Count(i128::try_from(number).unwrap_or(i128::MAX)).text(language)
}

fn percent(part: Balance, whole: Balance, language: Language) -> String {
    Cell::Ratio { numerator: part, denominator: whole, unit: crate::table::RatioUnit::Percent }.text(language)
}

fn date(day: NaiveDate, language: Language) -> String {
    Cell::Date(day).text(language)
}

fn month_name(month: Month, language: Language) -> String {
    Cell::Month(month).text(language)
}

/// Returns the name of a member, or the identifier of one without a name.
fn name_of(books: &Books, member: &MemberId) -> String {
    let name = books.register().member(member).and_then(crate::register::Member::name);
    name.map_or_else(|| member.as_str().to_owned(), |name| shortened(name.as_str()))
}

/// Shortens a long text, with a mark.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}

/// Writes the title and the remedy of a code.
fn explained(explanation: &Explanation, language: Language) -> Markup {
    html! {
        strong { (words(&capitalised(&explanation.title.into()), language)) } " "
        span.remedy { "→ " (words(&explanation.remedy.into(), language)) }
    }
}

/// Begins both texts with a capital letter.
fn capitalised(label: &Label) -> Label {
    let capital = |text: &str| {
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    Label::new(capital(&label.english), capital(&label.vietnamese))
}

/// Writes a page for a file whose header could not be read.
fn unreadable(audit: &Audit, title: &Label, language: Language) -> String {
    let error = audit.error();
    let body = html! {
        h1 { (words(title, language)) }
        p.alert { (say("The books cannot be read.", "Không đọc được sổ.", language)) }
        @if let Some(error) = error { p { (text(&error.to_string())) } }
    };
    crate::table::html::document(title, language, style::PAGE, &body).into_string()
}

/// Returns the first language of a page.
const fn first(language: Language) -> Language {
    match language {
        Language::English => Language::English,
        Language::Vietnamese | Language::Both => Language::Vietnamese,
    }
}

/// Writes the head of the books. A person with a photograph of it can prove later whether a record was changed.
fn head(audited: &AuditedBooks, language: Language) -> Markup {
    let head = audited.books.head().to_string();
    let parts: Vec<String> = head.as_bytes().chunks(8).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let records = count(audited.books.records().len(), language);
    let name = Label::new("Head of the books as a QR code", "Mã đối chiếu sổ dạng QR");
    html! {
        footer.head {
            div {
                p { strong { (say("Head of the books", "Mã đối chiếu sổ", language)) } " (" (records) " "
                    (say("records", "bút toán", language)) ")" }
                p { code { (parts.join(" ")) } }
                p.facts { (say("Photograph it: if a record of the past is changed, this code no longer fits.",
                    "Hãy chụp ảnh lại: nếu bút toán cũ bị sửa, mã này sẽ không khớp nữa.", language)) }
            }
            @if let Some(code) = qr_code(&head, &name, first(language), 30) { (code) }
        }
    }
}
