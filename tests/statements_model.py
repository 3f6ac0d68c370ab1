"""A second implementation of the statements, written only from the two pages of the contract, and a program that compares the two.

    statements_model.py EXAMPLES FOLDER [SHARE]         compares the statements of every book of the folder at several dates
    statements_model.py --expected EXAMPLES FILE…       checks the model against the runs in *.expected.jsonl

EXAMPLES is the folder with the built examples `statements` and `audit`. SHARE, from 0 to 1, is the share of the runs to make (1 if it is
absent); the same are chosen every time. The exit status is 1 if anything differs, or if there was no run.

The model is naive: each figure is computed anew from the list of records. It derives which records the rules did not take. It does not
look for findings and warnings; it takes those and the line of an error from the audit, which other tests check.
"""

import functools
import hashlib
import json
import os
import random
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction

AREAS = ["income-generation", "health-care", "home-care", "community-support", "rights", "communication", "spiritual-life",
         "resource-mobilisation"]
SEED, GROWTH, OPERATING = "funds:seed-grant", "funds:income-growth", "funds:operating"
FUNDS = [SEED, GROWTH, OPERATING]
INTEREST, CLEARING = "income:loan-interest", "clearing:carried-in"
INCOME = ["income:loan-interest", "income:dues", "income:donations", "income:recoveries", "income:other"]
EXPENSES = [f"expenses:{area}" for area in AREAS + ["administration", "loan-losses", "shortages"]]
CASH, BANK = "assets:cash", "assets:bank"
CONTROLS = ["assets:loans", "assets:advances", "assets:shortages", "liabilities:borrowings"]
ABOUT = ["loan", "member", "lender", "from", "to", "source", "payee", "area", "record"]
CARRIED = ["funds_carried_in", "advance_carried_in", "shortage_carried_in", "borrowing_carried_in", "loan_carried_in",
           "written_off_carried_in"]
BRINGING = ["loan_approved", "loan_carried_in", "written_off_carried_in"]
BEGINNING = ["loan_disbursed", "loan_carried_in", "written_off_carried_in"]
LOAN_RECORDS = ["loan_disbursed", "loan_carried_in", "written_off_carried_in", "repayment_received", "interest_waived", "loan_rescheduled",
                "loan_assumed", "loan_written_off", "recovery_received"]
REVERSIBLE = ["interest_waived", "loan_rescheduled", "loan_assumed", "money_counted", "loan_confirmed", "activity_reported", *CARRIED]
BUCKETS = [("current", 0), ("1-30", 30), ("31-60", 60), ("61-90", 90), ("91-180", 180), ("over-180", None)]


# --- Dates and numbers

def day(text):
    return date.fromisoformat(text)


def month_of(text):
    return text[:7]


def days_of_month(year, month):
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day if (year, month) != (9999, 12) else 31


