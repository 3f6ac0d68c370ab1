//! The cost of statements, of a club of ten years. Each is linear in the records of its books; only ratios of one run mean anything.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use revolving_fund::report::{
    BooksOfPeriod, CashBook, Corrections, DemandCollectionBalance, Dues, FundChanges, IncomeAndExpenditure, Indicators,
    LoanCard, LoanRegister, Maturities, Members, MonthReport, Position, ReceiptsAndPayments,
};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{Books, Charter, Month, Period, Place, parse_date};

/// The books of a village over so many years.
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

fn statements(criterion: &mut Criterion) {
    let books = village(10);
    let month = Month::of(books.day()).expect("a month");
    let period = BooksOfPeriod::new(&books, Period::from(month)).expect("a period");
    let loan = books.loans().next().expect("a loan").id().clone();
    let mut group = criterion.benchmark_group("statements");
    macro_rules! bench {
        ($name:literal, $value:expr) => {
            group.bench_function($name, |bencher| bencher.iter(|| black_box($value)));
        };
    }
    bench!("month's report", MonthReport::of(&books, month));
    bench!("books of a month", BooksOfPeriod::new(&books, Period::from(month)));
    bench!("position", Position::of(&books));
    bench!("loan register", LoanRegister::of(&books));
    bench!("loan card", LoanCard::of(&books, &loan));
    bench!("maturities", Maturities::of(&books));
    bench!("members", Members::of(&books));
    bench!("dues", Dues::of(&books, None));
    bench!("cash book", CashBook::of(&period, Place::Cash));
    bench!("income", IncomeAndExpenditure::of(&period));
    bench!("receipts and payments", ReceiptsAndPayments::of(&period));
    bench!("changes in the funds", FundChanges::of(&period));
    bench!("corrections", Corrections::of(&period));
    bench!("demand, collection, balance", DemandCollectionBalance::of(&period));
    bench!("indicators", Indicators::of(&books, &period));
    group.finish();

    let mut group = criterion.benchmark_group("month's report by years");
    for years in [1, 5, 10] {
        let books = village(years);
        let month = Month::of(books.day()).expect("a month");
        group.bench_with_input(BenchmarkId::from_parameter(years), &books, |bencher, books| {
            bencher.iter(|| black_box(MonthReport::of(books, month)));
        });
    }
    group.finish();
}

criterion_group!(benches, statements);
criterion_main!(benches);
