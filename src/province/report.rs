//! The province as programs read it.

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

/// The day, the months of silence and the plan of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOptions {
    /// The day from which silence is counted; the latest day of any club if it is `None`.
    pub day: Option<NaiveDate>,
    /// After how many months without a record, or without a report of activity, a club is silent.
    pub silent_after_months: u32,
    /// The plan of seed grants, if there is one.
    pub plan: Option<GrantPlan>,
}

/// Three months of silence, no plan, on the latest day of any club.
impl Default for ReportOptions {
    fn default() -> Self {
        Self { day: None, silent_after_months: 3, plan: None }
    }
}

impl ReportOptions {
    /// The clubs that are silent.
    #[must_use]
    pub fn silent(&self, province: &Province) -> Vec<SilentClub> {
        let day = self.day.or_else(|| province.day());
        day.map_or_else(Vec::new, |day| province.silent(day, self.silent_after_months))
    }
}

/// The JSON object of a province. All sums are in đồng, a percentage is a text with two decimals beside its `part` and `whole`, and
/// every list is in the order of its names.
///
/// `day`, `clubs`, `members`, `records`, `funds`, `money`, `loans` and `trial_balance` are of all clubs, with the keys that an audit
/// prints for one; `league` has a row for each club. `arrears`, `shortfalls`, `outliers`, `donors`, `plan`, `silent` and `unread` are what
/// [`Province`] computes.
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
