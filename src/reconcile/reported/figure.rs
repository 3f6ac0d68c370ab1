//! Figures of a report, with unit and scope.

use std::fmt;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedMul, Zero};
use serde::{Deserialize, Serialize};

use super::measure::{Measure, Scope, Unit};
use super::number::{Fraction, Range, number};
use crate::catalogue::Bilingual;
use crate::display::{InLanguage, Language};
use crate::name::Text;
use crate::table::Label;

/// A figure as a report gives it, or the result of two others. The table of the module describes the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "described in the table")]
pub struct Figure {
    pub id: Text,
    pub what: Text,
    pub of: Option<Measure>,
    #[serde(default)]
    pub scope: Scope,
    pub unit: Unit,
    pub base: Option<Text>,
    pub says: Option<Said>,
    pub is: Option<Operation>,
    pub words: Option<Text>,
    /// The source of the words, if it is not the report.
    pub source: Option<Text>,
    pub against: Option<Text>,
    pub because: Option<Text>,
}

/// The number or numbers of a report, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// This number, rounded to its last decimal: `7,9` is 7,85 to 7,95. Numbers of people, clubs, turns and đồng are exact.
    Exactly(Text),
    /// About this number (khoảng): one unit of its last digit that is not zero to either side, so that `about 9.000` is 8.000 to 10.000.
    About(Text),
    /// This number or less (tối đa). Bounds are exact.
    AtMost(Text),
    /// This number or more (ít nhất), also exact.
    AtLeast(Text),
    /// From the first number to the second, both exact.
    Between(Text, Text),
}

/// A result of two figures, given by `id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub enum Operation {
    Product(Text, Text),
    Quotient(Text, Text),
    Sum(Text, Text),
}

impl Said {
    fn numbers(&self) -> Vec<&Text> {
        match self {
            Self::Exactly(number) | Self::About(number) | Self::AtMost(number) | Self::AtLeast(number) => vec![number],
            Self::Between(least, most) => vec![least, most],
        }
    }

    /// Returns the range of numbers that the figure can be, with its rounding, in people, clubs, turns or đồng, or as a share.
    fn range(&self, unit: Unit) -> Result<Range, Label> {
        let read = |text: &Text| match number(text.as_str()) {
            None => Err(Label::new(
                format!("{:?} is not a number, expected a form like 3.890 or 7,9", text.as_str()),
                format!("{:?} không phải là số, phải viết như 3.890 hoặc 7,9", text.as_str()),
            )),
            Some(number) if number.decimals > 0 && unit.is_counted() => {
                let Bilingual { english, vietnamese } = unit.title();
                Err(Label::new(
                    format!("{text} has decimals, but {english} are counted whole: write thousands with dots"),
                    format!("{text} có phần lẻ, mà {vietnamese} phải là số nguyên: dùng dấu chấm ngăn hàng nghìn"),
                ))
            }
            Some(number) => Ok(number),
        };
        let range = match self {
            Self::Exactly(text) if unit.is_counted() => Some(Range::point(read(text)?.value)),
            Self::Exactly(text) => read(text)?.rounded(false),
            Self::About(text) => read(text)?.rounded(true),
            Self::AtMost(most) => Some(Range { low: Fraction::zero(), high: Some(read(most)?.value) }),
            Self::AtLeast(least) => Some(Range { low: read(least)?.value, high: None }),
            Self::Between(least, most) => Some(Range { low: read(least)?.value, high: Some(read(most)?.value) }),
        };
        match range.and_then(|range| range.with(Range::point(unit.size()), CheckedMul::checked_mul)) {
            None => Err(("the number is too large", "số quá lớn").into()),
            Some(range) if range.high.is_some_and(|high| high < range.low) => {
                Err(("the second number is smaller than the first", "số thứ hai nhỏ hơn số thứ nhất").into())
            }
            Some(range) => Ok(range),
        }
    }
}

/// Displays it with the separators of the language: `at most 37.8`, `60 đến 70`.
impl fmt::Display for InLanguage<'_, Said> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(said, language) = *self;
        let word = match said {
            Said::Exactly(_) | Said::Between(..) => String::new(),
            Said::About(_) => language.label("about ", "khoảng "),
            Said::AtMost(_) => language.label("at most ", "tối đa "),
            Said::AtLeast(_) => language.label("at least ", "ít nhất "),
        };
        // A report writes numbers as in Việt Nam.
        let in_english = |letter: char| [(',', '.'), ('.', ',')].into_iter().find(|(from, _)| *from == letter);
        let numbers = said.numbers().into_iter().map(|number| match language {
            Language::English => number.as_str().chars().map(|c| in_english(c).map_or(c, |(_, to)| to)).collect(),
            _ => number.as_str().to_owned(),
        });
        write!(f, "{word}{}", numbers.collect::<Vec<String>>().join(&language.label(" to ", " đến ")))
    }
}

impl Operation {
    pub(super) const fn operands(&self) -> (&Text, &'static str, &Text) {
        match self {
            Self::Product(one, other) => (one, "×", other),
            Self::Quotient(one, other) => (one, "÷", other),
            Self::Sum(one, other) => (one, "+", other),
        }
    }

