//! Section 6: a loan, computed from its records in effect in the order of their value dates.

use chrono::{Datelike, Days, NaiveDate};

use crate::read::ONE;
use crate::state::{Books, Record, is_origin};

/// The state of a loan. *Settled* depends on the day: see [`Loan::is_settled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Approved,
    /// A loan that was cancelled, or whose carrying-in is reversed.
    Cancelled,
    /// A loan disbursed or carried in, and not written off.
    Running,
    WrittenOff,
}

/// A loan: the record that brought it into the books, and its records in effect.
#[derive(Clone, Debug)]
pub(crate) struct Loan<'b> {
    pub(crate) name: String,
    origin: &'b Record,
    is_origin_in_effect: bool,
    is_cancelled: bool,
    /// The records in effect in the order of value dates; within one day the disbursal or carrying-in first, then repayments, then the
    /// others.
    records: Vec<Dated<'b>>,
}

/// A record of a loan with its value date.
#[derive(Clone, Debug)]
struct Dated<'b> {
    day: NaiveDate,
    place: usize,
    record: &'b Record,
}

/// The first day D₀, the number of months n, the monthly rate and the principal of a schedule.
#[derive(Clone, Debug)]
struct Schedule {
    start: NaiveDate,
    months: i128,
    monthly_rate: i128,
    principal: i128,
    /// The last month of this schedule, and the day on which a new schedule was decided.
    until: Option<(i128, NaiveDate)>,
}

impl Schedule {
    /// Returns Dₖ, the k-th due day.
    fn due_day(&self, k: i128) -> NaiveDate {
        months_after(self.start, k)
    }
}

/// Interest that is charged on one day and falls due on another.
#[derive(Clone, Debug)]
struct Charge {
    on: NaiveDate,
    due: NaiveDate,
    amount: i128,
}

/// Returns the day so many calendar months later, clamped to the end of the month.
pub(crate) fn months_after(day: NaiveDate, months: i128) -> NaiveDate {
    let months = i128::from(day.year()) * 12 + i128::from(day.month0()) + months;
    let (year, month) = (i32::try_from(months / 12).unwrap(), u32::try_from(months % 12).unwrap() + 1);
    (1..=day.day()).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap()
}

fn days_after(day: NaiveDate, days: i128) -> NaiveDate {
    day + Days::new(u64::try_from(days).unwrap())
}

/// Returns principal × rate, rounded half up to `unit` đồng; 0 if the principal is zero or less.
fn interest(principal: i128, rate: i128, unit: i128) -> i128 {
    let (numerator, denominator) = (principal.max(0) * rate, ONE * unit);
    (2 * numerator + denominator) / (2 * denominator) * unit
}

/// Returns the value date of a disbursal: `paid_on`, clamped to the days from the approval to the record; without it, the latest date so
/// far.
fn value_date_of_disbursal(record: &Record, approval: &Record) -> NaiveDate {
    record.event.perhaps_day("paid_on").map_or(record.day, |paid_on| nearest(paid_on, approval.date, record.date))
}

/// Returns the day nearest to `day` that is not before `first` and not after `last`.
fn nearest(day: NaiveDate, first: NaiveDate, last: NaiveDate) -> NaiveDate {
    day.min(last).max(first)
}

