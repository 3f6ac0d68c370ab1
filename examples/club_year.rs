//! The first year of a club: `club_year [FILE]`.
//!
//! The grant comes in, members join, the meeting passes loans, members repay, somebody asks for too much, a receipt is booked
//! wrongly and reversed, interest grows the capital, and at the end the monthly report is printed. With FILE the books are written to
//! it; `audit` has no findings in them.

mod common;

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::process::ExitCode;

use chrono::{Months, NaiveDate};
use revolving_fund::charter::LoanRules;
use revolving_fund::count::Count;
use revolving_fund::event::{
    ActivityReported, CashWithdrawn, Circumstances, DonationReceived, DuesReceived, LoanApproved, LoanDisbursed,
    MemberJoined, MemberList, MoneyCounted, OperatingSpent, RepaymentReceived, Reversed, SeedGrantReceived,
};
use revolving_fund::loan::PaymentSplit;
use revolving_fund::report::{FundBalances, IncomeStatement, Portfolio, TrialBalance};
use revolving_fund::{
    Amortization, Amount, Area, Books, Charter, ClubFund, DocumentNumber, Event, Header, InterestMethod, Language,
    LoanId, MemberId, Month, Place, Refusal, Voucher, parse_date,
};

use common::{Outcome, say, say_wrapped};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: club_year [--lang en|vi|both] [FILE]

Prints the first year of a club (năm đầu của một CLB), with its entries, refusals and the month's report.
With FILE it writes the books to this file.

  --lang en|vi|both   language of the report; English if absent, as the story is";

fn main() -> ExitCode {
    common::command(USAGE, |mut arguments| {
        let mut language = Language::English;
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--lang" => language = arguments.parsed(str::parse)?,
                _ => return Err(arguments.unknown()),
            }
        }
        let [file] = arguments.at_most()?;
        year(file, language).map(|()| Outcome::Clean).map_err(|error| error.to_string())
    })
}

fn year(file: Option<String>, language: Language) -> Result<()> {
    let mut club = Club::found()?;
    club.start()?;
    club.lend()?;
    club.ask_for_too_much()?;
    for month in 1..=12 {
        club.hold_meeting(month)?;
    }
    club.correct_a_receipt()?;
    club.report("2025-02".parse()?, language);

    say_wrapped!("The head of the books, to be kept by someone else:\n  {}", club.books.head());
    if let Some(path) = file {
        club.books.write(BufWriter::new(File::create(&path)?))?;
        say_wrapped!("The books are in {path}. Audit them: cargo run --release --example audit -- {path}");
    }
    Ok(())
}

/// The books of the club, and the numbers of its documents.
struct Club {
    books: Books,
    documents: u32,
}

/// The loans of the first month: loan, member, principal.
const BORROWERS: [(&str, &str, u64); 4] = [
    ("V001", "M001", 8_000_000),
    ("V002", "M002", 6_000_000),
    ("V003", "M003", 5_000_000),
    ("V004", "M004", 3_000_000),
];

impl Club {
    fn found() -> Result<Self> {
        let charter = Charter::bac_ninh();
        let opened = parse_date("2024-03-01")?;
        say_wrapped!("1 March 2024. CLB thôn Thượng Đồng opens its books.");
        say_wrapped!(
            "   Its charter: at most {} to a member, {} months, {} of the interest to capital.\n",
            charter.loan.cap_per_member,
            charter.loan.max_months,
            charter.interest.to_income_growth
        );
        let header = Header::new("BN-001".parse()?, "CLB thôn Thượng Đồng".parse()?, opened, charter)?;
        Ok(Self { books: Books::new(header), documents: 0 })
    }

    /// Books an event under the next document number of its kind.
    fn book(&mut self, kind: &str, date: NaiveDate, event: impl Into<Event>) -> Result<DocumentNumber> {
        self.documents += 1;
        let id: DocumentNumber = format!("{kind}-{:04}", self.documents).parse()?;
        self.books.record(Voucher::new(id.clone(), date, event))?;
        Ok(id)
    }

