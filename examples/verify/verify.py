#!/usr/bin/env python3
"""Verifies a club's books without the library: verify.py FILE...

For an auditor (kiểm toán) who checks the books with a program that he can read: this file alone, written from the description of the
format, with Python 3.11. For each file it prints a line of JSON on standard output (club, records, head, the line that cannot be read,
every problem with its line, number and code, trial balance, funds, money), and on standard error a line for people. Exit status: 0 if
no file has a problem, 1 if one has, 2 if it could not run.

It reads every line as strictly as the library does, and finds every breach of these rules: chain, sequence, document numbers, dates,
closed periods; what may be reversed; a carrying-in (số dư mang sang) is complete before anything else happens; the entry of each event
(entry-mismatch); lendable capital, free operating fund, cash and bank do not fall below zero. In words of its own it reports where the
identity breaks, and where the balance of a fund, lender, advance (tạm ứng) or shortage (thiếu quỹ) falls below zero. It reports what
`despite` names like any other breach. It does not check who may join, leave or borrow, terms and interest of loans, other limits of
funds, and warnings; so it takes events of members, and an assumption (`loan_assumed`) of a loan that is settled, for valid ones.
"""

import contextlib
import hashlib
import json
import os
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from math import ceil
from types import SimpleNamespace

# The events: the fields of each (`?` optional; after `/` another kind than the usual one of KINDS), and its entry: each transfer as
# debit<credit=amount, with the words of ACCOUNTS. The amount, `amount` where none is named, is a field of the event or computed by
# `Books.amounts`. A transfer of zero is left out.
EVENTS = {
    "member_joined": ("member name circumstances gender? born?", ""), "member_left": ("member reason?/leaving", ""),
    "member_amended": ("member name? circumstances? gender? born?", ""),
    "funds_carried_in": ("cash bank seed_grant_received seed_grant income_growth operating unallocated_interest minute",
                         "Cash<Clearing=cash Bank<Clearing=bank Clearing<Grant=seed_grant Clearing<Growth=income_growth "
                         "Clearing<Operating=operating Clearing<Interest=unallocated_interest"),
    "advance_carried_in": ("member amount minute", "Advance<Clearing"), "shortage_carried_in": ("member amount minute", "Keeper<Clearing"),
    "loan_carried_in": ("loan member principal outstanding disbursed months monthly_rate interest/method repayment interest_owed "
                        "owed_since? times_rescheduled? minute", "Loan<Clearing=outstanding"),
    "borrowing_carried_in": ("lender amount minute", "Clearing<Lender"),
    "written_off_carried_in": ("loan member amount from_seed_grant minute", ""),
    "seed_grant_received": ("from amount into", "Place<Grant"), "seed_grant_returned": ("to amount out_of minute", "Grant<Place"),
    "seed_grant_restored": ("amount minute", "Growth<Grant"),
    "donation_received": ("from amount fund into", "Place<income:donations income:donations<Fund"),
    "dues_received": ("members/people each into month? months?/year", "Place<income:dues=dues income:dues<Operating=dues"),
    "other_income_received": ("source amount fund into", "Place<income:other income:other<Fund"),
    "borrowing_received": ("lender amount into", "Place<Lender"), "borrowing_repaid": ("lender amount out_of", "Lender<Place"),
    "borrowing_forgiven": ("lender amount minute", "Lender<income:donations income:donations<Growth"),
    "loan_approved": ("loan member principal months monthly_rate interest/method repayment minute", ""),
    "loan_disbursed": ("loan out_of paid_on?", "Loan<Place=approved"), "loan_cancelled": ("loan minute", ""),
    "repayment_received": ("loan principal/money interest/money into paid_on?", "Place<Loan=principal Place<Interest=interest "
                           "Interest<Growth=to_growth Interest<Operating=to_operating"),
    "interest_allocated": ("", "Interest<Growth=to_growth Interest<Operating=to_operating"), "loan_assumed": ("loan member minute", ""),
    "interest_waived": ("loan amount minute", ""), "loan_rescheduled": ("loan months monthly_rate? minute", ""),
    "loan_written_off": ("loan forgiven? minute", "Losses<Loan=outstanding Growth<Losses=by_growth Grant<Losses=by_grant"),
    "recovery_received": ("loan amount into", "Place<income:recoveries income:recoveries<Grant=to_grant income:recoveries<Growth=rest"),
    "operating_spent": ("area amount out_of payee?", "Area<Place Operating<Area"),
    "advance_paid": ("member amount out_of purpose", "Advance<Place"), "advance_returned": ("member amount into", "Place<Advance"),
    "advance_spent": ("member area amount payee?", "Area<Advance Operating<Area"),
    "operating_capitalised": ("amount minute", "Operating<Growth"), "capital_handed_over": ("to amount out_of minute", "Growth<Place"),
    "shortage_found": ("place amount borne_by/bearer member? minute?", "Keeper<Place=by_keeper Shortages<Place=by_funds "
                       "Operating<Shortages=by_operating Growth<Shortages=by_growth Grant<Shortages=by_grant"),
    "shortage_repaid": ("member amount into", "Place<Keeper"),
    "shortage_released": ("member amount borne_by minute", "Shortages<Keeper Operating<Shortages=by_operating "
                          "Growth<Shortages=by_growth Grant<Shortages=by_grant"),
    "surplus_found": ("place amount minute", "Place<income:other income:other<Growth"),
    "cash_deposited": ("amount", "Bank<Cash"), "cash_withdrawn": ("amount", "Cash<Bank"),
    "money_counted": ("place amount/money by?", ""), "loan_confirmed": ("loan outstanding by", ""),
    "activity_reported": ("month attendance/count members/count volunteers cared_for visits", ""),
    "document_voided": ("reason", ""), "charter_amended": ("charter minute", ""), "period_closed": ("through", ""),
    "reversed": ("record reason", "")}  # its entry: every transfer of that record, with debit and credit exchanged
