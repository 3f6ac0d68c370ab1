//! Statements: the expected output of an independent implementation, and properties across statements.

use std::fs;

use proptest::prelude::*;
use revolving_fund::report::{
    Ageing, Arrears, BooksOfPeriod, CashBook, DcbTotal, DemandCollectionBalance, FundChanges, IncomeAndExpenditure,
    JournalStatement, LoanCard, LoanRegister, Maturities, PeriodTrialBalance, Position, ReceiptsAndPayments,
};
use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::table::{Language, of_answer};
use revolving_fund::testing::{Mix, damaged_books, histories};
use revolving_fund::{Audit, Balance, Books, Month, Period, Place, parse_date};
use serde_json::Value;

use crate::samples::{bytes_of, folder};

/// Reads the arguments of a run: a statement, a file and options. Returns `None` if one of them is invalid.
fn read(arguments: &[String]) -> Option<(Statement, String, StatementOptions)> {
    let (statement, file) = (arguments[0].parse().ok()?, arguments[1].clone());
    let mut options = StatementOptions::default();
    for pair in arguments[2..].chunks(2) {
        let [name, value] = pair else { return None };
        let json = |value: &str| serde_json::Value::from(value);
        match name.as_str() {
            "--as-of" => options.as_of = Some(parse_date(value).ok()?),
            "--from" => options.from = Some(parse_date(value).ok()?),
            "--through" => options.through = Some(parse_date(value).ok()?),
            "--month" => options.month = Some(value.parse().ok()?),
            "--loan" => options.loan = Some(value.parse().ok()?),
            "--member" => options.member = Some(value.parse().ok()?),
            "--account" => options.account = Some(value.clone()),
            "--place" => options.place = Some(value.parse().ok()?),
            "--year" => options.year = Some(serde_json::from_str(value).ok()?),
            "--years" => options.years = Some(value.parse().ok()?),
            "--share-lent" => options.share_lent = Some(serde_json::from_value(json(value)).ok()?),
            "--monthly-rate" => options.monthly_rate = Some(serde_json::from_value(json(value)).ok()?),
            "--loss-rate" => options.loss_rate = Some(serde_json::from_value(json(value)).ok()?),
            "--share-to-growth" => options.share_to_growth = Some(serde_json::from_value(json(value)).ok()?),
            "--spend" => options.spend = Some(serde_json::from_str(value).ok()?),
            "--principal" => options.principal = Some(serde_json::from_str(value).ok()?),
            other => panic!("{other} is not an option of a golden run"),
        }
    }
    Some((statement, file, options))
}

/// Removes the message of an error, whose wording is free.
fn without_message(mut answer: Value) -> Value {
    if let Some(message) = answer.pointer_mut("/error/message") {
        *message = "".into();
    }
    answer
}

#[test]
fn every_golden_run_gives_its_expected_output() {
    let mut runs = 0;
    for entry in fs::read_dir(folder().join("statements")).unwrap() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let run: Value = serde_json::from_str(line).unwrap();
            let arguments: Vec<String> = serde_json::from_value(run["arguments"].clone()).unwrap();
            let answer = read(&arguments).and_then(|(statement, file, options)| {
                let bytes = bytes_of(file.strip_suffix(".jsonl").unwrap());
                let report = statement.of(&file, &bytes, &options).ok()?;
                Some((u64::from(!report.is_clean()), serde_json::to_string(&report).unwrap()))
            });
            let (exit, printed) = answer.map_or((2, None), |(exit, printed)| (exit, Some(printed)));
            assert_eq!(run["exit"], exit, "{arguments:?}");
            // The texts are compared, so that the order of keys counts too.
            match printed {
                None => assert!(run["output"].is_null(), "{arguments:?}"),
                Some(printed) if run["output"]["error"].is_null() => {
                    let start = line.find("\"output\":").unwrap() + "\"output\":".len();
                    assert_eq!(printed, line[start..line.len() - 1], "{arguments:?}");
                }
                Some(printed) => {
                    let answer = without_message(serde_json::from_str(&printed).unwrap());
                    assert_eq!(answer, without_message(run["output"].clone()), "{arguments:?}");
                }
            }
            runs += 1;
        }
    }
    assert!(runs > 800, "only {runs} golden runs");
}

