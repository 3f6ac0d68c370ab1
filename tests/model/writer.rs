//! The model as a writer: it foretells whether a voucher is booked, with which entry, and the books after it; or why not.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use revolving_fund::testing::{charters, dates};
use revolving_fund::{
    Allocated, Amount, Balance, Books as LibraryBooks, Checks, Event as LibraryEvent, EventKind, Fund, Header,
    LoanStatus, PeriodClosed, Refusal, Voucher,
};
use serde_json::{Value, json};

use crate::auditor::difference;
use crate::loans::{Life, Loan, months_after};
use crate::made_up::{Dice, Pool, month_end, number};
use crate::read::{self, Charter, EVENTS, Event, Field, Line, MOST, Transfer};
use crate::rules::of_writers;
use crate::state::Books;

/// A voucher that somebody asks to book, perhaps on a day that the writer was told.
#[derive(Clone)]
pub(crate) struct Step {
    voucher: Voucher,
    today: Option<NaiveDate>,
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
    header: Header,
    /// What was booked, as it was asked for.
    vouchers: Vec<Voucher>,
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

    /// A step made up from what the books hold: most fit, many just do not.
    pub(crate) fn made_up(&self, seed: u64) -> Step {
        let dice = &mut Dice::new(seed);
        let pool = self.pool();
        let (name, _) = *dice.one_of(&EVENTS);
        // Clubs lend above all; and what is rare in a village is what rules are for.
        let lending = *dice.one_of(&["loan_approved", "loan_disbursed", "repayment_received", "repayment_received"]);
        let rare = *dice.one_of(&[
            "interest_waived",
            "loan_rescheduled",
            "loan_written_off",
            "recovery_received",
            "reversed",
            "reversed",
        ]);
        let name = *dice.one_of(&[name, name, lending, lending, rare]);
        let name = self.what_comes_first(name, dice);
        let mut event = pool.event(name, dice);
        self.sharpen(name, &mut event[name], &pool, dice);
        let mut event: LibraryEvent = serde_json::from_value(event).unwrap();
        let mut date = self.next_day(&pool, dice);
        if dice.seldom(100) {
            let never = *dice.one_of(&[(1899, 12, 31), (3000, 1, 1)]);
            let never = NaiveDate::from_ymd_opt(never.0, never.1, never.2).unwrap();
            match &mut event {
                LibraryEvent::PeriodClosed(PeriodClosed { through }) => *through = never,
                _ => date = never,
            }
        }
        let mut voucher = Voucher::new(format!("D-{}", self.vouchers.len() + 1).parse().unwrap(), date, event);
        if dice.seldom(8) {
            voucher = voucher.with_note("Ghi chú".parse().unwrap());
        }
        if !self.vouchers.is_empty() && dice.seldom(16) {
            let booked = dice.one_of(&self.vouchers);
            voucher = if dice.seldom(3) { Voucher { id: booked.id.clone(), ..voucher } } else { booked.clone() };
        }
        let today = dice.seldom(6).then(|| if dice.seldom(3) { date - Days::new(1) } else { date });
        Step { voucher, today }
    }

