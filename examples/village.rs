//! One village over many years: `village YEARS FILE`.
//!
//! Makes up the books of a club of 60 members that lends 20 times a year, about 400 records a year, and writes them to FILE: for
//! those who want to see how their program does with much to read. The same number of years gives the same bytes.

mod common;

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;

use chrono::Months;
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{Charter, parse_date};

use common::say;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [years, file] = arguments.as_slice() else { return Err("usage: village YEARS FILE".into()) };
    let years: u32 = years.parse()?;
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
