//! The reader: parses and checks one line after the other.

use std::fmt;
use std::io::{self, BufRead, Read};

use chrono::NaiveDate;
use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::FORMAT;
use crate::account::Account;
use crate::calendar::iso;
use crate::catalogue::{Bilingual, Vietnamese, vietnamese};
use crate::charter::Charter;
use crate::code::Code;
use crate::count::Seq;
use crate::digest::Digest;
use crate::entry::{Entry, Transfer};
use crate::event::Event;
use crate::money::Amount;
use crate::name::{ClubId, DocumentNumber, Text};
use crate::voucher::{Despite, Evidence, Header, Record, Voucher};
use crate::wire::{self, Object};

/// The largest number of bytes of a line, including its line feed.
const LONGEST_LINE: usize = 131_072;
/// The largest number of transfers in an entry.
const MOST_TRANSFERS: usize = 16;

/// The reason for which books could not be read further.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The source of the bytes failed.
    #[error("cannot read line {line}: {source}")]
    Io {
        /// The line that was to be read.
        line: u64,
        /// The error of the source.
        source: io::Error,
    },
    /// A line is not one of books.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// A line that cannot be read. All lines before it could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Unreadable {
    /// The line, counted from 1.
    pub line: u64,
    /// The fault.
    pub reason: UnreadableReason,
}

/// The fault of a line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableReason {
    /// The file is empty.
    #[error("the file is empty, expected a header")]
    NoHeader,
    /// The line has no line feed at its end: the file was cut short. All lines before it are whole.
    #[error("the file is cut short: its last line does not end in a line feed")]
    CutShort,
    /// The line has bytes that are not UTF-8.
    #[error("not UTF-8 from byte {byte} of the line")]
    NotUtf8 {
        /// The first byte that is not, counted from 1.
        byte: usize,
    },
    /// A byte order mark before the line.
    #[error("there is a byte order mark before the line, which books do not have: save the file as UTF-8 without it")]
    ByteOrderMark,
    /// More lines than the one that was expected.
    #[error("there are several lines, expected one")]
    SeveralLines,
    /// A line of more than 131 072 bytes.
    #[error("the line has more than {LONGEST_LINE} bytes")]
    TooLong,
    /// A record after which the lines are of a later format.
    #[error(
        "from here on the format is {to:?}, which this version does not know; update the program that reads the books"
    )]
    LaterFormat {
        /// The format that the record names.
        to: String,
    },
    /// A header of another format.
    #[error("the format is {found:?}, expected {FORMAT:?}")]
    WrongFormat {
        /// The format that the header names.
        found: String,
    },
    /// The line is not the JSON of a header or a record.
    #[error("{field}{message}, at column {column}", field = In(field))]
    Json {
        /// The field, as a path: `event.loan_approved.principal`. Empty if the fault is in the line as a whole.
        field: String,
        /// The fault.
        message: String,
        /// The column of the fault in bytes, counted from 1.
        column: usize,
    },
}

impl UnreadableReason {
    /// Returns the remedy, in both languages.
    #[must_use]
    pub const fn remedy(&self) -> Bilingual {
        match self {
            Self::NoHeader => Bilingual {
                english: "check that it is the right file, or take the last backup",
                vietnamese: "kiểm tra xem có đúng tệp không, hoặc lấy bản sao lưu gần nhất",
            },
            Self::CutShort => Bilingual {
                english: "if the line ends in }, it may be whole: add a line feed to a copy and audit that; otherwise compare with a \
                          backup, and if the line was never acknowledged, remove it and book its voucher again",
                vietnamese: "nếu dòng kết thúc bằng } thì có thể dòng vẫn đủ: thêm dấu xuống dòng vào một bản sao rồi kiểm toán \
                             bản đó; nếu không, đối chiếu với bản sao lưu, dòng nào chưa từng được xác nhận thì bỏ và ghi lại \
                             chứng từ",
            },
            Self::NotUtf8 { .. } => Bilingual {
                english: "take the file as the program of the books wrote it: uncompressed, and in UTF-8",
                vietnamese: "dùng đúng tệp do phần mềm ghi sổ tạo ra: không nén, mã UTF-8",
            },
            Self::ByteOrderMark => Bilingual {
                english: "save the file as UTF-8 without a byte order mark",
                vietnamese: "lưu lại tệp với mã UTF-8 không có BOM",
            },
            Self::SeveralLines => {
                Bilingual { english: "hand in one line at a time", vietnamese: "đưa vào từng dòng một" }
            }
            Self::TooLong | Self::Json { .. } => Bilingual {
                english: "compare this line with a backup: it was changed, or the file is no books",
                vietnamese: "đối chiếu dòng này với bản sao lưu: dòng đã bị sửa, hoặc tệp không phải sổ kế toán",
            },
            Self::LaterFormat { .. } | Self::WrongFormat { .. } => Bilingual {
                english: "update the program that reads the books, or check that it is the right file",
                vietnamese: "cập nhật phần mềm đọc sổ, hoặc kiểm tra xem có đúng tệp không",
            },
        }
    }
}

