//! What a record tells besides its entry, in the words of its event: a field that an event has is exported by its name.

use serde_json::Value;

use crate::books::Books;
use crate::voucher::Record;

/// Fields that name the other party. An event has at most one.
const PARTIES: [&str; 4] = ["from", "to", "source", "payee"];
/// Fields in which people say something else.
const REMARKS: [&str; 2] = ["minute", "reason"];
/// Fields with a name or a word of the books, and the tag under which they are found.
const TAGS: [(&str, &str); 7] = [
    ("fund", "fund"),
    ("borne_by", "fund"),
    ("area", "area"),
    ("loan", "loan"),
    ("member", "member"),
    ("lender", "lender"),
    ("record", "reverses"),
];

/// All tags that a transaction may have.
pub(super) const TAG_NAMES: [&str; 8] = ["event", "seq", "fund", "area", "loan", "member", "lender", "reverses"];

/// A record and what it tells.
pub(super) struct Told<'b> {
    pub(super) record: &'b Record,
    /// The other party, if the event names one.
    pub(super) party: Option<String>,
    /// Minute, reason and note, where there are, with the names of these fields.
    pub(super) remarks: Vec<(&'static str, String)>,
    /// Names and words of the books: letters, digits and signs that mean nothing in any format.
    pub(super) tags: Vec<(&'static str, String)>,
}

impl<'b> Told<'b> {
    pub(super) fn of(books: &Books, record: &'b Record) -> Self {
        // An event is written as an object with one field, its name, that holds its fields.
        let event = serde_json::to_value(&record.event).unwrap_or_default();
        let fields = event.get(record.event.kind().name());
        let field = |name: &str| fields.and_then(|fields| fields.get(name)).and_then(Value::as_str).map(str::to_owned);

        let remarks = REMARKS.into_iter().map(|name| (name, field(name)));
        let note = record.note.as_ref().map(ToString::to_string);
        let borrower = record.event.loan().and_then(|loan| books.register().loan(loan));
        let about = TAGS.into_iter().map(|(name, tag)| match name {
            "member" => (tag, field(name).or_else(|| borrower.map(|loan| loan.member().to_string()))),
            _ => (tag, field(name)),
        });
        let tags = [("event", Some(record.event.kind().name().to_owned())), ("seq", Some(record.seq.to_string()))];
        Self {
            record,
            party: PARTIES.into_iter().find_map(field),
            remarks: there(remarks.chain([("note", note)])),
            tags: there(tags.into_iter().chain(about)),
        }
    }
}

/// Those that are there.
fn there(fields: impl Iterator<Item = (&'static str, Option<String>)>) -> Vec<(&'static str, String)> {
    fields.filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}
