//! Section 10: the JSON of an audit.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::loans::{Life, Loan};
use crate::read::{self, Line};
use crate::rules::Finding;
use crate::state::{Books, CLEARING, UNALLOCATED};

/// An audit of a file.
pub(crate) struct Audit {
    /// The books up to the first unreadable line; `None` without a readable header.
    pub(crate) books: Option<Books>,
    pub(crate) findings: Vec<(i128, Finding)>,
    head: String,
    /// The line that could not be read.
    error: Option<usize>,
    as_of: Option<NaiveDate>,
}

impl Audit {
    pub(crate) fn of(file: &[u8], as_of: Option<NaiveDate>) -> Self {
        let mut audit = Self { books: None, findings: Vec::new(), head: String::new(), error: None, as_of };
        let mut seq = 0;
        let mut lines: Vec<&[u8]> = file.split(|byte| *byte == b'\n').collect();
        let torn = lines.pop().unwrap();
        for (place, line) in lines.iter().enumerate() {
            let Some(books) = &mut audit.books else {
                match read::header(line).filter(|_| line.len() < read::MOST_BYTES) {
                    Some(header) => audit.books = Some(Books::new(header)),
                    None => audit.error = Some(1),
                }
                if audit.error.is_some() {
                    return audit;
                }
                audit.head = hash(line);
                continue;
            };
            let Some(record) = read::record(line).filter(|_| line.len() < read::MOST_BYTES) else {
                audit.error = Some(place + 1);
                return audit;
            };
            if as_of.is_some_and(|as_of| record.date > as_of) {
                return audit;
            }
            let this: Line = record;
            let this_seq = this.seq;
            let found = books.audit(this, (seq, &audit.head));
            audit.findings.extend(found.into_iter().map(|finding| (this_seq, finding)));
            seq = this_seq;
            audit.head = hash(line);
        }
        if !torn.is_empty() || audit.books.is_none() {
            audit.error = Some(lines.len() + 1);
        }
        audit
    }

    /// Returns the day of the figures.
    fn day(&self) -> Option<NaiveDate> {
        self.books.as_ref().map(|books| self.as_of.unwrap_or_else(|| books.day()))
    }

    pub(crate) fn warnings(&self) -> Vec<(Option<i128>, &'static str)> {
        let books = self.books.as_ref().zip(self.day());
        books.map(|(books, day)| books.warnings(day)).unwrap_or_default()
    }

    /// Writes the JSON object. The message of the error is given, because its wording is free.
    pub(crate) fn report(&self, file: &str, message: &str) -> String {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let mut text = format!("{{\"file\":{}", quoted(file));
        let (club, as_of, head) = match &self.books {
            Some(books) => {
                let last = books.records.last().map_or(books.header.opened, |record| record.date);
                let as_of = self.as_of.unwrap_or(last).to_string();
                (quoted(&books.header.club), quoted(&as_of), quoted(&self.head))
            }
            None => ("null".into(), "null".into(), "null".into()),
        };
        let records = self.books.as_ref().map_or(0, |books| books.records.len());
        let _ = write!(text, ",\"club\":{club},\"as_of\":{as_of},\"records\":{records},\"head\":{head}");
        let _ = match self.error {
            Some(line) => write!(text, ",\"error\":{{\"line\":{line},\"message\":{}}}", quoted(message)),
            None => write!(text, ",\"error\":null"),
        };
        let findings = self.findings.iter().map(|(seq, Finding { code, is_despite })| {
            let despite = if *is_despite { ",\"despite\":true" } else { "" };
            format!("{{\"seq\":{seq},\"code\":\"{code}\"{despite}}}")
        });
        let _ = write!(text, ",\"findings\":[{}]", findings.collect::<Vec<_>>().join(","));
        let warnings = self.warnings();
        let warnings = warnings.iter().map(|(seq, code)| {
            let seq = seq.map_or("null".to_owned(), |seq| seq.to_string());
            format!("{{\"seq\":{seq},\"code\":\"{code}\"}}")
        });
        let _ = write!(text, ",\"warnings\":[{}]", warnings.collect::<Vec<_>>().join(","));
        let turnovers = self.books.as_ref().map(Books::turnovers).unwrap_or_default();
        let rows = turnovers.iter().map(|(account, (debit, credit))| {
            format!("{{\"account\":\"{account}\",\"debit\":{debit},\"credit\":{credit}}}")
        });
        let _ = write!(text, ",\"trial_balance\":[{}]", rows.collect::<Vec<_>>().join(","));
        for (group, figures) in figures(self.books.as_ref(), self.day().unwrap_or_default()) {
            let figures: Vec<String> = figures.iter().map(|(name, figure)| format!("\"{name}\":{figure}")).collect();
            let _ = write!(text, ",\"{group}\":{{{}}}", figures.join(","));
        }
        let members = self.books.as_ref().map_or(0, Books::members);
        let _ = write!(text, ",\"members\":{members}}}");
        text
    }
}