vietnamese! { ReadError,
    Self::Io { line, source } => "không đọc được dòng {line}: {source}";
    Self::Unreadable(error) => "{error}" with [error];
}

vietnamese! { Unreadable,
    Self { line, reason } => "dòng {line}: {reason}" with [reason];
}

vietnamese! { UnreadableReason,
    Self::NoHeader => "tệp trống, thiếu dòng đầu";
    Self::CutShort => "tệp bị cụt: dòng cuối không có dấu xuống dòng";
    Self::NotUtf8 { byte } => "không phải UTF-8 từ byte {byte} của dòng";
    Self::ByteOrderMark => "trước dòng có dấu BOM, sổ không có dấu này";
    Self::SeveralLines => "có nhiều dòng, phải là một dòng";
    Self::TooLong => "dòng dài hơn {LONGEST_LINE} byte";
    Self::LaterFormat { to } => "từ đây sổ theo định dạng {to:?}, phiên bản này chưa đọc được";
    Self::WrongFormat { found } => "định dạng là {found:?}, phải là {FORMAT:?}";
    Self::Json { field, message, column } if field.is_empty() => "cột {column} sai dạng: {message}";
    Self::Json { field, message, column } => "cột {column}, trường {field} sai dạng: {message}";
}

/// The field of a fault as the beginning of a message; empty if there is none.
struct In<'a>(&'a str);

impl fmt::Display for In<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "in {}: ", self.0) }
    }
}

/// Line ends that an editor, a mail program or a version control system changed. With the line ends of the booking, the chain is
/// unbroken again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LineEnds {
    /// The first such line, counted from 1.
    pub first: u64,
    /// The number of such lines. The last line of a file is not included, as no later line has its hash.
    pub lines: u64,
    /// True if the first one ends in CR LF now and in LF when it was booked; false if it ends in LF now and in CR LF then.
    pub is_cr_lf: bool,
}

impl LineEnds {
    /// Returns the names of the line end now and of that when the line was booked.
    fn names(self) -> [&'static str; 2] {
        if self.is_cr_lf { ["CR LF", "LF"] } else { ["LF", "CR LF"] }
    }

    /// Adds a line to those counted so far.
    pub(crate) fn add(all: &mut Option<Self>, one: Self) {
        match all {
            Some(all) => all.lines = all.lines.saturating_add(one.lines),
            None => *all = Some(one),
        }
    }
}

impl fmt::Display for LineEnds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self { first, lines, .. }, [now, then]) = (self, self.names());
        write!(
            f,
            "{lines} line(s) from line {first} on end in {now} and were booked with {then}: another program saved the file. \
             Save it with {then} line ends and read it again; the chain is then whole at these lines"
        )
    }
}

impl LineEnds {
    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

impl fmt::Display for Vietnamese<'_, LineEnds> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (LineEnds { first, lines, .. }, [now, then]) = (self.0, self.0.names());
        write!(
            f,
            "{lines} dòng, từ dòng {first}, kết thúc bằng {now}, lúc ghi sổ là {then}: tệp đã bị chương trình khác lưu lại. \
             Lưu lại với kiểu xuống dòng {then} rồi đọc lại; khi đó chuỗi ở các dòng này liền"
        )
    }
}

/// A reader of books, line by line.
pub(crate) struct Reader<R> {
    source: R,
    line: u64,
    buffer: Vec<u8>,
    /// The line before the one in the buffer, and its hash.
    before: Vec<u8>,
    before_hash: Option<Digest>,
    /// The hash of the line in the buffer, once it is parsed.
    hash: Option<Digest>,
    whole_bytes: u64,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(source: R) -> Self {
        let (buffer, before) = (Vec::new(), Vec::new());
        Self { source, line: 0, buffer, before, before_hash: None, hash: None, whole_bytes: 0 }
    }

    /// Returns the number of the line read last, counted from 1.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Returns the number of bytes of all lines that could be read so far.
    pub(crate) const fn whole_bytes(&self) -> u64 {
        self.whole_bytes
    }

