//! Values that exist only when valid: how they are read, written, bounded and rounded.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use revolving_fund::calendar::DateError;
use revolving_fund::count::{DueMonths, GraceDays, NumberError};
use revolving_fund::digest::DigestError;
use revolving_fund::display::InLanguage;
use revolving_fund::loan::Schedule;
use revolving_fund::money::MoneyError;
use revolving_fund::name::NameError;
use revolving_fund::rate::RateError;
use revolving_fund::testing::{amounts, dates, money, rates, shares};
use revolving_fund::{
    Account, Amortization, Amount, Area, Balance, Digest, InterestMethod, Language, Money, Month, Months, Rate,
    Rounding, Share, Text, parse_date,
};
use rust_decimal::Decimal;

/// Returns `number` × `part` ÷ `whole`, rounded half up to `unit`, computed independently of the library.
fn half_up(number: i128, part: i128, whole: i128, unit: i128) -> i128 {
    let exact_in_units = number * part * 2 + whole * unit;
    exact_in_units.div_euclid(whole * unit * 2) * unit
}

#[test]
fn money_is_read_as_people_write_it() {
    let eight_million = Money::new(8_000_000).unwrap();
    for text in [
        "8000000",
        "8.000.000",
        "8.000.000 đồng",
        "8.000.000đồng",
        "8.000.000 đ",
        "8.000.000đ",
        "8.000.000 ₫",
        "8000000₫",
        "8.000.000\u{a0}₫",
        "8.000.000 đo\u{302}\u{300}ng",
        "8,000,000",
        "8,000,000 đồng",
        "8,000,000₫",
    ] {
        assert_eq!(text.parse(), Ok(eight_million), "{text}");
    }
    assert_eq!("0".parse(), Ok(Money::ZERO));
    assert_eq!("0 đồng".parse(), Ok(Money::ZERO));
    assert_eq!("0".parse::<Amount>(), Err(MoneyError::Zero));
    assert_eq!("999.999.999.999.999 đồng".parse(), Ok(Money::MAX));
}

#[test]
fn a_number_of_dong_is_money_within_its_bounds() {
    assert_eq!(Money::try_from(5_u64).map(Money::dong), Ok(5));
    assert_eq!(Money::try_from(1_000_000_000_000_000_u64), Err(MoneyError::TooLarge));
    assert_eq!(Amount::try_from(5_u64).map(Amount::dong), Ok(5));
    assert_eq!(Amount::try_from(0_u64), Err(MoneyError::Zero));
}

#[test]
fn debug_output_of_money_is_readable() {
    let printed = format!("{:?}, {:?}, {:?}", Money::ZERO, Amount::MAX, Balance::new(-5_000));
    assert_eq!(printed, "0 đồng, 999,999,999,999,999 đồng, -5,000 đồng");
}

#[test]
fn other_texts_are_refused_as_money() {
    for (text, error) in [
        ("1.000.000.000.000.000", MoneyError::TooLarge),
        ("99999999999999999999999", MoneyError::TooLarge),
        ("8.00", MoneyError::Grouping),
        ("8.0000", MoneyError::Grouping),
        ("8000.000", MoneyError::Grouping),
        ("8..000", MoneyError::Grouping),
        (".000", MoneyError::Grouping),
        ("8.000.", MoneyError::Grouping),
        ("0.500", MoneyError::Grouping),
        ("08", MoneyError::LeadingZero),
        ("00", MoneyError::LeadingZero),
        ("08.000", MoneyError::LeadingZero),
        ("", MoneyError::NotANumber),
        ("đồng", MoneyError::NotANumber),
        ("-5", MoneyError::NotANumber),
        ("+5", MoneyError::NotANumber),
        ("8,5", MoneyError::Grouping),
        ("8,000,00", MoneyError::Grouping),
        ("8,000.000", MoneyError::Grouping),
        ("8.000,000", MoneyError::Grouping),
        ("0,500", MoneyError::Grouping),
        ("8 000", MoneyError::NotANumber),
        ("8_000", MoneyError::NotANumber),
        ("8.000 dong", MoneyError::Grouping),
        ("8 triệu", MoneyError::NotANumber),
        ("8.000  đồng", MoneyError::Grouping),
        ("đồng 8", MoneyError::NotANumber),
        ("１２", MoneyError::NotANumber),
        ("1e3", MoneyError::NotANumber),
    ] {
        assert_eq!(text.parse::<Money>(), Err(error), "{text}");
    }
}

