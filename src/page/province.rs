//! The province's page: its clubs, sorted in several ways without a script, small charts of each indicator, and outliers.

use maud::{Markup, html};

use super::{amount, count, date, say, style, text, words};
use crate::money::Balance;
use crate::province::{ClubSummary, Indicator, Outlier, Province};
use crate::table::html::document;
use crate::table::{Cell, Label, Language};

/// Months without a record, or a report of activity, after which a club is silent.
const SILENT_AFTER: u32 = 3;

/// An order of the clubs.
struct Order {
    id: &'static str,
    name: Label,
    /// The figure by which clubs are sorted, the smallest first.
    key: fn(&ClubSummary) -> i128,
}

fn orders() -> [Order; 6] {
    let order = |id, english, vietnamese, key| Order { id, name: Label::new(english, vietnamese), key };
    [
        order("club", "Club", "Câu lạc bộ", |_| 0),
        order("par30", "PAR30, highest first", "PAR30 cao nhất", |club| most(Indicator::Par30.of(club))),
        order("collected", "Collection, lowest first", "Thu nợ thấp nhất", |club| {
            Indicator::CollectionRate.of(club).unwrap_or(i128::MAX)
        }),
        order("used", "Capital at work, lowest first", "Sử dụng vốn thấp nhất", |club| {
            Indicator::Utilisation.of(club).unwrap_or(i128::MAX)
        }),
        order("growth", "Growth, lowest first", "Tăng vốn thấp nhất", |club| {
            Indicator::Growth.of(club).unwrap_or(i128::MAX)
        }),
        order("findings", "Breaches, most first", "Nhiều sai phạm nhất", |club| {
            most(Some(club.finding_count().into()))
        }),
    ]
}

/// Returns a key by which the largest comes first and clubs without the figure last.
fn most(value: Option<i128>) -> i128 {
    value.map_or(i128::MAX, i128::saturating_neg)
}

const STYLE: &str = concat!(
    style::page!(),
    "\
body{max-width:76rem}\
.orders{border:0;padding:0;margin:0 0 .6rem;display:flex;flex-wrap:wrap;gap:.3rem .8rem}\
.orders legend{font-weight:700;padding:0}\
.orders label{display:inline-flex;gap:.35rem;align-items:center;min-height:2rem}\
.orders input{accent-color:var(--accent);width:1.1rem;height:1.1rem}\
.view{display:none}.view .plain tbody th:not(.number):not(.date){min-width:8.5rem}\
main:has(#o-club:checked) .v-club,main:has(#o-par30:checked) .v-par30,main:has(#o-collected:checked) .v-collected,\
main:has(#o-used:checked) .v-used,main:has(#o-growth:checked) .v-growth,main:has(#o-findings:checked) .v-findings{display:block}\
.out{font-weight:700;color:var(--alarm)}\
.strip rect{fill:#66757f}.strip .far{fill:var(--alarm)}.strip .half{fill:var(--pale)}\
@page{size:A4 landscape;margin:10mm}\
@media print{html{font-size:10pt}.orders{display:none}.three{break-inside:avoid}}\
"
);

/// Writes the province's page (trang hợp nhất của tỉnh): sums, clubs in six orders, the indicators club by club, outliers and
/// silent clubs.
///
/// An outlier is far from the middle half of the clubs, as [`Outlier`] defines it. Clubs are sorted by radio buttons, without a script.
#[must_use]
pub fn province(province: &Province, language: Language) -> String {
    let title = Label::new("Clubs of the province", "Các câu lạc bộ trong tỉnh");
    let outliers = province.outliers();
    let body = html! {
        header {
            h1 { (words(&title, language)) }
            @if let Some(day) = province.day() { p { (say("as of", "đến hết ngày", language)) " " (date(day, language)) } }
            p.facts { (say("Amounts in đồng", "Đơn vị: đồng", language)) }
        }
        (tiles(province, language))
        @if province.unread().len() > 0 {
            section {
                h2 { (say("Files that cannot be read", "Tệp không đọc được", language)) }
                ul { @for file in province.unread() { li.alert { (text(&file.to_string())) } } }
            }
        }
        (small_charts(province, &outliers, language))
        (league(province, &outliers, language))
        (outlier_list(province, &outliers, language))
        (silent(province, language))
    };
    document(&title, language, STYLE, &body).into_string()
}

