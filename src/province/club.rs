//! The figures of one club in a province.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::arrears::Arrears;
use super::proportion::Proportion;
use crate::account::Account;
use crate::audit::{Audit, WarningCode};
use crate::books::Books;
use crate::calendar::{iso, iso_or_null};
use crate::code::Code;
use crate::count::number_of;
use crate::digest::Digest;
use crate::event::Event;
use crate::journal::Unreadable;
use crate::ledger::DebitsCredits;
use crate::money::{Amount, Balance};
use crate::name::{ClubId, Text};
use crate::report::{BooksOfPeriod, CashPosition, FundBalances, Indicators, Portfolio, Ratio, Ratios};
use crate::rounding::div_half_up;

/// The figures of one club (số liệu của một câu lạc bộ) from the audit of its file: a row of the league table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClubSummary {
    /// The name of the file of its books.
    pub file: String,
    /// The club.
    pub club: ClubId,
    /// Its name.
    pub name: Text,
    /// The day on which its books were opened.
    pub opened: NaiveDate,
    /// The day as of which the figures are.
    pub as_of: NaiveDate,
    /// The number of records in its books.
    pub records: u64,
    /// The date of the last record.
    pub last_record: Option<NaiveDate>,
    /// The date of its last report of activity in effect.
    pub last_activity: Option<NaiveDate>,
    /// The hash of the last line.
    pub head: Digest,
    /// Members who joined and have not left.
    pub members: u64,
    /// Its funds.
    pub funds: FundBalances,
    /// Its money.
    pub money: CashPosition,
    /// Its loans.
    pub loans: Portfolio,
    /// The ratios of its whole life, from the opening of the books to the day of these figures.
    pub ratios: Ratios,
    /// The smallest and the largest principal disbursed.
    pub loan_sizes: Option<(Amount, Amount)>,
    /// The seed grant received from each donor, and returned to it.
    pub grants: BTreeMap<Text, Grant>,
    /// Seed grant received before the books began, less the part returned by then, as it was carried in.
    pub grant_carried_in: Balance,
    /// Interest allocated to the income-growth fund, as posted.
    pub interest_to_capital: Balance,
    /// Interest allocated to the operating fund, as posted.
    pub interest_to_operating: Balance,
    /// The number of reports of activity in effect whose charter, that of their day, has a target for attendance.
    pub activities: u64,
    /// The number of those reports that reach the target.
    pub well_attended: u64,
    /// The number of findings with each code.
    pub findings: BTreeMap<Code, u64>,
    /// The number of findings whose record names the rule in `despite`.
    pub despite: u64,
    /// The number of warnings with each code.
    pub warnings: BTreeMap<WarningCode, u64>,
    /// Its loans in arrears, the one with the most days past due first.
    pub arrears: Vec<Arrears>,
    /// The line at which reading its file stopped. All figures are then of the lines before.
    pub error: Option<Unreadable>,
    pub(super) accounts: BTreeMap<&'static str, DebitsCredits>,
}

/// The seed grant from one donor, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Grant {
    /// The amount received.
    pub received: Balance,
    /// The amount returned to the donor.
    pub returned: Balance,
}

impl ClubSummary {
    /// Computes the figures of an audited club; `None` if the header of its file could not be read.
    #[must_use]
    pub fn of(file: &str, audit: &Audit) -> Option<Self> {
        let (books, as_of) = (audit.books()?, audit.day()?);
        let opened = books.header().opened();
        let mut summary = Self {
            file: file.to_owned(),
            club: books.header().club().clone(),
            name: books.header().name().clone(),
            opened,
            as_of,
            records: number_of(books.records().len()).into(),
            last_record: books.records().next_back().map(|record| record.date),
            last_activity: None,
            head: books.head(),
            members: books.register().members_present().into(),
            funds: FundBalances::of(books),
            money: CashPosition::of(books),
            loans: Portfolio::of(books),
            ratios: Indicators::of(&BooksOfPeriod::whole(books)).ratios,
            loan_sizes: None,
            grants: BTreeMap::new(),
            grant_carried_in: Balance::ZERO,
            interest_to_capital: Balance::ZERO,
            interest_to_operating: Balance::ZERO,
            activities: 0,
            well_attended: 0,
            findings: BTreeMap::new(),
            despite: 0,
            warnings: BTreeMap::new(),
            arrears: Arrears::of(books),
            error: audit.error().cloned(),
            accounts: BTreeMap::new(),
        };
        summary.add_loan_sizes(books);
        summary.add_records(books);
        for (account, turnover) in books.ledger().accounts() {
            *summary.accounts.entry(account.control_path()).or_default() += turnover;
        }
        for finding in audit.findings() {
            tally(&mut summary.findings, finding.code);
            summary.despite = summary.despite.saturating_add(finding.is_despite.into());
        }
        for warning in audit.warnings() {
            tally(&mut summary.warnings, warning.code);
        }
        Some(summary)
    }

    fn add_loan_sizes(&mut self, books: &Books) {
        for view in books.loans().filter(|view| view.loan().course().schedule().is_some()) {
            if view.loan().is_carried_in() {
                continue;
            }
            let principal = view.loan().principal();
            let (smallest, largest) = self.loan_sizes.unwrap_or((principal, principal));
            self.loan_sizes = Some((smallest.min(principal), largest.max(principal)));
        }
    }