    /// What must come before an event, mostly: there is no loan without a member, none disbursed that was not approved.
    fn what_comes_first(&self, mut name: &'static str, dice: &mut Dice) -> &'static str {
        let (books, day) = (&self.books, self.books.day());
        let loans = books.loans();
        while !dice.seldom(8) {
            let first = match name {
                "member_left" | "dues_received" | "loan_approved" if books.members() == 0 => "member_joined",
                "loan_disbursed" if books.lendable() <= 0 => {
                    *dice.one_of(&["donation_received", "seed_grant_received"])
                }
                "loan_disbursed" | "loan_cancelled" if loans.iter().all(|loan| loan.life != Life::Approved) => {
                    "loan_approved"
                }
                "repayment_received" | "interest_waived" | "loan_rescheduled" | "loan_written_off"
                    if !loans.iter().any(|loan| loan.is_owed(day)) =>
                {
                    "loan_disbursed"
                }
                "recovery_received" if loans.iter().all(|loan| loan.life != Life::WrittenOff) => "loan_written_off",
                "interest_allocated" if books.balance("income:loan-interest") == 0 => "repayment_received",
                "borrowing_repaid" | "borrowing_forgiven" if books.balance("liabilities") == 0 => "borrowing_received",
                "operating_spent" | "operating_capitalised" if books.fund("operating") == 0 => "surplus_found",
                _ => return name,
            };
            name = first;
        }
        name
    }

    fn pool(&self) -> Pool {
        let books = &self.books;
        let mut pool = Pool { amounts: self.limits(), days: vec![books.day()], ..Pool::default() };
        pool.days.extend(books.closed_through());
        pool.charters.push(serde_json::to_value(self.header.charter()).unwrap());
        let (mut members, mut lenders) = (BTreeSet::new(), BTreeSet::from(["CN", "HNCT"]));
        for record in &books.records {
            let event = &record.event;
            pool.documents.push(record.id.clone());
            members.extend(event.fields.contains_key("member").then(|| event.word("member")));
            lenders.extend(event.fields.contains_key("lender").then(|| event.word("lender")));
        }
        pool.members = members.into_iter().map(str::to_owned).collect();
        pool.lenders = lenders.into_iter().map(str::to_owned).collect();
        pool.loans = books.loans().into_iter().map(|loan| loan.name).collect();
        pool
    }

    /// Every amount at which some rule turns.
    fn limits(&self) -> Vec<i128> {
        let books = &self.books;
        let charter = books.charter();
        let mut limits = vec![1, 1000, charter.cap_per_member, charter.cap_per_member, charter.seed_grant];
        limits.push(charter.seed_grant - books.seed_grant_received());
        limits.push(books.fund("seed-grant") + books.fund("income-growth"));
        limits.push(books.lendable());
        for (account, (debit, credit)) in books.turnovers() {
            if !account.starts_with("assets:loans") {
                limits.push((debit - credit).abs());
            }
        }
        limits.retain(|limit| (1..=MOST).contains(limit));
        limits
    }

    /// Days pass by 0, 1, a month, to the end of the month or to any other day of the pool.
    fn next_day(&self, pool: &Pool, dice: &mut Dice) -> NaiveDate {
        let day = self.books.day();
        let next = match dice.below(16) {
            0..=6 => day,
            7 | 8 => day + Days::new(1),
            9 => months_after(day, 1),
            10 => month_end(day),
            11 => month_end(months_after(day, 1)),
            12 => day + Days::new(u64::try_from(dice.below(45)).unwrap()),
            13 => self.books.closed_through().map_or(day, |closed| closed + Days::new(1)).max(day),
            14 => months_after(day, i128::try_from(dice.below(14)).unwrap()),
            _ => pool.day(dice),
        };
        next.min(NaiveDate::from_ymd_opt(2999, 12, 31).unwrap())
    }

    /// Puts into an event what makes it fit, or nearly so.
    fn sharpen(&self, name: &str, facts: &mut Value, pool: &Pool, dice: &mut Dice) {
        if dice.seldom(5) {
            return;
        }
        let day = self.books.day();
        let fresh = |prefix: &str, known: usize| Value::from(format!("{prefix}{}", known + 1));
        let loans = self.books.loans();
        let fitting = |fits: &dyn Fn(&&Loan) -> bool| loans.iter().filter(fits).collect::<Vec<_>>();
        let mut near = |limits: &[i128], least: i128| {
            let limit = dice.one_of(limits) + dice.one_of(&[0, 0, 0, 0, 1, -1]);
            number(limit.clamp(least, MOST))
        };
        let richer =
            if self.books.balance("assets:cash") >= self.books.balance("assets:bank") { "cash" } else { "bank" };
        if !facts["out_of"].is_null() {
            facts["out_of"] = richer.into();
        }
        match name {
            "member_joined" => facts["member"] = fresh("M", pool.members.len()),
            "loan_approved" => {
                let charter = self.books.charter();
                facts["loan"] = fresh("V", pool.loans.len());
                let member = facts["member"].as_str().unwrap().to_owned();
                let rate =
                    near(&[charter.rate_ceiling, charter.rate_ceiling / 2], 0).as_u64().unwrap().min(100_000_000);
                facts["monthly_rate"] = format!("{}.{:08}", rate / 100_000_000, rate % 100_000_000).into();
                let owed: i128 = fitting(&|loan| loan.member == member).iter().map(|loan| loan.exposure()).sum();
                let room = charter.cap_per_member - owed;
                facts["principal"] = near(&[room, room, 5_000, 1_000_000, self.books.lendable()], 1);
                let months = near(&[1, 2, charter.max_months, charter.max_months], 0);
                facts["months"] = months;
            }
            "loan_disbursed" | "loan_cancelled" => {
                let fits = fitting(&|loan| loan.life == Life::Approved);
                if !fits.is_empty() {
                    facts["loan"] = dice.one_of(&fits).name.clone().into();
                }
            }
            "repayment_received" | "interest_waived" | "loan_rescheduled" | "loan_written_off" => {
                let fits = fitting(&|loan| loan.is_owed(day));
                if fits.is_empty() {
                    return;
                }
                let loan = fits[usize::try_from(near(&[0, 1, 2, 3], 0).as_u64().unwrap()).unwrap() % fits.len()];
                facts["loan"] = loan.name.clone().into();
                let (due, accrued) = (loan.interest_due(day), loan.accrued(day));
                if name == "repayment_received" {
                    facts["interest"] = near(&[0, due, accrued, accrued], 0);
                    facts["principal"] = near(&[0, loan.principal_due(day), loan.outstanding(), loan.outstanding()], 0);
                }
                if name == "interest_waived" {
                    facts["amount"] = near(&[due, accrued], 1);
                }
            }
            "recovery_received" => {
                let fits = fitting(&|loan| loan.life == Life::WrittenOff);
                if !fits.is_empty() {
                    let loan = *dice.one_of(&fits);
                    let limit = *dice.one_of(&[1, loan.recoverable() / 2, loan.recoverable(), loan.recoverable() + 1]);
                    facts["loan"] = loan.name.clone().into();
                    facts["amount"] = number(limit.clamp(1, MOST));
                }
            }
            "money_counted" => {
                let place = facts["place"].as_str().unwrap();
                facts["amount"] = number(self.books.balance(&format!("assets:{place}")).clamp(0, MOST));
            }
            "reversed" => {
                let last: Vec<&str> = fitting(&|loan| !loan.standing.is_empty())
                    .iter()
                    .map(|loan| self.books.records[*loan.standing.last().unwrap()].id.as_str())
                    .collect();
                if !last.is_empty() && !dice.seldom(3) {
                    facts["record"] = json!(dice.one_of(&last));
                }
            }
            _ => {}
        }
    }

    /// Where the largest amount that a refusal names is not the largest that the model accepts.
    fn wrong_about_the_largest(&self, step: &Step, refusal: &Refusal) -> Option<String> {
        let field = match &step.voucher.event {
            LibraryEvent::RepaymentReceived(_) if refusal.code() == "interest-over-accrued" => "interest",
            LibraryEvent::LoanApproved(_) | LibraryEvent::RepaymentReceived(_) => "principal",
            LibraryEvent::MoneyCounted(_) => "",
            _ => "amount",
        };
        let mut event = match refusal.code() {
            "date-out-of-range" | "duplicate-id" => Event { name: String::new(), fields: [].into() },
            _ => Event::of(&step.voucher.event),
        };
        let has_amount = event.fields.contains_key(field);
        let least = i128::from(event.name != "repayment_received");
        let mut passes = |amount: i128| {
            event.fields.insert(field.to_owned(), Field::Number(amount));
            self.books.refusal(step.voucher.date, &event, step.today).is_none()
        };
        match refusal.largest().map(|largest| i128::from(largest.dong())) {
            Some(_) if !has_amount => Some("the event has no amount".into()),
            Some(largest) if !passes(largest) => Some(format!("{largest} does not pass")),
            Some(largest) if largest < MOST && passes(largest + 1) => Some(format!("{} passes too", largest + 1)),
            Some(_) => None,
            None if !has_amount => None,
            None => {
                let mut tried = self.limits();
                tried.extend([0, 1]);
                let loan = event_loan(&step.voucher).and_then(|name| self.books.loan(&name));
                tried.extend(
                    loan.iter()
                        .flat_map(|loan| [loan.outstanding(), loan.accrued(step.voucher.date), loan.recoverable()]),
                );
                let passing = tried.into_iter().filter(|amount| *amount >= least).find(|amount| passes(*amount));
                passing.map(|amount| format!("{amount} passes"))
            }
        }
    }
}

fn event_loan(voucher: &Voucher) -> Option<String> {
    voucher.event.loan().map(|loan| loan.as_str().to_owned())
}

/// Where the books of the library are not those of the model.
fn differences(library: &LibraryBooks, model: &Books) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: String, library: String, model: String| {
        if library != model {
            differences.push(format!("{what}: library {library}, model {model}"));
        }
    };
    let day = model.day();
    compare("day".into(), library.day().to_string(), day.to_string());
    let accounts = library.ledger().accounts();
    let accounts: Vec<_> = accounts
        .iter()
        .map(|(account, turnover)| (account.to_string(), turnover.debit.dong(), turnover.credit.dong()))
        .collect();
    let turnovers = model.turnovers();
    let turnovers: Vec<_> =
        turnovers.iter().map(|(name, (debit, credit))| (name.to_string(), *debit, *credit)).collect();
    compare("turnovers".into(), format!("{accounts:?}"), format!("{turnovers:?}"));

