//! Detects the kind of a file by its first bytes, and decodes its text.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use super::UnreadableFile;
use crate::catalogue::Bilingual;

/// The kind of a file.
pub(super) enum Kind {
    Text,
    Workbook(Workbook),
    Other { kind: Bilingual, remedy: Bilingual },
}

/// The container of a workbook.
#[derive(Clone, Copy)]
pub(super) enum Workbook {
    Xlsx,
    Ods,
    /// A compound file: XLS.
    Compound,
}

const fn both(english: &'static str, vietnamese: &'static str) -> Bilingual {
    Bilingual { english, vietnamese }
}

const EXPORT: Bilingual = both(
    "ask the bank or the spreadsheet for a workbook or CSV",
    "hãy xin ngân hàng tệp bảng tính hoặc CSV, hoặc kết xuất lại từ phần mềm bảng tính",
);
const RESAVE: Bilingual = both(
    "open it in a spreadsheet and save it as a workbook (XLSX) or CSV UTF-8",
    "hãy mở bằng phần mềm bảng tính rồi lưu thành bảng tính (XLSX) hoặc CSV UTF-8",
);
const UNPACK: Bilingual = both("unpack it first", "hãy giải nén trước");

/// The first bytes of a file, its kind and the remedy.
const SIGNATURES: [(&[u8], Bilingual, Bilingual); 10] = [
    (b"%PDF", both("a PDF", "tệp PDF"), EXPORT),
    (b"\x89PNG", both("a picture (PNG)", "ảnh (PNG)"), EXPORT),
    (b"\xff\xd8\xff", both("a picture (JPEG)", "ảnh (JPEG)"), EXPORT),
    (b"GIF8", both("a picture (GIF)", "ảnh (GIF)"), EXPORT),
    (b"II*\0", both("a picture (TIFF)", "ảnh (TIFF)"), EXPORT),
    (b"MM\0*", both("a picture (TIFF)", "ảnh (TIFF)"), EXPORT),
    (b"{\\rtf", both("a text document (RTF)", "văn bản (RTF)"), RESAVE),
    (b"\x1f\x8b", both("a compressed file (GZIP)", "tệp nén (GZIP)"), UNPACK),
    (b"Rar!", both("a compressed file (RAR)", "tệp nén (RAR)"), UNPACK),
    (b"7z\xbc\xaf", both("a compressed file (7z)", "tệp nén (7z)"), UNPACK),
];

/// A name inside a ZIP archive that is not a workbook that can be read, its kind and the remedy.
const ARCHIVED: [(&[u8], Bilingual, Bilingual); 4] = [
    (b"opendocument.text", both("a text document (ODT)", "văn bản (ODT)"), RESAVE),
    (b"word/document.xml", both("a text document (DOCX)", "văn bản (DOCX)"), RESAVE),
    (b"xl/workbook.bin", both("a binary workbook (XLSB)", "bảng tính nhị phân (XLSB)"), RESAVE),
    (b"ppt/presentation.xml", both("a presentation (PPTX)", "bài trình chiếu (PPTX)"), EXPORT),
];

/// A name, in UTF-16, inside a compound file that is not a workbook that can be read, its kind and the remedy.
const COMPOUND: [(&[u8], Bilingual, Bilingual); 2] = [
    (b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", both("a text document (DOC)", "văn bản (DOC)"), RESAVE),
    (
        b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
        both("a workbook with a password", "bảng tính có mật khẩu"),
        RESAVE,
    ),
];

/// The beginning of the text of a file, in lower case, its kind and the remedy.
const BEGINNINGS: [(&str, Bilingual, Bilingual); 11] = [
    ("<html", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<!doctype html", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<table", both("an HTML table, whatever its name", "bảng HTML, dù tên tệp là gì"), RESAVE),
    ("<meta", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<head", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<style", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<body", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<div", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("ofxheader", both("an OFX file", "tệp OFX"), EXPORT),
    (":20:", both("an MT940 message", "điện MT940"), EXPORT),
    ("{1:f01", both("an MT940 message", "điện MT940"), EXPORT),
];

/// A text near the beginning of an XML file, the kind of the file and the remedy.
const XML: [(&str, Bilingual, Bilingual); 4] = [
    (
        "urn:schemas-microsoft-com:office:spreadsheet",
        both("an XML spreadsheet of 2003, whatever its name", "bảng tính XML 2003, dù tên tệp là gì"),
        RESAVE,
    ),
    ("camt.053", both("a CAMT.053 message", "điện CAMT.053"), EXPORT),
    ("<html", both("an HTML page, whatever its name", "trang HTML, dù tên tệp là gì"), RESAVE),
    ("<ofx", both("an OFX file", "tệp OFX"), EXPORT),
];

/// Returns the kind of a file, by its first bytes and the names inside an archive. The name of the file does not matter.
pub(super) fn kind(bytes: &[u8]) -> Kind {
    let is_in = |name: &[u8]| (0..bytes.len()).any(|at| bytes.get(at..).is_some_and(|rest| rest.starts_with(name)));
    let known = |others: &[(&[u8], Bilingual, Bilingual)]| {
        let other = others.iter().find(|(name, ..)| is_in(name));
        other.map(|(_, kind, remedy)| Kind::Other { kind: *kind, remedy: *remedy })
    };
    match bytes {
        [b'P', b'K', 3, 4, ..] => {
            return match known(&ARCHIVED) {
                Some(other) => other,
                None if is_in(b"content.xml") => Kind::Workbook(Workbook::Ods),
                None if is_in(b"xl/") => Kind::Workbook(Workbook::Xlsx),
                None => Kind::Other { kind: both("a compressed file (ZIP)", "tệp nén (ZIP)"), remedy: UNPACK },
            };
        }
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => {
            return known(&COMPOUND).unwrap_or(Kind::Workbook(Workbook::Compound));
        }
        _ => {}
    }
    if let Some((_, kind, remedy)) = SIGNATURES.iter().find(|(signature, ..)| bytes.starts_with(signature)) {
        return Kind::Other { kind: *kind, remedy: *remedy };
    }
    let first: Vec<u8> = bytes.iter().take(4096).copied().filter(|byte| *byte != 0).collect();
    let first =
        String::from_utf8_lossy(&first).trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start().to_lowercase();
    if let Some((_, kind, remedy)) = BEGINNINGS.iter().find(|(beginning, ..)| first.starts_with(beginning)) {
        return Kind::Other { kind: *kind, remedy: *remedy };
    }
    if first.starts_with("<?xml") || first.starts_with("<!--") {
        let known = XML.iter().find(|(word, ..)| first.contains(word));
        let (kind, remedy) =
            known.map_or((both("an XML file", "tệp XML"), EXPORT), |(_, kind, remedy)| (*kind, *remedy));
        return Kind::Other { kind, remedy };
    }
    if first.starts_with('<') {
        return Kind::Other {
            kind: both("an HTML or XML page, whatever its name", "trang HTML hoặc XML, dù tên tệp là gì"),
            remedy: RESAVE,
        };
    }
    if first.starts_with("{\"format\":\"revolving-fund/") {
        return Kind::Other {
            kind: both("a file of books", "tệp sổ kế toán"),
            remedy: both("the books come before the other file", "hãy ghi tệp sổ trước tệp kia"),
        };
    }
    Kind::Text
}

/// Decodes the text of a file, in NFC, with one line feed at each line end. Bytes that are not text become U+FFFD.
pub(super) fn text(bytes: &[u8]) -> Result<String, UnreadableFile> {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        UTF_16LE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        UTF_16BE.decode_without_bom_handling(rest).0.into_owned()
    } else {
        eight_bits(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))?
    };
    Ok(text.nfc().collect::<String>().replace("\r\n", "\n").replace('\r', "\n"))
}

