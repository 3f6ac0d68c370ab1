#!/usr/bin/env bash
# Compares the verifier that auditors can read, examples/verify, with the audit: verify.sh [SEED [COUNT]]
# Then faults are planted in it, each of which must be noticed. Everything made goes to target/verify.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/verify

tests/make_books.sh "${1:-1}" "${2:-60}" "$out" 4
python3 tests/readable.py "$out/audits.txt" "$out/readable"
for books in books readable; do
    python3 examples/verify/verify.py "$out/$books"/*.jsonl > "$out/$books.txt" 2> "$out/$books.told.txt" || [ $? = 1 ]
done
python3 tests/agree.py "$out"/{audits,books,readable}.txt
python3 tests/verify_faults.py "$out"