    /// Returns the changed line end of the line before, if it has one: `prev` is not its hash, but would be with the other line end.
    pub(crate) fn changed_line_end(&self, prev: Digest) -> Option<LineEnds> {
        if self.before_hash.is_none_or(|hash| hash == prev) {
            return None;
        }
        let line = self.before.strip_suffix(b"\n")?;
        let (is_cr_lf, booked) = match line.strip_suffix(b"\r") {
            Some(line) => (true, Digest::of(line)),
            None => (false, Digest::of(&[line, b"\r"].concat())),
        };
        (booked == prev).then_some(LineEnds { first: self.line.saturating_sub(1), lines: 1, is_cr_lf })
    }

    /// Reads the header, and returns it with the hash of its line.
    pub(crate) fn header(&mut self) -> Result<(Header, Digest), ReadError> {
        let read = self.next::<HeaderLine>().map_err(|error| self.other_format().map_or(error, ReadError::from))?;
        let Some((HeaderLine { format, club, name, opened, charter }, digest)) = read else {
            return Err(self.unreadable(UnreadableReason::NoHeader).into());
        };
        if format != FORMAT {
            return Err(self.unreadable(UnreadableReason::WrongFormat { found: format }).into());
        }
        self.accept();
        Ok((Header::bookable(club, name, opened, charter), digest))
    }

    /// Returns the error for a whole header of another format, whose other fields this version cannot parse.
    fn other_format(&self) -> Option<Unreadable> {
        let line = self.buffer.strip_suffix(b"\n")?;
        let HeaderFormat { format: found } = serde_json::from_slice(line).ok()?;
        (found != FORMAT).then(|| self.unreadable(UnreadableReason::WrongFormat { found }))
    }

    /// Reads the next record, and returns it with the hash of its line; `None` at the end.
    pub(crate) fn record(&mut self) -> Result<Option<(Record, Digest)>, ReadError> {
        let Some((line, digest)) = self.next::<RecordLine>()? else { return Ok(None) };
        let RecordLine { seq, id, date, event, entry, note, evidence, despite, prev } = line;
        self.accept();
        let (evidence, despite) = (evidence.unwrap_or_default(), despite.unwrap_or_default());
        Ok(Some((Record { seq, id, date, event, entry: entry.0, note, evidence, despite, prev }, digest)))
    }

    fn accept(&mut self) {
        self.whole_bytes = self.whole_bytes.saturating_add(u64::try_from(self.buffer.len()).unwrap_or(u64::MAX));
    }

