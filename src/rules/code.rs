//! The codes of the rules, and what each means, in one table.

/// A text in English and in Vietnamese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// The English text.
    pub english: &'static str,
    /// The Vietnamese text.
    pub vietnamese: &'static str,
}

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong, in a few words.
    pub title: Bilingual,
    /// What to do about it.
    pub remedy: Bilingual,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// Declares a table of codes: an enum with a variant for each row, and what the row says.
macro_rules! codes {
    (
        $(#[$doc:meta])*
        $codes:ident, in this order: $order:literal;
        $(
            $name:ident $code:literal,
            $title:literal / $tua:literal,
            $remedy:literal / $cach:literal,
            $source:literal;
        )+
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $codes {
            $(
                #[doc = concat!("`", $code, "`: ", $title, ".")]
                $name,
            )+
        }

        impl $codes {
            #[doc = concat!("All codes: ", $order, ".")]
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as it is printed.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$name => $code, )+
                }
            }

            /// What it means.
            #[must_use]
            pub const fn explain(self) -> $crate::rules::Explanation {
                match self {
                    $( Self::$name => $crate::rules::Explanation {
                        title: $crate::rules::Bilingual { english: $title, vietnamese: $tua },
                        remedy: $crate::rules::Bilingual { english: $remedy, vietnamese: $cach },
                        source: $source,
                    }, )+
                }
            }
        }

        impl std::fmt::Display for $codes {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $codes {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use codes;

codes! {
    /// The stable code of a rule.
    Code, in this order: "those of the books' specification in its order, then those that only a writer meets";
    SequenceGap "sequence-gap",
        "a record is missing or out of place" / "thiếu bút toán hoặc sai thứ tự",
        "find the missing lines in an older copy of the books" / "tìm các dòng còn thiếu trong bản sao sổ cũ hơn",
        "books format 1, section 2";
    ChainBroken "chain-broken",
        "the line before was changed, or this one does not follow it" / "dòng trước đã bị sửa, hoặc dòng này không nối tiếp dòng trước",
        "compare with an older copy, and the head on the monthly reports" / "đối chiếu với bản sao cũ và mã đầu sổ trên báo cáo tháng",
        "books format 1, section 2";
    DuplicateId "duplicate-id",
        "the document number is used already" / "số phiếu đã được dùng",
        "give the document its own number" / "cấp số phiếu riêng cho chứng từ",
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
        "books format 1, section 8, last standing record";
    MemberExists "member-exists",
        "is a member already" / "đã là thành viên",
        "use another name for another person" / "dùng mã khác cho người khác",
        "books format 1, section 8";
    NotAMember "not-a-member",
        "is not a member" / "không phải là thành viên",
        "let the person join first" / "kết nạp người này trước",
        "only members borrow, Bắc Ninh's project under Decision 1336/QĐ-TTg";
    MemberOwes "member-owes",
        "a member who leaves has an open loan" / "thành viên xin ra còn khoản vay chưa tất toán",
        "let the loan be repaid, cancelled or written off first" / "thu hết, hủy hoặc xóa nợ khoản vay trước",
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
        "the member owes an amount written off" / "thành viên còn nợ khoản đã xóa",
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
        "nothing is to be done" / "không cần làm gì",
        "books format 1, section 7";
    OverRecovered "over-recovered",
        "more than is recoverable" / "thu hồi nhiều hơn số còn phải thu",
        "give the rest back, or book it as a donation" / "trả lại phần thừa, hoặc ghi là tiền ủng hộ",
        "books format 1, section 6";
    CapitalExhausted "capital-exhausted",
        "more than the capital that can bear it" / "vượt quá nguồn vốn có thể chịu",
        "check the amount; a club without capital has to be closed" / "kiểm tra số tiền; hết vốn thì phải giải thể",
        "books format 1, section 5";
    SeedGrantExceeded "seed-grant-exceeded",
        "more seed grant than there is, or than the charter names" / "vốn ban đầu vượt mức trong quy chế hoặc vượt số hiện có",
        "book a further gift as a donation, or amend the charter" / "ghi khoản thêm là tiền ủng hộ, hoặc sửa quy chế",
        "charter, seed_grant; in Bắc Ninh 100 million đồng a club";
    OverRepaid "over-repaid",
        "more than the lender is owed" / "nhiều hơn số còn nợ người cho vay",
        "check the lender and the amount" / "kiểm tra người cho vay và số tiền",
        "books format 1, section 8";
    LendableExceeded "lendable-exceeded",
        "more than there is to lend" / "vượt quá nguồn vốn cho vay",
        "wait for repayments" / "chờ thu nợ",
        "books format 1, section 4: the operating fund is not lent";
    OperatingExceeded "operating-exceeded",
        "more than the operating fund has" / "vượt quá Quỹ CLB",
        "spend less, or find income first" / "chi ít hơn, hoặc vận động nguồn thu trước",
        "books format 1, section 4: capital is not spent";
    Overdraft "overdraft",
        "more money than is there" / "chi quá số tiền hiện có",
        "withdraw or deposit first, or check the place" / "rút hoặc nộp tiền trước, hoặc kiểm tra nơi giữ tiền",
        "books format 1, section 8";
    CountDiffers "count-differs",
        "the count differs from the books" / "kiểm kê lệch với sổ",
        "find the document that is missing, or book the shortage or surplus by minute" / "tìm chứng từ còn thiếu, hoặc lập biên bản thiếu, thừa quỹ",
        "books format 1, section 8";
    EntryMismatch "entry-mismatch",
        "the entry is not the one its event gives" / "định khoản không đúng với nghiệp vụ",
        "reverse the record and book it again" / "đảo bút toán và ghi lại",
        "books format 1, section 5";
    DateInFuture "date-in-future",
        "the date is after today" / "ngày ghi sổ sau hôm nay",
        "book it on its day" / "ghi vào đúng ngày",
        "books format 1, section 8; writers only";
    DateOutOfRange "date-out-of-range",
        "the date is one that books cannot bear" / "ngày ngoài phạm vi ghi sổ",
        "give a date from 1900 to 2999" / "ghi ngày từ năm 1900 đến năm 2999",
        "books format 1, section 1; writers only";
    AmountOutOfRange "amount-out-of-range",
        "an amount of the entry does not fit into a transfer" / "số tiền của bút toán vượt giới hạn",
        "split the event, if it can be split" / "tách nghiệp vụ nếu có thể",
        "books format 1, section 1; writers only";
    BooksFull "books-full",
        "the books have as many records as they can bear" / "sổ đã đủ số bút toán tối đa",
        "open new books" / "mở sổ mới",
        "books format 1, section 1; writers only";
}