# The accounts that the table names, with the fields of the event that they depend on.
ACCOUNTS = {
    "Cash": "assets:cash", "Bank": "assets:bank", "Place": "assets:{into}{out_of}{place}", "Loan": "assets:loans:{loan}",
    "Advance": "assets:advances:{member}", "Keeper": "assets:shortages:{member}", "Lender": "liabilities:borrowings:{lender}",
    "Grant": "funds:seed-grant", "Growth": "funds:income-growth", "Operating": "funds:operating", "Fund": "funds:{fund}",
    "Interest": "income:loan-interest", "Area": "expenses:{area}", "Losses": "expenses:loan-losses",
    "Shortages": "expenses:shortages", "Clearing": "clearing:carried-in"}
# What an event adds to the sums of its loan, of the seed grant, and to T and G of section 7, until it is reversed.
EFFECTS = {
    "seed_grant_received": "received=amount", "seed_grant_returned": "returned=amount", "funds_carried_in": "received=seed_grant_received",
    "loan_approved": "approved=principal", "loan_disbursed": "owed=approved", "loan_carried_in": "owed=outstanding",
    "repayment_received": "repaid=principal T=allocated G=to_growth", "interest_allocated": "T=allocated G=to_growth",
    "written_off_carried_in": "of_grant=from_seed_grant", "loan_written_off": "of_grant=by_grant", "recovery_received": "back=to_grant"}
# The state that a loan must have for an event to be taken.
NEEDED = {"loan_disbursed": "approved", "loan_cancelled": "approved", "loan_assumed": "open", "loan_rescheduled": "open",
          "loan_written_off": "open", "recovery_received": "written off"}
# The events that name a new loan; the records of a loan that come first, and those between; what is reversible and moves no money.
NEW = ("loan_approved", "loan_carried_in", "written_off_carried_in")
FIRST, BETWEEN = ("loan_disbursed", *NEW[1:]), ("repayment_received", "interest_waived", "loan_rescheduled", "loan_assumed")
WITHOUT_MONEY = (*BETWEEN[1:], "money_counted", "loan_confirmed", "activity_reported")
FUNDS = {"seed_grant": "funds:seed-grant", "income_growth": "funds:income-growth", "operating": "funds:operating",
         "borrowings": "liabilities:borrowings:", "unallocated_interest": "income:loan-interest", "carried_in": "clearing:carried-in"}
MONEY = {"cash": "assets:cash", "bank": "assets:bank", "advances": "assets:advances:", "shortages": "assets:shortages:"}
CODES = """sequence-gap chain-broken duplicate-id date-out-of-order period-closed unknown-record irreversible carry-in-open
    carry-in-invalid member-exists not-a-member member-owes loan-exists unknown-loan loan-not-open loan-cap-exceeded too-many-loans
    owes-written-off term-too-long rate-over-ceiling paid-on-invalid principal-over-outstanding interest-over-accrued interest-unpaid
    nothing-received nothing-to-allocate over-recovered capital-exhausted grant-short over-restored seed-grant-exceeded over-repaid
    advance-exceeded shortage-exceeded lendable-exceeded operating-exceeded overdraft despite-needless entry-mismatch"""
