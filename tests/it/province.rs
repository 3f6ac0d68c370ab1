//! Simulated clubs, and the totals of many clubs.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use escargot::CargoBuild;
use proptest::prelude::*;
use revolving_fund::audit::WarningCode;
use revolving_fund::display::InLanguage;
use revolving_fund::event::{
    ActivityReported, AdvancePaid, BorrowingReceived, CharterAmended, FundsCarriedIn, LoanCarriedIn, RecoveryReceived,
    Reversed, SeedGrantReceived, SeedGrantReturned,
};
use revolving_fund::province::{ClubSummary, GrantPlan, Proportion, Province, ProvinceError, ReportOptions};
use revolving_fund::report::TrialBalance;
use revolving_fund::simulate::{ClubProfile, SimulationError};
use revolving_fund::testing::laws;
use revolving_fund::{
    Amortization, Area, Audit, Balance, Books, Charter, ClubFund, Code, Header, InterestMethod, Language, Money, Place,
    Voucher, parse_date,
};

use crate::support::{
    Forger, Story, amount, ask, day, disburse, file_of, join, minute, money, repay, reverse, spend, text, waive,
    write_off,
};

fn life(club: &str) -> ClubProfile {
    ClubProfile {
        club: club.parse().unwrap(),
        name: "CLB thôn Lim".parse().unwrap(),
        opened: parse_date("2023-01-31").unwrap(),
        months_on_paper: 0,
        through: parse_date("2025-03-31").unwrap(),
        charter: Charter::bac_ninh(),
        members: 46,
        loan_turns: 17,
    }
}

/// Audits books, and returns the audit with the file name of the club.
fn audited(books: &Books) -> (String, Audit) {
    (format!("{}.jsonl", books.header().club()), Audit::of(file_of(books).as_slice()).unwrap())
}

fn added<'a>(clubs: impl IntoIterator<Item = &'a Books>) -> Province {
    let mut province = Province::new();
    for (file, audit) in clubs.into_iter().map(audited) {
        province.add(&file, &audit).unwrap();
    }
    province
}

fn debits(province: &Province) -> Balance {
    province.accounts().values().map(|turnover| turnover.debit).sum()
}

#[test]
fn a_seed_determines_every_byte_of_a_simulated_life() {
    let once = file_of(&life("BN-001").simulate(7).unwrap());
    assert_eq!(once, file_of(&life("BN-001").simulate(7).unwrap()));
    assert_ne!(once, file_of(&life("BN-001").simulate(8).unwrap()));
}

/// Makes the profile of a club that kept its books on paper for two years.
fn paper_life(club: &str) -> ClubProfile {
    ClubProfile { months_on_paper: 24, ..life(club) }
}

#[test]
fn a_club_with_paper_books_carries_in_its_balances() {
    for seed in 0..20 {
        let books = paper_life("BN-001").simulate(seed).unwrap();
        assert_eq!(books.ledger().carried_in(), Balance::ZERO);
        assert_eq!(books.register().seed_grant_received().dong(), 100_000_000);
        let audit = Audit::of(file_of(&books).as_slice()).unwrap();
        assert!(audit.is_clean(), "seed {seed}: {:?}", audit.findings());
        let warned = |code| audit.warnings().iter().any(|warning| warning.code == code);
        assert!(!warned(WarningCode::CarriedInLate) && !warned(WarningCode::CarriedInUnevidenced), "seed {seed}");
        assert!(!warned(WarningCode::Unconfirmed), "seed {seed}: borrowers confirm what was carried in");
        let carried: Vec<_> = books.loans().filter(|loan| loan.loan().is_carried_in()).collect();
        assert!(carried.len() >= 3, "seed {seed}: only {} loans", carried.len());
        assert_eq!(books, Books::open(file_of(&books).as_slice()).unwrap());
    }
}

