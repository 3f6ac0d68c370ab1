//! Tables as workbooks for spreadsheets (XLSX).
//!
//! Numbers and dates are stored as such, and no text becomes a formula. The spreadsheet shows them with the separators of its own
//! settings. A total that is the sum of the rows above it is a `SUM` formula, stored with its value, so that a viewer that does not
//! compute formulas shows it too.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::format::{NONE, quotient};
use super::text::wrap;
use super::{Cell, Kind, Label, Language, RatioUnit, Row, RowKind, Table};
use crate::display::visible;

/// The number of the paper size A4.
const A4: u8 = 9;
/// The largest number of 15 digits. A spreadsheet would round a larger one, so that is written as text.
const LARGEST: u128 = 999_999_999_999_999;
/// The greatest width of a column, in digits.
const COLUMN_WIDTH: usize = 48;
/// The space in a column beside its longest text, in digits: indentation, cell margins and bold letters.
const PADDING: usize = 3;
/// The part of [`PADDING`] into which a wrapped text may reach, in digits.
const USABLE_PADDING: usize = 1;
/// The width of a column that is not set, in digits.
const UNSET_WIDTH: usize = 8;
/// The greatest width of a sheet printed in portrait, in digits.
const PORTRAIT_WIDTH: usize = 100;
/// The greatest width of a sheet printed on one page, in digits. A wider one is printed on several pages side by side.
const PAGE_WIDTH: usize = 180;
/// The size of the letters of a title, in points.
const TITLE_SIZE: u8 = 14;
/// The size of all other letters, in points.
const TEXT_SIZE: u8 = 11;
/// The height of a line of text, in points.
const LINE_HEIGHT: usize = 15;
/// The greatest height of a row that a spreadsheet allows, in points.
const ROW_HEIGHT: u32 = 409;
/// The largest number of characters in the name of a sheet.
const LONGEST_NAME: usize = 31;
/// The largest number of ranges in a sum.
const MOST_RANGES: usize = 255;

/// The workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct WorkbookError(#[from] XlsxError);

/// A sheet: its name and the tables on it, one below the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The name, shortened to the length that a spreadsheet allows. A workbook with both languages uses the Vietnamese one.
    pub name: Label,
    /// The tables.
    pub tables: Vec<Table>,
}

/// Writes a workbook with a sheet for each table, and returns the bytes of the file. The same tables give the same bytes.
///
/// # Errors
///
/// If a sheet or a text is larger than the format allows: 1 048 576 rows, 16 384 columns, 32 767 characters in a cell.
pub fn workbook(tables: &[Table], language: Language) -> Result<Vec<u8>, WorkbookError> {
    let sheet = |table: &Table| Sheet { name: table.title.clone(), tables: vec![table.clone()] };
    workbook_of(&tables.iter().map(sheet).collect::<Vec<_>>(), language)
}

/// Writes a workbook with these sheets, and returns the bytes of the file. The same sheets give the same bytes.
///
/// # Errors
///
/// As [`workbook`].
pub fn workbook_of(sheets: &[Sheet], language: Language) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    // The library reads no clock, so every workbook has the same day of creation.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&NaiveDate::default()));
    for (number, sheet) in sheets.iter().enumerate() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet_name(number.saturating_add(1), &sheet.name, language))?;
        Writer { worksheet, language, row: 0, widths: Vec::new(), line_width: 0, texts: Vec::new() }
            .write(&sheet.tables)?;
    }
    if sheets.is_empty() {
        workbook.add_worksheet();
    }
    Ok(workbook.save_to_buffer()?)
}

/// Returns the name of a sheet: its number, which makes it unique, and the last part of the title.
fn sheet_name(number: usize, title: &Label, language: Language) -> String {
    let text = if language == Language::English { &title.english } else { &title.vietnamese };
    let part = text.rsplit(": ").next().unwrap_or(text);
    let mut name = number.to_string();
    for character in std::iter::once(' ').chain(part.chars()) {
        let character = if "[]:*?/\\'".contains(character) || character.is_control() { ' ' } else { character };
        if name.encode_utf16().count().saturating_add(character.len_utf16()) > LONGEST_NAME {
            break;
        }
        name.push(character);
    }
    name.trim_end().to_owned()
}

