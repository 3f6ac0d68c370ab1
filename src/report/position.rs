//! The statement of financial position (báo cáo tình hình tài chính).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::ledger_account::LedgerAccount;
use crate::account::{Account, AccountClass, Area};
use crate::books::Books;
use crate::loan::LoanStatus;
use crate::money::Balance;

/// The assets of a club on a day, their sources, and the fund to which the money belongs.
///
/// Assets and sources have the same total; the money of all funds adds up to cash, bank, advances and shortages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Position<A = Balance> {
    /// The assets (tài sản).
    pub assets: Assets<A>,
    /// The sources of the assets (nguồn vốn).
    pub sources: Sources<A>,
    /// The money and the loans of each fund.
    pub by_fund: [FundRow<A>; 5],
    /// Amounts that are in no total.
    pub memo: Memo<A>,
}

/// The assets of a club.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are the accounts of the same names")]
#[non_exhaustive]
pub struct Assets<A = Balance> {
    pub cash: A,
    pub bank: A,
    pub advances: A,
    pub shortages: A,
    pub loans: A,
    pub total: A,
}

/// The sources of the assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are the accounts of the same names")]
#[non_exhaustive]
pub struct Sources<A = Balance> {
    pub borrowings: A,
    pub seed_grant: A,
    pub income_growth: A,
    pub operating: A,
    pub unallocated_interest: A,
    /// The balance of `clearing:carried-in`.
    pub carried_in: A,
    /// Balances of other income accounts less those of expense accounts; zero in books without findings.
    pub unclosed: A,
    pub total: A,
}

/// A fund: its money and its loans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct FundRow<A = Balance> {
    pub fund: &'static str,
    pub money: A,
    pub loans: A,
    pub total: A,
}

impl<A: Figure> FundRow<A> {
    fn of_money(fund: &'static str, money: A) -> Self {
        Self { fund, money, loans: A::default(), total: money }
    }
}

/// Amounts that are shown below the position and are in none of its totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Memo<A = Balance> {
    /// Lendable capital: the capital that is not lent, even if its money is missing.
    pub lendable: A,
    /// The part of lendable capital that can be lent now: its money is in the box or the bank, and it is not committed.
    pub free_to_lend: A,
    /// Principal approved and not disbursed.
    pub committed: A,
    /// Principal that has fallen due and is unpaid.
    pub principal_due: A,
    /// Interest that has fallen due and is unpaid.
    pub interest_due: A,
    /// Interest charged and unpaid.
    pub interest_accrued: A,
    /// The amounts written off and still claimed.
    pub recoverable: A,
    /// Principal outstanding of loans more than 30 days past due.
    pub outstanding_over_30: A,
    /// Principal outstanding of loans more than 180 days past due.
    pub outstanding_over_180: A,
}

impl Position {
    /// Returns the position on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Position<A> {
    pub(crate) fn compute(books: &Books, tape: A::Tape) -> Self {
        let control = |account: LedgerAccount| A::balance(tape, books, &account);
        let balance = |account: Account| control(LedgerAccount::One(account));
        let (cash, bank, loans) = (balance(Account::Cash), balance(Account::Bank), control(LedgerAccount::Loans));
        let (advances, shortages) = (control(LedgerAccount::Advances), control(LedgerAccount::Shortages));
        let (seed_grant, income_growth) = (balance(Account::SeedGrant), balance(Account::IncomeGrowth));
        let (operating, borrowings) = (balance(Account::Operating), control(LedgerAccount::Borrowings));
        let (unallocated_interest, carried_in) = (balance(Account::LoanInterest), balance(Account::CarriedIn));
        let unclosed = unclosed(balance);
        let loan_fund = seed_grant + income_growth + borrowings;
        let total = loan_fund + operating + unallocated_interest + carried_in + unclosed;
        let lendable = loan_fund - loans;
        let free = cash + bank - (operating - advances).max_zero() - unallocated_interest.max_zero();
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
                FundRow { fund: "loan_fund", money: lendable, loans, total: loan_fund },
                FundRow::of_money("operating", operating),
                FundRow::of_money("unallocated_interest", unallocated_interest),
                FundRow::of_money("carried_in", carried_in),
                FundRow::of_money("unclosed", unclosed),
            ],
            memo: Memo::compute(books, lendable, free, tape),
        }
    }
}

impl<A: Figure> Memo<A> {
    /// Returns the amounts that are in no total of the position. `money` is cash and bank less the money of other funds than the loan fund.
    fn compute(books: &Books, lendable: A, money: A, tape: A::Tape) -> Self {
        let mut memo = Self {
            lendable,
            free_to_lend: A::default(),
            committed: A::default(),
            principal_due: A::default(),
            interest_due: A::default(),
            interest_accrued: A::default(),
            recoverable: A::default(),
            outstanding_over_30: A::default(),
            outstanding_over_180: A::default(),
        };
        for view in books.loans() {
            if view.status() == LoanStatus::Approved {
                memo.committed += A::of_record(tape, view.loan().place(), view.loan().principal());
            }
            let [outstanding, principal_due, interest_due, accrued, recoverable] =
                A::of_loan(tape, view.loan(), |course| {
                    let owed = course.owed(view.day());
                    [owed.outstanding, owed.principal_due, owed.interest_due, owed.accrued, course.recoverable()]
                });
            memo.principal_due += principal_due;
            memo.interest_due += interest_due;
            memo.interest_accrued += accrued;
            memo.recoverable += recoverable;
            let days = view.days_past_due();
            if days > 30 {
                memo.outstanding_over_30 += outstanding;
            }
            if days > 180 {
                memo.outstanding_over_180 += outstanding;
            }
        }
        memo.free_to_lend = (lendable.smaller(money) - memo.committed).max_zero();
        memo
    }
}

/// Returns the balances of income accounts other than loan interest, less those of expense accounts.
fn unclosed<A: Figure>(balance: impl Fn(Account) -> A) -> A {
    let income = [Account::Dues, Account::Donations, Account::Recoveries, Account::OtherIncome].into_iter();
    let expenses = Area::ALL.into_iter().map(Account::Spending).chain([Account::LoanLosses, Account::Shortages]);
    income
        .chain(expenses)
        .map(|account| if account.class() == AccountClass::Expense { -balance(account) } else { balance(account) })
        .sum()
}
