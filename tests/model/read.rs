//! Sections 1 to 3: the form of a line, and the fields of every event.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::rules::of_the_format;

/// The largest amount, in đồng.
pub(crate) const MOST: i128 = 999_999_999_999_999;
/// The largest number of bytes of a line, including its line feed.
pub(crate) const MOST_BYTES: usize = 131_072;
/// The largest value of a number that is not an amount.
const MOST_COUNT: i128 = 9_999_999;
/// The value 1 of rates and shares, which are counted in hundred-millionths.
pub(crate) const ONE: i128 = 100_000_000;

/// The largest number of transfers of an entry, digests of a record, codes of a record and members of a receipt of dues.
const MOST_TRANSFERS: usize = 16;
const MOST_DIGESTS: usize = 16;
const MOST_TOLD: usize = 8;
const MOST_MEMBERS: usize = 1000;

/// Every event with its fields, as in the table of section 5. A `?` marks an optional field. `format_raised` is missing: it is
/// always an error.
pub(crate) const EVENTS: [(&str, &str); 47] = [
    (
        "member_joined",
        "member:name name:text circumstances:poor|near_poor|disadvantaged|other gender?:female|male born?:year",
    ),
    ("member_left", "member:name reason?:died|moved|own_wish|excluded"),
    (
        "member_amended",
        "member:name name?:text circumstances?:poor|near_poor|disadvantaged|other gender?:female|male born?:year",
    ),
    (
        "funds_carried_in",
        "cash:money bank:money seed_grant_received:money seed_grant:money income_growth:money operating:money \
         unallocated_interest:money minute:text",
    ),
    ("advance_carried_in", "member:name amount:amount minute:text"),
    ("shortage_carried_in", "member:name amount:amount minute:text"),
    ("borrowing_carried_in", "lender:name amount:amount minute:text"),
    (
        "loan_carried_in",
        "loan:name member:name principal:amount outstanding:money disbursed:day months:months monthly_rate:rate \
         interest:declining|flat repayment:equal_principal|at_maturity interest_owed:money owed_since?:day \
         times_rescheduled?:count minute:text",
    ),
    ("written_off_carried_in", "loan:name member:name amount:amount from_seed_grant:money minute:text"),
    ("seed_grant_received", "from:text amount:amount into:cash|bank"),
    ("seed_grant_returned", "to:text amount:amount out_of:cash|bank minute:text"),
    ("seed_grant_restored", "amount:amount minute:text"),
    ("donation_received", "from:text amount:amount fund:income-growth|operating into:cash|bank"),
    ("dues_received", "members:names each:amount into:cash|bank month?:month months?:due_months"),
    ("other_income_received", "source:text amount:amount fund:income-growth|operating into:cash|bank"),
    ("borrowing_received", "lender:name amount:amount into:cash|bank"),
    ("borrowing_repaid", "lender:name amount:amount out_of:cash|bank"),
    ("borrowing_forgiven", "lender:name amount:amount minute:text"),
    (
        "loan_approved",
        "loan:name member:name principal:amount months:months monthly_rate:rate interest:declining|flat \
         repayment:equal_principal|at_maturity minute:text",
    ),
    ("loan_disbursed", "loan:name out_of:cash|bank paid_on?:day"),
    ("loan_cancelled", "loan:name minute:text"),
    ("repayment_received", "loan:name principal:money interest:money into:cash|bank paid_on?:day"),
    ("interest_allocated", ""),
    ("interest_waived", "loan:name amount:amount minute:text"),
    ("loan_rescheduled", "loan:name months:months monthly_rate?:rate minute:text"),
    ("loan_assumed", "loan:name member:name minute:text"),
    ("loan_written_off", "loan:name forgiven?:only_true minute:text"),
    ("recovery_received", "loan:name amount:amount into:cash|bank"),
    (
        "operating_spent",
        "area:income-generation|health-care|home-care|community-support|rights|communication|spiritual-life|\
         resource-mobilisation|administration amount:amount out_of:cash|bank payee?:text",
    ),
    ("advance_paid", "member:name amount:amount out_of:cash|bank purpose:text"),
    (
        "advance_spent",
        "member:name area:income-generation|health-care|home-care|community-support|rights|communication|\
         spiritual-life|resource-mobilisation|administration amount:amount payee?:text",
    ),
    ("advance_returned", "member:name amount:amount into:cash|bank"),
    ("operating_capitalised", "amount:amount minute:text"),
    ("capital_handed_over", "to:text amount:amount out_of:cash|bank minute:text"),
    (
        "shortage_found",
        "place:cash|bank amount:amount borne_by:operating|income-growth|keeper member?:name minute?:text",
    ),
    ("shortage_repaid", "member:name amount:amount into:cash|bank"),
    ("shortage_released", "member:name amount:amount borne_by:operating|income-growth minute:text"),
    ("surplus_found", "place:cash|bank amount:amount minute:text"),
    ("cash_deposited", "amount:amount"),
    ("cash_withdrawn", "amount:amount"),
    ("money_counted", "place:cash|bank amount:money by?:text"),
    ("loan_confirmed", "loan:name outstanding:money by:text"),
    ("activity_reported", "month:month attendance:count members:count volunteers:count cared_for:count visits:count"),
    ("document_voided", "reason:text"),
    ("charter_amended", "charter:charter minute:text"),
    ("period_closed", "through:day"),
    ("reversed", "record:document reason:text"),
];

