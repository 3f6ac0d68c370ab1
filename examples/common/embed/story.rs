//! The story without arguments: two writers record a meeting, with mistakes.

use std::fs;
use std::path::Path;
use std::time::Instant;

use chrono::{Months, NaiveDate};
use revolving_fund::event::{
    CashWithdrawn, Circumstances, LoanApproved, LoanDisbursed, MemberJoined, OperatingSpent, SeedGrantReceived,
};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::statement::Statement;
use revolving_fund::{
    Amortization, Area, Books, Charter, Event, Evidence, Header, InterestMethod, Place, Voucher, parse_date,
};

use super::{Archive, Failure, refused, verify};
use crate::common::{Outcome, say};
use crate::embed::App;

/// Makes the header of the club of the story.
fn header() -> Result<Header, String> {
    let make = || -> Result<Header, Box<dyn std::error::Error>> {
        let opened = parse_date("2024-03-13")?;
        Ok(Header::new("BN-001".parse()?, "CLB thôn Thượng Đồng".parse()?, opened, Charter::bac_ninh())?)
    };
    make().map_err(|error| error.to_string())
}

/// Runs the story in a temporary folder, which is removed at the end.
pub(super) fn run<S: Archive>() -> Result<Outcome, String> {
    let folder = std::env::temp_dir().join(format!("revolving-fund-{}", std::process::id()));
    fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let outcome = meeting::<S>(&folder.join(S::STORY)).and_then(|outcome| ten_years::<S>(&folder).map(|()| outcome));
    let removed = fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()));
    outcome.and_then(|outcome| removed.map(|()| outcome))
}

fn meeting<S: Archive>(file: &Path) -> Result<Outcome, String> {
    let mut app = App::<S>::init(file, header()?)?;
    say!("New books of {} (sổ mới), head {}.", app.books.header().club(), short(&app.books));

    say!("\nFive vouchers in one transaction (năm chứng từ, một lần ghi):");
    let first = first_day()?;
    for booked in app.book(&first).map_err(text)? {
        say!("  {}", line(&booked.to_string()));
    }

    say!("\nThe answer was lost, so they are submitted again (gửi lại, không ghi hai lần):");
    for booked in app.book(&first).map_err(text)?.iter().take(2) {
        say!("  {}", line(&booked.to_string()));
    }

    say!("\nA second device has the same books open (máy thứ hai cùng mở sổ). Both record:");
    let mut other = App::<S>::open(file)?;
    let spent = OperatingSpent { area: Area::HealthCare, amount: parse("150.000")?, out_of: Place::Cash, payee: None };
    let photo = app.put_photo("(the photograph of the receipt)".as_bytes())?;
    let approved = [approved("V001", "M001", "5.000.000")?, approved("V002", "M002", "6.000.000")?];
    let mut list = vec![voucher("HD-0001", approved[0].clone())?, voucher("HD-0002", approved[1].clone())?];
    list.extend([disbursed("PC-0002", "V001")?, disbursed("PC-0003", "V002")?]);
    for booked in app.book(&list).map_err(text)? {
        say!("  first:  {}", line(&booked.to_string()));
    }
    let paid = voucher("PC-0004", spent)?.with_evidence(photo.into());
    let Err(Failure::Refused(refusal)) = other.book(std::slice::from_ref(&paid)) else {
        return Err("a new club has no money of its own to spend".to_owned());
    };
    say!("  second: {}", refused(&refusal).replace('\n', "\n  "));

    say!("\nA list with one mistake is not booked at all (một dòng sai thì không ghi dòng nào):");
    let wrong = [withdrawn("PC-0005", "1.000.000")?, disbursed("PC-0006", "V009")?];
    let Err(Failure::Refused(refusal)) = other.book(&wrong) else {
        return Err("a loan that was never approved was disbursed".to_owned());
    };
    say!("  {}", refused(&refusal).replace('\n', "\n  "));
    let receipt = withdrawn("PC-0005", "1.000.000")?.with_evidence(photo.into());
    for booked in other.book(&[receipt]).map_err(text)? {
        say!("  second: {}", line(&booked.to_string()));
    }

    say!("\nThe first device takes what the second stored (cập nhật), and both have the same head:");
    app.catch_up()?;
    say!("  {} and {}\n", short(&app.books), short(&other.books));

    let outcome = app.report(S::STORY, &[Statement::CashBook])?;
    let faults = verify(&mut app.store)?;
    if app.books != other.books || !faults.is_empty() {
        return Err(format!("the two devices do not have the same sound books: {faults:?}"));
    }
    Ok(outcome)
}

