//! Random events with names, amounts and days that the books contain already, so that they concern the same loans and members.

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

use crate::loans::months_after;
use crate::read::{EVENTS, MOST};

/// A source of random numbers from a seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`; 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// Returns true one time in `times`.
    pub(crate) fn seldom(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Returns a number from `least` to `most`.
    pub(crate) fn between(&mut self, least: i128, most: i128) -> i128 {
        least + i128::from(self.roll()).rem_euclid((most - least).max(0) + 1)
    }

    pub(crate) fn one_of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }
}

/// The names, amounts, days and charters from which random events are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    pub(crate) loans: Vec<String>,
    pub(crate) members: Vec<String>,
    pub(crate) lenders: Vec<String>,
    pub(crate) documents: Vec<String>,
    pub(crate) amounts: Vec<i128>,
    pub(crate) days: Vec<NaiveDate>,
    pub(crate) charters: Vec<Value>,
}

impl Pool {
    /// Returns a name of a loan or member after the known ones.
    pub(crate) fn fresh(prefix: &str, known: &[String]) -> Value {
        Value::from(format!("{prefix}{}", known.len() + 1))
    }

    /// Returns a day near one of the pool: the same, the next, some days or months later, the end of its month; sometimes an earlier one.
    pub(crate) fn day(&self, dice: &mut Dice) -> NaiveDate {
        let day = *dice.one_of(&self.days);
        let day = match dice.below(10) {
            0..=2 => day,
            3 => day + Days::new(1),
            4 => day - Days::new(1),
            5 => day + Days::new(u64::try_from(dice.below(100)).unwrap()),
            6 => months_after(day, 1) + Days::new(1),
            7 => months_after(day, -1),
            8 => months_after(day, i128::try_from(dice.below(30)).unwrap()),
            _ => month_end(day),
        };
        day.clamp(NaiveDate::from_ymd_opt(1900, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2999, 12, 31).unwrap())
    }

    /// Returns an amount: one of the pool, one đồng more or less, half of one or the sum of two; sometimes a fixed one.
    pub(crate) fn amount(&self, dice: &mut Dice, least: i128) -> i128 {
        let amount = match dice.below(16) {
            0..=8 => *dice.one_of(&self.amounts),
            9 | 10 => dice.one_of(&self.amounts) + 1,
            11 | 12 => dice.one_of(&self.amounts) - 1,
            13 => dice.one_of(&self.amounts) + dice.one_of(&self.amounts),
            14 => dice.one_of(&self.amounts) / 2,
            _ => *dice.one_of(&[0, 1, 999, 1000, 8_000_000, MOST]),
        };
        amount.clamp(least, MOST)
    }

    /// Makes an event, whose facts are of the kinds that the table allows.
    pub(crate) fn event(&self, name: &str, dice: &mut Dice) -> Value {
        let (_, shape) = EVENTS.iter().find(|(known, _)| *known == name).unwrap();
        let mut facts = Map::new();
        for field in shape.split_whitespace() {
            let (field, kind) = field.split_once(':').unwrap();
            if !field.ends_with('?') || dice.seldom(2) {
                facts.insert(field.trim_end_matches('?').to_owned(), self.fact(field, kind, dice));
            }
        }
        if name == "shortage_found" {
            let keeper = facts["borne_by"] == "keeper";
            if keeper {
                facts.insert("member".into(), self.fact("member", "name", dice));
            } else {
                facts.remove("member");
                facts.insert("minute".into(), "Biên bản số 2".into());
            }
        }
        json!({ name: facts })
    }

