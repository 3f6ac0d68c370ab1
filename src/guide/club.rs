// The club with which each recipe of the cookbook begins. It is included into the examples and is no module of the library.
#[allow(unused_imports)]
use revolving_fund::event::*;
#[allow(unused_imports)]
use revolving_fund::*;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Books an event under a document number.
#[allow(dead_code)]
fn book(books: &mut Books, id: &str, date: &str, event: impl Into<Event>) -> Result {
    books.record(Voucher::new(id.parse()?, parse_date(date)?, event))?;
    Ok(())
}

/// Returns the codes of the warnings that an audit of the books gives.
#[allow(dead_code)]
fn warnings(books: &Books) -> Result<Vec<&'static str>> {
    let mut file = Vec::new();
    books.write(&mut file)?;
    Ok(Audit::of(file.as_slice())?.warnings().iter().map(|warning| warning.code.as_str()).collect())
}

#[allow(dead_code)]
fn joined(member: &str, name: &str) -> Result<MemberJoined> {
    let (member, name) = (member.parse()?, name.parse()?);
    Ok(MemberJoined { member, name, circumstances: Circumstances::Poor, gender: None, born: None })
}

/// Returns the approval of a loan over twelve months at 1 % a month, repaid in equal instalments.
#[allow(dead_code)]
fn approved(loan: &str, member: &str, principal: &str) -> Result<LoanApproved> {
    Ok(LoanApproved {
        loan: loan.parse()?,
        member: member.parse()?,
        principal: principal.parse()?,
        months: Months::new(12)?,
        monthly_rate: "1 %".parse()?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: "BB 01/2025".parse()?,
    })
}

/// Makes the books of a new club, without money and members.
#[allow(dead_code)]
fn new_club() -> Result<Books> {
    let opened = parse_date("2025-01-10")?;
    Ok(Books::new(Header::new("BN-001".parse()?, "CLB thôn Hạ".parse()?, opened, Charter::bac_ninh())?))
}

/// Makes the books of the club of the cookbook: a seed grant of 100 million, of which 20 million are in the box; three members; on 10
/// January 2025, loan V1 of 6 million is lent to M1, and V2 of 3 million to M2.
#[allow(dead_code)]
fn club() -> Result<Books> {
    let mut books = new_club()?;
    let day = "2025-01-10";
    let amount = "100.000.000".parse()?;
    book(&mut books, "PT-1", day, SeedGrantReceived { from: "Ngân sách tỉnh".parse()?, amount, into: Place::Bank })?;
    book(&mut books, "RT-1", day, CashWithdrawn { amount: "20.000.000".parse()? })?;
    for (member, name) in [("M1", "Phạm Thị Lan"), ("M2", "Đỗ Văn Tư"), ("M3", "Vũ Thị Sáu")] {
        book(&mut books, &format!("TV-{member}"), day, joined(member, name)?)?;
    }
    for (loan, member, principal) in [("V1", "M1", "6.000.000"), ("V2", "M2", "3.000.000")] {
        book(&mut books, &format!("HD-{loan}"), day, approved(loan, member, principal)?)?;
        let disbursed = LoanDisbursed { loan: loan.parse()?, out_of: Place::Cash, paid_on: None };
        book(&mut books, &format!("PC-{loan}"), day, disbursed)?;
    }
    Ok(books)
}
