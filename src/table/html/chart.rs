//! Charts as SVG.
//!
//! They are drawn here, in whole numbers: the charts of a report are a line, an area or bars over a few months, a crate for
//! charts would bring floating-point arithmetic and texts whose width it can only guess, and none names its parts for readers
//! who do not see them.

use maud::{Markup, html};

use super::super::format::visible;
use super::{Cell, Label, Language};
use crate::money::Balance;

/// The size of the drawing and the margins around the plot. A unit is about a pixel on a phone, so that words can be read there.
const WIDTH: i128 = 400;
const HEIGHT: i128 = 260;
const LEFT: i128 = 92;
const RIGHT: i128 = 12;
const TOP: i128 = 15;
const BOTTOM: i128 = 36;
/// The most lines across the plot.
const MOST_LINES: i128 = 6;
/// The most words below the plot.
const MOST_WORDS: usize = 4;
/// The colours, each with a contrast to white of more than 4.5 to 1; in grey the dashes tell series apart.
const COLOURS: [(&str, &str); 4] =
    [("#0b5cad", "none"), ("#9c3a00", "9 5"), ("#1b6e3a", "2 4"), ("#6b2fa0", "12 4 2 4")];

/// The form of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChartKind {
    /// A line for each series.
    Line,
    /// A line with the area below it, for each series.
    Area,
    /// Bars side by side.
    Bar,
}

/// Values of one name, one for each point of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name, shown in the legend.
    pub name: Label,
    /// The values; a line is interrupted where there is none.
    pub values: Vec<Option<Balance>>,
}

/// A chart of up to four series. Show the table of its values beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The form.
    pub kind: ChartKind,
    /// A name that no other element of the page has, of ASCII letters, digits and `-`.
    pub id: String,
    /// The title.
    pub title: Label,
    /// What the chart shows, in a sentence, for readers who do not see it.
    pub description: Label,
    /// The points from left to right, such as months.
    pub points: Vec<Cell>,
    /// The series.
    pub series: Vec<Series>,
}

/// The scale of a chart: the values at the bottom and at the top, and the step between two lines.
struct Scale {
    low: i128,
    high: i128,
    step: i128,
}

impl Scale {
    /// A scale that holds all values and zero, with lines at round numbers.
    fn of(values: impl Iterator<Item = i128>) -> Self {
        // A value of more digits is drawn at the edge.
        let most = 10_i128.pow(30);
        let (low, high) = values.fold((0, 0), |(low, high): (i128, i128), value| {
            (low.min(value.max(most.saturating_neg())), high.max(value.min(most)))
        });
        let span = high.saturating_sub(low).max(1);
        let mut step = 1_i128;
        let mut factors = [2_i128, 5, 10].into_iter().cycle();
        let mut unit = 1_i128;
        while step.saturating_mul(MOST_LINES.saturating_sub(2)) < span {
            let factor = factors.next().unwrap_or(10);
            step = unit.saturating_mul(factor);
            if factor == 10 {
                unit = step;
            }
        }
        Self {
            low: low.div_euclid(step).saturating_mul(step),
            high: div_up(high, step).saturating_mul(step).max(step),
            step,
        }
    }

    /// Returns the height of a value in the drawing.
    fn y(&self, value: i128) -> i128 {
        let plot = HEIGHT.saturating_sub(TOP).saturating_sub(BOTTOM);
        let span = self.high.saturating_sub(self.low).max(1);
        let below_top = self.high.saturating_sub(value.clamp(self.low, self.high));
        below_top.saturating_mul(plot).div_euclid(span).saturating_add(TOP)
    }

    /// Returns the values at which lines are drawn.
    fn lines(&self) -> impl Iterator<Item = i128> {
        std::iter::successors(Some(self.low), |line| line.checked_add(self.step)).take_while(|line| *line <= self.high)
    }
}

fn div_up(number: i128, by: i128) -> i128 {
    number.saturating_neg().div_euclid(by).saturating_neg()
}

impl Chart {
    /// Draws the chart with its title and legend.
    #[must_use]
    pub fn to_html(&self, language: Language) -> Markup {
        let values = self.series.iter().flat_map(|series| series.values.iter().flatten());
        let scale = Scale::of(values.map(|value| value.dong()));
        let id: String = self.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let title = visible(&self.title.text(language));
        html! {
            figure {
                figcaption { strong { (super::label(&self.title, language)) } }
                svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width="480"
                    aria-labelledby=(format!("{id}-title {id}-desc")) {
                    title id=(format!("{id}-title")) { (title) }
                    desc id=(format!("{id}-desc")) { (visible(&self.description.text(language))) }
                    (self.axes(&scale, language))
                    @for (number, series) in self.series.iter().enumerate() { (self.series(number, series, &scale)) }
                }
                @if self.series.len() > 1 { (self.legend(language)) }
            }
        }
    }

    /// Returns the middle of a point.
    fn x(&self, place: usize) -> i128 {
        let plot = WIDTH.saturating_sub(LEFT).saturating_sub(RIGHT);
        let count = whole(self.points.len()).max(1);
        let half = whole(place).saturating_mul(2).saturating_add(1);
        plot.saturating_mul(half).div_euclid(count.saturating_mul(2)).saturating_add(LEFT)
    }

