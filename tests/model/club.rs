//! A club in the model, and the steps that are tried on it.

use std::fmt;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;
use revolving_fund::charter::Allocated;
use revolving_fund::{Amount, Event as LibraryEvent, EventKind, Header, Voucher};
use serde_json::{Value, json};

use crate::entries::Posting;
use crate::loans::months_after;
use crate::made_up::{Dice, Pool, number};
use crate::read::{self, Charter, Event, Line, Transfer};
use crate::state::Books;

/// A voucher to book, and today's date if the writer is given it.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) voucher: Voucher,
    pub(crate) today: Option<NaiveDate>,
}

impl Step {
    /// Returns whether all days of the voucher can be written in a file.
    fn has_writable_days(&self) -> bool {
        let mut days = vec![self.voucher.date];
        match &self.voucher.event {
            LibraryEvent::PeriodClosed(closed) => days.push(closed.through),
            LibraryEvent::LoanDisbursed(disbursed) => days.extend(disbursed.paid_on),
            LibraryEvent::RepaymentReceived(received) => days.extend(received.paid_on),
            LibraryEvent::LoanCarriedIn(carried_in) => {
                days.push(carried_in.disbursed);
                days.extend(carried_in.owed_since);
            }
            _ => {}
        }
        days.iter().all(|day| read::day(&day.to_string()).is_some())
    }

    /// Returns the codes that the voucher names in `despite`.
    pub(crate) fn despite(&self) -> Vec<String> {
        self.voucher.despite.codes().iter().map(ToString::to_string).collect()
    }

    /// Makes the line of the step in a file.
    fn line(&self, seq: usize, event: Event, entry: Vec<Transfer>) -> Line {
        Line {
            seq: i128::try_from(seq).unwrap(),
            id: self.voucher.id.as_str().to_owned(),
            date: self.voucher.date,
            event,
            entry,
            evidence: self.voucher.evidence.digests().iter().map(ToString::to_string).collect(),
            despite: self.despite(),
            prev: String::new(),
        }
    }

    pub(crate) fn kind(&self) -> EventKind {
        self.voucher.event.kind()
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Voucher { id, date, event, note, evidence, despite } = &self.voucher;
        write!(f, "{date} {id} {}", serde_json::to_string(event).unwrap_or_else(|_| format!("{event:?}")))?;
        note.iter().try_for_each(|note| write!(f, " ({note})"))?;
        write!(f, "{}", if evidence.is_empty() { "" } else { " evidenced" })?;
        despite.codes().iter().try_for_each(|code| write!(f, " despite {code}"))?;
        self.today.iter().try_for_each(|today| write!(f, " today {today}"))
    }
}

/// The outcome of the last step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// No step so far.
    Opened,
    Booked(Vec<Transfer>),
    /// A voucher that was booked before, as the record at this index.
    Again(usize),
    Refused(&'static str),
}

/// A club in the model.
#[derive(Clone)]
pub(crate) struct Club {
    pub(crate) header: Header,
    /// The booked steps.
    pub(crate) vouchers: Vec<Voucher>,
    pub(crate) books: Books,
    pub(crate) outcome: Outcome,
    /// True if most of its events are about loans.
    pub(crate) is_busy_lending: bool,
}

impl fmt::Debug for Club {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let charter = serde_json::to_string(self.header.charter()).unwrap();
        write!(f, "opened {}, charter {charter}, {} record(s)", self.header.opened(), self.vouchers.len())
    }
}

impl Club {
    pub(crate) fn new(opened: NaiveDate, charter: revolving_fund::Charter) -> Self {
        let books = Books::new(read::Header { club: "BN-001".into(), opened, charter: Charter::of(&charter) });
        let header = Header::new("BN-001".parse().unwrap(), "CLB".parse().unwrap(), opened, charter).unwrap();
        Self { header, vouchers: Vec::new(), books, outcome: Outcome::Opened, is_busy_lending: false }
    }

