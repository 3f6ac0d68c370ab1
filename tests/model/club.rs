//! A club as the model sees it, and the steps that are asked of it.

use std::fmt;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;
use revolving_fund::testing::{charters, dates};
use revolving_fund::{Allocated, Amount, Event as LibraryEvent, EventKind, Header, Voucher};
use serde_json::{Value, json};

use crate::loans::months_after;
use crate::made_up::number;
use crate::read::{self, Charter, Event, Line, MOST, Transfer};
use crate::state::Books;

/// A voucher that somebody asks to book, perhaps on a day that the writer was told.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) voucher: Voucher,
    pub(crate) today: Option<NaiveDate>,
}

impl Step {
    /// Whether its days are such as a file can bear.
    fn is_of_this_age(&self) -> bool {
        let date = self.voucher.date;
        let through = if let LibraryEvent::PeriodClosed(closed) = &self.voucher.event { closed.through } else { date };
        [date, through].iter().all(|day| read::day(&day.to_string()).is_some())
    }

    pub(crate) fn kind(&self) -> EventKind {
        self.voucher.event.kind()
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Voucher { id, date, event, note } = &self.voucher;
        write!(f, "{date} {id} {}", serde_json::to_string(event).unwrap())?;
        note.iter().try_for_each(|note| write!(f, " ({note})"))?;
        self.today.iter().try_for_each(|today| write!(f, " today {today}"))
    }
}

/// What became of the last step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Nothing was asked yet.
    Opened,
    Booked(Vec<Transfer>),
    /// Booked before, as the record of this place.
    Again(usize),
    Refused(&'static str),
}

/// A club as the model sees it.
#[derive(Clone)]
pub(crate) struct Club {
    pub(crate) header: Header,
    /// What was booked, as it was asked for.
    pub(crate) vouchers: Vec<Voucher>,
    pub(crate) books: Books,
    pub(crate) outcome: Outcome,
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
        Self { header, vouchers: Vec::new(), books, outcome: Outcome::Opened }
    }

    /// A club with all the money that there is, and interest of two loans to allocate that no entry can bear.
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
        let mut told = vec![
            (opened, json!({"member_joined": {"member": "M1", "name": "Mai", "circumstances": "other"}})),
            (
                opened,
                json!({"donation_received": {"from": "Tỉnh", "amount": 999_999_999_999_000_u64,
                "fund": "income-growth", "into": "cash"}}),
            ),
        ];
        told.extend(loan(opened, "V1", "cash"));
        told.extend(loan(months_after(opened, 1), "V2", "cash"));
        told.into_iter().fold(Self::new(opened, charter), |club, (date, event)| {
            let id = format!("D-{}", club.vouchers.len() + 1).parse().unwrap();
            let event: LibraryEvent = serde_json::from_value(event).unwrap();
            club.step(&Step { voucher: Voucher::new(id, date, event), today: None })
        })
    }

    /// All that was booked so far.
    pub(crate) fn story(&self) -> String {
        let told = |voucher: &Voucher| format!("{:?}", Step { voucher: voucher.clone(), today: None });
        let told: Vec<String> = self.vouchers.iter().map(told).collect();
        format!("{self:?}\n{}", told.join("\n"))
    }

    /// What becomes of a step.
    fn foretell(&self, step: &Step) -> Outcome {
        let voucher = &step.voucher;
        if let Some(place) = self.vouchers.iter().position(|booked| booked.id == voucher.id) {
            let booked = &self.vouchers[place];
            let is_same = booked.date == voucher.date
                && Event::of(&booked.event) == Event::of(&voucher.event)
                && booked.note == voucher.note;
            return if is_same { Outcome::Again(place) } else { Outcome::Refused("duplicate-id") };
        }
        if !step.is_of_this_age() {
            return Outcome::Refused("date-out-of-range");
        }
        let event = Event::of(&voucher.event);
        match self.books.refusal(voucher.date, &event, step.today) {
            Some(code) => Outcome::Refused(code),
            None => Outcome::Booked(self.books.entry(&event).unwrap()),
        }
    }

    /// Takes a step.
    pub(crate) fn step(mut self, step: &Step) -> Self {
        self.outcome = self.foretell(step);
        if let Outcome::Booked(entry) = &self.outcome {
            let line = Line {
                seq: i128::try_from(self.vouchers.len()).unwrap() + 1,
                id: step.voucher.id.as_str().to_owned(),
                date: step.voucher.date,
                event: Event::of(&step.voucher.event),
                entry: entry.clone(),
                prev: String::new(),
            };
            self.books.keep(line, true);
            self.vouchers.push(step.voucher.clone());
        }
        self
    }

    /// Books in which everything that is asked for is written down, whatever rule it breaks: the lines of their file.
    pub(crate) fn without_rules(mut self, seeds: &[u64]) -> Vec<Value> {
        let charter = serde_json::to_value(self.header.charter()).unwrap();
        let mut lines = vec![json!({
            "format": "revolving-fund/1", "club": "BN-001", "name": "CLB", "opened": self.header.opened().to_string(),
            "charter": charter,
        })];
        for seed in seeds {
            let step = self.made_up(*seed);
            if !step.is_of_this_age() {
                continue;
            }
            let Voucher { id, date, event, .. } = step.voucher;
            let facts = Event::of(&event);
            let entry = self.books.entry(&facts).unwrap_or_default();
            if entry.iter().any(|transfer| transfer.amount > MOST) {
                continue;
            }
            let transfers: Vec<Value> = entry.iter().map(|t| json!([t.debit, t.credit, number(t.amount)])).collect();
            lines.push(json!({
                "seq": lines.len(), "id": id.as_str(), "date": date.to_string(), "event": event, "entry": transfers,
                "prev": "0".repeat(64),
            }));
            let (seq, id, prev) = (0, id.as_str().to_owned(), String::new());
            self.books.audit(Line { seq, id: id.clone(), date, event: facts, entry, prev }, (0, ""));
            self.vouchers.push(Voucher::new(id.parse().unwrap(), date, event));
        }
        lines
    }
}

impl ReferenceStateMachine for Club {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let clubs = (dates(), charters()).prop_map(|(opened, charter)| Self::new(opened, charter));
        prop_oneof![20 => clubs, 1 => Just(Self::of_great_wealth())].boxed()
    }

    fn transitions(club: &Self) -> BoxedStrategy<Step> {
        let club = club.clone();
        any::<u64>().prop_map(move |seed| club.made_up(seed)).no_shrink().boxed()
    }

    fn apply(club: Self, step: &Step) -> Self {
        club.step(step)
    }
}
