//! The first sheet of a workbook: XLSX, ODS or XLS.
//!
//! The reader of workbooks holds a sheet in memory. Workbooks whose parts together unpack to more than [`MOST_UNPACKED`], and ODS files
//! whose repeated rows and cells come to more than [`MOST_CELLS`], are refused before they are read. There is no other limit of columns: a
//! cell is read wherever it is. A malformed file may make the reader
//! panic; the panic is caught here and becomes an [`UnreadableFile`].

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Ods, Range, Reader, Xls, Xlsx};
use chrono::NaiveDate;
use zip::ZipArchive;

use super::decode::Workbook;
use super::{Cell, Row, UnreadableFile};

/// The most cells of a sheet that are held, with the blank ones left of the last one in each row.
const MOST_CELLS: usize = 4 << 20;

/// The most bytes of all parts of a workbook together, unpacked.
const MOST_UNPACKED: u64 = 256 << 20;

/// The cells that are not blank, by row and column, counted from 0.
type Cells = BTreeMap<u32, BTreeMap<u32, Cell>>;

/// Returns the rows of the first sheet that are not blank.
pub(super) fn rows(format: Workbook, bytes: Vec<u8>) -> Result<Vec<Row>, UnreadableFile> {
    let read = catch_unwind(AssertUnwindSafe(|| read(format, bytes)));
    let cells = read.unwrap_or_else(|_| Err("it is damaged".to_owned()));
    let cells = cells.and_then(|cells| if held(&cells) > MOST_CELLS { Err(too_many_cells()) } else { Ok(cells) });
    let cells = cells.map_err(|reason| UnreadableFile::Workbook { reason })?;
    let rows = cells.into_iter().map(|(row, filled)| {
        let mut cells = Vec::new();
        for (column, cell) in filled {
            cells.resize(place(column), Cell::Text(String::new()));
            cells.push(cell);
        }
        Row { line: u64::from(row).saturating_add(1), cells, fault: None, inner: Vec::new() }
    });
    Ok(rows.collect())
}

fn place(column: u32) -> usize {
    usize::try_from(column).unwrap_or(usize::MAX)
}

/// Returns the number of cells that the rows hold: each up to its last cell that is not blank.
fn held(cells: &Cells) -> usize {
    let widths = cells.values().filter_map(|row| row.last_key_value()).map(|(last, _)| place(*last).saturating_add(1));
    widths.fold(0, usize::saturating_add)
}

fn read(format: Workbook, bytes: Vec<u8>) -> Result<Cells, String> {
    let source = Cursor::new(bytes);
    match format {
        Workbook::Compound => {
            let mut book = Xls::new(source).map_err(|error| error.to_string())?;
            dense(book.worksheet_range_at(0), "it has no sheet")
        }
        Workbook::Xlsx => {
            measured(source.clone(), MOST_UNPACKED)?;
            let mut book = Xlsx::new(source).map_err(|error| error.to_string())?;
            let name = book.sheet_names().first().cloned().ok_or("it has no sheet")?;
            streamed(&mut book, &name)
        }
        Workbook::Ods => {
            let mut content = String::new();
            let mut archive = measured(source.clone(), MOST_UNPACKED)?;
            let mut part = archive.by_name("content.xml").map_err(|error| error.to_string())?;
            part.read_to_string(&mut content).map_err(|error| error.to_string())?;
            if held_cells(&content) > MOST_CELLS {
                return Err(too_many_cells());
            }
            let mut book = Ods::new(source).map_err(|error| error.to_string())?;
            dense(book.worksheet_range_at(0), "it has no sheet")
        }
    }
}

/// Opens the archive of a workbook, and checks that all its parts together unpack to at most `most` bytes, whatever sizes it states.
fn measured(source: Cursor<Vec<u8>>, most: u64) -> Result<ZipArchive<Cursor<Vec<u8>>>, String> {
    let mut archive = ZipArchive::new(source).map_err(|error| error.to_string())?;
    let mut left = most;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| error.to_string())?;
        let read = io::copy(&mut part.take(left.saturating_add(1)), &mut io::sink());
        let read = read.map_err(|error| error.to_string())?;
        left = left.checked_sub(read).ok_or_else(|| format!("it unpacks to more than {most} bytes"))?;
    }
    Ok(archive)
}

