//! The province: `bac_ninh [SEED] [--out DIR]`.
//!
//! Makes up the books of the 84 clubs of Bắc Ninh from a seed, so that they meet the figures of a newspaper article of May 2025
//! (Ngày Mới Online) where these agree with each other: 3 890 members, 1 470 loan turns of at most 8 million, 100 million of seed
//! grant each, half of the interest to capital, through 31 March 2025. Audits each club, adds them up, and sets what the article
//! says beside what the books hold. With `--out` the books are written, a file a club, for anyone to audit.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{Months, NaiveDate};
use revolving_fund::{
    Amount, Audit, Balance, Books, Charter, Event, Life, Province, Register, Text, WarningCode, parse_date,
};
use rust_decimal::{Decimal, RoundingStrategy};

const USAGE: &str = "usage: bac_ninh [SEED] [--out DIR]";

/// What the article says, as figures.
mod said {
    pub(crate) const CLUBS: u32 = 84;
    pub(crate) const MEMBERS: u32 = 3_890;
    pub(crate) const LOAN_TURNS: u32 = 1_470;
    /// Đồng that each club got.
    pub(crate) const SEED_GRANT: u64 = 100_000_000;
    /// Đồng at most to a member.
    pub(crate) const LOAN_AT_MOST: u64 = 8_000_000;
    /// Đồng disbursed to all clubs, by the province and HelpAge together.
    pub(crate) const ALL_SEED_GRANTS: u64 = 7_900_000_000;
    /// Clubs to be founded by the plan.
    pub(crate) const PLANNED_CLUBS: u32 = 67;
    /// Members of each club.
    pub(crate) const MEMBERS_OF_A_CLUB: (u32, u32) = (60, 70);
    /// Percent of the interest that grows the capital.
    pub(crate) const PERCENT_TO_CAPITAL: u32 = 50;
    /// Percent of the plan fulfilled.
    pub(crate) const PERCENT_OF_PLAN: u32 = 100;
    /// The day of these figures.
    pub(crate) const THROUGH: &str = "2025-03-31";
}

/// Percent of members that a club is to lend to over time (Decision 1336).
const PERCENT_TO_BORROW: u32 = 50;

fn main() -> ExitCode {
    match Options::parse(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bac_ninh: {message}");
            ExitCode::from(2)
        }
    }
}

struct Options {
    seed: u64,
    out: Option<PathBuf>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { seed: 1336, out: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--out" => options.out = Some(arguments.next().ok_or(USAGE)?.into()),
                seed => options.seed = seed.parse().map_err(|_| format!("{seed} is not a seed\n{USAGE}"))?,
            }
        }
        Ok(options)
    }
}

fn run(options: &Options) -> Result<(), String> {
    let mut found = Found::default();
    for (place, life) in plan(options.seed).map_err(|error| error.to_string())?.iter().enumerate() {
        let club = &life.club;
        let seed = options.seed.wrapping_mul(1_000).wrapping_add(place as u64);
        let books = life.live(seed).map_err(|error| format!("{club}: {error}"))?;
        let mut file = Vec::new();
        books.write(&mut file).map_err(|error| format!("{club}: {error}"))?;
        if let Some(folder) = &options.out {
            write(folder, club.as_str(), &file)?;
        }
        let audit = Audit::of(file.as_slice()).map_err(|error| format!("{club}: {error}"))?;
        found
            .add(&format!("{}.jsonl", club.as_str().to_lowercase()), &audit)
            .map_err(|error| format!("{club}: {error}"))?;
    }

    println!("Bắc Ninh, as of {}: books made up from seed {}\n", said::THROUGH, options.seed);
    println!("{}", found.province);
    println!("{} club(s) audited: {} finding(s), {} warning(s)\n", found.audited, found.findings, found.warnings);
    println!("THE ARTICLE BESIDE THE BOOKS (bài báo và sổ sách)\n");
    for claim in claims(&found) {
        println!("{claim}");
    }
    println!("WHAT AN AUDITOR WOULD ASK (câu hỏi của kiểm toán)\n");
    for (number, question) in (1..).zip(questions(&found)) {
        println!("{number}. {question}\n");
    }
    if let Some(folder) = &options.out {
        println!("The books are in {}.", folder.display());
    }
    Ok(())
}