    let ledger = library.ledger();
    let figures = [ledger.lendable(), ledger.unallocated_interest(), ledger.borrowings(), ledger.loans()];
    let figures =
        [figures.as_slice(), &[Fund::SeedGrant, Fund::IncomeGrowth, Fund::Operating].map(|fund| ledger.fund(fund))];
    let library_figures: Vec<i128> = figures.concat().into_iter().map(Balance::dong).collect();
    let model_figures = vec![
        model.lendable(),
        model.balance("income:loan-interest"),
        model.balance("liabilities:borrowings"),
        model.balance("assets:loans"),
        model.fund("seed-grant"),
        model.fund("income-growth"),
        model.fund("operating"),
    ];
    compare("figures".into(), format!("{library_figures:?}"), format!("{model_figures:?}"));

    let register = library.register();
    compare(
        "closed through".into(),
        format!("{:?}", register.closed_through()),
        format!("{:?}", model.closed_through()),
    );
    let received = register.seed_grant_received().dong();
    compare("seed grant received".into(), received.to_string(), model.seed_grant_received().to_string());
    let collected = register.interest_collected().dong();
    compare("interest collected".into(), collected.to_string(), model.interest_collected().to_string());
    compare("members".into(), register.members_present().to_string(), model.members().to_string());
    compare_members(library, model, &mut compare);
    compare("number of loans".into(), library.loans().count().to_string(), model.loans().len().to_string());
    for (view, loan) in library.loans().zip(model.loans()) {
        for day in [day, months_after(day, 1), months_after(day, 2) + Days::new(1)] {
            let view = view.on(day);
            let standing = view.standing();
            let told = format!(
                "{} of {} {:?} outstanding {} accrued {} due {} principal due {} late {} written off {} recovered {} paid {} \
                 waived {} rescheduled {}",
                view.id(),
                view.loan().member(),
                view.status(),
                standing.outstanding.dong(),
                standing.accrued.dong(),
                standing.interest_due.dong(),
                standing.principal_due.dong(),
                view.days_past_due(),
                view.loan().written_off().dong(),
                view.loan().recovered().dong(),
                view.loan().interest_paid().dong(),
                view.loan().interest_waived().dong(),
                view.loan().is_rescheduled(),
            );
            compare(format!("loan on {day}"), told, tell(&loan, day));
        }
    }
    differences
}