#[test]
fn a_simulated_life_meets_its_plan_and_its_books_are_clean() {
    for seed in 0..40 {
        let books = life("BN-001").simulate(seed).unwrap();
        assert_eq!(books.register().members_present(), 46);
        assert_eq!(books.loans().filter(|loan| loan.loan().course().schedule().is_some()).count(), 17);
        assert_eq!(books.day(), parse_date("2025-03-31").unwrap());
        assert!(Audit::of(file_of(&books).as_slice()).unwrap().is_clean(), "seed {seed}");
        for law in [laws::conservation, laws::fund_identity, laws::capital_identity, laws::subledgers_add_up] {
            law(&books).unwrap();
        }
    }
}

#[test]
fn simulated_lives_contain_every_usual_event() {
    let kinds: BTreeSet<&str> = (0..60)
        .flat_map(|seed| {
            let profile = if seed % 2 == 0 { life("BN-001") } else { paper_life("BN-001") };
            let books = profile.simulate(seed).unwrap();
            books.records().map(|record| record.event.kind().name()).collect::<Vec<_>>()
        })
        .collect();
    for kind in [
        "seed_grant_received",
        "member_joined",
        "member_left",
        "donation_received",
        "dues_received",
        "other_income_received",
        "loan_approved",
        "loan_disbursed",
        "repayment_received",
        "interest_waived",
        "loan_rescheduled",
        "loan_written_off",
        "recovery_received",
        "operating_spent",
        "cash_deposited",
        "cash_withdrawn",
        "money_counted",
        "activity_reported",
        "period_closed",
        "reversed",
        "funds_carried_in",
        "loan_carried_in",
        "advance_carried_in",
        "advance_paid",
        "advance_spent",
        "advance_returned",
        "shortage_found",
        "shortage_repaid",
        "loan_confirmed",
    ] {
        assert!(kinds.contains(kind), "no simulated club has {kind}");
    }
}

#[test]
fn an_impossible_life_is_an_error() {
    let crowded = ClubProfile { members: 3, loan_turns: 400, ..life("BN-001") };
    let error = crowded.simulate(1).unwrap_err();
    assert!(matches!(error, SimulationError::TurnsMissed { asked: 400, .. }), "{error}");
}

#[test]
fn a_province_is_the_sum_of_its_clubs() {
    let clubs: Vec<Books> = (1..=5).map(|n| life(&format!("BN-{n:03}")).simulate(n).unwrap()).collect();
    let province = added(&clubs);
    let sum = |figure: fn(&Books) -> Balance| clubs.iter().map(figure).sum::<Balance>();
    assert_eq!(province.clubs().len(), 5);
    assert_eq!(province.members(), 5 * 46);
    assert_eq!(province.loans().disbursed, 5 * 17);
    assert_eq!(province.records(), clubs.iter().map(|books| books.records().len() as u64).sum::<u64>());
    assert_eq!(province.loans().outstanding, sum(|books| books.ledger().loans()));
    assert_eq!(province.money().cash, sum(|books| books.ledger().money(Place::Cash)));
    assert_eq!(province.funds().lendable, sum(|books| books.ledger().lendable()));
    let accounts = province.accounts();
    let debit = debits(&province);
    let credit = accounts.values().map(|turnover| turnover.credit).sum::<Balance>();
    assert_eq!(debit, credit);
    assert_eq!(debit, sum(|books| TrialBalance::of(books).totals().0));
    assert!(accounts.contains_key("assets:loans"));
    assert!(accounts.keys().all(|account| !account.starts_with("assets:loans:")));
}

#[test]
fn loans_and_lenders_are_control_accounts_of_their_own() {
    let borrowed = BorrowingReceived { lender: "CN".parse().unwrap(), amount: amount(5), into: Place::Bank };
    let province = added([&Story::lent().then(borrowed).books]);
    let rows: Vec<String> = province
        .accounts()
        .iter()
        .map(|(account, turnover)| format!("{account} {} {}", turnover.debit.dong(), turnover.credit.dong()))
        .collect();
    assert_eq!(
        rows,
        [
            "assets:bank 100000005 1200000",
            "assets:loans 1200000 0",
            "funds:seed-grant 0 100000000",
            "liabilities:borrowings 0 5",
        ]
    );
}

