//! The pages for the meeting, the auditor and the province.

use std::collections::BTreeSet;
use std::process::Output;
use std::sync::OnceLock;

use escargot::{CargoBuild, CargoRun};
use revolving_fund::event::{ActivityReported, LoanDisbursed, MemberJoined, MoneyCounted, SeedGrantReceived};
use revolving_fund::province::Province;
use revolving_fund::report::{
    Assumptions, BooksOfPeriod, CashPosition, DemandCollectionBalance, MonthFigures, Projection,
};
use revolving_fund::table::Language;
use revolving_fund::{Audit, Balance, Books, Charter, Fund, Header, Month, Period, Place, Share, Voucher, page};

use crate::samples;
use crate::support::{LANGUAGES, Story, amount, ask, day, file_of, join, money, text};

fn shipped() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/books");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect()
}

fn month_of(books: &Books) -> Month {
    Month::of(books.day()).unwrap()
}

/// Writes all pages of a file.
fn pages(bytes: &[u8], language: Language) -> Vec<String> {
    let audit = Audit::of(bytes).unwrap();
    let books = audit.books().unwrap();
    let month = month_of(books);
    let period = Period { from: books.header().opened(), through: month.last_day() };
    let inflation = Share::from_hundred_millionths(4_000_000).unwrap();
    let mut province = Province::new();
    province.add("books.jsonl", &audit).unwrap();
    vec![
        page::month_report(&audit, month, language),
        page::auditor(&audit, period, language),
        page::projection(books, Assumptions::of(books), Some(inflation), language),
        page::province(&province, language),
    ]
}

#[test]
fn figures_of_months_agree_with_the_statements_of_each_month() {
    for (file, bytes) in shipped() {
        let audit = Audit::of(bytes.as_slice()).unwrap();
        let books = audit.books().unwrap();
        let last = month_of(books).next().unwrap();
        let figures = MonthFigures::of(books, last, 40);
        assert_eq!(figures.first().unwrap().month, Month::of(books.header().opened()).unwrap());
        assert_eq!(figures.last().unwrap().month, last);
        for figure in figures {
            let period = BooksOfPeriod::new(books, Period::from(figure.month)).unwrap();
            let dcb = DemandCollectionBalance::of(&period).total;
            let ledger = period.closing().ledger();
            let mut expected = figure;
            expected.capital = ledger.fund(Fund::SeedGrant) + ledger.fund(Fund::IncomeGrowth);
            expected.operating = ledger.fund(Fund::Operating);
            expected.lent = ledger.loans();
            expected.idle = ledger.lendable();
            expected.fallen_due = dcb.principal.fallen_due + dcb.interest.fallen_due;
            expected.collected = dcb.principal.collected() + dcb.interest.collected();
            assert_eq!(figure, expected, "{file}");
        }
        assert_eq!(MonthFigures::of(books, last, 3), MonthFigures::of(books, last, 40).split_off_last(3));
    }
}

trait SplitOffLast {
    fn split_off_last(self, count: usize) -> Self;
}

impl SplitOffLast for Vec<MonthFigures> {
    fn split_off_last(mut self, count: usize) -> Self {
        self.split_off(self.len().saturating_sub(count))
    }
}

#[test]
fn pages_need_no_other_file_and_run_no_script() {
    for (_, bytes) in shipped() {
        for language in LANGUAGES {
            for html in pages(&bytes, language) {
                assert!(html.starts_with("<!DOCTYPE html><html lang="));
                assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
                for forbidden in ["<script", "href=", "src=", "url(", "@import", "<iframe", "<img", "javascript:"] {
                    assert!(!html.contains(forbidden), "{forbidden}");
                }
                let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
                assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
            }
        }
    }
}

#[test]
fn texts_of_the_books_are_escaped_and_long_ones_shortened() {
    let hostile = r#"</td><script>alert("1")</script><img src=x onerror=alert(1)>'&amp;"#;
    let opened = day("2024-03-13");
    let header = Header::new("BN-666".parse().unwrap(), text(hostile), opened, Charter::bac_ninh()).unwrap();
    let mut books = Books::new(header);
    let mut number = 0;
    let mut book = |event: revolving_fund::Event, date| {
        number += 1;
        books.record(Voucher::new(format!("P-{number}").parse().unwrap(), day(date), event)).unwrap();
    };
    book(
        SeedGrantReceived { from: text(hostile), amount: amount(100_000_000), into: Place::Cash }.into(),
        "2024-03-13",
    );
    book(MemberJoined { name: text(hostile), ..join("TV-1") }.into(), "2024-03-13");
    book(ask("V1", "TV-1", 1_200_000).into(), "2024-03-13");
    book(LoanDisbursed { loan: "V1".parse().unwrap(), out_of: Place::Cash, paid_on: None }.into(), "2024-03-13");
    let bytes = file_of(&books);
    let audit = Audit::of(bytes.as_slice()).unwrap();
    let month: Month = "2024-12".parse().unwrap();
    for language in LANGUAGES {
        let late = page::month_report(&audit, month, language);
        assert!(late.contains("&lt;/td&gt;&lt;script&gt;") && late.contains('…'), "the borrower is late");
        for html in pages(&bytes, language).into_iter().chain([late]) {
            assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("</td><script"));
        }
    }
}

