//! The codes of observations, each with its title, the question to ask and its source, in one table.

use crate::catalogue::codes;

codes! {
    /// The stable code of an observation. Its remedy is a question to ask, to which there is a harmless answer.
    ObservationCode, in this order: "numbers of documents, receipts, corrections, loans, funds, months";
    NumberGap "number-gap",
        "numbers of documents are not in the books" / "sổ không có số chứng từ",
        "Can we see these documents, spoiled ones too?" / "Có thể cho xem các chứng từ đó, kể cả chứng từ hỏng, không?",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    NumberDouble "number-double",
        "documents have the same number" / "các chứng từ mang cùng một số",
        "Can we lay these documents side by side?" / "Có thể đặt các chứng từ này cạnh nhau để so không?",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    NumberOrder "number-order",
        "documents with lower numbers have later dates" / "chứng từ số nhỏ hơn nhưng ngày sau",
        "Are the dates on the documents those of the books?" / "Ngày trên chứng từ có đúng là ngày ghi sổ không?",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    NumberStrange "number-strange",
        "many documents have no number of a series" / "nhiều chứng từ không đánh số theo thứ tự",
        "How does the club know that no document is missing?" / "CLB làm sao biết không thiếu chứng từ nào?",
        "Law on Accounting 88/2015/QH13, article 16: a voucher has its number";
    ReceiptTwice "receipt-twice",
        "two receipts say the same" / "phiếu thu giống nhau",
        "Did the money come twice?" / "Tiền có thu hai lần thật không?",
        "ISA 240 (VSA 240), entries that are alike";
    ReceiptsRound "receipts-round",
        "many repayments are round sums" / "nhiều lần trả nợ là số tròn",
        "Do the members' passbooks show the same sums?" / "Sổ vay của thành viên có ghi đúng các số này không?",
        "ISA 240 (VSA 240), round sums";
    ReceiptsAlike "receipts-alike",
        "unlike loans were repaid with like sums on one day" / "các khoản vay khác nhau trả cùng một số tiền trong một ngày",
        "Do the members' passbooks show the same sums?" / "Sổ vay của thành viên có ghi đúng các số này không?",
        "ISA 240 (VSA 240), like sums";
    ReversedLate "reversed-late",
        "a record was reversed long after it was booked" / "bút toán được đảo sau thời gian dài",
        "What showed after this time that the record was wrong? Can we see both documents?" / "Sau thời gian đó vì sao mới biết ghi nhầm? Có thể cho xem cả hai chứng từ không?",
        "ISA 240 (VSA 240), entries late in the period or after it";
    MovedInTime "moved-in-time",
        "a repayment or disbursal was reversed and booked again with another date" / "trả nợ hoặc giải ngân được đảo rồi ghi lại ngày khác",
        "On which day did the money change hands, by the document and by the member?" / "Theo chứng từ và theo thành viên, tiền được giao ngày nào?",
        "ISA 240 (VSA 240), cut-off at the end of a period";
    GoneAfterMonthEnd "gone-after-month-end",
        "what lowered arrears before the end of a month was reversed after it" / "bút toán giảm nợ quá hạn trước cuối tháng bị đảo sau cuối tháng",
        "What did the member do on that day? Which arrears did the month's report show?" / "Hôm đó thành viên đã làm gì? Báo cáo tháng ghi nợ quá hạn bao nhiêu?",
        "ISA 240 (VSA 240), entries late in the period or after it";
    LentAgain "lent-again",
        "a member repaid and soon borrowed again" / "thành viên trả nợ rồi vay lại ngay",
        "Where did the money for the repayment come from?" / "Thành viên lấy tiền ở đâu để trả nợ?",
        "practice in microfinance: whether a loan was repaid or renewed";
    NewForOld "new-for-old",
        "much of the lending renews loans just settled" / "phần lớn cho vay là vay lại ngay sau khi tất toán",
        "Could these members repay without the new loan? Who else waits for a loan?" / "Nếu không được vay tiếp, các thành viên này có trả được không? Còn ai đang chờ vay?",
        "practice in microfinance: evergreening";
    SettledByAnother "settled-by-another",
        "a late loan was settled on the day another member was lent to" / "khoản quá hạn được trả hết đúng ngày thành viên khác vay",
        "Who brought the money, and does the new borrower have the loan?" / "Ai mang tiền đến trả, và người vay mới có thực nhận tiền không?",
        "practice in microfinance: loans through another member";
    PassedBetween "passed-between",
        "a loan goes to and fro between two members" / "khoản vay chuyển qua lại giữa hai thành viên",
        "Who uses the money, and who else waits for a loan?" / "Ai thực sự dùng tiền, và còn ai đang chờ vay?",
        "practice in microfinance: loans through another member";
    MinuteLarge "minute-large",
        "minutes passed far more than the others" / "một biên bản duyệt nhiều hơn hẳn các biên bản khác",
        "Can we read the minutes and the list of those present?" / "Có thể cho xem biên bản và danh sách người dự họp không?",
        "ISA 520 (VSA 520), analytical procedures";
    NotDisbursed "not-disbursed",
        "a loan was passed and not paid out" / "khoản vay đã duyệt nhưng chưa giải ngân",
        "Is the loan still wanted? If not, will the meeting cancel it?" / "Còn nhu cầu vay không? Nếu không thì cuộc họp có hủy không?",
        "books format 1, section 5, loan_cancelled";
    DisbursedLate "disbursed-late",
        "a loan was paid out long after it was passed" / "khoản vay được giải ngân rất lâu sau khi duyệt",
        "Why did it take so long, and did the member get the money on that day?" / "Vì sao chậm như vậy, và thành viên có nhận tiền đúng ngày đó không?",
        "practice in microfinance: loans that exist on paper only";
    ConfirmedLate "confirmed-late",
        "loans were paid out long before anyone confirmed them" / "khoản vay giải ngân đã lâu mới được xác nhận",
        "Who has seen these members and their passbooks, and can we ask them now?" / "Ai đã gặp các thành viên này và xem sổ vay của họ, và có thể hỏi họ ngay không?",
        "ISA 505 (VSA 505), external confirmations";
    SettledWithoutInterest "settled-without-interest",
        "a loan was settled soon, without interest" / "khoản vay tất toán sớm, không có lãi",
        "Does the member know of the loan, and was no interest paid?" / "Thành viên có biết khoản vay này không, và có đúng là không trả lãi?",
        "practice in microfinance: capital used between two counts";
    RateUnlike "rate-unlike",
        "a loan has another rate than nearly all" / "khoản vay có lãi suất khác hầu hết các khoản",
        "Why this rate, and what does the member pay in all?" / "Vì sao có lãi suất này, và thành viên trả tất cả bao nhiêu?",
        "ISA 520 (VSA 520), analytical procedures";
    LentFree "lent-free",
        "loans bear no interest and the club has other income" / "cho vay không lãi trong khi CLB có thu khác",
        "Do these members pay anything for their loans, and where is it booked?" / "Các thành viên này có trả gì cho khoản vay không, và ghi sổ ở đâu?",
        "charter, interest.to_income_growth";
    FlatOverCeiling "flat-over-ceiling",
        "flat interest costs more than the ceiling on what is outstanding" / "lãi phẳng tính trên dư nợ thực vượt trần",
        "Does the member know what the loan costs in all?" / "Thành viên có biết tổng chi phí khoản vay không?",
        "Civil Code 2015, article 468: 20 % a year; charter, loan.rate_ceiling";
    WrittenOffSoon "written-off-soon",
        "a loan was written off soon after it was paid out" / "khoản vay bị xóa sổ sớm sau khi giải ngân",
        "What happened to the member, and what was done to recover the loan?" / "Thành viên gặp chuyện gì, và đã làm gì để thu hồi?",
        "practice in microfinance: write-offs of loans that were not lent";
    MembersAlike "members-alike",
        "members have the same name and year of birth" / "các thành viên trùng họ tên và năm sinh",
        "Are they two people? Can we meet both?" / "Đây có phải hai người không? Có thể gặp cả hai không?",
        "charter, loan.open_loans_per_member";
    ReturnedBeyondGifts "returned-beyond-gifts",
        "more capital was returned than was given" / "vốn trả lại nhiều hơn số đã góp",
        "By which decision did the receiver get this money, and what had been given?" / "Người nhận được trả theo quyết định nào, và trước đây đã góp bao nhiêu?",
        "books format 1, section 4: capital is not spent";
    CharterLoosened "charter-loosened",
        "the charter was loosened and tightened again" / "quy chế được nới rồi siết lại",
        "Why was the charter changed, and for whose loans?" / "Vì sao sửa quy chế, và cho khoản vay của ai?",
        "charter; ISA 240 (VSA 240), override of controls";
    InterestWaived "interest-waived",
        "most of the interest is waived" / "phần lớn tiền lãi được miễn",
        "Do the members know that their interest was waived, and did they pay none?" / "Các thành viên có biết được miễn lãi, và có đúng là không trả?",
        "ISA 240 (VSA 240), income that is not booked";
    ReceivedBesideWaiver "received-beside-waiver",
        "money of the amount of a waiver was received" / "thu một khoản đúng bằng số lãi được miễn",
        "Who paid this money, and for what?" / "Ai nộp khoản tiền này, và nộp cho việc gì?",
        "charter, interest.to_income_growth";
    InterestWaits "interest-waits",
        "interest waits to be allocated" / "tiền lãi chờ phân bổ lâu",
        "When does the meeting allocate the interest, and where is the money?" / "Khi nào cuộc họp phân bổ tiền lãi, và tiền đang ở đâu?",
        "charter, interest.allocated";
    ForgivenSoon "forgiven-soon",
        "a borrowing was forgiven soon" / "khoản CLB vay được cho luôn sớm",
        "Was it a loan or a gift, and can the lender confirm it?" / "Đây là tiền vay hay tiền ủng hộ, và người cho vay có xác nhận không?",
        "books format 1, section 5, borrowing_forgiven";
    IncomeAfterLoss "income-after-loss",
        "other income follows a loss on capital" / "có thu khác ngay sau khi nguồn vốn chịu tổn thất",
        "Does this income come from what was lost? Then it belongs to the capital." / "Khoản thu này có phải từ phần đã mất không? Nếu có thì thuộc nguồn vốn.",
        "books format 1, section 6: what is recovered goes where the loss was";
    SpentWithoutPayee "spent-without-payee",
        "large payments do not name the payee" / "khoản chi lớn không ghi người nhận",
        "Who was paid, and can we see the receipts?" / "Đã trả cho ai, và có thể cho xem hóa đơn không?",
        "Law on Accounting 88/2015/QH13, article 16: a voucher names who gives and who receives";
    SpentUnevidenced "spent-unevidenced",
        "large payments have no evidence" / "khoản chi lớn không có chứng cứ kèm theo",
        "Can we see the receipts and what was bought?" / "Có thể cho xem hóa đơn và vật đã mua không?",
        "Law on Accounting 88/2015/QH13, article 16; books format 1, section 2, evidence";
    AdvanceUnaccounted "advance-unaccounted",
        "an advance is not accounted for" / "tạm ứng chưa quyết toán",
        "What was the money spent on, and can we see the receipts?" / "Tiền đã chi vào việc gì, và có thể cho xem hóa đơn không?",
        "books format 1, section 5, advance_paid";
    ShortageReleased "shortage-released",
        "a keeper need not make a shortage good" / "người giữ quỹ được miễn bồi thường",
        "Who decided, was the keeper there, and why is the club to bear it?" / "Ai quyết định, người giữ quỹ có dự họp không, và vì sao CLB phải chịu?",
        "books format 1, section 5, shortage_released";
    ReceiptsLate "receipts-late",
        "many repayments are booked long after they were paid" / "nhiều khoản trả nợ ghi sổ chậm",
        "Who received the money, and where was it until it was booked?" / "Ai đã nhận tiền, và tiền ở đâu cho đến khi ghi sổ?",
        "ISA 240 (VSA 240), lapping";
    CountedByKeeper "counted-by-keeper",
        "the keeper of the money counts it or confirms loans" / "người giữ quỹ tự kiểm kê hoặc tự xác nhận nợ",
        "Can someone who neither keeps the box nor the books count and confirm?" / "Có thể để người không giữ quỹ, không giữ sổ kiểm kê và xác nhận không?",
        "ISA 315 (VSA 315), segregation of duties";
    LenderUnevidenced "lender-unevidenced",
        "a lender was repaid without evidence" / "trả nợ vay ngoài không có chứng cứ",
        "Can the lender confirm the repayment?" / "Người cho vay có xác nhận đã nhận không?",
        "ISA 505 (VSA 505), external confirmations";
    ReportMissing "report-missing",
        "there is no activity report" / "không có báo cáo hoạt động",
        "Can we see the minutes of these months' meetings?" / "Có thể cho xem biên bản họp các tháng này không?",
        "the Project: a club meets each month";
    CountMissing "count-missing",
        "the cash box was not counted" / "chưa kiểm kê quỹ",
        "Can we count the box now?" / "Có thể kiểm kê quỹ ngay bây giờ không?",
        "books format 1, section 9, uncounted";
    CountsApart "counts-apart",
        "the box and the bank were counted on different days" / "tiền mặt và tiền gửi được kiểm kê vào các ngày khác nhau",
        "Can the box be counted and the bank's balance be read on one day?" / "Có thể kiểm kê tiền mặt và đối chiếu số dư ngân hàng trong cùng một ngày không?",
        "ISA 501 (VSA 501), counts of cash at all places at once";
    ClosingMissing "closing-missing",
        "the books were not closed for months" / "nhiều tháng không khóa sổ",
        "Why were the books not closed, and what was booked since?" / "Vì sao không khóa sổ, và từ đó đã ghi thêm những gì?",
        "books format 1, section 5, period_closed";
    EmptiedBeforeCount "emptied-before-count",
        "the box was emptied into the bank on the day of its count" / "nộp gần hết tiền mặt vào ngân hàng đúng ngày kiểm kê",
        "Who decided the day, and can the box be counted without notice?" / "Ai chọn ngày kiểm kê, và có thể kiểm kê đột xuất không?",
        "ISA 240 (VSA 240), counts without notice";
}
