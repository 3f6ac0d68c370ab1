//! The report of a province, for programs.

use chrono::NaiveDate;
use serde::Serialize;

use super::arrears::Arrears;
use super::club::ClubSummary;
use super::grants::{Donor, GrantPlan, PlanOutcome};
use super::outlier::Outlier;
use super::proportion::Proportion;
use super::shortfall::Shortfall;
use super::silent::SilentClub;
use super::{Province, UnreadFile};
use crate::calendar::iso_or_null;
use crate::money::Balance;
use crate::report::{CashPosition, FundBalances, Portfolio};

/// The options of a report: its day, the months of silence and the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOptions {
    /// The day from which silence is counted back; if `None`, the latest day of any club.
    pub day: Option<NaiveDate>,
    /// The number of months without a record, or without a report of activity, after which a club is silent.
    pub silent_after_months: u32,
    /// The plan of seed grants, if there is one.
    pub plan: Option<GrantPlan>,
}

/// The default options: the latest day of any club, three months of silence, no plan.
impl Default for ReportOptions {
    fn default() -> Self {
        Self { day: None, silent_after_months: 3, plan: None }
    }
}

impl ReportOptions {
    /// Returns the clubs that are silent.
    #[must_use]
    pub fn silent(&self, province: &Province) -> Vec<SilentClub> {
        let day = self.day.or_else(|| province.day());
        day.map_or_else(Vec::new, |day| province.silent(day, self.silent_after_months))
    }
}

/// The JSON object of a province. All sums are in đồng. A percentage is a text with two decimals beside its `part` and `whole`. Lists
/// are sorted by name.
///
/// `day`, `clubs`, `members`, `records`, `funds`, `money`, `loans` and `trial_balance` are of all clubs, with the keys of an audit's
/// report; `league` has a row for each club. `arrears`, `shortfalls`, `outliers`, `donors`, `plan`, `silent` and `unread` are the
/// results of the functions of [`Province`].
#[derive(Clone, Debug, Serialize)]
pub struct ProvinceReport<'a> {
    #[serde(serialize_with = "iso_or_null")]
    day: Option<NaiveDate>,
    clubs: usize,
    members: u64,
    records: u64,
    funds: FundBalances,
    money: CashPosition,
    loans: Portfolio,
    par30: Proportion,
    collection_rate: Proportion,
    trial_balance: Vec<AccountRow>,
    league: Vec<&'a ClubSummary>,
    arrears: Vec<&'a Arrears>,
    shortfalls: Vec<Shortfall>,
    outliers: Vec<Outlier>,
    donors: Vec<Donor>,
    grants_carried_in: Balance,
    plan: Option<PlanOutcome>,
    silent_after_months: u32,
    silent: Vec<SilentClub>,
    unread: Vec<&'a UnreadFile>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct AccountRow {
    account: &'static str,
    debit: Balance,
    credit: Balance,
}

impl<'a> ProvinceReport<'a> {
    pub(super) fn of(province: &'a Province, options: &ReportOptions) -> Self {
        let accounts = province.accounts().into_iter();
        Self {
            day: options.day.or_else(|| province.day()),
            clubs: province.clubs().len(),
            members: province.members(),
            records: province.records(),
            funds: province.funds(),
            money: province.money(),
            loans: province.loans(),
            par30: province.par30(),
            collection_rate: province.collection_rate(),
            trial_balance: accounts
                .map(|(account, turnover)| AccountRow { account, debit: turnover.debit, credit: turnover.credit })
                .collect(),
            league: province.clubs().collect(),
            arrears: province.arrears().collect(),
            shortfalls: province.shortfalls(),
            outliers: province.outliers(),
            donors: province.donors(),
            grants_carried_in: province.grants_carried_in(),
            plan: options.plan.map(|plan| province.against(plan)),
            silent_after_months: options.silent_after_months,
            silent: options.silent(province),
            unread: province.unread().collect(),
        }
    }
}
