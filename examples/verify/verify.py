#!/usr/bin/env python3
"""Verifies a club's books without the library: verify.py FILE...

For an auditor who trusts his own eyes more than our program. This file and `form.py` beside it are all of it, and they need
nothing but Python 3.11. They were written from the specification of the books, not from the library.

For each file it prints one line of JSON on standard output: the club, how many records could be read, the head, the line that
could not be read, every problem with its line, number and code, the trial balance, the funds and the money; and a line for
people on standard error. It exits with 0 if no file has a problem or an error, 1 if one has, 2 if it could not run.

It checks, and claims to find every breach of:

  form       UTF-8, JSON, every field, every bound; no field twice, no float, no null
  document   sequence-gap, chain-broken, duplicate-id, date-out-of-order, period-closed
  reversal   unknown-record, irreversible
  loan       loan-exists, unknown-loan, principal-over-outstanding, nothing-received, over-recovered
  fund       nothing-to-allocate, capital-exhausted, seed-grant-exceeded, over-repaid, lendable-exceeded,
             operating-exceeded, overdraft
  entry      count-differs, entry-mismatch; in its own words, where it begins: identity-broken, fund-below-zero

It does not check who may borrow how much, nor the interest that a loan is charged: member-exists, not-a-member, member-owes,
loan-not-open, loan-cap-exceeded, too-many-loans, owes-written-off, term-too-long, rate-over-ceiling, interest-over-accrued,
interest-unpaid. Of the groups reversal, loan and fund an audit names the first breach of a record; this names all.
"""

import collections
import hashlib
import json
import sys
from fractions import Fraction
from math import ceil

from form import EVENTS, Unreadable, fields, need, parse

# What a loan's records are: they are taken back last first (section 8).
LOAN_RECORDS = {"loan_disbursed", "repayment_received", "interest_waived", "loan_rescheduled", "loan_written_off",
                "recovery_received"}


class Loan:
    def __init__(self, principal):
        self.principal, self.state = principal, "approved"
        self.records = []  # those that stand
        self.recoverable = self.owed_to_seed_grant = 0  # after a write-off: what may come back, and where to


class Kept:
    """What is kept of a record, for one that reverses it."""

    def __init__(self, name, facts, entry):
        self.name, self.facts, self.entry = name, facts, entry
        self.taken = self.reversed = False
        self.allocated = (None, 0, 0)  # in which count, how much interest, and what of it to income growth
        self.of_seed_grant = 0  # what a loss took from it, or a recovery gave back


