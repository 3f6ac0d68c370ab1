//! Section 9: what the Project asks of a club, and what an auditor would look at.

use chrono::{Datelike, Days};

use crate::loans::months_after;
use crate::read::{ONE, day};
use crate::state::Books;

impl Books {
    /// The warnings, each with the number of its record if it has one.
    pub(crate) fn warnings(&self) -> Vec<(Option<i128>, &'static str)> {
        let mut warnings = Vec::new();
        for record in &self.records {
            let event = &record.event;
            let mut warn = |code, when: bool| warnings.extend(when.then_some((Some(record.seq), code)));
            if let ("activity_reported", Some(asked)) = (event.name.as_str(), &record.charter.membership) {
                let number = |field| event.number(field);
                let first = day(&format!("{}-01", event.word("month"))).unwrap();
                let last = months_after(first, 1).pred_opt().unwrap();
                let visits = number("volunteers") * asked.visits_per_week * i128::from(last.day());
                warn("attendance-low", number("attendance") * ONE < asked.attendance * number("members"));
                warn("volunteers-few", number("volunteers") < asked.volunteers);
                warn("cared-for-few", number("cared_for") < asked.cared_for);
                warn("visits-few", number("visits") * 7 < visits);
            }
            warn("rescheduled", event.name == "loan_rescheduled");
        }
        if let Some(asked) = &self.charter().membership {
            let members = i128::try_from(self.members()).unwrap();
            if members < asked.fewest || members > asked.most {
                warnings.push((None, "members-out-of-band"));
            }
        }
        let is_counted = self.records.last().is_some_and(|last| {
            let since = last.date - Days::new(31);
            self.records.iter().any(|record| {
                let is_count = record.event.name == "money_counted" && record.event.word("place") == "cash";
                is_count && (since..=last.date).contains(&record.date)
            })
        });
        if !is_counted {
            warnings.push((None, "uncounted"));
        }
        warnings
    }
}
