//! The shapes of statements: the columns of their lists, and the kinds and headings of their keys.

use super::json::Json;
use super::words::word_in;
use super::{Cell, Kind, Label, RatioUnit};
use crate::money::Balance;

const REGISTER_ROW: &str = "loan member first_member status carried_in approved disbursed matures closed monthly_rate method \
    repayment months times_rescheduled principal repaid outstanding principal_due interest_charged interest_paid \
    interest_waived interest_due interest_accrued days_past_due written_off forgiven interest_lost recovered recoverable";

/// The columns of lists that may be empty, so that their keys do not follow from a row: the statement, the list and its keys.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("account_ledger", "rows", "seq date id event about other debit credit balance"),
    (
        "advances",
        "rows",
        "member name is_member opening carried_in paid spent returned other closing oldest_open days_open",
    ),
    (
        "advances",
        "shortages",
        "member name is_member opening carried_in found repaid released other closing oldest_open days_open",
    ),
    (
        "arrears",
        "rows",
        "loan member name days_past_due oldest_due bucket outstanding principal_due interest_due total",
    ),
    ("borrowings", "rows", "lender opening carried_in received repaid forgiven other closing"),
    ("cash_book", "checks", "seq date counted balance difference by stands"),
    ("cash_book", "rows", "seq date id event about in out balance"),
    ("confirmations", "rows", "seq date id loan member by confirmed books difference stands evidence"),
    ("confirmations", "unconfirmed", "loan member name carried_in outstanding recoverable last_confirmed"),
    ("corrections", "booked_late", "seq date id loan paid_on days stands principal interest"),
    ("corrections", "despite", "seq date id event about codes"),
    (
        "corrections",
        "reversals",
        "seq date id reason taken record record_seq record_date days event about cash bank loans entry_total",
    ),
    ("corrections", "voided", "seq date id reason"),
    ("corrections", "waivers", "seq date id loan member stands amount minute"),
    ("dcb", "rows", DCB_ROW),
    ("dues", "rows", "member name is_member total unpaid"),
    ("journal", "rows", "seq date id event about note debit_account credit_account amount"),
    (
        "loan_card",
        "events",
        "seq date value_date id event of stands principal interest waived recovered outstanding accrued recoverable",
    ),
    ("loan_card", "schedule", "due principal principal_settled interest interest_settled expected"),
    ("loan_register", "rows", REGISTER_ROW),
    ("member_statement", "loans", REGISTER_ROW),
    ("member_statement", "receipts", "seq date value_date id event about principal interest recovered dues total"),
    ("members", "rows", "member name is_member circumstances gender born joined left reason turns outstanding"),
    ("month_report", "activity", "date month attendance members volunteers cared_for visits"),
    ("month_report", "checks", "place seq date counted balance difference by"),
    ("month_report", "findings", "seq code"),
    ("month_report", "late_loans", REGISTER_ROW),
    ("month_report", "lent_loans", REGISTER_ROW),
    ("month_report", "warnings", "seq code"),
    ("month_report", "written_off_loans", REGISTER_ROW),
    // The records behind a figure of any statement.
    ("", "records", "seq date id event about amount"),
    ("trial_balance", "rows", "account opening_debit opening_credit debit credit closing_debit closing_credit"),
];

const DCB_ROW: &str = "loan member principal.brought_forward principal.carried_in principal.fallen_due principal.demand \
    principal.rescheduled principal.written_off principal.collected_arrears principal.collected_current \
    principal.collected_early principal.waived principal.waived_early principal.closing principal.past_grace principal.late \
    interest.brought_forward interest.carried_in interest.fallen_due interest.demand interest.rescheduled \
    interest.written_off interest.collected_arrears interest.collected_current interest.collected_early interest.waived \
    interest.waived_early interest.closing interest.past_grace interest.late";

/// The headings of the twelve amounts of dues.
const MONTHS: [(&str, &str); 12] = [
    ("Jan", "T1"),
    ("Feb", "T2"),
    ("Mar", "T3"),
    ("Apr", "T4"),
    ("May", "T5"),
    ("Jun", "T6"),
    ("Jul", "T7"),
    ("Aug", "T8"),
    ("Sep", "T9"),
    ("Oct", "T10"),
    ("Nov", "T11"),
    ("Dec", "T12"),
];

