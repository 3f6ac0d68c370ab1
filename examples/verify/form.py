"""The form of a line of books: every field and every bound, as tables. Sections 1, 2, 3 and 5 of the specification.

Part of verify.py. `parse` and `fields` raise Unreadable where something is not as it should be.
"""

import datetime
import json
import re
import unicodedata
from fractions import Fraction


class Unreadable(Exception):
    """A line that is no line of books."""


def need(holds, what):
    if not holds:
        raise Unreadable(what)


def once(pairs):
    """A JSON object, in which no field may stand twice."""
    need(len(dict(pairs)) == len(pairs), "a field stands twice")
    return dict(pairs)


def whole(digits):
    """A number: whole, without sign, and no longer than the largest amount."""
    need(not digits.startswith("-") and len(digits) <= 15, f"{digits[:20]} is not a number of books")
    return int(digits)


def refuse(number):
    raise Unreadable(f"{number[:20]} is not a number of books")


def parse(line):
    """The JSON of a line; Python's own reader is told to refuse what it would let pass."""
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=once, parse_int=whole, parse_float=refuse,
                          parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from None


# Kinds of values: each a function that says whether a value is of that kind.


def number(least, most):
    return lambda value: type(value) is int and least <= value <= most


def pattern(form):
    return lambda value: type(value) is str and re.fullmatch(form, value) is not None


def one_of(words):
    return lambda value: type(value) is str and value in words.split()


def is_flag(value):
    return type(value) is bool


def is_rounding(value):
    return type(value) is int and value in (1, 100, 500, 1000)


def is_text(value):
    """1 to 1 000 bytes without control characters (Cc) and lone surrogates (Cs)."""
    is_clean = type(value) is str and not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value)
    return is_clean and 1 <= len(value.encode()) <= 1000


def is_date(value):
    if not pattern("(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")(value):
        return False
    try:
        return bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def is_rate(value):
    return pattern(r"[01](\.[0-9]{1,8})?")(value) and Fraction(value) <= 1


def is_band(value):
    return type(value) is list and len(value) == 2 and all(map(count, value))


def is_event(value):
    return type(value) is dict and len(value) == 1 and all(
        name in EVENTS and fields(name, facts, EVENTS[name][0]) for name, facts in value.items())


def is_entry(value):
    return type(value) is list and all(
        type(row) is list and len(row) == 3 and account(row[0]) and account(row[1]) and amount(row[2]) for row in value)


NAME = "[A-Za-z0-9][A-Za-z0-9-]{0,63}"
AREAS = ("income-generation health-care home-care community-support rights communication spiritual-life "
         "resource-mobilisation administration")
money, amount, count = number(0, 999_999_999_999_999), number(1, 999_999_999_999_999), number(0, 9_999_999)
name, document = pattern(NAME), pattern("[A-Za-z0-9][A-Za-z0-9_./-]{0,63}")
place, fund = one_of("cash bank"), one_of("income-growth operating")
account = pattern(f"assets:(cash|bank|loans:{NAME})|liabilities:borrowings:{NAME}|funds:(seed-grant|income-growth|operating)"
                  "|income:(loan-interest|dues|donations|recoveries|other)"
                  f"|expenses:({AREAS.replace(' ', '|')}|loan-losses|shortages)")

# What stands in a field of each name, wherever it is, but for the exceptions below.
KINDS = {
    # the header and the record
    "format": one_of("revolving-fund/1"), "club": name, "opened": is_date, "seq": count, "id": document, "date": is_date,
    "event": is_event, "entry": is_entry, "prev": pattern("[0-9a-f]{64}"),
    # the charter
    "charter": lambda value: fields("charter", value, "seed_grant loan interest membership?"), "seed_grant": money,
    "cap_per_member": amount, "open_loans_per_member": number(1, 9_999_999), "max_months": number(1, 60),
    "rate_ceiling": is_rate, "interest_first": is_flag, "rounding": is_rounding, "lend_after_write_off": is_flag,
    "to_income_growth": is_rate, "allocated": one_of("on_receipt at_meeting"), "visits_per_week": count,
    # events
    "member": name, "loan": name, "lender": name, "record": document, "amount": amount, "principal": amount,
    "into": place, "out_of": place, "place": place, "fund": fund, "borne_by": fund, "area": one_of(AREAS),
    "circumstances": one_of("poor near_poor disadvantaged other"), "gender": one_of("female male"),
    "born": number(1900, 2999), "months": number(0, 600), "monthly_rate": is_rate, "interest": one_of("declining flat"),
    "repayment": one_of("equal_principal at_maturity"), "month": pattern("(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])"),
    "attendance": count, "members": count, "volunteers": count, "cared_for": count, "visits": count, "through": is_date,
    **dict.fromkeys(["name", "from", "to", "source", "payee", "note", "minute", "reason"], is_text),
}
EXCEPTIONS = {
    ("repayment_received", "principal"): money, ("repayment_received", "interest"): money, ("money_counted", "amount"): money,
    ("membership", "attendance"): is_rate, ("membership", "members"): is_band,
    ("charter", "loan"): lambda value: fields("lending", value, "cap_per_member open_loans_per_member max_months "
                                              "rate_ceiling interest_first rounding lend_after_write_off"),
    ("charter", "interest"): lambda value: fields("interest", value, "to_income_growth allocated"),
    ("charter", "membership"): lambda value: fields("membership", value,
                                                    "members volunteers cared_for visits_per_week attendance"),
}

# The events: their fields, and their entries, each transfer as debit<credit. Where an entry depends on the books there is
# None: those are in `Books.entry_of`.
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


def fields(what, value, names):
    """True if an object has these fields and no others, each as it should be; one with a `?` need not be there."""
    need(type(value) is dict, f"{what} is no object")
    required = {field.rstrip("?"): not field.endswith("?") for field in names.split()}
    for field in value:
        need(field in required, f"{what} has an unknown field {field}")
    for field, is_required in required.items():
        need(field in value or not is_required, f"{what} has no {field}")
        if field in value:
            is_right = EXCEPTIONS.get((what, field)) or KINDS[field]
            need(is_right(value[field]), f"{what} has a wrong {field}")
    return True
