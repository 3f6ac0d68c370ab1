//! Many clubs added together (hợp nhất): the members, funds, money and loans of a province, club by club and in total.
//!
//! Clubs are added one after another, each from an audit of its file. Only the figures of a club are kept, so its books can be dropped
//! before the next are read. A part of the province may be added up elsewhere and merged. Figures are added, never netted: the debts
//! of one club are not set off against the money of another, and a fund below zero is reported separately.
//!
//! ```
//! # use revolving_fund::{Books, Charter, Header, parse_date};
//! use revolving_fund::Audit;
//! use revolving_fund::province::Province;
//!
//! let mut province = Province::new();
//! for (file, club) in [("bn-001.jsonl", "BN-001"), ("bn-002.jsonl", "BN-002")] {
//! #     let header = Header::new(club.parse()?, "CLB thôn Hạ".parse()?, parse_date("2024-03-13")?, Charter::bac_ninh())?;
//! #     let mut bytes = Vec::new();
//! #     Books::new(header).write(&mut bytes)?;
//!     province.add(file, &Audit::of(bytes.as_slice())?)?;
//! }
//! assert_eq!(province.clubs().len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Province`] has a [`ClubSummary`] of each club; lists [`Arrears`], [`Shortfall`]s, [`Outlier`]s, [`Donor`]s and [`SilentClub`]s;
//! and can be compared with a [`GrantPlan`]. A [`ProvinceReport`] holds all of this, computed with [`ReportOptions`]. Shares are exact:
//! a [`Proportion`] has both numbers.

mod arrears;
mod club;
mod grants;
mod outlier;
mod proportion;
mod report;
mod shortfall;
mod silent;

pub use arrears::Arrears;
pub use club::{ClubSummary, Grant};
pub use grants::{Donor, GrantPlan, PlanOutcome};
pub use outlier::{Indicator, Outlier};
pub use proportion::Proportion;
pub use report::{ProvinceReport, ReportOptions};
pub use shortfall::Shortfall;
pub use silent::SilentClub;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use crate::audit::Audit;
use crate::calendar::months_before;
use crate::catalogue::vietnamese;
use crate::count::number_of;
use crate::display::{InLanguage, Language};
use crate::ledger::DebitsCredits;
use crate::money::Balance;
use crate::name::{ClubId, Text};
use crate::report::table::debits_and_credits;
use crate::report::{CashPosition, FundBalances, Portfolio};
use crate::table::{Cell, Kind, Label, Table, words};

/// The clubs of a province, with the figures of each and totals of all. The order in which they are added, or merged in parts, makes no
/// difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Province {
    clubs: BTreeMap<ClubId, ClubSummary>,
    unread: BTreeSet<UnreadFile>,
}

/// A file whose header could not be read, so that its club is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct UnreadFile {
    /// The file.
    pub file: String,
    /// The fault, with the line.
    pub error: String,
}

impl fmt::Display for UnreadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.error)
    }
}

/// The reason for which a club cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProvinceError {
    /// The club was added before.
    #[error("club {club} is counted already: its books are in {} and in {}", .files[0], .files[1])]
    CountedTwice {
        /// The club.
        club: ClubId,
        /// Both files that claim to be its books, in the order of their names.
        files: [String; 2],
    },
}

vietnamese! { ProvinceError,
    Self::CountedTwice { club, files: [one, other] } => "câu lạc bộ {club} đã được tính: sổ có ở {one} và ở {other}";
}

impl Province {
    /// Makes a province without clubs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a province of one audited file, to be merged with others: its club, or a file that could not be read.
    #[must_use]
    pub fn of(file: &str, audit: &Audit) -> Self {
        let mut province = Self::new();
        if let Some(club) = ClubSummary::of(file, audit) {
            province.clubs.insert(club.club.clone(), club);
        } else {
            debug_assert!(audit.error().is_some(), "an audit without books has an error");
            let error = audit.error().map_or_else(String::new, ToString::to_string);
            province.unread.insert(UnreadFile { file: file.to_owned(), error });
        }
        province
    }

    /// Adds the club of an audited file, with its figures on the day of the audit.
    ///
    /// # Errors
    ///
    /// If a club of this name was added before; the province does not change then.
    pub fn add(&mut self, file: &str, audit: &Audit) -> Result<(), ProvinceError> {
        self.merge(Self::of(file, audit))
    }