/// Returns the kind of the values of a key. Some keys have another kind than the JSON suggests.
pub(super) fn kind(key: &str, value: &Json) -> Kind {
    match (key, value) {
        (_, Json::Flag(_)) => Kind::Flag,
        (
            "date" | "value_date" | "paid_on" | "approved" | "disbursed" | "matures" | "closed" | "oldest_open"
            | "oldest_due" | "joined" | "left" | "record_date" | "due" | "last_confirmed" | "from" | "through"
            | "closed_through",
            Json::Text(_) | Json::Null,
        ) => Kind::Date,
        ("month", Json::Text(_) | Json::Null) => Kind::Month,
        ("monthly_rate" | "share_lent" | "loss_rate" | "share_to_growth", Json::Text(_) | Json::Null) => Kind::Rate,
        ("born" | "year", Json::Number(_) | Json::Null) => Kind::Year,
        (
            "seq"
            | "record_seq"
            | "count"
            | "days"
            | "days_past_due"
            | "days_open"
            | "months"
            | "times_rescheduled"
            | "turns"
            | "turns_in_period"
            | "members"
            | "borrowers"
            | "members_who_borrowed"
            | "running_loans"
            | "payers"
            | "unpaid"
            | "evidence"
            | "rescheduled_count"
            | "unconfirmed_count"
            | "reversals"
            | "booked_late"
            | "waivers"
            | "despite"
            | "voided"
            | "grace_days"
            | "years"
            | "attendance"
            | "volunteers"
            | "cared_for"
            | "visits"
            | "findings"
            | "warnings"
            | "records",
            Json::Number(_) | Json::Null,
        ) => Kind::Count,
        (_, Json::Number(_)) => Kind::Amount,
        _ if ratio(key, value).is_some() => Kind::Ratio,
        _ => Kind::Text,
    }
}

/// Returns the ratio of an object with a numerator, a denominator and a value; `None` for any other value.
pub(super) fn ratio(key: &str, value: &Json) -> Option<Cell> {
    let Json::Object(fields) = value else { return None };
    match fields.as_slice() {
        [(numerator, Json::Number(top)), (denominator, Json::Number(bottom)), (quotient, _)]
        | [(denominator, Json::Number(bottom)), (numerator, Json::Number(top)), (quotient, _)]
            if numerator == "numerator" && denominator == "denominator" && quotient == "value" =>
        {
            let unit = match key {
                "average_loan" | "lost_loan_months" | "months_of_growth" | "turnover" => RatioUnit::Number,
                _ => RatioUnit::Percent,
            };
            Some(Cell::Ratio { numerator: Balance::new(*top), denominator: Balance::new(*bottom), unit })
        }
        _ => None,
    }
}

/// Returns the keys of the columns of a list that may be empty.
pub(super) fn columns(statement: &str, list: &str) -> impl Iterator<Item = &'static str> {
    let known = COLUMNS.iter().find(|(of, name, _)| [statement, ""].contains(of) && *name == list);
    known.map_or("", |(.., keys)| keys).split_whitespace()
}

/// Returns whether the rows of a list are those of the loan register, whose words they have in every statement.
pub(super) fn is_register(statement: &str, list: &str) -> bool {
    COLUMNS.contains(&(statement, list, REGISTER_ROW))
}

/// Returns the heading of a month's amount, by its place from 0 in the year.
pub(super) fn month_heading(place: &str) -> Option<Label> {
    let (english, vietnamese) = MONTHS.get(place.parse::<usize>().ok()?)?;
    Some(Label::new(*english, *vietnamese))
}

/// Returns the words for a key, or the key itself.
pub(super) fn words(context: &str, key: &str) -> Label {
    word_in(context, key).map_or_else(|| Label::same(key.to_owned()), Label::from)
}

/// Returns the title of a statement. That of the cash book depends on the place.
pub(super) fn title(name: &str, place: Option<&str>) -> Label {
    words(place.unwrap_or("title"), name)
}
