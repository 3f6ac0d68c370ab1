"""Plants faults in the verifier, one at a time, and checks that the tests notice each of them: verify_faults.py SAMPLES.

SAMPLES is a folder of books NAME.jsonl, each with NAME.expected.json. A fault that no sample reveals must be revealed by the cases of
`verify_cases.py`. A fault is a text that occurs once in `examples/verify/verify.py`, and its replacement. Exits with 1 if a fault is not
noticed.
"""

import json
import multiprocessing
import pathlib
import sys

import verify_cases
from agree import disagreements
from verify_samples import VERIFIER

FAULTS = {
    # The count of interest allocated (T and G).
    "T and G not started again": ("self.count + len(shares) - 1, facts", "self.count, facts"),
    "T and G started again by every charter": ("self.count + len(shares) - 1, facts", "self.count + 1, facts"),
    "interest shared with drift": ('(self.sums["T", self.count] + of["allocated"])', 'of["allocated"]'),
    "the odd đồng to the operating fund": ("ceil(share)", "int(share)"),
    "interest allocated before the meeting": ('["allocated"] == "on_receipt"', '["allocated"] != ""'),
    "a reversal that leaves T and G": ("self.sums.subtract(target.effects)", "None"),
    # Losses, recoveries and the seed grant.
    "a loss from the seed grant first": ('max(of["by_capital"] - max(held["income_growth"], 0), 0)', 'max(of["by_capital"], 0)'),
    "a loss that leaves the seed grant below zero": ('min(max(held["seed_grant"], 0), max', "min(10**15, max"),
    "a recovery all to income growth": ('held["lacking"], amount), 0)', 'held["lacking"], 0), 0)'),
    "a recovery to a grant that lacks nothing": ('held["lacking"], amount), 0)', "10**15, amount), 0)"),
    "what recoveries gave back forgotten": (' - self.sums["back", loan]', ""),
    "a grant carried in that was never received": ('"funds_carried_in": "received=seed_grant_received"', '"funds_carried_in": ""'),
    "a grant returned that still counts": ('"seed_grant_returned": "returned=amount"', '"seed_grant_returned": ""'),
    "a loss before the carrying-in not given back": ('"of_grant=from_seed_grant"', '""'),
    # Shortages, dues and surpluses.
    "a shortage of a keeper borne by a fund": ('(loss, 0) if bearer == "keeper" else (0, loss)', "(0, loss)"),
    "a shortage on the wrong fund": ('loss * (bearer == "operating"), loss * (bearer == "income-growth")', "0, loss"),
    "dues of one month": ('facts.get("months", 1) if', "1 if"),
    "dues of one member": (' * len(facts["members"])', ""),
    "a surplus to the operating fund": ('"surplus_found": ("place amount minute", "Place<income:other income:other<Growth")',
                                        '"surplus_found": ("place amount minute", "Place<income:other income:other<Operating")'),
    # Loans and their states.
    "a disbursal of any loan": ('{"loan_disbursed": "approved", ', "{"),
    "a recovery of a loan not written off": (', "recovery_received": "written off"}', "}"),
    "a loan carried in that owes its whole principal": ('"loan_carried_in": "owed=outstanding"', '"loan_carried_in": "owed=principal"'),
    "a repayment that leaves what is owed": ('"repaid=principal T', '"T'),
    # Reversals.
    "a record taken back twice": ("target.is_in_effect = False", "pass"),
    "a reversal taken back": ('not in ("reversed", "loan_approved"', 'not in ("loan_approved"'),
    "a disbursal taken back under its repayments": ("name in FIRST and others", "name in FIRST and False"),
    "a write-off taken back under a recovery": ('self.sums["recovery_received", loan]\n', "False\n"),
    "a repayment taken back under a write-off": ('self.of_loan(loan)[0] == "written off"', "False"),
    "interest taken back that is allocated": ("|income:loan-interest\"", "\""),
    "an advance taken back that is spent": ("|assets:(advances|shortages)|", "|"),
    "a record without money taken back": ("(target.entry or name in WITHOUT_MONEY", "(True or name in WITHOUT_MONEY"),
    "a transfer that is not exchanged": ("[[credit, debit, moved] for debit", "[[debit, credit, moved] for debit"),
    "the latest record of a number": ("self.kept.setdefault(record[\"id\"], kept)", "self.kept[record[\"id\"]] = kept"),
    # Dates and carrying in.
    "a month opened again": ('max(self.closed, facts["through"])', 'facts["through"]'),
    "a record in a closed month": ("day <= self.closed", "day < self.closed"),
    "the day the books were opened forgotten": ("max(self.date, self.opened)", "self.date"),
    "an open carrying-in": ('before["carried_in"] != 0 and not', "False and not"),
    "a member who cannot join in a carrying-in": (' and name != "member_joined"', ""),
    "a carrying-in held to limits record by record": ("if is_carried and any(", "if False and any("),
    # Limits and the sums of section 4.
    "a borrowing that is no capital": ('held["income_growth"] + held["borrowings"]', 'held["income_growth"]'),
    "an advance spent twice": ('held["operating"] - held["advances"]', 'held["operating"]'),
    "a breach that was there before": ("after[what] < min(before[what], 0)", "after[what] < 0"),
    "an identity without what is carried in": (' + held["carried_in"]\n', "\n"),
    "an identity without advances": ("sum(held[place] for place in MONEY)", 'held["cash"] + held["bank"]'),
    # Reading.
    "the line feed hashed": ("hashlib.sha256(line[:-1])", "hashlib.sha256(line)"),
    "a file cut short": ('line.endswith(b"\\n")', "True"),
    "a long line": ("file.readline(131_072)", "file.readline()"),
    "a field twice": ("len(dict(pairs)) == len(pairs)", "True"),
    "a number with a point": ("parse_float=whole", "parse_float=lambda digits: int(float(digits))"),
    "an unknown field": ("value.keys() <= fields.keys()", "True"),
    "a missing field": ('field in value or "?" in name', "True"),
    "a control character": ('!= "Cc"', '!= ""'),
    "a digest or a member twice": ("len({*values}) == len(values)", "True"),
    "a band upside down": ("values == sorted(values)", "True"),
    "a keeper who is not named": ('is_keeper == ("member" in facts)', "True"),
    "a share of any form": ("""r'"(0(\\.[0-9]{1,8})?|1(\\.0{1,8})?)"'""", "'.*'"),
}


