//! The tables of funds, money, loans, trial balance, and income and expenses.

use super::{CashPosition, FundBalances, IncomeStatement, Portfolio, TrialBalance, TrialBalanceRow};
use crate::ledger::DebitsCredits;
use crate::money::Balance;
use crate::table::{Cell, Kind, Label, Table, words};

const DONG: (&str, &str, Kind) = ("đồng", "đồng", Kind::Amount);

/// Makes the table of the debits and credits of accounts, with their sums.
pub(crate) fn debits_and_credits(rows: impl Iterator<Item = (Label, DebitsCredits)>) -> Table {
    let columns = [("Account", "Tài khoản", Kind::Text), ("Debit", "Nợ", Kind::Amount), ("Credit", "Có", Kind::Amount)];
    let mut table = Table::new(("Trial balance, in đồng", "Bảng cân đối số phát sinh, đồng"), columns);
    let mut total = DebitsCredits::default();
    for (account, sides) in rows {
        table.push(vec![account.into(), sides.debit.into(), sides.credit.into()]);
        total += sides;
    }
    table.push_total(vec![("Total", "Cộng").into(), total.debit.into(), total.credit.into()]);
    table
}

/// Makes a table of names and amounts with their sum.
fn with_total(
    title: (&'static str, &'static str),
    (english, vietnamese): (&'static str, &'static str),
    rows: &[(&'static str, &'static str, Balance)],
) -> Table {
    let mut table = Table::new(title, [(english, vietnamese, Kind::Text), DONG]);
    for (english, vietnamese, amount) in rows.iter().copied() {
        table.push(vec![(english, vietnamese).into(), amount.into()]);
    }
    let total: Balance = rows.iter().map(|(.., amount)| *amount).sum();
    table.push_total(vec![("Total", "Cộng").into(), total.into()]);
    table
}

impl FundBalances {
    /// Returns the funds as a table, in đồng. The balance being carried in has a row unless it is zero. The total is what the club
    /// has: its money and the loans outstanding. Lendable capital stands below it, since it is no part of the sum.
    ///
    /// ```
    /// use revolving_fund::Language;
    /// use revolving_fund::report::FundBalances;
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/club.rs"));
    /// # fn main() -> Result {
    /// # let books = club()?;
    /// let funds = FundBalances::of(&books).table();
    /// assert!(funds.to_text(Language::Vietnamese).starts_with("Các quỹ\n"));
    /// println!("{funds}"); // in both languages
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn table(&self) -> Table {
        let Self { seed_grant, income_growth, operating, borrowings, unallocated_interest, carried_in, lendable } =
            *self;
        let mut rows = vec![
            ("Seed grant", "Vốn ban đầu", seed_grant),
            ("Income-growth fund", "Quỹ tăng thu nhập", income_growth),
            ("Operating fund", "Quỹ hoạt động (Quỹ CLB)", operating),
            ("Owed to lenders", "Vay ngoài", borrowings),
            ("Interest not yet allocated", "Lãi chờ phân bổ", unallocated_interest),
        ];
        if carried_in != Balance::ZERO {
            rows.push(("Being carried in", "Số dư mang sang", carried_in));
        }
        let mut table = with_total(("Funds", "Các quỹ"), ("Fund", "Quỹ"), &rows);
        table.push_result(vec![("Lendable capital", "Vốn còn cho vay được").into(), lendable.into()]);
        table.notes.push(Label::new(
            "Lendable capital: seed grant, income-growth fund and what is owed to lenders, less the loans outstanding.",
            "Vốn còn cho vay được: vốn ban đầu, Quỹ tăng thu nhập và vay ngoài, trừ dư nợ.",
        ));
        table
    }
}

impl CashPosition {
    /// Returns the money as a table, in đồng, with its total.
    #[must_use]
    pub fn table(&self) -> Table {
        let Self { cash, bank, advances, shortages } = *self;
        let rows = [
            ("Cash box", "Tiền mặt", cash),
            ("Bank", "Tiền gửi ngân hàng", bank),
            ("Advances", "Tạm ứng", advances),
            ("Shortages to be made good", "Thiếu quỹ phải bồi thường", shortages),
        ];
        with_total(("Money", "Tiền"), ("Place", "Nơi giữ"), &rows)
    }
}

impl Portfolio {
    /// Returns the loans as a table: of each line the number of loans, the amount in đồng, or both.
    #[must_use]
    pub fn table(&self) -> Table {
        let Self {
            approved,
            disbursed,
            disbursed_amount,
            carried_in,
            carried_in_amount,
            outstanding,
            settled,
            written_off,
            written_off_amount,
            recovered,
            rescheduled,
            rescheduled_outstanding,
            borrowers,
            interest_collected,
            interest_due,
            principal_due,
            par30,
        } = *self;
        let columns = [("Line", "Chỉ tiêu", Kind::Text), ("Number", "Số", Kind::Count), DONG];
        let mut table = Table::new(("Loans", "Cho vay"), columns);
        for (english, vietnamese, number, amount) in [
            ("Members who borrowed", "Số người vay", Some(borrowers), None),
            ("Loans approved", "Đã duyệt", Some(approved), None),
            ("Loans disbursed (turns)", "Đã giải ngân (lượt vay)", Some(disbursed), Some(disbursed_amount)),
            ("Loans carried in", "Mang sang từ sổ trước", Some(carried_in), Some(carried_in_amount)),
            ("Loans settled", "Đã tất toán", Some(settled), None),
            ("Loans written off", "Đã xóa sổ", Some(written_off), Some(written_off_amount)),
            ("Recovered", "Đã thu hồi", None, Some(recovered)),
            ("Outstanding", "Dư nợ", None, Some(outstanding)),
            ("Of this rescheduled", "Trong đó đã gia hạn", Some(rescheduled), Some(rescheduled_outstanding)),
            ("Of this over 30 days late", "Trong đó trễ trên 30 ngày", None, Some(par30)),
            ("Principal due", "Gốc đến hạn chưa trả", None, Some(principal_due)),
            ("Interest due", "Lãi đến hạn chưa trả", None, Some(interest_due)),
            ("Interest collected", "Lãi đã thu", None, Some(interest_collected)),
        ] {
            let number = number.map_or(Cell::Empty, |number| Cell::Count(number.into()));
            table.push(vec![(english, vietnamese).into(), number, amount.into()]);
        }
        table
    }
}

impl TrialBalance {
    /// Returns the trial balance as a table, in đồng.
    #[must_use]
    pub fn table(&self) -> Table {
        debits_and_credits(self.rows.iter().map(|TrialBalanceRow { account, debit, credit }| {
            (words::of_account(&account.to_string()), DebitsCredits { debit: *debit, credit: *credit })
        }))
    }
}

impl IncomeStatement {
    /// Returns the income and the expenses as a table, in đồng.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut table = Table::new(("Income and expenses", "Thu chi"), [("Account", "Tài khoản", Kind::Text), DONG]);
        for (rows, heading, total) in [
            (&self.income, ("Income", "Thu"), ("Total income", "Tổng thu")),
            (&self.expenses, ("Expenses", "Chi"), ("Total expenses", "Tổng chi")),
        ] {
            table.push_section(heading);
            for (account, amount) in rows {
                table.push(vec![words::of_account(&account.to_string()).into(), (*amount).into()]);
            }
            table.push_subtotal(vec![total.into(), super::income::total(rows).into()]);
        }
        table.push_result(vec![("Surplus", "Chênh lệch thu chi").into(), self.surplus().into()]);
        table
    }
}
