//! Tables of statements and of any JSON, on a terminal, as CSV, as HTML and as a workbook.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use proptest::prelude::*;
use revolving_fund::Balance;
use revolving_fund::catalogue::Bilingual;
use revolving_fund::table::{
    Cell, Column, CsvOptions, Delimiter, Kind, Label, Language, RatioUnit, Row, RowKind, Table, TextOptions, html,
    of_answer, of_json, of_statement, of_statement_explained, to_csv, words, xlsx,
};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::LANGUAGES;

/// A small value of each statement, with its name, one JSON object a line.
const STATEMENTS: &str = include_str!("statements.jsonl");

/// Makes the tables of each statement, with its name.
fn statements() -> Vec<(String, Vec<Table>)> {
    let statement = |line: &str| {
        let name: Value = serde_json::from_str(line).unwrap();
        let name = name["statement"].as_str().unwrap().to_owned();
        let value = line.split_once(r#""value":"#).unwrap().1.strip_suffix('}').unwrap();
        let tables = of_json(&name, value).unwrap();
        (name, tables)
    };
    STATEMENTS.lines().map(statement).collect()
}

fn all_text(language: Language) -> String {
    let mut all = String::new();
    for (name, tables) in statements() {
        writeln!(all, "#### {name}\n").unwrap();
        for table in tables {
            writeln!(all, "{}", table.to_text(language)).unwrap();
        }
    }
    all
}

#[test]
fn statements_in_english() {
    insta::assert_snapshot!(all_text(Language::English));
}

#[test]
fn statements_in_vietnamese() {
    insta::assert_snapshot!(all_text(Language::Vietnamese));
}

#[test]
fn every_statement_fits_into_80_columns_in_every_language() {
    for language in LANGUAGES {
        let text = all_text(language);
        assert!(text.lines().all(|line| line.width() <= 80), "{language:?}");
        assert!(!text.contains('_') || text.lines().all(|line| line.starts_with("####") || !line.contains('_')));
    }
}

#[test]
fn every_key_of_a_statement_has_a_label() {
    fn keys<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    found.insert(key);
                    keys(value, found);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
            _ => {}
        }
    }
    let values: Vec<Value> = STATEMENTS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut found = BTreeSet::new();
    for value in &values {
        keys(value, &mut found);
    }
    found.extend(values.iter().map(|value| value["statement"].as_str().unwrap()));
    assert!(found.len() > 230, "{}", found.len());
    let missing: Vec<&&str> = found.iter().filter(|key| words::word(key).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_cash_book_as_csv() {
    let (_, tables) = statements().into_iter().find(|(name, _)| name == "cash_book").unwrap();
    let options = CsvOptions { language: Language::English, ..CsvOptions::default() };
    insta::assert_snapshot!(to_csv(&tables, options));
}

#[test]
fn a_page_with_a_table_a_chart_and_a_qr_code() {
    let (_, tables) = statements().into_iter().find(|(name, _)| name == "dcb").unwrap();
    let amounts = |values: &[i128]| values.iter().map(|value| Some(Balance::new(*value))).collect();
    let chart = html::Chart {
        kind: html::ChartKind::Area,
        id: "funds".to_owned(),
        title: Label::new("Funds", "Các quỹ"),
        description: Label::new("Both funds grow.", "Hai quỹ đều tăng."),
        points: ["2024-01", "2024-02", "2024-03"].map(|month| Cell::Month(month.parse().unwrap())).to_vec(),
        series: vec![
            html::Series {
                name: Label::new("Capital", "Vốn"),
                values: amounts(&[100_000_000, 100_500_000, 101_000_000]),
            },
            html::Series {
                name: Label::new("Operating fund", "Quỹ hoạt động"),
                values: vec![Some(Balance::new(0)), None, Some(Balance::new(-1_500_000))],
            },
        ],
    };
    let bars = html::Chart { kind: html::ChartKind::Bar, id: "bars".to_owned(), ..chart.clone() };
    let code = html::qr_code("BN-001", &Label::new("Head", "Mã đối chiếu sổ"), Language::Both, 30).unwrap();
    let body = html::maud::html! {
        (html::tables(&tables, Language::Both)) (chart.to_html(Language::Both)) (bars.to_html(Language::English)) (code)
    };
    let page = html::page(&Label::new("Report", "Báo cáo"), Language::Both, &body).into_string();
    assert!(!page.contains("<script") && !page.contains("href=") && !page.contains("src="));
    insta::assert_snapshot!(page.replace("><", ">\n<"));
}

#[test]
fn a_qr_code_holds_2_331_bytes() {
    let code = |length: usize| html::qr_code(&"x".repeat(length), &Label::same("x"), Language::English, 30);
    assert!(code(0).is_some() && code(64).is_some() && code(2_331).is_some());
    assert!(code(2_332).is_none());
}

/// Makes a table in which every text is hostile.
fn hostile() -> Table {
    let heading = || Label::same("=HYPERLINK(\"x\")");
    let mut table = Table::new(
        Label::same("<b>\u{202e}\u{1b}[2J"),
        vec![Column::new(heading(), Kind::Text), Column::new(heading(), Kind::Amount).in_group(Label::same("<i>"))],
    );
    for text in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "<script>alert(1)</script>",
        "'",
        "\u{200b}x",
    ] {
        table.push(vec![Cell::from(text), Cell::Amount(Balance::new(-1))]);
    }
    table.push_section(Label::same("=cmd|'/c calc'!A0"));
    table.push(vec![Cell::from("a;=1"), Cell::from("1,=1"), Cell::from("one too many")]);
    table.push(vec![]);
    table.push_total(vec![Label::same("=1").into(), Cell::Amount(Balance::new(i128::MIN))]);
    table.notes.push(Label::same("=1<\u{7f}"));
    table
}

