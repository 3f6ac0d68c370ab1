//! The count of the cash box: its sheet, its findings, and sheets with unreadable rows.

use std::io::Read;

use proptest::prelude::*;
use revolving_fund::catalogue::Explanation;
use revolving_fund::count::Count;
use revolving_fund::event::*;
use revolving_fund::reconcile::cash::{CashCode, CashCount, CashFinding, CountSheet, Denomination, Iou};
use revolving_fund::reconcile::{Grouping, SheetError, SheetOptions, UnreadSheet};
use revolving_fund::*;

use crate::support::{Failing, Story, amount, day, file_of, money, text};

fn count(number: u32) -> Count {
    Count::new(number).unwrap()
}

/// Books a club with 112 000 đồng in its box, which M1 repaid on 13 April.
fn club() -> Books {
    let loan = "L1".parse().unwrap();
    let repayment = RepaymentReceived {
        loan,
        principal: money(100_000),
        interest: money(12_000),
        into: Place::Cash,
        paid_on: None,
    };
    Story::lent().on("2024-04-13").then(repayment).books
}

fn sheet(count: CashCount) -> CountSheet {
    CountSheet::of(&club(), day("2024-04-13"), count)
}

/// Makes the count of a box with 112 000 đồng.
fn full() -> CashCount {
    CashCount::new().with(Denomination::D100000, count(1)).with(Denomination::D2000, count(6))
}

fn read(sheet: impl Read) -> (CashCount, Vec<SheetError>) {
    CashCount::read(sheet, SheetOptions::default()).unwrap()
}

fn read_slips(count: &mut CashCount, sheet: impl Read) -> Vec<SheetError> {
    count.read_ious(sheet, SheetOptions::default()).unwrap()
}

fn slip(dong: u64) -> Iou {
    Iou { from: text("Ông Bảy"), amount: amount(dong) }
}

#[test]
fn a_count_that_agrees() {
    let sheet = sheet(full());
    assert_eq!(sheet.difference(), Balance::ZERO);
    assert!(sheet.findings().is_empty());
    assert_eq!(sheet.count_event(), MoneyCounted { place: Place::Cash, amount: money(112_000), by: None });
    assert_eq!(sheet.difference_event(text("BB-06"), ClubFund::Operating), None);
    insta::assert_snapshot!(sheet);
}

#[test]
fn a_count_with_a_shortage_and_slips() {
    let sheet = sheet(CashCount::new().with(Denomination::D50000, count(1)).with_iou(slip(60_000)));
    assert_eq!(
        sheet.findings(),
        [
            CashFinding::CashShort { amount: Balance::new(62_000), without_ious: Balance::new(2_000) },
            CashFinding::IouInBox { amount: Balance::new(60_000) },
        ]
    );
    insta::assert_snapshot!(sheet);
    let json = serde_json::to_value(&sheet).unwrap();
    assert_eq!(json["count"]["notes"]["50000"], 1);
    assert_eq!(json["findings"][0], serde_json::json!({"code": "cash-short", "amount": 62_000, "without_ious": 2_000}));
}

#[test]
fn a_count_with_a_surplus() {
    let sheet = sheet(full().with(Denomination::D200, count(1)));
    assert_eq!(sheet.findings(), [CashFinding::CashOver { amount: Balance::new(200) }]);
    let printed = format!("{0}; {1}", sheet.findings()[0], sheet.findings()[0].vietnamese());
    assert_eq!(printed, "200 đồng more than in the books; thừa 200 đồng so với sổ quỹ");
}

#[test]
fn slips_never_count_as_cash() {
    let findings = |slips: u64| sheet(CashCount::new().with_iou(slip(slips))).findings().to_vec();
    let short = |without_ious| CashFinding::CashShort {
        amount: Balance::new(112_000),
        without_ious: Balance::new(without_ious),
    };
    assert_eq!(findings(111_999)[0], short(1));
    assert_eq!(findings(112_000)[0], short(0));
    assert_eq!(findings(112_001)[0], short(0));
    assert_eq!(sheet(full().with_iou(slip(1))).findings(), [CashFinding::IouInBox { amount: Balance::new(1) }]);
}

