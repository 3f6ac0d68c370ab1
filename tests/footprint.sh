#!/usr/bin/env bash
# Measures time and reproducibility: footprint.sh
#
# Exits with 1 unless both are true: an audit of ten times the records takes at most 10.5 times the instructions, counted by valgrind, so
# that every run gives the same result; and a club gives the same bytes in a debug build, in a release build, and in a debug build with the
# features of serde_json that other crates may enable. Installs valgrind if it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=target/footprint
mkdir -p "$scratch"
extra=(--features "serde_json/arbitrary_precision,serde_json/preserve_order")

if ! command -v valgrind >/dev/null; then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends valgrind >/dev/null
fi

cargo build --locked --quiet --release --example audit --example village
records() { target/release/examples/village "$1" "$scratch/$1-years.jsonl" | cut -d ' ' -f 1; }
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null target/release/examples/audit --json "$scratch/$1-years.jsonl" \
        2>&1 >/dev/null | sed -nE 's/.*Collected : ([0-9]+).*/\1/p'
}
few=$(records 4) many=$(records 40)
awk -v few="$few" -v many="$many" -v less="$(instructions 4)" -v more="$(instructions 40)" 'BEGIN {
    times = more / less / (many / few) * 10
    printf "instructions at 10 x the data: %.2f x (%d for %d records, %d for %d)\n", times, less, few, more, many
    exit !(less > 0 && times <= 10.5)
}'

hash_of() { # NAME ARGUMENT…: the hash of the books of two clubs, written by a build with these arguments
    local name=$1
    shift
    cargo run --locked --quiet "$@" --example club_year -- "$scratch/$name-year.jsonl" >/dev/null
    cargo run --locked --quiet "$@" --example village -- 4 "$scratch/$name-village.jsonl" >/dev/null
    cat "$scratch/$name-year.jsonl" "$scratch/$name-village.jsonl" | sha256sum | cut -d ' ' -f 1
}
hashes=$(hash_of debug; hash_of release --release; hash_of extra "${extra[@]}")
distinct=$(sort -u <<<"$hashes" | wc -l)
echo "bytes of the same books, of $(wc -l <<<"$hashes") builds (debug, release, debug with other features of serde_json): $distinct version(s)"
((distinct == 1))
