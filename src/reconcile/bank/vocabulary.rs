//! The vocabulary of headings: the phrases that banks use, and the meaning of a column from the phrases in its heading.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::reconcile::table::fold;

/// The meaning of a phrase in a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    /// Something that is not used here: the balance before a movement, an account, a currency, the number of a row.
    Unused,
    Balance,
    Fee,
    Vat,
    Date,
    ValueDate,
    Description,
    Party,
    Reference,
    Debit,
    Credit,
    Direction,
    Amount,
    /// `No`: nợ (debit) without its accent, or the English abbreviation of number.
    No,
    /// `Co`: có (credit) without its accent.
    Co,
    /// A phrase without a meaning of its own, or no known phrase.
    Filler,
}

/// The phrases of headings, folded, with commas between. Earlier phrases of a kind are better: the day of the transaction comes before the
/// day of accounting.
const VOCABULARY: &[(Word, &str)] = &[
    (
        Word::Date,
        "ngay giao dich, ngay gd, transaction date, txn date, tnx date, trans date, tran date, ngay phat \
         sinh, ngay thuc hien, ngay gio giao dich, thoi gian giao dich, ngay hach toan, accounting date, \
         posting date, posted date, booking date, ngay ghi so, ngay chung tu, ngay ct, ngay thang, ngay gio, \
         ngay, thoi gian, date time, date, transaction time, txn time, posted on, booked on",
    ),
    (Word::ValueDate, "ngay hieu luc, ngay hl, ngay gia tri, value date, effective date, eff date"),
    (
        Word::Balance,
        "so du sau giao dich, so du sau gd, so du tai khoan, so du tk, so du luy ke, so du hien tai, so du \
         cuoi, so du kha dung, so du, sodu, du cuoi, account balance, running balance, available balance, \
         closing balance, ending balance, balance after, balance, ton quy, ton",
    ),
    (
        Word::Debit,
        "so tien ghi no, phat sinh no, phat sinh giam, ps no, ps giam, ghi no, ghi giam, giao dich ghi no, tien ra, so tien rut, so tien chi, \
         rut ra, rut tien, rut, chi ra, chi, debit amount, debits, debit, withdrawals, withdrawal, money out, \
         paid out, amount out, so tien tru, so tien di, so tien giam, giam, dr",
    ),
    (
        Word::Credit,
        "so tien ghi co, phat sinh co, phat sinh tang, ps co, ps tang, ghi co, ghi tang, giao dich ghi co, tien vao, so tien gui, so tien thu, \
         gui vao, nop tien, gui tien, gui, nop, thu vao, thu, credit amount, credits, credit, deposits, \
         deposit, money in, amount in, paid in, so tien cong, so tien den, so tien tang, tang, cr",
    ),
    (
        Word::Direction,
        "loai gd, loai giao dich, loai phat sinh, chieu giao dich, chieu, huong, dau, direction, transaction \
         type, txn type, type, in out, vao ra, d c, c d, dc, cd, sign",
    ),
    (
        Word::Amount,
        "so tien giao dich, so tien gd, so tien phat sinh, so phat sinh, phat sinh trong ky, phat sinh, gia \
         tri giao dich, gia tri, so tien, doanh so, transaction amount, txn amount, amount, value",
    ),
    (
        Word::Reference,
        "so tham chieu, ma tham chieu, so but toan, ma but toan, so chung tu, so ct, so giao dich, so gd, ma \
         giao dich, ma gd, ma chung tu, chung tu, reference number, reference no, reference code, reference, \
         ref no, ref number, ref, transaction number, transaction no, transaction id, txn no, doc no, \
         document no, document number, document, doc, seq no, trace no, but toan, tham chieu, so phieu, code",
    ),
    (
        Word::Description,
        "noi dung giao dich, noi dung gd, noi dung chi tiet, noi dung thu chi, noi dung, dien giai chi tiet, \
         dien giai giao dich, dien giai, mo ta giao dich, mo ta, chi tiet giao dich, chi tiet, ly do, ghi \
         chu, transaction description, transactions in detail, transaction details, transaction detail, \
         transaction remarks, txn description, description, details, detail, narration, narrative, \
         particulars, remarks, remark, memo, content, note, notes, purpose",
    ),
    (
        Word::Party,
        "doi tac, don vi thu huong, don vi chuyen, nguoi thu huong, nguoi huong, nguoi chuyen, nguoi nhan, \
         nguoi gui, nguoi nop, thu huong, don vi huong, ten doi ung, ten tai khoan doi ung, ten nguoi, ten don vi, \
         dia chi, thu quy, remitter, beneficiary, payee, payer, counterparty, counter party, sender, receiver, corresponsive name",
    ),
    (Word::Fee, "phi giao dich, phi gd, so tien phi, phi dich vu, phi, transaction fee, fees, fee, charges, charge"),
    (Word::Vat, "thue gtgt, thue vat, vat, thue, tax"),
    (
        Word::Unused,
        "stt, so tt, so thu tu, tt, so du dau, so du truoc, opening balance, balance before, so tien bang chu, amount in \
         words, so tai khoan, tai khoan ghi no, tai khoan ghi co, tai khoan no, tai khoan co, tk no, tk co, \
         tai khoan doi ung, tk doi ung, ten tai khoan, tai khoan, ma so thue, mst, account number, account no, account name, \
         corresponsive account, loai tien, tien te, currency, chi nhanh, branch, kenh giao dich, kenh, \
         channel, ngan hang, bank, teller, gdv, nguoi lap, gio giao dich, gio, time, ngay sinh, ty gia, rate, \
         trang thai, status, category",
    ),
    (Word::No, "no"),
    (Word::Co, "co"),
    (Word::Filler, "vnd, dong, d, cua, of, va, and, the, so, ben, tk, account, trong ky, n, a, b"),
];

