//! Files of signatures and of known keys: lines of fields separated by tabs.

use std::io::{self, BufRead, Read};

use ed25519_dalek::{Signature, VerifyingKey};

use super::{HeadStatement, Role, SignedHead};
use crate::calendar::{DateError, parse_date};
use crate::catalogue::vietnamese;
use crate::digest::DigestError;
use crate::name::{ClubId, NameError, Text};

/// The first field of a file of signatures.
const FORMAT: &str = "revolving-fund-signatures/1";
/// The largest number of bytes of a line, including its line feed.
const LONGEST_LINE: u64 = 2_048;
/// The largest number of records that books can have.
const MOST_RECORDS: usize = 9_999_999;

/// A file of signatures, as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureFile {
    club: ClubId,
    heads: Vec<(u64, SignedHead)>,
    unreadable: Vec<SignatureLineError>,
}

/// The reason for which a file of signatures or keys cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFileError {
    /// The source of the bytes failed.
    #[error("cannot read line {line}: {source}")]
    Io {
        /// The line, counted from 1.
        line: u64,
        /// The error of the source.
        source: io::Error,
    },
    /// The first line is not that of a file of signatures.
    #[error("{0}; expected the first line to be `{FORMAT}`, a tab, and the name of the club")]
    Header(SignatureLineError),
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct SignatureLineError {
    /// The line, counted from 1.
    pub line: u64,
    /// The fault.
    pub reason: SignatureLineReason,
}

/// The fault of a line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureLineReason {
    /// The line has no line feed at its end.
    #[error("the line does not end in a line feed: the file was cut short")]
    CutShort,
    /// The line has too many bytes.
    #[error("the line has more than {LONGEST_LINE} bytes")]
    TooLong,
    /// The line has bytes that are not UTF-8.
    #[error("not UTF-8 from byte {byte} of the line")]
    NotUtf8 {
        /// The first byte that is not, counted from 1.
        byte: usize,
    },
    /// The line has too many or too few fields.
    #[error("the line has {found} fields, expected {expected} separated by tabs")]
    Fields {
        /// The number of fields.
        found: usize,
        /// The number expected.
        expected: usize,
    },
    /// The first field of the file is not the format of signatures.
    #[error("in format: it is {found:?}")]
    Format {
        /// The field, cut after 64 characters.
        found: String,
    },
    /// A field is not a valid name of a club or person.
    #[error("in {field}: {reason}")]
    Name {
        /// The field.
        field: &'static str,
        /// The fault.
        reason: NameError,
    },
    /// The role is not known.
    #[error("in role: expected chair, treasurer or auditor")]
    Role,
    /// A field is not the expected number of lower-case hexadecimal digits.
    #[error("in {field}: expected {digits} lower-case hexadecimal digits")]
    Hexadecimal {
        /// The field.
        field: &'static str,
        /// The number of digits.
        digits: usize,
    },
    /// The digits are not a public key, or are a weak one, for which anybody could forge a signature.
    #[error("in public key: it is not a key of Ed25519, or a weak one: make a new key")]
    Key,
    /// The day is not a date.
    #[error("in day: {0}")]
    Day(DateError),
    /// The number of records is not valid.
    #[error("in number of records: expected 0 to {MOST_RECORDS}, without leading zeros")]
    Records,
}

vietnamese! { SignatureFileError,
    Self::Io { line, source } => "không đọc được dòng {line}: {source}";
    Self::Header(error) => "{error}; dòng đầu phải là `{FORMAT}`, một dấu tab và mã câu lạc bộ" with [error];
}

vietnamese! { SignatureLineError,
    Self { line, reason } => "dòng {line}: {reason}" with [reason];
}

