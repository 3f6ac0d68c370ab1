//! Indicators: the ratios by which a fund is judged, each with its numerator and denominator.

use chrono::NaiveDate;
use serde::Serialize;

use super::ageing::Ageing;
use super::dcb::{DcbColumns, DcbTotal, DemandCollectionBalance};
use super::fund_changes::FundChanges;
use super::income_expenditure::IncomeAndExpenditure;
use super::loan_register::{LoanRegister, RegisterStatus};
use super::members::who_borrowed;
use super::portfolio::Portfolio;
use super::ratio::Ratio;
use super::span::{BooksOfPeriod, turnover};
use crate::account::{Account, AccountClass, Area, Fund};
use crate::books::Books;
use crate::calendar::{Month, Period, months_before};
use crate::money::Balance;
use crate::rate::mean;
use crate::register::Member;

/// Counts and ratios of a period. Ratios are not annualised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct Indicators {
    /// The number of days of the period.
    pub days: i64,
    pub counts: Counts,
    pub ratios: Ratios,
}

/// Numbers of people and loans at the end of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "those that need it say what they are")]
pub struct Counts {
    pub members: u32,
    /// People for whom a loan was ever disbursed.
    pub borrowers: u64,
    /// Present members who ever borrowed.
    pub members_who_borrowed: u32,
    /// Loan turns (lượt vay).
    pub turns: u64,
    pub turns_in_period: i128,
    pub running_loans: u32,
}

/// The ratios, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the guide's page on statements defines each")]
pub struct Ratios {
    pub collection_rate: Ratio,
    pub collection_rate_principal: Ratio,
    pub collection_rate_interest: Ratio,
    pub on_time_rate: Ratio,
    pub collection_rate_12m: Ratio,
    pub on_time_rate_12m: Ratio,
    pub arrears_rate: Ratio,
    pub par30: Ratio,
    pub par30_or_rescheduled: Ratio,
    pub write_off_ratio: Ratio,
    pub recovery_rate: Ratio,
    pub lending_cost_cover: Ratio,
    pub self_sufficiency: Ratio,
    pub turnover: Ratio,
    pub utilisation: Ratio,
    pub capital_growth: Ratio,
    pub capital_given: Ratio,
    pub capital_kept: Ratio,
    pub borrower_share: Ratio,
    pub average_loan: Ratio,
    pub lost_loan_months: Ratio,
}

/// Lines of the changes in the funds that are given or taken away, not earned.
const GIVEN: [&str; 7] =
    ["seed_grant_received", "seed_grant_returned", "gifts", "forgiven", "surpluses", "capitalised", "handed_over"];

impl Indicators {
    /// Returns the indicators of a period of the books.
    #[must_use]
    pub fn of(books: &Books, period: &BooksOfPeriod) -> Self {
        Self::with(
            books,
            period,
            &DemandCollectionBalance::of(period),
            &IncomeAndExpenditure::of(period),
            &FundChanges::of(period),
        )
    }