/// The phrases of one word that are other words with other accents, as they are spelled: `chi` is in `địa chỉ` too, `có` in `cơ sở`.
const SPELLINGS: [(&str, &str); 15] = [
    ("no", "nợ"),
    ("co", "có"),
    ("chi", "chi"),
    ("thu", "thu"),
    ("gui", "gửi"),
    ("nop", "nộp"),
    ("rut", "rút"),
    ("tang", "tăng"),
    ("giam", "giảm"),
    ("huong", "hướng"),
    ("chieu", "chiều"),
    ("dau", "dấu"),
    ("phi", "phí"),
    ("thue", "thuế"),
    ("ton", "tồn"),
];

/// The maximum number of words in a phrase.
const LONGEST_PHRASE: usize = 5;

/// The heading of one column, as far as its phrases are known.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    /// The meaning of the column.
    pub(super) word: Word,
    /// The place of its phrase among those of the same meaning; lower is better.
    pub(super) rank: usize,
    /// True if one of the phrases is a reference.
    pub(super) has_reference: bool,
    /// True if one of the phrases is a description, a party or a reference.
    pub(super) has_text: bool,
    /// The number of words that are in no phrase.
    pub(super) unknown: usize,
}

/// The vocabulary: the meaning of each phrase, and its place among the phrases of that meaning.
pub(super) struct Vocabulary(HashMap<&'static str, (Word, usize)>);

impl Vocabulary {
    pub(super) fn new() -> Self {
        let entries = VOCABULARY
            .iter()
            .flat_map(|(word, phrases)| phrases.split(", ").enumerate().map(|(rank, phrase)| (phrase, (*word, rank))));
        Self(entries.collect())
    }

    /// Divides a heading into phrases, the longest first, and decides the meaning of its column.
    pub(super) fn meaning(&self, heading: &str) -> Meaning {
        let words = HeadingWord::all(heading);
        let mut found: Vec<(Word, usize)> = Vec::new();
        let (mut unknown, mut rest) = (0_usize, words.as_slice());
        while let Some((_, behind)) = rest.split_first() {
            let longest = (1..=LONGEST_PHRASE.min(rest.len())).rev().find_map(|length| {
                let (phrase, behind) = rest.split_at_checked(length)?;
                Some((self.phrase(phrase)?, behind))
            });
            if let Some((phrase, behind)) = longest {
                found.push(phrase);
                rest = behind;
            } else {
                unknown = unknown.saturating_add(1);
                rest = behind;
            }
        }
        let has = |word: Word| found.iter().any(|(found, _)| *found == word);
        let of = |word: Word| found.iter().find(|(found, _)| *found == word).copied();
        let has_text = has(Word::Description) || has(Word::Party) || has(Word::Reference);
        let rules_out_direction = has_text || has(Word::Date) || has(Word::Balance);
        let has_both = (has(Word::Debit) && (has(Word::Credit) || has(Word::Co))) || (has(Word::No) && has(Word::Co));
        let decided = if has_both && !rules_out_direction {
            of(Word::Amount).or(Some((Word::Direction, 0)))
        } else {
            const PRECEDENCE: [Word; 13] = [
                Word::Balance,
                Word::Fee,
                Word::Vat,
                Word::Date,
                Word::ValueDate,
                Word::Description,
                Word::Party,
                Word::Reference,
                Word::Debit,
                Word::Credit,
                Word::Direction,
                Word::Amount,
                Word::Unused,
            ];
            let first_unused = found.first().filter(|(word, _)| *word == Word::Unused).copied();
            let decided = first_unused.or_else(|| PRECEDENCE.iter().find_map(|word| of(*word)));
            // An amount with a side is that side: no amount is the number of something.
            match decided {
                Some((Word::Amount, _)) if has(Word::No) => Some((Word::Debit, 0)),
                Some((Word::Amount, _)) if has(Word::Co) => Some((Word::Credit, 0)),
                decided => decided,
            }
        };
        let (word, rank) = decided.or_else(|| of(Word::No)).or_else(|| of(Word::Co)).unwrap_or((Word::Filler, 0));
        Meaning { word, rank, has_reference: has(Word::Reference), has_text, unknown }
    }

    /// Returns the meaning of a phrase and its rank; `None` if it is not known, or is another word with other accents.
    fn phrase(&self, words: &[HeadingWord]) -> Option<(Word, usize)> {
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let (word, rank) = self.0.get(folded.join(" ").as_str()).copied()?;
        let [HeadingWord { folded, written }] = words else { return Some((word, rank)) };
        let spelling = SPELLINGS.iter().find(|(plain, _)| plain == folded).map(|(_, spelling)| *spelling);
        match (word, spelling) {
            (Word::No, Some(spelling)) if spelling == written => Some((Word::Debit, rank)),
            (Word::Co, Some(spelling)) if spelling == written => Some((Word::Credit, rank)),
            (_, Some(spelling)) if spelling != written && !written.is_ascii() => None,
            _ => Some((word, rank)),
        }
    }
}

/// A word of a heading.
#[derive(Debug)]
struct HeadingWord {
    /// The word without accents, in small letters.
    folded: String,
    /// The word in small letters, in NFC.
    written: String,
}

impl HeadingWord {
    /// Divides a heading into its words.
    fn all(heading: &str) -> Vec<Self> {
        let composed: String = heading.nfc().flat_map(char::to_lowercase).collect();
        let words = composed.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
        let words = words.map(|written| Self { folded: fold(written), written: written.to_owned() });
        words.filter(|word| !word.folded.is_empty()).collect()
    }
}
