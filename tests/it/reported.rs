//! What reports say of clubs, judged by their books and by each other.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use revolving_fund::event::SeedGrantReceived;
use revolving_fund::province::Province;
use revolving_fund::reconcile::reported::{
    Check, Fraction, InBooks, Reported, ReportedError, Verdict, Why, WrittenNumber,
};
use revolving_fund::{Audit, Charter, Header, Place};
use serde_json::{Value, json};

use crate::support::{Story, amount, ask, day, disburse, join, text};

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

/// A figure of all clubs, with what else is to be said of it.
fn figure(id: &str, unit: &str, more: Value) -> Value {
    let mut figure = json!({"id": id, "what": id, "unit": unit, "words": "lời báo"});
    let Value::Object(more) = more else { panic!("{more} is no object") };
    figure.as_object_mut().unwrap().extend(more);
    figure
}

fn says(id: &str, unit: &str, number: &str) -> Value {
    figure(id, unit, json!({"says": {"exactly": number}}))
}

/// A club with its grant, so many members, and a loan of each sum to the first of them.
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
        let mut bytes = Vec::new();
        story.books.write(&mut bytes).unwrap();
        province.add(story.books.header().club().as_str(), &Audit::of(bytes.as_slice()).unwrap()).unwrap();
    }
    province
}

/// Three clubs: 3, 4 and 9 members; 100, 100 and 99 million; loans of 2, 5 and 8 million, all of the third club.
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

/// By how much it contradicts, at its word and at the least.
fn gap(verdict: &Verdict) -> (String, String, bool) {
    match verdict {
        Verdict::Contradicts(gap) => (gap.by.to_string(), gap.at_least.to_string(), gap.is_more),
        other => panic!("{other:?} is no contradiction"),
    }
}

#[test]
fn a_count_is_exact_and_a_sum_is_as_precise_as_it_is_written() {
    let province = three();
    let of = |measure: &str, unit: &str, says: Value| {
        verdict_of(figure("x", unit, json!({"of": measure, "says": says})), &province)
    };
    assert_eq!(of("clubs", "clubs", json!({"exactly": "3"})), Verdict::Agrees);
    assert_eq!(gap(&of("clubs", "clubs", json!({"exactly": "2"}))), ("1".into(), "1".into(), true));
    assert_eq!(gap(&of("members", "people", json!({"exactly": "1.600"}))), ("1584".into(), "1584".into(), false));
    // 299 million: 0,3 tỉ is 250 to 350 million, 0,30 is 295 to 305, 300 million is 299,5 to 300,5.
    assert_eq!(of("seed_grant", "billion_dong", json!({"exactly": "0,3"})), Verdict::Agrees);
    assert_eq!(of("seed_grant", "billion_dong", json!({"exactly": "0,30"})), Verdict::Agrees);
    let by = gap(&of("seed_grant", "million_dong", json!({"exactly": "300"})));
    assert_eq!(by, ("1000000".into(), "500000".into(), false));
    assert_eq!(of("seed_grant", "million_dong", json!({"about": "300"})), Verdict::Agrees);
    assert_eq!(of("seed_grant", "dong", json!({"exactly": "299.000.000"})), Verdict::Agrees);
    assert_eq!(gap(&of("seed_grant", "dong", json!({"exactly": "299.000.001"}))).0, "1");
    assert_eq!(of("lent", "million_dong", json!({"between": ["15", "16"]})), Verdict::Agrees);
    assert_eq!(gap(&of("lent", "million_dong", json!({"at_most": "14,9"}))).0, "100000");
    assert_eq!(of("lent", "million_dong", json!({"at_least": "15"})), Verdict::Agrees);
}

#[test]
fn seven_point_nine_is_from_7_85_to_7_95() {
    let judged = |dong: &str| {
        let figures = json!([says("said", "billion_dong", "7,9"), says("worked", "dong", dong)]);
        let derived = json!([{"id": "d", "what": "d", "is": {"sum": ["worked"]}, "unit": "dong", "against": "said"}]);
        let reported = read(&file(figures, derived)).unwrap();
        let check = reported.check(&Province::new());
        check.derived[0].against.as_ref().unwrap().1.clone()
    };
    for agreeing in ["7.850.000.000", "7.900.000.000", "7.950.000.000"] {
        assert_eq!(judged(agreeing), Verdict::Agrees, "{agreeing}");
    }
    assert_eq!(gap(&judged("7.849.999.999")), ("50000001".into(), "1".into(), false));
    assert_eq!(gap(&judged("8.400.000.000")), ("500000000".into(), "450000000".into(), true));
}

