//! Makes the books of a country's simulated clubs, to test the export: `make_country DIR CLUBS [MONTHS]`.
//!
//! Each club exists for so many months (36 by default) through March 2025 and comes from a seed, so that the same arguments give the same
//! bytes. Clubs are in one folder per province; one province is a number that begins with zero, and one club has no province in its name.
//! From 40 clubs on, some clubs have problems, each printed on a line of its own: findings, interest allocated wrongly, a club unlike the
//! others, a late reporter, a loan lent twice to one person whose name is typed in two ways, the books of one club in two files, and files
//! that cannot be read, or not to their end.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use revolving_fund::chrono::{Days, Months, NaiveDate};
use revolving_fund::count::Year;
use revolving_fund::event::{Circumstances, DonationReceived, LoanApproved, LoanDisbursed, MemberJoined};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{Amortization, Books, Charter, ClubFund, Event, InterestMethod, Place, Rate, Voucher, parse_date};

/// The provinces, as they begin the names of clubs: letters, and the number of Hà Nội in the list of administrative units.
const PROVINCES: [&str; 5] = ["BN", "BG", "HY", "TB", "01"];
/// The smallest number of clubs with problems among them.
const FEWEST_WITH_TROUBLE: u32 = 40;
/// One name typed in two ways: composed, and decomposed in capitals.
const COMPOSED: &str = "Trịnh Thị Vượng";
const DECOMPOSED: &str = "TRI\u{323}NH THI\u{323} VU\u{31b}O\u{31b}\u{323}NG";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let made = match *arguments.as_slice() {
        [folder, clubs] => make(Path::new(folder), clubs, "36"),
        [folder, clubs, months] => make(Path::new(folder), clubs, months),
        _ => Err("usage: make_country DIR CLUBS [MONTHS]".into()),
    };
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("make_country: {error}");
            ExitCode::from(2)
        }
    }
}

fn make(folder: &Path, clubs: &str, months: &str) -> Result<(), Box<dyn Error>> {
    let clubs: u32 = clubs.parse().map_err(|_| format!("{clubs} is not a number of clubs"))?;
    let months: u32 = months.parse().map_err(|_| format!("{months} is not a number of months"))?;
    let mut written = 0_usize;
    for number in 0..clubs {
        let (province, own) = place(number, clubs);
        let club = if province.is_empty() { own.clone() } else { format!("{province}-{own}") };
        let mut books = live(&club, number, months)?;
        let is_troubled = clubs >= FEWEST_WITH_TROUBLE;
        if is_troubled {
            make_trouble(number, &mut books)?;
        }
        let mut file = Vec::new();
        books.write(&mut file)?;
        let path = folder.join(province).join(format!("{}.jsonl", own.to_lowercase()));
        let file = if is_troubled { damage(number, file) } else { file };
        written = written.saturating_add(file.len());
        write(&path, &file)?;
        if number == 0 && is_troubled {
            write(&folder.join("copies").join("copy.jsonl"), &file)?;
        }
    }
    if clubs >= FEWEST_WITH_TROUBLE {
        write(&folder.join("empty.jsonl"), b"")?;
        write(&folder.join("BG").join("letter.jsonl"), "Kính gửi ban chủ nhiệm\n".as_bytes())?;
        write(&folder.join("BG").join("read-me.txt"), b"not books, and nobody takes it for any\n")?;
        std::os::unix::fs::symlink("nowhere.jsonl", folder.join("HY").join("lost.jsonl"))?;
    }
    println!("{clubs} club(s), {written} byte(s) in {}", folder.display());
    Ok(())
}

/// Returns the province of a club and its name there. The last club has no province if there are at least 40 clubs.
fn place(number: u32, clubs: u32) -> (&'static str, String) {
    let last = clubs.saturating_sub(1);
    if number == last && clubs >= FEWEST_WITH_TROUBLE {
        return ("", "HANOI".to_owned());
    }
    let province = PROVINCES.iter().cycle().nth(usize::try_from(number).unwrap_or(0)).copied().unwrap_or("BN");
    (province, format!("{:05}", number.saturating_add(1)))
}

