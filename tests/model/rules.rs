//! Section 8: the rules, in the order and the terms of its table.

use chrono::{Days, NaiveDate};

use crate::entries::Posting;
use crate::loans::{Life, Loan, is_of_a_loan};
use crate::read::{Event, Line, Transfer};
use crate::state::{Books, CLEARING, Record, UNALLOCATED, free_operating, is_origin, lendable, net};

/// All codes of the table, in its order.
pub(crate) const CODES: [&str; 42] = [
    "sequence-gap",
    "chain-broken",
    "duplicate-id",
    "date-out-of-order",
    "period-closed",
    "unknown-record",
    "irreversible",
    "carry-in-open",
    "carry-in-invalid",
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
    "paid-on-invalid",
    "principal-over-outstanding",
    "interest-over-accrued",
    "interest-unpaid",
    "nothing-received",
    "nothing-to-allocate",
    "over-recovered",
    "capital-exhausted",
    "grant-short",
    "over-restored",
    "seed-grant-exceeded",
    "over-repaid",
    "advance-exceeded",
    "shortage-exceeded",
    "lendable-exceeded",
    "operating-exceeded",
    "overdraft",
    "despite-needless",
    "entry-mismatch",
    // Only a writer reports these.
    "date-in-future",
    "date-out-of-range",
    "amount-out-of-range",
];

/// The number of codes, counted from the first, that an audit always reports.
const OF_THE_DOCUMENT: usize = 5;

/// Returns the codes of the table that a file may name, and that an audit may report.
pub(crate) fn of_the_format() -> &'static [&'static str] {
    &CODES[..39]
}

/// Returns the codes that a writer can meet.
pub(crate) fn of_writers() -> impl Iterator<Item = &'static str> {
    CODES.into_iter().skip(2).filter(|code| *code != "entry-mismatch")
}

/// Returns the codes of which an audit reports only the first that `despite` does not name.
fn of_the_event() -> &'static [&'static str] {
    &CODES[OF_THE_DOCUMENT..37]
}

/// Returns the codes that `despite` may name for an event.
pub(crate) fn may_break(event: &str) -> &'static [&'static str] {
    match event {
        "operating_spent" => &["operating-exceeded", "overdraft"],
        "repayment_received" => &["interest-over-accrued", "interest-unpaid"],
        "seed_grant_received" => &["seed-grant-exceeded"],
        "dues_received" => &["not-a-member"],
        "member_left" => &["member-owes"],
        "borrowing_repaid" => &["lendable-exceeded", "overdraft"],
        "loan_written_off" => &["capital-exhausted"],
        "shortage_found" | "reversed" => &["capital-exhausted", "lendable-exceeded", "operating-exceeded", "overdraft"],
        "cash_deposited" | "cash_withdrawn" => &["overdraft"],
        event if event.ends_with("_carried_in") => {
            &["capital-exhausted", "seed-grant-exceeded", "lendable-exceeded", "operating-exceeded", "overdraft"]
        }
        _ => &[],
    }
}

fn place_in_the_table(code: &str) -> usize {
    CODES.iter().position(|known| *known == code).unwrap()
}

/// A record of a voucher or of a file, before it is added to the books.
pub(crate) struct Case<'b> {
    books: &'b Books,
    date: NaiveDate,
    /// The latest date so far, including that of the record.
    day: NaiveDate,
    event: &'b Event,
    entry: &'b [Transfer],
    despite: &'b [String],
    loan: Option<Loan<'b>>,
    /// The record that it reverses.
    target: Option<(usize, &'b Record)>,
}

impl<'b> Case<'b> {
    pub(crate) fn new(
        books: &'b Books,
        date: NaiveDate,
        event: &'b Event,
        entry: &'b [Transfer],
        despite: &'b [String],
    ) -> Self {
        let loan = event.loan().and_then(|name| books.loan(name));
        let target = if event.name == "reversed" { books.record(event.word("record")) } else { None };
        Self { books, date, day: books.day().max(date), event, entry, despite, loan, target }
    }

