"""Small books made by hand, with the problems that the verifier must find in them: verify_cases.py

The samples contain few reversals that must be refused, and few records after them. Each case is a list of records in short form:
(day of January 2025, event, fields, entry, expected codes), where an entry is like "cash<grant 500". The document number of a record is
its place in the list, from 1, unless the record ends with a number, after which another date may follow. The expected codes were derived
by hand from the description of the format. Exits with 1 if the verifier differs.
"""

import hashlib
import json
import pathlib
import sys
import tempfile

from verify_samples import VERIFIER

WORDS = {"cash": "assets:cash", "bank": "assets:bank", "grant": "funds:seed-grant", "growth": "funds:income-growth",
         "operating": "funds:operating", "interest": "income:loan-interest", "losses": "expenses:loan-losses",
         "recoveries": "income:recoveries", "gift": "income:donations", "dues": "income:dues", "clearing": "clearing:carried-in",
         "A": "assets:loans:A", "B": "assets:loans:B", "advance": "assets:advances:M", "lender": "liabilities:borrowings:L",
         "care": "expenses:home-care"}
GRANT = (1, "seed_grant_received", {"from": "x", "amount": 500, "into": "cash"}, "cash<grant 500", [])
JOINED = (1, "member_joined", {"member": "M", "name": "x", "circumstances": "poor"}, "", [])


def approved(loan, principal):
    return (1, "loan_approved", {"loan": loan, "member": "M", "principal": principal, "months": 5, "monthly_rate": "0.01",
                                 "interest": "flat", "repayment": "at_maturity", "minute": "x"}, "", [])


def disbursed(loan, principal, codes=(), day=1):
    return (day, "loan_disbursed", {"loan": loan, "out_of": "cash"}, f"{loan}<cash {principal}", codes)


def repaid(loan, principal, interest, entry, codes=()):
    return (1, "repayment_received", {"loan": loan, "principal": principal, "interest": interest, "into": "cash"}, entry, codes)


def written_off(loan, entry, codes=()):
    return (1, "loan_written_off", {"loan": loan, "minute": "x"}, entry, codes)


def recovered(loan, amount, entry, codes=()):
    return (1, "recovery_received", {"loan": loan, "amount": amount, "into": "cash"}, entry, codes)


def reversed_(number, entry, codes=(), day=1):
    return (day, "reversed", {"record": str(number), "reason": "x"}, entry, codes)


def closed(through, day, codes=()):
    return (day, "period_closed", {"through": f"2025-01-{through:02}"}, "", codes)


def counted(day, codes=()):
    return (day, "money_counted", {"place": "cash", "amount": 0}, "", codes)