    fn start(&mut self) -> Result<()> {
        let day = parse_date("2024-03-01")?;
        let names = ["Phạm Thị Lan", "Đặng Văn Mai", "Ngô Thị Tâm", "Trần Văn Hòa", "Lê Thị Sen", "Vũ Văn Tư"];
        for (number, name) in (1..).zip(names.iter().cycle().take(62)) {
            let joined = MemberJoined {
                member: format!("M{number:03}").parse()?,
                name: name.parse()?,
                circumstances: Circumstances::NearPoor,
                gender: None,
                born: None,
            };
            self.book("TV", day, joined)?;
        }
        let day = parse_date("2024-03-13")?;
        let amount = "100.000.000 đồng".parse()?;
        self.book(
            "PT",
            day,
            SeedGrantReceived { from: "Ngân sách tỉnh Bắc Ninh".parse()?, amount, into: Place::Bank },
        )?;
        self.book("PC", day, CashWithdrawn { amount: "25.000.000".parse()? })?;
        say_wrapped!("13 March. {} members; the province gives {amount}.", self.books.register().members_present());
        Ok(())
    }

    fn lend(&mut self) -> Result<()> {
        let day = parse_date("2024-03-15")?;
        say_wrapped!("15 March. The meeting passes a list of loans, at 1% a month over 12 months:");
        for (loan, member, principal) in BORROWERS {
            self.book("HD", day, approval(loan, member, Amount::new(principal)?)?)?;
            let disbursed = LoanDisbursed { loan: loan.parse()?, out_of: Place::Cash, paid_on: None };
            self.documents += 1;
            let id = format!("PC-{:04}", self.documents).parse()?;
            let plan = self.books.plan(Voucher::new(id, day, disbursed))?;
            say_wrapped!("   {loan} to {member}: {}", plan.entry());
            plan.commit();
        }
        Ok(())
    }

    /// Shows a refusal: the reason in both languages, the remedy and the largest amount that passes.
    fn ask_for_too_much(&mut self) -> Result<()> {
        let day = parse_date("2024-03-16")?;
        let asked = Voucher::new("HD-9000000".parse()?, day, approval("V005", "M005", "9.000.000 đồng".parse()?)?);
        let Err(refusal) = self.books.record(asked) else { return Err("nine million were lent".into()) };
        say_wrapped!("16 March. Lê Thị Sen asks for nine million. Refused:\n   {refusal}\n   {}", refusal.vietnamese());
        let why = refusal.explain();
        say_wrapped!("   What to do: {}. Source: {}.", why.remedy.english, why.source);
        if let Some(largest) = refusal.largest() {
            self.book("HD", day, approval("V005", "M005", largest.try_into()?)?)?;
            say_wrapped!("   She asks for {largest} instead, and the meeting agrees.\n");
        }
        Ok(())
    }

    /// Holds the meeting of one month: members pay what is due, dues come in, the club does its work, the box is counted.
    fn hold_meeting(&mut self, month: u32) -> Result<()> {
        let first = parse_date("2024-03-15")?;
        let day = first.checked_add_months(Months::new(month)).ok_or("no such month")?;
        for (loan, _, principal) in BORROWERS {
            let paid = self.pay_what_is_due(&loan.parse()?, day)?;
            if month == 1 && principal == 8_000_000 {
                say_wrapped!(
                    "{day}. The first repayment on {loan}: principal {}, interest {}.",
                    paid.principal,
                    paid.interest
                );
            }
        }
        self.book("PT", day, dues(5_000, day)?)?;
        if month.is_multiple_of(3) {
            let gift = DonationReceived {
                from: "Sổ Tấm lòng vàng".parse()?,
                amount: Amount::new(500_000)?,
                fund: ClubFund::Operating,
                into: Place::Cash,
            };
            self.book("PT", day, gift)?;
            let visit = OperatingSpent {
                area: Area::HealthCare,
                amount: Amount::new(350_000)?,
                out_of: Place::Cash,
                payee: Some("Trạm y tế xã".parse()?),
            };
            self.book("PC", day, visit)?;
        }
        let activity = ActivityReported {
            month: Month::of(day)?,
            attendance: Count::new(54)?,
            members: Count::new(62)?,
            volunteers: Count::new(12)?,
            cared_for: Count::new(6)?,
            visits: Count::new(170)?,
        };
        self.book("SH", day, activity)?;
        let amount = self.books.ledger().money(Place::Cash).try_into()?;
        self.book("KK", day, MoneyCounted { place: Place::Cash, amount, by: Some("Ban kiểm soát".parse()?) })?;
        Ok(())
    }