fn compare_members(library: &LibraryBooks, model: &Books, compare: &mut impl FnMut(String, String, String)) {
    let day = model.day();
    for (name, member) in library.register().members() {
        let loans: Vec<Loan> = model.loans().into_iter().filter(|loan| loan.member == name.as_str()).collect();
        let owes = loans.iter().any(|loan| loan.life == Life::WrittenOff && loan.recoverable() > 0);
        let foretold = (
            model.is_member(name.as_str()),
            loans.iter().map(Loan::exposure).sum::<i128>(),
            loans.iter().filter(|loan| loan.is_open(day)).count(),
            owes,
        );
        let open = usize::try_from(member.open_loans()).unwrap();
        let told = (member.is_present(), member.exposure().dong(), open, member.owes_written_off());
        compare(format!("member {name}"), format!("{told:?}"), format!("{foretold:?}"));
    }
}

/// A loan as the library tells it.
fn tell(loan: &Loan, day: NaiveDate) -> String {
    let status = match loan.life {
        Life::Approved => LoanStatus::Approved,
        Life::Cancelled => LoanStatus::Cancelled,
        Life::WrittenOff => LoanStatus::WrittenOff,
        Life::Disbursed if loan.is_settled(day) => LoanStatus::Settled,
        Life::Disbursed => LoanStatus::Disbursed,
    };
    // Of a loan written off nothing is claimed.
    let is_claimed = loan.life == Life::Disbursed;
    let claimed = |figure: i128| if is_claimed { figure } else { 0 };
    format!(
        "{} of {} {status:?} outstanding {} accrued {} due {} principal due {} late {} written off {} recovered {} paid {} \
         waived {} rescheduled {}",
        loan.name,
        loan.member,
        loan.outstanding(),
        loan.accrued(day),
        claimed(loan.interest_due(day)),
        claimed(loan.principal_due(day)),
        if is_claimed { loan.days_past_due(day) } else { 0 },
        loan.written_off,
        loan.recovered,
        loan.paid,
        loan.waived,
        loan.rescheduled,
    )
}

