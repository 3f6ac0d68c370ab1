//! Simulates one club over many years: `village YEARS FILE`.
//!
//! Simulates a club of 60 members that lends 20 times a year, about 400 records a year, and writes its books to FILE, as a large input for
//! tests of speed. The same number of years gives the same bytes.

mod common;

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::process::ExitCode;

use chrono::Months;
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{Charter, parse_date};

use common::{Outcome, say};

const USAGE: &str = "usage: village YEARS FILE

Simulates a club over so many years, about 400 records a year, and writes its books to FILE.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| {
        let [years, file] = arguments.exactly(["YEARS", "FILE"])?;
        let years = years.parse().map_err(|_| format!("{years} is not a number of years; see village --help"))?;
        village(years, &file).map(|()| Outcome::Clean).map_err(|error| error.to_string())
    })
}

fn village(years: u32, file: &str) -> Result<(), Box<dyn Error>> {
    let opened = parse_date("2020-01-05")?;
    let through = years.checked_mul(12).and_then(|months| opened.checked_add_months(Months::new(months)));
    let life = ClubProfile {
        club: "BN-001".parse()?,
        name: "CLB thôn Lim".parse()?,
        opened,
        months_on_paper: 0,
        through: through.ok_or("too many years")?,
        charter: Charter::bac_ninh(),
        members: 60,
        loan_turns: years.saturating_mul(20),
    };
    let books = life.simulate(1336)?;
    books.write(BufWriter::new(File::create(file)?))?;
    say!("{} record(s) in {file}, head {}", books.records().len(), books.head());
    Ok(())
}
