//! An observation: facts of the books in both languages, without a judgement.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::code::ObservationCode;
use crate::catalogue::Vietnamese;
use crate::count::Seq;
use crate::voucher::{Record, Reference};

/// Makes the facts of an observation, one JSON object.
macro_rules! facts {
    ({$($key:literal: $value:expr),* $(,)?}) => {
        serde_json::Value::Object([$(($key.to_owned(), $crate::review::observation::fact(&$value))),*].into_iter().collect())
    };
}
pub(super) use facts;

/// Returns a fact as JSON; an integer of more than 64 bits as a text, since few readers of JSON keep it.
pub(super) fn fact(value: &impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(Value::Number(number)) if !number.is_i64() && !number.is_u64() => Value::String(number.to_string()),
        Ok(fact) => fact,
        Err(_) => {
            let text = serde_json::to_string(value);
            debug_assert!(text.is_ok(), "a fact is a number, a text, or a list or object of them");
            Value::String(text.unwrap_or_else(|error| error.to_string()))
        }
    }
}

/// An observation: records to look at, with the facts. Displayed in English; [`Observation::vietnamese`] displays it in Vietnamese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    code: ObservationCode,
    records: Vec<Reference>,
    facts: Value,
    english: String,
    vietnamese: String,
}

impl Observation {
    pub(super) fn new<'b>(
        code: ObservationCode,
        records: impl IntoIterator<Item = &'b Record>,
        facts: Value,
        english: String,
        vietnamese: String,
    ) -> Self {
        let mut records: Vec<Reference> = records.into_iter().map(Reference::from).collect();
        records.sort_by_key(|record| record.seq);
        records.dedup();
        Self { code, records, facts, english, vietnamese }
    }

    /// Returns the code.
    #[must_use]
    pub const fn code(&self) -> ObservationCode {
        self.code
    }

    /// Returns the records that it is about, in the order of the books; empty if the observation is that a record is absent.
    #[must_use]
    pub fn records(&self) -> &[Reference] {
        &self.records
    }

    /// Returns the facts, one JSON object. Amounts are in đồng, as a text if they exceed 64 bits.
    #[must_use]
    pub const fn facts(&self) -> &Value {
        &self.facts
    }

    /// Displays it in Vietnamese.
    #[must_use]
    pub const fn vietnamese(&self) -> Vietnamese<'_, Self> {
        Vietnamese(self)
    }
}

impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

impl fmt::Display for Vietnamese<'_, Observation> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.vietnamese)
    }
}

/// Serializes it with `seq`, the numbers of the records, and with the question to ask in both languages.
impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let question = self.code.explain().remedy;
        let seq: Vec<Seq> = self.records.iter().map(|record| record.seq).collect();
        let mut row = serializer.serialize_struct("Observation", 8)?;
        row.serialize_field("code", &self.code)?;
        row.serialize_field("seq", &seq)?;
        row.serialize_field("records", &self.records)?;
        row.serialize_field("facts", &self.facts)?;
        row.serialize_field("english", &self.english)?;
        row.serialize_field("vietnamese", &self.vietnamese)?;
        row.serialize_field("question", question.english)?;
        row.serialize_field("question_vietnamese", question.vietnamese)?;
        row.end()
    }
}