    fn is(&self, names: &[&str]) -> bool {
        self.event.is(names)
    }

    /// Returns whether the registers apply the event.
    pub(crate) fn is_taken(&self) -> bool {
        let mut preventing = vec!["member-exists", "loan-exists", "unknown-loan", "unknown-record", "irreversible"];
        if self.is(&["member_left", "member_amended"]) {
            preventing.push("not-a-member");
        }
        if self.is(&[
            "loan_disbursed",
            "loan_cancelled",
            "loan_assumed",
            "loan_rescheduled",
            "loan_written_off",
            "recovery_received",
        ]) {
            preventing.push("loan-not-open");
        }
        !preventing.into_iter().any(|code| self.breaks(code))
    }

    /// Returns the codes that the record breaks, may break and names in `despite`.
    pub(crate) fn broken_despite(&self) -> Vec<&'static str> {
        let allowed = may_break(&self.event.name).iter().copied();
        allowed.filter(|code| self.despite.iter().any(|named| named == code) && self.breaks(code)).collect()
    }

    /// Returns whether the rule of this code is broken.
    #[allow(clippy::too_many_lines, reason = "one arm for each code of the table")]
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
                        && (closed.is_some_and(|closed| event.day("through") < closed)
                            || event.day("through") > self.date)
            }
            "unknown-record" => self.is(&["reversed"]) && self.target.is_none(),
            "irreversible" => self.target.is_some_and(|(place, target)| self.is_irreversible(place, target)),
            "carry-in-open" => {
                books.balance(CLEARING) != 0
                    && !event.is_carrying_in()
                    && !self.is(&["member_joined"])
                    && !self.takes_back_a_carrying_in()
            }
            "carry-in-invalid" => match event.name.as_str() {
                "funds_carried_in" => event.number("seed_grant") > event.number("seed_grant_received"),
                "loan_carried_in" => {
                    event.number("outstanding") > event.number("principal")
                        || event.number("months") == 0
                        || event.day("disbursed") > self.date + Days::new(31)
                        || event.perhaps_day("owed_since").is_some_and(|since| since > self.date)
                }
                "written_off_carried_in" => event.number("from_seed_grant") > amount(),
                _ => false,
            },
            "member-exists" => self.is(&["member_joined"]) && books.is_member(event.word("member")),
            "not-a-member" => self.names_no_member(),
            "member-owes" => {
                self.is(&["member_left"])
                    && books.owes(event.word("member"), *day)
                    && !(event.fields.contains_key("reason") && event.word("reason") == "died")
            }
            "loan-exists" => is_origin(event) && loan.is_some(),
            "unknown-loan" => !is_origin(event) && event.loan().is_some() && loan.is_none(),
            "loan-not-open" => loan.is_some_and(|loan| self.is_not_open(loan)),
            "loan-cap-exceeded" => {
                self.is(&["loan_approved"])
                    && books.exposure(event.word("member")) + event.number("principal") > charter.cap_per_member
            }
            "too-many-loans" => {
                self.is(&["loan_approved"])
                    && books.open_loans(event.word("member"), *day) + 1 > charter.open_loans_per_member
            }
            "owes-written-off" => {
                self.is(&["loan_approved"])
                    && !charter.lend_after_write_off
                    && books.loans_of(event.word("member")).iter().any(|loan| loan.recoverable() > 0)
            }
            "term-too-long" => {
                self.is(&["loan_approved", "loan_rescheduled"])
                    && !(1..=charter.max_months).contains(&event.number("months"))
            }
            "rate-over-ceiling" => {
                self.is(&["loan_approved", "loan_rescheduled"])
                    && event.number_or("monthly_rate", 0) > charter.rate_ceiling
            }
            "paid-on-invalid" => event.perhaps_day("paid_on").is_some_and(|paid_on| {
                let first = loan.and_then(|loan| match event.name.as_str() {
                    "loan_disbursed" => Some(loan.approved_on()),
                    _ => loan.began_on(),
                });
                paid_on > self.date || first.is_some_and(|first| paid_on < first)
            }),
            "principal-over-outstanding" => {
                self.is(&["repayment_received"])
                    && loan.is_some_and(|loan| event.number("principal") > loan.outstanding())
            }
            "interest-over-accrued" => {
                let interest = match event.name.as_str() {
                    "repayment_received" => event.number("interest"),
                    "interest_waived" => amount(),
                    _ => 0,
                };
                // An unknown loan has no accrued interest.
                interest > 0 && interest > loan.map_or(0, |loan| loan.accrued(*day))
            }
            "interest-unpaid" => {
                self.is(&["repayment_received"])
                    && event.number("principal") > 0
                    && loan.is_some_and(|loan| {
                        let value_date = loan.value_date(event.perhaps_day("paid_on"), self.date, *day);
                        loan.interest_first()
                            && loan.life() != Life::WrittenOff
                            && event.number("interest") < loan.unpaid_interest(*day, value_date)
                    })
            }
            "nothing-received" => {
                self.is(&["repayment_received"]) && event.number("principal") == 0 && event.number("interest") == 0
            }
            "nothing-to-allocate" => self.is(&["interest_allocated"]) && books.balance(UNALLOCATED) <= 0,
            "over-recovered" => {
                self.is(&["recovery_received"]) && loan.is_some_and(|loan| amount() > loan.recoverable())
            }
            "grant-short" => self.is(&["capital_handed_over"]) && books.seed_grant_lacks() > 0,
            "over-restored" => match (event.name.as_str(), self.target) {
                ("seed_grant_restored", _) => amount() > books.seed_grant_lacks(),
                ("reversed", Some((_, target))) => {
                    let raised = net(self.entry, "funds:seed-grant");
                    let is_own =
                        target.event.is(&["seed_grant_received", "seed_grant_returned", "seed_grant_restored"]);
                    !is_own && !target.event.is_carrying_in() && raised > 0 && raised > books.seed_grant_lacks()
                }
                _ => false,
            },
            "seed-grant-exceeded" => match event.name.as_str() {
                "seed_grant_received" => books.seed_grant_received() + amount() > charter.seed_grant,
                "funds_carried_in" => {
                    let received = event.number("seed_grant_received");
                    received > 0 && books.seed_grant_received() + received > charter.seed_grant
                }
                "seed_grant_returned" => amount() > books.fund("seed-grant"),
                _ => false,
            },
            "over-repaid" => {
                self.is(&["borrowing_repaid", "borrowing_forgiven"])
                    && amount() > books.balance(&format!("liabilities:borrowings:{}", event.word("lender")))
            }
            "advance-exceeded" => {
                self.is(&["advance_spent", "advance_returned"])
                    && amount() > books.balance(&format!("assets:advances:{}", event.word("member")))
            }
            "shortage-exceeded" => {
                self.is(&["shortage_repaid", "shortage_released"])
                    && amount() > books.balance(&format!("assets:shortages:{}", event.word("member")))
            }
            "capital-exhausted" | "lendable-exceeded" | "operating-exceeded" | "overdraft" => {
                if self.is_held_to_as_a_whole() { self.breaks_as_a_whole(code) } else { self.breaks_alone(code) }
            }
            "despite-needless" => {
                let broken = self.broken_despite();
                let needless = self.despite.iter().any(|code| !broken.contains(&code.as_str()));
                let places: Vec<usize> = self.despite.iter().map(|code| place_in_the_table(code)).collect();
                needless || !places.is_sorted_by(|before, after| before < after)
            }
            "entry-mismatch" => match books.posting(event) {
                Posting::Unknown => false,
                Posting::Unwritable => true,
                Posting::Entry(entry) => entry != self.entry,
            },
            other => panic!("no rule {other}"),
        }
    }

    fn takes_back_a_carrying_in(&self) -> bool {
        self.target.is_some_and(|(_, target)| target.event.is_carrying_in())
    }

    fn names_no_member(&self) -> bool {
        let (books, event) = (self.books, self.event);
        let member = || event.word("member");
        match event.name.as_str() {
            "member_left" | "member_amended" | "loan_approved" | "loan_assumed" | "advance_paid" => {
                !books.is_member(member())
            }
            "dues_received" => event.names("members").iter().any(|member| !books.is_member(member)),
            "shortage_found" => event.word("borne_by") == "keeper" && !books.is_member(member()),
            "loan_disbursed" => self.loan.as_ref().is_some_and(|loan| books.membership(loan.member()) == Some(false)),
            "loan_carried_in" | "advance_carried_in" | "shortage_carried_in" => books.membership(member()).is_none(),
            _ => false,
        }
    }

    fn is_not_open(&self, loan: &Loan<'_>) -> bool {
        match self.event.name.as_str() {
            "loan_disbursed" | "loan_cancelled" => loan.life() != Life::Approved,
            "repayment_received" | "interest_waived" | "loan_assumed" => !loan.is_owed(self.day),
            "loan_rescheduled" | "loan_written_off" => !loan.is_owed(self.day) || loan.outstanding() <= 0,
            "recovery_received" => loan.life() != Life::WrittenOff,
            _ => false,
        }
    }

    fn is_irreversible(&self, place: usize, target: &Record) -> bool {
        let event = &target.event;
        // (1)
        if event.name == "reversed" || !target.taken || self.books.reversed().contains(&place) {
            return true;
        }
        // (2)
        if event.is(&["loan_approved", "loan_cancelled"]) {
            return true;
        }
        // (3)
        let moved_nothing = target.entry.is_empty();
        if moved_nothing
            && !event.is_carrying_in()
            && !event.is(&[
                "interest_waived",
                "loan_rescheduled",
                "loan_assumed",
                "money_counted",
                "loan_confirmed",
                "activity_reported",
            ])
        {
            return true;
        }
        if is_of_a_loan(target) {
            let loan = event.loan().and_then(|name| self.books.loan(name)).unwrap();
            let has_others = loan.places().any(|other| other != place);
            let is_out_of_turn = match event.name.as_str() {
                // (4)
                "loan_disbursed" | "loan_carried_in" | "written_off_carried_in" => has_others,
                // (5)
                "loan_written_off" => loan.has("recovery_received"),
                "recovery_received" => false,
                // (6)
                _ => loan.has("loan_written_off"),
            };
            if is_out_of_turn {
                return true;
            }
        }
        // (7)
        let guarded = ["liabilities:borrowings:", "assets:advances:", "assets:shortages:"];
        let accounts = self.entry.iter().flat_map(|transfer| [transfer.debit.as_str(), transfer.credit.as_str()]);
        accounts
            .filter(|account| *account == UNALLOCATED || guarded.iter().any(|guarded| account.starts_with(guarded)))
            .any(|account| self.lowers_below_zero(account))
    }

    /// Returns whether the record is a carrying-in, or the reversal of one, with a transfer on the clearing account.
    fn is_held_to_as_a_whole(&self) -> bool {
        let is_on_clearing = |transfer: &Transfer| transfer.debit == CLEARING || transfer.credit == CLEARING;
        (self.event.is_carrying_in() || self.takes_back_a_carrying_in()) && self.entry.iter().any(is_on_clearing)
    }

    fn breaks_as_a_whole(&self, code: &str) -> bool {
        let books = self.books;
        let after = |account: &str| books.balance(account) + net(self.entry, account);
        after(CLEARING) == 0
            && match code {
                "capital-exhausted" => after("funds:seed-grant") < 0 || after("funds:income-growth") < 0,
                "lendable-exceeded" => books.lendable() + lendable(self.entry) < 0,
                "operating-exceeded" => books.free_operating() + free_operating(self.entry) < 0,
                _ => after("assets:cash") < 0 || after("assets:bank") < 0,
            }
    }

    fn breaks_alone(&self, code: &str) -> bool {
        let books = self.books;
        match code {
            "capital-exhausted" => self.exhausts_capital(),
            "lendable-exceeded" => lowers(books.lendable(), lendable(self.entry)),
            "operating-exceeded" => lowers(books.free_operating(), free_operating(self.entry)),
            _ => self.lowers_below_zero("assets:cash") || self.lowers_below_zero("assets:bank"),
        }
    }

    fn exhausts_capital(&self) -> bool {
        let (books, event) = (self.books, self.event);
        let (growth, seed) = (books.fund("income-growth"), books.fund("seed-grant"));
        let together = growth.max(0) + seed.max(0);
        match event.name.as_str() {
            "loan_written_off" => self.loan.as_ref().is_some_and(|loan| loan.outstanding() > together),
            "shortage_found" | "shortage_released" => {
                event.word("borne_by") == "income-growth" && event.number("amount") > together
            }
            "capital_handed_over" | "seed_grant_restored" => event.number("amount") > growth,
            "reversed" => self.lowers_below_zero("funds:income-growth") || self.lowers_below_zero("funds:seed-grant"),
            _ => false,
        }
    }

    /// Returns whether the entry lowers the balance of an account and leaves it below zero.
    fn lowers_below_zero(&self, account: &str) -> bool {
        lowers(self.books.balance(account), net(self.entry, account))
    }
}