#[test]
fn the_same_club_is_not_counted_twice() {
    let books = life("BN-001").simulate(1).unwrap();
    let mut province = added([&books]);
    let before = province.clone();
    let (file, audit) = audited(&books);
    let twice = |files| ProvinceError::CountedTwice { club: "BN-001".parse().unwrap(), files };
    assert_eq!(province.add("a.jsonl", &audit), Err(twice(["BN-001.jsonl".into(), "a.jsonl".into()])));
    let other = added([&life("BN-002").simulate(2).unwrap(), &books]);
    assert_eq!(province.merge(other), Err(twice([file.clone(), file])));
    assert_eq!(province, before);
}

/// Books a club whose story begins with its grant of 100 million đồng from `donor`, on 13 March 2024.
fn granted(club: &str, donor: &str) -> Story {
    let today = day("2024-03-13");
    let header = Header::new(club.parse().unwrap(), text("CLB thôn Hạ"), today, Charter::bac_ninh()).unwrap();
    let grant = SeedGrantReceived { from: text(donor), amount: amount(100_000_000), into: Place::Bank };
    Story { books: Books::new(header), today }.then(grant)
}

/// Returns the figures of one club on a day.
fn summary(story: &Story, date: &str) -> ClubSummary {
    let audit = Audit::as_of(file_of(&story.books).as_slice(), day(date)).unwrap();
    ClubSummary::of("a.jsonl", &audit).unwrap()
}

fn sums(part: i128, whole: i128) -> Proportion {
    Proportion { part: Balance::new(part), whole: Balance::new(whole) }
}

#[test]
fn the_figures_of_a_club_match_a_calculation_by_hand() {
    let story = Story::lent().on("2024-04-13").then(repay("L1", 100_000, 12_000));
    let club = summary(&story, "2024-06-30");
    // 300 000 of principal and 12 000 + 11 000 + 11 000 of interest have fallen due; the first month is paid.
    assert_eq!(club.collection_rate(), sums(112_000, 334_000));
    assert_eq!(club.collection_rate().to_string(), "33.53%");
    assert_eq!(club.par30(), sums(1_100_000, 1_100_000));
    assert_eq!(club.growth(), sums(6_000, 100_000_000));
    assert_eq!(club.utilisation(), sums(1_100_000, 100_006_000));
    assert_eq!(club.average_loan(), Some(Balance::new(1_200_000)));
    assert_eq!(club.loan_sizes, Some((amount(1_200_000), amount(1_200_000))));
    assert_eq!((club.interest_to_capital, club.interest_to_operating), (Balance::new(6_000), Balance::new(6_000)));
    assert_eq!(club.last_record, Some(day("2024-04-13")));
    assert_eq!(club.as_of, day("2024-06-30"));
    assert_eq!((club.finding_count(), club.is_clean()), (0, true));

    let nothing_lent = summary(&Story::granted(), "2024-06-30");
    assert_eq!(nothing_lent.par30().to_string(), "–");
    assert_eq!(nothing_lent.average_loan(), None);
}

#[test]
fn a_payment_in_advance_counts_as_collected_once_it_falls_due() {
    let story = Story::lent().on("2024-04-13").then(repay("L1", 500_000, 12_000));
    assert_eq!(summary(&story, "2024-04-13").collection_rate(), sums(112_000, 112_000));
    // After two more months 300 000 of principal are due and paid; 7 000 of interest a month are due and unpaid.
    assert_eq!(summary(&story, "2024-06-13").collection_rate(), sums(312_000, 326_000));
}

