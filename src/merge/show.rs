//! Displays a parting and a merge for people.

use std::fmt;

use super::{Merge, MergeError, MergeOutcome, MergeRefusal, MergedRecord, Parting};
use crate::catalogue::vietnamese;
use crate::count::Seq;
use crate::display::{InLanguage, Language};
use crate::name::DocumentNumber;
use crate::voucher::Record;

vietnamese! { MergeError,
    Self::OtherClub { base, other } =>
        "đây là sổ của hai câu lạc bộ, {base} và {other}; muốn nhập một câu lạc bộ thì chuyển số dư của câu lạc bộ đó sang";
    Self::OtherHeader => "dòng đầu khác nhau: hai sổ chưa từng là bản sao của nhau; hãy so dòng đầu của hai tệp";
}

vietnamese! { MergeRefusal,
    Self::Rule(refusal) => "{refusal}" with [refusal];
    Self::SameDocument { id, detail } =>
        "sổ gốc đã có chứng từ {id} cùng nội dung, chỉ khác {}: so hai chứng từ, nếu là chứng từ khác thì ghi thêm",
        detail.title().vietnamese;
    Self::RestsOn { id } => "dựa vào chứng từ {id} bị từ chối: ghi chứng từ đó trước";
    Self::DateMoved { from, to } =>
        "chỉ đúng vào ngày {from}, nếu ghép sẽ ghi ngày {to}: kiểm kê, xác nhận hoặc quyết định lại" with [from, to];
    Self::OtherBooks => "dựa vào số dư hoặc quyết định khác với sổ ghép: kiểm kê, đối chiếu hoặc quyết định lại";
    Self::OtherConditions { loan } =>
        "quy chế của sổ gốc cho khoản vay {loan} điều kiện khác lúc duyệt: họp quyết định lại";
    Self::NumberTooLong { id } =>
        "số phiếu {id} đã dùng cho chứng từ khác và quá dài để thêm đuôi: ghi với số mới";
    Self::NoteTooLong { bytes } =>
        "ghi chú dài {bytes} byte, không còn chỗ ghi nguồn: ghi lại với ghi chú ngắn hơn";
}

/// A record as a person finds it in a binder.
struct InBinder<'a>(&'a Record, Language);

impl fmt::Display for InBinder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Record { id, date, event, entry, .. }, language) = self;
        write!(f, "{id}, {}, {}", InLanguage(date, *language), event.kind())?;
        if let Some(about) = event.about() {
            write!(f, " {about}")?;
        }
        if entry.is_empty() { Ok(()) } else { write!(f, ": {}", InLanguage(entry, *language)) }
    }
}

impl fmt::Display for Parting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Parting<'_>> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(parting, language) = self;
        writeln!(f, "{}: {}", language.label("records in both copies", "số bút toán chung"), parting.shared())?;
        let sides = [
            (language.label("the base since", "sổ gốc từ đó"), **parting),
            (language.label("the other copy since", "sổ kia từ đó"), parting.swapped()),
        ];
        for (name, side) in sides {
            let head = side.base.head();
            writeln!(f, "{name}: {}, {} {head}", side.of_base().len(), language.label("head", "mã đối chiếu sổ"))?;
            for record in side.of_base() {
                writeln!(f, "  {}", InBinder(record, *language))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Merge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Merge> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(merge, language) = self;
        let label = |english: &str, vietnamese: &str| language.label(english, vietnamese);
        for MergedRecord { record, outcome } in merge.records() {
            writeln!(f, "{}", InBinder(record, *language))?;
            match outcome {
                MergeOutcome::Replayed { seq, id } => write_replayed(f, merge, record, *seq, id, *language)?,
                MergeOutcome::AlreadyThere { id, is_reversed } => {
                    write!(f, "  {} {id}", label("there already:", "đã có:"))?;
                    if *is_reversed {
                        write!(f, ", {}", label("reversed in the base", "đã bị đảo trong sổ gốc"))?;
                    }
                    writeln!(f)?;
                }
                MergeOutcome::Refused(refusal) => {
                    writeln!(f, "  {}", label("NOT BOOKED", "KHÔNG GHI"))?;
                    if language.has_english() {
                        writeln!(f, "    {refusal}")?;
                    }
                    if language.has_vietnamese() {
                        writeln!(f, "    {}", refusal.vietnamese())?;
                    }
                }
            }
        }
        let is_reversed =
            |outcome: &MergeOutcome| matches!(outcome, MergeOutcome::AlreadyThere { is_reversed: true, .. });
        let count = |is: fn(&MergeOutcome) -> bool| merge.records().iter().filter(|merged| is(&merged.outcome)).count();
        let counts = [
            (label("booked", "đã ghi"), count(|outcome| matches!(outcome, MergeOutcome::Replayed { .. }))),
            (label("there already", "đã có"), count(|outcome| matches!(outcome, MergeOutcome::AlreadyThere { .. }))),
            (label("not booked", "không ghi"), count(|outcome| matches!(outcome, MergeOutcome::Refused(_)))),
        ];
        for (name, number) in counts {
            writeln!(f, "{name}: {number}")?;
        }
        let reversed = count(is_reversed);
        if reversed > 0 {
            let name = label("not in effect, as reversed in the base", "không còn hiệu lực vì đã bị đảo trong sổ gốc");
            writeln!(f, "{name}: {reversed}")?;
        }
        let heads = [
            (label("head of the base", "mã đối chiếu sổ gốc"), merge.base_head()),
            (label("head of the other copy", "mã đối chiếu sổ kia"), merge.other_head()),
            (label("head of the merged books", "mã đối chiếu sổ sau khi ghép"), merge.books().head()),
        ];
        for (name, head) in heads {
            writeln!(f, "{name}: {head}")?;
        }
        Ok(())
    }
}

/// Writes the differences between a record and the one that was booked.
fn write_replayed(
    f: &mut fmt::Formatter<'_>,
    merge: &Merge,
    record: &Record,
    seq: Seq,
    id: &DocumentNumber,
    language: Language,
) -> fmt::Result {
    write!(f, "  {} {seq}", language.label("booked as record", "đã ghi, bút toán"))?;
    if *id != record.id {
        write!(f, ", {} {id}", language.label("number", "số phiếu"))?;
    }
    let Some(booked) = merge.books().record_of(id) else { return writeln!(f) };
    if booked.date != record.date {
        write!(f, ", {} {}", language.label("dated", "ngày ghi"), InLanguage(&booked.date, language))?;
    }
    if booked.event.paid_on() != record.event.paid_on()
        && let Some(paid_on) = booked.event.paid_on()
    {
        write!(f, ", {} {}", language.label("paid on", "ngày trả"), InLanguage(&paid_on, language))?;
    }
    if booked.despite != record.despite {
        let codes: Vec<&str> = booked.despite.codes().iter().map(|code| code.as_str()).collect();
        write!(f, ", despite [{}]", codes.join(", "))?;
    }
    if booked.entry != record.entry {
        write!(f, ", {} {}", language.label("entry", "định khoản"), InLanguage(&booked.entry, language))?;
    }
    writeln!(f)
}
