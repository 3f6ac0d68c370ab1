#!/usr/bin/env bash
# Compares the verifier that auditors can read, examples/verify, with the audit: verify.sh [SEED [COUNT]]
# First with the guide's page on the format, the expected output of the samples and cases made by hand, which must show faults planted in
# the verifier; then with the audit on random and damaged books. Everything made goes to target/verify.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/verify

python3 tests/verify_page.py
python3 tests/verify_samples.py tests/samples
python3 tests/verify_cases.py
python3 tests/verify_faults.py tests/samples
tests/make_books.sh "${1:-1}" "${2:-60}" "$out" 4
python3 examples/verify/verify.py "$out/books"/*.jsonl > "$out/books.txt" 2> "$out/problems.txt" || [ $? = 1 ]
python3 tests/agree.py "$out"/{audits,books}.txt