fn write(folder: &Path, club: &str, file: &[u8]) -> Result<(), String> {
    let path = folder.join(format!("{}.jsonl", club.to_lowercase()));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, file));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

/// The lives of the clubs: older clubs lend more, and all members and loan turns add up to what the article says.
fn plan(seed: u64) -> Result<Vec<Life>, Box<dyn std::error::Error>> {
    let through = parse_date(said::THROUGH)?;
    let first = parse_date("2022-03-08")?;
    let opened: Vec<NaiveDate> = (0..said::CLUBS)
        .map(|place| {
            let day = u64::from(place.wrapping_mul(7) % 20);
            first + Months::new(place * 32 / said::CLUBS) + chrono::Days::new(day)
        })
        .collect();
    let even = said::MEMBERS / said::CLUBS;
    let odd = said::MEMBERS % said::CLUBS;
    let mut loan_turns = vec![8_u32; opened.len()];
    for _ in 0..said::LOAN_TURNS - 8 * said::CLUBS {
        // The next turn goes to the club that has had the most days for each of its turns.
        let days = |place: &usize| (through - opened[*place]).num_days() / i64::from(loan_turns[*place]);
        let next = (0..opened.len()).max_by_key(days).unwrap_or(0);
        loan_turns[next] += 1;
    }
    (0..said::CLUBS)
        .map(|place| {
            // What one club has more than the average, the club opposite has less.
            let swing = u32::try_from((seed % 9 + u64::from(place.min(said::CLUBS - 1 - place)) * 5) % 9)?;
            let members = if place < said::CLUBS / 2 { even + swing } else { even - swing };
            Ok(Life {
                club: format!("BN-{:03}", place + 1).parse()?,
                name: name(place)?,
                opened: opened[place as usize],
                through,
                charter: Charter::bac_ninh(),
                members: members + u32::from(place < odd),
                loan_turns: loan_turns[place as usize],
            })
        })
        .collect()
}

fn name(place: u32) -> Result<Text, revolving_fund::NameError> {
    const VILLAGES: [&str; 14] = [
        "Thượng Đồng",
        "Hạ",
        "Đình Bảng",
        "Phù Lưu",
        "Trang Liệt",
        "Đồng Kỵ",
        "Tam Sơn",
        "Lim",
        "Diềm",
        "Ném",
        "Bồ Sơn",
        "Xuân Ổ",
        "Đại Bái",
        "Phật Tích",
    ];
    let village = VILLAGES[place as usize % VILLAGES.len()];
    format!("CLB LTHTGN thôn {village} {}", place as usize / VILLAGES.len() + 1).parse()
}

/// What the books of all clubs hold.
#[derive(Default)]
struct Found {
    province: Province,
    audited: u32,
    findings: usize,
    warnings: usize,
    /// All seed grants received, whatever was lost of them since.
    granted: Balance,
    /// Clubs whose seed grant is what the article says.
    granted_in_full: u32,
    /// Clubs with a number of members inside the band.
    in_band: u32,
    largest_loan: Option<Amount>,
    interest_allocated: Balance,
    interest_to_capital: Balance,
    reports: u32,
    well_attended: u32,
}

impl Found {
    fn add(&mut self, file: &str, audit: &Audit) -> Result<(), Box<dyn std::error::Error>> {
        if let Some(error) = audit.error() {
            return Err(error.to_string().into());
        }
        let books: &Books = audit.books().ok_or("there are no books")?;
        self.province.add(file, audit)?;
        let register: &Register = books.register();
        self.audited += 1;
        self.findings += audit.findings().len();
        self.warnings += audit.warnings().len();
        self.granted_in_full += u32::from(register.seed_grant_received() == Balance::new(said::SEED_GRANT.into()));
        self.granted += register.seed_grant_received();
        let (fewest, most) = said::MEMBERS_OF_A_CLUB;
        self.in_band += u32::from((fewest..=most).contains(&register.members_present()));
        let largest = books.loans().map(|loan| loan.loan().terms().principal).max();
        self.largest_loan = self.largest_loan.max(largest);
        self.interest_allocated += register.allocation().total();
        self.interest_to_capital += register.allocation().to_income_growth();
        let reports =
            books.records().iter().filter(|record| matches!(record.event, Event::ActivityReported(_))).count();
        let low = audit.warnings().iter().filter(|warning| warning.code == WarningCode::AttendanceLow).count();
        self.reports += u32::try_from(reports)?;
        self.well_attended += u32::try_from(reports - low)?;
        Ok(())
    }
}

