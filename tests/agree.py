"""Compares the audit and the verifier on the same books: agree.py AUDITS VERIFIED.

AUDITS has the lines of `audit --json`. VERIFIED has those of `examples/verify/verify.py` of the same files in the same order. Club,
records, head, line of the error, trial balance, funds and money must be equal. The findings of the codes that the verifier claims must
agree too. Codes that are always reported must be equal. Of the others the audit reports those that the record names in `despite` and the
first of the rest, and the verifier reports all: it must report those of the audit, and further ones only later in the order of the codes.
(If an event of members, or of a loan that was ever assumed, is reversed, only the codes that are always reported are compared.)
Then differences are planted; the comparison must notice each of them.
"""

import copy
import json
import sys

ALWAYS = ["sequence-gap", "chain-broken", "duplicate-id", "date-out-of-order", "period-closed", "entry-mismatch"]
# Of these, in this order, an audit reports the first and those that `despite` names.
FIRST = ["unknown-record", "irreversible", "carry-in-open", "carry-in-invalid", "member-exists", "not-a-member", "member-owes",
         "loan-exists", "unknown-loan", "loan-not-open", "loan-cap-exceeded", "too-many-loans", "owes-written-off", "term-too-long",
         "rate-over-ceiling", "paid-on-invalid", "principal-over-outstanding", "interest-over-accrued", "interest-unpaid",
         "nothing-received", "nothing-to-allocate", "over-recovered", "capital-exhausted", "grant-short", "over-restored",
         "seed-grant-exceeded", "over-repaid", "advance-exceeded", "shortage-exceeded", "lendable-exceeded", "operating-exceeded",
         "overdraft"]
# The codes that the verifier claims to find.
CLAIMED = {*ALWAYS, "unknown-record", "irreversible", "carry-in-open", "lendable-exceeded", "operating-exceeded", "overdraft"}
# Codes of its own, allowed only in books in which the audit finds something.
OWN = {"identity-broken", "below-zero"}


def by_record(findings):
    """Groups findings by their records. A repeated number has a sequence gap, which is the first finding of a record."""
    records = []
    for finding in findings:
        if not records or records[-1][0]["seq"] != finding["seq"] or finding["code"] == "sequence-gap":
            records.append([])
        records[-1].append(finding)
    return records


def paired(audited, verified):
    """Yields the findings of both in each record in which either has one, in the order of the records."""
    def record(findings):
        return findings[0]["seq"], findings[0]["code"] == "sequence-gap"

    verified = list(verified)
    for findings in audited:
        is_paired = verified and record(verified[0]) == record(findings)
        yield findings, verified.pop(0) if is_paired else []
    for problems in verified:
        yield [], problems


def is_same(findings, found):
    """Returns whether the codes that the verifier found in a record agree with the findings of the audit."""
    codes = [finding["code"] for finding in findings]
    claimed = [code for code in codes if code in CLAIMED]
    more = [code for code in found if code not in codes]
    # The first that was not named in `despite` hides those after it.
    refusal = [FIRST.index(finding["code"]) for finding in findings if finding["code"] in FIRST and "despite" not in finding]
    is_hidden = refusal and all(code in FIRST and FIRST.index(code) > refusal[0] for code in more)
    return all(code in found for code in claimed) and (not more or is_hidden)


def doubtful(path):
    """Returns the records that reverse an event of members or of a loan that was ever assumed: the verifier does not check if it was taken."""
    records = []
    for line in open(path, "rb").read().splitlines()[1:]:
        try:
            record = json.loads(line)
            [(name, facts)] = record["event"].items()
            records.append((record["seq"], record["id"], name, facts.get("loan"), facts.get("record") if name == "reversed" else None))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            break
    assumed = {loan for _, _, name, loan, _ in records if name == "loan_assumed"} - {None}
    touched = {number for _, number, name, loan, _ in records if loan in assumed or name.startswith("member_")}
    return {seq for seq, _, _, _, target in records if target in touched}


def disagreements(audit, verified):
    for key in ["club", "records", "head", "trial_balance", "funds", "money"]:
        if audit[key] != verified[key]:
            yield f"{key}: {audit[key]} and {verified[key]}"
    lines = [found["error"] and found["error"]["line"] for found in (audit, verified)]
    if lines[0] != lines[1]:
        yield f"line of the error: {lines[0]} and {lines[1]} ({verified['error']})"
    if not audit["findings"] and OWN & {problem["code"] for problem in verified["problems"]}:
        yield f"problems in books without findings: {verified['problems']}"
    doubts = doubtful(verified["file"]) if audit["findings"] else set()
    sides = [[found for found in side if found["code"] in ALWAYS or found["seq"] not in doubts and found["code"] not in OWN]
             for side in (audit["findings"], verified["problems"])]
    for findings, problems in paired(*map(by_record, sides)):
        if not is_same(findings, [problem["code"] for problem in problems]):
            yield f"{findings} and {problems}"


def planted(audit, verified):
    """Yields for each planted difference whether the comparison notices it."""
    for change in [
        lambda found: found["trial_balance"][0].update(debit=found["trial_balance"][0]["debit"] + 1),
        lambda found: found["funds"].update(lendable=found["funds"]["lendable"] - 1),
        lambda found: found["money"].update(cash=found["money"]["cash"] + 1),
        lambda found: found.update(head="0" * 64),
        lambda found: found.update(records=found["records"] + 1),
        lambda found: found.update(error={"line": 2, "message": ""}),
        lambda found: found.update(club="X"),
        lambda found: found["problems"].pop(0),
        lambda found: found["problems"].append({"seq": 1, "code": "overdraft"}),
        lambda found: found["problems"][0].update(code="overdraft"),
    ]:
        changed = copy.deepcopy(verified)
        change(changed)
        yield any(disagreements(audit, changed))


def main():
    audits, verified = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:])
    wrong = [f"{audit['file']}: {text}" for audit, found in zip(audits, verified, strict=True) for text in disagreements(audit, found)]
    for text in wrong:
        print(f"  {text}")
    claimed = [finding["code"] for audit in audits for finding in audit["findings"] if finding["code"] in CLAIMED]
    unread = sum(audit["error"] is not None for audit in audits)
    print(f"verify.py: {len(audits)} file(s), {unread} not readable to the end, {sum(audit['records'] for audit in audits)} record(s), "
          f"{len(claimed)} finding(s) of {len(set(claimed))} codes that it claims, {len(wrong)} disagreement(s)")
    missing = CLAIMED - set(claimed)
    if missing:
        print(f"verify.py: codes without a finding: {', '.join(sorted(missing))}")
    place = next(place for place, audit in enumerate(audits) if audit["file"].endswith("breach-several.jsonl"))
    noticed = list(planted(audits[place], verified[place]))
    print(f"comparison: {len(noticed)} differences planted, {sum(noticed)} noticed")
    sys.exit(bool(wrong or missing) or not all(noticed))


if __name__ == "__main__":
    main()