    /// Adds all clubs of another part of the province.
    ///
    /// # Errors
    ///
    /// If a club is in both; the province does not change then.
    pub fn merge(&mut self, other: Self) -> Result<(), ProvinceError> {
        for (club, added) in &other.clubs {
            if let Some(counted) = self.clubs.get(club) {
                let mut files = [counted.file.clone(), added.file.clone()];
                files.sort();
                return Err(ProvinceError::CountedTwice { club: club.clone(), files });
            }
        }
        self.clubs.extend(other.clubs);
        self.unread.extend(other.unread);
        Ok(())
    }

    /// Returns the league table: the figures of each club, sorted by name.
    #[must_use]
    pub fn clubs(&self) -> impl ExactSizeIterator<Item = &ClubSummary> {
        self.clubs.values()
    }

    /// Returns the figures of one club.
    #[must_use]
    pub fn club(&self, club: &ClubId) -> Option<&ClubSummary> {
        self.clubs.get(club)
    }

    /// Returns the files whose header could not be read, sorted by name.
    #[must_use]
    pub fn unread(&self) -> impl ExactSizeIterator<Item = &UnreadFile> {
        self.unread.iter()
    }

    /// Returns whether every file could be read to its end and has no finding.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.unread.is_empty() && self.clubs().all(ClubSummary::is_clean)
    }

    /// Returns the latest day of the figures of any club; `None` without a club.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        self.clubs().map(|club| club.as_of).max()
    }

    /// Returns the number of records in the books of all clubs.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.clubs().fold(0, |sum, club| sum.saturating_add(club.records))
    }

    /// Returns the number of members of all clubs.
    #[must_use]
    pub fn members(&self) -> u64 {
        self.clubs().fold(0, |sum, club| sum.saturating_add(club.members))
    }

    /// Returns the sums of the funds of all clubs.
    #[must_use]
    pub fn funds(&self) -> FundBalances {
        let mut funds = FundBalances::default();
        self.clubs().for_each(|club| funds += club.funds);
        funds
    }

    /// Returns the sums of the money of all clubs.
    #[must_use]
    pub fn money(&self) -> CashPosition {
        let mut money = CashPosition::default();
        self.clubs().for_each(|club| money += club.money);
        money
    }

    /// Returns the sums of the loans of all clubs. A person who borrows in two clubs is counted as two borrowers.
    #[must_use]
    pub fn loans(&self) -> Portfolio {
        let mut loans = Portfolio::default();
        self.clubs().for_each(|club| loans += club.loans);
        loans
    }

    /// Returns the debits and credits of the accounts of all clubs, sorted by path; loans, advances, shortages and lenders as control
    /// accounts.
    #[must_use]
    pub fn accounts(&self) -> BTreeMap<&'static str, DebitsCredits> {
        let mut accounts: BTreeMap<&'static str, DebitsCredits> = BTreeMap::new();
        for (account, turnover) in self.clubs().flat_map(|club| &club.accounts) {
            *accounts.entry(account).or_default() += *turnover;
        }
        accounts
    }

    /// Returns the funds and accounts of single clubs that are below zero.
    #[must_use]
    pub fn shortfalls(&self) -> Vec<Shortfall> {
        self.clubs().flat_map(Shortfall::of).collect()
    }

    /// Returns the outliers among the clubs, indicator by indicator.
    #[must_use]
    pub fn outliers(&self) -> Vec<Outlier> {
        Indicator::ALL.into_iter().flat_map(|indicator| outlier::outliers(self.clubs(), indicator)).collect()
    }

    /// Returns the donors, sorted by name, with their seed grants, without those carried in from earlier books.
    #[must_use]
    pub fn donors(&self) -> Vec<Donor> {
        let mut donors: BTreeMap<&Text, Donor> = BTreeMap::new();
        for (name, grant) in self.clubs().flat_map(|club| &club.grants) {
            let donor =
                donors.entry(name).or_insert_with(|| Donor { donor: name.clone(), clubs: 0, grant: Grant::default() });
            donor.clubs = donor.clubs.saturating_add(u64::from(grant.received.is_positive()));
            donor.grant.received += grant.received;
            donor.grant.returned += grant.returned;
        }
        donors.into_values().collect()
    }

    /// Returns the seed grant that clubs had received before their books began, less the part returned by then. The donors are in the
    /// earlier books only.
    #[must_use]
    pub fn grants_carried_in(&self) -> Balance {
        self.clubs().map(|club| club.grant_carried_in).sum()
    }

    /// Returns the number of findings whose record names the rule in `despite`.
    #[must_use]
    pub fn despite_count(&self) -> u64 {
        self.clubs().fold(0, |sum, club| sum.saturating_add(club.despite))
    }

    /// Compares the seed grants, including those carried in, with a plan.
    #[must_use]
    pub fn against(&self, plan: GrantPlan) -> PlanOutcome {
        let mut outcome = PlanOutcome { plan, clubs: 0, clubs_as_planned: 0, received: Balance::ZERO };
        for granted in self.clubs().map(ClubSummary::granted) {
            outcome.clubs = outcome.clubs.saturating_add(granted.is_positive().into());
            outcome.clubs_as_planned = outcome.clubs_as_planned.saturating_add((granted == plan.grant.into()).into());
            outcome.received += granted;
        }
        outcome
    }

    /// Returns the clubs that booked no record, or reported no activity, on or after the day `months` months before `day`.
    #[must_use]
    pub fn silent(&self, day: NaiveDate, months: u32) -> Vec<SilentClub> {
        let first = months_before(day, months);
        self.clubs().filter_map(|club| SilentClub::of(club, first)).collect()
    }

    /// Returns PAR30 of all clubs together: principal outstanding on loans more than 30 days past due, as a share of all principal
    /// outstanding.
    #[must_use]
    pub fn par30(&self) -> Proportion {
        self.clubs().map(ClubSummary::par30).sum()
    }

    /// Returns the collection rate (tỷ lệ thu nợ) of all clubs together: the amount collected, as a share of the amount that fell due.
    #[must_use]
    pub fn collection_rate(&self) -> Proportion {
        self.clubs().map(ClubSummary::collection_rate).sum()
    }

    /// Returns the loans in arrears, club by club, of each the one with the most days past due first.
    pub fn arrears(&self) -> impl Iterator<Item = &Arrears> {
        self.clubs().flat_map(|club| &club.arrears)
    }

    /// Returns all figures of the province in a form for programs.
    #[must_use]
    pub fn report(&self, options: &ReportOptions) -> ProvinceReport<'_> {
        ProvinceReport::of(self, options)
    }
}