#[test]
fn a_figure_of_each_club_is_held_against_every_club() {
    let province = three();
    let each = |says: Value| {
        let more = json!({"of": "members", "scope": "each_club", "says": says});
        verdict_of(figure("x", "people", more), &province)
    };
    assert_eq!(each(json!({"between": ["3", "9"]})), Verdict::Agrees);
    let Verdict::Contradicts(gap) = each(json!({"between": ["4", "5"]})) else { panic!() };
    let outside = gap.clubs.unwrap();
    assert_eq!((outside.count, outside.of, outside.farthest.as_str()), (2, 3, "BN-3"));
    assert_eq!((gap.by, gap.is_more), (Fraction::whole(4), true));

    let loan = |says: Value| {
        let more = json!({"of": "loan", "scope": "each_loan", "says": says});
        verdict_of(figure("x", "million_dong", more), &province)
    };
    assert_eq!(loan(json!({"at_most": "8"})), Verdict::Agrees);
    // One loan is too large, another too small: the farthest is told.
    let Verdict::Contradicts(gap) = loan(json!({"between": ["3", "6"]})) else { panic!() };
    assert_eq!(gap.by, Fraction::whole(2_000_000));
    let none = verdict_of(
        figure("x", "people", json!({"of": "members", "scope": "each_club", "says": {"exactly": "1"}})),
        &Province::new(),
    );
    assert_eq!(none, Verdict::CannotBeTold { why: Why::NoClubs });
}

#[test]
fn a_figure_of_one_club_is_held_against_its_books_alone() {
    let province = three();
    let one = |club: &str| {
        let more = json!({"of": "members", "scope": format!("club:{club}"), "says": {"exactly": "4"}});
        verdict_of(figure("x", "people", more), &province)
    };
    assert_eq!(one("BN-2"), Verdict::Agrees);
    assert_eq!(gap(&one("BN-1")).0, "1");
    assert_eq!(one("BN-9"), Verdict::CannotBeTold { why: Why::NoSuchClub { club: "BN-9".parse().unwrap() } });
}

