//! The facts of a record besides its entry, in the words of the format: a field that an event has is exported under its name.

use crate::books::Books;
use crate::event::Event;
use crate::loan::Loan;
use crate::voucher::Record;

/// Fields that name the other party. An event has at most one.
const PARTIES: [&str; 4] = ["from", "to", "source", "payee"];
/// Fields in which people write free text.
const REMARKS: [&str; 3] = ["minute", "reason", "purpose"];
/// Fields with a name or a word of the books, and the tag under which they are exported.
const TAGS: [(&str, &str); 8] = [
    ("fund", "fund"),
    ("borne_by", "fund"),
    ("area", "area"),
    ("loan", "loan"),
    ("member", "member"),
    ("lender", "lender"),
    ("record", "reverses"),
    ("paid_on", "paid_on"),
];

/// All tags that a transaction may have.
pub(super) const TAG_NAMES: [&str; 9] =
    ["event", "seq", "fund", "area", "loan", "member", "lender", "reverses", "paid_on"];

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
        let text = |name: &str| event.field(name).map(|field| field.to_string());
        let remarks = REMARKS.into_iter().map(|name| (name, text(name)));
        let note = record.note.as_ref().map(ToString::to_string);
        let about = TAGS.into_iter().map(|(name, tag)| match name {
            "member" => (tag, member(books, event)),
            _ => (tag, text(name)),
        });
        let tags = [("event", Some(event.kind().to_string())), ("seq", Some(record.seq.to_string()))];
        Self {
            record,
            party: PARTIES.into_iter().find_map(text),
            remarks: present(remarks.chain([("note", note)])),
            tags: present(tags.into_iter().chain(about)),
        }
    }
}

/// Returns the member that the event names, or who owes the loan that it names.
fn member(books: &Books, event: &Event) -> Option<String> {
    let borrower = || event.loan().and_then(|loan| books.register().loan(loan)).map(Loan::member);
    event.member().or_else(borrower).map(ToString::to_string)
}

/// Returns the fields that have a value.
fn present(fields: impl Iterator<Item = (&'static str, Option<String>)>) -> Vec<(&'static str, String)> {
    fields.filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}
