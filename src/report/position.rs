//! The statement of financial position (báo cáo tình hình tài chính).

use serde::Serialize;

use crate::account::{Account, AccountClass, Area, Fund, Place};
use crate::books::Books;
use crate::loan::LoanStatus;
use crate::money::Balance;

/// The assets of a club on a day, their sources, and the fund to which the money belongs.
///
/// Assets and sources have the same total; the money of all funds adds up to cash, bank, advances and shortages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The assets (tài sản).
    pub assets: Assets,
    /// The sources of the assets (nguồn vốn).
    pub sources: Sources,
    /// The money and the loans of each fund.
    pub by_fund: [FundRow; 5],
    /// Amounts that are in no total.
    pub memo: Memo,
}

/// The assets of a club.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are the accounts of the same names")]
pub struct Assets {
    pub cash: Balance,
    pub bank: Balance,
    pub advances: Balance,
    pub shortages: Balance,
    pub loans: Balance,
    pub total: Balance,
}

/// The sources of the assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are the accounts of the same names")]
pub struct Sources {
    pub borrowings: Balance,
    pub seed_grant: Balance,
    pub income_growth: Balance,
    pub operating: Balance,
    pub unallocated_interest: Balance,
    /// The balance of `clearing:carried-in`.
    pub carried_in: Balance,
    /// Balances of other income accounts less those of expense accounts; zero in books without findings.
    pub unclosed: Balance,
    pub total: Balance,
}

/// A fund: its money and its loans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
pub struct FundRow {
    pub fund: &'static str,
    pub money: Balance,
    pub loans: Balance,
    pub total: Balance,
}

impl FundRow {
    const fn of_money(fund: &'static str, money: Balance) -> Self {
        Self { fund, money, loans: Balance::ZERO, total: money }
    }
}

/// Amounts beside the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Memo {
    /// Capital that is not lent, whether its money is there or not.
    pub lendable: Balance,
    /// The part of it that can be lent now: its money is there and it is not committed.
    pub free_to_lend: Balance,
    /// Principal approved and not disbursed.
    pub committed: Balance,
    /// Principal that has fallen due and is unpaid.
    pub principal_due: Balance,
    /// Interest that has fallen due and is unpaid.
    pub interest_due: Balance,
    /// Interest charged and unpaid.
    pub interest_accrued: Balance,
    /// Written off and still claimed.
    pub recoverable: Balance,
    /// Principal outstanding of loans more than 30 days past due.
    pub outstanding_over_30: Balance,
    /// Principal outstanding of loans more than 180 days past due.
    pub outstanding_over_180: Balance,
}

impl Position {
    /// Returns the position on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let ledger = books.ledger();
        let (cash, bank, loans) = (ledger.money(Place::Cash), ledger.money(Place::Bank), ledger.loans());
        let (advances, shortages) = (ledger.advances(), ledger.shortages());
        let (seed_grant, income_growth) = (ledger.fund(Fund::SeedGrant), ledger.fund(Fund::IncomeGrowth));
        let (operating, borrowings) = (ledger.fund(Fund::Operating), ledger.borrowings());
        let (unallocated_interest, carried_in) = (ledger.unallocated_interest(), ledger.carried_in());
        let unclosed = unclosed(books);
        let loan_fund = seed_grant + income_growth + borrowings;
        let total = loan_fund + operating + unallocated_interest + carried_in + unclosed;
        Self {
            assets: Assets {
                cash,
                bank,
                advances,
                shortages,
                loans,
                total: cash + bank + advances + shortages + loans,
            },
            sources: Sources {
                borrowings,
                seed_grant,
                income_growth,
                operating,
                unallocated_interest,
                carried_in,
                unclosed,
                total,
            },
            by_fund: [
                FundRow { fund: "loan_fund", money: loan_fund - loans, loans, total: loan_fund },
                FundRow::of_money("operating", operating),
                FundRow::of_money("unallocated_interest", unallocated_interest),
                FundRow::of_money("carried_in", carried_in),
                FundRow::of_money("unclosed", unclosed),
            ],
            memo: Memo::of(books),
        }
    }
}

impl Memo {
    fn of(books: &Books) -> Self {
        let ledger = books.ledger();
        let mut memo = Self {
            lendable: ledger.lendable(),
            free_to_lend: Balance::ZERO,
            committed: Balance::ZERO,
            principal_due: Balance::ZERO,
            interest_due: Balance::ZERO,
            interest_accrued: Balance::ZERO,
            recoverable: Balance::ZERO,
            outstanding_over_30: Balance::ZERO,
            outstanding_over_180: Balance::ZERO,
        };
        for view in books.loans() {
            if view.status() == LoanStatus::Approved {
                memo.committed += view.loan().principal().into();
            }
            let owed = view.owed();
            memo.principal_due += owed.principal_due;
            memo.interest_due += owed.interest_due;
            memo.interest_accrued += owed.accrued;
            memo.recoverable += view.loan().course().recoverable();
            let days = view.days_past_due();
            if days > 30 {
                memo.outstanding_over_30 += owed.outstanding;
            }
            if days > 180 {
                memo.outstanding_over_180 += owed.outstanding;
            }
        }
        let money = ledger.money(Place::Cash) + ledger.money(Place::Bank)
            - ledger.free_operating().max_zero()
            - ledger.unallocated_interest().max_zero();
        memo.free_to_lend = (memo.lendable.min(money) - memo.committed).max_zero();
        memo
    }
}

/// Returns the balances of income accounts other than loan interest, less those of expense accounts.
fn unclosed(books: &Books) -> Balance {
    let income = [Account::Dues, Account::Donations, Account::Recoveries, Account::OtherIncome].into_iter();
    let expenses = Area::ALL.into_iter().map(Account::Spending).chain([Account::LoanLosses, Account::Shortages]);
    income
        .chain(expenses)
        .map(|account| {
            let balance = books.ledger().balance(&account);
            if account.class() == AccountClass::Expense { -balance } else { balance }
        })
        .sum()
}