/// The samples in the guide are the output of the statements.
#[test]
fn the_samples_of_the_guide_are_current() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("src/guide/statements.md")).unwrap();
    let samples: Vec<&str> = page.split("```text\n$ statements --lang en ").skip(1).collect();
    assert_eq!(samples.len(), 3);
    for sample in samples {
        let (command, rest) = sample.split_once('\n').unwrap();
        let arguments: Vec<String> = command.split(' ').map(str::to_owned).collect();
        let (statement, file, options) = read(&arguments).unwrap();
        let report = statement.of(&file, &fs::read(root.join(&file)).unwrap(), &options).unwrap();
        let tables = of_answer(&report, &|_| None).unwrap();
        let text: Vec<String> = tables.iter().skip(1).map(|table| table.to_text(Language::English)).collect();
        assert_eq!(rest.split("\n```").next().unwrap(), text.join("\n").trim_end(), "{command}");
    }
}

/// Returns the months of books, from their opening to their day; at most 36.
fn months(books: &Books) -> Vec<Month> {
    let first = Month::of(books.header().opened()).ok();
    let months = std::iter::successors(first, |month| month.next());
    months.take_while(|month| month.first_day() <= books.day()).take(36).collect()
}

/// Returns the period of several consecutive months.
fn whole(months: &[Month]) -> Period {
    Period { from: months[0].first_day(), through: months[months.len() - 1].last_day() }
}

fn of(books: &Books, period: Period) -> BooksOfPeriod {
    BooksOfPeriod::new(books, period).unwrap()
}