/// The accounts of section 4 that every club has.
const ACCOUNTS: [&str; 22] = [
    "assets:cash",
    "assets:bank",
    "funds:seed-grant",
    "funds:income-growth",
    "funds:operating",
    "income:loan-interest",
    "income:dues",
    "income:donations",
    "income:recoveries",
    "income:other",
    "expenses:income-generation",
    "expenses:health-care",
    "expenses:home-care",
    "expenses:community-support",
    "expenses:rights",
    "expenses:communication",
    "expenses:spiritual-life",
    "expenses:resource-mobilisation",
    "expenses:administration",
    "expenses:loan-losses",
    "expenses:shortages",
    "clearing:carried-in",
];

/// The value of a field of an event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field {
    Word(String),
    Number(i128),
    Day(NaiveDate),
    Names(Vec<String>),
    True,
    Charter(Box<Charter>),
}

/// An event: its name and its fields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) fields: BTreeMap<String, Field>,
}

impl Event {
    pub(crate) fn word(&self, field: &str) -> &str {
        match self.fields.get(field) {
            Some(Field::Word(word)) => word,
            other => panic!("{} has no word {field}: {other:?}", self.name),
        }
    }

    pub(crate) fn number(&self, field: &str) -> i128 {
        match self.fields.get(field) {
            Some(Field::Number(number)) => *number,
            other => panic!("{} has no number {field}: {other:?}", self.name),
        }
    }

    pub(crate) fn day(&self, field: &str) -> NaiveDate {
        self.perhaps_day(field).unwrap_or_else(|| panic!("{} has no day {field}", self.name))
    }

    /// Returns the day of an optional field.
    pub(crate) fn perhaps_day(&self, field: &str) -> Option<NaiveDate> {
        if let Some(Field::Day(day)) = self.fields.get(field) { Some(*day) } else { None }
    }

    /// Returns the number of an optional field; `absent` without it.
    pub(crate) fn number_or(&self, field: &str, absent: i128) -> i128 {
        if self.fields.contains_key(field) { self.number(field) } else { absent }
    }

    pub(crate) fn names(&self, field: &str) -> &[String] {
        match self.fields.get(field) {
            Some(Field::Names(names)) => names,
            other => panic!("{} has no names {field}: {other:?}", self.name),
        }
    }

    pub(crate) fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// Returns whether the event is one of the `…_carried_in` events.
    pub(crate) fn is_carrying_in(&self) -> bool {
        self.name.ends_with("_carried_in")
    }

    pub(crate) fn charter(&self) -> &Charter {
        match self.fields.get("charter") {
            Some(Field::Charter(charter)) => charter,
            other => panic!("{} has no charter: {other:?}", self.name),
        }
    }

    /// Returns the loan that the event names, if any.
    pub(crate) fn loan(&self) -> Option<&str> {
        self.fields.contains_key("loan").then(|| self.word("loan"))
    }