type Figures = Vec<(&'static str, i128)>;

fn figures(books: Option<&Books>, day: NaiveDate) -> [(&'static str, Figures); 3] {
    let balance = |account: &str| books.map_or(0, |books| books.balance(account));
    let funds = vec![
        ("seed_grant", balance("funds:seed-grant")),
        ("income_growth", balance("funds:income-growth")),
        ("operating", balance("funds:operating")),
        ("borrowings", balance("liabilities:borrowings")),
        ("unallocated_interest", balance(UNALLOCATED)),
        ("carried_in", balance(CLEARING)),
        ("lendable", books.map_or(0, Books::lendable)),
    ];
    let money = vec![
        ("cash", balance("assets:cash")),
        ("bank", balance("assets:bank")),
        ("advances", balance("assets:advances")),
        ("shortages", balance("assets:shortages")),
    ];

    let all = books.map(Books::loans).unwrap_or_default();
    let those = |fits: &dyn Fn(&Loan<'_>) -> bool| all.iter().filter(|loan| fits(loan)).collect::<Vec<_>>();
    let disbursed = those(&|loan| loan.is_disbursed());
    let carried_in = those(&|loan| loan.is_carried_in() && loan.began_on().is_some());
    let written_off = those(&|loan| loan.life() == Life::WrittenOff);
    let running = those(&|loan| loan.life() == Life::Running);
    let settled = those(&|loan| loan.is_settled(day));
    let rescheduled = those(&|loan| loan.life() == Life::Running && loan.is_rescheduled());
    let late = those(&|loan| loan.days_past_due(day) > 30);
    let count = |loans: &[&Loan<'_>]| i128::try_from(loans.len()).unwrap();
    let sum = |loans: &[&Loan<'_>], figure: &dyn Fn(&Loan<'_>) -> i128| loans.iter().map(|loan| figure(loan)).sum();
    let borrowers: BTreeSet<&str> = disbursed.iter().map(|loan| loan.first_member()).collect();
    let loans = vec![
        ("approved", count(&those(&|loan| loan.is_approved_here()))),
        ("disbursed", count(&disbursed)),
        ("disbursed_amount", sum(&disbursed, &|loan| loan.principal())),
        ("carried_in", count(&carried_in)),
        ("carried_in_amount", sum(&carried_in, &|loan| loan.carried_in_outstanding())),
        ("outstanding", balance("assets:loans")),
        ("settled", count(&settled)),
        ("written_off", count(&written_off)),
        ("written_off_amount", sum(&written_off, &|loan| loan.written_off())),
        ("recovered", sum(&written_off, &|loan| loan.recovered())),
        ("rescheduled", count(&rescheduled)),
        ("rescheduled_outstanding", sum(&rescheduled, &|loan| loan.outstanding())),
        ("borrowers", i128::try_from(borrowers.len()).unwrap()),
        ("interest_collected", books.map_or(0, Books::interest_collected)),
        ("interest_due", sum(&running, &|loan| loan.interest_due(day))),
        ("principal_due", sum(&running, &|loan| loan.principal_due(day))),
        ("par30", sum(&late, &|loan| loan.outstanding())),
    ];
    [("funds", funds), ("money", money), ("loans", loans)]
}

pub(crate) fn hash(line: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(line))
}
