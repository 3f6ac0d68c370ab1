//! The hash that chains each line of the books to the line before, and that binds a record to its evidence.

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::wire;

/// A SHA-256 hash of one line of the books, without its line feed, or of a document that is evidence of a record. In JSON and in
/// print, 64 lower-case hexadecimal digits.
///
/// The digest of the last line is the *head* of the books: printed on the monthly report and kept by someone else, it proves that
/// no line before it was changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Returns the hash of bytes: of a line of the books without its line feed, or of a whole document.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Returns the hash of all bytes of a reader: of a scanned voucher, a photograph, the signed minutes. `sha256sum` prints the same
    /// digits for the same file.
    ///
    /// ```
    /// use revolving_fund::event::DonationReceived;
    /// use revolving_fund::{Digest, Evidence, Place, Voucher, parse_date};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let photograph = &b"abc"[..];
    /// let digest = Digest::of_reader(photograph)?; // an app opens a file
    /// assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ///
    /// # let (from, amount, fund) = ("Bà Sáu".parse()?, "50.000".parse()?, revolving_fund::ClubFund::Operating);
    /// # let gift = DonationReceived { from, amount, fund, into: Place::Cash };
    /// let voucher = Voucher::new("PT-0012".parse()?, parse_date("2024-03-13")?, gift).with_evidence(digest.into());
    /// assert_eq!(voucher.evidence, Evidence::new(vec![digest])?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the reader fails.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let mut hash = Hashing(Sha256::new());
        io::copy(&mut reader, &mut hash)?;
        Ok(Self(hash.0.finalize().into()))
    }

    /// Returns its 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn write<R>(&self, with: impl FnOnce(&str) -> R) -> R {
        let mut buffer = [0; 64];
        let digits = base16ct::lower::encode_str(&self.0, &mut buffer);
        debug_assert!(digits.is_ok(), "32 bytes have 64 digits");
        with(digits.unwrap_or_default())
    }
}

/// A sink that hashes the bytes written to it.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let mut bytes = [0; 32];
        match base16ct::lower::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(bytes)),
            _ => Err(DigestError),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(|digits| f.pad(digits))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(|digits| serializer.serialize_str(digits))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::text(deserializer, str::parse)
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hash is not 64 lower-case hexadecimal digits")]
pub struct DigestError;
