#!/usr/bin/env bash
# Tests the independent verifier, examples/verify: verify.sh [SEED [COUNT]]
#
# Compares it with the guide's page on the format, with the expected output of the samples and with cases made by hand; checks that these
# reveal faults planted in the verifier; and compares it with the audit on random and damaged books, made by make_books.sh from SEED
# (default 1) and COUNT (60). Exits with 0 if everything agrees. All output is in target/verify.
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
