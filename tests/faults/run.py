#!/usr/bin/env python3
"""Plants known faults into a copy of the crate, one at a time, and reports the test that catches each.

    tests/faults/run.py [PATTERN]   all of them, or those whose name matches the regular expression PATTERN
    tests/faults/run.py --check     only checks that each text to be replaced is found exactly once

The faults are in tests/faults.toml. FAULT_STEPS names the test binaries to run, as in FAULT_STEPS="laws model"; without it all are
run. The copy must pass without a fault. Exits with 1 if a text is not found exactly once, if a fault does not compile, or if it is not
caught.
"""
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "target" / "faults"
BUILT = ROOT / "target" / "faults-built"

# The quick test binaries and their arguments, the quickest first. A fault that only slow tests catch needs a quick test.
STEPS = [
    ("laws", ["hold::"]),
    ("it", ["--skip", "command", "--skip", "example", "--skip", "embedding::", "--skip", "hands::", "--skip", "reconcile_laws::", "--skip", "corpus::", "--skip", "tamper::",
            "--skip", "torn::", "--skip", "life", "--skip", "lives", "--skip", "article", "--skip", "more_than_64_bits"]),
    ("scope", []),
    ("model", []),
]

# The same histories on each run, without shrinking.
SETTINGS = {
    "LAWS_CASES": "32", "SCOPE_DEPTH": "2", "PROPTEST_RNG_SEED": "84", "PROPTEST_MAX_SHRINK_ITERS": "0",
    "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true", "INSTA_UPDATE": "no", "CARGO_TERM_COLOR": "never",
    # Separate from the target folder of the crate itself, because cargo would confuse the two.
    "CARGO_TARGET_DIR": str(BUILT),
}


def faults():
    """Returns the faults, and stops if a text is not found exactly once or a name is used twice."""
    listed = tomllib.loads((ROOT / "tests" / "faults.toml").read_text())["fault"]
    wrong = [f"{fault['name']}: {count} times in {fault['file']}" for fault in listed
             if (count := (ROOT / fault["file"]).read_text().count(fault["find"])) != 1]
    names = [fault["name"] for fault in listed]
    wrong += [f"{name}: used twice" for name in set(names) if names.count(name) > 1]
    if wrong:
        sys.exit("\n".join(wrong))
    return listed


def first_failure(steps):
    """Runs the steps in the copy. Returns the first test that fails; None if all pass."""
    for binary, arguments in steps:
        command = ["cargo", "test", "--locked", "--test", binary, "--", *arguments]
        try:
            run = subprocess.run(command, cwd=COPY, env={**os.environ, **SETTINGS}, timeout=1200, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return f"{binary} does not end"
        if run.returncode == 0:
            continue
        (ROOT / "target" / "faults.log").write_text(run.stdout)
        if "could not compile" in run.stdout:
            return "does not compile"
        failed = sorted(re.findall(r"^test (.*) \.\.\. FAILED$", run.stdout, re.M))
        return f"{binary} {failed[0] if failed else 'aborts'}"
    return None


def seed():
    """Copies the built dependencies of the crate, so that they are not built again."""
    debug = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
    if BUILT.exists() or not (debug / "deps").exists():
        return
    for folder in ("build", ".fingerprint", "deps"):
        kept = shutil.ignore_patterns("*.o", "revolving_fund*", "librevolving_fund*", "revolving-fund*", "incremental")
        shutil.copytree(debug / folder, BUILT / "debug" / folder, ignore=kept)


def main():
    listed = faults()
    if sys.argv[1:] == ["--check"]:
        print(f"{len(listed)} faults, each text found exactly once")
        return
    pattern = sys.argv[1] if len(sys.argv) > 1 else ""
    only = os.environ.get("FAULT_STEPS", "").split()
    steps = [step for step in STEPS if not only or step[0] in only]
    seed()
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=shutil.ignore_patterns("target", ".git"), copy_function=shutil.copy)
    if failure := first_failure(steps):
        sys.exit(f"without a fault: {failure}, see target/faults.log")
    tried = caught = 0
    for fault in (fault for fault in listed if re.search(pattern, fault["name"])):
        path = COPY / fault["file"]
        sound = path.read_text()
        path.write_text(sound.replace(fault["find"], fault["replace"]))
        failure = first_failure(steps)
        path.write_text(sound)
        tried += 1
        verdict = "MISSED" if failure is None else "WRONG" if failure == "does not compile" else "caught"
        caught += verdict == "caught"
        print(f"{verdict:6}  {fault['name']:44} {failure or ''}", flush=True)
    print(f"{caught} of {tried} faults caught")
    if caught < tried or tried == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
