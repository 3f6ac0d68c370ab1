//! Figures of a report, compared with the books and with each other.

use std::fs;
use std::path::Path;

use num_rational::Ratio;
use proptest::prelude::*;
use revolving_fund::display::InLanguage;
use revolving_fund::event::SeedGrantReceived;
use revolving_fund::province::Province;
use revolving_fund::reconcile::reported::{Reported, ReportedError, Verdict, written};
use revolving_fund::table::TextOptions;
use revolving_fund::{Audit, Charter, Header, Language, Place};
use serde_json::{Value, json};

use crate::support::{LANGUAGES, Story, amount, ask, day, disburse, file_of, foreign_numbers, join, text};

fn file(figures: Value, derived: Value) -> Value {
    let fields = [("source", json!("Báo")), ("as_of", json!("2025-03-31")), ("figures", figures), ("derived", derived)];
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

fn read(file: &Value) -> Result<Reported, ReportedError> {
    Reported::read(file.to_string().as_bytes())
}

fn refused(figures: Value, derived: Value) -> String {
    read(&file(figures, derived)).unwrap_err().to_string()
}

/// Makes a figure of a report about all clubs, with further fields.
fn figure(id: &str, unit: &str, more: Value) -> Value {
    let mut figure = json!({"id": id, "what": id, "unit": unit, "words": "lời báo"});
    let Value::Object(more) = more else { panic!("{more} is not an object") };
    figure.as_object_mut().unwrap().extend(more);
    figure
}

fn says(id: &str, unit: &str, number: &str) -> Value {
    figure(id, unit, json!({"says": {"exactly": number}}))
}

/// Books a club with its grant and so many members; each of the first members has a loan of one of these amounts.
fn club(name: &str, grant: u64, members: usize, loans: &[u64]) -> Story {
    let today = day("2024-03-13");
    let header = Header::new(name.parse().unwrap(), text("CLB"), today, Charter::bac_ninh()).unwrap();
    let story = Story { books: revolving_fund::Books::new(header), today };
    let story = story.then(SeedGrantReceived { from: text("Tỉnh"), amount: amount(grant), into: Place::Bank });
    let story = (1..=members).fold(story, |story, member| story.then(join(&format!("M{member}"))));
    (1..).zip(loans).fold(story, |story, (number, principal)| {
        story.then(ask(&format!("L{number}"), &format!("M{number}"), *principal)).then(disburse(&format!("L{number}")))
    })
}

fn province(clubs: &[Story]) -> Province {
    let mut province = Province::new();
    for story in clubs {
        let bytes = file_of(&story.books);
        province.add(story.books.header().club().as_str(), &Audit::of(bytes.as_slice()).unwrap()).unwrap();
    }
    province
}

/// Adds up three clubs: 3, 4 and 9 members; 100, 100 and 99 million đồng; loans of 2, 5 and 8 million, all of the third club.
fn three() -> Province {
    province(&[
        club("BN-1", 100_000_000, 3, &[]),
        club("BN-2", 100_000_000, 4, &[]),
        club("BN-3", 99_000_000, 9, &[2_000_000, 5_000_000, 8_000_000]),
    ])
}

fn verdict_of(figure: Value, province: &Province) -> Verdict {
    let reported = read(&file(Value::Array(vec![figure]), json!([]))).unwrap();
    reported.check(province).figures[0].verdict.clone()
}

/// Formats a verdict as a line: `agrees`, `80 less`, or the reason why there is none.
fn line(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Agrees => "agrees".into(),
        Verdict::Contradicts(gap) => format!("{} {}", gap.by, if gap.is_more { "more" } else { "less" }),
        Verdict::NotComparable { why } => why.title().english.into(),
    }
}

/// Returns the verdict on a result that is compared with another figure.
#[allow(clippy::needless_pass_by_value, reason = "as `json!` gives it")]
fn result(figures: Value, is: Value, unit: &str, against: &str) -> String {
    let base = if unit == "percent" { json!("x") } else { Value::Null };
    let derived = json!([{"id": "d", "what": "d", "is": is, "unit": unit, "base": base, "against": against}]);
    let reported = read(&file(figures, derived)).unwrap();
    line(&reported.check(&Province::new()).figures.last().unwrap().against.as_ref().unwrap().1)
}

