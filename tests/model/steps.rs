//! Steps made up from the contents of a club's books: most are valid, many are invalid by a little.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use revolving_fund::{Despite, Digest, Event as LibraryEvent, Evidence, Voucher};
use serde_json::{Value, json};

use crate::club::{Club, Step};
use crate::loans::{Life, Loan, months_after};
use crate::made_up::{Dice, Pool, month_end, number};
use crate::read::{self, EVENTS, Event, MOST};
use crate::rules::{may_break, of_the_format};
use crate::state::{CLEARING, UNALLOCATED};

const FIRST_DAY: &str = "1900-01-01";
const LAST_DAY: &str = "2999-12-31";

impl Club {
    /// Makes up a step from the contents of the books: most steps are valid, many are invalid by a little.
    pub(crate) fn made_up(&self, seed: u64) -> Step {
        let dice = &mut Dice::new(seed);
        let pool = self.pool();
        let name = self.what_comes_first(self.some_event(dice), dice);
        let date = self.next_day(&pool, dice);
        let mut event = pool.event(name, dice);
        self.sharpen(name, &mut event[name], date, &pool, dice);
        let mut event: LibraryEvent = serde_json::from_value(event).unwrap();
        let mut despite =
            if may_break(name).is_empty() && !dice.seldom(30) { Vec::new() } else { self.despite(date, &event, dice) };
        despite.truncate(8);
        let mut date = date;
        if dice.seldom(100) {
            never(&mut date, &mut event, dice);
        }
        let mut voucher = Voucher::new(format!("D-{}", self.vouchers.len() + 1).parse().unwrap(), date, event);
        voucher = voucher.despite(Despite::new(despite.iter().map(|code| code.parse().unwrap()).collect()).unwrap());
        if dice.seldom(8) {
            voucher = voucher.with_note("Ghi chú".parse().unwrap());
        }
        if dice.seldom(4) {
            let digests = (0..=dice.below(2)).map(|scan| Digest::of(format!("{seed} {scan}").as_bytes())).collect();
            voucher = voucher.with_evidence(Evidence::new(digests).unwrap());
        }
        if !self.vouchers.is_empty() && dice.seldom(16) {
            let booked = dice.one_of(&self.vouchers);
            voucher = if dice.seldom(3) { Voucher { id: booked.id.clone(), ..voucher } } else { booked.clone() };
            match dice.below(12) {
                0 => voucher.evidence = Evidence::default(),
                1 => voucher.despite = Despite::default(),
                2 => voucher.note = None,
                _ => {}
            }
        }
        let today = dice.seldom(6).then(|| if dice.seldom(3) { date.pred_opt().unwrap() } else { date });
        Step { voucher, today }
    }

