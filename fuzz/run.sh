#!/usr/bin/env bash
# Fuzzes: run.sh SECONDS [TARGET…], all targets in parallel if none is named; run.sh --canaries.
#
# Builds with the stable toolchain and plain cargo, starts each target from the kept corpus and prints one line per target. Exits with 1 if
# an input crashes a target, and prints its path; with 2 for wrong arguments. New inputs stay in target/corpus.
# With --canaries each target has a planted bug that the fuzzer must find within a minute: `reader` starts from the kept files, which do
# not reveal it, the others from an empty corpus.
set -euo pipefail
cd "$(dirname "$0")"

usage() { sed -n '2s/^# //p' "$0" >&2; exit 2; }

build() {
    RUSTC_WRAPPER="$PWD/instrument.sh" cargo build --locked --quiet --profile fuzz --target-dir target "$@"
}

# The longest input, in bytes: books of a dozen lines, eight changes, forty vouchers.
declare -A longest=([reader]=4096 [damage]=42 [events]=324)

fuzz() { # TARGET ARGUMENT…
    local target=$1
    shift
    if [[ -f $target.dict ]]; then set -- -dict="$target.dict" "$@"; fi
    "target/fuzz/$target" -max_len="${longest[$target]}" -len_control=0 -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="target/artifacts/$target-" -print_final_stats=1 "$@" 2>"target/$target.log"
}

kept() { # TARGET: the folders of its initial inputs; `reader` also starts from the golden books
    echo "corpus/$1"
    if [[ $1 == reader ]]; then echo ../tests/samples; fi
}

figure() { # NAME TARGET: the last figure of that name in the target's log
    sed -nE "s/.*$1: *([0-9]+).*/\1/p" "target/$2.log" | tail -n 1
}

fuzz_for() { # SECONDS TARGET
    local seconds=$1 target=$2 crashes=0
    mkdir -p "target/corpus/$target"
    fuzz "$target" -max_total_time="$seconds" "target/corpus/$target" $(kept "$target") || crashes=1
    echo "$target: $(figure stat::number_of_executed_units "$target") executions," \
        "$(figure stat::average_exec_per_sec "$target")/s, $(figure cov "$target") edges covered, $crashes crash(es)"
    if ((crashes)); then
        grep -E 'panicked|ERROR|Test unit written' -A 1 "target/$target.log" || tail "target/$target.log"
    fi
    return $crashes
}

canary() { # TARGET
    local target=$1 since start=()
    start=("$(mktemp -d)")
    if [[ $target == reader ]]; then
        start+=($(kept reader))
        fuzz reader -runs=0 "${start[@]}" || { echo "reader: the kept files already reveal the planted bug"; return 1; }
    fi
    since=$SECONDS
    if fuzz "$target" -max_total_time=60 "${start[@]}"; then
        echo "$target: the planted bug is not found in $(figure stat::number_of_executed_units "$target") executions"
        return 1
    fi
    grep -q "panicked at targets/$target.rs" "target/$target.log" # and nothing else
    rm -rf "${start[0]}" target/artifacts/"$target"-*
    echo "$target: the planted bug is found after $((SECONDS - since)) s," \
        "$(figure stat::number_of_executed_units "$target") executions"
}

all=(reader damage events)
mkdir -p target/artifacts
case "${1-}" in
--canaries)
    build --features canary
    for target in "${all[@]}"; do canary "$target"; done
    ;;
[1-9]*)
    seconds=$1
    shift
    targets=("${@:-${all[@]}}")
    build
    failed=0
    running=()
    for target in "${targets[@]}"; do
        fuzz_for "$seconds" "$target" &
        running+=($!)
    done
    for job in "${running[@]}"; do wait "$job" || failed=1; done
    exit $failed
    ;;
*) usage ;;
esac
