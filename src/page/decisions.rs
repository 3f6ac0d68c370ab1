//! The decisions that a meeting should take, derived from the state of the books.

use super::{AuditedBooks, amount, count, date, name_of};
use crate::account::{Fund, Place};
use crate::audit::WarningCode;
use crate::money::Balance;
use crate::rate::whole_parts;
use crate::report::{MonthReport, RegisterRow};
use crate::table::{Label, Language};

/// The most names in one decision.
const MOST_NAMES: usize = 3;

/// A matter for the meeting: what is the case, and what to decide.
pub(super) struct Decision {
    pub(super) matter: Label,
    pub(super) question: Label,
}

fn decision(matter: (String, String), question: (&'static str, &'static str)) -> Decision {
    Decision { matter: Label::new(matter.0, matter.1), question: Label::new(question.0, question.1) }
}

/// Returns the decisions, the most urgent first.
pub(super) fn decisions(audited: &AuditedBooks, report: &MonthReport, language: Language) -> Vec<Decision> {
    let mut list = Vec::new();
    of_records(&mut list, audited, language);
    let late = |from: u32, to: u32| late_loans(audited, report, from, to, language);
    if let Some((english, vietnamese)) = late(91, u32::MAX) {
        list.push(decision(
            (format!("More than 90 days late: {english}"), format!("Quá hạn trên 90 ngày: {vietnamese}")),
            (
                "Reschedule, let another member take it over, or write it off?",
                "Gia hạn, chuyển người nhận nợ hay xóa sổ?",
            ),
        ));
    }
    if let Some((english, vietnamese)) = late(31, 90) {
        list.push(decision(
            (format!("31 to 90 days late: {english}"), format!("Quá hạn 31–90 ngày: {vietnamese}")),
            ("Who visits, and by when is it paid?", "Ai đến gặp, hẹn trả ngày nào?"),
        ));
    }
    of_money(&mut list, audited, report, language);
    of_funds(&mut list, audited, report, language);
    if let Some((english, vietnamese)) = late(1, 30) {
        list.push(decision(
            (format!("1 to 30 days late: {english}"), format!("Quá hạn 1–30 ngày: {vietnamese}")),
            ("Who reminds them?", "Ai nhắc trả?"),
        ));
    }
    of_the_month(&mut list, audited, report, language);
    list
}

