//! Corrects three mistakes, as a story: `corrections`.
//!
//! A receipt booked on the loan of a namesake and found two months later, a missing digit, a gift booked ten times too high and half
//! spent. Each is corrected, and the books are compared with books without the mistake: loans and funds are equal. The example asserts
//! what it prints; it writes no file.

mod common;

use std::error::Error;
use std::process::ExitCode;

use chrono::Days;
use revolving_fund::audit::WarningCode;
use revolving_fund::event::{
    Circumstances, DonationReceived, LoanApproved, LoanDisbursed, MemberJoined, MoneyCounted, OperatingSpent,
    RepaymentReceived, Reversed, SeedGrantReceived,
};
use revolving_fund::table::{Cell, Kind, Label, Table};
use revolving_fund::{
    Amortization, Amount, Area, Audit, Balance, Books, Charter, ClubFund, Code, Despite, Digest, DocumentNumber, Event,
    Evidence, Fund, Header, InterestMethod, Language, Ledger, Money, Place, Refusal, Voucher, parse_date,
};

use common::{Outcome, say, show, wrapped};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: corrections

Tells of three mistakes and how they are put right (ba sai sót và cách sửa): a wrong loan, a lost digit, a gift ten times too high.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let [] = arguments.at_most()?;
        story().map(|()| Outcome::Clean).map_err(|error| error.to_string())
    })
}

fn story() -> Result<()> {
    say!("Three mistakes, and how they are put right (ba sai sót và cách sửa)");
    say!("Nothing is erased. A wrong record is reversed, and what is true is booked, on");
    say!("the day on which the mistake is found, with the day on which it happened.");
    say!("(Không tẩy xóa. Đảo bút toán sai, ghi lại điều đúng, kèm ngày thực trả.)");
    the_loan_of_the_namesake()?;
    a_digit_lost()?;
    a_gift_ten_times_too_high()
}

/// A club with its grant, three members and a loan of six million to each, disbursed on 10 January 2025.
#[derive(Clone)]
struct Club {
    books: Books,
    documents: u32,
}

const MEMBERS: [(&str, &str, &str); 3] = [
    ("M1", "V-01", "Nguyễn Thị Hoa (xóm Trên)"),
    ("M2", "V-02", "Nguyễn Thị Hoa (xóm Dưới)"),
    ("M3", "V-03", "Vũ Văn Tám"),
];