struct Writer<'a> {
    worksheet: &'a mut Worksheet,
    language: Language,
    row: u32,
    /// The widths of the columns, in digits.
    widths: Vec<usize>,
    /// The width of the longest title, note or heading of a section, in digits.
    line_width: usize,
    /// Texts that may be wrapped: row, column and text.
    texts: Vec<(u32, usize, String)>,
}

impl Writer<'_> {
    fn write(mut self, tables: &[Table]) -> Result<(), XlsxError> {
        for (number, table) in tables.iter().enumerate() {
            if number > 0 {
                self.skip();
            }
            let heading = self.table(table)?;
            if let (Some(heading), [_]) = (heading, tables) {
                self.worksheet.set_freeze_panes(heading.saturating_add(1), 1)?;
                self.worksheet.set_repeat_rows(heading, heading)?;
            }
        }
        let mut wide = 0_usize;
        for (place, width) in self.widths.iter().enumerate() {
            let width = width.saturating_add(PADDING).min(COLUMN_WIDTH);
            wide = wide.saturating_add(width);
            self.worksheet.set_column_width(column(place)?, u32::try_from(width).unwrap_or(u32::MAX))?;
        }
        self.heights()?;
        // A spreadsheet prints no text beyond the print area, so that covers empty columns if a line is wider than the table.
        let beside = self.line_width.saturating_sub(wide).div_ceil(UNSET_WIDTH);
        let wide = wide.max(self.line_width);
        self.worksheet.set_paper_size(A4);
        self.worksheet.set_print_fit_to_pages(u16::try_from(wide.div_ceil(PAGE_WIDTH).max(1)).unwrap_or(u16::MAX), 0);
        self.worksheet.set_repeat_columns(0, 0)?;
        self.worksheet.set_footer("&C&P / &N");
        if wide > PORTRAIT_WIDTH {
            self.worksheet.set_landscape();
        }
        if let (Some(row), Some(place)) = (self.row.checked_sub(1), self.widths.len().checked_sub(1)) {
            self.worksheet.set_print_area(0, 0, row, column(place.saturating_add(beside))?)?;
        }
        Ok(())
    }

    /// Sets the heights of rows with wrapped text, because not every spreadsheet does so when it opens a file.
    fn heights(&mut self) -> Result<(), XlsxError> {
        let mut heights: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, place, text) in &self.texts {
            let width = self.widths.get(*place).copied().unwrap_or(0).saturating_add(USABLE_PADDING).min(COLUMN_WIDTH);
            let mut lines = Vec::new();
            for line in text.split('\n') {
                wrap(line, width, &mut lines);
            }
            let height = heights.entry(*row).or_default();
            *height = lines.len().max(*height);
        }
        for (row, lines) in heights.into_iter().filter(|(_, lines)| *lines > 1) {
            let height = u32::try_from(lines.saturating_mul(LINE_HEIGHT)).unwrap_or(u32::MAX);
            self.worksheet.set_row_height(row, height.min(ROW_HEIGHT))?;
        }
        Ok(())
    }

    fn skip(&mut self) {
        self.row = self.row.saturating_add(1);
    }

    /// Writes a text across the sheet, in letters of a size in points. A text wider than a page takes several rows.
    fn line(&mut self, text: &str, size: u8, format: Format) -> Result<(), XlsxError> {
        let (format, text) = (format.set_font_size(size), visible(text));
        let room = PAGE_WIDTH.saturating_sub(PADDING).saturating_mul(TEXT_SIZE.into());
        let room = room.checked_div(size.into()).unwrap_or(PAGE_WIDTH);
        let mut lines = Vec::new();
        if text.width() > room {
            wrap(&text, room, &mut lines);
        } else {
            lines.push(text);
        }
        for line in lines {
            let width = line.width().saturating_mul(size.into()).div_ceil(TEXT_SIZE.into());
            self.line_width = width.saturating_add(PADDING).max(self.line_width);
            self.worksheet.write_string_with_format(self.row, 0, line, &format)?;
            self.skip();
        }
        Ok(())
    }

    /// Writes a table and returns the row of its headings.
    fn table(&mut self, table: &Table) -> Result<Option<u32>, XlsxError> {
        for title in table.title.lines(self.language) {
            self.line(title, TITLE_SIZE, Format::new().set_bold())?;
        }
        self.skip();
        let heading = if table.is_empty() {
            self.line(&format!("({})", NONE.text(self.language)), TEXT_SIZE, Format::new())?;
            None
        } else {
            let heading = self.row;
            self.headings(table)?;
            self.rows(table)?;
            Some(heading)
        };
        if !table.notes.is_empty() {
            self.skip();
        }
        let language = self.language;
        for note in table.notes.iter().flat_map(|note| note.lines(language)) {
            self.line(note, TEXT_SIZE, Format::new().set_italic())?;
        }
        self.widths.resize(self.widths.len().max(1), 0);
        Ok(heading)
    }

    fn headings(&mut self, table: &Table) -> Result<(), XlsxError> {
        for (place, heading) in table.columns.iter().enumerate() {
            let align = if heading.kind.is_number() { FormatAlign::Right } else { FormatAlign::Left };
            let format =
                Format::new().set_bold().set_text_wrap().set_align(align).set_border_bottom(FormatBorder::Thin);
            let format = indented(format, place, heading.kind);
            let heading = heading.full_heading();
            let text = heading.lines(self.language).join("\n");
            // A heading is wrapped, so its column need not hold it in one line.
            let words = text.split([' ', '\n']).map(UnicodeWidthStr::width).max().unwrap_or(0);
            let longest = text.split('\n').map(UnicodeWidthStr::width).max().unwrap_or(0);
            self.widen(place, words.max(longest.div_ceil(2)));
            let text = shown(&text);
            self.worksheet.write_string_with_format(self.row, column(place)?, &text, &format)?;
            self.texts.push((self.row, place, text));
        }
        self.skip();
        Ok(())
    }

    fn widen(&mut self, place: usize, width: usize) {
        if self.widths.len() <= place {
            self.widths.resize(place.saturating_add(1), 0);
        }
        if let Some(known) = self.widths.get_mut(place) {
            *known = width.max(*known);
        }
    }

    fn rows(&mut self, table: &Table) -> Result<(), XlsxError> {
        // All rows of values so far, with their row on the sheet. The current section begins at index `section`.
        let mut details: Vec<(u32, &Row)> = Vec::new();
        let mut section = 0;
        for row in table.all_rows() {
            match row.kind {
                RowKind::Section => {
                    section = details.len();
                    let text = row.cells.first().map(|cell| cell.text(self.language)).unwrap_or_default();
                    self.line(&text, TEXT_SIZE, Format::new().set_bold())?;
                    continue;
                }
                RowKind::Detail => details.push((self.row, row)),
                RowKind::Subtotal | RowKind::Total => {}
            }
            let above = match row.kind {
                RowKind::Subtotal => details.get(section..).unwrap_or_default(),
                _ => &details,
            };
            for (place, table_column) in table.columns.iter().enumerate() {
                let empty = Cell::Empty;
                let cell = row.cells.get(place).unwrap_or(&empty);
                let sum = if row.is_sum { sum_above(cell, above, place) } else { None };
                self.cell(place, table_column.kind, cell, row.kind, sum)?;
            }
            self.skip();
        }
        Ok(())
    }

    /// Writes a cell: the formula if it is a sum, otherwise its value.
    fn cell(
        &mut self,
        place: usize,
        kind: Kind,
        cell: &Cell,
        row: RowKind,
        sum: Option<String>,
    ) -> Result<(), XlsxError> {
        let align = if kind.is_number() { FormatAlign::Right } else { FormatAlign::Left };
        let mut format = Format::new().set_align(align).set_align(FormatAlign::Top);
        format = indented(format, place, kind);
        if matches!(row, RowKind::Subtotal | RowKind::Total) {
            format = format.set_bold();
            if row == RowKind::Total {
                format = format.set_border_top(FormatBorder::Thin);
            }
        }
        let english = self.language == Language::English;
        let text = cell.text(self.language);
        self.widen(place, text.width());
        let (at, column) = (self.row, column(place)?);
        let format = format.set_num_format(match cell {
            Cell::Amount(_) | Cell::Count(_) => "#,##0",
            Cell::Year(_) => "0",
            Cell::Date(_) if english => "yyyy-mm-dd",
            Cell::Date(_) => "d/m/yyyy",
            Cell::Month(_) if english => "yyyy-mm",
            Cell::Month(_) => "m/yyyy",
            Cell::Ratio { unit: RatioUnit::Percent, .. } => "0.00%",
            Cell::Ratio { unit: RatioUnit::Number, .. } => "#,##0.00##",
            Cell::Rate(_) => "0.00####%",
            Cell::Empty | Cell::Text(_) | Cell::Bilingual(_) | Cell::Flag(_) => "General",
        });
        let number = match cell {
            Cell::Amount(amount) => whole(amount.dong()),
            Cell::Count(number) | Cell::Year(number) => whole(*number),
            Cell::Ratio { .. } | Cell::Rate(_) => decimal(cell),
            _ => None,
        };
        match (cell, number) {
            (Cell::Empty, _) => self.worksheet.write_blank(at, column, &format)?,
            (Cell::Date(date), _) => self.worksheet.write_datetime_with_format(at, column, date, &format)?,
            (Cell::Month(month), _) => {
                self.worksheet.write_datetime_with_format(at, column, month.first_day(), &format)?
            }
            (_, Some(number)) => match sum {
                Some(sum) => {
                    let formula = Formula::new(sum).set_result(cell.plain(self.language));
                    self.worksheet.write_formula_with_format(at, column, formula, &format)?
                }
                None => self.worksheet.write_number_with_format(at, column, number, &format)?,
            },
            _ => {
                let text = visible(&text);
                self.worksheet.write_string_with_format(at, column, &text, &format.set_text_wrap())?;
                self.texts.push((at, place, text));
                return Ok(());
            }
        };
        Ok(())
    }
}

