//! Section 8: the rules, in order, each as its row of the table has it.

use chrono::NaiveDate;

use crate::loans::{Life, Loan};
use crate::read::{Event, Line, MOST, Transfer};
use crate::state::{Books, lendable, net};

/// The codes that an audit reports each of.
pub(crate) const OF_THE_DOCUMENT: [&str; 5] =
    ["sequence-gap", "chain-broken", "duplicate-id", "date-out-of-order", "period-closed"];

/// The codes of which an audit reports the first.
pub(crate) const OF_THE_EVENT: [&str; 25] = [
    "unknown-record",
    "irreversible",
    "member-exists",
    "not-a-member",
    "member-owes",
    "loan-exists",
    "unknown-loan",
    "loan-not-open",
    "loan-cap-exceeded",
    "too-many-loans",
    "owes-written-off",
    "term-too-long",
    "rate-over-ceiling",
    "principal-over-outstanding",
    "interest-over-accrued",
    "interest-unpaid",
    "nothing-received",
    "nothing-to-allocate",
    "over-recovered",
    "capital-exhausted",
    "seed-grant-exceeded",
    "over-repaid",
    "lendable-exceeded",
    "operating-exceeded",
    "overdraft",
];

/// The codes that an audit reports besides.
pub(crate) const BESIDES: [&str; 2] = ["count-differs", "entry-mismatch"];

/// The codes that a writer can meet.
pub(crate) fn of_writers() -> impl Iterator<Item = &'static str> {
    let alone = ["date-in-future", "date-out-of-range", "amount-out-of-range"];
    OF_THE_DOCUMENT.into_iter().skip(2).chain(OF_THE_EVENT).chain(alone)
}

/// A record that somebody wants to book, or that stands in a file, before it is kept.
pub(crate) struct Case<'b> {
    books: &'b Books,
    date: NaiveDate,
    /// The latest date so far, that of the record counted in.
    day: NaiveDate,
    event: &'b Event,
    entry: &'b [Transfer],
    loan: Option<Loan>,
}