class Books:
    """Every balance is as the entries of the file post it; what happened to loans is as the events tell it."""

    def __init__(self, header):
        self.opened = self.date = header["opened"]
        self.charter = header["charter"]
        self.debits, self.credits = collections.Counter(), collections.Counter()
        self.owned = collections.Counter()  # debits less credits of each account; of all loans or lenders up to the colon
        self.kept, self.loans = {}, {}  # the first record of each document number; the loans by name
        self.seq, self.closed, self.granted = 0, "", 0  # granted: all seed grant received
        self.total = self.to_growth = self.count = 0  # T and G of section 7, and how often they were started again

    def post(self, entry):
        for debit, credit, amount in entry:
            self.debits[debit] += amount
            self.credits[credit] += amount
            for account, change in (debit, amount), (credit, -amount):
                self.owned[account] += change
                self.owned[account[:account.rindex(":") + 1]] += change

    def position(self):
        """What the rules look at; lendable capital and the identity are those of section 4."""
        now = {"cash": self.owned["assets:cash"], "bank": self.owned["assets:bank"], "loans": self.owned["assets:loans:"],
               "borrowings": -self.owned["liabilities:borrowings:"], "interest": -self.owned["income:loan-interest"],
               "seed": -self.owned["funds:seed-grant"], "growth": -self.owned["funds:income-growth"],
               "operating": -self.owned["funds:operating"]}
        now["lendable"] = now["seed"] + now["growth"] + now["borrowings"] - now["loans"]
        now["astray"] = now["cash"] + now["bank"] - now["lendable"] - now["operating"] - now["interest"]
        return now

    def allocate(self, interest, kept):
        """How interest is allocated, without drift (section 7)."""
        interest = max(interest, 0)
        called = ceil((self.total + interest) * Fraction(self.charter["interest"]["to_income_growth"])) - self.to_growth
        growth = min(max(called, 0), interest)
        kept.allocated = (self.count, interest, growth)
        return [("income:loan-interest", "funds:income-growth", growth),
                ("income:loan-interest", "funds:operating", interest - growth)]

    def bear(self, loss, expense, kept):
        """How capital bears a loss: income growth up to its balance, the seed grant the rest."""
        growth = min(max(-self.owned["funds:income-growth"], 0), loss)
        kept.of_seed_grant = loss - growth
        return [("funds:income-growth", expense, growth), ("funds:seed-grant", expense, loss - growth)]

    def entry_of(self, kept, loan, target):
        """The entry that an event should have (section 5); notes in `kept` what later records depend on."""
        name, facts = kept.name, kept.facts
        amount, account = facts.get("amount"), f"assets:loans:{facts.get('loan')}"
        place = f"assets:{facts.get('into') or facts.get('out_of') or facts.get('place')}"
        match name:
            case "loan_disbursed":
                rows = [(account, place, loan.principal if loan else 0)]
            case "repayment_received":
                rows = [(place, account, facts["principal"]), (place, "income:loan-interest", facts["interest"])]
                if self.charter["interest"]["allocated"] == "on_receipt":
                    rows += self.allocate(facts["interest"], kept)
            case "interest_allocated":
                rows = self.allocate(-self.owned["income:loan-interest"], kept)
            case "loan_written_off":
                outstanding = self.owned[account]
                rows = [("expenses:loan-losses", account, outstanding), *self.bear(outstanding, "expenses:loan-losses", kept)]
            case "recovery_received":
                kept.of_seed_grant = min(loan.owed_to_seed_grant, amount) if loan else 0
                rows = [(place, "income:recoveries", amount), ("income:recoveries", "funds:seed-grant", kept.of_seed_grant),
                        ("income:recoveries", "funds:income-growth", amount - kept.of_seed_grant)]
            case "shortage_found":
                rows = [("expenses:shortages", place, amount)]
                if facts["borne_by"] == "operating":
                    rows += [("funds:operating", "expenses:shortages", amount)]
                else:
                    rows += self.bear(amount, "expenses:shortages", kept)
            case "reversed":
                rows = [(credit, debit, moved) for debit, credit, moved in target.entry] if target else []
            case _:
                pairs = EVENTS[name][1].format(**facts).split()
                rows = [(*pair.split("<"), amount) for pair in pairs]
        return [list(row) for row in rows if row[2] > 0]

    def record(self, record, hash_before):
        """Takes a record as it stands, and returns the codes of what is wrong with it, in the order of section 8."""
        [(name, facts)] = record["event"].items()
        kept = Kept(name, facts, record["entry"])
        target = self.kept.get(facts["record"]) if name == "reversed" else None
        amount, before = facts.get("amount", 0), self.position()
        loan, outstanding = self.loans.get(facts.get("loan")), self.owned[f"assets:loans:{facts.get('loan')}"]
        lender = f"liabilities:borrowings:{facts.get('lender')}"
        lent = {account: self.owned[account] for row in [*record["entry"], [lender]] for account in row[:2]}
        expected = self.entry_of(kept, loan, target)
        self.post(record["entry"])
        after = self.position()

        def lowered(what):
            return after[what] < before[what] and after[what] < 0

        capital, repays = before["seed"] + before["growth"], name == "repayment_received"
        unknown_loan = "loan" in facts and name != "loan_approved" and loan is None
        unknown_record = name == "reversed" and target is None
        irreversible = target is not None and (
            target.name in ("reversed", "loan_rescheduled") or target.reversed or not target.taken
            or not target.entry and target.name != "interest_waived"
            or target.name in LOAN_RECORDS and self.loans[target.facts["loan"]].records[-1] is not target
            or lowered("interest")
            or any(owed < self.owned[account] > 0 for account, owed in lent.items() if account.startswith("liabilities:")))
        broken = {
            "sequence-gap": record["seq"] != self.seq + 1,
            "chain-broken": record["prev"] != hash_before,
            "duplicate-id": record["id"] in self.kept,
            "date-out-of-order": record["date"] < max(self.date, self.opened),
            "period-closed": record["date"] <= self.closed
            or name == "period_closed" and not self.closed <= facts["through"] <= record["date"],
            "unknown-record": unknown_record,
            "irreversible": irreversible,
            "loan-exists": name == "loan_approved" and loan is not None,
            "unknown-loan": unknown_loan,
            "principal-over-outstanding": repays and loan is not None and facts["principal"] > outstanding,
            "nothing-received": repays and facts["principal"] == facts["interest"] == 0,
            "nothing-to-allocate": name == "interest_allocated" and before["interest"] <= 0,
            "over-recovered": name == "recovery_received" and loan is not None and loan.state == "written off"
            and amount > loan.recoverable,
            "capital-exhausted": name == "loan_written_off" and outstanding > capital
            or name == "shortage_found" and facts["borne_by"] == "income-growth" and amount > capital
            or name == "capital_handed_over" and amount > before["growth"]
            or name == "reversed" and (lowered("seed") or lowered("growth")),
            "seed-grant-exceeded": name == "seed_grant_received" and self.granted + amount > self.charter["seed_grant"]
            or name == "seed_grant_returned" and amount > before["seed"],
            "over-repaid": name in ("borrowing_repaid", "borrowing_forgiven") and amount > -lent[lender],
            "lendable-exceeded": lowered("lendable"),
            "operating-exceeded": lowered("operating"),
            "overdraft": lowered("cash") or lowered("bank"),
            "count-differs": name == "money_counted" and amount != before[facts["place"]],
            "entry-mismatch": record["entry"] != expected and not unknown_loan and not unknown_record,
            "identity-broken": before["astray"] == 0 != after["astray"],
            "fund-below-zero": any(before[fund] >= 0 > after[fund] for fund in ("seed", "growth", "operating")),
        }
        self.seq, self.date = record["seq"], record["date"]
        if not irreversible and not unknown_record:
            kept.taken = self.take(kept, loan, outstanding)
            if target is not None:
                self.take_back(target)
        self.kept.setdefault(record["id"], kept)
        return [code for code, is_broken in broken.items() if is_broken]

    def take(self, kept, loan, outstanding):
        """Does what an event does to the registers. False if it cannot be taken: then it does nothing."""
        facts = kept.facts
        match kept.name:
            case "seed_grant_received":
                self.granted += facts["amount"]
            case "charter_amended":
                before, now = (Fraction(rules["interest"]["to_income_growth"]) for rules in (self.charter, facts["charter"]))
                if before != now:
                    self.total, self.to_growth, self.count = 0, 0, self.count + 1
                self.charter = facts["charter"]
            case "period_closed":
                self.closed = max(self.closed, facts["through"])
            case "loan_approved":
                if loan is not None:
                    return False
                self.loans[facts["loan"]] = Loan(facts["principal"])
            case "loan_disbursed" | "loan_cancelled":
                if loan is None or loan.state != "approved":
                    return False
                loan.state = "disbursed" if kept.name == "loan_disbursed" else "cancelled"
            case "repayment_received" | "interest_waived" if loan is None:
                return False
            case "loan_rescheduled" | "loan_written_off":
                if loan is None or loan.state != "disbursed" or outstanding <= 0:
                    return False
                if kept.name == "loan_written_off":
                    loan.state, loan.recoverable, loan.owed_to_seed_grant = "written off", outstanding, kept.of_seed_grant
            case "recovery_received":
                if loan is None or loan.state != "written off":
                    return False
                loan.recoverable -= facts["amount"]
                loan.owed_to_seed_grant -= kept.of_seed_grant
        self.total, self.to_growth = self.total + kept.allocated[1], self.to_growth + kept.allocated[2]
        if kept.name in LOAN_RECORDS:
            loan.records.append(kept)
        return True

    def take_back(self, kept):
        """Takes back what a record did."""
        kept.reversed = True
        count, interest, growth = kept.allocated
        if count == self.count:
            self.total, self.to_growth = self.total - interest, self.to_growth - growth
        if kept.name == "seed_grant_received":
            self.granted -= kept.facts["amount"]
        if kept.name in LOAN_RECORDS:
            loan = self.loans[kept.facts["loan"]]
            loan.records.pop()
            loan.state = {"loan_disbursed": "approved", "loan_written_off": "disbursed"}.get(kept.name, loan.state)
            if kept.name == "recovery_received":
                loan.recoverable += kept.facts["amount"]
                loan.owed_to_seed_grant += kept.of_seed_grant


