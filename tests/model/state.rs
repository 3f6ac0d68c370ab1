//! Section 8, *Standing* and *State after a finding*: the ledger follows the entries, the registers follow the events.
//!
//! Only the list of records is stored. Every figure is computed by walking it from the first record to the last.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::loans::Loan;
use crate::read::{Charter, Event, Header, Line, Transfer};

pub(crate) const CLEARING: &str = "clearing:carried-in";
pub(crate) const UNALLOCATED: &str = "income:loan-interest";

/// A record that was booked, or that was in a file.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) seq: i128,
    pub(crate) id: String,
    pub(crate) date: NaiveDate,
    /// The latest date of this record and those before it.
    pub(crate) day: NaiveDate,
    pub(crate) event: Event,
    pub(crate) entry: Vec<Transfer>,
    pub(crate) has_evidence: bool,
    /// True if the registers apply it.
    pub(crate) taken: bool,
    /// The index of the record that it reverses, if the registers apply the reversal.
    pub(crate) reverses: Option<usize>,
    /// The charter in force before the record.
    pub(crate) charter: Charter,
    /// The interest that it allocated, in đồng, and the part for the income-growth fund.
    pub(crate) allocated: i128,
    pub(crate) to_income_growth: i128,
    /// The loss of a write-off, in đồng.
    pub(crate) lost: i128,
    /// The part of a write-off borne by the seed grant.
    pub(crate) from_seed_grant: i128,
    /// The part of a recovery that went to the seed grant.
    pub(crate) to_seed_grant: i128,
}

/// The books: a header and a list of records.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    pub(crate) header: Header,
    pub(crate) records: Vec<Record>,
}

impl Books {
    pub(crate) fn new(header: Header) -> Self {
        Self { header, records: Vec::new() }
    }

    /// Returns the latest date so far.
    pub(crate) fn day(&self) -> NaiveDate {
        self.records.last().map_or(self.header.opened, |record| record.day)
    }

    pub(crate) fn charter(&self) -> &Charter {
        let amended = self.records.iter().rev().find(|record| record.event.name == "charter_amended");
        amended.map_or(&self.header.charter, |record| record.event.charter())
    }

    /// Adds a record with the entry of its line. `taken` is true if the registers apply it.
    pub(crate) fn keep(&mut self, line: Line, taken: bool) {
        let mut record = Record {
            seq: line.seq,
            id: line.id,
            day: self.day().max(line.date),
            date: line.date,
            entry: line.entry,
            has_evidence: !line.evidence.is_empty(),
            taken,
            reverses: None,
            charter: self.charter().clone(),
            allocated: 0,
            to_income_growth: 0,
            lost: 0,
            from_seed_grant: 0,
            to_seed_grant: 0,
            event: line.event,
        };
        if taken {
            let event = &record.event;
            if let Some((allocated, to_income_growth)) = self.allocation(event) {
                (record.allocated, record.to_income_growth) = (allocated, to_income_growth);
            }
            if event.name == "reversed" {
                record.reverses = self.record(event.word("record")).map(|(place, _)| place);
            }
            let loan = event.loan().and_then(|name| self.loan(name));
            if let ("loan_written_off", Some(loan)) = (event.name.as_str(), &loan) {
                record.lost = loan.outstanding();
                record.from_seed_grant = self.borne_by_seed_grant(record.lost);
            }
            if let ("recovery_received", Some(loan)) = (event.name.as_str(), &loan) {
                record.to_seed_grant = self.recovered_to_seed_grant(loan, event.number("amount"));
            }
        }
        self.records.push(record);
    }

    // The ledger.

    /// Returns the debits and the credits of each account.
    pub(crate) fn turnovers(&self) -> BTreeMap<&str, (i128, i128)> {
        let mut turnovers: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
        for transfer in self.records.iter().flat_map(|record| &record.entry) {
            turnovers.entry(&transfer.debit).or_default().0 += transfer.amount;
            turnovers.entry(&transfer.credit).or_default().1 += transfer.amount;
        }
        turnovers
    }

    /// Returns the balance of one account, or of all accounts of a control account, positive on its usual side.
    pub(crate) fn balance(&self, account: &str) -> i128 {
        self.records.iter().map(|record| net(&record.entry, account)).sum()
    }

    pub(crate) fn fund(&self, fund: &str) -> i128 {
        self.balance(&format!("funds:{fund}"))
    }

    pub(crate) fn lendable(&self) -> i128 {
        self.records.iter().map(|record| lendable(&record.entry)).sum()
    }

    pub(crate) fn free_operating(&self) -> i128 {
        self.records.iter().map(|record| free_operating(&record.entry)).sum()
    }

    /// Returns the names under a control account, such as `assets:advances`, that have had a transfer.
    pub(crate) fn names_under(&self, control: &str) -> Vec<&str> {
        let turnovers = self.turnovers();
        turnovers.keys().filter_map(|account| account.strip_prefix(control)?.strip_prefix(':')).collect()
    }

    // The registers.

    /// Finds the first record that has this document number.
    pub(crate) fn record(&self, id: &str) -> Option<(usize, &Record)> {
        self.records.iter().enumerate().find(|(_, record)| record.id == id)
    }

    /// Returns the indices of all records that were reversed.
    pub(crate) fn reversed(&self) -> BTreeSet<usize> {
        self.records.iter().filter_map(|record| record.reverses).collect()
    }

    /// Returns the records in effect: applied and not reversed.
    pub(crate) fn in_effect(&self) -> Vec<(usize, &Record)> {
        let reversed = self.reversed();
        let all = self.records.iter().enumerate();
        all.filter(|(place, record)| record.taken && !reversed.contains(place)).collect()
    }

