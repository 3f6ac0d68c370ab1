//! Warnings: what the Project asks of a club, and what an auditor would look at. A warning never refuses.

use chrono::Days;

use crate::account::Place;
use crate::books::Books;
use crate::charter::MembershipRules;
use crate::event::{ActivityReported, Event};
use crate::rules::codes;

/// How many days before the last record the box has to have been counted.
const COUNTED_WITHIN_DAYS: u64 = 31;

codes! {
    /// The stable code of a warning.
    WarningCode, in this order: "of a report of activity, of a loan, of the books as a whole";
    AttendanceLow "attendance-low",
        "fewer members were at the meeting than the charter asks" / "thành viên dự họp ít hơn điều lệ yêu cầu",
        "ask the absent what keeps them away" / "hỏi thành viên vắng họp lý do",
        "charter, membership.attendance";
    VolunteersFew "volunteers-few",
        "there are fewer volunteers than the charter asks" / "tình nguyện viên ít hơn điều lệ yêu cầu",
        "look for volunteers at the next meeting" / "vận động thêm tình nguyện viên ở cuộc họp tới",
        "charter, membership.volunteers";
    CaredForFew "cared-for-few",
        "fewer people are cared for at home than the charter asks" / "số người được chăm sóc tại nhà ít hơn điều lệ yêu cầu",
        "ask the village who needs care" / "hỏi thôn ai cần được chăm sóc",
        "charter, membership.cared_for";
    VisitsFew "visits-few",
        "fewer visits were made than so many volunteers should make in the month" / "số lượt thăm trong tháng ít so với số tình nguyện viên",
        "compare with the volunteers' notebooks" / "đối chiếu với sổ của tình nguyện viên",
        "charter, membership.visits_per_week";
    Rescheduled "rescheduled",
        "a loan was rescheduled, which is shown, not hidden" / "khoản vay được gia hạn, phải nêu rõ, không giấu",
        "read the minute, and ask whether the loan can be repaid" / "đọc biên bản và hỏi khả năng trả nợ",
        "practice in microfinance: a rescheduled loan is at risk";
    MembersOutOfBand "members-out-of-band",
        "the club has fewer or more members than the charter asks" / "số thành viên ngoài mức điều lệ yêu cầu",
        "admit members, or found a second club" / "kết nạp thêm thành viên hoặc lập câu lạc bộ thứ hai",
        "charter, membership.members";
    Uncounted "uncounted",
        "the cash box was not counted in the 31 days before the last record" / "chưa kiểm kê quỹ trong 31 ngày trước bút toán cuối",
        "count the box now" / "kiểm kê quỹ ngay",
        "books format 1, section 9";
}

/// What one event gives cause to warn of.
pub(super) fn of_event(event: &Event, rules: Option<&MembershipRules>) -> Vec<WarningCode> {
    match (event, rules) {
        (Event::ActivityReported(activity), Some(rules)) => of_activity(activity, rules),
        (Event::LoanRescheduled(_), _) => vec![WarningCode::Rescheduled],
        _ => Vec::new(),
    }
}

fn of_activity(activity: &ActivityReported, rules: &MembershipRules) -> Vec<WarningCode> {
    let visits = u64::from(activity.visits.get()).saturating_mul(7);
    let asked = u64::from(activity.volunteers.get())
        .saturating_mul(rules.visits_per_week.get().into())
        .saturating_mul(activity.month.days().into());
    let checks = [
        (WarningCode::AttendanceLow, !activity.is_well_attended(rules)),
        (WarningCode::VolunteersFew, activity.volunteers < rules.volunteers),
        (WarningCode::CaredForFew, activity.cared_for < rules.cared_for),
        (WarningCode::VisitsFew, visits < asked),
    ];
    checks.into_iter().filter(|(_, is_missed)| *is_missed).map(|(code, _)| code).collect()
}

/// What the books as a whole give cause to warn of.
pub(super) fn at_the_end(books: &Books) -> Vec<WarningCode> {
    let mut codes = Vec::new();
    if let Some(rules) = &books.charter().membership {
        let (fewest, most) = rules.members;
        let members = books.register().members_present();
        if members < fewest.get() || members > most.get() {
            codes.push(WarningCode::MembersOutOfBand);
        }
    }
    if !is_counted(books) {
        codes.push(WarningCode::Uncounted);
    }
    codes
}

fn is_counted(books: &Books) -> bool {
    let Some(last) = books.records().last().map(|record| record.date) else { return false };
    let Some(first) = last.checked_sub_days(Days::new(COUNTED_WITHIN_DAYS)) else { return false };
    books.records().iter().any(|record| match &record.event {
        Event::MoneyCounted(count) => count.place == Place::Cash && first <= record.date && record.date <= last,
        _ => false,
    })
}