#[test]
fn neither_a_waiver_nor_a_write_off_makes_the_collection_rate_better() {
    let late = Story::lent().on("2024-06-13");
    let loan = || "L1".parse().unwrap();
    let before = summary(&late, "2024-06-13").collection_rate();
    assert_eq!(before, sums(0, 336_000));
    let waived = late.clone().then(waive("L1", 36_000));
    assert_eq!(summary(&waived, "2024-06-13").collection_rate(), before);
    let lost = late.then(write_off("L1"));
    assert_eq!(summary(&lost, "2024-06-13").collection_rate(), before, "the demand is unchanged by the write-off");
    assert_eq!(
        summary(&lost, "2024-06-13").par30().to_string(),
        "–",
        "a loan written off is not in the portfolio at risk"
    );
    assert_eq!(summary(&lost, "2024-06-13").growth(), sums(-1_200_000, 100_000_000));
    let recovered = lost.then(RecoveryReceived { loan: loan(), amount: amount(50_000), into: Place::Cash });
    assert_eq!(summary(&recovered, "2024-06-13").collection_rate(), before, "a recovery does not count as collected");
    let ratio = summary(&recovered, "2024-06-13").ratios.recovery_rate;
    assert_eq!(sums(50_000, 1_200_000), ratio.into());
}

/// The figures include the records after one with a date that is too late.
#[test]
fn the_ratios_of_a_club_cover_all_its_records() {
    let story = Story::lent().on("2024-04-13").then(repay("L1", 100_000, 12_000));
    let mut forger = Forger::of(&story.books);
    forger.change(1, |line| line["date"] = "2025-12-01".into());
    let club = ClubSummary::of("a.jsonl", &Audit::of(forger.file().as_slice()).unwrap()).unwrap();
    assert!(club.findings.contains_key(&Code::DateOutOfOrder), "{:?}", club.findings);
    assert!(club.loans.outstanding.is_positive());
    assert_eq!(club.par30(), sums(club.loans.par30.dong(), club.loans.outstanding.dong()));
}

#[test]
fn a_reversed_disbursal_has_no_demand() {
    let story = Story::lent().then(reverse("D-4"));
    let club = summary(&story, "2025-06-13");
    assert_eq!(club.collection_rate(), sums(0, 0));
    assert_eq!(club.loan_sizes, None);
}

#[test]
fn an_outlier_is_over_one_and_a_half_interquartile_ranges_beyond_a_quartile() {
    let with_members = |place: usize, members: usize| {
        let club = granted(&format!("BN-{place:02}"), "Ngân sách tỉnh");
        (0..members).fold(club, |club, member| club.then(join(&format!("M{member}")))).books
    };
    let province = |last: usize| {
        let members = [17, 10, 16, 11, 15, 12, 14, 13, last];
        added(&members.into_iter().enumerate().map(|(place, members)| with_members(place, members)).collect::<Vec<_>>())
    };
    // The third of nine clubs has 12 members and the seventh 16: the fences are 12 − 6 and 16 + 6.
    assert_eq!(province(22).outliers(), []);
    let outliers = province(23).outliers();
    assert_eq!(outliers.len(), 1);
    assert_eq!(outliers[0].to_string(), "BN-08: members (thành viên) 23, the middle half of the clubs 12 to 16");
    // With 5 members in one club, the third has 11 and the seventh 15.
    assert_eq!(province(5).outliers(), []);
    assert_eq!(province(4).outliers()[0].value, 4);
    let seven = [1, 1, 1, 1, 1, 1, 50].into_iter().enumerate().map(|(place, members)| with_members(place, members));
    assert_eq!(added(&seven.collect::<Vec<_>>()).outliers(), [], "seven clubs have no quartiles");
}

