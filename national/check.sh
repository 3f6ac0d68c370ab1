#!/usr/bin/env bash
# Tests the export of a simulated country with DuckDB, DataFusion and Spark: check.sh [CLUBS [MONTHS]], 300 and 36 by default.
#
# Each must answer the questions of sql/ exactly like the library itself; Spark also if one of its workers is killed while it audits. Then
# one đồng is added to an answer, which the comparison must notice. Exits with 1 at the first difference. Installs missing tools: Java,
# and Python packages in target/venv. All output is in target/check.
set -euo pipefail
cd "$(dirname "$0")"
clubs=${1:-300} months=${2:-36}
out=target/check
python=$PWD/target/venv/bin/python

begun=$SECONDS
step() {
    printf '(%d s)\n\n== %s\n' "$((SECONDS - begun))" "$*"
    begun=$SECONDS
}
exec 3>&2
fail() { # to the original standard error, even inside a redirected step
    echo "check.sh: $*" >&3
    exit 1
}
exits() { # STATUS COMMAND…: fails if the command exits with another status
    local wanted=$1 got=0
    shift
    "$@" || got=$?
    [[ $got == "$wanted" ]] || fail "$1 exits with $got, expected $wanted"
}

step "install and build"
if ! command -v java >/dev/null; then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends openjdk-17-jre-headless >/dev/null
fi
if ! cmp -s requirements.txt target/venv/installed.txt; then
    mkdir -p target
    python3 -m venv target/venv
    "$python" -m pip install --quiet --requirement requirements.txt
    cp requirements.txt target/venv/installed.txt
fi
cargo build --locked --quiet --release
cargo test --locked --quiet --release | grep '^test result'
national=$PWD/target/release/national

step "a country of $clubs clubs, with trouble"
rm -rf "$out"
mkdir -p "$out"
target/release/make_country "$out/books" "$clubs" "$months"

step "the library's answers, and an export on one machine"
# Both exit with 1: there are files that cannot be read.
exits 1 "$national" answers "$out/books" "$out/answers/library"
exits 1 "$national" export "$out/books" "$out/tables" --clubs 20 2>"$out/unread.txt"
wc -l "$out/unread.txt"
exits 2 "$national" export "$out/books" "$out/tables" 2>"$out/refused.txt" # a second export would be counted twice
grep -q 'is not empty' "$out/refused.txt" || fail "an export into tables of another one is not refused"

step "DuckDB and DataFusion"
"$python" engines.py duckdb "$out/tables" "$out/answers/duckdb"
"$python" engines.py datafusion "$out/tables" "$out/answers/datafusion"
"$python" test_sql.py

step "Spark with a killed worker"
descendants() { # PID: its child processes, recursively
    local child
    for child in $(pgrep -P "$1" || true); do
        echo "$child"
        descendants "$child"
    done
}
executor_of() { # PID: an executor that Spark started under it
    local process
    for process in $(descendants "$1"); do
        if tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline" | grep -q CoarseGrainedExecutorBackend; then
            echo "$process"
            return
        fi
    done
}
parts() { find "$out/spark/clubs" -name '*.parquet' 2>/dev/null | wc -l; }
exits 1 "$national" plan "$out/books" "$out/plan" --clubs 4 >"$out/plan.jsonl" 2>/dev/null
shares=$(wc -l <"$out/plan.jsonl")
"$python" spark.py "$out/books" "$out/spark" "$out/answers/spark" --national "$national" --clubs 4 \
    >"$out/spark.txt" 2>"$out/spark.log" &
spark=$!
while (($(parts) < 3)); do
    kill -0 "$spark" 2>/dev/null || fail "Spark ended before a worker could be killed; see $out/spark.log"
    sleep 0.05
done
executor=$(executor_of "$spark")
[[ -n $executor ]] || fail "no worker of Spark was found"
kill -KILL "$executor"
written=$(parts)
echo "worker $executor is killed when $written of $shares shares are written"
((written < shares)) || fail "the shares were all written before the worker was killed"
exits 1 wait "$spark"
cat "$out/spark.txt"
grep -q 'shares, [1-9][0-9]* of them tried again' "$out/spark.txt" || fail "no share was tried again"
exits 1 "$national" export "$out/books" "$out/whole" --clubs 4 >/dev/null 2>&1
diff -r "$out/whole" "$out/spark" || fail "the tables differ from those without a killed worker"

step "comparison of the answers"
engines=("$out"/answers/{duckdb,datafusion,spark})
"$python" compare.py "$out/answers/library" "${engines[@]}"

step "planted trouble is found, and a difference of one đồng is noticed"
questions() { cut -d , -f "$2" "$out/answers/library/$1.csv" | tail -n +2; }
questions outliers 1,2 | grep -q 'growth,BN-00011' || fail "the club that is unlike the others is not found"
questions late_reporters 1 | grep -q 'BN-00006' || fail "the late reporter is not found"
questions lent_twice 2,4 | grep -c 'trịnh thị vượng,BN-000\(16\|21\)' | grep -qx 2 || fail "the loan lent twice is not found"
questions fifty_fifty 2,6 | grep -q 'BG-00027,not kept' || fail "interest allocated wrongly is not found"
questions findings 3 | grep -q . || fail "no finding is found"
for file in empty BG/letter HY/lost copies/copy HY/00028 TB/00029 01/00030; do
    grep -q "^$file.jsonl," "$out/answers/library/unread.csv" || fail "$file is not listed as unread"
done
questions par30_by_province 1 | grep -qx 01 || fail "a province whose number begins with zero is lost"
cp -r "$out/answers/spark" "$out/answers/altered"
awk -F , -v OFS=, 'NR == 2 { $2 += 1 } { print }' "$out/answers/spark/trial_balance.csv" >"$out/answers/altered/trial_balance.csv"
exits 1 "$python" compare.py "$out/answers/library" "$out/answers/altered" >"$out/altered.txt"
grep 'altered differs' "$out/altered.txt"
step done