/// Returns the number, the amount due and some names of the loans that are late by so many days.
fn late_loans(
    audited: &AuditedBooks,
    report: &MonthReport,
    from: u32,
    to: u32,
    language: Language,
) -> Option<(String, String)> {
    let loans: Vec<&RegisterRow> =
        report.late_loans.iter().filter(|row| (from..=to).contains(&row.days_past_due)).collect();
    if loans.is_empty() {
        return None;
    }
    let due: Balance = loans.iter().map(|row| row.principal_due + row.interest_due).sum();
    let mut names: Vec<String> = Vec::new();
    for name in loans.iter().map(|row| name_of(&audited.books, &row.member)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let rest = names.len() > MOST_NAMES;
    let names = names.into_iter().take(MOST_NAMES).collect::<Vec<_>>().join(", ");
    let (number, due, more) = (count(loans.len(), language), amount(due, language), if rest { ", …" } else { "" });
    let loans = if loans.len() == 1 { "loan" } else { "loans" };
    Some((
        format!("{number} {loans}, {due} đồng due ({names}{more})"),
        format!("{number} món, đến hạn {due} đồng ({names}{more})"),
    ))
}

fn of_records(list: &mut Vec<Decision>, audited: &AuditedBooks, language: Language) {
    if let Some(error) = &audited.error {
        list.push(decision(
            (
                format!("Line {} of the file cannot be read", error.line),
                format!("Không đọc được dòng {} của tệp sổ", error.line),
            ),
            ("Who restores the file from a copy?", "Ai khôi phục sổ từ bản sao?"),
        ));
    }
    if !audited.findings.is_empty() {
        let number = count(audited.finding_count(), language);
        list.push(decision(
            (format!("The books break a rule {number} time(s)"), format!("Sổ có {number} sai phạm")),
            ("Who corrects the books, and by when?", "Ai sửa sổ, đến ngày nào?"),
        ));
    }
}

fn of_money(list: &mut Vec<Decision>, audited: &AuditedBooks, report: &MonthReport, language: Language) {
    for (place, english, vietnamese) in
        [(Place::Cash, "cash box", "tiền mặt"), (Place::Bank, "bank balance", "tiền gửi")]
    {
        match report.checks.iter().find(|check| check.place == place) {
            Some(check) if check.difference != Balance::ZERO => {
                let off = amount(check.difference, language);
                list.push(decision(
                    (
                        format!("The {english} differs from the books by {off} đồng"),
                        format!("Kiểm kê {vietnamese} lệch sổ {off} đồng"),
                    ),
                    (
                        "Find the missing document, or book the shortage or surplus?",
                        "Tìm chứng từ thiếu, hay ghi thiếu, thừa quỹ?",
                    ),
                ));
            }
            None if audited.books.ledger().money(place) != Balance::ZERO && place == Place::Cash => {
                list.push(decision(
                    (
                        format!("The {english} was not counted this month"),
                        format!("Tháng này chưa kiểm kê {vietnamese}"),
                    ),
                    ("Who counts it, at this meeting?", "Ai kiểm kê ngay tại cuộc họp?"),
                ));
            }
            _ => {}
        }
    }
    let shortages = report.position.assets.shortages;
    if shortages.is_positive() {
        let sum = amount(shortages, language);
        list.push(decision(
            (
                format!("Keepers of the box have to make good {sum} đồng"),
                format!("Người giữ quỹ còn phải bồi thường {sum} đồng"),
            ),
            ("On which days do they pay?", "Bồi thường vào ngày nào?"),
        ));
    }
    let open: Vec<_> = report.advances.rows.iter().filter(|row| row.amounts.closing.is_positive()).collect();
    if let Some(oldest) = open.iter().filter_map(|row| row.oldest_open).min() {
        let (sum, since) = (amount(report.advances.total.closing, language), date(oldest, language));
        let names: Vec<String> = open.iter().take(MOST_NAMES).map(|row| name_of(&audited.books, &row.member)).collect();
        let names = names.join(", ");
        list.push(decision(
            (
                format!("Advances of {sum} đồng are open, the oldest since {since} ({names})"),
                format!("Tạm ứng chưa quyết toán {sum} đồng, lâu nhất từ {since} ({names})"),
            ),
            ("By when are receipts or the money brought?", "Nộp chứng từ hoặc hoàn tiền ngày nào?"),
        ));
    }
}

fn of_funds(list: &mut Vec<Decision>, audited: &AuditedBooks, report: &MonthReport, language: Language) {
    let ledger = audited.books.ledger();
    if audited.has_warning(WarningCode::GrantImpaired) {
        let missing = audited.books.register().seed_grant_to_keep() - ledger.fund(Fund::SeedGrant);
        let sum = amount(missing, language);
        list.push(decision(
            (format!("The seed grant is {sum} đồng short"), format!("Vốn ban đầu hụt {sum} đồng")),
            ("Restore it out of the income-growth fund?", "Hoàn lại từ Quỹ tăng thu nhập?"),
        ));
    }
    if audited.has_warning(WarningCode::OperatingOverdrawn) {
        let sum = amount(ledger.free_operating(), language);
        list.push(decision(
            (format!("The free operating fund is {sum} đồng"), format!("Quỹ hoạt động còn tự do {sum} đồng")),
            ("Which spending stops?", "Ngừng khoản chi nào?"),
        ));
    }
    let unallocated = report.position.sources.unallocated_interest;
    if unallocated.is_positive() {
        let sum = amount(unallocated, language);
        let capital = amount(audited.books.charter().interest.to_income_growth.ceil_of(unallocated), language);
        list.push(decision(
            (
                format!("Interest of {sum} đồng is not allocated; by the charter {capital} go to capital"),
                format!("Lãi chưa phân bổ {sum} đồng; theo quy chế {capital} bổ sung vốn"),
            ),
            ("Allocate it today?", "Phân bổ hôm nay?"),
        ));
    }
    let memo = &report.position.memo;
    if memo.committed.is_positive() {
        let sum = amount(memo.committed, language);
        list.push(decision(
            (format!("{sum} đồng are approved and not disbursed"), format!("Đã duyệt, chưa giải ngân {sum} đồng")),
            ("Disburse, or cancel?", "Giải ngân hay hủy?"),
        ));
    }
    let cap = Balance::from(audited.books.charter().loan.cap_per_member);
    if let Some(loans) = whole_parts(memo.free_to_lend, cap).filter(|loans| *loans > 0) {
        let sum = amount(memo.free_to_lend, language);
        let cap = amount(cap, language);
        list.push(decision(
            (
                format!("{sum} đồng are free to lend: {loans} loan(s) of {cap}"),
                format!("Có thể cho vay ngay {sum} đồng: {loans} món {cap}"),
            ),
            ("Who is on the list of borrowers?", "Duyệt danh sách vay?"),
        ));
    }
}

fn of_the_month(list: &mut Vec<Decision>, audited: &AuditedBooks, report: &MonthReport, language: Language) {
    if report.position.sources.carried_in != Balance::ZERO {
        let sum = amount(report.position.sources.carried_in, language);
        list.push(decision(
            (
                format!("Balances carried in do not add up: {sum} đồng"),
                format!("Số dư mang sang chưa cân đối: {sum} đồng"),
            ),
            ("Who completes them?", "Ai ghi tiếp số còn lại?"),
        ));
    }
    if audited.books.charter().membership.is_some() && report.activity.is_empty() {
        list.push(decision(
            ("No activity is reported this month".to_owned(), "Tháng này chưa báo cáo hoạt động".to_owned()),
            ("Who reports attendance, volunteers and visits?", "Ai báo cáo số dự họp, tình nguyện viên, lượt thăm?"),
        ));
    }
    if report.closed_through.is_none_or(|closed| closed < report.month.last_day()) {
        list.push(decision(
            ("The month is not closed".to_owned(), "Tháng này chưa khóa sổ".to_owned()),
            ("Does the meeting sign it off?", "Cuộc họp thông qua và khóa sổ?"),
        ));
    }
}
