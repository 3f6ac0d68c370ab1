//! The codes of warnings, each with its explanation and its remedy.

use crate::catalogue::codes;

codes! {
    /// The stable code of a warning.
    WarningCode, in this order: "those of one record, then those of the books as a whole";
    AttendanceLow "attendance-low",
        "fewer members were at the meeting than the charter asks" / "thành viên dự họp ít hơn quy chế yêu cầu",
        "ask the absent what keeps them away" / "hỏi thành viên vắng họp lý do",
        "charter, membership.attendance";
    VolunteersFew "volunteers-few",
        "there are fewer volunteers than the charter asks" / "tình nguyện viên ít hơn quy chế yêu cầu",
        "look for volunteers at the next meeting" / "vận động thêm tình nguyện viên ở cuộc họp tới",
        "charter, membership.volunteers";
    CaredForFew "cared-for-few",
        "fewer people are cared for at home than the charter asks" / "số người được chăm sóc tại nhà ít hơn quy chế yêu cầu",
        "ask the village who needs care" / "hỏi thôn ai cần được chăm sóc",
        "charter, membership.cared_for";
    VisitsFew "visits-few",
        "fewer visits were made than so many volunteers should make in the month" / "số lượt thăm trong tháng ít so với số tình nguyện viên",
        "compare with the volunteers' notebooks" / "đối chiếu với sổ của tình nguyện viên",
        "charter, membership.visits_per_week";
    Rescheduled "rescheduled",
        "a loan was rescheduled, which is shown, not hidden" / "khoản vay được gia hạn, phải nêu rõ, không giấu",
        "read the minutes, and ask whether the loan can be repaid" / "đọc biên bản và hỏi khả năng trả nợ",
        "practice in microfinance: a rescheduled loan is at risk";
    InterestWaived "interest-waived",
        "the meeting waived interest" / "cuộc họp miễn lãi",
        "read the minutes, and ask the borrower" / "đọc biên bản và hỏi người vay",
        "books format 1, section 9";
    LoanAssumed "loan-assumed",
        "another member took a debt over" / "thành viên khác nhận nợ thay",
        "ask the new debtor whether the debt is acknowledged" / "hỏi người nhận nợ có thừa nhận khoản nợ không",
        "books format 1, section 9";
    BookedLate "booked-late",
        "money was booked after the day on which it was paid" / "tiền được ghi sổ sau ngày trả",
        "compare the receipt with the payer's copy" / "đối chiếu phiếu với liên của người nộp",
        "books format 1, section 9";
    BookedLateUnevidenced "booked-late-unevidenced",
        "money was booked late, without a scanned document" / "tiền ghi sổ muộn, không kèm ảnh chứng từ",
        "ask for the document of that day" / "yêu cầu chứng từ của ngày đó",
        "books format 1, section 9";
    CountDiffers "count-differs",
        "a count differs from the books" / "kiểm kê lệch với sổ",
        "find the missing document, or book the shortage or surplus" / "tìm chứng từ còn thiếu, hoặc ghi thiếu, thừa quỹ",
        "books format 1, section 9";
    ConfirmationDiffers "confirmation-differs",
        "a borrower confirms another amount than the books have" / "người vay xác nhận số nợ khác với sổ",
        "compare the borrower's receipts with the loan card" / "đối chiếu phiếu thu của người vay với thẻ vay",
        "books format 1, section 9";
    MonthAhead "month-ahead",
        "activity was reported before its month came" / "báo cáo hoạt động của tháng chưa đến",
        "ask what was reported" / "hỏi lại nội dung báo cáo",
        "books format 1, section 9";
    CharterAmended "charter-amended",
        "the charter was amended" / "quy chế được sửa đổi",
        "read the minutes, and compare both charters" / "đọc biên bản và so hai quy chế",
        "books format 1, section 9";
    SeedGrantReturned "seed-grant-returned",
        "seed grant was returned" / "vốn ban đầu được hoàn trả",
        "ask the giver to confirm the amount" / "đề nghị bên cấp vốn xác nhận số tiền",
        "books format 1, section 9";
    BorrowingForgiven "borrowing-forgiven",
        "a lender forgave a debt of the club" / "người cho vay xóa nợ cho CLB",
        "ask the lender to confirm it" / "đề nghị người cho vay xác nhận",
        "books format 1, section 9";
    WrittenOff "written-off",
        "a loan was written off" / "khoản vay được xóa sổ",
        "read the minutes, and ask the borrower" / "đọc biên bản và hỏi người vay",
        "books format 1, section 9";
    CapitalHandedOver "capital-handed-over",
        "capital was handed over to another keeper" / "vốn được bàn giao cho nơi khác",
        "ask the receiver to confirm the amount" / "đề nghị bên nhận xác nhận số tiền",
        "books format 1, section 9";
    SurplusFound "surplus-found",
        "more money was found than the books have" / "tiền thực tế thừa so với sổ",
        "look for a receipt that was not booked" / "tìm phiếu thu chưa ghi sổ",
        "books format 1, section 9";
    ShortageFound "shortage-found",
        "less money was found than the books have" / "tiền thực tế thiếu so với sổ",
        "read the minutes, and count again" / "đọc biên bản và kiểm kê lại",
        "books format 1, section 9";
    ShortageReleased "shortage-released",
        "a keeper was released from making a shortage good" / "người giữ quỹ được miễn bồi thường",
        "read the minutes: did the keeper vote?" / "đọc biên bản: người giữ quỹ có biểu quyết không?",
        "books format 1, section 9";
    ShortageOnCapital "shortage-on-capital",
        "loan capital bears a shortage" / "vốn cho vay chịu khoản thiếu quỹ",
        "ask why the keeper or the operating fund does not bear it" / "hỏi vì sao người giữ quỹ hoặc Quỹ CLB không chịu",
        "books format 1, section 9";
    Reversed "reversed",
        "a record was reversed: a correction is shown, not hidden" / "bút toán bị đảo: sửa sai phải nêu rõ",
        "read the reason, and compare both documents" / "đọc lý do và so hai chứng từ",
        "books format 1, section 9";
    ReversedClosed "reversed-closed",
        "a record of a closed period was reversed" / "bút toán của kỳ đã khóa sổ bị đảo",
        "ask who approved it, and correct the report of that period" / "hỏi ai cho phép, và sửa báo cáo kỳ đó",
        "books format 1, section 9";
    CarriedInLate "carried-in-late",
        "balances were carried in after money had moved" / "số dư mang sang ghi sau khi đã có thu chi",
        "ask whether another club was taken over" / "hỏi có phải do nhận sáp nhập CLB khác",
        "books format 1, section 9";
    CarriedInUnevidenced "carried-in-unevidenced",
        "balances were carried in without a scanned document" / "số dư mang sang không kèm ảnh chứng từ",
        "ask for the last page of the earlier books" / "yêu cầu trang cuối của sổ cũ",
        "books format 1, section 9";
    MembersOutOfBand "members-out-of-band",
        "the club has fewer or more members than the charter asks" / "số thành viên ngoài mức quy chế yêu cầu",
        "admit members, or found a second club" / "kết nạp thêm thành viên hoặc lập câu lạc bộ thứ hai",
        "charter, membership.members";
    OverCap "over-cap",
        "a member owes more, or has more open loans, than the charter allows" / "thành viên nợ quá mức hoặc quá số khoản vay quy chế cho phép",
        "lend no more to that member until it is repaid" / "không cho vay thêm cho đến khi trả bớt",
        "charter, loan.cap_per_member and open_loans_per_member";
    LeftOwing "left-owing",
        "a person who left, or never joined, still owes" / "người đã ra hoặc chưa từng vào CLB còn nợ",
        "see the heirs or the guarantor, or write the debt off" / "gặp người thừa kế hoặc người bảo lãnh, hoặc xóa sổ",
        "books format 1, section 9";
    Overdue90 "overdue-90",
        "a loan is more than 90 days past due" / "có khoản vay quá hạn trên 90 ngày",
        "visit the borrower; reschedule, let it be assumed, or write it off" / "gặp người vay; gia hạn, chuyển người nhận nợ hoặc xóa sổ",
        "books format 1, section 9";
    InterestOverpaid "interest-overpaid",
        "more interest was paid on a loan than was charged" / "có khoản vay trả thừa lãi",
        "return it, or set it off against the next month" / "trả lại, hoặc trừ vào tháng sau",
        "books format 1, section 9";
    AdvanceOpen "advance-open",
        "an advance is not accounted for" / "có khoản tạm ứng chưa quyết toán",
        "ask for the receipts, or the money" / "yêu cầu chứng từ hoặc hoàn tiền",
        "books format 1, section 9";
    ShortageOpen "shortage-open",
        "a keeper has a shortage to make good" / "người giữ quỹ còn phải bồi thường thiếu quỹ",
        "agree on the days of payment" / "thỏa thuận ngày bồi thường",
        "books format 1, section 9";
    OperatingOverdrawn "operating-overdrawn",
        "the free operating fund is below zero" / "số dư tự do của Quỹ CLB âm",
        "stop spending until income covers it" / "ngừng chi cho đến khi đủ nguồn thu",
        "books format 1, section 9";
    Unconfirmed "unconfirmed",
        "a loan carried in was not confirmed by its borrower" / "khoản vay mang sang chưa được người vay xác nhận",
        "let someone other than the treasurer ask the borrower" / "cử người không phải thủ quỹ hỏi người vay",
        "books format 1, section 9";
    GrantImpaired "grant-impaired",
        "the seed grant holds less than was received and not returned" / "vốn ban đầu bị hao hụt so với số đã nhận",
        "restore it out of the income-growth fund" / "hoàn lại từ Quỹ tăng thu nhập",
        "books format 1, section 9";
    CarryInUnfinished "carry-in-unfinished",
        "balances carried in are not complete" / "số dư mang sang chưa cân đối",
        "carry in the rest" / "ghi tiếp số dư còn lại",
        "books format 1, section 9";
    Uncounted "uncounted",
        "the cash box was not counted and found right in the 31 days before the last record" / "chưa kiểm kê quỹ trong 31 ngày trước bút toán cuối",
        "count the box now" / "kiểm kê quỹ ngay",
        "books format 1, section 9";
    BankUncounted "bank-uncounted",
        "the bank's balance was not read in the 31 days before the last record" / "chưa đối chiếu số dư ngân hàng trong 31 ngày trước bút toán cuối",
        "compare with the bank's statement now" / "đối chiếu với sao kê ngân hàng ngay",
        "books format 1, section 9";
}
