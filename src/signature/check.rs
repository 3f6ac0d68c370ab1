//! Signatures checked against the books and against known keys.

use std::fmt;

use super::{HeadStatement, KeyHolder, Role, SignatureFile, SignatureLineError, SignedHead};
use crate::books::Books;
use crate::continuity::Inclusion;
use crate::display::{InLanguage, Language};
use crate::name::{ClubId, Text};

/// The signatures of a file, checked against books and known keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHeads {
    signatures: Vec<CheckedSignature>,
    unreadable: Vec<SignatureLineError>,
    records: usize,
}

/// A signature with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSignature {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The signed head, with its key.
    pub signed: SignedHead,
    /// The result of the check.
    pub verdict: SignatureVerdict,
}

/// The verdict on a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// The owner of a known key signed the books as they are up to the head.
    Good,
    /// The file names another club than the books.
    OtherClub {
        /// The club of the file.
        club: ClubId,
    },
    /// The signature does not fit the statement and the key: somebody changed the line, or copied it from another file.
    Forged,
    /// The signature is genuine, but the owner of the key is not known.
    UnknownKey,
    /// The signature is genuine, but the key belongs to another person, or to the same person in another role.
    OtherHolder {
        /// The role of the owner.
        role: Role,
        /// The name of the owner.
        name: Text,
    },
    /// The signature is genuine, but no line of the books has the head: they are other books, or were changed since.
    NotInBooks,
    /// The signature is genuine, but the head is not that of the number of records that the statement names.
    OtherRecord {
        /// The number of records up to the head in the books.
        records: u64,
    },
    /// The signature is genuine and the head is in the books, but the chain before it is broken.
    ChainBroken {
        /// The first line, counted from 1, for which the head vouches.
        unbroken_from: u64,
    },
}

impl SignedHeads {
    /// Checks a file of signatures against books, and against the keys that are known.
    #[must_use]
    pub fn of(file: &SignatureFile, known: &[KeyHolder], books: &Books) -> Self {
        let signatures = file.heads().iter().map(|(line, signed)| {
            let verdict = verdict(signed, known, books);
            CheckedSignature { line: *line, signed: signed.clone(), verdict }
        });
        Self {
            signatures: signatures.collect(),
            unreadable: file.unreadable().to_vec(),
            records: books.records().len(),
        }
    }

    /// Returns each signature, in the order of the file.
    #[must_use]
    pub fn signatures(&self) -> &[CheckedSignature] {
        &self.signatures
    }

    /// Returns the lines of the file that cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> &[SignatureLineError] {
        &self.unreadable
    }

    /// Returns whether there is a signature, every line can be read, and every signature is good.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.signatures.is_empty()
            && self.unreadable.is_empty()
            && self.signatures.iter().all(|checked| checked.verdict == SignatureVerdict::Good)
    }

    /// Returns the largest number of records, counted from the first, for which a good signature in this role vouches; `None` without a
    /// good one.
    #[must_use]
    pub fn signed_through(&self, role: Role) -> Option<usize> {
        let good = self.signatures.iter().filter(|checked| checked.verdict == SignatureVerdict::Good);
        let statements = good.map(|checked| checked.signed.statement());
        statements.filter(|statement| statement.role() == role).map(HeadStatement::records).max()
    }
}

fn verdict(signed: &SignedHead, known: &[KeyHolder], books: &Books) -> SignatureVerdict {
    let statement = signed.statement();
    if statement.club() != books.header().club() {
        return SignatureVerdict::OtherClub { club: statement.club().clone() };
    }
    if !signed.is_genuine() {
        return SignatureVerdict::Forged;
    }
    let holders: Vec<&KeyHolder> = known.iter().filter(|holder| holder.key == *signed.key()).collect();
    let is_theirs = |holder: &&KeyHolder| holder.role == statement.role() && holder.name == *statement.name();
    match holders.first() {
        None => return SignatureVerdict::UnknownKey,
        Some(owner) if !holders.iter().any(is_theirs) => {
            return SignatureVerdict::OtherHolder { role: owner.role, name: owner.name.clone() };
        }
        Some(_) => {}
    }
    match Inclusion::of(statement.head(), books) {
        None => SignatureVerdict::NotInBooks,
        Some(Inclusion { records, .. }) if u64::try_from(statement.records()) != Ok(records) => {
            SignatureVerdict::OtherRecord { records }
        }
        Some(Inclusion { unbroken_from: 1, .. }) => SignatureVerdict::Good,
        Some(Inclusion { unbroken_from, .. }) => SignatureVerdict::ChainBroken { unbroken_from },
    }
}

impl fmt::Display for InLanguage<'_, SignatureVerdict> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(verdict, language) = self;
        let label = |english: &str, vietnamese: &str| language.label(english, vietnamese);
        match verdict {
            SignatureVerdict::Good => f.write_str(&label("good", "hợp lệ")),
            SignatureVerdict::OtherClub { club } => {
                write!(f, "{} {club}", label("it is of another club:", "của CLB khác:"))
            }
            SignatureVerdict::Forged => f.write_str(&label(
                "the signature does not fit the line: somebody changed it",
                "chữ ký không khớp với dòng này: dòng đã bị sửa",
            )),
            SignatureVerdict::UnknownKey => {
                f.write_str(&label("nobody is known whose key it is", "không rõ khóa của ai"))
            }
            SignatureVerdict::OtherHolder { role, name } => {
                let role = label(role.as_str(), role.vietnamese());
                write!(f, "{}: {role} {name}", label("the key is of another", "khóa của người khác"))
            }
            SignatureVerdict::NotInBooks => f.write_str(&label(
                "no line of the books has this head: they are other books, or were changed",
                "không có dòng nào mang mã này: đây là sổ khác, hoặc sổ đã bị sửa",
            )),
            SignatureVerdict::OtherRecord { records } => {
                write!(f, "{} {records}", label("the head is that of record", "mã này của bút toán"))
            }
            SignatureVerdict::ChainBroken { unbroken_from } => {
                let broken = label(
                    "the chain is broken; the head vouches only from line",
                    "chuỗi bị đứt; mã chỉ bảo đảm từ dòng",
                );
                write!(f, "{broken} {unbroken_from}")
            }
        }
    }
}

impl fmt::Display for SignedHeads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, SignedHeads> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(heads, language) = self;
        let label = |english: &str, vietnamese: &str| language.label(english, vietnamese);
        for CheckedSignature { line, signed, verdict } in &heads.signatures {
            let statement = signed.statement();
            let role = label(statement.role().as_str(), statement.role().vietnamese());
            let (signs, records) = (label("signs on", "ký ngày"), label("records", "số bút toán"));
            let (name, day, number) = (statement.name(), statement.day(), statement.records());
            let day = InLanguage(&day, *language);
            writeln!(f, "{} {line}: {role} {name} {signs} {day}, {records} {number}", label("line", "dòng"))?;
            writeln!(f, "  {}", InLanguage(verdict, *language))?;
        }
        for error in &heads.unreadable {
            let text = label(&error.to_string(), &error.vietnamese().to_string());
            writeln!(f, "{}: {text}", label("not read", "không đọc được"))?;
        }
        for role in [Role::Chair, Role::Treasurer, Role::Auditor] {
            let through = heads.signed_through(role);
            if role == Role::Auditor && through.is_none() {
                continue;
            }
            let (role, through) = (label(role.as_str(), role.vietnamese()), through.unwrap_or(0));
            let (signed, of) = (label("signed records", "số bút toán đã ký"), label("of", "trên"));
            writeln!(f, "{role}: {signed} {through} {of} {}", heads.records)?;
        }
        Ok(())
    }
}