LENT = [GRANT, JOINED, approved("A", 300), disbursed("A", 300)]
CASES = {
    "a disbursal taken twice": [*LENT, disbursed("A", 300, ["lendable-exceeded", "overdraft"]),
                                reversed_(5, "cash<A 300", ["irreversible"]), reversed_(4, "cash<A 300")],
    "a disbursal reversed, and disbursed again": [*LENT, reversed_(4, "cash<A 300"), disbursed("A", 300), reversed_(6, "cash<A 300")],
    "a disbursal under a repayment": [*LENT, repaid("A", 100, 0, "cash<A 100"), reversed_(4, "cash<A 300", ["irreversible"]),
                                      reversed_(5, "A<cash 100"), reversed_(4, "cash<A 300")],
    "a disbursal under a waiver": [*LENT, (1, "interest_waived", {"loan": "A", "amount": 1, "minute": "x"}, "", []),
                                   reversed_(4, "cash<A 300", ["irreversible"]), reversed_(5, ""), reversed_(4, "cash<A 300")],
    "a write-off of what is left, reversed under a recovery": [
        *LENT, repaid("A", 100, 0, "cash<A 100"), written_off("A", "losses<A 200, grant<losses 200"),
        reversed_(5, "A<cash 100", ["irreversible"]), recovered("A", 50, "cash<recoveries 50, recoveries<grant 50"),
        reversed_(6, "A<losses 200, losses<grant 200", ["irreversible"]), reversed_(8, "recoveries<cash 50, grant<recoveries 50"),
        reversed_(6, "A<losses 200, losses<grant 200"), reversed_(5, "A<cash 100")],
    "a recovery of an open loan": [*LENT, recovered("A", 50, "cash<recoveries 50, recoveries<growth 50"),
                                   reversed_(5, "recoveries<cash 50, growth<recoveries 50", ["irreversible"])],
    "recoveries up to what the loan took from the grant": [
        GRANT, JOINED, approved("A", 100), disbursed("A", 100), approved("B", 200), disbursed("B", 200),
        written_off("A", "losses<A 100, grant<losses 100"), written_off("B", "losses<B 200, grant<losses 200"),
        recovered("A", 70, "cash<recoveries 70, recoveries<grant 70"),
        recovered("A", 30, "cash<recoveries 30, recoveries<grant 30"), recovered("A", 5, "cash<recoveries 5, recoveries<growth 5"),
        reversed_(9, "recoveries<cash 70, grant<recoveries 70"),
        recovered("A", 80, "cash<recoveries 80, recoveries<grant 70, recoveries<growth 10")],
    "a recovery after the grant was restored and partly returned": [
        *LENT, (1, "donation_received", {"from": "x", "amount": 300, "fund": "income-growth", "into": "cash"},
                "cash<gift 300, gift<growth 300", []),
        (1, "capital_handed_over", {"to": "x", "amount": 300, "out_of": "cash", "minute": "x"}, "growth<cash 300", []),
        (1, "seed_grant_returned", {"to": "x", "amount": 100, "out_of": "cash", "minute": "x"}, "grant<cash 100", []),
        written_off("A", "losses<A 300, grant<losses 300"),
        (1, "donation_received", {"from": "x", "amount": 290, "fund": "income-growth", "into": "cash"},
         "cash<gift 290, gift<growth 290", []),
        (1, "seed_grant_restored", {"amount": 290, "minute": "x"}, "growth<grant 290", []),
        recovered("A", 40, "cash<recoveries 40, recoveries<grant 10, recoveries<growth 30")],
    "a loss over both funds, and one over more than both": [
        *LENT,
        (1, "donation_received", {"from": "x", "amount": 20, "fund": "income-growth", "into": "cash"}, "cash<gift 20, gift<growth 20", []),
        written_off("A", "losses<A 300, growth<losses 20, grant<losses 280"),
        (1, "shortage_found", {"place": "cash", "amount": 221, "borne_by": "income-growth", "minute": "x"},
         "expenses:shortages<cash 221, growth<expenses:shortages 1, grant<expenses:shortages 220",
         ["lendable-exceeded", "overdraft", "below-zero"])],
    "a reversal reversed": [GRANT, reversed_(1, "grant<cash 500"), reversed_(2, "cash<grant 500", ["irreversible"])],
    "a record reversed twice": [GRANT, GRANT, reversed_(1, "grant<cash 500"), reversed_(1, "grant<cash 500", ["irreversible"])],
    "a member, an approval and a cancellation reversed": [
        *LENT[:3], reversed_(2, "", ["irreversible"]), reversed_(3, "", ["irreversible"]),
        (1, "loan_cancelled", {"loan": "A", "minute": "x"}, "", []), reversed_(6, "", ["irreversible"]),
        reversed_(99, "", ["unknown-record"])],
    "interest reversed that is allocated": [
        *LENT, repaid("A", 0, 7, "cash<interest 7"), (1, "interest_allocated", {}, "interest<growth 4, interest<operating 3", []),
        repaid("A", 0, 1, "cash<interest 1"), reversed_(5, "interest<cash 7", ["irreversible"])],
    "T and G after a reversal": [
        *LENT, repaid("A", 0, 1, "cash<interest 1"), (1, "interest_allocated", {}, "interest<growth 1", []),
        repaid("A", 0, 1, "cash<interest 1"), (1, "interest_allocated", {}, "interest<operating 1", []),
        reversed_(8, "operating<interest 1"),
        (1, "interest_allocated", {}, "interest<operating 1", []), reversed_(6, "growth<interest 1"),
        (1, "interest_allocated", {}, "interest<growth 1", [])],
    "an advance reversed that is spent": [
        (1, "dues_received", {"members": ["M", "N"], "each": 10, "into": "cash", "months": 3}, "cash<dues 60, dues<operating 60", []),
        JOINED,
        (1, "advance_paid", {"member": "M", "amount": 40, "out_of": "cash", "purpose": "x"}, "advance<cash 40", []),
        (1, "advance_spent", {"member": "M", "area": "home-care", "amount": 1}, "care<advance 1, operating<care 1", []),
        reversed_(3, "cash<advance 40", ["irreversible", "below-zero"])],
    "an advance reversed while another is below zero": [
        GRANT, JOINED, (1, "advance_returned", {"member": "N", "amount": 90, "into": "cash"}, "cash<assets:advances:N 90", ["below-zero"]),
        (1, "advance_paid", {"member": "M", "amount": 40, "out_of": "cash", "purpose": "x"}, "advance<cash 40", []),
        reversed_(4, "cash<advance 40")],
    "a borrowing reversed that is repaid": [
        (1, "borrowing_received", {"lender": "L", "amount": 9, "into": "cash"}, "cash<lender 9", []), GRANT,
        (1, "borrowing_repaid", {"lender": "L", "amount": 1, "out_of": "cash"}, "lender<cash 1", []),
        reversed_(1, "lender<cash 9", ["irreversible", "below-zero"])],
    "periods closed wrongly": [counted(2), closed(10, 12), counted(12), closed(5, 12, ["period-closed"]),
                               counted(11, ["date-out-of-order"]), counted(8, ["date-out-of-order", "period-closed"]),
                               closed(20, 15, ["period-closed"]), counted(20, ["period-closed"]), counted(21)],
    "a record on the day that is closed": [closed(10, 10), counted(10, ["period-closed"]), counted(11)],
    "a loan carried in and written off": [
        JOINED, (1, "funds_carried_in", {"cash": 50, "bank": 0, "seed_grant_received": 100, "seed_grant": 90, "income_growth": 0,
                                         "operating": 0, "unallocated_interest": 0, "minute": "x"},
                 "cash<clearing 50, clearing<grant 90", []),
        counted(1, ["carry-in-open"]), (1, "member_joined", {**JOINED[2], "member": "N"}, "", []),
        (1, "loan_carried_in", {"loan": "A", "member": "M", "principal": 80, "outstanding": 40, "disbursed": "2024-12-01", "months": 5,
                                "monthly_rate": "0.01", "interest": "flat", "repayment": "at_maturity", "interest_owed": 0, "minute": "x"},
         "A<clearing 40", []),
        counted(1), written_off("A", "losses<A 40, grant<losses 40"),
        recovered("A", 45, "cash<recoveries 45, recoveries<grant 40, recoveries<growth 5")],
    "a carrying-in that ends below zero": [
        (1, "funds_carried_in", {"cash": 10, "bank": 0, "seed_grant_received": 0, "seed_grant": 0, "income_growth": 10,
                                 "operating": 0, "unallocated_interest": 0, "minute": "x"}, "cash<clearing 10, clearing<growth 10", []),
        (1, "borrowing_repaid", {"lender": "L", "amount": 5, "out_of": "cash"}, "lender<cash 5", ["below-zero"]),
        reversed_(1, "clearing<cash 10, growth<clearing 10", ["lendable-exceeded", "overdraft"])],
    "a document number used twice": [GRANT, (1, "cash_deposited", {"amount": 3}, "bank<cash 3", ["duplicate-id"], 1),
                                     reversed_(1, "grant<cash 500", ["overdraft"])],
    "records before the books were opened": [
        (31, "document_voided", {"reason": "x"}, "", ["date-out-of-order"], number, "2024-12-31") for number in (0, 9)],
}
HEADER = {"format": "revolving-fund/1", "club": "C", "name": "x", "opened": "2025-01-01", "charter": {
    "seed_grant": 1000, "loan": {"cap_per_member": 1000, "open_loans_per_member": 9, "max_months": 60, "rate_ceiling": "1",
                                 "interest_first": False, "rounding": 1, "lend_after_write_off": True},
    "interest": {"to_income_growth": "0.5", "allocated": "at_meeting"}}}


