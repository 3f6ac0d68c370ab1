//! Tables, charts and pages as HTML.
//!
//! With [`Language::Both`] the Vietnamese words come first, because a page is read in Việt Nam.
//!
//! A page needs no other file, no script and no network. All texts are escaped. Letters are 18 pixels high on a
//! screen and 12 points on paper, with a contrast of at least 7 to 1, for readers of any age.

mod chart;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};

use super::format::NONE;
use super::{Cell, Column, Label, Language, RatioUnit, Row, RowKind, Table};
use crate::display::visible;

pub use chart::{Chart, ChartKind, Series};
pub use maud;

/// The style of a page: a phone, a screen and A4.
const STYLE: &str = "\
:root{color-scheme:light}\
html{font-size:18px}\
body{margin:0 auto;padding:1rem;max-width:64rem;color:#1a1a1a;background:#fff;\
font-family:'Be Vietnam Pro',system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;line-height:1.5}\
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .75rem}\
h2{font-size:1.25rem;line-height:1.3;margin:1.5rem 0 .5rem}\
.table{overflow-x:auto;margin:1.25rem 0}\
table{border-collapse:collapse;min-width:min(100%,26rem)}\
caption{text-align:left;font-weight:700;padding:.25rem 0}\
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #c8ced6}\
th{font-weight:400}\
tbody th:not(.number):not(.date){min-width:7rem}\
thead th{font-weight:700;vertical-align:bottom;background:#eef2f6;border-bottom:2px solid #33475b}\
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\
thead .number{white-space:normal}\
.date{white-space:nowrap}\
.section th{font-weight:700;padding-top:.8rem}\
.subtotal th,.subtotal td,tfoot th,tfoot td{font-weight:700}\
tfoot tr:first-child>*{border-top:2px solid #33475b}\
[lang=vi]+[lang=en]::before{content:' / '}\
thead [lang=vi]+[lang=en]::before,caption [lang=vi]+[lang=en]::before,h1 [lang=vi]+[lang=en]::before{content:none}\
thead [lang=vi]+[lang=en],caption [lang=vi]+[lang=en],h1 [lang=vi]+[lang=en]{display:block;font-weight:400}\
figure{margin:1.25rem 0}\
svg{max-width:100%;height:auto}\
svg text{font-size:var(--letters,18px);fill:#1a1a1a}\
@media (max-width:40rem){body{padding:.75rem}th,td{padding:.3rem .4rem}}\
@page{size:A4;margin:14mm}\
@media print{html{font-size:12pt}body{padding:0;max-width:none}.table{overflow:visible}\
thead{display:table-header-group}tfoot{display:table-row-group}tr,figure{break-inside:avoid}h2{break-after:avoid}}\
";

/// Writes a label as text. If there are two languages, each has its `lang` attribute, and Vietnamese is first.
#[must_use]
pub fn label(label: &Label, language: Language) -> Markup {
    match label.lines(language).as_slice() {
        [english, vietnamese] => html! {
            span lang="vi" { (visible(vietnamese)) } " " span lang="en" { (visible(english)) }
        },
        lines => html! { @for line in lines { (visible(line)) } },
    }
}

/// Writes a table with its caption, headings and their scopes.
///
/// The first cell of each row is its heading. A table that is wider than the screen can be scrolled on its own, by keyboard too.
#[must_use]
pub fn table(table: &Table, language: Language) -> Markup {
    let title = visible(&table.title.text(language));
    if table.is_empty() {
        return html! {
            div.table {
                p { strong { (label(&table.title, language)) } ": " (label(&NONE, language)) }
                (notes(table, language))
            }
        };
    }
    let sections = table.rows.chunk_by(|_, next| next.kind != RowKind::Section);
    html! {
        div.table role="group" tabindex="0" aria-label=(title) {
            table {
                caption { (label(&table.title, language)) }
                thead { (headings(&table.columns, language)) }
                @for section in sections {
                    tbody { @for line in section { (row(line, &table.columns, language)) } }
                }
                @if !table.totals.is_empty() {
                    tfoot { @for line in &table.totals { (row(line, &table.columns, language)) } }
                }
            }
            (notes(table, language))
        }
    }
}

/// Writes tables, one below the other.
#[must_use]
pub fn tables(tables: &[Table], language: Language) -> Markup {
    html! { @for one in tables { (table(one, language)) } }
}