    fn unreadable(&self, reason: UnreadableReason) -> Unreadable {
        Unreadable { line: self.line, reason }
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<Option<(T, Digest)>, ReadError> {
        self.line = self.line.saturating_add(1);
        std::mem::swap(&mut self.buffer, &mut self.before);
        self.before_hash = self.hash.take();
        self.buffer.clear();
        let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
        let read = (&mut self.source).take(limit).read_until(b'\n', &mut self.buffer);
        if read.map_err(|source| ReadError::Io { line: self.line, source })? == 0 {
            return Ok(None);
        }
        if self.buffer.len() == LONGEST_LINE && !self.buffer.ends_with(b"\n") {
            return Err(self.unreadable(UnreadableReason::TooLong).into());
        }
        let Some(line) = self.buffer.strip_suffix(b"\n") else {
            return Err(self.unreadable(UnreadableReason::CutShort).into());
        };
        match parse(line) {
            Ok(value) => {
                let hash = Digest::of(line);
                self.hash = Some(hash);
                Ok(Some((value, hash)))
            }
            Err(reason) => Err(self.unreadable(reason).into()),
        }
    }
}

/// Reads a single line, which has this number in its file: a record. Returns it with the hash of the line.
pub(crate) fn read_record(line: &[u8], number: u64) -> Result<(Record, Digest), ReadError> {
    let mut reader = Reader::new(line);
    reader.line = number.saturating_sub(1);
    let record = reader.record()?.ok_or_else(|| reader.unreadable(UnreadableReason::CutShort))?;
    match reader.record()? {
        None => Ok(record),
        Some(_) => Err(reader.unreadable(UnreadableReason::SeveralLines).into()),
    }
}

/// Parses a line, which must be one JSON object.
fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, UnreadableReason> {
    let text = std::str::from_utf8(line)
        .map_err(|error| UnreadableReason::NotUtf8 { byte: error.valid_up_to().saturating_add(1) })?;
    if text.starts_with('\u{feff}') {
        return Err(UnreadableReason::ByteOrderMark);
    }
    serde_json::from_str(text).map(|Object(value)| value).map_err(|error| explain::<T>(text, error))
}

/// A record after which the lines are of a later format. Its other fields are ignored.
#[derive(Deserialize)]
struct FormatRaised {
    event: FormatRaisedEvent,
}

#[derive(Deserialize)]
struct FormatRaisedEvent {
    format_raised: FormatRaisedFacts,
}

#[derive(Deserialize)]
struct FormatRaisedFacts {
    to: String,
}

/// Returns the fault of a line that cannot be parsed. Parses it again to find the field, which would cost time for good lines.
fn explain<T: DeserializeOwned>(text: &str, error: serde_json::Error) -> UnreadableReason {
    if let Ok(FormatRaised { event: FormatRaisedEvent { format_raised: FormatRaisedFacts { to } } }) =
        serde_json::from_str(text)
    {
        return UnreadableReason::LaterFormat { to };
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let (field, error) = match serde_path_to_error::deserialize::<_, Object<T>>(&mut deserializer) {
        Ok(_) => (String::new(), error),
        Err(located) => (located.path().to_string(), located.into_inner()),
    };
    let message = if error.is_data() { error.to_string() } else { format!("not JSON: {error}") };
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    // The path ends in `?` if the field is unknown, and is `.` if there is none.
    let field = field.trim_end_matches('?').trim_end_matches('.').to_owned();
    UnreadableReason::Json { field, message, column: error.column() }
}

/// The format of a header. Its other fields are ignored.
#[derive(Deserialize)]
struct HeaderFormat {
    format: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderLine {
    format: String,
    club: ClubId,
    name: Text,
    #[serde(with = "iso")]
    opened: NaiveDate,
    #[serde(deserialize_with = "wire::object")]
    charter: Charter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordLine {
    seq: Seq,
    id: DocumentNumber,
    #[serde(with = "iso")]
    date: NaiveDate,
    event: Event,
    entry: EntryList,
    #[serde(default, deserialize_with = "wire::present")]
    note: Option<Text>,
    #[serde(default, deserialize_with = "wire::present")]
    evidence: Option<Evidence>,
    #[serde(default, deserialize_with = "wire::present")]
    despite: Option<Despite>,
    prev: Digest,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let HeaderLine { format, club, name, opened, charter } = wire::object(deserializer)?;
        if format != FORMAT {
            return Err(serde::de::Error::custom(UnreadableReason::WrongFormat { found: format }));
        }
        Ok(Self::bookable(club, name, opened, charter))
    }
}

/// A record without the fields that the books add.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VoucherLine {
    id: DocumentNumber,
    #[serde(with = "iso")]
    date: NaiveDate,
    event: Event,
    #[serde(default, deserialize_with = "wire::present")]
    note: Option<Text>,
    #[serde(default, deserialize_with = "wire::present")]
    evidence: Option<Evidence>,
    #[serde(default, deserialize_with = "wire::present")]
    despite: Option<Despite>,
}

impl<'de> Deserialize<'de> for Voucher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let VoucherLine { id, date, event, note, evidence, despite } = wire::object(deserializer)?;
        let (evidence, despite) = (evidence.unwrap_or_default(), despite.unwrap_or_default());
        Ok(Self { id, date, event, note, evidence, despite })
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::list(deserializer, Self::MOST, Self::new)
    }
}

impl<'de> Deserialize<'de> for Despite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::list(deserializer, Self::MOST, Self::new)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text(deserializer, str::parse)
    }
}

/// Private: an entry is read with its record only, never by itself.
struct EntryList(Entry);

impl<'de> Deserialize<'de> for EntryList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Transfers;

        impl<'de> Visitor<'de> for Transfers {
            type Value = Vec<Transfer>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of at most {MOST_TRANSFERS} [debit account, credit account, amount]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Self::Value, A::Error> {
                let mut transfers = Vec::new();
                while let Some(Row(debit, credit, amount)) = rows.next_element()? {
                    if transfers.len() == MOST_TRANSFERS {
                        return Err(serde::de::Error::custom("the entry has more than 16 transfers"));
                    }
                    transfers.push(Transfer::new(debit, credit, amount));
                }
                Ok(transfers)
            }
        }

        deserializer.deserialize_seq(Transfers).map(|transfers| Self(Entry::new(transfers)))
    }
}

#[derive(Deserialize)]
struct Row(Account, Account, Amount);

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text(deserializer, str::parse)
    }
}
