//! The codes of what a review observes, and what an auditor does about each, in one table.

use crate::rules::codes;

codes! {
    /// The stable code of an observation.
    ObservationCode, in this order: "numbers of documents, receipts, corrections, lending, months";
    NumberGap "number-gap",
        "numbers of documents are not in the books" / "sổ không có số chứng từ",
        "ask for the documents, spoiled ones too" / "đề nghị cho xem các chứng từ đó, kể cả chứng từ hỏng",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    NumberDouble "number-double",
        "documents bear the same number" / "các chứng từ mang cùng một số",
        "lay the documents side by side" / "đặt các chứng từ cạnh nhau để so",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    NumberOrder "number-order",
        "documents with lower numbers have later dates" / "chứng từ số nhỏ hơn nhưng ngày sau",
        "compare the dates on the documents with those in the books" / "đối chiếu ngày trên chứng từ với ngày ghi sổ",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    ReceiptTwice "receipt-twice",
        "two receipts say the same" / "phiếu thu giống nhau",
        "see whether the money came twice" / "xem tiền có thu hai lần thật không",
        "ISA 240 (VSA 240), entries that are alike";
    ReceiptsRound "receipts-round",
        "many repayments are round sums" / "nhiều lần trả nợ là số tròn",
        "compare with the members' passbooks" / "đối chiếu với sổ vay của thành viên",
        "ISA 240 (VSA 240), round sums";
    ReceiptsAlike "receipts-alike",
        "unlike loans were repaid with like sums on one day" / "các khoản vay khác nhau trả cùng một số tiền trong một ngày",
        "compare with the members' passbooks" / "đối chiếu với sổ vay của thành viên",
        "ISA 240 (VSA 240), like sums";
    ReversedLate "reversed-late",
        "a record was taken back long after it was booked" / "bút toán được đảo sau thời gian dài",
        "read the reason and see both documents" / "đọc lý do và xem cả hai chứng từ",
        "ISA 240 (VSA 240), entries late in the period or after it";
    LentAgain "lent-again",
        "a member repaid and soon borrowed again" / "thành viên trả nợ rồi vay lại ngay",
        "ask the member where the money for the repayment came from" / "hỏi thành viên lấy tiền ở đâu để trả nợ",
        "practice in microfinance: whether a loan was repaid or renewed";
    MinuteLarge "minute-large",
        "one minute passed far more than the others" / "một biên bản duyệt nhiều hơn hẳn các biên bản khác",
        "read the minute and its list of those present" / "đọc biên bản và danh sách người dự họp",
        "ISA 520 (VSA 520), analytical procedures";
    NotDisbursed "not-disbursed",
        "a loan was passed and not paid out" / "khoản vay đã duyệt nhưng chưa giải ngân",
        "ask whether it is still wanted, and let the meeting cancel it if not" / "hỏi còn nhu cầu vay không, nếu không thì cuộc họp hủy",
        "books format 1, section 5, loan_cancelled";
    ReportMissing "report-missing",
        "there is no activity report" / "không có báo cáo hoạt động",
        "ask for the minutes of the meetings" / "đề nghị cho xem biên bản họp",
        "the Project: a club meets each month";
    CountMissing "count-missing",
        "the cash box was not counted" / "chưa kiểm kê quỹ",
        "count the box now" / "kiểm kê quỹ ngay",
        "books format 1, section 9, uncounted";
}
