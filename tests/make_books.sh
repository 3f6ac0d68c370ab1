#!/usr/bin/env bash
# Makes books to try other programs on, from a seed: make_books.sh SEED COUNT DIR [TIMES]
# The samples, clubs of a province, histories of anything that can happen; and each of them damaged, in so many ways. Builds all examples.
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
# It exits with 1 where books have findings, as many of these have.
"$examples/audit" --json "$out"/books/*.jsonl > "$out/audits.txt" || [ $? = 1 ]
