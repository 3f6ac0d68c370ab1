//! The projection: the fund over some years, the cost of one lost loan, and the share of interest that keeps pace with inflation.

use maud::{Markup, html};

use super::{amount, date, say, style, text, words};
use crate::books::Books;
use crate::money::Balance;
use crate::rate::Share;
use crate::report::{Assumptions, Projection, YearRow};
use crate::table::html::{Chart, ChartKind, Series, document, table};
use crate::table::{Cell, Kind, Label, Language, Table, of_statement};

/// A percent, in hundred-millionths.
const PERCENT: u32 = 1_000_000;

/// Writes the projection (dự tính) from the day of the books, with a chart of capital and operating fund.
///
/// With a yearly `inflation` it has the growth that capital needs to keep its value, and the share of interest that gives it.
#[must_use]
pub fn projection(books: &Books, assumptions: Assumptions, inflation: Option<Share>, language: Language) -> String {
    let projection = Projection::of(books, assumptions);
    let title = Label::new("Projection", "Dự tính quỹ");
    let body = html! {
        header {
            h1 { (words(&title, language)) }
            p { strong { (text(books.header().name().as_str())) } " (" (books.header().club()) ") – "
                (say("from", "từ ngày", language)) " " (date(books.day(), language)) }
            p.facts { (say("An assumption, not a forecast: what becomes of the fund if conditions stay the same. Amounts in đồng.",
                "Giả định, không phải dự báo: quỹ sẽ ra sao nếu điều kiện không đổi. Đơn vị: đồng.", language)) }
        }
        (tiles(&projection, language))
        div.two {
            (chart("capital", Label::new("Capital at the end of each year", "Vốn cuối mỗi năm"), &projection, inflation, |row| row.capital_end, language))
            (chart("operating", Label::new("Operating fund at the end of each year", "Quỹ hoạt động cuối mỗi năm"), &projection, None, |row| row.operating_end, language))
        }
        @if let Some(inflation) = inflation { (pace(books, &projection, inflation, language)) }
        @if let Ok(tables) = of_statement("projection", &projection) {
            @for one in &tables { (table(one, language)) }
        }
    };
    let name = books.header().name();
    document(&title.join(" – ", &Label::same(name.to_string())), language, style::PAGE, &body).into_string()
}

/// Returns the smallest whole percentage of interest that must grow the capital so that after the years of the assumptions it has
/// grown by at least the yearly inflation; `None` if 100 % are not enough.
#[must_use]
pub fn share_that_keeps_pace(books: &Books, assumptions: &Assumptions, inflation: Share) -> Option<Share> {
    shares(books, assumptions, inflation).find(|(_, end, goal)| end >= goal).map(|(share, ..)| share)
}

/// Returns shares of interest by percent, each with the capital at the end and the capital that keeps pace.
fn shares<'b>(
    books: &'b Books,
    assumptions: &'b Assumptions,
    inflation: Share,
) -> impl Iterator<Item = (Share, Balance, Balance)> + 'b {
    (0..=100_u32).filter_map(move |percent| {
        let share = Share::from_hundred_millionths(percent.saturating_mul(PERCENT)).ok()?;
        let projection = Projection::of(books, Assumptions { share_to_growth: share, ..*assumptions });
        let end = projection.rows.last()?.capital_end;
        let goal = goals(&projection.rows, inflation).last()?;
        Some((share, end, goal))
    })
}

/// Returns the capital that keeps pace with inflation at the end of each year.
fn goals(rows: &[YearRow], inflation: Share) -> impl Iterator<Item = Balance> {
    let begin = rows.first().map_or(Balance::ZERO, |row| row.capital);
    rows.iter().scan(begin, move |goal, _| {
        *goal += inflation.half_up_of(*goal);
        Some(*goal)
    })
}