    fn pay_what_is_due(&mut self, loan: &LoanId, day: NaiveDate) -> Result<PaymentSplit> {
        let owed = self.books.loan(loan).ok_or("no such loan")?.on(day)?.owed();
        let paid: Amount = (owed.interest_due + owed.principal_due).try_into()?;
        let paid = self.books.apply_payment(loan, paid, day)?;
        let PaymentSplit { principal, interest } = paid;
        let repayment = RepaymentReceived { loan: loan.clone(), principal, interest, into: Place::Cash, paid_on: None };
        self.book("PT", day, repayment)?;
        Ok(paid)
    }

    /// Corrects dues that were booked at twice their amount. The record remains; a reversal cancels it, then the true amount is booked.
    fn correct_a_receipt(&mut self) -> Result<()> {
        let day = parse_date("2025-03-20")?;
        let document = self.book("PT", day, dues(10_000, day)?)?;
        self.book("HT", day, Reversed { record: document.clone(), reason: "ghi nhầm số tiền".parse()? })?;
        self.book("PT", day, dues(5_000, day)?)?;
        say_wrapped!("{day}. {document} was booked with the wrong amount: reversed, and booked again.");

        let document = Voucher::new(document, day, CashWithdrawn { amount: Amount::new(1)? });
        let refusal: Refusal = match self.books.record(document) {
            Ok(_) => return Err("one number was used for two documents".into()),
            Err(refusal) => refusal,
        };
        say_wrapped!("   Its number is not used twice: {refusal}.\n");
        Ok(())
    }

    /// Prints the report of a month, from the books as of its end.
    fn report(&self, month: Month, language: Language) {
        let books = self.books.as_of(month.last_day());
        say_wrapped!("Report for {month}, {} records", books.records().len());
        let income = IncomeStatement::of(&books, month.into()).table();
        let (funds, loans) = (FundBalances::of(&books).table(), Portfolio::of(&books).table());
        for table in [income, funds, loans, TrialBalance::of(&books).table()] {
            say!("\n{}", table.to_text(language).trim_end());
        }
        say_wrapped!("\nHead: {}\n", books.head());
    }
}

/// Makes the dues of ten members for the month of the day, under one receipt.
fn dues(each: u64, day: NaiveDate) -> Result<DuesReceived> {
    let members: Vec<MemberId> =
        (11..21).map(|number| format!("M{number:03}").parse()).collect::<std::result::Result<_, _>>()?;
    let (each, month) = (Amount::new(each)?, Some(Month::of(day)?));
    Ok(DuesReceived { members: MemberList::new(members)?, each, into: Place::Cash, month, months: None })
}

fn approval(loan: &str, member: &str, principal: Amount) -> Result<LoanApproved> {
    let LoanRules { max_months, .. } = Charter::bac_ninh().loan;
    Ok(LoanApproved {
        loan: loan.parse()?,
        member: member.parse()?,
        principal,
        months: max_months.get().try_into()?,
        monthly_rate: "1 %".parse()?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: "BB 03/2024".parse()?,
    })
}