fn eight_bits(bytes: &[u8]) -> Result<String, UnreadableFile> {
    // Every second byte of UTF-16 text in a Latin alphabet is zero.
    let is_wide = |pair: &[u8]| pair.contains(&0);
    if bytes.starts_with(b"\0") || bytes.chunks(2).take(64).filter(|pair| is_wide(pair)).count() > 16 {
        return Err(UnreadableFile::Encoding { encoding: "UTF-16 without its mark" });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // A few damaged bytes in UTF-8 text make only their rows unreadable, not the file.
    let (mut letters, mut damaged) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        letters = letters.saturating_add(chunk.valid().chars().filter(|c| !c.is_ascii()).count());
        damaged = damaged.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    if letters > damaged {
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    }
    let text: String = WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect();
    match foreign(&text) {
        None => Ok(text),
        Some(encoding) => Err(UnreadableFile::Encoding { encoding }),
    }
}

/// The frequent characters of TCVN3 text that is read as Windows-1258: à, á, ạ, đ, ê, ô, ư … of TCVN3.
const TCVN3: &str = "µ¶·¸¹»¼½¾®ª«©¨¬\u{ad}ÆÇÈÊËÌÎÏÑÒÖ×ØÜÞ";
/// The frequent characters of VNI text that is read as Windows-1258: marks after their letters, ư, đ.
const VNI: &str = "øûïöåäëüñØÛÏÖÅÄËÜÑ";

/// Returns the name of the real encoding of a text that was read as Windows-1258; `None` if it has only characters of Vietnamese text.
fn foreign(text: &str) -> Option<&'static str> {
    let count = |signs: &str| text.chars().filter(|c| signs.contains(*c)).count();
    let strange = text.chars().filter(|c| !c.is_ascii() && !is_vietnamese(*c) && !PUNCTUATION.contains(*c)).count();
    if strange == 0 {
        return None;
    }
    let (tcvn3, vni) = (count(TCVN3), count(VNI));
    Some(match (tcvn3, vni) {
        (0, 0) => "an unknown encoding",
        _ if tcvn3 >= vni => "TCVN3 (ABC), the encoding of the fonts .VnTime",
        _ => "VNI, the encoding of the fonts VNI-Times",
    })
}

const PUNCTUATION: &str = "₫€–—…‘’“”„•°·«»\u{a0}§×±";

/// Returns whether a character is a letter of Vietnamese, composed or a mark by itself.
fn is_vietnamese(character: char) -> bool {
    const MARKS: &str = "\u{300}\u{301}\u{303}\u{309}\u{323}";
    if "đĐ".contains(character) || MARKS.contains(character) {
        return true;
    }
    let mut parts = std::iter::once(character).nfd();
    let base = parts.next().map(|base| base.to_ascii_lowercase());
    parts.all(|mark| match mark {
        '\u{302}' => base.is_some_and(|base| "aeo".contains(base)),
        '\u{306}' => base == Some('a'),
        '\u{31b}' => base.is_some_and(|base| "ou".contains(base)),
        mark => MARKS.contains(mark) && base.is_some_and(|base| "aeiouy".contains(base)),
    }) && base.is_some_and(|base| base.is_ascii_alphabetic())
}
