//! Simulates the clubs of a province: `bac_ninh [SEED] [--out DIR]`.
//!
//! Simulates the books of the 84 clubs of Bắc Ninh from a seed, so that they meet the figures of a newspaper article of May 2025 (Ngày
//! Mới Online) as far as these agree with each other: 3 890 members, 1 470 loan turns of at most 8 million, 100 million of seed
//! grant each, half of the interest to capital, through 31 March 2025. Audits each club, adds them up, and compares the figures of the
//! article, `examples/reported/bac-ninh-2025-03.json`, with the books. With `--out` it writes the books, one file per club.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{Months, NaiveDate};
use num_rational::Ratio;
use revolving_fund::display::{InLanguage, Language};
use revolving_fund::province::{ClubSummary, GrantPlan, Proportion, Province};
use revolving_fund::reconcile::reported::{Figure, Range, Reported, written};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{Amount, Audit, Balance, Charter, Text, parse_date};

use common::{Arguments, Outcome, say_wrapped, shipped};

const USAGE: &str = "usage: bac_ninh [--lang en|vi|both] [--out DIR] [SEED]

Simulates the 84 clubs of Bắc Ninh from SEED (1336 if absent), adds them up and compares them with a newspaper article.
With --out it writes the books to DIR, a file for each club.

  --lang en|vi|both   language of the sums; English if absent, as the questions are";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| run(&Options::parse(arguments)?))
}

struct Options {
    seed: u64,
    out: Option<PathBuf>,
    language: Language,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let mut options = Self { seed: 1336, out: None, language: Language::English };
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--out" => options.out = Some(arguments.value()?.into()),
                "--lang" => options.language = arguments.parsed(str::parse)?,
                _ => return Err(arguments.unknown()),
            }
        }
        if let [Some(seed)] = arguments.at_most()? {
            options.seed = seed.parse().map_err(|_| format!("{seed} is not a seed; see bac_ninh --help"))?;
        }
        Ok(options)
    }
}

fn run(options: &Options) -> Result<Outcome, String> {
    let article = Article::read()?;
    let mut province = Province::new();
    for (place, life) in plan(options.seed, &article).map_err(|error| error.to_string())?.iter().enumerate() {
        let club = &life.club;
        let seed = options.seed.wrapping_mul(1_000).wrapping_add(place as u64);
        let books = life.simulate(seed).map_err(|error| format!("{club}: {error}"))?;
        let mut file = Vec::new();
        books.write(&mut file).map_err(|error| format!("{club}: {error}"))?;
        let name = format!("{}.jsonl", club.as_str().to_lowercase());
        if let Some(folder) = &options.out {
            write(folder, &name, &file)?;
        }
        let audit = Audit::of(file.as_slice()).map_err(|error| format!("{club}: {error}"))?;
        province.add(&name, &audit).map_err(|error| error.to_string())?;
    }

    say_wrapped!("Bắc Ninh, as of {}: books made up from seed {}\n", article.reported.as_of(), options.seed);
    say_wrapped!("{}", InLanguage(&province, options.language));
    let count = |number: fn(&ClubSummary) -> u64| province.clubs().map(number).sum::<u64>();
    let [findings, warnings] = [ClubSummary::finding_count, ClubSummary::warning_count].map(count);
    say_wrapped!("{} club(s) audited: {findings} finding(s), {warnings} warning(s)\n", province.clubs().len());
    say_wrapped!("Seed grants (vốn ban đầu)");
    province.donors().iter().for_each(|donor| say_wrapped!("  {donor}"));
    say_wrapped!("{}", InLanguage(&province.against(article.plan()?), options.language));
    say_wrapped!("THE ARTICLE BESIDE THE BOOKS (bài báo và sổ sách): {}\n", article.reported.source());
    article
        .reported
        .check(&province)
        .figures
        .iter()
        .for_each(|checked| say_wrapped!("{}", InLanguage(checked, options.language)));
    say_wrapped!("QUESTIONS OF AN AUDITOR (câu hỏi của kiểm toán)\n");
    for (number, question) in (1..).zip(questions(&article, &province)?) {
        say_wrapped!("{number}. {question}\n");
    }
    if let Some(folder) = &options.out {
        say_wrapped!("The books are in {}.", folder.display());
    }
    Ok(Outcome::Clean)
}

/// The figures of the newspaper article.
struct Article {
    reported: Reported,
}

impl Article {
    fn read() -> Result<Self, String> {
        let file = shipped("reported/bac-ninh-2025-03.json");
        let named = |error: String| format!("{file}: {error}");
        let source = common::open_file(&file).map_err(|error| named(error.to_string()))?;
        let reported = Reported::read(source).map_err(|error| named(error.to_string()))?;
        Ok(Self { reported })
    }

    /// Returns the numbers of a figure as written: one, or both ends of a range.
    fn numbers(&self, id: &str) -> Result<Vec<Ratio<i128>>, String> {
        let numbers = self.reported.figure(id).map(Figure::numbers).unwrap_or_default();
        if numbers.is_empty() { Err(format!("the article gives no {id}")) } else { Ok(numbers) }
    }

    fn number(&self, id: &str) -> Result<i128, String> {
        match self.numbers(id)?.last() {
            Some(number) if number.is_integer() => Ok(number.to_integer()),
            _ => Err(format!("{id} is not a whole number")),
        }
    }

    /// Formats a percentage for people; of a range both ends: `30 to 40`.
    fn percent(&self, id: &str) -> Result<String, String> {
        let ends = self.numbers(id)?.into_iter().map(|share| quotient(100 * share.numer(), *share.denom()));
        Ok(ends.collect::<Vec<_>>().join(" to "))
    }

