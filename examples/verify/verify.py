#!/usr/bin/env python3
"""Verifies a club's books without the library: verify.py FILE...

For an auditor who trusts his own eyes more than our program: this file is all of it, written from the specification of the
books, and it needs nothing but Python 3.11. Of each file it prints one line of JSON on standard output (club, number of records
read, head, the line that could not be read, every problem with its line, number and code, trial balance, funds and money), and a
line for people on standard error. It exits with 0 if no file has a problem or an error, 1 if one has, 2 if it could not run.

It claims to find every breach of sequence-gap, chain-broken, duplicate-id, date-out-of-order, period-closed, unknown-record,
irreversible, lendable-exceeded, operating-exceeded, overdraft, count-differs and entry-mismatch (section 8 of the specification),
and says in words of its own where the identity breaks and where a fund falls below zero. It does not check who may borrow how
much and when, nor what interest a loan is charged. It reads every line that has what is needed here: an audit is stricter, and
minds the bounds of every name, text and number.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from math import ceil
from types import SimpleNamespace

# The events: their fields, `?` where one need not be there, and their entry, each transfer as debit<credit. Where it depends on
# the books it is not here but in `Books.entry_of`.
EVENTS = {
    "member_joined": ("member name circumstances gender? born?", ""),
    "member_left": ("member", ""),
    "seed_grant_received": ("from amount into", "assets:{into}<funds:seed-grant"),
    "seed_grant_returned": ("to amount out_of minute", "funds:seed-grant<assets:{out_of}"),
    "donation_received": ("from amount fund into", "assets:{into}<income:donations income:donations<funds:{fund}"),
    "dues_received": ("member amount into", "assets:{into}<income:dues income:dues<funds:operating"),
    "other_income_received": ("source amount fund into", "assets:{into}<income:other income:other<funds:{fund}"),
    "borrowing_received": ("lender amount into", "assets:{into}<liabilities:borrowings:{lender}"),
    "borrowing_repaid": ("lender amount out_of", "liabilities:borrowings:{lender}<assets:{out_of}"),
    "borrowing_forgiven": ("lender amount minute", "liabilities:borrowings:{lender}<income:donations "
                                                   "income:donations<funds:income-growth"),
    "loan_approved": ("loan member principal months monthly_rate interest repayment minute", ""),
    "loan_disbursed": ("loan out_of", None),
    "loan_cancelled": ("loan minute", ""),
    "repayment_received": ("loan principal interest into", None),
    "interest_allocated": ("", None),
    "interest_waived": ("loan amount minute", ""),
    "loan_rescheduled": ("loan months minute", ""),
    "loan_written_off": ("loan minute", None),
    "recovery_received": ("loan amount into", None),
    "operating_spent": ("area amount out_of payee?", "expenses:{area}<assets:{out_of} funds:operating<expenses:{area}"),
    "operating_capitalised": ("amount minute", "funds:operating<funds:income-growth"),
    "capital_handed_over": ("to amount out_of minute", "funds:income-growth<assets:{out_of}"),
    "shortage_found": ("place amount borne_by minute", None),
    "surplus_found": ("place amount minute", "assets:{place}<income:other income:other<funds:operating"),
    "cash_deposited": ("amount", "assets:bank<assets:cash"),
    "cash_withdrawn": ("amount", "assets:cash<assets:bank"),
    "money_counted": ("place amount", ""),
    "activity_reported": ("month attendance members volunteers cared_for visits", ""),
    "charter_amended": ("charter minute", ""),
    "period_closed": ("through", ""),
    "reversed": ("record reason", None),
}
# The events that need a state of the loan, and make it another; and which are a loan's records: they are taken back last first.
STATES = {"loan_disbursed": ("approved", "disbursed"), "loan_cancelled": ("approved", "cancelled"),
          "loan_rescheduled": ("disbursed", "disbursed"), "loan_written_off": ("disbursed", "written off"),
          "recovery_received": ("written off", "written off")}
LOAN_RECORDS = STATES.keys() - {"loan_cancelled"} | {"repayment_received", "interest_waived"}
# The funds and their accounts; the fields that are not texts; and the form of a transfer.
FUNDS = {"seed_grant": "funds:seed-grant", "income_growth": "funds:income-growth", "operating": "funds:operating",
         "borrowings": "liabilities:borrowings:", "unallocated_interest": "income:loan-interest"}
KINDS = {"event": dict, "charter": dict, "entry": list, **dict.fromkeys(
    "seq amount principal months born attendance members volunteers cared_for visits".split(), int)}
ACCOUNT = '"((assets|funds|income|expenses):[a-z-]+|(assets:loans|liabilities:borrowings):[A-Za-z0-9-]+)"'
TRANSFER = re.compile(rf"\[{ACCOUNT}, {ACCOUNT}, [1-9][0-9]*\]")


def need(holds, what):
    if not holds:
        raise ValueError(what)


def once(pairs):
    """A JSON object, in which no field may stand twice."""
    need(len(dict(pairs)) == len(pairs), "a field stands twice")
    return dict(pairs)


def fields(what, value, names):
    """Returns an object that has these fields and no others."""
    need(type(value) is dict and value.keys() <= set(names.replace("?", "").split()), f"{what} has an unknown field")
    need(all(name in value for name in names.split() if not name.endswith("?")), f"{what} lacks a field")
    for name, of in value.items():
        kind = int if (what, name) == ("repayment_received", "interest") else KINDS.get(name, str)
        need(type(of) is kind and (kind is not int or of >= 0), f"{what} has a wrong {name}")
        need(name not in ("opened", "date", "through") or date.fromisoformat(of).isoformat() == of, f"{of} is no date")
        if name == "charter":
            of["share"] = Fraction(of["interest"]["to_income_growth"])
    return value


def read(line, what, names):
    """The object that a line holds. Raises ValueError, KeyError or TypeError where it is none that books can have."""
    need(line.endswith(b"\n"), "the file is cut short")
    value = fields(what, json.loads(line.decode(), object_pairs_hook=once), names)
    for name, facts in value.get("event", {}).items():
        fields(name, facts, EVENTS[name][0])
    for row in value.get("entry", []):
        need(TRANSFER.fullmatch(json.dumps(row)), f"{row} is no transfer")
    return value


class Books:
    """Every balance is as the entries of the file post it; what happened to loans is as the events tell it."""

    def __init__(self, opened, charter):
        self.opened, self.date, self.charter, self.seq, self.closed = opened, opened, charter, 0, ""
        self.debits, self.credits = Counter(), Counter()
        self.owned = Counter()  # debits less credits of each account; of all loans or lenders up to the colon
        self.kept, self.loans = {}, {}  # the first record of each document number; the loans by name
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
        held = {fund: -self.owned[account] for fund, account in FUNDS.items()}
        held |= {"cash": self.owned["assets:cash"], "bank": self.owned["assets:bank"]}
        held["lendable"] = held["seed_grant"] + held["income_growth"] + held["borrowings"] - self.owned["assets:loans:"]
        held["astray"] = held["cash"] + held["bank"] - held["lendable"] - held["operating"] - held["unallocated_interest"]
        return held

    def allocate(self, interest, kept):
        """How interest is allocated, without drift (section 7)."""
        interest = max(interest, 0)
        called = ceil((self.total + interest) * self.charter["share"]) - self.to_growth
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
        facts, amount, account = kept.facts, kept.facts.get("amount"), f"assets:loans:{kept.facts.get('loan')}"
        place = f"assets:{facts.get('into') or facts.get('out_of') or facts.get('place')}"
        match kept.name:
            case "loan_disbursed":
                rows = [(account, place, loan.principal)]
            case "repayment_received":
                rows = [(place, account, facts["principal"]), (place, "income:loan-interest", facts["interest"])]
                if self.charter["interest"]["allocated"] == "on_receipt":
                    rows += self.allocate(facts["interest"], kept)
            case "interest_allocated":
                rows = self.allocate(-self.owned["income:loan-interest"], kept)
            case "loan_written_off":
                loss = self.owned[account]
                rows = [("expenses:loan-losses", account, loss), *self.bear(loss, "expenses:loan-losses", kept)]
            case "recovery_received":
                restored = min(loan.of_seed_grant, amount)
                kept.of_seed_grant = -restored
                rows = [(place, "income:recoveries", amount), ("income:recoveries", "funds:seed-grant", restored),
                        ("income:recoveries", "funds:income-growth", amount - restored)]
            case "shortage_found" if facts["borne_by"] == "operating":
                rows = [("expenses:shortages", place, amount), ("funds:operating", "expenses:shortages", amount)]
            case "shortage_found":
                rows = [("expenses:shortages", place, amount), *self.bear(amount, "expenses:shortages", kept)]
            case "reversed":
                rows = [(credit, debit, moved) for debit, credit, moved in target.entry]
            case name:
                rows = [(*pair.split("<"), amount) for pair in EVENTS[name][1].format(**facts).split()]
        return [list(row) for row in rows if row[2] > 0]

    def record(self, record, hash_before):
        """Takes a record as it stands, and returns the codes of what is wrong with it, in the order of section 8."""
        [(name, facts)] = record["event"].items()
        day, entry, before = record["date"], record["entry"], self.position()
        kept = SimpleNamespace(name=name, facts=facts, entry=entry, stands=False, allocated=(None, 0, 0), of_seed_grant=0)
        target = self.kept.get(facts["record"]) if name == "reversed" else None
        loan, outstanding = self.loans.get(facts.get("loan")), self.owned[f"assets:loans:{facts.get('loan')}"]
        is_unknown = name == "reversed" and target is None or "loan" in facts and name != "loan_approved" and loan is None
        expected = entry if is_unknown else self.entry_of(kept, loan, target)
        lent = {account: self.owned[account] for row in entry for account in row[:2] if account.startswith("liabilities:")}
        self.post(entry)
        after = self.position()
        lowered = {what for what in after if after[what] < min(before[what], 0)}
        # It did nothing that can be taken back, or a later record rests on it.
        irreversible = target is not None and (
            not target.stands or target.name in ("reversed", "loan_rescheduled", "loan_approved", "loan_cancelled")
            or not target.entry and target.name != "interest_waived"
            or target.name in LOAN_RECORDS and self.loans[target.facts["loan"]].records[-1] is not target
            or "unallocated_interest" in lowered or any(owned < self.owned[lender] > 0 for lender, owned in lent.items()))
        broken = {
            "sequence-gap": record["seq"] != self.seq + 1,
            "chain-broken": record["prev"] != hash_before,
            "duplicate-id": record["id"] in self.kept,
            "date-out-of-order": day < max(self.date, self.opened),
            "period-closed": day <= self.closed or name == "period_closed" and not self.closed <= facts["through"] <= day,
            "unknown-record": is_unknown and name == "reversed",
            "irreversible": irreversible,
            "lendable-exceeded": "lendable" in lowered,
            "operating-exceeded": "operating" in lowered,
            "overdraft": bool(lowered & {"cash", "bank"}),
            "count-differs": name == "money_counted" and facts["amount"] != before.get(facts["place"]),
            "entry-mismatch": entry != expected,
            "identity-broken": before["astray"] == 0 != after["astray"],
            "fund-below-zero": any(before[fund] >= 0 > after[fund] for fund in ("seed_grant", "income_growth", "operating")),
        }
        self.seq, self.date = record["seq"], day
        if not is_unknown and not irreversible:
            self.take(kept, loan, outstanding, target)
        self.kept.setdefault(record["id"], kept)
        return [code for code, is_broken in broken.items() if is_broken]

    def take(self, kept, loan, outstanding, target):
        """Does what an event does to the registers. One that cannot be taken does nothing."""
        name, facts = kept.name, kept.facts
        match name:
            case "loan_approved" if loan is None:
                self.loans[facts["loan"]] = SimpleNamespace(state="approved", records=[], of_seed_grant=0, **facts)
            case "charter_amended":
                if facts["charter"]["share"] != self.charter["share"]:
                    self.total, self.to_growth, self.count = 0, 0, self.count + 1
                self.charter = facts["charter"]
            case "period_closed":
                self.closed = max(self.closed, facts["through"])
            case "reversed":
                self.take_back(target)
            case _ if loan is not None:
                needed, state = STATES.get(name, (loan.state, loan.state))
                if loan.state != needed or name in ("loan_rescheduled", "loan_written_off") and outstanding <= 0:
                    return
                loan.state, loan.of_seed_grant = state, loan.of_seed_grant + kept.of_seed_grant
                loan.records += [kept] if name in LOAN_RECORDS else []
        kept.stands = True
        self.total, self.to_growth = self.total + kept.allocated[1], self.to_growth + kept.allocated[2]

    def take_back(self, kept):
        kept.stands = False
        if kept.allocated[0] == self.count:
            self.total, self.to_growth = self.total - kept.allocated[1], self.to_growth - kept.allocated[2]
        if kept.name in LOAN_RECORDS:
            loan = self.loans[kept.facts["loan"]]
            loan.records.pop()
            loan.state, loan.of_seed_grant = STATES.get(kept.name, [loan.state])[0], loan.of_seed_grant - kept.of_seed_grant


def verify(path):
    """Reads a file line by line, up to the first line that cannot be read."""
    books, club, head, records, problems, error = Books("", {}), None, None, 0, [], {"line": 1, "message": "the file is empty"}
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                if number == 1:
                    header = read(line, "header", "format club name opened charter")
                    need(header["format"] == "revolving-fund/1", "another format")
                    books, club, error = Books(header["opened"], header["charter"]), header["club"], None
                else:
                    record = read(line, "record", "seq id date event entry note? prev")
                    codes, records = books.record(record, head), records + 1
                    problems += [{"line": number, "seq": record["seq"], "code": code} for code in codes]
                head = hashlib.sha256(line[:-1]).hexdigest()
            except (ValueError, KeyError, TypeError, RecursionError) as reason:
                error = {"line": number, "message": str(reason)}
                break
    held = books.position()
    return {"file": path, "club": club, "records": records, "head": head, "error": error, "problems": problems,
            "trial_balance": [{"account": account, "debit": books.debits[account], "credit": books.credits[account]}
                              for account in sorted({*books.debits, *books.credits})],
            "funds": {fund: held[fund] for fund in [*FUNDS, "lendable"]},
            "money": {place: held[place] for place in ["cash", "bank"]}}


def report(path):
    found = verify(path)
    print(json.dumps(found), flush=True)
    problems = [f"record {problem['seq']} {problem['code']}" for problem in found["problems"]]
    problems += ["line {line} cannot be read: {message}".format(**found["error"])] if found["error"] else []
    print(f"{path}: {found['club']}, {found['records']} record(s), head {found['head']}:", ", ".join(problems) or "no problem",
          file=sys.stderr)
    return not problems


if __name__ == "__main__":
    try:
        need(len(sys.argv) > 1 and not sys.argv[1].startswith("--"), "usage: verify.py FILE...")
        sys.exit(0 if all([report(path) for path in sys.argv[1:]]) else 1)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
