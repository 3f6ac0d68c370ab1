//! Income and expenditure (báo cáo kết quả hoạt động).

use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::span::BooksOfPeriod;
use crate::account::{Account, AccountClass, Area};
use crate::books::Line;
use crate::money::Balance;

/// Income and expenditure of a period, and the fund that each went to or was borne by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct IncomeAndExpenditure<A = Balance> {
    pub income: Vec<NominalRow<A>>,
    pub income_total: FundColumns<A>,
    pub expenses: Vec<NominalRow<A>>,
    pub expenses_total: FundColumns<A>,
    /// Income less expenses.
    pub result: FundColumns<A>,
}

/// One income or expense account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NominalRow<A = Balance> {
    /// The account.
    pub account: Account,
    /// Its amounts.
    #[serde(flatten)]
    pub amounts: FundColumns<A>,
}

/// An amount, and the part of it that each fund received or bore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct FundColumns<A = Balance> {
    pub amount: A,
    pub seed_grant: A,
    pub income_growth: A,
    pub operating: A,
    /// The amount less the three funds.
    pub unallocated: A,
}

impl<A: Figure> FundColumns<A> {
    fn add(&mut self, other: &Self, is_added: bool) {
        let sign = |amount: A| if is_added { amount } else { -amount };
        self.amount += sign(other.amount);
        self.seed_grant += sign(other.seed_grant);
        self.income_growth += sign(other.income_growth);
        self.operating += sign(other.operating);
        self.unallocated += sign(other.unallocated);
    }
}

impl IncomeAndExpenditure {
    /// Returns income and expenditure of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> IncomeAndExpenditure<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let income =
            [Account::LoanInterest, Account::Dues, Account::Donations, Account::Recoveries, Account::OtherIncome];
        let expenses = Area::ALL.into_iter().map(Account::Spending).chain([Account::LoanLosses, Account::Shortages]);
        let row = |account| NominalRow { account, amounts: FundColumns::default() };
        let mut statement = Self {
            income: income.into_iter().map(row).collect(),
            income_total: FundColumns::default(),
            expenses: expenses.map(row).collect(),
            expenses_total: FundColumns::default(),
            result: FundColumns::default(),
        };
        for (at, line) in books.lines() {
            statement.add(at, line, tape);
        }
        for (rows, total) in [
            (&mut statement.income, &mut statement.income_total),
            (&mut statement.expenses, &mut statement.expenses_total),
        ] {
            for row in rows {
                let amounts = &mut row.amounts;
                amounts.unallocated = amounts.amount - amounts.seed_grant - amounts.income_growth - amounts.operating;
                total.add(amounts, true);
            }
        }
        statement.result.add(&statement.income_total, true);
        statement.result.add(&statement.expenses_total, false);
        statement
    }

    /// Returns the amounts of one account.
    #[must_use]
    pub fn amounts(&self, account: &Account) -> FundColumns<A> {
        let row = self.income.iter().chain(&self.expenses).find(|row| row.account == *account);
        row.map(|row| row.amounts).unwrap_or_default()
    }

    fn add(&mut self, at: usize, line: &Line, tape: A::Tape) {
        for transfer in line.record.entry.transfers() {
            let amount = A::of_record(tape, at, transfer.amount);
            let sides = [(&transfer.debit, &transfer.credit, -amount), (&transfer.credit, &transfer.debit, amount)];
            for (account, other, credited) in sides {
                // Income has its balance on the credit side, expenses on the debit side.
                let (rows, change) = match account.class() {
                    AccountClass::Income => (&mut self.income, credited),
                    AccountClass::Expense => (&mut self.expenses, -credited),
                    AccountClass::Asset | AccountClass::Liability | AccountClass::Fund | AccountClass::Clearing => {
                        continue;
                    }
                };
                let Some(row) = rows.iter_mut().find(|row| row.account == *account) else { continue };
                let (column, change) = match other {
                    Account::SeedGrant => (&mut row.amounts.seed_grant, -change),
                    Account::IncomeGrowth => (&mut row.amounts.income_growth, -change),
                    Account::Operating => (&mut row.amounts.operating, -change),
                    Account::CarriedIn => continue,
                    _ => (&mut row.amounts.amount, change),
                };
                *column += change;
            }
        }
    }
}
