//! The codes of the rules, and the events that may be booked in spite of each rule.

use crate::catalogue::codes;
use crate::event::EventKind;

codes! {
    /// The stable code of a rule.
    Code, in this order: "those of the books' specification in its order, then those that only a writer meets";
    SequenceGap "sequence-gap",
        "a record is missing or out of place" / "thiếu bút toán hoặc sai thứ tự",
        "find the missing lines in an older copy of the books" / "tìm các dòng còn thiếu trong bản sao sổ cũ hơn",
        "books format 1, section 2";
    ChainBroken "chain-broken",
        "the line before was changed, or this one does not follow it" / "dòng trước đã bị sửa, hoặc dòng này không nối tiếp dòng trước",
        "compare the line before this one with an older copy: a change there shows only here; compare the head with the monthly reports" / "đối chiếu dòng ngay trước dòng này với bản sao cũ: dòng bị sửa thì đến dòng sau mới lộ; đối chiếu mã đối chiếu sổ với báo cáo tháng",
        "books format 1, section 2";
    DuplicateId "duplicate-id",
        "the document number is used already" / "số phiếu đã được dùng",
        "look at the record of this number: the same document is booked already, another one needs its own number" / "xem bút toán mang số này: nếu cùng chứng từ thì đã ghi rồi, nếu khác thì cấp số riêng",
        "books format 1, section 2";
    DateOutOfOrder "date-out-of-order",
        "the date is before that of the record before" / "ngày ghi sổ lùi trước bút toán liền trước",
        "book a forgotten document on the day it is found" / "chứng từ bỏ sót thì ghi vào ngày phát hiện",
        "books format 1, section 2";
    PeriodClosed "period-closed",
        "the period is closed" / "kỳ kế toán đã khóa sổ",
        "book it in the open period, with a note" / "ghi vào kỳ đang mở, kèm ghi chú",
        "books format 1, section 5; the month's sign-off";
    UnknownRecord "unknown-record",
        "there is no such record to reverse" / "không có bút toán nào như vậy để đảo",
        "give the document number of the record to take back" / "ghi đúng số phiếu của bút toán cần đảo",
        "books format 1, section 8";
    Irreversible "irreversible",
        "the record cannot be reversed" / "bút toán không thể đảo",
        "reverse later records of the loan first, or book a correcting event" / "đảo các bút toán sau của khoản vay trước, hoặc ghi nghiệp vụ điều chỉnh",
        "books format 1, section 8";
    CarryInOpen "carry-in-open",
        "what is carried in from earlier books is not complete yet" / "số dư mang sang chưa cân đối",
        "carry in the rest first, until clearing:carried-in is zero" / "ghi tiếp số dư mang sang cho đến khi tài khoản 000 bằng 0",
        "books format 1, section 5, carrying in";
    CarryInInvalid "carry-in-invalid",
        "the figures carried in contradict each other" / "số liệu mang sang mâu thuẫn nhau",
        "compare them with the earlier books" / "đối chiếu với sổ cũ",
        "books format 1, section 8";
    MemberExists "member-exists",
        "is a member already" / "đã là thành viên",
        "use another name for another person" / "dùng mã khác cho người khác",
        "books format 1, section 8";
    NotAMember "not-a-member",
        "is not a member" / "không phải là thành viên",
        "let the person join first" / "kết nạp người này trước",
        "only members borrow, Bắc Ninh's project under Decision 1336/QĐ-TTg";
    MemberOwes "member-owes",
        "a member who leaves has an open loan, an advance or a shortage to make good" / "thành viên xin ra còn khoản vay, tạm ứng hoặc khoản thiếu quỹ chưa tất toán",
        "settle them first, or let another member assume the loan" / "tất toán trước, hoặc để thành viên khác nhận nợ thay",
        "books format 1, section 8";
    LoanExists "loan-exists",
        "the loan's name was used before" / "mã khoản vay đã được dùng",
        "give the loan a name of its own" / "đặt mã mới cho khoản vay",
        "books format 1, section 8";
    UnknownLoan "unknown-loan",
        "there is no such loan" / "không có khoản vay này",
        "check the loan's name, or book its approval first" / "kiểm tra mã khoản vay, hoặc ghi việc duyệt vay trước",
        "books format 1, section 8";
    LoanNotOpen "loan-not-open",
        "the loan is not in a state for this" / "khoản vay không ở trạng thái cho phép việc này",
        "look at what has become of the loan" / "xem lại tình trạng khoản vay",
        "books format 1, section 6";
    LoanCapExceeded "loan-cap-exceeded",
        "the member would owe more than the charter allows" / "thành viên sẽ nợ quá mức quy chế cho phép",
        "lend less, or wait for repayments" / "cho vay ít hơn, hoặc chờ thu nợ",
        "charter, loan.cap_per_member; in Bắc Ninh 8 million đồng a member";
    TooManyLoans "too-many-loans",
        "the member has as many open loans as the charter allows" / "thành viên đã có đủ số khoản vay quy chế cho phép",
        "let an open loan be settled first" / "tất toán một khoản vay trước",
        "charter, loan.open_loans_per_member";
    OwesWrittenOff "owes-written-off",
        "the member owes an amount written off" / "thành viên còn nợ khoản đã xóa sổ",
        "let it be recovered first, or amend the charter" / "thu hồi khoản đó trước, hoặc sửa quy chế",
        "charter, loan.lend_after_write_off";
    TermTooLong "term-too-long",
        "the term is not one the charter allows" / "thời hạn vay ngoài quy chế",
        "agree on a shorter term, of at least one month" / "thỏa thuận thời hạn ngắn hơn, ít nhất một tháng",
        "charter, loan.max_months";
    RateOverCeiling "rate-over-ceiling",
        "the rate is over the ceiling" / "lãi suất vượt trần",
        "agree on a lower rate" / "thỏa thuận lãi suất thấp hơn",
        "charter, loan.rate_ceiling; Civil Code 2015, article 468: 20 % a year";
    PaidOnInvalid "paid-on-invalid",
        "the day of payment is after the record, or before the loan began" / "ngày trả sau ngày ghi sổ, hoặc trước khi khoản vay bắt đầu",
        "check the day on the receipt" / "kiểm tra ngày trên phiếu",
        "books format 1, section 8";
    PrincipalOverOutstanding "principal-over-outstanding",
        "more principal than is outstanding" / "trả gốc nhiều hơn dư nợ",
        "give the rest back, or book it as a donation" / "trả lại phần thừa, hoặc ghi là tiền ủng hộ",
        "books format 1, section 8";
    InterestOverAccrued "interest-over-accrued",
        "more interest than is accrued" / "lãi nhiều hơn số phải thu",
        "give the rest back, or book it as a donation" / "trả lại phần thừa, hoặc ghi là tiền ủng hộ",
        "books format 1, section 6";
    InterestUnpaid "interest-unpaid",
        "principal is taken while interest due is unpaid" / "thu gốc khi lãi đến hạn chưa trả đủ",
        "take the interest due first" / "thu lãi đến hạn trước",
        "charter, loan.interest_first";
    NothingReceived "nothing-received",
        "neither principal nor interest" / "không có gốc cũng không có lãi",
        "book what was paid" / "ghi số tiền thực thu",
        "books format 1, section 8";
    NothingToAllocate "nothing-to-allocate",
        "no interest waits to be allocated" / "không có lãi chờ phân bổ",
        "allocate after interest was received" / "phân bổ sau khi thu được lãi",
        "books format 1, section 7";
    OverRecovered "over-recovered",
        "more than is recoverable" / "thu hồi nhiều hơn số còn phải thu",
        "give the rest back, or book it as a donation" / "trả lại phần thừa, hoặc ghi là tiền ủng hộ",
        "books format 1, section 6";
    CapitalExhausted "capital-exhausted",
        "more than the capital that can bear it" / "vượt quá nguồn vốn có thể chịu",
        "check the amount; a club without capital has to be closed" / "kiểm tra số tiền; hết vốn thì phải giải thể",
        "books format 1, section 5";
    GrantShort "grant-short",
        "capital is handed over while the seed grant is not whole" / "bàn giao vốn khi vốn ban đầu còn thiếu",
        "restore the seed grant first" / "hoàn lại vốn ban đầu trước",
        "books format 1, section 8";
    OverRestored "over-restored",
        "the seed grant would hold more than was received and not returned" / "vốn ban đầu sẽ vượt số đã nhận trừ số đã hoàn trả",
        "restore only what is missing" / "chỉ hoàn lại phần còn thiếu",
        "books format 1, section 8";
    SeedGrantExceeded "seed-grant-exceeded",
        "more seed grant than there is, or than the charter names" / "vốn ban đầu vượt mức trong quy chế hoặc vượt số hiện có",
        "book a further gift as a donation, or amend the charter" / "ghi khoản thêm là tiền ủng hộ, hoặc sửa quy chế",
        "charter, seed_grant; in Bắc Ninh 100 million đồng a club";
    OverRepaid "over-repaid",
        "more than the lender is owed" / "nhiều hơn số còn nợ người cho vay",
        "check the lender and the amount" / "kiểm tra người cho vay và số tiền",
        "books format 1, section 8";
    AdvanceExceeded "advance-exceeded",
        "more than the member's advance" / "vượt quá số tạm ứng của thành viên",
        "check the amount; book the rest as operating_spent" / "kiểm tra số tiền; phần vượt ghi là chi hoạt động",
        "books format 1, section 8";
    ShortageExceeded "shortage-exceeded",
        "more than the keeper has to make good" / "vượt quá số thiếu quỹ phải bồi thường",
        "check the keeper and the amount" / "kiểm tra người giữ quỹ và số tiền",
        "books format 1, section 8";
    LendableExceeded "lendable-exceeded",
        "more than there is to lend" / "vượt quá nguồn vốn cho vay",
        "wait for repayments" / "chờ thu nợ",
        "books format 1, section 4: the operating fund is not lent";
    OperatingExceeded "operating-exceeded",
        "more than the operating fund has free" / "vượt quá số dư tự do của Quỹ CLB",
        "spend less, or find income first" / "chi ít hơn, hoặc vận động nguồn thu trước",
        "books format 1, section 4: capital is not spent";
    Overdraft "overdraft",
        "more money than is there" / "chi quá số tiền hiện có",
        "withdraw or deposit first, or check the place" / "rút hoặc nộp tiền trước, hoặc kiểm tra nơi giữ tiền",
        "books format 1, section 8";
    DespiteNeedless "despite-needless",
        "`despite` names a code that the record does not break, may not break, names twice or out of order" / "mục despite nêu mã không vi phạm, không được phép nêu, nêu hai lần hoặc sai thứ tự",
        "leave that code out" / "bỏ mã đó ra",
        "books format 1, section 8, in spite of a rule";
    EntryMismatch "entry-mismatch",
        "the entry is not the one its event gives" / "định khoản không đúng với nghiệp vụ",
        "compare the line with an older copy; if it was not changed, reverse the record and book it again"
            / "đối chiếu dòng này với bản cũ; nếu không bị sửa thì đảo bút toán và ghi lại",
        "books format 1, section 5";
    DateInFuture "date-in-future",
        "the date is after today" / "ngày ghi sổ sau hôm nay",
        "book it on its day" / "ghi vào đúng ngày",
        "books format 1, section 8; writers only";
    DateOutOfRange "date-out-of-range",
        "the date is outside the years of the books" / "ngày ngoài phạm vi ghi sổ",
        "give a date from 1900 to 2999" / "ghi ngày từ năm 1900 đến năm 2999",
        "books format 1, section 1; writers only";
    AmountOutOfRange "amount-out-of-range",
        "an amount of the entry does not fit into a transfer" / "số tiền của bút toán vượt giới hạn",
        "split the event, if it can be split" / "tách nghiệp vụ nếu có thể",
        "books format 1, section 1; writers only";
    BooksFull "books-full",
        "the books have as many records as the format allows" / "sổ đã đủ số bút toán tối đa",
        "open new books" / "mở sổ mới",
        "books format 1, section 1; writers only";
}

