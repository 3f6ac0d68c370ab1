//! Carries paper books into the library, as a story: `carry_in`.
//!
//! A club with paper books since 2022 carries in its funds, a loan half repaid, one in arrears, one written off, an advance and a debt to
//! its chair. Each balance is shown on paper and in the books, side by side. Then comes the first month. The example asserts what it
//! prints; it writes no file.

mod common;

use std::error::Error;
use std::process::ExitCode;

use chrono::NaiveDate;
use revolving_fund::event::{
    AdvanceCarriedIn, AdvanceReturned, AdvanceSpent, BorrowingCarriedIn, Circumstances, DonationReceived, DuesReceived,
    FundsCarriedIn, LoanCarriedIn, LoanConfirmed, MemberJoined, MoneyCounted, PeriodClosed, RecoveryReceived,
    RepaymentReceived, Reversed, WrittenOffCarriedIn,
};
use revolving_fund::table::{Cell, Column, Kind, Label, Table};
use revolving_fund::{
    Amortization, Amount, Area, Audit, Balance, Books, Charter, ClubFund, Digest, DocumentNumber, Event, Fund, Header,
    InterestMethod, Ledger, Money, Place, Refusal, Text, Voucher, parse_date,
};

use common::{Outcome, say, show, wrapped};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The members on the list of the paper books.
const MEMBERS: [(&str, &str); 4] =
    [("M1", "Nguyễn Thị Lan"), ("M2", "Đỗ Văn Tư"), ("M3", "Vũ Thị Sáu"), ("M4", "Trần Văn Hòa")];

const USAGE: &str = "usage: carry_in

Tells how a club with paper books begins (chuyển từ sổ giấy): balances, loans and members are carried in, a mistake is put right, and paper and books are compared.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let [] = arguments.at_most()?;
        story().map(|()| Outcome::Clean).map_err(|error| error.to_string())
    })
}

fn story() -> Result<()> {
    let mut club = Club::open()?;
    club.members_join()?;
    club.carry_in_with_a_mistake()?;
    club.put_the_mistake_right()?;
    club.compare_balances();
    club.compare_loans()?;
    club.first_month()?;
    club.report()
}

struct Club {
    books: Books,
    documents: u32,
}

/// The last page of the paper books: 31 December 2024.
struct Paper {
    cash: u64,
    bank: u64,
    lan_owes: u64,
    tu_owes: u64,
    advance: u64,
    seed_grant: u64,
    income_growth: u64,
    operating: u64,
    owed_to_chair: u64,
}

const PAPER: Paper = Paper {
    cash: 3_200_000,
    bank: 97_000_000,
    lan_owes: 3_000_000,
    tu_owes: 2_335_000,
    advance: 200_000,
    seed_grant: 100_000_000,
    income_growth: 2_135_000,
    operating: 1_600_000,
    owed_to_chair: 2_000_000,
};

/// A line of the last page: its name in English and Vietnamese, and its balance on paper and in the books.
type Line = ((&'static str, &'static str), Balance, Balance);

/// Returns the balances on paper and in the books.
fn balances(books: &Ledger) -> [Line; 8] {
    [
        (("Cash box", "Tiền mặt"), PAPER.cash, books.money(Place::Cash)),
        (("Bank", "Tiền gửi"), PAPER.bank, books.money(Place::Bank)),
        (("Loans to members", "Dư nợ"), PAPER.lan_owes + PAPER.tu_owes, books.loans()),
        (("Advances", "Tạm ứng"), PAPER.advance, books.advances()),
        (("Seed grant", "Vốn ban đầu"), PAPER.seed_grant, books.fund(Fund::SeedGrant)),
        (("Income-growth fund", "Quỹ tăng thu nhập"), PAPER.income_growth, books.fund(Fund::IncomeGrowth)),
        (("Operating fund", "Quỹ CLB"), PAPER.operating, books.fund(Fund::Operating)),
        (("Owed to the chair", "Vay chủ nhiệm"), PAPER.owed_to_chair, books.borrowings()),
    ]
    .map(|(name, paper, books)| (name, Balance::new(paper.into()), books))
}

