#!/usr/bin/env bash
# Makes books to try other programs on, from a seed: make_books.sh SEED COUNT DIR
# The samples, clubs of a province, histories of anything that can happen; and each of them damaged. Builds all examples.
set -euo pipefail
cd "$(dirname "$0")/.."
seed=$1 count=$2 out=$3
examples=target/debug/examples

rm -rf "$out"
mkdir -p "$out/books"
cargo build --locked --quiet --examples --features proptest
cp tests/samples/*.jsonl "$out/books"
"$examples/bac_ninh" "$seed" --out "$out/province" > "$out/bac-ninh.txt"
find "$out/province" -name '*.jsonl' | sort | head -n "$count" | xargs cp -t "$out/books"
"$examples/random_books" "$seed" --count "$count" --out "$out/books"
python3 tests/damage.py "$seed" "$out/books" "$out"/books/*.jsonl
# It exits with 1 where books have findings, as many of these have.
"$examples/audit" --json "$out"/books/*.jsonl > "$out/audits.txt" || [ $? = 1 ]