#[test]
fn rates_are_read_in_the_format_of_books_and_as_people_write_them() {
    let half = |text: &str| text.parse::<Rate>().map(Rate::hundred_millionths);
    assert_eq!(half("0.005"), Ok(500_000));
    assert_eq!(half("0,5 %"), Ok(500_000));
    assert_eq!(half("0,5%"), Ok(500_000));
    assert_eq!(half("0.5 %"), Ok(500_000));
    assert_eq!(half("0.5%"), Ok(500_000));
    assert_eq!(half("0,5\u{a0}%"), Ok(500_000));
    assert_eq!(half("1 %"), Ok(1_000_000));
    assert_eq!(half("100 %"), Ok(100_000_000));
    assert_eq!(half("1.00000000"), Ok(100_000_000));
    assert_eq!(half("0.00000001"), Ok(1));
    for text in [
        "",
        "%",
        " %",
        "0,5",
        ",5 %",
        "0, %",
        "0. %",
        "0.5,0 %",
        "00,5 %",
        "0,0000001 %",
        "1 000 %",
        "1e-2",
        ".5",
        "5.",
    ] {
        assert_eq!(half(text), Err(RateError::Form), "{text}");
    }
    for text in ["1.00000001", "100,000001 %", "101 %", "999 %", "1.5"] {
        assert_eq!(half(text), Err(RateError::OverOne), "{text}");
    }
}

