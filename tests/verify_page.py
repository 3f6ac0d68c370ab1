"""Compares the verifier with the guide's page on the format: verify_page.py

Both must have the same events and codes, with the same fields in the same order, and the verifier must read the example of the page without
a problem and with the hashes, head, funds and money stated there. Exits with 1 if anything differs.
"""

import hashlib
import json
import pathlib
import re
import sys
import tempfile

from verify_samples import VERIFIER

PAGE = pathlib.Path(__file__).parent.parent / "src" / "guide" / "format.md"


def rows(page, heading):
    """Returns the cells of the tables under a heading, up to the next heading of the same level."""
    level = heading.split()[0]
    text = page.split(f"\n{heading}\n")[1].split(f"\n{level} ")[0]
    return [re.split(r" (?<!\\)\| ", line[2:]) for line in text.splitlines() if line.startswith("| `")]


def events(page):
    """Yields the fields of each event of the page, in the form of the verifier."""
    for name, fields, *_ in rows(page, "# The events"):
        fields = re.sub(r"\([^)]*\)|:.*", "", fields) if "no fields" not in fields else ""
        yield name.split("`")[1], re.findall(r"`([a-z_]+\??)`", fields)


def differences(verifier, page):
    described = dict(events(page))
    for name in sorted({*described, *verifier["EVENTS"]} - {"format_raised"}):
        known = re.sub("/[a-z]+", "", verifier["EVENTS"].get(name, [""])[0]).split()
        if described.get(name) != known:
            yield f"{name}: the page has {described.get(name)}, the verifier {known}"
    codes = [row[0].strip("` ") for row in rows(page.split("\n## Findings")[0], "# The rules")]
    if codes != verifier["CODES"].split():
        yield f"codes: {codes}"
    lines = re.findall(r'^\{"(?:format|seq)":.*\n', page, re.MULTILINE)
    hashes = [hashlib.sha256(line[:-1].encode()).hexdigest() for line in lines]
    printed = re.findall("[0-9a-f]{64}(?=,)", page)
    if printed != [hashes[0], hashes[-1]]:
        yield f"hashes: {printed} printed, {hashes[0]} and {hashes[-1]}"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "example.jsonl"
        path.write_text("".join(lines), encoding="utf-8")
        found = verifier["verify"](path)
    audit = json.loads(re.search(r'^\{"file":.*?^ "members":\d+\}', page, re.MULTILINE | re.DOTALL).group())
    for key in ["club", "records", "head", "error", "trial_balance", "funds", "money"]:
        if found[key] != audit[key]:
            yield f"example: {key} {found[key]} and {audit[key]}"
    if found["problems"]:
        yield f"example: {found['problems']}"


def main():
    verifier = {"__name__": "verifier"}
    exec(VERIFIER.read_text(encoding="utf-8"), verifier)
    wrong = list(differences(verifier, PAGE.read_text(encoding="utf-8")))
    for text in wrong:
        print(f"  {text}")
    print(f"format.md: {len(verifier['EVENTS'])} events and the example compared with verify.py, {len(wrong)} difference(s)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
