//! A table: columns of declared kinds, filled row by row, written as Parquet in row groups of bounded size.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use revolving_fund::chrono::NaiveDate;
use revolving_fund::{Amount, Balance, Money};

/// The number of rows buffered before they are encoded.
const BATCH_ROWS: usize = 8_192;
/// The encoded bytes after which a row group is closed, so that memory stays bounded.
const ROW_GROUP_BYTES: usize = 8 << 20;

/// The kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text in UTF-8.
    Text,
    /// A count or a number, 64 bits.
    Count,
    /// An amount of one record, in đồng: 18 digits, which fit 64 bits.
    Amount,
    /// A sum of amounts, in đồng: 38 digits.
    Balance,
    /// A date.
    Day,
    /// True or false.
    Flag,
}

/// The digits of an amount and of a balance.
const AMOUNT_DIGITS: u8 = 18;
const BALANCE_DIGITS: u8 = 38;

/// The declaration of a table: its name and its columns. Every column may be NULL.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

/// One value of a row.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Count(i64),
    Dong(i128),
    Day(NaiveDate),
    Flag(bool),
}

macro_rules! values {
    ($($type:ty, $it:ident => $value:expr;)+) => {
        $( impl<'a> From<$type> for Value<'a> {
            fn from($it: $type) -> Self {
                $value
            }
        } )+
    };
}

values! {
    &'a str, it => Value::Text(Cow::Borrowed(it));
    String, it => Value::Text(Cow::Owned(it));
    u32, it => Value::Count(it.into());
    Amount, it => Value::Dong(Balance::from(it).dong());
    Money, it => Value::Dong(Balance::from(it).dong());
    Balance, it => Value::Dong(it.dong());
    NaiveDate, it => Value::Day(it);
    bool, it => Value::Flag(it);
}

/// Converts a count. No count of these tables reaches 2⁶³; a larger number saturates.
impl From<u64> for Value<'_> {
    fn from(count: u64) -> Self {
        Value::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// The values of a row, in the order of the columns.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { &[$($crate::table::Value::from($value)),+] };
}
pub(crate) use row;

enum Column {
    Text(StringBuilder),
    Count(Int64Builder),
    Dong(Decimal128Builder, u8),
    Day(Date32Builder),
    Flag(BooleanBuilder),
}

impl Column {
    fn new(kind: Kind) -> Self {
        let dong =
            |digits| Self::Dong(Decimal128Builder::new().with_data_type(DataType::Decimal128(digits, 0)), digits);
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Count => Self::Count(Int64Builder::new()),
            Kind::Amount => dong(AMOUNT_DIGITS),
            Kind::Balance => dong(BALANCE_DIGITS),
            Kind::Day => Self::Day(Date32Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    fn push(&mut self, value: &Value<'_>) -> Result<(), String> {
        match (self, value) {
            (Self::Text(column), Value::Text(text)) => column.append_value(text),
            (Self::Text(column), Value::Null) => column.append_null(),
            (Self::Count(column), Value::Count(count)) => column.append_value(*count),
            (Self::Count(column), Value::Null) => column.append_null(),
            (Self::Dong(column, digits), Value::Dong(dong)) => {
                if 10_u128.checked_pow((*digits).into()).is_none_or(|bound| dong.unsigned_abs() >= bound) {
                    return Err(format!("{dong} has more than {digits} digits"));
                }
                column.append_value(*dong);
            }
            (Self::Dong(column, _), Value::Null) => column.append_null(),
            (Self::Day(column), Value::Day(day)) => {
                let days = day.signed_duration_since(NaiveDate::default()).num_days();
                column.append_value(i32::try_from(days).map_err(|_| format!("{day} is out of range"))?);
            }
            (Self::Day(column), Value::Null) => column.append_null(),
            (Self::Flag(column), Value::Flag(flag)) => column.append_value(*flag),
            (Self::Flag(column), Value::Null) => column.append_null(),
            (_, value) => return Err(format!("{value:?} is of another kind than its column")),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Count(column) => Arc::new(column.finish()),
            Self::Dong(column, _) => Arc::new(column.finish()),
            Self::Day(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
        }
    }
}

impl Table {
    fn schema(&self) -> SchemaRef {
        let data_type = |kind| match kind {
            Kind::Text => DataType::Utf8,
            Kind::Count => DataType::Int64,
            Kind::Amount => DataType::Decimal128(AMOUNT_DIGITS, 0),
            Kind::Balance => DataType::Decimal128(BALANCE_DIGITS, 0),
            Kind::Day => DataType::Date32,
            Kind::Flag => DataType::Boolean,
        };
        let fields = self.columns.iter().map(|(name, kind)| Field::new(*name, data_type(*kind), true));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// Creates the file of a part of this table, compressed with Snappy.
    pub(crate) fn create(&'static self, path: &Path) -> Result<TableWriter, String> {
        let named = |error: String| format!("{}: {error}", path.display());
        let file = File::create(path).map_err(|error| named(error.to_string()))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let schema = self.schema();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|error| named(error.to_string()))?;
        let columns = self.columns.iter().map(|(_, kind)| Column::new(*kind)).collect();
        Ok(TableWriter { table: self, schema, columns, writer, buffered: 0, rows: 0 })
    }
}

/// A part of a table that is being written.
pub(crate) struct TableWriter {
    table: &'static Table,
    schema: SchemaRef,
    columns: Vec<Column>,
    writer: ArrowWriter<File>,
    buffered: usize,
    rows: u64,
}

impl TableWriter {
    /// Appends a row.
    ///
    /// # Errors
    ///
    /// If the row does not fit the columns, a sum has more than 38 digits, or the file cannot be written.
    pub(crate) fn row(&mut self, values: &[Value<'_>]) -> Result<(), String> {
        if values.len() != self.columns.len() {
            let (wanted, got) = (self.columns.len(), values.len());
            return Err(format!("table {}: a row has {got} values, expected {wanted}", self.table.name));
        }
        for ((column, value), (name, _)) in self.columns.iter_mut().zip(values).zip(self.table.columns) {
            column.push(value).map_err(|error| format!("table {}, column {name}: {error}", self.table.name))?;
        }
        self.rows = self.rows.saturating_add(1);
        self.buffered = self.buffered.saturating_add(1);
        if self.buffered >= BATCH_ROWS { self.encode() } else { Ok(()) }
    }

    fn encode(&mut self) -> Result<(), String> {
        self.buffered = 0;
        let columns = self.columns.iter_mut().map(Column::finish).collect();
        let named = |error: &dyn ToString| format!("table {}: {}", self.table.name, error.to_string());
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|error| named(&error))?;
        self.writer.write(&batch).map_err(|error| named(&error))?;
        if self.writer.in_progress_size() > ROW_GROUP_BYTES {
            self.writer.flush().map_err(|error| named(&error))?;
        }
        Ok(())
    }

    /// Writes the remaining rows and the footer, and returns the number of rows.
    pub(crate) fn close(mut self) -> Result<u64, String> {
        self.encode()?;
        self.writer.close().map_err(|error| format!("table {}: {error}", self.table.name))?;
        Ok(self.rows)
    }
}
