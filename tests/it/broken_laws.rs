//! Each law that forged books can break reports it with the place and the expected value. A law that cannot fail would prove nothing.

use revolving_fund::event::{CashWithdrawn, FundsCarriedIn, OperatingCapitalised};
use revolving_fund::testing::laws;
use revolving_fund::{Audit, Books, Charter, ClubFund, Event, Voucher};
use serde_json::{Value, json};

use crate::support::{Forger, Story, amount, file_of, gift, join, minute, money, repay};

/// Returns the books that an audit reads from the file of a story with one more, forged record.
fn forged(story: &Story, voucher: &Voucher, entry: &Value) -> Books {
    let mut forger = Forger::of(&story.books);
    forger.append(voucher, entry);
    Audit::of(forger.file().as_slice()).unwrap().books().unwrap().clone()
}

fn after(story: &Story, event: impl Into<Event>, entry: &Value) -> Books {
    forged(story, &story.voucher(event), entry)
}

/// Returns the books of a story, read from its file after a text in it was replaced once.
fn read_with(story: &Story, text: &str, another: &str) -> Books {
    let file = file_of(&story.books);
    let file = String::from_utf8(file).unwrap().replacen(text, another, 1);
    Audit::of(file.as_bytes()).unwrap().books().unwrap().clone()
}

fn withdrawal(dong: u64) -> CashWithdrawn {
    CashWithdrawn { amount: amount(dong) }
}

#[test]
fn a_broken_law_reports_the_cause() {
    let granted = Story::granted();
    let member = granted.clone().then(join("M1"));
    let a_month_later = Story::lent().on("2024-04-13");
    let overdrawn = after(&granted, withdrawal(100_000_001), &json!([["assets:cash", "assets:bank", 100_000_001]]));
    let given = gift(5_000, ClubFund::IncomeGrowth);
    let capitalised = OperatingCapitalised { amount: amount(5_000), minute: minute() };
    let half_carried_in = Story::of(Charter::bac_ninh()).then(FundsCarriedIn {
        cash: money(1),
        bank: money(0),
        seed_grant_received: money(0),
        seed_grant: money(0),
        income_growth: money(0),
        operating: money(0),
        unallocated_interest: money(0),
        minute: minute(),
    });
    let same_number = Voucher { id: "D-1".parse().unwrap(), ..granted.voucher(withdrawal(5)) };
    let broken = [
        laws::fund_identity(&after(&granted, withdrawal(5), &json!([["assets:cash", "expenses:health-care", 5]]))),
        laws::fund_identity(&overdrawn),
        laws::capital_identity(&after(&granted, given, &json!([["assets:bank", "funds:operating", 5_000]]))),
        laws::subledgers_add_up(&after(&granted, withdrawal(5), &json!([["assets:loans:L9", "assets:bank", 5]]))),
        laws::subledgers_add_up(&after(
            &a_month_later,
            repay("L1", 100_000, 12_000),
            &json!([["assets:bank", "assets:loans:L1", 99_999]]),
        )),
        laws::a_carrying_in_is_completed_first(&after(&half_carried_in, withdrawal(5), &json!([]))),
        laws::replay_gives_the_same_books(&overdrawn),
        laws::replay_gives_the_same_books(&after(&granted, withdrawal(5), &json!([["assets:cash", "assets:bank", 4]]))),
        laws::a_reversal_undoes_its_record(&overdrawn),
        laws::the_order_of_a_day_does_not_matter(
            &Story { books: after(&member, capitalised, &json!([])), today: member.today }.then(join("M2")).books,
        ),
        laws::the_same_voucher_books_once(&forged(&granted, &same_number, &json!([]))),
        laws::as_of_is_the_books_of_that_day(
            &Story { books: overdrawn, today: granted.today }.on("2024-03-15").then(gift(9, ClubFund::Operating)).books,
        ),
        laws::what_is_written_reads_back(&read_with(
            &granted.then(withdrawal(5)),
            r#""assets:bank",5]"#,
            r#""assets:bank",4]"#,
        )),
    ];
    let broken = broken.into_iter().enumerate();
    let reports: Vec<String> =
        broken.map(|(place, broken)| broken.expect_err(&format!("law {place} holds")).to_string()).collect();
    insta::assert_snapshot!(reports.join("\n"));
}