AREAS = ("income-generation|health-care|home-care|community-support|rights|communication|spiritual-life|resource-mobilisation|"
         "administration")
NAME, AMOUNT, COUNT = "[A-Za-z0-9][A-Za-z0-9-]{0,63}", "[1-9][0-9]{0,14}", "(0|[1-9][0-9]{0,6})"
is_set, is_sorted = lambda values: len({*values}) == len(values), lambda values: values == sorted(values)
YEAR, HASH, CODE = "(19|2[0-9])[0-9]{2}", '"[0-9a-f]{64}"', f'"({"|".join(CODES.split())})"'
ACCOUNT = (f'"(assets:(cash|bank|(loans|advances|shortages):{NAME})|liabilities:borrowings:{NAME}|clearing:carried-in|'
           f'funds:(seed-grant|income-growth|operating)|income:(loan-interest|dues|donations|recoveries|other)|'
           f'expenses:({AREAS}|loan-losses|shortages))"')
TRANSFER = rf"\[{ACCOUNT}, {ACCOUNT}, {AMOUNT}\]"


def need(holds, message):
    if not holds:
        raise ValueError(message)
    return True


def has(names):
    """A check that an object has these fields, each of its kind, and no others."""
    fields = {re.sub("[?/].*", "", name): name for name in names.split()}

    def check(value):
        need(type(value) is dict and value.keys() <= fields.keys(), "an unknown field")
        need(all(field in value or "?" in name for field, name in fields.items()), "a field is missing")
        for field in value:
            _, pattern, *checks = KINDS[fields[field].partition("/")[2] or USUAL[field]]
            is_sound = re.fullmatch(pattern, json.dumps(value[field])) and all(check(value[field]) for check in checks)
            need(is_sound, f"{field} is out of bounds")
        return True
    return check


def is_event(value):
    [(name, facts)] = value.items()
    need(name in EVENTS and has(EVENTS[name][0])(facts), f"{name} is no event of format 1")
    is_keeper = facts.get("borne_by") == "keeper"
    return name != "shortage_found" or is_keeper == ("member" in facts) and (is_keeper or "minute" in facts)


# The kinds of values: the fields that usually hold one, the pattern of its JSON, and a check of what no pattern can say.
KINDS = {
    "name": ("club member loan lender", f'"{NAME}"'), "document": ("id record", '"[A-Za-z0-9][A-Za-z0-9_./-]{0,63}"'),
    "text": ("name from to source payee by purpose note minute reason", '".+"',
             lambda text: len(text.encode()) <= 1000 and all(unicodedata.category(sign) != "Cc" for sign in text)),
    "date": ("date opened disbursed owed_since paid_on through", f'"{YEAR}-[0-9]{{2}}-[0-9]{{2}}"', date.fromisoformat),
    "month": ("month", f'"{YEAR}-(0[1-9]|1[0-2])"'), "born": ("born", YEAR),
    "amount": ("amount each principal cap_per_member", AMOUNT), "band": ("", rf"\[{COUNT}, {COUNT}\]", is_sorted),
    "money": ("cash bank seed_grant_received seed_grant income_growth operating unallocated_interest outstanding interest_owed "
              "from_seed_grant", f"0|{AMOUNT}"),
    "count": ("seq volunteers cared_for visits visits_per_week times_rescheduled", COUNT),
    "months": ("months", "[1-9]?[0-9]|[1-5][0-9]{2}|600"), "year": ("", "[1-9]|1[0-2]"),
    "rate": ("monthly_rate rate_ceiling to_income_growth attendance", r'"(0(\.[0-9]{1,8})?|1(\.0{1,8})?)"'),
    "place": ("place into out_of", '"(cash|bank)"'), "fund": ("fund borne_by", '"(operating|income-growth)"'),
    "bearer": ("", '"(operating|income-growth|keeper)"'), "area": ("area", f'"({AREAS})"'), "forgiven": ("forgiven", "true"),
    "circumstances": ("circumstances", '"(poor|near_poor|disadvantaged|other)"'), "gender": ("gender", '"(female|male)"'),
    "leaving": ("", '"(died|moved|own_wish|excluded)"'), "people": ("", rf'\["{NAME}"(, "{NAME}"){{0,999}}\]', is_set),
    "method": ("", '"(declining|flat)"'), "repayment": ("repayment", '"(equal_principal|at_maturity)"'),
    "format": ("format", '"revolving-fund/1"'), "hash": ("prev", HASH), "evidence": ("evidence", rf"\[{HASH}(, {HASH}){{0,15}}\]", is_set),
    "entry": ("entry", rf"\[({TRANSFER}(, {TRANSFER}){{0,15}})?\]"), "despite": ("despite", rf"\[{CODE}(, {CODE}){{0,7}}\]"),
    "loans": ("open_loans_per_member", "[1-9][0-9]{0,6}"), "term": ("max_months", "[1-9]|[1-5][0-9]|60"),
    "grace": ("grace_days", "[0-9]|1[0-5]"), "rounding": ("rounding", "1|100|500|1000"),
    "yes": ("interest_first lend_after_write_off", "true|false"), "allocated": ("allocated", '"(on_receipt|at_meeting)"'),
    "event": ("event", "{.*}", is_event), "charter": ("charter", "{.*}", has("seed_grant loan/lending interest/sharing membership?")),
    "lending": ("", "{.*}", has("cap_per_member open_loans_per_member max_months rate_ceiling interest_first rounding grace_days? "
                                "lend_after_write_off")), "sharing": ("", "{.*}", has("to_income_growth allocated")),
    "membership": ("membership", "{.*}", has("members/band volunteers cared_for visits_per_week attendance"))}
