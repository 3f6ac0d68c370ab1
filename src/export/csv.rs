//! A table of transfers, for spreadsheets and scripts.

use std::io::{self, Write};

use ::csv::{ErrorKind, Writer};
use chrono::NaiveDate;

use super::Form;
use super::described::Described;
use crate::account::Account;
use crate::books::Books;
use crate::money::Balance;

/// A table, comma-separated.
pub(super) struct Table<W: Write> {
    writer: Writer<W>,
}

impl<W: Write> Table<W> {
    pub(super) fn new(sink: W) -> Self {
        Self { writer: Writer::from_writer(sink) }
    }

    /// Writes a row. An error of the sink keeps its kind, which `csv::Error` hides, so that a caller can recognise a closed pipe.
    fn row(&mut self, cells: [&str; 8]) -> io::Result<()> {
        self.writer.write_record(cells).map_err(|error| match error.into_kind() {
            ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        })
    }
}

impl<W: Write> Form for Table<W> {
    fn opening(&mut self, _: &Books, _: &[(Account, NaiveDate)]) -> io::Result<()> {
        self.row(["seq", "id", "date", "debit", "credit", "amount", "event", "note"])
    }

    fn record(&mut self, described: &Described<'_>) -> io::Result<()> {
        let record = described.record;
        let (seq, date, event) = (record.seq.to_string(), record.date.to_string(), record.event.kind().name());
        let note = record.note.as_ref().map_or("", |note| note.as_str());
        for transfer in record.entry.transfers() {
            let (debit, credit) = (transfer.debit.to_string(), transfer.credit.to_string());
            let amount = transfer.amount.dong().to_string();
            self.row([&seq, record.id.as_str(), &date, &debit, &credit, &amount, event, note])?;
        }
        Ok(())
    }

    fn month_end(&mut self, _: NaiveDate, _: &[(Account, Balance)]) -> io::Result<()> {
        Ok(())
    }

    fn closing(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