    /// Converts an event of the library, through its JSON.
    pub(crate) fn of(event: &revolving_fund::Event) -> Self {
        event_of(&json(serde_json::to_string(event).unwrap().as_bytes()).unwrap()).unwrap()
    }
}

/// The rules of a club.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Charter {
    pub(crate) seed_grant: i128,
    pub(crate) cap_per_member: i128,
    pub(crate) open_loans_per_member: i128,
    pub(crate) max_months: i128,
    pub(crate) rate_ceiling: i128,
    pub(crate) interest_first: bool,
    pub(crate) rounding: i128,
    pub(crate) grace_days: i128,
    pub(crate) lend_after_write_off: bool,
    pub(crate) to_income_growth: i128,
    pub(crate) on_receipt: bool,
    pub(crate) membership: Option<Membership>,
}

impl Charter {
    /// Converts a charter of the library, through its JSON.
    pub(crate) fn of(charter: &revolving_fund::Charter) -> Self {
        charter_of(&json(serde_json::to_string(charter).unwrap().as_bytes()).unwrap()).unwrap()
    }
}

/// The membership requirements of the Project.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Membership {
    pub(crate) fewest: i128,
    pub(crate) most: i128,
    pub(crate) volunteers: i128,
    pub(crate) cared_for: i128,
    pub(crate) visits_per_week: i128,
    pub(crate) attendance: i128,
}

/// A movement of `amount` đồng from the account credited to the account debited.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) debit: String,
    pub(crate) credit: String,
    pub(crate) amount: i128,
}

impl fmt::Debug for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dr {} Cr {} {}", self.debit, self.credit, self.amount)
    }
}

/// The first line of a file.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) club: String,
    pub(crate) opened: NaiveDate,
    pub(crate) charter: Charter,
}

/// A line of a file after the first.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) seq: i128,
    pub(crate) id: String,
    pub(crate) date: NaiveDate,
    pub(crate) event: Event,
    pub(crate) entry: Vec<Transfer>,
    pub(crate) evidence: Vec<String>,
    pub(crate) despite: Vec<String>,
    pub(crate) prev: String,
}

pub(crate) fn header(line: &[u8]) -> Option<Header> {
    let line = json(line)?;
    let fields = line.object("format club name opened charter")?;
    if fields["format"].word()? != "revolving-fund/1" || !is_text(fields["name"].word()?) {
        return None;
    }
    Some(Header {
        club: Some(fields["club"].word()?).filter(|club| is_name(club, ""))?.to_owned(),
        opened: day(fields["opened"].word()?)?,
        charter: charter_of(fields["charter"])?,
    })
}

pub(crate) fn record(line: &[u8]) -> Option<Line> {
    let line = json(line)?;
    let fields = line.object("seq id date event entry note? evidence? despite? prev")?;
    if let Some(note) = fields.get("note") {
        Some(note.word()?).filter(|note| is_text(note))?;
    }
    let evidence = match fields.get("evidence") {
        Some(digests) => list_of(digests, MOST_DIGESTS, is_digest).filter(|digests| has_none_twice(digests))?,
        None => Vec::new(),
    };
    let despite = match fields.get("despite") {
        Some(codes) => list_of(codes, MOST_TOLD, |code| of_the_format().contains(&code))?,
        None => Vec::new(),
    };
    let prev = fields["prev"].word()?;
    let entry = fields["entry"].list()?;
    Some(Line {
        seq: fields["seq"].number(0, MOST_COUNT)?,
        id: Some(fields["id"].word()?).filter(|id| is_name(id, "_./"))?.to_owned(),
        date: day(fields["date"].word()?)?,
        event: event_of(fields["event"])?,
        entry: Some(entry)
            .filter(|entry| entry.len() <= MOST_TRANSFERS)?
            .iter()
            .map(transfer)
            .collect::<Option<_>>()?,
        evidence,
        despite,
        prev: is_digest(prev).then(|| prev.to_owned())?,
    })
}

/// Reads a list of 1 to `most` words for each of which `fits` is true.
fn list_of(json: &Json, most: usize, fits: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let list = json.list()?;
    let words = list.iter().map(|word| Some(word.word().filter(|word| fits(word))?.to_owned()));
    (1..=most).contains(&list.len()).then(|| words.collect::<Option<Vec<_>>>())?
}

