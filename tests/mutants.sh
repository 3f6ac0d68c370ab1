#!/usr/bin/env bash
# Mutation tests: mutants.sh [ROOM…]
#
# Changes the library in one place at a time and runs the quick tests. Each ROOM is a module of src/; without one, all rooms with
# computations, which takes hours. Prints every change that no test notices and a summary for each room. Exits with 1 if a run fails or a
# change is not noticed; the slower tests of the whole suite may still notice it. Installs missing tools.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! cargo mutants --version >/dev/null 2>&1; then cargo install --quiet --locked cargo-mutants; fi
if ! cargo nextest --version >/dev/null 2>&1; then cargo install --quiet --locked cargo-nextest; fi

export LAWS_CASES=24 MODEL_CASES=24 INSTA_UPDATE=no PROPTEST_DISABLE_FAILURE_PERSISTENCE=true PROPTEST_MAX_SHRINK_ITERS=0
slow='test(hands::) | test(command) | test(example) | test(tamper::) | test(corpus) | test(reconcile_laws) | test(strategies::) |
    test(reach::) | test(article) | test(lives) | test(more_than_64)'
rooms=("$@")
if ((!$#)); then rooms=(money rate allocation loan posting rules books journal); fi
failed=0
for room in "${rooms[@]}"; do
    files=src/$room.rs
    if [[ -d src/$room ]]; then files="src/$room/*.rs"; fi
    out=target/mutants/$room
    rm -rf "$out"
    mkdir -p "$out"
    cargo mutants --no-shuffle --profile mutants --test-tool nextest --timeout 300 -f "$files" -o "$out" -- \
        --lib --test it --test laws --test model --max-fail 1:immediate -E "not ($slow)" >"$out/log.txt" 2>&1 || failed=1
    count() { wc -l <"$out/mutants.out/$1.txt"; }
    sed 's/^/  not noticed: /' "$out/mutants.out/missed.txt"
    echo "$room: $(count caught) noticed, $(count timeout) never ended, $(count missed) not noticed, $(count unviable) do not compile"
done
exit $failed
