//! The facts of the books from which observations are made, collected in one pass over the records in effect.

use std::collections::HashMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use unicode_normalization::UnicodeNormalization;

use super::expectations::Expectations;
use crate::books::Books;
use crate::charter::Charter;
use crate::event::{Event, LoanApproved, RepaymentReceived};
use crate::loan::{Loan, Schedule};
use crate::money::{Amount, Balance};
use crate::name::{LoanId, MemberId};
use crate::voucher::Record;

/// The facts, and the expectations with which they are compared.
pub(super) struct Facts<'b> {
    pub(super) books: &'b Books,
    pub(super) expected: &'b Expectations,
    /// Records in effect: taken and not reversed.
    pub(super) records: Vec<&'b Record>,
    /// Loans with a record in effect, in the order of the first such record.
    pub(super) loans: IndexMap<&'b LoanId, LoanFacts<'b>>,
    /// Each record that was reversed, and its reversal.
    pub(super) reversals: Vec<(&'b Record, &'b Record)>,
    /// The places in `loans` of the loans of each member.
    by_member: HashMap<&'b MemberId, Vec<usize>>,
    /// The places in `loans` of the loans whose disbursal is dated on each day.
    by_day: HashMap<NaiveDate, Vec<usize>>,
    /// The charters in effect, each with the record that brought it into force; the first is that of the header.
    pub(super) charters: Vec<(Option<&'b Record>, &'b Charter)>,
}

/// The history of a loan by its records in effect.
pub(super) struct LoanFacts<'b> {
    pub(super) id: &'b LoanId,
    pub(super) loan: &'b Loan,
    pub(super) approved: Option<(&'b Record, &'b LoanApproved)>,
    pub(super) disbursed: Option<&'b Record>,
    pub(super) repayments: Vec<(&'b Record, &'b RepaymentReceived)>,
    pub(super) waivers: Vec<(&'b Record, Amount)>,
    pub(super) written_off: Option<&'b Record>,
    /// The first confirmation by the borrower.
    pub(super) confirmed: Option<&'b Record>,
    /// The first repayment after which no principal was outstanding.
    pub(super) settled: Option<&'b Record>,
    /// The principal repaid in these books.
    pub(super) repaid: Balance,
    /// For a loan carried in from other books, the principal outstanding then.
    carried_in: Option<Balance>,
}

impl LoanFacts<'_> {
    pub(super) fn member(&self) -> &MemberId {
        self.loan.member()
    }

    pub(super) fn principal(&self) -> Amount {
        self.loan.principal()
    }

    /// Returns the day on which the last of the principal falls due by the present schedule, which follows from the value dates of the
    /// disbursal and of a new schedule; `None` if the loan is not disbursed.
    pub(super) fn last_due(&self) -> Option<NaiveDate> {
        self.loan.course().schedule().map(Schedule::maturity)
    }
}

impl<'b> Facts<'b> {
    pub(super) fn of(books: &'b Books, expected: &'b Expectations) -> Self {
        let mut facts = Self {
            books,
            expected,
            records: Vec::new(),
            loans: IndexMap::new(),
            reversals: Vec::new(),
            by_member: HashMap::new(),
            by_day: HashMap::new(),
            charters: vec![(None, books.header().charter())],
        };
        for record in books.records_in_effect() {
            facts.records.push(record);
            match &record.event {
                Event::Reversed(reversal) => {
                    facts.reversals.extend(books.record_of(&reversal.record).map(|reversed| (reversed, record)));
                }
                Event::CharterAmended(amended) => facts.charters.push((Some(record), &amended.charter)),
                _ => {}
            }
            if let Some(loan) = record.event.loan().and_then(|id| books.register().loan_with_id(id)) {
                facts.add_to_loan(loan, record);
            }
        }
        for (place, loan) in facts.loans.values().enumerate() {
            facts.by_member.entry(loan.loan.member()).or_default().push(place);
            if let Some(disbursed) = loan.disbursed {
                facts.by_day.entry(disbursed.date).or_default().push(place);
            }
        }
        facts
    }

    /// Returns the loans whose present member is `member`.
    pub(super) fn loans_of(&self, member: &MemberId) -> impl Iterator<Item = &LoanFacts<'b>> {
        self.at(self.by_member.get(member))
    }

    /// Returns the loans whose disbursal is dated on a day.
    pub(super) fn paid_out_on(&self, day: NaiveDate) -> impl Iterator<Item = &LoanFacts<'b>> {
        self.at(self.by_day.get(&day))
    }

    fn at(&self, places: Option<&Vec<usize>>) -> impl Iterator<Item = &LoanFacts<'b>> {
        let places = places.map_or([].as_slice(), Vec::as_slice).to_vec();
        places.into_iter().filter_map(|place| self.loans.get_index(place)).map(|(_, loan)| loan)
    }

    /// Returns the charter that was in force when a record was booked.
    pub(super) fn charter_at(&self, record: &Record) -> &'b Charter {
        let before = self.charters.iter().rev().find(|(since, _)| since.is_none_or(|since| since.seq < record.seq));
        before.map_or(self.books.header().charter(), |(_, charter)| charter)
    }

    /// Iterates over the records in effect whose event `select` accepts, each with the result of `select`.
    pub(super) fn events<'f, E: 'b>(
        &'f self,
        select: impl Fn(&'b Event) -> Option<E> + 'f,
    ) -> impl Iterator<Item = (&'b Record, E)> + 'f {
        self.records.iter().filter_map(move |record| Some((*record, select(&record.event)?)))
    }

    fn add_to_loan(&mut self, (id, loan): (&'b LoanId, &'b Loan), record: &'b Record) {
        let facts = self.loans.entry(id).or_insert_with(|| LoanFacts {
            id,
            loan,
            approved: None,
            disbursed: None,
            repayments: Vec::new(),
            waivers: Vec::new(),
            written_off: None,
            confirmed: None,
            settled: None,
            repaid: Balance::ZERO,
            carried_in: None,
        });
        match &record.event {
            Event::LoanApproved(approved) => facts.approved = Some((record, approved)),
            Event::LoanCarriedIn(carried) => facts.carried_in = Some(carried.outstanding.into()),
            Event::LoanDisbursed(_) => facts.disbursed = Some(record),
            Event::InterestWaived(waived) => facts.waivers.push((record, waived.amount)),
            Event::LoanWrittenOff(_) => facts.written_off = Some(record),
            Event::LoanConfirmed(_) => facts.confirmed = facts.confirmed.or(Some(record)),
            Event::RepaymentReceived(repayment) => {
                facts.repayments.push((record, repayment));
                facts.repaid += repayment.principal.into();
                let owed = facts.carried_in.unwrap_or(facts.principal().into());
                if facts.settled.is_none() && facts.repaid >= owed {
                    facts.settled = Some(record);
                }
            }
            _ => {}
        }
    }
}

/// Returns a name in lower case and NFC with single blanks, the form in which names typed by hand are compared.
pub(super) fn folded_name(name: &str) -> String {
    let name: String = name.nfc().collect();
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the number of days from `earlier` to `later`; zero if `later` is before `earlier`.
pub(super) fn days_between(earlier: NaiveDate, later: NaiveDate) -> u32 {
    u32::try_from(later.signed_duration_since(earlier).num_days()).unwrap_or(0)
}

/// Returns a number of days as English text: `1 day`, `3 days`.
pub(super) fn days(number: u32) -> String {
    if number == 1 { "1 day".into() } else { format!("{number} days") }
}