fn has_none_twice(words: &[String]) -> bool {
    words.iter().collect::<BTreeSet<_>>().len() == words.len()
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn transfer(json: &Json) -> Option<Transfer> {
    let [debit, credit, amount] = json.list()? else { return None };
    Some(Transfer {
        debit: Some(debit.word()?).filter(|name| is_account(name))?.to_owned(),
        credit: Some(credit.word()?).filter(|name| is_account(name))?.to_owned(),
        amount: amount.number(1, MOST)?,
    })
}

fn is_account(name: &str) -> bool {
    ACCOUNTS.contains(&name)
        || ["assets:loans:", "assets:advances:", "assets:shortages:", "liabilities:borrowings:"]
            .iter()
            .any(|kind| name.strip_prefix(kind).is_some_and(|own| is_name(own, "")))
}

fn event_of(json: &Json) -> Option<Event> {
    let Json::Object(event) = json else { return None };
    let [(name, facts)] = event.as_slice() else { return None };
    let (_, shape) = EVENTS.iter().find(|(known, _)| known == name)?;
    let kinds: Vec<(&str, &str)> = shape.split_whitespace().map(|field| field.split_once(':').unwrap()).collect();
    let names: Vec<&str> = kinds.iter().map(|(field, _)| *field).collect();
    let facts = facts.object(&names.join(" "))?;
    let mut fields = BTreeMap::new();
    for (field, kind) in kinds {
        let field = field.trim_end_matches('?');
        if let Some(fact) = facts.get(field) {
            fields.insert(field.to_owned(), field_of(fact, kind)?);
        }
    }
    Some(Event { name: name.clone(), fields }).filter(is_complete)
}

/// Returns whether the fields of a shortage fit its bearer: a keeper is named; a fund has no member but the minutes of the meeting.
fn is_complete(event: &Event) -> bool {
    event.name != "shortage_found"
        || if event.word("borne_by") == "keeper" {
            event.fields.contains_key("member")
        } else {
            !event.fields.contains_key("member") && event.fields.contains_key("minute")
        }
}

fn field_of(json: &Json, kind: &str) -> Option<Field> {
    let word = |fits: bool| Some(Field::Word(json.word().filter(|_| fits)?.to_owned()));
    let text = json.word().unwrap_or("");
    match kind {
        "name" => word(is_name(text, "")),
        "document" => word(is_name(text, "_./")),
        "text" => word(is_text(text)),
        "month" => word(day(&format!("{text}-01")).is_some()),
        "day" => Some(Field::Day(day(text)?)),
        "amount" => Some(Field::Number(json.number(1, MOST)?)),
        "money" => Some(Field::Number(json.number(0, MOST)?)),
        "names" => {
            let names = list_of(json, MOST_MEMBERS, |name| is_name(name, ""))?;
            has_none_twice(&names).then_some(Field::Names(names))
        }
        "only_true" => json.truth()?.then_some(Field::True),
        "months" => Some(Field::Number(json.number(0, 600)?)),
        "due_months" => Some(Field::Number(json.number(1, 12)?)),
        "count" => Some(Field::Number(json.number(0, MOST_COUNT)?)),
        "year" => Some(Field::Number(json.number(1900, 2999)?)),
        "rate" => Some(Field::Number(rate(text)?)),
        "charter" => Some(Field::Charter(Box::new(charter_of(json)?))),
        words => word(words.split('|').any(|known| known == text)),
    }
}

fn charter_of(json: &Json) -> Option<Charter> {
    let charter = json.object("seed_grant loan interest membership?")?;
    let loan = charter["loan"].object(
        "cap_per_member open_loans_per_member max_months rate_ceiling interest_first rounding grace_days? \
         lend_after_write_off",
    )?;
    let interest = charter["interest"].object("to_income_growth allocated")?;
    let membership = match charter.get("membership") {
        None => None,
        Some(asked) => {
            let asked = asked.object("members volunteers cared_for visits_per_week attendance")?;
            let [fewest, most] = asked["members"].list()? else { return None };
            let (fewest, most) = (fewest.number(0, MOST_COUNT)?, most.number(0, MOST_COUNT)?);
            Some(Membership {
                fewest: Some(fewest).filter(|fewest| *fewest <= most)?,
                most,
                volunteers: asked["volunteers"].number(0, MOST_COUNT)?,
                cared_for: asked["cared_for"].number(0, MOST_COUNT)?,
                visits_per_week: asked["visits_per_week"].number(0, MOST_COUNT)?,
                attendance: rate(asked["attendance"].word()?)?,
            })
        }
    };
    Some(Charter {
        seed_grant: charter["seed_grant"].number(0, MOST)?,
        cap_per_member: loan["cap_per_member"].number(1, MOST)?,
        open_loans_per_member: loan["open_loans_per_member"].number(1, MOST_COUNT)?,
        max_months: loan["max_months"].number(1, 60)?,
        rate_ceiling: rate(loan["rate_ceiling"].word()?)?,
        interest_first: loan["interest_first"].truth()?,
        rounding: loan["rounding"].number(1, 1000).filter(|unit| [1, 100, 500, 1000].contains(unit))?,
        grace_days: loan.get("grace_days").map_or(Some(0), |days| days.number(0, 15))?,
        lend_after_write_off: loan["lend_after_write_off"].truth()?,
        to_income_growth: rate(interest["to_income_growth"].word()?)?,
        on_receipt: match interest["allocated"].word()? {
            "on_receipt" => true,
            "at_meeting" => false,
            _ => return None,
        },
        membership,
    })
}

/// Parses `[01](\.[0-9]{1,8})?`, at most 1, as hundred-millionths.
fn rate(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let fits = matches!(whole, "0" | "1") && (1..=8).contains(&decimals.len());
    if !fits || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{decimals:0<8}").parse().ok().filter(|rate| *rate <= ONE)
}

/// Parses `YYYY-MM-DD`, from 1900 to 2999.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part)
    };
    if text.len() != 10 || text.get(4..5)? != "-" || text.get(7..8)? != "-" {
        return None;
    }
    let year = digits(0..4)?.parse().ok().filter(|year| (1900..=2999).contains(year))?;
    NaiveDate::from_ymd_opt(year, digits(5..7)?.parse().ok()?, digits(8..10)?.parse().ok()?)
}