#[test]
fn where_three_of_four_clubs_are_alike_any_other_is_an_outlier() {
    let club = |place: usize| granted(&format!("BN-{place}"), "Ngân sách tỉnh");
    let mut clubs: Vec<Books> = (0..8).map(|place| club(place).books).collect();
    let gift = |dong| crate::support::gift(dong, ClubFund::IncomeGrowth);
    clubs.push(club(8).then(gift(1_000_000)).books);
    let outliers: Vec<String> = added(&clubs).outliers().iter().map(ToString::to_string).collect();
    assert_eq!(
        outliers,
        ["BN-8: growth of capital (tăng trưởng vốn) 1.00%, the middle half of the clubs 0.00% to 0.00%"]
    );
}

#[test]
fn each_donor_is_listed_with_its_grants_and_compared_with_the_plan() {
    let returned =
        |dong| SeedGrantReturned { to: text("HelpAge"), amount: amount(dong), out_of: Place::Bank, minute: minute() };
    let province = added(&[
        granted("BN-1", "Ngân sách tỉnh").books,
        granted("BN-2", "HelpAge").then(returned(10_000_000)).books,
        granted("BN-3", "Ngân sách tỉnh").books,
        Story::of(Charter::bac_ninh())
            .then(SeedGrantReceived { from: text("Ngân sách tỉnh"), amount: amount(60_000_000), into: Place::Bank })
            .then(SeedGrantReceived { from: text("HelpAge"), amount: amount(30_000_000), into: Place::Bank })
            .then(SeedGrantReceived { from: text("HelpAge"), amount: amount(1), into: Place::Bank })
            .then(reverse("D-3"))
            .books,
    ]);
    let donors: Vec<String> = province.donors().iter().map(ToString::to_string).collect();
    assert_eq!(
        donors,
        [
            "HelpAge: 130,000,000 đồng to 2 club(s), 10,000,000 đồng given back",
            "Ngân sách tỉnh: 260,000,000 đồng to 3 club(s)",
        ]
    );
    let given: Balance = province.donors().iter().map(|donor| donor.grant.received).sum();
    let outcome = province.against(GrantPlan { clubs: 3, grant: amount(100_000_000) });
    assert_eq!((outcome.clubs, outcome.clubs_as_planned, outcome.received), (4, 3, given));
    assert_eq!(
        outcome.to_string(),
        "  planned: 3 club(s) × 100,000,000 đồng = 300,000,000 đồng\n  \
           received: 4 club(s), 3 as planned, 390,000,000 đồng\n  \
           133.3% of the clubs planned, 90,000,000 đồng more than planned\n"
    );
    assert_eq!(
        InLanguage(&outcome, Language::Vietnamese).to_string(),
        "  kế hoạch: 3 CLB × 100.000.000 đồng = 300.000.000 đồng\n  \
           đã nhận: 4 CLB, 3 đúng kế hoạch, 390.000.000 đồng\n  \
           133,3\u{a0}% số CLB theo kế hoạch, 90.000.000 đồng nhiều hơn kế hoạch\n"
    );
}

