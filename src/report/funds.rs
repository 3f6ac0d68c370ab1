//! The balances of the funds, and the places of the money.

use std::ops::AddAssign;

use serde::Serialize;

use crate::account::{Fund, Place};
use crate::books::Books;
use crate::money::Balance;

/// The balances of the funds (nguồn vốn và quỹ) of a club, in đồng.
///
/// At every moment cash, bank, advances and shortages together equal lendable capital, operating fund, unallocated interest and the balance
/// being carried in together.
///
/// ```
/// use revolving_fund::report::FundBalances;
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
/// # fn main() -> Result {
/// # let books = club()?;
/// let funds = FundBalances::of(&books);
/// assert_eq!(funds.lendable, funds.seed_grant + funds.income_growth + funds.borrowings - books.ledger().loans());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FundBalances {
    /// Seed grant (vốn ban đầu).
    pub seed_grant: Balance,
    /// Income-growth fund (Quỹ tăng thu nhập).
    pub income_growth: Balance,
    /// Operating fund (Quỹ CLB).
    pub operating: Balance,
    /// The amount owed to lenders (vay ngoài).
    pub borrowings: Balance,
    /// Interest collected and not yet allocated (lãi chờ phân bổ).
    pub unallocated_interest: Balance,
    /// The balance being carried in from earlier books (số dư mang sang); zero when it is complete.
    pub carried_in: Balance,
    /// Lendable capital (vốn còn cho vay được): seed grant, income growth and borrowings, less the loans outstanding.
    pub lendable: Balance,
}

impl FundBalances {
    /// Returns the funds on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let ledger = books.ledger();
        Self {
            seed_grant: ledger.fund(Fund::SeedGrant),
            income_growth: ledger.fund(Fund::IncomeGrowth),
            operating: ledger.fund(Fund::Operating),
            borrowings: ledger.borrowings(),
            unallocated_interest: ledger.unallocated_interest(),
            carried_in: ledger.carried_in(),
            lendable: ledger.lendable(),
        }
    }
}

impl AddAssign for FundBalances {
    fn add_assign(&mut self, other: Self) {
        let Self { seed_grant, income_growth, operating, borrowings, unallocated_interest, carried_in, lendable } =
            other;
        self.seed_grant += seed_grant;
        self.income_growth += income_growth;
        self.operating += operating;
        self.borrowings += borrowings;
        self.unallocated_interest += unallocated_interest;
        self.carried_in += carried_in;
        self.lendable += lendable;
    }
}

/// The money (tiền) of a club, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CashPosition {
    /// Money in the cash box (tiền mặt).
    pub cash: Balance,
    /// Money in the bank (tiền gửi).
    pub bank: Balance,
    /// Money in the hands of members, to be accounted for (tạm ứng).
    pub advances: Balance,
    /// Shortages that keepers of the box have to make good (thiếu quỹ phải bồi thường).
    pub shortages: Balance,
}

impl CashPosition {
    /// Returns the money on the day of the books.
    #[must_use]
    pub fn of(books: &Books) -> Self {
        let ledger = books.ledger();
        Self {
            cash: ledger.money(Place::Cash),
            bank: ledger.money(Place::Bank),
            advances: ledger.advances(),
            shortages: ledger.shortages(),
        }
    }
}

impl AddAssign for CashPosition {
    fn add_assign(&mut self, other: Self) {
        let Self { cash, bank, advances, shortages } = other;
        self.cash += cash;
        self.bank += bank;
        self.advances += advances;
        self.shortages += shortages;
    }
}
