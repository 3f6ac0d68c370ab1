//! Section 6: the life of a loan, read off the list of records.

use chrono::{Datelike, NaiveDate};

use crate::read::ONE;
use crate::state::Record;

/// Where a loan is in its life. *Settled* is not told but found: see [`Loan::is_settled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Approved,
    Cancelled,
    Disbursed,
    WrittenOff,
}

/// A loan as the records tell it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that the specification names")]
pub(crate) struct Loan {
    pub(crate) name: String,
    pub(crate) member: String,
    pub(crate) principal: i128,
    months: i128,
    monthly_rate: i128,
    flat: bool,
    equal_principal: bool,
    rounding: i128,
    pub(crate) interest_first: bool,
    pub(crate) life: Life,
    /// Places of its records that stand: disbursal, repayments, waivers, reschedules, write-off, recoveries.
    pub(crate) standing: Vec<usize>,
    /// The schedule of the disbursal, and those that took its place.
    schedules: Vec<Schedule>,
    pub(crate) rescheduled: bool,
    pub(crate) paid: i128,
    pub(crate) waived: i128,
    pub(crate) written_off: i128,
    pub(crate) recovered: i128,
    /// What its write-off took from the seed grant, less what recoveries restored.
    pub(crate) to_restore: i128,
    /// After each record that is about it or its account: the day, the principal outstanding, whether it is written off.
    history: Vec<(NaiveDate, i128, bool)>,
}

/// D₀, n and the principal of a schedule, and the day on which it was decided.
#[derive(Clone, Copy, Debug)]
struct Schedule {
    decided: NaiveDate,
    start: NaiveDate,
    months: i128,
    principal: i128,
}

impl Schedule {
    /// Dₖ.
    fn due_day(&self, k: i128) -> NaiveDate {
        months_after(self.start, k)
    }
}

/// A day so many calendar months later, clamped to the end of the month.
pub(crate) fn months_after(day: NaiveDate, months: i128) -> NaiveDate {
    let months = i128::from(day.year()) * 12 + i128::from(day.month0()) + months;
    let (year, month) = (i32::try_from(months / 12).unwrap(), u32::try_from(months % 12).unwrap() + 1);
    (1..=day.day()).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap()
}

/// Rounded half up to `unit` đồng: `principal` × `rate`.
fn interest(principal: i128, rate: i128, unit: i128) -> i128 {
    let (numerator, denominator) = (principal * rate, ONE * unit);
    (2 * numerator + denominator) / (2 * denominator) * unit
}

impl Loan {
    /// The loan of this name, if it was approved.
    pub(crate) fn of(records: &[Record], name: &str) -> Option<Self> {
        let account = format!("assets:loans:{name}");
        let mut loan: Option<Self> = None;
        let mut outstanding = 0;
        for (place, record) in records.iter().enumerate() {
            let mut touched = false;
            for transfer in &record.entry {
                outstanding += if transfer.debit == account { transfer.amount } else { 0 };
                outstanding -= if transfer.credit == account { transfer.amount } else { 0 };
                touched |= transfer.debit == account || transfer.credit == account;
            }
            if record.taken {
                if record.event.loan() == Some(name) {
                    touched = true;
                    match &mut loan {
                        None => loan = Some(Self::approved(record)),
                        Some(loan) => loan.happen(place, record),
                    }
                } else if record.event.name == "reversed" {
                    let target = records.iter().find(|other| other.id == record.event.word("record")).unwrap();
                    if target.event.loan() == Some(name) {
                        touched = true;
                        loan.as_mut().unwrap().take_back(target);
                    }
                }
            }
            if let (true, Some(loan)) = (touched, &mut loan) {
                loan.history.push((record.day, outstanding, loan.life == Life::WrittenOff));
            }
        }
        loan
    }

    fn approved(record: &Record) -> Self {
        let event = &record.event;
        Self {
            name: event.word("loan").to_owned(),
            member: event.word("member").to_owned(),
            principal: event.number("principal"),
            months: event.number("months"),
            monthly_rate: event.number("monthly_rate"),
            flat: event.word("interest") == "flat",
            equal_principal: event.word("repayment") == "equal_principal",
            rounding: record.charter.rounding,
            interest_first: record.charter.interest_first,
            life: Life::Approved,
            standing: Vec::new(),
            schedules: Vec::new(),
            rescheduled: false,
            paid: 0,
            waived: 0,
            written_off: 0,
            recovered: 0,
            to_restore: 0,
            history: Vec::new(),
        }
    }

    fn happen(&mut self, place: usize, record: &Record) {
        let event = &record.event;
        if event.name == "loan_cancelled" {
            self.life = Life::Cancelled;
            return;
        }
        self.standing.push(place);
        match event.name.as_str() {
            "loan_disbursed" => {
                self.life = Life::Disbursed;
                self.schedules = vec![Schedule {
                    decided: record.day,
                    start: record.day,
                    months: self.months,
                    principal: self.principal,
                }];
            }
            "repayment_received" => self.paid += event.number("interest"),
            "interest_waived" => self.waived += event.number("amount"),
            "loan_rescheduled" => {
                self.rescheduled = true;
                self.schedules.push(Schedule {
                    decided: record.day,
                    start: self.end_of_month_that_runs_on(record.day),
                    months: event.number("months"),
                    principal: self.outstanding(),
                });
            }
            "loan_written_off" => {
                self.life = Life::WrittenOff;
                self.written_off = record.lost;
                self.to_restore = record.from_seed_grant;
            }
            "recovery_received" => {
                self.recovered += event.number("amount");
                self.to_restore += record.from_seed_grant;
            }
            other => panic!("{other} is about no loan"),
        }
    }

