//! Steps made up from what a club's books hold: most fit, many just do not.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use revolving_fund::{Event as LibraryEvent, PeriodClosed, Voucher};
use serde_json::{Value, json};

use crate::club::{Club, Step};
use crate::loans::{Life, Loan, months_after};
use crate::made_up::{Dice, Pool, month_end, number};
use crate::read::{EVENTS, MOST};

impl Club {
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
    pub(crate) fn limits(&self) -> Vec<i128> {
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
}