impl Club {
    fn founded() -> Result<Self> {
        let opened = parse_date("2025-01-10")?;
        let header = Header::new("BN-015".parse()?, "CLB thôn Đoài".parse()?, opened, Charter::bac_ninh())?;
        let mut club = Self { books: Books::new(header), documents: 0 };
        let amount = Amount::new(100_000_000)?;
        club.book("2025-01-10", SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount, into: Place::Cash })?;
        for (member, loan, name) in MEMBERS {
            let joined = MemberJoined {
                member: member.parse()?,
                name: name.parse()?,
                circumstances: Circumstances::Poor,
                gender: None,
                born: None,
            };
            club.book("2025-01-10", joined)?;
            let approved = LoanApproved {
                loan: loan.parse()?,
                member: member.parse()?,
                principal: Amount::new(6_000_000)?,
                months: 12.try_into()?,
                monthly_rate: "1 %".parse()?,
                interest: InterestMethod::Declining,
                repayment: Amortization::EqualPrincipal,
                minute: "BB 01/2025".parse()?,
            };
            club.book("2025-01-10", approved)?;
            club.book("2025-01-10", LoanDisbursed { loan: loan.parse()?, out_of: Place::Cash, paid_on: None })?;
        }
        Ok(club)
    }

    fn voucher(&mut self, date: &str, event: impl Into<Event>) -> Result<Voucher> {
        self.documents += 1;
        Ok(Voucher::new(format!("CT-{:03}", self.documents).parse()?, parse_date(date)?, event))
    }

    fn book(&mut self, date: &str, event: impl Into<Event>) -> Result<DocumentNumber> {
        let voucher = self.voucher(date, event)?;
        Ok(self.books.record(voucher)?.id.clone())
    }

    /// Books an event with a photograph of its document as evidence.
    fn book_with_photograph(&mut self, date: &str, event: impl Into<Event>) -> Result<()> {
        let photograph = Digest::of_reader(&b"the photograph of the receipt"[..])?;
        let voucher = self.voucher(date, event)?.with_evidence(Evidence::from(photograph));
        self.books.record(voucher)?;
        Ok(())
    }

    fn refusal(&mut self, date: &str, event: impl Into<Event>) -> Result<Refusal> {
        let voucher = self.voucher(date, event)?;
        self.documents -= 1;
        self.books.record(voucher).err().ok_or_else(|| "it was not refused".into())
    }

    fn reverse(&mut self, date: &str, record: DocumentNumber, reason: &str) -> Result<()> {
        self.book(date, Reversed { record, reason: reason.parse()? }).map(|_| ())
    }

    /// Returns the principal outstanding, the principal due, the interest due and the days past due of a loan on a day.
    fn loan(&self, loan: &str, date: &str) -> Result<(Balance, Balance, Balance, u32)> {
        let view = self.books.loan(&loan.parse()?).ok_or("no such loan")?.on(parse_date(date)?)?;
        let owed = view.owed();
        Ok((owed.outstanding, owed.principal_due, owed.interest_due, view.days_past_due()))
    }

    fn audit(&self) -> Result<Audit> {
        let mut file = Vec::new();
        self.books.write(&mut file)?;
        Ok(Audit::of(file.as_slice())?)
    }
}

fn paid(loan: &str, principal: u64, interest: u64) -> Result<RepaymentReceived> {
    let (loan, principal, interest) = (loan.parse()?, Money::new(principal)?, Money::new(interest)?);
    Ok(RepaymentReceived { loan, principal, interest, into: Place::Cash, paid_on: None })
}

/// Returns the same payment with an earlier value date, for booking after the day on which it was made.
fn paid_on(date: &str, payment: RepaymentReceived) -> Result<RepaymentReceived> {
    Ok(RepaymentReceived { paid_on: Some(parse_date(date)?), ..payment })
}

/// Three copies of the books side by side: with the mistake, corrected, and without it.
type Copies<'a> = [&'a Club; 3];

/// Makes a table of lines with a value of each copy.
fn side_by_side(title: impl Into<Label>) -> Table {
    let columns = [
        ("Line", "Chỉ tiêu", Kind::Text),
        ("Wrong", "Sai", Kind::Amount),
        ("Put right", "Đã sửa", Kind::Amount),
        ("Never wrong", "Không sai", Kind::Amount),
    ];
    Table::new(title, columns)
}

fn line(what: (&'static str, &'static str), values: [Cell; 3]) -> Vec<Cell> {
    [Cell::from(Label::from(what))].into_iter().chain(values).collect()
}

/// Prints the loans of three copies side by side.
fn show_loans(date: &str, copies: Copies<'_>, loans: &[&str]) -> Result<()> {
    let day = Cell::Date(parse_date(date)?);
    let mut table = side_by_side(Label::new(
        format!("Loans on {}, in đồng", day.text(Language::English)),
        format!("Các khoản vay ngày {}, đồng", day.text(Language::Vietnamese)),
    ));
    for loan in loans {
        let name = MEMBERS.iter().find(|(_, id, _)| id == loan).map_or("", |(_, _, name)| name);
        table.push_section(Label::same(format!("{loan} {name}")));
        let [wrong, corrected, never_wrong] = copies.map(|club| club.loan(loan, date));
        let amounts = [wrong?, corrected?, never_wrong?];
        table.push(line(("Principal owed", "Dư nợ"), amounts.map(|it| it.0.into())));
        table.push(line(("Principal due", "Gốc đến hạn"), amounts.map(|it| it.1.into())));
        table.push(line(("Interest due", "Lãi đến hạn"), amounts.map(|it| it.2.into())));
        table.push(line(("Days past due", "Số ngày quá hạn"), amounts.map(|it| Cell::Count(it.3.into()))));
    }
    say!("");
    show(&table);
    Ok(())
}