/// Makes a table of lines with two amounts each.
fn side_by_side(headings: [Label; 2]) -> Table {
    let [one, other] = headings.map(|heading| Column::new(heading, Kind::Amount));
    Table::new(("Balances, in đồng", "Số dư, đồng"), [("Line", "Chỉ tiêu", Kind::Text).into(), one, other])
}

impl Club {
    fn open() -> Result<Self> {
        say!("CLB thôn Mai has kept its books on paper since March 2022.");
        say!("(CLB thôn Mai ghi sổ giấy từ tháng 3/2022.)");
        say!("On 2 January 2025 the treasurer, the chair and an inspector sit down with the");
        say!("last page of the paper books, the bank slip and the passbooks of the members.");
        say!("They photograph that page: each record below has its digest as evidence.");
        say!("(Thủ quỹ, chủ nhiệm và ban kiểm soát cùng đối chiếu và chụp ảnh trang cuối.)");
        let header =
            Header::new("BN-012".parse()?, "CLB thôn Mai".parse()?, parse_date("2025-01-02")?, Charter::bac_ninh())?;
        Ok(Self { books: Books::new(header), documents: 0 })
    }

    /// Books an event with the photograph of the last page of the paper books as evidence.
    fn book(&mut self, date: &str, event: impl Into<Event>) -> Result<DocumentNumber> {
        let photograph = Digest::of_reader(&b"the photograph of the last page"[..])?;
        self.documents += 1;
        let id: DocumentNumber = format!("CT-{:03}", self.documents).parse()?;
        let voucher = Voucher::new(id.clone(), parse_date(date)?, event).with_evidence(photograph.into());
        self.books.record(voucher)?;
        Ok(id)
    }

    fn members_join(&mut self) -> Result<()> {
        say!("\n1. The members (thành viên)\n");
        for (member, name) in MEMBERS {
            let joined = MemberJoined {
                member: member.parse()?,
                name: name.parse()?,
                circumstances: Circumstances::NearPoor,
                gender: None,
                born: None,
            };
            self.book("2025-01-02", joined)?;
            say!("   {member}  {name}");
        }
        Ok(())
    }

    fn carry_in_with_a_mistake(&mut self) -> Result<()> {
        say!("\n2. What the club has and owes (số dư mang sang)\n");
        say!("   The treasurer copies the page, line by line. In the bank's balance two");
        say!("   digits change places: 79 million for 97 million. Account 000 (clearing) has");
        say!("   what does not balance yet. (Tài khoản 000 là số còn lệch.)\n");
        self.book("2025-01-02", funds(79_000_000)?)?;
        self.show_open("funds and money");
        self.book("2025-01-02", by_lan()?)?;
        self.show_open("the loan of Nguyễn Thị Lan");
        self.book("2025-01-02", tu()?)?;
        self.show_open("the loan of Đỗ Văn Tư");
        let advance =
            AdvanceCarriedIn { member: "M4".parse()?, amount: Amount::new(PAPER.advance)?, minute: minutes()? };
        self.book("2025-01-02", advance)?;
        self.show_open("the advance of Trần Văn Hòa");
        let borrowing = BorrowingCarriedIn {
            lender: "chu-nhiem".parse()?,
            amount: Amount::new(PAPER.owed_to_chair)?,
            minute: minutes()?,
        };
        self.book("2025-01-02", borrowing)?;
        self.show_open("the debt to the chair");
        let lost = WrittenOffCarriedIn {
            loan: "S-03".parse()?,
            member: "M3".parse()?,
            amount: Amount::new(1_500_000)?,
            from_seed_grant: Money::ZERO,
            minute: minutes()?,
        };
        self.book("2025-01-02", lost)?;
        say!("   The loan of Vũ Thị Sáu, 1,500,000, was written off in 2023 and is still");
        say!("   claimed. It is on no account, so the difference stays as it is.");
        assert_eq!(self.books.ledger().carried_in(), Balance::new(-18_000_000));

        let gift = DonationReceived {
            from: "Bà Bảy".parse()?,
            amount: Amount::new(50_000)?,
            fund: ClubFund::Operating,
            into: Place::Cash,
        };
        let refusal = self.refusal(gift)?;
        assert_eq!(refusal.code(), "carry-in-open");
        say!("\n   A neighbour brings a gift. Not yet: the old balances come first.");
        wrapped("     ", &refusal.breach().to_string());
        wrapped("     ", &refusal.breach().vietnamese().to_string());
        Ok(())
    }

