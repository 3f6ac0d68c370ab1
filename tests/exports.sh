#!/usr/bin/env bash
# Exports books and has hledger, ledger and beancount check them: exports.sh [SEED [COUNT]]
# Installs the tools where they are missing. Everything made goes to target/exports.
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
# It exits with 1 where books have findings, as many of these have.
target/debug/examples/export --out "$out/journals" all "$out"/books/*.jsonl 2> "$out/remarks.txt" || [ $? = 1 ]
python3 tests/exports.py "$out/audits.txt" "$out/journals"
