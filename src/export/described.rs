//! The facts of a record besides its entry, in the words of the format: a field that an event has is exported under its name.

use std::collections::BTreeMap;

use crate::books::Books;
use crate::event::{Event, Field};
use crate::loan::Loan;
use crate::voucher::Record;

/// All tags that a transaction may have, in their order.
pub(super) const TAG_NAMES: [&str; 9] =
    ["event", "seq", "fund", "area", "loan", "member", "lender", "reverses", "paid_on"];

/// Returns the tag under which a field is exported. Amounts are in the entry, texts in the description; the rest is not exported.
const fn tag(name: &str, value: &Field<'_>) -> Option<&'static str> {
    match value {
        Field::Fund(_) | Field::Bearer(_) => Some("fund"),
        Field::Area(_) => Some("area"),
        Field::Loan(_) => Some("loan"),
        Field::Member(_) => Some("member"),
        Field::Lender(_) => Some("lender"),
        Field::Record(_) => Some("reverses"),
        Field::Date(_) if matches!(name.as_bytes(), b"paid_on") => Some("paid_on"),
        Field::Members(_)
        | Field::Text(_)
        | Field::Money(_)
        | Field::Place(_)
        | Field::Date(_)
        | Field::Month(_)
        | Field::Rate(_)
        | Field::Number(_)
        | Field::Flag(_)
        | Field::Interest(_)
        | Field::Repayment(_)
        | Field::Circumstances(_)
        | Field::Gender(_)
        | Field::Reason(_)
        | Field::Charter(_) => None,
    }
}

/// A record with its facts.
pub(super) struct Described<'b> {
    pub(super) record: &'b Record,
    /// The other party, if the event names one.
    pub(super) party: Option<String>,
    /// Minutes, reason, purpose and note, as far as there are any, with the names of these fields.
    pub(super) remarks: Vec<(&'static str, String)>,
    /// Names and words of the books: letters, digits and signs that have no meaning in any format.
    pub(super) tags: Vec<(&'static str, String)>,
}

impl<'b> Described<'b> {
    pub(super) fn of(books: &Books, record: &'b Record) -> Self {
        let event = &record.event;
        let mut tags = BTreeMap::from([("event", event.kind().to_string()), ("seq", record.seq.to_string())]);
        for (name, value) in event.fields() {
            if let Some(tag) = tag(name, &value) {
                tags.insert(tag, value.to_string());
            }
        }
        if let Some(member) = member(books, event) {
            tags.insert("member", member);
        }
        let remarks = event.remarks().into_iter().chain(record.note.as_ref().map(|note| ("note", note)));
        Self {
            record,
            party: event.party().map(ToString::to_string),
            remarks: remarks.map(|(name, text)| (name, text.to_string())).collect(),
            tags: TAG_NAMES.iter().filter_map(|tag| tags.remove_entry(tag)).collect(),
        }
    }
}

/// Returns the member that the event names, or who owes the loan that it names.
fn member(books: &Books, event: &Event) -> Option<String> {
    let borrower = || event.loan().and_then(|loan| books.register().loan(loan)).map(Loan::member);
    event.member().or_else(borrower).map(ToString::to_string)
}
