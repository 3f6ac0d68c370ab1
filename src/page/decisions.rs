//! The decisions that a meeting should take, derived from the state of the books.

use super::{AuditedBooks, amount, count, date, name_of};
use crate::account::{Fund, Place};
use crate::audit::WarningCode;
use crate::catalogue::Bilingual;
use crate::money::Balance;
use crate::report::{ActivityRow, MonthReport, RegisterRow};
use crate::rounding::div_floor;
use crate::table::{Label, Language};

/// The most names in one decision.
const MOST_NAMES: usize = 3;

/// Returns the activity of the month of the page. The records of the month may have a report of an earlier one instead, or as well.
pub(super) fn activity_of(report: &MonthReport) -> Option<&ActivityRow> {
    report.activity.iter().find(|row| row.month == report.month)
}

/// A matter for the meeting: its title, the facts, and the question to decide.
pub(super) struct Decision {
    pub(super) title: Bilingual,
    pub(super) facts: Label,
    pub(super) question: Bilingual,
}

/// Returns the decisions, the most urgent first.
pub(super) fn decisions(audited: &AuditedBooks, report: &MonthReport, language: Language) -> Vec<Decision> {
    let mut list = List { decisions: Vec::new(), audited, report, language };
    list.of_records();
    list.of_late_loans(
        91..=u32::MAX,
        ("More than 90 days late", "Quá hạn trên 90 ngày"),
        ("Reschedule, let another member take it over, or write it off?", "Gia hạn, chuyển người nhận nợ hay xóa sổ?"),
    );
    list.of_late_loans(
        31..=90,
        ("31 to 90 days late", "Quá hạn 31–90 ngày"),
        ("Who visits, and by when is it paid?", "Ai đến gặp, hẹn trả ngày nào?"),
    );
    list.of_money();
    list.of_funds();
    list.of_late_loans(1..=30, ("1 to 30 days late", "Quá hạn 1–30 ngày"), ("Who reminds them?", "Ai nhắc trả?"));
    list.of_the_month();
    list.decisions
}

/// The decisions so far, and the books and reports from which they are derived.
struct List<'a> {
    decisions: Vec<Decision>,
    audited: &'a AuditedBooks,
    report: &'a MonthReport,
    language: Language,
}

/// English and Vietnamese words.
type Words = (&'static str, &'static str);