/// Booking the event that a sheet proposes makes the books agree with the box.
#[test]
fn a_difference_is_booked_with_minutes() {
    for (counted, kind) in [(50_000, EventKind::ShortageFound), (500_000, EventKind::SurplusFound)] {
        let denomination = Denomination::try_from(money(counted)).unwrap();
        let sheet = sheet(CashCount::new().with(denomination, count(1)));
        let event = sheet.difference_event(text("BB-06"), ClubFund::IncomeGrowth).unwrap();
        assert_eq!(event.kind(), kind);
        let mut books = club();
        books.record(Voucher::new("D-9".parse().unwrap(), day("2024-04-13"), event)).unwrap();
        let again = CountSheet::of(&books, day("2024-04-13"), CashCount::new().with(denomination, count(1)));
        assert!(again.findings().is_empty());
        books.record(Voucher::new("D-10".parse().unwrap(), day("2024-04-13"), again.count_event())).unwrap();
        let file = file_of(&books);
        assert!(Audit::of(file.as_slice()).unwrap().is_clean(), "a count is not a finding");
    }
}

#[test]
fn a_sheet_is_compared_with_the_books_of_its_day() {
    let books = Story::granted()
        .then(CashWithdrawn { amount: amount(500_000) })
        .on("2024-03-20")
        .then(CashDeposited { amount: amount(300_000) })
        .books;
    let on = |date| CountSheet::of(&books, day(date), CashCount::new()).books().dong();
    assert_eq!(
        [on("2024-03-12"), on("2024-03-13"), on("2024-03-19"), on("2024-03-20")],
        [0, 500_000, 500_000, 200_000]
    );
    let printed = CountSheet::of(&books, day("2024-03-20"), CashCount::new()).to_string();
    let line = |label: &str| {
        printed
            .lines()
            .find(|line| line.to_lowercase().contains(label))
            .unwrap()
            .split_whitespace()
            .next_back()
            .unwrap()
            .to_owned()
    };
    assert_eq!([line("last receipt"), line("last payment")], ["(2)", "(3)"]);
    let never_used = CountSheet::of(&Story::lent().books, day("2024-03-13"), CashCount::new()).to_string();
    assert_eq!(never_used.matches("–\n").count(), 2, "{never_used}");
}

#[test]
fn notes_are_read_from_a_sheet() {
    let sheet = "denomination,notes\r\n500000,3\n\"200.000 đồng\", 2 \n\n500,0\n200,9999999\n";
    let (count, errors) = read(sheet.as_bytes());
    assert_eq!(errors, []);
    assert_eq!(count.total(), money(1_500_000 + 400_000 + 9_999_999 * 200));
    assert_eq!(count.notes(Denomination::D500000).get(), 3);
    assert_eq!(count.notes(Denomination::D1000).get(), 0);
    for sheet in [
        "\u{feff}denomination,notes\n1000,2\n500,3\n",
        "DENOMINATION;NOTES;\n\n;;\n1.000;2;\n;;\n500;3\n",
        "denomination\tnotes\n1.000\t2\n500\t3\n",
        "CLB thôn Hạ\nBiên bản kiểm kê ngày 13/3/2024\nSTT;Mệnh giá (đồng);Số tờ/Notes;Thành tiền;Ghi chú\n1;1.000;2;2.000;\n2;500;3;1.500;cũ\nCộng;;5;3.500;\n;Thủ quỹ;;Kế toán;\n",
        "Mệnh giá,Số lượng\n\"1,000\",2\n500,3\n200,-\n100,\nTổng cộng:,5\n",
        "denomination,notes\nTiền giấy,\n1000,2\ndenomination,notes\n500,3\n",
    ] {
        let (count, errors) = read(sheet.as_bytes());
        assert_eq!((count.total(), errors), (money(3_500), vec![]), "{sheet}");
    }
}

