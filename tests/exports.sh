#!/usr/bin/env bash
# Exports books and checks the exports with hledger, ledger and beancount: exports.sh [SEED [COUNT]]
#
# SEED (default 1) and COUNT (15) of the random books are passed to make_books.sh. Exits with 0 if all tools agree with the audit, otherwise
# with another status. Installs missing tools. All output is in target/exports.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/exports

mkdir -p target
if ! command -v hledger ledger > target/auditors.txt; then
    { apt-get update && apt-get install -y hledger ledger; } > target/auditors.txt
fi
if ! target/auditors/bin/bean-check --version > target/auditors.txt 2>&1; then
    python3 -m venv target/auditors
    target/auditors/bin/pip install --quiet 'beancount>=3,<4'
fi
export BEAN_PYTHON=target/auditors/bin/python BEAN_CHECK=target/auditors/bin/bean-check

tests/make_books.sh "${1:-1}" "${2:-15}" "$out"
# The export exits with 1 if books have findings, as many of these do.
target/debug/examples/export --out "$out/journals" all "$out"/books/*.jsonl 2> "$out/remarks.txt" || [ $? = 1 ]
python3 tests/exports.py "$out/audits.txt" "$out/journals"
