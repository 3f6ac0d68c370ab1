"""Compares the verifier with the expected JSON of the samples: verify_samples.py FOLDER.

FOLDER has books NAME.jsonl, each with NAME.expected.json. Head, records, error line, trial balance, funds and money must be equal, and
every finding of a code that the verifier claims; see `agree.py`. Exits with 1 if anything differs.
"""

import json
import pathlib
import subprocess
import sys

from agree import disagreements

VERIFIER = pathlib.Path(__file__).parent.parent / "examples" / "verify" / "verify.py"


def main():
    samples = sorted(pathlib.Path(sys.argv[1]).glob("*.expected.json"))
    books = [path.with_name(path.name.replace(".expected.json", ".jsonl")) for path in samples]
    run = subprocess.run([sys.executable, VERIFIER, *books], capture_output=True, text=True, check=False)
    verified = [json.loads(line) for line in run.stdout.splitlines()]
    wrong = [f"{path.name}: {text}" for path, found in zip(samples, verified, strict=True)
             for text in disagreements(json.loads(path.read_text(encoding="utf-8")), found)]
    for text in wrong:
        print(f"  {text}")
    print(f"verify.py: {len(samples)} sample(s), {len(wrong)} disagreement(s)")
    sys.exit(bool(wrong) or not samples or run.returncode not in (0, 1))


if __name__ == "__main__":
    main()