fn shown(errors: &[SheetError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn unreadable_rows_are_listed_and_the_others_are_read() {
    let rows = [
        "denomination,notes,amount",
        "500000,1,",
        "300000,1,",
        "-500000,1,",
        "500000,2,",
        "1000,-1,",
        "1000,1.5,",
        "1000,x,",
        "1000,10000000,",
        "1000,99999999999,",
        "",
        "1000",
        "500,000,2,1000000",
        "5000,2,9000",
        "2000,1,",
    ];
    let (count, errors) = read(rows.join("\n").as_bytes());
    insta::assert_snapshot!(shown(&errors));
    assert_eq!(count.total(), money(502_000));

    let mut count = CashCount::new();
    let errors = read_slips(&mut count, "from,amount\nBà Sáu,0\n,5000\nCông,5.000đ\n".as_bytes());
    insta::assert_snapshot!(shown(&errors), @r"
    line 2, column amount: amount is zero, expected at least 1 đồng
    line 3, column from: it is empty
    ");
    assert_eq!(count.ious(), [Iou { from: text("Công"), amount: amount(5_000) }]);
}

/// A count without some of its rows shows no shortage and is not booked.
#[test]
fn an_incomplete_count_has_no_findings() {
    let (count, errors) = read("denomination,notes\n50000,1\n3,1\n".as_bytes());
    let sheet = sheet(count).with_unread(&errors);
    assert_eq!(sheet.difference(), Balance::new(-62_000));
    assert!(!sheet.is_complete() && sheet.findings().is_empty());
    assert_eq!(sheet.difference_event(text("BB-06"), ClubFund::Operating), None);
    assert!(sheet.to_string().contains("dòng không đọc được: 3"));
}

#[test]
fn a_row_is_identified_by_its_line_whatever_the_line_ends() {
    let marked = "\u{feff}denomination,notes\n1,1\n\n\n\n2,1\n\"1\n000\",1\n3,1\n";
    for sheet in [marked.to_owned(), marked.replace('\n', "\r\n")] {
        assert_eq!(read(sheet.as_bytes()).1.iter().map(|error| error.line).collect::<Vec<_>>()[..2], [2, 6]);
    }
}

/// A sheet of another kind is an error, not a count of zero.
#[test]
fn a_sheet_without_headings_is_refused() {
    for sheet in ["", "\n", "500000,1\n", "denomination:notes\n", "Họ tên,Ghi chú\nA,đã nộp\n"] {
        let error = CashCount::read(sheet.as_bytes(), SheetOptions::default()).unwrap_err();
        assert!(matches!(error, UnreadSheet::Headings { .. }), "{error}");
        assert!(
            error.to_string().starts_with("no row has the headings denomination (menh gia), notes (so to)"),
            "{error}"
        );
    }
    let error = CashCount::read(b"%PDF-1.4".as_slice(), SheetOptions::default()).unwrap_err();
    assert!(matches!(error, UnreadSheet::File(_)), "{error}");
}

#[test]
fn an_ambiguous_column_is_refused_until_its_grouping_is_given() {
    let sheet = "from;amount\nBà Sáu;5.000\nLan;6,000\n";
    let error = CashCount::new().read_ious(sheet.as_bytes(), SheetOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column amount: \"5.000\" has dots between thousands, \"6,000\" has commas; say which is meant"
    );
    let mut count = CashCount::new();
    let dots = SheetOptions { grouping: Some(Grouping::Dots), ..SheetOptions::default() };
    assert_eq!(count.read_ious(sheet.as_bytes(), dots).unwrap().len(), 1);
    assert_eq!(count.ious(), [Iou { from: text("Bà Sáu"), amount: amount(5_000) }]);
}

#[test]
fn rows_after_an_unclosed_quotation_mark_are_listed() {
    let sheet = "denomination,notes\n1000,1\n\"500,1\n".to_owned() + "200,1\n";
    let (count, errors) = read(sheet.as_bytes());
    assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(count.total(), money(1_000));
}

#[test]
fn a_source_that_fails_is_an_error() {
    let unread = CashCount::read(Failing(b""), SheetOptions::default()).unwrap_err();
    assert!(matches!(unread, UnreadSheet::File(_)));
    assert_eq!(unread.to_string(), "cannot read: the disk is gone");
}

#[test]
fn every_denomination_has_its_own_amount() {
    for denomination in Denomination::ALL {
        assert_eq!(Denomination::try_from(money(denomination.dong().into())), Ok(*denomination));
    }
    assert!(Denomination::ALL.is_sorted_by(|larger, smaller| larger.dong() > smaller.dong()));
    assert_eq!(Denomination::try_from(money(50)).unwrap_err().to_string(), "there is no note of 50 đồng");
}

#[test]
fn each_code_has_an_explanation_and_a_remedy() {
    let printed: Vec<String> = CashCode::ALL
        .iter()
        .map(|code| {
            let Explanation { title, remedy, source } = code.explain();
            format!(
                "{code}\n    {}: {}\n    {}: {}\n    {source}\n",
                title.english, remedy.english, title.vietnamese, remedy.vietnamese
            )
        })
        .collect();
    insta::assert_snapshot!(printed.concat());
}

/// The largest count of every denomination is far below the largest sum.
#[test]
fn the_largest_box_has_a_total() {
    let full = Denomination::ALL.iter().fold(CashCount::new(), |box_, note| box_.with(*note, Count::MAX));
    assert_eq!(full.total(), money(8_887_999_111_200));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The total is the sum of the notes times their denominations, also after a sheet is written and read.
    #[test]
    fn the_total_is_the_sum_of_the_notes(numbers in proptest::collection::vec(0..=9_999_999_u32, Denomination::ALL.len())) {
        let notes = || Denomination::ALL.iter().zip(&numbers);
        let counted = notes().fold(CashCount::new(), |box_, (note, number)| box_.with(*note, count(*number)));
        let expected: u64 = notes().map(|(note, number)| u64::from(note.dong()) * u64::from(*number)).sum();
        prop_assert_eq!(counted.total().dong(), expected);
        let rows: Vec<String> = notes().map(|(note, number)| format!("\n{},{number}", note.dong())).collect();
        let (found, errors) = read(format!("denomination,notes{}", rows.concat()).as_bytes());
        prop_assert_eq!(errors, []);
        prop_assert_eq!(found, counted);
    }

    /// Every row with a digit is read or listed as unreadable.
    #[test]
    fn every_sheet_is_read_to_its_end(rows in proptest::collection::vec("[1-9][0]{0,6}[a,.]?[0-9 ]{0,3}", 0..20)) {
        let sheet = format!("denomination,notes\n{}\n", rows.join("\n"));
        if let Ok((count, errors)) = CashCount::read(sheet.as_bytes(), SheetOptions::default()) {
            let taken = serde_json::to_value(&count).unwrap()["notes"].as_object().unwrap().len();
            prop_assert_eq!(taken + errors.len(), rows.len());
            prop_assert!(errors.is_sorted_by(|one, other| one.line < other.line));
        }
    }
}

/// A count of 500 under a heading in thousands is not a note of 500 đồng.
#[test]
fn a_sheet_in_thousands_is_refused() {
    for sheet in [
        "Mệnh giá (nghìn đồng),Số tờ\n500,20\n",
        "Đơn vị tính: 1.000 đồng,\nMệnh giá,Số tờ\n500,20\n",
        "ĐVT: ngàn đồng,\nMệnh giá,Số tờ\n500,20\n",
        "denomination (thousand),notes\n500,20\n",
    ] {
        let error = CashCount::read(sheet.as_bytes(), SheetOptions::default()).unwrap_err();
        assert!(matches!(error, UnreadSheet::Unit { .. }), "{sheet} {error}");
        assert!(error.to_string().contains("write the amounts out in đồng"), "{error}");
    }
    let (count, errors) = read("Số tiền: mười triệu đồng,\nMệnh giá (đồng),Số tờ\n500000,20\n".as_bytes());
    assert!(errors.is_empty() && count.total() == money(10_000_000));
}

#[test]
fn notes_may_be_written_with_their_word() {
    let (count, errors) = read("Loại,Số lượng\nTờ 500.000 đ,20 tờ\n200.000,1 tờ\n".as_bytes());
    assert!(errors.is_empty() && count.total() == money(10_200_000), "{errors:?}");
}
