//! Section 9: the warnings, about requirements of the Project and facts for an auditor.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

use crate::loans::{Life, Loan, months_after};
use crate::read::{Event, ONE, day};
use crate::state::{Books, CLEARING, Record, net};

type Warnings = Vec<(Option<i128>, &'static str)>;

impl Books {
    /// Returns the warnings, each with the number of its record if it has one. `day` is the day of the figures of the report.
    pub(crate) fn warnings(&self, day: NaiveDate) -> Warnings {
        let reversed = self.reversed();
        let mut warnings = Vec::new();
        for place in (0..self.records.len()).filter(|place| !reversed.contains(place)) {
            let seq = Some(self.records[place].seq);
            warnings.extend(self.warnings_of(place, &reversed).into_iter().map(|code| (seq, code)));
        }
        warnings.extend(self.warnings_at_the_end(day).into_iter().map(|code| (None, code)));
        warnings
    }

    /// Returns the books before the record at `place`.
    fn before(&self, place: usize) -> Self {
        Self { header: self.header.clone(), records: self.records[..place].to_vec() }
    }

    fn warnings_of(&self, place: usize, reversed: &BTreeSet<usize>) -> Vec<&'static str> {
        let record = &self.records[place];
        let Record { event, date, .. } = record;
        let mut warnings = Vec::new();
        let mut warn = |code, when: bool| warnings.extend(when.then_some(code));
        let is = |name: &str| event.name == name;
        if let (true, Some(asked)) = (is("activity_reported"), &record.charter.membership) {
            let number = |field| event.number(field);
            let visits = number("volunteers") * asked.visits_per_week * days_of_month(event);
            warn("attendance-low", number("attendance") * ONE < asked.attendance * number("members"));
            warn("volunteers-few", number("volunteers") < asked.volunteers);
            warn("cared-for-few", number("cared_for") < asked.cared_for);
            warn("visits-few", number("visits") * 7 < visits);
        }
        warn(
            "rescheduled",
            is("loan_rescheduled") || is("loan_carried_in") && event.number_or("times_rescheduled", 0) > 0,
        );
        warn("interest-waived", is("interest_waived"));
        warn("loan-assumed", is("loan_assumed"));
        let is_late = event.perhaps_day("paid_on").is_some_and(|paid_on| paid_on < *date);
        warn("booked-late", is_late);
        warn("booked-late-unevidenced", is_late && !record.has_evidence);
        warn("count-differs", is("money_counted") && self.count_differs(place, reversed));
        warn("confirmation-differs", is("loan_confirmed") && !self.confirmation_agrees(place));
        warn("month-ahead", is("activity_reported") && first_of_month(event) > *date);
        for (code, name) in [
            ("charter-amended", "charter_amended"),
            ("seed-grant-returned", "seed_grant_returned"),
            ("borrowing-forgiven", "borrowing_forgiven"),
            ("written-off", "loan_written_off"),
            ("capital-handed-over", "capital_handed_over"),
            ("surplus-found", "surplus_found"),
            ("shortage-found", "shortage_found"),
            ("shortage-released", "shortage_released"),
        ] {
            warn(code, is(name));
        }
        let is_borne = is("shortage_found") || is("shortage_released");
        warn("shortage-on-capital", is_borne && event.word("borne_by") == "income-growth");
        warn("reversed", record.reverses.is_some());
        let is_of_closed = |target: usize| {
            self.before(place).closed_through().is_some_and(|closed| self.records[target].date <= closed)
        };
        warn("reversed-closed", record.reverses.is_some_and(is_of_closed));
        let moved = |(earlier, other): (usize, &Record)| {
            earlier < place
                && !other.entry.is_empty()
                && !other.event.is_carrying_in()
                && other.event.name != "reversed"
        };
        warn("carried-in-late", event.is_carrying_in() && self.in_effect().into_iter().any(moved));
        warn("carried-in-unevidenced", event.is_carrying_in() && !record.has_evidence);
        warnings
    }

    /// Returns whether a count equals the balance just before it.
    fn count_agrees(&self, place: usize) -> bool {
        let event = &self.records[place].event;
        let before: &[Record] = &self.records[..place];
        let account = format!("assets:{}", event.word("place"));
        event.number("amount") == before.iter().map(|record| net(&record.entry, &account)).sum::<i128>()
    }

    /// Returns whether a count differs and no later count explains the difference.
    fn count_differs(&self, place: usize, reversed: &BTreeSet<usize>) -> bool {
        let count = &self.records[place];
        let account = format!("assets:{}", count.event.word("place"));
        let is_explained = |between: usize| {
            let record = &self.records[between];
            let is_on_the_place =
                record.entry.iter().any(|transfer| transfer.debit == account || transfer.credit == account);
            let is_in_effect = record.taken && !reversed.contains(&between);
            !is_in_effect
                || record.event.name == "reversed"
                || !is_on_the_place
                || record.event.is(&["shortage_found", "surplus_found"])
                || record.has_evidence
        };
        let lifts = |later: usize| {
            let other = &self.records[later];
            let is_same = other.event.name == "money_counted"
                && other.event.word("place") == count.event.word("place")
                && other.event.number("amount") == count.event.number("amount")
                && other.date == count.date;
            is_same && !reversed.contains(&later) && self.count_agrees(later) && (place + 1..later).all(is_explained)
        };
        !self.count_agrees(place) && !(place + 1..self.records.len()).any(lifts)
    }

    /// Returns whether a confirmation equals the amount outstanding before it or, for a loan written off, the amount recoverable. A
    /// confirmation of an unknown loan counts as equal.
    fn confirmation_agrees(&self, place: usize) -> bool {
        let event = &self.records[place].event;
        let before = self.before(place);
        before.loan(event.word("loan")).is_none_or(|loan| {
            let owed = if loan.life() == Life::WrittenOff { loan.recoverable() } else { loan.outstanding() };
            event.number("outstanding") == owed
        })
    }

    fn warnings_at_the_end(&self, day: NaiveDate) -> Vec<&'static str> {
        let charter = self.charter();
        let loans = self.loans();
        let in_effect = self.in_effect();
        let people: BTreeSet<&str> = (loans.iter().map(Loan::member))
            .chain(self.names_under("assets:advances"))
            .chain(self.names_under("assets:shortages"))
            .collect();
        let has_balance = |control: &str| {
            self.names_under(control).iter().any(|name| self.balance(&format!("{control}:{name}")) != 0)
        };
        let mut warnings = Vec::new();
        let mut warn = |code, when: bool| warnings.extend(when.then_some(code));
        if let Some(asked) = &charter.membership {
            let members = i128::try_from(self.members()).unwrap();
            warn("members-out-of-band", members < asked.fewest || members > asked.most);
        }
        let is_over = |member: &&str| {
            self.exposure(member) > charter.cap_per_member
                || self.open_loans(member, day) > charter.open_loans_per_member
        };
        warn("over-cap", people.iter().any(is_over));
        warn("left-owing", people.iter().any(|member| !self.is_member(member) && self.owes(member, day)));
        warn("overdue-90", loans.iter().any(|loan| loan.is_owed(day) && loan.days_past_due(day) > 90));
        warn("interest-overpaid", loans.iter().any(|loan| loan.life() == Life::Running && loan.accrued(day) < 0));
        warn("advance-open", has_balance("assets:advances"));
        warn("shortage-open", has_balance("assets:shortages"));
        warn("operating-overdrawn", self.free_operating() < 0);
        let is_confirmed = |loan: &Loan<'_>| {
            in_effect.iter().any(|(place, record)| {
                let is_own = record.event.name == "loan_confirmed" && record.event.word("loan") == loan.name;
                is_own && self.confirmation_agrees(*place)
            })
        };
        let is_unconfirmed = |loan: &Loan<'_>| loan.is_carried_in() && loan.outstanding() > 0 && !is_confirmed(loan);
        warn("unconfirmed", loans.iter().any(is_unconfirmed));
        warn("grant-impaired", self.seed_grant_lacks() > 0);
        warn("carry-in-unfinished", self.balance(CLEARING) != 0);
        let is_counted = |money: &str| {
            self.records.last().is_some_and(|last| {
                let since = last.date - Days::new(31);
                in_effect.iter().any(|(place, record)| {
                    let is_count = record.event.name == "money_counted" && record.event.word("place") == money;
                    is_count && (since..=last.date).contains(&record.date) && self.count_agrees(*place)
                })
            })
        };
        warn("uncounted", !is_counted("cash"));
        warn("bank-uncounted", self.turnovers().contains_key("assets:bank") && !is_counted("bank"));
        warnings
    }
}

/// Returns the first day of the month of a report.
fn first_of_month(event: &Event) -> NaiveDate {
    day(&format!("{}-01", event.word("month"))).unwrap()
}

fn days_of_month(event: &Event) -> i128 {
    months_after(first_of_month(event), 1).pred_opt().unwrap().day().into()
}
