//! Tables as text for a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::format::NONE;
use super::{Cell, Label, Language, Row, RowKind, Table};
use crate::display::visible;

/// The space between two columns: the usual one, and that of a table that does not fit otherwise.
const GAPS: [usize; 2] = [2, 1];
/// The width below which a column of text is hard to read, unless all its texts are shorter.
const COMFORTABLE: usize = 14;
/// A word wider than this is broken if the space is tight.
const LONGEST_WORD: usize = 24;

/// The options of a table as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// The language.
    pub language: Language,
    /// The width of the terminal, in columns. Numbers are not broken, so lines may be longer on a narrow terminal.
    pub width: usize,
}

impl Default for TextOptions {
    /// Returns the options for both languages and 80 columns.
    fn default() -> Self {
        Self { language: Language::default(), width: 80 }
    }
}

impl Table {
    /// Writes the table as text in 80 columns.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        self.to_text_with(TextOptions { language, ..TextOptions::default() })
    }

    /// Writes the table as text. The width of a character is that on a terminal.
    ///
    /// Texts are wrapped, numbers are not. If a table does not fit, the columns that are zero or empty in every row are left out and
    /// named below; if it still does not fit, it is written in parts that each begin with the first column. Controls and invisible
    /// characters are escaped.
    #[must_use]
    pub fn to_text_with(&self, options: TextOptions) -> String {
        let TextOptions { language, width } = options;
        let mut lines = Vec::new();
        for title in self.title.lines(language) {
            wrap(&visible(title), width, &mut lines);
        }
        lines.push(String::new());
        if self.is_empty() {
            lines.push(format!("({})", NONE.text(language)));
        } else {
            let grid = Grid::new(self, language);
            let (parts, hidden) = grid.parts(width);
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    lines.push(String::new());
                }
                grid.write(part, &parts, width, &mut lines);
            }
            if !hidden.is_empty() {
                lines.push(String::new());
                let names: Vec<&Label> =
                    hidden.iter().filter_map(|place| Some(&grid.columns.get(*place)?.heading)).collect();
                for line in hidden_columns(&names).lines(language) {
                    wrap(&visible(line), width, &mut lines);
                }
            }
        }
        if !self.notes.is_empty() {
            lines.push(String::new());
        }
        for note in self.notes.iter().flat_map(|note| note.lines(language)) {
            wrap(&visible(note), width, &mut lines);
        }
        let mut text = String::new();
        for line in lines {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Returns the note about columns that are left out.
pub(super) fn hidden_columns(names: &[&Label]) -> Label {
    let english: Vec<&str> = names.iter().map(|name| name.english.as_ref()).collect();
    let vietnamese: Vec<&str> = names.iter().map(|name| name.vietnamese.as_ref()).collect();
    Label::new(
        format!("Zero or empty in every row, not shown: {}.", english.join("; ")),
        format!("Bằng 0 hoặc trống ở mọi dòng, không in: {}.", vietnamese.join("; ")),
    )
}

/// The widths of a column.
struct Layout {
    heading: Label,
    group: Option<Label>,
    /// The heading in each language shown.
    heading_lines: Vec<String>,
    is_right: bool,
    is_void: bool,
    /// The width at which no value is wrapped.
    natural: usize,
    /// The width at which the heading has at most two lines.
    two_lines: usize,
    /// The smallest width at which texts are easy to read.
    comfortable: usize,
    /// The smallest possible width.
    tight: usize,
    /// The width of the words that the first column repeats in a part that does not have their own column.
    repeated: usize,
}

/// The columns of a part of a table, each with its width, and the space between them.
struct Part {
    columns: Vec<(usize, usize)>,
    gap: usize,
}

/// The text of a cell.
struct Shown {
    text: String,
    /// True if it may be wrapped.
    is_text: bool,
}

impl Shown {
    /// Returns the width of its longest word, or the whole width of a number.
    fn word(&self) -> usize {
        if self.is_text { longest_word(&self.text).min(LONGEST_WORD) } else { self.text.width() }
    }
}

/// The texts of a table, before they are laid out.
struct Grid {
    columns: Vec<Layout>,
    rows: Vec<(RowKind, Vec<Shown>)>,
}

impl Grid {
    fn new(table: &Table, language: Language) -> Self {
        let shown = |cell: &Cell| Shown {
            text: visible(&cell.text(language)),
            is_text: matches!(cell, Cell::Text(_) | Cell::Bilingual(_)),
        };
        // A cell without a column is not shown.
        let most = table.columns.len().max(1);
        let rows = table.all_rows().map(|row| (row.kind, row.cells.iter().take(most).map(shown).collect()));
        let rows: Vec<(RowKind, Vec<Shown>)> = rows.collect();
        let columns = table.columns.iter().enumerate().map(|(place, column)| {
            let heading = column.full_heading().into_owned();
            let heading_lines: Vec<String> = heading.lines(language).into_iter().map(visible).collect();
            let lines = rows.iter().filter(|(kind, _)| *kind != RowKind::Section);
            let cells = || lines.clone().filter_map(|(_, cells)| cells.get(place));
            let is_void = |row: &Row| row.kind == RowKind::Section || row.cells.get(place).is_none_or(Cell::is_void);
            let content = cells().map(|cell| cell.text.width()).max().unwrap_or(0);
            // A number is not wrapped, even in a column of texts; a text is, even in a column of numbers.
            let number = cells().filter(|cell| !cell.is_text).map(|cell| cell.text.width()).max().unwrap_or(0);
            let heading_word = heading_lines.iter().map(|line| longest_word(line)).max().unwrap_or(0);
            let tight = cells().map(Shown::word).max().unwrap_or(0).max(heading_word);
            let is_low = |width: &usize| {
                let height = |text: &String| {
                    let mut lines = Vec::new();
                    wrap(text, *width, &mut lines);
                    lines.len()
                };
                heading_lines.iter().map(height).all(|height| height <= 2)
            };
            let longest = heading_lines.iter().map(|line| line.width()).max().unwrap_or(0);
            let two_lines = (heading_word..longest).find(is_low).unwrap_or(longest);
            let first_words = |(_, cells): &(RowKind, Vec<Shown>)| match first_text(cells) {
                Some(from) if place == 0 && from > 0 => cells.get(from).map_or(0, Shown::word),
                _ => 0,
            };
            Layout {
                heading,
                group: column.group.clone(),
                two_lines,
                heading_lines,
                is_right: column.kind.is_number(),
                is_void: table.all_rows().all(is_void),
                natural: content.max(heading_word),
                comfortable: content.min(COMFORTABLE.max(number)).max(tight),
                tight,
                repeated: lines.map(first_words).max().unwrap_or(0),
            }
        });
        Self { columns: columns.collect(), rows }
    }

    /// Returns the columns of each part with their widths, and the columns that are left out.
    fn parts(&self, width: usize) -> (Vec<Part>, Vec<usize>) {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        // On average, the texts of a row may be wrapped to `most` lines.
        let in_one = |places: &[usize], most: usize| {
            let is_low = |part: &Part| self.height(part) <= most.saturating_mul(self.rows.len()).saturating_add(1);
            let tight = |gap| self.fit(places, width, gap, |column| column.tight).filter(is_low);
            let [wide, narrow] = GAPS;
            self.fit(places, width, wide, |column| column.comfortable).or_else(|| tight(wide)).or_else(|| tight(narrow))
        };
        if let Some(part) = in_one(&all, 2) {
            return (vec![part], Vec::new());
        }
        let is_hidden = |place: &usize| *place > 0 && self.columns.get(*place).is_some_and(|column| column.is_void);
        let (hidden, shown): (Vec<usize>, Vec<usize>) = all.into_iter().partition(is_hidden);
        if let Some(part) = in_one(&shown, 3) {
            return (vec![part], hidden);
        }
        let [gap, _] = GAPS;
        let fit = |places: &[usize]| self.fit(places, width, gap, |column| column.comfortable.max(column.repeated));
        let mut parts = Vec::new();
        let (key, rest) = shown.split_at_checked(1).unwrap_or((&shown, &[]));
        let mut part = key.to_vec();
        for place in rest {
            let group = |place: usize| self.columns.get(place).and_then(|column| column.group.as_ref());
            let is_other_group =
                part.last().is_some_and(|last| group(*last).is_some() && group(*last) != group(*place));
            part.push(*place);
            if part.len() > 2 && (is_other_group || fit(&part).is_none()) {
                part.pop();
                parts.push(std::mem::replace(&mut part, [key, &[*place]].concat()));
            }
        }
        parts.push(part);
        let least = |places: &[usize]| Part { columns: self.least(places, |column| column.tight), gap };
        let widths = |places: Vec<usize>| fit(&places).unwrap_or_else(|| least(&places));
        (parts.into_iter().map(widths).collect(), hidden)
    }

    fn least(&self, places: &[usize], least: impl Fn(&Layout) -> usize) -> Vec<(usize, usize)> {
        places.iter().filter_map(|place| Some((*place, least(self.columns.get(*place)?)))).collect()
    }

    /// Returns the number of lines of all rows.
    fn height(&self, part: &Part) -> usize {
        let lines = |(place, width): &(usize, usize), cells: &[Shown]| {
            let mut lines = Vec::new();
            wrap(cells.get(*place).map_or("", |cell| &cell.text), *width, &mut lines);
            lines.len()
        };
        let rows = self.rows.iter().filter(|(kind, _)| *kind != RowKind::Section);
        rows.map(|(_, cells)| part.columns.iter().map(|column| lines(column, cells)).max().unwrap_or(0)).sum()
    }

    /// Returns widths, each at least `least`, at which columns fit into a line; `None` if there are none.
    fn fit(&self, places: &[usize], width: usize, gap: usize, least: impl Fn(&Layout) -> usize) -> Option<Part> {
        let gaps = gap.saturating_mul(places.len().saturating_sub(1));
        let room = width.checked_sub(gaps)?;
        let mut widths = self.least(places, least);
        let mut left = room.checked_sub(widths.iter().map(|(_, width)| *width).sum())?;
        // The remaining width is given out one by one: first for values, then for headings of two lines, then for headings of one line.
        let headings = |column: &Layout| column.heading_lines.iter().map(|line| line.width()).max().unwrap_or(0);
        let wanted: [&dyn Fn(&Layout) -> usize; 3] =
            [&|column| column.natural, &|column| column.natural.max(column.two_lines), &|column| headings(column)];
        for wanted in wanted {
            loop {
                let mut is_wider = false;
                for (place, width) in &mut widths {
                    if left > 0 && self.columns.get(*place).is_some_and(|column| wanted(column) > *width) {
                        *width = width.saturating_add(1);
                        left = left.saturating_sub(1);
                        is_wider = true;
                    }
                }
                if !is_wider {
                    break;
                }
            }
        }
        Some(Part { columns: widths, gap })
    }

    fn write(&self, part: &Part, parts: &[Part], width: usize, lines: &mut Vec<String>) {
        let headings = part.columns.iter().map(|(place, width)| {
            let mut heading = Vec::new();
            for line in self.columns.get(*place).map(|column| column.heading_lines.as_slice()).unwrap_or_default() {
                wrap(line, *width, &mut heading);
            }
            heading
        });
        let headings: Vec<Vec<String>> = headings.collect();
        // Short headings are moved down to the rule.
        let height = headings.iter().map(Vec::len).max().unwrap_or(0);
        let lowered = headings.into_iter().map(|mut heading| {
            let above = height.saturating_sub(heading.len());
            heading.splice(0..0, std::iter::repeat_n(String::new(), above));
            heading
        });
        self.write_row(part, &lowered.collect::<Vec<_>>(), lines);
        let gaps = part.gap.saturating_mul(part.columns.len().saturating_sub(1));
        let rule = "─".repeat(part.columns.iter().map(|(_, width)| *width).sum::<usize>().saturating_add(gaps));
        lines.push(rule.clone());
        let mut is_total = false;
        for (kind, cells) in &self.rows {
            if *kind == RowKind::Section {
                wrap(cells.first().map_or("", |cell| &cell.text), width, lines);
                continue;
            }
            let text = |place: usize| cells.get(place).map_or("", |cell| cell.text.as_str());
            let is_shown = |place: usize| part.columns.iter().any(|(shown, _)| *shown == place);
            // A part of a table leaves out rows that are empty in it, and repeats the words of a row in the first column.
            let is_empty = |part: &Part| part.columns.iter().skip(1).all(|(place, _)| text(*place).is_empty());
            if is_empty(part) && !parts.iter().all(is_empty) {
                continue;
            }
            if *kind == RowKind::Total && !is_total {
                lines.push(rule.clone());
                is_total = true;
            }
            let words = match first_text(cells) {
                Some(place) if text(0).is_empty() && !is_shown(place) => cells.get(place),
                _ => None,
            };
            let wrapped = part.columns.iter().map(|(place, width)| {
                let cell = words.filter(|_| *place == 0).or_else(|| cells.get(*place));
                let mut lines = Vec::new();
                match cell {
                    Some(Shown { text, is_text: true }) => wrap(text, *width, &mut lines),
                    Some(Shown { text, .. }) => lines.push(text.clone()),
                    None => {}
                }
                lines
            });
            self.write_row(part, &wrapped.collect::<Vec<_>>(), lines);
        }
    }

    /// Writes the lines of a row, each cell padded to the width of its column.
    fn write_row(&self, part: &Part, cells: &[Vec<String>], lines: &mut Vec<String>) {
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for number in 0..height {
            let mut line = String::new();
            for (position, ((place, width), cell)) in part.columns.iter().zip(cells).enumerate() {
                if position > 0 {
                    line.push_str(&" ".repeat(part.gap));
                }
                let text = cell.get(number).map_or("", String::as_str);
                let padding = " ".repeat(width.saturating_sub(text.width()));
                let is_right = self.columns.get(*place).is_some_and(|column| column.is_right);
                let (before, behind) = if is_right { (padding.as_str(), "") } else { ("", padding.as_str()) };
                line.push_str(before);
                line.push_str(text);
                line.push_str(behind);
            }
            lines.push(line);
        }
    }
}

/// Returns the column of the first text of a row.
fn first_text(cells: &[Shown]) -> Option<usize> {
    cells.iter().position(|cell| cell.is_text && !cell.text.is_empty())
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Wraps a text at spaces, and within a word that is wider than a line.
pub(super) fn wrap(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.width().saturating_add(1).saturating_add(word.width()) > width {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        if word.width() <= width {
            line.push_str(word);
            continue;
        }
        for character in word.chars() {
            let more = character.width().unwrap_or(0);
            if !line.is_empty() && line.width().saturating_add(more) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line);
}