    /// Chooses an event. Loans are the most frequent; events that are rare in a village are frequent here, because many rules are about
    /// them.
    #[allow(clippy::explicit_auto_deref, reason = "without it the type of the list is not found")]
    fn some_event(&self, dice: &mut Dice) -> &'static str {
        let (any, _) = *dice.one_of(&EVENTS);
        let lending = *dice.one_of(&["loan_approved", "loan_disbursed", "repayment_received", "repayment_received"]);
        let rare = *dice.one_of(&[
            "interest_waived",
            "loan_rescheduled",
            "loan_assumed",
            "loan_written_off",
            "recovery_received",
            "reversed",
            "reversed",
            "money_counted",
        ]);
        let carrying_in = *dice.one_of(&[
            "funds_carried_in",
            "funds_carried_in",
            "borrowing_carried_in",
            "loan_carried_in",
            "loan_carried_in",
            "advance_carried_in",
            "shortage_carried_in",
            "written_off_carried_in",
        ]);
        let busy = *dice.one_of(&[lending, lending, "repayment_received", rare]);
        let is_beginning = self.books.records.len() < 8 && self.has_earlier_books();
        match self.books.balance(CLEARING) {
            0 if is_beginning && dice.seldom(2) => *dice.one_of(&[carrying_in, "member_joined"]),
            0 if self.is_busy_lending && !dice.seldom(8) => busy,
            0 => *dice.one_of(&[any, any, lending, lending, rare]),
            // Funds, or more debts, balance assets carried in that are too large; assets balance funds and debts that are too large.
            _ if !dice.seldom(7) => *dice.one_of(&[carrying_in, carrying_in, "funds_carried_in"]),
            _ => *dice.one_of(&["reversed", "member_joined", any]),
        }
    }

    /// Returns an event that usually has to come first: a member before a loan, an approval before a disbursal.
    fn what_comes_first(&self, mut name: &'static str, dice: &mut Dice) -> &'static str {
        let (books, day) = (&self.books, self.books.day());
        let loans = books.loans();
        let none_owed = !loans.iter().any(|loan| loan.is_owed(day));
        let none = |control: &str| books.balance(control) == 0;
        while !dice.seldom(8) {
            let first = match name {
                "member_left"
                | "member_amended"
                | "dues_received"
                | "loan_approved"
                | "advance_paid"
                | "loan_carried_in"
                | "advance_carried_in"
                | "shortage_carried_in"
                    if books.members() == 0 =>
                {
                    "member_joined"
                }
                "loan_disbursed" if books.lendable() <= 0 => {
                    *dice.one_of(&["donation_received", "seed_grant_received"])
                }
                "loan_disbursed" | "loan_cancelled" if loans.iter().all(|loan| loan.life() != Life::Approved) => {
                    "loan_approved"
                }
                "repayment_received" | "interest_waived" | "loan_rescheduled" | "loan_assumed" | "loan_written_off"
                    if none_owed =>
                {
                    "loan_disbursed"
                }
                "recovery_received" if loans.iter().all(|loan| loan.life() != Life::WrittenOff) => "loan_written_off",
                "interest_allocated" if none(UNALLOCATED) => "repayment_received",
                "borrowing_repaid" | "borrowing_forgiven" if none("liabilities:borrowings") => "borrowing_received",
                "advance_spent" | "advance_returned" if none("assets:advances") => "advance_paid",
                "shortage_repaid" | "shortage_released" if none("assets:shortages") => "shortage_found",
                "operating_spent" | "operating_capitalised" | "advance_paid" if books.free_operating() <= 0 => {
                    *dice.one_of(&["donation_received", "dues_received"])
                }
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

    /// Returns the amounts at which some rule changes its result.
    pub(crate) fn limits(&self) -> Vec<i128> {
        let books = &self.books;
        let charter = books.charter();
        let mut limits = vec![1, 1000, charter.cap_per_member, charter.cap_per_member, charter.seed_grant];
        limits.push(charter.seed_grant - books.seed_grant_received());
        limits.push(books.fund("seed-grant") + books.fund("income-growth"));
        limits.push(books.seed_grant_lacks());
        limits.push(books.lendable());
        limits.push(books.free_operating());
        for (account, (debit, credit)) in books.turnovers() {
            if !account.starts_with("assets:loans") {
                limits.push((debit - credit).abs());
            }
        }
        limits.retain(|limit| (1..=MOST).contains(limit));
        limits
    }

    /// Chooses the next day: the same, the next, a month later, the end of a month or any other day of the pool.
    fn next_day(&self, pool: &Pool, dice: &mut Dice) -> NaiveDate {
        let day = self.books.day();
        let next = match dice.below(16) {
            0..=6 => day,
            7 | 8 => day + Days::new(1),
            9 => months_after(day, 1),
            10 => month_end(day),
            11 => month_end(months_after(day, 1)),
            12 => day + Days::new(u64::try_from(dice.below(45)).unwrap()),
            13 | 14 if self.is_busy_lending => day + Days::new(u64::try_from(dice.below(9)).unwrap()),
            13 => self.books.closed_through().map_or(day, |closed| closed + Days::new(1)).max(day),
            14 => months_after(day, i128::try_from(dice.below(14)).unwrap()),
            _ => pool.day(dice),
        };
        next.min(read::day(LAST_DAY).unwrap())
    }

    /// Returns the codes that an event needs in `despite`; sometimes fewer, others or more.
    fn despite(&self, date: NaiveDate, event: &LibraryEvent, dice: &mut Dice) -> Vec<String> {
        let mut codes = self.books.despite_needed(date, &Event::of(event));
        match dice.below(16) {
            0..=3 => codes.clear(),
            4 => codes.push((*dice.one_of(of_the_format())).to_owned()),
            5 => codes.extend(may_break(event.kind().name()).iter().map(|code| (*code).to_owned())),
            6 => codes.reverse(),
            7 => drop(codes.pop()),
            _ => {}
        }
        codes
    }

    /// Changes the facts of an event so that it fits the books, or nearly so.
    #[allow(clippy::too_many_lines, reason = "one arm for each event")]
    fn sharpen(&self, name: &str, facts: &mut Value, date: NaiveDate, pool: &Pool, dice: &mut Dice) {
        if dice.seldom(6) {
            return;
        }
        let books = &self.books;
        let day = books.day().max(date);
        let loans = books.loans();
        let fitting = |fits: &dyn Fn(&&Loan<'_>) -> bool| loans.iter().filter(fits).collect::<Vec<_>>();
        let richer = if books.balance("assets:cash") >= books.balance("assets:bank") { "cash" } else { "bank" };
        if !facts["out_of"].is_null() && !dice.seldom(6) {
            facts["out_of"] = richer.into();
        }
        let present: Vec<&str> = books.ever_members().into_iter().filter(|member| books.is_member(member)).collect();
        if !facts["member"].is_null() && !present.is_empty() && !dice.seldom(6) {
            facts["member"] = (*dice.one_of(&present)).into();
        }
        if name == "dues_received" && !present.is_empty() {
            let some: BTreeSet<&str> = (0..=dice.below(4)).map(|_| *dice.one_of(&present)).collect();
            facts["members"] = json!(some);
            facts["each"] = number(near(dice, &[1, 10_000, 20_000], 1));
        }
        // The amount that balances: positive if the assets carried in exceed the debts and funds.
        let clearing = books.balance(CLEARING);
        match name {
            "member_joined" => facts["member"] = Pool::fresh("M", &pool.members),
            "funds_carried_in" => self.sharpen_funds(facts, clearing, dice),
            "advance_carried_in" | "shortage_carried_in" => {
                facts["amount"] = number(near(dice, &[50_000, -clearing, -clearing], 1));
            }
            "borrowing_carried_in" => facts["amount"] = number(near(dice, &[500_000, clearing, clearing], 1)),
            "loan_carried_in" => {
                facts["loan"] = Pool::fresh("V", &pool.loans);
                let outstanding = near(dice, &[0, 2_000_000, 2_500_001, -clearing, -clearing], 0);
                facts["outstanding"] = number(outstanding);
                facts["principal"] = number(near(dice, &[outstanding, outstanding + 1_000_000, 4_000_000], 1));
                let ago = dice.between(-33, 500);
                let disbursed = if ago < 0 {
                    day + Days::new(u64::try_from(-ago).unwrap())
                } else {
                    day - Days::new(u64::try_from(ago).unwrap())
                };
                let disbursed = if dice.seldom(3) { months_after(day, -dice.between(0, 14)) } else { disbursed };
                facts["disbursed"] = writable(disbursed).to_string().into();
                facts["months"] = number(near(dice, &[1, 3, 12, 12, 24], 0));
                facts["interest_owed"] = number(near(dice, &[0, 0, 25_000], 0));
                if !facts["owed_since"].is_null() {
                    let since = day - Days::new(u64::try_from(dice.below(200)).unwrap());
                    facts["owed_since"] = writable(since).to_string().into();
                }
                if !facts["times_rescheduled"].is_null() {
                    facts["times_rescheduled"] = dice.below(3).into();
                }
            }
            "written_off_carried_in" => {
                facts["loan"] = Pool::fresh("V", &pool.loans);
                let amount = near(dice, &[300_000, 1_000_000], 1);
                facts["amount"] = number(amount);
                facts["from_seed_grant"] = number(near(dice, &[0, amount / 2, amount], 0));
            }
            "loan_approved" => {
                let charter = books.charter();
                facts["loan"] = Pool::fresh("V", &pool.loans);
                let member = facts["member"].as_str().unwrap().to_owned();
                facts["monthly_rate"] = rate(near(dice, &[charter.rate_ceiling, charter.rate_ceiling / 2], 0));
                let room = charter.cap_per_member - books.exposure(&member);
                facts["principal"] = number(near(dice, &[room, room, 5_000, 1_000_000, books.lendable()], 1));
                facts["months"] = number(near(dice, &[1, 2, charter.max_months, charter.max_months], 0).min(600));
            }
            "loan_disbursed" | "loan_cancelled" => {
                let fits = fitting(&|loan| loan.life() == Life::Approved);
                if !fits.is_empty() {
                    let loan = *dice.one_of(&fits);
                    facts["loan"] = loan.name.clone().into();
                    if !facts["paid_on"].is_null() {
                        facts["paid_on"] = between_days(dice, loan.approved_on(), date).into();
                    }
                }
            }
            "repayment_received" | "interest_waived" | "loan_rescheduled" | "loan_written_off" | "loan_assumed"
            | "loan_confirmed" => {
                let fits = fitting(&|loan| loan.is_owed(day));
                if fits.is_empty() {
                    return;
                }
                let loan = fits[dice.below(4) % fits.len()];
                facts["loan"] = loan.name.clone().into();
                self.sharpen_lending(name, facts, loan, (date, day), dice);
            }
            "recovery_received" => {
                let fits = fitting(&|loan| loan.life() == Life::WrittenOff);
                if !fits.is_empty() {
                    let loan = *dice.one_of(&fits);
                    facts["loan"] = loan.name.clone().into();
                    facts["amount"] = number(near(dice, &[1, loan.recoverable() / 2, loan.recoverable()], 1));
                }
            }
            "advance_spent" | "advance_returned" => self.sharpen_held("assets:advances", facts, dice),
            "shortage_repaid" | "shortage_released" => self.sharpen_held("assets:shortages", facts, dice),
            "borrowing_repaid" | "borrowing_forgiven" => {
                let owed = books.balance(&format!("liabilities:borrowings:{}", facts["lender"].as_str().unwrap()));
                facts["amount"] = number(near(dice, &[owed, owed, owed / 2], 1));
            }
            "advance_paid" | "operating_spent" | "operating_capitalised" => {
                let free = books.free_operating();
                facts["amount"] = number(near(dice, &[free, free, free / 2, 1000, books.fund("operating")], 1));
            }
            "shortage_found" | "cash_deposited" | "cash_withdrawn" if dice.seldom(2) => {
                facts["amount"] = number(near(dice, &[1000, 5_000, books.balance("assets:cash")], 1));
            }
            "seed_grant_restored" => {
                let growth = books.fund("income-growth");
                facts["amount"] = number(near(dice, &[books.seed_grant_lacks(), growth, 1], 1));
            }
            "money_counted" => {
                let place = facts["place"].as_str().unwrap();
                facts["amount"] = number(near(dice, &[books.balance(&format!("assets:{place}"))], 0));
            }
            "reversed" => {
                let last: Vec<&str> = fitting(&|loan| loan.places().next().is_some())
                    .iter()
                    .map(|loan| books.records[loan.places().max().unwrap()].id.as_str())
                    .collect();
                let moved: Vec<&str> = books.in_effect().iter().map(|(_, record)| record.id.as_str()).collect();
                let some = *dice.one_of(&[&last, &moved]);
                if !some.is_empty() {
                    facts["record"] = (*dice.one_of(some)).into();
                }
            }
            _ => {}
        }
    }

    fn sharpen_funds(&self, facts: &mut Value, clearing: i128, dice: &mut Dice) {
        let owned = if clearing < 0 { near(dice, &[-clearing], 0) } else { near(dice, &[0, 0, 3_000_000], 0) };
        let money = if dice.seldom(2) { ["cash", "bank"] } else { ["bank", "cash"] };
        facts[money[0]] = number(owned);
        facts[money[1]] = number(0);
        let mut rest = (clearing + owned).clamp(0, MOST);
        let lacking = self.books.charter().seed_grant - self.books.seed_grant_received();
        for fund in ["seed_grant", "unallocated_interest", "income_growth"] {
            let most = if fund == "seed_grant" { rest.min(lacking.max(0)) } else { rest };
            let part = if dice.seldom(2) { 0 } else { dice.between(0, most) };
            facts[fund] = number(part);
            rest -= part;
        }
        facts["operating"] = number(rest);
        let seed = i128::from(facts["seed_grant"].as_u64().unwrap());
        facts["seed_grant_received"] = number(near(dice, &[seed, seed, seed + 500_000, lacking], 0));
    }

    /// Chooses a member with a balance in this control account, and an amount near that balance or its half.
    fn sharpen_held(&self, control: &str, facts: &mut Value, dice: &mut Dice) {
        let names = self.books.names_under(control);
        if !names.is_empty() {
            let member = *dice.one_of(&names);
            let held = self.books.balance(&format!("{control}:{member}"));
            facts["member"] = member.into();
            facts["amount"] = number(near(dice, &[held, held, held / 2], 1));
        }
    }

    fn sharpen_lending(
        &self,
        name: &str,
        facts: &mut Value,
        loan: &Loan<'_>,
        (date, day): (NaiveDate, NaiveDate),
        dice: &mut Dice,
    ) {
        let (due, accrued) = (loan.interest_due(day), loan.accrued(day));
        match name {
            "repayment_received" => {
                let outstanding = loan.outstanding();
                facts["interest"] = number(near(dice, &[0, due, accrued, accrued], 0));
                let principals = [0, loan.principal_due(day), loan.principal_due(day), outstanding, outstanding / 2];
                facts["principal"] = number(near(dice, &principals, 0));
                if let (false, Some(began)) = (facts["paid_on"].is_null(), loan.began_on()) {
                    let long_ago = if dice.seldom(3) { began } else { date - Days::new(40) };
                    facts["paid_on"] = between_days(dice, began.max(long_ago), date).into();
                }
            }
            "interest_waived" => facts["amount"] = number(near(dice, &[due, accrued], 1)),
            "loan_rescheduled" => {
                facts["months"] = number(near(dice, &[1, 6, self.books.charter().max_months], 0).min(600));
                if !facts["monthly_rate"].is_null() {
                    facts["monthly_rate"] = rate(near(dice, &[self.books.charter().rate_ceiling, 1_000_000], 0));
                }
            }
            "loan_confirmed" => facts["outstanding"] = number(near(dice, &[loan.outstanding()], 0)),
            _ => {}
        }
    }
}

/// Returns one of the amounts, or one đồng more or less.
fn near(dice: &mut Dice, amounts: &[i128], least: i128) -> i128 {
    let amount = dice.one_of(amounts) + dice.one_of(&[0, 0, 0, 0, 0, 1, -1]);
    amount.clamp(least, MOST)
}

fn rate(hundred_millionths: i128) -> Value {
    let rate = hundred_millionths.min(100_000_000);
    format!("{}.{:08}", rate / 100_000_000, rate % 100_000_000).into()
}

/// Returns a day between two days. Both of them are frequent; the day before and the day after them are rare.
fn between_days(dice: &mut Dice, first: NaiveDate, last: NaiveDate) -> String {
    let days = u64::try_from((last - first).num_days().max(0)).unwrap();
    let day = match dice.below(12) {
        0 => first - Days::new(1),
        1 => last + Days::new(1),
        2 | 3 => first,
        4 => last,
        _ => first + Days::new(u64::try_from(dice.between(0, days.into())).unwrap()),
    };
    writable(day).to_string()
}

/// Returns the nearest day that a file can contain.
fn writable(day: NaiveDate) -> NaiveDate {
    day.clamp(read::day(FIRST_DAY).unwrap(), read::day(LAST_DAY).unwrap())
}

/// Puts a day into a voucher that no file can contain.
fn never(date: &mut NaiveDate, event: &mut LibraryEvent, dice: &mut Dice) {
    let (first, last) = (read::day(FIRST_DAY).unwrap(), read::day(LAST_DAY).unwrap());
    let never = *dice.one_of(&[first.pred_opt().unwrap(), last.succ_opt().unwrap()]);
    match event {
        LibraryEvent::PeriodClosed(closed) => closed.through = never,
        LibraryEvent::LoanDisbursed(disbursed) => disbursed.paid_on = Some(never),
        LibraryEvent::RepaymentReceived(received) => received.paid_on = Some(never),
        LibraryEvent::LoanCarriedIn(carried_in) if dice.seldom(2) => carried_in.disbursed = never,
        LibraryEvent::LoanCarriedIn(carried_in) => carried_in.owed_since = Some(never),
        _ => *date = never,
    }
}