    fn refusal(&mut self, event: impl Into<Event>) -> Result<Refusal> {
        let voucher = Voucher::new("CT-thu".parse()?, self.books.day(), event);
        self.books.record(voucher).err().ok_or_else(|| "it was not refused".into())
    }

    fn show_open(&self, what: &str) {
        let open = self.books.ledger().carried_in();
        say!("   {what}: clearing (000) {open}");
    }

    fn put_the_mistake_right(&mut self) -> Result<()> {
        say!("\n3. The difference is found (tìm chênh lệch)\n");
        say!("   18,000,000 is missing, which is divisible by nine: often a sign of two digits");
        say!("   exchanged. The bank slip says 97. The record is reversed and booked again;");
        say!("   no line is erased.");
        say!("   (Chênh lệch chia hết cho 9 thường do đảo hai chữ số. Đảo bút toán, ghi lại,");
        say!("   không tẩy xóa.)\n");
        let wrong = self.books.records().find(|record| matches!(record.event, Event::FundsCarriedIn(_)));
        let record = wrong.ok_or("no funds were carried in")?.id.clone();
        self.book("2025-01-02", Reversed { record, reason: "Số tiền gửi ghi 79 triệu, đúng là 97 triệu".parse()? })?;
        self.book("2025-01-02", funds(PAPER.bank)?)?;
        self.show_open("all of it");
        assert_eq!(self.books.ledger().carried_in(), Balance::ZERO);
        say!("   Zero: the carrying-in is complete (đã cân đối).");
        Ok(())
    }

    fn compare_balances(&self) {
        say!("\n4. Paper and books, side by side (sổ giấy và sổ máy)\n");
        let mut table = side_by_side([Label::new("Paper", "Sổ giấy"), Label::new("Books", "Sổ máy")]);
        for (what, paper, books) in balances(self.books.ledger()) {
            assert_eq!(paper, books, "{what:?}");
            table.push(vec![Label::from(what).into(), paper.into(), books.into()]);
        }
        show(&table);
    }

    fn compare_loans(&self) -> Result<()> {
        say!("\n5. The loans, as the passbooks say (theo sổ vay)\n");
        let columns = [
            ("Member", "Thành viên", Kind::Text),
            ("Owed", "Dư nợ", Kind::Amount),
            ("Principal due", "Gốc đến hạn", Kind::Amount),
            ("Interest due", "Lãi đến hạn", Kind::Amount),
            ("Days late", "Số ngày trễ", Kind::Count),
        ];
        let mut table = Table::new(("Loans, in đồng", "Các khoản vay, đồng"), columns);
        let rows = [
            // Half repaid, no arrears.
            ("S-01", "Nguyễn Thị Lan", PAPER.lan_owes, 0, 0, 0),
            // October, November and December are unpaid: 3 × 333 000 of principal, 3 × 23 000 of interest, since 10 October.
            ("S-02", "Đỗ Văn Tư", PAPER.tu_owes, 999_000, 69_000, 84),
        ];
        for (loan, name, outstanding, principal, interest, days) in rows {
            let view = self.books.loan(&loan.parse()?).ok_or("no such loan")?;
            let owed = view.owed();
            let amounts = [owed.outstanding, owed.principal_due, owed.interest_due];
            let late = Cell::Count(view.days_past_due().into());
            table.push([vec![name.into()], amounts.map(Cell::from).to_vec(), vec![late]].concat());
            assert_eq!(amounts, [outstanding, principal, interest].map(|dong| Balance::new(dong.into())), "{name}");
            assert_eq!(view.days_past_due(), days, "{name}");
        }
        let lost = self.books.loan(&"S-03".parse()?).ok_or("no such loan")?;
        assert_eq!(lost.loan().course().recoverable(), Balance::new(1_500_000));
        table.notes.push(Label::new(
            "Vũ Thị Sáu: 1,500,000 written off, still claimed",
            "Vũ Thị Sáu: 1.500.000 đã xóa sổ, còn phải thu hồi",
        ));
        show(&table);
        Ok(())
    }

