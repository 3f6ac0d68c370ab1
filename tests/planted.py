#!/usr/bin/env python3
"""Plants faults into a copy of the library and reports the test that notices each.

    tests/planted.py faults [PATTERN]   the faults of tests/faults.toml whose name matches the regular expression PATTERN
    tests/planted.py mutants [ROOM…]    the changes that cargo-mutants proposes for modules of src/; without one, those that compute
    tests/planted.py --check            only checks that each text of tests/faults.toml is found exactly once

All faults are built once: each function contains its own text and, selected by a variable of the environment, its text with each fault.
A fault that cannot be built so (in a constant, in a macro, of another type) is built by itself. The tests must pass without a fault.
Each line of the report has the verdict, the fault, and the first test that fails. PLANTED_JOBS runs several at a time. Exits with 1 if a
listed text is not found exactly once, if a listed fault does not compile, or if a fault is not noticed.
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "target" / "planted"
ROOMS = ["money", "rate", "rounding", "allocation", "calendar", "loan", "posting", "register", "rules", "books", "ledger", "journal"]

# The test binaries in the order of their time: the slow tests follow where the quick ones notice nothing. Those that run examples, which
# would be built for each fault, are left out, as are those that need other histories than the settings below.
SLOW = ["drill_down::", "reconcile_laws::", "tamper::", "torn::", "corpus::", "lives", "article"]
OTHERS = ["command", "example", "embedding::", "hands::", "more_than_64_bits", "cases::", "line_ends::changed_line_ends_are_one_finding",
          "export::an_export_is_checked"]
BINARIES = [("revolving_fund", []), ("laws", ["hold::"]), ("scope", []),
            ("it", [word for test in SLOW + OTHERS for word in ("--skip", test)]), ("model", []), ("laws", ["--skip", "strategies::", "--skip", "reach::"]),
            ("it", SLOW + [word for test in OTHERS for word in ("--skip", test)])]

# The same histories on each run, without shrinking. The unstable option of the test binaries is --fail-fast.
SETTINGS = os.environ | {
    "LAWS_CASES": "32", "SCOPE_DEPTH": "2", "MODEL_CASES": "24", "PROPTEST_RNG_SEED": "84", "PROPTEST_MAX_SHRINK_ITERS": "0",
    "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true", "INSTA_UPDATE": "no", "CARGO_TERM_COLOR": "never", "CARGO_MANIFEST_DIR": str(COPY),
    # No other command uses the profile, so that the dependencies in the folder of the crate can be shared.
    "CARGO_TARGET_DIR": os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")), "CARGO_PROFILE_MUTANTS_OPT_LEVEL": "1", "RUSTC_BOOTSTRAP": "1", "RUST_BACKTRACE": "0",
}
OPTIONS = ["--locked", "--profile", "mutants", "--message-format", "json"]
CHECK = ["cargo", "check", "--lib", "--all-features", *OPTIONS]
BUILD = ["cargo", "test", "--no-run", "--lib", *[word for binary in ("laws", "scope", "it", "model") for word in ("--test", binary)], *OPTIONS]

SELECTOR = """//! Which planted fault is in effect.

use std::sync::OnceLock;