fn is_name(text: &str, more: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-' || more.contains(sign))
}

fn is_text(text: &str) -> bool {
    (1..=1000).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// A JSON value without loss: fields are in their order, including repeated ones.
#[derive(Debug)]
enum Json {
    Word(String),
    Whole(i128),
    Truth(bool),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
    /// `null`, or a number with a point, an exponent or a sign.
    Other,
}

fn json(line: &[u8]) -> Option<Json> {
    serde_json::from_slice(line).ok()
}

impl Json {
    fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    fn number(&self, least: i128, most: i128) -> Option<i128> {
        if let Self::Whole(number) = self {
            Some(*number).filter(|number| (least..=most).contains(number))
        } else {
            None
        }
    }

    fn truth(&self) -> Option<bool> {
        if let Self::Truth(truth) = self { Some(*truth) } else { None }
    }

    fn list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    /// Returns the fields of an object that has exactly the fields of `shape`, each once; those with a `?` are optional.
    fn object(&self, shape: &str) -> Option<BTreeMap<&str, &Self>> {
        let Self::Object(fields) = self else { return None };
        let found: BTreeMap<&str, &Self> = fields.iter().map(|(name, value)| (name.as_str(), value)).collect();
        let known: Vec<&str> = shape.split_whitespace().collect();
        let complete = known.iter().all(|name| name.ends_with('?') || found.contains_key(name));
        let no_other = found.keys().all(|name| known.iter().any(|known| known.trim_end_matches('?') == *name));
        (found.len() == fields.len() && complete && no_other).then_some(found)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Json, E> {
                Ok(Json::Truth(truth))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Json, E> {
                Ok(Json::Whole(number.into()))
            }

            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Json, E> {
                Ok(Json::Other)
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Json, E> {
                Ok(Json::Other)
            }

            fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
                Ok(Json::Other)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Json, E> {
                Ok(Json::Word(word.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
                let mut object = Vec::new();
                while let Some(field) = fields.next_entry()? {
                    object.push(field);
                }
                Ok(Json::Object(object))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