/// The grant of a club with earlier paper books counts for the plan and for growth; its donor is only in the earlier books.
#[test]
fn a_grant_carried_in_counts_for_the_plan_without_a_donor() {
    let funds = FundsCarriedIn {
        cash: Money::ZERO,
        bank: money(101_000_000),
        seed_grant_received: money(100_000_000),
        seed_grant: money(98_500_000),
        income_growth: money(2_500_000),
        operating: money(1_200_000),
        unallocated_interest: Money::ZERO,
        minute: minute(),
    };
    let running = LoanCarriedIn {
        loan: "S1".parse().unwrap(),
        member: "M1".parse().unwrap(),
        principal: amount(2_400_000),
        outstanding: money(1_200_000),
        disbursed: day("2023-09-13"),
        months: 12.try_into().unwrap(),
        monthly_rate: "0.01".parse().unwrap(),
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        interest_owed: Money::ZERO,
        owed_since: None,
        times_rescheduled: None,
        minute: minute(),
    };
    let advance = AdvancePaid {
        member: "M1".parse().unwrap(),
        amount: amount(1_000_000),
        out_of: Place::Bank,
        purpose: text("mua quà"),
    };
    let spent = spend(Area::Rights, 300_000);
    let story = Story::of(Charter::bac_ninh())
        .then(join("M1"))
        .then(funds)
        .then(running)
        .then(advance)
        .despite(spent, &[Code::OperatingExceeded]);
    let club = summary(&story, "2024-03-13");
    assert_eq!((club.granted().dong(), club.grant_carried_in.dong()), (100_000_000, 100_000_000));
    assert_eq!(club.growth(), sums(1_000_000, 100_000_000));
    assert_eq!((club.loans.carried_in, club.loan_sizes, club.average_loan()), (1, None, None));
    assert_eq!((club.finding_count(), club.despite, club.is_clean()), (1, 1, false));
    let province = added([&story.books]);
    assert_eq!((province.donors(), province.grants_carried_in().dong()), (Vec::new(), 100_000_000));
    assert_eq!(province.despite_count(), 1);
    assert_eq!(province.money().advances.dong(), 1_000_000);
    let plan = province.against(GrantPlan { clubs: 1, grant: amount(100_000_000) });
    assert_eq!((plan.clubs, plan.clubs_as_planned, plan.beyond()), (1, 1, Balance::ZERO));
    assert!(province.accounts().contains_key("assets:advances"));
    assert!(province.accounts().contains_key("clearing:carried-in"));
    let below: Vec<String> = province.shortfalls().iter().map(ToString::to_string).collect();
    assert_eq!(below, ["BN-001: operating_free -100,000 đồng"]);
}

#[test]
fn a_report_of_activity_is_compared_with_the_charter_of_its_day() {
    let report = |attendance: u32| ActivityReported {
        month: "2024-03".parse().unwrap(),
        attendance: attendance.try_into().unwrap(),
        members: 60.try_into().unwrap(),
        volunteers: 0.try_into().unwrap(),
        cared_for: 0.try_into().unwrap(),
        visits: 0.try_into().unwrap(),
    };
    let asks_nothing = || Charter { membership: None, ..Charter::bac_ninh() };
    let amend = |charter| CharterAmended { charter: Box::new(charter), minute: minute() };
    // Reports under a charter that requires no share of the members do not count, whatever the charter requires before or after.
    let asked_later = Story::of(asks_nothing()).then(report(1)).then(amend(Charter::bac_ninh())).then(report(48)).books;
    let asked_before = Story::granted().then(report(47)).then(report(48)).then(amend(asks_nothing())).books;
    // A report that was reversed does not count.
    let corrected = Story::granted().then(report(47)).then(report(48));
    let wrong = corrected.books.records().nth_back(1).unwrap().id.clone();
    let corrected = corrected.then(Reversed { record: wrong, reason: text("Ghi nhầm") }).books;
    for (books, activities, well_attended) in [(asked_later, 1, 1), (asked_before, 2, 1), (corrected, 1, 1)] {
        let province = added([&books]);
        let club = province.clubs().next().unwrap();
        assert_eq!((club.activities, club.well_attended), (activities, well_attended));
    }
}

