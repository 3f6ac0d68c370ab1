#!/usr/bin/env bash
# Counts the places of the library's own source that can panic in optimised code: panic-census.sh [--self-test]
#
# Prints each place, the panics that are not counted, and the number of places. Exits with 1 if there is one. With --self-test it
# checks that five panics planted in a copy of the library are found.
#
# The input is the compiler's LLVM code of the library and of two examples, which instantiate generic code for files and buffers. A release
# build with tests/keep-llvm.sh has it already.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
export CARGO_TARGET_DIR=$repository/target RUSTC_WORKSPACE_WRAPPER=$repository/tests/keep-llvm.sh

newest() { # FOLDER NAME: the latest LLVM code of a crate
    find "$CARGO_TARGET_DIR/release/$1" -name "$2-*.ll" -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-
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
    found=$CARGO_TARGET_DIR/panics.txt
    cargo build --locked --quiet --release --lib --all-features
    if census "$(newest deps revolving_fund)" >"$found"; then
        echo "the planted panics are not found"
        exit 1
    fi
    cat "$found"
    [[ $(grep -c '^  src/lib.rs:' "$found") == 5 ]]
    exit
fi

cargo build --locked --quiet --release --example audit --example club_year
census "$(newest deps revolving_fund)" "$(newest examples audit)" "$(newest examples club_year)"