fn tiles(province: &Province, language: Language) -> Markup {
    let sum = |of: fn(&ClubSummary) -> Balance| -> Balance { province.clubs().map(of).sum() };
    let number = |count: u64| Cell::Count(count.into()).text(language);
    let clean = province.clubs().filter(|club| club.is_clean()).count();
    html! {
        dl.tiles {
            div.main {
                dt { (say("Clubs", "Câu lạc bộ", language)) }
                dd.big { (count(province.clubs().len(), language)) }
                dd.facts { (number(province.members())) " " (say("members", "thành viên", language)) }
            }
            div {
                dt { (say("Lent to members", "Đang cho vay", language)) }
                dd.big { (amount(sum(|club| club.loans.outstanding), language)) }
                dd.facts { (say("idle", "chưa cho vay", language)) " " (amount(sum(|club| club.funds.lendable), language)) }
            }
            div.late {
                dt { "PAR30" }
                dd.big { (ratio(province.par30().part, province.par30().whole, language)) }
                dd.facts { (say("collected of what fell due", "đã thu / đến hạn", language)) " "
                    (ratio(province.collection_rate().part, province.collection_rate().whole, language)) }
            }
            div {
                dt { (say("Books without a breach", "Sổ không sai phạm", language)) }
                dd.big { (count(clean, language)) }
            }
        }
    }
}

fn ratio(part: Balance, whole: Balance, language: Language) -> String {
    super::percent(part, whole, language)
}

fn name_of(indicator: Indicator) -> Label {
    match indicator {
        Indicator::Growth => Label::new("Growth of capital", "Tăng vốn"),
        Indicator::Par30 => Label::new("PAR30", "PAR30"),
        Indicator::CollectionRate => Label::new("Collection rate", "Tỷ lệ thu nợ"),
        Indicator::Utilisation => Label::new("Capital at work", "Sử dụng vốn"),
        Indicator::Members => Label::new("Members", "Thành viên"),
        Indicator::AverageLoan => Label::new("Average loan", "Mức vay bình quân"),
    }
}

/// Writes a value in the unit of its indicator.
fn value_of(indicator: Indicator, value: i128, language: Language) -> String {
    match indicator {
        Indicator::Members => Cell::Count(value).text(language),
        Indicator::AverageLoan => amount(Balance::new(value), language),
        Indicator::Growth | Indicator::Par30 | Indicator::CollectionRate | Indicator::Utilisation => {
            ratio(Balance::new(value), Balance::new(10_000), language)
        }
    }
}

/// Draws a small chart of each indicator: a bar for each club, sorted, with the outliers in another colour.
fn small_charts(province: &Province, outliers: &[Outlier], language: Language) -> Markup {
    html! {
        section {
            h2 { (say("Each club a bar, sorted", "Mỗi câu lạc bộ một cột, xếp theo giá trị", language)) }
            div.three {
                @for indicator in Indicator::ALL { (strip(province, outliers, indicator, language)) }
            }
        }
    }
}

fn strip(province: &Province, outliers: &[Outlier], indicator: Indicator, language: Language) -> Markup {
    const WIDTH: i128 = 300;
    const HEIGHT: i128 = 70;
    let mut clubs: Vec<(&ClubSummary, i128)> =
        province.clubs().filter_map(|club| Some((club, indicator.of(club)?))).collect();
    clubs.sort_by_key(|(_, value)| *value);
    let (low, high) =
        clubs.iter().fold((0, 1), |(low, high): (i128, i128), (_, value)| (low.min(*value), high.max(*value)));
    let span = high.saturating_sub(low).max(1);
    let y = |value: i128| high.saturating_sub(value).saturating_mul(HEIGHT).div_euclid(span);
    let number = i128::try_from(clubs.len()).unwrap_or(i128::MAX).max(1);
    let x = |place: usize| i128::try_from(place).unwrap_or(i128::MAX).saturating_mul(WIDTH).div_euclid(number);
    let width = WIDTH.div_euclid(number).saturating_sub(1).clamp(1, 24);
    let is_far = |club: &ClubSummary| outliers.iter().any(|far| far.indicator == indicator && far.club == club.club);
    let middle = clubs.get(clubs.len().div_euclid(2)).map(|(_, value)| value_of(indicator, *value, language));
    let ends = clubs.first().zip(clubs.last());
    let name = name_of(indicator);
    html! {
        figure {
            figcaption { strong { (words(&name, language)) } }
            svg.strip role="img" aria-label=(name.text(super::first(language))) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width="300" {
                @for (place, (club, value)) in clubs.iter().enumerate() {
                    @let (top, zero) = (y(*value).min(y(0)), y(0).max(y(*value)));
                    rect class=[is_far(club).then_some("far")] x=(x(place)) y=(top) width=(width) height=(zero.saturating_sub(top).max(1)) {}
                }
            }
            @if let (Some(((_, least), (_, most))), Some(middle)) = (ends, middle) {
                p.legend { (value_of(indicator, *least, language)) " – " (value_of(indicator, *most, language)) ", "
                    (say("middle", "trung vị", language)) " " (middle) }
            }
        }
    }
}