    fn fact(&self, field: &str, kind: &str, dice: &mut Dice) -> Value {
        let name = |known: &[String], fresh: &str, dice: &mut Dice| {
            if known.is_empty() || dice.seldom(12) { fresh.to_owned() } else { dice.one_of(known).clone() }
        };
        match (field, kind) {
            ("loan", _) => name(&self.loans, &format!("V{}", self.loans.len() + 1), dice).into(),
            ("member", _) => name(&self.members, &format!("M{}", self.members.len() + 1), dice).into(),
            ("lender", _) => name(&self.lenders, "CN", dice).into(),
            (_, "names") => {
                let mut members: Vec<String> = (0..=dice.below(3)).map(|_| name(&self.members, "M1", dice)).collect();
                members.sort();
                members.dedup();
                members.into()
            }
            (_, "only_true") => true.into(),
            (_, "due_months") => (*dice.one_of(&[1_u32, 1, 2, 3, 12])).into(),
            (_, "document") => name(&self.documents, "CT-none", dice).into(),
            (_, "amount") => number(self.amount(dice, 1)),
            (_, "money") => number(if dice.seldom(3) { 0 } else { self.amount(dice, 0) }),
            (_, "months") => (*dice.one_of(&[0_u32, 1, 1, 2, 3, 6, 12, 13, 60, 61, 600])).into(),
            (_, "count") => (*dice.one_of(&[0_u32, 5, 9, 10, 47, 48, 60, 150])).into(),
            (_, "year") => 1950.into(),
            (_, "rate") => rate(dice),
            (_, "month") => self.day(dice).format("%Y-%m").to_string().into(),
            (_, "day") => self.day(dice).to_string().into(),
            (_, "charter") => self.charter(dice),
            (_, "text") => "Biên bản số 1".into(),
            (_, words) => dice.one_of(&words.split('|').collect::<Vec<_>>()).to_string().into(),
        }
    }

    /// Returns one of the charters, with up to two rules changed.
    pub(crate) fn charter(&self, dice: &mut Dice) -> Value {
        let mut charter = dice.one_of(&self.charters).clone();
        for _ in 0..dice.below(3) {
            match dice.below(12) {
                0 => charter["seed_grant"] = number(self.amount(dice, 0)),
                1 => charter["loan"]["cap_per_member"] = number(self.amount(dice, 1)),
                2 => charter["loan"]["open_loans_per_member"] = dice.one_of(&[1, 2, 3]).to_owned().into(),
                3 => charter["loan"]["max_months"] = dice.one_of(&[1, 3, 12, 60]).to_owned().into(),
                4 => charter["loan"]["rate_ceiling"] = rate(dice),
                5 => charter["loan"]["interest_first"] = dice.seldom(2).into(),
                6 => charter["loan"]["rounding"] = dice.one_of(&[1, 100, 500, 1000]).to_owned().into(),
                7 => charter["loan"]["lend_after_write_off"] = dice.seldom(2).into(),
                8 => charter["interest"]["to_income_growth"] = rate(dice),
                9 => charter["loan"]["grace_days"] = dice.one_of(&[0, 1, 3, 10, 15]).to_owned().into(),
                10 => membership(&mut charter, dice),
                _ => charter["interest"]["allocated"] = (*dice.one_of(&["on_receipt", "at_meeting"])).into(),
            }
        }
        charter
    }
}

/// Removes the membership requirements of a charter, or lowers them so that they can be met.
fn membership(charter: &mut Value, dice: &mut Dice) {
    if dice.seldom(2) {
        charter.as_object_mut().unwrap().remove("membership");
    } else {
        charter["membership"] = json!({"members": [1, dice.below(4) + 1], "volunteers": 10, "cared_for": 5, "visits_per_week": 1, "attendance": "0.5"});
    }
}

pub(crate) fn number(number: i128) -> Value {
    u64::try_from(number).unwrap().into()
}

fn rate(dice: &mut Dice) -> Value {
    (*dice.one_of(&["0", "0.01", "0.01", "0.010", "0.005", "0.0166", "0.01666666", "0.33333333", "0.5", "0.50", "1"]))
        .into()
}

pub(crate) fn month_end(day: NaiveDate) -> NaiveDate {
    (0..31)
        .map(|days| day + Days::new(days))
        .take_while(|next| next.format("%m").to_string() == day.format("%m").to_string())
        .last()
        .unwrap()
}
