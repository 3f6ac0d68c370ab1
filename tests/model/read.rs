//! Sections 1 to 3: what a line may hold, and the fields of every event.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// The most that an amount can be.
pub(crate) const MOST: i128 = 999_999_999_999_999;
/// The most that any other number can be.
const MOST_COUNT: i128 = 9_999_999;
/// Rates and shares are counted in hundred-millionths.
pub(crate) const ONE: i128 = 100_000_000;

/// Every event with its fields, as in the table of section 5. A `?` marks an optional field.
pub(crate) const EVENTS: [(&str, &str); 31] = [
    (
        "member_joined",
        "member:name name:text circumstances:poor|near_poor|disadvantaged|other gender?:female|male born?:year",
    ),
    ("member_left", "member:name"),
    ("seed_grant_received", "from:text amount:amount into:cash|bank"),
    ("seed_grant_returned", "to:text amount:amount out_of:cash|bank minute:text"),
    ("donation_received", "from:text amount:amount fund:income-growth|operating into:cash|bank"),
    ("dues_received", "member:name amount:amount into:cash|bank"),
    ("other_income_received", "source:text amount:amount fund:income-growth|operating into:cash|bank"),
    ("borrowing_received", "lender:name amount:amount into:cash|bank"),
    ("borrowing_repaid", "lender:name amount:amount out_of:cash|bank"),
    ("borrowing_forgiven", "lender:name amount:amount minute:text"),
    (
        "loan_approved",
        "loan:name member:name principal:amount months:months monthly_rate:rate interest:declining|flat \
         repayment:equal_principal|at_maturity minute:text",
    ),
    ("loan_disbursed", "loan:name out_of:cash|bank"),
    ("loan_cancelled", "loan:name minute:text"),
    ("repayment_received", "loan:name principal:money interest:money into:cash|bank"),
    ("interest_allocated", ""),
    ("interest_waived", "loan:name amount:amount minute:text"),
    ("loan_rescheduled", "loan:name months:months minute:text"),
    ("loan_written_off", "loan:name minute:text"),
    ("recovery_received", "loan:name amount:amount into:cash|bank"),
    (
        "operating_spent",
        "area:income-generation|health-care|home-care|community-support|rights|communication|spiritual-life|\
         resource-mobilisation|administration amount:amount out_of:cash|bank payee?:text",
    ),
    ("operating_capitalised", "amount:amount minute:text"),
    ("capital_handed_over", "to:text amount:amount out_of:cash|bank minute:text"),
    ("shortage_found", "place:cash|bank amount:amount borne_by:operating|income-growth minute:text"),
    ("surplus_found", "place:cash|bank amount:amount minute:text"),
    ("cash_deposited", "amount:amount"),
    ("cash_withdrawn", "amount:amount"),
    ("money_counted", "place:cash|bank amount:money"),
    ("activity_reported", "month:month attendance:count members:count volunteers:count cared_for:count visits:count"),
    ("charter_amended", "charter:charter minute:text"),
    ("period_closed", "through:day"),
    ("reversed", "record:document reason:text"),
];

/// The accounts of section 4 that every club has.
const ACCOUNTS: [&str; 21] = [
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
];

/// What a field of an event holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field {
    Word(String),
    Number(i128),
    Day(NaiveDate),
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

    pub(crate) fn through(&self) -> NaiveDate {
        match self.fields.get("through") {
            Some(Field::Day(day)) => *day,
            other => panic!("{} has no day: {other:?}", self.name),
        }
    }

    pub(crate) fn charter(&self) -> &Charter {
        match self.fields.get("charter") {
            Some(Field::Charter(charter)) => charter,
            other => panic!("{} has no charter: {other:?}", self.name),
        }
    }

    /// The loan it names, if it names one.
    pub(crate) fn loan(&self) -> Option<&str> {
        self.fields.contains_key("loan").then(|| self.word("loan"))
    }

    /// The event of the library, through its JSON.
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
    pub(crate) lend_after_write_off: bool,
    pub(crate) to_income_growth: i128,
    pub(crate) on_receipt: bool,
    pub(crate) membership: Option<Membership>,
}

impl Charter {
    /// The charter of the library, through its JSON.
    pub(crate) fn of(charter: &revolving_fund::Charter) -> Self {
        charter_of(&json(serde_json::to_string(charter).unwrap().as_bytes()).unwrap()).unwrap()
    }
}

/// What the Project asks of a club.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Membership {
    pub(crate) fewest: i128,
    pub(crate) most: i128,
    pub(crate) volunteers: i128,
    pub(crate) cared_for: i128,
    pub(crate) visits_per_week: i128,
    pub(crate) attendance: i128,
}

/// `amount` moved from the account credited to the account debited.
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

/// Any later line of a file.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) seq: i128,
    pub(crate) id: String,
    pub(crate) date: NaiveDate,
    pub(crate) event: Event,
    pub(crate) entry: Vec<Transfer>,
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
    let fields = line.object("seq id date event entry note? prev")?;
    if let Some(note) = fields.get("note") {
        Some(note.word()?).filter(|note| is_text(note))?;
    }
    let prev = fields["prev"].word()?;
    let is_hash = prev.len() == 64 && prev.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    Some(Line {
        seq: fields["seq"].number(0, MOST_COUNT)?,
        id: Some(fields["id"].word()?).filter(|id| is_name(id, "_./"))?.to_owned(),
        date: day(fields["date"].word()?)?,
        event: event_of(fields["event"])?,
        entry: fields["entry"].list()?.iter().map(transfer).collect::<Option<_>>()?,
        prev: is_hash.then(|| prev.to_owned())?,
    })
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
        || ["assets:loans:", "liabilities:borrowings:"]
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
    Some(Event { name: name.clone(), fields })
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
        "months" => Some(Field::Number(json.number(0, 600)?)),
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
        "cap_per_member open_loans_per_member max_months rate_ceiling interest_first rounding lend_after_write_off",
    )?;
    let interest = charter["interest"].object("to_income_growth allocated")?;
    let membership = match charter.get("membership") {
        None => None,
        Some(asked) => {
            let asked = asked.object("members volunteers cared_for visits_per_week attendance")?;
            let [fewest, most] = asked["members"].list()? else { return None };
            Some(Membership {
                fewest: fewest.number(0, MOST_COUNT)?,
                most: most.number(0, MOST_COUNT)?,
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

/// `[01](\.[0-9]{1,8})?` and at most 1, in hundred-millionths.
fn rate(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let fits = matches!(whole, "0" | "1") && (1..=8).contains(&decimals.len());
    if !fits || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{decimals:0<8}").parse().ok().filter(|rate| *rate <= ONE)
}

/// `YYYY-MM-DD`, from 1900 to 2999.
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

/// JSON in which nothing is lost: fields in their order, also those that are there twice.
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

    /// The fields of an object that has these, each once, those with a `?` perhaps, and no other.
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