    fn axes(&self, scale: &Scale, language: Language) -> Markup {
        let in_millions = scale.step >= 1_000_000;
        let written = |value: i128| {
            let value = if in_millions { value.div_euclid(1_000_000) } else { value };
            let number = Cell::Count(value).text(language);
            if !in_millions || value == 0 {
                return number;
            }
            let million = if language == Language::English { "m" } else { "tr." };
            format!("{number} {million}")
        };
        let every = self.points.len().div_ceil(MOST_WORDS).max(1);
        let left = LEFT.saturating_sub(8);
        let right = WIDTH.saturating_sub(RIGHT);
        let bottom = HEIGHT.saturating_sub(12);
        html! {
            @for line in scale.lines() {
                @let y = scale.y(line);
                line x1=(LEFT) x2=(right) y1=(y) y2=(y) stroke=(if line == 0 { "#33475b" } else { "#c8ced6" }) {}
                text x=(left) y=(y.saturating_add(6)) text-anchor="end" { (written(line)) }
            }
            @for (place, point) in self.points.iter().enumerate().step_by(every) {
                text x=(self.x(place)) y=(bottom) text-anchor="middle" { (visible(&point.text(language))) }
            }
        }
    }

    fn series(&self, number: usize, series: &Series, scale: &Scale) -> Markup {
        let (colour, dashes) = colour(number);
        if self.kind == ChartKind::Bar {
            return html! { @for bar in self.bars(number, series, scale) { rect x=(bar.0) y=(bar.1) width=(bar.2) height=(bar.3) fill=(colour) {} } };
        }
        let points =
            |(place, value): (usize, &Option<Balance>)| value.map(|value| (self.x(place), scale.y(value.dong())));
        let all: Vec<Option<(i128, i128)>> =
            series.values.iter().take(self.points.len()).enumerate().map(points).collect();
        let runs = all.split(Option::is_none).map(|run| run.iter().flatten().copied().collect::<Vec<_>>());
        let runs: Vec<Vec<(i128, i128)>> = runs.filter(|run| !run.is_empty()).collect();
        let written = |run: &[(i128, i128)]| run.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
        html! {
            @for run in &runs {
                @if let ([first, ..], [.., last], true) = (run.as_slice(), run.as_slice(), self.kind == ChartKind::Area) {
                    @let zero = scale.y(0);
                    polygon points=(format!("{},{zero} {} {},{zero}", first.0, written(run), last.0)) fill=(colour) fill-opacity="0.2" {}
                }
                @if let [(x, y)] = run.as_slice() {
                    circle cx=(x) cy=(y) r="4" fill=(colour) {}
                } @else {
                    polyline points=(written(run)) fill="none" stroke=(colour) stroke-width="3" stroke-dasharray=(dashes) {}
                }
            }
        }
    }

    /// Returns the bars of a series: left, top, width and height.
    fn bars(&self, number: usize, series: &Series, scale: &Scale) -> Vec<(i128, i128, i128, i128)> {
        let plot = WIDTH.saturating_sub(LEFT).saturating_sub(RIGHT);
        let count = whole(self.points.len()).max(1);
        let group = plot.div_euclid(count).saturating_mul(4).div_euclid(5);
        let width = group.div_euclid(whole(self.series.len()).max(1)).max(1);
        let zero = scale.y(0);
        let bar = |(place, value): (usize, &Option<Balance>)| {
            let y = scale.y((*value)?.dong());
            let left =
                self.x(place).saturating_sub(group.div_euclid(2)).saturating_add(width.saturating_mul(whole(number)));
            Some((left, y.min(zero), width.saturating_sub(1).max(1), y.saturating_sub(zero).saturating_abs()))
        };
        series.values.iter().take(self.points.len()).enumerate().filter_map(bar).collect()
    }

    fn legend(&self, language: Language) -> Markup {
        html! {
            ul.legend style="list-style:none;padding:0;margin:0" {
                @for (number, series) in self.series.iter().enumerate() {
                    @let (colour, dashes) = colour(number);
                    li {
                        svg width="40" height="16" viewBox="0 0 40 16" aria-hidden="true" {
                            @if self.kind == ChartKind::Bar {
                                rect width="40" height="16" fill=(colour) {}
                            } @else {
                                line x1="0" x2="40" y1="8" y2="8" stroke=(colour) stroke-width="3" stroke-dasharray=(dashes) {}
                            }
                        }
                        " " (super::label(&series.name, language))
                    }
                }
            }
        }
    }
}

fn whole(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

fn colour(number: usize) -> (&'static str, &'static str) {
    COLOURS.iter().cycle().nth(number).copied().unwrap_or(("#1a1a1a", "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_hold_all_values_at_round_numbers() {
        for (values, low, high, step) in [
            (vec![], 0, 1, 1),
            (vec![0], 0, 1, 1),
            (vec![7], 0, 8, 2),
            (vec![100_000_000], 0, 100_000_000, 50_000_000),
            (vec![56_506_800, -3], -20_000_000, 60_000_000, 20_000_000),
            (vec![-45_000_000], -60_000_000, 20_000_000, 20_000_000),
        ] {
            let scale = Scale::of(values.iter().copied());
            assert_eq!((scale.low, scale.high, scale.step), (low, high, step), "{values:?}");
            assert!(scale.lines().count() <= 7);
            assert!(values.iter().all(|value| (TOP..=HEIGHT - BOTTOM).contains(&scale.y(*value))));
        }
        let scale = Scale::of([i128::MAX, i128::MIN].into_iter());
        assert!(scale.lines().count() <= 7);
        assert_eq!(scale.y(i128::MAX), TOP);
    }
}