#[test]
fn a_decimal_is_kept_as_written_and_compared_as_a_number() {
    let long: Rate = "0.0100".parse().unwrap();
    let short: Rate = "0.01".parse().unwrap();
    assert_eq!(long, short);
    assert_eq!(serde_json::to_string(&long).unwrap(), "\"0.0100\"");
    assert_eq!(serde_json::to_string(&short).unwrap(), "\"0.01\"");
    assert_eq!(Decimal::from(long).to_string(), "0.0100");
    assert_eq!(Rate::try_from(Decimal::new(1, 2)), Ok(short));
    assert_eq!(Rate::try_from(Decimal::new(-1, 2)), Err(RateError::Negative));
    assert_eq!(Rate::try_from(Decimal::new(11, 1)), Err(RateError::OverOne));
    assert_eq!(Rate::try_from(Decimal::new(1, 9)), Err(RateError::Form));
    assert_eq!(Rate::try_from(Decimal::new(1_000_000_000, 11)), Ok(short));
    assert_eq!(Rate::try_from(Decimal::new(2, 0)), Err(RateError::OverOne));
    let eight_places = Rate::try_from(Decimal::new(1_000_000, 8)).unwrap();
    assert_eq!(serde_json::to_string(&eight_places).unwrap(), r#""0.01000000""#, "kept as written");
    assert_eq!(short.to_string(), "1%");
    assert_eq!("0.01666666".parse::<Rate>().unwrap().to_string(), "1.666666%");
}

/// A value that a person reads in a message can be typed as it is.
#[test]
fn amounts_and_rates_are_displayed_and_read_in_both_languages() {
    let texts =
        |value: &dyn Fn(Language) -> String| [Language::English, Language::Vietnamese, Language::Both].map(value);
    for (dong, english, vietnamese) in [
        (0, "0 đồng", "0 đồng"),
        (999, "999 đồng", "999 đồng"),
        (1_000, "1,000 đồng", "1.000 đồng"),
        (999_999_999_999_999, "999,999,999,999,999 đồng", "999.999.999.999.999 đồng"),
    ] {
        let money = Money::new(dong).unwrap();
        let [plain, other, both] = texts(&|language| InLanguage(&money, language).to_string());
        assert_eq!([plain.as_str(), &other, &both], [english, vietnamese, vietnamese]);
        assert_eq!((money.to_string(), money.vietnamese().to_string()), (plain.clone(), other.clone()));
        assert_eq!(format!("{money:?}"), plain);
        for text in [plain, other] {
            assert_eq!(text.parse(), Ok(money), "{text}");
        }
    }
    for (decimal, english, vietnamese) in
        [("0", "0%", "0\u{a0}%"), ("0.01666666", "1.666666%", "1,666666\u{a0}%"), ("1", "100%", "100\u{a0}%")]
    {
        let rate: Rate = decimal.parse().unwrap();
        let [plain, other, both] = texts(&|language| InLanguage(&rate, language).to_string());
        assert_eq!([plain.as_str(), &other, &both], [english, vietnamese, vietnamese]);
        assert_eq!((rate.to_string(), rate.vietnamese().to_string()), (plain.clone(), other.clone()));
        for text in [plain, other] {
            assert_eq!(text.parse(), Ok(rate), "{text}");
        }
    }
    let day = parse_date("2020-08-31").unwrap();
    assert_eq!(texts(&|language| InLanguage(&day, language).to_string()), ["2020-08-31", "31/8/2020", "31/8/2020"]);
    let month = Month::of(day).unwrap();
    assert_eq!(texts(&|language| InLanguage(&month, language).to_string()), ["2020-08", "8/2020", "8/2020"]);
    let balance = Balance::new(-1_234_567);
    assert_eq!(format!("{:>18}|", balance.vietnamese()), "   -1.234.567 đồng|");
}

#[test]
fn balances_are_printed_with_their_sign_and_never_minus_zero() {
    assert_eq!(Balance::new(-1_234_567).to_string(), "-1,234,567 đồng");
    assert_eq!((Balance::new(5) - Balance::new(5)).to_string(), "0 đồng");
    assert_eq!((-Balance::ZERO).to_string(), "0 đồng");
    assert_eq!(serde_json::to_string(&-Balance::ZERO).unwrap(), "0");
}

#[test]
fn no_sum_of_balances_overflows() {
    let most = Balance::new(i128::MAX);
    assert_eq!(most + most, most);
    assert_eq!(Balance::new(i128::MIN) - most, Balance::new(i128::MIN));
    assert_eq!(-Balance::new(i128::MIN), most);
    let million: Balance = std::iter::repeat_n(Balance::from(Money::MAX), 1_000_000).sum();
    assert_eq!(million.dong(), 1_000_000 * i128::from(Money::MAX.dong()));
}

#[test]
fn counts_are_read_as_people_type_them_and_within_their_bounds() {
    assert_eq!("12".parse(), Ok(Months::new(12).unwrap()));
    assert_eq!(format!("{:?}", "2024-03".parse::<Month>().unwrap()), "2024-03");
    assert_eq!("05".parse(), Ok(Months::new(5).unwrap()));
    for text in ["", " 5", "5 ", "+5", "-5", "5.0", "5,0", "năm", "٥", "99999999999999999999"] {
        assert_eq!(text.parse::<Months>(), Err(NumberError::NotANumber), "{text:?}");
    }
    assert_eq!("601".parse::<Months>(), Months::new(601).map_err(NumberError::OutOfBounds));
    assert_eq!("0".parse::<DueMonths>(), DueMonths::new(0).map_err(NumberError::OutOfBounds));
}

#[test]
fn dates_are_calendar_days_from_1900_to_2999() {
    assert!(parse_date("1900-01-01").is_ok() && parse_date("2999-12-31").is_ok() && parse_date("2024-02-29").is_ok());
    for text in ["1899-12-31", "3000-01-01"] {
        assert_eq!(parse_date(text), Err(DateError::OutOfRange), "{text}");
    }
    for text in ["2023-02-29", "2100-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00"] {
        assert_eq!(parse_date(text), Err(DateError::NoSuchDay), "{text}");
    }
    for text in [
        "",
        "2024",
        "2024-3-1",
        "24-03-01",
        "2024/03/01",
        "2024-03-1",
        "2024-03-011",
        " 2024-03-01",
        "２024-03-01",
        "2024-03-ab",
    ] {
        assert_eq!(parse_date(text), Err(DateError::Form), "{text}");
    }
    assert_eq!("2024-02".parse::<Month>().unwrap().last_day(), parse_date("2024-02-29").unwrap());
    assert_eq!(Month::of(parse_date("2024-02-29").unwrap()).unwrap().to_string(), "2024-02");
}

#[test]
fn account_paths_are_read_back_as_printed() {
    for text in [
        "assets:cash",
        "assets:bank",
        "assets:loans:V-1",
        "liabilities:borrowings:CN",
        "funds:seed-grant",
        "funds:income-growth",
        "funds:operating",
        "income:loan-interest",
        "income:dues",
        "income:donations",
        "income:recoveries",
        "income:other",
        "expenses:income-generation",
        "expenses:health-care",
        "expenses:home-care",
        "expenses:community-support",
        "expenses:rights",
        "expenses:communication",
        "expenses:spiritual-life",
        "expenses:resource-mobilisation",
        "expenses:administration",
        "expenses:loan-losses",
        "expenses:shortages",
    ] {
        assert_eq!(text.parse::<Account>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "assets",
        "assets:loans",
        "assets:loans:",
        "assets:loans:a:b",
        "assets:loans:-a",
        "funds:seed_grant",
        "Assets:cash",
    ] {
        let error = text.parse::<Account>().unwrap_err().to_string();
        assert_eq!(error, format!("there is no account {text:?} in the chart"));
    }
}

#[test]
fn every_account_has_its_class_and_its_number() {
    let accounts = [
        Account::Cash,
        Account::Bank,
        Account::Loan("V1".parse().unwrap()),
        Account::Advance("M1".parse().unwrap()),
        Account::Shortage("M1".parse().unwrap()),
        Account::Borrowing("CN".parse().unwrap()),
        Account::SeedGrant,
        Account::IncomeGrowth,
        Account::Operating,
        Account::LoanInterest,
        Account::Dues,
        Account::Donations,
        Account::Recoveries,
        Account::OtherIncome,
        Account::Spending(Area::HealthCare),
        Account::LoanLosses,
        Account::Shortages,
        Account::CarriedIn,
    ];
    let rows = accounts.map(|account| {
        let side = if account.class().is_debit() { "debit" } else { "credit" };
        format!("{account:<28} {:<9} {side:<6} {}", format!("{:?}", account.class()), account.number())
    });
    insta::assert_snapshot!(rows.join("\n"), @r"
    assets:cash                  Asset     debit  111
    assets:bank                  Asset     debit  112
    assets:loans:V1              Asset     debit  1283
    assets:advances:M1           Asset     debit  141
    assets:shortages:M1          Asset     debit  1388
    liabilities:borrowings:CN    Liability credit 341
    funds:seed-grant             Fund      credit 431.1
    funds:income-growth          Fund      credit 431.2
    funds:operating              Fund      credit 431.3
    income:loan-interest         Income    credit 515
    income:dues                  Income    credit 518
    income:donations             Income    credit 518
    income:recoveries            Income    credit 518
    income:other                 Income    credit 518
    expenses:health-care         Expense   debit  618
    expenses:loan-losses         Expense   debit  618
    expenses:shortages           Expense   debit  618
    clearing:carried-in          Clearing  credit 000
    ");
}

/// No charter allows such a term, but a file may contain it.
#[test]
fn a_schedule_of_zero_months_is_due_on_its_first_day() {
    let start = parse_date("2024-03-13").unwrap();
    let schedule = Schedule {
        start,
        months: Months::new(0).unwrap(),
        principal: Balance::new(1_200_000),
        monthly_rate: "0.01".parse().unwrap(),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        rounding: Rounding::Thousand,
        grace_days: GraceDays::new(0).unwrap(),
        is_first: true,
    };
    assert_eq!(schedule.fallen_due(start.pred_opt().unwrap()), Balance::ZERO);
    assert_eq!(schedule.fallen_due(start), schedule.principal);
    assert_eq!(schedule.first_unpaid(Balance::ZERO), Some(start));
}

#[test]
fn a_text_has_1_to_1_000_bytes_and_no_control_characters() {
    assert!("a".repeat(1_000).parse::<Text>().is_ok());
    assert!("ễ".repeat(333).parse::<Text>().is_ok());
    let too_long = NameError::TooLong { bytes: 1_002, most: 1_000 };
    assert_eq!("ễ".repeat(334).parse::<Text>(), Err(too_long), "a text is counted in bytes");
    assert_eq!("".parse::<Text>(), Err(NameError::Empty));
    for character in ['\t', '\u{7f}', '\u{80}', '\u{9f}', '\u{0}'] {
        assert_eq!(format!("a{character}b").parse::<Text>(), Err(NameError::Control { character }));
    }
    for text in [" ", "\u{a0}", "\u{200b}", "😀", "\u{e000}"] {
        assert_eq!(text.parse::<Text>().unwrap().as_str(), text);
    }
}

proptest! {
    #[test]
    fn money_is_read_back_as_it_is_printed(sum in money()) {
        prop_assert_eq!(sum.to_string().parse(), Ok(sum));
        prop_assert_eq!(sum.dong().to_string().parse(), Ok(sum));
        prop_assert_eq!(serde_json::from_str::<Money>(&serde_json::to_string(&sum).unwrap()).unwrap(), sum);
        let dots = sum.to_string();
        let groups: Vec<&str> = dots.trim_end_matches(" đồng").split('.').collect();
        prop_assert!(groups[1..].iter().all(|group| group.len() == 3));
    }

    #[test]
    fn rates_and_shares_are_read_back_as_they_are_printed(rate in rates(), share in shares()) {
        prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        prop_assert_eq!(serde_json::from_str::<Share>(&serde_json::to_string(&share).unwrap()).unwrap(), share);
        prop_assert_eq!(Rate::try_from(Decimal::from(rate)), Ok(rate));
        prop_assert_eq!(Decimal::from(share) * Decimal::from(100_000_000), Decimal::from(share.hundred_millionths()));
    }

    #[test]
    fn interest_is_rounded_half_up_to_the_unit(principal in amounts(), rate in rates(), unit in 0..4_usize) {
        let rounding = [Rounding::One, Rounding::Hundred, Rounding::FiveHundred, Rounding::Thousand][unit];
        let charged = rate.of(principal.into(), rounding).dong();
        let exact = half_up(principal.dong().into(), rate.hundred_millionths().into(), 100_000_000, rounding.unit().into());
        prop_assert_eq!(charged, exact);
    }

    #[test]
    fn a_share_is_rounded_up(whole in amounts(), share in shares()) {
        let part = share.ceil_of(whole.into()).dong() * 100_000_000;
        let exact = i128::from(whole.dong()) * i128::from(share.hundred_millionths());
        prop_assert!(part >= exact && part - exact < 100_000_000);
    }

    #[test]
    fn instalments_are_rounded_down_and_the_last_takes_the_rest(principal in amounts(), months in 1..61_u32, unit in 0..4_usize) {
        let rounding = [Rounding::One, Rounding::Hundred, Rounding::FiveHundred, Rounding::Thousand][unit];
        let each = rounding.instalment(principal.into(), months).dong();
        let unit = i128::from(rounding.unit());
        prop_assert_eq!(each % unit, 0);
        let rest = i128::from(principal.dong()) - each * i128::from(months);
        prop_assert!(rest >= 0 && rest < unit * i128::from(months));
    }

    #[test]
    fn month_ends_are_clamped_and_counted_from_the_first_day(start in dates(), k in 0..700_u32) {
        let schedule = Schedule {
            start,
            months: 12.try_into().unwrap(),
            principal: Balance::new(12_000),
            monthly_rate: "0.01".parse().unwrap(),
            interest: InterestMethod::Declining,
            repayment: Amortization::EqualPrincipal,
            rounding: Rounding::One,
            grace_days: GraceDays::new(0).unwrap(),
            is_first: true,
        };
        let months = start.year() * 12 + i32::try_from(start.month0() + k).unwrap();
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u32 + 1);
        let day = (1..=start.day()).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap();
        prop_assert_eq!(schedule.due_date(k), day);
        prop_assert_eq!(schedule.months_begun(day), k);
        prop_assert_eq!(schedule.months_begun(day.succ_opt().unwrap()), k + 1);
        let fallen = if k >= 12 { 12_000 } else { 1_000 * i128::from(k) };
        prop_assert_eq!(schedule.fallen_due(day).dong(), fallen);
    }

    #[test]
    fn a_hash_is_read_back_as_it_is_printed(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let digest = Digest::of(&bytes);
        prop_assert_eq!(Digest::of_reader(bytes.as_slice()).unwrap(), digest);
        prop_assert_eq!(base16ct::lower::encode_string(digest.as_bytes()), digest.to_string());
        prop_assert_eq!(digest.to_string().parse(), Ok(digest));
        prop_assert_eq!(digest.to_string().to_uppercase().parse::<Digest>(), Err(DigestError));
    }

    #[test]
    fn no_input_makes_a_parser_panic(text in "\\PC{0,24}") {
        let _ = (text.parse::<Money>(), text.parse::<Rate>(), parse_date(&text), text.parse::<Month>());
        let _ = (text.parse::<Account>(), text.parse::<Digest>(), text.parse::<Text>());
    }
}