/// What a figure is claimed to be.
#[derive(Clone, Copy)]
enum Claimed {
    Exactly(Decimal),
    AtMost(Decimal),
    Between(Decimal, Decimal),
    /// A share of which no total is told.
    Untold,
}

/// A statement of the article, and the same figure in the books.
struct Claim {
    what: &'static str,
    unit: &'static str,
    said: Claimed,
    books: Option<Decimal>,
    note: String,
}

#[derive(Clone, Copy)]
enum Verdict {
    Agrees,
    /// By how much the books are above what is said, or below.
    Contradicts(Decimal),
    CannotBeTold,
}

impl Claim {
    fn verdict(&self) -> Verdict {
        let Some(books) = self.books else { return Verdict::CannotBeTold };
        let nearest = match self.said {
            Claimed::Exactly(said) => said,
            Claimed::AtMost(most) => books.min(most),
            Claimed::Between(least, most) => books.clamp(least, most),
            Claimed::Untold => return Verdict::CannotBeTold,
        };
        if books == nearest { Verdict::Agrees } else { Verdict::Contradicts(books - nearest) }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit;
        let said = match self.said {
            Claimed::Exactly(said) => format!("{} {unit}", number(said)),
            Claimed::AtMost(most) => format!("at most {} {unit}", number(most)),
            Claimed::Between(least, most) => format!("{} to {} {unit}", number(least), number(most)),
            Claimed::Untold => "no figure".into(),
        };
        let books = self.books.map_or("no figure".into(), |books| format!("{} {unit}", number(books)));
        let verdict = match self.verdict() {
            Verdict::Agrees => "agrees (khớp)".into(),
            Verdict::Contradicts(by) if by.is_sign_negative() => {
                format!("CONTRADICTS (không khớp): the books have {} {unit} less", number(-by))
            }
            Verdict::Contradicts(by) => {
                format!("CONTRADICTS (không khớp): the books have {} {unit} more", number(by))
            }
            Verdict::CannotBeTold => "cannot be told (không thể biết)".into(),
        };
        writeln!(f, "  {}\n    said   {said}\n    books  {books}\n    {verdict}", self.what)?;
        if self.note.is_empty() { Ok(()) } else { writeln!(f, "    {}", self.note) }
    }
}

/// As people write it: dots between thousands, a comma before decimals.
fn number(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    if decimals.is_empty() { grouped } else { format!("{grouped},{decimals}") }
}

fn dong(balance: Balance) -> Decimal {
    Decimal::from_i128_with_scale(balance.dong(), 0)
}

/// A quotient with one decimal, half up.
fn tenths(part: Decimal, whole: Decimal) -> Decimal {
    let quotient = part.checked_div(whole).unwrap_or_default();
    quotient.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
}

fn percent(part: Decimal, whole: Decimal) -> Decimal {
    tenths(part * Decimal::ONE_HUNDRED, whole)
}

