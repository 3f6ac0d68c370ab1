#!/usr/bin/env bash
# Compares the verifier that auditors can read, examples/verify, with the audit: verify.sh [SEED [COUNT]]
# Everything made goes to target/verify.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/verify

tests/make_books.sh "${1:-1}" "${2:-60}" "$out"
python3 examples/verify/verify.py "$out"/books/*.jsonl > "$out/verified.txt" 2> "$out/said.txt" || [ $? = 1 ]
python3 tests/agree.py "$out/audits.txt" "$out/verified.txt"
