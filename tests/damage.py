"""Damages files of books: damage.py SEED DIR FILE...

Writes to DIR a damaged or forged copy of every FILE, with one to three changes of the kinds below. The same SEED gives the same files. Needs
only Python 3.11.
"""

import hashlib
import json
import pathlib
import random
import re
import sys

# Texts that people may write and that may have a meaning in the tools that read an export.
TEXTS = ["; note: x", "a | b", "* đã trả", "! gấp", "hai  cách  ; cách", 'ông "Bảy" \\ bà', "date:2020-01-01", "[2020-01-01]",
         "👵🏽 Bà Sáu", " = 5 VND", "@ 3", "(x) y", "   ", "x:: y", ":a:b:", "#tag ^link", "{1}", "\u2028", "=1+1", "%", "~ x"]
ACCOUNTS = ["assets:cash", "assets:bank", "assets:loans:v-1", "assets:loans:1-", "assets:loans:X-a", "funds:operating",
            "funds:seed-grant", "funds:income-growth", "income:loan-interest", "income:other", "expenses:health-care",
            "liabilities:borrowings:ba-sau", "liabilities:borrowings:X-ba-sau", "assets:advances:M001", "assets:shortages:M001",
            "clearing:carried-in"]
CODES = ["operating-exceeded", "overdraft", "lendable-exceeded", "capital-exhausted", "seed-grant-exceeded", "interest-over-accrued",
         "not-a-member", "sequence-gap", "no-such-code"]
# Bytes with a meaning in JSON, or that look like it.
TOKENS = [b'"', b"0", b"-", b".", b"e1", b" ", b"\t", b"\r", b"\x0b", b"\xc2\xa0", b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u0000",
          b"\\ud800", b"\\u0041", b"null", b"true", b"1.0", b"\xff", b"\xef\xbb\xbf", b"\\/", b"\x7f", b"\\u0085", b"00", b"NaN", b"-0",
          b"\xe2\x80\xa8", b"\xf0\x9f\x99\x82", b"\\ud83d\\ude00", b"a" * 70, b"x" * 1001, b"9" * 20]


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def repaired(lines):
    """Returns the lines with a repaired chain: every record has the hash of the line before it."""
    whole = lines[:1]
    for line in lines[1:]:
        link = b'"prev":"' + hashlib.sha256(whole[-1]).hexdigest().encode() + b'"'
        whole.append(re.sub(rb'"prev":"[0-9a-f]{64}"', link, line))
    return whole


def changed(line, change):
    """Returns a record with its JSON changed by `change`."""
    record = json.loads(line)
    change(record)
    return dump(record)


def digit(random, lines, place):
    places = [match.start() for match in re.finditer(rb"[0-9](?=[^\"]*[,}\]])", lines[place])]
    if places:
        at = random.choice(places)
        lines[place] = lines[place][:at] + random.choice("0123456789").encode() + lines[place][at + 1:]


def byte(random, lines, place):
    at = random.randrange(len(lines[place]))
    lines[place] = lines[place][:at] + bytes([lines[place][at] ^ 1 << random.randrange(8)]) + lines[place][at + 1:]


def token(random, lines, place):
    """Inserts bytes that a JSON reader may misread, at any position."""
    at = random.randrange(len(lines[place]))
    lines[place] = lines[place][:at] + random.choice(TOKENS) + lines[place][at + random.randrange(2):]


def drop(random, lines, place):
    del lines[place]


def double(random, lines, place):
    lines.insert(random.randint(1, len(lines)), lines[place])


def swap(random, lines, place):
    other = random.randrange(1, len(lines))
    lines[place], lines[other] = lines[other], lines[place]


def entry(random, lines, place):
    def change(record):
        rows = record["entry"]
        row = random.randrange(len(rows)) if rows else None
        match random.randrange(5):
            case 0 if rows:
                rows[row][2] = random.choice([1, rows[row][2] + 1, rows[row][2] * 10 % 10**15 or 1])
            case 1 if rows:
                rows[row][0], rows[row][1] = rows[row][1], rows[row][0]
            case 2 if rows:
                del rows[row]
            case 3 if rows:
                rows[row][random.randrange(2)] = random.choice(ACCOUNTS)
            case _:
                rows.append([random.choice(ACCOUNTS), random.choice(ACCOUNTS), random.choice([1, 50_000, 999_999_999_999_999])])
    lines[place] = changed(lines[place], change)


def field(random, lines, place):
    """Changes an amount, place, fund, document or record in the event."""
    def change(record):
        [facts] = record["event"].values()
        whole = [name for name, value in facts.items() if type(value) is int]
        match random.randrange(7):
            case 0 if whole:
                name = random.choice(whole)
                facts[name] = max(1, facts[name] + random.choice([-1, 1, 1000]))
            case 1 if "into" in facts or "out_of" in facts:
                facts["into" if "into" in facts else "out_of"] = random.choice(["cash", "bank"])
            case 2 if "fund" in facts or "borne_by" in facts:
                facts["fund" if "fund" in facts else "borne_by"] = random.choice(["operating", "income-growth"])
            case 5:
                record["despite"] = random.sample(CODES, random.randint(1, 2))
            case 6:
                facts[random.choice(["paid_on", "member", "forgiven", "owed_since", "times_rescheduled"])] = random.choice(
                    [record["date"], "M001", True, 0, 1])
            case 3:
                record["id"] = json.loads(random.choice(lines[1:]))["id"]
            case _:
                record["event"] = {"reversed": {"record": json.loads(random.choice(lines[1:]))["id"], "reason": "x"}}
    lines[place] = changed(lines[place], change)