def is_noticed(fault, audits):
    before, after = fault
    source = VERIFIER.read_text(encoding="utf-8")
    if source.count(before) != 1:
        sys.exit(f"occurs {source.count(before)} times in the verifier: {before}")
    verifier = {"__name__": "faulty"}
    exec(source.replace(before, after), verifier)
    try:
        return (any(any(disagreements(audit, verifier["verify"](path))) for path, audit in audits)
                or any(verify_cases.differences(verifier["verify"])))
    except Exception:  # a fault may also end the verifier with an error
        return True


def main():
    expected = sorted(pathlib.Path(sys.argv[1]).glob("*.expected.json"))
    audits = [json.loads(path.read_text(encoding="utf-8")) for path in expected]
    audits = [(path.with_name(audit["file"]), audit) for path, audit in zip(expected, audits)]
    if is_noticed(("import json\n", "import json\n"), audits):
        sys.exit("the verifier as it is does not agree with the books")
    with multiprocessing.Pool(2) as pool:
        noticed = pool.starmap(is_noticed, [(fault, audits) for fault in FAULTS.values()])
    for name, seen in zip(FAULTS, noticed):
        if not seen:
            print(f"  not noticed: {name}")
    print(f"faults: {len(FAULTS)} planted in verify.py, {sum(noticed)} noticed")
    sys.exit(not all(noticed))


if __name__ == "__main__":
    main()
