//! Charts as SVG.
//!
//! They are drawn here, in whole numbers, without a crate for charts: a report needs only a line, an area or bars over a few months;
//! such crates use floating-point arithmetic and guess the width of texts; and none has texts for screen readers.

use maud::{Markup, html};

use super::{Cell, Label, Language, RatioUnit};
use crate::display::visible;
use crate::money::Balance;
use crate::rounding::{ceil, floor};

/// The layout of a drawing: its size, the margins around the plot, and the room for words. Lengths are in units of the view box.
struct Frame {
    width: i128,
    height: i128,
    left: i128,
    right: i128,
    top: i128,
    bottom: i128,
    /// The height of letters.
    letters: i128,
    /// The most lines across the plot.
    most_lines: i128,
    /// The most words below the plot.
    most_words: usize,
    /// The widest group of bars.
    widest_group: i128,
}

/// The gap between words and the plot.
const GAP: i128 = 8;

/// The layout for a screen. A unit is about a pixel on a phone, so that words can be read there.
const FULL: Frame = Frame {
    width: 400,
    height: 260,
    left: 92,
    right: 12,
    top: 15,
    bottom: 36,
    letters: 18,
    most_lines: 6,
    most_words: 4,
    widest_group: 400,
};
/// The layout of a small chart: three fit side by side on a sheet of paper.
const SMALL: Frame = Frame {
    width: 240,
    height: 130,
    left: 62,
    right: 6,
    top: 10,
    bottom: 24,
    letters: 15,
    most_lines: 5,
    most_words: 2,
    widest_group: 30,
};
/// The colours and dashes of series. Each colour has a contrast to white of more than 4.5 to 1; in a grey print the dashes differ.
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
    /// Bars on top of each other: those above zero upwards, those below zero downwards.
    StackedBar,
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
    /// An identifier that is unique on the page, of ASCII letters, digits and `-`.
    pub id: String,
    /// The title.
    pub title: Label,
    /// A sentence for screen readers that describes the chart.
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
    /// Makes a scale that includes all values and zero, with lines at round numbers.
    fn of(values: impl Iterator<Item = i128>, most_lines: i128) -> Self {
        // A larger value is drawn at the edge.
        let most = 10_i128.pow(30);
        let (low, high) = values.fold((0, 0), |(low, high): (i128, i128), value| {
            (low.min(value.max(most.saturating_neg())), high.max(value.min(most)))
        });
        let span = high.saturating_sub(low).max(1);
        let mut step = 1_i128;
        let mut factors = [2_i128, 5, 10].into_iter().cycle();
        let mut unit = 1_i128;
        while step.saturating_mul(most_lines.saturating_sub(2)) < span {
            let factor = factors.next().unwrap_or(10);
            step = unit.saturating_mul(factor);
            if factor == 10 {
                unit = step;
            }
        }
        Self { low: floor(low, step).saturating_mul(step), high: ceil(high, step).saturating_mul(step).max(step), step }
    }

    /// Returns the vertical position of a value, counted from the top.
    fn y(&self, value: i128, frame: &Frame) -> i128 {
        let plot = frame.height.saturating_sub(frame.top).saturating_sub(frame.bottom);
        let span = self.high.saturating_sub(self.low).max(1);
        let below_top = self.high.saturating_sub(value.max(self.low).min(self.high));
        floor(below_top.saturating_mul(plot), span).saturating_add(frame.top)
    }

    /// Returns the values at which lines are drawn.
    fn lines(&self) -> impl Iterator<Item = i128> {
        std::iter::successors(Some(self.low), |line| line.checked_add(self.step)).take_while(|line| *line <= self.high)
    }
}

impl Chart {
    /// Draws the chart with its title and legend.
    #[must_use]
    pub fn to_html(&self, language: Language) -> Markup {
        html! {
            figure {
                figcaption { strong { (super::label(&self.title, language)) } }
                (self.drawing(&FULL, language))
                @if self.series.len() > 1 { (self.legend(language)) }
            }
        }
    }

    /// Draws the chart without title and legend, so small that three fit side by side on a sheet of paper.
    #[must_use]
    pub fn to_small_svg(&self, language: Language) -> Markup {
        self.drawing(&SMALL, language)
    }

