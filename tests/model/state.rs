//! Section 8, *State after a finding*: the ledger believes the entries, the registers believe the events.
//!
//! Nothing is kept but the list of records. What is asked for is found by walking it from the first to the last.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::loans::Loan;
use crate::read::{Charter, Event, Header, Line, Transfer};

/// A record that was booked, or found in a file.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) seq: i128,
    pub(crate) id: String,
    pub(crate) date: NaiveDate,
    /// The latest date so far.
    pub(crate) day: NaiveDate,
    pub(crate) event: Event,
    pub(crate) entry: Vec<Transfer>,
    /// Whether the registers believe it.
    pub(crate) taken: bool,
    /// The charter of that day.
    pub(crate) charter: Charter,
    /// What it allocated, and what of that went to the income-growth fund.
    pub(crate) allocated: i128,
    pub(crate) to_income_growth: i128,
    /// The principal that a write-off lost.
    pub(crate) lost: i128,
    /// What a write-off took from the seed grant; less than nothing: what a recovery restored.
    pub(crate) from_seed_grant: i128,
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

    /// The latest date so far.
    pub(crate) fn day(&self) -> NaiveDate {
        self.records.last().map_or(self.header.opened, |record| record.day)
    }

    pub(crate) fn charter(&self) -> &Charter {
        let amended = self.records.iter().rev().find(|record| record.event.name == "charter_amended");
        amended.map_or(&self.header.charter, |record| record.event.charter())
    }

    /// Keeps a record, as it stands. `taken` says whether the registers believe it.
    pub(crate) fn keep(&mut self, line: Line, taken: bool) {
        let mut record = Record {
            seq: line.seq,
            id: line.id,
            day: self.day().max(line.date),
            date: line.date,
            entry: line.entry,
            taken,
            charter: self.charter().clone(),
            allocated: 0,
            to_income_growth: 0,
            lost: 0,
            from_seed_grant: 0,
            event: line.event,
        };
        if taken {
            let event = &record.event;
            if let Some((allocated, to_income_growth)) = self.allocation(event) {
                (record.allocated, record.to_income_growth) = (allocated, to_income_growth);
            }
            let loan = event.loan().and_then(|name| self.loan(name));
            if let ("loan_written_off", Some(loan)) = (event.name.as_str(), &loan) {
                record.lost = loan.outstanding();
                record.from_seed_grant = record.lost - record.lost.min(self.fund("income-growth").max(0));
            }
            if let ("recovery_received", Some(loan)) = (event.name.as_str(), &loan) {
                record.from_seed_grant = -event.number("amount").min(loan.to_restore.max(0));
            }
        }
        self.records.push(record);
    }

    /// What was debited to an account and what was credited, account by account.
    pub(crate) fn turnovers(&self) -> BTreeMap<&str, (i128, i128)> {
        let mut turnovers: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
        for transfer in self.records.iter().flat_map(|record| &record.entry) {
            turnovers.entry(&transfer.debit).or_default().0 += transfer.amount;
            turnovers.entry(&transfer.credit).or_default().1 += transfer.amount;
        }
        turnovers
    }

    /// The balance of all accounts whose name begins so, positive on their usual side.
    pub(crate) fn balance(&self, accounts: &str) -> i128 {
        net(self.records.iter().flat_map(|record| &record.entry), accounts)
    }

    pub(crate) fn fund(&self, fund: &str) -> i128 {
        self.balance(&format!("funds:{fund}"))
    }

    pub(crate) fn owed_to(&self, lender: &str) -> i128 {
        let account = format!("liabilities:borrowings:{lender}");
        self.turnovers().get(account.as_str()).map_or(0, |(debit, credit)| credit - debit)
    }

    pub(crate) fn lendable(&self) -> i128 {
        lendable(self.records.iter().flat_map(|record| &record.entry))
    }

    /// The records that the registers believe.
    fn believed(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| record.taken)
    }

    /// The first record that bears this document number.
    pub(crate) fn record(&self, id: &str) -> Option<(usize, &Record)> {
        self.records.iter().enumerate().find(|(_, record)| record.id == id)
    }

    /// Whether this record, the first of its document number, was taken back.
    pub(crate) fn is_reversed(&self, id: &str) -> bool {
        self.believed().any(|record| record.event.name == "reversed" && record.event.word("record") == id)
    }

    /// The records that the registers believe and that were not taken back. A second record of the same document number cannot
    /// be.
    fn standing(&self) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .enumerate()
            .filter(|(place, record)| {
                let is_first = self.record(&record.id).is_some_and(|(first, _)| first == *place);
                record.taken && !(is_first && self.is_reversed(&record.id))
            })
            .map(|(_, record)| record)
    }

    pub(crate) fn is_member(&self, member: &str) -> bool {
        let mut present = false;
        for record in self.believed() {
            match record.event.name.as_str() {
                "member_joined" if record.event.word("member") == member => present = true,
                "member_left" if record.event.word("member") == member => present = false,
                _ => {}
            }
        }
        present
    }

    /// How many members joined and have not left.
    pub(crate) fn members(&self) -> usize {
        let joined: BTreeSet<&str> = self
            .believed()
            .filter(|record| record.event.name == "member_joined")
            .map(|record| record.event.word("member"))
            .collect();
        joined.into_iter().filter(|member| self.is_member(member)).count()
    }

    pub(crate) fn loan(&self, name: &str) -> Option<Loan> {
        Loan::of(&self.records, name)
    }

    /// All loans that were approved, in that order.
    pub(crate) fn loans(&self) -> Vec<Loan> {
        self.believed()
            .filter(|record| record.event.name == "loan_approved")
            .map(|record| self.loan(record.event.word("loan")).unwrap())
            .collect()
    }

    /// The last day that is signed off.
    pub(crate) fn closed_through(&self) -> Option<NaiveDate> {
        self.believed().filter(|record| record.event.name == "period_closed").map(|record| record.event.through()).max()
    }

    /// All seed grant received, whatever was returned.
    pub(crate) fn seed_grant_received(&self) -> i128 {
        self.standing()
            .filter(|record| record.event.name == "seed_grant_received")
            .map(|record| record.event.number("amount"))
            .sum()
    }

    /// All interest that repayments brought in.
    pub(crate) fn interest_collected(&self) -> i128 {
        self.standing()
            .filter(|record| record.event.name == "repayment_received")
            .map(|record| record.event.number("interest"))
            .sum()
    }

    /// T and G: what was allocated since the share was last changed, and what of it went to the income-growth fund.
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
        for record in self.records.iter().skip(start).filter(|record| record.taken) {
            t += record.allocated;
            g += record.to_income_growth;
            if record.event.name == "reversed" {
                let (place, target) = self.record(record.event.word("record")).unwrap();
                if place >= start {
                    t -= target.allocated;
                    g -= target.to_income_growth;
                }
            }
        }
        (t, g)
    }
}

/// What these transfers come to on all accounts whose name begins so, positive on their usual side.
pub(crate) fn net<'t>(transfers: impl Iterator<Item = &'t Transfer>, accounts: &str) -> i128 {
    let is_debit = accounts.starts_with("assets") || accounts.starts_with("expenses");
    let mut debit = 0;
    for transfer in transfers {
        debit += if transfer.debit.starts_with(accounts) { transfer.amount } else { 0 };
        debit -= if transfer.credit.starts_with(accounts) { transfer.amount } else { 0 };
    }
    if is_debit { debit } else { -debit }
}

/// What these transfers come to in lendable capital.
pub(crate) fn lendable<'t>(transfers: impl Iterator<Item = &'t Transfer> + Clone) -> i128 {
    net(transfers.clone(), "funds:seed-grant")
        + net(transfers.clone(), "funds:income-growth")
        + net(transfers.clone(), "liabilities:borrowings")
        - net(transfers, "assets:loans")
}
