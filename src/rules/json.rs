//! The form of a breach in JSON, as refusals and findings have it.

use serde::{Serialize, Serializer};

use super::app::AppBreach;
use super::breach::Breach;
use crate::catalogue::Explanation;

/// The code of a broken rule with its facts and texts, as refusals and findings are serialized.
#[derive(Serialize)]
pub(crate) struct BreachTexts<'a> {
    code: &'a str,
    facts: Option<&'a Breach>,
    english: String,
    vietnamese: String,
    remedy: &'static str,
    remedy_vietnamese: &'static str,
}

impl<'a> From<&'a Breach> for BreachTexts<'a> {
    fn from(breach: &'a Breach) -> Self {
        let texts = (breach.to_string(), breach.vietnamese().to_string());
        match breach.rule() {
            Ok(code) => Self::of(code.as_str(), Some(breach), texts, code.explain()),
            Err(of_the_app) => of_the_app.into(),
        }
    }
}

/// A breach of a rule of an app has texts, and no facts.
impl<'a> From<&'a AppBreach> for BreachTexts<'a> {
    fn from(breach: &'a AppBreach) -> Self {
        let texts = (breach.to_string(), breach.vietnamese().to_string());
        Self::of(breach.code().as_str(), None, texts, breach.explain())
    }
}

impl<'a> BreachTexts<'a> {
    fn of(
        code: &'a str,
        facts: Option<&'a Breach>,
        (english, vietnamese): (String, String),
        Explanation { remedy, .. }: Explanation,
    ) -> Self {
        Self { code, facts, english, vietnamese, remedy: remedy.english, remedy_vietnamese: remedy.vietnamese }
    }
}

impl Serialize for AppBreach {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        BreachTexts::from(self).serialize(serializer)
    }
}