    fn drawing(&self, frame: &Frame, language: Language) -> Markup {
        let Frame { width, height, letters, .. } = frame;
        let spans = (0..self.series.len()).flat_map(|number| self.spans(number)).flatten();
        let scale = Scale::of(spans.flat_map(|(from, to)| [from, to]), frame.most_lines);
        let id: String = self.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        html! {
            svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox=(format!("0 0 {width} {height}")) width="480"
                style=(format!("--letters:{letters}px")) aria-labelledby=(format!("{id}-title {id}-desc")) {
                title id=(format!("{id}-title")) { (visible(&self.title.text(language))) }
                desc id=(format!("{id}-desc")) { (visible(&self.description.text(language))) }
                (self.axes(&scale, frame, language))
                @for (number, series) in self.series.iter().enumerate() { (self.series(number, series, &scale, frame)) }
            }
        }
    }

    /// Returns the horizontal position of the middle of a point.
    fn x(&self, place: usize, frame: &Frame) -> i128 {
        let plot = frame.width.saturating_sub(frame.left).saturating_sub(frame.right);
        let count = whole(self.points.len()).max(1);
        let half = whole(place).saturating_mul(2).saturating_add(1);
        plot.saturating_mul(half).div_euclid(count.saturating_mul(2)).saturating_add(frame.left)
    }

    fn axes(&self, scale: &Scale, frame: &Frame, language: Language) -> Markup {
        let english = language == Language::English;
        // Amounts below a million are written as fractions of it if there is no room for more digits.
        let (unit, name) = match scale.step {
            1_000_000_000.. => (1_000_000_000, if english { "bn" } else { "tỉ" }),
            1_000_000.. => (1_000_000, if english { "m" } else { "tr." }),
            100.. if frame.left < FULL.left || scale.high.max(scale.low.saturating_neg()) >= 1_000_000 => {
                (1_000_000, if english { "m" } else { "tr." })
            }
            _ => (1, ""),
        };
        let written = |value: i128| {
            if unit == 1 || value == 0 {
                return Cell::Count(value).text(language);
            }
            let number = Cell::Ratio {
                numerator: Balance::new(value),
                denominator: Balance::new(unit),
                unit: RatioUnit::Number,
            };
            format!("{} {name}", number.text(language))
        };
        let room = left_of(frame);
        let fitted = |words: &str| {
            let letters = whole(words.chars().count()).saturating_mul(frame.letters);
            // A letter is about half as wide as it is high.
            (letters.saturating_mul(5) > room.saturating_mul(12)).then_some(room)
        };
        let left = frame.left.saturating_sub(GAP);
        let right = frame.width.saturating_sub(frame.right);
        let bottom = frame.height.saturating_sub(6);
        html! {
            @for line in scale.lines() {
                @let y = scale.y(line, frame);
                line x1=(frame.left) x2=(right) y1=(y) y2=(y) stroke=(if line == 0 { "#33475b" } else { "#c8ced6" }) {}
                @let words = written(line);
                @let length = fitted(&words);
                text x=(left) y=(y.saturating_add(6)) text-anchor="end" textLength=[length]
                    lengthAdjust=[length.map(|_| "spacingAndGlyphs")] { (words) }
            }
            @for (place, point) in self.words(frame) {
                text x=(self.x(place, frame)) y=(bottom) text-anchor=(anchor(place, self.points.len())) {
                    (visible(&point.text(language)))
                }
            }
        }
    }

    /// Returns the points that have a label below the plot: at regular distances, or the first and the last only.
    fn words(&self, frame: &Frame) -> Vec<(usize, &Cell)> {
        let points = self.points.iter().enumerate();
        if frame.most_words > 2 {
            return points.step_by(self.points.len().div_ceil(frame.most_words).max(1)).collect();
        }
        let last = self.points.len().saturating_sub(1);
        points.filter(|(place, _)| *place == 0 || *place == last).collect()
    }

    fn series(&self, number: usize, series: &Series, scale: &Scale, frame: &Frame) -> Markup {
        let (colour, dashes) = colour(number);
        let class = format!("s{number}");
        if matches!(self.kind, ChartKind::Bar | ChartKind::StackedBar) {
            let bars = self.bars(number, scale, frame);
            return html! {
                @for bar in bars {
                    rect class=(class) x=(bar.0) y=(bar.1) width=(bar.2) height=(bar.3) fill=(colour) {}
                }
            };
        }
        let points = |(place, value): (usize, &Option<Balance>)| {
            value.map(|value| (self.x(place, frame), scale.y(value.dong(), frame)))
        };
        let all: Vec<Option<(i128, i128)>> =
            series.values.iter().take(self.points.len()).enumerate().map(points).collect();
        let runs = all.split(Option::is_none).map(|run| run.iter().flatten().copied().collect::<Vec<_>>());
        let runs: Vec<Vec<(i128, i128)>> = runs.filter(|run| !run.is_empty()).collect();
        let written = |run: &[(i128, i128)]| run.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
        html! {
            @for run in &runs {
                @if let ([first, ..], [.., last], true) = (run.as_slice(), run.as_slice(), self.kind == ChartKind::Area) {
                    @let zero = scale.y(0, frame);
                    polygon class=(class) points=(format!("{},{zero} {} {},{zero}", first.0, written(run), last.0)) fill=(colour) fill-opacity="0.2" {}
                }
                @if let [(x, y)] = run.as_slice() {
                    circle class=(class) cx=(x) cy=(y) r="4" fill=(colour) {}
                } @else {
                    polyline class=(class) points=(written(run)) fill="none" stroke=(colour) stroke-width="3" stroke-dasharray=(dashes) {}
                }
            }
        }
    }

