//! Forms: fields with their labels, typed values and errors.

use std::collections::BTreeSet;
use std::str::FromStr;

use revolving_fund::calendar::DateError;
use revolving_fund::catalogue::UnknownWord;
use revolving_fund::chrono::NaiveDate;
use revolving_fund::count::NumberError;
use revolving_fund::event::{MemberList, MemberListError};
use revolving_fund::money::MoneyError;
use revolving_fund::name::NameError;
use revolving_fund::rate::RateError;
use revolving_fund::table::Label;
use revolving_fund::{DocumentNumber, Rate, Refusal};

/// A value that can be chosen, and its label.
pub(crate) type Choice = (String, Label);

/// The kind of input of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    /// A number of notes, on the same line as its label.
    Notes,
    Date,
    Month,
    /// One choice of a few, all visible.
    Radio,
    /// One choice of many.
    Select,
    /// Any number of choices.
    Ticks,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: Label,
    pub(crate) hint: Label,
    pub(crate) kind: Kind,
    pub(crate) choices: Vec<Choice>,
    /// The value before anything was typed.
    pub(crate) default: String,
}

/// A part of a form, such as the row of a loan: its heading, a remark, its fields.
pub(crate) type Group = (Label, Label, Vec<Field>);

/// An error of the library as a text for a treasurer.
pub(crate) trait Explained {
    fn explained(&self) -> Label;
}

macro_rules! explained {
    ($($error:ty),+) => {
        $(impl Explained for $error {
            fn explained(&self) -> Label {
                Label::new(self.to_string(), self.vietnamese().to_string())
            }
        })+
    };
}

explained!(DateError, MemberListError, MoneyError, NameError, NumberError, RateError, UnknownWord);

impl Explained for Refusal {
    fn explained(&self) -> Label {
        let mut text = Label::new(self.breach().to_string(), self.breach().vietnamese().to_string());
        if let Some(most) = self.largest() {
            text = text.join(
                "; ",
                &Label::new(format!("the most is {most}"), format!("nhiều nhất được {}", most.vietnamese())),
            );
        }
        text.join(" → ", &self.explain().remedy.into())
    }
}

/// The values of a sent form, and their errors.
pub(crate) struct Input {
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) errors: Vec<(String, Label)>,
    /// The suffix of the names of the fields of a row, in a form with several rows.
    pub(crate) row: String,
}

impl Input {
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, errors: Vec::new(), row: String::new() }
    }

    pub(crate) fn error(&mut self, name: &str, text: Label) {
        self.errors.push((format!("{name}{}", self.row), text));
    }

    /// Returns the values of a field that are not blank, trimmed.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = format!("{name}{}", self.row);
        let values = self.pairs.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns the value of a result, or records its error for the field.
    pub(crate) fn keep<T, E: Explained>(&mut self, name: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.error(name, error.explained())).ok()
    }

    /// Reads a field with `parse`; a blank one is an error.
    fn parse<T, E: Explained>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        if let Some(result) = self.get(name).map(parse) {
            return self.keep(name, result);
        }
        self.error(name, Label::new("please fill this in", "xin điền hoặc chọn ở đây"));
        None
    }

    pub(crate) fn read<T: FromStr<Err: Explained>>(&mut self, name: &str) -> Option<T> {
        self.parse(name, str::parse)
    }

    /// Reads a field that may be blank.
    #[allow(clippy::option_option, reason = "blank is a value, an error is none")]
    pub(crate) fn optional<T: FromStr<Err: Explained>>(&mut self, name: &str) -> Option<Option<T>> {
        if self.get(name).is_none() { Some(None) } else { self.read(name).map(Some) }
    }

    /// Reads a rate in percent, with or without its sign.
    pub(crate) fn rate(&mut self, name: &str) -> Option<Rate> {
        self.parse(name, |text| format!("{}%", text.trim_end_matches('%').trim_end()).parse())
    }

    pub(crate) fn date(&mut self, name: &str) -> Option<NaiveDate> {
        self.parse(name, revolving_fund::parse_date)
    }

    /// Reads the values that are ticked, each once.
    pub(crate) fn ticked<T: FromStr<Err: Explained> + Ord>(&mut self, name: &str) -> BTreeSet<T> {
        let values: Vec<Result<T, T::Err>> = self.all(name).map(str::parse).collect();
        values.into_iter().filter_map(|value| self.keep(name, value)).collect()
    }

    pub(crate) fn members(&mut self, name: &str) -> Option<MemberList> {
        let members = MemberList::new(self.ticked(name).into_iter().collect());
        self.keep(name, members)
    }
}

/// Returns the document number `further` places after the first: PT-0009, PT-0010.
pub(crate) fn numbered(first: &DocumentNumber, further: usize) -> Option<DocumentNumber> {
    let stem = first.as_str().trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = first.as_str().strip_prefix(stem)?;
    let number = digits.parse::<u64>().ok()?.checked_add(u64::try_from(further).ok()?)?;
    format!("{stem}{number:0width$}", width = digits.len()).parse().ok()
}

/// Returns the number after the largest one with this prefix, with at least `width` digits: `PT-0001` if none is used.
pub(crate) fn next<'a>(prefix: &str, width: usize, used: impl Iterator<Item = &'a str>) -> String {
    let last = used.filter_map(|name| name.strip_prefix(prefix)?.parse::<u64>().ok()).max().unwrap_or(0);
    format!("{prefix}{:0width$}", last.saturating_add(1))
}
