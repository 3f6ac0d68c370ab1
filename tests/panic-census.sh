#!/usr/bin/env bash
# Counts the places of the library's own source that can panic in optimised code: panic-census.sh [--self-test]
#
# Prints each place, the panics that are not counted, and the number of places. Exits with 1 if there is one. With --self-test it
# checks that five panics planted in a copy of the library are found.
#
# The input is the compiler's LLVM code of the library and of two examples, which instantiate generic code for files and buffers.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
code=$repository/target/panics
export CARGO_TARGET_DIR=$repository/target
mkdir -p "$code"

compile() { # NAME TARGET…: the optimised code of a target, in one piece
    local name=$1
    shift
    # The time as a cfg value makes cargo call the compiler even if the code is unchanged.
    cargo rustc --locked --quiet --release "$@" -- -Ccodegen-units=1 --emit="llvm-ir=$code/$name.ll" --cfg "census=\"$EPOCHREALTIME\"" \
        --check-cfg 'cfg(census, values(any()))'
}

census() { LC_ALL=C awk -f "$repository/tests/panic-census.awk" "$@"; }

if [[ ${1-} == --self-test ]]; then
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    cp -r Cargo.toml Cargo.lock README.md src examples benches "$copy"
    echo '[workspace]' >>"$copy/Cargo.toml"
    cat >>"$copy/src/lib.rs" <<'RUST'

/// Five planted panics.
#[allow(clippy::all, clippy::pedantic, clippy::restriction, reason = "to be found")]
pub fn planted(numbers: &[u32], place: usize, found: Option<u32>, words: &[u8], from: usize) -> u32 {
    let indexed = numbers[place];
    let sliced = words[from..].len() as u32;
    let unwrapped = found.unwrap();
    let divided = indexed / unwrapped;
    assert!(divided != 7, "seven");
    divided + sliced
}
RUST
    cd "$copy"
    compile planted --lib
    if census "$code/planted.ll" >"$code/planted.txt"; then
        echo "the planted panics are not found"
        exit 1
    fi
    cat "$code/planted.txt"
    [[ $(grep -c '^  src/lib.rs:' "$code/planted.txt") == 5 ]]
    exit
fi

compile library --lib --all-features
compile audit --example audit
compile club_year --example club_year
census "$code"/{library,audit,club_year}.ll