def verify(path):
    """Reads a file line by line, up to the first line that cannot be read."""
    club, head, error, books = None, None, {"line": 1, "message": "the file is empty"}, Books({"opened": "", "charter": {}})
    records, problems = 0, []
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                need(line.endswith(b"\n"), "the file is cut short")
                value = parse(line[:-1])
                if number == 1:
                    fields("header", value, "format club name opened charter")
                    books, club, error = Books(value), value["club"], None
                else:
                    fields("record", value, "seq id date event entry note? prev")
                    codes, records = books.record(value, head), records + 1
                    problems += [{"line": number, "seq": value["seq"], "code": code} for code in codes]
                head = hashlib.sha256(line[:-1]).hexdigest()
            except Unreadable as unreadable:
                error = {"line": number, "message": str(unreadable)}
                break
    now = books.position()
    return {"file": path, "club": club, "records": records, "head": head, "error": error, "problems": problems,
            "trial_balance": [{"account": account, "debit": books.debits[account], "credit": books.credits[account]}
                              for account in sorted({*books.debits, *books.credits})],
            "funds": {"seed_grant": now["seed"], "income_growth": now["growth"], "operating": now["operating"],
                      "borrowings": now["borrowings"], "unallocated_interest": now["interest"], "lendable": now["lendable"]},
            "money": {"cash": now["cash"], "bank": now["bank"]}}


def report(path):
    found = verify(path)
    print(json.dumps(found), flush=True)
    state = "not read from line {line} on: {message}".format(**found["error"]) if found["error"] else "read to its end"
    codes = ", ".join(f"record {problem['seq']} {problem['code']}" for problem in found["problems"]) or "no problem"
    print(f"{path}: {found['club']}, {found['records']} record(s), {state}; {codes}; head {found['head']}", file=sys.stderr)
    return found["error"] is None and not found["problems"]


if __name__ == "__main__":
    try:
        need(len(sys.argv) > 1 and not sys.argv[1].startswith("--"), "usage: verify.py FILE...")
        sys.exit(0 if all([report(path) for path in sys.argv[1:]]) else 1)
    except (OSError, Unreadable) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
