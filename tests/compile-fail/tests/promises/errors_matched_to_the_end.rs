//! Errors and codes may be added later: a match on them has an arm for unknown ones.

use revolving_fund::WriteError;
use revolving_fund::money::MoneyError;

fn told(error: MoneyError) -> &'static str {
    match error {
        MoneyError::TooLarge => "too large",
        MoneyError::Zero => "zero",
        MoneyError::Negative => "negative",
        MoneyError::Grouping | MoneyError::LeadingZero | MoneyError::NotANumber => "not a number",
    }
}

fn line(error: WriteError) -> Option<usize> {
    match error {
        WriteError::NotCanonical { line } => Some(line),
        WriteError::Io(_) => None,
    }
}

fn main() {}