fn live(club: &str, number: u32, months: u32) -> Result<Books, Box<dyn Error>> {
    let last_day = parse_date("2025-03-31")?;
    let months = months.saturating_sub(number.checked_rem(7).unwrap_or(0)).max(6);
    // Clubs are opened on different days of a month.
    let earlier = Days::new(number.checked_rem(20).unwrap_or(0).into());
    let opened = last_day.checked_sub_months(Months::new(months)).and_then(|day| day.checked_sub_days(earlier));
    // The late reporter stopped half a year before.
    let through = if number == 5 { parse_date("2024-09-30")? } else { last_day };
    let profile = ClubProfile {
        club: club.parse()?,
        name: format!("CLB LTHTGN thôn {club}").parse()?,
        opened: opened.ok_or("too many months")?,
        months_on_paper: if number.checked_rem(10) == Some(9) { 12 } else { 0 },
        through,
        charter: Charter::bac_ninh(),
        members: 40_u32.saturating_add(number.checked_rem(21).unwrap_or(0)),
        // Ten loans a year.
        loan_turns: months.saturating_mul(10).div_euclid(12).min(months.saturating_mul(2)).max(4),
    };
    Ok(profile.simulate(u64::from(number).saturating_add(1336))?)
}

/// Books events of a problem that keeps the rules.
fn make_trouble(number: u32, books: &mut Books) -> Result<(), Box<dyn Error>> {
    let day = parse_date("2025-04-01")?;
    match number {
        10 => {
            println!("{} grew unlike the others", books.header().club());
            let (from, amount) = ("Một nhà hảo tâm".parse()?, "900.000.000".parse()?);
            let gift = DonationReceived { from, amount, fund: ClubFund::IncomeGrowth, into: Place::Bank };
            books.record(Voucher::new("TB-gift".parse()?, day, gift))?;
        }
        15 | 20 => {
            println!("{} lends to one who borrowed elsewhere", books.header().club());
            borrow(books, if number == 15 { COMPOSED } else { DECOMPOSED }, day)?;
        }
        _ => {}
    }
    Ok(())
}

/// Books that a person joins and borrows.
fn borrow(books: &mut Books, name: &str, day: NaiveDate) -> Result<(), Box<dyn Error>> {
    let (loan, member) = ("TWICE-1".parse()?, "TWICE".parse()?);
    let joined = MemberJoined {
        member,
        name: name.parse()?,
        circumstances: Circumstances::Poor,
        gender: None,
        born: Some(Year::new(1931)?),
    };
    let approved = LoanApproved {
        loan,
        member: joined.member.clone(),
        principal: "100.000".parse()?,
        months: revolving_fund::Months::new(6)?,
        monthly_rate: Rate::from_hundred_millionths(1_000_000)?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: "Biên bản họp".parse()?,
    };
    let loan = approved.loan.clone();
    // Pays from the box or the bank, whichever has the money.
    let out_of = if books.ledger().money(Place::Cash) >= revolving_fund::Balance::new(100_000) {
        Place::Cash
    } else {
        Place::Bank
    };
    let disbursed = LoanDisbursed { loan, out_of, paid_on: None };
    for (id, event) in [("T-1", Event::from(joined)), ("T-2", approved.into()), ("T-3", disbursed.into())] {
        books.record(Voucher::new(id.parse()?, day, event))?;
    }
    Ok(())
}

/// Makes the problems of a file.
fn damage(number: u32, mut file: Vec<u8>) -> Vec<u8> {
    let middle = file.len().div_euclid(2);
    match number {
        25 => {
            println!("club {number}: a line is missing");
            let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
            let missing = lines.len().div_euclid(2);
            let kept = lines.iter().enumerate().filter(|(place, _)| *place != missing);
            kept.flat_map(|(_, line)| line.iter().copied()).collect()
        }
        26 => {
            println!("club {number}: interest is allocated to the operating fund alone");
            let text = String::from_utf8_lossy(&file);
            let wrong = text.replace(
                "\"income:loan-interest\",\"funds:income-growth\"",
                "\"income:loan-interest\",\"funds:operating\"",
            );
            wrong.into_bytes()
        }
        27 => {
            println!("club {number}: cut short");
            file.truncate(file.len().saturating_sub(40));
            file
        }
        28 => {
            println!("club {number}: a byte in the middle is not UTF-8");
            if let Some(byte) = file.get_mut(middle) {
                *byte = 0xff;
            }
            file
        }
        29 => {
            println!("club {number}: the header is cut");
            file.truncate(100);
            file
        }
        _ => file,
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let named = |error: std::io::Error| format!("{}: {error}", path.display());
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(named)?;
    Ok(fs::write(path, bytes).map_err(named)?)
}