    fn first_month(&mut self) -> Result<()> {
        say!("\n6. The first month (tháng đầu)\n");
        let meeting = "2025-01-10";
        let dues = DuesReceived {
            members: MEMBERS
                .iter()
                .map(|(member, _)| member.parse())
                .collect::<std::result::Result<Vec<_>, _>>()?
                .try_into()?,
            each: Amount::new(5_000)?,
            into: Place::Cash,
            month: Some("2025-01".parse()?),
            months: Some(12.try_into()?),
        };
        let total = dues.total()?;
        self.book(meeting, dues)?;
        say!("   10 Jan  Dues of four members for the year, one receipt: {total}.");
        say!("           (Hội phí cả năm của 4 thành viên, một phiếu thu.)");

        let by_lan = self.pay("S-01", 530_000, meeting)?;
        assert_eq!(by_lan, (Money::new(500_000)?, Money::new(30_000)?));
        say!("   10 Jan  Nguyễn Thị Lan pays 530,000: principal 500,000, interest 30,000.");
        let tu = self.pay("S-02", 425_000, meeting)?;
        // The three months of arrears and the month to 10 January: 4 × 23 000 of interest come first.
        assert_eq!(tu, (Money::new(333_000)?, Money::new(92_000)?));
        say!("   10 Jan  Đỗ Văn Tư pays 425,000: interest of four months 92,000 comes first,");
        say!("           principal 333,000. (Thu lãi đến hạn trước, rồi thu gốc.)");
        let recovered = RecoveryReceived { loan: "S-03".parse()?, amount: Amount::new(100_000)?, into: Place::Cash };
        self.book(meeting, recovered)?;
        say!("   10 Jan  Vũ Thị Sáu pays 100,000 of the loan written off: capital grows.");

        let spent = AdvanceSpent {
            member: "M4".parse()?,
            area: Area::SpiritualLife,
            amount: Amount::new(170_000)?,
            payee: Some("Chợ Lim".parse()?),
        };
        self.book("2025-01-15", spent)?;
        let rest = AdvanceReturned { member: "M4".parse()?, amount: Amount::new(30_000)?, into: Place::Cash };
        self.book("2025-01-15", rest)?;
        say!("   15 Jan  Trần Văn Hòa accounts for his advance: 170,000 spent on gifts, 30,000");
        say!("           back in the box. (Quyết toán tạm ứng.)");

        for name in ["S-01", "S-02"] {
            let loan = name.parse()?;
            let outstanding = self.books.loan(&loan).ok_or("no such loan")?.outstanding().try_into()?;
            self.book("2025-01-20", LoanConfirmed { loan, outstanding, by: inspector()? })?;
        }
        say!("   20 Jan  The inspector, not the treasurer, asks both borrowers what they owe.");
        say!("           They say what the books say. (Đối chiếu công nợ.)");
        let date = "2025-01-31";
        for place in [Place::Cash, Place::Bank] {
            let amount = self.books.ledger().money(place).try_into()?;
            self.book(date, MoneyCounted { place, amount, by: Some(inspector()?) })?;
        }
        self.book(date, PeriodClosed { through: parse_date(date)? })?;
        say!("   31 Jan  Box and bank are counted and agree; the month is closed.");
        Ok(())
    }

