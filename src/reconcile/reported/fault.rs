//! What is wrong with a file of reported figures.

use std::io;

use super::measure::Measure;
use super::unit::{Scope, Unit};
use crate::name::Text;

/// Why a file of reported figures cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportedError {
    /// The source of the bytes failed.
    #[error("cannot read the reported figures: {0}")]
    Io(#[from] io::Error),
    /// Not the JSON of such a file.
    #[error("line {line}, column {column}{}{field}: {message}", if .field.is_empty() { "" } else { ", " })]
    Json {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// The field, as a path: `figures[2].unit`. Empty where it is the file itself.
        field: String,
        /// What is wrong.
        message: String,
    },
    /// Figures that do not fit together.
    #[error("{field} ({id}): {fault}")]
    Fault {
        /// The field, as a path: `derived[0]`.
        field: String,
        /// The name of the figure in the file.
        id: Text,
        /// What is wrong.
        fault: Fault,
    },
}

/// What is wrong with a figure that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A name that an earlier figure bears.
    #[error("an earlier figure has this id")]
    DuplicateId,
    /// A figure that is not there, or comes later.
    #[error("it names {id}, which is no figure before it")]
    NoSuchFigure {
        /// The name.
        id: Text,
    },
    /// A unit in which the books do not hold the figure.
    #[error("its unit is {unit}, expected {expected} or a multiple")]
    UnitOfMeasure {
        /// The unit given.
        unit: Unit,
        /// The unit in which the books hold it.
        expected: Unit,
    },
    /// A scope of which the books do not tell the figure.
    #[error("the books do not tell this figure of such a scope")]
    ScopeOfMeasure,
    /// A percentage of nobody knows what.
    #[error("it is a percentage without a base, expected what is 100 %")]
    NoBase,
    /// A base of what is no percentage.
    #[error("it has a base and is no percentage")]
    Base,
    /// A band that ends before it begins.
    #[error("it is between a number and a smaller one")]
    EmptyBand,
    /// Something worked out of nothing.
    #[error("it is worked out of nothing")]
    NoOperands,
    /// Unlike things added.
    #[error("it adds unlike things")]
    UnlikeSum,
    /// A result that the unit does not measure.
    #[error("it is worked out as {found}, but told as {expected}")]
    Dimension {
        /// What the result measures.
        found: String,
        /// What the unit measures.
        expected: String,
    },
    /// Two figures that measure different things.
    #[error("it is set against {id}, which is told as {found}, and itself as {expected}")]
    Against {
        /// The other figure.
        id: Text,
        /// What the other figure measures.
        found: String,
        /// What this one measures.
        expected: String,
    },
}

/// Whether unit and scope are such as the books can tell, and a percentage says of what.
pub(super) fn check_terms(of: Option<Measure>, scope: &Scope, unit: Unit, base: Option<&Text>) -> Result<(), Fault> {
    if let Some(measure) = of {
        if unit.plain() != measure.unit() {
            return Err(Fault::UnitOfMeasure { unit, expected: measure.unit() });
        }
        if !measure.is_told_of(scope) {
            return Err(Fault::ScopeOfMeasure);
        }
    }
    match (unit, base) {
        (Unit::Percent, None) => Err(Fault::NoBase),
        (Unit::Percent, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => Err(Fault::Base),
    }
}

/// The error of JSON that cannot be read, in a field.
pub(super) fn json_error(field: &str, error: &serde_json::Error) -> ReportedError {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let field = field.trim_end_matches('?').trim_end_matches('.').to_owned();
    let message = message.get(..end).unwrap_or_default().to_owned();
    ReportedError::Json { line: error.line(), column: error.column(), field, message }
}
