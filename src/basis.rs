//! The basis of a value in a statement that is not a sum of records: the facts from which it is computed.

use serde_json::Value;

use crate::catalogue::Bilingual;

/// A key, and its basis in English and Vietnamese.
type Row = (&'static str, &'static str, &'static str);

/// The bases of numbers that are not sums of records and of computed texts, sorted by key. The key of a part of a ratio has the name of
/// the ratio before it.
#[rustfmt::skip]
const BASES: &[Row] = &[
    ("attendance", "the last report of activity of that month", "báo cáo hoạt động cuối cùng của tháng đó"),
    ("average_loan.denominator", "the number of loans disbursed", "số món vay đã giải ngân"),
    ("booked_late", "the number of rows", "số dòng"),
    ("borrower_share.denominator", "the number of members", "số thành viên"),
    ("borrower_share.numerator", "the number of members who borrowed", "số thành viên đã vay"),
    ("borrowers", "the number of people for whom a loan was disbursed", "số người được vay"),
    ("bucket", "the days past due", "số ngày quá hạn"),
    ("cared_for", "the last report of activity of that month", "báo cáo hoạt động cuối cùng của tháng đó"),
    ("closed", "the last record of the loan that is in effect", "chứng từ cuối cùng còn hiệu lực của món vay"),
    ("closed_through", "the last closing of a period", "lần khóa sổ gần nhất"),
    ("count", "the number of loans", "số món vay"),
    ("days", "the days between two dates", "số ngày giữa hai ngày"),
    ("days_open", "the days since the oldest amount that is open", "số ngày từ khoản còn mở cũ nhất"),
    ("days_past_due", "the days since the oldest due day with an unpaid amount", "số ngày từ ngày đến hạn cũ nhất chưa trả"),
    ("despite", "the number of rows", "số dòng"),
    ("entry", "the entry of the record, as it is written", "bút toán của chứng từ, như đã ghi"),
    ("evidence", "the number of documents attached to the record", "số tài liệu kèm theo chứng từ"),
    ("last_confirmed", "the last confirmation in effect", "lần đối chiếu gần nhất còn hiệu lực"),
    ("lost_loan_months.numerator", "the charter's limit for one member, for each month of the period", "mức vay tối đa của quy chế, cho mỗi tháng trong kỳ"),
    ("matures", "the schedule in force", "lịch trả nợ hiện hành"),
    ("member", "the records of the loan up to that day", "các chứng từ của món vay đến ngày đó"),
    ("members", "the number of members, or the last report of activity of that month", "số thành viên, hoặc báo cáo hoạt động của tháng đó"),
    ("members_who_borrowed", "the number of present members who borrowed", "số thành viên hiện tại đã vay"),
    ("months", "the schedule in force", "lịch trả nợ hiện hành"),
    ("oldest_due", "the days past due", "số ngày quá hạn"),
    ("oldest_open", "the latest increases that make up the closing balance", "các khoản tăng gần nhất hợp thành số dư cuối kỳ"),
    ("payers", "the number of members with an amount", "số thành viên có nộp"),
    ("rescheduled_count", "the number of loans", "số món vay"),
    ("reversals", "the number of rows", "số dòng"),
    ("running_loans", "the number of running loans", "số món còn nợ"),
    ("status", "the amounts owed on the loan, and its days past due", "số còn nợ và số ngày quá hạn của món vay"),
    ("times_rescheduled", "the number of reschedules in effect", "số lần gia hạn còn hiệu lực"),
    ("turnover.denominator", "a mean of the loan fund at the ends of months", "bình quân nguồn vốn cho vay cuối các tháng"),
    ("turns", "the number of loans disbursed", "số món vay đã giải ngân"),
    ("turns_in_period", "the number of loans disbursed, closing less opening", "số món đã giải ngân, cuối kỳ trừ đầu kỳ"),
    ("unconfirmed_count", "the number of loans", "số món vay"),
    ("unpaid", "the months in which the person was a member and has no amount", "các tháng là thành viên mà chưa ghi nhận khoản nộp"),
    ("value", "the numerator divided by the denominator, rounded half away from zero to four decimals", "tử số chia cho mẫu số, làm tròn bốn chữ số thập phân"),
    ("visits", "the last report of activity of that month", "báo cáo hoạt động cuối cùng của tháng đó"),
    ("voided", "the number of rows", "số dòng"),
    ("volunteers", "the last report of activity of that month", "báo cáo hoạt động cuối cùng của tháng đó"),
    ("waivers", "the number of rows", "số dòng"),
    ("write_off_ratio.denominator", "a mean of the outstanding loans at the ends of months", "bình quân dư nợ cuối các tháng"),
];

const PROJECTION: Bilingual = Bilingual {
    english: "the assumptions, and the funds on the day of the books",
    vietnamese: "các giả định và các quỹ vào ngày lập",
};
const WRITTEN: Bilingual = Bilingual {
    english: "the facts of the records, as they are written",
    vietnamese: "nội dung chứng từ, như đã ghi",
};

/// Returns the basis of a value. `keys` are the names of its path.
pub(crate) fn basis(statement: &str, keys: &[String], value: &Value) -> Bilingual {
    if statement == "projection" {
        return PROJECTION;
    }
    let key = keys.last().map_or("", String::as_str);
    let part = keys.iter().rev().take(2).rev().map(String::as_str).collect::<Vec<_>>().join(".");
    let found = [part.as_str(), key].into_iter().find_map(|key| {
        let at = BASES.binary_search_by(|(name, ..)| (*name).cmp(key)).ok()?;
        BASES.get(at).map(|(_, english, vietnamese)| Bilingual { english, vietnamese })
    });
    debug_assert!(found.is_some() || is_written(key) || !value.is_number(), "{part} has a basis");
    found.unwrap_or(WRITTEN)
}

/// Returns whether the number of a key is copied from a record or the charter.
fn is_written(key: &str) -> bool {
    matches!(key, "seq" | "record_seq" | "born" | "grace_days" | "rounding" | "year")
}

/// Returns the basis that has these English words.
#[cfg(feature = "table")]
pub(crate) fn in_both_languages(english: &str) -> Option<Bilingual> {
    let bases = BASES.iter().map(|(_, english, vietnamese)| Bilingual { english, vietnamese });
    bases.chain([PROJECTION, WRITTEN]).find(|basis| basis.english == english)
}

#[cfg(test)]
mod tests {
    use super::BASES;

    #[test]
    fn the_bases_are_in_the_order_in_which_they_are_searched() {
        assert!(BASES.is_sorted_by(|(one, ..), (other, ..)| one < other));
        let mut english: Vec<_> = BASES.iter().map(|(_, english, vietnamese)| (english, vietnamese)).collect();
        english.sort_unstable();
        english.dedup();
        assert!(
            english.is_sorted_by(|(one, _), (other, _)| one < other),
            "equal English words have equal Vietnamese words"
        );
    }
}