/// Asserts that all loans are equal, charge by charge, and that the amounts owed are the same on each of the next 365 days.
fn assert_equal_loans(corrected: &Club, never_wrong: &Club) -> Result<()> {
    let today = corrected.books.day();
    for (_, loan, _) in MEMBERS {
        let course = |club: &Club| {
            club.books.loan(&loan.parse()?).map(|view| view.loan().course().clone()).ok_or("no such loan".into())
        };
        let (one, other): (Result<_>, Result<_>) = (course(corrected), course(never_wrong));
        assert_eq!(one?, other?, "{loan}");
        for days in 0..365 {
            let date = today.checked_add_days(Days::new(days)).ok_or("no such day")?.to_string();
            assert_eq!(corrected.loan(loan, &date)?, never_wrong.loan(loan, &date)?, "{loan} on {date}");
        }
    }
    let funds =
        |club: &Club| [Fund::SeedGrant, Fund::IncomeGrowth, Fund::Operating].map(|fund| club.books.ledger().fund(fund));
    assert_eq!(funds(corrected), funds(never_wrong));
    Ok(())
}

fn the_loan_of_the_namesake() -> Result<()> {
    say!("\n1. The loan of the namesake (nhầm người trùng tên)\n");
    say!("   10 Feb  Nguyễn Thị Hoa of xóm Trên pays 2,060,000: two million of principal");
    say!("           ahead, and 60,000 of interest. The receipt is right; in the books it");
    say!("           goes to the loan of Nguyễn Thị Hoa of xóm Dưới.");
    say!("   10 Mar  Hoa of xóm Dưới pays the interest that the books ask of her for the");
    say!("           month, 40,000. (Sổ tính lãi trên dư nợ sai.)");
    let booked = |loan: &str| -> Result<(Club, DocumentNumber)> {
        let mut club = Club::founded()?;
        let receipt = club.book("2025-02-10", paid(loan, 2_000_000, 60_000)?)?;
        club.book("2025-03-10", paid("V-02", 0, 40_000)?)?;
        Ok((club, receipt))
    };
    let (wrong, receipt) = booked("V-02")?;
    let (never_wrong, _) = booked("V-01")?;

    say!("   12 Apr  The inspector compares passbooks and books. Hoa of xóm Trên shows her");
    say!("           receipt of February. (Đối chiếu sổ vay.)");
    let found = "2025-04-12";
    let mut corrected = wrong.clone();
    corrected.reverse(found, receipt, "Ghi nhầm khoản vay của người trùng tên")?;
    corrected.book_with_photograph(found, paid_on("2025-02-10", paid("V-01", 2_000_000, 60_000)?)?)?;
    say!("           The record is reversed. The receipt is booked on her loan, dated 12");
    say!("           April and paid on 10 February, with a photograph of it.");
    show_loans(found, [&wrong, &corrected, &never_wrong], &["V-01", "V-02"])?;

    let due = |dong| Balance::new(dong);
    // V-01: 60 000 of January, then 40 000 a month on four million; V-02: three months of 60 000, 40 000 of them paid.
    assert_eq!(corrected.loan("V-01", found)?, (due(4_000_000), due(0), due(80_000), 33));
    assert_eq!(corrected.loan("V-02", found)?, (due(6_000_000), due(1_500_000), due(140_000), 61));
    assert_equal_loans(&corrected, &never_wrong)?;
    say!("\n   The two right columns are equal, on that day and on every day after it:");
    say!("   interest follows the day of payment, not the day of booking.");
    say!("   (Lãi tính theo ngày trả, không theo ngày ghi sổ.)");

    let audit = corrected.audit()?;
    assert!(audit.is_clean());
    let warned = |code| audit.warnings().iter().any(|warning| warning.code == code);
    assert!(warned(WarningCode::Reversed) && warned(WarningCode::BookedLate));
    assert!(!warned(WarningCode::BookedLateUnevidenced));
    say!("   The audit finds no fault; it shows the reversal and the late booking.");
    Ok(())
}