    /// Books the payment of a member; returns its principal and interest.
    fn pay(&mut self, loan: &str, dong: u64, date: &str) -> Result<(Money, Money)> {
        let (loan, day): (_, NaiveDate) = (loan.parse()?, parse_date(date)?);
        let split = self.books.apply_payment(&loan, Amount::new(dong)?, day)?;
        let (principal, interest) = (split.principal, split.interest);
        self.book(date, RepaymentReceived { loan, principal, interest, into: Place::Cash, paid_on: None })?;
        Ok((principal, interest))
    }

    fn report(&self) -> Result<()> {
        say!("\n7. After the first month, beside the last page of paper\n");
        let days = [parse_date("2024-12-31")?, parse_date("2025-01-31")?];
        let mut table = side_by_side(days.map(Label::from));
        let expected = [
            4_525_000, // 240 000 dues, 530 000 and 425 000 repaid, 100 000 recovered, 30 000 brought back
            97_000_000,
            4_502_000,
            0,
            100_000_000,
            2_296_000, // half of 122 000 of interest, and the recovery
            1_731_000, // the other half and the dues, less the gifts bought with the advance
            2_000_000,
        ];
        for ((what, before, after), expected) in balances(self.books.ledger()).into_iter().zip(expected) {
            assert_eq!(after, Balance::new(expected), "{what:?}");
            table.push(vec![Label::from(what).into(), before.into(), after.into()]);
        }
        show(&table);
        let mut file = Vec::new();
        self.books.write(&mut file)?;
        let audit = Audit::of(file.as_slice())?;
        assert!(audit.is_clean(), "{:?}", audit.findings());
        say!("\n   An audit finds no fault. It asks to look at (kiểm toán lưu ý):");
        for warning in audit.warnings() {
            let title = warning.code.explain().title;
            say!("   - {}\n     {}", title.english, title.vietnamese);
        }
        say!("\n   The head of the books, to be kept by the inspector (mã đối chiếu sổ):");
        say!("   {}", self.books.head());
        Ok(())
    }
}

fn minutes() -> Result<Text> {
    Ok("BB 01/2025".parse()?)
}

fn inspector() -> Result<Text> {
    Ok("Lê Thị Hường, Ban kiểm soát".parse()?)
}

/// Returns the money and the funds of the last page, with so many đồng in the bank.
fn funds(bank: u64) -> Result<FundsCarriedIn> {
    Ok(FundsCarriedIn {
        cash: Money::new(PAPER.cash)?,
        bank: Money::new(bank)?,
        seed_grant_received: Money::new(PAPER.seed_grant)?,
        seed_grant: Money::new(PAPER.seed_grant)?,
        income_growth: Money::new(PAPER.income_growth)?,
        operating: Money::new(PAPER.operating)?,
        unallocated_interest: Money::ZERO,
        minute: minutes()?,
    })
}

/// Returns Lan's loan: six million over twelve months, disbursed on 10 June 2024, six instalments paid.
fn by_lan() -> Result<LoanCarriedIn> {
    Ok(LoanCarriedIn {
        loan: "S-01".parse()?,
        member: "M1".parse()?,
        principal: Amount::new(6_000_000)?,
        outstanding: Money::new(PAPER.lan_owes)?,
        disbursed: parse_date("2024-06-10")?,
        months: 12.try_into()?,
        monthly_rate: "1 %".parse()?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        interest_owed: Money::ZERO,
        owed_since: None,
        times_rescheduled: None,
        minute: minutes()?,
    })
}

/// Returns Tư's loan: four million over twelve months, disbursed on 10 April 2024, five instalments paid, and no payment since October.
fn tu() -> Result<LoanCarriedIn> {
    Ok(LoanCarriedIn {
        loan: "S-02".parse()?,
        member: "M2".parse()?,
        principal: Amount::new(4_000_000)?,
        outstanding: Money::new(PAPER.tu_owes)?,
        disbursed: parse_date("2024-04-10")?,
        interest_owed: Money::new(69_000)?,
        owed_since: Some(parse_date("2024-10-10")?),
        ..by_lan()?
    })
}