impl Code {
    /// Returns whether a file of books may name the code: it is in the table of the format, not one that only a writer gives.
    #[must_use]
    pub const fn is_of_the_format(self) -> bool {
        !matches!(self, Self::DateInFuture | Self::DateOutOfRange | Self::AmountOutOfRange | Self::BooksFull)
    }

    /// Returns whether an event of this kind may be booked in spite of the rule. A fact, which has happened, may break some rules; a
    /// decision may break none.
    #[must_use]
    pub fn may_be_broken_by(self, kind: EventKind) -> bool {
        despite(kind).contains(&self)
    }
}

/// Returns the codes in spite of which an event may be booked.
const fn despite(kind: EventKind) -> &'static [Code] {
    use Code::{
        CapitalExhausted, InterestOverAccrued, InterestUnpaid, LendableExceeded, MemberOwes, NotAMember,
        OperatingExceeded, Overdraft, SeedGrantExceeded,
    };
    match kind {
        EventKind::OperatingSpent => &[OperatingExceeded, Overdraft],
        EventKind::RepaymentReceived => &[InterestOverAccrued, InterestUnpaid],
        EventKind::SeedGrantReceived => &[SeedGrantExceeded],
        EventKind::DuesReceived => &[NotAMember],
        EventKind::MemberLeft => &[MemberOwes],
        EventKind::BorrowingRepaid => &[LendableExceeded, Overdraft],
        EventKind::LoanWrittenOff => &[CapitalExhausted],
        EventKind::CashDeposited | EventKind::CashWithdrawn => &[Overdraft],
        EventKind::ShortageFound | EventKind::Reversed => {
            &[CapitalExhausted, LendableExceeded, OperatingExceeded, Overdraft]
        }
        EventKind::FundsCarriedIn
        | EventKind::AdvanceCarriedIn
        | EventKind::ShortageCarriedIn
        | EventKind::BorrowingCarriedIn
        | EventKind::LoanCarriedIn
        | EventKind::WrittenOffCarriedIn => {
            &[CapitalExhausted, SeedGrantExceeded, LendableExceeded, OperatingExceeded, Overdraft]
        }
        EventKind::MemberJoined
        | EventKind::MemberAmended
        | EventKind::SeedGrantReturned
        | EventKind::SeedGrantRestored
        | EventKind::DonationReceived
        | EventKind::OtherIncomeReceived
        | EventKind::BorrowingReceived
        | EventKind::BorrowingForgiven
        | EventKind::LoanApproved
        | EventKind::LoanDisbursed
        | EventKind::LoanCancelled
        | EventKind::InterestAllocated
        | EventKind::InterestWaived
        | EventKind::LoanRescheduled
        | EventKind::LoanAssumed
        | EventKind::RecoveryReceived
        | EventKind::AdvancePaid
        | EventKind::AdvanceSpent
        | EventKind::AdvanceReturned
        | EventKind::OperatingCapitalised
        | EventKind::CapitalHandedOver
        | EventKind::ShortageRepaid
        | EventKind::ShortageReleased
        | EventKind::SurplusFound
        | EventKind::MoneyCounted
        | EventKind::LoanConfirmed
        | EventKind::ActivityReported
        | EventKind::DocumentVoided
        | EventKind::CharterAmended
        | EventKind::PeriodClosed => &[],
    }
}