/// Returns the number of cells that the reader of ODS holds: for each sheet, the rows down to the last one with a value, times the width of
/// the widest.
fn held_cells(content: &str) -> usize {
    let repeated = |tag: &str, name: &str| -> usize {
        let count = tag.split_once(name).and_then(|(_, rest)| rest.strip_prefix("=\"")?.split('"').next());
        count.map_or(1, |count| count.parse().unwrap_or(usize::MAX))
    };
    let tables = content.split("<table:table ").map(|table| {
        let (mut rows, mut filled_rows, mut width) = (0_usize, 0_usize, 0_usize);
        for row in table.split("<table:table-row").skip(1) {
            let (tag, cells) = row.split_once('>').unwrap_or((row, ""));
            rows = rows.saturating_add(repeated(tag, "number-rows-repeated"));
            let mut columns = 0_usize;
            let is_cell =
                |tag: &&str| ["table:table-cell", "table:covered-table-cell"].iter().any(|name| tag.starts_with(name));
            for cell in cells.split('<').filter(is_cell) {
                let tag = cell.split('>').next().unwrap_or_default();
                columns = columns.saturating_add(repeated(tag, "number-columns-repeated"));
                if tag.contains("value") {
                    filled_rows = rows;
                    width = width.max(columns);
                }
            }
        }
        filled_rows.saturating_mul(width)
    });
    tables.fold(0, usize::saturating_add)
}

/// Reads a sheet cell by cell, so that two cells far apart do not fill the memory between them.
fn streamed(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Cells, String> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let mut cells = Cells::new();
    let mut count = 0_usize;
    while let Some(found) = reader.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = found.get_position();
        let data: Data = match found.get_value() {
            DataRef::SharedString(text) => Data::String((*text).to_owned()),
            other => other.clone().into(),
        };
        add(&mut cells, &mut count, row, column, &data)?;
    }
    Ok(cells)
}

fn dense<E: ToString>(range: Option<Result<Range<Data>, E>>, none: &str) -> Result<Cells, String> {
    let range = range.ok_or(none)?.map_err(|error| error.to_string())?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = Cells::new();
    let mut count = 0_usize;
    for (row, column, data) in range.used_cells() {
        let row = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(first_row);
        let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(first_column);
        add(&mut cells, &mut count, row, column, data)?;
    }
    Ok(cells)
}

fn add(cells: &mut Cells, count: &mut usize, row: u32, column: u32, data: &Data) -> Result<(), String> {
    let cell = cell(data);
    if cell.is_blank() {
        return Ok(());
    }
    *count = count.saturating_add(1);
    if *count > MOST_CELLS {
        return Err(too_many_cells());
    }
    match cells.entry(row).or_default().insert(column, cell) {
        Some(_) => {
            let (row, column) = (row.saturating_add(1), column.saturating_add(1));
            Err(format!("row {row} has two cells in column {column}"))
        }
        None => Ok(()),
    }
}

fn too_many_cells() -> String {
    format!("a sheet has more than {MOST_CELLS} cells")
}