USUAL = {field: kind for kind, (fields, *_) in KINDS.items() for field in fields.split()}
is_header, is_record = has("format club name opened charter"), has("seq id date event entry note? evidence? despite? prev")


def read(line, is_sound):
    """Returns the object of a line. Raises ValueError or RecursionError where books cannot have such a line."""
    def once(pairs):
        return need(len(dict(pairs)) == len(pairs), "a field occurs twice") and dict(pairs)

    def whole(digits):
        return need(digits.isdigit(), f"{digits} is no whole number") and int(digits)

    need(line.endswith(b"\n"), "the line is too long, or the file was cut short")
    value = json.loads(line.decode(), object_pairs_hook=once, parse_int=whole, parse_float=whole, parse_constant=whole)
    is_sound(value)
    return value




class Books:
    """The books up to a record. Balances are as the entries of the file post them; all else is as the events say."""

    def __init__(self, opened, charter):
        self.opened, self.date, self.charter, self.seq, self.closed = opened, opened, charter, 0, ""
        self.debits, self.credits, self.kept = Counter(), Counter(), {}  # the first record of each document number
        self.owned = Counter()  # debits less credits of each account; of all loans, lenders, … up to the last colon
        self.loans, self.sums, self.count = set(), Counter(), 0  # names used; the sums of EFFECTS; how often T and G began again

    def post(self, entry):
        for debit, credit, amount in entry:
            for account, turnover, change in (debit, self.debits, amount), (credit, self.credits, -amount):
                turnover[account] += amount
                self.owned[account] += change
                self.owned[account[:account.rindex(":") + 1]] += change

    def position(self, accounts=()):
        """Funds, money, the sums of section 4 (lendable capital, free operating fund, identity), and the balances of these accounts."""
        held = {account: self.owned[account] * (1 if account.startswith("assets") else -1) for account in accounts if account[-1] != ":"}
        held |= {fund: -self.owned[account] for fund, account in FUNDS.items()}
        held |= {place: self.owned[account] for place, account in MONEY.items()}
        held["lendable"] = held["seed_grant"] + held["income_growth"] + held["borrowings"] - self.owned["assets:loans:"]
        held["free"] = held["operating"] - held["advances"]
        held["lacking"] = self.sums["received", None] - self.sums["returned", None] - held["seed_grant"]
        claims = held["lendable"] + held["operating"] + held["unallocated_interest"] + held["carried_in"]
        return held | {"astray": sum(held[place] for place in MONEY) - claims}

    def of_loan(self, loan):
        """The state of a loan, and its principal outstanding. The sum of an event's name is how many are in effect."""
        if self.sums["loan_written_off", loan] or self.sums["written_off_carried_in", loan]:
            return "written off", 0
        is_open = self.sums["loan_disbursed", loan] or self.sums["loan_carried_in", loan]
        state = "open" if is_open else "approved" if self.sums["loan_approved", loan] > self.sums["loan_cancelled", loan] else "cancelled"
        return state, self.sums["owed", loan] - self.sums["repaid", loan]

    def amounts(self, name, facts, held):
        """The amounts that a record may move: those of the event, and those that follow from the books (section 5)."""
        loan, amount, bearer = facts.get("loan"), facts.get("amount", 0), facts.get("borne_by", "income-growth")
        of = {"outstanding": self.of_loan(loan)[1], **facts, "approved": self.sums["approved", loan]}
        of["dues"] = facts["each"] * len(facts["members"]) * facts.get("months", 1) if name == "dues_received" else 0
        # A loss to capital: income growth first, then the seed grant, each up to its balance; what then remains to income growth.
        loss = of["outstanding"] if name == "loan_written_off" else amount
        of["by_keeper"], of["by_funds"] = (loss, 0) if bearer == "keeper" else (0, loss)
        of["by_operating"], of["by_capital"] = loss * (bearer == "operating"), loss * (bearer == "income-growth")
        of["by_grant"] = min(max(held["seed_grant"], 0), max(of["by_capital"] - max(held["income_growth"], 0), 0))
        of["by_growth"] = of["by_capital"] - of["by_grant"]
        # A recovery: to the seed grant what this loan took from it, as far as the grant still lacks it; the rest to income growth.
        of["to_grant"] = max(min(self.sums["of_grant", loan] - self.sums["back", loan], held["lacking"], amount), 0)
        of["rest"] = amount - of["to_grant"]
        # Interest: T, all that was allocated since the count began, is shared, so that roundings do not add up (section 7).
        is_on_receipt = name == "repayment_received" and self.charter["interest"]["allocated"] == "on_receipt"
        of["allocated"] = facts["interest"] if is_on_receipt else (name == "interest_allocated") * max(held["unallocated_interest"], 0)
        share = (self.sums["T", self.count] + of["allocated"]) * Fraction(self.charter["interest"]["to_income_growth"])
        of["to_growth"] = min(max(ceil(share) - self.sums["G", self.count], 0), of["allocated"])
        return of | {"to_operating": of["allocated"] - of["to_growth"]}

    def is_reversible(self, target, lowered):
        """Was it taken, may it be reversed, and does no other record rest on it? `lowered` is what the reversal leaves below zero."""
        name, loan = target.name, target.facts.get("loan")
        others = sum(self.sums[other, loan] for other in (*FIRST, *BETWEEN, "loan_written_off", "recovery_received")) - 1
        return (target.is_in_effect and name not in ("reversed", "loan_approved", "loan_cancelled")
                and (target.entry or name in WITHOUT_MONEY or name.endswith("_carried_in"))
                and not (name in FIRST and others or name == "loan_written_off" and self.sums["recovery_received", loan]
                         or name in BETWEEN and self.of_loan(loan)[0] == "written off")
                and not any(re.match("liabilities|assets:(advances|shortages)|income:loan-interest", what) for what in lowered))

    def record(self, record, hash_before):
        """Takes a record as it is in the file, and returns the codes of its problems, in the order of section 8."""
        [(name, facts)] = record["event"].items()
        day, entry, loan = record["date"], record["entry"], facts.get("loan")
        is_reversal, target = name == "reversed", self.kept.get(facts.get("record"))
        is_carried = (target.name if target else name).endswith("_carried_in")
        is_unknown = target is None if is_reversal else bool(loan) and loan not in self.loans and name not in NEW
        accounts = {word: form.format_map(defaultdict(str, facts)) for word, form in ACCOUNTS.items()}
        named = {*accounts.values(), *(account for row in entry for account in row[:2])}
        before = self.position(named)
        of = self.amounts(name, facts, before)
        transfers = [re.split("[<=]", f"{transfer}=amount")[:3] for transfer in EVENTS[name][1].split()]
        expected = [[accounts.get(debit, debit), accounts.get(credit, credit), of[what]] for debit, credit, what in transfers]
        expected = [[credit, debit, moved] for debit, credit, moved in target.entry] if target else expected
        self.post(entry)
        after = self.position(named)
        lowered = {what for what in after if after[what] < min(before[what], 0)}
        is_irreversible = target is not None and not self.is_reversible(target, lowered)
        # A carrying-in is held to its limits as a whole, by the record that completes it.
        if is_carried and any(accounts["Clearing"] in row for row in entry):
            lowered = {what for what in after if after[what] < 0 == after["carried_in"]}
        broken = {
            "sequence-gap": record["seq"] != self.seq + 1, "chain-broken": record["prev"] != hash_before,
            "duplicate-id": record["id"] in self.kept, "date-out-of-order": day < max(self.date, self.opened),
            "period-closed": day <= self.closed or name == "period_closed" and not self.closed <= facts["through"] <= day,
            "unknown-record": is_reversal and is_unknown, "irreversible": is_irreversible,
            "carry-in-open": before["carried_in"] != 0 and not is_carried and name != "member_joined",
            "lendable-exceeded": "lendable" in lowered, "operating-exceeded": "free" in lowered,
            "entry-mismatch": not is_unknown and entry != [row for row in expected if row[2] > 0],
            "overdraft": "cash" in lowered or "bank" in lowered, "identity-broken": before["astray"] == 0 != after["astray"],
            "below-zero": any(re.match("seed_grant|income_growth|operating|liabilities|assets:[as]", what) for what in lowered)}
        effects = {(into, self.count if into in "TG" else loan): of[what]
                   for into, what in (effect.split("=") for effect in EFFECTS.get(name, "").split())} | {(name, loan): 1}
        kept = SimpleNamespace(name=name, facts=facts, entry=entry, effects=effects, is_in_effect=False)
        self.seq, self.date = record["seq"], day
        if not is_unknown and not is_irreversible:
            self.take(kept, target)
        self.kept.setdefault(record["id"], kept)
        return [code for code, is_broken in broken.items() if is_broken]

    def take(self, kept, target):
        """Adds up what an event does. One that cannot be taken does nothing (section 8, state after a finding)."""
        name, facts, loan = kept.name, kept.facts, kept.facts.get("loan")
        state, outstanding = self.of_loan(loan)
        if (state != NEEDED.get(name, state) or outstanding <= 0 and name in ("loan_rescheduled", "loan_written_off")
                or loan in self.loans and name in NEW):
            return
        kept.is_in_effect = True
        self.sums.update(kept.effects)
        match name:
            case name if name in NEW:
                self.loans.add(loan)
            case "charter_amended":
                shares = {Fraction(charter["interest"]["to_income_growth"]) for charter in (self.charter, facts["charter"])}
                self.count, self.charter = self.count + len(shares) - 1, facts["charter"]
            case "period_closed":
                self.closed = max(self.closed, facts["through"])
            case "reversed":
                target.is_in_effect = False
                self.sums.subtract(target.effects)