    /// Returns the bars of a series: left, top, width and height.
    fn bars(&self, number: usize, scale: &Scale, frame: &Frame) -> Vec<(i128, i128, i128, i128)> {
        let plot = frame.width.saturating_sub(frame.left).saturating_sub(frame.right);
        let count = whole(self.points.len()).max(1);
        let group = plot.div_euclid(count).saturating_mul(4).div_euclid(5).min(frame.widest_group);
        let is_stacked = self.kind == ChartKind::StackedBar;
        let beside = if is_stacked { 1 } else { whole(self.series.len()).max(1) };
        let width = group.div_euclid(beside).max(1);
        let offset = if is_stacked { 0 } else { width.saturating_mul(whole(number)) };
        let bar = |(place, span): (usize, Option<(i128, i128)>)| {
            let (from, to) = span?;
            let (from, to) = (scale.y(from, frame), scale.y(to, frame));
            let left = self.x(place, frame).saturating_sub(group.div_euclid(2)).saturating_add(offset);
            Some((left, from.min(to), width.saturating_sub(1).max(1), from.saturating_sub(to).saturating_abs()))
        };
        self.spans(number).into_iter().take(self.points.len()).enumerate().filter_map(bar).collect()
    }

    /// Returns the start and the end of each value of a series. The start is zero or, in stacked bars, the sum of the values with the
    /// same sign in the series before it.
    fn spans(&self, number: usize) -> Vec<Option<(i128, i128)>> {
        let Some(series) = self.series.get(number) else { return Vec::new() };
        let below = self.series.iter().take(if self.kind == ChartKind::StackedBar { number } else { 0 });
        let span = |(place, value): (usize, &Option<Balance>)| {
            let value = (*value)?.dong();
            let others = below.clone().filter_map(|series| series.values.get(place).copied().flatten());
            let of_the_sign = others.map(Balance::dong).filter(|other| other.is_negative() == value.is_negative());
            let from = of_the_sign.fold(0, i128::saturating_add);
            Some((from, from.saturating_add(value)))
        };
        series.values.iter().enumerate().map(span).collect()
    }

    fn legend(&self, language: Language) -> Markup {
        html! {
            ul.legend style="list-style:none;padding:0;margin:0" {
                @for (number, series) in self.series.iter().enumerate() {
                    @let (colour, dashes) = colour(number);
                    li {
                        svg width="40" height="16" viewBox="0 0 40 16" aria-hidden="true" {
                            @if matches!(self.kind, ChartKind::Bar | ChartKind::StackedBar) {
                                rect class=(format!("s{number}")) width="40" height="16" fill=(colour) {}
                            } @else {
                                line class=(format!("s{number}")) x1="0" x2="40" y1="8" y2="8" stroke=(colour) stroke-width="3" stroke-dasharray=(dashes) {}
                            }
                        }
                        " " (super::label(&series.name, language))
                    }
                }
            }
        }
    }
}

/// Returns the width for words to the left of the plot.
const fn left_of(frame: &Frame) -> i128 {
    frame.left.saturating_sub(GAP).saturating_sub(1)
}

fn whole(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

/// Returns the anchor of a point's label, so that the last one does not extend beyond the drawing.
const fn anchor(place: usize, count: usize) -> &'static str {
    if count > 2 && place.saturating_add(1) == count { "end" } else { "middle" }
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
            let scale = Scale::of(values.iter().copied(), FULL.most_lines);
            assert_eq!((scale.low, scale.high, scale.step), (low, high, step), "{values:?}");
            assert!(scale.lines().count() <= 7);
            assert!(
                values.iter().all(|value| (FULL.top..=FULL.height - FULL.bottom).contains(&scale.y(*value, &FULL)))
            );
        }
        let scale = Scale::of([i128::MAX, i128::MIN].into_iter(), FULL.most_lines);
        assert!(scale.lines().count() <= 7);
        assert_eq!(scale.y(i128::MAX, &FULL), FULL.top);
    }
}