#[test]
fn what_cannot_be_told_says_why() {
    let province = three();
    let untold = |figure| match verdict_of(figure, &province) {
        Verdict::CannotBeTold { why } => why.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(untold(figure("x", "people", json!({"of": "members"}))), "no figure is told");
    assert_eq!(untold(says("x", "clubs", "67")), "the books do not hold it");
    let share = json!({"of": "interest_to_capital", "base": "lãi", "says": {"exactly": "50"}});
    assert_eq!(untold(figure("x", "percent", share)), "there is nothing of which it could be a part");
}

#[test]
fn percentages_are_exact_and_say_of_what() {
    let province = three();
    let more = json!({"of": "members_who_borrowed", "base": "thành viên", "says": {"exactly": "18,8"}});
    assert_eq!(verdict_of(figure("x", "percent", more), &province), Verdict::Agrees, "3 of 16 are 18,75 %");
    let more = json!({"of": "members_who_borrowed", "base": "thành viên", "says": {"exactly": "18,7"}});
    assert_eq!(verdict_of(figure("x", "percent", more), &province), Verdict::Agrees, "which may be rounded either way");
    let more = json!({"of": "members_who_borrowed", "base": "thành viên", "says": {"exactly": "18"}});
    assert_eq!(gap(&verdict_of(figure("x", "percent", more), &province)), ("3/400".into(), "1/400".into(), true));
}

/// 84 clubs of 67 planned are 8400/67 percent.
#[test]
fn a_quotient_is_a_fraction_and_no_rounded_number() {
    let figures = json!([
        says("clubs", "clubs", "84"),
        says("planned", "clubs", "67"),
        figure("plan", "percent", json!({"base": "kế hoạch", "says": {"exactly": "100"}})),
    ]);
    let derived = json!([{"id": "d", "what": "d", "is": {"quotient": ["clubs", "planned"]}, "unit": "percent",
        "base": "kế hoạch", "against": "plan"}]);
    let reported = read(&file(figures, derived)).unwrap();
    let check = reported.check(&Province::new());
    let (_, verdict) = check.derived[0].against.as_ref().unwrap();
    assert_eq!(gap(verdict), ("17/67".into(), "3333/13400".into(), true));
    assert_eq!(
        check.derived[0].to_string(),
        "  d\n    84 clubs ÷ 67 clubs = 125,4 % of kế hoạch\n    said   100 % of kế hoạch\n    CONTRADICTS (không khớp): it \
         comes to 25,4 percentage point(s) (điểm phần trăm) more, 24,9 percentage point(s) (điểm phần trăm) at the least, however it was rounded\n"
    );
}

#[test]
fn bounds_stay_bounds() {
    let figures = json!([
        says("turns", "turns", "3"),
        says("members", "people", "16"),
        figure("cap", "million_dong", json!({"scope": "each_loan", "says": {"at_most": "8"}})),
        figure("aim", "percent", json!({"base": "thành viên", "says": {"at_least": "50"}})),
        figure("less", "percent", json!({"base": "thành viên", "says": {"at_least": "10"}})),
    ]);
    let share = |id: &str, against: &str| {
        json!({"id": id, "what": id, "is": {"quotient": ["turns", "members"]}, "bound": "at_most", "unit": "percent",
            "base": "thành viên", "against": against, "of": "members_who_borrowed"})
    };
    let derived = json!([
        {"id": "lent", "what": "lent", "is": {"product": ["turns", "cap"]}, "unit": "dong", "of": "lent"},
        share("borrowed", "aim"),
        share("again", "less"),
    ]);
    let reported = read(&file(figures, derived)).unwrap();
    let province = three();
    let check = reported.check(&province);
    let books = |place: usize| check.derived[place].books.clone().unwrap();
    assert_eq!(books(0), (InBooks::Figure { value: Fraction::whole(15_000_000) }, Verdict::Agrees));
    assert_eq!(books(1).1, Verdict::Agrees);
    let against = |place: usize| check.derived[place].against.clone().unwrap().1;
    // At most 18,75 %, and at least 50 % are asked.
    assert_eq!(gap(&against(1)), ("5/16".into(), "5/16".into(), false));
    assert_eq!(against(2), Verdict::CannotBeTold { why: Why::LeftOpen });
    assert!(check.derived[0].to_string().contains("3 turns × at most 8 triệu đồng per loan = at most 24.000.000 đồng"));

    let more = province_with_a_larger_loan();
    let check = reported.check(&more);
    assert_eq!(gap(&check.derived[0].books.clone().unwrap().1), ("3000000".into(), "3000000".into(), true));
}

/// Four loans where the report says three: 27 million, and at most 24 are said.
fn province_with_a_larger_loan() -> Province {
    province(&[club("BN-1", 100_000_000, 9, &[8_000_000, 8_000_000, 8_000_000, 3_000_000])])
}

#[test]
fn what_is_worked_out_of_nothing_told_cannot_be_told() {
    let figures = json!([figure("a", "dong", json!({})), says("b", "clubs", "0"), says("c", "dong", "5")]);
    let derived = json!([
        {"id": "d", "what": "d", "is": {"sum": ["a", "c"]}, "unit": "dong", "against": "c"},
        {"id": "e", "what": "e", "is": {"quotient": ["c", "b"]}, "unit": "dong", "scope": "each_club", "of": "lent"},
        {"id": "f", "what": "f", "is": {"sum": ["d"]}, "unit": "dong", "against": "c"},
        {"id": "g", "what": "g", "is": {"sum": ["c"]}, "unit": "dong", "against": "a"},
    ]);
    let reported = read(&file(figures, derived)).unwrap();
    let check = reported.check(&three());
    let against = |place: usize| check.derived[place].against.clone().unwrap().1;
    let untold = |id: &str| Verdict::CannotBeTold { why: Why::OperandUntold { id: text(id) } };
    assert_eq!(against(0), untold("a"));
    assert_eq!(check.derived[1].books.clone().unwrap().1, Verdict::CannotBeTold { why: Why::NotWorkedOut });
    assert_eq!(against(2), untold("d"));
    assert_eq!(against(3), Verdict::CannotBeTold { why: Why::NoFigure });
}

#[test]
fn numbers_too_large_are_not_worked_out() {
    let most = "999.999.999.999.999";
    let figures = json!([
        says("a", "billion_dong", most),
        says("b", "clubs", most),
        figure("c", "billion_dong", json!({"scope": "each_club", "says": {"exactly": most}}))
    ]);
    let derived = json!([{"id": "d", "what": "d", "is": {"product": ["b", "c"]}, "unit": "dong", "against": "a"}]);
    let reported = read(&file(figures, derived)).unwrap();
    let check = reported.check(&Province::new());
    assert_eq!(check.derived[0].against.clone().unwrap().1, Verdict::CannotBeTold { why: Why::NotWorkedOut });
}

#[test]
fn a_file_that_does_not_fit_together_is_refused_with_its_field() {
    let derive = |is: Value, unit: &str| json!([{"id": "d", "what": "d", "is": is, "unit": unit}]);
    let figures = || json!([says("clubs", "clubs", "84"), says("turns", "turns", "9"), says("people", "people", "7")]);
    let percent =
        json!([{"id": "d", "what": "d", "is": {"quotient": ["turns", "people"]}, "unit": "percent", "base": "x"}]);
    let mut against = derive(json!({"quotient": ["people", "clubs"]}), "people");
    against[0]["scope"] = json!("each_club");
    against[0]["against"] = json!("people");
    let told = [
        refused(json!([says("a", "clubs", "1"), says("a", "clubs", "2")]), json!([])),
        refused(json!([figure("a", "turns", json!({"of": "members"}))]), json!([])),
        refused(json!([figure("a", "clubs", json!({"of": "clubs", "scope": "each_club"}))]), json!([])),
        refused(json!([says("a", "percent", "84")]), json!([])),
        refused(json!([figure("a", "clubs", json!({"base": "kế hoạch"}))]), json!([])),
        refused(json!([figure("a", "people", json!({"says": {"between": ["70", "60"]}}))]), json!([])),
        refused(figures(), derive(json!({"sum": ["clubs", "ghost"]}), "clubs")),
        refused(figures(), derive(json!({"sum": ["d"]}), "clubs")),
        refused(figures(), derive(json!({"sum": []}), "clubs")),
        refused(figures(), derive(json!({"sum": ["people", "turns"]}), "people")),
        refused(figures(), derive(json!({"quotient": ["people", "clubs"]}), "people")),
        refused(figures(), percent),
        refused(figures(), against),
    ];
    insta::assert_snapshot!(told.join("\n"));
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
    let told = [
        changed("\"84\"}", "84}"),
        changed("\"84\"", "\"8.4\""),
        changed("\"84\"", "\"84,\""),
        changed("\"84\"", "\"-84\""),
        changed("\"84\"", "\"1.000.000.000.000.000\""),
        changed("exactly", "roughly"),
        changed("\"unit\":\"clubs\"", "\"unit\":\"dollars\""),
        changed("\"unit\":\"clubs\",", ""),
        changed("\"words\"", "\"wrods\""),
        changed("\"id\":\"clubs\"", "\"id\":\"clubs\",\"id\":\"x\""),
        changed("\"says\"", "\"scope\":\"every_club\",\"says\""),
        changed("\"says\"", "\"scope\":\"club:\",\"says\""),
        changed("\"says\":{\"exactly\":\"84\"}", "\"says\":null"),
        changed("2025-03-31", "31/3/2025"),
        changed("[\n", "[[],\n"),
        changed("84 CLB\"}\n  ]\n}", "84 CLB\"}\n  ]\n}}"),
        changed("84 CLB\"}\n  ]\n}", "84 CLB\"}\n"),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_source_that_fails_is_told() {
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

/// What the article's figures come to does not depend on any books.
#[test]
fn the_article_contradicts_itself() {
    let article = article();
    let check: Check<'_> = article.check(&Province::new());
    let derived: String = check.derived.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(derived);
}

#[test]
fn every_number_stands_in_the_words_of_the_article() {
    let article = article();
    for figure in article.figures().iter().filter(|figure| figure.source.is_none()) {
        let numbers: Vec<String> = match serde_json::to_value(&figure.says).unwrap() {
            Value::Object(says) => says
                .values()
                .flat_map(|value| match value {
                    Value::Array(numbers) => numbers.clone(),
                    number => vec![number.clone()],
                })
                .map(|number| number.as_str().unwrap().trim_end_matches(".000.000").to_owned())
                .collect(),
            _ => Vec::new(),
        };
        for number in numbers {
            assert!(figure.words.as_str().contains(&number), "{number} is not in {}", figure.words);
        }
    }
}

#[test]
fn numbers_are_read_as_they_are_written_in_viet_nam() {
    for good in ["0", "84", "3.890", "8.400.000.000", "7,9", "0,5", "1000", "12.500,75"] {
        assert_eq!(good.parse::<WrittenNumber>().unwrap().as_str(), good);
    }
    for bad in [
        "", ",", "7,", ",9", "7.9", "1.00", "1.0000", "0.890", "007", "+7", "-7", "7,9,1", "1 000", "1,000.5", "٣",
        "1e3",
    ] {
        assert!(bad.parse::<WrittenNumber>().is_err(), "{bad}");
    }
}

proptest! {
    /// A number that is written to some decimals agrees with every sum that is rounded to it, and with no other.
    #[test]
    fn a_figure_agrees_with_what_rounds_to_it(dong in 0_u64..2_000_000_000, places in 1_u32..=9) {
        let last = 10_u64.pow(9 - places);
        let rounded = (dong + last / 2) / last;
        let written = |units: u64| {
            let one = 10_u64.pow(places);
            format!("{},{:0width$}", units / one, units % one, width = places as usize)
        };
        let judged = |number: &str| {
            let figures = json!([says("said", "billion_dong", number), figure("books", "dong", json!({"says": {"exactly": dong.to_string()}}))]);
            let derived = json!([{"id": "d", "what": "d", "is": {"sum": ["books"]}, "unit": "dong", "against": "said"}]);
            read(&file(figures, derived)).unwrap().check(&Province::new()).derived[0].against.clone().unwrap().1
        };
        prop_assert_eq!(judged(&written(rounded)), Verdict::Agrees);
        let (by, at_least, is_more) = gap(&judged(&written(rounded + 2)));
        let distance = (rounded + 2) * last - dong;
        prop_assert_eq!(by, distance.to_string());
        prop_assert!(!is_more);
        let at_least: Vec<u64> = at_least.split('/').map(|part| part.parse().unwrap()).collect();
        prop_assert_eq!(at_least[0] * 2 / at_least.get(1).unwrap_or(&1), distance * 2 - last);
    }

    /// What is worked out of whole numbers is what whole numbers give.
    #[test]
    fn quotients_products_and_sums_are_exact(a in 1_u64..1_000_000, b in 1_u64..1_000_000) {
        let figures = json!([says("a", "people", &a.to_string()), says("b", "clubs", &b.to_string()), figure("c", "people",
            json!({"scope": "each_club", "says": {"exactly": a.to_string()}}))]);
        let derived = json!([
            {"id": "q", "what": "q", "is": {"quotient": ["a", "b"]}, "unit": "people", "scope": "each_club"},
            {"id": "p", "what": "p", "is": {"product": ["b", "c"]}, "unit": "people"},
            {"id": "s", "what": "s", "is": {"sum": ["a", "p"]}, "unit": "people"},
            {"id": "back", "what": "back", "is": {"product": ["q", "b"]}, "unit": "people", "against": "a"},
        ]);
        let reported = read(&file(figures, derived)).unwrap();
        let check = reported.check(&Province::new());
        let result = |place: usize| check.derived[place].result.unwrap().low;
        let (a, b) = (i128::from(a), i128::from(b));
        prop_assert_eq!(result(0), Fraction::of(a, b).unwrap());
        prop_assert_eq!(result(1), Fraction::whole(a * b));
        prop_assert_eq!(result(2), Fraction::whole(a + a * b));
        prop_assert_eq!(&check.derived[3].against.as_ref().unwrap().1, &Verdict::Agrees);
    }

    /// Any bytes are read or refused.
    #[test]
    fn no_file_makes_the_reader_stumble(place in 0_usize..4_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/reported/bac-ninh-2025-03.json")).unwrap();
        let place = place % bytes.len();
        if cut { bytes.truncate(place) } else { bytes[place] = byte }
        if let Ok(reported) = Reported::read(bytes.as_slice()) {
            prop_assert!(!reported.check(&three()).to_string().is_empty());
        }
    }
}

#[test]
fn fractions_are_written_as_people_write_them() {
    let written = |part, whole| Fraction::of(part, whole).unwrap().written();
    assert_eq!(written(8_400_000_000, 1), "8.400.000.000");
    assert_eq!(written(3_890, 84), "46,3");
    assert_eq!(written(-1_250, 1_000), "-1,25");
    assert_eq!(written(1, 8), "0,125");
    assert_eq!(written(1, 20), "0,05");
    assert_eq!(written(-2, 3), "-0,7");
    assert_eq!(Fraction::of(1, 0), None);
}