/// Returns the value of a cell as the sheet shows it: a number shown as a day is a day, without the time of day.
fn cell(data: &Data) -> Cell {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of(text),
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => Cell::Number(number.to_string()),
        Data::DateTime(serial) if serial.is_datetime() => {
            let (year, month, day, ..) = serial.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            day.map_or_else(|| Cell::Number(serial.as_f64().to_string()), Cell::Day)
        }
        Data::DateTime(duration) => Cell::Number(duration.as_f64().to_string()),
        Data::Bool(value) => Cell::of(if *value { "TRUE" } else { "FALSE" }),
        Data::Error(error) => Cell::of(&error.to_string()),
        Data::Empty => Cell::Text(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::reconcile::bank::{BankStatement, StatementOptions};

    #[test]
    fn a_workbook_is_measured_before_it_is_unpacked() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(&[b' '; 5_000]).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1_000);
        assert!(measured(Cursor::new(bytes.clone()), 10_000).is_ok());
        let refused = measured(Cursor::new(bytes), 9_999).map(|_| ());
        assert_eq!(refused, Err("it unpacks to more than 9999 bytes".to_owned()));
    }

    #[test]
    fn repeated_cells_of_ods_are_counted_as_they_are_held() {
        const CELL: &str = r#"<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>"#;
        const BLANK: &str =
            r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>"#;
        let row = |repeated: &str, cells: &str| format!("<table:table-row{repeated}>{cells}</table:table-row>");
        let held =
            |rows: &[String]| held_cells(&format!(r#"<table:table table:name="S">{}</table:table>"#, rows.concat()));
        let million = r#" table:number-rows-repeated="1000000""#;
        assert_eq!(held(&[row("", &CELL.repeat(3)), BLANK.to_owned()]), 3, "blank rows at the end are not held");
        assert_eq!(held(&[row(million, &CELL.repeat(3))]), 3_000_000);
        assert_eq!(held(&[BLANK.to_owned(), row("", CELL)]), 1_048_577);
        let wide = CELL.replace(" office", r#" table:number-columns-repeated="99999999999999999999" office"#);
        assert_eq!(held(&[row(million, &wide)]), usize::MAX);
    }

    /// Makes a workbook whose only sheet has these rows.
    fn workbook(rows: &str) -> Vec<u8> {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |kind: &str, target: &str| {
            let relation = format!(r#"<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/>"#);
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>"#
            )
        };
        let sheets = r#"<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>"#;
        let parts = [
            ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{sheets}</workbook>"#)),
            ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
            (
                "xl/worksheets/sheet1.xml",
                format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
            ),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// Writes a row of texts, each with the letters of its column.
    fn row(number: u32, cells: &[(&str, &str)]) -> String {
        let cells = cells
            .iter()
            .map(|(column, text)| format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#));
        format!(r#"<row r="{number}">{}</row>"#, cells.collect::<String>())
    }

    #[test]
    fn cells_far_to_the_right_are_read_in_their_columns() {
        // Excel has the columns A to XFD; IV is the 256th.
        let heading = row(1, &[("IV", "Ngày"), ("IX", "Số tiền"), ("XFD", "Số dư")]);
        let moved = row(2, &[("IV", "13/3/2024"), ("IW", "9"), ("IX", "5.000"), ("XFD", "5.000")]);
        let without_amount = row(3, &[("IV", "14/3/2024"), ("IW", "7.000")]);
        let bytes = workbook(&(heading + &moved + &without_amount));
        let found = rows(Workbook::Xlsx, bytes.clone()).unwrap();
        let at = |row: &Row, place: usize| row.cell(place).text();
        assert_eq!([255, 256, 257, 16_383].map(|place| at(&found[1], place)), ["13/3/2024", "9", "5.000", "5.000"]);
        let statement = BankStatement::read(bytes.as_slice(), &StatementOptions::default()).unwrap();
        let amounts: Vec<i128> = statement.lines().iter().map(|line| line.amount.dong()).collect();
        assert_eq!(amounts, [5_000], "a note right of column 256 is no amount");
    }

    #[test]
    fn a_sheet_is_refused_if_its_rows_are_too_wide_in_all() {
        let far: String = (1..=257).map(|number| row(number, &[("XFD", "x")])).collect();
        let refused = rows(Workbook::Xlsx, workbook(&far)).map(|rows| rows.len()).map_err(|error| error.to_string());
        let expected = "the workbook cannot be read: a sheet has more than 4194304 cells; open it in a spreadsheet and save it again";
        assert_eq!(refused, Err(expected.to_owned()));
    }

    #[test]
    fn cells_out_of_order_are_read_and_two_cells_in_one_place_are_refused() {
        let found = rows(Workbook::Xlsx, workbook(&row(1, &[("C", "c"), ("A", "a")]))).unwrap();
        assert_eq!([0, 1, 2].map(|place| found[0].cell(place).text()), ["a", "", "c"]);
        let refused = rows(Workbook::Xlsx, workbook(&row(4, &[("C", "5.000"), ("C", "6.000")])));
        assert!(refused.unwrap_err().to_string().contains("row 4 has two cells in column 3"));
    }
}
