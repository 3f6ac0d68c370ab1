//! The cost of books, compared with unavoidable work ("floor"): checking UTF-8, hashing every line, parsing every line.
//!
//! Compare only figures of the same run: the machine and its load differ between runs.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use revolving_fund::count::GraceDays;
use revolving_fund::loan::{Conditions, Schedule};
use revolving_fund::report::{FundBalances, TrialBalance};
use revolving_fund::simulate::ClubProfile;
use revolving_fund::{
    Account, Amortization, Audit, Books, Charter, Header, InterestMethod, Money, Place, Rate, Rounding, Terms, Voucher,
    parse_date,
};
use sha2::{Digest as _, Sha256};

/// Simulates the books of a village club over so many years, about 400 records a year.
fn village(years: u32) -> Books {
    let opened = parse_date("2020-01-05").expect("a day");
    let life = ClubProfile {
        club: "BN-001".parse().expect("a name"),
        name: "CLB thôn Lim".parse().expect("a text"),
        opened,
        months_on_paper: 0,
        through: opened.checked_add_months(chrono::Months::new(12 * years)).expect("a day"),
        charter: Charter::bac_ninh(),
        members: 60,
        loan_turns: 20 * years,
    };
    life.simulate(1336).expect("a life that can be lived")
}

fn file(books: &Books) -> Vec<u8> {
    let mut file = Vec::new();
    books.write(&mut file).expect("canonical books");
    file
}

fn lines(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

/// Measures reading: each floor alone, and the audit, which does the work of all floors and builds the books.
fn read(criterion: &mut Criterion) {
    let books = village(40);
    let file = file(&books);
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(books.records().len() as u64)).sample_size(20);
    group.bench_function("floor: lines of UTF-8", |bencher| {
        bencher.iter(|| lines(black_box(&file)).filter(|line| std::str::from_utf8(line).is_ok()).count());
    });
    group.bench_function("floor: SHA-256 of each line", |bencher| {
        bencher.iter(|| lines(black_box(&file)).map(|line| Sha256::digest(line)[0]).fold(0, u8::wrapping_add));
    });
    group.bench_function("floor: JSON of each line, ignored", |bencher| {
        bencher.iter(|| {
            lines(black_box(&file)).filter(|line| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()).count()
        });
    });
    group.bench_function("floor: JSON of each line, as values", |bencher| {
        bencher.iter(|| {
            lines(black_box(&file)).filter(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok()).count()
        });
    });
    group.bench_function("audit", |bencher| {
        bencher.iter(|| Audit::of(black_box(file.as_slice())).expect("bytes").is_clean());
    });
    group.bench_function("open", |bencher| bencher.iter(|| Books::open(black_box(file.as_slice())).is_ok()));
    group.finish();
}

/// Measures writing: booking vouchers one by one, and writing books to a file.
fn write(criterion: &mut Criterion) {
    let books = village(10);
    let vouchers: Vec<Voucher> = books.records().map(revolving_fund::Record::voucher).collect();
    let header: Header = books.header().clone();
    let mut group = criterion.benchmark_group("write");
    group.throughput(Throughput::Elements(vouchers.len() as u64)).sample_size(20);
    group.bench_function("floor: JSON of each record", |bencher| {
        bencher.iter(|| {
            let sizes = books.records().map(|record| serde_json::to_vec(record).map_or(0, |line| line.len()));
            sizes.sum::<usize>()
        });
    });
    group.bench_function("written", |bencher| bencher.iter(|| file(black_box(&books)).len()));
    group.bench_function("recorded", |bencher| {
        bencher.iter_batched(
            || (Books::new(header.clone()), vouchers.clone()),
            |(mut books, vouchers)| {
                for voucher in vouchers {
                    books.record(voucher).expect("it was booked before");
                }
                books
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// Measures a balance and the control account of loans, whose cost does not depend on the number of records, and a trial balance, whose
/// cost is linear in the number of accounts.
fn balances(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("balances");
    for years in [1, 10, 100] {
        let books = village(years);
        let records = books.records().len();
        let bank = Account::from(Place::Bank);
        group.bench_function(BenchmarkId::new("of an account", records), |bencher| {
            bencher.iter(|| black_box(&books).ledger().balance(black_box(&bank)));
        });
        group.bench_function(BenchmarkId::new("of all loans", records), |bencher| {
            bencher.iter(|| black_box(&books).ledger().loans());
        });
        group.bench_function(BenchmarkId::new("of the funds", records), |bencher| {
            bencher.iter(|| FundBalances::of(black_box(&books)));
        });
        group.bench_function(BenchmarkId::new("trial balance", records), |bencher| {
            bencher.iter(|| TrialBalance::of(black_box(&books)));
        });
    }
    group.finish();
}

/// Measures a schedule, the interest of a month, and the amounts owed.
fn loans(criterion: &mut Criterion) {
    let terms = Terms {
        principal: Money::new(8_000_000).expect("money").try_into().expect("an amount"),
        months: 12.try_into().expect("a term"),
        monthly_rate: "0.01".parse().expect("a rate"),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        conditions: Conditions { rounding: Rounding::Thousand, interest_first: true, grace_days: GraceDays::MIN },
    };
    let start = parse_date("2024-01-31").expect("a day");
    let mut group = criterion.benchmark_group("loans");
    group.bench_function("schedule of 12 instalments", |bencher| {
        bencher.iter(|| {
            let schedule = Schedule::of(black_box(&terms), black_box(start));
            for k in 1..=12 {
                black_box((schedule.due_date(k), schedule.due_through(k)));
            }
        });
    });
    let rate: Rate = terms.monthly_rate;
    group.bench_function("a month's interest", |bencher| {
        bencher.iter(|| black_box(rate).of(black_box(terms.principal.into()), Rounding::Thousand));
    });
    let books = village(10);
    group.bench_function("the amounts owed on every loan of ten years", |bencher| {
        bencher.iter(|| black_box(&books).loans().map(|loan| loan.owed().accrued).max());
    });
    group.finish();
}

criterion_group!(benches, read, write, balances, loans);
criterion_main!(benches);