vietnamese! { SignatureLineReason,
    Self::CutShort => "dòng không có dấu xuống dòng ở cuối: tệp bị cụt";
    Self::TooLong => "dòng dài hơn {LONGEST_LINE} byte";
    Self::NotUtf8 { byte } => "không phải UTF-8 từ byte {byte} của dòng";
    Self::Fields { found, expected } => "dòng có {found} trường, phải có {expected} trường cách nhau bằng dấu tab";
    Self::Format { found } => "trường format là {found:?}";
    Self::Name { field, reason } => "trường {field}: {reason}" with [reason];
    Self::Role => "trường role: phải là chair, treasurer hoặc auditor";
    Self::Hexadecimal { field, digits } => "trường {field}: phải là {digits} chữ số thập lục phân viết thường";
    Self::Key => "trường public key: không phải khóa Ed25519, hoặc là khóa yếu: hãy tạo khóa mới";
    Self::Day(error) => "trường day: {error}" with [error];
    Self::Records => "trường number of records: phải từ 0 đến {MOST_RECORDS}, không có số 0 ở đầu";
}

impl SignatureFile {
    /// Returns the first line of a file of signatures of a club, with its line feed.
    #[must_use]
    pub fn header_line(club: &ClubId) -> String {
        format!("{FORMAT}\t{club}\n")
    }

    /// Reads a file to its end. A line that cannot be read is listed; the others are read.
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails, or the first line is not that of a file of signatures.
    pub fn read(source: impl BufRead) -> Result<Self, SignatureFileError> {
        let mut lines = Lines { source, line: 0 };
        let first = lines.next()?.unwrap_or(Err(SignatureLineReason::Fields { found: 0, expected: 2 }));
        let club = first.and_then(|line| parse_header(&line));
        let club = club.map_err(|reason| SignatureFileError::Header(SignatureLineError { line: 1, reason }))?;
        let (mut heads, mut unreadable) = (Vec::new(), Vec::new());
        while let Some(line) = lines.next()? {
            match line.and_then(|line| parse_signed(&line, &club)) {
                Ok(head) => heads.push((lines.line, head)),
                Err(reason) => unreadable.push(SignatureLineError { line: lines.line, reason }),
            }
        }
        Ok(Self { club, heads, unreadable })
    }

    /// Returns the club that its first line names.
    #[must_use]
    pub const fn club(&self) -> &ClubId {
        &self.club
    }

    /// Returns the signed heads, each with its line, counted from 1.
    #[must_use]
    pub fn heads(&self) -> &[(u64, SignedHead)] {
        &self.heads
    }

    /// Returns the lines that cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> &[SignatureLineError] {
        &self.unreadable
    }
}

/// The owner of a public key, as known to the person who checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHolder {
    /// The role.
    pub role: Role,
    /// The name.
    pub name: Text,
    /// The public key.
    pub key: VerifyingKey,
}

/// A file of known keys, a line each: role, name, public key, separated by tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// The keys.
    pub holders: Vec<KeyHolder>,
    /// The lines that cannot be read.
    pub unreadable: Vec<SignatureLineError>,
}

impl KeyFile {
    /// Reads a file to its end. A line that cannot be read is listed; the others are read.
    ///
    /// # Errors
    ///
    /// If the source of the bytes fails.
    pub fn read(source: impl BufRead) -> Result<Self, SignatureFileError> {
        let mut lines = Lines { source, line: 0 };
        let (mut holders, mut unreadable) = (Vec::new(), Vec::new());
        while let Some(line) = lines.next()? {
            match line.and_then(|line| parse_holder(&line)) {
                Ok(holder) => holders.push(holder),
                Err(reason) => unreadable.push(SignatureLineError { line: lines.line, reason }),
            }
        }
        Ok(Self { holders, unreadable })
    }
}

impl KeyHolder {
    /// Returns its line of a file of keys, with the line feed.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}\t{}\t{}\n", self.role, self.name, hexadecimal(self.key.as_bytes()))
    }
}