#[test]
fn a_club_is_silent_after_so_many_months_without_a_record_or_report() {
    let report = || ActivityReported {
        month: "2024-03".parse().unwrap(),
        attendance: 0.try_into().unwrap(),
        members: 0.try_into().unwrap(),
        volunteers: 0.try_into().unwrap(),
        cared_for: 0.try_into().unwrap(),
        visits: 0.try_into().unwrap(),
    };
    let province = added(&[
        granted("BN-1", "a").on("2024-03-31").then(report()).on("2024-06-01").then(join("M1")).books,
        granted("BN-2", "a").books,
        granted("BN-3", "a").on("2024-06-30").then(report()).books,
    ]);
    let silent = |date: &str, months| -> Vec<String> {
        province.silent(day(date), months).iter().map(ToString::to_string).collect()
    };
    // Three months before 30 June is 30 March, and BN-1 reported on the 31st.
    assert_eq!(silent("2024-06-30", 3), ["BN-2: last record 2024-03-13, last report of activity never"]);
    assert_eq!(
        silent("2024-07-01", 3),
        [
            "BN-1: last record 2024-06-01, last report of activity 2024-03-31",
            "BN-2: last record 2024-03-13, last report of activity never",
        ]
    );
    assert_eq!(silent("2024-06-13", 3), Vec::<String>::new(), "BN-2 was founded three months ago");
    assert_eq!(silent("2024-10-01", 3).len(), 3);
    assert_eq!(silent("2024-10-01", 7).len(), 0);
    let options = ReportOptions::default();
    assert_eq!(options.silent(&province).len(), 1, "silence is counted from the latest day of any club");
}

#[test]
fn a_fund_below_zero_is_shown_although_the_total_is_positive() {
    let mut province =
        added(&[granted("BN-2", "Ngân sách tỉnh").then(crate::support::gift(9_000_000, ClubFund::Operating)).books]);
    let mut forger = Forger::of(&granted("BN-1", "Ngân sách tỉnh").books);
    let spent = spend(Area::Rights, 7_000);
    let voucher = Voucher::new("D-2".parse().unwrap(), day("2024-03-13"), spent);
    let entry =
        serde_json::json!([["expenses:rights", "assets:bank", 7000], ["funds:operating", "expenses:rights", 7000]]);
    forger.append(&voucher, &entry);
    province.add("bn-1.jsonl", &Audit::of(forger.file().as_slice()).unwrap()).unwrap();
    assert!(province.funds().operating.is_positive());
    let shortfalls: Vec<String> = province.shortfalls().iter().map(ToString::to_string).collect();
    assert_eq!(shortfalls, ["BN-1: operating -7,000 đồng"]);
    assert!(!province.is_clean());
}

#[test]
fn an_unreadable_line_is_shown_and_the_lines_before_it_are_counted() {
    let books = granted("BN-1", "Ngân sách tỉnh").books;
    let mut torn = file_of(&books);
    torn.pop();
    let mut province = Province::new();
    province.add("torn.jsonl", &Audit::of(torn.as_slice()).unwrap()).unwrap();
    province.add("notes.jsonl", &Audit::of(&b"a shopping list\n"[..]).unwrap()).unwrap();
    let unread: Vec<String> = province.unread().map(ToString::to_string).collect();
    assert_eq!(unread, ["notes.jsonl: line 1: not JSON: expected value, at column 1"]);
    let club = province.clubs().next().unwrap();
    assert_eq!(club.error.as_ref().unwrap().line, 2);
    assert_eq!(club.records, 0);
    assert!(!province.is_clean());
}

#[test]
fn the_json_of_a_province_is_pinned() {
    let story = granted("BN-1", "Ngân sách tỉnh")
        .then(join("M1"))
        .then(ask("L1", "M1", 1_200_000))
        .then(disburse("L1"))
        .on("2024-04-13")
        .then(repay("L1", 100_000, 12_000));
    let mut province = added(&[story.books]);
    province.add("b.jsonl", &Audit::of(&b""[..]).unwrap()).unwrap();
    let plan = Some(GrantPlan { clubs: 2, grant: amount(100_000_000) });
    let report = province.report(&ReportOptions { day: Some(day("2024-10-01")), plan, ..ReportOptions::default() });
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).unwrap());
}

