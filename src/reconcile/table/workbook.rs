//! The first sheet of a workbook: XLSX, ODS or XLS.
//!
//! The reader of workbooks holds a sheet in memory, and files made by hand may be such that it panics; a panic is caught here and is an
//! [`UnreadableFile`] like any other.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Ods, Range, Reader, Xls, Xlsx};
use chrono::NaiveDate;

use super::decode::Workbook;
use super::{Cell, Row, UnreadableFile};

/// The most cells of a sheet that are read.
const MOST_CELLS: usize = 4 << 20;

type Cells = BTreeMap<u32, Vec<(u32, Cell)>>;

/// The rows of the first sheet that are not blank.
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

/// The most columns of a sheet that are read.
const MOST_COLUMNS: usize = 256;

fn read(format: Workbook, bytes: Vec<u8>) -> Result<Cells, String> {
    let source = Cursor::new(bytes);
    match format {
        Workbook::Compound => {
            let mut book = Xls::new(source).map_err(|error| error.to_string())?;
            dense(book.worksheet_range_at(0), "it has no sheet")
        }
        Workbook::Zip => match Xlsx::new(source.clone()) {
            Ok(mut book) => {
                let name = book.sheet_names().first().cloned().ok_or("it has no sheet")?;
                streamed(&mut book, &name)
            }
            Err(not_xlsx) => match Ods::new(source) {
                Ok(mut book) => dense(book.worksheet_range_at(0), "it has no sheet"),
                Err(_) => Err(not_xlsx.to_string()),
            },
        },
    }
}

/// Cell by cell, so that two cells far apart do not fill the memory between them.
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
        return Err(format!("its first sheet has more than {MOST_CELLS} cells"));
    }
    cells.entry(row).or_default().push((column, cell));
    Ok(())
}

/// A cell as it is meant: a number that the sheet shows as a day is a day, with the time of day left out.
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
