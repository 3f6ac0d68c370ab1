//! The cost of statements, which is linear in the number of records. Compare only figures of the same run.
//!
//! `statements/NAME/1` and `statements/NAME/10` are the same statement over the whole life of a club of one and of ten years, about 300
//! and 3 000 records: their ratio is the cost of ten times the records.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use revolving_fund::report::{
    AccountLedger, Advances, Ageing, Arrears, Assumptions, BooksOfPeriod, Borrowings, CashBook, Confirmations,
    Corrections, DemandCollectionBalance, Dues, FundChanges, IncomeAndExpenditure, Indicators, JournalStatement,
    LedgerAccount, LoanCard, LoanRegister, Maturities, MemberStatement, Members, MonthReport, PeriodTrialBalance,
    Position, Projection, ReceiptsAndPayments,
};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::{Books, Charter, Month, Period, Place, parse_date};

/// Simulates the books of a village club over so many years, about 300 records a year.
fn village(years: u32) -> Books {
    let opened = parse_date("2015-01-05").expect("a day");
    let profile = ClubProfile {
        club: "BN-001".parse().expect("a name"),
        name: "CLB thôn Lim".parse().expect("a text"),
        opened,
        months_on_paper: 0,
        through: opened.checked_add_months(chrono::Months::new(12 * years)).expect("a day"),
        charter: Charter::bac_ninh(),
        members: 60,
        loan_turns: 20 * years,
    };
    profile.simulate(1336).expect("a life that can be lived")
}

/// Measures every statement of a club of one year and of a club of ten years.
fn statements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("statements");
    for years in [1, 10] {
        let books = village(years);
        println!("{years} year(s): {} records, {} loans", books.records().len(), books.loans().count());
        let month = Month::of(books.day()).expect("a month");
        let whole = Period { from: books.header().opened(), through: books.day() };
        let period = BooksOfPeriod::new(&books, whole).expect("a period");
        let loan = books.loans().last().expect("a loan").id().clone();
        let member = books.loans().last().expect("a loan").loan().member().clone();
        let assumptions = Assumptions::of(&books);
        macro_rules! bench {
            ($($name:literal: $value:expr;)+) => {$(
                let id = BenchmarkId::new($name, years);
                group.bench_function(id, |bencher| bencher.iter(|| black_box($value)));
            )+};
        }
        bench! {
            "books of a period": BooksOfPeriod::new(&books, whole);
            "position": Position::of(&books);
            "income": IncomeAndExpenditure::of(&period);
            "cash_book": CashBook::of(&period, Place::Cash);
            "receipts_payments": ReceiptsAndPayments::of(&period);
            "fund_changes": FundChanges::of(&period);
            "journal": JournalStatement::of(&period);
            "account_ledger": AccountLedger::of(&period, LedgerAccount::Loans);
            "trial_balance": PeriodTrialBalance::of(&period);
            "advances": Advances::of(&period);
            "borrowings": Borrowings::of(&period);
            "dues": Dues::of(&books, None);
            "members": Members::of(&books);
            "corrections": Corrections::of(&period);
            "loan_register": LoanRegister::of(&books);
            "loan_card": LoanCard::of(&books, &loan);
            "member_statement": MemberStatement::of(&period, &member);
            "ageing": Ageing::of(&books);
            "arrears": Arrears::of(&books);
            "maturities": Maturities::of(&books);
            "confirmations": Confirmations::of(&books);
            "dcb": DemandCollectionBalance::of(&period);
            "indicators": Indicators::of(&period);
            "month_report": MonthReport::of(&books, month);
            "projection": Projection::of(&books, assumptions);
        }
    }
    group.finish();
}

/// Measures a statement whose figures remember their records, beside the same statement without them.
fn drill_down(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("drill down");
    group.sample_size(10);
    for years in [1, 10] {
        let mut bytes = Vec::new();
        village(years).write(&mut bytes).expect("a vector takes all");
        let options = StatementOptions::default();
        for statement in [Statement::LoanRegister, Statement::MonthReport] {
            group.bench_function(BenchmarkId::new(format!("{statement} alone"), years), |bencher| {
                bencher.iter(|| black_box(statement.of("club.jsonl", &bytes, &options)));
            });
            group.bench_function(BenchmarkId::new(format!("{statement} with records"), years), |bencher| {
                bencher.iter(|| black_box(statement.drill_down("club.jsonl", &bytes, &options)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, statements, drill_down);
criterion_main!(benches);