def date(random, lines, place):
    other = random.choice([json.loads(random.choice(lines[1:]))["date"], "1999-12-31"])
    for place in random.choice([[place], range(1, place + 1)]):
        lines[place] = changed(lines[place], lambda record: record.update(date=other))


def again(random, lines, place, **other):
    """Inserts an event again, or another event, later and under another number; all records after it are renumbered."""
    at, number = random.randint(place + 1, len(lines)), f"L-{len(lines)}"
    date = json.loads(lines[at - 1])["date"]
    lines.insert(at, changed(lines[place], lambda record: record.update(id=number, date=date, **other)))
    for place in range(at, len(lines)):
        lines[place] = changed(lines[place], lambda record: record.update(seq=place))
    return number


def taken_back(record):
    """Returns the reversal of a record and its entry."""
    return {"event": {"reversed": {"record": record["id"], "reason": "x"}}, "entry": [[row[1], row[0], row[2]] for row in record["entry"]]}


def insert(random, lines, place):
    """Inserts a rare event, such as a closed period, another share of the interest or a reversal."""
    record, charter = json.loads(lines[place]), json.loads(lines[0])["charter"]
    charter["interest"] = {"to_income_growth": random.choice(["0.5", "0.50", "1", "0.3333"]),
                           "allocated": random.choice(["on_receipt", "at_meeting"])}
    again(random, lines, place, **random.choice([
        {"event": {"period_closed": {"through": json.loads(random.choice(lines[1:]))["date"]}}, "entry": []},
        {"event": {"charter_amended": {"charter": charter, "minute": "BB"}}, "entry": []},
        {"event": {"interest_allocated": {}}, "entry": []},
        {"event": {"document_voided": {"reason": "x"}}, "entry": []},
        {"event": {"borrowing_carried_in": {"lender": "ba-sau", "amount": 1, "minute": "BB"}},
         "entry": [["clearing:carried-in", "liabilities:borrowings:ba-sau", 1]]},
        {"event": {"seed_grant_restored": {"amount": 1, "minute": "BB"}}, "entry": [["funds:income-growth", "funds:seed-grant", 1]]},
        {"event": {"advance_paid": {"member": "M001", "amount": 1, "out_of": "cash", "purpose": "x"}},
         "entry": [["assets:advances:M001", "assets:cash", 1]]},
        taken_back(record)]))


def meddle(random, lines, place):
    """Reverses and repeats records of a loan several times, gives their numbers to other records, and ends or transfers the loan at any
    time."""
    def about(line):
        record = json.loads(line)
        [facts] = record["event"].values()
        return record["id"], facts.get("loan", record["id"])

    numbers = [about(line)[0] for line in lines[1:] if about(line)[1] == about(lines[place])[1]]
    for _ in range(random.randint(2, 4)):
        number = random.choice(numbers[-3:])
        at = next((at for at, line in enumerate(lines) if at and about(line)[0] == number), place)
        match random.randrange(7):
            case 0:
                later = random.randrange(at, len(lines))
                lines[later] = changed(lines[later], lambda record: record.update(id=number))
            case 1 | 2:
                numbers.append(again(random, lines, at))
            case 3 if about(lines[at])[1] != number:
                end = random.choice(["loan_written_off", "loan_cancelled"])
                numbers.append(again(random, lines, at, event={end: {"loan": about(lines[at])[1], "minute": "BB"}}, entry=[]))
            case 4 if about(lines[at])[1] != number:
                event = {"loan_assumed": {"loan": about(lines[at])[1], "member": "M001", "minute": "BB"}}
                numbers.append(again(random, lines, at, event=event, entry=[]))
            case _:
                numbers.append(again(random, lines, at, **taken_back(json.loads(lines[at]))))


def texts(random, lines, place):
    for place, line in enumerate(lines[1:], 1):
        def change(record):
            prev = record.pop("prev")
            [facts] = record["event"].values()
            for name in facts.keys() & {"from", "to", "source", "payee", "minute", "reason"}:
                facts[name] = random.choice(TEXTS)
            record.update(note=random.choice(TEXTS), prev=prev)
        lines[place] = changed(line, change)


def names(random, lines, place):
    first, second = random.choice(["v-", "X-", "0-", "x"]), random.choice(["ba-", "X-X-", "1-", "Z-"])
    for place, line in enumerate(lines):
        line = re.sub(rb'("loan":"|assets:loans:)', rb"\g<1>" + first.encode(), line)
        lines[place] = re.sub(rb'("lender":"|borrowings:)', rb"\g<1>" + second.encode(), line)


KINDS = [digit, byte, token, token, drop, double, swap, entry, entry, field, field, date, again, again, insert, insert,
         insert, meddle, meddle, meddle, meddle, meddle, meddle, texts, names]


def damaged(random, file):
    lines = file.split(b"\n")[:-1]
    for _ in range(random.randint(1, 3)):
        if len(lines) > 2:
            kind = random.choice(KINDS)
            before = lines.copy()
            try:
                kind(random, lines, random.randrange(1, len(lines)))
                kept = [line for line in lines if isinstance(json.loads(line), dict)]
            except (ValueError, KeyError, AttributeError, TypeError):
                kept = None
            # A change that makes the file unreadable is kept one time in four.
            if kept is None and random.randrange(4):
                lines = before
            elif kept is not None and random.randrange(4):
                lines = repaired(lines)
    return b"".join(line + b"\n" for line in lines)[: None if random.randrange(40) else -1]


def main():
    seed, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for path in map(pathlib.Path, sys.argv[3:]):
        file = damaged(random.Random(f"{seed} {path.name}"), path.read_bytes())
        (folder / f"{path.stem}.damaged-{seed}.jsonl").write_bytes(file)


main()
