//! Section 10: what an audit prints for programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::loans::{Life, Loan};
use crate::read::{self, Line};
use crate::state::Books;

/// An audit of a file.
pub(crate) struct Audit {
    /// The books as far as they could be read; `None` without a readable header.
    pub(crate) books: Option<Books>,
    pub(crate) findings: Vec<(i128, &'static str)>,
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
                match read::header(line) {
                    Some(header) => audit.books = Some(Books::new(header)),
                    None => audit.error = Some(1),
                }
                if audit.error.is_some() {
                    return audit;
                }
                audit.head = hash(line);
                continue;
            };
            let Some(record) = read::record(line) else {
                audit.error = Some(place + 1);
                return audit;
            };
            if as_of.is_some_and(|as_of| record.date > as_of) {
                return audit;
            }
            let this: Line = record;
            let this_seq = this.seq;
            let found = books.audit(this, (seq, &audit.head));
            audit.findings.extend(found.into_iter().map(|code| (this_seq, code)));
            seq = this_seq;
            audit.head = hash(line);
        }
        if !torn.is_empty() || audit.books.is_none() {
            audit.error = Some(lines.len() + 1);
        }
        audit
    }

    /// The object that is printed, with somebody else's message in the place of the error's.
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
        let findings = self.findings.iter().map(|(seq, code)| format!("{{\"seq\":{seq},\"code\":\"{code}\"}}"));
        let _ = write!(text, ",\"findings\":[{}]", findings.collect::<Vec<_>>().join(","));
        let warnings = self.books.as_ref().map(Books::warnings).unwrap_or_default();
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
        for (group, figures) in figures(self.books.as_ref(), self.as_of) {
            let figures: Vec<String> = figures.iter().map(|(name, figure)| format!("\"{name}\":{figure}")).collect();
            let _ = write!(text, ",\"{group}\":{{{}}}", figures.join(","));
        }
        let members = self.books.as_ref().map_or(0, Books::members);
        let _ = write!(text, ",\"members\":{members}}}");
        text
    }
}

type Figures = Vec<(&'static str, i128)>;

fn figures(books: Option<&Books>, as_of: Option<NaiveDate>) -> [(&'static str, Figures); 3] {
    let balance = |account: &str| books.map_or(0, |books| books.balance(account));
    let funds = vec![
        ("seed_grant", balance("funds:seed-grant")),
        ("income_growth", balance("funds:income-growth")),
        ("operating", balance("funds:operating")),
        ("borrowings", balance("liabilities:borrowings")),
        ("unallocated_interest", balance("income:loan-interest")),
        ("lendable", books.map_or(0, Books::lendable)),
    ];
    let money = vec![("cash", balance("assets:cash")), ("bank", balance("assets:bank"))];

    let day = books.map(|books| as_of.unwrap_or_else(|| books.day())).unwrap_or_default();
    let loans = books.map(Books::loans).unwrap_or_default();
    let disbursed: Vec<&Loan> =
        loans.iter().filter(|loan| matches!(loan.life, Life::Disbursed | Life::WrittenOff)).collect();
    let written_off: Vec<&Loan> = loans.iter().filter(|loan| loan.life == Life::WrittenOff).collect();
    let on_the_books: Vec<&Loan> = loans.iter().filter(|loan| loan.life == Life::Disbursed).collect();
    let rescheduled: Vec<&Loan> = on_the_books.iter().copied().filter(|loan| loan.rescheduled).collect();
    let late: Vec<&Loan> = on_the_books.iter().copied().filter(|loan| loan.days_past_due(day) > 30).collect();
    let count = |loans: &[&Loan]| i128::try_from(loans.len()).unwrap();
    let sum = |loans: &[&Loan], figure: &dyn Fn(&Loan) -> i128| loans.iter().map(|loan| figure(loan)).sum::<i128>();
    let settled: Vec<&Loan> = on_the_books.iter().copied().filter(|loan| loan.is_settled(day)).collect();
    let borrowers: BTreeSet<&str> = disbursed.iter().map(|loan| loan.member.as_str()).collect();
    let loans = vec![
        ("approved", i128::try_from(loans.len()).unwrap()),
        ("disbursed", count(&disbursed)),
        ("disbursed_amount", sum(&disbursed, &|loan| loan.principal)),
        ("outstanding", balance("assets:loans")),
        ("settled", count(&settled)),
        ("written_off", count(&written_off)),
        ("written_off_amount", sum(&written_off, &|loan| loan.written_off)),
        ("recovered", sum(&written_off, &|loan| loan.recovered)),
        ("rescheduled", count(&rescheduled)),
        ("rescheduled_outstanding", sum(&rescheduled, &|loan| loan.outstanding())),
        ("borrowers", i128::try_from(borrowers.len()).unwrap()),
        ("interest_collected", books.map_or(0, Books::interest_collected)),
        ("interest_due", sum(&on_the_books, &|loan| loan.interest_due(day))),
        ("principal_due", sum(&on_the_books, &|loan| loan.principal_due(day))),
        ("par30", sum(&late, &|loan| loan.outstanding())),
    ];
    [("funds", funds), ("money", money), ("loans", loans)]
}

pub(crate) fn hash(line: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(line))
}