fn text(failure: Failure) -> String {
    match failure {
        Failure::Refused(refusal) => refused(&refusal),
        Failure::Store(message) => message,
    }
}

/// Measures the time to open the books of a club after ten years.
fn ten_years<S: Archive>(folder: &Path) -> Result<(), String> {
    let opened = header()?.opened();
    let through = opened.checked_add_months(Months::new(120)).ok_or("ten years later is no day")?;
    let profile = ClubProfile {
        club: header()?.club().clone(),
        name: header()?.name().clone(),
        opened,
        months_on_paper: 0,
        through,
        charter: Charter::bac_ninh(),
        members: 60,
        loan_turns: 200,
    };
    let books = profile.simulate(1336).map_err(|error| error.to_string())?;
    // The photographs that the simulated club names do not exist.
    let without = |voucher| Voucher { evidence: Evidence::default(), ..voucher };
    let vouchers: Vec<Voucher> = books.records().map(|record| without(record.voucher())).collect();
    let file = folder.join(format!("ten-years-{}", S::STORY));
    let mut app = App::<S>::init(&file, books.header().clone())?;
    let begun = Instant::now();
    app.book(&vouchers).map_err(text)?;
    say!("\nTen years of a club (sổ mười năm): {} records stored in {:?}.", vouchers.len(), begun.elapsed());
    let begun = Instant::now();
    let mut app = App::<S>::open(&file)?;
    say!("Opened again, every line checked: {:?}.", begun.elapsed());
    let begun = Instant::now();
    app.catch_up()?;
    say!("A look whether another writer stored something: {:?}.", begun.elapsed());
    let begun = Instant::now();
    let plan = app.books.clone();
    say!("A copy of the books in memory, as `plan_many` makes one: {:?}.", begun.elapsed());
    drop(plan);
    Ok(())
}

fn first_day() -> Result<Vec<Voucher>, String> {
    let mut vouchers = Vec::new();
    for (number, name) in (1..).zip(["Phạm Thị Lan", "Đặng Văn Mai", "Ngô Thị Tâm"]) {
        let joined = MemberJoined {
            member: parse(&format!("M{number:03}"))?,
            name: parse(name)?,
            circumstances: Circumstances::NearPoor,
            gender: None,
            born: None,
        };
        vouchers.push(voucher(&format!("TV-{number:04}"), joined)?);
    }
    let (from, amount) = (parse("Ngân sách tỉnh Bắc Ninh")?, parse("100.000.000")?);
    vouchers.push(voucher("PT-0001", SeedGrantReceived { from, amount, into: Place::Bank })?);
    vouchers.push(withdrawn("PC-0001", "25.000.000")?);
    Ok(vouchers)
}

fn approved(loan: &str, member: &str, principal: &str) -> Result<LoanApproved, String> {
    Ok(LoanApproved {
        loan: parse(loan)?,
        member: parse(member)?,
        principal: parse(principal)?,
        months: 12.try_into().map_err(|_| "12 months are no term")?,
        monthly_rate: parse("0.01")?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: parse("BB-01")?,
    })
}

fn disbursed(id: &str, loan: &str) -> Result<Voucher, String> {
    voucher(id, LoanDisbursed { loan: parse(loan)?, out_of: Place::Cash, paid_on: None })
}

fn withdrawn(id: &str, amount: &str) -> Result<Voucher, String> {
    voucher(id, CashWithdrawn { amount: parse(amount)? })
}

fn voucher(id: &str, event: impl Into<Event>) -> Result<Voucher, String> {
    let day: NaiveDate = header()?.opened();
    Ok(Voucher::new(parse(id)?, day, event))
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("{text}: {error}"))
}

/// Returns the first eight digits of the head, followed by `…`.
fn short(books: &Books) -> String {
    line(&books.head().to_string())
}

/// Returns a line with each digest cut to eight digits.
fn line(text: &str) -> String {
    let shorten =
        |word: &str| if word.len() == 64 { format!("{}…", word.get(..8).unwrap_or(word)) } else { word.to_owned() };
    text.split(' ').map(shorten).collect::<Vec<_>>().join(" ")
}