    fn events_in_effect(&self, name: &str) -> impl Iterator<Item = &Event> {
        let in_effect = self.in_effect().into_iter().map(|(_, record)| &record.event);
        in_effect.filter(move |event| event.name == name)
    }

    /// Returns whether a person is a member now; `None` for a person who never joined.
    pub(crate) fn membership(&self, member: &str) -> Option<bool> {
        let taken = self.records.iter().filter(|record| record.taken).map(|record| &record.event);
        let mut own =
            taken.filter(|event| event.is(&["member_joined", "member_left"]) && event.word("member") == member);
        own.next_back().map(|event| event.name == "member_joined")
    }

    pub(crate) fn is_member(&self, member: &str) -> bool {
        self.membership(member) == Some(true)
    }

    /// Returns everyone who ever joined.
    pub(crate) fn ever_members(&self) -> BTreeSet<&str> {
        let joined = self.records.iter().filter(|record| record.taken && record.event.name == "member_joined");
        joined.map(|record| record.event.word("member")).collect()
    }

    /// Counts the members who joined and have not left.
    pub(crate) fn members(&self) -> usize {
        self.ever_members().into_iter().filter(|member| self.is_member(member)).count()
    }

    pub(crate) fn loan(&self, name: &str) -> Option<Loan<'_>> {
        Loan::of(self, name, &self.in_effect())
    }

    /// Returns all loans that were approved or carried in, in that order.
    pub(crate) fn loans(&self) -> Vec<Loan<'_>> {
        let in_effect = self.in_effect();
        let names = self.records.iter().filter(|record| record.taken && is_origin(&record.event));
        names.filter_map(|record| Loan::of(self, record.event.word("loan"), &in_effect)).collect()
    }

    /// Returns the loans of which the member is the current debtor.
    pub(crate) fn loans_of(&self, member: &str) -> Vec<Loan<'_>> {
        self.loans().into_iter().filter(|loan| loan.member() == member).collect()
    }

    /// Returns the principal that a member owes, including approved loans.
    pub(crate) fn exposure(&self, member: &str) -> i128 {
        self.loans_of(member).iter().map(Loan::exposure).sum()
    }

    pub(crate) fn open_loans(&self, member: &str, day: NaiveDate) -> i128 {
        self.loans_of(member).iter().filter(|loan| loan.is_open(day)).map(|_| 1).sum()
    }

    /// Returns the last day of the closed period.
    pub(crate) fn closed_through(&self) -> Option<NaiveDate> {
        let closed = self.records.iter().filter(|record| record.taken && record.event.name == "period_closed");
        closed.map(|record| record.event.day("through")).max()
    }

    /// Returns all seed grant received, including the amount carried in as received, before returns.
    pub(crate) fn seed_grant_received(&self) -> i128 {
        let received = self.events_in_effect("seed_grant_received").map(|event| event.number("amount"));
        let carried_in = self.events_in_effect("funds_carried_in").map(|event| event.number("seed_grant_received"));
        received.chain(carried_in).sum()
    }

    /// Returns the seed grant without losses: received less returned.
    pub(crate) fn whole_seed_grant(&self) -> i128 {
        let returned: i128 = self.events_in_effect("seed_grant_returned").map(|event| event.number("amount")).sum();
        self.seed_grant_received() - returned
    }

    /// Returns all interest received with repayments.
    pub(crate) fn interest_collected(&self) -> i128 {
        self.events_in_effect("repayment_received").map(|event| event.number("interest")).sum()
    }

    /// Returns T and G: the interest allocated since the share last changed, and its part for the income-growth fund.
    pub(crate) fn count(&self) -> (i128, i128) {
        let mut share = self.header.charter.to_income_growth;
        let mut start = 0;
        for (place, record) in self.records.iter().enumerate() {
            if record.event.name == "charter_amended" && record.event.charter().to_income_growth != share {
                share = record.event.charter().to_income_growth;
                start = place;
            }
        }
        let (mut t, mut g) = (0, 0);
        for record in &self.records[start..] {
            t += record.allocated;
            g += record.to_income_growth;
            if let Some(place) = record.reverses.filter(|place| *place >= start) {
                t -= self.records[place].allocated;
                g -= self.records[place].to_income_growth;
            }
        }
        (t, g)
    }
}

/// Returns whether the event brings a loan into the books.
pub(crate) fn is_origin(event: &Event) -> bool {
    event.is(&["loan_approved", "loan_carried_in", "written_off_carried_in"])
}

/// Returns the change that an entry makes to the balance of an account or a control account, positive on its usual side.
pub(crate) fn net(entry: &[Transfer], account: &str) -> i128 {
    let is_of = |name: &str| name.strip_prefix(account).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
    let mut debit = 0;
    for transfer in entry {
        debit += if is_of(&transfer.debit) { transfer.amount } else { 0 };
        debit -= if is_of(&transfer.credit) { transfer.amount } else { 0 };
    }
    if account.starts_with("assets:") || account.starts_with("expenses:") { debit } else { -debit }
}

/// Returns the change that an entry makes to lendable capital.
pub(crate) fn lendable(entry: &[Transfer]) -> i128 {
    net(entry, "funds:seed-grant") + net(entry, "funds:income-growth") + net(entry, "liabilities:borrowings")
        - net(entry, "assets:loans")
}

/// Returns the change that an entry makes to the free operating fund.
pub(crate) fn free_operating(entry: &[Transfer]) -> i128 {
    net(entry, "funds:operating") - net(entry, "assets:advances")
}