pub(crate) fn number() -> u32 {
    static NUMBER: OnceLock<u32> = OnceLock::new();
    *NUMBER.get_or_init(|| std::env::var("PLANTED").ok().and_then(|number| number.parse().ok()).unwrap_or(0))
}
"""


@dataclass
class Fault:
    """A replacement of the characters from `start` to `end` of a file."""
    name: str
    file: str
    start: int
    end: int
    replacement: str
    number: int = 0
    opaque: bool = False


def listed(pattern=""):
    """Returns the faults of tests/faults.toml, and stops if a text is not found exactly once or a name is used twice."""
    rows = tomllib.loads((ROOT / "tests" / "faults.toml").read_text())["fault"]
    wrong, found = [], []
    for row in rows:
        text = (ROOT / row["file"]).read_text()
        if (count := text.count(row["find"])) != 1:
            wrong.append(f"{row['name']}: {count} times in {row['file']}")
        start = text.find(row["find"])
        found.append(Fault(row["name"], row["file"], start, start + len(row["find"]), row["replace"]))
    names = [row["name"] for row in rows]
    wrong += [f"{name}: used twice" for name in sorted(set(names)) if names.count(name) > 1]
    if wrong:
        sys.exit("\n".join(wrong))
    return [fault for fault in found if re.search(pattern, fault.name)]


def proposed(rooms):
    """Returns the changes that cargo-mutants proposes for the rooms."""
    if subprocess.run(["cargo", "mutants", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        subprocess.run(["cargo", "install", "--quiet", "--locked", "cargo-mutants"], check=True)
    found = []
    for room in rooms:
        files = f"src/{room}/*.rs" if (ROOT / "src" / room).is_dir() else f"src/{room}.rs"
        rows = json.loads(subprocess.run(["cargo", "mutants", "--list", "--json", "-f", files], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
        for row in rows:
            starts = line_starts((ROOT / row["file"]).read_text())
            start, end = (starts[place["line"] - 1] + place["column"] - 1 for place in (row["span"]["start"], row["span"]["end"]))
            found.append(Fault(row["name"], row["file"], start, end, row["replacement"]))
    return found


def line_starts(text):
    """Returns the position of the first character of each line."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def functions(text):
    """Yields the outermost functions as (start, first character of the body, its end), by the indentation that rustfmt gives them."""
    starts, lines = line_starts(text), text.splitlines()
    at = 0
    while at < len(lines):
        head = re.match(r"( *)(?:pub(?:\([^)]*\))? )?(?:const )?fn \w", lines[at])
        if not head or lines[at].endswith("}"):
            at += 1
            continue
        opening = next(row for row in range(at, len(lines)) if lines[row].endswith(("{", ";")))
        if lines[opening].endswith(";"):
            at = opening + 1
            continue
        closing = next(row for row in range(opening, len(lines)) if lines[row] == head[1] + "}")
        yield starts[at], starts[opening + 1], starts[closing]
        at = closing + 1


def plant(faults, constant):
    """Writes the faults into the copy, a function at a time. Returns those outside of functions, and the lines of the others."""
    alone, places = [], {}
    for source in sorted((ROOT / "src").rglob("*.rs")):
        file = str(source.relative_to(ROOT))
        path = COPY / file
        text = source.read_text()
        own = [fault for fault in faults if fault.file == file]
        written, at, marks = "", 0, []
        for head, start, end in functions(text):
            inside = [fault for fault in own if start <= fault.start and fault.end <= end]
            signature = text[head:start]
            name = re.search(r"fn (\w+)", signature)[1]
            if faults and re.match(r" *(pub(\([^)]*\))? )?const fn", signature) and name not in constant:
                signature = signature.replace("const fn", "fn", 1)
            elif "const fn" in signature:
                inside = []
            own = [fault for fault in own if fault not in inside]
            written += text[at:head] + signature
            if inside:
                written += "match crate::planted::number() {\n"
                for fault in inside:
                    fault.opaque = "impl " in signature
                    first = written.count("\n") + 1
                    written += f"{fault.number} => {{\n{text[start:fault.start]}{fault.replacement}{text[fault.end:end]}}}\n"
                    marks.append((first, written.count("\n"), fault))
                written += f"_ => {{\n{text[start:end]}}}\n}}\n"
            else:
                written += text[start:end]
            at = end
        written += text[at:]
        if file == "src/lib.rs":
            written = re.sub(r"^(mod|pub mod) ", r"mod planted;\n\1 ", written, count=1, flags=re.M)
        if not path.exists() or path.read_text() != written:
            path.write_text(written)
        alone += own
        places[file] = marks
    (COPY / "src" / "planted.rs").write_text(SELECTOR)
    return alone, places