/// The statements of the article, each beside the books.
fn claims(found: &Found) -> Vec<Claim> {
    let province = &found.province;
    let clubs = Decimal::from(province.clubs().len());
    let members = Decimal::from(province.members());
    let (fewest, most) = said::MEMBERS_OF_A_CLUB;
    let claim = |what, unit, said, books, note: &str| Claim { what, unit, said, books: Some(books), note: note.into() };
    vec![
        claim("Clubs founded (câu lạc bộ)", "clubs", Claimed::Exactly(said::CLUBS.into()), clubs, ""),
        claim("Members (thành viên)", "members", Claimed::Exactly(said::MEMBERS.into()), members, ""),
        claim(
            "Loan turns (lượt vay)",
            "turns",
            Claimed::Exactly(said::LOAN_TURNS.into()),
            province.loans().disbursed.into(),
            "Turns are not people: one who borrows twice counts twice.",
        ),
        claim(
            "The largest loan to a member (khoản vay lớn nhất)",
            "đồng",
            Claimed::AtMost(said::LOAN_AT_MOST.into()),
            found.largest_loan.map_or(Decimal::ZERO, |largest| largest.dong().into()),
            "",
        ),
        claim(
            "Clubs that got 100 million each (vốn ban đầu)",
            "clubs",
            Claimed::Exactly(said::CLUBS.into()),
            found.granted_in_full.into(),
            "",
        ),
        claim(
            "Seed grants in all (tổng vốn đã giải ngân)",
            "đồng",
            Claimed::Exactly(said::ALL_SEED_GRANTS.into()),
            dong(found.granted),
            "",
        ),
        Claim {
            what: "Of these, from the province's budget and from HelpAge (nguồn vốn)",
            unit: "đồng",
            said: Claimed::Untold,
            books: None,
            note: "The article names both givers and one sum.".into(),
        },
        claim(
            "Plan fulfilled (hoàn thành kế hoạch)",
            "%",
            Claimed::Exactly(said::PERCENT_OF_PLAN.into()),
            percent(clubs, said::PLANNED_CLUBS.into()),
            "The plan is 67 clubs.",
        ),
        claim(
            "Members of a club, on average (thành viên mỗi câu lạc bộ)",
            "members",
            Claimed::Between(fewest.into(), most.into()),
            tenths(members, clubs),
            &format!("{} of {} clubs are inside the band.", found.in_band, found.audited),
        ),
        claim(
            "Interest that grew the capital (lãi nhập Quỹ tăng thu nhập)",
            "%",
            Claimed::Exactly(said::PERCENT_TO_CAPITAL.into()),
            percent(dong(found.interest_to_capital), dong(found.interest_allocated)),
            "The article tells no total of interest; the books tell both.",
        ),
        Claim {
            what: "Meetings attended by 80 % (sinh hoạt)",
            unit: "%",
            said: Claimed::Untold,
            books: Some(percent(found.well_attended.into(), found.reports.into())),
            note: "Said of \"many clubs\", without a number. The books: share of reports with 80 % or more.".into(),
        },
    ]
}

/// The questions that the article's own figures raise, with their arithmetic.
fn questions(found: &Found) -> Vec<String> {
    let [clubs, planned, turns, members] =
        [said::CLUBS, said::PLANNED_CLUBS, said::LOAN_TURNS, said::MEMBERS].map(Decimal::from);
    let [grant, told, most] = [said::SEED_GRANT, said::ALL_SEED_GRANTS, said::LOAN_AT_MOST].map(Decimal::from);
    let should_be = clubs * grant;
    let missing = should_be - told;
    let (fewest, largest) = said::MEMBERS_OF_A_CLUB;
    let loans = found.province.loans();
    let borrowers = Decimal::from(loans.borrowers);
    vec![
        format!(
            "{} clubs × {} đồng = {} đồng, but {} đồng are said to be disbursed: {} đồng, the grants of {} clubs, are \
             unexplained.\n   The books have {} đồng received.",
            number(clubs),
            number(grant),
            number(should_be),
            number(told),
            number(missing),
            number(missing / grant),
            number(dong(found.granted)),
        ),
        format!(
            "The {} đồng are the province's and HelpAge's money together. How much of each is not said.",
            number(told)
        ),
        format!(
            "The plan was {} clubs, {} đồng; {} clubs are {} % of it, not 100 %.",
            number(planned),
            number(planned * grant),
            number(clubs),
            number(percent(clubs, planned)),
        ),
        format!(
            "{} members in {} clubs are {} a club, not {fewest} to {largest}. {} clubs of the books are inside that band.",
            number(members),
            number(clubs),
            number(tenths(members, clubs)),
            found.in_band,
        ),
        format!(
            "{} turns of at most {} đồng are at most {} đồng lent, and at most {} % of the members borrowed; the aim is {} %.\n   \
             The books: {} đồng lent to {} members, {} %.",
            number(turns),
            number(most),
            number(turns * most),
            number(percent(turns, members)),
            number(PERCENT_TO_BORROW.into()),
            number(dong(loans.disbursed_amount)),
            number(borrowers),
            number(percent(borrowers, members)),
        ),
        format!(
            "Half of the interest is said to grow the capital. No total of interest is told, so it cannot be checked.\n   The books: \
             {} đồng collected, {} đồng to capital, {} đồng to the clubs' work.",
            number(dong(found.interest_allocated)),
            number(dong(found.interest_to_capital)),
            number(dong(found.interest_allocated - found.interest_to_capital)),
        ),
    ]
}
