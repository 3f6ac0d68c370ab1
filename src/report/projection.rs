//! The projection: the course of the fund under constant conditions. It is an assumption, not a forecast.

use serde::Serialize;

use super::ratio::Ratio;
use crate::account::Fund;
use crate::books::Books;
use crate::charter::valid;
use crate::money::{Amount, Balance, Money};
use crate::rate::{Rate, Share};

/// The assumptions of a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Assumptions {
    /// The number of years, 1 to 30.
    pub years: u32,
    /// The share of capital that is lent.
    pub share_lent: Share,
    /// The interest rate of a month.
    pub monthly_rate: Rate,
    /// The share of the principal lent that is lost in a year.
    pub loss_rate: Share,
    /// The share of interest that grows the capital.
    pub share_to_growth: Share,
    /// Spending in a year.
    pub spend: Money,
    /// The principal of the lost loan whose cost is computed.
    pub loan: Amount,
}

impl Assumptions {
    /// The largest number of years.
    pub const MOST_YEARS: u32 = 30;

    /// Returns the usual assumptions for a club: 10 years, 90 % lent at 1 % a month, 1 % lost in a year, the charter's share to
    /// capital, no spending, and a loan at the charter's cap.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let charter = books.charter();
        Self {
            years: 10,
            share_lent: valid!(Share::from_hundred_millionths(90_000_000)),
            monthly_rate: valid!(Rate::from_hundred_millionths(1_000_000)),
            loss_rate: valid!(Share::from_hundred_millionths(1_000_000)),
            share_to_growth: charter.interest.to_income_growth,
            spend: Money::ZERO,
            loan: charter.loan.cap_per_member,
        }
    }
}

/// The fund over some years, and the cost of one lost loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Projection {
    pub assumptions: Assumptions,
    pub rows: Vec<YearRow>,
    pub one_lost_loan: LostLoan,
}

/// One year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct YearRow {
    pub year: u32,
    pub capital: Balance,
    pub lent: Balance,
    pub interest: Balance,
    pub to_growth: Balance,
    pub to_operating: Balance,
    pub lost: Balance,
    pub spent: Balance,
    pub capital_end: Balance,
    pub operating_end: Balance,
}

/// The cost of one lost loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct LostLoan {
    pub loan: Amount,
    pub months_of_growth: Ratio,
    /// Capital at the end of the last year if the loan is also lost in the first.
    pub capital_end: Balance,
    pub capital_end_less: Balance,
}

impl Projection {
    /// Returns the projection from the day of the books.
    #[must_use]
    pub fn of(books: &Books, assumptions: Assumptions) -> Self {
        let rows = years(books, &assumptions, Balance::ZERO);
        let with_loss = years(books, &assumptions, assumptions.loan.into());
        let capital_end = |rows: &[YearRow]| rows.last().map_or(Balance::ZERO, |row| row.capital_end);
        let to_growth = rows.first().map_or(Balance::ZERO, |row| row.to_growth);
        let one_lost_loan = LostLoan {
            loan: assumptions.loan,
            months_of_growth: Ratio::new(Balance::from(assumptions.loan).times(12), to_growth),
            capital_end: capital_end(&with_loss),
            capital_end_less: capital_end(&rows) - capital_end(&with_loss),
        };
        Self { assumptions, rows, one_lost_loan }
    }
}

/// Returns the years, with a further loss in the first.
fn years(books: &Books, assumptions: &Assumptions, first_loss: Balance) -> Vec<YearRow> {
    let ledger = books.ledger();
    let mut capital = (ledger.fund(Fund::SeedGrant) + ledger.fund(Fund::IncomeGrowth)).max_zero();
    let mut operating = ledger.fund(Fund::Operating).max_zero();
    let mut further_loss = first_loss;
    let mut rows = Vec::new();
    for year in 1..=assumptions.years {
        let lent = assumptions.share_lent.half_up_of(capital);
        let interest = assumptions.monthly_rate.of_a_year(lent);
        let to_growth = assumptions.share_to_growth.ceil_of(interest);
        let to_operating = interest - to_growth;
        let lost = (assumptions.loss_rate.half_up_of(lent) + further_loss).min(capital);
        let spent = Balance::from(assumptions.spend).min(operating + to_operating);
        let capital_end = capital + to_growth - lost;
        let operating_end = operating + to_operating - spent;
        rows.push(YearRow {
            year,
            capital,
            lent,
            interest,
            to_growth,
            to_operating,
            lost,
            spent,
            capital_end,
            operating_end,
        });
        (capital, operating, further_loss) = (capital_end, operating_end, Balance::ZERO);
    }
    rows
}