def entry(words):
    rows = [word.replace("<", " ").split() for word in words.split(", ")] if words else []
    return [[WORDS.get(debit, debit), WORDS.get(credit, credit), int(amount)] for debit, credit, amount in rows]


def books(records, header=HEADER):
    """Returns the lines of the records in short form, each with its line feed."""
    lines = [json.dumps(header).encode()]
    for seq, (day, name, facts, words, _, *other) in enumerate(records, 1):
        number, date = (*other, *(str(seq), f"2025-01-{day:02}")[len(other):])
        lines.append(json.dumps({"seq": seq, "id": str(number), "date": date, "event": {name: facts}, "entry": entry(words),
                                 "prev": hashlib.sha256(lines[-1]).hexdigest()}).encode())
    return [line + b"\n" for line in lines]


def unreadable():
    """Yields files that cannot be read to their end, with the line of the error."""
    good = books(LENT)
    yield "a last line without its line feed", [*good[:-1], good[-1][:-1]], 5
    yield "a line of 131 072 bytes", [*good[:-1], good[-1][:-1].ljust(131_071) + b"\n"], None
    yield "a line of 131 073 bytes", [*good[:-1], good[-1][:-1].ljust(131_072) + b"\n"], 5
    band = {"members": [70, 60], "volunteers": 0, "cared_for": 0, "visits_per_week": 0, "attendance": "0"}
    yield "a band upside down", books([], {**HEADER, "charter": {**HEADER["charter"], "membership": band}}), 1
    for name, old, new in [("a number with a point", b'"seq": 2', b'"seq": 2.0'), ("an exponent", b'"seq": 2', b'"seq": 2e0'),
                           ("minus zero", b'"seq": 2', b'"seq": -0'), ("infinity", b'"seq": 2', b'"seq": Infinity'),
                           ("true", b'"seq": 2', b'"seq": true'), ("a huge number", b'"seq": 2', b'"seq": 2' + b"0" * 9999),
                           ("a list for an object", b'"event": {', b'"event": ['), ("a lone surrogate", b'"x"', b'"\\ud800"'),
                           ("bytes that are not UTF-8", b'"x"', b'"\xff"'), ("a member with a blank", b'"M"', b'"a b"'),
                           ("a text with a tab", b'"x"', b'"\\t"'), ("null", b'"x"', b"null"),
                           ("deep nesting", b'"x"', b"[" * 50_000)]:
        yield name, [*good[:2], good[2].replace(old, new), *good[3:]], 3
    yield "a share that is no decimal", [good[0].replace(b'"0.5"', b'"1/0"')], 1


def differences(verify):
    """Yields the differences between the results of a verifier and the expected ones."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "books.jsonl"
        for name, records in CASES.items():
            path.write_bytes(b"".join(books(records)))
            found = verify(path)
            expected = [(seq, code) for seq, record in enumerate(records, 1) for code in record[4]]
            problems = [(problem["seq"], problem["code"]) for problem in found["problems"]]
            if sorted(problems) != sorted(expected) or found["error"]:
                yield f"{name}: expected {expected}, found {problems} {found['error'] or ''}"
        for name, lines, line in unreadable():
            path.write_bytes(b"".join(lines))
            error = verify(path)["error"]
            if (error and error["line"]) != line:
                yield f"{name}: expected an error at line {line}, found {error}"


def main():
    verifier = {"__name__": "verifier"}
    exec(VERIFIER.read_text(encoding="utf-8"), verifier)
    wrong = list(differences(verifier["verify"]))
    for text in wrong:
        print(f"  {text}")
    print(f"verify.py: {len(CASES) + len(list(unreadable()))} cases made by hand, {len(wrong)} difference(s)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