#[test]
fn a_count_is_exact_and_a_sum_is_as_precise_as_it_is_written() {
    let province = three();
    for (measure, unit, says, verdict) in [
        ("clubs", "clubs", json!({"exactly": "3"}), "agrees"),
        ("clubs", "clubs", json!({"exactly": "2"}), "1 more"),
        ("members", "people", json!({"exactly": "1.600"}), "1584 less"),
        ("members", "people", json!({"about": "10"}), "agrees"),
        // 299 million: 0,3 tỉ is 250 to 350 million, 300 million is 299,5 to 300,5.
        ("seed_grant", "billion_dong", json!({"exactly": "0,3"}), "agrees"),
        ("seed_grant", "billion_dong", json!({"exactly": "0,30"}), "agrees"),
        ("seed_grant", "million_dong", json!({"exactly": "300"}), "500000 less"),
        ("seed_grant", "million_dong", json!({"about": "300"}), "agrees"),
        ("seed_grant", "dong", json!({"exactly": "299.000.000"}), "agrees"),
        ("seed_grant", "dong", json!({"exactly": "299.000.001"}), "1 less"),
        ("lent", "million_dong", json!({"between": ["15", "16"]}), "agrees"),
        ("lent", "million_dong", json!({"at_most": "14,9"}), "100000 more"),
        ("lent", "million_dong", json!({"at_least": "15"}), "agrees"),
    ] {
        let figure = figure("x", unit, json!({"of": measure, "says": says}));
        assert_eq!(line(&verdict_of(figure, &province)), verdict, "{measure} {says}");
    }
}

/// A comma between thousands would be read as a decimal comma.
#[test]
fn whole_units_never_have_decimals() {
    for unit in ["people", "clubs", "turns", "dong"] {
        for says in [json!({"exactly": "3,890"}), json!({"about": "9,5"}), json!({"between": ["60", "70,5"]})] {
            let error = refused(json!([figure("a", unit, json!({"says": says}))]), json!([]));
            assert!(error.contains("are counted whole"), "{error}");
        }
    }
    assert!(refused(json!([says("a", "people", "3,890")]), json!([])).contains("3,890"));
    for unit in ["million_dong", "billion_dong"] {
        assert!(read(&file(json!([says("a", unit, "7,9")]), json!([]))).is_ok());
    }
}

#[test]
fn a_figure_of_each_club_is_compared_with_every_club() {
    let province = three();
    let each = |says: Value| {
        verdict_of(figure("x", "people", json!({"of": "members", "scope": "each_club", "says": says})), &province)
    };
    assert_eq!(each(json!({"between": ["3", "9"]})), Verdict::Agrees);
    let Verdict::Contradicts(gap) = each(json!({"between": ["4", "5"]})) else { panic!() };
    assert_eq!((gap.clubs, gap.by.to_integer(), gap.is_more), (Some((2, "BN-3".parse().unwrap())), 4, true));
    let loan = |says: Value| {
        line(&verdict_of(
            figure("x", "million_dong", json!({"of": "loan", "scope": "each_loan", "says": says})),
            &province,
        ))
    };
    assert_eq!(loan(json!({"at_most": "8"})), "agrees");
    // One loan is too large and another too small: the larger difference is reported.
    assert_eq!(loan(json!({"between": ["3", "6"]})), "2000000 more");
}

#[test]
fn a_comparison_without_a_result_has_a_reason() {
    let province = three();
    let of = |figure, province| line(&verdict_of(figure, province));
    assert_eq!(of(figure("x", "people", json!({"of": "members"})), &province), "the report gives no figure");
    let no_figure = "the books have no such figure";
    assert_eq!(of(says("x", "clubs", "67"), &province), no_figure);
    let share = json!({"of": "interest_to_capital", "base": "lãi", "says": {"exactly": "50"}});
    assert_eq!(of(figure("x", "percent", share), &province), no_figure);
    let members = json!({"of": "members", "says": {"exactly": "1"}});
    assert_eq!(of(figure("x", "people", members), &Province::new()), no_figure);
}

#[test]
fn percentages_are_exact() {
    let province = three();
    let share = |number: &str| {
        let more = json!({"of": "members_who_borrowed", "base": "thành viên", "says": {"exactly": number}});
        line(&verdict_of(figure("x", "percent", more), &province))
    };
    // 3 of 16 are 18,75 %, which can be rounded either way.
    assert_eq!(["18,8", "18,7", "18"].map(share), ["agrees", "agrees", "1/400 more"]);
}