fn a_digit_lost() -> Result<()> {
    say!("\n2. A digit lost (thiếu một chữ số)\n");
    say!("   10 Feb  Vũ Văn Tám pays 560,000. The treasurer books 56,000.");
    let mut wrong = Club::founded()?;
    let receipt = wrong.book("2025-02-10", paid("V-03", 0, 56_000)?)?;
    let mut never_wrong = Club::founded()?;
    never_wrong.book("2025-02-10", paid("V-03", 500_000, 60_000)?)?;

    let counted = |club: &Club| Money::try_from(club.books.ledger().money(Place::Cash));
    let (in_books, in_box) = (counted(&wrong)?, counted(&never_wrong)?);
    say!("   28 Feb  The inspector counts the box.\n");
    let surplus = Balance::from(in_box) - in_books.into();
    assert_eq!(surplus, Balance::new(504_000));
    let columns = [("Cash box", "Tiền mặt", Kind::Text), ("đồng", "đồng", Kind::Amount)];
    let mut table = Table::new(("Cash count", "Kiểm kê quỹ"), columns);
    table.push(vec![("In the box", "Thực tế").into(), Balance::from(in_box).into()]);
    table.push(vec![("In the books", "Theo sổ").into(), Balance::from(in_books).into()]);
    table.push_result(vec![("Too much", "Thừa").into(), surplus.into()]);
    show(&table);
    let count = MoneyCounted { place: Place::Cash, amount: in_box, by: Some("Ban kiểm soát".parse()?) };
    let found = "2025-02-28";
    let mut corrected = wrong.clone();
    corrected.book(found, count.clone())?;
    assert!(corrected.audit()?.warnings().iter().any(|warning| warning.code == WarningCode::CountDiffers));
    say!("\n           The count is booked as it is. 504,000 is divisible by nine: a digit");
    say!("           may be lost. The receipts are read again. (Đọc lại phiếu thu.)");

    corrected.reverse(found, receipt, "Ghi 56.000, đúng là 560.000")?;
    corrected.book_with_photograph(found, paid_on("2025-02-10", paid("V-03", 500_000, 60_000)?)?)?;
    corrected.book(found, count)?;
    say!("           Reversed and booked again, paid on 10 February, with a photograph;");
    say!("           counted again, and the box agrees. (Kiểm kê lại: khớp.)");
    show_loans("2025-03-10", [&wrong, &corrected, &never_wrong], &["V-03"])?;
    assert_equal_loans(&corrected, &never_wrong)?;
    let audit = corrected.audit()?;
    assert!(audit.is_clean());
    assert!(!audit.warnings().iter().any(|warning| warning.code == WarningCode::CountDiffers));
    say!("\n   The difference is explained, and the audit asks no more about it.");
    Ok(())
}