#[test]
fn the_report_names_the_decisions_of_a_meeting() {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/books/at-meeting.jsonl")).unwrap();
    let audit = Audit::of(bytes.as_slice()).unwrap();
    let month = month_of(audit.books().unwrap());
    let html = page::month_report(&audit, month, Language::Vietnamese);
    for decision in ["Lãi chưa phân bổ", "Có thể cho vay ngay", "Quá hạn 1–30 ngày", "Tháng này chưa khóa sổ"]
    {
        assert!(html.contains(decision), "{decision}");
    }
    assert!(html.contains(&audit.books().unwrap().as_of(month.last_day()).head().to_string()[..8]));
    let html = page::month_report(&audit, month, Language::English);
    assert!(html.contains("Interest not allocated") && !html.contains("Lãi chưa phân bổ"));
}

/// Each decision about the records and the money is on the page of the last month of a golden book exactly if its reason is in the book.
#[test]
fn the_report_of_each_golden_book_names_what_is_wrong() {
    let mut seen = BTreeSet::new();
    for name in samples::names() {
        let audit = Audit::of(samples::bytes_of(&name).as_slice()).unwrap();
        let Some(books) = audit.books() else { continue };
        let position = CashPosition::of(books);
        let is_broken = audit.findings().iter().any(|finding| !finding.is_despite);
        let reasons = [
            ("The file cannot be read to its end", "Tệp sổ không đọc được đến hết", audit.error().is_some()),
            ("Breaches of rules in the books", "Sổ có sai phạm", is_broken),
            ("To be made good by keepers", "Người giữ quỹ còn phải bồi thường", position.shortages.is_positive()),
            ("Advances not accounted for", "Tạm ứng chưa quyết toán", position.advances.is_positive()),
        ];
        let month = month_of(books);
        let [english, vietnamese] =
            [Language::English, Language::Vietnamese].map(|language| page::month_report(&audit, month, language));
        for (in_english, in_vietnamese, is_there) in reasons {
            let is_named = (english.contains(in_english), vietnamese.contains(in_vietnamese));
            assert_eq!(is_named, (is_there, is_there), "{name}: {in_english}");
            if is_there {
                seen.insert(in_english);
            }
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

#[test]
fn the_report_says_by_how_much_a_count_differs() {
    let counted = |place, dong| MoneyCounted { place, amount: money(dong), by: None };
    let story = Story::granted().then(counted(Place::Bank, 99_999_000)).then(counted(Place::Cash, 7));
    let audit = Audit::of(file_of(&story.books).as_slice()).unwrap();
    let html = page::month_report(&audit, month_of(&story.books), Language::English);
    for expected in
        ["The cash box differs from the books by", "The bank differs from the books by", "7 đồng", "1,000 đồng"]
    {
        assert!(html.contains(expected), "{expected}");
    }
}

#[test]
fn a_page_of_a_month_shows_neither_later_records_nor_their_warnings() {
    for (_, bytes) in shipped() {
        let audit = Audit::of(bytes.as_slice()).unwrap();
        let books = audit.books().unwrap();
        let month = Month::of(books.header().opened()).unwrap().next().unwrap();
        let early = Audit::as_of(bytes.as_slice(), month.last_day()).unwrap();
        for language in LANGUAGES {
            assert_eq!(page::month_report(&audit, month, language), page::month_report(&early, month, language));
        }
    }
}

/// A report of March that is booked in April is not the attendance of April, which is still to be reported.
#[test]
fn the_page_of_a_month_shows_the_attendance_of_that_month() {
    let of = |month: &str, attendance: u32| ActivityReported {
        month: month.parse().unwrap(),
        attendance: attendance.try_into().unwrap(),
        members: 60.try_into().unwrap(),
        volunteers: 10.try_into().unwrap(),
        cared_for: 5.try_into().unwrap(),
        visits: (attendance + 100).try_into().unwrap(),
    };
    let story = Story::granted().on("2024-03-31").then(of("2024-03", 41)).on("2024-04-05").then(of("2024-02", 43));
    let page = |story: &Story, month: &str| {
        let audit = Audit::of(file_of(&story.books).as_slice()).unwrap();
        page::month_report(&audit, month.parse().unwrap(), Language::English)
    };
    let shows = |html: &str, number: &str| html.contains(&format!("<strong>{number}</strong> present at the meeting"));
    let missing = "No activity is reported this month";
    let (march, april) = (page(&story, "2024-03"), page(&story, "2024-04"));
    assert!(shows(&march, "41") && march.contains("<strong>141</strong> home visits") && !march.contains(missing));
    assert!(!april.contains("present at the meeting") && !april.contains("home visits") && april.contains(missing));
    let april = page(&story.then(of("2024-04", 47)), "2024-04");
    assert!(shows(&april, "47") && !april.contains(missing));
}

#[test]
fn the_description_of_a_chart_says_each_figure_once() {
    let mut charts = 0;
    for name in ["at-meeting", "closing"] {
        let bytes = samples::bytes_of(name);
        for html in LANGUAGES.into_iter().flat_map(|language| pages(&bytes, language)) {
            for rest in html.split("<desc").skip(1) {
                let (_, rest) = rest.split_once('>').unwrap();
                let description = rest.split("</desc>").next().unwrap();
                let said = description.split_once(": ").map_or(description, |(_, said)| said);
                let parts: Vec<&str> = said.split("; ").collect();
                assert_eq!(parts.len(), parts.iter().collect::<BTreeSet<_>>().len(), "{name}: {description}");
                charts += 1;
            }
        }
    }
    assert!(charts > 0);
}

#[test]
fn books_that_cannot_be_read_still_have_a_page() {
    let audit = Audit::of(b"{\"format\":\"<b>\"}\n".as_slice()).unwrap();
    for language in LANGUAGES {
        let html = page::month_report(&audit, "2024-03".parse().unwrap(), language);
        assert!(html.starts_with("<!DOCTYPE html>") && !html.contains("<b>"));
    }
}

#[test]
fn the_share_that_keeps_pace_with_inflation_is_the_smallest() {
    let (_, bytes) = shipped().swap_remove(0);
    let audit = Audit::of(bytes.as_slice()).unwrap();
    let books = audit.books().unwrap();
    let assumptions = Assumptions::of(books);
    let inflation = Share::from_hundred_millionths(4_000_000).unwrap();
    let begin = books.ledger().fund(Fund::SeedGrant) + books.ledger().fund(Fund::IncomeGrowth);
    let goal = (0..assumptions.years.get()).fold(begin, |goal, _| goal + inflation.half_up_of(goal));
    let end = |share_to_growth: Share| -> Balance {
        Projection::of(books, Assumptions { share_to_growth, ..assumptions }).rows.last().unwrap().capital_end
    };
    let share = page::share_that_keeps_pace(books, &assumptions, inflation).unwrap();
    let less = Share::from_hundred_millionths(share.hundred_millionths() - 1_000_000).unwrap();
    assert!(end(share) >= goal && end(less) < goal);
    let too_much = Share::from_hundred_millionths(50_000_000).unwrap();
    assert_eq!(page::share_that_keeps_pace(books, &assumptions, too_much), None);
}

fn monthly_report(arguments: &[&str]) -> Output {
    static EXAMPLE: OnceLock<CargoRun> = OnceLock::new();
    let build = || CargoBuild::new().example("monthly_report").features("html xlsx").current_release().run().unwrap();
    EXAMPLE.get_or_init(build).command().args(arguments).output().unwrap()
}

#[test]
fn the_command_writes_a_page_and_a_workbook() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [html, xlsx] = ["month.html", "month.xlsx"].map(|name| folder.join(name).display().to_string());
    let output = monthly_report(&["--lang", "en", "--month", "2024-09", "--out", &html, "--xlsx", &xlsx]);
    assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0));
    assert!(std::fs::read_to_string(html).unwrap().contains("Monthly report"));
    assert!(std::fs::read(xlsx).unwrap().starts_with(b"PK"));
    assert_eq!(monthly_report(&["--help"]).status.code(), Some(0));
}

#[test]
fn wrong_arguments_of_the_command_give_a_one_line_error() {
    for arguments in [
        &["--month", "2024-13"][..],
        &["--month"],
        &["--lang", "fr"],
        &["--page", "treasurer"],
        &["--page", "projection", "--inflation", "4"],
        &["--inflation", "0.04"],
        &["--page", "province", "--xlsx", "x.xlsx"],
        &["--no-such-option"],
        &["no-such-file.jsonl"],
        &["one.jsonl", "two.jsonl"],
    ] {
        let output = monthly_report(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), error.lines().count(), output.stdout.len()), (Some(2), 1, 0), "{error}");
    }
}
