//! The projection: the fund over some years under constant conditions. An assumption, not a forecast.
//!
//! Year 1 begins with the seed grant and the income-growth fund as capital, without money borrowed from others, and with the operating
//! fund; each is 0 if it is below zero. Each year is computed from its opening capital, without compound interest:
//!
//! | figure | computation |
//! |---|---|
//! | `lent` | capital × share lent, rounded half up |
//! | `interest` | lent × monthly rate × 12, rounded half up |
//! | `to_growth`, `to_operating` | interest × share to growth, rounded up; and the rest |
//! | `lost` | lent × loss rate, rounded half up; at most the capital |
//! | `spent` | the planned spending; at most the operating fund with its part of the interest |
//! | `capital_end` | capital + to growth − lost |
//! | `operating_end` | operating fund + to operating − spent |

use serde::Serialize;

use super::ratio::Ratio;
use crate::account::Fund;
use crate::books::Books;
use crate::charter::valid;
use crate::count::ProjectionYears;
use crate::money::{Amount, Balance, Money};
use crate::rate::{ProjectionRate, Rate, Share};

/// The assumptions of a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Assumptions {
    /// The number of years.
    pub years: ProjectionYears,
    /// The share of capital that is lent.
    pub share_lent: Share,
    /// The interest rate of a month.
    pub monthly_rate: ProjectionRate,
    /// The share of the amount lent that is lost in a year.
    pub loss_rate: Share,
    /// The share of interest that grows the capital; the rest goes to the operating fund.
    pub share_to_growth: Share,
    /// The planned spending of the operating fund in a year, in đồng.
    pub spend: Money,
    /// The principal of the one lost loan, in đồng.
    pub loan: Amount,
}

impl Assumptions {
    /// Returns the assumptions without other wishes: 10 years, 90 % lent at 1 % a month, 1 % of it lost in a year, the charter's share to
    /// capital, no spending, and a loan at the charter's cap. The numbers are a convention of the statements, not of the charter.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let charter = books.charter();
        Self {
            years: valid!(ProjectionYears::new(10)),
            share_lent: valid!(Share::from_hundred_millionths(90_000_000)),
            monthly_rate: valid!(ProjectionRate::from_hundred_millionths(1_000_000)),
            loss_rate: valid!(Share::from_hundred_millionths(1_000_000)),
            share_to_growth: charter.interest.to_income_growth,
            spend: Money::ZERO,
            loan: charter.loan.cap_per_member,
        }
    }
}

/// The fund over some years, and the cost of one lost loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Projection {
    /// The assumptions.
    pub assumptions: Assumptions,
    /// A row for each year, in order; at least one.
    pub rows: Vec<YearRow>,
    /// The cost of one lost loan.
    pub one_lost_loan: LostLoan,
}

/// The amounts of one year, in đồng. The table of the module has their computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the table of the module says what they are")]
#[non_exhaustive]
pub struct YearRow {
    /// The number of the year, from 1.
    pub year: u32,
    /// The capital at the start of the year.
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

/// The cost of one lost loan, in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LostLoan {
    /// The principal that is lost.
    pub loan: Amount,
    /// The months of growth in year 1 that make up for the whole loan: loan × 12 ÷ `to_growth`.
    pub months_of_growth: Ratio,
    /// The capital at the end of the last year if the loan is also lost in year 1. At most the capital of that year is lost.
    pub capital_end: Balance,
    /// The capital at the end of the last year without that loss, less the capital with it.
    pub capital_end_less: Balance,
}

impl Projection {
    /// Returns the projection from the day of the books.
    #[must_use]
    pub fn of(books: &Books, assumptions: Assumptions) -> Self {
        let rows = years(books, &assumptions, Balance::ZERO);
        let with_loss = years(books, &assumptions, assumptions.loan.into());
        debug_assert!(!rows.is_empty(), "a projection has at least one year");
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
    for year in 1..=assumptions.years.get() {
        let lent = assumptions.share_lent.half_up_of(capital);
        let interest = Rate::from(assumptions.monthly_rate).of_a_year(lent);
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