    fn add_records(&mut self, books: &Books) {
        for record in books.records_in_effect() {
            match &record.event {
                Event::SeedGrantReceived(grant) => {
                    self.grants.entry(grant.from.clone()).or_default().received += grant.amount.into();
                }
                Event::SeedGrantReturned(grant) => {
                    self.grants.entry(grant.to.clone()).or_default().returned += grant.amount.into();
                }
                Event::FundsCarriedIn(funds) => self.grant_carried_in += funds.seed_grant_received.into(),
                Event::ActivityReported(_) => self.last_activity = self.last_activity.max(Some(record.date)),
                _ => {}
            }
        }
        let mut charter = books.header().charter();
        for line in books.lines() {
            match &line.record.event {
                Event::ActivityReported(activity) if line.effects.is_in_effect() => {
                    if let Some(rules) = &charter.membership {
                        self.activities = self.activities.saturating_add(1);
                        self.well_attended = self.well_attended.saturating_add(activity.is_well_attended(rules).into());
                    }
                }
                Event::CharterAmended(amended) => charter = &amended.charter,
                _ => {}
            }
        }
        for transfer in books.records().flat_map(|record| record.entry.transfers()) {
            let amount = Balance::from(transfer.amount);
            match (&transfer.debit, &transfer.credit) {
                (Account::LoanInterest, Account::IncomeGrowth) => self.interest_to_capital += amount,
                (Account::IncomeGrowth, Account::LoanInterest) => self.interest_to_capital -= amount,
                (Account::LoanInterest, Account::Operating) => self.interest_to_operating += amount,
                (Account::Operating, Account::LoanInterest) => self.interest_to_operating -= amount,
                _ => {}
            }
        }
    }

    /// Returns all seed grants received, including those carried in.
    #[must_use]
    pub fn granted(&self) -> Balance {
        self.grants.values().map(|grant| grant.received).sum::<Balance>() + self.grant_carried_in
    }

    /// Returns the growth of capital (tăng trưởng vốn): seed grant and income-growth fund, less the grant received and not returned, as
    /// a share of all grants received. Losses reduce it.
    #[must_use]
    pub fn growth(&self) -> Proportion {
        let kept = self.granted() - self.grants.values().map(|grant| grant.returned).sum();
        Proportion { part: self.funds.seed_grant + self.funds.income_growth - kept, whole: self.granted() }
    }

    /// Returns PAR30: principal outstanding on loans more than 30 days past due, as a share of all principal outstanding.
    #[must_use]
    pub fn par30(&self) -> Proportion {
        self.ratios.par30.into()
    }

    /// Returns the collection rate (tỷ lệ thu nợ) since the books were opened: the amount collected, as a share of the principal and
    /// interest that fell due.
    #[must_use]
    pub fn collection_rate(&self) -> Proportion {
        self.ratios.collection_rate.into()
    }

    /// Returns the utilisation (hệ số sử dụng vốn): principal outstanding, as a share of the loan fund.
    #[must_use]
    pub fn utilisation(&self) -> Proportion {
        self.ratios.utilisation.into()
    }

    /// Returns the average principal of a loan, rounded half up to a đồng; `None` if no loan was disbursed.
    #[must_use]
    pub fn average_loan(&self) -> Option<Balance> {
        let Ratio { numerator, denominator } = self.ratios.average_loan;
        div_half_up(numerator.dong(), denominator.dong(), 0).map(Balance::new)
    }

    /// Returns the number of findings.
    #[must_use]
    pub fn finding_count(&self) -> u64 {
        self.findings.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Returns the number of warnings.
    #[must_use]
    pub fn warning_count(&self) -> u64 {
        self.warnings.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Returns whether its file could be read to the end and has no finding.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.error.is_none() && self.findings.is_empty()
    }
}

fn tally<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}

/// Serializes a row of the league table.
impl Serialize for ClubSummary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            club: &'a ClubId,
            name: &'a Text,
            file: &'a str,
            #[serde(with = "iso")]
            opened: NaiveDate,
            #[serde(with = "iso")]
            as_of: NaiveDate,
            records: u64,
            #[serde(serialize_with = "iso_or_null")]
            last_record: Option<NaiveDate>,
            #[serde(serialize_with = "iso_or_null")]
            last_activity: Option<NaiveDate>,
            head: Digest,
            members: u64,
            funds: &'a FundBalances,
            money: &'a CashPosition,
            loans: &'a Portfolio,
            growth: Proportion,
            par30: Proportion,
            collection_rate: Proportion,
            utilisation: Proportion,
            average_loan: Option<Balance>,
            grants: &'a BTreeMap<Text, Grant>,
            grant_carried_in: Balance,
            findings: &'a BTreeMap<Code, u64>,
            despite: u64,
            warnings: &'a BTreeMap<WarningCode, u64>,
            error: Option<String>,
        }
        Row {
            club: &self.club,
            name: &self.name,
            file: &self.file,
            opened: self.opened,
            as_of: self.as_of,
            records: self.records,
            last_record: self.last_record,
            last_activity: self.last_activity,
            head: self.head,
            members: self.members,
            funds: &self.funds,
            money: &self.money,
            loans: &self.loans,
            growth: self.growth(),
            par30: self.par30(),
            collection_rate: self.collection_rate(),
            utilisation: self.utilisation(),
            average_loan: self.average_loan(),
            grants: &self.grants,
            grant_carried_in: self.grant_carried_in,
            findings: &self.findings,
            despite: self.despite,
            warnings: &self.warnings,
            error: self.error.as_ref().map(Unreadable::to_string),
        }
        .serialize(serializer)
    }
}