impl List<'_> {
    fn add(&mut self, title: Words, facts: Label, question: Words) {
        let both = |(english, vietnamese)| Bilingual { english, vietnamese };
        self.decisions.push(Decision { title: both(title), facts, question: both(question) });
    }

    /// Adds a matter whose only fact is an amount.
    fn add_amount(&mut self, title: Words, sum: Balance, question: Words) {
        let facts = Label::same(format!("{} đồng", amount(sum, self.language)));
        self.add(title, facts, question);
    }

    /// Returns some names of members, each once.
    fn names<'m>(&self, members: impl Iterator<Item = &'m crate::name::MemberId>) -> String {
        let mut names: Vec<String> = Vec::new();
        for name in members.map(|member| name_of(&self.audited.books, member)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = if names.len() > MOST_NAMES { ", …" } else { "" };
        names.truncate(MOST_NAMES);
        format!("{}{more}", names.join(", "))
    }

    fn of_late_loans(&mut self, days: std::ops::RangeInclusive<u32>, title: Words, question: Words) {
        let late = self.report.late_loans.iter().filter(|row| days.contains(&row.days_past_due));
        let loans: Vec<&RegisterRow> = late.collect();
        if loans.is_empty() {
            return;
        }
        let due: Balance = loans.iter().map(|row| row.principal_due + row.interest_due).sum();
        let names = self.names(loans.iter().map(|row| &row.member));
        let (number, due) = (count(loans.len(), self.language), amount(due, self.language));
        let unit = if loans.len() == 1 { "loan" } else { "loans" };
        let facts = Label::new(
            format!("{number} {unit}, {due} đồng due ({names})"),
            format!("{number} món, phải trả {due} đồng ({names})"),
        );
        self.add(title, facts, question);
    }

    fn of_records(&mut self) {
        if let Some(error) = &self.audited.error {
            let facts = Label::new(format!("line {}", error.line), format!("dòng {}", error.line));
            self.add(
                ("The file cannot be read to its end", "Tệp sổ không đọc được đến hết"),
                facts,
                ("Who restores it from a copy?", "Ai khôi phục từ bản sao?"),
            );
        }
        let findings = self.audited.finding_count();
        if findings > 0 {
            self.add(
                ("Breaches of rules in the books", "Sổ có sai phạm"),
                Label::same(count(findings, self.language)),
                ("Who corrects the books, and by when?", "Ai sửa sổ, đến ngày nào?"),
            );
        }
    }

    fn of_money(&mut self) {
        let find: Words = (
            "Find the missing document, or book the shortage or surplus?",
            "Tìm chứng từ thiếu, hay ghi thiếu, thừa quỹ?",
        );
        let check = |place: Place| self.report.checks.iter().find(|check| check.place == place);
        let differs = |place: Place| check(place).map(|check| check.difference).filter(|off| *off != Balance::ZERO);
        let (cash, bank) = (differs(Place::Cash), differs(Place::Bank));
        let is_uncounted =
            check(Place::Cash).is_none() && self.audited.books.ledger().money(Place::Cash) != Balance::ZERO;
        if let Some(off) = cash {
            self.add_amount(("The cash box differs from the books by", "Kiểm kê tiền mặt lệch sổ"), off, find);
        }
        if let Some(off) = bank {
            self.add_amount(("The bank differs from the books by", "Tiền gửi ngân hàng lệch sổ"), off, find);
        }
        if is_uncounted {
            self.add_amount(
                ("The cash box was not counted this month, in the books", "Tháng này chưa kiểm kê tiền mặt, trên sổ"),
                self.report.position.assets.cash,
                ("Who counts it at this meeting?", "Ai kiểm kê ngay tại cuộc họp?"),
            );
        }
        if self.report.position.assets.shortages.is_positive() {
            self.add_amount(
                ("To be made good by keepers of the box", "Người giữ quỹ còn phải bồi thường"),
                self.report.position.assets.shortages,
                ("On which days do they pay?", "Bồi thường vào ngày nào?"),
            );
        }
        let open: Vec<_> = self.report.advances.rows.iter().filter(|row| row.amounts.closing.is_positive()).collect();
        if let Some(oldest) = open.iter().filter_map(|row| row.oldest_open).min() {
            let sum = amount(open.iter().map(|row| row.amounts.closing).sum(), self.language);
            let since = date(oldest, self.language);
            let names = self.names(open.iter().map(|row| &row.member));
            let facts = Label::new(
                format!("{sum} đồng, the oldest since {since} ({names})"),
                format!("{sum} đồng, lâu nhất từ {since} ({names})"),
            );
            self.add(
                ("Advances not accounted for", "Tạm ứng chưa quyết toán"),
                facts,
                ("By when are the receipts or the money brought?", "Nộp chứng từ hoặc hoàn tiền ngày nào?"),
            );
        }
    }

    fn of_funds(&mut self) {
        let books = &self.audited.books;
        let memo = self.report.position.memo;
        if self.audited.has_warning(WarningCode::GrantImpaired) {
            let missing = books.register().seed_grant_to_keep() - books.ledger().fund(Fund::SeedGrant);
            let question = ("Restore it out of the income-growth fund?", "Hoàn lại từ Quỹ tăng thu nhập?");
            self.add_amount(("The seed grant is short by", "Vốn ban đầu hụt"), missing, question);
        }
        if self.audited.has_warning(WarningCode::OperatingOverdrawn) {
            self.add_amount(
                ("The free operating fund is below zero", "Quỹ hoạt động đã chi quá số tự do"),
                books.ledger().free_operating(),
                ("Which spending stops?", "Ngừng khoản chi nào?"),
            );
        }
        let interest = self.report.position.sources.unallocated_interest;
        if interest.is_positive() {
            let capital = books.charter().interest.to_income_growth.ceil_of(interest);
            let [interest, capital] = [interest, capital].map(|sum| amount(sum, self.language));
            let facts = Label::new(
                format!("{interest} đồng, by the charter {capital} to capital"),
                format!("{interest} đồng, theo quy chế {capital} vào vốn"),
            );
            self.add(("Interest not allocated", "Lãi chưa phân bổ"), facts, ("Allocate it today?", "Phân bổ hôm nay?"));
        }
        if memo.committed.is_positive() {
            self.add_amount(
                ("Approved, not disbursed", "Đã duyệt, chưa giải ngân"),
                memo.committed,
                ("Disburse, or cancel?", "Giải ngân hay hủy?"),
            );
        }
        let cap = Balance::from(books.charter().loan.cap_per_member);
        if let Some(loans) = div_floor(memo.free_to_lend, cap).filter(|loans| *loans > 0) {
            let [free, cap] = [memo.free_to_lend, cap].map(|sum| amount(sum, self.language));
            let unit = if loans == 1 { "loan" } else { "loans" };
            let facts =
                Label::new(format!("{free} đồng, {loans} {unit} of {cap}"), format!("{free} đồng, {loans} món {cap}"));
            let question = ("Who is on the list of borrowers?", "Duyệt danh sách vay?");
            self.add(("Free to lend", "Có thể cho vay ngay"), facts, question);
        }
    }

    fn of_the_month(&mut self) {
        if self.report.position.sources.carried_in != Balance::ZERO {
            self.add_amount(
                ("Balances carried in do not add up", "Số dư mang sang chưa cân đối"),
                self.report.position.sources.carried_in,
                ("Who completes them?", "Ai ghi tiếp số còn lại?"),
            );
        }
        if self.audited.books.charter().membership.is_some() && activity_of(self.report).is_none() {
            self.add(
                ("No activity is reported this month", "Tháng này chưa báo cáo hoạt động"),
                Label::default(),
                ("Who reports attendance and visits?", "Ai báo cáo số dự họp và lượt thăm?"),
            );
        }
        if self.report.closed_through.is_none_or(|closed| closed < self.report.month.last_day()) {
            self.add(
                ("The month is not closed", "Tháng này chưa khóa sổ"),
                Label::default(),
                ("Does the meeting sign it off?", "Cuộc họp thông qua và khóa sổ?"),
            );
        }
    }
}
