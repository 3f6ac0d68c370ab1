//! Rules of an app's own, besides those of the library.

use std::fmt;
use std::sync::Arc;

use super::Books;
use crate::catalogue::Explanation;
use crate::name::Text;
use crate::rules::{AppBreach, AppCode, AppRuleError, Objection};
use crate::voucher::Record;

/// A rule of the app's own, with its code, its explanation in both languages, and its check.
///
/// A writer checks it after all rules of the library if it is among the [`Checks`](super::Checks) of [`Books::plan_with`]; an
/// [`Audit`](crate::Audit::under) reports the records that break it. It is cheap to clone.
///
/// ```
/// use revolving_fund::Event;
/// use revolving_fund::books::AppRule;
/// use revolving_fund::catalogue::{Bilingual, Explanation};
/// use revolving_fund::rules::Objection;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let explanation = Explanation {
///     title: Bilingual { english: "no loan is paid out on a Sunday", vietnamese: "không giải ngân vào chủ nhật" },
///     remedy: Bilingual { english: "pay it out on Monday", vietnamese: "giải ngân vào thứ hai" },
///     source: "minutes of the meeting, 3/2024",
/// };
/// let rule = AppRule::new("no-sunday", explanation, |_, record| {
///     use revolving_fund::chrono::{Datelike, Weekday};
///     let is_sunday = matches!(record.event, Event::LoanDisbursed(_)) && record.date.weekday() == Weekday::Sun;
///     is_sunday.then(|| Objection::new("it is Sunday", "hôm nay là chủ nhật"))
/// })?;
/// assert_eq!(rule.code().as_str(), "app/no-sunday");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AppRule {
    code: AppCode,
    explanation: Explanation,
    check: Arc<Check>,
}

/// A check of a record against the books before it.
type Check = dyn Fn(&Books, &Record) -> Option<Objection> + Send + Sync;

impl AppRule {
    /// Makes a rule with a code of its own, such as `two-signatures`, which is reported as `app/two-signatures`.
    ///
    /// `check` gets the books as they are before a record, and the record with its entry; it returns its objection, or `None`. It
    /// must return the same result each time it is called with the same books and record. If it objects to an amount, it is called
    /// again with other amounts, to find the largest that passes. If the rule also refuses smaller amounts (a minimum, a multiple), the
    /// amount found passes, but a larger one may pass too.
    ///
    /// # Errors
    ///
    /// If the code has another form or is a code of the library, or a text of the explanation is empty, has more than 1 000 bytes or
    /// contains a control character.
    pub fn new(
        code: &str,
        explanation: Explanation,
        check: impl Fn(&Books, &Record) -> Option<Objection> + Send + Sync + 'static,
    ) -> Result<Self, AppRuleError> {
        let code: AppCode = code.parse()?;
        let Explanation { title, remedy, source } = explanation;
        let texts = [
            ("title.english", title.english),
            ("title.vietnamese", title.vietnamese),
            ("remedy.english", remedy.english),
            ("remedy.vietnamese", remedy.vietnamese),
            ("source", source),
        ];
        for (field, text) in texts {
            if let Err(reason) = text.parse::<Text>() {
                return Err(AppRuleError::Text { code, field, reason });
            }
        }
        Ok(Self { code, explanation, check: Arc::new(check) })
    }

    /// Returns its code, `app/…`.
    #[must_use]
    pub const fn code(&self) -> &AppCode {
        &self.code
    }

    /// Returns its explanation: title, remedy and source.
    #[must_use]
    pub const fn explain(&self) -> Explanation {
        self.explanation
    }

    /// Checks a record against the books before it, and returns the breach; `None` if the record keeps the rule.
    #[must_use]
    pub fn check(&self, books: &Books, record: &Record) -> Option<AppBreach> {
        let objection = (self.check)(books, record)?;
        Some(AppBreach { code: self.code.clone(), explanation: self.explanation, objection })
    }
}

impl fmt::Debug for AppRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AppRule").field(&self.code.as_str()).finish()
    }
}