def shown(text):
    """Text with characters that a terminal obeys, or does not show, as their escapes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def aside(*words):
    """Writes to standard error. If that is closed or full, the message is lost and the result is the same."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        sys.stderr.write(": ".join(map(str, words)) + "\n")
        sys.stderr.flush()


def verify(path):
    """Reads a file line by line, up to the first line that cannot be read."""
    books, club, head, records, problems, error = Books("", {}), None, None, 0, [], {"line": 1, "message": "the file is empty"}
    need(not os.path.exists(path) or os.path.isfile(path), f"{path} is a folder, pipe, device or socket, expected a file")
    with open(path, "rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(131_072), b""), 1):
            try:
                if number == 1:
                    header = read(line, is_header)
                    books, club, error = Books(header["opened"], header["charter"]), header["club"], None
                else:
                    record = read(line, is_record)
                    codes, records = books.record(record, head), records + 1
                    problems += [{"line": number, "seq": record["seq"], "code": code} for code in codes]
                head = hashlib.sha256(line[:-1]).hexdigest()
            except (ValueError, RecursionError) as reason:
                error = {"line": number, "message": str(reason)}
                break
    held = books.position()
    return {"file": path, "club": club, "records": records, "head": head, "error": error, "problems": problems,
            "trial_balance": [{"account": account, "debit": books.debits[account], "credit": books.credits[account]}
                              for account in sorted({*books.debits, *books.credits})],
            "funds": {fund: held[fund] for fund in [*FUNDS, "lendable"]}, "money": {place: held[place] for place in MONEY}}


if __name__ == "__main__":
    try:
        need(len(sys.argv) > 1 and not sys.argv[1].startswith("--"), "usage: verify.py FILE...")
        is_good = True
        for path in sys.argv[1:]:
            found = verify(path)
            is_good &= not found["problems"] and not found["error"]
            print(json.dumps(found), flush=True)
            problems = found["problems"] or ["no problem" + " before it" * bool(found["error"])]
            aside(shown(path), found["error"] or "no error", *problems)
        sys.exit(not is_good)
    except (OSError, ValueError) as error:
        aside(shown(str(error)))
        sys.exit(2)