impl<'b> Loan<'b> {
    /// Finds the loan of this name, if it was approved or carried in.
    pub(crate) fn of(books: &'b Books, name: &str, in_effect: &[(usize, &'b Record)]) -> Option<Self> {
        let is_own = |record: &Record| record.taken && record.event.loan() == Some(name);
        let (first, origin) =
            books.records.iter().enumerate().find(|(_, record)| is_own(record) && is_origin(&record.event))?;
        let mut loan = Self {
            name: name.to_owned(),
            origin,
            is_origin_in_effect: in_effect.iter().any(|(place, _)| *place == first),
            is_cancelled: books.records.iter().any(|record| is_own(record) && record.event.name == "loan_cancelled"),
            records: Vec::new(),
        };
        let mut own = in_effect.to_vec();
        own.retain(|(_, record)| is_own(record) && is_of_a_loan(record));
        let begun = own.iter().find(|(_, record)| class(record) == 0);
        let begun = begun.map(|(_, record)| match record.event.name.as_str() {
            "loan_disbursed" => value_date_of_disbursal(record, origin),
            _ => record.day,
        });
        for (place, record) in own {
            let paid_on = record.event.perhaps_day("paid_on");
            let day = match (record.event.name.as_str(), paid_on, begun) {
                ("loan_disbursed", _, Some(begun)) => begun,
                ("repayment_received", Some(paid_on), Some(begun)) => nearest(paid_on, begun, record.date),
                ("repayment_received", Some(paid_on), None) => paid_on.min(record.date),
                _ => record.day,
            };
            loan.records.push(Dated { day, place, record });
        }
        loan.records.sort_by_key(|dated| (dated.day, class(dated.record), dated.place));
        Some(loan)
    }

    /// Returns a number of its approval or carrying-in.
    fn number(&self, field: &str) -> i128 {
        self.origin.event.number(field)
    }

    fn word(&self, field: &str) -> &str {
        self.origin.event.word(field)
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &Dated<'b>> {
        self.records.iter().filter(move |dated| dated.record.event.name == name)
    }

    fn one(&self, name: &'static str) -> Option<&Dated<'b>> {
        self.all(name).next()
    }

    /// Returns the disbursal or carrying-in that is in effect.
    fn beginning(&self) -> Option<&Dated<'b>> {
        self.records.iter().find(|dated| class(dated.record) == 0)
    }

    pub(crate) fn is_carried_in(&self) -> bool {
        self.origin.event.name == "loan_carried_in"
    }

    /// Returns whether the loan was approved in these books, not carried in.
    pub(crate) fn is_approved_here(&self) -> bool {
        self.origin.event.name == "loan_approved"
    }

    fn is_carried_in_written_off(&self) -> bool {
        self.origin.event.name == "written_off_carried_in"
    }

    pub(crate) fn life(&self) -> Life {
        if !self.is_approved_here() && !self.is_origin_in_effect {
            Life::Cancelled
        } else if self.is_carried_in_written_off() || self.one("loan_written_off").is_some() {
            Life::WrittenOff
        } else if self.beginning().is_some() {
            Life::Running
        } else if self.is_cancelled {
            Life::Cancelled
        } else {
            Life::Approved
        }
    }

    /// Returns whether a disbursal is in effect.
    pub(crate) fn is_disbursed(&self) -> bool {
        self.one("loan_disbursed").is_some()
    }

    /// Returns the principal approved; for a loan carried in, the principal of its schedule; for one carried in written off, that amount.
    pub(crate) fn principal(&self) -> i128 {
        if self.is_carried_in_written_off() { self.number("amount") } else { self.number("principal") }
    }

    /// Returns the member for whom the loan was approved or carried in.
    pub(crate) fn first_member(&self) -> &str {
        self.word("member")
    }

    /// Returns the current debtor.
    pub(crate) fn member(&self) -> &str {
        let assumed = self.all("loan_assumed").last();
        assumed.map_or(self.first_member(), |dated| dated.record.event.word("member"))
    }

    pub(crate) fn approved_on(&self) -> NaiveDate {
        self.origin.date
    }

    /// Returns the value date of the disbursal or carrying-in.
    pub(crate) fn began_on(&self) -> Option<NaiveDate> {
        self.beginning().map(|dated| dated.day)
    }

    /// Returns the value date of a repayment with this `paid_on` in a record of this date; `day` without it.
    pub(crate) fn value_date(&self, paid_on: Option<NaiveDate>, date: NaiveDate, day: NaiveDate) -> NaiveDate {
        match (paid_on, self.began_on()) {
            (Some(paid_on), Some(began)) => nearest(paid_on, began, date),
            (Some(paid_on), None) => paid_on.min(date),
            (None, _) => day,
        }
    }

    pub(crate) fn interest_first(&self) -> bool {
        self.origin.charter.interest_first
    }

    /// Returns the indices of the loan's records in effect.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        self.records.iter().map(|dated| dated.place)
    }

    /// Returns whether one of the loan's records in effect has this event.
    pub(crate) fn has(&self, name: &'static str) -> bool {
        self.one(name).is_some()
    }

    // Principal.

    /// Returns the amount disbursed, or carried in as outstanding, less the principal of repayments with value dates up to `day`.
    fn unpaid(&self, day: NaiveDate) -> i128 {
        let begun = self.beginning().map_or(0, |dated| match dated.record.event.name.as_str() {
            "loan_disbursed" => self.principal(),
            "loan_carried_in" => self.number("outstanding"),
            _ => 0,
        });
        let repaid = self.all("repayment_received").filter(|dated| dated.day <= day);
        begun - repaid.map(|dated| dated.record.event.number("principal")).sum::<i128>()
    }

    /// Returns the principal outstanding after all records so far.
    pub(crate) fn outstanding(&self) -> i128 {
        if self.life() == Life::WrittenOff { 0 } else { self.unpaid(NaiveDate::MAX) }
    }

    /// Returns the principal owed or approved; a negative outstanding amount counts as zero.
    pub(crate) fn exposure(&self) -> i128 {
        self.outstanding().max(0) + if self.life() == Life::Approved { self.principal() } else { 0 }
    }

    /// Returns the amount that was outstanding when the loan was carried in.
    pub(crate) fn carried_in_outstanding(&self) -> i128 {
        self.number("outstanding")
    }

    // Schedules.

    /// Returns the schedules of the loan; each replaces the one before.
    fn schedules(&self) -> Vec<Schedule> {
        let Some(begun) = self.beginning().filter(|_| !self.is_carried_in_written_off()) else { return Vec::new() };
        let mut schedules = vec![Schedule {
            start: if self.is_carried_in() { self.origin.event.day("disbursed") } else { begun.day },
            months: self.number("months"),
            monthly_rate: self.number("monthly_rate"),
            principal: self.principal(),
            until: None,
        }];
        for decided in self.all("loan_rescheduled") {
            let event = &decided.record.event;
            let old = schedules.last_mut().unwrap();
            // The month in which that day is; 0 on or before D₀.
            let k = (0..20_000).find(|k| decided.day <= old.due_day(*k)).unwrap();
            old.until = Some((k, decided.day));
            let new = Schedule {
                start: old.due_day(k),
                months: event.number("months"),
                monthly_rate: event.number_or("monthly_rate", old.monthly_rate),
                principal: self.unpaid(decided.day),
                until: None,
            };
            schedules.push(new);
        }
        schedules
    }

    /// Returns the due days and amounts of the principal of the present schedule.
    fn instalments(&self) -> Vec<(NaiveDate, i128)> {
        let Some(schedule) = self.schedules().pop() else { return Vec::new() };
        let unit = self.origin.charter.rounding;
        let mut instalments = Vec::new();
        let mut rest = schedule.principal;
        if self.word("repayment") == "equal_principal" {
            for k in 1..schedule.months {
                let instalment = schedule.principal.div_euclid(schedule.months * unit) * unit;
                instalments.push((schedule.due_day(k), instalment));
                rest -= instalment;
            }
        }
        instalments.push((schedule.due_day(schedule.months), rest));
        instalments
    }

    /// Returns the principal repaid of the present schedule.
    fn repaid(&self) -> i128 {
        self.schedules().last().map_or(0, |schedule| schedule.principal) - self.outstanding()
    }

    // Interest.

    /// Returns the charges made up to `day`.
    fn charges(&self, day: NaiveDate) -> Vec<Charge> {
        let carried_in = self.beginning().filter(|_| self.is_carried_in()).map(|dated| dated.day);
        let mut charges = Vec::new();
        if let Some(on) = carried_in.filter(|_| self.number("interest_owed") > 0) {
            let due = self.origin.event.perhaps_day("owed_since").unwrap_or(on);
            charges.push(Charge { on, due, amount: self.number("interest_owed") });
        }
        let schedules = self.schedules();
        for schedule in &schedules {
            let begins_the_loan = schedule.start == schedules[0].start;
            for k in 1.. {
                if schedule.until.is_some_and(|(last, _)| k > last) {
                    break;
                }
                let due = schedule.due_day(k);
                let grace = if k == 1 && begins_the_loan { 0 } else { self.origin.charter.grace_days };
                let usual = days_after(schedule.due_day(k - 1), grace + 1);
                // The day of the charge, and the principal outstanding on which it is charged.
                let (on, base) = match (carried_in, schedule.until) {
                    (Some(carried_in), _) if due <= carried_in => continue,
                    (Some(carried_in), _) if usual <= carried_in => (carried_in, self.carried_in_outstanding()),
                    (_, Some((last, decided))) if k == last && usual > decided => (decided, self.unpaid(decided)),
                    _ => (usual, self.unpaid(usual.pred_opt().unwrap())),
                };
                if on > day || self.written_off_on().is_some_and(|written_off| on > written_off) {
                    break;
                }
                let is_flat = self.word("interest") == "flat" && k <= schedule.months && base > 0;
                let base = if is_flat { schedule.principal } else { base };
                charges.push(Charge {
                    on,
                    due,
                    amount: interest(base, schedule.monthly_rate, self.origin.charter.rounding),
                });
            }
        }
        charges.retain(|charge| charge.on <= day);
        charges
    }

    fn written_off_on(&self) -> Option<NaiveDate> {
        self.one("loan_written_off").map(|dated| dated.day)
    }

    /// Returns all interest paid and waived.
    pub(crate) fn interest_paid(&self) -> i128 {
        let paid: i128 = self.all("repayment_received").map(|dated| dated.record.event.number("interest")).sum();
        paid + self.all("interest_waived").map(|dated| dated.record.event.number("amount")).sum::<i128>()
    }

    /// Returns the interest accrued on `day`: charges less payments and waivers. No interest is accrued on a loan written off.
    pub(crate) fn accrued(&self, day: NaiveDate) -> i128 {
        if self.life() == Life::WrittenOff {
            return 0;
        }
        self.charges(day).iter().map(|charge| charge.amount).sum::<i128>() - self.interest_paid()
    }

    /// Returns the charges made up to `day` that fall due by `until`, less all payments and waivers; may be negative.
    pub(crate) fn unpaid_interest(&self, day: NaiveDate, until: NaiveDate) -> i128 {
        let charges = self.charges(day);
        let due = charges.iter().filter(|charge| charge.due <= until).map(|charge| charge.amount);
        due.sum::<i128>() - self.interest_paid()
    }

    /// Returns the interest due on `day`; never negative.
    pub(crate) fn interest_due(&self, day: NaiveDate) -> i128 {
        if self.life() == Life::Running { self.unpaid_interest(day, day).max(0) } else { 0 }
    }

    /// Returns the principal due on `day`; never negative.
    pub(crate) fn principal_due(&self, day: NaiveDate) -> i128 {
        let instalments = self.instalments();
        let fallen_due = instalments.iter().filter(|(due, _)| *due <= day).map(|(_, instalment)| instalment);
        if self.life() == Life::Running { (fallen_due.sum::<i128>() - self.repaid()).max(0) } else { 0 }
    }

    /// Returns the number of days past due on `day`.
    pub(crate) fn days_past_due(&self, day: NaiveDate) -> i64 {
        if self.life() != Life::Running {
            return 0;
        }
        let unpaid_since = |mut calls: Vec<(NaiveDate, i128)>, mut paid: i128| {
            calls.sort_by_key(|(due, _)| *due);
            calls.into_iter().filter(|(due, _)| *due < day).find_map(|(due, called)| {
                paid -= called;
                // A due day without an amount cannot have an unpaid one.
                (paid < 0 && called > 0).then_some(due)
            })
        };
        let principal = unpaid_since(self.instalments(), self.repaid());
        let charges = self.charges(day).iter().map(|charge| (charge.due, charge.amount)).collect();
        let interest = unpaid_since(charges, self.interest_paid());
        principal.into_iter().chain(interest).min().map_or(0, |due| (day - due).num_days())
    }

    // Its state.

    /// Returns whether no principal is outstanding and no accrued interest is unpaid.
    pub(crate) fn is_settled(&self, day: NaiveDate) -> bool {
        self.life() == Life::Running && self.outstanding() <= 0 && self.accrued(day) <= 0
    }

    /// Returns whether the loan is disbursed or carried in, and neither settled nor written off.
    pub(crate) fn is_owed(&self, day: NaiveDate) -> bool {
        self.life() == Life::Running && !self.is_settled(day)
    }

    /// Returns whether the loan is approved, or disbursed or carried in and neither settled nor written off.
    pub(crate) fn is_open(&self, day: NaiveDate) -> bool {
        self.life() == Life::Approved || self.is_owed(day)
    }

    /// Returns whether the loan was rescheduled here, or before it was carried in.
    pub(crate) fn is_rescheduled(&self) -> bool {
        let before = if self.is_carried_in() { self.origin.event.number_or("times_rescheduled", 0) } else { 0 };
        self.beginning().is_some() && (before > 0 || self.has("loan_rescheduled"))
    }

    // Losses.

    /// Returns the principal written off, before recoveries.
    pub(crate) fn written_off(&self) -> i128 {
        match self.one("loan_written_off") {
            _ if self.life() != Life::WrittenOff => 0,
            Some(dated) => dated.record.lost,
            None => self.number("amount"),
        }
    }

    pub(crate) fn recovered(&self) -> i128 {
        self.all("recovery_received").map(|dated| dated.record.event.number("amount")).sum()
    }

    /// Returns the amount recoverable; zero if the meeting forgave it.
    pub(crate) fn recoverable(&self) -> i128 {
        let forgiven = |dated: &Dated<'_>| dated.record.event.fields.contains_key("forgiven");
        if self.one("loan_written_off").is_some_and(forgiven) { 0 } else { self.written_off() - self.recovered() }
    }

    /// Returns the part of the loss borne by the seed grant, less recoveries that went back to it.
    pub(crate) fn to_restore(&self) -> i128 {
        let taken = match self.one("loan_written_off") {
            _ if self.life() != Life::WrittenOff => 0,
            Some(dated) => dated.record.from_seed_grant,
            None => self.number("from_seed_grant"),
        };
        taken - self.all("recovery_received").map(|dated| dated.record.to_seed_grant).sum::<i128>()
    }
}

/// Returns whether the record is one of a loan's records.
pub(crate) fn is_of_a_loan(record: &Record) -> bool {
    record.event.is(&[
        "loan_disbursed",
        "loan_carried_in",
        "written_off_carried_in",
        "repayment_received",
        "interest_waived",
        "loan_rescheduled",
        "loan_assumed",
        "loan_written_off",
        "recovery_received",
    ])
}

/// Returns the rank of a record within one day: the disbursal or carrying-in first, then repayments, then the others.
fn class(record: &Record) -> u8 {
    match record.event.name.as_str() {
        "loan_disbursed" | "loan_carried_in" | "written_off_carried_in" => 0,
        "repayment_received" => 1,
        _ => 2,
    }
}