impl<'b> Case<'b> {
    pub(crate) fn new(books: &'b Books, date: NaiveDate, event: &'b Event, entry: &'b [Transfer]) -> Self {
        let loan = event.loan().and_then(|name| books.loan(name));
        Self { books, date, day: books.day().max(date), event, entry, loan }
    }

    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.event.name.as_str())
    }

    /// Whether the registers believe the event.
    pub(crate) fn is_taken(&self) -> bool {
        let mut keeping = vec!["member-exists", "loan-exists", "unknown-loan", "unknown-record", "irreversible"];
        if self.is(&["member_left"]) {
            keeping.push("not-a-member");
        }
        if self.is(&["loan_disbursed", "loan_cancelled", "loan_rescheduled", "loan_written_off", "recovery_received"]) {
            keeping.push("loan-not-open");
        }
        !keeping.into_iter().any(|code| self.breaks(code))
    }

    /// Whether the rule of this code is broken.
    pub(crate) fn breaks(&self, code: &str) -> bool {
        let Self { books, event, day, .. } = self;
        let charter = books.charter();
        let amount = || event.number("amount");
        let loan = self.loan.as_ref();
        match code {
            "date-out-of-order" => {
                let before = books.records.last().map_or(books.header.opened, |record| record.date);
                self.date < before || self.date < books.header.opened
            }
            "period-closed" => {
                let closed = books.closed_through();
                closed.is_some_and(|closed| self.date <= closed)
                    || self.is(&["period_closed"])
                        && (closed.is_some_and(|closed| event.through() < closed) || event.through() > self.date)
            }
            "unknown-record" => self.is(&["reversed"]) && books.record(event.word("record")).is_none(),
            "irreversible" => self.is(&["reversed"]) && self.is_irreversible(),
            "member-exists" => self.is(&["member_joined"]) && books.is_member(event.word("member")),
            "not-a-member" => {
                self.is(&["member_left", "dues_received", "loan_approved"]) && !books.is_member(event.word("member"))
            }
            "member-owes" => self.is(&["member_left"]) && self.open_loans(event.word("member")) > 0,
            "loan-exists" => self.is(&["loan_approved"]) && loan.is_some(),
            "unknown-loan" => !self.is(&["loan_approved"]) && event.loan().is_some() && loan.is_none(),
            "loan-not-open" => loan.is_some_and(|loan| self.is_not_open(loan)),
            "loan-cap-exceeded" => {
                self.is(&["loan_approved"])
                    && self.loans_of(event.word("member")).iter().map(Loan::exposure).sum::<i128>()
                        + event.number("principal")
                        > charter.cap_per_member
            }
            "too-many-loans" => {
                self.is(&["loan_approved"]) && self.open_loans(event.word("member")) + 1 > charter.open_loans_per_member
            }
            "owes-written-off" => {
                self.is(&["loan_approved"])
                    && !charter.lend_after_write_off
                    && self
                        .loans_of(event.word("member"))
                        .iter()
                        .any(|loan| loan.life == Life::WrittenOff && loan.recoverable() > 0)
            }
            "term-too-long" => {
                self.is(&["loan_approved", "loan_rescheduled"])
                    && !(1..=charter.max_months).contains(&event.number("months"))
            }
            "rate-over-ceiling" => self.is(&["loan_approved"]) && event.number("monthly_rate") > charter.rate_ceiling,
            "principal-over-outstanding" => {
                self.is(&["repayment_received"])
                    && loan.is_some_and(|loan| event.number("principal") > loan.outstanding())
            }
            "interest-over-accrued" => loan.is_some_and(|loan| match event.name.as_str() {
                "repayment_received" => event.number("interest") > loan.accrued(*day),
                "interest_waived" => amount() > loan.accrued(*day),
                _ => false,
            }),
            "interest-unpaid" => {
                self.is(&["repayment_received"])
                    && event.number("principal") > 0
                    && loan
                        .is_some_and(|loan| loan.interest_first && event.number("interest") < loan.interest_due(*day))
            }
            "nothing-received" => {
                self.is(&["repayment_received"]) && event.number("principal") == 0 && event.number("interest") == 0
            }
            "nothing-to-allocate" => self.is(&["interest_allocated"]) && books.balance("income:loan-interest") <= 0,
            "over-recovered" => {
                self.is(&["recovery_received"]) && loan.is_some_and(|loan| amount() > loan.recoverable())
            }
            "capital-exhausted" => self.exhausts_capital(),
            "seed-grant-exceeded" => match event.name.as_str() {
                "seed_grant_received" => books.seed_grant_received() + amount() > charter.seed_grant,
                "seed_grant_returned" => amount() > books.fund("seed-grant"),
                _ => false,
            },
            "over-repaid" => {
                self.is(&["borrowing_repaid", "borrowing_forgiven"]) && amount() > books.owed_to(event.word("lender"))
            }
            "lendable-exceeded" => lowers_below_zero(books.lendable(), lendable(self.entry.iter())),
            "operating-exceeded" => self.would_lower_below_zero("funds:operating"),
            "overdraft" => self.would_lower_below_zero("assets:cash") || self.would_lower_below_zero("assets:bank"),
            "count-differs" => {
                self.is(&["money_counted"]) && amount() != books.balance(&format!("assets:{}", event.word("place")))
            }
            "entry-mismatch" => books.entry(event).is_some_and(|entry| entry != self.entry),
            other => panic!("no rule {other}"),
        }
    }

    fn loans_of(&self, member: &str) -> Vec<Loan> {
        self.books.loans().into_iter().filter(|loan| loan.member == member).collect()
    }

    fn open_loans(&self, member: &str) -> i128 {
        self.loans_of(member).iter().filter(|loan| loan.is_open(self.day)).map(|_| 1).sum()
    }

    fn is_not_open(&self, loan: &Loan) -> bool {
        match self.event.name.as_str() {
            "loan_disbursed" | "loan_cancelled" => loan.life != Life::Approved,
            "repayment_received" | "interest_waived" => !loan.is_owed(self.day),
            "loan_rescheduled" | "loan_written_off" => !loan.is_owed(self.day) || loan.outstanding() <= 0,
            "recovery_received" => loan.life != Life::WrittenOff,
            _ => false,
        }
    }

    fn is_irreversible(&self) -> bool {
        let id = self.event.word("record");
        let Some((place, target)) = self.books.record(id) else { return false };
        let never = target.event.name == "reversed" || !target.taken || self.books.is_reversed(id);
        let moved_nothing = target.entry.is_empty() && target.event.name != "interest_waived";
        let not_last = target.event.loan().is_some_and(|name| {
            let last = self.books.loan(name).and_then(|loan| loan.standing.last().copied());
            last != Some(place) || target.event.name == "loan_rescheduled"
        });
        let lenders = self.entry.iter().flat_map(|transfer| [&transfer.debit, &transfer.credit]).any(|account| {
            account.starts_with("liabilities:borrowings:") && self.would_lower_account_below_zero(account)
        });
        never || moved_nothing || not_last || lenders || self.would_lower_below_zero("income:loan-interest")
    }

    fn exhausts_capital(&self) -> bool {
        let books = self.books;
        let (growth, seed) = (books.fund("income-growth"), books.fund("seed-grant"));
        match self.event.name.as_str() {
            "loan_written_off" => self.loan.as_ref().is_some_and(|loan| loan.outstanding() > growth + seed),
            "shortage_found" => {
                self.event.word("borne_by") == "income-growth" && self.event.number("amount") > growth + seed
            }
            "capital_handed_over" => self.event.number("amount") > growth,
            "reversed" => {
                self.would_lower_below_zero("funds:income-growth") || self.would_lower_below_zero("funds:seed-grant")
            }
            _ => false,
        }
    }

    /// Whether the entry lowers the balance of an account and leaves it below zero.
    fn would_lower_below_zero(&self, account: &str) -> bool {
        lowers_below_zero(self.books.balance(account), net(self.entry.iter(), account))
    }

    /// As [`Case::would_lower_below_zero`], for one lender.
    fn would_lower_account_below_zero(&self, account: &str) -> bool {
        let lender = account.trim_start_matches("liabilities:borrowings:");
        let own = self.entry.iter().filter(|transfer| transfer.debit == account || transfer.credit == account);
        let change: i128 = own
            .map(|t| (if t.credit == account { t.amount } else { 0 }) - (if t.debit == account { t.amount } else { 0 }))
            .sum();
        lowers_below_zero(self.books.owed_to(lender), change)
    }
}