/// Checks the properties of all statements of a period; they also hold for books with findings.
fn holds_together(books: &Books) -> Result<(), TestCaseError> {
    let months = months(books);
    let period = of(books, whole(&months));
    let closing = period.closing();

    let position = Position::of(closing);
    prop_assert_eq!(position.assets.total, position.sources.total);
    let money: Balance = position.by_fund.iter().map(|row| row.money).sum();
    prop_assert_eq!(money, position.assets.total - position.assets.loans);

    let cash = ReceiptsAndPayments::of(&period);
    let explained = cash.opening.total + cash.carried_in.total + cash.receipts_total.total - cash.payments_total.total;
    prop_assert_eq!(explained + cash.moved.total, cash.closing.total);
    for (place, opening, closing) in
        [(Place::Cash, cash.opening.cash, cash.closing.cash), (Place::Bank, cash.opening.bank, cash.closing.bank)]
    {
        let book = CashBook::of(&period, place);
        prop_assert_eq!((book.opening, book.closing), (opening, closing));
        prop_assert_eq!(book.opening + book.carried_in + book.total_in - book.total_out, book.closing);
        prop_assert_eq!(book.rows.last().map_or(book.opening, |row| row.balance), book.closing);
    }

    let changes = FundChanges::of(&period);
    let inner = &changes.lines[..changes.lines.len() - 1];
    prop_assert_eq!(inner.iter().map(|row| row.amounts.total).sum::<Balance>(), changes.line("closing").total);

    let trial = PeriodTrialBalance::of(&period).total;
    prop_assert_eq!(trial.opening_debit, trial.opening_credit);
    prop_assert_eq!(trial.debit, trial.credit);
    prop_assert_eq!(trial.closing_debit, trial.closing_credit);
    prop_assert_eq!(trial.debit, JournalStatement::of(&period).total);

    let register = LoanRegister::of(closing);
    for row in &register.rows {
        let card = LoanCard::of(closing, &row.loan).unwrap();
        prop_assert_eq!(&card.row, row);
        let last = card.events.last().map(|event| (event.outstanding, event.recoverable));
        prop_assert_eq!(last.unwrap_or_default(), (row.outstanding, row.recoverable), "{}", row.loan);
        let principal: Balance = card.events.iter().map(|event| event.principal).sum();
        prop_assert_eq!(principal, row.outstanding);
    }
    let ageing = Ageing::of(closing);
    let late = Arrears::of(closing);
    prop_assert_eq!(ageing.total.count, count(register.rows.iter().filter(|row| row.is_running()).count()));
    prop_assert_eq!(late.total.count + ageing.buckets[0].amounts.count, ageing.total.count);
    let maturities = Maturities::of(closing);
    let by_month: Balance = maturities.rows.iter().map(|row| row.amounts.principal).sum();
    prop_assert_eq!(maturities.arrears.principal + by_month + maturities.later.principal, maturities.total.principal);

    a_period_is_the_sum_of_its_months(books, &months, &period)?;
    Ok(())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

/// Checks that consecutive months contain each record once, and that the amounts due at the end of a month are brought forward to the next.
fn a_period_is_the_sum_of_its_months(
    books: &Books,
    months: &[Month],
    period: &BooksOfPeriod,
) -> Result<(), TestCaseError> {
    let income = IncomeAndExpenditure::of(period).result.amount;
    let receipts = ReceiptsAndPayments::of(period).receipts_total.total;
    let interest = FundChanges::of(period).line("interest").total;
    let (mut of_months, mut closing) = ((Balance::ZERO, Balance::ZERO, Balance::ZERO), None);
    for month in months {
        let month = of(books, Period::from(*month));
        of_months.0 += IncomeAndExpenditure::of(&month).result.amount;
        of_months.1 += ReceiptsAndPayments::of(&month).receipts_total.total;
        of_months.2 += FundChanges::of(&month).line("interest").total;
        let DcbTotal { principal, interest, .. } = DemandCollectionBalance::of(&month).total;
        for columns in [principal, interest] {
            prop_assert_eq!(columns.demand, columns.brought_forward + columns.carried_in + columns.fallen_due);
            let taken = columns.rescheduled + columns.written_off + columns.collected() + columns.waived;
            prop_assert_eq!(columns.closing, columns.demand - taken);
            prop_assert!(columns.late <= columns.past_grace);
        }
        let brought_forward = (principal.brought_forward, interest.brought_forward);
        prop_assert_eq!(closing.unwrap_or_default(), brought_forward);
        closing = Some((principal.closing, interest.closing));
    }
    prop_assert_eq!(of_months, (income, receipts, interest));
    Ok(())
}

#[test]
fn a_missing_option_is_named_as_the_library_names_it() {
    let bytes = bytes_of("one-loan");
    for (statement, option) in
        [(Statement::LoanCard, "loan"), (Statement::MemberStatement, "member"), (Statement::AccountLedger, "account")]
    {
        let error = statement.of("books.jsonl", &bytes, &StatementOptions::default()).unwrap_err();
        assert_eq!(error.to_string(), format!("the statement needs the option `{option}`"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn statements_of_random_books_agree_with_each_other(history in histories(0..40, &Mix::default())) {
        let books = history.into_books();
        holds_together(&books)?;
        prop_assert_eq!(LoanRegister::of(&books).unregistered, Balance::ZERO);
        prop_assert_eq!(Position::of(&books).sources.unclosed, Balance::ZERO);
    }

    #[test]
    fn statements_of_books_with_findings_agree_with_each_other(damaged in damaged_books(0..30, &Mix::default())) {
        let audit = Audit::of(damaged.file.as_slice()).unwrap();
        if let Some(books) = audit.books() {
            holds_together(books)?;
        }
    }

    #[test]
    fn a_statement_of_a_past_month_never_changes(history in histories(1..40, &Mix::default())) {
        let books = history.into_books();
        let looked_at_later = books.as_of(parse_date("2999-12-31").unwrap());
        prop_assert_eq!(&looked_at_later.after(books.records().len()), &books);
        for month in months(&books) {
            let period = Period::from(month);
            let then = books.as_of(month.last_day());
            prop_assert_eq!(
                DemandCollectionBalance::of(&of(&then, period)),
                DemandCollectionBalance::of(&of(&books, period))
            );
            prop_assert_eq!(CashBook::of(&of(&then, period), Place::Cash), CashBook::of(&of(&books, period), Place::Cash));
            prop_assert_eq!(LoanRegister::of(&then), LoanRegister::of(&books.as_of(month.last_day())));
        }
    }
}
