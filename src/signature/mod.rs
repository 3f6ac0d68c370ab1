//! Signed heads (ký mã đối chiếu sổ): chair and treasurer sign the head of each month, each with their own key. Feature `sign`.
//!
//! A [`HeadStatement`] has the club, the role and name of the signer, the day, the number of records and the head. It is signed with
//! Ed25519, and the [`SignedHead`] is kept as a line of a text file beside the books, which do not change. [`SignedHeads`] checks such a
//! file against the books and a list of known keys.
//!
//! The library does not make or store keys: an app makes a [`SigningKey`] from 32 bytes of its phone's source of randomness, keeps it
//! in the phone's store of secrets, and gives the [`VerifyingKey`] to those who check.
//!
//! ```
//! use revolving_fund::signature::{HeadStatement, KeyHolder, Role, SignedHeads, SignatureFile, SigningKey};
//! # use revolving_fund::{Books, Charter, Header, parse_date};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let day = parse_date("2024-03-13")?;
//! # let books = Books::new(Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, day, Charter::bac_ninh())?);
//! # let secret = [7; 32]; // an app: 32 random bytes, made once
//! let key = SigningKey::from_bytes(&secret);
//! let statement = HeadStatement::of(&books, Role::Treasurer, "Lê Thị Sen".parse()?, parse_date("2024-03-31")?)?;
//! let mut file = SignatureFile::header_line(books.header().club());
//! file += &statement.sign(&key)?.line();
//!
//! let known = [KeyHolder { role: Role::Treasurer, name: "Lê Thị Sen".parse()?, key: key.verifying_key() }];
//! let checked = SignedHeads::of(&SignatureFile::read(file.as_bytes())?, &known, &books);
//! assert!(checked.is_good() && checked.signed_through(Role::Treasurer) == Some(books.records().len()));
//! # Ok(())
//! # }
//! ```
//!
//! # What is signed
//!
//! These bytes, UTF-8, each of the nine lines with a line feed (`\n`) at its end, the last one too:
//!
//! ```text
//! revolving-fund/signed-head/1
//! BN-001
//! treasurer
//! Lê Thị Sen
//! <public key, 64 lower-case hexadecimal digits>
//! 2024-03-31
//! 0
//! <head, 64 lower-case hexadecimal digits>
//! end
//! ```
//!
//! The first line prevents the use of a signature for another purpose (domain separation); the second binds it to the club.
//! No field contains a line feed, so two statements never have the same bytes. The day is `YYYY-MM-DD`; the number of records is in
//! decimal digits without leading zeros. The signature is Ed25519 (RFC 8032) of these bytes, checked strictly: a signature with other
//! bytes for the same statement, or a key of small order, is refused.
//!
//! # The file
//!
//! UTF-8 text, each line with a line feed at its end, fields separated by one tab. The first line has two fields, the format and the
//! club: `revolving-fund-signatures/1`, `BN-001`. Each later line has seven: role, name, public key, day, number of records, head and
//! signature (128 lower-case hexadecimal digits). A line has at most 2 048 bytes. Lines are appended in any order.

mod check;
mod file;

pub use check::{CheckedSignature, SignatureVerdict, SignedHeads};
pub use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
pub use file::{KeyFile, KeyHolder, SignatureFile, SignatureFileError, SignatureLineError, SignatureLineReason};

use std::fmt;

use chrono::NaiveDate;
use ed25519_dalek::Signer;

use crate::books::Books;
use crate::calendar::{DateError, is_bookable};
use crate::digest::Digest;
use crate::name::{ClubId, Text};
use crate::wire;

/// The first line of the signed bytes.
const DOMAIN: &str = "revolving-fund/signed-head/1";

/// The role of a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The chair (chủ nhiệm).
    Chair,
    /// The treasurer (thủ quỹ).
    Treasurer,
    /// An auditor or a member of the control board (kiểm soát).
    Auditor,
}

wire::words!(Role { Chair = "chair", Treasurer = "treasurer", Auditor = "auditor" });

impl Role {
    /// Returns the Vietnamese word.
    #[must_use]
    pub const fn vietnamese(self) -> &'static str {
        match self {
            Self::Chair => "chủ nhiệm",
            Self::Treasurer => "thủ quỹ",
            Self::Auditor => "kiểm soát",
        }
    }
}

/// A statement to sign: the books of a club have this head after this number of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadStatement {
    club: ClubId,
    role: Role,
    name: Text,
    day: NaiveDate,
    records: usize,
    head: Digest,
}

impl HeadStatement {
    /// Makes a statement about the present head of books, with the day of the signature.
    ///
    /// # Errors
    ///
    /// If `day` is before 1900 or after 2999.
    pub fn of(books: &Books, role: Role, name: Text, day: NaiveDate) -> Result<Self, DateError> {
        let (club, records, head) = (books.header().club().clone(), books.records().len(), books.head());
        if is_bookable(day) { Ok(Self { club, role, name, day, records, head }) } else { Err(DateError::OutOfRange) }
    }

    /// Returns the bytes to sign with this key.
    #[must_use]
    pub fn bytes(&self, key: &VerifyingKey) -> Vec<u8> {
        let Self { club, role, name, day, records, head } = self;
        let key = file::hexadecimal(key.as_bytes());
        format!("{DOMAIN}\n{club}\n{role}\n{name}\n{key}\n{day}\n{records}\n{head}\nend\n").into_bytes()
    }

    /// Signs the statement.
    ///
    /// # Errors
    ///
    /// If the key cannot sign; a key made from 32 bytes can.
    pub fn sign(self, key: &SigningKey) -> Result<SignedHead, ed25519_dalek::SignatureError> {
        let verifying = key.verifying_key();
        let signature = key.try_sign(&self.bytes(&verifying))?;
        Ok(SignedHead { statement: self, key: verifying, signature })
    }

    /// Returns the club.
    #[must_use]
    pub const fn club(&self) -> &ClubId {
        &self.club
    }

    /// Returns the role of the signer.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Returns the name of the signer.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// Returns the day of the signature, as stated by the signer.
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// Returns the number of records up to the head.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.records
    }

    /// Returns the head.
    #[must_use]
    pub const fn head(&self) -> Digest {
        self.head
    }
}

/// A statement with a signature, which may be genuine or not: [`SignedHead::is_genuine`] checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    statement: HeadStatement,
    key: VerifyingKey,
    signature: Signature,
}

impl SignedHead {
    /// Returns the statement that is signed.
    #[must_use]
    pub const fn statement(&self) -> &HeadStatement {
        &self.statement
    }

    /// Returns the public key that it names.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Returns whether the owner of the public key signed exactly this statement. Does not check whose key it is, nor whether the books
    /// have this head.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        self.key.verify_strict(&self.statement.bytes(&self.key), &self.signature).is_ok()
    }

    /// Returns its line of the file, with the line feed.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{self}\n")
    }
}

impl fmt::Display for SignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HeadStatement { role, name, day, records, head, .. } = &self.statement;
        let (key, signature) = (file::hexadecimal(self.key.as_bytes()), file::hexadecimal(&self.signature.to_bytes()));
        write!(f, "{role}\t{name}\t{key}\t{day}\t{records}\t{head}\t{signature}")
    }
}