    fn take_back(&mut self, target: &Record) {
        let event = &target.event;
        assert!(self.standing.pop().is_some(), "nothing of {} stands", self.name);
        match event.name.as_str() {
            "loan_disbursed" => {
                self.life = Life::Approved;
                self.schedules.clear();
            }
            "repayment_received" => self.paid -= event.number("interest"),
            "interest_waived" => self.waived -= event.number("amount"),
            "loan_written_off" => {
                self.life = Life::Disbursed;
                self.written_off = 0;
                self.to_restore = 0;
            }
            "recovery_received" => {
                self.recovered -= event.number("amount");
                self.to_restore -= target.from_seed_grant;
            }
            other => panic!("{other} cannot be taken back"),
        }
    }

    /// Dₖ with Dₖ₋₁ < `day` ≤ Dₖ; D₀ if the day is on or before it.
    fn end_of_month_that_runs_on(&self, day: NaiveDate) -> NaiveDate {
        let schedule = self.schedules.last().unwrap();
        let mut k = 0;
        while schedule.due_day(k) < day {
            k += 1;
        }
        schedule.due_day(k)
    }

    /// Principal outstanding, as posted.
    pub(crate) fn outstanding(&self) -> i128 {
        self.history.last().map_or(0, |(_, outstanding, _)| *outstanding)
    }

    /// The principal on which the month after `day` is charged: what was outstanding at its end, nothing while written off.
    fn base(&self, day: NaiveDate) -> i128 {
        match self.history.iter().rev().find(|(then, _, _)| *then <= day) {
            Some((_, outstanding, false)) => (*outstanding).max(0),
            _ => 0,
        }
    }

    /// The charges of all months begun on or before `day`, with the days on which they fall due.
    pub(crate) fn charges(&self, day: NaiveDate) -> Vec<(NaiveDate, i128)> {
        let mut charges = Vec::new();
        for (place, schedule) in self.schedules.iter().enumerate() {
            let until = self.schedules.get(place + 1).map_or(day, |next| next.decided);
            for k in (1..).take_while(|k| schedule.due_day(k - 1) < until) {
                let base = self.base(schedule.due_day(k - 1));
                let base = if self.flat && k <= schedule.months && base > 0 { schedule.principal } else { base };
                charges.push((schedule.due_day(k), interest(base, self.monthly_rate, self.rounding)));
            }
        }
        charges
    }

    /// Interest accrued on `day`. Of a loan not disbursed there is none.
    pub(crate) fn accrued(&self, day: NaiveDate) -> i128 {
        self.charges(day).iter().map(|(_, charge)| charge).sum::<i128>() - self.paid - self.waived
    }

    /// Interest due on `day`.
    pub(crate) fn interest_due(&self, day: NaiveDate) -> i128 {
        let fallen_due =
            self.charges(day).iter().filter(|(due, _)| *due <= day).map(|(_, charge)| charge).sum::<i128>();
        (fallen_due - self.paid - self.waived).max(0)
    }

    /// When the principal falls due.
    fn instalments(&self) -> Vec<(NaiveDate, i128)> {
        let Some(schedule) = self.schedules.last() else { return Vec::new() };
        let mut instalments = Vec::new();
        let mut rest = schedule.principal;
        if self.equal_principal {
            for k in 1..schedule.months {
                let instalment = schedule.principal / schedule.months / self.rounding * self.rounding;
                instalments.push((schedule.due_day(k), instalment));
                rest -= instalment;
            }
        }
        instalments.push((schedule.due_day(schedule.months), rest));
        instalments
    }

    /// Principal repaid of the schedule.
    fn repaid(&self) -> i128 {
        self.schedules.last().map_or(0, |schedule| schedule.principal - self.outstanding())
    }

    /// Principal due on `day`.
    pub(crate) fn principal_due(&self, day: NaiveDate) -> i128 {
        let fallen_due: i128 =
            self.instalments().iter().filter(|(due, _)| *due <= day).map(|(_, instalment)| instalment).sum();
        if self.schedules.is_empty() { 0 } else { (fallen_due - self.repaid()).max(0) }
    }

    /// Days past due on `day`.
    pub(crate) fn days_past_due(&self, day: NaiveDate) -> i64 {
        let unpaid_since = |calls: Vec<(NaiveDate, i128)>, mut paid: i128| {
            calls.into_iter().filter(|(due, _)| *due < day).find_map(|(due, called)| {
                paid -= called;
                // Where nothing is called, nothing is unpaid, be it that more is outstanding than the schedule calls.
                (paid < 0 && called > 0).then_some(due)
            })
        };
        let principal = unpaid_since(self.instalments(), self.repaid());
        let interest = unpaid_since(self.charges(day), self.paid + self.waived);
        principal.into_iter().chain(interest).min().map_or(0, |due| (day - due).num_days())
    }

    /// Nothing outstanding, and nothing accrued unpaid.
    pub(crate) fn is_settled(&self, day: NaiveDate) -> bool {
        self.life == Life::Disbursed && self.outstanding() <= 0 && self.accrued(day) <= 0
    }

    /// Approved, or disbursed and not settled.
    pub(crate) fn is_open(&self, day: NaiveDate) -> bool {
        self.life == Life::Approved || self.is_owed(day)
    }

    /// Disbursed, not settled, not written off.
    pub(crate) fn is_owed(&self, day: NaiveDate) -> bool {
        self.life == Life::Disbursed && !self.is_settled(day)
    }

    /// Principal outstanding and approved.
    pub(crate) fn exposure(&self) -> i128 {
        self.outstanding() + if self.life == Life::Approved { self.principal } else { 0 }
    }

    /// The amount recoverable.
    pub(crate) fn recoverable(&self) -> i128 {
        self.written_off - self.recovered
    }
}
