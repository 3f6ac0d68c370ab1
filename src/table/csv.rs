//! Tables as CSV.

use csv::{QuoteStyle, WriterBuilder};

use super::{Cell, Language, Table};

/// The options of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// The language of headings and words. Numbers and dates are the same in every language: `8000000`, `2020-08-31`.
    pub language: Language,
    /// True if a text that a spreadsheet could take for a formula gets an apostrophe in front. This is the default.
    pub is_harmless: bool,
    /// True if the file begins with the byte order mark of UTF-8, from which Excel detects the encoding.
    pub has_mark: bool,
    /// The delimiter.
    pub delimiter: Delimiter,
}

/// The character between two fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`, the default.
    #[default]
    Comma,
    /// `;`, which Excel expects where numbers have a decimal comma, as in Vietnamese.
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { language: Language::default(), is_harmless: true, has_mark: false, delimiter: Delimiter::Comma }
    }
}

impl CsvOptions {
    /// Returns the options for Excel: with the byte order mark.
    #[must_use]
    pub fn excel(language: Language) -> Self {
        Self { language, has_mark: true, ..Self::default() }
    }
}

impl Table {
    /// Writes the table as CSV: a row of headings, the rows, the totals. Title and notes are left out.
    ///
    /// Amounts are plain integers, dates ISO dates, ratios have four decimal places. A text, heading or word that begins with
    /// `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed (also after spaces), or with the wide form of one of these
    /// signs, gets an apostrophe in front, so that a spreadsheet takes it for text.
    #[must_use]
    pub fn to_csv(&self, options: CsvOptions) -> String {
        to_csv(std::slice::from_ref(self), options)
    }
}

/// Writes tables as CSV, an empty line between them. If there are several, each has its title in a row above.
#[must_use]
pub fn to_csv(tables: &[Table], options: CsvOptions) -> String {
    let mut text = String::from(if options.has_mark { "\u{feff}" } else { "" });
    for (number, table) in tables.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let mut records = Vec::new();
        if tables.len() > 1 {
            records.push(vec![harmless(table.title.text(options.language).into_owned(), options)]);
        }
        let headings = table.columns.iter().map(|column| column.full_heading().text(options.language).into_owned());
        records.push(headings.map(|heading| harmless(heading, options)).collect());
        for row in table.all_rows() {
            let cell = |place: usize| row.cells.get(place).map_or_else(String::new, |cell| plain(cell, options));
            records.push((0..table.columns.len()).map(cell).collect());
        }
        text.push_str(&written(&records, options.delimiter));
    }
    text
}

fn plain(cell: &Cell, options: CsvOptions) -> String {
    let text = cell.plain(options.language);
    match cell {
        Cell::Text(_) | Cell::Bilingual(_) => harmless(text, options),
        _ => text,
    }
}

/// Puts an apostrophe before a text that a spreadsheet could take for a formula.
fn harmless(text: String, options: CsvOptions) -> String {
    if options.is_harmless && is_formula(&text) { format!("'{text}") } else { text }
}

/// Returns true if a spreadsheet could take a text for a formula.
pub(super) fn is_formula(text: &str) -> bool {
    let first = text.trim_start_matches(' ').chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '−'))
}

fn written(records: &[Vec<String>], delimiter: Delimiter) -> String {
    // A field with a delimiter of another locale is quoted too.
    let is_plain = |record: &Vec<String>| !record.iter().any(|field| field.contains([',', ';', '\t']));
    let mut text = String::new();
    for record in records {
        let style = if is_plain(record) { QuoteStyle::Necessary } else { QuoteStyle::Always };
        let mut writer =
            WriterBuilder::new().delimiter(delimiter.byte()).quote_style(style).flexible(true).from_writer(Vec::new());
        // A `Vec` takes every byte.
        let is_written = writer.write_record(record).is_ok();
        let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error).map(String::from_utf8);
        debug_assert!(is_written && matches!(bytes, Ok(Ok(_))), "a field is UTF-8, a delimiter ASCII");
        if let Ok(Ok(line)) = bytes {
            text.push_str(&line);
        }
    }
    text
}