    fn count(&self, id: &str) -> Result<u32, String> {
        self.number(id)?.try_into().map_err(|_| format!("{id} is too large"))
    }

    /// Returns the plan of seed grants: the number of clubs planned, and the grant of each according to the article.
    fn plan(&self) -> Result<GrantPlan, String> {
        let grant = u64::try_from(self.number("grant")?).ok().and_then(|dong| Amount::new(dong).ok());
        Ok(GrantPlan { clubs: self.count("clubs-planned")?, grant: grant.ok_or("grant is no amount")? })
    }
}

fn write(folder: &Path, name: &str, file: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, file));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

/// Makes the profiles of the clubs. Older clubs lend more, and members and loan turns add up to the figures of the article.
fn plan(seed: u64, article: &Article) -> Result<Vec<ClubProfile>, Box<dyn std::error::Error>> {
    let [clubs, all_members, all_turns] = ["clubs", "members", "loan-turns"].map(|id| article.count(id));
    let (clubs, all_members, all_turns) = (clubs?, all_members?, all_turns?);
    let through = article.reported.as_of();
    let first = parse_date("2022-03-08")?;
    let opened: Vec<NaiveDate> = (0..clubs)
        .map(|place| {
            let day = u64::from(place.wrapping_mul(7) % 20);
            first + Months::new(place * 32 / clubs) + chrono::Days::new(day)
        })
        .collect();
    let even = all_members / clubs;
    let odd = all_members % clubs;
    let mut loan_turns = vec![8_u32; opened.len()];
    for _ in 0..all_turns - 8 * clubs {
        // The next turn goes to the club with the most days per turn.
        let days = |place: &usize| (through - opened[*place]).num_days() / i64::from(loan_turns[*place]);
        let next = (0..opened.len()).max_by_key(days).unwrap_or(0);
        loan_turns[next] += 1;
    }
    (0..clubs)
        .map(|place| {
            // Deviations from the average cancel out between pairs of clubs.
            let swing = u32::try_from((seed % 9 + u64::from(place.min(clubs - 1 - place)) * 5) % 9)?;
            let members = if place < clubs / 2 { even + swing } else { even - swing };
            Ok(ClubProfile {
                club: format!("BN-{:03}", place + 1).parse()?,
                name: name(place)?,
                opened: opened[place as usize],
                months_on_paper: 0,
                through,
                charter: Charter::bac_ninh(),
                members: members + u32::from(place < odd),
                loan_turns: loan_turns[place as usize],
            })
        })
        .collect()
}

fn name(place: u32) -> Result<Text, revolving_fund::name::NameError> {
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

/// Lists the questions that the article's own figures raise, with their arithmetic.
fn questions(article: &Article, province: &Province) -> Result<Vec<String>, String> {
    let [clubs, planned, turns, members, grant, stated, most] =
        ["clubs", "clubs-planned", "loan-turns", "members", "grant", "disbursed", "loan"].map(|id| article.number(id));
    let (clubs, planned, turns, members) = (clubs?, planned?, turns?, members?);
    let (grant, stated, most) = (grant?, stated?, most?);
    let figure = article.reported.figure("members-of-a-club").and_then(Figure::range);
    let band = figure.ok_or("the article gives no members-of-a-club")?;
    let in_band = province.clubs().filter(|club| band.holds(&Range::point(i128::from(club.members).into()))).count();
    let granted: Balance = province.clubs().map(ClubSummary::granted).sum();
    let to_capital: Balance = province.clubs().map(|club| club.interest_to_capital).sum();
    let to_operating: Balance = province.clubs().map(|club| club.interest_to_operating).sum();
    let loans = province.loans();
    let borrowed: Proportion = province.clubs().map(|club| club.ratios.borrower_share.into()).sum();
    let dong = |number: i128| Balance::new(number);
    Ok(vec![
        format!(
            "{clubs} clubs × {} = {}, but {} are said to be disbursed: {}, the grants of {} clubs, are unexplained.\n   \
             The books have {granted} received.",
            dong(grant),
            dong(clubs * grant),
            dong(stated),
            dong(clubs * grant - stated),
            quotient(clubs * grant - stated, grant),
        ),
        format!("The {} are the province's and HelpAge's money together. How much of each is not said.", dong(stated)),
        format!(
            "The plan was {planned} clubs, {}; {clubs} clubs are {}% of it, not {}%.",
            dong(planned * grant),
            quotient(100 * clubs, planned),
            article.percent("plan-fulfilled")?,
        ),
        format!(
            "{} members in {clubs} clubs are {} a club, not {} to {}. {in_band} clubs of the books are inside that band.",
            quotient(members, 1),
            quotient(members, clubs),
            band.low,
            band.high.unwrap_or(band.low),
        ),
        format!(
            "{} turns of at most {} are at most {} lent, and at most {}% of the members borrowed; the aim is {}%.\n   \
             The books: {} lent to {} people; {} of the members borrowed.",
            quotient(turns, 1),
            dong(most),
            dong(turns * most),
            quotient(100 * turns, members),
            article.percent("aim")?,
            loans.disbursed_amount,
            quotient(loans.borrowers.into(), 1),
            borrowed,
        ),
        format!(
            "{}% of the interest is said to grow the capital. No total of interest is stated, so it cannot be checked.\n   \
             The books: {} collected and allocated, {to_capital} to capital, {to_operating} to the clubs' work.",
            article.percent("interest-to-capital")?,
            to_capital + to_operating,
        ),
    ])
}

/// Formats a quotient as people write it: with one decimal, rounded half up, unless it is whole.
fn quotient(part: i128, whole: i128) -> String {
    written(Ratio::new(part, whole), Language::English)
}
