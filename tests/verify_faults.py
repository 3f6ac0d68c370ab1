"""Plants faults in the verifier, one at a time, and asks whether the books show them: verify_faults.py DIR.

DIR is what `tests/verify.sh` has made. A fault is a text that stands once in `examples/verify/verify.py` and the text put in its place.
"""

import json
import multiprocessing
import pathlib
import sys

from agree import disagreements

FAULTS = {
    "a restart of the count forgotten": ("self.total, self.to_growth, self.count = 0, 0, self.count + 1", "pass"),
    "what was given before a restart taken back after it": ("if kept.allocated[0] == self.count:", "if True:"),
    "a reversal that leaves the count": ("if kept.allocated[0] == self.count:", "if False:"),
    "interest shared with drift": ("ceil((self.total + interest)", "ceil((0 * self.total + interest)"),
    "the odd đồng to the operating fund": ("called = ceil(", "called = int("),
    "interest allocated before the meeting": ('["allocated"] == "on_receipt"', '["allocated"]'),
    "a loss from the seed grant first": ('min(max(-self.owned["funds:income-growth"], 0), loss)', "0"),
    "a recovery all to the income growth": ("restored = min(loan.of_seed_grant, amount)", "restored = 0"),
    "a recovery not kept": ("loan.of_seed_grant + kept.of_seed_grant", "loan.of_seed_grant"),
    "a recovery not taken back": ("loan.of_seed_grant - kept.of_seed_grant", "loan.of_seed_grant"),
    "a disbursal of a loan that is not approved": ("if loan.state != needed or", 'if loan.state != needed and name != "loan_disbursed" or'),
    "a write-off of nothing": ("and outstanding <= 0:", "and outstanding < 0:"),
    "a loan's records taken back in any order": ('records[-1] is not target', 'records[-1] is None'),
    "a record taken back twice": ("kept.stands = False", "pass"),
    "a reversal taken back": ('("reversed", "loan_rescheduled",', '("loan_rescheduled",'),
    "interest taken back that is allocated": ('"unallocated_interest" in lowered', "False"),
    "a lender's balance below zero": ("owned < self.owned[lender] > 0", "owned < self.owned[lender] > 10**15"),
    "a transfer that is exchanged": ("(credit, debit, moved) for debit, credit, moved", "(debit, credit, moved) for debit, credit, moved"),
    "a month opened again": ('max(self.closed, facts["through"])', 'facts["through"]'),
    "a record in a closed month": ("day <= self.closed", "day < self.closed"),
    "the charter's day forgotten": ("max(self.date, self.opened)", "self.date"),
    "the latest record of a number": ("self.kept.setdefault(record[\"id\"], kept)", "self.kept[record[\"id\"]] = kept"),
    "a count of the other place": ('before.get(facts["place"])', 'before["cash"]'),
    "a borrowing that is no capital": ('held["income_growth"] + held["borrowings"]', 'held["income_growth"]'),
    "a breach that was there before": ("after[what] < min(before[what], 0)", "after[what] < 0"),
    "the line feed hashed": ("hashlib.sha256(line[:-1])", "hashlib.sha256(line)"),
}


def is_noticed(fault, folder):
    before, after = fault
    source = pathlib.Path("examples/verify/verify.py").read_text(encoding="utf-8")
    if source.count(before) != 1:
        sys.exit(f"stands {source.count(before)} times in the verifier: {before}")
    verifier = {"__name__": "faulty"}
    exec(source.replace(before, after), verifier)
    audits = map(json.loads, open(folder / "audits.txt", encoding="utf-8"))
    return any(any(disagreements(audit, verifier["verify"](folder / "readable" / pathlib.Path(audit["file"]).name))) for audit in audits)


def main():
    folder = pathlib.Path(sys.argv[1])
    with multiprocessing.Pool() as pool:
        noticed = pool.starmap(is_noticed, [(fault, folder) for fault in FAULTS.values()])
    for name, seen in zip(FAULTS, noticed):
        if not seen:
            print(f"  not noticed: {name}")
    print(f"faults: {len(FAULTS)} planted in verify.py, {sum(noticed)} noticed")
    sys.exit(not all(noticed))


if __name__ == "__main__":
    main()