    /// Makes a club with the largest amounts, and with so much interest of two loans to allocate that it exceeds an entry.
    fn of_great_wealth() -> Self {
        let mut charter = revolving_fund::Charter::bac_ninh();
        charter.loan.cap_per_member = Amount::MAX;
        charter.loan.rate_ceiling = "1".parse().unwrap();
        charter.interest.allocated = Allocated::AtMeeting;
        let loan = |date, loan: &str, into: &str| {
            let next = months_after(date, 1);
            [
                (
                    date,
                    json!({"loan_approved": {"loan": loan, "member": "M1", "principal": 999_999_999_999_000_u64, "months": 1,
                    "monthly_rate": "1", "interest": "flat", "repayment": "at_maturity", "minute": "BB"}}),
                ),
                (date, json!({"loan_disbursed": {"loan": loan, "out_of": into}})),
                (
                    next,
                    json!({"repayment_received": {"loan": loan, "principal": 999_999_999_999_000_u64,
                    "interest": 999_999_999_999_000_u64, "into": into}}),
                ),
            ]
        };
        let opened = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let mut events = vec![
            (opened, json!({"member_joined": {"member": "M1", "name": "Mai", "circumstances": "other"}})),
            (
                opened,
                json!({"donation_received": {"from": "Tỉnh", "amount": 999_999_999_999_000_u64,
                "fund": "income-growth", "into": "cash"}}),
            ),
        ];
        events.extend(loan(opened, "V1", "cash"));
        events.extend(loan(months_after(opened, 1), "V2", "cash"));
        Self::new(opened, charter).after(events)
    }

    /// Makes a club with members and money, most events of which are about loans.
    fn of_lenders(opened: NaiveDate, mut charter: revolving_fund::Charter) -> Self {
        charter.loan.open_loans_per_member = 3.try_into().unwrap();
        charter.loan.max_months = 12.try_into().unwrap();
        charter.loan.cap_per_member = 20_000_000.try_into().unwrap();
        let joined = |member: &str| {
            (opened, json!({"member_joined": {"member": member, "name": "Mai", "circumstances": "other"}}))
        };
        let gift = json!({"donation_received": {"from": "Tỉnh", "amount": 80_000_000, "fund": "income-growth", "into": "cash"}});
        let club = Self::new(opened, charter).after(vec![joined("M1"), joined("M2"), joined("M3"), (opened, gift)]);
        Self { is_busy_lending: true, ..club }
    }

    /// Books these events.
    fn after(self, events: Vec<(NaiveDate, Value)>) -> Self {
        events.into_iter().fold(self, |club, (date, event)| {
            let id = format!("D-{}", club.vouchers.len() + 1).parse().unwrap();
            let event: LibraryEvent = serde_json::from_value(event).unwrap();
            club.step(&Step { voucher: Voucher::new(id, date, event), today: None })
        })
    }

    /// Returns whether the club existed before its books were opened and carries in its balances.
    pub(crate) fn has_earlier_books(&self) -> bool {
        self.header.opened() < NaiveDate::from_ymd_opt(2024, 1, 1).unwrap()
    }

    /// Returns the booked steps as a text.
    pub(crate) fn story(&self) -> String {
        let line = |voucher: &Voucher| format!("{:?}", Step { voucher: voucher.clone(), today: None });
        let lines: Vec<String> = self.vouchers.iter().map(line).collect();
        format!("{self:?}\n{}", lines.join("\n"))
    }

    /// Returns the outcome that the specification gives for a step.
    fn expected_outcome(&self, step: &Step) -> Outcome {
        let voucher = &step.voucher;
        let used = self.vouchers.iter().position(|booked| booked.id == voucher.id);
        let is_same = |booked: &Voucher| {
            let others = |voucher: &Voucher| (voucher.note.clone(), voucher.evidence.clone(), voucher.despite.clone());
            // Rates are compared as numbers.
            booked.date == voucher.date
                && others(booked) == others(voucher)
                && step.has_writable_days()
                && Event::of(&booked.event) == Event::of(&voucher.event)
        };
        if let Some(place) = used.filter(|place| is_same(&self.vouchers[*place])) {
            return Outcome::Again(place);
        }
        if used.is_some() {
            return Outcome::Refused("duplicate-id");
        }
        if !step.has_writable_days() {
            return Outcome::Refused("date-out-of-range");
        }
        if step.today.is_some_and(|today| voucher.date > today) {
            return Outcome::Refused("date-in-future");
        }
        let event = Event::of(&voucher.event);
        let posting = self.books.posting(&event);
        if posting == Posting::Unwritable {
            return Outcome::Refused("amount-out-of-range");
        }
        match self.books.refusal(voucher.date, &event, &step.despite()) {
            Some(code) => Outcome::Refused(code),
            None => Outcome::Booked(posting.entry()),
        }
    }