/// The library beside the model.
pub(crate) struct Library;

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

impl StateMachineTest for Library {
    type SystemUnderTest = LibraryBooks;
    type Reference = Club;

    fn init_test(club: &Club) -> LibraryBooks {
        let mut books = LibraryBooks::new(club.header.clone());
        for voucher in &club.vouchers {
            books.record(voucher.clone()).unwrap();
        }
        books
    }

    fn apply(mut books: LibraryBooks, club: &Club, step: Step) -> LibraryBooks {
        Self::take(&mut books, club, &step);
        books
    }

    fn teardown(books: LibraryBooks, _: Club) {
        Self::close(&books);
    }
}

impl Library {
    /// Writes the books, and has both audit them: nothing is found but counts that differ.
    pub(crate) fn close(books: &LibraryBooks) {
        let mut file = Vec::new();
        books.write(&mut file).unwrap();
        match difference(&file, None) {
            Ok(audit) => {
                assert!(audit.findings.iter().all(|(_, code)| *code == "count-differs"), "{:?}", audit.findings)
            }
            Err(story) => panic!("{story}"),
        }
    }

    /// Takes a step that the model has taken, and compares what became of it and the books after it.
    pub(crate) fn take(books: &mut LibraryBooks, club: &Club, step: &Step) {
        let before = books.clone();
        let checks = Checks::new();
        let checks = match step.today {
            Some(today) => checks.today(today),
            None => checks,
        };
        let outcome = match books.plan_with(step.voucher.clone(), &checks) {
            Ok(plan) if plan.is_booked() => {
                let id = &plan.record().id;
                Outcome::Again(before.records().iter().position(|record| record.id == *id).unwrap())
            }
            Ok(plan) => {
                let record = plan.commit();
                let transfers = record.entry.transfers().iter().map(|transfer| Transfer {
                    debit: transfer.debit.to_string(),
                    credit: transfer.credit.to_string(),
                    amount: transfer.amount.dong().into(),
                });
                Outcome::Booked(transfers.collect())
            }
            Err(refusal) => {
                let code = of_writers().find(|code| *code == refusal.code());
                let code = code.unwrap_or_else(|| panic!("no writer meets {}", refusal.code()));
                if let Some(wrong) = club.wrong_about_the_largest(step, &refusal) {
                    panic!("{step:?}: {refusal}, but {wrong}");
                }
                Outcome::Refused(code)
            }
        };
        assert_eq!(outcome, club.outcome, "library, model: {step:?}");
        if !matches!(outcome, Outcome::Booked(_)) {
            assert!(*books == before, "{step:?} was not booked, and yet something changed");
        }
        let differences = differences(books, &club.books);
        assert!(differences.is_empty(), "after {step:?}\n{}", differences.join("\n"));
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(crate::cases(60)) })]

    #[test]
    fn the_library_books_what_the_model_foretells(sequential 1..80 => Library);
}