proptest! {
    /// Six clubs and six files that are not books give the same province in any order and grouping.
    #[test]
    fn the_order_and_grouping_of_clubs_make_no_difference(
        order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(), split in 0..13_usize, again in 0..13_usize
    ) {
        static FILES: OnceLock<Vec<Province>> = OnceLock::new();
        let files = FILES.get_or_init(|| {
            let short = |n| ClubProfile { through: day("2023-04-30"), loan_turns: 4, ..life(&format!("BN-{n}")) };
            let clubs = (0..6).map(|n| added([&short(n).simulate(n).unwrap()]));
            let others = (0..6).map(|n| Province::of(&format!("{n}.jsonl"), &Audit::of(&b"no books\n"[..]).unwrap()));
            clubs.chain(others).collect()
        });
        let merged = |places: &[usize]| {
            let mut part = Province::new();
            for place in places {
                part.merge(files[*place].clone()).unwrap();
            }
            part
        };
        let (first, rest) = order.split_at(split);
        let (second, third) = rest.split_at(again.min(rest.len()));
        let [first, second, third] = [first, second, third].map(merged);
        let all = merged(&(0..12).collect::<Vec<_>>());

        let mut left = first.clone();
        left.merge(second.clone()).unwrap();
        left.merge(third.clone()).unwrap();
        prop_assert_eq!(&left, &all);
        let sum = |figure: fn(&Province) -> Balance| -> Balance { [&first, &second, &third].map(figure).into_iter().sum() };
        prop_assert_eq!(all.loans().outstanding, sum(|part| part.loans().outstanding));
        prop_assert_eq!(all.funds().income_growth, sum(|part| part.funds().income_growth));
        prop_assert_eq!(all.money().bank, sum(|part| part.money().bank));
        prop_assert_eq!(debits(&all), sum(debits));

        let mut right = second;
        right.merge(third).unwrap();
        let mut whole = first;
        whole.merge(right).unwrap();
        prop_assert_eq!(&whole, &all);
    }
}

/// The output that follows from the article alone does not depend on the seed.
#[test]
fn the_article_is_compared_with_the_books() {
    let example = CargoBuild::new().example("bac_ninh").current_release().run().unwrap();
    for seed in ["1336", "5"] {
        let output = example.command().arg(seed).output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        for said in [
            "84 club(s) audited: 0 finding(s)",
            "said: 84 clubs\n    books: 84 clubs\n    agrees",
            "said: 3,890 people\n    books: 3,890 people\n    agrees",
            "said: 1,470 turns\n    books: 1,470 turns\n    agrees",
            "said: at most 8 million đồng per loan\n",
            "said: 7.9 billion đồng\n    books: 8,400,000,000 đồng\n    CONTRADICTS: the books have 450,000,000 đồng more",
            "cannot be compared: the report gives no figure",
            "result: 84 clubs ÷ 67 clubs = 125.4% of the clubs planned\n",
            "CONTRADICTS: the result is 24.9 percentage points more",
            "result: 3,890 people ÷ 84 clubs = 46.3 people per club\n",
            "CONTRADICTS: the result is 13.7 people less",
            "said: 50% of the interest allocated\n    books: 50% of the interest allocated\n    agrees",
            "Ngân sách tỉnh: 8,400,000,000 đồng to 84 club(s)\n",
            "1. 84 clubs × 100,000,000 đồng = 8,400,000,000 đồng, but 7,900,000,000 đồng are said to be disbursed: \
             500,000,000 đồng, the grants of 5 clubs, are unexplained.",
            "2. The 7,900,000,000 đồng are the province's and HelpAge's money together. How much of each is not said.",
            "3. The plan was 67 clubs, 6,700,000,000 đồng; 84 clubs are 125.4% of it, not 100%.",
            "4. 3,890 members in 84 clubs are 46.3 a club, not 60 to 70.",
            "5. 1,470 turns of at most 8,000,000 đồng are at most 11,760,000,000 đồng lent, and at most 37.8% of the \
             members borrowed; the aim is 50%.",
            "6. 50% of the interest is said to grow the capital. No total of interest is stated, so it cannot be checked.",
        ] {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words(&text).contains(&words(said)), "{said}\n\nis not in\n\n{text}");
        }
    }
    let refused = example.command().arg("--seed").output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("see bac_ninh --help"));
}