impl fmt::Display for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        InLanguage(self, Language::Both).fmt(f)
    }
}

impl fmt::Display for InLanguage<'_, Province> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.tables().iter().try_for_each(|table| writeln!(f, "{}", table.to_text(self.1)))
    }
}

impl Province {
    /// Returns the sums of all clubs as tables: clubs, members and records with the shares, funds, money, loans, and the trial balance.
    #[must_use]
    pub fn tables(&self) -> [Table; 5] {
        let accounts = self.accounts().into_iter().map(|(path, turnover)| (words::of_account(path), turnover));
        let [funds, money, loans] = [self.funds().table(), self.money().table(), self.loans().table()];
        [self.numbers(), funds, money, loans, debits_and_credits(accounts)]
    }

    fn numbers(&self) -> Table {
        let columns = [("Line", "Chỉ tiêu", Kind::Text), ("Number", "Số", Kind::Count)];
        let mut table = Table::new(("All clubs", "Toàn bộ các câu lạc bộ"), columns);
        for (english, vietnamese, value) in [
            ("Clubs", "Câu lạc bộ", Cell::Count(u64::from(number_of(self.clubs.len())).into())),
            ("Members", "Thành viên", Cell::Count(self.members().into())),
            ("Records", "Bút toán", Cell::Count(self.records().into())),
            ("Over 30 days past due (PAR30)", "Quá hạn trên 30 ngày (PAR30)", self.par30().into()),
            ("Collection rate", "Tỷ lệ thu nợ", self.collection_rate().into()),
        ] {
            table.push(vec![Label::new(english, vietnamese).into(), value]);
        }
        table
    }
}
