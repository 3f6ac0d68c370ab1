//! Outliers: clubs with a figure unlike that of the others.

use std::fmt;

use serde::Serialize;

use super::club::ClubSummary;
use super::proportion::percentage;
use crate::catalogue::Bilingual;
use crate::display::{InLanguage, Language};
use crate::money::Balance;
use crate::name::ClubId;

/// The smallest number of clubs for which quartiles are meaningful.
const FEWEST_CLUBS: usize = 8;

/// An indicator by which clubs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Indicator {
    /// Growth of capital, in hundredths of a percent.
    Growth,
    /// PAR30, in hundredths of a percent.
    Par30,
    /// The collection rate, in hundredths of a percent.
    CollectionRate,
    /// Utilisation, in hundredths of a percent.
    Utilisation,
    /// Members.
    Members,
    /// The average principal of a loan, in đồng.
    AverageLoan,
}

impl Indicator {
    /// All indicators.
    pub const ALL: [Self; 6] =
        [Self::Growth, Self::Par30, Self::CollectionRate, Self::Utilisation, Self::Members, Self::AverageLoan];

    /// Returns the figure of a club as it is printed: rounded, in the indicator's unit. `None` if the club has none.
    #[must_use]
    pub fn of(self, club: &ClubSummary) -> Option<i128> {
        match self {
            Self::Growth => club.growth().hundredths_of_percent(),
            Self::Par30 => club.par30().hundredths_of_percent(),
            Self::CollectionRate => club.collection_rate().hundredths_of_percent(),
            Self::Utilisation => club.utilisation().hundredths_of_percent(),
            Self::Members => Some(club.members.into()),
            Self::AverageLoan => club.average_loan().map(Balance::dong),
        }
    }

    /// Returns the name of the indicator.
    #[must_use]
    pub const fn title(self) -> Bilingual {
        let (english, vietnamese) = match self {
            Self::Growth => ("growth of capital", "tăng trưởng vốn"),
            Self::Par30 => ("PAR30", "quá hạn"),
            Self::CollectionRate => ("collection rate", "tỷ lệ thu nợ"),
            Self::Utilisation => ("utilisation", "sử dụng vốn"),
            Self::Members => ("members", "thành viên"),
            Self::AverageLoan => ("average loan", "khoản vay bình quân"),
        };
        Bilingual { english, vietnamese }
    }

    /// Writes a value in its unit: `12.34%`, `64`, `5,400,000 đồng`.
    #[must_use]
    pub fn written(self, value: i128, language: Language) -> String {
        match self {
            Self::Growth | Self::Par30 | Self::CollectionRate | Self::Utilisation => percentage(value, language),
            Self::Members => language.number(&value.to_string()),
            Self::AverageLoan => InLanguage(&Balance::new(value), language).to_string(),
        }
    }
}

/// A club that is an outlier by one indicator: below the lower quartile, or above the upper one, by more than one and a half times the
/// distance between the two (Tukey's rule). Figures are compared as they are printed, so that a person can check the result by hand; a
/// quartile is the figure of some club. There are no outliers among fewer than eight clubs with the figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Outlier {
    /// The club.
    pub club: ClubId,
    /// The indicator.
    pub indicator: Indicator,
    /// The figure of the club, in the indicator's unit.
    pub value: i128,
    /// The lower quartile of all clubs.
    pub lower_quartile: i128,
    /// The upper quartile of all clubs.
    pub upper_quartile: i128,
}

impl fmt::Display for Outlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [value, lower, upper] = [self.value, self.lower_quartile, self.upper_quartile]
            .map(|value| self.indicator.written(value, Language::English));
        let Bilingual { english, vietnamese } = self.indicator.title();
        write!(f, "{}: {english} ({vietnamese}) {value}, the middle half of the clubs {lower} to {upper}", self.club)
    }
}

/// Returns the outliers by one indicator, in the order of the clubs.
pub(super) fn outliers<'a>(clubs: impl Iterator<Item = &'a ClubSummary>, indicator: Indicator) -> Vec<Outlier> {
    let figures: Vec<(&ClubId, i128)> = clubs.filter_map(|club| Some((&club.club, indicator.of(club)?))).collect();
    let mut sorted: Vec<i128> = figures.iter().map(|(_, value)| *value).collect();
    sorted.sort_unstable();
    let quartiles = quartile_places(sorted.len())
        .filter(|_| sorted.len() >= FEWEST_CLUBS)
        .and_then(|(lower, upper)| Some((*sorted.get(lower)?, *sorted.get(upper)?)));
    let Some((lower_quartile, upper_quartile)) = quartiles else { return Vec::new() };
    let is_outside = |value: i128| {
        let beyond = lower_quartile.saturating_sub(value).max(value.saturating_sub(upper_quartile));
        beyond.saturating_mul(2) > upper_quartile.saturating_sub(lower_quartile).saturating_mul(3)
    };
    let outside = figures.into_iter().filter(|(_, value)| is_outside(*value));
    outside
        .map(|(club, value)| Outlier { club: club.clone(), indicator, value, lower_quartile, upper_quartile })
        .collect()
}

/// Returns the indices of the lower and the upper quartile in a sorted list of `count` figures: the ranks `count ÷ 4` and
/// `3 × count ÷ 4`, rounded up, so that both are figures in the list. `None` for an empty list.
fn quartile_places(count: usize) -> Option<(usize, usize)> {
    let place = |rank: usize| rank.checked_sub(1);
    Some((place(count.div_ceil(4))?, place(count.saturating_mul(3).div_ceil(4))?))
}