/// Returns whether a spreadsheet could read a text as a formula.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn rows_of(csv: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(csv.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn hostile_texts_are_harmless_in_csv() {
    let table = hostile();
    let rows = rows_of(&table.to_csv(CsvOptions::default()), b',');
    assert_eq!(rows.len(), table.all_rows().count() + 1);
    assert!(rows.iter().flatten().filter(|cell| cell.parse::<i128>().is_err()).all(|cell| !is_formula(cell)));
    assert_eq!(rows[1], ["'=1+1", "-1"]);
    let raw = table.to_csv(CsvOptions { is_harmless: false, ..CsvOptions::default() });
    assert_eq!(rows_of(&raw, b',')[1], ["=1+1", "-1"]);
    let excel = table.to_csv(CsvOptions { delimiter: Delimiter::Semicolon, ..CsvOptions::excel(Language::Vietnamese) });
    assert_eq!(rows_of(excel.strip_prefix('\u{feff}').unwrap(), b';')[1], ["'=1+1", "-1"]);
}

#[test]
fn hostile_texts_are_visible_on_a_terminal() {
    let text = hostile().to_text(Language::Both);
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(text.starts_with("<b>\\u{202e}\\u{1b}[2J\n"), "{text}");
}

#[test]
fn hostile_texts_are_escaped_in_html() {
    let page = html::page(&Label::same("</title><script>"), Language::Both, &html::table(&hostile(), Language::Both))
        .into_string();
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>") && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

/// A spreadsheet does not print the parts beyond the print area.
#[test]
fn the_print_area_of_a_workbook_covers_long_titles_and_notes() {
    let print_area = |title: usize, note: usize, rows: u32| {
        let column = Column::new(Label::same("x"), Kind::Count);
        let mut table = Table::new(Label::same("x".repeat(title)), vec![column]);
        (0..rows).for_each(|number| table.push(vec![Cell::Count(number.into())]));
        table.notes.push(Label::same("x".repeat(note)));
        let bytes = xlsx::workbook(&[table], Language::English).unwrap();
        let workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let areas = workbook.defined_names().iter().filter(|(name, _)| name.ends_with("Print_Area"));
        areas.map(|(_, area)| area.rsplit('!').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // The column is 4 digits wide; every column beside it adds 8. Letters of titles are larger.
    assert_eq!(print_area(1, 9, 1), ["$A$1:$B$6"]);
    assert_eq!(print_area(1, 10, 1), ["$A$1:$C$6"]);
    assert_eq!(print_area(7, 1, 1), ["$A$1:$B$6"]);
    assert_eq!(print_area(8, 1, 1), ["$A$1:$C$6"]);
    assert_eq!(print_area(25, 1, 0), ["$A$1:$E$5"], "a table without rows");
    assert_eq!(print_area(1, 178, 1), ["$A$1:$W$7"], "a note of two rows, one as wide as a page");
}

#[test]
fn hostile_texts_are_no_formulas_in_a_workbook() {
    let bytes = xlsx::workbook(&[hostile()], Language::Both).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    assert_eq!(workbook.worksheet_formula(&name).unwrap().used_cells().count(), 0);
    let range = workbook.worksheet_range(&name).unwrap();
    let texts = range.used_cells().filter(|(.., value)| matches!(value, Data::String(text) if text.starts_with('=')));
    assert_eq!(texts.count(), 5, "a heading, a text, a section, a total and a note");
}

/// Computes a formula such as `SUM(B3:B4,B7:B9)` from the values of a sheet.
fn sum(formula: &str, range: &calamine::Range<Data>) -> f64 {
    let ranges = formula.strip_prefix("SUM(").unwrap().strip_suffix(')').unwrap().split(',');
    let place = |cell: &str| {
        let letters: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
        let column = letters.bytes().fold(0, |number, letter| number * 26 + u32::from(letter - b'A') + 1) - 1;
        (cell[letters.len()..].parse::<u32>().unwrap() - 1, column)
    };
    let mut sum = 0.0;
    for (first, last) in ranges.map(|range| range.split_once(':').unwrap()) {
        let ((top, column), (bottom, _)) = (place(first), place(last));
        sum += (top..=bottom).filter_map(|row| range.get_value((row, column))?.as_f64()).sum::<f64>();
    }
    sum
}

#[test]
fn workbooks_have_the_values_of_the_tables_and_formulas_that_agree() {
    let mut formulas = 0;
    for (name, tables) in statements() {
        for language in LANGUAGES {
            let bytes = xlsx::workbook(&tables, language).unwrap();
            assert!(bytes == xlsx::workbook(&tables, language).unwrap(), "the same tables must give the same bytes");
            let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
            let names = workbook.sheet_names();
            assert_eq!(names.len(), tables.len());
            for (table, sheet) in tables.iter().zip(names) {
                let range = workbook.worksheet_range(&sheet).unwrap();
                let titles =
                    if language == Language::Both && table.title.english != table.title.vietnamese { 2 } else { 1 };
                if table.is_empty() {
                    continue;
                }
                for (place, row) in table.all_rows().enumerate() {
                    for (column, cell) in row.cells.iter().enumerate().take(table.columns.len()) {
                        let at = (u32::try_from(titles + 2 + place).unwrap(), u32::try_from(column).unwrap());
                        let value = range.get_value(at).unwrap_or(&Data::Empty);
                        let is_equal = match (cell, value) {
                            (Cell::Empty, value) => matches!(value, Data::Empty),
                            (Cell::Amount(_) | Cell::Count(_) | Cell::Year(_) | Cell::Rate(_), value) => {
                                value.as_f64() == cell.plain(language).parse().ok()
                            }
                            (Cell::Ratio { .. }, value) => value.as_f64() == cell.plain(language).parse().ok(),
                            (Cell::Date(_) | Cell::Month(_), value) => value.is_datetime(),
                            (cell, value) => value.get_string().unwrap_or("") == cell.text(language),
                        };
                        assert!(is_equal, "{name}, {sheet}, {at:?}: {cell:?}, {value:?}");
                    }
                }
                let of_sheet = workbook.worksheet_formula(&sheet).unwrap();
                let (top, left) = of_sheet.start().unwrap_or_default();
                for (row, column, formula) in of_sheet.used_cells() {
                    let at = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
                    assert_eq!(range.get_value(at).unwrap().as_f64(), Some(sum(formula, &range)), "{name}, {formula}");
                    formulas += 1;
                }
            }
        }
    }
    assert!(formulas > 300, "{formulas}");
}

#[test]
fn a_workbook_keeps_what_a_spreadsheet_would_round_as_text() {
    let mut table = Table::new(Label::same("x"), vec![Column::new(Label::same("x"), Kind::Amount)]);
    table.push(vec![Balance::new(999_999_999_999_999).into()]);
    table.push(vec![Balance::new(1).into()]);
    table.push_total(vec![Balance::new(1_000_000_000_000_000).into()]);
    let bytes = xlsx::workbook(&[table], Language::English).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(range.get_value((3, 0)), Some(&Data::Float(999_999_999_999_999.0)));
    assert_eq!(range.get_value((5, 0)), Some(&Data::String("1,000,000,000,000,000".to_owned())));
}

#[test]
fn a_statement_is_shown_as_its_json() {
    #[derive(serde::Serialize)]
    struct Report {
        seed_grant: Balance,
        cash: Balance,
        findings: Vec<Found>,
        unknown_key: Option<u8>,
    }
    #[derive(serde::Serialize)]
    struct Found {
        seq: u64,
        code: &'static str,
    }
    let findings =
        vec![Found { seq: 3, code: "over-cap" }, Found { seq: 4, code: "mine" }, Found { seq: 5, code: "other" }];
    let report = Report { seed_grant: Balance::new(-5), cash: Balance::new(1_000), findings, unknown_key: None };
    let explain =
        |code: &str| (code == "mine").then_some(Bilingual { english: "my rule", vietnamese: "quy định riêng" });
    let tables = of_statement_explained("month_report", &report, &explain).unwrap();
    let text: String = tables.iter().map(|table| table.to_text(Language::English) + "\n").collect();
    insta::assert_snapshot!(text);
    let refused = |value| of_statement("position", &value).unwrap_err().to_string();
    let reason = "the statement is no JSON object of numbers, texts and lists: ";
    assert_eq!(refused(serde_json::json!([1, 2])), format!("{reason}expected an object"));
    // The second reason is that with the feature `arbitrary_precision` of `serde_json`.
    let reasons = ["invalid type: floating point `0.5`", "a number is not a whole number of 64 bits"];
    let fraction = refused(serde_json::json!({"cash": 0.5}));
    assert!(reasons.iter().any(|why| fraction.starts_with(&format!("{reason}{why}"))), "{fraction}");
    assert_eq!(of_statement("position", &serde_json::json!({})).unwrap(), []);
}

#[test]
fn a_report_states_its_period_and_its_findings() {
    #[derive(serde::Serialize)]
    struct Answer {
        file: &'static str,
        club: &'static str,
        statement: &'static str,
        from: Option<&'static str>,
        through: &'static str,
        records: u64,
        error: Option<Unread>,
        findings: u64,
        value: Option<Value>,
    }
    #[derive(serde::Serialize)]
    struct Unread {
        line: u64,
        message: &'static str,
    }
    let answer = Answer {
        file: "a.jsonl",
        club: "BN-001",
        statement: "position",
        from: None,
        through: "2025-03-31",
        records: 312,
        error: Some(Unread { line: 5, message: "the line is cut short" }),
        findings: 1,
        value: Some(serde_json::json!({"memo": {"lendable": 5}})),
    };
    let tables = of_answer(&answer, &|_| None).unwrap();
    let text: String = tables.iter().map(|table| table.to_text(Language::Vietnamese) + "\n").collect();
    insta::assert_snapshot!(text);
    assert_eq!(of_answer(&Answer { value: None, ..answer }, &|_| None).unwrap().len(), 1);
    for (answer, reason) in [
        (serde_json::json!({"statement": "position", "value": 5}), "expected an object as value"),
        (serde_json::json!({"value": {}}), "expected a statement and its value"),
    ] {
        let error = of_answer(&answer, &|_| None).unwrap_err();
        assert_eq!(error.to_string(), format!("the statement is no JSON object of numbers, texts and lists: {reason}"));
    }
}

#[test]
fn a_table_for_paper_leaves_out_columns_without_values() {
    let tables: Vec<Table> = statements().into_iter().flat_map(|(_, tables)| tables).collect();
    let mut fewer = 0;
    for table in &tables {
        let short = table.without_void_columns();
        assert_eq!(short.rows.len(), table.rows.len());
        assert!(short.rows.iter().all(|row| row.cells.len() <= short.columns.len()));
        assert_eq!(short.without_void_columns(), short);
        fewer += table.columns.len() - short.columns.len();
    }
    assert!(fewer > 50, "{fewer}");
}

#[test]
fn a_table_that_does_not_fit_is_written_in_parts() {
    let columns = (0..8).map(|number| {
        Column::new(Label::same(format!("column {number}")), if number == 0 { Kind::Text } else { Kind::Amount })
    });
    let mut table = Table::new(Label::same("Wide"), columns);
    let amounts = |from: i128| {
        (1..8).map(move |number| Cell::Amount(Balance::new(if number == 4 { 0 } else { from * 10_i128.pow(15) })))
    };
    table.push([Cell::from("a name that is long, even for a name")].into_iter().chain(amounts(1)).collect());
    table.push([Cell::from("b")].into_iter().chain(amounts(-7)).collect());
    table.push_total([Cell::Empty].into_iter().chain(amounts(-6)).collect());
    insta::assert_snapshot!(table.to_text_with(TextOptions { language: Language::Both, width: 60 }));
}

fn cells() -> BoxedStrategy<Cell> {
    let cell = prop_oneof![
        Just(Cell::Empty),
        any::<String>().prop_map(Cell::Text),
        "[-=+@\t\r\n ]{0,2}[a-z\"',;|]{0,4}".prop_map(Cell::Text),
        any::<(String, String)>().prop_map(|(one, other)| Cell::Bilingual(Label::new(one, other))),
        any::<i128>().prop_map(|dong| Cell::Amount(Balance::new(dong))),
        any::<i64>().prop_map(|count| Cell::Count(count.into())),
        (any::<i128>(), any::<i128>()).prop_map(|(numerator, denominator)| Cell::Ratio {
            numerator: Balance::new(numerator),
            denominator: Balance::new(denominator),
            unit: RatioUnit::Percent
        }),
        any::<bool>().prop_map(Cell::Flag),
    ];
    cell.boxed()
}

fn tables() -> impl Strategy<Value = Table> {
    let kinds = prop::sample::select(vec![RowKind::Detail, RowKind::Section, RowKind::Subtotal]);
    let row = (kinds, any::<bool>(), prop::collection::vec(cells(), 0..6));
    let rows = |most| {
        let row = row.clone().prop_map(|(kind, is_sum, cells)| Row { kind, is_sum, cells });
        prop::collection::vec(row, 0..most)
    };
    let column =
        (any::<String>(), prop_oneof![Just(Kind::Text), Just(Kind::Amount)], prop::option::of("[ab]")).prop_map(
            |(heading, kind, group)| Column { heading: Label::same(heading), group: group.map(Label::same), kind },
        );
    let parts = (any::<String>(), prop::collection::vec(column, 1..6), rows(6), rows(2));
    parts.prop_map(|(title, columns, rows, totals)| Table {
        title: Label::same(title),
        columns,
        rows,
        totals,
        notes: Vec::new(),
    })
}

/// Makes any JSON with the keys of statements.
fn json() -> impl Strategy<Value = Value> {
    let keys = [
        "rows",
        "total",
        "opening",
        "closing",
        "balance",
        "count",
        "in",
        "total_in",
        "carried_in",
        "amount",
        "amounts",
        "entry",
        "line",
        "event",
        "date",
        "month",
        "unpaid",
        "code",
        "numerator",
        "denominator",
        "value",
        "receipts",
        "receipts_total",
        "position",
        "x",
    ];
    let texts = prop::sample::select(vec!["2024-01-31", "2024-02", "0.01", "closing", "assets:loans:V001", "=1", ""]);
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        texts.prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 60, 6, move |inner| {
        let key = prop::sample::select(keys.to_vec());
        let fields = prop::collection::vec((key, inner.clone()), 0..6);
        let object = fields.prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
        prop_oneof![prop::collection::vec(inner, 0..4).prop_map(Value::Array), object.prop_map(Value::Object)]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 64 } else { 512 }))]

    #[test]
    fn csv_is_read_back_as_it_was_written(table in tables(), is_harmless: bool, semicolon: bool) {
        let delimiter = if semicolon { Delimiter::Semicolon } else { Delimiter::Comma };
        let options = CsvOptions { language: Language::English, is_harmless, delimiter, ..CsvOptions::default() };
        let rows = rows_of(&table.to_csv(options), if semicolon { b';' } else { b',' });
        prop_assert_eq!(rows.len(), table.all_rows().count() + 1);
        for (read, row) in rows.iter().skip(1).zip(table.all_rows()) {
            prop_assert_eq!(read.len(), table.columns.len());
            for (place, text) in read.iter().enumerate() {
                let cell = row.cells.get(place).unwrap_or(&Cell::Empty);
                let is_text = matches!(cell, Cell::Text(_) | Cell::Bilingual(_));
                prop_assert!(!(is_harmless && is_text && is_formula(text)), "{:?}", text);
                let written = cell.plain(Language::English);
                let quoted = format!("'{written}");
                prop_assert!(*text == written || (is_harmless && is_text && *text == quoted));
            }
        }
    }

    #[test]
    fn any_table_is_shown_with_every_number_whole(table in tables(), width in 0_usize..100) {
        for language in LANGUAGES {
            let text = table.to_text_with(TextOptions { language, width });
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            let shown: BTreeSet<&str> = text.split_whitespace().collect();
            for row in table.all_rows().filter(|row| row.kind != RowKind::Section && !table.is_empty()) {
                for cell in row.cells.iter().take(table.columns.len()).filter(|cell| !cell.is_void()) {
                    if let Cell::Amount(_) | Cell::Count(_) = cell {
                        prop_assert!(shown.contains(cell.text(language).as_str()), "{}\n{:?}", text, cell);
                    }
                }
            }
            let page = html::table(&table, language).into_string();
            prop_assert!(page.matches("<tr").count() == page.matches("</tr>").count());
        }
    }

    #[test]
    fn any_json_object_is_shown(value in json(), name in prop::sample::select(vec!["cash_book", "month_report", "dues", "journal", "x"])) {
        let tables = of_statement(name, &serde_json::json!({"rows": value, "opening": value, "total": value, "y": value})).unwrap();
        for table in &tables {
            let _ = (table.to_text(Language::Both), table.to_csv(CsvOptions::default()), html::table(table, Language::Both));
        }
        prop_assert!(xlsx::workbook(&tables, Language::Both).is_ok());
    }

    #[test]
    fn any_table_is_a_workbook(table in tables()) {
        let bytes = xlsx::workbook(&[table], Language::Both).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        prop_assert!(workbook.worksheet_range_at(0).unwrap().is_ok());
    }
}
