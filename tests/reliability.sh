#!/usr/bin/env bash
# Measures the figures of the guide's page on reliability: reliability.sh [PART…]
#
# Parts: histories scope model damage kills faults fuzz panics footprint coverage mutants; without one, all of them, which takes hours.
# Exits with 0 if all parts pass, 1 if one fails, 2 for an unknown part. The variables LAWS_CASES, MODEL_CASES, SCOPE_DEPTH, EMBED_KILLS
# and FUZZ_SECONDS set the number of cases.
set -euo pipefail
cd "$(dirname "$0")/.."

tests() { cargo test --locked --quiet "$@" -- --nocapture; }

histories() {
    LAWS_CASES=${LAWS_CASES:-125000} tests --release --test laws every_law_holds | grep violations
    tests --release --test laws reach | grep -E ' of [0-9]+$'
}
scope() { SCOPE_DEPTH=${SCOPE_DEPTH:-5} tests --release --test scope | grep -E 'violations|^[a-z-]+ +[0-9]+$'; }
model() { MODEL_CASES=${MODEL_CASES:-5000} tests --release --test model | grep -E '^ +[0-9]+ |^test result'; }
damage() { tests --test it | grep -E 'not noticed|hostile files|torn files'; }
kills() { EMBED_KILLS=${EMBED_KILLS:-400} tests --release --test it killed_at_any_moment | grep 'none lost'; }
faults() { tests/planted.py faults; }
fuzz() {
    fuzz/run.sh --canaries
    fuzz/run.sh "${FUZZ_SECONDS:-3600}"
}
panics() { tests/panic-census.sh; }
footprint() { tests/footprint.sh; }
coverage() { tests/coverage.sh; }
mutants() { tests/planted.py mutants; }

all=(histories scope model damage kills faults fuzz panics footprint coverage mutants)
parts=("${@:-${all[@]}}")
failed=()
for part in "${parts[@]}"; do
    [[ " ${all[*]} " == *" $part "* ]] || { echo "no part $part, expected one of: ${all[*]}" >&2; exit 2; }
    printf '\n== %s, %s\n' "$part" "$(date +%F)"
    "$part" || failed+=("$part")
done
if ((${#failed[@]})); then
    printf '\nfailed parts: %s\n' "${failed[*]}"
    exit 1
fi
