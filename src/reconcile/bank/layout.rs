//! What the columns of a statement are called, and how its numbers are grouped.

use unicode_normalization::UnicodeNormalization;

/// The sign between groups of three digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// `1.234.567`, as numbers are written in Việt Nam.
    #[default]
    Dots,
    /// `1,234,567`.
    Commas,
}

impl Grouping {
    /// The sign.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Dots => '.',
            Self::Commas => ',',
        }
    }

    /// The sign that would begin a fraction.
    pub(super) const fn fraction_sign(self) -> char {
        match self {
            Self::Dots => ',',
            Self::Commas => '.',
        }
    }
}

/// What the columns of a statement are called, each by any of some names, and how its numbers are grouped.
///
/// Names are compared without regard to capitals, accents, signs and what stands in parentheses: `Số tiền (VND)` is `so tien`.
/// The amount stands in one column, signed as the club sees it, or in two: what the bank debits (ghi nợ) leaves the account,
/// what it credits (ghi có) comes in. Whether commas, semicolons or tabs part the columns is seen from the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLayout {
    /// The day of the movement.
    pub date: Vec<String>,
    /// The bank's or the club's reference.
    pub reference: Vec<String>,
    /// What it was for.
    pub description: Vec<String>,
    /// The signed amount. Where no such column is there, `debit` and `credit` must be.
    pub amount: Vec<String>,
    /// What left the account.
    pub debit: Vec<String>,
    /// What came into the account.
    pub credit: Vec<String>,
    /// The balance after the movement.
    pub balance: Vec<String>,
    /// The sign between groups of three digits.
    pub grouping: Grouping,
}

impl StatementLayout {
    /// What banks in Việt Nam print.
    #[must_use]
    pub fn vietnamese() -> Self {
        Self {
            date: names(&["Ngày giao dịch", "Ngày GD", "Ngày hạch toán", "Ngày hiệu lực", "Ngày"]),
            reference: names(&["Số tham chiếu", "Số bút toán", "Số chứng từ", "Mã giao dịch", "Số CT"]),
            description: names(&["Diễn giải", "Nội dung", "Nội dung giao dịch", "Mô tả"]),
            amount: names(&["Số tiền", "Số tiền giao dịch"]),
            debit: names(&["Ghi nợ", "Phát sinh nợ", "Số tiền ghi nợ", "Nợ"]),
            credit: names(&["Ghi có", "Phát sinh có", "Số tiền ghi có", "Có"]),
            balance: names(&["Số dư", "Số dư sau giao dịch", "Số dư cuối"]),
            grouping: Grouping::Dots,
        }
    }

    /// A plain header in English: `date`, `reference`, `description`, `amount` or `debit` and `credit`, `balance`.
    #[must_use]
    pub fn english() -> Self {
        Self {
            date: names(&["date", "transaction date"]),
            reference: names(&["reference", "ref"]),
            description: names(&["description", "details"]),
            amount: names(&["amount"]),
            debit: names(&["debit"]),
            credit: names(&["credit"]),
            balance: names(&["balance"]),
            grouping: Grouping::Dots,
        }
    }

    /// The same with another sign between groups of three digits.
    #[must_use]
    pub fn grouped_by(self, grouping: Grouping) -> Self {
        Self { grouping, ..self }
    }

    /// The same with further names for its columns, those of `other`.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        let Self { date, reference, description, amount, debit, credit, balance, grouping: _ } = other;
        self.date.extend(date);
        self.reference.extend(reference);
        self.description.extend(description);
        self.amount.extend(amount);
        self.debit.extend(debit);
        self.credit.extend(credit);
        self.balance.extend(balance);
        self
    }

    /// Where the columns stand in a row of names.
    pub(super) fn columns(&self, header: &[String]) -> Found {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let place = |names: &[String]| {
            names.iter().map(|name| fold(name)).find_map(|name| folded.iter().position(|column| *column == name))
        };
        let moved = match (place(&self.amount), place(&self.debit), place(&self.credit)) {
            (Some(amount), _, _) => Ok(Moved::Signed(amount)),
            (None, Some(debit), Some(credit)) => Ok(Moved::Sides { debit, credit }),
            (None, Some(_), None) => Err(self.credit.as_slice()),
            (None, None, Some(_)) => Err(self.debit.as_slice()),
            (None, None, None) => Err(self.amount.as_slice()),
        };
        let mut missing = Vec::new();
        let mut found = |names: &[String]| {
            let place = place(names);
            if place.is_none() {
                missing.push(names.to_vec());
            }
            place
        };
        let (date, reference) = (found(&self.date), found(&self.reference));
        let (description, balance) = (found(&self.description), found(&self.balance));
        match (date, reference, description, moved, balance) {
            (Some(date), Some(reference), Some(description), Ok(moved), Some(balance)) => {
                Found::All(Columns { date, reference, description, moved, balance })
            }
            (.., moved, _) => {
                missing.extend(moved.err().map(<[String]>::to_vec));
                Found::Missing(missing)
            }
        }
    }
}

/// The columns found in a row of names.
pub(super) enum Found {
    All(Columns),
    /// The names of each column that is not there.
    Missing(Vec<Vec<String>>),
}

/// Where the columns stand, counted from 0.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) date: usize,
    pub(super) reference: usize,
    pub(super) description: usize,
    pub(super) moved: Moved,
    pub(super) balance: usize,
}

/// Where the amount stands.
#[derive(Clone, Copy)]
pub(super) enum Moved {
    Signed(usize),
    Sides { debit: usize, credit: usize },
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A name without capitals, accents, signs and what stands in parentheses.
fn fold(name: &str) -> String {
    let name = name.split('(').next().unwrap_or_default();
    let letters = name.nfd().flat_map(char::to_lowercase).map(|letter| if letter == 'đ' { 'd' } else { letter });
    letters.filter(|letter| letter.is_alphanumeric()).collect()
}