/// Returns whether a change lowers a balance and leaves it below zero.
fn lowers(before: i128, change: i128) -> bool {
    change < 0 && before + change < 0
}

/// A finding of an audit in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    pub(crate) is_despite: bool,
}

impl Books {
    /// Returns whether a member has an open loan, or owes an advance or a shortage.
    pub(crate) fn owes(&self, member: &str, day: NaiveDate) -> bool {
        self.open_loans(member, day) > 0
            || self.balance(&format!("assets:advances:{member}")) > 0
            || self.balance(&format!("assets:shortages:{member}")) > 0
    }

    /// Returns the findings in a line of a file and adds its record. `last` is the number and the hash of the line before.
    pub(crate) fn audit(&mut self, line: Line, last: (i128, &str)) -> Vec<Finding> {
        let case = Case::new(self, line.date, &line.event, &line.entry, &line.despite);
        let of_the_document = CODES[..OF_THE_DOCUMENT].iter().copied().filter(|code| match *code {
            "sequence-gap" => line.seq != last.0 + 1,
            "chain-broken" => line.prev != last.1,
            "duplicate-id" => self.record(&line.id).is_some(),
            code => case.breaks(code),
        });
        let despite = case.broken_despite();
        let first = of_the_event().iter().copied().find(|code| !despite.contains(code) && case.breaks(code));
        let besides = ["despite-needless", "entry-mismatch"].into_iter().filter(|code| case.breaks(code));
        let mut found: Vec<Finding> = of_the_document
            .chain(first)
            .chain(despite.iter().copied())
            .chain(besides)
            .map(|code| Finding { code, is_despite: despite.contains(&code) })
            .collect();
        found.sort_by_key(|finding| place_in_the_table(finding.code));
        let taken = case.is_taken();
        self.keep(line, taken);
        found
    }

    /// Returns the code of the first rule that a voucher of this event and day breaks. Bounds of values and the document number are checked
    /// earlier.
    pub(crate) fn refusal(&self, date: NaiveDate, event: &Event, despite: &[String]) -> Option<&'static str> {
        let entry = self.posting(event).entry();
        let case = Case::new(self, date, event, &entry, despite);
        let despite = case.broken_despite();
        let of_the_document = ["date-out-of-order", "period-closed"].into_iter();
        let of_the_event = of_the_event().iter().copied().filter(|code| !despite.contains(code));
        of_the_document.chain(of_the_event).chain(["despite-needless"]).find(|code| case.breaks(code))
    }

    /// Returns the codes that a record of this event breaks and may name in `despite`.
    pub(crate) fn despite_needed(&self, date: NaiveDate, event: &Event) -> Vec<String> {
        let all: Vec<String> = CODES.iter().map(|code| (*code).to_owned()).collect();
        let entry = self.posting(event).entry();
        let mut needed = Case::new(self, date, event, &entry, &all).broken_despite();
        needed.sort_by_key(|code| place_in_the_table(code));
        needed.into_iter().map(str::to_owned).collect()
    }
}