    /// Applies a step and keeps its outcome; a refused step changes nothing else.
    pub(crate) fn step(mut self, step: &Step) -> Self {
        self.outcome = self.expected_outcome(step);
        if let Outcome::Booked(entry) = &self.outcome {
            let event = Event::of(&step.voucher.event);
            self.books.keep(step.line(self.vouchers.len() + 1, event, entry.clone()), true);
            self.vouchers.push(step.voucher.clone());
        }
        self
    }

    /// Returns the lines of a file in which every step is booked, whatever rule it breaks.
    pub(crate) fn without_rules(self, seeds: &[u64]) -> Vec<Value> {
        self.file(seeds, |_| true)
    }

    /// Returns the lines of a file in which only the steps that keep every rule are booked.
    pub(crate) fn by_the_rules(self, seeds: &[u64]) -> Vec<Value> {
        self.file(seeds, |outcome| matches!(outcome, Outcome::Booked(_)))
    }

    fn file(self, seeds: &[u64], is_kept: impl Fn(&Outcome) -> bool) -> Vec<Value> {
        let charter = self.header.charter().clone();
        let mut lines = vec![json!({
            "format": "revolving-fund/1", "club": "BN-001", "name": "CLB", "opened": self.header.opened().to_string(),
            "charter": serde_json::to_value(&charter).unwrap(),
        })];
        let mut club = Self { is_busy_lending: self.is_busy_lending, ..Self::new(self.header.opened(), charter) };
        for voucher in self.vouchers {
            lines.push(club.write_down(&Step { voucher, today: None }).unwrap());
        }
        for seed in seeds {
            let step = club.made_up(*seed);
            if step.has_writable_days() && is_kept(&club.expected_outcome(&step)) {
                lines.extend(club.write_down(&step));
            }
        }
        lines
    }

    /// Books a record whatever rule it breaks, if its entry can be written, and returns its line.
    fn write_down(&mut self, step: &Step) -> Option<Value> {
        let event = Event::of(&step.voucher.event);
        let posting = self.books.posting(&event);
        if posting == Posting::Unwritable {
            return None;
        }
        let line = step.line(self.vouchers.len() + 1, event, posting.entry());
        let transfers: Vec<Value> = line.entry.iter().map(|t| json!([t.debit, t.credit, number(t.amount)])).collect();
        let mut record = json!({
            "seq": self.vouchers.len() + 1, "id": line.id, "date": line.date.to_string(), "event": step.voucher.event,
            "entry": transfers, "prev": "0".repeat(64),
        });
        if !line.evidence.is_empty() {
            record["evidence"] = json!(line.evidence);
        }
        if !line.despite.is_empty() {
            record["despite"] = json!(line.despite);
        }
        self.books.audit(line, (0, ""));
        self.vouchers.push(step.voucher.clone());
        Some(record)
    }
}

/// Makes the day on which books are opened, and their charter.
fn openings() -> impl Strategy<Value = (NaiveDate, revolving_fund::Charter)> {
    any::<u64>().prop_map(|seed| {
        let dice = &mut Dice::new(seed);
        let days = ["2024-01-31", "2024-02-28", "2023-12-01", "2024-03-15", "2023-08-30", "1900-01-01", "2999-10-31"];
        let known = if dice.seldom(8) { 7 } else { 5 };
        let opened = read::day(days[dice.below(known)]).unwrap();
        let usual = serde_json::to_value(revolving_fund::Charter::bac_ninh()).unwrap();
        let mut charters =
            Pool { charters: vec![usual], amounts: vec![10_000, 2_500_000, 100_000_000], ..Pool::default() };
        for _ in 0..dice.below(4) {
            charters.charters = vec![charters.charter(dice)];
        }
        (opened, serde_json::from_value(charters.charters.remove(0)).unwrap())
    })
}

impl ReferenceStateMachine for Club {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let clubs = openings().prop_map(|(opened, charter)| Self::new(opened, charter));
        let lenders = openings().prop_map(|(opened, charter)| Self::of_lenders(opened, charter));
        prop_oneof![20 => clubs, 10 => lenders, 1 => Just(Self::of_great_wealth())].boxed()
    }

    fn transitions(club: &Self) -> BoxedStrategy<Step> {
        let club = club.clone();
        any::<u64>().prop_map(move |seed| club.made_up(seed)).no_shrink().boxed()
    }

    fn apply(club: Self, step: &Step) -> Self {
        club.step(step)
    }
}