/// Indents a text, so that it does not touch the number before it.
fn indented(format: Format, place: usize, kind: Kind) -> Format {
    if place > 0 && !kind.is_number() { format.set_indent(1) } else { format }
}

/// Returns a heading in which invisible characters other than line ends are escaped.
fn shown(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

fn column(place: usize) -> Result<u16, XlsxError> {
    u16::try_from(place).map_err(|_| XlsxError::RowColumnLimitError)
}

/// Returns a whole number as a spreadsheet stores it; `None` if it has more than 15 digits, so that it would be rounded.
fn whole(number: i128) -> Option<f64> {
    (number.unsigned_abs() <= LARGEST).then(|| number.to_string().parse().ok()).flatten()
}

/// Returns a ratio or rate as a spreadsheet stores it; `None` if it has no value or too many digits.
fn decimal(cell: &Cell) -> Option<f64> {
    if let Cell::Ratio { numerator, denominator, .. } = cell
        && quotient(*numerator, *denominator)?.unsigned_abs() > LARGEST
    {
        return None;
    }
    cell.plain(Language::English).parse().ok()
}

/// Returns the formula of a total if it is the sum of the cells above it, all of which are numbers.
fn sum_above(total: &Cell, above: &[(u32, &Row)], place: usize) -> Option<String> {
    let number = |cell: &Cell| match cell {
        Cell::Amount(amount) => Some(amount.dong()),
        Cell::Count(count) => Some(*count),
        _ => None,
    };
    let expected = number(total)?;
    let mut sum = 0_i128;
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for (row, cells) in above {
        let Some(cell) = cells.cells.get(place) else { continue };
        if *cell != Cell::Empty {
            let addend = number(cell)?;
            whole(addend)?;
            sum = sum.checked_add(addend)?;
        }
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*row) => *last = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    if sum != expected || ranges.is_empty() || ranges.len() > MOST_RANGES {
        return None;
    }
    let column = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(place).ok()?);
    let range =
        |(first, last): (u32, u32)| format!("{column}{}:{column}{}", first.saturating_add(1), last.saturating_add(1));
    Some(format!("=SUM({})", ranges.into_iter().map(range).collect::<Vec<_>>().join(",")))
}
