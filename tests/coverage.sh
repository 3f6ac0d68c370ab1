#!/usr/bin/env bash
# Measures the coverage of the library by the test suite: coverage.sh
#
# Prints every uncovered line of `src/`, then the share of covered lines and branches. Exits with 1 if the tests fail or there is no
# measurement. Installs missing tools: cargo-llvm-cov from the crate registry, and the Debian package of the LLVM version that the
# compiler uses. Branch coverage needs an unstable option of the compiler, hence RUSTC_BOOTSTRAP.
set -euo pipefail
cd "$(dirname "$0")/.."

llvm=$(rustc -vV | sed -nE 's/^LLVM version: ([0-9]+).*/\1/p')
if [[ ! -x /usr/lib/llvm-$llvm/bin/llvm-cov ]]; then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends "llvm-$llvm" >/dev/null
fi
if ! cargo llvm-cov --version >/dev/null 2>&1; then cargo install --quiet --locked cargo-llvm-cov; fi

export LLVM_COV=/usr/lib/llvm-$llvm/bin/llvm-cov LLVM_PROFDATA=/usr/lib/llvm-$llvm/bin/llvm-profdata RUSTC_BOOTSTRAP=1
# Remove the counts of earlier runs.
cargo llvm-cov clean --profraw-only
cargo llvm-cov --branch --locked --all-features --tests --no-report >target/coverage.txt 2>&1 || { tail target/coverage.txt; exit 1; }
cargo llvm-cov report --branch --lcov --output-path target/coverage.lcov

awk -F '[:,]' -v source="$PWD/src/" '
    /^SF:/ { is_ours = index($2, source) == 1; file = "src/" substr($2, length(source) + 1) }
    !is_ours { next }
    /^DA:/ { lines++; if ($3 > 0) covered++; else uncovered[++count] = file ":" $2 }
    /^BRF:/ { branches += $2 }
    /^BRH:/ { taken += $2 }
    END {
        for (place = 1; place <= count; place++) print "  " uncovered[place]
        if (!lines || !branches) { print "no line was measured"; exit 1 }
        printf "covered: %.2f %% of %d lines, %.2f %% of %d branches\n", 100 * covered / lines, lines, 100 * taken / branches, branches
    }' target/coverage.lcov