/// Writes a page with a title and a body.
///
/// ```
/// use revolving_fund::table::{Label, Language, html};
/// let body = html::maud::html! { p { "Quỹ <b>" } };
/// let page = html::page(&Label::new("Report", "Báo cáo"), Language::Vietnamese, &body).into_string();
/// assert!(page.starts_with("<!DOCTYPE html><html lang=\"vi\">"));
/// assert!(page.contains("<h1>Báo cáo</h1><p>Quỹ &lt;b&gt;</p>"));
/// ```
#[must_use]
pub fn page(title: &Label, language: Language, body: &Markup) -> Markup {
    document(title, language, "", &html! { h1 { (label(title, language)) } (body) })
}

/// Writes a page with a title, additional style, and a body that has its own heading.
#[must_use]
pub(crate) fn document(title: &Label, language: Language, style: &'static str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(if language == Language::English { "en" } else { "vi" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // No text of the books can start a script or a request.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (visible(&title.text(language))) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
            }
            body {
                main { (body) }
            }
        }
    }
}

/// Draws a text as a QR code of `side` millimetres, with its margin; `None` if the text has more than 2 331 bytes.
///
/// The code can still be read if 15 % of it are covered. It is black on white; `name` is its text for screen readers.
#[must_use]
pub fn qr_code(text: &str, name: &Label, language: Language, side: u16) -> Option<Markup> {
    /// The empty modules around a code.
    const MARGIN: usize = 4;
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = Vec::new();
    for (y, line) in colors.chunks(width.max(1)).enumerate() {
        let mut x = 0_usize;
        for run in line.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, length) = (x.checked_add(MARGIN)?, y.checked_add(MARGIN)?, run.len());
                path.push(format!("M{left} {top}h{length}v1h-{length}z"));
            }
            x = x.checked_add(run.len())?;
        }
    }
    let modules = width.checked_add(MARGIN.checked_mul(2)?)?;
    let name = visible(&name.text(language));
    Some(html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(name) viewBox=(format!("0 0 {modules} {modules}"))
            width=(format!("{side}mm")) height=(format!("{side}mm")) shape-rendering="crispEdges" {
            rect width=(modules) height=(modules) fill="#fff" {}
            path d=(path.concat()) fill="#000" {}
        }
    })
}

fn notes(table: &Table, language: Language) -> Markup {
    html! { @for note in &table.notes { p { (label(note, language)) } } }
}

/// Writes the headings in one row, or in two if columns are grouped.
fn headings(columns: &[Column], language: Language) -> Markup {
    let class = |column: &Column| column.kind.is_number().then_some("number");
    if columns.iter().all(|column| column.group.is_none()) {
        return html! {
            tr { @for column in columns { th scope="col" class=[class(column)] { (label(&column.heading, language)) } } }
        };
    }
    let groups = columns.chunk_by(|one, next| one.group.is_some() && one.group == next.group);
    html! {
        tr {
            @for group in groups {
                @match group {
                    [first, ..] if first.group.is_some() => {
                        th scope="colgroup" colspan=(group.len()) {
                            @if let Some(name) = &first.group { (label(name, language)) }
                        }
                    }
                    alone => @for column in alone {
                        th scope="col" rowspan="2" class=[class(column)] { (label(&column.heading, language)) }
                    }
                }
            }
        }
        tr {
            @for column in columns.iter().filter(|column| column.group.is_some()) {
                th scope="col" class=[class(column)] { (label(&column.heading, language)) }
            }
        }
    }
}

fn row(row: &Row, columns: &[Column], language: Language) -> Markup {
    let class = match row.kind {
        RowKind::Detail | RowKind::Total => None,
        RowKind::Section => Some("section"),
        RowKind::Subtotal => Some("subtotal"),
    };
    if row.kind == RowKind::Section {
        let heading = row.cells.first().map(|cell| content(cell, language));
        return html! {
            tr class=[class] { th scope="rowgroup" colspan=(columns.len()) { @if let Some(text) = heading { (text) } } }
        };
    }
    html! {
        tr class=[class] {
            @for (place, column) in columns.iter().enumerate() {
                @let cell = row.cells.get(place).unwrap_or(&Cell::Empty);
                @let class = match cell {
                    Cell::Date(_) | Cell::Month(_) => Some("date"),
                    Cell::Text(_) | Cell::Bilingual(_) => None,
                    _ => column.kind.is_number().then_some("number"),
                };
                @if place == 0 && *cell != Cell::Empty {
                    th scope="row" class=[class] { (content(cell, language)) }
                } @else {
                    td class=[class] { (content(cell, language)) }
                }
            }
        }
    }
}

fn content(cell: &Cell, language: Language) -> Markup {
    if let Cell::Bilingual(text) = cell {
        return label(text, language);
    }
    html! { (visible(&cell.text(language))) }
}
