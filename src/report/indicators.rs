//! Indicators: the usual ratios of a fund, each with its numerator and denominator.

use chrono::NaiveDate;
use serde::Serialize;

use super::ageing::Ageing;
use super::dcb::{DcbColumns, DcbTotal, DemandCollectionBalance};
use super::figure::{Figure, NoTape};
use super::fund_changes::FundChanges;
use super::income_expenditure::IncomeAndExpenditure;
use super::ledger_account::LedgerAccount;
use super::loan_register::{LoanRegister, RegisterRow, RegisterStatus};
use super::members::who_borrowed;
use super::portfolio::Portfolio;
use super::ratio::Ratio;
use super::span::{BooksOfPeriod, turnover};
use crate::account::{Account, AccountClass, Area, Fund};
use crate::books::Books;
use crate::calendar::{Month, Period, day_after, months_before};
use crate::count::number_of;
use crate::event::Event;
use crate::loan::Course;
use crate::money::Balance;
use crate::register::Member;
use crate::rounding::mean;

/// Counts and ratios of a period. Ratios are not annualised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(bound(serialize = "A: Figure"))]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Indicators<A = Balance> {
    /// The number of days of the period.
    pub days: i64,
    pub counts: Counts,
    pub ratios: Ratios<A>,
}

/// Numbers of people and loans at the end of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "those that need it say what they are")]
#[non_exhaustive]
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
#[serde(bound(serialize = "A: Figure"))]
#[allow(missing_docs, reason = "the guide's page on statements defines each")]
#[non_exhaustive]
pub struct Ratios<A = Balance> {
    pub collection_rate: Ratio<A>,
    pub collection_rate_principal: Ratio<A>,
    pub collection_rate_interest: Ratio<A>,
    pub on_time_rate: Ratio<A>,
    pub collection_rate_12m: Ratio<A>,
    pub on_time_rate_12m: Ratio<A>,
    pub arrears_rate: Ratio<A>,
    pub par30: Ratio<A>,
    pub par30_or_rescheduled: Ratio<A>,
    pub write_off_ratio: Ratio<A>,
    pub recovery_rate: Ratio<A>,
    pub lending_cost_cover: Ratio<A>,
    pub self_sufficiency: Ratio<A>,
    pub turnover: Ratio<A>,
    pub utilisation: Ratio<A>,
    pub capital_growth: Ratio<A>,
    pub capital_given: Ratio<A>,
    pub capital_kept: Ratio<A>,
    pub borrower_share: Ratio<A>,
    pub average_loan: Ratio<A>,
    pub lost_loan_months: Ratio<A>,
}

/// Lines of the changes in the funds that are given or handed over, not earned.
const GIVEN: [&str; 7] =
    ["seed_grant_received", "seed_grant_returned", "gifts", "forgiven", "surpluses", "capitalised", "handed_over"];

impl Indicators {
    /// Returns the indicators of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Indicators<A> {
    pub(crate) fn compute(period: &BooksOfPeriod, tape: A::Tape) -> Self {
        Self::with(
            period,
            &LoanRegister::compute(period.closing(), tape),
            &DemandCollectionBalance::compute(period, tape),
            &IncomeAndExpenditure::compute(period, tape),
            &FundChanges::compute(period, tape),
            tape,
        )
    }