def build(command):
    """Checks the library or builds the tests in the copy. Returns the test binaries by name, and the errors of the compiler."""
    run = subprocess.run(command, cwd=COPY, env=SETTINGS, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    binaries, errors = {}, []
    for message in map(json.loads, filter(lambda line: line.startswith("{"), run.stdout.splitlines())):
        if message.get("executable"):
            binaries[message["target"]["name"]] = message["executable"]
        if message["reason"] == "compiler-message" and message["message"]["level"] == "error":
            errors.append(message["message"])
    if run.returncode and not errors:
        sys.exit(run.stderr)
    return binaries, errors


def build_all(faults):
    """Builds the faults together. Returns the binaries, the faults that must be built alone, and those that do not compile."""
    alone, constant, invalid = [], set(), []
    while True:
        outside, places = plant([fault for fault in faults if fault not in alone + invalid], constant)
        errors = build(CHECK)[1]
        if not errors:
            binaries, errors = build(BUILD)
            if errors:
                sys.exit("\n".join(error["rendered"] for error in errors))
            return binaries, alone + outside, invalid
        names = set()
        found = {True: [], False: []}
        for error in errors:
            names |= set(re.findall(r"non-const (?:associated function|function|method) `(?:.*::)?(\w+)", error["message"]))
            for span in error["spans"] + [span for child in error["children"] for span in child["spans"]]:
                for first, last, fault in places.get(span["file_name"], []):
                    if first <= span["line_start"] <= last:
                        found[bool(span["is_primary"])].append(fault)
        # Two texts of a function that returns an opaque type have different types. Any other error is that of the text itself.
        primary = [fault for fault in unique(found[True]) if not fault.opaque]
        others = [fault for fault in unique(found[True] + found[False]) if fault not in primary] if not primary else []
        print(f"  {len(primary)} do not compile, {len(others)} are built apart; kept constant: {sorted(names)}", flush=True)
        if not primary and not others and names <= constant:
            sys.exit("\n".join(error["rendered"] for error in errors))
        invalid += primary
        alone += others
        constant |= names


def unique(faults):
    return [fault for place, fault in enumerate(faults) if fault not in faults[:place]]


def first_failure(binaries, number):
    """Runs the tests with a fault. Returns the first that fails; None if all pass."""
    for binary, arguments in BINARIES:
        command = [binaries[binary], "-Zunstable-options", "--fail-fast", "--test-threads=1", *arguments]
        try:
            run = subprocess.run(command, cwd=COPY, env=SETTINGS | {"PLANTED": str(number)}, timeout=300, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return f"{binary} does not end"
        if run.returncode:
            output = run.stdout.decode(errors="replace")
            failed = re.search(r"^test (\S+)(?: - should panic)? \.\.\. FAILED$", output, re.M) or re.search(r"^    (\S+)$", output, re.M)
            return f"{binary} {failed[1] if failed else 'aborts'}"
    return None


def tried_alone(fault):
    """Builds a fault by itself and runs the tests. Returns the first test that fails, 'does not compile', or None."""
    plant([], set())
    path = COPY / fault.file
    text = (ROOT / fault.file).read_text()
    changed = text[:fault.start] + fault.replacement + text[fault.end:]
    path.write_text(re.sub(r"^(mod|pub mod) ", r"mod planted;\n\1 ", changed, count=1, flags=re.M) if fault.file == "src/lib.rs" else changed)
    errors = build(CHECK)[1]
    binaries, errors = ({}, errors) if errors else build(BUILD)
    return "does not compile" if errors else first_failure(binaries, 0)


def main():
    what, *names = sys.argv[1:] or [""]
    if what == "--check":
        print(f"{len(listed())} faults, each text found exactly once")
        return
    if what not in ("faults", "mutants"):
        sys.exit(__doc__)
    faults = listed(*names[:1]) if what == "faults" else proposed(names or ROOMS)
    for number, fault in enumerate(faults, 1):
        fault.number = number
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=shutil.ignore_patterns("target", ".git"), copy_function=shutil.copy)
    binaries, alone, invalid = build_all(faults)
    if failure := first_failure(binaries, 0):
        sys.exit(f"without a fault: {failure}")
    count = {"noticed": 0, "MISSED": 0, "does not compile": 0}

    def report(fault, failure):
        verdict = "MISSED" if failure is None else failure if failure == "does not compile" else "noticed"
        count[verdict] += 1
        print(f"{verdict:8} {fault.name}: {failure or 'all tests pass'}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("PLANTED_JOBS", "1"))) as pool:
        together = [fault for fault in faults if fault not in alone + invalid]
        for fault, failure in zip(together, pool.map(lambda fault: first_failure(binaries, fault.number), together)):
            report(fault, failure)
    for fault in invalid:
        report(fault, "does not compile")
    for fault in alone:
        report(fault, tried_alone(fault))
    print(", ".join(f"{number} {verdict}" for verdict, number in count.items()))
    if not count["noticed"] or count["MISSED"] or (what == "faults" and count["does not compile"]):
        sys.exit(1)


if __name__ == "__main__":
    main()