fn a_gift_ten_times_too_high() -> Result<()> {
    say!("\n3. A gift ten times too high, half of it spent (ghi thừa một số không)\n");
    say!("   10 Feb  A family gives 200,000 for the club fund. It is booked as 2,000,000.");
    say!("   15 Feb  The books show enough: a feast for 1,000,000, paid out of the box.");
    let gift = |dong| -> Result<DonationReceived> {
        let (from, amount) = ("Gia đình ông Bảy".parse()?, Amount::new(dong)?);
        Ok(DonationReceived { from, amount, fund: ClubFund::Operating, into: Place::Cash })
    };
    let feast = OperatingSpent {
        area: Area::SpiritualLife,
        amount: Amount::new(1_000_000)?,
        out_of: Place::Cash,
        payee: Some("Bà Năm nấu cỗ".parse()?),
    };
    let overdrawn = || Despite::from(Code::OperatingExceeded);
    let mut club = Club::founded()?;
    let receipt = club.book("2025-02-10", gift(2_000_000)?)?;
    club.book("2025-02-15", feast.clone())?;
    let wrong = club.clone();

    let found = "2025-02-20";
    let reversal = Reversed { record: receipt, reason: "Ghi 2.000.000, đúng là 200.000".parse()? };
    let refusal = club.refusal(found, reversal.clone())?;
    assert_eq!((refusal.code(), refusal.despite()), ("operating-exceeded", Some(Code::OperatingExceeded)));
    say!("   20 Feb  The family reads the report. The reversal is refused, for the money");
    say!("           is spent:\n");
    wrapped("     ", &refusal.to_string());
    wrapped("     ", &refusal.vietnamese().to_string());
    say!("\n           A mistake must not stay because its money is spent. It is a fact, so");
    say!("           it is booked in spite of the rule, and the record says so.");
    say!("           (Việc đã xảy ra thì phải ghi, kèm mã quy tắc bị vi phạm.)");
    let voucher = club.voucher(found, reversal)?.despite(overdrawn());
    club.books.record(voucher)?;
    club.book_with_photograph(found, gift(200_000)?)?;

    let mut never_wrong = Club::founded()?;
    never_wrong.book("2025-02-10", gift(200_000)?)?;
    let voucher = never_wrong.voucher("2025-02-15", feast)?.despite(overdrawn());
    never_wrong.books.record(voucher)?;

    let mut table = side_by_side(("Balances, in đồng", "Số dư, đồng"));
    let copies = [&wrong, &club, &never_wrong].map(|club| club.books.ledger());
    for (what, balances) in [
        (("Operating fund", "Quỹ CLB"), copies.map(|ledger| ledger.fund(Fund::Operating))),
        (("Cash box", "Tiền mặt"), copies.map(|ledger| ledger.money(Place::Cash))),
        (("Loans", "Dư nợ"), copies.map(Ledger::loans)),
    ] {
        let [_, corrected, never_wrong] = balances;
        assert_eq!(corrected, never_wrong, "{what:?}");
        table.push(line(what, balances.map(Cell::from)));
    }
    say!("");
    show(&table);
    assert_equal_loans(&club, &never_wrong)?;
    assert_eq!(club.books.ledger().fund(Fund::Operating), Balance::new(-800_000));

    let audit = club.audit()?;
    let findings: Vec<_> = audit.findings().iter().map(|finding| (finding.code, finding.is_despite)).collect();
    assert_eq!(findings, [(Code::OperatingExceeded, true)]);
    assert!(audit.warnings().iter().any(|warning| warning.code == WarningCode::OperatingOverdrawn));
    say!("\n   The club fund is 800,000 below zero: more was spent than there was. The audit");
    say!("   shows it as a finding that the club itself booked, and asks it to stop");
    say!("   spending until dues and gifts cover it. (Ngừng chi đến khi đủ nguồn thu.)");
    let next = OperatingSpent { area: Area::HomeCare, amount: Amount::MIN, out_of: Place::Cash, payee: None };
    assert_eq!(club.refusal("2025-03-10", next)?.code(), "operating-exceeded");
    club.book("2025-03-10", gift(800_000)?)?;
    assert!(!club.audit()?.warnings().iter().any(|warning| warning.code == WarningCode::OperatingOverdrawn));
    say!("   In March the chair collects 800,000 of gifts: the fund is at zero, the");
    say!("   warning is gone, the finding stays in the books for good.");
    Ok(())
}
