#!/usr/bin/env bash
# Makes books to test other programs with: make_books.sh SEED COUNT DIR [TIMES]
#
# Writes to DIR/books: the samples, 12 clubs of a province, COUNT random histories, and TIMES (default 1) damaged copies of each. Writes
# the audits of all of them to DIR/audits.txt. The same SEED gives the same books. DIR is emptied first. Builds all examples.
set -euo pipefail
cd "$(dirname "$0")/.."
seed=$1 count=$2 out=$3 times=${4:-1}
examples=target/debug/examples

rm -rf "$out"
mkdir -p "$out/books"
cargo build --locked --quiet --examples --features proptest
cp tests/samples/*.jsonl "$out/books"
"$examples/bac_ninh" "$seed" --out "$out/province" > "$out/bac-ninh.txt"
find "$out/province" -name '*.jsonl' | sort | head -n 12 | xargs cp -t "$out/books"
"$examples/random_books" "$seed" --count "$count" --out "$out/books"
whole=("$out"/books/*.jsonl)
for ((damage = seed; damage < seed + times; damage++)); do
    python3 tests/damage.py "$damage" "$out/books" "${whole[@]}"
done
# The audit exits with 1 if books have findings, as many of these do.
"$examples/audit" --json "$out"/books/*.jsonl > "$out/audits.txt" || [ $? = 1 ]