    pub(super) fn with(
        period: &BooksOfPeriod,
        register: &LoanRegister<A>,
        dcb: &DemandCollectionBalance<A>,
        income: &IncomeAndExpenditure<A>,
        changes: &FundChanges<A>,
        tape: A::Tape,
    ) -> Self {
        let (opening, closing) = (period.opening(), period.closing());
        let Period { from, through } = period.period();
        let register_before = LoanRegister::compute(opening, tape);
        let (portfolio, before) = (Portfolio::of(closing), Portfolio::of(opening));
        let borrowed = who_borrowed(closing);
        let is_member = |id| closing.register().member(id).is_some_and(Member::is_present);
        let members = closing.register().members_present();
        let members_who_borrowed = number_of(borrowed.iter().filter(|id| is_member(id)).count());
        let running_loans = number_of(register.rows.iter().filter(|row| row.is_running()).count());

        let twelve_months = Period { from: day_after(months_before(through, 12)), through };
        let year = DemandCollectionBalance::compute(&BooksOfPeriod::between(closing, twelve_months), tape).total;

        let ageing = Ageing::of_register(register);
        let past_due = past_due(closing, register, tape);
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

        let control = |account| A::balance(tape, closing, &account);
        let one = |account| control(LedgerAccount::One(account));
        let loan_fund_now = one(Account::SeedGrant) + one(Account::IncomeGrowth) + control(LedgerAccount::Borrowings);

        let amount = |account: Account| income.amounts(&account).amount;
        let interest = amount(Account::LoanInterest);
        let lending_costs = amount(Account::Spending(Area::Administration))
            + amount(Account::Spending(Area::IncomeGeneration))
            + amount(Account::LoanLosses)
            + amount(Account::Shortages);
        let opening_capital = changes.line("opening").capital();
        let closing_capital = changes.line("closing").capital();
        let given: A = GIVEN.into_iter().map(|line| changes.line(line).capital()).sum();
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
                arrears_rate: Ratio::of(past_due, ageing.total.outstanding),
                par30: ageing.par30,
                par30_or_rescheduled: ageing.par30_or_rescheduled,
                write_off_ratio: Ratio::of(amount(Account::LoanLosses), A::given(loans_mean)),
                recovery_rate: Ratio::of(register.total.recovered, register.total.written_off),
                lending_cost_cover: Ratio::of(interest, lending_costs),
                self_sufficiency: Ratio::of(
                    interest + amount(Account::Dues) + amount(Account::OtherIncome),
                    income.expenses_total.amount,
                ),
                turnover: Ratio::of(disbursed(register) - disbursed(&register_before), A::given(fund_mean)),
                utilisation: Ratio::of(control(LedgerAccount::Loans), loan_fund_now),
                capital_growth: Ratio::of(earned, opening_capital),
                capital_given: Ratio::of(given, opening_capital),
                capital_kept: Ratio::of(closing_capital, seed_grant_to_keep(closing, tape)),
                borrower_share: Ratio::of(of_count(members_who_borrowed.into()), of_count(members.into())),
                average_loan: Ratio::of(disbursed(register), of_count(portfolio.disbursed)),
                lost_loan_months: Ratio::of(A::given(cap), changes.line("interest").income_growth),
            },
        }
    }
}

fn of_count<A: Figure>(count: u64) -> A {
    A::given(Balance::new(count.into()))
}

fn together<A: Figure>(total: &DcbTotal<A>) -> DcbColumns<A> {
    let mut sum = total.principal;
    sum.add(&total.interest);
    sum
}

fn collection<A: Figure>(columns: &DcbColumns<A>) -> Ratio<A> {
    Ratio::of(columns.collected(), columns.fallen_due)
}

fn on_time<A: Figure>(columns: &DcbColumns<A>) -> Ratio<A> {
    Ratio::of(columns.past_grace - columns.late, columns.past_grace)
}

/// Returns the past-due principal of the loans disbursed and not written off.
fn past_due<A: Figure>(books: &Books, register: &LoanRegister<A>, tape: A::Tape) -> A {
    let is_counted =
        |status| matches!(status, RegisterStatus::Late | RegisterStatus::Current | RegisterStatus::Settled);
    let loans = books.loans().zip(&register.rows).filter(|(_, row)| is_counted(row.status));
    let past_due = |course: &Course| [course.principal_past_due(books.day())];
    loans.flat_map(|(view, _)| A::of_loan(tape, view.loan(), past_due)).sum()
}

/// Returns the principal of the loans disbursed, including those settled or written off since.
fn disbursed<A: Figure>(register: &LoanRegister<A>) -> A {
    let is_disbursed = |row: &&RegisterRow<A>| {
        !row.carried_in && !matches!(row.status, RegisterStatus::Approved | RegisterStatus::Cancelled)
    };
    register.rows.iter().filter(is_disbursed).map(|row| row.principal).sum()
}

/// Returns the seed grant received less what was returned, by the records in effect.
fn seed_grant_to_keep<A: Figure>(books: &Books, tape: A::Tape) -> A {
    let lines = books.lines().iter().enumerate().filter(|(_, line)| line.effects.is_in_effect());
    lines
        .map(|(place, line)| match &line.record.event {
            Event::SeedGrantReceived(grant) => A::of_record(tape, place, grant.amount),
            Event::FundsCarriedIn(carried) => A::of_record(tape, place, carried.seed_grant_received),
            Event::SeedGrantReturned(returned) => -A::of_record(tape, place, returned.amount),
            _ => A::default(),
        })
        .sum()
}

/// Returns the number of calendar months that a period touches.
fn months_touched(from: NaiveDate, through: NaiveDate) -> u32 {
    let months = std::iter::successors(Month::of(from).ok(), |month| month.next());
    number_of(months.take_while(|month| month.first_day() <= through).count())
}