/// A reader of lines of limited length.
struct Lines<R> {
    source: R,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    /// Returns the next line without its line feed, or its fault; `None` at the end.
    fn next(&mut self) -> Result<Option<Result<String, SignatureLineReason>>, SignatureFileError> {
        self.line = self.line.saturating_add(1);
        let line = self.line;
        let failed = |source| SignatureFileError::Io { line, source };
        let mut buffer = Vec::new();
        if (&mut self.source).take(LONGEST_LINE).read_until(b'\n', &mut buffer).map_err(failed)? == 0 {
            return Ok(None);
        }
        if buffer.pop_if(|byte| *byte == b'\n').is_none() {
            let is_too_long = u64::try_from(buffer.len()).is_ok_and(|bytes| bytes == LONGEST_LINE);
            self.source.skip_until(b'\n').map_err(failed)?;
            let reason = if is_too_long { SignatureLineReason::TooLong } else { SignatureLineReason::CutShort };
            return Ok(Some(Err(reason)));
        }
        let text = String::from_utf8(buffer)
            .map_err(|error| SignatureLineReason::NotUtf8 { byte: error.utf8_error().valid_up_to().saturating_add(1) });
        Ok(Some(text))
    }
}

/// Returns the fields of a line.
fn fields<const COUNT: usize>(line: &str) -> Result<[&str; COUNT], SignatureLineReason> {
    let fields: Vec<&str> = line.split('\t').collect();
    let found = fields.len();
    fields.try_into().map_err(|_| SignatureLineReason::Fields { found, expected: COUNT })
}

fn parse_header(line: &str) -> Result<ClubId, SignatureLineReason> {
    let [format, club] = fields(line)?;
    if format != FORMAT {
        return Err(SignatureLineReason::Format { found: format.chars().take(64).collect() });
    }
    club.parse().map_err(|reason| SignatureLineReason::Name { field: "club", reason })
}

fn parse_signed(line: &str, club: &ClubId) -> Result<SignedHead, SignatureLineReason> {
    let [role, name, key, day, records, head, signature] = fields(line)?;
    let KeyHolder { role, name, key } = parse_key(role, name, key)?;
    let day = parse_date(day).map_err(SignatureLineReason::Day)?;
    let is_plain = records.bytes().all(|digit| digit.is_ascii_digit()) && (records == "0" || !records.starts_with('0'));
    let number = records.parse().ok().filter(|number| is_plain && *number <= MOST_RECORDS);
    let records = number.ok_or(SignatureLineReason::Records)?;
    let not_a_head = |DigestError| SignatureLineReason::Hexadecimal { field: "head", digits: 64 };
    let head = head.parse().map_err(not_a_head)?;
    let signature = Signature::from_bytes(&decoded("signature", signature)?);
    let statement = HeadStatement { club: club.clone(), role, name, day, records, head };
    Ok(SignedHead { statement, key, signature })
}

fn parse_holder(line: &str) -> Result<KeyHolder, SignatureLineReason> {
    let [role, name, key] = fields(line)?;
    parse_key(role, name, key)
}

fn parse_key(role: &str, name: &str, key: &str) -> Result<KeyHolder, SignatureLineReason> {
    let role = role.parse().map_err(|_| SignatureLineReason::Role)?;
    let name = name.parse().map_err(|reason| SignatureLineReason::Name { field: "name", reason })?;
    let key = VerifyingKey::from_bytes(&decoded("public key", key)?).map_err(|_| SignatureLineReason::Key)?;
    if key.is_weak() { Err(SignatureLineReason::Key) } else { Ok(KeyHolder { role, name, key }) }
}

/// Returns bytes as lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

fn decoded<const COUNT: usize>(field: &'static str, text: &str) -> Result<[u8; COUNT], SignatureLineReason> {
    let mut bytes = [0; COUNT];
    match base16ct::lower::decode(text, &mut bytes) {
        Ok(decoded) if decoded.len() == COUNT => Ok(bytes),
        _ => Err(SignatureLineReason::Hexadecimal { field, digits: COUNT.saturating_mul(2) }),
    }
}