fn league(province: &Province, outliers: &[Outlier], language: Language) -> Markup {
    html! {
        section {
            h2 { (say("Club by club", "Từng câu lạc bộ", language)) }
            fieldset.orders {
                legend { (say("Sorted by", "Xếp theo", language)) }
                @for (place, order) in orders().iter().enumerate() {
                    label for=(format!("o-{}", order.id)) {
                        input type="radio" name="order" id=(format!("o-{}", order.id)) checked[place == 0];
                        (words(&order.name, language))
                    }
                }
            }
            @for order in orders() {
                @let clubs = sorted(province, &order);
                div class=(format!("view v-{}", order.id)) { (table(&clubs, outliers, &order, language)) }
            }
        }
    }
}

fn sorted<'p>(province: &'p Province, order: &Order) -> Vec<&'p ClubSummary> {
    let mut clubs: Vec<&ClubSummary> = province.clubs().collect();
    clubs.sort_by_key(|club| (order.key)(club));
    clubs
}

fn table(clubs: &[&ClubSummary], outliers: &[Outlier], order: &Order, language: Language) -> Markup {
    let cell = |club: &ClubSummary, indicator: Indicator| {
        let is_far = outliers.iter().any(|far| far.indicator == indicator && far.club == club.club);
        let value = indicator.of(club).map_or_else(|| "–".to_owned(), |value| value_of(indicator, value, language));
        html! { td.number.out[is_far] { (value) } }
    };
    let name = Label::new("Clubs, sorted by: ", "Câu lạc bộ, xếp theo: ").join("", &order.name);
    html! {
        div.table role="group" tabindex="0" aria-label=(name.text(super::first(language))) {
            table.plain {
                thead { tr {
                    th scope="col" { (say("Club", "Câu lạc bộ", language)) }
                    th.number scope="col" { (say("Lent", "Đang cho vay", language)) }
                    @for indicator in Indicator::ALL { th.number scope="col" { (words(&name_of(indicator), language)) } }
                    th.number scope="col" { (say("Breaches", "Sai phạm", language)) }
                    th.number scope="col" { (say("Warnings", "Lưu ý", language)) }
                } }
                tbody {
                    @for club in clubs {
                        tr {
                            th scope="row" { (text(&super::shortened(club.name.as_str()))) " (" (club.club) ")" }
                            td.number { (amount(club.loans.outstanding, language)) }
                            @for indicator in Indicator::ALL { (cell(club, indicator)) }
                            td.number.out[!club.is_clean()] { (Cell::Count(club.finding_count().into()).text(language)) @if club.error.is_some() { " !" } }
                            td.number { (Cell::Count(club.warning_count().into()).text(language)) }
                        }
                    }
                }
            }
        }
    }
}

fn outlier_list(province: &Province, outliers: &[Outlier], language: Language) -> Markup {
    html! {
        section {
            h2 { (say("Clubs unlike the others", "Câu lạc bộ khác biệt", language)) }
            @if outliers.is_empty() { p { (say("None.", "Không có.", language)) } }
            ul {
                @for far in outliers {
                    li {
                        @if let Some(club) = province.club(&far.club) { strong { (text(club.name.as_str())) } " (" (far.club) "): " }
                        (words(&name_of(far.indicator), language)) " " strong.out { (value_of(far.indicator, far.value, language)) } "; "
                        (say("the middle half of the clubs:", "nửa giữa các câu lạc bộ:", language)) " "
                        (value_of(far.indicator, far.lower_quartile, language)) " – " (value_of(far.indicator, far.upper_quartile, language))
                    }
                }
            }
        }
    }
}

fn silent(province: &Province, language: Language) -> Markup {
    let silent = province.day().map_or_else(Vec::new, |day| province.silent(day, SILENT_AFTER));
    let written = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "–".to_owned(), |day| date(day, language));
    html! {
        section {
            h2 { (say("Clubs that stopped reporting, after 3 months", "Câu lạc bộ ngừng báo cáo, quá 3 tháng", language)) }
            @if silent.is_empty() { p { (say("None.", "Không có.", language)) } }
            ul {
                @for club in &silent {
                    li {
                        strong { (club.club) } ": " (say("last record", "bút toán cuối", language)) " " (written(club.last_record)) ", "
                        (say("last report of activity", "báo cáo hoạt động cuối", language)) " " (written(club.last_activity))
                    }
                }
            }
        }
    }
}