fn lowers_below_zero(before: i128, change: i128) -> bool {
    change < 0 && before + change < 0
}

impl Books {
    /// What an audit finds in a line of a file, and keeps it as it stands. `last` is the number of the line before and its hash.
    pub(crate) fn audit(&mut self, line: Line, last: (i128, &str)) -> Vec<&'static str> {
        let case = Case::new(self, line.date, &line.event, &line.entry);
        let mut found: Vec<&str> = OF_THE_DOCUMENT
            .into_iter()
            .filter(|code| match *code {
                "sequence-gap" => line.seq != last.0 + 1,
                "chain-broken" => line.prev != last.1,
                "duplicate-id" => self.record(&line.id).is_some(),
                code => case.breaks(code),
            })
            .collect();
        found.extend(OF_THE_EVENT.into_iter().find(|code| case.breaks(code)));
        found.extend(BESIDES.into_iter().filter(|code| case.breaks(code)));
        let taken = case.is_taken();
        self.keep(line, taken);
        found
    }

    /// The first rule that a writer would break who books this on that day, and was perhaps told today's date. Whether the
    /// document number is used was looked at before.
    pub(crate) fn refusal(&self, date: NaiveDate, event: &Event, today: Option<NaiveDate>) -> Option<&'static str> {
        let entry = self.entry(event).unwrap_or_default();
        if entry.iter().any(|transfer| transfer.amount > MOST) {
            return Some("amount-out-of-range");
        }
        if today.is_some_and(|today| date > today) {
            return Some("date-in-future");
        }
        let case = Case::new(self, date, event, &entry);
        let of_the_document = ["date-out-of-order", "period-closed"];
        of_the_document.into_iter().chain(OF_THE_EVENT).find(|code| case.breaks(code))
    }
}