fn tiles(projection: &Projection, language: Language) -> Markup {
    let lost = &projection.one_lost_loan;
    let end = projection.rows.last();
    let months = Cell::Ratio {
        numerator: lost.months_of_growth.numerator,
        denominator: lost.months_of_growth.denominator,
        unit: crate::table::RatioUnit::Number,
    };
    html! {
        dl.tiles {
            div.main {
                dt { (say("Capital in the last year", "Vốn năm cuối", language)) }
                dd.big { (end.map_or_else(String::new, |row| amount(row.capital_end, language))) }
                dd.facts { (Cell::Count(projection.assumptions.years.get().into()).text(language)) " " (say("years", "năm", language)) }
            }
            div {
                dt { (say("Operating fund then", "Quỹ hoạt động khi đó", language)) }
                dd.big { (end.map_or_else(String::new, |row| amount(row.operating_end, language))) }
            }
            div.late {
                dt { (say("One lost loan of", "Mất một món vay", language)) " " (amount(lost.loan.into(), language)) }
                dd.big { (months.text(language)) }
                dd.facts { (say("months of growth", "tháng tăng vốn", language)) }
            }
            div.late {
                dt { (say("Capital is less at the end by", "Vốn cuối kỳ giảm đi", language)) }
                dd.big { (amount(lost.capital_end_less, language)) }
            }
        }
    }
}

fn chart(
    id: &str,
    title: Label,
    projection: &Projection,
    inflation: Option<Share>,
    value: fn(&YearRow) -> Balance,
    language: Language,
) -> Markup {
    let mut series =
        vec![Series { name: title.clone(), values: projection.rows.iter().map(|row| Some(value(row))).collect() }];
    if let Some(inflation) = inflation {
        series.push(Series {
            name: Label::new("to keep pace with inflation", "để theo kịp lạm phát"),
            values: goals(&projection.rows, inflation).map(Some).collect(),
        });
    }
    let first = projection.rows.first().map_or(Balance::ZERO, value);
    let last = projection.rows.last().map_or(Balance::ZERO, value);
    let numbers = |language| Label::same(format!("{} → {}", amount(first, language), amount(last, language)));
    let points = projection.rows.iter().map(|row| Cell::Count(row.year.into())).collect();
    let description = title.join(": ", &numbers(language));
    Chart { kind: ChartKind::Line, id: id.to_owned(), title, description, points, series }.to_html(language)
}

/// Writes which share of interest keeps pace with inflation, and the shares around it.
fn pace(books: &Books, projection: &Projection, inflation: Share, language: Language) -> Markup {
    let assumptions = &projection.assumptions;
    let rate = |share: Share| Cell::Rate(share.into()).text(language);
    let needed = share_that_keeps_pace(books, assumptions, inflation);
    let columns = [
        ("Share of interest to capital", "Tỷ lệ lãi bổ sung vốn", Kind::Rate),
        ("Capital at the end", "Vốn cuối kỳ", Kind::Amount),
        ("More or less than keeps pace", "Thừa, thiếu so với lạm phát", Kind::Amount),
    ];
    let mut rows = Table::new(("Which share keeps pace", "Tỷ lệ nào theo kịp lạm phát"), columns);
    let quarter = PERCENT.saturating_mul(25);
    for (share, end, goal) in shares(books, assumptions, inflation) {
        let is_shown = share.hundred_millionths().is_multiple_of(quarter)
            || share == assumptions.share_to_growth
            || Some(share) == needed;
        if is_shown {
            rows.push(vec![Cell::Rate(share.into()), end.into(), (end - goal).into()]);
        }
    }
    html! {
        section {
            h2 { (say("Keeping pace with inflation of", "Theo kịp lạm phát mỗi năm", language)) " " (rate(inflation)) }
            @match needed {
                Some(share) => p {
                    (say("The smallest share of interest to capital that keeps the value of the fund:", "Tỷ lệ lãi bổ sung vốn nhỏ nhất giữ được giá trị quỹ:", language))
                    " " strong { (rate(share)) } " ("
                    (say("the charter:", "quy chế:", language)) " " (rate(books.charter().interest.to_income_growth)) ")."
                },
                None => p.alert { (say("Even all interest is not enough.", "Cả khi bổ sung toàn bộ lãi vẫn không đủ.", language)) },
            }
            (table(&rows, language))
        }
    }
}
