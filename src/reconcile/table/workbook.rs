//! The first sheet of a workbook: XLSX, ODS or XLS.
//!
//! The reader of workbooks holds a sheet in memory. Workbooks whose parts together unpack to more than [`MOST_UNPACKED`], and ODS files
//! whose repeated rows and cells come to more than [`MOST_CELLS`], are refused before they are read. A malformed file may make the reader
//! panic; the panic is caught here and becomes an [`UnreadableFile`].

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Ods, Range, Reader, Xls, Xlsx};
use chrono::NaiveDate;
use zip::ZipArchive;

use super::decode::Workbook;
use super::{Cell, Row, UnreadableFile};

/// The most cells of a sheet that are read.
const MOST_CELLS: usize = 4 << 20;

/// The most bytes of all parts of a workbook together, unpacked.
const MOST_UNPACKED: u64 = 256 << 20;

type Cells = BTreeMap<u32, Vec<(u32, Cell)>>;

/// Returns the rows of the first sheet that are not blank.
pub(super) fn rows(format: Workbook, bytes: Vec<u8>) -> Result<Vec<Row>, UnreadableFile> {
    let read = catch_unwind(AssertUnwindSafe(|| read(format, bytes)));
    let cells = read.unwrap_or_else(|_| Err("it is damaged".to_owned()));
    let cells = cells.map_err(|reason| UnreadableFile::Workbook { reason })?;
    let rows = cells.into_iter().map(|(row, filled)| {
        let mut cells = Vec::new();
        for (column, cell) in filled {
            let column = usize::try_from(column).unwrap_or(usize::MAX).min(MOST_COLUMNS);
            if cells.len() <= column {
                cells.resize(column, Cell::Text(String::new()));
                cells.push(cell);
            }
        }
        Row { line: u64::from(row).saturating_add(1), cells, fault: None, inner: Vec::new() }
    });
    Ok(rows.collect())
}

/// The most columns of a sheet that are read. The first cell right of them is kept in the next column.
const MOST_COLUMNS: usize = 256;

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
    cells.entry(row).or_default().push((column, cell));
    Ok(())
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
}