#[test]
fn results_keep_their_rounding() {
    let grants = |dong: &str| {
        let figures =
            json!([says("said", "billion_dong", "7,9"), says("one", "dong", dong), says("zero", "dong", "0")]);
        result(figures, json!({"sum": ["one", "zero"]}), "dong", "said")
    };
    assert_eq!(["7.850.000.000", "7.950.000.000"].map(grants), ["agrees", "agrees"]);
    assert_eq!(grants("7.849.999.999"), "1 less");
    assert_eq!(grants("8.400.000.000"), "450000000 more");
    let plan = figure("plan", "percent", json!({"base": "kế hoạch", "says": {"exactly": "100"}}));
    let figures = json!([says("clubs", "clubs", "84"), says("planned", "clubs", "67"), plan]);
    assert_eq!(result(figures, json!({"quotient": ["clubs", "planned"]}), "percent", "plan"), "3333/13400 more");
}

#[test]
fn loan_turns_are_an_upper_bound_of_borrowers() {
    let figures = |aim: &str| {
        let aim = figure("aim", "percent", json!({"base": "thành viên", "says": {"at_least": aim}}));
        json!([says("turns", "turns", "3"), says("members", "people", "16"), aim])
    };
    let share = json!({"quotient": ["turns", "members"]});
    assert_eq!(result(figures("50"), share.clone(), "percent", "aim"), "5/16 less");
    assert_eq!(result(figures("10"), share, "percent", "aim"), "bounds or rounding leave it open");
}

#[test]
fn a_result_without_its_figures_has_a_reason() {
    let figures = || json!([figure("a", "dong", json!({})), says("b", "clubs", "0"), says("c", "dong", "5")]);
    let missing = "a figure that it needs is not given, a number is too large, or the divisor is zero";
    assert_eq!(result(figures(), json!({"sum": ["a", "c"]}), "dong", "c"), missing);
    assert_eq!(result(figures(), json!({"sum": ["c", "c"]}), "dong", "a"), "the report gives no figure");
    let most = "999.999.999.999.999";
    let each = figure("c", "billion_dong", json!({"scope": "each_club", "says": {"exactly": most}}));
    let large = json!([says("a", "billion_dong", most), says("b", "clubs", most), each]);
    assert_eq!(result(large, json!({"product": ["b", "c"]}), "dong", "a"), missing);
}