    /// Returns the result; `None` if it is too large, or the divisor is zero. Turns ÷ people is only an upper bound of the share of people.
    pub(super) fn result(&self, (one, range): (&Figure, Range), (other, divisor): (&Figure, Range)) -> Option<Range> {
        match self {
            Self::Product(..) => range.with(divisor, CheckedMul::checked_mul),
            Self::Sum(..) => range.with(divisor, CheckedAdd::checked_add),
            Self::Quotient(..) => {
                let result = range.with(divisor.inverse()?, CheckedMul::checked_mul)?;
                let is_bound = one.unit == Unit::Turns && other.unit == Unit::People;
                Some(if is_bound { Range { low: Fraction::zero(), ..result } } else { result })
            }
        }
    }

    /// Returns whether the units and scopes of both operands give those of `result`.
    fn fits(&self, one: &Figure, other: &Figure, result: &Figure) -> bool {
        let [one, other] = [one, other].map(|operand| (operand.unit.plain(), operand.scope));
        match self {
            Self::Sum(..) => one == other && one == (result.unit.plain(), result.scope),
            Self::Product(..) => [one.0, other.0].contains(&result.unit.plain()),
            Self::Quotient(..) if one == other || (one.0, other.0) == (Unit::Turns, Unit::People) => {
                result.unit == Unit::Percent
            }
            Self::Quotient(..) => one.0 == result.unit.plain() && result.scope != Scope::AllClubs,
        }
    }
}

impl Figure {
    /// Returns the range of numbers that the figure can be, with its rounding; `None` if the report gives no number.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.says.as_ref()?.range(self.unit).ok()
    }

    /// Returns the numbers as written, in people, clubs, turns or đồng, or as shares.
    #[must_use]
    pub fn numbers(&self) -> Vec<Ratio<i128>> {
        let texts = self.says.iter().flat_map(Said::numbers);
        texts.filter_map(|text| number(text.as_str())?.value.checked_mul(&self.unit.size())).collect()
    }

    /// Returns a number with its unit and the scope or base of the figure: `7.9 billion đồng`, `60 đến 70 người mỗi CLB`.
    pub(super) fn with_terms(&self, number: &str, unit: Unit, language: Language) -> String {
        let Bilingual { english, vietnamese } = unit.title();
        let name = language.label(english, vietnamese);
        let space = if unit == Unit::Percent { language.label("", "\u{a0}") } else { " ".to_owned() };
        match &self.base {
            Some(base) => format!("{number}{space}{name} {} {base}", language.label("of", "của")),
            None => format!("{number}{space}{name}{}", self.scope.after_unit(language)),
        }
    }

    /// Returns what the report says, with its terms, in each language.
    pub(super) fn said(&self) -> Option<Label> {
        let says = self.says.as_ref()?;
        Some(in_both(|language| self.with_terms(&InLanguage(says, language).to_string(), self.unit, language)))
    }

    /// Returns the unit and the scope in each language: `people per club`.
    fn terms(&self) -> Label {
        let Bilingual { english, vietnamese } = self.unit.title();
        in_both(|language| language.label(english, vietnamese) + &self.scope.after_unit(language))
    }

    /// Checks the terms of the figure: its identifier, unit, scope, base and number, and the earlier figures that it names.
    pub(super) fn check(&self, earlier: &[Self]) -> Result<(), Label> {
        let find = |id: &Text| match earlier.iter().find(|figure| figure.id == *id) {
            Some(figure) => Ok(figure),
            None => Err(Label::new(
                format!("it names {id}, which is not an earlier figure"),
                format!("trỏ đến {id}, không phải là số liệu nêu trước"),
            )),
        };
        if find(&self.id).is_ok() {
            return Err(("an earlier figure has this id", "id này đã dùng cho số liệu trước").into());
        }
        if let Some(measure) = self.of.filter(|measure| measure.unit() != self.unit.plain()) {
            let (unit, expected) = (self.unit.title(), measure.unit().title());
            return Err(Label::new(
                format!("its unit is {}, expected {} or a multiple", unit.english, expected.english),
                format!("đơn vị là {}, phải là {} hoặc bội số", unit.vietnamese, expected.vietnamese),
            ));
        }
        if self.of.is_some_and(|measure| !measure.has_scope(self.scope)) {
            return Err(
                ("the books do not have this figure for such a scope", "sổ không có số liệu này ở phạm vi đó").into()
            );
        }
        if (self.unit == Unit::Percent) != self.base.is_some() {
            return Err((
                "a percentage needs a base, which says what 100 % is; no other figure has one",
                "tỷ lệ phải có base (100 % là gì); số liệu khác không được có",
            )
                .into());
        }
        if let Some(says) = &self.says {
            says.range(self.unit)?;
        }
        if let Some(is) = &self.is {
            let (one, sign, other) = is.operands();
            let (one, other) = (find(one)?, find(other)?);
            if self.says.is_some() || !is.fits(one, other, self) {
                let operation = one.terms().join(&format!(") {sign} ("), &other.terms());
                let problem =
                    Label::new(") is not a figure in ", ") không cho ra số liệu theo ").join("", &self.terms());
                return Err(Label::same("(").join("", &operation).join("", &problem));
            }
        }
        match self.against.as_ref().map(find).transpose()? {
            Some(other) if (other.unit.plain(), other.scope) != (self.unit.plain(), self.scope) => {
                let first = Label::new(format!("{} is in ", other.id), format!("{} tính theo ", other.id));
                let second = Label::new(", this figure in ", ", số liệu này theo ").join("", &self.terms());
                Err(first.join("", &other.terms()).join("", &second))
            }
            _ => Ok(()),
        }
    }
}

/// Makes a label from its text in each language.
pub(super) fn in_both(text: impl Fn(Language) -> String) -> Label {
    Label::new(text(Language::English), text(Language::Vietnamese))
}
