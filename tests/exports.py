"""Checks exports with the tools for which they are made: exports.py AUDITS DIR.

AUDITS has the lines of `audit --json`, DIR the exports of the audited files in all formats. Each tool checks every journal, and its debits,
credits and balance of each account are compared with the trial balance of the audit. Then a wrong amount is planted in a journal, which
each tool must notice. Prints a line for each tool; exits with 1 if anything differs. Needs only Python 3.11 and the tools; the variables
HLEDGER, LEDGER, BEAN_PYTHON (a Python with beancount) and BEAN_CHECK give their paths.
"""

import collections
import concurrent.futures
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys

HLEDGER, LEDGER = os.environ.get("HLEDGER", "hledger"), os.environ.get("LEDGER", "ledger")
BEAN_PYTHON, BEAN_CHECK = os.environ["BEAN_PYTHON"], os.environ["BEAN_CHECK"]
ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8"}

# The checks of bean-check, and debits and credits by account, for many files in one run.
BEANCOUNT = """
import collections, json, sys
from beancount import loader
from beancount.core import data
from beancount.ops import validation
for line in sys.stdin:
    entries, errors, options = loader.load_file(line.rstrip("\\n"), extra_validations=validation.HARDCORE_VALIDATIONS)
    sides = collections.defaultdict(lambda: [0, 0])
    for entry in data.filter_txns(entries):
        for posting in entry.postings:
            assert posting.units.currency == "VND" and posting.units.number == int(posting.units.number)
            sides[posting.account][posting.units.number < 0] += abs(int(posting.units.number))
    checks = sum(isinstance(entry, data.Balance) for entry in entries)
    print(json.dumps({"errors": [error.message for error in errors], "checks": checks, "sides": sides}), flush=True)
"""


class Refused(Exception):
    """A tool refused a file; the message is that of the tool."""


def run(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", env=ENVIRONMENT)
    if done.returncode:
        raise Refused((done.stderr or done.stdout).strip())
    return done.stdout


def sums(rows):
    """Returns the amounts of accounts from rows `account, "123 VND"`; a missing account counts as zero."""
    return collections.Counter({account: int(amount.removesuffix(" VND").rstrip(".")) for account, amount in rows})


def of_three(debits, credits, balances):
    """Combines the three reports of a tool: debits, credits and balance of every account."""
    return {account: (debits[account], -credits[account], balances[account]) for account in {*debits, *credits, *balances}}


def hledger(path):
    def ask(*query):
        # Strict: as `hledger check --strict` does, it also checks that accounts and the commodity are declared.
        table = run(HLEDGER, "--strict", "-f", path, "balance", "--flat", "--empty", "--no-total", "-O", "csv", *query)
        return sums(list(csv.reader(io.StringIO(table)))[1:])
    return of_three(ask("amt:>0"), ask("amt:<0"), ask())


def ledger(path):
    def ask(*query):
        form = "%(account)\t%(quantity(display_total))\n"
        lines = run(LEDGER, "-f", path, "--strict", "--pedantic", "balance", "--flat", "--empty", "--no-total", "--format", form, *query)
        return sums(line.split("\t") for line in lines.split("\n") if line)
    return of_three(ask("--limit", "amount>0"), ask("--limit", "amount<0"), ask())


def table(path):
    sides = collections.defaultdict(lambda: [0, 0])
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            sides[row["debit"]][0] += int(row["amount"])
            sides[row["credit"]][1] += int(row["amount"])
    return {account: (debit, credit, debit - credit) for account, (debit, credit) in sides.items()}


def beancount(lines):
    """Yields for every file its accounts, or the error of beancount."""
    for line in lines.splitlines():
        result = json.loads(line)
        if result["errors"]:
            yield Refused("; ".join(result["errors"]))
        else:
            yield {account: (debit, credit, debit - credit) for account, (debit, credit) in result["sides"].items()}


def bean_name(account):
    """Returns the documented name of an account in beancount."""
    *kinds, name = account.split(":")
    kinds = [{"funds": "Equity", "clearing": "Equity"}.get(kind, kind.capitalize()) for kind in kinds]
    if len(kinds) == 1:
        name = name[0].upper() + name[1:]
    elif name[0].islower() or name.startswith("X-"):
        name = "X-" + name
    return ":".join([*kinds, name])


def trial_balance(audit, name=lambda account: account):
    return {name(row["account"]): (row["debit"], row["credit"], row["debit"] - row["credit"]) for row in audit["trial_balance"]}


def differences(found, expected):
    if isinstance(found, Refused):
        return [f"refused: {found}"]
    return [f"{account}: {found.get(account)}, expected {expected.get(account)}"
            for account in sorted({*found, *expected}) if found.get(account) != expected.get(account)]


def attempt(tool, path):
    try:
        return tool(path)
    except Refused as refused:
        return refused


def planted(path, other):
    """Writes the journal with one đồng more in its first transfer: debits and credits still agree, balances do not."""
    amounts = re.compile(r"  (-?)([0-9]+) VND$", re.MULTILINE)
    text = pathlib.Path(path).read_text(encoding="utf-8")
    more = amounts.sub(lambda match: f"  {match[1]}{int(match[2]) + 1} VND", text, count=2)
    assert more != text
    pathlib.Path(other).write_text(more, encoding="utf-8")
    return other


def main():
    audits = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    audits = [audit for audit in audits if audit["club"] is not None]
    folder = pathlib.Path(sys.argv[2])
    paths = {kind: [str(folder / f"{pathlib.Path(audit['file']).stem}.{kind}") for audit in audits]
             for kind in ["hledger", "ledger", "beancount", "csv"]}
    failed = False

    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        bean = pool.submit(run, BEAN_PYTHON, "-c", BEANCOUNT, text="".join(f"{path}\n" for path in paths["beancount"]))
        found = {kind: list(pool.map(lambda path: attempt(tool, path), paths[kind]))
                 for kind, tool in [("hledger", hledger), ("ledger", ledger), ("csv", table)]}
        found["beancount"] = list(beancount(bean.result()))

    for kind, results in found.items():
        accounts, wrong = 0, 0
        for audit, result in zip(audits, results, strict=True):
            expected = trial_balance(audit, bean_name if kind == "beancount" else lambda account: account)
            accounts += len(expected)
            for difference in differences(result, expected):
                wrong += 1
                print(f"  {kind}: {audit['file']}: {difference}")
        print(f"{kind}: {len(results)} file(s), {accounts} account(s) compared, {wrong} difference(s)")
        failed |= wrong > 0 or accounts == 0

    sample = max(range(len(audits)), key=lambda place: len(audits[place]["trial_balance"]))
    checks = {"hledger": lambda path: run(HLEDGER, "-f", path, "check", "--strict"),
              "ledger": lambda path: run(LEDGER, "-f", path, "balance"),
              "beancount": lambda path: run(BEAN_CHECK, path)}
    for kind, check in checks.items():
        for path, is_wrong in [(paths[kind][sample], False), (planted(paths[kind][sample], folder / f"planted.{kind}"), True)]:
            noticed = isinstance(attempt(check, path), Refused)
            failed |= noticed != is_wrong
            print(f"{kind}: {'a planted wrong amount' if is_wrong else 'the same without it'}: {'noticed' if noticed else 'passed'}")
    row = audits[sample]["trial_balance"][0]
    row["debit"] += 1
    seen = len(differences(found["csv"][sample], trial_balance(audits[sample])))
    print(f"comparison: one đồng planted in a trial balance: {seen} difference(s) seen")
    sys.exit(failed or seen != 1)


main()