    pub(super) fn with(
        books: &Books,
        period: &BooksOfPeriod,
        dcb: &DemandCollectionBalance,
        income: &IncomeAndExpenditure,
        changes: &FundChanges,
    ) -> Self {
        let (opening, closing) = (period.opening(), period.closing());
        let Period { from, through } = period.period();
        let register = LoanRegister::of(closing);
        let (portfolio, before) = (Portfolio::of(closing), Portfolio::of(opening));
        let borrowed = who_borrowed(closing);
        let is_member = |id| closing.register().member(id).is_some_and(Member::is_present);
        let members = closing.register().members_present();
        let members_who_borrowed = count(borrowed.iter().filter(|id| is_member(id)).count());
        let running_loans = count(register.rows.iter().filter(|row| row.is_running()).count());

        let twelve_months = Period { from: months_before(through, 12).succ_opt().unwrap_or(through), through };
        let year = BooksOfPeriod::new(books, twelve_months).map(|year| DemandCollectionBalance::of(&year).total);
        let year = year.unwrap_or_default();

        let ageing = Ageing::of_register(&register);
        let past_due = past_due(closing, &register);
        let ledger = closing.ledger();
        let loan_fund = |books: &Books| {
            let ledger = books.ledger();
            ledger.fund(Fund::SeedGrant) + ledger.fund(Fund::IncomeGrowth) + ledger.borrowings()
        };
        let loans_mean = mean(&period.at_month_ends(opening.ledger().loans(), |line| {
            let (debit, credit) = turnover(line, |account| matches!(account, Account::Loan(_)));
            debit - credit
        }));
        let fund_mean = mean(&period.at_month_ends(loan_fund(opening), |line| {
            let is_of_fund = |account: &Account| {
                matches!(account, Account::SeedGrant | Account::IncomeGrowth)
                    || account.class() == AccountClass::Liability
            };
            let (debit, credit) = turnover(line, is_of_fund);
            credit - debit
        }));

        let amount = |account: Account| income.amounts(&account).amount;
        let interest = amount(Account::LoanInterest);
        let lending_costs = amount(Account::Spending(Area::Administration))
            + amount(Account::Spending(Area::IncomeGeneration))
            + amount(Account::LoanLosses)
            + amount(Account::Shortages);
        let opening_capital = changes.line("opening").capital();
        let closing_capital = changes.line("closing").capital();
        let given: Balance = GIVEN.into_iter().map(|line| changes.line(line).capital()).sum();
        let earned = closing_capital - opening_capital - changes.line("carried_in").capital() - given;
        let cap = Balance::from(closing.charter().loan.cap_per_member).times(months_touched(from, through));

        let total = dcb.total;
        Self {
            days: through.signed_duration_since(from).num_days().saturating_add(1),
            counts: Counts {
                members,
                borrowers: portfolio.borrowers,
                members_who_borrowed,
                turns: portfolio.disbursed,
                turns_in_period: i128::from(portfolio.disbursed).saturating_sub(before.disbursed.into()),
                running_loans,
            },
            ratios: Ratios {
                collection_rate: collection(&together(&total)),
                collection_rate_principal: collection(&total.principal),
                collection_rate_interest: collection(&total.interest),
                on_time_rate: on_time(&together(&total)),
                collection_rate_12m: collection(&together(&year)),
                on_time_rate_12m: on_time(&together(&year)),
                arrears_rate: Ratio::new(past_due, ageing.total.outstanding),
                par30: ageing.par30,
                par30_or_rescheduled: ageing.par30_or_rescheduled,
                write_off_ratio: Ratio::new(amount(Account::LoanLosses), loans_mean),
                recovery_rate: Ratio::new(portfolio.recovered, portfolio.written_off_amount),
                lending_cost_cover: Ratio::new(interest, lending_costs),
                self_sufficiency: Ratio::new(
                    interest + amount(Account::Dues) + amount(Account::OtherIncome),
                    income.expenses_total.amount,
                ),
                turnover: Ratio::new(portfolio.disbursed_amount - before.disbursed_amount, fund_mean),
                utilisation: Ratio::new(ledger.loans(), loan_fund(closing)),
                capital_growth: Ratio::new(earned, opening_capital),
                capital_given: Ratio::new(given, opening_capital),
                capital_kept: Ratio::new(closing_capital, closing.register().seed_grant_to_keep()),
                borrower_share: Ratio::new(of_count(members_who_borrowed.into()), of_count(members.into())),
                average_loan: Ratio::new(portfolio.disbursed_amount, of_count(portfolio.disbursed)),
                lost_loan_months: Ratio::new(cap, changes.line("interest").income_growth),
            },
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn of_count(count: u64) -> Balance {
    Balance::new(count.into())
}

fn together(total: &DcbTotal) -> DcbColumns {
    let mut sum = total.principal;
    sum.add(&total.interest);
    sum
}

fn collection(columns: &DcbColumns) -> Ratio {
    Ratio::new(columns.collected(), columns.fallen_due)
}

fn on_time(columns: &DcbColumns) -> Ratio {
    Ratio::new(columns.past_grace - columns.late, columns.past_grace)
}

/// Returns the past-due principal of the loans disbursed and not written off.
fn past_due(books: &Books, register: &LoanRegister) -> Balance {
    let is_counted =
        |status| matches!(status, RegisterStatus::Late | RegisterStatus::Current | RegisterStatus::Settled);
    let loans = books.loans().zip(&register.rows).filter(|(_, row)| is_counted(row.status));
    loans.map(|(view, _)| view.loan().course().principal_past_due(books.day())).sum()
}

/// Returns the number of calendar months that a period touches.
fn months_touched(from: NaiveDate, through: NaiveDate) -> u32 {
    let months = std::iter::successors(Month::of(from).ok(), |month| month.next());
    count(months.take_while(|month| month.first_day() <= through).count())
}