def add_months(start, months):
    """Returns the day so many calendar months later or earlier, clamped to the end of the month."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(start.day, days_of_month(year, month)))


def month_text(index):
    return f"{index // 12:04}-{index % 12 + 1:02}"


def month_index(text):
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_end(start):
    return date(start.year, start.month, days_of_month(start.year, start.month))


def half_up(value, unit=1):
    return int((Fraction(value) / unit + Fraction(1, 2)) // 1) * unit


def positive(amount):
    return max(amount, 0)


def ratio(numerator, denominator):
    value = None
    if denominator > 0:
        scaled = half_up(Fraction(abs(numerator) * 10000, denominator))
        sign = "-" if numerator < 0 and scaled > 0 else ""
        value = f"{sign}{scaled // 10000}.{scaled % 10000:04}"
    return {"numerator": numerator, "denominator": denominator, "value": value}


def add_up(rows, columns):
    return {column: sum(row[column] for row in rows) for column in columns}


def text_of(value):
    return None if value is None else value.isoformat()


# --- A loan

class Loan:
    """A loan as it develops: the records in effect are applied in the order of their value dates."""

    def __init__(self, start, charter):
        fields = start.fields
        self.start = start
        self.kind = start.event
        self.name = fields["loan"]
        self.member = self.first_member = fields["member"]
        terms = charter["loan"]
        self.rounding, self.grace, self.interest_first = terms["rounding"], terms.get("grace_days", 0), terms["interest_first"]
        self.rate, self.method, self.repayment = fields.get("monthly_rate"), fields.get("interest"), fields.get("repayment")
        self.months = fields.get("months")
        self.principal = fields["amount"] if self.kind == "written_off_carried_in" else fields["principal"]
        self.cancelled_on = None
        self.is_disbursed = False
        self.first_day = None
        self.outstanding = 0
        self.called_principal, self.schedule_start, self.next_month = 0, None, 1
        self.charges = []  # [charge day, due day, amount], in the order in which they were made
        self.paid = self.waived = self.recovered = 0
        self.reschedules = 0
        self.written_off, self.written_off_on, self.forgiven = 0, None, False
        self.unrepaid = 0  # the principal outstanding just before the write-off
        self.last_value_date = None
        self.today = None

    # The present schedule

    def due_day(self, month):
        return add_months(self.schedule_start, month)

    def charge_day(self, month):
        if month == 1 and self.schedule_start == self.first_day:
            return self.schedule_start + timedelta(1)
        return self.due_day(month - 1) + timedelta(1 + self.grace)

    def instalments(self):
        """Returns the due days of the principal of the present schedule, with the amounts."""
        if not self.is_disbursed:
            return []
        total = self.called_principal
        if self.months == 0 or self.repayment == "at_maturity":
            return [(self.due_day(self.months), total)]
        part = total // self.months // self.rounding * self.rounding
        days = [(self.due_day(k), part) for k in range(1, self.months)]
        return [*days, (self.due_day(self.months), total - part * (self.months - 1))]

    def called(self, through):
        return sum(amount for due, amount in self.instalments() if due <= through)

    def principal_repaid(self):
        """Returns the principal repaid of the present schedule."""
        return self.called_principal - self.outstanding

    def interest_of(self, month, base):
        if base <= 0:
            return 0
        base = self.called_principal if self.method == "flat" and month <= self.months else base
        return half_up(base * Fraction(self.rate), self.rounding)

    # Events

    def advance(self, through):
        """Makes the charges of all months with a charge day up to this day."""
        self.today = through
        if not self.is_disbursed or self.written_off_on:
            return
        while self.charge_day(self.next_month) <= through:
            self.charge(self.next_month, self.charge_day(self.next_month))
            self.next_month += 1

    def charge(self, month, on):
        if self.outstanding <= 0:
            return  # charged nothing: there is no charge, not one of zero
        self.charges.append((on, self.due_day(month), self.interest_of(month, self.outstanding)))

    def apply(self, record):
        self.advance(record.value_date)
        fields = record.fields
        getattr(self, record.event)(record, fields)
        self.last_value_date = record.value_date

    def loan_disbursed(self, record, _):
        self.is_disbursed = True
        self.first_day = self.schedule_start = record.value_date
        self.outstanding += self.principal
        self.called_principal = self.principal

    def loan_carried_in(self, record, fields):
        self.is_disbursed = True
        self.first_day = self.schedule_start = day(fields["disbursed"])
        self.outstanding += fields["outstanding"]
        self.called_principal = fields["principal"]
        self.reschedules = fields.get("times_rescheduled", 0)
        if fields["interest_owed"] > 0:
            self.charges.append((record.value_date, day(fields.get("owed_since", record.value_date.isoformat())), fields["interest_owed"]))
        while self.due_day(self.next_month) <= record.value_date:
            self.next_month += 1
        while self.charge_day(self.next_month) <= record.value_date:
            self.charge(self.next_month, record.value_date)
            self.next_month += 1

    def written_off_carried_in(self, record, fields):
        self.written_off, self.written_off_on = fields["amount"], record.value_date

    def repayment_received(self, _, fields):
        if not self.written_off_on:
            self.outstanding -= fields["principal"]
        self.paid += fields["interest"]

    def interest_waived(self, _, fields):
        self.waived += fields["amount"]

    def loan_rescheduled(self, record, fields):
        today = record.value_date
        start = self.schedule_start
        if today > start:
            month = 1
            while self.due_day(month) < today:
                month += 1
            if month == self.next_month:
                self.charge(month, today)
            start = self.due_day(month)
        self.schedule_start, self.next_month = start, 1
        self.called_principal = self.outstanding
        self.months, self.rate = fields["months"], fields.get("monthly_rate", self.rate)
        self.reschedules += 1

    def loan_assumed(self, _, fields):
        self.member = fields["member"]

    def loan_written_off(self, record, fields):
        self.written_off, self.written_off_on = record.written_off, record.value_date
        self.unrepaid, self.outstanding = self.outstanding, 0
        self.forgiven = fields.get("forgiven", False)

    def recovery_received(self, _, fields):
        self.recovered += fields["amount"]

    # Its state on the day

    @property
    def is_in_portfolio(self):
        return self.is_disbursed and not self.written_off_on

    @property
    def charged(self):
        return sum(amount for _, _, amount in self.charges)

    @property
    def unpaid(self):
        return self.charged - self.paid - self.waived

    @property
    def accrued(self):
        return self.unpaid if self.is_in_portfolio else 0

    @property
    def recoverable(self):
        return 0 if self.forgiven or not self.written_off_on else self.written_off - self.recovered

    @property
    def is_settled(self):
        return self.is_in_portfolio and self.outstanding <= 0 and self.accrued <= 0

    @property
    def is_running(self):
        return self.is_in_portfolio and not self.is_settled

    @property
    def is_approved(self):
        return self.status == "approved"

    @property
    def status(self):
        if self.cancelled_on:
            return "cancelled"
        if self.written_off_on:
            return "written_off"
        if not self.is_disbursed:
            return "approved"
        if self.is_settled:
            return "settled"
        return "late" if self.days_past_due > 0 else "current"

    def net_due(self):
        """Returns the principal and interest due less payments and waived interest; negative if paid ahead."""
        if not self.is_in_portfolio:
            return 0, 0
        return self.called(self.today) - self.principal_repaid(), self.charges_due(self.today) - self.paid - self.waived

    def charges_due(self, through):
        return sum(amount for _, due, amount in self.charges if due <= through)

    @property
    def principal_due(self):
        return positive(self.net_due()[0])

    @property
    def interest_due(self):
        return positive(self.net_due()[1])

    @property
    def past_due_principal(self):
        return positive(self.called(self.today - timedelta(1)) - self.principal_repaid()) if self.is_in_portfolio else 0

    @property
    def days_past_due(self):
        if not self.is_in_portfolio:
            return 0
        unpaid = []
        for dues, settled in [(self.instalments(), self.principal_repaid()),
                              ([(due, amount) for _, due, amount in self.charges], self.paid + self.waived)]:
            total = 0
            for due, amount in sorted(dues):
                total += amount
                if due < self.today and amount > 0 and total > settled:
                    unpaid.append(due)
                    break
        return (self.today - min(unpaid)).days if unpaid else 0

    def expected_interest(self):
        """Returns the due days and amounts of interest expected for months of the present schedule that are not yet charged."""
        if not self.is_running:
            return []
        expected = []
        for month in range(1, self.months + 1):
            if month >= self.next_month and self.charge_day(month) > self.today:
                base = min(self.outstanding, self.called_principal - self.called(self.due_day(month - 1)))
                # Also for a running loan that owes only interest: its months are expected with zero.
                expected.append((self.due_day(month), self.interest_of(month, base)))
        return expected

    def row(self):
        is_terms_known = self.kind != "written_off_carried_in"
        status = self.status
        closed = {"cancelled": self.cancelled_on, "written_off": self.written_off_on, "settled": self.last_value_date}.get(status)
        repaid = self.principal - self.outstanding - self.written_off if self.is_disbursed else 0
        return {
            "loan": self.name, "member": self.member, "first_member": self.first_member, "status": status,
            "carried_in": self.kind != "loan_approved", "approved": text_of(self.start.day) if self.kind == "loan_approved" else None,
            "disbursed": text_of(self.first_day),
            "matures": text_of(self.due_day(self.months)) if self.is_disbursed else None,
            "closed": text_of(closed), "monthly_rate": self.rate, "method": self.method, "repayment": self.repayment,
            "months": self.months if is_terms_known else None, "times_rescheduled": self.reschedules, "principal": self.principal,
            "repaid": repaid, "outstanding": self.outstanding, "principal_due": self.principal_due,
            "interest_charged": self.charged, "interest_paid": self.paid, "interest_waived": self.waived,
            "interest_due": self.interest_due, "interest_accrued": self.accrued, "days_past_due": self.days_past_due,
            "written_off": self.written_off, "forgiven": self.forgiven,
            "interest_lost": self.unpaid if self.written_off_on else 0, "recovered": self.recovered, "recoverable": self.recoverable}


# --- The books

class Record:
    def __init__(self, index, line, opened_so_far):
        self.index, self.line = index, line
        self.seq, self.id, self.date = line["seq"], line["id"], line["date"]
        (self.event, self.fields), = line["event"].items()
        self.entry, self.note = line["entry"], line.get("note")
        self.day = max(opened_so_far, day(self.date))
        self.value_date = self.day
        self.is_taken = True
        self.target = None  # of a reversal: the first earlier record that has the id
        self.written_off = 0  # of a write-off: the principal, as of the day on which it was booked

    @property
    def counts_under(self):
        if self.event != "reversed":
            return self.event
        return self.target.event if self.target else None

    @property
    def about(self):
        if self.event == "dues_received":
            return self.fields["members"][0] if len(self.fields["members"]) == 1 else None
        return next((self.fields[name] for name in ABOUT if name in self.fields), None)

    def change(self, account):
        """Returns the net effect of the entry on an account or control account, debit less credit."""
        return sum(amount * (belongs(debit, account) - belongs(credit, account)) for debit, credit, amount in self.entry)

    @property
    def is_reversal(self):
        return self.event == "reversed"


def belongs(name, account):
    return name == account or (account in CONTROLS and name.startswith(account + ":"))


def has_debit_balance(account):
    return account.startswith(("assets:", "expenses:"))


class Books:
    """All records of a file up to a date, and the figures computed from them."""

    def __init__(self, header, lines):
        self.header = header
        self.opened = day(header["opened"])
        self.records = []
        latest = self.opened
        self.by_id = {}
        self.reversed_by = {}  # index of a record: index of the reversal
        self.loans_records = {}  # name: the record that brought the loan in, then all that were taken and name it
        self.charters = {}
        for line in lines:
            record = Record(len(self.records), line, latest)
            latest = record.day
            self.take(record)

    # Records that the rules take

    def take(self, record):
        index, fields = record.index, record.fields
        if record.is_reversal:
            record.target = self.by_id.get(fields["record"])
        record.is_taken = self.can_be_taken(record)
        self.set_value_date(record)
        name = fields.get("loan")
        if name is not None and record.is_taken:
            if record.event in BRINGING:
                self.loans_records[name] = [record]
                self.charters[name] = self.charter(index)
            else:
                if record.event == "loan_written_off":
                    record.written_off = self.loan(name, index, record.day).outstanding
                self.loans_records[name].append(record)
        if record.is_reversal and record.is_taken:
            self.reversed_by[record.target.index] = index
        self.records.append(record)
        self.by_id.setdefault(record.id, record)

    def set_value_date(self, record):
        """Sets the value date from `paid_on`, clamped to its bounds, which are dates as written."""
        if "paid_on" not in record.fields:
            return
        record.value_date = min(day(record.fields["paid_on"]), day(record.date))
        known = self.loans_records.get(record.fields["loan"], [])
        for other in known:
            if record.event == "loan_disbursed" and other.event == "loan_approved":
                record.value_date = max(record.value_date, day(other.date))
            elif record.event == "repayment_received" and other.event in BEGINNING and self.stands(other, record.index):
                record.value_date = max(record.value_date, other.value_date)

    def can_be_taken(self, record):
        event, fields, index = record.event, record.fields, record.index
        if event == "reversed":
            return record.target is not None and self.is_reversible(record, record.target)
        if event == "member_joined":
            return not self.is_member(fields["member"], index)
        if event in ("member_left", "member_amended"):
            return self.is_member(fields["member"], index)
        if event in BRINGING:
            return fields["loan"] not in self.loans_records
        if "loan" not in fields:
            return True
        if fields["loan"] not in self.loans_records:
            return False
        loan = self.loan(fields["loan"], index, record.day)
        if event in ("loan_disbursed", "loan_cancelled"):
            return loan.is_approved
        if event == "loan_assumed":
            return loan.is_running
        if event in ("loan_rescheduled", "loan_written_off"):
            return loan.is_running and loan.outstanding > 0
        if event == "recovery_received":
            return loan.written_off_on is not None
        return True

    def is_reversible(self, record, target):
        index = record.index
        if target.is_reversal or target.index in self.reversed_by or not target.is_taken:
            return False
        if target.event in ("loan_approved", "loan_cancelled"):
            return False
        if not target.entry and target.event not in REVERSIBLE:
            return False
        if target.event in LOAN_RECORDS:
            others = [other.event for other in self.loans_records[target.fields["loan"]]
                      if other is not target and other.event in LOAN_RECORDS and self.stands(other, index)]
            if target.event in BEGINNING:
                if others:
                    return False
            elif target.event == "loan_written_off":
                if "recovery_received" in others:
                    return False
            elif target.event != "recovery_received" and "loan_written_off" in others:
                return False
        for account in {name for debit, credit, _ in record.entry for name in (debit, credit)}:
            if account == INTEREST or account.startswith(("liabilities:borrowings:", "assets:advances:", "assets:shortages:")):
                sign = 1 if has_debit_balance(account) else -1
                change = sign * record.change(account)
                if change < 0 and self.balance(account, index) + change < 0:
                    return False
        return True

    def stands(self, record, count):
        """Returns whether a record was taken and is not reversed, in the books of so many records."""
        return record.index < count and record.is_taken and self.reversed_by.get(record.index, count) >= count

    def charter(self, count):
        amended = [r.fields["charter"] for r in self.records[:count] if r.event == "charter_amended"]
        return amended[-1] if amended else self.header["charter"]

    # Books at a date

    def count_at(self, on):
        """Returns the number of records before the first with a later date."""
        return next((r.index for r in self.records if day(r.date) > on), len(self.records))

    def evaluated(self, on):
        return max(on, self.opened)

    def latest(self):
        return self.records[-1].day if self.records else self.opened

    # Accounts

    @functools.cache
    def balance(self, account, count):
        """Returns the balance of an account, positive on its usual side."""
        total = sum(record.change(account) for record in self.records[:count])
        return total if has_debit_balance(account) else -total

    def accounts(self, count):
        """Returns every account that had a transfer, in the order of its first one."""
        return list(dict.fromkeys(name for r in self.records[:count] for debit, credit, _ in r.entry for name in (debit, credit)))

    # Members

    @functools.cache
    def people(self, count, on=None):
        """Returns everybody who joined, by name, as of a day."""
        people = {}
        for r in self.records[:count]:
            if not r.is_taken or (on and r.day > on):
                continue
            f = r.fields
            if r.event == "member_joined":
                people[f["member"]] = {**people.get(f["member"], {}), "name": f["name"], "circumstances": f["circumstances"],
                                       "gender": f.get("gender"), "born": f.get("born"), "joined": r.day.isoformat(),
                                       "is_member": True, "left": None, "reason": None}
            elif r.event == "member_left":
                people[f["member"]].update(is_member=False, left=r.day.isoformat(), reason=f.get("reason"))
            elif r.event == "member_amended":
                people[f["member"]].update({k: v for k, v in f.items() if k != "member"})
        return people

    def is_member(self, member, count, on=None):
        return self.people(count, on).get(member, {}).get("is_member", False)

    def name(self, member, count):
        return self.people(count).get(member, {}).get("name")

    # Loans

    def loan_names(self, count):
        return [name for name, records in self.loans_records.items() if records[0].index < count]

    @functools.cache
    def loan(self, name, count, on):
        """Returns the loan on a day, from the first so many records."""
        records = [r for r in self.loans_records[name] if self.stands(r, count) and r.value_date <= on]
        loan = self.develop(name, records, on)
        start = loan.start
        if start.event != "loan_approved" and not self.stands(start, count):
            loan.cancelled_on = self.records[self.reversed_by[start.index]].day
        return loan

    def develop(self, name, records, on):
        def order(record):
            first = record.event in BEGINNING
            return record.value_date, 0 if first else 1 if record.event == "repayment_received" else 2, record.index
        loan = Loan(self.loans_records[name][0], self.charters[name])
        for record in sorted(records, key=order):
            if record.event == "loan_cancelled":
                loan.cancelled_on = record.day
            elif record.event in LOAN_RECORDS:
                loan.apply(record)
        loan.advance(on)
        return loan

    def loans(self, count, on):
        return [self.loan(name, count, on) for name in self.loan_names(count)]


# --- Statements

class Refused(Exception):
    """A request that the example refuses with exit status 2."""


class Statements:
    def __init__(self, books, options, audit):
        self.books, self.options, self.audit = books, options, audit

    def set_period(self, start, through):
        """Sets the period; `start` is None for a statement at a date."""
        books = self.books
        self.start, self.through = start, through
        self.count = books.count_at(through)
        self.on = books.evaluated(through)
        if start is not None:
            self.before = start - timedelta(1)
            self.opening_count = books.count_at(self.before)
            self.opening_on = books.evaluated(self.before)
            self.period = books.records[self.opening_count:self.count]

    def part(self, statement, start, through):
        other = Statements(self.books, self.options, self.audit)
        other.set_period(start, through)
        return getattr(other, statement)()

    def closing(self, account):
        return self.books.balance(account, self.count)

    def opening(self, account):
        return self.books.balance(account, self.opening_count)

    def loans(self):
        return self.books.loans(self.count, self.on)

    def is_member(self, member):
        return self.books.is_member(member, self.count)

    def stands(self, record):
        return self.books.stands(record, self.count)

    # 4. Money

    def position(self):
        closing = self.closing
        cash, bank, advances, shortages, lent = (closing(a) for a in [CASH, BANK, "assets:advances", "assets:shortages", "assets:loans"])
        assets = {"cash": cash, "bank": bank, "advances": advances, "shortages": shortages, "loans": lent}
        assets["total"] = sum(assets.values())
        unclosed = sum(closing(a) for a in INCOME if a != INTEREST) - sum(closing(a) for a in EXPENSES)
        sources = {"borrowings": closing("liabilities:borrowings"), "seed_grant": closing(SEED), "income_growth": closing(GROWTH),
                   "operating": closing(OPERATING), "unallocated_interest": closing(INTEREST), "carried_in": closing(CLEARING),
                   "unclosed": unclosed}
        sources["total"] = sum(sources.values())
        assert sources["total"] == assets["total"]
        fund = sources["seed_grant"] + sources["income_growth"] + sources["borrowings"]
        lendable = fund - lent
        by_fund = [{"fund": "loan_fund", "money": lendable, "loans": lent, "total": fund}]
        for name in ["operating", "unallocated_interest", "carried_in", "unclosed"]:
            by_fund.append({"fund": name, "money": sources[name], "loans": 0, "total": sources[name]})
        loans = self.loans()
        committed = sum(loan.principal for loan in loans if loan.is_approved)
        free = min(lendable, cash + bank - positive(sources["operating"] - advances) - positive(sources["unallocated_interest"]))
        memo = {"lendable": lendable, "free_to_lend": positive(free - committed), "committed": committed,
                "principal_due": sum(loan.principal_due for loan in loans), "interest_due": sum(loan.interest_due for loan in loans),
                "interest_accrued": sum(loan.accrued for loan in loans), "recoverable": sum(loan.recoverable for loan in loans),
                "outstanding_over_30": self.outstanding_over(30), "outstanding_over_180": self.outstanding_over(180)}
        return {"assets": assets, "sources": sources, "by_fund": by_fund, "memo": memo}

    def portfolio(self):
        return [loan for loan in self.loans() if loan.is_in_portfolio]

    def outstanding_over(self, days):
        return sum(loan.outstanding for loan in self.portfolio() if loan.days_past_due > days)

    def income(self):
        keys = ["amount", "seed_grant", "income_growth", "operating", "unallocated"]

        def row(account):
            amounts = {"amount": 0, SEED: 0, GROWTH: 0, OPERATING: 0}
            sign = -1 if has_debit_balance(account) else 1
            for debit, credit, amount in (transfer for r in self.period for transfer in r.entry):
                for mine, other, side in [(credit, debit, 1), (debit, credit, -1)]:
                    if mine == account and other in FUNDS:
                        amounts[other] -= sign * side * amount
                    elif mine == account and other != CLEARING:
                        amounts["amount"] += sign * side * amount
            amounts["unallocated"] = amounts["amount"] - amounts[SEED] - amounts[GROWTH] - amounts[OPERATING]
            return {"account": account, **dict(zip(keys, amounts.values()))}
        income, expenses = [row(a) for a in INCOME], [row(a) for a in EXPENSES]
        totals = add_up(income, keys), add_up(expenses, keys)
        return {"income": income, "income_total": totals[0], "expenses": expenses, "expenses_total": totals[1],
                "result": {key: totals[0][key] - totals[1][key] for key in keys}}

    def cash_book(self):
        place = self.options.get("place", "cash")
        account = f"assets:{place}"
        balance = self.opening(account)
        rows, checks, carried_in, total_in, total_out = [], [], 0, 0, 0
        result = {"place": place, "opening": balance}
        for r in self.period:
            came = sum(amount for debit, _, amount in r.entry if debit == account)
            went = sum(amount for _, credit, amount in r.entry if credit == account)
            balance += came - went
            if any(account in transfer[:2] for transfer in r.entry):
                rows.append({"seq": r.seq, "date": r.date, "id": r.id, "event": r.event, "about": r.about, "in": came, "out": went,
                             "balance": balance})
                if r.counts_under in CARRIED:
                    carried_in += came - went
                else:
                    total_in, total_out = total_in + came, total_out + went
            if r.event == "money_counted" and r.fields["place"] == place:
                checks.append(self.check(r, balance))
        return {**result, "rows": rows, "carried_in": carried_in, "total_in": total_in, "total_out": total_out, "closing": balance,
                "checks": checks}

    def check(self, r, balance):
        return {"seq": r.seq, "date": r.date, "counted": r.fields["amount"], "balance": balance,
                "difference": r.fields["amount"] - balance, "by": r.fields.get("by"), "stands": self.stands(r)}

    def receipts_payments(self):
        receipts = {"seed_grant": "seed_grant_received", "gifts": "donation_received", "dues": "dues_received",
                    "other_income": "other_income_received", "surpluses": "surplus_found", "borrowings": "borrowing_received",
                    "principal": None, "interest": None, "recoveries": "recovery_received", "advances_returned": "advance_returned",
                    "shortages_repaid": "shortage_repaid", "other": None}
        payments = {"lent": "loan_disbursed", "spending": "operating_spent", "advances_paid": "advance_paid",
                    "borrowings_repaid": "borrowing_repaid", "seed_grant_returned": "seed_grant_returned",
                    "handed_over": "capital_handed_over", "shortages": "shortage_found"}
        line_of = {event: line for lines in (receipts, payments) for line, event in lines.items() if event}
        line_of |= {event: "carried_in" for event in CARRIED} | {"cash_deposited": "moved", "cash_withdrawn": "moved"}
        amounts = {line: {"cash": 0, "bank": 0} for line in [*receipts, *payments, "carried_in", "moved"]}
        for r in self.period:
            for debit, credit, amount in r.entry:
                for account, other, sign in [(debit, credit, 1), (credit, debit, -1)]:
                    if account in (CASH, BANK):
                        line = line_of.get(r.counts_under, "other")
                        if r.counts_under == "repayment_received":
                            line = "interest" if other == INTEREST else "principal"
                        amounts[line][account.split(":")[1]] += sign * amount

        def row(cash, bank):
            return {"cash": cash, "bank": bank, "total": cash + bank}

        def rows(lines, sign):
            return [{"line": line, **row(sign * amounts[line]["cash"], sign * amounts[line]["bank"])} for line in lines]
        received, spent = rows(receipts, 1), rows(payments, -1)
        columns = ["cash", "bank", "total"]
        return {"opening": row(self.opening(CASH), self.opening(BANK)), "carried_in": row(*amounts["carried_in"].values()),
                "receipts": received, "receipts_total": add_up(received, columns), "payments": spent,
                "payments_total": add_up(spent, columns), "moved": row(*amounts["moved"].values()),
                "closing": row(self.closing(CASH), self.closing(BANK))}

    def fund_changes(self):
        line_of = {"seed_grant_received": "seed_grant_received", "seed_grant_returned": "seed_grant_returned",
                   "seed_grant_restored": "restored", "donation_received": "gifts", "borrowing_forgiven": "forgiven",
                   "dues_received": "dues", "repayment_received": "interest", "interest_allocated": "interest",
                   "other_income_received": "other_income", "surplus_found": "surpluses", "recovery_received": "recoveries",
                   "operating_spent": "spending", "advance_spent": "spending", "loan_written_off": "loan_losses",
                   "shortage_found": "shortages", "shortage_released": "shortages", "operating_capitalised": "capitalised",
                   "capital_handed_over": "handed_over", **{event: "carried_in" for event in CARRIED}}
        names = ["opening", "carried_in", "seed_grant_received", "seed_grant_returned", "restored", "gifts", "forgiven", "dues", "interest",
                 "other_income", "surpluses", "recoveries", "spending", "loan_losses", "shortages", "capitalised", "handed_over", "other",
                 "closing"]
        columns = {"seed_grant": SEED, "income_growth": GROWTH, "operating": OPERATING, "unallocated_interest": INTEREST}

        def row(amounts):
            return {**amounts, "total": sum(amounts.values())}
        lines = []
        for name in names:
            records = [r for r in self.period if line_of.get(r.counts_under, "other") == name]
            amounts = {column: -sum(r.change(account) for r in records) for column, account in columns.items()}
            if name in ("opening", "closing"):
                amounts = {column: getattr(self, name)(account) for column, account in columns.items()}
            lines.append({"line": name, **row(amounts)})
        reversals = [r for r in self.period if r.is_reversal]
        return {"lines": lines,
                "by_reversals": row({column: -sum(r.change(a) for r in reversals) for column, a in columns.items()})}

    def journal(self):
        rows = [{"seq": r.seq, "date": r.date, "id": r.id, "event": r.event, "about": r.about, "note": r.note, "entry": r.entry}
                for r in self.period if r.entry]
        return {"rows": rows, "total": sum(transfer[2] for row in rows for transfer in row["entry"])}

    def account_ledger(self):
        account = self.options.get("account")
        if not is_account(account):
            raise Refused
        balance = self.opening(account)
        result = {"account": account, "opening": balance}
        sign = 1 if has_debit_balance(account) else -1
        rows = []
        for r in self.period:
            for debit, credit, amount in r.entry:
                is_debit, is_credit = belongs(debit, account), belongs(credit, account)
                if is_debit or is_credit:
                    balance += sign * amount * (is_debit - is_credit)
                    rows.append({"seq": r.seq, "date": r.date, "id": r.id, "event": r.event, "about": r.about,
                                 "other": credit if is_debit else debit, "debit": amount * is_debit, "credit": amount * is_credit,
                                 "balance": balance})
        return {**result, "rows": rows, **add_up(rows, ["debit", "credit"]), "closing": balance}

    def trial_balance(self):
        columns = ["opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit"]
        rows = []
        for account in sorted(self.books.accounts(self.count)):
            sign = 1 if has_debit_balance(account) else -1
            opening, closing = sign * self.opening(account), sign * self.closing(account)
            debit = sum(t[2] for r in self.period for t in r.entry if t[0] == account)
            credit = sum(t[2] for r in self.period for t in r.entry if t[1] == account)
            rows.append({"account": account, "opening_debit": positive(opening), "opening_credit": positive(-opening), "debit": debit,
                         "credit": credit, "closing_debit": positive(closing), "closing_credit": positive(-closing)})
        return {"rows": rows, "total": add_up(rows, columns)}

    def by_name(self, control, columns):
        """Returns the rows of a control account. `columns` maps a column to the event of its records and the sign."""
        rows = []
        for account in self.books.accounts(self.count):
            if not account.startswith(control + ":"):
                continue
            sign = 1 if has_debit_balance(account) else -1
            amounts = {"opening": self.opening(account), "carried_in": 0, **dict.fromkeys(columns, 0), "other": 0}
            for r in self.period:
                change = sign * r.change(account)
                line = next((c for c, (event, _) in columns.items() if event == r.counts_under), "other")
                line = "carried_in" if r.counts_under in CARRIED else line
                amounts[line] += change * (columns[line][1] if line in columns else 1)
            amounts["closing"] = self.closing(account)
            if any(amounts.values()):
                rows.append((account, account.split(":")[2], amounts))
        return rows

    def oldest_open(self, account):
        balance, added, oldest = self.closing(account), 0, None
        for r in reversed(self.books.records[:self.count]):
            if added < balance and not r.is_reversal and self.stands(r) and r.change(account) > 0:
                added, oldest = added + r.change(account), r.day
        return oldest

    def advances(self):
        def statement(control, columns):
            rows = []
            for account, member, amounts in self.by_name(control, columns):
                oldest = self.oldest_open(account)
                rows.append({"member": member, "name": self.books.name(member, self.count), "is_member": self.is_member(member),
                             **amounts, "oldest_open": text_of(oldest), "days_open": (self.on - oldest).days if oldest else 0})
            return rows, add_up(rows, ["opening", "carried_in", *columns, "other", "closing"])
        rows, total = statement("assets:advances", {"paid": ("advance_paid", 1), "spent": ("advance_spent", -1),
                                                    "returned": ("advance_returned", -1)})
        shortages, shortages_total = statement("assets:shortages", {"found": ("shortage_found", 1), "repaid": ("shortage_repaid", -1),
                                                                    "released": ("shortage_released", -1)})
        return {"rows": rows, "total": total, "shortages": shortages, "shortages_total": shortages_total}

    def borrowings(self):
        columns = {"received": ("borrowing_received", 1), "repaid": ("borrowing_repaid", -1), "forgiven": ("borrowing_forgiven", -1)}
        rows = [{"lender": lender, **amounts} for _, lender, amounts in self.by_name("liabilities:borrowings", columns)]
        return {"rows": rows, "total": add_up(rows, ["opening", "carried_in", *columns, "other", "closing"])}

    def dues_months(self, r):
        first = month_index(r.fields.get("month", r.day.isoformat()))
        return range(first, first + r.fields.get("months", 1))

    def dues(self):
        year = int(self.options.get("year", self.on.year))
        paid, payers = {}, []
        for r in self.books.records[:self.count]:
            if r.event == "dues_received" and self.stands(r):
                for member in r.fields["members"]:
                    payers.append(member)
                    for month in self.dues_months(r):
                        paid[member, month] = paid.get((member, month), 0) + r.fields["each"]
        months = range(year * 12, year * 12 + 12)
        considered = [m for m in months if date(year, m % 12 + 1, 1) <= self.on]
        people = self.books.people(self.count)
        rows = []
        for member in dict.fromkeys([*people, *payers]):
            amounts = [paid.get((member, month), 0) for month in months]
            ends = {m: min(month_end(date(year, m % 12 + 1, 1)), self.on) for m in considered}
            present = [m for m in considered if self.books.is_member(member, self.count, ends[m])]
            if present or any(amounts):
                rows.append({"member": member, "name": self.books.name(member, self.count), "is_member": self.is_member(member),
                             "amounts": amounts, "total": sum(amounts),
                             "unpaid": [month_text(m) for m in present if amounts[m % 12] == 0]})
        return {"year": year, "rows": rows,
                "months": [{"month": month_text(m), "amount": sum(row["amounts"][m % 12] for row in rows),
                            "payers": sum(row["amounts"][m % 12] > 0 for row in rows),
                            "unpaid": sum(month_text(m) in row["unpaid"] for row in rows)} for m in months],
                "total": sum(row["total"] for row in rows)}

    def who_borrowed(self):
        """Returns everybody for whom a loan was approved and disbursed, or carried in, and not reversed."""
        return {loan.first_member for loan in self.loans()
                if loan.is_disbursed or (loan.kind == "written_off_carried_in" and not loan.cancelled_on)}

    def members(self):
        loans = self.loans()
        borrowed = self.who_borrowed()
        rows = []
        for member, person in self.books.people(self.count).items():
            keys = ["name", "is_member", "circumstances", "gender", "born", "joined", "left", "reason"]
            rows.append({"member": member, **{key: person[key] for key in keys},
                         "turns": sum(loan.first_member == member for loan in self.turns()),
                         "outstanding": sum(loan.outstanding for loan in loans if loan.member == member)})
        age = {row["member"]: None if row["born"] is None else self.on.year - row["born"] for row in rows}
        tests = {"all": lambda row: True}
        for word in ["poor", "near_poor", "disadvantaged", "other"]:
            tests[word] = lambda row, word=word: row["circumstances"] == word
        for group, word in [("female", "female"), ("male", "male"), ("gender_unknown", None)]:
            tests[group] = lambda row, word=word: row["gender"] == word
        tests["60_and_over"] = lambda row: age[row["member"]] is not None and age[row["member"]] >= 60
        tests["under_60"] = lambda row: age[row["member"]] is not None and age[row["member"]] < 60
        tests["age_unknown"] = lambda row: age[row["member"]] is None
        groups = []
        for group, test in tests.items():
            present = [row for row in rows if row["is_member"] and test(row)]
            groups.append({"group": group, "members": len(present), "borrowers": sum(row["member"] in borrowed for row in present),
                           "outstanding": sum(row["outstanding"] for row in present)})
        return {"rows": rows, "groups": groups}

    def corrections(self):
        reversals, late, waivers, despite, voided = [], [], [], [], []
        for r in self.period:
            f, head = r.fields, {"seq": r.seq, "date": r.date, "id": r.id}
            if r.is_reversal:
                t = r.target
                reversals.append({**head, "reason": f["reason"], "taken": r.is_taken, "record": f["record"],
                                  "record_seq": t and t.seq, "record_date": t and t.date, "days": (r.day - t.day).days if t else None,
                                  "event": t and t.event, "about": t and t.about, "cash": r.change(CASH), "bank": r.change(BANK),
                                  "loans": r.change("assets:loans"), "entry_total": sum(amount for _, _, amount in r.entry)})
            if r.event == "repayment_received" and "paid_on" in f and f["paid_on"] < r.date:
                late.append({**head, "loan": f["loan"], "paid_on": f["paid_on"], "days": (day(r.date) - day(f["paid_on"])).days,
                             "stands": self.stands(r), "principal": f["principal"], "interest": f["interest"]})
            if r.event == "interest_waived":
                waivers.append({**head, "loan": f["loan"], "member": self.member_of(r), "stands": self.stands(r),
                                "amount": f["amount"], "minute": f["minute"]})
            if "despite" in r.line:
                despite.append({**head, "event": r.event, "about": r.about, "codes": r.line["despite"]})
            if r.event == "document_voided":
                voided.append({**head, "reason": f["reason"]})
        total = {"reversals": len(reversals), "reversals_cash": sum(row["cash"] for row in reversals),
                 "reversals_bank": sum(row["bank"] for row in reversals), "booked_late": len(late),
                 "booked_late_amount": sum(row["principal"] + row["interest"] for row in late), "waivers": len(waivers),
                 "waived": sum(row["amount"] for row in waivers), "despite": len(despite), "voided": len(voided)}
        return {"reversals": reversals, "booked_late": late, "waivers": waivers, "despite": despite, "voided": voided, "total": total}

    def member_of(self, r):
        """Returns the member who owed the loan at the end of the record's value date; None if the record was not taken."""
        return self.books.loan(r.fields["loan"], self.count, r.value_date).member if r.is_taken else None

    # 5. Loans

    def loan_register(self):
        rows = [loan.row() for loan in self.loans()]
        keys = ["principal", "repaid", "outstanding", "principal_due", "interest_charged", "interest_paid", "interest_waived",
                "interest_due", "interest_accrued", "written_off", "interest_lost", "recovered", "recoverable"]
        total = {"count": len(rows), **add_up(rows, keys)}
        total["principal"] = sum(row["principal"] for row in rows if row["status"] not in ("approved", "cancelled"))
        return {"rows": rows, "total": total, "unregistered": self.closing("assets:loans") - total["outstanding"]}

    def loan_card(self):
        name = self.options.get("loan")
        if name not in self.books.loan_names(self.count):
            raise Refused
        loan = self.books.loan(name, self.count, self.on)
        start = loan.start
        terms = {"principal": loan.principal, "months": start.fields.get("months"), "monthly_rate": start.fields.get("monthly_rate"),
                 "method": start.fields.get("interest"), "repayment": start.fields.get("repayment"), "rounding": loan.rounding,
                 "grace_days": loan.grace, "interest_first": loan.interest_first}
        return {"loan": name, "member": loan.member, "name": self.books.name(loan.member, self.count), "terms": terms,
                "row": loan.row(), "schedule": self.schedule(loan), "events": self.loan_events(name)}

    def schedule(self, loan):
        if not loan.is_disbursed:
            return []
        days = {}

        def row(due):
            return days.setdefault(due, {"due": due.isoformat(), "principal": 0, "principal_settled": 0, "interest": 0,
                                         "interest_settled": 0, "expected": False})
        for due, amount in loan.instalments():
            if amount != 0:
                row(due)["principal"] += amount
        for _, due, amount in loan.charges:
            row(due)["interest"] += amount
        for due, amount in loan.expected_interest():
            row(due)["interest"] += amount
            row(due)["expected"] = True
        repaid = loan.principal_repaid() - loan.unrepaid
        settled = loan.paid + loan.waived
        rows = [days[due] for due in sorted(days)]
        for each in rows:
            each["principal_settled"] = positive(min(repaid, each["principal"]))
            each["interest_settled"] = positive(min(settled, each["interest"]))
            repaid, settled = repaid - each["principal_settled"], settled - each["interest_settled"]
        return rows

    def loan_events(self, name):
        books = self.books
        start = books.loans_records[name][0]
        account = f"assets:loans:{name}"
        records = []
        for r in books.records[start.index:self.count]:
            names = r.fields.get("loan") == name
            reverses = r.is_reversal and r.target is not None and r.target.fields.get("loan") == name
            if names or reverses or any(account in transfer[:2] for transfer in r.entry):
                records.append(r)
        records.sort(key=lambda r: (r.value_date, r.index))
        rows, standing = [], []
        last = books.develop(name, [], start.day)
        for r in records:
            stands = self.stands(r) and not r.is_reversal
            if stands and r in books.loans_records[name]:
                standing.append(r)
            loan = books.develop(name, standing, r.value_date)
            rows.append({"seq": r.seq, "date": r.date, "value_date": r.value_date.isoformat(), "id": r.id, "event": r.event,
                         "of": r.counts_under if r.is_reversal else None, "stands": stands,
                         "principal": loan.outstanding - last.outstanding, "interest": loan.paid - last.paid,
                         "waived": loan.waived - last.waived, "recovered": loan.recovered - last.recovered,
                         "outstanding": loan.outstanding, "accrued": loan.accrued, "recoverable": loan.recoverable})
            last = loan
        return rows

    def member_statement(self):
        books, member = self.books, self.options.get("member")
        if member not in books.people(self.count):
            raise Refused
        mine = [loan.row() for loan in self.loans() if loan.member == member]
        owes = add_up(mine, ["outstanding", "principal_due", "interest_due", "interest_accrued", "recoverable"])
        owes["advance"] = self.closing(f"assets:advances:{member}")
        owes["shortage"] = self.closing(f"assets:shortages:{member}")

        def amounts(r):
            f = r.fields
            result = {"principal": 0, "interest": 0, "recovered": 0, "dues": 0}
            if r.event == "dues_received" and member in f["members"]:
                result["dues"] = f["each"] * f.get("months", 1)
            elif r.event in ("repayment_received", "recovery_received") and self.member_of(r) == member:
                if r.event == "repayment_received":
                    result.update(principal=f["principal"], interest=f["interest"])
                else:
                    result["recovered"] = f["amount"]
            else:
                return None
            return {**result, "total": sum(result.values())}
        receipts, dues_to_date = [], 0
        for r in books.records[:self.count]:
            if not r.is_taken:
                continue
            row = amounts(r.target if r.is_reversal else r)
            if row is None:
                continue
            if r.is_reversal:
                row = {key: -value for key, value in row.items()}
            dues_to_date += row["dues"]
            if r.index >= self.opening_count:
                receipts.append({"seq": r.seq, "date": r.date, "value_date": r.value_date.isoformat(), "id": r.id, "event": r.event,
                                 "about": r.about, **row})
        return {"member": member, "name": books.name(member, self.count), "is_member": self.is_member(member), "loans": mine,
                "owes": owes, "receipts": receipts,
                "receipts_total": add_up(receipts, ["principal", "interest", "recovered", "dues", "total"]),
                "dues_to_date": dues_to_date}

    def bucket(self, loan):
        return next(name for name, most in BUCKETS if most is None or loan.days_past_due <= most)

    def ageing(self):
        loans = self.portfolio()
        keys = ["count", "outstanding", "principal_due", "interest_due", "rescheduled_count", "rescheduled_outstanding"]

        def row(chosen):
            again = [loan for loan in chosen if loan.reschedules > 0]
            return dict(zip(keys, [sum(loan.is_running for loan in chosen), sum(loan.outstanding for loan in chosen),
                                   sum(loan.principal_due for loan in chosen), sum(loan.interest_due for loan in chosen),
                                   sum(loan.is_running for loan in again), sum(loan.outstanding for loan in again)]))

        def share(test):
            return ratio(sum(loan.outstanding for loan in loans if test(loan)), sum(loan.outstanding for loan in loans))
        return {"buckets": [{"bucket": name, **row([loan for loan in loans if self.bucket(loan) == name])} for name, _ in BUCKETS],
                "total": row(loans), "par30": share(lambda loan: loan.days_past_due > 30),
                "par60": share(lambda loan: loan.days_past_due > 60), "par90": share(lambda loan: loan.days_past_due > 90),
                "par30_or_rescheduled": share(lambda loan: loan.days_past_due > 30 or loan.reschedules > 0)}

    def arrears(self):
        late = sorted((loan for loan in self.loans() if loan.status == "late"), key=lambda loan: -loan.days_past_due)
        rows = [{"loan": loan.name, "member": loan.member, "name": self.books.name(loan.member, self.count),
                 "days_past_due": loan.days_past_due, "oldest_due": text_of(self.on - timedelta(loan.days_past_due)),
                 "bucket": self.bucket(loan), "outstanding": loan.outstanding, "principal_due": loan.principal_due,
                 "interest_due": loan.interest_due, "total": loan.principal_due + loan.interest_due} for loan in late]
        keys = ["outstanding", "principal_due", "interest_due", "total"]
        buckets = []
        for name, _ in BUCKETS[1:]:
            chosen = [row for row in rows if row["bucket"] == name]
            buckets.append({"bucket": name, "count": len(chosen), **add_up(chosen, keys)})
        return {"rows": rows, "buckets": buckets, "total": {"count": len(rows), **add_up(rows, keys)}}

    def maturities(self):
        def dues(through):
            """Returns the principal and interest of all loans due by a day if no more is paid; without a day, all that will fall due."""
            principal = interest = 0
            for loan in self.portfolio():
                called = sum(amount for due, amount in loan.instalments() if through is None or due <= through)
                charges = [(due, amount) for _, due, amount in loan.charges] + loan.expected_interest()
                charged = sum(amount for due, amount in charges if through is None or due <= through)
                principal += positive(called - loan.principal_repaid())
                interest += positive(charged - loan.paid - loan.waived)
            return principal, interest
        before = arrears = dues(self.on)
        first = self.on + timedelta(1)
        rows = []
        for index in range(first.year * 12 + first.month - 1, first.year * 12 + first.month + 11):
            now = dues(month_end(date(index // 12, index % 12 + 1, 1)))
            rows.append({"month": month_text(index), "principal": now[0] - before[0], "interest": now[1] - before[1]})
            before = now
        total = dues(None)

        def pair(amounts):
            return {"principal": amounts[0], "interest": amounts[1]}
        return {"arrears": pair(arrears), "rows": rows, "later": pair((total[0] - before[0], total[1] - before[1])), "total": pair(total)}

    def confirmations(self):
        rows, agreed, last = [], set(), {}
        for r in self.books.records[:self.count]:
            if r.event != "loan_confirmed" or not r.is_taken:
                continue
            name = r.fields["loan"]
            loan = self.books.loan(name, r.index, r.day)
            amount = loan.recoverable if loan.written_off_on else loan.outstanding
            confirmed, stands = r.fields["outstanding"], self.stands(r)
            rows.append({"seq": r.seq, "date": r.date, "id": r.id, "loan": name, "member": self.member_of(r), "by": r.fields["by"],
                         "confirmed": confirmed, "books": amount, "difference": confirmed - amount, "stands": stands,
                         "evidence": len(r.line.get("evidence", []))})
            if stands:
                last[name] = r.date
                if confirmed == amount:
                    agreed.add(name)
        owed = [loan.row() for loan in self.loans()]
        owed = [row for row in owed if row["outstanding"] > 0 or row["recoverable"] > 0]
        unconfirmed = [{"loan": row["loan"], "member": row["member"], "name": self.books.name(row["member"], self.count),
                        "carried_in": row["carried_in"], "outstanding": row["outstanding"], "recoverable": row["recoverable"],
                        "last_confirmed": last.get(row["loan"])} for row in owed if row["loan"] not in agreed]
        total = {"count": len(owed), **add_up(owed, ["outstanding", "recoverable"]), "unconfirmed_count": len(unconfirmed),
                 "unconfirmed_outstanding": sum(row["outstanding"] for row in unconfirmed),
                 "unconfirmed_recoverable": sum(row["recoverable"] for row in unconfirmed)}
        return {"rows": rows, "unconfirmed": unconfirmed, "total": total,
                "confirmed_share": ratio(total["outstanding"] - total["unconfirmed_outstanding"], total["outstanding"])}

    # 6. Demand, collection, balance

    DCB = ["brought_forward", "carried_in", "fallen_due", "demand", "rescheduled", "written_off", "collected_arrears", "collected_current",
           "collected_early", "waived", "waived_early", "closing", "past_grace", "late"]

    def dcb(self):
        rows = []
        for name in self.books.loan_names(self.count):
            loan = self.books.loan(name, self.count, self.on)
            principal, interest = (self.demand(name, side) for side in (0, 1))
            if any(principal.values()) or any(interest.values()):
                rows.append({"loan": name, "member": loan.member, "principal": principal, "interest": interest})
        return {"rows": rows, "total": {side: add_up([row[side] for row in rows], self.DCB) for side in ("principal", "interest")}}

    def net_due(self, name, count, on):
        return self.books.loan(name, count, on).net_due() if name in self.books.loan_names(count) else (0, 0)

    def demand(self, name, side):
        books = self.books
        P = W = R = O = C = 0
        for r in self.period:
            subject = r.target if r.is_reversal and r.target else r
            if not r.is_taken or subject.fields.get("loan") != name:
                continue
            f, sign = subject.fields, -1 if r.is_reversal else 1
            change = self.net_due(name, r.index + 1, r.day)[side] - self.net_due(name, r.index, r.day)[side]
            if subject.event == "repayment_received":
                P += sign * f[("principal", "interest")[side]]
            elif subject.event == "interest_waived" and side == 1:
                W += sign * f["amount"]
            elif subject.event == "loan_rescheduled" and side == 0:
                R -= change
            elif subject.event == "loan_written_off":
                O -= change
            elif subject.event == "loan_carried_in":
                C += change
        opening = self.net_due(name, self.opening_count, self.opening_on)[side]
        closing = self.net_due(name, self.count, self.on)[side]
        F = closing - opening - C + R + O + P + W
        m = opening + C + F

        def take(amount):
            nonlocal m
            before = positive(m)
            m -= amount
            return before - positive(m)
        brought = positive(opening)
        carried = positive(opening + C) - brought
        demand = positive(m)
        rescheduled, written_off, collected = take(R), take(O), take(P)
        arrears = min(collected, positive(brought + carried - positive(rescheduled) - positive(written_off)))
        waived = take(W)
        past_grace, late = self.punctuality(name, side)
        return dict(zip(self.DCB, [brought, carried, demand - brought - carried, demand, rescheduled, written_off, arrears,
                                   collected - arrears, P - collected, waived, W - waived, positive(m), past_grace, late]))

    def punctuality(self, name, side):
        """Returns the amounts past grace and late."""
        books, count = self.books, self.count
        now = books.loan(name, count, self.on)
        if not now.is_disbursed:
            return 0, 0
        origin = next(r.value_date for r in books.loans_records[name]
                      if r.event in ("loan_disbursed", "loan_carried_in") and books.stands(r, count))
        payments = [r for r in books.loans_records[name] if books.stands(r, count)
                    and r.event in ("repayment_received", "interest_waived")]
        past_grace = late = 0
        on = max(self.start - timedelta(now.grace), origin + timedelta(1))
        while on + timedelta(now.grace) <= self.through:
            end = on + timedelta(now.grace)
            loan = books.loan(name, count, on - timedelta(1))
            if loan.is_in_portfolio and side == 0:
                tested = min(sum(amount for due, amount in loan.instalments() if due == on), positive(loan.outstanding))
                paid = sum(r.fields["principal"] for r in payments if r.event == "repayment_received" and on <= r.value_date <= end)
                open_amount = loan.called(on) - loan.principal_repaid() - paid
            elif loan.is_in_portfolio:
                tested = sum(amount for _, due, amount in loan.charges if due == on)
                paid = sum(r.fields["interest" if r.event == "repayment_received" else "amount"] for r in payments if r.value_date <= end)
                open_amount = loan.charges_due(on) - paid
            else:
                tested = open_amount = 0
            past_grace += tested
            late += min(tested, positive(open_amount))
            on += timedelta(1)
        return past_grace, late

    # 7. Indicators, the month's report, the projection

    def turns(self, opening=False):
        loans = self.books.loans(self.opening_count, self.opening_on) if opening else self.loans()
        return [loan for loan in loans if loan.kind == "loan_approved" and loan.is_disbursed]

    def mean(self, accounts):
        days = [self.before]
        end = month_end(self.start)
        while end < self.through:
            days.append(end)
            end = month_end(end + timedelta(1))
        days.append(self.through)
        total = sum(self.books.balance(account, self.books.count_at(on)) for on in days for account in accounts)
        return half_up(Fraction(total, len(days)))

    def indicators(self):
        people = self.books.people(self.count)
        present = [member for member, person in people.items() if person["is_member"]]
        borrowed = self.who_borrowed()
        turns = self.turns()
        counts = {"members": len(present), "borrowers": len({loan.first_member for loan in turns}),
                  "members_who_borrowed": sum(member in borrowed for member in present), "turns": len(turns),
                  "turns_in_period": len(turns) - len(self.turns(True)), "running_loans": sum(loan.is_running for loan in self.loans())}
        year = add_months(self.through, -12) + timedelta(1)
        total, total_12 = self.dcb()["total"], self.part("dcb", year, self.through)["total"]

        def collection(total, sides):
            return ratio(sum(total[side]["collected_arrears"] + total[side]["collected_current"] for side in sides),
                         sum(total[side]["fallen_due"] for side in sides))

        def on_time(total):
            past = sum(total[side]["past_grace"] for side in total)
            return ratio(past - sum(total[side]["late"] for side in total), past)
        both = ["principal", "interest"]
        ageing, income, changes = self.ageing(), self.income(), {row["line"]: row for row in self.fund_changes()["lines"]}
        amount = {row["account"]: row["amount"] for row in income["income"] + income["expenses"]}
        interest, losses = amount[INTEREST], amount["expenses:loan-losses"]
        costs = sum(amount[f"expenses:{name}"] for name in ["administration", "income-generation", "loan-losses", "shortages"])
        loans = self.loans()
        portfolio = self.portfolio()
        outstanding = sum(loan.outstanding for loan in portfolio)
        lent = sum(loan.principal for loan in turns)
        fund = [SEED, GROWTH, "liabilities:borrowings"]

        def capital(line):
            return changes[line]["seed_grant"] + changes[line]["income_growth"]
        given = sum(capital(line) for line in ["seed_grant_received", "seed_grant_returned", "gifts", "forgiven", "surpluses",
                                               "capitalised", "handed_over"])
        growth = capital("closing") - capital("opening") - capital("carried_in") - given
        granted = 0
        for r in self.books.records[:self.count]:
            if self.stands(r):
                granted += {"seed_grant_received": r.fields.get("amount", 0), "funds_carried_in": r.fields.get("seed_grant_received", 0),
                            "seed_grant_returned": -r.fields.get("amount", 0)}.get(r.event, 0)
        touched = (self.through.year - self.start.year) * 12 + self.through.month - self.start.month + 1
        cap = self.books.charter(self.count)["loan"]["cap_per_member"]
        ratios = {
            "collection_rate": collection(total, both), "collection_rate_principal": collection(total, ["principal"]),
            "collection_rate_interest": collection(total, ["interest"]), "on_time_rate": on_time(total),
            "collection_rate_12m": collection(total_12, both), "on_time_rate_12m": on_time(total_12),
            "arrears_rate": ratio(sum(loan.past_due_principal for loan in portfolio), outstanding), "par30": ageing["par30"],
            "par30_or_rescheduled": ageing["par30_or_rescheduled"],
            "write_off_ratio": ratio(losses, self.mean(["assets:loans"])),
            "recovery_rate": ratio(sum(loan.recovered for loan in loans), sum(loan.written_off for loan in loans)),
            "lending_cost_cover": ratio(interest, costs),
            "self_sufficiency": ratio(interest + amount["income:dues"] + amount["income:other"], income["expenses_total"]["amount"]),
            "turnover": ratio(lent - sum(loan.principal for loan in self.turns(True)), self.mean(fund)),
            "utilisation": ratio(self.closing("assets:loans"), sum(self.closing(account) for account in fund)),
            "capital_growth": ratio(growth, capital("opening")), "capital_given": ratio(given, capital("opening")),
            "capital_kept": ratio(capital("closing"), granted),
            "borrower_share": ratio(counts["members_who_borrowed"], counts["members"]),
            "average_loan": ratio(lent, len(turns)),
            "lost_loan_months": ratio(cap * touched, changes["interest"]["income_growth"])}
        return {"days": (self.through - self.start).days + 1, "counts": counts, "ratios": ratios}

    def month_report(self):
        closed = [r.fields["through"] for r in self.books.records[:self.count] if r.event == "period_closed"]
        register = self.loan_register()["rows"]

        def with_record(event):
            names = {r.fields["loan"] for r in self.period if r.event == event and self.stands(r)}
            return [row for row in register if row["loan"] in names]
        result = {"month": month_of(self.start.isoformat()), "closed_through": max(closed, default=None)}
        for statement in ["position", "receipts_payments", "fund_changes", "income"]:
            result[statement] = getattr(self, statement)()
        result["lent_loans"] = with_record("loan_disbursed")
        result["late_loans"] = [row for row in register if row["status"] == "late"]
        result["written_off_loans"] = with_record("loan_written_off")
        for statement in ["dcb", "ageing", "maturities", "indicators", "corrections", "advances"]:
            result[statement] = getattr(self, statement)()
        checks = []
        for place in ["cash", "bank"]:
            counts = [r for r in self.period if r.event == "money_counted" and r.fields["place"] == place and self.stands(r)]
            if counts:
                check = self.check(counts[-1], self.books.balance(f"assets:{place}", counts[-1].index))
                del check["stands"]
                checks.append({"place": place, **check})
        activity = {}
        for r in self.period:
            if r.event == "activity_reported" and self.stands(r):
                keys = ["month", "attendance", "members", "volunteers", "cared_for", "visits"]
                activity[r.fields["month"]] = {"date": r.date, **{key: r.fields[key] for key in keys}}
        result["checks"] = checks
        result["activity"] = [activity[month] for month in sorted(activity)]
        audit = self.audit(self.through)
        result["findings"], result["warnings"] = audit["findings"], audit["warnings"]
        return result

    def projection(self):
        options, charter = self.options, self.books.charter(self.count)
        years, spend = int(options.get("years", 10)), int(options.get("spend", 0))
        share_lent, rate = options.get("share-lent", "0.9"), options.get("monthly-rate", "0.01")
        loss_rate, share = options.get("loss-rate", "0.01"), options.get("share-to-growth", charter["interest"]["to_income_growth"])
        loan = int(options.get("principal", charter["loan"]["cap_per_member"]))

        def run(lost_loan):
            capital = positive(self.closing(SEED) + self.closing(GROWTH))
            operating = positive(self.closing(OPERATING))
            rows = []
            for year in range(1, years + 1):
                lent = half_up(capital * Fraction(share_lent))
                interest = half_up(lent * Fraction(rate) * 12)
                to_growth = -int(-interest * Fraction(share) // 1)
                to_operating = interest - to_growth
                lost = min(half_up(lent * Fraction(loss_rate)) + (lost_loan if year == 1 else 0), capital)
                spent = min(spend, operating + to_operating)
                ends = capital + to_growth - lost, operating + to_operating - spent
                rows.append({"year": year, "capital": capital, "lent": lent, "interest": interest, "to_growth": to_growth,
                             "to_operating": to_operating, "lost": lost, "spent": spent, "capital_end": ends[0], "operating_end": ends[1]})
                capital, operating = ends
            return rows
        rows = run(0)
        end = run(loan)[-1]["capital_end"]
        return {"assumptions": {"years": years, "share_lent": share_lent, "monthly_rate": rate, "loss_rate": loss_rate,
                                "share_to_growth": share, "spend": spend, "loan": loan}, "rows": rows,
                "one_lost_loan": {"loan": loan, "months_of_growth": ratio(loan * 12, rows[0]["to_growth"]), "capital_end": end,
                                  "capital_end_less": rows[-1]["capital_end"] - end}}


def is_account(name):
    if name is None:
        return False
    if name in [CASH, BANK, CLEARING, *FUNDS, *INCOME, *EXPENSES, *CONTROLS]:
        return True
    control, _, last = name.rpartition(":")
    return control in CONTROLS and 1 <= len(last) <= 64 and last[0] != "-" and all(c.isascii() and (c.isalnum() or c == "-") for c in last)


AT_A_DATE = ["position", "dues", "members", "loan_register", "loan_card", "ageing", "arrears", "maturities", "confirmations", "projection"]
OF_A_PERIOD = ["income", "cash_book", "receipts_payments", "fund_changes", "journal", "account_ledger", "trial_balance", "advances",
               "borrowings", "corrections", "member_statement", "dcb", "indicators"]
STATEMENTS = [*AT_A_DATE, *OF_A_PERIOD, "month_report"]


# --- Runs

class File:
    """A file of books, its readable lines, and the audits of the example."""

    def __init__(self, path, examples):
        self.path, self.examples = path, examples
        with open(path, "rb") as file:
            self.lines = file.read().split(b"\n")
        self.audits = {}
        self.bad_line = self.audit(None)["error"]
        last = self.bad_line["line"] - 1 if self.bad_line else len(self.lines) - 1
        self.lines = self.lines[:last]
        self.header = json.loads(self.lines[0]) if self.lines else None
        self.parsed = [json.loads(line) for line in self.lines[1:]]
        self.whole = Books(self.header, self.parsed) if self.lines else None

    def audit(self, through):
        if through not in self.audits:
            command = [os.path.join(self.examples, "audit"), "--json"]
            command += ["--as-of", through.isoformat()] if through else []
            output = subprocess.run([*command, self.path], capture_output=True, check=False)
            self.audits[through] = json.loads(output.stdout)
        return self.audits[through]

    @functools.cache
    def books(self, count):
        return Books(self.header, self.parsed[:count])

    def run(self, statement, options):
        """Returns the exit status and the output of a run."""
        whole = self.whole

        def option(name, default):
            return day(options[name]) if name in options else default
        latest = whole.latest()
        through = option("as-of" if statement in AT_A_DATE else "through", latest)
        start = None
        if statement == "month_report":
            month = month_index(options.get("month", latest.isoformat()))
            start = date(month // 12, month % 12 + 1, 1)
            through = month_end(start)
        elif statement in OF_A_PERIOD:
            start = option("from", min(whole.opened, through))
        if start is not None and start > through:
            return 2, None
        count = whole.count_at(through)
        books = self.books(count)
        statements = Statements(books, options, self.audit)
        statements.set_period(start, through)
        try:
            value = getattr(statements, statement)()
        except Refused:
            return 2, None
        audit = self.audit(through)
        error = self.bad_line if count == len(self.parsed) else None
        head = hashlib.sha256(self.lines[count]).hexdigest()
        output = {"file": os.path.basename(self.path), "club": self.header["club"], "statement": statement,
                  "from": text_of(start), "through": through.isoformat(), "records": count, "head": head, "error": error,
                  "findings": len(audit["findings"]), "warnings": len(audit["warnings"]), "value": value}
        return 1 if audit["findings"] or error else 0, output


def first_difference(left, right, path="value"):
    if isinstance(left, dict) and isinstance(right, dict):
        if list(left) != list(right):
            return f"{path}: keys {list(left)} and {list(right)}"
        pairs = [(f"{path}.{key}", left[key], right[key]) for key in left]
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            for index, (a, b) in enumerate(zip(left, right)):
                if a != b:
                    return f"{path}: {len(left)} and {len(right)} rows; [{index}] {json.dumps(a)} and {json.dumps(b)}"
            return f"{path}: {len(left)} and {len(right)} rows; more: {json.dumps((left + right)[-1])}"
        pairs = [(f"{path}[{index}]", a, b) for index, (a, b) in enumerate(zip(left, right))]
    else:
        return None if left == right and type(left) is type(right) else f"{path}: {left!r} and {right!r}"
    return next((found for found in (first_difference(a, b, name) for name, a, b in pairs) if found), None)


def parse_arguments(arguments):
    statement, path = arguments[:2]
    options = dict(zip((name[2:] for name in arguments[2::2]), arguments[3::2]))
    return statement, path, options


def check_expected(examples, paths):
    """Compares the model with expected output; the books are in the folder above that of the file."""
    files, runs, differences = {}, 0, 0
    for path in paths:
        with open(path, encoding="utf-8") as expected:
            for line in map(json.loads, expected):
                statement, name, options = parse_arguments(line["arguments"])
                if name not in files:
                    files[name] = File(os.path.join(os.path.dirname(path), "..", name), examples)
                got = files[name].run(statement, options)
                runs += 1
                found = first_difference(list(got), [line["exit"], line["output"]])
                if found:
                    differences += 1
                    print(" ".join(line["arguments"]), found)
    print(f"{runs} runs, {differences} differences")
    return runs > 0 and differences == 0


# --- The comparison with the example

def dates_and_periods(books, chance):
    """Returns days and periods to compare: before the books, in them, long after them, one day, years."""
    opened, last = books.opened, books.latest()
    inside = {r.day for r in books.records}
    inside |= {r.day - timedelta(1) for r in books.records}
    inside |= {month_end(r.day) for r in books.records} | {month_end(r.day) + timedelta(17) for r in books.records}
    some = chance.sample(sorted(inside), min(len(inside), 5))
    days = [opened - timedelta(1), opened, last, last + timedelta(1), last + timedelta(100), last + timedelta(800), *some]
    periods = [(day_, day_) for day_ in some[:2]]
    periods += [(day_.replace(day=1), month_end(day_)) for day_ in some]
    periods += [(opened - timedelta(40), opened + timedelta(10)), (opened - timedelta(9), opened - timedelta(2)),
                (opened - timedelta(400), last + timedelta(1000)), (last + timedelta(1), last + timedelta(100)),
                (last.replace(day=1), last), tuple(sorted(chance.sample(sorted(inside | {opened, last}), 2)) if len(inside) > 1
                                                   else (opened, last)),
                (add_months(last, -12) + timedelta(1), last)]
    return days, periods


def option_sets(books, statement, count, chance):
    """Returns the further options with which to run a statement."""
    def some(values, most):
        return chance.sample(values, min(len(values), most))
    if statement == "loan_card":
        return [{"loan": name} for name in some(books.loan_names(count), 4)] + [{"loan": "none-of-these"}]
    if statement == "member_statement":
        return [{"member": name} for name in some(list(books.people(len(books.records))), 4)] + [{}]
    if statement == "account_ledger":
        names = some(books.accounts(len(books.records)), 3) + some(CONTROLS, 2) + ["assets:loans:X"]
        return [{"account": name} for name in names]
    if statement == "cash_book":
        return [{}, {"place": "bank"}]
    if statement == "dues":
        return [{}, {"year": str(books.latest().year - 1)}, {"year": str(books.latest().year + 1)}]
    if statement == "projection":
        return [{}, {"years": str(chance.randint(1, 30)), "share-lent": f"0.{chance.randint(0, 99999999):08}",
                     "monthly-rate": f"0.0{chance.randint(0, 499):03}", "loss-rate": chance.choice(["0", "1", "0.333"]),
                     "share-to-growth": f"0.{chance.randint(0, 999)}", "spend": str(chance.randint(0, 9999999)),
                     "principal": str(chance.randint(1, 99999999))}]
    return [{}]


def runs_of(books, chance, share):
    days, periods = dates_and_periods(books, chance)
    for statement in STATEMENTS:
        if statement in AT_A_DATE:
            whens = [{}] + [{"as-of": text_of(on)} for on in days]
        elif statement in OF_A_PERIOD:
            whens = [{}, {"through": text_of(days[0])}] + [{"from": text_of(start), "through": text_of(end)} for start, end in periods]
        else:
            whens = [{}] + [{"month": month_of(text_of(on))} for on in days]
        for when in whens:
            on = day(max(when.get("as-of", when.get("through", text_of(books.latest()))), text_of(books.opened)))
            for options in option_sets(books, statement, books.count_at(on), chance):
                if chance.random() < share:
                    yield statement, {**when, **options}


def compare_book(examples, path, share):
    file = File(path, examples)
    if file.whole is None:
        return 0, 0
    runs = differences = 0
    for statement, options in runs_of(file.whole, random.Random(os.path.basename(path)), share):
        arguments = [statement, os.path.basename(path)] + [word for name, value in options.items() for word in ("--" + name, value)]
        program = subprocess.run([os.path.join(examples, "statements"), "--json", *arguments], cwd=os.path.dirname(path) or ".",
                                 capture_output=True, check=False)
        try:
            output = json.loads(program.stdout) if program.stdout else None
            ours = file.run(statement, options)
            found = first_difference([program.returncode, output], list(ours))
        except Exception as error:  # a comparison of thousands of runs goes on after one that fails
            found = f"{type(error).__name__}: {error} at line {error.__traceback__ and last_line(error)}"
        runs += 1
        if found:
            differences += 1
            print(" ".join(arguments), found, flush=True)
    return runs, differences


def last_line(error):
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return trace.tb_lineno


def compare_folder(examples, folder, share):
    runs = differences = 0
    for name in sorted(os.listdir(folder)):
        if name.endswith(".jsonl"):
            more = compare_book(examples, os.path.join(folder, name), share)
            runs, differences = runs + more[0], differences + more[1]
    print(f"{runs} runs, {differences} differences")
    return runs > 0 and differences == 0


if __name__ == "__main__":
    if sys.argv[1] == "--expected":
        is_equal = check_expected(sys.argv[2], sys.argv[3:])
    else:
        is_equal = compare_folder(os.path.abspath(sys.argv[1]), sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 1.0)
    sys.exit(not is_equal)
