"""Compares what two programs found in the same books: agree.py AUDITS VERIFIED READABLE.

AUDITS has the lines of `audit --json`. VERIFIED has those of `examples/verify/verify.py` of the same files in the same order, READABLE
those of what the audit could read of each. Of that, club, records, head, trial balance, funds and money must be equal. So must the
findings: of the codes that are reported whatever else is wrong, exactly; of the others, of which an audit reports only the first, the
verifier's first must be the audit's, or stand behind it where the audit's is one that the verifier does not look for. In the whole files
the verifier, which is not so strict, may read further than the audit, but not less far. Then differences are planted, each of which must
be noticed.
"""

import copy
import json
import sys

ALWAYS = ["sequence-gap", "chain-broken", "duplicate-id", "date-out-of-order", "period-closed", "count-differs", "entry-mismatch"]
# Of these, in this order, an audit reports the first.
FIRST = ["unknown-record", "irreversible", "member-exists", "not-a-member", "member-owes", "loan-exists", "unknown-loan",
         "loan-not-open", "loan-cap-exceeded", "too-many-loans", "owes-written-off", "term-too-long", "rate-over-ceiling",
         "principal-over-outstanding", "interest-over-accrued", "interest-unpaid", "nothing-received", "nothing-to-allocate",
         "over-recovered", "capital-exhausted", "seed-grant-exceeded", "over-repaid", "lendable-exceeded", "operating-exceeded",
         "overdraft"]
# What the verifier looks for.
CLAIMED = {*ALWAYS, "unknown-record", "irreversible", "lendable-exceeded", "operating-exceeded", "overdraft"}
# What it says in words of its own: never of books in which the audit finds nothing.
OWN = ["identity-broken", "fund-below-zero"]


def by_record(findings):
    """The codes of each record that has any. Where a number comes again, its numbers have a gap, which is the first code of a record."""
    records = []
    for finding in findings:
        if not records or records[-1][0] != finding["seq"] or finding["code"] == "sequence-gap":
            records.append((finding["seq"], []))
        records[-1][1].append(finding["code"])
    return records


def paired(audited, verified):
    """The records in which either found something, in their order."""
    verified = list(verified)
    for seq, codes in audited:
        is_same = verified and verified[0][0] == seq and (verified[0][1][0] == "sequence-gap") == (codes[0] == "sequence-gap")
        yield seq, codes, verified.pop(0)[1] if is_same else []
    for seq, codes in verified:
        yield seq, [], codes


def disagreements(audit, verified):
    for key in ["club", "records", "head", "trial_balance", "funds", "money"]:
        if audit[key] != verified[key]:
            yield f"{key}: {audit[key]} and {verified[key]}"
    # Without a header nothing is readable, and that is an error too.
    if (verified["error"] is None) != (audit["club"] is not None):
        yield f"error: {verified['error']}"
    for seq, codes, found in paired(by_record(audit["findings"]), by_record(verified["problems"])):
        always = [[code for code in ALWAYS if code in side] for side in (codes, found)]
        first = [[code for code in FIRST if code in side] for side in (codes, found)]
        is_claimed = not first[0] or first[0][0] in CLAIMED
        behind = first[1][1:] if is_claimed else first[1]
        is_first = not is_claimed or first[0][:1] == first[1][:1]
        is_behind = not first[0] or all(FIRST.index(code) > FIRST.index(first[0][0]) for code in behind)
        if always[0] != always[1] or not is_first or not is_behind or not codes:
            yield f"record {seq}: {codes} and {found}"


def less_far(audit, verified):
    """The line from which the verifier could not read a file that the audit could read further; none if there is no such."""
    line = (verified["error"] or {"line": None})["line"]
    if line is not None and (audit["error"] is None or line < audit["error"]["line"]):
        yield f"not read from line {line} on, and by the audit {audit['error']}"


def planted(audit, verified):
    """What was found with one thing changed, in several ways."""
    for change in [
        lambda found: found["trial_balance"][0].update(debit=found["trial_balance"][0]["debit"] + 1),
        lambda found: found["funds"].update(lendable=found["funds"]["lendable"] - 1),
        lambda found: found["money"].update(cash=found["money"]["cash"] + 1),
        lambda found: found.update(head="0" * 64),
        lambda found: found.update(records=found["records"] + 1),
        lambda found: found.update(error={"line": 2, "message": ""}),
        lambda found: found.update(club="X"),
        lambda found: found["problems"].pop(),
        lambda found: found["problems"].append({"seq": 1, "code": "overdraft"}),
        lambda found: found["problems"][0].update(code="overdraft"),
    ]:
        changed = copy.deepcopy(verified)
        change(changed)
        yield any(disagreements(audit, changed))


def main():
    audits, verified, readable = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:])
    wrong = [f"{audit['file']}: {text}" for audit, whole, part in zip(audits, verified, readable, strict=True)
             for text in [*less_far(audit, whole), *disagreements(audit, part)]]
    for text in wrong:
        print(f"  {text}")
    claimed = [finding["code"] for audit in audits for finding in audit["findings"] if finding["code"] in CLAIMED]
    unread = sum(audit["error"] is not None for audit in audits)
    print(f"verify.py: {len(audits)} file(s), {unread} not readable to the end, {sum(audit['records'] for audit in audits)} record(s), "
          f"{len(claimed)} finding(s) of {len(set(claimed))} codes that it claims, {len(wrong)} disagreement(s)")
    missing = CLAIMED - set(claimed)
    if missing:
        print(f"verify.py: never met: {', '.join(sorted(missing))}")
    place = next(place for place, audit in enumerate(audits) if audit["file"].endswith("breach-several.jsonl"))
    noticed = list(planted(audits[place], readable[place]))
    print(f"comparison: {len(noticed)} differences planted, {sum(noticed)} noticed")
    sys.exit(bool(wrong or missing) or not all(noticed))


if __name__ == "__main__":
    main()