#[test]
fn figures_that_do_not_fit_together_are_refused() {
    let derive = |is: Value, unit: &str| json!([{"id": "d", "what": "d", "is": is, "unit": unit}]);
    let figures = || json!([says("clubs", "clubs", "84"), says("turns", "turns", "9"), says("people", "people", "7")]);
    let mut against = derive(json!({"quotient": ["people", "clubs"]}), "people");
    against[0]["scope"] = json!("each_club");
    against[0]["against"] = json!("people");
    let errors = [
        refused(json!([says("a", "clubs", "1"), says("a", "clubs", "2")]), json!([])),
        refused(json!([figure("a", "turns", json!({"of": "members"}))]), json!([])),
        refused(json!([figure("a", "clubs", json!({"of": "clubs", "scope": "each_club"}))]), json!([])),
        refused(json!([says("a", "percent", "84")]), json!([])),
        refused(json!([figure("a", "clubs", json!({"base": "kế hoạch"}))]), json!([])),
        refused(json!([figure("a", "people", json!({"says": {"between": ["70", "60"]}}))]), json!([])),
        refused(json!([says("a", "people", "8.4")]), json!([])),
        refused(json!([says("a", "people", "1.000.000.000.000.000")]), json!([])),
        refused(figures(), derive(json!({"sum": ["clubs", "ghost"]}), "clubs")),
        refused(figures(), derive(json!({"sum": ["d", "d"]}), "clubs")),
        refused(figures(), derive(json!({"sum": ["people", "turns"]}), "people")),
        refused(figures(), derive(json!({"quotient": ["people", "clubs"]}), "people")),
        refused(figures(), against),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_line_and_field() {
    let good = r#"{
  "source": "Báo",
  "as_of": "2025-03-31",
  "figures": [
    {"id":"clubs","what":"clubs","unit":"clubs","says":{"exactly":"84"},"words":"84 CLB"}
  ]
}"#;
    assert!(Reported::read(good.as_bytes()).is_ok());
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        Reported::read(good.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
    };
    let errors = [
        changed("\"84\"}", "84}"),
        changed("exactly", "roughly"),
        changed("\"unit\":\"clubs\"", "\"unit\":\"dollars\""),
        changed("\"unit\":\"clubs\",", ""),
        changed("\"words\"", "\"wrods\""),
        changed("\"id\":\"clubs\"", "\"id\":\"clubs\",\"id\":\"x\""),
        changed("\"says\"", "\"scope\":\"every_club\",\"says\""),
        changed("2025-03-31", "31/3/2025"),
        changed("[\n", "[[],\n"),
        changed("84 CLB\"}\n  ]\n}", "84 CLB\"}\n  ]\n}}"),
        changed("84 CLB\"}\n  ]\n}", "84 CLB\"}\n"),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_source_that_fails_is_an_error() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    assert_eq!(Reported::read(Broken).unwrap_err().to_string(), "cannot read the reported figures: the disk is gone");
}

fn article() -> Reported {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reported/bac-ninh-2025-03.json");
    Reported::read(fs::File::open(file).unwrap()).unwrap()
}

/// The results of the article's own figures do not depend on any books.
#[test]
fn the_article_contradicts_itself() {
    let article = article();
    let check = article.check(&Province::new());
    let results = check.figures.iter().filter(|checked| checked.figure.is.is_some());
    let printed = |checked| LANGUAGES.map(|language| InLanguage(checked, language).to_string()).concat();
    insta::assert_snapshot!(results.map(printed).collect::<String>());
}

/// Words, numbers and units of the comparison are in its language. Titles and reasons are those of the file.
#[test]
fn the_comparison_is_in_one_language() {
    let figures = json!([
        figure("a", "billion_dong", json!({"of": "seed_grant", "what": "A", "says": {"about": "7,9"}})),
        figure("b", "people", json!({"of": "members", "what": "B", "says": {"between": ["1.000", "1.200"]}})),
        figure("c", "people", json!({"of": "members", "scope": "each_club", "what": "C", "says": {"at_most": "2"}})),
        figure("d", "clubs", json!({"what": "D"})),
        figure(
            "e",
            "percent",
            json!({"of": "members_who_borrowed", "what": "E", "base": "X", "says": {"exactly": "12,5"}})
        ),
    ]);
    let reported = read(&file(figures, json!([]))).unwrap();
    let (province, languages) = (three(), [Language::English, Language::Vietnamese]);
    let check = reported.check(&province);
    let [english, vietnamese] = languages.map(|to| InLanguage(&check, to).to_string());
    let [english_table, vietnamese_table] =
        languages.map(|to| check.table().to_text_with(TextOptions { language: to, width: 300 }));
    for (said, in_vietnamese) in [
        ("about 7.9 billion đồng", "khoảng 7,9 tỷ đồng"),
        ("1,000 to 1,200 people", "1.000 đến 1.200 người"),
        ("at most 2 people per club", "tối đa 2 người mỗi CLB"),
        ("the books have 7,501,000,000 đồng less", "sổ có ít hơn 7.501.000.000 đồng"),
        ("the report gives no figure", "báo cáo không nêu số liệu"),
        ("12.5% of X", "12,5\u{a0}% của X"),
    ] {
        for (text, other) in [(&english, &vietnamese), (&english_table, &vietnamese_table)] {
            assert!(text.contains(said) && !text.contains(in_vietnamese), "{said}: {text}");
            assert!(other.contains(in_vietnamese) && !other.contains(said), "{in_vietnamese}: {other}");
        }
    }
    assert!(foreign_numbers(&english, '.').is_empty() && foreign_numbers(&vietnamese, ',').is_empty());
}

#[test]
fn a_file_with_figures_that_do_not_fit_is_refused_in_both_languages() {
    let error = read(&file(json!([says("a", "people", "3,890")]), json!([]))).unwrap_err();
    assert_eq!(
        [error.to_string(), error.vietnamese().to_string()],
        [
            "figure a: 3,890 has decimals, but people are counted whole: write thousands with dots",
            "số liệu a: 3,890 có phần lẻ, mà người phải là số nguyên: dùng dấu chấm ngăn hàng nghìn"
        ]
    );
}

/// A share that does not fit 128 bits in percent is written exactly, not as if the share were the percentage.
#[test]
fn a_share_too_large_for_percent_is_not_written_as_one() {
    let each = figure("c", "billion_dong", json!({"scope": "each_club", "says": {"at_least": "99.999.999.999.999"}}));
    let figures = json!([says("b", "clubs", "999.999.999.999.999"), each, says("d", "dong", "7")]);
    let derived = json!([
        {"id": "p", "what": "p", "is": {"product": ["b", "c"]}, "unit": "dong"},
        {"id": "q", "what": "q", "is": {"quotient": ["p", "d"]}, "unit": "percent", "base": "x"},
    ]);
    let reported = read(&file(figures, derived)).unwrap();
    let check = reported.check(&Province::new());
    let said = &check.figures[4].said.english;
    assert!(said.ends_with("= at least 99999999999998900000000000001000000000/7 × 100% of x"), "{said}");
}

#[test]
fn every_figure_occurs_in_its_quotation_of_the_article() {
    let article = article();
    let figures = article.figures().iter().filter(|figure| figure.source.is_none());
    for figure in figures {
        let (Some(says), Some(words)) = (&figure.says, &figure.words) else { continue };
        let says = InLanguage(says, Language::Vietnamese).to_string();
        for number in says.trim_start_matches("tối đa ").split(" đến ") {
            let number = number.trim_end_matches(".000.000");
            assert!(words.as_str().contains(number), "{number} is not in {words}");
        }
    }
}

proptest! {
    /// A number written with some decimals agrees with every sum that rounds to it, and with no other.
    #[test]
    fn a_figure_agrees_with_the_sums_that_round_to_it(dong in 0_u64..2_000_000_000, places in 1_u32..=9) {
        let last = 10_u64.pow(9 - places);
        let rounded = (dong + last / 2) / last;
        let number = |units: u64| {
            let one = 10_u64.pow(places);
            format!("{},{:0width$}", units / one, units % one, width = places as usize)
        };
        let judged = |number: &str| {
            let figures = json!([says("said", "billion_dong", number), says("books", "dong", &dong.to_string()), says("zero", "dong", "0")]);
            result(figures, json!({"sum": ["books", "zero"]}), "dong", "said")
        };
        prop_assert_eq!(judged(&number(rounded)), "agrees");
        let distance = Ratio::new(2 * ((rounded + 2) * last - dong) - last, 2);
        prop_assert_eq!(judged(&number(rounded + 2)), format!("{distance} less"));
    }

    /// Results of whole numbers are exact.
    #[test]
    fn quotients_products_and_sums_are_exact(a in 1_u64..1_000_000, b in 1_u64..1_000_000) {
        let each = figure("c", "people", json!({"scope": "each_club", "says": {"exactly": a.to_string()}}));
        let figures = json!([says("a", "people", &a.to_string()), says("b", "clubs", &b.to_string()), each]);
        let derived = json!([
            {"id": "q", "what": "q", "is": {"quotient": ["a", "b"]}, "unit": "people", "scope": "each_club"},
            {"id": "p", "what": "p", "is": {"product": ["b", "c"]}, "unit": "people"},
            {"id": "s", "what": "s", "is": {"sum": ["a", "p"]}, "unit": "people"},
            {"id": "back", "what": "back", "is": {"product": ["q", "b"]}, "unit": "people", "against": "a"},
        ]);
        let reported = read(&file(figures, derived)).unwrap();
        let check = reported.check(&Province::new());
        let value = |place: usize| check.figures[place].value.unwrap().low;
        let (a, b) = (i128::from(a), i128::from(b));
        prop_assert_eq!(value(3), Ratio::new(a, b));
        prop_assert_eq!(value(4), Ratio::from(a * b));
        prop_assert_eq!(value(5), Ratio::from(a + a * b));
        prop_assert_eq!(&check.figures[6].against.as_ref().unwrap().1, &Verdict::Agrees);
    }

    /// A damaged file never causes a panic.
    #[test]
    fn any_bytes_are_read_or_refused(place in 0_usize..4_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reported/bac-ninh-2025-03.json")).unwrap();
        let place = place % bytes.len();
        if cut { bytes.truncate(place) } else { bytes[place] = byte }
        if let Ok(reported) = Reported::read(bytes.as_slice()) {
            prop_assert!(!InLanguage(&reported.check(&three()), Language::Both).to_string().is_empty());
        }
    }
}

#[test]
fn fractions_are_printed_in_the_format_of_a_language() {
    let written = |part, whole| {
        [Language::English, Language::Vietnamese].map(|language| written(Ratio::new(part, whole), language))
    };
    assert_eq!(written(8_400_000_000, 1), ["8,400,000,000", "8.400.000.000"]);
    assert_eq!(written(3_890, 84), ["46.3", "46,3"]);
    assert_eq!(written(-1_250, 1_000), ["-1.25", "-1,25"]);
    assert_eq!(written(1, 8), ["0.125", "0,125"]);
    assert_eq!(written(1, 20), ["0.05", "0,05"]);
    assert_eq!(written(-2, 3), ["-0.7", "-0,7"]);
}
